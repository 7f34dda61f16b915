//! What a person is told beside the deadlines of incidents: about their watch, about service reviews.
//!
//! What is to be told follows from the facts, and what was told is a fact, by a key that says what. So a
//! restart neither repeats nor drops one.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::decide::CLOCK_SKEW_SECS;
use super::event::{Fact, Subject};
use super::time::Instant;
use super::world::World;

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// One's own watch, and the handoff.
    Watch,
    /// The reviews of service delivery, and what came out of them.
    ServiceReviews,
}

impl Topic {
    /// All of them, in order.
    pub const ALL: [Self; 2] = [Self::Watch, Self::ServiceReviews];

    /// The subject of the fact that it was told.
    pub const fn subject(self) -> Subject {
        match self {
            Self::Watch => Subject::Watch,
            Self::ServiceReviews => Subject::ServiceReviews,
        }
    }

    /// Several things at once, in words.
    pub fn digest(self, count: usize) -> String {
        match self {
            Self::Watch => format!("{count} things about your watch"),
            Self::ServiceReviews => format!("{count} things about service reviews"),
        }
    }
}

/// What was told, by its key, and when it last was, in the order of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told(BTreeMap<String, Instant>);

impl Told {
    /// One more was told.
    pub fn take(&mut self, key: &str, at: Instant) {
        self.0.insert(key.to_owned(), at);
    }

    /// Whether it was told by `now`. What was told at an instant that is still to come was told by a clock that ran
    /// ahead and was set right since, and is told once more at its time.
    pub fn has(&self, key: &str, now: Instant) -> bool {
        self.0.get(key).is_some_and(|at| *at <= now + TimeDelta::seconds(CLOCK_SKEW_SECS))
    }
}

/// One thing to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskNotice {
    /// What it is about.
    pub topic: Topic,
    /// What, and to whom where it is for one person: told once.
    pub key: String,
    /// When it should be told.
    pub planned_at: Instant,
    /// From when on it is no news any more.
    pub lapses_at: Instant,
    /// Whether somebody waits for an answer.
    pub asks: bool,
    /// Whether quiet hours hold it: not the start of one's own watch, nor a handoff that was offered.
    pub may_wait: bool,
    /// One line.
    pub title: String,
    /// More, a line each.
    pub body: String,
}

impl DeskNotice {
    /// Whether it was told already.
    pub fn was_told(&self, world: &World, now: Instant) -> bool {
        match self.topic {
            Topic::Watch => world.watch.told.has(&self.key, now),
            Topic::ServiceReviews => world.service_reviews.told.has(&self.key, now),
        }
    }

    /// When it is told, if nothing else happens: when it should be, or at the end of the quiet hours of this
    /// machine that hold it.
    pub fn told_at(&self, world: &World, now: Instant) -> Instant {
        let held_until = world.quiet_until(self.planned_at.max(now)).filter(|_| self.may_wait);
        held_until.unwrap_or(self.planned_at)
    }

    /// How late it is told at `now`, in seconds.
    pub fn late_secs(&self, now: Instant) -> i64 {
        (now - self.planned_at).num_seconds().max(0)
    }

    /// The fact that it is told at `now`.
    pub fn told(&self, now: Instant) -> Fact {
        let (what, late_secs) = (self.key.clone(), self.late_secs(now));
        match self.topic {
            Topic::Watch => Fact::WatchTold { what, late_secs },
            Topic::ServiceReviews => Fact::ServiceReviewTold { what, late_secs },
        }
    }
}
