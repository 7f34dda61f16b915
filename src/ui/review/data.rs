//! What the screen of the post-mortems shows, in words, kept for as long as the desk and the minute stay
//! the same.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::calendar::local_of;
use crate::domain::directory::Named;
use crate::domain::event::IncidentId;
use crate::domain::incident::Phase;
use crate::domain::review::logistics::{Logistic, logistics};
use crate::domain::review::people::proposed_people;
use crate::domain::review::time::{Slot, conflicts, day_slots, expected, proposed_time};
use crate::domain::review::{ReviewAnswer, ReviewPart, State, is_asked_for, state};
use crate::domain::time::Instant;
use crate::domain::timeline::milestone;
use crate::domain::world::Live;
use crate::ui::context::Seen;

/// One post-mortem of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its incident.
    pub id: IncidentId,
    /// The incident's reference.
    pub reference: String,
    /// The incident's title.
    pub title: String,
    /// How it stands.
    pub state: State,
    /// The next thing that is owed.
    pub owed: Option<String>,
    /// By when.
    pub due: Option<Instant>,
}

/// How somebody stands to a post-mortem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not invited, but proposed.
    Proposed,
    /// Invited, and has not answered.
    Invited,
    /// Invited, and has answered.
    Answered(ReviewAnswer),
}

/// Somebody who is invited, or proposed to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Who.
    pub whom: Named,
    /// What they are to it.
    pub part: ReviewPart,
    /// Why they are proposed; empty where they are not.
    pub why: String,
    /// Whether they are invited, and what they answered.
    pub standing: Standing,
    /// What speaks against the time that is set, for them.
    pub hindered: Vec<String>,
}

/// One thing that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// What.
    pub title: String,
    /// By when.
    pub due: Instant,
}

/// Of what the plan was made: incident, revision, minute, the day that was asked for.
type PlanOf = (IncidentId, u64, i64, Option<NaiveDate>);

/// What is shown.
#[derive(Debug, Default)]
pub struct ReviewData {
    rows_of: Option<(u64, i64)>,
    /// The post-mortems, those that owe something first.
    pub rows: Vec<Row>,
    plan_of: Option<PlanOf>,
    /// The logistics of the chosen one.
    pub logistics: Vec<Logistic>,
    /// Its people: invited first, then proposed.
    pub people: Vec<PersonRow>,
    /// The best time for it, if one can be proposed.
    pub best: Option<Slot>,
    /// The day that is shown.
    pub date: Option<NaiveDate>,
    /// The slots of that day.
    pub slots: Arc<[Slot]>,
    /// How long the meeting is; minutes.
    pub minutes: u32,
}

impl ReviewData {
    /// The list, made anew where something in it may read differently.
    pub fn refresh_rows(&mut self, seen: &Seen) {
        let of = (seen.snapshot.revision, seen.now.timestamp().div_euclid(60));
        if self.rows_of == Some(of) {
            return;
        }
        self.rows_of = Some(of);
        let world = &seen.snapshot.world;
        let mut rows: Vec<Row> =
            world.live.values().filter(|live| has_review(live)).map(|live| row(live)).collect();
        rows.sort_by(|one, other| {
            let key = |row: &Row| (row.due.is_none(), row.due, std::cmp::Reverse(row.reference.clone()));
            key(one).cmp(&key(other))
        });
        self.rows = rows;
    }

    /// The plan of one, made anew where something in it may read differently.
    pub fn refresh_plan(&mut self, seen: &Seen, live: &Live, date: &mut Option<NaiveDate>) {
        let minute = seen.now.timestamp().div_euclid(60);
        let of = (live.incident.id, seen.snapshot.revision, minute, *date);
        if self.plan_of == Some(of) {
            return;
        }
        self.plan_of = Some(of);
        let world = &seen.snapshot.world;
        let review = &live.incident.review;
        self.logistics = logistics(live, world, seen.now);
        self.minutes = review.plan.as_ref().map_or(live.policy.review.minutes, |plan| plan.minutes);
        self.people = people(live, seen);
        let mut there = expected(live);
        if there.is_empty() {
            there = self.people.iter().map(|one| one.whom.clone()).collect();
        }
        self.best = proposed_time(world, live, &there, self.minutes, seen.now).best;
        let set = review.plan.as_ref().map(|plan| plan.starts_at);
        let usual = set.or(self.best.as_ref().map(|slot| slot.window.from)).unwrap_or(seen.now);
        let date = date.unwrap_or_else(|| local_of(seen.zone, usual).date());
        self.date = Some(date);
        self.slots = day_slots(world, live, &there, date, self.minutes, seen.now).into();
    }
}

/// Whether an incident has a post-mortem: one that is over and whose policy asks for it, or one whose
/// post-mortem was begun.
fn has_review(live: &Live) -> bool {
    let incident = &live.incident;
    let is_over = matches!(incident.phase, Phase::Restored | Phase::Closed);
    (is_over && is_asked_for(live)) || incident.review.is_begun()
}

fn row(live: &Live) -> Row {
    let incident = &live.incident;
    let first = owed(live).into_iter().next();
    let (owed, due) = first.map(|one| (one.title, one.due)).unzip();
    Row {
        id: incident.id,
        reference: incident.reference.clone(),
        title: incident.title.clone(),
        state: state(incident),
        owed,
        due,
    }
}

/// What is still owed of a post-mortem, the soonest first.
pub fn owed(live: &Live) -> Vec<Owed> {
    const OF_REVIEW: [&str; 3] =
        [milestone::POST_MORTEM_SCHEDULED, milestone::POST_MORTEM_HELD, milestone::PROBLEM_STATEMENT_AGREED];
    let mut all: Vec<Owed> = live
        .deadlines
        .iter()
        .filter(|one| one.is_owed())
        .filter_map(|one| {
            let clock = live.policy.clock(&one.clock)?;
            let is_of_review = clock.met_by.iter().any(|met| OF_REVIEW.contains(&met.as_str()));
            is_of_review.then(|| Owed { title: clock.title.clone(), due: one.due })
        })
        .collect();
    all.sort_by_key(|one| one.due);
    all
}

fn people(live: &Live, seen: &Seen) -> Vec<PersonRow> {
    let world = &seen.snapshot.world;
    let review = &live.incident.review;
    let proposed = proposed_people(live, world);
    let why = |whom: &Named| {
        proposed.iter().find(|one| one.whom.is_same(whom)).map_or_else(String::new, |one| one.why.clone())
    };
    let hindered = |whom: &Named| {
        let plan = review.plan.as_ref().filter(|_| review.held.is_none());
        plan.map_or_else(Vec::new, |plan| {
            let found = conflicts(world, live, std::slice::from_ref(whom), plan.window());
            found.into_iter().map(|one| one.words).collect()
        })
    };
    let invited = review.invitees.iter().map(|one| PersonRow {
        whom: one.whom.clone(),
        part: one.part,
        why: why(&one.whom),
        standing: one.answer.as_ref().map_or(Standing::Invited, |one| Standing::Answered(one.answer)),
        hindered: hindered(&one.whom),
    });
    let is_new =
        |whom: &Named| review.invitee(whom).is_none() && !review.left_out.iter().any(|one| one.is_same(whom));
    let others = proposed.iter().filter(|one| is_new(&one.whom)).map(|one| PersonRow {
        whom: one.whom.clone(),
        part: one.part,
        why: one.why.clone(),
        standing: Standing::Proposed,
        hindered: Vec::new(),
    });
    invited.chain(others).collect()
}
