//! Requests for information on an incident: who asked, what, by when, who answers, and with what
//! (R item 2).

use super::directory::Named;
use super::event::{EventId, Fact};
use super::incident::Entry;
use super::time::Instant;

/// How a request stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestState {
    /// An answer is owed.
    Open,
    /// It was answered.
    Answered {
        /// When.
        at: Instant,
        /// With what.
        text: String,
        /// By whom, if it was said.
        by: Option<Named>,
    },
    /// Nobody needs the answer any more.
    Withdrawn {
        /// When.
        at: Instant,
        /// Why.
        why: String,
    },
}

/// One request for information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InformationRequest {
    /// The entry that logged it: its name for good.
    pub entry: EventId,
    /// Its number on the incident, from 1, in the order in which requests were written down.
    pub number: usize,
    /// Who asked.
    pub from: Named,
    /// What they want to know.
    pub what: String,
    /// When they asked.
    pub asked_at: Instant,
    /// By when the answer is wanted.
    pub due: Option<Instant>,
    /// Who answers.
    pub answerer: Option<Named>,
    /// How it stands.
    pub state: RequestState,
}

impl InformationRequest {
    /// Whether an answer is owed.
    pub fn is_open(&self) -> bool {
        self.state == RequestState::Open
    }

    /// Whether an answer is owed and its time has passed; to the second.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.is_open() && self.due.is_some_and(|due| super::time::whole_second(now) > due)
    }
}

/// The requests of an incident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requests {
    /// In the order in which they were asked.
    pub all: Vec<InformationRequest>,
}

impl Requests {
    /// One more entry, in the order in which they happened; `number` is that of the request it makes.
    pub fn take(&mut self, entry: &Entry, number: usize) {
        let at = entry.happened_at;
        match entry.fact() {
            Fact::InformationRequested { from, what, due, answerer } => self.all.push(InformationRequest {
                entry: entry.event.id,
                number,
                from: from.clone(),
                what: what.clone(),
                asked_at: at,
                due: *due,
                answerer: answerer.clone(),
                state: RequestState::Open,
            }),
            Fact::RequestAssigned { request, to, due, .. } => {
                if let Some(one) = self.open(*request) {
                    one.answerer = to.clone().or(one.answerer.take());
                    one.due = due.or(one.due);
                }
            }
            Fact::RequestAnswered { request, text, by } => {
                if let Some(one) = self.open(*request) {
                    one.state = RequestState::Answered { at, text: text.clone(), by: by.clone() };
                }
            }
            Fact::RequestWithdrawn { request, why } => {
                if let Some(one) = self.open(*request) {
                    one.state = RequestState::Withdrawn { at, why: why.clone() };
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, entry: EventId) -> Option<&mut InformationRequest> {
        self.all.iter_mut().find(|one| one.entry == entry && one.state == RequestState::Open)
    }

    /// A request by its entry.
    pub fn find(&self, entry: EventId) -> Option<&InformationRequest> {
        self.all.iter().find(|one| one.entry == entry)
    }

    /// How many answers are owed.
    pub fn open_count(&self) -> usize {
        self.all.iter().filter(|one| one.is_open()).count()
    }
}
