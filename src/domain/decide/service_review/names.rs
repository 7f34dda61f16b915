//! What is meant: reviews and actions by their names, departments and people by theirs.

use super::{MOST_PEOPLE, Reviewing};
use crate::domain::command::ItemName;
use crate::domain::decide::Refusal;
use crate::domain::decide::said::line;
use crate::domain::directory::{Named, RecordKind};
use crate::domain::event::EventId;
use crate::domain::service_review::{ReviewAction, ReviewState, ServiceReview};

impl Reviewing<'_> {
    /// What a note or an action is about: the review, or the department alone.
    pub(super) fn about(
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
    pub(super) fn planned(
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

    pub(super) fn named(&self, review: Option<ItemName>) -> Result<&ServiceReview, Refusal> {
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

    pub(super) fn open_action(&self, action: ItemName) -> Result<&ReviewAction, Refusal> {
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
        if self.at < one.given_at {
            return Err(Refusal::new(
                format!("action {} was given {}, later than that", one.number, self.said(one.given_at)),
                "say when it really ended",
            ));
        }
        if one.is_open() {
            return Ok(one);
        }
        Err(Refusal::new(
            format!("action {} is {}", one.number, one.state().word()),
            "take that entry back if it is not, or give the action anew",
        ))
    }

    pub(super) fn said_department(&self, name: Option<&String>) -> Result<Named, Refusal> {
        let name = name.ok_or_else(|| {
            Refusal::new("no department is named", "say `department`, or `review` by its number")
        })?;
        self.department(name)
    }

    /// A department, called as the directory calls the agency.
    pub(super) fn department(&self, name: &str) -> Result<Named, Refusal> {
        Ok(self.world.directory.named(&[RecordKind::Agency], &line("the department", name)?))
    }

    pub(super) fn somebody(&self, what: &str, name: &str) -> Result<Named, Refusal> {
        Ok(self.world.directory.named(&[RecordKind::Person], &line(what, name)?))
    }

    pub(super) fn everybody(&self, what: &str, names: &[String]) -> Result<Vec<Named>, Refusal> {
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
}
