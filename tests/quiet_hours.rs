//! Quiet hours and sounds: what is held, what rings all the same, and what is told when they end.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use bridgewatch::desk::{Desk, DeskOptions, Name, Request};
use bridgewatch::domain::alarm;
use bridgewatch::domain::command::{About, Wish};
use bridgewatch::domain::event::{AlarmStage, DeviceId, Event, Fact};
use bridgewatch::domain::settings::wish::DeskWish;
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::watch::wish::{Effect, WatchWish};
use bridgewatch::domain::words::{Environment, Kind, Priority, Sounds};
use bridgewatch::platform::{Notice, NotifierRecord, RecordingNotifier, Sound};
use bridgewatch::store::Store;
use chrono::TimeDelta;
use proptest::prelude::*;
use support::{Story, at, mins, refer, secs};
use tempfile::TempDir;
use uuid::Uuid;

/// Monday evening, before the quiet hours that the tests begin with.
const EVENING: &str = "2026-03-02T21:00:00-06:00";

/// A desk on a folder that outlives it, with a clock that the test turns; quiet from ten to six.
struct Bench {
    folder: TempDir,
    desk: Option<Desk>,
    record: NotifierRecord,
    now: Instant,
}

impl Bench {
    fn new(now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut bench = Self { folder, desk: None, record: RecordingNotifier::new().1, now: at(now) };
        bench.start();
        bench.quiet("22:00", "06:00", "");
        bench
    }

    /// Opens the desk on what is on the disk, as after a kill.
    fn start(&mut self) {
        self.desk = None;
        let (notifier, record) = RecordingNotifier::new();
        self.record = record;
        let folder = self.folder.path().to_path_buf();
        let zone = chrono_tz::America::Chicago;
        self.desk =
            Some(Desk::open(DeskOptions { folder, zone, notifier: Box::new(notifier) }, self.now).unwrap());
    }

    fn desk(&mut self) -> &mut Desk {
        self.desk.as_mut().unwrap()
    }

    fn tell(&mut self, key: Option<&str>, wish: impl Into<Wish>) {
        let (now, name) = (self.now, key.map(|key| Name::Called(key.to_owned())));
        let actor = Some("Sample Manager".to_owned());
        self.desk().handle(Request { name, at: None, actor, wish: wish.into() }, now).unwrap();
    }

    fn quiet(&mut self, from: &str, until: &str, weekdays: &str) {
        let weekdays = weekdays.split_whitespace().map(str::to_owned).collect();
        let time = |text: &str| Some(text.to_owned());
        self.tell(None, DeskWish::SetQuietHours { from: time(from), until: time(until), weekdays });
    }

    fn sounds(&mut self, sounds: Sounds) {
        self.tell(None, DeskWish::SetSounds { sounds });
    }

    /// Opens a regular incident so that its referral, which is to come within 15 minutes, is due then.
    fn referral_due(&mut self, key: &str, priority: Option<Priority>, due: Instant) {
        let wish = Wish::OpenIncident {
            title: "Payments API down".to_owned(),
            priority,
            kind: Some(Kind::Regular),
            environment: None,
            ticket: None,
            policy: None,
        };
        let (now, name) = (self.now, Some(Name::Called(key.to_owned())));
        let request = Request { name, at: Some(due - mins(15)), actor: None, wish };
        self.desk().handle(request, now).unwrap();
    }

    /// Lets time run as the desk's thread would, waking when the desk wants to.
    fn run_until(&mut self, until: Instant) {
        let now = self.now;
        self.desk().tick(now).unwrap();
        while self.now < until {
            let wait = TimeDelta::from_std(self.desk.as_mut().unwrap().wait(self.now)).unwrap();
            assert!(wait > TimeDelta::zero(), "the desk must wait for something to come at {}", self.now);
            self.now = (self.now + wait).min(until);
            let now = self.now;
            self.desk().tick(now).unwrap();
        }
    }

    /// Time goes by and nobody is there.
    fn away_until(&mut self, until: Instant) {
        self.now = until;
        self.desk().tick(until).unwrap();
    }

