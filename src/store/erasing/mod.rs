//! Erasing a person from the log: their words leave the bodies of entries, and the chain holds.
//!
//! An entry of its own, a fact [`crate::domain::erasing::PersonErased`], says which passages of which entries go. It
//! is recorded by the chain like any other and holds none of the words. Carrying it out changes actor, body and salt
//! of the entries that it names, in the same transaction; their hashes stay, since the chain covers words by their
//! hash alone. The salt becomes the mark of an erasure (`chain::tombstone`): the old one would let somebody
//! try names against the hash. A table, `erased`, says which entry is named by which fact, and the log's triggers let
//! go of words there and nowhere else. `verify` holds the three against each other.
//!
//! The facts travel as entries do. What one names is changed wherever it comes to meet it: on a desk that merges the
//! fact, in a file of a desk that has not heard of it, in a copy that is restored.
//!
//! | file | is |
//! | --- | --- |
//! | `pieces` | the texts of a stored body |
//! | `known` | what a log says was erased, and how an entry reads for it |
//! | `looking` | what an erasure would change, and the fact of it |
//! | `settling` | the table, and carrying facts out |
//! | `scouring` | what is left of the words in the file and its backups |

mod known;
mod looking;
mod pieces;
mod scouring;
mod settling;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use rusqlite::Connection;
use uuid::Uuid;

pub(super) use self::known::Known;
pub use self::looking::{ErasureSeen, Place, SeenText};
pub use self::scouring::Scoured;
pub(super) use self::scouring::{owe, settle};
pub(super) use self::settling::{carry_out, count, differences, note, rebuild};
use super::error::sqlite_at;
use super::{Store, StoreError};
use crate::domain::erasing::{PersonErased, Seeking, placeholder};
use crate::domain::event::{Event, Fact, NewEvent, Subject};
use crate::domain::time::{Instant, whole_second};

/// A large erasure is parted after so many passages: an entry of the log has its limit.
const MOST_PASSAGES: usize = 20_000;

/// What an erasure has done.
#[derive(Debug, Clone, PartialEq)]
pub struct ErasureDone {
    /// What stands in the person's place.
    pub placeholder: String,
    /// The entries of its own that the erasure made.
    pub events: Vec<Event>,
    /// What was changed.
    pub seen: ErasureSeen,
}

/// A text of JSON without the person: each text in it for itself.
pub fn without(json: &str, seeking: &Seeking, name: &str) -> String {
    pieces::Pieces::of(json).replaced(|_, piece| Some(seeking.sought.without(&piece.text, name)))
}

/// A name of chance alone: nothing of the person or the moment is in it.
fn chance(conn: &Connection) -> rusqlite::Result<Uuid> {
    let bytes: [u8; 16] = conn.query_row("SELECT randomblob(16)", [], |row| row.get(0))?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

impl Store {
    /// What erasing a person would change. Writes nothing; also on a log that is only read.
    pub fn look_for(&self, seeking: &Seeking) -> Result<ErasureSeen, StoreError> {
        let at = sqlite_at(&self.file);
        let tx = self.conn.unchecked_transaction().map_err(&at)?;
        let known = Known::of_log(&tx).map_err(&at)?;
        Ok(looking::look(&tx, seeking, &known).map_err(&at)?.seen)
    }

    /// Erases a person: the facts of it, and those of `beside` before them, by `actor`, and all that they ask for, in
    /// one transaction. Nothing is written where there is nothing to erase. What is left in the file beside the
    /// entries is for [`Self::scour`], which is owed from then on.
    pub fn erase(
        &mut self,
        seeking: &Seeking,
        beside: &[NewEvent],
        actor: &str,
        now: Instant,
    ) -> Result<Option<ErasureDone>, StoreError> {
        let file = self.file.clone();
        let at = sqlite_at(&file);
        self.bulk(now, |bulk| {
            let before = Known::of_log(bulk.conn()).map_err(&at)?;
            let plan = looking::look(bulk.conn(), seeking, &before).map_err(&at)?;
            if plan.entries.is_empty() {
                return Ok(None);
            }
            let mut events = Vec::new();
            for new in beside {
                events.push(bulk.put(None, new)?);
            }
            let (erasure, number) = (chance(bulk.conn()).map_err(&at)?, before.next_number());
            let mut entries = plan.entries.into_iter().peekable();
            while entries.peek().is_some() {
                let mut part = Vec::new();
                let mut passages = 0;
                while let Some(entry) = entries.next_if(|_| passages < MOST_PASSAGES) {
                    // The entry itself takes its room too.
                    passages += entry.passages.len() + 2;
                    part.push(entry);
                }
                let fact = Fact::PersonErased(Box::new(PersonErased { erasure, number, entries: part }));
                let (subject, happened_at) = (Subject::Desk, whole_second(now));
                events
                    .push(bulk.put(None, &NewEvent { subject, happened_at, actor: actor.to_owned(), fact })?);
            }
            let after = Known::of_log(bulk.conn()).map_err(&at)?;
            settling::carry_out(bulk.conn(), &before, &after, after.changed_since(&before)).map_err(&at)?;
            settling::forget_peers(bulk.conn(), seeking, &placeholder(number)).map_err(&at)?;
            owe(bulk.conn(), now).map_err(&at)?;
            Ok(Some(ErasureDone { placeholder: placeholder(number), events, seen: plan.seen }))
        })
    }

    /// The erasures of this log, each once, with what stands in the person's place and from how many entries they were
    /// erased.
    pub fn erasures(&self) -> Result<BTreeMap<u32, u64>, StoreError> {
        let known = Known::of_log(&self.conn).map_err(sqlite_at(&self.file))?;
        let mut all: BTreeMap<u32, u64> = BTreeMap::new();
        for fact in known.facts() {
            *all.entry(fact.number).or_default() += fact.entries.len() as u64;
        }
        Ok(all)
    }

    /// All facts of erasures that this log has.
    pub fn erasing_facts(&self) -> Result<Vec<PersonErased>, StoreError> {
        let known = Known::of_log(&self.conn).map_err(sqlite_at(&self.file))?;
        Ok(known.facts().cloned().collect())
    }

    /// Says erasures again that another log knew, and carries them out here. Those that this one has are left. How
    /// many entries here were changed.
    pub fn erase_again(
        &mut self,
        facts: &[PersonErased],
        actor: &str,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let file = self.file.clone();
        let at = sqlite_at(&file);
        self.bulk(now, |bulk| {
            let before = Known::of_log(bulk.conn()).map_err(&at)?;
            let there: Vec<&PersonErased> = before.facts().collect();
            let lacking: Vec<&PersonErased> = facts.iter().filter(|one| !there.contains(one)).collect();
            for fact in &lacking {
                let fact = Fact::PersonErased(Box::new((*fact).clone()));
                let (subject, happened_at) = (Subject::Desk, whole_second(now));
                bulk.put(None, &NewEvent { subject, happened_at, actor: actor.to_owned(), fact })?;
            }
            if lacking.is_empty() {
                return Ok(0);
            }
            let after = Known::of_log(bulk.conn()).map_err(&at)?;
            let changed =
                carry_out(bulk.conn(), &before, &after, after.changed_since(&before)).map_err(&at)?;
            owe(bulk.conn(), now).map_err(&at)?;
            Ok(changed)
        })
    }
}
