//! The sides of Settings, worked through the accessibility tree over real desks.

use chrono::NaiveDate;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::desk::{DeskHandle, Request};
use crate::domain::command::Wish;
use crate::domain::settings::wish::DeskWish;
use crate::domain::time::Instant;
use crate::domain::words::{Kind, Priority, Sounds};
use crate::domain::world::World;
use crate::ui::harness::{Trial, open, set_up, start};

fn settings(trial: &mut Trial, side: &str) {
    trial.key(Key::G);
    trial.key(Key::S);
    // The first section of a side may have the side's own name.
    trial.window.get_by_role_and_label(Role::RadioButton, side).click();
    trial.run();
}

fn fill(trial: &mut Trial, label: &str, text: &str) {
    trial.window.get_by_role_and_label(Role::TextInput, label).focus();
    trial.run();
    trial.key_with(Modifiers::COMMAND, Key::A);
    if text.is_empty() {
        trial.key(Key::Delete);
    } else {
        trial.type_text(text);
    }
}

fn world(trial: &Trial) -> std::sync::Arc<World> {
    std::sync::Arc::clone(&trial.handle.snapshot().world)
}

#[test]
fn quiet_hours_are_understood_before_they_are_saved_and_the_strip_says_that_they_run() {
    let mut trial = Trial::new();
    settings(&mut trial, "Notifications");
    assert!(trial.says("None: every notification of this machine comes when it is due"));
    trial.press("Set quiet hours…");
    assert!(trial.says("Quiet from 22:00 until 06:00 of the day after, beginning every day"));
    fill(&mut trial, "From", "13:00");
    fill(&mut trial, "Until", "13:00");
    trial.press("Save the quiet hours");
    assert!(trial.says("begin and end are the same"));
    fill(&mut trial, "Until", "3 pm");
    fill(&mut trial, "Beginning on", "mon, fri");
    assert!(trial.says("Quiet from 13:00 until 15:00, beginning Mon and Fri"));
    trial.press("Save the quiet hours");
    let ends = start() + chrono::TimeDelta::hours(1);
    assert_eq!(world(&trial).quiet_until(start()), Some(ends));
    assert!(!trial.shows("Save the quiet hours"), "the form is done");
    assert!(trial.says("It is quiet now, until 15:00 CST"));
    assert!(trial.shows("Quiet until 15:00 CST; critical alarms still ring"), "on top of every screen");
    trial.pass(chrono::TimeDelta::hours(1));
    assert!(!trial.shows("Quiet until 15:00 CST; critical alarms still ring"));
    trial.press("No quiet hours");
    assert_eq!(world(&trial).quiet_hours(), None);
    assert!(trial.shows("Set quiet hours…"));
}

#[test]
fn what_quiet_hours_hold_stands_in_the_window_and_is_acknowledged_there() {
    let mut trial = Trial::with([1280.0, 800.0], |handle, now| {
        set_up(handle, now);
        let time = |text: &str| Some(text.to_owned());
        let wish =
            DeskWish::SetQuietHours { from: time("13:00"), until: time("23:00"), weekdays: Vec::new() };
        handle.submit(Request::of_desk(wish.into()));
        open(handle, "Sample outage", Some(Priority::Low), 10);
    });
    trial.pass(chrono::TimeDelta::minutes(6));
    assert!(trial.says("1 alarm"), "the strip counts it");
    trial.key(Key::Enter);
    assert!(trial.shows("alarm held by quiet hours"));
    assert!(trial.incident("Sample outage").alarms.is_empty(), "nothing was told");
    trial.key(Key::A);
    assert!(!trial.shows("alarm held by quiet hours"));
    let noticed =
        trial.incident("Sample outage").alarms.into_values().next().and_then(|one| one.acknowledged_at);
    assert!(noticed.is_some());
}

