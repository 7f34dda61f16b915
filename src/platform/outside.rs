//! Opening a file or an address with the program that the system has for it, and starting this program
//! once more.
//!
//! Never here: what is opened, and why.

use std::ffi::{OsStr, OsString};
use std::process::{Command, Stdio};

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

/// Starts this same program once more with these arguments, and does not wait for it.
///
/// Fails when the system refuses; nothing was started then.
pub fn start_again(arguments: &[OsString]) -> Result<(), PlatformError> {
    let refused = |source: std::io::Error| PlatformError::NotStarted { reason: source.to_string() };
    let program = std::env::current_exe().map_err(refused)?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(refused)?;
    // Waited for by a thread of its own, so that the system need not remember it once it has ended.
    let waiting = std::thread::Builder::new().name("other program".to_owned()).spawn(move || {
        child.wait().ok();
    });
    // Without such a thread it runs all the same.
    drop(waiting);
    Ok(())
}
