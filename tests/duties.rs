//! What an incident owes beside its clocks, and what is known on it: people, requests, actions, the
//! hotline, updates, intake, directory. Told as given, when, then.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use bridgewatch::desk::templates;
use bridgewatch::domain::alarm;
use bridgewatch::domain::board::{self, HotlineStanding};
use bridgewatch::domain::call_list::resolver_order;
use bridgewatch::domain::command::{
    About, ItemName, RecordParty, RecordPerson, RecordService, SendUpdate, Wish, done,
};
use bridgewatch::domain::directory::{Named, RecordKind};
use bridgewatch::domain::draft::{Occasion, Said, draft, occasion};
use bridgewatch::domain::known::Known;
use bridgewatch::domain::milestones::milestones;
use bridgewatch::domain::people::offered;
use bridgewatch::domain::schedule::DeadlineState;
use bridgewatch::domain::template::Template;
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::update::{most_wanted_audience, plan};
use bridgewatch::domain::words::{CallOutcome, ChecklistState, Environment, Involvement, Kind, Priority};
use bridgewatch::domain::{intake, script};
use support::{Story, acknowledge, at, escalate, hotline, milestone, mins, priority, refer, restore, secs};

/// A critical major incident, opened Monday 2 March 2026 10:00 in Chicago.
fn critical() -> (Story, Instant) {
    let mut story = Story::new("America/Chicago");
    let opened = at("2026-03-02T10:00:00-06:00");
    story.open(opened, "major-incident", Some(Priority::Critical), Kind::Major, Environment::Production);
    let folder = tempfile::tempdir().unwrap();
    story.world.templates = templates::load(folder.path()).0;
    (story, opened)
}

fn keep(story: &mut Story, wish: Wish) {
    let when = at("2026-03-01T09:00:00-06:00");
    story.try_tell(About::Desk, when, wish).unwrap_or_else(|err| panic!("{err}"));
}

fn desk_refusal(story: &mut Story, wish: Wish) -> String {
    story.try_tell(About::Desk, at("2026-03-01T10:00:00-06:00"), wish).unwrap_err().to_string()
}

#[expect(clippy::unnecessary_wraps, reason = "the fields of wishes are optional")]
fn text(words: &str) -> Option<String> {
    Some(words.to_owned())
}

fn attempt(whom: &str, role: Option<Involvement>, outcome: CallOutcome) -> Wish {
    Wish::AttemptContact {
        whom: whom.to_owned(),
        role,
        via: text("317-555-0100"),
        outcome,
        text: None,
        call_back_by: None,
    }
}

fn delegate(to: &str, what: &str, due: Option<Instant>) -> Wish {
    Wish::DelegateAction { to: to.to_owned(), what: what.to_owned(), due, follow_up: false }
}

/// A desk whose directory knows a service, its team with an alternate, its partner and an agency.
fn with_directory(story: &mut Story) {
    for (name, phone, email) in [
        ("Sample First", "317-555-0101", "first@example.org"),
        ("Sample Alternate", "317-555-0102", "alternate@example.org"),
        ("Sample Second", "317-555-0103", "second@example.org"),
        ("Sample Partner", "317-555-0104", "partner@example.org"),
        ("Sample Agency Contact", "317-555-0105", ""),
        ("Sample Agency Alternate", "317-555-0106", "agency.alternate@example.org"),
    ] {
        keep(
            story,
            Wish::RecordPerson(RecordPerson {
                name: name.to_owned(),
                phones: Some(vec![phone.to_owned()]),
                email: text(email),
                ..RecordPerson::default()
            }),
        );
    }
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    keep(
        story,
        Wish::RecordTeam(RecordParty {
            name: "Sample Database Team".to_owned(),
            contacts: Some(vec![names(&["sample first", "Sample Alternate"]), names(&["Sample Second"])]),
            ..RecordParty::default()
        }),
    );
    keep(
        story,
        Wish::RecordTeam(RecordParty {
            name: "Sample Leadership".to_owned(),
            email: text("leadership@example.org"),
            audience: text("executives"),
            ..RecordParty::default()
        }),
    );
    keep(
        story,
        Wish::RecordAgency(RecordParty {
            name: "Sample Agency".to_owned(),
            contacts: Some(vec![names(&["Sample Agency Contact", "Sample Agency Alternate"])]),
            ..RecordParty::default()
        }),
    );
    keep(
        story,
        Wish::RecordService(RecordService {
            name: "Payments".to_owned(),
            resolver: text("Sample Database Team"),
            partner: text("Sample Partner"),
            agencies: Some(names(&["Sample Agency"])),
            servers: Some(names(&["db1", "db2"])),
            ..RecordService::default()
        }),
    );
}

// Actions and requests

