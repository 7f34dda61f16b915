//! The watch as the log tells it: rules adopted, changes asked for and answered, leave, shifts that
//! were, notes, handoffs.
//!
//! Facts are folded here; who is on watch follows from them in [`crate::domain::rota`]. Never here: the
//! present instant.
//!
//! | file | is |
//! | --- | --- |
//! | `facts` | what was decided, as it is stored |
//! | `wish` | what somebody wants |
//! | `derived` | from the facts to the rota |
//! | `handoff` | offered, accepted item by item, declined |
//! | `brief` | what whoever takes over has to know |
//! | `notice` | what a person is told about their own watch |

pub mod brief;
mod derived;
pub mod facts;
pub mod handoff;
pub mod notice;
pub mod wish;

pub use self::derived::{change_id, person_id};
use self::facts::{Answer, ChangeAnswered, ChangeAsked, KeptShift, RuleAdopted};
use self::handoff::Handoff;
use super::directory::Named;
use super::event::{Event, EventId, Fact};
use super::notice::Told;
use super::rota::change::Window;
use super::time::Instant;

/// A rule that was adopted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    /// The entry that says so.
    pub entry: EventId,
    /// When it was decided.
    pub at: Instant,
    /// Who decided it.
    pub actor: String,
    /// The rule and from when.
    pub adopted: RuleAdopted,
}

/// A change that was asked for, with what was said to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The entry that asked for it: its name for good.
    pub entry: EventId,
    /// When it was asked for.
    pub at: Instant,
    /// Who wrote it down.
    pub actor: String,
    /// What is changed.
    pub asked: ChangeAsked,
    /// What was said to it, in order.
    pub answers: Vec<(Instant, ChangeAnswered)>,
}

/// Somebody is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// The entry that says so.
    pub entry: EventId,
    /// Who.
    pub person: Named,
    /// From when until when.
    pub window: Window,
    /// Words.
    pub note: Option<String>,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
}

/// Shifts that were, in a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The span.
    pub window: Window,
    /// The shifts in it.
    pub shifts: Vec<KeptShift>,
}

/// A note for whoever has the watch next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchNote {
    /// The entry.
    pub entry: EventId,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: String,
    /// The words.
    pub text: String,
}

/// All facts about the watch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watch {
    /// The rules that were adopted, in order.
    pub adoptions: Vec<Adoption>,
    /// The changes that were asked for, in order: their numbers from 1.
    pub changes: Vec<Asked>,
    /// Who is away, in order: their numbers from 1.
    pub absences: Vec<Absence>,
    /// The shifts that were kept as facts, in the order in which they were.
    pub kept: Vec<Kept>,
    /// The notes, in order.
    pub notes: Vec<WatchNote>,
    /// The handoffs, in order.
    pub handoffs: Vec<Handoff>,
    /// What somebody was told already.
    pub told: Told,
}

impl Watch {
    /// One more fact. One that does not apply changes nothing.
    pub fn evolve(&mut self, event: &Event) {
        let (entry, at) = (event.id, event.happened_at);
        match &event.fact {
            Fact::RotaRuleAdopted(adopted) => self.adoptions.push(Adoption {
                entry,
                at,
                actor: event.actor.clone(),
                adopted: RuleAdopted::clone(adopted),
            }),
            Fact::WatchChangeAsked(asked) => self.changes.push(Asked {
                entry,
                at,
                actor: event.actor.clone(),
                asked: ChangeAsked::clone(asked),
                answers: Vec::new(),
            }),
            Fact::WatchChangeAnswered(answer) => {
                if let Some(asked) = self.changes.iter_mut().find(|one| one.entry == answer.change) {
                    asked.answers.push((at, ChangeAnswered::clone(answer)));
                }
            }
            Fact::LeaveRecorded { person, from, until, note } => self.absences.push(Absence {
                entry,
                person: person.clone(),
                window: Window::new(*from, *until),
                note: note.clone(),
                is_withdrawn: false,
            }),
            Fact::LeaveWithdrawn { leave, .. } => {
                if let Some(absence) = self.absences.iter_mut().find(|one| one.entry == *leave) {
                    absence.is_withdrawn = true;
                }
            }
            Fact::ShiftsKept { from, until, shifts } => {
                self.kept.push(Kept { window: Window::new(*from, *until), shifts: shifts.clone() });
            }
            Fact::WatchNoteLogged { text } => {
                self.notes.push(WatchNote { entry, at, actor: event.actor.clone(), text: text.clone() });
            }
            Fact::WatchTold { what, .. } => {
                self.told.take(what, at);
            }
            _ => handoff::evolve(&mut self.handoffs, event),
        }
    }

    /// Whether anything was ever decided about who is on watch.
    pub fn is_empty(&self) -> bool {
        self.adoptions.is_empty() && self.changes.is_empty()
    }

    /// The end of what is kept as facts; none where nothing is.
    pub fn kept_until(&self) -> Option<Instant> {
        self.kept.iter().map(|kept| kept.window.until).max()
    }

    /// The handoff that waits for an answer: the one that was offered last.
    pub fn offered(&self) -> Option<&Handoff> {
        self.handoffs.iter().rev().find(|one| one.is_offered())
    }

    /// The handoff that was accepted last.
    pub fn accepted(&self) -> Option<&Handoff> {
        self.handoffs.iter().filter(|one| one.accepted_at().is_some()).max_by_key(|one| one.accepted_at())
    }
}

impl Answer {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Undone => "undone",
        }
    }
}
