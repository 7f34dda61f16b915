//! A timeline by person: four weeks, a line each, with what they hold and when they are away.

use chrono::{Datelike, Days, NaiveDate};
use egui::accesskit::Role;
use egui::{Align2, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::calendar::{BAR, GAP, Row, bar_ui, grid_lines, is_midnight};
use super::data::days;
use super::{RotaState, Selection};
use crate::domain::calendar::local_of;
use crate::ui::context::Seen;
use crate::ui::strip::elided;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets::focus_ring;

/// The height of the line of dates.
const HEAD: f32 = 40.0;
/// The width of the names.
const NAMES: f32 = 176.0;

/// Paints the timeline and takes what is chosen in it.
pub(super) fn people_ui(ui: &mut Ui, seen: &Seen, state: &mut RotaState, (first, count): (NaiveDate, u64)) {
    let tokens = Tokens::of(ui);
    let (zone, today) = (seen.zone, local_of(seen.zone, seen.now).date());
    let lanes = state.data.seats.len().max(1);
    let height = lanes as f32 * (BAR + GAP) + GAP * 2.0;
    let people = state.data.people.clone();
    let wanted = vec2(ui.available_width(), HEAD + people.len() as f32 * height);
    let (whole, _) = ui.allocate_exact_size(wanted, Sense::hover());
    let painter = ui.painter_at(whole);
    let row_at = |at: usize| {
        let top = whole.top() + HEAD + at as f32 * height;
        let rect = Rect::from_min_max(pos2(whole.left() + NAMES, top), pos2(whole.right(), top + height));
        Row { first, count, rect, zone }
    };
    let head = row_at(0);
    for date in first.iter_days().take(usize::try_from(count).unwrap_or(28)) {
        let cell = head.cell(date);
        let is_weekend = date.weekday().num_days_from_monday() >= 5;
        if is_weekend {
            let shade =
                Rect::from_min_max(pos2(cell.left(), whole.top() + HEAD), pos2(cell.right(), whole.bottom()));
            painter.rect_filled(shade, 0, tokens.surface_sunken);
        }
        let ink = if date == today { tokens.accent } else { tokens.text_muted };
        let at = pos2(cell.center().x, whole.top() + HEAD - 10.0);
        painter.text(at, Align2::CENTER_CENTER, date.day().to_string(), font::small(), ink);
        if date.weekday().num_days_from_monday() == 0 {
            let month = date.format("%b").to_string();
            painter.text(
                pos2(cell.left() + 2.0, whole.top() + 10.0),
                Align2::LEFT_CENTER,
                month,
                font::small(),
                tokens.text_muted,
            );
        }
    }
    for (at, (person, name)) in people.iter().enumerate() {
        let row = row_at(at);
        let swatch = Rect::from_center_size(
            pos2(whole.left() + space::L + 4.0, row.rect.center().y),
            vec2(12.0, 12.0),
        );
        painter.rect_filled(swatch, 3, Tokens::of(ui).person(at));
        let galley = elided(ui, name, font::body(), tokens.text, NAMES - 44.0);
        painter.galley(
            pos2(whole.left() + 34.0, row.rect.center().y - galley.size().y / 2.0),
            galley,
            tokens.text,
        );
        let window = row.window();
        grid_lines(ui, &row);
        for bar in state.data.within(window).filter(|bar| bar.shift.person == *person) {
            let place = state.data.seats.iter().position(|seat| *seat == bar.shift.seat).unwrap_or(0);
            let top = row.rect.top() + GAP + place as f32 * (BAR + GAP);
            let until = if is_midnight(bar.shift.window.until, zone) || bar.shift.window.until < window.until
            {
                row.x(bar.shift.window.until)
            } else {
                row.rect.right()
            };
            let rect = Rect::from_min_max(pos2(row.x(bar.shift.window.from), top), pos2(until, top + BAR));
            let begins = bar.shift.window.from >= window.from;
            let shown = super::data::Bar { name: bar.shift.seat.to_string(), ..bar.clone() };
            bar_ui(ui, &shown, rect, begins, zone, today, 0, state.selection.as_ref());
        }
        for away in state.data.away.iter().filter(|away| away.person == *person) {
            let cut = away.window.cut(window);
            let rect = Rect::from_min_max(
                pos2(row.x(cut.from), row.rect.top() + 1.0),
                pos2(
                    if cut.until >= window.until { row.rect.right() } else { row.x(cut.until) },
                    row.rect.bottom() - 1.0,
                ),
            );
            painter.rect_stroke(rect, 3, Stroke::new(1.5, tokens.paused), StrokeKind::Inside);
            if rect.width() > 44.0 {
                let at = pos2(rect.right() - 6.0, rect.bottom() - 2.0);
                painter.text(at, Align2::RIGHT_BOTTOM, "away", font::small(), tokens.paused);
            }
        }
        line_ui(ui, state, &row, (person, name));
    }
    if (first..first + Days::new(count)).contains(&today) {
        let x = head.x(seen.now);
        ui.painter().vline(x, whole.y_range(), Stroke::new(2.0, tokens.accent));
    }
}

/// The line of one person as a widget: a press chooses the shift, or the day, at its place.
fn line_ui(
    ui: &mut Ui,
    state: &mut RotaState,
    row: &Row,
    (person, name): (&crate::domain::rota::person::PersonId, &str),
) {
    let response = ui.interact(row.rect, ui.scope_id().with(("person", &person.0)), Sense::click());
    response.widget_info(|| {
        let own: Vec<String> = state
            .data
            .bars
            .iter()
            .filter(|bar| bar.shift.person == *person)
            .take(4)
            .map(|bar| {
                format!(
                    "{} from {}",
                    bar.shift.seat,
                    local_of(row.zone, bar.shift.window.from).format("%a %-d %B")
                )
            })
            .collect();
        let own = if own.is_empty() { "no watch".to_owned() } else { own.join(", ") };
        WidgetInfo::labeled(Role::Row, true, format!("{name}: {own}"))
    });
    focus_ring(ui, row.rect.shrink(2.0), &response);
    if !response.clicked() {
        return;
    }
    let at = response.interact_pointer_pos();
    let shift = state.data.bars.iter().filter(|bar| bar.shift.person == *person).find(|bar| {
        at.is_none_or(|at| row.x(bar.shift.window.from) <= at.x && at.x < row.x(bar.shift.window.until))
    });
    state.selection = match (shift, at) {
        (Some(bar), _) => Some(Selection {
            window: bar.shift.window,
            shift: Some((bar.shift.seat.clone(), bar.shift.person.clone())),
        }),
        (None, Some(at)) => {
            let date = row.date(at.x);
            Some(Selection { window: days(date, date, row.zone), shift: None })
        }
        (None, None) => None,
    };
}
