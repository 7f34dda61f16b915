//! A file of the directory beside what is kept: what an import would make new, what it would change and
//! how, and what it would be refused for.
//!
//! Each row is decided on a copy of the desk, in the order in which the desk would be asked, so that what is
//! shown is what would happen. Never here: carrying it out.

use std::collections::BTreeSet;
use std::sync::Arc;

use uuid::Uuid;

use super::directory_csv::{ImportedDirectory, ImportedRow, RowKind, in_column};
use super::{ImportRefusal, Remark, told};
use crate::domain::command::{About, Command, Wish};
use crate::domain::decide::{Refusal, decide};
use crate::domain::directory::sheet::{self, CYCLE, NAME, cycle_of};
use crate::domain::directory::{Directory, Named, Record, RecordId, RecordKind, leave_sheet};
use crate::domain::event::{DeviceId, Event, EventId, Fact, NewEvent};
use crate::domain::time::Instant;
use crate::domain::watch::person_id;
use crate::domain::world::World;

/// One field that would be another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The column.
    pub column: &'static str,
    /// What stands there now; empty where nothing does.
    pub before: String,
    /// What would stand there.
    pub after: String,
}

/// How a row stands to what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowStanding {
    /// It is not kept yet.
    New,
    /// It is kept, and these fields would be others.
    Changed,
    /// It is kept like that.
    Same,
    /// It was merged into the record of that name since: nothing changes.
    Merged(String),
}

impl RowStanding {
    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Same => "same",
            Self::Merged(_) => "merged",
        }
    }
}

/// One row with how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowLine {
    /// The line of the file, from 1.
    pub line: usize,
    /// What it is.
    pub kind: RowKind,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub standing: RowStanding,
    /// What would be another; of a new one all that it says.
    pub changes: Vec<FieldChange>,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryPreview {
    /// The rows, in the order of the file.
    pub lines: Vec<RowLine>,
    /// What carries it out, in order: all of it or nothing.
    pub wishes: Vec<Wish>,
}

impl DirectoryPreview {
    /// How many rows stand so: new, changed, the same (those that were merged among them).
    pub fn counts(&self) -> (usize, usize, usize) {
        let count =
            |wanted: &[&str]| self.lines.iter().filter(|line| wanted.contains(&line.standing.word())).count();
        (count(&["new"]), count(&["changed"]), count(&["same", "merged"]))
    }
}

/// The order in which kinds are recorded: each after those that it names.
const ORDER: [RecordKind; 6] = [
    RecordKind::Person,
    RecordKind::Team,
    RecordKind::Agency,
    RecordKind::List,
    RecordKind::Server,
    RecordKind::Service,
];

/// The rows of a file beside what `world` keeps at `now`; refused with every row that the desk would refuse.
pub fn preview(
    read: &ImportedDirectory,
    world: &World,
    now: Instant,
) -> Result<DirectoryPreview, ImportRefusal> {
    let known_ids =
        read.rows.iter().filter_map(|row| row.id).filter(|id| world.directory.record(*id).is_some());
    let mut looking = Looking {
        claimed: known_ids.map(|id| world.directory.standing(id)).collect(),
        before: Arc::clone(&world.directory),
        world: world.clone(),
        now,
        number: 0,
        wishes: Vec::new(),
        problems: Vec::new(),
    };
    let mut lines: Vec<Option<RowLine>> = vec![None; read.rows.len()];
    let rows = || read.rows.iter().zip(0_usize..);
    let mut put = |place: usize, line: Option<RowLine>| {
        if let Some(slot) = lines.get_mut(place) {
            *slot = line;
        }
    };
    for kind in ORDER {
        for (row, place) in rows().filter(|(row, _)| row.kind == RowKind::Record(kind)) {
            put(place, looking.record(row, kind));
        }
    }
    for (row, place) in rows().filter(|(row, _)| row.kind == RowKind::Leave) {
        put(place, looking.leave(row));
    }
    for (row, place) in rows().filter(|(row, _)| row.kind == RowKind::Record(RecordKind::Agency)) {
        if let Some(Some(line)) = lines.get_mut(place) {
            looking.cycle(row, line);
        }
    }
    if !looking.problems.is_empty() {
        return Err(ImportRefusal { problems: told(looking.problems) });
    }
    Ok(DirectoryPreview { lines: lines.into_iter().flatten().collect(), wishes: looking.wishes })
}

/// What a row means in the directory.
enum Meant {
    /// A record that is kept.
    Kept(RecordId),
    /// A record that was merged into another.
    Merged(String),
    /// One that is not kept yet.
    New,
}

struct Looking {
    /// The records that rows name by their ids.
    claimed: BTreeSet<RecordId>,
    /// The directory before the import.
    before: Arc<Directory>,
    /// The desk as it would be.
    world: World,
    now: Instant,
    number: u128,
    wishes: Vec<Wish>,
    problems: Vec<Remark>,
}

