//! The requests and actions of an incident: what is still owed first, what is settled below.

use chrono_tz::Tz;
use egui::{Label, RichText, Ui, vec2};

use super::parts::{due_ui, paragraph, word_button};
use crate::desk::Request;
use crate::documents::when;
use crate::domain::actions::{Action, ActionState};
use crate::domain::command::{ItemName, Wish};
use crate::domain::requests::{InformationRequest, RequestState};
use crate::domain::time::Instant;
use crate::domain::world::Live;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets::{self, Tone};

/// How many settled ones are shown.
const SETTLED_SHOWN: usize = 8;
/// The most characters of a settled one that are shown.
const SETTLED_CHARS: usize = 400;

/// What is open, the soonest due first; without a time last.
fn soonest_first<T>(mut all: Vec<&T>, due: impl Fn(&T) -> Option<Instant>) -> Vec<&T> {
    all.sort_by_key(|one| (due(one).is_none(), due(one)));
    all
}

/// Paints it.
pub fn tasks_ui(ui: &mut Ui, (seen, live): (&Seen<'_>, &Live), _forms: &mut Forms, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let incident = &live.incident;
    let is_live = incident.phase.is_live();
    let actions: Vec<&Action> = incident.actions.all.iter().filter(|one| one.is_open()).collect();
    widgets::section_heading(ui, "Actions", (!actions.is_empty()).then_some(actions.len()));
    if is_live {
        ui.horizontal_wrapped(|ui| {
            if widgets::quiet_button(ui, "Delegate an action…", None).clicked() {
                asks.push(Ask::Open(FormKind::Delegate(incident.id)));
            }
        });
    }
    if actions.is_empty() {
        let words = "No action is open; what is delegated stands here with its countdown";
        paragraph(ui, words, font::body(), tokens.text_muted);
    }
    for action in soonest_first(actions, |one| one.due) {
        ui.add_space(space::XS);
        ui.push_id(("action", action.entry.0), |ui| action_ui(ui, (seen, live), action, asks));
        ui.add_space(space::XS);
        widgets::hairline(ui);
    }
    ui.add_space(space::M);
    let requests: Vec<&InformationRequest> =
        incident.requests.all.iter().filter(|one| one.is_open()).collect();
    let count = (!requests.is_empty()).then_some(requests.len());
    widgets::section_heading(ui, "Requests for information", count);
    if is_live {
        ui.horizontal_wrapped(|ui| {
            if widgets::quiet_button(ui, "New request…", None).clicked() {
                asks.push(Ask::Open(FormKind::Request(incident.id)));
            }
        });
    }
    if requests.is_empty() {
        let words = "Nobody waits for an answer; a question that is asked stands here until it is answered";
        paragraph(ui, words, font::body(), tokens.text_muted);
    }
    for request in soonest_first(requests, |one| one.due) {
        ui.add_space(space::XS);
        ui.push_id(("request", request.entry.0), |ui| request_ui(ui, (seen, live), request, asks));
        ui.add_space(space::XS);
        widgets::hairline(ui);
    }
    settled_ui(ui, seen, live);
}

/// One open action.
pub fn action_ui(ui: &mut Ui, (seen, live): (&Seen<'_>, &Live), action: &Action, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let id = live.incident.id;
    let entry = action.entry;
    let about = format!("Action {} of {}", action.number, action.to.name);
    ui.horizontal_top(|ui| {
        due_ui(ui, action.due, seen.now, &about);
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
            paragraph(ui, &action.what, font::strong(), tokens.text);
            ui.horizontal_wrapped(|ui| {
                let who = format!("{}. {}", action.number, action.to.name);
                ui.add(Label::new(RichText::new(who).color(tokens.text)));
                let is_accepted = matches!(action.state, ActionState::Accepted { .. });
                let tone = if is_accepted { Tone::Met } else { Tone::DueSoon };
                widgets::badge(ui, action.word(), tone);
                if let Some(due) = action.due {
                    let due = format!("due {}", when(due, seen.now, seen.zone));
                    ui.add(Label::new(RichText::new(due).font(font::small()).color(tokens.text_muted)));
                }
            });
            ui.horizontal_wrapped(|ui| {
                let moment = when(seen.now, seen.now, seen.zone);
                let named = |words: &str| format!("{words}: {about}");
                let item = ItemName::Entry(entry);
                if widgets::quiet_button(ui, "Done", None).accessible_name(named("Done")).clicked() {
                    let wish = Wish::CompleteAction { action: item, text: None };
                    asks.request(Request::about(id, wish), format!("{about}: done, {moment}"));
                }
                if !matches!(action.state, ActionState::Accepted { .. })
                    && widgets::quiet_button(ui, "Accepted", None)
                        .accessible_name(named("Accepted"))
                        .clicked()
                {
                    let wish = Wish::AcceptAction { action: item, text: None };
                    asks.request(Request::about(id, wish), format!("{about}: accepted, {moment}"));
                }
                let forms = [
                    ("Done at…", FormKind::ActionDone { incident: id, entry }),
                    ("Delegate anew…", FormKind::Redelegate { incident: id, entry }),
                    ("Drop…", FormKind::DropAction { incident: id, entry }),
                ];
                for (words, form) in forms {
                    if word_button(ui, words, None).accessible_name(named(words)).clicked() {
                        asks.push(Ask::Open(form));
                    }
                }
            });
        });
    });
}

