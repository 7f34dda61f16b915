//! The hotline call of an incident and its checklist (R item 4).

use std::collections::BTreeMap;

use super::event::{EventId, Fact};
use super::incident::Entry;
use super::time::Instant;
use super::words::{CallOutcome, ChecklistState};

/// One call to the hotline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotlineCall {
    /// Its entry in the log.
    pub entry: EventId,
    /// When it was.
    pub at: Instant,
    /// The number that was dialled, if it was said.
    pub number: Option<String>,
    /// How it ended.
    pub outcome: CallOutcome,
    /// Whom one spoke with.
    pub spoke_with: Option<String>,
    /// The reference that was given.
    pub reference: Option<String>,
    /// Words.
    pub text: Option<String>,
    /// By when a call back is owed, from either side.
    pub call_back_by: Option<Instant>,
}

/// How an item of the checklist was marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its state.
    pub state: ChecklistState,
    /// Why it does not apply.
    pub why: Option<String>,
    /// Who marked it.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// The hotline of an incident as its facts make it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hotline {
    /// Every call, older first.
    pub calls: Vec<HotlineCall>,
    /// The items that were marked, by their ids.
    pub marks: BTreeMap<String, Mark>,
}

impl Hotline {
    /// One more entry, in the order in which they happened.
    pub fn take(&mut self, entry: &Entry) {
        let at = entry.happened_at;
        match entry.fact() {
            Fact::HotlineCalled { outcome, spoke_with, reference, text, number, call_back_by } => {
                self.calls.push(HotlineCall {
                    entry: entry.event.id,
                    at,
                    number: number.clone(),
                    outcome: *outcome,
                    spoke_with: spoke_with.clone(),
                    reference: reference.clone(),
                    text: text.clone(),
                    call_back_by: *call_back_by,
                });
            }
            Fact::ChecklistMarked { item, state, why } => {
                let by = entry.event.actor.clone();
                self.marks.insert(item.clone(), Mark { state: *state, why: why.clone(), by, at });
            }
            _ => {}
        }
    }

    /// Whether somebody was reached.
    pub fn is_reached(&self) -> bool {
        self.calls.iter().any(|call| call.outcome == CallOutcome::Reached)
    }

    /// How an item stands; open where nobody has marked it.
    pub fn state(&self, item: &str) -> ChecklistState {
        self.marks.get(item).map_or(ChecklistState::Open, |mark| mark.state)
    }
}
