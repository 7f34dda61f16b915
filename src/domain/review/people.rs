//! Whom to invite to a post-mortem, and why: who was really on the log, and who is affected by the
//! services that were hit (R item 6).

use chrono_tz::Tz;

use super::words::ReviewPart;
use super::{Plan, Review};
use crate::domain::calendar::local_of;
use crate::domain::directory::{Directory, Named, Person, Record, RecordKind, Service};
use crate::domain::draft::minute_words;
use crate::domain::event::{Fact, Recipient};
use crate::domain::incident::{Entry, Incident};
use crate::domain::people::{Participant, resolver_teams};
use crate::domain::time::Instant;
use crate::domain::words::{CallOutcome, Involvement};
use crate::domain::world::{Live, World};

/// Somebody to invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Who.
    pub whom: Named,
    /// What they would be to the post-mortem.
    pub part: ReviewPart,
    /// Why, in a few words: `on the bridge 14:05 to 15:40`, `Service Problem Manager of Payments`.
    pub why: String,
}

/// Whom to invite, each once: first the Service Problem Managers, then the Problem Managers, then who
/// was on the bridge, was reached, resolved, had command or wrote the log. Also who is invited already.
pub fn proposed_people(live: &Live, world: &World) -> Vec<Proposed> {
    let mut found = Found { directory: &world.directory, manager: &world.settings.manager, all: Vec::new() };
    let incident = &live.incident;
    found.by_service(incident);
    found.by_person(incident, world.settings.zone);
    found.by_log(incident);
    let rank = |part: ReviewPart| match part {
        ReviewPart::ServiceProblemManager => 0,
        ReviewPart::ProblemManager => 1,
        ReviewPart::CrisisTeam => 2,
        ReviewPart::Other => 3,
    };
    found.all.sort_by_key(|(part, _, _)| rank(*part));
    // Who was invited, or left out, under a record that was merged since, is named as they were then.
    let review = &incident.review;
    let said = || review.invitees.iter().map(|one| &one.whom).chain(&review.left_out);
    let as_said = |whom: Named| {
        let same = said().find(|one| world.directory.same(one, &whom)).and_then(|one| one.record);
        Named { record: same.or(whom.record), ..whom }
    };
    let proposed = |(part, whom, why): (ReviewPart, Named, Vec<String>)| Proposed {
        whom: as_said(whom),
        part,
        why: why.join("; "),
    };
    found.all.into_iter().map(proposed).collect()
}

/// What somebody would be to the post-mortem: as they are proposed, or other.
pub fn proposed_part(live: &Live, world: &World, whom: &Named) -> ReviewPart {
    let proposed = proposed_people(live, world);
    proposed
        .iter()
        .find(|one| world.directory.same(&one.whom, whom))
        .map_or(ReviewPart::Other, |one| one.part)
}

/// The addresses of who is invited, as far as they are known.
pub fn recipients(review: &Review, directory: &Directory) -> Vec<Recipient> {
    let mut all: Vec<Recipient> = Vec::new();
    for one in &review.invitees {
        let callee = directory.callee(&one.whom, "");
        let Some(address) = callee.email.filter(|address| !address.is_empty()) else { continue };
        if !all.iter().any(|other| other.address.eq_ignore_ascii_case(&address)) {
            all.push(Recipient { name: callee.whom.name, address });
        }
    }
    all
}

/// Whether a person's role says that they are a Problem Manager.
fn is_problem_manager(person: &Person) -> bool {
    person.role.as_ref().is_some_and(|role| role.to_lowercase().contains("problem manager"))
}

/// Whether a person's role says that they are a Service Problem Manager.
fn is_service_problem_manager(person: &Person) -> bool {
    person.role.as_ref().is_some_and(|role| role.to_lowercase().contains("service problem manager"))
}

