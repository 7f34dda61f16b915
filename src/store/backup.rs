//! Copies of the log, by `SQLite`'s own online backup: one on the first start of a day, one before
//! an upgrade, and any that somebody asks for.
//!
//! A backup is one file, without a write-ahead file beside it, checked before it gets its name.
//!
//! Never here: choosing a backup and putting it back; that is [`super::recovery`].

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::connection::Opened;
use super::error::{StoreError, sqlite_at, system_at};
use super::{Store, connection, erasing, files, read, schema};
use crate::domain::time::Instant;

/// How many backups are kept.
pub(super) const KEPT: usize = 14;

const FOLDER: &str = "backups";
const NAME: &str = "bridgewatch-";
const DRAFT: &str = ".part";

/// Marks a log that was found damaged while it was in use, at the end of its name.
const SUSPECT: &str = "-suspect";

/// A backup by its name alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    /// When it was made.
    pub taken_at: Instant,
    /// 1, or more for another one of the same second.
    pub number: u32,
    /// Where it is.
    pub path: PathBuf,
}

impl Store {
    /// Copies the whole log, as it is committed now, into a new file. The copy is checked before it
    /// gets its name; when that fails, nothing is left behind.
    ///
    /// # Errors
    /// [`StoreError::AlreadyThere`] rather than overwriting anything.
    pub fn backup_to(&self, file: &Path) -> Result<(), StoreError> {
        copy(&self.conn, &self.file, file)
    }

    /// Makes the backup of the day that [`Self::open_at_once`] has left, if there is none and anything to keep. By
    /// a connection of its own, also beside whoever writes: the copy is of one moment. Takes as long as the disk
    /// does.
    ///
    /// # Errors
    /// After [`StoreError::Damaged`] that names the log, the next start looks through the log before anything else.
    pub fn make_daily_backup(folder: &Path, now: Instant) -> Result<(), StoreError> {
        Self::make_daily_backup_and(folder, now, || {})
    }

    /// The same, and something else once the copy stands there.
    pub(super) fn make_daily_backup_and(
        folder: &Path,
        now: Instant,
        meanwhile: impl FnOnce(),
    ) -> Result<(), StoreError> {
        let file = files::log_in(folder);
        let Opened { conn, .. } = connection::reading(&file, schema::PLAN.version)?;
        let erasures = || erasing::count(&conn).map_err(sqlite_at(&file));
        let before = erasures()?;
        let made = daily(&conn, &file, now);
        if matches!(&made, Err(StoreError::Damaged { file: damaged, .. }) if *damaged == file) {
            let mark = suspicion(&file);
            fs::write(&mark, []).map_err(system_at(&mark))?;
        }
        meanwhile();
        // Somebody was erased while it was made: it may still have them, and the erasure makes one of its own.
        if let Some(copy) = made?
            && erasures()? != before
        {
            files::remove(&copy)?;
        }
        Ok(())
    }
}

/// What stands beside a log that was found damaged while it was in use.
fn suspicion(file: &Path) -> PathBuf {
    files::with_tail(file, SUSPECT)
}

/// Looks through a log that was found damaged while it was in use. One that is sound is not suspected any more:
/// another was put in its place.
///
/// # Errors
/// [`StoreError::Damaged`], each time until then.
pub(super) fn look_where_suspected(conn: &Connection, file: &Path) -> Result<(), StoreError> {
    let mark = suspicion(file);
    if fs::symlink_metadata(&mark).is_err() {
        return Ok(());
    }
    match connection::quick_check(conn, file)? {
        Some(reason) => Err(StoreError::Damaged { file: file.to_owned(), reason }),
        None => files::remove(&mark),
    }
}

/// Makes the day's backup if there is none of that day yet and anything to keep. Where it is.
///
/// # Errors
/// [`StoreError::Damaged`] naming `file` means that the log itself is damaged. Any other error is
/// about the backup alone.
pub(super) fn daily(conn: &Connection, file: &Path, at: Instant) -> Result<Option<PathBuf>, StoreError> {
    let folder = data_folder(file);
    let today = at.date_naive();
    let made = named(folder)?.iter().any(|backup| backup.taken_at.date_naive() == today);
    if made || read::is_empty(conn).map_err(sqlite_at(file))? {
        return Ok(None);
    }
    let made = now(conn, file, at)?;
    rotate(folder)?;
    Ok(Some(made))
}

