//! Each form by its names and by the keyboard: what it asks for, and what it says when refused.

use chrono::TimeDelta;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::domain::command::Wish;
use crate::domain::words::{Environment, Kind, Priority};
use crate::ui::context::Ask;
use crate::ui::forms::FormKind;
use crate::ui::incident::trial::{Bench, Trial, at, harness};

fn critical() -> Trial {
    Trial::opened("Payments API down", Some(Priority::Critical), Kind::Major)
}

/// Puts the keyboard into a field and types.
fn type_in(harness: &mut Harness<'_, Bench>, label: &str, text: &str) {
    harness.get_by_label(label).focus();
    harness.run();
    harness.get_by_label(label).type_text(text);
    harness.run();
}

fn press(harness: &mut Harness<'_, Bench>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn clock(
    of: fn(crate::domain::event::IncidentId, String) -> FormKind,
    bench: &Bench,
    clock: &str,
) -> FormKind {
    of(bench.trial.id, clock.to_owned())
}

#[test]
fn done_at_takes_a_time_and_words_from_the_keyboard() {
    let mut harness = harness(critical(), "13:30");
    press(&mut harness, "Done at…: Initial notification");
    assert!(harness.get_by_label("When it happened").is_focused(), "the first field has the keyboard");
    harness.get_by_label("When it happened").type_text("13:25");
    harness.run();
    harness.get_by_label("Mon 2 Mar 13:25 CST, 5 min ago");
    type_in(&mut harness, "What was sent", "We know of it");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    let wish = Wish::SendUpdate { audience: Some("customers".into()), text: Some("We know of it".into()) };
    let form =
        clock(|incident, clock| FormKind::Done { incident, clock }, harness.state(), "initial-notification");
    assert_eq!(harness.state().requests(), [(wish, Some(at("13:25")), Some(form))]);
    assert_eq!(harness.state().said(), ["Initial notification: done, 13:25 CST"]);
    assert!(harness.query_by_label("When it happened").is_none(), "accepted, it is closed");
}

#[test]
fn a_time_that_cannot_be_read_is_not_sent_and_says_what_would_do() {
    let mut harness = harness(critical(), "13:30");
    press(&mut harness, "Done at…: Initial notification");
    harness.get_by_label("When it happened").type_text("+10m");
    harness.run();
    harness.get_by_label_contains("that is in the future");
    harness.key_press(Key::Enter);
    harness.run();
    press(&mut harness, "Log as done");
    assert_eq!(harness.state().requests(), []);
}

#[test]
fn not_needed_asks_why_and_a_refusal_is_said_at_the_form() {
    let mut harness = harness(critical(), "13:30");
    press(&mut harness, "Not needed because…: Initial notification");
    assert!(harness.get_by_label("Why it is not needed").is_focused());
    harness.key_press(Key::Enter);
    harness.run();
    harness.get_by_label("Not done: the reason is empty; write a word or two");
    assert!(harness.get_by_label("Why it is not needed").is_focused(), "ready to be mended");
    harness.get_by_label("Why it is not needed").type_text("a drill");
    harness.run();
    assert!(harness.query_by_label_contains("Not done").is_none(), "what is typed answers it");
    harness.key_press(Key::Enter);
    harness.run();
    let wish = |why: &str| Wish::NotNeeded { clock: "initial-notification".into(), why: why.into() };
    let form = clock(
        |incident, clock| FormKind::NotNeeded { incident, clock },
        harness.state(),
        "initial-notification",
    );
    let sent = [(wish(""), None, Some(form.clone())), (wish("a drill"), None, Some(form))];
    assert_eq!(harness.state().requests(), sent);
}

#[test]
fn a_form_whose_request_is_out_cannot_be_sent_twice() {
    let mut harness = harness(critical(), "13:30");
    harness.state_mut().answers = false;
    press(&mut harness, "Not needed because…: Initial notification");
    type_in(&mut harness, "Why it is not needed", "a drill");
    press(&mut harness, "Log as not needed");
    harness.get_by_label("Saving…");
    assert!(harness.get_by_label("Log as not needed").accesskit_node().is_disabled());
    press(&mut harness, "Log as not needed");
    harness.get_by_label("Why it is not needed").type_text(" more");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().requests().len(), 1);
    assert_eq!(harness.get_by_label("Why it is not needed").value().as_deref(), Some("a drill"));
}

#[test]
fn escape_closes_a_form_and_its_words_are_there_when_it_opens_again() {
    let mut harness = harness(critical(), "13:30");
    press(&mut harness, "Not needed because…: Initial notification");
    type_in(&mut harness, "Why it is not needed", "a dr");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Why it is not needed").is_none());
    assert_eq!(harness.state().asked.last(), Some(&Ask::CloseForm));
    press(&mut harness, "Not needed because…: Initial notification");
    assert_eq!(harness.get_by_label("Why it is not needed").value().as_deref(), Some("a dr"));
}

