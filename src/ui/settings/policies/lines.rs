//! A text with the numbers of its lines, a mark at each line where something is wrong, and beside it what.
//!
//! For a text that is typed and for one that is only read. Never here: what is wrong.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use egui::text_edit::{TextEditOutput, TextEditState};
use egui::{
    Align, Align2, Color32, FontId, Frame, Galley, Id, Key, Margin, Rect, Response, Sense, Shape, Stroke,
    StrokeKind, TextBuffer, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::domain::policy_file::PolicyProblem;
use crate::ui::icons::filled;
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets;

/// How a text is shown.
pub(super) struct Lines<'a> {
    /// What has the keyboard.
    pub id: Id,
    /// What it is called to screen readers.
    pub label: &'a str,
    /// What is wrong in it, by line.
    pub problems: &'a [PolicyProblem],
    /// The line that is to come into sight, with the cursor at it.
    pub go_to: Option<usize>,
    /// How many rows it has at least.
    pub least_rows: usize,
}

/// From this width on what is wrong stands beside its line.
const BESIDE: f32 = 620.0;
/// The share of the width that what is wrong takes, and its bounds.
const NOTE_SHARE: f32 = 0.26;
const NOTE_BOUNDS: (f32, f32) = (190.0, 330.0);
/// The most rows of what is wrong beside a line.
const NOTE_ROWS: usize = 4;
/// The room of the button that leads to a line.
const LINE_BUTTON: f32 = 84.0;
/// The most problems that stand in the text or the list: more are counted.
const MOST: usize = 200;

/// Paints the text; the response is that of its field.
pub(super) fn lines_ui(ui: &mut Ui, text: &mut dyn TextBuffer, lines: &Lines<'_>) -> Response {
    let tokens = Tokens::of(ui);
    let face = font::mono_small();
    let whole = ui.available_width();
    let text_is_typed = text.is_mutable();
    let has_notes = whole >= BESIDE && (text_is_typed || !lines.problems.is_empty());
    let (least, most) = NOTE_BOUNDS;
    let notes = if has_notes { (whole * NOTE_SHARE).clamp(least, most) } else { 0.0 };
    let count = text.as_str().bytes().filter(|byte| *byte == b'\n').count() + 1;
    let digits = count.to_string().len().max(3) as f32;
    let digit = ui.fonts_mut(|fonts| fonts.glyph_width(&face, '0'));
    let gutter = (digits * digit + 26.0).ceil();
    let corner = ui.cursor().min;
    // The ground and the tint of lines lie below the letters, and are known after them.
    let (ground, tints) = (ui.painter().add(Shape::Noop), ui.painter().add(Shape::Noop));
    if let Some(line) = lines.go_to {
        put_cursor(ui, lines.id, text, line);
    }
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, width: f32| laid(ui, buffer.as_str(), width);
    let room = Rect::from_min_size(corner + vec2(gutter, 0.0), vec2(whole - gutter - notes, f32::INFINITY));
    let shown = ui
        .scope_builder(UiBuilder::new().max_rect(room), |ui| {
            TextEdit::multiline(text)
                .id(lines.id)
                .font(face.clone())
                .desired_width(f32::INFINITY)
                .desired_rows(lines.least_rows)
                .lock_focus(false)
                .cursor_at_end(false)
                .frame(Frame::new().inner_margin(Margin::symmetric(8, 6)))
                .layouter(&mut layouter)
                .show(ui)
        })
        .inner;
    let field = shown.response.rect;
    ui.accesskit_node_builder(lines.id, |node| {
        node.set_label(lines.label);
        if !lines.problems.is_empty() {
            node.set_description(super::words::to_mend(lines.problems));
            node.set_invalid(egui::accesskit::Invalid::True);
        }
    });
    let rows = first_rows(&shown.galley, shown.galley_pos.y);
    ui.painter().set(ground, Shape::rect_filled(field, size::CORNER, tokens.surface_sunken));
    let wrong = by_line(lines.problems, rows.len());
    let tint = |(line, _): &(usize, String)| {
        let (top, bottom) = rows.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let rect = Rect::from_min_max(pos2(field.left(), top), pos2(field.right(), bottom));
        Shape::rect_filled(rect, 0, tokens.overdue_tint)
    };
    ui.painter().set(tints, Shape::Vec(wrong.iter().map(tint).collect()));
    numbers_ui(ui, &rows, &wrong, field.left());
    if has_notes && wrong.is_empty() && text_is_typed {
        let words = "What is to mend stands here, beside its line";
        let job = LayoutJob::simple(words.to_owned(), font::small(), tokens.text_muted, notes - space::S);
        let galley = ui.painter().layout_job(job);
        let top = rows.first().map_or(field.top(), |(top, _)| *top);
        ui.painter().galley(pos2(field.right() + space::S, top), galley, tokens.text_muted);
    }
    let notes_at = has_notes.then(|| (field.right() + space::S, notes - space::S - space::M));
    let below = notes_ui(ui, &rows, &wrong, notes_at, lines.id);
    let field_response = shown.response.response.clone();
    if shown.response.has_focus() {
        let ring = Stroke::new(size::FOCUS_RING, tokens.accent);
        let in_sight = field.intersect(ui.clip_rect());
        ui.painter().rect_stroke(in_sight, size::CORNER, ring, StrokeKind::Inside);
        by_page(ui, lines.id, shown);
    }
    if let Some((top, bottom)) = lines.go_to.and_then(|line| rows.get(line.saturating_sub(1))) {
        let rect = Rect::from_min_max(pos2(field.left(), *top), pos2(field.left() + 1.0, *bottom));
        ui.scroll_to_rect(rect, Some(Align::Center));
    }
    ui.advance_cursor_after_rect(Rect::from_min_max(
        corner,
        pos2(corner.x + whole, field.bottom().max(below)),
    ));
    field_response
}

