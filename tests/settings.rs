//! The desk's settings: seats, calendars, holidays. What is decided, what is refused, what it does.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use bridgewatch::domain::calendar::{Calendar, OpeningHours};
use bridgewatch::domain::command::{About, Wish};
use bridgewatch::domain::rota::person::Seat;
use bridgewatch::domain::service_review::schedule::business;
use bridgewatch::domain::settings::calendars::{calendars, effect, words};
use bridgewatch::domain::settings::seats::seats;
use bridgewatch::domain::settings::wish::{DeskWish, HolidayDay};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::watch::wish::{Effect, WatchWish};
use bridgewatch::domain::words::{Environment, Kind, Priority};
use chrono::NaiveDate;
use support::{Story, at, secs};

/// Monday, in winter.
const MONDAY: &str = "2026-03-02T17:00:00-06:00";

fn said(story: &mut Story, now: Instant, wish: impl Into<Wish>) -> Result<(), String> {
    story.try_tell(About::Desk, now, wish.into()).map(drop).map_err(|refusal| refusal.to_string())
}

fn add(seat: &str) -> DeskWish {
    DeskWish::AddSeat { seat: seat.to_owned() }
}

fn aside(seat: &str) -> DeskWish {
    DeskWish::PutSeatAside { seat: seat.to_owned(), why: None }
}

fn seat_words(story: &Story, now: Instant) -> Vec<String> {
    seats(&story.world, now).iter().map(ToString::to_string).collect()
}

#[test]
fn a_seat_is_added_and_put_aside_and_primary_and_backup_stay() {
    let (mut story, now) = (Story::new("America/Chicago"), at(MONDAY));
    assert_eq!(seat_words(&story, now), ["primary", "backup"]);
    said(&mut story, now, add(" Second  Shadow ")).unwrap();
    said(&mut story, now, add("shadow")).unwrap();
    assert_eq!(seat_words(&story, now), ["primary", "backup", "second-shadow", "shadow"]);
    for (wish, words) in [
        (add("SHADOW"), "the seat shadow is there already; choose another name"),
        (add("backup"), "the seat backup is there already; choose another name"),
        (add("  "), "the seat is empty; say it in a line"),
        (
            add("=cmd"),
            "a seat is named in small letters, digits and dashes, up to 120; name it such as shadow or second-backup",
        ),
        (
            add("\u{202e}wodahs"),
            "a seat is named in small letters, digits and dashes, up to 120; name it such as shadow or second-backup",
        ),
        (
            aside("primary"),
            "primary stays: every watch has a primary and a backup; put aside a seat that was added",
        ),
        (
            aside("Backup"),
            "backup stays: every watch has a primary and a backup; put aside a seat that was added",
        ),
        (aside("third"), "no seat is called third; there are second-shadow, shadow"),
    ] {
        assert_eq!(said(&mut story, now, wish).unwrap_err(), words);
    }
    assert!(said(&mut story, now, add(&"x".repeat(100_000))).unwrap_err().len() < 200);
    said(&mut story, now, aside("shadow")).unwrap();
    assert_eq!(seat_words(&story, now), ["primary", "backup", "second-shadow"]);
    for number in 1..=7 {
        said(&mut story, now, add(&format!("s{number}"))).unwrap();
    }
    let refused = said(&mut story, now, add("s8")).unwrap_err();
    assert_eq!(refused, "there are 8 seats beside primary and backup; that is the most; put one aside first");
}

