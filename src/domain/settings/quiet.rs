//! Quiet hours: a span of the wall clock on some weekdays, in which notifications that may wait are held.
//!
//! Never here: which may wait ([`crate::domain::alarm`], [`crate::domain::notice`]), or the present instant.

use std::fmt;

use chrono::{Datelike, Days, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::{instant_of, local_of};
use crate::domain::time::Instant;
use crate::domain::weekdays;

/// From when until when, on which days, in civil time of the desk's zone.
///
/// Where `until` is not later than `from` it is the next day's; the two are never equal. The instant at which
/// they end is outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// The wall time at which they begin.
    pub from: NaiveTime,
    /// The wall time at which they end.
    pub until: NaiveTime,
    /// The weekdays on which they begin, Monday first.
    pub days: [bool; 7],
}

impl QuietHours {
    /// When the quiet hours end that run at an instant; none where none run then.
    ///
    /// A wall time that occurs twice is the first; one that is skipped is the first instant after it.
    pub fn ends_at(&self, at: Instant, zone: Tz) -> Option<Instant> {
        let today = local_of(zone, at).date();
        let first = today.checked_sub_days(Days::new(2))?;
        // The days around too: those before midnight go on, and a clock set back over midnight shows
        // yesterday's date again.
        let begun = first.iter_days().take(4).filter(|date| {
            let weekday = date.weekday().num_days_from_monday() as usize;
            self.days.get(weekday).is_some_and(|on| *on)
        });
        let ends = begun.filter_map(|date| {
            let last = if self.until > self.from { date } else { date.succ_opt()? };
            let (from, until) = (date.and_time(self.from), last.and_time(self.until));
            Some((instant_of(zone, from), instant_of(zone, until)))
        });
        ends.filter(|(from, until)| *from <= at && at < *until).map(|(_, until)| until).max()
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, until) = (self.from.format("%H:%M"), self.until.format("%H:%M"));
        write!(f, "{from} to {until}, {}", weekdays::words(self.days))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use chrono_tz::America::Chicago;

    use super::*;

    fn at(text: &str) -> Instant {
        chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn hours(from: &str, until: &str, days: &str) -> QuietHours {
        let time = |text: &str| text.parse::<NaiveTime>().unwrap();
        QuietHours {
            from: time(&format!("{from}:00")),
            until: time(&format!("{until}:00")),
            days: weekdays::read(days.split(' ')).unwrap(),
        }
    }

    #[test]
    fn they_begin_and_end_to_the_second() {
        let second = TimeDelta::seconds(1);
        for (quiet, from, until) in [
            // By day, and over midnight.
            (hours("12:00", "13:30", ""), "2026-03-02T12:00:00-06:00", "2026-03-02T13:30:00-06:00"),
            (hours("22:00", "06:00", ""), "2026-03-02T22:00:00-06:00", "2026-03-03T06:00:00-06:00"),
            // Friday's go on into Saturday, which has none of its own.
            (hours("22:00", "06:00", "fri"), "2026-03-06T22:00:00-06:00", "2026-03-07T06:00:00-06:00"),
            // The night on which the clock goes forward has an hour less, that on which it goes back one more.
            (hours("22:00", "06:00", ""), "2026-03-07T22:00:00-06:00", "2026-03-08T06:00:00-05:00"),
            (hours("22:00", "06:00", ""), "2026-10-31T22:00:00-05:00", "2026-11-01T06:00:00-06:00"),
            // From a wall time that is skipped, and until one that is.
            (hours("02:30", "06:00", "sun"), "2026-03-08T03:00:00-05:00", "2026-03-08T06:00:00-05:00"),
            (hours("22:00", "02:30", "sat"), "2026-03-07T22:00:00-06:00", "2026-03-08T03:00:00-05:00"),
            // Until a wall time that occurs twice, and from one: the first.
            (hours("22:00", "01:30", "sat"), "2026-10-31T22:00:00-05:00", "2026-11-01T01:30:00-05:00"),
            (hours("01:30", "06:00", "sun"), "2026-11-01T01:30:00-05:00", "2026-11-01T06:00:00-06:00"),
        ] {
            let (from, until) = (at(from), at(until));
            assert_eq!(quiet.ends_at(from - second, Chicago), None, "{quiet}: before");
            for inside in [from, from + second, until - second] {
                assert_eq!(quiet.ends_at(inside, Chicago), Some(until), "{quiet}: {inside}");
            }
            assert_eq!(quiet.ends_at(until, Chicago), None, "{quiet}: at the end");
        }
    }

    #[test]
    fn hours_that_the_clock_skips_are_none() {
        let swallowed = hours("02:10", "02:50", "");
        assert_eq!(swallowed.ends_at(at("2026-03-08T03:00:00-05:00"), Chicago), None);
        assert_eq!(
            swallowed.ends_at(at("2026-03-09T02:10:00-05:00"), Chicago),
            Some(at("2026-03-09T02:50:00-05:00"))
        );
    }

    #[test]
    fn they_are_said_in_words() {
        assert_eq!(hours("22:00", "06:00", "").to_string(), "22:00 to 06:00, every day");
        assert_eq!(hours("18:00", "07:30", "fri sat").to_string(), "18:00 to 07:30, Fri and Sat");
    }

    #[test]
    fn the_ends_of_time_are_survived() {
        for end in [chrono::DateTime::<chrono::Utc>::MIN_UTC, chrono::DateTime::<chrono::Utc>::MAX_UTC] {
            hours("22:00", "06:00", "").ends_at(end, Chicago);
        }
    }
}
