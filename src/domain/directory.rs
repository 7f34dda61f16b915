//! People, teams, agencies and services, as far as an incident needs them: whom to call, in which
//! order, and who gets an update.
//!
//! A name that is not in the directory can be used everywhere: it is a [`Named`] without a record.
//! Records are never deleted; a retired one is not offered any more and stays readable.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::event::{Event, Fact};
use super::time::Instant;

/// A record of the directory, for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub Uuid);

impl RecordId {
    /// The identity of a record that is made at `at` under that name. Pure: the same desk that says the
    /// same at the same instant makes the same record.
    pub fn of(kind: RecordKind, name: &str, at: Instant) -> Self {
        use sha2::{Digest, Sha256};
        let text = format!("{}\n{}\n{}", kind.word(), name.to_lowercase(), at.timestamp_millis());
        let digest = Sha256::digest(text.as_bytes());
        let mut bytes = [0_u8; 16];
        for (slot, byte) in bytes.iter_mut().zip(digest.iter()) {
            *slot = *byte;
        }
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

/// Somebody or something that is named: with its record where the directory has one, as a name alone
/// where it has none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Named {
    /// The name as it was said.
    pub name: String,
    /// Its record, if it has one.
    pub record: Option<RecordId>,
}

impl Named {
    /// A name without a record.
    pub fn plain(name: impl Into<String>) -> Self {
        Self { name: name.into(), record: None }
    }

    /// Whether both mean the same: the same record, or the same name where one has none.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self.record, other.record) {
            (Some(one), Some(two)) => one == two,
            _ => self.name.to_lowercase() == other.name.to_lowercase(),
        }
    }
}

/// Whether a text is an address for mail, as far as it can be told by looking at it: one `@` with
/// something on both sides, a domain without empty parts, and nothing that ends an address in a list.
pub fn is_address(text: &str) -> bool {
    let is_stray = |c: char| c.is_whitespace() || c.is_control() || "()<>[]:;,\\\"".contains(c);
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty()
        && !domain.contains(['@', '?', '&', '/', '%', '#'])
        && domain.split('.').all(|part| !part.is_empty())
        && !text.contains(is_stray)
}

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// A person.
    Person,
    /// A team, with escalation contacts.
    Team,
    /// A customer agency, with contacts (C).
    Agency,
    /// A service.
    Service,
}

impl RecordKind {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Person, Self::Team, Self::Agency, Self::Service];

    /// The word in files and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Team => "team",
            Self::Agency => "agency",
            Self::Service => "service",
        }
    }

    /// The word for several, as a heading.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Person => "People",
            Self::Team => "Teams",
            Self::Agency => "Agencies",
            Self::Service => "Services",
        }
    }
}

/// A record of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A person.
    Person(Person),
    /// A team.
    Team(Party),
    /// A customer agency.
    Agency(Party),
    /// A service.
    Service(Service),
}

/// A person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// What they are called.
    pub name: String,
    /// What they do, in a few words.
    pub role: Option<String>,
    /// Their numbers, in the order in which they are tried.
    pub phones: Vec<String>,
    /// Their address.
    pub email: Option<String>,
    /// Words.
    pub note: Option<String>,
    /// IANA name of the zone they live in.
    pub time_zone: Option<String>,
    /// The date on which they completed the manager learning (R).
    pub learned_on: Option<NaiveDate>,
}

/// A team or an agency: somebody to turn to, with contacts in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// What it is called.
    pub name: String,
    /// Its address for mail, such as a distribution list.
    pub email: Option<String>,
    /// Its own number.
    pub phone: Option<String>,
    /// Its escalation contacts in order, each with alternates (C).
    pub contacts: Vec<Rung>,
    /// The audience of a policy that it belongs to, such as `executives`.
    pub audience: Option<String>,
    /// Words.
    pub note: Option<String>,
}

/// One step of a team's escalation contacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// Whom to call.
    pub contact: Named,
    /// Whom to call when they do not answer, in order.
    pub alternates: Vec<Named>,
}

