//! Erasing a person: what a fact of it says, and which passages of a text are theirs.
//!
//! A fact of an erasure holds no word of what was erased, only where it stood: which entry, which of its texts, from
//! which character, how many. All places are those of the texts **as they were first written**. So facts of several
//! desks add up to the same, whatever the order in which they come: the passages of all of them are gone, and what
//! stands in their places follows from the facts alone.
//!
//! Never here: how an entry is stored, and who may be erased (that is [`super::decide`]).

mod matching;
mod names;
mod seeking;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::matching::{Found, Sought, Unsought, fold};
pub use self::names::names;
pub use self::seeking::Seeking;
use super::event::EventId;

/// What stands where an address, a number or a note was.
pub const ERASED: &str = "[erased]";

/// What stands where a name was.
pub fn placeholder(number: u32) -> String {
    format!("Erased person {number}")
}

/// Whom to erase.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErasePerson {
    /// Their name, as the directory and the log have it.
    pub name: String,
    /// Further words that mean them: a nickname, an account, an address, a number.
    pub also: Vec<String>,
}

/// A person was erased from entries of the log. A large erasure is several facts with the same name and number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonErased {
    /// The erasure's name, of chance alone.
    pub erasure: Uuid,
    /// The number of the person among those that were erased here, for what stands in their place.
    pub number: u32,
    /// From which entries, and what of each.
    pub entries: Vec<ErasedEntry>,
}

/// What was erased from one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedEntry {
    /// The entry.
    pub entry: EventId,
    /// Passages of its texts.
    pub passages: Vec<Passage>,
}

/// A passage of a text of an entry, as it was first written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Passage {
    /// Which text: its place among all texts of the body, from 0; who said it, if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<u32>,
    /// The first character, from 0.
    pub from: u32,
    /// How many characters.
    pub chars: u32,
    /// Whether it was no name but an address, a number or a note.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub contact: bool,
}
