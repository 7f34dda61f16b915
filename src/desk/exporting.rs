//! The whole log out of here: word for word as JSON lines, or as tables.
//!
//! Both look into the log beside whoever writes it, and take as long as the log is: whoever asks works on a
//! thread of their own.

use std::path::Path;

use chrono_tz::Tz;

use super::error::DeskError;
use super::policies;
use super::reading::whole_world;
use crate::documents::tables::tables_of;
use crate::domain::decide::Refusal;
use crate::domain::time::Instant;
use crate::platform::{write_folder, write_streaming};
use crate::store::Store;
pub use crate::store::handoff::LogHead;

/// The ending of a log as JSON lines.
pub const LOG_ENDING: &str = "jsonl";

/// Writes the log of a folder as JSON lines into a file, whole or not at all: see [`Store::export_log`]. One of
/// that name is only replaced if it may be.
///
/// # Errors
/// Nothing is left behind then.
pub fn export_log(folder: &Path, to: &Path, may_replace: bool) -> Result<LogHead, DeskError> {
    let store = Store::open_read_only(folder)?;
    if !may_replace && to.symlink_metadata().is_ok() {
        let what = format!("{} is there already, and was left as it was", to.display());
        return Err(Refusal::new(what, "choose another name").into());
    }
    write_streaming(to, |out| Ok(store.export_log(out)?))
}

/// Writes the log of a folder as tables into a new folder, all of them or none. The names of the files.
///
/// # Errors
/// Nothing is left behind then.
pub fn export_tables(
    folder: &Path,
    to: &Path,
    zone: Tz,
    now: Instant,
) -> Result<Vec<&'static str>, DeskError> {
    let store = Store::open_read_only(folder)?;
    let events = store.all_events()?;
    let world = whole_world(events.clone(), zone, policies::load(folder).in_force);
    let tables = tables_of(&world, &events, now);
    let files: Vec<(&str, &[u8])> = tables.iter().map(|table| (table.name, table.bytes.as_slice())).collect();
    write_folder(to, &files)?;
    Ok(tables.iter().map(|table| table.name).collect())
}
