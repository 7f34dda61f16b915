//! What only looks: it works beside an open window and changes nothing.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use serde_json::Value;

use super::{Listing, PolicyVerb, json, text};
use crate::desk::language;
use crate::desk::policies;
use crate::desk::reading::{look_whole, whole_world};
use crate::desk::templates;
use crate::documents::whole_log::whole_log;
use crate::domain::policy_file;
use crate::domain::schedule::Deadline;
use crate::domain::time::Instant;
use crate::domain::words::counted;
use crate::domain::world::{Live, World, short};
use crate::platform::{default_data_folder, system_zone};
use crate::store::{Cure, Store, StoreError};

/// The data folder that is meant.
pub fn folder(data: Option<&PathBuf>) -> anyhow::Result<PathBuf> {
    match data {
        Some(folder) => Ok(folder.clone()),
        None => Ok(default_data_folder()?),
    }
}

/// The whole world for looking, or that of a desk without a fact where there is no log yet.
pub(super) fn look(data: Option<&PathBuf>, at: Option<Instant>) -> anyhow::Result<World> {
    let folder = folder(data)?;
    let mut world = look_whole(&folder, system_zone())?;
    if let Some(at) = at {
        world = world.as_of(at);
    }
    world.templates = templates::load(&folder).0;
    world.cause_rules = language::load(&folder).0;
    Ok(world)
}

/// The log, if there is one, and the desk as it stands in it, without an incident.
pub(super) fn desk_alone(folder: &Path) -> anyhow::Result<(Option<Store>, World)> {
    let mut world = World::new(system_zone(), policies::load(folder).in_force);
    match Store::open_read_only(folder) {
        Ok(store) => {
            world.told_apart = store.told_apart()?;
            world.load(store.desk_events()?);
            Ok((Some(store), world))
        }
        // An older one is upgraded by whoever writes.
        Err(StoreError::Absent { .. } | StoreError::Older { .. }) => Ok((None, world)),
        Err(err) => Err(err.into()),
    }
}

/// The incidents of a listing in the order in which they were opened.
fn listed<'a>(world: &'a World, listing: &Listing) -> Vec<&'a Arc<Live>> {
    let mut all: Vec<&Arc<Live>> =
        world.live.values().filter(|live| !listing.open || live.incident.phase.is_live()).collect();
    all.sort_by_key(|live| (live.incident.opened_at, live.incident.id));
    all
}

pub(super) fn print_json(out: &mut dyn Write, values: Vec<Value>) -> anyhow::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &values)?;
    writeln!(out)?;
    Ok(())
}

pub fn incidents(
    data: Option<&PathBuf>,
    listing: &Listing,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let world = look(data, listing.at)?;
    let (now, zone) = (listing.at.unwrap_or(now), world.settings.zone);
    let all = listed(&world, listing);
    if listing.json {
        return print_json(out, all.iter().map(|live| json::incident(live, now, zone)).collect());
    }
    let mut table =
        text::Table::new(&["Reference", "Priority", "State", "Ticket", "Opened", "Title", "Next"]);
    for live in all {
        table.row(text::incident_row(live, now, zone));
    }
    if table.is_empty() {
        writeln!(out, "No incidents")?;
    } else {
        table.print(out)?;
    }
    Ok(())
}

pub fn deadlines(
    data: Option<&PathBuf>,
    listing: &Listing,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let world = look(data, listing.at)?;
    let (now, zone) = (listing.at.unwrap_or(now), world.settings.zone);
    let mut all: Vec<(&Arc<Live>, &Deadline)> = Vec::new();
    for live in listed(&world, listing) {
        let mut of_this: Vec<&Deadline> = live.deadlines.iter().filter(|one| one.is_shown(now)).collect();
        of_this.sort_by_key(|one| (one.due, Arc::clone(&one.clock)));
        all.extend(of_this.into_iter().map(|one| (live, one)));
    }
    if listing.json {
        return print_json(out, all.iter().map(|(live, one)| json::deadline(live, one, now, zone)).collect());
    }
    let mut table = text::Table::new(&["Incident", "Clock", "State", "Due", ""]);
    for (live, one) in all {
        table.row(text::deadline_row(live, one, now, zone));
    }
    if table.is_empty() {
        writeln!(out, "No deadlines")?;
    } else {
        table.print(out)?;
    }
    Ok(())
}