    fn told(&self) -> Vec<String> {
        self.record.shown().into_iter().map(|notice| notice.title).collect()
    }

    fn last(&self) -> Notice {
        self.record.shown().pop().unwrap()
    }

    fn facts<T>(&self, of: impl Fn(Fact) -> Option<T>) -> Vec<T> {
        let store = Store::open_read_only(self.folder.path()).unwrap();
        store.all_events().unwrap().into_iter().filter_map(|event: Event| of(event.fact)).collect()
    }

    /// What the log says was told of incidents: stage and lateness.
    fn raised(&self) -> Vec<(AlarmStage, i64)> {
        self.facts(|fact| match fact {
            Fact::AlarmRaised { stage, late_secs, .. } => Some((stage, late_secs)),
            _ => None,
        })
    }
}

#[test]
fn what_may_wait_is_one_digest_at_the_end_that_says_how_late() {
    let mut bench = Bench::new(EVENING);
    let due = at("2026-03-02T22:05:00-06:00");
    bench.away_until(due - mins(10));
    bench.referral_due("one", Some(Priority::Low), due);
    bench.referral_due("two", Some(Priority::High), due);
    bench.tell(Some("two"), support::update());
    let ends = at("2026-03-03T06:00:00-06:00");
    bench.run_until(ends - secs(1));
    assert_eq!(bench.told(), Vec::<String>::new());
    assert_eq!(bench.raised(), [], "what is held is no fact yet");
    let just_before = ends - TimeDelta::milliseconds(1);
    bench.away_until(just_before);
    assert_eq!(bench.desk().wait(just_before).as_millis(), 1, "the wait ends with the quiet hours");
    bench.run_until(ends);
    assert_eq!(bench.told().len(), 1, "{:?}", bench.told());
    let digest = bench.last();
    assert!(digest.title.ends_with("deadlines are due"), "{}", digest.title);
    for reference in ["MI-0001", "MI-0002"] {
        let line = format!("{reference} Referral to a resolver, 7 h 55 min late");
        assert!(digest.body.contains(&line), "{}", digest.body);
    }
    let late = 7 * 3_600 + 55 * 60;
    assert!(bench.raised().contains(&(AlarmStage::Due, late)), "{:?}", bench.raised());
    bench.run_until(ends + mins(5) - secs(1));
    assert_eq!(bench.told().len(), 1, "told once");
    bench.run_until(ends + mins(5));
    assert_eq!(bench.told().len(), 2, "and then reminded as ever");
}

#[test]
fn the_window_shows_what_is_held_and_takes_it_away_when_it_is_done() {
    let mut bench = Bench::new("2026-03-02T22:00:00-06:00");
    bench.referral_due("one", Some(Priority::Low), at("2026-03-02T22:05:00-06:00"));
    bench.run_until(at("2026-03-02T22:06:00-06:00"));
    let banner = bench.desk().snapshot().banner.unwrap();
    assert!(banner.is_held && banner.telling.title.contains("Referral"), "{banner:?}");
    bench.tell(Some("one"), refer());
    assert_eq!(bench.desk().snapshot().banner, None);
    assert_eq!(bench.told(), Vec::<String>::new());
}

#[test]
fn the_first_and_the_last_second_count_exactly() {
    let (begins, ends) = (at("2026-03-02T22:00:00-06:00"), at("2026-03-03T06:00:00-06:00"));
    for (due, told_at) in [
        (begins - secs(1), begins - secs(1)),
        (begins, ends),
        (ends - secs(1), ends),
        (ends, ends),
        (ends + secs(1), ends + secs(1)),
    ] {
        let mut bench = Bench::new(EVENING);
        bench.away_until((due - mins(3)).max(at(EVENING)));
        bench.referral_due("one", Some(Priority::Low), due);
        bench.run_until(told_at - secs(1));
        let is_due = |(stage, _): &(AlarmStage, i64)| *stage == AlarmStage::Due;
        assert_eq!(bench.raised().iter().filter(|one| is_due(one)).count(), 0, "{due}");
        bench.run_until(told_at);
        let late = (told_at - due).num_seconds();
        assert_eq!(bench.raised().into_iter().find(is_due), Some((AlarmStage::Due, late)), "{due}");
    }
}

