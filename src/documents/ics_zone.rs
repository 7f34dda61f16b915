//! A zone as iCalendar describes it (VTIMEZONE): the real changes of its clock over a span.
//!
//! The changes are looked for in the zone itself, each written as one observance, so that a reader
//! that does not know the zone's name reckons the same instants. Never here: events.

use chrono::{Offset, TimeDelta, TimeZone};
use chrono_tz::{OffsetComponents, Tz, TzOffset};

use super::ics::{Ics, is_universal, is_writable};
use crate::domain::rota::change::Window;
use crate::domain::time::{Instant, whole_second};

/// How far back the last change before a span is looked for, in days; a zone without one there
/// keeps its clock from the start.
const BACK_DAYS: i64 = 800;
/// The longest span that is searched, in days: a century and a bit.
const MOST_DAYS: i64 = 40_000;

/// One change of a zone's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// The first instant of the new time.
    pub(super) at: Instant,
    /// Before it.
    pub(super) before: TzOffset,
    /// From it on.
    pub(super) after: TzOffset,
}

/// Writes the zone, with every change of its clock that matters in a span; nothing for universal time.
pub fn write_zone(ics: &mut Ics, zone: Tz, span: Window) {
    if is_universal(zone) {
        return;
    }
    ics.line("BEGIN", "VTIMEZONE");
    ics.line("TZID", zone.name());
    ics.line("X-LIC-LOCATION", zone.name());
    for change in observances(zone, span) {
        // By the house's tables a zone with winter time as its exception counts as standard all year.
        let kind = if change.after.dst_offset() > TimeDelta::zero() { "DAYLIGHT" } else { "STANDARD" };
        let before_secs = change.before.fix().local_minus_utc();
        let onset = change.at.naive_utc().checked_add_offset(change.before.fix());
        let onset = onset.unwrap_or_else(|| change.at.naive_utc());
        ics.line("BEGIN", kind);
        ics.line("DTSTART", &onset.format("%Y%m%dT%H%M%S").to_string());
        ics.line("TZOFFSETFROM", &offset(before_secs));
        ics.line("TZOFFSETTO", &offset(change.after.fix().local_minus_utc()));
        ics.text("TZNAME", &change.after.to_string());
        ics.line("END", kind);
    }
    ics.line("END", "VTIMEZONE");
}

/// What the clock shows when the span begins, and each change within it, in order.
fn observances(zone: Tz, span: Window) -> Vec<Change> {
    let from = whole_second(span.from);
    let mut found = changes(zone, Window::new(back(from, BACK_DAYS), from));
    let first = found.pop().unwrap_or_else(|| {
        let long_before = from.min(Instant::UNIX_EPOCH);
        let at = if is_writable(long_before) { long_before } else { from };
        Change { at, before: offset_at(zone, from), after: offset_at(zone, from) }
    });
    let within = changes(zone, Window::new(from, span.until));
    std::iter::once(first).chain(within).collect()
}

/// The changes in `(from, until]`, in order. No zone has two in one day.
pub(super) fn changes(zone: Tz, span: Window) -> Vec<Change> {
    let mut found = Vec::new();
    let mut at = span.from;
    let mut before = offset_at(zone, at);
    for _ in 0..MOST_DAYS {
        if at >= span.until {
            break;
        }
        let next = at.checked_add_signed(TimeDelta::days(1)).unwrap_or(span.until).min(span.until);
        let after = offset_at(zone, next);
        if after != before {
            found.push(Change { at: first_of(zone, at, next, after), before, after });
        }
        (at, before) = (next, after);
    }
    found
}

/// The first instant in `(from, until]` that has the offset, to the second.
fn first_of(zone: Tz, from: Instant, until: Instant, offset: TzOffset) -> Instant {
    let (mut without, mut with) = (from, whole_second(until));
    while (with - without).num_seconds() > 1 {
        let middle = without + TimeDelta::seconds((with - without).num_seconds() / 2);
        if offset_at(zone, middle) == offset {
            with = middle;
        } else {
            without = middle;
        }
    }
    with
}

fn offset_at(zone: Tz, at: Instant) -> TzOffset {
    zone.offset_from_utc_datetime(&at.naive_utc())
}

fn back(at: Instant, days: i64) -> Instant {
    at.checked_sub_signed(TimeDelta::days(days)).unwrap_or(at)
}

