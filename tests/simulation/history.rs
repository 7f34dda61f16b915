//! Random histories of one incident, decided by the program and reckoned by both.

use std::collections::BTreeSet;
use std::fmt;

use bridgewatch::domain::command::{About, Wish};
use bridgewatch::domain::event::{Event, EventId};
use bridgewatch::domain::schedule::DeadlineState;
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{CallOutcome, Environment, Kind, Priority};
use bridgewatch::domain::world::Live;
use chrono::{NaiveDate, TimeDelta};

use crate::chance::Chance;
use crate::reference::{self, Office, State};
use crate::support::{
    Story, acknowledge, at, escalate, hotline, milestone, refer, resolver, restore, secs, update,
};

/// Zones on both sides of the equator, with changes of an hour and of half of one, and one without any.
pub const ZONES: [&str; 8] = [
    "America/Chicago",
    "Europe/Warsaw",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Pacific/Auckland",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "America/Sao_Paulo",
];

/// Days near which a wall clock changes in one of them, and a few plain ones.
const DAYS: [&str; 8] = [
    "2026-03-06T09:00:00Z",
    "2026-03-27T20:00:00Z",
    "2026-04-03T20:00:00Z",
    "2026-09-04T12:00:00Z",
    "2026-10-02T22:00:00Z",
    "2026-10-23T06:00:00Z",
    "2026-10-30T13:00:00Z",
    "2026-06-15T15:00:00Z",
];

/// What is done at one point of a history.
#[derive(Clone)]
pub enum Act {
    Tell(Box<Wish>),
    /// One of the entries so far is taken back.
    TakeBack(usize),
    /// One of the entries so far happened at another time.
    Move(usize, Instant),
}

/// A history, from which some of it can be left out.
#[derive(Clone)]
pub struct History {
    zone: &'static str,
    holidays: Vec<NaiveDate>,
    opened: Instant,
    traits: (Option<Priority>, Kind, Environment),
    steps: Vec<(Instant, Act)>,
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} opened {} as {:?}, holidays {:?}",
            self.zone, self.opened, self.traits, self.holidays
        )?;
        for (at, act) in &self.steps {
            match act {
                Act::Tell(wish) => writeln!(f, "  {at} {wish:?}")?,
                Act::TakeBack(which) => writeln!(f, "  {at} take back entry {which}")?,
                Act::Move(which, to) => writeln!(f, "  {at} entry {which} was at {to}")?,
            }
        }
        Ok(())
    }
}

/// One of a list.
pub fn one_of<T: Clone>(chance: &mut Chance, list: &[T]) -> T {
    list[chance.below(list.len() as u64) as usize].clone()
}

/// Seconds to days, short ones most often; now and then a round span, so that things happen exactly when due.
pub fn some_time(chance: &mut Chance) -> TimeDelta {
    let most = one_of(chance, &[1, 60, 300, 600, 900, 900, 3_600, 10_800, 86_400, 432_000]);
    match chance.below(4) {
        0 => secs(one_of(chance, &[0, 1, 899, 900, 901, 1_800, 3_599, 3_600, 3_601, 10_800])),
        _ => secs(chance.below(most + 1).cast_signed()),
    }
}

pub fn some_priority(chance: &mut Chance) -> Priority {
    one_of(chance, Priority::ALL)
}

