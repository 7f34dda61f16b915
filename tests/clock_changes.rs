//! The clock of the machine under a desk that runs: set back, set ahead and right again, stopped for a night, over a
//! change of daylight saving and over a change of zone. Each alarm that is due rings, the late ones say so, none comes
//! early, and the times that are shown are those of the wall.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::sync::Arc;
use std::time::Duration;

use bridgewatch::desk::{Desk, DeskOptions, DeskThread, Name, Request};
use bridgewatch::domain::command::Wish;
use bridgewatch::domain::event::{AlarmStage, Event, Fact};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::typed_time::understood;
use bridgewatch::domain::words::{Kind, Priority};
use bridgewatch::platform::{Clock, ManualClock, Notice, NotifierRecord, RecordingNotifier, monotonic_now};
use bridgewatch::store::Store;
use chrono::TimeDelta;
use support::{at, mins, secs, update};
use tempfile::TempDir;

/// A desk in Chicago whose clock the test sets.
struct Bench {
    folder: TempDir,
    desk: Desk,
    record: NotifierRecord,
    now: Instant,
}

impl Bench {
    fn new(now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (notifier, record) = RecordingNotifier::new();
        let options = DeskOptions {
            folder: folder.path().to_path_buf(),
            zone: chrono_tz::America::Chicago,
            notifier: Box::new(notifier),
        };
        let desk = Desk::open(options, at(now)).unwrap();
        Self { folder, desk, record, now: at(now) }
    }

    fn tell(&mut self, key: &str, wish: Wish) {
        let name = Some(Name::Called(key.to_owned()));
        self.desk.handle(Request { name, at: None, actor: None, wish }, self.now).unwrap();
    }

    fn open(&mut self, key: &str, priority: Priority) {
        self.tell(key, opening(priority));
    }

    /// Goes on as the desk's thread does: asked how long it would wait, and ticked then.
    fn run_until(&mut self, until: Instant) {
        while self.now < until {
            let wait = TimeDelta::from_std(self.desk.wait(self.now)).unwrap();
            self.now = (self.now + wait.max(TimeDelta::milliseconds(1))).min(until);
            self.desk.tick(self.now).unwrap();
        }
    }

    /// The clock shows this from one moment to the next.
    fn set(&mut self, now: Instant) {
        self.now = now;
        self.desk.tick(now).unwrap();
    }

    /// What was told of a clock: at which stage, when by the clock on the wall, and how late.
    fn told(&self, clock: &str) -> Vec<(AlarmStage, Instant, i64)> {
        let store = Store::open_read_only(self.folder.path()).unwrap();
        let fact = |event: Event| match event.fact {
            Fact::AlarmRaised { clock: of, stage, late_secs, .. } if of == clock => {
                Some((stage, event.happened_at, late_secs))
            }
            _ => None,
        };
        store.all_events().unwrap().into_iter().filter_map(fact).collect()
    }

    /// The next deadline of a clock, as screens write it.
    fn wall(&self, clock: &str) -> String {
        let world = self.desk.world();
        let mut deadlines = world.live.values().flat_map(|live| live.deadlines.iter());
        let due = deadlines.find(|one| &*one.clock == clock && one.is_pressing(self.now)).unwrap().due;
        understood(due, world.settings.zone)
    }

    fn shown(&self) -> Vec<Notice> {
        self.record.shown()
    }

    fn last(&self) -> Notice {
        self.shown().pop().unwrap()
    }
}

fn opening(priority: Priority) -> Wish {
    Wish::OpenIncident {
        title: "Sample outage".to_owned(),
        priority: Some(priority),
        kind: Some(Kind::Regular),
        environment: None,
        ticket: None,
        policy: None,
    }
}

/// The referral of a low incident: warned of after 11 min 15 s, due after 15 min.
const REFERRAL: &str = "referral";

const START: &str = "2026-03-02T10:00:00-06:00";

fn warns() -> Instant {
    at(START) + secs(675)
}

fn due() -> Instant {
    at(START) + mins(15)
}

#[test]
fn set_back_an_hour_before_it_is_due_the_alarm_comes_once_and_at_its_time() {
    let mut bench = Bench::new(START);
    bench.open("low", Priority::Low);
    bench.run_until(at(START) + mins(5));
    bench.set(at(START) - mins(55));
    bench.run_until(due());
    let told = bench.told(REFERRAL);
    assert_eq!(told, [(AlarmStage::Warning, warns(), 0), (AlarmStage::Due, due(), 0)]);
}

