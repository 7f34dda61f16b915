//! A week as columns of hours: what a daily or hourly watch needs to be seen in.

use chrono::{Days, NaiveDate, TimeDelta};
use egui::accesskit::Role;
use egui::{Align2, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::calendar::{Row, bar_ui, clock, hatch, spoken};
use super::data::{days, midnight};
use super::{RotaState, Selection};
use crate::domain::calendar::{instant_of, local_of};
use crate::domain::rota::change::Window;
use crate::domain::time::Instant;
use crate::ui::context::Seen;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets::focus_ring;

/// The height of the line of days.
const HEAD: f32 = 30.0;
/// The width of the hours at the left.
const HOURS: f32 = 48.0;
/// The least height of an hour.
const LEAST_HOUR: f32 = 22.0;

/// Paints the week and takes what is chosen in it.
pub(super) fn week_ui(ui: &mut Ui, seen: &Seen, state: &mut RotaState, first: NaiveDate) {
    let tokens = Tokens::of(ui);
    let (zone, today) = (seen.zone, local_of(seen.zone, seen.now).date());
    let hour = ((ui.available_height() - HEAD - space::S) / 24.0).max(LEAST_HOUR);
    let wanted = vec2(ui.available_width(), HEAD + hour * 24.0);
    let (whole, _) = ui.allocate_exact_size(wanted, Sense::hover());
    let body = Rect::from_min_max(whole.min + vec2(HOURS, HEAD), whole.max);
    let row = Row { first, count: 7, rect: body, zone };
    let painter = ui.painter_at(whole);
    let line = Stroke::new(size::HAIRLINE, tokens.hairline);
    for at in 0..24_u32 {
        let y = body.top() + at as f32 * hour;
        painter.hline(body.x_range(), y, if at % 6 == 0 { line } else { Stroke::new(0.5, tokens.hairline) });
        if at % 3 == 0 {
            let word = format!("{at:02}:00");
            painter.text(
                pos2(whole.left() + space::S, y + 2.0),
                Align2::LEFT_TOP,
                word,
                font::mono_small(),
                tokens.text_muted,
            );
        }
    }
    let y = |at: Instant, date: NaiveDate| {
        let secs =
            (local_of(zone, at) - date.and_time(chrono::NaiveTime::MIN)).num_seconds().clamp(0, 86_400);
        body.top() + secs as f32 / 3_600.0 * hour
    };
    for date in first.iter_days().take(7) {
        let cell = row.cell(date);
        let span = days(date, date, zone);
        if let Some(chosen) =
            state.selection.as_ref().filter(|one| one.shift.is_none() && one.window.touches(span))
        {
            let cut = chosen.window.cut(span);
            let until = if cut.until >= span.until { body.bottom() } else { y(cut.until, date) };
            painter.rect_filled(
                Rect::from_min_max(pos2(cell.left(), y(cut.from, date)), pos2(cell.right(), until)),
                0,
                tokens.selection,
            );
        }
        let ink = if date == today { tokens.accent } else { tokens.text };
        let day = date.format("%a %-d").to_string();
        painter.text(
            pos2(cell.left() + space::S, whole.top() + HEAD / 2.0),
            Align2::LEFT_CENTER,
            day,
            font::strong(),
            ink,
        );
        painter.vline(cell.left(), whole.y_range(), line);
        let lanes = state.data.seats.len().max(1);
        let width = (cell.width() - 6.0) / lanes as f32;
        for bar in state.data.within(span) {
            let Some(place) = state.data.seats.iter().position(|seat| *seat == bar.shift.seat) else {
                continue;
            };
            let cut = bar.shift.window.cut(span);
            let bottom = if cut.until >= span.until { body.bottom() } else { y(cut.until, date) };
            let left = cell.left() + 3.0 + place as f32 * width;
            let rect =
                Rect::from_min_max(pos2(left, y(cut.from, date)), pos2(left + width - 2.0, bottom - 1.0));
            let begins = bar.shift.window.from >= span.from;
            block_ui(ui, state, bar, rect, begins, (zone, today, place));
        }
        for trouble in state.data.troubles.iter().filter(|one| one.window.touches(span)) {
            let place = state.data.seats.iter().position(|seat| *seat == trouble.seat).unwrap_or(0);
            let cut = trouble.window.cut(span);
            let bottom = if cut.until >= span.until { body.bottom() } else { y(cut.until, date) };
            let left = cell.left() + 3.0 + place as f32 * width;
            hatch(
                ui,
                Rect::from_min_max(pos2(left, y(cut.from, date)), pos2(left + width - 2.0, bottom - 1.0)),
                trouble.word,
            );
        }
    }
    if (first..first + Days::new(7)).contains(&today) {
        let cell = row.cell(today);
        let at = y(seen.now, today);
        ui.painter().hline(cell.x_range(), at, Stroke::new(2.0, tokens.accent));
    }
    columns_ui(ui, seen, state, &row, hour);
}

fn block_ui(
    ui: &Ui,
    state: &RotaState,
    bar: &super::data::Bar,
    rect: Rect,
    begins: bool,
    (zone, today, place): (chrono_tz::Tz, NaiveDate, usize),
) {
    let nameless = super::data::Bar { name: String::new(), ..bar.clone() };
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), rect.height().min(super::calendar::BAR)));
    let rest = Rect::from_min_max(pos2(rect.left(), head.bottom()), rect.max);
    let is_past = local_of(zone, bar.shift.window.until).date() < today;
    if rest.height() > 0.0 {
        let fill = Tokens::of(ui).person(bar.colour);
        ui.painter_at(rest).rect_filled(rest, 0, if is_past { fill.gamma_multiply(0.55) } else { fill });
    }
    if rect.height() < 2.0 * super::calendar::BAR {
        bar_ui(ui, bar, head, begins, zone, today, place, state.selection.as_ref());
        return;
    }
    bar_ui(ui, &nameless, head, begins, zone, today, 0, state.selection.as_ref());
    let tokens = Tokens::of(ui);
    let ink = if is_past { tokens.text_muted } else { tokens.text };
    let mut words = bar.name.clone();
    if begins {
        words = format!("{} {words}", clock(bar.shift.window.from, zone));
    }
    let mut job = egui::text::LayoutJob::simple(words, font::small(), ink, rect.width() - 12.0);
    job.wrap.max_rows = ((rect.height() / 16.0).floor().max(1.0) as usize).min(4);
    let galley = ui.painter().layout_job(job);
    ui.painter_at(rect).galley(rect.min + vec2(8.0, 3.0), galley, ink);
}

