//! One incident, folded from its facts.
//!
//! `evolve` is total: a fact that no longer applies changes nothing and stays in the log. Rules
//! about what may be said live in `decide` alone. Nothing here knows a policy or the present.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::actions::Actions;
use super::billing::facts::BilledAs;
use super::decide::CLOCK_SKEW_SECS;
use super::directory::Named;
use super::event::{AlarmStage, Event, EventId, Fact, IncidentId, PolicyRef, Subject};
use super::hotline::Hotline;
use super::intake::Intake;
use super::people::People;
use super::reference::Opening;
use super::requests::Requests;
use super::review::Review;
use super::time::Instant;
use super::timeline::{Timeline, Traits};
use super::update::Updates;
use super::words::{Environment, Kind, Priority};

/// Where an incident stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Still on fire.
    Open,
    /// Service is back; not closed yet.
    Restored,
    /// Done with.
    Closed,
    /// Opened in error.
    Cancelled,
    /// The same as another one.
    Duplicate,
}

impl Phase {
    /// The word in files, on the command line and on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Restored => "restored",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
            Self::Duplicate => "duplicate",
        }
    }

    /// Whether its clocks may still run.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Open | Self::Restored)
    }
}

/// One entry of an incident's log, with what became of it later.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The event as it was written.
    pub event: Event,
    /// The entry that took it back, if one did.
    pub retracted_by: Option<EventId>,
    /// The entry that corrected it last, if one did.
    pub corrected_by: Option<EventId>,
    /// When it happened, after corrections.
    pub happened_at: Instant,
    /// What happened in other words than those of the event, where a correction gave some.
    corrected: Option<Box<Fact>>,
}

impl Entry {
    /// What happened, after corrections.
    pub fn fact(&self) -> &Fact {
        self.corrected.as_deref().unwrap_or(&self.event.fact)
    }

    /// Says it in other words from now on.
    pub(crate) fn put_in_words(&mut self, text: &str) {
        self.corrected = Some(Box::new(self.fact().with_words(text)));
    }
}

impl From<Event> for Entry {
    /// As it was written: nothing became of it yet.
    fn from(event: Event) -> Self {
        Self {
            retracted_by: None,
            corrected_by: None,
            happened_at: event.happened_at,
            corrected: None,
            event,
        }
    }
}

/// What has been told, quietened and noticed about one deadline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AlarmTrack {
    /// When the warning was told.
    pub warned_at: Option<Instant>,
    /// When it was first told as due.
    pub told_due_at: Option<Instant>,
    /// When it was last told at all.
    pub last_told_at: Option<Instant>,
    /// When somebody last took notice.
    pub acknowledged_at: Option<Instant>,
    /// Until when it is quiet.
    pub snoozed_until: Option<Instant>,
    /// When it was made quiet.
    pub snoozed_at: Option<Instant>,
}

impl AlarmTrack {
    /// What of it counts at `now`. What was told or put off at an instant that is still to come was so by a clock that
    /// ran ahead and was set right since; if it counted, nobody would be told anything until then. Notice that was
    /// taken so counts where the deadline was told by a clock that was right.
    #[must_use]
    pub fn as_of(self, now: Instant) -> Self {
        let latest = now + TimeDelta::seconds(CLOCK_SKEW_SECS);
        let counts = |at: &Instant| *at <= latest;
        let told_due_at = self.told_due_at.filter(counts);
        Self {
            warned_at: self.warned_at.filter(counts),
            told_due_at,
            last_told_at: self.last_told_at.filter(counts),
            acknowledged_at: self.acknowledged_at.filter(|at| counts(at) || told_due_at.is_some()),
            snoozed_until: self.snoozed_until.filter(|_| self.snoozed_at.is_none_or(|at| at <= latest)),
            snoozed_at: self.snoozed_at.filter(counts),
        }
    }

    /// Whether somebody has taken notice of it since it was last told, or put it off.
    pub fn is_quiet(&self, now: Instant) -> bool {
        let acknowledged = self.acknowledged_at.is_some() && self.acknowledged_at >= self.last_told_at;
        acknowledged || self.snoozed_until.is_some_and(|until| until > now)
    }

    /// Whether it was told, and nobody has acknowledged or snoozed it since.
    pub fn rings(&self, now: Instant) -> bool {
        let is_snoozed = self.snoozed_until.is_some_and(|until| until > now);
        self.last_told_at.is_some() && self.acknowledged_at < self.last_told_at && !is_snoozed
    }

