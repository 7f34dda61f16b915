//! The logistics of a post-mortem, item by item: what is settled, and what is still to be done (R item 6).

use super::agenda::minutes_of;
use super::people::{self, Proposed, time_words};
use super::time::{conflicts, due, expected};
use super::words::{ReviewAnswer, ReviewPart};
use super::{InvitationSent, Plan, Review};
use crate::domain::directory::Named;
use crate::domain::draft::minute_words;
use crate::domain::event::Fact;
use crate::domain::time::Instant;
use crate::domain::world::{Live, World};
use chrono::TimeDelta;

/// The most names that one line spells out.
const MOST_NAMES: usize = 3;

/// One item of the logistics. Both may be there: settled, and something left to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logistic {
    /// Its id, such as `pre-read`.
    pub id: &'static str,
    /// What it is called on screen.
    pub title: &'static str,
    /// How it reads, where it is settled.
    pub settled: Option<String>,
    /// What is to be done, where something is.
    pub missing: Option<String>,
}

impl Logistic {
    /// Whether nothing is left to do about it.
    pub const fn is_done(&self) -> bool {
        self.missing.is_none()
    }
}

/// All items in the order in which they are settled.
pub fn logistics(live: &Live, world: &World, now: Instant) -> Vec<Logistic> {
    let looking = Looking {
        live,
        world,
        now,
        review: &live.incident.review,
        proposed: people::proposed_people(live, world),
    };
    let one = |id, title, (settled, missing): Standing| Logistic { id, title, settled, missing };
    vec![
        one("time", "Date and time", looking.time()),
        one("place", "Room or bridge", looking.place()),
        one("facilitator", "Facilitator", role(looking.review.facilitator.as_ref(), "say who leads it")),
        one("scribe", "Scribe", role(looking.review.scribe.as_ref(), "say who writes down what is said")),
        one("crisis-team", "Crisis team", looking.crisis_team()),
        one("problem-managers", "Problem Managers", looking.problem_managers()),
        one("agenda", "Agenda", looking.agenda()),
        one("invitations", "Invitations", looking.invitations()),
        one("answers", "Answers", looking.answers()),
        one("pre-read", "Pre-read", looking.pre_read()),
        one("pack", "Time logs and notes", looking.pack()),
    ]
}

/// What is settled, and what is missing.
type Standing = (Option<String>, Option<String>);

fn missing(what: impl Into<String>) -> Standing {
    (None, Some(what.into()))
}

fn settled(how: impl Into<String>) -> Standing {
    (Some(how.into()), None)
}

fn role(who: Option<&Named>, what: &str) -> Standing {
    who.map_or_else(|| missing(what), |who| settled(who.name.clone()))
}

/// The first names, and how many more.
fn names<'n>(all: impl IntoIterator<Item = &'n str>) -> String {
    let all: Vec<&str> = all.into_iter().collect();
    let more = all.len().saturating_sub(MOST_NAMES);
    let first = all.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join(", ");
    if more == 0 { first } else { format!("{first} and {more} more") }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {several}") }
}

struct Looking<'a> {
    live: &'a Live,
    world: &'a World,
    now: Instant,
    review: &'a Review,
    proposed: Vec<Proposed>,
}

