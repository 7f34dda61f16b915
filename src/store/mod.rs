//! The log: every fact, appended and never changed, and what follows from it kept beside it.
//!
//! One `SQLite` file, [`FILE_NAME`], in the data folder. One [`Store`] writes it (who opens it for
//! writing holds the folder's lock); any number may read it beside an open window. What
//! [`Store::append`] has returned is on the disk.
//!
//! Never here: rules of the trade, the clock, the folder's lock. And nowhere else: SQL.

mod append;
mod backup;
mod bulk;
mod chain;
mod codec;
mod connection;
pub mod erasing;
mod error;
mod files;
pub mod handoff;
mod projection;
mod read;
pub mod recovery;
pub mod restoring;
#[cfg(test)]
pub(crate) mod samples;
mod schema;
pub mod search;
mod tagged;
mod verify;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use self::bulk::Bulk;
use self::connection::Opened;
pub use self::connection::PATIENCE;
pub use self::error::StoreError;
use self::error::sqlite_at;
pub use self::files::FILE_NAME;
use self::schema::Plan;
pub use self::verify::{Cure, Finding, Head, VerifyReport};
use crate::domain::event::DeviceId;
use crate::domain::time::Instant;

/// An open log.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    file: PathBuf,
    /// Which file stood under that name when it was opened.
    identity: Option<files::Identity>,
    device: DeviceId,
    backup_failure: Option<StoreError>,
    unscoured: Option<StoreError>,
    /// How many entries were written since the write-ahead file was last settled.
    unsettled: u64,
}

impl Store {
    /// Opens the log in `folder` for writing, and makes it if there is none. The caller holds the
    /// folder's lock.
    ///
    /// The first time on a day (UTC of `now`) a backup is made before anything else; whether that
    /// went wrong is in [`Store::backup_failure`]. A log of an older form is backed up and then
    /// upgraded, or stays as it was.
    ///
    /// # Errors
    /// [`StoreError::Newer`] and [`StoreError::NotOurs`] leave the file as it was, byte for byte.
    /// After [`StoreError::Damaged`], see [`recovery`].
    pub fn open(folder: &Path, now: Instant) -> Result<Self, StoreError> {
        Self::open_as(folder, now, &schema::PLAN)
    }