    /// Takes in that it was told. The newest in the order of the log counts, also where it is the earlier one, for then
    /// the clock was set back; and what was told, noticed or put off by that clock before is over: it would count again
    /// once its instant comes.
    fn tell(&mut self, stage: AlarmStage, at: Instant) {
        self.last_told_at = Some(at);
        match stage {
            AlarmStage::Warning => {
                let latest = at + TimeDelta::seconds(CLOCK_SKEW_SECS);
                self.warned_at = Some(at);
                self.told_due_at = self.told_due_at.filter(|told| *told <= latest);
                self.acknowledged_at = self.acknowledged_at.filter(|noticed| *noticed <= latest);
            }
            AlarmStage::Due => {
                self.told_due_at = Some(at);
                self.acknowledged_at = self.acknowledged_at.filter(|noticed| *noticed <= at);
            }
            AlarmStage::Reminder => self.told_due_at = self.told_due_at.or(Some(at)),
        }
        if self.snoozed_at.is_some_and(|put_off| put_off > at) {
            (self.snoozed_at, self.snoozed_until) = (None, None);
        }
    }
}

/// What corrects an entry: the correcting entry, the time and the words it gives.
type Correction = (EventId, Option<Instant>, Option<String>);

/// An alarm's deadline: a clock and the instant it is due.
pub type DeadlineKey = (String, Instant);

/// One incident as its facts make it.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// Its name for good.
    pub id: IncidentId,
    /// The caller's own name for it.
    pub key: String,
    /// What people say on the phone, such as `MI-0412`.
    pub reference: String,
    /// How it came into the log, with the reference it was given.
    pub opening: Opening,
    /// What is wrong, in a line.
    pub title: String,
    /// Number in the ticket system.
    pub ticket: Option<String>,
    /// The policy it runs under.
    pub policy: PolicyRef,
    /// Priority, kind and environment as they are now.
    pub traits: Traits,
    /// Where it stands.
    pub phase: Phase,
    /// When it was opened.
    pub opened_at: Instant,
    /// When service last came back, if it is back.
    pub restored_at: Option<Instant>,
    /// When it was closed, cancelled or marked a duplicate, if it is.
    pub closed_at: Option<Instant>,
    /// The latest instant anything about it was written down.
    pub touched_at: Instant,
    /// Who has command, if somebody took it.
    pub command: Option<String>,
    /// The services that are hit.
    pub services: Vec<Named>,
    /// Whom it was referred to last.
    pub referred_to: Option<String>,
    /// To whom it was escalated last.
    pub escalated_to: Option<String>,
    /// What an escalation has to say, as far as it is known.
    pub intake: Intake,
    /// Who is on it.
    pub people: People,
    /// What was sent to whom.
    pub updates: Updates,
    /// The requests for information.
    pub requests: Requests,
    /// The delegated actions.
    pub actions: Actions,
    /// The calls to the hotline, and its checklist.
    pub hotline: Hotline,
    /// Its post-mortem.
    pub review: Review,
    /// What was said of its billing, if anything was.
    pub billed_as: Option<BilledAs>,
    /// Its log in the order of the fold, older first.
    pub entries: Vec<Entry>,
    /// What the clocks run on: its moments in the order they happened.
    pub timeline: Timeline,
    /// What has been told about each deadline.
    pub alarms: BTreeMap<DeadlineKey, AlarmTrack>,
}

/// A line of the history: what can be known of an incident without folding it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentRow {
    /// Its name for good.
    pub id: IncidentId,
    /// The caller's own name for it.
    pub key: String,
    /// What people say on the phone: as it is shown, see [`super::reference`].
    pub reference: String,
    /// How it came into the log.
    pub opening: Opening,
    /// What is wrong, in a line.
    pub title: String,
    /// Number in the ticket system.
    pub ticket: Option<String>,
    /// None while triage runs.
    pub priority: Option<Priority>,
    /// Regular or major.
    pub kind: Kind,
    /// Production or not.
    pub environment: Environment,
    /// Where it stands.
    pub phase: Phase,
    /// The policy it runs under.
    pub policy: PolicyRef,
    /// When it was opened.
    pub opened_at: Instant,
    /// When service last came back.
    pub restored_at: Option<Instant>,
    /// When it was closed, cancelled or marked a duplicate.
    pub closed_at: Option<Instant>,
    /// The latest instant anything about it was written down.
    pub touched_at: Instant,
    /// Whether it is closed and still owes something: see [`Incident::lives_on`].
    pub lives_on: bool,
}

