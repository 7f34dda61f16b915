//! The drill from its begin to its scorecard: the built-in script played to a real desk by a clock that the
//! test sets. And the real desk's folder, which it never touches.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed, and these facts are exact"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use bridgewatch::desk::drill::{Director, SCRIPT_ACTOR, read_script, set_up};
use bridgewatch::desk::{Desk, DeskOptions, Name, Request};
use bridgewatch::domain::command::{ItemName, SendUpdate, Wish};
use bridgewatch::domain::directory::RecordKind;
use bridgewatch::domain::drill::card::Card;
use bridgewatch::domain::drill::course::{Course, KEY};
use bridgewatch::domain::event::Fact;
use bridgewatch::domain::incident::Incident;
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{CallOutcome, Involvement, Kind, Priority};
use bridgewatch::platform::{Clock, ManualClock, SilentNotifier};
use chrono::{DateTime, TimeDelta};

/// Monday 2 March 2026, 14:00 in Chicago.
fn start() -> Instant {
    DateTime::parse_from_rfc3339("2026-03-02T20:00:00Z").unwrap().to_utc()
}

/// A drill that a test works at.
struct Trainee {
    desk: Desk,
    director: Director,
    clock: ManualClock,
    _folder: tempfile::TempDir,
}

impl Trainee {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let zone = chrono_tz::America::Chicago;
        set_up(folder.path(), zone, start()).unwrap();
        let notifier = Box::new(SilentNotifier);
        let options = DeskOptions { folder: folder.path().to_path_buf(), zone, notifier };
        let desk = Desk::open(options, start()).unwrap();
        let script = Arc::new(read_script(None).unwrap());
        let director = Director::new(Course::new(script, start()));
        let mut trainee = Self { desk, director, clock: ManualClock::new(start()), _folder: folder };
        trainee.look();
        trainee
    }

    /// What the desk's thread and the script's do at every moment.
    fn look(&mut self) {
        let now = self.clock.now();
        for request in self.director.look(self.desk.world(), now) {
            self.desk.handle(request, now).unwrap();
        }
        self.desk.tick(now).unwrap();
    }

    /// Lets time run to a minute of the script, minute by minute.
    fn until(&mut self, minute: i64) {
        let end = start() + TimeDelta::minutes(minute);
        while self.clock.now() < end {
            self.clock.advance(TimeDelta::minutes(1));
            self.look();
        }
    }

    /// The person at the desk does something now.
    fn does(&mut self, wish: Wish) {
        let name = Some(Name::Called(KEY.to_owned()));
        let now = self.clock.now();
        self.desk.handle(Request { name, at: None, actor: None, wish }, now).unwrap();
        self.look();
    }

    fn tells_customers(&mut self) {
        self.does(Wish::SendUpdate(SendUpdate::words(Some("customers"), Some("Nobody can pay"))));
    }

    fn calls_the_hotline(&mut self, outcome: CallOutcome) {
        self.does(Wish::NotifyHotline {
            outcome,
            spoke_with: None,
            reference: None,
            text: None,
            number: None,
            call_back_by: None,
        });
    }

    fn incident(&self) -> &Incident {
        &self.desk.world().of_key(KEY).expect("the script has reported it").incident
    }

    fn is_over(&self) -> bool {
        self.director.course.is_over(Some(self.incident()), self.clock.now())
    }

    fn card(&self) -> Card {
        let course = &self.director.course;
        Card::of(self.desk.world(), &course.script().incident, course.begun(), self.clock.now())
    }

    /// Whether the clock of that title was met, each of its deadlines in order.
    fn verdicts(&self, title: &str) -> Vec<bool> {
        self.card().lines.iter().filter(|line| line.title == title).map(|line| line.is_met).collect()
    }
}

#[test]
fn the_script_reports_an_incident_that_nobody_has_judged_yet() {
    let trainee = Trainee::new();
    let incident = trainee.incident();
    assert_eq!((incident.traits.priority, incident.traits.kind), (None, Kind::Regular));
    assert_eq!((incident.opened_at, incident.ticket.as_deref()), (start(), Some("SAMPLE-70001")));
    assert_eq!(incident.entries[0].event.actor, SCRIPT_ACTOR);
    assert!(incident.services.iter().any(|service| service.name == "Sample Payments"));
    assert_eq!(trainee.director.course.said().len(), 1, "and somebody has said so");
    let people = &trainee.desk.world().directory;
    assert!(
        people.named(&[RecordKind::Team], "Sample Database Team").record.is_some(),
        "there is somebody to call"
    );
}

