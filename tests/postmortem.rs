//! The post-mortem: planned, moved, held, its statement agreed, and what lives on after the incident is
//! closed. Told as given, when, then, in the head and on a real log.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::path::Path;

use bridgewatch::cli::{Arguments, Place, run};
use bridgewatch::desk::{Desk, DeskOptions, Name, Request};
use bridgewatch::domain::actions::ActionState;
use bridgewatch::domain::alarm;
use bridgewatch::domain::board;
use bridgewatch::domain::command::{About, ItemName, RecordPerson, RecordService, Wish, done};
use bridgewatch::domain::directory::Named;
use bridgewatch::domain::event::{AlarmStage, Event, EventId, Fact};
use bridgewatch::domain::incident::Phase;
use bridgewatch::domain::review::facts::AgendaItem;
use bridgewatch::domain::review::logistics::{Logistic, logistics};
use bridgewatch::domain::review::people::proposed_people;
use bridgewatch::domain::review::time::{ConflictKind, conflicts, day_slots, expected, proposed_time};
use bridgewatch::domain::review::wish::{ReviewWish, WriteStatement};
use bridgewatch::domain::review::{
    ReviewAnswer, ReviewPart, ReviewRole, ReviewSection, State, is_asked_for, state,
};
use bridgewatch::domain::rota::change::Window;
use bridgewatch::domain::schedule::DeadlineState::{self, Met, Missed, NotNeeded, Overdue, Running, Warning};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::watch::brief::brief;
use bridgewatch::domain::watch::wish::WatchWish;
use bridgewatch::domain::words::{CallOutcome, Environment, Involvement, Kind, Priority};
use bridgewatch::platform::{NotifierRecord, RecordingNotifier};
use chrono::TimeDelta;
use clap::Parser;
use support::{Story, afterwards, at, hotline, milestone, mins, refer, restore, secs, update};
use tempfile::TempDir;

/// Monday 2 March 2026, 10:00 in Chicago: the opening of the incidents below.
const OPENED: &str = "2026-03-02T10:00:00-06:00";
/// Noon of that day: service is back.
const RESTORED: &str = "2026-03-02T12:00:00-06:00";
/// Wednesday 4 March, 14:00: when the meeting is.
const MEETING: &str = "2026-03-04T14:00:00-06:00";

/// A critical major incident that is open.
fn open_story() -> Story {
    let mut story = Story::new("America/Chicago");
    story.open(at(OPENED), "major-incident", Some(Priority::Critical), Kind::Major, Environment::Production);
    story
}

/// The same, restored at noon.
fn story() -> Story {
    let mut story = open_story();
    story.tell(at(RESTORED), restore());
    story
}

#[expect(clippy::unnecessary_wraps, reason = "the fields of wishes are optional")]
fn text(words: &str) -> Option<String> {
    Some(words.to_owned())
}

fn schedule(starts_at: &str, why: Option<&str>) -> Wish {
    let why = why.map(str::to_owned);
    ReviewWish::ScheduleReview { starts_at: at(starts_at), minutes: None, zone: None, why }.into()
}

fn call_off() -> Wish {
    ReviewWish::CallOffReview { why: "half are away".to_owned() }.into()
}

fn invite(whom: &str, part: ReviewPart) -> Wish {
    ReviewWish::InviteToReview { whom: whom.to_owned(), part: Some(part) }.into()
}

fn hold(attended: &[&str]) -> Wish {
    let attended = attended.iter().map(|name| (*name).to_owned()).collect();
    ReviewWish::HoldReview { attended, text: None }.into()
}

fn sent(to: &[&str]) -> Wish {
    let to = to.iter().map(|one| (*one).to_owned()).collect();
    ReviewWish::LogInvitationSent { to, cancels: false }.into()
}

fn sent_off() -> Wish {
    ReviewWish::LogInvitationSent { to: Vec::new(), cancels: true }.into()
}

fn write(deviated: &str) -> Wish {
    ReviewWish::WriteStatement(WriteStatement { deviated: text(deviated), ..WriteStatement::default() })
        .into()
}

fn agree(version: Option<usize>) -> Wish {
    let by = vec!["Sample Problem Manager".to_owned()];
    ReviewWish::AgreeStatement { version: version.map(ItemName::Number), by }.into()
}

fn follow_up(what: &str, due: Option<Instant>) -> Wish {
    Wish::DelegateAction { to: "Sample Owner".to_owned(), what: what.to_owned(), due, follow_up: true }
}

fn close() -> Wish {
    Wish::Close { why: text("the rest is skipped") }
}

fn keep_person(story: &mut Story, person: RecordPerson) {
    let when = at("2026-03-01T09:00:00-06:00");
    story.try_tell(About::Desk, when, Wish::RecordPerson(person)).unwrap();
}

fn person(name: &str, role: &str, zone: Option<&str>) -> RecordPerson {
    RecordPerson {
        name: name.to_owned(),
        role: text(role),
        email: text(&format!("{}@example.org", name.to_lowercase().replace(' ', "."))),
        time_zone: zone.map(str::to_owned),
        ..RecordPerson::default()
    }
}

/// State and due of the deadlines of the duties whose clock's id begins like that.
fn duty(story: &Story, kind: &str, now: Instant) -> Vec<(DeadlineState, Instant)> {
    let of_kind = story.live().deadlines.iter().filter(|one| one.clock.starts_with(&format!("{kind}:")));
    of_kind.map(|one| (one.state(now), one.due)).collect()
}

#[test]
fn the_clock_of_scheduling_is_met_by_a_time_and_runs_anew_when_it_is_called_off() {
    let mut story = story();
    let due = at("2026-03-03T12:00:00-06:00");
    let clock = "post-mortem-scheduled";
    assert_eq!(story.states(clock, due), [(Warning, due)]);
    story.tell(due, schedule(MEETING, None));
    assert_eq!(story.states(clock, due), [(Met, due)], "exactly on time is met");
    let off = at("2026-03-03T15:00:00-06:00");
    story.tell(off, call_off());
    let anew = at("2026-03-04T15:00:00-06:00");
    assert_eq!(story.states(clock, off), [(Met, due), (Running, anew)]);
    assert_eq!(state(&story.live().incident), State::ToSchedule);
    story.tell(anew + secs(1), schedule("2026-03-06T10:00:00-06:00", None));
    assert_eq!(story.states(clock, anew + secs(1)), [(Met, due), (Missed, anew)]);
    story.tell(anew + mins(5), schedule("2026-03-06T11:00:00-06:00", text("a clash").as_deref()));
    assert_eq!(story.states(clock, anew + mins(5)).len(), 2, "moving it asks for nothing new");
}

