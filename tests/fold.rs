//! Folding: the same facts give the same incident, whichever way they are folded, and no fact can
//! break it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use bridgewatch::domain::alarm;
use bridgewatch::domain::command::{ItemName, Wish};
use bridgewatch::domain::event::{Event, EventId, Fact, Subject};
use bridgewatch::domain::incident::{Incident, Phase};
use bridgewatch::domain::review::ReviewAnswer;
use bridgewatch::domain::review::wish::{ReviewWish, WriteStatement};
use bridgewatch::domain::words::Environment::Production;
use bridgewatch::domain::words::Kind::Major;
use bridgewatch::domain::words::{CallOutcome, Priority};
use proptest::prelude::*;
use support::{
    Story, acknowledge, afterwards, at, escalate, milestone, mins, refer, resolver, restore, update,
};
use uuid::Uuid;

fn wish() -> impl Strategy<Value = Wish> {
    let why = || "because it is".to_owned();
    let often = prop::sample::select(vec![update(), refer(), resolver()]);
    prop_oneof![
        often,
        Just(refer()),
        Just(acknowledge()),
        Just(resolver()),
        Just(update()),
        Just(restore()),
        Just(Wish::Reopen { why: why() }),
        Just(Wish::Close { why: Some(why()) }),
        Just(escalate("Incident Manager")),
        Just(Wish::ContactOnCall { whom: None }),
        Just(Wish::ConfirmOwnership { by: None }),
        Just(Wish::Undo {}),
        Just(Wish::Promote { why: None }),
        Just(Wish::Demote { why: why() }),
        Just(Wish::Note { text: why(), significant: true }),
        Just(Wish::PauseClock { clock: "resolver-update".to_owned(), why: why() }),
        Just(Wish::ResumeClock { clock: "resolver-update".to_owned() }),
        Just(Wish::NotNeeded { clock: "customer-update-critical".to_owned(), why: why() }),
        Just(Wish::TakeCommand { by: None }),
        Just(Wish::KeepCommand { text: None }),
        Just(milestone("post-mortem-held")),
        prop::sample::select(CallOutcome::ALL).prop_map(|outcome| Wish::NotifyHotline {
            outcome,
            spoke_with: None,
            reference: None,
            text: None,
            number: None,
            call_back_by: None
        }),
        prop::sample::select(Priority::ALL).prop_map(|priority| Wish::AssignPriority { priority, why: None }),
    ]
}

/// Whatever can be wished of a post-mortem, and the actions that come out of it.
fn review_wish() -> impl Strategy<Value = Wish> {
    let meeting = (0_i64..72).prop_map(|hours| ReviewWish::ScheduleReview {
        starts_at: at("2026-03-02T22:00:00-06:00") + mins(60 * hours),
        minutes: None,
        zone: None,
        why: Some("a clash".to_owned()),
    });
    let who = || prop::sample::select(vec!["Sample One", "Sample Two"]).prop_map(str::to_owned);
    let reviews = prop_oneof![
        2 => meeting,
        1 => Just(ReviewWish::CallOffReview { why: "half are away".to_owned() }),
        1 => who().prop_map(|whom| ReviewWish::InviteToReview { whom, part: None }),
        1 => who().prop_map(|whom| ReviewWish::UninviteFromReview { whom, why: None }),
        1 => who().prop_map(|whom| ReviewWish::AnswerReview { whom, answer: ReviewAnswer::Accepted, text: None }),
        2 => any::<bool>().prop_map(|cancels| ReviewWish::LogInvitationSent { to: Vec::new(), cancels }),
        1 => Just(ReviewWish::HoldReview { attended: Vec::new(), text: None }),
        1 => "[a-c]".prop_map(|deviated| ReviewWish::WriteStatement(WriteStatement {
            deviated: Some(deviated),
            ..WriteStatement::default()
        })),
        1 => who().prop_map(|who| ReviewWish::AgreeStatement { version: None, by: vec![who] }),
    ];
    prop_oneof![
        3 => wish(),
        4 => reviews.prop_map(Wish::Review),
        1 => who().prop_map(|to| Wish::DelegateAction {
            to,
            what: "Look at it".to_owned(),
            due: Some(at("2026-03-09T10:00:00-06:00")),
            follow_up: true,
        }),
        1 => Just(Wish::CompleteAction { action: ItemName::Number(1), text: None }),
    ]
}

