//! From the revisions of a ticket to the facts that are not in the log yet.
//!
//! Each step from one revision to the next becomes what happened, at the time it happened; all that a
//! ticket says stands beside it, word for word ([`Fact::TicketRead`]), and tells the next reading where
//! this one ended. So a file that is read again brings nothing, and a later one only what is new.

use super::said::MAX_LINE_CHARS;
use crate::domain::directory::RecordKind;
use crate::domain::event::{Fact, IncidentId, IncidentOpened, NewEvent, PolicyRef, Subject};
use crate::domain::incident::Incident;
use crate::domain::ticket::{
    FIELD_ASSIGNEE, FIELD_GROUP, FIELD_OPENER, FIELD_STATE, KnownTicket, Revision, Said, Ticket, TicketRead,
    TicketState,
};
use crate::domain::time::Instant;
use crate::domain::timeline::milestone;
use crate::domain::words::{Environment, Kind};
use crate::domain::world::World;

/// The incident that a ticket is about.
#[derive(Debug, Clone, Copy)]
pub struct AboutTicket<'a> {
    /// Its name for good: of the one that is there, or of the one that is opened.
    pub id: IncidentId,
    /// The incident, if there is one.
    pub known: Option<&'a Incident>,
    /// What a new one runs under.
    pub policy: &'a PolicyRef,
}

/// What a ticket's revisions add to the log, in the order in which it happened; nothing if all was read
/// before. An incident that is not there is opened; one that the desk keeps itself gets no milestones.
pub fn ticket_facts(world: &World, about: AboutTicket<'_>, ticket: &Ticket) -> Vec<NewEvent> {
    let known = about.known.map(KnownTicket::of).unwrap_or_default();
    let fresh: Vec<&Revision> =
        ticket.revisions.iter().filter(|one| known.revision.is_none_or(|seen| one.number > seen)).collect();
    let Some(first) = fresh.first() else { return Vec::new() };
    let mut reading = Reading {
        world,
        about,
        ticket,
        leads: about.known.is_none() || known.leads,
        not_before: known.at.unwrap_or(ticket.opened_at).max(ticket.opened_at),
        since: last_turn(about.known).unwrap_or(ticket.opened_at),
        unacknowledged: about.known.is_some_and(is_unacknowledged),
        facts: Vec::new(),
    };
    if about.known.is_none() {
        reading.open(first);
    }
    let mut before = known.said;
    for (place, revision) in fresh.iter().enumerate() {
        let rest = fresh.get(place..).unwrap_or_default();
        reading.read(&before, revision, rest, rest.len() == 1);
        before = revision.said.clone();
    }
    reading.facts
}

/// Whether a ticket that was closed is only resolved again.
fn falls_back(was: TicketState, is: TicketState) -> bool {
    was == TicketState::Closed && is == TicketState::Resolved
}

/// When an incident was last reopened.
fn last_turn(known: Option<&Incident>) -> Option<Instant> {
    known.and_then(|incident| incident.timeline.last(milestone::REOPENED))
}

/// Whether nobody has acknowledged since it was last referred.
fn is_unacknowledged(incident: &Incident) -> bool {
    let referred = incident.timeline.last(milestone::REFERRED);
    referred.is_some() && incident.timeline.last(milestone::ACKNOWLEDGED) < referred
}

struct Reading<'a> {
    world: &'a World,
    about: AboutTicket<'a>,
    ticket: &'a Ticket,
    leads: bool,
    /// A revision came about no earlier than the one before: some systems round, some run behind.
    not_before: Instant,
    /// Since when it is open this time.
    since: Instant,
    unacknowledged: bool,
    facts: Vec<NewEvent>,
}