#[test]
fn an_action_has_a_deadline_that_is_met_by_its_being_done() {
    let (mut story, opened) = critical();
    let due = opened + mins(30);
    let entry =
        story.tell(opened + mins(10), delegate("Sample DBA", "Fail over\nto the second site", Some(due)));
    let clock = format!("action:{}", entry.0);
    assert_eq!(story.states(&clock, opened + mins(24)), [(DeadlineState::Running, due)]);
    assert_eq!(
        story.states(&clock, opened + mins(25)),
        [(DeadlineState::Warning, due)],
        "three quarters of 20 min"
    );
    assert_eq!(story.states(&clock, due), [(DeadlineState::Warning, due)], "exactly on time is not late");
    assert_eq!(story.states(&clock, due + secs(1)), [(DeadlineState::Overdue, due)]);
    let asked = story.live().clock(&clock).unwrap();
    assert_eq!(asked.title, "Action 1 of Sample DBA");
    assert_eq!(asked.action, "Fail over: Sample DBA is to have it done", "its first line speaks");

    story.tell(opened + mins(12), Wish::AcceptAction { action: ItemName::Number(1), text: None });
    let again =
        story.refusal(opened + mins(13), Wish::AcceptAction { action: ItemName::Number(1), text: None });
    assert!(again.contains("action 1 was accepted Mon 2 Mar 10:12 CST"), "{again}");
    let wish = done(story.live().clock(&clock).unwrap(), None).unwrap();
    story.tell(due, wish);
    assert_eq!(story.states(&clock, due + mins(60)), [(DeadlineState::Met, due)]);
    let late =
        story.refusal(due + mins(1), Wish::DropAction { action: ItemName::Entry(entry), why: "x".into() });
    assert!(late.contains("action 1 was done"), "{late}");
}

#[test]
fn an_action_alarms_like_any_deadline_and_its_alarm_is_acknowledged() {
    let (mut story, opened) = critical();
    let due = opened + mins(10);
    let entry = story.tell(opened, delegate("Sample DBA", "Fail over", Some(due)));
    let clock = format!("action:{}", entry.0);
    let pending = |story: &Story, now| {
        alarm::pending(&story.world, now).iter().filter(|one| *one.clock == clock).count()
    };
    assert_eq!(pending(&story, due - secs(151)), 0);
    assert_eq!(pending(&story, due - secs(150)), 1, "the warning at three quarters");
    assert_eq!(pending(&story, due), 1);
    let alarms: Vec<_> =
        alarm::pending(&story.world, due).into_iter().filter(|one| *one.clock == clock).collect();
    let told = alarm::telling(&story.world, &alarms, due).unwrap();
    assert_eq!(told.title, "Due now MI-0001: Action 1 of Sample DBA");
    story.tell(due, Wish::AcknowledgeAlarm { clock: clock.clone() });
    assert_eq!(pending(&story, due + mins(60)), 0, "acknowledged: no more is told");
    assert_eq!(story.states(&clock, due + mins(60))[0].0, DeadlineState::Overdue, "the deadline stands");
}

#[test]
fn delegating_anew_moves_person_and_time_and_dropping_needs_a_reason() {
    let (mut story, opened) = critical();
    let (first, second) = (opened + mins(30), opened + mins(50));
    let entry = story.tell(opened, delegate("Sample DBA", "Fail over", Some(first)));
    let clock = format!("action:{}", entry.0);
    story.tell(opened + mins(1), Wish::AcceptAction { action: ItemName::Number(1), text: None });
    let wish = Wish::RedelegateAction {
        action: ItemName::Number(1),
        to: text("Sample Two"),
        due: Some(second),
        why: text("the first one is off"),
    };
    story.tell(opened + mins(20), wish);
    assert_eq!(story.states(&clock, first + mins(1)), [(DeadlineState::Running, second)]);
    let action = &story.live().incident.actions.all[0];
    assert_eq!((action.to.name.as_str(), action.word()), ("Sample Two", "not accepted yet"));
    let nothing = Wish::RedelegateAction { action: ItemName::Number(1), to: None, due: None, why: None };
    assert!(story.refusal(first, nothing).contains("nothing is to be changed"));
    let before =
        Wish::RedelegateAction { action: ItemName::Number(1), to: None, due: Some(opened), why: None };
    assert!(story.refusal(first, before).contains("before it was asked for"));
    // Not needed is the same as dropped.
    story.tell(first, Wish::NotNeeded { clock: clock.clone(), why: "it came back by itself".into() });
    assert_eq!(story.states(&clock, second + mins(1)), [(DeadlineState::NotNeeded, second)]);
    assert_eq!(story.live().incident.actions.all[0].word(), "dropped");
    assert!(
        story
            .refusal(first, Wish::DropAction { action: ItemName::Number(2), why: "x".into() })
            .contains("there are 1")
    );
    let past = story.refusal(first, delegate("Sample DBA", "Too late", Some(first)));
    assert!(past.contains("before it was asked for"), "{past}");
}

