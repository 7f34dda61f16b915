//! The desk without a thread, on a real log: what is told, when, and what a restart makes of it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::sync::Arc;

use bridgewatch::desk::{Desk, DeskError, DeskOptions, DeskThread, Name, Request, Snapshot, ToShow};
use bridgewatch::domain::command::Wish;
use bridgewatch::domain::event::{AlarmStage, Event, Fact};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::watch::wish::{Effect, WatchWish};
use bridgewatch::domain::words::{Kind, Priority};
use bridgewatch::platform::{
    Clock, ManualClock, Notice, NoticeAction, NoticePress, Notifier, NotifierHealth, NotifierRecord,
    RecordingNotifier, Urgency,
};
use bridgewatch::store::{Store, recovery};
use chrono::TimeDelta;
use support::{at, hotline, mins, refer, secs, update};
use tempfile::TempDir;

/// A desk on a folder that outlives it, with a clock that the test turns.
struct Bench {
    folder: TempDir,
    desk: Option<Desk>,
    record: NotifierRecord,
    now: Instant,
}

impl Bench {
    fn new() -> Self {
        let mut bench = Self {
            folder: tempfile::tempdir().unwrap(),
            desk: None,
            record: RecordingNotifier::new().1,
            now: at("2026-03-02T10:00:00-06:00"),
        };
        bench.start();
        bench
    }

    /// Opens the desk on what is on the disk, as after a kill.
    fn start(&mut self) {
        self.desk = None;
        let (notifier, record) = RecordingNotifier::new();
        self.record = record;
        let options = DeskOptions {
            folder: self.folder.path().to_path_buf(),
            zone: chrono_tz::America::Chicago,
            notifier: Box::new(notifier),
        };
        self.desk = Some(Desk::open(options, self.now).unwrap());
    }

    fn desk(&mut self) -> &mut Desk {
        self.desk.as_mut().unwrap()
    }

    fn snapshot(&mut self) -> Snapshot {
        self.desk().snapshot()
    }

    fn ask(&mut self, key: &str, wish: Wish) -> Result<Vec<Event>, DeskError> {
        let now = self.now;
        let name = Some(Name::Called(key.to_owned()));
        self.desk().handle(Request { name, at: None, actor: None, wish }, now)
    }

    fn tell(&mut self, key: &str, wish: Wish) {
        self.ask(key, wish).unwrap();
    }

    fn open(&mut self, key: &str, priority: Priority, kind: Kind) {
        self.tell(key, opening(priority, kind));
    }

    /// Lets time run second by second, ticking, as the desk's thread would.
    fn run_until(&mut self, until: Instant) {
        while self.now < until {
            let wait = TimeDelta::from_std(self.desk.as_mut().unwrap().wait(self.now)).unwrap();
            self.now = (self.now + wait.max(TimeDelta::milliseconds(1))).min(until);
            let now = self.now;
            self.desk().tick(now).unwrap();
        }
    }

    /// Time goes by and nobody is there.
    fn away_until(&mut self, until: Instant) {
        self.now = until;
        let now = self.now;
        self.desk().tick(now).unwrap();
    }

    fn told(&self) -> Vec<Notice> {
        self.record.shown()
    }

    /// What the log says was told: clock, stage, lateness and whether in a digest.
    fn told_facts(&self) -> Vec<(String, AlarmStage, i64, bool)> {
        let store = Store::open_read_only(self.folder.path()).unwrap();
        let fact = |event: Event| match event.fact {
            Fact::AlarmRaised { clock, stage, late_secs, digest, .. } => {
                Some((clock, stage, late_secs, digest))
            }
            _ => None,
        };
        store.all_events().unwrap().into_iter().filter_map(fact).collect()
    }
}

fn opening(priority: Priority, kind: Kind) -> Wish {
    Wish::OpenIncident {
        title: "Payments API down".to_owned(),
        priority: Some(priority),
        kind: Some(kind),
        environment: None,
        ticket: None,
        policy: None,
    }
}

