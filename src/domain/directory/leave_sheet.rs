//! A leave as the texts of a table's columns, and back.
//!
//! Whole days are dates, the last one included, in the person's zone; anything else is instants with their
//! offset (RFC 3339).

use chrono::{DateTime, NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::{Directory, Named, Record, RecordKind};
use crate::domain::calendar::local_of;
use crate::domain::command::Wish;
use crate::domain::rota::change::Window;
use crate::domain::rota::leave::Leave;
use crate::domain::rota::person::PersonId;
use crate::domain::watch::wish::WatchWish;

/// The zone in which somebody's days are meant: theirs, or else the desk's.
pub fn zone_of(directory: &Directory, whom: &Named, desk: Tz) -> Tz {
    let record = directory.meant(&[RecordKind::Person], whom).and_then(|id| directory.record(id));
    match record.map(|kept| &kept.record) {
        Some(Record::Person(person)) => person.time_zone.as_ref().and_then(|zone| zone.parse().ok()),
        _ => None,
    }
    .unwrap_or(desk)
}

/// The texts of `from` and `until`.
pub fn texts(window: Window, zone: Tz) -> (String, String) {
    let first = local_of(zone, window.from).date();
    let last = local_of(zone, window.until - TimeDelta::seconds(1)).date();
    if first <= last && Leave::days(PersonId::new(""), first, last, zone).window == window {
        return (first.to_string(), last.to_string());
    }
    let instant = |at: crate::domain::time::Instant| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    (instant(window.from), instant(window.until))
}

/// The span that two texts mean, in a zone; otherwise the column that does not read, and why.
pub fn window(from: &str, until: &str, zone: Tz) -> Result<Window, (&'static str, String)> {
    match (date(from), date(until)) {
        (Some(first), Some(last)) if last < first => {
            Err(("until", "the leave ends before it begins".to_owned()))
        }
        (Some(first), Some(last)) => Ok(Leave::days(PersonId::new(""), first, last, zone).window),
        (None, None) => Ok(Window::new(instant("from", from)?, instant("until", until)?)),
        _ => Err(("until", "one of the two is a date and the other is not; write two dates".to_owned())),
    }
}

fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

fn instant(column: &'static str, text: &str) -> Result<crate::domain::time::Instant, (&'static str, String)> {
    let read = DateTime::parse_from_rfc3339(text.trim()).map(|at| at.to_utc());
    read.map_err(|_unread| {
        let short: String = text.chars().take(40).collect();
        let what =
            if short.trim().is_empty() { "is empty".to_owned() } else { format!("`{short}` is no day") };
        (column, format!("{what}; write a date like 2026-03-02, or 2026-03-02T12:00:00-06:00"))
    })
}

/// What records a leave.
pub fn wish(person: &str, window: Window, note: Option<String>) -> Wish {
    WatchWish::RecordLeave {
        person: person.to_owned(),
        from: Some(window.from),
        until: Some(window.until),
        first_day: None,
        last_day: None,
        note: note.filter(|note| !note.trim().is_empty()),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_read_back_also_over_a_change_of_the_clocks() {
        let zone = Tz::America__Chicago;
        for (from, until) in [
            ("2026-03-02", "2026-03-02"),
            ("2026-03-07", "2026-03-08"),
            ("2026-10-31", "2026-11-01"),
            ("2026-03-02T18:00:00Z", "2026-03-02T20:30:00Z"),
            ("2026-11-01T06:30:00Z", "2026-11-01T07:30:00Z"),
        ] {
            let span = window(from, until, zone).unwrap();
            assert_eq!(texts(span, zone), (from.to_owned(), until.to_owned()));
        }
        assert_eq!(
            window("2026-03-02T12:00:00-06:00", "2026-03-02T14:30:00-06:00", zone),
            window("2026-03-02T18:00:00Z", "2026-03-02T20:30:00Z", zone)
        );
    }

    #[test]
    fn what_is_no_leave_says_where_and_why() {
        for (from, until, column, said) in [
            ("2026-03-05", "2026-03-04", "until", "ends before it begins"),
            ("2026-03-05", "", "until", "write two dates"),
            ("", "", "from", "is empty; write a date"),
            ("5.3.2026", "6.3.2026", "from", "`5.3.2026` is no day"),
        ] {
            let (at, why) = window(from, until, Tz::UTC).unwrap_err();
            assert_eq!(at, column, "{from} {until}");
            assert!(why.contains(said), "{why}");
        }
    }
}
