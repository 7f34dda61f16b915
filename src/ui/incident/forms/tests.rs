//! Each form by its names and by the keyboard: what it asks for, and what it says when refused.

use chrono::TimeDelta;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::desk::Outside;
use crate::domain::command::{SendUpdate, Wish};
use crate::domain::words::{Environment, Kind, Priority};
use crate::ui::context::Ask;
use crate::ui::forms::FormKind;
use crate::ui::incident::Tab;
use crate::ui::incident::trial::{Bench, Trial, at, harness};

fn critical() -> Trial {
    Trial::opened("Payments API down", Some(Priority::Critical), Kind::Major)
}

/// A side of a critical major incident under the built-in policy, whole.
fn side(tab: Tab) -> Harness<'static, Bench> {
    let trial = Trial::built_in("Payments API down", Some(Priority::Critical), Kind::Major);
    let mut harness = harness(trial, "13:30");
    harness.set_size(egui::vec2(552.0, 2600.0));
    harness.state_mut().tab = tab;
    harness.run();
    harness
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
    press(&mut harness, "Sent at…: Initial notification");
    assert!(harness.get_by_label("When it happened").is_focused(), "the first field has the keyboard");
    harness.get_by_label("When it happened").type_text("13:25");
    harness.run();
    harness.get_by_label("Mon 2 Mar 13:25 CST, 5 min ago");
    type_in(&mut harness, "What was sent", "We know of it");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    let wish = Wish::SendUpdate(SendUpdate::words(Some("customers"), Some("We know of it")));
    let form =
        clock(|incident, clock| FormKind::Done { incident, clock }, harness.state(), "initial-notification");
    assert_eq!(harness.state().requests(), [(wish, Some(at("13:25")), Some(form))]);
    assert_eq!(harness.state().said(), ["Initial notification: done, 13:25 CST"]);
    assert!(harness.query_by_label("When it happened").is_none(), "accepted, it is closed");
}

