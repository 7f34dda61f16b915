//! Tickets of another system into the log: said beforehand what that would bring, and done whole or not at
//! all in one transaction.
//!
//! A ticket at a time is folded, written and let go of again, so that what is held is what is open or was
//! touched lately, however many tickets come. What happened long ago rings no bell: deadlines that an
//! import finds past already are recorded as noticed by whoever imports, and the import says how many.

use std::collections::BTreeSet;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use chrono::TimeDelta;

use super::core::{AT_HAND_HOURS, Desk};
use super::error::DeskError;
use crate::domain::alarm;
use crate::domain::decide::{AboutTicket, Refusal, ticket_facts};
use crate::domain::event::{Event, Fact, IncidentId, NewEvent, Subject};
use crate::domain::incident::Incident;
use crate::domain::policy::Policy;
use crate::domain::ticket::Ticket;
use crate::domain::time::{Instant, whole_second};
use crate::domain::world::World;
use crate::imports::incidents_csv::ImportedIncidents;
use crate::store::{Bulk, Store, StoreError};

/// The most tickets that a report lists by number.
pub const MOST_LISTED: usize = 1_000;

/// How a ticket of a file stands to the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TicketStanding {
    /// No incident has its number.
    New,
    /// The file has revisions of it that the log has not.
    Changed,
    /// The log has all of it.
    Known,
}

impl TicketStanding {
    /// The word in files and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Known => "known",
        }
    }
}

/// What an import brought, or would bring.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows of the file.
    pub rows: usize,
    /// Tickets of the file.
    pub incidents: usize,
    /// Tickets that no incident has the number of.
    pub new: usize,
    /// Tickets with revisions that the log has not.
    pub changed: usize,
    /// Tickets that bring nothing.
    pub known: usize,
    /// Entries about them.
    pub entries: usize,
    /// Deadlines that were past already, and are on the board without a bell; none is counted beforehand.
    pub quiet_deadlines: usize,
    /// Of the new and the changed, the first [`MOST_LISTED`] with the entries each brings.
    pub tickets: Vec<(String, TicketStanding, usize)>,
}

impl ImportReport {
    fn of(file: &ImportedIncidents) -> Self {
        Self { rows: file.rows(), incidents: file.len(), ..Self::default() }
    }

    /// Takes in what another part of the same file brought.
    pub(super) fn add(&mut self, part: Self) {
        (self.rows, self.incidents) = (part.rows, part.incidents);
        self.new += part.new;
        self.changed += part.changed;
        self.known += part.known;
        self.entries += part.entries;
        self.quiet_deadlines += part.quiet_deadlines;
        let room = MOST_LISTED.saturating_sub(self.tickets.len());
        self.tickets.extend(part.tickets.into_iter().take(room));
    }

    fn count(&mut self, number: &str, standing: TicketStanding, entries: usize) {
        match standing {
            TicketStanding::New => self.new += 1,
            TicketStanding::Changed => self.changed += 1,
            TicketStanding::Known => self.known += 1,
        }
        self.entries += entries;
        if standing != TicketStanding::Known && self.tickets.len() < MOST_LISTED {
            self.tickets.push((number.to_owned(), standing, entries));
        }
    }
}

/// Told how many tickets are done, of how many; may stop the import, and then nothing is written.
pub type Progress<'a> = dyn FnMut(usize, usize) -> ControlFlow<()> + 'a;

/// How far some work on a file is, and whether somebody wants it stopped: shared between who works and who
/// waits.
#[derive(Debug, Default)]
pub struct Course {
    done: AtomicU64,
    of: AtomicU64,
    is_stopped: AtomicBool,
}

impl Course {
    /// Says how far it is; whether to go on.
    pub fn told(&self, done: u64, of: u64) -> ControlFlow<()> {
        self.done.store(done, Ordering::Relaxed);
        self.of.store(of, Ordering::Relaxed);
        if self.is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// How much is done, of how much; of nothing where that is not known yet.
    pub fn so_far(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed))
    }

    /// Asks for a stop.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Whether a stop was asked for.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}

