//! The reviews of service delivery (I): cycles, planning, holding, what comes out of them, and effort.

use chrono::{NaiveDate, NaiveTime};

use super::Refusal;
use super::communication::recipient;
use super::said::{line, optional_line, optional_text, text};
use crate::domain::calendar::local_of;
use crate::domain::command::ItemName;
use crate::domain::directory::{Named, RecordKind};
use crate::domain::event::{EventId, Fact, Recipient};
use crate::domain::review::agenda::fitted;
use crate::domain::review::facts::AgendaItem;
use crate::domain::service_review::facts::{ActionGiven, EffortSpent, ReviewCycle, ReviewTime};
use crate::domain::service_review::schedule::Reckoning;
use crate::domain::service_review::wish::{ServiceReviewWish, SetReviewCycle};
use crate::domain::service_review::{ReviewAction, ReviewState, ServiceReview, ServiceReviews};
use crate::domain::time::{Instant, whole_second};
use crate::domain::typed_time::understood;
use crate::domain::world::World;

/// How many reviews a year a department has (I).
const PER_YEAR: std::ops::RangeInclusive<u32> = 2..=4;

/// The shortest and the longest review; minutes.
const REVIEW_MINUTES: std::ops::RangeInclusive<u32> = 5..=1_440;

/// The wall time at which reviews begin where nobody says.
const USUAL_HOUR: u32 = 10;

/// The most people of one review.
const MOST_PEOPLE: usize = 500;

/// The most items of an agenda.
const MOST_ITEMS: usize = 50;

/// How far a review may lie ahead, or back where it is logged afterwards; days.
const MOST_DAYS: i64 = 366;

/// The minutes of a day.
const DAY_MINUTES: u32 = 1_440;

/// One command about service reviews.
pub(super) struct Reviewing<'a> {
    pub world: &'a World,
    pub at: Instant,
    pub actor: &'a str,
}

