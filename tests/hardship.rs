//! What a disk, a folder and a system can do to a desk: each ends in words that say what would do, and what was
//! accepted is there.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg_attr(not(unix), allow(dead_code, unused_imports, reason = "what is shown here is a Unix's"))]

#[path = "support/program.rs"]
mod program;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use bridgewatch::desk::{Desk, DeskError, DeskOptions, Name, Request};
use bridgewatch::domain::command::Wish;
use bridgewatch::domain::event::{AlarmStage, Event, Fact};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{Kind, Priority};
use bridgewatch::platform::{Clock as _, RecordingNotifier, SystemClock};
use bridgewatch::store::{FILE_NAME, Store, StoreError, recovery};
use chrono::TimeDelta;
use program::{Watch, program};

fn start() -> Instant {
    "2026-03-02T16:00:00Z".parse().unwrap()
}

fn desk(folder: &Path, now: Instant) -> Desk {
    let (notifier, _record) = RecordingNotifier::new();
    let options = DeskOptions {
        folder: folder.to_path_buf(),
        zone: chrono_tz::America::Chicago,
        notifier: Box::new(notifier),
    };
    Desk::open(options, now).unwrap()
}

fn request(key: &str, wish: Wish) -> Request {
    Request { name: Some(Name::Called(key.to_owned())), at: None, actor: None, wish }
}

fn open(desk: &mut Desk, key: &str, now: Instant) {
    let wish = Wish::OpenIncident {
        title: format!("Sample {key}"),
        priority: Some(Priority::Critical),
        kind: Some(Kind::Major),
        environment: None,
        ticket: None,
        policy: None,
    };
    desk.handle(request(key, wish), now).unwrap();
}

fn note(desk: &mut Desk, key: &str, text: &str, now: Instant) -> Result<Vec<Event>, DeskError> {
    desk.handle(request(key, Wish::Note { text: text.to_owned(), significant: false }), now)
}

fn texts(folder: &Path) -> Vec<String> {
    let events = Store::open_read_only(folder).unwrap().all_events().unwrap();
    let text = |event: Event| match event.fact {
        Fact::NoteLogged { text, .. } => Some(text),
        _ => None,
    };
    events.into_iter().filter_map(text).collect()
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_moved_under_the_desk_takes_no_word_with_it() {
    let place = tempfile::tempdir().unwrap();
    let (folder, elsewhere) = (place.path().join("data"), place.path().join("elsewhere"));
    std::fs::create_dir(&folder).unwrap();
    let mut desk = desk(&folder, start());
    open(&mut desk, "pay", start());
    note(&mut desk, "pay", "before", start()).unwrap();

    std::fs::rename(&folder, &elsewhere).unwrap();
    let refused = note(&mut desk, "pay", "meanwhile", start()).unwrap_err();
    assert!(matches!(&refused, DeskError::Store(StoreError::Moved { .. })), "{refused}");
    assert!(refused.to_string().contains("back it up to another file now"), "{refused}");
    assert!(desk.tick(start() + TimeDelta::minutes(15)).is_err());
    let trouble = desk.snapshot().trouble.unwrap();
    assert!(trouble.contains("was moved, removed or replaced"), "{trouble}");
    // What it says would do, does.
    let copy = place.path().join("copy.db");
    desk.backup_to(&copy).unwrap();
    assert!(recovery::inspect(copy, start()).unwrap().events >= 4);

    // Another log under the same name is not written to either.
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(elsewhere.join(FILE_NAME), folder.join(FILE_NAME)).unwrap();
    note(&mut desk, "pay", "into another", start()).unwrap_err();
    std::fs::remove_dir_all(&folder).unwrap();

    std::fs::rename(&elsewhere, &folder).unwrap();
    note(&mut desk, "pay", "afterwards", start() + TimeDelta::minutes(16)).unwrap();
    assert_eq!(desk.snapshot().trouble, None);
    drop(desk);
    assert_eq!(texts(&folder), ["before", "afterwards"]);
}

#[test]
fn a_flipped_bit_is_found_or_changes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let mut desk = desk(place.path(), start());
    for incident in 0..6 {
        let key = format!("incident-{incident}");
        open(&mut desk, &key, start());
        for line in 0..8 {
            let text = format!("Note {line} of {key}: the payments are down, and somebody looks into it");
            note(&mut desk, &key, &text, start()).unwrap();
        }
    }
    desk.tick(start() + TimeDelta::minutes(15)).unwrap();
    drop(desk);
    let whole = std::fs::read(place.path().join(FILE_NAME)).unwrap();
    let store = Store::open_read_only(place.path()).unwrap();
    let (events, rows) = (store.all_events().unwrap(), store.rows().unwrap());
    drop(store);

    let flipped = tempfile::tempdir().unwrap();
    let file = flipped.path().join(FILE_NAME);
    let (mut found, mut harmless) = (0, 0);
    // A stride that is prime to the size of a page, so that every place in a page has its turn.
    for (turn, place) in (0..whole.len()).step_by(307).enumerate() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (turn % 8);
        std::fs::write(&file, bytes).unwrap();
        for tail in ["-wal", "-shm"] {
            drop(std::fs::remove_file(flipped.path().join(format!("{FILE_NAME}{tail}"))));
        }
        let is_found = match Store::open_read_only(flipped.path()) {
            Err(err) => !err.to_string().is_empty(),
            Ok(store) => match store.verify() {
                Err(err) => !err.to_string().is_empty(),
                Ok(report) if report.is_sound() => {
                    // In a place that means nothing: all that the log says is as it was.
                    assert_eq!(store.all_events().unwrap(), events, "byte {place}");
                    assert_eq!(store.rows().unwrap(), rows, "byte {place}");
                    false
                }
                Ok(_) => true,
            },
        };
        *if is_found { &mut found } else { &mut harmless } += 1;
    }
    // Most of a small file is room that nothing stands in.
    assert!(found * 4 > harmless, "{found} were found, {harmless} changed nothing");
}

