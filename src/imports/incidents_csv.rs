//! Incidents out of a ticket system's CSV, as `ServiceNow` exports its audit: a row a revision of a ticket.
//!
//! Read row by row, whole or refused with every line that is wrong. What is held of a row is where its
//! texts are; texts that come again are held once. Never here: what becomes of a ticket.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use chrono::DateTime;
use chrono_tz::Tz;

use super::civil_times::{self, DateOrder, WallTime};
use super::csv_stream::{Cells, CsvStream};
use super::encoding::Encoding;
use super::incident_mapping::{Field, Mapping};
use super::{MOST_PROBLEMS, Remark, one_line, quoted};
use crate::domain::ticket::{Revision, Said, Ticket, ticket_priority};
use crate::domain::time::Instant;

/// The most rows of a file.
pub const MOST_ROWS: usize = 2_000_000;
/// How often the reading tells how far it is, in rows.
const TOLD_EVERY_ROWS: usize = 1_000;
/// The longest number of a ticket, in characters.
const MAX_NUMBER_CHARS: usize = 100;
/// How a field is written that says nothing.
const UNKNOWN: &str = "?";

/// How a file is to be read.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// What the system is called in the log.
    pub system: &'a str,
    /// Columns with other names than usual.
    pub mapping: &'a Mapping,
    /// The zone of its wall times.
    pub zone: Tz,
    /// In which order it writes dates.
    pub order: DateOrder,
    /// In which encoding it is.
    pub encoding: Encoding,
    /// The latest instant that is none of the future.
    pub latest: Instant,
}

/// One thing that is wrong with a file, or worth knowing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The line, from 1; none where it is about the file as a whole.
    pub line: Option<usize>,
    /// The column by its header; none where it is about the row as a whole.
    pub column: Option<String>,
    /// What is wrong and what would do.
    pub reason: String,
}

impl Flaw {
    fn cell(line: usize, column: &str, reason: impl Into<String>) -> Self {
        Self { line: Some(line), column: Some(column.to_owned()), reason: reason.into() }
    }

    fn row(line: usize, reason: impl Into<String>) -> Self {
        Self { line: Some(line), column: None, reason: reason.into() }
    }
}

impl From<Remark> for Flaw {
    fn from(remark: Remark) -> Self {
        Self { line: remark.line, column: None, reason: remark.what }
    }
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {}", quoted(column))?;
        }
        if self.line.is_some() { write!(f, ": {}", self.reason) } else { f.write_str(&self.reason) }
    }
}

/// Why nothing was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// The file is refused: what is wrong, in the order of its lines, up to [`MOST_PROBLEMS`].
    #[error("{}", .flaws.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Refused {
        /// Rows that were looked at.
        rows: usize,
        /// What is wrong; never empty.
        flaws: Vec<Flaw>,
    },
    /// Somebody stopped it.
    #[error("the reading was stopped; nothing was changed")]
    Stopped,
}

/// What was taken otherwise than it stood there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadingNotes {
    /// Wall times that the zone's clock skips: the first instant that exists after each was taken.
    pub skipped_times: usize,
    /// Wall times that come twice: the first was taken.
    pub doubled_times: usize,
    /// The first of these, with their lines.
    pub first: Vec<Flaw>,
}

/// A row: where its texts are, and what was made of its times.
#[derive(Debug)]
struct Row {
    ticket: u32,
    revision: u64,
    opened_at: i64,
    updated_at: i64,
    resolved_at: Option<i64>,
    closed_at: Option<i64>,
    cells: Box<[u32]>,
}

/// Texts, each held once.
#[derive(Debug, Default)]
struct Texts {
    all: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u32>,
}

impl Texts {
    fn place(&mut self, text: &str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let text: Arc<str> = text.into();
        self.all.push(Arc::clone(&text));
        self.places.insert(text, place);
        place
    }

    fn get(&self, place: u32) -> &str {
        self.all.get(place as usize).map_or("", AsRef::as_ref)
    }
}

/// The tickets of a file that was read whole.
#[derive(Debug)]
pub struct ImportedIncidents {
    system: String,
    /// Under which name each column's text is kept; none for what the log has places for.
    names: Vec<Option<String>>,
    updated_by: Option<usize>,
    numbers: Vec<String>,
    rows: Vec<Row>,
    /// The rows in the order of tickets and revisions.
    order: Vec<u32>,
    texts: Texts,
    /// What was taken otherwise than it stood there.
    pub notes: ReadingNotes,
}