impl Reviewing<'_> {
    /// The fact of a wish about service reviews.
    pub fn fact(&self, wish: &ServiceReviewWish) -> Result<Fact, Refusal> {
        match wish {
            ServiceReviewWish::SetReviewCycle(set) => self.cycle(set),
            ServiceReviewWish::PlanServiceReview { department, starts_at, minutes, place, why } => {
                let time = (*starts_at, *minutes, place.as_ref());
                self.plan(department, time, why.as_ref())
            }
            ServiceReviewWish::MoveServiceReview { review, department, starts_at, minutes, place, why } => {
                let one = self.planned(*review, department.as_ref())?;
                self.moved(one, *starts_at, *minutes, place.as_ref(), why)
            }
            ServiceReviewWish::CallOffServiceReview { review, department, why } => {
                let review = self.planned(*review, department.as_ref())?.entry;
                Ok(Fact::ServiceReviewCalledOff { review, why: text("the reason", why)? })
            }
            ServiceReviewWish::SetServiceReviewAgenda { review, department, items } => {
                self.agenda(self.planned(*review, department.as_ref())?, items.as_deref())
            }
            ServiceReviewWish::LogServiceReviewInvitation { review, department, to, cancels } => {
                self.invitation(*review, department.as_ref(), to, *cancels)
            }
            ServiceReviewWish::HoldServiceReview { review, department, attended, text } => {
                let one = self.planned(*review, department.as_ref())?;
                if self.at < one.time.at {
                    return Err(Refusal::new(
                        format!("review {} begins {}", one.number, self.said(one.time.at)),
                        "move it if it was held earlier, or log it once it was held",
                    ));
                }
                let attended = self.everybody("who was there", attended)?;
                let text = optional_text("the minutes", text.as_ref())?;
                Ok(Fact::ServiceReviewHeld { review: one.entry, attended, text })
            }
            ServiceReviewWish::NoteServiceReview { review, department, section, text: words } => {
                let (department, review) = self.about(*review, department.as_ref())?;
                Ok(Fact::ServiceReviewNoted {
                    department,
                    review,
                    section: *section,
                    text: text("the note", words)?,
                })
            }
            ServiceReviewWish::GiveServiceReviewAction { review, department, what, owner, due } => {
                let (department, review) = self.about(*review, department.as_ref())?;
                Ok(Fact::ServiceReviewActionGiven(Box::new(ActionGiven {
                    department,
                    review,
                    what: text("what is to be done", what)?,
                    owner: self.somebody("who does it", owner)?,
                    due: self.later(*due)?,
                })))
            }
            ServiceReviewWish::FinishServiceReviewAction { action, text } => {
                Ok(Fact::ServiceReviewActionDone {
                    action: self.open_action(*action)?.entry,
                    text: optional_text("the words", text.as_ref())?,
                })
            }
            ServiceReviewWish::DropServiceReviewAction { action, why } => {
                Ok(Fact::ServiceReviewActionDropped {
                    action: self.open_action(*action)?.entry,
                    why: text("the reason", why)?,
                })
            }
            ServiceReviewWish::LogEffort { department, minutes, on, by, what } => {
                self.effort(department, *minutes, *on, by.as_ref(), what.as_ref())
            }
            ServiceReviewWish::TakeBackServiceEntry { entry, why } => self.take_back(*entry, why),
        }
    }

    fn reviews(&self) -> &ServiceReviews {
        &self.world.service_reviews
    }

    fn cycle(&self, set: &SetReviewCycle) -> Result<Fact, Refusal> {
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

    fn plan(
        &self,
        department: &str,
        (starts_at, minutes, said_place): (Option<Instant>, Option<u32>, Option<&String>),
        why: Option<&String>,
    ) -> Result<Fact, Refusal> {
        let department = self.department(department)?;
        let directory = &self.world.directory;
        let cycle = self.reviews().cycle(&department, directory).map(|one| &one.cycle);
        let starts_at = match starts_at {
            Some(at) => at,
            None => {
                let stands = Reckoning::of(self.world).standing(self.reviews(), &department, self.at);
                let open = stands.open.ok_or_else(|| {
                    Refusal::new(
                        format!("{} has no cycle that names a date", department.name),
                        "say `starts_at`, or set its cycle first",
                    )
                })?;
                open.at
            }
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

    fn moved(
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

    fn agenda(&self, one: &ServiceReview, items: Option<&[AgendaItem]>) -> Result<Fact, Refusal> {
        let usual = fitted(&self.world.service_review_rules().agenda, one.time.minutes);
        let items = items.unwrap_or(&usual);
        if items.is_empty() || items.len() > MOST_ITEMS {
            return Err(Refusal::new(
                format!("the agenda has {} items", items.len()),
                format!("give it 1 to {MOST_ITEMS}"),
            ));
        }
        let item = |item: &AgendaItem| {
            if item.minutes == 0 || item.minutes > *REVIEW_MINUTES.end() {
                return Err(Refusal::new(
                    format!("`{}` takes {} minutes", item.title.trim(), item.minutes),
                    format!("say 1 to {}", REVIEW_MINUTES.end()),
                ));
            }
            Ok(AgendaItem { title: line("an item of the agenda", &item.title)?, minutes: item.minutes })
        };
        let items = items.iter().map(item).collect::<Result<Vec<_>, _>>()?;
        if items == one.agenda {
            return Err(Refusal::new("the agenda is that already", "there is nothing to change"));
        }
        Ok(Fact::ServiceReviewAgendaSet { review: one.entry, items })
    }

    fn invitation(
        &self,
        review: Option<ItemName>,
        department: Option<&String>,
        to: &[String],
        cancels: bool,
    ) -> Result<Fact, Refusal> {
        let one =
            if cancels { self.to_cancel(review, department)? } else { self.planned(review, department)? };
        if to.len() > MOST_PEOPLE {
            return Err(Refusal::new(
                format!("there are {} recipients", to.len()),
                format!("{MOST_PEOPLE} are the most; use a distribution list"),
            ));
        }
        let recipients = if to.is_empty() {
            self.usual_recipients(one, cancels)
        } else {
            to.iter().map(|one| recipient(one)).collect::<Result<Vec<_>, _>>()?
        };
        Ok(Fact::ServiceReviewInvitationSent {
            review: one.entry,
            recipients,
            sequence: one.next_sequence(),
            cancels,
            starts_at: one.time.at,
        })
    }

    /// The review of which people hold an invitation that does not hold any more.
    fn to_cancel(
        &self,
        review: Option<ItemName>,
        department: Option<&String>,
    ) -> Result<&ServiceReview, Refusal> {
        let one = if review.is_some() {
            self.named(review)?
        } else {
            let department = self.said_department(department)?;
            let all = self.reviews().of_department(&department, &self.world.directory);
            let called_off = all.into_iter().filter(|one| one.state() == ReviewState::CalledOff);
            let one = called_off.max_by_key(|one| one.number).map(|one| one.entry);
            let one = one.and_then(|entry| self.reviews().review(entry));
            one.ok_or_else(|| {
                Refusal::new(format!("no review with {} is called off", department.name), "call it off first")
            })?
        };
        if one.state() != ReviewState::CalledOff {
            return Err(Refusal::new(
                format!("review {} is not called off", one.number),
                "call it off first",
            ));
        }
        if one.invitations.is_empty() {
            return Err(Refusal::new("nobody was invited to it", "there is nothing to call off"));
        }
        Ok(one)
    }

    /// Who belongs to a review and has an address; whoever was invited hears that it is called off.
    fn usual_recipients(&self, one: &ServiceReview, cancels: bool) -> Vec<Recipient> {
        let directory = &self.world.directory;
        let mut all = crate::domain::service_review::people::recipients(self.reviews(), one, directory);
        let sent = one.invitations.iter().flat_map(|sent| &sent.recipients).filter(|_| cancels);
        for one in sent {
            if !all.iter().any(|other| other.address.eq_ignore_ascii_case(&one.address)) {
                all.push(one.clone());
            }
        }
        all
    }

    fn effort(
        &self,
        department: &str,
        minutes: u32,
        on: Option<NaiveDate>,
        by: Option<&String>,
        what: Option<&String>,
    ) -> Result<Fact, Refusal> {
        let department = self.department(department)?;
        let today = self.today();
        let on = on.unwrap_or(today);
        if on > today {
            return Err(Refusal::new(format!("{on} is in the future"), "log effort once it was spent"));
        }
        if minutes == 0 {
            return Err(Refusal::new("no time was spent", "say how many minutes"));
        }
        let by = match by.filter(|name| !name.trim().is_empty()) {
            Some(name) => self.somebody("who spent it", name)?,
            None => self.world.directory.named(&[RecordKind::Person], self.actor),
        };
        let that_day = self.reviews().efforts.iter().map(|one| &one.spent);
        let before: u32 = that_day
            .filter(|one| one.on == on && one.by.is_same(&by))
            .fold(0, |sum, one| sum.saturating_add(one.minutes));
        if before.saturating_add(minutes) > DAY_MINUTES {
            return Err(Refusal::new(
                format!("{} would have spent more than 24 h on {on}", by.name),
                format!("{} min are left of that day", DAY_MINUTES.saturating_sub(before)),
            ));
        }
        let what = optional_text("what it was for", what)?;
        Ok(Fact::EffortLogged(Box::new(EffortSpent { department, minutes, on, by, what })))
    }

    fn take_back(&self, entry: EventId, why: &str) -> Result<Fact, Refusal> {
        if self.reviews().taken_back.contains_key(&entry) {
            return Err(Refusal::new("that entry was taken back", "log it anew"));
        }
        if !self.reviews().can_be_taken_back(entry) {
            return Err(Refusal::new(
                "there is no such entry about service reviews that can be taken back",
                "effort, a note, an action or its end, and that a review was held can be; take the id from \
                 `log --json`",
            ));
        }
        Ok(Fact::EntryRetracted { entry, why: Some(text("the reason", why)?) })
    }

    /// What a note or an action is about: the review, or the department alone.
    fn about(
        &self,
        review: Option<ItemName>,
        department: Option<&String>,
    ) -> Result<(Named, Option<EventId>), Refusal> {
        if review.is_some() {
            let one = self.named(review)?;
            return Ok((one.department.clone(), Some(one.entry)));
        }
        Ok((self.said_department(department)?, None))
    }

    /// A review that is planned, by its name, or the earliest of its department.
    fn planned(
        &self,
        review: Option<ItemName>,
        department: Option<&String>,
    ) -> Result<&ServiceReview, Refusal> {
        if review.is_some() {
            let one = self.named(review)?;
            return match one.state() {
                ReviewState::Planned => Ok(one),
                ReviewState::Held => Err(Refusal::new(
                    format!("review {} was held", one.number),
                    "take that entry back if it was not",
                )),
                ReviewState::CalledOff => {
                    Err(Refusal::new(format!("review {} was called off", one.number), "plan it anew"))
                }
            };
        }
        let department = self.said_department(department)?;
        let all = self.reviews().of_department(&department, &self.world.directory);
        let entry = all.iter().find(|one| one.state() == ReviewState::Planned).map(|one| one.entry);
        entry.and_then(|entry| self.reviews().review(entry)).ok_or_else(|| {
            Refusal::new(format!("no review with {} is planned", department.name), "plan one first")
        })
    }

    fn named(&self, review: Option<ItemName>) -> Result<&ServiceReview, Refusal> {
        let all = &self.reviews().reviews;
        let found = all.iter().find(|one| match review {
            Some(ItemName::Number(number)) => one.number == number,
            Some(ItemName::Entry(entry)) => one.entry == entry,
            None => false,
        });
        found.ok_or_else(|| {
            Refusal::new("there is no such service review", "`bridgewatch reviews` shows their numbers")
        })
    }

    fn open_action(&self, action: ItemName) -> Result<&ReviewAction, Refusal> {
        let found = self.reviews().actions.iter().find(|one| match action {
            ItemName::Number(number) => one.number == number,
            ItemName::Entry(entry) => one.entry == entry,
        });
        let one = found.ok_or_else(|| {
            Refusal::new(
                "there is no such action of a service review",
                "`bridgewatch reviews` shows their numbers",
            )
        })?;
        if one.is_open() {
            return Ok(one);
        }
        Err(Refusal::new(
            format!("action {} is {}", one.number, one.state().word()),
            "take that entry back if it is not, or give the action anew",
        ))
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

    fn later(&self, due: Option<Instant>) -> Result<Option<Instant>, Refusal> {
        let due = due.map(whole_second);
        match due.filter(|due| *due <= self.at) {
            None => Ok(due),
            Some(due) => Err(Refusal::new(
                format!("the action would be due {}, before it was given", self.said(due)),
                "say a later time",
            )),
        }
    }

    fn said_department(&self, name: Option<&String>) -> Result<Named, Refusal> {
        let name = name.ok_or_else(|| {
            Refusal::new("no department is named", "say `department`, or `review` by its number")
        })?;
        self.department(name)
    }

    /// A department, called as the directory calls the agency.
    fn department(&self, name: &str) -> Result<Named, Refusal> {
        Ok(self.world.directory.named(&[RecordKind::Agency], &line("the department", name)?))
    }

    fn somebody(&self, what: &str, name: &str) -> Result<Named, Refusal> {
        Ok(self.world.directory.named(&[RecordKind::Person], &line(what, name)?))
    }

    fn everybody(&self, what: &str, names: &[String]) -> Result<Vec<Named>, Refusal> {
        if names.len() > MOST_PEOPLE {
            return Err(Refusal::new(
                format!("{} people are named", names.len()),
                format!("{MOST_PEOPLE} are the most"),
            ));
        }
        let mut all: Vec<Named> = Vec::new();
        for name in names {
            let one = self.somebody(what, name)?;
            if !all.iter().any(|other| other.is_same(&one)) {
                all.push(one);
            }
        }
        Ok(all)
    }

    fn today(&self) -> NaiveDate {
        local_of(self.world.settings.zone, self.at).date()
    }

    fn said(&self, at: Instant) -> String {
        understood(at, self.world.settings.zone)
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
    if REVIEW_MINUTES.contains(&minutes) {
        return Ok(minutes);
    }
    Err(Refusal::new(
        format!("a review of {minutes} minutes is not one"),
        format!("say {} to {}", REVIEW_MINUTES.start(), REVIEW_MINUTES.end()),
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
