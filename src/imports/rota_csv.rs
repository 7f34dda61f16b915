//! A rota from a CSV file: a row a shift, with the columns `start`, `end`, `seat` and `person`.
//!
//! Never here: whether such people are known.

use chrono::{DateTime, Datelike, LocalResult, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use csv::StringRecord;

use super::csv_rows::{Table, table};
use super::rota_shifts::{Gathering, MOST_SHIFTS};
use super::{ImportRefusal, ImportedRota, Remark, quoted};
use crate::domain::rota::change::Window;
use crate::domain::time::Instant;

/// The columns that are read.
const COLUMNS: [&str; 4] = ["start", "end", "seat", "person"];
/// Further columns of the desk's own files, which say the same once more.
const SAID_TWICE: [&str; 5] = ["start_date", "start_time", "end_date", "end_time", "hours"];
/// How an instant is written beside RFC 3339: without seconds.
const INSTANTS: [&str; 2] = ["%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M%:z"];
/// How a wall time is written.
const WALL_TIMES: [&str; 4] = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];

/// Reads the shifts of a CSV file. Times without an offset are wall times of `zone`.
///
/// Columns may stand in any order; others are passed over, with a warning. Refused with everything
/// that is wrong with it.
pub fn read(bytes: &[u8], zone: Tz) -> Result<ImportedRota, ImportRefusal> {
    let table = table(bytes, MOST_SHIFTS)?;
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|column| !table.has(column)).collect();
    if !missing.is_empty() {
        let what = format!(
            "the first line names no column {}; it has to name {}",
            missing.join(", "),
            COLUMNS.join(", ")
        );
        return Err(ImportRefusal::of(Remark::at(table.header_line, what)));
    }
    let mut gathering = Gathering::new(zone);
    for name in table.names().filter(|name| !COLUMNS.contains(name) && !SAID_TWICE.contains(name)) {
        gathering.warning(table.header_line, format!("the column {} was passed over", quoted(name)));
    }
    for (line, row) in &table.rows {
        let mut cell = |column| wanted(&mut gathering, &table, *line, row, column);
        let (from, until) = (cell("start"), cell("end"));
        let (seat, person) = (cell("seat"), cell("person"));
        let from = from.and_then(|text| instant(&mut gathering, *line, text, zone));
        let until = until.and_then(|text| instant(&mut gathering, *line, text, zone));
        let seat = seat.and_then(|word| gathering.seat(*line, word));
        if let (Some(from), Some(until), Some(seat), Some(person)) = (from, until, seat, person) {
            gathering.shift(*line, seat, person, Window::new(from, until));
        }
    }
    gathering.finished("there is no shift in the file; each row after the first line is one")
}

/// A cell, or a problem where the row is too short.
fn wanted<'a>(
    gathering: &mut Gathering,
    table: &Table,
    line: usize,
    row: &'a StringRecord,
    column: &str,
) -> Option<&'a str> {
    let cell = table.cell(row, column);
    if cell.is_none() {
        gathering.problem(line, format!("the row ends before the column {column}"));
    }
    cell
}

