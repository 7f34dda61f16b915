//! The time log of a report as CSV (RFC 4180): a line an entry, with what was corrected and taken back.
//!
//! Never here: which entries an audience may see, which is the report's.

use chrono_tz::Tz;
use csv::{Terminator, WriterBuilder};

use super::csv_cell::neutral_cell;
use super::plain_text::lines;
use super::report::{LogRow, Report};
use super::rota_csv::rfc3339;

/// The names of the columns. Times are RFC 3339 with the offset of the report's zone; `standing` is empty
/// for an entry as it was written, else `corrected` or `taken back`.
pub const COLUMNS: [&str; 9] =
    ["happened", "recorded", "who", "what", "words", "standing", "was", "incident", "entry"];

/// The log as a file's bytes, with a header; UTF-8 without a mark. Older entries first.
pub fn log_csv(report: &Report) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail.
    writer.write_record(COLUMNS).unwrap_or_default();
    let zone = report.choice.zone;
    for row in &report.log {
        writer.write_record(cells(row, &report.reference, zone)).unwrap_or_default();
    }
    writer.into_inner().unwrap_or_default()
}

fn cells(row: &LogRow, reference: &str, zone: Tz) -> [String; 9] {
    let typed = |text: &str| neutral_cell(lines(text).trim_end()).into_owned();
    [
        rfc3339(row.happened_at, zone),
        rfc3339(row.recorded_at, zone),
        typed(&row.who),
        row.what.clone(),
        typed(&row.words),
        row.standing.word().to_owned(),
        typed(row.was.as_deref().unwrap_or_default()),
        typed(reference),
        row.entry.0.to_string(),
    ]
}