/// Makes a backup among the rotating ones. Where it is.
pub(super) fn now(conn: &Connection, file: &Path, at: Instant) -> Result<PathBuf, StoreError> {
    let backups = data_folder(file).join(FOLDER);
    files::make_private_folder(&backups)?;
    let target = files::free_name(&backups, &format!("{NAME}{}", files::stamp(at)), ".db");
    copy(conn, file, &target)?;
    Ok(target)
}

/// Removes the oldest backups beyond [`KEPT`], and unfinished ones.
pub(super) fn rotate(folder: &Path) -> Result<(), StoreError> {
    for old in named(folder)?.iter().skip(KEPT) {
        files::remove(&old.path)?;
    }
    for draft in names(folder)?.iter().filter(|name| name.ends_with(DRAFT)) {
        if draft.strip_suffix(DRAFT).is_some_and(|name| read_name(name).is_some()) {
            files::remove_draft(&folder.join(FOLDER).join(draft))?;
        }
    }
    Ok(())
}

/// The backups of a data folder by their names, newest first.
pub(super) fn named(folder: &Path) -> Result<Vec<Named>, StoreError> {
    let mut found: Vec<Named> = names(folder)?
        .into_iter()
        .filter_map(|name| {
            let (taken_at, number) = read_name(&name)?;
            Some(Named { taken_at, number, path: folder.join(FOLDER).join(name) })
        })
        .collect();
    found.sort();
    found.reverse();
    Ok(found)
}

fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let backups = folder.join(FOLDER);
    let entries = match fs::read_dir(&backups) {
        Err(err) if err.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        found => found.map_err(system_at(&backups))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        // A name that is not Unicode is none of ours.
        names.extend(entry.map_err(system_at(&backups))?.file_name().into_string().ok());
    }
    Ok(names)
}

/// `bridgewatch-20261104T081500Z.db`, or `…Z-2.db` for the second of the same second.
fn read_name(name: &str) -> Option<(Instant, u32)> {
    let rest = name.strip_prefix(NAME)?.strip_suffix(".db")?;
    match rest.split_once('-') {
        Some((stamp, number)) => Some((files::read_stamp(stamp)?, number.parse().ok()?)),
        None => Some((files::read_stamp(rest)?, 1)),
    }
}

fn data_folder(file: &Path) -> &Path {
    file.parent().unwrap_or_else(|| Path::new("."))
}

fn copy(source: &Connection, source_file: &Path, target: &Path) -> Result<(), StoreError> {
    if fs::symlink_metadata(target).is_ok() {
        return Err(StoreError::AlreadyThere { file: target.to_owned() });
    }
    let draft = files::with_tail(target, DRAFT);
    files::remove_draft(&draft)?;
    let copied = fill(source, source_file, &draft).and_then(|()| files::rename(&draft, target));
    if copied.is_err() {
        // The error above is the one to tell; the next rotation tries again.
        files::remove_draft(&draft).ok();
    }
    copied
}

/// Copies a database into a new one, and looks whether it came out whole.
pub(super) fn fill(source: &Connection, source_file: &Path, draft: &Path) -> Result<(), StoreError> {
    let at = sqlite_at(draft);
    let mut conn = connection::creating(draft)?;
    match Backup::new(source, &mut conn).and_then(|backup| backup.step(-1)).map_err(&at)? {
        StepResult::Done => {}
        _ => return Err(StoreError::Busy { file: source_file.to_owned() }),
    }
    let complaint = match check(&conn, draft) {
        Err(StoreError::Damaged { reason, .. }) => Some(reason),
        checked => checked?,
    };
    if let Some(reason) = complaint {
        // Is it the copy, or was the log like that already?
        if let Some(reason) = connection::quick_check(source, source_file)? {
            return Err(StoreError::Damaged { file: source_file.to_owned(), reason });
        }
        return Err(StoreError::Io {
            file: draft.to_owned(),
            reason: format!("the copy came out damaged: {reason}"),
        });
    }
    connection::close(conn, draft)
}

