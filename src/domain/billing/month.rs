//! A month of the wall clock.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use crate::domain::calendar::{instant_of, local_of};
use crate::domain::rota::change::Window;
use crate::domain::time::Instant;

/// The first and the last year.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9998;

/// A calendar month, civil.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The first day of it.
    first: NaiveDate,
}

impl Month {
    /// The month of that number, January is 1; none where there is no such.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, 1).filter(|_| YEARS.contains(&year))?;
        Some(Self { first })
    }

    /// The month in which an instant lies on the wall clock of a zone.
    pub fn of(at: Instant, zone: Tz) -> Self {
        let date = local_of(zone, at).date();
        Self::new(date.year().clamp(*YEARS.start(), *YEARS.end()), date.month())
            .unwrap_or(Self { first: NaiveDate::default() })
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// The month before; the same at the beginning of time.
    #[must_use]
    pub fn before(self) -> Self {
        let (year, month) = (self.first.year(), self.first.month());
        let before = if month == 1 { Self::new(year - 1, 12) } else { Self::new(year, month - 1) };
        before.unwrap_or(self)
    }

    /// The month after; the same at the end of time.
    #[must_use]
    pub fn after(self) -> Self {
        Self { first: self.next_first() }.checked().unwrap_or(self)
    }

    fn checked(self) -> Option<Self> {
        Self::new(self.first.year(), self.first.month())
    }

    fn next_first(self) -> NaiveDate {
        self.first.checked_add_months(chrono::Months::new(1)).unwrap_or(self.first)
    }

    /// Its span on the time line, from its first midnight to that of the next month on the wall clock of
    /// `zone`: an hour longer or shorter where the clock changes in it.
    pub fn window(self, zone: Tz) -> Window {
        let midnight = |date: NaiveDate| instant_of(zone, date.and_time(NaiveTime::MIN));
        Window::new(midnight(self.first), midnight(self.next_first()))
    }

    /// It in words: `March 2026`.
    pub fn words(self) -> String {
        self.first.format("%B %Y").to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first.format("%Y-%m"))
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let is_plain = text.len() == 7 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let read = || {
            let (year, month) = text.split_once('-')?;
            Self::new(year.parse().ok()?, month.parse().ok()?)
        };
        is_plain.then(read).flatten().ok_or_else(|| {
            let said: String = text.chars().take(40).collect();
            format!("`{said}` is no month; write it like 2026-03")
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::America::{Chicago, New_York};
    use chrono_tz::Europe::Berlin;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn months_are_read_and_stepped() {
        let march: Month = "2026-03".parse().unwrap();
        assert_eq!((march.to_string().as_str(), march.words().as_str()), ("2026-03", "March 2026"));
        assert_eq!(Month::new(2026, 1).unwrap().before(), Month::new(2025, 12).unwrap());
        assert_eq!(Month::new(2025, 12).unwrap().after(), Month::new(2026, 1).unwrap());
        assert_eq!(
            (Month::new(9998, 12).unwrap().after(), Month::new(1900, 1).unwrap().before()),
            (Month::new(9998, 12).unwrap(), Month::new(1900, 1).unwrap())
        );
        for text in
            ["2026-13", "2026-00", "2026-3", "26-03", "2026/03", "", "2026-03-01", "+026-03", "0000-01"]
        {
            assert!(text.parse::<Month>().unwrap_err().contains("write it like 2026-03"), "{text}");
        }
    }

    #[test]
    fn a_month_in_which_the_clock_changes_is_an_hour_shorter_or_longer() {
        let secs = |year, month, zone| Month::new(year, month).unwrap().window(zone).secs();
        assert_eq!(secs(2026, 3, Chicago), 31 * 86_400 - 3_600);
        assert_eq!(secs(2026, 11, New_York), 30 * 86_400 + 3_600);
        assert_eq!(secs(2026, 10, Berlin), 31 * 86_400 + 3_600);
        assert_eq!(secs(2026, 2, Chicago), 28 * 86_400);
        let march = Month::new(2026, 3).unwrap().window(Chicago);
        assert_eq!(march.from.to_rfc3339(), "2026-03-01T06:00:00+00:00");
        assert_eq!(march.until.to_rfc3339(), "2026-04-01T05:00:00+00:00");
    }

    proptest! {
        #[test]
        fn each_instant_lies_in_the_window_of_its_own_month(secs in -1_000_000_000_i64..4_000_000_000) {
            let at = chrono::DateTime::from_timestamp(secs, 0).unwrap();
            for zone in [Chicago, Berlin, chrono_tz::Asia::Kathmandu] {
                let month = Month::of(at, zone);
                prop_assert!(month.window(zone).contains(at));
                prop_assert_eq!(month.after().window(zone).from, month.window(zone).until);
            }
        }
    }
}
