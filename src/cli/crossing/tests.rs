use std::io::{BufReader, Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;

use super::protocol::{Answer, LONGEST_ANSWER, line};
use super::{Serving, bring_forward, carry_out, serve};
use crate::cli::{Arguments, error_words};
use crate::desk::{DeskHandle, DeskOptions, DeskThread, ToShow};
use crate::domain::time::Instant;
use crate::platform::{Connection, FolderLock, ManualClock, RecordingNotifier, monotonic_now, reach};

const OPEN: &str = r#"{"do":"open_incident","key":"pay","title":"Sample outage","priority":"critical"}"#;

fn now() -> Instant {
    "2026-03-02T16:00:00Z".parse().unwrap()
}

/// A desk that runs and takes commands.
struct Running {
    serving: Option<Serving>,
    desk: DeskThread,
    lock: FolderLock,
    folder: TempDir,
}

impl Running {
    fn start(has_window: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::new(now()));
        let lock = FolderLock::take(folder.path(), "window", now()).unwrap();
        let desk = DeskThread::start(Arc::<ManualClock>::clone(&clock), |_| DeskOptions {
            folder: folder.path().to_path_buf(),
            zone: chrono_tz::America::Chicago,
            notifier: Box::new(RecordingNotifier::new().0),
        })
        .unwrap();
        let serving = Some(serve(folder.path(), desk.handle(), clock, has_window).unwrap());
        Self { serving, desk, lock, folder }
    }

    fn handle(&self) -> DeskHandle {
        self.desk.handle()
    }

    fn reach(&self) -> Box<dyn Connection> {
        reach(self.folder.path()).unwrap()
    }

    /// Says something, and gives what is answered.
    fn say(&self, words: &[u8]) -> Option<Answer> {
        let mut connection = self.reach();
        // Whoever is refused at once may be gone before all is said.
        connection.write_all(words).ok();
        heard(connection)
    }
}

fn heard(mut connection: Box<dyn Connection>) -> Option<Answer> {
    connection.set_patience(Some(Duration::from_secs(20))).unwrap();
    let said = line(&mut BufReader::new(connection), LONGEST_ANSWER).unwrap_or_default()?;
    Some(serde_json::from_slice(&said).unwrap())
}

/// Carries out a command as the program does: what it prints, or why not.
fn command(folder: &Path, words: &[&str]) -> Result<String, String> {
    use clap::Parser as _;
    let arguments = Arguments::parse_from(std::iter::once("bridgewatch").chain(words.iter().copied()));
    let given: Vec<_> = words.iter().map(Into::into).collect();
    let mut out = Vec::new();
    let data = folder.to_path_buf();
    carry_out(&arguments.command.unwrap(), Some(&data), &given, now(), &mut out)
        .map_err(|err| error_words(&err))?;
    Ok(String::from_utf8(out).unwrap())
}

#[test]
fn what_is_applied_beside_a_running_desk_is_the_running_desks() {
    let running = Running::start(true);
    let file = running.folder.path().join("outage.jsonl");
    std::fs::write(&file, OPEN).unwrap();
    let file = file.to_str().unwrap();
    let said = command(running.folder.path(), &["apply", file]).unwrap();
    assert_eq!(said, "1 command applied, 2 entries\n");
    let snapshot = running.handle().snapshot();
    assert_eq!(snapshot.world.live.len(), 1, "the desk that runs has it at hand");
    let refused = command(running.folder.path(), &["apply", file]).unwrap_err();
    assert!(refused.starts_with("nothing of the file was applied: line 1: the key `pay`"), "{refused}");
    let refused = command(running.folder.path(), &["demo"]).unwrap_err();
    assert!(refused.contains("has incidents already"), "{refused}");
}