/// The keys for a page, which egui's field does not know: the cursor goes as far as is in sight.
fn by_page(ui: &Ui, id: Id, shown: TextEditOutput) {
    let (down, up, extends) = ui.input(|input| {
        (input.key_pressed(Key::PageDown), input.key_pressed(Key::PageUp), input.modifiers.shift)
    });
    let Some(range) = shown.cursor_range.filter(|_| down != up) else { return };
    let page = (ui.clip_rect().height() * 0.9).max(20.0);
    let at = shown.galley.pos_from_cursor(range.primary).center();
    let wanted = at + vec2(0.0, if down { page } else { -page });
    let primary = shown.galley.cursor_from_pos(wanted.to_vec2());
    let secondary = if extends { range.secondary } else { primary };
    let mut state = shown.state;
    state.cursor.set_char_range(Some(CCursorRange { primary, secondary, ..range }));
    state.store(ui, id);
    let place = shown.galley.pos_from_cursor(primary).translate(shown.galley_pos.to_vec2());
    ui.scroll_to_rect(place, Some(Align::Center));
    ui.request_repaint();
}

/// Puts the cursor at the beginning of a line, and the keyboard into a text that is typed.
fn put_cursor(ui: &Ui, id: Id, text: &dyn TextBuffer, line: usize) {
    let before = text.as_str().split_inclusive('\n').take(line.saturating_sub(1));
    let at: usize = before.map(|line| line.chars().count()).sum();
    let mut state = TextEditState::load(ui, id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(at))));
    state.store(ui, id);
    if text.is_mutable() {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}

/// The letters: comments muted, the heads of tables set apart.
fn laid(ui: &Ui, text: &str, width: f32) -> Arc<Galley> {
    let tokens = Tokens::of(ui);
    let mut job = LayoutJob { keep_trailing_whitespace: true, ..LayoutJob::default() };
    job.wrap.max_width = width;
    // Neighbours of one colour go together: a long text has few pieces.
    let (mut from, mut to, mut colour) = (0, 0, tokens.text);
    let mut piece = |length: usize, ink: Color32, is_last: bool| {
        if ink != colour || is_last {
            job.append(
                text.get(from..to).unwrap_or_default(),
                0.0,
                TextFormat::simple(font::mono_small(), colour),
            );
            (from, colour) = (to, ink);
        }
        to += length;
    };
    for line in text.split_inclusive('\n') {
        match line.chars().next() {
            // What stands behind the head of a table is a remark.
            Some('[') => {
                let head = line.find('#').unwrap_or(line.len());
                piece(head, tokens.accent, false);
                piece(line.len() - head, tokens.text_muted, false);
            }
            _ if line.trim_start().starts_with('#') => piece(line.len(), tokens.text_muted, false),
            _ => piece(line.len(), tokens.text, false),
        }
    }
    piece(0, tokens.text, true);
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Where each line stands: the top and the bottom of all its rows.
fn first_rows(galley: &Galley, top: f32) -> Vec<(f32, f32)> {
    let mut found: Vec<(f32, f32)> = Vec::new();
    let mut begins = true;
    for row in &galley.rows {
        let rect = row.rect();
        if begins {
            found.push((top + rect.top(), top + rect.bottom()));
        } else if let Some(last) = found.last_mut() {
            last.1 = top + rect.bottom();
        }
        begins = row.ends_with_newline;
    }
    found
}

/// What is wrong at each line, together; what is about no line stands at the first, what is past the end at the
/// last.
fn by_line(problems: &[PolicyProblem], lines: usize) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for problem in problems.iter().take(MOST) {
        let line = problem.line.unwrap_or(1).clamp(1, lines.max(1));
        match found.iter_mut().find(|(one, _)| *one == line) {
            Some((_, words)) => {
                words.push('\n');
                words.push_str(&problem.what);
            }
            None => found.push((line, problem.what.clone())),
        }
    }
    found.sort_by_key(|(line, _)| *line);
    found
}

