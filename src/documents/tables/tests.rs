//! The whole log as tables.

use csv::StringRecord;

use super::{Table, tables_of};
use crate::documents::report::trial::{Teller, at, hostile, usual};
use crate::domain::event::Event;

fn made(teller: &Teller) -> Vec<Table> {
    let mut events: Vec<Event> = teller
        .world
        .live
        .values()
        .flat_map(|live| &live.incident.entries)
        .map(|one| one.event.clone())
        .collect();
    events.sort_by_key(|event| (event.recorded_at, event.device, event.device_seq));
    tables_of(&teller.world, &events, at("2026-04-01T09:00"))
}

/// The rows of a table by the names of its columns.
fn rows(tables: &[Table], name: &str) -> (StringRecord, Vec<StringRecord>) {
    let table = tables.iter().find(|table| table.name == name).unwrap();
    let mut reader = csv::Reader::from_reader(table.bytes.as_slice());
    (reader.headers().unwrap().clone(), reader.records().map(Result::unwrap).collect())
}

fn column(tables: &[Table], name: &str, column: &str) -> Vec<String> {
    let (head, rows) = rows(tables, name);
    let place = head.iter().position(|one| one == column).unwrap();
    rows.iter().map(|row| row[place].to_owned()).collect()
}

#[test]
fn each_table_has_a_row_for_each_thing_and_each_row_all_its_columns() {
    let teller = usual();
    let tables = made(&teller);
    let names: Vec<_> = tables.iter().map(|table| table.name).collect();
    assert_eq!(
        names,
        [
            "entries.csv",
            "incidents.csv",
            "updates.csv",
            "tasks.csv",
            "people.csv",
            "directory.csv",
            "watches.csv",
            "effort.csv",
            "figures.csv"
        ]
    );
    let incident = &teller.live().incident;
    for (name, expected) in [
        ("entries.csv", incident.entries.len()),
        ("incidents.csv", 1),
        ("updates.csv", incident.updates.sent.len()),
        ("tasks.csv", incident.actions.all.len() + incident.requests.all.len()),
    ] {
        // A reader of CSV refuses a row with other columns than the header.
        assert_eq!(rows(&tables, name).1.len(), expected, "{name}");
        assert!(expected > 0, "{name} is tried with something");
    }
    let tried: usize = incident.people.all.iter().map(|one| one.attempts.len().max(1)).sum();
    assert_eq!(rows(&tables, "people.csv").1.len(), tried);
}

#[test]
fn the_entries_say_what_was_taken_back_and_which_they_are() {
    let teller = usual();
    let tables = made(&teller);
    let words = column(&tables, "entries.csv", "words");
    let standing = column(&tables, "entries.csv", "standing");
    let slip = words.iter().position(|one| one == "A slip").unwrap();
    assert_eq!(standing[slip], "taken back");
    let ids = column(&tables, "entries.csv", "entry");
    let expected: Vec<String> =
        teller.live().incident.entries.iter().map(|one| one.event.id.0.to_string()).collect();
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>(), expected.iter().collect());
    assert_eq!(column(&tables, "incidents.csv", "opened"), ["2026-03-02T10:00:00-06:00"]);
}

#[test]
fn no_cell_of_any_table_is_run_by_a_spreadsheet() {
    for teller in [hostile(), usual().with_words(|_| "=cmd|' /C calc'!A0".to_owned())] {
        let tables = made(&teller);
        let mut is_tried = false;
        for table in &tables {
            // The directory begins with the mark of its encoding.
            let bytes = table.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&table.bytes);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
            for row in reader.records() {
                for cell in &row.unwrap() {
                    let runs = cell.trim_start_matches(' ').starts_with(['=', '+', '@', '\t', '\r', '\n']);
                    assert!(!runs, "{}: {cell:?}", table.name);
                    is_tried |= cell.starts_with("'=") || cell.contains("=1+1");
                    // The directory is read back, and keeps each text word for word.
                    let is_plain = !cell.contains('\u{202E}') && !cell.contains('\u{0}');
                    assert!(is_plain || table.name == "directory.csv", "{}: {cell:?}", table.name);
                }
            }
        }
        assert!(is_tried);
    }
}