#[test]
fn open_actions_and_requests_are_owed_at_closing_and_end_with_it() {
    let (mut story, opened) = critical();
    let due = opened + mins(600);
    let entry = story.tell(opened, delegate("Sample DBA", "Order a spare", Some(due)));
    let ask = Wish::AskInformation {
        from: "Sample CIO".into(),
        what: "How long?".into(),
        due: Some(due),
        answerer: None,
    };
    story.tell(opened, ask);
    story.tell(opened + mins(5), restore());
    let refusal = story.refusal(opened + mins(6), Wish::Close { why: None });
    assert!(refusal.contains("Action 1 of Sample DBA"), "{refusal}");
    assert!(refusal.contains("Answer to Sample CIO"), "{refusal}");
    story.tell(opened + mins(7), Wish::Close { why: text("followed up in the review") });
    let clock = format!("action:{}", entry.0);
    assert_eq!(story.states(&clock, due + mins(1)), [(DeadlineState::NotNeeded, due)]);
    story.tell(opened + mins(8), Wish::Reopen { why: "down again".into() });
    assert_eq!(story.states(&clock, due + secs(1)), [(DeadlineState::Overdue, due)], "reopened: owed again");
}

#[test]
fn a_request_is_asked_assigned_answered_and_counted_while_overdue() {
    let (mut story, opened) = critical();
    let due = opened + mins(20);
    let ask = |what: &str| Wish::AskInformation {
        from: "Sample CIO".into(),
        what: what.into(),
        due: Some(due),
        answerer: None,
    };
    let first = story.tell(opened, ask("How many users?"));
    story.tell(opened, ask("Which sites?"));
    let clock = format!("request:{}", first.0);
    assert_eq!(board::row(story.live(), due).requests, (2, 0));
    assert_eq!(board::row(story.live(), due + secs(1)).requests, (2, 2));
    let to = text("Sample Network Engineer");
    story.tell(
        opened + mins(2),
        Wish::AssignRequest { request: ItemName::Number(1), to, due: None, why: None },
    );
    assert!(
        story.live().clock(&clock).unwrap().action.contains("Sample Network Engineer answers Sample CIO")
    );
    let answer = |number, words: &str| Wish::AnswerRequest {
        request: ItemName::Number(number),
        text: words.into(),
        by: None,
    };
    assert!(story.refusal(due, answer(1, " ")).contains("the answer is empty"));
    story.tell(due + mins(1), answer(1, "About 200"));
    assert_eq!(story.states(&clock, due + mins(5)), [(DeadlineState::Missed, due)], "answered late");
    assert!(story.refusal(due + mins(2), answer(1, "300")).contains("request 1 was answered"));
    story.tell(
        due + mins(2),
        Wish::WithdrawRequest { request: ItemName::Number(2), why: "seen on the wall".into() },
    );
    assert_eq!(board::row(story.live(), due + mins(3)).requests, (0, 0));
}

#[test]
fn taking_an_action_back_moves_no_other_number() {
    let (mut story, opened) = critical();
    let first = story.tell(opened, delegate("Sample One", "First", None));
    story.tell(opened, delegate("Sample Two", "Second", None));
    story.tell(opened + mins(1), Wish::RetractEntry { entry: first, why: "wrong incident".into() });
    let numbers: Vec<usize> = story.live().incident.actions.all.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [2]);
    assert!(
        !story.live().deadlines.iter().any(|one| one.clock.starts_with("action:")),
        "no due time, no deadline"
    );
}

// People

#[test]
fn engaged_of_called_comes_from_attempts_and_the_bridge() {
    let (mut story, opened) = critical();
    let smes = |story: &Story| board::row(story.live(), opened).smes;
    story.tell(opened, Wish::AddPerson { whom: "Sample One".into(), role: None, why: None });
    assert_eq!(smes(&story), (0, 0), "added, not called yet");
    story.tell(opened + mins(1), attempt("sample one", None, CallOutcome::NoAnswer));
    assert_eq!(smes(&story), (0, 1));
    story.tell(opened + mins(2), attempt("Sample One", None, CallOutcome::Reached));
    story.tell(opened + mins(3), attempt("Sample Two", Some(Involvement::Sme), CallOutcome::Voicemail));
    story.tell(opened + mins(3), attempt("Sample Three", Some(Involvement::Resolver), CallOutcome::Reached));
    assert_eq!(smes(&story), (1, 2), "a resolver is no subject matter expert");
    story.tell(opened + mins(4), Wish::JoinBridge { whom: "Sample Two".into() });
    assert_eq!(smes(&story), (2, 2), "who joins was reached");
    let twice = story.refusal(opened + mins(5), Wish::JoinBridge { whom: "Sample Two".into() });
    assert!(twice.contains("is on the bridge since Mon 2 Mar 10:04 CST"), "{twice}");
    story.tell(opened + mins(9), Wish::StandDown { whom: "Sample Two".into(), why: None });
    assert_eq!(smes(&story), (1, 2));
    assert_eq!(story.live().incident.people.on_bridge().count(), 0, "who is stood down has left");
    assert!(
        story
            .refusal(opened + mins(10), Wish::LeaveBridge { whom: "Sample Two".into() })
            .contains("is not on the bridge")
    );
}

