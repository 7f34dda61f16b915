use std::sync::Arc;

use chrono::TimeDelta;
use egui::Key;

use super::words::{answers_words, card_text, clock_words, course_words};
use super::*;
use crate::desk::Request;
use crate::desk::drill::read_script;
use crate::domain::command::Wish;
use crate::domain::drill::card::{Answers, Line};
use crate::domain::drill::course::Said;
use crate::domain::report::tally::Score;
use crate::domain::words::Priority;
use crate::platform::FastClock;
use crate::ui::harness::{Trial, open, set_up, start};

fn drill() -> DrillNow {
    DrillNow {
        title: "Nobody can pay".to_owned(),
        elapsed_secs: 47 * 60 + 20,
        next_in_secs: Some(8 * 60 + 5),
        factor: 30,
        is_paused: false,
        is_held: false,
        ended: None,
        said: Vec::<Said>::new(),
    }
}

#[test]
fn the_banner_says_how_fast_how_far_and_when_something_happens_next() {
    assert_eq!(course_words(&drill()), "30 times as fast · 00:47 of the script · next: in 8 min");
    let held = DrillNow { is_held: true, next_in_secs: Some(20), ..drill() };
    assert_eq!(course_words(&held), "as fast as the wall · 00:47 of the script · next: now");
    let paused = DrillNow { is_paused: true, next_in_secs: None, ..drill() };
    assert_eq!(course_words(&paused), "stands · 00:47 of the script · next: when you have acted");
    let over = DrillNow { ended: Some(start()), elapsed_secs: 6_660, ..drill() };
    assert_eq!(course_words(&over), "over after 01:51 of the script");
    assert_eq!((clock_words(-5), clock_words(59)), ("00:00".to_owned(), "00:00".to_owned()));
}

#[test]
fn the_scorecard_reads_as_text() {
    let min = TimeDelta::minutes;
    let line = |title: &str, due: i64, done: Option<i64>, is_met| Line {
        reference: "MI-0001".to_owned(),
        title: title.to_owned(),
        due: start() + min(due),
        done: done.map(|at| start() + min(at)),
        is_met,
        action: "Do it".to_owned(),
    };
    let answers = Answers { rang: 3, answered: 2, longest_secs: 240, mean_secs: 180 };
    let card = Card {
        begun: start(),
        ended: start() + min(90),
        lines: vec![
            line("Triage", 15, Some(15), true),
            line("Hotline call", 17, Some(28), false),
            line("Referral", 20, None, false),
        ],
        running: 2,
        updates: Score::default(),
        hotline: Score::default(),
        answers,
        better: vec!["hotline call: missed, 11 min late. Call the hotline".to_owned()],
    };
    let text = card_text(&card, "Nobody can pay", chrono_tz::America::Chicago);
    for words in [
        "Drill: Nobody can pay\nScorecard after 01:30",
        "Deadlines: 1 met, 2 missed, 2 with time left",
        "Updates: none was owed",
        "Alarms: 3 rang, 2 answered, after 3 min by the mean and 4 min at most",
        "- Hotline call: missed, 11 min late. Call the hotline",
        "met: Triage, due 14:15, done 14:15\n",
        "missed: Hotline call, due 14:17, done 14:28, 11 min late\n",
        "missed: Referral, due 14:20, not done\n",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert_eq!(answers_words(&Answers::default()), "none rang");
}

/// A window over a drill whose script nobody plays but the test.
fn over_a_drill() -> (Trial, DrillHandle) {
    let mut trial = Trial::with([1280.0, 1000.0], |handle, now| {
        set_up(handle, now);
        open(handle, "Nobody can pay", Some(Priority::Critical), 20);
    });
    let clock = Arc::new(FastClock::new(start(), 30));
    clock.pause(true);
    let handle = DrillHandle::new(Arc::new(read_script(None).unwrap()), clock);
    trial.window.state_mut().show_drill(handle.clone());
    trial.run();
    (trial, handle)
}

#[test]
fn the_banner_is_on_every_screen_and_its_buttons_move_the_clock() {
    let (mut trial, handle) = over_a_drill();
    for keys in [Key::B, Key::R, Key::A, Key::H, Key::P, Key::D, Key::E, Key::I, Key::S, Key::Questionmark] {
        trial.key(Key::G);
        trial.key(keys);
        assert!(trial.says("stands · 00:00 of the script"), "{keys:?}");
    }
    assert!(!trial.shows("Start the drill"), "one is enough");
    trial.press("Go on");
    assert!(trial.says("30 times as fast"));
    trial.press("Faster");
    assert!(trial.says("60 times as fast"));
    trial.press("Slower");
    trial.press("Slower");
    assert!(trial.says("10 times as fast"));
    trial.press("Pause");
    assert!(trial.says("stands ·"));
    assert_eq!(handle.at(&trial.handle.snapshot().world, start()).factor, 10);
}

#[test]
fn while_a_form_is_open_time_runs_as_it_does() {
    let (mut trial, _) = over_a_drill();
    trial.press("Go on");
    trial.key(Key::N);
    assert!(trial.says("as fast as the wall"));
    trial.key(Key::Escape);
    assert!(trial.says("30 times as fast"));
}

#[test]
fn what_was_said_stands_in_the_banner_the_last_words_first() {
    let (mut trial, handle) = over_a_drill();
    handle.play(&trial.handle);
    trial.run();
    assert!(trial.says("Sample Service Desk: “Twelve calls in five minutes"));
    assert!(trial.says("Now: Assign the priority"));
    let snapshot = trial.handle.snapshot();
    assert_eq!(handle.at(&snapshot.world, start()).next_in_secs, Some(4 * 60));
}

#[test]
fn the_end_shows_the_scorecard_and_leads_back_to_the_desk() {
    let (mut trial, handle) = over_a_drill();
    trial.press("End the drill");
    assert!(trial.says("Scorecard of the drill") && trial.says("over after 00:00 of the script"));
    assert!(trial.says("Initial notification: missed and not made good. Send the initial notification now"));
    trial.press("Look at the desk as it stands");
    assert!(trial.shows("Show the scorecard") && !trial.says("Scorecard of the drill"));
    trial.press("Show the scorecard");
    assert!(trial.says("What to do better"));
    trial.press("Copy the scorecard");
    assert!(handle.ended().is_some());
    handle.pause(false);
    let note = Wish::Note { text: "afterwards".to_owned(), significant: false };
    let id = trial.incident("Nobody can pay").id;
    trial.handle.submit(Request::about(id, note));
    trial.pass(TimeDelta::seconds(1));
    assert!(handle.at(&trial.handle.snapshot().world, start()).is_paused, "what has ended stands");
}