fn titles(notices: &[Notice]) -> Vec<&str> {
    notices.iter().map(|notice| notice.title.as_str()).collect()
}

const START: &str = "2026-03-02T10:00:00-06:00";

#[test]
fn a_deadline_is_told_as_a_warning_then_due_then_every_five_minutes() {
    let mut bench = Bench::new();
    bench.open("low", Priority::Low, Kind::Regular);
    bench.run_until(at(START) + mins(26));
    let stages: Vec<_> =
        bench.told_facts().into_iter().map(|(clock, stage, late, _)| (clock, stage, late)).collect();
    let referral = "referral".to_owned();
    assert_eq!(
        stages,
        [
            (referral.clone(), AlarmStage::Warning, 0),
            (referral.clone(), AlarmStage::Due, 0),
            (referral.clone(), AlarmStage::Reminder, 0),
            (referral, AlarmStage::Reminder, 0),
        ]
    );
    let told = bench.told();
    assert_eq!(told[0].title, "Soon MI-0001: Referral to a resolver");
    assert_eq!(told[0].urgency, Urgency::Normal);
    assert_eq!(told[1].title, "Due now MI-0001: Referral to a resolver");
    assert_eq!(told[1].urgency, Urgency::Critical);
    assert_eq!(told[2].title, "Overdue MI-0001: Referral to a resolver");
    assert!(
        told[2].body.contains("Tell the supervisor that no resolver can be determined"),
        "{}",
        told[2].body
    );
    assert!(told.iter().all(|notice| notice.tag == told[0].tag), "one deadline has one notice, replaced");
}

#[test]
fn an_alarm_comes_at_its_instant_and_not_before() {
    let mut bench = Bench::new();
    bench.open("low", Priority::Low, Kind::Regular);
    let warned = at(START) + secs(675);
    let now = warned - TimeDelta::milliseconds(1);
    bench.desk().tick(now).unwrap();
    assert_eq!(bench.told(), []);
    assert_eq!(bench.desk().wait(now).as_millis(), 1);
    bench.desk().tick(warned).unwrap();
    assert_eq!(bench.told().len(), 1);
}

#[test]
fn what_is_done_in_time_is_never_told() {
    let mut bench = Bench::new();
    bench.open("low", Priority::Low, Kind::Regular);
    bench.run_until(at(START) + mins(5));
    bench.tell("low", refer());
    bench.tell("low", Wish::Acknowledge { by: None });
    bench.run_until(at(START) + mins(60));
    assert_eq!(bench.told(), []);
}

#[test]
fn an_acknowledged_alarm_is_quiet_and_its_deadline_stays_owed() {
    let mut bench = Bench::new();
    bench.open("low", Priority::Low, Kind::Regular);
    bench.run_until(at(START) + mins(16));
    let tag = bench.told()[0].tag.clone();
    assert!(bench.snapshot().banner.is_some());
    let now = bench.now;
    bench.desk().pressed(&NoticePress { tag, action: NoticeAction::Acknowledge }, now).unwrap();
    assert!(bench.snapshot().banner.is_none());
    assert_eq!(bench.record.standing(), [], "its notice is taken away");
    bench.run_until(at(START) + mins(60));
    assert_eq!(bench.told().len(), 2, "the warning and the alarm, no reminder");
    assert_eq!(bench.desk().world().counts(at(START) + mins(60)), (1, 1));
}

#[test]
fn acknowledging_the_warning_does_not_silence_the_deadline() {
    let mut bench = Bench::new();
    bench.open("low", Priority::Low, Kind::Regular);
    bench.run_until(at(START) + mins(12));
    bench.tell("low", Wish::AcknowledgeAlarm { clock: "referral".to_owned() });
    bench.run_until(at(START) + mins(15));
    assert_eq!(titles(&bench.told()).last(), Some(&"Due now MI-0001: Referral to a resolver"));
}

