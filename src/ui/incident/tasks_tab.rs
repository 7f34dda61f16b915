//! The requests and actions of an incident: what is still owed first, what is settled below.

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
const SETTLED_SHOWN: usize = 10;

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
        ui.push_id(("action", action.entry.0), |ui| action_ui(ui, (seen, live), action, asks));
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
        ui.push_id(("request", request.entry.0), |ui| request_ui(ui, (seen, live), request, asks));
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

/// What is settled, the newest first.
fn settled_ui(ui: &mut Ui, seen: &Seen<'_>, live: &Live) {
    let mut settled: Vec<(Instant, String)> = Vec::new();
    for action in &live.incident.actions.all {
        let (at, how) = match &action.state {
            ActionState::Done { at, text } => {
                (*at, text.as_ref().map_or_else(|| "done".to_owned(), |text| format!("done: {text}")))
            }
            ActionState::Dropped { at, why } => (*at, format!("dropped: {why}")),
            ActionState::Delegated | ActionState::Accepted { .. } => continue,
        };
        settled.push((at, format!("Action {}, {}, {}: {how}", action.number, action.to.name, action.what)));
    }
    for request in &live.incident.requests.all {
        let (at, how) = match &request.state {
            RequestState::Answered { at, text, .. } => (*at, format!("answered: {text}")),
            RequestState::Withdrawn { at, why } => (*at, format!("withdrawn: {why}")),
            RequestState::Open => continue,
        };
        settled.push((
            at,
            format!("Request {}, {}, {}: {how}", request.number, request.from.name, request.what),
        ));
    }
    if settled.is_empty() {
        return;
    }
    settled.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    ui.add_space(space::M);
    widgets::section_heading(ui, "Settled", Some(settled.len()));
    let muted = Tokens::of(ui).text_muted;
    for (at, words) in settled.iter().take(SETTLED_SHOWN) {
        let words: String = format!("{} {words}", when(*at, seen.now, seen.zone)).chars().take(400).collect();
        paragraph(ui, &words, font::small(), muted);
    }
    if settled.len() > SETTLED_SHOWN {
        let words = format!("{} earlier ones stand in the log", settled.len() - SETTLED_SHOWN);
        paragraph(ui, &words, font::small(), muted);
    }
}
