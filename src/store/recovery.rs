//! When the log is damaged: which backups are good, setting the damaged file aside, and putting a
//! backup in its place. Nothing is ever deleted here.
//!
//! No [`super::Store`] on the folder may be open meanwhile; the caller holds the folder's lock.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::{StoreError, sqlite_at};
use super::{backup, connection, erasing, files, read, schema};
use crate::domain::time::Instant;

/// A backup that was opened and found whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFile {
    /// Where it is.
    pub path: PathBuf,
    /// When it was made.
    pub taken_at: Instant,
    /// How many entries it holds.
    pub events: u64,
}

/// All rotating backups of a data folder, newest first, each looked into: what cannot be used says
/// why. If the folder of backups itself cannot be read, that is the one thing it says.
pub fn backups(folder: &Path) -> Vec<Result<BackupFile, StoreError>> {
    match backup::named(folder) {
        Ok(named) => named.into_iter().map(|one| inspect(one.path, one.taken_at)).collect(),
        Err(err) => vec![Err(err)],
    }
}

/// The newest backup that is whole and of a form this program reads. Those after it are not looked
/// into.
pub fn newest_good_backup(folder: &Path) -> Option<BackupFile> {
    let named = backup::named(folder).ok()?;
    named.into_iter().find_map(|one| inspect(one.path, one.taken_at).ok())
}

/// Renames the log, and what `SQLite` keeps beside it, to `damaged-<stamp>.db…` in the same folder.
/// Gives the log's new path; `None` if there was nothing to set aside.
pub fn set_aside(folder: &Path, now: Instant) -> Result<Option<PathBuf>, StoreError> {
    let file = files::log_in(folder);
    let aside = files::free_name(folder, &format!("damaged-{}", files::stamp(now)), ".db");
    let mut moved = false;
    // The database goes first. Were it the write-ahead file, a crash in between would leave a
    // database that opens well and lacks the last facts; so it leaves a lone write-ahead file,
    // which is taken for the damage that it is.
    for tail in files::TAILS {
        let from = files::with_tail(&file, tail);
        if fs::symlink_metadata(&from).is_ok() {
            files::rename(&from, &files::with_tail(&aside, tail))?;
            moved = true;
        }
    }
    Ok(moved.then_some(aside))
}

/// Puts a backup in the log's place. What stood there is set aside first; its new path is given
/// back. The backup itself stays.
///
/// The log goes on as a **new device**. Entries made after the backup are lost here but may be in
/// the file set aside, or on other desks; were their numbers given out again, one device would have
/// two entries of the same number, and no merge could tell which is meant.
pub fn restore(folder: &Path, backup: &BackupFile, now: Instant) -> Result<Option<PathBuf>, StoreError> {
    let file = files::log_in(folder);
    let draft = files::with_tail(&file, ".new");
    files::remove_draft(&draft)?;
    // Not by copying the file: a log that somebody names as a backup may have facts waiting in the
    // write-ahead file beside it.
    let source = connection::reading(&backup.path, schema::PLAN.version)?;
    backup::fill(&source.conn, &backup.path, &draft)?;
    let conn = connection::creating(&draft)?;
    schema::name_device(&conn, now).map_err(sqlite_at(&draft))?;
    erasing::settle(&conn).map_err(sqlite_at(&draft))?;
    connection::close(conn, &draft)?;
    connection::close(source.conn, &backup.path)?;
    let aside = set_aside(folder, now)?;
    files::rename(&draft, &file)?;
    Ok(aside)
}

/// Opens a backup for reading and looks through its pages. Refused where it is not a sound log.
pub fn inspect(path: PathBuf, taken_at: Instant) -> Result<BackupFile, StoreError> {
    if files::size(&path)? == Some(0) {
        return Err(StoreError::Damaged { file: path, reason: "it is empty".to_owned() });
    }
    let opened = connection::reading(&path, schema::PLAN.version)?;
    if let Some(reason) = connection::quick_check(&opened.conn, &path)? {
        return Err(StoreError::Damaged { file: path, reason });
    }
    read::device(&opened.conn, &path)?;
    let events = read::count(&opened.conn).map_err(sqlite_at(&path))?;
    Ok(BackupFile { path, taken_at, events })
}
