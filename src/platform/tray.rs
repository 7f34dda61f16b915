//! The tray: what stands there, and what somebody presses on it.
//!
//! Values and one trait. Never here: what an incident is, or what follows from a press.

use std::sync::{Arc, Mutex, PoisonError};

#[cfg(any(windows, target_os = "macos"))]
mod native;
#[cfg(any(windows, target_os = "macos"))]
pub use native::SystemTray;
#[cfg(all(unix, not(target_os = "macos")))]
mod status_item;
#[cfg(all(unix, not(target_os = "macos")))]
pub use status_item::SystemTray;

/// A square picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixmap {
    /// Its width and height, in pixels.
    pub side: u32,
    /// Red, green, blue and alpha of each pixel, row by row.
    pub rgba: Vec<u8>,
}

/// What stands in the tray.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrayFace {
    /// The same picture in several sizes, the smallest first.
    pub icons: Vec<Pixmap>,
    /// What the picture says, in words, in one line of plain text.
    pub words: String,
    /// Whether it asks to be looked at.
    pub is_urgent: bool,
    /// The line of the menu that leads to what is loudest; none if nothing is.
    pub loudest: Option<String>,
    /// Whether the window is on the screen.
    pub has_window: bool,
    /// The line of the menu that ends the program.
    pub quit: String,
}

/// What somebody presses on the tray.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrayPress {
    /// What is loudest.
    Loudest,
    /// A new incident.
    NewIncident,
    /// The window, or the icon itself.
    Show,
    /// The window away.
    Hide,
    /// The end of the program.
    Quit,
}

/// Called for each press, from a thread of the tray; must return at once.
pub type TrayPressed = Arc<dyn Fn(TrayPress) + Send + Sync>;

/// Called when the health has changed, from a thread of the tray; must return at once.
pub type TrayChanged = Arc<dyn Fn() + Send + Sync>;

/// How the tray fares, for Settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrayHealth {
    /// Nothing was shown yet.
    Untried,
    /// It is there.
    Shown,
    /// It is not there.
    Missing {
        /// Why, in plain words, without a period.
        reason: String,
    },
}

/// Stands in the tray. No call blocks, and none fails to the caller. Used on the thread of the window.
pub trait Tray {
    /// Shows a face in the place of the last one.
    fn show(&mut self, face: TrayFace);
    /// How it fares.
    fn health(&self) -> TrayHealth;
}

/// A health that is told by one thread and read by another.
#[cfg(target_os = "linux")]
pub(super) struct HealthCell {
    health: Mutex<TrayHealth>,
    changed: TrayChanged,
}

#[cfg(target_os = "linux")]
impl HealthCell {
    pub(super) fn new(changed: TrayChanged) -> Arc<Self> {
        Arc::new(Self { health: Mutex::new(TrayHealth::Untried), changed })
    }

    pub(super) fn now(&self) -> TrayHealth {
        self.health.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set(&self, health: TrayHealth) {
        let mut known = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        if *known != health {
            *known = health;
            drop(known);
            (self.changed)();
        }
    }
}

/// A tray that only remembers, for tests, and for where there is no desk yet.
#[derive(Debug, Clone, Default)]
pub struct RecordingTray {
    faces: Arc<Mutex<Vec<TrayFace>>>,
    missing: Arc<Mutex<Option<String>>>,
}

impl RecordingTray {
    /// What was shown so far.
    pub fn faces(&self) -> Vec<TrayFace> {
        self.faces.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on there is no tray, for this reason; or there is one again.
    pub fn is_missing(&self, reason: Option<&str>) {
        *self.missing.lock().unwrap_or_else(PoisonError::into_inner) = reason.map(str::to_owned);
    }
}

impl Tray for RecordingTray {
    fn show(&mut self, face: TrayFace) {
        self.faces.lock().unwrap_or_else(PoisonError::into_inner).push(face);
    }

    fn health(&self) -> TrayHealth {
        match &*self.missing.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(reason) => TrayHealth::Missing { reason: reason.clone() },
            None if self.faces().is_empty() => TrayHealth::Untried,
            None => TrayHealth::Shown,
        }
    }
}
