//! The desk goes back to a copy of its log in place: what it shows, what it tells, what waits meanwhile, and
//! what becomes of the entries that were lost.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bridgewatch::desk::handoff::{open_file, save_file};
use bridgewatch::desk::upkeep::{CopyKind, Prepared, compare, look_at_data, prepare};
use bridgewatch::desk::{Desk, DeskHandle, DeskOptions, DeskThread, Name, OutcomeOf, Request, Ticket};
use bridgewatch::domain::command::Wish;
use bridgewatch::domain::event::Event;
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{Environment, Kind, Priority};
use bridgewatch::platform::{ManualClock, NotifierRecord, RecordingNotifier};
use bridgewatch::store::Store;
use support::{at, mins, secs};
use tempfile::TempDir;

fn ten() -> Instant {
    at("2026-03-02T10:00:00-06:00")
}

fn options(folder: &Path) -> (DeskOptions, NotifierRecord) {
    let (notifier, record) = RecordingNotifier::new();
    let zone = chrono_tz::America::Chicago;
    (DeskOptions { folder: folder.to_path_buf(), zone, notifier: Box::new(notifier) }, record)
}

fn opening(title: &str) -> Wish {
    Wish::OpenIncident {
        title: title.to_owned(),
        priority: Some(Priority::Critical),
        kind: Some(Kind::Major),
        environment: Some(Environment::Production),
        ticket: None,
        policy: None,
    }
}

fn about(key: &str, wish: Wish) -> Request {
    let name = Some(Name::Called(key.to_owned()));
    Request { name, at: None, actor: Some("Sample One".to_owned()), wish }
}

fn note(text: &str) -> Wish {
    Wish::Note { text: text.to_owned(), significant: false }
}

fn configured(name: &str, manager: &str) -> Request {
    Request::of_desk(Wish::ConfigureDesk {
        name: Some(name.to_owned()),
        manager: Some(manager.to_owned()),
        time_zone: None,
        hotline: None,
        holidays: None,
        default_policy: None,
    })
}

fn events(folder: &Path) -> Vec<Event> {
    Store::open_read_only(folder).unwrap().all_events().unwrap()
}

/// A desk with an incident and a copy of that; then a note on it, and a second incident.
struct Bench {
    folder: TempDir,
    desk: Desk,
    record: NotifierRecord,
    copy: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (options, record) = options(folder.path());
        let mut desk = Desk::open(options, ten()).unwrap();
        desk.handle(configured("Day desk", "Sample One"), ten()).unwrap();
        desk.handle(about("pay", opening("Payments are down")), ten()).unwrap();
        let copy = folder.path().join("copy.db");
        desk.backup_to(&copy).unwrap();
        desk.handle(about("pay", note("after the copy")), ten() + mins(2)).unwrap();
        desk.handle(about("mail", opening("Mail is down")), ten() + mins(3)).unwrap();
        Self { folder, desk, record, copy }
    }

    fn prepared(&self, now: Instant) -> Prepared {
        prepare(self.folder.path(), &self.copy, now).unwrap()
    }

    fn titles(&self) -> Vec<String> {
        let mut titles: Vec<String> =
            self.desk.world().live.values().map(|live| live.incident.title.clone()).collect();
        titles.sort();
        titles
    }
}

