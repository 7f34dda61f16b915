//! Merging a handoff file into a log, and saying beforehand what that would bring.
//!
//! Both go the same way up to the point of writing: what is lacking is found, checked against what is
//! held, and each incident it touches is folded anew from the whole log.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::TimeDelta;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use uuid::Uuid;

use super::error::HandoffError;
use super::{Handoff, peers, write};
use crate::domain::event::{DeviceId, Event, IncidentId, Subject};
use crate::domain::incident::{Incident, IncidentRow};
use crate::domain::reference;
use crate::domain::time::Instant;
use crate::domain::words::counted;
use crate::store::codec::{self, Stored, Unread};
use crate::store::erasing::{self, Known};
use crate::store::error::sqlite_at;
use crate::store::{Store, StoreError, append, projection, read, schema, search};

/// How far ahead of this machine's clock an entry may have been recorded, in hours.
const AHEAD_HOURS: i64 = 24;

/// What a merge brought, or would bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeReport {
    /// New entries by the device that wrote them; nothing if all were here.
    pub new: BTreeMap<DeviceId, u64>,
    /// Entries of the file that were here already.
    pub had: u64,
    /// New entries that only a newer program reads. They are kept word for word.
    pub unknown_kinds: u64,
    /// The incidents that the new entries are about, in the order in which they came into the log.
    pub incidents: Vec<MergedIncident>,
    /// Incidents with new entries whose opening is neither here nor in the file.
    pub waiting: u64,
    /// How many people were erased on other desks, which was not known here.
    pub erased_people: u64,
    /// From how many entries that were here their words go by it.
    pub erased_entries: u64,
}

/// An incident that a merge touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedIncident {
    /// The incident.
    pub id: IncidentId,
    /// Its reference as it is shown after the merge.
    pub reference: String,
    /// Its title after the merge.
    pub title: String,
    /// Whether this desk did not have it before.
    pub is_new: bool,
    /// New entries about it.
    pub entries: u64,
}

impl MergeReport {
    /// New entries in all.
    pub fn total(&self) -> u64 {
        self.new.values().sum()
    }

    /// Whom another desk erased, and what that changes here; nothing if nobody.
    pub fn erased_words(&self) -> Option<String> {
        if self.erased_people == 0 {
            return None;
        }
        let people = counted(self.erased_people, "person", "people");
        let entries = counted(self.erased_entries, "entry", "entries");
        Some(format!(
            "{people} erased there: the words go from {entries} here, and a new backup takes the place of the older ones"
        ))
    }
}

/// What is to be written.
struct Plan<'a> {
    /// As they read here.
    lacking: Vec<Cow<'a, Stored>>,
    rows: Vec<IncidentRow>,
    report: MergeReport,
    erasing: Erasing,
}

/// What erasures are about to change.
struct Erasing {
    /// By what the log reads now.
    before: Known,
    /// By what it reads then.
    after: Known,
    /// The entries that read otherwise then.
    changed: BTreeSet<Uuid>,
}

impl Erasing {
    /// How an entry that is here reads then.
    fn read(&self, stored: Stored) -> Stored {
        if !self.changed.contains(&codec::uuid(&stored.id)) {
            return stored;
        }
        self.after.read(&self.before, &stored).entry
    }
}