#[test]
fn a_meeting_set_before_service_is_back_is_set_and_stays_set_when_it_is_restored_again() {
    let mut story = open_story();
    story.tell(at(OPENED) + mins(30), schedule(MEETING, None));
    story.tell(at(RESTORED), restore());
    let clock = "post-mortem-scheduled";
    let states =
        |story: &Story| story.states(clock, afterwards()).iter().map(|one| one.0).collect::<Vec<_>>();
    assert_eq!(states(&story), [Met]);
    story.tell(at(RESTORED) + mins(10), Wish::Reopen { why: "down again".to_owned() });
    story.tell(at(RESTORED) + mins(20), restore());
    assert_eq!(states(&story), [Met, Met], "nothing is owed a second time");
    let mut off = open_story();
    off.tell(at(OPENED) + mins(30), schedule(MEETING, None));
    off.tell(at(OPENED) + mins(40), call_off());
    off.tell(at(RESTORED), restore());
    assert_eq!(states(&off), [Overdue]);
}

#[test]
fn holding_and_agreeing_meet_their_clocks_in_whatever_order_they_are_written_down() {
    let mut story = story();
    let held = at(MEETING);
    story.tell(held, schedule("2026-03-04T14:30:00-06:00", None));
    story.tell(held + mins(40), write("Payments were refused"));
    story.tell(held + mins(50), agree(None));
    assert_eq!(state(&story.live().incident), State::StatementAgreed);
    story.tell(held + mins(60), hold(&["Sample One"]));
    assert_eq!(story.states("post-mortem-held", afterwards())[0].0, Met);
    assert_eq!(story.states("problem-statement", afterwards())[0].0, Met);
    let agreed = story.live().incident.review.agreed.clone().unwrap();
    assert_eq!(agreed.by, [Named::plain("Sample Problem Manager")]);
}

#[test]
fn the_plain_milestones_say_that_it_was_scheduled_held_and_agreed_and_no_more() {
    let mut story = story();
    let states = |story: &Story| state(&story.live().incident);
    assert_eq!(states(&story), State::ToSchedule);
    story.tell(at(RESTORED) + mins(5), milestone("post-mortem-scheduled"));
    assert_eq!((states(&story), story.live().incident.review.plan.clone()), (State::Scheduled, None));
    story.tell(at(MEETING), milestone("post-mortem-held"));
    let held = story.live().incident.review.held.clone().unwrap();
    assert_eq!((states(&story), held.at, held.attended), (State::Held, at(MEETING), Vec::new()));
    story.tell(at(MEETING) + mins(60), milestone("problem-statement-agreed"));
    assert_eq!(states(&story), State::StatementAgreed);
    assert_eq!(story.live().incident.review.agreed_statement(), None);
    // Who was there can be said afterwards.
    story.tell(at(MEETING), hold(&["Sample One"]));
    assert_eq!(story.live().incident.review.held.as_ref().unwrap().attended.len(), 1);
    let refusal = story.refusal(at(MEETING) + mins(70), milestone("post-mortem-called-off"));
    assert!(refusal.contains("has a command of its own"), "{refusal}");
}

#[test]
fn a_post_mortem_goes_through_its_states_and_back_when_entries_are_taken_back() {
    let mut story = story();
    let mut then = at(RESTORED);
    let mut said = Vec::new();
    for (wish, expected) in [
        (schedule(MEETING, None), State::Scheduled),
        (hold(&["Sample One"]), State::Held),
        (write("Payments were refused"), State::Held),
        (agree(None), State::StatementAgreed),
        (follow_up("Add a second route", None), State::StatementAgreed),
        (close(), State::StatementAgreed),
        (Wish::CompleteAction { action: ItemName::Number(1), text: None }, State::Closed),
    ] {
        then += mins(10);
        said.push((story.tell(then, wish), state(&story.live().incident)));
        assert_eq!(said.last().unwrap().1, expected, "{:?}", said.len());
    }
    for place in (1..said.len()).rev() {
        then += mins(1);
        let why = "slip".to_owned();
        story.tell(then, Wish::RetractEntry { entry: said[place].0, why });
        assert_eq!(state(&story.live().incident), said[place - 1].1, "without {place}");
    }
    // Closed without one, nobody has to set it any more; who sets it all the same has it set.
    let mut skipped = open_story();
    skipped.tell(at(RESTORED), restore());
    skipped.tell(at(RESTORED) + mins(1), close());
    assert_eq!(state(&skipped.live().incident), State::Closed);
    skipped.tell(at(RESTORED) + mins(2), schedule(MEETING, None));
    assert_eq!(state(&skipped.live().incident), State::Scheduled);
}

#[test]
fn the_sequence_of_an_invitation_rises_with_each_change_after_it_was_sent() {
    let mut story = story();
    let mut then = at(RESTORED);
    let mut step = |story: &mut Story, wish: Wish| {
        then += mins(1);
        let entry = story.tell(then, wish);
        (entry, story.live().incident.review.next_sequence())
    };
    let to = ["one@example.org"];
    let (later, latest) = ("2026-03-05T10:00:00-06:00", "2026-03-06T10:00:00-06:00");
    assert_eq!(step(&mut story, schedule(MEETING, None)).1, 0);
    assert_eq!(step(&mut story, schedule(later, Some("clash"))).1, 0, "nobody has seen the first");
    assert_eq!(step(&mut story, sent(&to)).1, 0, "the same once more is the same");
    let (moved, sequence) = step(&mut story, schedule(latest, Some("clash")));
    assert_eq!(sequence, 1);
    assert_eq!(step(&mut story, sent(&to)).1, 1);
    assert!(story.live().incident.review.standing_invitation().is_some());
    // Taking back the move brings back a time that the newest invitation does not say.
    let slip = Wish::RetractEntry { entry: moved, why: "slip".to_owned() };
    assert_eq!(step(&mut story, slip).1, 2);
    assert_eq!(story.live().incident.review.standing_invitation(), None);
    assert_eq!(step(&mut story, sent(&to)).1, 2);
    assert_eq!(step(&mut story, call_off()).1, 3);
    assert!(story.live().incident.review.owes_cancellation());
    assert_eq!(step(&mut story, sent_off()).1, 3);
    assert!(!story.live().incident.review.owes_cancellation());
    let numbers: Vec<(u32, bool)> =
        story.live().incident.review.invitations.iter().map(|one| (one.sequence, one.cancels)).collect();
    assert_eq!(numbers, [(0, false), (1, false), (2, false), (3, true)]);
    let last = story.live().incident.review.invitations.last().unwrap();
    assert_eq!(last.recipients[0].address, "one@example.org", "whoever was invited hears of it");
    assert_eq!(step(&mut story, schedule(MEETING, None)).1, 4);
}

