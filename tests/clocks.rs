//! Every built-in clock at one second before, at and after what is due, met and missed by when the
//! thing happened; and the rules of time of product.md.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use bridgewatch::domain::command::Wish;
use bridgewatch::domain::schedule::DeadlineState::{
    self, Met, Missed, NotNeeded, Overdue, Paused, Running, Warning,
};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::Environment::{NonProduction, Production};
use bridgewatch::domain::words::Kind::{Major, Regular};
use bridgewatch::domain::words::Priority::{self, Critical, High, Low, Medium};
use bridgewatch::domain::words::{CallOutcome, Environment, Kind};
use chrono::TimeDelta;
use support::*;

/// How one clock is brought to run, when it is then due, and what meets it.
struct Case {
    policy: &'static str,
    clock: &'static str,
    priority: Option<Priority>,
    kind: Kind,
    environment: Environment,
    opened: &'static str,
    /// What happens after the opening, in seconds after it.
    before: Vec<(i64, Wish)>,
    due: &'static str,
    meets: Wish,
}

fn contact() -> Wish {
    Wish::ContactOnCall { whom: Some("Sample On-Call".to_owned()) }
}

fn own() -> Wish {
    Wish::ConfirmOwnership { by: None }
}

/// Monday 2 March 2026, 10:00 in Chicago.
const MONDAY: &str = "2026-03-02T10:00:00-06:00";

