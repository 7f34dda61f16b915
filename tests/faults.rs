//! Every call to the disk of a session fails once, one after the other: each ends in words that say what is
//! wrong, what was accepted is there, what was not is there whole or not at all, and the desk works.
//!
//! The usual run takes some of the calls. The long one takes each:
//!
//! ```text
//! BRIDGEWATCH_FAULTS=all cargo test --test faults -- --nocapture
//! ```
//!
//! `BRIDGEWATCH_FAULTS=585` looks at that call alone, as a failure names it. Two gigabytes of the disk should be free:
//! where it is really full, that is what a session is told.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed, and the long run says how far it is"
)]

#[path = "faults/vfs.rs"]
mod vfs;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bridgewatch::desk::{Desk, DeskError, DeskOptions, Name, Request};
use bridgewatch::domain::command::Wish;
use bridgewatch::domain::event::{AlarmStage, Event, Fact};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{Kind, Priority};
use bridgewatch::platform::RecordingNotifier;
use bridgewatch::store::{Store, recovery};
use chrono::TimeDelta;
use vfs::{Call, How, fail_after, stop_failing};

/// The usual run takes one call of so many.
const STRIDE: u64 = 17;

fn start() -> Instant {
    "2026-03-02T16:00:00Z".parse().unwrap()
}

/// What one session was told.
#[derive(Debug, Default)]
struct Told {
    /// The texts of notes that were accepted; those of one request together.
    accepted: Vec<Vec<String>>,
    /// The same of what was refused, with the reason.
    refused: Vec<(Vec<String>, String)>,
    /// Why a step did not go, other than a request.
    troubles: Vec<String>,
    /// Whether anybody was told of the deadline.
    was_rung: bool,
}

fn note(key: &str, text: &str) -> Request {
    let wish = Wish::Note { text: text.to_owned(), significant: false };
    Request { name: Some(Name::Called(key.to_owned())), at: None, actor: None, wish }
}

fn opening() -> Request {
    let wish = Wish::OpenIncident {
        title: "Payments down".to_owned(),
        priority: Some(Priority::Critical),
        kind: Some(Kind::Major),
        environment: None,
        ticket: None,
        policy: None,
    };
    Request { name: Some(Name::Called("pay".to_owned())), at: None, actor: None, wish }
}

impl Told {
    fn note(&mut self, desk: &mut Desk, texts: &[&str], now: Instant) {
        let owned: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let requests = texts.iter().map(|text| note("pay", text)).collect();
        match desk.handle_all(requests, now) {
            Ok(_) => self.accepted.push(owned),
            Err((_, err)) => self.refused.push((owned, err.to_string())),
        }
    }

    fn went<T>(&mut self, done: Result<T, DeskError>) -> Option<T> {
        done.map_err(|err| self.troubles.push(err.to_string())).ok()
    }
}

fn desk(folder: &Path, now: Instant) -> Result<(Desk, bridgewatch::platform::NotifierRecord), DeskError> {
    let (notifier, record) = RecordingNotifier::new();
    let options = DeskOptions {
        folder: folder.to_path_buf(),
        zone: chrono_tz::America::Chicago,
        notifier: Box::new(notifier),
    };
    Desk::open(options, now).map(|desk| (desk, record))
}

/// A morning at a desk: an incident, notes, a deadline that passes, a copy, a restart, the next day's start.
fn session(folder: &Path) -> Told {
    let mut told = Told::default();
    let mut now = start();
    for day in 0..2 {
        let Some((mut desk, record)) = told.went(desk(folder, now)) else {
            now += TimeDelta::days(1);
            continue;
        };
        if let Err(err) = desk.handle(opening(), now) {
            // On the second day it is there already, if it was accepted on the first.
            told.troubles.push(err.to_string());
        }
        told.note(&mut desk, &[&format!("one of day {day}")], now);
        told.note(&mut desk, &[&format!("two of day {day}"), &format!("three of day {day}")], now);
        now += TimeDelta::minutes(15);
        let ticked = desk.tick(now);
        told.went(ticked);
        told.was_rung |= record
            .shown()
            .iter()
            .any(|notice| format!("{}{}", notice.title, notice.body).contains("Hotline"));
        let copy = folder.join(format!("copy-{day}.db"));
        if told.went(desk.backup_to(&copy)).is_some() {
            let copy = recovery::inspect(copy, now);
            if let Err(err) = copy {
                told.troubles.push(err.to_string());
            }
        }
        now += TimeDelta::seconds(20);
        let ticked = desk.tick(now);
        told.went(ticked);
        told.note(&mut desk, &[&format!("four of day {day}")], now);
        now += TimeDelta::days(1);
    }
    told
}

