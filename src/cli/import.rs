//! What comes in from a file: incidents of another system, figures that it measured, the directory.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use chrono::TimeDelta;
use chrono_tz::Tz;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::place::Place;
use super::reads::desk_alone;
use super::text;
use crate::desk::import::{ImportReport, TicketStanding, preview};
use crate::domain::decide::CLOCK_SKEW_SECS;
use crate::domain::time::Instant;
use crate::domain::words::counted;
use crate::imports::civil_times::DateOrder;
use crate::imports::encoding::Encoding;
use crate::imports::incident_mapping::Mapping;
use crate::imports::incidents_csv::{self, Flaw, ImportedIncidents, Reading, Unread};
use crate::platform::open_file;

/// What can be brought in.
#[derive(Debug, Subcommand)]
pub enum ImportVerb {
    /// Incidents from a `ServiceNow` export: a row a ticket, or a row for each revision of it
    #[command(
        after_long_help = "A ticket becomes an incident with its number as key, reference and ticket number; its \
            states become what happened, at the times of the file, and all else that stands in it is kept beside. \
            The same file again changes nothing; a later one brings only what is new. All of a file or none.\n\n\
            Fields for --map: number, state, opened, updated, updated_by, revision, priority, title, category, \
            subcategory, symptom, service, group, assignee, opener, resolved, closed. Without it, columns are found \
            by the names that ServiceNow gives them.\n\n\
            Deadlines that are past already stand on the board and ring no bell."
    )]
    Servicenow(Importing),
    /// The directory from a CSV file: people, teams, agencies, services, lists, servers, leave
    #[command(after_long_help = super::import_directory::HELP)]
    Directory(super::import_directory::ImportingDirectory),
    /// Figures that another system measured, from a CSV with measure, from, until, value
    #[command(
        after_long_help = "A row is a figure for a span of days, both ends in it: `measure` is the id of a \
            [[target]] of the policy, `from` and `until` are dates such as 2026-03-31, `value` is a number in the \
            target's unit; `source` may say where it comes from. A figure that is there for the same span is \
            corrected. All of a file or none; the same file again changes nothing."
    )]
    Figures(super::figures::FiguresFile),
    /// A log that was exported as JSON lines, or a handoff file: all of it or nothing
    #[command(
        after_long_help = "Into a folder without a log it makes the same log again, entry for entry and hash for \
            hash. Into one that has a log it is merged as a handoff file is: only what is lacking comes in, and the \
            same file again changes nothing. It is read and checked whole first, and refused with line and reason."
    )]
    Log(super::handoff::LogFile),
}

