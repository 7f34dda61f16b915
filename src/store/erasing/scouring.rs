//! What is left of erased words beside the entries: `SQLite` keeps old pages in the file and in the write-ahead file,
//! the index of the search keeps words until it is tidied up, and backups hold the log as it was.
//!
//! That it is owed stands in the log's file from the transaction of the erasure on, until it was done: after a kill in
//! between, the next opening does it.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::domain::time::Instant;
use crate::store::error::{StoreError, sqlite_at};
use crate::store::{Store, backup, codec, files};

/// Where `meta` keeps that it is owed.
const KEY: &str = "scour";

/// How often readers are waited for.
const TRIES: u32 = 2;

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scoured {
    /// The backup that was made of the log as it is now.
    pub made: PathBuf,
    /// The backups that were removed.
    pub removed: Vec<PathBuf>,
}

/// Notes that it is owed, for an erasure at this instant.
pub(in crate::store) fn owe(conn: &Connection, at: Instant) -> rusqlite::Result<()> {
    let put = "INSERT INTO meta (key, value) VALUES (?1, ?2)
               ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)";
    conn.execute(put, params![KEY, codec::millis(at)])?;
    Ok(())
}

/// Notes that it is not owed: of a copy, whose file is another one.
pub(in crate::store) fn settle(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM meta WHERE key = ?1", params![KEY])?;
    Ok(())
}

/// For an erasure at which instant it is owed.
fn owed(conn: &Connection) -> rusqlite::Result<Option<Instant>> {
    let found: Option<i64> =
        conn.query_row("SELECT value FROM meta WHERE key = ?1", params![KEY], |row| row.get(0)).optional()?;
    Ok(found.map(codec::instant))
}

impl Store {
    /// Whether erased words may be left in the file or its backups: [`Self::scour`] is owed.
    pub fn owes_scouring(&self) -> Result<bool, StoreError> {
        Ok(owed(&self.conn).map_err(sqlite_at(&self.file))?.is_some())
    }

    /// What an earlier start left undone. Only backups from before the erasure go: this log may itself be a copy that
    /// somebody put in the place of a newer one.
    pub(in crate::store) fn scour_if_owed(&mut self, now: Instant) -> Result<(), StoreError> {
        let Some(erased_at) = owed(&self.conn).map_err(sqlite_at(&self.file))? else { return Ok(()) };
        self.scour_before(now, Some(erased_at)).map(|_| ())
    }

    /// Leaves nothing of what was erased in the log's file and beside it, and no backup that has it: writes the file
    /// anew without old pages, empties the write-ahead file, makes a backup and removes all that are older. Takes as
    /// long as a copy of the log does, and needs as much room.
    ///
    /// # Errors
    /// It stays owed, and the next opening tries it again. No backup is removed before the new one is there.
    pub fn scour(&mut self, now: Instant) -> Result<Scoured, StoreError> {
        self.scour_before(now, None)
    }

    fn scour_before(&mut self, now: Instant, before: Option<Instant>) -> Result<Scoured, StoreError> {
        self.check_place()?;
        let at = sqlite_at(&self.file);
        // Words that were taken out stand in the index until its parts are made one.
        self.conn.execute("INSERT INTO found_words (found_words) VALUES ('optimize')", []).map_err(&at)?;
        self.conn.execute_batch("VACUUM").map_err(&at)?;
        self.settle_for_good()?;
        let folder = self.file.parent().unwrap_or_else(|| Path::new(".")).to_path_buf();
        let made = backup::now(&self.conn, &self.file, now)?;
        let mut removed = Vec::new();
        let is_old = |old: &backup::Named| before.is_none_or(|at| old.taken_at <= at);
        for old in backup::named(&folder)?.into_iter().filter(|old| old.path != made && is_old(old)) {
            files::remove(&old.path)?;
            removed.push(old.path);
        }
        backup::rotate(&folder)?;
        files::settle(&made)?;
        settle(&self.conn).map_err(&at)?;
        self.settle_for_good()?;
        Ok(Scoured { made, removed })
    }

    /// Empties the write-ahead file; whoever still reads is waited for.
    fn settle_for_good(&self) -> Result<(), StoreError> {
        let mut done = self.settle_wal();
        for _ in 1..TRIES {
            if !matches!(done, Err(StoreError::Busy { .. })) {
                break;
            }
            done = self.settle_wal();
        }
        done
    }
}