/// A read that brings less than there is, without an error, is a disk that lies: what is made of it may be written.
/// Then the log is found to be damaged, the reason says what would do, and that does it.
fn is_found_and_mended(folder: &Path, what: &str) -> bool {
    let now = start() + TimeDelta::days(3);
    let Err(err) = desk(folder, now) else { return false };
    let words = err.to_string();
    assert!(words.contains("is damaged") && words.contains("set aside"), "{what}: {words}");
    match recovery::newest_good_backup(folder) {
        Some(backup) => drop(recovery::restore(folder, &backup, now).unwrap()),
        None => drop(recovery::set_aside(folder, now).unwrap()),
    }
    assert!(desk(folder, now).is_ok(), "{what}: it does not start on what took its place");
    assert_eq!(Store::open_read_only(folder).unwrap().verify().unwrap().findings, [], "{what}");
    true
}

/// What must be true afterwards, when nothing fails any more.
fn check(folder: &Path, told: &Told, what: &str) {
    for (texts, why) in &told.refused {
        assert!(why.len() > 20, "{what}: {texts:?} was refused without a reason: {why:?}");
    }
    for why in &told.troubles {
        assert!(why.len() > 20, "{what}: said without a reason: {why:?}");
    }
    let now = start() + TimeDelta::days(3);
    let (mut desk, _record) =
        desk(folder, now).unwrap_or_else(|err| panic!("{what}: it does not start again: {err}"));
    if desk.snapshot().world.live.is_empty() {
        // The opening itself was refused.
        desk.handle(opening(), now).unwrap();
    }
    desk.handle(note("pay", "afterwards"), now)
        .unwrap_or_else(|err| panic!("{what}: it takes nothing more: {err}"));
    drop(desk);
    let store = Store::open_read_only(folder).unwrap();
    assert_eq!(store.verify().unwrap().findings, [], "{what}");
    let events = store.all_events().unwrap();
    let mut times = BTreeMap::<String, usize>::new();
    for event in &events {
        if let Fact::NoteLogged { text, .. } = &event.fact {
            *times.entry(text.clone()).or_default() += 1;
        }
    }
    let of = |texts: &[String]| -> BTreeSet<usize> {
        texts.iter().map(|text| times.get(text).copied().unwrap_or(0)).collect()
    };
    for texts in &told.accepted {
        assert_eq!(of(texts), BTreeSet::from([1]), "{what}: {texts:?} was accepted");
    }
    for (texts, why) in &told.refused {
        let of = of(texts);
        assert!(
            of.len() == 1 && of.is_subset(&BTreeSet::from([0, 1])),
            "{what}: {texts:?} by half: {of:?}, {why}"
        );
    }
    let is_due = |event: &&Event| matches!(&event.fact, Fact::AlarmRaised { clock, stage: AlarmStage::Due, .. } if clock == "hotline");
    let rung = events.iter().filter(is_due).count();
    assert!(rung <= 1, "{what}: the hotline's deadline was told {rung} times");
}

#[test]
fn each_call_that_fails_once_ends_in_words_and_a_desk_that_works() {
    vfs::install();
    let asked = std::env::var("BRIDGEWATCH_FAULTS").ok();
    let only: Option<u64> = asked.as_deref().and_then(|which| which.parse().ok());
    let stride = if asked.as_deref() == Some("all") { 1 } else { STRIDE };
    // Without a fault first: how many calls there are, and that the session is a good one.
    let folder = tempfile::tempdir().unwrap();
    fail_after(u64::MAX, 0, How::Error);
    let told = session(folder.path());
    let (_, calls) = stop_failing();
    assert_eq!(told.refused, [], "without a fault");
    assert_eq!(told.accepted.len(), 6);
    assert!(told.was_rung);
    check(folder.path(), &told, "without a fault");
    let mut hits = BTreeMap::<String, usize>::new();
    let (mut sessions, mut damaged) = (0, 0);
    for (how, count) in [(How::Error, 1), (How::Half, 1), (How::Error, 40)] {
        let mut at = only.unwrap_or(0);
        while at < calls && only.is_none_or(|only| at == only) {
            let folder = tempfile::tempdir().unwrap();
            fail_after(at, count, how);
            let told = session(folder.path());
            let (hit, _) = stop_failing();
            sessions += 1;
            if let Some(hit) = hit {
                *hits.entry(format!("{hit:?}")).or_default() += 1;
                let what = format!("call {at}, {hit:?}, {count} times, {how:?}");
                if (hit, how) == (Call::Read, How::Half) && is_found_and_mended(folder.path(), &what) {
                    damaged += 1;
                } else {
                    check(folder.path(), &told, &what);
                }
            }
            at += stride;
        }
    }
    println!(
        "{calls} calls in a session, {sessions} sessions with a fault, {damaged} logs found to be damaged: {hits:?}"
    );
    for kind in ["Open", "Read", "Write", "Sync", "Lock", "ShmLock"] {
        assert!(only.is_some() || hits.contains_key(kind), "no {kind} was hit: {hits:?}");
    }
}
