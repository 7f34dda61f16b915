//! Reading a handoff file, or a log as JSON lines: the whole is checked, line by line, and nothing is applied.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Cursor, Read};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::error::HandoffError;
use super::{
    Carried, FORMAT, FileKind, Handoff, MAGIC, MAX_BYTES, MAX_LINE, MAX_MANIFEST, Manifest, line, log_file,
    seal,
};
use crate::domain::event::DeviceId;
use crate::store::chain::{self, hex};
use crate::store::codec::{self, Stored};

/// No sealed file of one that is taken is longer: the seal adds a four-thousandth and a header.
const MAX_SEALED: u64 = MAX_BYTES + MAX_BYTES / 64;

/// No log that is taken is longer.
const MAX_LOG: u64 = log_file::MAX_LOG_BYTES + MAX_MANIFEST + 1;

/// What every format's manifest says, whatever else it says.
#[derive(Deserialize)]
pub(super) struct AnyFormat {
    format: u32,
}

impl AnyFormat {
    /// Refuses a format that this program does not read.
    pub(super) fn known(&self, where_: &str) -> Result<(), HandoffError> {
        match self.format {
            FORMAT => Ok(()),
            newer if newer > FORMAT => Err(HandoffError::Newer { format: newer, known: FORMAT }),
            other => Err(HandoffError::damaged(where_, format!("there is no format {other}"))),
        }
    }
}

/// What was not understood at a place of the file.
pub(super) fn unread(where_: &str, err: &serde_json::Error) -> HandoffError {
    HandoffError::damaged(where_, err.to_string())
}

/// Reads a handoff file, or a log as JSON lines, from its bytes and checks all of it: manifest, length and checksum, each line,
/// each device's numbers, and each entry's hashes and links. `passphrase` is only asked of a sealed
/// file. The bytes are read once and not kept.
///
/// # Errors
/// Every variant of [`HandoffError`] but those that need a log to be seen.
pub fn read(file: impl Read, passphrase: Option<&str>) -> Result<Handoff, HandoffError> {
    let mut file = BufReader::new(file.take(MAX_LOG.max(MAX_SEALED)));
    let mut start = Vec::new();
    let longest = seal::HEADER.len().max(MAGIC.len()) as u64;
    file.by_ref().take(longest).read_to_end(&mut start).map_err(|err| HandoffError::reading(&err))?;
    let is_sealed = start.starts_with(seal::HEADER);
    let begins = |with: &[u8]| !start.is_empty() && start.len() < with.len() && with.starts_with(&start);
    if begins(MAGIC) || begins(seal::HEADER) || begins(log_file::MAGIC) {
        return Err(HandoffError::Truncated { missing: "only its first bytes are there".to_owned() });
    }
    let is_log = start.starts_with(log_file::MAGIC);
    let whole = Cursor::new(start).chain(file);
    if is_sealed {
        plain(BufReader::new(seal::unseal(whole.take(MAX_SEALED), passphrase)?), FileKind::Sealed)
    } else if is_log {
        plain(whole, FileKind::Log)
    } else {
        plain(whole, FileKind::Plain)
    }
}

fn plain(mut file: impl BufRead, kind: FileKind) -> Result<Handoff, HandoffError> {
    let is_log = kind == FileKind::Log;
    let (head, most, mut number): (&str, u64, u64) =
        if is_log { ("line 1", log_file::MAX_LOG_BYTES, 1) } else { ("the manifest", MAX_BYTES, 2) };
    let mut manifest = if is_log { log_file::manifest(&mut file)? } else { manifest(&mut file)? };
    if manifest.bytes > most {
        return Err(oversized("the file", most));
    }
    let mut walk = Walk::default();
    let mut hasher = Sha256::new();
    let mut left = manifest.bytes;
    let mut bytes = Vec::new();
    // The first thing wrong with an entry. Of a handoff file it is told only when the checksum fits:
    // otherwise the file was changed on its way, and that is what to say. A log of JSON lines is opened by
    // people, and is told by its line.
    let mut wrong = None;
    while left > 0 {
        number += 1;
        take_line(&mut file, MAX_LINE, &format!("line {number}"), &mut bytes)?;
        let Some(rest) = left.checked_sub(bytes.len() as u64) else {
            return Err(HandoffError::damaged(
                format!("line {number}"),
                "it goes beyond the end of the file",
            ));
        };
        left = rest;
        hasher.update(&bytes);
        if wrong.is_none() {
            wrong = walk.take(&bytes, number).err().map(|err| if is_log { err.at_line(number) } else { err });
        }
    }
    let mut beyond = [0];
    if file.read(&mut beyond).map_err(|err| HandoffError::reading(&err))? > 0 {
        return Err(HandoffError::damaged("the end", "something follows it"));
    }
    if hex(&hasher.finalize()) != manifest.sha256 {
        if let Some(err) = wrong.filter(|_| is_log) {
            return Err(err);
        }
        return Err(HandoffError::damaged("the entries", "their checksum is another one"));
    }
    if let Some(err) = wrong {
        return Err(err);
    }
    if walk.desks != manifest.desks || walk.entries.len() as u64 != manifest.events {
        return Err(HandoffError::damaged(head, "it lists other entries than there are"));
    }
    let falls_short = |carried: &Carried| manifest.holds.get(&carried.device) < Some(&carried.last);
    if manifest.desks.iter().any(falls_short) {
        return Err(HandoffError::damaged(head, "it carries more than it says its desk holds"));
    }
    if is_log {
        // It does not say when it was written: the same log is the same file.
        let newest = walk.entries.iter().map(|entry| entry.recorded_at).max();
        manifest.made_at = newest.map_or(manifest.made_at, codec::instant);
    }
    Ok(Handoff { manifest, kind, entries: walk.entries })
}

