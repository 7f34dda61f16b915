//! The list of the records, of which only those in sight are painted, and the keyboard among them.

use egui::{EventFilter, Id, Key, Rect, RichText, Sense, Ui, WidgetInfo, pos2, vec2};

use super::DirectoryState;
use super::data::ListRow;
use crate::domain::directory::RecordKind;
use crate::ui::strip::elided;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets;

/// How many lines the keys for a page go.
const PAGE: usize = 10;

/// What is focused when a record of the list has the keyboard.
pub(super) fn row_id(row: &ListRow) -> Id {
    Id::unique(("directory record", row.id.0))
}

/// The records that match. With `is_beside` the record under the keyboard is shown beside the list.
pub(super) fn list_ui(ui: &mut Ui, state: &mut DirectoryState, is_beside: bool) {
    let rows = std::mem::take(&mut state.data.rows);
    if rows.is_empty() {
        empty_ui(ui, state);
    } else {
        rows_ui(ui, &rows, state, is_beside);
    }
    state.data.rows = rows;
}

fn empty_ui(ui: &mut Ui, state: &mut DirectoryState) {
    let words = if state.words.trim().is_empty() {
        nothing_yet(state.kind())
    } else {
        "Nothing here matches; try fewer letters, or another kind above"
    };
    ui.label(RichText::new(words).color(Tokens::of(ui).text_muted));
    if std::mem::take(&mut state.wants_list)
        && let Some(button) = state.new_button
    {
        ui.memory_mut(|memory| memory.request_focus(button));
    }
}

const fn nothing_yet(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Person => {
            "Nobody is kept yet; New person… above keeps the first. People with their numbers are found here, and offered wherever somebody is asked for"
        }
        RecordKind::Team => {
            "No team is kept yet; New team… above keeps the first. A team has its escalation contacts in order, each with alternates"
        }
        RecordKind::Agency => {
            "No agency is kept yet; New agency… above keeps the first. An agency has contacts and an address that updates go to; a department is one that has a service coordinator"
        }
        RecordKind::Service => {
            "No service is kept yet; New service… above keeps the first. A service names its resolver team, its Second Level Business Partner and the agencies it affects"
        }
        RecordKind::List => {
            "No distribution list is kept yet; New list… above keeps the first. A list gets the updates of its audience, and of the services that name it"
        }
        RecordKind::Server => {
            "No server is kept yet; New server… above keeps the first. A service names the servers that host it, and an escalation asks for them"
        }
    }
}

fn rows_ui(ui: &mut Ui, rows: &[ListRow], state: &mut DirectoryState, is_beside: bool) {
    let stop = by_keys(ui, rows, state, is_beside);
    ui.spacing_mut().item_spacing.y = 0.0;
    let height = size::CONTROL;
    let (_, whole) = ui.allocate_space(vec2(ui.available_width(), height * rows.len() as f32));
    let in_sight = ui.clip_rect();
    let place = |y: f32| ((y - whole.top()) / height).max(0.0);
    let first = (place(in_sight.top()) - 1.0).floor().max(0.0) as usize;
    let end = ((place(in_sight.bottom()) + 1.0).ceil() as usize).min(rows.len());
    let shown = first.min(end)..end;
    // That of the keyboard is painted wherever it stands, so that it keeps it.
    let kept = Some(stop).filter(|stop| !shown.contains(stop));
    for at in shown.chain(kept) {
        let Some(row) = rows.get(at) else { continue };
        let top = whole.top() + height * at as f32;
        let rect = Rect::from_min_size(pos2(whole.left(), top), vec2(whole.width(), height));
        row_ui(ui, row, rect, at == stop, state);
    }
}

/// Where the keys lead in the list, and the one record at which the Tab key stops.
fn by_keys(ui: &Ui, rows: &[ListRow], state: &mut DirectoryState, is_beside: bool) -> usize {
    let place_of = |id| rows.iter().position(|row| Some(row.id) == id);
    let stop = place_of(state.at).or_else(|| place_of(state.chosen)).unwrap_or(0);
    let Some(row) = rows.get(stop) else { return stop };
    if std::mem::take(&mut state.wants_list) {
        state.at = Some(row.id);
        ui.memory_mut(|memory| memory.request_focus(row_id(row)));
    }
    if ui.memory(egui::Memory::focused) != Some(row_id(row)) {
        return stop;
    }
    let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(row_id(row), arrows));
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    let last = rows.len().saturating_sub(1);
    let next = if pressed(Key::ArrowDown) {
        stop + 1
    } else if pressed(Key::ArrowUp) {
        stop.saturating_sub(1)
    } else if pressed(Key::PageDown) {
        stop + PAGE
    } else if pressed(Key::PageUp) {
        stop.saturating_sub(PAGE)
    } else if pressed(Key::Home) {
        0
    } else if pressed(Key::End) {
        last
    } else {
        return stop;
    };
    let next = next.min(last);
    let Some(row) = rows.get(next) else { return stop };
    state.at = Some(row.id);
    if is_beside {
        state.chosen = Some(row.id);
    }
    ui.memory_mut(|memory| memory.request_focus(row_id(row)));
    next
}

/// One record of the list.
fn row_ui(ui: &Ui, row: &ListRow, rect: Rect, is_stop: bool, state: &mut DirectoryState) {
    let tokens = Tokens::of(ui);
    let is_chosen = state.chosen == Some(row.id);
    // The Tab key stops at one record alone: the arrows lead to the others.
    let sense = if is_stop { Sense::click() } else { Sense::CLICK };
    let response = ui.interact(rect, row_id(row), sense);
    response.widget_info(|| {
        WidgetInfo::selected(egui::accesskit::Role::ListBoxOption, true, is_chosen, &row.name)
    });
    widgets::chosen(ui, &response, is_chosen);
    if !row.aside.is_empty() {
        ui.accesskit_node_builder(response.id, |node| node.set_description(row.aside.as_str()));
    }
    if response.clicked() {
        state.at = Some(row.id);
        state.chosen = Some(row.id);
    }
    if !ui.is_rect_visible(rect) {
        return;
    }
    let painter = ui.painter_at(rect);
    if is_chosen || response.hovered() {
        let fill = if is_chosen { tokens.selection } else { tokens.hover };
        painter.rect_filled(rect, size::CORNER, fill);
    }
    let room = rect.width() - 2.0 * space::S;
    let name = elided(ui, &row.name, font::body(), tokens.text, room);
    let width = name.size().x;
    let middle = rect.center().y;
    painter.galley(pos2(rect.left() + space::S, middle - name.size().y / 2.0), name, tokens.text);
    let left = room - width - space::M;
    if !row.aside.is_empty() && left > 40.0 {
        let aside = elided(ui, &row.aside, font::small(), tokens.text_muted, left);
        let at = pos2(rect.left() + space::S + width + space::M, middle - aside.size().y / 2.0);
        painter.galley(at, aside, tokens.text_muted);
    }
    widgets::focus_ring(ui, rect.shrink(2.0), &response);
}