fn cases() -> Vec<Case> {
    let case = |policy, clock, priority, kind, before, due, meets| Case {
        policy,
        clock,
        priority,
        kind,
        environment: Production,
        opened: MONDAY,
        before,
        due,
        meets,
    };
    let major = "major-incident";
    let mut cases = vec![
        case(major, "triage", None, Regular, vec![], "2026-03-02T10:15:00-06:00", priority(Medium)),
        case(
            major,
            "initial-notification",
            Some(Critical),
            Regular,
            vec![],
            "2026-03-02T10:15:00-06:00",
            update(),
        ),
        case(
            major,
            "initial-notification",
            Some(High),
            Regular,
            vec![],
            "2026-03-02T10:15:00-06:00",
            update(),
        ),
        case(major, "referral", Some(Low), Regular, vec![], "2026-03-02T10:15:00-06:00", refer()),
        case(
            major,
            "resolver-acknowledgement",
            Some(Low),
            Regular,
            vec![(600, refer())],
            "2026-03-02T10:25:00-06:00",
            acknowledge(),
        ),
        case(
            major,
            "customer-update-critical",
            Some(Critical),
            Regular,
            vec![(300, update())],
            "2026-03-02T11:05:00-06:00",
            update(),
        ),
        case(
            major,
            "customer-update-high",
            Some(High),
            Regular,
            vec![(300, update())],
            "2026-03-02T11:05:00-06:00",
            update(),
        ),
        case(
            major,
            "resolver-update",
            Some(High),
            Regular,
            vec![(60, refer()), (120, acknowledge())],
            "2026-03-02T11:02:00-06:00",
            resolver(),
        ),
        case(
            major,
            "significant-update",
            Some(Medium),
            Regular,
            vec![(60, update()), (120, priority(High))],
            "2026-03-02T10:17:00-06:00",
            update(),
        ),
        case(
            major,
            "restored-notification",
            Some(High),
            Regular,
            vec![(60, update()), (7200, restore())],
            "2026-03-02T12:15:00-06:00",
            update(),
        ),
        case(
            major,
            "on-call-response",
            Some(High),
            Regular,
            vec![(120, contact())],
            "2026-03-02T10:32:00-06:00",
            own(),
        ),
        case(
            major,
            "incident-manager-response",
            Some(High),
            Regular,
            vec![(120, contact()), (1930, escalate("Incident Manager"))],
            "2026-03-02T10:47:10-06:00",
            own(),
        ),
        case(major, "hotline", Some(Critical), Major, vec![], "2026-03-02T10:15:00-06:00", hotline()),
        case(
            major,
            "evaluation",
            Some(Medium),
            Regular,
            vec![(600, refer())],
            "2026-03-04T10:10:00-06:00",
            restore(),
        ),
        case(
            major,
            "post-mortem-scheduled",
            Some(Low),
            Major,
            vec![(3600, restore())],
            "2026-03-03T11:00:00-06:00",
            milestone("post-mortem-scheduled"),
        ),
        case(
            major,
            "post-mortem-held",
            Some(Critical),
            Major,
            vec![(3600, restore())],
            "2026-03-05T11:00:00-06:00",
            milestone("post-mortem-held"),
        ),
        case(
            major,
            "post-mortem-held",
            Some(High),
            Major,
            vec![(3600, restore())],
            "2026-03-09T11:00:00-05:00",
            milestone("post-mortem-held"),
        ),
        case(
            major,
            "problem-statement",
            Some(High),
            Major,
            vec![(3600, restore()), (7200, milestone("post-mortem-held"))],
            "2026-03-03T12:00:00-06:00",
            milestone("problem-statement-agreed"),
        ),
        case(
            major,
            "command-handover",
            Some(Low),
            Regular,
            vec![(60, Wish::TakeCommand { by: None })],
            "2026-03-02T13:01:00-06:00",
            Wish::KeepCommand { text: None },
        ),
        case(
            "agency-escalation",
            "on-call-contact",
            Some(High),
            Regular,
            vec![],
            "2026-03-02T10:15:00-06:00",
            contact(),
        ),
        case(
            "agency-escalation",
            "on-call-response",
            None,
            Regular,
            vec![(0, contact())],
            "2026-03-02T10:30:00-06:00",
            own(),
        ),
        case(
            "agency-escalation",
            "incident-manager-response",
            None,
            Regular,
            vec![(0, contact()), (1800, escalate("incident manager"))],
            "2026-03-02T10:45:00-06:00",
            own(),
        ),
        case(
            "service-coordination",
            "coordinator-answer",
            Some(Low),
            Regular,
            vec![],
            "2026-03-02T14:00:00-06:00",
            acknowledge(),
        ),
        case(
            "service-coordination",
            "coordinator-update",
            Some(Low),
            Regular,
            vec![(60, acknowledge())],
            "2026-03-04T10:01:00-06:00",
            update(),
        ),
    ];
    let care = [
        "triage",
        "initial-notification",
        "referral",
        "resolver-acknowledgement",
        "customer-update-critical",
        "customer-update-high",
        "resolver-update",
        "significant-update",
        "restored-notification",
        "evaluation",
    ];
    let again: Vec<Case> = cases
        .iter()
        .filter(|one| one.policy == major && care.contains(&one.clock))
        .map(|one| Case {
            policy: "customer-care-sla",
            before: one.before.clone(),
            meets: one.meets.clone(),
            ..*one
        })
        .collect();
    cases.extend(again);
    // The same spans over both changes to and from daylight saving, where a span in minutes or hours
    // is elapsed time and one in days is civil time; and where the change is half an hour.
    cases.push(Case {
        opened: "2026-03-08T01:50:00-06:00",
        ..case(
            major,
            "initial-notification",
            Some(High),
            Regular,
            vec![],
            "2026-03-08T03:05:00-05:00",
            update(),
        )
    });
    cases.push(Case {
        opened: "2026-11-01T01:50:00-05:00",
        ..case(
            major,
            "initial-notification",
            Some(High),
            Regular,
            vec![],
            "2026-11-01T01:05:00-06:00",
            update(),
        )
    });
    cases.push(Case {
        opened: "2026-03-07T02:30:00-06:00",
        ..case(
            major,
            "evaluation",
            Some(Low),
            Regular,
            vec![(0, refer())],
            "2026-03-09T02:30:00-05:00",
            restore(),
        )
    });
    cases.push(Case {
        opened: "2026-03-06T02:30:00-06:00",
        ..case(
            major,
            "evaluation",
            Some(Low),
            Regular,
            vec![(0, refer())],
            "2026-03-08T03:00:00-05:00",
            restore(),
        )
    });
    cases.push(Case {
        opened: "2026-10-30T01:30:00-05:00",
        ..case(
            major,
            "evaluation",
            Some(Low),
            Regular,
            vec![(0, refer())],
            "2026-11-01T01:30:00-05:00",
            restore(),
        )
    });
    cases
}

fn told(case: &Case) -> Story {
    told_in(case, "America/Chicago")
}

fn told_in(case: &Case, zone: &str) -> Story {
    let mut story = Story::new(zone);
    let opened = at(case.opened);
    story.open(opened, case.policy, case.priority, case.kind, case.environment);
    for (after, wish) in &case.before {
        story.tell(opened + secs(*after), wish.clone());
    }
    story
}

fn last_state(story: &Story, clock: &str, now: Instant) -> (DeadlineState, Instant) {
    *story.states(clock, now).last().unwrap_or_else(|| panic!("{clock} yields nothing"))
}

#[test]
fn every_clock_is_overdue_one_second_after_it_is_due_and_not_before() {
    for case in cases() {
        let (story, due) = (told(&case), at(case.due));
        let name = format!("{} {} {:?} opened {}", case.policy, case.clock, case.priority, case.opened);
        let owed = story
            .live()
            .current_deadline(case.clock, due - secs(1))
            .unwrap_or_else(|| panic!("{name}: nothing owed"));
        assert_eq!(owed.due, due, "{name}");
        assert_eq!(owed.state(due - secs(1)), Warning, "{name}");
        assert_eq!(owed.state(due), Warning, "{name}: at the instant itself there is still time");
        assert_eq!(owed.state(due + TimeDelta::milliseconds(999)), Warning, "{name}: judged to the second");
        assert_eq!(owed.state(due + secs(1)), Overdue, "{name}");
    }
}

