//! Files that are either the old ones or the new ones, never half of each.
//!
//! Never here: what the bytes mean.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::PlatformError;

/// Writes a file so that a crash leaves either the old content or the new.
///
/// The bytes go to a new file in the same folder, to the disk, and then take the name. An
/// existing file's permissions are kept; a symbolic link is replaced, not followed. When it
/// fails, the old file stands and nothing is left behind.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), PlatformError> {
    let draft = draft_path(path)?;
    let written = write_draft(&draft, path, bytes).map_err(PlatformError::file("write", path));
    if let Err(err) = written {
        // The draft may never have come to be; what matters is the error above.
        fs::remove_file(&draft).ok();
        return Err(err);
    }
    settle_folder(path).map_err(PlatformError::file("make durable", path))
}

fn write_draft(draft: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(draft)?;
    if let Ok(old) = fs::metadata(path) {
        file.set_permissions(old.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()?;
    // Windows renames no open file.
    drop(file);
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
}
