//! When somebody is told about a deadline, and in which words.
//!
//! Which alarms are owed follows from the deadlines and from what was told already, which are
//! facts. So a restart neither repeats nor drops one.

use std::sync::Arc;

use chrono::TimeDelta;

use super::call_list::call_list;
use super::event::{AlarmStage, IncidentId};
use super::incident::AlarmTrack;
use super::schedule::Deadline;
use super::span;
use super::time::Instant;
use super::words::Priority;
use super::world::{Live, World};

/// Told later than this, an alarm says how late it is; seconds.
pub const LATENESS_WORTH_SAYING_SECS: i64 = 30;

/// One thing to tell a person now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// The incident it is about.
    pub incident: IncidentId,
    /// The clock's id.
    pub clock: Arc<str>,
    /// The deadline.
    pub due: Instant,
    /// How far it has gone.
    pub stage: AlarmStage,
    /// When it should be told.
    pub planned_at: Instant,
}

impl Alarm {
    /// How late it is told at `now`, in seconds.
    pub fn late_secs(&self, now: Instant) -> i64 {
        (now - self.planned_at).num_seconds().max(0)
    }
}

/// The alarms that should have been told by `now` and were not: at most one a deadline, the most
/// urgent first. Those that wait for the end of this machine's quiet hours are [`held`].
pub fn pending(world: &World, now: Instant) -> Vec<Alarm> {
    let mut owed = owed(world, now);
    if world.quiet_until(now).is_some() {
        owed.retain(|alarm| !is_held(world, alarm));
    }
    owed
}

/// The alarms that should have been told by `now` and wait for the end of this machine's quiet hours, in the same
/// order.
pub fn held(world: &World, now: Instant) -> Vec<Alarm> {
    if world.quiet_until(now).is_none() {
        return Vec::new();
    }
    let mut owed = owed(world, now);
    owed.retain(|alarm| is_held(world, alarm));
    owed
}

/// Whether quiet hours of this machine hold an alarm of a deadline at `now`.
pub fn is_held_of(world: &World, live: &Live, deadline: &Deadline, now: Instant) -> bool {
    world.quiet_until(now).is_some()
        && next_of(live, deadline, now).is_some_and(|(stage, at)| at <= now && may_wait(live, stage))
}

fn is_held(world: &World, alarm: &Alarm) -> bool {
    world.live.get(&alarm.incident).is_some_and(|live| may_wait(live, alarm.stage))
}

/// Whether quiet hours may hold an alarm: not one that is due on a critical incident, nor on one whose priority
/// is open, since that may be critical.
fn may_wait(live: &Live, stage: AlarmStage) -> bool {
    stage == AlarmStage::Warning || !matches!(live.incident.traits.priority, None | Some(Priority::Critical))
}

fn owed(world: &World, now: Instant) -> Vec<Alarm> {
    let mut found: Vec<(Option<Priority>, Alarm)> = Vec::new();
    for live in world.live.values() {
        for deadline in &live.deadlines {
            if let Some((stage, planned_at)) = next_of(live, deadline, now).filter(|(_, at)| *at <= now) {
                let (incident, clock, due) = (live.incident.id, Arc::clone(&deadline.clock), deadline.due);
                let priority = live.incident.traits.priority;
                found.push((priority, Alarm { incident, clock, due, stage, planned_at }));
            }
        }
    }
    found.sort_by_key(|(priority, alarm)| {
        (alarm.stage == AlarmStage::Warning, priority.is_none(), *priority, alarm.due)
    });
    found.into_iter().map(|(_, alarm)| alarm).collect()
}

/// The deadlines of an incident that are due at `now` and that nobody has taken notice of since.
pub fn unnoticed(live: &Live, now: Instant) -> impl Iterator<Item = &Deadline> {
    live.deadlines.iter().filter(move |one| {
        let track = live.incident.alarm(&one.clock, one.due, now);
        one.is_owed() && one.due <= now && track.acknowledged_at.is_none_or(|at| at < one.due)
    })
}

/// The next instant at which an alarm is to be told, if nothing else happens; `now` or earlier where one is
/// [`pending`].
pub fn next_at(world: &World, now: Instant) -> Option<Instant> {
    let of_live = |live: &Arc<Live>| {
        let each = live.deadlines.iter().filter_map(|one| {
            next_of(live, one, now).map(|(stage, at)| told_at(world, live, one.due, (stage, at), now))
        });
        each.min()
    };
    world.live.values().filter_map(of_live).min()
}

/// When an alarm is told that should be told at an instant: then, or at the end of the quiet hours that hold it.
fn told_at(
    world: &World,
    live: &Live,
    due: Instant,
    (stage, at): (AlarmStage, Instant),
    now: Instant,
) -> Instant {
    let held_until = world.quiet_until(at.max(now)).filter(|_| may_wait(live, stage));
    match held_until {
        None => at,
        // A warning that is held becomes the alarm itself if its deadline comes first, and that may ring.
        Some(until) if stage == AlarmStage::Warning && at < due && due < until => {
            told_at(world, live, due, (AlarmStage::Due, due), now)
        }
        Some(until) => until,
    }
}

