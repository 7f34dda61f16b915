//! Drafting an update: the template of an audience with the facts filled in, to whom it goes, and when
//! the next one is promised.

use std::collections::BTreeMap;

use minijinja::Value;

use super::directory::{Directory, Named, Record, RecordKind, Service};
use super::event::{Fact, Recipient};
use super::incident::{Incident, Phase};
use super::known::{FIELDS, Known, NOT_KNOWN};
use super::policy::Completion;
use super::template::{Template, USUAL};
use super::time::{Instant, whole_second};
use super::timeline::CUSTOMERS;
use super::typed_time;
use super::update::{Outgoing, check};
use super::words::{Involvement, Priority};
use super::world::{Live, World};

/// The audience of who is on the crisis bridge.
pub const TECHNICAL_BRIDGE: &str = "technical-bridge";

/// Why an update goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// The audience is told for the first time.
    Initial,
    /// It is told again.
    Update,
    /// Something significant has changed (C).
    Significant,
    /// It was escalated, and the notification says so (C, Referred 15 minutes).
    Escalated,
    /// Service is back (C).
    Restored,
}

impl Occasion {
    /// The word that templates ask for.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Update => "update",
            Self::Significant => "significant",
            Self::Escalated => "escalated",
            Self::Restored => "restored",
        }
    }

    /// What it is called on screen.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Initial => "Initial notification",
            Self::Update => "Update",
            Self::Significant => "Significant update",
            Self::Escalated => "Update, says that it was escalated,",
            Self::Restored => "Restored notification",
        }
    }
}

/// What a person has said for the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// The audience's id.
    pub audience: &'a str,
    /// The impact.
    pub impact: &'a str,
    /// What is being done.
    pub doing: &'a str,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// Why it goes out.
    pub occasion: Occasion,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// Who gets it.
    pub recipients: Vec<Recipient>,
    /// When the next update to this audience is due if this one goes out now.
    pub next_update_by: Option<Instant>,
    /// The same as it stands in the text, such as `Mon 2 Mar 15:40 CST`.
    pub next_update: Option<String>,
    /// To whom it was escalated, where the text has to say so.
    pub escalated_to: Option<String>,
}

impl Drafted {
    /// What a text lacks that is to go out in the place of the draft's own.
    pub fn lacks(&self, live: &Live, said: Said<'_>, text: &str) -> Vec<super::update::Lack> {
        let outgoing = Outgoing {
            text,
            impact: said.impact,
            doing: said.doing,
            next_update: self.next_update.as_deref(),
            is_restored: self.occasion == Occasion::Restored,
            escalated_to: self.escalated_to.as_deref(),
        };
        check(&outgoing, live.policy.audience(said.audience))
    }
}

/// The draft of an update as it would go out at `now`.
pub fn draft(world: &World, live: &Live, said: Said<'_>, now: Instant) -> Drafted {
    let known = Known { live, desk: &world.settings, directory: &world.directory, now };
    let occasion = occasion(live, said.audience, now);
    let next_update_by = (occasion != Occasion::Restored)
        .then(|| live.next_update_after(said.audience, now, &world.settings.civil()))
        .flatten();
    let next_update = next_update_by.map(|at| minute_words(at, world.settings.zone));
    let entry = live.policy.plan.iter().find(|one| {
        one.audience.eq_ignore_ascii_case(said.audience) && one.conditions.hold(live.incident.traits)
    });
    let name = entry.map_or(USUAL, |one| one.template.as_str());
    let template = world.templates.get(name).or_else(|| world.templates.get(USUAL));
    let escalated_to =
        (occasion == Occasion::Escalated).then(|| live.incident.escalated_to.clone()).flatten();
    let values = values(&known, said, occasion, next_update.as_deref());
    let (subject, text) = template.map_or_else(
        || {
            let plain = Template::read(USUAL, BARE);
            plain.map_or_else(|_| (String::new(), String::new()), |template| template.render(&values))
        },
        |template| template.render(&values),
    );
    Drafted {
        occasion,
        subject,
        text,
        recipients: recipients(world, live, said.audience),
        next_update_by,
        next_update,
        escalated_to,
    }
}

/// Where no template can be had at all.
const BARE: &str = "Subject: {{ reference }}: {{ title }}\n\n{{ title }}, reference {{ reference }}, ticket {{ ticket }}.\nImpact: {{ impact }}\nWhat is being done: {{ doing }}\n{% if next_update %}Next update by {{ next_update }}.{% endif %}\n";

/// An instant with its date and zone, to the minute: what a promise is made in. Cut, never rounded up: a
/// promise is kept early.
pub fn minute_words(at: Instant, zone: chrono_tz::Tz) -> String {
    let whole = at.timestamp() - at.timestamp().rem_euclid(60);
    typed_time::understood(chrono::DateTime::from_timestamp(whole, 0).unwrap_or(at), zone)
}

