//! Where data lives on this machine, and folders that others can't read.
//!
//! Never here: what is in the folders.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};

use super::PlatformError;

/// The usual data folder of this user; it may not exist yet.
///
/// Linux: `~/.local/share/bridgewatch`; Windows: `%LOCALAPPDATA%\Bridgewatch\data`;
/// macOS: `~/Library/Application Support/Bridgewatch`. Fails when no home is known.
pub fn default_data_folder() -> Result<PathBuf, PlatformError> {
    directories::ProjectDirs::from("", "", "Bridgewatch")
        .map(|dirs| dirs.data_local_dir().to_path_buf())
        .ok_or(PlatformError::NoHome)
}

/// Makes a folder, and the parents it lacks, readable by their owner alone.
///
/// On Windows the profile's own access list does the same. A folder that exists is left as
/// it is. Fails when something else stands there, or the system refuses.
pub fn make_private_folder(path: &Path) -> Result<(), PlatformError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    match builder.create(path) {
        Ok(()) => Ok(()),
        Err(_) if path.exists() && !path.is_dir() => {
            Err(PlatformError::NotAFolder { path: path.to_path_buf() })
        }
        Err(source) => Err(PlatformError::Folder { path: path.to_path_buf(), source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_folder_carries_the_programs_name() {
        let folder = default_data_folder().unwrap();
        assert!(folder.is_absolute());
        let text = folder.to_string_lossy().to_lowercase();
        assert!(text.contains("bridgewatch"), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn made_folders_are_private_and_existing_ones_untouched() {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        let dir = tempfile::tempdir().unwrap();
        let open = dir.path().join("open");
        std::fs::create_dir(&open).unwrap();
        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o755)).unwrap();

        let deep = open.join("a").join("b");
        make_private_folder(&deep).unwrap();
        make_private_folder(&deep).unwrap();
        assert_eq!(mode(&deep), 0o700);
        assert_eq!(mode(&open.join("a")), 0o700);
        assert_eq!(mode(&open), 0o755);
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("taken");
        std::fs::write(&file, "x").unwrap();
        let err = make_private_folder(&file).unwrap_err();
        assert!(matches!(err, PlatformError::NotAFolder { .. }), "{err}");
        assert!(err.to_string().contains("taken"));

        let err = make_private_folder(&file.join("below")).unwrap_err();
        assert!(matches!(err, PlatformError::Folder { .. }), "{err}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "x");
    }
}
