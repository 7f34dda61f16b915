//! What was decided about the watch, as it is written to the log.
//!
//! People are named in words by what they were called, and `people` says which record of the directory
//! each name meant. A stored fact is readable by itself, and a person who is renamed stays the same.

use serde::{Deserialize, Serialize};

use crate::domain::directory::Named;
use crate::domain::event::{EventId, IncidentId};
use crate::domain::rota::change::What;
use crate::domain::rota::person::Seat;
use crate::domain::rota::rule::RuleDraft;
use crate::domain::time::Instant;

/// See [`crate::domain::event::Fact::RotaRuleAdopted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleAdopted {
    /// The line of rules it belongs to.
    pub track: String,
    /// The rule; none where the line ends.
    pub rule: Option<RuleDraft>,
    /// From when it governs.
    pub from: Instant,
    /// The people it names.
    pub people: Vec<Named>,
    /// The reason.
    pub why: Option<String>,
}

/// See [`crate::domain::event::Fact::WatchChangeAsked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeAsked {
    /// What is changed.
    pub what: What,
    /// The people it names, and who asks.
    pub people: Vec<Named>,
    /// Who asks.
    pub by: Named,
    /// The reason.
    pub why: Option<String>,
    /// Those whose agreement was recorded with it, on their behalf.
    pub agreed: Vec<Named>,
    /// How they agreed.
    pub how: Option<String>,
}

/// What was said to a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Agreed.
    Accepted,
    /// Refused.
    Declined,
    /// Taken back before it was agreed.
    Withdrawn,
    /// Ended after it was agreed.
    Undone,
}

/// See [`crate::domain::event::Fact::WatchChangeAnswered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeAnswered {
    /// The entry that asked for the change.
    pub change: EventId,
    /// What was said.
    pub answer: Answer,
    /// Whose word it is.
    pub of: Named,
    /// Who recorded it.
    pub by: Named,
    /// The reason, or how they said it.
    pub why: Option<String>,
}

/// A shift that was, as a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptShift {
    /// The seat.
    pub seat: Seat,
    /// Who held it.
    pub person: Named,
    /// From when.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
    /// The turn of a rule that it was, or in which it replaced somebody.
    pub turn: Option<KeptTurn>,
    /// The entry of the change that put them there, if one did.
    pub change: Option<EventId>,
}

/// A turn of a rule, by the entry that adopted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTurn {
    /// The entry that adopted the rule.
    pub adoption: EventId,
    /// The turn, the anchor's being 0.
    pub number: i64,
}

/// See [`crate::domain::event::Fact::HandoffOffered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoffOffered {
    /// Who hands over.
    pub from: Named,
    /// Who is to take over.
    pub to: Named,
    /// By when it is to be accepted.
    pub accept_by: Instant,
    /// What the one who hands over adds.
    pub words: Option<String>,
    /// The brief as it was: the open incidents.
    pub items: Vec<BriefItem>,
    /// The brief as it was: what is about no single incident.
    pub sections: Vec<BriefSection>,
}

/// One open incident of a brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefItem {
    /// The incident.
    pub incident: IncidentId,
    /// Its reference then.
    pub reference: String,
    /// Its title then.
    pub title: String,
    /// Whether it has to be accepted by itself: a major incident.
    pub is_major: bool,
    /// Whether the one who hands over has command of it.
    pub has_command: bool,
    /// What there is to know, a line each.
    pub lines: Vec<String>,
}

/// Some lines of a brief under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefSection {
    /// The heading.
    pub title: String,
    /// The lines.
    pub lines: Vec<String>,
}