fn values(known: &Known<'_>, said: Said<'_>, occasion: Occasion, next_update: Option<&str>) -> Value {
    let mut values: BTreeMap<String, Value> = BTreeMap::new();
    for (name, _) in FIELDS {
        // What a text only mentions where it is so is empty where it is not.
        let text = match *name {
            "escalated" | "restored" | "services" | "partner" | "resolver" | "command" | "ticket" => {
                known.value(name).unwrap_or_default()
            }
            name => known.said(name),
        };
        values.insert((*name).to_owned(), Value::from(text));
    }
    // An audience is told in minutes.
    let incident = &known.live.incident;
    let times = [("opened", Some(incident.opened_at)), ("restored", incident.restored_at)];
    for (name, at) in times.into_iter().filter_map(|(name, at)| Some((name, at?))) {
        values.insert(name.to_owned(), Value::from(minute_words(at, known.desk.zone)));
    }
    for (name, text) in [("impact", said.impact), ("doing", said.doing)] {
        let text = if text.trim().is_empty() { NOT_KNOWN } else { text.trim() };
        values.insert(name.to_owned(), Value::from(text));
    }
    values.insert("audience".to_owned(), Value::from(known.live.policy.audience_title(said.audience)));
    values.insert("occasion".to_owned(), Value::from(occasion.word()));
    values.insert("next_update".to_owned(), Value::from(next_update.unwrap_or_default()));
    values.insert("intake".to_owned(), intake_values(known, ""));
    Value::from(values)
}

/// The answers of the intake by the ids of the policy's fields, with `gap` where one has none.
pub(super) fn intake_values(known: &Known<'_>, gap: &str) -> Value {
    let fields = known.live.policy.intake.iter().flat_map(|form| &form.fields);
    let answers = fields.map(|field| {
        let name = field.known_as();
        (field.id.clone(), Value::from(known.value(name).unwrap_or_else(|| gap.to_owned())))
    });
    Value::from(answers.collect::<BTreeMap<String, Value>>())
}

/// Why an update to an audience goes out at `now`.
pub fn occasion(live: &Live, audience: &str, now: Instant) -> Occasion {
    let incident = &live.incident;
    let last = incident.updates.to(audience).next_back().map(|one| one.at);
    if incident.phase != Phase::Open {
        return Occasion::Restored;
    }
    let Some(last) = last else { return Occasion::Initial };
    let is_customers = audience.eq_ignore_ascii_case(CUSTOMERS);
    if is_customers && must_say_escalated(live) {
        return Occasion::Escalated;
    }
    let since = incident.effective().any(|entry| {
        let is_news = match entry.fact() {
            Fact::NoteLogged { significant, .. } => *significant,
            Fact::PriorityAssigned { .. } | Fact::KindChanged { .. } => true,
            _ => false,
        };
        is_news && entry.happened_at > last && entry.happened_at <= now
    });
    if since { Occasion::Significant } else { Occasion::Update }
}

/// Whether the next update to customers has to say that it was escalated: a critical incident that was
/// escalated since they were last told (C, Referred 15 minutes).
fn must_say_escalated(live: &Live) -> bool {
    let incident = &live.incident;
    let last = incident.updates.to(CUSTOMERS).next_back().map(|one| one.at);
    let escalated = incident.effective().filter(|entry| matches!(entry.fact(), Fact::Escalated { .. }));
    incident.traits.priority == Some(Priority::Critical)
        && escalated.map(|entry| entry.happened_at).max().is_some_and(|at| last.is_none_or(|last| at >= last))
}