#[test]
fn a_snooze_quietens_and_moves_no_deadline() {
    let mut bench = Bench::new();
    bench.open("low", Priority::Low, Kind::Regular);
    bench.run_until(at(START) + mins(16));
    let before = bench.told().len();
    let until = at(START) + mins(28);
    bench.tell("low", Wish::Snooze { clock: "referral".to_owned(), until });
    bench.run_until(until - secs(1));
    assert_eq!(bench.told().len(), before);
    bench.run_until(until);
    assert_eq!(bench.told().len(), before + 1);
    let id = *bench.desk().world().live.keys().next().unwrap();
    let due = bench.desk().world().live[&id].current_deadline("referral", until).unwrap().due;
    assert_eq!(due, at(START) + mins(15));
}

#[test]
fn a_snooze_before_the_deadline_holds_the_alarm_until_it_ends() {
    let mut bench = Bench::new();
    bench.open("low", Priority::Low, Kind::Regular);
    bench.tell("low", Wish::Snooze { clock: "referral".to_owned(), until: at(START) + mins(20) });
    bench.run_until(at(START) + mins(20) - secs(1));
    assert_eq!(bench.told(), []);
    bench.run_until(at(START) + mins(20));
    assert_eq!(titles(&bench.told()), ["Overdue MI-0001: Referral to a resolver"]);
}

#[test]
fn what_fell_due_while_away_is_one_digest_that_says_how_late() {
    let mut bench = Bench::new();
    bench.open("pay", Priority::Critical, Kind::Major);
    bench.open("low", Priority::Low, Kind::Regular);
    bench.away_until(at(START) + mins(35));
    let told = bench.told();
    assert_eq!(titles(&told), ["4 deadlines are due"]);
    assert!(told[0].body.contains("MI-0001 Hotline call, 20 min late"), "{}", told[0].body);
    assert!(
        bench
            .told_facts()
            .iter()
            .all(|(_, stage, late, digest)| *stage == AlarmStage::Due && *late == 1200 && *digest)
    );
    bench.run_until(at(START) + mins(35) + secs(200));
    assert_eq!(bench.told().len(), 1, "told once");
}

#[test]
fn a_restart_tells_nothing_again_and_drops_nothing() {
    let mut bench = Bench::new();
    bench.open("pay", Priority::Critical, Kind::Major);
    bench.run_until(at(START) + mins(15));
    assert_eq!(titles(&bench.told()).last(), Some(&"3 deadlines are due"));
    let facts = bench.told_facts();
    bench.start();
    let now = bench.now;
    bench.desk().tick(now + secs(1)).unwrap();
    assert_eq!(bench.told(), [], "what was told is not told again");
    assert_eq!(bench.told_facts(), facts);
    bench.run_until(at(START) + mins(20));
    assert_eq!(titles(&bench.told()), ["3 deadlines are due"], "the reminder comes at its time");

    bench.tell("pay", update());
    bench.now = at(START) + mins(300);
    bench.start();
    let now = bench.now;
    bench.desk().tick(now).unwrap();
    let told = bench.told();
    assert_eq!(told.len(), 1, "one digest of what was missed: {told:?}");
    assert!(told[0].body.contains("Update to customers, 3 h 40 min late"), "{}", told[0].body);
}

#[test]
fn deadlines_that_a_priority_change_makes_past_are_one_digest() {
    let mut bench = Bench::new();
    bench.open("pay", Priority::Medium, Kind::Major);
    bench.tell("pay", refer());
    bench.tell("pay", Wish::Acknowledge { by: None });
    bench.run_until(at(START) + mins(200));
    assert_eq!(bench.told(), []);
    bench.tell("pay", Wish::AssignPriority { priority: Priority::Critical, why: None });
    let now = bench.now;
    bench.desk().tick(now).unwrap();
    let told = bench.told();
    assert_eq!(titles(&told), ["2 deadlines are due"], "initial notification and resolver's update");
    assert!(bench.told_facts().iter().all(|(_, _, late, _)| *late > 0));
}

