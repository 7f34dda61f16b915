//! The data by the real program: the whole log out and in again, as JSON lines and as tables.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/program.rs"]
mod program;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use program::{Watch, complaint, good, program};
use serde_json::Value;
use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).args(arguments).output().unwrap()
}

fn apply(folder: &Path, lines: &[&str]) {
    let mut child = program(folder)
        .args(["apply", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.join("\n").as_bytes()).unwrap();
    good(child.wait_with_output().unwrap());
}

const OPEN: &str = r#"{"do":"open_incident","key":"pay","at":"2026-03-02T10:00:00-06:00","as":"Sample One","title":"=Payments API down","priority":"critical","kind":"major","environment":"production"}"#;
const NOTE: &str =
    r#"{"do":"note","key":"pay","at":"2026-03-02T10:05:00-06:00","as":"Sample One","text":"A word"}"#;

/// A place for folders and files.
struct Room(TempDir);

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }
}

#[test]
fn the_whole_log_goes_out_and_makes_the_same_log_in_an_empty_folder() {
    let room = Room::new();
    apply(&room.path("a"), &[OPEN, NOTE]);
    let file = room.text("log.jsonl");
    let said = good(run(&room.path("a"), &["export", "--jsonl", &file]));
    assert!(said.contains("4 entries, SHA-256"), "{said}");
    let bytes = std::fs::read(&file).unwrap();
    let again = complaint(run(&room.path("a"), &["export", "--jsonl", &file]));
    assert!(again.contains("there already"), "{again}");
    assert_eq!(std::fs::read(&file).unwrap(), bytes);

    let dry = good(run(&room.path("b"), &["import", "log", &file, "--dry-run"]));
    assert!(dry.contains("It would bring 4 new entries; 0 were here already"), "{dry}");
    assert!(!room.path("b").exists(), "looking makes nothing");
    let done = good(run(&room.path("b"), &["import", "log", &file]));
    assert!(done.contains("Merged 4 new entries"), "{done}");
    let second = room.text("second.jsonl");
    good(run(&room.path("b"), &["export", "--jsonl", &second]));
    assert_eq!(std::fs::read(&second).unwrap(), bytes, "the same log is the same bytes");
    assert!(good(run(&room.path("b"), &["verify"])).starts_with("Sound: 4 entries of 1 incidents"));
    let shown = |folder: &str| good(run(&room.path(folder), &["log", "--json"]));
    assert_eq!(shown("b"), shown("a"));

    // Into a log that goes on, only what is lacking comes, and once.
    apply(&room.path("a"), &[NOTE]);
    let newer = room.text("newer.jsonl");
    good(run(&room.path("a"), &["export", "--jsonl", &newer]));
    let brought: Value =
        serde_json::from_str(&good(run(&room.path("b"), &["import", "log", &newer, "--json"]))).unwrap();
    assert_eq!((brought["new_entries"].as_u64(), brought["had"].as_u64()), (Some(1), Some(4)));
    let twice = good(run(&room.path("b"), &["import", "log", &newer]));
    assert!(twice.starts_with("Merged 0 new entries; 5 were here already"), "{twice}");
    // A handoff file is told from it, and taken too.
    let shown = good(run(&room.path("b"), &["handoff", "show", &newer]));
    assert!(shown.starts_with("A log as JSON lines"), "{shown}");
}