#[test]
fn the_night_on_which_the_clock_changes_ends_at_six_on_the_wall() {
    for (evening, due, ends) in [
        ("2026-03-07T21:00:00-06:00", "2026-03-07T22:00:00-06:00", "2026-03-08T06:00:00-05:00"),
        ("2026-10-31T21:00:00-05:00", "2026-10-31T22:00:00-05:00", "2026-11-01T06:00:00-06:00"),
    ] {
        let mut bench = Bench::new(evening);
        bench.away_until(at(due) - mins(1));
        bench.referral_due("one", Some(Priority::Low), at(due));
        bench.tell(Some("one"), Wish::AcknowledgeAlarm { clock: "referral".to_owned() });
        bench.run_until(at(ends) - secs(1));
        assert_eq!(bench.raised(), [], "{evening}");
        bench.run_until(at(ends));
        assert_eq!(bench.raised(), [(AlarmStage::Due, (at(ends) - at(due)).num_seconds())]);
    }
}

#[test]
fn what_is_due_rings_on_a_critical_incident_and_on_one_that_may_be() {
    for priority in [Some(Priority::Critical), None] {
        let mut bench = Bench::new("2026-03-02T22:30:00-06:00");
        let due = bench.now + mins(15);
        bench.referral_due("one", priority, due);
        bench.run_until(due - secs(1));
        assert_eq!(bench.told(), Vec::<String>::new(), "warnings wait");
        bench.run_until(due);
        assert!(!bench.told().is_empty(), "{priority:?}");
        assert!(bench.raised().iter().all(|one| *one == (AlarmStage::Due, 0)), "{:?}", bench.raised());
        let before = bench.told().len();
        bench.run_until(due + mins(5));
        assert!(bench.told().len() > before, "overdue is told again");
        assert!(bench.raised().contains(&(AlarmStage::Reminder, 0)), "{:?}", bench.raised());
    }
}

#[test]
fn a_priority_that_turns_critical_lets_ring_what_was_held() {
    let mut bench = Bench::new("2026-03-02T22:00:00-06:00");
    let due = bench.now + mins(15);
    bench.referral_due("one", Some(Priority::Medium), due);
    bench.run_until(due + mins(5));
    assert_eq!(bench.told(), Vec::<String>::new());
    bench.tell(Some("one"), Wish::AssignPriority { priority: Priority::Critical, why: None });
    let now = bench.now;
    bench.desk().tick(now).unwrap();
    assert!(bench.raised().contains(&(AlarmStage::Due, 300)), "{:?}", bench.raised());
}

#[test]
fn a_restart_in_quiet_hours_holds_on() {
    let mut bench = Bench::new("2026-03-02T22:00:00-06:00");
    bench.referral_due("one", Some(Priority::Low), bench.now + mins(15));
    bench.run_until(bench.now + mins(30));
    bench.start();
    let ends = at("2026-03-03T06:00:00-06:00");
    bench.run_until(ends - secs(1));
    assert_eq!(bench.told(), Vec::<String>::new());
    assert!(bench.desk().snapshot().banner.is_some_and(|banner| banner.is_held));
    bench.run_until(ends);
    assert_eq!(bench.told(), ["Overdue MI-0001: Referral to a resolver"]);
    assert!(bench.last().body.contains("Told 7 h 45 min late"), "{}", bench.last().body);
}

#[test]
fn what_is_done_or_acknowledged_meanwhile_is_not_told_at_the_end() {
    let mut bench = Bench::new("2026-03-02T22:00:00-06:00");
    let due = bench.now + mins(15);
    for key in ["done", "acknowledged"] {
        bench.referral_due(key, Some(Priority::Low), due);
    }
    bench.run_until(due + mins(5));
    bench.tell(Some("done"), refer());
    bench.tell(Some("done"), Wish::Acknowledge { by: None });
    bench.tell(Some("acknowledged"), Wish::AcknowledgeAlarm { clock: "referral".to_owned() });
    bench.run_until(at("2026-03-03T08:00:00-06:00"));
    assert_eq!(bench.told(), Vec::<String>::new());
}

