//! The clocks of the built-in `major-incident` policy a second time, from the table and the rules of time that
//! they were made from, as plainly as can be: lists are walked, open time is walked quarter hour by quarter hour.
//!
//! Nothing of the program's own reckoning is used here. Where the rules say nothing, a remark says what the program
//! does and why that is taken over.

#[path = "reference/episode.rs"]
mod episode;
#[path = "reference/office.rs"]
mod office;
#[path = "reference/table.rs"]
mod table;

use std::collections::BTreeMap;

use bridgewatch::domain::event::{Event, EventId, Fact};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{CallOutcome, Environment, Kind, Priority};

use self::episode::{Episode, Stop};
pub use self::office::Office;
use self::office::to_the_second;
use self::table::{Again, Due, Row, TABLE, URGENT};

/// How a deadline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Running,
    Overdue,
    Met,
    Missed,
    Paused,
    NotNeeded,
}

/// What became of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    Paused,
    Done(Instant),
    Ended(Instant),
    NotNeeded,
}

/// One deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    pub clock: &'static str,
    pub starts: Instant,
    pub due: Instant,
    pub warn_at: Instant,
    fate: Fate,
    /// On a fixed schedule: there only after the one before was due.
    pub there_after: Option<Instant>,
    /// From here on another deadline speaks for it.
    pub quiet_from: Option<Instant>,
}

impl Owed {
    pub fn state(&self, now: Instant) -> State {
        match self.fate {
            Fate::Open if to_the_second(now) > self.due => State::Overdue,
            Fate::Open => State::Running,
            Fate::Paused => State::Paused,
            Fate::Done(at) if at <= self.due => State::Met,
            Fate::Done(_) => State::Missed,
            Fate::Ended(at) if at > self.due => State::Missed,
            Fate::Ended(_) | Fate::NotNeeded => State::NotNeeded,
        }
    }

    /// Whether it is still to be done and its time runs.
    pub fn is_open(&self) -> bool {
        self.fate == Fate::Open
    }

    /// Whether one sees it at `now`: of a schedule, one at a time.
    pub fn is_there(&self, now: Instant) -> bool {
        !matches!(self.fate, Fate::Open | Fate::Paused) || self.there_after.is_none_or(|at| now > at)
    }
}

/// The clocks that are reckoned here.
pub fn clocks() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|row| row.clock)
}

/// Priority, kind and environment.
type Traits = (Option<Priority>, Kind, Environment);

/// What a clock may react to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Reached(&'static str),
    /// The incident is one of the clock's again, or no more.
    Qualified,
    Lost,
    Paused,
    Resumed,
    NotNeeded(Instant),
}

/// The deadlines of an incident whose entries these are, in the order of the log.
pub fn deadlines(log: &[Event], office: &Office) -> Vec<Owed> {
    let story = Story::of(log);
    TABLE.iter().flat_map(|row| story.deadlines_of(row, office)).collect()
}

/// What happened, sorted by when.
struct Story {
    /// Moments; pauses and what is not needed with the clock they are about.
    moments: Vec<(Instant, What, String)>,
    traits: Vec<(Instant, Traits)>,
}

/// Whether an entry was taken back: by one that stands.
fn is_taken_back(log: &[Event], id: EventId) -> bool {
    log.iter().any(|one| {
        matches!(&one.fact, Fact::EntryRetracted { entry, .. } if *entry == id) && !is_taken_back(log, one.id)
    })
}

/// The entries that stand, with the time they were last corrected to, in the order they happened. Of one second, in
/// the order of the log.
fn standing(log: &[Event]) -> Vec<(Instant, Fact)> {
    let mut corrected: BTreeMap<EventId, Instant> = BTreeMap::new();
    for one in log {
        if let Fact::EntryCorrected { entry, at: Some(at), .. } = &one.fact
            && !is_taken_back(log, one.id)
        {
            corrected.insert(*entry, *at);
        }
    }
    let mut standing: Vec<(Instant, Fact)> = log
        .iter()
        .filter(|one| !is_taken_back(log, one.id))
        .map(|one| (corrected.get(&one.id).copied().unwrap_or(one.happened_at), one.fact.clone()))
        .collect();
    standing.sort_by_key(|(at, _)| *at);
    standing
}