/// Whatever can be wished of an incident that a clock of the table minds.
pub fn some_wish(chance: &mut Chance) -> Wish {
    let why = || "because it is".to_owned();
    let pausable =
        ["resolver-update", "evaluation", "post-mortem-scheduled", "post-mortem-held", "problem-statement"];
    // What a clock asks for is what happens most.
    if chance.below(4) == 0 {
        let clocks: Vec<&str> = reference::clocks().collect();
        return what_meets(one_of(chance, &clocks));
    }
    match chance.below(36) {
        0..=2 => refer(),
        3..=5 => acknowledge(),
        6..=8 => update(),
        9 | 10 => resolver(),
        11 | 12 => Wish::AssignPriority { priority: some_priority(chance), why: None },
        13 => Wish::Promote { why: None },
        14 => Wish::Demote { why: why() },
        15 | 16 => restore(),
        17 | 18 => Wish::Reopen { why: why() },
        19 => Wish::Close { why: Some(why()) },
        20 => hotline(),
        21 => escalate(one_of(chance, &["Incident Manager", "Senior Leadership", "Resolver's contacts"])),
        22 | 33 => Wish::ContactOnCall { whom: None },
        23 => Wish::ConfirmOwnership { by: None },
        24 => Wish::Note { text: why(), significant: true },
        25 | 26 => Wish::PauseClock { clock: one_of(chance, &pausable).to_owned(), why: why() },
        27 => Wish::ResumeClock { clock: one_of(chance, &pausable).to_owned() },
        28 => {
            let clocks: Vec<&str> = reference::clocks().collect();
            Wish::NotNeeded { clock: one_of(chance, &clocks).to_owned(), why: why() }
        }
        29 => Wish::TakeCommand { by: None },
        30 => one_of(chance, &[Wish::KeepCommand { text: None }, Wish::HandOverCommand { to: why() }]),
        31 => milestone(one_of(
            chance,
            &["post-mortem-scheduled", "post-mortem-held", "problem-statement-agreed"],
        )),
        32 => Wish::NotifyHotline {
            outcome: one_of(chance, CallOutcome::ALL),
            spoke_with: None,
            reference: None,
            text: None,
            number: None,
            call_back_by: None,
        },
        34 => escalate(one_of(chance, &["Incident Manager", "Resolver's contacts"])),
        _ => Wish::AmendIncident {
            title: None,
            ticket: None,
            environment: Some(one_of(chance, Environment::ALL)),
        },
    }
}

impl History {
    pub fn any(chance: &mut Chance) -> Self {
        let opened = at(one_of(chance, &DAYS)) + secs(chance.below(6 * 86_400).cast_signed());
        let priority = (chance.below(6) > 0).then(|| some_priority(chance));
        let traits = (priority, one_of(chance, Kind::ALL), one_of(chance, Environment::ALL));
        let holidays = (0..chance.below(3))
            .map(|_| (opened + TimeDelta::days(chance.below(8).cast_signed())).date_naive())
            .collect();
        let mut now = opened;
        let steps = (0..chance.below(24))
            .map(|_| {
                // One in four is logged afterwards.
                let when = if chance.below(4) == 0 {
                    (now - some_time(chance)).max(opened)
                } else {
                    now += some_time(chance);
                    now
                };
                let act = match chance.below(12) {
                    0 => Act::TakeBack(chance.below(24) as usize),
                    1 => Act::Move(chance.below(24) as usize, when + some_time(chance) - some_time(chance)),
                    _ => Act::Tell(Box::new(some_wish(chance))),
                };
                (when, act)
            })
            .collect();
        Self { zone: one_of(chance, &ZONES), holidays, opened, traits, steps }
    }

    /// Plays it: what the rules refuse is not part of it.
    pub fn play(&self) -> Story {
        let mut story = Story::new(self.zone);
        let holidays = Wish::ConfigureDesk {
            name: None,
            manager: None,
            time_zone: None,
            hotline: None,
            holidays: Some(self.holidays.clone()),
            default_policy: None,
        };
        story.try_tell(About::Desk, self.opened, holidays).unwrap();
        let (priority, kind, environment) = self.traits;
        story.open(self.opened, "major-incident", priority, kind, environment);
        for (at, act) in &self.steps {
            let entries: Vec<EventId> = log_of(&story).iter().map(|one| one.id).collect();
            let which = |which: &usize| entries[which % entries.len()];
            let wish = match act {
                Act::Tell(wish) => Wish::clone(wish),
                Act::TakeBack(place) => Wish::RetractEntry { entry: which(place), why: "A slip".to_owned() },
                Act::Move(place, to) => Wish::CorrectEntry {
                    entry: which(place),
                    to_at: Some(*to),
                    text: None,
                    why: "A slip".to_owned(),
                },
            };
            drop(story.try_tell(About::Incident(story.id), *at, wish));
        }
        story
    }

    pub fn office(&self) -> Office {
        Office { zone: self.zone.parse().unwrap(), holidays: self.holidays.clone() }
    }

    /// Without all that is not needed for it to fail still.
    pub fn shrunk(mut self, fails: impl Fn(&Self) -> bool) -> Self {
        loop {
            let mut smaller = (0..self.steps.len()).map(|place| {
                let mut one = self.clone();
                one.steps.remove(place);
                one
            });
            match smaller.find(&fails) {
                Some(one) => self = one,
                None => return self,
            }
        }
    }
}

pub fn log_of(story: &Story) -> Vec<Event> {
    story.live().incident.entries.iter().map(|entry| entry.event.clone()).collect()
}

/// A deadline as both say it.
type Line = (String, Instant, Instant, State, Option<Instant>);

