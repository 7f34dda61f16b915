//! What the service reviews show, in words and plain values, kept for as long as the desk and the minute
//! stay the same.

use chrono::{Datelike, NaiveDate};

use crate::documents::invitation::Invitation;
use crate::documents::service_invitation::service_invitation_of;
use crate::domain::calendar::local_of;
use crate::domain::directory::{Directory, Named};
use crate::domain::event::EventId;
use crate::domain::service_review::effort::of_year;
use crate::domain::service_review::facts::ReviewCycle;
use crate::domain::service_review::schedule::{Dated, Reckoning};
use crate::domain::service_review::{
    Effort, Note, ReviewAction, ReviewState, ServiceReview, department_key, known,
};
use crate::domain::time::Instant;
use crate::ui::context::Seen;

/// How a department stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// A review is owed since then, and none is planned.
    Owed(Instant),
    /// The next review.
    Planned(Instant),
    /// The time of the planned review has passed, and nobody said that it was held.
    Passed(Instant),
    /// By then one is to be planned.
    By(Instant),
    /// Nobody said when its reviews are.
    NoCycle,
}

/// One department of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The department, as it is called now.
    pub department: Named,
    /// Who coordinates.
    pub coordinator: Option<String>,
    /// How it stands.
    pub stands: Stands,
    /// How many actions are open.
    pub open: usize,
    /// How many of them are overdue.
    pub overdue: usize,
}

/// What became of a date of the cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateState {
    /// A review was held for it.
    Held,
    /// A review is planned for it.
    Planned,
    /// It passed, and a review is owed.
    Owed,
    /// It passed long ago, or before the cycle was set.
    Passed,
    /// It is to come.
    ToCome,
}

impl DateState {
    /// The word on the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Planned => "planned",
            Self::Owed => "owed",
            Self::Passed => "passed",
            Self::ToCome => "to come",
        }
    }
}

/// A date of the cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateRow {
    /// The date, moved to a working day.
    pub date: NaiveDate,
    /// What became of it.
    pub state: DateState,
    /// When its review is or was, if one speaks for it.
    pub review_at: Option<Instant>,
}

/// The chosen department.
#[derive(Debug)]
pub struct Detail {
    /// The department, as it is called now.
    pub department: Named,
    /// How it is looked after, with everybody as they are called now.
    pub cycle: Option<ReviewCycle>,
    /// The dates of this year and the next.
    pub dates: Vec<DateRow>,
    /// The review that is planned.
    pub next: Option<ServiceReview>,
    /// The one that is called off, while somebody holds an invitation to it.
    pub to_cancel: Option<ServiceReview>,
    /// What can be sent of either.
    pub invitation: Option<Invitation>,
    /// When the next one would be by its cycle.
    pub proposed: Option<Instant>,
    /// The reviews that were held or called off, newer first.
    pub past: Vec<ServiceReview>,
    /// What was noted since the last review, in order.
    pub notes: Vec<Note>,
    /// The actions that are to be done, by due time.
    pub open: Vec<ReviewAction>,
    /// The actions that ended, newer first.
    pub ended: Vec<ReviewAction>,
    /// The year whose effort is shown.
    pub year: i32,
    /// What was spent in it.
    pub efforts: Vec<Effort>,
    /// The sum; minutes.
    pub minutes: u64,
}

/// Of what the chosen one was made: department, revision, minute, year.
type DetailOf = (Named, u64, i64, Option<i32>);

/// What is shown.
#[derive(Debug, Default)]
pub(super) struct ServiceData {
    rows_of: Option<(u64, i64)>,
    /// The departments, by name.
    pub rows: Vec<Row>,
    detail_of: Option<DetailOf>,
    /// The chosen one.
    pub detail: Option<Detail>,
}

fn minute_of(now: Instant) -> i64 {
    now.timestamp().div_euclid(60)
}

impl ServiceData {
    /// The list, made anew where something in it may read differently.
    pub fn refresh_rows(&mut self, seen: &Seen) {
        let of = (seen.snapshot.revision, minute_of(seen.now));
        if self.rows_of == Some(of) {
            return;
        }
        self.rows_of = Some(of);
        let world = &seen.snapshot.world;
        let reckoning = Reckoning::of(world);
        let all = world.service_reviews.departments(&world.directory);
        self.rows = all.into_iter().map(|department| row(seen, &reckoning, department)).collect();
    }

    /// The chosen department, made anew where something in it may read differently. `year` is the one
    /// whose effort is shown, this one if nobody says.
    pub fn refresh_detail(&mut self, seen: &Seen, department: &Named, year: Option<i32>) {
        let of = (department.clone(), seen.snapshot.revision, minute_of(seen.now), year);
        if self.detail_of.as_ref() == Some(&of) {
            return;
        }
        self.detail_of = Some(of);
        self.detail = Some(detail(seen, department, year));
    }
}

