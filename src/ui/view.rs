//! What the window shows of the desk, in words, kept from frame to frame and made anew only when
//! something in it reads differently.

use std::sync::Arc;

use super::board::data::{BoardData, board_data, time_of};
use super::board::filter::{Filter, Haystacks};
use super::context::Seen;
use super::countdown;
use super::incident::data::{done_at_words, done_words, has_done_form, is_escalated};
use super::repaint::{secs_left, ticks};
use crate::domain::alarm;
use crate::domain::board::NextDeadline;
use crate::domain::command::{Wish, done};
use crate::domain::event::IncidentId;
use crate::domain::policy::Completion;
use crate::domain::schedule::DeadlineState;
use crate::domain::standings::{Ringing, Standings};
use crate::domain::time::Instant;
use crate::domain::timeline::CUSTOMERS;
use crate::domain::words::Priority;
use crate::domain::world::{Live, World};

/// The one loudest deadline, in words.
#[derive(Debug, Clone, PartialEq)]
pub struct LoudestData {
    /// The incident.
    pub id: IncidentId,
    /// Its priority; none while triage runs.
    pub priority: Option<Priority>,
    /// Its priority, reference and title.
    pub about: String,
    /// The deadline.
    pub next: NextDeadline,
    /// Time left, in figures.
    pub figures: String,
    /// When it is due, with the zone.
    pub due: String,
    /// Whether it presses now: overdue, or its warning has run, or within the hour.
    pub is_within_hour: bool,
    /// All of it for a screen reader, steady for a minute.
    pub spoken: String,
    /// Whether it was told and nobody has taken notice of it yet.
    pub rings: bool,
    /// What is done about it first.
    pub act: Act,
}

/// What the first button of a deadline says, and what it asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// The words on the button.
    pub words: String,
    /// The words on the button that asks when, or that says it is done where the first says something
    /// else; none where there is no such form.
    pub words_at: Option<&'static str>,
    /// What it comes to.
    pub does: Does,
}

/// What the first button of a deadline comes to.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one for each deadline in sight")]
pub enum Does {
    /// It is asked for at once.
    Ask(Wish),
    /// The form that logs an escalation, to that name.
    Escalate(String),
    /// The form that drafts an update to that audience.
    Draft(String),
    /// The form that finishes it: more has to be said first.
    Finish,
}

/// The counts of the watch strip.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Incidents that are open.
    pub open: usize,
    /// Deadlines that are overdue.
    pub overdue: usize,
    /// Deadlines whose alarm rings.
    pub alarms: usize,
}

/// Everything that the board's screen, the strip and the bar show.
#[derive(Debug, Default)]
pub struct View {
    /// The board.
    pub board: BoardData,
    /// The one loudest deadline, if anything is owed.
    pub loudest: Option<LoudestData>,
    /// The counts.
    pub counts: Counts,
    /// The deadlines whose alarm rings.
    pub ringing: Vec<Ringing>,
    standings: Standings,
    haystacks: Haystacks,
    made: Option<Made>,
    /// How often it was made, for the tests.
    pub times_made: usize,
}

/// What it was made from.
#[derive(Debug, Clone, PartialEq)]
struct Made {
    revision: u64,
    world: usize,
    at: Instant,
    filter: Filter,
}

impl View {
    /// Makes it anew if it would read differently.
    pub fn refresh(&mut self, seen: &Seen, filter: &Filter) {
        if self.reads_the_same(seen, filter) {
            return;
        }
        let (world, now) = (&seen.snapshot.world, seen.now);
        self.standings.refresh(world, now);
        self.board = board_data((world, &self.standings), now, filter, &mut self.haystacks);
        self.loudest = self.standings.loudest().and_then(|(id, next)| loudest_data(seen, id, next));
        self.ringing = ringing(&self.standings, world, now);
        let (open, overdue) = self.standings.counts();
        self.counts = Counts { open, overdue, alarms: self.ringing.len() };
        self.made = Some(Made {
            revision: seen.snapshot.revision,
            world: Arc::as_ptr(world) as usize,
            at: now,
            filter: filter.clone(),
        });
        self.times_made += 1;
    }