#[test]
fn a_seat_that_a_rule_or_a_change_uses_from_now_on_is_not_put_aside() {
    let (mut story, now) = (Story::new("America/Chicago"), at(MONDAY));
    said(&mut story, now, add("shadow")).unwrap();
    let rule = "name = \"Main\"\ntime_zone = \"America/Chicago\"\nanchor = \"2026-03-02T09:00\"\nevery = \"1 week\"\n\
                participants = [\"Sample One\", \"Sample Two\"]\n[seats]\nshadow = [\"Sample Three\"]\n";
    let adopt = WatchWish::AdoptRule {
        rule: rule.to_owned(),
        track: None,
        takes_effect: Effect::AtOnce,
        from: None,
        why: None,
    };
    said(&mut story, now, adopt).unwrap();
    let refused = said(&mut story, now, aside("shadow")).unwrap_err();
    assert_eq!(
        refused,
        "shadow is not free: the rule “Main” fills it; change or end that first, then put the seat aside"
    );
    let later = now + secs(3_600);
    let end = WatchWish::EndRule { track: None, takes_effect: Effect::AtOnce, from: None, why: None };
    said(&mut story, later, end).unwrap();
    let from = later + secs(86_400);
    let put = WatchWish::OverrideWatch {
        seat: Some(Seat::Other("shadow".to_owned())),
        from,
        until: from + secs(3_600),
        person: "Sample Three".to_owned(),
        why: None,
    };
    said(&mut story, later, put).unwrap();
    let refused = said(&mut story, later, aside("shadow")).unwrap_err();
    assert!(refused.contains("an override that is still to come fills it"), "{refused}");
    // To the second: an instant before the override ends it is used, at its end it is free.
    let ends = from + secs(3_600);
    assert!(said(&mut story, ends - secs(1), aside("shadow")).is_err());
    said(&mut story, ends, aside("shadow")).unwrap();
    assert_eq!(seat_words(&story, ends), ["primary", "backup"]);
}

fn business_hours(open: &str, close: &str, days: &str) -> DeskWish {
    DeskWish::SetCalendar {
        calendar: "business".to_owned(),
        open: Some(open.to_owned()),
        close: Some(close.to_owned()),
        weekdays: days.split_whitespace().map(str::to_owned).collect(),
    }
}

fn taken_back() -> DeskWish {
    DeskWish::SetCalendar { calendar: "business".to_owned(), open: None, close: None, weekdays: Vec::new() }
}

/// A major incident that was restored on Monday at six in the evening: its post-mortem is owed.
fn restored() -> Story {
    let mut story = Story::new("America/Chicago");
    story.open(at(MONDAY), "major-incident", Some(Priority::High), Kind::Major, Environment::Production);
    story.tell(at(MONDAY) + secs(3_600), Wish::Restore { text: None });
    story
}

fn due(story: &Story, clock: &str) -> Instant {
    story.live().deadlines.iter().find(|one| &*one.clock == clock).unwrap().due
}

#[test]
fn the_desks_own_hours_stand_for_a_calendar_in_every_policy_and_can_be_taken_back() {
    let mut story = restored();
    let now = at(MONDAY) + secs(7_200);
    let by_policies = at("2026-03-04T09:00:00-06:00");
    assert_eq!(due(&story, "post-mortem-scheduled"), by_policies);
    let wish = business_hours("8", "8 pm", "mon tue wed thu fri");

    // Said before it is saved, and true.
    let moved = effect(&story.world, &wish, now).unwrap();
    let lines: Vec<_> = moved.iter().map(|one| (one.title.as_str(), one.from, one.to)).collect();
    let own = at("2026-03-03T18:00:00-06:00");
    assert_eq!(
        lines,
        [
            ("Post-mortem scheduled", by_policies, own),
            ("Post-mortem held", at("2026-03-10T09:00:00-05:00"), at("2026-03-09T18:00:00-05:00")),
        ]
    );
    assert!(moved.iter().all(|one| one.reference == "MI-0001"));
    assert_eq!(due(&story, "post-mortem-scheduled"), by_policies, "asking changes nothing");

    said(&mut story, now, wish.clone()).unwrap();
    assert_eq!(due(&story, "post-mortem-scheduled"), own);
    let days = [true, true, true, true, true, false, false];
    let time = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let hours = Calendar::Hours(OpeningHours { days, open: time(8), close: time(20) });
    assert_eq!(business(&story.world), hours, "also for service reviews");
    let shown = calendars(&story.world);
    let lines: Vec<_> =
        shown.iter().map(|one| (one.name.as_str(), words(&one.calendar), one.is_own)).collect();
    assert_eq!(
        lines,
        [
            ("24x7", "around the clock, holidays too".to_owned(), false),
            ("business", "Mon to Fri, 08:00 to 20:00".to_owned(), true),
        ]
    );

    // An incident that is opened from now on has them too.
    story.open(now, "major-incident", Some(Priority::High), Kind::Major, Environment::Production);
    story.tell(now, Wish::Restore { text: None });
    assert_eq!(due(&story, "post-mortem-scheduled"), at("2026-03-03T19:00:00-06:00"));

    said(&mut story, now, taken_back()).unwrap();
    assert_eq!(due(&story, "post-mortem-scheduled"), by_policies);
    assert_eq!(story.world.settings.hours.len(), 0);
}

