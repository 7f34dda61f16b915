//! The month as a grid of days, a bar a shift, primary above backup. Days are chosen by pointer or
//! keyboard.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Timelike};
use chrono_tz::Tz;
use egui::accesskit::Role;
use egui::{
    Align2, Color32, EventFilter, Id, Key, Pos2, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::data::{Bar, RotaData, days};
use super::{RotaState, Selection};
use crate::domain::calendar::local_of;
use crate::domain::rota::change::Window;
use crate::domain::rota::person::Seat;
use crate::domain::time::Instant;
use crate::ui::context::Seen;
use crate::ui::strip::elided;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets::{self, focus_ring};

/// The height of the line of weekdays.
const HEAD: f32 = 26.0;
/// Where the bars of a week begin, under its dates.
pub(super) const BARS_TOP: f32 = 32.0;
/// The height of a bar, and of the gap under it.
pub(super) const BAR: f32 = 20.0;
/// See [`BAR`].
pub(super) const GAP: f32 = 4.0;
/// The least height of a week.
const LEAST_WEEK: f32 = 92.0;
/// A bar that is narrower than this has no tick where it begins, only a gap.
const LEAST_TICKED: f32 = 16.0;
/// A bar that is narrower than this carries no name.
const LEAST_NAMED: f32 = 26.0;
/// The same for the rest of a bar that began before.
const LEAST_CONTINUED: f32 = 72.0;

/// A row of days that begins at a date: from instants to places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub first: NaiveDate,
    pub count: u64,
    pub rect: Rect,
    pub zone: Tz,
}

impl Row {
    /// The width of a day.
    pub fn day(&self) -> f32 {
        self.rect.width() / self.count.max(1) as f32
    }

    /// Where an instant stands, by the wall clock; beyond the edges at the edge.
    pub fn x(&self, at: Instant) -> f32 {
        let local = local_of(self.zone, at);
        let whole = (local.date() - self.first).num_days() as f32;
        let part = local.num_seconds_from_midnight() as f32 / 86_400.0;
        let x = self.rect.left() + (whole + part) * self.day();
        x.clamp(self.rect.left(), self.rect.right())
    }

    /// The instants it shows.
    pub fn window(&self) -> Window {
        days(self.first, self.first + Days::new(self.count.saturating_sub(1)), self.zone)
    }

    /// The day at a place.
    pub fn date(&self, x: f32) -> NaiveDate {
        let at = ((x - self.rect.left()) / self.day()).floor().max(0.0) as u64;
        self.first + Days::new(at.min(self.count.saturating_sub(1)))
    }

    /// The rectangle of a day.
    pub fn cell(&self, date: NaiveDate) -> Rect {
        let at = (date - self.first).num_days() as f32;
        let left = self.rect.left() + at * self.day();
        Rect::from_min_max(pos2(left, self.rect.top()), pos2(left + self.day(), self.rect.bottom()))
    }
}

/// Paints the month and takes what is chosen in it.
pub(super) fn month_ui(ui: &mut Ui, seen: &Seen, state: &mut RotaState, (first, count): (NaiveDate, u64)) {
    let tokens = Tokens::of(ui);
    let today = local_of(seen.zone, seen.now).date();
    let month = state.shown.unwrap_or(today).month();
    let weeks = count / 7;
    let lanes = state.data.seats.len().max(2) as f32;
    let wanted = BARS_TOP + lanes * (BAR + GAP) + space::S;
    let room = (ui.available_height() - HEAD) / weeks.max(1) as f32;
    let height = room.max(wanted).max(LEAST_WEEK);
    let size = vec2(ui.available_width(), HEAD + height * weeks as f32);
    let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
    let painter = ui.painter_at(whole);
    let rows: Vec<Row> = (0..weeks)
        .map(|week| {
            let top = whole.top() + HEAD + week as f32 * height;
            let rect = Rect::from_min_size(pos2(whole.left(), top), vec2(whole.width(), height));
            Row { first: first + Days::new(week * 7), count: 7, rect, zone: seen.zone }
        })
        .collect();
    if let Some(row) = rows.first() {
        for (at, date) in row.first.iter_days().take(7).enumerate() {
            let x = row.rect.left() + at as f32 * row.day() + space::S;
            let word = date.format("%a").to_string();
            painter.text(
                pos2(x, whole.top() + HEAD / 2.0),
                Align2::LEFT_CENTER,
                word,
                font::small(),
                tokens.text_muted,
            );
        }
    }
    for row in &rows {
        for date in row.first.iter_days().take(7) {
            let cell = row.cell(date);
            let is_chosen = state
                .selection
                .as_ref()
                .is_some_and(|one| one.shift.is_none() && one.window.touches(days(date, date, seen.zone)));
            if is_chosen {
                painter.rect_filled(cell, 0, tokens.selection);
            }
            let ink = match (date == today, date.month() == month) {
                (true, _) => tokens.accent,
                (_, true) => tokens.text,
                _ => tokens.text_faint,
            };
            let day = if date == today { font::strong() } else { font::body() };
            painter.text(
                cell.min + vec2(space::S, space::S),
                Align2::LEFT_TOP,
                date.day().to_string(),
                day,
                ink,
            );
        }
        // Under the bars: a line through a name costs a letter.
        grid_lines(ui, row);
        bars_ui(ui, &state.data, row, today, state.selection.as_ref());
    }
    days_ui(ui, seen, state, &rows, today);
    for row in &rows {
        if row.first <= today && today < row.first + Days::new(7) {
            let cell = row.cell(today).shrink(1.0);
            ui.painter().rect_stroke(cell, 2, Stroke::new(1.5, tokens.accent), StrokeKind::Inside);
        }
    }
}

