//! What is refused, and in which words: what is wrong, and what would do.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use bridgewatch::domain::command::{About, Wish};
use bridgewatch::domain::decide::MAX_TEXT_CHARS;
use bridgewatch::domain::event::EventId;
use bridgewatch::domain::incident::Phase;
use bridgewatch::domain::words::Environment::Production;
use bridgewatch::domain::words::Kind::{Major, Regular};
use bridgewatch::domain::words::Priority::{Critical, High, Low};
use support::{Story, afterwards, at, hotline, milestone, mins, priority, refer, restore, secs, update};
use uuid::Uuid;

const MONDAY: &str = "2026-03-02T10:00:00-06:00";

fn open() -> Story {
    let mut story = Story::new("America/Chicago");
    story.open(at(MONDAY), "major-incident", Some(High), Regular, Production);
    story
}

fn why(text: &str) -> String {
    text.to_owned()
}

#[test]
fn impossible_orders_are_refused_and_change_nothing() {
    let ten = at(MONDAY);
    let close = || Wish::Close { why: Some(why("done")) };
    let reopen = || Wish::Reopen { why: why("it came back") };
    let mut story = open();
    assert_eq!(story.refusal(ten, reopen()), "MI-0001 is open; there is nothing to reopen");
    let before_opening = story.refusal(ten - secs(1), restore());
    assert!(before_opening.contains("comes before the incident was opened"), "{before_opening}");
    story.tell(ten + mins(30), restore());
    let twice = story.refusal(ten + mins(40), restore());
    assert!(twice.starts_with("MI-0001 was restored Mon 2 Mar 10:30 CST"), "{twice}");
    let early = story.refusal(ten + mins(29), close());
    assert!(early.contains("comes before the incident was restored"), "{early}");
    story.tell(ten + mins(60), close());
    for wish in [close(), restore(), refer(), update(), priority(Low), hotline()] {
        let refusal = story.refusal(ten + mins(70), wish);
        assert!(refusal.starts_with("MI-0001 is closed Mon 2 Mar 11:00 CST; reopen it first"), "{refusal}");
    }
    story.tell(ten + mins(70), Wish::Note { text: why("a word afterwards"), significant: false });
    story.tell(ten + mins(80), reopen());
    assert_eq!(story.live().incident.phase, Phase::Open);
}

#[test]
fn the_future_cannot_have_happened() {
    let mut story = open();
    let refusal = story.refusal(afterwards() + secs(61), refer());
    assert!(refusal.contains("is in the future; say when it happened"), "{refusal}");
    story.tell(afterwards() + secs(60), refer());
}

#[test]
fn closing_names_what_is_owed_and_asks_why() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Critical), Major, Production);
    story.tell(ten + mins(30), restore());
    let refusal = story.refusal(ten + mins(40), Wish::Close { why: None });
    assert_eq!(
        refusal,
        "still owed: Initial notification, Restored notification, Hotline call, Post-mortem scheduled, \
         Post-mortem held; do it, or say why it is skipped"
    );
    story.tell(ten + mins(40), update());
    story.tell(ten + mins(41), hotline());
    story.tell(ten + mins(42), milestone("post-mortem-scheduled"));
    story.tell(ten + mins(43), milestone("post-mortem-held"));
    let refusal = story.refusal(ten + mins(44), Wish::Close { why: Some(why("  ")) });
    assert_eq!(refusal, "still owed: Problem statement agreed; do it, or say why it is skipped");
    story.tell(ten + mins(44), milestone("problem-statement-agreed"));
    story.tell(ten + mins(45), Wish::Close { why: None });
    assert_eq!(story.live().incident.phase, Phase::Closed);
}

#[test]
fn reasons_that_are_asked_for_cannot_be_blank() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(High), Major, Production);
    for wish in [
        Wish::Demote { why: why(" ") },
        Wish::Cancel { why: why("") },
        Wish::NotNeeded { clock: why("hotline"), why: why("\n") },
        Wish::PauseClock { clock: why("post-mortem-held"), why: why("") },
    ] {
        let refusal = story.refusal(ten + mins(1), wish.clone());
        assert!(refusal.contains("is empty") || refusal.contains("owes nothing"), "{wish:?}: {refusal}");
    }
    assert_eq!(
        story.refusal(ten, Wish::Note { text: why(" \n "), significant: false }),
        "the note is empty; write a word or two"
    );
}