#[test]
fn what_sounds_is_chosen_and_stays() {
    let mut trial = Trial::new();
    settings(&mut trial, "Notifications");
    assert_eq!(world(&trial).sounds(), Sounds::Due);
    trial.press("Everything");
    assert_eq!(world(&trial).sounds(), Sounds::All);
    trial.press("Nothing");
    assert_eq!(world(&trial).sounds(), Sounds::None);
}

#[test]
fn a_seat_is_added_offered_to_rules_and_changes_and_put_aside() {
    let mut trial = Trial::new();
    settings(&mut trial, "Desk");
    assert!(trial.shows("primary") && trial.shows("backup") && trial.says("nobody now"));
    trial.press("Add a seat…");
    trial.press("Add the seat");
    assert!(trial.says("the name of the seat is missing"));
    fill(&mut trial, "Name of the seat", "Backup");
    trial.press("Add the seat");
    assert!(trial.says("the seat backup is there already"));
    fill(&mut trial, "Name of the seat", "Shadow");
    trial.press("Add the seat");
    assert!(trial.shows("Put shadow aside"));
    trial.press("Put shadow aside");
    assert!(!trial.shows("shadow"));
    assert!(world(&trial).settings.seats.is_empty());
}

#[test]
fn rules_and_changes_offer_a_seat_that_was_added_and_what_fills_it_is_said() {
    let mut trial = Trial::with([1280.0, 800.0], |handle, now| {
        set_up(handle, now);
        handle.submit(Request::of_desk(DeskWish::AddSeat { seat: "shadow".to_owned() }.into()));
    });
    trial.key(Key::G);
    trial.key(Key::R);
    trial.press("Write the first rule…");
    let participants = "Participants in order, one a line";
    trial.window.get_by_role_and_label(Role::MultilineTextInput, participants).focus();
    trial.run();
    trial.type_text("Sample Manager");
    trial.key(Key::Enter);
    trial.type_text("Sample Two");
    fill(&mut trial, "First handoff, on the wall clock", "2026-03-02 09:00");
    fill(&mut trial, "Seat shadow", "Sample Three");
    assert!(trial.says("Mon 2 Mar 09:00 CST Sample Three, shadow"), "the preview");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert!(!trial.shows("Adopt the rule"), "the form is done");
    trial.window.get_by_label_contains("Mon 2 March:").focus();
    trial.run();
    trial.key(Key::ArrowRight);
    trial.key_with(Modifiers::SHIFT, Key::ArrowRight);
    trial.press("Cover…");
    assert!(trial.shows("Whichever they hold"));
    trial.press("shadow");
    trial.press("Close");
    settings(&mut trial, "Desk");
    assert!(trial.says("Sample Three now") && trial.says("the rule “Main” fills it"));
    assert!(!trial.shows("Put shadow aside"));
}

/// A major incident that was restored just now.
fn restored(handle: &DeskHandle, now: Instant) {
    set_up(handle, now);
    let wish = Wish::OpenIncident {
        title: "Sample outage".to_owned(),
        priority: Some(Priority::High),
        kind: Some(Kind::Major),
        environment: None,
        ticket: None,
        policy: None,
    };
    handle.submit(Request {
        name: Some(crate::desk::Name::Called("one".to_owned())),
        at: Some(now),
        actor: None,
        wish,
    });
    let wish = Wish::Restore { text: None };
    handle.submit(Request {
        name: Some(crate::desk::Name::Called("one".to_owned())),
        at: Some(now),
        actor: None,
        wish,
    });
}