/// Makes one file of the copy, and looks whether it is whole.
fn check(conn: &Connection, draft: &Path) -> Result<Option<String>, StoreError> {
    conn.pragma_update_and_check(None, "journal_mode", "delete", |_row| Ok(())).map_err(sqlite_at(draft))?;
    connection::quick_check(conn, draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{self, about, at, morning, note, opened};

    fn names_of(folder: &Path) -> Vec<String> {
        named(folder)
            .unwrap()
            .iter()
            .map(|one| one.path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect()
    }

    fn filled() -> (tempfile::TempDir, Store) {
        let (folder, mut store) = samples::store();
        store.append(&[about(1, opened(1)), about(1, note("a"))], morning(), samples::rows).unwrap();
        (folder, store)
    }

    fn open(folder: &Path, now: &str) -> Store {
        let store = Store::open(folder, at(now)).unwrap();
        assert_eq!(store.backup_failure(), None);
        store
    }

    #[test]
    fn there_is_one_a_day_and_none_of_an_empty_log() {
        let (folder, store) = samples::store();
        drop(store);
        let mut store = open(folder.path(), "2026-11-04T09:00:00Z");
        assert_eq!(names_of(folder.path()), [""; 0]);
        store.append(&[about(1, opened(1))], morning(), samples::rows).unwrap();
        drop(store);
        for now in
            ["2026-11-04T23:59:58Z", "2026-11-04T23:59:59Z", "2026-11-05T00:00:00Z", "2026-11-05T00:00:01Z"]
        {
            drop(open(folder.path(), now));
        }
        let expected = ["bridgewatch-20261105T000000Z.db", "bridgewatch-20261104T235958Z.db"];
        assert_eq!(names_of(folder.path()), expected);
    }

    #[test]
    fn one_is_made_beside_an_open_log_and_only_once_a_day() {
        let (folder, store) = filled();
        drop(store);
        let mut store = Store::open_at_once(folder.path(), at("2026-11-05T08:00:00Z")).unwrap();
        assert_eq!((names_of(folder.path()).len(), store.backup_failure()), (0, None));
        let events = store.all_events().unwrap();
        Store::make_daily_backup(folder.path(), at("2026-11-05T08:00:01Z")).unwrap();
        store.append(&[about(1, note("later"))], morning(), |_| Vec::new()).unwrap();
        Store::make_daily_backup(folder.path(), at("2026-11-05T20:00:00Z")).unwrap();
        assert_eq!(names_of(folder.path()), ["bridgewatch-20261105T080001Z.db"]);
        let copy = Connection::open(&named(folder.path()).unwrap()[0].path).unwrap();
        assert_eq!(read::count(&copy).unwrap(), events.len() as u64);
    }

    #[test]
    fn a_log_found_damaged_in_use_is_refused_from_the_next_start_on_until_it_is_sound() {
        let (folder, mut store) = filled();
        let notes: Vec<_> = (0..400).map(|n| about(1, note(&format!("note {n}")))).collect();
        store.append(&notes, morning(), |_| Vec::new()).unwrap();
        drop(store);
        let whole = fs::read(files::log_in(folder.path())).unwrap();
        let mut broken = whole.clone();
        // The last pages are of tables and indexes, none of which a start reads.
        let at_end = broken.len() - 4096;
        broken[at_end..].fill(0xA5);
        fs::write(files::log_in(folder.path()), &broken).unwrap();
        let tomorrow = at("2026-11-05T08:00:00Z");
        let open = || Store::open_at_once(folder.path(), tomorrow);
        drop(open().unwrap());
        let found = Store::make_daily_backup(folder.path(), tomorrow);
        assert!(matches!(found, Err(StoreError::Damaged { .. })), "{found:?}");
        for _ in 0..2 {
            assert!(matches!(open(), Err(StoreError::Damaged { .. })));
            assert!(matches!(Store::open(folder.path(), tomorrow), Err(StoreError::Damaged { .. })));
        }
        fs::write(files::log_in(folder.path()), &whole).unwrap();
        drop(open().unwrap());
        assert!(!suspicion(&files::log_in(folder.path())).exists());
    }

    #[test]
    fn fourteen_are_kept_and_nothing_else_is_touched() {
        let (folder, store) = filled();
        drop(store);
        drop(open(folder.path(), "2026-11-04T08:00:00Z"));
        let backups = folder.path().join(FOLDER);
        let others = ["notes.txt", "bridgewatch-mine.db", "bridgewatch-20200101T000000Z.db.bak", "x.db.part"];
        for other in others {
            fs::write(backups.join(other), "mine").unwrap();
        }
        fs::write(backups.join("bridgewatch-20200101T000000Z.db.part"), "unfinished").unwrap();
        for day in 5..=20 {
            drop(open(folder.path(), &format!("2026-11-{day:02}T08:00:00Z")));
        }
        let kept = names_of(folder.path());
        assert_eq!(kept.len(), KEPT);
        assert_eq!(kept.first().unwrap(), "bridgewatch-20261120T080000Z.db");
        assert_eq!(kept.last().unwrap(), "bridgewatch-20261107T080000Z.db");
        for other in others {
            assert!(backups.join(other).exists(), "{other}");
        }
        assert_eq!(fs::read_dir(&backups).unwrap().count(), KEPT + others.len());
    }

    #[test]
    fn a_second_of_the_same_second_gets_its_own_name() {
        let (folder, store) = filled();
        for _ in 0..3 {
            now(&store.conn, &store.file, morning()).unwrap();
        }
        let expected = [
            "bridgewatch-20261104T080000Z-3.db",
            "bridgewatch-20261104T080000Z-2.db",
            "bridgewatch-20261104T080000Z.db",
        ];
        assert_eq!(names_of(folder.path()), expected);
    }

    #[test]
    fn a_backup_is_one_whole_file_and_overwrites_nothing() {
        let (folder, mut store) = filled();
        let target = folder.path().join("copy").join(crate::store::FILE_NAME);
        assert!(matches!(store.backup_to(&target), Err(StoreError::Io { .. })), "no folder");
        fs::create_dir(target.parent().unwrap()).unwrap();
        store.backup_to(&target).unwrap();
        assert_eq!(fs::read_dir(target.parent().unwrap()).unwrap().count(), 1);
        let events = store.all_events().unwrap();
        store.append(&[about(1, note("later"))], morning(), |_| Vec::new()).unwrap();
        let copy = Store::open_read_only(target.parent().unwrap()).unwrap();
        assert_eq!(copy.all_events().unwrap(), events);
        assert_eq!(copy.verify().unwrap().findings, []);
        assert_eq!(
            fs::read_dir(target.parent().unwrap()).unwrap().count(),
            1,
            "a reader leaves nothing beside it"
        );
        let bytes = fs::read(&target).unwrap();
        assert_eq!(store.backup_to(&target), Err(StoreError::AlreadyThere { file: target.clone() }));
        assert_eq!(fs::read(&target).unwrap(), bytes);
    }

    #[test]
    fn one_who_only_reads_can_make_a_backup() {
        let (folder, store) = filled();
        let reader = Store::open_read_only(folder.path()).unwrap();
        let target = folder.path().join("copy.db");
        reader.backup_to(&target).unwrap();
        assert_eq!(read::count(&Connection::open(target).unwrap()).unwrap(), store.event_count().unwrap());
    }

    #[test]
    fn a_backup_that_fails_is_told_and_the_log_still_opens() {
        let (folder, store) = filled();
        drop(store);
        fs::write(folder.path().join(FOLDER), "in the way").unwrap();
        let mut store = Store::open(folder.path(), morning()).unwrap();
        assert!(store.backup_failure().is_some());
        store.append(&[about(1, note("b"))], morning(), |_| Vec::new()).unwrap();
    }
}