#[test]
fn the_next_contact_is_offered_until_somebody_answers() {
    let (mut story, opened) = critical();
    with_directory(&mut story);
    story.tell(opened, Wish::NameServices { services: vec!["payments".into()] });
    let next = |story: &Story| {
        let order = resolver_order(story.live(), &story.world.directory);
        story
            .live()
            .incident
            .people
            .next_of(&order, &story.world.directory)
            .map(|callee| (callee.whom.name.clone(), callee.phones.clone()))
    };
    let wanted = |name: &str, phone: &str| Some((name.to_owned(), vec![phone.to_owned()]));
    assert_eq!(next(&story), wanted("Sample First", "317-555-0101"));
    story.tell(opened + mins(1), attempt("Sample First", Some(Involvement::Resolver), CallOutcome::NoAnswer));
    assert_eq!(next(&story), wanted("Sample Alternate", "317-555-0102"), "then the alternate");
    story.tell(opened + mins(2), attempt("Sample Alternate", None, CallOutcome::Busy));
    assert_eq!(next(&story), wanted("Sample Second", "317-555-0103"), "then the next contact");
    story.tell(opened + mins(3), attempt("Sample Second", None, CallOutcome::Voicemail));
    assert_eq!(next(&story), wanted("Sample First", "317-555-0101"), "all tried: from the front again");
    story.tell(opened + mins(4), attempt("Sample First", None, CallOutcome::Reached));
    assert_eq!(next(&story), None);

    let services = &story.live().incident.services;
    let all = offered(&story.world.directory, services, None);
    let names: Vec<(&str, Involvement)> =
        all.iter().map(|one| (one.callee.whom.name.as_str(), one.role)).collect();
    assert_eq!(
        names,
        [
            ("Sample First", Involvement::Resolver),
            ("Sample Alternate", Involvement::Resolver),
            ("Sample Second", Involvement::Resolver),
            ("Sample Partner", Involvement::Partner),
            ("Sample Agency Contact", Involvement::Customer),
            ("Sample Agency Alternate", Involvement::Customer),
        ]
    );
}

#[test]
fn an_attempt_to_reach_the_on_call_starts_the_ladder_however_it_ended() {
    let (mut story, opened) = critical();
    story.tell(opened + mins(5), attempt("Sample On-Call", Some(Involvement::OnCall), CallOutcome::NoAnswer));
    let due = opened + mins(35);
    assert_eq!(story.states("on-call-response", due), [(DeadlineState::Warning, due)]);
    story.tell(opened + mins(15), attempt("Sample On-Call", None, CallOutcome::Voicemail));
    assert_eq!(
        story.states("on-call-response", due + secs(1)),
        [(DeadlineState::Overdue, due)],
        "calling again moves nothing"
    );
}

#[test]
fn a_call_back_is_owed_until_somebody_was_spoken_with() {
    let (mut story, opened) = critical();
    let by = opened + mins(20);
    let wish = Wish::AttemptContact {
        whom: "Sample Vendor".into(),
        role: Some(Involvement::Other),
        via: None,
        outcome: CallOutcome::Voicemail,
        text: None,
        call_back_by: Some(by),
    };
    let entry = story.tell(opened + mins(5), wish);
    let clock = format!("call-back:{}", entry.0);
    assert_eq!(story.states(&clock, by + secs(1)), [(DeadlineState::Overdue, by)]);
    story.tell(opened + mins(10), attempt("Sample Vendor", None, CallOutcome::Busy));
    assert_eq!(story.states(&clock, by + secs(1))[0].0, DeadlineState::Overdue, "busy is nobody");
    story.tell(by, attempt("Sample Vendor", None, CallOutcome::Reached));
    assert_eq!(story.states(&clock, by + mins(60)), [(DeadlineState::Met, by)]);
}

// The hotline

#[test]
fn the_hotline_stands_until_reached_and_its_checklist_is_marked() {
    let (mut story, opened) = critical();
    let called = |outcome, by| Wish::NotifyHotline {
        outcome,
        spoke_with: None,
        reference: None,
        text: None,
        number: text("(916) 356-8910"),
        call_back_by: by,
    };
    let entry = story.tell(opened + mins(2), called(CallOutcome::Voicemail, Some(opened + mins(12))));
    assert_eq!(board::hotline(story.live()), HotlineStanding::Owed);
    let call_back = format!("call-back:{}", entry.0);
    assert_eq!(story.states(&call_back, opened + mins(13))[0].0, DeadlineState::Overdue);
    story.tell(opened + mins(11), called(CallOutcome::Reached, None));
    assert_eq!(board::hotline(story.live()), HotlineStanding::Done);
    assert_eq!(story.states(&call_back, opened + mins(13))[0].0, DeadlineState::Met);

    let mark = |item: &str, state, why: Option<&str>| Wish::MarkChecklist {
        item: item.into(),
        state,
        why: why.map(str::to_owned),
    };
    story.tell(opened + mins(12), mark("impact-stated", ChecklistState::Done, None));
    let marked = &story.live().incident.hotline.marks["impact-stated"];
    assert_eq!(
        (marked.state, marked.by.as_str(), marked.at),
        (ChecklistState::Done, "Sample", opened + mins(12))
    );
    let twice = story.refusal(opened + mins(13), mark("impact-stated", ChecklistState::Done, None));
    assert!(twice.contains("done already"), "{twice}");
    let unknown = story.refusal(opened + mins(13), mark("coffee", ChecklistState::Done, None));
    assert!(unknown.contains("no item `coffee`; there are incident-stated"), "{unknown}");
    let bare = story.refusal(opened + mins(13), mark("bridge-given", ChecklistState::NotApplicable, None));
    assert!(bare.contains("needs its reason"), "{bare}");
    story.tell(opened + mins(13), mark("bridge-given", ChecklistState::NotApplicable, Some("no bridge yet")));
    story.tell(opened + mins(14), mark("impact-stated", ChecklistState::Open, None));
    assert_eq!(story.live().incident.hotline.state("impact-stated"), ChecklistState::Open);
}

