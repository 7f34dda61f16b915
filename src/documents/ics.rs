//! iCalendar (RFC 5545) as lines: escaping, folding, and times in a zone.
//!
//! Never here: what a calendar says. Every text that is not the program's own passes through
//! [`Ics::text`].

use chrono::{Datelike, LocalResult, TimeZone};
use chrono_tz::Tz;

use super::plain_text::lines;
use crate::domain::calendar::local_of;
use crate::domain::time::Instant;

/// The most bytes of a line, its end not counted (RFC 5545, 3.1).
pub const LONGEST_LINE_BYTES: usize = 75;

/// A calendar in the making, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ics(String);

impl Ics {
    /// A line whose value already is in the form that the property asks for; folded.
    pub fn line(&mut self, property: &str, value: &str) {
        let mut room = LONGEST_LINE_BYTES;
        for c in property.chars().chain([':']).chain(value.chars()) {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LONGEST_LINE_BYTES - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A line with a text that people typed; its own line ends are kept as `\n`.
    pub fn text(&mut self, property: &str, text: &str) {
        self.line(property, &escaped(text));
    }

    /// A line with an instant: the wall time of a zone, or universal time.
    ///
    /// Universal where the zone is, and where the wall time occurs twice, since programs differ in
    /// which of the two they take. Whole seconds; what is less is cut.
    pub fn time(&mut self, property: &str, at: Instant, zone: Tz) {
        let local = local_of(zone, at);
        let is_unique = matches!(zone.from_local_datetime(&local), LocalResult::Single(_));
        if is_universal(zone) || !is_unique {
            self.line(property, &universal(at));
        } else {
            let wall = local.format("%Y%m%dT%H%M%S").to_string();
            self.line(&format!("{property};TZID={}", zone.name()), &wall);
        }
    }

    /// The calendar as a file's bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// An instant in universal time, `20260302T150000Z`.
pub fn universal(at: Instant) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Whether an instant has a year of four digits, as the format asks for.
pub fn is_writable(at: Instant) -> bool {
    // A day of room at both ends for the wall clocks of all zones.
    (2..=9_998).contains(&at.year())
}

/// Whether a zone is universal time under one of its names.
pub fn is_universal(zone: Tz) -> bool {
    let name = zone.name();
    matches!(name.strip_prefix("Etc/").unwrap_or(name), "UTC" | "UCT" | "Zulu" | "Universal")
}

/// A text as the value of a TEXT property: without control characters, the four marks escaped.
fn escaped(text: &str) -> String {
    let text = lines(text);
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => {
                value.push('\\');
                value.push(c);
            }
            '\n' => value.push_str("\\n"),
            _ => value.push(c),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::samples::at;
    use chrono_tz::America::Chicago;
    use chrono_tz::Europe::Berlin;

    fn written(write: impl FnOnce(&mut Ics)) -> String {
        let mut ics = Ics::default();
        write(&mut ics);
        String::from_utf8(ics.into_bytes()).expect("UTF-8")
    }

    #[test]
    fn texts_are_escaped() {
        for (text, value) in [
            ("Sample One", "Sample One"),
            ("a, b; c\\d", "a\\, b\\; c\\\\d"),
            ("one\ntwo\r\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
            ("a:b \"c\"", "a:b \"c\""),
            ("\u{0}a\u{7}\u{202E}b\u{FEFF}", "ab"),
            ("\\n", "\\\\n"),
            ("שלום 👩\u{200D}🚒", "שלום 👩\u{200D}🚒"),
            ("END:VEVENT\r\nBEGIN:VALARM", "END:VEVENT\\nBEGIN:VALARM"),
        ] {
            assert_eq!(written(|ics| ics.text("X", text)), format!("X:{value}\r\n"), "{text:?}");
        }
    }

    #[test]
    fn lines_are_folded_between_characters() {
        for filler in ["a", "é", "界", "👩", "\\", "שa"] {
            for count in [1, 72, 73, 74, 75, 76, 300] {
                let text = filler.repeat(count);
                let file = written(|ics| ics.text("S", &text));
                for line in file.trim_end_matches("\r\n").split("\r\n") {
                    assert!(line.len() <= LONGEST_LINE_BYTES, "{} bytes", line.len());
                }
                let whole = format!("S:{}\r\n", text.replace('\\', "\\\\"));
                assert_eq!(file.replace("\r\n ", ""), whole);
            }
        }
        // One byte before, at, and after the end of a line.
        assert_eq!(written(|ics| ics.line("S", &"a".repeat(73))).matches("\r\n").count(), 1);
        assert_eq!(written(|ics| ics.line("S", &"a".repeat(74))).matches("\r\n").count(), 2);
    }

    #[test]
    fn times_are_wall_times_where_they_occur_once() {
        for (instant, zone, line) in [
            ("2026-03-02T15:00Z", Chicago, "D;TZID=America/Chicago:20260302T090000"),
            ("2026-03-08T08:00Z", Chicago, "D;TZID=America/Chicago:20260308T030000"),
            ("2026-11-01T05:59Z", Chicago, "D;TZID=America/Chicago:20261101T005900"),
            ("2026-11-01T06:00Z", Chicago, "D:20261101T060000Z"),
            ("2026-11-01T07:59Z", Chicago, "D:20261101T075900Z"),
            ("2026-11-01T08:00Z", Chicago, "D;TZID=America/Chicago:20261101T020000"),
            ("2026-10-25T00:30Z", Berlin, "D:20261025T003000Z"),
            ("2026-03-02T15:00Z", Tz::UTC, "D:20260302T150000Z"),
            ("2026-03-02T15:00Z", Tz::Etc__Zulu, "D:20260302T150000Z"),
        ] {
            assert_eq!(written(|ics| ics.time("D", at(instant), zone)), format!("{line}\r\n"), "{instant}");
        }
    }
}
