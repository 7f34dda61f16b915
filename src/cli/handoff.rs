//! Handoff files: made, looked into, merged.

use std::collections::BTreeMap;
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::place::Place;
use super::reads::folder;
use super::text::{self, Table};
use crate::desk::handoff::{export as make, open_file, save_file};
use crate::domain::event::DeviceId;
use crate::domain::time::{Instant, whole_second};
use crate::domain::words::counted;
use crate::platform::{self, system_zone};
use crate::store::handoff::{Handoff, HandoffError, Manifest, MergeReport, preview_alone};
use crate::store::{Store, StoreError};

/// The longest passphrase file, in bytes.
const MAX_PASSPHRASE: u64 = 4096;

/// What can be done with handoff files.
#[derive(Debug, Subcommand)]
pub enum HandoffVerb {
    /// Write the log, or what another desk lacks of it, into one file
    Export {
        /// The file, such as NAME.bridgewatch; one of that name is replaced
        file: PathBuf,
        /// Only what this desk lacks: its name or device, known from a file of it that was merged here
        #[arg(long = "for", value_name = "DESK")]
        for_desk: Option<String>,
        /// How it is sealed and printed
        #[command(flatten)]
        common: Common,
    },
    /// Take in what this desk lacks of a file: all of it or nothing
    Merge {
        /// The file
        file: PathBuf,
        /// Only say what it would bring
        #[arg(long)]
        dry_run: bool,
        /// How it is sealed and printed
        #[command(flatten)]
        common: Common,
    },
    /// Check a file and say what is in it, and what it would bring
    Show {
        /// The file
        file: PathBuf,
        /// How it is sealed and printed
        #[command(flatten)]
        common: Common,
    },
}