fn row(seen: &Seen, reckoning: &Reckoning<'_>, department: Named) -> Row {
    let world = &seen.snapshot.world;
    let (reviews, directory) = (&world.service_reviews, &world.directory);
    let standing = reckoning.standing(reviews, &department, seen.now);
    let stands = match (standing.next, standing.owed, standing.open) {
        (Some(next), ..) if next.time.at <= seen.now => Stands::Passed(next.time.at),
        (Some(next), ..) => Stands::Planned(next.time.at),
        (None, Some(slot), _) => Stands::Owed(slot.at),
        (None, None, Some(slot)) => Stands::By(slot.at),
        (None, None, None) => Stands::NoCycle,
    };
    let actions = reviews.open_actions(&department, directory);
    let cycle = reviews.cycle(&department, directory);
    Row {
        coordinator: cycle.map(|one| directory.name_of(&one.cycle.coordinator).to_owned()),
        stands,
        open: actions.len(),
        overdue: actions.iter().filter(|one| one.is_overdue(seen.now)).count(),
        department,
    }
}

fn detail(seen: &Seen, department: &Named, year: Option<i32>) -> Detail {
    let world = &seen.snapshot.world;
    let (reviews, directory) = (&world.service_reviews, &world.directory);
    let reckoning = Reckoning::of(world);
    let standing = reckoning.standing(reviews, department, seen.now);
    let key = department_key(department, directory);
    let is_of = |named: &Named| department_key(named, directory) == key;
    let this_year = local_of(seen.zone, seen.now).year();
    let year = year.unwrap_or(this_year);
    let all = reviews.of_department(department, directory);
    let mut past: Vec<ServiceReview> =
        all.iter().filter(|one| one.state() != ReviewState::Planned).map(|one| (*one).clone()).collect();
    past.reverse();
    let holds = |one: &&ServiceReview| {
        one.called_off.is_some()
            && one.held().is_none()
            && one.invitations.last().is_some_and(|sent| !sent.cancels)
    };
    let to_cancel = past.iter().filter(holds).max_by_key(|one| one.number).cloned();
    let next = standing.next.cloned();
    let sent_of = to_cancel.as_ref().or(next.as_ref());
    let since = standing.last_held.map(|one| one.time.at);
    let is_new = |note: &&Note| is_of(&note.department) && since.is_none_or(|since| note.at >= since);
    let mut ended: Vec<ReviewAction> = reviews
        .actions
        .iter()
        .filter(|one| !one.is_open() && is_of(&one.given.department))
        .cloned()
        .collect();
    ended.reverse();
    let sums = of_year(reviews, directory, year);
    let sum = sums.iter().find(|sum| is_of(&sum.department));
    Detail {
        department: department.clone(),
        cycle: reviews.cycle(department, directory).map(|one| called_now(&one.cycle, directory)),
        dates: reckoning
            .dates(reviews, department, (this_year, this_year + 1), seen.now)
            .iter()
            .map(|one| date_row(one, seen.now))
            .collect(),
        invitation: sent_of.and_then(|one| service_invitation_of(one, world, seen.now).ok()),
        next,
        to_cancel,
        proposed: standing.open.map(|slot| slot.at),
        past,
        notes: reviews.notes.iter().filter(is_new).cloned().collect(),
        open: reviews.open_actions(department, directory).into_iter().cloned().collect(),
        ended,
        year,
        efforts: sum.map_or_else(Vec::new, |sum| sum.entries.iter().map(|one| (*one).clone()).collect()),
        minutes: sum.map_or(0, |sum| sum.minutes),
    }
}

fn called_now(cycle: &ReviewCycle, directory: &Directory) -> ReviewCycle {
    ReviewCycle {
        department: known(&cycle.department, directory),
        coordinator: known(&cycle.coordinator, directory),
        liaison: cycle.liaison.as_ref().map(|one| known(one, directory)),
        attendees: cycle.attendees.iter().map(|one| known(one, directory)).collect(),
        ..cycle.clone()
    }
}

fn date_row(one: &Dated<'_>, now: Instant) -> DateRow {
    let state = match one.review.map(ServiceReview::state) {
        Some(ReviewState::Held) => DateState::Held,
        Some(_) => DateState::Planned,
        None if one.is_owed => DateState::Owed,
        None if one.slot.at <= now => DateState::Passed,
        None => DateState::ToCome,
    };
    DateRow { date: one.slot.date, state, review_at: one.review.map(|review| review.time.at) }
}

/// An action of the chosen department.
pub(super) fn action_of(detail: &Detail, entry: EventId) -> Option<&ReviewAction> {
    detail.open.iter().chain(&detail.ended).find(|one| one.entry == entry)
}