impl Store {
    /// Takes in what this log lacks of a handoff file, word for word, in one transaction: entries,
    /// history, references. What is held already is compared and left. The same file again changes
    /// nothing. `now` only tells how far ahead the other clock is.
    ///
    /// What is written here afterwards is recorded after all that came in.
    ///
    /// # Errors
    /// The file is refused whole, and nothing is written.
    pub fn merge(&mut self, file: &Handoff, now: Instant) -> Result<MergeReport, HandoffError> {
        let path = self.file.clone();
        let at = sqlite_at(&path);
        let own = self.device;
        self.check_place()?;
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&at)?;
        let plan = plan(&tx, &at, file, now)?;
        for entry in &plan.lacking {
            append::insert(&tx, entry).map_err(&at)?;
        }
        let Erasing { before, after, changed } = plan.erasing;
        if erasing::carry_out(&tx, &before, &after, changed).map_err(&at)? > 0 {
            erasing::owe(&tx, now).map_err(&at)?;
        }
        for row in &plan.rows {
            projection::upsert(&tx, row).map_err(&at)?;
        }
        // An entry may have come in after the one that takes it back.
        let touched: BTreeSet<&str> = plan.lacking.iter().map(|entry| entry.subject.as_str()).collect();
        for subject in touched {
            search::index::refresh(&tx, subject).map_err(&at)?;
        }
        if !plan.rows.is_empty() {
            projection::tell_apart(&tx).map_err(&at)?;
        }
        // By a log as JSON lines no desk speaks.
        let told = !file.is_log()
            && file.manifest().device != own
            && peers::note(&tx, file.manifest(), latest_ms(now)).map_err(&at)?;
        if plan.lacking.is_empty() && !told {
            tx.rollback().map_err(&at)?;
        } else {
            tx.commit().map_err(&at)?;
        }
        Ok(plan.report)
    }

    /// What [`Store::merge`] would bring, or why it would be refused. Writes nothing; also on a log that
    /// is only read.
    pub fn preview(&self, file: &Handoff, now: Instant) -> Result<MergeReport, HandoffError> {
        let at = sqlite_at(&self.file);
        let tx = self.conn.unchecked_transaction().map_err(&at)?;
        Ok(plan(&tx, &at, file, now)?.report)
    }
}

/// What merging a file would bring to a log that holds nothing, or why it would be refused. For where
/// there is no log.
pub fn preview_alone(file: &Handoff, now: Instant) -> Result<MergeReport, HandoffError> {
    let at = sqlite_at(Path::new("a log in memory"));
    let mut conn = Connection::open_in_memory().map_err(&at)?;
    schema::lay_out(&mut conn, &schema::PLAN, now).map_err(&at)?;
    Ok(plan(&conn, &at, file, now)?.report)
}

fn plan<'a>(
    conn: &Connection,
    at: &impl Fn(rusqlite::Error) -> StoreError,
    file: &'a Handoff,
    now: Instant,
) -> Result<Plan<'a>, HandoffError> {
    let holds = write::holds(conn).map_err(at)?;
    let latest = latest_ms(now);
    let mut lacking: Vec<&Stored> = Vec::new();
    for of_device in file.entries.chunk_by(|one, other| one.device == other.device) {
        let Some(first) = of_device.first() else { continue };
        let device = DeviceId(codec::uuid(&first.device));
        let held = i64::try_from(holds.get(&device).copied().unwrap_or_default()).unwrap_or(i64::MAX);
        let known = of_device.partition_point(|entry| entry.device_seq <= held);
        let (had, new) = of_device.split_at_checked(known).unwrap_or((of_device, &[]));
        same_as_held(conn, device, had).map_err(at)?.map_or(Ok(()), Err)?;
        if let Some(next) = new.first() {
            follows(conn, device, held, next).map_err(at)?.map_or(Ok(()), Err)?;
        }
        for entry in new {
            let seq = u64::try_from(entry.device_seq).unwrap_or_default();
            if entry.recorded_at > latest {
                let recorded_at = codec::instant(entry.recorded_at);
                return Err(HandoffError::AheadOfTime { device, seq, recorded_at });
            }
        }
        first_taken(conn, device, new).map_err(at)?.map_or(Ok(()), Err)?;
        lacking.extend(new);
    }
    let before = Known::of_log(conn).map_err(at)?;
    let after = before.with(lacking.iter().copied());
    let lacking = as_they_read(file, &lacking, &after)?;
    let mut changed = after.changed_since(&before);
    // What comes in reads as it should already.
    for entry in &lacking {
        changed.remove(&codec::uuid(&entry.id));
    }
    let erasing = Erasing { before, after, changed };
    let (rows, report) = outcome(conn, file, &lacking, &erasing).map_err(at)?;
    Ok(Plan { lacking, rows, report, erasing })
}

