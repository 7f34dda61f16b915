//! Who can be on watch, and the seats of a watch.
//!
//! Never here: a directory. A person is known by an id that a directory may give out, and by what
//! the rota needs of them: a name, a zone, and whether they have learnt the role.

use std::fmt;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Somebody who can be on watch, by an id that stays the same when the name changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub String);

impl PersonId {
    /// The id as it is written.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the rota knows of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What they are called.
    pub name: String,
    /// The zone they live in, for their nights and weekends; none means the desk's.
    pub zone: Option<Tz>,
    /// The date on which they completed the manager learning (R); none while they have not.
    pub learned_on: Option<NaiveDate>,
}

impl Person {
    /// Somebody of whom only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), zone: None, learned_on: None }
    }
}

/// A seat of the watch (R item 3); the order is the order of precedence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Seat {
    /// Who leads.
    Primary,
    /// Who takes over when the primary can't.
    Backup,
    /// A further seat, such as `shadow`.
    Other(String),
}

/// The longest word of a seat, in characters.
const LONGEST_SEAT_CHARS: usize = 120;

impl Seat {
    /// Whether a word can name a seat: small letters, digits and dashes, not too many.
    pub fn is_word(word: &str) -> bool {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !word.is_empty() && word.len() <= LONGEST_SEAT_CHARS && word.chars().all(plain)
    }

    /// The word in files and on the command line.
    pub fn word(&self) -> &str {
        match self {
            Self::Primary => "primary",
            Self::Backup => "backup",
            Self::Other(word) => word,
        }
    }
}

impl From<String> for Seat {
    fn from(word: String) -> Self {
        match word.as_str() {
            "primary" => Self::Primary,
            "backup" => Self::Backup,
            _ => Self::Other(word),
        }
    }
}

impl From<Seat> for String {
    fn from(seat: Seat) -> Self {
        seat.word().to_owned()
    }
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_the_same_after_it_was_written() {
        for (seat, word) in [
            (Seat::Primary, "primary"),
            (Seat::Backup, "backup"),
            (Seat::Other("shadow".to_owned()), "shadow"),
        ] {
            let written = serde_json::to_string(&seat).unwrap();
            assert_eq!(written, format!("\"{word}\""));
            assert_eq!(serde_json::from_str::<Seat>(&written).unwrap(), seat);
        }
        assert!(Seat::Primary < Seat::Backup && Seat::Backup < Seat::Other("a".to_owned()));
    }
}
