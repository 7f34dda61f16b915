//! The lanes of clocks: a bar for each deadline, from its start to when it was done or ended.

use std::collections::BTreeMap;

use super::{Bar, BarState, Frame, Lane};
use crate::domain::schedule::{Deadline, DeadlineState, Outcome};
use crate::domain::span;
use crate::domain::time::Instant;
use crate::domain::world::Live;

/// The shortest bar, as characters; a deadline that was met at once is still seen.
const LEAST_BAR_CHARS: f32 = 0.8;

/// A lane for each clock that had a deadline within the span, in the order in which they started.
pub(super) fn lanes(live: &Live, frame: &Frame<'_>, now: Instant) -> Vec<Lane> {
    let mut by_clock: BTreeMap<&str, Vec<&Deadline>> = BTreeMap::new();
    for deadline in live.deadlines.iter().filter(|one| one.is_shown(now)) {
        if bar_state(deadline, now).is_some() && deadline.starts <= frame.span.until {
            by_clock.entry(&deadline.clock).or_default().push(deadline);
        }
    }
    let mut lanes: Vec<(Instant, Lane)> = Vec::new();
    for (clock, mut deadlines) in by_clock {
        deadlines.sort_by_key(|one| (one.starts, one.due));
        let Some(first) = deadlines.first().map(|one| one.starts) else { continue };
        let title = live.clock(clock).map_or_else(|| clock.to_owned(), |clock| clock.title.clone());
        let bars = bars(&deadlines, frame, now);
        if !bars.is_empty() {
            lanes.push((first, Lane { title, rows: 1, marks: Vec::new(), bars }));
        }
    }
    lanes.sort_by_key(|(first, _)| *first);
    lanes.into_iter().map(|(_, lane)| lane).collect()
}

/// How a deadline is shown; one that was not needed is not.
fn bar_state(deadline: &Deadline, now: Instant) -> Option<BarState> {
    match deadline.state(now) {
        DeadlineState::Met => Some(BarState::Met),
        DeadlineState::Missed | DeadlineState::Overdue => Some(BarState::Missed),
        DeadlineState::Running | DeadlineState::Warning => Some(BarState::Running),
        DeadlineState::Paused => Some(BarState::Paused),
        DeadlineState::NotNeeded => None,
    }
}

fn bars(deadlines: &[&Deadline], frame: &Frame<'_>, now: Instant) -> Vec<Bar> {
    let least = LEAST_BAR_CHARS / frame.room;
    let mut bars: Vec<Bar> = Vec::new();
    for deadline in deadlines {
        let Some(state) = bar_state(deadline, now) else { continue };
        let end = match &deadline.outcome {
            Outcome::Done { at } | Outcome::Ended { at, .. } | Outcome::NotNeeded { at, .. } => *at,
            Outcome::Paused { since } => *since,
            Outcome::Open => now.max(deadline.starts),
        };
        // The deadlines of a fixed schedule all count from its start: each begins where the last one ended.
        let before = bars.last().map_or(0.0, |bar| bar.until);
        let from = frame.place(deadline.starts).max(before).min(1.0 - least);
        let until = frame.place(end).max(from + least).min(1.0);
        bars.push(Bar {
            from,
            until,
            due: frame.holds(deadline.due).then(|| frame.place(deadline.due)),
            state,
            words: words(deadline, now),
            words_at: None,
            is_inside: false,
            is_cut: end > frame.span.until,
            detail: format!("due {}, {}", frame.times.short(deadline.due), words(deadline, now)),
        });
    }
    place_words(&mut bars, frame);
    bars
}

/// Words go beside the bar where there is room, a missed one's first of all; else on it; else nowhere: the
/// shape and the table say the same.
fn place_words(bars: &mut [Bar], frame: &Frame<'_>) {
    let gap = 1.0 / frame.room;
    let spans: Vec<(f32, f32)> = bars.iter().map(|bar| (bar.from, bar.until)).collect();
    let mut taken_until = 0.0_f32;
    for (place, bar) in bars.iter_mut().enumerate() {
        // The sign before the words takes two characters.
        let width = frame.width(&bar.words) + 2.0 * gap;
        let next = spans.get(place + 1).map_or(1.0, |(from, _)| *from);
        let before = place.checked_sub(1).and_then(|at| spans.get(at)).map_or(0.0, |(_, until)| *until);
        // A deadline that stands beyond the next bar would be read as that one's.
        bar.due = bar.due.filter(|due| *due <= next || *due <= bar.until);
        // The stroke of the deadline does not run through the words.
        let due = bar.due.filter(|due| *due > bar.until && *due < bar.until + width + 2.0 * gap);
        let after = due.unwrap_or(bar.until) + gap;
        let fits_on = bar.until - bar.from >= width + gap;
        if fits_on && bar.state != BarState::Missed {
            (bar.words_at, bar.is_inside) = (Some(bar.from + gap / 2.0), true);
        } else if after + width <= next {
            bar.words_at = Some(after);
            taken_until = after + width;
        } else if bar.from - width - gap >= before.max(taken_until) {
            bar.words_at = Some(bar.from - width - gap);
        } else if fits_on {
            (bar.words_at, bar.is_inside) = (Some(bar.from + gap / 2.0), true);
        }
    }
}

/// What became of it, in a few words.
fn words(deadline: &Deadline, now: Instant) -> String {
    match deadline.state(now) {
        DeadlineState::Met => "met".to_owned(),
        DeadlineState::Missed => match deadline.met_at() {
            Some(at) => format!("missed, {} late", span::words((at - deadline.due).num_seconds())),
            None => "missed".to_owned(),
        },
        DeadlineState::Overdue => {
            format!("overdue by {}", span::words((now - deadline.due).num_seconds()))
        }
        DeadlineState::Running | DeadlineState::Warning => "running".to_owned(),
        DeadlineState::Paused => "paused".to_owned(),
        DeadlineState::NotNeeded => "not needed".to_owned(),
    }
}