#[test]
fn every_writing_of_the_statement_is_a_version_and_a_new_one_is_a_draft_again() {
    let mut story = story();
    let then = at(MEETING);
    let first = story.tell(then, write("Payments were refused"));
    let more =
        WriteStatement { place: text("both sites"), extent: text("4 of 5"), ..WriteStatement::default() };
    let second = story.tell(then + mins(1), ReviewWish::WriteStatement(more).into());
    story.tell(then + mins(2), agree(None));
    let review = &story.live().incident.review;
    assert_eq!(review.statements.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(review.agreed_statement().unwrap().entry, second);
    assert_eq!(review.draft_statement(), None);
    let said = review.agreed_statement().unwrap().statement.reads_as();
    assert_eq!(said, "Payments were refused. Where: both sites. How far: 4 of 5.");
    let cleared = WriteStatement { extent: text(" "), ..WriteStatement::default() };
    let third = story.tell(then + mins(3), ReviewWish::WriteStatement(cleared).into());
    let review = &story.live().incident.review;
    assert_eq!(review.agreed_statement().unwrap().entry, second, "what was agreed stands");
    assert_eq!(review.draft_statement().unwrap().entry, third);
    assert_eq!(review.draft_statement().unwrap().statement.extent, "");
    story.tell(then + mins(4), agree(Some(3)));
    assert_eq!(story.live().incident.review.agreed_statement().unwrap().entry, third);
    // Taking back the first moves no number, and loses no other word.
    story.tell(then + mins(5), Wish::RetractEntry { entry: first, why: "slip".to_owned() });
    let numbers: Vec<usize> = story.live().incident.review.statements.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [2, 3]);
}

#[test]
fn what_makes_no_sense_is_refused_with_what_would_do() {
    let mut story = story();
    let then = at(MEETING);
    let set = |starts_at: &str, minutes: Option<u32>, zone: Option<&str>| -> Wish {
        let zone = zone.map(str::to_owned);
        ReviewWish::ScheduleReview { starts_at: at(starts_at), minutes, zone, why: None }.into()
    };
    let answer = |whom: &str| -> Wish {
        let (whom, answer) = (whom.to_owned(), ReviewAnswer::Accepted);
        ReviewWish::AnswerReview { whom, answer, text: None }.into()
    };
    let items = |items: &[(&str, u32)]| -> Wish {
        let item =
            |(title, minutes): &(&str, u32)| AgendaItem { title: (*title).to_owned(), minutes: *minutes };
        ReviewWish::SetReviewAgenda { items: Some(items.iter().map(item).collect()) }.into()
    };
    let nothing = || -> Wish { ReviewWish::WriteStatement(WriteStatement::default()).into() };
    let day_later = "2026-03-05T14:00:00-06:00";
    for (wish, expected) in [
        (set(MEETING, None, None), "before it was asked for; say a later time"),
        (set("2027-03-06T14:00:00-06:00", None, None), "more than a year ahead; say an earlier time"),
        (set(day_later, Some(4), None), "a meeting of 4 minutes is not one; say 5 to 1440"),
        (set(day_later, None, Some("Nowhere")), "`Nowhere` is not a time zone that is known here"),
        (call_off(), "no post-mortem is scheduled; there is nothing to call off"),
        (answer("Sample One"), "Sample One is not invited to the post-mortem; invite them first"),
        (sent(&[]), "has no time to invite to; set its time first"),
        (sent_off(), "nobody was invited to it; there is nothing to call off"),
        (items(&[]), "the agenda has 0 items; give it 1 to 50"),
        (items(&[("Time line", 0)]), "`Time line` takes 0 minutes; say 1 to 1440"),
        (nothing(), "the problem statement says nothing; say what deviated"),
        (agree(None), "no problem statement is written yet; write it first"),
        (ReviewWish::SetReviewPlace { place: "  ".to_owned() }.into(), "there is nothing to change"),
    ] {
        let refusal = story.refusal(then, wish);
        assert!(refusal.contains(expected), "{refusal}");
    }
    story.tell(then, schedule(day_later, None));
    story.tell(then, invite("Sample One", ReviewPart::Other));
    let only = WriteStatement { place: text("both sites"), ..WriteStatement::default() };
    story.tell(then, ReviewWish::WriteStatement(only).into());
    for (wish, expected) in [
        (
            schedule(day_later, Some("x")),
            "is set for Thu 5 Mar 14:00 CST already; there is nothing to change",
        ),
        (schedule("2026-03-06T14:00:00-06:00", None), "is set for Thu 5 Mar 14:00 CST; say why it is moved"),
        (invite("sample one", ReviewPart::Other), "Sample One is invited as other already"),
        (sent_off(), "the post-mortem is still set; call it off first"),
        (sent(&["nobody"]), "`nobody` is not an address"),
        (nothing(), "says that already; there is nothing to change"),
        (agree(Some(7)), "the problem statement has no such version; there are 1"),
        (agree(None), "version 1 does not say what deviated; write that first"),
    ] {
        let refusal = story.refusal(then, wish);
        assert!(refusal.contains(expected), "{refusal}");
    }
    story.tell(then + mins(1), write("Payments were refused"));
    story.tell(then + mins(2), agree(None));
    let refusal = story.refusal(then + mins(3), agree(None));
    assert!(refusal.contains("version 2 was agreed Wed 4 Mar 14:02 CST; write a new version"), "{refusal}");
    let nobody = ReviewWish::AgreeStatement { version: None, by: Vec::new() };
    let refusal = story.refusal(then + mins(3), nobody.into());
    assert!(refusal.contains("nobody is named who agreed; say who did"), "{refusal}");
    story.tell(then + mins(4), hold(&[]));
    for wish in [schedule(MEETING, Some("x")), call_off()] {
        let refusal = story.refusal(then + mins(5), wish);
        assert!(refusal.contains("was held Wed 4 Mar 14:04 CST"), "{refusal}");
    }
}

#[test]
fn on_an_open_incident_it_is_planned_and_not_held_and_on_one_that_was_none_nothing_is() {
    let mut story = open_story();
    let then = at(OPENED) + mins(5);
    for wish in [
        schedule(MEETING, None),
        invite("Sample One", ReviewPart::CrisisTeam),
        ReviewWish::SetReviewPlace { place: "room 4".to_owned() }.into(),
        ReviewWish::GiveReviewRole { role: ReviewRole::Scribe, to: text("Sample Two") }.into(),
        ReviewWish::SetReviewAgenda { items: None }.into(),
        sent(&["one@example.org"]),
        write("Payments are refused"),
    ] {
        story.tell(then, wish);
    }
    for (wish, expected) in [
        (hold(&[]), "MI-0001 is open, and its post-mortem cannot be held yet; log that service is restored"),
        (agree(None), "cannot be agreed yet"),
        (follow_up("Look", None), "delegate it as an action"),
    ] {
        let refusal = story.refusal(then, wish);
        assert!(refusal.contains(expected), "{refusal}");
    }
    for end in [
        Wish::Cancel { why: "a drill".to_owned() },
        Wish::MarkDuplicate { of: "MI-0009".to_owned(), why: None },
    ] {
        let mut story = open_story();
        story.tell(then, end);
        for wish in [schedule(MEETING, None), write("x"), milestone("post-mortem-held"), follow_up("x", None)]
        {
            let refusal = story.refusal(then + mins(1), wish);
            assert!(refusal.contains("reopen it first, or log a note"), "{refusal}");
        }
    }
}