#[test]
fn a_calendar_says_what_a_business_day_means() {
    let mut story = Story::new("America/Chicago");
    let example = |story: &Story, now: &str| {
        let all = calendars(&story.world);
        let business = all.iter().find(|one| one.name == "business").unwrap();
        business.one_business_day(&story.world, at(now))
    };
    let friday = "2026-03-06T14:10:00-06:00";
    assert_eq!(example(&story, friday), at("2026-03-09T14:10:00-05:00"), "over the weekend and the change");
    said(&mut story, at(MONDAY), business_hours("09:00", "16:00", "")).unwrap();
    assert_eq!(example(&story, friday), at("2026-03-07T14:10:00-06:00"), "weekends are worked");
}

#[test]
fn hours_that_make_no_sense_are_refused() {
    let (mut story, now) = (Story::new("America/Chicago"), at(MONDAY));
    let named = |name: &str| DeskWish::SetCalendar {
        calendar: name.to_owned(),
        open: Some("9".to_owned()),
        close: Some("17".to_owned()),
        weekdays: Vec::new(),
    };
    for (wish, words) in [
        (named("nights"), "no policy in force names a calendar `nights`; there are business"),
        (
            named("24x7"),
            "`24x7` is around the clock, as its name says; let a policy of your own name another calendar where its clocks shall rest",
        ),
        (
            business_hours("17:00", "09:00", ""),
            "closing does not come after opening; say hours within one day, such as 09:00 and 16:00",
        ),
        (
            business_hours("09:00", "09:00", ""),
            "closing does not come after opening; say hours within one day, such as 09:00 and 16:00",
        ),
        (
            business_hours("09:00", "", ""),
            "only one time is said; say opening and closing, such as 09:00 and 16:00",
        ),
        (business_hours("09:00", "noon", ""), "the closing, `noon`, is no time of day; write it like 22:00"),
        (
            business_hours("09:00", "16:00", "mon payday"),
            "`payday` is not a day; use mon, tue, wed, thu, fri, sat, sun",
        ),
        (taken_back(), "`business` has the hours of the policies; there is nothing to change"),
    ] {
        assert_eq!(said(&mut story, now, wish).unwrap_err(), words);
    }
    said(&mut story, now, business_hours("07:30", "18:00", "mon sat")).unwrap();
    assert_eq!(
        said(&mut story, now, business_hours("07:30", "18:00", "SATURDAY monday")).unwrap_err(),
        "`business` is Mon and Sat, 07:30 to 18:00 already; there is nothing to change"
    );
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn span(first: &str, last: Option<&str>, name: Option<&str>) -> DeskWish {
    DeskWish::AddHolidays {
        days: Vec::new(),
        first_day: Some(day(first)),
        last_day: last.map(day),
        name: name.map(str::to_owned),
    }
}

#[test]
fn holidays_are_added_by_day_and_span_named_and_removed() {
    let (mut story, now) = (Story::new("America/Chicago"), at(MONDAY));
    said(&mut story, now, span("2026-12-24", Some("2026-12-26"), Some("Christmas"))).unwrap();
    said(&mut story, now, span("2026-07-04", None, None)).unwrap();
    let days: Vec<String> = story.world.settings.holidays.iter().map(ToString::to_string).collect();
    assert_eq!(days, ["2026-07-04", "2026-12-24", "2026-12-25", "2026-12-26"]);
    assert_eq!(story.world.settings.holiday_names.len(), 3);
    // A day that is there gets the name, and keeps it where none is said.
    let single = HolidayDay { date: day("2026-07-04"), name: Some(" Independence\tDay ".to_owned()) };
    let named = DeskWish::AddHolidays { days: vec![single], first_day: None, last_day: None, name: None };
    said(&mut story, now, named).unwrap();
    said(&mut story, now, span("2026-07-04", Some("2026-07-05"), None)).unwrap();
    assert_eq!(story.world.settings.holiday_names[&day("2026-07-04")], "Independence Day");
    said(&mut story, now, DeskWish::RemoveHolidays { days: vec![day("2026-07-05"), day("2026-12-25")] })
        .unwrap();
    assert!(!story.world.settings.holidays.contains(&day("2026-12-25")));
    assert!(!story.world.settings.holiday_names.contains_key(&day("2026-12-25")), "its name goes with it");

    for (wish, words) in [
        (span("2026-12-24", None, None), "these days are holidays already; there is nothing to change"),
        (
            span("2026-12-24", Some("2026-12-23"), None),
            "2026-12-23 comes before 2026-12-24; say the earlier day first",
        ),
        (
            span("2026-01-01", Some("2026-12-31"), None),
            "2026-01-01 to 2026-12-31 are 365 days; 62 are the most at once; look at the year",
        ),
        (
            DeskWish::RemoveHolidays { days: vec![day("2026-12-25")] },
            "2026-12-25 is no holiday of this desk; name one that is",
        ),
        (DeskWish::RemoveHolidays { days: Vec::new() }, "no day is said; say one like 2026-12-25"),
        (
            DeskWish::AddHolidays {
                days: Vec::new(),
                first_day: None,
                last_day: Some(day("2026-12-25")),
                name: None,
            },
            "the first day is missing; say it like 2026-12-24",
        ),
    ] {
        assert_eq!(said(&mut story, now, wish).unwrap_err(), words);
    }
    let long = "x".repeat(100_000);
    assert!(
        said(&mut story, now, span("2026-05-01", None, Some(&long)))
            .unwrap_err()
            .contains("100000 characters")
    );
    assert!(!story.world.settings.holidays.contains(&day("2026-05-01")), "all or nothing");
}

#[test]
fn holidays_set_as_a_list_keep_the_names_of_those_that_stay() {
    let (mut story, now) = (Story::new("America/Chicago"), at(MONDAY));
    said(&mut story, now, span("2026-12-24", Some("2026-12-26"), Some("Christmas"))).unwrap();
    let list = Wish::ConfigureDesk {
        name: None,
        manager: None,
        time_zone: None,
        hotline: None,
        holidays: Some(vec![day("2026-12-24"), day("2027-01-01")]),
        default_policy: None,
    };
    said(&mut story, now, list).unwrap();
    let names: Vec<_> =
        story.world.settings.holiday_names.iter().map(|(day, name)| format!("{day} {name}")).collect();
    assert_eq!(names, ["2026-12-24 Christmas"]);
}

#[test]
fn a_holiday_moves_what_runs_in_business_days_and_says_so_before() {
    let mut story = restored();
    let now = at(MONDAY) + secs(7_200);
    let wish = span("2026-03-03", None, Some("Sample Day"));
    let moved = effect(&story.world, &wish, now).unwrap();
    assert_eq!(moved[0].to, at("2026-03-05T09:00:00-06:00"));
    said(&mut story, now, wish).unwrap();
    assert_eq!(due(&story, "post-mortem-scheduled"), at("2026-03-05T09:00:00-06:00"));
}
