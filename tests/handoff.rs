//! Two desks hand over to each other: by the desk itself, and by the real program.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/program.rs"]
mod program;
mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use bridgewatch::desk::handoff::{export, open_file, save_file};
use bridgewatch::desk::{Desk, DeskOptions, DeskThread, HandoffDone, Name, Request};
use bridgewatch::domain::command::Wish;
use bridgewatch::domain::event::{Event, Fact};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{Environment, Kind, Priority};
use bridgewatch::domain::world::World;
use bridgewatch::platform::{ManualClock, NotifierRecord, RecordingNotifier};
use bridgewatch::store::Store;
use bridgewatch::store::handoff::{Handoff, HandoffError};
use program::{complaint, good};
use serde_json::Value;
use support::{at, mins, secs};
use tempfile::TempDir;

fn options(folder: &Path, zone: chrono_tz::Tz) -> (DeskOptions, NotifierRecord) {
    let (notifier, record) = RecordingNotifier::new();
    (DeskOptions { folder: folder.to_path_buf(), zone, notifier: Box::new(notifier) }, record)
}

/// A desk on a folder of its own.
struct Bench {
    folder: TempDir,
    desk: Desk,
    record: NotifierRecord,
}

impl Bench {
    fn new(zone: chrono_tz::Tz, now: Instant) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (options, record) = options(folder.path(), zone);
        Self { desk: Desk::open(options, now).unwrap(), folder, record }
    }

    fn ask(&mut self, key: &str, wish: Wish, now: Instant) -> Vec<Event> {
        let name = Some(Name::Called(key.to_owned()));
        self.desk.handle(Request { name, at: None, actor: Some("Sample One".to_owned()), wish }, now).unwrap()
    }

    fn open(&mut self, key: &str, now: Instant) {
        let wish = Wish::OpenIncident {
            title: format!("{key} is down"),
            priority: Some(Priority::Critical),
            kind: Some(Kind::Major),
            environment: Some(Environment::Production),
            ticket: None,
            policy: None,
        };
        self.ask(key, wish, now);
    }

    fn named(&mut self, desk: &str, manager: &str, now: Instant) {
        let wish = Wish::ConfigureDesk {
            name: Some(desk.to_owned()),
            manager: Some(manager.to_owned()),
            time_zone: None,
            hotline: None,
            holidays: None,
            default_policy: None,
        };
        self.desk.handle(Request::of_desk(wish), now).unwrap();
    }

    /// The file of this desk, written and read back.
    fn file(&self, for_desk: Option<&str>, now: Instant) -> Handoff {
        let path = self.folder.path().join("to hand over.bridgewatch");
        save_file(&path, &self.desk.export(for_desk, now).unwrap(), None).unwrap();
        open_file(&path, None).unwrap()
    }

    fn log(&self) -> Vec<Event> {
        Store::open_read_only(self.folder.path()).unwrap().all_events().unwrap()
    }

    fn references(&self) -> Vec<String> {
        self.desk.world().live.values().map(|live| live.incident.reference.clone()).collect()
    }
}

#[test]
fn what_was_told_on_the_other_desk_counts_as_told() {
    let ten = at("2026-03-02T10:00:00-06:00");
    let mut one = Bench::new(chrono_tz::America::Chicago, ten);
    let mut other = Bench::new(chrono_tz::America::Chicago, ten);
    one.open("pay", ten);
    let due = ten + mins(15);
    one.desk.tick(due).unwrap();
    assert_eq!(one.record.shown().len(), 1);
    let revision = other.desk.snapshot().revision;
    let report = other.desk.merge(&one.file(None, due), due + secs(1)).unwrap();
    assert!(report.total() > 2);
    assert!(other.desk.snapshot().revision > revision, "the window sees it");
    other.desk.tick(due + secs(1)).unwrap();
    assert_eq!(other.record.shown(), [], "told there, not again here");
    assert_eq!(other.desk.wait(due + secs(290)), std::time::Duration::from_secs(10), "the reminder is due");
    other.desk.tick(due + mins(5)).unwrap();
    assert_eq!(other.record.shown().len(), 1);
    // Done on one desk, the banner of the other goes with the next file.
    for alarm in ["initial-notification", "hotline", "referral"] {
        other.ask("pay", Wish::AcknowledgeAlarm { clock: alarm.to_owned() }, due + mins(5));
    }
    assert!(one.desk.snapshot().banner.is_some());
    one.desk.merge(&other.file(None, due + mins(6)), due + mins(6)).unwrap();
    assert!(one.desk.snapshot().banner.is_none());
    assert_eq!(one.log(), other.log());
}

