//! A desk that is killed, what it was asked for, and what has to be true of its log afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bridgewatch::domain::event::{AlarmStage, Event, Fact, IncidentId, Subject};
use bridgewatch::domain::time::Instant;
use bridgewatch::platform::{Clock as _, SystemClock};
use bridgewatch::store::{FILE_NAME, Store, recovery};
use chrono::TimeDelta;
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use super::program::{Watch, program};

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It had done its work, and said so.
    ByItself,
    /// It was killed, or lost whom it had asked: what it was asked for is done whole, or not at all.
    Killed,
}

/// Commands of one file: all of them or none.
pub struct Batch {
    pub file: PathBuf,
    pub name: String,
    pub notes: usize,
}

/// A data folder, and all that was ever asked of it.
pub struct CrashDesk {
    folder: TempDir,
    /// Files of this trial, beside the data folder.
    files: TempDir,
    other: TempDir,
    /// What was accepted: the name of each file, and how many notes it brought.
    accepted: BTreeMap<String, usize>,
    /// What was neither accepted nor refused, because somebody was killed.
    open: BTreeMap<String, usize>,
    /// Titles of incidents that were opened by keyboard: whoever types does not learn what was accepted.
    typed: BTreeSet<String>,
    /// Those that were in the log.
    seen: BTreeSet<String>,
    count: usize,
}

/// The header of a ticket system's file, as far as this needs it.
const HEADER: &str = "number,incident_state,sys_mod_count,opened_at,sys_updated_by,sys_updated_at,priority,\
                      assignment_group,resolved_at,closed_at\n";

impl Drop for CrashDesk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.folder.disable_cleanup(true);
            println!("the desk is kept in {}", self.folder.path().display());
        }
    }
}