#[cfg(unix)]
#[test]
fn a_disk_without_room_refuses_in_words_and_keeps_what_was_accepted() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("data");
    std::fs::create_dir(&folder).unwrap();
    let mut desk = desk(&folder, start());
    open(&mut desk, "pay", start());
    note(&mut desk, "pay", "before", start()).unwrap();
    drop(desk);
    // No file may grow beyond some blocks, and the program is told so by the write, as on a full disk.
    let much = place.path().join("much.jsonl");
    let long = "word ".repeat(4_000);
    let line = format!("{{\"do\":\"note\",\"key\":\"pay\",\"text\":\"{long}\"}}\n");
    std::fs::write(&much, line.repeat(60)).unwrap();
    let script = "trap '' XFSZ; ulimit -f 900; exec \"$@\"";
    let limited = |file: &Path| {
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "sh", env!("CARGO_BIN_EXE_bridgewatch"), "--data"]);
        shell.arg(&folder).arg("apply").arg(file).output().unwrap()
    };
    let output = limited(&much);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "the limit did not bite");
    assert!(words.contains(FILE_NAME) && words.contains("disk"), "{words}");
    assert_eq!(texts(&folder), ["before"], "all of a file or none");
    assert_eq!(Store::open_read_only(&folder).unwrap().verify().unwrap().findings, []);
    // With room again it goes on.
    let little = place.path().join("little.jsonl");
    std::fs::write(&little, r#"{"do":"note","key":"pay","text":"afterwards"}"#).unwrap();
    assert!(program(&folder).arg("apply").arg(&little).output().unwrap().status.success());
    assert_eq!(texts(&folder), ["before", "afterwards"]);
}

#[cfg(unix)]
#[test]
fn a_desk_that_was_stopped_tells_what_fell_due_as_soon_as_it_goes_on() {
    let place = tempfile::tempdir().unwrap();
    let opened = SystemClock.now() - TimeDelta::minutes(15) + TimeDelta::seconds(3);
    let commands = place.path().join("open.jsonl");
    let line = format!(
        r#"{{"do":"open_incident","key":"pay","at":"{}","title":"Sample","priority":"low"}}"#,
        opened.to_rfc3339()
    );
    std::fs::write(&commands, line).unwrap();
    assert!(program(place.path()).arg("apply").arg(&commands).output().unwrap().status.success());
    let mut watch = Watch::on(place.path());
    let send = |signal: &str| {
        let pid = watch.0.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    };
    std::thread::sleep(Duration::from_millis(800));
    send("-STOP");
    let due = opened + TimeDelta::minutes(15);
    let wait = (due + TimeDelta::seconds(2) - SystemClock.now()).to_std().unwrap();
    std::thread::sleep(wait);
    let told = || -> Vec<(Instant, i64)> {
        let events = Store::open_read_only(place.path()).unwrap().all_events().unwrap();
        let told = |event: Event| match event.fact {
            Fact::AlarmRaised { due: of, stage: AlarmStage::Due, late_secs, .. }
                if (of - due).abs() < TimeDelta::seconds(1) =>
            {
                Some((event.recorded_at, late_secs))
            }
            _ => None,
        };
        events.into_iter().filter_map(told).collect()
    };
    let before = told();
    send("-CONT");
    let went_on = SystemClock.now();
    let until = went_on + TimeDelta::seconds(20);
    let mut after = told();
    while after.is_empty() && SystemClock.now() < until {
        std::thread::sleep(Duration::from_millis(50));
        after = told();
    }
    watch.kill();
    assert_eq!(before, [], "a stopped desk tells nothing");
    assert_eq!(after.len(), 1, "{after:?}");
    assert!(after[0].1 >= 1, "it says how late: {after:?}");
}