#[test]
fn words_of_any_kind_come_through_whole() {
    let mut story = story();
    let odd = format!("=1+1 \u{202e}\u{0007}{}", "ä".repeat(99_000));
    story.tell(at(MEETING), write(&odd));
    story.tell(
        at(MEETING),
        ReviewWish::LogReviewPoint { section: ReviewSection::WentWell, text: odd.clone() }.into(),
    );
    let kept = odd.replace('\u{0007}', "");
    let review = &story.live().incident.review;
    assert_eq!(review.newest_statement().unwrap().statement.deviated, kept);
    assert_eq!(review.points_of(ReviewSection::WentWell).next().unwrap().text, kept);
    let refusal = story.refusal(at(MEETING), write(&"x".repeat(100_001)));
    assert!(refusal.contains("100000 are the most"), "{refusal}");
}

#[test]
fn a_time_asks_for_invitations_and_for_a_pre_read_a_day_before() {
    let mut story = story();
    let said = at(RESTORED);
    story.tell(said, schedule(MEETING, None));
    let (within, before) = (said + mins(60), at(MEETING) - TimeDelta::hours(24));
    for (now, invitations, pre_read) in [
        (said, Running, Running),
        (said + mins(45), Warning, Running),
        (within, Warning, Running),
        (within + secs(1), Overdue, Running),
        (before, Overdue, Warning),
        (before + secs(1), Overdue, Overdue),
    ] {
        assert_eq!(duty(&story, "invitations", now), [(invitations, within)], "{now}");
        assert_eq!(duty(&story, "pre-read", now), [(pre_read, before)], "{now}");
    }
    // Saying that they are done is what the buttons do.
    for (kind, when) in [("invitations", within), ("pre-read", before)] {
        let clock = story.live().duties.iter().find(|clock| clock.id.starts_with(kind)).unwrap();
        let wish = done(clock, None).unwrap();
        story.tell(when, wish);
        assert_eq!(duty(&story, kind, afterwards()), [(Met, when)]);
    }
    let moved = within + mins(30);
    story.tell(moved, schedule("2026-03-05T09:00:00-06:00", Some("clash")));
    assert_eq!(duty(&story, "invitations", moved), [(Running, moved + mins(60))], "another time, new ones");
    assert_eq!(duty(&story, "pre-read", afterwards()).len(), 1);
    assert_eq!(duty(&story, "pre-read", afterwards())[0].0, Met, "what was read is read");
    story.tell(moved + mins(1), call_off());
    assert!(["invitations", "pre-read", "meeting"].iter().all(|kind| duty(&story, kind, moved).is_empty()));
    let soon = moved + mins(2);
    story.tell(soon, schedule("2026-03-03T09:00:00-06:00", None));
    let mut fresh = open_story();
    fresh.tell(at(RESTORED), schedule("2026-03-02T15:00:00-06:00", None));
    assert_eq!(duty(&fresh, "pre-read", at(RESTORED)), [(Running, at(RESTORED))], "at once");
}

#[test]
fn that_the_meeting_begins_is_told_once_a_quarter_of_an_hour_before() {
    let mut story = story();
    story.tell(at(RESTORED), schedule(MEETING, None));
    story.tell(at(RESTORED), sent(&["one@example.org"]));
    story.tell(at(RESTORED), ReviewWish::LogPreReadSent { to: Vec::new() }.into());
    let meeting = |story: &Story, now: Instant| {
        let all = alarm::pending(&story.world, now);
        all.into_iter()
            .filter(|one| one.clock.starts_with("meeting:"))
            .map(|one| one.stage)
            .collect::<Vec<_>>()
    };
    let begins = at(MEETING);
    assert_eq!(meeting(&story, begins - mins(15) - secs(1)), []);
    assert_eq!(meeting(&story, begins - mins(15)), [AlarmStage::Warning]);
    assert_eq!(meeting(&story, begins), [], "the policy's clock says that it is to be held");
    let pressing = story.live().pressing(begins - secs(1));
    assert!(pressing.iter().any(|one| one.clock.starts_with("meeting:")));
    assert!(!story.live().pressing(begins).iter().any(|one| one.clock.starts_with("meeting:")));
    story.tell(begins + mins(70), hold(&[]));
    assert_eq!(duty(&story, "meeting", afterwards()), [(Met, begins)]);
    assert!(story.live().owed_at_closing().iter().all(|one| !one.clock.contains(':')));
}

#[test]
fn a_follow_up_lives_on_after_the_incident_is_closed_and_a_plain_action_does_not() {
    let mut story = story();
    let (then, due) = (at(MEETING), at("2026-03-20T12:00:00-05:00"));
    let plain = Wish::DelegateAction {
        to: "Sample Owner".to_owned(),
        what: "Check the logs".to_owned(),
        due: Some(due),
        follow_up: false,
    };
    story.tell(then, plain.clone());
    story.tell(then, follow_up("Add a second route", Some(due)));
    assert!(story.live().owed_at_closing().iter().any(|one| one.clock.starts_with("action:")));
    story.tell(then + mins(1), close());
    let Fact::Closed { skipped, .. } = story.live().incident.entries.last().unwrap().fact() else { panic!() };
    assert_eq!(skipped.iter().filter(|one| one.starts_with("action:")).count(), 1, "the plain one alone");
    assert!(story.live().incident.lives_on());
    assert_eq!(duty(&story, "action", due), [(NotNeeded, due), (Warning, due)]);
    assert_eq!(duty(&story, "action", due + secs(1)), [(NotNeeded, due), (Overdue, due)]);
    assert_eq!(board::rows(&story.world, due), [], "the board shows what is open");
    let (loudest, next) = board::loudest(&story.world, due + secs(1)).unwrap();
    assert_eq!((loudest, next.title.as_str()), (story.id, "Follow-up 2 of Sample Owner"));
    let policys = story.live().deadlines.iter().filter(|one| !one.clock.contains(':'));
    assert!(policys.clone().count() > 0 && policys.into_iter().all(|one| !one.is_owed()));

    let closed = then + mins(2);
    let number = |number| ItemName::Number(number);
    let clock = |story: &Story, number: usize| {
        let entry = story.live().incident.actions.all[number - 1].entry;
        format!("action:{}", entry.0)
    };
    for wish in [
        plain,
        Wish::AcceptAction { action: number(1), text: None },
        Wish::CompleteAction { action: number(1), text: None },
        Wish::Snooze { clock: clock(&story, 1), until: closed + mins(10) },
        Wish::AcknowledgeAlarm { clock: "post-mortem-held".to_owned() },
        refer(),
    ] {
        let refusal = story.refusal(closed, wish);
        assert!(refusal.contains("is closed"), "{refusal}");
    }
    story.tell(closed, Wish::AcceptAction { action: number(2), text: None });
    let snooze = Wish::Snooze { clock: clock(&story, 2), until: due + mins(10) };
    story.tell(due, snooze);
    assert_eq!(alarm::next_at(&story.world, due), Some(due + mins(10)));
    story.tell(due, Wish::AcknowledgeAlarm { clock: clock(&story, 2) });
    let to = text("Sample Two");
    story.tell(
        due,
        Wish::RedelegateAction { action: number(2), to, due: Some(due + mins(60)), why: text("busy") },
    );
    story.tell(due + mins(1), follow_up("Write it down", None));
    story.tell(due + mins(2), Wish::DropAction { action: number(3), why: "no use".to_owned() });
    assert!(story.live().incident.lives_on());
    story.tell(due + mins(30), Wish::CompleteAction { action: number(2), text: text("up") });
    assert!(!story.live().incident.lives_on());
    assert!(matches!(story.live().incident.actions.all[1].state, ActionState::Done { .. }));
    assert_eq!(alarm::next_at(&story.world, due + mins(31)), None);
}

