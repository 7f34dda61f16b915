//! A wish as it reaches the desk: incidents named as people name them.

use crate::domain::command::Wish;
use crate::domain::event::IncidentId;
use crate::domain::time::Instant;

/// How an incident is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// By its name for good.
    Id(IncidentId),
    /// By key, reference or ticket number; for an opening, the key it shall have.
    Called(String),
}

/// A wish with the name of what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The incident; none for the desk itself, and for an opening without a key.
    pub name: Option<Name>,
    /// When it happened; now, if nobody says.
    pub at: Option<Instant>,
    /// Who says so; the desk's manager, if nobody says.
    pub actor: Option<String>,
    /// What is wanted.
    pub wish: Wish,
}

impl Request {
    /// A wish about one incident, now, by the desk's manager.
    pub fn about(id: IncidentId, wish: Wish) -> Self {
        Self { name: Some(Name::Id(id)), at: None, actor: None, wish }
    }

    /// A wish about no incident that there is.
    pub fn of_desk(wish: Wish) -> Self {
        Self { name: None, at: None, actor: None, wish }
    }

    /// The same wish, having happened at another time.
    #[must_use]
    pub fn at(self, at: Option<Instant>) -> Self {
        Self { at, ..self }
    }
}
