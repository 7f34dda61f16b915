//! The log that is measured: the incidents of three years, a million entries, and what is open now.
//!
//! The same on every run but for the instant at which it ends. What is closed is made once, and kept where
//! [`KEPT`] names a folder; what is open is put into a copy of it, so that it is open at the present of whoever
//! measures.

use std::fs;
use std::path::{Path, PathBuf};

use bridgewatch::desk::policies::BUILT_IN;
use bridgewatch::domain::directory::Named;
use bridgewatch::domain::event::{
    AlarmStage, DeskConfigured, Event, Fact, IncidentId, IncidentOpened, NewEvent, PolicyRef, Subject,
};
use bridgewatch::domain::incident::Incident;
use bridgewatch::domain::policy::Policy;
use bridgewatch::domain::policy_file;
use bridgewatch::domain::time::{Instant, whole_second};
use bridgewatch::domain::words::{Environment, Kind, Priority};
use bridgewatch::platform::{Clock as _, SystemClock};
use bridgewatch::store::{FILE_NAME, Store, StoreError};
use chrono::{DateTime, TimeDelta};
use tempfile::TempDir;
use uuid::Uuid;

/// Names the folder in which the closed part of the log is kept between two runs; it is made there if it is
/// not there yet, and needs about a gigabyte.
pub const KEPT: &str = "BRIDGEWATCH_BENCH_LOG";

/// Fewer incidents than the promised ones, to try the benchmarks themselves.
const CLOSED_ASKED: &str = "BRIDGEWATCH_BENCH_CLOSED";

/// How many incidents are closed.
const CLOSED: u32 = 24_500;

/// How many are open.
pub const OPEN: u32 = 500;

/// How many entries each has.
pub const ENTRIES: u32 = 40;

/// Over how many days they were opened.
const DAYS: i64 = 3 * 365;

/// How many incidents one transaction writes while the log is made.
const AT_A_TIME: usize = 100;

const MADE_AT: &str = "made-at";

/// What is open, beside the closed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crowd {
    /// Every priority, some overdue and many within the hour: a very bad day.
    Rush,
    /// Twenty countdowns within the hour, the others later; nothing is told for the next quarter of an hour.
    Twenty,
    /// No deadline within the hour.
    Quiet,
}

/// The closed part of the log.
pub struct History {
    folder: PathBuf,
    made_at: Instant,
    policy: Policy,
    _goes: Option<TempDir>,
}

impl History {
    /// Takes the one that is kept, or makes it.
    pub fn at_hand() -> Self {
        let (name, text) = BUILT_IN.first().unwrap();
        let policy = policy_file::read(name, text).unwrap();
        let kept = std::env::var_os(KEPT).map(PathBuf::from);
        let goes = kept.is_none().then(|| tempfile::tempdir().unwrap());
        let folder = kept.unwrap_or_else(|| goes.as_ref().unwrap().path().to_path_buf());
        let mark = folder.join(MADE_AT);
        let found = fs::read_to_string(&mark).ok();
        let found = found.and_then(|text| DateTime::parse_from_rfc3339(text.trim()).ok());
        let made_at = found.map_or_else(|| whole_second(SystemClock.now()), |at| at.to_utc());
        let history = Self { folder, made_at, policy, _goes: goes };
        if found.is_none() {
            eprintln!("making a log of {} closed incidents, which takes a few minutes", closed());
            history.make();
            fs::write(mark, made_at.to_rfc3339()).unwrap();
        }
        history
    }

    /// When it ends.
    pub fn made_at(&self) -> Instant {
        self.made_at
    }

