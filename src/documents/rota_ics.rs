//! The rota as a calendar (R item 3): one person's watch, or everybody's.
//!
//! A shift keeps its name in the calendar when its end or its person changes, so that a file that is
//! opened again moves what is there instead of adding to it. Never here: who is on watch.

use chrono_tz::Tz;

use super::ics::{Ics, is_writable, universal};
use super::ics_zone::write_zone;
use super::plain_text::one_line;
use crate::domain::rota::Rota;
use crate::domain::rota::change::Window;
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::schedule::Shift;
use crate::domain::time::{Instant, whole_second};

/// What follows the stem of a shift in its name; the same on every desk.
const UID_SUFFIX: &str = "@rota.bridgewatch";

/// What a calendar of the rota is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotaCalendar<'a> {
    /// What it is called in the calendar program.
    pub name: &'a str,
    /// The zone of its wall times.
    pub zone: Tz,
    /// Whose shifts alone are in it; none means everybody's.
    pub only: Option<&'a PersonId>,
    /// How many minutes before a shift the calendar program tells of it; 0 is at its begin.
    pub alarm_minutes: &'a [u32],
    /// When it was made.
    pub stamp: Instant,
}

/// The calendar as a file's bytes. Times are whole seconds; a shift of less than one is left out.
pub fn rota_ics(rota: &Rota, shifts: &[Shift], calendar: &RotaCalendar<'_>) -> Vec<u8> {
    let shifts: Vec<(&Shift, Window)> = shifts
        .iter()
        .filter(|shift| calendar.only.is_none_or(|only| shift.person == *only))
        .map(|shift| (shift, Window::new(whole_second(shift.window.from), whole_second(shift.window.until))))
        .filter(|(_, window)| window.from < window.until)
        .filter(|(_, window)| is_writable(window.from) && is_writable(window.until))
        .collect();
    let mut ics = Ics::default();
    ics.line("BEGIN", "VCALENDAR");
    ics.line("VERSION", "2.0");
    ics.line("PRODID", "-//Bridgewatch//Rota//EN");
    ics.line("CALSCALE", "GREGORIAN");
    ics.line("METHOD", "PUBLISH");
    let name = one_line(calendar.name);
    if !name.is_empty() {
        ics.text("NAME", &name);
        ics.text("X-WR-CALNAME", &name);
    }
    ics.text("X-WR-TIMEZONE", calendar.zone.name());
    let from = shifts.iter().map(|(_, window)| window.from).min().unwrap_or(calendar.stamp);
    let until = shifts.iter().map(|(_, window)| window.until).max().unwrap_or(calendar.stamp);
    write_zone(&mut ics, calendar.zone, Window::new(from, until));
    for (shift, window) in shifts {
        write_shift(&mut ics, rota, shift, window, calendar);
    }
    ics.line("END", "VCALENDAR");
    ics.into_bytes()
}

/// The name of a shift in every calendar.
pub fn uid(shift: &Shift) -> String {
    format!("{}{UID_SUFFIX}", one_line(&shift.stem()))
}

/// What a shift is called: "Sample One, primary watch".
pub fn summary(name: &str, seat: &Seat) -> String {
    format!("{}, {} watch", one_line(name), one_line(seat.word()))
}