// Updates

fn said(audience: &str) -> Said<'_> {
    Said { audience, impact: "nobody can pay", doing: "failing over" }
}

fn sent(audience: &str) -> Wish {
    Wish::SendUpdate(SendUpdate::words(Some(audience), Some("How it stands")))
}

#[test]
fn a_draft_has_its_facts_its_promise_and_its_recipients() {
    let (mut story, opened) = critical();
    with_directory(&mut story);
    story.tell(opened, Wish::NameServices { services: vec!["Payments".into()] });
    let answers = BTreeMap::from([
        ("contact_name".to_owned(), "Sample Contact".to_owned()),
        ("contact_email".to_owned(), "contact@example.org".to_owned()),
        ("distribution_lists".to_owned(), "list@example.org, Second@example.org".to_owned()),
    ]);
    story.tell(opened, Wish::FillIntake { form: None, answers });
    let now = opened + mins(5);
    let made = draft(&story.world, story.live(), said("customers"), now);
    assert_eq!(made.occasion, Occasion::Initial);
    assert_eq!(made.subject, "Incident: Payments API down (MI-0001)");
    assert!(made.text.contains("Impact: nobody can pay\n"), "{}", made.text);
    assert_eq!(made.next_update_by, Some(now + mins(60)));
    assert!(made.text.contains("Next update by Mon 2 Mar 11:05 CST."), "{}", made.text);
    assert!(!made.text.contains("not known"), "{}", made.text);
    let to: Vec<&str> = made.recipients.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(
        to,
        ["agency.alternate@example.org", "contact@example.org", "list@example.org", "Second@example.org"],
        "the agency's alternate where its contact has no address"
    );
    let leaders = draft(&story.world, story.live(), said("executives"), now);
    assert_eq!(leaders.recipients[0].address, "leadership@example.org");
    assert!(leaders.text.len() < made.text.len() && leaders.text.contains("nobody can pay"));
}

#[test]
fn every_built_in_template_reads_well_on_every_occasion() {
    let (mut story, opened) = critical();
    let mut texts = Vec::new();
    let check = |story: &Story, now, texts: &mut Vec<String>| {
        for audience in
            ["customers", "it-management", "executives", "technical-bridge", "service-desk", "vendors"]
        {
            let made = draft(&story.world, story.live(), said(audience), now);
            assert_eq!(made.lacks(story.live(), said(audience), &made.text), [], "{audience}: {}", made.text);
            assert!(!made.text.contains("\n\n\n") && !made.text.contains("{%"), "{}", made.text);
            texts.push(made.text);
        }
    };
    check(&story, opened + mins(1), &mut texts);
    story.tell(opened + mins(2), sent("customers"));
    story.tell(opened + mins(3), escalate("Resolver's contacts"));
    check(&story, opened + mins(4), &mut texts);
    assert!(texts[6].contains("The incident was escalated: Resolver's contacts."), "{}", texts[6]);
    story.tell(opened + mins(30), restore());
    check(&story, opened + mins(31), &mut texts);
    assert!(texts[12].starts_with("Service is restored: Payments API down."), "{}", texts[12]);
    assert!(!texts[12].contains("Next update"), "{}", texts[12]);
}

#[test]
fn what_an_update_lacks_is_named() {
    let (mut story, opened) = critical();
    story.tell(opened, sent("customers"));
    story.tell(opened + mins(1), escalate("Resolver's contacts"));
    let now = opened + mins(5);
    let made = draft(&story.world, story.live(), said("customers"), now);
    let lacks = |said: Said<'_>, text: &str| {
        let lacks = made.lacks(story.live(), said, text);
        lacks.into_iter().map(|one| one.what).collect::<Vec<_>>()
    };
    assert_eq!(lacks(said("customers"), &made.text), Vec::<String>::new());
    assert_eq!(lacks(said("customers"), " \n"), ["the text is empty"]);
    let bare = Said { audience: "customers", impact: "", doing: " " };
    assert_eq!(
        lacks(bare, "We are on it"),
        [
            "the impact is not said",
            "it is not said what is being done",
            "the text does not say when the next update comes, Mon 2 Mar 11:05 CST",
            "the text does not say that it was escalated to Resolver's contacts",
        ]
    );
    let long = format!("{} 11:05 escalated", "x".repeat(1500));
    assert_eq!(
        lacks(said("customers"), &long),
        ["the text has 1516 characters; customers read at most 1500"]
    );
    let gap = "Next 11:05, escalated. Impact: (not known yet)";
    assert_eq!(lacks(said("customers"), gap), ["the text has a gap that is not filled in"]);
}

