//! The board: one row an open incident, the most urgent first.

use std::sync::Arc;

use super::event::IncidentId;
use super::incident::Phase;
use super::policy::Completion;
use super::schedule::{Deadline, DeadlineState};
use super::standings::{Standing, Standings};
use super::time::Instant;
use super::timeline::milestone;
use super::words::{Environment, Priority};
use super::world::{Live, World};

/// Where on the board a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Something is overdue, or due this minute.
    Now,
    /// The next deadline is within the hour.
    NextHour,
    /// The next deadline is later, or there is none.
    Later,
    /// Service is back; the incident is not closed.
    Restored,
}

impl Group {
    /// All groups in the order of the board.
    pub const ALL: [Self; 4] = [Self::Now, Self::NextHour, Self::Later, Self::Restored];

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Now => "Now",
            Self::NextHour => "Next hour",
            Self::Later => "Later",
            Self::Restored => "Restored, not closed",
        }
    }
}

/// How an incident stands with the hotline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HotlineStanding {
    /// Nobody has to call it.
    NotAsked,
    /// A call is owed.
    Owed,
    /// Somebody was reached.
    Done,
}

/// The deadline that a row or the top of the window shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextDeadline {
    /// The clock's id.
    pub clock: Arc<str>,
    /// The clock's title.
    pub title: String,
    /// What to do: the action, or what to do on expiry once it has passed.
    pub action: String,
    /// When it is due.
    pub due: Instant,
    /// Running, warning or overdue.
    pub state: DeadlineState,
    /// Whether its alarm is acknowledged or snoozed.
    pub is_quiet: bool,
    /// What *done* asks for.
    pub completion: Completion,
}

/// One incident on the board.
#[derive(Debug, Clone, PartialEq)]
pub struct BoardRow {
    /// Its name for good.
    pub id: IncidentId,
    /// Where it stands on the board.
    pub group: Group,
    /// None while triage runs.
    pub priority: Option<Priority>,
    /// The priority as its policy names it.
    pub priority_title: String,
    /// What people say on the phone.
    pub reference: String,
    /// Number in the ticket system.
    pub ticket: Option<String>,
    /// What is wrong, in a line.
    pub title: String,
    /// Whether it is a major incident.
    pub is_major: bool,
    /// Open or restored.
    pub phase: Phase,
    /// When it was opened.
    pub opened_at: Instant,
    /// When service came back.
    pub restored_at: Option<Instant>,
    /// Who has command.
    pub command: Option<String>,
    /// The deadline that speaks loudest, if one is owed.
    pub next: Option<NextDeadline>,
    /// How many of its deadlines are overdue.
    pub overdue: usize,
    /// When customers were last told.
    pub last_update_at: Option<Instant>,
    /// By when they are told next.
    pub next_update_due: Option<Instant>,
    /// How it stands with the hotline.
    pub hotline: HotlineStanding,
    /// Subject matter experts engaged, of how many were called.
    pub smes: (usize, usize),
    /// Open actions, and how many of them are overdue.
    pub actions: (usize, usize),
    /// Open requests for information, and how many of them are overdue.
    pub requests: (usize, usize),
    /// Whether essential business services are touched (S).
    pub is_production: bool,
}

/// The rows of all open and restored incidents at `now`, in the order of the board.
pub fn rows(world: &World, now: Instant) -> Vec<BoardRow> {
    Standings::of(world, now).in_order().into_iter().map(|(live, _)| row(live, now)).collect()
}

/// One incident as a row.
pub fn row(live: &Live, now: Instant) -> BoardRow {
    let incident = &live.incident;
    let pressing = live.pressing(now);
    let next = pressing.first().map(|deadline| next_deadline(live, deadline, now));
    let Standing { group, overdue, .. } = Standing::of(live, now);
    let of_updates = |one: &&&Deadline| {
        live.clock(&one.clock).is_some_and(|clock| clock.completion() == Completion::CustomerUpdate)
    };
    BoardRow {
        id: incident.id,
        group,
        priority: incident.traits.priority,
        priority_title: live.policy.priority_title(incident.traits.priority).to_owned(),
        reference: incident.reference.clone(),
        ticket: incident.ticket.clone(),
        title: incident.title.clone(),
        is_major: incident.traits.kind == super::words::Kind::Major,
        phase: incident.phase,
        opened_at: incident.opened_at,
        restored_at: incident.restored_at,
        command: incident.command.clone(),
        overdue,
        last_update_at: incident.timeline.last(milestone::CUSTOMER_UPDATE),
        next_update_due: pressing.iter().find(of_updates).map(|one| one.due),
        hotline: hotline(live),
        smes: incident.people.engaged_of_called(),
        actions: (
            incident.actions.open_count(),
            incident.actions.all.iter().filter(|one| one.is_overdue(now)).count(),
        ),
        requests: (
            incident.requests.open_count(),
            incident.requests.all.iter().filter(|one| one.is_overdue(now)).count(),
        ),
        is_production: incident.traits.environment == Environment::Production,
        next,
    }
}

/// How an incident stands with the hotline.
pub fn hotline(live: &Live) -> HotlineStanding {
    let reached = live.incident.hotline.is_reached();
    let is_hotline = |one: &&Deadline| {
        live.clock(&one.clock).is_some_and(|clock| clock.completion() == Completion::Hotline)
    };
    if reached {
        HotlineStanding::Done
    } else if live.deadlines.iter().filter(is_hotline).any(Deadline::is_owed) {
        HotlineStanding::Owed
    } else {
        HotlineStanding::NotAsked
    }
}

/// A deadline with the words of its clock.
pub fn next_deadline(live: &Live, deadline: &Deadline, now: Instant) -> NextDeadline {
    let clock = live.clock(&deadline.clock);
    let state = deadline.state(now);
    NextDeadline {
        clock: Arc::clone(&deadline.clock),
        title: clock.map_or_else(|| deadline.clock.to_string(), |clock| clock.title.clone()),
        action: clock.map_or_else(String::new, |clock| {
            if state == DeadlineState::Overdue { clock.on_expiry.clone() } else { clock.action.clone() }
        }),
        due: deadline.due,
        state,
        is_quiet: live.incident.alarm(&deadline.clock, deadline.due, now).is_quiet(now),
        completion: clock.map_or(Completion::Milestone, super::policy::Clock::completion),
    }
}

/// The one loudest deadline of the desk: see [`Standings::loudest`].
pub fn loudest(world: &World, now: Instant) -> Option<(IncidentId, NextDeadline)> {
    Standings::of(world, now).loudest()
}