/// The first two lines.
fn manifest(file: &mut impl BufRead) -> Result<Manifest, HandoffError> {
    let mut first = Vec::new();
    let longest = MAGIC.len() + 64 + 1;
    let head = file.by_ref().take(longest as u64).read_until(b'\n', &mut first);
    head.map_err(|err| HandoffError::reading(&err))?;
    let Some(sum) = first.strip_prefix(MAGIC) else {
        let what = if first.is_empty() { "it is empty" } else { "it begins with something else" };
        return Err(HandoffError::Foreign { what: what.to_owned() });
    };
    let Some(sum) = sum.strip_suffix(b"\n") else {
        return Err(if first.len() < longest {
            HandoffError::Truncated { missing: "its manifest is missing".to_owned() }
        } else {
            HandoffError::damaged("line 1", "it does not end where it should")
        });
    };
    let mut second = Vec::new();
    take_line(file, MAX_MANIFEST, "the manifest", &mut second)?;
    let second = second.strip_suffix(b"\n").unwrap_or(&second);
    if hex(&Sha256::digest(second)).as_bytes() != sum {
        return Err(HandoffError::damaged("the manifest", "its checksum is another one"));
    }
    let unread = |err| unread("the manifest", &err);
    let any: AnyFormat = serde_json::from_slice(second).map_err(unread)?;
    any.known("the manifest")?;
    serde_json::from_slice(second).map_err(unread)
}

/// Reads a line with its line feed into `bytes`.
pub(super) fn take_line(
    file: &mut impl BufRead,
    limit: u64,
    what: &str,
    bytes: &mut Vec<u8>,
) -> Result<(), HandoffError> {
    bytes.clear();
    file.take(limit + 1).read_until(b'\n', bytes).map_err(|err| HandoffError::reading(&err))?;
    if bytes.len() as u64 > limit {
        return Err(oversized(what, limit));
    }
    if !bytes.ends_with(b"\n") {
        return Err(HandoffError::Truncated { missing: format!("it ends within {what}") });
    }
    Ok(())
}

fn oversized(what: &str, limit: u64) -> HandoffError {
    HandoffError::Oversized { what: what.to_owned(), limit_mib: limit / (1024 * 1024) }
}

/// The walk along the entries.
#[derive(Default)]
struct Walk {
    entries: Vec<Stored>,
    desks: Vec<Carried>,
    names: BTreeSet<Vec<u8>>,
}

impl Walk {
    fn take(&mut self, bytes: &[u8], number: u64) -> Result<(), HandoffError> {
        let entry = line::read(bytes).map_err(|why| HandoffError::damaged(format!("line {number}"), why))?;
        let device = DeviceId(codec::uuid(&entry.device));
        let seq = u64::try_from(entry.device_seq).unwrap_or_default();
        let broken = |reason: &str| HandoffError::ChainBroken { device, seq, reason: reason.to_owned() };
        // Whether an entry says that a person was erased from it is seen where the log is.
        if !entry.is_as_written() && !entry.is_erased() {
            return Err(broken("actor or body is not what was written"));
        }
        let before = self.entries.last().filter(|before| before.device == entry.device);
        let previous = match (before, self.desks.last_mut()) {
            (Some(before), Some(desk)) => {
                if seq != desk.last.saturating_add(1) {
                    return Err(broken("it does not have the number after the one before it"));
                }
                if entry.recorded_at < before.recorded_at {
                    return Err(broken("it was recorded before the entry that it follows"));
                }
                desk.last = seq;
                desk.count += 1;
                Some(before.hash.as_slice())
            }
            (_, last) => {
                if last.is_some_and(|last| last.device >= device) {
                    return Err(HandoffError::damaged(
                        format!("line {number}"),
                        "desks are not in their order",
                    ));
                }
                self.desks.push(Carried { device, first: seq, last: seq, count: 1 });
                // Of a later one the log that it is merged into must say what stands before.
                (seq == 1).then_some(chain::GENESIS.as_slice())
            }
        };
        if previous.is_some_and(|previous| entry.expected_hash(previous).as_slice() != entry.hash) {
            return Err(broken("it was changed, or does not follow the entry before it"));
        }
        if !self.names.insert(entry.id.clone()) {
            return Err(HandoffError::NameTaken { device, seq });
        }
        self.entries.push(entry);
        Ok(())
    }
}