#[test]
fn every_clock_is_met_up_to_its_due_instant_and_missed_after_it() {
    for case in cases() {
        let due = at(case.due);
        let name = format!("{} {} {:?} opened {}", case.policy, case.clock, case.priority, case.opened);
        for (happened, expected) in [(due - secs(1), Met), (due, Met), (due + secs(1), Missed)] {
            let mut story = told(&case);
            story.tell(happened, case.meets.clone());
            let settled = story
                .live()
                .deadlines
                .iter()
                .find(|one| &*one.clock == case.clock && one.due == due)
                .unwrap_or_else(|| panic!("{name}: the deadline is gone"));
            assert_eq!((settled.state(afterwards()), settled.met_at()), (expected, Some(happened)), "{name}");
        }
    }
}

#[test]
fn the_warning_comes_at_three_quarters_of_the_span_to_the_second() {
    let story = told(&cases()[0]);
    let opened = at(MONDAY);
    let owed = story.live().current_deadline("triage", opened).unwrap();
    assert_eq!(owed.warn_at, Some(opened + secs(675)));
    assert_eq!(owed.state(opened + secs(674)), Running);
    assert_eq!(owed.state(opened + secs(675)), Warning);
}

#[test]
fn every_clock_of_the_table_in_every_zone_has_its_elapsed_span() {
    for zone in ["America/Chicago", "Asia/Kolkata", "Australia/Lord_Howe", "Australia/Adelaide", "UTC"] {
        for (clock, opened, before, span) in [
            ("triage", "2026-04-05T01:40:00+11:00", vec![], mins(15)),
            ("triage", "2026-10-04T01:50:00+10:30", vec![], mins(15)),
            (
                "command-handover",
                "2026-10-04T01:00:00+10:30",
                vec![(0, Wish::TakeCommand { by: None })],
                mins(180),
            ),
        ] {
            let mut story = Story::new(zone);
            story.open(at(opened), "major-incident", None, Regular, Production);
            for (after, wish) in before {
                story.tell(at(opened) + secs(after), wish);
            }
            assert_eq!(last_state(&story, clock, at(opened)).1, at(opened) + span, "{zone} {clock}");
        }
    }
}

#[test]
fn days_are_civil_where_the_zone_shifts_by_half_an_hour() {
    let mut story = Story::new("Australia/Lord_Howe");
    story.open(at("2026-10-02T02:10:00+10:30"), "major-incident", Some(Low), Regular, Production);
    story.tell(at("2026-10-02T02:10:00+10:30"), refer());
    // 4 October 2026, 02:00 becomes 02:30: 02:10 does not exist, 02:30 is the first instant after.
    assert_eq!(
        last_state(&story, "evaluation", at("2026-10-02T03:00:00+10:30")).1,
        at("2026-10-04T02:30:00+11:00")
    );
}

#[test]
fn business_days_count_from_the_next_opening_and_pass_over_holidays() {
    for (restored, due) in [
        ("2026-03-06T15:00:00-06:00", "2026-03-09T15:00:00-05:00"), // Friday in hours: Monday, over the change
        ("2026-03-06T16:00:00-06:00", "2026-03-10T09:00:00-05:00"), // at closing: counted from Monday 9:00
        ("2026-03-07T11:00:00-06:00", "2026-03-10T09:00:00-05:00"), // Saturday
        ("2026-03-09T08:59:59-05:00", "2026-03-10T09:00:00-05:00"), // before opening
        ("2026-07-02T10:00:00-05:00", "2026-07-06T10:00:00-05:00"), // Friday 3 July is a holiday
    ] {
        let mut story = Story::new("America/Chicago");
        let wish = Wish::ConfigureDesk {
            name: None,
            manager: None,
            time_zone: None,
            hotline: None,
            holidays: Some(vec![chrono::NaiveDate::from_ymd_opt(2026, 7, 3).unwrap()]),
            default_policy: None,
        };
        story.try_tell(bridgewatch::domain::command::About::Desk, at(restored), wish).unwrap();
        story.open(at(restored) - mins(60), "major-incident", Some(High), Major, Production);
        story.tell(at(restored), restore());
        assert_eq!(
            last_state(&story, "post-mortem-scheduled", at(restored)).1,
            at(due),
            "restored {restored}"
        );
    }
}

