//! One look into the log: what is asked of it, and what it saw. The looking is done on a thread beside the
//! frames, whatever it costs.
//!
//! Never here: painting.

use std::cmp::Ordering;
use std::path::Path;
use std::sync::Arc;

use uuid::Uuid;

use crate::desk::reading::{HistoryRow, Hit, Looker, Search};
use crate::domain::incident::Phase;
use crate::domain::time::Instant;
use crate::domain::words::Priority;

/// The most entries that a search brings at once; more words narrow it.
pub const MOST_FOUND: usize = 200;

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// What people say on the phone.
    Reference,
    /// What is wrong.
    Title,
    /// How urgent it is.
    Priority,
    /// Where it stands.
    State,
    /// When it was opened.
    Opened,
    /// When service came back.
    Restored,
    /// The services that were hit.
    Service,
}

impl Column {
    /// All of them, from the left.
    pub const ALL: [Self; 7] = [
        Self::Reference,
        Self::Title,
        Self::Priority,
        Self::State,
        Self::Opened,
        Self::Restored,
        Self::Service,
    ];

    /// Its head.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reference => "Reference",
            Self::Title => "Title",
            Self::Priority => "Priority",
            Self::State => "State",
            Self::Opened => "Opened",
            Self::Restored => "Restored",
            Self::Service => "Service",
        }
    }

    /// Whether it is sorted from its end when its head is pressed first: times, the newest first.
    pub const fn begins_descending(self) -> bool {
        matches!(self, Self::Opened | Self::Restored)
    }
}

/// By what the table is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub column: Column,
    /// Whether from its end.
    pub is_descending: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { column: Column::Opened, is_descending: true }
    }
}

impl Order {
    /// What it is after the head of `column` was pressed: another column, or the other way round.
    #[must_use]
    pub fn pressed(self, column: Column) -> Self {
        if self.column == column {
            Self { is_descending: !self.is_descending, ..self }
        } else {
            Self { column, is_descending: column.begins_descending() }
        }
    }
}

/// What is asked of the log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// Which look it is: a later one has a higher number.
    pub number: u64,
    /// What was typed; nothing asks for the table.
    pub words: String,
    /// Only incidents of one of these priorities; none asks for any.
    pub priorities: &'static [Priority],
    /// Only incidents that stand so.
    pub phase: Option<Phase>,
    /// Only incidents that hit the service of this name, as it is written; nothing asks for any.
    pub service: String,
    /// Only entries that somebody of this name wrote or that name them; nothing asks for any.
    pub person: String,
    /// Only entries of this kind, such as `note_logged`.
    pub kind: Option<&'static str>,
    /// Only what was opened, or happened, from here on.
    pub from: Option<Instant>,
    /// Only what was opened, or happened, before this.
    pub before: Option<Instant>,
    /// How the table is sorted.
    pub order: Order,
    /// The history as it was read already, if nothing came to it.
    pub rows: Option<Arc<[HistoryRow]>>,
}

/// What a look saw.
#[derive(Debug, Clone, PartialEq)]
pub enum Sight {
    /// The history, and which of its lines are shown in which order.
    Rows {
        /// All of it.
        all: Arc<[HistoryRow]>,
        /// Places in it.
        shown: Vec<usize>,
    },
    /// The entries that have the words.
    Hits(Vec<Hit>),
}

