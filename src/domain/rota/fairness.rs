//! Who carries much more of the watch than the others: by hours, nights, weekends.
//!
//! Never here: how hours are counted ([`super::load`]).

use std::collections::BTreeMap;

use super::cure::{Cure, StandIns};
use super::load::Load;
use super::person::{PersonId, Seat};
use super::problems::{Finder, Kind, Problem, hours};
use super::schedule::Shift;

/// What share of the watch is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// All hours.
    Hours,
    /// Hours at night.
    Nights,
    /// Hours on Saturday and Sunday.
    Weekends,
}

impl Measure {
    /// All of them.
    const ALL: [Self; 3] = [Self::Hours, Self::Nights, Self::Weekends];

    const fn of(self, load: &Load) -> i64 {
        match self {
            Self::Hours => load.secs,
            Self::Nights => load.night_secs,
            Self::Weekends => load.weekend_secs,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Hours => "on watch",
            Self::Nights => "on watch at night",
            Self::Weekends => "on watch on weekends",
        }
    }
}

impl Finder<'_> {
    /// Who carries more than the mean by more than the limit and by more than one whole shift.
    ///
    /// Leave isn't made up for: whoever was away carries less, and that shows. One shift over the
    /// mean is what turns that don't divide evenly cost somebody, and is no one's fault.
    pub(super) fn unfair(&self, stand_ins: &StandIns<'_>) -> Vec<Problem> {
        let counting = self.limits.counting;
        let mut carried: BTreeMap<&PersonId, Load> =
            stand_ins.pool().iter().map(|person| (*person, Load::default())).collect();
        let fair = |seat: &Seat| self.limits.fair_seats.contains(seat);
        let mut largest = Load::default();
        let mut each: Vec<(&Shift, Load)> = Vec::new();
        for shift in self.shifts.iter().copied().filter(|shift| fair(&shift.seat)) {
            let loads = self.rota.loads_of(std::slice::from_ref(shift), self.window, counting);
            let Some(load) = loads.into_values().next() else { continue };
            // Somebody from outside is nobody to be fair to by these rules.
            if let Some(sum) = carried.get_mut(&shift.person) {
                sum.secs += load.secs;
                sum.night_secs += load.night_secs;
                sum.weekend_secs += load.weekend_secs;
            }
            largest.secs = largest.secs.max(load.secs);
            largest.night_secs = largest.night_secs.max(load.night_secs);
            largest.weekend_secs = largest.weekend_secs.max(load.weekend_secs);
            each.push((shift, load));
        }
        let people = i64::try_from(carried.len()).unwrap_or(i64::MAX);
        if people < 2 {
            return Vec::new();
        }
        let mut found = Vec::new();
        for measure in Measure::ALL {
            let mean = carried.values().map(|load| measure.of(load)).sum::<i64>() / people;
            let over = (mean * self.limits.most_percent_over_mean / 100).max(measure.of(&largest));
            for (person, load) in carried.iter().filter(|(_, load)| measure.of(load) > mean + over) {
                let own: Vec<&Shift> = each
                    .iter()
                    .rev()
                    .filter(|(shift, load)| shift.person == **person && measure.of(load) > 0)
                    .map(|(shift, _)| *shift)
                    .collect();
                let less = |other: &PersonId| carried.get(other).map_or(i64::MAX, |load| measure.of(load));
                let given = own.iter().find_map(|shift| {
                    let pool = stand_ins.pool().iter().copied();
                    let free = pool.filter(|other| {
                        less(other) < mean && stand_ins.is_free(other, &shift.seat, shift.window)
                    });
                    free.min_by_key(|other| less(other)).map(|by| (*shift, by))
                });
                let Some((shift, by)) = given
                    .map(|(shift, by)| (shift, Some(by)))
                    .or_else(|| own.first().map(|shift| (*shift, None)))
                else {
                    continue;
                };
                let (seat, window) = (&shift.seat, shift.window);
                let cure = match by {
                    Some(by) => {
                        Cure::Cover { seat: seat.clone(), window, absent: (*person).clone(), by: by.clone() }
                    }
                    None => Cure::Find { seat: seat.clone(), window },
                };
                let what = format!(
                    "{} is {} for {}; the mean is {}",
                    self.rota.name(person),
                    measure.word(),
                    hours(measure.of(load)),
                    hours(mean)
                );
                let kind = Kind::UnfairShare(measure);
                found.push(self.problem(kind, seat, Some(person), self.window, what, cure));
            }
        }
        found
    }
}
