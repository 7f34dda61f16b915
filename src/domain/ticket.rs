//! What a ticket system says of an incident: its revisions, read from a file, and what was read before.
//!
//! A ticket leads an incident that was opened from it: the milestones of the one follow the states of the
//! other. An incident that the desk keeps itself only gets what the ticket says beside it. What follows
//! from a revision is decided in [`super::decide`]; how a file is read, elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::Fact;
use super::incident::Incident;
use super::time::Instant;
use super::words::Priority;

/// The field of a ticket's state, as its system words it.
pub const FIELD_STATE: &str = "state";
/// The field of its priority.
pub const FIELD_PRIORITY: &str = "priority";
/// The field of its short description.
pub const FIELD_TITLE: &str = "title";
/// The field of its category.
pub const FIELD_CATEGORY: &str = "category";
/// The field of its subcategory.
pub const FIELD_SUBCATEGORY: &str = "subcategory";
/// The field of its symptom.
pub const FIELD_SYMPTOM: &str = "symptom";
/// The field of the service or configuration item that is hit.
pub const FIELD_SERVICE: &str = "service";
/// The field of the group it is assigned to.
pub const FIELD_GROUP: &str = "group";
/// The field of the person it is assigned to.
pub const FIELD_ASSIGNEE: &str = "assignee";
/// The field of who opened it.
pub const FIELD_OPENER: &str = "opener";

/// See [`Fact::TicketRead`]. Of what stands in the ticket it holds what was not read before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketRead {
    /// The ticket system, such as `ServiceNow`.
    pub system: String,
    /// The revision of the ticket that was read, in its system's own count.
    pub revision: u64,
    /// Whether the milestones of the incident follow the ticket.
    pub leads: bool,
    /// The fields that became another; an empty text is one that was cleared.
    pub fields: BTreeMap<String, String>,
}

/// Where a ticket stands in the life of tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TicketState {
    /// Opened, and nobody works on it yet.
    New,
    /// Somebody works on it.
    Active,
    /// It waits for somebody or something.
    Waiting,
    /// Service is back.
    Resolved,
    /// Done with.
    Closed,
    /// Opened in error.
    Cancelled,
    /// A word of the system's own.
    Other,
}

impl TicketState {
    /// The state that a system's word or number means.
    pub fn of(word: &str) -> Self {
        let word = word.trim().to_lowercase();
        match word.as_str() {
            "new" | "1" => Self::New,
            "active" | "in progress" | "work in progress" | "assigned" | "2" => Self::Active,
            "on hold" | "3" | "4" | "5" => Self::Waiting,
            "resolved" | "6" => Self::Resolved,
            "7" => Self::Closed,
            "canceled" | "cancelled" | "8" => Self::Cancelled,
            _ if word.starts_with("awaiting") || word.starts_with("pending") => Self::Waiting,
            _ if word.starts_with("closed") => Self::Closed,
            _ => Self::Other,
        }
    }

    /// Whether nobody works on it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Resolved | Self::Closed | Self::Cancelled)
    }
}

/// The priority that a ticket system's text means: `1 - Critical`, `2`, `High`; none if it is no priority.
pub fn ticket_priority(text: &str) -> Option<Priority> {
    let text = text.trim().to_lowercase();
    let number = text.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    match number {
        "1" => Some(Priority::Critical),
        "2" => Some(Priority::High),
        "3" => Some(Priority::Medium),
        "4" | "5" => Some(Priority::Low),
        "" => match text.as_str() {
            "critical" => Some(Priority::Critical),
            "high" => Some(Priority::High),
            "medium" | "moderate" => Some(Priority::Medium),
            "low" | "planning" => Some(Priority::Low),
            _ => None,
        },
        _ => None,
    }
}

/// All that stands in a ticket at one revision, field by field; what is unknown is not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said(pub BTreeMap<String, String>);

impl Said {
    /// The text of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Where the ticket stands.
    pub fn state(&self) -> TicketState {
        self.field(FIELD_STATE).map_or(TicketState::Other, TicketState::of)
    }

    /// Its priority.
    pub fn priority(&self) -> Option<Priority> {
        self.field(FIELD_PRIORITY).and_then(ticket_priority)
    }

    /// The service that is hit: the configuration item, or else the category.
    pub fn service(&self) -> Option<&str> {
        self.field(FIELD_SERVICE).or_else(|| self.field(FIELD_CATEGORY))
    }

    /// What is wrong, in a line: the short description, or else the symptom and where it shows.
    pub fn title(&self, number: &str) -> String {
        if let Some(title) = self.field(FIELD_TITLE) {
            return title.to_owned();
        }
        let place: Vec<&str> =
            [FIELD_CATEGORY, FIELD_SUBCATEGORY].iter().filter_map(|name| self.field(name)).collect();
        match (self.field(FIELD_SYMPTOM), place.as_slice()) {
            (Some(symptom), []) => symptom.to_owned(),
            (Some(symptom), place) => format!("{symptom} in {}", place.join(", ")),
            (None, []) => format!("Ticket {number}"),
            (None, place) => format!("Trouble in {}", place.join(", ")),
        }
    }

