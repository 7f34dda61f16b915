//! The numbers of a scorecard as CSV (RFC 4180): all of them in one long table, or one table as it is shown.
//!
//! All of them are one long table, a number a line: every number then has the same five columns, a
//! spreadsheet can filter and pivot it, and a new table of the screen never changes the shape of the file.

use csv::{Terminator, Writer, WriterBuilder};

use super::csv_cell::neutral_cell;
use super::plain_text::one_line;
use super::scorecard::{Scoring, Sheet, SheetId, sheets};
use crate::domain::event::IncidentId;
use crate::domain::report::compared::Compared;
use crate::domain::report::targets::Measured;
use crate::domain::words::Priority;

/// The names of the columns of the long table.
pub const COLUMNS: [&str; 5] = ["section", "name", "measure", "value", "unit"];

fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new())
}

/// Everything as a file's bytes, with a header; UTF-8 without a mark. The period stands in its first lines.
pub fn scorecard_csv(scoring: &Scoring) -> Vec<u8> {
    let mut writer = writer();
    // Writing to memory cannot fail.
    writer.write_record(COLUMNS).unwrap_or_default();
    let (card, before) = (&scoring.compared.card, &scoring.compared.before);
    for (name, window) in [("period", card.period), ("before", before.period)] {
        for (measure, at) in [("from", window.from), ("until", window.until)] {
            let at = at.with_timezone(&card.zone).to_rfc3339();
            writer.write_record(["period", name, measure, &at, "time"]).unwrap_or_default();
        }
    }
    for (name, card) in [("period", card), ("before", before)] {
        for (measure, count) in [
            ("incidents", card.incidents.count),
            ("opened in error", card.cancelled.count),
            ("duplicates", card.duplicates.count),
            ("actions overdue", card.actions_overdue.count),
        ] {
            let count = count.to_string();
            writer.write_record(["summary", name, measure, &count, "count"]).unwrap_or_default();
        }
    }
    for sheet in sheets(scoring) {
        if sheet.id == SheetId::Targets {
            write_targets(&mut writer, scoring);
        } else {
            write_sheet(&mut writer, &sheet);
        }
    }
    writer.into_inner().unwrap_or_default()
}

/// Each target with its own unit.
fn write_targets(writer: &mut Writer<Vec<u8>>, scoring: &Scoring) {
    let value = |one: &Measured| one.value.map(|value| value.to_string()).unwrap_or_default();
    for found in &scoring.targets {
        let target = &found.target;
        let name = one_line(&target.id);
        let name = neutral_cell(&name);
        let unit = target.unit.word();
        let before = scoring.before(target).map(value).unwrap_or_default();
        let met = match found.is_met() {
            Some(true) => "met",
            Some(false) => "missed",
            None => "no figure",
        };
        for (measure, value, unit) in [
            (target.bound.word(), target.value.to_string(), unit),
            ("figure", value(found), unit),
            ("target", met.to_owned(), "word"),
            ("days with a figure", found.days.to_string(), "days"),
            ("days", found.of_days.to_string(), "days"),
            ("figure before", before, unit),
        ] {
            writer.write_record([SheetId::Targets.word(), &name, measure, &value, unit]).unwrap_or_default();
        }
    }
}

fn write_sheet(writer: &mut Writer<Vec<u8>>, sheet: &Sheet) {
    for row in &sheet.rows {
        let name = one_line(&row.name);
        for (head, cell) in sheet.heads.iter().skip(1).zip(&row.cells) {
            let (Some(unit), Some(number)) = (head.unit, &cell.number) else { continue };
            let record = [sheet.id.word(), &neutral_cell(&name), head.title, number, unit];
            writer.write_record(record).unwrap_or_default();
        }
    }
}

