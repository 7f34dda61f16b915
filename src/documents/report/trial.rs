//! For the tests of documents: an incident with everything in it, told as people would tell it, once in
//! usual words and once with a hostile text in every field.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::DateTime;
use chrono_tz::America::Chicago;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Audience, Choice, Kind, Report, report_of};
use crate::domain::command::{About, Command, Wish};
use crate::domain::decide::decide;
use crate::domain::event::{DeviceId, Event, EventId, IncidentId};
use crate::domain::policy_file;
use crate::domain::review::wish::ReviewWish;
use crate::domain::time::Instant;
use crate::domain::world::{Live, World};

const POLICY: &str = include_str!("../../../assets/policies/major-incident.toml");

/// Markup of every format, formulas, line ends, control characters, turns of direction, emoji.
pub const HOSTILE: &str = "<script>alert(1)</script> & \"q\" 'a' ]]> --> {{x}} `c` *b* _u_ [l](http://x) ![i](y) | \
     , ; \\n =1+1 $x$ <b>\r\nBEGIN:VEVENT\r\n\r\n--=_bridgewatch-parts\r\n# h\n- l\n1. n\t\u{0}\u{1}\u{8}\u{b}\u{1b}[31m\u{7f}\
     \u{85}\u{202E}rtl\u{202C}\u{2066}\u{FFFE}\u{FFFF} שלום עולם مرحبا 👩\u{200D}🚒🔥 &amp; %3Cb%3E";

/// An instant of 2 March 2026 in Chicago, or with its date.
pub fn at(wall: &str) -> Instant {
    let text =
        if wall.contains('T') { format!("{wall}:00-06:00") } else { format!("2026-03-02T{wall}:00-06:00") };
    DateTime::parse_from_rfc3339(&text).unwrap_or_else(|err| panic!("{wall}: {err}")).to_utc()
}

fn empty() -> World {
    let policy = policy_file::read("major-incident", POLICY).expect("a good policy");
    World::new(Chicago, BTreeMap::from([("major-incident".to_owned(), Arc::new(policy))]))
}

fn reworded(event: &Event, words: &impl Fn(&str) -> String) -> Event {
    let fact = serde_json::to_value(&event.fact).expect("a fact");
    let mut paths = Vec::new();
    texts(&fact, String::new(), &mut paths);
    let mut reworded = event.clone();
    let mut kept = fact;
    for path in paths {
        let mut tried = kept.clone();
        let slot = tried.pointer_mut(&path).expect("a text");
        *slot = Value::String(words(slot.as_str().unwrap_or_default()));
        // A word of a closed vocabulary, a time, a name for good: not typed, and not to be made another.
        if let Ok(fact) = serde_json::from_value(tried.clone()) {
            (reworded.fact, kept) = (fact, tried);
        }
    }
    reworded
}

/// Where the texts stand that people type.
fn texts(value: &Value, path: String, found: &mut Vec<String>) {
    const NOT_TYPED: [&str; 11] = [
        "kind",
        "policy",
        "time_zone",
        "zone",
        "clock",
        "milestone",
        "audience",
        "address",
        "email",
        "form",
        "key",
    ];
    match value {
        Value::String(_) => found.push(path),
        Value::Array(all) => {
            for (at, one) in all.iter().enumerate() {
                texts(one, format!("{path}/{at}"), found);
            }
        }
        Value::Object(fields) => {
            for (name, one) in fields.iter().filter(|(name, _)| !NOT_TYPED.contains(&name.as_str())) {
                texts(one, format!("{path}/{name}"), found);
            }
        }
        _ => {}
    }
}

/// A desk in the head, and one incident on it.
pub struct Teller {
    pub world: World,
    id: IncidentId,
    next: u128,
    events: Vec<Event>,
}

impl Teller {
    pub fn new() -> Self {
        Self { world: empty(), id: IncidentId(Uuid::from_u128(1)), next: 100, events: Vec::new() }
    }

    /// The same facts with each text that people typed made another, whatever a rule would say to it: another
    /// desk's log, or one of an older program, may hold it.
    pub fn with_words(&self, words: impl Fn(&str) -> String) -> Self {
        let mut world = empty();
        let events: Vec<Event> = self.events.iter().map(|event| reworded(event, &words)).collect();
        for event in &events {
            world.evolve(event.clone());
        }
        Self { world, id: self.id, next: self.next, events }
    }

    pub fn live(&self) -> &Live {
        &self.world.live[&self.id]
    }

