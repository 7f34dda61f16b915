//! Making a handoff file from a log.

use std::collections::BTreeMap;
use std::io::Write;

use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::error::HandoffError;
use super::{Carried, FORMAT, MAGIC, MAX_BYTES, MAX_LINE, MAX_MANIFEST, Manifest, line, plain_name};
use crate::domain::event::DeviceId;
use crate::domain::time::Instant;
use crate::store::chain::{self, hex};
use crate::store::error::sqlite_at;
use crate::store::{Store, StoreError, codec, read};

impl Store {
    /// How far this log goes for each device: the number of its newest entry.
    pub fn holds(&self) -> Result<BTreeMap<DeviceId, u64>, StoreError> {
        holds(&self.conn).map_err(sqlite_at(&self.file))
    }

    /// Writes a handoff file into `out` with all entries beyond what `have` says another desk has of
    /// each device; a whole log for an empty map. `desk` is what this desk calls itself, `now` when the
    /// file is made. Sees one moment of the log.
    ///
    /// # Errors
    /// [`HandoffError::Oversized`] beyond [`super::MAX_BYTES`]; [`HandoffError::Log`] where an entry is
    /// not what was written, since no desk would take it.
    pub fn handoff(
        &self,
        have: &BTreeMap<DeviceId, u64>,
        desk: &str,
        now: Instant,
        out: &mut dyn Write,
    ) -> Result<Manifest, HandoffError> {
        let at = sqlite_at(&self.file);
        let tx = self.conn.unchecked_transaction().map_err(&at)?;
        let holds = holds(&tx).map_err(&at)?;
        let lacking: Vec<(DeviceId, u64)> = holds
            .iter()
            .map(|(device, last)| (*device, *last, have.get(device).copied().unwrap_or_default()))
            .filter(|(_, last, had)| had < last)
            .map(|(device, _, had)| (device, had))
            .collect();
        // Twice over the entries: the manifest stands before them and says what they add up to.
        let mut manifest = Manifest {
            format: FORMAT,
            desk: plain_name(desk),
            device: self.device,
            made_at: codec::instant(codec::millis(now)),
            desks: Vec::new(),
            events: 0,
            bytes: 0,
            sha256: String::new(),
            holds,
        };
        let mut hasher = Sha256::new();
        for (device, had) in &lacking {
            let mut carried = Carried { device: *device, first: *had + 1, last: *had, count: 0 };
            self.lines(&tx, *device, *had, |line| {
                manifest.bytes += line.len() as u64;
                carried.last += 1;
                carried.count += 1;
                hasher.update(line);
                if manifest.bytes > MAX_BYTES { Err(too_large("the file", MAX_BYTES)) } else { Ok(()) }
            })?;
            manifest.events += carried.count;
            manifest.desks.push(carried);
        }
        manifest.sha256 = hex(&hasher.finalize());
        let mut put =
            |bytes: &[u8]| out.write_all(bytes).map_err(|err| HandoffError::File { reason: err.to_string() });
        let described =
            serde_json::to_vec(&manifest).map_err(|err| HandoffError::File { reason: err.to_string() })?;
        if described.len() as u64 >= MAX_MANIFEST {
            return Err(too_large("the manifest", MAX_MANIFEST));
        }
        put(MAGIC)?;
        put(hex(&Sha256::digest(&described)).as_bytes())?;
        put(b"\n")?;
        put(&described)?;
        put(b"\n")?;
        for (device, had) in &lacking {
            self.lines(&tx, *device, *had, &mut put)?;
        }
        Ok(manifest)
    }

    /// Hands the line of each entry of a device after `had` to `take`, in order, each checked first.
    pub(super) fn lines(
        &self,
        conn: &Connection,
        device: DeviceId,
        had: u64,
        mut take: impl FnMut(&[u8]) -> Result<(), HandoffError>,
    ) -> Result<(), HandoffError> {
        let at = sqlite_at(&self.file);
        let had = i64::try_from(had).unwrap_or(i64::MAX);
        let key = device.0.as_bytes().as_slice();
        let mut previous = hash_of(conn, key, had).map_err(&at)?;
        let mut seq = had;
        let mut done = Ok(());
        read::each(conn, read::AFTER, params![key, had], |entry| {
            seq += 1;
            let is_sound = entry.device_seq == seq
                && (entry.is_as_written() || entry.is_erased())
                && previous
                    .as_ref()
                    .is_some_and(|previous| entry.expected_hash(previous).as_slice() == entry.hash);
            if done.is_ok() {
                done = if is_sound {
                    line::write(&entry).map_err(|reason| self.unsound(device, seq, &reason)).and_then(
                        |line| {
                            if line.len() as u64 > MAX_LINE {
                                Err(too_large(&format!("entry {seq}"), MAX_LINE))
                            } else {
                                take(&line)
                            }
                        },
                    )
                } else {
                    Err(self.unsound(device, seq, "it is not what was written"))
                };
            }
            previous = Some(entry.hash);
            // Once something went wrong, there is nothing more to look at.
            if done.is_ok() { Ok(()) } else { Err(rusqlite::Error::QueryReturnedNoRows) }
        })
        .or_else(|err| if done.is_err() { Ok(()) } else { Err(err) })
        .map_err(&at)?;
        done
    }

    fn unsound(&self, device: DeviceId, seq: i64, reason: &str) -> HandoffError {
        let reason = format!("entry {seq} of the desk {}: {reason}", device.0);
        StoreError::Damaged { file: self.file.clone(), reason }.into()
    }
}

pub(super) fn too_large(what: &str, limit: u64) -> HandoffError {
    HandoffError::Oversized { what: what.to_owned(), limit_mib: limit / (1024 * 1024) }
}

/// How far a log goes for each device.
pub(in crate::store) fn holds(conn: &Connection) -> rusqlite::Result<BTreeMap<DeviceId, u64>> {
    let mut heads = conn.prepare("SELECT id, head_seq FROM device ORDER BY id")?;
    let rows = heads.query_map([], |row| {
        Ok((DeviceId(codec::uuid(&row.get::<_, Vec<u8>>(0)?)), read::natural(row, 1)?))
    })?;
    rows.collect()
}

/// The hash of a device's entry; what stands before its first for number 0, none where there is no
/// such entry.
pub(super) fn hash_of(conn: &Connection, device: &[u8], seq: i64) -> rusqlite::Result<Option<Vec<u8>>> {
    if seq == 0 {
        return Ok(Some(chain::GENESIS.to_vec()));
    }
    conn.query_row(
        "SELECT hash FROM event WHERE device = ?1 AND device_seq = ?2",
        params![device, seq],
        |row| row.get(0),
    )
    .optional()
}