impl Looking {
    fn record(&mut self, row: &ImportedRow, kind: RecordKind) -> Option<RowLine> {
        let id = match self.meant(row, kind)? {
            Meant::Merged(name) => {
                return Some(line(row, row.name.clone(), RowStanding::Merged(name), Vec::new()));
            }
            Meant::Kept(id) => Some(id),
            Meant::New => None,
        };
        let wish = sheet::wish(kind, id.or(row.id), &row.name, |column| row.cell(column).map(str::to_owned));
        let decided = self.decide(&wish);
        let kept = id.and_then(|id| self.world.directory.record(id));
        let is_retired = kept.is_some_and(|kept| kept.is_retired);
        let before = kept.map(|kept| self.texts(&kept.record, id));
        let facts = match decided {
            Ok(facts) => facts,
            Err(_same) if self.is_same(id, &wish) => {
                return Some(line(row, row.name.clone(), RowStanding::Same, Vec::new()));
            }
            Err(refusal) => {
                self.refused(row, kind, id.or(row.id), &refusal);
                return None;
            }
        };
        let after = facts.iter().find_map(|new| match &new.fact {
            Fact::DirectoryRecorded { record, .. } => Some(self.texts(record, id)),
            _ => None,
        });
        let after = after.unwrap_or_default();
        let changes = changes(before.as_deref().unwrap_or_default(), &after);
        let name = after.first().map_or_else(|| row.name.clone(), |(_, name)| name.clone());
        if before.is_some() && changes.is_empty() && !is_retired {
            return Some(line(row, name, RowStanding::Same, Vec::new()));
        }
        self.take(wish, &facts);
        let standing = if before.is_none() || is_retired { RowStanding::New } else { RowStanding::Changed };
        // Its name stands at its head already.
        let changes = changes.into_iter().filter(|one| before.is_some() || one.column != NAME);
        Some(line(row, name, standing, changes.collect()))
    }

    fn meant(&mut self, row: &ImportedRow, kind: RecordKind) -> Option<Meant> {
        if let Some(id) = row.id
            && let Some(kept) = self.before.record(id)
        {
            if kept.record.kind() != kind {
                let what =
                    format!("it is the id of the {} {}", kept.record.kind().word(), kept.record.name());
                self.problems.push(in_column(row.line, sheet::ID, &format!("{what}; leave it empty")));
                return None;
            }
            if self.before.standing(id) != id {
                return Some(Meant::Merged(kept.record.name().to_owned()));
            }
            return Some(Meant::Kept(id));
        }
        let mut found = self.before.all_named(&[kind], &super::one_line(&row.name));
        // One that another row names by its id is that row's.
        found.retain(|id| !self.claimed.contains(id));
        match found.as_slice() {
            [] => Some(Meant::New),
            [only] => Some(Meant::Kept(*only)),
            several => {
                let what = format!(
                    "{} records of kind {} are called so; merge them, or say the id of the one that is meant",
                    several.len(),
                    kind.word()
                );
                self.problems.push(in_column(row.line, NAME, &what));
                None
            }
        }
    }

    /// A record as texts, its name first; without how a department is looked after, which comes later.
    fn texts(&self, record: &Record, id: Option<RecordId>) -> Vec<(&'static str, String)> {
        let cycle = id.and_then(|id| cycle_of(&self.world, id, record));
        let mut texts = vec![(NAME, record.name().to_owned())];
        texts.append(&mut sheet::texts(&self.world.directory, record, cycle));
        texts
    }

    /// Whether a wish was refused because it changes nothing: the same record again, with nothing left out.
    fn is_same(&self, id: Option<RecordId>, wish: &Wish) -> bool {
        let Some(kept) = id.and_then(|id| self.world.directory.record(id)) else { return false };
        let nothing = sheet::wish(kept.record.kind(), id, kept.record.name(), |_| None);
        let same = self.decide(&nothing).err();
        same.is_some() && same == self.decide(wish).err()
    }

    /// Who is to blame for a refusal: the first column that is refused alone for the same reason.
    fn refused(&mut self, row: &ImportedRow, kind: RecordKind, id: Option<RecordId>, refusal: &Refusal) {
        let alone = |only: Option<&str>| {
            let cell = |column: &str| row.cell(column).filter(|_| Some(column) == only).map(str::to_owned);
            let refused = self.decide(&sheet::wish(kind, id, &row.name, cell)).err();
            refused.as_ref() == Some(refusal)
        };
        let has_no_address = kind == RecordKind::List && row.cell("email").is_none_or(str::is_empty);
        let column = if has_no_address {
            "email"
        } else if alone(None) {
            NAME
        } else {
            row.columns().find(|column| alone(Some(column))).unwrap_or(NAME)
        };
        self.problems.push(in_column(row.line, column, &refusal.to_string()));
    }

