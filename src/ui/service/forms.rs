//! The forms of the service reviews. What is typed is kept until it is accepted.

use egui::{RichText, Ui};

use super::aside;
use super::data::{Detail, action_of};
use crate::desk::Request;
use crate::domain::command::ItemName;
use crate::domain::directory::RecordKind;
use crate::domain::event::EventId;
use crate::domain::review::agenda::{fitted, minutes_of};
use crate::domain::service_review::wish::{ServiceReviewWish, SetReviewCycle};
use crate::domain::service_review::{ReviewState, ServiceReview, people};
use crate::domain::typed_time::{Leaning, understood};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::filling::Filling;
use crate::ui::forms::{Draft, FormKind, Forms, ServiceForm};
use crate::ui::theme::{font, space};

/// How many reviews a year there may be (I), as they stand in the form.
const PER_YEAR: [&str; 3] = ["2 a year", "3 a year", "4 a year"];
/// The fewest of them.
const LEAST_PER_YEAR: u32 = 2;

/// Paints the form that is open. `wanted` is the department that is to be shown once it is there.
pub(super) fn form_ui(
    ui: &mut Ui,
    seen: &Seen,
    (department, form): (&str, &ServiceForm),
    (detail, wanted): (Option<&Detail>, &mut Option<String>),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let kind = FormKind::Service { department: department.to_owned(), form: form.clone() };
    let is_new = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    if is_new {
        fill(draft, seen, form);
    }
    // What a form for a new department is beside says nothing to it.
    let detail = detail.filter(|detail| detail.department.name == department);
    let mut filling = Filling { seen, draft, is_sent: false, wants_focus: is_new };
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.label(RichText::new(title(form, department)).font(font::heading()));
    let words = fields_ui(ui, department, form, detail, &mut filling);
    if filling.foot_ui(ui, words, asks) {
        match request(department, form, detail, &filling) {
            Ok((request, said)) => {
                if department.is_empty() {
                    *wanted = filling.text("department");
                }
                asks.push(Ask::Do { request, form: Some(kind), said: Some(said) });
            }
            Err(why) => filling.draft.refusal = Some(why),
        }
    }
}

fn title(form: &ServiceForm, department: &str) -> String {
    match form {
        ServiceForm::Cycle if department.is_empty() => "Set a cycle".to_owned(),
        ServiceForm::Cycle => format!("The cycle of {department}"),
        ServiceForm::Plan => "Plan a review".to_owned(),
        ServiceForm::Move { .. } => "Move the review".to_owned(),
        ServiceForm::CallOff { .. } => "Call off the review".to_owned(),
        ServiceForm::Agenda { .. } => "Agenda".to_owned(),
        ServiceForm::InvitationSent { .. } => "Invitations sent".to_owned(),
        ServiceForm::Hold { .. } => "It was held".to_owned(),
        ServiceForm::GiveAction => "Give an action".to_owned(),
        ServiceForm::DropAction { .. } => "Drop the action".to_owned(),
        ServiceForm::TakeBack { .. } => "Take an entry back".to_owned(),
        ServiceForm::Note(_) | ServiceForm::Effort | ServiceForm::SaveEffort { .. } => String::new(),
    }
}

fn review_of<'a>(seen: &'a Seen, entry: EventId) -> Option<&'a ServiceReview> {
    seen.snapshot.world.service_reviews.review(entry)
}

/// What stands in a form that was just opened, where nothing was typed in it yet.
fn fill(draft: &mut Draft, seen: &Seen, form: &ServiceForm) {
    let world = &seen.snapshot.world;
    let mut put = |field: &str, text: String| {
        let there = draft.field(field);
        if there.is_empty() {
            *there = text;
        }
    };
    match form {
        ServiceForm::Cycle => {
            put("time", "10:00".to_owned());
            put("minutes", world.service_review_rules().minutes.to_string());
        }
        ServiceForm::Plan => put("minutes", world.service_review_rules().minutes.to_string()),
        ServiceForm::Agenda { review } => {
            let Some(review) = review_of(seen, *review) else { return };
            let usual = fitted(&world.service_review_rules().agenda, review.time.minutes);
            let items = if review.agenda.is_empty() { &usual } else { &review.agenda };
            let lines: Vec<String> =
                items.iter().map(|item| format!("{} {}", item.minutes, item.title)).collect();
            put("items", lines.join("\n"));
        }
        ServiceForm::Hold { review } => {
            let Some(review) = review_of(seen, *review) else { return };
            let all = people::of_review(&world.service_reviews, review, &world.directory);
            let names: Vec<String> = all.into_iter().map(|one| one.whom.name).collect();
            put("attended", names.join("\n"));
        }
        _ => {}
    }
}

