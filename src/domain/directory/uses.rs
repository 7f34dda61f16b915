//! What points at a record, so that somebody sees it before the record is retired or merged.
//!
//! Reckoned from the facts when it is asked for, never each frame: the whole directory is looked through.

use chrono::TimeDelta;

use super::{Directory, Named, Party, Record, RecordId, RecordKind, Service};
use crate::domain::event::IncidentId;
use crate::domain::rota::Rota;
use crate::domain::rota::change::{Change, What, Window};
use crate::domain::rota::consent::State;
use crate::domain::rota::history::Track;
use crate::domain::rota::person::PersonId;
use crate::domain::service_review::ReviewState;
use crate::domain::time::Instant;
use crate::domain::typed_time::{span, understood};
use crate::domain::words::counted;
use crate::domain::world::{Live, World};

/// How far ahead watches are looked for, in days.
pub const WATCH_DAYS: i64 = 90;
/// How many watches are told one by one; the others are counted.
const MOST_WATCHES: usize = 5;
/// How much of a text is quoted, in characters.
const QUOTED_CHARS: usize = 60;

/// Where something points from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UseKind {
    /// A team or agency calls them.
    Contact,
    /// A service or a server names it.
    Record,
    /// A department is looked after by them, or it is the department.
    Department,
    /// They are on watch, or away.
    Watch,
    /// An open incident.
    Incident,
    /// A task or a question that is owed.
    Task,
    /// A meeting ahead.
    Meeting,
}

impl UseKind {
    /// The heading for all of a kind.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Contact => "Called by",
            Self::Record => "Named by",
            Self::Department => "Service reviews",
            Self::Watch => "The watch",
            Self::Incident => "Open incidents",
            Self::Task => "Owed",
            Self::Meeting => "Meetings ahead",
        }
    }
}

/// One thing that points at a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Where from.
    pub kind: UseKind,
    /// In words: `Sample Database Team, contact 1`.
    pub words: String,
    /// The incident, if it is about one.
    pub incident: Option<IncidentId>,
}

/// All that points at a record at `now`, by kind. Of what is past, or done with, nothing.
pub fn uses(world: &World, id: RecordId, now: Instant) -> Vec<Use> {
    let directory: &Directory = &world.directory;
    let id = directory.standing(id);
    let Some(kept) = directory.record(id) else { return Vec::new() };
    let kind = kept.record.kind();
    let me = PersonId(id.0.to_string());
    Looking { world, directory, whom: Whom::Record(id), me, kind, now, found: Vec::new() }.all()
}

/// The same of somebody who has a name alone, as far as no record has it.
pub fn uses_of_name(world: &World, kind: RecordKind, name: &str, now: Instant) -> Vec<Use> {
    let directory: &Directory = &world.directory;
    let named = Named::plain(name);
    if directory.meant(&[kind], &named).is_some() {
        return Vec::new();
    }
    let me = world.person_id(name);
    Looking { world, directory, whom: Whom::Name(named), me, kind, now, found: Vec::new() }.all()
}

/// Who is looked for.
enum Whom {
    Record(RecordId),
    Name(Named),
}

struct Looking<'a> {
    world: &'a World,
    directory: &'a Directory,
    whom: Whom,
    /// Who they are in the rota.
    me: PersonId,
    kind: RecordKind,
    now: Instant,
    found: Vec<Use>,
}

