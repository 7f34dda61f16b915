//! The directory and the desk's notifications page: what is kept, and what is refused.

use chrono::NaiveDate;

use super::Refusal;
use super::billing::rate;
use super::said::{line, optional_text};
use crate::domain::command::{RecordParty, RecordPerson, RecordService, Wish};
use crate::domain::directory::{
    Directory, Named, Party, Person, Record, RecordId, RecordKind, Rung, Service, is_address,
};
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
        Wish::RetireRecord { kind, name, why } => keeping.retire(kind, name, why.as_ref())?,
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

impl Keeping<'_> {
    /// The record of that name, or the identity of a new one, and the name it shall have.
    fn identity(
        &self,
        kind: RecordKind,
        name: &str,
        rename_to: Option<&String>,
    ) -> Result<(RecordId, String, Option<Record>), Refusal> {
        let name = line("the name", name)?;
        let known = self.directory.by_name(&[kind], &name);
        let new_name = rename_to.map(|name| line("the new name", name)).transpose()?;
        if let Some(new_name) = &new_name {
            let taken = self.directory.by_name(&[kind], new_name);
            if known.is_none() {
                return Err(Refusal::new(
                    format!("no {} is called {name}", kind.word()),
                    "name one that there is, or leave `rename_to` out",
                ));
            }
            if taken.is_some() && taken != known {
                return Err(Refusal::new(
                    format!("another {} is called {new_name} already", kind.word()),
                    "choose another name",
                ));
            }
        }
        let record = known.and_then(|id| self.directory.record(id)).map(|kept| kept.record.clone());
        let id = known.unwrap_or_else(|| RecordId::of(kind, &name, self.at));
        let standing = record.as_ref().map(|record| record.name().to_owned());
        Ok((id, new_name.or(standing).unwrap_or(name), record))
    }

    fn person(&self, said: &RecordPerson) -> Result<Fact, Refusal> {
        let (id, name, before) = self.identity(RecordKind::Person, &said.name, said.rename_to.as_ref())?;
        let old = match &before {
            Some(Record::Person(person)) => person.clone(),
            _ => Person::default(),
        };
        let person = Person {
            name,
            role: changed_line("the role", said.role.as_ref(), old.role)?,
            phones: changed_lines("a number", said.phones.as_ref(), old.phones)?,
            email: changed_address(said.email.as_ref(), old.email)?,
            note: changed_text("the note", said.note.as_ref(), old.note)?,
            time_zone: changed_zone(said.time_zone.as_ref(), old.time_zone)?,
            learned_on: changed_date(said.learned_on.as_ref(), old.learned_on)?,
        };
        recorded(id, Record::Person(person), before.as_ref())
    }

    fn party(&self, said: &RecordParty, kind: RecordKind) -> Result<Fact, Refusal> {
        let (id, name, before) = self.identity(kind, &said.name, said.rename_to.as_ref())?;
        let old = match &before {
            Some(Record::Team(party) | Record::Agency(party)) => party.clone(),
            _ => Party::default(),
        };
        let contacts = match &said.contacts {
            None => old.contacts,
            Some(contacts) => {
                not_too_many("contacts", contacts.len())?;
                contacts.iter().map(|names| self.rung(names)).collect::<Result<_, _>>()?
            }
        };
        let party = Party {
            name,
            email: changed_address(said.email.as_ref(), old.email)?,
            phone: changed_line("the number", said.phone.as_ref(), old.phone)?,
            contacts,
            audience: changed_line("the audience", said.audience.as_ref(), old.audience)?,
            note: changed_text("the note", said.note.as_ref(), old.note)?,
        };
        let record = if kind == RecordKind::Team { Record::Team(party) } else { Record::Agency(party) };
        recorded(id, record, before.as_ref())
    }

    fn rung(&self, names: &[String]) -> Result<Rung, Refusal> {
        not_too_many("alternates", names.len())?;
        let mut people = names
            .iter()
            .map(|name| Ok(self.directory.named(&[RecordKind::Person], &line("a contact", name)?)))
            .collect::<Result<Vec<Named>, Refusal>>()?
            .into_iter();
        let Some(contact) = people.next() else {
            return Err(Refusal::new("a contact has no name", "say who it is, then the alternates"));
        };
        Ok(Rung { contact, alternates: people.collect() })
    }

    fn service(&self, said: &RecordService) -> Result<Fact, Refusal> {
        let (id, name, before) = self.identity(RecordKind::Service, &said.name, said.rename_to.as_ref())?;
        let old = match &before {
            Some(Record::Service(service)) => service.clone(),
            _ => Service::default(),
        };
        let anybody = [RecordKind::Person, RecordKind::Team];
        let named = |what: &str, kinds: &[RecordKind], said: Option<&String>, old: Option<Named>| {
            let Some(said) = said else { return Ok(old) };
            if said.trim().is_empty() {
                return Ok(None);
            }
            Ok::<_, Refusal>(Some(self.directory.named(kinds, &line(what, said)?)))
        };
        let agencies = match &said.agencies {
            None => old.agencies,
            Some(names) => {
                not_too_many("agencies", names.len())?;
                names
                    .iter()
                    .map(|name| Ok(self.directory.named(&[RecordKind::Agency], &line("an agency", name)?)))
                    .collect::<Result<_, Refusal>>()?
            }
        };
        let service = Service {
            name,
            owner: named("the owner", &anybody, said.owner.as_ref(), old.owner)?,
            resolver: named("the resolver team", &[RecordKind::Team], said.resolver.as_ref(), old.resolver)?,
            partner: named(
                "the Second Level Business Partner",
                &anybody,
                said.partner.as_ref(),
                old.partner,
            )?,
            agencies,
            servers: changed_lines("a server", said.servers.as_ref(), old.servers)?,
            billed_to: named(
                "the agency it is billed to",
                &[RecordKind::Agency],
                said.billed_to.as_ref(),
                old.billed_to,
            )?,
            note: changed_text("the note", said.note.as_ref(), old.note)?,
        };
        recorded(id, Record::Service(service), before.as_ref())
    }

    fn retire(&self, kind: &str, name: &str, why: Option<&String>) -> Result<Fact, Refusal> {
        let said = kind.trim().to_lowercase();
        let Some(kind) = RecordKind::ALL.into_iter().find(|one| one.word() == said) else {
            let known = RecordKind::ALL.map(RecordKind::word).join(", ");
            return Err(Refusal::new(format!("the directory keeps no `{said}`"), format!("use {known}")));
        };
        let name = line("the name", name)?;
        let id = self.directory.by_name(&[kind], &name).ok_or_else(|| {
            Refusal::new(format!("no {} is called {name}", kind.word()), "name one that there is")
        })?;
        Ok(Fact::DirectoryRetired { id, why: optional_text("the reason", why)? })
    }
}

