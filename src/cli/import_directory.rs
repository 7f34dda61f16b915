//! The directory brought in from a CSV file.

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use serde_json::{Value, json};

use super::place::Place;
use super::reads::look;
use super::{text, writes};
use crate::desk::Request;
use crate::domain::time::Instant;
use crate::imports::directory_csv::{ImportedDirectory, MAX_DIRECTORY_BYTES, read};
use crate::imports::directory_preview::{DirectoryPreview, FieldChange, RowLine, RowStanding, preview};
use crate::imports::encoding::Encoding;
use crate::imports::{ImportRefusal, Remark};
use crate::platform::read_at_most;

/// What the columns hold.
pub const HELP: &str = "The first line names the columns, in any order; `bridgewatch directory --csv FILE` writes a \
file to begin with. Needed are kind (person, team, agency, service, list, server, leave) and name.\n\n\
  person   role, phones, email, time_zone, learned_on, note\n  \
  team     phones (one number), email, contacts, audience, note\n  \
  agency   as team, and how a department is looked after: coordinator, liaison, reviews_per_year, first_review\n  \
  service  owner, resolver, partner, department, agencies, servers, lists, note\n  \
  list     email (its address), reaches, audience, note\n  \
  server   hosts, place, owner, note\n  \
  leave    from and until (dates, the last day included), note; name is who is away\n\n\
Several names or numbers share a cell with semicolons between them; in contacts the alternates follow after >: \
`Sample One > Sample Two; Sample Three`. A sign that is meant itself has a backslash before it. Dates are like \
2026-03-02.\n\n\
A column that the file lacks stays as it is, an empty cell clears (not for coordinator and what stands beside it). \
With the column id a row is the same record under another name. A row that the file lacks changes nothing: nobody is \
retired by an import. All of a file or none; the same file again changes nothing.";

/// How it is brought in.
#[derive(Debug, Args)]
pub struct ImportingDirectory {
    /// The file: CSV
    pub file: PathBuf,
    /// Its encoding: utf-8 or windows-1252
    #[arg(long, value_name = "NAME", default_value = "utf-8", value_parser = super::import::encoding)]
    pub encoding: Encoding,
    /// Only say what it would bring
    #[arg(long)]
    pub dry_run: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// Carries out `import directory`.
pub(super) fn import(
    place: &Place,
    importing: &ImportingDirectory,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let bytes = read_at_most(&importing.file, MAX_DIRECTORY_BYTES as u64)?;
    let world = look(place.data(), None)?;
    let looked = read(&bytes, importing.encoding)
        .and_then(|file| preview(&file, &world, now).map(|found| (file, found)));
    let (file, found) = match looked {
        Ok(looked) => looked,
        Err(refusal) => {
            if importing.json {
                print(out, &shape(importing, None, Some(&refusal), false))?;
            }
            bail!("nothing of {} was imported\n{refusal}", importing.file.display());
        }
    };
    let is_applied = !importing.dry_run && !found.wishes.is_empty();
    if is_applied {
        let requests = found.wishes.iter().cloned().map(Request::of_desk).collect();
        writes::carry_out(place, "import", requests, now)?;
    }
    if importing.json {
        return print(out, &shape(importing, Some((&file, &found)), None, !importing.dry_run));
    }
    say(out, &file, &found, importing.dry_run)
}

fn say(
    out: &mut dyn Write,
    file: &ImportedDirectory,
    found: &DirectoryPreview,
    is_dry: bool,
) -> anyhow::Result<()> {
    for note in &file.notes {
        writeln!(out, "{note}")?;
    }
    let mut table = text::Table::new(&["Line", "Kind", "Name", "", "What"]);
    for line in found.lines.iter().filter(|line| line.standing != RowStanding::Same) {
        table.row(vec![
            line.line.to_string(),
            line.kind.word().to_owned(),
            line.name.clone(),
            line.standing.word().to_owned(),
            what(line),
        ]);
    }
    if !table.is_empty() {
        table.print(out)?;
    }
    let (new, changed, same) = found.counts();
    let end = if is_dry { "; nothing was changed" } else { "" };
    writeln!(
        out,
        "{} rows: {new} new, {changed} changed, {same} kept like that already{end}",
        found.lines.len()
    )?;
    Ok(())
}

fn what(line: &RowLine) -> String {
    if let RowStanding::Merged(into) = &line.standing {
        return format!("merged into {into}, left as it is");
    }
    let said = |one: &FieldChange| match (&line.standing, one.before.as_str(), one.after.as_str()) {
        (RowStanding::New, _, after) => format!("{} {after}", one.column),
        (_, "", after) => format!("{}: {after}", one.column),
        (_, before, "") => format!("{}: no more {before}", one.column),
        (_, before, after) => format!("{}: {before} → {after}", one.column),
    };
    line.changes.iter().map(said).collect::<Vec<_>>().join(", ")
}

fn print(out: &mut dyn Write, value: &Value) -> anyhow::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}

fn shape(
    importing: &ImportingDirectory,
    looked: Option<(&ImportedDirectory, &DirectoryPreview)>,
    refused: Option<&ImportRefusal>,
    is_applied: bool,
) -> Value {
    let remark = |one: &Remark| json!({ "line": one.line, "reason": one.what });
    let row = |line: &RowLine| {
        let change =
            |one: &FieldChange| json!({ "column": one.column, "before": one.before, "after": one.after });
        json!({
            "line": line.line,
            "kind": line.kind.word(),
            "name": line.name,
            "standing": line.standing.word(),
            "changes": line.changes.iter().map(change).collect::<Vec<_>>(),
        })
    };
    let (new, changed, same) = looked.map_or((0, 0, 0), |(_, found)| found.counts());
    json!({
        "file": importing.file.display().to_string(),
        "applied": is_applied,
        "new": new,
        "changed": changed,
        "same": same,
        "refused": refused.map_or_else(Vec::new, |one| one.problems.iter().map(remark).collect()),
        "notes": looked.map_or_else(Vec::new, |(file, _)| file.notes.iter().map(remark).collect()),
        "rows": looked.map_or_else(Vec::new, |(_, found)| found.lines.iter().map(row).collect()),
    })
}
