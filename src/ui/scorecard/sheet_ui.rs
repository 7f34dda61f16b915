//! A table of the scorecard, painted: its heading with the way into a file, its heads, its rows with a bar
//! where one says more, and numbers that open what is behind them.

use egui::{RichText, Ui, vec2};

use super::forms::{self, is_open};
use super::parts::{ROW, bar_ui, cell_ui, in_cell, ink, number_ui, places};
use super::state::{Data, ScoreState};
use crate::documents::scorecard::{Cell, Row, Sheet, SheetId};
use crate::domain::words::counted;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms, ScoreForm};
use crate::ui::incident::parts::{paragraph, word_button_in};
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets;

/// The most rows that are shown at first.
const MOST_ROWS: usize = 15;
/// From this width on there is room for bars; and where only few columns stand beside them.
const WITH_BARS: f32 = 820.0;
const WITH_BARS_OF_FEW: f32 = 420.0;
/// The height of a row whose name takes two lines.
const TALL_ROW: f32 = 40.0;
/// The share of a bar, and where so few columns stand beside it that it has room.
const BAR_SHARE: u32 = 16;
const WIDE_BAR_SHARE: u32 = 60;
const FEW_COLUMNS: usize = 3;

/// Paints a table with its heading.
pub(super) fn sheet_ui(
    ui: &mut Ui,
    seen: &Seen,
    (data, sheet): (&Data, &Sheet),
    state: &mut ScoreState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    heading_ui(ui, sheet.id, asks);
    save_form_ui(ui, seen, (data, sheet), forms, asks);
    rows_ui(ui, (data, sheet), state);
}

/// The heading of a table, and beside it the way into a file.
pub(super) fn heading_ui(ui: &mut Ui, id: SheetId, asks: &mut Asks) {
    ui.horizontal(|ui| {
        widgets::title(ui, id.title(), font::title(), 3);
        csv_button_ui(ui, id, asks);
    });
}

/// The button that opens the form which saves a table.
pub(super) fn csv_button_ui(ui: &mut Ui, id: SheetId, asks: &mut Asks) {
    let button = word_button_in(ui, "CSV…", None, font::small());
    let spoken = format!("Save {} as CSV…", id.title().to_lowercase());
    ui.accesskit_node_builder(button.id, |node| node.set_label(spoken));
    if button.clicked() {
        asks.push(Ask::Open(FormKind::Score(ScoreForm::SaveTable(id.word().to_owned()))));
    }
}

/// The form that saves a table, where it is open.
pub(super) fn save_form_ui(
    ui: &mut Ui,
    seen: &Seen,
    (data, sheet): (&Data, &Sheet),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    if is_open(forms, &ScoreForm::SaveTable(sheet.id.word().to_owned())) {
        forms::save_table_ui(ui, seen, (data, sheet), forms, asks);
    }
}

