//! Names and places of the store's files, and moving them so that a crash leaves old or new.
//!
//! Never here: what is in the files. And no file that may be an open database is ever opened
//! here: closing it again would drop `SQLite`'s locks on it within this process (POSIX).

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use super::error::{StoreError, system_at};
use crate::domain::time::Instant;

/// The log's name in the data folder.
pub const FILE_NAME: &str = "bridgewatch.db";

/// The instant in a file's name: UTC, to the second.
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// The log of a data folder.
pub(super) fn log_in(folder: &Path) -> PathBuf {
    folder.join(FILE_NAME)
}

/// An instant as it stands in names of files, such as `20261104T081500Z`.
pub(super) fn stamp(at: Instant) -> String {
    at.format(STAMP).to_string()
}

/// The instant that a name of a file carries.
pub(super) fn read_stamp(text: &str) -> Option<Instant> {
    NaiveDateTime::parse_from_str(text, STAMP).ok().map(|civil| civil.and_utc())
}

/// The same path with more at its end: `bridgewatch.db` and `-wal`.
pub(super) fn with_tail(path: &Path, tail: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(tail);
    PathBuf::from(name)
}

/// Bytes in a file; none where there is no such file.
pub(super) fn size(file: &Path) -> Result<Option<u64>, StoreError> {
    match fs::metadata(file) {
        Ok(found) if found.is_file() => Ok(Some(found.len())),
        Ok(found) => {
            let what =
                if found.is_dir() { "it is a folder" } else { "it is no file, but a pipe or a device" };
            Err(StoreError::NotOurs { file: file.to_owned(), reason: what.to_owned() })
        }
        Err(err) if err.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(err) => Err(StoreError::system(file, &err)),
    }
}

/// Which file stands under a name. A name can come to mean another file, or none, while the first one is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    #[cfg(unix)]
    device_and_inode: (u64, u64),
}

/// The file under a name; none where there is none.
///
/// Windows removes and moves no file that is open, so one file is like another there.
pub(super) fn identity(file: &Path) -> Option<Identity> {
    let found = fs::metadata(file).ok()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        Some(Identity { device_and_inode: (found.dev(), found.ino()) })
    }
    #[cfg(not(unix))]
    found.is_file().then_some(Identity {})
}

/// Whether facts may wait in the write-ahead file beside a database.
pub(super) fn has_wal(file: &Path) -> Result<bool, StoreError> {
    Ok(size(&with_tail(file, "-wal"))?.is_some_and(|bytes| bytes > 0))
}

/// Whether there is a log to open; says [`StoreError::Damaged`] of what cannot be one.
///
/// A log comes to be under another name and gets its own when it is whole. So an empty file is
/// damage, not a beginning; and so is a write-ahead file alone, which may hold accepted facts.
pub(super) fn is_there(file: &Path) -> Result<bool, StoreError> {
    let damaged = |reason: &str| StoreError::Damaged { file: file.to_owned(), reason: reason.to_owned() };
    match size(file)? {
        Some(0) => Err(damaged("it is empty")),
        Some(_) => Ok(true),
        None if has_wal(file)? => Err(damaged("only its write-ahead file is left")),
        None => Ok(false),
    }
}

/// What `SQLite` may keep beside a database, by the end of its name; the database itself first.
pub(super) const TAILS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// The first of `name`, `name-2`, `name-3`, … with `tail` that is free in `folder`, with all that
/// may stand beside it.
pub(super) fn free_name(folder: &Path, name: &str, tail: &str) -> PathBuf {
    let mut path = folder.join(format!("{name}{tail}"));
    let mut number = 2_u32;
    while TAILS.iter().any(|beside| fs::symlink_metadata(with_tail(&path, beside)).is_ok()) {
        path = folder.join(format!("{name}-{number}{tail}"));
        number = number.saturating_add(1);
    }
    path
}

/// Renames, and makes the new name itself survive a power cut.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    make_private(from)?;
    fs::rename(from, to).map_err(system_at(to))?;
    settle_folder(to)
}

/// Removes a file if it is there. Only for drafts and for backups whose time is over.
pub(super) fn remove(file: &Path) -> Result<(), StoreError> {
    match fs::remove_file(file) {
        Err(err) if err.kind() != std::io::ErrorKind::NotFound => Err(StoreError::system(file, &err)),
        _ => Ok(()),
    }
}

/// Removes an unfinished copy, and what `SQLite` may have left beside it.
pub(super) fn remove_draft(draft: &Path) -> Result<(), StoreError> {
    TAILS.iter().try_for_each(|tail| remove(&with_tail(draft, tail)))
}

/// Makes a new name survive a power cut.
pub(super) fn settle(path: &Path) -> Result<(), StoreError> {
    settle_folder(path)
}

/// Windows offers no such call, and needs none.
fn settle_folder(path: &Path) -> Result<(), StoreError> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(system_at(folder))
}

/// Makes an empty file that nobody but its owner can read, unless there is one: before `SQLite` would make it as
/// readable as the system lets it. What it puts beside it takes after it.
pub(super) fn make_for_owner(file: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(file) {
        Err(err) if err.kind() != std::io::ErrorKind::AlreadyExists => Err(StoreError::system(file, &err)),
        _ => Ok(()),
    }
}

/// Makes a folder, and those above it, for the owner alone; one that is there is left as it is.
pub(super) fn make_private_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(system_at(folder))
}

/// Lets nobody but the owner read a file; what `SQLite` puts beside it later takes after it.
#[cfg(unix)]
fn make_private(file: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).map_err(system_at(file))
}

/// Elsewhere the folder's own rights decide.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail where there are such rights")]
const fn make_private(_file: &Path) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_reads_back_and_nothing_else_does() {
        let at = crate::store::samples::at("2026-11-04T08:15:00Z");
        assert_eq!(stamp(at), "20261104T081500Z");
        assert_eq!(read_stamp("20261104T081500Z"), Some(at));
        assert_eq!(read_stamp("20261104T081500"), None);
        assert_eq!(read_stamp("20261344T081500Z"), None);
    }

    #[test]
    fn a_free_name_is_never_one_that_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(free_name(folder.path(), "a", ".db"), folder.path().join("a.db"));
        fs::write(folder.path().join("a.db"), "").unwrap();
        fs::write(folder.path().join("a-2.db"), "").unwrap();
        assert_eq!(free_name(folder.path(), "a", ".db"), folder.path().join("a-3.db"));
    }

    #[test]
    fn an_empty_file_or_a_lone_write_ahead_file_is_damage() {
        let folder = tempfile::tempdir().unwrap();
        let file = log_in(folder.path());
        assert_eq!(is_there(&file), Ok(false));
        fs::write(with_tail(&file, "-wal"), "").unwrap();
        assert_eq!(is_there(&file), Ok(false), "an empty write-ahead file holds nothing");
        fs::write(with_tail(&file, "-wal"), "facts").unwrap();
        assert!(matches!(is_there(&file), Err(StoreError::Damaged { .. })));
        fs::write(&file, "").unwrap();
        assert!(matches!(is_there(&file), Err(StoreError::Damaged { .. })));
        fs::write(&file, "x").unwrap();
        assert_eq!(is_there(&file), Ok(true));
    }
}
