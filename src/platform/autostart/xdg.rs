//! Linux: an entry in the user's autostart folder (freedesktop.org, Desktop Application Autostart).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::StartedProgram;
use crate::platform::{PlatformError, read_at_most, write_atomically};

/// More than any entry has.
const MAX_BYTES: u64 = 64 * 1024;

fn entry() -> Result<PathBuf, PlatformError> {
    let base = directories::BaseDirs::new().ok_or(PlatformError::NoHome)?;
    Ok(base.config_dir().join("autostart").join("bridgewatch.desktop"))
}

pub(super) fn is_on() -> Result<bool, PlatformError> {
    is_on_by(&entry()?)
}

pub(super) fn put_in(started: &StartedProgram) -> Result<(), PlatformError> {
    put_into(&entry()?, started)
}

pub(super) fn take_out() -> Result<(), PlatformError> {
    take_away(&entry()?)
}

fn is_on_by(path: &Path) -> Result<bool, PlatformError> {
    if !path.exists() {
        return Ok(false);
    }
    let text = read_at_most(path, MAX_BYTES)?;
    Ok(is_in_force(&String::from_utf8_lossy(&text)))
}

fn put_into(path: &Path, started: &StartedProgram) -> Result<(), PlatformError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(PlatformError::file("write", path))?;
    }
    let text = text_of(started).map_err(|reason| PlatformError::Autostart { reason })?;
    write_atomically(path, text.as_bytes())
}

fn take_away(path: &Path) -> Result<(), PlatformError> {
    match fs::remove_file(path) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => Err(PlatformError::file("remove", path)(err)),
        _ => Ok(()),
    }
}

/// Whether an entry is followed: desktops switch one off in these ways.
fn is_in_force(text: &str) -> bool {
    let says = |key: &str, value: &str| {
        text.lines()
            .filter_map(|line| line.split_once('='))
            .any(|(found, said)| found.trim() == key && said.trim().eq_ignore_ascii_case(value))
    };
    !says("Hidden", "true") && !says("X-GNOME-Autostart-enabled", "false")
}

fn text_of(started: &StartedProgram) -> Result<String, String> {
    let program = started.program.to_str().ok_or("the path of the program is not UTF-8; move it")?;
    let words: Vec<String> =
        std::iter::once(program).chain(started.arguments.iter().map(String::as_str)).map(quoted).collect();
    if words.iter().any(|word| word.contains(char::is_control)) {
        return Err(
            "a path with a control character cannot be started with the session; rename it".to_owned()
        );
    }
    Ok(format!(
        "[Desktop Entry]\nType=Application\nVersion=1.0\nName=Bridgewatch\n\
         Comment=Live incidents, their escalation clocks and the alarm\n\
         Exec={}\nIcon=bridgewatch\nTerminal=false\nX-GNOME-Autostart-enabled=true\n",
        words.join(" ")
    ))
}

/// A word of `Exec` as the entry's own rules want it: quoted for the line, and the line escaped again as any
/// text of an entry.
fn quoted(word: &str) -> String {
    let mut quoted = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '`' | '$' => quoted.extend(['\\', '\\', c]),
            '\\' => quoted.push_str("\\\\\\\\"),
            '%' => quoted.push_str("%%"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_starts_what_it_names_whatever_the_path_holds() {
        let started = StartedProgram {
            program: PathBuf::from("/opt/my tools/bridge\"watch"),
            arguments: vec!["--hidden".to_owned(), "--data".to_owned(), "/srv/50%/a\\b$c".to_owned()],
        };
        let text = text_of(&started).unwrap();
        let exec = text.lines().find_map(|line| line.strip_prefix("Exec=")).unwrap();
        assert_eq!(exec, r#""/opt/my tools/bridge\\"watch" "--hidden" "--data" "/srv/50%%/a\\\\b\\$c""#);
        assert!(is_in_force(&text));
        let odd = StartedProgram { arguments: vec!["a\nExec=evil".to_owned()], ..started };
        assert!(text_of(&odd).is_err());
    }

    #[test]
    fn an_entry_is_written_seen_and_taken_away_and_what_another_program_did_to_it_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("autostart").join("bridgewatch.desktop");
        assert!(!is_on_by(&path).unwrap());
        let started = StartedProgram { program: "/usr/bin/bridgewatch".into(), arguments: Vec::new() };
        put_into(&path, &started).unwrap();
        assert!(is_on_by(&path).unwrap());
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("\nExec=\"/usr/bin/bridgewatch\"\n"), "{text}");
        std::fs::write(&path, text.replace("enabled=true", "enabled=false")).unwrap();
        assert!(!is_on_by(&path).unwrap());
        take_away(&path).unwrap();
        take_away(&path).unwrap();
        assert!(!path.exists());
        std::fs::write(dir.path().join("file"), "").unwrap();
        let refused = put_into(&dir.path().join("file").join("x.desktop"), &started).unwrap_err().to_string();
        assert!(refused.contains("can't write"), "{refused}");
    }

    #[test]
    fn an_entry_that_the_desktop_switched_off_is_off() {
        for off in ["[Desktop Entry]\nHidden=true\n", "X-GNOME-Autostart-enabled = FALSE\n"] {
            assert!(!is_in_force(off), "{off}");
        }
        assert!(is_in_force("[Desktop Entry]\nHidden=false\n"));
    }
}