#[test]
fn doing_it_takes_the_notice_away() {
    let mut bench = Bench::new();
    bench.open("low", Priority::Low, Kind::Regular);
    bench.run_until(at(START) + mins(15));
    assert_eq!(bench.record.standing().len(), 1);
    bench.tell("low", refer());
    assert_eq!(bench.record.standing(), []);
    assert!(bench.snapshot().banner.is_none());
}

#[test]
fn all_of_a_file_is_applied_or_nothing() {
    let mut bench = Bench::new();
    let now = bench.now;
    let request = |key: &str, wish: Wish| Request {
        name: Some(Name::Called(key.to_owned())),
        at: None,
        actor: None,
        wish,
    };
    let before = Store::open_read_only(bench.folder.path()).unwrap().event_count().unwrap();
    let requests = vec![
        request("a", opening(Priority::High, Kind::Regular)),
        request("a", refer()),
        request("b", refer()),
    ];
    let (place, err) = bench.desk().handle_all(requests, now).unwrap_err();
    assert_eq!(place, 2);
    assert!(err.to_string().starts_with("no incident is called `b`"), "{err}");
    assert_eq!(Store::open_read_only(bench.folder.path()).unwrap().event_count().unwrap(), before);
    assert!(bench.desk().world().live.is_empty());
    let requests = vec![
        request("a", opening(Priority::High, Kind::Regular)),
        request("a", Wish::Note { text: "a slip".to_owned(), significant: false }),
        request("a", Wish::Undo {}),
    ];
    let events = bench.desk().handle_all(requests, now).unwrap();
    let note = events.iter().find(|event| matches!(event.fact, Fact::NoteLogged { .. })).unwrap();
    assert!(
        events
            .iter()
            .any(|event| matches!(event.fact, Fact::EntryRetracted { entry, .. } if entry == note.id))
    );
}

#[test]
fn a_key_names_one_incident_for_good() {
    let mut bench = Bench::new();
    bench.open("pay", Priority::High, Kind::Regular);
    let err = bench.ask("pay", opening(Priority::High, Kind::Regular)).unwrap_err();
    assert!(err.to_string().contains("the key `pay` names MI-0001 already"), "{err}");
    bench.tell("pay", Wish::Close { why: Some("a slip".to_owned()) });
    bench.now += TimeDelta::days(10);
    bench.start();
    assert!(bench.desk().world().live.is_empty(), "what is long closed is not at hand");
    let err = bench.ask("pay", opening(Priority::High, Kind::Regular)).unwrap_err();
    assert!(err.to_string().contains("MI-0001"), "{err}");
    bench.tell("MI-0001", Wish::Reopen { why: "It came back".to_owned() });
    assert_eq!(bench.desk().world().live.len(), 1);
    bench.open("next", Priority::Low, Kind::Regular);
    let references: Vec<_> =
        bench.desk().world().live.values().map(|live| live.incident.reference.clone()).collect();
    assert_eq!(references, ["MI-0001", "MI-0002"]);
}

#[test]
fn the_policy_of_an_incident_stays_as_it_was_when_the_file_changes() {
    let mut bench = Bench::new();
    let policies = bench.folder.path().join("policies");
    std::fs::create_dir(&policies).unwrap();
    let policy = |span: &str| {
        format!(
            "title = \"Ours\"\n[[clock]]\nid = \"first\"\ntitle = \"First\"\nsource = \"ours\"\nstarts = [\"opened\"]\n\
             due = \"{span}\"\nmet_by = [\"referred\"]\naction = \"Do\"\non_expiry = \"Do now\"\n"
        )
    };
    std::fs::write(policies.join("ours.toml"), policy("10 min")).unwrap();
    std::fs::write(policies.join("bad.toml"), "title = \"Bad\"\n[[clock]]\nid = 5\n").unwrap();
    bench.start();
    let problems = bench.snapshot().policy_problems;
    assert_eq!(problems.len(), 1);
    assert!(problems[0].contains("bad.toml: line 3"), "{problems:?}");
    let open = |bench: &mut Bench, key: &str| {
        let Wish::OpenIncident { title, priority, kind, environment, ticket, .. } =
            opening(Priority::Low, Kind::Regular)
        else {
            unreachable!()
        };
        bench.tell(
            key,
            Wish::OpenIncident {
                title,
                priority,
                kind,
                environment,
                ticket,
                policy: Some("ours".to_owned()),
            },
        );
    };
    open(&mut bench, "old");
    std::fs::write(policies.join("ours.toml"), policy("20 min")).unwrap();
    bench.start();
    open(&mut bench, "new");
    bench.start();
    let spans: Vec<_> = bench
        .desk()
        .world()
        .live
        .values()
        .map(|live| (live.incident.key.clone(), live.deadlines[0].due - live.deadlines[0].starts))
        .collect();
    assert!(spans.contains(&("old".to_owned(), mins(10))), "{spans:?}");
    assert!(spans.contains(&("new".to_owned(), mins(20))), "{spans:?}");
    std::fs::remove_file(policies.join("ours.toml")).unwrap();
    bench.start();
    assert!(bench.desk().world().live.values().all(|live| live.stand_in.is_none()), "the log holds its text");
}

