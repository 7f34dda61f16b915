//! What the screen of the directory shows, made when something of it is another and not each frame: the
//! directory can have thousands of records.

use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::documents::sentence;
use crate::domain::directory::doubles::{Double, doubles};
use crate::domain::directory::leave_sheet::{texts, zone_of};
use crate::domain::directory::sheet::cycle_of;
use crate::domain::directory::uses::{Use, UseKind, uses, watches_ahead};
use crate::domain::directory::{Directory, Merge, Named, Record, RecordId, RecordKind};
use crate::domain::rota::change::Window;
use crate::domain::rota::person::PersonId;
use crate::domain::service_review::facts::ReviewCycle;
use crate::domain::time::Instant;
use crate::domain::typed_time::span;
use crate::domain::watch::person_id;
use crate::domain::world::World;

/// How many watches ahead are listed.
const MOST_WATCHES: usize = 8;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// What tells it from others, beside its name.
    pub aside: String,
}

/// What is shown of one record beside its own fields.
#[derive(Debug, Default)]
pub struct Detail {
    /// How the department is looked after, if it is.
    pub cycle: Option<ReviewCycle>,
    /// The leave that is not over.
    pub leave: Vec<String>,
    /// The watches ahead.
    pub watches: Vec<String>,
    /// What points at it, without the watch.
    pub uses: Vec<Use>,
    /// The records that were merged into it.
    pub merges: Vec<(Merge, String)>,
    /// The records that are likely the same.
    pub doubles: Vec<(Double, String)>,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The kind that is listed.
    pub kind: RecordKind,
    /// What is searched for; empty for all.
    pub words: String,
    /// The record that is shown.
    pub chosen: Option<RecordId>,
}

/// All of it.
#[derive(Debug, Default)]
pub struct DirectoryData {
    of: Option<(Arc<World>, Wanted)>,
    /// How many records of each kind are listed.
    pub counts: Vec<usize>,
    /// The records of the kind, in order.
    pub rows: Vec<ListRow>,
    /// The likely doubles.
    pub doubles: Vec<Double>,
    /// The record that is shown.
    pub detail: Detail,
}

impl DirectoryData {
    /// Makes anew what is another.
    pub fn refresh(&mut self, world: &Arc<World>, wanted: &Wanted, now: Instant) {
        let (old_world, old) = match &self.of {
            Some((world, wanted)) => (Some(world), Some(wanted)),
            None => (None, None),
        };
        let is_same_world = old_world.is_some_and(|old| Arc::ptr_eq(old, world));
        let is_same_directory = old_world.is_some_and(|old| Arc::ptr_eq(&old.directory, &world.directory));
        let is_same_list = is_same_directory
            && old.is_some_and(|old| (old.kind, &old.words) == (wanted.kind, &wanted.words));
        let is_same_detail = is_same_world && old.is_some_and(|old| old.chosen == wanted.chosen);
        if !is_same_directory {
            self.doubles = doubles(&world.directory);
        }
        if !is_same_list {
            (self.counts, self.rows) = listed(&world.directory, wanted);
        }
        if !is_same_detail {
            let chosen = wanted.chosen.filter(|id| world.directory.record(*id).is_some());
            self.detail = chosen.map(|id| detail(world, id, &self.doubles, now)).unwrap_or_default();
        }
        if !is_same_list || !is_same_detail || !is_same_world {
            self.of = Some((Arc::clone(world), wanted.clone()));
        }
    }
}

fn listed(directory: &Directory, wanted: &Wanted) -> (Vec<usize>, Vec<ListRow>) {
    let row = |(id, record): (RecordId, &Record)| ListRow {
        id,
        name: record.name().to_owned(),
        aside: aside(directory, record),
    };
    if wanted.words.trim().is_empty() {
        let counts = RecordKind::ALL.iter().map(|kind| directory.count(*kind)).collect();
        return (counts, directory.all(wanted.kind).into_iter().map(row).collect());
    }
    let found = directory.matching(&RecordKind::ALL, &wanted.words, usize::MAX);
    let count = |kind: &RecordKind| found.iter().filter(|(_, record)| record.kind() == *kind).count();
    let counts = RecordKind::ALL.iter().map(count).collect();
    let of_kind = found.into_iter().filter(|(_, record)| record.kind() == wanted.kind);
    (counts, of_kind.map(row).collect())
}

/// What tells a record from others, beside its name.
fn aside(directory: &Directory, record: &Record) -> String {
    match record {
        Record::Person(person) => person.role.iter().chain(person.phones.first()).next().cloned(),
        Record::Team(party) | Record::Agency(party) => {
            party.phone.clone().or_else(|| match party.contacts.len() {
                0 => None,
                1 => Some("1 contact".to_owned()),
                count => Some(format!("{count} contacts")),
            })
        }
        Record::Service(service) => service.resolver.as_ref().map(|team| directory.name_of(team).to_owned()),
        Record::List(list) => Some(list.address.clone()),
        Record::Server(server) => server.hosts.iter().chain(&server.place).next().cloned(),
    }
    .unwrap_or_default()
}

/// A leave in words: its days, the last one included, or its span.
fn leave_words(window: Window, zone: Tz) -> String {
    let (first, last) = texts(window, zone);
    let day = |text: &str| {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        Some(date.format("%a %-d %b %Y").to_string())
    };
    match (day(&first), day(&last)) {
        (Some(one), Some(other)) if one == other => one,
        (Some(one), Some(other)) => format!("{one} – {other}"),
        _ => span(window.from, window.until, zone),
    }
}

fn detail(world: &World, id: RecordId, all_doubles: &[Double], now: Instant) -> Detail {
    let directory = &world.directory;
    let Some(kept) = directory.record(id) else { return Detail::default() };
    let mut detail = Detail {
        cycle: cycle_of(world, id, &kept.record).cloned(),
        uses: uses(world, id, now),
        ..Detail::default()
    };
    // The watch stands under a heading of its own.
    detail.uses.retain(|one| one.kind != UseKind::Watch || one.words.starts_with("Takes part"));
    if let Record::Person(_) = &kept.record {
        let me = PersonId(id.0.to_string());
        let whom = Named { name: kept.record.name().to_owned(), record: Some(id) };
        let zone = zone_of(directory, &whom, world.settings.zone);
        for absence in &world.watch.absences {
            if absence.is_withdrawn
                || absence.window.until <= now
                || person_id(&absence.person, directory) != me
            {
                continue;
            }
            let note = absence.note.as_ref().map_or_else(String::new, |note| format!(", {note}"));
            detail.leave.push(format!("{}{note}", leave_words(absence.window, zone)));
        }
        let shifts = watches_ahead(world.rota(), &me, now);
        let words = |shift: &crate::domain::rota::schedule::Shift| {
            format!(
                "{}, {}",
                sentence(shift.seat.word()),
                span(shift.window.from, shift.window.until, world.settings.zone)
            )
        };
        detail.watches = shifts.iter().take(MOST_WATCHES).map(words).collect();
        if shifts.len() > MOST_WATCHES {
            detail.watches.push(format!("and {} more", shifts.len() - MOST_WATCHES));
        }
    }
    let name =
        |id: RecordId| directory.own(id).map_or_else(String::new, |kept| kept.record.name().to_owned());
    detail.merges = directory.merges().into_record(id).map(|merge| (*merge, name(merge.gone))).collect();
    detail.doubles = all_doubles
        .iter()
        .filter(|double| double.one == id || double.other == id)
        .map(|double| (double.clone(), name(if double.one == id { double.other } else { double.one })))
        .collect();
    detail
}
