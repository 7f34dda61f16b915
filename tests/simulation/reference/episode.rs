//! One run of a clock, from a start to what stopped it, and the deadlines that it yields.

use bridgewatch::domain::time::Instant;
use chrono::TimeDelta;

use super::office::Office;
use super::table::{Due, Row};
use super::{Fate, Owed, What};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    Never,
    Done(Instant),
    Ended(Instant),
}

/// One run of a clock, from a start to what stopped it.
pub struct Episode<'a> {
    pub row: &'a Row,
    pub span: Due,
    pub office: &'a Office,
    pub start: Instant,
    pub within: &'a [(Instant, What)],
}

/// Pauses of a clock: when each began, and ended if it did.
type Pauses = Vec<(Instant, Option<Instant>)>;

impl Episode<'_> {
    /// Its deadlines, and where among what happened it was declared not needed for good.
    pub fn deadlines(&self, stop: Stop) -> (Vec<Owed>, Option<usize>) {
        match self.span {
            Due::EveryHour => (self.hourly(stop), None),
            Due::Schedule => (self.scheduled(stop), None),
            _ => self.once(stop),
        }
    }

    fn once(&self, stop: Stop) -> (Vec<Owed>, Option<usize>) {
        let mut pauses = Pauses::new();
        for (place, (at, what)) in self.within.iter().enumerate() {
            pause(&mut pauses, *at, what);
            if let What::NotNeeded(due) = what
                && self.due(self.start, &pauses).0 == *due
            {
                return (vec![self.owed(self.start, &pauses, Fate::NotNeeded)], Some(place));
            }
        }
        (vec![self.settled(self.start, &pauses, stop)], None)
    }

    fn hourly(&self, stop: Stop) -> Vec<Owed> {
        let (mut base, mut pauses, mut lines) = (self.start, Pauses::new(), Vec::new());
        for (at, what) in self.within {
            pause(&mut pauses, *at, what);
            let is_update = matches!(what, What::Reached(name) if self.row.met_by.contains(name));
            // One of the same second as the last is the last.
            if is_update && *at > base {
                lines.push(self.settled(base, &pauses, Stop::Done(*at)));
                base = *at;
                let still = pauses.last().is_some_and(|(_, end)| end.is_none());
                pauses = if still { vec![(*at, None)] } else { Pauses::new() };
            }
            // The next one counts from when the one that is not needed would have been due.
            if let What::NotNeeded(due) = what
                && self.due(base, &pauses).0 == *due
            {
                let still = pauses.last().is_some_and(|(_, end)| end.is_none());
                lines.push(self.owed(base, &pauses, Fate::NotNeeded));
                base = (*due).max(*at);
                pauses = if still { vec![(base, None)] } else { Pauses::new() };
            }
        }
        lines.push(self.settled(base, &pauses, stop));
        lines
    }

    /// At 1, 4 and 8 hours: an update that happened after the previous due instant and up to this one meets this
    /// one; a late one meets it late. It cannot be paused.
    fn scheduled(&self, stop: Stop) -> Vec<Owed> {
        let dues = [1, 4, 8].map(|hours| self.start + TimeDelta::hours(hours));
        let warn_at =
            |step: usize| self.start + TimeDelta::seconds((dues[step] - self.start).num_seconds() * 3 / 4);
        let mut lines: Vec<Owed> = Vec::new();
        let mut first_open = None;
        for step in 0..3 {
            let after = if step == 0 { self.start } else { dues[step - 1] };
            let line = |fate: Fate| Owed {
                clock: self.row.clock,
                starts: self.start,
                due: dues[step],
                warn_at: warn_at(step),
                fate,
                there_after: None,
                quiet_from: None,
            };
            // What is said of a step is said of the earlier ones that it speaks for.
            let said = self
                .within
                .iter()
                .find(|(_, what)| matches!(what, What::NotNeeded(due) if *due >= dues[step]));
            let sent = self.within.iter().find(|(at, what)| {
                *at > after && matches!(what, What::Reached(name) if self.row.met_by.contains(name))
            });
            match (sent, said, stop) {
                (Some((sent, _)), Some((said, _)), _) if sent <= said => lines.push(line(Fate::Done(*sent))),
                (_, Some(_), _) => lines.push(line(Fate::NotNeeded)),
                (Some((sent, _)), None, _) => lines.push(line(Fate::Done(*sent))),
                (None, None, Stop::Ended(at) | Stop::Done(at)) => {
                    lines.push(line(Fate::Ended(at)));
                    // What would have come after was never owed.
                    if dues[step] >= at {
                        break;
                    }
                }
                (None, None, Stop::Never) => {
                    let is_first = first_open.replace(step).is_none();
                    lines.push(Owed {
                        there_after: (!is_first).then_some(after),
                        quiet_from: dues.get(step + 1).copied(),
                        ..line(Fate::Open)
                    });
                }
            }
        }
        lines
    }

    fn settled(&self, base: Instant, pauses: &Pauses, stop: Stop) -> Owed {
        let mut pauses = pauses.clone();
        let quiet = match self.row.clock {
            "on-call-response" => Some("escalated-to-manager"),
            "incident-manager-response" => Some("escalated-to-leadership"),
            _ => None,
        };
        let quiet_from = self
            .within
            .iter()
            .find(|(_, what)| matches!(what, What::Reached(name) if Some(*name) == quiet))
            .map(|(at, _)| *at);
        let fate = match stop {
            Stop::Done(at) => Fate::Done(at),
            Stop::Ended(at) => Fate::Ended(at),
            Stop::Never => match pauses.last() {
                Some((since, None)) if *since <= self.due(base, &pauses).0 => Fate::Paused,
                _ => Fate::Open,
            },
        };
        // Who pauses a clock stops its time: what was done or ended meanwhile was not late by the pause.
        if let Stop::Done(at) | Stop::Ended(at) = stop {
            end_pause(&mut pauses, at);
        }
        Owed { quiet_from, ..self.owed(base, &pauses, fate) }
    }

    fn owed(&self, base: Instant, pauses: &Pauses, fate: Fate) -> Owed {
        let (due, warn_at) = self.due(base, pauses);
        let clock = self.row.clock;
        Owed { clock, starts: base, due, warn_at, fate, there_after: None, quiet_from: None }
    }

    /// When it is due, and when three quarters of the time have run, with the pauses that have ended: each moves what
    /// was not past when it began by as long as it took, for business time by the open time of it.
    fn due(&self, base: Instant, pauses: &Pauses) -> (Instant, Instant) {
        let office = self.office;
        let in_business = matches!(self.span, Due::BusinessDays(_));
        let mut due = match self.span {
            Due::Minutes(count) => base + TimeDelta::minutes(count),
            Due::EveryHour | Due::Schedule => base + TimeDelta::hours(1),
            Due::Days(count) => office.days_later(base, count),
            Due::BusinessDays(count) => office.business_days_later(base, count),
            Due::ByPriority => unreachable!("it was chosen by priority"),
        };
        let mut warn_at = if in_business {
            let open = office.open_secs(base, due);
            office.after_open_secs(base, three_quarters(open))
        } else {
            base + TimeDelta::seconds(three_quarters((due - base).num_seconds()))
        };
        for (begin, end) in pauses {
            let Some(end) = end else { continue };
            let moved = |at: Instant| match (in_business, *begin <= at) {
                (_, false) => at,
                (true, true) => office.after_open_secs(at, office.open_secs(*begin, *end)),
                (false, true) => at + (*end - *begin).max(TimeDelta::zero()),
            };
            (due, warn_at) = (moved(due), moved(warn_at));
        }
        (due, warn_at)
    }
}

fn three_quarters(secs: i64) -> i64 {
    (secs * 3 + 2) / 4
}

fn pause(pauses: &mut Pauses, at: Instant, what: &What) {
    let runs = pauses.last().is_none_or(|(_, end)| end.is_some());
    match what {
        What::Paused if runs => pauses.push((at, None)),
        What::Resumed => end_pause(pauses, at),
        _ => {}
    }
}

fn end_pause(pauses: &mut Pauses, at: Instant) {
    if let Some((_, end @ None)) = pauses.last_mut() {
        *end = Some(at);
    }
}