#[test]
fn the_next_file_for_a_known_desk_carries_only_what_it_lacks() {
    let ten = at("2026-03-02T10:00:00-06:00");
    let mut one = Bench::new(chrono_tz::America::Chicago, ten);
    let mut other = Bench::new(chrono_tz::America::Chicago, ten);
    one.named("Day desk", "Sample One", ten);
    other.named("Night desk", "Sample Two", ten + mins(1));
    one.open("pay", ten + mins(2));
    let err = one.desk.export(Some("Night desk"), ten).unwrap_err().to_string();
    assert!(err.contains("no desk is known here"), "{err}");
    other.desk.merge(&one.file(None, ten + mins(3)), ten + mins(3)).unwrap();
    one.desk.merge(&other.file(Some("day desk"), ten + mins(4)), ten + mins(4)).unwrap();
    assert_eq!(one.log(), other.log());
    one.open("mail", ten + mins(5));
    let next = one.file(Some("Night desk"), ten + mins(6));
    assert_eq!(next.manifest().events, 1);
    assert_eq!(next.manifest().desk, "Day desk", "its own name, not the newest of both");
    other.desk.merge(&next, ten + mins(6)).unwrap();
    assert_eq!(one.log(), other.log());
    let err = one.desk.export(Some("Dawn desk"), ten).unwrap_err().to_string();
    assert!(err.contains("“Night desk”"), "{err}");
    for (bench, name, manager) in [(&one, "Day desk", "Sample One"), (&other, "Night desk", "Sample Two")] {
        let settings = &bench.desk.world().settings;
        assert_eq!((settings.name.as_str(), settings.manager.as_str()), (name, manager));
    }
    let id = other.desk.peers().unwrap()[0].device.0.to_string();
    assert_eq!(other.desk.export(Some(&id), ten).unwrap().manifest.events, 0);
}

#[test]
fn a_machine_in_another_zone_moves_no_clock_of_the_desk_it_joins() {
    let ten = at("2026-03-02T10:00:00-06:00");
    let mut one = Bench::new(chrono_tz::America::Chicago, ten);
    let mut other = Bench::new(chrono_tz::Europe::Warsaw, ten + mins(1));
    other.desk.merge(&one.file(None, ten + mins(2)), ten + mins(2)).unwrap();
    one.desk.merge(&other.file(None, ten + mins(3)), ten + mins(3)).unwrap();
    assert_eq!(one.desk.world().settings.zone, chrono_tz::America::Chicago);
    assert_eq!(other.desk.world().settings.zone, chrono_tz::America::Chicago);
}