#[test]
fn whoever_takes_the_watch_over_hears_of_the_follow_ups_of_closed_incidents() {
    let mut story = story();
    let (then, due) = (at(MEETING), at("2026-03-20T12:00:00-05:00"));
    for (what, due) in
        [("Write it down", None), ("Add a second route", Some(due)), ("Ask them", Some(due - mins(1)))]
    {
        story.tell(then, follow_up(what, due));
    }
    story.tell(then, Wish::CompleteAction { action: ItemName::Number(3), text: None });
    story.tell(then + mins(1), close());
    let section = |now: Instant, title: &str| {
        let brief = brief(&story.world, &Named::plain("Sample"), now);
        assert_eq!(brief.items, [], "a closed incident has not to be accepted");
        brief.sections.into_iter().find(|one| one.title == title).map(|one| one.lines)
    };
    assert_eq!(
        section(then + mins(2), "Follow-ups of closed incidents").unwrap(),
        [
            "MI-0001 Sample Owner does: Add a second route, by Fri 20 Mar 12:00 CDT (not accepted yet)",
            "MI-0001 Sample Owner does: Write it down (not accepted yet)",
        ]
    );
    assert_eq!(section(then + mins(2), "Updates owed"), None);
    assert_eq!(section(due - TimeDelta::hours(12) - secs(1), "Deadlines in the next 12 hours"), None);
    assert_eq!(
        section(due - TimeDelta::hours(12), "Deadlines in the next 12 hours").unwrap(),
        ["Fri 20 Mar 12:00 CDT MI-0001 Follow-up 2 of Sample Owner"]
    );
}

#[test]
fn a_major_incident_is_asked_for_a_post_mortem_and_another_once_it_is_planned() {
    assert!(is_asked_for(open_story().live()));
    let mut regular = Story::new("America/Chicago");
    regular.open(
        at(OPENED),
        "major-incident",
        Some(Priority::Critical),
        Kind::Regular,
        Environment::Production,
    );
    assert!(!is_asked_for(regular.live()));
    let entry = regular.tell(at(OPENED) + mins(1), invite("Sample One", ReviewPart::Other));
    assert!(is_asked_for(regular.live()));
    regular.tell(at(OPENED) + mins(2), Wish::RetractEntry { entry, why: "slip".to_owned() });
    assert!(!is_asked_for(regular.live()));
}

#[test]
fn the_post_mortem_of_a_closed_incident_is_still_announced() {
    let mut story = story();
    story.tell(at(RESTORED) + mins(1), close());
    story.tell(at(RESTORED) + mins(2), schedule(MEETING, None));
    assert!(story.live().incident.lives_on());
    assert_eq!(duty(&story, "pre-read", at(MEETING))[0].0, Overdue);
    story.tell(at(MEETING), hold(&["Sample One"]));
    assert!(!story.live().incident.lives_on());
    assert_eq!(duty(&story, "pre-read", at(MEETING))[0].0, Missed, "it was due and was not sent");
}

/// A desk with people: an owner in Warsaw who is a Service Problem Manager, a resolver, an agency's
/// contact; two of them on the bridge, a third reached by phone, a fourth not.
fn with_people() -> Story {
    let mut story = open_story();
    for one in [
        person("Sample Service Manager", "Service Problem Manager of Payments", Some("Europe/Warsaw")),
        person("Sample Problem Manager", "Problem manager", None),
        person("Sample Other Manager", "Service Problem Manager of Printing", None),
        person("Sample Engineer", "Engineer", Some("America/Chicago")),
    ] {
        keep_person(&mut story, one);
    }
    let service = RecordService {
        name: "Payments".to_owned(),
        owner: text("Sample Problem Manager"),
        ..RecordService::default()
    };
    story.try_tell(About::Desk, at(OPENED) - mins(60), Wish::RecordService(service)).unwrap();
    let then = at(OPENED);
    story.tell(then + mins(1), Wish::NameServices { services: vec!["payments".to_owned()] });
    story.tell(then + mins(5), Wish::JoinBridge { whom: "Sample Engineer".to_owned() });
    story.tell(then + mins(65), Wish::LeaveBridge { whom: "Sample Engineer".to_owned() });
    for (whom, outcome) in
        [("Sample Reached", CallOutcome::Reached), ("Sample Silent", CallOutcome::Voicemail)]
    {
        story.tell(
            then + mins(10),
            Wish::AttemptContact {
                whom: whom.to_owned(),
                role: Some(Involvement::Sme),
                via: None,
                outcome,
                text: None,
                call_back_by: None,
            },
        );
    }
    story.tell(then + mins(12), Wish::TakeCommand { by: text("Sample Lead") });
    story.tell(at(RESTORED), restore());
    story
}

#[test]
fn whom_to_invite_follows_from_the_log_and_from_the_services_that_were_hit() {
    let story = with_people();
    let proposed = proposed_people(story.live(), &story.world);
    let lines: Vec<String> =
        proposed.iter().map(|one| format!("{}, {}: {}", one.whom.name, one.part, one.why)).collect();
    assert_eq!(
        lines,
        [
            "Sample Service Manager, Service Problem Manager: Service Problem Manager of Payments",
            "Sample Problem Manager, Problem Manager: Problem Manager, owner of Payments",
            "Sample Engineer, crisis team: on the bridge 10:05 to 11:05",
            "Sample Reached, crisis team: SME, reached 10:10",
            "Sample Lead, crisis team: had command",
            "Sample, crisis team: wrote 8 entries of the log",
        ]
    );
}

#[test]
fn without_one_of_the_service_every_service_problem_manager_is_proposed() {
    let mut story = with_people();
    story.tell(at(RESTORED) + mins(1), Wish::NameServices { services: vec!["Label desk".to_owned()] });
    let proposed = proposed_people(story.live(), &story.world);
    let leading: Vec<&str> = proposed
        .iter()
        .filter(|one| one.part == ReviewPart::ServiceProblemManager)
        .map(|one| one.whom.name.as_str())
        .collect();
    assert_eq!(leading, ["Sample Other Manager", "Sample Service Manager"]);
}

fn item(story: &Story, id: &str, now: Instant) -> Logistic {
    let all = logistics(story.live(), &story.world, now);
    all.into_iter().find(|one| one.id == id).unwrap_or_else(|| panic!("{id}"))
}