/// The next alarm of one deadline and when it should be told; that may be in the past.
fn next_of(live: &Live, deadline: &Deadline, now: Instant) -> Option<(AlarmStage, Instant)> {
    if deadline.outcome != super::schedule::Outcome::Open || deadline.quiet_from.is_some_and(|at| now >= at) {
        return None;
    }
    let track = live.incident.alarm(&deadline.clock, deadline.due, now);
    if track.acknowledged_at.is_some_and(|at| at >= deadline.due) {
        return None;
    }
    let (stage, planned_at) = unsnoozed(live, deadline, &track, now);
    let planned_at = planned_at.max(deadline.shown_from.unwrap_or(planned_at));
    match track.snoozed_until {
        Some(until) if until > planned_at && until >= deadline.due && stage == AlarmStage::Warning => {
            Some((AlarmStage::Due, until))
        }
        Some(until) if until > planned_at => Some((stage, until)),
        _ => Some((stage, planned_at)),
    }
}

fn unsnoozed(live: &Live, deadline: &Deadline, track: &AlarmTrack, now: Instant) -> (AlarmStage, Instant) {
    if track.told_due_at.is_some() {
        // What was told last was told by a clock that ran ahead: so nobody was reminded by this one yet.
        let Some(last) = track.last_told_at else {
            return (AlarmStage::Reminder, deadline.due.max(now));
        };
        let after_snooze = track.snoozed_until.filter(|until| *until > last);
        let reminder = last + TimeDelta::seconds(live.policy.reminder_secs);
        return (AlarmStage::Reminder, after_snooze.unwrap_or(reminder));
    }
    match deadline.warn_at {
        // Somebody who has taken notice since needs no warning, also of one that was held.
        Some(warn_at)
            if track.warned_at.is_none()
                && track.acknowledged_at.is_none_or(|at| at < warn_at)
                && now < deadline.due =>
        {
            (AlarmStage::Warning, warn_at)
        }
        _ => (AlarmStage::Due, deadline.due),
    }
}

/// What a person reads about one or several alarms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// One line.
    pub title: String,
    /// What to do, plain text, a line each.
    pub body: String,
    /// Whether something is due, or only near.
    pub is_due: bool,
    /// The incident to open: none for a digest of several.
    pub incident: Option<IncidentId>,
}

/// The most people to call that one alarm names.
const CALLED_LINES: usize = 3;

/// The most lines a digest spells out; the rest is counted.
const DIGEST_LINES: usize = 6;

/// The words for what is told at `now`: one alarm by itself, several as one digest.
pub fn telling(world: &World, alarms: &[Alarm], now: Instant) -> Option<Telling> {
    let first = alarms.first()?;
    let is_due = alarms.iter().any(|alarm| alarm.stage != AlarmStage::Warning);
    if let [alarm] = alarms {
        let live = world.live.get(&alarm.incident)?;
        let clock = live.clock(&alarm.clock)?;
        let title = format!("{} {}: {}", headline(alarm, now), live.incident.reference, clock.title);
        let action = if now > alarm.due { &clock.on_expiry } else { &clock.action };
        let mut body = format!("{}\n{}", live.incident.title, action);
        for callee in
            call_list(live, &world.settings, &world.directory, &clock.call).iter().take(CALLED_LINES)
        {
            body.push_str(&format!(
                "\n{} {}",
                callee.whom.name,
                callee.phones.first().map_or("", String::as_str)
            ));
        }
        if alarm.stage == AlarmStage::Due && alarm.late_secs(now) > LATENESS_WORTH_SAYING_SECS {
            body.push_str(&format!("\nTold {} late", span::words(alarm.late_secs(now))));
        }
        return Some(Telling { title, body, is_due, incident: Some(first.incident) });
    }
    let due = alarms.iter().filter(|alarm| alarm.stage != AlarmStage::Warning).count();
    let near = alarms.len() - due;
    let title = match (due, near) {
        (0, near) => format!("{near} deadlines are near"),
        (due, 0) => format!("{due} deadlines are due"),
        (1, near) => format!("1 deadline is due, {near} near"),
        (due, near) => format!("{due} deadlines are due, {near} near"),
    };
    let mut lines: Vec<String> = Vec::new();
    for alarm in alarms.iter().take(DIGEST_LINES) {
        let Some(live) = world.live.get(&alarm.incident) else { continue };
        let clock_title = live.clock(&alarm.clock).map_or(&*alarm.clock, |clock| clock.title.as_str());
        lines.push(format!("{} {}, {}", live.incident.reference, clock_title, lateness(alarm, now)));
    }
    if alarms.len() > DIGEST_LINES {
        lines.push(format!("and {} more on the board", alarms.len() - DIGEST_LINES));
    }
    let same = alarms.iter().all(|alarm| alarm.incident == first.incident);
    Some(Telling { title, body: lines.join("\n"), is_due, incident: same.then_some(first.incident) })
}

fn headline(alarm: &Alarm, now: Instant) -> &'static str {
    match alarm.stage {
        AlarmStage::Warning => "Soon",
        AlarmStage::Due if (now - alarm.due).num_seconds() <= LATENESS_WORTH_SAYING_SECS => "Due now",
        AlarmStage::Due | AlarmStage::Reminder => "Overdue",
    }
}

fn lateness(alarm: &Alarm, now: Instant) -> String {
    let secs = (now - alarm.due).num_seconds();
    match secs {
        ..0 => format!("due in {}", span::words(-secs)),
        0 => "due now".to_owned(),
        _ => format!("{} late", span::words(secs)),
    }
}
