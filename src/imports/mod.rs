//! Files from outside as what they say: bytes in, shifts out, whole or refused with line and reason.
//!
//! Pure. Imports only the domain; never here: a file, a clock, or a decision. What was read changes
//! nothing until somebody applies it.
//!
//! | file | is |
//! | --- | --- |
//! | `ics_lines`, `ics_time` | iCalendar as lines and times |
//! | `csv_rows` | CSV as rows with their lines |
//! | `rota_shifts` | shifts as they were read, and what makes them make no sense |
//! | `rota_ics`, `rota_csv` | a rota from either |
//! | `rota_preview` | beside what is scheduled already |
//! | `directory_csv`, `directory_preview` | the directory, and beside what is kept already |
//! | `csv_stream`, `encoding`, `civil_times` | CSV of any length row by row, its bytes as text, its wall times |
//! | `holidays_ics` | holidays from a calendar |
//! | `figures_csv` | figures that other systems measured |
//! | `incident_mapping`, `incidents_csv` | the columns of a ticket system's export, and the tickets in it |

pub mod civil_times;
mod csv_rows;
pub mod csv_stream;
pub mod directory_csv;
pub mod directory_preview;
pub mod encoding;
pub mod figures_csv;
pub mod holidays_ics;
mod ics_lines;
mod ics_time;
pub mod incident_mapping;
pub mod incidents_csv;
pub mod rota_csv;
pub mod rota_ics;
pub mod rota_preview;
pub mod rota_shifts;

use std::fmt;

use chrono_tz::Tz;

pub use rota_shifts::{ImportedRota, ImportedShift};

/// The largest file that is read, in bytes.
pub const MAX_IMPORT_BYTES: usize = 4 * 1024 * 1024;
/// The most problems that are told of one file, and the most warnings.
pub const MOST_PROBLEMS: usize = 100;
/// A refusal quotes what was written, but never a whole page of it.
const QUOTED_CHARS: usize = 40;

/// A rota's file, by the ending of its name: read whole, or refused with every line that is wrong. Times
/// without a zone are in `zone`.
pub fn rota_file(name: &str, bytes: &[u8], zone: Tz) -> Result<ImportedRota, ImportRefusal> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("ics") => rota_ics::read(bytes, zone),
        Some("csv") => rota_csv::read(bytes, zone),
        _ => {
            let what = "the name ends neither in .ics nor in .csv; rename the file";
            Err(ImportRefusal::of(Remark::whole(what)))
        }
    }
}

/// One thing about a file that was read: what is wrong with it, or what to know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The line, from 1; none where it is about the file as a whole.
    pub line: Option<usize>,
    /// What is wrong and what would do.
    pub what: String,
}

impl Remark {
    fn at(line: usize, what: impl Into<String>) -> Self {
        Self { line: Some(line), what: what.into() }
    }

    fn whole(what: impl Into<String>) -> Self {
        Self { line: None, what: what.into() }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// Why a file was refused: all that is wrong with it, by line, up to [`MOST_PROBLEMS`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ImportRefusal {
    /// What is wrong; never empty. The last one says how many more there are, if any.
    pub problems: Vec<Remark>,
}

impl ImportRefusal {
    fn of(problem: Remark) -> Self {
        Self { problems: vec![problem] }
    }
}

impl fmt::Display for ImportRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, problem) in self.problems.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

/// In order of lines, each once, and no more than a person can read.
fn told(mut remarks: Vec<Remark>) -> Vec<Remark> {
    // What is about the whole file comes last.
    remarks.sort_by(|one, other| {
        (one.line.is_none(), one.line, &one.what).cmp(&(other.line.is_none(), other.line, &other.what))
    });
    remarks.dedup();
    let rest = remarks.len().saturating_sub(MOST_PROBLEMS);
    remarks.truncate(MOST_PROBLEMS);
    if rest > 0 {
        remarks.push(Remark::whole(format!("and {rest} more; see to these first")));
    }
    remarks
}

/// Refuses what is too large or plainly no UTF-8, and takes the mark off that some programs begin with.
fn opened(bytes: &[u8]) -> Result<&[u8], ImportRefusal> {
    opened_within(bytes, MAX_IMPORT_BYTES, "export a shorter span")
}

/// The same with another limit, and what would do where it is passed.
fn opened_within<'a>(bytes: &'a [u8], most: usize, would_do: &str) -> Result<&'a [u8], ImportRefusal> {
    if bytes.len() > most {
        let most = most / 1024 / 1024;
        let what = format!("the file has {} bytes, and at most {most} MiB are read; {would_do}", bytes.len());
        return Err(ImportRefusal::of(Remark::whole(what)));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || bytes.contains(&0) {
        let what = "the file is UTF-16 or no text at all; save it as UTF-8";
        return Err(ImportRefusal::of(Remark::whole(what)));
    }
    Ok(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))
}