#[test]
fn each_item_of_the_logistics_turns_settled_by_its_fact() {
    use ReviewPart::{CrisisTeam, ProblemManager, ServiceProblemManager};
    let mut story = with_people();
    let then = at(RESTORED) + mins(30);
    let now = then;
    let lacking: Vec<&str> = logistics(story.live(), &story.world, now)
        .iter()
        .filter(|one| !one.is_done())
        .map(|one| one.id)
        .collect();
    assert_eq!(
        lacking,
        [
            "time",
            "place",
            "facilitator",
            "scribe",
            "crisis-team",
            "problem-managers",
            "agenda",
            "invitations",
            "answers",
            "pre-read"
        ]
    );
    assert_eq!(
        item(&story, "problem-managers", now).missing.unwrap(),
        "invite Sample Service Manager, Sample Problem Manager"
    );
    assert_eq!(
        item(&story, "crisis-team", now).missing.unwrap(),
        "invite Sample Engineer, Sample Reached, Sample Lead and 1 more"
    );
    for one in [
        "Sample Service Manager",
        "Sample Problem Manager",
        "Sample Engineer",
        "Sample Reached",
        "Sample Lead",
    ] {
        story.tell(then, ReviewWish::InviteToReview { whom: one.to_owned(), part: None }.into());
    }
    // Who is left out on purpose is not asked for again.
    story.tell(then, invite("Sample", ReviewPart::CrisisTeam));
    story.tell(then, ReviewWish::UninviteFromReview { whom: "Sample".to_owned(), why: None }.into());
    let parts: Vec<ReviewPart> = story.live().incident.review.invitees.iter().map(|one| one.part).collect();
    assert_eq!(
        parts,
        [ServiceProblemManager, ProblemManager, CrisisTeam, CrisisTeam, CrisisTeam],
        "as proposed"
    );
    for wish in [
        schedule("2026-03-04T09:00:00-06:00", None),
        ReviewWish::SetReviewPlace { place: "room 4".to_owned() }.into(),
        ReviewWish::GiveReviewRole { role: ReviewRole::Facilitator, to: text("Sample Lead") }.into(),
        ReviewWish::GiveReviewRole { role: ReviewRole::Scribe, to: text("Sample Engineer") }.into(),
        ReviewWish::SetReviewAgenda { items: None }.into(),
        sent(&[]),
        ReviewWish::LogPreReadSent { to: Vec::new() }.into(),
    ] {
        story.tell(then, wish);
    }
    let invitations = item(&story, "invitations", now);
    assert_eq!(invitations.settled.unwrap(), "sent Mon 2 Mar 12:30 CST to 3 addresses");
    assert_eq!(
        invitations.missing.unwrap(),
        "tell Sample Reached, Sample Lead in another way, no address is known"
    );
    assert_eq!(item(&story, "agenda", now).settled.unwrap(), "6 items, 60 of 60 min");
    for whom in [
        "sample service manager",
        "Sample Problem Manager",
        "Sample Engineer",
        "Sample Reached",
        "Sample Lead",
    ] {
        let answer = ReviewAnswer::Accepted;
        story.tell(then, ReviewWish::AnswerReview { whom: whom.to_owned(), answer, text: None }.into());
    }
    let left: Vec<Logistic> =
        logistics(story.live(), &story.world, now).into_iter().filter(|one| !one.is_done()).collect();
    assert_eq!(left, [], "all is settled");
    assert_eq!(item(&story, "time", now).settled.unwrap(), "Wed 4 Mar 09:00 CST, 60 min");
    assert_eq!(item(&story, "answers", now).settled.unwrap(), "5 of 5 accepted, 0 tentative, 0 declined");
    assert_eq!(
        item(&story, "pack", now).settled.unwrap(),
        "8 entries of the log, 0 notes, collected by themselves"
    );

    // A later guest has no invitation yet; another time makes all of it open again.
    keep_person(&mut story, person("Sample Guest", "Guest", None));
    story.tell(then + mins(1), invite("Sample Guest", ReviewPart::Other));
    assert_eq!(item(&story, "invitations", now).missing.unwrap(), "send it to Sample Guest too");
    story.tell(then + mins(2), schedule("2026-03-05T09:00:00-06:00", Some("clash")));
    assert_eq!(item(&story, "invitations", now).missing.unwrap(), "the time is another; send them anew");
    assert_eq!(
        item(&story, "answers", now).missing.unwrap(),
        "ask Sample Service Manager, Sample Problem Manager, Sample Engineer and 3 more"
    );
    story.tell(then + mins(2) + secs(1), schedule("2026-03-05T12:00:00-06:00", Some("clash")));
    assert!(!item(&story, "time", now).missing.unwrap_or_default().contains("to be held"), "exactly then");
    story.tell(then + mins(2) + secs(2), schedule("2026-03-05T12:30:00-06:00", Some("clash")));
    let late = item(&story, "time", now).missing.unwrap();
    assert!(
        late.starts_with("it is to be held by Thu 5 Mar 12:00 CST; 1 conflict: Sample Service"),
        "{late}"
    );
    story.tell(then + mins(2) + secs(3), schedule("2026-03-05T09:00:00-06:00", Some("clash")));
    let over = at("2026-03-05T10:00:00-06:00");
    assert_eq!(item(&story, "time", over - secs(1)).missing, None);
    assert_eq!(item(&story, "time", over).missing.unwrap(), "log that it was held, or move it");
    story.tell(then + mins(3), call_off());
    assert_eq!(
        item(&story, "invitations", now).missing.unwrap(),
        "tell who was invited that it is called off"
    );
    story.tell(then + mins(4), sent_off());
    assert!(item(&story, "invitations", now).is_done());
}