impl CrashDesk {
    pub fn new() -> Self {
        let fresh = || tempfile::tempdir().unwrap();
        let desk = Self {
            folder: fresh(),
            files: fresh(),
            other: fresh(),
            accepted: BTreeMap::new(),
            open: BTreeMap::new(),
            typed: BTreeSet::new(),
            seen: BTreeSet::new(),
            count: 0,
        };
        let set_up = desk.fresh_path("set-up.jsonl");
        std::fs::write(&set_up, r#"{"do":"configure_desk","manager":"Sample Manager"}"#).unwrap();
        assert!(child(desk.program().arg("apply").arg(&set_up)).wait().unwrap().success());
        desk
    }

    /// The program over this desk's folder; without a bus, so that it notifies nobody.
    pub fn program(&self) -> Command {
        program(self.folder.path())
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What was asked of it so far, in words.
    pub fn figures(&self) -> String {
        let notes: usize = self.accepted.values().sum();
        format!(
            "{} files with {notes} notes accepted, {} of {} incidents typed are there",
            self.accepted.len(),
            self.seen.len(),
            self.typed.len()
        )
    }

    /// The title of an incident that is opened by keyboard.
    pub fn title_to_type(&mut self) -> String {
        self.count += 1;
        let title = format!("Sample typed {}", self.count);
        self.typed.insert(title.clone());
        title
    }

    /// What was typed and is in the log now was accepted, and stays.
    pub fn look_for_typed(&mut self) {
        let store = Store::open_read_only(self.folder.path()).unwrap();
        for event in store.all_events().unwrap() {
            if let Fact::IncidentOpened(fact) = event.fact
                && self.typed.contains(&fact.title)
            {
                self.seen.insert(fact.title);
            }
        }
    }

    pub fn fresh_path(&self, name: &str) -> PathBuf {
        self.files.path().join(format!("{}-{name}", SystemClock.now().timestamp_micros()))
    }

    /// A file that opens an incident whose first deadlines are due within moments, and logs notes on it.
    pub fn batch(&mut self, commands: usize) -> Batch {
        self.count += 1;
        let name = format!("batch-{}", self.count);
        let opened = SystemClock.now() - TimeDelta::minutes(15) + TimeDelta::milliseconds(400);
        let mut lines = format!(
            r#"{{"do":"open_incident","key":"{name}","at":"{}","title":"Sample {name}","priority":"critical"}}"#,
            opened.to_rfc3339()
        );
        let notes = commands - 1;
        for note in 0..notes {
            lines.push_str(&format!(
                "\n{{\"do\":\"note\",\"key\":\"{name}\",\"text\":\"{name} note {note}\"}}"
            ));
        }
        let file = self.files.path().join(format!("{name}.jsonl"));
        std::fs::write(&file, lines).unwrap();
        Batch { file, name, notes }
    }

    /// What came of a file of commands.
    pub fn answered(&mut self, batch: Batch, ended: Ended) {
        let place = if ended == Ended::ByItself { &mut self.accepted } else { &mut self.open };
        place.insert(batch.name, batch.notes);
    }

    /// A desk that runs until it is killed, and takes commands.
    pub fn watch(&self) -> Watch {
        Watch::on(self.folder.path())
    }

    /// All that must be true of the log, at any time.
    pub fn check(&mut self, after: &str) {
        let store = Store::open_read_only(self.folder.path()).unwrap();
        assert_eq!(store.verify().unwrap().findings, [], "{after}");
        let events = store.all_events().unwrap();
        let (mut opened, mut notes) = (BTreeMap::<&str, usize>::new(), BTreeMap::<&str, usize>::new());
        let mut titles = BTreeMap::<&str, usize>::new();
        for event in &events {
            match &event.fact {
                Fact::IncidentOpened(fact) => {
                    *opened.entry(&fact.key).or_default() += 1;
                    *titles.entry(&fact.title).or_default() += 1;
                }
                Fact::NoteLogged { text, .. } => *notes.entry(text).or_default() += 1,
                _ => {}
            }
        }
        let times = |name: &str, count: usize| {
            let of_note = |note| notes.get(format!("{name} note {note}").as_str()).copied().unwrap_or(0);
            let mut times: BTreeSet<usize> = (0..count).map(of_note).collect();
            times.insert(opened.get(name).copied().unwrap_or(0));
            times
        };
        let once = BTreeSet::from([1]);
        for (name, count) in &self.accepted {
            assert_eq!(times(name, *count), once, "{after}: {name} was accepted");
        }
        let open = std::mem::take(&mut self.open);
        for (name, count) in open {
            let times = times(&name, count);
            assert!(
                times.len() == 1 && (times == once || times == BTreeSet::from([0])),
                "{after}: {name} is there by half: {times:?}"
            );
            if times == once {
                self.accepted.insert(name, count);
            }
        }
        for title in &self.typed {
            let times = titles.get(title.as_str()).copied().unwrap_or(0);
            assert!(times <= 1, "{after}: “{title}” was typed once and is there {times} times");
            assert!(times == 1 || !self.seen.contains(title), "{after}: “{title}” was there and is not");
            if times == 1 {
                self.seen.insert(title.clone());
            }
        }
        told_once(&events, after);
    }

    /// At the end: a desk that runs in peace tells all that is due, and what it tells was not told before.
    pub fn settle(&mut self) {
        let mut watch = self.watch();
        let until = SystemClock.now() + TimeDelta::seconds(30);
        let missing = loop {
            let missing = self.untold();
            if missing.is_empty() || SystemClock.now() > until {
                break missing;
            }
            std::thread::sleep(Duration::from_millis(100));
        };
        watch.kill();
        assert!(missing.is_empty(), "never told: {missing:?}");
        self.check("settled");
    }

    /// Deadlines of this trial's incidents that are overdue, and of which nobody was told.
    fn untold(&self) -> Vec<String> {
        let output = self.program().args(["deadlines", "--json", "--open"]).output().unwrap();
        let deadlines: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        let store = Store::open_read_only(self.folder.path()).unwrap();
        let events = store.all_events().unwrap();
        let mut keys = BTreeMap::new();
        for event in &events {
            if let (Subject::Incident(id), Fact::IncidentOpened(fact)) = (&event.subject, &event.fact) {
                keys.insert(*id, fact.key.clone());
            }
        }
        let told: BTreeSet<(String, String, Instant)> =
            alarms(&events).map(|(id, clock, due, _)| (keys[&id].clone(), clock, due)).collect();
        let is_told = |one: &Value| {
            let due = one["due"].as_str().unwrap().parse::<Instant>().unwrap();
            told.contains(&(
                one["key"].as_str().unwrap().to_owned(),
                one["clock"].as_str().unwrap().to_owned(),
                due,
            ))
        };
        let ours = |one: &&Value| self.accepted.contains_key(one["key"].as_str().unwrap());
        let overdue = deadlines.iter().filter(ours).filter(|one| one["state"] == "overdue");
        overdue.filter(|one| !is_told(one)).map(|one| format!("{} {}", one["key"], one["clock"])).collect()
    }

    /// A ticket system's file with so many tickets, and their numbers.
    pub fn tickets(&mut self, count: usize) -> (PathBuf, Vec<String>) {
        self.count += 1;
        let numbers: Vec<String> = (0..count).map(|one| format!("INC{:04}{one:04}", self.count)).collect();
        let mut text = HEADER.to_owned();
        for number in &numbers {
            text.push_str(&format!(
                "{number},New,0,29-02-2016 01:16,One,29-02-2016 01:23,3 - Moderate,Group 1,,\n"
            ));
            text.push_str(&format!(
                "{number},Active,1,29-02-2016 01:16,One,29-02-2016 02:23,3 - Moderate,Group 2,,\n"
            ));
        }
        let file = self.fresh_path("tickets.csv");
        std::fs::write(&file, text).unwrap();
        (file, numbers)
    }

    fn counts(&self, numbers: &[String]) -> BTreeSet<usize> {
        let store = Store::open_read_only(self.folder.path()).unwrap();
        let mut counts: BTreeMap<&str, usize> = numbers.iter().map(|one| (one.as_str(), 0)).collect();
        for event in store.all_events().unwrap() {
            if let Fact::IncidentOpened(fact) = event.fact
                && let Some(count) = counts.get_mut(fact.key.as_str())
            {
                *count += 1;
            }
        }
        counts.into_values().collect()
    }

    pub fn has_all_or_none(&self, numbers: &[String]) {
        let counts = self.counts(numbers);
        assert!(
            counts == BTreeSet::from([0]) || counts == BTreeSet::from([1]),
            "imported by half: {counts:?}"
        );
    }

    pub fn has_all(&self, numbers: &[String]) {
        assert_eq!(self.counts(numbers), BTreeSet::from([1]));
    }

    /// What another desk has logged meanwhile, as the file that it hands over.
    pub fn file_of_another_desk(&mut self) -> PathBuf {
        self.count += 1;
        let lines = format!(
            "{{\"do\":\"open_incident\",\"key\":\"other-{0}\",\"title\":\"Sample other {0}\"}}\n\
             {{\"do\":\"note\",\"key\":\"other-{0}\",\"text\":\"Seen from the other desk\"}}",
            self.count
        );
        let commands = self.fresh_path("other.jsonl");
        std::fs::write(&commands, lines).unwrap();
        let other = |command: &mut Command| assert!(child(command).wait().unwrap().success());
        other(program(self.other.path()).arg("apply").arg(&commands));
        let file = self.fresh_path("other.bridgewatch");
        other(program(self.other.path()).args(["handoff", "export"]).arg(&file));
        file
    }

    pub fn has_what_the_other_has(&self) {
        let of = |folder: &Path| Store::open_read_only(folder).unwrap();
        let other = of(self.other.path());
        let theirs: Vec<Event> = other.all_events().unwrap();
        let ours = of(self.folder.path()).all_events().unwrap();
        let device = theirs[0].device;
        let merged: Vec<&Event> = ours.iter().filter(|event| event.device == device).collect();
        assert_eq!(merged, theirs.iter().filter(|event| event.device == device).collect::<Vec<_>>());
    }

    /// A copy that was made while somebody killed whoever made it.
    pub fn copy_is_whole_or_not_there(&self, file: &Path, ended: Ended) {
        if ended == Ended::Killed && !file.exists() {
            return;
        }
        let copy = recovery::inspect(file.to_owned(), SystemClock.now()).unwrap();
        let store = Store::open_read_only(self.folder.path()).unwrap();
        assert_eq!(copy.events, store.event_count().unwrap());
    }

    /// Somebody who is named in the log and in a backup of it.
    pub fn somebody(&mut self) -> String {
        self.count += 1;
        let name = format!("Sample Nobody{}", self.count);
        let key = format!("erase-{}", self.count);
        let lines = format!(
            r#"{{"do":"open_incident","key":"{key}","title":"{name} says so","priority":"low"}}
{{"do":"note","key":"{key}","as":"{name}","text":"By {name}"}}
{{"do":"close","key":"{key}","why":"a sample"}}"#
        );
        let file = self.fresh_path("somebody.jsonl");
        std::fs::write(&file, lines).unwrap();
        assert!(child(self.program().arg("apply").arg(&file)).wait().unwrap().success());
        let backups = self.folder.path().join("backups");
        std::fs::create_dir_all(&backups).unwrap();
        let backup = backups.join(format!("bridgewatch-20200101T0000{:02}Z.db", self.count % 60));
        std::fs::remove_file(&backup).ok();
        assert!(child(self.program().arg("backup").arg(&backup)).wait().unwrap().success());
        name
    }

    /// Whether any entry names somebody.
    pub fn names(&self, name: &str) -> bool {
        let store = Store::open_read_only(self.folder.path()).unwrap();
        let has = |event: &Event| event.actor == name || format!("{:?}", event.fact).contains(name);
        store.all_events().unwrap().iter().any(has)
    }

    /// Nothing of somebody is in any file of the folder.
    pub fn has_forgotten(&self, name: &str) {
        let mut folders = vec![self.folder.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                if !path.is_file() {
                    // The socket of a desk that was killed.
                    continue;
                }
                let bytes = std::fs::read(&path).unwrap().to_ascii_lowercase();
                let word = name.to_ascii_lowercase();
                let is_there = bytes.windows(word.len()).any(|part| part == word.as_bytes());
                assert!(!is_there, "{name} is in {}", path.display());
            }
        }
    }

    /// Makes the file one of form 3, from before there was a search.
    pub fn make_older(&self) {
        let file = Connection::open(self.folder.path().join(FILE_NAME)).unwrap();
        let older = "DROP TABLE found; DROP TABLE found_words; DROP TABLE found_service; DROP TABLE erased;
            DROP TRIGGER event_no_update;
            CREATE TRIGGER event_no_update BEFORE UPDATE ON event
            BEGIN SELECT RAISE(ABORT, 'the log only grows: no entry is changed'); END;
            PRAGMA user_version = 3";
        file.execute_batch(older).unwrap();
    }
}

/// Starts a program that says nothing here.
pub fn child(command: &mut Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Kills a program after some time, unless it has done its work before.
pub fn kill_within(child: &mut Child, time: Duration) -> Ended {
    std::thread::sleep(time);
    let by_itself = child.try_wait().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let Some(status) = by_itself else { return Ended::Killed };
    let mut why = String::new();
    std::io::Read::read_to_string(child.stderr.as_mut().unwrap(), &mut why).unwrap();
    assert!(status.success(), "{why}");
    Ended::ByItself
}

/// The alarms of incidents: of what, for when, and at which stage.
fn alarms(events: &[Event]) -> impl Iterator<Item = (IncidentId, String, Instant, AlarmStage)> {
    events.iter().filter_map(|event| match (&event.subject, &event.fact) {
        (Subject::Incident(id), Fact::AlarmRaised { clock, due, stage, .. }) => {
            Some((*id, clock.clone(), *due, *stage))
        }
        _ => None,
    })
}

/// No warning and no deadline is told twice. (A reminder is told again, five minutes later.)
fn told_once(events: &[Event], after: &str) {
    let mut seen = BTreeSet::new();
    for (id, clock, due, stage) in alarms(events) {
        if !matches!(stage, AlarmStage::Reminder) {
            assert!(
                seen.insert((id, clock.clone(), due, format!("{stage:?}"))),
                "{after}: {clock} was told twice"
            );
        }
    }
}
