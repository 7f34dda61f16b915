//! What can go wrong with the log, in words a person can act on.
//!
//! Never here: `SQLite`'s own error type in public, or a guess at what the caller should do with
//! the incident at hand.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the log could not be opened, read or written. Each says what, where, and what would help.
/// Whatever the error, nothing of what was asked has been written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is nothing to read yet.
    #[error("there is no log at {file}; it is made when the desk is opened for the first time", file = .file.display())]
    Absent {
        /// Where it was looked for.
        file: PathBuf,
    },
    /// A newer program has been here. The file was left as it was.
    #[error(
        "{file} was written by a newer Bridgewatch (form {file_version}; this one reads up to \
         {known_version}) and was left as it was; install the newer version again, or choose another data folder",
        file = .file.display()
    )]
    Newer {
        /// The log.
        file: PathBuf,
        /// The form it is in.
        file_version: u32,
        /// The newest form this program knows.
        known_version: u32,
    },
    /// An older form, opened only for reading, which may not upgrade it.
    #[error(
        "{file} is in the older form {file_version} and cannot be upgraded while it is only read; \
         open the desk once to bring it to form {known_version}",
        file = .file.display()
    )]
    Older {
        /// The log.
        file: PathBuf,
        /// The form it is in.
        file_version: u32,
        /// The form this program reads.
        known_version: u32,
    },
    /// The file is not whole.
    #[error("{file} is damaged ({reason}); it can be set aside and the newest good backup put in its place", file = .file.display())]
    Damaged {
        /// The log, or the backup.
        file: PathBuf,
        /// What was found.
        reason: String,
    },
    /// A file of somebody else's stands under the log's name.
    #[error("{file} is not a Bridgewatch log ({reason}) and was left as it was; move it away, or choose another data folder", file = .file.display())]
    NotOurs {
        /// The file.
        file: PathBuf,
        /// What it is instead.
        reason: String,
    },
    /// The place does not let itself be written to.
    #[error("{file} cannot be written ({reason}); check the rights to the file and its folder", file = .file.display())]
    ReadOnly {
        /// The file.
        file: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// No room left.
    #[error("there is no room left on the disk of {file}; nothing was written: free some space and try again", file = .file.display())]
    Full {
        /// The file.
        file: PathBuf,
    },
    /// The name of the open log means another file by now, or none.
    #[error(
        "{file} was moved, removed or replaced while it was open; nothing was written: what was accepted before is \
         still held, so back it up to another file now, then put the folder back and start Bridgewatch again",
        file = .file.display()
    )]
    Moved {
        /// Where it was.
        file: PathBuf,
    },
    /// Somebody else holds it, for longer than is worth waiting.
    #[error("{file} is in use by another program; nothing was written: try again in a moment", file = .file.display())]
    Busy {
        /// The file.
        file: PathBuf,
    },
    /// The disk or the system refused.
    #[error("{file} could not be read or written ({reason}); check the disk and the folder", file = .file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A file that would have been overwritten.
    #[error("{file} is already there and was left as it was; choose another name", file = .file.display())]
    AlreadyThere {
        /// The file.
        file: PathBuf,
    },
    /// Something that cannot be put into the stored form, or read out of it.
    #[error("{where_} does not fit the log: {reason}")]
    Codec {
        /// The entry or the line.
        where_: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The log refused what it was given: a mistake in this program.
    #[error("{file} refused what was to be done ({reason}); nothing was written: please report this", file = .file.display())]
    Refused {
        /// The log.
        file: PathBuf,
        /// What `SQLite` said.
        reason: String,
    },
}

/// Reading past the end, a checksum of the file system, a broken file system: the file is not whole.
const NOT_WHOLE: &[i32] = &[
    rusqlite::ffi::SQLITE_IOERR_SHORT_READ,
    rusqlite::ffi::SQLITE_IOERR_DATA,
    rusqlite::ffi::SQLITE_IOERR_CORRUPTFS,
];