    /// A data folder with it and with what is open at `now`.
    pub fn with_open(&self, crowd: Crowd, now: Instant) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(self.folder.join(FILE_NAME), folder.path().join(FILE_NAME)).unwrap();
        let mut store = Store::open(folder.path(), now).unwrap();
        let numbers: Vec<u32> = (0..OPEN).collect();
        for some in numbers.chunks(AT_A_TIME) {
            let stories = some.iter().map(|number| self.open(crowd, *number, whole_second(now))).collect();
            write(&mut store, stories, now);
        }
        folder
    }

    fn make(&self) {
        fs::create_dir_all(&self.folder).unwrap();
        fs::remove_file(self.folder.join(FILE_NAME)).ok();
        let begin = self.made_at - TimeDelta::days(DAYS + 1);
        let mut store = Store::open(&self.folder, begin).unwrap();
        store.append(&self.of_the_desk(begin), begin, |_| Vec::new()).unwrap();
        let between = TimeDelta::days(DAYS) / i32::try_from(closed()).unwrap();
        let numbers: Vec<u32> = (0..closed()).collect();
        for some in numbers.chunks(AT_A_TIME) {
            let opened_at = |number: u32| begin + between * i32::try_from(number).unwrap();
            let stories = some.iter().map(|number| self.closed(*number, opened_at(*number))).collect();
            // Written when the last of them was closed.
            let last = some.last().map_or(begin, |number| opened_at(*number));
            write(&mut store, stories, last + TimeDelta::hours(12));
        }
        drop(store);
        // Only what makes the log itself is kept.
        fs::remove_dir_all(self.folder.join("backups")).ok();
    }

    /// A desk that was set up.
    fn of_the_desk(&self, at: Instant) -> Vec<NewEvent> {
        let configured = DeskConfigured {
            manager: Some("Sample Manager".to_owned()),
            time_zone: Some("America/Chicago".to_owned()),
            ..DeskConfigured::default()
        };
        let recorded =
            Fact::PolicyRecorded { policy: self.policy.id.clone(), text: self.policy.text.clone() };
        let event = |fact| NewEvent {
            subject: Subject::Desk,
            happened_at: whole_second(at),
            actor: "Sample Manager".to_owned(),
            fact,
        };
        [Fact::DeskConfigured(configured), recorded].map(event).into()
    }

    /// An incident that was opened, worked on, restored and closed within seven hours.
    fn closed(&self, number: u32, opened_at: Instant) -> Vec<NewEvent> {
        let mut words = Words(number);
        let priority = [Priority::Critical, Priority::High, Priority::Medium, Priority::Low][words.below(4)];
        let mut story = Story::opened(number, opened_at, priority, &self.policy.id, &mut words);
        for turn in 0..ENTRIES - 7 {
            let minute = 15 + i64::from(turn) * 10;
            story.add(minute, work(turn, opened_at + TimeDelta::minutes(minute), &mut words));
        }
        story.add(380, Fact::Restored { text: Some(words.sentence(8)) });
        let told = format!("Service is back. {}", words.sentence(10));
        story.add(385, update(told));
        story.add(
            400,
            Fact::Closed { why: Some("confirmed by the service desk".to_owned()), skipped: Vec::new() },
        );
        story.facts
    }

    /// An incident that is open at `now`.
    fn open(&self, crowd: Crowd, number: u32, now: Instant) -> Vec<NewEvent> {
        let mut words = Words(number + 500_000);
        let is_near = match crowd {
            Crowd::Rush => !number.is_multiple_of(5),
            Crowd::Twenty => number < 20,
            Crowd::Quiet => false,
        };
        let priority = match (is_near, number.is_multiple_of(2)) {
            (true, _) if crowd == Crowd::Twenty => Priority::Critical,
            (true, true) => Priority::Critical,
            (true, false) => Priority::High,
            (false, true) => Priority::Medium,
            (false, false) => Priority::Low,
        };
        let opened_at = now - TimeDelta::minutes(400 + i64::from(number % 180));
        let last = (now - opened_at).num_minutes() - last_told(crowd, number);
        let mut story = Story::opened(number + closed(), opened_at, priority, &self.policy.id, &mut words);
        for turn in 0..ENTRIES - 6 {
            let minute = 12 + i64::from(turn) * (last - 20) / i64::from(ENTRIES - 6);
            let text = words.sentence(14);
            let fact = match turn % 7 {
                // Told before it fell due: a desk that keeps up.
                0 => update(text),
                3 => Fact::ResolverUpdateLogged { text: Some(text) },
                _ => Fact::NoteLogged { text, significant: false },
            };
            story.add(minute, fact);
        }
        story.add(last, update(words.sentence(14)));
        story.add(last, Fact::ResolverUpdateLogged { text: Some(words.sentence(10)) });
        story.facts
    }
}

/// How many minutes ago an open incident was last told of.
fn last_told(crowd: Crowd, number: u32) -> i64 {
    match crowd {
        Crowd::Rush => i64::from(number % 90),
        Crowd::Twenty | Crowd::Quiet => i64::from(1 + number % 20),
    }
}

fn closed() -> u32 {
    std::env::var(CLOSED_ASKED).ok().and_then(|asked| asked.parse().ok()).unwrap_or(CLOSED)
}

