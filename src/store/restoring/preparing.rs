//! Making a log of a copy, beside the one that runs: all that takes time, and all that can go wrong with the
//! copy, comes before anything is touched.

use std::fs;
use std::path::{Path, PathBuf};

use super::copies::{Holds, holds};
use crate::domain::event::DeviceId;
use crate::domain::time::Instant;
use crate::store::connection::{self, Opened};
use crate::store::error::{StoreError, sqlite_at, system_at};
use crate::store::{Cure, Store, backup, erasing, files, read, schema};

/// How the names of such drafts begin.
const DRAFT: &str = "restoring-";

/// A log that was made of a copy, checked, and is ready to take the place of the one that runs. Dropped without
/// that, it is gone.
#[derive(Debug)]
pub struct Prepared {
    pub(super) draft: PathBuf,
    /// What it was made of.
    pub source: PathBuf,
    /// How far it goes.
    pub holds: Holds,
    /// The device that the copy was written by; the new log goes on as another.
    pub was: DeviceId,
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // Once it has taken its place there is nothing left; a draft that stays is removed by the next one.
        files::remove_draft(&self.draft).ok();
    }
}

/// Copies a log into the data folder as a draft, brings it to the form of today, gives it a **new device** and
/// checks the whole of it. The copy itself stays as it is; so does the log that runs.
///
/// The device: entries made after the copy are lost here, but may be in the log that is set aside or on other
/// desks. Were their numbers given out again, one device would have two entries of the same number, and no
/// merge could tell which is meant.
///
/// # Errors
/// [`StoreError::Damaged`] where the copy is not sound; nothing is left behind then.
pub fn prepare(folder: &Path, source: &Path, now: Instant) -> Result<Prepared, StoreError> {
    remove_older(folder)?;
    let Opened { conn, form } = connection::reading(source, schema::PLAN.version)?;
    let was = read::device(&conn, source)?;
    let holds = holds(&conn).map_err(sqlite_at(source))?;
    let draft = files::free_name(folder, &format!("{DRAFT}{}", files::stamp(now)), ".db");
    let prepared = Prepared { draft, source: source.to_path_buf(), holds, was };
    backup::fill(&conn, source, &prepared.draft)?;
    connection::close(conn, source)?;
    finish(&prepared, form, now)?;
    Ok(prepared)
}

fn finish(prepared: &Prepared, form: u32, now: Instant) -> Result<(), StoreError> {
    let draft = &prepared.draft;
    let at = sqlite_at(draft);
    let mut conn = connection::creating(draft)?;
    // What its own file owed is nothing to this one, which is new.
    erasing::settle(&conn).map_err(&at)?;
    if form < schema::PLAN.version {
        schema::upgrade(&mut conn, &schema::PLAN, form).map_err(&at)?;
    }
    schema::name_device(&conn, now).map_err(&at)?;
    let device = read::device(&conn, draft)?;
    let identity = files::identity(draft);
    let mut store = Store {
        conn,
        file: draft.clone(),
        identity,
        device,
        backup_failure: None,
        unscoured: None,
        unsettled: 0,
    };
    let report = store.verify()?;
    if let Some(finding) = report.findings.iter().find(|finding| finding.cure == Cure::SoundCopy) {
        let (file, reason) = (prepared.source.clone(), format!("{}: {}", finding.where_, finding.what));
        return Err(StoreError::Damaged { file, reason });
    }
    if !report.is_sound() {
        store.rebuild_projections()?;
    }
    connection::close(store.conn, draft)
}

/// Drafts of earlier tries hold nothing that is not in what they were made of.
fn remove_older(folder: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder).map_err(system_at(folder))? {
        let entry = entry.map_err(system_at(folder))?;
        let name = entry.file_name();
        let Some(stamp) = name.to_str().and_then(|name| name.strip_prefix(DRAFT)) else { continue };
        let stamp = stamp.strip_suffix(".db").unwrap_or_default();
        if files::read_stamp(stamp.split('-').next().unwrap_or_default()).is_some() {
            files::remove_draft(&entry.path())?;
        }
    }
    Ok(())
}