#[test]
fn references_and_keys_given_twice_mean_the_same_on_both_desks() {
    let ten = at("2026-03-02T10:00:00-06:00");
    let mut one = Bench::new(chrono_tz::America::Chicago, ten);
    let mut other = Bench::new(chrono_tz::America::Chicago, ten);
    other.open("pay", ten + mins(2));
    one.open("pay", ten + mins(1));
    let (first, second) = (one.file(None, ten + mins(3)), other.file(None, ten + mins(3)));
    other.desk.merge(&first, ten + mins(3)).unwrap();
    one.desk.merge(&second, ten + mins(3)).unwrap();
    for bench in [&mut one, &mut other] {
        let mut references = bench.references();
        references.sort();
        assert_eq!(references, ["MI-0001", "MI-0001-2"]);
        let title = |name: &str| bench.desk.world().find(name).unwrap().incident.opening.recorded_at;
        assert_eq!(title("pay"), ten + mins(1), "the first that was opened");
        assert_eq!(title("mi-0001-2"), ten + mins(2));
        bench.open("mail", ten + mins(4));
        assert!(bench.references().contains(&"MI-0002".to_owned()));
    }
    // In memory, entry by entry, it comes out the same.
    let mut world = World::new(chrono_tz::America::Chicago, support::built_in());
    for event in one.log() {
        world.evolve(event);
    }
    for (id, live) in &one.desk.world().live {
        assert_eq!(world.live[id].incident.reference, live.incident.reference);
    }
    // The one that keeps the name is found by it also when it was closed long ago.
    one.ask("pay", Wish::Cancel { why: "a test".to_owned() }, ten + mins(5));
    let later = ten + mins(60 * 72);
    one.ask("MI-0001-2", Wish::Note { text: "still on".to_owned(), significant: false }, later);
    assert_eq!(one.references().len(), 2, "the closed one is not at hand any more");
    let said = one.ask("pay", Wish::Note { text: "about the first".to_owned(), significant: false }, later);
    let opening =
        |event: &Event| matches!(event.fact, Fact::IncidentOpened(_)) && event.subject == said[0].subject;
    assert_eq!(one.log().iter().find(|event| opening(event)).unwrap().recorded_at, ten + mins(1));
}

#[test]
fn the_desks_thread_merges_previews_and_makes_files() {
    let ten = at("2026-03-02T10:00:00-06:00");
    let mut one = Bench::new(chrono_tz::America::Chicago, ten);
    one.open("pay", ten);
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(ten));
    let thread = DeskThread::start(clock, |_| options(folder.path(), chrono_tz::America::Chicago).0).unwrap();
    let handle = thread.handle();
    let outcome = |ticket| {
        for _ in 0..500 {
            if let Some(one) = handle.take_outcomes().into_iter().find(|one| one.ticket == ticket) {
                return one;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("no outcome");
    };
    let file = one.file(None, ten);
    let seen = outcome(handle.preview(file.clone()));
    let Some(HandoffDone::Previewed(expected)) = seen.handoff else { panic!("{seen:?}") };
    assert_eq!(handle.snapshot().world.live.len(), 0);
    let merged = outcome(handle.merge(file));
    assert_eq!(merged.handoff, Some(HandoffDone::Merged(expected)));
    assert_eq!(handle.snapshot().world.live.len(), 1);
    let made = outcome(handle.export(None));
    let Some(HandoffDone::Exported(made)) = made.handoff else { panic!("{made:?}") };
    assert_eq!(
        one.desk
            .preview(&bridgewatch::store::handoff::read(made.bytes.as_slice(), None).unwrap(), ten)
            .unwrap()
            .total(),
        1
    );
    let refused = outcome(handle.export(Some("Nobody".to_owned())));
    assert!(refused.result.unwrap_err().contains("“Nobody”"));
}

#[test]
fn what_is_no_file_says_so() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(open_file(folder.path(), None), Err(HandoffError::Foreign { .. })));
    assert!(matches!(open_file(&folder.path().join("none"), None), Err(HandoffError::File { .. })));
    let store = Store::open(folder.path(), at("2026-03-02T10:00:00-06:00")).unwrap();
    let made = export(&store, None, at("2026-03-02T10:00:00-06:00")).unwrap();
    assert_eq!((made.manifest.events, made.manifest.desk.as_str()), (0, "Bridgewatch"));
    let path = folder.path().join("sealed.bridgewatch");
    save_file(&path, &made, Some("Sample words")).unwrap();
    assert_eq!(open_file(&path, None), Err(HandoffError::Sealed));
    assert!(open_file(&path, Some("Sample words")).unwrap().is_sealed());
}

// The real program.

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bridgewatch"));
    command.env("TZ", "America/Chicago").arg("--data").arg(folder);
    command.args(arguments).output().unwrap()
}

fn apply(folder: &Path, lines: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bridgewatch"));
    command.env("TZ", "America/Chicago").arg("--data").arg(folder).args(["apply", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), lines.join("\n").as_bytes()).unwrap();
    good(child.wait_with_output().unwrap());
}