/// The rows of a table under its heads.
pub(super) fn rows_ui(ui: &mut Ui, (data, sheet): (&Data, &Sheet), state: &mut ScoreState) {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    let has_few = sheet.heads.len() <= FEW_COLUMNS;
    let room = if has_few { WITH_BARS_OF_FEW } else { WITH_BARS };
    let has_bars = ui.available_width() >= room && sheet.rows.iter().any(|row| row.bar.is_some());
    let mut shares: Vec<u32> = sheet.heads.iter().map(|head| head.share).collect();
    if has_bars {
        let share = if has_few { WIDE_BAR_SHARE } else { BAR_SHARE };
        shares.insert(1, share);
    }
    let whole = ui.available_width() - space::M;
    let row_rect = |ui: &mut Ui, height: f32| ui.allocate_space(vec2(whole, height)).1;
    let rect = row_rect(ui, ROW);
    let mut at = places(rect, &shares);
    let name_width = at.first().map_or(0.0, egui::Rect::width);
    if has_bars {
        at.remove(1);
    }
    for (place, (head, rect)) in sheet.heads.iter().zip(at).enumerate() {
        let words = RichText::new(head.title).font(font::small_strong()).color(tokens.text_muted);
        cell_ui(ui, rect, place > 0, words);
    }
    widgets::hairline(ui);
    let is_whole = state.whole.contains(&sheet.id) || sheet.rows.len() <= MOST_ROWS + 1;
    let most =
        if is_whole || matches!(sheet.id, SheetId::Hours | SheetId::Days) { usize::MAX } else { MOST_ROWS };
    for row in sheet.rows.iter().take(most) {
        let galley = ui.painter().layout_no_wrap(row.name.clone(), font::body(), egui::Color32::PLACEHOLDER);
        // A name that is too long for its column takes two lines; one that is too long for them is cut.
        let is_tall = galley.size().x > name_width && galley.size().x < 1.7 * name_width;
        let rect = row_rect(ui, if is_tall { TALL_ROW } else { ROW });
        let mut at = places(rect, &shares).into_iter();
        if let Some(rect) = at.next() {
            let name = RichText::new(&row.name).font(font::body());
            if is_tall {
                in_cell(ui, rect, false, |ui| {
                    ui.add(egui::Label::new(name).wrap());
                });
            } else {
                cell_ui(ui, rect, false, name);
            }
        }
        if has_bars
            && let Some(rect) = at.next()
            && let Some(bar) = row.bar
        {
            bar_ui(ui, rect, bar, bar_inks(sheet.id, tokens));
        }
        let heads = sheet.heads.iter().skip(1);
        for ((head, cell), rect) in heads.zip(&row.cells).zip(at) {
            let is_pressed = value_ui(ui, rect, (row, head.title, cell));
            if let (Some(from), Some(behind)) = (is_pressed, &cell.behind) {
                state.open(&data.scoring.compared, behind, from);
            }
        }
        let line = egui::Stroke::new(size::HAIRLINE, tokens.hairline);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
    }
    ui.spacing_mut().item_spacing.y = space::XS;
    let rest = sheet.rows.len().saturating_sub(most);
    if rest > 0 {
        let words = format!("Show {} more", counted(rest as u64, "row", "rows"));
        if word_button_in(ui, &words, None, font::small()).clicked() {
            state.whole.insert(sheet.id);
        }
    }
    if has_bars && sheet.id == SheetId::Times {
        let words = "The bar shows half within inside 9 of 10 within";
        paragraph(ui, words, font::small(), tokens.text_muted);
    }
    if let Some(remark) = &sheet.remark {
        paragraph(ui, remark, font::small(), tokens.text_muted);
    }
}

/// The colours of the two parts of a bar.
fn bar_inks(id: SheetId, tokens: &Tokens) -> (egui::Color32, egui::Color32) {
    match id {
        SheetId::Clocks | SheetId::DeadlinesByPriority | SheetId::DeadlinesByService => {
            (tokens.met, tokens.overdue)
        }
        _ => (tokens.accent, tokens.accent),
    }
}

/// A cell; the name of what was pressed, if it was.
fn value_ui(ui: &mut Ui, rect: egui::Rect, (row, column, cell): (&Row, &str, &Cell)) -> Option<egui::Id> {
    let tokens = Tokens::of(ui);
    if cell.behind.is_none() {
        // Nothing is no news.
        let is_nothing = cell.number.as_deref().is_none_or(|number| number == "0" || number == "0.0");
        let ink = if is_nothing && cell.tone == crate::documents::scorecard::Tone::Plain {
            tokens.text_muted
        } else {
            ink(cell.tone, tokens)
        };
        cell_ui(ui, rect, true, RichText::new(&cell.text).font(font::body()).color(ink));
        return None;
    }
    let mut pressed = None;
    in_cell(ui, rect, true, |ui| {
        let spoken = format!("{}, {}: {}", row.name, column.to_lowercase(), cell.text);
        let response = number_ui(ui, &cell.text, &spoken, font::body(), ink(cell.tone, tokens));
        pressed = response.clicked().then_some(response.id);
    });
    pressed
}
