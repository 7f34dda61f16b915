//! The script under way: a thread that plays it to a desk, and a way to it for the window.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::SPEEDS;
use super::director::{Director, incident_of};
use crate::desk::core::LONGEST_WAIT;
use crate::desk::thread::DeskHandle;
use crate::domain::drill::card::Card;
use crate::domain::drill::course::{Course, Said};
use crate::domain::drill::script::Script;
use crate::domain::time::Instant;
use crate::domain::world::World;
use crate::platform::{Clock, FastClock};

/// A drill at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillNow {
    /// What the drill is called.
    pub title: String,
    /// How long the script has run, in seconds of its own.
    pub elapsed_secs: i64,
    /// In how many seconds of the script something happens next; none where that hangs on the desk.
    pub next_in_secs: Option<i64>,
    /// How many times as fast as the wall it runs when nothing holds it.
    pub factor: u32,
    /// Whether it stands.
    pub is_paused: bool,
    /// Whether it runs as the wall does while somebody writes.
    pub is_held: bool,
    /// When it ended, if it has.
    pub ended: Option<Instant>,
    /// What has happened, the first first.
    pub said: Vec<Said>,
}

struct Shared {
    clock: Arc<FastClock>,
    director: Mutex<Director>,
    ended: Mutex<Option<Instant>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What a thread that panicked left behind is whole: the script goes on from there.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A way to a drill: cheap to clone.
#[derive(Clone)]
pub struct DrillHandle {
    shared: Arc<Shared>,
}

impl DrillHandle {
    /// A script that begins now by a clock. Nothing plays it yet: see [`Drill::start`] and [`Self::play`].
    pub fn new(script: Arc<Script>, clock: Arc<FastClock>) -> Self {
        let director = Mutex::new(Director::new(Course::new(script, clock.now())));
        Self { shared: Arc::new(Shared { clock, director, ended: Mutex::new(None) }) }
    }

    /// How it stands at `now`.
    pub fn at(&self, world: &World, now: Instant) -> DrillNow {
        let director = locked(&self.shared.director);
        let course = &director.course;
        let clock = &self.shared.clock;
        let ended = self.ended();
        let until = ended.unwrap_or(now);
        let next = course.next_at(incident_of(world)).unwrap_or_else(|| course.ends_at());
        DrillNow {
            title: course.script().title.clone(),
            elapsed_secs: (until - course.begun()).num_seconds(),
            next_in_secs: ended.is_none().then(|| (next - now).num_seconds().max(0)),
            factor: clock.factor(),
            is_paused: clock.is_paused(),
            is_held: clock.is_held(),
            ended,
            said: course.said().to_vec(),
        }
    }

    /// Its scorecard, once it has ended.
    pub fn card(&self, world: &World) -> Option<Card> {
        let ended = self.ended()?;
        let director = locked(&self.shared.director);
        let course = &director.course;
        Some(Card::of(world, &course.script().incident, course.begun(), ended))
    }

    /// When it ended, if it has.
    pub fn ended(&self) -> Option<Instant> {
        *locked(&self.shared.ended)
    }

    /// Lets it stand, or go on. One that has ended stands.
    pub fn pause(&self, is_paused: bool) {
        self.shared.clock.pause(is_paused || self.ended().is_some());
    }

    /// The next faster of the speeds, or the next slower.
    pub fn change_speed(&self, is_faster: bool) {
        let now = self.shared.clock.factor();
        let next = if is_faster {
            SPEEDS.iter().find(|speed| **speed > now)
        } else {
            SPEEDS.iter().rev().find(|speed| **speed < now)
        };
        if let Some(next) = next {
            self.shared.clock.set_factor(*next);
        }
    }

    /// Lets it run as the wall does while somebody writes.
    pub fn hold(&self, is_held: bool) {
        self.shared.clock.hold(is_held);
    }

    /// Ends it: its clock stands from here on.
    pub fn end(&self) {
        let mut ended = locked(&self.shared.ended);
        if ended.is_none() {
            self.shared.clock.pause(true);
            *ended = Some(self.shared.clock.now());
        }
    }

