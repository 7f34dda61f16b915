//! The scorecard, worked through its accessibility tree over a real desk.

use chrono::TimeDelta;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::desk::{DeskHandle, Name, Request};
use crate::domain::command::Wish;
use crate::domain::time::Instant;
use crate::domain::words::Priority;
use crate::ui::harness::{Trial, open, set_up, start};

/// Two incidents today, one of them restored within the hour; one in the month before.
fn filled(handle: &DeskHandle, now: Instant) {
    set_up(handle, now);
    open(handle, "Sample payments down", Some(Priority::Critical), 90);
    open(handle, "Sample printers", Some(Priority::Low), 30);
    open(handle, "Sample of February", Some(Priority::Low), 60 * 24 * 10);
    let restored = Request {
        name: Some(Name::Called("MI-0001".to_owned())),
        at: Some(now - TimeDelta::minutes(30)),
        actor: None,
        wish: Wish::Restore { text: None },
    };
    handle.submit(restored);
}

fn trial(fill: fn(&DeskHandle, Instant)) -> Trial {
    let mut trial = Trial::with([1280.0, 800.0], fill);
    trial.key(Key::G);
    trial.key(Key::E);
    trial
}

/// Goes to a button by keyboard, which brings it into sight, and presses it.
fn press(trial: &mut Trial, name: &str) {
    trial.window.get_by_role_and_label(Role::Button, name).focus();
    trial.run();
    trial.key(Key::Enter);
}

fn fill(trial: &mut Trial, label: &str, text: &str) {
    trial.window.get_by_role_and_label(Role::TextInput, label).focus();
    trial.run();
    trial.key_with(Modifiers::COMMAND, Key::A);
    trial.type_text(text);
}

fn choose(trial: &mut Trial, name: &str) {
    // The choice may have been scrolled out of sight: a screen reader reaches it all the same.
    trial.window.get_by_role_and_label(Role::RadioButton, name).click_accesskit();
    trial.run();
}

#[test]
fn a_period_that_is_chosen_is_said_in_words() {
    let mut trial = trial(filled);
    assert!(trial.says("March 2026"), "this month first");
    assert!(trial.says("Compared with February 2026"));
    assert!(trial.shows("2 incidents"), "pressable");
    assert!(trial.says(" so far"));
    choose(&mut trial, "Last month");
    assert!(trial.shows("1 incident") && !trial.says(" so far"));
    choose(&mut trial, "Last 30 days");
    assert!(trial.shows("3 incidents"));
    choose(&mut trial, "From – until…");
    assert!(trial.says("Type both ends of the period"));
    fill(&mut trial, "From", "2026-03-02 12:30");
    fill(&mut trial, "Until, which does not belong to it", "2026-03-02 13:30");
    assert!(trial.shows("1 incident"), "the one at 12:30; that of 13:30 is outside");
    fill(&mut trial, "Until, which does not belong to it", "2026-03-01");
    assert!(trial.says("The period ends before it begins"));
}

#[test]
fn a_number_opens_its_incidents_and_one_of_them_is_shown() {
    let mut trial = trial(filled);
    press(&mut trial, "2 incidents");
    assert!(trial.says("All incidents, March 2026"));
    assert!(trial.says("MI-0002 Sample printers, low, opened 2026-03-02 13:30"));
    press(&mut trial, "Read again");
    assert!(trial.shows("Back to the numbers"), "the list goes on with the newer numbers");
    press(&mut trial, "Save these incidents as CSV…");
    let file = trial.folder.path().join("behind.csv");
    fill(&mut trial, "Save it as", &file.display().to_string());
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    let csv = std::fs::read_to_string(file).unwrap();
    assert!(csv.contains("MI-0002,Sample printers,low,2026-03-02T13:30:00-06:00,\r\n"), "{csv}");
    trial.key(Key::Escape);
    assert!(!trial.shows("Back to the numbers"), "the numbers are back");
    assert!(trial.window.get_by_role_and_label(Role::Button, "2 incidents").is_focused());

    press(&mut trial, "1 h");
    assert!(trial.says("Opened to restored (MTTR), March 2026"));
    assert!(trial.says("MI-0001 Sample payments down, critical, opened 2026-03-02 12:30, 1 h"));
    trial.key(Key::Enter);
    assert!(!trial.shows("Back to the numbers"), "the incident is shown");
    assert!(trial.says("Sample payments down"));
    // Back at the reports, the list stands as it was.
    trial.key(Key::G);
    trial.key(Key::E);
    assert!(trial.says("Opened to restored (MTTR), March 2026"));
}