#[test]
fn snooze_takes_one_press_or_a_time() {
    let form = |bench: &Bench| {
        clock(|incident, clock| FormKind::Snooze { incident, clock }, bench, "initial-notification")
    };
    let wish = |until| Wish::Snooze { clock: "initial-notification".into(), until };
    let mut harness = harness(critical(), "13:30");
    press(&mut harness, "Snooze…: Initial notification");
    press(&mut harness, "Snooze");
    harness.get_by_label("Not done: no time is said; press 5 min, or type until when");
    assert_eq!(harness.state().requests(), []);
    press(&mut harness, "10 min");
    let until = at("13:30") + TimeDelta::minutes(10);
    assert_eq!(harness.state().requests(), [(wish(until), None, Some(form(harness.state())))]);
    assert_eq!(harness.state().said(), ["Initial notification: snoozed until 13:40 CST"]);
    harness.get_by_label("snoozed until 13:40 CST");
    press(&mut harness, "Snooze…: Initial notification");
    type_in(&mut harness, "Quiet until", "in 20 min");
    harness.key_press(Key::Enter);
    harness.run();
    let until = at("13:50");
    assert_eq!(harness.state().requests().last(), Some(&(wish(until), None, Some(form(harness.state())))));
}

#[test]
fn pause_asks_why() {
    let trial = Trial::opened("VPN drops", Some(Priority::High), Kind::Regular)
        .with("13:22", Wish::SendUpdate { audience: None, text: None })
        .with("13:21", Wish::Acknowledge { by: None });
    let mut harness = harness(trial, "13:30");
    press(&mut harness, "Pause…: Resolver's update");
    type_in(&mut harness, "Why it is paused", "they are on site");
    press(&mut harness, "Pause the clock");
    let wish = Wish::PauseClock { clock: "resolver-update".into(), why: "they are on site".into() };
    let form =
        clock(|incident, clock| FormKind::Pause { incident, clock }, harness.state(), "resolver-update");
    assert_eq!(harness.state().requests(), [(wish, None, Some(form))]);
}

#[test]
fn an_update_is_written_copied_and_logged_as_sent() {
    let mut harness = harness(critical(), "13:30");
    press(&mut harness, "Draft update…: Initial notification");
    assert!(harness.get_by_label("Words").is_focused());
    press(&mut harness, "Start from the script");
    let words = "Payments API down. We opened an incident at Mon 2 Mar 13:20 CST, ticket INC0012345.";
    press(&mut harness, "Copy the words");
    assert_eq!(harness.state().asked.last(), Some(&Ask::Copy(words.to_owned())));
    press(&mut harness, "Executives");
    press(&mut harness, "Log as sent");
    let wish = Wish::SendUpdate { audience: Some("executives".into()), text: Some(words.into()) };
    let form = FormKind::Update(harness.state().trial.id);
    assert_eq!(harness.state().requests(), [(wish, None, Some(form))]);
}

#[test]
fn closing_names_what_is_owed_and_needs_a_reason_then() {
    let mut harness = harness(critical(), "13:30");
    press(&mut harness, "Close…");
    harness.get_by_label("• Initial notification");
    harness.get_by_label("• Hotline call");
    press(&mut harness, "Close the incident");
    assert_eq!(harness.state().requests(), [], "it is not even asked");
    harness.get_by_label(
        "Not done: still owed: Initial notification, Hotline call; do it, or say why it is skipped",
    );
    type_in(&mut harness, "Why it is skipped", "a drill");
    harness.key_press(Key::Enter);
    harness.run();
    let form = FormKind::Close(harness.state().trial.id);
    let close = (Wish::Close { why: Some("a drill".into()) }, None, Some(form));
    assert_eq!(harness.state().requests(), [close]);
    harness.get_by_label("closed 13:30 CST");
    harness.get_by_label("Reopen…");
    assert!(harness.query_by_label("Close…").is_none());
}

#[test]
fn an_incident_ends_as_a_duplicate_or_as_opened_in_error_too() {
    let mut harness = harness(critical(), "13:30");
    press(&mut harness, "Close…");
    harness.get_by_role_and_label(Role::RadioButton, "Duplicate").click();
    harness.run();
    type_in(&mut harness, "Duplicate of", "MI-0411");
    press(&mut harness, "Mark as a duplicate");
    let form = FormKind::Close(harness.state().trial.id);
    let wish = Wish::MarkDuplicate { of: "MI-0411".into(), why: None };
    assert_eq!(harness.state().requests(), [(wish, None, Some(form))]);
    harness.get_by_label("marked a duplicate 13:30 CST");
}

#[test]
fn restored_and_reopened_from_the_row_above() {
    let mut harness = harness(critical(), "13:30");
    press(&mut harness, "Restore…");
    type_in(&mut harness, "When it happened", "-5m");
    type_in(&mut harness, "What brought it back", "failover");
    harness.key_press(Key::Enter);
    harness.run();
    harness.get_by_label("restored 13:25 CST");
    press(&mut harness, "Reopen…");
    type_in(&mut harness, "Why", "down again");
    press(&mut harness, "Reopen the incident");
    let id = harness.state().trial.id;
    assert_eq!(
        harness.state().requests(),
        [
            (Wish::Restore { text: Some("failover".into()) }, Some(at("13:25")), Some(FormKind::Restore(id))),
            (Wish::Reopen { why: "down again".into() }, None, Some(FormKind::Reopen(id))),
        ]
    );
}