/// A time as an instant, or a problem.
fn instant(gathering: &mut Gathering, line: usize, text: &str, zone: Tz) -> Option<Instant> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    let numeric = text.strip_suffix(['Z', 'z']).map(|wall| format!("{wall}+00:00"));
    let numeric = numeric.as_deref().unwrap_or(text);
    if let Some(at) = INSTANTS.iter().find_map(|form| DateTime::parse_from_str(numeric, form).ok()) {
        return Some(at.to_utc());
    }
    let local = WALL_TIMES.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    // Years of more digits can lie at the very end of time, where clocks can't be reckoned.
    let Some(local) = local.filter(|local| (1..=9_999).contains(&local.year())) else {
        let what =
            format!("{} is no time; write 2026-03-02 09:00, or 2026-03-02T09:00:00-06:00", quoted(text));
        gathering.problem(line, what);
        return None;
    };
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => Some(at.to_utc()),
        LocalResult::Ambiguous(at, _) => {
            let what = format!("{} occurs twice in {zone}; the first was taken", quoted(text));
            gathering.warning(line, what);
            Some(at.to_utc())
        }
        LocalResult::None => {
            let what = format!(
                "{} does not exist in {zone}, whose clock skips it; write another time",
                quoted(text)
            );
            gathering.problem(line, what);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::samples::span;
    use chrono_tz::America::Chicago;

    fn read(text: &str) -> Result<ImportedRota, String> {
        super::read(text.as_bytes(), Chicago).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn columns_are_read_by_name_and_times_in_every_form() {
        for (from, until) in [
            ("2026-03-02T09:00:00-06:00", "2026-03-09T09:00:00-05:00"),
            ("2026-03-02 09:00", "2026-03-09 09:00"),
            ("2026-03-02T09:00", "2026-03-09T09:00:00"),
            ("2026-03-02T15:00Z", "2026-03-09 14:00+00:00"),
            ("2026-03-02T16:00+01:00", "2026-03-09T14:00:00.5Z"),
        ] {
            let rota = read(&format!("Person,SEAT,end,start\n\"One, Sample\",Backup,{until},{from}\n"));
            let rota = rota.expect(from);
            let shift = &rota.shifts[0];
            assert_eq!((shift.person.as_str(), shift.seat.word(), shift.line), ("One, Sample", "backup", 2));
            assert_eq!(shift.window, span("2026-03-02T15:00Z", "2026-03-09T14:00Z"));
            assert_eq!(rota.warnings, []);
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let said = read(
            "start,end,seat,person,note\n\
             2026-03-02 09:00,2026-03-09 09:00,primary,Sample One,x\n\
             2026-03-09,09.03.2026 9:00,primary,Sample Two\n\
             2026-03-08 02:30,2026-03-08 12:00,backup,Sample Two\n\
             2026-03-09 09:00,2026-03-16 09:00\n\
             2026-03-05 09:00,2026-03-06 09:00,primary,Sample Three\n\
             2026-03-16 09:00,2026-03-23 09:00,,Sample Four\n",
        )
        .expect_err("refused");
        assert_eq!(
            said,
            "line 3: “09.03.2026 9:00” is no time; write 2026-03-02 09:00, or 2026-03-02T09:00:00-06:00\n\
             line 3: “2026-03-09” is no time; write 2026-03-02 09:00, or 2026-03-02T09:00:00-06:00\n\
             line 4: “2026-03-08 02:30” does not exist in America/Chicago, whose clock skips it; write another time\n\
             line 5: the row ends before the column person\n\
             line 5: the row ends before the column seat\n\
             line 6: “Sample Three” is primary from Thu 5 Mar 09:00 CST on, while “Sample One” still is by line 2; \
             let one end before the other begins\n\
             line 7: the seat is missing; write primary or backup"
        );
    }

    #[test]
    fn a_file_without_the_columns_or_without_rows_is_refused() {
        assert_eq!(
            read("begin,end,who\n1,2,3\n").expect_err("refused"),
            "line 1: the first line names no column start, seat, person; it has to name start, end, seat, person"
        );
        assert_eq!(
            read("start,end,seat,person\n").expect_err("refused"),
            "there is no shift in the file; each row after the first line is one"
        );
    }

    #[test]
    fn what_was_passed_over_or_could_be_meant_otherwise_is_told() {
        let rota = read(
            "start,end,seat,person,Phone,hours\n2026-11-01 01:30,2026-11-01 09:00,primary,Sample One,x,7\n",
        )
        .expect("read");
        assert_eq!(rota.shifts[0].window, span("2026-11-01T06:30Z", "2026-11-01T15:00Z"));
        let said: Vec<String> = rota.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "line 1: the column “phone” was passed over",
                "line 2: “2026-11-01 01:30” occurs twice in America/Chicago; the first was taken"
            ]
        );
    }
}