#[test]
fn a_table_and_a_chart_say_the_same_numbers() {
    let mut trial = trial(filled);
    assert!(trial.says("Chart, when they were opened: Mon 2 Mar 2026: 1 critical, 1 low"));
    assert!(trial.says("Chart, by weekday: Monday 2"));
    press(&mut trial, "Show the numbers, by weekday");
    press(&mut trial, "Monday, incidents: 2");
    assert!(trial.says("Opened on a Monday, March 2026"));
}

#[test]
fn a_figure_that_is_entered_is_held_against_its_target() {
    let mut trial = trial(filled);
    press(&mut trial, "Enter a figure…");
    fill(&mut trial, "Figure, in seconds; wanted at most 35 s", "much");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert!(trial.says("“much” is no figure"), "what is typed stays");
    fill(&mut trial, "Figure, in seconds; wanted at most 35 s", "35");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    let figures = trial.handle.snapshot().world.figures.standing().len();
    assert_eq!(figures, 1);
    assert!(trial.shows("met") && trial.shows("35 s"));
    assert!(trial.says("Targets: 1 of 1 with a figure met"));
    trial.window.get_by_label_contains("Take back… Answered within, ").focus();
    trial.run();
    trial.key(Key::Enter);
    fill(&mut trial, "Why", "a slip");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert!(!trial.shows("met"));
    assert_eq!(trial.handle.snapshot().world.figures.standing().len(), 0);
}

#[test]
fn figures_of_a_file_are_looked_at_and_then_put_in_whole() {
    let mut trial = trial(filled);
    let file = trial.folder.path().join("figures.csv");
    let path = file.display().to_string();
    std::fs::write(&file, "measure,from,until,value\nabandoned,2026-02-01,2026-02-28,much\n").unwrap();
    press(&mut trial, "Import figures…");
    fill(&mut trial, "File", &path);
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert!(trial.says("Line 2: value: “much” is none"), "refused with line and column");
    std::fs::write(&file, "measure,from,until,value\nabandoned,2026-02-01,2026-02-28,6.1\n").unwrap();
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert!(trial.says("1 figure in it; 1 would be entered or corrected"));
    assert_eq!(trial.handle.snapshot().world.figures.standing().len(), 0, "only looked at");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(trial.handle.snapshot().world.figures.standing().len(), 1);
    choose(&mut trial, "Last month");
    assert!(trial.shows("missed") && trial.shows("6.1 %"));
}

#[test]
fn the_report_and_a_table_are_saved_as_files() {
    let mut trial = trial(filled);
    press(&mut trial, "Save as…");
    let file = trial.folder.path().join("march");
    fill(&mut trial, "Save it as", &file.display().to_string());
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    let html = std::fs::read_to_string(file.with_extension("html")).unwrap();
    assert!(html.contains("Scorecard, March 2026"));
    press(&mut trial, "Save incidents by priority as CSV…");
    let file = trial.folder.path().join("priorities.csv");
    fill(&mut trial, "Save it as", &file.display().to_string());
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    let csv = std::fs::read_to_string(file).unwrap();
    assert_eq!(csv, "Priority,Incidents (incidents),Before (incidents)\r\nCritical,1,0\r\nLow,1,1\r\n");
}

#[test]
fn an_empty_desk_says_what_will_stand_here() {
    let mut trial = trial(set_up);
    assert!(trial.says("No incident so far, and none in February 2026"));
    assert!(trial.says("Once incidents are opened"));
    assert!(trial.says("no figure"), "what is wanted is shown");
    assert!(trial.shows("Enter a figure…"));
    trial.key(Key::Escape);
    assert!(!trial.says("Once incidents are opened"), "and the board is a key away");
}

#[test]
fn what_was_read_stands_for_a_minute_and_is_read_anew_by_a_button() {
    let mut trial = trial(filled);
    assert!(trial.says("read just now"));
    let wish = Wish::OpenIncident {
        title: "Sample third".to_owned(),
        priority: Some(Priority::High),
        kind: None,
        environment: None,
        ticket: None,
        policy: None,
    };
    trial.handle.submit(Request::of_desk(wish).at(Some(start())));
    trial.pass(TimeDelta::seconds(30));
    assert!(trial.shows("2 incidents"), "half a minute is no age");
    press(&mut trial, "Read again");
    assert!(trial.shows("3 incidents"));
    trial.pass(TimeDelta::seconds(200));
    assert!(trial.says("read just now") || trial.says("read 3 min ago"));
}