/// What became of an import that was done in parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportDone {
    /// What it brought.
    pub report: ImportReport,
    /// Whether somebody stopped it: the same file again brings the rest.
    pub is_stopped: bool,
}

/// An import on the desk's own thread, a part at a time: between two parts the desk tells its alarms and
/// does what else it is asked. Each part is a transaction of its own, and since a ticket that is known
/// brings nothing, the same file again goes on where it was left.
pub(super) struct Importing {
    file: Arc<ImportedIncidents>,
    course: Arc<Course>,
    at: usize,
    done: ImportDone,
}

/// How many tickets a part has: so few that no alarm waits for more than a moment.
const PART: usize = 50;

impl Importing {
    /// An import that has not begun.
    pub fn new(file: Arc<ImportedIncidents>, course: Arc<Course>) -> Self {
        let done = ImportDone { report: ImportReport::of(&file), is_stopped: false };
        Self { file, course, at: 0, done }
    }

    /// Does the next part. What became of it, once it is over.
    pub fn go_on(&mut self, desk: &mut Desk, now: Instant) -> Option<Result<ImportDone, DeskError>> {
        let of = self.file.len();
        if self.course.told(self.at as u64, of as u64).is_break() {
            self.done.is_stopped = true;
            return Some(Ok(std::mem::take(&mut self.done)));
        }
        let end = self.at.saturating_add(PART).min(of);
        let part = desk.import_tickets(&self.file, self.at..end, now, &mut |_, _| ControlFlow::Continue(()));
        match part {
            Ok(part) => self.done.report.add(part),
            Err(err) => return Some(Err(err)),
        }
        self.at = end;
        (self.at >= of).then(|| Ok(std::mem::take(&mut self.done)))
    }
}

/// What importing a file would bring. Also beside an open window; `world` needs no incident in it.
pub fn preview(
    store: Option<&Store>,
    world: &World,
    file: &ImportedIncidents,
    progress: &mut Progress<'_>,
) -> Result<ImportReport, DeskError> {
    let policy = policy(world)?;
    let mut report = ImportReport::of(file);
    for (done, ticket) in file.tickets().enumerate() {
        go_on(progress, done, file.len())?;
        let found = store.map_or(Ok(Vec::new()), |store| store.find_incidents(&ticket.number))?;
        let known = match (found.first(), store) {
            (Some(id), Some(store)) => Incident::fold(store.incident_events(*id)?),
            _ => None,
        };
        let id = known.as_ref().map_or(IncidentId(uuid::Uuid::nil()), |known| known.id);
        let about = AboutTicket { id, known: known.as_ref(), policy: &policy.id };
        let entries = ticket_facts(world, about, &ticket).len();
        report.count(&ticket.number, standing(known.is_some(), entries), entries);
    }
    go_on(progress, file.len(), file.len())?;
    Ok(report)
}

fn standing(is_there: bool, entries: usize) -> TicketStanding {
    match (is_there, entries) {
        (false, _) => TicketStanding::New,
        (true, 0) => TicketStanding::Known,
        (true, _) => TicketStanding::Changed,
    }
}

fn go_on(progress: &mut Progress<'_>, done: usize, of: usize) -> Result<(), DeskError> {
    if progress(done, of).is_break() { Err(DeskError::ImportStopped) } else { Ok(()) }
}

/// What incidents that come from tickets run under: the desk's usual policy.
fn policy(world: &World) -> Result<Arc<Policy>, Refusal> {
    let name = &world.settings.default_policy;
    world.in_force.get(name).cloned().ok_or_else(|| {
        Refusal::new(
            format!("the desk's usual policy `{name}` cannot be read"),
            "mend it, or choose another in the settings",
        )
    })
}

impl Desk {
    /// Takes in what the log lacks of a file: all of it in one transaction, or nothing. The same file again
    /// changes nothing, and a later one only brings what is new.
    pub fn import(
        &mut self,
        file: &ImportedIncidents,
        now: Instant,
        progress: &mut Progress<'_>,
    ) -> Result<ImportReport, DeskError> {
        self.import_tickets(file, 0..file.len(), now, progress)
    }