#[test]
fn a_repeating_clock_yields_one_deadline_at_a_time_and_one_miss_for_a_late_update() {
    let mut story = Story::new("America/Chicago");
    let ten = at(MONDAY);
    story.open(ten - mins(10), "major-incident", Some(Critical), Regular, Production);
    story.tell(ten, update());
    let clock = "customer-update-critical";
    assert_eq!(story.states(clock, ten + mins(150)), [(Overdue, ten + mins(60))]);
    story.tell(ten + mins(80), update());
    let missed_then_next = [(Missed, ten + mins(60)), (Running, ten + mins(140))];
    assert_eq!(story.states(clock, ten + mins(81)), missed_then_next);
    story.tell(ten + mins(100), update());
    let counted_from_what_was_sent =
        [(Missed, ten + mins(60)), (Met, ten + mins(140)), (Running, ten + mins(160))];
    assert_eq!(story.states(clock, ten + mins(101)), counted_from_what_was_sent);
    story.tell(ten + mins(110), restore());
    assert_eq!(story.states(clock, ten + mins(111)).last(), Some(&(NotNeeded, ten + mins(160))));
}

#[test]
fn a_repeating_deadline_that_has_passed_when_service_comes_back_is_missed() {
    let mut story = Story::new("America/Chicago");
    let ten = at(MONDAY);
    story.open(ten, "major-incident", Some(Critical), Regular, Production);
    story.tell(ten, update());
    story.tell(ten + mins(70), restore());
    let clock = "customer-update-critical";
    assert_eq!(story.states(clock, ten + mins(75)), [(Missed, ten + mins(60))]);
    assert_eq!(story.deadlines(clock, ten + mins(75))[0].met_at(), None);
}

#[test]
fn updates_that_are_logged_in_any_order_count_by_when_they_happened() {
    let times = [0, 45, 80, 130];
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]];
    let mut seen = Vec::new();
    for order in orders {
        let mut story = Story::new("America/Chicago");
        let ten = at(MONDAY);
        story.open(ten, "major-incident", Some(Critical), Regular, Production);
        for place in order {
            story.tell(ten + mins(times[place]), update());
        }
        seen.push(story.states("customer-update-critical", ten + mins(131)));
    }
    assert_eq!(seen[0].len(), 4);
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

#[test]
fn a_fixed_schedule_counts_from_its_start_and_each_update_meets_the_span_it_falls_in() {
    let (ten, clock) = (at(MONDAY), "customer-update-high");
    let story = |updates: &[i64]| {
        let mut story = Story::new("America/Chicago");
        story.open(ten, "major-incident", Some(High), Regular, Production);
        for minutes in updates {
            story.tell(ten + mins(*minutes), update());
        }
        story
    };
    let (one, four, eight) = (ten + mins(60), ten + mins(240), ten + mins(480));
    assert_eq!(story(&[0]).states(clock, ten + mins(30)), [(Running, one)]);
    assert_eq!(story(&[0, 50]).states(clock, ten + mins(70)), [(Met, one), (Running, four)]);
    assert_eq!(story(&[0, 60]).states(clock, ten + mins(70)), [(Met, one), (Running, four)]);
    // Late for the first, and after it: in time for the second.
    assert_eq!(story(&[0, 80]).states(clock, ten + mins(90)), [(Missed, one), (Met, four), (Running, eight)]);
    assert_eq!(story(&[0]).states(clock, ten + mins(70)), [(Overdue, one), (Running, four)]);
    assert_eq!(
        story(&[0]).states(clock, ten + mins(250)),
        [(Overdue, one), (Overdue, four), (Running, eight)]
    );
    assert_eq!(
        story(&[0, 50, 100, 250]).states(clock, ten + mins(260)),
        [(Met, one), (Met, four), (Met, eight)]
    );
}

#[test]
fn of_two_overdue_steps_of_a_schedule_only_the_later_presses() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(High), Regular, Production);
    story.tell(ten, update());
    story.tell(ten, refer());
    let pressing = |now: Instant| -> Vec<Instant> {
        let of_clock =
            |one: &&&bridgewatch::domain::schedule::Deadline| &*one.clock == "customer-update-high";
        story.live().pressing(now).iter().filter(of_clock).map(|one| one.due).collect()
    };
    assert_eq!(pressing(ten + mins(239)), [ten + mins(60), ten + mins(240)]);
    assert_eq!(pressing(ten + mins(240)), [ten + mins(240)]);
    assert_eq!(pressing(ten + mins(241)), [ten + mins(240), ten + mins(480)]);
}

#[test]
fn a_priority_change_applies_the_new_clocks_from_the_original_milestones() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Medium), Major, Production);
    assert_eq!(story.states("initial-notification", ten + mins(5)), []);
    assert_eq!(story.states("hotline", ten + mins(5)), []);
    story.tell(ten + mins(30), priority(Critical));
    assert_eq!(story.states("initial-notification", ten + mins(31)), [(Overdue, ten + mins(15))]);
    assert_eq!(
        story.states("hotline", ten + mins(31)),
        [(Running, ten + mins(45))],
        "from when it was raised"
    );
    story.tell(ten + mins(32), update());
    story.tell(ten + mins(40), priority(High));
    assert_eq!(story.states("customer-update-critical", ten + mins(41)), [(NotNeeded, ten + mins(92))]);
    assert_eq!(story.states("customer-update-high", ten + mins(41)), [(Running, ten + mins(92))]);
    assert_eq!(story.states("initial-notification", ten + mins(41)), [(Missed, ten + mins(15))]);
}