#[test]
fn a_warning_that_was_acknowledged_while_it_was_held_is_not_told_but_its_deadline_is() {
    let mut bench = Bench::new("2026-03-02T22:00:00-06:00");
    let due = at("2026-03-02T22:15:00-06:00");
    bench.quiet("22:00", "22:13", "");
    bench.referral_due("one", Some(Priority::Low), due);
    bench.run_until(at("2026-03-02T22:12:00-06:00"));
    bench.tell(Some("one"), Wish::AcknowledgeAlarm { clock: "referral".to_owned() });
    bench.run_until(due - secs(1));
    assert_eq!(bench.told(), Vec::<String>::new());
    bench.run_until(due);
    assert_eq!(bench.raised(), [(AlarmStage::Due, 0)]);
}

#[test]
fn other_quiet_hours_count_from_the_moment_they_are_set() {
    let mut bench = Bench::new("2026-03-02T22:00:00-06:00");
    bench.referral_due("one", Some(Priority::Low), bench.now + mins(15));
    bench.run_until(bench.now + mins(30));
    // Longer: still held at the end that was.
    bench.quiet("22:00", "07:00", "");
    bench.run_until(at("2026-03-03T06:30:00-06:00"));
    assert_eq!(bench.told(), Vec::<String>::new());
    // Taken back: told at once, with its lateness.
    bench.tell(None, DeskWish::SetQuietHours { from: None, until: None, weekdays: Vec::new() });
    let now = bench.now;
    bench.desk().tick(now).unwrap();
    assert_eq!(bench.raised(), [(AlarmStage::Due, 8 * 3_600 + 15 * 60)]);
}

#[test]
fn quiet_hours_of_some_days_hold_nothing_on_others() {
    let mut bench = Bench::new("2026-03-02T21:00:00-06:00");
    bench.quiet("22:00", "06:00", "fri sat");
    bench.referral_due("one", Some(Priority::Low), at("2026-03-02T23:00:00-06:00").min(bench.now + mins(15)));
    bench.run_until(bench.now + mins(15));
    assert_eq!(bench.raised().last(), Some(&(AlarmStage::Due, 0)));
}

#[test]
fn another_machine_is_not_quiet_by_this_ones_hours() {
    let mut story = Story::new("America/Chicago");
    let night = at("2026-03-02T22:00:00-06:00");
    let wish = DeskWish::SetQuietHours {
        from: Some("22:00".to_owned()),
        until: Some("6".to_owned()),
        weekdays: Vec::new(),
    };
    story.try_tell(About::Desk, night, wish.into()).unwrap();
    story.open(night, "major-incident", Some(Priority::Low), Kind::Regular, Environment::Production);
    let now = night + mins(16);
    for (here, pending, held) in [(Uuid::nil(), 0, 1), (Uuid::from_u128(7), 1, 0)] {
        story.world.here = Some(DeviceId(here));
        let found = (alarm::pending(&story.world, now).len(), alarm::held(&story.world, now).len());
        assert_eq!(found, (pending, held), "{here}");
    }
}

/// A rota of which whoever sits here is primary from Monday 9 March at three in the night, for a week.
fn with_rota(bench: &mut Bench) {
    let desk = Wish::ConfigureDesk {
        name: None,
        manager: Some("Sample Manager".to_owned()),
        time_zone: Some("America/Chicago".to_owned()),
        hotline: None,
        holidays: None,
        default_policy: None,
    };
    let rule = "name = \"Main\"\ntime_zone = \"America/Chicago\"\nanchor = \"2026-03-02T03:00\"\n\
                every = \"1 week\"\nparticipants = [\"Sample Two\", \"Sample Manager\"]\n";
    let adopt = WatchWish::AdoptRule {
        rule: rule.to_owned(),
        track: None,
        takes_effect: Effect::AtOnce,
        from: None,
        why: None,
    };
    bench.tell(None, desk);
    bench.tell(None, adopt);
}

