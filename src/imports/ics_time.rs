//! Times of iCalendar (RFC 5545): dates, wall times, instants, lengths.
//!
//! Never here: the rules of the rota. A wall time that a zone skips is read as this format says: by the
//! clock before the change.

use chrono::{Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::ics_lines::ContentLine;
use super::quoted;
use crate::domain::calendar::{instant_of, local_of};
use crate::domain::time::Instant;

/// A begin or an end as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    /// The instant; of a whole day its first.
    pub(super) at: Instant,
    /// The zone of the wall time; universal for an instant.
    pub(super) zone: Tz,
    /// The date, where it is a whole day.
    pub(super) date: Option<NaiveDate>,
    /// What to know about how it was read.
    pub(super) remark: Option<String>,
}

/// Reads DTSTART or DTEND; `zone` is that of times which name none. An error says what would do.
pub(super) fn moment(line: &ContentLine, zone: Tz) -> Result<Moment, String> {
    let value = line.value.trim();
    let bad = || {
        format!(
            "{} is no time that {} can have; it looks like 20260302T090000, with Z for universal time, or 20260302",
            quoted(value),
            line.name
        )
    };
    let zone = match line.param("TZID") {
        Some(id) => zone_of(id).ok_or_else(|| {
            format!("the zone {} is unknown; export with names such as America/Chicago", quoted(id))
        })?,
        None => zone,
    };
    if line.param("VALUE").is_some_and(|kind| kind.eq_ignore_ascii_case("DATE")) || value.len() == 8 {
        let date = date(value).ok_or_else(bad)?;
        let at = instant_of(zone, date.and_time(NaiveTime::MIN));
        return Ok(Moment { at, zone, date: Some(date), remark: None });
    }
    let (wall, is_universal) = value.strip_suffix(['Z', 'z']).map_or((value, false), |wall| (wall, true));
    let (day, time) = wall.split_once(['T', 't']).ok_or_else(bad)?;
    let local = date(day).zip(clock(time)).map(|(date, time)| date.and_time(time)).ok_or_else(bad)?;
    if is_universal {
        return Ok(Moment { at: local.and_utc(), zone: Tz::UTC, date: None, remark: None });
    }
    let (at, remark) = on_wall(zone, local);
    Ok(Moment { at, zone, date: None, remark })
}

impl Moment {
    /// The moment a length later: days on the wall clock, hours and less as elapsed time.
    pub(super) fn after(&self, length: Length) -> Option<Instant> {
        let local = local_of(self.zone, self.at).checked_add_days(Days::new(length.days))?;
        // Without days nothing goes over the wall clock, where an hour could be the other one.
        let day = if length.days == 0 { self.at } else { on_wall(self.zone, local).0 };
        day.checked_add_signed(length.rest)
    }
}

/// A wall time as an instant: the first where it occurs twice, by the clock before the change where it
/// is skipped; with words about either.
fn on_wall(zone: Tz, local: NaiveDateTime) -> (Instant, Option<String>) {
    let wall = local.format("%Y-%m-%d %H:%M");
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => (at.to_utc(), None),
        LocalResult::Ambiguous(at, _) => {
            (at.to_utc(), Some(format!("{wall} occurs twice in {zone}; the first was taken")))
        }
        LocalResult::None => {
            let before = local.checked_sub_signed(TimeDelta::days(1)).unwrap_or(local);
            let at = instant_of(zone, before).checked_add_signed(TimeDelta::days(1));
            let at = at.unwrap_or_else(|| instant_of(zone, local));
            let taken = local_of(zone, at).format("%Y-%m-%d %H:%M");
            (at, Some(format!("{wall} does not exist in {zone}; {taken} was taken")))
        }
    }
}

/// The zone of a TZID: an IANA name, also with words and a slash before it.
fn zone_of(id: &str) -> Option<Tz> {
    let mut rest = id.trim().trim_start_matches('/');
    loop {
        if let Ok(zone) = rest.parse() {
            return Some(zone);
        }
        rest = rest.split_once('/')?.1;
    }
}

/// `20260302`.
fn date(text: &str) -> Option<NaiveDate> {
    let (year, rest) = digits(text, 8)?.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// `090000`.
fn clock(text: &str) -> Option<NaiveTime> {
    let (hour, rest) = digits(text, 6)?.split_at_checked(2)?;
    let (minute, second) = rest.split_at_checked(2)?;
    // A leap second is the one before it.
    let second = second.parse::<u32>().ok()?;
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, if second == 60 { 59 } else { second })
}

fn digits(text: &str, count: usize) -> Option<&str> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// A length: days on the wall clock, the rest elapsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length {
    days: u64,
    rest: TimeDelta,
}

impl Length {
    /// One whole day.
    pub(super) const DAY: Self = Self { days: 1, rest: TimeDelta::zero() };
}