fn update(text: String) -> Fact {
    Fact::UpdateSent { audience: "customers".to_owned(), text: Some(text), details: None }
}

/// What happens in the middle of an incident: people write, and the desk tells what is due.
fn work(turn: u32, at: Instant, words: &mut Words) -> Fact {
    match turn % 8 {
        1 => update(words.sentence(30)),
        3 => Fact::ResolverUpdateLogged { text: Some(words.sentence(12)) },
        5 | 7 => Fact::AlarmRaised {
            clock: "customer-update-critical".to_owned(),
            due: at + TimeDelta::minutes(15),
            stage: AlarmStage::Warning,
            late_secs: 0,
            digest: false,
        },
        _ => Fact::NoteLogged { text: words.sentence(14), significant: turn.is_multiple_of(16) },
    }
}

struct Story {
    subject: Subject,
    opened_at: Instant,
    facts: Vec<NewEvent>,
}

impl Story {
    /// Opened, its service named, referred and acknowledged.
    fn opened(number: u32, at: Instant, priority: Priority, policy: &PolicyRef, words: &mut Words) -> Self {
        let subject =
            Subject::Incident(IncidentId(Uuid::from_u128(0x0190_u128 << 112 | u128::from(number + 1))));
        let mut story = Self { subject, opened_at: whole_second(at), facts: Vec::new() };
        let service = SERVICES[words.below(SERVICES.len())];
        story.add(
            0,
            Fact::IncidentOpened(IncidentOpened {
                key: format!("MI-{:05}", number + 1),
                reference: format!("MI-{:05}", number + 1),
                title: format!("{service}: {}", words.sentence(4)),
                priority: Some(priority),
                kind: Kind::Regular,
                environment: Environment::Production,
                ticket: Some(format!("INC{:07}", number + 1)),
                policy: policy.clone(),
            }),
        );
        story.add(2, Fact::ServicesNamed { services: vec![Named::plain(service)] });
        story.add(5, Fact::Referred { to: Some(format!("Sample team {}", words.below(40))) });
        story.add(9, Fact::Acknowledged { by: Some(format!("Sample Person {}", words.below(200))) });
        story
    }

    fn add(&mut self, minute: i64, fact: Fact) {
        self.facts.push(NewEvent {
            subject: self.subject.clone(),
            happened_at: self.opened_at + TimeDelta::minutes(minute),
            actor: if fact.is_alarm() { "Bridgewatch" } else { "Sample Manager" }.to_owned(),
            fact,
        });
    }
}

fn write(store: &mut Store, stories: Vec<Vec<NewEvent>>, now: Instant) {
    store
        .large_bulk(now, |bulk| {
            for story in stories {
                let events: Vec<Event> =
                    story.iter().map(|new| bulk.put(None, new)).collect::<Result<_, _>>()?;
                bulk.keep(&Incident::fold(events).unwrap().row())?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

/// Words in an order that is the same on every run.
struct Words(u32);

impl Words {
    fn below(&mut self, most: usize) -> usize {
        // Numerical Recipes' generator; its high bits are good enough to choose words by.
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % most
    }

    fn sentence(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| SAID[self.below(SAID.len())]).collect();
        words.join(" ")
    }
}

const SERVICES: [&str; 8] = [
    "Payments API",
    "Tax portal",
    "Mail gateway",
    "Case files",
    "Licence register",
    "Benefits web",
    "Payroll",
    "Single sign-on",
];

const SAID: [&str; 48] = [
    "the",
    "service",
    "is",
    "still",
    "down",
    "for",
    "users",
    "in",
    "both",
    "sites",
    "database",
    "failover",
    "started",
    "network",
    "team",
    "called",
    "and",
    "vendor",
    "has",
    "been",
    "told",
    "restart",
    "of",
    "node",
    "two",
    "queue",
    "grows",
    "login",
    "page",
    "answers",
    "slowly",
    "certificate",
    "expired",
    "disk",
    "full",
    "on",
    "primary",
    "server",
    "we",
    "wait",
    "until",
    "next",
    "check",
    "at",
    "noon",
    "storage",
    "backup",
    "runs",
];

/// How large the log of a folder is, in bytes.
pub fn size(folder: &Path) -> u64 {
    fs::metadata(folder.join(FILE_NAME)).unwrap().len()
}
