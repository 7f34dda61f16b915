//! How much watch each person carries: hours and shifts, nights and weekends apart.
//!
//! Hours are elapsed time; a night, a weekend and a holiday are civil, in the person's own zone
//! where it is known. Never here: what is too much ([`super::problems`]).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::Rota;
use super::change::Window;
use super::person::{PersonId, Seat};
use super::schedule::Shift;
use crate::domain::calendar::{instant_of, local_of};
use crate::domain::time::Instant;

/// What counts as a night, and where the clock is read for who has no zone of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counting {
    /// The desk's zone.
    pub zone: Tz,
    /// The wall time at which a night begins.
    pub night_from: NaiveTime,
    /// The wall time at which it is over; the next day's where that isn't later.
    pub night_until: NaiveTime,
}

impl Counting {
    /// Nights from 22:00 to 06:00 (ours).
    pub fn usual(zone: Tz) -> Self {
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        Self { zone, night_from: hour(22), night_until: hour(6) }
    }
}

/// What one person carries in a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// Shifts that begin in the period, so that periods add up.
    pub shifts: u32,
    /// Elapsed seconds on watch.
    pub secs: i64,
    /// Of them at night.
    pub night_secs: i64,
    /// Of them on Saturday or Sunday.
    pub weekend_secs: i64,
    /// Of them on a holiday.
    pub holiday_secs: i64,
    /// Nights of which any part was on watch.
    pub nights: u32,
    /// Weekends of which any part was on watch.
    pub weekends: u32,
}

impl Rota {
    /// What each person carries in each seat in a period, shifts cut to it.
    pub fn loads(&self, period: Window, counting: Counting) -> BTreeMap<(PersonId, Seat), Load> {
        self.loads_of(&self.shifts(period), period, counting)
    }

    /// What each person carries in each seat by these shifts, cut to a period.
    pub fn loads_of(
        &self,
        shifts: &[Shift],
        period: Window,
        counting: Counting,
    ) -> BTreeMap<(PersonId, Seat), Load> {
        let mut tallies: BTreeMap<(&PersonId, &Seat), Tally> = BTreeMap::new();
        for shift in shifts {
            let zone = self.people.get(&shift.person).and_then(|known| known.zone).unwrap_or(counting.zone);
            let tally = tallies.entry((&shift.person, &shift.seat)).or_default();
            let span = shift.window.cut(period);
            tally.load.shifts += u32::from(period.contains(shift.window.from));
            if span.secs() > 0 {
                tally.take(span, zone, counting, self.holidays.dates());
            }
        }
        tallies
            .into_iter()
            .map(|((person, seat), tally)| ((person.clone(), seat.clone()), tally.load()))
            .collect()
    }
}

/// A load in the making, with the dates of what is counted once.
#[derive(Default)]
struct Tally {
    load: Load,
    nights: BTreeSet<NaiveDate>,
    weekends: BTreeSet<NaiveDate>,
}

impl Tally {
    fn take(&mut self, span: Window, zone: Tz, counting: Counting, holidays: &BTreeSet<NaiveDate>) {
        self.load.secs += span.secs();
        let first = local_of(zone, span.from).date();
        let first = first.pred_opt().unwrap_or(first);
        let last = local_of(zone, span.until).date();
        let midnight = |date: NaiveDate| at(zone, date, NaiveTime::MIN);
        let mut begin = midnight(first);
        for date in first.iter_days().take_while(|date| *date <= last) {
            let next = date.succ_opt().unwrap_or(date);
            let end = midnight(next);
            let of_day = span.cut(Window::new(begin, end)).secs();
            begin = end;
            let weekday = date.weekday().num_days_from_monday();
            if of_day > 0 && weekday >= 5 {
                self.load.weekend_secs += of_day;
                self.weekends.insert(if weekday == 5 { date } else { date.pred_opt().unwrap_or(date) });
            }
            if of_day > 0 && holidays.contains(&date) {
                self.load.holiday_secs += of_day;
            }
            let dawn = if counting.night_until > counting.night_from { date } else { next };
            let night =
                Window::new(at(zone, date, counting.night_from), at(zone, dawn, counting.night_until));
            let of_night = span.cut(night).secs();
            if of_night > 0 {
                self.load.night_secs += of_night;
                self.nights.insert(date);
            }
        }
    }

    fn load(self) -> Load {
        let count = |dates: &BTreeSet<NaiveDate>| u32::try_from(dates.len()).unwrap_or(u32::MAX);
        Load { nights: count(&self.nights), weekends: count(&self.weekends), ..self.load }
    }
}

fn at(zone: Tz, date: NaiveDate, time: NaiveTime) -> Instant {
    instant_of(zone, date.and_time(time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::samples::{at, date, draft, person, rota, span};
    use chrono_tz::America::Chicago;
    use chrono_tz::Asia::Kolkata;

    const HOUR: i64 = 3_600;

    #[test]
    fn a_week_over_each_change_has_its_elapsed_hours() {
        let rota = rota(draft(Chicago, "2026-03-02T09:00", "1 week", 2));
        for (period, hours, night, weekend) in [
            // Sunday 8 March has 23 hours, one of the night's skipped.
            (span("2026-03-02T09:00-06:00", "2026-03-09T09:00-05:00"), 167, 55, 47),
            (span("2026-10-26T09:00-05:00", "2026-11-02T09:00-06:00"), 169, 57, 49),
            (span("2026-03-16T09:00-05:00", "2026-03-23T09:00-05:00"), 168, 56, 48),
        ] {
            let load = *rota.loads(period, Counting::usual(Chicago)).values().next().unwrap();
            assert_eq!((load.secs, load.night_secs), (hours * HOUR, night * HOUR), "{period:?}");
            assert_eq!((load.weekend_secs, load.shifts), (weekend * HOUR, 1));
            assert_eq!((load.nights, load.weekends), (7, 1));
        }
    }

    #[test]
    fn nights_and_weekends_are_the_persons_own_and_periods_cut() {
        let mut rota = rota(draft(Chicago, "2026-03-02T09:00", "12 hours", 2));
        rota.holidays.add(date("2026-03-06"), "Sample Day");
        let period = span("2026-03-06T12:00-06:00", "2026-03-07T12:00-06:00");
        let key = |number| (person(number), Seat::Primary);
        let loads = rota.loads(period, Counting::usual(Chicago));
        let (one, two) = (loads[&key(1)], loads[&key(2)]);
        assert_eq!((one.secs, one.shifts, one.nights, one.weekends), (12 * HOUR, 1, 0, 1));
        assert_eq!((one.weekend_secs, one.holiday_secs), (3 * HOUR, 9 * HOUR));
        assert_eq!((two.secs, two.night_secs, two.nights), (12 * HOUR, 8 * HOUR, 1));
        assert_eq!((two.weekend_secs, two.holiday_secs), (9 * HOUR, 3 * HOUR));
        // In Kolkata, 9 to 21 in Chicago is the night from 20:30 to 8:30.
        rota.people.get_mut(&person(1)).unwrap().zone = Some(Kolkata);
        let one = rota.loads(period, Counting::usual(Chicago))[&key(1)];
        assert_eq!((one.night_secs, one.nights), (5 * HOUR + HOUR / 2 + 2 * HOUR + HOUR / 2, 2));
        assert!(
            rota.loads(
                Window::new(at("2020-01-01T00:00Z"), at("2021-01-01T00:00Z")),
                Counting::usual(Chicago)
            )
            .is_empty()
        );
    }
}
