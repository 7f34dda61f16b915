//! What a copy has, and what the log that runs has beyond it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::copies::{Holds, holds, open};
use crate::domain::event::{DeviceId, IncidentId, Subject};
use crate::domain::time::Instant;
use crate::store::error::{StoreError, sqlite_at};
use crate::store::handoff::held;
use crate::store::{codec, files, read};

/// What is about one subject and beyond a number of one device.
const BEYOND: &str = "
SELECT subject, count(*), min(recorded_at) FROM event WHERE device = ?1 AND device_seq > ?2 GROUP BY subject";

/// A copy beside the log that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What would come back.
    pub copy: Holds,
    /// What the log that runs holds.
    pub log: Holds,
    /// How many entries the log has that the copy has not.
    pub lost: u64,
    /// When the first of those was written down.
    pub lost_from: Option<Instant>,
    /// Of those, how many are about no incident: the desk, the directory, the watch, reviews.
    pub lost_beside: u64,
    /// The incidents that they are about, those with most entries first.
    pub incidents: Vec<Lost>,
    /// How many entries the copy has that the log has not.
    pub gained: u64,
}

/// What would be lost of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The incident.
    pub id: IncidentId,
    /// Its reference as it is shown; empty where its opening is not in the log.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// How many entries about it.
    pub entries: u64,
    /// Whether the copy has nothing of it.
    pub is_whole: bool,
}

/// Holds a copy against the log of a folder, beside whoever writes that. Writes nothing.
///
/// # Errors
/// Where one of the two cannot be read.
pub fn compare(folder: &Path, copy: &Path) -> Result<Comparison, StoreError> {
    let file = files::log_in(folder);
    let (log, copied) = (open(&file)?, open(copy)?);
    // Each one moment of its own.
    let here = log.unchecked_transaction().map_err(sqlite_at(&file))?;
    let there = copied.unchecked_transaction().map_err(sqlite_at(copy))?;
    let at = sqlite_at(&file);
    let (in_log, in_copy) = (held(&here).map_err(&at)?, held(&there).map_err(sqlite_at(copy))?);
    let mut comparison = Comparison {
        copy: holds(&there).map_err(sqlite_at(copy))?,
        log: holds(&here).map_err(&at)?,
        lost: 0,
        lost_from: None,
        lost_beside: 0,
        incidents: Vec::new(),
        gained: 0,
    };
    let mut by_incident: BTreeMap<IncidentId, u64> = BTreeMap::new();
    let devices: BTreeSet<DeviceId> = in_log.keys().chain(in_copy.keys()).copied().collect();
    for device in devices {
        let of = |held: &BTreeMap<DeviceId, u64>| held.get(&device).copied().unwrap_or_default();
        let (mine, theirs) = (of(&in_log), of(&in_copy));
        let common = same_up_to(&here, &there, device, mine.min(theirs)).map_err(&at)?;
        comparison.gained += theirs - common;
        for (subject, entries, from) in beyond(&here, device, common).map_err(&at)? {
            comparison.lost += entries;
            comparison.lost_from = Some(comparison.lost_from.map_or(from, |before| before.min(from)));
            match codec::subject(&subject) {
                Subject::Incident(id) => *by_incident.entry(id).or_default() += entries,
                _ => comparison.lost_beside += entries,
            }
        }
    }
    for (id, entries) in by_incident {
        let lost = lost_of(&here, &there, id, entries).map_err(&at)?;
        comparison.incidents.push(lost);
    }
    comparison.incidents.sort_by_key(|one| std::cmp::Reverse((one.entries, one.id)));
    Ok(comparison)
}

/// Up to which entry two logs have the same of a device, up to `most`. Each entry's hash vouches for all before
/// it, so that the place is found by halving.
fn same_up_to(here: &Connection, there: &Connection, device: DeviceId, most: u64) -> rusqlite::Result<u64> {
    let is_same = |seq: u64| -> rusqlite::Result<bool> {
        let (one, other) = (hash_of(here, device, seq)?, hash_of(there, device, seq)?);
        Ok(one.is_some() && one == other)
    };
    if most == 0 || is_same(most)? {
        return Ok(most);
    }
    // What is the same, and the first that is not.
    let (mut same, mut other) = (0, most);
    while other - same > 1 {
        let middle = same + (other - same) / 2;
        if is_same(middle)? {
            same = middle;
        } else {
            other = middle;
        }
    }
    Ok(same)
}

fn hash_of(conn: &Connection, device: DeviceId, seq: u64) -> rusqlite::Result<Option<Vec<u8>>> {
    let key = device.0.as_bytes().as_slice();
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    conn.prepare_cached("SELECT hash FROM event WHERE device = ?1 AND device_seq = ?2")?
        .query_row(params![key, seq], |row| row.get(0))
        .optional()
}

fn beyond(conn: &Connection, device: DeviceId, seq: u64) -> rusqlite::Result<Vec<(String, u64, Instant)>> {
    let mut all = conn.prepare(BEYOND)?;
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    let rows = all.query_map(params![device.0.as_bytes().as_slice(), seq], |row| {
        Ok((read::text(row, 0)?, read::natural(row, 1)?, codec::instant(row.get(2)?)))
    })?;
    rows.collect()
}

fn lost_of(here: &Connection, there: &Connection, id: IncidentId, entries: u64) -> rusqlite::Result<Lost> {
    let subject = Subject::Incident(id).to_string();
    let shown: Option<(String, String)> = here
        .query_row("SELECT reference, title FROM incident WHERE subject = ?1", [&subject], |row| {
            Ok((read::text(row, 0)?, read::text(row, 1)?))
        })
        .optional()?;
    let is_there: bool =
        there.query_row("SELECT EXISTS (SELECT 1 FROM event WHERE subject = ?1)", [&subject], |row| {
            row.get(0)
        })?;
    let (reference, title) = shown.unwrap_or_default();
    Ok(Lost { id, reference, title, entries, is_whole: !is_there })
}
