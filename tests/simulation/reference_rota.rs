//! The shifts of a rota rule a second time, by walking the wall clock from its anchor on, handoff by handoff.
//!
//! Nothing of the program's own reckoning is used here. What the rules do not say of weekdays is taken over from what
//! the program says of itself: a rhythm in days counts the days that are named, an hourly one begins anew with each of
//! them, and one in weeks or months goes on by the calendar.

use bridgewatch::domain::time::Instant;
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta};

use crate::chance::Chance;
use crate::history::{ZONES, one_of};
use crate::reference::Office;
use crate::support::at;

/// What a rhythm counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Hours,
    Days,
    Weeks,
    Months,
}

/// A rule as it is said.
#[derive(Debug, Clone)]
pub struct Said {
    pub zone: &'static str,
    pub anchor: NaiveDateTime,
    pub every: u32,
    pub unit: Unit,
    /// How many take turns.
    pub people: usize,
    /// How many places after the primary the backup stands.
    pub offset: usize,
    /// The weekdays on which a watch begins, Monday first.
    pub weekdays: Option<[bool; 7]>,
}

/// Who holds primary and backup, by their place among the participants, from when until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub from: Instant,
    pub until: Instant,
    pub primary: usize,
    pub backup: usize,
}

/// Wall times near which the clocks of the zones change, and a few plain ones.
const ANCHORS: [&str; 12] = [
    "2026-03-08T02:30:00",
    "2026-03-07T02:00:00",
    "2026-03-29T02:00:00",
    "2026-03-28T02:30:00",
    "2026-10-25T02:30:00",
    "2026-11-01T01:30:00",
    "2026-04-05T01:45:00",
    "2026-10-04T02:15:00",
    "2026-09-06T00:00:00",
    "2026-01-31T23:00:00",
    "2026-02-28T09:00:00",
    "2026-06-15T07:30:00",
];

impl Said {
    pub fn any(chance: &mut Chance) -> Self {
        let anchor: NaiveDateTime = one_of(chance, &ANCHORS).parse().unwrap();
        let unit = one_of(chance, &[Unit::Hours, Unit::Days, Unit::Weeks, Unit::Months]);
        let most = match unit {
            Unit::Hours => 24,
            Unit::Days => 9,
            Unit::Weeks => 4,
            Unit::Months => 3,
        };
        let people = 2 + chance.below(4) as usize;
        let some_days = |chance: &mut Chance| {
            let mut days = [0; 7].map(|_| chance.below(3) > 0);
            days[chance.below(7) as usize] = true;
            days
        };
        Self {
            zone: one_of(chance, &ZONES),
            anchor: anchor - TimeDelta::days(chance.below(3).cast_signed()),
            every: 1 + chance.below(most) as u32,
            unit,
            people,
            offset: 1 + chance.below(people as u64 - 1) as usize,
            weekdays: (chance.below(2) == 0).then(|| some_days(chance)),
        }
    }

    /// Some span after the anchor, most often a short one.
    pub fn some_span(&self, chance: &mut Chance) -> (Instant, Instant) {
        let most = one_of(chance, &[2, 10, 40, 300]);
        let from = at("2026-01-01T00:00:00Z") + (self.anchor - at("2026-01-01T00:00:00Z").naive_utc())
            - TimeDelta::days(2)
            + TimeDelta::minutes(chance.below(most * 1_440).cast_signed());
        (from, from + TimeDelta::minutes(1 + chance.below(30 * 1_440).cast_signed()))
    }

    /// The wall time of a handoff; the anchor's is 0.
    fn handoff(&self, turn: u32) -> NaiveDateTime {
        let steps = turn * self.every;
        match self.unit {
            Unit::Hours => self.anchor + TimeDelta::hours(steps.into()),
            Unit::Days => self.anchor + Days::new(steps.into()),
            Unit::Weeks => self.anchor + Days::new(u64::from(steps) * 7),
            Unit::Months => {
                let months = self.anchor.month0() + steps;
                let (year, month) = (self.anchor.year() + (months / 12).cast_signed(), months % 12 + 1);
                // A day that the month lacks is its last.
                let mut day = self.anchor.day();
                loop {
                    if let Some(date) = NaiveDate::from_ymd_opt(year, month, day) {
                        return date.and_time(self.anchor.time());
                    }
                    day -= 1;
                }
            }
        }
    }

    /// Each turn with its span, from the anchor until after an instant; a turn within a skipped hour is none.
    fn turns(&self, until: Instant) -> Vec<(u32, Instant, Instant)> {
        let office = Office { zone: self.zone.parse().unwrap(), holidays: Vec::new() };
        let mut turns = Vec::new();
        if let Some(weekdays) = self.weekdays {
            let (mut date, mut watch, mut cell) = (self.anchor.date(), 0, 0);
            loop {
                let begins = date.and_time(self.anchor.time());
                let ends = begins + Days::new(1);
                let (from, to) = (office.instant(begins), office.instant(ends));
                if from > until {
                    return turns;
                }
                if weekdays[date.weekday().num_days_from_monday() as usize] {
                    match self.unit {
                        Unit::Hours => {
                            let mut wall = begins;
                            while wall < ends {
                                let next = (wall + TimeDelta::hours(self.every.into())).min(ends);
                                turns.push((cell, office.instant(wall), office.instant(next)));
                                (wall, cell) = (next, cell + 1);
                            }
                        }
                        Unit::Days => turns.push((watch / self.every, from, to)),
                        Unit::Weeks | Unit::Months => {
                            let begun = (0..=10_000).take_while(|turn| self.handoff(*turn) <= begins).count();
                            turns.push((begun as u32 - 1, from, to));
                        }
                    }
                    watch += 1;
                }
                date = date + Days::new(1);
            }
        }
        let mut turn = 0;
        loop {
            let (from, to) = (office.instant(self.handoff(turn)), office.instant(self.handoff(turn + 1)));
            if from > until {
                return turns;
            }
            turns.push((turn, from, to));
            turn += 1;
        }
    }

    /// Who holds the seats within a span, whole shifts cut to it; who goes on is one shift.
    pub fn held(&self, from: Instant, until: Instant) -> Vec<Held> {
        let mut held: Vec<Held> = Vec::new();
        for (turn, begins, ends) in self.turns(until) {
            let (begins, ends) = (begins.max(from), ends.min(until));
            if begins >= ends {
                continue;
            }
            let primary = turn as usize % self.people;
            let one =
                Held { from: begins, until: ends, primary, backup: (primary + self.offset) % self.people };
            match held.last_mut() {
                Some(last) if last.until == begins && last.primary == primary => last.until = ends,
                _ => held.push(one),
            }
        }
        held
    }
}