impl Looking<'_> {
    fn all(mut self) -> Vec<Use> {
        self.records();
        self.reviews();
        if self.kind == RecordKind::Person {
            self.watch();
        }
        self.incidents();
        self.found.sort_by_key(|one| one.kind);
        self.found
    }

    fn is_it(&self, named: &Named) -> bool {
        match &self.whom {
            Whom::Record(id) => self.directory.meant(&[self.kind], named) == Some(*id),
            Whom::Name(name) => named.record.is_none() && named.is_same(name),
        }
    }

    fn is_one(&self, named: Option<&Named>) -> bool {
        named.is_some_and(|named| self.is_it(named))
    }

    fn add(&mut self, kind: UseKind, words: String) {
        self.found.push(Use { kind, words, incident: None });
    }

    fn records(&mut self) {
        let directory = self.directory;
        for kind in RecordKind::ALL {
            for (_, record) in directory.all(kind) {
                match record {
                    Record::Team(party) | Record::Agency(party) => self.party(party),
                    Record::Service(service) => self.service(service),
                    Record::Server(server) if self.is_one(server.owner.as_ref()) => {
                        self.add(UseKind::Record, format!("{}, looked after by", server.name));
                    }
                    _ => {}
                }
            }
        }
    }

    fn party(&mut self, party: &Party) {
        for (place, rung) in party.contacts.iter().enumerate() {
            let number = place + 1;
            if self.is_it(&rung.contact) {
                self.add(UseKind::Contact, format!("{}, contact {number}", party.name));
            }
            if rung.alternates.iter().any(|one| self.is_it(one)) {
                self.add(UseKind::Contact, format!("{}, alternate of contact {number}", party.name));
            }
        }
    }

    fn service(&mut self, service: &Service) {
        let one = [
            ("owner", &service.owner),
            ("resolver team", &service.resolver),
            ("Second Level Business Partner", &service.partner),
            ("department", &service.department),
            ("agency that it is billed to", &service.billed_to),
        ];
        let all = [
            ("affected agency", &service.agencies),
            ("server", &service.servers),
            ("distribution list", &service.lists),
        ];
        let parts = one.into_iter().filter(|(_, named)| self.is_one(named.as_ref())).map(|(part, _)| part);
        let more = all.into_iter().filter(|(_, named)| named.iter().any(|one| self.is_it(one)));
        let parts: Vec<&str> = parts.chain(more.map(|(part, _)| part)).collect();
        for part in parts {
            self.add(UseKind::Record, format!("{}, {part}", service.name));
        }
    }

    fn reviews(&mut self) {
        let (reviews, directory) = (&self.world.service_reviews, self.directory);
        let zone = self.world.settings.zone;
        for department in reviews.departments(directory) {
            let Some(cycle) = reviews.cycle(&department, directory).map(|one| &one.cycle) else { continue };
            let name = directory.name_of(&department);
            let parts = [
                (self.is_it(&cycle.coordinator), "service coordinator"),
                (self.is_one(cycle.liaison.as_ref()), "liaison"),
                (cycle.attendees.iter().any(|one| self.is_it(one)), "belongs to its reviews"),
            ];
            for (_, part) in parts.into_iter().filter(|(is_it, _)| *is_it) {
                self.add(UseKind::Department, format!("{name}, {part}"));
            }
            if self.kind == RecordKind::Agency && self.is_it(&department) {
                let who = directory.name_of(&cycle.coordinator);
                self.add(
                    UseKind::Department,
                    format!("{} reviews a year, coordinated by {who}", cycle.per_year),
                );
            }
        }
        for review in &reviews.reviews {
            let is_ahead = review.state() == ReviewState::Planned && review.time.at > self.now;
            if is_ahead && self.kind == RecordKind::Agency && self.is_it(&review.department) {
                let words = format!("Service review {}", understood(review.time.at, zone));
                self.add(UseKind::Meeting, words);
            }
        }
        for action in reviews.actions.iter().filter(|one| one.is_open()) {
            let name = directory.name_of(&action.given.department);
            let what = quoted(&action.given.what);
            if self.is_it(&action.given.owner) {
                self.add(UseKind::Task, format!("{what} (service review of {name})"));
            } else if self.kind == RecordKind::Agency && self.is_it(&action.given.department) {
                let who = directory.name_of(&action.given.owner);
                self.add(UseKind::Task, format!("{who} does: {what}"));
            }
        }
    }

    fn watch(&mut self) {
        let (rota, zone) = (self.world.rota(), self.world.settings.zone);
        let me = self.me.clone();
        for track in &rota.tracks {
            if is_in_rule(track, &me, self.now) {
                self.add(UseKind::Watch, format!("Takes part in the rule {}", track.name));
            }
        }
        let shifts = watches_ahead(rota, &me, self.now);
        for shift in shifts.iter().take(MOST_WATCHES) {
            let words =
                format!("On watch, {}, {}", shift.seat, span(shift.window.from, shift.window.until, zone));
            self.add(UseKind::Watch, words);
        }
        if let Some(more) = shifts.len().checked_sub(MOST_WATCHES).filter(|more| *more > 0) {
            let more = counted(more as u64, "more watch", "more watches");
            self.add(UseKind::Watch, format!("{more} in the next {WATCH_DAYS} days"));
        }
        let now = self.now;
        for change in rota.changes.iter().filter(|change| is_waiting(change, &me, now)) {
            self.add(UseKind::Watch, format!("A {} that waits for an answer", change.what.word()));
        }
        for leave in rota.leave.iter().filter(|leave| leave.person == me && leave.window.until > now) {
            let note = if leave.note.is_empty() { String::new() } else { format!(", {}", leave.note) };
            self.add(
                UseKind::Watch,
                format!("Away {}{note}", span(leave.window.from, leave.window.until, zone)),
            );
        }
    }

    fn incidents(&mut self) {
        let world = self.world;
        for live in world.live.values() {
            let incident = &live.incident;
            if !incident.phase.is_live() && !incident.lives_on() {
                continue;
            }
            for (kind, words) in self.of_incident(live) {
                let words = format!("{}: {words}", incident.reference);
                self.found.push(Use { kind, words, incident: Some(incident.id) });
            }
        }
    }

    fn of_incident(&self, live: &Live) -> Vec<(UseKind, String)> {
        let incident = &live.incident;
        let mut found: Vec<(UseKind, String)> = Vec::new();
        if incident.phase.is_live() {
            let says = |name: Option<&String>| name.is_some_and(|name| self.is_it(&Named::plain(name)));
            if says(incident.command.as_ref()) {
                found.push((UseKind::Incident, "has command".to_owned()));
            }
            if says(incident.referred_to.as_ref()) {
                found.push((UseKind::Incident, "it was referred to them".to_owned()));
            }
            if incident.services.iter().any(|one| self.is_it(one)) {
                found.push((UseKind::Incident, "it is hit".to_owned()));
            }
            for one in &incident.people.all {
                if one.stood_down_at.is_none() && self.is_it(&one.whom) {
                    found.push((UseKind::Incident, one.role.word().to_owned()));
                }
            }
            for one in incident.requests.all.iter().filter(|one| one.is_open()) {
                if self.is_one(one.answerer.as_ref()) {
                    found.push((UseKind::Task, format!("answers {}", quoted(&one.what))));
                } else if self.is_it(&one.from) {
                    found.push((UseKind::Task, format!("is owed an answer: {}", quoted(&one.what))));
                }
            }
        }
        for one in incident.actions.all.iter().filter(|one| one.is_open() && self.is_it(&one.to)) {
            found.push((UseKind::Task, format!("does {}", quoted(&one.what))));
        }
        let review = &incident.review;
        if let Some(plan) = review.plan.as_ref().filter(|plan| plan.starts_at > self.now) {
            let parts = [
                (self.is_one(review.facilitator.as_ref()), "leads"),
                (self.is_one(review.scribe.as_ref()), "writes at"),
                (review.invitees.iter().any(|one| self.is_it(&one.whom)), "is invited to"),
            ];
            let when = understood(plan.starts_at, self.world.settings.zone);
            for (_, part) in parts.into_iter().filter(|(is_it, _)| *is_it) {
                found.push((UseKind::Meeting, format!("{part} the post-mortem {when}")));
            }
        }
        found
    }
}

