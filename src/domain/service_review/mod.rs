//! The reviews of service delivery with each department (I), as the log tells them: who coordinates, what
//! was planned and held, notes, actions, effort.
//!
//! Facts are folded here. When reviews are owed, what they speak about and what is systemic follows from
//! them and is stored nowhere. Never here: the present instant, or a rule about what may be said.
//!
//! | file | is |
//! | --- | --- |
//! | `facts` | what was decided, as it is stored |
//! | `wish` | what somebody wants |
//! | `schedule` | the dates of a cycle, and how a department stands |
//! | `seen` | what a review needs to know of an incident |
//! | `systemic` | the same service, department or symptom again and again |
//! | `agenda` | what there is to speak about, from facts |
//! | `effort` | what was spent, by department and year |
//! | `people` | who belongs to a review |
//! | `notice` | what a person is told |

pub mod agenda;
pub mod effort;
pub mod facts;
pub mod notice;
pub mod people;
pub mod schedule;
pub mod seen;
pub mod systemic;
pub mod wish;

use std::collections::BTreeMap;

use self::facts::{ActionGiven, EffortSpent, NoteSection, ReviewCycle, ReviewTime};
use super::directory::{Directory, Named, RecordKind};
use super::event::{Event, EventId, Fact, Recipient};
use super::notice::Told;
use super::review::Held;
use super::review::facts::AgendaItem;
use super::time::Instant;

/// How a department is looked after, as was said last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// The entry that says so.
    pub entry: EventId,
    /// When it was said.
    pub set_at: Instant,
    /// Since when the dates are what they are: no review is owed from before.
    pub since: Instant,
    /// What was said.
    pub cycle: ReviewCycle,
}

/// Invitations that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationSent {
    /// The entry.
    pub entry: EventId,
    /// When.
    pub at: Instant,
    /// Who got it.
    pub recipients: Vec<Recipient>,
    /// Its number in the calendar's sense, from 0.
    pub sequence: u32,
    /// Whether it called the review off.
    pub cancels: bool,
    /// The time it was about.
    pub starts_at: Instant,
}

/// How a review stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReviewState {
    /// A time is set.
    Planned,
    /// It was held.
    Held,
    /// It will not be.
    CalledOff,
}

impl ReviewState {
    /// The word in files, on the command line and on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Held => "held",
            Self::CalledOff => "called off",
        }
    }
}

/// One review with a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceReview {
    /// The entry that planned it: its name for good.
    pub entry: EventId,
    /// Its number, from 1, in the order in which they were planned.
    pub number: usize,
    /// The department.
    pub department: Named,
    /// When it is, as was said last.
    pub time: ReviewTime,
    /// The reason, if it was called off.
    pub called_off: Option<String>,
    /// The agenda, once it was set.
    pub agenda: Vec<AgendaItem>,
    /// The invitations that went out, older first.
    pub invitations: Vec<InvitationSent>,
    /// That it was held; more than one where two desks said so, and then the first counts.
    said_held: Vec<Held>,
}

impl ServiceReview {
    /// That it was held, if it was.
    pub fn held(&self) -> Option<&Held> {
        self.said_held.first()
    }

    /// How it stands.
    pub fn state(&self) -> ReviewState {
        match (&self.called_off, self.held()) {
            (_, Some(_)) => ReviewState::Held,
            (Some(_), None) => ReviewState::CalledOff,
            (None, None) => ReviewState::Planned,
        }
    }

    /// The invitation that says what is now set: its time, or that it is called off. None where what was
    /// sent last says something else.
    pub fn standing_invitation(&self) -> Option<&InvitationSent> {
        let last = self.invitations.last()?;
        let stands = if self.called_off.is_some() {
            last.cancels
        } else {
            !last.cancels && last.starts_at == self.time.at
        };
        stands.then_some(last)
    }

    /// The sequence of an invitation that is made now (RFC 5545): 0 at first, and one more when the one
    /// that was sent last does not hold any more.
    pub fn next_sequence(&self) -> u32 {
        match (self.invitations.iter().map(|one| one.sequence).max(), self.standing_invitation()) {
            (None, _) => 0,
            (Some(highest), Some(_)) => highest,
            (Some(highest), None) => highest.saturating_add(1),
        }
    }
}

/// A note about a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The entry.
    pub entry: EventId,
    /// When it was said.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// The department.
    pub department: Named,
    /// The review at which it was said, if it was said at one.
    pub review: Option<EventId>,
    /// Where it belongs.
    pub section: NoteSection,
    /// The words.
    pub text: String,
}

/// How an action of a review stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionState {
    /// To be done.
    Open,
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
        /// The reason.
        why: String,
    },
}

