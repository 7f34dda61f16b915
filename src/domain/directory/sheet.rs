//! A record as the texts of a table's columns, and back: what a file of the directory and its preview speak.
//!
//! Several names in one cell stand behind each other with a semicolon between them, or a line each; the
//! alternates of a contact follow it with `>`: `Sample One > Sample Two; Sample Three`. A sign that is meant
//! itself has a backslash before it. Never here: how a file is written or read.

use chrono::NaiveDate;

use super::wish::{RecordList, RecordParty, RecordPerson, RecordServer, RecordService};
use super::{Directory, Named, Party, Record, RecordId, RecordKind};
use crate::domain::command::Wish;
use crate::domain::service_review::facts::ReviewCycle;
use crate::domain::service_review::wish::{ServiceReviewWish, SetReviewCycle};
use crate::domain::world::World;

/// The column that says what a row is.
pub const KIND: &str = "kind";
/// The column of a record's id: with it a row is the same record under another name.
pub const ID: &str = "id";
/// The column of its name; of a leave, who is away.
pub const NAME: &str = "name";
/// The kind of a row that is no record: somebody is away.
pub const LEAVE: &str = "leave";

/// All columns, in the order in which they are written.
pub const COLUMNS: [&str; 28] = [
    KIND,
    NAME,
    "role",
    "phones",
    "email",
    "time_zone",
    "learned_on",
    "contacts",
    "audience",
    "reaches",
    "hosts",
    "place",
    "owner",
    "resolver",
    "partner",
    "department",
    "agencies",
    "servers",
    "lists",
    "billed_to",
    "coordinator",
    "liaison",
    "reviews_per_year",
    "first_review",
    "from",
    "until",
    "note",
    ID,
];

/// The columns of a department's service reviews (I).
pub const CYCLE: [&str; 4] = ["coordinator", "liaison", "reviews_per_year", "first_review"];

/// The columns that a kind has beside kind, id and name.
pub const fn columns_of(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Person => &["role", "phones", "email", "time_zone", "learned_on", "note"],
        RecordKind::Team => &["phones", "email", "contacts", "audience", "note"],
        RecordKind::Agency => &[
            "phones",
            "email",
            "contacts",
            "audience",
            "coordinator",
            "liaison",
            "reviews_per_year",
            "first_review",
            "note",
        ],
        RecordKind::Service => &[
            "owner",
            "resolver",
            "partner",
            "department",
            "agencies",
            "servers",
            "lists",
            "billed_to",
            "note",
        ],
        RecordKind::List => &["email", "reaches", "audience", "note"],
        RecordKind::Server => &["hosts", "place", "owner", "note"],
    }
}

/// The columns of a row of leave.
pub const LEAVE_COLUMNS: [&str; 3] = ["from", "until", "note"];

/// How a department is looked after (I), if it is.
pub fn cycle_of<'a>(world: &'a World, id: RecordId, record: &Record) -> Option<&'a ReviewCycle> {
    if record.kind() != RecordKind::Agency {
        return None;
    }
    let department = Named { name: record.name().to_owned(), record: Some(id) };
    world.service_reviews.cycle(&department, &world.directory).map(|cycle| &cycle.cycle)
}

/// A record as texts, by column, in the order of [`columns_of`]; `cycle` is how a department is looked after.
pub fn texts(
    directory: &Directory,
    record: &Record,
    cycle: Option<&ReviewCycle>,
) -> Vec<(&'static str, String)> {
    columns_of(record.kind()).iter().map(|column| (*column, text(directory, record, cycle, column))).collect()
}