fn write_shift(ics: &mut Ics, rota: &Rota, shift: &Shift, window: Window, calendar: &RotaCalendar<'_>) {
    let summary = summary(rota.name(&shift.person), &shift.seat);
    ics.line("BEGIN", "VEVENT");
    ics.text("UID", &uid(shift));
    ics.line("DTSTAMP", &universal(calendar.stamp));
    ics.time("DTSTART", window.from, calendar.zone);
    ics.time("DTEND", window.until, calendar.zone);
    ics.text("SUMMARY", &summary);
    ics.text("CATEGORIES", "Watch");
    // Who is on watch can still be asked to a meeting.
    ics.line("TRANSP", "TRANSPARENT");
    for minutes in calendar.alarm_minutes {
        let trigger = if *minutes == 0 { "PT0S".to_owned() } else { format!("-PT{minutes}M") };
        ics.line("BEGIN", "VALARM");
        ics.line("ACTION", "DISPLAY");
        ics.line("TRIGGER", &trigger);
        ics.text("DESCRIPTION", &summary);
        ics.line("END", "VALARM");
    }
    ics.line("END", "VEVENT");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::rota_csv::rota_csv;
    use crate::domain::rota::person::Person;
    use crate::domain::rota::samples::{NAMES, at, draft, person, put, rota, span, with_backup};
    use crate::imports::{self, ImportedRota};
    use chrono::TimeDelta;
    use chrono_tz::America::Chicago;
    use proptest::prelude::*;

    fn calendar(zone: Tz) -> RotaCalendar<'static> {
        RotaCalendar { name: "Watch", zone, only: None, alarm_minutes: &[], stamp: at("2026-03-01T12:00Z") }
    }

    fn written(rota: &Rota, shifts: &[Shift], calendar: &RotaCalendar<'_>) -> String {
        let text = String::from_utf8(rota_ics(rota, shifts, calendar)).expect("UTF-8");
        for line in text.split("\r\n") {
            assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
        }
        assert_eq!(text.matches("\nBEGIN:").count() + 1, text.matches("\nEND:").count());
        text
    }

    /// The shifts of a file as they were written: seat, name, window.
    fn as_read(rota: ImportedRota) -> Vec<(Seat, String, Window)> {
        rota.shifts.into_iter().map(|shift| (shift.seat, shift.person, shift.window)).collect()
    }

    fn as_scheduled(rota: &Rota, shifts: &[Shift]) -> Vec<(Seat, String, Window)> {
        let said = |shift: &Shift| (shift.seat.clone(), one_line(rota.name(&shift.person)), shift.window);
        let mut said: Vec<_> = shifts.iter().map(said).collect();
        said.sort_by(|one, other| (one.2.from, &one.0).cmp(&(other.2.from, &other.0)));
        said
    }

    #[test]
    fn a_shift_is_an_event_with_its_zone() {
        let rota = rota(draft(Chicago, "2026-03-02T09:00", "1 week", 3));
        let shifts = rota.shifts(span("2026-03-02T15:00Z", "2026-03-03T15:00Z"));
        let alarms = RotaCalendar { alarm_minutes: &[60, 0], ..calendar(Chicago) };
        let said = "BEGIN:VCALENDAR|VERSION:2.0|PRODID:-//Bridgewatch//Rota//EN|CALSCALE:GREGORIAN|\
            METHOD:PUBLISH|NAME:Watch|X-WR-CALNAME:Watch|X-WR-TIMEZONE:America/Chicago|\
            BEGIN:VTIMEZONE|TZID:America/Chicago|X-LIC-LOCATION:America/Chicago|\
            BEGIN:STANDARD|DTSTART:20251102T020000|TZOFFSETFROM:-0500|TZOFFSETTO:-0600|TZNAME:CST|END:STANDARD|\
            BEGIN:DAYLIGHT|DTSTART:20260308T020000|TZOFFSETFROM:-0600|TZOFFSETTO:-0500|TZNAME:CDT|END:DAYLIGHT|\
            END:VTIMEZONE|\
            BEGIN:VEVENT|UID:primary-20260302T150000Z@rota.bridgewatch|DTSTAMP:20260301T120000Z|\
            DTSTART;TZID=America/Chicago:20260302T090000|DTEND;TZID=America/Chicago:20260309T090000|\
            SUMMARY:Sample One\\, primary watch|CATEGORIES:Watch|TRANSP:TRANSPARENT|\
            BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT60M|DESCRIPTION:Sample One\\, primary watch|END:VALARM|\
            BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:PT0S|DESCRIPTION:Sample One\\, primary watch|END:VALARM|\
            END:VEVENT|END:VCALENDAR|";
        assert_eq!(written(&rota, &shifts, &alarms).replace("\r\n", "|"), said);
    }

    #[test]
    fn a_shift_keeps_its_name_when_its_end_or_person_changes() {
        let mut rota = rota(draft(Chicago, "2026-03-02T09:00", "1 week", 3));
        let week = span("2026-03-02T15:00Z", "2026-03-03T15:00Z");
        let before = uid(&rota.shifts(week)[0]);
        rota.changes.push(put("x", Seat::Primary, span("2026-03-02T15:00Z", "2026-03-04T15:00Z"), 5));
        let after = rota.shifts(week);
        assert_eq!((after[0].person.clone(), uid(&after[0])), (person(5), before));
    }

    #[test]
    fn one_persons_calendar_has_theirs_alone_and_the_same_names() {
        let rota = rota(with_backup(draft(Chicago, "2026-03-02T09:00", "1 week", 3), 1));
        let shifts = rota.shifts(span("2026-03-02T15:00Z", "2026-04-13T14:00Z"));
        let (one, all) = (person(1), calendar(Chicago));
        let own = written(&rota, &shifts, &RotaCalendar { only: Some(&one), ..all.clone() });
        assert_eq!(own.matches("SUMMARY:Sample One\\, ").count(), 4);
        assert_eq!(own.matches("BEGIN:VEVENT").count(), 4);
        let whole = written(&rota, &shifts, &all);
        assert_eq!(whole.matches("BEGIN:VEVENT").count(), 12);
        for line in own.lines().filter(|line| line.starts_with("UID:")) {
            assert!(whole.contains(line));
        }
        let nobody = PersonId::new("Nobody");
        let empty = written(&rota, &shifts, &RotaCalendar { only: Some(&nobody), ..all });
        assert!(empty.contains("END:VTIMEZONE\r\nEND:VCALENDAR\r\n"));
    }

    #[test]
    fn universal_time_has_no_zone_and_odd_instants_do_no_harm() {
        let rota = rota(draft(Tz::UTC, "2026-03-02T09:00", "1 week", 3));
        let mut shifts = rota.shifts(span("2026-03-02T15:00Z", "2026-03-03T15:00Z"));
        let text = written(&rota, &shifts, &calendar(Tz::UTC));
        assert!(text.contains("DTSTART:20260302T090000Z\r\nDTEND:20260309T090000Z\r\n"));
        assert!(!text.contains("VTIMEZONE"));
        let begin = shifts[0].window.from;
        for window in [
            Window::new(begin, begin + TimeDelta::milliseconds(900)),
            Window::new(begin, Instant::MAX_UTC),
            Window::new(Instant::MIN_UTC, begin),
        ] {
            shifts[0].window = window;
            assert!(!written(&rota, &shifts, &calendar(Chicago)).contains("VEVENT"));
        }
    }

    #[test]
    fn hostile_names_come_back_as_they_are_shown() {
        let long = "é".repeat(300);
        for name in [
            "One, Sample; the \\first\\",
            "Sample\r\nEND:VEVENT\nBEGIN:VEVENT One",
            "Sample, backup",
            "Sample (backup)",
            "Sample One, primary watch",
            "👩\u{200D}🚒 \u{202E}Sample",
            "שלום \u{200F}עולם, Sample",
            "=cmd|' /C calc'!A0",
            "'=1",
            "\"Sample\" \u{0}One\u{7}",
            &long,
            "\\n",
        ] {
            let mut rota = rota(with_backup(draft(Chicago, "2026-03-02T09:00", "1 week", 2), 1));
            rota.people.insert(person(1), Person::named(name));
            let shifts = rota.shifts(span("2026-03-02T15:00Z", "2026-12-01T15:00Z"));
            let said = as_scheduled(&rota, &shifts);
            let ics = written(&rota, &shifts, &calendar(Chicago));
            let read = imports::rota_ics::read(ics.as_bytes(), Tz::UTC).expect(name);
            assert_eq!(read.warnings, []);
            assert_eq!(as_read(read), said, "{name}");
            let read = imports::rota_csv::read(&rota_csv(&rota, &shifts, Chicago), Tz::UTC).expect(name);
            assert_eq!(read.warnings, []);
            assert_eq!(as_read(read), said, "{name}");
        }
    }

    #[test]
    fn a_year_of_eight_in_two_zones_comes_back() {
        for zone in [Chicago, Tz::Europe__Berlin] {
            for every in ["12 hours", "5 hours", "1 week"] {
                let rota = rota(with_backup(draft(zone, "2026-03-02T09:00", every, 8), 1));
                let shifts = rota.shifts(span("2026-03-02T15:00Z", "2027-03-02T15:00Z"));
                let read = imports::rota_ics::read(&rota_ics(&rota, &shifts, &calendar(zone)), Tz::UTC);
                assert_eq!(as_read(read.expect("read")), as_scheduled(&rota, &shifts), "{zone} {every}");
            }
        }
    }

    const ZONES: [Tz; 6] = [
        Chicago,
        Tz::Europe__Berlin,
        Tz::Australia__Lord_Howe,
        Tz::Africa__Casablanca,
        Tz::Pacific__Apia,
        Tz::UTC,
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_back(
            zone in prop::sample::select(ZONES.to_vec()),
            written_in in prop::sample::select(ZONES.to_vec()),
            day in 0..6_000_i64,
            minute in prop::sample::select(vec![0, 60, 90, 120, 150, 180, 540, 1_439_i64]),
            every in prop::sample::select(vec!["3 hours", "7 hours", "1 days", "2 weeks", "1 months"]),
            people in 2..8_usize,
            names in prop::collection::vec("[a-z,;:\\\\\"'= \n()é界🔥]{0,40}x", NAMES.len()),
        ) {
            let anchor = at("2011-06-01T00:00Z") + TimeDelta::minutes(day * 1_440 + minute);
            let text = anchor.format("%Y-%m-%dT%H:%M").to_string();
            let mut rota = rota(with_backup(draft(zone, &text, every, people), 1));
            for (place, name) in names.iter().enumerate() {
                // Two people of one name would be one person in two seats.
                rota.people.insert(person(place + 1), Person::named(format!("{name}{place}")));
            }
            rota.changes.push(put("x", Seat::Other("shadow".to_owned()),
                Window::new(anchor, anchor + TimeDelta::hours(30)), 8));
            let shifts = rota.shifts(Window::new(anchor, anchor + TimeDelta::days(20)));
            let said = as_scheduled(&rota, &shifts);
            let ics = written(&rota, &shifts, &calendar(written_in));
            let read = imports::rota_ics::read(ics.as_bytes(), Tz::UTC);
            prop_assert_eq!(as_read(read.expect("the calendar")), said.clone());
            let read = imports::rota_csv::read(&rota_csv(&rota, &shifts, written_in), Tz::UTC);
            prop_assert_eq!(as_read(read.expect("the rows")), said);
        }
    }
}