#[test]
fn kind_and_text_change_only_in_what_was_changed() {
    let mut harness = harness(critical(), "13:30");
    press(&mut harness, "Demote…");
    type_in(&mut harness, "Why", "one site only");
    press(&mut harness, "Demote");
    press(&mut harness, "Edit…");
    assert_eq!(harness.get_by_label("Title").value().as_deref(), Some("Payments API down"));
    press(&mut harness, "Save changes");
    harness.get_by_label("Not done: nothing is to be changed; give a title, ticket or environment");
    press(&mut harness, "non-production");
    type_in(&mut harness, "Title", ", east");
    press(&mut harness, "Save changes");
    let id = harness.state().trial.id;
    let amend = |title: Option<&str>, environment| Wish::AmendIncident {
        title: title.map(str::to_owned),
        ticket: None,
        environment,
    };
    assert_eq!(
        harness.state().requests(),
        [
            (Wish::Demote { why: "one site only".into() }, None, Some(FormKind::Kind(id))),
            (amend(None, None), None, Some(FormKind::Amend(id))),
            (
                amend(Some("Payments API down, east"), Some(Environment::NonProduction)),
                None,
                Some(FormKind::Amend(id))
            ),
        ]
    );
}

#[test]
fn the_escalation_form_offers_whom_the_policy_reaches() {
    let trial = Trial::opened("VPN drops", Some(Priority::Low), Kind::Regular);
    let mut harness = harness(trial, "13:30");
    press(&mut harness, "Log…");
    press(&mut harness, "Escalated");
    press(&mut harness, "Senior Leadership");
    type_in(&mut harness, "Words", "asked by phone");
    harness.key_press(Key::Enter);
    harness.run();
    let form = FormKind::Event(harness.state().trial.id);
    let wish = Wish::Escalate { to: "Senior Leadership".into(), text: Some("asked by phone".into()) };
    assert_eq!(harness.state().requests(), [(wish, None, Some(form))]);
}

#[test]
fn every_kind_of_event_has_fields_with_names_and_is_logged() {
    for (what, wish) in [
        ("Referred", Wish::Refer { to: None }),
        ("Acknowledged", Wish::Acknowledge { by: None }),
        ("Resolver update", Wish::LogResolverUpdate { text: None }),
        ("On-call contacted", Wish::ContactOnCall { whom: None }),
        ("Ownership confirmed", Wish::ConfirmOwnership { by: None }),
        ("Command", Wish::TakeCommand { by: None }),
        ("Milestone", Wish::ReachMilestone { milestone: "detected".into(), text: None }),
    ] {
        let trial = Trial::opened("VPN drops", Some(Priority::Low), Kind::Regular);
        let mut harness = harness(trial, "13:30");
        press(&mut harness, "Log…");
        harness.get_by_role_and_label(Role::RadioButton, what).click();
        harness.run();
        press(&mut harness, "Log it");
        let form = FormKind::Event(harness.state().trial.id);
        assert_eq!(harness.state().requests(), [(wish, None, Some(form))], "{what}");
        assert!(harness.state().forms.open.is_none(), "{what} was accepted");
    }
}

#[test]
fn a_form_about_a_clock_that_owes_nothing_any_more_is_shown_above_the_list() {
    let mut harness = harness(critical(), "13:30");
    let bench = harness.state_mut();
    let incident = bench.trial.id;
    bench.forms.open = Some(FormKind::Done { incident, clock: "customer-update-critical".into() });
    harness.run();
    harness.get_by_label("Update to customers: done at…");
    assert!(harness.get_by_label("When it happened").is_focused());
}

#[test]
fn a_priority_is_chosen_by_its_digit_and_assigned_by_enter() {
    let trial = Trial::opened("Label printers offline", None, Kind::Regular);
    let mut harness = harness(trial, "13:25");
    press(&mut harness, "Priority…");
    harness.key_press(Key::Num2);
    harness.run();
    harness.get_by_label("Assign High");
    harness.key_press(Key::Enter);
    harness.run();
    let form = FormKind::Priority(harness.state().trial.id);
    let wish = Wish::AssignPriority { priority: Priority::High, why: None };
    assert_eq!(harness.state().requests(), [(wish, None, Some(form))]);
}

#[test]
fn enter_that_is_held_since_the_form_opened_sends_nothing() {
    let trial = Trial::opened("Label printers offline", None, Kind::Regular);
    let mut harness = harness(trial, "13:25");
    harness.get_by_label("Priority…").focus();
    harness.run();
    harness.key_down(Key::Enter);
    harness.run();
    assert!(harness.state().forms.open.is_some());
    harness.key_down(Key::Enter);
    harness.run();
    assert_eq!(harness.state().requests(), []);
}

#[test]
fn a_choice_in_other_forms_is_not_sent_by_enter() {
    let mut harness = harness(critical(), "13:30");
    press(&mut harness, "Log…");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().requests(), []);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    assert_eq!(harness.state().requests().len(), 1, "Ctrl Enter sends from anywhere");
}