    /// The same without the day's backup, so that a start does not wait until the whole log is copied:
    /// [`Self::make_daily_backup`] makes it beside the open log.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_at_once(folder: &Path, now: Instant) -> Result<Self, StoreError> {
        Self::open_with(folder, now, &schema::PLAN, |_, _| Ok(()))
    }

    fn open_as(folder: &Path, now: Instant, plan: &Plan) -> Result<Self, StoreError> {
        Self::open_with(folder, now, plan, |conn, file| backup::daily(conn, file, now).map(|_| ()))
    }

    fn open_with(
        folder: &Path,
        now: Instant,
        plan: &Plan,
        daily: impl FnOnce(&Connection, &Path) -> Result<(), StoreError>,
    ) -> Result<Self, StoreError> {
        let file = files::log_in(folder);
        if !files::is_there(&file)? {
            schema::create(&file, plan, now)?;
        }
        let Opened { mut conn, form } = connection::writing(&file, plan.version)?;
        backup::look_where_suspected(&conn, &file)?;
        let backup_failure = if form < plan.version {
            backup::now(&conn, &file, now)?;
            schema::upgrade(&mut conn, plan, form).map_err(sqlite_at(&file))?;
            backup::rotate(folder).err()
        } else {
            match daily(&conn, &file) {
                Err(StoreError::Damaged { file: damaged, reason }) if damaged == file => {
                    return Err(StoreError::Damaged { file, reason });
                }
                done => done.err(),
            }
        };
        let device = read::device(&conn, &file)?;
        let identity = files::identity(&file);
        let mut store = Self { conn, file, identity, device, backup_failure, unscoured: None, unsettled: 0 };
        if plan.version >= schema::WITH_ERASING {
            store.unscoured = store.scour_if_owed(now).err();
        }
        Ok(store)
    }

    /// Opens the log in `folder` for reading, also while another process writes it. Makes no log,
    /// upgrades none and writes nothing into it; `SQLite` may put its two empty helper files
    /// (`-wal`, `-shm`) beside it.
    ///
    /// # Errors
    /// [`StoreError::Absent`] if there is no log.
    pub fn open_read_only(folder: &Path) -> Result<Self, StoreError> {
        let file = files::log_in(folder);
        if !files::is_there(&file)? {
            return Err(StoreError::Absent { file });
        }
        let known = schema::PLAN.version;
        let Opened { conn, form } = connection::reading(&file, known)?;
        if form < known {
            return Err(StoreError::Older { file, file_version: form, known_version: known });
        }
        let device = read::device(&conn, &file)?;
        let identity = files::identity(&file);
        Ok(Self { conn, file, identity, device, backup_failure: None, unscoured: None, unsettled: 0 })
    }

    /// The device that this log's own entries are written as.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// The log's file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Why no backup could be made on opening, if one was due and could not: the log itself is open
    /// and sound as far as was seen, but somebody should be told.
    pub fn backup_failure(&self) -> Option<&StoreError> {
        self.backup_failure.as_ref()
    }

    /// Why words that were erased may still be in the file or its backups, if that was to be mended on opening and
    /// could not.
    pub fn unscoured(&self) -> Option<&StoreError> {
        self.unscoured.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::schema::{PLAN, Step};
    use super::*;
    use crate::store::samples::{self, about, at, morning, note, opened};

    const WIDER: &str = "ALTER TABLE incident ADD COLUMN severity TEXT;";

    fn newer_plan(step: Step) -> Plan {
        let fresh = Box::leak(format!("{}{WIDER}", PLAN.fresh).into_boxed_str());
        let steps: Vec<Step> = schema::PLAN.steps.iter().copied().chain([step]).collect();
        Plan { version: PLAN.version + 1, fresh, steps: steps.leak() }
    }

    fn widen(conn: &Connection) -> rusqlite::Result<()> {
        conn.execute_batch(WIDER)
    }

    fn stumble(conn: &Connection) -> rusqlite::Result<()> {
        conn.execute_batch(WIDER)?;
        conn.execute_batch("DROP TABLE meta; SELECT no_such_thing")
    }

    /// A log of today's form with two entries, closed.
    fn old_log() -> tempfile::TempDir {
        let (folder, mut store) = samples::store();
        store.append(&[about(1, opened(1)), about(1, note("a"))], morning(), samples::rows).unwrap();
        folder
    }

    #[test]
    fn an_older_log_is_backed_up_and_upgraded_and_keeps_every_entry() {
        let folder = old_log();
        let before = Store::open_read_only(folder.path()).unwrap().all_events().unwrap();
        let plan = newer_plan(widen);
        let store = Store::open_as(folder.path(), morning(), &plan).unwrap();
        assert_eq!(store.all_events().unwrap(), before);
        assert_eq!(schema::describe(&store.conn).unwrap(), schema::described(&plan).unwrap());
        assert_eq!(store.backup_failure(), None);
        drop(store);
        let backup = recovery::newest_good_backup(folder.path()).unwrap();
        assert_eq!((backup.taken_at, backup.events), (morning(), 2));
        let backed_up = connection::reading(&backup.path, plan.version).unwrap().form;
        assert_eq!(backed_up, PLAN.version, "as it was before the upgrade");
        assert_eq!(Store::open_as(folder.path(), morning(), &plan).unwrap().all_events().unwrap(), before);
        assert_eq!(recovery::backups(folder.path()).len(), 1, "upgraded once");
    }

    #[test]
    fn a_log_of_any_older_form_gets_its_history_and_takes_part() {
        takes_part(&Plan { version: 1, fresh: schema::FORM_1, steps: &[] });
        takes_part(&Plan { version: 2, fresh: schema::FORM_2, steps: &schema::PLAN.steps[..1] });
    }

    fn takes_part(older: &Plan) {
        let folder = tempfile::tempdir().unwrap();
        let old = Store::open_as(folder.path(), morning(), older).unwrap();
        samples::append_bare(&old, &[opened(1), note("a")]);
        drop(old);
        let mut store = Store::open(folder.path(), morning()).unwrap();
        assert_eq!(store.verify().unwrap().findings, []);
        let references: Vec<_> = store.rows().unwrap().into_iter().map(|row| row.reference).collect();
        assert_eq!((references, store.peers().unwrap()), (vec!["MI-0001".to_owned()], Vec::new()));
        let search = search::Search { words: "payments".to_owned(), limit: 9, ..search::Search::default() };
        assert_eq!(store.search(&search).unwrap().len(), 1, "and can be searched");
        store.append(&[about(2, opened(2))], morning(), samples::rows).unwrap();
        assert_eq!(store.verify().unwrap().findings, []);
    }

    #[test]
    fn the_backup_before_an_upgrade_is_one_of_the_fourteen() {
        let folder = old_log();
        let backups = folder.path().join("backups");
        fs::create_dir(&backups).unwrap();
        for day in 1..=backup::KEPT {
            fs::write(backups.join(format!("bridgewatch-202601{day:02}T080000Z.db")), "").unwrap();
        }
        Store::open_as(folder.path(), morning(), &newer_plan(widen)).unwrap();
        let kept = backup::named(folder.path()).unwrap();
        assert_eq!((kept.len(), kept[0].taken_at), (backup::KEPT, morning()));
    }

    #[test]
    fn an_upgrade_that_fails_leaves_the_log_as_it_was() {
        let folder = old_log();
        assert!(Store::open_as(folder.path(), morning(), &newer_plan(stumble)).is_err());
        let store = Store::open(folder.path(), morning()).unwrap();
        assert_eq!(store.verify().unwrap().findings, []);
        assert_eq!(store.event_count().unwrap(), 2);
        assert!(!store.is_empty().unwrap());
    }

    #[test]
    fn no_upgrade_without_a_backup() {
        let folder = old_log();
        fs::write(folder.path().join("backups"), "in the way").unwrap();
        let bytes = fs::read(folder.path().join(FILE_NAME)).unwrap();
        assert!(Store::open_as(folder.path(), morning(), &newer_plan(widen)).is_err());
        assert_eq!(fs::read(folder.path().join(FILE_NAME)).unwrap(), bytes);
    }

    #[test]
    fn a_newer_log_is_refused_and_left_byte_for_byte() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open_as(folder.path(), morning(), &newer_plan(widen)).unwrap();
        store.append(&[about(1, opened(1))], morning(), samples::rows).unwrap();
        let contents = |folder: &Path| -> Vec<(String, Vec<u8>)> {
            let mut files: Vec<_> = fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap())
                .filter(|entry| !entry.path().to_string_lossy().ends_with("-shm"))
                .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
                .collect();
            files.sort();
            files
        };
        let crashed = tempfile::tempdir().unwrap();
        for tail in ["", "-wal"] {
            let name = format!("{FILE_NAME}{tail}");
            fs::copy(folder.path().join(&name), crashed.path().join(&name)).unwrap();
        }
        drop(store);
        for folder in [&folder, &crashed] {
            let before = contents(folder.path());
            let expected = StoreError::Newer {
                file: files::log_in(folder.path()),
                file_version: PLAN.version + 1,
                known_version: PLAN.version,
            };
            let tomorrow = at("2026-11-05T08:00:00Z");
            assert_eq!(Store::open(folder.path(), tomorrow).unwrap_err(), expected);
            assert_eq!(contents(folder.path()), before);
            assert_eq!(Store::open_read_only(folder.path()).unwrap_err(), expected);
            assert_eq!(contents(folder.path())[0], before[0]);
        }
        assert_eq!(contents(crashed.path()).len(), 2, "the write-ahead file was there, and stayed");
    }

    #[test]
    fn a_database_of_another_program_is_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        Connection::open(folder.path().join(FILE_NAME))
            .unwrap()
            .execute_batch("CREATE TABLE songs (x)")
            .unwrap();
        let bytes = fs::read(folder.path().join(FILE_NAME)).unwrap();
        assert!(matches!(Store::open(folder.path(), morning()), Err(StoreError::NotOurs { .. })));
        assert!(matches!(Store::open_read_only(folder.path()), Err(StoreError::NotOurs { .. })));
        assert_eq!(fs::read(folder.path().join(FILE_NAME)).unwrap(), bytes);
        fs::remove_file(folder.path().join(FILE_NAME)).unwrap();
        fs::create_dir(folder.path().join(FILE_NAME)).unwrap();
        assert!(matches!(Store::open(folder.path(), morning()), Err(StoreError::NotOurs { .. })));
    }

    #[test]
    fn reading_an_absent_log_makes_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = files::log_in(folder.path());
        assert_eq!(Store::open_read_only(folder.path()).unwrap_err(), StoreError::Absent { file });
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn an_older_log_is_not_upgraded_by_who_only_reads() {
        let folder = old_log();
        let err = |known| connection::reading(&files::log_in(folder.path()), known).map(|opened| opened.form);
        assert_eq!(err(PLAN.version + 1).unwrap(), PLAN.version);
        samples::raw(folder.path()).pragma_update(None, "user_version", 0).unwrap();
        assert!(matches!(Store::open_read_only(folder.path()), Err(StoreError::Damaged { .. })));
    }

    #[test]
    fn the_device_stays_and_is_each_folders_own() {
        let (folder, store) = samples::store();
        let device = store.device();
        assert_eq!(device.0.get_version_num(), 7);
        assert_eq!(Store::open_read_only(folder.path()).unwrap().device(), device);
        drop(store);
        assert_eq!(Store::open(folder.path(), morning()).unwrap().device(), device);
        assert_ne!(samples::store().1.device(), device);
        samples::raw(folder.path()).execute_batch("DELETE FROM meta").unwrap();
        assert!(matches!(Store::open(folder.path(), morning()), Err(StoreError::Damaged { .. })));
    }

    #[test]
    fn a_half_made_log_of_an_earlier_try_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(format!("{FILE_NAME}.new")), "half").unwrap();
        Store::open(folder.path(), morning()).unwrap();
        assert!(!folder.path().join(format!("{FILE_NAME}.new")).exists());
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let err = Store::open(&folder.path().join("none"), morning()).unwrap_err();
        assert!(matches!(err, StoreError::Io { .. }), "{err}");
    }
}
