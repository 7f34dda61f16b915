//! The change itself: the log that runs is closed and set aside, and another takes its place. At each moment the
//! folder has a whole log under its name, the old one or the new one, also if the power goes.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::Prepared;
use super::copies::SET_ASIDE;
use crate::domain::time::Instant;
use crate::store::error::{StoreError, sqlite_at};
use crate::store::{Store, backup, files};

/// What becomes of a change that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreplaced<E> {
    /// The log that was runs on, as it was.
    Kept(E),
    /// It lies in the folder whole, under its own name or that of `aside`, but could not be opened again.
    Closed {
        /// Why the change failed, and why the old one could not be opened.
        why: StoreError,
        /// Where it was set aside.
        aside: PathBuf,
    },
}

/// The steps of a change, each before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Settle,
    SetAside,
    Close,
    MoveTails,
    Rename,
    Open,
    Use,
}

impl Store {
    /// Closes this log, sets it aside under a name of its own, opens what was prepared in its place, and lets
    /// `take` use that. Where the old one lies, and what `take` gave.
    ///
    /// # Errors
    /// When any of it fails, `take` too, the log that was is in its place again and open.
    pub fn replace<T, E: From<StoreError>>(
        &mut self,
        prepared: Prepared,
        now: Instant,
        take: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<(PathBuf, T), Unreplaced<E>> {
        self.replace_watched(prepared, now, take, &mut |_| Ok(()))
    }

    /// The same; `before` is asked before each step, and may refuse it.
    pub(super) fn replace_watched<T, E: From<StoreError>>(
        &mut self,
        prepared: Prepared,
        now: Instant,
        take: impl FnOnce(&mut Self) -> Result<T, E>,
        before: &mut dyn FnMut(Step) -> Result<(), StoreError>,
    ) -> Result<(PathBuf, T), Unreplaced<E>> {
        let kept = |err: StoreError| Unreplaced::Kept(E::from(err));
        let file = self.file.clone();
        before(Step::Settle).and_then(|()| self.settle_wal()).map_err(kept)?;
        let folder = file.parent().unwrap_or_else(|| Path::new(".")).to_path_buf();
        let aside = files::free_name(&folder, &format!("{SET_ASIDE}{}", files::stamp(now)), ".db");
        before(Step::SetAside).and_then(|()| self.keep_as(&aside)).map_err(|err| {
            files::remove_draft(&aside).ok();
            kept(err)
        })?;
        if let Err(err) = before(Step::Close).and_then(|()| self.rest()) {
            files::remove_draft(&aside).ok();
            return Err(kept(err));
        }
        // From here on this log is closed.
        let mut is_new = false;
        let opened = before(Step::MoveTails)
            .and_then(|()| move_tails(&file, &aside))
            .and_then(|()| before(Step::Rename))
            .and_then(|()| files::rename(&prepared.draft, &file))
            .and_then(|()| {
                is_new = true;
                before(Step::Open)
            })
            .and_then(|()| Self::open(&folder, now));
        let why = match opened {
            Ok(mut store) => match before(Step::Use).map_err(E::from).and_then(|()| take(&mut store)) {
                Ok(taken) => {
                    *self = store;
                    return Ok((aside, taken));
                }
                Err(err) => {
                    // Closed before the old one takes its place again.
                    drop(store);
                    err
                }
            },
            Err(err) => E::from(err),
        };
        match self.come_back(&folder, &aside, is_new, now) {
            Ok(()) => Err(Unreplaced::Kept(why)),
            Err(err) => Err(Unreplaced::Closed { why: err, aside }),
        }
    }

    /// Brings all that waits in the write-ahead file into the database itself.
    pub(in crate::store) fn settle_wal(&self) -> Result<(), StoreError> {
        let is_busy: bool = self
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(sqlite_at(&self.file))?;
        if is_busy { Err(StoreError::Busy { file: self.file.clone() }) } else { Ok(()) }
    }

    /// Gives the log another name beside its own. Where the disk knows no second names it is copied.
    fn keep_as(&self, aside: &Path) -> Result<(), StoreError> {
        if fs::hard_link(&self.file, aside).is_err() {
            backup::fill(&self.conn, &self.file, aside)?;
        }
        files::settle(aside)
    }

    /// Closes the database. Until another is opened, nothing can be read or written here.
    fn rest(&mut self) -> Result<(), StoreError> {
        let nothing = Connection::open_in_memory().map_err(sqlite_at(&self.file))?;
        let conn = std::mem::replace(&mut self.conn, nothing);
        conn.close().map_err(|(conn, err)| {
            self.conn = conn;
            StoreError::sqlite(&self.file, &err)
        })
    }

    /// Puts the log that was set aside into its place again, and opens it.
    fn come_back(
        &mut self,
        folder: &Path,
        aside: &Path,
        is_new: bool,
        now: Instant,
    ) -> Result<(), StoreError> {
        if is_new {
            // What the other one has beside it is its own.
            for tail in files::TAILS.iter().filter(|tail| !tail.is_empty()) {
                files::remove(&files::with_tail(&self.file, tail))?;
            }
            files::rename(aside, &self.file)?;
        } else {
            files::remove(aside)?;
        }
        move_tails(aside, &self.file)?;
        *self = Self::open(folder, now)?;
        Ok(())
    }
}

/// What somebody who still reads keeps beside a database goes with it: another one would take it for its own.
fn move_tails(from: &Path, to: &Path) -> Result<(), StoreError> {
    for tail in files::TAILS.iter().filter(|tail| !tail.is_empty()) {
        let beside = files::with_tail(from, tail);
        if fs::symlink_metadata(&beside).is_ok() {
            files::rename(&beside, &files::with_tail(to, tail))?;
        }
    }
    Ok(())
}