#[test]
fn a_downgrade_ends_what_it_does_not_ask_for_and_tells_customers() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(High), Major, Production);
    story.tell(ten + mins(5), priority(Low));
    assert_eq!(story.states("initial-notification", ten + mins(6)), [(NotNeeded, ten + mins(15))]);
    assert_eq!(story.states("hotline", ten + mins(6)), [(NotNeeded, ten + mins(15))]);
    assert_eq!(story.states("significant-update", ten + mins(6)), [(Running, ten + mins(20))]);
    story.tell(ten + mins(7), priority(Medium));
    assert_eq!(
        story.states("significant-update", ten + mins(8)).len(),
        1,
        "low to medium is no change that C asks for"
    );
}

#[test]
fn a_first_priority_is_triage_and_no_significant_change() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", None, Regular, Production);
    story.tell(ten + mins(15), priority(Critical));
    assert_eq!(story.states("triage", ten + mins(16)), [(Met, ten + mins(15))]);
    assert_eq!(story.states("significant-update", ten + mins(16)), []);
    assert_eq!(story.states("initial-notification", ten + mins(16)), [(Overdue, ten + mins(15))]);
}

#[test]
fn an_incident_opened_with_a_priority_is_triaged_at_that_moment() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Low), Regular, Production);
    assert_eq!(story.states("triage", ten), [(Met, ten + mins(15))]);
    assert_eq!(story.deadlines("triage", ten)[0].met_at(), Some(ten));
}

#[test]
fn the_first_of_several_significant_changes_sets_the_time() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(High), Regular, Production);
    story.tell(ten + mins(1), update());
    let news = || Wish::Note { text: "The second site is down too".to_owned(), significant: true };
    story.tell(ten + mins(10), news());
    story.tell(ten + mins(20), news());
    assert_eq!(story.states("significant-update", ten + mins(22)), [(Warning, ten + mins(25))]);
    story.tell(ten + mins(24), update());
    story.tell(ten + mins(30), news());
    assert_eq!(
        story.states("significant-update", ten + mins(31)),
        [(Met, ten + mins(25)), (Running, ten + mins(45))]
    );
}

#[test]
fn the_ladder_falls_silent_step_by_step_and_ownership_settles_all_of_it() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "agency-escalation", Some(High), Regular, Production);
    story.tell(ten, contact());
    story.tell(ten + mins(10), contact());
    assert_eq!(
        story.states("on-call-response", ten + mins(31)),
        [(Overdue, ten + mins(30))],
        "calling again moves nothing"
    );
    story.tell(ten + mins(32), escalate("Incident Manager"));
    let now = ten + mins(33);
    let pressing: Vec<&str> = story.live().pressing(now).iter().map(|one| &*one.clock).collect();
    assert_eq!(pressing, ["incident-manager-response"]);
    assert_eq!(story.states("on-call-response", now), [(Overdue, ten + mins(30))]);
    story.tell(ten + mins(40), own());
    assert_eq!(story.states("on-call-response", now), [(Missed, ten + mins(30))]);
    assert_eq!(story.states("incident-manager-response", now), [(Met, ten + mins(47))]);
}

#[test]
fn clocks_of_production_do_not_run_elsewhere() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(High), Regular, NonProduction);
    story.tell(ten, contact());
    assert_eq!(story.states("on-call-response", ten + mins(31)), []);
}

#[test]
fn a_hotline_that_did_not_answer_satisfies_nothing() {
    let ten = at(MONDAY);
    for outcome in [CallOutcome::Voicemail, CallOutcome::NoAnswer, CallOutcome::Busy, CallOutcome::Refused] {
        let mut story = Story::new("America/Chicago");
        story.open(ten, "major-incident", Some(High), Major, Production);
        story.tell(
            ten + mins(1),
            Wish::NotifyHotline {
                outcome,
                spoke_with: None,
                reference: None,
                text: None,
                number: None,
                call_back_by: None,
            },
        );
        assert_eq!(story.states("hotline", ten + mins(16)), [(Overdue, ten + mins(15))], "{outcome}");
    }
}

