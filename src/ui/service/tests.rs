//! The service reviews, worked through their accessibility tree over a real desk: from a first cycle to a
//! review that was held, its actions, effort, and what the whole log says.

use chrono::TimeDelta;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::desk::{DRAFTS_FILE, DeskHandle, Name, Request};
use crate::domain::command::{RecordParty, RecordPerson, RecordService, Wish};
use crate::domain::service_review::facts::NoteSection;
use crate::domain::service_review::wish::{ServiceReviewWish, SetReviewCycle};
use crate::domain::service_review::{ActionState, ReviewState, ServiceReviews};
use crate::domain::time::Instant;
use crate::domain::words::{Kind, Priority};
use crate::ui::forms::{FormKind, Forms, ServiceForm};
use crate::ui::harness::{Trial, set_up, start};

fn directory(handle: &DeskHandle, now: Instant) {
    set_up(handle, now);
    for name in ["Sample Coordinator", "Sample Liaison"] {
        let email = Some(format!("{}@example.org", name.to_lowercase().replace(' ', ".")));
        let person = RecordPerson { name: name.to_owned(), email, ..RecordPerson::default() };
        handle.submit(Request::of_desk(Wish::RecordPerson(person)));
    }
    let agency = RecordParty { name: "Sample Revenue".to_owned(), ..RecordParty::default() };
    handle.submit(Request::of_desk(Wish::RecordAgency(agency)));
    let service = RecordService {
        name: "Sample Payments".to_owned(),
        agencies: Some(vec!["Sample Revenue".to_owned()]),
        ..RecordService::default()
    };
    handle.submit(Request::of_desk(Wish::RecordService(service)));
}

/// A desk whose department meets twice a year, from 3 March on.
fn with_cycle(handle: &DeskHandle, now: Instant) {
    directory(handle, now);
    let set = SetReviewCycle {
        department: "Sample Revenue".to_owned(),
        coordinator: Some("Sample Coordinator".to_owned()),
        liaison: Some("Sample Liaison".to_owned()),
        per_year: Some(2),
        first: "2026-03-03".parse().ok(),
        ..SetReviewCycle::default()
    };
    handle.submit(Request::of_desk(ServiceReviewWish::SetReviewCycle(set).into()));
}

fn with_review(handle: &DeskHandle, now: Instant) {
    with_cycle(handle, now);
    let plan = ServiceReviewWish::PlanServiceReview {
        department: "Sample Revenue".to_owned(),
        starts_at: None,
        minutes: None,
        place: None,
        why: None,
    };
    handle.submit(Request::of_desk(plan.into()));
}

fn trial(fill: fn(&DeskHandle, Instant)) -> Trial {
    let mut trial = Trial::with([1280.0, 800.0], fill);
    trial.key(Key::G);
    trial.key(Key::E);
    part(&mut trial, "Service reviews");
    trial
}

fn reviews(trial: &Trial) -> ServiceReviews {
    ServiceReviews::clone(&trial.handle.snapshot().world.service_reviews)
}

/// Goes to a button by keyboard, which brings it into sight, and presses it.
fn press(trial: &mut Trial, name: &str) {
    trial.window.get_by_role_and_label(Role::Button, name).focus();
    trial.run();
    trial.key(Key::Enter);
}

/// Shows a part of the department.
fn part(trial: &mut Trial, name: &str) {
    trial.window.get_by_role_and_label(Role::RadioButton, name).click();
    trial.run();
}

fn fill(trial: &mut Trial, label: &str, text: &str) {
    let is_multi = trial.window.query_by_role_and_label(Role::MultilineTextInput, label).is_some();
    let role = if is_multi { Role::MultilineTextInput } else { Role::TextInput };
    trial.window.get_by_role_and_label(role, label).focus();
    trial.run();
    trial.key_with(Modifiers::COMMAND, Key::A);
    trial.type_text(text);
}

