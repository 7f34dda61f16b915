//! Going back to a copy of the log: what that would bring and lose, and the change itself, by the desk that runs
//! or by one of the command's own.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use chrono_tz::Tz;
use clap::Args;
use serde_json::{Value, json};

use super::place::Place;
use super::text::{self, Table};
use super::{json as shapes, reads};
use crate::desk::upkeep::{Comparison, Holds, Restored, compare, prepare};
use crate::domain::time::{Instant, whole_second};
use crate::domain::words::counted;

/// What `restore --help` adds.
pub const HELP: &str = "\
The copy is checked whole first. Then the log that runs is closed, set aside in the data folder under a name of its \
own (set-aside-….db), and the copy takes its place; whatever fails on the way, the log that was runs on. Nothing is \
deleted, and restoring the file that was set aside comes back. The log goes on as another device, so that entries \
that are lost here can come back by a handoff file of a desk that has them.\n\n\
A log that is damaged is put right by `bridgewatch recover`.";

/// What is restored.
#[derive(Debug, Args)]
pub struct Restoring {
    /// The copy: a backup, a log that was set aside, or the log of another folder
    pub file: PathBuf,
    /// Only say what would come back, and what would be lost
    #[arg(long)]
    pub dry_run: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// Carries out `restore`.
pub fn restore(place: &Place, asked: &Restoring, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let folder = place.folder()?;
    let zone = reads::desk_alone(&folder)?.1.settings.zone;
    let compared = compare(&folder, &asked.file).context("nothing was changed")?;
    let restored = if asked.dry_run {
        None
    } else {
        // The folder is held before a draft is put into it.
        let mut desk = place.desk("restore", now)?;
        let prepared = prepare(&folder, &asked.file, now).context("nothing was changed")?;
        Some(desk.with(move |desk, now| desk.restore(prepared, now))??)
    };
    if asked.json {
        serde_json::to_writer_pretty(&mut *out, &shape(&compared, restored.as_ref(), zone))?;
        writeln!(out)?;
        return Ok(());
    }
    say(&compared, restored.as_ref(), zone, out)
}

fn say(
    compared: &Comparison,
    restored: Option<&Restored>,
    zone: Tz,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let would = if restored.is_some() { "It holds" } else { "It would bring back" };
    writeln!(out, "{would} {}", holds_words(compared.copy, zone))?;
    let lost = counted(compared.lost, "entry", "entries");
    match (compared.lost, compared.lost_from) {
        (0, _) | (_, None) => writeln!(out, "The log that runs has nothing beyond it")?,
        (_, Some(from)) => {
            let at = text::time(whole_second(from), zone);
            let word = if restored.is_some() { "Set aside with the other log" } else { "It would lose" };
            writeln!(out, "{word}: {lost} written down from {at} on")?;
        }
    }
    if compared.lost_beside > 0 {
        let beside = counted(compared.lost_beside, "entry", "entries");
        writeln!(out, "{beside} of them about no incident: the desk, the directory, the watch, reviews")?;
    }
    let mut table = Table::new(&["Incident", "", "Entries", "Title"]);
    for one in &compared.incidents {
        let whole = if one.is_whole { "all of it" } else { "" };
        let name = if one.reference.is_empty() { one.id.0.to_string() } else { one.reference.clone() };
        table.row(vec![name, whole.to_owned(), one.entries.to_string(), one.title.clone()]);
    }
    if !table.is_empty() {
        table.print(out)?;
    }
    if compared.gained > 0 {
        let gained = counted(compared.gained, "entry", "entries");
        writeln!(out, "It holds {gained} that the log that ran lacks")?;
    }
    if let Some(restored) = restored {
        writeln!(out, "Restored. The log that ran until now is kept as {}", restored.aside.display())?;
        if restored.erased_again > 0 {
            let entries = counted(restored.erased_again, "entry", "entries");
            writeln!(
                out,
                "People who were erased since were erased again, from {entries}; the copy itself has them still"
            )?;
        }
    }
    Ok(())
}

fn holds_words(holds: Holds, zone: Tz) -> String {
    let entries = counted(holds.events, "entry", "entries");
    match holds.last_at {
        Some(at) => format!("{entries}, the last of {}", text::time(whole_second(at), zone)),
        None => entries,
    }
}

fn shape(compared: &Comparison, restored: Option<&Restored>, zone: Tz) -> Value {
    let at = |at: Option<Instant>| at.map(|at| shapes::time(at, zone));
    let holds = |holds: Holds| json!({"entries": holds.events, "last_at": at(holds.last_at)});
    let incidents: Vec<Value> = compared
        .incidents
        .iter()
        .map(|one| {
            json!({
                "id": one.id,
                "reference": one.reference,
                "title": one.title,
                "entries": one.entries,
                "all_of_it": one.is_whole,
            })
        })
        .collect();
    json!({
        "copy": holds(compared.copy),
        "log": holds(compared.log),
        "lost": compared.lost,
        "lost_from": at(compared.lost_from),
        "lost_about_no_incident": compared.lost_beside,
        "incidents": incidents,
        "gained": compared.gained,
        "restored": restored.is_some(),
        "erased_again": restored.map(|one| one.erased_again),
        "set_aside": restored.map(|one| one.aside.display().to_string()),
    })
}
