//! Opening a file or an address with the program that the system has for it.
//!
//! Never here: what is opened, and why.

use std::ffi::OsStr;

use super::PlatformError;

/// Opens a file, a folder or an address with the system's own program for it, and does not wait for it.
///
/// Fails when the system has none, or refuses; what was to be opened stands where it is.
pub fn open_outside(what: &OsStr) -> Result<(), PlatformError> {
    opener::open(what).map_err(|source| PlatformError::Outside {
        what: what.to_string_lossy().chars().take(300).collect(),
        reason: source.to_string(),
    })
}