#[test]
fn standard_input_and_relative_files_come_over_whole() {
    let running = Running::start(true);
    let note = format!(r#"{{"do":"note","key":"pay","text":"{}"}}"#, "ä".repeat(60_000));
    let input = format!("{OPEN}\n{note}\n");
    let head = format!(
        r#"{{"bridgewatch":1,"do":"run","arguments":["apply","-"],"from":"/","input":{}}}"#,
        input.len()
    );
    let answer = running.say(format!("{head}\n{input}").as_bytes()).unwrap();
    assert_eq!(answer.out, "2 commands applied, 3 entries\n", "{answer:?}");

    std::fs::write(running.folder.path().join("more.jsonl"), r#"{"do":"note","key":"pay","text":"a"}"#)
        .unwrap();
    let from = running.folder.path().display();
    let head = format!(
        r#"{{"bridgewatch":1,"do":"run","arguments":["apply","more.jsonl"],"from":"{from}","input":0}}"#
    );
    let answer = running.say(format!("{head}\n").as_bytes()).unwrap();
    assert_eq!((answer.out.as_str(), answer.error), ("1 command applied, 1 entry\n", None));
}

#[test]
fn what_breaks_off_does_nothing() {
    let running = Running::start(true);
    let mut connection = running.reach();
    let head = r#"{"bridgewatch":1,"do":"run","arguments":["apply","-"],"from":"/","input":5000}"#;
    connection.write_all(format!("{head}\n{OPEN}\n").as_bytes()).unwrap();
    drop(connection);
    assert!(running.say(b"{}\n").is_some(), "and the next one is heard");
    assert!(running.handle().snapshot().world.live.is_empty());
}

#[test]
fn nonsense_is_refused_in_words_and_harms_nothing() {
    let running = Running::start(true);
    let nested = format!("{}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    for nonsense in [
        "\n",
        "GET / HTTP/1.1\n",
        "{\"bridgewatch\":1,\"do\":\"burn\"}\n",
        "{\"bridgewatch\":1,\"do\":\"run\",\"arguments\":[\"no-such\"],\"from\":\"/\",\"input\":0}\n",
        "{\"bridgewatch\":1,\"do\":\"run\",\"arguments\":[\"recover\"],\"from\":\"/\",\"input\":0}\n",
        "{\"bridgewatch\":1,\"do\":\"run\",\"arguments\":[\"watch\"],\"from\":\"/\",\"input\":0}\n",
        "{\"bridgewatch\":1,\"do\":\"run\",\"arguments\":[],\"from\":\"/\",\"input\":0}\n",
        "{\"bridgewatch\":1,\"do\":\"run\",\"arguments\":[\"demo\"],\"from\":\"/\",\"input\":99999999999}\n",
        "{\"bridgewatch\":2,\"do\":\"show\"}\n",
        nested.as_str(),
    ] {
        let answer = running.say(nonsense.as_bytes()).unwrap_or_else(|| panic!("no answer to {nonsense}"));
        assert!(answer.error.is_some(), "{nonsense}");
    }
    // Not a line at all: too long, or no text. The other one may be gone before it has said it all.
    for endless in [vec![b'x'; 3 * 1024 * 1024], vec![0xff; 10]] {
        let mut connection = running.reach();
        connection.write_all(&endless).ok();
        drop(connection);
    }
    assert!(running.handle().snapshot().world.live.is_empty());
    assert!(running.say(b"{}\n").is_some(), "it is still there");
}

#[test]
fn those_who_say_nothing_hold_up_nobody_for_long() {
    let running = Running::start(true);
    let begun = monotonic_now();
    let silent: Vec<_> = (0..12).map(|_| running.reach()).collect();
    // Full: whoever comes now is told so, and heard once the silent ones were given up.
    loop {
        let answer = running.say(b"{}\n").unwrap_or_default();
        if answer.error.is_some_and(|why| why.contains("understand")) {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "never heard again");
        std::thread::sleep(Duration::from_millis(50));
    }
    for mut connection in silent {
        let mut rest = Vec::new();
        connection.set_patience(Some(Duration::from_secs(20))).unwrap();
        connection.read_to_end(&mut rest).ok();
        let answer = String::from_utf8(rest).unwrap();
        assert!(answer.is_empty() || answer.contains("too many"), "{answer}");
    }
}

#[test]
fn a_second_start_brings_a_window_forward_and_nothing_else() {
    let running = Running::start(true);
    let handle = running.handle();
    let window = std::thread::Builder::new()
        .spawn(move || {
            for _ in 0..1_000 {
                if let Some(what) = handle.take_open_request() {
                    return Some(what);
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            None
        })
        .unwrap();
    assert!(bring_forward(running.folder.path()));
    assert_eq!(window.join().unwrap(), Some(ToShow::Window));
    // Nobody takes it any more: the window hangs.
    let begun = monotonic_now();
    assert!(!bring_forward(running.folder.path()));
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert!(!bring_forward(Running::start(false).folder.path()), "a watch has no window");
    assert!(!bring_forward(tempfile::tempdir().unwrap().path()), "nobody runs there");
}

#[test]
fn a_desk_that_has_ended_takes_nothing_and_the_folder_is_free_again() {
    let mut running = Running::start(true);
    running.serving = None;
    assert!(reach(running.folder.path()).is_none());
    let file = running.folder.path().join("outage.jsonl");
    std::fs::write(&file, OPEN).unwrap();
    let held = command(running.folder.path(), &["apply", file.to_str().unwrap()]).unwrap_err();
    assert!(held.contains("is in use by a Bridgewatch window"), "{held}");
    let Running { desk, lock, folder, .. } = running;
    drop((desk, lock));
    assert!(command(folder.path(), &["apply", file.to_str().unwrap()]).unwrap().starts_with("1 command "));
}