/// The entries that come in as they read for all that is known here and in the file: one that the other desk had not
/// heard to be erased loses its words on the way in.
fn as_they_read<'a>(
    file: &Handoff,
    lacking: &[&'a Stored],
    after: &Known,
) -> Result<Vec<Cow<'a, Stored>>, HandoffError> {
    // What the maker of the file knew is what its entries were settled by.
    let theirs = after.held(&file.manifest.holds);
    let read = |entry: &&'a Stored| {
        let unfit = || HandoffError::ChainBroken {
            device: DeviceId(codec::uuid(&entry.device)),
            seq: u64::try_from(entry.device_seq).unwrap_or_default(),
            reason: "actor or body is not what was written, nor what an erasure left of it".to_owned(),
        };
        if after.is_named(entry) {
            let is_known = theirs.is_named(entry) || entry.is_as_written();
            let read = Some(after.read(&theirs, entry)).filter(|read| read.fits && is_known);
            return read.map(|read| Cow::Owned(read.entry)).ok_or_else(unfit);
        }
        if entry.is_as_written() { Ok(Cow::Borrowed(*entry)) } else { Err(unfit()) }
    };
    lacking.iter().map(read).collect()
}

/// The latest millisecond at which another desk may have written something down.
fn latest_ms(now: Instant) -> i64 {
    codec::millis(now.checked_add_signed(TimeDelta::hours(AHEAD_HOURS)).unwrap_or(now))
}

/// Whether entries that are held already are the same here; the first that is not, otherwise.
fn same_as_held(
    conn: &Connection,
    device: DeviceId,
    had: &[Stored],
) -> rusqlite::Result<Option<HandoffError>> {
    let mut hash = conn.prepare("SELECT hash FROM event WHERE device = ?1 AND device_seq = ?2")?;
    for entry in had {
        let held: Option<Vec<u8>> =
            hash.query_row(params![entry.device, entry.device_seq], |row| row.get(0)).optional()?;
        if held.as_ref() != Some(&entry.hash) {
            let seq = u64::try_from(entry.device_seq).unwrap_or_default();
            return Ok(Some(HandoffError::Forked { device, seq }));
        }
    }
    Ok(None)
}

/// Whether the first entry that is lacking follows the newest that is held; why not, otherwise.
fn follows(
    conn: &Connection,
    device: DeviceId,
    held: i64,
    next: &Stored,
) -> rusqlite::Result<Option<HandoffError>> {
    let seq = u64::try_from(next.device_seq).unwrap_or_default();
    let held_seq = u64::try_from(held).unwrap_or_default();
    if next.device_seq != held.saturating_add(1) {
        return Ok(Some(HandoffError::LacksBefore { device, first: seq, held: held_seq }));
    }
    let previous = write::hash_of(conn, &next.device, held)?;
    if previous.is_none_or(|previous| next.expected_hash(&previous).as_slice() != next.hash) {
        // It was linked to another entry of that number than the one held here.
        return Ok(Some(HandoffError::Forked { device, seq: held_seq.max(1) }));
    }
    let recorded: Option<i64> = conn
        .query_row(
            "SELECT recorded_at FROM event WHERE device = ?1 AND device_seq = ?2",
            params![next.device, held],
            |row| row.get(0),
        )
        .optional()?;
    let reason = "it was recorded before the entry that it follows".to_owned();
    let is_backwards = recorded.is_some_and(|recorded| next.recorded_at < recorded);
    Ok(is_backwards.then_some(HandoffError::ChainBroken { device, seq, reason }))
}