#[test]
fn the_desk_shows_what_the_copy_has_and_says_where_the_other_log_lies() {
    let mut bench = Bench::new();
    let was = events(bench.folder.path());
    let revision = bench.desk.snapshot().revision;
    let told = compare(bench.folder.path(), &bench.copy).unwrap();
    let titles: Vec<_> = told.incidents.iter().map(|one| (one.title.as_str(), one.is_whole)).collect();
    assert!(titles.contains(&("Mail is down", true)) && titles.contains(&("Payments are down", false)));

    let restored = bench.desk.restore(bench.prepared(ten() + mins(4)), ten() + mins(4)).unwrap();
    assert_eq!(bench.titles(), ["Payments are down"]);
    assert!(
        !bench
            .desk
            .world()
            .find("pay")
            .unwrap()
            .incident
            .entries
            .iter()
            .any(|entry| { entry.event.fact.words() == Some("after the copy") })
    );
    let snapshot = bench.desk.snapshot();
    assert!(snapshot.revision > revision, "the window sees it");
    let name = restored.aside.file_name().unwrap().to_str().unwrap();
    let remark = snapshot.remarks.iter().find(|remark| remark.contains(name)).unwrap();
    assert!(remark.starts_with("The log was restored at 10:04 CST"), "{remark}");
    assert!(remark.contains("restore that file to come back"), "{remark}");
    let listed = look_at_data(bench.folder.path()).unwrap().copies.unwrap();
    assert_eq!((listed[0].kind, &listed[0].path), (CopyKind::SetAside, &restored.aside));

    // It goes on: what is written now, and back to what was.
    bench.desk.handle(about("pay", note("goes on")), ten() + mins(5)).unwrap();
    let back = prepare(bench.folder.path(), &restored.aside, ten() + mins(6)).unwrap();
    bench.desk.restore(back, ten() + mins(6)).unwrap();
    assert_eq!(bench.titles(), ["Mail is down", "Payments are down"]);
    let all = events(bench.folder.path());
    assert_eq!(all[..was.len()], was[..], "every entry is as it was");
    assert!(bench.desk.snapshot().trouble.is_none());
}

#[test]
fn what_fell_due_by_the_copy_is_told_once_as_one_digest() {
    let mut bench = Bench::new();
    let due = ten() + mins(30);
    bench.desk.tick(due).unwrap();
    assert!(bench.desk.snapshot().banner.is_some());
    bench.record.forget_calls();
    let later = due + mins(1);
    bench.desk.restore(bench.prepared(later), later).unwrap();
    bench.desk.tick(later).unwrap();
    let shown = bench.record.shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(!shown[0].body.contains("Mail"), "what is not in this log is not told: {shown:?}");
    bench.desk.tick(later + secs(1)).unwrap();
    assert_eq!(bench.record.shown().len(), 1, "once");
}

#[test]
fn the_desk_stays_who_it_is_though_it_writes_as_a_new_device() {
    let mut bench = Bench::new();
    let page = tempfile::tempdir().unwrap();
    let set = Wish::SetNotificationsPage {
        folder: Some(page.path().display().to_string()),
        audience: Some("customers".to_owned()),
    };
    bench.desk.handle(Request::of_desk(set), ten() + mins(3)).unwrap();
    let copy = bench.folder.path().join("second.db");
    bench.desk.backup_to(&copy).unwrap();
    // Another desk's word of the same thing comes before, by the log.
    let other = tempfile::tempdir().unwrap();
    let mut guest = Desk::open(options(other.path()).0, ten() + mins(4)).unwrap();
    guest.handle(configured("Night desk", "Sample Two"), ten() + mins(5)).unwrap();
    let device = Store::open_read_only(bench.folder.path()).unwrap().device();
    let prepared = prepare(bench.folder.path(), &copy, ten() + mins(6)).unwrap();
    bench.desk.restore(prepared, ten() + mins(6)).unwrap();
    assert_ne!(Store::open_read_only(bench.folder.path()).unwrap().device(), device);
    let path = other.path().join("night.bridgewatch");
    save_file(&path, &guest.export(None, ten() + mins(7)).unwrap(), None).unwrap();
    bench.desk.merge(&open_file(&path, None).unwrap(), ten() + mins(7)).unwrap();
    let settings = &bench.desk.world().settings;
    assert_eq!((settings.name.as_str(), settings.manager.as_str()), ("Day desk", "Sample One"));
    let place = bench.desk.snapshot().page.unwrap();
    assert_eq!((place.folder, place.audience), (page.path().display().to_string(), "customers".to_owned()));
    assert_eq!(bench.desk.export(None, ten() + mins(8)).unwrap().manifest.desk, "Day desk");
}