#[test]
fn what_was_sent_is_logged_as_it_was() {
    let (mut story, opened) = critical();
    let wish = |to: &str| {
        Wish::SendUpdate(SendUpdate {
            subject: text("News"),
            to: vec![to.to_owned(), "Sample One <one@example.org>".to_owned()],
            channel: text("mail"),
            impact: text("nobody can pay"),
            doing: text("failing over"),
            next_update_by: Some(opened + mins(65)),
            ..SendUpdate::words(None, Some("Words"))
        })
    };
    for bad in ["nobody", "a b@example.org", "one@example.org, two@example.org", "@example.org"] {
        let refusal = story.refusal(opened + mins(5), wish(bad));
        assert!(refusal.contains("is not an address"), "{bad}: {refusal}");
    }
    story.tell(opened + mins(5), wish("list@example.org"));
    let sent = &story.live().incident.updates.sent[0];
    assert_eq!(sent.details.recipients[1].name, "Sample One");
    assert_eq!(sent.details.recipients[1].address, "one@example.org");
    assert_eq!(story.live().incident.updates.last_words(), (Some("nobody can pay"), Some("failing over")));
    let (desk, directory) = (&story.world.settings, &story.world.directory);
    let known = Known { live: story.live(), desk, directory, now: opened };
    assert_eq!(known.value("impact").as_deref(), Some("nobody can pay"), "the next draft begins with it");
}

#[test]
fn another_audience_is_planned_from_the_opening_and_promised_once_told() {
    let (mut story, opened) = critical();
    let line = |story: &Story, now| {
        plan(story.live(), now).into_iter().find(|line| line.audience == "executives").unwrap()
    };
    let before = line(&story, opened + mins(5));
    assert_eq!((before.first_by, before.due), (Some(opened + mins(30)), None));
    assert!(story.states("update-executives", opened + mins(60)).is_empty(), "nobody is nagged");
    story.tell(opened + mins(10), sent("Executives"));
    let due = opened + mins(130);
    assert_eq!(story.states("update-executives", due + secs(1)), [(DeadlineState::Overdue, due)]);
    let after = line(&story, opened + mins(11));
    assert_eq!(after.due, Some((due, DeadlineState::Running)));
    assert_eq!((after.first_by, after.last_sent_at), (None, Some(opened + mins(10))));
    assert_eq!(after.cadence, "every 2 h");
    story.tell(due, sent("executives"));
    assert_eq!(
        story.states("update-executives", due + secs(1)),
        [(DeadlineState::Met, due), (DeadlineState::Running, due + mins(120))]
    );
    story.tell(due + mins(1), priority(Priority::Low));
    assert!(
        plan(story.live(), due + mins(2)).iter().all(|line| line.first_by.is_none()),
        "a low incident has no plan of its own"
    );
}

#[test]
fn a_critical_incident_escalated_through_the_resolvers_contacts_owes_a_notification_that_says_so() {
    let (mut story, opened) = critical();
    story.tell(opened + mins(5), sent("customers"));
    story.tell(opened + mins(6), refer());
    story.tell(opened + mins(22), escalate("Resolver's contacts"));
    let due = opened + mins(37);
    assert_eq!(story.states("escalated-notification", due + secs(1)), [(DeadlineState::Overdue, due)]);
    assert_eq!(occasion(story.live(), "customers", due), Occasion::Escalated);
    story.tell(due, sent("customers"));
    assert_eq!(story.states("escalated-notification", due + mins(9)), [(DeadlineState::Met, due)]);
    assert_eq!(occasion(story.live(), "customers", due + mins(1)), Occasion::Update);

    let mut high = Story::new("America/Chicago");
    high.open(opened, "major-incident", Some(Priority::High), Kind::Major, Environment::Production);
    high.tell(opened + mins(22), escalate("Resolver's contacts"));
    assert!(high.states("escalated-notification", due).is_empty(), "C asks it of severity 1");
}

#[test]
fn the_occasion_follows_what_has_happened_since_the_last_update() {
    let (mut story, opened) = critical();
    let now = |minutes| opened + mins(minutes);
    assert_eq!(occasion(story.live(), "customers", now(1)), Occasion::Initial);
    story.tell(now(2), sent("customers"));
    assert_eq!(occasion(story.live(), "customers", now(3)), Occasion::Update);
    story.tell(now(4), Wish::Note { text: "All sites are hit".into(), significant: true });
    assert_eq!(occasion(story.live(), "customers", now(5)), Occasion::Significant);
    assert_eq!(occasion(story.live(), "executives", now(5)), Occasion::Initial);
    story.tell(now(6), sent("customers"));
    assert_eq!(occasion(story.live(), "customers", now(7)), Occasion::Update);
    story.tell(now(8), restore());
    assert_eq!(occasion(story.live(), "customers", now(9)), Occasion::Restored);
}

// Intake

