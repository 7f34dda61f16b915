//! The table of the history: its heads, which sort it, and its lines.

use chrono_tz::Tz;
use egui::accesskit::Role;
use egui::{Align2, FontId, Rect, RichText, Sense, Ui, WidgetInfo, pos2, vec2};

use super::list::Line;
use super::look::Column;
use super::state::HistoryState;
use crate::desk::reading::HistoryRow;
use crate::documents::sentence;
use crate::domain::calendar::local_of;
use crate::domain::time::Instant;
use crate::domain::words::Priority;
use crate::ui::context::Seen;
use crate::ui::icons::icon;
use crate::ui::incident::mark;
use crate::ui::strip::elided;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets::{self, focus_ring};

/// From these widths on there are columns, and the services among them.
const WIDE: f32 = 700.0;
const WITH_SERVICE: f32 = 960.0;

/// The height of a line with columns, and of one without.
const COLUMNS_HEIGHT: f32 = 36.0;
const TWO_LINES: f32 = 52.0;

/// The width of the columns beside the title, which has the rest.
const fn width_of(column: Column) -> f32 {
    match column {
        Column::Reference => 116.0,
        Column::Title => 0.0,
        Column::Priority => 104.0,
        Column::State => 88.0,
        Column::Opened | Column::Restored => 136.0,
        Column::Service => 150.0,
    }
}

/// The height of every line in that width.
pub(super) fn height(width: f32) -> f32 {
    if width >= WIDE { COLUMNS_HEIGHT } else { TWO_LINES }
}

/// The columns from the left to the right, with where each begins and how wide it is.
fn columns(width: f32) -> Vec<(Column, f32, f32)> {
    let is_shown = |column: &Column| *column != Column::Service || width >= WITH_SERVICE;
    let shown: Vec<Column> = Column::ALL.into_iter().filter(is_shown).collect();
    let others: f32 = shown.iter().map(|column| width_of(*column)).sum();
    let title = (width - others - space::S).max(1.0);
    let mut left = space::S;
    shown
        .into_iter()
        .map(|column| {
            let wide = if column == Column::Title { title } else { width_of(column) };
            let begins = left;
            left += wide;
            (column, begins, wide - space::M)
        })
        .collect()
}

/// What a line says, for screen readers and tests.
pub(super) fn as_text(row: &HistoryRow, zone: Tz) -> String {
    let incident = &row.incident;
    let priority = incident.priority.map_or("no priority yet", Priority::word);
    let mut text = format!(
        "{} {}, {priority}, {}, opened {}",
        incident.reference,
        incident.title,
        incident.phase.word(),
        stamp(incident.opened_at, zone)
    );
    if let Some(at) = incident.restored_at {
        text.push_str(&format!(", restored {}", stamp(at, zone)));
    }
    if !row.services.is_empty() {
        text.push_str(&format!(", {}", row.services.join(", ")));
    }
    text
}

/// A time with its year: `2026-03-02 14:05`.
pub(super) fn stamp(at: Instant, zone: Tz) -> String {
    local_of(zone, at).format("%Y-%m-%d %H:%M").to_string()
}

/// The heads of the columns; in a narrow room, buttons that sort. Nothing where hits are shown, whose order
/// is that of the search.
pub(super) fn heads_ui(ui: &mut Ui, state: &mut HistoryState) {
    if state.shows_hits() {
        return;
    }
    ui.add_space(space::S);
    let width = (ui.available_width() - space::M).max(1.0);
    if width < WIDE {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            ui.label(RichText::new("Sort by").font(font::small()).color(Tokens::of(ui).text_muted));
            for column in Column::ALL {
                let name = spoken(state, column);
                if widgets::quiet_button(ui, column.word(), None).accessible_name(name).clicked() {
                    state.sort_by(column);
                }
            }
        });
        return;
    }
    let (_, whole) = ui.allocate_space(vec2(width, size::CONTROL));
    for (column, left, wide) in columns(width) {
        let rect = Rect::from_min_size(pos2(whole.left() + left, whole.top()), vec2(wide, size::CONTROL));
        if head_ui(ui, state, column, rect) {
            state.sort_by(column);
        }
    }
}

