//! What each kind of record says, as it is kept.

use super::changed::{
    changed_address, changed_date, changed_line, changed_lines, changed_text, changed_zone,
};
use super::{Identity, Keeping, not_too_many};
use crate::domain::command::{RecordList, RecordParty, RecordPerson, RecordServer, RecordService};
use crate::domain::decide::Refusal;
use crate::domain::decide::said::line;
use crate::domain::directory::{
    DistributionList, Named, Party, Person, Record, RecordId, RecordKind, Rung, Server, Service,
};
use crate::domain::event::Fact;

/// Who can own something or be turned to for it.
const ANYBODY: [RecordKind; 2] = [RecordKind::Person, RecordKind::Team];

impl Keeping<'_> {
    pub(super) fn person(&self, said: &RecordPerson) -> Result<Fact, Refusal> {
        let Identity { id, name, before } =
            self.identity(RecordKind::Person, (&said.name, said.id), said.rename_to.as_ref())?;
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
        self.recorded(id, Record::Person(person), before.as_ref())
    }

    pub(super) fn party(&self, said: &RecordParty, kind: RecordKind) -> Result<Fact, Refusal> {
        let Identity { id, name, before } =
            self.identity(kind, (&said.name, said.id), said.rename_to.as_ref())?;
        let old = match &before {
            Some(Record::Team(party) | Record::Agency(party)) => party.clone(),
            _ => Party::default(),
        };
        let contacts = match &said.contacts {
            None => old.contacts.clone(),
            Some(contacts) => {
                not_too_many("contacts", contacts.len())?;
                contacts.iter().map(|names| self.rung(names, &old.contacts)).collect::<Result<_, _>>()?
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
        self.recorded(id, record, before.as_ref())
    }

    fn rung(&self, names: &[String], old: &[Rung]) -> Result<Rung, Refusal> {
        not_too_many("alternates", names.len())?;
        let mut people = names
            .iter()
            .map(|name| {
                let name = line("a contact", name)?;
                let mut before =
                    old.iter().flat_map(|rung| std::iter::once(&rung.contact).chain(&rung.alternates));
                let before = before.find(|one| self.directory.name_of(one) == name);
                Ok(self.known(&[RecordKind::Person], &name, before))
            })
            .collect::<Result<Vec<Named>, Refusal>>()?
            .into_iter();
        let Some(contact) = people.next() else {
            return Err(Refusal::new("a contact has no name", "say who it is, then the alternates"));
        };
        Ok(Rung { contact, alternates: people.collect() })
    }

    pub(super) fn service(&self, said: &RecordService) -> Result<Fact, Refusal> {
        let Identity { id, name, before } =
            self.identity(RecordKind::Service, (&said.name, said.id), said.rename_to.as_ref())?;
        let old = match &before {
            Some(Record::Service(service)) => (**service).clone(),
            _ => Service::default(),
        };
        let partner = "the Second Level Business Partner";
        let service = Service {
            name,
            owner: self.one("the owner", &ANYBODY, said.owner.as_ref(), old.owner)?,
            resolver: self.one(
                "the resolver team",
                &[RecordKind::Team],
                said.resolver.as_ref(),
                old.resolver,
            )?,
            partner: self.one(partner, &ANYBODY, said.partner.as_ref(), old.partner)?,
            department: self.one(
                "the department",
                &[RecordKind::Agency],
                said.department.as_ref(),
                old.department,
            )?,
            agencies: self.several("an agency", RecordKind::Agency, said.agencies.as_ref(), old.agencies)?,
            servers: self.several("a server", RecordKind::Server, said.servers.as_ref(), old.servers)?,
            lists: self.several("a distribution list", RecordKind::List, said.lists.as_ref(), old.lists)?,
            billed_to: self.one(
                "the agency it is billed to",
                &[RecordKind::Agency],
                said.billed_to.as_ref(),
                old.billed_to,
            )?,
            note: changed_text("the note", said.note.as_ref(), old.note)?,
        };
        self.recorded(id, Record::Service(Box::new(service)), before.as_ref())
    }

    pub(super) fn list(&self, said: &RecordList) -> Result<Fact, Refusal> {
        let Identity { id, name, before } =
            self.identity(RecordKind::List, (&said.name, said.id), said.rename_to.as_ref())?;
        let old = match &before {
            Some(Record::List(list)) => list.clone(),
            _ => DistributionList::default(),
        };
        let standing = Some(old.address).filter(|address| !address.is_empty());
        let address = changed_address(said.address.as_ref(), standing)?.ok_or_else(|| {
            Refusal::new(format!("the distribution list {name} has no address"), "say its address for mail")
        })?;
        let list = DistributionList {
            name,
            address,
            reaches: changed_line("whom it reaches", said.reaches.as_ref(), old.reaches)?,
            audience: changed_line("the audience", said.audience.as_ref(), old.audience)?,
            note: changed_text("the note", said.note.as_ref(), old.note)?,
        };
        self.recorded(id, Record::List(list), before.as_ref())
    }

    pub(super) fn server(&self, said: &RecordServer) -> Result<Fact, Refusal> {
        let Identity { id, name, before } =
            self.identity(RecordKind::Server, (&said.name, said.id), said.rename_to.as_ref())?;
        let old = match &before {
            Some(Record::Server(server)) => server.clone(),
            _ => Server::default(),
        };
        let server = Server {
            name,
            hosts: changed_line("what it hosts", said.hosts.as_ref(), old.hosts)?,
            place: changed_line("where it is", said.place.as_ref(), old.place)?,
            owner: self.one(
                "the team that looks after it",
                &[RecordKind::Team],
                said.owner.as_ref(),
                old.owner,
            )?,
            note: changed_text("the note", said.note.as_ref(), old.note)?,
        };
        self.recorded(id, Record::Server(server), before.as_ref())
    }

    /// Somebody or something that is named; what is left out stays, an empty text clears.
    fn one(
        &self,
        what: &str,
        kinds: &[RecordKind],
        said: Option<&String>,
        old: Option<Named>,
    ) -> Result<Option<Named>, Refusal> {
        let Some(said) = said else { return Ok(old) };
        if said.trim().is_empty() {
            return Ok(None);
        }
        Ok(Some(self.known(kinds, &line(what, said)?, old.as_ref())))
    }

    /// All that are named, each once; what is left out stays.
    fn several(
        &self,
        what: &str,
        kind: RecordKind,
        said: Option<&Vec<String>>,
        old: Vec<Named>,
    ) -> Result<Vec<Named>, Refusal> {
        let Some(names) = said else { return Ok(old) };
        not_too_many("of them", names.len())?;
        let mut all: Vec<Named> = Vec::new();
        for name in names.iter().filter(|name| !name.trim().is_empty()) {
            let name = line(what, name)?;
            let before = old.iter().find(|one| self.directory.name_of(one) == name);
            let one = self.known(&[kind], &name, before);
            if !all.iter().any(|other| self.directory.same(other, &one)) {
                all.push(one);
            }
        }
        Ok(all)
    }

    /// A name with its record. What was meant before under that name is still meant, also where another
    /// record has the name as well.
    fn known(&self, kinds: &[RecordKind], name: &str, before: Option<&Named>) -> Named {
        let before = before.filter(|one| one.record.is_some() && self.directory.name_of(one) == name);
        before.map_or_else(|| self.directory.named(kinds, name), |one| self.directory.settled(one))
    }

    /// The fact of a record that differs from what is kept.
    fn recorded(&self, id: RecordId, record: Record, before: Option<&Record>) -> Result<Fact, Refusal> {
        let is_offered = self.directory.record(id).is_some_and(|kept| !kept.is_retired);
        if before == Some(&record) && is_offered {
            return Err(Refusal::new(
                format!("{} is kept like that already", record.name()),
                "there is nothing to change",
            ));
        }
        Ok(Fact::DirectoryRecorded { id, record })
    }
}