impl Looking<'_> {
    fn said(&self, at: Instant) -> String {
        minute_words(at, self.world.settings.zone)
    }

    fn name<'n>(&'n self, named: &'n Named) -> &'n str {
        self.world.directory.name_of(named)
    }

    fn time(&self) -> Standing {
        let review = self.review;
        if let Some(held) = &review.held {
            return settled(format!("held {}", self.said(held.at)));
        }
        let Some(plan) = &review.plan else {
            return missing(match (&review.called_off, review.scheduled_at) {
                (Some(_), _) => "it was called off; set another time",
                (None, Some(_)) => "it is said to be scheduled; say when it begins",
                (None, None) => "set date and time",
            });
        };
        let words = Some(time_words(plan, self.world.settings.zone));
        if plan.ends_at() <= self.now {
            return (words, Some("log that it was held, or move it".to_owned()));
        }
        let against = conflicts(self.world, self.live, &expected(self.live), plan.window());
        let conflicts: Vec<String> = against.iter().map(super::time::Conflict::reads_as).collect();
        let late = due(self.live).filter(|due| plan.starts_at > *due);
        let late = late.map(|due| format!("it is to be held by {}", self.said(due)));
        let count = counted(conflicts.len(), "conflict", "conflicts");
        let against = (!conflicts.is_empty())
            .then(|| format!("{count}: {}", names(conflicts.iter().map(String::as_str))));
        let left: Vec<String> = late.into_iter().chain(against).collect();
        (words, (!left.is_empty()).then(|| left.join("; ")))
    }

    fn place(&self) -> Standing {
        self.review.place.as_ref().map_or_else(|| missing("say where it is"), |place| settled(place.as_str()))
    }

    /// Those proposed for a part, whom nobody has invited or has left out on purpose.
    fn not_invited(&self, parts: &[ReviewPart]) -> Vec<&str> {
        let is_settled = |one: &Proposed| {
            self.review.invitee(&one.whom).is_some()
                || self.review.left_out.iter().any(|other| other.is_same(&one.whom))
        };
        let lacking = self.proposed.iter().filter(|one| parts.contains(&one.part) && !is_settled(one));
        lacking.map(|one| one.whom.name.as_str()).collect()
    }

    fn invited(&self, parts: &[ReviewPart]) -> Vec<&str> {
        let invited = self.review.invitees.iter().filter(|one| parts.contains(&one.part));
        invited.map(|one| self.name(&one.whom)).collect()
    }

    fn crisis_team(&self) -> Standing {
        let parts = [ReviewPart::CrisisTeam, ReviewPart::Other];
        let (invited, lacking) = (self.invited(&parts), self.not_invited(&parts));
        let words = (!invited.is_empty()).then(|| format!("{} invited: {}", invited.len(), names(invited)));
        let left = match (lacking.is_empty(), words.is_none()) {
            (false, _) => Some(format!("invite {}", names(lacking))),
            (true, true) => Some("nobody is on the log; invite who was on the crisis bridge".to_owned()),
            (true, false) => None,
        };
        (words, left)
    }

    fn problem_managers(&self) -> Standing {
        let (leading, parts) = (
            [ReviewPart::ServiceProblemManager],
            [ReviewPart::ServiceProblemManager, ReviewPart::ProblemManager],
        );
        let (invited, lacking) = (self.invited(&parts), self.not_invited(&parts));
        let words = (!invited.is_empty()).then(|| format!("{} invited: {}", invited.len(), names(invited)));
        if !lacking.is_empty() {
            return (words, Some(format!("invite {}", names(lacking))));
        }
        if self.invited(&leading).is_empty() {
            let services = &self.live.incident.services;
            let of = if services.is_empty() {
                "the services that were hit are not named".to_owned()
            } else {
                format!(
                    "the directory names none for {}",
                    names(services.iter().map(|service| self.name(service)))
                )
            };
            return (words, Some(format!("invite the Service Problem Manager; {of}")));
        }
        (words, None)
    }

    fn agenda(&self) -> Standing {
        let items = &self.review.agenda;
        if items.is_empty() {
            return missing("set the agenda");
        }
        let (takes, count) = (minutes_of(items), counted(items.len(), "item", "items"));
        let Some(plan) = &self.review.plan else { return settled(format!("{count}, {takes} min")) };
        let words = Some(format!("{count}, {takes} of {} min", plan.minutes));
        let over = takes.saturating_sub(plan.minutes);
        (words, (over > 0).then(|| format!("shorten it by {over} min, or meet longer")))
    }

    fn invitations(&self) -> Standing {
        let review = self.review;
        if review.owes_cancellation() {
            return missing("tell who was invited that it is called off");
        }
        let Some(plan) = &review.plan else {
            return match review.standing_invitation() {
                Some(sent) => settled(format!("called off by a word of {}", self.said(sent.at))),
                None => missing("set date and time first"),
            };
        };
        if review.held.is_some() && review.standing_invitation().is_none() {
            return settled("held without");
        }
        let Some(sent) = review.standing_invitation() else {
            let again = if review.invitations.is_empty() {
                "send them"
            } else {
                "the time is another; send them anew"
            };
            return missing(again);
        };
        let words = Some(format!(
            "sent {} to {}",
            self.said(sent.at),
            counted(sent.recipients.len(), "address", "addresses")
        ));
        (words, self.not_sent_to(plan))
    }

    /// Who was invited after the invitations went out, or has no address.
    fn not_sent_to(&self, plan: &Plan) -> Option<String> {
        let is_of_plan = |sent: &&InvitationSent| !sent.cancels && sent.plan == Some(plan.entry);
        let got = |address: &str| {
            let of_plan = self.review.invitations.iter().filter(is_of_plan);
            of_plan.flat_map(|sent| &sent.recipients).any(|one| one.address.eq_ignore_ascii_case(address))
        };
        let (mut lacking, mut unknown) = (Vec::new(), Vec::new());
        for one in &self.review.invitees {
            match self.world.directory.callee(&one.whom, "").email.filter(|email| !email.is_empty()) {
                Some(address) if got(&address) => {}
                Some(_) => lacking.push(self.name(&one.whom)),
                None => unknown.push(self.name(&one.whom)),
            }
        }
        let lacking = (!lacking.is_empty()).then(|| format!("send it to {} too", names(lacking)));
        let is_answered = |name: &&str| {
            let of_name = self.review.invitees.iter().find(|one| self.name(&one.whom) == *name);
            of_name.is_some_and(|one| one.answer.is_some())
        };
        unknown.retain(|name| !is_answered(name));
        let unknown = (!unknown.is_empty())
            .then(|| format!("tell {} in another way, no address is known", names(unknown)));
        let parts: Vec<String> = lacking.into_iter().chain(unknown).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    fn answers(&self) -> Standing {
        let invitees = &self.review.invitees;
        if invitees.is_empty() {
            return missing("invite people first");
        }
        let said = |answer| {
            invitees.iter().filter(move |one| one.answer.as_ref().is_some_and(|one| one.answer == answer))
        };
        let count = |answer| said(answer).count();
        let words = format!(
            "{} of {} accepted, {} tentative, {} declined",
            count(ReviewAnswer::Accepted),
            invitees.len(),
            count(ReviewAnswer::Tentative),
            count(ReviewAnswer::Declined)
        );
        let is_any = invitees.iter().any(|one| one.answer.is_some());
        let words = is_any.then_some(words);
        if self.review.held.is_some() {
            return (Some(words.unwrap_or_else(|| "none were logged".to_owned())), None);
        }
        let mut left = Vec::new();
        let leads = |part| part == ReviewPart::ServiceProblemManager;
        for one in said(ReviewAnswer::Declined).filter(|one| leads(one.part)) {
            left.push(format!("{} declined; find another time or who stands in", self.name(&one.whom)));
        }
        let silent: Vec<&str> =
            invitees.iter().filter(|one| one.answer.is_none()).map(|one| self.name(&one.whom)).collect();
        if !silent.is_empty() {
            left.push(format!("ask {}", names(silent)));
        }
        (words, (!left.is_empty()).then(|| left.join("; ")))
    }

    fn pre_read(&self) -> Standing {
        if let Some(sent) = self.review.pre_reads.last() {
            let to = counted(sent.recipients.len(), "address", "addresses");
            return settled(format!("sent {} to {to}", self.said(sent.at)));
        }
        if self.review.held.is_some() {
            return settled("held without");
        }
        let Some(plan) = &self.review.plan else { return missing("set date and time first") };
        let before = TimeDelta::seconds(self.live.policy.review.pre_read_secs);
        let due = plan.starts_at.checked_sub_signed(before).unwrap_or(plan.starts_at).max(plan.said_at);
        if due <= self.now {
            missing("send it now")
        } else {
            missing(format!("send it by {}", self.said(due)))
        }
    }

    /// What the pack carries is collected by itself.
    fn pack(&self) -> Standing {
        let counts = |entry: &&crate::domain::incident::Entry| {
            !entry.fact().is_alarm() && !entry.fact().is_of_review()
        };
        let entries = || self.live.incident.effective().filter(counts);
        let notes = entries().filter(|entry| matches!(entry.fact(), Fact::NoteLogged { .. })).count();
        settled(format!(
            "{} of the log, {}, collected by themselves",
            counted(entries().count(), "entry", "entries"),
            counted(notes, "note", "notes")
        ))
    }
}
