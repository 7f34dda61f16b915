//! Forms about the hotline call and its checklist.

use egui::Ui;

use super::{Form, WHY, WORDS};
use crate::documents::hotline_sheet_of::hotline_numbers;
use crate::domain::command::Wish;
use crate::domain::typed_time::Leaning;
use crate::domain::words::{CallOutcome, ChecklistState};
use crate::ui::choice::Choice;

pub fn call_ui(ui: &mut Ui, form: &mut Form<'_>) {
    form.head(ui, "Log a call to the hotline");
    let numbers = hotline_numbers(&form.seen.snapshot.world, form.live);
    let usual = numbers.first().map_or_else(String::new, |(_, number)| number.clone());
    let outcomes: Vec<_> =
        CallOutcome::ALL.iter().map(|one| (one.word(), Choice::words(one.word()))).collect();
    let outcome = form.choose(ui, "How the call ended", "outcome", CallOutcome::Reached.word(), &outcomes);
    let outcome = outcome.parse().unwrap_or(CallOutcome::Reached);
    form.prefill("number", &usual);
    form.line(ui, "Number", "number", "The number that was dialled");
    form.two_lines(
        ui,
        ("Whom you spoke with", "whom", "Optional"),
        ("Reference that was given", "reference", "Optional"),
    );
    form.line(ui, "Words", WORDS, "Optional");
    let by = form.time(ui, "Call back by", "call_back_by", "no call back is owed", Leaning::Future);
    let at = form.at(ui);
    if form.foot(ui, "Log the call") {
        let wish = Wish::NotifyHotline {
            outcome,
            spoke_with: form.said("whom"),
            reference: form.said("reference"),
            text: form.said(WORDS),
            number: form.said("number"),
            call_back_by: by,
        };
        form.send(wish, at, &format!("Hotline call logged: {outcome}"));
    }
}

pub fn item_ui(ui: &mut Ui, form: &mut Form<'_>, item: &str) {
    let items = &form.live.policy.hotline.items;
    let text = items.iter().find(|(id, _)| id == item).map_or(item, |(_, text)| text.as_str()).to_owned();
    form.head(ui, &format!("{text}: does not apply because…"));
    form.line(ui, "Why it does not apply", WHY, "The reason stands in the log");
    if form.foot(ui, "Mark as not applicable") {
        let state = ChecklistState::NotApplicable;
        let wish = Wish::MarkChecklist { item: item.to_owned(), state, why: form.said(WHY) };
        form.send(wish, None, "Marked as not applicable");
    }
}
