//! The axis of the picture: marks at round times of the wall clock, days, changes of the clock.

use chrono::{Days, NaiveTime, TimeDelta, Timelike};
use chrono_tz::Tz;

use super::{Break, BreakKind, Frame, Tick, chars_wide};
use crate::documents::ics_zone::changes;
use crate::domain::calendar::{instant_of, local_of};
use crate::domain::time::Instant;

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;

/// The steps between two marks, in seconds, of which the smallest that leaves room is taken.
const STEPS_SECS: [i64; 13] = [
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    4 * HOUR,
    6 * HOUR,
    12 * HOUR,
    24 * HOUR,
];

/// How many characters a mark needs: `14:30` or `12 Mar`, and a gap.
const TICK_CHARS: f32 = 9.0;

/// The most marks; a span of years gets no more.
const MOST_TICKS: usize = 400;

/// `Tue 3 Mar`, with its year where it is asked for.
pub(super) fn day(zone: Tz, at: Instant, with_year: bool) -> String {
    let pattern = if with_year { "%a %-d %b %Y" } else { "%a %-d %b" };
    local_of(zone, at).format(pattern).to_string()
}

/// The marks of the axis at round times of the wall clock.
pub(super) fn ticks(frame: &Frame<'_>) -> Vec<Tick> {
    let zone = frame.times.zone();
    let most = (frame.room / TICK_CHARS).max(2.0);
    let secs = frame.span.secs().max(1);
    let step = STEPS_SECS.into_iter().find(|step| (secs / step) as f32 <= most);
    let instants = match step {
        Some(step) if step <= HOUR => by_minutes(zone, frame, step),
        Some(step) if step < 24 * HOUR => by_hours(zone, frame, step / HOUR),
        _ => by_days(zone, frame, most),
    };
    let is_by_days = step.is_none_or(|step| step >= 24 * HOUR);
    let label = |at: Instant| {
        if is_by_days {
            local_of(zone, at).format("%-d %b").to_string()
        } else {
            local_of(zone, at).format("%H:%M").to_string()
        }
    };
    instants.into_iter().map(|at| Tick { at: frame.place(at), label: label(at) }).collect()
}

/// Steps of an hour or less are elapsed time: an hour that occurs twice is marked twice.
fn by_minutes(zone: Tz, frame: &Frame<'_>, step: i64) -> Vec<Instant> {
    let mut found = Vec::new();
    let round = |at: Instant| {
        let over = i64::from(local_of(zone, at).num_seconds_from_midnight()) % step;
        if over == 0 { at } else { at + TimeDelta::seconds(step - over) }
    };
    let mut at = round(crate::domain::time::whole_second(frame.span.from));
    while at <= frame.span.until && found.len() < MOST_TICKS {
        if at >= frame.span.from {
            found.push(at);
        }
        at = round(at + TimeDelta::seconds(step));
    }
    found
}

/// Longer steps are civil time: the same hours each day.
fn by_hours(zone: Tz, frame: &Frame<'_>, hours: i64) -> Vec<Instant> {
    let mut found: Vec<Instant> = Vec::new();
    let mut wall = local_of(zone, frame.span.from).date().and_time(NaiveTime::MIN);
    let last = local_of(zone, frame.span.until);
    while wall <= last && found.len() < MOST_TICKS {
        let at = instant_of(zone, wall);
        if frame.holds(at) && found.last().is_none_or(|before| *before < at) {
            found.push(at);
        }
        wall += TimeDelta::hours(hours.max(1));
    }
    found
}

/// Midnights, as many days apart as leaves room.
fn by_days(zone: Tz, frame: &Frame<'_>, most: f32) -> Vec<Instant> {
    let days = frame.span.secs() / (24 * HOUR);
    let apart = (days as f32 / most).ceil().max(1.0) as u64;
    let mut found = Vec::new();
    let mut date = local_of(zone, frame.span.from).date();
    while found.len() < MOST_TICKS {
        let at = instant_of(zone, date.and_time(NaiveTime::MIN));
        if at > frame.span.until {
            break;
        }
        if at >= frame.span.from {
            found.push(at);
        }
        match date.checked_add_days(Days::new(apart)) {
            Some(next) => date = next,
            None => break,
        }
    }
    found
}

/// Where days begin, as long as there is a mark a day, and where the zone's clock changes.
pub(super) fn breaks(frame: &Frame<'_>) -> Vec<Break> {
    let zone = frame.times.zone();
    let mut found: Vec<(Instant, BreakKind, String)> = Vec::new();
    let days = by_days(zone, frame, f32::MAX);
    if days.len() as f32 * 3.0 < frame.room {
        found.extend(days.into_iter().map(|at| (at, BreakKind::Day, day(zone, at, false))));
    }
    found.extend(changes(zone, frame.span).into_iter().map(|change| {
        let (before, after) = (change.before.to_string(), change.after.to_string());
        (change.at, BreakKind::Clock, format!("{before} becomes {after}"))
    }));
    found.sort_by_key(|(at, ..)| *at);
    let mut free_from = frame.width(&day(zone, frame.span.from, true));
    let mut breaks = Vec::new();
    for (at, kind, label) in found {
        let place = frame.place(at);
        let width = chars_wide(&label) / frame.room;
        let has_room = place >= free_from && place + width <= 1.0;
        if has_room {
            free_from = place + width + 1.5 / frame.room;
        }
        breaks.push(Break { at: place, kind, label, has_room });
    }
    breaks
}
