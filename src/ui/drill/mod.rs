//! What a window over a drill shows beside the desk: the banner on top of every screen, what was said, and the
//! scorecard at the end.
//!
//! | file | is |
//! | --- | --- |
//! | `banner` | how far the script is, what was said last, and how fast it runs |
//! | `card` | the scorecard |
//! | `words` | both in words, as plain data |
//!
//! Never here: what happens in a drill, or when.

mod banner;
mod card;
mod words;

use crate::desk::drill::{DrillHandle, DrillNow};
use crate::domain::drill::card::Card;
use crate::domain::time::Instant;
use crate::domain::world::World;

pub use banner::banner_ui;
pub use card::card_ui;
pub use words::card_text;

/// What is said when the drill was started from the real desk.
pub const STARTED: &str = "The drill opens in a window of its own";

/// What somebody wants of a drill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrillWish {
    /// Let it stand.
    Pause,
    /// Let it go on.
    GoOn,
    /// The next faster speed.
    Faster,
    /// The next slower speed.
    Slower,
    /// End it, and show the scorecard.
    End,
    /// Show the scorecard, or the desk as it stands.
    ShowCard(bool),
    /// Show all that was said, or the last words alone.
    ListAll(bool),
    /// Close the window.
    Close,
}

/// A drill as the window keeps it.
pub struct DrillView {
    /// The way to it.
    pub handle: DrillHandle,
    /// Whether the scorecard is shown once it has ended.
    pub shows_card: bool,
    /// Whether all that was said is shown.
    pub lists_all: bool,
    /// The scorecard, kept while the desk is the same.
    card: Option<(u64, Card)>,
}

impl DrillView {
    /// A drill that begins.
    pub const fn new(handle: DrillHandle) -> Self {
        Self { handle, shows_card: true, lists_all: false, card: None }
    }

    /// How it stands.
    pub fn at(&self, world: &World, now: Instant) -> DrillNow {
        self.handle.at(world, now)
    }

    /// Its scorecard once it has ended, made anew where the desk is another.
    pub fn card(&mut self, world: &World, revision: u64) -> Option<&Card> {
        if self.card.as_ref().is_none_or(|(made, _)| *made != revision) {
            self.card = self.handle.card(world).map(|card| (revision, card));
        }
        self.card.as_ref().map(|(_, card)| card)
    }
}

#[cfg(test)]
mod tests;
