//! The lines of the history, of which only those in sight are painted, and the keyboard among them.

use egui::{EventFilter, Id, Key, Rect, RichText, Sense, Ui, pos2, vec2};

use super::look::Sight;
use super::state::{HistoryState, line_id};
use super::{hits, table};
use crate::ui::context::{Ask, Asks, Screen, Seen};
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets::{self, focus_ring};

/// How many lines the keys for a page go.
const PAGE: usize = 10;

/// A line while it is painted.
pub(super) struct Line {
    /// Where it stands.
    pub rect: Rect,
    /// What is focused when it has the keyboard.
    pub id: Id,
    /// The Tab key stops at one line alone: the arrows lead to the others.
    pub is_stop: bool,
}

impl Line {
    /// Senses the line, names it to screen readers, and paints its ground. The words come after.
    pub fn interact(&self, ui: &Ui, spoken: &str) -> egui::Response {
        let sense = if self.is_stop { Sense::click() } else { Sense::CLICK };
        let response = ui.interact(self.rect, self.id, sense);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, spoken));
        if response.hovered() {
            ui.painter().rect_filled(self.rect, size::CORNER, Tokens::of(ui).hover);
        }
        let (left, bottom) = (self.rect.left(), self.rect.bottom());
        let line = Rect::from_min_max(pos2(left, bottom - size::HAIRLINE), self.rect.max);
        ui.painter().rect_filled(line, 0, Tokens::of(ui).hairline);
        focus_ring(ui, self.rect.shrink(3.0), &response);
        response
    }
}

/// What was seen, or why there is nothing.
pub(super) fn body_ui(ui: &mut Ui, seen: &Seen, state: &mut HistoryState, asks: &mut Asks) {
    let Some(sight) = state.sight.take() else {
        if state.refusal.is_none() {
            said(ui, "The log is being read");
        }
        return;
    };
    if sight.is_empty() {
        state.wants_list = false;
        empty_ui(ui, &sight, state, asks);
    } else {
        lines_ui(ui, seen, &sight, state, asks);
    }
    state.sight = Some(sight);
}

fn said(ui: &mut Ui, words: &str) {
    ui.add_space(space::L);
    ui.label(RichText::new(words).font(font::body()).color(Tokens::of(ui).text_muted));
}

fn empty_ui(ui: &mut Ui, sight: &Sight, state: &mut HistoryState, asks: &mut Asks) {
    match sight {
        Sight::Rows { all, .. } if all.is_empty() => {
            said(
                ui,
                "No incident was ever opened here. Each one that is stands here for good, also when it is closed",
            );
            if widgets::quiet_button(ui, "Go to the board", None).clicked() {
                asks.push(Ask::Go(Screen::Board));
            }
            return;
        }
        Sight::Rows { .. } => said(ui, "No incident is like this"),
        Sight::Hits(_) if state.wanted.words.trim().is_empty() => said(ui, "No entry is like this"),
        Sight::Hits(_) => {
            said(ui, "Nothing has all of these words; fewer of them, or only their beginnings, find more");
        }
    }
    if widgets::quiet_button(ui, "Show every incident", None).clicked() {
        state.wanted = state.wanted.cleared();
    }
}

fn lines_ui(ui: &mut Ui, seen: &Seen, sight: &Sight, state: &mut HistoryState, asks: &mut Asks) {
    by_keys(ui, sight, state);
    ui.spacing_mut().item_spacing.y = 0.0;
    // Beside the scroll bar, not under it.
    let width = (ui.available_width() - space::M).max(1.0);
    let height = match sight {
        Sight::Rows { .. } => table::height(width),
        Sight::Hits(_) => hits::HEIGHT,
    };
    let count = sight.len();
    let (_, whole) = ui.allocate_space(vec2(width, height * count as f32));
    let in_sight = ui.clip_rect();
    let first = ((in_sight.top() - whole.top()) / height - 1.0).floor().max(0.0) as usize;
    let end = (((in_sight.bottom() - whole.top()) / height + 1.0).ceil().max(0.0) as usize).min(count);
    let shown = first.min(end)..end;
    // That of the keyboard is painted wherever it stands, so that it keeps it.
    let kept = Some(state.at).filter(|at| !shown.contains(at));
    for place in shown.chain(kept) {
        let Some(name) = sight.name(place) else { continue };
        let top = whole.top() + height * place as f32;
        let rect = Rect::from_min_size(pos2(whole.left(), top), vec2(whole.width(), height));
        let line = Line { rect, id: line_id(name), is_stop: place == state.at };
        let is_pressed = match sight {
            Sight::Rows { .. } => sight.row(place).is_some_and(|row| {
                let is_pressed = table::row_ui(ui, seen, &line, row);
                if is_pressed {
                    asks.push(Ask::Show(row.incident.id));
                }
                is_pressed
            }),
            Sight::Hits(found) => found.get(place).is_some_and(|hit| {
                let is_pressed = hits::hit_ui(ui, seen, &line, hit);
                if is_pressed {
                    asks.push(hits::opens(hit));
                }
                is_pressed
            }),
        };
        if is_pressed {
            state.at = place;
        }
    }
}

/// Where the keys lead among the lines.
fn by_keys(ui: &Ui, sight: &Sight, state: &mut HistoryState) {
    let last = sight.len().saturating_sub(1);
    state.at = state.at.min(last);
    let Some(name) = sight.name(state.at) else { return };
    if std::mem::take(&mut state.wants_list) {
        ui.memory_mut(|memory| memory.request_focus(line_id(name)));
        return;
    }
    if ui.memory(egui::Memory::focused) != Some(line_id(name)) {
        return;
    }
    let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(line_id(name), arrows));
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    let at = state.at;
    let next = if pressed(Key::ArrowDown) {
        at + 1
    } else if pressed(Key::ArrowUp) {
        at.saturating_sub(1)
    } else if pressed(Key::PageDown) {
        at + PAGE
    } else if pressed(Key::PageUp) {
        at.saturating_sub(PAGE)
    } else if pressed(Key::Home) {
        0
    } else if pressed(Key::End) {
        last
    } else {
        return;
    };
    state.at = next.min(last);
    if let Some(name) = sight.name(state.at) {
        ui.memory_mut(|memory| memory.request_focus(line_id(name)));
    }
}