    fn cycle(&mut self, row: &ImportedRow, line: &mut RowLine) {
        if matches!(line.standing, RowStanding::Merged(_)) {
            return;
        }
        let said = |column: &str| row.cell(column).map(str::to_owned);
        let wish = match sheet::cycle_wish(&line.name, said) {
            Ok(None) => return,
            Ok(Some(wish)) => wish,
            Err((column, why)) => {
                self.problems.push(in_column(row.line, column, &why));
                return;
            }
        };
        let before = self.cycle_texts(&line.name);
        let differs = |column: &&'static str| {
            let said = row.cell(column).map(str::trim).unwrap_or_default();
            let standing = before.iter().find(|(name, _)| name == column).map_or("", |(_, text)| text);
            !said.is_empty() && said != standing
        };
        if !CYCLE.iter().any(&differs) {
            return;
        }
        let facts = match self.decide(&wish) {
            Ok(facts) => facts,
            Err(refusal) => {
                let column = CYCLE.into_iter().find(differs).unwrap_or("coordinator");
                let needed = ["coordinator", "reviews_per_year", "first_review"];
                let lacks = needed.into_iter().find(|column| {
                    before.iter().all(|(_, text)| text.is_empty())
                        && row.cell(column).is_none_or(|text| text.trim().is_empty())
                });
                let problem = match lacks {
                    Some(lacks) => in_column(
                        row.line,
                        lacks,
                        "is empty; a department that has no reviews yet needs coordinator, reviews_per_year and \
                         first_review",
                    ),
                    None => in_column(row.line, column, &refusal.to_string()),
                };
                self.problems.push(problem);
                return;
            }
        };
        self.take(wish, &facts);
        let after = self.cycle_texts(&line.name);
        line.changes.append(&mut changes(&before, &after));
        if line.standing == RowStanding::Same {
            line.standing = RowStanding::Changed;
        }
    }

    fn cycle_texts(&self, name: &str) -> Vec<(&'static str, String)> {
        let directory = &self.world.directory;
        let id = directory.by_name(&[RecordKind::Agency], name);
        let Some(kept) = id.and_then(|id| directory.record(id)) else { return Vec::new() };
        let cycle = id.and_then(|id| cycle_of(&self.world, id, &kept.record));
        let mut texts = sheet::texts(directory, &kept.record, cycle);
        texts.retain(|(column, _)| CYCLE.contains(column));
        texts
    }

    fn leave(&mut self, row: &ImportedRow) -> Option<RowLine> {
        let directory = &self.world.directory;
        let name = super::one_line(&row.name);
        let by_id = row.id.and_then(|id| directory.record(id)).map(|kept| kept.record.name().to_owned());
        let name = by_id.unwrap_or(name);
        let record = row.id.map(|id| directory.standing(id)).filter(|id| directory.record(*id).is_some());
        let whom = Named { name: name.clone(), record };
        let zone = leave_sheet::zone_of(directory, &whom, self.world.settings.zone);
        let text = |column: &str| row.cell(column).unwrap_or_default();
        let window = match leave_sheet::window(text("from"), text("until"), zone) {
            Ok(window) => window,
            Err((column, why)) => {
                self.problems.push(in_column(row.line, column, &why));
                return None;
            }
        };
        let me = person_id(&whom, directory);
        let is_known = self.world.watch.absences.iter().any(|absence| {
            !absence.is_withdrawn && absence.window == window && person_id(&absence.person, directory) == me
        });
        if is_known {
            return Some(line(row, name, RowStanding::Same, Vec::new()));
        }
        let wish = leave_sheet::wish(&name, window, row.cell("note").map(str::to_owned));
        match self.decide(&wish) {
            Err(refusal) => {
                self.problems.push(in_column(row.line, "until", &refusal.to_string()));
                None
            }
            Ok(facts) => {
                self.take(wish, &facts);
                let said = |column: &'static str| {
                    let after = row.cell(column)?.to_owned();
                    (!after.is_empty()).then(|| FieldChange { column, before: String::new(), after })
                };
                let changes = sheet::LEAVE_COLUMNS.into_iter().filter_map(said).collect();
                Some(line(row, name, RowStanding::New, changes))
            }
        }
    }

    fn decide(&self, wish: &Wish) -> Result<Vec<NewEvent>, Refusal> {
        let command = Command { about: About::Desk, at: None, actor: None, wish: wish.clone() };
        decide(&self.world, &command, self.now)
    }

    fn take(&mut self, wish: Wish, facts: &[NewEvent]) {
        for new in facts {
            self.number += 1;
            self.world.evolve(Event {
                device: DeviceId(Uuid::nil()),
                device_seq: 0,
                id: EventId(Uuid::from_u128(self.number)),
                subject: new.subject.clone(),
                happened_at: new.happened_at,
                recorded_at: self.now,
                actor: new.actor.clone(),
                fact: new.fact.clone(),
            });
        }
        self.wishes.push(wish);
    }
}

fn line(row: &ImportedRow, name: String, standing: RowStanding, changes: Vec<FieldChange>) -> RowLine {
    RowLine { line: row.line, kind: row.kind, name, standing, changes }
}

fn changes(before: &[(&'static str, String)], after: &[(&'static str, String)]) -> Vec<FieldChange> {
    let standing = |column: &str| {
        before.iter().find(|(name, _)| *name == column).map_or_else(String::new, |(_, text)| text.clone())
    };
    let change = |(column, after): &(&'static str, String)| {
        let before = standing(column);
        (before != *after).then(|| FieldChange { column, before, after: after.clone() })
    };
    after.iter().filter_map(change).collect()
}