#[test]
fn the_intake_lists_what_is_missing_and_composes_what_is_said() {
    let (mut story, opened) = critical();
    with_directory(&mut story);
    let missing = |story: &Story| {
        let live = story.live();
        let known =
            Known { live, desk: &story.world.settings, directory: &story.world.directory, now: opened };
        let form = intake::form_of(&live.policy, live.incident.traits, &live.incident.intake).unwrap();
        let missing = intake::missing(form, |field| known.value(field.known_as()).is_some());
        (
            form.id.clone(),
            missing.iter().map(|field| field.id.clone()).collect::<Vec<_>>(),
            script::render(form.say.as_ref().unwrap(), &known, None),
        )
    };
    let (form, ids, words) = missing(&story);
    assert_eq!(form, "emergency");
    assert_eq!(ids.len(), 10, "{ids:?}");
    assert!(!ids.contains(&"ticket".to_owned()), "the incident has one");
    assert!(words.contains("Down or degraded: (not known yet)"), "{words}");
    assert!(words.contains("Please escalate this incident as a production outage."), "{words}");

    let answers = [
        ("applications", "payments; Label printing"),
        ("servers", "db1, db2"),
        ("public_facing", "Yes"),
        ("ticket", "INC77"),
    ];
    let answers: BTreeMap<String, String> =
        answers.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect();
    story.tell(opened + mins(1), Wish::FillIntake { form: None, answers: answers.clone() });
    let (_, ids, words) = missing(&story);
    assert_eq!(ids.len(), 7, "{ids:?}");
    assert!(words.contains("Down or degraded: Payments, Label printing, hosted on db1, db2."), "{words}");
    let incident = &story.live().incident;
    assert_eq!(incident.ticket.as_deref(), Some("INC77"), "the ticket is the incident's own");
    assert!(incident.services[0].record.is_some(), "the directory's service is recognised");
    assert_eq!(incident.services[1], Named::plain("Label printing"), "another name is used at once");
    assert_eq!(incident.intake.answers["servers"].at, opened + mins(1));

    let nothing = story.refusal(opened + mins(2), Wish::FillIntake { form: None, answers });
    assert!(nothing.contains("nothing in the intake is new"), "{nothing}");
    let mut one = |id: &str, words: &str| {
        let answers = BTreeMap::from([(id.to_owned(), words.to_owned())]);
        story.try_tell(About::Incident(story.id), opened + mins(3), Wish::FillIntake { form: None, answers })
    };
    assert!(one("colour", "red").unwrap_err().to_string().contains("has no field `colour`"));
    assert!(
        one("public_facing", "perhaps").unwrap_err().to_string().contains("neither with yes nor with no")
    );
    assert!(one("contact_email", "nobody").unwrap_err().to_string().contains("is not an address"));
    one("servers", "").unwrap();
    assert_eq!(story.live().incident.intake.text("servers"), None, "an empty text clears");
    story.tell(opened + mins(4), Wish::FillIntake { form: text("standard"), answers: BTreeMap::new() });
    assert_eq!(missing(&story).0, "standard", "the standard escalation is there to be chosen");
}

// Directory

#[test]
fn records_are_kept_found_changed_renamed_and_retired() {
    let (mut story, _) = critical();
    with_directory(&mut story);
    let found = |story: &Story, typed: &str| {
        let all = story.world.directory.matching(&RecordKind::ALL, typed, 8);
        all.iter().map(|(_, record)| record.name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&story, "sam fi"), ["Sample First", "Sample Database Team"], "a team by its contact");
    assert_eq!(found(&story, "db2"), ["Payments"], "a service by its server");
    assert_eq!(found(&story, "agency alt"), ["Sample Agency Alternate"]);
    assert_eq!(found(&story, "nobody"), Vec::<String>::new());
    let person = |name: &str| RecordPerson { name: name.to_owned(), ..RecordPerson::default() };
    let id = story.world.directory.by_name(&[RecordKind::Person], "sample first").unwrap();
    keep(&mut story, Wish::RecordPerson(RecordPerson { role: text("DBA"), ..person("SAMPLE FIRST") }));
    let team = story.world.directory.named(&[RecordKind::Team], "Sample Database Team");
    let order = story.world.directory.call_order(&team);
    assert_eq!(
        (order[0].whom.name.as_str(), order[0].phones[0].as_str()),
        ("Sample First", "317-555-0101"),
        "what is left out stays"
    );
    keep(
        &mut story,
        Wish::RecordPerson(RecordPerson { rename_to: text("Sample Prime"), ..person("Sample First") }),
    );
    let order = story.world.directory.call_order(&team);
    assert_eq!(
        (order[0].whom.name.as_str(), order[0].whom.record),
        ("Sample Prime", Some(id)),
        "the team follows a new name"
    );
    assert_eq!(story.world.directory.by_name(&[RecordKind::Person], "sample first"), None, "nor the old one");
    let all = story.world.directory.all(RecordKind::Person);
    let names: Vec<String> = all.iter().map(|(_, record)| record.name().to_lowercase()).collect();
    assert!(names.len() > 3 && names.is_sorted(), "{names:?}");
    let same = desk_refusal(&mut story, Wish::RecordPerson(person("Sample Prime")));
    assert!(same.contains("kept like that already"), "{same}");
    let taken = desk_refusal(
        &mut story,
        Wish::RecordPerson(RecordPerson { rename_to: text("Sample Second"), ..person("Sample Prime") }),
    );
    assert!(taken.contains("another person is called Sample Second already"), "{taken}");
    let bad = desk_refusal(
        &mut story,
        Wish::RecordPerson(RecordPerson { email: text("x y@z"), ..person("Sample New") }),
    );
    assert!(bad.contains("is not an address"), "{bad}");
    let retire =
        |kind: &str, name: &str| Wish::RetireRecord { kind: kind.into(), name: name.into(), why: None };
    assert!(desk_refusal(&mut story, retire("animal", "x")).contains("use person, team, agency, service"));
    assert!(desk_refusal(&mut story, retire("person", "Nobody")).contains("no person is called Nobody"));
    keep(&mut story, retire("person", "sample prime"));
    assert_eq!(found(&story, "sample prime"), Vec::<String>::new());
    assert_eq!(
        story.world.directory.call_order(&team)[0].whom.name,
        "Sample Prime",
        "what was said stays readable"
    );
}