/// Whether somebody takes part in a rule that governs now or will.
fn is_in_rule(track: &Track, who: &PersonId, now: Instant) -> bool {
    let ahead = |version: &usize| track.governs_until(*version).is_none_or(|until| until > now);
    (0..track.versions().len()).filter(ahead).any(|version| {
        let rule = track.versions().get(version).and_then(|version| version.rule.as_ref());
        rule.is_some_and(|rule| rule.everybody().contains(&who))
    })
}

/// The watches of somebody that are not over, as far as they are looked for, in order.
pub fn watches_ahead(rota: &Rota, who: &PersonId, now: Instant) -> Vec<crate::domain::rota::schedule::Shift> {
    let mut shifts = rota.shifts(Window::new(now, now + TimeDelta::days(WATCH_DAYS)));
    shifts.retain(|shift| shift.person == *who && shift.window.until > now);
    shifts
}

fn is_waiting(change: &Change, who: &PersonId, now: Instant) -> bool {
    let is_ahead = change.what.windows().iter().any(|window| window.until > now);
    let is_of = match &change.what {
        What::Override { person, .. } => person == who,
        other => other.parties().contains(&who),
    };
    is_ahead && is_of && matches!(change.state, State::Offered { .. })
}

fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(QUOTED_CHARS).collect();
    if short.len() < line.len() { format!("“{short}…”") } else { format!("“{short}”") }
}
