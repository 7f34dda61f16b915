//! Where each incident stands, and what presses and rings, kept from second to second.
//!
//! A board of hundreds is asked for each second, and from one to the next only few of them move. So what was reckoned
//! of an incident holds until one of its own instants turns, or a fact makes it another.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;

use super::board::{Group, NextDeadline, next_deadline};
use super::decide::CLOCK_SKEW_SECS;
use super::event::IncidentId;
use super::incident::{AlarmTrack, Phase};
use super::schedule::{Deadline, DeadlineState};
use super::time::{Instant, whole_second};
use super::words::Priority;
use super::world::{Live, World};

/// A deadline whose alarm rings: incident, clock, due.
pub type Ringing = (IncidentId, Arc<str>, Instant);

/// Where an incident stands on the board, without a word of its row: all that its place follows from.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its group.
    pub group: Group,
    /// When its next deadline is due, if one is owed.
    pub due: Option<Instant>,
    /// How many of its deadlines are overdue.
    pub overdue: usize,
    /// The place of its loudest deadline among all of its own, and how loud that is.
    loudest: Option<(Loudness, usize)>,
    /// The places of those that ring.
    ringing: Vec<usize>,
    /// From when on it may stand otherwise; none as long as no fact comes.
    turns_at: Option<Instant>,
}

/// How loud a deadline is, the loudest first: what is overdue before what is not, then what nobody has quietened before
/// what somebody has, among the overdue the highest priority, then the soonest.
type Loudness = (bool, bool, u8, Instant);

/// All incidents that are at hand, as they stand.
#[derive(Debug, Clone, Default)]
pub struct Standings {
    all: BTreeMap<IncidentId, (Arc<Live>, Standing)>,
    at: Option<Instant>,
}

impl Standings {
    /// As they stand at `now`.
    pub fn of(world: &World, now: Instant) -> Self {
        let mut standings = Self::default();
        standings.refresh(world, now);
        standings
    }

    /// Brings them to `now`: what neither a fact nor time has moved is left as it is.
    pub fn refresh(&mut self, world: &World, now: Instant) {
        if self.at.is_some_and(|at| now < at) {
            self.all.clear();
        }
        self.at = Some(now);
        self.all.retain(|id, _| world.live.contains_key(id));
        for (id, live) in &world.live {
            let holds = self.all.get(id).is_some_and(|(of, standing)| {
                Arc::ptr_eq(of, live) && standing.turns_at.is_none_or(|turns_at| now < turns_at)
            });
            if !holds {
                self.all.insert(*id, (Arc::clone(live), Standing::of(live, now)));
            }
        }
    }

    /// The open and restored incidents in the order of the board.
    pub fn in_order(&self) -> Vec<(&Arc<Live>, &Standing)> {
        let all = self.all.values().map(|(live, standing)| (live, standing));
        let mut open: Vec<_> = all.filter(|(live, _)| live.incident.phase.is_live()).collect();
        open.sort_unstable_by_key(|(live, standing)| standing.order(live));
        open
    }

    /// The one loudest deadline of the desk. An acknowledged one stays until it is done.
    pub fn loudest(&self) -> Option<(IncidentId, NextDeadline)> {
        let each = self.all.values().filter_map(|(live, one)| Some((live, one.loudest?)));
        let (live, (_, at)) = each.min_by_key(|(_, (loudness, _))| *loudness)?;
        Some((live.incident.id, next_deadline(live, live.deadlines.get(at)?, self.at?)))
    }

    /// How many incidents are open, and how many deadlines overdue.
    pub fn counts(&self) -> (usize, usize) {
        let open = self.all.values().filter(|(live, _)| live.incident.phase == Phase::Open).count();
        (open, self.all.values().map(|(_, standing)| standing.overdue).sum())
    }

    /// The deadlines that were told, and that nobody has acknowledged or snoozed since.
    pub fn ringing(&self) -> Vec<Ringing> {
        let mut all = Vec::new();
        for (live, standing) in self.all.values() {
            let rings = standing.ringing.iter().filter_map(|at| live.deadlines.get(*at));
            all.extend(rings.map(|one| (live.incident.id, Arc::clone(&one.clock), one.due)));
        }
        all
    }
}

impl Standing {
    /// How one incident stands at `now`.
    pub fn of(live: &Live, now: Instant) -> Self {
        let this_second = whole_second(now);
        let (mut due, mut overdue, mut loudest, mut ringing) = (None, 0, None, Vec::new());
        let mut turns = Turns { now, soonest: None };
        for (at, deadline) in live.deadlines.iter().enumerate() {
            turns.take_deadline(deadline);
            if !deadline.is_pressing(now) {
                continue;
            }
            due = Some(due.map_or(deadline.due, |due: Instant| due.min(deadline.due)));
            let is_overdue = deadline.state(now) == DeadlineState::Overdue;
            overdue += usize::from(is_overdue);
            let track = live.incident.alarm(&deadline.clock, deadline.due, now);
            if track.rings(now) {
                ringing.push(at);
            }
            let rank = if is_overdue { priority_rank(live.incident.traits.priority) } else { 0 };
            let loudness = (!is_overdue, track.is_quiet(now), rank, deadline.due);
            if loudest.is_none_or(|(louder, _)| loudness < louder) {
                loudest = Some((loudness, at));
            }
        }
        live.incident.alarms.values().for_each(|track| turns.take_track(track));
        let group = match due {
            Some(due) if due <= this_second => Group::Now,
            _ if live.incident.phase == Phase::Restored => Group::Restored,
            Some(due) if due <= this_second + TimeDelta::hours(1) => Group::NextHour,
            _ => Group::Later,
        };
        Self { group, due, overdue, loudest, ringing, turns_at: turns.soonest }
    }

    /// What a row is sorted by: group, what is overdue by priority, then the next deadline.
    fn order(&self, live: &Live) -> (Group, bool, u8, Option<Instant>, bool, Instant, IncidentId) {
        let incident = &live.incident;
        let overdue = self.overdue > 0;
        let rank = if overdue { priority_rank(incident.traits.priority) } else { 0 };
        (self.group, !overdue, rank, self.due, self.due.is_none(), incident.opened_at, incident.id)
    }
}

/// The instants at which something stands otherwise than before.
struct Turns {
    now: Instant,
    soonest: Option<Instant>,
}

impl Turns {
    fn take(&mut self, at: Option<Instant>) {
        if let Some(at) = at.filter(|at| *at > self.now) {
            self.soonest = Some(self.soonest.map_or(at, |soonest| soonest.min(at)));
        }
    }

    fn take_deadline(&mut self, deadline: &Deadline) {
        if !deadline.is_owed() {
            return;
        }
        let due = deadline.due;
        let second = whole_second(due);
        // Due at the turn of a second that is not before it, overdue from the next one on.
        let reached = if second < due { second + TimeDelta::seconds(1) } else { second };
        self.take(Some(reached - TimeDelta::hours(1)));
        self.take(Some(reached));
        self.take(Some(second + TimeDelta::seconds(1)));
        self.take(deadline.shown_from.map(|at| at + TimeDelta::nanoseconds(1)));
        self.take(deadline.quiet_from);
    }

    fn take_track(&mut self, track: &AlarmTrack) {
        self.take(track.snoozed_until);
        let told = [track.told_due_at, track.last_told_at, track.acknowledged_at, track.snoozed_at];
        // What a clock that ran ahead has written counts once it is near.
        for at in told {
            self.take(at.map(|at| at - TimeDelta::seconds(CLOCK_SKEW_SECS)));
        }
    }
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