/// Whether it is closed, when all of that log has happened.
pub fn is_closed(log: &[Event]) -> bool {
    let turn = |fact: &Fact| match fact {
        Fact::Closed { .. } | Fact::Cancelled { .. } => Some(true),
        Fact::Reopened { .. } => Some(false),
        _ => None,
    };
    standing(log).iter().rev().find_map(|(_, fact)| turn(fact)).unwrap_or(false)
}

impl Story {
    fn of(log: &[Event]) -> Self {
        let (mut moments, mut traits) = (Vec::new(), Vec::new());
        // One update to customers can be several things at once.
        let (mut told, mut change_untold, mut escalation_untold) = (false, false, false);
        let (mut restored, mut meeting_set, mut agreed) = (false, false, false);
        let standing = standing(log);
        let opened = standing.iter().find_map(|(at, fact)| match fact {
            Fact::IncidentOpened(one) => Some((*at, (one.priority, one.kind, one.environment))),
            _ => None,
        });
        // What happened before the opening happened to the incident as it was opened.
        traits.extend(opened);
        let mut now = opened.unwrap().1;
        for (at, fact) in standing {
            let mut reach = |name: &'static str| moments.push((at, What::Reached(name), String::new()));
            match &fact {
                Fact::IncidentOpened(one) => {
                    reach("opened");
                    if one.priority.is_some() {
                        reach("triaged");
                    }
                }
                Fact::PriorityAssigned { priority, .. } => {
                    match now.0 {
                        None => reach("triaged"),
                        Some(before) if before != *priority => {
                            change_untold = true;
                            reach("changed");
                        }
                        Some(_) => {}
                    }
                    now.0 = Some(*priority);
                }
                Fact::KindChanged { kind, .. } => now.1 = *kind,
                Fact::IncidentAmended { environment: Some(environment), .. } => now.2 = *environment,
                Fact::Referred { .. } => reach("referred"),
                Fact::Acknowledged { .. } => reach("acknowledged"),
                Fact::UpdateSent { audience, .. } if audience == "customers" => {
                    reach("customer-update");
                    if change_untold {
                        reach("told-of-change");
                    }
                    if escalation_untold {
                        reach("told-of-escalation");
                    }
                    if restored {
                        reach("told-of-restoring");
                    }
                    if !told {
                        reach("initial");
                    }
                    (told, change_untold, escalation_untold) = (true, false, false);
                }
                Fact::ResolverUpdateLogged { .. } => reach("resolver-update"),
                Fact::OnCallContacted { .. } => reach("on-call"),
                Fact::Escalated { to, .. } => {
                    escalation_untold = true;
                    match to.as_str() {
                        "Incident Manager" => reach("escalated-to-manager"),
                        "Resolver's contacts" => reach("escalated-to-contacts"),
                        _ => reach("escalated-to-leadership"),
                    }
                }
                Fact::OwnershipConfirmed { .. } => reach("owned"),
                Fact::HotlineCalled { outcome: CallOutcome::Reached, .. } => reach("hotline"),
                Fact::CommandTaken { .. } => reach("command-taken"),
                Fact::CommandHandedOver { .. } => reach("command-handed-over"),
                Fact::CommandKept { .. } => reach("command-kept"),
                Fact::NoteLogged { significant: true, .. } => {
                    change_untold = true;
                    reach("news");
                }
                Fact::MilestoneReached { milestone, .. } => match milestone.as_str() {
                    "post-mortem-scheduled" => {
                        meeting_set = true;
                        reach("meeting-set");
                    }
                    "post-mortem-held" => {
                        meeting_set = true;
                        reach("held");
                        // A statement that was agreed before the meeting is logged as held is agreed.
                        if agreed {
                            reach("agreed");
                        }
                    }
                    "problem-statement-agreed" => {
                        agreed = true;
                        reach("agreed");
                    }
                    _ => {}
                },
                Fact::Restored { .. } => {
                    restored = true;
                    reach("restored");
                    // A meeting that was set before service came back is set.
                    if meeting_set {
                        reach("meeting-set");
                    }
                }
                Fact::Reopened { .. } => {
                    restored = false;
                    reach("reopened");
                }
                Fact::Closed { .. } | Fact::Cancelled { .. } => reach("closed"),
                Fact::ClockPaused { clock, .. } => moments.push((at, What::Paused, clock.clone())),
                Fact::ClockResumed { clock } => moments.push((at, What::Resumed, clock.clone())),
                Fact::DeadlineNotNeeded { clock, due, .. } => {
                    moments.push((at, What::NotNeeded(*due), clock.clone()));
                }
                _ => {}
            }
            if traits.last().is_some_and(|(_, before)| *before != now) {
                traits.push((at, now));
            }
        }
        Self { moments, traits }
    }