impl StoreError {
    /// What is wrong, without the file, where that is named already.
    pub fn reason(&self) -> String {
        match self {
            Self::Damaged { reason, .. } | Self::NotOurs { reason, .. } | Self::Io { reason, .. } => {
                reason.clone()
            }
            other => other.to_string(),
        }
    }

    /// Puts `SQLite`'s error into words about `file`.
    pub(super) fn sqlite(file: &Path, err: &rusqlite::Error) -> Self {
        let (file, reason) = (file.to_owned(), err.to_string());
        if err.sqlite_extended_error_code().is_some_and(|code| NOT_WHOLE.contains(&code)) {
            return Self::Damaged { file, reason };
        }
        match err.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged { file, reason },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly { file, reason },
            Some(ErrorCode::DiskFull) => Self::Full { file },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { file },
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::NoLargeFileSupport
                | ErrorCode::OutOfMemory,
            ) => Self::Io { file, reason },
            _ => match err {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..) => {
                    Self::Codec { where_: file.display().to_string(), reason }
                }
                rusqlite::Error::InvalidPath(_) | rusqlite::Error::NulError(_) => Self::Io { file, reason },
                _ => Self::Refused { file, reason },
            },
        }
    }

    /// Puts the system's error into words about `file`.
    pub(super) fn system(file: &Path, err: &std::io::Error) -> Self {
        let (file, reason) = (file.to_owned(), err.to_string());
        match err.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full { file },
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { file, reason },
            ErrorKind::AlreadyExists => Self::AlreadyThere { file },
            _ => Self::Io { file, reason },
        }
    }
}

/// For `map_err`: `SQLite`'s error about `file`.
pub(super) fn sqlite_at(file: &Path) -> impl Fn(rusqlite::Error) -> StoreError + '_ {
    move |err| StoreError::sqlite(file, &err)
}

/// For `map_err`: the system's error about `file`.
pub(super) fn system_at(file: &Path) -> impl Fn(std::io::Error) -> StoreError + '_ {
    move |err| StoreError::system(file, &err)
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    /// The name of an error's kind.
    fn kind(err: &StoreError) -> String {
        format!("{err:?}").split([' ', '{']).next().unwrap().to_owned()
    }

    #[test]
    fn what_sqlite_says_becomes_what_a_person_can_act_on() {
        for (code, expected) in [
            (ffi::SQLITE_NOTADB, "Damaged"),
            (ffi::SQLITE_CORRUPT, "Damaged"),
            (ffi::SQLITE_CORRUPT_INDEX, "Damaged"),
            (ffi::SQLITE_IOERR_SHORT_READ, "Damaged"),
            (ffi::SQLITE_IOERR_CORRUPTFS, "Damaged"),
            (ffi::SQLITE_IOERR_DATA, "Damaged"),
            (ffi::SQLITE_IOERR_FSYNC, "Io"),
            (ffi::SQLITE_CANTOPEN, "Io"),
            (ffi::SQLITE_READONLY, "ReadOnly"),
            (ffi::SQLITE_READONLY_DIRECTORY, "ReadOnly"),
            (ffi::SQLITE_PERM, "ReadOnly"),
            (ffi::SQLITE_FULL, "Full"),
            (ffi::SQLITE_BUSY, "Busy"),
            (ffi::SQLITE_BUSY_SNAPSHOT, "Busy"),
            (ffi::SQLITE_LOCKED, "Busy"),
            (ffi::SQLITE_CONSTRAINT_UNIQUE, "Refused"),
            (ffi::SQLITE_ERROR, "Refused"),
        ] {
            let err = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            let told = StoreError::sqlite(Path::new("/data/bridgewatch.db"), &err);
            assert_eq!(kind(&told), expected, "{code}");
            assert!(told.to_string().contains("/data/bridgewatch.db"), "{told}");
        }
        for (error, expected) in [
            (ErrorKind::StorageFull, "Full"),
            (ErrorKind::PermissionDenied, "ReadOnly"),
            (ErrorKind::AlreadyExists, "AlreadyThere"),
            (ErrorKind::NotFound, "Io"),
        ] {
            assert_eq!(kind(&StoreError::system(Path::new("x"), &error.into())), expected, "{error}");
        }
    }
}