/// Bytes as text; refused with the line, counted from `line`, where they are no UTF-8.
fn decoded(bytes: &[u8], line: usize) -> Result<&str, ImportRefusal> {
    std::str::from_utf8(bytes).map_err(|err| {
        let before = bytes.iter().take(err.valid_up_to()).filter(|byte| **byte == b'\n').count();
        ImportRefusal::of(Remark::at(line + before, "a character that is no UTF-8; save the file as UTF-8"))
    })
}

fn quoted(text: &str) -> String {
    let short: String = text.chars().take(QUOTED_CHARS).collect();
    if short.len() < text.len() { format!("“{short}…”") } else { format!("“{short}”") }
}

/// A text as one line: each run of white space and of control characters is one space, none at the ends.
fn one_line(text: &str) -> String {
    let parts = text.split(|c: char| c.is_whitespace() || c.is_control());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CALENDAR: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=America/Chicago:20261101T013000\r\n\
        DTEND;VALUE=DATE-TIME:20261102T090000Z\r\nSUMMARY:One\\, \r\n Sample (backup)\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n\
        DTSTART;VALUE=DATE:20261103\r\nDURATION:P1DT2H\r\nSUMMARY:é\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    const ROWS: &str = "start,end,seat,person\n2026-11-01 01:30,+262142-12-31 23:59,\"primary\",\"One, \"\"Sample\"\"\"\n\
        2026-11-03T09:00Z,2026-11-04T09:00:00+01:00,'=x,é\n";

    /// A file with some of its bytes changed, taken out or doubled.
    fn spoilt(text: &'static str) -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![any::<u8>(), prop::sample::select(b"\"\\\r\n\t :;,=+-'TZP09()".to_vec())];
        prop::collection::vec((0..text.len(), 0..4_u8, byte), 0..12).prop_map(move |changes| {
            let mut bytes = text.as_bytes().to_vec();
            for (at, kind, byte) in changes {
                let at = at.min(bytes.len().saturating_sub(1));
                match kind {
                    0 if !bytes.is_empty() => drop(bytes.remove(at)),
                    1 => bytes.truncate(at),
                    2 => bytes.insert(at, byte),
                    _ if !bytes.is_empty() => bytes[at] = byte,
                    _ => {}
                }
            }
            bytes
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_spoilt_file_is_read_or_refused_with_reasons(
            calendar in spoilt(CALENDAR),
            rows in spoilt(ROWS),
            zone in prop::sample::select(vec![Tz::America__Chicago, Tz::Pacific__Apia, Tz::UTC]),
        ) {
            for read in [rota_ics::read(&calendar, zone), rota_csv::read(&rows, zone)] {
                match read {
                    Ok(rota) => prop_assert!(!rota.shifts.is_empty()),
                    Err(refusal) => prop_assert!(!refusal.problems.is_empty()),
                }
            }
        }
    }

    #[test]
    fn a_refusal_says_line_and_reason_and_ends_somewhere() {
        let many: Vec<Remark> = (1..=250).rev().map(|line| Remark::at(line, "wrong")).collect();
        let refusal = ImportRefusal { problems: told(many) };
        let said = refusal.to_string();
        assert!(said.starts_with("line 1: wrong\nline 2: wrong\n"));
        assert!(said.ends_with("line 100: wrong\nand 150 more; see to these first"));
        let mixed =
            told(vec![Remark::whole("a"), Remark::at(2, "b"), Remark::at(2, "b"), Remark::at(1, "c")]);
        assert_eq!(mixed, [Remark::at(1, "c"), Remark::at(2, "b"), Remark::whole("a")]);
    }

    #[test]
    fn what_is_no_utf_8_or_too_large_is_refused() {
        let refused = |bytes: &[u8]| {
            opened(bytes).and_then(|bytes| decoded(bytes, 1)).expect_err("refused").to_string()
        };
        assert!(refused(b"a\nb\nM\xFCller").starts_with("line 3: a character that is no UTF-8"));
        assert!(refused(b"\xFF\xFEs\0t\0").contains("UTF-16"));
        assert!(refused(b"s\0t\0").contains("UTF-16"));
        assert_eq!(opened(b"\xEF\xBB\xBFstart").expect("read"), b"start");
        assert!(opened(&vec![b'a'; MAX_IMPORT_BYTES]).is_ok());
        assert!(refused(&vec![b'a'; MAX_IMPORT_BYTES + 1]).contains("4 MiB"));
    }

    #[test]
    fn a_long_quote_is_cut() {
        assert_eq!(quoted("short"), "“short”");
        assert_eq!(quoted(&"é".repeat(41)), format!("“{}…”", "é".repeat(40)));
        assert_eq!(one_line(" a\r\n\tb\u{0}c "), "a b c");
    }
}
