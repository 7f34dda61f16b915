//! The whole log as JSON lines: the entries of a handoff file, line for line the same, below a first line
//! that is JSON too.
//!
//! ```text
//! {"bridgewatch":"log","format":1,"events":…,"bytes":…,"sha256":…,"desks":[{"device":…,"first":…,…}]}
//! {"device":…,"seq":…,"id":…,"subject":…,…}                                  (one line an entry)
//! ```
//!
//! Nothing in the first line is of the desk or the moment that wrote it, so that the same log is always the
//! same bytes; and all of it can be held against what follows, so that nothing need vouch for it. Such a
//! file is for keeping and for other programs; it is read and merged as a handoff file is, by the same code.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::error::HandoffError;
use super::read::{AnyFormat, take_line, unread};
use super::write::{holds, too_large};
use super::{Carried, FORMAT, MAX_MANIFEST, Manifest};
use crate::domain::event::DeviceId;
use crate::domain::time::Instant;
use crate::store::Store;
use crate::store::chain::hex;
use crate::store::error::sqlite_at;

/// How the first line begins.
pub(super) const MAGIC: &[u8] = b"{\"bridgewatch\":\"log\",";

/// The largest file that is written or read, in bytes, not counting its first line: 2 GiB.
pub const MAX_LOG_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// What stands in `bridgewatch`.
const WHAT: &str = "log";

/// What the first line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogHead {
    /// What the file is: always `log`.
    pub bridgewatch: String,
    /// The format; this program writes 1.
    pub format: u32,
    /// Entries in all.
    pub events: u64,
    /// Bytes after the first line.
    pub bytes: u64,
    /// SHA-256 of those bytes, in hexadecimal.
    pub sha256: String,
    /// What it carries of each device.
    pub desks: Vec<Carried>,
}

impl Store {
    /// Writes the whole log as JSON lines into `out`, each entry checked first. Sees one moment of the log;
    /// the same log gives the same bytes.
    ///
    /// # Errors
    /// [`HandoffError::Oversized`] beyond [`MAX_LOG_BYTES`]; [`HandoffError::Log`] where an entry is not what
    /// was written, since no desk would take it; [`HandoffError::File`] where `out` does not take it.
    pub fn export_log(&self, out: &mut dyn Write) -> Result<LogHead, HandoffError> {
        let at = sqlite_at(&self.file);
        let tx = self.conn.unchecked_transaction().map_err(&at)?;
        let devices: Vec<DeviceId> = holds(&tx).map_err(&at)?.into_keys().collect();
        // Twice over the entries: what they add up to stands before them.
        let mut head = LogHead {
            bridgewatch: WHAT.to_owned(),
            format: FORMAT,
            events: 0,
            bytes: 0,
            sha256: String::new(),
            desks: Vec::new(),
        };
        let mut hasher = Sha256::new();
        for device in &devices {
            let mut carried = Carried { device: *device, first: 1, last: 0, count: 0 };
            self.lines(&tx, *device, 0, |line| {
                head.bytes += line.len() as u64;
                carried.last += 1;
                carried.count += 1;
                hasher.update(line);
                if head.bytes > MAX_LOG_BYTES { Err(too_large("the log", MAX_LOG_BYTES)) } else { Ok(()) }
            })?;
            head.events += carried.count;
            head.desks.push(carried);
        }
        head.sha256 = hex(&hasher.finalize());
        let unwritten = |reason: String| HandoffError::File { reason };
        let mut first = serde_json::to_vec(&head).map_err(|err| unwritten(err.to_string()))?;
        first.push(b'\n');
        if first.len() as u64 > MAX_MANIFEST {
            return Err(too_large("its first line", MAX_MANIFEST));
        }
        let mut put = |bytes: &[u8]| out.write_all(bytes).map_err(|err| unwritten(err.to_string()));
        put(&first)?;
        for device in &devices {
            self.lines(&tx, *device, 0, &mut put)?;
        }
        Ok(head)
    }
}

/// The first line, as the manifest that a handoff file would have. No desk speaks by it.
pub(super) fn manifest(file: &mut impl BufRead) -> Result<Manifest, HandoffError> {
    let mut first = Vec::new();
    take_line(file, MAX_MANIFEST, "line 1", &mut first)?;
    let unread = |err| unread("line 1", &err);
    let any: AnyFormat = serde_json::from_slice(&first).map_err(unread)?;
    any.known("line 1")?;
    let head: LogHead = serde_json::from_slice(&first).map_err(unread)?;
    let holds = head.desks.iter().map(|carried| (carried.device, carried.last)).collect();
    Ok(Manifest {
        format: head.format,
        desk: String::new(),
        device: DeviceId(Uuid::nil()),
        made_at: Instant::UNIX_EPOCH,
        desks: head.desks,
        events: head.events,
        bytes: head.bytes,
        sha256: head.sha256,
        holds,
    })
}