/// The days as widgets: dragging in one chooses hours.
fn columns_ui(ui: &mut Ui, seen: &Seen, state: &mut RotaState, row: &Row, hour: f32) {
    let zone = seen.zone;
    let at = |point: egui::Pos2| -> Instant {
        let date = row.date(point.x);
        let half_hours = ((point.y - row.rect.top()) / hour * 2.0).floor().clamp(0.0, 48.0) as i64;
        let local = date.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(half_hours * 30);
        instant_of(zone, local)
    };
    let drag_id = ui.scope_id().with("week drag");
    for date in row.first.iter_days().take(7) {
        let cell = row.cell(date);
        let response =
            ui.interact(cell, ui.scope_id().with(("column", date.to_string())), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::GridCell, true, spoken(&state.data, date, zone)));
        focus_ring(ui, cell.shrink(3.0), &response);
        if response.drag_started()
            && let Some(from) = ui.input(|input| input.pointer.press_origin())
        {
            ui.data_mut(|data| data.insert_temp(drag_id, at(from)));
        }
        let begun: Option<Instant> = ui.data(|data| data.get_temp(drag_id));
        if response.dragged()
            && let (Some(begun), Some(point)) = (begun, ui.input(|input| input.pointer.interact_pos()))
        {
            let here = at(point);
            let half = TimeDelta::minutes(30);
            let window = Window::new(begun.min(here), begun.max(here) + half);
            state.selection = Some(Selection { window, shift: None });
        }
        let by_key = response.has_focus()
            && ui.input(|input| input.key_pressed(egui::Key::Enter) || input.key_pressed(egui::Key::Space));
        if response.clicked() || by_key {
            let pointed = response.interact_pointer_pos().map(at).filter(|_| !by_key);
            let lanes = state.data.seats.len().max(1) as f32;
            let lane = response.interact_pointer_pos().map(|point| {
                (((point.x - cell.left() - 3.0) / ((cell.width() - 6.0) / lanes)).floor().max(0.0)) as usize
            });
            let seat = lane.and_then(|lane| super::calendar::seat_of(&state.data, lane));
            let shift = pointed.and_then(|at| {
                state
                    .data
                    .bars
                    .iter()
                    .find(|bar| bar.shift.window.contains(at) && Some(&bar.shift.seat) == seat)
            });
            state.cursor = Some(date);
            state.selection = Some(match shift {
                Some(bar) => Selection {
                    window: bar.shift.window,
                    shift: Some((bar.shift.seat.clone(), bar.shift.person.clone())),
                },
                None => Selection {
                    window: Window::new(midnight(date, zone), midnight(date + Days::new(1), zone)),
                    shift: None,
                },
            });
        }
    }
}
