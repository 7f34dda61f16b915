//! The clocks of the built-in `major-incident` policy a second time, from the table and the rules of time that
//! they were made from, as plainly as can be: lists are walked, open time is walked quarter hour by quarter hour.
//!
//! Nothing of the program's own reckoning is used here. Where the rules say nothing, a remark says what the program
//! does and why that is taken over.

use std::collections::BTreeMap;

use bridgewatch::domain::event::{Event, EventId, Fact};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{CallOutcome, Environment, Kind, Priority};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike, Weekday};
use chrono_tz::Tz;

/// What turns wall time into instants.
#[derive(Debug, Clone)]
pub struct Office {
    pub zone: Tz,
    pub holidays: Vec<NaiveDate>,
}

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

/// How long after its start something is due.
#[derive(Debug, Clone, Copy)]
enum Due {
    Minutes(i64),
    Days(u64),
    BusinessDays(u32),
    /// Three days where critical, five business days where high.
    ByPriority,
    /// An hour after the last one.
    EveryHour,
    /// At 1, 4 and 8 hours.
    Schedule,
}

/// What a start does while, or after, the clock has run. The table does not say; the policy file does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    Never,
    AfterMet,
    Always,
}

/// One row of the table.
struct Row {
    clock: &'static str,
    starts: &'static [&'static str],
    due: Due,
    met_by: &'static [&'static str],
    ended_by: &'static [&'static str],
    priorities: &'static [Priority],
    majors_only: bool,
    production_only: bool,
    again: Again,
}

const ANY: &[Priority] = &[];
const URGENT: &[Priority] = &[Priority::Critical, Priority::High];

const fn row(
    clock: &'static str,
    starts: &'static [&'static str],
    due: Due,
    met_by: &'static [&'static str],
    ended_by: &'static [&'static str],
    priorities: &'static [Priority],
) -> Row {
    let again = Again::Never;
    Row {
        clock,
        starts,
        due,
        met_by,
        ended_by,
        priorities,
        majors_only: false,
        production_only: false,
        again,
    }
}

/// The table of the built-in clocks.
const TABLE: &[Row] = &[
    row("triage", &["opened"], Due::Minutes(15), &["triaged"], &[], ANY),
    row("initial-notification", &["opened"], Due::Minutes(15), &["initial"], &[], URGENT),
    row("referral", &["opened"], Due::Minutes(15), &["referred"], &["restored"], ANY),
    Row {
        again: Again::Always,
        ..row(
            "resolver-acknowledgement",
            &["referred"],
            Due::Minutes(15),
            &["acknowledged"],
            &["restored"],
            ANY,
        )
    },
    row(
        "customer-update-critical",
        &["initial"],
        Due::EveryHour,
        &["customer-update"],
        &["restored"],
        &[Priority::Critical],
    ),
    row(
        "customer-update-high",
        &["initial"],
        Due::Schedule,
        &["customer-update"],
        &["restored"],
        &[Priority::High],
    ),
    row("resolver-update", &["acknowledged"], Due::EveryHour, &["resolver-update"], &["restored"], URGENT),
    // Judged by the priority before and after the change, below.
    Row {
        again: Again::AfterMet,
        ..row("significant-update", &["changed", "news"], Due::Minutes(15), &["told-of-change"], &[], ANY)
    },
    Row {
        again: Again::AfterMet,
        ..row(
            "escalated-notification",
            &["escalated-to-contacts"],
            Due::Minutes(15),
            &["told-of-escalation"],
            &["restored"],
            &[Priority::Critical],
        )
    },
    Row {
        again: Again::Always,
        ..row(
            "restored-notification",
            &["restored"],
            Due::Minutes(15),
            &["told-of-restoring"],
            &["reopened"],
            URGENT,
        )
    },
    Row { majors_only: true, ..row("hotline", &["qualified"], Due::Minutes(15), &["hotline"], &[], URGENT) },
    row("evaluation", &["referred"], Due::Days(2), &["restored"], &[], &[Priority::Medium, Priority::Low]),
    Row {
        majors_only: true,
        again: Again::AfterMet,
        ..row(
            "post-mortem-scheduled",
            &["restored"],
            Due::BusinessDays(1),
            &["meeting-set"],
            &["reopened"],
            ANY,
        )
    },
    Row {
        majors_only: true,
        ..row("post-mortem-held", &["restored"], Due::ByPriority, &["held"], &["reopened"], URGENT)
    },
    Row {
        majors_only: true,
        ..row("problem-statement", &["held"], Due::BusinessDays(1), &["agreed"], &["reopened"], ANY)
    },
    Row {
        again: Again::Always,
        ..row(
            "command-handover",
            &["command-taken", "command-handed-over", "command-kept"],
            Due::Minutes(180),
            &["command-kept", "command-handed-over"],
            &["restored"],
            ANY,
        )
    },
    Row {
        production_only: true,
        again: Again::AfterMet,
        ..row("on-call-response", &["on-call"], Due::Minutes(30), &["owned"], &["restored"], ANY)
    },
    Row {
        production_only: true,
        again: Again::AfterMet,
        ..row(
            "incident-manager-response",
            &["escalated-to-manager"],
            Due::Minutes(15),
            &["owned"],
            &["restored"],
            ANY,
        )
    },
];

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
            // What is owed from the opening on may have been done before.
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    Never,
    Done(Instant),
    Ended(Instant),
}

