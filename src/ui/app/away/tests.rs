use std::sync::Arc;

use chrono::TimeDelta;
use egui::accesskit::Role;
use egui::{Key, Modifiers, ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::kittest::Queryable as _;

use super::{GOES_BY_CLOSING, Parting};
use crate::desk::ToShow;
use crate::domain::words::Priority;
use crate::platform::{DrawingChoice, DrawingWay, RecordingTray, RememberedAutostart};
use crate::ui::closing::Closing;
use crate::ui::drawn::Drawn;
use crate::ui::harness::{Trial, open, set_up};
use crate::ui::preferences::Kept;
use crate::ui::tray::TrayKeeper;

const QUESTION: &str = "Keep watching in the background?";
const KEEP: &str = "Keep watching in the background";

fn one_open() -> Trial {
    let mut trial = Trial::with([1280.0, 800.0], |handle, now| {
        set_up(handle, now);
        open(handle, "Payments down", Some(Priority::Critical), 3);
    });
    trial.pass(TimeDelta::seconds(2));
    trial
}

/// Closes the window as its button does; whether it stays.
fn close(trial: &mut Trial) -> bool {
    let root = trial.window.input_mut().viewports.entry(ViewportId::ROOT).or_default();
    root.events.push(ViewportEvent::Close);
    trial.window.step();
    let output = trial.window.output();
    let stays = output.viewport_output[&ViewportId::ROOT].commands.contains(&ViewportCommand::CancelClose);
    let root = trial.window.input_mut().viewports.entry(ViewportId::ROOT).or_default();
    root.events.clear();
    trial.run();
    stays
}

fn parting(trial: &Trial) -> Option<Parting> {
    trial.window.state().parting()
}

/// The window was made anew.
fn shown_again(trial: &mut Trial) {
    trial.window.state_mut().set_window(true);
    trial.run();
}

#[test]
fn closing_a_window_under_which_nothing_runs_is_the_end() {
    let mut trial = Trial::new();
    assert!(!close(&mut trial));
    assert_eq!(parting(&trial), Some(Parting::End));
    assert!(!trial.says(QUESTION));
}

#[test]
fn the_first_time_it_asks_and_then_it_remembers() {
    let mut trial = one_open();
    assert!(close(&mut trial), "the window stays while it asks");
    assert!(trial.window.query_by_role(Role::AlertDialog).is_some());
    assert!(trial.says("1 incident is open"));
    assert!(close(&mut trial), "asked again, it still asks");
    trial.key(Key::Escape);
    assert_eq!((parting(&trial), trial.window.state().preferences.closing), (None, None));
    assert!(trial.window.query_by_role(Role::AlertDialog).is_none());

    close(&mut trial);
    // The keyboard is on the first answer.
    trial.key(Key::Enter);
    assert_eq!(trial.window.state().preferences.closing, Some(Closing::KeepsWatching));
    if GOES_BY_CLOSING {
        assert_eq!(parting(&trial), Some(Parting::Away));
    }
    shown_again(&mut trial);
    assert_eq!(close(&mut trial), !GOES_BY_CLOSING, "without a question");
    assert!(!trial.says(QUESTION));
    trial.handle.with(|_, _| ()).unwrap();
    assert_eq!(Kept::read(trial.folder.path()).preferences.closing, Some(Closing::KeepsWatching));

    shown_again(&mut trial);
    trial.window.state_mut().preferences.closing = Some(Closing::Quits);
    assert!(!close(&mut trial));
    assert_eq!(parting(&trial), Some(Parting::End));
}

#[test]
fn the_answer_is_changed_in_settings() {
    let mut trial = one_open();
    trial.key(Key::G);
    trial.key(Key::S);
    trial.press("Background");
    trial.press("Stops watching and quits");
    assert_eq!(trial.window.state().preferences.closing, Some(Closing::Quits));
    trial.press("Asks");
    assert_eq!(trial.window.state().preferences.closing, None);
}

#[test]
fn the_end_by_key_says_what_runs_and_the_second_time_it_is_the_end() {
    let mut trial = one_open();
    trial.key_with(Modifiers::COMMAND, Key::Q);
    assert!(trial.says("Quit while something runs?") && trial.says("1 incident is open"));
    assert_eq!(parting(&trial), None);
    trial.press(KEEP);
    if GOES_BY_CLOSING {
        assert_eq!(parting(&trial), Some(Parting::Away));
    }
    assert_eq!(trial.window.state().preferences.closing, None, "this was not asked about closing");
    shown_again(&mut trial);
    trial.key_with(Modifiers::COMMAND, Key::Q);
    trial.key_with(Modifiers::COMMAND, Key::Q);
    assert_eq!(parting(&trial), Some(Parting::End));

    let mut quiet = Trial::new();
    quiet.key_with(Modifiers::COMMAND, Key::Q);
    assert_eq!(parting(&quiet), Some(Parting::End), "where nothing runs there is nothing to ask");
}

#[test]
fn no_key_of_the_board_works_behind_the_question() {
    let mut trial = one_open();
    close(&mut trial);
    trial.key(Key::N);
    trial.key(Key::D);
    trial.key(Key::Escape);
    assert!(!trial.shows("Title"), "no form was opened behind it");
    assert_eq!(trial.facts("Payments down").len(), 1, "and nothing was logged");
}

#[test]
fn what_is_asked_from_outside_is_done_without_a_question() {
    let mut trial = one_open();
    trial.handle.ask_to_show(ToShow::NewIncident);
    trial.run();
    assert!(trial.window.query_by_role(Role::Dialog).is_some());
    assert!(!trial.handle.is_asked_to_show());
    trial.key(Key::Escape);
    trial.handle.ask_to_show(ToShow::Nothing);
    trial.run();
    if GOES_BY_CLOSING {
        assert_eq!(parting(&trial), Some(Parting::Away));
    }
    shown_again(&mut trial);
    trial.handle.ask_to_show(ToShow::End);
    trial.run();
    assert_eq!(parting(&trial), Some(Parting::End));
    assert!(!close(&mut trial), "and the window goes");
}

#[test]
fn settings_ask_the_system_each_time_and_say_what_it_refuses() {
    let mut trial = one_open();
    let (tray, autostart) = (RecordingTray::default(), RememberedAutostart::default());
    let system = (TrayKeeper::new(Box::new(tray.clone())), Arc::new(autostart.clone()));
    trial.window.state_mut().set_system(system.0, system.1);
    let chosen = |trial: &Trial| trial.window.state().settings.background.starts_at_login.clone();
    trial.key(Key::G);
    trial.key(Key::S);
    trial.press("Background");
    assert_eq!(chosen(&trial), Some(Ok(false)));
    trial.press("On, without a window");
    assert_eq!(chosen(&trial), Some(Ok(true)));
    // Changed by another program meanwhile.
    autostart.say(false);
    trial.key(Key::G);
    trial.key(Key::B);
    trial.key(Key::G);
    trial.key(Key::S);
    trial.press("Background");
    assert_eq!(chosen(&trial), Some(Ok(false)));
    autostart.refuse("the folder is read-only; make it writable");
    trial.press("On, without a window");
    assert!(trial.says("The start with the session can't be changed: the folder is read-only"));
    assert_eq!(chosen(&trial), Some(Ok(false)), "and it stands as the system has it");

    assert!(!trial.says("There is no icon in the tray"));
    tray.is_missing(Some("this desktop has no place for tray icons"));
    trial.run();
    assert!(trial.says("There is no icon in the tray: this desktop has no place for tray icons"));
    assert!(trial.says("The icon in the tray has gone: this desktop has no place"), "it was there");
    trial.pass(TimeDelta::minutes(2));
    trial.pass(TimeDelta::minutes(2));
    assert!(!trial.says("The icon in the tray has gone"), "said once");
}

#[test]
fn a_desktop_that_never_had_a_place_for_the_icon_is_no_news() {
    let mut trial = one_open();
    let tray = RecordingTray::default();
    tray.is_missing(Some("this desktop has no place for tray icons"));
    let keeper = TrayKeeper::new(Box::new(tray.clone()));
    trial.window.state_mut().set_system(keeper, Arc::new(RememberedAutostart::default()));
    trial.run();
    assert!(!trial.says("The icon in the tray has gone"));
}

#[test]
fn notifications_that_do_not_arrive_are_said_once_until_they_do_again() {
    const SAID: &str = "Notifications do not arrive: the notification service doesn't answer";
    let mut trial = one_open();
    // Something is told, and arrives.
    trial.pass(TimeDelta::minutes(20));
    assert!(!trial.says(SAID));
    trial.notices.refuse("the notification service doesn't answer");
    trial.pass(TimeDelta::seconds(1));
    assert!(trial.says(SAID));
    trial.pass(TimeDelta::seconds(30));
    assert!(!trial.says(SAID), "it has been said");
    trial.notices.refuse("no notification service runs");
    trial.pass(TimeDelta::seconds(30));
    assert!(!trial.says("Notifications do not arrive"), "another reason for the same");
    trial.notices.accept();
    trial.pass(TimeDelta::seconds(1));
    trial.notices.refuse("the notification service doesn't answer");
    trial.pass(TimeDelta::seconds(1));
    assert!(trial.says(SAID), "anew");
}

#[test]
fn how_the_window_is_drawn_is_said_once_and_chosen_in_settings_and_a_choice_that_fails_falls() {
    let mut trial = one_open();
    trial.key(Key::G);
    trial.key(Key::S);
    trial.press("Appearance");
    trial.press("OpenGL");
    trial.run();
    let chosen = |trial: &Trial| trial.window.state().preferences.drawing;
    assert_eq!(chosen(&trial), DrawingChoice::Gl);
    let fallen = Drawn {
        way: Some(DrawingWay::Software),
        why: vec!["OpenGL ended the program when it was last started".to_owned()],
        left_out: vec![DrawingWay::Gl],
        has_chosen_failed: true,
    };
    trial.window.state_mut().set_drawn(&fallen);
    trial.run();
    assert_eq!(chosen(&trial), DrawingChoice::Auto);
    let said = "The window is drawn by software: OpenGL ended the program when it was last started";
    assert!(trial.says(said));
    assert!(trial.says("Now by software; another choice counts from the next start"));
    assert!(trial.says("OpenGL ended the program while it opened its window"));
    trial.pass(TimeDelta::minutes(2));
    assert!(!trial.says(said));
    // Another window of the same program.
    trial.window.state_mut().set_drawn(&fallen);
    trial.run();
    assert!(!trial.says(said), "said once");

    // What the command line chose is none of the preferences'.
    trial.press("Without the graphics card");
    trial.window.state_mut().set_renderer_named(true);
    trial.window.state_mut().set_drawn(&fallen);
    trial.run();
    assert_eq!(chosen(&trial), DrawingChoice::Software);
}
