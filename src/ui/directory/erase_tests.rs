//! Erasing a person in the window, over a real desk and real files.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::desk::Request;
use crate::domain::command::{RecordPerson, Wish};
use crate::domain::event::Fact;
use crate::domain::words::Priority;
use crate::store::Store;
use crate::ui::harness::{Trial, open, set_up};

const TITLE: &str = "Sample Ann says it is down";

fn trial() -> Trial {
    Trial::with([1280.0, 1600.0], |handle, now| {
        set_up(handle, now);
        open(handle, TITLE, Some(Priority::Low), 1);
        let person = RecordPerson {
            name: "Sample Ann".to_owned(),
            phones: Some(vec!["317-555-0101".to_owned()]),
            ..RecordPerson::default()
        };
        handle.submit(Request::of_desk(Wish::RecordPerson(person)));
    })
}

fn choose(trial: &mut Trial) {
    trial.key(Key::G);
    trial.key(Key::D);
    trial.window.get_by_role_and_label(Role::ListBoxOption, "Sample Ann").click();
    trial.run();
}

fn fill(trial: &mut Trial, role: Role, label: &str, text: &str) {
    trial.window.get_by_role_and_label(role, label).focus();
    trial.run();
    trial.key_with(Modifiers::COMMAND, Key::A);
    trial.type_text(text);
}

fn log_has(trial: &Trial, word: &str) -> bool {
    let store = Store::open_read_only(trial.folder.path()).unwrap();
    store.all_events().unwrap().iter().any(|event| format!("{event:?}").contains(word))
}

#[test]
fn a_person_is_looked_for_and_erased_once_their_name_is_typed() {
    let mut trial = trial();
    // Something about them is being typed elsewhere.
    trial.window.get_by_label(TITLE).click();
    trial.run();
    trial.key(Key::L);
    trial.type_text("Sample Ann called");
    trial.key(Key::Escape);
    choose(&mut trial);
    trial.press("Erase…");
    assert!(trial.says("It cannot be undone"));
    fill(&mut trial, Role::MultilineTextInput, "Further words that mean them, one a line", "annie");
    trial.press("Look what it would change");
    assert!(trial.says("“Erased person 1” would stand in 2 entries about 1 incident and the directory"));
    assert!(trial.says("Erased person 1 says it is down"));
    assert!(log_has(&trial, "Sample Ann"), "looking changes nothing");
    let name = trial.window.get_by_role_and_label(Role::TextInput, "Type the name to erase it");
    assert!(name.is_focused(), "what comes next has the keyboard");

    trial.press("Erase for good");
    assert!(trial.says("the name is not typed as it stands here"));
    fill(&mut trial, Role::TextInput, "Type the name to erase it", "sample");
    trial.press("Erase for good");
    assert!(log_has(&trial, "Sample Ann"));
    fill(&mut trial, Role::TextInput, "Type the name to erase it", "Sample Ann");
    trial.press("Erase for good");
    assert!(trial.says("The person is erased"));
    assert!(!log_has(&trial, "Sample Ann") && !log_has(&trial, "555-0101"));
    assert!(Store::open_read_only(trial.folder.path()).unwrap().verify().unwrap().is_sound());

    // The board, the note that was being typed, and the directory have forgotten them.
    assert!(!trial.says("Sample Ann"));
    trial.key(Key::G);
    trial.key(Key::B);
    assert!(trial.says("Erased person 1 says it is down"));
    let facts = trial.facts("Erased person 1 says it is down");
    assert!(matches!(facts.first(), Some(Fact::IncidentOpened(_))));
    trial.pass(chrono::TimeDelta::seconds(2));
    trial.pass(chrono::TimeDelta::seconds(2));
    for file in ["drafts.json", "window.json"] {
        let kept = std::fs::read_to_string(trial.folder.path().join(file)).unwrap_or_default();
        assert!(!kept.contains("Sample Ann") && !kept.contains("annie"), "{file}: {kept}");
    }
    let kept = std::fs::read_to_string(trial.folder.path().join("drafts.json")).unwrap();
    assert!(kept.contains("Erased person 1 called"), "what was typed beside them is there: {kept}");
}

#[test]
fn other_words_are_looked_at_anew_and_who_is_needed_is_refused_in_the_form() {
    let mut trial = trial();
    choose(&mut trial);
    trial.press("Erase…");
    trial.press("Look what it would change");
    assert!(trial.shows("Erase for good"));
    fill(&mut trial, Role::MultilineTextInput, "Further words that mean them, one a line", "x");
    assert!(!trial.shows("Erase for good"), "what was looked at was another wish");
    trial.press("Look what it would change");
    assert!(trial.says("fewer than 2 letters"));
    let id = trial.incident(TITLE).id;
    trial.handle.submit(Request::about(id, Wish::TakeCommand { by: Some("Sample Ann".to_owned()) }));
    fill(&mut trial, Role::MultilineTextInput, "Further words that mean them, one a line", "xy");
    trial.press("Look what it would change");
    assert!(trial.says("Sample Ann is still needed: MI-0001: has command"));
    assert!(log_has(&trial, "Sample Ann"));
}

#[test]
fn the_palette_leads_to_the_form_of_who_is_chosen() {
    let mut trial = trial();
    let by_palette = |trial: &mut Trial| {
        trial.key_with(Modifiers::COMMAND, Key::K);
        trial.type_text("erase");
        trial.key(Key::Enter);
    };
    by_palette(&mut trial);
    assert!(trial.says("Choose the person, then Erase…"));
    choose(&mut trial);
    by_palette(&mut trial);
    assert!(trial.says("Erase Sample Ann"));
}
