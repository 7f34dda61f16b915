//! What is stored of a post-mortem beside plain words.

use serde::{Deserialize, Serialize};

/// One item of an agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgendaItem {
    /// What is spoken about.
    pub title: String,
    /// How long; minutes.
    pub minutes: u32,
}

/// The expected outcome of a post-mortem: what deviated, not why (R item 5). Each part is a text of its
/// own; an empty one was not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemStatement {
    /// What deviated from what is expected.
    pub deviated: String,
    /// Where.
    pub place: String,
    /// Since when.
    pub since: String,
    /// How far.
    pub extent: String,
    /// For whom.
    pub affected: String,
    /// What it is not.
    pub is_not: String,
}
