//! Spans that a report is about, in civil time: this month, a quarter, thirty days; and the one before each.
//!
//! Never here: the present instant, which the caller hands in.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use crate::domain::calendar::{instant_of, local_of};
use crate::domain::rota::change::Window;
use crate::domain::time::Instant;

/// A period that is named without its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// The calendar month of today, all of it.
    ThisMonth,
    /// The calendar month before it.
    LastMonth,
    /// Today and the twenty-nine days before it.
    Last30Days,
    /// The calendar quarter of today, all of it.
    Quarter,
    /// The calendar year of today, all of it.
    Year,
}

impl Named {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] =
        [Self::ThisMonth, Self::LastMonth, Self::Last30Days, Self::Quarter, Self::Year];

    /// The words on a screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ThisMonth => "This month",
            Self::LastMonth => "Last month",
            Self::Last30Days => "Last 30 days",
            Self::Quarter => "Quarter",
            Self::Year => "Year",
        }
    }

    /// The period as of `now`, from midnight to midnight in `zone`.
    pub fn window(self, now: Instant, zone: Tz) -> Window {
        let today = local_of(zone, now).date();
        let (from, until) = match self {
            Self::ThisMonth => whole(today, 1),
            Self::LastMonth => {
                let (this, _) = whole(today, 1);
                (months_off(this, -1), this)
            }
            Self::Last30Days => (days_off(today, -29), days_off(today, 1)),
            Self::Quarter => whole(today, 3),
            Self::Year => whole(today, 12),
        };
        Window::new(midnight(zone, from), midnight(zone, until))
    }
}

/// The calendar span of so many months, a divisor of twelve, that has a day: its first day, and the first
/// day after it.
fn whole(day: NaiveDate, months: u32) -> (NaiveDate, NaiveDate) {
    let month = (day.month0() / months) * months + 1;
    let from = NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day);
    (from, months_off(from, i64::from(months)))
}

fn months_off(day: NaiveDate, months: i64) -> NaiveDate {
    let by = Months::new(u32::try_from(months.unsigned_abs()).unwrap_or(u32::MAX));
    let moved = if months < 0 { day.checked_sub_months(by) } else { day.checked_add_months(by) };
    moved.unwrap_or(day)
}

fn days_off(day: NaiveDate, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    let moved = if days < 0 { day.checked_sub_days(by) } else { day.checked_add_days(by) };
    moved.unwrap_or(day)
}

/// The first instant of a day.
fn midnight(zone: Tz, day: NaiveDate) -> Instant {
    instant_of(zone, day.and_time(NaiveTime::MIN))
}

/// The days that a period begins and ends with, where it goes from midnight to midnight; the last one is the
/// first after it.
fn whole_days(period: Window, zone: Tz) -> Option<(NaiveDate, NaiveDate)> {
    let (from, until) = (local_of(zone, period.from).date(), local_of(zone, period.until).date());
    let is_whole = midnight(zone, from) == period.from && midnight(zone, until) == period.until;
    (is_whole && from < until).then_some((from, until))
}

/// The period right before another. Of a whole calendar month, quarter or year it is the one before; of whole
/// days as many days; of anything else what is as long.
pub fn before(period: Window, zone: Tz) -> Window {
    let Some((from, until)) = whole_days(period, zone) else {
        let length = TimeDelta::seconds(period.secs());
        return Window::new(period.from.checked_sub_signed(length).unwrap_or(period.from), period.from);
    };
    let calendar = [1, 3, 12].into_iter().find(|months| whole(from, *months) == (from, until));
    let begin = match calendar {
        Some(months) => months_off(from, -i64::from(months)),
        None => days_off(from, -(until - from).num_days()),
    };
    Window::new(midnight(zone, begin), period.from)
}

/// The first and the last day of which any part lies in a period; none of an empty one.
pub fn days(period: Window, zone: Tz) -> Option<(NaiveDate, NaiveDate)> {
    let last = period.until.checked_sub_signed(TimeDelta::seconds(1))?;
    (period.secs() > 0).then(|| (local_of(zone, period.from).date(), local_of(zone, last).date()))
}

/// A period in words: `March 2026`, `1st quarter of 2026`, `2026`, `1 to 30 Mar 2026`; with times where it
/// does not go from midnight to midnight.
pub fn words(period: Window, zone: Tz) -> String {
    let Some((from, after)) = whole_days(period, zone) else {
        let said = |at| local_of(zone, at).format("%Y-%m-%d %H:%M").to_string();
        return format!("{} to {}", said(period.from), said(period.until));
    };
    match [1, 3, 12].into_iter().find(|months| whole(from, *months) == (from, after)) {
        Some(1) => return from.format("%B %Y").to_string(),
        Some(3) => {
            let number = match from.month0() / 3 {
                0 => "1st",
                1 => "2nd",
                2 => "3rd",
                _ => "4th",
            };
            return format!("{number} quarter of {}", from.year());
        }
        Some(_) => return from.year().to_string(),
        None => {}
    }
    let last = days_off(after, -1);
    let begin = match (from.year() == last.year(), from.month() == last.month()) {
        _ if from == last => return last.format("%-d %b %Y").to_string(),
        (true, true) => from.format("%-d"),
        (true, false) => from.format("%-d %b"),
        (false, _) => from.format("%-d %b %Y"),
    };
    format!("{begin} to {}", last.format("%-d %b %Y"))
}

/// A period in words, as the end of a sentence: `in March 2026`, `on 2 Mar 2026`, `from 1 to 30 Mar 2026`.
pub fn during(period: Window, zone: Tz) -> String {
    let words = words(period, zone);
    let is_one_day = whole_days(period, zone).is_some_and(|(from, after)| from.succ_opt() == Some(after));
    let begins = if words.contains(" to ") {
        "from"
    } else if is_one_day {
        "on"
    } else {
        "in"
    };
    format!("{begins} {words}")
}