    fn carry_out(&mut self, about: About, at: Instant, wish: &Value, is_at_once: bool) {
        let verb = wish.as_object().and_then(|wish| wish.keys().next()).expect("a verb");
        let wish = if ReviewWish::VERBS.contains(&verb.as_str()) {
            Wish::Review(serde_json::from_value(wish.clone()).unwrap_or_else(|err| panic!("{wish}: {err}")))
        } else {
            serde_json::from_value(wish.clone()).unwrap_or_else(|err| panic!("{wish}: {err}"))
        };
        // What is told afterwards was written down on 20 March.
        let recorded_at = if is_at_once { at } else { self::at("2026-03-20T09:00") };
        let command =
            Command { about, at: Some(at), actor: Some("Sample Manager".to_owned()), wish: wish.clone() };
        let facts =
            decide(&self.world, &command, recorded_at).unwrap_or_else(|err| panic!("{wish:?}: {err}"));
        for new in facts {
            self.next += 1;
            let event = Event {
                device: DeviceId(Uuid::nil()),
                device_seq: u64::try_from(self.next).expect("few"),
                id: EventId(Uuid::from_u128(self.next)),
                subject: new.subject,
                happened_at: new.happened_at,
                recorded_at,
                actor: new.actor,
                fact: new.fact,
            };
            self.events.push(event.clone());
            self.world.evolve(event);
        }
    }

    /// Something about the desk or the directory.
    pub fn desk(&mut self, wish: &Value) {
        self.carry_out(About::Desk, at("2026-03-01T09:00"), wish, true);
    }

    pub fn open(&mut self, wall: &str, wish: &Value) {
        let about = About::New { id: self.id, key: Some("pay".to_owned()) };
        self.carry_out(about, at(wall), wish, true);
    }

    /// Something about the incident, written down when it happened.
    pub fn tell(&mut self, wall: &str, wish: &Value) {
        self.carry_out(About::Incident(self.id), at(wall), wish, true);
    }

    /// Something about the incident, written down long afterwards.
    pub fn tell_late(&mut self, wall: &str, wish: &Value) {
        self.carry_out(About::Incident(self.id), at(wall), wish, false);
    }

    /// The name of the entry that was written last.
    pub fn last_entry(&self) -> String {
        Uuid::from_u128(self.next).to_string()
    }

    pub fn report(&self, audience: Audience, kind: Kind) -> Report {
        let choice = Choice { zone: Chicago, audience, kind };
        report_of(self.live(), &self.world, choice, at("2026-03-06T09:00"))
    }
}

/// An outage of two and a half hours and its post-mortem, in usual words.
pub fn usual() -> Teller {
    let mut teller = planned();
    aftermath(&mut teller);
    teller
}

/// The same with a hostile text in every field that people type.
pub fn hostile() -> Teller {
    usual().with_words(|text| format!("{text} {HOSTILE}"))
}

/// The same outage, its post-mortem planned and not held.
pub fn planned() -> Teller {
    let mut teller = Teller::new();
    teller.desk(&json!({"configure_desk": {"name": "Sample desk", "manager": "Sample Manager",
        "time_zone": "America/Chicago"}}));
    let people = [
        ("Sample Manager", "manager"),
        ("Sample Engineer", "engineer"),
        ("Sample Problem Manager", "problem"),
    ];
    for (name, email) in people {
        let email = format!("{email}@example.org");
        teller.desk(&json!({"record_person": {"name": name, "role": "Problem Manager", "email": email}}));
    }
    teller.open(
        "10:00",
        &json!({"open_incident": {"title": "Payments API down", "priority": "critical", "kind": "major",
        "environment": "production", "ticket": "INC0012345", "policy": "major-incident"}}),
    );
    outage(&mut teller);
    plan(&mut teller);
    teller
}

