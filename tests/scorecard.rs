//! The numbers of a period: of a story whose every instant is set, and of real tickets against numbers that
//! were reckoned without this program (`support/ticket_numbers.py`).

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed, and these numbers are exact"
)]

mod support;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use bridgewatch::desk::report::scorecard;
use bridgewatch::desk::{Desk, DeskOptions};
use bridgewatch::domain::command::{ItemName, Wish};
use bridgewatch::domain::report::scorecard::Scorecard;
use bridgewatch::domain::report::tally::{Score, Tally};
use bridgewatch::domain::rota::change::Window;
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{Environment, Kind, Priority};
use bridgewatch::imports::civil_times::DateOrder;
use bridgewatch::imports::encoding::Encoding;
use bridgewatch::imports::incident_mapping::Mapping;
use bridgewatch::imports::incidents_csv::{Reading, read};
use bridgewatch::platform::RecordingNotifier;
use bridgewatch::store::Store;
use chrono_tz::America::Chicago;
use support::{Story, acknowledge, at, mins, refer, restore, secs, update};

const REAL: &str = include_str!("data/servicenow_incident_event_log.csv");

fn ten() -> Instant {
    at("2026-03-02T10:00:00-06:00")
}

fn day() -> Window {
    Window::new(ten(), ten() + mins(60))
}

fn open(story: &mut Story, happened: Instant, priority: Option<Priority>) {
    story.open(happened, "major-incident", priority, Kind::Regular, Environment::Production);
}

fn card(story: &Story, as_of: Instant) -> Scorecard {
    let mut card = Scorecard::new(day(), as_of, Chicago);
    for live in story.world.live.values() {
        card.take(live);
    }
    card
}

fn counts(score: Option<&Score>) -> (u64, u64) {
    score.map_or((0, 0), |score| (score.met.count, score.missed.count))
}

#[test]
fn an_incident_belongs_to_the_period_it_was_opened_in() {
    let mut story = Story::new("America/Chicago");
    for happened in [ten() - secs(1), ten(), ten() + mins(60) - secs(1), ten() + mins(60)] {
        open(&mut story, happened, Some(Priority::High));
    }
    let card = card(&story, ten() + mins(500));
    assert_eq!(card.incidents.count, 2);
    assert_eq!(card.by_priority[&Some(Priority::High)], card.incidents);
    assert_eq!(card.by_hour.keys().copied().collect::<Vec<_>>(), [10]);
    assert_eq!((card.by_weekday[&0].count, card.by_weekday.len()), (2, 1), "a Monday");
    assert_eq!(card.by_service[""].count, 2);
}

#[test]
fn a_deadline_met_to_the_second_is_met_and_one_a_second_late_missed() {
    for (late, expected) in [(0, (1, 0)), (1, (0, 1))] {
        let mut story = Story::new("America/Chicago");
        open(&mut story, ten(), Some(Priority::Critical));
        story.tell(ten() + mins(15) + secs(late), update());
        let card = card(&story, ten() + mins(20));
        assert_eq!(counts(card.clocks.get("initial-notification")), expected, "{late}");
        assert_eq!(counts(Some(&card.updates)), expected, "{late}");
        assert_eq!(
            counts(card.clocks_by_priority.get(&Some(Priority::Critical))).0,
            1 + expected.0,
            "and triage"
        );
    }
}

#[test]
fn what_is_past_and_owed_is_missed_and_what_has_time_counts_nowhere() {
    let mut story = Story::new("America/Chicago");
    open(&mut story, ten(), None);
    for (after, expected) in [(mins(15), (0, 0)), (mins(15) + secs(1), (0, 1))] {
        let card = card(&story, ten() + after);
        assert_eq!(counts(card.clocks.get("triage")), expected);
        assert_eq!(counts(card.clocks_by_priority.get(&None)).1, expected.1 * 2, "triage and referral");
    }
}