/// The fields of a form; the words on its button.
fn fields_ui(
    ui: &mut Ui,
    department: &str,
    form: &ServiceForm,
    detail: Option<&Detail>,
    filling: &mut Filling<'_>,
) -> &'static str {
    match form {
        ServiceForm::Cycle => {
            if department.is_empty() {
                let label = ("Department", "As the directory calls the agency");
                filling.recorded(ui, "department", label, RecordKind::Agency);
            }
            filling.person(ui, "coordinator", "Service coordinator");
            filling.person(ui, "liaison", "Liaison; empty for nobody");
            filling.lines(ui, "attendees", "Key management people, one a line", "Names", 3);
            filling.choice(ui, "per_year", "How often", &PER_YEAR);
            filling.day_line(ui, ("first", "The first one is on"), Leaning::Future);
            filling.line(ui, "time", "At", "10:00");
            filling.line(ui, "minutes", "Minutes", "60");
            filling.line(ui, "place", "Room or bridge", "Optional");
            "Set the cycle"
        }
        ServiceForm::Plan => {
            filling.time(ui, "at", "Begins");
            filling.line(ui, "minutes", "Minutes", "60");
            filling.line(ui, "place", "Room or bridge", "Optional");
            "Plan it"
        }
        ServiceForm::Move { .. } => {
            filling.time(ui, "at", "Begins");
            filling.line(ui, "minutes", "Minutes", "60");
            filling.line(ui, "place", "Room or bridge", "Optional");
            filling.line(ui, "why", "Why it moves", "Needed");
            "Move it"
        }
        ServiceForm::CallOff { .. } => {
            if detail.and_then(|one| one.next.as_ref()).is_some_and(|one| !one.invitations.is_empty()) {
                aside(ui, "Invitations went out: the calendars of who is invited need the cancellation");
            }
            filling.line(ui, "why", "Why", "Needed");
            "Call it off"
        }
        ServiceForm::Agenda { .. } => {
            filling.lines(ui, "items", "Minutes and item, one a line", "15 Service delivery", 8);
            let words = match filling.agenda("items") {
                Ok(items) => format!("{} minutes in all", minutes_of(&items)),
                Err(why) => why,
            };
            aside(ui, &words);
            "Set the agenda"
        }
        ServiceForm::InvitationSent { .. } => {
            filling.lines(ui, "to", "To whom, one a line", "Sample <sample@example.org>", 6);
            "Log as sent"
        }
        ServiceForm::Hold { .. } => {
            filling.lines(ui, "attended", "Who was there, one a line", "Names", 6);
            filling.lines(ui, "text", "Minutes", "What was said and agreed", 6);
            filling.time(ui, "when", "When; empty for now");
            aside(ui, "Actions that were agreed on are given under Actions");
            "Log that it was held"
        }
        ServiceForm::GiveAction => {
            filling.line(ui, "what", "What is to be done", "One thing");
            filling.person(ui, "owner", "Owner");
            filling.time(ui, "due", "By when; may be empty");
            if let Some(held) = detail.and_then(last_held) {
                let of = format!("The review of {}", understood(held.time.at, filling.seen.zone));
                filling.choice(ui, "of", "Came out of", &[&of, "No review"]);
            }
            "Give it"
        }
        ServiceForm::DropAction { action } => {
            if let Some(action) = detail.and_then(|detail| action_of(detail, *action)) {
                aside(ui, &action.given.what);
            }
            filling.line(ui, "why", "Why it will not be done", "Needed");
            "Drop it"
        }
        ServiceForm::TakeBack { .. } => {
            aside(ui, "It stays readable in the log, with who took it back and why");
            filling.line(ui, "why", "Why", "Needed");
            "Take it back"
        }
        ServiceForm::Note(_) | ServiceForm::Effort | ServiceForm::SaveEffort { .. } => "",
    }
}

/// The review that was held last.
fn last_held(detail: &Detail) -> Option<&ServiceReview> {
    detail.past.iter().find(|one| one.state() == ReviewState::Held)
}