fn outage(teller: &mut Teller) {
    teller.tell("10:02", &json!({"take_command": {"by": "Sample Manager"}}));
    teller.tell("10:03", &json!({"name_services": {"services": ["Sample Payments"]}}));
    teller.tell("10:04", &json!({"refer": {"to": "Sample Database Team"}}));
    teller.tell(
        "10:12",
        &json!({"send_update": {"audience": "customers", "subject": "Payments are unavailable",
        "text": "Payments cannot be made.\n\nSample Engineer works on it.", "to": ["Sample Agency <agency@example.org>"],
        "channel": "mail", "impact": "Nobody can pay", "doing": "Replication is looked at",
        "next_update_by": "2026-03-02T11:12:00-06:00"}}),
    );
    teller.tell("10:14", &json!({"send_update": {"audience": "executives", "text": "For executives alone"}}));
    teller.tell(
        "10:15",
        &json!({"attempt_contact": {"whom": "Sample Engineer", "role": "SME", "via": "317-555-0101",
        "outcome": "reached", "text": "joins the bridge"}}),
    );
    teller.tell("10:25", &json!({"attempt_contact": {"whom": "Sample Unknown", "outcome": "no answer"}}));
    teller.tell("10:20", &json!({"join_bridge": {"whom": "Sample Engineer"}}));
    teller.tell(
        "10:19",
        &json!({"notify_hotline": {"outcome": "reached", "number": "(916) 356-8910",
        "spoke_with": "Sample Agent", "reference": "88-1207", "text": "they will join"}}),
    );
    teller.tell("10:31", &json!({"acknowledge": {"by": "Sample Engineer"}}));
    teller.tell("10:42", &json!({"escalate": {"to": "Incident Manager", "text": "asked by phone"}}));
    teller.tell("11:00", &json!({"note": {"text": "A note that is internal"}}));
    teller.tell("11:01", &json!({"note": {"text": "A slip"}}));
    let slip = teller.last_entry();
    teller.tell("11:02", &json!({"retract_entry": {"entry": slip, "why": "wrong incident"}}));
    teller.tell("11:10", &json!({"log_resolver_update": {"text": "Failover prepared"}}));
    teller.tell("11:26", &json!({"send_update": {"audience": "customers", "text": "Still unavailable"}}));
    teller.tell(
        "11:30",
        &json!({"ask_information": {"from": "Sample CIO", "what": "How many?",
        "due": "2026-03-02T12:00:00-06:00"}}),
    );
    teller
        .tell("11:48", &json!({"answer_request": {"request": 1, "text": "All 14", "by": "Sample Manager"}}));
    teller.tell(
        "11:50",
        &json!({"delegate_action": {"to": "Sample Engineer", "what": "Check replication",
        "due": "2026-03-02T12:15:00-06:00"}}),
    );
    teller.tell("12:20", &json!({"complete_action": {"action": 1, "text": "in step"}}));
    teller.tell("12:24", &json!({"restore": {"text": "Failover to the second site"}}));
    teller.tell(
        "12:31",
        &json!({"send_update": {"audience": "customers", "text": "Payments work again",
        "impact": "None any more"}}),
    );
    teller.tell("12:40", &json!({"leave_bridge": {"whom": "Sample Engineer"}}));
    teller.tell_late("09:52", &json!({"reach_milestone": {"milestone": "detected", "text": "monitoring"}}));
}

fn plan(teller: &mut Teller) {
    teller.tell(
        "13:00",
        &json!({"schedule_review": {"starts_at": "2026-03-05T10:00:00-06:00", "minutes": 60}}),
    );
    teller.tell("13:01", &json!({"set_review_place": {"place": "Room 4"}}));
    teller.tell("13:02", &json!({"give_review_role": {"role": "facilitator", "to": "Sample Manager"}}));
    teller.tell("13:03", &json!({"invite_to_review": {"whom": "Sample Engineer", "part": "crisis_team"}}));
    teller.tell(
        "13:04",
        &json!({"invite_to_review": {"whom": "Sample Problem Manager",
        "part": "service_problem_manager"}}),
    );
    teller.tell("13:05", &json!({"invite_to_review": {"whom": "Sample Guest", "part": "other"}}));
    teller.tell(
        "13:06",
        &json!({"set_review_agenda": {"items": [
        {"title": "What happened", "minutes": 20}, {"title": "Problem statement", "minutes": 40}]}}),
    );
    teller.tell(
        "13:30",
        &json!({"answer_review": {"whom": "Sample Engineer", "answer": "accepted", "text": "yes"}}),
    );
}

fn aftermath(teller: &mut Teller) {
    teller.tell(
        "2026-03-05T11:00",
        &json!({"hold_review": {"attended": ["Sample Engineer", "Sample Manager"],
        "text": "held in time"}}),
    );
    for (section, words) in
        [("went_well", "The bridge stood"), ("was_hard", "Nobody knew the number"), ("minutes", "We spoke")]
    {
        teller.tell("2026-03-05T11:01", &json!({"log_review_point": {"section": section, "text": words}}));
    }
    teller.tell(
        "2026-03-05T11:05",
        &json!({"write_statement": {"deviated": "Payments were refused, as Sample Engineer saw",
        "place": "API", "since": "9:52 to 12:24", "extent": "all", "affected": "14 agencies",
        "is_not": "not the web page"}}),
    );
    teller.tell("2026-03-05T11:10", &json!({"agree_statement": {"by": ["Sample Problem Manager"]}}));
    teller.tell("2026-03-05T11:12", &json!({"write_statement": {"extent": "a draft that is newer"}}));
    teller.tell(
        "2026-03-05T11:15",
        &json!({"delegate_action": {"to": "Sample Engineer", "what": "Automate the failover",
        "due": "2026-03-05T17:00:00-06:00", "follow_up": true}}),
    );
}
