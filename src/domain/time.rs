//! The one kind of instant, and its words.

use chrono::{DateTime, Utc};

/// An instant on the universal time line. What the domain reckons with; civil time is only
/// made from it where a zone is named.
pub type Instant = DateTime<Utc>;

/// The same instant cut to the whole second: facts and deadlines are judged to the second.
pub fn whole_second(at: Instant) -> Instant {
    DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at)
}