#[test]
fn hours_of_a_calendar_say_which_deadlines_move_before_they_are_saved() {
    let mut trial = Trial::with([1280.0, 800.0], restored);
    settings(&mut trial, "Desk");
    assert!(trial.says("Mon to Fri, 09:00 to 16:00"));
    assert!(trial.says("One business day from now ends Tue 3 Mar 14:00 CST"));
    trial.press("Change business…");
    assert!(trial.says("`business` has the hours of the policies, Mon to Fri, 09:00 to 16:00"));
    fill(&mut trial, "Working days", "mon, wed");
    assert!(trial.says("2 open deadlines move:"));
    assert!(trial.says("MI-0001 Post-mortem scheduled: from Tue 3 Mar 14:00 CST to Wed 4 Mar 14:00 CST"));
    fill(&mut trial, "Closes at", "8:00");
    assert!(trial.says("closing does not come after opening"));
    fill(&mut trial, "Closes at", "17:00");
    trial.press("Save the hours");
    assert!(trial.says("Mon and Wed, 09:00 to 17:00"));
    assert!(trial.says("by major-incident, service-coordination it would be Mon to Fri, 09:00 to 16:00"));
    trial.press("Change business…");
    fill(&mut trial, "Opens at", "");
    fill(&mut trial, "Closes at", "");
    trial.press("Save the hours");
    assert!(world(&trial).settings.hours.is_empty(), "taken back");
    assert!(trial.says("One business day from now ends Tue 3 Mar 14:00 CST"));
}

#[test]
fn holidays_are_typed_named_and_removed() {
    // High enough for all of the side.
    let mut trial = Trial::with([1280.0, 1600.0], set_up);
    settings(&mut trial, "Desk");
    assert!(trial.says("No holidays in 2026"));
    trial.press("Add holidays…");
    trial.press("Add to the holidays");
    assert!(trial.says("the day is missing"));
    fill(&mut trial, "Day, or the first of several", "24 dec");
    assert!(trial.says("Thursday 24 December 2026"));
    fill(&mut trial, "Last day; empty for one day", "2026-12-26");
    fill(&mut trial, "Name", "Christmas");
    assert!(trial.says("No open deadline moves"));
    trial.press("Add to the holidays");
    assert_eq!(world(&trial).settings.holidays.len(), 3);
    assert!(trial.says("Fri 25 Dec 2026") && trial.says("Christmas"));
    trial.press("Remove Fri 25 Dec 2026");
    assert_eq!(world(&trial).settings.holidays.len(), 2);
    trial.press("2027");
    assert!(trial.says("No holidays in 2027"));
}

#[test]
fn a_calendar_of_holidays_is_looked_at_and_brought_in_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("holidays.ics");
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nSUMMARY:Christmas Day\nEND:VEVENT\n\
                BEGIN:VEVENT\nDTSTART;VALUE=DATE:20270101\nSUMMARY:New Year\nEND:VEVENT\nEND:VCALENDAR\n";
    std::fs::write(&path, text.replace("20270101", "20279901")).unwrap();
    let mut trial = Trial::with([1280.0, 1600.0], |handle, now| {
        set_up(handle, now);
        let christmas = NaiveDate::from_ymd_opt(2026, 12, 25);
        let wish =
            DeskWish::AddHolidays { days: Vec::new(), first_day: christmas, last_day: None, name: None };
        handle.submit(Request::of_desk(wish.into()));
    });
    settings(&mut trial, "Desk");
    trial.press("Bring in from a calendar…");
    trial.dialogs.will_choose(path.clone());
    trial.press("Choose…: File");
    trial.press("Look at it");
    assert!(trial.says("“20279901” is no time that DTSTART can have"), "refused with its line");
    assert_eq!(world(&trial).settings.holidays.len(), 1, "nothing of it");
    std::fs::write(&path, text).unwrap();
    trial.press("Look at it");
    assert!(trial.says("2 holidays in it; 2 new or with another name"));
    assert_eq!(world(&trial).settings.holidays.len(), 1, "only looked at");
    trial.press("Bring them in");
    let settings = &world(&trial).settings;
    assert_eq!(settings.holidays.len(), 2);
    let names: Vec<&str> = settings.holiday_names.values().map(String::as_str).collect();
    assert_eq!(names, ["Christmas Day", "New Year"]);
    assert!(trial.says("Christmas Day"));
}