/// The numbers of the lines in sight, and the marks of those where something is wrong.
fn numbers_ui(ui: &Ui, rows: &[(f32, f32)], wrong: &[(usize, String)], right: f32) {
    let tokens = Tokens::of(ui);
    let clip = ui.clip_rect();
    let first = rows.partition_point(|(_, bottom)| *bottom < clip.top());
    for (at, (top, _)) in rows.iter().enumerate().skip(first) {
        if *top > clip.bottom() {
            break;
        }
        let is_wrong = wrong.iter().any(|(line, _)| *line == at + 1);
        let ink = if is_wrong { tokens.overdue } else { tokens.text_muted };
        let place = pos2(right - 6.0, *top);
        ui.painter().text(place, Align2::RIGHT_TOP, at + 1, font::mono_small(), ink);
        if is_wrong {
            let row = ui.fonts_mut(|fonts| fonts.row_height(&font::mono_small()));
            let mark = pos2(ui.min_rect().left() + 8.0, top + row / 2.0);
            ui.painter().text(mark, Align2::CENTER_CENTER, filled::WARNING, FontId::proportional(13.0), ink);
        }
    }
}

/// What is wrong, beside its line where there is room, and for screen readers at its line in any case. Where the
/// last of it ends.
fn notes_ui(
    ui: &Ui,
    rows: &[(f32, f32)],
    wrong: &[(usize, String)],
    place: Option<(f32, f32)>,
    id: Id,
) -> f32 {
    let tokens = Tokens::of(ui);
    let mut free = f32::NEG_INFINITY;
    for (line, words) in wrong {
        let Some((top, bottom)) = rows.get(line.saturating_sub(1)).copied() else { continue };
        let (left, width) = place.unwrap_or((ui.min_rect().left(), 1.0));
        let mut rect = Rect::from_min_max(pos2(left, top), pos2(left + width, bottom));
        if place.is_some() {
            let mut job = LayoutJob::simple(words.clone(), font::small(), tokens.overdue, width);
            // The list has the whole of it, and so has the pointer.
            job.wrap.max_rows = NOTE_ROWS;
            let galley = ui.painter().layout_job(job);
            let y = top.max(free);
            free = y + galley.size().y + space::XS;
            rect = Rect::from_min_size(pos2(left, y), galley.size());
            ui.painter().galley(rect.min, galley, tokens.overdue);
        }
        let note = ui.interact(rect, id.with(("note", *line)), Sense::hover());
        let spoken = format!("Line {line}: {}", words.replace('\n', "; "));
        note.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
        note.on_hover_text(words);
    }
    free
}

/// What is wrong as a list; the line to which somebody wants to go.
pub(super) fn problem_list_ui(ui: &mut Ui, problems: &[PolicyProblem]) -> Option<usize> {
    let tokens = Tokens::of(ui);
    let mut wanted = None;
    for (at, problem) in problems.iter().take(MOST).enumerate() {
        ui.push_id(("problem", at), |ui| {
            ui.horizontal_top(|ui| {
                let words = problem.line.map_or_else(|| "The file".to_owned(), |line| format!("Line {line}"));
                let room = vec2(LINE_BUTTON, size::CONTROL);
                let button = ui.allocate_ui(room, |ui| {
                    ui.set_min_width(LINE_BUTTON);
                    widgets::quiet_button(ui, &words, None)
                });
                let button = button.inner;
                ui.accesskit_node_builder(button.id, |node| {
                    node.set_label(format!("Go to {}: {}", words.to_lowercase(), problem.what));
                });
                if button.clicked() {
                    wanted = Some(problem.line.unwrap_or(1));
                }
                ui.vertical(|ui| {
                    ui.add_space(5.0);
                    paragraph(ui, &problem.what, font::body(), tokens.overdue);
                });
            });
        });
    }
    let rest = problems.len().saturating_sub(MOST);
    if rest > 0 {
        paragraph(ui, &format!("and {rest} more"), font::small(), tokens.text_muted);
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_in_one_line_stands_together_and_none_stands_outside_the_text() {
        let at = |line: Option<usize>, what: &str| PolicyProblem { line, what: what.to_owned() };
        let problems =
            [at(Some(9), "past the end"), at(None, "all of it"), at(Some(2), "a"), at(Some(2), "b")];
        let wanted = [(1, "all of it"), (2, "a\nb"), (3, "past the end")];
        let found = by_line(&problems, 3);
        assert_eq!(found.iter().map(|(line, what)| (*line, what.as_str())).collect::<Vec<_>>(), wanted);
    }
}
