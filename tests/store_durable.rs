//! Accepted means durable: a writer that is killed at any moment has lost nothing it said it had
//! written, and one who only reads sees it meanwhile.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail by panicking, like the test")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use bridgewatch::domain::event::{Event, Fact, IncidentId, IncidentOpened, NewEvent, PolicyRef, Subject};
use bridgewatch::domain::incident::{Incident, IncidentRow};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{Environment, Kind};
use bridgewatch::store::{FILE_NAME, Store};
use uuid::Uuid;

/// Where the child of the test writes.
const FOLDER: &str = "BRIDGEWATCH_STORE_DURABLE_FOLDER";

fn morning() -> Instant {
    "2026-11-04T08:00:00Z".parse().unwrap()
}

fn opening(number: u128) -> NewEvent {
    NewEvent {
        subject: Subject::Incident(IncidentId(Uuid::from_u128(number))),
        happened_at: morning(),
        actor: "Zoë".to_owned(),
        fact: Fact::IncidentOpened(IncidentOpened {
            key: format!("key-{number}"),
            reference: format!("MI-{number}"),
            title: "No payments".to_owned(),
            priority: None,
            kind: Kind::Major,
            environment: Environment::Production,
            ticket: None,
            policy: PolicyRef { name: "major-incident".to_owned(), version: "ab".to_owned() },
        }),
    }
}

fn rows(events: &[Event]) -> Vec<IncidentRow> {
    events.iter().filter_map(|event| Incident::fold([event.clone()])).map(|incident| incident.row()).collect()
}

/// Not a test of its own: the writer that [`a_writer_killed_at_work_has_lost_nothing_it_accepted`]
/// starts and kills.
#[test]
#[ignore = "the child of another test"]
fn child_that_writes_until_it_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let mut store = Store::open(Path::new(&folder), morning()).unwrap();
    for number in 1.. {
        let events = store.append(&[opening(number)], morning(), rows).unwrap();
        println!("accepted {}", events[0].device_seq);
    }
}

#[test]
fn a_writer_killed_at_work_has_lost_nothing_it_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "child_that_writes_until_it_is_killed", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let accepted =
        |line: &String| line.split("accepted ").nth(1).and_then(|number| number.parse::<u64>().ok());
    let seen = lines.by_ref().filter_map(|line| accepted(&line)).nth(29).unwrap();

    // One who only reads, in another process than the writer, sees what was accepted.
    let reader = Store::open_read_only(folder.path()).unwrap();
    assert!(reader.event_count().unwrap() >= seen);
    assert_eq!(reader.verify().unwrap().findings, []);
    drop(reader);

    child.kill().unwrap();
    child.wait().unwrap();
    let last = lines.filter_map(|line| accepted(&line)).last().unwrap_or(seen);
    assert!(folder.path().join(format!("{FILE_NAME}-wal")).exists(), "it did not close its log");

    let mut store = Store::open(folder.path(), morning()).unwrap();
    let count = store.event_count().unwrap();
    assert!(count >= last, "{count} of at least {last}");
    assert_eq!(store.rows().unwrap().len() as u64, count);
    assert_eq!(store.verify().unwrap().findings, []);
    let next = store.append(&[opening(1_000_000)], morning(), rows).unwrap();
    assert_eq!(next[0].device_seq, count + 1);
}

#[test]
fn files_copied_under_an_open_writer_hold_all_it_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), morning()).unwrap();
    for number in 1..=20 {
        store.append(&[opening(number)], morning(), rows).unwrap();
    }
    let copy = tempfile::tempdir().unwrap();
    for tail in ["", "-wal"] {
        let name = format!("{FILE_NAME}{tail}");
        std::fs::copy(folder.path().join(&name), copy.path().join(&name)).unwrap();
    }
    let copied = Store::open(copy.path(), morning()).unwrap();
    assert_eq!(copied.all_events().unwrap(), store.all_events().unwrap());
    assert_eq!(copied.verify().unwrap().findings, []);
}

#[test]
fn a_reader_beside_an_open_writer_sees_each_commit() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), morning()).unwrap();
    let reader = Store::open_read_only(folder.path()).unwrap();
    for number in 1..=5 {
        store.append(&[opening(number)], morning(), rows).unwrap();
        assert_eq!(reader.all_events().unwrap(), store.all_events().unwrap());
        assert_eq!(reader.rows().unwrap(), store.rows().unwrap());
    }
    drop(store);
    assert_eq!(reader.event_count().unwrap(), 5);
    drop(reader);
    assert_eq!(Store::open_read_only(folder.path()).unwrap().event_count().unwrap(), 5);
}

#[test]
fn what_is_being_appended_is_not_seen_before_it_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), morning()).unwrap();
    let reader = Store::open_read_only(folder.path()).unwrap();
    let appended = store.append(&[opening(1)], morning(), |events| {
        assert_eq!(reader.event_count().unwrap(), 0);
        rows(events)
    });
    assert_eq!(reader.all_events().unwrap(), appended.unwrap());
}