pub fn log(
    data: Option<&PathBuf>,
    incident: Option<&str>,
    as_json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let folder = folder(data)?;
    let found = policies::load(&folder);
    let store = match Store::open_read_only(&folder) {
        Ok(store) => store,
        Err(StoreError::Absent { .. }) if incident.is_none() => {
            return if as_json {
                print_json(out, Vec::new())
            } else {
                Ok(writeln!(out, "Nothing is logged yet")?)
            };
        }
        Err(err) => return Err(err.into()),
    };
    let events = store.all_events()?;
    let world = whole_world(events.clone(), system_zone(), found.in_force);
    let zone = world.settings.zone;
    let only = match incident {
        None => None,
        Some(name) => match world.find(name) {
            Some(live) => Some(live.incident.id),
            None => bail!("no incident is called `{name}`; see `bridgewatch incidents`"),
        },
    };
    let mut values = Vec::new();
    let mut table = text::Table::new(&["Happened", "Recorded", "Incident", "By", "What"]);
    for logged in whole_log(&world, events, only) {
        let (live, entry, words) = (logged.live, &logged.entry, logged.words());
        if as_json {
            let about = live.map(|live| (live.incident.key.as_str(), live.incident.reference.as_str()));
            values.push(json::entry(entry, about, &words, zone));
        } else {
            let taken_back = if entry.retracted_by.is_some() { " (taken back)" } else { "" };
            table.row(vec![
                text::time(entry.happened_at, zone),
                text::time(crate::domain::time::whole_second(entry.event.recorded_at), zone),
                live.map_or_else(|| entry.event.subject.to_string(), |live| live.incident.reference.clone()),
                entry.event.actor.clone(),
                format!("{}{taken_back}", words.replace('\n', " ")),
            ]);
        }
    }
    if as_json {
        return print_json(out, values);
    }
    table.print(out)?;
    Ok(())
}

pub fn verify(data: Option<&PathBuf>, out: &mut dyn Write) -> anyhow::Result<()> {
    let folder = folder(data)?;
    let report = Store::open_read_only(&folder)?.verify()?;
    if report.findings.is_empty() {
        writeln!(out, "Sound: {} entries of {} incidents", report.events, report.incidents)?;
        return Ok(());
    }
    for finding in &report.findings {
        writeln!(out, "{}: {}", finding.where_, finding.what)?;
    }
    for cure in report.cures() {
        writeln!(out, "{}", cure.words())?;
    }
    let found = counted(report.findings.len() as u64, "finding", "findings");
    let next = if report.cures() == BTreeSet::from([Cure::WriteAnew]) {
        "the log itself is sound: check it in the window, in Settings under Data, which writes the history anew"
    } else {
        "keep the file, and see `bridgewatch restore --help` and `bridgewatch recover --help`"
    };
    bail!("{found} in {}; {next}", folder.display())
}

pub fn backup(data: Option<&PathBuf>, file: &Path, out: &mut dyn Write) -> anyhow::Result<()> {
    Store::open_read_only(&folder(data)?)?.backup_to(file)?;
    writeln!(out, "Copied to {}", file.display())?;
    Ok(())
}

pub fn policy(data: Option<&PathBuf>, verb: &PolicyVerb, out: &mut dyn Write) -> anyhow::Result<()> {
    match verb {
        PolicyVerb::List => {
            let found = policies::load(&folder(data)?);
            let mut table = text::Table::new(&["Name", "Version", "Clocks", "From", "Title"]);
            for (name, policy) in &found.in_force {
                table.row(vec![
                    name.clone(),
                    short(&policy.id.version).to_owned(),
                    policy.clocks.len().to_string(),
                    policy.source.clone(),
                    policy.title.clone(),
                ]);
            }
            table.print(out)?;
            for problem in &found.problems {
                writeln!(out, "Not used: {problem}")?;
            }
            Ok(())
        }
        PolicyVerb::Show { name } => {
            let found = policies::load(&folder(data)?);
            let policy = found.in_force.get(name).with_context(|| {
                let known = found.in_force.keys().cloned().collect::<Vec<_>>().join(", ");
                format!("there is no policy `{name}`; there are {known}")
            })?;
            out.write_all(policy.text.as_bytes())?;
            Ok(())
        }
        PolicyVerb::Check { files } => check(files, out),
    }
}

fn check(files: &[PathBuf], out: &mut dyn Write) -> anyhow::Result<()> {
    let mut wrong = 0;
    for file in files {
        let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        match policies::read_text(file).map(|text| policy_file::read(&name, &text)) {
            Ok(Ok(policy)) => {
                writeln!(
                    out,
                    "{}: good, {} clocks, version {}",
                    file.display(),
                    policy.clocks.len(),
                    short(&policy.id.version)
                )?;
            }
            Ok(Err(problems)) => {
                wrong += problems.len();
                for problem in problems {
                    writeln!(out, "{}: {problem}", file.display())?;
                }
            }
            Err(why) => {
                wrong += 1;
                writeln!(out, "{}: {why}", file.display())?;
            }
        }
    }
    if wrong > 0 {
        bail!("{wrong} things to mend; a policy with any of them is not used");
    }
    Ok(())
}
