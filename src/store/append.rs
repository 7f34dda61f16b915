//! Writing facts: the only place where the log grows.

use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior, params};

use super::codec::Stored;
use super::connection::PATIENCE;
use super::error::{StoreError, sqlite_at};
use super::{Store, erasing, search};
use crate::domain::event::{Event, EventId, NewEvent};
use crate::domain::incident::IncidentRow;
use crate::domain::time::Instant;

const INSERT: &str = "
INSERT INTO event (device, device_seq, id, subject, kind, version, happened_at, recorded_at, actor, body,
                   salt, content_hash, hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

/// After how many entries it is worth the while to settle the write-ahead file.
const WORTH_SETTLING: u64 = 60;

const SET_HEAD: &str = "
INSERT INTO device (id, head_seq, head_hash) VALUES (?1, ?2, ?3)
ON CONFLICT (id) DO UPDATE SET head_seq = excluded.head_seq, head_hash = excluded.head_hash";

impl Store {
    /// Writes facts and the lines of the incidents they touch, in one transaction. When it returns
    /// the events, they are on the disk; when it returns an error, or `rows` panics, nothing is
    /// written.
    ///
    /// `rows` is called with the events as they are stored, inside the transaction, and gives the
    /// lines to put into the history. It is not called when there is nothing to write.
    ///
    /// Each event is recorded at `now`, but never before anything this log holds, and always after
    /// what it holds of other devices (a hybrid logical clock, in milliseconds).
    pub fn append(
        &mut self,
        new: &[NewEvent],
        now: Instant,
        rows: impl FnOnce(&[Event]) -> Vec<IncidentRow>,
    ) -> Result<Vec<Event>, StoreError> {
        self.write(new.iter().map(|fact| (None, fact)), now, rows)
    }

    /// The same for facts that have their names already: those of one file, where a later line may
    /// take back an earlier one.
    pub fn append_named(
        &mut self,
        new: &[(EventId, NewEvent)],
        now: Instant,
        rows: impl FnOnce(&[Event]) -> Vec<IncidentRow>,
    ) -> Result<Vec<Event>, StoreError> {
        self.write(new.iter().map(|(id, fact)| (Some(*id), fact)), now, rows)
    }

    /// Whether the log could be written now: takes the right to write and gives it back, at once or
    /// not at all.
    pub fn try_write(&mut self) -> Result<(), StoreError> {
        self.with_patience(Duration::ZERO, |store| {
            store.check_place()?;
            let at = sqlite_at(&store.file);
            let tx = store.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&at)?;
            tx.rollback().map_err(&at)
        })
    }

    /// Whether the open log still stands under its name: what is written to a file that was removed is on the
    /// disk, and gone once the program ends.
    pub(super) fn check_place(&self) -> Result<(), StoreError> {
        if super::files::identity(&self.file) == self.identity {
            return Ok(());
        }
        Err(StoreError::Moved { file: self.file.clone() })
    }

    /// Whether so much was written that [`Self::settle`] is worth a moment of rest.
    pub fn is_unsettled(&self) -> bool {
        self.unsettled >= WORTH_SETTLING
    }

    /// Takes what waits in the write-ahead file over into the log's own file, as far as no reader is in the way. The
    /// entries are on the disk either way; left alone, a write would have to do it in its midst some time.
    pub fn settle(&mut self) -> Result<(), StoreError> {
        self.unsettled = 0;
        self.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).map_err(sqlite_at(&self.file))
    }

    /// Does something while waiting for another writer no longer than `patience`.
    pub fn with_patience<T>(
        &mut self,
        patience: Duration,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.conn.busy_timeout(patience).map_err(sqlite_at(&self.file))?;
        let done = work(self);
        self.conn.busy_timeout(PATIENCE).map_err(sqlite_at(&self.file))?;
        done
    }

    /// Those without a name get one that carries the instant they are recorded at.
    fn write<'a>(
        &mut self,
        new: impl ExactSizeIterator<Item = (Option<EventId>, &'a NewEvent)>,
        now: Instant,
        rows: impl FnOnce(&[Event]) -> Vec<IncidentRow>,
    ) -> Result<Vec<Event>, StoreError> {
        if new.len() == 0 {
            return Ok(Vec::new());
        }
        self.bulk(now, |bulk| {
            let mut events = Vec::with_capacity(new.len());
            for (id, fact) in new {
                events.push(bulk.put(id, fact)?);
            }
            for row in rows(&events) {
                bulk.keep(&row)?;
            }
            Ok(events)
        })
    }
}

/// Writes a sealed entry and its words for the search, and moves its device's head on to it.
pub(super) fn insert(conn: &Connection, stored: &Stored) -> rusqlite::Result<()> {
    insert_bare(conn, stored)?;
    erasing::note(conn, stored)?;
    search::index::take(conn, stored)
}

