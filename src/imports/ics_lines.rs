//! iCalendar (RFC 5545) as its content lines: unfolded, decoded, taken apart, with where they stand.
//!
//! Folding may part the bytes of one character, and so lines are put together before they are decoded.
//! Never here: what a property means.

use super::{ImportRefusal, Remark, decoded, opened, quoted};

/// One content line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ContentLine {
    /// Where it begins in the file, from 1.
    pub(super) line: usize,
    /// The property in capitals.
    pub(super) name: String,
    /// The parameters, names in capitals, without quotes.
    pub(super) params: Vec<(String, String)>,
    /// The value as it stands.
    pub(super) value: String,
}

impl ContentLine {
    /// The first value of a parameter.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The content lines of a file; a line that is none is told beside them.
pub(super) fn content_lines(bytes: &[u8]) -> Result<Vec<Result<ContentLine, Remark>>, ImportRefusal> {
    let bytes = opened(bytes)?;
    let mut unfolded: Vec<(usize, Vec<u8>)> = Vec::new();
    for (place, part) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let part = part.strip_suffix(b"\r").unwrap_or(part);
        match (part, unfolded.last_mut()) {
            ([b' ' | b'\t', rest @ ..], Some((_, line))) => line.extend_from_slice(rest),
            _ => unfolded.push((place + 1, part.to_vec())),
        }
    }
    let mut lines = Vec::new();
    for (line, bytes) in &unfolded {
        let text = decoded(bytes, *line)?;
        if !text.trim().is_empty() {
            lines.push(taken_apart(*line, text));
        }
    }
    Ok(lines)
}

fn taken_apart(line: usize, text: &str) -> Result<ContentLine, Remark> {
    let no_line = || Remark::at(line, format!("{} is no line of a calendar", quoted(text)));
    let name_len = text.find([':', ';']).ok_or_else(no_line)?;
    let (name, mut rest) = text.split_at_checked(name_len).ok_or_else(no_line)?;
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(no_line());
    }
    let mut params = Vec::new();
    while let Some(param) = rest.strip_prefix(';') {
        let (name, value) = param.split_once('=').ok_or_else(no_line)?;
        let (value, after) = if let Some(inside) = value.strip_prefix('"') {
            inside.split_once('"').ok_or_else(no_line)?
        } else {
            value.split_at_checked(value.find([':', ';']).ok_or_else(no_line)?).ok_or_else(no_line)?
        };
        params.push((name.trim().to_ascii_uppercase(), value.to_owned()));
        // Of a list of values the first is enough.
        rest = after.get(after.find([':', ';']).ok_or_else(no_line)?..).ok_or_else(no_line)?;
    }
    let value = rest.strip_prefix(':').ok_or_else(no_line)?;
    Ok(ContentLine { line, name: name.to_ascii_uppercase(), params, value: value.to_owned() })
}

/// A TEXT value with its escapes undone.
pub(super) fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> ContentLine {
        let lines = content_lines(text.as_bytes()).expect("UTF-8");
        assert_eq!(lines.len(), 1, "{text:?}");
        lines[0].clone().expect("a line")
    }

    #[test]
    fn folded_lines_are_whole_again() {
        let bytes =
            [b"\xEF\xBB\xBFSUMMARY:Sample \xC3" as &[u8], b"\r\n \xA9\r\n\t one\n  two\r\n\r\nX:1"].concat();
        let lines: Vec<ContentLine> =
            content_lines(&bytes).expect("UTF-8").into_iter().map(|line| line.expect("a line")).collect();
        assert_eq!((lines[0].line, &*lines[0].value), (1, "Sample é one two"));
        assert_eq!((lines[1].line, &*lines[1].name), (6, "X"));
    }

    #[test]
    fn parameters_are_taken_apart() {
        let line = one("dtstart;tzid=\"America/Chicago\";X-A=1,\"b;:c\";VALUE=DATE:2026;:=\"");
        assert_eq!((line.name.as_str(), line.value.as_str()), ("DTSTART", "2026;:=\""));
        assert_eq!(line.param("TZID"), Some("America/Chicago"));
        assert_eq!(line.param("VALUE"), None, "a quote within a value ends none");
        let line = one("DTSTART;TZID=America/Chicago;VALUE=DATE-TIME:1");
        assert_eq!((line.param("TZID"), line.param("VALUE")), (Some("America/Chicago"), Some("DATE-TIME")));
    }

    #[test]
    fn what_is_no_line_is_told() {
        for text in ["words", ":1", "A B:1", "A;B:1", "A;B=\"c:1", "A;B=c", "A;B=\"c\"d"] {
            let lines = content_lines(text.as_bytes()).expect("UTF-8");
            let said = lines[0].clone().expect_err("no line").to_string();
            assert_eq!(said, format!("line 1: “{text}” is no line of a calendar"));
        }
        let refusal = content_lines(b"A:1\r\nB:\xFC\r\n").expect_err("no UTF-8").to_string();
        assert!(refusal.starts_with("line 2:"), "{refusal}");
    }

    #[test]
    fn escapes_are_undone() {
        for (value, text) in [
            ("a\\, b\\; c\\\\d", "a, b; c\\d"),
            ("one\\ntwo\\Nthree", "one\ntwo\nthree"),
            ("\\\\n", "\\n"),
            ("\\x\\", "x\\"),
        ] {
            assert_eq!(unescaped(value), text);
        }
    }
}
