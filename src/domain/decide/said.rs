//! What people type, made fit to be a fact: trimmed, within limits, without control characters. Or
//! refused, with what would do.

use super::Refusal;

/// The longest title, name or number; characters.
pub const MAX_LINE_CHARS: usize = 300;

/// The longest text; characters.
pub const MAX_TEXT_CHARS: usize = 100_000;

/// One line of text, trimmed: not empty, not too long, no control characters.
pub fn line(what: &str, text: &str) -> Result<String, Refusal> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err(Refusal::new(format!("{what} is empty"), "say it in a line"));
    }
    if text.chars().count() > MAX_LINE_CHARS {
        let chars = text.chars().count();
        return Err(Refusal::new(
            format!("{what} has {chars} characters"),
            format!("{MAX_LINE_CHARS} are the most; put the rest in a note"),
        ));
    }
    if text.chars().any(char::is_control) {
        return Err(Refusal::new(format!("{what} has a control character in it"), "type it anew"));
    }
    Ok(text)
}

pub fn optional_line(what: &str, text: Option<&String>) -> Result<Option<String>, Refusal> {
    text.filter(|text| !text.trim().is_empty()).map(|text| line(what, text)).transpose()
}

pub fn text(what: &str, words: &str) -> Result<String, Refusal> {
    let words = words.trim();
    if words.is_empty() {
        return Err(Refusal::new(format!("{what} is empty"), "write a word or two"));
    }
    if words.chars().count() > MAX_TEXT_CHARS {
        return Err(Refusal::new(
            format!("{what} has {} characters", words.chars().count()),
            format!("{MAX_TEXT_CHARS} are the most; split it"),
        ));
    }
    Ok(words.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect())
}

pub fn optional_text(what: &str, words: Option<&String>) -> Result<Option<String>, Refusal> {
    words.filter(|words| !words.trim().is_empty()).map(|words| text(what, words)).transpose()
}
