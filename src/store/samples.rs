//! Sample facts for the tests of this room: one of every kind, and each kind's frozen stored form.

use std::path::Path;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::codec::Stored;
use super::{FILE_NAME, Store, append};
use crate::domain::event::{
    AlarmStage, DeskConfigured, DeviceId, Event, EventId, Fact, IncidentId, IncidentOpened, NewEvent,
    PolicyRef, Subject,
};
use crate::domain::incident::{Incident, IncidentRow};
use crate::domain::time::Instant;
use crate::domain::words::{CallOutcome, Environment, Kind, Priority};

/// An instant from its text.
pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// An incident's name by a number.
pub fn incident(number: u128) -> IncidentId {
    IncidentId(Uuid::from_u128(number))
}

/// A note.
pub fn note(text: &str) -> Fact {
    Fact::NoteLogged { text: text.into(), significant: false }
}

/// The opening of `MI-<number>`.
pub fn opened(number: u128) -> Fact {
    Fact::IncidentOpened(IncidentOpened {
        key: format!("key-{number}"),
        reference: format!("MI-{number:04}"),
        title: "No payments".into(),
        priority: None,
        kind: Kind::Major,
        environment: Environment::Production,
        ticket: Some(format!("INC{number}")),
        policy: PolicyRef { name: "major-incident".into(), version: "ab".into() },
    })
}

/// A fact to be written, about an incident.
pub fn about(number: u128, fact: Fact) -> NewEvent {
    NewEvent {
        subject: Subject::Incident(incident(number)),
        happened_at: at("2026-11-04T08:00:00Z"),
        actor: "Zoë".into(),
        fact,
    }
}

/// An event of device 9.
pub fn event(device_seq: u64, fact: Fact) -> Event {
    Event {
        device: DeviceId(Uuid::from_u128(9)),
        device_seq,
        id: EventId(Uuid::from_u128(u128::from(device_seq))),
        subject: Subject::Incident(incident(1)),
        happened_at: at("2026-11-04T08:00:00Z"),
        recorded_at: at("2026-11-04T08:00:01.5Z"),
        actor: "Zoë".into(),
        fact,
    }
}

/// The lines of the incidents that `events` open or touch, when these are all there are of them.
pub fn rows(events: &[Event]) -> Vec<IncidentRow> {
    let mut subjects: Vec<&Subject> = events.iter().map(|event| &event.subject).collect();
    subjects.dedup();
    let of = |subject: &&Subject| {
        Incident::fold(events.iter().filter(|event| event.subject == **subject).cloned()).map(|one| one.row())
    };
    subjects.iter().filter_map(of).collect()
}