fn cycle(department: &str, detail: Option<&Detail>, filling: &Filling<'_>) -> Result<SetReviewCycle, String> {
    let department = match department {
        "" => filling.name("department", "the department")?,
        name => name.to_owned(),
    };
    let before = detail.and_then(|detail| detail.cycle.as_ref());
    let first = filling.day("first", Leaning::Future)?;
    let first = first.ok_or("the date of the first review is missing; type one such as 2026-03-02")?;
    let per_year: u32 = filling.draft.text("per_year").parse().unwrap_or(0);
    Ok(SetReviewCycle {
        department,
        coordinator: Some(filling.name("coordinator", "the service coordinator")?),
        liaison: Some(filling.text("liaison").unwrap_or_default()),
        attendees: Some(filling.names("attendees")),
        per_year: Some(per_year.saturating_add(LEAST_PER_YEAR)),
        // One that stays may lie further back than a new one may.
        first: Some(first).filter(|first| before.is_none_or(|before| before.first != *first)),
        time: filling.text("time"),
        minutes: Some(filling.minutes("minutes")?),
        place: Some(filling.text("place").unwrap_or_default()),
    })
}

/// What a form asks for, and what is said once it is accepted.
fn request(
    department: &str,
    form: &ServiceForm,
    detail: Option<&Detail>,
    filling: &Filling<'_>,
) -> Result<(Request, String), String> {
    let mut when = None;
    let named = |entry: &EventId| Some(ItemName::Entry(*entry));
    let why = || filling.name("why", "the reason");
    let place = || Some(filling.text("place").unwrap_or_default());
    let (wish, said) = match form {
        ServiceForm::Cycle => {
            let set = cycle(department, detail, filling)?;
            let said = format!("The cycle of {} is set", set.department);
            (ServiceReviewWish::SetReviewCycle(set), said)
        }
        ServiceForm::Plan => {
            let wish = ServiceReviewWish::PlanServiceReview {
                department: department.to_owned(),
                starts_at: Some(filling.needed("at", "the time")?),
                minutes: Some(filling.minutes("minutes")?),
                place: place(),
                why: None,
            };
            (wish, "The review is planned; send the invitations".to_owned())
        }
        ServiceForm::Move { review } => {
            let wish = ServiceReviewWish::MoveServiceReview {
                review: named(review),
                department: None,
                starts_at: filling.needed("at", "the time")?,
                minutes: Some(filling.minutes("minutes")?),
                place: place(),
                why: why()?,
            };
            (wish, "The review is moved".to_owned())
        }
        ServiceForm::CallOff { review } => {
            let wish = ServiceReviewWish::CallOffServiceReview {
                review: named(review),
                department: None,
                why: why()?,
            };
            (wish, "The review is called off".to_owned())
        }
        ServiceForm::Agenda { review } => {
            let wish = ServiceReviewWish::SetServiceReviewAgenda {
                review: named(review),
                department: None,
                items: Some(filling.agenda("items")?),
            };
            (wish, "The agenda is set".to_owned())
        }
        ServiceForm::InvitationSent { review } => {
            let state = review_of(filling.seen, *review).map(ServiceReview::state);
            let cancels = state == Some(ReviewState::CalledOff);
            let wish = ServiceReviewWish::LogServiceReviewInvitation {
                review: named(review),
                department: None,
                to: filling.names("to"),
                cancels,
            };
            let what = if cancels { "cancellation" } else { "invitation" };
            (wish, format!("The {what} is logged as sent"))
        }
        ServiceForm::Hold { review } => {
            when = filling.read("when")?;
            let wish = ServiceReviewWish::HoldServiceReview {
                review: named(review),
                department: None,
                attended: filling.names("attended"),
                text: filling.text("text"),
            };
            (wish, "The review is held; now its actions".to_owned())
        }
        ServiceForm::GiveAction => {
            let is_of_review = filling.draft.text("of") != "1";
            let review = detail.and_then(last_held).filter(|_| is_of_review);
            let wish = ServiceReviewWish::GiveServiceReviewAction {
                review: review.map(|one| ItemName::Entry(one.entry)),
                department: Some(department.to_owned()),
                what: filling.name("what", "what is to be done")?,
                owner: filling.name("owner", "the owner")?,
                due: filling.read("due")?,
            };
            (wish, "The action is given".to_owned())
        }
        ServiceForm::DropAction { action } => {
            let wish =
                ServiceReviewWish::DropServiceReviewAction { action: ItemName::Entry(*action), why: why()? };
            (wish, "The action is dropped".to_owned())
        }
        ServiceForm::TakeBack { entry } => {
            let wish = ServiceReviewWish::TakeBackServiceEntry { entry: *entry, why: why()? };
            (wish, "Taken back; the entry stays readable in the log".to_owned())
        }
        ServiceForm::Note(_) | ServiceForm::Effort | ServiceForm::SaveEffort { .. } => {
            return Err("nothing is asked for".to_owned());
        }
    };
    Ok((Request::of_desk(wish.into()).at(when), said))
}
