//! What was decided about the reviews of service delivery, as it is written to the log.

use std::fmt;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::domain::directory::Named;
use crate::domain::event::EventId;
use crate::domain::time::Instant;

/// How a department is looked after: by whom, and when its reviews are (I). See
/// [`crate::domain::event::Fact::ReviewCycleSet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewCycle {
    /// The department; an agency of the directory where one has that name.
    pub department: Named,
    /// The service coordinator who looks after it.
    pub coordinator: Named,
    /// Whom its own people turn to, and who speaks for it.
    pub liaison: Option<Named>,
    /// The key management people who belong to its reviews.
    pub attendees: Vec<Named>,
    /// How many reviews a year: 2, 3 or 4 (I).
    pub per_year: u32,
    /// The date of the first one, in civil time of the desk.
    pub first: NaiveDate,
    /// The wall time at which they begin, in the desk's zone.
    pub time: NaiveTime,
    /// How long they are; minutes.
    pub minutes: u32,
    /// Room or bridge.
    pub place: Option<String>,
}

/// The time of a review that was set or moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewTime {
    /// When it begins.
    pub at: Instant,
    /// How long it is; minutes.
    pub minutes: u32,
    /// Room or bridge.
    pub place: Option<String>,
}

/// Where a note belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteSection {
    /// How services were delivered.
    Delivery,
    /// What comes again or changes.
    Trends,
    /// What the department will need.
    Needs,
    /// Anything else that was said.
    Minutes,
}

impl NoteSection {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Delivery, Self::Trends, Self::Needs, Self::Minutes];

    /// The words on a screen, in small letters.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Delivery => "service delivery",
            Self::Trends => "trends",
            Self::Needs => "future needs",
            Self::Minutes => "minutes",
        }
    }
}

impl fmt::Display for NoteSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A task that came out of a review. See [`crate::domain::event::Fact::ServiceReviewActionGiven`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionGiven {
    /// The department it is for.
    pub department: Named,
    /// The review it came out of, if it came out of one.
    pub review: Option<EventId>,
    /// What is to be done.
    pub what: String,
    /// Who does it.
    pub owner: Named,
    /// By when.
    pub due: Option<Instant>,
}

/// Time spent in support of service coordination (I). See [`crate::domain::event::Fact::EffortLogged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortSpent {
    /// The department it was spent for.
    pub department: Named,
    /// How long; minutes.
    pub minutes: u32,
    /// On which day, in civil time of the desk.
    pub on: NaiveDate,
    /// By whom.
    pub by: Named,
    /// For what.
    pub what: Option<String>,
}