pub(super) fn grid_lines(ui: &Ui, row: &Row) {
    let line = Stroke::new(size::HAIRLINE, Tokens::of(ui).hairline);
    let painter = ui.painter_at(row.rect.expand(1.0));
    painter.hline(row.rect.x_range(), row.rect.top(), line);
    for at in 1..row.count {
        painter.vline(row.rect.left() + at as f32 * row.day(), row.rect.y_range(), line);
    }
}

/// Where the bar of a seat stands in a row.
fn lane(row: &Row, place: usize) -> (f32, f32) {
    let top = row.rect.top() + BARS_TOP + place as f32 * (BAR + GAP);
    (top, top + BAR)
}

/// The bars of a row of days, with what is wrong in them.
fn bars_ui(ui: &Ui, data: &RotaData, row: &Row, today: NaiveDate, selection: Option<&Selection>) {
    let window = row.window();
    for bar in data.within(window) {
        let Some(place) = data.seats.iter().position(|seat| *seat == bar.shift.seat) else { continue };
        let (top, bottom) = lane(row, place);
        let rect = Rect::from_min_max(
            pos2(row.x(bar.shift.window.from), top),
            pos2(row.x(bar.shift.window.until.min(window.until - chrono::TimeDelta::seconds(1))), bottom),
        );
        let begins = bar.shift.window.from >= window.from;
        bar_ui(ui, bar, rect, begins, row.zone, today, place, selection);
    }
    for trouble in data.troubles.iter().filter(|one| one.window.touches(window)) {
        let place = data.seats.iter().position(|seat| *seat == trouble.seat).unwrap_or(0);
        let (top, bottom) = lane(row, place);
        let cut = trouble.window.cut(window);
        let right = row.x(cut.until - chrono::TimeDelta::seconds(1));
        let rect = Rect::from_min_max(pos2(row.x(cut.from), top), pos2(right, bottom));
        hatch(ui, rect, trouble.word);
    }
}

#[expect(clippy::too_many_arguments, reason = "a bar is painted by two calendars, and each part differs")]
pub(super) fn bar_ui(
    ui: &Ui,
    bar: &Bar,
    rect: Rect,
    begins: bool,
    zone: Tz,
    today: NaiveDate,
    place: usize,
    selection: Option<&Selection>,
) {
    let tokens = Tokens::of(ui);
    let painter = ui.painter_at(rect.expand(2.0));
    let is_past = local_of(zone, bar.shift.window.until).date() < today;
    let fill = Tokens::of(ui).person(bar.colour);
    let fill = if is_past { fill.gamma_multiply(0.55) } else { fill };
    painter.rect_filled(rect, 0, fill);
    if begins {
        // The handoff; hardly a line where many bars stand close together.
        let is_close = rect.width() < LEAST_TICKED;
        let tick = Rect::from_min_size(rect.min, vec2(if is_close { 1.0 } else { 3.0 }, rect.height()));
        let ink = if is_past { tokens.text_faint } else { tokens.text };
        painter.rect_filled(tick, 0, if is_close { tokens.surface } else { ink });
    }
    if bar.is_change {
        painter.hline(rect.x_range(), rect.bottom() - 1.0, Stroke::new(2.0, tokens.accent));
    }
    let is_chosen = selection.is_some_and(|one| {
        one.window == bar.shift.window && one.shift.as_ref().is_some_and(|(seat, _)| *seat == bar.shift.seat)
    });
    if is_chosen {
        painter.rect_stroke(rect, 2, Stroke::new(2.0, tokens.accent), StrokeKind::Inside);
    }
    let least = if begins { LEAST_NAMED } else { LEAST_CONTINUED };
    if rect.width() >= least {
        let ink = if is_past { tokens.text_muted } else { tokens.text };
        let words = if place == 0 { bar.name.clone() } else { format!("{}, {}", bar.name, bar.shift.seat) };
        let galley = elided(ui, &words, font::small(), ink, rect.width() - 10.0);
        painter.galley(pos2(rect.left() + 8.0, rect.center().y - galley.size().y / 2.0), galley, ink);
    }
}

