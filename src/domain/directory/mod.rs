//! People, teams, agencies, services, distribution lists and servers, as far as an incident needs them:
//! whom to call, in which order, and who gets an update.
//!
//! A name that is not in the directory can be used everywhere: it is a [`Named`] without a record.
//! Records are never deleted; a retired one is not offered any more and stays readable. A double that was
//! merged into another record means that one from then on, everywhere: [`Directory::standing`] is the one
//! place that says so.
//!
//! A department is an agency: one that has a service coordinator and reviews (I), which are facts of
//! [`super::service_review`] and not of the record.
//!
//! | file | is |
//! | --- | --- |
//! | `record` | the records, and names that may have one |
//! | `merges` | which record another means |
//! | `filled` | a record with what it lacked and its double has |
//! | `doubles` | records that are likely the same |
//! | `sheet`, `leave_sheet` | a record, and a leave, as the texts of a table’s columns, and back |
//! | `uses` | what points at a record |
//! | `wish` | what somebody wants kept |

pub mod doubles;
mod filled;
pub mod leave_sheet;
mod merges;
mod record;
pub mod sheet;
pub mod uses;
pub mod wish;

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

pub use self::filled::filled;
pub use self::merges::{Merge, Merges};
pub use self::record::{
    DistributionList, Named, Party, Person, Record, RecordId, RecordKind, Rung, Server, Service, is_address,
};
use super::event::{Event, Fact};

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

/// Names of records, by kind and in small letters: a screen asks for names each frame.
type Names = BTreeSet<(RecordKind, String, RecordId)>;

/// The directory as its facts make it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    records: BTreeMap<RecordId, Kept>,
    /// What is offered.
    names: Names,
    /// What records were called that were merged into another: whoever says it means that one.
    aliases: Names,
    merges: Merges,
}

