//! The directory: listed, written as CSV, what points at a record, likely doubles.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use serde_json::{Value, json};
use uuid::Uuid;

use super::dossier::finish;
use super::reads::{look, print_json};
use super::text;
use crate::documents::directory_csv::directory_csv;
use crate::domain::directory::doubles::doubles;
use crate::domain::directory::uses::{Use, uses};
use crate::domain::directory::{Directory, Named, Record, RecordId, RecordKind};
use crate::domain::event::{Event, Fact};
use crate::domain::time::Instant;
use crate::domain::words::counted;
use crate::domain::world::World;
use crate::platform::write_atomically;

/// How the directory is asked for.
#[derive(Debug, Args)]
#[command(
    after_long_help = "The CSV has a row for each record and each leave that is not over, and reads back with \
        `bridgewatch import directory`; its help says what the columns hold."
)]
pub struct Directing {
    /// Only this kind: person, team, agency, service, list, server
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub kind: Option<RecordKind>,
    /// What points at the record of this name or id: see it before you retire or merge it
    #[arg(long, value_name = "NAME", conflicts_with_all = ["csv", "doubles"])]
    pub uses: Option<String>,
    /// List records that are likely the same, by name, address or number
    #[arg(long, conflicts_with = "csv")]
    pub doubles: bool,
    /// Write it as CSV to this file
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub csv: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

fn kind(word: &str) -> Result<RecordKind, String> {
    let known = || RecordKind::ALL.map(RecordKind::word).join(", ");
    RecordKind::of_word(word).ok_or_else(|| format!("write {}", known()))
}

/// Carries out `directory`.
pub fn directory(
    data: Option<&PathBuf>,
    directing: &Directing,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let world = look(data, None)?;
    if let Some(name) = &directing.uses {
        let id = named(&world.directory, directing.kind, name)?;
        return uses_of(&world, id, directing.json, now, out);
    }
    if directing.doubles {
        return doubles_of(&world.directory, directing, out);
    }
    if let Some(file) = &directing.csv {
        return write_csv(&world, directing.kind, file, now, out);
    }
    list(&world, directing, out)
}

fn write_csv(
    world: &World,
    kind: Option<RecordKind>,
    file: &Path,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    write_atomically(file, &directory_csv(world, kind, now)).with_context(|| file.display().to_string())?;
    let kinds = RecordKind::ALL.into_iter().filter(|one| kind.is_none_or(|kind| kind == *one));
    let count: usize = kinds.map(|kind| world.directory.count(kind)).sum();
    writeln!(out, "{} is written ({})", file.display(), counted(count as u64, "record", "records"))?;
    Ok(())
}

/// The record of that name or id.
fn named(directory: &Directory, kind: Option<RecordKind>, name: &str) -> anyhow::Result<RecordId> {
    let kinds = kind.map_or_else(|| RecordKind::ALL.to_vec(), |kind| vec![kind]);
    let by_id = Uuid::parse_str(name).ok().map(RecordId).filter(|id| directory.record(*id).is_some());
    if let Some(id) = by_id {
        return Ok(directory.standing(id));
    }
    match directory.all_named(&kinds, name).as_slice() {
        [only] => Ok(*only),
        [] => bail!("nothing of the directory is called `{name}`; see `bridgewatch directory`"),
        several => {
            bail!(
                "{} records are called `{name}`; say --kind, or an id of `bridgewatch directory --json`",
                several.len()
            )
        }
    }
}

fn uses_of(
    world: &World,
    id: RecordId,
    as_json: bool,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let all = uses(world, id, now);
    if as_json {
        let shape = |one: &Use| json!({ "of": one.kind.heading(), "words": one.words });
        return print_json(out, all.iter().map(shape).collect());
    }
    let mut table = text::Table::new(&["From", "What points at it"]);
    for one in &all {
        table.row(vec![one.kind.heading().to_owned(), one.words.clone()]);
    }
    finish(out, &table, "Nothing points at it")
}

fn doubles_of(directory: &Directory, directing: &Directing, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut all = doubles(directory);
    all.retain(|one| directing.kind.is_none_or(|kind| kind == one.kind));
    let name = |id: RecordId| directory.record(id).map_or("", |kept| kept.record.name());
    let signs = |one: &crate::domain::directory::doubles::Double| {
        one.signs.iter().map(|sign| sign.words()).collect::<Vec<_>>()
    };
    if directing.json {
        let side = |id: RecordId| json!({ "id": id.0.to_string(), "name": name(id) });
        let shape = |one: &crate::domain::directory::doubles::Double| {
            json!({
                "kind": one.kind.word(),
                "one": side(one.one),
                "other": side(one.other),
                "signs": signs(one),
            })
        };
        return print_json(out, all.iter().map(shape).collect());
    }
    let mut table = text::Table::new(&["Kind", "One", "Other", "Why"]);
    for one in &all {
        table.row(vec![
            one.kind.word().to_owned(),
            name(one.one).to_owned(),
            name(one.other).to_owned(),
            signs(one).join(", "),
        ]);
    }
    finish(out, &table, "No record is likely another one")
}

fn list(world: &World, directing: &Directing, out: &mut dyn Write) -> anyhow::Result<()> {
    let directory = &world.directory;
    let kinds = || RecordKind::ALL.into_iter().filter(|kind| directing.kind.is_none_or(|only| only == *kind));
    let all = || kinds().flat_map(|kind| directory.all(kind));
    if directing.json {
        let shape = |(id, record): (RecordId, &Record)| {
            let body = serde_json::to_value(record).unwrap_or(Value::Null);
            let fields = body.get(record.kind().word()).cloned().unwrap_or(Value::Null);
            json!({ "id": id.0.to_string(), "kind": record.kind().word(), "record": fields })
        };
        return print_json(out, all().map(shape).collect());
    }
    let mut table = text::Table::new(&["Kind", "Name", "How"]);
    for (_, record) in all() {
        let how = how(directory, record).join(", ");
        table.row(vec![record.kind().word().to_owned(), record.name().to_owned(), how]);
    }
    finish(out, &table, "The directory is empty; see `record_person` in `bridgewatch apply --help`")
}

/// What a record is reached by, or who stands behind it.
fn how(directory: &Directory, record: &Record) -> Vec<String> {
    let known = |part: &str, named: &Option<Named>| {
        named.as_ref().map(|named| format!("{part} {}", directory.name_of(named)))
    };
    match record {
        Record::Person(person) => person.phones.iter().chain(&person.email).cloned().collect(),
        Record::Team(party) | Record::Agency(party) => {
            let contacts = party.contacts.iter().map(|rung| {
                let people = std::iter::once(&rung.contact).chain(&rung.alternates);
                people.map(|one| directory.name_of(one)).collect::<Vec<_>>().join(" / ")
            });
            party.phone.iter().chain(&party.email).cloned().chain(contacts).collect()
        }
        Record::Service(service) => [
            known("resolver", &service.resolver),
            known("owner", &service.owner),
            known("partner", &service.partner),
            known("department", &service.department),
            known("billed to", &service.billed_to),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Record::List(list) => std::iter::once(&list.address).chain(&list.reaches).cloned().collect(),
        Record::Server(server) => {
            let owner = known("looked after by", &server.owner);
            server.hosts.iter().chain(&server.place).cloned().chain(owner).collect()
        }
    }
}

/// After commands were applied: what still points at records that they retired.
pub(super) fn say_what_points_at_retired(
    world: &World,
    events: &[Event],
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    for event in events {
        let Fact::DirectoryRetired { id, .. } = &event.fact else { continue };
        let all = uses(world, *id, now);
        let Some(kept) = world.directory.own(*id).filter(|_| !all.is_empty()) else { continue };
        writeln!(out, "{} is retired, and still pointed at:", kept.record.name())?;
        for one in &all {
            writeln!(out, "  {}", one.words)?;
        }
    }
    Ok(())
}