#[test]
fn what_is_asked_at_minute_nine_is_owed_an_answer_to_the_second() {
    let mut trainee = Trainee::new();
    trainee.until(8);
    assert_eq!(trainee.incident().requests.open_count(), 0);
    trainee.until(9);
    assert_eq!(trainee.incident().requests.open_count(), 1);
    let request = &trainee.incident().requests.all[0];
    assert_eq!(request.due, Some(start() + TimeDelta::minutes(29)));
}

#[test]
fn people_answer_to_what_was_done_and_not_before() {
    let mut trainee = Trainee::new();
    let said = |trainee: &Trainee, who: &str, words: &str| {
        trainee.director.course.said().iter().any(|one| one.step.who == who && one.step.says.contains(words))
    };
    trainee.until(12);
    assert!(!said(&trainee, "Sample Database Engineer", "I have the ticket"));
    trainee.does(Wish::Refer { to: Some("Sample Database Team".to_owned()) });
    trainee.until(17);
    assert!(
        !said(&trainee, "Sample Database Engineer", "I have the ticket"),
        "six minutes after the referral"
    );
    trainee.until(18);
    assert!(said(&trainee, "Sample Database Engineer", "I have the ticket"));
    assert!(!said(&trainee, "Sample Hotline Agent", "88-7001"));
    trainee.does(Wish::Restore { text: None });
    trainee.calls_the_hotline(CallOutcome::Reached);
    trainee.until(30);
    assert!(!said(&trainee, "Sample Hotline Agent", "88-7001"), "service is back, so nobody answers to that");
    assert!(said(&trainee, "Sample Problem Manager", "review"), "but to service being back");
}

#[test]
fn whoever_does_nothing_misses_the_clocks_and_is_told_what_to_do() {
    let mut trainee = Trainee::new();
    trainee.until(110);
    assert!(trainee.is_over(), "its time is up");
    let card = trainee.card();
    assert_eq!(card.met(), 0);
    assert_eq!(trainee.verdicts("Primary triage"), [false]);
    assert_eq!(trainee.verdicts("Referral to a resolver"), [false]);
    let requests =
        card.lines.iter().filter(|line| line.done.is_none() && line.reference == "MI-0001").count();
    assert!(requests >= 4, "both questions too: {:?}", card.lines);
    assert!(card.answers.rang >= 4 && card.answers.answered == 0, "{:?}", card.answers);
    let better = card.better.join("\n");
    for words in [
        "No priority was assigned. It is critical",
        "never made a major incident",
        "Primary triage: missed and not made good. Tell the supervisor that no priority is assigned",
        "Referral to a resolver: missed and not made good. Tell the supervisor that no resolver can be determined",
        "nobody took notice",
    ] {
        assert!(better.contains(words), "{words}\n{better}");
    }
}

#[test]
fn whoever_does_it_all_in_time_ends_with_nothing_to_do_better() {
    let mut trainee = Trainee::new();
    trainee.until(2);
    trainee.does(Wish::AssignPriority { priority: Priority::Critical, why: None });
    trainee.does(Wish::Promote { why: Some("All counters".to_owned()) });
    trainee.does(Wish::TakeCommand { by: None });
    trainee.does(Wish::Refer { to: Some("Sample Database Team".to_owned()) });
    trainee.until(5);
    trainee.tells_customers();
    trainee.until(7);
    trainee.calls_the_hotline(CallOutcome::NoAnswer);
    trainee.until(9);
    trainee.calls_the_hotline(CallOutcome::Reached);
    trainee.does(Wish::Acknowledge { by: Some("Sample Database Engineer".to_owned()) });
    trainee.until(15);
    let answer = |number: usize| Wish::AnswerRequest {
        request: ItemName::Number(number),
        text: "Payments are down everywhere; it is being worked on".to_owned(),
        by: None,
    };
    trainee.does(answer(1));
    trainee.until(21);
    trainee.does(Wish::AttemptContact {
        whom: "Sample Storage Engineer".to_owned(),
        role: Some(Involvement::Sme),
        via: None,
        outcome: CallOutcome::Reached,
        text: None,
        call_back_by: None,
    });
    trainee.until(48);
    trainee.does(Wish::LogResolverUpdate { text: Some("The failover runs".to_owned()) });
    trainee.until(58);
    trainee.tells_customers();
    trainee.until(62);
    trainee.does(answer(2));
    trainee.until(76);
    trainee.does(Wish::Restore { text: None });
    trainee.until(80);
    trainee.tells_customers();
    assert!(!trainee.is_over(), "it is not closed");
    trainee.does(Wish::Close { why: Some("The post-mortem is set tomorrow".to_owned()) });
    assert!(trainee.is_over(), "everything was said, and it is closed");
    let card = trainee.card();
    assert_eq!(card.missed(), 0, "{:?}", card.lines);
    assert_eq!(card.better, Vec::<String>::new());
    for title in ["Primary triage", "Initial notification", "Hotline call", "Restored notification"] {
        assert_eq!(trainee.verdicts(title), [true], "{title}");
    }
    assert_eq!((card.hotline.met.count, card.hotline.missed.count), (1, 0));
    assert!(card.updates.met.count >= 3 && card.updates.missed.count == 0);
}

