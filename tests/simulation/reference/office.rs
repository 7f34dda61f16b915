//! Wall time, days and business hours of a desk, walked quarter hour by quarter hour.

use bridgewatch::domain::time::Instant;
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike, Weekday};
use chrono_tz::Tz;

/// What turns wall time into instants.
#[derive(Debug, Clone)]
pub struct Office {
    pub zone: Tz,
    pub holidays: Vec<NaiveDate>,
}

/// The same instant cut to the whole second.
pub fn to_the_second(at: Instant) -> Instant {
    at.with_nanosecond(0).unwrap()
}

impl Office {
    /// The instant of a wall time: of two the first, of none the first after it.
    pub fn instant(&self, wall: NaiveDateTime) -> Instant {
        let mut wall = wall;
        loop {
            if let Some(at) = self.zone.from_local_datetime(&wall).earliest() {
                return at.to_utc();
            }
            wall += TimeDelta::minutes(1);
            wall = wall.with_second(0).unwrap();
        }
    }

    fn wall(&self, at: Instant) -> NaiveDateTime {
        at.with_timezone(&self.zone).naive_local()
    }

    fn works_on(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&date)
    }

    /// Monday to Friday, 9 to 16 (I).
    fn is_open(&self, at: Instant) -> bool {
        let wall = self.wall(at);
        self.works_on(wall.date()) && (9..16).contains(&wall.hour())
    }

    pub fn days_later(&self, at: Instant, days: u64) -> Instant {
        // Where the wall time of the start is one that occurs twice, its first may be before the start.
        self.instant(self.wall(at) + Days::new(days)).max(at)
    }

    /// The next quarter of an hour: nothing opens, closes or changes in between.
    fn next_quarter(at: Instant) -> Instant {
        let into = at.timestamp().rem_euclid(900);
        to_the_second(at) + TimeDelta::seconds(900 - into)
    }

    pub fn business_days_later(&self, start: Instant, days: u32) -> Instant {
        let mut at = start;
        while !self.is_open(at) {
            at = Self::next_quarter(at);
        }
        let wall = self.wall(at);
        let mut date = wall.date();
        for _ in 0..days {
            date = date + Days::new(1);
            while !self.works_on(date) {
                date = date + Days::new(1);
            }
        }
        self.instant(date.and_time(wall.time()))
    }

    pub fn open_secs(&self, from: Instant, until: Instant) -> i64 {
        let (mut at, mut open) = (from, 0);
        while at < until {
            let next = Self::next_quarter(at).min(until);
            if self.is_open(at) {
                open += (next - at).num_seconds();
            }
            at = next;
        }
        open
    }

    /// When so much open time has run: the earliest such instant, so that it may be a closing time.
    pub fn after_open_secs(&self, from: Instant, secs: i64) -> Instant {
        let (mut at, mut left) = (from, secs);
        while left > 0 {
            let next = Self::next_quarter(at);
            if self.is_open(at) {
                let run = (next - at).num_seconds();
                if run >= left {
                    return at + TimeDelta::seconds(left);
                }
                left -= run;
            }
            at = next;
        }
        at
    }
}