/// A story of whatever the rules allow, each step some minutes before or after the one before.
fn told(steps: Vec<(i64, Wish)>) -> Story {
    let ten = at("2026-03-02T10:00:00-06:00");
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Priority::Critical), Major, Production);
    for (minutes, wish) in steps {
        let about = bridgewatch::domain::command::About::Incident(story.id);
        // What the rules refuse is not part of the story.
        drop(story.try_tell(about, ten + mins(minutes), wish));
    }
    story
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn one_by_one_and_all_at_once_are_the_same(steps in prop::collection::vec((0_i64..600, wish()), 0..40)) {
        let story = told(steps);
        let folded = &story.live().incident;
        let events: Vec<Event> = folded.entries.iter().map(|entry| entry.event.clone()).collect();
        prop_assert_eq!(&Incident::fold(events).unwrap(), folded);
    }

    #[test]
    fn a_post_mortem_too_is_the_same_one_by_one_and_all_at_once(
        steps in prop::collection::vec((0_i64..600, review_wish()), 0..40),
    ) {
        let story = told(steps);
        let folded = &story.live().incident;
        let events: Vec<Event> = folded.entries.iter().map(|entry| entry.event.clone()).collect();
        prop_assert_eq!(&Incident::fold(events).unwrap(), folded);
        // What lives on is closed, and owes something that can be told.
        let owes = story.live().deadlines.iter().any(|one| one.is_owed() && one.clock.contains(':'));
        let is_closed = folded.phase == Phase::Closed;
        prop_assert!(!folded.lives_on() || (is_closed && owes));
        prop_assert_eq!(folded.row().lives_on, folded.lives_on());
    }

    #[test]
    fn the_sequence_of_invitations_never_falls_where_they_are_written_in_time(
        steps in prop::collection::vec(review_wish(), 0..40),
    ) {
        let story = told((0_i64..).zip(steps).collect());
        let review = &story.live().incident.review;
        let sent: Vec<u32> = review.invitations.iter().map(|one| one.sequence).collect();
        prop_assert!(sent.is_sorted(), "{:?}", sent);
        prop_assert!(sent.last().is_none_or(|last| *last <= review.next_sequence()));
        if let (Some(last), None) = (sent.last(), review.standing_invitation()) {
            prop_assert!(*last < review.next_sequence(), "what was overtaken is told under another number");
        }
    }

    #[test]
    fn no_order_of_facts_breaks_the_fold(
        steps in prop::collection::vec((0_i64..600, wish()), 0..30),
        order in prop::collection::vec(any::<prop::sample::Index>(), 60),
    ) {
        let story = told(steps);
        let mut events: Vec<Event> = story.live().incident.entries.iter().map(|entry| entry.event.clone()).collect();
        for (place, index) in order.iter().enumerate().take(events.len()) {
            let other = index.index(events.len());
            events.swap(place, other);
        }
        let count = events.len();
        let incident = Incident::fold(events).unwrap();
        prop_assert_eq!(incident.entries.len(), count);
        prop_assert_eq!(incident.title, "Payments API down");
    }

    #[test]
    fn a_deadline_is_owed_by_one_thing_at_most_and_states_only_move_forward(
        steps in prop::collection::vec((0_i64..600, wish()), 0..40),
    ) {
        let story = told(steps);
        let now = at("2026-03-02T10:00:00-06:00") + mins(700);
        for clock in &story.live().policy.clocks {
            let of_clock: Vec<_> = story.live().deadlines.iter().filter(|one| *one.clock == clock.id).collect();
            let pressing = of_clock.iter().filter(|one| one.is_pressing(now)).count();
            prop_assert!(pressing <= 2, "{} presses {pressing} times", clock.id);
            for one in &of_clock {
                prop_assert!(one.starts <= one.due, "{} is due before it starts", clock.id);
                if let Some(warn_at) = one.warn_at {
                    prop_assert!(one.starts <= warn_at && warn_at <= one.due, "{} warns outside its span", clock.id);
                }
            }
        }
        let closed = !story.live().incident.phase.is_live();
        prop_assert!(!closed || story.live().deadlines.iter().all(|one| !one.is_owed()));
        // Nobody is told of what nobody owes, and the next alarm is never missed by the wait for it.
        for alarm in alarm::pending(&story.world, now) {
            prop_assert!(alarm.planned_at <= now);
        }
        if let Some(next) = alarm::next_at(&story.world, now) {
            prop_assert_eq!(next <= now, !alarm::pending(&story.world, now).is_empty());
        }
    }
}

#[test]
fn a_fact_of_an_unknown_kind_is_kept_and_changes_nothing() {
    let mut story = told(vec![(1, refer()), (2, update())]);
    let before = story.live().incident.clone();
    let unknown = Event {
        id: EventId(Uuid::from_u128(9_999)),
        fact: Fact::Unknown { kind: "from_tomorrow".to_owned(), version: 7, body: "{}".to_owned() },
        ..before.entries[1].event.clone()
    };
    story.world.evolve(unknown);
    let after = &story.live().incident;
    assert_eq!(after.entries.len(), before.entries.len() + 1);
    assert_eq!(
        (&after.timeline, &after.traits, after.phase),
        (&before.timeline, &before.traits, before.phase)
    );
}

#[test]
fn facts_about_an_incident_that_is_not_here_change_nothing() {
    let mut story = told(vec![(1, refer())]);
    let mut stray = story.live().incident.entries[1].event.clone();
    stray.subject = Subject::Incident(bridgewatch::domain::event::IncidentId(Uuid::from_u128(4_242)));
    story.world.evolve(stray);
    assert_eq!(story.world.live.len(), 1);
    assert!(Incident::fold(Vec::new()).is_none());
    assert!(afterwards() > story.live().incident.opened_at);
}
