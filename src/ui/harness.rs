//! How tests drive the window: a real desk on its thread, a folder that goes away, a clock that
//! stands until it is moved, and the shell through its accessibility tree.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use egui::{Key, Modifiers, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::app::Shell;
use super::preferences::Kept;
use super::{fonts, theme};
use crate::desk::{DeskHandle, DeskOptions, DeskThread, LateHandle, Request};
use crate::domain::command::Wish;
use crate::domain::event::Fact;
use crate::domain::incident::Incident;
use crate::domain::time::Instant;
use crate::domain::words::{Kind, Priority};
use crate::platform::{AnsweringDialogs, ManualClock, NotifierRecord, RecordingNotifier};

/// A window over a desk.
pub struct Trial {
    pub window: Harness<'static, Shell>,
    pub clock: Arc<ManualClock>,
    pub handle: DeskHandle,
    late: LateHandle,
    pub folder: tempfile::TempDir,
    pub dialogs: AnsweringDialogs,
    /// What the desk asked the system to show.
    pub notices: NotifierRecord,
    _desk: DeskThread,
}

/// Monday 2 March 2026, 14:00 in Chicago.
pub fn start() -> Instant {
    DateTime::parse_from_rfc3339("2026-03-02T20:00:00Z").unwrap().to_utc()
}

impl Trial {
    /// A desk that nobody has set up.
    pub fn unset(size: [f32; 2]) -> Self {
        Self::with(size, |_, _| {})
    }

    /// A desk that is set up and empty.
    pub fn new() -> Self {
        Self::with([1280.0, 800.0], set_up)
    }

