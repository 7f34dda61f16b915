//! The records of the directory as facts carry them, and names that may have one.
//!
//! Never here: which records there are, or what one that was merged into another means.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::time::Instant;

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
    /// A customer agency, with contacts (C). A department whose service reviews are kept (I) is one too.
    Agency,
    /// A service.
    Service,
    /// A distribution list (S).
    List,
    /// A server (S).
    Server,
}

impl RecordKind {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Person, Self::Team, Self::Agency, Self::Service, Self::List, Self::Server];

    /// The word in files and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Team => "team",
            Self::Agency => "agency",
            Self::Service => "service",
            Self::List => "list",
            Self::Server => "server",
        }
    }

    /// The word for several, as a heading.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Person => "People",
            Self::Team => "Teams",
            Self::Agency => "Agencies",
            Self::Service => "Services",
            Self::List => "Lists",
            Self::Server => "Servers",
        }
    }

    /// The kind of that word.
    pub fn of_word(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        Self::ALL.into_iter().find(|kind| kind.word() == word)
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
    /// A customer agency, or a department.
    Agency(Party),
    /// A service.
    Service(Box<Service>),
    /// A distribution list.
    List(DistributionList),
    /// A server.
    Server(Server),
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
    /// The department it belongs to: an agency of the directory where one has that name (I).
    pub department: Option<Named>,
    /// The customer agencies that are affected when it is down.
    pub agencies: Vec<Named>,
    /// The servers that host it (S).
    pub servers: Vec<Named>,
    /// The distribution lists that get its updates (S).
    pub lists: Vec<Named>,
    /// The agency that owns it as an application, to which it is billed (C).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_to: Option<Named>,
    /// Words.
    pub note: Option<String>,
}

/// A distribution list (S): one address that reaches many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DistributionList {
    /// What it is called.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Whom it reaches, in words.
    pub reaches: Option<String>,
    /// The audience of a policy that it belongs to, such as `customers`.
    pub audience: Option<String>,
    /// Words.
    pub note: Option<String>,
}

/// A server (S).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// What it is called.
    pub name: String,
    /// What it hosts, in words; the services that name it stand at themselves.
    pub hosts: Option<String>,
    /// Where it stands or runs.
    pub place: Option<String>,
    /// The team that looks after it.
    pub owner: Option<Named>,
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
            Self::List(_) => RecordKind::List,
            Self::Server(_) => RecordKind::Server,
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Person(person) => &person.name,
            Self::Team(party) | Self::Agency(party) => &party.name,
            Self::Service(service) => &service.name,
            Self::List(list) => &list.name,
            Self::Server(server) => &server.name,
        }
    }
}
