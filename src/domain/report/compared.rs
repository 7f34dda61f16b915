//! A period beside the one before it: both scorecards, the load on watch, and the incidents behind each
//! number.
//!
//! Pure, and fed an incident at a time; one pass over what was opened in both feeds both.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::period;
use super::scorecard::Scorecard;
use super::tally::{Score, Tally};
use crate::domain::event::IncidentId;
use crate::domain::rota::change::Window;
use crate::domain::rota::load::{Counting, Load};
use crate::domain::rota::person::Seat;
use crate::domain::time::Instant;
use crate::domain::words::Priority;
use crate::domain::world::{Live, World};

/// What an incident of either period is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its reference, as it is shown.
    pub reference: String,
    /// What is wrong.
    pub title: String,
    /// Its priority now; none while triage runs.
    pub priority: Option<Priority>,
    /// When it was opened.
    pub opened_at: Instant,
}

/// What somebody carries in a seat, in both periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadLine {
    /// Their name.
    pub person: String,
    /// The seat.
    pub seat: Seat,
    /// In the period.
    pub load: Load,
    /// In the one before.
    pub before: Load,
}

/// A period beside the one before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The numbers of the period.
    pub card: Scorecard,
    /// Those of the period before.
    pub before: Scorecard,
    /// The incidents of both.
    pub incidents: BTreeMap<IncidentId, Named>,
    /// Who was on watch, by name and seat.
    pub load: Vec<LoadLine>,
    /// What the desk is called.
    pub desk: String,
}

/// One of the numbers, so that the incidents behind it can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Behind {
    /// Whether it is a number of the period before.
    pub is_before: bool,
    /// Which number.
    pub what: What,
}

/// Which number: see the fields of [`Scorecard`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum What {
    /// All incidents.
    Incidents,
    /// Opened in error.
    Cancelled,
    /// The same as another.
    Duplicates,
    /// Of a priority.
    Priority(Option<Priority>),
    /// Of a service.
    Service(String),
    /// Opened in an hour of the day.
    Hour(u32),
    /// Opened on a weekday.
    Weekday(u32),
    /// Opened on these days, the last one included; of one priority, or of any.
    Days { from: NaiveDate, until: NaiveDate, priority: Option<Option<Priority>> },
    /// Deadlines that were met, or missed.
    Deadlines { of: Deadlines, is_met: bool },
    /// Actions that are overdue.
    ActionsOverdue,
    /// The spans of a pair of milestones, by its place among them.
    Pair(usize),
    /// Where a pair was reached the wrong way round.
    Backwards(usize),
}

/// Which deadlines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deadlines {
    /// All of them.
    All,
    /// Of one clock.
    Clock(String),
    /// Of incidents of a priority.
    Priority(Option<Priority>),
    /// Of incidents of a service.
    Service(String),
    /// Communications.
    Updates,
    /// Calls to the hotline.
    Hotline,
}

impl Compared {
    /// A period without an incident yet, as of `now`, and the one before it.
    pub fn new(world: &World, window: Window, now: Instant) -> Self {
        let zone = world.settings.zone;
        let earlier = period::before(window, zone);
        Self {
            card: Scorecard::new(window, now, zone),
            before: Scorecard::new(earlier, now, zone),
            incidents: BTreeMap::new(),
            load: loads(world, window, earlier),
            desk: world.settings.name.clone(),
        }
    }

    /// The span from which it wants to be fed: both periods.
    pub fn span(&self) -> Window {
        Window::new(self.before.period.from, self.card.period.until)
    }

    /// One more incident. One that was opened in neither period changes nothing.
    pub fn take(&mut self, live: &Live) {
        let incident = &live.incident;
        if !self.span().contains(incident.opened_at) {
            return;
        }
        self.incidents.insert(
            incident.id,
            Named {
                reference: incident.reference.clone(),
                title: incident.title.clone(),
                priority: incident.traits.priority,
                opened_at: incident.opened_at,
            },
        );
        self.card.take(live);
        self.before.take(live);
    }

    /// Whether the period was over when it was read.
    pub fn is_over(&self) -> bool {
        self.card.period.until <= self.card.as_of
    }

    /// The incidents behind a number, each once, with the span in seconds where it is a number of spans.
    pub fn behind(&self, number: &Behind) -> Vec<(IncidentId, Option<i64>)> {
        let card = if number.is_before { &self.before } else { &self.card };
        let tally = match &number.what {
            What::Incidents => Some(&card.incidents),
            What::Cancelled => Some(&card.cancelled),
            What::Duplicates => Some(&card.duplicates),
            What::Priority(priority) => card.by_priority.get(priority),
            What::Service(name) => card.by_service.get(name),
            What::Hour(hour) => card.by_hour.get(hour),
            What::Weekday(day) => card.by_weekday.get(day),
            What::ActionsOverdue => Some(&card.actions_overdue),
            What::Deadlines { of, is_met } => {
                return score_of(card, of).map(|score| only_ids(score.side(*is_met))).unwrap_or_default();
            }
            What::Days { from, until, priority } => {
                let days = card.by_day.range(*from..=(*until).max(*from)).map(|(_, of_day)| of_day);
                let wanted = |one: &Option<Priority>| priority.is_none_or(|wanted| wanted == *one);
                let tallies = days.flat_map(|of_day| of_day.iter()).filter(|(one, _)| wanted(one));
                return tallies.flat_map(|(_, tally)| only_ids(tally)).collect();
            }
            What::Pair(place) => {
                let spans = card.spreads.get(*place).map(|(_, spread)| spread.incidents());
                return spans.unwrap_or_default().into_iter().map(|(id, secs)| (id, Some(secs))).collect();
            }
            What::Backwards(place) => {
                let spread = card.spreads.get(*place).map(|(_, spread)| spread);
                return spread
                    .map(|one| one.backwards.iter().map(|id| (*id, None)).collect())
                    .unwrap_or_default();
            }
        };
        tally.map(only_ids).unwrap_or_default()
    }
}

fn only_ids(tally: &Tally) -> Vec<(IncidentId, Option<i64>)> {
    tally.incidents.iter().map(|id| (*id, None)).collect()
}

/// Some deadlines of a scorecard; none where there was none.
pub fn score_of<'a>(card: &'a Scorecard, of: &Deadlines) -> Option<&'a Score> {
    match of {
        Deadlines::All => Some(&card.deadlines),
        Deadlines::Clock(id) => card.clocks.get(id),
        Deadlines::Priority(priority) => card.clocks_by_priority.get(priority),
        Deadlines::Service(name) => card.clocks_by_service.get(name),
        Deadlines::Updates => Some(&card.updates),
        Deadlines::Hotline => Some(&card.hotline),
    }
}

fn loads(world: &World, window: Window, earlier: Window) -> Vec<LoadLine> {
    let rota = world.rota();
    let counting = Counting::usual(world.settings.zone);
    let mut both: BTreeMap<_, (Load, Load)> = BTreeMap::new();
    for (who, load) in rota.loads(window, counting) {
        both.entry(who).or_default().0 = load;
    }
    for (who, load) in rota.loads(earlier, counting) {
        both.entry(who).or_default().1 = load;
    }
    let mut lines: Vec<LoadLine> = both
        .into_iter()
        .map(|((person, seat), (load, before))| LoadLine {
            person: rota.name(&person).to_owned(),
            seat,
            load,
            before,
        })
        .collect();
    lines.sort_by_cached_key(|one| (one.person.to_lowercase(), one.seat.clone()));
    lines
}