#[test]
fn a_time_that_cannot_be_read_is_not_sent_and_says_what_would_do() {
    let mut harness = harness(critical(), "13:30");
    press(&mut harness, "Sent at…: Initial notification");
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
        .with("13:22", Wish::SendUpdate(SendUpdate::default()))
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
fn an_update_is_drafted_checked_copied_and_logged_as_sent() {
    let mut harness = side(Tab::Now);
    press(&mut harness, "Draft update…: Initial notification");
    assert_eq!(harness.state().tab, Tab::Updates);
    harness.get_by_label("Initial notification to customers");
    harness.get_by_label_contains("The impact is not said");
    press(&mut harness, "Log as sent");
    assert_eq!(harness.state().requests(), [], "not without its impact, or a reason");
    harness.get_by_label_contains("mend the text, or say why it goes out as it is");
    type_in(&mut harness, "Impact", "Nobody can pay");
    type_in(&mut harness, "What is being done", "Failing over");
    type_in(&mut harness, "To", "Sample One <one@example.org>");
    harness.get_by_label_contains("All is there");
    press(&mut harness, "Copy the text");
    let Some(Ask::Copy(text)) = harness.state().asked.last().cloned() else { panic!("copied") };
    assert!(text.contains("Impact: Nobody can pay\nWhat we are doing: Failing over"), "{text}");
    assert!(text.contains("Next update by Mon 2 Mar 14:30 CST."), "{text}");
    press(&mut harness, "Open as mail draft…");
    let Some(Ask::Outside(Outside::File { name, bytes }, _)) = harness.state().asked.last().cloned() else {
        panic!("a mail")
    };
    assert!(name.starts_with("MI-0001-customers-20260302-193000.eml"), "{name}");
    assert!(String::from_utf8_lossy(&bytes).contains("one@example.org"));
    press(&mut harness, "Log as sent");
    let requests = harness.state().requests();
    let [(Wish::SendUpdate(update), None, Some(FormKind::Draft { .. }))] = requests.as_slice() else {
        panic!("{requests:?}")
    };
    assert_eq!(update.text.as_ref(), Some(&text));
    assert_eq!(update.to, ["Sample One <one@example.org>"]);
    assert_eq!(update.next_update_by, Some(at("14:30")));
    assert_eq!((update.impact.as_deref(), update.unchecked.as_deref()), (Some("Nobody can pay"), None));
}

#[test]
fn an_update_goes_out_as_it_is_with_a_reason_and_the_time_it_was_sent() {
    let mut harness = side(Tab::Updates);
    press(&mut harness, "Draft for Customers…");
    press(&mut harness, "Log as sent");
    assert_eq!(harness.state().requests(), [], "it lacks its impact");
    type_in(&mut harness, "To", "one@example.org, Sample Two <two@example.org>");
    type_in(&mut harness, "Why it goes out as it is", "the director waits");
    type_in(&mut harness, "When it was sent", "13:28");
    press(&mut harness, "Log as sent");
    let requests = harness.state().requests();
    let [(Wish::SendUpdate(update), Some(sent_at), _)] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(*sent_at, at("13:28"));
    assert_eq!(update.unchecked.as_deref(), Some("the director waits"));
    assert_eq!(update.to, ["one@example.org", "Sample Two <two@example.org>"]);
    harness.get_by_label_contains("to 2 addresses");
    harness.get_by_label_contains("sent as it was: the director waits");
}

#[test]
fn a_text_written_by_hand_keeps_the_time_that_it_promised() {
    let mut harness = side(Tab::Updates);
    press(&mut harness, "Draft for Customers…");
    type_in(&mut harness, "Impact", "Nobody can pay");
    type_in(&mut harness, "What is being done", "Failing over");
    type_in(&mut harness, "Text", " And a word of ours.");
    harness.get_by_label_contains("Nobody is named in To");
    assert!(harness.query_by_label_contains("All is there").is_none(), "nobody would get it");
    type_in(&mut harness, "To", "one@example.org");
    harness.get_by_label_contains("All is there");
    harness.state_mut().now = at("13:33");
    harness.run();
    harness.get_by_label_contains("All is there");
    press(&mut harness, "Log as sent");
    let requests = harness.state().requests();
    let [(Wish::SendUpdate(update), ..)] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(update.text.as_ref().is_some_and(|text| text.contains("14:30 CST")), "{update:?}");
    assert_eq!(update.next_update_by, Some(at("14:30")), "as the text says, not 14:33");
}

#[test]
fn a_text_written_by_hand_lacks_its_promise_once_that_is_past() {
    let mut harness = side(Tab::Updates);
    press(&mut harness, "Draft for Customers…");
    type_in(&mut harness, "Impact", "Nobody can pay");
    type_in(&mut harness, "What is being done", "Failing over");
    type_in(&mut harness, "Text", " And a word of ours.");
    harness.state_mut().now = at("14:31");
    harness.run();
    harness.get_by_label_contains("The text does not say when the next update comes");
}

#[test]
fn a_long_text_that_was_sent_is_folded_and_shown_whole_when_asked() {
    let long = format!("{}the end of it", "Nobody can pay. ".repeat(60));
    let trial = Trial::built_in("Payments API down", Some(Priority::Critical), Kind::Major)
        .with("13:25", Wish::SendUpdate(SendUpdate::words(Some("customers"), Some("Short and whole"))))
        .with("13:28", Wish::SendUpdate(SendUpdate::words(Some("customers"), Some(&long))));
    let mut harness = harness(trial, "13:30");
    harness.set_size(egui::vec2(552.0, 2600.0));
    harness.state_mut().tab = Tab::Updates;
    harness.run();
    harness.get_by_label("Short and whole");
    assert!(harness.query_by_label_contains("the end of it").is_none());
    press(&mut harness, "More of what was sent to Customers, 13:28 CST");
    harness.get_by_label_contains("the end of it");
    press(&mut harness, "Less of what was sent to Customers, 13:28 CST");
    assert!(harness.query_by_label_contains("the end of it").is_none());
}

#[test]
fn a_text_written_by_hand_stays_and_can_be_filled_in_anew() {
    let mut harness = side(Tab::Now);
    press(&mut harness, "Draft update…: Initial notification");
    type_in(&mut harness, "Impact", "Nobody can pay");
    type_in(&mut harness, "Text", " And a word of ours.");
    type_in(&mut harness, "Impact", " in two agencies");
    press(&mut harness, "Copy the text");
    let copied = |harness: &egui_kittest::Harness<'_, Bench>| match harness.state().asked.last() {
        Some(Ask::Copy(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    let text = copied(&harness);
    assert!(text.contains("And a word of ours.") && !text.contains("in two agencies"), "{text}");
    press(&mut harness, "Fill in anew");
    press(&mut harness, "Copy the text");
    let text = copied(&harness);
    assert!(!text.contains("And a word of ours.") && text.contains("in two agencies"), "{text}");
}

#[test]
fn an_action_is_delegated_accepted_and_done_and_an_answer_is_owed() {
    let mut harness = side(Tab::Tasks);
    press(&mut harness, "Delegate an action…");
    type_in(&mut harness, "To whom", "Sample DBA");
    type_in(&mut harness, "What is to be done", "Fail over");
    type_in(&mut harness, "By when", "in 20 min");
    press(&mut harness, "Delegate");
    harness.get_by_label("1. Sample DBA");
    press(&mut harness, "Accepted: Action 1 of Sample DBA");
    harness.get_by_label("accepted");
    press(&mut harness, "Done: Action 1 of Sample DBA");
    harness.get_by_label_contains("Action 1, Sample DBA, Fail over: done");
    press(&mut harness, "New request…");
    type_in(&mut harness, "What they want to know", "How long?");
    press(&mut harness, "Log the request");
    harness.get_by_label_contains("Not done: who asks is empty");
    type_in(&mut harness, "Who asks", "Sample CIO");
    press(&mut harness, "Log the request");
    press(&mut harness, "Answer…: Request 1 of Sample CIO");
    type_in(&mut harness, "The answer", "An hour");
    press(&mut harness, "Log the answer");
    harness.get_by_label_contains("Request 1, Sample CIO, How long?: answered: An hour");
}

#[test]
fn a_call_is_logged_and_who_was_reached_joins_the_bridge() {
    let mut harness = side(Tab::People);
    press(&mut harness, "Log a call…");
    type_in(&mut harness, "Whom", "Sample One");
    type_in(&mut harness, "Number or channel", "317-555-0100");
    press(&mut harness, "no answer");
    press(&mut harness, "Log the call");
    harness.get_by_label("not reached");
    harness.get_by_label("SMEs 0 engaged of 1 called · 0 on the bridge");
    press(&mut harness, "Joined the bridge: Sample One");
    harness.get_by_label("SMEs 1 engaged of 1 called · 1 on the bridge");
    press(&mut harness, "Stand down…: Sample One");
    press(&mut harness, "Stand down");
    harness.get_by_label("stood down");
}

#[test]
fn the_hotline_has_its_number_its_facts_its_script_and_its_list() {
    let mut harness = side(Tab::Hotline);
    harness.get_by_label("(916) 356-8910");
    harness.get_by_label_contains("left, call by 13:35 CST");
    assert!(harness.query_all_by_label("missing").count() >= 3);
    harness.get_by_label_contains("I report a Critical major incident: Payments API down.");
    press(&mut harness, "Print…");
    let Some(Ask::Outside(Outside::File { name, bytes }, _)) = harness.state().asked.last().cloned() else {
        panic!("a page")
    };
    assert_eq!(name, "MI-0001-hotline.html");
    assert!(String::from_utf8(bytes).expect("UTF-8").contains("(916) 356-8910"));
    press(&mut harness, "Log a call…");
    press(&mut harness, "voicemail");
    press(&mut harness, "Log the call");
    harness.get_by_label_contains("Voicemail, (916) 356-8910");
    press(&mut harness, "Done: Stated the impact and since when");
    harness.get_by_label_contains("done 13:30 CST by Sample One");
    press(&mut harness, "Not applicable…: Gave the crisis bridge");
    press(&mut harness, "Mark as not applicable");
    harness.get_by_label_contains("Not done: an item that does not apply needs its reason");
    type_in(&mut harness, "Why it does not apply", "no bridge yet");
    press(&mut harness, "Mark as not applicable");
    harness.get_by_label_contains("not applicable 13:30 CST by Sample One: no bridge yet");
}

#[test]
fn the_intake_is_filled_in_and_the_words_to_say_follow() {
    let mut harness = side(Tab::Now);
    harness.get_by_label_contains("Still to find out: Applications down or degraded");
    press(&mut harness, "Fill in…");
    assert_eq!(harness.state().tab, Tab::Intake);
    type_in(&mut harness, "Applications down or degraded (needed)", "Payments, Label printing");
    type_in(&mut harness, "Servers that host them (needed)", "db1");
    press(&mut harness, "Log the answers");
    harness.get_by_label_contains("Down or degraded: Payments, Label printing, hosted on db1.");
    harness.get_by_label_contains("8 answers are missing; they block nothing");
    press(&mut harness, "Correct Opened…");
    assert!(matches!(harness.state().forms.open, Some(FormKind::Correct { .. })));
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
    harness.get_by_label("Update to customers: sent at…");
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
