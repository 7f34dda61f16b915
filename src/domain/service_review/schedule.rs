//! The dates of a department's reviews, and how it stands with them. Derived, never stored.
//!
//! A review that is planned satisfies the date of the cycle that is nearest to it, whenever it is held.

use std::collections::BTreeSet;

use chrono::{Datelike, Months, NaiveDate, NaiveTime, TimeDelta};

use super::facts::ReviewCycle;
use super::{ReviewState, ServiceReview, ServiceReviews};
use crate::domain::calendar::{Calendar, Civil, OpeningHours, instant_of, local_of};
use crate::domain::directory::{Directory, Named};
use crate::domain::settings::COORDINATION_POLICY;
use crate::domain::time::Instant;
use crate::domain::world::World;

/// The name of the calendar of a policy in which coordinators are at work.
const BUSINESS: &str = "business";

/// The most dates that are reckoned of one cycle: 4 a year for 250 years.
const MOST_SLOTS: u32 = 1_000;

/// One date of a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// When a review of it would begin.
    pub at: Instant,
    /// The date on which that is, in civil time of the desk.
    pub date: NaiveDate,
    /// The date that the cycle names, before it was moved to a working day.
    pub named: NaiveDate,
}

/// The working days of service coordinators: those of the policy of service coordination, or Monday to
/// Friday where it has none (I).
pub fn business(world: &World) -> Calendar {
    let of_policy = world.in_force.get(COORDINATION_POLICY).and_then(|policy| policy.calendars.get(BUSINESS));
    // The desk's own hours stand for that name in every policy.
    let own = world.settings.hours.get(BUSINESS).filter(|_| of_policy.is_some());
    let of_policy = own.map(|own| Calendar::Hours(own.clone())).or_else(|| of_policy.cloned());
    of_policy.unwrap_or_else(|| {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        let days = [true, true, true, true, true, false, false];
        Calendar::Hours(OpeningHours { days, open: time(9), close: time(16) })
    })
}

/// How many months lie between two dates of a cycle.
pub fn months_between(cycle: &ReviewCycle) -> u32 {
    12 / cycle.per_year.clamp(1, 12)
}

/// The dates of a cycle that it names up to and with `last`, in order: every twelve-month has as many as
/// the cycle has a year. Each is moved to the next working day; one that finds none before the next date
/// is left out.
pub fn slots(cycle: &ReviewCycle, last: NaiveDate, calendar: &Calendar, civil: &Civil) -> Vec<Slot> {
    let step = months_between(cycle);
    let named = |nth: u32| cycle.first.checked_add_months(Months::new(nth.saturating_mul(step)));
    let mut found = Vec::new();
    for nth in 0..MOST_SLOTS {
        let (Some(date), Some(next)) = (named(nth), named(nth + 1)) else { break };
        if date > last {
            break;
        }
        let working = date.iter_days().take_while(|one| *one < next).find(|one| works(calendar, *one, civil));
        if let Some(on) = working {
            let at = instant_of(civil.zone, on.and_time(cycle.time));
            found.push(Slot { at, date: on, named: date });
        }
    }
    found
}

/// The dates of a cycle that it names in a calendar year.
pub fn of_year(cycle: &ReviewCycle, year: i32, calendar: &Calendar, civil: &Civil) -> Vec<Slot> {
    let Some(last) = NaiveDate::from_ymd_opt(year, 12, 31) else { return Vec::new() };
    let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { return Vec::new() };
    let mut all = slots(cycle, last, calendar, civil);
    all.retain(|slot| slot.named >= first);
    all
}

fn works(calendar: &Calendar, date: NaiveDate, civil: &Civil) -> bool {
    match calendar {
        Calendar::Always => !civil.holidays.contains(&date),
        Calendar::Hours(hours) => hours.works_on(date, civil),
    }
}

/// How a department stands with its reviews.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The review that is planned: the earliest that was not held yet, also where its time has passed.
    pub next: Option<&'a ServiceReview>,
    /// The review that was held last.
    pub last_held: Option<&'a ServiceReview>,
    /// The last date of the cycle, where it passed without a review planned for it.
    pub owed: Option<Slot>,
    /// The next date of the cycle for which no review is planned: by then one is owed.
    pub open: Option<Slot>,
}

impl Standing<'_> {
    /// By when a review is owed for which none is planned.
    pub fn owed_by(&self) -> Option<Slot> {
        self.owed.or(self.open)
    }
}

