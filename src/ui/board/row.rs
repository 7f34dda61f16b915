//! Paints one row of the board: its mark, title and names, what to do, and at the right its countdown
//! and its age. Where there is little room the lesser words go before any word is cut.

use std::sync::Arc;

use egui::{Color32, FontId, Galley, Rect, Response, Stroke, StrokeKind, Ui, pos2, vec2};

use super::data::{Loudness, RowData};
use crate::ui::incident::mark;
use crate::ui::strip::elided;
use crate::ui::theme::{Tokens, font, size, space};

/// Where the mark and the words of a row begin.
const MARK_LEFT: f32 = 29.0;
const WORDS_LEFT: f32 = 49.0;

/// The words of a row, laid out for its width.
struct Words {
    title: Arc<Galley>,
    /// Reference and ticket beside the title, where there is room.
    names: Option<Arc<Galley>>,
    detail: Arc<Galley>,
    /// How old it is, where there is room.
    age: Option<Arc<Galley>>,
}

impl Words {
    fn of(ui: &Ui, row: &RowData, first_room: f32, second_room: f32) -> Self {
        let tokens = Tokens::of(ui);
        let lay = |words: &str, font: FontId, ink: Color32| {
            ui.painter().layout_no_wrap(words.to_owned(), font, ink)
        };
        let title = lay(&row.title, font::strong(), tokens.text);
        let both = row.ticket.as_ref().map(|ticket| format!("{} · {ticket}", row.reference));
        let names = both
            .iter()
            .chain([&row.reference])
            .map(|names| lay(names, font::mono_small(), tokens.text_muted))
            .find(|names| title.size().x + space::S + names.size().x <= first_room);
        let title = if title.size().x > first_room {
            elided(ui, &row.title, font::strong(), tokens.text, first_room)
        } else {
            title
        };
        let mut parts: Vec<&str> = Vec::new();
        if names.is_none() {
            // The reference is what people say on the phone: it never goes, it moves down.
            parts.push(&row.reference);
        }
        parts.extend(row.details.iter().map(String::as_str));
        let age = lay(&row.age, font::small(), tokens.text_muted);
        let needed = if names.is_none() { 2 } else { 1 };
        let beside = second_room - age.size().x - space::M;
        if let Some(detail) = fitting(ui, &parts, needed, beside) {
            return Self { title, names, detail, age: Some(age) };
        }
        let first = parts.get(..needed).unwrap_or_default().join(" · ");
        let detail = fitting(ui, &parts, needed, second_room)
            .unwrap_or_else(|| elided(ui, &first, font::small(), tokens.text_muted, second_room));
        Self { title, names, detail, age: None }
    }
}

/// The colour of figures that loud.
pub const fn ink_of(loudness: Loudness, tokens: &Tokens) -> Color32 {
    match loudness {
        Loudness::Overdue => tokens.overdue,
        Loudness::Soon => tokens.due_soon,
        Loudness::Near => tokens.text,
        Loudness::Far => tokens.text_muted,
    }
}

/// As many of the parts as there is room for, each whole; none if not even those that are needed
/// fit.
fn fitting(ui: &Ui, parts: &[&str], needed: usize, room: f32) -> Option<Arc<Galley>> {
    let ink = Tokens::of(ui).text_muted;
    let lay = |words: String| ui.painter().layout_no_wrap(words, font::small(), ink);
    let mut said = parts.get(..needed)?.join(" · ");
    let mut fits = Some(lay(said.clone())).filter(|galley| galley.size().x <= room)?;
    for part in parts.iter().skip(needed) {
        let longer = format!("{said} · {part}");
        let galley = lay(longer.clone());
        if galley.size().x <= room {
            (said, fits) = (longer, galley);
        }
    }
    Some(fits)
}

/// Paints a row. Whether any of its words had to be cut.
pub fn paint_row(ui: &Ui, rect: Rect, row: &RowData, is_selected: bool, response: &Response) -> bool {
    let tokens = Tokens::of(ui);
    let painter = ui.painter();
    if is_selected {
        painter.rect_filled(rect, 0, tokens.selection);
        let bar = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        painter.rect_filled(bar, 0, tokens.accent);
    } else if response.hovered() {
        painter.rect_filled(rect, 0, tokens.hover);
    }
    let (first, second) = (rect.top() + 18.0, rect.top() + 38.0);
    let (left, right) = (rect.left() + WORDS_LEFT, rect.right() - space::L);
    mark(row.priority).paint(painter, pos2(rect.left() + MARK_LEFT, first), tokens);

    let from_right = |galley: Arc<Galley>, middle: f32, ink: Color32| {
        let width = galley.size().x;
        painter.galley(pos2(right - width, middle - galley.size().y / 2.0), galley, ink);
        width
    };
    let mut first_room = right - left;
    if let Some(countdown) = &row.countdown {
        let ink = ink_of(countdown.loudness, tokens);
        let figures = painter.layout_no_wrap(countdown.figures.clone(), font::countdown(), ink);
        first_room -= from_right(figures, first, ink) + space::M;
    }
    let words = Words::of(ui, row, first_room, right - left);
    let is_cut = words.title.elided || words.detail.elided;
    if let Some(age) = words.age {
        from_right(age, second, tokens.text_muted);
    }
    if let Some(names) = words.names {
        let at = pos2(left + words.title.size().x + space::S, first - names.size().y / 2.0 + 1.0);
        painter.galley(at, names, tokens.text_muted);
    }
    let from_left = |galley: Arc<Galley>, middle: f32, ink: Color32| {
        painter.galley(pos2(left, middle - galley.size().y / 2.0), galley, ink);
    };
    from_left(words.title, first, tokens.text);
    from_left(words.detail, second, tokens.text_muted);
    if response.has_focus() {
        let ring = Stroke::new(size::FOCUS_RING, tokens.accent);
        painter.rect_stroke(rect.shrink(1.0), 0, ring, StrokeKind::Inside);
    }
    is_cut
}
