//! The policies, worked through the accessibility tree over a real desk: from a copy to a deadline.

use std::path::PathBuf;

use chrono::TimeDelta;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::data::{Origin, rows};
use crate::desk::DRAFTS_FILE;
use crate::desk::policies::BUILT_IN;
use crate::desk::policies::own::{copy, path_of};
use crate::domain::words::Priority;
use crate::ui::harness::{Trial, open, set_up};
use crate::ui::settings::SettingsSide;

const MAJOR: &str = BUILT_IN[0].1;
const SMALL: &str = BUILT_IN[3].1;

fn go(trial: &mut Trial) {
    trial.key(Key::G);
    trial.key(Key::S);
    trial.window.get_by_role_and_label(Role::RadioButton, SettingsSide::Policies.word()).click();
    trial.run();
}

fn side() -> Trial {
    let mut trial = Trial::new();
    go(&mut trial);
    trial
}

/// A desk with a policy of its own, and its side of Settings.
fn with_own(name: &str, text: &str) -> Trial {
    let mut trial = Trial::new();
    copy(trial.folder.path(), name, text).unwrap();
    trial.handle.reload_policies();
    trial.pass(TimeDelta::seconds(1));
    go(&mut trial);
    choose(&mut trial, name);
    trial
}

/// Presses the line of a policy in the list.
fn choose(trial: &mut Trial, name: &str) {
    let words = format!("  {name}  ");
    let line = |node: &egui_kittest::Node<'_>| {
        let label = node.accesskit_node().label().unwrap_or_default();
        node.accesskit_node().role() == Role::ListItem
            && format!("  {label}").replace(", ", "  ").contains(&words)
    };
    trial.window.root().children_recursive().find(line).expect(name).click();
    trial.run();
}

fn read_again(trial: &mut Trial) {
    trial.press("Read them again");
    trial.pass(TimeDelta::seconds(1));
}

fn field<'a>(trial: &'a Trial, name: &str) -> egui_kittest::Node<'a> {
    let label = Some(format!("Text of {name}"));
    let is_it = |node: &egui_kittest::Node<'_>| node.accesskit_node().label() == label;
    trial.window.root().children_recursive().find(is_it).expect(name)
}

fn typed(trial: &Trial, name: &str) -> String {
    field(trial, name).value().unwrap_or_default()
}

/// Puts a text in the place of what the editor has, as a person does by select all and paste.
fn put(trial: &mut Trial, name: &str, text: &str) {
    field(trial, name).focus();
    trial.run();
    trial.key_with(Modifiers::COMMAND, Key::A);
    trial.window.input_mut().events.push(Event::Paste(text.to_owned()));
    trial.run();
    assert_eq!(typed(trial, name), text);
}

fn copy_of_major(trial: &mut Trial, name: &str) {
    choose(trial, "major-incident");
    trial.press("Copy and edit…");
    trial.window.get_by_role_and_label(Role::TextInput, "Name of the copy").focus();
    trial.run();
    trial.key_with(Modifiers::COMMAND, Key::A);
    trial.type_text(name);
    trial.press("Copy and edit");
}

fn on_disk(trial: &Trial, name: &str) -> Option<String> {
    std::fs::read_to_string(path_of(trial.folder.path(), name)).ok()
}

fn notification_due(trial: &Trial, title: &str) -> TimeDelta {
    let snapshot = trial.handle.snapshot();
    let live = snapshot.world.live.values().find(|live| live.incident.title == title).unwrap();
    let due = live.deadlines.iter().find(|one| &*one.clock == "initial-notification").unwrap().due;
    due - live.incident.entries[0].happened_at
}

fn shorter(text: &str) -> String {
    let (before, after) = text.split_once("id = \"initial-notification\"").unwrap();
    format!(
        "{before}id = \"initial-notification\"{}",
        after.replacen("due = \"15 min\"", "due = \"9 min\"", 1)
    )
}

