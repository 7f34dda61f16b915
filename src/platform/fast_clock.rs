//! A clock that runs faster than the wall, can stand, and never goes backwards: for drills.
//!
//! It is reckoned from the steady clock of the machine, so that nobody who sets the wall clock moves it.
//! Never here: what is drilled, and how fast.

use std::ops::RangeInclusive;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::clock::{Clock, monotonic_now};

/// How many times as fast as the wall such a clock can run.
pub const FACTORS: RangeInclusive<u32> = 1..=600;

/// The shortest and the longest real wait of whoever waits by such a clock: it may be sped up, stopped
/// and set going at any moment.
const WAITS: (Duration, Duration) = (Duration::from_millis(40), Duration::from_millis(250));

/// How a clock runs: pure, by the real time since it was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pace {
    /// What it showed when its pace was last changed.
    from: DateTime<Utc>,
    /// The real time since it was begun, at that moment.
    since: Duration,
    factor: u32,
    is_paused: bool,
    /// Whether it runs as the wall does for a while.
    is_held: bool,
}

impl Pace {
    fn new(from: DateTime<Utc>, factor: u32) -> Self {
        Self { from, since: Duration::ZERO, factor: within(factor), is_paused: false, is_held: false }
    }

    /// How many times as fast as the wall it runs at the moment; it stands at 0.
    const fn running(&self) -> u32 {
        match (self.is_paused, self.is_held) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => self.factor,
        }
    }

    /// What it shows when so much real time has gone since it was begun. At the end of time it stands.
    fn at(&self, real: Duration) -> DateTime<Utc> {
        let gone = real.saturating_sub(self.since).saturating_mul(self.running());
        let gone = TimeDelta::from_std(gone).unwrap_or(TimeDelta::MAX);
        self.from.checked_add_signed(gone).unwrap_or(self.from)
    }

    /// Another pace from `real` on.
    fn changed(self, real: Duration, change: impl FnOnce(&mut Self)) -> Self {
        let mut new = Self { from: self.at(real), since: self.since.max(real), ..self };
        change(&mut new);
        new
    }

    /// How long a wait of that much of its own time really takes.
    fn really(&self, wait: Duration) -> Duration {
        let (shortest, longest) = WAITS;
        match self.running() {
            _ if wait.is_zero() => Duration::ZERO,
            0 => longest,
            factor => (wait / factor).clamp(shortest, longest),
        }
    }
}

fn within(factor: u32) -> u32 {
    factor.clamp(*FACTORS.start(), *FACTORS.end())
}

/// A clock for a drill. It begins at an instant that is chosen, and runs at once.
#[derive(Debug)]
pub struct FastClock {
    start: DateTime<Utc>,
    begun: Instant,
    pace: Mutex<Pace>,
}

impl FastClock {
    /// A clock that shows `start` now and runs so many times as fast as the wall; see [`FACTORS`].
    pub fn new(start: DateTime<Utc>, factor: u32) -> Self {
        Self { start, begun: monotonic_now(), pace: Mutex::new(Pace::new(start, factor)) }
    }

    /// When it was begun, by itself.
    pub const fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// How many times as fast as the wall it runs when nothing holds it.
    pub fn factor(&self) -> u32 {
        self.pace().factor
    }

    /// Whether it stands.
    pub fn is_paused(&self) -> bool {
        self.pace().is_paused
    }

    /// Whether it runs as the wall does for a while.
    pub fn is_held(&self) -> bool {
        self.pace().is_held
    }

    /// Runs so many times as fast from now on; see [`FACTORS`].
    pub fn set_factor(&self, factor: u32) {
        self.change(|pace| pace.factor = within(factor));
    }

    /// Lets it stand, or go on.
    pub fn pause(&self, is_paused: bool) {
        self.change(|pace| pace.is_paused = is_paused);
    }

    /// Lets it run as the wall does for a while, or as fast as before.
    pub fn hold(&self, is_held: bool) {
        if self.is_held() != is_held {
            self.change(|pace| pace.is_held = is_held);
        }
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        // A pace is replaced whole, never changed in place.
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Pace)) {
        let mut pace = self.pace();
        // Asked with the lock held, so that no reader is ahead of it.
        *pace = pace.changed(self.real(), change);
    }

    fn real(&self) -> Duration {
        monotonic_now().saturating_duration_since(self.begun)
    }
}