#[test]
fn the_hotline_is_owed_from_the_promotion_and_not_again_once_reached() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(High), Regular, Production);
    story.tell(ten + mins(30), Wish::Promote { why: None });
    assert_eq!(story.states("hotline", ten + mins(31)), [(Running, ten + mins(45))]);
    story.tell(ten + mins(35), hotline());
    story.tell(ten + mins(50), Wish::Demote { why: "smaller than thought".to_owned() });
    story.tell(ten + mins(60), Wish::Promote { why: None });
    assert_eq!(story.states("hotline", ten + mins(61)), [(Met, ten + mins(45))]);
}

#[test]
fn a_demotion_before_the_call_ends_it_and_a_promotion_begins_it_anew() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(High), Major, Production);
    story.tell(ten + mins(5), Wish::Demote { why: "smaller than thought".to_owned() });
    story.tell(ten + mins(60), Wish::Promote { why: None });
    assert_eq!(
        story.states("hotline", ten + mins(61)),
        [(NotNeeded, ten + mins(15)), (Running, ten + mins(75))]
    );
}

#[test]
fn a_pause_moves_the_deadline_by_its_length_and_keeps_it_while_it_lasts() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(High), Regular, Production);
    story.tell(ten, refer());
    story.tell(ten, acknowledge());
    let clock = "resolver-update";
    let why = "The vendor sleeps".to_owned();
    story.tell(ten + mins(30), Wish::PauseClock { clock: clock.to_owned(), why });
    assert_eq!(story.states(clock, ten + mins(90)), [(Paused, ten + mins(60))]);
    story.tell(ten + mins(100), Wish::ResumeClock { clock: clock.to_owned() });
    assert_eq!(story.states(clock, ten + mins(101)), [(Running, ten + mins(130))]);
    assert_eq!(story.states(clock, ten + mins(130)), [(Warning, ten + mins(130))]);
    assert_eq!(story.states(clock, ten + mins(130) + secs(1)), [(Overdue, ten + mins(130))]);
    story.tell(ten + mins(130), resolver());
    assert_eq!(story.states(clock, ten + mins(131)), [(Met, ten + mins(130)), (Running, ten + mins(190))]);
}

#[test]
fn what_is_done_or_ended_during_a_pause_is_judged_with_the_pause() {
    let ten = at(MONDAY);
    let pause =
        |clock: &str| Wish::PauseClock { clock: clock.to_owned(), why: "The vendor sleeps".to_owned() };
    let clock = "resolver-update";
    let paused = || {
        let mut story = Story::new("America/Chicago");
        story.open(ten, "major-incident", Some(High), Regular, Production);
        story.tell(ten, refer());
        story.tell(ten, acknowledge());
        story.tell(ten + mins(30), pause(clock));
        story
    };
    let mut story = paused();
    story.tell(ten + mins(90), resolver());
    assert_eq!(story.states(clock, ten + mins(91)), [(Met, ten + mins(120)), (Paused, ten + mins(150))]);
    let mut story = paused();
    story.tell(ten + mins(90), restore());
    assert_eq!(story.states(clock, ten + mins(91)), [(NotNeeded, ten + mins(120))], "half of it was left");
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Low), Regular, Production);
    story.tell(ten, refer());
    story.tell(ten + mins(1_440), pause("evaluation"));
    story.tell(ten + mins(5 * 1_440), restore());
    let due = ten + mins(6 * 1_440);
    assert_eq!(story.states("evaluation", due), [(Met, due)]);
}

#[test]
fn a_pause_outlasts_a_deadline_that_is_not_needed() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(High), Regular, Production);
    story.tell(ten, refer());
    story.tell(ten, acknowledge());
    let clock = "resolver-update".to_owned();
    story
        .tell(ten + mins(30), Wish::PauseClock { clock: clock.clone(), why: "The vendor sleeps".to_owned() });
    story.tell(ten + mins(70), Wish::NotNeeded { clock: clock.clone(), why: "It sleeps".to_owned() });
    assert_eq!(story.states(&clock, ten + mins(71)).last(), Some(&(Paused, ten + mins(130))));
    story.tell(ten + mins(100), Wish::ResumeClock { clock: clock.clone() });
    assert_eq!(story.states(&clock, ten + mins(101)).last(), Some(&(Running, ten + mins(160))));
}

#[test]
fn what_restoring_stops_does_not_run_while_service_is_back() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Critical), Major, Production);
    story.tell(ten + mins(5), restore());
    // Customers first hear of it when it is over.
    story.tell(ten + mins(10), update());
    story.tell(ten + mins(11), refer());
    story.tell(ten + mins(12), acknowledge());
    story.tell(ten + mins(13), Wish::TakeCommand { by: None });
    let now = ten + mins(300);
    for clock in
        ["customer-update-critical", "resolver-acknowledgement", "resolver-update", "command-handover"]
    {
        let states: Vec<_> = story.states(clock, now).into_iter().map(|(state, _)| state).collect();
        assert_eq!(states, [NotNeeded], "{clock}");
    }
    story.tell(ten + mins(301), Wish::Reopen { why: "It came back".to_owned() });
    let now = ten + mins(302);
    assert_eq!(
        story.states("customer-update-critical", now).last(),
        Some(&(Running, ten + mins(361))),
        "what restoring had stopped is taken up"
    );
    // A regular incident that was referred after the fact is resolved.
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Low), Regular, Production);
    story.tell(ten + mins(5), restore());
    story.tell(ten + mins(10), refer());
    assert_eq!(story.states("evaluation", ten + mins(9_000)), [(Met, ten + mins(2_890))]);
}