/// The first of these entries whose name another entry bears here.
fn first_taken(
    conn: &Connection,
    device: DeviceId,
    new: &[Stored],
) -> rusqlite::Result<Option<HandoffError>> {
    let mut taken = conn.prepare("SELECT EXISTS (SELECT 1 FROM event WHERE id = ?1)")?;
    for entry in new {
        if taken.query_row([&entry.id], |row| row.get(0))? {
            let seq = u64::try_from(entry.device_seq).unwrap_or_default();
            return Ok(Some(HandoffError::NameTaken { device, seq }));
        }
    }
    Ok(None)
}

/// The lines of the history after the merge for the incidents that it touches, and the report.
fn outcome(
    conn: &Connection,
    file: &Handoff,
    lacking: &[Cow<'_, Stored>],
    erasing: &Erasing,
) -> rusqlite::Result<(Vec<IncidentRow>, MergeReport)> {
    let mut new: BTreeMap<DeviceId, u64> = BTreeMap::new();
    let mut unknown_kinds = 0;
    let mut by_incident: BTreeMap<IncidentId, Vec<Event>> = BTreeMap::new();
    for entry in lacking {
        *new.entry(DeviceId(codec::uuid(&entry.device))).or_default() += 1;
        let read = codec::read_fact(&entry.kind, entry.version, &entry.body);
        unknown_kinds += u64::from(read == Err(Unread::Newer));
        if let Subject::Incident(id) = codec::subject(&entry.subject) {
            by_incident.entry(id).or_default().push(entry.clone().into_owned().event());
        }
    }
    let mut rows = Vec::new();
    let mut incidents = Vec::new();
    let mut waiting = 0;
    for (id, mut events) in by_incident {
        let entries = events.len() as u64;
        read::each(conn, read::OF_SUBJECT, [Subject::Incident(id).to_string()], |stored| {
            events.push(erasing.read(stored).event());
            Ok(())
        })?;
        events.sort_by_key(|event| (event.recorded_at, event.device, event.device_seq));
        let Some(incident) = Incident::fold(events) else {
            waiting += 1;
            continue;
        };
        let row = incident.row();
        let is_new = projection::shown(conn, &Subject::Incident(id).to_string())?.is_none();
        incidents.push((
            row.opening.place(),
            MergedIncident {
                id,
                reference: row.reference.clone(),
                title: row.title.clone(),
                is_new,
                entries,
            },
        ));
        rows.push(row);
    }
    incidents.sort_by_key(|(place, _)| *place);
    let mut incidents: Vec<MergedIncident> = incidents.into_iter().map(|(_, incident)| incident).collect();
    if !rows.is_empty() {
        let told = told_apart_with(conn, &rows)?;
        for incident in &mut incidents {
            if let Some(shown) = told.get(&Subject::Incident(incident.id).to_string()) {
                incident.reference.clone_from(shown);
            }
        }
    }
    let had = (file.entries.len() - lacking.len()) as u64;
    let erased_people = erasing.after.people() - erasing.before.people();
    let erased_entries = changed_here(conn, erasing)?;
    Ok((rows, MergeReport { new, had, unknown_kinds, incidents, waiting, erased_people, erased_entries }))
}

/// How many entries that are here lose words.
fn changed_here(conn: &Connection, erasing: &Erasing) -> rusqlite::Result<u64> {
    let mut changed = 0;
    for entry in &erasing.changed {
        read::each(conn, read::OF_ID, [entry.as_bytes().as_slice()], |stored| {
            changed += u64::from(erasing.read(stored.clone()) != stored);
            Ok(())
        })?;
    }
    Ok(changed)
}

/// The references that are shown otherwise than they were given, once these lines are in the history.
fn told_apart_with(conn: &Connection, rows: &[IncidentRow]) -> rusqlite::Result<BTreeMap<String, String>> {
    let touched: BTreeSet<String> = rows.iter().map(|row| Subject::Incident(row.id).to_string()).collect();
    let kept = projection::openings(conn)?.into_iter().filter(|(subject, _)| !touched.contains(subject));
    let coming = rows.iter().map(|row| (Subject::Incident(row.id).to_string(), row.opening.clone()));
    Ok(reference::told_apart(kept.chain(coming)))
}
