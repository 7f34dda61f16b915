//! When the next frame is due: exactly when something on the screen will read differently.
//!
//! Pure functions of what is shown and the present. Within the hour countdowns tick each second;
//! beyond it they move with the minute of the wall clock, so that a quiet screen paints once a
//! minute. A window that nobody sees asks for nothing.

use std::time::Duration;

use super::countdown::next_change_secs;
use crate::domain::time::Instant;

/// From here on a countdown ticks, in seconds before and after its deadline.
const HOUR_SECS: i64 = 3600;

/// A little after the turn of the second, so that a timer which fires early doesn't paint twice.
const AFTER_TURN: Duration = Duration::from_millis(5);

/// What is on the screen that time will change.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The deadlines whose countdown is in sight.
    pub dues: Vec<Instant>,
    /// Instants at which something comes, goes or moves: a row to another group, a message at the
    /// foot.
    pub turns: Vec<Instant>,
}

/// Whether the countdown to `due` shows seconds at `now`.
pub fn ticks(due: Instant, now: Instant) -> bool {
    secs_left(due, now).abs() < HOUR_SECS
}

/// Whole seconds left until `due`, negative when it has passed; as every screen counts them.
pub fn secs_left(due: Instant, now: Instant) -> i64 {
    due.timestamp().saturating_sub(now.timestamp())
}

/// How long the screen will stay as it is. At most until the turn of the minute, since a clock is
/// always in sight.
pub fn wait(shown: &Shown, now: Instant) -> Duration {
    let millis = i64::from(now.timestamp_subsec_millis().min(999));
    let in_minute = now.timestamp().rem_euclid(60) * 1000 + millis;
    let mut soonest = 60_000 - in_minute;
    for due in &shown.dues {
        let left = secs_left(*due, now);
        // The words of a countdown that ticks change at the turn of the second; one that does not
        // tick yet begins to when it comes within the hour.
        let change = if left.abs() < HOUR_SECS {
            next_change_secs(left)
        } else if left >= HOUR_SECS {
            left - HOUR_SECS + 1
        } else {
            continue;
        };
        soonest = soonest.min(change.saturating_mul(1000).saturating_sub(millis));
    }
    for turn in &shown.turns {
        let until = (*turn - now).num_milliseconds();
        if until > 0 {
            soonest = soonest.min(until);
        }
    }
    Duration::from_millis(u64::try_from(soonest).unwrap_or(0).max(1)) + AFTER_TURN
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};

    fn at(text: &str) -> Instant {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn millis(dues: &[i64], turns: &[i64], now: Instant) -> u64 {
        let from_now = |secs: &i64| DateTime::from_timestamp(now.timestamp() + secs, 0).unwrap();
        let shown =
            Shown { dues: dues.iter().map(from_now).collect(), turns: turns.iter().map(from_now).collect() };
        u64::try_from(wait(&shown, now).as_millis() - AFTER_TURN.as_millis()).unwrap()
    }

    #[test]
    fn a_quiet_screen_waits_for_the_turn_of_the_minute() {
        for (now, wanted) in [
            ("2026-03-02T14:05:00Z", 60_000),
            ("2026-03-02T14:05:00.400Z", 59_600),
            ("2026-03-02T14:05:59Z", 1_000),
            ("2026-03-02T14:05:59.999Z", 1),
        ] {
            assert_eq!(millis(&[], &[], at(now)), wanted, "{now}");
            assert_eq!(
                millis(&[5 * 3600, -2 * 3600, 30 * 3600], &[], at(now)),
                wanted,
                "{now}, all beyond the hour"
            );
        }
    }

    #[test]
    fn a_countdown_within_the_hour_ticks_each_second() {
        let now = at("2026-03-02T14:05:10.250Z");
        for due in [0, 1, 59, 291, 3599, -1, -130, -3599] {
            assert_eq!(millis(&[due, 9000], &[], now), 750, "{due}");
        }
    }

    #[test]
    fn the_second_in_which_a_countdown_comes_within_the_hour_is_not_missed() {
        let now = at("2026-03-02T14:05:10Z");
        assert_eq!(millis(&[3600], &[], now), 1_000, "59:59 comes next");
        assert_eq!(millis(&[3605], &[], now), 6_000);
        assert_eq!(millis(&[-3600], &[], now), 50_000, "an hour overdue it ticks no more");
    }

    #[test]
    fn what_turns_is_waited_for_and_what_has_turned_is_not() {
        let now = at("2026-03-02T14:05:10Z");
        assert_eq!(millis(&[], &[8, -3, 0], now), 8_000);
        assert_eq!(millis(&[], &[900], now), 50_000);
    }

    #[test]
    fn seconds_left_are_counted_from_the_second_that_runs() {
        let due = at("2026-03-02T14:05:10Z");
        assert_eq!(secs_left(due, due - TimeDelta::milliseconds(1)), 1);
        assert_eq!(secs_left(due, due + TimeDelta::milliseconds(999)), 0);
    }
}
