//! What leaves the desk for another program: a file that is written and opened, an address, or this program
//! once more for a drill.
//!
//! Nothing is sent by itself: a person sends the mail that opens, or prints the page.

use std::path::{Path, PathBuf};

use super::drill;
use super::error::DeskError;
use crate::platform::{make_private_folder, open_outside, start_again, write_private};

/// The folder of written files inside the data folder.
pub const FOLDER: &str = "outbox";

/// Something for another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outside {
    /// A file that is written into the outbox and opened.
    File {
        /// Its name, without a folder.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// An address, such as a `mailto:`.
    Address(String),
    /// A folder or file that is there already.
    Path(PathBuf),
    /// This program once more, for a drill beside this desk.
    Drill,
}

/// Writes and opens it. A file that cannot be opened is written all the same, and the reason says where.
pub fn hand_over(folder: &Path, outside: &Outside) -> Result<(), DeskError> {
    match outside {
        Outside::Address(address) => Ok(open_outside(address.as_ref())?),
        Outside::Path(path) => Ok(open_outside(path.as_os_str())?),
        Outside::Drill => {
            drill::folder::may_be_started(&drill::folder::beside(folder))?;
            Ok(start_again(&drill::folder::arguments(folder))?)
        }
        Outside::File { name, bytes } => Ok(open_outside(written(folder, name, bytes)?.as_os_str())?),
    }
}

/// Puts a file into the outbox, where nobody but its owner reads it; its path.
fn written(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, DeskError> {
    let outbox = folder.join(FOLDER);
    make_private_folder(&outbox)?;
    let path = outbox.join(file_name(name));
    write_private(&path, bytes)?;
    Ok(path)
}

/// A name that is one file's on every system.
fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = name.chars().take(120).map(plain).collect();
    let name = name.trim_start_matches('.').to_owned();
    if name.is_empty() { "file".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drill_is_not_started_over_what_is_no_drill() {
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().join("drill").join("notes.txt");
        std::fs::create_dir(kept.parent().unwrap()).unwrap();
        std::fs::write(&kept, "keep me").unwrap();
        let why = hand_over(folder.path(), &Outside::Drill).unwrap_err().to_string();
        assert!(why.contains("holds something that is no drill"), "{why}");
        assert_eq!(std::fs::read_to_string(kept).unwrap(), "keep me");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_handed_over_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path(), "../MI-0001.eml", b"mail").unwrap();
        assert!(path.starts_with(folder.path().join(FOLDER)), "{}", path.display());
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        assert_eq!(file_name("../../etc/passwd"), "-..-etc-passwd");
        assert_eq!(file_name("MI-0001 customers.eml"), "MI-0001-customers.eml");
        assert_eq!(file_name("..."), "file");
        assert_eq!(file_name(&"x".repeat(500)).len(), 120);
    }
}
