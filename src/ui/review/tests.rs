//! The planner, worked through its accessibility tree over a real desk: a restored incident to its held
//! post-mortem, its agreed statement and a follow-up that outlives it.

use chrono::TimeDelta;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::desk::{DeskHandle, Name, Request};
use crate::domain::command::{RecordPerson, Wish};
use crate::domain::incident::{Incident, Phase};
use crate::domain::review::{ReviewAnswer, State, state};
use crate::domain::time::Instant;
use crate::domain::words::{Kind, Priority};
use crate::ui::harness::{Trial, set_up, start};

const TITLE: &str = "Sample outage";

fn restored(handle: &DeskHandle, now: Instant) {
    set_up(handle, now);
    for (name, email) in [("Sample Engineer", "engineer@example.org"), ("Sample Owner", "owner@example.org")]
    {
        let person =
            RecordPerson { name: name.to_owned(), email: Some(email.to_owned()), ..RecordPerson::default() };
        handle.submit(Request::of_desk(Wish::RecordPerson(person)));
    }
    let about = |wish: Wish, minutes_ago: i64| Request {
        name: Some(Name::Called("outage".to_owned())),
        ..Request::of_desk(wish).at(Some(start() - TimeDelta::minutes(minutes_ago)))
    };
    let opened = Wish::OpenIncident {
        title: TITLE.to_owned(),
        priority: Some(Priority::Critical),
        kind: Some(Kind::Major),
        environment: None,
        ticket: None,
        policy: None,
    };
    handle.submit(about(opened, 90));
    handle.submit(about(Wish::JoinBridge { whom: "Sample Engineer".to_owned() }, 80));
    handle.submit(about(Wish::Restore { text: None }, 10));
}

fn trial() -> Trial {
    let mut trial = Trial::with([1280.0, 800.0], restored);
    trial.key(Key::G);
    trial.key(Key::P);
    trial
}

fn incident(trial: &Trial) -> Incident {
    trial.incident(TITLE)
}