#[test]
fn spans_are_measured_between_what_really_happened() {
    let mut story = Story::new("America/Chicago");
    open(&mut story, ten(), Some(Priority::High));
    story.tell(ten() + mins(2), acknowledge());
    story.tell(ten() + mins(5), refer());
    story.tell(ten() + mins(9), acknowledge());
    story.tell(ten() + mins(20), restore());
    story.tell(ten() + mins(30), Wish::Reopen { why: "down again".to_owned() });
    let span = |card: &Scorecard, from: &str, to: &str| {
        card.spread(from, to).unwrap().summary().map(|one| (one.n, one.median_secs))
    };
    let before = card(&story, ten() + mins(31));
    assert_eq!(span(&before, "opened", "restored"), None, "it is not over");
    story.tell(ten() + mins(40), restore());
    let after = card(&story, ten() + mins(50));
    assert_eq!(span(&after, "opened", "restored"), Some((1, 2400.0)));
    assert_eq!(span(&after, "opened", "acknowledged"), Some((1, 120.0)));
    assert_eq!(span(&after, "referred", "acknowledged"), Some((1, 240.0)), "the answer to the referral");
    assert_eq!(span(&after, "opened", "triaged"), Some((1, 0.0)));
    assert_eq!(span(&after, "opened", "closed"), None);
    assert_eq!(span(&after, "opened", "hotline-notified"), None);
}

#[test]
fn what_was_opened_in_error_counts_only_as_that() {
    let mut story = Story::new("America/Chicago");
    open(&mut story, ten(), Some(Priority::Critical));
    story.tell(ten() + mins(30), Wish::Cancel { why: "a test".to_owned() });
    let card = card(&story, ten() + mins(50));
    assert_eq!((card.incidents.count, card.cancelled.count), (0, 1));
    assert!(card.clocks.is_empty() && card.by_priority.is_empty());
}

#[test]
fn an_action_that_is_late_is_overdue_until_it_is_done() {
    let mut story = Story::new("America/Chicago");
    open(&mut story, ten(), Some(Priority::Low));
    let action = story.tell(
        ten(),
        Wish::DelegateAction {
            to: "Sample One".to_owned(),
            what: "call the vendor".to_owned(),
            due: Some(ten() + mins(10)),
            follow_up: false,
        },
    );
    assert_eq!(card(&story, ten() + mins(10)).actions_overdue.count, 0);
    let late = card(&story, ten() + mins(10) + secs(1));
    assert_eq!((late.actions_overdue.count, counts(late.clocks.get("action"))), (1, (0, 1)));
    story.tell(ten() + mins(20), Wish::CompleteAction { action: ItemName::Entry(action), text: None });
    let done = card(&story, ten() + mins(30));
    assert_eq!((done.actions_overdue.count, counts(done.clocks.get("action"))), (0, (0, 1)));
}

fn tallies<K: Ord + Copy>(map: &BTreeMap<K, Tally>) -> Vec<(K, u64)> {
    map.iter().map(|(key, tally)| (*key, tally.count)).collect()
}

/// n, mean, median, 90th percentile.
fn numbers(card: &Scorecard, from: &str, to: &str) -> (usize, f64, f64, i64) {
    let one = card.spread(from, to).unwrap().summary().unwrap();
    (one.n, one.mean_secs, one.median_secs, one.p90_secs)
}

