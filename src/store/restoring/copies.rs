//! The copies of the log that lie in its folder, each looked into as far as the work allows.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::domain::time::Instant;
use crate::store::error::{StoreError, sqlite_at, system_at};
use crate::store::{backup, codec, connection, files, read, schema};

/// How the names of logs begin that were set aside when another was restored.
pub(super) const SET_ASIDE: &str = "set-aside-";

/// How the names of logs begin that were set aside because they were damaged.
const DAMAGED: &str = "damaged-";

/// What a copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyKind {
    /// Made on the first start of a day, or before an upgrade.
    Backup,
    /// The log that was, when another was restored.
    SetAside,
    /// A log that was damaged.
    Damaged,
}

/// How far a log goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holds {
    /// How many entries it has.
    pub events: u64,
    /// When the newest was written down; none of an empty log.
    pub last_at: Option<Instant>,
}

/// What was seen of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyState {
    /// Its pages are whole.
    Sound(Holds),
    /// It cannot be used, because.
    Unusable(StoreError),
    /// It was not looked into: what came before it was work enough.
    NotLooked,
}

/// A copy of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub kind: CopyKind,
    /// When it was made, or set aside, by its name.
    pub at: Instant,
    /// Its size in bytes.
    pub bytes: u64,
    /// What was seen of it.
    pub state: CopyState,
}

/// The copies in a data folder, newest first. They are looked into in that order until `most_bytes` were read;
/// the first always is.
///
/// # Errors
/// Where the folder cannot be read.
pub fn copies(folder: &Path, most_bytes: u64) -> Result<Vec<Copied>, StoreError> {
    let mut found: Vec<(Instant, PathBuf, CopyKind)> =
        backup::named(folder)?.into_iter().map(|one| (one.taken_at, one.path, CopyKind::Backup)).collect();
    for (kind, beginning) in [(CopyKind::SetAside, SET_ASIDE), (CopyKind::Damaged, DAMAGED)] {
        found.extend(aside(folder, beginning)?.into_iter().map(|(at, path)| (at, path, kind)));
    }
    found.sort_by(|one, other| (other.0, &other.1).cmp(&(one.0, &one.1)));
    let mut read = 0;
    let mut all = Vec::new();
    for (at, path, kind) in found {
        let bytes = files::size(&path)?.unwrap_or_default();
        let state = if read > 0 && read + bytes > most_bytes {
            CopyState::NotLooked
        } else {
            read += bytes;
            look(&path).map_or_else(CopyState::Unusable, CopyState::Sound)
        };
        all.push(Copied { path, kind, at, bytes, state });
    }
    Ok(all)
}

/// How far the log of a folder goes that runs, and how many bytes it takes on the disk.
pub fn running(folder: &Path) -> Result<(Holds, u64), StoreError> {
    let file = files::log_in(folder);
    let conn = open(&file)?;
    let waiting = files::size(&files::with_tail(&file, "-wal"))?.unwrap_or_default();
    let bytes = files::size(&file)?.unwrap_or_default() + waiting;
    Ok((holds(&conn).map_err(sqlite_at(&file))?, bytes))
}

/// Opens a copy for reading and looks through its pages.
fn look(path: &Path) -> Result<Holds, StoreError> {
    let conn = open(path)?;
    if let Some(reason) = connection::quick_check(&conn, path)? {
        return Err(StoreError::Damaged { file: path.to_owned(), reason });
    }
    holds(&conn).map_err(sqlite_at(path))
}

/// Opens a log of any form that is read here.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    match files::size(path)? {
        None => Err(StoreError::Absent { file: path.to_owned() }),
        Some(0) => Err(StoreError::Damaged { file: path.to_owned(), reason: "it is empty".to_owned() }),
        Some(_) => {
            let conn = connection::reading(path, schema::PLAN.version)?.conn;
            read::device(&conn, path)?;
            Ok(conn)
        }
    }
}

pub(super) fn holds(conn: &Connection) -> rusqlite::Result<Holds> {
    let last: Option<i64> = conn.query_row("SELECT max(recorded_at) FROM event", [], |row| row.get(0))?;
    Ok(Holds { events: read::count(conn)?, last_at: last.map(codec::instant) })
}

/// The logs that were set aside under names that begin so.
fn aside(folder: &Path, beginning: &str) -> Result<Vec<(Instant, PathBuf)>, StoreError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(system_at(folder))? {
        let entry = entry.map_err(system_at(folder))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let Some(rest) = name.strip_prefix(beginning).and_then(|rest| rest.strip_suffix(".db")) else {
            continue;
        };
        let stamp = rest.split_once('-').map_or(rest, |(stamp, _number)| stamp);
        found.extend(files::read_stamp(stamp).map(|at| (at, entry.path())));
    }
    Ok(found)
}