/// What all of them take.
#[derive(Debug, Args)]
pub struct Common {
    /// The passphrase that seals the file: the first line of this file
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

impl Common {
    fn passphrase(&self) -> anyhow::Result<Option<String>> {
        self.passphrase_file.as_deref().map(first_line).transpose()
    }
}

/// The first line of a file, without its end.
fn first_line(path: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let file = platform::open_file(path).with_context(|| path.display().to_string())?;
    file.take(MAX_PASSPHRASE).read_to_end(&mut bytes).with_context(|| path.display().to_string())?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default().to_vec();
    let line = String::from_utf8(line).map_err(|_bytes| {
        anyhow::anyhow!("{}: the passphrase is not UTF-8; save it as UTF-8", path.display())
    })?;
    let line = line.strip_suffix('\r').unwrap_or(&line);
    if line.is_empty() {
        bail!("{}: its first line is empty; write the passphrase there", path.display());
    }
    Ok(line.to_owned())
}

pub fn run(place: &Place, verb: &HandoffVerb, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let data = place.data();
    match verb {
        HandoffVerb::Export { file, for_desk, common } => {
            export(data, file, (for_desk.as_deref(), common), now, out)
        }
        HandoffVerb::Merge { file, dry_run, common } => merge(place, file, (*dry_run, common), now, out),
        HandoffVerb::Show { file, common } => show(data, file, common, now, out),
    }
}

fn export(
    data: Option<&PathBuf>,
    file: &Path,
    (for_desk, common): (Option<&str>, &Common),
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let passphrase = common.passphrase()?;
    let store = Store::open_read_only(&folder(data)?)?;
    let made = make(&store, for_desk, now)?;
    save_file(file, &made, passphrase.as_deref())?;
    if common.json {
        let shape = json!({
            "file": file.display().to_string(),
            "sealed": passphrase.is_some(),
            "manifest": made.manifest,
        });
        return print_one(out, &shape);
    }
    let sealed = if passphrase.is_some() { ", sealed" } else { "" };
    writeln!(out, "Wrote {}: {}{sealed}", file.display(), entries(made.manifest.events))?;
    Ok(())
}

fn merge(
    place: &Place,
    file: &Path,
    (dry_run, common): (bool, &Common),
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    // Read and checked before the folder is touched.
    let read = open(file, common)?;
    let nothing = "nothing was merged";
    let report = if dry_run {
        would_bring(place.data(), &read, now)?.context(nothing)?
    } else {
        if !is_log_there(place)? {
            // A file that would be refused makes no desk.
            preview_alone(&read, now).context(nothing)?;
        }
        let mut desk = place.desk("handoff merge", now)?;
        desk.with(move |desk, now| desk.merge(&read, now))?.context(nothing)?
    };
    say_merged(&report, (dry_run, common.json), out)
}

/// A log that was exported, and how it is brought in.
#[derive(Debug, Args)]
pub struct LogFile {
    /// The file
    pub file: PathBuf,
    /// Only say what it would bring
    #[arg(long)]
    pub dry_run: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// Carries out `import log`.
pub fn import(place: &Place, asked: &LogFile, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let read = open_file(&asked.file, None).with_context(|| asked.file.display().to_string())?;
    let nothing = "nothing was imported";
    let report = if asked.dry_run {
        would_bring(place.data(), &read, now)?.context(nothing)?
    } else if is_log_there(place)? {
        let mut desk = place.desk("import", now)?;
        desk.with(move |desk, now| desk.merge(&read, now))?.context(nothing)?
    } else {
        preview_alone(&read, now).context(nothing)?;
        // Not by a desk, which would begin its log with an entry of its own: this becomes the same log.
        let (folder, _lock) = place.hold("import", now)?;
        Store::open(&folder, now)?.merge(&read, now).context(nothing)?
    };
    say_merged(&report, (asked.dry_run, asked.json), out)
}

fn is_log_there(place: &Place) -> anyhow::Result<bool> {
    Ok(!matches!(Store::open_read_only(&place.folder()?), Err(StoreError::Absent { .. })))
}

fn say_merged(
    report: &MergeReport,
    (dry_run, as_json): (bool, bool),
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if as_json {
        return print_one(out, &report_json(report));
    }
    let brings = if dry_run { "It would bring " } else { "Merged " };
    writeln!(out, "{brings}{}; {} were here already", new_entries(report.total()), report.had)?;
    print_report(report, out)
}

fn show(
    data: Option<&PathBuf>,
    file: &Path,
    common: &Common,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let read = open(file, common)?;
    let manifest = read.manifest();
    let brings = would_bring(data, &read, now)?;
    if common.json {
        let spoken: Vec<Value> = read
            .incidents()
            .into_iter()
            .map(|one| {
                let (reference, title) = one.opened.unzip();
                json!({"id": one.id, "reference": reference, "title": title, "entries": one.entries})
            })
            .collect();
        let (report, refused) = match &brings {
            Ok(report) => (report_json(report), Value::Null),
            Err(err) => (Value::Null, err.to_string().into()),
        };
        let shape = json!({
            "manifest": manifest,
            "sealed": read.is_sealed(),
            "incidents": spoken,
            "would_bring": report,
            "refused": refused,
        });
        return print_one(out, &shape);
    }
    print_manifest(manifest, (read.is_log(), read.is_sealed()), out)?;
    match brings {
        Ok(report) => {
            writeln!(out, "It would bring {}; {} are here already", new_entries(report.total()), report.had)?;
            print_report(&report, out)
        }
        Err(err) => {
            writeln!(out, "It would be refused here: {err}")?;
            let mut table = Table::new(&["Incident", "Entries", "Title"]);
            for one in read.incidents() {
                let (reference, title) = one.opened.unwrap_or_else(|| (one.id.0.to_string(), String::new()));
                table.row(vec![reference, one.entries.to_string(), title]);
            }
            if !table.is_empty() {
                table.print(out)?;
            }
            Ok(())
        }
    }
}

fn open(file: &Path, common: &Common) -> anyhow::Result<Handoff> {
    let passphrase = common.passphrase()?;
    open_file(file, passphrase.as_deref()).with_context(|| file.display().to_string())
}

/// What merging a file would bring to the log of the data folder, or to a new one where there is none;
/// the inner error is why it would be refused.
fn would_bring(
    data: Option<&PathBuf>,
    file: &Handoff,
    now: Instant,
) -> anyhow::Result<Result<MergeReport, HandoffError>> {
    let folder = match folder(data) {
        Ok(folder) => folder,
        // A system without a usual place has no log there.
        Err(_none) if data.is_none() => return Ok(preview_alone(file, now)),
        Err(err) => return Err(err),
    };
    match Store::open_read_only(&folder) {
        Ok(store) => Ok(store.preview(file, now)),
        Err(StoreError::Absent { .. }) => Ok(preview_alone(file, now)),
        Err(err) => Err(err.into()),
    }
}

fn print_manifest(
    manifest: &Manifest,
    (is_log, is_sealed): (bool, bool),
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let made = text::time(whole_second(manifest.made_at), system_zone());
    let sealed = if is_sealed { ", sealed" } else { "" };
    let name: String = manifest.desk.chars().filter(|c| !c.is_control()).collect();
    if is_log {
        writeln!(out, "A log as JSON lines, its newest entry of {made}")?;
    } else {
        writeln!(out, "A handoff file of “{name}” ({}), made {made}{sealed}", manifest.device.0)?;
    }
    writeln!(out, "Whole: {}, {} bytes", entries(manifest.events), manifest.bytes)?;
    let mut table = Table::new(&["Desk", "From entry", "To entry", "Entries"]);
    for one in &manifest.desks {
        table.row(vec![
            one.device.0.to_string(),
            one.first.to_string(),
            one.last.to_string(),
            one.count.to_string(),
        ]);
    }
    if !table.is_empty() {
        table.print(out)?;
    }
    Ok(())
}

fn print_report(report: &MergeReport, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(words) = report.erased_words() {
        writeln!(out, "{words}")?;
    }
    if report.unknown_kinds > 0 {
        writeln!(
            out,
            "{} of a kind that this version does not know; they are kept",
            entries(report.unknown_kinds)
        )?;
    }
    if report.waiting > 0 {
        writeln!(
            out,
            "{} incidents whose opening has not arrived; a file of the desk that opened them brings it",
            report.waiting
        )?;
    }
    let mut table = Table::new(&["Incident", "", "Entries", "Title"]);
    for one in &report.incidents {
        let new = if one.is_new { "new" } else { "" };
        table.row(vec![one.reference.clone(), new.to_owned(), one.entries.to_string(), one.title.clone()]);
    }
    if !table.is_empty() {
        table.print(out)?;
    }
    Ok(())
}

fn report_json(report: &MergeReport) -> Value {
    let by_device = |new: &BTreeMap<DeviceId, u64>| -> Vec<Value> {
        new.iter().map(|(device, entries)| json!({"device": device, "entries": entries})).collect()
    };
    let incidents: Vec<Value> = report
        .incidents
        .iter()
        .map(|one| {
            json!({
                "id": one.id,
                "reference": one.reference,
                "title": one.title,
                "new": one.is_new,
                "entries": one.entries,
            })
        })
        .collect();
    json!({
        "new": by_device(&report.new),
        "new_entries": report.total(),
        "had": report.had,
        "unknown_kinds": report.unknown_kinds,
        "waiting": report.waiting,
        "erased_people": report.erased_people,
        "erased_entries": report.erased_entries,
        "incidents": incidents,
    })
}

fn print_one(out: &mut dyn Write, value: &Value) -> anyhow::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}

/// `1 entry`, `3 entries`.
fn entries(count: u64) -> String {
    counted(count, "entry", "entries")
}

/// `1 new entry`, `3 new entries`.
fn new_entries(count: u64) -> String {
    counted(count, "new entry", "new entries")
}
