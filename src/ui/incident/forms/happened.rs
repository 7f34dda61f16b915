//! Forms that log what happened: an update that was sent, and everything that was said and done.

use egui::Ui;

use super::people::CALLABLE;
use super::{Form, WHY, WORDS, choices};
use crate::documents::plain;
use crate::domain::command::Wish;
use crate::domain::event::IncidentId;
use crate::domain::policy::Completion;
use crate::domain::timeline::milestone;
use crate::domain::words::CallOutcome;
use crate::domain::world::Live;
use crate::ui::choice::Choice;
use crate::ui::context::{Ask, Asks};
use crate::ui::forms::{FormKind, Forms};
use crate::ui::incident::data::DeadlineData;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The draft's field that says what happened.
pub const WHAT: &str = "what";

const WHATS: [(&str, &str); 9] = [
    ("referred", "Referred"),
    ("acknowledged", "Acknowledged"),
    ("resolver", "Resolver update"),
    ("on-call", "On-call contacted"),
    ("escalated", "Escalated"),
    ("ownership", "Ownership confirmed"),
    ("hotline", "Hotline call"),
    ("command", "Command"),
    ("milestone", "Milestone"),
];

/// Opens the form for what happened with one kind of thing chosen.
pub fn offer_event(forms: &mut Forms, asks: &mut Asks, incident: IncidentId, what: &str, words: &str) {
    let kind = FormKind::Event(incident);
    let draft = forms.draft(&kind);
    what.clone_into(draft.field(WHAT));
    if !words.is_empty() {
        words.clone_into(draft.field("whom"));
    }
    asks.push(Ask::Open(kind));
}

/// What is most likely to be logged: what the first deadline waits for.
fn likely(deadlines: &[DeadlineData]) -> &'static str {
    match deadlines.first().map(|one| (one.completion, one.is_step)) {
        Some((Completion::Acknowledge, _)) => "acknowledged",
        Some((Completion::ResolverUpdate, _)) => "resolver",
        Some((Completion::Ownership, true)) => "escalated",
        Some((Completion::Ownership, false)) => "ownership",
        Some((Completion::Hotline, _)) => "hotline",
        Some((Completion::Command, _)) => "command",
        Some((Completion::Milestone, _)) => "milestone",
        _ => "referred",
    }
}

pub fn event_ui(ui: &mut Ui, form: &mut Form<'_>, deadlines: &[DeadlineData]) {
    form.head(ui, "Log what happened");
    // With the thing chosen already, the keyboard goes to the first field below.
    let is_chosen = !form.draft.text(WHAT).is_empty();
    let takes_focus = form.takes_focus;
    form.takes_focus = takes_focus && !is_chosen;
    let what = form.choose(ui, "What happened", WHAT, likely(deadlines), &choices(&WHATS));
    form.takes_focus = takes_focus && is_chosen;
    let (wish, said) = fields(ui, form, what, deadlines);
    let at = form.at(ui);
    if form.foot(ui, "Log it") {
        form.send(wish, at, &said);
    }
}

/// The fields of one kind of thing, and what they ask for.
fn fields(ui: &mut Ui, form: &mut Form<'_>, what: &str, deadlines: &[DeadlineData]) -> (Wish, String) {
    match what {
        "acknowledged" => {
            form.pick(ui, "Who acknowledged", "whom", "Optional", &CALLABLE);
            (Wish::Acknowledge { by: form.said("whom") }, "Acknowledged".to_owned())
        }
        "resolver" => {
            form.lines(ui, "What the resolver said", WORDS, "Optional; Ctrl Enter saves");
            (Wish::LogResolverUpdate { text: form.said(WORDS) }, "Resolver update logged".to_owned())
        }
        "on-call" => {
            form.pick(ui, "Whom", "whom", "Optional", &CALLABLE);
            (Wish::ContactOnCall { whom: form.said("whom") }, "On-call contacted".to_owned())
        }
        "escalated" => {
            form.pick(ui, "To whom", "whom", "The next step, such as Incident Manager", &CALLABLE);
            suggestions(ui, form, deadlines);
            form.line(ui, "Words", WORDS, "Optional, such as asked by phone");
            let to = form.typed("whom");
            (Wish::Escalate { to: to.clone(), text: form.said(WORDS) }, format!("Escalated to {to}"))
        }
        "ownership" => {
            form.pick(ui, "Who confirmed ownership", "whom", "Optional", &CALLABLE);
            (Wish::ConfirmOwnership { by: form.said("whom") }, "Ownership confirmed".to_owned())
        }
        "hotline" => hotline_fields(ui, form),
        "command" => command_fields(ui, form),
        "milestone" => milestone_fields(ui, form),
        _ => {
            form.pick(ui, "To whom", "whom", "Team or person, optional", &CALLABLE);
            (Wish::Refer { to: form.said("whom") }, "Referred".to_owned())
        }
    }
}

