//! The handoff file: the entries of a log, or those another desk lacks, in one file that the other
//! desk opens and merges.
//!
//! It is here and not among the documents because it carries entries as they are stored, column by
//! column and word for word, with salt and hashes, so that a desk that cannot read a kind still passes
//! it on. It is text, UTF-8, each line ended by a line feed:
//!
//! ```text
//! bridgewatch-handoff <SHA-256 of the next line without its end, in hexadecimal>
//! {"format":1,"desk":…,"device":…,"made_at":…,"desks":[{"device":…,"first":…,"last":…,"count":…}],
//!  "events":…,"bytes":…,"sha256":…,"holds":{…}}                                        (one line)
//! {"device":…,"seq":…,"id":…,"subject":…,"kind":…,"version":…,"happened_at":…,"recorded_at":…,
//!  "actor":…,"body":…,"salt":…,"content_hash":…,"hash":…}                    (one line an entry)
//! ```
//!
//! `bytes` and `sha256` speak of all that follows the manifest's line. Entries stand by device and then
//! by number, without gaps; instants are milliseconds since 1970; salt and hashes are hexadecimal; `body`
//! is the stored text. `holds` says how far the maker's log goes for each device, so that the answer
//! need only carry what is lacking. The first two lines keep their form in every later format, so that
//! an older program can say that a file is newer. The whole may be sealed with a passphrase, in the
//! `age` format.
//!
//! The same entries stand in a log as JSON lines (`log_file`), which is read and merged like one.
//!
//! Reading checks the whole before anything is applied; merging does it in one transaction.

mod error;
mod line;
mod log_file;
#[cfg(test)]
mod log_tests;
mod merge;
mod peers;
mod read;
mod seal;
#[cfg(test)]
mod tests;
mod write;

pub(super) use write::holds as held;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::error::HandoffError;
pub use self::log_file::{LogHead, MAX_LOG_BYTES};
pub use self::merge::{MergeReport, MergedIncident, preview_alone};
pub use self::peers::Peer;
pub use self::read::read;
pub use self::seal::seal;
use super::codec::{self, Stored};
use crate::domain::event::{DeviceId, IncidentId, Subject};
use crate::domain::incident::Incident;
use crate::domain::time::Instant;

/// The extension of a handoff file's name.
pub const EXTENSION: &str = "bridgewatch";

/// The largest file that is made or read, in bytes, not counting its first two lines: 256 MiB.
pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// The longest line of an entry, in bytes.
const MAX_LINE: u64 = 16 * 1024 * 1024;

/// The longest manifest, in bytes.
const MAX_MANIFEST: u64 = 1024 * 1024;

/// The longest name of a desk that is kept, in characters.
const MAX_NAME: usize = 120;

/// How the first line begins.
const MAGIC: &[u8] = b"bridgewatch-handoff ";

/// The format that is written, and the newest that is read.
const FORMAT: u32 = 1;

/// What a handoff file says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The format; this program writes 1.
    pub format: u32,
    /// What the desk that made it calls itself. Words of somebody else's: never a path, never trusted.
    pub desk: String,
    /// The device that made it.
    pub device: DeviceId,
    /// When it was made.
    pub made_at: Instant,
    /// What it carries of each device.
    pub desks: Vec<Carried>,
    /// Entries in all.
    pub events: u64,
    /// Bytes after the manifest's line.
    pub bytes: u64,
    /// SHA-256 of those bytes, in hexadecimal.
    pub sha256: String,
    /// How far the maker's log goes for each device: its newest entry's number.
    pub holds: BTreeMap<DeviceId, u64>,
}

/// What a file carries of one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// The device.
    pub device: DeviceId,
    /// The number of the first entry.
    pub first: u64,
    /// The number of the last.
    pub last: u64,
    /// How many: all from the first to the last.
    pub count: u64,
}

/// What a file of entries is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    /// A handoff file.
    Plain,
    /// One that was sealed with a passphrase.
    Sealed,
    /// A whole log as JSON lines: see [`log_file`].
    Log,
}

/// A handoff file, or a log as JSON lines, that was read and found whole. Whether it follows from a log is seen when it is
/// merged or previewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handoff {
    manifest: Manifest,
    kind: FileKind,
    /// By device, then by number.
    entries: Vec<Stored>,
}

/// An incident that a file speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenOf {
    /// The incident.
    pub id: IncidentId,
    /// Reference (as it was given) and title; none where its opening is not in the file.
    pub opened: Option<(String, String)>,
    /// How many entries about it the file carries.
    pub entries: u64,
}

impl Handoff {
    /// What the file says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether it was sealed with a passphrase.
    pub fn is_sealed(&self) -> bool {
        self.kind == FileKind::Sealed
    }

    /// Whether it is a whole log as JSON lines. No desk speaks by it: in its manifest are no name and no
    /// device, and it was made when its newest entry was recorded.
    pub fn is_log(&self) -> bool {
        self.kind == FileKind::Log
    }

    /// The incidents that it speaks of, by their names for good: those of an older opening first.
    pub fn incidents(&self) -> Vec<SpokenOf> {
        let mut by_incident: BTreeMap<IncidentId, Vec<&Stored>> = BTreeMap::new();
        for entry in &self.entries {
            if let Subject::Incident(id) = codec::subject(&entry.subject) {
                by_incident.entry(id).or_default().push(entry);
            }
        }
        let spoken = |(id, entries): (IncidentId, Vec<&Stored>)| {
            let count = entries.len() as u64;
            let mut events: Vec<_> = entries.into_iter().map(|entry| entry.clone().event()).collect();
            events.sort_by_key(|event| (event.recorded_at, event.device, event.device_seq));
            let incident = Incident::fold(events);
            SpokenOf { id, opened: incident.map(|one| (one.reference, one.title)), entries: count }
        };
        by_incident.into_iter().map(spoken).collect()
    }
}

/// A desk's name as it is kept and shown: one line, without what steers a terminal, not too long.
fn plain_name(name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_NAME).collect();
    name.trim().to_owned()
}
