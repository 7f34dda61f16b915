//! Many facts in one transaction, written as they come: what is held in memory is the one at hand.
//!
//! [`Store::append`] is the same for a handful. Never here: what is written, and when to stop.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use uuid::ContextV7;

use super::codec::{self, Stored};
use super::error::{StoreError, sqlite_at};
use super::{Store, append, chain, projection, read};
use crate::domain::event::{DeviceId, Event, EventId, IncidentId, NewEvent};
use crate::domain::incident::IncidentRow;
use crate::domain::time::Instant;

/// How much of the file [`Store::large_bulk`] keeps in memory; below zero, it is in KiB.
const LARGE_CACHE: i64 = -96 * 1024;

/// The newest entry of a device.
struct HeadRow {
    seq: u64,
    hash: Vec<u8>,
}

/// A transaction that is under way. What was put into it is in the log once [`Store::bulk`] returns.
#[derive(Debug)]
pub struct Bulk<'a> {
    conn: &'a Connection,
    file: &'a std::path::Path,
    device: DeviceId,
    recorded_ms: i64,
    next_seq: u64,
    previous: Vec<u8>,
    /// Gives names in the order in which they are given: what is written one after the other then lies side by
    /// side in the indexes, too.
    names: ContextV7,
    is_doubled: bool,
}

impl Store {
    /// Does something in one transaction. When it returns a value, all that was put into it is on the disk;
    /// when it returns an error, or `work` panics, nothing is written.
    ///
    /// All entries are recorded at the same instant: `now`, but never before anything this log holds, and
    /// always after what it holds of other devices (a hybrid logical clock, in milliseconds).
    pub fn bulk<T, E: From<StoreError>>(
        &mut self,
        now: Instant,
        work: impl FnOnce(&mut Bulk<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.check_place()?;
        let at = sqlite_at(&self.file);
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&at)?;
        let recorded_ms = recording_ms(&tx, self.device, codec::millis(now)).map_err(&at)?;
        let head = head(&tx, self.device).map_err(&at)?;
        let mut bulk = Bulk {
            conn: &tx,
            file: &self.file,
            device: self.device,
            recorded_ms,
            next_seq: head.as_ref().map_or(1, |head| head.seq.saturating_add(1)),
            previous: head.map_or_else(|| chain::GENESIS.to_vec(), |head| head.hash),
            names: ContextV7::new(),
            is_doubled: false,
        };
        let first_seq = bulk.next_seq;
        let done = work(&mut bulk)?;
        if bulk.is_doubled {
            projection::tell_apart(&tx).map_err(&at)?;
        }
        let written = bulk.next_seq.saturating_sub(first_seq);
        tx.commit().map_err(&at)?;
        self.unsettled = self.unsettled.saturating_add(written);
        Ok(done)
    }
}

impl Store {
    /// [`Self::bulk`] for thousands of entries: as long as it runs, more of the file is kept in memory, so that
    /// pages of the indexes are not written again for each entry.
    pub fn large_bulk<T, E: From<StoreError>>(
        &mut self,
        now: Instant,
        work: impl FnOnce(&mut Bulk<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let usual = self.set_cache(LARGE_CACHE)?;
        let done = self.bulk(now, work);
        self.set_cache(usual)?;
        done
    }

    /// Keeps so much of the file in memory from now on; below zero, in KiB. How much it was before.
    pub(super) fn set_cache(&self, cache: i64) -> Result<i64, StoreError> {
        let at = sqlite_at(&self.file);
        let usual = self.conn.pragma_query_value(None, "cache_size", |row| row.get(0)).map_err(&at)?;
        self.conn.pragma_update(None, "cache_size", cache).map_err(&at)?;
        Ok(usual)
    }
}

impl Bulk<'_> {
    /// The transaction itself.
    pub(super) fn conn(&self) -> &Connection {
        self.conn
    }

    /// A new name for an incident, of the instant at which all is recorded and in the order of those before.
    pub fn incident_id(&self) -> IncidentId {
        IncidentId(codec::next_uuid(&self.names, self.recorded_ms))
    }

    /// Writes one fact, and gives the entry as it is stored. One without a name gets one that carries the
    /// instant it is recorded at.
    pub fn put(&mut self, id: Option<EventId>, new: &NewEvent) -> Result<Event, StoreError> {
        let event = Event {
            device: self.device,
            device_seq: self.next_seq,
            id: id.unwrap_or_else(|| EventId(codec::next_uuid(&self.names, self.recorded_ms))),
            subject: new.subject.clone(),
            happened_at: new.happened_at,
            recorded_at: codec::instant(self.recorded_ms),
            actor: new.actor.clone(),
            fact: new.fact.clone(),
        };
        let mut stored = Stored::of(&event).map_err(|reason| StoreError::Codec {
            where_: format!("an entry about {}", new.subject),
            reason,
        })?;
        let salt = self.sql(salt)?;
        stored.seal(salt, &self.previous);
        self.sql(|conn| append::insert(conn, &stored))?;
        self.next_seq = self.next_seq.saturating_add(1);
        self.previous.clone_from(&stored.hash);
        Ok(stored.event())
    }

