use chrono::TimeDelta;
use egui::Key;
use egui::accesskit::{Role, Toggled};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::topics;
use super::*;
use crate::domain::words::Priority;
use crate::ui::harness::{Trial, open, set_up};
use crate::ui::preferences::Kept;

const WIDE: [f32; 2] = [1280.0, 800.0];

/// The topics that are unfolded.
fn unfolded(trial: &Trial) -> Vec<&'static str> {
    let lines: Vec<_> = trial.window.query_all_by_role(Role::Button).collect();
    let is_open = |topic: &&Topic| {
        lines.iter().any(|line| {
            let node = line.accesskit_node();
            node.label().as_deref() == Some(topic.title) && node.toggled() == Some(Toggled::True)
        })
    };
    topics::all().filter(is_open).map(|topic| topic.id).collect()
}

fn go(trial: &mut Trial, key: Key) {
    trial.key(Key::G);
    trial.key(key);
}

#[test]
fn the_first_hour_is_a_topic() {
    assert!(topics::all().any(|topic| topic.id == FIRST_HOUR && topic.more == More::FirstHour));
}

#[test]
fn help_shows_the_topics_of_the_screen_one_comes_from_first() {
    let mut trial = Trial::new();
    go(&mut trial, Key::R);
    go(&mut trial, Key::Questionmark);
    assert_eq!(unfolded(&trial), ["rota"]);
    assert!(trial.says("The rota says who is on watch"));
    trial.key(Key::Escape);
    go(&mut trial, Key::D);
    go(&mut trial, Key::Questionmark);
    assert_eq!(unfolded(&trial), ["directory"]);
}

#[test]
fn the_keyboard_searches_and_goes_through_the_topics() {
    let mut trial = Trial::new();
    go(&mut trial, Key::Questionmark);
    assert_eq!(unfolded(&trial), ["board"]);
    trial.key(Key::Slash);
    trial.type_text("passphrase handoff");
    assert!(trial.shows("The watch as a file for another desk"));
    assert!(!trial.shows("The board"), "what does not fit is not there");
    trial.key(Key::Enter);
    assert_eq!(unfolded(&trial), ["handoff-file"]);
    assert!(trial.says("with a passphrase if you like"));
    trial.key(Key::Slash);
    trial.type_text(" zebra");
    assert!(trial.says("No topic has all of these words"));
    assert!(trial.says("No key has all of these words"));
    trial.press("Show all topics");
    assert!(trial.shows("The board"));
}

#[test]
fn arrows_move_and_enter_unfolds() {
    let mut trial = Trial::new();
    go(&mut trial, Key::Questionmark);
    trial.key(Key::ArrowDown);
    trial.key(Key::Enter);
    assert_eq!(unfolded(&trial), ["new-incident"]);
    trial.key(Key::J);
    trial.key(Key::Enter);
    assert_eq!(unfolded(&trial), ["loudest"]);
    trial.key(Key::ArrowUp);
    trial.key(Key::ArrowUp);
    trial.key(Key::Enter);
    assert_eq!(unfolded(&trial), ["board"]);
    trial.key(Key::Enter);
    assert_eq!(unfolded(&trial), Vec::<&str>::new(), "once more folds it");
}

#[test]
fn a_search_narrows_the_keys_too() {
    let mut trial = Trial::new();
    go(&mut trial, Key::Questionmark);
    assert!(trial.shows("Log a call to the hotline…") && trial.shows("Delegate an action (task)…"));
    trial.key(Key::Slash);
    trial.type_text("log hotline");
    assert!(trial.shows("Log a call to the hotline…") && !trial.shows("Delegate an action (task)…"));
}

#[test]
fn the_sheet_of_keys_leads_to_the_help_of_the_screen() {
    let mut trial = Trial::new();
    go(&mut trial, Key::A);
    trial.key(Key::Questionmark);
    trial.press("Help for this screen");
    assert!(trial.window.query_by_role(Role::Dialog).is_none());
    assert_eq!(unfolded(&trial), ["actions"]);
}

#[test]
fn a_link_leads_to_where_it_is_done() {
    let mut trial = Trial::with(WIDE, |handle, now| {
        set_up(handle, now);
        open(handle, "Payments down", Some(Priority::Critical), 5);
    });
    go(&mut trial, Key::Questionmark);
    trial.key(Key::Slash);
    trial.type_text("side 2");
    trial.key(Key::Enter);
    trial.press("Show the people");
    assert!(trial.says("Payments down") && trial.says("People"), "the incident's second side");
    assert!(!trial.shows("Search help"));
}

#[test]
fn without_an_incident_a_link_says_what_to_do_instead() {
    let mut trial = Trial::new();
    go(&mut trial, Key::Questionmark);
    trial.key(Key::Slash);
    trial.type_text("side 2");
    trial.key(Key::Enter);
    assert!(!trial.shows("Show the people"));
    assert!(trial.says("No incident is open: open one, or start the drill"));
    assert!(trial.shows("Start the drill"));
    trial.press("New incident…");
    assert!(trial.window.query_by_role(Role::Dialog).is_some());
}

#[test]
fn the_first_hour_is_offered_once_after_the_desk_is_set_up() {
    let mut trial = Trial::unset(WIDE);
    assert!(!trial.shows("Show me the first hour"), "first the desk");
    trial.window.get_by_role_and_label(Role::TextInput, "Your name").focus();
    trial.run();
    trial.type_text("Robin");
    trial.key(Key::Enter);
    trial.press("Not now");
    assert!(!trial.shows("Show me the first hour"));
    assert!(trial.says("It stands in Help"));
    trial.pass(TimeDelta::seconds(2));
    trial.pass(TimeDelta::seconds(2));
    let kept = Kept::read(trial.folder.path()).preferences.first_hour;
    assert_eq!(kept.offer, Offer::Answered, "and it is not offered again");
    assert!(!Trial::new().shows("Show me the first hour"), "nor at a desk that was set up long ago");
}

#[test]
fn a_duty_is_seen_once_somebody_went_there_and_that_is_no_fact() {
    let mut trial = Trial::unset([1280.0, 2000.0]);
    trial.window.get_by_role_and_label(Role::TextInput, "Your name").focus();
    trial.run();
    trial.type_text("Robin");
    trial.key(Key::Enter);
    let revision = trial.handle.snapshot().revision;
    trial.press("Show me the first hour");
    assert_eq!(unfolded(&trial), [FIRST_HOUR]);
    assert!(trial.says("0 of 6 seen"));
    assert!(trial.says("Facilitate and conduct the Major Incidents (MI)"), "in the role's words");
    assert!(trial.says("No incident is open"), "and no dead end");
    trial.press("Show me the rota");
    assert!(!trial.shows("Search help"));
    go(&mut trial, Key::Questionmark);
    trial.window.get_by_label("Your first hour: six duties").click();
    trial.run();
    assert!(trial.says("1 of 6 seen") && trial.shows("Duty 3, seen") && trial.shows("Duty 1, not seen yet"));
    assert_eq!(trial.handle.snapshot().revision, revision, "nothing was logged");
    trial.pass(TimeDelta::seconds(2));
    trial.pass(TimeDelta::seconds(2));
    let kept = Kept::read(trial.folder.path()).preferences.first_hour;
    assert_eq!(kept.seen.into_iter().collect::<Vec<_>>(), ["rotate"]);
}