#[test]
fn leave_watch_other_meetings_and_ones_own_hours_speak_against_a_time() {
    use ConflictKind::{Hours, Leave, Watch};
    let mut story = with_people();
    let rule = r#"
name = "Main"
participants = ["Sample Lead", "Sample Reached"]
every = "1 day"
anchor = "2026-03-02T08:00"
time_zone = "America/Chicago"
"#;
    let watch = |story: &mut Story, wish: WatchWish| {
        story.try_tell(About::Desk, at(OPENED) - mins(120), Wish::Watch(wish)).unwrap();
    };
    let adopt: WatchWish =
        serde_json::from_value(serde_json::json!({"adopt_rule": {"rule": rule, "takes_effect": "at_once"}}))
            .unwrap();
    watch(&mut story, adopt);
    let leave: WatchWish = serde_json::from_value(serde_json::json!({"record_leave": {
        "person": "Sample Engineer", "from": "2026-03-04T18:00:00Z", "until": "2026-03-04T20:00:00Z",
        "note": "dentist"
    }}))
    .unwrap();
    watch(&mut story, leave);
    let people: Vec<Named> = ["Sample Service Manager", "Sample Engineer", "Sample Lead"]
        .iter()
        .map(|name| story.world.directory.named(&[bridgewatch::domain::directory::RecordKind::Person], name))
        .collect();
    let against = |story: &Story, from: &str| {
        let window = Window::new(at(from), at(from) + mins(60));
        let all = conflicts(&story.world, story.live(), &people, window);
        all.iter().map(|one| (one.kind, one.reads_as())).collect::<Vec<_>>()
    };
    // Wednesday 11:30 in Chicago is 18:30 in Warsaw; the leave begins at noon; the lead's turn is Wednesday.
    assert_eq!(
        against(&story, "2026-03-04T11:30:00-06:00"),
        [
            (
                ConflictKind::Hours,
                "Sample Service Manager: it is Wed 4 Mar 18:30 CET for them, outside 9 to 17".to_owned()
            ),
            (ConflictKind::Leave, "Sample Engineer: on leave until Wed 4 Mar 14:00 CST, dentist".to_owned()),
            (ConflictKind::Watch, "Sample Lead: on watch as primary until Thu 5 Mar 08:00 CST".to_owned()),
        ]
    );
    let kinds = |from: &str| against(&story, from).iter().map(|one| one.0).collect::<Vec<_>>();
    assert_eq!(kinds("2026-03-04T11:00:00-06:00"), [Hours, Watch], "until the leave begins");
    assert_eq!(kinds("2026-03-04T14:00:00-06:00"), [Hours, Watch], "from when it is over");
    assert_eq!(kinds("2026-03-04T13:59:00-06:00"), [Hours, Leave, Watch]);
    // 9:00 to 10:00 in Chicago is 16:00 to 17:00 in Warsaw; Thursday is the other one's turn.
    assert_eq!(kinds("2026-03-05T09:00:00-06:00"), []);
    assert_eq!(kinds("2026-03-05T09:01:00-06:00"), [Hours]);
    assert!(
        against(&story, "2026-03-07T09:00:00-06:00")[0]
            .1
            .ends_with("Sat 7 Mar 16:00 CET for them, a weekend")
    );

    // At the post-mortem of another incident nobody is free; one's own is no conflict.
    let first = story.id;
    story.tell(at(RESTORED) + mins(1), invite("Sample Engineer", ReviewPart::CrisisTeam));
    story.tell(at(RESTORED) + mins(1), schedule("2026-03-05T09:00:00-06:00", None));
    assert_eq!(
        against(&story, "2026-03-05T09:30:00-06:00").iter().map(|one| one.0).collect::<Vec<_>>(),
        [Hours]
    );
    story.open(at(OPENED), "major-incident", Some(Priority::High), Kind::Major, Environment::Production);
    assert_ne!(story.id, first);
    let other = against(&story, "2026-03-05T09:30:00-06:00");
    assert_eq!(other[1].1, "Sample Engineer: at the post-mortem of MI-0001 until Thu 5 Mar 10:00 CST");
    assert_eq!(against(&story, "2026-03-05T10:00:00-06:00").len(), 1, "it is over by then");
}

#[test]
fn the_best_time_has_the_fewest_conflicts_before_it_is_due_leaves_time_to_read_and_is_the_earliest() {
    let mut story = with_people();
    for whom in ["Sample Service Manager", "Sample Engineer"] {
        story.tell(at(RESTORED), ReviewWish::InviteToReview { whom: whom.to_owned(), part: None }.into());
    }
    let people = expected(story.live());
    // Restored on Monday noon, critical: to be held within 3 days, by Thursday noon.
    let now = at("2026-03-02T13:05:00-06:00");
    let times = proposed_time(&story.world, story.live(), &people, 60, now);
    assert_eq!(times.due, Some(at("2026-03-05T12:00:00-06:00")));
    let best = times.best.unwrap();
    assert_eq!((best.window.from, best.conflicts.len()), (at("2026-03-04T09:00:00-06:00"), 0));
    let dates: Vec<String> = times.days.iter().map(|day| day.date.to_string()).collect();
    assert_eq!(dates, ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]);
    let monday = &times.days[0].slots;
    assert_eq!(monday[0].window.from, at("2026-03-02T13:30:00-06:00"), "the next half hour");
    assert_eq!(monday.last().unwrap().window.until, at("2026-03-02T16:00:00-06:00"), "the calendar closes");
    let thursday = &times.days[3].slots;
    let late: Vec<bool> = thursday.iter().map(|slot| slot.is_late).collect();
    assert_eq!(thursday[4].window.until, at("2026-03-05T12:00:00-06:00"));
    assert_eq!(late.iter().position(|late| *late), Some(5), "over exactly at noon is in time");

    // An hour of nine in Warsaw leaves one slot a day; a longer meeting fits none, and the least is taken.
    let long = proposed_time(&story.world, story.live(), &people, 120, now).best.unwrap();
    assert_eq!((long.window.from, long.conflicts.len()), (at("2026-03-03T13:30:00-06:00"), 1));
    // Once it is past, the next days are offered all the same.
    let after = proposed_time(&story.world, story.live(), &people, 60, at("2026-03-06T17:00:00-06:00"));
    let dates: Vec<String> = after.days.iter().map(|day| day.date.to_string()).collect();
    assert_eq!(dates, ["2026-03-09", "2026-03-10", "2026-03-11"], "no weekend");
    assert!(after.best.unwrap().is_late);
}

#[test]
fn a_day_has_a_slot_every_half_hour_also_where_the_clock_is_changed() {
    let story = with_people();
    let people = [Named::plain("Sample Engineer")];
    for (date, slots) in [("2026-03-06", 48), ("2026-03-08", 46), ("2026-11-01", 50)] {
        let all = day_slots(&story.world, story.live(), &people, date.parse().unwrap(), 60, at(OPENED));
        assert_eq!(all.len(), slots, "{date}");
        assert!(
            all.iter()
                .zip(all.iter().skip(1))
                .all(|(one, next)| one.window.from + mins(30) == next.window.from)
        );
    }
    let day = day_slots(
        &story.world,
        story.live(),
        &[],
        "2026-03-06".parse().unwrap(),
        60,
        at("2026-03-06T10:00:00-06:00"),
    );
    let open: Vec<Instant> = day.iter().filter(|slot| slot.is_open).map(|slot| slot.window.from).collect();
    assert_eq!(
        (open[0], *open.last().unwrap()),
        (at("2026-03-06T09:00:00-06:00"), at("2026-03-06T15:00:00-06:00"))
    );
    assert_eq!(
        day.iter().filter(|slot| !slot.is_past).map(|slot| slot.window.from).min(),
        Some(at("2026-03-06T10:30:00-06:00"))
    );
}

/// A desk on a folder that outlives it.
struct Bench {
    folder: TempDir,
    desk: Option<Desk>,
    record: NotifierRecord,
    now: Instant,
}

impl Bench {
    fn new() -> Self {
        let record = RecordingNotifier::new().1;
        let mut bench = Self { folder: tempfile::tempdir().unwrap(), desk: None, record, now: at(OPENED) };
        bench.start();
        bench
    }