const OPEN: &str = r#"{"do":"open_incident","key":"pay","at":"2026-03-02T10:00:00-06:00","as":"Sample One","title":"Payments API down","priority":"critical","kind":"major","ticket":"INC1"}"#;
const OTHER: &str = r#"{"do":"open_incident","key":"pay","at":"2026-03-02T10:01:00-06:00","as":"Sample Two","title":"Mail delayed","priority":"high"}"#;
const NOTE: &str =
    r#"{"do":"note","key":"pay","at":"2026-03-02T10:05:00-06:00","as":"Sample One","text":"A word"}"#;

/// Two data folders with something logged in each, and a place for files.
struct Pair {
    place: TempDir,
}

impl Pair {
    fn new() -> Self {
        let pair = Self { place: tempfile::tempdir().unwrap() };
        apply(&pair.folder("a"), &[OPEN, NOTE]);
        apply(&pair.folder("b"), &[OTHER, NOTE]);
        pair
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn give(&self, from: &str, to: &str) -> String {
        let file = self.folder(&format!("{from}-{to}.bridgewatch"));
        let file = file.to_str().unwrap();
        good(run(&self.folder(from), &["handoff", "export", file]));
        good(run(&self.folder(to), &["handoff", "merge", file]))
    }

    fn shown(&self, name: &str) -> [String; 3] {
        let at = ["incidents", "--json", "--at", "2026-03-02T11:00:00-06:00"];
        [&at[..], &["log", "--json"], &["log"]].map(|arguments| good(run(&self.folder(name), arguments)))
    }
}

#[test]
fn two_folders_that_exchanged_files_in_any_order_show_the_same() {
    for order in [[("a", "b"), ("b", "a")], [("b", "a"), ("a", "b")]] {
        let pair = Pair::new();
        for (from, to) in order {
            pair.give(from, to);
        }
        let shown = pair.shown("a");
        assert_eq!(shown, pair.shown("b"));
        for (from, to) in order {
            assert!(pair.give(from, to).starts_with("Merged 0 new entries"), "the second time");
        }
        assert_eq!((pair.shown("a"), pair.shown("b")), (shown.clone(), shown.clone()));
        let incidents: Vec<Value> = serde_json::from_str(&shown[0]).unwrap();
        let names: Vec<_> = incidents.iter().map(|one| (&one["reference"], &one["title"])).collect();
        assert_eq!(names.len(), 2);
        assert_eq!((names[0].0.as_str(), names[0].1.as_str()), (Some("MI-0001"), Some("Payments API down")));
        assert_eq!((names[1].0.as_str(), names[1].1.as_str()), (Some("MI-0001-2"), Some("Mail delayed")));
        for folder in ["a", "b"] {
            assert!(good(run(&pair.folder(folder), &["verify"])).starts_with("Sound"));
            let log = good(run(&pair.folder(folder), &["log", "--json", "--incident", "mi-0001-2"]));
            let log: Vec<Value> = serde_json::from_str(&log).unwrap();
            assert!(log.iter().all(|entry| entry["incident"] == "MI-0001-2") && log.len() == 2, "{log:?}");
        }
    }
}

#[test]
fn a_file_is_looked_into_without_being_merged() {
    let pair = Pair::new();
    let file = pair.folder("whole.bridgewatch");
    let file = file.to_str().unwrap();
    let made: Value =
        serde_json::from_str(&good(run(&pair.folder("a"), &["handoff", "export", file, "--json"]))).unwrap();
    assert_eq!((made["sealed"].as_bool(), made["manifest"]["events"].as_u64()), (Some(false), Some(4)));
    let none = pair.folder("none");
    let shown: Value = serde_json::from_str(&good(run(&none, &["handoff", "show", file, "--json"]))).unwrap();
    assert_eq!(shown["incidents"][0]["reference"], "MI-0001");
    assert_eq!(shown["would_bring"]["incidents"][0]["new"], true);
    assert_eq!(shown["refused"], Value::Null);
    assert!(!none.exists(), "looking makes nothing");
    let words = good(run(&pair.folder("b"), &["handoff", "show", file]));
    assert!(words.contains("It would bring 4 new entries; 0 are here already"), "{words}");
    let before = pair.shown("b");
    let dry: Value = serde_json::from_str(&good(run(
        &pair.folder("b"),
        &["handoff", "merge", file, "--dry-run", "--json"],
    )))
    .unwrap();
    assert_eq!(pair.shown("b"), before);
    let done: Value =
        serde_json::from_str(&good(run(&pair.folder("b"), &["handoff", "merge", file, "--json"]))).unwrap();
    assert_eq!(done, dry);
    assert_eq!(done["new_entries"], 4);
}

#[test]
fn only_what_is_lacking_goes_to_a_known_desk_and_lacking_the_start_is_told() {
    let pair = Pair::new();
    pair.give("a", "b");
    let file = pair.folder("part.bridgewatch");
    let file = file.to_str().unwrap();
    let manifest = |arguments: &[&str]| -> Value {
        serde_json::from_str(&good(run(&pair.folder("b"), arguments))).unwrap()
    };
    let made = manifest(&["handoff", "export", file, "--for", "bridgewatch", "--json"]);
    assert_eq!(made["manifest"]["desks"].as_array().unwrap().len(), 1, "not what came from there");
    good(run(&pair.folder("a"), &["handoff", "merge", file]));
    pair.give("b", "a");
    apply(&pair.folder("a"), &[NOTE]);
    let note = pair.folder("note.bridgewatch");
    let note = note.to_str().unwrap();
    good(run(&pair.folder("a"), &["handoff", "export", note, "--for", "Bridgewatch"]));
    let stranger = pair.folder("c");
    let words = complaint(run(&stranger, &["handoff", "merge", note]));
    assert!(words.contains("nothing was merged") && words.contains("ask for a whole file"), "{words}");
    assert!(!stranger.exists(), "a file that is refused makes no desk");
    let shown = good(run(&stranger, &["handoff", "show", note]));
    assert!(shown.contains("It would be refused here: the file begins at entry 5"), "{shown}");
    let words = complaint(run(&pair.folder("a"), &["handoff", "export", note, "--for", "Nobody"]));
    assert!(words.contains("no desk “Nobody” is known here"), "{words}");
}

#[test]
fn a_sealed_file_asks_for_its_passphrase_and_a_bad_file_leaves_the_folder_alone() {
    let pair = Pair::new();
    let file = pair.folder("sealed.bridgewatch");
    let (right, wrong, empty) = (pair.folder("right"), pair.folder("wrong"), pair.folder("empty"));
    std::fs::write(&right, "Sample words\r\nand more\n").unwrap();
    std::fs::write(&wrong, "Other words\n").unwrap();
    std::fs::write(&empty, "\n").unwrap();
    let [file, right, wrong, empty] = [&file, &right, &wrong, &empty].map(|path| path.to_str().unwrap());
    good(run(&pair.folder("a"), &["handoff", "export", file, "--passphrase-file", right]));
    let none = pair.folder("none");
    for (arguments, expected) in [
        (vec!["handoff", "show", file], "give the passphrase"),
        (vec!["handoff", "merge", file], "give the passphrase"),
        (vec!["handoff", "merge", file, "--passphrase-file", wrong], "does not open this file"),
        (vec!["handoff", "merge", file, "--passphrase-file", empty], "first line is empty"),
        (vec!["handoff", "merge", right], "this is no handoff file"),
        (vec!["handoff", "merge", "nowhere.bridgewatch"], "nowhere.bridgewatch"),
        (vec!["handoff", "export", file], "there is no log"),
    ] {
        let words = complaint(run(&none, &arguments));
        assert!(words.contains(expected), "{arguments:?}: {words}");
        assert!(!none.exists());
    }
    good(run(&none, &["handoff", "merge", file, "--passphrase-file", right]));
    let mut bytes = std::fs::read(file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(file, bytes).unwrap();
    let words = complaint(run(&none, &["handoff", "show", file, "--passphrase-file", right]));
    assert!(words.contains("the file is damaged"), "{words}");
}