    fn reads_the_same(&self, seen: &Seen, filter: &Filter) -> bool {
        let Some(made) = &self.made else { return false };
        let same_facts = made.revision == seen.snapshot.revision
            && made.world == Arc::as_ptr(&seen.snapshot.world) as usize
            && made.filter == *filter;
        if !same_facts {
            return false;
        }
        let ticks = self.board.ticks || self.loudest.as_ref().is_some_and(|one| one.is_within_hour);
        let turned = self.board.next_turn.is_some_and(|turn| turn <= seen.now);
        let grain = if ticks { 1 } else { 60 };
        !turned && made.at.timestamp().div_euclid(grain) == seen.now.timestamp().div_euclid(grain)
    }
}

fn loudest_data(seen: &Seen, id: IncidentId, next: NextDeadline) -> Option<LoudestData> {
    let live = seen.snapshot.world.live.get(&id)?;
    let incident = &live.incident;
    let left = secs_left(next.due, seen.now);
    let about = format!("{} {}", incident.reference, incident.title);
    let priority = live.policy.priority_title(incident.traits.priority);
    Some(LoudestData {
        id,
        priority: incident.traits.priority,
        figures: countdown::countdown(left),
        due: format!("due {}", zoned(next.due, seen)),
        is_within_hour: ticks(next.due, seen.now) || next.state == DeadlineState::Overdue,
        spoken: format!("{}, {}: {}, {priority}, {about}", next.title, countdown::spoken(left), next.action),
        rings: incident.alarm(&next.clock, next.due, seen.now).rings(seen.now)
            || live.deadlines.iter().any(|one| {
                (&one.clock, one.due) == (&next.clock, next.due)
                    && alarm::is_held_of(&seen.snapshot.world, live, one, seen.now)
            }),
        act: act(live, &next),
        about: format!("{priority} · {about}"),
        next,
    })
}

/// All deadlines whose alarm rings: in this window also those that quiet hours hold.
fn ringing(standings: &Standings, world: &World, now: Instant) -> Vec<Ringing> {
    let mut all = standings.ringing();
    for held in alarm::held(world, now) {
        let held = (held.incident, held.clock, held.due);
        if !all.contains(&held) {
            all.push(held);
        }
    }
    all
}

/// What is done first about a deadline. Once it has passed that is what its policy says then: on a ladder
/// the next step, elsewhere to escalate it. An update is drafted, not logged without words.
fn act(live: &Live, next: &NextDeadline) -> Act {
    let Some(clock) = live.clock(&next.clock) else {
        return Act { words: "Done".to_owned(), words_at: None, does: Does::Finish };
    };
    let is_overdue = next.state == DeadlineState::Overdue;
    let completion = next.completion;
    match clock.escalates_to.clone().filter(|_| is_overdue) {
        Some(to) if clock.next_step.is_some() => {
            let wish = Wish::Escalate { to: to.clone(), text: None };
            return Act { words: format!("Escalated to {to}"), words_at: None, does: Does::Ask(wish) };
        }
        Some(to) if !is_escalated(live, &to, next.due) => {
            return Act {
                words: format!("Escalated to {to}…"),
                words_at: Some(done_words(completion)).filter(|_| has_done_form(completion)),
                does: Does::Escalate(to),
            };
        }
        _ => {}
    }
    let audience = match completion {
        Completion::CustomerUpdate => Some(CUSTOMERS),
        Completion::AudienceUpdate => clock.update_audience(),
        _ => None,
    };
    let words_at = Some(done_at_words(completion)).filter(|_| has_done_form(completion));
    if let Some(audience) = audience {
        let does = Does::Draft(audience.to_owned());
        return Act { words: "Draft update…".to_owned(), words_at, does };
    }
    let does = match done(clock, None) {
        Some(wish) if completion != Completion::Restore => Does::Ask(wish),
        _ => Does::Finish,
    };
    Act { words: done_words(completion).to_owned(), words_at, does }
}

/// A time of day with the desk's zone, such as `14:05 CST`; with its weekday where it is not today's.
pub fn zoned(at: Instant, seen: &Seen) -> String {
    use chrono::TimeZone as _;
    format!("{} {}", time_of(at, seen.now, seen.zone), seen.zone.offset_from_utc_datetime(&at.naive_utc()))
}