impl ImportedIncidents {
    /// How many rows the file has.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// How many tickets it has.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether it has none. No file that was read has none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Each ticket with its revisions, in the order in which the file first names them; made one at a time.
    pub fn tickets(&self) -> impl Iterator<Item = Ticket> {
        self.tickets_in(0..self.len())
    }

    /// The same of some tickets, by their places in that order.
    pub fn tickets_in(&self, places: Range<usize>) -> impl Iterator<Item = Ticket> {
        let ticket_of = |place: &u32| self.rows.get(*place as usize).map(|row| row.ticket);
        let chunks = self.order.chunk_by(move |one, other| ticket_of(one) == ticket_of(other));
        chunks.skip(places.start).take(places.len()).filter_map(|places| {
            let rows: Vec<&Row> = places.iter().filter_map(|place| self.rows.get(*place as usize)).collect();
            let first = rows.first()?;
            Some(Ticket {
                system: self.system.clone(),
                number: self.numbers.get(first.ticket as usize)?.clone(),
                opened_at: at(first.opened_at),
                revisions: rows.into_iter().map(|row| self.revision(row)).collect(),
            })
        })
    }

    fn revision(&self, row: &Row) -> Revision {
        let named = self.names.iter().zip(&row.cells);
        let said = named.filter_map(|(name, place)| {
            let text = self.texts.get(*place);
            name.as_ref().filter(|_| !text.is_empty()).map(|name| (name.clone(), text.to_owned()))
        });
        let by = self.updated_by.and_then(|column| row.cells.get(column)).map(|place| self.texts.get(*place));
        Revision {
            number: row.revision,
            at: at(row.updated_at),
            by: by.filter(|by| !by.is_empty()).map(str::to_owned),
            resolved_at: row.resolved_at.map(at),
            closed_at: row.closed_at.map(at),
            said: Said(said.collect()),
        }
    }
}

fn at(secs: i64) -> Instant {
    DateTime::from_timestamp(secs, 0).unwrap_or_default()
}

/// The names of a file's columns, by its first line alone.
pub fn headers(input: impl Read, encoding: Encoding) -> Result<Vec<String>, Flaw> {
    let mut stream = CsvStream::begin(input)?;
    first_line(&mut stream, encoding).map(|(_, headers)| headers)
}

/// The first line: its number, and the names of the columns.
fn first_line<R: Read>(stream: &mut CsvStream<R>, encoding: Encoding) -> Result<(usize, Vec<String>), Flaw> {
    let mut cells = Cells::default();
    if !stream.next(&mut cells)? {
        return Err(Remark::whole("the file is empty; its first line names the columns").into());
    }
    let line = cells.line;
    let name = |(place, cell): (usize, &[u8])| {
        let text = encoding.text(cell).map_err(|_place| not_utf8(line, &format!("{}", place + 1)))?;
        Ok(one_line(&text))
    };
    let headers: Result<Vec<String>, Flaw> = cells.iter().enumerate().map(name).collect();
    Ok((line, headers?))
}

/// Reads a file row by row. `progress` is told the bytes so far, and may stop it.
///
/// # Errors
/// [`Unread::Refused`] with every line that is wrong; or it was stopped.
pub fn read(
    input: impl Read,
    reading: &Reading<'_>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<ImportedIncidents, Unread> {
    let mut reader = Reader::begin(input, reading)?;
    let mut cells = Cells::default();
    loop {
        match reader.stream.next(&mut cells) {
            Ok(true) => reader.row(&cells),
            Ok(false) => break,
            Err(remark) => {
                reader.flaws.push(remark.into());
                break;
            }
        }
        if reader.seen > MOST_ROWS {
            let reason = format!("there are over {MOST_ROWS} rows; export a shorter span");
            reader.flaws.push(Flaw::row(cells.line, reason));
            break;
        }
        if reader.flaws.len() > MOST_PROBLEMS {
            break;
        }
        if reader.seen.is_multiple_of(TOLD_EVERY_ROWS) && progress(reader.stream.read_bytes).is_break() {
            return Err(Unread::Stopped);
        }
    }
    reader.finished()
}

struct Reader<'a, R> {
    reading: &'a Reading<'a>,
    stream: CsvStream<R>,
    headers: Vec<String>,
    places: BTreeMap<Field, usize>,
    tickets: HashMap<String, u32>,
    incidents: ImportedIncidents,
    flaws: Vec<Flaw>,
    seen: usize,
}