    /// Puts the line of an incident into the history.
    pub fn keep(&mut self, row: &IncidentRow) -> Result<(), StoreError> {
        self.is_doubled |= self.sql(|conn| projection::take(conn, row))?;
        Ok(())
    }

    /// Whether a reference was given that was shown already: what the incidents are shown as is settled at
    /// the end, and may be another than was given.
    pub fn is_doubled(&self) -> bool {
        self.is_doubled
    }

    /// The incidents of a name, also those that were written just now: see [`Store::find_incidents`].
    pub fn find_incidents(&self, name: &str) -> Result<Vec<IncidentId>, StoreError> {
        self.sql(|conn| read::find(conn, name))
    }

    /// What is about one incident, in the order of the fold.
    pub fn incident_events(&self, id: IncidentId) -> Result<Vec<Event>, StoreError> {
        self.sql(|conn| read::of_incident(conn, id))
    }

    fn sql<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        work(self.conn).map_err(sqlite_at(self.file))
    }
}

/// The instant to record at: now, not before anything recorded, and after what other devices have
/// recorded, so that an answer never sorts before what it answers.
fn recording_ms(conn: &Connection, device: DeviceId, now: i64) -> rusqlite::Result<i64> {
    let mut newest = conn.prepare_cached("SELECT max(recorded_at) FROM event")?;
    let last: Option<i64> = newest.query_row([], |row| row.get(0))?;
    let Some(last) = last else { return Ok(now) };
    // On either side of its own: after an import thousands of its own lie at that instant.
    let mut foreign = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM event WHERE recorded_at = ?1 AND device < ?2)
             OR EXISTS (SELECT 1 FROM event WHERE recorded_at = ?1 AND device > ?2)",
    )?;
    let foreign: bool = foreign.query_row(params![last, device.0.as_bytes().as_slice()], |row| row.get(0))?;
    Ok(now.max(last.saturating_add(i64::from(foreign))))
}

fn head(conn: &Connection, device: DeviceId) -> rusqlite::Result<Option<HeadRow>> {
    conn.prepare_cached("SELECT head_seq, head_hash FROM device WHERE id = ?1")?
        .query_row([device.0.as_bytes().as_slice()], |row| {
            Ok(HeadRow { seq: read::natural(row, 0)?, hash: row.get(1)? })
        })
        .optional()
}

/// Sixteen random bytes. `SQLite`'s own generator is seeded by the system.
fn salt(conn: &Connection) -> rusqlite::Result<Vec<u8>> {
    conn.prepare_cached("SELECT randomblob(16)")?.query_row([], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{self, about, morning, note, opened};

    #[test]
    fn what_is_put_in_bulk_is_a_log_like_any_other() {
        let (_folder, mut store) = samples::store();
        store.append(&[about(1, opened(1))], morning(), samples::rows).unwrap();
        let written: Result<Vec<Event>, StoreError> = store.bulk(morning(), |bulk| {
            let mut written = Vec::new();
            for number in 2..40 {
                let new = [about(number, opened(number)), about(number, note("read"))];
                let events = [bulk.put(None, &new[0])?, bulk.put(None, &new[1])?];
                for row in samples::rows(&events) {
                    bulk.keep(&row)?;
                }
                assert_eq!(bulk.incident_events(samples::incident(number))?, events);
                assert_eq!(bulk.find_incidents(&format!("MI-{number:04}"))?, [samples::incident(number)]);
                written.extend(events);
            }
            Ok(written)
        });
        assert_eq!(store.all_events().unwrap()[1..], written.unwrap());
        assert_eq!(store.verify().unwrap().findings, []);
        assert_eq!(store.rows().unwrap().len(), 39);
    }

    #[test]
    fn what_is_broken_off_leaves_nothing() {
        let (_folder, mut store) = samples::store();
        store.append(&[about(1, opened(1))], morning(), samples::rows).unwrap();
        let before = (store.all_events().unwrap(), store.rows().unwrap());
        let refused = StoreError::Absent { file: "stop".into() };
        let done: Result<(), StoreError> = store.bulk(morning(), |bulk| {
            let event = bulk.put(None, &about(2, opened(2)))?;
            for row in samples::rows(&[event]) {
                bulk.keep(&row)?;
            }
            Err(refused.clone())
        });
        assert_eq!(done.unwrap_err(), refused);
        assert_eq!((store.all_events().unwrap(), store.rows().unwrap()), before);
        store.append(&[about(3, opened(3))], morning(), samples::rows).unwrap();
        assert_eq!(store.verify().unwrap().findings, []);
    }
}