    /// Opens the desk on what is on the disk, as after a kill.
    fn start(&mut self) {
        self.desk = None;
        let (notifier, record) = RecordingNotifier::new();
        self.record = record;
        let options = DeskOptions {
            folder: self.folder.path().to_path_buf(),
            zone: chrono_tz::America::Chicago,
            notifier: Box::new(notifier),
        };
        self.desk = Some(Desk::open(options, self.now).unwrap());
    }

    fn desk(&mut self) -> &mut Desk {
        self.desk.as_mut().unwrap()
    }

    fn tell(&mut self, wish: Wish) -> Vec<Event> {
        let now = self.now;
        let name = Some(Name::Called("pay".to_owned()));
        self.desk().handle(Request { name, at: None, actor: None, wish }, now).unwrap()
    }

    fn tick(&mut self, now: Instant) {
        self.now = now;
        self.desk().tick(now).unwrap();
    }

    fn told(&self) -> Vec<String> {
        self.record.shown().into_iter().map(|notice| notice.title).collect()
    }

    /// The incident is restored, reviewed and closed, with a follow-up due on 20 March.
    fn reviewed() -> Self {
        let mut bench = Self::new();
        bench.tell(Wish::OpenIncident {
            title: "Payments API down".to_owned(),
            priority: Some(Priority::Critical),
            kind: Some(Kind::Major),
            environment: None,
            ticket: None,
            policy: None,
        });
        for wish in [update(), hotline(), refer(), support::acknowledge(), restore(), update()] {
            bench.now += secs(30);
            bench.tell(wish);
        }
        bench.now = at(RESTORED);
        bench.tell(schedule(MEETING, None));
        bench.now = at(MEETING);
        bench.tell(hold(&["Sample One"]));
        bench.tell(write("Payments were refused"));
        bench.tell(agree(None));
        bench.tell(follow_up("Add a second route", Some(at("2026-03-20T12:00:00-05:00"))));
        bench.tell(close());
        bench
    }
}

#[test]
fn a_follow_up_of_an_incident_closed_long_ago_is_told_after_a_restart() {
    let mut bench = Bench::reviewed();
    let due = at("2026-03-20T12:00:00-05:00");
    bench.tick(at("2026-03-12T09:00:00-05:00"));
    bench.start();
    let live = bench.desk().world().find("pay").cloned().unwrap();
    assert_eq!((live.incident.phase, live.incident.lives_on()), (Phase::Closed, true));
    assert_eq!(live.incident.review.held.as_ref().unwrap().attended.len(), 1);
    bench.tick(due - secs(1));
    bench.tick(due);
    assert_eq!(bench.told().last().unwrap(), "Due now MI-0001: Follow-up 1 of Sample Owner");
    assert_eq!(board::rows(bench.desk().world(), due), []);
    assert!(bench.desk().snapshot().banner.is_some());
    bench.now = due + mins(1);
    bench.tell(Wish::CompleteAction { action: ItemName::Number(1), text: None });
    assert!(bench.desk().snapshot().banner.is_none());
    // What is done with is at hand no longer, neither here nor after the next start.
    bench.now = due + TimeDelta::days(3);
    bench.start();
    assert!(bench.desk().world().live.is_empty());
    assert_eq!(state_of(&mut bench), State::Closed);
    assert_eq!(bench.desk.as_ref().unwrap().world().live.len(), 1, "brought in when it is named");
}

/// The state of the incident, brought in from the log by a note.
fn state_of(bench: &mut Bench) -> State {
    bench.tell(Wish::Note { text: "looked at again".to_owned(), significant: false });
    state(&bench.desk().world().find("pay").unwrap().incident)
}

#[test]
fn what_lives_on_is_kept_at_hand_while_others_are_forgotten() {
    let mut bench = Bench::reviewed();
    let id = bench.desk().world().find("pay").unwrap().incident.id;
    bench.now += TimeDelta::days(30);
    let now = bench.now;
    bench.desk().tick(now).unwrap();
    // Any writing forgets what nobody has touched for two days.
    let name = Some(Name::Called("other".to_owned()));
    let wish = Wish::OpenIncident {
        title: "Another".to_owned(),
        priority: None,
        kind: None,
        environment: None,
        ticket: None,
        policy: None,
    };
    bench.desk().handle(Request { name, at: None, actor: None, wish }, now).unwrap();
    assert!(bench.desk().world().live.contains_key(&id));
}

fn printed(folder: &Path, arguments: &[&str], now: Instant) -> String {
    let arguments = Arguments::try_parse_from(["bridgewatch"].iter().chain(arguments)).unwrap();
    let mut out = Vec::new();
    run(&arguments.command.unwrap(), &Place::of(Some(&folder.to_path_buf())), now, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_command_line_prints_how_it_stands() {
    let mut bench = Bench::reviewed();
    bench.tell(write("Payments were refused due to a full disk"));
    let (folder, now) = (bench.folder.path().to_path_buf(), bench.now + mins(1));
    let printed_text = printed(&folder, &["postmortem", "--incident", "pay"], now);
    for expected in [
        "MI-0001 Payments API down\nPost-mortem: statement agreed\n",
        "Date and time",
        "held Wed 4 Mar 14:00 CST",
        "Agenda as proposed, 60 min",
        "Problem statement, version 2, draft\n  Payments were refused due to a full disk.\n",
        "“due to” argues a cause: Say what happened and when; leave the link open",
        "Version 1 is agreed",
        "Add a second route",
    ] {
        assert!(printed_text.contains(expected), "{expected}\n{printed_text}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&printed(&folder, &["postmortem", "--incident", "MI-0001", "--json"], now))
            .unwrap();
    assert_eq!(json["state"], "statement_agreed");
    assert_eq!(json["statements"][0]["agreed"], true);
    assert_eq!(json["statements"][1]["marked"][0]["word"], "due to");
    assert_eq!(json["meeting"]["starts_at"], MEETING);
    assert_eq!(json["follow_ups"][0]["what"], "Add a second route");
    assert_eq!(json["times"], serde_json::Value::Null, "it was held");
    let unknown: EventId = serde_json::from_value(json["statements"][0]["entry"].clone()).unwrap();
    assert!(!unknown.0.is_nil());
}

#[test]
fn the_command_line_proposes_people_and_times_before_anything_is_set() {
    let mut bench = Bench::new();
    bench.tell(Wish::OpenIncident {
        title: "Payments API down".to_owned(),
        priority: Some(Priority::Critical),
        kind: Some(Kind::Major),
        environment: None,
        ticket: None,
        policy: None,
    });
    bench.tell(Wish::JoinBridge { whom: "Sample Engineer".to_owned() });
    bench.now = at(RESTORED);
    bench.tell(restore());
    let folder = bench.folder.path().to_path_buf();
    let words = printed(&folder, &["postmortem", "--incident", "pay", "--minutes", "90"], at(RESTORED));
    for expected in [
        "Post-mortem: to schedule",
        "To be held by 2026-03-05 12:00 CST",
        "(Sample Engineer)",
        "on the bridge since 10:00",
        "A time for 90 min: 2026-03-03 12:00 CST",
    ] {
        assert!(words.contains(expected), "{expected}\n{words}");
    }
}