impl Incident {
    /// What was told, noticed and put off about one deadline, as far as it counts at `now`.
    pub fn alarm(&self, clock: &str, due: Instant, now: Instant) -> AlarmTrack {
        // Most have none, and a board asks for each of its deadlines.
        if self.alarms.is_empty() {
            return AlarmTrack::default();
        }
        self.alarms.get(&(clock.to_owned(), due)).copied().unwrap_or_default().as_of(now)
    }

    /// Folds the facts of one incident, given in the order of the log
    /// (recorded, device, sequence). `None` if they do not begin with its opening: facts of an
    /// incident whose opening has not arrived wait in the log.
    pub fn fold(events: impl IntoIterator<Item = Event>) -> Option<Self> {
        let events: Vec<Event> = events.into_iter().collect();
        let opening = events.iter().find(|event| matches!(event.fact, Fact::IncidentOpened(_)))?;
        let (Fact::IncidentOpened(opened), Subject::Incident(id)) = (&opening.fact, &opening.subject) else {
            return None;
        };
        let came = Opening::of(opening)?;
        let mut incident = Self {
            id: *id,
            key: opened.key.clone(),
            reference: opened.reference.clone(),
            opening: came,
            title: opened.title.clone(),
            ticket: opened.ticket.clone(),
            policy: opened.policy.clone(),
            traits: Traits { priority: opened.priority, kind: opened.kind, environment: opened.environment },
            phase: Phase::Open,
            opened_at: opening.happened_at,
            restored_at: None,
            closed_at: None,
            touched_at: opening.recorded_at,
            command: None,
            services: Vec::new(),
            referred_to: None,
            escalated_to: None,
            intake: Intake::default(),
            people: People::default(),
            updates: Updates::default(),
            requests: Requests::default(),
            actions: Actions::default(),
            hotline: Hotline::default(),
            review: Review::default(),
            billed_as: None,
            entries: Vec::with_capacity(events.len()),
            timeline: Timeline::default(),
            alarms: BTreeMap::new(),
        };
        for event in events {
            incident.push(event);
        }
        incident.derive();
        Some(incident)
    }

    /// One more fact. The cost follows the incident's own facts, never the log.
    pub fn evolve(&mut self, event: Event) {
        let alarm = event.fact.is_alarm();
        self.push(event);
        if alarm {
            // Alarms move no milestone: the commonest fact of all stays cheap.
            if let Some(entry) = self.entries.last() {
                track_alarm(&mut self.alarms, entry);
            }
        } else {
            self.derive();
        }
    }

    fn push(&mut self, event: Event) {
        self.touched_at = self.touched_at.max(event.recorded_at);
        self.entries.push(event.into());
    }

