//! The folder of drills. It holds drills and nothing else, says so by a file of its own, and is made anew
//! each time. A folder without that file is never touched.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::platform::{FolderHeld, FolderLock, PlatformError, default_data_folder, make_private_folder};

/// The folder of drills inside a data folder.
pub const FOLDER: &str = "drill";

/// The file by which a folder says that it holds drills.
const MARK: &str = "this-is-a-drill.txt";

const MARK_WORDS: &str = "Bridgewatch makes this folder anew at each drill. Keep nothing in it.\n";

/// What stays from drill to drill: the mark, the lock, and how the window looks.
const KEPT: [&str; 4] = [MARK, "desk.lock", "desk.holder", "window.json"];

/// Why there is no folder for a drill.
#[derive(Debug, thiserror::Error)]
pub enum DrillRefused {
    /// It is the folder of the real desk.
    #[error(
        "{} is the data folder of the real desk: a drill never goes there; leave --data out, or name an empty folder",
        folder.display()
    )]
    Real {
        /// The folder.
        folder: PathBuf,
    },
    /// Something that is no drill is in it.
    #[error(
        "{} holds something that is no drill, and a drill clears its folder: leave --data out, or name an empty folder",
        folder.display()
    )]
    NotADrill {
        /// The folder.
        folder: PathBuf,
    },
    /// Another drill has it.
    #[error("a drill is running already in {}: close its window first", folder.display())]
    Running {
        /// The folder.
        folder: PathBuf,
    },
    /// The system refuses.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// What an older drill left could not be cleared away.
    #[error("what an older drill left in {} could not be cleared away: {source}; name an empty folder with --data", folder.display())]
    NotCleared {
        /// The folder.
        folder: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// The folder of drills that belongs to a data folder.
pub fn beside(data_folder: &Path) -> PathBuf {
    data_folder.join(FOLDER)
}

/// The arguments by which this program starts a drill beside the desk of `data_folder`.
pub fn arguments(data_folder: &Path) -> Vec<OsString> {
    vec!["drill".into(), "--data".into(), beside(data_folder).into_os_string()]
}

/// Whether a drill may be made in a folder; nothing is touched.
pub fn may_be_made(folder: &Path) -> Result<(), DrillRefused> {
    let real = default_data_folder().ok();
    if real.is_some_and(|real| is_same(folder, &real)) {
        return Err(DrillRefused::Real { folder: folder.to_path_buf() });
    }
    let has_mark = folder.join(MARK).is_file();
    let is_free = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(err) => err.kind() == io::ErrorKind::NotFound,
    };
    if has_mark || is_free {
        return Ok(());
    }
    Err(DrillRefused::NotADrill { folder: folder.to_path_buf() })
}

/// Whether a drill may be started in a folder now; nothing is touched.
pub fn may_be_started(folder: &Path) -> Result<(), DrillRefused> {
    may_be_made(folder)?;
    if FolderLock::is_held(folder) {
        return Err(DrillRefused::Running { folder: folder.to_path_buf() });
    }
    Ok(())
}

/// Takes a folder for a drill and clears away what an older one left.
pub fn make_anew(folder: &Path, since: chrono::DateTime<chrono::Utc>) -> Result<FolderLock, DrillRefused> {
    may_be_made(folder)?;
    make_private_folder(folder)?;
    crate::platform::write_private(&folder.join(MARK), MARK_WORDS.as_bytes())?;
    let lock = FolderLock::take(folder, "drill", since).map_err(|held| match held {
        FolderHeld::Held { folder, .. } => DrillRefused::Running { folder },
        FolderHeld::Io(err) => DrillRefused::Platform(err),
    })?;
    clear(folder).map_err(|source| DrillRefused::NotCleared { folder: folder.to_path_buf(), source })?;
    Ok(lock)
}

/// Removes what is in it. A link goes, and what it leads to stays.
fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if KEPT.iter().any(|kept| entry.file_name() == *kept) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Whether two paths lead to the same folder; where they cannot be followed, whether they read the same.
fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> chrono::DateTime<chrono::Utc> {
        "2026-03-02T20:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_folder_of_drills_is_made_and_cleared_each_time() {
        let dir = tempfile::tempdir().unwrap();
        let folder = beside(dir.path());
        drop(make_anew(&folder, now()).unwrap());
        fs::write(folder.join("events.sqlite"), "an older drill").unwrap();
        fs::create_dir_all(folder.join("outbox/deep")).unwrap();
        fs::write(folder.join("window.json"), "{}").unwrap();
        drop(make_anew(&folder, now()).unwrap());
        assert!(!folder.join("events.sqlite").exists() && !folder.join("outbox").exists());
        assert!(folder.join("window.json").exists(), "the window looks as it did");
    }

    #[test]
    fn a_folder_with_anything_else_is_refused_in_words_and_left_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("events.sqlite"), "the real log").unwrap();
        let why = make_anew(dir.path(), now()).unwrap_err().to_string();
        assert!(why.contains("holds something that is no drill"), "{why}");
        let left: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["events.sqlite"]);
        let file = dir.path().join("events.sqlite");
        assert!(make_anew(&file, now()).is_err(), "a file is no folder");
        assert_eq!(fs::read_to_string(file).unwrap(), "the real log");
    }

    #[test]
    fn the_usual_data_folder_is_refused_even_while_there_is_none() {
        let real = default_data_folder().unwrap();
        let why = may_be_made(&real).unwrap_err().to_string();
        assert!(why.contains("is the data folder of the real desk"), "{why}");
    }

    #[test]
    fn a_second_drill_in_the_same_folder_is_refused_and_clears_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let folder = beside(dir.path());
        let first = make_anew(&folder, now()).unwrap();
        fs::write(folder.join("events.sqlite"), "the drill that runs").unwrap();
        let why = make_anew(&folder, now()).unwrap_err().to_string();
        assert!(why.starts_with("a drill is running already"), "{why}");
        assert_eq!(may_be_started(&folder).unwrap_err().to_string(), why);
        assert!(folder.join("events.sqlite").exists());
        drop(first);
        may_be_started(&folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_it_goes_and_what_it_leads_to_stays() {
        let dir = tempfile::tempdir().unwrap();
        let folder = beside(dir.path());
        drop(make_anew(&folder, now()).unwrap());
        let kept = dir.path().join("kept");
        fs::create_dir(&kept).unwrap();
        fs::write(kept.join("a"), "a").unwrap();
        std::os::unix::fs::symlink(&kept, folder.join("link")).unwrap();
        drop(make_anew(&folder, now()).unwrap());
        assert!(kept.join("a").exists() && !folder.join("link").exists());
    }

    #[test]
    fn a_drill_is_started_beside_the_desk_it_was_asked_for_at() {
        let arguments = arguments(Path::new("/data"));
        assert_eq!(arguments[..2], ["drill", "--data"]);
        assert_eq!(Path::new(&arguments[2]), Path::new("/data").join("drill"));
    }
}