#[test]
fn an_empty_screen_offers_a_cycle_and_what_is_typed_survives_a_refusal() {
    let mut trial = trial(directory);
    assert!(trial.says("No department has service reviews yet"));
    press(&mut trial, "Set a cycle…");
    fill(&mut trial, "Department", "Sample Revenue");
    fill(&mut trial, "Service coordinator", "Sample Coordinator");
    fill(&mut trial, "Key management people, one a line", "Sample Head");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert!(trial.says("the date of the first review is missing"), "refused in the form");
    assert!(reviews(&trial).cycles.is_empty());
    fill(&mut trial, "The first one is on", "2026-03-03");
    assert!(trial.says("Tuesday 3 March 2026"), "how it was understood");
    fill(&mut trial, "At", "26:00");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert!(trial.says("`26:00` is not a time of day"), "the desk's own refusal stands in the form too");
    fill(&mut trial, "At", "9:30");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    let cycle = reviews(&trial).cycles[0].cycle.clone();
    assert!(cycle.department.record.is_some(), "the agency of the directory");
    assert_eq!((cycle.coordinator.name.as_str(), cycle.per_year), ("Sample Coordinator", 2));
    assert_eq!(cycle.attendees[0].name, "Sample Head");
    assert_eq!((cycle.time.to_string().as_str(), cycle.minutes), ("09:30:00", 60));
    assert!(trial.says("To be planned by 3 Mar 2026"), "the new department is shown");

    press(&mut trial, "Change…");
    fill(&mut trial, "Room or bridge", "Room 4");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    let cycle = reviews(&trial).cycles[0].cycle.clone();
    assert_eq!((cycle.place.as_deref(), cycle.per_year), (Some("Room 4"), 2));
}

#[test]
fn a_review_is_planned_by_its_cycle_moved_invited_to_and_held() {
    let mut trial = trial(with_cycle);
    assert!(trial.says("Thu 3 Sep 2026"), "the dates of the year");
    press(&mut trial, "Plan the next…");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    let planned = reviews(&trial).reviews[0].clone();
    assert_eq!(planned.time.at, start() + TimeDelta::hours(20), "Tuesday at ten, as the cycle has it");
    assert!(trial.says("Next review 3 Mar 2026"));

    press(&mut trial, "Move…");
    fill(&mut trial, "Begins", "2026-03-03 11:00");
    trial.press("Move it");
    assert!(trial.shows("Move it"), "moving needs a reason");
    fill(&mut trial, "Why it moves", "the room is taken");
    trial.press("Move it");
    assert_eq!(reviews(&trial).reviews[0].time.at, start() + TimeDelta::hours(21));

    press(&mut trial, "Set the agenda…");
    fill(&mut trial, "Minutes and item, one a line", "60 All of it");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(reviews(&trial).reviews[0].agenda[0].title, "All of it");

    press(&mut trial, "Log invitation as sent…");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    let sent = reviews(&trial).reviews[0].invitations[0].clone();
    let to: Vec<&str> = sent.recipients.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(to, ["sample.coordinator@example.org", "sample.liaison@example.org"]);
    assert!(trial.says("The invitation was sent Mon 2 Mar 14:00 CST"));

    press(&mut trial, "It was held…");
    trial.press("Log that it was held");
    assert!(trial.says("review 1 begins Tue 3 Mar 11:00 CST"), "not before it begins");
    trial.pass(TimeDelta::hours(22));
    fill(&mut trial, "Minutes", "Payments were slow in February");
    trial.press("Log that it was held");
    let held = reviews(&trial).reviews[0].clone();
    assert_eq!(held.state(), ReviewState::Held);
    let held = held.held().unwrap();
    assert_eq!(held.text.as_deref(), Some("Payments were slow in February"));
    assert_eq!(held.attended.len(), 2, "who belongs to it, as proposed");
    assert!(trial.says("Payments were slow in February"));
    press(&mut trial, "It was not held: 3 Mar 2026");
    fill(&mut trial, "Why", "it was another department");
    trial.press("Take it back");
    assert_eq!(reviews(&trial).reviews[0].state(), ReviewState::Planned);
}