#[test]
fn the_list_says_what_each_policy_is_and_by_how_many_incidents_it_is_used() {
    let mut trial = Trial::with([1280.0, 800.0], |handle, now| {
        set_up(handle, now);
        open(handle, "Payments down", Some(Priority::Critical), 3);
    });
    let folder = trial.folder.path().to_path_buf();
    copy(&folder, "night", SMALL).unwrap();
    copy(&folder, "agency-escalation", SMALL).unwrap();
    std::fs::write(path_of(&folder, "broken"), "title = \"B\"\nnonsense = 1\n").unwrap();
    std::fs::write(path_of(&folder, "customer-care-sla"), "title = ").unwrap();
    trial.handle.reload_policies();
    trial.pass(TimeDelta::seconds(1));
    let found = rows(&trial.handle.snapshot());
    let brief: Vec<_> = found
        .iter()
        .map(|row| (row.name.as_str(), row.origin, row.is_usual, row.in_use, row.problems, row.clocks > 0))
        .collect();
    assert_eq!(
        brief,
        [
            ("agency-escalation", Origin::InPlace, false, 0, 0, true),
            ("broken", Origin::Unusable, false, 0, 1, false),
            ("customer-care-sla", Origin::StandsIn, false, 0, 1, true),
            ("major-incident", Origin::BuiltIn, true, 1, 0, true),
            ("night", Origin::Own, false, 0, 0, true),
            ("service-coordination", Origin::BuiltIn, false, 0, 0, true),
        ]
    );
    let spoken: Vec<String> = found.iter().map(super::data::Row::spoken).collect();
    assert_eq!(spoken[1], "broken, not in force, your own; it cannot be used · 1 thing to mend");
    assert!(spoken[3].starts_with("Major incident, usual, major-incident  "), "{spoken:?}");
    assert!(spoken[3].ends_with(" clocks, built in · in use by 1"), "{spoken:?}");
    go(&mut trial);
    for words in spoken {
        assert!(trial.shows(&words), "{words}");
    }
}

#[test]
fn a_policy_is_shown_as_people_read_it_and_as_its_text() {
    let mut trial = side();
    assert!(trial.says("Primary triage. Starts: opened. Due: after 15 min. Stops: priority assigned."));
    assert!(trial.says("On expiry: Send the initial notification now. For: Critical or High. From: C,"));
    for part in ["Clocks", "Audiences", "Plan of updates", "Hotline", "Contacts"] {
        assert!(trial.shows(part), "{part}");
    }
    assert!(trial.says("In use: by no incident"));
    trial.press("Its text");
    assert_eq!(typed(&trial, "major-incident"), MAJOR);
    choose(&mut trial, "customer-care-sla");
    assert!(trial.says("at most 35 s"));
    assert!(!trial.shows("Edit…"), "what is built in is copied");
    assert!(trial.shows("Copy and edit…"));
}

#[test]
fn a_copy_is_edited_broken_mended_and_saved_and_only_new_incidents_are_another() {
    let mut trial = Trial::with([1280.0, 800.0], |handle, now| {
        set_up(handle, now);
        open(handle, "Before", Some(Priority::Critical), 1);
    });
    go(&mut trial);
    copy_of_major(&mut trial, "major-incident");
    assert!(trial.says("it takes the place of the built-in one"));
    assert_eq!(on_disk(&trial, "major-incident").as_deref(), Some(MAJOR));
    assert_eq!(typed(&trial, "major-incident"), MAJOR);
    assert!(trial.says("Nothing to mend"));

    let broken = MAJOR.replacen("due = \"15 min\"", "due = \"15 parsecs\"", 1);
    let line = broken.lines().position(|line| line.contains("parsecs")).unwrap() + 1;
    put(&mut trial, "major-incident", &broken);
    let words = "“15 parsecs” is not a length of time";
    assert!(trial.says(&format!("1 thing to mend, in line {line}: {words}")));
    assert!(trial.says(&format!("Line {line}: {words}")), "at its line");
    trial.press("See what it changes…");
    assert!(trial.says(&format!("Not saved: 1 thing to mend, in line {line}: {words}")));
    assert_eq!(on_disk(&trial, "major-incident").as_deref(), Some(MAJOR), "nothing is written");
    assert_eq!(typed(&trial, "major-incident"), broken, "and nothing is lost");

    put(&mut trial, "major-incident", &shorter(MAJOR));
    assert!(trial.says("Nothing to mend"));
    trial.press("See what it changes…");
    assert!(trial.shows("Clock changed: Initial notification. Due: after 15 min, now after 9 min"));
    assert!(
        trial.says("For incidents opened from now on; 1 that is not closed stays under the version it has")
    );
    trial.press("Save it");
    assert_eq!(on_disk(&trial, "major-incident"), Some(shorter(MAJOR)));
    assert!(
        trial.says("major-incident is saved: for incidents opened from now on; 1 that is not closed stays")
    );

    open(&trial.handle, "After", Some(Priority::Critical), 0);
    trial.pass(TimeDelta::seconds(1));
    assert_eq!(notification_due(&trial, "After"), TimeDelta::minutes(9));
    assert_eq!(notification_due(&trial, "Before"), TimeDelta::minutes(15));
    assert!(
        trial.says("1 open incident, under another version") || trial.says("1 of them under another version")
    );
}

