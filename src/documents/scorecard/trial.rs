//! A small March for the tests, with a name that nobody should be called by.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::America::Chicago;
use uuid::Uuid;

use super::Scoring;
use crate::domain::directory::Named;
use crate::domain::event::{DeviceId, Event, EventId, Fact, IncidentId, IncidentOpened, PolicyRef, Subject};
use crate::domain::policy_file;
use crate::domain::report::compared::Compared;
use crate::domain::report::figures::FigureEntered;
use crate::domain::rota::change::Window;
use crate::domain::time::Instant;
use crate::domain::words::{Environment, Kind, Priority};
use crate::domain::world::World;

/// A service's name that is a formula, a script, a cell's end and a bell.
pub const HOSTILE: &str = "=cmd|' /C calc'!A0 | a <script>\u{7}";

/// An instant from its text.
pub fn at(text: &str) -> Instant {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

/// A story that is told a fact at a time.
pub struct Telling {
    /// The world so far.
    pub world: World,
    told: u64,
}

impl Telling {
    /// A desk in Chicago with the policy of the care center.
    pub fn new() -> Self {
        let text = include_str!("../../../assets/policies/customer-care-sla.toml");
        let policy = Arc::new(policy_file::read("customer-care-sla", text).unwrap());
        let in_force = BTreeMap::from([("customer-care-sla".to_owned(), policy)]);
        Self { world: World::new(Chicago, in_force), told: 0 }
    }

    /// One more fact.
    pub fn tell(&mut self, happened_at: Instant, subject: Subject, fact: Fact) {
        self.told += 1;
        self.world.evolve(Event {
            device: DeviceId(Uuid::nil()),
            device_seq: self.told,
            id: EventId(Uuid::from_u128(u128::from(self.told))),
            subject,
            happened_at,
            recorded_at: happened_at,
            actor: "Sample Manager".to_owned(),
            fact,
        });
    }

    /// An incident is opened.
    pub fn open(&mut self, number: u128, opened: &str, priority: Option<Priority>) -> Subject {
        let id = IncidentId(Uuid::from_u128(number));
        let policy = self.world.in_force.values().next().map(|policy| policy.id.clone());
        let fact = Fact::IncidentOpened(IncidentOpened {
            key: format!("k{number}"),
            reference: format!("MI-{number:04}"),
            title: format!("Sample {number}"),
            priority,
            kind: Kind::Regular,
            environment: Environment::Production,
            ticket: None,
            policy: policy.unwrap_or(PolicyRef { name: String::new(), version: String::new() }),
        });
        self.tell(at(opened), Subject::Incident(id), fact);
        Subject::Incident(id)
    }

    /// The numbers of March as of 2 April.
    pub fn march(&self) -> Scoring {
        let window = Window::new(at("2026-03-01T00:00:00-06:00"), at("2026-04-01T00:00:00-05:00"));
        let mut compared = Compared::new(&self.world, window, at("2026-04-02T00:00:00-05:00"));
        for live in self.world.live.values() {
            compared.take(live);
        }
        Scoring::new(Arc::new(compared), self.world.targets(), &self.world.figures)
    }
}

/// Three incidents in March, one of them with the hostile service and restored after an hour; one in
/// February; calls answered exactly at the target.
pub fn march() -> Scoring {
    let mut telling = Telling::new();
    telling.open(1, "2026-02-10T10:00:00-06:00", Some(Priority::Low));
    let two = telling.open(2, "2026-03-02T10:00:00-06:00", Some(Priority::Critical));
    telling.open(3, "2026-03-02T10:59:59-06:00", Some(Priority::Critical));
    telling.open(4, "2026-03-31T23:59:59-05:00", Some(Priority::Low));
    let services = vec![Named::plain(HOSTILE)];
    telling.tell(at("2026-03-02T10:01:00-06:00"), two.clone(), Fact::ServicesNamed { services });
    telling.tell(at("2026-03-02T11:00:00-06:00"), two, Fact::Restored { text: None });
    let figure = FigureEntered {
        measure: "answered-within".to_owned(),
        from: "2026-03-01".parse().unwrap(),
        until: "2026-03-31".parse().unwrap(),
        value: "35".parse().unwrap(),
        source: Some(HOSTILE.to_owned()),
    };
    telling.tell(at("2026-04-01T08:00:00-05:00"), Subject::Figures, Fact::FigureEntered(Box::new(figure)));
    telling.march()
}