/// Something is wrong here: an outline and slanting lines, with its word.
pub(super) fn hatch(ui: &Ui, rect: Rect, word: &str) {
    let tokens = Tokens::of(ui);
    let painter = ui.painter_at(rect);
    let thin = Stroke::new(1.0, tokens.due_soon.gamma_multiply(0.6));
    let mut x = rect.left() - rect.height();
    let mut lines: Vec<Shape> = Vec::new();
    while x < rect.right() {
        lines.push(Shape::line_segment([pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())], thin));
        x += 7.0;
    }
    painter.extend(lines);
    painter.rect_stroke(rect, 2, Stroke::new(1.5, tokens.due_soon), StrokeKind::Inside);
    if rect.width() > 60.0 {
        let galley = elided(ui, word, font::small_strong(), tokens.text, 90.0);
        let at = pos2(rect.right() - galley.size().x - 8.0, rect.center().y - galley.size().y / 2.0);
        let ground = Rect::from_min_size(at, galley.size()).expand2(vec2(4.0, 1.0));
        painter.rect_filled(ground, 3, tokens.surface_raised);
        painter.galley(at, galley, tokens.text);
    }
}

/// The days as widgets: what a press, a drag and the keys do.
fn days_ui(ui: &mut Ui, seen: &Seen, state: &mut RotaState, rows: &[Row], today: NaiveDate) {
    let Some(first) = rows.first().map(|row| row.first) else { return };
    let last = first + Days::new(rows.len() as u64 * 7 - 1);
    let cursor =
        state.cursor.filter(|date| (first..=last).contains(date)).unwrap_or_else(|| today.clamp(first, last));
    for row in rows {
        for date in row.first.iter_days().take(7) {
            let cell = row.cell(date);
            let is_cursor = date == cursor;
            let id = day_id(ui, date);
            // One stop of the Tab key: the arrows lead to the other days.
            let sense = if is_cursor { Sense::click_and_drag() } else { Sense::CLICK | Sense::DRAG };
            let response = ui.interact(cell, id, sense);
            let spoken = || spoken(&state.data, date, seen.zone);
            response.widget_info(|| WidgetInfo::selected(Role::GridCell, true, is_cursor, spoken()));
            widgets::chosen(ui, &response, is_cursor);
            if is_cursor && std::mem::take(&mut state.focus_cursor) {
                response.request_focus();
            }
            pointed(ui, seen, state, rows, row, date, &response);
            if response.has_focus() {
                focus_ring(ui, cell.shrink(3.0), &response);
                by_key(ui, seen, state, date, response.id);
            }
        }
    }
}

fn day_id(ui: &Ui, date: NaiveDate) -> Id {
    ui.scope_id().with(("day", date.num_days_from_ce()))
}

/// A day in words: “Mon 9 March: Sample Two primary, Sample Three backup”.
pub(super) fn spoken(data: &RotaData, date: NaiveDate, zone: Tz) -> String {
    let span = days(date, date, zone);
    let mut parts: Vec<String> = Vec::new();
    for bar in data.within(span) {
        let part = format!("{} {}", bar.name, bar.shift.seat);
        if parts.len() < 6 && !parts.contains(&part) {
            parts.push(part);
        }
    }
    for trouble in data.troubles.iter().filter(|one| one.window.touches(span)) {
        parts.push(format!("problem: {}, {}", trouble.word, trouble.seat));
    }
    for away in data.away.iter().filter(|one| one.window.touches(span)) {
        parts.push(format!("{} away", away.name));
    }
    let parts = if parts.is_empty() { "nobody".to_owned() } else { parts.join(", ") };
    format!("{}: {parts}", date.format("%a %-d %B"))
}