    /// The same of some tickets of the file, by their places.
    fn import_tickets(
        &mut self,
        file: &ImportedIncidents,
        places: Range<usize>,
        now: Instant,
        progress: &mut Progress<'_>,
    ) -> Result<ImportReport, DeskError> {
        // What was told and is not written yet goes first: the world is about to be replaced.
        self.write_what_is_owed(now)?;
        let policy = policy(self.world())?;
        let mut world = self.world().clone();
        let mut report = ImportReport::of(file);
        let actor = world.settings.manager.clone();
        let actor = if actor.is_empty() { "escalation manager".to_owned() } else { actor };
        let is_doubled = self.store.large_bulk(now, |bulk| -> Result<bool, DeskError> {
            let mut taking = Taking { bulk, world: &mut world, policy: &policy, actor: &actor, now };
            for (done, ticket) in places.clone().zip(file.tickets_in(places.clone())) {
                go_on(progress, done, file.len())?;
                let (standing, entries, quiet) = taking.ticket(&ticket)?;
                report.count(&ticket.number, standing, entries);
                report.quiet_deadlines += quiet;
            }
            go_on(progress, places.end, file.len())?;
            Ok(taking.bulk.is_doubled())
        })?;
        if report.entries > 0 {
            if is_doubled {
                self.see_anew(now - TimeDelta::hours(AT_HAND_HOURS), now)?;
            } else {
                self.hold_wanted(&mut world)?;
                self.see(world, now);
            }
        }
        Ok(report)
    }
}

/// One import under way.
struct Taking<'a, 'b> {
    bulk: &'a mut Bulk<'b>,
    world: &'a mut World,
    policy: &'a Policy,
    actor: &'a str,
    now: Instant,
}

impl Taking<'_, '_> {
    /// One ticket: how it stands, how many entries it brought, how many deadlines were past already.
    fn ticket(&mut self, ticket: &Ticket) -> Result<(TicketStanding, usize, usize), DeskError> {
        let mut events = match self.bulk.find_incidents(&ticket.number)?.first() {
            Some(id) => self.bulk.incident_events(*id)?,
            None => Vec::new(),
        };
        let known = Incident::fold(events.iter().cloned());
        let id = known.as_ref().map_or_else(|| self.bulk.incident_id(), |known| known.id);
        let about = AboutTicket { id, known: known.as_ref(), policy: &self.policy.id };
        let facts = ticket_facts(self.world, about, ticket);
        let standing = standing(known.is_some(), facts.len());
        if facts.is_empty() {
            return Ok((standing, 0, 0));
        }
        self.record_policy()?;
        let was_at_hand = self.world.live.contains_key(&id);
        let rang = if was_at_hand { self.ringing(id) } else { self.rang_before(id, &events) };
        for fact in &facts {
            events.push(self.bulk.put(None, fact)?);
        }
        self.world.load(events);
        let quiet = self.quieten(id, &rang)?;
        if let Some(live) = self.world.live.get(&id) {
            self.bulk.keep(&live.incident.row())?;
            let since = self.now - TimeDelta::hours(AT_HAND_HOURS);
            if !live.incident.phase.is_live() && live.incident.touched_at < since {
                self.world.live.remove(&id);
            }
        }
        Ok((standing, facts.len(), quiet))
    }

    /// The text of the policy, where the log has not recorded that version yet.
    fn record_policy(&mut self) -> Result<(), StoreError> {
        if self.world.recorded.contains_key(&self.policy.id) {
            return Ok(());
        }
        let fact = Fact::PolicyRecorded { policy: self.policy.id.clone(), text: self.policy.text.clone() };
        let event = self.put(Subject::Desk, fact)?;
        self.world.evolve(event);
        Ok(())
    }

    fn put(&mut self, subject: Subject, fact: Fact) -> Result<Event, StoreError> {
        let (happened_at, actor) = (whole_second(self.now), self.actor.to_owned());
        self.bulk.put(None, &NewEvent { subject, happened_at, actor, fact })
    }

    /// The deadlines of an incident that ring before the import.
    fn rang_before(&mut self, id: IncidentId, events: &[Event]) -> BTreeSet<(String, Instant)> {
        self.world.load(events.to_vec());
        self.ringing(id)
    }