#[test]
fn clocks_that_are_not_there_or_not_pausable_are_named() {
    let ten = at(MONDAY);
    let mut story = open();
    let pause = |clock: &str| Wish::PauseClock { clock: why(clock), why: why("waiting") };
    let refusal = story.refusal(ten, pause("tea"));
    assert!(
        refusal.starts_with("the policy `major-incident` has no clock `tea`; there are triage, "),
        "{refusal}"
    );
    let refusal = story.refusal(ten, pause("referral"));
    assert!(refusal.starts_with("the policy does not let `referral` be paused; it lets "), "{refusal}");
    let refusal = story.refusal(ten, Wish::ResumeClock { clock: why("resolver-update") });
    assert_eq!(refusal, "the clock `resolver-update` is not paused; there is nothing to resume");
    story.tell(ten, refer());
    story.tell(ten + mins(1), Wish::Acknowledge { by: None });
    story.tell(ten + mins(2), pause("resolver-update"));
    assert_eq!(
        story.refusal(ten + mins(3), pause("resolver-update")),
        "the clock `resolver-update` is paused already; resume it"
    );
    let refusal = story.refusal(ten + mins(1), Wish::ResumeClock { clock: why("resolver-update") });
    assert!(refusal.contains("comes before the pause"), "{refusal}");
    let refusal = story.refusal(ten, Wish::Snooze { clock: why("triage"), until: ten + mins(5) });
    assert!(refusal.starts_with("the clock `triage` owes nothing now"), "{refusal}");
    let refusal = story.refusal(ten, Wish::Snooze { clock: why("initial-notification"), until: ten });
    assert!(refusal.contains("has passed; say a later time"), "{refusal}");
    let refusal =
        story.refusal(ten, Wish::Snooze { clock: why("initial-notification"), until: ten + mins(60 * 25) });
    assert!(refusal.contains("24 h is the longest"), "{refusal}");
}

#[test]
fn titles_names_and_texts_have_their_limits() {
    let mut story = open();
    let opening = |title: &str, policy: Option<&str>| Wish::OpenIncident {
        title: why(title),
        priority: None,
        kind: None,
        environment: None,
        ticket: None,
        policy: policy.map(why),
    };
    let id = bridgewatch::domain::event::IncidentId(Uuid::from_u128(77));
    let mut refused =
        |wish: Wish| story.try_tell(About::New { id, key: None }, at(MONDAY), wish).unwrap_err().to_string();
    assert_eq!(refused(opening(" ", None)), "the title is empty; say it in a line");
    assert!(
        refused(opening(&"x".repeat(301), None))
            .starts_with("the title has 301 characters; 300 are the most")
    );
    assert!(refused(opening("a\u{7}b", None)).contains("control character"));
    let unknown = refused(opening("Down", Some("mine")));
    assert_eq!(
        unknown,
        "there is no policy `mine`; there are agency-escalation, customer-care-sla, major-incident, service-coordination"
    );
    let text = "y".repeat(MAX_TEXT_CHARS + 1);
    assert!(
        story
            .refusal(at(MONDAY), Wish::Note { text, significant: false })
            .starts_with("the note has 100001 characters")
    );
    let entry = story.tell(at(MONDAY), Wish::Note { text: "y".repeat(MAX_TEXT_CHARS), significant: false });
    assert!(story.live().incident.entry(entry).is_some());
}

#[test]
fn corrections_and_taking_back_have_their_rules() {
    let ten = at(MONDAY);
    let mut story = open();
    let note = story.tell(ten, Wish::Note { text: why("first"), significant: false });
    let correct = |entry, text: Option<&str>| Wish::CorrectEntry {
        entry,
        to_at: None,
        text: text.map(why),
        why: why("a slip"),
    };
    let take_back = |entry| Wish::RetractEntry { entry, why: why("a slip") };
    assert!(
        story.refusal(ten, correct(EventId(Uuid::nil()), Some("x"))).starts_with("there is no such entry")
    );
    assert!(story.refusal(ten, correct(note, None)).starts_with("nothing is to be corrected"));
    let opening = story.live().incident.entries[0].event.id;
    assert!(story.refusal(ten, take_back(opening)).starts_with("the opening cannot be taken back; cancel"));
    assert!(
        story.refusal(ten, correct(opening, Some("x"))).starts_with("that entry has no words to correct")
    );
    let correction = story.tell(ten, correct(note, Some("second")));
    assert_eq!(story.live().incident.entry(note).unwrap().fact().words(), Some("second"));
    assert_eq!(story.live().incident.entry(note).unwrap().event.fact.words(), Some("first"));
    assert!(
        story.refusal(ten, correct(correction, Some("x"))).starts_with("a correction cannot be corrected")
    );
    story.tell(ten, take_back(correction));
    assert_eq!(
        story.live().incident.entry(note).unwrap().fact().words(),
        Some("first"),
        "the correction was taken back"
    );
    let undo = story.tell(ten, take_back(note));
    assert_eq!(story.refusal(ten, take_back(note)), "that entry was taken back; log it anew");
    story.tell(ten, take_back(undo));
    assert!(
        story.live().incident.entry(note).unwrap().retracted_by.is_none(),
        "the taking back was taken back"
    );
}

#[test]
fn undo_takes_back_ones_own_last_entry_one_after_the_other() {
    let ten = at(MONDAY);
    let mut story = open();
    let first = story.tell(ten, refer());
    let second = story.tell(ten, Wish::Note { text: why("x"), significant: false });
    story.tell(ten, Wish::Undo {});
    story.tell(ten, Wish::Undo {});
    let taken = |id| story.live().incident.entry(id).unwrap().retracted_by.is_some();
    assert!(taken(first) && taken(second));
    assert_eq!(
        story.refusal(ten, Wish::Undo {}),
        "Sample has no entry to take back here; correct an older entry in the log"
    );
}
