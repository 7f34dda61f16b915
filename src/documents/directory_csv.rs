//! The whole directory as one CSV file (RFC 4180) that spreadsheets edit well, and that the import reads back.
//!
//! A row is a record, or a leave that is not over; the column `kind` says which. Several names share a cell
//! with semicolons between them, alternates follow their contact after `>`: see
//! [`crate::domain::directory::sheet`]. A kind leaves the columns empty that it does not have. Never here:
//! reading.

use csv::{Terminator, WriterBuilder};

use super::csv_cell::neutral_cell;
use crate::domain::directory::sheet::{COLUMNS, ID, KIND, LEAVE, NAME, cycle_of, texts};
use crate::domain::directory::{RecordKind, leave_sheet};
use crate::domain::time::Instant;
use crate::domain::world::World;

/// The directory as a file's bytes, of one kind or of all, with a header. UTF-8 with its mark, which
/// spreadsheets look for. Leave stands beside the people, as far as it is not over at `now`.
pub fn directory_csv(world: &World, only: Option<RecordKind>, now: Instant) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(b"\xEF\xBB\xBF".to_vec());
    // Writing to memory cannot fail.
    writer.write_record(COLUMNS).unwrap_or_default();
    let directory = &world.directory;
    for kind in RecordKind::ALL.into_iter().filter(|kind| only.is_none_or(|only| only == *kind)) {
        for (id, record) in directory.all(kind) {
            let mut cells = texts(directory, record, cycle_of(world, id, record));
            cells.push((KIND, kind.word().to_owned()));
            cells.push((NAME, record.name().to_owned()));
            cells.push((ID, id.0.to_string()));
            writer.write_record(row(&cells)).unwrap_or_default();
        }
    }
    if only.is_none_or(|only| only == RecordKind::Person) {
        for absence in &world.watch.absences {
            if absence.is_withdrawn || absence.window.until <= now {
                continue;
            }
            let zone = leave_sheet::zone_of(directory, &absence.person, world.settings.zone);
            let (from, until) = leave_sheet::texts(absence.window, zone);
            let id = directory.meant(&[RecordKind::Person], &absence.person);
            let cells = [
                (KIND, LEAVE.to_owned()),
                (NAME, directory.name_of(&absence.person).to_owned()),
                ("from", from),
                ("until", until),
                ("note", absence.note.clone().unwrap_or_default()),
                (ID, id.map_or_else(String::new, |id| id.0.to_string())),
            ];
            writer.write_record(row(&cells)).unwrap_or_default();
        }
    }
    writer.into_inner().unwrap_or_default()
}

/// The cells of a row in the order of the columns.
fn row(cells: &[(&'static str, String)]) -> Vec<String> {
    let cell = |column: &&str| {
        let text = cells.iter().find(|(name, _)| name == column).map_or("", |(_, text)| text);
        neutral_cell(text).into_owned()
    };
    COLUMNS.iter().map(cell).collect()
}