/// One run of a clock, from a start to what stopped it.
struct Episode<'a> {
    row: &'a Row,
    span: Due,
    office: &'a Office,
    start: Instant,
    within: &'a [(Instant, What)],
}

/// Pauses of a clock: when each began, and ended if it did.
type Pauses = Vec<(Instant, Option<Instant>)>;

impl Episode<'_> {
    /// Its deadlines, and where among what happened it was declared not needed for good.
    fn deadlines(&self, stop: Stop) -> (Vec<Owed>, Option<usize>) {
        match self.span {
            Due::EveryHour => (self.hourly(stop), None),
            Due::Schedule => (self.scheduled(stop), None),
            _ => self.once(stop),
        }
    }

    fn once(&self, stop: Stop) -> (Vec<Owed>, Option<usize>) {
        let mut pauses = Pauses::new();
        for (place, (at, what)) in self.within.iter().enumerate() {
            pause(&mut pauses, *at, what);
            if let What::NotNeeded(due) = what
                && self.due(self.start, &pauses).0 == *due
            {
                return (vec![self.owed(self.start, &pauses, Fate::NotNeeded)], Some(place));
            }
        }
        (vec![self.settled(self.start, &pauses, stop)], None)
    }

    fn hourly(&self, stop: Stop) -> Vec<Owed> {
        let (mut base, mut pauses, mut lines) = (self.start, Pauses::new(), Vec::new());
        for (at, what) in self.within {
            pause(&mut pauses, *at, what);
            let is_update = matches!(what, What::Reached(name) if self.row.met_by.contains(name));
            // One of the same second as the last is the last.
            if is_update && *at > base {
                lines.push(self.settled(base, &pauses, Stop::Done(*at)));
                base = *at;
                let still = pauses.last().is_some_and(|(_, end)| end.is_none());
                pauses = if still { vec![(*at, None)] } else { Pauses::new() };
            }
            // The next one counts from when the one that is not needed would have been due.
            if let What::NotNeeded(due) = what
                && self.due(base, &pauses).0 == *due
            {
                let still = pauses.last().is_some_and(|(_, end)| end.is_none());
                lines.push(self.owed(base, &pauses, Fate::NotNeeded));
                base = (*due).max(*at);
                pauses = if still { vec![(base, None)] } else { Pauses::new() };
            }
        }
        lines.push(self.settled(base, &pauses, stop));
        lines
    }

    /// At 1, 4 and 8 hours: an update that happened after the previous due instant and up to this one meets this
    /// one; a late one meets it late. It cannot be paused.
    fn scheduled(&self, stop: Stop) -> Vec<Owed> {
        let dues = [1, 4, 8].map(|hours| self.start + TimeDelta::hours(hours));
        let warn_at =
            |step: usize| self.start + TimeDelta::seconds((dues[step] - self.start).num_seconds() * 3 / 4);
        let mut lines: Vec<Owed> = Vec::new();
        let mut first_open = None;
        for step in 0..3 {
            let after = if step == 0 { self.start } else { dues[step - 1] };
            let line = |fate: Fate| Owed {
                clock: self.row.clock,
                starts: self.start,
                due: dues[step],
                warn_at: warn_at(step),
                fate,
                there_after: None,
                quiet_from: None,
            };
            // What is said of a step is said of the earlier ones that it speaks for.
            let said = self
                .within
                .iter()
                .find(|(_, what)| matches!(what, What::NotNeeded(due) if *due >= dues[step]));
            let sent = self.within.iter().find(|(at, what)| {
                *at > after && matches!(what, What::Reached(name) if self.row.met_by.contains(name))
            });
            match (sent, said, stop) {
                (Some((sent, _)), Some((said, _)), _) if sent <= said => lines.push(line(Fate::Done(*sent))),
                (_, Some(_), _) => lines.push(line(Fate::NotNeeded)),
                (Some((sent, _)), None, _) => lines.push(line(Fate::Done(*sent))),
                (None, None, Stop::Ended(at) | Stop::Done(at)) => {
                    lines.push(line(Fate::Ended(at)));
                    // What would have come after was never owed.
                    if dues[step] >= at {
                        break;
                    }
                }
                (None, None, Stop::Never) => {
                    let is_first = first_open.replace(step).is_none();
                    lines.push(Owed {
                        there_after: (!is_first).then_some(after),
                        quiet_from: dues.get(step + 1).copied(),
                        ..line(Fate::Open)
                    });
                }
            }
        }
        lines
    }

    fn settled(&self, base: Instant, pauses: &Pauses, stop: Stop) -> Owed {
        let mut pauses = pauses.clone();
        let quiet = match self.row.clock {
            "on-call-response" => Some("escalated-to-manager"),
            "incident-manager-response" => Some("escalated-to-leadership"),
            _ => None,
        };
        let quiet_from = self
            .within
            .iter()
            .find(|(_, what)| matches!(what, What::Reached(name) if Some(*name) == quiet))
            .map(|(at, _)| *at);
        let fate = match stop {
            Stop::Done(at) => Fate::Done(at),
            Stop::Ended(at) => Fate::Ended(at),
            Stop::Never => match pauses.last() {
                Some((since, None)) if *since <= self.due(base, &pauses).0 => Fate::Paused,
                _ => Fate::Open,
            },
        };
        // Who pauses a clock stops its time: what was done or ended meanwhile was not late by the pause.
        if let Stop::Done(at) | Stop::Ended(at) = stop {
            end_pause(&mut pauses, at);
        }
        Owed { quiet_from, ..self.owed(base, &pauses, fate) }
    }

    fn owed(&self, base: Instant, pauses: &Pauses, fate: Fate) -> Owed {
        let (due, warn_at) = self.due(base, pauses);
        let clock = self.row.clock;
        Owed { clock, starts: base, due, warn_at, fate, there_after: None, quiet_from: None }
    }

    /// When it is due, and when three quarters of the time have run, with the pauses that have ended: each moves what
    /// was not past when it began by as long as it took, for business time by the open time of it.
    fn due(&self, base: Instant, pauses: &Pauses) -> (Instant, Instant) {
        let office = self.office;
        let in_business = matches!(self.span, Due::BusinessDays(_));
        let mut due = match self.span {
            Due::Minutes(count) => base + TimeDelta::minutes(count),
            Due::EveryHour | Due::Schedule => base + TimeDelta::hours(1),
            Due::Days(count) => office.days_later(base, count),
            Due::BusinessDays(count) => office.business_days_later(base, count),
            Due::ByPriority => unreachable!("it was chosen by priority"),
        };
        let mut warn_at = if in_business {
            let open = office.open_secs(base, due);
            office.after_open_secs(base, three_quarters(open))
        } else {
            base + TimeDelta::seconds(three_quarters((due - base).num_seconds()))
        };
        for (begin, end) in pauses {
            let Some(end) = end else { continue };
            let moved = |at: Instant| match (in_business, *begin <= at) {
                (_, false) => at,
                (true, true) => office.after_open_secs(at, office.open_secs(*begin, *end)),
                (false, true) => at + (*end - *begin).max(TimeDelta::zero()),
            };
            (due, warn_at) = (moved(due), moved(warn_at));
        }
        (due, warn_at)
    }
}

