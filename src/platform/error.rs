//! What can go wrong between the program and the operating system.
//!
//! One type for the room. Each message says what failed, where, and what would do.

use std::io;
use std::path::{Path, PathBuf};

/// A refusal by the operating system.
#[derive(Debug, thiserror::Error)]
pub enum PlatformError {
    /// The user has no home folder, so there is no usual place for data.
    #[error("no home folder is known for this user: set HOME, or name a data folder with --data")]
    NoHome,
    /// A folder is wanted where something else stands.
    #[error("{} is not a folder: move it away, or name another folder", path.display())]
    NotAFolder {
        /// Where the folder was wanted.
        path: PathBuf,
    },
    /// The data folder is reached over a network.
    #[error(
        "the data folder {} is on {kind}, where a log can be lost or broken: name a folder on a disk of this machine \
         with --data, and pass the log on by handoff files",
        path.display()
    )]
    NotLocal {
        /// The data folder.
        path: PathBuf,
        /// What it is on.
        kind: &'static str,
    },
    /// A folder could not be made.
    #[error("can't make the folder {}: {source}; check who may write there, or name another folder", path.display())]
    Folder {
        /// The folder that was wanted.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file could not be read, written, locked or removed; its old content stands.
    #[error("can't {doing} {}: {source}; {}", path.display(), advice(doing, source))]
    File {
        /// What was tried, as a verb: "read", "write", "lock".
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// No socket for other processes of this user could be had.
    #[error("no commands can be taken while this runs: there can be no socket {}: {reason}", path.display())]
    Socket {
        /// Where it was wanted.
        path: PathBuf,
        /// Why not, in words.
        reason: String,
    },
    /// The system does not take what is to start with the session.
    #[error("the start with the session can't be changed: {reason}")]
    Autostart {
        /// Why not, and what would do.
        reason: String,
    },
    /// The system has no program for a file or an address, or refused to start it.
    #[error("can't open {what}: {reason}; open it by hand, or copy the text instead")]
    Outside {
        /// The file or address.
        what: String,
        /// What the operating system said.
        reason: String,
    },
    /// This program could not be started once more.
    #[error("Bridgewatch can't be started once more: {reason}; start it from a terminal")]
    NotStarted {
        /// What the operating system said.
        reason: String,
    },
}

/// What would do about a file that could not be read or written.
fn advice(doing: &str, source: &io::Error) -> &'static str {
    let is_reading = doing == "read";
    match source.kind() {
        io::ErrorKind::NotFound if is_reading => "look whether the name is right",
        io::ErrorKind::IsADirectory if is_reading => "name a file in it",
        io::ErrorKind::PermissionDenied if is_reading => "check who may read it",
        io::ErrorKind::InvalidInput if is_reading => "name a file",
        _ if is_reading => "copy it to a disk of this machine and try that",
        io::ErrorKind::NotFound => "its folder is not there: make it, or name another",
        io::ErrorKind::NotADirectory => "what is named as its folder is none: name another",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "check who may write there",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on that disk",
        _ => "check the free space and who may write there",
    }
}

impl PlatformError {
    /// Names the attempt and the file that an I/O error came from.
    pub(super) fn file(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::File { doing, path, source }
    }
}
