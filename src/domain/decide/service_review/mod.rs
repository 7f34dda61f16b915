//! The reviews of service delivery (I): holding one, what comes out of it, and effort; planning, the
//! invitation and how things are named in files of their own.

mod invitation;
mod names;
mod planning;

use chrono::NaiveDate;

use super::Refusal;
use super::said::{optional_text, text};
use crate::domain::calendar::local_of;
use crate::domain::directory::RecordKind;
use crate::domain::event::{EventId, Fact};
use crate::domain::service_review::ServiceReviews;
use crate::domain::service_review::facts::{ActionGiven, EffortSpent};
use crate::domain::service_review::wish::ServiceReviewWish;
use crate::domain::time::{Instant, whole_second};
use crate::domain::typed_time::understood;
use crate::domain::world::World;

/// The most people of one review.
const MOST_PEOPLE: usize = 500;

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
            .filter(|one| one.on == on && self.world.directory.same(&one.by, &by))
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

    fn today(&self) -> NaiveDate {
        local_of(self.world.settings.zone, self.at).date()
    }

    fn said(&self, at: Instant) -> String {
        understood(at, self.world.settings.zone)
    }
}
