//! What is wanted of figures that other systems measure, what the period has of it, and the ways to bring
//! figures in.

use egui::{RichText, Ui, vec2};

use super::forms::{self, is_open};
use super::parts::{ROW, cell_ui, in_cell, places};
use super::sheet_ui::{csv_button_ui, save_form_ui};
use super::state::{Data, ScoreState};
use crate::documents::scorecard::SheetId;
use crate::domain::report::targets::Measured;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms, ScoreForm};
use crate::ui::icons::icon;
use crate::ui::incident::parts::{paragraph, word_button_in};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The shares of the columns: measure, wanted, figure, verdict, days, before.
const SHARES: [u32; 6] = [30, 20, 14, 16, 16, 14];
const HEADS: [&str; 6] = ["Measure", "Wanted", "Figure", "", "Days", "Before"];

pub(super) fn targets_ui(
    ui: &mut Ui,
    seen: &Seen,
    data: &Data,
    state: &mut ScoreState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        widgets::title(ui, "Targets", font::title(), 3);
        if data.scoring.targets.is_empty() {
            return;
        }
        csv_button_ui(ui, SheetId::Targets, asks);
        if word_button_in(ui, "Enter a figure…", None, font::small()).clicked() {
            asks.push(Ask::Open(FormKind::Score(ScoreForm::EnterFigure)));
        }
        if word_button_in(ui, "Import figures…", None, font::small()).clicked() {
            asks.push(Ask::Open(FormKind::Score(ScoreForm::ImportFigures)));
        }
    });
    if is_open(forms, &ScoreForm::EnterFigure) {
        forms::enter_ui(ui, seen, data, forms, asks);
    }
    if is_open(forms, &ScoreForm::ImportFigures) {
        forms::import_ui(ui, seen, state, forms, asks);
    }
    if let Some(sheet) = data.sheets.iter().find(|sheet| sheet.id == SheetId::Targets) {
        save_form_ui(ui, seen, (data, sheet), forms, asks);
    }
    if data.scoring.targets.is_empty() {
        let words = "No policy in force has a target. One is written into the policy file as [[target]]: id, \
                     title, unit, at_most or at_least, source";
        paragraph(ui, words, font::body(), tokens.text_muted);
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let width = ui.available_width() - space::M;
    let (_, rect) = ui.allocate_space(vec2(width, ROW));
    for (place, (head, rect)) in HEADS.into_iter().zip(places(rect, &SHARES)).enumerate() {
        let words = RichText::new(head).font(font::small_strong()).color(tokens.text_muted);
        cell_ui(ui, rect, place == 2 || place > 3, words);
    }
    widgets::hairline(ui);
    for found in &data.scoring.targets {
        let (_, rect) = ui.allocate_space(vec2(width, ROW));
        row_ui(ui, &places(rect, &SHARES), found, data.scoring.before(&found.target));
        widgets::hairline(ui);
    }
    ui.spacing_mut().item_spacing.y = space::XS;
    figures_ui(ui, seen, data, forms, asks);
}

fn row_ui(ui: &mut Ui, at: &[egui::Rect], found: &Measured, before: Option<&Measured>) {
    let tokens = Tokens::of(ui);
    let muted = |words: String| RichText::new(words).font(font::body()).color(tokens.text_muted);
    let figure_ink = if found.value.is_some() { tokens.text } else { tokens.text_muted };
    let (glyph, words, ink) = match found.is_met() {
        Some(true) => (icon::CHECK, "met", tokens.met),
        Some(false) => (icon::X, "missed", tokens.overdue),
        None => ("", "", tokens.text_muted),
    };
    let days = if found.days == 0 { String::new() } else { format!("{} of {}", found.days, found.of_days) };
    let cells = [
        RichText::new(&found.target.title).font(font::body()),
        muted(found.target.wanted()),
        RichText::new(found.said()).font(font::strong()).color(figure_ink),
        RichText::new(words).font(font::strong()).color(ink),
        muted(days),
        muted(before.map(Measured::said).unwrap_or_default()),
    ];
    for (place, (words, rect)) in cells.into_iter().zip(at).enumerate() {
        if place == 3 {
            in_cell(ui, *rect, false, |ui| {
                if !glyph.is_empty() {
                    widgets::glyph(ui, RichText::new(glyph).font(font::body()).color(ink));
                }
                ui.label(words);
            });
        } else {
            cell_ui(ui, *rect, place == 2 || place > 3, words);
        }
    }
}

/// The figures that count, each with the way to take it back.
fn figures_ui(ui: &mut Ui, seen: &Seen, data: &Data, forms: &mut Forms, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let counted: Vec<_> = data
        .scoring
        .targets
        .iter()
        .flat_map(|found| found.counted.iter().map(move |one| (found, one)))
        .collect();
    if counted.is_empty() {
        let words =
            "No figure lies in this period. Other systems measure these: enter what they say, or import it";
        paragraph(ui, words, font::small(), tokens.text_muted);
        return;
    }
    for (found, one) in counted {
        let said = &one.figure.said;
        let source = said.source.as_ref().map(|source| format!(", {source}")).unwrap_or_default();
        let words = format!(
            "{}, {} to {}: {}{source}; entered by {}",
            found.target.title,
            said.from,
            said.until,
            found.target.unit.said(said.value),
            one.figure.by
        );
        let form = ScoreForm::TakeBackFigure { entry: one.figure.entry };
        ui.horizontal_wrapped(|ui| {
            paragraph(ui, &words, font::small(), tokens.text_muted);
            let button = word_button_in(ui, "Take back…", None, font::small());
            ui.accesskit_node_builder(button.id, |node| node.set_label(format!("Take back… {words}")));
            if button.clicked() {
                asks.push(Ask::Open(FormKind::Score(form.clone())));
            }
        });
        if is_open(forms, &form) {
            forms::take_back_ui(ui, seen, one.figure.entry, forms, asks);
        }
    }
}
