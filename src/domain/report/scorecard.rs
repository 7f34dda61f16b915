//! The scorecard of a period: every incident that was *opened* in it, whenever the rest of it happened.
//!
//! So each incident belongs to exactly one of several periods that follow each other, and their counts add
//! up. What was opened in error or is the same as another counts only as that.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Timelike};
use chrono_tz::Tz;

use super::spread::Spread;
use super::tally::{Score, Tally};
use crate::domain::calendar::local_of;
use crate::domain::duty::Duty;
use crate::domain::incident::Phase;
use crate::domain::policy::Clock;
use crate::domain::rota::change::Window;
use crate::domain::schedule::DeadlineState;
use crate::domain::ticket::KnownTicket;
use crate::domain::time::Instant;
use crate::domain::timeline::milestone;
use crate::domain::words::Priority;
use crate::domain::world::Live;

/// The milestones between which time is measured: the earlier and the later.
pub const PAIRS: &[(&str, &str)] = &[
    (milestone::OPENED, milestone::TRIAGED),
    (milestone::OPENED, milestone::REFERRED),
    (milestone::OPENED, milestone::ACKNOWLEDGED),
    (milestone::OPENED, milestone::INITIAL_NOTIFICATION),
    (milestone::OPENED, milestone::HOTLINE_NOTIFIED),
    (milestone::OPENED, milestone::COMMAND_TAKEN),
    (milestone::OPENED, milestone::OWNERSHIP_CONFIRMED),
    (milestone::OPENED, milestone::RESTORED),
    (milestone::OPENED, milestone::CLOSED),
    (milestone::TRIAGED, milestone::REFERRED),
    (milestone::REFERRED, milestone::ACKNOWLEDGED),
    (milestone::ACKNOWLEDGED, milestone::RESTORED),
    (milestone::ON_CALL_CONTACTED, milestone::OWNERSHIP_CONFIRMED),
    (milestone::RESTORED, milestone::RESTORED_NOTIFICATION),
    (milestone::RESTORED, POST_MORTEM_HELD),
    (milestone::RESTORED, milestone::CLOSED),
];

/// The milestone that a policy asks for after a major incident.
const POST_MORTEM_HELD: &str = "post-mortem-held";

/// What a ticket tells of by itself. Of updates, calls and command it says nothing.
const TOLD_BY_TICKETS: &[&str] = &[
    milestone::OPENED,
    milestone::TRIAGED,
    milestone::REFERRED,
    milestone::ACKNOWLEDGED,
    milestone::RESTORED,
    milestone::REOPENED,
    milestone::CLOSED,
];

/// The short name by which people know a pair, where it has one.
pub fn pair_short(pair: (&str, &str)) -> Option<&'static str> {
    match pair {
        (milestone::OPENED, milestone::ACKNOWLEDGED) => Some("MTTA"),
        (milestone::OPENED, milestone::RESTORED) => Some("MTTR"),
        _ => None,
    }
}

/// The numbers of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    /// The period: opened from its begin on and before its end.
    pub period: Window,
    /// As of when deadlines were judged.
    pub as_of: Instant,
    /// The zone in which hours and weekdays are read.
    pub zone: Tz,
    /// All incidents that count.
    pub incidents: Tally,
    /// Opened in error; they count nowhere else.
    pub cancelled: Tally,
    /// The same as another; they count nowhere else.
    pub duplicates: Tally,
    /// By the priority they have now; none while triage runs.
    pub by_priority: BTreeMap<Option<Priority>, Tally>,
    /// By each service that is hit, by name; an incident with two counts under both, one with none under
    /// the empty name.
    pub by_service: BTreeMap<String, Tally>,
    /// By the hour of the wall clock in which they were opened, from 0 to 23.
    pub by_hour: BTreeMap<u32, Tally>,
    /// By the weekday on which they were opened, Monday is 0.
    pub by_weekday: BTreeMap<u32, Tally>,
    /// By the day on which they were opened, and by priority within it.
    pub by_day: BTreeMap<NaiveDate, BTreeMap<Option<Priority>, Tally>>,
    /// Deadlines met and missed, all of them.
    pub deadlines: Score,
    /// What each clock that counts is called by its policy.
    pub clock_titles: BTreeMap<String, String>,
    /// Deadlines met and missed by clock; duties (actions, requests, calls back) each under one name.
    pub clocks: BTreeMap<String, Score>,
    /// The same by priority.
    pub clocks_by_priority: BTreeMap<Option<Priority>, Score>,
    /// The same by service.
    pub clocks_by_service: BTreeMap<String, Score>,
    /// Communications on time: the clocks that an update meets.
    pub updates: Score,
    /// Hotline compliance: the clocks that reaching the hotline meets.
    pub hotline: Score,
    /// Actions that are still to be done and whose time has passed.
    pub actions_overdue: Tally,
    /// How long it took from one milestone to the next, in the order of [`PAIRS`].
    pub spreads: Vec<((&'static str, &'static str), Spread)>,
}

impl Scorecard {
    /// A scorecard without an incident.
    pub fn new(period: Window, as_of: Instant, zone: Tz) -> Self {
        Self {
            period,
            as_of,
            zone,
            incidents: Tally::default(),
            cancelled: Tally::default(),
            duplicates: Tally::default(),
            by_priority: BTreeMap::new(),
            by_service: BTreeMap::new(),
            by_hour: BTreeMap::new(),
            by_weekday: BTreeMap::new(),
            by_day: BTreeMap::new(),
            deadlines: Score::default(),
            clock_titles: BTreeMap::new(),
            clocks: BTreeMap::new(),
            clocks_by_priority: BTreeMap::new(),
            clocks_by_service: BTreeMap::new(),
            updates: Score::default(),
            hotline: Score::default(),
            actions_overdue: Tally::default(),
            spreads: PAIRS.iter().map(|pair| (*pair, Spread::default())).collect(),
        }
    }

