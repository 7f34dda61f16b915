//! The board: one row an open incident, the most urgent first.

use std::sync::Arc;

use chrono::TimeDelta;

use super::event::IncidentId;
use super::incident::Phase;
use super::policy::Completion;
use super::schedule::{Deadline, DeadlineState};
use super::time::{Instant, whole_second};
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

/// Where an incident stands on the board, without a word of its row: all that its place follows from.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The incident.
    pub live: &'a Arc<Live>,
    /// Its group.
    pub group: Group,
    /// When its next deadline is due, if one is owed.
    pub due: Option<Instant>,
    /// How many of its deadlines are overdue.
    pub overdue: usize,
}

/// All open and restored incidents at `now`, in the order of the board.
pub fn standings(world: &World, now: Instant) -> Vec<Standing<'_>> {
    let open = world.live.values().filter(|live| live.incident.phase.is_live());
    let mut all: Vec<Standing<'_>> = open
        .map(|live| {
            let (group, due, overdue) = standing(live, now);
            Standing { live, group, due, overdue }
        })
        .collect();
    all.sort_unstable_by_key(order);
    all
}

/// The rows of all open and restored incidents at `now`, in the order of the board.
pub fn rows(world: &World, now: Instant) -> Vec<BoardRow> {
    standings(world, now).into_iter().map(|one| row(one.live, now)).collect()
}

/// What a row is sorted by: group, what is overdue by priority, then the next deadline.
fn order(one: &Standing<'_>) -> (Group, bool, u8, Option<Instant>, bool, Instant, IncidentId) {
    let incident = &one.live.incident;
    let overdue = one.overdue > 0;
    let rank = if overdue { priority_rank(incident.traits.priority) } else { 0 };
    (one.group, !overdue, rank, one.due, one.due.is_none(), incident.opened_at, incident.id)
}

/// Its group, when its next deadline is due, and how many are overdue.
fn standing(live: &Live, now: Instant) -> (Group, Option<Instant>, usize) {
    let pressing = || live.deadlines.iter().filter(|one| one.is_pressing(now));
    let due = pressing().map(|one| one.due).min();
    let overdue = pressing().filter(|one| one.state(now) == DeadlineState::Overdue).count();
    let this_second = whole_second(now);
    let group = match due {
        Some(due) if due <= this_second => Group::Now,
        _ if live.incident.phase == Phase::Restored => Group::Restored,
        Some(due) if due <= this_second + TimeDelta::hours(1) => Group::NextHour,
        _ => Group::Later,
    };
    (group, due, overdue)
}

/// The most urgent first; one that nobody has triaged comes after high.
fn priority_rank(priority: Option<Priority>) -> u8 {
    match priority {
        Some(Priority::Critical) => 0,
        Some(Priority::High) => 1,
        None => 2,
        Some(Priority::Medium) => 3,
        Some(Priority::Low) => 4,
    }
}

/// One incident as a row.
pub fn row(live: &Live, now: Instant) -> BoardRow {
    let incident = &live.incident;
    let pressing = live.pressing(now);
    let next = pressing.first().map(|deadline| next_deadline(live, deadline, now));
    let (group, _, overdue) = standing(live, now);
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
        is_quiet: is_quiet(live, deadline, now),
        completion: clock.map_or(Completion::Milestone, super::policy::Clock::completion),
    }
}

/// Whether somebody has taken notice of a deadline's alarm, or snoozed it.
fn is_quiet(live: &Live, deadline: &Deadline, now: Instant) -> bool {
    let track = live.incident.alarm(&deadline.clock, deadline.due, now);
    let acknowledged = track.acknowledged_at.is_some() && track.acknowledged_at >= track.last_told_at;
    acknowledged || track.snoozed_until.is_some_and(|until| until > now)
}

/// The one loudest deadline of the desk: what is overdue before what is not, then what nobody has
/// quietened before what somebody has, among the overdue the highest priority, then the soonest. An
/// acknowledged one stays until it is done.
pub fn loudest(world: &World, now: Instant) -> Option<(IncidentId, NextDeadline)> {
    let all =
        world.live.values().flat_map(|live| live.deadlines.iter().map(move |deadline| (live, deadline)));
    let (live, deadline) = all.filter(|(_, one)| one.is_pressing(now)).min_by_key(|(live, deadline)| {
        let overdue = deadline.state(now) == DeadlineState::Overdue;
        let rank = if overdue { priority_rank(live.incident.traits.priority) } else { 0 };
        (!overdue, is_quiet(live, deadline, now), rank, deadline.due)
    })?;
    Some((live.incident.id, next_deadline(live, deadline, now)))
}