/// One table as it is shown, its numbers without their units, which stand in the heads.
pub fn sheet_csv(sheet: &Sheet) -> Vec<u8> {
    let mut writer = writer();
    let heads = sheet.heads.iter().map(|head| match head.unit {
        Some(unit) => format!("{} ({unit})", head.title),
        None => head.title.to_owned(),
    });
    writer.write_record(heads).unwrap_or_default();
    for row in &sheet.rows {
        let name = one_line(&row.name);
        let mut record = vec![neutral_cell(&name).into_owned()];
        for (head, cell) in sheet.heads.iter().skip(1).zip(&row.cells) {
            record.push(match head.unit {
                Some(_) => cell.number.clone().unwrap_or_default(),
                None => neutral_cell(&one_line(&cell.text)).into_owned(),
            });
        }
        writer.write_record(record).unwrap_or_default();
    }
    writer.into_inner().unwrap_or_default()
}

/// The names of the columns of the incidents behind a number.
pub const BEHIND_COLUMNS: [&str; 5] = ["reference", "title", "priority", "opened", "seconds"];

/// The incidents behind a number, in the order in which they are shown; the seconds of a number of spans.
pub fn behind_csv(compared: &Compared, lines: &[(IncidentId, Option<i64>)]) -> Vec<u8> {
    let mut writer = writer();
    writer.write_record(BEHIND_COLUMNS).unwrap_or_default();
    for (id, secs) in lines {
        let Some(named) = compared.incidents.get(id) else { continue };
        let (reference, title) = (one_line(&named.reference), one_line(&named.title));
        let record = [
            &*neutral_cell(&reference),
            &*neutral_cell(&title),
            named.priority.map_or("", Priority::word),
            &named.opened_at.with_timezone(&compared.card.zone).to_rfc3339(),
            &secs.map(|secs| secs.to_string()).unwrap_or_default(),
        ];
        writer.write_record(record).unwrap_or_default();
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::scorecard::trial::{HOSTILE, march};
    use crate::domain::report::compared::{Behind, What};

    fn records(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn every_number_is_a_line_of_five_cells() {
        let records = records(&scorecard_csv(&march()));
        assert_eq!(records[0], COLUMNS);
        let has = |line: [&str; 5]| records.iter().any(|record| *record == line);
        assert!(has(["period", "period", "from", "2026-03-01T00:00:00-06:00", "time"]));
        assert!(has(["summary", "period", "incidents", "3", "count"]));
        assert!(has(["summary", "before", "incidents", "1", "count"]));
        assert!(has(["incidents-by-priority", "Critical", "Incidents", "2", "incidents"]));
        assert!(has(["targets", "answered-within", "at most", "35", "seconds"]));
        assert!(has(["targets", "answered-within", "figure", "35", "seconds"]));
        assert!(has(["targets", "answered-within", "target", "met", "word"]));
        assert!(has(["targets", "satisfaction", "figure", "", "of five"]));
        assert!(records.iter().all(|record| record.len() == 5));
    }

    #[test]
    fn no_cell_is_a_formula() {
        let scoring = march();
        let mut files = vec![scorecard_csv(&scoring)];
        files.extend(sheets(&scoring).iter().map(sheet_csv));
        assert_eq!(files.len(), 1 + sheets(&scoring).len());
        let mut met = 0;
        for cell in files.iter().flat_map(|bytes| records(bytes)).flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell}");
            met += usize::from(cell.contains(&one_line(HOSTILE)));
        }
        assert!(met > 0, "the hostile name is in the files");
    }

    #[test]
    fn the_incidents_behind_a_number_are_a_table_too() {
        let scoring = march();
        let restored = Behind { is_before: false, what: What::Pair(7) };
        let lines = scoring.compared.behind(&restored);
        assert_eq!(
            records(&behind_csv(&scoring.compared, &lines)),
            [&BEHIND_COLUMNS[..], &["MI-0002", "Sample 2", "critical", "2026-03-02T10:00:00-06:00", "3600"]]
        );
    }

    #[test]
    fn a_table_says_its_units_in_its_heads() {
        let sheets = sheets(&march());
        let priorities = sheets.iter().find(|sheet| sheet.id == SheetId::Priorities).unwrap();
        assert_eq!(
            records(&sheet_csv(priorities)),
            [
                ["Priority", "Incidents (incidents)", "Before (incidents)"],
                ["Critical", "2", "0"],
                ["Low", "1", "1"],
            ]
        );
    }
}