/// Whom the policy's ladders and clocks escalate to, what presses first.
fn suggestions(ui: &mut Ui, form: &mut Form<'_>, deadlines: &[DeadlineData]) {
    let live = form.live;
    let mut names: Vec<&str> = Vec::new();
    let pressing = deadlines.iter().filter_map(|one| one.escalates_to.as_deref());
    let all = live.policy.clocks.iter().filter_map(|clock| clock.escalates_to.as_deref());
    for name in pressing.chain(all) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut taken = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        for name in names {
            if widgets::quiet_button(ui, name, None).clicked() && !form.draft.is_out {
                taken = Some(name);
            }
        }
    });
    if let Some(name) = taken {
        name.clone_into(form.draft.field("whom"));
        form.draft.refusal = None;
    }
}

fn hotline_fields(ui: &mut Ui, form: &mut Form<'_>) -> (Wish, String) {
    let number = &form.seen.snapshot.world.settings.hotline;
    let ink = Tokens::of(ui).text;
    ui.label(egui::RichText::new(format!("Call {number}")).font(font::mono()).color(ink));
    let outcomes: Vec<_> =
        CallOutcome::ALL.iter().map(|one| (one.word(), Choice::words(one.word()))).collect();
    let outcome =
        form.choose_quietly(ui, "How the call ended", "outcome", CallOutcome::Reached.word(), &outcomes);
    let outcome = outcome.parse().unwrap_or(CallOutcome::Reached);
    form.two_lines(
        ui,
        ("Whom you spoke with", "whom", "Optional"),
        ("Reference that was given", "reference", "Optional"),
    );
    form.line(ui, "Words", WORDS, "Optional");
    let wish = Wish::NotifyHotline {
        outcome,
        spoke_with: form.said("whom"),
        reference: form.said("reference"),
        text: form.said(WORDS),
        number: None,
        call_back_by: None,
    };
    (wish, format!("Hotline call logged: {outcome}"))
}

fn command_fields(ui: &mut Ui, form: &mut Form<'_>) -> (Wish, String) {
    let ways = choices(&[("taken", "Taken"), ("over", "Handed over"), ("stays", "Stays where it is")]);
    let usual = if form.live.incident.command.is_none() { "taken" } else { "over" };
    match form.choose_quietly(ui, "Command", "command", usual, &ways) {
        "stays" => {
            form.line(ui, "Words", WORDS, "Optional");
            (Wish::KeepCommand { text: form.said(WORDS) }, "Command stays".to_owned())
        }
        "taken" => {
            form.pick(ui, "Who takes command", "whom", "You, if left empty", &CALLABLE);
            (Wish::TakeCommand { by: form.said("whom") }, "Command taken".to_owned())
        }
        _ => {
            form.pick(ui, "Who takes over", "whom", "The backup, once briefed", &CALLABLE);
            let to = form.typed("whom");
            (Wish::HandOverCommand { to: to.clone() }, format!("Command handed over to {to}"))
        }
    }
}

/// The milestones that have no fact of their own and that the policy knows.
fn milestones(live: &Live) -> Vec<String> {
    let mut names = vec!["detected".to_owned(), "mitigated".to_owned()];
    let asked_for = live
        .policy
        .clocks
        .iter()
        .flat_map(|clock| clock.met_by.iter().chain(&clock.starts).chain(&clock.until));
    for name in asked_for {
        let own = milestone::KNOWN.contains(&name.as_str()) || name.starts_with("escalated-to:");
        if !own && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn milestone_fields(ui: &mut Ui, form: &mut Form<'_>) -> (Wish, String) {
    let names = milestones(form.live);
    let known: Vec<_> = names.iter().map(|name| (name.as_str(), Choice::words(plain(name)))).collect();
    let chosen = form.choose_quietly(ui, "Milestone", "milestone", "detected", &known).to_owned();
    form.line(ui, "Words", WHY, "Optional");
    let said = format!("Reached: {}", plain(&chosen));
    (Wish::ReachMilestone { milestone: chosen, text: form.said(WHY) }, said)
}
