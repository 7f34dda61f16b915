//! The name of a policy of one's own: it is the name of its file, on any of the three systems.

/// The longest name, in bytes: a file system takes 255 with its ending and the draft's.
pub const MOST_BYTES: usize = 80;

/// The ending of a policy's file.
pub const ENDING: &str = ".toml";

/// Signs that a file's name cannot have on one of the systems.
const NEVER: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name that is meant by what was typed: without spaces around it and without the ending of the file.
///
/// # Errors
/// When no file may be called so: why, and what would do.
pub fn meant(typed: &str) -> Result<String, String> {
    let name = typed.trim();
    let cut = name.len().saturating_sub(ENDING.len());
    let has_ending = name.get(cut..).is_some_and(|end| end.eq_ignore_ascii_case(ENDING));
    let name = if has_ending { name.get(..cut).unwrap_or(name).trim_end() } else { name };
    if name.is_empty() {
        return Err("the name is missing; type one, such as night-desk".to_owned());
    }
    if let Some(sign) = name.chars().find(|c| NEVER.contains(c)) {
        return Err(format!("no file’s name may have “{sign}” in it; use letters, digits and dashes"));
    }
    if name.chars().any(|c| c.is_control() || is_unseen(c)) {
        return Err("the name has a sign that cannot be seen; type it anew with letters, digits and dashes"
            .to_owned());
    }
    if name.starts_with('.') || name.ends_with('.') {
        return Err("the name begins or ends with a dot; begin and end it with a letter or digit".to_owned());
    }
    if name.len() > MOST_BYTES {
        return Err(format!("the name has {} bytes; {MOST_BYTES} are the most", name.len()));
    }
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    let numbered = ["com", "lpt"].iter().any(|device| {
        stem.strip_prefix(device)
            .is_some_and(|digit| digit.len() == 1 && digit.bytes().all(|b| b.is_ascii_digit()))
    });
    if numbered || DEVICES.contains(&stem.as_str()) {
        return Err(format!("Windows keeps the name “{name}” for a device; put a word before it"));
    }
    Ok(name.to_owned())
}

/// A sign that turns or joins what stands around it and is not seen itself.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether two names are those of one file where letter case does not count.
pub fn is_same_file(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_around_a_name_and_its_ending_are_no_part_of_it() {
        for (typed, name) in [
            ("night-desk", "night-desk"),
            ("  night desk \n", "night desk"),
            ("night-desk.toml", "night-desk"),
            ("Night.TOML", "Night"),
            ("v1.2", "v1.2"),
            ("дежурство", "дежурство"),
            ("console", "console"),
            ("com", "com"),
            ("com10", "com10"),
        ] {
            assert_eq!(meant(typed).as_deref(), Ok(name), "{typed:?}");
        }
    }

    #[test]
    fn what_no_file_may_be_called_is_refused_with_what_would_do() {
        let longest = "n".repeat(MOST_BYTES);
        assert!(meant(&longest).is_ok());
        let too_long = format!("{longest}n");
        for (typed, part) in [
            ("", "the name is missing"),
            (" \t", "the name is missing"),
            (".toml", "the name is missing"),
            ("../other", "“/”"),
            ("a\\b", "“\\”"),
            ("a:b", "“:”"),
            ("what?", "“?”"),
            ("a\u{0}b", "cannot be seen"),
            ("a\nb", "cannot be seen"),
            ("a\u{202e}b", "cannot be seen"),
            (".hidden", "with a dot"),
            ("end.", "with a dot"),
            ("..", "with a dot"),
            ("NUL", "for a device"),
            ("com1", "for a device"),
            ("aux.more", "for a device"),
            (too_long.as_str(), "80 are the most"),
        ] {
            let refusal = meant(typed).unwrap_err();
            assert!(refusal.contains(part), "{typed:?}: {refusal}");
        }
    }
}