/// One open request.
pub fn request_ui(
    ui: &mut Ui,
    (seen, live): (&Seen<'_>, &Live),
    request: &InformationRequest,
    asks: &mut Asks,
) {
    let tokens = Tokens::of(ui);
    let id = live.incident.id;
    let entry = request.entry;
    let about = format!("Request {} of {}", request.number, request.from.name);
    ui.horizontal_top(|ui| {
        due_ui(ui, request.due, seen.now, &about);
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
            paragraph(ui, &request.what, font::strong(), tokens.text);
            let asked = when(request.asked_at, seen.now, seen.zone);
            let mut words = format!("{}. {} asked {asked}", request.number, request.from.name);
            match &request.answerer {
                Some(answerer) => words.push_str(&format!(", {} answers", answerer.name)),
                None => words.push_str(", nobody answers yet"),
            }
            paragraph(ui, &words, font::body(), tokens.text_muted);
            ui.horizontal_wrapped(|ui| {
                let named = |words: &str| format!("{words}: {about}");
                if widgets::quiet_button(ui, "Answer…", None).accessible_name(named("Answer…")).clicked()
                {
                    asks.push(Ask::Open(FormKind::Answer { incident: id, entry }));
                }
                let forms = [
                    ("Give to…", FormKind::AssignRequest { incident: id, entry }),
                    ("Withdraw…", FormKind::WithdrawRequest { incident: id, entry }),
                ];
                for (words, form) in forms {
                    if word_button(ui, words, None).accessible_name(named(words)).clicked() {
                        asks.push(Ask::Open(form));
                    }
                }
            });
        });
    });
}

/// What is settled, the newest first, a line each.
fn settled(live: &Live, now: Instant, zone: Tz) -> Vec<String> {
    let mut all: Vec<(Instant, String)> = Vec::new();
    for action in &live.incident.actions.all {
        let (at, how) = match &action.state {
            ActionState::Done { at, text: None } => (*at, "done".to_owned()),
            ActionState::Done { at, text: Some(text) } => (*at, format!("done: {text}")),
            ActionState::Dropped { at, why } => (*at, format!("dropped: {why}")),
            ActionState::Delegated | ActionState::Accepted { .. } => continue,
        };
        all.push((at, format!("Action {}, {}, {}: {how}", action.number, action.to.name, action.what)));
    }
    for request in &live.incident.requests.all {
        let (at, how) = match &request.state {
            RequestState::Answered { at, text, by: None } => (*at, format!("answered: {text}")),
            RequestState::Answered { at, text, by: Some(by) } => {
                (*at, format!("answered by {}: {text}", by.name))
            }
            RequestState::Withdrawn { at, why } => (*at, format!("withdrawn: {why}")),
            RequestState::Open => continue,
        };
        all.push((at, format!("Request {}, {}, {}: {how}", request.number, request.from.name, request.what)));
    }
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.into_iter().map(|(at, words)| format!("{} {words}", when(at, now, zone))).collect()
}