    /// The entries that count: neither taken back nor of an unknown kind, oldest recorded first.
    pub fn effective(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.retracted_by.is_none())
    }

    /// An entry by its name.
    pub fn entry(&self, id: EventId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.event.id == id)
    }

    /// The latest entry that `actor` could take back: their own, still standing, not the opening,
    /// nothing about alarms and no taking back itself.
    pub fn undoable_by(&self, actor: &str) -> Option<&Entry> {
        self.effective().rev().find(|entry| {
            entry.event.actor == actor
                && !entry.fact().is_alarm()
                && !matches!(
                    entry.fact(),
                    Fact::IncidentOpened(_) | Fact::EntryRetracted { .. } | Fact::Unknown { .. }
                )
        })
    }

    /// The incident as of an instant: what happened later is left out, and so is one that was opened
    /// later. What is known by now of what happened until then counts: corrections and takings-back
    /// are applied whenever they were made.
    pub fn as_of(&self, at: Instant) -> Option<Self> {
        let mends = |fact: &Fact| matches!(fact, Fact::EntryRetracted { .. } | Fact::EntryCorrected { .. });
        let counts = |entry: &&Entry| entry.happened_at <= at || mends(&entry.event.fact);
        Self::fold(self.entries.iter().filter(counts).map(|entry| entry.event.clone()))
    }

    /// Its line in the history.
    pub fn row(&self) -> IncidentRow {
        IncidentRow {
            id: self.id,
            key: self.key.clone(),
            reference: self.reference.clone(),
            opening: self.opening.clone(),
            title: self.title.clone(),
            ticket: self.ticket.clone(),
            priority: self.traits.priority,
            kind: self.traits.kind,
            environment: self.traits.environment,
            phase: self.phase,
            policy: self.policy.clone(),
            opened_at: self.opened_at,
            restored_at: self.restored_at,
            closed_at: self.closed_at,
            touched_at: self.touched_at,
            lives_on: self.lives_on(),
        }
    }

    /// Whether it is closed and something of it is still to be done: an action that came out of its
    /// post-mortem, or the meeting that is set.
    pub fn lives_on(&self) -> bool {
        self.phase == Phase::Closed && (self.actions.has_open_follow_up() || self.review.is_ahead())
    }

    /// Works out everything that follows from the entries.
    fn derive(&mut self) {
        self.settle_corrections();
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.retain(|&at| self.entries.get(at).is_some_and(|entry| entry.retracted_by.is_none()));
        order.sort_by_key(|&at| self.entries.get(at).map(|entry| entry.happened_at));
        let timed: Vec<&Entry> = order.iter().filter_map(|&at| self.entries.get(at)).collect();

        let opening = self.entries.iter().find_map(|entry| match entry.fact() {
            Fact::IncidentOpened(opened) => Some((opened.clone(), entry.happened_at)),
            _ => None,
        });
        if let Some((opened, at)) = opening {
            self.title = opened.title;
            self.ticket = opened.ticket;
            self.opened_at = at;
            self.traits =
                Traits { priority: opened.priority, kind: opened.kind, environment: opened.environment };
        }
        self.timeline = Timeline::of(self.traits, self.opened_at, &timed);
        self.traits = self.timeline.traits_now();
        let (mut title, mut ticket) = (None, None);
        self.phase = Phase::Open;
        self.restored_at = None;
        self.closed_at = None;
        self.command = None;
        for entry in &timed {
            let at = entry.happened_at;
            match entry.fact() {
                Fact::IncidentAmended { title: new_title, ticket: new_ticket, .. } => {
                    title = new_title.clone().or(title);
                    ticket = new_ticket.clone().or(ticket);
                }
                Fact::Restored { .. } if self.phase == Phase::Open => {
                    self.phase = Phase::Restored;
                    self.restored_at = Some(at);
                }
                Fact::Reopened { .. } => {
                    self.phase = Phase::Open;
                    self.restored_at = None;
                    self.closed_at = None;
                }
                Fact::Closed { .. } if self.phase.is_live() => {
                    self.phase = Phase::Closed;
                    self.closed_at = Some(at);
                }
                Fact::Cancelled { .. } if self.phase.is_live() => {
                    self.phase = Phase::Cancelled;
                    self.closed_at = Some(at);
                }
                Fact::MarkedDuplicate { .. } if self.phase.is_live() => {
                    self.phase = Phase::Duplicate;
                    self.closed_at = Some(at);
                }
                Fact::CommandTaken { by: who } | Fact::CommandHandedOver { to: who } => {
                    self.command = Some(who.clone());
                }
                _ => {}
            }
        }
        if let Some(touched_at) = touched_by_tickets(&self.entries) {
            self.touched_at = touched_at;
        }
        self.derive_dossier(&order);
        self.title = title.unwrap_or_else(|| std::mem::take(&mut self.title));
        self.ticket = ticket.or_else(|| self.ticket.take());
        let mut alarms = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| entry.retracted_by.is_none()) {
            track_alarm(&mut alarms, entry);
        }
        self.alarms = alarms;
    }

    /// What its facts say beside the clocks: people, updates, requests, actions, hotline, intake,
    /// post-mortem.
    fn derive_dossier(&mut self, order: &[usize]) {
        let (mut services, mut referred_to, mut escalated_to) = (Vec::new(), None, None);
        let (mut intake, mut people, mut updates) =
            (Intake::default(), People::default(), Updates::default());
        let (mut requests, mut actions, mut hotline) =
            (Requests::default(), Actions::default(), Hotline::default());
        let mut review = Review::default();
        let numbers = numbers(&self.entries);
        for &at in order {
            let Some(entry) = self.entries.get(at) else { continue };
            let number = numbers.get(at).copied().unwrap_or_default();
            match entry.fact() {
                Fact::ServicesNamed { services: named } => services.clone_from(named),
                Fact::Referred { to } => referred_to = to.clone().or(referred_to),
                Fact::Escalated { to, .. } => escalated_to = Some(to.clone()),
                _ => {}
            }
            intake.take(entry);
            people.take(entry);
            updates.take(entry);
            requests.take(entry, number);
            actions.take(entry, number);
            hotline.take(entry);
            review.take(entry, number);
        }
        self.services = services;
        (self.referred_to, self.escalated_to) = (referred_to, escalated_to);
        (self.intake, self.people, self.updates) = (intake, people, updates);
        (self.requests, self.actions, self.hotline) = (requests, actions, hotline);
        self.review = review;
        // Each says all that was said so far, so the one that was written down last stands.
        let billed_as = self.effective().rev().find_map(|entry| match entry.fact() {
            Fact::BilledAs(said) => Some(BilledAs::clone(said)),
            _ => None,
        });
        self.billed_as = billed_as;
    }

    /// Marks what was taken back and puts corrections in place. The newest taking-back wins, and
    /// one that was itself taken back has no effect.
    fn settle_corrections(&mut self) {
        let mut retracted: BTreeMap<EventId, EventId> = BTreeMap::new();
        for entry in self.entries.iter().rev() {
            if retracted.contains_key(&entry.event.id) {
                continue;
            }
            if let Fact::EntryRetracted { entry: target, .. } = &entry.event.fact {
                retracted.insert(*target, entry.event.id);
            }
        }
        let mut corrections: BTreeMap<EventId, Vec<Correction>> = BTreeMap::new();
        for entry in &self.entries {
            if retracted.contains_key(&entry.event.id) {
                continue;
            }
            if let Fact::EntryCorrected { entry: target, at, text, .. } = &entry.event.fact {
                corrections.entry(*target).or_default().push((entry.event.id, *at, text.clone()));
            }
        }
        for entry in &mut self.entries {
            entry.retracted_by = retracted.get(&entry.event.id).copied();
            entry.happened_at = entry.event.happened_at;
            // Few entries are ever corrected, and the others are held once.
            (entry.corrected_by, entry.corrected) = (None, None);
            for (by, at, text) in corrections.get(&entry.event.id).into_iter().flatten() {
                entry.corrected_by = Some(*by);
                entry.happened_at = at.unwrap_or(entry.happened_at);
                if let Some(text) = text {
                    entry.put_in_words(text);
                }
            }
        }
    }
}

