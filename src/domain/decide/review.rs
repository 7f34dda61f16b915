//! The post-mortem: planned while the incident is open or after, held once service is back, and also
//! after the incident is closed.

use super::communication::recipient;
use super::meeting::{MEETING_MINUTES, agenda_items};
use super::said::{line, optional_text, text};
use super::{Deciding, Refusal};
use crate::domain::command::{ItemName, Wish};
use crate::domain::directory::Named;
use crate::domain::event::{Fact, Recipient};
use crate::domain::incident::Phase;
use crate::domain::review::facts::{AgendaItem, ProblemStatement};
use crate::domain::review::statement::FIELDS;
use crate::domain::review::wish::{ReviewWish, WriteStatement};
use crate::domain::review::{Review, StatementVersion, agenda, people};
use crate::domain::time::Instant;
use crate::domain::timeline::milestone;

/// The most people that are invited to one meeting, or were there.
const MOST_PEOPLE: usize = 500;

/// How far ahead a meeting may be; days. What is further away is a slip of the finger.
const MOST_DAYS_AHEAD: i64 = 366;

/// The milestones of a post-mortem, which can be reached on a closed incident too.
pub(super) const MILESTONES: [&str; 3] =
    [milestone::POST_MORTEM_SCHEDULED, milestone::POST_MORTEM_HELD, milestone::PROBLEM_STATEMENT_AGREED];

