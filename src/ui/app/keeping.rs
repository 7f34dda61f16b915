//! What the window keeps on disk for itself, by way of the desk: what is being typed, and how the
//! window looks. At most once a second, and at once when something is submitted.

use chrono::TimeDelta;
use egui::Context;

use super::Shell;
use crate::desk::DRAFTS_FILE;
use crate::domain::time::Instant;
use crate::ui::preferences::{LEAST_SIZE, WINDOW_FILE};

/// How long after a change it is written.
pub(super) const REST: TimeDelta = TimeDelta::seconds(1);

impl Shell {
    /// Writes what has changed, once it has rested.
    pub(super) fn keep(&mut self, ctx: &Context, now: Instant) {
        self.note_size(ctx);
        if self.forms == self.kept_forms && self.preferences == self.kept_preferences {
            self.unkept_since = None;
            return;
        }
        let since = *self.unkept_since.get_or_insert(now);
        if (now - since).abs() >= REST {
            self.keep_at_once();
        }
    }

    /// Writes what has changed.
    pub(super) fn keep_at_once(&mut self) {
        if self.forms != self.kept_forms {
            self.kept_forms = self.forms.clone();
            if let Ok(text) = serde_json::to_string(&self.forms.kept()) {
                self.handle.keep(DRAFTS_FILE, text);
            }
        }
        if self.preferences != self.kept_preferences {
            self.kept_preferences = self.preferences.clone();
            self.handle.keep(WINDOW_FILE, self.preferences.to_text());
        }
        self.unkept_since = None;
    }

    /// The window's size as a person left it: not while it fills the screen or is away.
    fn note_size(&mut self, ctx: &Context) {
        let size = ctx.input(|input| {
            let viewport = input.viewport();
            let is_special =
                [viewport.maximized, viewport.fullscreen, viewport.minimized].contains(&Some(true));
            viewport.inner_rect.filter(|_| !is_special).map(|rect| rect.size() * ctx_zoom(input))
        });
        if let Some(size) = size {
            self.preferences.size = [size.x.round().max(LEAST_SIZE[0]), size.y.round().max(LEAST_SIZE[1])];
        }
    }
}

/// The scale of the program itself, without that of the screen.
fn ctx_zoom(input: &egui::InputState) -> f32 {
    let native = input.viewport().native_pixels_per_point.unwrap_or(1.0);
    input.pixels_per_point() / native
}
