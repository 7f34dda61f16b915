//! macOS: a launch agent of the user.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::StartedProgram;
use crate::platform::{PlatformError, write_atomically};

const LABEL: &str = "io.github.bridgewatch";

fn agent() -> Result<PathBuf, PlatformError> {
    let base = directories::BaseDirs::new().ok_or(PlatformError::NoHome)?;
    Ok(base.home_dir().join("Library/LaunchAgents").join(format!("{LABEL}.plist")))
}

pub(super) fn is_on() -> Result<bool, PlatformError> {
    Ok(agent()?.exists())
}

pub(super) fn put_in(started: &StartedProgram) -> Result<(), PlatformError> {
    let path = agent()?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(PlatformError::file("write", &path))?;
    }
    let program = started.program.to_str().ok_or_else(|| PlatformError::Autostart {
        reason: "the path of the program is not UTF-8; move it".to_owned(),
    })?;
    let words: String = std::iter::once(program)
        .chain(started.arguments.iter().map(String::as_str))
        .map(|word| format!("    <string>{}</string>\n", escaped(word)))
        .collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  <string>{LABEL}</string>\n  \
         <key>ProgramArguments</key>\n  <array>\n{words}  </array>\n  <key>RunAtLoad</key>\n  <true/>\n\
         </dict>\n</plist>\n"
    );
    write_atomically(&path, text.as_bytes())
}

pub(super) fn take_out() -> Result<(), PlatformError> {
    let path = agent()?;
    match fs::remove_file(&path) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => Err(PlatformError::file("remove", &path)(err)),
        _ => Ok(()),
    }
}

fn escaped(word: &str) -> String {
    word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
