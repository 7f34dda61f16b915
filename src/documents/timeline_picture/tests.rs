use chrono_tz::America::Chicago;
use serde_json::json;

use super::*;
use crate::documents::report::trial::{Teller, at, hostile, usual};

fn picture(teller: &Teller, now: Instant) -> TimelinePicture {
    let choice = PictureChoice { zone: Chicago, room_chars: 88.0, is_outside: false };
    timeline_picture(teller.live(), choice, now)
}

fn opened_at(wall: &str) -> Teller {
    let mut teller = Teller::new();
    teller.open(
        wall,
        &json!({"open_incident": {"title": "Payments API down", "priority": "critical", "kind": "major"}}),
    );
    teller
}

fn note(teller: &mut Teller, wall: &str) {
    teller.tell(wall, &json!({"send_update": {"audience": "executives", "text": "x"}}));
}

fn ticks(picture: &TimelinePicture) -> String {
    picture.ticks.iter().map(|one| one.label.as_str()).collect::<Vec<_>>().join(" ")
}

fn lane<'a>(picture: &'a TimelinePicture, title: &str) -> &'a Lane {
    picture.lanes.iter().find(|lane| lane.title == title).unwrap_or_else(|| panic!("no lane {title}"))
}

/// What holds of every picture: all within its edges, in order, and no label over another.
fn check_layout(picture: &TimelinePicture, room_chars: f32) {
    let within = |share: f32| (0.0..=1.0).contains(&share);
    assert!(picture.ticks.iter().all(|one| within(one.at)));
    assert!(picture.ticks.windows(2).all(|two| two[0].at < two[1].at), "{:?}", picture.ticks);
    assert!(picture.breaks.iter().all(|one| within(one.at)));
    for lane in &picture.lanes {
        assert!(lane.marks.iter().all(|one| one.row < lane.rows));
        for row in 0..lane.rows {
            let mut end = 0.0;
            for mark in lane.marks.iter().filter(|mark| mark.row == row) {
                let width = chars_wide(&mark.label) / room_chars;
                let (from, until) = (mark.at.min(mark.label_at), mark.until.max(mark.label_at + width));
                assert!(from >= end - 0.001, "{} overlaps in {}", mark.label, lane.title);
                assert!(within(mark.at) && within(mark.until) && mark.label_at >= 0.0);
                end = until;
            }
        }
        for two in lane.bars.windows(2) {
            assert!(two[0].until <= two[1].from + 0.001, "{two:?}");
        }
        for bar in &lane.bars {
            assert!(within(bar.from) && within(bar.until) && bar.from < bar.until, "{bar:?}");
        }
    }
}

#[test]
fn a_usual_outage_has_its_lanes_and_every_moment() {
    let teller = usual();
    let picture = picture(&teller, at("2026-03-06T09:00"));
    check_layout(&picture, 88.0);
    let titles: Vec<&str> = picture.lanes.iter().take(4).map(|lane| lane.title.as_str()).collect();
    assert_eq!(titles, ["Milestones", "Updates", "Escalations", "Calls"]);
    assert_eq!(ticks(&picture), "10:00 10:30 11:00 11:30 12:00 12:30");
    assert_eq!(picture.first_day, "Mon 2 Mar 2026");
    let moments: Vec<String> =
        picture.in_order().iter().map(|(lane, one)| format!("{lane}: {} {}", one.time, one.label)).collect();
    assert_eq!(moments.first().map(String::as_str), Some("Milestones: Mon 2 Mar 09:52 Detected"));
    assert!(moments.contains(&"Calls: Mon 2 Mar 10:19 Hotline reached".to_owned()), "{moments:?}");
    let calls = lane(&picture, "Calls");
    let shape = |label: &str| {
        let mark = calls.marks.iter().find(|mark| mark.label.contains(label)).expect("a mark");
        mark.shape
    };
    assert_eq!((shape("Unknown"), shape("Hotline")), (Shape::OpenCircle, Shape::FilledCircle));
}

#[test]
fn clocks_are_bars_that_say_met_or_missed_and_by_how_much() {
    let teller = usual();
    let picture = picture(&teller, at("2026-03-06T09:00"));
    let bar = |title: &str| {
        let bar = &lane(&picture, title).bars[0];
        (bar.state, bar.words.clone())
    };
    assert_eq!(bar("Initial notification"), (BarState::Met, "met".to_owned()));
    assert_eq!(bar("Hotline call"), (BarState::Missed, "missed, 4 min late".to_owned()));
    assert_eq!(bar("Update to customers"), (BarState::Missed, "missed, 14 min late".to_owned()));
    let first = &lane(&picture, "Hotline call").bars[0];
    let due = first.due.expect("within the picture");
    assert!(first.from < due && due < first.until);
}