impl<'a, R: Read> Reader<'a, R> {
    fn begin(input: R, reading: &'a Reading<'a>) -> Result<Self, Unread> {
        let refused = |flaws: Vec<Flaw>| Unread::Refused { rows: 0, flaws };
        let mut stream = CsvStream::begin(input).map_err(|remark| refused(vec![remark.into()]))?;
        let (line, headers) =
            first_line(&mut stream, reading.encoding).map_err(|flaw| refused(vec![flaw]))?;
        let places = reading.mapping.places(&headers).map_err(|problems| {
            refused(problems.into_iter().map(|problem| Flaw::row(line, problem)).collect())
        })?;
        let incidents = ImportedIncidents {
            system: reading.system.to_owned(),
            names: names(&headers, &places),
            updated_by: places.get(&Field::UpdatedBy).copied(),
            numbers: Vec::new(),
            rows: Vec::new(),
            order: Vec::new(),
            texts: Texts::default(),
            notes: ReadingNotes::default(),
        };
        let (tickets, flaws) = (HashMap::new(), Vec::new());
        Ok(Self { reading, stream, headers, places, tickets, incidents, flaws, seen: 0 })
    }

    fn row(&mut self, cells: &Cells) {
        self.seen += 1;
        let line = cells.line;
        if cells.len() != self.headers.len() {
            let reason = format!(
                "the row has {} cells and the first line names {}; see whether a text with a comma lacks its quotes",
                cells.len(),
                self.headers.len()
            );
            self.flaws.push(Flaw::row(line, reason));
            return;
        }
        let mut places: Vec<u32> = Vec::with_capacity(cells.len());
        for (cell, header) in cells.iter().zip(&self.headers) {
            match self.reading.encoding.text(cell) {
                Ok(text) => {
                    let text = text.trim_matches(' ');
                    let text = if text == UNKNOWN { "" } else { text };
                    places.push(self.incidents.texts.place(text));
                }
                Err(place) => {
                    let before = cell.iter().take(place).filter(|byte| **byte == b'\n').count();
                    self.flaws.push(not_utf8(line + before, header));
                    return;
                }
            }
        }
        if let Some(row) = self.understood(line, places.into_boxed_slice()) {
            self.incidents.rows.push(row);
        }
    }

    /// The row with its number, revision and times; none, and what is wrong, if it has a flaw.
    fn understood(&mut self, line: usize, cells: Box<[u32]>) -> Option<Row> {
        let flaws = self.flaws.len();
        let number = self.number(line, &cells);
        let opened_at = self.time(line, &cells, Field::Opened);
        let updated_at = self.time(line, &cells, Field::Updated);
        let resolved_at = self.time(line, &cells, Field::Resolved);
        let closed_at = self.time(line, &cells, Field::Closed);
        let (priority, column) = self.cell(&cells, Field::Priority);
        if !priority.is_empty() && ticket_priority(priority).is_none() {
            let reason = format!(
                "{} is no priority; write 1 to 5, or critical, high, moderate, low",
                quoted(priority)
            );
            self.flaws.push(Flaw::cell(line, &column, reason));
        }
        let (revision, column) = self.cell(&cells, Field::Revision);
        let revision = match revision.parse::<u64>() {
            Ok(revision) if i64::try_from(revision).is_ok() => Some(revision),
            _ if revision.is_empty() => updated_at.and_then(|at| u64::try_from(at).ok()),
            _ => {
                let reason = format!("{} is no count of revisions; write a number", quoted(revision));
                self.flaws.push(Flaw::cell(line, &column, reason));
                None
            }
        };
        for (field, time) in [(Field::Opened, opened_at), (Field::Updated, updated_at)] {
            if time.is_none() && self.flaws.len() == flaws {
                let column = self.cell(&cells, field).1;
                self.flaws.push(Flaw::cell(line, &column, "the time is missing; each row needs one"));
            }
        }
        if self.flaws.len() > flaws {
            return None;
        }
        let number = number?;
        let next = u32::try_from(self.incidents.numbers.len()).unwrap_or(u32::MAX);
        let ticket = *self.tickets.entry(number.clone()).or_insert(next);
        if ticket == next {
            self.incidents.numbers.push(number);
        }
        Some(Row {
            ticket,
            revision: revision.unwrap_or_default(),
            opened_at: opened_at?,
            updated_at: updated_at?,
            resolved_at,
            closed_at,
            cells,
        })
    }

