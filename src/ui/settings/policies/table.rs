//! A part of a policy: its clocks as a table, any other as names and what is said of them.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::LayoutJob;
use egui::{Color32, FontId, Galley, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::documents::policy_words::{Item, Part, PartKind, label};
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets;

/// A column: its head, its share of the width, and what stands in it.
type Column = (&'static str, f32, fn(&Item) -> String);

/// The columns of the clocks.
const COLUMNS: [Column; 6] = [
    ("Clock", 21.0, |item| item.title.clone()),
    ("Starts", 14.0, |item| item.words(label::STARTS).to_owned()),
    ("Due", 15.0, |item| item.words(label::DUE).to_owned()),
    ("Stops", 16.0, stops),
    ("Calendar", 12.0, |item| item.words(label::CALENDAR).to_owned()),
    ("On expiry", 22.0, |item| item.words(label::EXPIRY).to_owned()),
];

/// Below this width each clock is told line by line.
const TABLE: f32 = 560.0;

fn stops(item: &Item) -> String {
    match (item.words(label::MET), item.words(label::ENDS)) {
        (met, "") => met.to_owned(),
        (met, ended) => format!("{met}; or {ended}"),
    }
}

pub(super) fn part_ui(ui: &mut Ui, part: &Part) {
    ui.add_space(space::S);
    let count = (part.items.len() > 1).then_some(part.items.len());
    widgets::section_heading(ui, part.kind.title(), count);
    widgets::hairline(ui);
    if part.kind == PartKind::Clocks && ui.available_width() >= TABLE {
        clocks_ui(ui, &part.items);
        return;
    }
    for item in &part.items {
        item_ui(ui, part.kind, item);
    }
}

/// An item as its name and what is said of it.
fn item_ui(ui: &mut Ui, kind: PartKind, item: &Item) {
    let tokens = Tokens::of(ui);
    ui.add_space(space::XS);
    if !matches!(kind, PartKind::Whole) {
        paragraph(ui, &item.title, font::strong(), tokens.text);
    }
    let in_head = |name: &str| kind == PartKind::Whole && matches!(name, "Title" | "About" | label::SOURCE);
    for (name, words) in item.said.iter().filter(|(name, _)| !in_head(name)) {
        ui.horizontal_top(|ui| {
            let width = (ui.available_width() * 0.25).clamp(90.0, 150.0);
            ui.allocate_ui(vec2(width, 18.0), |ui| {
                ui.set_width(width);
                paragraph(ui, name, font::small(), tokens.text_muted);
            });
            ui.vertical(|ui| paragraph(ui, words, font::body(), tokens.text));
        });
    }
}

fn laid(ui: &Ui, words: String, font: FontId, ink: Color32, width: f32) -> Arc<Galley> {
    ui.painter().layout_job(LayoutJob::simple(words, font, ink, width.max(24.0)))
}

/// The clocks under their heads.
fn clocks_ui(ui: &mut Ui, clocks: &[Item]) {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    let whole = ui.available_width();
    let shares: f32 = COLUMNS.iter().map(|(_, share, _)| share).sum();
    let widths = COLUMNS.map(|(_, share, _)| whole * share / shares);
    let (_, head) = ui.allocate_space(vec2(whole, 24.0));
    let mut x = head.left();
    for ((title, ..), width) in COLUMNS.iter().zip(widths) {
        let at = pos2(x, head.top() + 4.0);
        ui.painter().text(at, egui::Align2::LEFT_TOP, *title, font::small_strong(), tokens.text_muted);
        x += width;
    }
    for clock in clocks {
        clock_ui(ui, clock, &widths);
    }
    ui.spacing_mut().item_spacing.y = space::XS;
}

fn clock_ui(ui: &mut Ui, clock: &Item, widths: &[f32; 6]) {
    let tokens = Tokens::of(ui);
    let cells: Vec<Arc<Galley>> = COLUMNS
        .iter()
        .zip(widths)
        .enumerate()
        .map(|(at, ((_, _, words), width))| {
            let face = if at == 0 { font::strong() } else { font::body() };
            laid(ui, words(clock), face, tokens.text, width - space::M)
        })
        .collect();
    // Below its name: for which incidents, and where it comes from.
    let mut below = vec![clock.words(label::FOR)];
    below.push(clock.words(label::SOURCE));
    below.retain(|words| !words.is_empty());
    let first = widths.first().copied().unwrap_or_default();
    let beside = laid(ui, below.join("\n"), font::small(), tokens.text_muted, first - space::M);
    let name_height = cells.first().map_or(0.0, |cell| cell.size().y);
    let tallest = cells.iter().map(|cell| cell.size().y).fold(name_height + 2.0 + beside.size().y, f32::max);
    let wanted = vec2(widths.iter().sum(), tallest + space::M);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, spoken(clock)));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let top = rect.top() + 6.0;
    let mut x = rect.left();
    for (cell, width) in cells.into_iter().zip(widths) {
        ui.painter().galley(pos2(x, top), cell, tokens.text);
        x += width;
    }
    ui.painter().galley(pos2(rect.left(), top + name_height + 2.0), beside, tokens.text_muted);
    let line = Stroke::new(size::HAIRLINE, tokens.hairline);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
}

/// A clock as it is spoken.
pub(super) fn spoken(clock: &Item) -> String {
    let said = COLUMNS.iter().skip(1).map(|(head, _, words)| format!("{head}: {}", words(clock)));
    let more = [label::FOR, label::SOURCE].map(|name| (name, clock.words(name)));
    let more = more.into_iter().filter(|(_, words)| !words.is_empty());
    let more = more.map(|(name, words)| format!("{name}: {words}"));
    format!("{}. {}", clock.title, said.chain(more).collect::<Vec<_>>().join(". "))
}