impl Sight {
    /// How many lines there are to show.
    pub fn len(&self) -> usize {
        match self {
            Self::Rows { shown, .. } => shown.len(),
            Self::Hits(hits) => hits.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A line of the table.
    pub fn row(&self, place: usize) -> Option<&HistoryRow> {
        match self {
            Self::Rows { all, shown } => all.get(*shown.get(place)?),
            Self::Hits(_) => None,
        }
    }

    /// What names a line for good: its incident, or the entry that was found.
    pub fn name(&self, place: usize) -> Option<Uuid> {
        match self {
            Self::Rows { .. } => self.row(place).map(|row| row.incident.id.0),
            Self::Hits(hits) => hits.get(place).map(|hit| hit.entry.0),
        }
    }
}

impl Look {
    /// Looks into the log of a folder. Takes as long as the disk does.
    pub fn into_log(self, folder: &Path) -> Result<Sight, String> {
        self.seen(folder).map_err(|err| err.to_string())
    }

    fn seen(self, folder: &Path) -> Result<Sight, crate::desk::DeskError> {
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let (words, person, kind) = (said(&self.words), said(&self.person), self.kind);
        // Who and what kind are about entries, so they are searched for too.
        if words.is_some() || person.is_some() || kind.is_some() {
            let search = Search {
                words: as_typed(&self.words),
                from: self.from,
                until: self.before,
                priorities: self.priorities.to_vec(),
                phase: self.phase,
                service: said(&self.service),
                person,
                kind: kind.map(str::to_owned),
                limit: MOST_FOUND,
                ..Search::default()
            };
            return Ok(Sight::Hits(Looker::open(folder)?.search(&search)?));
        }
        let all = match &self.rows {
            Some(rows) => Arc::clone(rows),
            None => Looker::open(folder)?.rows()?.into(),
        };
        let shown = self.arranged(&all);
        Ok(Sight::Rows { all, shown })
    }

    /// The places of the lines that are asked for, sorted. What is equal keeps the newest first.
    pub fn arranged(&self, rows: &[HistoryRow]) -> Vec<usize> {
        let mut shown: Vec<(usize, &HistoryRow)> =
            rows.iter().enumerate().filter(|(_, row)| self.asks_for(row)).collect();
        shown.sort_by(|(_, left), (_, right)| {
            self.compared(left, right).then_with(|| right.incident.opened_at.cmp(&left.incident.opened_at))
        });
        shown.into_iter().map(|(place, _)| place).collect()
    }

    fn asks_for(&self, row: &HistoryRow) -> bool {
        let incident = &row.incident;
        let service = self.service.trim();
        (self.priorities.is_empty() || incident.priority.is_some_and(|one| self.priorities.contains(&one)))
            && (service.is_empty() || row.services.iter().any(|one| one.eq_ignore_ascii_case(service)))
            && self.phase.is_none_or(|phase| incident.phase == phase)
            && self.from.is_none_or(|from| incident.opened_at >= from)
            && self.before.is_none_or(|before| incident.opened_at < before)
    }

    fn compared(&self, left: &HistoryRow, right: &HistoryRow) -> Ordering {
        let (one, other) = (&left.incident, &right.incident);
        let ordering = match self.order.column {
            Column::Reference => by_number(&one.reference).cmp(&by_number(&other.reference)),
            Column::Title => lower(&one.title).cmp(lower(&other.title)),
            // Nobody has said yet: after the least urgent.
            Column::Priority => {
                (one.priority.is_none(), one.priority).cmp(&(other.priority.is_none(), other.priority))
            }
            Column::State => one.phase.cmp(&other.phase),
            Column::Opened => one.opened_at.cmp(&other.opened_at),
            Column::Restored => return self.with_none_last(one.restored_at, other.restored_at),
            Column::Service => {
                let first = |row: &HistoryRow| row.services.first().map(|name| name.to_lowercase());
                return self.with_none_last(first(left), first(right));
            }
        };
        if self.order.is_descending { ordering.reverse() } else { ordering }
    }

    /// What has nothing there stands last, whichever way it is sorted.
    fn with_none_last<T: Ord>(&self, one: Option<T>, other: Option<T>) -> Ordering {
        match (one, other) {
            (Some(one), Some(other)) if self.order.is_descending => other.cmp(&one),
            (one, other) => one.is_none().cmp(&other.is_none()).then_with(|| one.cmp(&other)),
        }
    }
}

/// Small letters, one after the other.
fn lower(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_lowercase)
}

/// A reference so that `MI-9` stands before `MI-10`: its letters, then its number.
fn by_number(reference: &str) -> (String, u64, &str) {
    let at = reference.find(|c: char| c.is_ascii_digit()).unwrap_or(reference.len());
    let (letters, rest) = reference.split_at(at);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let number = rest.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX);
    (letters.to_lowercase(), number, reference)
}

/// What is typed while it is being typed: the last word may not be finished, so it is taken as a beginning.
/// A space after it, a star or quotes say otherwise.
fn as_typed(words: &str) -> String {
    let is_open = words.chars().next_back().is_some_and(char::is_alphanumeric);
    let is_quoted = words.matches('"').count() % 2 == 1;
    if is_open && !is_quoted { format!("{words}*") } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_is_a_beginning_until_something_says_otherwise() {
        for (typed, asked) in [
            ("paym", "paym*"),
            ("card paym", "card paym*"),
            ("paym ", "paym "),
            ("paym*", "paym*"),
            ("\"card term\"", "\"card term\""),
            ("\"card term", "\"card term"),
            ("", ""),
        ] {
            assert_eq!(as_typed(typed), asked, "{typed}");
        }
    }

    #[test]
    fn references_are_sorted_by_their_numbers() {
        let mut all = vec!["MI-10", "mi-9", "INC0000045", "MI-0001-2", "MI-0001", "INC9", "none"];
        all.sort_by_key(|reference| by_number(reference));
        assert_eq!(all, ["INC9", "INC0000045", "MI-0001", "MI-0001-2", "mi-9", "MI-10", "none"]);
    }

    #[test]
    fn a_head_that_is_pressed_again_turns_the_order_round() {
        let newest = Order::default();
        assert!(!newest.pressed(Column::Opened).is_descending);
        let by_title = newest.pressed(Column::Title);
        assert_eq!(by_title, Order { column: Column::Title, is_descending: false });
        assert!(by_title.pressed(Column::Title).is_descending);
        assert!(by_title.pressed(Column::Restored).is_descending, "the newest first");
    }
}