fn text(directory: &Directory, record: &Record, cycle: Option<&ReviewCycle>, column: &str) -> String {
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    let one = |named: &Option<Named>| {
        named.as_ref().map_or_else(String::new, |named| directory.name_of(named).to_owned())
    };
    let all = |all: &[Named]| listed(all.iter().map(|one| directory.name_of(one)));
    match (record, column) {
        (Record::Person(person), "role") => words(&person.role),
        (Record::Person(person), "phones") => listed(person.phones.iter().map(String::as_str)),
        (Record::Person(person), "email") => words(&person.email),
        (Record::Person(person), "time_zone") => words(&person.time_zone),
        (Record::Person(person), "learned_on") => {
            person.learned_on.map_or_else(String::new, |date| date.to_string())
        }
        (Record::Person(person), "note") => words(&person.note),
        (Record::Team(party) | Record::Agency(party), "phones") => words(&party.phone),
        (Record::Team(party) | Record::Agency(party), "email") => words(&party.email),
        (Record::Team(party) | Record::Agency(party), "contacts") => contacts(directory, party),
        (Record::Team(party) | Record::Agency(party), "audience") => words(&party.audience),
        (Record::Team(party) | Record::Agency(party), "note") => words(&party.note),
        (Record::Agency(_), _) => cycle.map_or_else(String::new, |cycle| match column {
            "coordinator" => directory.name_of(&cycle.coordinator).to_owned(),
            "liaison" => one(&cycle.liaison),
            "reviews_per_year" => cycle.per_year.to_string(),
            "first_review" => cycle.first.to_string(),
            _ => String::new(),
        }),
        (Record::Service(service), "owner") => one(&service.owner),
        (Record::Service(service), "resolver") => one(&service.resolver),
        (Record::Service(service), "partner") => one(&service.partner),
        (Record::Service(service), "department") => one(&service.department),
        (Record::Service(service), "agencies") => all(&service.agencies),
        (Record::Service(service), "servers") => all(&service.servers),
        (Record::Service(service), "lists") => all(&service.lists),
        (Record::Service(service), "billed_to") => one(&service.billed_to),
        (Record::Service(service), "note") => words(&service.note),
        (Record::List(list), "email") => list.address.clone(),
        (Record::List(list), "reaches") => words(&list.reaches),
        (Record::List(list), "audience") => words(&list.audience),
        (Record::List(list), "note") => words(&list.note),
        (Record::Server(server), "hosts") => words(&server.hosts),
        (Record::Server(server), "place") => words(&server.place),
        (Record::Server(server), "owner") => one(&server.owner),
        (Record::Server(server), "note") => words(&server.note),
        _ => String::new(),
    }
}

fn contacts(directory: &Directory, party: &Party) -> String {
    let rung = |rung: &super::Rung| {
        let people = std::iter::once(&rung.contact).chain(&rung.alternates);
        people.map(|one| escaped(directory.name_of(one))).collect::<Vec<_>>().join(" > ")
    };
    party.contacts.iter().map(rung).collect::<Vec<_>>().join("; ")
}

/// Several texts as one cell.
pub fn listed<'a>(all: impl Iterator<Item = &'a str>) -> String {
    all.map(escaped).collect::<Vec<_>>().join("; ")
}

fn escaped(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | ';' | '>') {
            cell.push('\\');
        }
        cell.push(c);
    }
    cell
}

/// The texts of one cell; empty ones are left out.
pub fn parts(cell: &str) -> Vec<String> {
    rungs(cell).into_iter().map(|rung| rung.join(">")).collect()
}

/// The texts of one cell, each with what stands behind it after a `>`; empty ones are left out.
pub fn rungs(cell: &str) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = vec![vec![String::new()]];
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' | '\n' | '\r' => all.push(vec![String::new()]),
            '>' => {
                if let Some(rung) = all.last_mut() {
                    rung.push(String::new());
                }
            }
            _ => {
                let meant = if c == '\\' { chars.next().unwrap_or('\\') } else { c };
                if let Some(text) = all.last_mut().and_then(|rung| rung.last_mut()) {
                    text.push(meant);
                }
            }
        }
    }
    for rung in &mut all {
        for text in rung.iter_mut() {
            text.truncate(text.trim_end().len());
            text.drain(..text.len() - text.trim_start().len());
        }
        rung.retain(|text| !text.is_empty());
    }
    all.retain(|rung| !rung.is_empty());
    all
}