#[test]
fn what_is_late_says_how_late_and_an_alarm_that_was_noticed_how_long_it_waited() {
    let mut trainee = Trainee::new();
    trainee.until(2);
    trainee.does(Wish::AssignPriority { priority: Priority::High, why: None });
    trainee.does(Wish::Promote { why: Some("All counters".to_owned()) });
    trainee.does(Wish::Refer { to: None });
    trainee.tells_customers();
    // The hotline is owed from minute 2 on, and rings at minute 17.
    trainee.until(20);
    trainee.does(Wish::AcknowledgeAlarm { clock: "hotline".to_owned() });
    trainee.until(28);
    trainee.calls_the_hotline(CallOutcome::Reached);
    let card = trainee.card();
    let line = card.lines.iter().find(|line| line.title == "Hotline call").unwrap();
    assert_eq!((line.is_met, line.late_secs()), (false, Some(11 * 60)));
    let better = card.better.join("\n");
    assert!(better.contains("Hotline call: missed, 11 min late. Call the hotline"), "{better}");
    assert!(
        better.contains("It was given the priority high. By what was reported it is critical"),
        "{better}"
    );
    assert!(card.answers.answered >= 1, "{:?}", card.answers);
    assert!(card.answers.mean_secs <= card.answers.longest_secs && card.answers.longest_secs >= 3 * 60);
}

#[test]
fn an_alarm_of_the_drill_is_the_engines_own() {
    let mut trainee = Trainee::new();
    trainee.until(15);
    let raised = |trainee: &Trainee| {
        let entries = &trainee.incident().entries;
        entries.iter().filter(|entry| matches!(entry.fact(), Fact::AlarmRaised { .. })).count()
    };
    assert!(raised(&trainee) >= 2, "triage and referral warn and ring");
}

/// Every file of a folder with its bytes, folders in it by their names alone.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| {
            let bytes = if entry.path().is_dir() { Vec::new() } else { std::fs::read(entry.path()).unwrap() };
            (entry.file_name().to_string_lossy().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn the_folder_of_a_real_desk_is_refused_in_words_and_stays_as_it_was() {
    let real = tempfile::tempdir().unwrap();
    let notifier = Box::new(SilentNotifier);
    let options = DeskOptions { folder: real.path().to_path_buf(), zone: chrono_tz::UTC, notifier };
    drop(Desk::open(options, start()).unwrap());
    let before = files(real.path());
    let drill = |arguments: &[&str]| {
        let data = real.path().to_str().unwrap();
        let out = Command::new(env!("CARGO_BIN_EXE_bridgewatch"))
            .args(["drill", "--data", data])
            .args(arguments)
            .output()
            .unwrap();
        (out.status.success(), String::from_utf8(out.stderr).unwrap())
    };
    let (is_done, words) = drill(&[]);
    assert!(!is_done && words.contains("holds something that is no drill"), "{words}");
    assert!(words.contains("name an empty folder"), "and says what would do: {words}");
    let (is_done, words) = drill(&["--speed", "0"]);
    assert!(!is_done && words.contains("from 1 to 600"), "{words}");
    let (is_done, words) = drill(&["--script", "/nowhere/none.toml"]);
    assert!(!is_done && words.contains("/nowhere/none.toml"), "{words}");
    assert_eq!(files(real.path()), before);
}