/// One date of a cycle, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated<'a> {
    /// The date.
    pub slot: Slot,
    /// The review that speaks for it: the one that was held, if several do.
    pub review: Option<&'a ServiceReview>,
    /// Whether it passed without a review, and none came since: a review is owed.
    pub is_owed: bool,
}

/// What dates and departments are reckoned with.
#[derive(Debug, Clone)]
pub struct Reckoning<'a> {
    /// The departments' records.
    pub directory: &'a Directory,
    /// The working days.
    pub calendar: Calendar,
    /// Zone and holidays.
    pub civil: Civil,
}

impl<'a> Reckoning<'a> {
    /// What a world reckons with.
    pub fn of(world: &'a World) -> Self {
        Self { directory: &world.directory, calendar: business(world), civil: world.settings.civil() }
    }

    /// How a department stands at `now`.
    pub fn standing<'r>(
        &self,
        reviews: &'r ServiceReviews,
        department: &Named,
        now: Instant,
    ) -> Standing<'r> {
        let all = reviews.of_department(department, self.directory);
        let next = all.iter().find(|one| one.state() == ReviewState::Planned).copied();
        let last_held = all.iter().rev().find(|one| one.state() == ReviewState::Held).copied();
        let Some(cycle) = reviews.cycle(department, self.directory) else {
            return Standing { next, last_held, ..Standing::default() };
        };
        let stand: Vec<Instant> =
            all.iter().filter(|one| one.state() != ReviewState::CalledOff).map(|one| one.time.at).collect();
        let horizon = stand.iter().copied().chain([now, cycle.since]).max().unwrap_or(now);
        // Past the next date that is not planned for: two steps are more than enough.
        let horizon = local_of(self.civil.zone, horizon).date();
        let horizon = horizon.checked_add_months(Months::new(24)).unwrap_or(horizon);
        let slots = slots(&cycle.cycle, horizon, &self.calendar, &self.civil);
        let satisfied = satisfied(&slots, &stand, months_between(&cycle.cycle));
        let is_open = |slot: &&Slot| slot.at >= cycle.since && !satisfied.contains(*slot);
        let last = slots.iter().rev().find(|slot| slot.at <= now);
        Standing {
            next,
            last_held,
            owed: last.filter(is_open).copied(),
            open: slots.iter().filter(|slot| slot.at > now).find(is_open).copied(),
        }
    }

    /// The dates of a department's cycle that it names in the calendar years `from` to `last`, and what
    /// became of each.
    pub fn dates<'r>(
        &self,
        reviews: &'r ServiceReviews,
        department: &Named,
        (from, last): (i32, i32),
        now: Instant,
    ) -> Vec<Dated<'r>> {
        let Some(cycle) = reviews.cycle(department, self.directory) else { return Vec::new() };
        let end_of = |year: i32| NaiveDate::from_ymd_opt(year, 12, 31);
        // A year more, so that a review late in the last one finds the date that it speaks for.
        let Some(horizon) = end_of(last.saturating_add(1)) else { return Vec::new() };
        let slots = slots(&cycle.cycle, horizon, &self.calendar, &self.civil);
        let months = months_between(&cycle.cycle);
        let all = reviews.of_department(department, self.directory);
        let stand: Vec<(Slot, &ServiceReview)> = all
            .into_iter()
            .filter(|one| one.state() != ReviewState::CalledOff)
            .filter_map(|one| Some((spoken_for(&slots, one.time.at, months)?, one)))
            .collect();
        let owed = self.standing(reviews, department, now).owed;
        let dated = |slot: &Slot| {
            let mut of_it = stand.iter().filter(|(one, _)| one == slot).map(|(_, review)| *review);
            let held = of_it.clone().find(|one| one.state() == ReviewState::Held);
            Dated { slot: *slot, review: held.or_else(|| of_it.next()), is_owed: owed == Some(*slot) }
        };
        slots.iter().filter(|slot| (from..=last).contains(&slot.named.year())).map(dated).collect()
    }
}

/// The dates for which a review stands.
fn satisfied(slots: &[Slot], reviews: &[Instant], months: u32) -> BTreeSet<Slot> {
    reviews.iter().filter_map(|at| spoken_for(slots, *at, months)).collect()
}

/// The date for which a review speaks: the nearest, the earlier of two. One that lies further before the
/// first date than half of what is between two speaks for none: it was of an earlier cycle.
fn spoken_for(slots: &[Slot], at: Instant, months: u32) -> Option<Slot> {
    let reach = TimeDelta::days(i64::from(months) * 31 / 2);
    let slot = slots.iter().min_by_key(|slot| (slot.at - at).abs())?;
    (slot.at - at <= reach).then_some(*slot)
}