    /// What this clock reacts to. Its conditions are judged by the incident as it is now, with the original
    /// milestones; where it is not one of the clock's any more, up to when it last was.
    fn seen_by(&self, row: &Row) -> Vec<(Instant, What)> {
        let mut seen: Vec<(Instant, What)> = self
            .moments
            .iter()
            .filter(|(_, what, about)| matches!(what, What::Reached(_)) || about == row.clock)
            .map(|(at, what, _)| (*at, what.clone()))
            .collect();
        if row.clock == "significant-update" {
            seen.retain(|(at, what)| {
                !matches!(what, What::Reached("changed" | "news")) || self.is_urgent_around(*at)
            });
            return seen;
        }
        let mut was = false;
        let mut turns = Vec::new();
        for (at, traits) in &self.traits {
            let is = fits(row, *traits);
            if is != was {
                turns.push((*at, if is { What::Qualified } else { What::Lost }));
            }
            was = is;
        }
        if turns.is_empty() {
            return Vec::new();
        }
        let lost_at = turns.last().filter(|(_, what)| *what == What::Lost).map(|(at, _)| *at);
        // Only the hotline runs from when the incident became what it asks for; the others from their milestones,
        // whatever the incident was in between. Of one second, what happened comes before what that changed.
        if row.clock != "hotline" {
            turns.retain(|turn| turn.1 == What::Lost && Some(turn.0) == lost_at);
            turns.truncate(1);
        }
        seen.extend(turns);
        seen.sort_by_key(|(at, _)| *at);
        seen.retain(|(at, _)| lost_at.is_none_or(|lost| *at <= lost));
        seen
    }

    /// Whether it was critical or high right before that second, or became so in it.
    fn is_urgent_around(&self, at: Instant) -> bool {
        let before = self.traits.iter().rfind(|(from, _)| *from < at).or(self.traits.first());
        let then = self.traits.iter().filter(|(from, _)| *from == at);
        before
            .into_iter()
            .chain(then)
            .any(|(_, (priority, _, _))| priority.is_some_and(|priority| URGENT.contains(&priority)))
    }

    /// The priority that decides how long a post-mortem may take: the last that the clock is for.
    fn last_fitting(&self, row: &Row) -> Option<Priority> {
        self.traits.iter().rfind(|(_, traits)| fits(row, *traits)).and_then(|(_, traits)| traits.0)
    }