impl ActionState {
    /// The word in files and on the command line.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done { .. } => "done",
            Self::Dropped { .. } => "dropped",
        }
    }
}

/// A task that came out of a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewAction {
    /// The entry that gave it: its name for good.
    pub entry: EventId,
    /// Its number, from 1, in the order in which they were given.
    pub number: usize,
    /// When it was given.
    pub given_at: Instant,
    /// What it is.
    pub given: ActionGiven,
    /// What ended it, by entry; the first counts.
    ends: Vec<(EventId, ActionState)>,
}

impl ReviewAction {
    /// How it stands.
    pub fn state(&self) -> &ActionState {
        self.ends.first().map_or(&ActionState::Open, |(_, state)| state)
    }

    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether it is to be done and its time has passed.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.is_open() && self.given.due.is_some_and(|due| now > due)
    }
}

/// Time that was spent for a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effort {
    /// The entry.
    pub entry: EventId,
    /// What was spent.
    pub spent: EffortSpent,
}

/// All facts about service reviews.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceReviews {
    /// How each department is looked after, in the order in which it was said last.
    pub cycles: Vec<Cycle>,
    /// The reviews, in the order in which they were planned.
    pub reviews: Vec<ServiceReview>,
    /// The notes, in order.
    pub notes: Vec<Note>,
    /// The actions, in the order in which they were given.
    pub actions: Vec<ReviewAction>,
    /// The effort, in the order in which it was logged.
    pub efforts: Vec<Effort>,
    /// What was told already.
    pub told: Told,
    /// What was taken back, with the entry that did.
    pub taken_back: BTreeMap<EventId, EventId>,
    /// How many actions were ever given: a number is never given again.
    given: usize,
}

impl ServiceReviews {
    /// One more fact. One that does not apply changes nothing.
    pub fn evolve(&mut self, event: &Event) {
        let (entry, at) = (event.id, event.happened_at);
        match &event.fact {
            Fact::ReviewCycleSet(cycle) => self.set_cycle(entry, at, cycle),
            Fact::ServiceReviewPlanned { department, time, .. } => self.reviews.push(ServiceReview {
                entry,
                number: self.reviews.len() + 1,
                department: department.clone(),
                time: time.clone(),
                called_off: None,
                agenda: Vec::new(),
                invitations: Vec::new(),
                said_held: Vec::new(),
            }),
            Fact::ServiceReviewMoved { review, time, .. } => {
                if let Some(one) = self.review_mut(*review) {
                    one.time = time.clone();
                }
            }
            Fact::ServiceReviewCalledOff { review, why } => {
                if let Some(one) = self.review_mut(*review) {
                    one.called_off.get_or_insert_with(|| why.clone());
                }
            }
            Fact::ServiceReviewAgendaSet { review, items } => {
                if let Some(one) = self.review_mut(*review) {
                    one.agenda.clone_from(items);
                }
            }
            Fact::ServiceReviewInvitationSent { review, recipients, sequence, cancels, starts_at } => {
                let sent = InvitationSent {
                    entry,
                    at,
                    recipients: recipients.clone(),
                    sequence: *sequence,
                    cancels: *cancels,
                    starts_at: *starts_at,
                };
                if let Some(one) = self.review_mut(*review) {
                    one.invitations.push(sent);
                }
            }
            Fact::ServiceReviewHeld { review, attended, text } => {
                let held = Held { entry, at, attended: attended.clone(), text: text.clone() };
                if let Some(one) = self.review_mut(*review) {
                    one.said_held.push(held);
                }
            }
            Fact::ServiceReviewNoted { department, review, section, text } => self.notes.push(Note {
                entry,
                at,
                by: event.actor.clone(),
                department: department.clone(),
                review: *review,
                section: *section,
                text: text.clone(),
            }),
            Fact::ServiceReviewActionGiven(given) => {
                self.given += 1;
                self.actions.push(ReviewAction {
                    entry,
                    number: self.given,
                    given_at: at,
                    given: ActionGiven::clone(given),
                    ends: Vec::new(),
                });
            }
            Fact::ServiceReviewActionDone { action, text } => {
                self.end(*action, entry, ActionState::Done { at, text: text.clone() });
            }
            Fact::ServiceReviewActionDropped { action, why } => {
                self.end(*action, entry, ActionState::Dropped { at, why: why.clone() });
            }
            Fact::EffortLogged(spent) => {
                self.efforts.push(Effort { entry, spent: EffortSpent::clone(spent) });
            }
            Fact::ServiceReviewTold { what, .. } => {
                self.told.take(what, at);
            }
            Fact::EntryRetracted { entry: what, .. } => self.take_back(*what, entry),
            _ => {}
        }
    }