/// One fact of every kind, in the order of the kinds; the `match` fails to compile when one is new.
pub fn facts() -> Vec<Fact> {
    let (text, due, clock) = (Some("words".to_owned()), at("2026-11-04T08:30:00Z"), "customers".to_owned());
    let all = vec![
        Fact::DeskConfigured(DeskConfigured {
            name: Some("Night desk".into()),
            manager: None,
            time_zone: Some("Europe/Warsaw".into()),
            hotline: Some("+48 1".into()),
            holidays: NaiveDate::from_ymd_opt(2026, 12, 25).map(|day| vec![day]),
            default_policy: Some("major-incident".into()),
        }),
        Fact::PolicyRecorded {
            policy: PolicyRef { name: "major-incident".into(), version: "ab".into() },
            text: "name = \"x\"\n".into(),
        },
        opened(412),
        Fact::IncidentAmended {
            title: text.clone(),
            ticket: None,
            environment: Some(Environment::NonProduction),
        },
        Fact::PriorityAssigned { priority: Priority::Critical, why: text.clone() },
        Fact::KindChanged { kind: Kind::Regular, why: None },
        Fact::Referred { to: text.clone() },
        Fact::Acknowledged { by: None },
        Fact::UpdateSent { audience: "customers".into(), text: text.clone() },
        Fact::ResolverUpdateLogged { text: None },
        Fact::OnCallContacted { whom: text.clone() },
        Fact::Escalated { to: "Duty manager".into(), text: None },
        Fact::OwnershipConfirmed { by: text.clone() },
        Fact::HotlineCalled {
            outcome: CallOutcome::NoAnswer,
            spoke_with: None,
            reference: text.clone(),
            text: None,
        },
        Fact::ClockPaused { clock: clock.clone(), why: "vendor".into() },
        Fact::ClockResumed { clock: clock.clone() },
        Fact::AlarmSnoozed { clock: clock.clone(), due, until: at("2026-11-04T08:35:00Z") },
        Fact::AlarmAcknowledged { clock: clock.clone(), due },
        Fact::AlarmRaised {
            clock: clock.clone(),
            due,
            stage: AlarmStage::Reminder,
            late_secs: -3,
            digest: true,
        },
        Fact::DeadlineNotNeeded { clock, due, why: "closed".into() },
        Fact::MilestoneReached { milestone: "post-mortem-held".into(), text: None },
        Fact::CommandTaken { by: "Ann".into() },
        Fact::CommandHandedOver { to: "Bob".into() },
        Fact::CommandKept { text: text.clone() },
        Fact::NoteLogged { text: "„Quote“ \"x\" \n=1+1 😀".into(), significant: true },
        Fact::Restored { text: None },
        Fact::Reopened { why: "again".into() },
        Fact::Closed { why: text.clone(), skipped: vec!["customers".into()] },
        Fact::Cancelled { why: "test".into() },
        Fact::MarkedDuplicate { of: "MI-0001".into(), why: None },
        Fact::EntryRetracted { entry: EventId(Uuid::from_u128(7)), why: text.clone() },
        Fact::EntryCorrected {
            entry: EventId(Uuid::from_u128(7)),
            at: Some(at("2026-11-04T08:00:00.000000001Z")),
            text,
            why: "typo".into(),
        },
    ];
    all.iter().for_each(sampled);
    all
}

/// Names every kind: a new one must get a sample above, a version in `codec`, and a frozen form.
fn sampled(fact: &Fact) {
    match fact {
        Fact::DeskConfigured(_)
        | Fact::PolicyRecorded { .. }
        | Fact::IncidentOpened(_)
        | Fact::IncidentAmended { .. }
        | Fact::PriorityAssigned { .. }
        | Fact::KindChanged { .. }
        | Fact::Referred { .. }
        | Fact::Acknowledged { .. }
        | Fact::UpdateSent { .. }
        | Fact::ResolverUpdateLogged { .. }
        | Fact::OnCallContacted { .. }
        | Fact::Escalated { .. }
        | Fact::OwnershipConfirmed { .. }
        | Fact::HotlineCalled { .. }
        | Fact::ClockPaused { .. }
        | Fact::ClockResumed { .. }
        | Fact::AlarmSnoozed { .. }
        | Fact::AlarmAcknowledged { .. }
        | Fact::AlarmRaised { .. }
        | Fact::DeadlineNotNeeded { .. }
        | Fact::MilestoneReached { .. }
        | Fact::CommandTaken { .. }
        | Fact::CommandHandedOver { .. }
        | Fact::CommandKept { .. }
        | Fact::NoteLogged { .. }
        | Fact::Restored { .. }
        | Fact::Reopened { .. }
        | Fact::Closed { .. }
        | Fact::Cancelled { .. }
        | Fact::MarkedDuplicate { .. }
        | Fact::EntryRetracted { .. }
        | Fact::EntryCorrected { .. }
        | Fact::Unknown { .. } => {}
    }
}