#[test]
fn hostile_names_do_no_harm() {
    let (mut story, opened) = critical();
    story.tell(opened, attempt("Sample\nOne <b>", None, CallOutcome::Reached));
    assert_eq!(story.live().incident.people.all[0].whom.name, "Sample One <b>", "a name is one line");
    let long = story.refusal(opened, attempt(&"x".repeat(301), None, CallOutcome::Reached));
    assert!(long.contains("300 are the most"), "{long}");
    let huge = "x".repeat(100_001);
    assert!(story.refusal(opened, delegate("Sample One", &huge, None)).contains("100000 are the most"));
}

// What stays as it was

#[test]
fn a_template_of_ones_own_fills_in_what_it_asks_for() {
    let (mut story, opened) = critical();
    let own = Template::read(
        "customers",
        "Subject: {{ occasion }}\n\n{{ audience }}: {{ intake.servers }}, {{ impact }}",
    )
    .unwrap();
    story.world.templates.insert("customers".to_owned(), Arc::new(own));
    let made = draft(&story.world, story.live(), said("customers"), opened);
    assert_eq!((made.subject.as_str(), made.text.as_str()), ("initial", "Customers: , nobody can pay"));
}

#[test]
fn a_duplicate_of_itself_is_refused_and_the_old_life_still_runs() {
    let (mut story, opened) = critical();
    let own = story.refusal(opened, Wish::MarkDuplicate { of: "mi-0001".into(), why: None });
    assert!(own.contains("cannot be a duplicate of itself"), "{own}");
    story.tell(opened + mins(3), hotline());
    story.tell(opened + mins(4), refer());
    story.tell(opened + mins(5), acknowledge());
    story.tell(opened + mins(6), milestone("mitigated"));
    story.tell(opened + mins(7), Wish::MarkDuplicate { of: "MI-0002".into(), why: None });
    assert!(story.live().pressing(opened + mins(60)).is_empty());
}

#[test]
fn milestones_name_the_entry_that_reached_them_and_follow_its_correction() {
    let (mut story, opened) = critical();
    let at_of = |story: &Story, name: &str| {
        let all = milestones(story.live());
        all.into_iter().find(|one| one.name == name).unwrap().reached
    };
    assert_eq!(at_of(&story, "triaged").unwrap().at, opened, "opened with its priority");
    assert_eq!(at_of(&story, "detected"), None);
    story.tell(opened + mins(1), milestone("detected"));
    let sent_at = story.tell(opened + mins(14), sent("customers"));
    story.tell(opened + mins(20), sent("customers"));
    let first = at_of(&story, "initial-notification").unwrap();
    assert_eq!((first.at, first.entry, first.was), (opened + mins(14), sent_at, None));
    let correction = Wish::CorrectEntry {
        entry: sent_at,
        to_at: Some(opened + mins(16)),
        text: None,
        why: "the phone's clock was wrong".into(),
    };
    story.tell(opened + mins(30), correction);
    let first = at_of(&story, "initial-notification").unwrap();
    assert_eq!((first.at, first.was), (opened + mins(16), Some(opened + mins(14))));
    assert_eq!(story.states("initial-notification", opened + mins(30))[0].0, DeadlineState::Missed);
    story.tell(opened + mins(40), restore());
    assert!(at_of(&story, "restored").is_some());
    story.tell(opened + mins(41), Wish::Reopen { why: "down again".into() });
    assert_eq!(at_of(&story, "restored"), None, "it is not over");
}

#[test]
fn the_update_that_is_most_wanted_is_the_one_due_soonest() {
    let (mut story, opened) = critical();
    assert_eq!(most_wanted_audience(story.live(), opened), "customers", "nobody was told yet");
    story.tell(opened + mins(5), sent("customers"));
    story.tell(opened + mins(6), sent("technical-bridge"));
    assert_eq!(most_wanted_audience(story.live(), opened + mins(7)), "technical-bridge", "every 30 min");
    story.tell(opened + mins(30), sent("technical-bridge"));
    assert_eq!(most_wanted_audience(story.live(), opened + mins(64)), "technical-bridge");
    story.tell(opened + mins(64), sent("technical-bridge"));
    assert_eq!(most_wanted_audience(story.live(), opened + mins(64)), "customers");
}