#[test]
fn a_name_that_is_taken_or_cannot_be_is_refused_with_a_reason_and_stays_typed() {
    let mut trial = with_own("night", SMALL);
    for (name, part) in [("night", "is taken"), ("a/b", "“/”"), ("Major-Incident", "to take its place")] {
        copy_of_major(&mut trial, name);
        assert!(trial.says(part), "{name}");
        let field = trial.window.get_by_role_and_label(Role::TextInput, "Name of the copy");
        assert_eq!(field.value().as_deref(), Some(name));
        trial.press("Leave it");
    }
    assert_eq!(std::fs::read_dir(trial.folder.path().join("policies")).unwrap().count(), 1);
}

#[test]
fn the_keyboard_comes_into_the_text_goes_out_by_tab_and_escape_keeps_what_is_typed() {
    let mut trial = with_own("night", SMALL);
    trial.press("Edit…");
    assert!(field(&trial, "night").is_focused(), "the keyboard is in the text");
    trial.type_text("# mine ");
    trial.key(Key::Tab);
    assert!(!field(&trial, "night").is_focused());
    assert!(trial.window.get_by_label("See what it changes…").is_focused());
    assert!(!typed(&trial, "night").contains('\t'));
    trial.key_with(Modifiers::SHIFT, Key::Tab);
    assert!(field(&trial, "night").is_focused());
    trial.key(Key::Escape);
    assert!(trial.says("What you typed is kept, and not saved yet"));
    trial.key(Key::Escape);
    assert!(trial.says("No incident is open"), "and then to the board");
    go(&mut trial);
    trial.press("Go on editing…");
    assert!(typed(&trial, "night").starts_with("# mine "));
    assert_eq!(on_disk(&trial, "night").as_deref(), Some(SMALL));
}

#[test]
fn what_is_typed_outlives_a_crash() {
    let mut trial = with_own("night", SMALL);
    trial.press("Edit…");
    trial.type_text("# mine ");
    trial.pass(TimeDelta::seconds(2));
    trial.pass(TimeDelta::seconds(2));
    let kept = std::fs::read_to_string(trial.folder.path().join(DRAFTS_FILE)).unwrap();
    assert!(kept.contains("# mine "), "{}", &kept[..200.min(kept.len())]);
    let kept = crate::ui::preferences::Kept::read(trial.folder.path());
    assert!(kept.remarks.is_empty(), "{:?}", kept.remarks);
    trial.open_anew();
    assert!(typed(&trial, "night").starts_with("# mine "), "the editor is where it was");
    assert!(trial.says("Nothing to mend"));
}

#[test]
fn a_problem_is_reached_from_the_list_below_the_text() {
    let mut trial = with_own("night", SMALL);
    trial.press("Edit…");
    let long = "# a remark that makes it long\n".repeat(300);
    let broken = format!("{long}{}", SMALL.replacen("source = ", "sauce = ", 3));
    put(&mut trial, "night", &broken);
    let problems = crate::domain::policy_file::read("night", &broken).unwrap_err();
    let line = problems[0].line.unwrap();
    assert!(line > 300);
    trial.press(&format!("Go to line {line}: {}", problems[0].what));
    assert!(field(&trial, "night").is_focused());
    trial.type_text("HERE ");
    let at = typed(&trial, "night").lines().position(|line| line.starts_with("HERE ")).unwrap();
    assert_eq!(at + 1, line);
}