impl Reading<'_> {
    fn say(&mut self, at: Instant, by: Option<&str>, fact: Fact) {
        let actor = by.map(one_line).filter(|by| !by.is_empty());
        self.facts.push(NewEvent {
            subject: Subject::Incident(self.about.id),
            happened_at: at,
            actor: actor.unwrap_or_else(|| self.ticket.system.clone()),
            fact,
        });
    }

    fn open(&mut self, first: &Revision) {
        let number = one_line(&self.ticket.number);
        let opened = IncidentOpened {
            key: number.clone(),
            reference: number.clone(),
            title: self.title(&first.said),
            priority: first.said.priority(),
            kind: Kind::Regular,
            environment: Environment::Production,
            ticket: Some(number),
            policy: self.about.policy.clone(),
        };
        let by = first.said.field(FIELD_OPENER).or(first.by.as_deref());
        self.say(self.ticket.opened_at, by, Fact::IncidentOpened(opened));
        self.name_service(self.ticket.opened_at, first);
    }

    fn name_service(&mut self, at: Instant, revision: &Revision) {
        let Some(service) = revision.said.service().map(one_line).filter(|name| !name.is_empty()) else {
            return;
        };
        let named = self.world.directory.named(&[RecordKind::Service], &service);
        self.say(at, revision.by.as_deref(), Fact::ServicesNamed { services: vec![named] });
    }

    /// One revision after `before`. `rest` are the revisions from this one on.
    fn read(&mut self, before: &Said, now: &Revision, rest: &[&Revision], is_last: bool) {
        let at = now.at.max(self.not_before);
        self.not_before = at;
        let is_first = before.0.is_empty();
        let changed = now.said.changed_from(before);
        if self.leads {
            self.reopen(before, now, at);
            self.properties(before, now, at, is_first);
            self.turns(before, now, rest, at);
        }
        if is_last || !changed.is_empty() {
            let read = TicketRead {
                system: self.ticket.system.clone(),
                revision: now.number,
                leads: self.leads,
                fields: changed,
            };
            self.say(at, now.by.as_deref(), Fact::TicketRead(Box::new(read)));
        }
    }

    /// Title, priority, service, resolver.
    fn properties(&mut self, before: &Said, now: &Revision, at: Instant, is_first: bool) {
        let by = now.by.as_deref();
        if !is_first {
            let title = self.title(&now.said);
            if title != self.title(before) {
                self.say(
                    at,
                    by,
                    Fact::IncidentAmended { title: Some(title), ticket: None, environment: None },
                );
            }
            if let Some(priority) = now.said.priority()
                && before.priority() != Some(priority)
            {
                self.say(at, by, Fact::PriorityAssigned { priority, why: None });
            }
            if now.said.service() != before.service() {
                self.name_service(at, now);
            }
        }
        let group = now.said.field(FIELD_GROUP).map(one_line).filter(|group| !group.is_empty());
        if let Some(group) = group
            && before.field(FIELD_GROUP) != now.said.field(FIELD_GROUP)
        {
            self.unacknowledged = true;
            self.say(at, by, Fact::Referred { to: Some(group) });
        }
        let assignee = now.said.field(FIELD_ASSIGNEE);
        let is_taken_up = before.state() != TicketState::Active || before.field(FIELD_ASSIGNEE) != assignee;
        if self.unacknowledged && now.said.state() == TicketState::Active && is_taken_up {
            self.unacknowledged = false;
            self.say(at, by, Fact::Acknowledged { by: assignee.map(one_line).filter(|by| !by.is_empty()) });
        }
    }

    /// It is not over after all.
    fn reopen(&mut self, before: &Said, now: &Revision, at: Instant) {
        let (was, is) = (before.state(), now.said.state());
        if was.is_over() && (!is.is_over() || falls_back(was, is)) {
            let state = now.said.field(FIELD_STATE).map(one_line).filter(|state| !state.is_empty());
            let why = format!("the ticket went back to {}", state.as_deref().unwrap_or("no state"));
            self.since = at;
            self.say(at, now.by.as_deref(), Fact::Reopened { why });
        }
    }

    /// Restored, closed, cancelled.
    fn turns(&mut self, before: &Said, now: &Revision, rest: &[&Revision], at: Instant) {
        let by = now.by.as_deref();
        let (was, is) = (before.state(), now.said.state());
        let was = if falls_back(was, is) { TicketState::Other } else { was };
        if !is.is_over() || was == is || was == TicketState::Closed {
            return;
        }
        let (last, until) = self.ending(now, rest);
        let open = self.since..=until;
        let restored_at = last.resolved_at.filter(|one| open.contains(one));
        match is {
            TicketState::Resolved => {
                self.say(restored_at.unwrap_or(at), by, Fact::Restored { text: None });
            }
            TicketState::Closed => {
                if let Some(restored_at) = restored_at.filter(|_| was != TicketState::Resolved) {
                    self.say(restored_at, by, Fact::Restored { text: None });
                }
                let closed_at = last.closed_at.filter(|one| open.contains(one)).unwrap_or(at);
                let closed_at = restored_at.map_or(closed_at, |restored_at| closed_at.max(restored_at));
                self.say(closed_at, by, Fact::Closed { why: None, skipped: Vec::new() });
            }
            _ => {
                let why = format!("cancelled in {}", self.ticket.system);
                self.say(at, by, Fact::Cancelled { why });
            }
        }
    }

    /// The newest revision before it is reopened, and when that is. Some systems write the last
    /// restoration into every revision, also into those of an earlier one.
    fn ending<'r>(&self, now: &'r Revision, rest: &[&'r Revision]) -> (&'r Revision, Instant) {
        let over = rest.iter().take_while(|one| one.said.state().is_over()).count();
        let until = rest.get(over).map_or(Instant::MAX_UTC, |one| one.at.max(self.not_before));
        (rest.get(over.saturating_sub(1)).copied().unwrap_or(now), until)
    }

    fn title(&self, said: &Said) -> String {
        one_line(&said.title(&self.ticket.number))
    }
}

/// A text of a ticket as a line of the log: white space and control characters are single spaces, and what
/// is too long ends in `…`. The whole stands in what was read of the ticket.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MAX_LINE_CHARS {
        return line;
    }
    line.chars().take(MAX_LINE_CHARS - 1).chain(['…']).collect()
}