#[test]
fn a_hotline_that_was_called_between_two_promotions_is_called() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Critical), Major, Production);
    story.tell(ten + mins(5), Wish::Demote { why: "It is small".to_owned() });
    story.tell(ten + mins(6), hotline());
    story.tell(ten + mins(30), Wish::Promote { why: None });
    assert_eq!(story.states("hotline", ten + mins(60)), [(NotNeeded, ten + mins(15)), (Met, ten + mins(45))]);
}

#[test]
fn reopening_takes_up_what_restoring_had_ended() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Critical), Major, Production);
    story.tell(ten, update());
    story.tell(ten + mins(30), restore());
    story.tell(ten + mins(35), update());
    story.tell(ten + mins(300), Wish::Reopen { why: "It came back".to_owned() });
    let now = ten + mins(301);
    assert_eq!(
        story.states("customer-update-critical", now),
        [(NotNeeded, ten + mins(60)), (Running, ten + mins(360))]
    );
    assert_eq!(story.states("restored-notification", now), [(Met, ten + mins(45))]);
    assert_eq!(story.states("referral", now), [(Missed, ten + mins(15)), (Running, ten + mins(315))]);
    story.tell(ten + mins(320), restore());
    assert_eq!(
        story.states("restored-notification", ten + mins(321)).last(),
        Some(&(Running, ten + mins(335)))
    );
}

#[test]
fn not_needed_ends_a_single_clock_and_skips_one_of_a_repeating_one() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Critical), Regular, Production);
    story.tell(ten, update());
    let not_needed = |clock: &str| Wish::NotNeeded {
        clock: clock.to_owned(),
        why: "The customer is on the bridge".to_owned(),
    };
    // Which deadline is meant is read off the present, which in these stories is long after.
    story.tell(ten + mins(40), not_needed("customer-update-critical"));
    let next = [(NotNeeded, ten + mins(60)), (Running, ten + mins(120))];
    assert_eq!(story.states("customer-update-critical", ten + mins(41)), next);
    story.tell(ten + mins(41), not_needed("referral"));
    assert_eq!(story.states("referral", ten + mins(42)), [(NotNeeded, ten + mins(15))]);
}

#[test]
fn closing_ends_every_clock() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Critical), Major, Production);
    story.tell(ten, contact());
    story.tell(ten + mins(5), Wish::Close { why: Some("opened twice".to_owned()) });
    assert_eq!(story.live().pressing(ten + mins(6)).len(), 0);
    assert!(story.live().deadlines.iter().all(|one| !one.is_owed()));
}

#[test]
fn a_corrected_milestone_moves_its_clocks_and_taking_it_back_undoes_them() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Critical), Regular, Production);
    let sent = story.tell(ten + mins(20), update());
    assert_eq!(story.states("initial-notification", ten + mins(21)), [(Missed, ten + mins(15))]);
    let why = "The mail's own time".to_owned();
    story.tell(
        ten + mins(30),
        Wish::CorrectEntry { entry: sent, to_at: Some(ten + mins(14)), text: None, why },
    );
    assert_eq!(story.states("initial-notification", ten + mins(31)), [(Met, ten + mins(15))]);
    assert_eq!(story.states("customer-update-critical", ten + mins(31)), [(Running, ten + mins(74))]);
    let entry = story.live().incident.entry(sent).unwrap();
    assert_eq!(entry.event.happened_at, ten + mins(20), "what was first said stays readable");
    story.tell(ten + mins(40), Wish::RetractEntry { entry: sent, why: "It bounced".to_owned() });
    assert_eq!(story.states("initial-notification", ten + mins(41)), [(Overdue, ten + mins(15))]);
    assert_eq!(story.states("customer-update-critical", ten + mins(41)), []);
}

#[test]
fn reopening_takes_up_what_closing_had_ended() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Critical), Major, Production);
    story.tell(ten, update());
    story.tell(ten + mins(10), Wish::Close { why: Some("a slip".to_owned()) });
    story.tell(ten + mins(12), Wish::Note { text: "word from the site".to_owned(), significant: true });
    assert_eq!(story.states("significant-update", ten + mins(13)), [], "nothing starts while it is closed");
    story.tell(ten + mins(20), Wish::Reopen { why: "It was not over".to_owned() });
    let now = ten + mins(21);
    assert_eq!(story.states("customer-update-critical", now).last(), Some(&(Running, ten + mins(80))));
    assert_eq!(story.states("hotline", now).last(), Some(&(Running, ten + mins(35))));
    assert_eq!(story.states("initial-notification", now), [(Met, ten + mins(15))]);
    assert_eq!(story.states("restored-notification", now), []);
}

