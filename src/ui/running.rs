//! What still runs, so that closing the window is not the end of the watch.
//!
//! A pure function of the world and the present.

use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::domain::rota::change::Window;
use crate::domain::time::Instant;
use crate::domain::typed_time::understood;
use crate::domain::words::counted;
use crate::domain::world::World;

/// How far ahead one's own watch is looked for, in days (ours).
const AHEAD_DAYS: i64 = 7;

/// What runs at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Running {
    /// How many incidents are open or restored.
    pub open: u64,
    /// How many are closed and still have something to be done by a time.
    pub living_on: u64,
    /// The watch that one has, or the next within a week.
    pub watch: Option<Window>,
}

impl Running {
    /// What runs at `now`.
    pub fn of(world: &World, now: Instant) -> Self {
        let phases = || world.live.values().map(|live| &live.incident);
        let open = phases().filter(|incident| incident.phase.is_live()).count() as u64;
        let living_on = phases().filter(|incident| incident.lives_on()).count() as u64;
        let watch = if world.settings.manager.is_empty() {
            None
        } else {
            let me = world.me();
            let ahead = Window::new(now, now + TimeDelta::days(AHEAD_DAYS));
            let mine = world.rota().shifts(ahead).into_iter().filter(|shift| shift.person == me);
            mine.map(|shift| shift.window).filter(|window| window.until > now).min()
        };
        Self { open, living_on, watch }
    }

    /// Whether anything does.
    pub fn is_any(&self) -> bool {
        self.open > 0 || self.living_on > 0 || self.watch.is_some()
    }

    /// In words: `2 incidents are open; your watch ends Mon 2 Mar 18:00 CST`. Nothing if nothing runs.
    pub fn words(&self, zone: Tz, now: Instant) -> String {
        let verb = |count: u64, one: &str, many: &str| {
            let what = counted(count, "incident", "incidents");
            format!("{what} {}", if count == 1 { one } else { many })
        };
        let mut parts = Vec::new();
        if self.open > 0 {
            parts.push(verb(self.open, "is open", "are open"));
        }
        if self.living_on > 0 {
            parts.push(verb(
                self.living_on,
                "is closed with something to do",
                "are closed with something to do",
            ));
        }
        match self.watch {
            Some(watch) if watch.from <= now => {
                parts.push(format!("your watch ends {}", understood(watch.until, zone)));
            }
            Some(watch) => parts.push(format!("your watch begins {}", understood(watch.from, zone))),
            None => {}
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::words::Priority;
    use crate::ui::harness::{Trial, open, set_up, start};

    #[test]
    fn an_empty_desk_runs_nothing_and_open_incidents_are_counted() {
        let trial = Trial::new();
        let world = |trial: &Trial| std::sync::Arc::clone(&trial.handle.snapshot().world);
        assert!(!Running::of(&world(&trial), start()).is_any());
        let trial = Trial::with([1024.0, 700.0], |handle, now| {
            set_up(handle, now);
            open(handle, "VPN drops sessions", Some(Priority::High), 10);
            open(handle, "Payments down", Some(Priority::Critical), 17);
        });
        let running = Running::of(&world(&trial), start());
        assert_eq!(running.words(chrono_tz::America::Chicago, start()), "2 incidents are open");
    }

    #[test]
    fn ones_own_watch_is_said_by_when_it_begins_and_ends() {
        let hours = |from: i64, until: i64| {
            Some(Window::new(start() + TimeDelta::hours(from), start() + TimeDelta::hours(until)))
        };
        let running = Running { watch: hours(1, 9), living_on: 1, ..Running::default() };
        let words = running.words(chrono_tz::UTC, start());
        assert!(
            words.starts_with("1 incident is closed with something to do; your watch begins "),
            "{words}"
        );
        let running = Running { watch: hours(-1, 7), ..Running::default() };
        assert!(running.words(chrono_tz::UTC, start()).starts_with("your watch ends "));
        assert!(running.is_any());
    }
}