    /// The deadlines of an incident that were due and that nobody has noticed.
    fn ringing(&self, id: IncidentId) -> BTreeSet<(String, Instant)> {
        let Some(live) = self.world.live.get(&id) else { return BTreeSet::new() };
        alarm::unnoticed(live, self.now).map(|one| (one.clock.to_string(), one.due)).collect()
    }

    /// Records that whoever imports has taken notice of the deadlines that the import itself found past.
    fn quieten(&mut self, id: IncidentId, rang: &BTreeSet<(String, Instant)>) -> Result<usize, StoreError> {
        let found: Vec<(String, Instant)> = self.ringing(id).difference(rang).cloned().collect();
        for (clock, due) in &found {
            let fact = Fact::AlarmAcknowledged { clock: clock.clone(), due: *due };
            let event = self.put(Subject::Incident(id), fact)?;
            self.world.evolve(event);
        }
        Ok(found.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::DeskOptions;
    use crate::imports::civil_times::DateOrder;
    use crate::imports::encoding::Encoding;
    use crate::imports::incident_mapping::Mapping;
    use crate::imports::incidents_csv::{self, Reading};
    use crate::platform::RecordingNotifier;

    fn now() -> Instant {
        "2026-03-02T14:00:00Z".parse().unwrap()
    }

    fn sample() -> Arc<ImportedIncidents> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data/servicenow_incident_event_log.csv");
        let mapping = Mapping::default();
        let reading = Reading {
            system: "ServiceNow",
            mapping: &mapping,
            zone: chrono_tz::UTC,
            order: DateOrder::Dmy,
            encoding: Encoding::Utf8,
            latest: now(),
        };
        let go_on = &mut |_| ControlFlow::Continue(());
        Arc::new(incidents_csv::read(std::fs::File::open(path).unwrap(), &reading, go_on).unwrap())
    }

    fn desk(folder: &std::path::Path) -> Desk {
        let notifier = Box::new(RecordingNotifier::new().0);
        Desk::open(DeskOptions { folder: folder.to_path_buf(), zone: chrono_tz::UTC, notifier }, now())
            .unwrap()
    }

    /// Goes on with an import until it is over, and how many parts it had.
    fn through(desk: &mut Desk, mut importing: Importing) -> (ImportDone, usize) {
        for parts in 1.. {
            if let Some(done) = importing.go_on(desk, now()) {
                return (done.unwrap(), parts);
            }
        }
        unreachable!()
    }

    #[test]
    fn an_import_in_parts_brings_what_one_in_a_piece_brings() {
        let (of_parts, of_piece) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let file = sample();
        let mut in_parts = desk(of_parts.path());
        let (done, parts) = through(&mut in_parts, Importing::new(Arc::clone(&file), Arc::default()));
        assert_eq!(parts, file.len().div_ceil(PART));
        let mut in_piece = desk(of_piece.path());
        let whole = in_piece.import(&file, now(), &mut |_, _| ControlFlow::Continue(())).unwrap();
        assert_eq!((done.report, done.is_stopped), (whole, false));
        assert_eq!(in_parts.world().live.len(), in_piece.world().live.len());
    }

    #[test]
    fn a_stopped_import_keeps_the_parts_that_are_done_and_the_same_file_brings_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let (file, course) = (sample(), Arc::new(Course::default()));
        let mut desk = desk(folder.path());
        let mut importing = Importing::new(Arc::clone(&file), Arc::clone(&course));
        assert!(importing.go_on(&mut desk, now()).is_none());
        // Between two parts the desk does what else it is asked.
        desk.tick(now()).unwrap();
        course.stop();
        let stopped = importing.go_on(&mut desk, now()).unwrap().unwrap();
        assert!(stopped.is_stopped);
        assert_eq!((stopped.report.new, stopped.report.incidents), (PART, file.len()));
        assert_eq!(course.so_far(), (PART as u64, file.len() as u64));
        let (rest, _) = through(&mut desk, Importing::new(Arc::clone(&file), Arc::default()));
        assert_eq!((rest.report.new, rest.report.known), (file.len() - PART, PART));
    }
}
