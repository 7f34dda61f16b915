//! The whole log as tables, each a CSV file (RFC 4180): entries, incidents, updates, tasks, people, the
//! directory, the watches, effort, figures.
//!
//! For spreadsheets and other programs. What only a newer program reads stands among the entries with its
//! words as they are; nothing is read back from here: that is what the log as JSON lines is for.
//!
//! Never here: how one cell is made harmless, which is [`super::csv_cell`]'s.

mod entries;
mod incidents;
mod work;

use chrono::Datelike as _;
use chrono_tz::Tz;
use csv::{Terminator, Writer, WriterBuilder};

use super::csv_cell::neutral_cell;
use super::directory_csv::directory_csv;
use super::effort_csv::effort_csv;
use super::plain_text::lines;
use super::rota_csv::{rfc3339, rota_csv};
use super::rota_outside::usual_span;
use crate::domain::event::Event;
use crate::domain::rota::change::Window;
use crate::domain::service_review::effort::of_year;
use crate::domain::time::Instant;
use crate::domain::world::World;

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The name of its file.
    pub name: &'static str,
    /// Its bytes, with a header; UTF-8 without a mark.
    pub bytes: Vec<u8>,
}

/// All tables of a log. `world` holds all of `events`, which are in the order of the log; `now` is when the
/// tables are made: the watches reach a year beyond it.
pub fn tables_of(world: &World, events: &[Event], now: Instant) -> Vec<Table> {
    let first = events.iter().map(|event| event.happened_at).min().unwrap_or(now);
    let span = usual_span(now);
    let window = Window::new(first.min(span.from), span.until);
    let rota = world.rota();
    let table = |name, bytes| Table { name, bytes };
    vec![
        table("entries.csv", entries::entries(world, events)),
        table("incidents.csv", incidents::incidents(world)),
        table("updates.csv", work::updates(world)),
        table("tasks.csv", work::tasks(world)),
        table("people.csv", work::people(world)),
        table("directory.csv", directory_csv(world, None, now)),
        table("watches.csv", rota_csv(rota, &rota.shifts(window), world.settings.zone)),
        table("effort.csv", effort(world)),
        table("figures.csv", figures(world)),
    ]
}

/// A table that is being written.
struct Sheet {
    writer: Writer<Vec<u8>>,
}

impl Sheet {
    fn new(columns: &[&str]) -> Self {
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
        // Writing to memory cannot fail.
        writer.write_record(columns).unwrap_or_default();
        Self { writer }
    }

    fn row(&mut self, cells: &[String]) {
        self.writer.write_record(cells).unwrap_or_default();
    }

    fn bytes(self) -> Vec<u8> {
        self.writer.into_inner().unwrap_or_default()
    }
}

/// A text that people typed, whole and harmless.
fn typed(text: &str) -> String {
    neutral_cell(lines(text).trim_end()).into_owned()
}

fn maybe_typed(text: Option<&str>) -> String {
    text.map(typed).unwrap_or_default()
}

/// An instant on the wall clock of the zone, with its offset.
fn at(at: Instant, zone: Tz) -> String {
    rfc3339(at, zone)
}

fn maybe_at(instant: Option<Instant>, zone: Tz) -> String {
    instant.map(|one| at(one, zone)).unwrap_or_default()
}

fn effort(world: &World) -> Vec<u8> {
    let mut years: Vec<i32> =
        world.service_reviews.efforts.iter().map(|effort| effort.spent.on.year()).collect();
    years.sort_unstable();
    years.dedup();
    let sums: Vec<_> =
        years.into_iter().flat_map(|year| of_year(&world.service_reviews, &world.directory, year)).collect();
    effort_csv(&sums, &world.directory)
}

/// Every figure that stands.
fn figures(world: &World) -> Vec<u8> {
    let mut sheet = Sheet::new(&["measure", "from", "until", "value", "source", "entered", "by", "entry"]);
    for (_, figure) in world.figures.standing() {
        sheet.row(&[
            typed(&figure.said.measure),
            figure.said.from.to_string(),
            figure.said.until.to_string(),
            figure.said.value.to_string(),
            maybe_typed(figure.said.source.as_deref()),
            at(figure.at, world.settings.zone),
            typed(&figure.by),
            figure.entry.0.to_string(),
        ]);
    }
    sheet.bytes()
}

#[cfg(test)]
mod tests;