fn spoken(state: &HistoryState, column: Column) -> String {
    let order = state.wanted.order;
    if order.column != column {
        return format!("Sort by {}", column.word().to_lowercase());
    }
    let way = if order.is_descending { "from the end" } else { "from the beginning" };
    format!("Sorted by {}, {way}", column.word().to_lowercase())
}

fn head_ui(ui: &Ui, state: &HistoryState, column: Column, rect: Rect) -> bool {
    let tokens = Tokens::of(ui);
    let response = ui.interact(rect, ui.scope_id().with(("history head", column.word())), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken(state, column)));
    let order = state.wanted.order;
    let is_sorted = order.column == column;
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(vec2(space::XS, 0.0)), size::CORNER, tokens.hover);
    }
    let (ink, font) =
        if is_sorted { (tokens.text, font::small_strong()) } else { (tokens.text_muted, font::small()) };
    let word = ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, column.word(), font, ink);
    if is_sorted {
        let glyph = if order.is_descending { icon::CARET_DOWN } else { icon::CARET_UP };
        let at = pos2(word.right() + space::XS, rect.center().y);
        ui.painter().text(at, Align2::LEFT_CENTER, glyph, FontId::proportional(size::SMALL), ink);
    }
    focus_ring(ui, rect, &response);
    response.clicked()
}

/// One incident. Whether it was pressed.
pub(super) fn row_ui(ui: &Ui, seen: &Seen, line: &Line, row: &HistoryRow) -> bool {
    let tokens = Tokens::of(ui);
    let text = as_text(row, seen.zone);
    let response = line.interact(ui, &text);
    let incident = &row.incident;
    let painter = ui.painter().clone();
    let priority = mark(incident.priority);
    let mut is_cut = false;
    let mut put = |words: &str, font: FontId, ink, at: egui::Pos2, most: f32| {
        let galley = elided(ui, words, font, ink, most);
        is_cut |= galley.elided;
        painter.galley(at - vec2(0.0, galley.size().y / 2.0), galley, ink);
    };
    let rect = line.rect;
    let state_ink = if incident.phase.is_live() { tokens.text } else { tokens.text_muted };
    if rect.width() >= WIDE {
        let middle = rect.center().y;
        for (column, left, wide) in columns(rect.width()) {
            let at = pos2(rect.left() + left, middle);
            match column {
                Column::Reference => put(&incident.reference, font::mono(), tokens.text_muted, at, wide),
                Column::Title => put(&incident.title, font::strong(), tokens.text, at, wide),
                Column::Priority => {
                    priority.paint(ui.painter(), at + vec2(space::S, 0.0), tokens);
                    let words = at + vec2(space::XL, 0.0);
                    put(priority.word(), font::body(), priority.color(tokens), words, wide - space::XL);
                }
                Column::State => {
                    put(&sentence(incident.phase.word()), font::body(), state_ink, at, wide);
                }
                Column::Opened => {
                    put(&stamp(incident.opened_at, seen.zone), font::mono_small(), tokens.text, at, wide);
                }
                Column::Restored => {
                    let words = incident.restored_at.map(|at| stamp(at, seen.zone)).unwrap_or_default();
                    put(&words, font::mono_small(), tokens.text_muted, at, wide);
                }
                Column::Service => {
                    put(&row.services.join(", "), font::body(), tokens.text_muted, at, wide);
                }
            }
        }
    } else {
        let (left, right) = (rect.left() + space::S, rect.right() - space::S);
        let (first, second) = (rect.top() + 16.0, rect.top() + 36.0);
        priority.paint(ui.painter(), pos2(left + space::S, first), tokens);
        let words = left + space::XL;
        put(&incident.title, font::strong(), tokens.text, pos2(words, first), right - words);
        let below = format!(
            "{} · {} · {} · {}",
            incident.reference,
            priority.word(),
            incident.phase.word(),
            stamp(incident.opened_at, seen.zone)
        );
        put(&below, font::small(), tokens.text_muted, pos2(words, second), right - words);
    }
    let is_pressed = response.clicked();
    if is_cut {
        response.on_hover_text(text);
    }
    is_pressed
}