/// Reads `P1W`, `P1DT12H`, `PT8H30M`; none where it is no length, or one that goes back.
pub(super) fn length(text: &str) -> Option<Length> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_prefix('+').unwrap_or(&text).strip_prefix('P')?;
    let (days, times) = text.split_once('T').map_or((text, None), |(days, times)| (days, Some(times)));
    let mut length = Length { days: 0, rest: TimeDelta::zero() };
    let mut parts = 0;
    for (number, unit) in numbers(days)? {
        let days = match unit {
            'W' => u64::from(number) * 7,
            'D' => u64::from(number),
            _ => return None,
        };
        length.days = length.days.checked_add(days)?;
        parts += 1;
    }
    if let Some(times) = times {
        let times = numbers(times)?;
        if times.is_empty() {
            return None;
        }
        for (number, unit) in times {
            let rest = match unit {
                'H' => TimeDelta::hours(i64::from(number)),
                'M' => TimeDelta::minutes(i64::from(number)),
                'S' => TimeDelta::seconds(i64::from(number)),
                _ => return None,
            };
            length.rest = length.rest.checked_add(&rest)?;
            parts += 1;
        }
    }
    (parts > 0).then_some(length)
}

/// `1D` as a number and its unit, as often as it comes.
fn numbers(text: &str) -> Option<Vec<(u32, char)>> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, after) = rest.split_at_checked(at)?;
        let unit = after.chars().next()?;
        found.push((number.parse().ok()?, unit));
        rest = after.get(unit.len_utf8()..)?;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::samples::at;
    use chrono_tz::America::Chicago;
    use chrono_tz::Europe::Berlin;

    fn read(params: &[(&str, &str)], value: &str) -> Result<Moment, String> {
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        moment(&ContentLine { line: 1, name: "DTSTART".to_owned(), params, value: value.to_owned() }, Berlin)
    }

    #[test]
    fn wall_times_and_instants_are_read() {
        for (tzid, value, instant) in [
            (Some("America/Chicago"), "20260302T090000", "2026-03-02T15:00Z"),
            (Some("/example.org/2026/America/Chicago"), "20260302T090000", "2026-03-02T15:00Z"),
            (Some("America/Chicago"), "20260308T033000", "2026-03-08T08:30Z"),
            (Some("America/Chicago"), "20260308T023000", "2026-03-08T08:30Z"),
            (Some("America/Chicago"), "20261101T013000", "2026-11-01T06:30Z"),
            (Some("America/Chicago"), "20260302T150000Z", "2026-03-02T15:00Z"),
            (None, "20260302T090000", "2026-03-02T08:00Z"),
            (None, "20260302T150000Z", "2026-03-02T15:00Z"),
            (None, "20260302", "2026-03-01T23:00Z"),
            (Some("America/Chicago"), "20260302", "2026-03-02T06:00Z"),
        ] {
            let params: Vec<(&str, &str)> = tzid.map(|id| ("TZID", id)).into_iter().collect();
            assert_eq!(read(&params, value).map(|moment| moment.at), Ok(at(instant)), "{tzid:?} {value}");
        }
        let chicago = [("TZID", "America/Chicago")];
        let remark = |value| read(&chicago, value).expect("a time").remark.unwrap_or_default();
        assert_eq!(
            remark("20260308T023000"),
            "2026-03-08 02:30 does not exist in America/Chicago; 2026-03-08 03:30 was taken"
        );
        assert_eq!(
            remark("20261101T013000"),
            "2026-11-01 01:30 occurs twice in America/Chicago; the first was taken"
        );
        assert_eq!(remark("20260302T090000"), "");
        // A day that its zone skipped whole.
        assert_eq!(
            read(&[("TZID", "Pacific/Apia")], "20111230T120000").map(|moment| moment.at),
            Ok(at("2011-12-30T22:00Z"))
        );
    }

    #[test]
    fn what_is_no_time_is_refused_with_what_would_do() {
        for value in [
            "",
            "Z",
            "2026-03-02",
            "20260230",
            "20260302T0900",
            "20260302T250000",
            "20260302T090000+0100",
            "20260302 090000",
            "2026030２",
            "T090000",
            "20260302T",
            "999999999T090000",
        ] {
            let said = read(&[], value).expect_err(value);
            assert!(said.contains("it looks like 20260302T090000"), "{said}");
        }
        let said = read(&[("TZID", "Central Standard Time")], "20260302T090000").expect_err("unknown");
        assert_eq!(
            said,
            "the zone “Central Standard Time” is unknown; export with names such as America/Chicago"
        );
    }

    #[test]
    fn lengths_are_days_on_the_wall_and_elapsed_hours() {
        let before = read(&[("TZID", "America/Chicago")], "20260307T090000").expect("a time");
        for (text, end) in [
            ("P1D", "2026-03-08T14:00Z"),
            ("PT24H", "2026-03-08T15:00Z"),
            ("P1DT1H", "2026-03-08T15:00Z"),
            ("P1W", "2026-03-14T14:00Z"),
            ("+PT8H30M", "2026-03-07T23:30Z"),
            ("PT1H1M60S", "2026-03-07T16:02Z"),
        ] {
            let length = length(text).expect(text);
            assert_eq!(before.after(length), Some(at(end)), "{text}");
        }
        for text in ["", "P", "PT", "P1", "P1H", "PT1D", "-P1D", "1D", "P99999999999D", "P1DT", "PT1é"] {
            assert_eq!(length(text), None, "{text}");
        }
        let far = length("P4000000000D").expect("a length");
        assert_eq!(before.after(far), None);
        assert_eq!(local_of(Chicago, before.at).to_string(), "2026-03-07 09:00:00");
    }
}