#[test]
fn a_file_that_somebody_else_changed_is_not_written_over() {
    let mut trial = with_own("night", SMALL);
    trial.press("Edit…");
    let mine = format!("# mine\n{SMALL}");
    put(&mut trial, "night", &mine);
    let theirs = SMALL.replacen("title = \"", "title = \"Theirs: ", 1);
    std::fs::write(path_of(trial.folder.path(), "night"), &theirs).unwrap();
    trial.press("See what it changes…");
    trial.press("Save it");
    assert!(trial.says("Somebody else changed the file since it was opened here"));
    assert!(trial.says("Not saved: somebody else changed the file"));
    assert_eq!(on_disk(&trial, "night"), Some(theirs.clone()));
    assert_eq!(typed(&trial, "night"), mine);

    trial.press("Keep mine, and see what it changes of theirs");
    assert!(
        trial.says("Policy changed: Service coordination. Title: Theirs: Service coordination, now Service")
    );
    trial.press("Save it");
    assert_eq!(on_disk(&trial, "night"), Some(mine.clone()));

    trial.press("Edit…");
    put(&mut trial, "night", &format!("# again\n{mine}"));
    std::fs::write(path_of(trial.folder.path(), "night"), &theirs).unwrap();
    trial.key(Key::Escape);
    trial.press("Go on editing…");
    assert!(trial.says("Somebody else changed the file"), "it is said when it is opened again");
    trial.press("Take theirs");
    assert_eq!(typed(&trial, "night"), theirs);
    assert!(!trial.says("Somebody else changed the file"));
}

#[test]
fn a_file_that_is_gone_comes_back_only_by_choice() {
    let mut trial = with_own("night", SMALL);
    trial.press("Edit…");
    put(&mut trial, "night", &format!("# mine\n{SMALL}"));
    std::fs::remove_file(path_of(trial.folder.path(), "night")).unwrap();
    trial.press("See what it changes…");
    trial.press("Save it");
    assert!(trial.says("The file is gone since it was opened here"));
    assert_eq!(on_disk(&trial, "night"), None);
    trial.press("Keep mine, as a new file");
    trial.press("Save it");
    assert_eq!(on_disk(&trial, "night"), Some(format!("# mine\n{SMALL}")));
}

#[test]
fn what_is_typed_for_a_policy_whose_file_is_gone_is_still_reached() {
    let mut trial = with_own("night", SMALL);
    trial.press("Edit…");
    let mine = format!("# mine\n{SMALL}");
    put(&mut trial, "night", &mine);
    trial.key(Key::Escape);
    std::fs::remove_file(path_of(trial.folder.path(), "night")).unwrap();
    read_again(&mut trial);
    assert!(trial.says("What you typed for night is kept; its file is gone"));
    trial.press("Go on editing night…");
    assert_eq!(typed(&trial, "night"), mine);
    assert!(trial.says("The file is gone since it was opened here"));
}

#[test]
fn a_text_that_was_only_looked_at_is_no_draft() {
    let mut trial = with_own("night", SMALL);
    trial.press("Edit…");
    trial.key(Key::Escape);
    assert!(trial.shows("Edit…") && !trial.says("What you typed is kept"));
    let newer = SMALL.replacen("title = \"", "title = \"Newer: ", 1);
    std::fs::write(path_of(trial.folder.path(), "night"), &newer).unwrap();
    trial.press("Edit…");
    assert_eq!(typed(&trial, "night"), newer, "what is in the file now");
}

#[test]
fn the_keys_for_a_page_go_through_the_text() {
    let mut trial = with_own("night", SMALL);
    trial.press("Edit…");
    let long = format!("{}{SMALL}", "# a remark\n".repeat(200));
    put(&mut trial, "night", &long);
    trial.key_with(Modifiers::COMMAND | Modifiers::CTRL, Key::Home);
    trial.key(Key::PageDown);
    trial.key(Key::PageDown);
    trial.type_text("HERE ");
    let at = |trial: &Trial| typed(trial, "night").lines().position(|line| line.contains("HERE ")).unwrap();
    let down = at(&trial);
    assert!(down > 20, "{down}");
    trial.key(Key::PageUp);
    trial.key(Key::PageUp);
    trial.type_text("ABOVE ");
    let up = typed(&trial, "night").lines().position(|line| line.contains("ABOVE ")).unwrap();
    assert!(up < 10 && down > up, "{up} of {down}");
}

#[test]
fn a_policy_becomes_the_usual_one_and_cannot_be_put_aside_then() {
    let mut trial = with_own("night", SMALL);
    trial.press("Make it the usual one");
    assert_eq!(trial.handle.snapshot().world.settings.default_policy, "night");
    assert!(trial.says("night is the usual policy"));
    trial.press("Put aside…");
    trial.press("Put it aside");
    assert!(trial.says("“night” is the usual policy; make another the usual one first"));
    assert_eq!(on_disk(&trial, "night").as_deref(), Some(SMALL));
    trial.press("Leave it");
    choose(&mut trial, "major-incident");
    trial.press("Make it the usual one");
    choose(&mut trial, "night");
    trial.press("Put aside…");
    trial.press("Put it aside");
    assert!(trial.says("night is put aside as night.toml.aside"));
    assert!(!trial.handle.snapshot().world.in_force.contains_key("night"));
    let aside: PathBuf = trial.folder.path().join("policies/night.toml.aside");
    assert_eq!(std::fs::read_to_string(aside).unwrap(), SMALL, "nothing is deleted");
}