/// How a file is brought in.
#[derive(Debug, Args)]
pub struct Importing {
    /// The file: CSV
    pub file: PathBuf,
    /// The zone of its times, an IANA name; the desk's if left out
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// The order of its dates: dmy, mdy or ymd
    #[arg(long, value_name = "ORDER", default_value = "dmy", value_parser = order)]
    pub date_order: DateOrder,
    /// A field whose column has another name than usual; nothing after the = leaves the field out
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// Its encoding: utf-8 or windows-1252
    #[arg(long, value_name = "NAME", default_value = "utf-8", value_parser = encoding)]
    pub encoding: Encoding,
    /// Only say what it would bring
    #[arg(long)]
    pub dry_run: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

fn order(word: &str) -> Result<DateOrder, String> {
    let found = DateOrder::ALL.into_iter().find(|one| one.word() == word.to_lowercase());
    found.ok_or_else(|| "write dmy, mdy or ymd".to_owned())
}

pub(super) fn encoding(word: &str) -> Result<Encoding, String> {
    let found = Encoding::ALL.into_iter().find(|one| one.word() == word.to_lowercase());
    found.ok_or_else(|| "write utf-8 or windows-1252".to_owned())
}

/// Carries out `import`.
pub fn import(place: &Place, verb: &ImportVerb, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let importing = match verb {
        ImportVerb::Servicenow(importing) => importing,
        ImportVerb::Directory(importing) => {
            return super::import_directory::import(place, importing, now, out);
        }
        ImportVerb::Figures(asked) => return super::figures::import(place, asked, now, out),
        ImportVerb::Log(asked) => return super::handoff::import(place, asked, now, out),
    };
    let mut mapping = Mapping::default();
    for change in &importing.map {
        mapping.set(change).map_err(|reason| anyhow::anyhow!("--map: {reason}"))?;
    }
    let (store, world) = desk_alone(&place.folder()?)?;
    let zone: Tz = match &importing.zone {
        None => world.settings.zone,
        Some(name) => name.parse().map_err(|_err| {
            anyhow::anyhow!("`{name}` is not a time zone; use an IANA name such as America/Chicago")
        })?,
    };
    let reading = Reading {
        system: "ServiceNow",
        mapping: &mapping,
        zone,
        order: importing.date_order,
        encoding: importing.encoding,
        latest: now + TimeDelta::seconds(CLOCK_SKEW_SECS),
    };
    let file = open_file(&importing.file).with_context(|| importing.file.display().to_string())?;
    let read = match incidents_csv::read(file, &reading, &mut |_| ControlFlow::Continue(())) {
        Ok(read) => Arc::new(read),
        Err(Unread::Refused { rows, flaws }) => {
            if importing.json {
                let report = ImportReport { rows, ..ImportReport::default() };
                print(out, &shape(importing, zone, (&report, None, &flaws), false))?;
            }
            let said: Vec<String> = flaws.iter().map(ToString::to_string).collect();
            bail!("nothing of {} was imported\n{}", importing.file.display(), said.join("\n"));
        }
        Err(err @ Unread::Stopped) => return Err(err.into()),
    };
    let mut on = |_, _| ControlFlow::Continue(());
    let report = if importing.dry_run {
        preview(store.as_ref(), &world, &read, &mut on)?
    } else {
        drop(store);
        place.desk("import", now)?.import(&read, &mut on).context("nothing was changed")?
    };
    if importing.json {
        return print(out, &shape(importing, zone, (&report, Some(&read), &[]), !importing.dry_run));
    }
    say(out, &report, &read, importing.dry_run)
}

fn say(
    out: &mut dyn Write,
    report: &ImportReport,
    read: &ImportedIncidents,
    is_dry: bool,
) -> anyhow::Result<()> {
    let notes = &read.notes;
    for note in &notes.first {
        writeln!(out, "{note}")?;
    }
    if is_dry {
        let mut table = text::Table::new(&["Ticket", "", "Entries"]);
        for (number, standing, entries) in &report.tickets {
            table.row(vec![number.clone(), standing.word().to_owned(), entries.to_string()]);
        }
        table.print(out)?;
    }
    writeln!(
        out,
        "{}, {}: {} new, {} changed, {} known already; {}{}",
        counted(report.rows as u64, "row", "rows"),
        counted(report.incidents as u64, "incident", "incidents"),
        report.new,
        report.changed,
        report.known,
        counted(report.entries as u64, "entry", "entries"),
        if is_dry { " would be written; nothing was changed" } else { "" }
    )?;
    if report.quiet_deadlines > 0 {
        writeln!(
            out,
            "{} past already; they stand on the board and ring no bell",
            counted(report.quiet_deadlines as u64, "deadline was", "deadlines were")
        )?;
    }
    Ok(())
}

fn print(out: &mut dyn Write, value: &Value) -> anyhow::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}

fn flaw(flaw: &Flaw) -> Value {
    json!({ "line": flaw.line, "column": flaw.column, "reason": flaw.reason })
}

fn shape(
    importing: &Importing,
    zone: Tz,
    (report, read, refused): (&ImportReport, Option<&ImportedIncidents>, &[Flaw]),
    is_applied: bool,
) -> Value {
    let ticket = |(number, standing, entries): &(String, TicketStanding, usize)| json!({ "number": number, "standing": standing.word(), "entries": entries });
    let notes = read.map(|read| &read.notes);
    json!({
        "file": importing.file.display().to_string(),
        "zone": zone.name(),
        "date_order": importing.date_order.word(),
        "applied": is_applied,
        "rows": report.rows,
        "incidents": report.incidents,
        "new": report.new,
        "changed": report.changed,
        "known": report.known,
        "entries": report.entries,
        "quiet_deadlines": report.quiet_deadlines,
        "refused": refused.iter().map(flaw).collect::<Vec<_>>(),
        "notes": {
            "skipped_times": notes.map_or(0, |notes| notes.skipped_times),
            "doubled_times": notes.map_or(0, |notes| notes.doubled_times),
            "first": notes.map_or_else(Vec::new, |notes| notes.first.iter().map(flaw).collect::<Vec<_>>()),
        },
        "tickets": report.tickets.iter().map(ticket).collect::<Vec<_>>(),
    })
}