/// Whether a text names something by its words, without regard to case.
fn names_it(text: Option<&String>, name: &str) -> bool {
    let (name, text) = (name.to_lowercase(), text.map(|text| text.to_lowercase()).unwrap_or_default());
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    !name.is_empty()
        && text.match_indices(&name).any(|(at, _)| {
            let (before, after) = (text.get(..at), text.get(at + name.len()..));
            is_edge(before.and_then(|text| text.chars().next_back()))
                && is_edge(after.and_then(|text| text.chars().next()))
        })
}

struct Found<'a> {
    directory: &'a Directory,
    manager: &'a str,
    all: Vec<(ReviewPart, Named, Vec<String>)>,
}

impl Found<'_> {
    fn add(&mut self, whom: &Named, part: ReviewPart, why: String) {
        let known =
            self.directory.named(&[RecordKind::Person, RecordKind::Team, RecordKind::Agency], &whom.name);
        let whom = if whom.record.is_some() { whom } else { &known };
        let whom = self.directory.settled(whom);
        match self.all.iter_mut().find(|(_, other, _)| self.directory.same(other, &whom)) {
            Some((_, _, reasons)) => {
                if !reasons.contains(&why) {
                    reasons.push(why);
                }
            }
            None => self.all.push((part, whom, vec![why])),
        }
    }

    /// The Problem Managers: those of the services that were hit, as the directory's words say it. Where
    /// they name no service, every Service Problem Manager is proposed, since one has to be there.
    fn by_service(&mut self, incident: &Incident) {
        let directory = self.directory;
        let people: Vec<(Named, &Person)> = directory
            .all(RecordKind::Person)
            .into_iter()
            .filter_map(|(id, record)| match record {
                Record::Person(person) if is_problem_manager(person) => {
                    Some((Named { name: person.name.clone(), record: Some(id) }, person))
                }
                _ => None,
            })
            .collect();
        let services: Vec<&Service> =
            incident.services.iter().filter_map(|named| directory.service(named)).collect();
        for named in &incident.services {
            let service = directory.service(named);
            for (whom, person) in &people {
                let name = directory.name_of(named);
                let part = part_of(person);
                if names_it(person.role.as_ref(), name) || names_it(person.note.as_ref(), name) {
                    self.add(whom, part, format!("{} of {name}", part.word()));
                } else if service
                    .and_then(|one| one.owner.as_ref())
                    .is_some_and(|one| directory.same(one, whom))
                {
                    self.add(whom, part, format!("{}, owner of {name}", part.word()));
                } else if service
                    .and_then(|one| one.partner.as_ref())
                    .is_some_and(|one| directory.same(one, whom))
                {
                    let part_words = part.word();
                    self.add(whom, part, format!("{part_words}, Second Level Business Partner of {name}"));
                }
            }
        }
        for service in services {
            for team in service.resolver.iter().chain(&service.agencies) {
                for callee in directory.call_order(team) {
                    if let Some((whom, person)) =
                        people.iter().find(|(one, _)| directory.same(one, &callee.whom))
                    {
                        let part = part_of(person);
                        let of = directory.name_of(team);
                        self.add(whom, part, format!("{} of {of}, hit with {}", part.word(), service.name));
                    }
                }
            }
        }
        let has_one = self.all.iter().any(|(part, _, _)| *part == ReviewPart::ServiceProblemManager);
        for (whom, person) in &people {
            if !has_one && is_service_problem_manager(person) {
                let role = person.role.clone().unwrap_or_default();
                self.add(whom, ReviewPart::ServiceProblemManager, role);
            }
        }
    }

    fn by_person(&mut self, incident: &Incident, zone: Tz) {
        for one in &incident.people.all {
            let part = match one.role {
                Involvement::Customer => ReviewPart::Other,
                _ => ReviewPart::CrisisTeam,
            };
            if let Some(why) = why_of(one, zone) {
                self.add(&one.whom, part, why);
            }
        }
        for entry in incident.effective() {
            match entry.fact() {
                Fact::Acknowledged { by: Some(by) } => {
                    self.add(&Named::plain(by), ReviewPart::CrisisTeam, "acknowledged it".to_owned());
                }
                Fact::OwnershipConfirmed { by: Some(by) } => {
                    self.add(&Named::plain(by), ReviewPart::CrisisTeam, "took ownership".to_owned());
                }
                Fact::CommandTaken { by: who } | Fact::CommandHandedOver { to: who } => {
                    self.add(&Named::plain(who), ReviewPart::CrisisTeam, "had command".to_owned());
                }
                _ => {}
            }
        }
        let referred = incident
            .referred_to
            .as_ref()
            .map(|to| self.directory.named(&[RecordKind::Team, RecordKind::Agency, RecordKind::Person], to));
        let teams = resolver_teams(self.directory, &incident.services, referred.as_ref());
        let is_there = |team: &Named, found: &Self| {
            found
                .directory
                .call_order(team)
                .iter()
                .any(|callee| found.all.iter().any(|(_, whom, _)| whom.is_same(&callee.whom)))
        };
        for team in teams {
            // Of a team that nobody was reached of, its first contact speaks.
            if !is_there(&team, self)
                && let Some(first) = self.directory.call_order(&team).into_iter().next()
            {
                let why = format!("first contact of {}, which restored it", self.directory.name_of(&team));
                self.add(&first.whom, ReviewPart::CrisisTeam, why);
            }
        }
        if let Some(to) = referred.filter(|to| to.record.is_none() || self.directory.party(to).is_none()) {
            self.add(&to, ReviewPart::CrisisTeam, "it was referred to them".to_owned());
        }
    }

    /// Who wrote the log; nobody who only planned the meeting, and not the desk itself.
    fn by_log(&mut self, incident: &Incident) {
        let mut written: Vec<(String, usize)> = Vec::new();
        for entry in incident.effective().filter(|entry| is_of_the_incident(entry)) {
            match written.iter_mut().find(|(who, _)| *who == entry.event.actor) {
                Some((_, count)) => *count += 1,
                None => written.push((entry.event.actor.clone(), 1)),
            }
        }
        for (who, count) in written {
            // A desk that nobody has set up writes under the name of the role.
            if who == "escalation manager" && self.manager.is_empty() {
                continue;
            }
            let noun = if count == 1 { "entry" } else { "entries" };
            self.add(&Named::plain(who), ReviewPart::CrisisTeam, format!("wrote {count} {noun} of the log"));
        }
    }
}

