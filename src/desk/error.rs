//! What can go wrong at the desk.

use std::path::PathBuf;

use crate::domain::decide::Refusal;
use crate::platform::PlatformError;
use crate::store::StoreError;
use crate::store::handoff::HandoffError;

/// Why a desk did not do what was asked. What was asked has had no effect.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The log could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A handoff file could not be made, read or merged.
    #[error(transparent)]
    Handoff(#[from] HandoffError),
    /// The operating system would not write or open a file.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// There is no folder for a drill.
    #[error(transparent)]
    Drill(#[from] super::drill::folder::DrillRefused),
    /// An import was stopped while it was under way.
    #[error("the import was stopped; nothing was changed")]
    ImportStopped,
    /// A restore failed, and the log that ran could not be opened again either. Both lie in the data folder.
    #[error(
        "the log could not be opened again ({why}); start Bridgewatch again: it is whole, under its own name or as {aside}",
        aside = .aside.display()
    )]
    LogClosed {
        /// Why it could not be opened.
        why: StoreError,
        /// Where it may lie.
        aside: PathBuf,
    },
    /// The desk has ended, and takes no more.
    #[error("the desk has stopped; start Bridgewatch again")]
    Stopped,
}
