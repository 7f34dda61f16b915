//! Actions: tasks delegated to a person with a due time (R item 1).

use super::directory::Named;
use super::event::{EventId, Fact};
use super::incident::Entry;
use super::time::Instant;

/// How an action stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionState {
    /// Delegated, not accepted yet.
    Delegated,
    /// Accepted by the person it was delegated to.
    Accepted {
        /// When.
        at: Instant,
    },
    /// Done.
    Done {
        /// When.
        at: Instant,
        /// Words.
        text: Option<String>,
    },
    /// It will not be done.
    Dropped {
        /// When.
        at: Instant,
        /// Why.
        why: String,
    },
}

/// One action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The entry that delegated it: its name for good.
    pub entry: EventId,
    /// Its number on the incident, from 1, in the order in which actions were written down.
    pub number: usize,
    /// Who does it.
    pub to: Named,
    /// What is to be done.
    pub what: String,
    /// When it was delegated to whoever has it now.
    pub delegated_at: Instant,
    /// By when it is to be done.
    pub due: Option<Instant>,
    /// Whether it comes out of the post-mortem, and lives on after the incident is closed.
    pub follow_up: bool,
    /// How it stands.
    pub state: ActionState,
}

impl Action {
    /// Whether it is still to be done.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, ActionState::Delegated | ActionState::Accepted { .. })
    }

    /// Whether it is still to be done and its time has passed; to the second.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.is_open() && self.due.is_some_and(|due| super::time::whole_second(now) > due)
    }

    /// Its state in a word or two.
    pub const fn word(&self) -> &'static str {
        match self.state {
            ActionState::Delegated => "not accepted yet",
            ActionState::Accepted { .. } => "accepted",
            ActionState::Done { .. } => "done",
            ActionState::Dropped { .. } => "dropped",
        }
    }
}

/// The actions of an incident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actions {
    /// In the order in which they were delegated.
    pub all: Vec<Action>,
}

impl Actions {
    /// One more entry, in the order in which they happened; `number` is that of the action it makes.
    pub fn take(&mut self, entry: &Entry, number: usize) {
        let at = entry.happened_at;
        match entry.fact() {
            Fact::ActionDelegated { to, what, due, follow_up } => self.all.push(Action {
                entry: entry.event.id,
                number,
                to: to.clone(),
                what: what.clone(),
                delegated_at: at,
                due: *due,
                follow_up: *follow_up,
                state: ActionState::Delegated,
            }),
            Fact::ActionRedelegated { action, to, due, .. } => {
                if let Some(one) = self.open(*action) {
                    if let Some(to) = to.as_ref().filter(|to| !to.is_same(&one.to)) {
                        one.to = to.clone();
                        one.delegated_at = at;
                        one.state = ActionState::Delegated;
                    }
                    one.due = due.or(one.due);
                }
            }
            Fact::ActionAccepted { action, .. } => {
                if let Some(one) = self.open(*action) {
                    one.state = ActionState::Accepted { at };
                }
            }
            Fact::ActionDone { action, text } => {
                if let Some(one) = self.open(*action) {
                    one.state = ActionState::Done { at, text: text.clone() };
                }
            }
            Fact::ActionDropped { action, why } => {
                if let Some(one) = self.open(*action) {
                    one.state = ActionState::Dropped { at, why: why.clone() };
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, entry: EventId) -> Option<&mut Action> {
        self.all.iter_mut().find(|one| one.entry == entry && one.is_open())
    }

    /// An action by its entry.
    pub fn find(&self, entry: EventId) -> Option<&Action> {
        self.all.iter().find(|one| one.entry == entry)
    }

    /// The actions that came out of the post-mortem.
    pub fn follow_ups(&self) -> impl Iterator<Item = &Action> {
        self.all.iter().filter(|one| one.follow_up)
    }

    /// Whether one that came out of the post-mortem is still to be done.
    pub fn has_open_follow_up(&self) -> bool {
        self.follow_ups().any(Action::is_open)
    }

    /// How many are still to be done.
    pub fn open_count(&self) -> usize {
        self.all.iter().filter(|one| one.is_open()).count()
    }
}