#[test]
fn the_start_of_ones_own_watch_rings_and_its_announcement_waits() {
    let mut bench = Bench::new(EVENING);
    with_rota(&mut bench);
    let begins = at("2026-03-09T03:00:00-05:00");
    bench.away_until(at("2026-03-08T21:59:00-05:00"));
    let before = bench.told().len();
    bench.run_until(begins - secs(1));
    assert_eq!(bench.told().len(), before, "an hour before it begins is a quiet hour");
    assert!(bench.desk().snapshot().notices.iter().any(|one| one.key.starts_with("begins-1h/")));
    bench.run_until(begins);
    assert_eq!(bench.last().title, "Your watch begins now");
    assert_eq!(bench.last().sound, Sound::Message, "as loud as what is due");
}

#[test]
fn a_handoff_that_was_offered_rings() {
    let mut bench = Bench::new(EVENING);
    with_rota(&mut bench);
    bench.away_until(at("2026-03-02T23:00:00-06:00"));
    let before = bench.told().len();
    let offer =
        WatchWish::OfferHandoff { to: Some("Sample Manager".to_owned()), words: None, accept_by: None };
    let (now, actor) = (bench.now, Some("Sample Two".to_owned()));
    bench.desk().handle(Request { name: None, at: None, actor, wish: offer.into() }, now).unwrap();
    bench.desk().tick(now).unwrap();
    assert_eq!(bench.told().len(), before + 1, "{:?}", bench.told());
    assert_eq!(bench.last().title, "Sample Two hands the watch over to you");
}

#[test]
fn a_notice_that_is_held_is_told_at_the_end_unless_it_was_read() {
    for is_read in [false, true] {
        let mut bench = Bench::new(EVENING);
        with_rota(&mut bench);
        bench.away_until(at("2026-03-02T23:00:00-06:00"));
        let before = bench.told().len();
        let put = WatchWish::OverrideWatch {
            seat: None,
            from: at("2026-03-04T09:00:00-06:00"),
            until: at("2026-03-04T17:00:00-06:00"),
            person: "Sample Manager".to_owned(),
            why: None,
        };
        let (now, actor) = (bench.now, Some("Sample Chief".to_owned()));
        bench.desk().handle(Request { name: None, at: None, actor, wish: put.into() }, now).unwrap();
        bench.desk().tick(now).unwrap();
        assert_eq!(bench.told().len(), before, "it may wait");
        let held = bench.desk().snapshot().notices.pop().unwrap();
        assert_eq!(held.title, "Your watch was changed: override accepted");
        if is_read {
            bench.desk().dismiss_notice(&held.key, now);
            assert_eq!(bench.desk().snapshot().notices, []);
            bench.start();
        }
        bench.run_until(at("2026-03-03T06:00:00-06:00"));
        let told = bench.told().iter().filter(|title| **title == held.title).count();
        assert_eq!(told, usize::from(!is_read));
        if !is_read {
            assert!(bench.last().body.contains("Told 7 h late"), "{}", bench.last().body);
        }
    }
}

