//! Windows: the user's own `Run` key.

use windows_registry::CURRENT_USER;

use super::StartedProgram;
use crate::platform::PlatformError;

const KEY: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
const NAME: &str = "Bridgewatch";

/// What Windows says of a value that is not there (`ERROR_FILE_NOT_FOUND`).
const NOT_FOUND: i32 = -0x7ff8_fffe;

fn refused(err: &impl std::fmt::Display) -> PlatformError {
    PlatformError::Autostart { reason: err.to_string() }
}

pub(super) fn is_on() -> Result<bool, PlatformError> {
    match CURRENT_USER.open(KEY).and_then(|key| key.get_string(NAME)) {
        Ok(command) => Ok(!command.is_empty()),
        Err(err) if err.code().0 == NOT_FOUND => Ok(false),
        Err(err) => Err(refused(&err)),
    }
}

pub(super) fn put_in(started: &StartedProgram) -> Result<(), PlatformError> {
    let program = started.program.to_str().ok_or_else(|| PlatformError::Autostart {
        reason: "the path of the program is not Unicode; move it".to_owned(),
    })?;
    let words: Vec<String> =
        std::iter::once(program).chain(started.arguments.iter().map(String::as_str)).map(quoted).collect();
    let put = CURRENT_USER.create(KEY).and_then(|key| key.set_string(NAME, words.join(" ")));
    put.map_err(|err| refused(&err))
}

pub(super) fn take_out() -> Result<(), PlatformError> {
    match CURRENT_USER.create(KEY).and_then(|key| key.remove_value(NAME)) {
        Err(err) if err.code().0 != NOT_FOUND => Err(refused(&err)),
        _ => Ok(()),
    }
}

/// A word as Windows takes a command line apart: a path has no quotation mark, and what ends in a backslash
/// must not swallow the one that closes.
fn quoted(word: &str) -> String {
    let backslashes = word.len() - word.trim_end_matches('\\').len();
    format!("\"{word}{}\"", "\\".repeat(backslashes))
}