#[test]
fn a_clock_set_back_loses_no_alarm() {
    let mut bench = Bench::new();
    bench.open("low", Priority::Low, Kind::Regular);
    bench.run_until(at(START) + mins(14));
    bench.now = at(START) - mins(60);
    let now = bench.now;
    bench.desk().tick(now).unwrap();
    bench.run_until(at(START) + mins(15));
    assert_eq!(
        titles(&bench.told()),
        ["Soon MI-0001: Referral to a resolver", "Due now MI-0001: Referral to a resolver"]
    );
}

#[test]
fn three_hundred_alarms_of_one_moment_are_one_notice() {
    let mut bench = Bench::new();
    let now = bench.now;
    let requests = (0..100)
        .map(|count| Request {
            name: Some(Name::Called(format!("k{count}"))),
            at: None,
            actor: None,
            wish: opening(Priority::Critical, Kind::Major),
        })
        .collect();
    bench.desk().handle_all(requests, now).unwrap();
    bench.away_until(at(START) + mins(20));
    let told = bench.told();
    assert_eq!(titles(&told), ["300 deadlines are due"]);
    assert!(told[0].body.ends_with("and 294 more on the board"), "{}", told[0].body);
}

#[test]
fn a_hotline_that_was_reached_is_told_no_more() {
    let mut bench = Bench::new();
    bench.open("pay", Priority::High, Kind::Major);
    bench.tell("pay", hotline());
    bench.tell("pay", refer());
    bench.tell("pay", Wish::Acknowledge { by: None });
    bench.tell("pay", update());
    bench.run_until(at(START) + mins(40));
    assert_eq!(bench.told(), []);
}

#[test]
fn the_sample_desk_is_plainly_a_sample_and_shows_one_thing_overdue() {
    let mut bench = Bench::new();
    let now = bench.now;
    let requests = bridgewatch::desk::sample::requests(now);
    bench.desk().handle_all(requests, now).unwrap();
    let world = bench.desk().world().clone();
    assert_eq!(world.counts(now), (4, 1));
    assert!(world.live.values().all(|live| live.incident.title.starts_with("Sample: ")));
    let (_, loudest) = bridgewatch::domain::board::loudest(&world, now).unwrap();
    assert_eq!(&*loudest.clock, "incident-manager-response");
}