    fn set_cycle(&mut self, entry: EventId, at: Instant, cycle: &ReviewCycle) {
        let new = Cycle { entry, set_at: at, since: at, cycle: cycle.clone() };
        // What was said last stands last: two departments that are merged later go by the last word.
        match self.cycles.iter().position(|one| one.cycle.department.is_same(&cycle.department)) {
            Some(place) => {
                let old = self.cycles.remove(place);
                let dates = |one: &ReviewCycle| (one.first, one.per_year);
                let since = if dates(&old.cycle) == dates(cycle) { old.since } else { at };
                self.cycles.push(Cycle { since, ..new });
            }
            None => self.cycles.push(new),
        }
    }

    fn review_mut(&mut self, entry: EventId) -> Option<&mut ServiceReview> {
        self.reviews.iter_mut().find(|one| one.entry == entry)
    }

    fn end(&mut self, action: EventId, entry: EventId, state: ActionState) {
        if let Some(one) = self.actions.iter_mut().find(|one| one.entry == action) {
            one.ends.push((entry, state));
        }
    }

    fn take_back(&mut self, what: EventId, by: EventId) {
        if !self.can_be_taken_back(what) {
            return;
        }
        self.taken_back.insert(what, by);
        self.efforts.retain(|one| one.entry != what);
        self.notes.retain(|one| one.entry != what);
        self.actions.retain(|one| one.entry != what);
        self.actions.iter_mut().for_each(|one| one.ends.retain(|(entry, _)| *entry != what));
        self.reviews.iter_mut().for_each(|one| one.said_held.retain(|held| held.entry != what));
    }

    /// Whether an entry stands and is one that can be taken back: effort, a note, an action or its end,
    /// that a review was held.
    pub fn can_be_taken_back(&self, what: EventId) -> bool {
        self.efforts.iter().any(|one| one.entry == what)
            || self.notes.iter().any(|one| one.entry == what)
            || self
                .actions
                .iter()
                .any(|one| one.entry == what || one.ends.iter().any(|(entry, _)| *entry == what))
            || self.reviews.iter().any(|one| one.said_held.iter().any(|held| held.entry == what))
    }

    /// A review by the entry that planned it.
    pub fn review(&self, entry: EventId) -> Option<&ServiceReview> {
        self.reviews.iter().find(|one| one.entry == entry)
    }

    /// How a department is looked after.
    pub fn cycle(&self, department: &Named, directory: &Directory) -> Option<&Cycle> {
        let wanted = department_key(department, directory);
        self.cycles.iter().rev().find(|one| department_key(&one.cycle.department, directory) == wanted)
    }

    /// The reviews of a department, in the order of their times.
    pub fn of_department(&self, department: &Named, directory: &Directory) -> Vec<&ServiceReview> {
        let wanted = department_key(department, directory);
        let is_of = |one: &&ServiceReview| department_key(&one.department, directory) == wanted;
        let mut all: Vec<&ServiceReview> = self.reviews.iter().filter(is_of).collect();
        all.sort_by_key(|one| (one.time.at, one.number));
        all
    }

    /// The actions of a department that are to be done: by when they are due, those without a time last.
    pub fn open_actions(&self, department: &Named, directory: &Directory) -> Vec<&ReviewAction> {
        let wanted = department_key(department, directory);
        let is_of =
            |one: &&ReviewAction| one.is_open() && department_key(&one.given.department, directory) == wanted;
        let mut all: Vec<&ReviewAction> = self.actions.iter().filter(is_of).collect();
        all.sort_by_key(|one| (one.given.due.is_none(), one.given.due, one.number));
        all
    }

    /// The departments of which anything was said, each once, by name.
    pub fn departments(&self, directory: &Directory) -> Vec<Named> {
        let all = self
            .cycles
            .iter()
            .map(|one| &one.cycle.department)
            .chain(self.reviews.iter().map(|one| &one.department))
            .chain(self.actions.iter().map(|one| &one.given.department))
            .chain(self.notes.iter().map(|one| &one.department))
            .chain(self.efforts.iter().map(|one| &one.spent.department));
        let mut found: BTreeMap<String, Named> = BTreeMap::new();
        for one in all {
            found.entry(department_key(one, directory)).or_insert_with(|| known(one, directory));
        }
        let mut found: Vec<Named> = found.into_values().collect();
        found.sort_by_cached_key(|one| (one.name.to_lowercase(), one.clone()));
        found
    }
}

/// What a department is the same by: its record, or that of the one agency of its name; else its name.
pub fn department_key(named: &Named, directory: &Directory) -> String {
    match directory.meant(&[RecordKind::Agency], named) {
        Some(id) => id.0.to_string(),
        None => named.name.to_lowercase(),
    }
}

/// Somebody or something as it is called now.
pub fn known(named: &Named, directory: &Directory) -> Named {
    directory.settled(named)
}
