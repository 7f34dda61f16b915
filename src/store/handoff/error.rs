//! Why a handoff file is refused, in words a person can act on.

use crate::domain::event::DeviceId;
use crate::domain::time::Instant;
use crate::store::StoreError;

/// Why a handoff file could not be made, read or merged. Whatever the reason, nothing of it has been
/// applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HandoffError {
    /// Something else altogether.
    #[error("this is no handoff file ({what}); choose one that ends in .bridgewatch")]
    Foreign {
        /// What gives it away.
        what: String,
    },
    /// A newer program made it.
    #[error(
        "the file is of the newer format {format}, and this Bridgewatch reads up to {known}; install the newer \
         version, or ask for a file made with this one"
    )]
    Newer {
        /// Its format.
        format: u32,
        /// The newest that is read here.
        known: u32,
    },
    /// The file ends before its end.
    #[error("the file is cut off ({missing}); copy it again, or ask for a new one")]
    Truncated {
        /// What is missing.
        missing: String,
    },
    /// Larger than any file that is made here.
    #[error(
        "{what} is larger than the {limit_mib} MiB that are taken; ask for a file with only what is lacking"
    )]
    Oversized {
        /// The file, or a line of it.
        what: String,
        /// The limit, in MiB.
        limit_mib: u64,
    },
    /// Not what was written.
    #[error("the file is damaged ({where_}: {reason}); copy it again, or ask for a new one")]
    Damaged {
        /// The line, or the part.
        where_: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Something wrong with an entry of a log that is opened by people, too.
    #[error("line {line}: {wrong}")]
    AtLine {
        /// The line of the file, from 1.
        line: u64,
        /// What is wrong.
        wrong: Box<HandoffError>,
    },
    /// A passphrase is needed.
    #[error("the file is sealed; give the passphrase it was sealed with")]
    Sealed,
    /// The passphrase does not open it.
    #[error(
        "the passphrase does not open this file; ask the desk that made it, and mind capitals and spaces"
    )]
    WrongPassphrase,
    /// A file cannot be sealed with nothing.
    #[error("the passphrase is empty; give at least one character, or leave the file unsealed")]
    EmptyPassphrase,
    /// The file is whole as it was written, but its entries do not follow from each other.
    #[error(
        "the chain of the desk {device} is broken at entry {seq} ({reason}); that desk's own log needs a look: \
         run `bridgewatch verify` there", device = .device.0
    )]
    ChainBroken {
        /// The device.
        device: DeviceId,
        /// The entry's number.
        seq: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A partial file whose beginning is not here.
    #[error(
        "the file begins at entry {first} of the desk {device}, and here are only {held}; ask for a whole file",
        device = .device.0
    )]
    LacksBefore {
        /// The device.
        device: DeviceId,
        /// The first entry in the file.
        first: u64,
        /// The newest that is held here; 0 if none.
        held: u64,
    },
    /// One device wrote two different entries of the same number.
    #[error(
        "entry {seq} of the desk {device} is another one here than in the file: that desk's log went two ways, \
         as when its folder was copied and used twice; one of the two has to begin anew in a folder of its own",
        device = .device.0
    )]
    Forked {
        /// The device.
        device: DeviceId,
        /// The first number at which the two differ, as far as can be seen.
        seq: u64,
    },
    /// Two entries of one name.
    #[error(
        "entry {seq} of the desk {device} bears the name of another entry; that desk's own log needs a look",
        device = .device.0
    )]
    NameTaken {
        /// The device.
        device: DeviceId,
        /// The entry's number.
        seq: u64,
    },
    /// From a clock that is far ahead. Merged, everything written here would be dated after it.
    #[error(
        "entry {seq} of the desk {device} was recorded {recorded_at}, more than a day ahead of this machine's \
         clock; set the clock that is wrong, and merge when that time has come", device = .device.0
    )]
    AheadOfTime {
        /// The device.
        device: DeviceId,
        /// The entry's number.
        seq: u64,
        /// When it says it was recorded.
        recorded_at: Instant,
    },
    /// The file itself could not be read or written.
    #[error("the file could not be read or written ({reason}); check the disk and the folder")]
    File {
        /// What the system said.
        reason: String,
    },
    /// The log could not be read or written.
    #[error(transparent)]
    Log(#[from] StoreError),
}

impl HandoffError {
    /// Something wrong at a place of the file.
    pub(super) fn damaged(where_: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Damaged { where_: where_.into(), reason: reason.into() }
    }

    /// The same, with its line where it does not name that itself.
    pub(super) fn at_line(self, line: u64) -> Self {
        match self {
            Self::Damaged { .. } | Self::Oversized { .. } | Self::Truncated { .. } => self,
            wrong => Self::AtLine { line, wrong: Box::new(wrong) },
        }
    }

    /// The system's error while a file is read: one that ends too early is cut off, and bytes that do
    /// not unseal are damage.
    pub(super) fn reading(err: &std::io::Error) -> Self {
        match err.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::Truncated { missing: "its end is missing".to_owned() },
            std::io::ErrorKind::InvalidData => Self::damaged("a sealed part", err.to_string()),
            _ => Self::File { reason: err.to_string() },
        }
    }
}