    /// The text of a field and the header of its column; empty where no column says it.
    fn cell(&self, cells: &[u32], field: Field) -> (&str, String) {
        let Some(place) = self.places.get(&field) else { return ("", String::new()) };
        let text = cells.get(*place).map_or("", |text| self.incidents.texts.get(*text));
        (text, self.headers.get(*place).cloned().unwrap_or_default())
    }

    fn number(&mut self, line: usize, cells: &[u32]) -> Option<String> {
        let (text, column) = self.cell(cells, Field::Number);
        let number = one_line(text);
        let reason = match number.chars().count() {
            0 => "the number of the ticket is missing; each row needs one".to_owned(),
            1..=MAX_NUMBER_CHARS => return Some(number),
            chars => format!("the number has {chars} characters; see whether a quote is missing before it"),
        };
        self.flaws.push(Flaw::cell(line, &column, reason));
        None
    }

    /// A time of a row in seconds since 1970; none where the cell is empty, or wrong, which is then told.
    fn time(&mut self, line: usize, cells: &[u32], field: Field) -> Option<i64> {
        let (text, column) = self.cell(cells, field);
        if text.is_empty() {
            return None;
        }
        let (at, standing) = match civil_times::instant(text, self.reading.order, self.reading.zone) {
            Ok(read) => read,
            Err(reason) => {
                self.flaws.push(Flaw::cell(line, &column, reason));
                return None;
            }
        };
        if at > self.reading.latest {
            let reason =
                format!("{} is in the future; see whether zone and order of dates are right", quoted(text));
            self.flaws.push(Flaw::cell(line, &column, reason));
            return None;
        }
        let zone = self.reading.zone;
        let note = match standing {
            WallTime::Once => None,
            WallTime::Skipped => Some(format!(
                "{} does not exist in {zone}, whose clock skips it; the first instant after it was taken",
                quoted(text)
            )),
            WallTime::Twice => Some(format!("{} occurs twice in {zone}; the first was taken", quoted(text))),
        };
        if let Some(note) = note {
            let notes = &mut self.incidents.notes;
            notes.skipped_times += usize::from(standing == WallTime::Skipped);
            notes.doubled_times += usize::from(standing == WallTime::Twice);
            if notes.first.len() < MOST_PROBLEMS {
                notes.first.push(Flaw::cell(line, &column, note));
            }
        }
        Some(at.timestamp())
    }

    fn finished(mut self) -> Result<ImportedIncidents, Unread> {
        if self.seen == 0 && self.flaws.is_empty() {
            let whole =
                Remark::whole("there is no row in the file; each row after the first line is a ticket");
            self.flaws.push(whole.into());
        }
        if !self.flaws.is_empty() {
            if self.flaws.len() > MOST_PROBLEMS {
                self.flaws.truncate(MOST_PROBLEMS);
                self.flaws.push(Remark::whole("and perhaps more; see to these first").into());
            }
            return Err(Unread::Refused { rows: self.seen, flaws: self.flaws });
        }
        let mut incidents = self.incidents;
        let rows = &incidents.rows;
        let key = |place: &u32| {
            let row = rows.get(*place as usize);
            row.map(|row| (row.ticket, row.revision, row.updated_at, *place))
        };
        let mut order: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
        order.sort_unstable_by_key(key);
        incidents.order = order;
        Ok(incidents)
    }
}

fn not_utf8(line: usize, column: &str) -> Flaw {
    Flaw::cell(
        line,
        column,
        "a character that is no UTF-8; save the file as UTF-8, or say that it is windows-1252",
    )
}

/// Under which name each column's text is kept: the field's own, or the header; a header that comes again
/// gets a number.
fn names(headers: &[String], places: &BTreeMap<Field, usize>) -> Vec<Option<String>> {
    let mut names: Vec<Option<String>> = Vec::with_capacity(headers.len());
    for (place, header) in headers.iter().enumerate() {
        let mut fields = places.iter().filter(|(_, at)| **at == place).map(|(field, _)| *field);
        let name = match fields.next() {
            Some(field) if field.is_envelope() => None,
            Some(field) => Some(field.word().to_owned()),
            None => {
                let header = if header.is_empty() { format!("column {}", place + 1) } else { header.clone() };
                let is_taken = |name: &str| {
                    names.iter().flatten().any(|one| one == name) || name.parse::<Field>().is_ok()
                };
                let numbered = (2..).map(|number| format!("{header} ({number})"));
                std::iter::once(header.clone()).chain(numbered).find(|name| !is_taken(name))
            }
        };
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests;
