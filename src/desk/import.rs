//! Tickets of another system into the log: said beforehand what that would bring, and done whole or not at
//! all in one transaction.
//!
//! A ticket at a time is folded, written and let go of again, so that what is held is what is open or was
//! touched lately, however many tickets come. What happened long ago rings no bell: deadlines that an
//! import finds past already are recorded as noticed by whoever imports, and the import says how many.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

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

/// What importing a file would bring. Also beside an open window; `world` needs no incident in it.
pub fn preview(
    store: Option<&Store>,
    world: &World,
    file: &ImportedIncidents,
    progress: &mut Progress<'_>,
) -> Result<ImportReport, DeskError> {
    let policy = policy(world)?;
    let mut report = ImportReport { rows: file.rows(), incidents: file.len(), ..ImportReport::default() };
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
        // What was told and is not written yet goes first: the world is about to be replaced.
        self.write_what_is_owed(now)?;
        let policy = policy(self.world())?;
        let mut world = self.world().clone();
        let mut report = ImportReport { rows: file.rows(), incidents: file.len(), ..ImportReport::default() };
        let actor = world.settings.manager.clone();
        let actor = if actor.is_empty() { "escalation manager".to_owned() } else { actor };
        let is_doubled = self.store.large_bulk(now, |bulk| -> Result<bool, DeskError> {
            let mut taking = Taking { bulk, world: &mut world, policy: &policy, actor: &actor, now };
            for (done, ticket) in file.tickets().enumerate() {
                go_on(progress, done, file.len())?;
                let (standing, entries, quiet) = taking.ticket(&ticket)?;
                report.count(&ticket.number, standing, entries);
                report.quiet_deadlines += quiet;
            }
            go_on(progress, file.len(), file.len())?;
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
