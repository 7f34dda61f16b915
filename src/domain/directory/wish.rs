//! What somebody wants kept in the directory, as it is said: what is left out stays, an empty text clears.

use serde::Deserialize;

use super::RecordId;

/// See [`crate::domain::command::Wish::RecordPerson`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordPerson {
    /// What they are called; with `rename_to`, what they were called.
    pub name: String,
    /// Its id; of a record that is not there yet, the id it shall have. With one that is there, `name` is
    /// what it is called from now on.
    pub id: Option<RecordId>,
    /// What they are called from now on.
    pub rename_to: Option<String>,
    /// What they do.
    pub role: Option<String>,
    /// All their numbers, in the order in which they are tried.
    pub phones: Option<Vec<String>>,
    /// Their address.
    pub email: Option<String>,
    /// Words.
    pub note: Option<String>,
    /// IANA name of the zone they live in.
    pub time_zone: Option<String>,
    /// The date on which they completed the manager learning (R), such as `2026-03-02`.
    pub learned_on: Option<String>,
}

/// See [`crate::domain::command::Wish::RecordTeam`] and [`crate::domain::command::Wish::RecordAgency`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordParty {
    /// What it is called; with `rename_to`, what it was called.
    pub name: String,
    /// Its id; of a record that is not there yet, the id it shall have. With one that is there, `name` is
    /// what it is called from now on.
    pub id: Option<RecordId>,
    /// What it is called from now on.
    pub rename_to: Option<String>,
    /// Its address for mail.
    pub email: Option<String>,
    /// Its own number.
    pub phone: Option<String>,
    /// All its escalation contacts in order; each a list of names, the first the contact, the others its
    /// alternates.
    pub contacts: Option<Vec<Vec<String>>>,
    /// The audience of a policy that it belongs to.
    pub audience: Option<String>,
    /// Words.
    pub note: Option<String>,
}

/// See [`crate::domain::command::Wish::RecordService`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordService {
    /// What it is called; with `rename_to`, what it was called.
    pub name: String,
    /// Its id; of a record that is not there yet, the id it shall have. With one that is there, `name` is
    /// what it is called from now on.
    pub id: Option<RecordId>,
    /// What it is called from now on.
    pub rename_to: Option<String>,
    /// Who owns it.
    pub owner: Option<String>,
    /// The team that restores it.
    pub resolver: Option<String>,
    /// The Second Level Business Partner.
    pub partner: Option<String>,
    /// The department it belongs to.
    pub department: Option<String>,
    /// All agencies that are affected when it is down.
    pub agencies: Option<Vec<String>>,
    /// All servers that host it.
    pub servers: Option<Vec<String>>,
    /// All distribution lists that get its updates.
    pub lists: Option<Vec<String>>,
    /// The agency to which it is billed as an application (C).
    pub billed_to: Option<String>,
    /// Words.
    pub note: Option<String>,
}

/// See [`crate::domain::command::Wish::RecordList`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordList {
    /// What it is called; with `rename_to`, what it was called.
    pub name: String,
    /// Its id; of a record that is not there yet, the id it shall have. With one that is there, `name` is
    /// what it is called from now on.
    pub id: Option<RecordId>,
    /// What it is called from now on.
    pub rename_to: Option<String>,
    /// Its address; needed at first.
    pub address: Option<String>,
    /// Whom it reaches, in words.
    pub reaches: Option<String>,
    /// The audience of a policy that it belongs to.
    pub audience: Option<String>,
    /// Words.
    pub note: Option<String>,
}

/// See [`crate::domain::command::Wish::RecordServer`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordServer {
    /// What it is called; with `rename_to`, what it was called.
    pub name: String,
    /// Its id; of a record that is not there yet, the id it shall have. With one that is there, `name` is
    /// what it is called from now on.
    pub id: Option<RecordId>,
    /// What it is called from now on.
    pub rename_to: Option<String>,
    /// What it hosts, in words.
    pub hosts: Option<String>,
    /// Where it stands or runs.
    pub place: Option<String>,
    /// The team that looks after it.
    pub owner: Option<String>,
    /// Words.
    pub note: Option<String>,
}