#[test]
fn set_back_an_hour_after_it_rang_it_is_quiet_until_its_time_and_not_for_long_after_it() {
    let mut bench = Bench::new(START);
    bench.open("low", Priority::Low);
    bench.run_until(due() + mins(12));
    assert_eq!(bench.told(REFERRAL).len(), 4, "a warning, the deadline, two reminders");
    let before = bench.shown().len();
    bench.set(due() - mins(48));
    bench.run_until(due() - secs(1));
    assert_eq!(bench.shown().len(), before, "nothing is due by this clock");
    bench.run_until(due() + mins(12));
    let again = bench.told(REFERRAL).split_off(4);
    let ahead = |(_, when, _): &(AlarmStage, Instant, i64)| *when - due();
    assert!(again.len() >= 2, "an hour without a reminder is an alarm lost: {again:?}");
    assert!(again.iter().map(ahead).all(|late| late >= TimeDelta::zero()), "none early: {again:?}");
    assert!(ahead(&again[0]) <= mins(5), "{again:?}");
}

#[test]
fn what_was_told_by_a_clock_a_month_ahead_is_told_once_more_when_it_is_really_due() {
    let mut bench = Bench::new(START);
    bench.open("low", Priority::Low);
    bench.run_until(at(START) + mins(2));
    bench.set(at(START) + TimeDelta::days(31));
    let month_late = TimeDelta::days(31) - mins(15);
    assert_eq!(bench.told(REFERRAL)[0].2, month_late.num_seconds());
    assert!(
        bench.last().body.contains("late") || bench.last().title.contains("verdue"),
        "{:?}",
        bench.last()
    );
    // Somebody sets it right two minutes later.
    bench.set(at(START) + mins(4));
    let so_far = bench.told(REFERRAL).len();
    bench.run_until(warns() - secs(1));
    assert_eq!(bench.told(REFERRAL).len(), so_far, "none early");
    bench.run_until(due() + mins(5));
    let told = bench.told(REFERRAL).split_off(so_far);
    let expected = [
        (AlarmStage::Warning, warns(), 0),
        (AlarmStage::Due, due(), 0),
        (AlarmStage::Reminder, due() + mins(5), 0),
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_was_noticed_and_put_off_by_a_clock_a_month_ahead_silences_nothing_afterwards() {
    for noticed in [true, false] {
        let mut bench = Bench::new(START);
        bench.open("low", Priority::Low);
        bench.set(at(START) + TimeDelta::days(31));
        let clock = REFERRAL.to_owned();
        let until = bench.now + mins(30);
        let wish = if noticed { Wish::AcknowledgeAlarm { clock } } else { Wish::Snooze { clock, until } };
        bench.tell("low", wish);
        bench.set(at(START) + mins(4));
        bench.run_until(due());
        assert_eq!(bench.told(REFERRAL).last(), Some(&(AlarmStage::Due, due(), 0)));
        // And what is noticed now counts.
        bench.tell("low", Wish::AcknowledgeAlarm { clock: REFERRAL.to_owned() });
        let so_far = bench.told(REFERRAL).len();
        bench.run_until(due() + mins(30));
        assert_eq!(bench.told(REFERRAL).len(), so_far);
    }
}

#[test]
fn what_was_told_before_the_clock_was_set_back_is_over_once_it_warns_again() {
    let mut bench = Bench::new(START);
    bench.open("low", Priority::Low);
    // Asleep over the warning and the deadline, and set back after it rang.
    bench.set(due() + secs(37));
    assert_eq!(bench.told(REFERRAL), [(AlarmStage::Due, due() + secs(37), 37)]);
    bench.set(due() - mins(48));
    bench.run_until(warns());
    let until = warns() + mins(1);
    bench.tell("low", Wish::Snooze { clock: REFERRAL.to_owned(), until });
    bench.run_until(due() + mins(5));
    let again = bench.told(REFERRAL).split_off(1);
    let expected = [
        (AlarmStage::Warning, warns(), 0),
        (AlarmStage::Due, due(), 0),
        (AlarmStage::Reminder, due() + mins(5), 0),
    ];
    assert_eq!(again, expected);
}

#[test]
fn a_step_of_seconds_as_a_time_server_makes_repeats_nothing() {
    let mut bench = Bench::new(START);
    bench.open("low", Priority::Low);
    bench.run_until(due());
    let before = bench.told(REFERRAL);
    for back in [1, 20, 59] {
        bench.set(due() - secs(back));
        bench.run_until(due() + secs(1));
    }
    assert_eq!(bench.told(REFERRAL), before);
}

#[test]
fn eight_hours_of_sleep_in_one_step_are_one_digest_that_says_how_late_and_then_it_goes_on() {
    let mut bench = Bench::new(START);
    bench.open("low", Priority::Low);
    bench.open("pay", Priority::Critical);
    bench.run_until(at(START) + mins(1));
    let (before, wakes) = (bench.shown().len(), at(START) + mins(8 * 60 + 1));
    bench.set(wakes);
    let shown = bench.shown().split_off(before);
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].title.contains("deadlines are due"), "{}", shown[0].title);
    assert!(shown[0].body.contains("7 h 46 min late"), "{}", shown[0].body);
    let told = bench.told(REFERRAL);
    assert_eq!(told, [(AlarmStage::Due, wakes, 27_960), (AlarmStage::Due, wakes, 27_960)]);
    bench.run_until(wakes + mins(4));
    assert_eq!(bench.told(REFERRAL).len(), 2, "said once");
    bench.run_until(wakes + mins(5));
    assert!(
        bench.told(REFERRAL)[2..]
            .iter()
            .all(|(stage, _, late)| { (*stage, *late) == (AlarmStage::Reminder, 0) })
    );
    // What falls due from now on is in time.
    bench.open("new", Priority::Low);
    let opened = bench.now;
    bench.run_until(opened + mins(15));
    assert_eq!(bench.told(REFERRAL).last(), Some(&(AlarmStage::Due, opened + mins(15), 0)));
}