#[test]
fn what_is_lost_comes_back_by_a_file_of_a_desk_that_has_it_and_nothing_clashes() {
    let mut bench = Bench::new();
    let other = tempfile::tempdir().unwrap();
    let mut guest = Desk::open(options(other.path()).0, ten()).unwrap();
    let file_of = |desk: &Desk, now: Instant| {
        let path = desk.folder().join("to hand over.bridgewatch");
        save_file(&path, &desk.export(None, now).unwrap(), None).unwrap();
        open_file(&path, None).unwrap()
    };
    guest.merge(&file_of(&bench.desk, ten() + mins(4)), ten() + mins(4)).unwrap();
    let now = ten() + mins(5);
    bench.desk.restore(bench.prepared(now), now).unwrap();
    bench.desk.handle(about("net", opening("The network is down")), now + secs(1)).unwrap();
    bench.desk.handle(about("pay", note("after the restore")), now + secs(2)).unwrap();
    for step in 1..3 {
        let now = now + mins(step);
        guest.merge(&file_of(&bench.desk, now), now).unwrap();
        bench.desk.merge(&file_of(&guest, now), now).unwrap();
    }
    assert_eq!(bench.titles(), ["Mail is down", "Payments are down", "The network is down"]);
    assert_eq!(events(bench.folder.path()), events(other.path()));
    let mut references: Vec<String> =
        bench.desk.world().live.values().map(|live| live.incident.reference.clone()).collect();
    references.sort();
    assert_eq!(references, ["MI-0001", "MI-0002", "MI-0002-2"], "no two are called alike");
    for folder in [bench.folder.path(), other.path()] {
        assert_eq!(Store::open_read_only(folder).unwrap().verify().unwrap().findings, []);
    }
}

fn outcome(handle: &DeskHandle, ticket: Ticket, kept: &mut Vec<OutcomeOf>) -> OutcomeOf {
    for _ in 0..5_000 {
        kept.append(&mut handle.take_outcomes());
        if let Some(place) = kept.iter().position(|one| one.ticket == ticket) {
            return kept.remove(place);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    unreachable!("no outcome has come in 5 s");
}

#[test]
fn every_handle_keeps_working_and_what_is_asked_meanwhile_is_decided_by_the_log_as_it_is_then() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(ten()));
    let thread = DeskThread::start(Arc::<ManualClock>::clone(&clock), |_| options(folder.path()).0).unwrap();
    let (handle, another) = (thread.handle(), thread.handle());
    let mut kept = Vec::new();
    let opened = handle.submit(about("pay", opening("Payments are down")));
    outcome(&handle, opened, &mut kept).result.unwrap();
    let copy = folder.path().join("copy.db");
    let copied = handle.backup_to(copy.clone());
    outcome(&handle, copied, &mut kept).result.unwrap();
    let mail = handle.submit(about("mail", opening("Mail is down")));
    outcome(&handle, mail, &mut kept).result.unwrap();

    let prepared = prepare(folder.path(), &copy, ten()).unwrap();
    // All at once: the restore, a word about what stays, one about what goes, and another restore's look.
    let restored = handle.restore(prepared);
    let stays = another.submit(about("pay", note("meanwhile")));
    let goes = another.submit(about("mail", note("meanwhile")));
    outcome(&handle, restored, &mut kept).result.unwrap();
    outcome(&another, stays, &mut kept).result.unwrap();
    let why = outcome(&another, goes, &mut kept).result.unwrap_err();
    assert!(why.contains("no incident is called `mail`"), "{why}");
    let snapshot = another.snapshot();
    assert_eq!(snapshot.world.live.len(), 1);
    assert!(!snapshot.is_stopped);
    assert_eq!(another.with(|desk, _| desk.world().live.len()).unwrap(), 1);
    drop(thread);
    assert_eq!(Store::open(folder.path(), ten()).unwrap().verify().unwrap().findings, []);
}

#[test]
fn what_follows_from_the_log_is_written_anew_and_the_desk_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(ten()));
    let thread = DeskThread::start(Arc::<ManualClock>::clone(&clock), |_| options(folder.path()).0).unwrap();
    let handle = thread.handle();
    let mut kept = Vec::new();
    let opened = handle.submit(about("pay", opening("Payments are down")));
    outcome(&handle, opened, &mut kept).result.unwrap();
    rusqlite::Connection::open(folder.path().join(bridgewatch::store::FILE_NAME))
        .unwrap()
        .execute("UPDATE incident SET title = 'Something else'", [])
        .unwrap();
    let verified = || Store::open_read_only(folder.path()).unwrap().verify().unwrap();
    assert_eq!(verified().findings.len(), 1);
    let anew = handle.write_history_anew();
    outcome(&handle, anew, &mut kept).result.unwrap();
    assert_eq!(verified().findings, []);
    assert_eq!(handle.snapshot().world.live.len(), 1);
}