/// Goes to a button by keyboard, which brings it into sight, and presses it.
fn press(trial: &mut Trial, name: &str) {
    trial.window.get_by_label(name).focus();
    trial.run();
    trial.key(Key::Enter);
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
fn the_plan_turns_green_item_by_item() {
    let mut trial = trial();
    assert!(trial.says("Logistics: 1 of 11 settled"));
    assert!(trial.says("Post-mortem held: due in"), "what is owed stands in the head");
    trial.press("Set the time…");
    fill(&mut trial, "Begins", "2026-03-03 10:00");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert!(trial.shows("Date and time: settled"));
    let starts = incident(&trial).review.plan.expect("a time is set").starts_at;
    assert_eq!(starts, start() + TimeDelta::hours(20));

    press(&mut trial, "Move…");
    fill(&mut trial, "Begins", "2026-03-03 11:00");
    trial.press("Move it");
    assert!(trial.shows("Move it"), "moving needs a reason");
    fill(&mut trial, "Why it moves", "the room is taken");
    trial.press("Move it");
    assert_eq!(incident(&trial).review.plan.map(|plan| plan.starts_at), Some(start() + TimeDelta::hours(21)));

    press(&mut trial, "Say where…");
    fill(&mut trial, "Where", "Bridge 4");
    press(&mut trial, "Keep it");
    assert_eq!(incident(&trial).review.place.as_deref(), Some("Bridge 4"));
    press(&mut trial, "Take the policy’s");
    assert_eq!(incident(&trial).review.agenda.iter().map(|item| item.minutes).sum::<u32>(), 60);

    press(&mut trial, "Invite them all");
    let invitees = incident(&trial).review.invitees;
    assert!(invitees.iter().any(|one| one.whom.name == "Sample Engineer"), "who was on the bridge");
    press(&mut trial, "Sample Engineer accepted");
    let engineer =
        incident(&trial).review.invitees.into_iter().find(|one| one.whom.name == "Sample Engineer");
    assert_eq!(engineer.unwrap().answer.map(|answered| answered.answer), Some(ReviewAnswer::Accepted));
    press(&mut trial, "Leave Sample Engineer out");
    assert!(!incident(&trial).review.invitees.iter().any(|one| one.whom.name == "Sample Engineer"));

    press(&mut trial, "Call off…");
    fill(&mut trial, "Why", "a new outage");
    press(&mut trial, "Call it off");
    assert_eq!(state(&incident(&trial)), State::ToSchedule);
}

#[test]
fn a_slot_of_the_day_is_taken_into_the_form() {
    let mut trial = trial();
    trial.press("The day after");
    let slot = trial
        .window
        .get_all_by_role(Role::Button)
        .find(|one| one.accesskit_node().label().is_some_and(|label| label.starts_with("13:30: free")));
    slot.expect("a free half hour").click();
    trial.run();
    let typed = trial.window.get_by_role_and_label(Role::TextInput, "Begins").value().unwrap_or_default();
    assert!(typed.ends_with("13:30"), "{typed}");
}

#[test]
fn the_statement_marks_what_argues_a_cause_keeps_versions_and_is_agreed() {
    let mut trial = trial();
    trial.press("Statement");
    fill(&mut trial, "What deviated", "Payments were refused because the disk was full");
    assert!(trial.says("“because” argues a cause"));
    press(&mut trial, "Keep as version 1");
    assert_eq!(incident(&trial).review.statements.len(), 1, "it can be kept all the same");
    fill(&mut trial, "What deviated", "Payments were refused");
    assert!(!trial.says("argues a cause"));
    fill(&mut trial, "Where", "Payments API");
    press(&mut trial, "Keep as version 2");
    let review = incident(&trial).review;
    assert_eq!(review.newest_statement().unwrap().statement.place, "Payments API");
    assert!(trial.says("Take version 1 into the fields"));
    press(&mut trial, "Version 2 is agreed…");
    fill(&mut trial, "By whom, one a line", "Sample Owner");
    trial.press("It is agreed");
    let agreed = incident(&trial).review.agreed.expect("agreed");
    assert_eq!(agreed.by.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Sample Owner"]);
    assert!(trial.says("Version 2 is agreed by Sample Owner"));
}

#[test]
fn what_was_said_is_logged_line_by_line_and_a_follow_up_outlives_the_incident() {
    let mut trial = trial();
    trial.press("Record");
    trial.press("It was held…");
    fill(&mut trial, "Who was there, one a line", "Sample Engineer");
    trial.press("Log that it was held");
    assert_eq!(incident(&trial).review.held.expect("held").attended.len(), 1);
    fill(&mut trial, "One more: what went well", "The bridge was up in five minutes");
    trial.key(Key::Enter);
    trial.type_text("People were told early");
    trial.key(Key::Enter);
    assert_eq!(incident(&trial).review.points.len(), 2, "the field keeps the keyboard");
    press(&mut trial, "Follow-up action…");
    fill(&mut trial, "What is to be done", "Add a disk alert");
    fill(&mut trial, "Owner", "Sample Owner");
    fill(&mut trial, "By when", "2026-03-06 09:00");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    let id = incident(&trial).id;
    let close = Wish::Close { why: Some("all told".to_owned()) };
    trial.handle.submit(Request::about(id, close));
    trial.pass(TimeDelta::seconds(1));
    assert_eq!(incident(&trial).phase, Phase::Closed);
    trial.pass(TimeDelta::days(5));
    let told = incident(&trial)
        .alarms
        .iter()
        .any(|((clock, _), track)| clock.starts_with("action:") && track.told_due_at.is_some());
    assert!(told, "a follow-up that is due is told, though the incident is closed");
    press(&mut trial, "Done: Add a disk alert");
    assert!(!incident(&trial).actions.all[0].is_open());
}

#[test]
fn without_a_restored_major_incident_the_screen_says_what_belongs_there() {
    let mut trial = Trial::new();
    trial.key(Key::G);
    trial.key(Key::P);
    assert!(trial.says("No post-mortem is due"));
}