#[test]
fn an_hour_is_an_hour_over_both_changes_of_daylight_saving_and_the_times_are_the_walls() {
    for (opened, due, says) in [
        // The hour from two to three does not exist.
        ("2026-03-08T01:30:00-06:00", "2026-03-08T03:30:00-05:00", "03:30 CDT"),
        // The hour from one to two comes twice: the second time is meant.
        ("2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-06:00", "01:30 CST"),
    ] {
        let mut bench = Bench::new(opened);
        bench.open("pay", Priority::Critical);
        bench.tell("pay", update());
        let clock = "customer-update-critical";
        bench.run_until(at(due) - secs(1));
        assert!(bench.told(clock).iter().all(|(stage, ..)| *stage == AlarmStage::Warning), "none early");
        bench.run_until(at(due));
        assert_eq!(bench.told(clock).last(), Some(&(AlarmStage::Due, at(due), 0)), "{opened}");
        assert!(bench.wall(clock).contains(says), "{says} in {}", bench.wall(clock));
    }
}

#[test]
fn another_zone_moves_no_alarm_and_shows_the_same_instant_by_the_other_wall() {
    let mut bench = Bench::new(START);
    bench.open("low", Priority::Low);
    bench.run_until(warns());
    assert!(bench.wall(REFERRAL).contains("10:15"), "{}", bench.wall(REFERRAL));
    let zone = Wish::ConfigureDesk {
        name: None,
        manager: None,
        time_zone: Some("Asia/Kolkata".to_owned()),
        hotline: None,
        holidays: None,
        default_policy: None,
    };
    let request = Request { name: None, at: None, actor: None, wish: zone };
    bench.desk.handle(request, bench.now).unwrap();
    bench.run_until(due() - secs(1));
    assert_eq!(bench.told(REFERRAL), [(AlarmStage::Warning, warns(), 0)], "nothing early, nothing again");
    bench.run_until(due());
    assert_eq!(bench.told(REFERRAL).last(), Some(&(AlarmStage::Due, due(), 0)));
    assert!(bench.wall(REFERRAL).contains("21:45"), "{}", bench.wall(REFERRAL));
}

#[test]
fn the_thread_of_a_desk_notices_a_clock_that_was_set_within_its_longest_wait() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(at(START)));
    let (notifier, record) = RecordingNotifier::new();
    let thread = DeskThread::start(Arc::clone(&clock) as Arc<dyn Clock>, |_| DeskOptions {
        folder: folder.path().to_path_buf(),
        zone: chrono_tz::America::Chicago,
        notifier: Box::new(notifier),
    })
    .unwrap();
    thread.handle().submit(Request { name: None, at: None, actor: None, wish: opening(Priority::Low) });
    thread.handle().with(|_, _| ()).unwrap();
    // Nobody tells the desk: as when a machine wakes, or somebody sets its clock.
    clock.set(due() + mins(480));
    let begun = monotonic_now();
    while record.shown().is_empty() && begun.elapsed() < Duration::from_secs(40) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let shown = record.shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].title.starts_with("Overdue"), "{shown:?}");
    assert!(format!("{shown:?}").contains("8 h"), "{shown:?}");
    drop(thread);
}