    /// Plays what is to happen by now to a desk, and ends the drill once it is over.
    pub fn play(&self, desk: &DeskHandle) {
        if self.ended().is_some() {
            return;
        }
        let now = self.shared.clock.now();
        let snapshot = desk.snapshot();
        let (requests, is_over) = {
            let mut director = locked(&self.shared.director);
            let requests = director.look(&snapshot.world, now);
            let is_over = director.course.is_over(incident_of(&snapshot.world), now);
            (requests, is_over)
        };
        for request in requests {
            // What the log cannot take stands in the window as trouble, and the words are shown all the same.
            desk.submit(request);
        }
        if is_over {
            self.end();
        }
    }

    /// How long to wait for the next thing, in real time.
    fn wait(&self, desk: &DeskHandle) -> Duration {
        let now = self.shared.clock.now();
        let snapshot = desk.snapshot();
        let next = locked(&self.shared.director).course.next_at(incident_of(&snapshot.world));
        let wait = next.map_or(LONGEST_WAIT, |at| (at - now).to_std().unwrap_or(Duration::ZERO));
        // What hangs on the desk is looked for again soon.
        self.shared.clock.really(wait.clamp(Duration::from_millis(1), LONGEST_WAIT))
    }
}

/// A drill that is played to a desk on a thread of its own. Dropping it ends the thread.
pub struct Drill {
    handle: DrillHandle,
    stop: Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Drill {
    /// Starts the thread. Fails, in words, where the system gives none.
    pub fn start(handle: DrillHandle, desk: DeskHandle) -> Result<Self, String> {
        let (stop, stopped) = channel();
        let own = handle.clone();
        let thread = std::thread::Builder::new()
            .name("drill".to_owned())
            .spawn(move || {
                loop {
                    own.play(&desk);
                    match stopped.recv_timeout(own.wait(&desk)) {
                        Err(RecvTimeoutError::Timeout) => {}
                        Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
                    }
                }
            })
            .map_err(|err| {
                format!("the script's thread could not be started: {err}; close other programs")
            })?;
        Ok(Self { handle, stop, thread: Some(thread) })
    }

    /// A way to it.
    pub fn handle(&self) -> DrillHandle {
        self.handle.clone()
    }
}

impl Drop for Drill {
    fn drop(&mut self) {
        // Where it has ended already nobody listens.
        self.stop.send(()).ok();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::drill::{read_script, set_up};
    use crate::desk::{DeskOptions, DeskThread};
    use crate::platform::{FACTORS, SilentNotifier};

    /// Waits until something is so; at most ten seconds.
    fn until(is_so: impl Fn() -> bool) -> bool {
        for _ in 0..1_000 {
            if is_so() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }

    #[test]
    fn a_thread_plays_the_script_to_the_desk_by_the_fast_clock_until_it_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let start = "2026-03-02T20:00:00Z".parse().unwrap();
        set_up(folder.path(), chrono_tz::UTC, start).unwrap();
        let clock = Arc::new(FastClock::new(start, *FACTORS.end()));
        let desk = DeskThread::start(Arc::<FastClock>::clone(&clock), |_| DeskOptions {
            folder: folder.path().to_path_buf(),
            zone: chrono_tz::UTC,
            notifier: Box::new(SilentNotifier),
        })
        .unwrap();
        let script = Arc::new(read_script(None).unwrap());
        let drill = Drill::start(DrillHandle::new(script, Arc::clone(&clock)), desk.handle()).unwrap();
        let handle = drill.handle();
        let requests = || {
            let snapshot = desk.handle().snapshot();
            incident_of(&snapshot.world).map_or(0, |incident| incident.requests.all.len())
        };
        assert!(until(|| requests() == 1), "what is asked at minute nine stands on the desk");
        let has_rung = || {
            let snapshot = desk.handle().snapshot();
            incident_of(&snapshot.world).is_some_and(|incident| !incident.alarms.is_empty())
        };
        assert!(until(has_rung), "and the desk's own alarms ring by the same clock");
        assert_eq!(handle.card(&desk.handle().snapshot().world), None, "it is not over");
        handle.end();
        let (ended, stood) = (handle.ended().unwrap(), clock.now());
        handle.pause(false);
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!((ended, clock.now()), (stood, stood), "its clock stands");
        let card = handle.card(&desk.handle().snapshot().world).unwrap();
        assert_eq!(
            (card.begun, card.ended),
            (handle.at(&desk.handle().snapshot().world, stood).said[0].at, ended)
        );
    }
}