/// A service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// What it is called.
    pub name: String,
    /// Who owns it.
    pub owner: Option<Named>,
    /// The team that restores it.
    pub resolver: Option<Named>,
    /// The Second Level Business Partner (R, Resources).
    pub partner: Option<Named>,
    /// The customer agencies that are affected when it is down.
    pub agencies: Vec<Named>,
    /// The servers that host it (S).
    pub servers: Vec<String>,
    /// The agency that owns it as an application, to which it is billed (C).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_to: Option<Named>,
    /// Words.
    pub note: Option<String>,
}

impl Record {
    /// What it is.
    pub const fn kind(&self) -> RecordKind {
        match self {
            Self::Person(_) => RecordKind::Person,
            Self::Team(_) => RecordKind::Team,
            Self::Agency(_) => RecordKind::Agency,
            Self::Service(_) => RecordKind::Service,
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Person(person) => &person.name,
            Self::Team(party) | Self::Agency(party) => &party.name,
            Self::Service(service) => &service.name,
        }
    }
}

/// A record as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The record.
    pub record: Record,
    /// Whether it is not offered any more.
    pub is_retired: bool,
}

/// Somebody to call, with the numbers that are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callee {
    /// Who.
    pub whom: Named,
    /// What they are here: `contact 1`, `alternate`, `Second Level Business Partner`.
    pub part: String,
    /// Numbers, in the order in which they are tried.
    pub phones: Vec<String>,
    /// Their address.
    pub email: Option<String>,
}

/// The directory as its facts make it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    records: BTreeMap<RecordId, Kept>,
    /// What is offered, by kind and by name in small letters: a screen asks for names each frame.
    names: BTreeSet<(RecordKind, String, RecordId)>,
}

