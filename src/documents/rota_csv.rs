//! The rota as CSV (RFC 4180) for the rotation site (R item 3): a line a shift.
//!
//! Never here: who is on watch.

use chrono::{Offset, TimeZone};
use chrono_tz::Tz;
use csv::{Terminator, WriterBuilder};

use super::csv_cell::neutral_cell;
use super::plain_text::one_line;
use crate::domain::calendar::local_of;
use crate::domain::rota::Rota;
use crate::domain::rota::schedule::Shift;
use crate::domain::time::Instant;

/// The names of the columns. `start` and `end` are instants; what follows is the same on the wall clock
/// of the zone, for people to read.
pub const COLUMNS: [&str; 9] =
    ["start", "end", "start_date", "start_time", "end_date", "end_time", "seat", "person", "hours"];

/// The shifts as a file's bytes, with a header; UTF-8 without a mark.
///
/// Instants are RFC 3339 with the offset of the zone. Hours are elapsed, with two digits.
pub fn rota_csv(rota: &Rota, shifts: &[Shift], zone: Tz) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail.
    writer.write_record(COLUMNS).unwrap_or_default();
    for shift in shifts {
        let (from, until) = (shift.window.from, shift.window.until);
        let (begin, end) = (local_of(zone, from), local_of(zone, until));
        let seat = one_line(shift.seat.word());
        let person = one_line(rota.name(&shift.person));
        let row = [
            &rfc3339(from, zone),
            &rfc3339(until, zone),
            &begin.format("%Y-%m-%d").to_string(),
            &begin.format("%H:%M").to_string(),
            &end.format("%Y-%m-%d").to_string(),
            &end.format("%H:%M").to_string(),
            &*neutral_cell(&seat),
            &*neutral_cell(&person),
            &hours(shift.window.secs()),
        ];
        writer.write_record(row).unwrap_or_default();
    }
    writer.into_inner().unwrap_or_default()
}

/// `2026-03-02T09:00:00-06:00`; a clock of long ago with seconds in its offset is written in UTC.
pub(super) fn rfc3339(at: Instant, zone: Tz) -> String {
    let secs = zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
    if secs % 60 != 0 {
        return at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    }
    let sign = if secs < 0 { '-' } else { '+' };
    let minutes = secs.unsigned_abs() / 60;
    let wall = local_of(zone, at).format("%Y-%m-%dT%H:%M:%S");
    format!("{wall}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `167.00`.
fn hours(secs: i64) -> String {
    let hundredths = (secs * 100 + 1_800) / 3_600;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::person::Person;
    use crate::domain::rota::samples::{draft, person, rota, span, with_backup};
    use chrono_tz::America::Chicago;

    #[test]
    fn a_line_a_shift_over_both_changes() {
        let rota = rota(with_backup(draft(Chicago, "2026-03-02T09:00", "1 week", 3), 1));
        let text = |from, until| {
            String::from_utf8(rota_csv(&rota, &rota.shifts(span(from, until)), Chicago)).expect("UTF-8")
        };
        assert_eq!(
            text("2026-03-02T15:00Z", "2026-03-03T15:00Z"),
            "start,end,start_date,start_time,end_date,end_time,seat,person,hours\r\n\
             2026-03-02T09:00:00-06:00,2026-03-09T09:00:00-05:00,2026-03-02,09:00,2026-03-09,09:00,primary,Sample One,167.00\r\n\
             2026-03-02T09:00:00-06:00,2026-03-09T09:00:00-05:00,2026-03-02,09:00,2026-03-09,09:00,backup,Sample Two,167.00\r\n"
        );
        assert!(text("2026-10-27T15:00Z", "2026-10-28T15:00Z").contains(
            "2026-10-26T09:00:00-05:00,2026-11-02T09:00:00-06:00,2026-10-26,09:00,2026-11-02,09:00,primary,Sample Two,169.00\r\n"
        ));
    }

    #[test]
    fn names_run_nothing_and_break_no_line() {
        let mut rota = rota(draft(Chicago, "2026-03-02T09:00", "1 week", 1));
        let shifts = rota.shifts(span("2026-03-02T15:00Z", "2026-03-03T15:00Z"));
        for (name, cell) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("One, \"Sample\"", "\"One, \"\"Sample\"\"\""),
            ("Sample\r\nOne\tTwo", "Sample One Two"),
            ("\t@x", "'@x"),
            ("שלום \u{202E}👩\u{200D}🚒", "שלום 👩\u{200D}🚒"),
        ] {
            rota.people.insert(person(1), Person::named(name));
            let text = String::from_utf8(rota_csv(&rota, &shifts, Chicago)).expect("UTF-8");
            assert!(text.contains(&format!(",primary,{cell},167.00\r\n")), "{text}");
            assert_eq!(text.matches('\n').count(), 2);
        }
    }

    #[test]
    fn hours_are_rounded_to_hundredths() {
        for (secs, said) in [(0, "0.00"), (17, "0.00"), (18, "0.01"), (5_400, "1.50"), (604_800, "168.00")] {
            assert_eq!(hours(secs), said);
        }
    }
}