impl Deciding<'_> {
    const fn review(&self) -> &Review {
        &self.live.incident.review
    }

    pub(super) fn about_review(&self, wish: &ReviewWish) -> Result<Fact, Refusal> {
        match wish {
            ReviewWish::ScheduleReview { starts_at, minutes, zone, why } => {
                self.schedule(*starts_at, *minutes, zone.as_ref(), why.as_ref())
            }
            ReviewWish::CallOffReview { why } => {
                self.not_held("called off")?;
                if self.review().scheduled_at.is_none() {
                    return Err(Refusal::new("no post-mortem is scheduled", "there is nothing to call off"));
                }
                Ok(Fact::ReviewCalledOff { why: text("the reason", why)? })
            }
            ReviewWish::SetReviewPlace { place } => self.place(place),
            ReviewWish::GiveReviewRole { role, to } => {
                let to = self.optional_somebody("who has the role", to.as_ref())?;
                Ok(Fact::ReviewRoleGiven { role: *role, to })
            }
            ReviewWish::InviteToReview { whom, part } => {
                let whom = self.invited(whom).or_else(|_| self.somebody("who is invited", whom))?;
                let part = part.unwrap_or_else(|| people::proposed_part(self.live, self.world, &whom));
                let review = self.review();
                match review.invitee(&whom) {
                    Some(one) if one.part == part => Err(Refusal::new(
                        format!("{} is invited as {part} already", whom.name),
                        "there is nothing to change",
                    )),
                    None if review.invitees.len() >= MOST_PEOPLE => Err(Refusal::new(
                        format!("{MOST_PEOPLE} people are invited already"),
                        "invite a team by its list",
                    )),
                    _ => Ok(Fact::ReviewInvited { whom, part }),
                }
            }
            ReviewWish::UninviteFromReview { whom, why } => {
                let whom = self.invited(whom)?;
                Ok(Fact::ReviewUninvited { whom, why: optional_text("the reason", why.as_ref())? })
            }
            ReviewWish::AnswerReview { whom, answer, text } => {
                let whom = self.invited(whom)?;
                if self.review().plan.is_none() {
                    return Err(Refusal::new(
                        "the post-mortem has no time to answer to",
                        "set its time first",
                    ));
                }
                let text = optional_text("the words", text.as_ref())?;
                Ok(Fact::ReviewAnswered { whom, answer: *answer, text })
            }
            ReviewWish::SetReviewAgenda { items } => self.agenda(items.as_deref()),
            ReviewWish::LogInvitationSent { to, cancels } => self.invitation_sent(to, *cancels),
            ReviewWish::LogPreReadSent { to } => {
                Ok(Fact::ReviewPreReadSent { recipients: self.recipients(to)? })
            }
            ReviewWish::HoldReview { attended, text } => {
                self.service_is_back("held")?;
                let attended = self.everybody("who was there", attended)?;
                Ok(Fact::ReviewHeld { attended, text: optional_text("the words", text.as_ref())? })
            }
            ReviewWish::LogReviewPoint { section, text: words } => {
                Ok(Fact::ReviewPointLogged { section: *section, text: text("the point", words)? })
            }
            ReviewWish::WriteStatement(written) => self.statement(written),
            ReviewWish::AgreeStatement { version, by } => self.agree(*version, by),
        }
    }

    /// What may still be done about a closed incident: its post-mortem, and the actions that came out of
    /// it. What was opened in error, or was another incident, has neither.
    pub(super) fn lives_on(&self, wish: &Wish) -> bool {
        let incident = &self.live.incident;
        if incident.phase != Phase::Closed {
            return false;
        }
        match wish {
            Wish::Review(_) => true,
            Wish::ReachMilestone { milestone, .. } => MILESTONES.contains(&milestone.as_str()),
            Wish::DelegateAction { follow_up, .. } => *follow_up,
            Wish::RedelegateAction { action, .. }
            | Wish::AcceptAction { action, .. }
            | Wish::CompleteAction { action, .. }
            | Wish::DropAction { action, .. } => incident.actions.follow_ups().any(|one| match action {
                ItemName::Number(number) => one.number == *number,
                ItemName::Entry(entry) => one.entry == *entry,
            }),
            Wish::Snooze { clock, .. } | Wish::AcknowledgeAlarm { clock } | Wish::NotNeeded { clock, .. } => {
                self.live.deadlines.iter().any(|one| &*one.clock == clock.as_str() && one.is_owed())
            }
            _ => false,
        }
    }

    /// A follow-up comes out of the post-mortem, and so after service is back.
    pub(super) fn may_follow_up(&self) -> Result<(), Refusal> {
        if self.live.incident.phase == Phase::Open {
            return Err(Refusal::new(
                format!(
                    "{} is open, and a follow-up comes out of its post-mortem",
                    self.live.incident.reference
                ),
                "delegate it as an action",
            ));
        }
        Ok(())
    }

    fn service_is_back(&self, what: &str) -> Result<(), Refusal> {
        if self.live.incident.phase == Phase::Open {
            return Err(Refusal::new(
                format!("{} is open, and its post-mortem cannot be {what} yet", self.live.incident.reference),
                "log that service is restored first",
            ));
        }
        Ok(())
    }

    fn not_held(&self, what: &str) -> Result<(), Refusal> {
        match &self.review().held {
            None => Ok(()),
            Some(held) => Err(Refusal::new(
                format!("the post-mortem was held {}, and cannot be {what}", self.local(held.at)),
                "take that entry back if it was not",
            )),
        }
    }

    fn schedule(
        &self,
        starts_at: Instant,
        minutes: Option<u32>,
        zone: Option<&String>,
        why: Option<&String>,
    ) -> Result<Fact, Refusal> {
        self.not_held("set anew")?;
        let plan = self.review().plan.as_ref();
        let Some(at) = self.later("the post-mortem", Some(starts_at))? else {
            return Err(Refusal::new("the post-mortem has no time", "say when it begins"));
        };
        if (at - self.at).num_days() > MOST_DAYS_AHEAD {
            return Err(Refusal::new(
                format!("{} is more than a year ahead", at.to_rfc3339()),
                "say an earlier time",
            ));
        }
        let minutes = minutes.or(plan.map(|plan| plan.minutes)).unwrap_or(self.live.policy.review.minutes);
        if !MEETING_MINUTES.contains(&minutes) {
            return Err(Refusal::new(
                format!("a meeting of {minutes} minutes is not one"),
                format!("say {} to {}", MEETING_MINUTES.start(), MEETING_MINUTES.end()),
            ));
        }
        let zone = match zone.filter(|zone| !zone.trim().is_empty()) {
            None => plan.and_then(|plan| plan.zone.clone()),
            Some(zone) => match zone.trim().parse::<chrono_tz::Tz>() {
                Ok(zone) => Some(zone.name().to_owned()),
                Err(_unknown) => {
                    return Err(Refusal::new(
                        format!("`{zone}` is not a time zone that is known here"),
                        "use an IANA name such as America/Chicago",
                    ));
                }
            },
        };
        let why = optional_text("the reason", why)?;
        if let Some(plan) = plan {
            if (plan.starts_at, plan.minutes, &plan.zone) == (at, minutes, &zone) {
                return Err(Refusal::new(
                    format!("the post-mortem is set for {} already", self.local(at)),
                    "there is nothing to change",
                ));
            }
            if why.is_none() {
                return Err(Refusal::new(
                    format!("the post-mortem is set for {}", self.local(plan.starts_at)),
                    "say why it is moved",
                ));
            }
        }
        Ok(Fact::ReviewScheduled { at, minutes, zone, why })
    }

    fn place(&self, place: &str) -> Result<Fact, Refusal> {
        let place = if place.trim().is_empty() { String::new() } else { line("room or bridge", place)? };
        if place == self.review().place.clone().unwrap_or_default() {
            return Err(Refusal::new("room or bridge is that already", "there is nothing to change"));
        }
        Ok(Fact::ReviewPlaceSet { place })
    }

    /// Somebody who is invited, by name.
    fn invited(&self, name: &str) -> Result<Named, Refusal> {
        let said = line("who is invited", name)?;
        let wanted = said.to_lowercase();
        let directory = &self.world.directory;
        let mut of_name = self.review().invitees.iter().filter(|one| {
            one.whom.name.to_lowercase() == wanted || directory.name_of(&one.whom).to_lowercase() == wanted
        });
        of_name.next().map(|one| one.whom.clone()).ok_or_else(|| {
            Refusal::new(format!("{said} is not invited to the post-mortem"), "invite them first")
        })
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
            let one = self.invited(name).or_else(|_| self.somebody(what, name))?;
            if !all.iter().any(|other| other.is_same(&one)) {
                all.push(one);
            }
        }
        Ok(all)
    }

    fn agenda(&self, items: Option<&[AgendaItem]>) -> Result<Fact, Refusal> {
        let rules = &self.live.policy.review;
        let minutes = self.review().plan.as_ref().map_or(rules.minutes, |plan| plan.minutes);
        let usual = agenda::default_agenda(rules, minutes);
        let items = items.unwrap_or(&usual);
        let items = agenda_items(items, &self.review().agenda)?;
        Ok(Fact::ReviewAgendaSet { items })
    }

    /// Who got it: as it was said, or else whoever is invited and has an address.
    fn recipients(&self, to: &[String]) -> Result<Vec<Recipient>, Refusal> {
        if to.len() > MOST_PEOPLE {
            return Err(Refusal::new(
                format!("there are {} recipients", to.len()),
                format!("{MOST_PEOPLE} are the most; use a distribution list"),
            ));
        }
        if to.is_empty() {
            return Ok(people::recipients(self.review(), &self.world.directory));
        }
        to.iter().map(|one| recipient(one)).collect()
    }

    fn invitation_sent(&self, to: &[String], cancels: bool) -> Result<Fact, Refusal> {
        let review = self.review();
        if !cancels && review.plan.is_none() {
            return Err(Refusal::new("the post-mortem has no time to invite to", "set its time first"));
        }
        if cancels && review.plan.is_some() {
            return Err(Refusal::new("the post-mortem is still set", "call it off first"));
        }
        if cancels && review.invitations.is_empty() {
            return Err(Refusal::new("nobody was invited to it", "there is nothing to call off"));
        }
        let mut recipients = self.recipients(to)?;
        if cancels && to.is_empty() {
            // Whoever got the invitation has to hear, invited still or not.
            for one in review.invitations.iter().flat_map(|sent| &sent.recipients) {
                if !recipients.iter().any(|other| other.address.eq_ignore_ascii_case(&one.address)) {
                    recipients.push(one.clone());
                }
            }
        }
        Ok(Fact::ReviewInvitationSent {
            recipients,
            sequence: review.next_sequence(),
            cancels,
            starts_at: review.plan.as_ref().map(|plan| plan.starts_at),
        })
    }

    fn statement(&self, written: &WriteStatement) -> Result<Fact, Refusal> {
        let newest = self.review().newest_statement().map(|one| one.statement.clone()).unwrap_or_default();
        let [deviated, place, since, extent, affected, is_not] = &FIELDS;
        let part = |label: &str, said: Option<&String>, before: &str| match said {
            None => Ok(before.to_owned()),
            Some(said) if said.trim().is_empty() => Ok(String::new()),
            Some(said) => text(&format!("“{label}”"), said),
        };
        let statement = ProblemStatement {
            deviated: part(deviated.label, written.deviated.as_ref(), &newest.deviated)?,
            place: part(place.label, written.place.as_ref(), &newest.place)?,
            since: part(since.label, written.since.as_ref(), &newest.since)?,
            extent: part(extent.label, written.extent.as_ref(), &newest.extent)?,
            affected: part(affected.label, written.affected.as_ref(), &newest.affected)?,
            is_not: part(is_not.label, written.is_not.as_ref(), &newest.is_not)?,
        };
        if statement.is_empty() {
            return Err(Refusal::new("the problem statement says nothing", "say what deviated"));
        }
        if statement == newest {
            return Err(Refusal::new(
                "the problem statement says that already",
                "there is nothing to change",
            ));
        }
        Ok(Fact::ProblemStatementWritten(Box::new(statement)))
    }

    fn version(&self, name: Option<ItemName>) -> Result<&StatementVersion, Refusal> {
        let review = self.review();
        let found = match name {
            None => review.newest_statement(),
            Some(ItemName::Number(number)) => review.statements.iter().find(|one| one.number == number),
            Some(ItemName::Entry(entry)) => review.statement(entry),
        };
        found.ok_or_else(|| {
            let numbers: Vec<String> = review.statements.iter().map(|one| one.number.to_string()).collect();
            if numbers.is_empty() {
                Refusal::new("no problem statement is written yet", "write it first")
            } else {
                Refusal::new(
                    "the problem statement has no such version",
                    format!("there are {}", numbers.join(", ")),
                )
            }
        })
    }

    fn agree(&self, version: Option<ItemName>, by: &[String]) -> Result<Fact, Refusal> {
        self.service_is_back("agreed")?;
        let version = self.version(version)?;
        if version.statement.deviated.trim().is_empty() {
            return Err(Refusal::new(
                format!("version {} does not say what deviated", version.number),
                "write that first",
            ));
        }
        let by = self.everybody("who agreed", by)?;
        if by.is_empty() {
            return Err(Refusal::new("nobody is named who agreed", "say who did"));
        }
        let before = self.review().agreed.as_ref().filter(|one| one.version == Some(version.entry));
        if let Some(before) = before
            && by.iter().all(|one| before.by.iter().any(|other| other.is_same(one)))
        {
            return Err(Refusal::new(
                format!("version {} was agreed {}", version.number, self.local(before.at)),
                "write a new version, or name who else agrees",
            ));
        }
        Ok(Fact::ProblemStatementAgreed { version: version.entry, by })
    }
}