impl Directory {
    /// One more fact; one that is not about the directory changes nothing.
    pub fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::DirectoryRecorded { id, record } => {
                self.offer_no_more(*id);
                self.names.insert((record.kind(), record.name().to_lowercase(), *id));
                self.records.insert(*id, Kept { record: record.clone(), is_retired: false });
            }
            Fact::DirectoryRetired { id, .. } => {
                self.offer_no_more(*id);
                if let Some(kept) = self.records.get_mut(id) {
                    kept.is_retired = true;
                }
            }
            _ => {}
        }
    }

    fn offer_no_more(&mut self, id: RecordId) {
        if let Some(kept) = self.records.get(&id) {
            self.names.remove(&(kept.record.kind(), kept.record.name().to_lowercase(), id));
        }
    }

    /// The names of a kind that are offered, from one on, in order.
    fn offered(&self, kind: RecordKind, from: String) -> impl Iterator<Item = (&str, RecordId)> {
        let first = (kind, from, RecordId(Uuid::nil()));
        let of_kind = self.names.range(first..).take_while(move |(one, _, _)| *one == kind);
        of_kind.map(|(_, name, id)| (name.as_str(), *id))
    }

    /// A record, retired or not.
    pub fn record(&self, id: RecordId) -> Option<&Kept> {
        self.records.get(&id)
    }

    /// Whether nothing was ever recorded.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The record whose id is written like that, retired or not.
    pub fn by_person_id(&self, id: &str) -> Option<&Record> {
        let id = RecordId(Uuid::parse_str(id).ok()?);
        self.records.get(&id).map(|kept| &kept.record)
    }

    /// All records of a kind that are offered, by name.
    pub fn all(&self, kind: RecordKind) -> Vec<(RecordId, &Record)> {
        let offered = self.offered(kind, String::new());
        offered.filter_map(|(_, id)| Some((id, &self.records.get(&id)?.record))).collect()
    }

    /// The one record of these kinds that has this name, without regard to case; none where there is
    /// none, or where several have it.
    pub fn by_name(&self, kinds: &[RecordKind], name: &str) -> Option<RecordId> {
        let wanted = name.trim().to_lowercase();
        let of_kind = |kind: &RecordKind| {
            let same = self.offered(*kind, wanted.clone()).take_while(|(name, _)| *name == wanted);
            same.map(|(_, id)| id).collect::<Vec<_>>()
        };
        let found: Vec<RecordId> = kinds.iter().flat_map(of_kind).collect();
        match found.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// A name with its record, where exactly one of these kinds has that name.
    pub fn named(&self, kinds: &[RecordKind], name: &str) -> Named {
        let record = self.by_name(kinds, name);
        let known = record.and_then(|id| self.records.get(&id)).map(|kept| kept.record.name().to_owned());
        Named { name: known.unwrap_or_else(|| name.to_owned()), record }
    }

    /// What somebody is called now: the record's name where there is one.
    pub fn name_of<'a>(&'a self, named: &'a Named) -> &'a str {
        let record = named.record.and_then(|id| self.records.get(&id));
        record.map_or(&named.name, |kept| kept.record.name())
    }

    /// The records of these kinds whose name, role or address has words that begin with the typed ones,
    /// those whose name begins with them first; at most `most`.
    pub fn matching(&self, kinds: &[RecordKind], typed: &str, most: usize) -> Vec<(RecordId, &Record)> {
        let typed = typed.trim().to_lowercase();
        let wanted: Vec<&str> = typed.split_whitespace().collect();
        let mut found: Vec<(usize, String, RecordId, &Record)> = Vec::new();
        for (id, kept) in &self.records {
            if kept.is_retired || !kinds.contains(&kept.record.kind()) {
                continue;
            }
            let name = kept.record.name().to_lowercase();
            let more = more_words(&kept.record);
            let has = |text: &str, word: &str| {
                text.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word))
            };
            if !wanted.iter().all(|word| has(&name, word) || name.contains(*word) || has(&more, word)) {
                continue;
            }
            let rank = if name.starts_with(&typed) {
                0
            } else if wanted.iter().all(|word| has(&name, word)) {
                1
            } else {
                2
            };
            found.push((rank, name, *id, &kept.record));
        }
        found.sort_by(|one, two| (one.0, &one.1, one.2).cmp(&(two.0, &two.1, two.2)));
        found.into_iter().take(most).map(|(_, _, id, record)| (id, record)).collect()
    }

    /// How somebody is reached, as far as it is known.
    pub fn callee(&self, whom: &Named, part: impl Into<String>) -> Callee {
        let record = whom.record.and_then(|id| self.records.get(&id)).map(|kept| &kept.record);
        let (phones, email) = match record {
            Some(Record::Person(person)) => (person.phones.clone(), person.email.clone()),
            Some(Record::Team(party) | Record::Agency(party)) => {
                (party.phone.iter().cloned().collect(), party.email.clone())
            }
            Some(Record::Service(_)) | None => (Vec::new(), None),
        };
        let name = self.name_of(whom).to_owned();
        Callee { whom: Named { name, record: whom.record }, part: part.into(), phones, email }
    }

    /// A team or agency by its record.
    pub fn party(&self, named: &Named) -> Option<&Party> {
        match &self.records.get(&named.record?)?.record {
            Record::Team(party) | Record::Agency(party) => Some(party),
            Record::Person(_) | Record::Service(_) => None,
        }
    }

    /// A service by its record.
    pub fn service(&self, named: &Named) -> Option<&Service> {
        match &self.records.get(&named.record?)?.record {
            Record::Service(service) => Some(service),
            _ => None,
        }
    }

    /// Whom to call of a team or agency, in order: each contact, then its alternates (C).
    pub fn call_order(&self, party: &Named) -> Vec<Callee> {
        let Some(found) = self.party(party) else { return Vec::new() };
        let name = &found.name;
        let mut order = Vec::new();
        for (at, rung) in found.contacts.iter().enumerate() {
            order.push(self.callee(&rung.contact, format!("{name}, contact {}", at + 1)));
            for alternate in &rung.alternates {
                order.push(self.callee(alternate, format!("{name}, alternate of contact {}", at + 1)));
            }
        }
        order
    }
}

/// What a record can be found by beside its name, in small letters.
fn more_words(record: &Record) -> String {
    let words: Vec<&str> = match record {
        Record::Person(person) => {
            person.role.iter().chain(&person.email).chain(&person.phones).map(String::as_str).collect()
        }
        Record::Team(party) | Record::Agency(party) => {
            let contacts = party.contacts.iter().map(|rung| rung.contact.name.as_str());
            party.email.iter().chain(&party.phone).map(String::as_str).chain(contacts).collect()
        }
        Record::Service(service) => {
            let people = [&service.owner, &service.resolver, &service.partner];
            let people = people.into_iter().flatten().map(|named| named.name.as_str());
            people.chain(service.servers.iter().map(String::as_str)).collect()
        }
    };
    words.join(" ").to_lowercase()
}