#[test]
fn a_file_that_cannot_be_used_is_shown_with_its_lines_and_can_be_mended() {
    let mut trial = Trial::new();
    std::fs::create_dir_all(trial.folder.path().join("policies")).unwrap();
    let broken = SMALL.replacen("source = ", "sauce = ", 2);
    std::fs::write(path_of(trial.folder.path(), "night"), &broken).unwrap();
    go(&mut trial);
    read_again(&mut trial);
    choose(&mut trial, "night");
    let problems = crate::domain::policy_file::read("night", &broken).unwrap_err();
    let line = problems[0].line.unwrap();
    assert!(trial.shows(&format!("Line {line}: {}", problems[0].what)), "{problems:?}");
    assert_eq!(typed(&trial, "night"), broken, "its text stands there");
    trial.press("Edit…");
    put(&mut trial, "night", SMALL);
    trial.press("See what it changes…");
    assert!(
        trial.says("No policy of that name could be used so far; with this one 2 clocks would be in force")
    );
    trial.press("Save it");
    assert!(trial.handle.snapshot().world.in_force.contains_key("night"));
}

#[test]
fn read_again_brings_back_the_file_and_undo_what_was_typed() {
    let mut trial = with_own("night", SMALL);
    trial.press("Edit…");
    let mine = format!("# mine\n{SMALL}");
    put(&mut trial, "night", &mine);
    trial.press("Read the file again");
    assert_eq!(typed(&trial, "night"), SMALL);
    field(&trial, "night").focus();
    trial.run();
    trial.key_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(typed(&trial, "night"), mine);
}

#[test]
fn hostile_text_is_kept_as_it_is_and_said_to_be_wrong() {
    let mut trial = with_own("night", SMALL);
    trial.press("Edit…");
    let hostile =
        format!("title = \"\u{202e}=cmd|' /C calc'!A0\"\n# {}\n[[clock]]\n", "x\u{301}".repeat(50_000));
    put(&mut trial, "night", &hostile);
    assert!(trial.says("to mend"));
    trial.key(Key::Escape);
    trial.press("Go on editing…");
    assert_eq!(typed(&trial, "night"), hostile);
}

#[test]
fn in_a_narrow_window_the_policy_takes_the_place_of_the_list() {
    let mut trial = Trial::with([640.0, 480.0], set_up);
    go(&mut trial);
    assert!(trial.shows("Read them again"));
    choose(&mut trial, "service-coordination");
    assert!(!trial.shows("Read them again"));
    trial.press("Copy and edit…");
    trial.press("Copy and edit");
    assert_eq!(typed(&trial, "service-coordination"), SMALL);
    trial.key(Key::Escape);
    trial.press("Back to the list");
    assert!(trial.shows("Read them again"));
}

/// A policy of some 64 kB: the same clocks under many names.
fn large() -> String {
    let (head, clocks) = SMALL.split_once("[[clock]]").unwrap();
    let clocks = clocks.split("[[audience]]").next().unwrap();
    let mut text = head.to_owned();
    for number in 0.. {
        if text.len() > 64 * 1024 {
            break;
        }
        let again = format!("[[clock]]{clocks}")
            .replace("id = \"coordinator", &format!("id = \"n{number}-coordinator"));
        text.push_str(&again);
    }
    text
}

#[test]
fn a_text_of_64_kb_is_typed_in_and_checked() {
    let mut trial = with_own("night", SMALL);
    trial.press("Edit…");
    let text = large();
    put(&mut trial, "night", &text);
    assert!(trial.says("Nothing to mend"));
    let policy = crate::domain::policy_file::read("night", SMALL).unwrap();
    let checked = super::Checked::of("night", text.clone(), None, Some(&policy));
    assert!(checked.clocks > 80 && checked.changes.unwrap().len() > 80);
    trial.window.input_mut().events.push(Event::Text("x".to_owned()));
    trial.run();
    assert!(trial.says("to mend"));
}