    /// A desk that is set up and holds what `fill` puts into it.
    pub fn with(size: [f32; 2], fill: impl FnOnce(&DeskHandle, Instant)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::new(start()));
        let mut late = None;
        let (notifier, notices) = RecordingNotifier::new();
        let desk = DeskThread::start(Arc::<ManualClock>::clone(&clock), |handle| {
            late = Some(handle);
            let notifier = Box::new(notifier);
            DeskOptions { folder: folder.path().to_path_buf(), zone: Tz::America__Chicago, notifier }
        })
        .unwrap();
        let handle = desk.handle();
        fill(&handle, start());
        settle_requests(&handle);
        let kept = Kept::read(folder.path());
        let dialogs = AnsweringDialogs::default();
        let shell = Shell::new(handle.clone(), Arc::<ManualClock>::clone(&clock), kept)
            .with_dialogs(Arc::new(dialogs.clone()));
        let window = window(size, shell);
        let late = late.unwrap();
        let mut trial = Self { window, clock, handle, late, folder, dialogs, notices, _desk: desk };
        trial.run();
        trial
    }

    /// The window once more over the same desk, with what the last one kept on the disk: as after a crash.
    pub fn open_anew(&mut self) {
        let kept = Kept::read(self.folder.path());
        let shell = Shell::new(self.handle.clone(), Arc::<ManualClock>::clone(&self.clock), kept)
            .with_dialogs(Arc::new(self.dialogs.clone()));
        let size = self.window.ctx.content_rect().size();
        self.window = window(size.into(), shell);
        self.run();
    }

    /// Paints until everything that was asked for has its outcome.
    pub fn run(&mut self) {
        for _ in 0..30_000 {
            self.window.run();
            if !self.window.state().is_waiting() {
                self.window.run();
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("an outcome has not come in half a minute");
    }

    /// Moves the clock on, and lets the desk and the window see it.
    pub fn pass(&mut self, by: TimeDelta) {
        self.clock.advance(by);
        let before = self.handle.snapshot().revision;
        self.late.health_changed();
        for _ in 0..2_000 {
            if self.handle.snapshot().revision > before {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        self.run();
    }

    /// Presses a key, with the character that it types.
    pub fn key(&mut self, key: Key) {
        self.key_with(Modifiers::NONE, key);
    }

    /// Presses a key with modifiers.
    pub fn key_with(&mut self, modifiers: Modifiers, key: Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.run();
    }

    /// Types into the field that has the keyboard: each character as its key and its text, as a
    /// keyboard does.
    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            let modifiers = if c.is_uppercase() { Modifiers::SHIFT } else { Modifiers::NONE };
            let key = Key::from_name(&c.to_uppercase().to_string());
            let event = |pressed| {
                key.map(|key| egui::Event::Key { key, physical_key: None, pressed, repeat: false, modifiers })
            };
            let events = &mut self.window.input_mut().events;
            events.extend(event(true));
            events.push(egui::Event::Text(c.to_string()));
            events.extend(event(false));
            self.window.step();
        }
        self.run();
    }

    /// Presses the button of that name.
    pub fn press(&mut self, name: &str) {
        self.window.get_by_label(name).click();
        self.run();
    }

    /// Whether something of that name is on the screen.
    pub fn shows(&self, name: &str) -> bool {
        self.window.query_all_by_label(name).next().is_some()
    }

    /// Whether something whose name or text holds these words is on the screen.
    pub fn says(&self, words: &str) -> bool {
        self.window.query_all_by_label_contains(words).next().is_some()
            || self.window.query_all_by_value(words).next().is_some()
    }

    /// The incident of that title as the desk has it.
    pub fn incident(&self, title: &str) -> Incident {
        let snapshot = self.handle.snapshot();
        let found = snapshot.world.live.values().find(|live| live.incident.title == title);
        found.unwrap_or_else(|| panic!("no incident is called {title}")).incident.clone()
    }

    /// How many incidents the desk has.
    pub fn incidents(&self) -> usize {
        self.handle.snapshot().world.live.len()
    }

    /// What was written down about an incident, but for what the desk tells by itself.
    pub fn facts(&self, title: &str) -> Vec<Fact> {
        let entries = self.incident(title).entries;
        entries
            .into_iter()
            .map(|entry| entry.event.fact)
            .filter(|fact| !matches!(fact, Fact::AlarmRaised { .. }))
            .collect()
    }
}

fn window(size: [f32; 2], shell: Shell) -> Harness<'static, Shell> {
    Harness::builder()
        .with_size(size)
        .with_theme(Theme::Dark)
        .with_os(egui::os::OperatingSystem::Nix)
        .with_max_steps(12)
        .with_context_setup(|ctx| {
            fonts::install(ctx);
            theme::apply(ctx);
            ctx.options_mut(|options| options.zoom_with_keyboard = false);
        })
        .build_ui_state(|ui, shell: &mut Shell| shell.ui(ui), shell)
}

/// Sets up a desk as a person does at the first start.
pub fn set_up(handle: &DeskHandle, _: Instant) {
    handle.submit(Request::of_desk(Wish::ConfigureDesk {
        name: None,
        manager: Some("Sample Manager".to_owned()),
        time_zone: Some("America/Chicago".to_owned()),
        hotline: None,
        holidays: None,
        default_policy: None,
    }));
}

/// Opens an incident so many minutes ago.
pub fn open(handle: &DeskHandle, title: &str, priority: Option<Priority>, minutes_ago: i64) {
    let wish = Wish::OpenIncident {
        title: title.to_owned(),
        priority,
        kind: Some(Kind::Regular),
        environment: None,
        ticket: None,
        policy: None,
    };
    handle.submit(Request::of_desk(wish).at(Some(start() - TimeDelta::minutes(minutes_ago))));
}

/// Waits until the desk has done all that was submitted, and forgets the outcomes.
fn settle_requests(handle: &DeskHandle) {
    let last = handle.submit(Request::of_desk(Wish::Undo {}));
    for _ in 0..60_000 {
        let outcomes = handle.take_outcomes();
        for outcome in outcomes.iter().filter(|outcome| outcome.ticket != last) {
            assert!(outcome.result.is_ok(), "{:?}", outcome.result);
        }
        if outcomes.iter().any(|outcome| outcome.ticket == last) {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("the desk has not answered in a minute");
}