fn three_quarters(secs: i64) -> i64 {
    (secs * 3 + 2) / 4
}

fn pause(pauses: &mut Pauses, at: Instant, what: &What) {
    let runs = pauses.last().is_none_or(|(_, end)| end.is_some());
    match what {
        What::Paused if runs => pauses.push((at, None)),
        What::Resumed => end_pause(pauses, at),
        _ => {}
    }
}

fn end_pause(pauses: &mut Pauses, at: Instant) {
    if let Some((_, end @ None)) = pauses.last_mut() {
        *end = Some(at);
    }
}

fn to_the_second(at: Instant) -> Instant {
    at.with_nanosecond(0).unwrap()
}

impl Office {
    /// The instant of a wall time: of two the first, of none the first after it.
    pub fn instant(&self, wall: NaiveDateTime) -> Instant {
        let mut wall = wall;
        loop {
            if let Some(at) = self.zone.from_local_datetime(&wall).earliest() {
                return at.to_utc();
            }
            wall += TimeDelta::minutes(1);
            wall = wall.with_second(0).unwrap();
        }
    }

    fn wall(&self, at: Instant) -> NaiveDateTime {
        at.with_timezone(&self.zone).naive_local()
    }

    fn works_on(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&date)
    }

    /// Monday to Friday, 9 to 16 (I).
    fn is_open(&self, at: Instant) -> bool {
        let wall = self.wall(at);
        self.works_on(wall.date()) && (9..16).contains(&wall.hour())
    }

    fn days_later(&self, at: Instant, days: u64) -> Instant {
        // Where the wall time of the start is one that occurs twice, its first may be before the start.
        self.instant(self.wall(at) + Days::new(days)).max(at)
    }

    /// The next quarter of an hour: nothing opens, closes or changes in between.
    fn next_quarter(at: Instant) -> Instant {
        let into = at.timestamp().rem_euclid(900);
        to_the_second(at) + TimeDelta::seconds(900 - into)
    }

    fn business_days_later(&self, start: Instant, days: u32) -> Instant {
        let mut at = start;
        while !self.is_open(at) {
            at = Self::next_quarter(at);
        }
        let wall = self.wall(at);
        let mut date = wall.date();
        for _ in 0..days {
            date = date + Days::new(1);
            while !self.works_on(date) {
                date = date + Days::new(1);
            }
        }
        self.instant(date.and_time(wall.time()))
    }

    fn open_secs(&self, from: Instant, until: Instant) -> i64 {
        let (mut at, mut open) = (from, 0);
        while at < until {
            let next = Self::next_quarter(at).min(until);
            if self.is_open(at) {
                open += (next - at).num_seconds();
            }
            at = next;
        }
        open
    }

    /// When so much open time has run: the earliest such instant, so that it may be a closing time.
    fn after_open_secs(&self, from: Instant, secs: i64) -> Instant {
        let (mut at, mut left) = (from, secs);
        while left > 0 {
            let next = Self::next_quarter(at);
            if self.is_open(at) {
                let run = (next - at).num_seconds();
                if run >= left {
                    return at + TimeDelta::seconds(left);
                }
                left -= run;
            }
            at = next;
        }
        at
    }
}
