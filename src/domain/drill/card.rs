//! The scorecard of a drill: each clock met or missed, with when it was due and when it was done, how long
//! alarms waited for somebody, and what to do better, in the policy's own words.

use std::collections::BTreeMap;

use super::script::Reported;
use crate::domain::incident::AlarmTrack;
use crate::domain::report::scorecard::Scorecard;
use crate::domain::report::tally::Score;
use crate::domain::rota::change::Window;
use crate::domain::schedule::{Deadline, DeadlineState};
use crate::domain::span;
use crate::domain::time::Instant;
use crate::domain::words::{Kind, counted};
use crate::domain::world::{Live, World};

/// What became of one deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The reference of its incident.
    pub reference: String,
    /// What the clock is called.
    pub title: String,
    /// When it was due.
    pub due: Instant,
    /// When it was done; none if it was not.
    pub done: Option<Instant>,
    /// Whether it was done in time.
    pub is_met: bool,
    /// What to do about it, in the policy's words: the action, and once it has passed what is done then.
    pub action: String,
}

impl Line {
    /// How late it was done, in seconds; none if it was in time or not done.
    pub fn late_secs(&self) -> Option<i64> {
        self.done.map(|done| (done - self.due).num_seconds()).filter(|late| *late > 0)
    }
}

/// How long alarms waited until somebody took notice, or did what they asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answers {
    /// How many alarms rang.
    pub rang: u64,
    /// How many of them were answered.
    pub answered: u64,
    /// How long that took at most, in seconds.
    pub longest_secs: i64,
    /// And by the mean of them, in seconds.
    pub mean_secs: i64,
}

/// The scorecard of a drill.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// When the drill began.
    pub begun: Instant,
    /// When it ended.
    pub ended: Instant,
    /// Each deadline that was met or missed, in the order in which they were due.
    pub lines: Vec<Line>,
    /// How many deadlines had time left at the end.
    pub running: u64,
    /// Updates on time.
    pub updates: Score,
    /// Hotline calls on time.
    pub hotline: Score,
    /// Alarms and who answered them.
    pub answers: Answers,
    /// What to do better, in words: what was taken for something else, then what was missed, then what waited.
    /// Empty where there is nothing.
    pub better: Vec<String>,
}

impl Card {
    /// The scorecard of all that stands on a drill's desk, as of `ended`.
    pub fn of(world: &World, reported: &Reported, begun: Instant, ended: Instant) -> Self {
        let mut scorecard =
            Scorecard::new(Window::new(Instant::MIN_UTC, Instant::MAX_UTC), ended, world.settings.zone);
        let (mut lines, mut running, mut answers) = (Vec::new(), 0, Answers::default());
        let mut waits: Vec<i64> = Vec::new();
        for live in world.live.values() {
            scorecard.take(live);
            for deadline in live.deadlines.iter().filter(|one| one.is_shown(ended)) {
                match deadline.state(ended) {
                    DeadlineState::Met => lines.push(line(live, deadline, true)),
                    DeadlineState::Missed | DeadlineState::Overdue => lines.push(line(live, deadline, false)),
                    DeadlineState::Running | DeadlineState::Warning | DeadlineState::Paused => running += 1,
                    DeadlineState::NotNeeded => {}
                }
            }
            for ((clock, due), track) in &live.incident.alarms {
                let Some(told) = track.told_due_at else { continue };
                answers.rang += 1;
                let done = live.deadlines.iter().find(|one| *one.clock == **clock && one.due == *due);
                if let Some(at) = answered_at(track, done, told) {
                    waits.push((at - told).num_seconds());
                }
            }
        }
        lines.sort_by(|a, b| (a.due, &a.title).cmp(&(b.due, &b.title)));
        answers.answered = waits.len() as u64;
        answers.longest_secs = waits.iter().copied().max().unwrap_or(0);
        answers.mean_secs =
            waits.iter().sum::<i64>().checked_div(i64::try_from(waits.len()).unwrap_or(0)).unwrap_or(0);
        let better = better(world, reported, &lines, &answers);
        let (updates, hotline) = (scorecard.updates, scorecard.hotline);
        Self { begun, ended, lines, running, updates, hotline, answers, better }
    }

    /// How many deadlines were met.
    pub fn met(&self) -> u64 {
        self.lines.iter().filter(|line| line.is_met).count() as u64
    }

    /// How many were missed.
    pub fn missed(&self) -> u64 {
        self.lines.len() as u64 - self.met()
    }
}

fn line(live: &Live, deadline: &Deadline, is_met: bool) -> Line {
    let clock = live.clock(&deadline.clock);
    let done = deadline.met_at();
    let action = clock.map(|clock| if done.is_some() { &clock.action } else { &clock.on_expiry });
    Line {
        reference: live.incident.reference.clone(),
        title: clock.map_or_else(|| deadline.clock.to_string(), |clock| clock.title.clone()),
        due: deadline.due,
        done,
        is_met,
        action: action.cloned().unwrap_or_default(),
    }
}

/// When somebody took notice of an alarm, or did what it asked for, after it was told.
fn answered_at(track: &AlarmTrack, deadline: Option<&Deadline>, told: Instant) -> Option<Instant> {
    let noticed = track.acknowledged_at.filter(|at| *at >= told);
    let done = deadline.and_then(Deadline::met_at).filter(|at| *at >= told);
    noticed.into_iter().chain(done).min()
}

/// What to do better: what was taken for something else, then what was missed, then what waited.
fn better(world: &World, reported: &Reported, lines: &[Line], answers: &Answers) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(live) = world.of_key(super::course::KEY) {
        let traits = live.incident.traits;
        let wanted = reported.priority.word();
        match traits.priority {
            None => words.push(format!("No priority was assigned. It is {wanted}: clocks hang on it")),
            Some(given) if given != reported.priority => {
                words.push(format!(
                    "It was given the priority {}. By what was reported it is {wanted}",
                    given.word()
                ));
            }
            Some(_) => {}
        }
        if reported.is_major && traits.kind != Kind::Major {
            words.push(
                "It was never made a major incident, so that nobody was asked to call the hotline and to hold a \
                 post-mortem"
                    .to_owned(),
            );
        }
    }
    // Each clock once, however often it was missed.
    let mut missed: BTreeMap<(&str, &str), (u64, i64, bool)> = BTreeMap::new();
    let mut order: Vec<(&str, &str)> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_met) {
        let key = (line.title.as_str(), line.action.as_str());
        if !missed.contains_key(&key) {
            order.push(key);
        }
        let (count, latest, is_undone) = missed.entry(key).or_default();
        *count += 1;
        *latest = (*latest).max(line.late_secs().unwrap_or(0));
        *is_undone |= line.done.is_none();
    }
    for key in order {
        let Some((count, latest, is_undone)) = missed.get(&key) else { continue };
        let (title, action) = key;
        let times = if *count > 1 { format!(" {count} times") } else { String::new() };
        let how = if *is_undone {
            format!("missed{times} and not made good")
        } else {
            format!("missed{times}, {} late", span::words(*latest))
        };
        words.push(format!("{title}: {how}. {action}"));
    }
    let unanswered = answers.rang.saturating_sub(answers.answered);
    if unanswered > 0 {
        let alarms = counted(unanswered, "alarm", "alarms");
        words.push(format!(
            "{alarms} rang and nobody took notice. Acknowledge what you have seen, so that others know"
        ));
    }
    words
}