#[test]
fn real_tickets_give_the_numbers_that_were_reckoned_without_this_program() {
    let now = ten();
    let folder = tempfile::tempdir().unwrap();
    let notifier = Box::new(RecordingNotifier::new().0);
    let options = DeskOptions { folder: folder.path().to_path_buf(), zone: Chicago, notifier };
    let mut desk = Desk::open(options, now).unwrap();
    let reading = Reading {
        system: "ServiceNow",
        mapping: &Mapping::default(),
        zone: Chicago,
        order: DateOrder::Dmy,
        encoding: Encoding::Utf8,
        latest: now,
    };
    let file = read(REAL.as_bytes(), &reading, &mut |_| ControlFlow::Continue(())).unwrap();
    desk.import(&file, now, &mut |_, _| ControlFlow::Continue(())).unwrap();
    let store = Store::open_read_only(folder.path()).unwrap();
    let card = |from: &str, until: &str| {
        let period = Window::new(at(from), at(until));
        let mut on = |_| ControlFlow::Continue(());
        scorecard(Some(&store), desk.world(), period, now, &mut on).unwrap().unwrap().card
    };

    let all = card("2016-01-01T00:00:00-06:00", "2017-01-01T00:00:00-06:00");
    let (critical, high) = (Some(Priority::Critical), Some(Priority::High));
    let (medium, low) = (Some(Priority::Medium), Some(Priority::Low));
    assert_eq!(tallies(&all.by_priority), [(critical, 7), (high, 8), (medium, 239), (low, 46)]);
    assert_eq!(tallies(&all.by_weekday), [(0, 207), (1, 93)]);
    let hours: Vec<u64> = (0..24).map(|hour| all.by_hour.get(&hour).map_or(0, |one| one.count)).collect();
    let expected = [0, 6, 2, 1, 1, 1, 4, 7, 41, 68, 50, 11, 14, 15, 24, 26, 11, 8, 2, 1, 1, 3, 1, 2];
    assert_eq!(hours, expected);
    assert_eq!((all.by_service["Category 53"].count, all.by_service[""].count), (74, 2));
    assert_eq!(all.by_service.len(), 27);
    assert_eq!(numbers(&all, "opened", "restored"), (300, 969_552.0, 190_890.0, 1_911_000));
    assert_eq!(numbers(&all, "opened", "closed"), (300, 1_536_057.2, 625_590.0, 2_425_620));
    assert_eq!(numbers(&all, "restored", "closed"), (300, 566_505.2, 434_340.0, 863_760));
    assert_eq!(numbers(&all, "opened", "referred"), (299, 560.468_227_424_749_2, 240.0, 1_020));
    assert!(!all.clocks.contains_key("initial-notification"), "a ticket says nothing of updates");
    assert_eq!(counts(all.clocks.get("triage")), (300, 0));
    // One was restored before it had to be referred.
    assert_eq!(counts(all.clocks.get("referral")), (265, 34));

    let tuesday = card("2016-03-01T00:00:00-06:00", "2016-03-02T00:00:00-06:00");
    assert_eq!(tallies(&tuesday.by_priority), [(critical, 1), (high, 5), (medium, 76), (low, 11)]);
    assert_eq!(numbers(&tuesday, "opened", "restored"), (93, 590_478.064_516_129_1, 183_840.0, 1_830_900));
    assert_eq!(numbers(&tuesday, "opened", "closed"), (93, 1_152_071.612_903_225_7, 618_600.0, 2_269_860));
    assert_eq!(numbers(&tuesday, "opened", "referred"), (93, 304.516_129_032_258_05, 180.0, 780));
    let monday = card("2016-01-01T00:00:00-06:00", "2016-03-01T00:00:00-06:00");
    assert_eq!(
        monday.incidents.count + tuesday.incidents.count,
        300,
        "periods that follow each other add up"
    );

    let period = Window::new(at("2016-03-01T00:00:00-06:00"), at("2016-03-02T00:00:00-06:00"));
    let mut on = |_| ControlFlow::Continue(());
    let both = scorecard(Some(&store), desk.world(), period, now, &mut on).unwrap().unwrap();
    assert_eq!(both.card, tuesday);
    assert_eq!(both.before, card("2016-02-29T00:00:00-06:00", "2016-03-01T00:00:00-06:00"), "in one pass");
    assert_eq!((both.before.incidents.count, both.incidents.len()), (207, 300));
    let mut read = 0;
    let mut stop = |taken| {
        read = taken;
        if taken < 10 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    assert!(scorecard(Some(&store), desk.world(), period, now, &mut stop).unwrap().is_none());
    assert_eq!(read, 10, "it stops where it is told to");
}
