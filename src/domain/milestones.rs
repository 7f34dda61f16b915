//! The milestones of an incident with the entries that reached them, so that each can be corrected.

use super::event::{EventId, Fact};
use super::incident::Entry;
use super::time::Instant;
use super::timeline::CUSTOMERS;
use super::words::CallOutcome;
use super::world::Live;

/// A named moment of an incident, reached or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Its name, such as `initial-notification`.
    pub name: &'static str,
    /// What it is called on screen.
    pub title: &'static str,
    /// When it was reached and by which entry; none while it was not.
    pub reached: Option<Reached>,
}

/// How a milestone was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// When, after corrections.
    pub at: Instant,
    /// The entry that reached it.
    pub entry: EventId,
    /// When it was first said to have happened, where a correction has moved it.
    pub was: Option<Instant>,
}

/// The milestones in the order of the trade.
const ALL: [(&str, &str); 10] = [
    ("detected", "Detected"),
    ("opened", "Opened"),
    ("triaged", "Triaged"),
    ("referred", "Referred"),
    ("acknowledged", "Acknowledged"),
    ("initial-notification", "Initial notification"),
    ("hotline-notified", "Hotline notified"),
    ("mitigated", "Mitigated"),
    ("restored", "Restored"),
    ("closed", "Closed"),
];

/// Whether a fact reaches a milestone.
fn reaches(fact: &Fact, name: &str) -> bool {
    match fact {
        Fact::IncidentOpened(opened) => name == "opened" || (name == "triaged" && opened.priority.is_some()),
        Fact::PriorityAssigned { .. } => name == "triaged",
        Fact::Referred { .. } => name == "referred",
        Fact::Acknowledged { .. } => name == "acknowledged",
        Fact::UpdateSent { audience, .. } => {
            name == "initial-notification" && audience.eq_ignore_ascii_case(CUSTOMERS)
        }
        Fact::HotlineCalled { outcome: CallOutcome::Reached, .. } => name == "hotline-notified",
        Fact::Restored { .. } => name == "restored",
        Fact::Closed { .. } | Fact::Cancelled { .. } | Fact::MarkedDuplicate { .. } => name == "closed",
        Fact::MilestoneReached { milestone, .. } => milestone == name,
        _ => false,
    }
}

/// The milestones of an incident: the first entry that reached each; of the restoration and the closing
/// the last, and none of it once it was reopened.
pub fn milestones(live: &Live) -> Vec<Milestone> {
    let mut timed: Vec<&Entry> = live.incident.effective().collect();
    timed.sort_by_key(|entry| entry.happened_at);
    let reopened_at = timed.iter().rev().find_map(|entry| match entry.fact() {
        Fact::Reopened { .. } => Some(entry.happened_at),
        _ => None,
    });
    let found = |name: &str| {
        let mut reaching = timed.iter().filter(|entry| reaches(entry.fact(), name));
        if matches!(name, "restored" | "closed") {
            reaching.next_back().filter(|entry| reopened_at.is_none_or(|at| entry.happened_at > at))
        } else {
            reaching.next()
        }
    };
    let reached = |entry: &&Entry| Reached {
        at: entry.happened_at,
        entry: entry.event.id,
        was: Some(entry.event.happened_at).filter(|was| *was != entry.happened_at),
    };
    ALL.into_iter()
        .map(|(name, title)| Milestone { name, title, reached: found(name).map(reached) })
        .collect()
}
