//! The notifications page: rewritten in its folder whenever what it shows has changed. A folder that
//! cannot be written is said once, and tried again.
//!
//! The folder may be on a network that is down: the file is written beside the desk's thread, so that no
//! alarm waits for it.

use std::path::PathBuf;

use chrono::TimeDelta;

use crate::documents::notifications_of::notifications_of;
use crate::documents::notifications_page::notifications_page;
use crate::domain::event::DeviceId;
use crate::domain::time::Instant;
use crate::domain::world::World;
use crate::platform::BackgroundFile;

/// The page's file inside its folder.
pub const FILE: &str = "notifications.html";

/// How long after a failure it is tried again.
const RETRY: TimeDelta = TimeDelta::seconds(60);

/// How soon its outcome is looked for after it was asked for, and for how long.
const SOON: TimeDelta = TimeDelta::milliseconds(250);
const PATIENCE: TimeDelta = TimeDelta::seconds(5);

/// What was last asked to be written, and what went wrong.
#[derive(Default)]
pub struct Page {
    writer: Option<BackgroundFile>,
    asked_for: Option<(PathBuf, String)>,
    /// When it was asked for, while its outcome is still to come.
    pending_since: Option<Instant>,
    trouble: Option<String>,
    retry_at: Option<Instant>,
}

impl Page {
    /// Why it cannot be written, if it cannot.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// When it is to be looked at next: soon while its outcome is to come, or when it is tried again.
    pub fn look_at(&self, now: Instant) -> Option<Instant> {
        // A folder that does not answer is left to the usual rounds.
        let is_soon = self.pending_since.is_some_and(|since| (now - since).abs() < PATIENCE);
        if is_soon { Some(now + SOON) } else { self.retry_at }
    }

    /// Asks for the page of this machine if it reads differently from what was asked for.
    pub fn settle(&mut self, world: &World, device: DeviceId, now: Instant) {
        let Some(place) = world.settings.pages.get(&device) else {
            if self.asked_for.is_some() || self.trouble.is_some() {
                *self = Self::default();
            }
            return;
        };
        let path = PathBuf::from(&place.folder).join(FILE);
        if self.asked_for.as_ref().is_some_and(|(asked, _)| *asked != path) {
            // What was wrong with another folder says nothing about this one.
            self.asked_for = None;
            self.trouble = None;
            self.retry_at = None;
            drop(self.writer.as_ref().and_then(BackgroundFile::outcome));
        }
        let page = notifications_of(world, &place.audience, now);
        // What it says, apart from the time at which it was written.
        let content = format!("{:?}{:?}{}{}", page.open, page.settled, page.desk, page.audience);
        let asked_for = (path.clone(), content);
        if self.asked_for.as_ref() == Some(&asked_for) {
            return;
        }
        let writer = self.writer.get_or_insert_with(BackgroundFile::start);
        writer.write(path, notifications_page(&page).into_bytes());
        self.asked_for = Some(asked_for);
        self.pending_since = Some(now);
    }

    /// Takes in what became of it, and tries again once the time has come. Whether what is said about it
    /// has changed.
    pub fn look(&mut self, world: &World, device: DeviceId, now: Instant) -> bool {
        let mut has_changed = false;
        if let Some(outcome) = self.writer.as_ref().and_then(BackgroundFile::outcome) {
            self.pending_since = None;
            let trouble = outcome.err();
            self.retry_at = trouble.is_some().then(|| now + RETRY);
            has_changed = trouble != self.trouble;
            self.trouble = trouble;
        }
        if self.retry_at.is_some_and(|at| at <= now) {
            self.retry_at = None;
            self.asked_for = None;
            self.settle(world, device, now);
        }
        has_changed
    }
}