#[test]
fn outside_there_are_milestones_and_what_customers_got() {
    let teller = usual();
    let choice = PictureChoice { zone: Chicago, room_chars: 88.0, is_outside: true };
    let picture = timeline_picture(teller.live(), choice, at("2026-03-06T09:00"));
    let titles: Vec<&str> = picture.lanes.iter().map(|lane| lane.title.as_str()).collect();
    assert_eq!(titles, ["Milestones", "Updates"]);
    assert!(!picture.description.contains("Executives"));
}

#[test]
fn a_short_outage_is_not_pressed_together_by_what_came_days_later() {
    let mut teller = opened_at("10:00");
    teller.tell("10:20", &json!({"restore": {}}));
    teller.tell("2026-03-06T10:00", &json!({"close": {"why": "done"}}));
    let picture = picture(&teller, at("2026-03-09T09:00"));
    check_layout(&picture, 88.0);
    assert!((picture.until - picture.from) < TimeDelta::minutes(30), "{:?}", picture.until);
    assert_eq!(picture.not_shown, ["Closed Fri 6 Mar 2026, 10:00 CST"]);
    assert_eq!(ticks(&picture), "10:00 10:05 10:10 10:15 10:20");
}

#[test]
fn three_days_have_day_breaks_and_clustered_labels() {
    let mut teller = opened_at("10:00");
    for day in 2..5 {
        for hour in 0..24 {
            let wall = format!("2026-03-{day:02}T{hour:02}:30");
            if at(&wall) > at("10:00") && at(&wall) < at("2026-03-05T09:00") {
                note(&mut teller, &wall);
            }
        }
    }
    teller.tell("2026-03-05T09:00", &json!({"restore": {}}));
    let picture = picture(&teller, at("2026-03-05T10:00"));
    check_layout(&picture, 88.0);
    let days: Vec<&str> = picture.breaks.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(days, ["Tue 3 Mar", "Wed 4 Mar", "Thu 5 Mar"]);
    assert!(picture.ticks.len() <= 10, "{}", ticks(&picture));
    let updates = lane(&picture, "Updates");
    let shown: usize = updates.marks.iter().map(|mark| mark.members.len()).sum();
    assert_eq!(shown, teller.live().incident.updates.sent.len(), "none is lost");
    assert!(updates.marks.iter().any(|mark| mark.label.contains(" updates")), "{:?}", updates.marks);
}

#[test]
fn an_hour_that_occurs_twice_is_marked_twice_and_one_that_is_skipped_not_at_all() {
    let mut teller = opened_at("2026-10-31T23:30");
    teller.tell("2026-11-01T03:30", &json!({"restore": {}}));
    let autumn = picture(&teller, at("2026-11-01T03:30"));
    assert_eq!(ticks(&autumn), "00:30 01:00 01:30 01:00 01:30 02:00 02:30 03:00 03:30");
    let change = autumn.breaks.iter().find(|one| one.kind == BreakKind::Clock).expect("a change");
    assert_eq!(change.label, "CDT becomes CST");
    let mut teller = opened_at("2026-03-08T01:00");
    teller.tell("2026-03-08T04:00", &json!({"restore": {}}));
    let spring = picture(&teller, at("2026-03-08T04:00"));
    assert_eq!(ticks(&spring), "01:00 01:30 03:00 03:30 04:00 04:30 05:00");
}

#[test]
fn longer_steps_keep_to_the_wall_clock_over_a_change() {
    let mut teller = opened_at("2026-03-07T12:00");
    teller.tell("2026-03-09T12:00", &json!({"restore": {}}));
    let picture = picture(&teller, at("2026-03-09T12:00"));
    assert_eq!(ticks(&picture), "12:00 18:00 00:00 06:00 12:00 18:00 00:00 06:00 12:00");
    check_layout(&picture, 88.0);
}

#[test]
fn any_width_and_any_words_are_laid_out_without_overlap() {
    for teller in [usual(), hostile()] {
        for room_chars in [20.0, 40.0, 88.0, 300.0] {
            let choice = PictureChoice { zone: Chicago, room_chars, is_outside: false };
            check_layout(&timeline_picture(teller.live(), choice, at("2026-03-06T09:00")), room_chars);
        }
    }
}

#[test]
fn an_incident_of_this_second_and_one_of_years_are_shown() {
    let teller = opened_at("10:00");
    check_layout(&picture(&teller, at("10:00")), 88.0);
    let years = picture(&teller, at("2026-03-02T10:00") + TimeDelta::days(3_000));
    check_layout(&years, 88.0);
    assert!(years.ticks.len() <= 10);
}