    /// One more incident. One that was not opened in the period changes nothing.
    pub fn take(&mut self, live: &Live) {
        let incident = &live.incident;
        let id = incident.id;
        if !self.period.contains(incident.opened_at) {
            return;
        }
        match incident.phase {
            Phase::Cancelled => return self.cancelled.add(id),
            Phase::Duplicate => return self.duplicates.add(id),
            Phase::Open | Phase::Restored | Phase::Closed => {}
        }
        self.incidents.add(id);
        let priority = incident.traits.priority;
        self.by_priority.entry(priority).or_default().add(id);
        let services = services(live);
        for service in &services {
            self.by_service.entry(service.clone()).or_default().add(id);
        }
        let local = local_of(self.zone, incident.opened_at);
        self.by_hour.entry(local.hour()).or_default().add(id);
        self.by_weekday.entry(local.weekday().num_days_from_monday()).or_default().add(id);
        self.by_day.entry(local.date()).or_default().entry(priority).or_default().add(id);
        self.take_clocks(live, priority, &services);
        for action in &incident.actions.all {
            if action.is_overdue(self.as_of) {
                self.actions_overdue.add(id);
            }
        }
        for ((from, to), spread) in &mut self.spreads {
            if let (Some(begin), Some(end)) = (reached(live, from), later(live, from, to)) {
                spread.add(id, (end - begin).num_seconds());
            }
        }
    }

    fn take_clocks(&mut self, live: &Live, priority: Option<Priority>, services: &[String]) {
        let id = live.incident.id;
        let follows_a_ticket = KnownTicket::of(&live.incident).leads;
        for deadline in &live.deadlines {
            let is_met = match deadline.state(self.as_of) {
                DeadlineState::Met => true,
                DeadlineState::Missed | DeadlineState::Overdue => false,
                DeadlineState::Running
                | DeadlineState::Warning
                | DeadlineState::Paused
                | DeadlineState::NotNeeded => continue,
            };
            // On a fixed schedule, those after the one that stands are not there yet.
            if !deadline.is_shown(self.as_of) {
                continue;
            }
            let clock = live.clock(&deadline.clock);
            if !is_met && follows_a_ticket && clock.is_some_and(|clock| !is_told_by_tickets(clock)) {
                continue;
            }
            let name = clock_name(&deadline.clock);
            self.deadlines.add(id, is_met);
            if let Some(clock) = clock.filter(|_| Duty::of_clock(&deadline.clock).is_none()) {
                self.clock_titles.entry(name.to_owned()).or_insert_with(|| clock.title.clone());
            }
            self.clocks.entry(name.to_owned()).or_default().add(id, is_met);
            self.clocks_by_priority.entry(priority).or_default().add(id, is_met);
            for service in services {
                self.clocks_by_service.entry(service.clone()).or_default().add(id, is_met);
            }
            if clock.is_some_and(is_of_updates) {
                self.updates.add(id, is_met);
            }
            if clock.is_some_and(|clock| clock.met_by.iter().any(|one| one == milestone::HOTLINE_NOTIFIED)) {
                self.hotline.add(id, is_met);
            }
        }
    }

    /// The spans from one milestone to the next.
    pub fn spread(&self, from: &str, to: &str) -> Option<&Spread> {
        self.spreads.iter().find(|((one, other), _)| *one == from && *other == to).map(|(_, spread)| spread)
    }
}

/// The clock of a policy by its id; the clocks of duties, which each have their own, by what they are.
fn clock_name(id: &str) -> &str {
    // The id of a duty's clock is what it is, and the entry that made it.
    let of_duty = Duty::of_clock(id).and_then(|_| id.split_once(':'));
    of_duty.map_or(id, |(kind, _)| kind)
}

fn is_told_by_tickets(clock: &Clock) -> bool {
    clock.met_by.iter().all(|name| TOLD_BY_TICKETS.contains(&name.as_str()))
}

fn is_of_updates(clock: &Clock) -> bool {
    let of_updates = [
        milestone::INITIAL_NOTIFICATION,
        milestone::CUSTOMER_UPDATE,
        milestone::UPDATED_NOTIFICATION,
        milestone::RESTORED_NOTIFICATION,
        milestone::ESCALATED_NOTIFICATION,
    ];
    clock.met_by.iter().any(|one| of_updates.contains(&one.as_str()) || one.starts_with(milestone::UPDATE_TO))
}

/// The names of the services that are hit, each once; the empty name where none is said.
fn services(live: &Live) -> Vec<String> {
    let mut names: Vec<String> = live.incident.services.iter().map(|one| one.name.clone()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() { vec![String::new()] } else { names }
}

/// When a milestone was first reached; the restoration and the closing that stand.
fn reached(live: &Live, name: &str) -> Option<Instant> {
    let incident = &live.incident;
    match name {
        milestone::OPENED => Some(incident.opened_at),
        milestone::RESTORED => incident.restored_at,
        milestone::CLOSED => incident.closed_at,
        _ => incident.timeline.first(name),
    }
}

/// When the later milestone of a pair was reached: that of an answer is the first at or after what it answers.
fn later(live: &Live, from: &str, to: &str) -> Option<Instant> {
    let is_answer = matches!(to, milestone::ACKNOWLEDGED | milestone::RESTORED_NOTIFICATION)
        || (from == milestone::ON_CALL_CONTACTED && to == milestone::OWNERSHIP_CONFIRMED);
    if !is_answer {
        return reached(live, to);
    }
    let begin = reached(live, from)?;
    live.incident.timeline.reached(to).find(|at| *at >= begin)
}