    /// The fields that are another than `before`, those that were cleared with an empty text.
    pub fn changed_from(&self, before: &Self) -> BTreeMap<String, String> {
        let cleared = before.0.keys().filter(|name| !self.0.contains_key(*name));
        let set = self.0.iter().filter(|(name, text)| before.0.get(*name) != Some(text));
        let set = set.map(|(name, text)| (name.clone(), text.clone()));
        cleared.map(|name| (name.clone(), String::new())).chain(set).collect()
    }

    fn take(&mut self, fields: &BTreeMap<String, String>) {
        for (name, text) in fields {
            if text.is_empty() {
                self.0.remove(name);
            } else {
                self.0.insert(name.clone(), text.clone());
            }
        }
    }
}

/// A ticket at one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its number in the system's own count.
    pub number: u64,
    /// When it came about.
    pub at: Instant,
    /// Who made it.
    pub by: Option<String>,
    /// When service came back, as the ticket says at this revision.
    pub resolved_at: Option<Instant>,
    /// When it was closed, as the ticket says at this revision.
    pub closed_at: Option<Instant>,
    /// All that stands in it.
    pub said: Said,
}

/// A ticket with the revisions of it that a file has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The system it is in.
    pub system: String,
    /// Its number there.
    pub number: String,
    /// When it was opened.
    pub opened_at: Instant,
    /// Oldest first; never empty.
    pub revisions: Vec<Revision>,
}

/// What an incident has from its ticket already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownTicket {
    /// The newest revision that was read; none if none was.
    pub revision: Option<u64>,
    /// When that revision came about.
    pub at: Option<Instant>,
    /// Whether the incident was opened from the ticket and follows it.
    pub leads: bool,
    /// All that stood in it then.
    pub said: Said,
}

impl KnownTicket {
    /// What was read of the ticket so far. What was taken back since was read all the same.
    pub fn of(incident: &Incident) -> Self {
        let mut known = Self::default();
        for entry in &incident.entries {
            let Fact::TicketRead(read) = &entry.event.fact else { continue };
            known.leads |= read.leads;
            known.revision = known.revision.max(Some(read.revision));
            known.at = known.at.max(Some(entry.event.happened_at));
            known.said.take(&read.fields);
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(fields: &[(&str, &str)]) -> Said {
        Said(fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
    }

    #[test]
    fn the_words_and_numbers_of_a_ticket_system_are_understood() {
        for (word, state) in [
            ("New", TicketState::New),
            (" ACTIVE ", TicketState::Active),
            ("In Progress", TicketState::Active),
            ("Awaiting User Info", TicketState::Waiting),
            ("On Hold", TicketState::Waiting),
            ("Resolved", TicketState::Resolved),
            ("Closed Complete", TicketState::Closed),
            ("7", TicketState::Closed),
            ("Canceled", TicketState::Cancelled),
            ("-100", TicketState::Other),
        ] {
            assert_eq!(TicketState::of(word), state, "{word}");
        }
        for (text, priority) in [
            ("1 - Critical", Some(Priority::Critical)),
            ("2", Some(Priority::High)),
            ("Moderate", Some(Priority::Medium)),
            ("4 - Low", Some(Priority::Low)),
            ("5 - Planning", Some(Priority::Low)),
            ("11", None),
            ("0", None),
            ("urgent", None),
            ("", None),
        ] {
            assert_eq!(ticket_priority(text), priority, "{text}");
        }
    }

    #[test]
    fn a_title_is_made_of_what_the_ticket_says() {
        assert_eq!(said(&[]).title("INC1"), "Ticket INC1");
        assert_eq!(said(&[("symptom", "No mail")]).title("INC1"), "No mail");
        assert_eq!(said(&[("category", "Mail")]).title("INC1"), "Trouble in Mail");
        let all = [("symptom", "No mail"), ("category", "Mail"), ("subcategory", "Inbound")];
        assert_eq!(said(&all).title("INC1"), "No mail in Mail, Inbound");
        assert_eq!(said(&[("title", "=HYPERLINK(1)"), ("symptom", "x")]).title("INC1"), "=HYPERLINK(1)");
    }

    #[test]
    fn only_what_changed_is_kept_and_gives_the_whole_again() {
        let before = said(&[("state", "New"), ("group", "A"), ("vendor", "x")]);
        let after = said(&[("state", "Active"), ("group", "A"), ("assignee", "y")]);
        let changed = after.changed_from(&before);
        assert_eq!(changed, said(&[("state", "Active"), ("assignee", "y"), ("vendor", "")]).0);
        let mut whole = before;
        whole.take(&changed);
        assert_eq!(whole, after);
    }
}
