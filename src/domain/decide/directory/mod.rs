//! The directory and the desk's notifications page: what is kept, and what is refused.
//!
//! | file | is |
//! | --- | --- |
//! | `records` | what each kind of record says |
//! | `changed` | its fields, as they are said |
//! | `ends` | retiring, merging, parting |

mod changed;
mod ends;
mod records;

use uuid::Uuid;

use super::Refusal;
use super::billing::rate;
use super::said::line;
use crate::domain::command::Wish;
use crate::domain::directory::{Directory, Record, RecordId, RecordKind};
use crate::domain::event::{Fact, Subject};
use crate::domain::time::Instant;
use crate::domain::timeline::CUSTOMERS;
use crate::domain::world::World;

/// The most numbers, contacts, agencies or servers of one record.
const MOST_PARTS: usize = 200;

/// The facts of a wish about the desk or the directory, and what they are about.
pub fn facts(world: &World, wish: &Wish, at: Instant) -> Result<(Subject, Vec<Fact>), Refusal> {
    if let Wish::SetRate(set) = wish {
        return Ok((Subject::Desk, vec![rate(world, set)?]));
    }
    let keeping = Keeping { directory: &world.directory, at };
    let fact = match wish {
        Wish::RecordPerson(person) => keeping.person(person)?,
        Wish::RecordTeam(party) => keeping.party(party, RecordKind::Team)?,
        Wish::RecordAgency(party) => keeping.party(party, RecordKind::Agency)?,
        Wish::RecordService(service) => keeping.service(service)?,
        Wish::RecordList(list) => keeping.list(list)?,
        Wish::RecordServer(server) => keeping.server(server)?,
        Wish::RetireRecord { kind, name, why } => keeping.retire(kind, name, why.as_ref())?,
        Wish::MergeRecords { kind, kept, gone } => {
            return Ok((Subject::Directory, keeping.merge(kind, kept, gone)?));
        }
        Wish::PartRecords { entry, why } => keeping.part(*entry, why)?,
        Wish::SetNotificationsPage { folder, audience } => {
            let fact = page(folder.as_ref(), audience.as_ref())?;
            return Ok((Subject::Desk, vec![fact]));
        }
        _ => return Err(Refusal::new("this is not about the desk", "name an incident with `key`")),
    };
    Ok((Subject::Directory, vec![fact]))
}

fn page(folder: Option<&String>, audience: Option<&String>) -> Result<Fact, Refusal> {
    let folder = folder.filter(|folder| !folder.trim().is_empty());
    let folder = folder.map(|folder| line("the folder", folder)).transpose()?;
    let is_whole = |folder: &String| {
        folder.starts_with('/')
            || folder.starts_with("\\\\")
            || folder.get(1..3).is_some_and(|drive| drive == ":\\" || drive == ":/")
    };
    if let Some(folder) = folder.as_ref().filter(|folder| !is_whole(folder)) {
        return Err(Refusal::new(
            format!("`{folder}` is not a whole path"),
            "say it from the root of the disk",
        ));
    }
    let audience = audience.filter(|audience| !audience.trim().is_empty());
    let audience = audience.map_or_else(|| Ok(CUSTOMERS.to_owned()), |one| line("the audience", one))?;
    Ok(Fact::NotificationsPageSet { folder, audience })
}

struct Keeping<'a> {
    directory: &'a Directory,
    at: Instant,
}

/// What a record is to be called, and which one it is.
struct Identity {
    id: RecordId,
    name: String,
    /// The record as it stands; none of a new one.
    before: Option<Record>,
}

impl Keeping<'_> {
    /// The record of that name or id, or the identity of a new one, and the name it shall have.
    fn identity(
        &self,
        kind: RecordKind,
        (name, id): (&str, Option<RecordId>),
        rename_to: Option<&String>,
    ) -> Result<Identity, Refusal> {
        let said = line("the name", name)?;
        let named = match id {
            Some(id) => self.of_id(kind, id)?,
            None => self.of_name(kind, &said)?,
        };
        // With an id, the name is what it is called from now on.
        let renamed = rename_to.cloned().or_else(|| id.and(named).map(|_| said.clone()));
        let new_name = renamed.map(|name| line("the new name", &name)).transpose()?;
        if named.is_none() && rename_to.is_some() {
            return Err(Refusal::new(
                format!("no {} is called {said}", kind.word()),
                "name one that there is, or leave `rename_to` out",
            ));
        }
        let before = named.and_then(|id| self.directory.record(id)).map(|kept| kept.record.clone());
        let standing = before.as_ref().map(|record| record.name().to_owned());
        if let Some(new_name) = new_name.as_ref().filter(|new| standing.as_ref() != Some(*new)) {
            let others = self.directory.all_named(&[kind], new_name);
            if others.iter().any(|other| Some(*other) != named) {
                return Err(Refusal::new(
                    format!("another {} is called {new_name} already", kind.word()),
                    "choose another name, or merge the two",
                ));
            }
        }
        let id = named.or(id).unwrap_or_else(|| RecordId::of(kind, &said, self.at));
        Ok(Identity { id, name: new_name.or(standing).unwrap_or(said), before })
    }

    /// The record of that id, if there is one.
    fn of_id(&self, kind: RecordKind, id: RecordId) -> Result<Option<RecordId>, Refusal> {
        match self.directory.record(id) {
            Some(kept) if kept.record.kind() != kind => Err(Refusal::new(
                format!("{} is a {}, no {}", kept.record.name(), kept.record.kind().word(), kind.word()),
                "leave the id out for a new record",
            )),
            Some(_) => Ok(Some(self.directory.standing(id))),
            None => Ok(None),
        }
    }

    /// The one record of that name, if there is one; refused where several have it.
    fn of_name(&self, kind: RecordKind, name: &str) -> Result<Option<RecordId>, Refusal> {
        match self.directory.all_named(&[kind], name).as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(*only)),
            several => Err(Refusal::new(
                format!("{} records of kind {} are called {name}", several.len(), kind.word()),
                "merge them, or name one by its `id` from `bridgewatch directory --json`",
            )),
        }
    }

    /// The record that is meant by a name or an id, of a kind that is said in words.
    fn meant(&self, kind: &str, name: &str) -> Result<(RecordKind, RecordId), Refusal> {
        let Some(kind) = RecordKind::of_word(kind) else {
            let known = RecordKind::ALL.map(RecordKind::word).join(", ");
            let said: String = kind.trim().chars().take(40).collect();
            return Err(Refusal::new(format!("the directory keeps no `{said}`"), format!("use {known}")));
        };
        let name = line("the name", name)?;
        let by_id = Uuid::parse_str(&name).ok().map(RecordId);
        let by_id = by_id.and_then(|id| self.of_id(kind, id).transpose()).transpose()?;
        let found = match by_id {
            Some(id) => Some(id),
            None => self.of_name(kind, &name)?,
        };
        let found = found.ok_or_else(|| {
            Refusal::new(format!("no {} is called {name}", kind.word()), "name one that there is")
        })?;
        Ok((kind, found))
    }
}

fn not_too_many(what: &str, count: usize) -> Result<(), Refusal> {
    if count > MOST_PARTS {
        return Err(Refusal::new(format!("there are {count} {what}"), format!("{MOST_PARTS} are the most")));
    }
    Ok(())
}
