//! The wall clock, the steady clock and the zone of this machine.
//!
//! The only place that may ask the operating system for the time, so that tests and drills
//! can set it. Never here: durations of the trade, deadlines, or how an instant is written.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

/// Where the desk reads the time.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;

    /// The time by which hands and eyes are measured: how long the second key of a pair is waited for, how
    /// long a message stands. Another than the present only where that runs faster than the wall.
    fn hands(&self) -> DateTime<Utc> {
        self.now()
    }

    /// How long a wait of that much of this clock's time really takes.
    fn really(&self, wait: Duration) -> Duration {
        wait
    }
}

/// The wall clock of this machine; it may jump when somebody sets it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the wall clock enters")]
    fn now(&self) -> DateTime<Utc> {
        SystemTime::now().into()
    }
}

/// A steady instant for waits and for measuring; never stored, never shown.
#[expect(clippy::disallowed_methods, reason = "this is where the steady clock enters")]
pub fn monotonic_now() -> Instant {
    Instant::now()
}

/// A clock that stands until it is moved: for tests and for drills.
#[derive(Debug)]
pub struct ManualClock {
    now: Mutex<DateTime<Utc>>,
}

impl ManualClock {
    /// A clock that stands at `now`.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self { now: Mutex::new(now) }
    }

    /// Sets the clock, also backwards.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Moves the clock on; a move past the end of time leaves it where it is.
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(later) = now.checked_add_signed(by) {
            *now = later;
        }
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The zone this machine shows times in.
///
/// The `TZ` environment variable if it names an IANA zone, then what the operating system
/// says, then UTC.
pub fn system_zone() -> Tz {
    let wished = std::env::var("TZ").ok();
    let system = iana_time_zone::get_timezone().ok();
    zone_of(wished.as_deref(), system.as_deref())
}

fn zone_of(wished: Option<&str>, system: Option<&str>) -> Tz {
    wished.and_then(named_zone).or_else(|| system.and_then(named_zone)).unwrap_or(Tz::UTC)
}

/// Reads `Europe/Berlin`, and POSIX's spellings `:Europe/Berlin` and `/usr/share/zoneinfo/…`.
fn named_zone(text: &str) -> Option<Tz> {
    let text = text.trim();
    let text = text.strip_prefix(':').unwrap_or(text);
    let name = text.split_once("/zoneinfo/").map_or(text, |(_, name)| name);
    name.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_the_wished_then_the_systems_then_utc() {
        let berlin = Tz::Europe__Berlin;
        for (wished, system, zone) in [
            (Some("Europe/Berlin"), Some("Asia/Tokyo"), berlin),
            (Some(":Europe/Berlin"), None, berlin),
            (Some("/usr/share/zoneinfo/Europe/Berlin"), Some("Asia/Tokyo"), berlin),
            (Some("CET-1CEST"), Some("Europe/Berlin"), berlin),
            (Some(""), Some("Europe/Berlin"), berlin),
            (None, Some("Europe/Berlin"), berlin),
            (None, Some("Nowhere/Atall"), Tz::UTC),
            (None, None, Tz::UTC),
        ] {
            assert_eq!(zone_of(wished, system), zone, "{wished:?} {system:?}");
        }
    }

    #[test]
    fn a_manual_clock_stands_until_moved() {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let clock = ManualClock::new(start);
        assert_eq!(clock.now(), start);
        clock.advance(TimeDelta::seconds(90));
        assert_eq!(clock.now(), start + TimeDelta::seconds(90));
        clock.set(start);
        assert_eq!(clock.now(), start);
        clock.advance(TimeDelta::MAX);
        assert_eq!(clock.now(), start, "past the end of time it stays");
    }

    #[test]
    fn the_system_clock_is_past_the_day_this_was_written() {
        assert!(SystemClock.now() > DateTime::from_timestamp(1_760_000_000, 0).unwrap());
    }
}