fn settled_ui(ui: &mut Ui, seen: &Seen<'_>, live: &Live) {
    let settled = settled(live, seen.now, seen.zone);
    if settled.is_empty() {
        return;
    }
    ui.add_space(space::M);
    widgets::section_heading(ui, "Settled", Some(settled.len()));
    let muted = Tokens::of(ui).text_muted;
    for words in settled.iter().take(SETTLED_SHOWN) {
        let cut: String = words.chars().take(SETTLED_CHARS).collect();
        let more = if cut.len() < words.len() { "…" } else { "" };
        paragraph(ui, &format!("{cut}{more}"), font::small(), muted);
    }
    let rest = settled.len().saturating_sub(SETTLED_SHOWN);
    if rest > 0 {
        let words = match rest {
            1 => "1 earlier one stands in the log".to_owned(),
            rest => format!("{rest} earlier ones stand in the log"),
        };
        paragraph(ui, &words, font::small(), muted);
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use egui::accesskit::Role;
    use egui::{Key, Modifiers};
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::domain::event::Fact;
    use crate::domain::words::{Kind, Priority};
    use crate::ui::incident::Tab;
    use crate::ui::incident::trial::{Bench, Trial, ZONE, at, harness};

    fn critical() -> Trial {
        Trial::opened("Payments API down", Some(Priority::Critical), Kind::Major)
    }

    fn delegate(to: &str, what: &str, due: Option<&str>) -> Wish {
        Wish::DelegateAction { to: to.to_owned(), what: what.to_owned(), due: due.map(at), follow_up: false }
    }

    fn ask(from: &str, what: &str) -> Wish {
        Wish::AskInformation { from: from.to_owned(), what: what.to_owned(), due: None, answerer: None }
    }

    fn tasks_side(trial: Trial, wall: &str) -> Harness<'static, Bench> {
        let mut harness = harness(trial, wall);
        harness.state_mut().tab = Tab::Tasks;
        harness.set_size(egui::vec2(552.0, 1400.0));
        harness.run();
        harness
    }

    fn press(harness: &mut Harness<'_, Bench>, label: &str) {
        harness.get_by_label(label).click();
        harness.run();
    }

    fn type_in(harness: &mut Harness<'_, Bench>, label: &str, text: &str) {
        harness.get_by_label(label).focus();
        harness.run();
        harness.get_by_label(label).type_text(text);
        harness.run();
    }

    fn send(harness: &mut Harness<'_, Bench>) {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        harness.run();
    }

    fn last(harness: &Harness<'_, Bench>) -> Wish {
        harness.state().requests().pop().expect("a request").0
    }

    #[test]
    fn an_action_is_delegated_accepted_and_done() {
        let mut harness = tasks_side(critical(), "13:30");
        harness.get_by_label_contains("No action is open");
        press(&mut harness, "Delegate an action…");
        assert!(harness.get_by_label("To whom").is_focused(), "the first field has the keyboard");
        harness.get_by_label("To whom").type_text("Sample Two");
        harness.run();
        type_in(&mut harness, "What is to be done", "Restart the queue");
        type_in(&mut harness, "By when", "13:40");
        send(&mut harness);
        assert_eq!(last(&harness), delegate("Sample Two", "Restart the queue", Some("13:40")));
        harness.get_by_label("Action 1 of Sample Two: due in 10 minutes");
        harness.get_by_label("not accepted yet");
        press(&mut harness, "Accepted: Action 1 of Sample Two");
        let entry = harness.state().trial.entry(|fact| matches!(fact, Fact::ActionDelegated { .. }));
        let action = ItemName::Entry(entry);
        assert_eq!(last(&harness), Wish::AcceptAction { action, text: None });
        harness.get_by_label("accepted");
        assert!(harness.query_by_label("Accepted: Action 1 of Sample Two").is_none());
        press(&mut harness, "Done: Action 1 of Sample Two");
        assert_eq!(last(&harness), Wish::CompleteAction { action, text: None });
        harness.get_by_label("13:30 CST Action 1, Sample Two, Restart the queue: done");
        let said = harness.state().said();
        assert_eq!(said.last().map(String::as_str), Some("Action 1 of Sample Two: done, 13:30 CST"));
    }

    #[test]
    fn an_overdue_action_says_so_and_is_delegated_anew() {
        let trial = critical().with("13:25", delegate("Sample Two", "Restart the queue", Some("13:40")));
        let mut harness = tasks_side(trial, "13:40:01");
        harness.get_by_label("Action 1 of Sample Two: overdue by less than a minute");
        press(&mut harness, "Delegate anew…: Action 1 of Sample Two");
        send(&mut harness);
        harness.get_by_label("Not done: nothing is to be changed; say who does it, or by when");
        type_in(&mut harness, "To whom", "Sample Three");
        type_in(&mut harness, "By when", "14:00");
        send(&mut harness);
        harness.get_by_label("Action 1 of Sample Three: due in 19 minutes");
        press(&mut harness, "Drop…: Action 1 of Sample Three");
        harness.key_press(Key::Enter);
        harness.run();
        harness.get_by_label_contains("Not done: the reason is empty");
        type_in(&mut harness, "Why it is dropped", "restored by itself");
        harness.key_press(Key::Enter);
        harness.run();
        harness
            .get_by_label_contains("Action 1, Sample Three, Restart the queue: dropped: restored by itself");
    }

    #[test]
    fn done_at_takes_its_time_and_words() {
        let trial = critical().with("13:25", delegate("Sample Two", "Restart the queue", None));
        let mut harness = tasks_side(trial, "13:45");
        harness.get_by_label("Action 1 of Sample Two: no time set");
        press(&mut harness, "Done at…: Action 1 of Sample Two");
        harness.get_by_label("When it happened").type_text("13:41");
        harness.run();
        type_in(&mut harness, "Words", "drained first");
        harness.key_press(Key::Enter);
        harness.run();
        let (wish, at_time, _) = harness.state().requests().pop().expect("a request");
        assert!(matches!(wish, Wish::CompleteAction { text: Some(text), .. } if text == "drained first"));
        assert_eq!(at_time, Some(at("13:41")));
        harness.get_by_label("13:41 CST Action 1, Sample Two, Restart the queue: done: drained first");
    }

    #[test]
    fn a_request_is_asked_given_to_somebody_and_answered() {
        let mut harness = tasks_side(critical(), "13:30");
        press(&mut harness, "New request…");
        harness.get_by_label("Who asks").type_text("Sample Agency");
        harness.run();
        send(&mut harness);
        harness.get_by_label_contains("Not done: what is asked");
        type_in(&mut harness, "What they want to know", "Since when?");
        type_in(&mut harness, "By when", "in 20 min");
        send(&mut harness);
        let wish = Wish::AskInformation {
            from: "Sample Agency".to_owned(),
            what: "Since when?".to_owned(),
            due: Some(at("13:50")),
            answerer: None,
        };
        assert_eq!(last(&harness), wish);
        harness.get_by_label("1. Sample Agency asked 13:30 CST, nobody answers yet");
        press(&mut harness, "Give to…: Request 1 of Sample Agency");
        harness.get_by_label("Who answers").type_text("Sample Two");
        harness.run();
        send(&mut harness);
        harness.get_by_label("1. Sample Agency asked 13:30 CST, Sample Two answers");
        press(&mut harness, "Answer…: Request 1 of Sample Agency");
        harness.get_by_label("The answer").type_text("Since 13:20");
        harness.run();
        send(&mut harness);
        harness.get_by_label("13:30 CST Request 1, Sample Agency, Since when?: answered: Since 13:20");
        harness.get_by_label_contains("Nobody waits for an answer");
    }

    #[test]
    fn a_request_is_withdrawn_for_a_reason() {
        let mut harness = tasks_side(critical().with("13:25", ask("Sample Agency", "Since when?")), "13:30");
        press(&mut harness, "Withdraw…: Request 1 of Sample Agency");
        type_in(&mut harness, "Why it is not needed", "they saw the page");
        harness.key_press(Key::Enter);
        harness.run();
        harness.get_by_label_contains("Since when?: withdrawn: they saw the page");
    }

    #[test]
    fn what_is_settled_stands_below_the_last_first_and_no_more_than_a_few() {
        let mut trial = critical();
        for number in 1..=12_usize {
            let started = at("13:25") + TimeDelta::minutes(i64::try_from(number).expect("few"));
            let wall = crate::documents::hh_mm(started, ZONE);
            let done = Wish::CompleteAction { action: ItemName::Number(number), text: None };
            trial = trial.with(&wall, delegate("Sample Two", "Restart", None)).with(&wall, done);
        }
        let lines = settled(trial.live(), at("13:40"), ZONE);
        assert_eq!(lines.len(), 12);
        assert_eq!(lines.first().map(String::as_str), Some("13:37 CST Action 12, Sample Two, Restart: done"));
        let harness = tasks_side(trial, "13:40");
        harness.get_by_label(&format!("{} earlier ones stand in the log", 12 - SETTLED_SHOWN));
        harness.get_by_role_and_label(Role::Heading, "Settled");
    }

    #[test]
    fn a_closed_incident_offers_nothing_new() {
        let trial = critical()
            .with("13:22", delegate("Sample Two", "Restart the queue", None))
            .with("13:25", Wish::Close { why: Some("a drill".to_owned()) });
        let harness = tasks_side(trial, "13:30");
        assert!(harness.query_by_label("Delegate an action…").is_none());
        assert!(harness.query_by_label("New request…").is_none());
    }
}
