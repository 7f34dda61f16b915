//! Search over everything that was logged.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::json::time;
use super::reads::{desk_alone, folder, print_json};
use super::text;
use crate::domain::incident::Phase;
use crate::domain::time::Instant;
use crate::domain::words::Priority;
use crate::store::search::{Hit, Search};

/// What is looked for.
#[derive(Debug, Args)]
#[command(
    after_long_help = "All words must be there, without regard to case and accents. `pay*` finds what begins so; \
        '\"card terminal\"' finds words that stand together. Hits that name an incident come first, then what people \
        wrote, then what other programs wrote; the newest first. What was corrected or taken back is found, and says \
        so. Without words, the filters alone choose."
)]
pub struct Searching {
    /// The words
    pub words: Vec<String>,
    /// Only what happened from here on, RFC 3339 with an offset
    #[arg(long, value_name = "T", value_parser = super::instant)]
    pub from: Option<Instant>,
    /// Only what happened before this
    #[arg(long, value_name = "T", value_parser = super::instant)]
    pub until: Option<Instant>,
    /// Only about incidents of this priority
    #[arg(long, value_name = "PRIORITY")]
    pub priority: Option<Priority>,
    /// Only about incidents that are open, restored, closed, cancelled or duplicate
    #[arg(long, value_name = "STATE", value_parser = phase)]
    pub state: Option<Phase>,
    /// Only about incidents that hit this service
    #[arg(long, value_name = "NAME")]
    pub service: Option<String>,
    /// Only what this person said, or that names them
    #[arg(long, value_name = "NAME")]
    pub person: Option<String>,
    /// Only entries of this kind, such as `note_logged`
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// How many at the most
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
    /// How many to leave out, the first ones
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

fn phase(word: &str) -> Result<Phase, String> {
    let all = [Phase::Open, Phase::Restored, Phase::Closed, Phase::Cancelled, Phase::Duplicate];
    let found = all.into_iter().find(|phase| phase.word() == word.to_lowercase());
    found.ok_or_else(|| "write open, restored, closed, cancelled or duplicate".to_owned())
}

/// Carries out `search`.
pub fn search(data: Option<&PathBuf>, searching: &Searching, out: &mut dyn Write) -> anyhow::Result<()> {
    let (store, world) = desk_alone(&folder(data)?)?;
    let zone = world.settings.zone;
    let asked = Search {
        words: searching.words.join(" "),
        from: searching.from,
        until: searching.until,
        priorities: searching.priority.into_iter().collect(),
        phase: searching.state,
        service: searching.service.clone(),
        person: searching.person.clone(),
        kind: searching.kind.clone(),
        limit: searching.limit,
        offset: searching.offset,
    };
    let hits = store.map_or(Ok(Vec::new()), |store| store.search(&asked))?;
    if searching.json {
        let value = |hit: &Hit| -> Value {
            let incident = hit.incident.as_ref();
            json!({
                "incident": incident.map(|one| &one.reference),
                "title": incident.map(|one| &one.title),
                "priority": incident.and_then(|one| one.priority).map(Priority::word),
                "incident_state": incident.map(|one| &one.phase),
                "entry": hit.entry.0.to_string(),
                "kind": hit.kind,
                "happened_at": time(hit.happened_at, zone),
                "actor": hit.actor,
                "state": hit.state.word(),
                "rank": hit.rank,
                "snippet": hit.snippet.text,
                "marked": hit.snippet.marked("«", "»"),
            })
        };
        return print_json(out, hits.iter().map(value).collect());
    }
    let mut table = text::Table::new(&["Happened", "Incident", "By", "Words", ""]);
    for hit in &hits {
        let state = hit.state.word().replace('_', " ");
        table.row(vec![
            text::time(hit.happened_at, zone),
            hit.incident.as_ref().map_or_else(|| hit.subject.to_string(), |one| one.reference.clone()),
            hit.actor.clone(),
            hit.snippet.marked("«", "»"),
            if state == "stands" { String::new() } else { state },
        ]);
    }
    if table.is_empty() {
        writeln!(out, "Nothing has these words")?;
        return Ok(());
    }
    table.print(out)?;
    Ok(())
}
