//! When reviews are: the cycle of a department, what is planned and moved, the agenda.

use chrono::NaiveTime;

use super::Reviewing;
use crate::domain::decide::Refusal;
use crate::domain::decide::meeting::{MEETING_MINUTES, agenda_items};
use crate::domain::decide::said::{optional_line, optional_text, text};
use crate::domain::directory::Named;
use crate::domain::event::{EventId, Fact};
use crate::domain::review::agenda::fitted;
use crate::domain::review::facts::AgendaItem;
use crate::domain::service_review::facts::{ReviewCycle, ReviewTime};
use crate::domain::service_review::schedule::Reckoning;
use crate::domain::service_review::wish::SetReviewCycle;
use crate::domain::service_review::{ReviewState, ServiceReview};
use crate::domain::time::{Instant, whole_second};

/// How many reviews a year a department has (I).
const PER_YEAR: std::ops::RangeInclusive<u32> = 2..=4;

/// The wall time at which reviews begin where nobody says.
const USUAL_HOUR: u32 = 10;

/// How far a review may lie ahead, or back where it is logged afterwards; days.
const MOST_DAYS: i64 = 366;

impl Reviewing<'_> {
    pub(super) fn cycle(&self, set: &SetReviewCycle) -> Result<Fact, Refusal> {
        let department = self.department(&set.department)?;
        let before = self.reviews().cycle(&department, &self.world.directory).map(|one| &one.cycle);
        let needed = |what: &str, field: &str| {
            Refusal::new(format!("nobody said {what} with {} yet", department.name), format!("say `{field}`"))
        };
        let coordinator = match (&set.coordinator, before) {
            (Some(name), _) => self.somebody("the service coordinator", name)?,
            (None, Some(before)) => before.coordinator.clone(),
            (None, None) => return Err(needed("who coordinates the services", "coordinator")),
        };
        let per_year = set.per_year.or(before.map(|one| one.per_year));
        let per_year = per_year.ok_or_else(|| needed("how many reviews a year there are", "per_year"))?;
        if !PER_YEAR.contains(&per_year) {
            return Err(Refusal::new(
                format!("{per_year} reviews a year are not what a department has"),
                format!("say {} to {}", PER_YEAR.start(), PER_YEAR.end()),
            ));
        }
        let first = set.first.or(before.map(|one| one.first));
        let first = first.ok_or_else(|| needed("when the first review is", "first"))?;
        if set.first.is_some() && (first - self.today()).num_days().abs() > MOST_DAYS {
            return Err(Refusal::new(
                format!("{first} is more than a year away"),
                "say a date that is nearer",
            ));
        }
        let minutes = set.minutes.or(before.map(|one| one.minutes));
        let cycle = ReviewCycle {
            coordinator,
            liaison: match set.liaison.as_ref().filter(|name| !name.trim().is_empty()) {
                Some(name) => Some(self.somebody("the liaison", name)?),
                None if set.liaison.is_some() => None,
                None => before.and_then(|one| one.liaison.clone()),
            },
            attendees: match &set.attendees {
                Some(names) => self.everybody("who belongs to it", names)?,
                None => before.map(|one| one.attendees.clone()).unwrap_or_default(),
            },
            per_year,
            first,
            time: match &set.time {
                Some(said) => wall_time(said)?,
                None => before.map_or_else(usual_time, |one| one.time),
            },
            minutes: checked_minutes(minutes.unwrap_or(self.world.service_review_rules().minutes))?,
            place: place(set.place.as_ref(), before.and_then(|one| one.place.as_ref()))?,
            department,
        };
        if before == Some(&cycle) {
            return Err(Refusal::new("it is set like that already", "there is nothing to change"));
        }
        Ok(Fact::ReviewCycleSet(Box::new(cycle)))
    }

    pub(super) fn plan(
        &self,
        department: &str,
        (starts_at, minutes, said_place): (Option<Instant>, Option<u32>, Option<&String>),
        why: Option<&String>,
    ) -> Result<Fact, Refusal> {
        let department = self.department(department)?;
        let directory = &self.world.directory;
        let cycle = self.reviews().cycle(&department, directory).map(|one| &one.cycle);
        let starts_at = if let Some(at) = starts_at {
            at
        } else {
            let stands = Reckoning::of(self.world).standing(self.reviews(), &department, self.at);
            let open = stands.open.ok_or_else(|| {
                Refusal::new(
                    format!("{} has no cycle that names a date", department.name),
                    "say `starts_at`, or set its cycle first",
                )
            })?;
            open.at
        };
        let at = self.within_a_year(starts_at)?;
        let rules = self.world.service_review_rules();
        let minutes = minutes.or(cycle.map(|one| one.minutes)).unwrap_or(rules.minutes);
        let time = ReviewTime {
            at,
            minutes: checked_minutes(minutes)?,
            place: place(said_place, cycle.and_then(|one| one.place.as_ref()))?,
        };
        self.not_twice(&department, at, None)?;
        Ok(Fact::ServiceReviewPlanned { department, time, why: optional_text("the reason", why)? })
    }

    pub(super) fn moved(
        &self,
        one: &ServiceReview,
        starts_at: Instant,
        minutes: Option<u32>,
        said_place: Option<&String>,
        why: &str,
    ) -> Result<Fact, Refusal> {
        let time = ReviewTime {
            at: self.within_a_year(starts_at)?,
            minutes: checked_minutes(minutes.unwrap_or(one.time.minutes))?,
            place: place(said_place, one.time.place.as_ref())?,
        };
        if time == one.time {
            return Err(Refusal::new(
                format!("review {} is set for {} already", one.number, self.said(time.at)),
                "there is nothing to change",
            ));
        }
        self.not_twice(&one.department, time.at, Some(one.entry))?;
        Ok(Fact::ServiceReviewMoved { review: one.entry, time, why: text("the reason", why)? })
    }

    pub(super) fn agenda(&self, one: &ServiceReview, items: Option<&[AgendaItem]>) -> Result<Fact, Refusal> {
        let usual = fitted(&self.world.service_review_rules().agenda, one.time.minutes);
        let items = items.unwrap_or(&usual);
        let items = agenda_items(items, &one.agenda)?;
        Ok(Fact::ServiceReviewAgendaSet { review: one.entry, items })
    }

    /// Two reviews with a department do not begin at the same instant.
    fn not_twice(&self, department: &Named, at: Instant, but: Option<EventId>) -> Result<(), Refusal> {
        let all = self.reviews().of_department(department, &self.world.directory);
        let same = all
            .iter()
            .find(|one| one.time.at == at && one.state() != ReviewState::CalledOff && Some(one.entry) != but);
        same.map_or(Ok(()), |one| {
            Err(Refusal::new(
                format!("review {} with {} begins {} already", one.number, department.name, self.said(at)),
                "say another time, or move that one",
            ))
        })
    }

    fn within_a_year(&self, at: Instant) -> Result<Instant, Refusal> {
        let at = whole_second(at);
        if (at - self.at).num_days().abs() >= MOST_DAYS {
            return Err(Refusal::new(
                format!("{} is more than a year away", self.said(at)),
                "say a time that is nearer",
            ));
        }
        Ok(at)
    }
}

/// Room or bridge: as it is said, none by an empty text, as it was if nothing is said.
fn place(said: Option<&String>, before: Option<&String>) -> Result<Option<String>, Refusal> {
    match said {
        None => Ok(before.cloned()),
        Some(_) => optional_line("room or bridge", said),
    }
}

fn checked_minutes(minutes: u32) -> Result<u32, Refusal> {
    if MEETING_MINUTES.contains(&minutes) {
        return Ok(minutes);
    }
    Err(Refusal::new(
        format!("a review of {minutes} minutes is not one"),
        format!("say {} to {}", MEETING_MINUTES.start(), MEETING_MINUTES.end()),
    ))
}

fn usual_time() -> NaiveTime {
    NaiveTime::from_hms_opt(USUAL_HOUR, 0, 0).unwrap_or_default()
}

fn wall_time(said: &str) -> Result<NaiveTime, Refusal> {
    NaiveTime::parse_from_str(said.trim(), "%H:%M").map_err(|_unread| {
        let said: String = said.chars().take(40).collect();
        Refusal::new(format!("`{said}` is not a time of day"), "write it like 10:00")
    })
}