/// `-0600`, with seconds where a clock of long ago had them.
fn offset(secs: i32) -> String {
    let sign = if secs < 0 { '-' } else { '+' };
    let all = secs.unsigned_abs();
    let (hours, minutes, rest) = (all / 3_600, all / 60 % 60, all % 60);
    if rest == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{rest:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::local_of;
    use crate::domain::rota::samples::span;

    fn written(zone: Tz, span: Window) -> String {
        let mut ics = Ics::default();
        write_zone(&mut ics, zone, span);
        String::from_utf8(ics.into_bytes()).expect("UTF-8").replace("\r\n", "\n")
    }

    #[test]
    fn a_year_in_chicago_has_both_changes_and_the_one_before() {
        let zone = written(Tz::America__Chicago, span("2026-03-02T15:00Z", "2027-03-01T15:00Z"));
        let part = |kind: &str, onset: &str, from: &str, to: &str, name: &str| {
            format!(
                "BEGIN:{kind}\nDTSTART:{onset}\nTZOFFSETFROM:{from}\nTZOFFSETTO:{to}\nTZNAME:{name}\nEND:{kind}\n"
            )
        };
        let said = [
            "BEGIN:VTIMEZONE\nTZID:America/Chicago\nX-LIC-LOCATION:America/Chicago\n".to_owned(),
            part("STANDARD", "20251102T020000", "-0500", "-0600", "CST"),
            part("DAYLIGHT", "20260308T020000", "-0600", "-0500", "CDT"),
            part("STANDARD", "20261101T020000", "-0500", "-0600", "CST"),
            "END:VTIMEZONE\n".to_owned(),
        ];
        assert_eq!(zone, said.concat());
    }

    #[test]
    fn zones_of_every_kind_have_their_changes() {
        let year = span("2026-01-05T00:00Z", "2027-01-04T00:00Z");
        for (zone, onsets) in [
            (Tz::Europe__Berlin, &["20251026T030000", "20260329T020000", "20261025T030000"][..]),
            (Tz::Asia__Kolkata, &["19700101T053000"]),
            (Tz::Australia__Lord_Howe, &["20251005T020000", "20260405T020000", "20261004T020000"]),
            (Tz::Africa__Casablanca, &["20250406T020000", "20260215T030000", "20260322T020000"]),
        ] {
            let text = written(zone, year);
            let said: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("DTSTART:")).collect();
            assert_eq!(said, onsets, "{zone}");
        }
        assert!(written(Tz::UTC, year).is_empty());
        let lord_howe = written(Tz::Australia__Lord_Howe, year);
        assert!(lord_howe.contains("TZOFFSETFROM:+1100\nTZOFFSETTO:+1030\nTZNAME:+1030\nEND:STANDARD"));
        // A day that was skipped whole, and a clock that had seconds.
        let apia = written(Tz::Pacific__Apia, span("2011-12-01T00:00Z", "2012-02-01T00:00Z"));
        assert!(apia.contains("DTSTART:20111230T000000\nTZOFFSETFROM:-1000\nTZOFFSETTO:+1400"), "{apia}");
        let long_ago = written(Tz::America__Chicago, span("1883-11-01T00:00Z", "1883-12-01T00:00Z"));
        assert!(long_ago.contains("TZOFFSETFROM:-055036\nTZOFFSETTO:-0600"), "{long_ago}");
    }

    #[test]
    fn a_change_at_either_edge_is_there_once() {
        for (from, until) in [
            ("2026-03-08T08:00Z", "2026-03-09T08:00Z"),
            ("2026-03-07T08:00Z", "2026-03-08T08:00Z"),
            ("2026-03-08T07:59Z", "2026-03-08T08:01Z"),
        ] {
            let text = written(Tz::America__Chicago, span(from, until));
            assert_eq!(text.matches("DTSTART:20260308T020000").count(), 1, "{from}");
        }
    }

    #[test]
    fn every_instant_is_reckoned_as_the_zone_does() {
        for zone in [Tz::America__Chicago, Tz::Europe__Dublin, Tz::Africa__Casablanca, Tz::America__St_Johns]
        {
            let year = span("2026-01-01T00:00Z", "2027-06-01T00:00Z");
            let known = observances(zone, year);
            let mut at = year.from;
            while at < year.until {
                let by_table = known.iter().rev().find(|change| change.at <= at).expect("a first one");
                assert_eq!(by_table.after.fix(), offset_at(zone, at).fix(), "{zone} {at}");
                assert_eq!(local_of(zone, at), at.naive_utc() + by_table.after.fix());
                at += TimeDelta::minutes(30);
            }
        }
    }

    #[test]
    fn the_ends_of_time_do_no_harm() {
        for span in [
            Window::new(Instant::MIN_UTC, Instant::MIN_UTC),
            Window::new(Instant::MAX_UTC, Instant::MAX_UTC),
            Window::new(Instant::MAX_UTC, Instant::MIN_UTC),
        ] {
            assert!(written(Tz::America__Chicago, span).ends_with("END:VTIMEZONE\n"));
        }
    }
}
