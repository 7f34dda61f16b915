//! What saving changes of a policy, in words, before it is saved.

use egui::{RichText, Ui};

use super::words::in_force_from_now;
use super::{Checked, PolicyWish, TEXT};
use crate::documents::policy_words::{Change, How, PartKind};
use crate::documents::sentence;
use crate::domain::words::counted;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::refusal_ui;
use crate::ui::forms::Draft;
use crate::ui::incident::parts::paragraph;
use crate::ui::scroll;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// Paints it. `is_shown` is taken back where somebody goes back to the text.
pub(super) fn review_ui(
    ui: &mut Ui,
    seen: &Seen,
    name: &str,
    checked: Option<&Checked>,
    draft: &mut Draft,
    is_shown: &mut bool,
    asks: &mut Asks,
) {
    let tokens = Tokens::of(ui);
    let Some(checked) = checked.filter(|checked| checked.text == draft.text(TEXT)) else {
        // What is typed is another: it is read again before it is told.
        *is_shown = false;
        return;
    };
    ui.label(RichText::new(format!("What saving changes in {name}")).font(font::title()));
    let since = sentence(&in_force_from_now(&seen.snapshot.world, name));
    paragraph(ui, &since, font::body(), tokens.text_muted);
    ui.horizontal(|ui| {
        let save = widgets::primary_button(ui, "Save it", None);
        let has_keyboard = ui.memory(|memory| memory.focused().is_some());
        if !has_keyboard {
            save.request_focus();
        }
        if save.clicked() && !draft.is_out {
            asks.push(Ask::Policies(PolicyWish::Save { name: name.to_owned() }));
        }
        if widgets::quiet_button(ui, "Back to the text", Some("Esc")).clicked() {
            *is_shown = false;
        }
        if draft.is_out {
            ui.label(RichText::new("It is being saved").color(tokens.text_muted));
        }
    });
    refusal_ui(ui, draft);
    ui.add_space(space::XS);
    widgets::hairline(ui);
    scroll::show(ui, scroll::area(("policy changes", name)), |ui| {
        ui.set_width(ui.available_width().min(820.0));
        match &checked.changes {
            None => {
                let clocks = counted(checked.clocks as u64, "clock", "clocks");
                let words = format!(
                    "No policy of that name could be used so far; with this one {clocks} would be in force"
                );
                paragraph(ui, &words, font::body(), tokens.text);
            }
            Some(changes) if changes.is_empty() => {
                let words = "No clock is another, nor anything else that is read out of it: only comments, or how the \
                             file is written";
                paragraph(ui, words, font::body(), tokens.text);
            }
            Some(changes) => {
                let (clocks, rest): (Vec<&Change>, Vec<&Change>) =
                    changes.iter().partition(|change| change.part == PartKind::Clocks);
                if clocks.is_empty() {
                    paragraph(ui, "No clock is another", font::body(), tokens.text);
                }
                part_ui(ui, "Clocks", &clocks);
                part_ui(ui, "What else", &rest);
            }
        }
        ui.add_space(space::XL);
    });
}

fn part_ui(ui: &mut Ui, title: &str, changes: &[&Change]) {
    if changes.is_empty() {
        return;
    }
    let tokens = Tokens::of(ui);
    widgets::section_heading(ui, title, Some(changes.len()));
    for change in changes {
        let ink = match change.how {
            How::Added => tokens.met,
            How::Removed => tokens.overdue,
            How::Changed => tokens.text,
        };
        let head = paragraph(ui, &change.head(), font::strong(), ink);
        ui.accesskit_node_builder(head.id, |node| node.set_value(change.line()));
        for detail in &change.details {
            ui.horizontal_top(|ui| {
                ui.add_space(space::L);
                let words = match change.how {
                    How::Changed => detail.words(),
                    How::Added => format!("{}: {}", detail.name, detail.new),
                    How::Removed => format!("{}: {}", detail.name, detail.old),
                };
                paragraph(ui, &words, font::body(), tokens.text_muted);
            });
        }
        ui.add_space(space::XS);
    }
}
