//! What stands in the tray, made of what the desk knows, and kept there.

mod icon;
mod words;

use std::sync::Arc;
use std::time::Duration;

use super::running::Running;
use crate::desk::{DeskHandle, Snapshot, ToShow};
use crate::domain::board;
use crate::domain::time::Instant;
use crate::platform::{Clock, SystemTray, Tray, TrayFace, TrayHealth, TrayPress};

/// The longest that a face stays unlooked at.
const LONGEST: Duration = Duration::from_mins(1);

/// A little after the turn, so that a timer which fires early doesn't look twice.
const AFTER_TURN: Duration = Duration::from_millis(5);

/// Keeps the tray as the desk is.
pub(super) struct TrayKeeper {
    tray: Box<dyn Tray>,
    /// What the last face was made of: revision, whether there was a window, until when it holds.
    made_of: Option<(u64, bool, Instant)>,
    shown: Option<TrayFace>,
}

impl TrayKeeper {
    pub fn new(tray: Box<dyn Tray>) -> Self {
        Self { tray, made_of: None, shown: None }
    }

    /// The tray of the system: what is pressed there is asked of the window by way of the desk.
    pub fn of_system(handle: &DeskHandle, clock: &Arc<dyn Clock>) -> Self {
        let (own, changed, clock) = (handle.clone(), handle.clone(), Arc::clone(clock));
        let pressed = move |press| own.ask_to_show(asked(press, &own.snapshot(), clock.now()));
        Self::new(Box::new(SystemTray::start(Arc::new(pressed), Arc::new(move || changed.wake()))))
    }

    pub fn health(&self) -> TrayHealth {
        self.tray.health()
    }

    /// Shows what is so now, if it reads otherwise than before. How long that will hold.
    pub fn keep(&mut self, snapshot: &Snapshot, has_window: bool, now: Instant) -> Duration {
        let holds = self.made_of.filter(|(revision, window, until)| {
            *revision == snapshot.revision
                && *window == has_window
                && *until > now
                && *until - now <= longest()
        });
        let until = if let Some((_, _, until)) = holds {
            until
        } else {
            let (face, wait) = face(snapshot, has_window, now);
            let until = now + wait;
            self.made_of = Some((snapshot.revision, has_window, until));
            if self.shown.as_ref() != Some(&face) {
                self.shown = Some(face.clone());
                self.tray.show(face);
            }
            until
        };
        (until - now).to_std().unwrap_or(LONGEST).min(LONGEST) + AFTER_TURN
    }
}

fn longest() -> chrono::TimeDelta {
    chrono::TimeDelta::from_std(LONGEST).unwrap_or_default()
}

/// What a press asks for.
fn asked(press: TrayPress, snapshot: &Snapshot, now: Instant) -> ToShow {
    match press {
        TrayPress::Loudest => {
            board::loudest(&snapshot.world, now).map_or(ToShow::Window, |(id, _)| ToShow::Incident(id))
        }
        TrayPress::NewIncident => ToShow::NewIncident,
        TrayPress::Show => ToShow::Window,
        TrayPress::Hide => ToShow::Nothing,
        TrayPress::Quit => ToShow::End,
    }
}

/// The face at `now`, and how long it holds as long as nothing changes at the desk.
fn face(snapshot: &Snapshot, has_window: bool, now: Instant) -> (TrayFace, chrono::TimeDelta) {
    let world = &snapshot.world;
    let running = Running::of(world, now);
    let loudest = board::loudest(world, now).and_then(|(id, next)| {
        let live = world.live.get(&id)?;
        Some((live.incident.reference.clone(), next))
    });
    let said = words::said(running.open, loudest.as_ref(), snapshot.is_stopped, now);
    let quit = if running.is_any() {
        format!("Quit, though {}", running.words(world.settings.zone, now))
    } else {
        "Quit Bridgewatch".to_owned()
    };
    let face = TrayFace {
        icons: icon::icons(running.open, said.is_urgent),
        words: said.words,
        is_urgent: said.is_urgent,
        loudest: said.line,
        has_window,
        quit,
    };
    (face, said.holds)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::domain::words::Priority;
    use crate::platform::RecordingTray;
    use crate::ui::harness::{Trial, open, set_up, start};

    #[test]
    fn the_face_changes_once_a_minute_and_when_something_happens() {
        let trial = Trial::with([1024.0, 700.0], |handle, now| {
            set_up(handle, now);
            open(handle, "VPN drops sessions", Some(Priority::High), 10);
        });
        let tray = RecordingTray::default();
        let mut keeper = TrayKeeper::new(Box::new(tray.clone()));
        let snapshot = trial.handle.snapshot();
        let wait = keeper.keep(&snapshot, true, start());
        assert_eq!(tray.faces().len(), 1);
        let first = tray.faces()[0].clone();
        assert!(first.words.starts_with("1 open, next: "), "{}", first.words);
        assert!(first.words.ends_with(" in 5 min"), "{}", first.words);
        assert!(!first.is_urgent && first.has_window);
        assert_eq!(first.quit, "Quit, though 1 incident is open");
        assert!(wait <= Duration::from_millis(60_005), "{wait:?}");

        keeper.keep(&snapshot, true, start());
        keeper.keep(&snapshot, true, start() + TimeDelta::milliseconds(300));
        assert_eq!(tray.faces().len(), 1, "nothing reads otherwise");
        keeper.keep(&snapshot, false, start() + TimeDelta::milliseconds(400));
        assert_eq!(tray.faces().len(), 2, "the window is away");
        for secs in 1..=120 {
            keeper.keep(&snapshot, false, start() + TimeDelta::seconds(secs));
        }
        assert_eq!(tray.faces().len(), 4, "twice in two minutes");
        keeper.keep(&snapshot, false, start() + TimeDelta::minutes(7));
        let last = tray.faces().pop().unwrap();
        assert!(last.is_urgent && last.words.contains("overdue"), "{}", last.words);
        assert_ne!(last.icons, first.icons, "another picture");
        // A clock that was set back is no reason to keep what was said.
        keeper.keep(&snapshot, false, start());
        assert!(!tray.faces().pop().unwrap().is_urgent);
    }

    #[test]
    fn presses_ask_for_what_they_say() {
        let trial = Trial::with([1024.0, 700.0], |handle, now| {
            set_up(handle, now);
            open(handle, "VPN drops sessions", Some(Priority::High), 10);
        });
        let id = trial.incident("VPN drops sessions").id;
        let snapshot = trial.handle.snapshot();
        let asked = |press| asked(press, &snapshot, start());
        assert_eq!(asked(TrayPress::Loudest), ToShow::Incident(id));
        assert_eq!(asked(TrayPress::NewIncident), ToShow::NewIncident);
        assert_eq!(asked(TrayPress::Show), ToShow::Window);
        assert_eq!(asked(TrayPress::Hide), ToShow::Nothing);
        assert_eq!(asked(TrayPress::Quit), ToShow::End);
    }
}