impl Clock for FastClock {
    fn now(&self) -> DateTime<Utc> {
        let pace = self.pace();
        pace.at(self.real())
    }

    fn hands(&self) -> DateTime<Utc> {
        Pace::new(self.start, 1).at(self.real())
    }

    fn really(&self, wait: Duration) -> Duration {
        self.pace().really(wait)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn start() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    const fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    fn gone(pace: &Pace, real: u64) -> i64 {
        (pace.at(secs(real)) - start()).num_seconds()
    }

    #[test]
    fn an_hour_goes_in_two_minutes_at_thirty_times_as_fast() {
        let pace = Pace::new(start(), 30);
        assert_eq!((gone(&pace, 0), gone(&pace, 1), gone(&pace, 120)), (0, 30, 3600));
    }

    #[test]
    fn it_stands_while_paused_and_goes_on_from_where_it_stood() {
        let paused = Pace::new(start(), 30).changed(secs(10), |pace| pace.is_paused = true);
        assert_eq!((gone(&paused, 10), gone(&paused, 500)), (300, 300));
        let on = paused.changed(secs(500), |pace| pace.is_paused = false);
        assert_eq!((gone(&on, 500), gone(&on, 501)), (300, 330));
    }

    #[test]
    fn held_it_runs_as_the_wall_does() {
        let held = Pace::new(start(), 60).changed(secs(1), |pace| pace.is_held = true);
        assert_eq!((gone(&held, 1), gone(&held, 11)), (60, 70));
        let fast = held.changed(secs(11), |pace| pace.is_held = false);
        assert_eq!(gone(&fast, 12), 130);
    }

    #[test]
    fn a_factor_out_of_bounds_is_put_within_and_the_end_of_time_is_no_fault() {
        assert_eq!(Pace::new(start(), 0).factor, 1);
        assert_eq!(Pace::new(start(), u32::MAX).factor, 600);
        assert_eq!(Pace::new(start(), 600).at(Duration::MAX), start(), "past the end of time it stands");
    }

    #[test]
    fn waits_are_as_much_shorter_and_bounded() {
        let pace = Pace::new(start(), 30);
        assert_eq!(pace.really(secs(3)), Duration::from_millis(100));
        assert_eq!(pace.really(Duration::ZERO), Duration::ZERO, "what is due now is not waited for");
        assert_eq!(pace.really(Duration::from_millis(1)), WAITS.0);
        assert_eq!(pace.really(secs(900)), WAITS.1, "it may be set going meanwhile");
        assert_eq!(pace.changed(secs(1), |pace| pace.is_paused = true).really(secs(1)), WAITS.1);
    }

    #[test]
    fn a_clock_that_stands_shows_the_same_twice_and_hands_go_on() {
        let clock = FastClock::new(start(), 600);
        clock.pause(true);
        let (stood, hands) = (clock.now(), clock.hands());
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(clock.now(), stood);
        assert!(clock.hands() > hands);
        clock.pause(false);
        std::thread::sleep(Duration::from_millis(2));
        assert!(clock.now() - stood >= TimeDelta::milliseconds(1200));
    }

    proptest! {
        #[test]
        fn it_never_goes_backwards_whatever_is_changed(
            steps in prop::collection::vec((0_u64..5_000, 0_u8..4, 0_u32..700), 1..40),
        ) {
            let mut pace = Pace::new(start(), 30);
            let (mut real, mut last) = (Duration::ZERO, start());
            for (millis, what, factor) in steps {
                real += Duration::from_millis(millis);
                prop_assert!(pace.at(real) >= last);
                last = pace.at(real);
                pace = pace.changed(real, |pace| match what {
                    0 => pace.factor = within(factor),
                    1 => pace.is_paused = !pace.is_paused,
                    2 => pace.is_held = !pace.is_held,
                    _ => {}
                });
                prop_assert_eq!(pace.at(real), last, "a change itself moves nothing");
            }
        }
    }
}
