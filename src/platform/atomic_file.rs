//! Files that are either the old ones or the new ones, never half of each.
//!
//! Never here: what the bytes mean.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::PlatformError;

/// Writes a file so that a crash leaves either the old content or the new.
///
/// The bytes go to a new file in the same folder, to the disk, and then take the name. An
/// existing file's permissions are kept; a symbolic link is replaced, not followed. When it
/// fails, the old file stands and nothing is left behind.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), PlatformError> {
    write_streaming(path, |out| out.write_all(bytes).map_err(PlatformError::file("write", path)))
}

/// The same for what stands in the data folder: nobody but its owner reads it, whatever folder that is, and also
/// where an older file could be read by others.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), PlatformError> {
    let put = |out: &mut dyn Write| out.write_all(bytes).map_err(PlatformError::file("write", path));
    write_for(Readers::Owner, path, put)
}

/// The same for what is too long to be held in memory: `write` puts it into the draft, piece by piece.
/// When that fails, the old file stands and nothing is left behind.
pub fn write_streaming<T, E: From<PlatformError>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<T, E> {
    write_for(Readers::AsBefore, path, write)
}

/// Who may read a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Who could before; whom the system lets, where there was none.
    AsBefore,
    /// Its owner alone.
    Owner,
}

fn write_for<T, E: From<PlatformError>>(
    readers: Readers,
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<T, E> {
    let draft = draft_path(path)?;
    let written = write_draft(readers, &draft, path, write);
    if written.is_err() {
        // The draft may never have come to be; what matters is the error above.
        fs::remove_file(&draft).ok();
        return written;
    }
    settle_folder(path).map_err(PlatformError::file("make durable", path))?;
    written
}

fn write_draft<T, E: From<PlatformError>>(
    readers: Readers,
    draft: &Path,
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<T, E> {
    let failed = || PlatformError::file("write", path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    if readers == Readers::Owner {
        for_the_owner(&mut options);
    }
    let file = options.open(draft).map_err(failed())?;
    if readers == Readers::AsBefore
        && let Ok(old) = fs::metadata(path)
    {
        file.set_permissions(old.permissions()).map_err(failed())?;
    }
    let mut buffered = BufWriter::new(file);
    let written = write(&mut buffered)?;
    let file = buffered.into_inner().map_err(|err| failed()(err.into_error()))?;
    file.sync_all().map_err(failed())?;
    // Windows renames no open file.
    drop(file);
    fs::rename(draft, path).map_err(failed())?;
    Ok(written)
}

/// Lets nobody but the owner read and write what is made by it. On Windows the profile's own access list does the same.
#[cfg(unix)]
pub(super) fn for_the_owner(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

/// Lets nobody but the owner read and write what is made by it. On Windows the profile's own access list does the same.
#[cfg(not(unix))]
pub(super) const fn for_the_owner(_: &mut OpenOptions) {}

/// Makes a new folder with these files in it: all of them or none, never into one that is there.
pub fn write_folder(path: &Path, files: &[(&str, &[u8])]) -> Result<(), PlatformError> {
    if fs::symlink_metadata(path).is_ok() {
        let taken = std::io::Error::new(std::io::ErrorKind::AlreadyExists, "it is there already");
        return Err(PlatformError::file("make", path)(taken));
    }
    let draft = draft_path(path)?;
    let made = fill_folder(&draft, path, files).map_err(PlatformError::file("write", path));
    if let Err(err) = made {
        // Only what was made just now.
        fs::remove_dir_all(&draft).ok();
        return Err(err);
    }
    settle_folder(path).map_err(PlatformError::file("make durable", path))
}

fn fill_folder(draft: &Path, path: &Path, files: &[(&str, &[u8])]) -> std::io::Result<()> {
    fs::create_dir(draft)?;
    for (name, bytes) in files {
        let mut file = OpenOptions::new().write(true).create_new(true).open(draft.join(name))?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    fs::rename(draft, path)
}

/// A name in the same folder that no other process or thread uses.
fn draft_path(path: &Path) -> Result<PathBuf, PlatformError> {
    let Some(name) = path.file_name() else {
        let source = std::io::Error::new(std::io::ErrorKind::InvalidInput, "it names no file");
        return Err(PlatformError::file("write", path)(source));
    };
    let mut draft = std::ffi::OsString::from(".");
    draft.push(name);
    draft.push(format!(".{}.tmp", uuid::Uuid::now_v7().simple()));
    Ok(path.with_file_name(draft))
}

/// Makes the new name itself survive a power cut; Windows offers no such call.
fn settle_folder(path: &Path) -> std::io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_new_content_replaces_the_old_and_leaves_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("report.md");
        write_atomically(&path, b"one, and longer").unwrap();
        write_atomically(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(dir.path()), ["report.md"]);
    }

    #[test]
    fn a_failure_keeps_the_old_and_names_the_file() {
        let dir = tempfile::tempdir().unwrap();
        // A folder of that name can't be replaced by a file.
        let path = dir.path().join("taken");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("inside"), "kept").unwrap();
        let err = write_atomically(&path, b"new").unwrap_err();
        assert!(err.to_string().contains("taken"), "{err}");
        assert_eq!(names(dir.path()), ["taken"], "no draft is left behind");
        assert_eq!(fs::read_to_string(path.join("inside")).unwrap(), "kept");

        let missing = dir.path().join("no-such-folder").join("x");
        let err = write_atomically(&missing, b"new").unwrap_err();
        assert!(err.to_string().contains("no-such-folder"), "{err}");
        assert!(write_atomically(Path::new("/"), b"new").is_err());
    }

    #[test]
    fn what_fails_half_way_through_a_stream_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.jsonl");
        fs::write(&path, "old").unwrap();
        let refused = write_streaming(&path, |out| {
            out.write_all(b"half of it").map_err(PlatformError::file("write", &path))?;
            Err::<(), _>(PlatformError::file("write", &path)(std::io::ErrorKind::StorageFull.into()))
        });
        assert!(refused.unwrap_err().to_string().contains("log.jsonl"));
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names(dir.path()).len()), ("old", 1));
        let said: Result<u8, PlatformError> = write_streaming(&path, |out| {
            out.write_all(b"new").map_err(PlatformError::file("write", &path))?;
            Ok(7)
        });
        assert_eq!((said.unwrap(), fs::read_to_string(&path).unwrap().as_str()), (7, "new"));
    }

    #[test]
    fn a_folder_is_made_whole_or_not_at_all_and_never_into_one_that_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tables");
        write_folder(&path, &[("a.csv", b"a"), ("b.csv", b"b")]).unwrap();
        assert_eq!(names(&path), ["a.csv", "b.csv"]);
        let err = write_folder(&path, &[("c.csv", b"c")]).unwrap_err().to_string();
        assert!(err.contains("tables") && err.contains("there already"), "{err}");
        let other = dir.path().join("others");
        // Two of a name cannot be.
        assert!(write_folder(&other, &[("a.csv", b"a"), ("a.csv", b"b")]).is_err());
        assert_eq!((names(dir.path()), names(&path).len()), (vec!["tables".to_owned()], 2));
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_kept() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("private");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_private_is_its_owners_alone_also_over_an_older_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("window.json");
        let mode = || path.metadata().unwrap().permissions().mode() & 0o777;
        write_private(&path, b"new").unwrap();
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        write_private(&path, b"newer").unwrap();
        assert_eq!((mode(), fs::read(&path).unwrap().as_slice()), (0o600, &b"newer"[..]));
    }
}