/// How [`facts`] were stored when their shapes were released. Lines are added, never changed.
pub const FROZEN: &[(&str, i64, &str)] = &[
    (
        "desk_configured",
        1,
        r#"{"default_policy":"major-incident","holidays":["2026-12-25"],"hotline":"+48 1","manager":null,"name":"Night desk","time_zone":"Europe/Warsaw"}"#,
    ),
    ("policy_recorded", 1, r#"{"policy":{"name":"major-incident","version":"ab"},"text":"name = \"x\"\n"}"#),
    (
        "incident_opened",
        1,
        r#"{"environment":"production","key":"key-412","kind":"major","policy":{"name":"major-incident","version":"ab"},"priority":null,"reference":"MI-0412","ticket":"INC412","title":"No payments"}"#,
    ),
    ("incident_amended", 1, r#"{"environment":"non-production","ticket":null,"title":"words"}"#),
    ("priority_assigned", 1, r#"{"priority":"critical","why":"words"}"#),
    ("kind_changed", 1, r#"{"kind":"regular","why":null}"#),
    ("referred", 1, r#"{"to":"words"}"#),
    ("acknowledged", 1, r#"{"by":null}"#),
    ("update_sent", 1, r#"{"audience":"customers","text":"words"}"#),
    ("resolver_update_logged", 1, r#"{"text":null}"#),
    ("on_call_contacted", 1, r#"{"whom":"words"}"#),
    ("escalated", 1, r#"{"text":null,"to":"Duty manager"}"#),
    ("ownership_confirmed", 1, r#"{"by":"words"}"#),
    ("hotline_called", 1, r#"{"outcome":"no answer","reference":"words","spoke_with":null,"text":null}"#),
    ("clock_paused", 1, r#"{"clock":"customers","why":"vendor"}"#),
    ("clock_resumed", 1, r#"{"clock":"customers"}"#),
    (
        "alarm_snoozed",
        1,
        r#"{"clock":"customers","due":"2026-11-04T08:30:00Z","until":"2026-11-04T08:35:00Z"}"#,
    ),
    ("alarm_acknowledged", 1, r#"{"clock":"customers","due":"2026-11-04T08:30:00Z"}"#),
    (
        "alarm_raised",
        1,
        r#"{"clock":"customers","digest":true,"due":"2026-11-04T08:30:00Z","late_secs":-3,"stage":"reminder"}"#,
    ),
    ("deadline_not_needed", 1, r#"{"clock":"customers","due":"2026-11-04T08:30:00Z","why":"closed"}"#),
    ("milestone_reached", 1, r#"{"milestone":"post-mortem-held","text":null}"#),
    ("command_taken", 1, r#"{"by":"Ann"}"#),
    ("command_handed_over", 1, r#"{"to":"Bob"}"#),
    ("command_kept", 1, r#"{"text":"words"}"#),
    ("note_logged", 1, r#"{"significant":true,"text":"„Quote“ \"x\" \n=1+1 😀"}"#),
    ("restored", 1, r#"{"text":null}"#),
    ("reopened", 1, r#"{"why":"again"}"#),
    ("closed", 1, r#"{"skipped":["customers"],"why":"words"}"#),
    ("cancelled", 1, r#"{"why":"test"}"#),
    ("marked_duplicate", 1, r#"{"of":"MI-0001","why":null}"#),
    ("entry_retracted", 1, r#"{"entry":"00000000-0000-0000-0000-000000000007","why":"words"}"#),
    (
        "entry_corrected",
        1,
        r#"{"at":"2026-11-04T08:00:00.000000001Z","entry":"00000000-0000-0000-0000-000000000007","text":"words","why":"typo"}"#,
    ),
];

/// The instant at which the tests of this room begin.
pub fn morning() -> Instant {
    at("2026-11-04T08:00:00Z")
}

/// A store in a new folder, opened in the [`morning`].
pub fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), morning()).unwrap();
    (folder, store)
}

/// The log's file through a connection that keeps none of our rules.
pub fn raw(folder: &Path) -> Connection {
    let conn = Connection::open(folder.join(FILE_NAME)).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn
}

/// Does what the triggers refuse, and puts the triggers back.
pub fn tamper(folder: &Path, deed: impl FnOnce(&Connection)) {
    let conn = raw(folder);
    let mut triggers = conn.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let triggers: Vec<(String, String)> =
        triggers.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    for (name, _) in &triggers {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    deed(&conn);
    for (_, sql) in &triggers {
        conn.execute_batch(sql).unwrap();
    }
}

/// Writes an entry of another device, as a merge would.
pub fn append_foreign(store: &mut Store, device_seq: u64, recorded_at: Instant, previous: &[u8]) -> Vec<u8> {
    let mut event = event(device_seq, note("from elsewhere"));
    event.recorded_at = recorded_at;
    let mut stored = Stored::of(&event).unwrap();
    stored.seal(vec![5; 16], previous);
    let tx = store.conn.transaction().unwrap();
    append::insert(&tx, &stored).unwrap();
    tx.commit().unwrap();
    stored.hash
}