/// What keeps a row: `cell` gives the text of a column that the table has, none for one that it lacks. What
/// a table lacks stays as it is.
pub fn wish(
    kind: RecordKind,
    id: Option<RecordId>,
    name: &str,
    cell: impl Fn(&str) -> Option<String>,
) -> Wish {
    let name = name.to_owned();
    let list = |column: &str| cell(column).map(|text| parts(&text));
    match kind {
        RecordKind::Person => Wish::RecordPerson(RecordPerson {
            name,
            id,
            rename_to: None,
            role: cell("role"),
            phones: list("phones"),
            email: cell("email"),
            note: cell("note"),
            time_zone: cell("time_zone"),
            learned_on: cell("learned_on"),
        }),
        RecordKind::Team | RecordKind::Agency => {
            let party = RecordParty {
                name,
                id,
                rename_to: None,
                email: cell("email"),
                phone: cell("phones"),
                contacts: cell("contacts").map(|text| rungs(&text)),
                audience: cell("audience"),
                note: cell("note"),
            };
            if kind == RecordKind::Team { Wish::RecordTeam(party) } else { Wish::RecordAgency(party) }
        }
        RecordKind::Service => Wish::RecordService(RecordService {
            name,
            id,
            rename_to: None,
            owner: cell("owner"),
            resolver: cell("resolver"),
            partner: cell("partner"),
            department: cell("department"),
            agencies: list("agencies"),
            servers: list("servers"),
            lists: list("lists"),
            billed_to: cell("billed_to"),
            note: cell("note"),
        }),
        RecordKind::List => Wish::RecordList(RecordList {
            name,
            id,
            rename_to: None,
            address: cell("email"),
            reaches: cell("reaches"),
            audience: cell("audience"),
            note: cell("note"),
        }),
        RecordKind::Server => Wish::RecordServer(RecordServer {
            name,
            id,
            rename_to: None,
            hosts: cell("hosts"),
            place: cell("place"),
            owner: cell("owner"),
            note: cell("note"),
        }),
    }
}

/// What keeps how a department is looked after; none where the row says nothing of it. An empty cell changes
/// nothing: a department that has reviews always has a coordinator. Otherwise the column that does not read,
/// and why.
pub fn cycle_wish(
    department: &str,
    cell: impl Fn(&str) -> Option<String>,
) -> Result<Option<Wish>, (&'static str, String)> {
    let said = |column: &str| cell(column).filter(|text| !text.trim().is_empty());
    if CYCLE.iter().all(|column| said(column).is_none()) {
        return Ok(None);
    }
    let per_year = said("reviews_per_year").map(|text| {
        text.trim().parse().map_err(|_unread| {
            let short: String = text.chars().take(40).collect();
            ("reviews_per_year", format!("`{short}` is not a number; write 2, 3 or 4"))
        })
    });
    let first = said("first_review").map(|text| {
        NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").map_err(|_unread| {
            let short: String = text.chars().take(40).collect();
            ("first_review", format!("`{short}` is not a date; write it like 2026-03-02"))
        })
    });
    let set = SetReviewCycle {
        department: department.to_owned(),
        coordinator: said("coordinator"),
        liaison: said("liaison"),
        per_year: per_year.transpose()?,
        first: first.transpose()?,
        ..SetReviewCycle::default()
    };
    Ok(Some(ServiceReviewWish::SetReviewCycle(set).into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_listed_reads_back(all in prop::collection::vec("[a-z;>\\\\ ]{0,6}[a-z;>\\\\]", 0..5)) {
            let all: Vec<String> = all.iter().map(|one| one.trim().to_owned()).collect();
            prop_assert_eq!(parts(&listed(all.iter().map(String::as_str))), all);
        }
    }

    #[test]
    fn contacts_stand_in_order_with_their_alternates() {
        let names = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        assert_eq!(rungs("A > B>C; D;;\n E "), [names(&["A", "B", "C"]), names(&["D"]), names(&["E"])]);
        assert_eq!(rungs(r"A \> B; C\; D; E\\"), [names(&["A > B"]), names(&["C; D"]), names(&["E\\"])]);
        assert!(rungs(" ; > ;\n").is_empty());
    }

    #[test]
    fn every_column_is_one_of_the_table() {
        for kind in RecordKind::ALL {
            for column in columns_of(kind) {
                assert!(COLUMNS.contains(column), "{column}");
            }
        }
        assert!(LEAVE_COLUMNS.iter().chain(&CYCLE).all(|column| COLUMNS.contains(column)));
    }
}
