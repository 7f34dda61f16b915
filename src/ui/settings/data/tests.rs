//! The side of the data, worked through the accessibility tree over a real desk and real files.

use std::path::Path;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::domain::words::Priority;
use crate::store::Store;
use crate::ui::harness::{Trial, open, set_up};

fn trial() -> Trial {
    Trial::with([1280.0, 2400.0], |handle, now| {
        set_up(handle, now);
        open(handle, "Sample outage", Some(Priority::High), 5);
    })
}

fn to_data(trial: &mut Trial) {
    trial.key(Key::G);
    trial.key(Key::S);
    trial.press("Data");
}

fn fill(trial: &mut Trial, label: &str, text: &str) {
    trial.window.get_by_role_and_label(Role::TextInput, label).focus();
    trial.run();
    trial.key_with(Modifiers::COMMAND, Key::A);
    trial.type_text(text);
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn entries(folder: &Path) -> u64 {
    Store::open_read_only(folder).unwrap().event_count().unwrap()
}

#[test]
fn the_side_says_where_the_log_is_how_far_it_goes_and_whether_it_is_sound() {
    let mut trial = trial();
    to_data(&mut trial);
    let count = entries(trial.folder.path());
    assert!(trial.says(&format!("{count} entries, the last of Mon 2 Mar 14:00 CST")));
    assert!(trial.shows("There is no copy yet"));
    trial.press("Copy the path");
    assert!(trial.shows("Copied"));
    trial.press("Check the log");
    assert!(trial.says(&format!("Sound: {count} entries of 1 desk, 1 incident")));
    assert!(!trial.shows("Write the history anew"));
}

#[test]
fn what_is_wrong_is_told_with_where_and_what_would_do_and_the_history_is_written_anew() {
    let mut trial = trial();
    crate::store::samples::raw(trial.folder.path())
        .execute_batch("UPDATE incident SET title = 'Other'")
        .unwrap();
    to_data(&mut trial);
    trial.press("Check the log");
    assert!(trial.says("1 finding in") && trial.says("History, MI-0001"));
    assert!(trial.says("Its line is not what the log says"));
    assert!(trial.says("write the history anew"));
    trial.press("Write the history anew");
    trial.press("Check the log");
    assert!(trial.says("Sound: "));
}

#[test]
fn a_copy_is_made_looked_at_and_restored_and_the_window_shows_the_desk_as_it_was() {
    let mut trial = trial();
    let place = tempfile::tempdir().unwrap();
    let copy = place.path().join("copy.db");
    to_data(&mut trial);
    fill(&mut trial, "Back up the log to this new file", "copy.db");
    trial.press("Back up now");
    assert!(trial.says("is no whole path"));
    fill(&mut trial, "Back up the log to this new file", &text(&copy));
    trial.press("Back up now");
    assert!(trial.says("The log is copied to") && copy.exists());
    fill(&mut trial, "Back up the log to this new file", &text(&copy));
    trial.press("Back up now");
    assert!(trial.says("is already there and was left as it was"));

    open(&trial.handle, "Second outage", Some(Priority::Low), 1);
    while trial.incidents() < 2 {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    trial.run();
    let count = entries(trial.folder.path());
    fill(&mut trial, "One of the backups above, or another file", &text(&copy));
    trial.press("Look at the copy");
    assert!(trial.says("It would bring back") && trial.says("It would lose 1 entry"));
    assert!(trial.says("Second outage (1 entry, all of it)"));
    assert_eq!(entries(trial.folder.path()), count, "looking changes nothing");
    trial.press("Restore it");
    assert!(trial.says("The log is restored"));
    assert_eq!(trial.incidents(), 1);
    assert!(trial.says("The log was restored at 14:00 CST"), "the remark stays");
    assert!(trial.says("Set aside Mon 2 Mar 14:00 CST"), "the other log is among the copies");
    assert!(!trial.shows("Restore it"));
    // And back, by pressing the copy that was set aside.
    trial.press("Set aside Mon 2 Mar 14:00 CST");
    assert!(trial.says("It holds 1 entry that the log that runs lacks"));
    trial.press("Restore it");
    assert_eq!(trial.incidents(), 2);
}

#[test]
fn a_copy_that_is_none_is_refused_in_its_form_and_nothing_changes() {
    let mut trial = trial();
    let place = tempfile::tempdir().unwrap();
    let bad = place.path().join("bad.db");
    std::fs::write(&bad, "gone bad").unwrap();
    to_data(&mut trial);
    trial.press("Look at the copy");
    assert!(trial.says("the file is missing"));
    fill(&mut trial, "One of the backups above, or another file", &text(&bad));
    trial.press("Look at the copy");
    assert!(trial.says("bad.db is damaged") || trial.says("bad.db is not a Bridgewatch log"));
    assert!(!trial.shows("Restore it"));
    assert_eq!(trial.incidents(), 1);
}

#[test]
fn the_whole_log_goes_out_and_another_desk_looks_at_it_before_it_takes_it_in() {
    let mut trial = trial();
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("log.jsonl");
    to_data(&mut trial);
    fill(&mut trial, "Write the log to this new file", &text(&place.path().join("log")));
    trial.press("Write the log");
    assert!(trial.says("is written: ") && file.exists());
    fill(&mut trial, "Put the folder of tables into this folder", &text(place.path()));
    trial.press("Write the tables");
    assert!(trial.says("9 tables are written into"));
    assert!(place.path().join("bridgewatch-2026-03-02/incidents.csv").exists());

    let mut other = Trial::with([1280.0, 2400.0], set_up);
    to_data(&mut other);
    fill(&mut other, "Take in this file", &text(&file));
    other.press("Look at the file");
    assert!(other.says("A whole log, its newest entry of Mon 2 Mar 14:00 CST"));
    assert!(other.says("It would bring") && other.incidents() == 0);
    other.press("Take it in");
    assert_eq!(other.incidents(), 1);
    fill(&mut other, "Take in this file", &text(&file));
    other.press("Look at the file");
    assert!(other.says("Nothing in it is new here") && !other.shows("Take it in"));
    let cut = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, &cut[..cut.len() - 5]).unwrap();
    other.press("Look at the file");
    assert!(other.says("The file is cut off"));
}
