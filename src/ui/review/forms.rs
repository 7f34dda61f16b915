//! The forms of the post-mortem. What is typed is kept until it is accepted.

use egui::{RichText, Ui};

use super::{ReviewState, aside};
use crate::desk::Request;
use crate::domain::command::Wish;
use crate::domain::event::IncidentId;
use crate::domain::review::agenda::{default_agenda, minutes_of};
use crate::domain::review::people::recipients;
use crate::domain::review::time::{Conflict, conflicts, expected};
use crate::domain::review::wish::ReviewWish;
use crate::domain::review::{ReviewPart, ReviewRole};
use crate::domain::rota::change::Window;
use crate::domain::time::Instant;
use crate::domain::world::Live;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::filling::{Filling, typed};
use crate::ui::forms::{Draft, FormKind, Forms, ReviewForm};
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font, space};

/// Paints the form that is open.
pub(super) fn form_ui(
    ui: &mut Ui,
    seen: &Seen,
    live: &Live,
    (form, state): (&ReviewForm, &ReviewState),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let incident = live.incident.id;
    let kind = FormKind::Review { incident, form: form.clone() };
    let is_new = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    if is_new {
        fill(draft, seen, live, form, state);
    }
    let mut filling = Filling { seen, draft, is_sent: false, wants_focus: is_new };
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.label(RichText::new(title(form, live)).font(font::heading()));
    let words = fields_ui(ui, live, form, &mut filling);
    if filling.foot_ui(ui, words, asks) {
        match request(incident, form, &filling) {
            Ok((request, said)) => asks.push(Ask::Do { request, form: Some(kind), said: Some(said) }),
            Err(why) => filling.draft.refusal = Some(why),
        }
    }
}

fn title(form: &ReviewForm, live: &Live) -> String {
    match form {
        ReviewForm::Schedule if live.incident.review.plan.is_some() => "Move the post-mortem".to_owned(),
        ReviewForm::Schedule => "Set the time".to_owned(),
        ReviewForm::CallOff => "Call off the post-mortem".to_owned(),
        ReviewForm::Place => "Room or bridge".to_owned(),
        ReviewForm::Role(role) => crate::documents::sentence(role.word()),
        ReviewForm::Invite => "Invite somebody".to_owned(),
        ReviewForm::Agenda => "Agenda".to_owned(),
        ReviewForm::InvitationSent => "Invitations sent".to_owned(),
        ReviewForm::PreReadSent => "Pre-read sent".to_owned(),
        ReviewForm::Hold => "It was held".to_owned(),
        ReviewForm::Agree => "The statement is agreed".to_owned(),
        ReviewForm::FollowUp => "Follow-up action".to_owned(),
        ReviewForm::Statement | ReviewForm::Point(_) | ReviewForm::Papers => String::new(),
    }
}

/// What stands in a form that was just opened, where nothing was typed in it yet.
fn fill(draft: &mut Draft, seen: &Seen, live: &Live, form: &ReviewForm, state: &ReviewState) {
    let review = &live.incident.review;
    let mut put = |field: &str, text: String| {
        let there = draft.field(field);
        if there.is_empty() {
            *there = text;
        }
    };
    match form {
        ReviewForm::Schedule => {
            let set = review.plan.as_ref().map(|plan| plan.starts_at);
            let best = state.data.best.as_ref().map(|slot| slot.window.from);
            put("at", set.or(best).map_or_else(String::new, |at| typed(at, seen)));
            put("minutes", state.data.minutes.to_string());
        }
        ReviewForm::Agenda => {
            let items = if review.agenda.is_empty() {
                default_agenda(&live.policy.review, state.data.minutes)
            } else {
                review.agenda.clone()
            };
            let lines: Vec<String> =
                items.iter().map(|item| format!("{} {}", item.minutes, item.title)).collect();
            put("items", lines.join("\n"));
        }
        ReviewForm::InvitationSent | ReviewForm::PreReadSent => {
            let to: Vec<String> = recipients(review, &seen.snapshot.world.directory)
                .into_iter()
                .map(|one| {
                    if one.name.is_empty() { one.address } else { format!("{} <{}>", one.name, one.address) }
                })
                .collect();
            put("to", to.join("\n"));
        }
        _ => {}
    }
}