#[test]
fn a_file_that_was_cut_or_changed_is_refused_whole() {
    let room = Room::new();
    apply(&room.path("a"), &[OPEN, NOTE]);
    let file = room.path("log.jsonl");
    good(run(&room.path("a"), &["export", "--jsonl", file.to_str().unwrap()]));
    let text = std::fs::read_to_string(&file).unwrap();
    let last = text.trim_end().rfind('\n').unwrap();
    for (bytes, expected) in [
        (text[..=last].to_owned(), "cut off (it ends within line 5)"),
        (text.replace("A word", "A lord"), "line 5: the chain of the desk"),
        (text.replace("\"format\":1", "\"format\":7"), "newer format 7"),
        ("{\"bridgewatch\":\"log\",\"format\":1}\n".to_owned(), "line 1: missing field"),
        ("hello".to_owned(), "no handoff file"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let why = complaint(run(&room.path("b"), &["import", "log", file.to_str().unwrap()]));
        assert!(why.contains(expected), "{why}");
        assert!(!room.path("b").exists());
    }
}

#[test]
fn tables_go_into_a_folder_of_their_own() {
    let room = Room::new();
    apply(&room.path("a"), &[OPEN, NOTE]);
    let to = room.text("tables");
    let said: Value =
        serde_json::from_str(&good(run(&room.path("a"), &["export", "--csv", &to, "--json"]))).unwrap();
    assert_eq!(said["csv"]["tables"].as_array().unwrap().len(), 9);
    let incidents = std::fs::read_to_string(room.path("tables/incidents.csv")).unwrap();
    assert!(
        incidents.contains("MI-0001,pay,,'=Payments API down,critical,major,production,open"),
        "{incidents}"
    );
    let entries = std::fs::read_to_string(room.path("tables/entries.csv")).unwrap();
    assert!(entries.contains("A word"), "{entries}");
    let again = complaint(run(&room.path("a"), &["export", "--csv", &to]));
    assert!(again.contains("it is there already"), "{again}");
    assert!(complaint(run(&room.path("a"), &["export"])).contains("--jsonl"));
    assert!(
        complaint(run(&room.path("none"), &["export", "--csv", &room.text("x")])).contains("there is no log")
    );
    assert!(!room.path("x").exists() && !room.path("none").exists());
}

#[test]
fn a_copy_is_looked_at_and_restored_and_the_log_that_ran_is_kept() {
    let room = Room::new();
    apply(&room.path("a"), &[OPEN]);
    let copy = room.text("copy.db");
    good(run(&room.path("a"), &["backup", &copy]));
    apply(&room.path("a"), &[NOTE]);
    let before = good(run(&room.path("a"), &["log", "--json"]));
    let dry: Value =
        serde_json::from_str(&good(run(&room.path("a"), &["restore", &copy, "--dry-run", "--json"])))
            .unwrap();
    assert_eq!((dry["lost"].as_u64(), dry["gained"].as_u64()), (Some(1), Some(0)));
    assert_eq!(
        (&dry["incidents"][0]["reference"], &dry["restored"]),
        (&Value::from("MI-0001"), &Value::from(false))
    );
    assert_eq!(good(run(&room.path("a"), &["log", "--json"])), before, "looking changes nothing");

    let said = good(run(&room.path("a"), &["restore", &copy]));
    assert!(
        said.contains("Restored. The log that ran until now is kept as") && said.contains("MI-0001"),
        "{said}"
    );
    assert!(!good(run(&room.path("a"), &["log"])).contains("A word"));
    assert!(good(run(&room.path("a"), &["verify"])).starts_with("Sound: "));
    let aside = std::fs::read_dir(room.path("a"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("set-aside-"))
        .unwrap();
    good(run(&room.path("a"), &["restore", aside.to_str().unwrap()]));
    assert!(good(run(&room.path("a"), &["log"])).contains("A word"));

    let bad = room.path("bad.db");
    std::fs::write(&bad, "gone bad").unwrap();
    let why = complaint(run(&room.path("a"), &["restore", bad.to_str().unwrap()]));
    assert!(why.contains("nothing was changed"), "{why}");
    let none = complaint(run(&room.path("none"), &["restore", &copy]));
    assert!(none.contains("there is no log"), "{none}");
    assert!(!room.path("none").exists());
}

#[test]
fn beside_a_watch_the_watch_itself_goes_back_and_goes_on() {
    let room = Room::new();
    apply(&room.path("a"), &[OPEN]);
    good(run(&room.path("a"), &["backup", &room.text("copy.db")]));
    apply(&room.path("a"), &[NOTE]);
    let mut watch = Watch::on(&room.path("a"));
    // A file is named as it is seen from where the command is called.
    let restored =
        program(&room.path("a")).args(["restore", "copy.db"]).current_dir(room.0.path()).output().unwrap();
    assert!(good(restored).contains("Restored. "));
    assert!(!good(run(&room.path("a"), &["log"])).contains("A word"));
    apply(&room.path("a"), &[NOTE]);
    assert!(good(run(&room.path("a"), &["log"])).contains("A word"), "the same watch goes on");
    assert!(watch.0.try_wait().unwrap().is_none());
    watch.kill();
    assert!(good(run(&room.path("a"), &["verify"])).starts_with("Sound: "));
}
