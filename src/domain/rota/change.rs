//! What people change in the watch that the rules make: overrides, cover, swaps.
//!
//! A change replaces somebody in a span and touches nothing else; taken away, it leaves what was
//! there before. Who has to agree to it is [`super::consent`]'s business, what comes of it
//! [`super::schedule`]'s.

use serde::{Deserialize, Serialize};

use super::consent::State;
use super::person::{PersonId, Seat};
use crate::domain::time::Instant;

/// The longest span of a change or of an absence, in days.
pub const LONGEST_CHANGE_DAYS: i64 = 732;

/// A span on the time line, `until` outside; instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Window {
    /// When it begins.
    pub from: Instant,
    /// When it is over.
    pub until: Instant,
}

impl Window {
    /// The span between two instants.
    pub const fn new(from: Instant, until: Instant) -> Self {
        Self { from, until }
    }

    /// Whether an instant lies in it.
    pub fn contains(self, at: Instant) -> bool {
        self.from <= at && at < self.until
    }

    /// Whether two spans share an instant.
    pub fn touches(self, other: Self) -> bool {
        self.from.max(other.from) < self.until.min(other.until)
    }

    /// What two spans share; empty where they don't touch.
    #[must_use]
    pub fn cut(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), until: self.until.min(other.until) }
    }

    /// Its length in whole seconds; none when it ends before it begins.
    pub fn secs(self) -> i64 {
        (self.until - self.from).num_seconds().max(0)
    }
}

/// The name of a change, for good.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangeId(pub String);

/// One half of a swap: somebody's watch in a span, in one seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Half {
    /// Whose watch it is.
    pub person: PersonId,
    /// In which seat.
    pub seat: Seat,
    /// In which span.
    pub window: Window,
}

/// What is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Somebody is put on watch, whoever was.
    Override {
        /// In which seat.
        seat: Seat,
        /// In which span.
        window: Window,
        /// Who.
        person: PersonId,
    },
    /// Somebody stands in for another, only where that one is on watch.
    Cover {
        /// In which seat; none means in whichever they hold.
        seat: Option<Seat>,
        /// In which span.
        window: Window,
        /// Who is away.
        absent: PersonId,
        /// Who stands in.
        by: PersonId,
    },
    /// Two people exchange watches, each only where they are on watch.
    Swap {
        /// What one gives.
        one: Half,
        /// What the other gives.
        other: Half,
    },
}

impl What {
    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Override { .. } => "override",
            Self::Cover { .. } => "cover",
            Self::Swap { .. } => "swap",
        }
    }

    /// Everybody whose watch it changes and who has to agree; nobody for an override.
    pub fn parties(&self) -> Vec<&PersonId> {
        match self {
            Self::Override { .. } => Vec::new(),
            Self::Cover { absent, by, .. } => vec![absent, by],
            Self::Swap { one, other } => vec![&one.person, &other.person],
        }
    }

    /// The spans that it can change.
    pub fn windows(&self) -> Vec<Window> {
        match self {
            Self::Override { window, .. } | Self::Cover { window, .. } => vec![*window],
            Self::Swap { one, other } => vec![one.window, other.window],
        }
    }

    /// Who holds a seat at an instant after the change, given who held it before; none where it
    /// changes nothing.
    pub fn holder(&self, seat: &Seat, at: Instant, before: Option<&PersonId>) -> Option<&PersonId> {
        match self {
            Self::Override { seat: named, window, person } => {
                (named == seat && window.contains(at)).then_some(person)
            }
            Self::Cover { seat: named, window, absent, by } => {
                let fits = named.as_ref().is_none_or(|named| named == seat) && window.contains(at);
                (fits && before == Some(absent)).then_some(by)
            }
            Self::Swap { one, other } => {
                let gives = |half: &Half| {
                    half.seat == *seat && half.window.contains(at) && before == Some(&half.person)
                };
                if gives(one) { Some(&other.person) } else { gives(other).then_some(&one.person) }
            }
        }
    }
}

/// A change with who asked for it, why, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its name.
    pub id: ChangeId,
    /// What is changed.
    pub what: What,
    /// Who asked for it.
    pub asked_by: PersonId,
    /// Why, in their words; may be empty.
    pub why: String,
    /// How far it has come.
    pub state: State,
}

impl Change {
    /// From when and until when it holds, by its state; none while it is not agreed.
    ///
    /// It never reaches back behind the agreement, nor on past the moment when it was undone: what
    /// was before is past, and past watches are facts.
    pub fn holds(&self) -> Option<Window> {
        match &self.state {
            State::Accepted { at, .. } => Some(Window::new(*at, Instant::MAX_UTC)),
            State::Undone { accepted_at, at, .. } => Some(Window::new(*accepted_at, *at)),
            State::Offered { .. } | State::Declined { .. } | State::Withdrawn { .. } => None,
        }
    }

    /// The spans in which it is in force, empty ones left out.
    pub fn in_force(&self) -> Vec<Window> {
        let Some(holds) = self.holds() else { return Vec::new() };
        let cut = self.what.windows().into_iter().map(|window| window.cut(holds));
        cut.filter(|window| window.from < window.until).collect()
    }
}