/// What the pointer does on a day.
fn pointed(
    ui: &Ui,
    seen: &Seen,
    state: &mut RotaState,
    rows: &[Row],
    row: &Row,
    date: NaiveDate,
    response: &Response,
) {
    if response.clicked() {
        state.cursor = Some(date);
        state.anchor = Some(date);
        let at = response.interact_pointer_pos();
        let shift = at.and_then(|at| shift_at(&state.data, row, at));
        state.selection =
            Some(shift.unwrap_or(Selection { window: days(date, date, seen.zone), shift: None }));
        response.request_focus();
    }
    if response.drag_started() {
        state.anchor = Some(date);
    }
    if response.dragged()
        && let Some(at) = ui.input(|input| input.pointer.interact_pos())
        && let Some(anchor) = state.anchor
    {
        let over = rows.iter().find(|row| row.rect.y_range().contains(at.y)).unwrap_or(row).date(at.x);
        state.cursor = Some(over);
        state.selection = Some(Selection { window: days(anchor, over, seen.zone), shift: None });
    }
}

/// The shift whose bar is at a place.
fn shift_at(data: &RotaData, row: &Row, at: Pos2) -> Option<Selection> {
    let place = data.seats.iter().enumerate().find(|(place, _)| {
        let (top, bottom) = lane(row, *place);
        (top..=bottom).contains(&at.y)
    });
    let seat = place.map(|(_, seat)| seat)?;
    let bar = data.within(row.window()).find(|bar| {
        let span = bar.shift.window;
        bar.shift.seat == *seat
            && row.x(span.from) <= at.x
            && (at.x < row.x(span.until) || span.until >= row.window().until)
    })?;
    let shift = &bar.shift;
    Some(Selection { window: shift.window, shift: Some((shift.seat.clone(), shift.person.clone())) })
}

/// What the keys do on the day that has the keyboard.
fn by_key(ui: &Ui, seen: &Seen, state: &mut RotaState, date: NaiveDate, id: Id) {
    let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
    let (step, extends, takes) = ui.input(|input| {
        let step = [
            (Key::ArrowLeft, -1),
            (Key::ArrowRight, 1),
            (Key::ArrowUp, -7),
            (Key::ArrowDown, 7),
            (Key::PageUp, -28),
            (Key::PageDown, 28),
        ];
        let step = step.into_iter().find(|(key, _)| input.key_pressed(*key)).map(|(_, step)| step);
        (step, input.modifiers.shift, input.key_pressed(Key::Enter) || input.key_pressed(Key::Space))
    });
    if let Some(step) = step {
        let next = date.checked_add_signed(chrono::TimeDelta::days(step)).unwrap_or(date);
        state.cursor = Some(next);
        let (first, count) = state.period(local_of(seen.zone, seen.now).date());
        if next < first || next >= first + Days::new(count) {
            state.shown = Some(next);
        }
        if extends {
            let anchor = *state.anchor.get_or_insert(date);
            state.selection = Some(Selection { window: days(anchor, next, seen.zone), shift: None });
        } else {
            state.anchor = None;
        }
        state.focus_cursor = true;
    }
    if takes {
        // The first press takes the day, the next ones the shifts of the day in turn.
        let span = days(date, date, seen.zone);
        let shifts: Vec<Selection> = state
            .data
            .within(span)
            .map(|bar| Selection {
                window: bar.shift.window,
                shift: Some((bar.shift.seat.clone(), bar.shift.person.clone())),
            })
            .collect();
        let at = shifts.iter().position(|one| state.selection.as_ref() == Some(one));
        let day = Selection { window: span, shift: None };
        state.anchor = Some(date);
        state.selection = match (at, &state.selection) {
            (Some(at), _) => shifts.get(at + 1).cloned().or(Some(day)),
            (None, Some(chosen)) if *chosen == day => shifts.first().cloned().or(Some(day)),
            _ => Some(day),
        };
    }
}

/// A colour of somebody as a small square before their name.
pub(super) fn swatch(ui: &mut Ui, colour: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
    ui.painter().rect_filled(rect, 3, colour);
    ui.painter().rect_stroke(
        rect,
        3,
        Stroke::new(size::HAIRLINE, Tokens::of(ui).outline),
        StrokeKind::Inside,
    );
}

/// The wall time of an instant, for a bar.
pub(super) fn clock(at: Instant, zone: Tz) -> String {
    local_of(zone, at).format("%H:%M").to_string()
}

/// Whether a shift begins or ends at midnight.
pub(super) fn is_midnight(at: Instant, zone: Tz) -> bool {
    local_of(zone, at).time() == NaiveTime::MIN
}

/// The seat of a lane by its place.
pub(super) fn seat_of(data: &RotaData, place: usize) -> Option<&Seat> {
    data.seats.get(place)
}