#[test]
fn what_is_logged_late_about_the_time_after_closing_starts_nothing() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Low), Regular, Production);
    story.tell(ten + mins(50), refer());
    story.tell(ten + mins(30), Wish::Close { why: Some("done".to_owned()) });
    assert_eq!(story.states("resolver-acknowledgement", ten + mins(60)), []);
    assert!(story.live().deadlines.iter().all(|one| !one.is_owed()));
}

#[test]
fn as_of_a_time_what_happened_later_is_left_out_and_what_is_known_by_now_is_not() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(Critical), Regular, Production);
    let slip = story.tell(ten + mins(5), update());
    let late = story.tell(ten + mins(20), refer());
    story.tell(ten + mins(60), Wish::RetractEntry { entry: slip, why: "It bounced".to_owned() });
    let why = "By the ticket".to_owned();
    story.tell(
        ten + mins(60),
        Wish::CorrectEntry { entry: late, to_at: Some(ten + mins(10)), text: None, why },
    );
    let id = story.id;
    let states = |minutes: i64| -> Vec<(String, DeadlineState)> {
        let now = ten + mins(minutes);
        let world = story.world.as_of(now);
        world.live.get(&id).map_or_else(Vec::new, |live| {
            live.deadlines.iter().map(|one| (one.clock.to_string(), one.state(now))).collect()
        })
    };
    assert!(states(-1).is_empty());
    assert!(states(9).contains(&("referral".to_owned(), Running)));
    assert!(states(10).contains(&("referral".to_owned(), Met)));
    assert!(
        states(16).contains(&("initial-notification".to_owned(), Overdue)),
        "what bounced was never sent"
    );
}

#[test]
fn not_needed_of_a_later_step_speaks_for_the_earlier_ones_too() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(High), Regular, Production);
    story.tell(ten, update());
    let why = "The customer is on the bridge".to_owned();
    let clock = "customer-update-high".to_owned();
    // Told long afterwards, when all three steps have passed: the last one speaks.
    story.tell(ten + mins(500), Wish::NotNeeded { clock, why });
    let states: Vec<_> =
        story.states("customer-update-high", ten + mins(501)).iter().map(|one| one.0).collect();
    assert_eq!(states, [NotNeeded, NotNeeded, NotNeeded]);
}

#[test]
fn which_deadline_is_meant_goes_by_when_it_was_said_not_by_when_it_is_written_down() {
    let ten = at(MONDAY);
    let mut story = Story::new("America/Chicago");
    story.open(ten, "major-incident", Some(High), Regular, Production);
    story.tell(ten, update());
    let why = "The customer is on the bridge".to_owned();
    story.tell(ten + mins(40), Wish::NotNeeded { clock: "customer-update-high".to_owned(), why });
    let states = story.states("customer-update-high", ten + mins(70));
    assert_eq!(states, [(NotNeeded, ten + mins(60)), (Running, ten + mins(240))]);
}

#[test]
fn the_words_to_customers_say_when_they_hear_next() {
    let ten = at(MONDAY);
    let said = |level, told: &[i64], minutes: i64, clock: &str| {
        let mut story = Story::new("America/Chicago");
        story.open(ten, "major-incident", Some(level), Regular, Production);
        for after in told {
            story.tell(ten + mins(*after), update());
        }
        let (live, now) = (story.live(), ten + mins(minutes));
        let say = live.policy.clock(clock).unwrap().say.clone().unwrap();
        let deadline = live.current_deadline(clock, now).unwrap();
        let desk = &story.world.settings;
        {
            let directory = &story.world.directory;
            let known = bridgewatch::domain::known::Known { live, desk, directory, now };
            bridgewatch::domain::script::render(&say, &known, Some(deadline))
        }
    };
    let ends = |text: String, with: &str| assert!(text.ends_with(with), "{text}");
    ends(said(Critical, &[], 5, "initial-notification"), "Next update by Mon 2 Mar 11:05 CST.");
    ends(said(Critical, &[5], 50, "customer-update-critical"), "Next update by Mon 2 Mar 11:50 CST.");
    ends(said(High, &[], 5, "initial-notification"), "Next update by Mon 2 Mar 11:05 CST.");
    ends(said(High, &[5], 50, "customer-update-high"), "Next update by Mon 2 Mar 14:05 CST.");
    ends(said(High, &[5, 50, 200], 460, "customer-update-high"), "Next update when there is more to say.");
}
