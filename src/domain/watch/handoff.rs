//! The passing of the watch: offered with its brief, accepted item by item, declined or taken back.

use std::collections::BTreeSet;

use super::facts::{BriefItem, HandoffOffered};
use crate::domain::event::{Event, EventId, Fact};
use crate::domain::time::Instant;

/// How far a handoff has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandoffState {
    /// It waits for an answer.
    Offered,
    /// The watch was taken over.
    Accepted {
        /// When.
        at: Instant,
        /// Who wrote it down.
        by: String,
    },
    /// It was not taken over.
    Declined {
        /// When.
        at: Instant,
        /// Who wrote it down.
        by: String,
        /// The reason.
        why: String,
    },
    /// It was taken back, or another was offered in its place.
    Withdrawn {
        /// When.
        at: Instant,
    },
}

/// A handoff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handoff {
    /// The entry that offered it: its name for good.
    pub entry: EventId,
    /// When it was offered.
    pub at: Instant,
    /// What was offered, as it was.
    pub offered: HandoffOffered,
    /// The items that were accepted, by their number from 1.
    pub items: BTreeSet<u32>,
    /// How far it has come.
    pub state: HandoffState,
}

impl Handoff {
    /// Whether it waits for an answer.
    pub const fn is_offered(&self) -> bool {
        matches!(self.state, HandoffState::Offered)
    }

    /// When it was accepted.
    pub const fn accepted_at(&self) -> Option<Instant> {
        match &self.state {
            HandoffState::Accepted { at, .. } => Some(*at),
            _ => None,
        }
    }

    /// The incidents with their numbers from 1.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &BriefItem)> {
        (1..).zip(&self.offered.items)
    }

    /// The major incidents that nobody has accepted yet.
    pub fn open_items(&self) -> impl Iterator<Item = (u32, &BriefItem)> {
        self.numbered().filter(|(number, item)| item.is_major && !self.items.contains(number))
    }
}

/// One more fact. Only what is offered can be answered.
pub(super) fn evolve(handoffs: &mut Vec<Handoff>, event: &Event) {
    let at = event.happened_at;
    let mut settle = |id: &EventId, state: HandoffState| {
        if let Some(one) = handoffs.iter_mut().find(|one| one.entry == *id && one.is_offered()) {
            one.state = state;
        }
    };
    match &event.fact {
        Fact::HandoffOffered(offered) => {
            // One person has one watch to hand over: a new offer takes the place of theirs.
            for one in handoffs.iter_mut().filter(|one| one.is_offered()) {
                if one.offered.from.is_same(&offered.from) {
                    one.state = HandoffState::Withdrawn { at };
                }
            }
            handoffs.push(Handoff {
                entry: event.id,
                at,
                offered: HandoffOffered::clone(offered),
                items: BTreeSet::new(),
                state: HandoffState::Offered,
            });
        }
        Fact::HandoffItemAccepted { handoff, item } => {
            if let Some(one) = handoffs.iter_mut().find(|one| one.entry == *handoff && one.is_offered()) {
                one.items.insert(*item);
            }
        }
        Fact::HandoffAccepted { handoff } => {
            settle(handoff, HandoffState::Accepted { at, by: event.actor.clone() });
        }
        Fact::HandoffDeclined { handoff, why } => {
            settle(handoff, HandoffState::Declined { at, by: event.actor.clone(), why: why.clone() });
        }
        Fact::HandoffWithdrawn { handoff, .. } => settle(handoff, HandoffState::Withdrawn { at }),
        _ => {}
    }
}