/// Who gets an update: the addresses that the policy names; the teams of the directory that belong to
/// the audience, and its distribution lists; for customers the affected agencies, the lists of the services that
/// are hit, and what the intake names; for the technical
/// bridge who works on the incident. Everybody once.
pub fn recipients(world: &World, live: &Live, audience: &str) -> Vec<Recipient> {
    let (directory, incident) = (&world.directory, &live.incident);
    let mut all: Vec<Recipient> = Vec::new();
    let mut add = |name: &str, address: &str| {
        let address = address.trim();
        let is_new = !all.iter().any(|one| one.address.eq_ignore_ascii_case(address));
        if address.contains('@') && is_new {
            all.push(Recipient { name: name.to_owned(), address: address.to_owned() });
        }
    };
    for address in live.policy.audience(audience).into_iter().flat_map(|one| &one.recipients) {
        add("", address);
    }
    for (id, record) in directory.all(RecordKind::Team) {
        if let Record::Team(team) = record
            && team.audience.as_deref().is_some_and(|one| one.eq_ignore_ascii_case(audience))
        {
            party_addresses(directory, &Named { name: team.name.clone(), record: Some(id) }, &mut add);
        }
    }
    for (_, record) in directory.all(RecordKind::List) {
        if let Record::List(list) = record
            && list.audience.as_deref().is_some_and(|one| one.eq_ignore_ascii_case(audience))
        {
            add(&list.name, &list.address);
        }
    }
    if audience.eq_ignore_ascii_case(CUSTOMERS) {
        for list in lists(directory, incident).iter().filter_map(|named| directory.list(named)) {
            add(&list.name, &list.address);
        }
        for agency in agencies(directory, incident) {
            party_addresses(directory, &agency, &mut add);
        }
        if let Some(address) = incident.intake.text("contact_email") {
            add(incident.intake.text("contact_name").unwrap_or_default(), address);
        }
        let lists = incident.intake.text("distribution_lists").unwrap_or_default();
        for said in lists.split([',', ';', '\n']) {
            match directory.list(&directory.named(&[RecordKind::List], said.trim())) {
                Some(list) => add(&list.name, &list.address),
                None => said.split(' ').for_each(|address| add("", address)),
            }
        }
        for one in incident.people.all.iter().filter(|one| one.role == Involvement::Customer) {
            let callee = directory.callee(&one.whom, "");
            add(&callee.whom.name, callee.email.as_deref().unwrap_or_default());
        }
    }
    if audience.eq_ignore_ascii_case(TECHNICAL_BRIDGE) {
        let works = |role| !matches!(role, Involvement::Customer | Involvement::Escalation);
        for one in &incident.people.all {
            if one.stood_down_at.is_none() && works(one.role) {
                let callee = directory.callee(&one.whom, "");
                add(&callee.whom.name, callee.email.as_deref().unwrap_or_default());
            }
        }
    }
    all
}

/// The customer agencies that the services of an incident affect.
pub fn agencies(directory: &Directory, incident: &Incident) -> Vec<Named> {
    of_services(directory, incident, |service| &service.agencies)
}

/// The distribution lists that get the updates of the services of an incident (S).
pub fn lists(directory: &Directory, incident: &Incident) -> Vec<Named> {
    of_services(directory, incident, |service| &service.lists)
}

/// The servers that host the services of an incident (S).
pub fn servers(directory: &Directory, incident: &Incident) -> Vec<Named> {
    of_services(directory, incident, |service| &service.servers)
}

fn of_services(directory: &Directory, incident: &Incident, part: fn(&Service) -> &Vec<Named>) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for service in incident.services.iter().filter_map(|named| directory.service(named)) {
        for one in part(service) {
            if !all.iter().any(|other| directory.same(other, one)) {
                all.push(one.clone());
            }
        }
    }
    all
}

/// The address of a team or agency itself; where it has none, of each contact, or of the first of its
/// alternates that has one (C: contacts and alternates).
fn party_addresses(directory: &Directory, party: &Named, add: &mut impl FnMut(&str, &str)) {
    let Some(found) = directory.party(party) else { return };
    if let Some(address) = &found.email {
        add(&found.name, address);
        return;
    }
    for rung in &found.contacts {
        let people = std::iter::once(&rung.contact).chain(&rung.alternates);
        let reachable = people.map(|one| directory.callee(one, "")).find(|callee| callee.email.is_some());
        if let Some(callee) = reachable {
            add(&callee.whom.name, callee.email.as_deref().unwrap_or_default());
        }
    }
}

/// By when an audience is to be told again, if it is told at `sent_at`; none if no clock asks for it.
/// Reckoned by the clocks themselves, as if the update had been sent.
pub(super) fn next_update_after(
    live: &Live,
    audience: &str,
    sent_at: Instant,
    civil: &super::calendar::Civil,
) -> Option<Instant> {
    let told = live.incident.timeline.with_told(audience, whole_second(sent_at));
    let is_customers = audience.eq_ignore_ascii_case(CUSTOMERS);
    let asks_again = |clock: &&super::policy::Clock| {
        let asks = match clock.completion() {
            Completion::CustomerUpdate => is_customers,
            Completion::AudienceUpdate => {
                clock.update_audience().is_some_and(|one| one.eq_ignore_ascii_case(audience))
            }
            _ => false,
        };
        asks && !matches!(clock.rhythm, super::policy::Rhythm::Once(_))
    };
    let clocks = live.policy.clocks.iter().filter(asks_again);
    let owed = clocks
        .flat_map(|clock| super::clock::deadlines_of(clock, &told, civil))
        .filter(super::schedule::Deadline::is_owed);
    owed.map(|one| one.due).filter(|due| *due > sent_at).min()
}