#[cfg(test)]
mod tests {
    use chrono_tz::America::Chicago;

    use super::*;

    fn at(text: &str) -> Instant {
        chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn said(window: Window) -> (String, String) {
        let said = |at: Instant| local_of(Chicago, at).format("%Y-%m-%d %H:%M").to_string();
        (said(window.from), said(window.until))
    }

    #[test]
    fn a_named_period_goes_from_midnight_to_midnight_of_the_zone() {
        // One second before midnight in Chicago, and midnight: another day, month, quarter and year.
        let (late, new_year) = (at("2025-12-31T23:59:59-06:00"), at("2026-01-01T00:00:00-06:00"));
        for (named, now, from, until, before) in [
            (Named::ThisMonth, late, "2025-12-01", "2026-01-01", "2025-11-01"),
            (Named::ThisMonth, new_year, "2026-01-01", "2026-02-01", "2025-12-01"),
            (Named::LastMonth, late, "2025-11-01", "2025-12-01", "2025-10-01"),
            (Named::LastMonth, new_year, "2025-12-01", "2026-01-01", "2025-11-01"),
            (Named::Last30Days, late, "2025-12-02", "2026-01-01", "2025-11-02"),
            (Named::Last30Days, new_year, "2025-12-03", "2026-01-02", "2025-11-03"),
            (Named::Quarter, late, "2025-10-01", "2026-01-01", "2025-07-01"),
            (Named::Quarter, new_year, "2026-01-01", "2026-04-01", "2025-10-01"),
            (Named::Year, late, "2025-01-01", "2026-01-01", "2024-01-01"),
            (Named::Year, new_year, "2026-01-01", "2027-01-01", "2025-01-01"),
        ] {
            let period = named.window(now, Chicago);
            assert_eq!(said(period), (format!("{from} 00:00"), format!("{until} 00:00")), "{named:?} {now}");
            let earlier = super::before(period, Chicago);
            assert_eq!(
                said(earlier),
                (format!("{before} 00:00"), format!("{from} 00:00")),
                "{named:?} {now}"
            );
        }
    }

    #[test]
    fn the_period_before_keeps_civil_days_across_the_change_of_clocks() {
        // Sunday 8 March 2026 has 23 hours in Chicago.
        let week = Window::new(at("2026-03-05T00:00:00-06:00"), at("2026-03-12T00:00:00-05:00"));
        assert_eq!(said(before(week, Chicago)).0, "2026-02-26 00:00");
        // With times it is as long, to the second.
        let odd = Window::new(at("2026-03-08T00:00:00-06:00"), at("2026-03-08T12:00:01-05:00"));
        assert_eq!(
            said(before(odd, Chicago)),
            ("2026-03-07 12:59".to_owned(), "2026-03-08 00:00".to_owned())
        );
        assert_eq!(before(odd, Chicago).secs(), odd.secs());
        // February and March together are no quarter.
        let two = Window::new(at("2026-02-01T00:00:00-06:00"), at("2026-04-01T00:00:00-05:00"));
        assert_eq!(said(before(two, Chicago)).0, "2025-12-04 00:00");
    }

    #[test]
    fn a_period_is_said_as_people_say_it() {
        let words = |from: &str, until: &str| {
            words(Window::new(at(&format!("{from}Z")), at(&format!("{until}Z"))), Tz::UTC)
        };
        for (from, until, said) in [
            ("2026-03-01T00:00:00", "2026-04-01T00:00:00", "March 2026"),
            ("2026-01-01T00:00:00", "2026-04-01T00:00:00", "1st quarter of 2026"),
            ("2026-10-01T00:00:00", "2027-01-01T00:00:00", "4th quarter of 2026"),
            ("2026-01-01T00:00:00", "2027-01-01T00:00:00", "2026"),
            ("2026-03-01T00:00:00", "2026-03-31T00:00:00", "1 to 30 Mar 2026"),
            ("2026-02-15T00:00:00", "2026-03-15T00:00:00", "15 Feb to 14 Mar 2026"),
            ("2025-12-15T00:00:00", "2026-01-15T00:00:00", "15 Dec 2025 to 14 Jan 2026"),
            ("2026-03-02T00:00:00", "2026-03-03T00:00:00", "2 Mar 2026"),
            ("2026-03-02T08:00:00", "2026-03-02T17:30:00", "2026-03-02 08:00 to 2026-03-02 17:30"),
        ] {
            assert_eq!(words(from, until), said);
        }
        let day = |from: &str, until: &str| Window::new(at(from), at(until));
        let (first, second, third) = ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");
        assert_eq!(during(day(first, second), Tz::UTC), "on 1 Mar 2026");
        assert_eq!(during(day(first, third), Tz::UTC), "from 1 to 2 Mar 2026");
        assert_eq!(during(day(first, "2026-04-01T00:00:00Z"), Tz::UTC), "in March 2026");
    }

    #[test]
    fn a_day_belongs_as_soon_as_a_second_of_it_does() {
        let days_of = |from: &str, until: &str| {
            days(Window::new(at(from), at(until)), Chicago).map(|(one, other)| format!("{one} {other}"))
        };
        let midnight = "2026-03-02T00:00:00-06:00";
        assert_eq!(days_of(midnight, midnight), None);
        assert_eq!(days_of(midnight, "2026-03-03T00:00:00-06:00").unwrap(), "2026-03-02 2026-03-02");
        assert_eq!(days_of(midnight, "2026-03-03T00:00:01-06:00").unwrap(), "2026-03-02 2026-03-03");
    }
}