const fn state(of_program: DeadlineState) -> State {
    match of_program {
        DeadlineState::Running | DeadlineState::Warning => State::Running,
        DeadlineState::Overdue => State::Overdue,
        DeadlineState::Met => State::Met,
        DeadlineState::Missed => State::Missed,
        DeadlineState::Paused => State::Paused,
        DeadlineState::NotNeeded => State::NotNeeded,
    }
}

/// Where program and reference disagree, if they do; how many pairs of instant and deadline were compared.
pub fn compared(live: &Live, office: &Office) -> Result<usize, String> {
    let log: Vec<Event> = live.incident.entries.iter().map(|entry| entry.event.clone()).collect();
    let expected = reference::deadlines(&log, office);
    let clocks: BTreeSet<&str> = reference::clocks().collect();
    let deadlines = || live.deadlines.iter().filter(|one| clocks.contains(&*one.clock));
    let dues: BTreeSet<Instant> = deadlines()
        .map(|one| one.due)
        .chain(expected.iter().map(|one| one.due))
        .flat_map(|due| {
            [
                due - secs(1),
                due - TimeDelta::milliseconds(1),
                due,
                due + TimeDelta::milliseconds(999),
                due + secs(1),
            ]
        })
        .chain([at("2031-01-01T00:00:00Z")])
        .collect();
    let mut count = 0;
    for now in dues {
        // Who has nothing to warn of any more has no warning; when something falls silent matters while it is owed.
        let mut by_program: Vec<Line> = deadlines()
            .filter(|one| one.is_shown(now))
            .map(|one| (one.clock.to_string(), one.starts, one.due, state(one.state(now)), one.warn_at))
            .collect();
        let mut by_reference: Vec<Line> = expected
            .iter()
            .filter(|one| one.is_there(now))
            .map(|one| (one.clock.to_owned(), one.starts, one.due, one.state(now), Some(one.warn_at)))
            .collect();
        by_program.sort();
        by_reference.sort();
        let silent = |one: &bridgewatch::domain::schedule::Deadline| {
            (one.clock.to_string(), one.due, one.is_pressing(now))
        };
        let pressing: BTreeSet<_> = deadlines().filter(|one| one.is_owed()).map(silent).collect();
        let expected_pressing: BTreeSet<_> = expected
            .iter()
            .filter(|one| matches!(one.state(now), State::Running | State::Overdue | State::Paused))
            .map(|one| {
                let silent = one.quiet_from.is_some_and(|at| now >= at);
                (one.clock.to_owned(), one.due, one.is_open() && one.is_there(now) && !silent)
            })
            .collect();
        if by_program != by_reference || pressing != expected_pressing {
            let only = |these: &[Line], others: &[Line]| -> String {
                let lines =
                    these.iter().filter(|one| !others.contains(one)).map(|one| format!("    {one:?}"));
                lines.collect::<Vec<_>>().join("\n")
            };
            return Err(format!(
                "at {now}\n  only the program:\n{}\n  only the reference:\n{}\n  pressing {:?} and {:?}",
                only(&by_program, &by_reference),
                only(&by_reference, &by_program),
                pressing.difference(&expected_pressing).collect::<Vec<_>>(),
                expected_pressing.difference(&pressing).collect::<Vec<_>>(),
            ));
        }
        count += by_program.len();
    }
    Ok(count)
}

/// How often each clock and state was seen, so that none is left out by chance.
pub fn seen(
    story: &Story,
    office: &Office,
    seen: &mut std::collections::BTreeMap<(&'static str, State), usize>,
) {
    let end = at("2031-01-01T00:00:00Z");
    for one in reference::deadlines(&log_of(story), office) {
        *seen.entry((one.clock, one.state(end))).or_default() += 1;
    }
}

/// What somebody does so that a clock is met.
pub fn what_meets(clock: &str) -> Wish {
    match clock {
        "triage" => Wish::AssignPriority { priority: Priority::Medium, why: None },
        "referral" => refer(),
        "resolver-acknowledgement" => acknowledge(),
        "resolver-update" => resolver(),
        "hotline" => hotline(),
        "evaluation" => restore(),
        "post-mortem-scheduled" => milestone("post-mortem-scheduled"),
        "post-mortem-held" => milestone("post-mortem-held"),
        "problem-statement" => milestone("problem-statement-agreed"),
        "command-handover" => Wish::KeepCommand { text: None },
        "on-call-response" | "incident-manager-response" => Wish::ConfirmOwnership { by: None },
        _ => update(),
    }
}