impl Directory {
    /// One more fact; one that is not about the directory changes nothing.
    pub fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::DirectoryRecorded { id, record } => self.keep(*id, record),
            Fact::DirectoryRetired { id, .. } => {
                if let Some(kept) = self.records.get_mut(id) {
                    kept.is_retired = true;
                }
                self.place(*id);
            }
            Fact::DirectoryMerged { kept, gone } => {
                let kind = |id: &RecordId| self.records.get(id).map(|kept| kept.record.kind());
                if kind(kept).is_some() && kind(kept) == kind(gone) {
                    // What had stood for the double is the one that goes.
                    let goes = self.standing(*gone);
                    self.merges.add(Merge {
                        entry: event.id,
                        at: event.happened_at,
                        kept: *kept,
                        gone: *gone,
                    });
                    self.place(goes);
                }
            }
            Fact::EntryRetracted { entry, .. } => {
                for id in self.merges.take_back(*entry) {
                    self.place(id);
                }
            }
            _ => {}
        }
    }

    fn keep(&mut self, id: RecordId, record: &Record) {
        self.forget_name(id);
        self.records.insert(id, Kept { record: record.clone(), is_retired: false });
        self.place(id);
        // Another desk, which did not know of the merge, wrote more of the double: what it adds is kept.
        let standing = self.standing(id);
        if standing != id
            && let Some(kept) = self.records.get_mut(&standing)
        {
            kept.record = filled(&kept.record, record);
        }
    }

    fn forget_name(&mut self, id: RecordId) {
        let Some(kept) = self.records.get(&id) else { return };
        let key = (kept.record.kind(), kept.record.name().to_lowercase(), id);
        self.names.remove(&key);
        self.aliases.remove(&key);
    }

    /// Puts the name of a record where it belongs: offered, said of another, or nowhere.
    fn place(&mut self, id: RecordId) {
        self.forget_name(id);
        let is_merged = self.standing(id) != id;
        let Some(kept) = self.records.get(&id) else { return };
        let key = (kept.record.kind(), kept.record.name().to_lowercase(), id);
        if is_merged {
            self.aliases.insert(key);
        } else if !kept.is_retired {
            self.names.insert(key);
        }
    }

    /// What a record means: itself, or the one that it was merged into.
    pub fn standing(&self, id: RecordId) -> RecordId {
        self.merges.standing(id)
    }

    /// The merges that hold, in the order of the log.
    pub const fn merges(&self) -> &Merges {
        &self.merges
    }

    /// The names of a kind that are offered, from one on, in order.
    fn offered(&self, kind: RecordKind, from: String) -> impl Iterator<Item = (&str, RecordId)> {
        from_on(&self.names, kind, from)
    }

    /// A record, retired or not; of one that was merged, the one that stands for it.
    pub fn record(&self, id: RecordId) -> Option<&Kept> {
        self.records.get(&self.standing(id))
    }

    /// A record as it was last kept itself, also where another stands for it now.
    pub fn own(&self, id: RecordId) -> Option<&Kept> {
        self.records.get(&id)
    }

    /// Whether nothing was ever recorded.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The record whose id is written like that, retired or not.
    pub fn by_person_id(&self, id: &str) -> Option<&Record> {
        let id = RecordId(Uuid::parse_str(id).ok()?);
        self.record(id).map(|kept| &kept.record)
    }

    /// All records of a kind that are offered, by name.
    pub fn all(&self, kind: RecordKind) -> Vec<(RecordId, &Record)> {
        let offered = self.offered(kind, String::new());
        offered.filter_map(|(_, id)| Some((id, &self.records.get(&id)?.record))).collect()
    }

    /// How many records of a kind are offered.
    pub fn count(&self, kind: RecordKind) -> usize {
        self.offered(kind, String::new()).count()
    }

    /// All records of these kinds that have this name, without regard to case; where none has, those that
    /// one of this name was merged into.
    pub fn all_named(&self, kinds: &[RecordKind], name: &str) -> Vec<RecordId> {
        let wanted = name.trim().to_lowercase();
        let of = |names: &Names| {
            let of_kind = |kind: &RecordKind| {
                let same = from_on(names, *kind, wanted.clone()).take_while(|(name, _)| *name == wanted);
                same.map(|(_, id)| id).collect::<Vec<_>>()
            };
            kinds.iter().flat_map(of_kind).collect::<Vec<RecordId>>()
        };
        let found = of(&self.names);
        if !found.is_empty() {
            return found;
        }
        let mut meant: Vec<RecordId> = of(&self.aliases).into_iter().map(|id| self.standing(id)).collect();
        meant.sort_unstable();
        meant.dedup();
        meant.retain(|id| self.records.get(id).is_some_and(|kept| !kept.is_retired));
        meant
    }

    /// The one record of these kinds that has this name, without regard to case; none where there is
    /// none, or where several have it.
    pub fn by_name(&self, kinds: &[RecordKind], name: &str) -> Option<RecordId> {
        match self.all_named(kinds, name).as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// A name with its record, where exactly one of these kinds has that name.
    pub fn named(&self, kinds: &[RecordKind], name: &str) -> Named {
        let record = self.by_name(kinds, name);
        let known = record.and_then(|id| self.record(id)).map(|kept| kept.record.name().to_owned());
        Named { name: known.unwrap_or_else(|| name.to_owned()), record }
    }

    /// The record that somebody means: what their record stands for, else the one of these kinds that has
    /// the name.
    pub fn meant(&self, kinds: &[RecordKind], named: &Named) -> Option<RecordId> {
        let kept = named.record.map(|id| self.standing(id)).filter(|id| self.records.contains_key(id));
        kept.or_else(|| self.by_name(kinds, &named.name))
    }

    /// Whether both mean the same: the same record after every merge, or the same name where one has none.
    pub fn same(&self, one: &Named, other: &Named) -> bool {
        match (one.record, other.record) {
            (Some(one), Some(other)) => self.standing(one) == self.standing(other),
            _ => one.is_same(other),
        }
    }

    /// Somebody as they are known now: the record that stands, and its name.
    #[must_use]
    pub fn settled(&self, named: &Named) -> Named {
        Named { name: self.name_of(named).to_owned(), record: named.record.map(|id| self.standing(id)) }
    }

    /// What somebody is called now: the record's name where there is one.
    pub fn name_of<'a>(&'a self, named: &'a Named) -> &'a str {
        let record = named.record.and_then(|id| self.record(id));
        record.map_or(&named.name, |kept| kept.record.name())
    }

    /// The records of these kinds whose name, role or address has words that begin with the typed ones,
    /// those whose name begins with them first; at most `most`.
    pub fn matching(&self, kinds: &[RecordKind], typed: &str, most: usize) -> Vec<(RecordId, &Record)> {
        let typed = typed.trim().to_lowercase();
        let wanted: Vec<&str> = typed.split_whitespace().collect();
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let is_number = digits.len() >= LEAST_DIGITS && typed.chars().all(|c| !c.is_alphabetic());
        let mut found: Vec<(usize, String, RecordId, &Record)> = Vec::new();
        for (kind, name, id) in &self.names {
            let Some(kept) = self.records.get(id).filter(|_| kinds.contains(kind)) else { continue };
            let more = more_words(&kept.record);
            let has = |text: &str, word: &str| {
                text.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word))
            };
            let fits = wanted.iter().all(|word| has(name, word) || name.contains(*word) || has(&more, word));
            let by_number = is_number && !fits && has_number(&kept.record, &digits);
            let by_address = typed.contains('@') && !fits && more.contains(&typed);
            if !fits && !by_number && !by_address {
                continue;
            }
            let rank = if name.starts_with(&typed) {
                0
            } else if wanted.iter().all(|word| has(name, word)) {
                1
            } else {
                2
            };
            found.push((rank, name.clone(), *id, &kept.record));
        }
        found.sort_by(|one, two| (one.0, &one.1, one.2).cmp(&(two.0, &two.1, two.2)));
        found.into_iter().take(most).map(|(_, _, id, record)| (id, record)).collect()
    }

    /// How somebody is reached, as far as it is known.
    pub fn callee(&self, whom: &Named, part: impl Into<String>) -> Callee {
        let record = whom.record.and_then(|id| self.record(id)).map(|kept| &kept.record);
        let (phones, email) = match record {
            Some(Record::Person(person)) => (person.phones.clone(), person.email.clone()),
            Some(Record::Team(party) | Record::Agency(party)) => {
                (party.phone.iter().cloned().collect(), party.email.clone())
            }
            Some(Record::List(list)) => (Vec::new(), Some(list.address.clone())),
            Some(Record::Service(_) | Record::Server(_)) | None => (Vec::new(), None),
        };
        Callee { whom: self.settled(whom), part: part.into(), phones, email }
    }

    /// A team or agency by its record.
    pub fn party(&self, named: &Named) -> Option<&Party> {
        match &self.record(named.record?)?.record {
            Record::Team(party) | Record::Agency(party) => Some(party),
            _ => None,
        }
    }

    /// A service by its record.
    pub fn service(&self, named: &Named) -> Option<&Service> {
        match &self.record(named.record?)?.record {
            Record::Service(service) => Some(service),
            _ => None,
        }
    }

    /// A distribution list by its record.
    pub fn list(&self, named: &Named) -> Option<&DistributionList> {
        match &self.record(named.record?)?.record {
            Record::List(list) => Some(list),
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

/// From how many digits on a search looks for them in the middle of a number too.
const LEAST_DIGITS: usize = 3;

fn from_on(names: &Names, kind: RecordKind, from: String) -> impl Iterator<Item = (&str, RecordId)> {
    let first = (kind, from, RecordId(Uuid::nil()));
    let of_kind = names.range(first..).take_while(move |(one, _, _)| *one == kind);
    of_kind.map(|(_, name, id)| (name.as_str(), *id))
}

/// Whether a number of the record has these digits in a row, however it is written.
fn has_number(record: &Record, digits: &str) -> bool {
    let has = |phone: &String| {
        let plain: String = phone.chars().filter(char::is_ascii_digit).collect();
        plain.contains(digits)
    };
    match record {
        Record::Person(person) => person.phones.iter().any(has),
        Record::Team(party) | Record::Agency(party) => party.phone.iter().any(has),
        Record::Service(_) | Record::List(_) | Record::Server(_) => false,
    }
}

/// What a record can be found by beside its name, in small letters.
fn more_words(record: &Record) -> String {
    let names = |all: &[Named]| all.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join(" ");
    let words: Vec<&str> = match record {
        Record::Person(person) => {
            person.role.iter().chain(&person.email).chain(&person.phones).map(String::as_str).collect()
        }
        Record::Team(party) | Record::Agency(party) => {
            let contacts = party.contacts.iter().map(|rung| rung.contact.name.as_str());
            party.email.iter().chain(&party.phone).map(String::as_str).chain(contacts).collect()
        }
        Record::Service(service) => {
            let people = [
                &service.owner,
                &service.resolver,
                &service.partner,
                &service.department,
                &service.billed_to,
            ];
            let people = people.into_iter().flatten().map(|named| named.name.as_str());
            let servers = names(&service.servers);
            let words = people.map(str::to_lowercase).chain([servers.to_lowercase()]);
            return words.collect::<Vec<_>>().join(" ");
        }
        Record::List(list) => {
            let words = [list.reaches.as_deref(), list.audience.as_deref()];
            words.into_iter().flatten().chain([list.address.as_str()]).collect()
        }
        Record::Server(server) => {
            let owner = server.owner.iter().map(|named| named.name.as_str());
            let words = [server.hosts.as_deref(), server.place.as_deref()];
            words.into_iter().flatten().chain(owner).collect()
        }
    };
    words.join(" ").to_lowercase()
}
