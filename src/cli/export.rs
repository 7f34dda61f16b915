//! The whole log out of here: as JSON lines, word for word, or as tables.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::reads::folder;
use crate::desk::exporting::{export_log, export_tables};
use crate::domain::time::Instant;
use crate::domain::words::counted;
use crate::platform::system_zone;

/// What `export --help` adds.
pub const HELP: &str = "\
The JSON lines hold every entry word for word, with its hashes, also those that only a newer program reads. The \
first line says what the file is, its format, and how many entries and bytes follow, with their SHA-256, so that a \
file that was cut or changed is noticed. The same log is always the same bytes. `bridgewatch import log` takes such \
a file in: into a folder without a log it makes the same log, into another it is merged.\n\n\
The tables are for spreadsheets: entries, incidents, updates, tasks, people, directory, watches, effort, figures. \
Nothing reads them back.";

/// How the log is written.
#[derive(Debug, Args)]
#[group(required = true, multiple = true, args = ["jsonl", "csv"])]
pub struct Exporting {
    /// Write every entry as a line of JSON into this new file
    #[arg(long, value_name = "FILE")]
    pub jsonl: Option<PathBuf>,
    /// Write tables as CSV into this new folder
    #[arg(long, value_name = "FOLDER")]
    pub csv: Option<PathBuf>,
    /// Say what was written as JSON
    #[arg(long)]
    pub json: bool,
}

/// Carries out `export`.
pub fn export(
    data: Option<&PathBuf>,
    asked: &Exporting,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let folder = folder(data)?;
    let mut said = serde_json::Map::new();
    if let Some(file) = &asked.jsonl {
        let head = export_log(&folder, file, false)?;
        if asked.json {
            said.insert(
                "jsonl".to_owned(),
                json!({
                    "file": file.display().to_string(),
                    "format": head.format,
                    "entries": head.events,
                    "bytes": head.bytes,
                    "sha256": head.sha256,
                }),
            );
        } else {
            let entries = counted(head.events, "entry", "entries");
            writeln!(out, "Wrote {}: {entries}, SHA-256 {}", file.display(), head.sha256)?;
        }
    }
    if let Some(to) = &asked.csv {
        let tables = export_tables(&folder, to, system_zone(), now)?;
        if asked.json {
            said.insert("csv".to_owned(), json!({"folder": to.display().to_string(), "tables": tables}));
        } else {
            writeln!(out, "Wrote {}: {}", to.display(), tables.join(", "))?;
        }
    }
    if asked.json {
        serde_json::to_writer_pretty(&mut *out, &said)?;
        writeln!(out)?;
    }
    Ok(())
}
