//! A deadline: one instant by which one thing must be done, and how it stands.
//!
//! Deadlines are derived by [`deadlines`], never stored. They do not depend on the present;
//! [`Deadline::state`] and [`Deadline::is_shown`] are asked with it.

use std::sync::Arc;

pub use super::clock::deadlines;
use super::time::{Instant, whole_second};

/// One instant by which one thing must be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The clock's id.
    pub clock: Arc<str>,
    /// Which one of the clock's deadlines it is, from 1.
    pub nth: u32,
    /// When its span began.
    pub starts: Instant,
    /// By when it must be done; exactly on time is met. While paused, as it stood at the pause.
    pub due: Instant,
    /// When the warning share of the span has run; `None` if the clock gives no warning.
    pub warn_at: Option<Instant>,
    /// What became of it.
    pub outcome: Outcome,
    /// On a fixed schedule: shown only from here on.
    pub shown_from: Option<Instant>,
    /// From here on something else speaks for it: the next step of its ladder, or the next
    /// deadline of its schedule. It stays owed, and tells nothing more.
    pub quiet_from: Option<Instant>,
}

/// What became of a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Still owed.
    Open,
    /// Its clock is paused.
    Paused {
        /// Since when.
        since: Instant,
    },
    /// It was done, in time or late.
    Done {
        /// When it happened.
        at: Instant,
    },
    /// It ended without having been done: overdue when it did, missed; otherwise not needed.
    Ended {
        /// When.
        at: Instant,
        /// Why, in words.
        why: String,
    },
    /// Somebody said that it was not needed.
    NotNeeded {
        /// When.
        at: Instant,
        /// The reason given.
        why: String,
    },
}

/// How a deadline stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeadlineState {
    /// Time is left.
    Running,
    /// The warning share has run.
    Warning,
    /// It has passed and is owed still.
    Overdue,
    /// Done in time.
    Met,
    /// Done late, or passed and then ended.
    Missed,
    /// Its clock is paused.
    Paused,
    /// Nobody has to do it any more.
    NotNeeded,
}

impl DeadlineState {
    /// The word in files and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Warning => "warning",
            Self::Overdue => "overdue",
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Paused => "paused",
            Self::NotNeeded => "not_needed",
        }
    }
}

impl Deadline {
    /// How it stands at `now`, judged to the second.
    pub fn state(&self, now: Instant) -> DeadlineState {
        match &self.outcome {
            Outcome::Done { at } if *at <= self.due => DeadlineState::Met,
            Outcome::Done { .. } => DeadlineState::Missed,
            Outcome::Ended { at, .. } if self.due < *at => DeadlineState::Missed,
            Outcome::Ended { .. } | Outcome::NotNeeded { .. } => DeadlineState::NotNeeded,
            Outcome::Paused { .. } => DeadlineState::Paused,
            Outcome::Open if whole_second(now) > self.due => DeadlineState::Overdue,
            Outcome::Open if self.warn_at.is_some_and(|at| now >= at) => DeadlineState::Warning,
            Outcome::Open => DeadlineState::Running,
        }
    }

    /// Whether something is still to be done about it.
    pub fn is_owed(&self) -> bool {
        matches!(self.outcome, Outcome::Open | Outcome::Paused { .. })
    }

    /// Whether it is owed, running, and not spoken for by another at `now`: what may alarm and
    /// what a board counts.
    pub fn is_pressing(&self, now: Instant) -> bool {
        self.outcome == Outcome::Open && self.is_shown(now) && self.quiet_from.is_none_or(|at| now < at)
    }

    /// Whether it is there at all at `now`: on a fixed schedule, one deadline at a time.
    pub fn is_shown(&self, now: Instant) -> bool {
        !self.is_owed() || self.shown_from.is_none_or(|at| now > at)
    }

    /// When it was done, if it was.
    pub fn met_at(&self) -> Option<Instant> {
        match self.outcome {
            Outcome::Done { at } => Some(at),
            _ => None,
        }
    }
}