#[test]
fn a_review_that_is_called_off_asks_for_the_cancellation() {
    let mut trial = trial(with_review);
    press(&mut trial, "Log invitation as sent…");
    trial.press("Log as sent");
    press(&mut trial, "Call off…");
    fill(&mut trial, "Why", "the department moves");
    trial.press("Call it off");
    assert_eq!(reviews(&trial).reviews[0].state(), ReviewState::CalledOff);
    assert!(trial.says("who was invited does not know yet"));
    press(&mut trial, "Log cancellation as sent…");
    trial.press("Log as sent");
    assert!(reviews(&trial).reviews[0].invitations[1].cancels);
    assert!(!trial.says("who was invited does not know yet"));
}

#[test]
fn actions_are_given_done_and_dropped() {
    let mut trial = trial(with_review);
    part(&mut trial, "Actions");
    press(&mut trial, "Give an action…");
    fill(&mut trial, "What is to be done", "Add a second line");
    fill(&mut trial, "Owner", "Sample Liaison");
    fill(&mut trial, "By when; may be empty", "2026-03-06 09:00");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    press(&mut trial, "Give an action…");
    fill(&mut trial, "What is to be done", "Paint the room");
    fill(&mut trial, "Owner", "Sample Liaison");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(reviews(&trial).actions.len(), 2);
    trial.pass(TimeDelta::days(5));
    assert!(trial.says("2 open actions, 1 overdue"), "the list says what is late");
    press(&mut trial, "Done: Add a second line");
    press(&mut trial, "Drop: Paint the room");
    trial.press("Drop it");
    assert!(trial.says("the reason is missing"));
    fill(&mut trial, "Why it will not be done", "no money");
    trial.press("Drop it");
    let all = reviews(&trial).actions;
    assert!(matches!(all[0].state(), ActionState::Done { .. }));
    assert!(matches!(all[1].state(), ActionState::Dropped { why, .. } if why == "no money"));
}

#[test]
fn effort_is_logged_in_hours_summed_saved_and_taken_back() {
    let mut trial = trial(with_cycle);
    part(&mut trial, "Effort");
    assert!(trial.says("2026: nothing is logged"));
    fill(&mut trial, "How long", "soon");
    press(&mut trial, "Log it");
    assert!(trial.says("“soon” is no length of time"));
    fill(&mut trial, "How long", "1 h 30");
    fill(&mut trial, "For what", "Minutes");
    press(&mut trial, "Log it");
    fill(&mut trial, "How long", "45");
    fill(&mut trial, "Day; empty for today", "2026-01-15");
    trial.key(Key::Enter);
    let efforts = reviews(&trial).efforts;
    assert_eq!(efforts.iter().map(|one| one.spent.minutes).collect::<Vec<_>>(), [90, 45]);
    assert_eq!(efforts[1].spent.on.to_string(), "2026-01-15");
    assert!(trial.says("2026: 2 h 15 min"));
    let file = trial.folder.path().join("effort.csv");
    fill(&mut trial, "Save it as", &file.display().to_string());
    press(&mut trial, "Save it");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("Sample Revenue,2026,2026-03-02,Sample Manager,Minutes,90,135"), "{text}");
    press(&mut trial, "Take back: 45 min of 15 Jan");
    fill(&mut trial, "Why", "twice");
    trial.press("Take it back");
    assert!(trial.says("2026: 1 h 30 min"));
    press(&mut trial, "The year before");
    assert!(trial.says("2025: nothing is logged"));
}

/// A second department, and a form of the first that was open when the program ended.
fn with_a_draft(handle: &DeskHandle, now: Instant) {
    with_cycle(handle, now);
    let set = SetReviewCycle {
        department: "Sample Archive".to_owned(),
        coordinator: Some("Sample Coordinator".to_owned()),
        per_year: Some(4),
        first: "2026-04-01".parse().ok(),
        ..SetReviewCycle::default()
    };
    handle.submit(Request::of_desk(ServiceReviewWish::SetReviewCycle(set).into()));
    let kind = FormKind::Service { department: "Sample Revenue".to_owned(), form: ServiceForm::Plan };
    let mut forms = Forms::default();
    "Room 9".clone_into(forms.draft(&kind).field("place"));
    forms.open = Some(kind);
    handle.keep(DRAFTS_FILE, serde_json::to_string(&forms.kept()).unwrap());
}

