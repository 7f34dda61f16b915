//! The forms about files, worked through the accessibility tree over real desks and real files.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::desk::{DeskHandle, Request};
use crate::domain::command::Wish;
use crate::domain::rota::change::Window;
use crate::domain::time::Instant;
use crate::domain::words::Priority;
use crate::ui::harness::{Trial, open, set_up, start};

fn named(handle: &DeskHandle, now: Instant) {
    set_up(handle, now);
    handle.submit(Request::of_desk(Wish::ConfigureDesk {
        name: Some("Sample desk / east".to_owned()),
        manager: None,
        time_zone: None,
        hotline: None,
        holidays: None,
        default_policy: None,
    }));
    open(handle, "Sample outage", Some(Priority::High), 5);
}

fn to_handoff(trial: &mut Trial) {
    trial.key(Key::G);
    trial.key(Key::R);
    trial.press("Handoff");
}

fn fill(trial: &mut Trial, role: Role, label: &str, text: &str) {
    trial.window.get_by_role_and_label(role, label).focus();
    trial.run();
    trial.key_with(Modifiers::COMMAND, Key::A);
    trial.type_text(text);
}

#[test]
fn a_sealed_handoff_goes_from_desk_to_desk_as_a_file_and_is_looked_at_before_it_is_merged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("watch.bridgewatch");
    let mut east = Trial::with([1280.0, 800.0], named);
    to_handoff(&mut east);
    east.press("Save a file for another desk…");
    east.press("Save it");
    assert!(east.says("the file is missing"), "refused in the form");
    east.press("Choose…: File");
    assert!(east.says("No file dialog came up"), "where the system has none, it is said");
    east.dialogs.will_choose(path.clone());
    east.press("Choose…: File");
    let asked = east.dialogs.asked();
    assert_eq!(asked[1].name, "sample-desk-east-2026-03-02.bridgewatch");
    assert!(asked[1].is_to_be_written);
    fill(&mut east, Role::PasswordInput, "Passphrase that seals it", "correct horse");
    east.press("Save it");
    assert!(east.says("the two passphrases differ"));
    fill(&mut east, Role::PasswordInput, "The passphrase once more", "correct horse");
    assert!(!path.exists());
    east.press("Save it");
    assert!(path.exists());
    assert!(east.says("entries, sealed"), "said at the foot");
    assert!(!east.shows("Save it"), "the form is done");
    let drafts = std::fs::read_to_string(east.folder.path().join("drafts.json")).unwrap_or_default();
    assert!(!drafts.contains("correct horse"), "a passphrase is never kept");

    let mut west = Trial::new();
    to_handoff(&mut west);
    west.press("Open a file of another desk…");
    fill(&mut west, Role::TextInput, "File", &path.display().to_string());
    west.press("Look at it");
    assert!(west.says("passphrase"), "it is sealed");
    assert!(west.shows("Look at it"));
    fill(&mut west, Role::PasswordInput, "Its passphrase, if it is sealed", "wrong horse");
    west.press("Look at it");
    assert_eq!(west.incidents(), 0);
    fill(&mut west, Role::PasswordInput, "Its passphrase, if it is sealed", "correct horse");
    west.press("Look at it");
    assert!(west.says("From “Sample desk / east”"));
    assert!(west.says("Sample outage"));
    assert_eq!(west.incidents(), 0, "nothing changes until it is merged");
    west.press("Merge it");
    assert_eq!(west.incidents(), 1);
    assert!(west.says("merged"), "said at the foot");

    west.press("Open a file of another desk…");
    fill(&mut west, Role::TextInput, "File", &path.display().to_string());
    fill(&mut west, Role::PasswordInput, "Its passphrase, if it is sealed", "correct horse");
    west.press("Look at it");
    assert!(west.says("Nothing in it is new here"), "twice changes nothing");
    west.press("Close");
    west.press("Save a file for another desk…");
    assert!(west.shows("What Sample desk / east lacks"), "the other desk is known now");
    fill(&mut west, Role::TextInput, "File", &path.display().to_string());
    west.press("Save it");
    assert!(west.says("is there already"), "a typed name replaces nothing");
}

#[test]
fn a_damaged_file_is_refused_whole_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("watch.bridgewatch");
    let mut maker = Trial::with([1280.0, 800.0], named);
    to_handoff(&mut maker);
    maker.press("Save a file for another desk…");
    maker.dialogs.will_choose(path.clone());
    maker.press("Choose…: File");
    maker.press("Save it");
    let mut bytes = std::fs::read(&path).unwrap();
    let place = bytes.len() - 20;
    bytes[place] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let mut trial = Trial::new();
    to_handoff(&mut trial);
    trial.press("Open a file of another desk…");
    fill(&mut trial, Role::TextInput, "File", "watch.bridgewatch");
    trial.press("Look at it");
    assert!(trial.says("is no whole path"));
    fill(&mut trial, Role::TextInput, "File", &path.display().to_string());
    trial.press("Look at it");
    assert!(trial.shows("Look at it"), "still to be looked at");
    assert!(!trial.shows("Merge it"));
    assert!(trial.says("The file is damaged"), "the reason stands in the form");
}

#[test]
fn a_rota_is_looked_at_and_put_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rota.csv");
    let rows = "start,end,seat,person\n\
        2026-03-03 09:00,2026-03-04 09:00,primary,Sample Two\n\
        2026-02-03 09:00,2026-02-04 09:00,primary,Sample Two\n";
    std::fs::write(&path, rows).unwrap();
    let mut trial = Trial::new();
    trial.key(Key::G);
    trial.key(Key::R);
    trial.press("Import a rota…");
    trial.dialogs.will_choose(path);
    trial.press("Choose…: File");
    trial.press("Look at it");
    assert!(trial.says("2 watches in it; 1 would be put in"));
    assert!(trial.says("past, left as it is"));
    trial.press("Put them in");
    assert!(trial.says("1 watch is put in"));
    let at = start() + chrono::TimeDelta::days(1);
    let snapshot = trial.handle.snapshot();
    let shifts = snapshot.world.rota().shifts(Window::new(at, at + chrono::TimeDelta::hours(1)));
    let names: Vec<_> = shifts.iter().map(|shift| snapshot.world.rota().name(&shift.person)).collect();
    assert_eq!(names, ["Sample Two"]);
}