#[test]
fn an_alarm_is_told_even_while_the_log_cannot_be_written_and_is_written_once_afterwards() {
    let mut bench = Bench::new();
    bench.open("low", Priority::Low, Kind::Regular);
    bench.run_until(at(START) + mins(14));
    let before = bench.told_facts().len();
    // Somebody else writes to the file and does not let go.
    let other = rusqlite::Connection::open(bench.folder.path().join("bridgewatch.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let due = at(START) + mins(15);
    bench.now = due;
    assert!(bench.desk().tick(due).is_err());
    assert_eq!(titles(&bench.told()).last(), Some(&"Due now MI-0001: Referral to a resolver"));
    let trouble = bench.snapshot().trouble.unwrap();
    assert!(trouble.contains("bridgewatch.db"), "{trouble}");
    assert_eq!(bench.told_facts().len(), before);
    let refused = bench.ask("low", Wish::Note { text: "kept in its form".to_owned(), significant: false });
    assert!(refused.is_err(), "what is not on the disk is not accepted");
    other.execute_batch("ROLLBACK").unwrap();
    bench.run_until(due + secs(20));
    assert_eq!(bench.snapshot().trouble, None, "it says so once it can write again");
    assert_eq!(bench.told_facts().len(), before + 1);
    assert_eq!(bench.told().len(), before + 1, "told once");
    let facts = bench.told_facts();
    bench.start();
    let now = bench.now;
    bench.desk().tick(now).unwrap();
    assert_eq!(bench.told_facts(), facts);
}

#[test]
fn trouble_is_over_once_the_log_can_be_written_again() {
    let mut bench = Bench::new();
    bench.open("low", Priority::Low, Kind::Regular);
    let other = rusqlite::Connection::open(bench.folder.path().join("bridgewatch.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(
        bench.ask("low", Wish::Note { text: "kept in its form".to_owned(), significant: false }).is_err()
    );
    assert!(bench.snapshot().trouble.is_some());
    other.execute_batch("ROLLBACK").unwrap();
    let now = bench.now;
    bench.desk().tick(now).unwrap();
    assert_eq!(bench.snapshot().trouble, None);
}

#[test]
fn the_banner_goes_when_the_ladder_has_gone_on() {
    let mut bench = Bench::new();
    bench.open("pay", Priority::Low, Kind::Regular);
    bench.tell("pay", refer());
    bench.tell("pay", Wish::Acknowledge { by: None });
    bench.tell("pay", Wish::ContactOnCall { whom: None });
    bench.run_until(at(START) + mins(31));
    assert!(bench.snapshot().banner.is_some());
    bench.tell("pay", Wish::Escalate { to: "Incident Manager".to_owned(), text: None });
    assert!(bench.snapshot().banner.is_none());
    assert_eq!(bench.record.standing(), []);
}

/// Fails as no notifier should.
struct Faulty;

impl Notifier for Faulty {
    fn show(&mut self, _notice: Notice) {
        panic!("a fault of the program");
    }

    fn withdraw(&mut self, _tag: &str) {}

    fn health(&self) -> NotifierHealth {
        NotifierHealth::Untried
    }
}

#[test]
fn the_days_backup_is_made_beside_the_desk_and_a_failure_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let start = |now| {
        DeskThread::start(Arc::new(ManualClock::new(now)), |_| DeskOptions {
            folder: folder.path().to_path_buf(),
            zone: chrono_tz::America::Chicago,
            notifier: Box::new(RecordingNotifier::new().0),
        })
        .unwrap()
    };
    let eventually = |what: &str, holds: &dyn Fn() -> bool| {
        let begun = bridgewatch::platform::monotonic_now();
        while !holds() {
            assert!(begun.elapsed() < std::time::Duration::from_secs(30), "never came true: {what}");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    };
    // A log that is new has nothing to keep.
    drop(start(at(START)));
    assert!(!folder.path().join("backups").exists());
    let again = at(START) + mins(1);
    let thread = start(again);
    eventually("a copy is there", &|| recovery::newest_good_backup(folder.path()).is_some());
    let copy = recovery::newest_good_backup(folder.path()).unwrap();
    assert_eq!((copy.taken_at, copy.events), (again, 1));
    drop(thread);
    std::fs::remove_dir_all(folder.path().join("backups")).unwrap();
    std::fs::write(folder.path().join("backups"), "in the way").unwrap();
    let thread = start(at(START) + TimeDelta::days(1));
    let handle = thread.handle();
    let says = || handle.snapshot().remarks.iter().any(|one| one.starts_with("the daily backup could not"));
    eventually("it is told", &says);
}

#[test]
fn a_desk_that_has_stopped_says_so_and_takes_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(at(START)));
    let thread = DeskThread::start(Arc::clone(&clock) as Arc<dyn Clock>, |_| DeskOptions {
        folder: folder.path().to_path_buf(),
        zone: chrono_tz::America::Chicago,
        notifier: Box::new(Faulty),
    })
    .unwrap();
    let handle = thread.handle();
    let (sender, woken) = std::sync::mpsc::channel();
    handle.wake_by(Box::new(move || {
        sender.send(()).ok();
    }));
    let request = |wish| Request { name: None, at: None, actor: None, wish };
    clock.set(at(START) + mins(30));
    handle.submit(request(opening(Priority::Low, Kind::Regular)).at(Some(at(START))));
    let mut trouble = None;
    while trouble.is_none() {
        woken.recv_timeout(std::time::Duration::from_secs(30)).unwrap();
        trouble.clone_from(&handle.snapshot().trouble);
    }
    assert!(trouble.unwrap().starts_with("the desk has stopped"));
    assert!(handle.snapshot().is_stopped);
    handle.take_outcomes();
    handle.submit(request(opening(Priority::Low, Kind::Regular)));
    let refused = loop {
        woken.recv_timeout(std::time::Duration::from_secs(30)).unwrap();
        if let Some(outcome) = handle.take_outcomes().pop() {
            break outcome.result.unwrap_err();
        }
    };
    assert_eq!(refused, "the desk has stopped; start Bridgewatch again");
    drop(thread);
    let store = Store::open_read_only(folder.path()).unwrap();
    assert_eq!(store.rows().unwrap().len(), 1, "what was accepted is on the disk");
}

/// A rota of which whoever sits at the desk is primary from Monday 9 March at nine, for a week.
fn with_rota(bench: &mut Bench) {
    let rule = "name = \"Main\"\ntime_zone = \"America/Chicago\"\nanchor = \"2026-03-02T09:00\"\n\
                every = \"1 week\"\nparticipants = [\"Sample Two\", \"Sample Manager\"]\n";
    let desk = Wish::ConfigureDesk {
        name: None,
        manager: Some("Sample Manager".to_owned()),
        time_zone: Some("America/Chicago".to_owned()),
        hotline: None,
        holidays: None,
        default_policy: None,
    };
    let adopt = WatchWish::AdoptRule {
        rule: rule.to_owned(),
        track: None,
        takes_effect: Effect::AtOnce,
        from: None,
        why: None,
    };
    let now = bench.now;
    for wish in [desk, adopt.into()] {
        let request = Request { name: None, at: None, actor: Some("Sample Manager".to_owned()), wish };
        bench.desk().handle(request, now).unwrap();
    }
}

/// What was told about watches: what, and how late.
fn told_of_watches(bench: &Bench) -> Vec<(String, i64)> {
    let store = Store::open_read_only(bench.folder.path()).unwrap();
    let fact = |event: Event| match event.fact {
        Fact::WatchTold { what, late_secs } => Some((what.split('/').next().unwrap().to_owned(), late_secs)),
        _ => None,
    };
    store.all_events().unwrap().into_iter().filter_map(fact).collect()
}

#[test]
fn own_watch_is_told_to_the_second_and_once_across_restarts() {
    let mut bench = Bench::new();
    with_rota(&mut bench);
    let begins = at("2026-03-09T09:00:00-05:00");
    bench.away_until(begins - mins(24 * 60 + 2));
    bench.run_until(begins - mins(24 * 60) - secs(1));
    assert_eq!(told_of_watches(&bench), []);
    bench.run_until(begins - mins(24 * 60));
    assert_eq!(told_of_watches(&bench), [("begins-24h".to_owned(), 0)]);
    assert_eq!(titles(&bench.told()), ["Your watch begins in 24 h"]);
    bench.start();
    bench.away_until(begins - mins(61));
    bench.run_until(begins);
    let so_far = told_of_watches(&bench);
    let steps: Vec<&str> = so_far.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(steps, ["begins-24h", "begins-1h", "begins"], "the restart repeats nothing");
    assert!(so_far.iter().all(|(_, late)| *late == 0), "{so_far:?}");
    assert_eq!(bench.snapshot().notices.len(), 1, "what is over makes room");
    bench.away_until(at("2026-03-16T07:59:00-05:00"));
    bench.run_until(at("2026-03-16T08:00:00-05:00"));
    let last = bench.told().last().unwrap().clone();
    assert_eq!(last.title, "Your watch ends in 1 h");
    assert!(last.body.contains("After you: Sample Two"), "{}", last.body);
    bench.away_until(at("2026-03-16T09:00:01-05:00"));
    assert_eq!(bench.snapshot().notices, [], "it is over");
}

#[test]
fn after_a_suspend_the_watch_that_began_is_told_once_with_its_lateness() {
    let mut bench = Bench::new();
    with_rota(&mut bench);
    bench.away_until(at("2026-03-09T11:00:00-05:00"));
    assert_eq!(told_of_watches(&bench), [("begins".to_owned(), 7_200)]);
    let told = bench.told();
    assert_eq!(titles(&told), ["Your watch began 2 h ago"]);
    assert!(told[0].body.contains("Told 2 h late"), "{}", told[0].body);
    assert_eq!(told[0].urgency, Urgency::Critical);
    let press = NoticePress { tag: told[0].tag.clone(), action: NoticeAction::Open };
    let now = bench.now;
    assert_eq!(bench.desk().pressed(&press, now).unwrap(), Some(ToShow::Rota));
}

#[test]
fn past_watches_become_facts_by_themselves_once_a_week() {
    let mut bench = Bench::new();
    with_rota(&mut bench);
    bench.away_until(at("2026-03-20T11:00:00-05:00"));
    let kept = |bench: &Bench| {
        let store = Store::open_read_only(bench.folder.path()).unwrap();
        let shifts = |event: Event| match event.fact {
            Fact::ShiftsKept { until, shifts, .. } => Some((until, shifts.len())),
            _ => None,
        };
        store.all_events().unwrap().into_iter().filter_map(shifts).collect::<Vec<_>>()
    };
    assert_eq!(kept(&bench), [], "it may be the clock that is wrong");
    bench.run_until(at("2026-03-20T12:00:00-05:00"));
    assert_eq!(kept(&bench), [(at("2026-03-20T12:00:00-05:00"), 3)]);
    bench.away_until(at("2026-03-21T11:00:00-05:00"));
    bench.run_until(at("2026-03-21T13:00:00-05:00"));
    assert_eq!(kept(&bench).len(), 1);
    bench.start();
    bench.away_until(at("2026-03-28T11:00:00-05:00"));
    bench.run_until(at("2026-03-28T12:00:00-05:00"));
    assert_eq!(kept(&bench).len(), 2);
}

#[test]
fn a_clock_a_month_ahead_for_a_moment_writes_no_shift_down_and_the_watch_is_told_at_its_time() {
    let mut bench = Bench::new();
    with_rota(&mut bench);
    let begins = at("2026-03-09T09:00:00-05:00");
    bench.run_until(at(START) + mins(2));
    // In the midst of one's own watch, as it seems.
    bench.away_until(begins + mins(120));
    assert_eq!(told_of_watches(&bench), [("begins".to_owned(), 7_200)]);
    bench.away_until(at(START) + mins(3));
    bench.away_until(begins - secs(1));
    let so_far = told_of_watches(&bench).len();
    bench.run_until(begins);
    assert_eq!(told_of_watches(&bench).split_off(so_far), [("begins".to_owned(), 0)]);
    bench.away_until(at(START) + TimeDelta::days(31));
    bench.away_until(begins + mins(1));
    let store = Store::open_read_only(bench.folder.path()).unwrap();
    let kept = |event: &Event| matches!(event.fact, Fact::ShiftsKept { .. });
    assert!(!store.all_events().unwrap().iter().any(kept), "none of the month to come");
}