#[test]
fn sounds_are_for_what_is_due_until_a_machine_says_otherwise() {
    // The warning of a referral, and the referral.
    for (chosen, heard, test) in [
        (None, [Sound::Silent, Sound::Alarm], Sound::Alarm),
        (Some(Sounds::Due), [Sound::Silent, Sound::Alarm], Sound::Alarm),
        (Some(Sounds::All), [Sound::Warning, Sound::Alarm], Sound::Alarm),
        (Some(Sounds::None), [Sound::Silent, Sound::Silent], Sound::Silent),
    ] {
        let mut bench = Bench::new("2026-03-02T10:00:00-06:00");
        if let Some(sounds) = chosen {
            bench.sounds(sounds);
        }
        // As it was before a restart.
        bench.start();
        bench.referral_due("one", Some(Priority::Low), bench.now + mins(15));
        bench.run_until(bench.now + mins(15));
        bench.desk().test_notification();
        let found: Vec<Sound> = bench.record.shown().iter().map(|notice| notice.sound).collect();
        assert_eq!(found, [heard[0], heard[1], test], "{chosen:?}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_what_would_do() {
    let mut story = Story::new("America/Chicago");
    story.world.here = Some(DeviceId(Uuid::nil()));
    let now = at(EVENING);
    let mut refused = |from: &str, until: &str, day: &str| {
        let time = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let weekdays = vec![day.to_owned()];
        let wish = DeskWish::SetQuietHours { from: time(from), until: time(until), weekdays };
        story.try_tell(About::Desk, now, wish.into()).map_err(|refusal| refusal.to_string())
    };
    for (from, until, day, words) in [
        ("22:00", "", "", "no end is said; say both, such as 22:00 and 06:00"),
        ("", "6:00", "", "no begin is said; say both, such as 22:00 and 06:00"),
        ("25:00", "6:00", "", "the begin, `25:00`, is no time of day; write it like 22:00"),
        ("22:00", "dawn", "", "the end, `dawn`, is no time of day; write it like 22:00"),
        (
            "22",
            "10 pm",
            "",
            "begin and end are the same; let them differ; a desk that is never told anything has no watch",
        ),
        ("22", "6", "someday", "`someday` is not a day; use mon, tue, wed, thu, fri, sat, sun"),
        ("", "", "", "this machine has no quiet hours; there is nothing to change"),
    ] {
        assert_eq!(refused(from, until, day).unwrap_err(), words);
    }
    let long = "9".repeat(100_000);
    assert!(refused(&long, "\u{202e}6:00", "").unwrap_err().len() < 200);
    refused("10 pm", "6.30", "fri").unwrap();
    assert_eq!(
        refused("22:00", "06:30", "FRI").unwrap_err(),
        "this machine is quiet from 22:00 to 06:30, Fri already; there is nothing to change"
    );
    refused("", "", "").unwrap();
}

proptest! {
    /// What is to be told is told when the desk said that it would be, and not before.
    #[test]
    fn the_desk_wakes_exactly_when_something_is_to_be_told(
        from in 0_i64..1_440, length in 1_i64..1_440, days in 1_u8..128,
        opened in prop::collection::vec((0_i64..4_320, 0_usize..5), 1..4), looked in 0_i64..6_000,
    ) {
        let mut story = Story::new("America/Chicago");
        story.world.here = Some(DeviceId(Uuid::nil()));
        // Over the night on which the clock goes forward.
        let begin = at("2026-03-06T00:00:00-06:00");
        let wall = |minute: i64| Some(format!("{:02}:{:02}", minute.rem_euclid(1_440) / 60, minute % 60));
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let weekdays = names.iter().enumerate().filter(|(at, _)| days & (1 << at) != 0);
        let weekdays = weekdays.map(|(_, name)| (*name).to_owned()).collect();
        let wish = DeskWish::SetQuietHours { from: wall(from), until: wall(from + length), weekdays };
        story.try_tell(About::Desk, begin, wish.into()).unwrap();
        for (minute, priority) in opened {
            let priority = Priority::ALL.get(priority).copied();
            let kind = if minute % 2 == 0 { Kind::Major } else { Kind::Regular };
            story.open(begin + mins(minute), "major-incident", priority, kind, Environment::Production);
        }
        let mut now = begin + mins(looked);
        for _ in 0..20 {
            let pending = alarm::pending(&story.world, now);
            let Some(next) = alarm::next_at(&story.world, now) else {
                prop_assert!(pending.is_empty() && alarm::held(&story.world, now).is_empty());
                break;
            };
            prop_assert_eq!(next <= now, !pending.is_empty(), "{} {}", now, next);
            if !alarm::held(&story.world, now).is_empty() && pending.is_empty() {
                let ends = story.world.quiet_until(now);
                prop_assert!(ends.is_some_and(|ends| next <= ends), "{:?} {}", ends, next);
            }
            if next > now {
                let just_before = next - TimeDelta::milliseconds(1);
                prop_assert!(alarm::pending(&story.world, just_before).is_empty(), "{}", just_before);
            }
            now = next.max(now) + secs(61);
        }
    }
}