/// The fact of a record that differs from what is kept.
fn recorded(id: RecordId, record: Record, before: Option<&Record>) -> Result<Fact, Refusal> {
    if before == Some(&record) {
        return Err(Refusal::new(
            format!("{} is kept like that already", record.name()),
            "there is nothing to change",
        ));
    }
    Ok(Fact::DirectoryRecorded { id, record })
}

fn not_too_many(what: &str, count: usize) -> Result<(), Refusal> {
    if count > MOST_PARTS {
        return Err(Refusal::new(format!("there are {count} {what}"), format!("{MOST_PARTS} are the most")));
    }
    Ok(())
}

/// What is left out stays; an empty text clears.
fn changed_line(what: &str, said: Option<&String>, old: Option<String>) -> Result<Option<String>, Refusal> {
    match said {
        None => Ok(old),
        Some(said) if said.trim().is_empty() => Ok(None),
        Some(said) => line(what, said).map(Some),
    }
}

fn changed_text(what: &str, said: Option<&String>, old: Option<String>) -> Result<Option<String>, Refusal> {
    said.map_or(Ok(old), |said| optional_text(what, Some(said)))
}

fn changed_lines(what: &str, said: Option<&Vec<String>>, old: Vec<String>) -> Result<Vec<String>, Refusal> {
    let Some(said) = said else { return Ok(old) };
    not_too_many("of them", said.len())?;
    said.iter().filter(|one| !one.trim().is_empty()).map(|one| line(what, one)).collect()
}

fn changed_zone(said: Option<&String>, old: Option<String>) -> Result<Option<String>, Refusal> {
    let zone = changed_line("the time zone", said, old)?;
    match zone.as_ref().filter(|zone| zone.parse::<chrono_tz::Tz>().is_err()) {
        None => Ok(zone),
        Some(bad) => Err(Refusal::new(
            format!("`{bad}` is not a time zone that is known here"),
            "use an IANA name such as America/Chicago",
        )),
    }
}

fn changed_date(said: Option<&String>, old: Option<NaiveDate>) -> Result<Option<NaiveDate>, Refusal> {
    match said.map(|said| said.trim()) {
        None => Ok(old),
        Some("") => Ok(None),
        Some(said) => NaiveDate::parse_from_str(said, "%Y-%m-%d")
            .ok()
            .map(Some)
            .ok_or_else(|| Refusal::new(format!("`{said}` is not a date"), "write the date like 2026-03-02")),
    }
}

fn changed_address(said: Option<&String>, old: Option<String>) -> Result<Option<String>, Refusal> {
    let address = changed_line("the address", said, old)?;
    match address.as_ref().filter(|address| !is_address(address)) {
        None => Ok(address),
        Some(bad) => {
            Err(Refusal::new(format!("`{bad}` is not an address for mail"), "write it like one@example.org"))
        }
    }
}