    fn deadlines_of(&self, row: &Row, office: &Office) -> Vec<Owed> {
        let seen = self.seen_by(row);
        let span = match row.due {
            Due::ByPriority if self.last_fitting(row) == Some(Priority::Critical) => Due::Days(3),
            Due::ByPriority => Due::BusinessDays(5),
            other => other,
        };
        let mut owed = Vec::new();
        let is_one = |list: &[&str], what: &What| matches!(what, What::Reached(name) if list.contains(name));
        let is_closed = |place: usize| turned(&seen[..place], "closed");
        let is_restored = |place: usize| turned(&seen[..place], "restored");
        let (mut was_met, mut to_be_taken_up, mut from) = (false, false, 0);
        while from < seen.len() {
            let (at, what) = &seen[from];
            let may_start = row.again != Again::Never || !was_met;
            let once = !matches!(row.due, Due::EveryHour | Due::Schedule);
            let starts = match what {
                // What it became while it was closed counts once it is reopened: no rule says so; it is what it is.
                What::Qualified => {
                    let reopened = seen[from..].iter().any(|(_, what)| *what == What::Reached("reopened"));
                    row.clock == "hotline" && may_start && (!is_closed(from) || reopened)
                }
                What::Reached("reopened") if to_be_taken_up => !(once && was_met),
                what => is_one(row.starts, what) && may_start && !is_closed(from),
            };
            if *what == What::Reached("reopened") {
                to_be_taken_up = false;
            }
            if !starts {
                from += 1;
                continue;
            }
            to_be_taken_up = false;
            // What is owed from the opening on may have been done before: no rule asks for it twice.
            let begins_with_opening = row.starts.contains(&"opened") || row.clock == "hotline";
            let done_before = seen[..from].iter().find(|(_, what)| is_one(row.met_by, what));
            if begins_with_opening && let Some((done_at, _)) = done_before {
                was_met = true;
                let episode = Episode { row, span, office, start: *at, within: &[] };
                owed.extend(episode.deadlines(Stop::Done(*done_at)).0);
                from += 1;
                continue;
            }
            // What ends the clock may be there already when it starts.
            if *what != What::Reached("restored") && is_restored(from) && *what != What::Reached("reopened") {
                let episode = Episode { row, span, office, start: *at, within: &[] };
                if row.met_by.contains(&"restored") {
                    was_met = true;
                    owed.extend(episode.deadlines(Stop::Done(*at)).0);
                    from += 1;
                    continue;
                }
                if row.ended_by.contains(&"restored") {
                    to_be_taken_up = true;
                    owed.extend(episode.deadlines(Stop::Ended(*at)).0);
                    from += 1;
                    continue;
                }
            }
            // It runs until something stops it.
            let stop = (from + 1..seen.len()).find_map(|place| {
                let (at, what) = &seen[place];
                if is_one(row.met_by, what) && once {
                    return Some((place, Stop::Done(*at)));
                }
                let is_end = is_one(row.ended_by, what) || is_one(&["closed"], what) || *what == What::Lost;
                let anew = row.again == Again::Always && is_one(row.starts, what);
                (is_end || anew).then_some((place, Stop::Ended(*at)))
            });
            let until = stop.as_ref().map_or(seen.len(), |(place, _)| *place);
            let episode = Episode { row, span, office, start: *at, within: &seen[from + 1..until] };
            let stopped = stop.as_ref().map_or(Stop::Never, |(_, stop)| *stop);
            let (lines, not_needed_at) = episode.deadlines(stopped);
            was_met |= lines.iter().any(|one| matches!(one.fate, Fate::Done(_)));
            owed.extend(lines);
            if let Some(place) = not_needed_at {
                // Said of the one there was, it is settled as if it had been done.
                was_met = true;
                from += place + 2;
                continue;
            }
            // Reopening takes up what restoring or closing had stopped. The rules do not say from when: the program
            // begins it anew at the reopening, a schedule at its first hour, since nobody could keep what lay between.
            if let Some((place, Stop::Ended(_))) = stop {
                let what = &seen[place].1;
                to_be_taken_up = matches!(what, What::Reached("restored" | "closed"))
                    && !row.ended_by.contains(&"reopened");
            }
            // What stopped it may start it anew.
            from = until;
            if stop.is_some_and(|(place, _)| !is_one(row.starts, &seen[place].1)) {
                from += 1;
            }
        }
        owed
    }
}

/// Whether it was so turned last, and not reopened since.
fn turned(seen: &[(Instant, What)], how: &'static str) -> bool {
    seen.iter()
        .rev()
        .find(|(_, what)| *what == What::Reached(how) || *what == What::Reached("reopened"))
        .is_some_and(|(_, what)| *what == What::Reached(how))
}

fn fits(row: &Row, (priority, kind, environment): Traits) -> bool {
    (row.priorities.is_empty() || priority.is_some_and(|one| row.priorities.contains(&one)))
        && (!row.majors_only || kind == Kind::Major)
        && (!row.production_only || environment == Environment::Production)
}