/// The fields of a form; the words on its button.
fn fields_ui(ui: &mut Ui, live: &Live, form: &ReviewForm, filling: &mut Filling<'_>) -> &'static str {
    let review = &live.incident.review;
    match form {
        ReviewForm::Schedule => {
            filling.time(ui, "at", "Begins");
            filling.line(ui, "minutes", "Minutes", "60");
            hindered_ui(ui, live, filling);
            if review.plan.is_some() {
                filling.line(ui, "why", "Why it moves", "Needed");
                "Move it"
            } else {
                "Set it"
            }
        }
        ReviewForm::CallOff => {
            if review.standing_invitation().is_some() {
                aside(ui, "Invitations went out: the calendars of who is invited need the cancellation");
            }
            filling.line(ui, "why", "Why", "Needed");
            "Call it off"
        }
        ReviewForm::Place => {
            filling.line(ui, "place", "Where", "Room 4, or the number of the bridge");
            "Keep it"
        }
        ReviewForm::Role(_) => {
            filling.person(ui, "to", "Who; empty for nobody yet");
            "Keep it"
        }
        ReviewForm::Invite => {
            filling.person(ui, "whom", "Who");
            let parts = ReviewPart::ALL.iter().map(|part| part.word()).collect::<Vec<_>>();
            filling.choice(ui, "part", "As", &parts);
            "Invite"
        }
        ReviewForm::Agenda => {
            filling.lines(ui, "items", "Minutes and item, one a line", "10 What happened, by the log", 8);
            let words = match filling.agenda("items") {
                Ok(items) => format!("{} minutes in all", minutes_of(&items)),
                Err(why) => why,
            };
            aside(ui, &words);
            "Set the agenda"
        }
        ReviewForm::InvitationSent => {
            if review.owes_cancellation() {
                filling.choice(ui, "cancels", "What was sent", &["The cancellation", "The invitation"]);
            }
            filling.lines(ui, "to", "To whom, one a line", "Sample <sample@example.org>", 6);
            "Log as sent"
        }
        ReviewForm::PreReadSent => {
            filling.lines(ui, "to", "To whom, one a line", "Sample <sample@example.org>", 6);
            "Log as sent"
        }
        ReviewForm::Hold => {
            filling.lines(ui, "attended", "Who was there, one a line", "Names", 8);
            filling.line(ui, "text", "Words", "Optional");
            filling.time(ui, "when", "When; empty for now");
            "Log that it was held"
        }
        ReviewForm::Agree => {
            filling.lines(ui, "by", "By whom, one a line", "Names", 6);
            filling.time(ui, "when", "When; empty for now");
            "It is agreed"
        }
        ReviewForm::FollowUp => {
            filling.line(ui, "what", "What is to be done", "One thing");
            filling.person(ui, "to", "Owner");
            filling.time(ui, "due", "By when");
            "Give it"
        }
        ReviewForm::Statement | ReviewForm::Point(_) | ReviewForm::Papers => "",
    }
}

/// Who is hindered at the time that is typed.
fn hindered_ui(ui: &mut Ui, live: &Live, filling: &Filling<'_>) {
    let (Ok(Some(at)), Ok(minutes)) = (filling.read("at"), filling.minutes("minutes")) else { return };
    let key = ui.scope_id().with("hindered");
    let revision = filling.seen.snapshot.revision;
    let of: (Instant, u32, u64) = (at, minutes, revision);
    let kept: Option<((Instant, u32, u64), Vec<String>)> = ui.data(|data| data.get_temp(key));
    let lines = if let Some((_, lines)) = kept.filter(|(kept, _)| *kept == of) {
        lines
    } else {
        let until = at.checked_add_signed(chrono::TimeDelta::minutes(minutes.into())).unwrap_or(at);
        let world = &filling.seen.snapshot.world;
        let found = conflicts(world, live, &expected(live), Window::new(at, until));
        let lines: Vec<String> = found.iter().map(Conflict::reads_as).collect();
        ui.data_mut(|data| data.insert_temp(key, (of, lines.clone())));
        lines
    };
    let tokens = Tokens::of(ui);
    if lines.is_empty() {
        paragraph(ui, "Nobody is hindered", font::small(), tokens.met);
    }
    for line in lines {
        paragraph(ui, &line, font::small(), tokens.due_soon);
    }
}

/// What a form asks for, and what is said once it is accepted.
fn request(
    incident: IncidentId,
    form: &ReviewForm,
    filling: &Filling<'_>,
) -> Result<(Request, String), String> {
    let mut when = None;
    let (wish, said): (Wish, String) = match form {
        ReviewForm::Schedule => {
            let wish = ReviewWish::ScheduleReview {
                starts_at: filling.needed("at", "the time")?,
                minutes: Some(filling.minutes("minutes")?),
                zone: None,
                why: filling.text("why"),
            };
            (wish.into(), "The time is set; send the invitations".to_owned())
        }
        ReviewForm::CallOff => {
            let why = filling.name("why", "the reason")?;
            (ReviewWish::CallOffReview { why }.into(), "The post-mortem is called off".to_owned())
        }
        ReviewForm::Place => {
            let place = filling.text("place").unwrap_or_default();
            (ReviewWish::SetReviewPlace { place }.into(), "The place is kept".to_owned())
        }
        ReviewForm::Role(role) => {
            let to = filling.text("to");
            let who = to.clone().unwrap_or_else(|| "Nobody".to_owned());
            let noun = match role {
                ReviewRole::Facilitator => "leads it",
                ReviewRole::Scribe => "writes it down",
            };
            (ReviewWish::GiveReviewRole { role: *role, to }.into(), format!("{who} {noun}"))
        }
        ReviewForm::Invite => {
            let whom = filling.name("whom", "who is invited")?;
            let at: usize = filling.draft.text("part").parse().unwrap_or(0);
            let said = format!("{whom} is invited");
            (ReviewWish::InviteToReview { whom, part: ReviewPart::ALL.get(at).copied() }.into(), said)
        }
        ReviewForm::Agenda => {
            let items = Some(filling.agenda("items")?);
            (ReviewWish::SetReviewAgenda { items }.into(), "The agenda is set".to_owned())
        }
        ReviewForm::InvitationSent => {
            let cancels =
                filling.draft.fields.contains_key("cancels") && filling.draft.text("cancels") != "1";
            let wish = ReviewWish::LogInvitationSent { to: filling.names("to"), cancels };
            let what = if cancels { "cancellation" } else { "invitation" };
            (wish.into(), format!("The {what} is logged as sent"))
        }
        ReviewForm::PreReadSent => {
            let to = filling.names("to");
            (ReviewWish::LogPreReadSent { to }.into(), "The pre-read is logged as sent".to_owned())
        }
        ReviewForm::Hold => {
            when = filling.read("when")?;
            let wish =
                ReviewWish::HoldReview { attended: filling.names("attended"), text: filling.text("text") };
            (wish.into(), "The post-mortem is held; now the problem statement".to_owned())
        }
        ReviewForm::Agree => {
            when = filling.read("when")?;
            let wish = ReviewWish::AgreeStatement { version: None, by: filling.names("by") };
            (wish.into(), "The problem statement is agreed".to_owned())
        }
        ReviewForm::FollowUp => {
            let wish = Wish::DelegateAction {
                to: filling.name("to", "the owner")?,
                what: filling.name("what", "what is to be done")?,
                due: filling.read("due")?,
                follow_up: true,
            };
            (wish, "The follow-up is given".to_owned())
        }
        ReviewForm::Statement | ReviewForm::Point(_) | ReviewForm::Papers => {
            return Err("nothing is asked for".to_owned());
        }
    };
    Ok((Request::about(incident, wish).at(when), said))
}