#[test]
fn a_form_that_was_open_when_the_program_ended_stands_there_again() {
    let mut trial = Trial::with([1280.0, 800.0], with_a_draft);
    let place = trial.window.get_by_role_and_label(Role::TextInput, "Room or bridge").value();
    assert_eq!(place.as_deref(), Some("Room 9"), "though another department is first in the list");
    trial.key(Key::Escape);
    assert!(!trial.shows("Plan it"));
    trial.key(Key::K);
    assert!(trial.says("To be planned by 1 Apr 2026"), "the keys of the list move over the departments");
}

/// Three outages of one service within the days of the policy, all closed.
fn with_outages(handle: &DeskHandle, now: Instant) {
    with_cycle(handle, now);
    for days_ago in [30, 20, 10] {
        let about = |wish: Wish, hours: i64| Request {
            name: Some(Name::Called(format!("outage-{days_ago}"))),
            ..Request::of_desk(wish).at(Some(now - TimeDelta::days(days_ago) + TimeDelta::hours(hours)))
        };
        let opened = Wish::OpenIncident {
            title: format!("Sample slow payments {days_ago}"),
            priority: Some(Priority::Critical),
            kind: Some(Kind::Regular),
            environment: None,
            ticket: None,
            policy: None,
        };
        handle.submit(about(opened, 0));
        handle.submit(about(Wish::NameServices { services: vec!["Sample Payments".to_owned()] }, 1));
        handle.submit(about(Wish::Restore { text: None }, 2));
        handle.submit(about(Wish::Close { why: Some("all told".to_owned()) }, 3));
    }
}

#[test]
fn what_is_systemic_comes_from_the_whole_log_and_leads_to_incidents_not_at_hand() {
    let mut trial = trial(with_outages);
    trial.pass(TimeDelta::days(4));
    // Whatever is written lets go of what was closed long ago.
    let note = ServiceReviewWish::NoteServiceReview {
        review: None,
        department: Some("Sample Revenue".to_owned()),
        section: NoteSection::Needs,
        text: "A second site".to_owned(),
    };
    trial.handle.submit(Request::of_desk(note.into()));
    trial.pass(TimeDelta::seconds(1));
    assert_eq!(trial.incidents(), 0, "none of them is at hand");
    part(&mut trial, "Systemic");
    assert!(trial.says("Service “Sample Payments” again and again: 3 incidents"));
    assert!(trial.says("Sample slow payments 30"));
    let button = trial
        .window
        .get_all_by_role(Role::Button)
        .find(|one| one.accesskit_node().label().is_some_and(|label| label == "MI-0001"));
    button.expect("a reference").click();
    trial.run();
    assert_eq!(trial.incident("Sample slow payments 30").reference, "MI-0001", "it was brought to hand");
    assert!(trial.window.query_by_role_and_label(Role::Group, "MI-0001 Sample slow payments 30").is_some());
    // It stays while it is looked at, whatever is written.
    trial.handle.submit(Request::of_desk(Wish::RecordPerson(RecordPerson {
        name: "Sample New".to_owned(),
        ..RecordPerson::default()
    })));
    trial.pass(TimeDelta::seconds(1));
    assert_eq!(trial.incidents(), 1);
}

#[test]
fn the_agenda_is_made_of_facts_and_notes_and_read_anew_when_they_change() {
    let mut trial = trial(with_outages);
    part(&mut trial, "Agenda");
    assert!(trial.says("3 incidents: 3 critical"));
    assert!(trial.says("Nothing is noted yet: ask the department"));
    fill(&mut trial, "One more: future needs", "A second site");
    trial.key(Key::Enter);
    assert_eq!(reviews(&trial).notes.len(), 1);
    trial.run();
    assert!(trial.says("A second site (Sample Manager)"), "the brief has it without a press");
    press(&mut trial, "Read again");
    assert!(trial.says("As the log was"));
    press(&mut trial, "Take back: A second site");
    fill(&mut trial, "Why", "they have one");
    trial.press("Take it back");
    assert!(reviews(&trial).notes.is_empty());
}
