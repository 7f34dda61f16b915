//! Forms about requests for information and actions.

use egui::Ui;

use super::people::CALLABLE;
use super::{Form, WHY, WORDS};
use crate::domain::actions::Action;
use crate::domain::command::{ItemName, Wish};
use crate::domain::directory::RecordKind;
use crate::domain::event::EventId;
use crate::domain::requests::InformationRequest;
use crate::domain::typed_time::Leaning;
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font};

/// Who can do something.
const DOERS: [RecordKind; 2] = [RecordKind::Person, RecordKind::Team];

pub fn request_ui(ui: &mut Ui, form: &mut Form<'_>) {
    form.head(ui, "Request for information");
    form.pick(ui, "Who asks", "from", "A few letters, or any name", &CALLABLE);
    form.lines(ui, "What they want to know", WORDS, "In their words");
    let due = form.time(ui, "By when", "due", "no time is set", Leaning::Future);
    form.pick(ui, "Who answers", "answerer", "Optional", &DOERS);
    let at = form.at(ui);
    if form.foot(ui, "Log the request") {
        let from = form.typed("from");
        let what = form.typed(WORDS);
        let wish = Wish::AskInformation { from: from.clone(), what, due, answerer: form.said("answerer") };
        form.send(wish, at, &format!("Request of {from} logged"));
    }
}

/// A request with what it asks; none where it is not there any more.
fn request<'a>(ui: &mut Ui, form: &Form<'a>, entry: EventId) -> Option<&'a InformationRequest> {
    let found = form.live.incident.requests.find(entry);
    let muted = Tokens::of(ui).text_muted;
    match found {
        Some(one) => {
            let words: String = format!("{} asks: {}", one.from.name, one.what).chars().take(300).collect();
            paragraph(ui, &words, font::body(), muted);
        }
        None => Form::remark(ui, "That request is not in this log any more"),
    }
    found
}

pub fn answer_ui(ui: &mut Ui, form: &mut Form<'_>, entry: EventId) {
    form.head(ui, "Answer a request");
    let Some(number) = request(ui, form, entry).map(|one| one.number) else { return };
    form.lines(ui, "The answer", WORDS, "What was told; Ctrl Enter saves");
    form.pick(ui, "Who answered", "by", "Optional", &DOERS);
    let at = form.at(ui);
    if form.foot(ui, "Log the answer") {
        let request = ItemName::Entry(entry);
        let wish = Wish::AnswerRequest { request, text: form.typed(WORDS), by: form.said("by") };
        form.send(wish, at, &format!("Request {number} answered"));
    }
}

pub fn assign_ui(ui: &mut Ui, form: &mut Form<'_>, entry: EventId) {
    form.head(ui, "Who answers, and by when");
    let Some(number) = request(ui, form, entry).map(|one| one.number) else { return };
    form.pick(ui, "Who answers", "to", "Stays, if left empty", &DOERS);
    let due = form.time(ui, "By when", "due", "stays, if left empty", Leaning::Future);
    form.line(ui, "Why", WHY, "Optional");
    if form.foot(ui, "Change the request") {
        let request = ItemName::Entry(entry);
        let wish = Wish::AssignRequest { request, to: form.said("to"), due, why: form.said(WHY) };
        form.send(wish, None, &format!("Request {number} changed"));
    }
}

pub fn withdraw_ui(ui: &mut Ui, form: &mut Form<'_>, entry: EventId) {
    form.head(ui, "The answer is not needed because…");
    let Some(number) = request(ui, form, entry).map(|one| one.number) else { return };
    form.line(ui, "Why it is not needed", WHY, "The reason stands in the log");
    if form.foot(ui, "Withdraw the request") {
        let wish = Wish::WithdrawRequest { request: ItemName::Entry(entry), why: form.typed(WHY) };
        form.send(wish, None, &format!("Request {number} withdrawn"));
    }
}

pub fn delegate_ui(ui: &mut Ui, form: &mut Form<'_>) {
    form.head(ui, "Delegate an action");
    form.pick(ui, "To whom", "to", "A few letters, or any name", &DOERS);
    form.line(ui, "What is to be done", WORDS, "In a line");
    let due = form.time(ui, "By when", "due", "no time is set, and no alarm", Leaning::Future);
    let at = form.at(ui);
    if form.foot(ui, "Delegate") {
        let to = form.typed("to");
        let wish = Wish::DelegateAction { to: to.clone(), what: form.typed(WORDS), due, follow_up: false };
        form.send(wish, at, &format!("Delegated to {to}"));
    }
}

/// An action with what it is; none where it is not there any more.
fn action<'a>(ui: &mut Ui, form: &Form<'a>, entry: EventId) -> Option<&'a Action> {
    let found = form.live.incident.actions.find(entry);
    let muted = Tokens::of(ui).text_muted;
    match found {
        Some(one) => {
            let words: String = format!("{}: {}", one.to.name, one.what).chars().take(300).collect();
            paragraph(ui, &words, font::body(), muted);
        }
        None => Form::remark(ui, "That action is not in this log any more"),
    }
    found
}

pub fn action_done_ui(ui: &mut Ui, form: &mut Form<'_>, entry: EventId) {
    form.head(ui, "Action done at…");
    let Some(number) = action(ui, form, entry).map(|one| one.number) else { return };
    let at = form.at(ui);
    form.line(ui, "Words", WORDS, "Optional");
    if form.foot(ui, "Log as done") {
        let wish = Wish::CompleteAction { action: ItemName::Entry(entry), text: form.said(WORDS) };
        form.send(wish, at, &format!("Action {number} done"));
    }
}

pub fn redelegate_ui(ui: &mut Ui, form: &mut Form<'_>, entry: EventId) {
    form.head(ui, "Delegate anew");
    let Some(number) = action(ui, form, entry).map(|one| one.number) else { return };
    form.pick(ui, "To whom", "to", "Stays, if left empty", &DOERS);
    let due = form.time(ui, "By when", "due", "stays, if left empty", Leaning::Future);
    form.line(ui, "Why", WHY, "Optional");
    if form.foot(ui, "Delegate anew") {
        let action = ItemName::Entry(entry);
        let wish = Wish::RedelegateAction { action, to: form.said("to"), due, why: form.said(WHY) };
        form.send(wish, None, &format!("Action {number} delegated anew"));
    }
}

pub fn drop_ui(ui: &mut Ui, form: &mut Form<'_>, entry: EventId) {
    form.head(ui, "The action is not done because…");
    let Some(number) = action(ui, form, entry).map(|one| one.number) else { return };
    form.line(ui, "Why it is dropped", WHY, "The reason stands in the log");
    if form.foot(ui, "Drop the action") {
        let wish = Wish::DropAction { action: ItemName::Entry(entry), why: form.typed(WHY) };
        form.send(wish, None, &format!("Action {number} dropped"));
    }
}
