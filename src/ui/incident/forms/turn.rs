//! Forms for the turns in an incident's life: restored, reopened, closed.

use egui::Ui;

use super::{Form, WHY, WORDS, choices};
use crate::domain::command::Wish;
use crate::domain::incident::Phase;
use crate::ui::incident::data::clock_title;
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font};

pub fn restore_ui(ui: &mut Ui, form: &mut Form<'_>) {
    form.head(ui, "Service is restored");
    Form::remark(ui, "For good or by a temporary fix; customers are told next");
    form.line(ui, "What brought it back", WORDS, "Optional");
    let at = form.at(ui);
    if form.foot(ui, "Log as restored") {
        let said = format!("{} restored", form.live.incident.reference);
        form.send(Wish::Restore { text: form.said(WORDS) }, at, &said);
    }
}

pub fn reopen_ui(ui: &mut Ui, form: &mut Form<'_>) {
    form.head(ui, "Reopen: it is not over");
    form.line(ui, "Why", WHY, "What is down again, or still");
    let at = form.at(ui);
    if form.foot(ui, "Reopen the incident") {
        let said = format!("{} reopened", form.live.incident.reference);
        form.send(Wish::Reopen { why: form.typed(WHY) }, at, &said);
    }
}

pub fn close_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let tokens = Tokens::of(ui);
    let reference = form.live.incident.reference.clone();
    form.head(ui, &format!("Close {reference}"));
    let hows = [("closed", "Closed"), ("cancelled", "Opened in error"), ("duplicate", "Duplicate")];
    let how = form.choose(ui, "How it ends", "how", "closed", &choices(&hows));
    let owed: Vec<String> =
        form.live.owed_at_closing().iter().map(|one| clock_title(form.live, &one.clock)).collect();
    if how == "closed" {
        ends_with_it(ui, form);
    }
    match how {
        "cancelled" => form.line(ui, "Why it was opened in error", WHY, "The reason stands in the log"),
        "duplicate" => {
            form.line(ui, "Duplicate of", "of", "The other incident's reference, such as MI-0412");
            form.line(ui, "Why", WHY, "Optional");
        }
        _ if owed.is_empty() => {
            form.line(ui, "Words", WHY, "Optional");
        }
        _ => {
            paragraph(ui, "Still owed:", font::small_strong(), tokens.due_soon);
            for title in &owed {
                paragraph(ui, &format!("• {title}"), font::body(), tokens.text);
            }
            form.line(ui, "Why it is skipped", WHY, "Needed, since something is owed");
        }
    }
    let at = form.at(ui);
    let (button, wish, said) = match how {
        "cancelled" => ("Cancel the incident", Wish::Cancel { why: form.typed(WHY) }, "cancelled"),
        "duplicate" => (
            "Mark as a duplicate",
            Wish::MarkDuplicate { of: form.typed("of"), why: form.said(WHY) },
            "marked a duplicate",
        ),
        _ => ("Close the incident", Wish::Close { why: form.said(WHY) }, "closed"),
    };
    if form.foot(ui, button) {
        if how == "closed" && !owed.is_empty() && form.said(WHY).is_none() {
            form.draft.refusal =
                Some(format!("still owed: {}; do it, or say why it is skipped", owed.join(", ")));
        } else {
            form.send(wish, at, &format!("{reference} {said}"));
        }
    }
}

/// What nobody has to answer for at closing, but should know: what ends, and that nothing came back.
fn ends_with_it(ui: &mut Ui, form: &Form<'_>) {
    let live = form.live;
    if live.incident.phase == Phase::Open {
        Form::remark(ui, "Service is not logged as restored; Restore… comes first if it is back");
    }
    let mut ends: Vec<String> = Vec::new();
    for deadline in live.pressing(form.seen.now) {
        let is_owed = live.clock(&deadline.clock).is_some_and(|clock| clock.owed_at_closing);
        if !is_owed {
            ends.push(clock_title(live, &deadline.clock));
        }
    }
    if !ends.is_empty() {
        Form::remark(ui, &format!("Ends with it: {}", ends.join(", ")));
    }
}