/// When an incident that follows a ticket was last touched: what was read of the ticket, and what followed
/// from it, counts when it happened. A history that was read in today is no work of today, and what is long
/// closed stays out of the way. None for an incident that follows no ticket.
fn touched_by_tickets(entries: &[Entry]) -> Option<Instant> {
    let leads = |entry: &Entry| matches!(&entry.event.fact, Fact::TicketRead(read) if read.leads);
    let when_written = |entry: &Entry| (entry.event.device, entry.event.recorded_at);
    let read: BTreeSet<_> = entries.iter().filter(|entry| leads(entry)).map(when_written).collect();
    let touched = |entry: &Entry| {
        let is_read = !entry.event.fact.is_alarm() && read.contains(&when_written(entry));
        if is_read { entry.event.happened_at } else { entry.event.recorded_at }
    };
    if read.is_empty() { None } else { entries.iter().map(touched).max() }
}

/// The number of each request, action and problem statement among its own, in the order in which they were written
/// down: taking one back moves no other's number.
fn numbers(entries: &[Entry]) -> Vec<usize> {
    let (mut requests, mut actions, mut statements) = (0, 0, 0);
    let number = |entry: &Entry| match &entry.event.fact {
        Fact::InformationRequested { .. } => {
            requests += 1;
            requests
        }
        Fact::ActionDelegated { .. } => {
            actions += 1;
            actions
        }
        Fact::ProblemStatementWritten(_) => {
            statements += 1;
            statements
        }
        _ => 0,
    };
    entries.iter().map(number).collect()
}

fn track_alarm(alarms: &mut BTreeMap<DeadlineKey, AlarmTrack>, entry: &Entry) {
    let at = entry.happened_at;
    match entry.fact() {
        Fact::AlarmRaised { clock, due, stage, .. } => {
            alarms.entry((clock.clone(), *due)).or_default().tell(*stage, at);
        }
        Fact::AlarmAcknowledged { clock, due } => {
            let track = alarms.entry((clock.clone(), *due)).or_default();
            track.acknowledged_at = Some(at);
        }
        Fact::AlarmSnoozed { clock, due, until } => {
            let track = alarms.entry((clock.clone(), *due)).or_default();
            track.snoozed_until = Some(*until);
            track.snoozed_at = Some(at);
        }
        _ => {}
    }
}