/// The same without the search, which the first forms did not have.
pub(super) fn insert_bare(conn: &Connection, stored: &Stored) -> rusqlite::Result<()> {
    conn.prepare_cached(SET_HEAD)?.execute(params![stored.device, stored.device_seq, stored.hash])?;
    conn.prepare_cached(INSERT)?.execute(params![
        stored.device,
        stored.device_seq,
        stored.id,
        stored.subject,
        stored.kind,
        stored.version,
        stored.happened_at,
        stored.recorded_at,
        stored.actor,
        stored.body,
        stored.salt,
        stored.content_hash,
        stored.hash,
    ])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::time::Duration;

    use super::*;
    use crate::store::chain;
    use crate::store::samples::{self, about, at, morning, note, opened};

    fn instants(events: &[Event]) -> Vec<Instant> {
        events.iter().map(|event| event.recorded_at).collect()
    }

    #[test]
    fn what_is_appended_is_numbered_and_comes_back_as_it_was_given() {
        let (_folder, mut store) = samples::store();
        let now = at("2026-11-04T08:00:05.123456Z");
        let first = store.append(&[about(1, opened(1)), about(1, note("a"))], now, samples::rows).unwrap();
        let second = store.append(&[about(1, note("b"))], now, |_| Vec::new()).unwrap();
        assert_eq!(first.iter().chain(&second).map(|event| event.device_seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(instants(&first), [at("2026-11-04T08:00:05.123Z"); 2]);
        let id = first[0].id.0;
        assert_eq!((id.get_version_num(), id.get_timestamp().unwrap().to_unix().0), (7, 1_793_779_205));
        assert_eq!(first[0].fact, opened(1));
        assert_eq!(store.all_events().unwrap(), [first, second].concat());
        assert_eq!(store.verify().unwrap().findings, []);
    }

    #[test]
    fn nothing_new_writes_nothing() {
        let (_folder, mut store) = samples::store();
        let done = store.append(&[], morning(), |_| panic!("there is nothing to make lines of")).unwrap();
        assert_eq!((done, store.event_count().unwrap()), (Vec::new(), 0));
        assert!(store.is_empty().unwrap());
    }

    #[test]
    fn recording_never_runs_backwards_when_the_clock_is_set_back() {
        let (folder, mut store) = samples::store();
        let late = at("2026-11-04T10:00:00Z");
        store.append(&[about(1, note("a"))], late, |_| Vec::new()).unwrap();
        let back = store.append(&[about(1, note("b"))], morning(), |_| Vec::new()).unwrap();
        assert_eq!(instants(&back), [late]);
        let named_at = back[0].id.0.get_timestamp().unwrap().to_unix().0;
        assert_eq!(i64::try_from(named_at).unwrap(), late.timestamp(), "and so does the name");
        drop(store);
        let mut store = Store::open(folder.path(), morning()).unwrap();
        let again = store.append(&[about(1, note("c"))], morning(), |_| Vec::new()).unwrap();
        assert_eq!(instants(&again), [late]);
        let texts: Vec<_> =
            store.all_events().unwrap().iter().map(|one| one.fact.words().unwrap().to_owned()).collect();
        assert_eq!(texts, ["a", "b", "c"]);
    }

    #[test]
    fn what_answers_another_device_is_recorded_after_it() {
        let (_folder, mut store) = samples::store();
        let theirs = at("2026-11-04T09:00:00Z");
        samples::append_foreign(&mut store, 1, theirs, &chain::GENESIS);
        let ours = store.append(&[about(1, note("a"))], morning(), |_| Vec::new()).unwrap();
        assert_eq!(instants(&ours), [at("2026-11-04T09:00:00.001Z")]);
        assert_eq!(ours[0].device_seq, 1, "each device counts for itself");
        let later = store.append(&[about(1, note("b"))], morning(), |_| Vec::new()).unwrap();
        assert_eq!(instants(&later), instants(&ours), "its own last entry needs no distance");
        assert_eq!(store.verify().unwrap().findings, []);
    }

    #[test]
    fn a_name_that_was_given_is_kept_and_never_given_twice() {
        let (_folder, mut store) = samples::store();
        let named = |number: u128| (EventId(uuid::Uuid::from_u128(number)), about(1, note("a")));
        let events = store.append_named(&[named(1), named(2)], morning(), |_| Vec::new()).unwrap();
        assert_eq!(events.iter().map(|event| event.id.0.as_u128()).collect::<Vec<_>>(), [1, 2]);
        for twice in [[named(3), named(1)], [named(4), named(4)]] {
            let err = store.append_named(&twice, morning(), |_| Vec::new()).unwrap_err();
            assert!(matches!(err, StoreError::Refused { .. }), "{err}");
        }
        assert_eq!(store.all_events().unwrap(), events);
        assert_eq!(store.verify().unwrap().findings, []);
    }

    /// Nothing of the log may have changed, and it must still take entries.
    fn is_untouched(store: &mut Store) {
        assert_eq!(store.all_events().unwrap(), []);
        assert_eq!(store.rows().unwrap(), []);
        let events = store.append(&[about(1, opened(1))], morning(), samples::rows).unwrap();
        assert_eq!(events[0].device_seq, 1);
        assert_eq!(store.verify().unwrap().findings, []);
    }

    #[test]
    fn a_panic_while_making_lines_writes_nothing() {
        let (_folder, mut store) = samples::store();
        let doomed =
            AssertUnwindSafe(|| store.append(&[about(1, opened(1))], morning(), |_| panic!("in the fold")));
        assert!(catch_unwind(doomed).is_err());
        is_untouched(&mut store);
    }

    #[test]
    fn one_fact_that_does_not_fit_keeps_out_the_others() {
        let (_folder, mut store) = samples::store();
        let mut misfit = about(1, note("b"));
        misfit.happened_at = Instant::MAX_UTC;
        let err = store.append(&[about(1, opened(1)), misfit], morning(), samples::rows).unwrap_err();
        assert!(matches!(&err, StoreError::Codec { where_, .. } if where_.contains("incident:")), "{err}");
        is_untouched(&mut store);
    }

    #[test]
    fn a_line_that_is_refused_keeps_out_the_events() {
        let (_folder, mut store) = samples::store();
        store
            .conn
            .execute_batch(
                "CREATE TEMP TRIGGER no BEFORE INSERT ON incident BEGIN SELECT RAISE(ABORT, 'no'); END",
            )
            .unwrap();
        let err = store.append(&[about(1, opened(1))], morning(), samples::rows).unwrap_err();
        assert!(matches!(err, StoreError::Refused { .. }), "{err}");
        store.conn.execute_batch("DROP TRIGGER temp.no").unwrap();
        is_untouched(&mut store);
    }

    #[test]
    fn what_was_written_is_settled_at_rest_and_stays_the_same() {
        let (folder, mut store) = samples::store();
        let file = folder.path().join(crate::store::FILE_NAME);
        let size = || std::fs::metadata(&file).unwrap().len();
        store.append(&[about(1, opened(1))], morning(), samples::rows).unwrap();
        for written in 1..WORTH_SETTLING {
            assert!(!store.is_unsettled(), "{written}");
            store.append(&[about(1, note(&"x".repeat(5000)))], morning(), |_| Vec::new()).unwrap();
        }
        let (before, events) = (size(), store.all_events().unwrap());
        assert!(store.is_unsettled());
        store.settle().unwrap();
        assert!(!store.is_unsettled());
        assert!(size() > before + 60 * 5000, "{before}, then {}", size());
        assert_eq!(store.all_events().unwrap(), events);
        assert_eq!(store.verify().unwrap().findings, []);
    }

    #[test]
    fn a_full_disk_is_told_and_nothing_is_written() {
        let (_folder, mut store) = samples::store();
        let pages = |store: &Store, limit: i64| {
            store.conn.query_row(&format!("PRAGMA max_page_count = {limit}"), [], |_| Ok(())).unwrap();
        };
        pages(&store, 1);
        let long = note(&"x".repeat(1_000_000));
        let err = store.append(&[about(1, opened(1)), about(1, long)], morning(), samples::rows).unwrap_err();
        assert!(matches!(err, StoreError::Full { .. }), "{err}");
        pages(&store, 1_000_000);
        is_untouched(&mut store);
    }

    #[test]
    fn another_writer_is_told_from_damage() {
        let (folder, mut store) = samples::store();
        store.conn.busy_timeout(Duration::ZERO).unwrap();
        let other = samples::raw(folder.path());
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let err = store.append(&[about(1, opened(1))], morning(), samples::rows).unwrap_err();
        assert!(matches!(err, StoreError::Busy { .. }), "{err}");
        other.execute_batch("ROLLBACK").unwrap();
        is_untouched(&mut store);
    }

    #[test]
    fn a_log_opened_for_reading_takes_nothing() {
        let (folder, _store) = samples::store();
        let mut reader = Store::open_read_only(folder.path()).unwrap();
        let err = reader.append(&[about(1, opened(1))], morning(), samples::rows).unwrap_err();
        assert!(matches!(err, StoreError::ReadOnly { .. }), "{err}");
        assert!(matches!(reader.rebuild_projections(), Err(StoreError::ReadOnly { .. })));
    }

    #[test]
    fn no_connection_changes_deletes_or_replaces_an_entry() {
        let (folder, mut store) = samples::store();
        let before =
            store.append(&[about(1, opened(1)), about(1, note("a"))], morning(), samples::rows).unwrap();
        let raw = samples::raw(folder.path());
        let copy =
            "SELECT device, device_seq, id, subject, kind, version, happened_at, recorded_at, 'somebody',
                    body, salt, content_hash, hash FROM event WHERE device_seq = 2";
        for statement in [
            "UPDATE event SET body = '{}'".to_owned(),
            "UPDATE OR REPLACE event SET device_seq = 1 WHERE device_seq = 2".to_owned(),
            "DELETE FROM event".to_owned(),
            "DELETE FROM event WHERE device_seq = 2".to_owned(),
            format!("INSERT OR REPLACE INTO event {copy}"),
            format!("INSERT OR REPLACE INTO event {}", copy.replace("device_seq, id", "device_seq + 1, id")),
            format!("INSERT OR IGNORE INTO event {copy}"),
        ] {
            let err = raw.execute(&statement, []).unwrap_err().to_string();
            assert!(err.contains("the log only grows"), "{statement}: {err}");
        }
        assert_eq!(store.all_events().unwrap(), before);
    }
}