fn part_of(person: &Person) -> ReviewPart {
    if is_service_problem_manager(person) {
        ReviewPart::ServiceProblemManager
    } else {
        ReviewPart::ProblemManager
    }
}

/// Whether an entry is about the incident itself: nothing told by the desk, nothing of its post-mortem.
fn is_of_the_incident(entry: &Entry) -> bool {
    !entry.fact().is_alarm() && !entry.fact().is_of_review() && !matches!(entry.fact(), Fact::Unknown { .. })
}

/// Why somebody on the incident belongs to its post-mortem; none for who was never reached.
fn why_of(one: &Participant, zone: Tz) -> Option<String> {
    if let (Some((joined, _)), Some((_, left))) = (one.bridge.first(), one.bridge.last()) {
        let until = left.map_or_else(String::new, |left| format!(" to {}", clock_time(left, *joined, zone)));
        let from = local_of(zone, *joined).format("%H:%M");
        let since = if left.is_none() { "since " } else { "" };
        return Some(format!("on the bridge {since}{from}{until}"));
    }
    let reached = one.attempts.iter().find(|attempt| attempt.outcome == CallOutcome::Reached)?;
    Some(format!("{}, reached {}", one.role, local_of(zone, reached.at).format("%H:%M")))
}

fn clock_time(at: Instant, beside: Instant, zone: Tz) -> String {
    let (local, other) = (local_of(zone, at), local_of(zone, beside));
    let pattern = if local.date() == other.date() { "%H:%M" } else { "%a %-d %b %H:%M" };
    local.format(pattern).to_string()
}

/// The meeting's time in words, with its zone.
pub fn time_words(plan: &Plan, desk: Tz) -> String {
    let zone = plan.zone_or(desk);
    format!("{}, {} min", minute_words(plan.starts_at, zone), plan.minutes)
}
