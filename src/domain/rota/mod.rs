//! The rota: who is on watch, in which seat, and why (R item 3).
//!
//! Everything here is derived from what was decided: rules with the instants from which they
//! govern, changes that people agreed to, leave, holidays, and past shifts as facts. Each answer is
//! reckoned for its own instant, and so it is the same whatever window it is asked in.
//!
//! Never here: the present instant, a database, or a decision. A change is a step that somebody
//! took; what comes of it is worked out anew each time, and taking it away gives back what was.
//!
//! By the way of one shift:
//!
//! | file | is |
//! | --- | --- |
//! | `person` | who can be on watch, and the seats |
//! | `rhythm` | every n hours, days, weeks, months of the wall clock |
//! | `rule`, `rule_check` | a rota rule, and what makes it make sense |
//! | `rule_file` | reading one from TOML with line and reason |
//! | `turns` | from an instant to its turn and back, at any distance |
//! | `history` | which rule governs when |
//! | `change`, `consent` | overrides, cover, swaps; who has to agree |
//! | `leave` | absences and holidays |
//! | `sheet` | rules and changes laid over each other: who holds each seat at each instant |
//! | `schedule` | shifts, whole, for any window; on watch now and next; what a change changes |
//! | `explain` | why somebody is on watch, in plain words |
//! | `load` | hours, shifts, nights and weekends per person |
//! | `problems`, `fairness` | what will go wrong, and who carries too much |
//! | `cure` | what would mend it |

pub mod change;
pub mod consent;
pub mod cure;
pub mod explain;
pub mod fairness;
pub mod history;
pub mod leave;
pub mod load;
pub mod person;
pub mod problems;
pub mod rhythm;
pub mod rule;
mod rule_check;
pub mod rule_file;
pub mod schedule;
mod sheet;
pub mod turns;

#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod samples;

use std::collections::BTreeMap;

use self::change::{Change, Window};
use self::history::Track;
use self::leave::{Holidays, Leave};
use self::person::{Person, PersonId};
use self::schedule::Shift;
use super::time::Instant;

/// Everything that was decided about who is on watch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rota {
    /// What is known of each person; who is not here is called by their id.
    pub people: BTreeMap<PersonId, Person>,
    /// The rules. For each seat the first track that has somebody counts, the others fill in.
    pub tracks: Vec<Track>,
    /// The changes, in the order in which they were made: the later one wins.
    pub changes: Vec<Change>,
    /// Who is away when.
    pub leave: Vec<Leave>,
    /// The days on which nobody works, for rules that skip them.
    pub holidays: Holidays,
    /// Past shifts, kept as facts.
    pub past: Option<Past>,
}

/// Shifts that were, as facts: within their spans only they count, whatever rules and changes say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    /// The spans for which they are all there is, in order and apart.
    pub windows: Vec<Window>,
    /// The shifts, in order; what reaches out of the spans is cut.
    pub shifts: Vec<Shift>,
}

impl Past {
    /// What was in one span.
    pub fn of(window: Window, shifts: Vec<Shift>) -> Self {
        Self { windows: vec![window], shifts }
    }

    /// The span that holds an instant.
    pub fn window_at(&self, at: Instant) -> Option<Window> {
        let next = self.windows.partition_point(|window| window.until <= at);
        self.windows.get(next).copied().filter(|window| window.contains(at))
    }
}

impl Rota {
    /// What somebody is called.
    pub fn name<'a>(&'a self, person: &'a PersonId) -> &'a str {
        self.people.get(person).map_or(&person.0, |known| &known.name)
    }
}
