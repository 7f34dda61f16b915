//! Calendars: when a desk's clocks run, and what civil time means on the time line.
//!
//! Daylight saving, working days, holidays and business hours are reckoned here and nowhere
//! else. Never here: the present instant, a policy's numbers, or anything that can fail. A
//! calendar that never opens, or a sum past the end of time, gives an early instant rather than
//! none, since an alarm too early does less harm than one that never comes.

use super::span::Span;
use super::time::{Instant, whole_second};
use chrono::{Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{GapInfo, Tz};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How far ahead the next opening is looked for.
const SEARCH_DATES: usize = 4 * 366;
/// How far ahead open time is summed: ten years of it, the longest span, take 48 at 35 hours a week.
const HORIZON_DATES: usize = 200 * 366;

/// Weekdays and hours at which a desk is open, in civil time of the desk's zone.
///
/// `open` comes before `close`; the closing time itself is outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// The weekdays that are worked, Monday first.
    pub days: [bool; 7],
    /// The wall time at which a working day opens.
    pub open: NaiveTime,
    /// The wall time at which it closes, the same day.
    pub close: NaiveTime,
}

/// What turns civil time into instants: zone and holidays of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Civil {
    /// The zone of the desk's wall clock.
    pub zone: Tz,
    /// The dates on which nobody works, whatever the weekday.
    pub holidays: BTreeSet<NaiveDate>,
}

/// When a clock runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Calendar {
    /// Around the clock, holidays too (24x7).
    Always,
    /// In opening hours only.
    Hours(OpeningHours),
}

/// The instant at which a zone's wall clock shows `local`.
///
/// A wall time that occurs twice is the first; one that is skipped is the first instant that
/// exists after it.
pub fn instant_of(zone: Tz, local: NaiveDateTime) -> Instant {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
        LocalResult::None => {
            let end = GapInfo::new(&local, &zone).and_then(|gap| gap.end);
            end.map_or_else(|| local.and_utc(), |at| at.to_utc())
        }
    }
}

/// What a zone's wall clock shows at an instant.
pub fn local_of(zone: Tz, at: Instant) -> NaiveDateTime {
    let utc = at.naive_utc();
    // chrono's own conversion panics at the two ends of time.
    utc.checked_add_offset(zone.offset_from_utc_datetime(&utc).fix()).unwrap_or(utc)
}

impl OpeningHours {
    /// Whether a date is a working day: an opening weekday that is no holiday.
    pub fn works_on(&self, date: NaiveDate, civil: &Civil) -> bool {
        let weekday = date.weekday().num_days_from_monday() as usize;
        self.days.get(weekday).is_some_and(|worked| *worked) && !civil.holidays.contains(&date)
    }

    /// The open time of one date; none on a day off, or where a skipped hour swallows it.
    fn window(&self, date: NaiveDate, civil: &Civil) -> Option<(Instant, Instant)> {
        if !self.works_on(date, civil) {
            return None;
        }
        let open = instant_of(civil.zone, date.and_time(self.open));
        let close = instant_of(civil.zone, date.and_time(self.close));
        (open < close).then_some((open, close))
    }

    /// The open times from `from` on, in order, the first cut to begin no earlier than `from`.
    fn windows(
        &self,
        from: Instant,
        civil: &Civil,
        dates: usize,
    ) -> impl Iterator<Item = (Instant, Instant)> {
        let today = local_of(civil.zone, from).date();
        today
            .iter_days()
            .take(dates)
            .filter_map(move |date| self.window(date, civil))
            .filter(move |(_, close)| *close > from)
            .map(move |(open, close)| (open.max(from), close))
    }
}

impl Calendar {
    /// Whether the calendar is open at an instant; the closing instant is outside.
    pub fn is_open(&self, at: Instant, civil: &Civil) -> bool {
        match self {
            Self::Always => true,
            // Tomorrow too: a clock set back over midnight shows yesterday's date again.
            Self::Hours(hours) => hours.windows(at, civil, 2).any(|(open, _)| open == at),
        }
    }

    /// The next instant at which the calendar is open: `at` itself when it is open then.
    ///
    /// Also `at` itself where the calendar stays shut for four years.
    pub fn next_opening(&self, at: Instant, civil: &Civil) -> Instant {
        match self {
            Self::Always => at,
            Self::Hours(hours) => hours.windows(at, civil, SEARCH_DATES).next().map_or(at, |(open, _)| open),
        }
    }

    /// Open whole seconds in `[from, until)`; none when `until` isn't later.
    ///
    /// Opening hours more than 200 years after `from` aren't counted.
    pub fn open_secs(&self, from: Instant, until: Instant, civil: &Civil) -> i64 {
        let run = match self {
            Self::Always => until - from,
            Self::Hours(hours) => hours
                .windows(from, civil, HORIZON_DATES)
                .take_while(|(open, _)| *open < until)
                .fold(TimeDelta::zero(), |sum, (open, close)| sum + (close.min(until) - open)),
        };
        run.num_seconds().max(0)
    }

    /// The instant at which `secs` open seconds have run since `from`.
    ///
    /// That is the earliest such instant: a closing time rather than the opening after it, and
    /// `from` itself for none. What doesn't fit within 200 years runs as elapsed time from where
    /// the calendar was last open.
    pub fn after_open_secs(&self, from: Instant, secs: i64, civil: &Civil) -> Instant {
        let Self::Hours(hours) = self else {
            return later(from, secs.max(0));
        };
        let mut left = TimeDelta::try_seconds(secs.max(0)).unwrap_or(TimeDelta::MAX);
        let mut reached = from;
        if left.is_zero() {
            return from;
        }
        for (open, close) in hours.windows(from, civil, HORIZON_DATES) {
            let room = close - open;
            if left <= room {
                return open.checked_add_signed(left).unwrap_or(close);
            }
            left -= room;
            reached = close;
        }
        reached.checked_add_signed(left).unwrap_or(reached)
    }

    /// The instant at which `span`, begun at `start`, is over.
    ///
    /// Days keep the wall time. Business days are counted from the next opening where `start` is
    /// outside the hours. Where no such working day comes, they are plain days.
    pub fn due_after(&self, start: Instant, span: Span, civil: &Civil) -> Instant {
        match (span, self) {
            (Span::Elapsed { secs }, _) => later(start, secs),
            (Span::Days(n), _) | (Span::BusinessDays(n), Self::Always) => days_later(start, n, civil),
            (Span::BusinessTime { secs }, _) => self.after_open_secs(start, secs, civil),
            (Span::BusinessDays(n), Self::Hours(hours)) => {
                let begun = self.next_opening(start, civil);
                let Some(further) = (n as usize).checked_sub(1) else {
                    return begun;
                };
                let local = local_of(civil.zone, begun);
                let mut working = local
                    .date()
                    .iter_days()
                    .take(HORIZON_DATES)
                    .skip(1)
                    .filter(|date| hours.works_on(*date, civil));
                working.nth(further).map_or_else(
                    || days_later(start, n, civil),
                    |date| instant_of(civil.zone, date.and_time(local.time())),
                )
            }
        }
    }

    /// The instant at which `share` (0..=1) of the span between `start` and `due` has run.
    ///
    /// Elapsed time for spans in elapsed time and days, open time for the two business spans;
    /// a whole second, never after `due`. A share outside the range counts as the nearer end.
    pub fn share_at(&self, start: Instant, due: Instant, span: Span, share: f64, civil: &Civil) -> Instant {
        if share >= 1.0 {
            return whole_second(due);
        }
        let part = |secs: i64| (secs as f64 * share.max(0.0)).round() as i64;
        let open = match span {
            Span::Elapsed { .. } | Span::Days(_) => 0,
            Span::BusinessTime { .. } | Span::BusinessDays(_) => self.open_secs(start, due, civil),
        };
        let at = if open > 0 {
            self.after_open_secs(start, part(open), civil)
        } else {
            later(start, part((due - start).num_seconds()))
        };
        whole_second(at.min(due))
    }

    /// The due after a pause `[from, until)` has moved it.
    ///
    /// By the pause's length for spans in elapsed time and days. For the two business spans, as
    /// far as it takes to run the open time inside the pause again. Whether a pause counts at
    /// all, such as one begun after the due, is the caller's to say.
    pub fn after_pause(
        &self,
        due: Instant,
        span: Span,
        from: Instant,
        until: Instant,
        civil: &Civil,
    ) -> Instant {
        match span {
            Span::Elapsed { .. } | Span::Days(_) => later(due, (until - from).num_seconds().max(0)),
            Span::BusinessTime { .. } | Span::BusinessDays(_) => {
                self.after_open_secs(due, self.open_secs(from, until, civil), civil)
            }
        }
    }
}

/// The instant `secs` elapsed seconds after `at`; `at` itself where time ends before that.
fn later(at: Instant, secs: i64) -> Instant {
    TimeDelta::try_seconds(secs).and_then(|run| at.checked_add_signed(run)).unwrap_or(at)
}

/// The same wall time `n` dates later, but never before `at` itself.
fn days_later(at: Instant, n: u32, civil: &Civil) -> Instant {
    let local = local_of(civil.zone, at).checked_add_days(Days::new(n.into()));
    local.map_or(at, |local| instant_of(civil.zone, local).max(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use chrono_tz::America::Chicago;
    use chrono_tz::Asia::Kolkata;
    use chrono_tz::Australia::{Adelaide, Lord_Howe};
    use proptest::prelude::*;

    const HOUR: i64 = 3_600;
    const DAY_OPEN: i64 = 7 * HOUR;

    /// An instant written with its offset, so that each row of a table can be read by itself:
    /// "03-02 14:05 -06" in 2026, or RFC 3339.
    fn at(text: &str) -> Instant {
        let words: Vec<&str> = text.split(' ').collect();
        let full = match words.as_slice() {
            [date, time, offset] => {
                let secs = if time.len() == 5 { ":00" } else { "" };
                let mins = if offset.len() == 3 { ":00" } else { "" };
                format!("2026-{date}T{time}{secs}{offset}{mins}")
            }
            _ => text.to_owned(),
        };
        DateTime::parse_from_rfc3339(&full).unwrap().to_utc()
    }

    /// The rows of a table, cell by cell; a row that begins with `#` says why the next are there.
    fn rows<const N: usize>(table: &str) -> Vec<[&str; N]> {
        let lines = table.lines().map(str::trim);
        let kept = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        kept.map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            cells.try_into().unwrap()
        })
        .collect()
    }

    fn span(text: &str) -> Span {
        Span::parse(text).unwrap()
    }

    fn local(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap()
    }

    fn civil(zone: Tz, holidays: &[&str]) -> Civil {
        Civil { zone, holidays: holidays.iter().map(|date| date.parse().unwrap()).collect() }
    }

    fn hours(days: &str, open: &str, close: &str) -> Calendar {
        let mut worked = [false; 7];
        for (day, mark) in worked.iter_mut().zip(days.chars()) {
            *day = mark != '-';
        }
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        Calendar::Hours(OpeningHours { days: worked, open: time(open), close: time(close) })
    }

    /// The service coordinators' hours (I): Monday to Friday, 9 to 16.
    fn office() -> Calendar {
        hours("mtwtf--", "09:00", "16:00")
    }

    fn daily(open: &str, close: &str) -> Calendar {
        hours("mtwtfss", open, close)
    }

    fn chicago() -> Civil {
        civil(Chicago, &[])
    }

    #[test]
    fn wall_times_become_instants() {
        for (zone, wall, instant) in [
            (Chicago, "2026-03-08 01:59:59", "03-08 01:59:59 -06"),
            (Chicago, "2026-03-08 02:00:00", "03-08 03:00 -05"),
            (Chicago, "2026-03-08 02:30:00", "03-08 03:00 -05"),
            (Chicago, "2026-03-08 02:59:59", "03-08 03:00 -05"),
            (Chicago, "2026-03-08 03:00:00", "03-08 03:00 -05"),
            (Chicago, "2026-11-01 00:59:59", "11-01 00:59:59 -05"),
            (Chicago, "2026-11-01 01:00:00", "11-01 01:00 -05"),
            (Chicago, "2026-11-01 01:59:59", "11-01 01:59:59 -05"),
            (Chicago, "2026-11-01 02:00:00", "11-01 02:00 -06"),
            (Lord_Howe, "2026-04-05 01:29:59", "04-05 01:29:59 +11"),
            (Lord_Howe, "2026-04-05 01:30:00", "04-05 01:30 +11"),
            (Lord_Howe, "2026-04-05 02:00:00", "04-05 02:00 +10:30"),
            (Lord_Howe, "2026-10-04 01:59:59", "10-04 01:59:59 +10:30"),
            (Lord_Howe, "2026-10-04 02:15:00", "10-04 02:30 +11"),
            (Lord_Howe, "2026-10-04 02:30:00", "10-04 02:30 +11"),
            (Adelaide, "2026-04-05 02:30:00", "04-05 02:30 +10:30"),
            (Adelaide, "2026-10-04 02:30:00", "10-04 03:00 +10:30"),
            (Kolkata, "2026-03-08 02:30:00", "03-08 02:30 +05:30"),
            // A whole date that was never there.
            (chrono_tz::Pacific::Apia, "2011-12-30 12:00:00", "2011-12-31T00:00:00+14:00"),
        ] {
            assert_eq!(instant_of(zone, local(wall)), at(instant), "{zone} {wall}");
        }
    }

    #[test]
    fn instants_become_wall_times_up_to_the_ends_of_time() {
        assert_eq!(local_of(Lord_Howe, at("10-03 15:30 +00")), local("2026-10-04 02:30:00"));
        assert_eq!(local_of(Chicago, at("11-01 07:30 +00")), local("2026-11-01 01:30:00"));
        for end in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            for zone in [Chicago, Kolkata] {
                assert!((local_of(zone, end) - end.naive_utc()).num_hours().abs() <= 6);
            }
        }
    }

    #[test]
    fn opens_at_the_opening_and_shuts_at_the_close() {
        let civil = civil(Chicago, &["2026-03-03"]);
        for (instant, open, next) in [
            ("03-02 08:59:59 -06", false, "03-02 09:00 -06"),
            ("03-02 09:00 -06", true, "03-02 09:00 -06"),
            ("03-02 15:59:59 -06", true, "03-02 15:59:59 -06"),
            // Tuesday is a holiday.
            ("03-02 16:00 -06", false, "03-04 09:00 -06"),
            ("03-03 12:00 -06", false, "03-04 09:00 -06"),
            // Over the weekend on which the clocks go forward.
            ("03-06 16:00 -06", false, "03-09 09:00 -05"),
            ("03-07 12:00 -06", false, "03-09 09:00 -05"),
            ("03-08 23:59:59 -05", false, "03-09 09:00 -05"),
        ] {
            assert_eq!(office().is_open(at(instant), &civil), open, "{instant}");
            assert_eq!(office().next_opening(at(instant), &civil), at(next), "{instant}");
            assert!(Calendar::Always.is_open(at(instant), &civil));
            assert_eq!(Calendar::Always.next_opening(at(instant), &civil), at(instant));
        }
    }

    #[test]
    fn opening_hours_follow_each_zones_wall_clock() {
        for (zone, before, opening) in [
            (Kolkata, "03-02 03:29:59 +00", "03-02 03:30 +00"),
            (Adelaide, "04-02 22:29:59 +00", "04-02 22:30 +00"),
            (Adelaide, "04-05 23:29:59 +00", "04-05 23:30 +00"),
            (Lord_Howe, "04-02 21:59:59 +00", "04-02 22:00 +00"),
            (Lord_Howe, "04-05 22:29:59 +00", "04-05 22:30 +00"),
        ] {
            let civil = civil(zone, &[]);
            assert!(!office().is_open(at(before), &civil), "{zone} {before}");
            assert!(office().is_open(at(opening), &civil), "{zone} {opening}");
            assert_eq!(office().next_opening(at(before), &civil), at(opening));
        }
    }

    #[test]
    fn a_window_past_midnight_is_found_though_the_clock_shows_yesterday() {
        // St. John's set its clock back from 00:01 to 23:01 on 2009-11-01.
        let civil = civil(chrono_tz::America::St_Johns, &[]);
        let second_2330 = at("2009-10-31T23:30:00-03:30");
        assert_eq!(local_of(civil.zone, second_2330), local("2009-10-31 23:30:00"));
        assert!(daily("00:00", "09:00").is_open(second_2330, &civil));
    }

    #[test]
    fn open_seconds_on_the_days_the_clocks_change() {
        // The hours, the civil midnights around the day, and the open minutes of that day.
        for [zone, open, close, from, until, minutes] in rows(
            "
            America/Chicago     | 00:00 | 12:00 | 03-07 00:00 -06    | 03-08 00:00 -06    | 720
            America/Chicago     | 00:00 | 12:00 | 03-08 00:00 -06    | 03-09 00:00 -05    | 660
            America/Chicago     | 00:00 | 12:00 | 11-01 00:00 -05    | 11-02 00:00 -06    | 780
            America/Chicago     | 02:30 | 05:00 | 03-08 00:00 -06    | 03-09 00:00 -05    | 120
            America/Chicago     | 01:00 | 02:30 | 03-08 00:00 -06    | 03-09 00:00 -05    | 60
            America/Chicago     | 02:10 | 02:50 | 03-08 00:00 -06    | 03-09 00:00 -05    | 0
            # From the first 01:30 to the first 01:45.
            America/Chicago     | 01:30 | 01:45 | 11-01 00:00 -05    | 11-02 00:00 -06    | 15
            Australia/Lord_Howe | 00:00 | 12:00 | 10-04 00:00 +10:30 | 10-05 00:00 +11    | 690
            Australia/Lord_Howe | 00:00 | 12:00 | 04-05 00:00 +11    | 04-06 00:00 +10:30 | 750
            Australia/Lord_Howe | 02:00 | 02:30 | 10-04 00:00 +10:30 | 10-05 00:00 +11    | 0
            Australia/Adelaide  | 00:00 | 12:00 | 10-04 00:00 +09:30 | 10-05 00:00 +10:30 | 660
            Asia/Kolkata        | 00:00 | 12:00 | 03-08 00:00 +05:30 | 03-09 00:00 +05:30 | 720
            ",
        ) {
            let found = daily(open, close).open_secs(at(from), at(until), &civil(zone.parse().unwrap(), &[]));
            assert_eq!(found, minutes.parse::<i64>().unwrap() * 60, "{zone} {open} {from}");
        }
    }

    #[test]
    fn open_seconds_count_half_open_and_skip_days_off() {
        let civil = civil(Chicago, &["2026-03-04"]);
        for (from, until, secs) in [
            ("03-02 08:00 -06", "03-02 09:00 -06", 0),
            ("03-02 08:00 -06", "03-02 09:00:01 -06", 1),
            ("03-02 15:59:59 -06", "03-02 20:00 -06", 1),
            ("03-02 16:00 -06", "03-03 09:00 -06", 0),
            ("03-02 10:00 -06", "03-02 11:30 -06", 5_400),
            ("03-02 15:00 -06", "03-03 10:00 -06", 2 * HOUR),
            // Tuesday, the holiday, Thursday.
            ("03-03 00:00 -06", "03-06 00:00 -06", 2 * DAY_OPEN),
            ("03-02 00:00 -06", "03-16 00:00 -05", 9 * DAY_OPEN),
            ("03-02 12:00 -06", "03-02 11:00 -06", 0),
        ] {
            assert_eq!(office().open_secs(at(from), at(until), &civil), secs, "{from} {until}");
        }
        let (from, until) = (at("03-08 00:00 -06"), at("03-09 00:00 -05"));
        assert_eq!(Calendar::Always.open_secs(from, until, &civil), 23 * HOUR);
        assert_eq!(Calendar::Always.open_secs(until, from, &civil), 0);
    }

    #[test]
    fn elapsed_spans_ignore_the_wall_clock_and_days_keep_it() {
        for [zone, start, text, due] in rows(
            "
            America/Chicago     | 03-07 12:00 -06       | 24 h   | 03-08 13:00 -05
            America/Chicago     | 10-31 12:00 -05       | 24 h   | 11-01 11:00 -06
            America/Chicago     | 03-07 12:00 -06       | 1 day  | 03-08 12:00 -05
            America/Chicago     | 10-31 12:00 -05       | 1 day  | 11-01 12:00 -06
            # Into the skipped hour, into the repeated hour, and on from its second pass.
            America/Chicago     | 03-06 02:30 -06       | 2 days | 03-08 03:00 -05
            America/Chicago     | 10-31 01:30 -05       | 1 day  | 11-01 01:30 -05
            America/Chicago     | 11-01 01:30 -06       | 1 day  | 11-02 01:30 -06
            Australia/Lord_Howe | 10-03 02:15 +10:30    | 1 day  | 10-04 02:30 +11
            Australia/Lord_Howe | 10-03 12:00 +10:30    | 1 day  | 10-04 12:00 +11
            Australia/Adelaide  | 04-04 12:00 +10:30    | 1 day  | 04-05 12:00 +09:30
            Asia/Kolkata        | 02-28 23:59:59 +05:30 | 1 day  | 03-01 23:59:59 +05:30
            ",
        ) {
            for calendar in [Calendar::Always, office()] {
                let civil = civil(zone.parse().unwrap(), &[]);
                let found = calendar.due_after(at(start), span(text), &civil);
                assert_eq!(found, at(due), "{zone} {start} {text}");
            }
        }
        let second_pass = at("11-01 01:30 -06");
        let found = office().due_after(second_pass, Span::Days(0), &chicago());
        assert_eq!(found, second_pass);
    }

    #[test]
    fn business_days_keep_the_wall_time_and_start_at_an_opening() {
        let civil = civil(Chicago, &["2026-03-10", "2026-11-02"]);
        for (start, days, due) in [
            ("03-02 08:59:59 -06", 1, "03-03 09:00 -06"),
            ("03-02 09:00 -06", 1, "03-03 09:00 -06"),
            ("03-02 09:00:01 -06", 1, "03-03 09:00:01 -06"),
            ("03-02 15:59:59 -06", 1, "03-03 15:59:59 -06"),
            ("03-02 16:00 -06", 1, "03-04 09:00 -06"),
            // Friday evening counts from Monday, and the Tuesday after is a holiday.
            ("03-06 15:59:59 -06", 1, "03-09 15:59:59 -05"),
            ("03-06 16:00 -06", 1, "03-11 09:00 -05"),
            ("03-07 12:00 -06", 1, "03-11 09:00 -05"),
            ("03-08 12:00 -05", 5, "03-17 09:00 -05"),
            ("03-10 12:00 -05", 1, "03-12 09:00 -05"),
            ("03-02 10:00 -06", 5, "03-09 10:00 -05"),
            ("10-30 10:00 -05", 1, "11-03 10:00 -06"),
            ("03-02 10:00 -06", 0, "03-02 10:00 -06"),
            ("03-02 16:00 -06", 0, "03-03 09:00 -06"),
        ] {
            let found = office().due_after(at(start), Span::BusinessDays(days), &civil);
            assert_eq!(found, at(due), "{start} + {days}");
        }
        let friday = at("03-06 20:00 -06");
        assert_eq!(Calendar::Always.due_after(friday, Span::BusinessDays(2), &civil), at("03-08 20:00 -05"));
    }

    #[test]
    fn a_business_day_lands_on_a_skipped_and_on_a_repeated_wall_time() {
        let night = daily("01:00", "05:00");
        for (start, due) in [("03-07 02:30 -06", "03-08 03:00 -05"), ("10-31 01:30 -05", "11-01 01:30 -05")] {
            assert_eq!(night.due_after(at(start), Span::BusinessDays(1), &chicago()), at(due), "{start}");
        }
    }

    #[test]
    fn business_time_runs_only_while_open() {
        let civil = civil(Chicago, &["2026-03-10"]);
        for (start, secs, due) in [
            ("03-02 09:00 -06", DAY_OPEN - 1, "03-02 15:59:59 -06"),
            // The close ends the day's time, not the next opening.
            ("03-02 09:00 -06", DAY_OPEN, "03-02 16:00 -06"),
            ("03-02 09:00 -06", DAY_OPEN + 1, "03-03 09:00:01 -06"),
            ("03-02 16:00 -06", 1, "03-03 09:00:01 -06"),
            ("03-02 15:59:59 -06", 1, "03-02 16:00 -06"),
            ("03-06 14:00 -06", 4 * HOUR, "03-09 11:00 -05"),
            ("03-07 14:00 -06", 4 * HOUR, "03-09 13:00 -05"),
            ("03-09 14:00 -05", 4 * HOUR, "03-11 11:00 -05"),
            ("03-07 14:00 -06", 0, "03-07 14:00 -06"),
            ("03-02 10:00 -06", -5, "03-02 10:00 -06"),
        ] {
            let found = office().due_after(at(start), Span::BusinessTime { secs }, &civil);
            assert_eq!(found, at(due), "{start} + {secs}");
        }
        // Open from midnight to noon while an hour is skipped, and while one is repeated.
        let early = daily("00:00", "12:00");
        for (start, secs, due) in [
            ("03-08 00:00 -06", 3 * HOUR, "03-08 04:00 -05"),
            ("03-08 00:00 -06", 12 * HOUR, "03-09 01:00 -05"),
            ("11-01 00:00 -05", 3 * HOUR, "11-01 02:00 -06"),
            ("11-01 00:00 -05", 13 * HOUR, "11-01 12:00 -06"),
        ] {
            assert_eq!(early.after_open_secs(at(start), secs, &chicago()), at(due), "{start} + {secs}");
        }
        let always =
            Calendar::Always.due_after(at("03-07 12:00 -06"), Span::BusinessTime { secs: 24 * HOUR }, &civil);
        assert_eq!(always, at("03-08 13:00 -05"));
    }

    #[test]
    fn a_day_swallowed_by_the_gap_is_passed_over() {
        let gap = daily("02:10", "02:50");
        let saturday = at("03-07 02:50 -06");
        assert_eq!(gap.next_opening(saturday, &chicago()), at("03-09 02:10 -05"));
        assert_eq!(gap.after_open_secs(saturday, 60, &chicago()), at("03-09 02:11 -05"));
        assert!(!gap.is_open(at("03-08 03:00 -05"), &chicago()));
    }

    #[test]
    fn a_calendar_that_never_opens_still_gives_an_early_instant() {
        let never = hours("-------", "09:00", "16:00");
        let backwards = daily("16:00", "09:00");
        let start = at("03-02 10:00 -06");
        for calendar in [never, backwards] {
            assert!(!calendar.is_open(start, &chicago()));
            assert_eq!(calendar.next_opening(start, &chicago()), start);
            assert_eq!(calendar.open_secs(start, at("2027-03-02T10:00:00-06:00"), &chicago()), 0);
            assert_eq!(
                calendar.due_after(start, Span::BusinessTime { secs: HOUR }, &chicago()),
                at("03-02 11:00 -06")
            );
            assert_eq!(calendar.due_after(start, Span::BusinessDays(1), &chicago()), at("03-03 10:00 -06"));
        }
    }

    #[test]
    fn shares_run_in_the_time_of_their_span() {
        for [start, due, text, share, instant] in rows(
            "
            03-02 10:00 -06 | 03-02 10:15 -06    | 15 min           | 0.75 | 03-02 10:11:15 -06
            03-02 10:00 -06 | 03-02 10:15 -06    | 15 min           | 0    | 03-02 10:00 -06
            03-02 10:00 -06 | 03-02 10:15 -06    | 15 min           | 1    | 03-02 10:15 -06
            03-02 10:00 -06 | 03-02 10:15 -06    | 15 min           | 7    | 03-02 10:15 -06
            03-02 10:00 -06 | 03-02 10:15 -06    | 15 min           | -1   | 03-02 10:00 -06
            03-02 10:00 -06 | 03-02 10:15 -06    | 15 min           | NaN  | 03-02 10:00 -06
            03-02 10:00 -06 | 03-02 10:00:01 -06 | 15 min           | 0.49 | 03-02 10:00 -06
            03-02 10:00 -06 | 03-02 09:00 -06    | 15 min           | 0.5  | 03-02 09:00 -06
            # 23 elapsed hours lie between two noons.
            03-07 12:00 -06 | 03-08 12:00 -05    | 1 day            | 0.5  | 03-07 23:30 -06
            # Two hours on Friday, two on Monday.
            03-06 14:00 -06 | 03-09 11:00 -05    | 4 business hours | 0.25 | 03-06 15:00 -06
            03-06 14:00 -06 | 03-09 11:00 -05    | 4 business hours | 0.5  | 03-06 16:00 -06
            03-06 14:00 -06 | 03-09 11:00 -05    | 4 business hours | 0.75 | 03-09 10:00 -05
            03-06 14:00 -06 | 03-09 14:00 -05    | 1 business day   | 0.5  | 03-09 10:30 -05
            # All the open time is over on Monday, and yet the whole share is the due itself.
            03-02 09:00 -06 | 03-03 09:00 -06    | 1 business day   | 1    | 03-03 09:00 -06
            # No open time at all: elapsed.
            03-07 10:00 -06 | 03-07 12:00 -06    | 4 business hours | 0.5  | 03-07 11:00 -06
            ",
        ) {
            let part = share.parse().unwrap();
            let found = office().share_at(at(start), at(due), span(text), part, &chicago());
            assert_eq!(found, at(instant), "{start} {due} {share}");
        }
        let (start, due) = (at("2026-03-02T10:00:00.750Z"), at("2026-03-02T10:15:00.250Z"));
        let fine = Calendar::Always.share_at(start, due, span("15 min"), 0.75, &chicago());
        assert_eq!(fine, whole_second(fine));
    }

    #[test]
    fn pauses_move_a_due_in_the_time_of_its_span() {
        for [due, text, from, until, moved] in rows(
            "
            03-02 15:00 -06 | 15 min           | 03-02 14:00 -06 | 03-02 14:00:01 -06 | 03-02 15:00:01 -06
            03-02 15:00 -06 | 15 min           | 03-02 14:00 -06 | 03-02 13:00 -06    | 03-02 15:00 -06
            # Two dates of pause over the change are 47 elapsed hours.
            03-07 15:00 -06 | 1 day            | 03-07 00:00 -06 | 03-09 00:00 -05    | 03-09 15:00 -05
            03-02 15:00 -06 | 4 business hours | 03-02 14:00 -06 | 03-02 14:30 -06    | 03-02 15:30 -06
            03-02 15:00 -06 | 4 business hours | 03-02 12:00 -06 | 03-02 14:00 -06    | 03-03 10:00 -06
            # A pause over the night costs only its open hour, and one over the weekend nothing.
            03-03 15:00 -06 | 4 business hours | 03-02 15:30 -06 | 03-03 09:30 -06    | 03-03 16:00 -06
            03-09 11:00 -05 | 4 business hours | 03-06 16:00 -06 | 03-09 09:00 -05    | 03-09 11:00 -05
            03-06 15:00 -06 | 2 business days  | 03-05 09:00 -06 | 03-05 11:00 -06    | 03-09 10:00 -05
            ",
        ) {
            let found = office().after_pause(at(due), span(text), at(from), at(until), &chicago());
            assert_eq!(found, at(moved), "{due} {text} {from}");
        }
        let (from, until) = (at("03-06 10:00 -06"), at("03-06 11:00 -06"));
        let evening = at("03-06 16:00 -06");
        let always = Calendar::Always;
        let moved = always.after_pause(evening, span("4 business hours"), from, until, &chicago());
        assert_eq!(moved, at("03-06 17:00 -06"));
    }

    #[test]
    fn the_ends_of_time_break_nothing() {
        let spans = [
            Span::Elapsed { secs: i64::MAX },
            Span::Elapsed { secs: i64::MIN },
            Span::Days(u32::MAX),
            Span::BusinessTime { secs: i64::MAX },
            Span::BusinessDays(u32::MAX),
        ];
        for zone in [Chicago, Kolkata] {
            for calendar in [Calendar::Always, office()] {
                for start in [DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC] {
                    for span in spans {
                        let civil = civil(zone, &[]);
                        let due = calendar.due_after(start, span, &civil);
                        let share = calendar.share_at(start, due, span, 0.5, &civil);
                        assert!(share <= due, "{start} {span}");
                        let moved = calendar.after_pause(due, span, start, due, &civil);
                        assert!(moved >= due, "{start} {span}");
                    }
                }
            }
        }
    }

    fn any_instant() -> impl Strategy<Value = Instant> {
        let day = 86_400;
        let around = |text: &str| {
            let centre = at(text).timestamp();
            centre - 3 * day..centre + 3 * day
        };
        prop_oneof![
            at("2024-01-01T00:00:00Z").timestamp()..at("2030-01-01T00:00:00Z").timestamp(),
            around("03-08 08:00 +00"),
            around("11-01 07:00 +00"),
            around("04-04 15:00 +00"),
            around("10-03 15:30 +00"),
        ]
        .prop_map(|secs| DateTime::from_timestamp(secs, 0).unwrap())
    }

    fn any_civil() -> impl Strategy<Value = Civil> {
        let zones = prop::sample::select(vec![Chicago, Lord_Howe, Adelaide, Kolkata, Tz::UTC]);
        let holidays = prop::collection::btree_set(0..2_190u64, 0..40);
        (zones, holidays).prop_map(|(zone, days)| Civil {
            zone,
            holidays: days
                .into_iter()
                .map(|n| NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + Days::new(n))
                .collect(),
        })
    }

    fn any_hours() -> impl Strategy<Value = Calendar> {
        let days = any::<[bool; 7]>().prop_filter("works on some day", |days| days.contains(&true));
        (days, 0..1_438u32, 1..1_439u32).prop_map(|(days, open, length)| {
            let time = |minutes: u32| NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap();
            let close = (open + length).min(1_439);
            Calendar::Hours(OpeningHours { days, open: time(open), close: time(close) })
        })
    }

    fn any_calendar() -> impl Strategy<Value = Calendar> {
        prop_oneof![1 => Just(Calendar::Always), 2 => Just(office()), 6 => any_hours()]
    }

    proptest! {
        #[test]
        fn the_seconds_that_ran_are_the_seconds_asked_for(
            from in any_instant(), millis in 0..1_000i64, secs in 0..400_000i64,
            calendar in any_calendar(), civil in any_civil(),
        ) {
            let from = from + TimeDelta::milliseconds(millis);
            let until = calendar.after_open_secs(from, secs, &civil);
            prop_assert_eq!(calendar.open_secs(from, until, &civil), secs);
            if secs > 0 {
                let just_before = until - TimeDelta::seconds(1);
                prop_assert_eq!(calendar.open_secs(from, just_before.max(from), &civil), secs - 1);
            }
        }

        #[test]
        fn open_time_adds_up_over_any_cut(
            mut cuts in prop::array::uniform3(any_instant()), calendar in any_calendar(), civil in any_civil(),
        ) {
            cuts.sort();
            let [from, middle, until] = cuts;
            prop_assert_eq!(
                calendar.open_secs(from, until, &civil),
                calendar.open_secs(from, middle, &civil) + calendar.open_secs(middle, until, &civil)
            );
        }

        #[test]
        fn open_means_that_the_next_second_counts(
            instant in any_instant(), calendar in any_calendar(), civil in any_civil(),
        ) {
            let second = calendar.open_secs(instant, instant + TimeDelta::seconds(1), &civil);
            prop_assert_eq!(calendar.is_open(instant, &civil), second == 1);
            let next = calendar.next_opening(instant, &civil);
            prop_assert!(next >= instant && calendar.is_open(next, &civil));
            prop_assert_eq!(calendar.open_secs(instant, next, &civil), 0);
        }

        #[test]
        fn a_later_start_is_never_due_sooner(
            mut starts in prop::array::uniform2(any_instant()), secs in 1..4_000_000i64, n in 1..40u32,
            calendar in any_calendar(), civil in any_civil(),
        ) {
            starts.sort();
            let [earlier, later] = starts;
            let due = |start, span| calendar.due_after(start, span, &civil);
            let elapsed = Span::Elapsed { secs };
            prop_assert_eq!(due(later, elapsed) - due(earlier, elapsed), later - earlier);
            let business = Span::BusinessTime { secs: secs % 200_000 };
            prop_assert!(due(earlier, business) <= due(later, business));
            for span in [elapsed, business, Span::Days(n), Span::BusinessDays(n)] {
                prop_assert!(due(earlier, span) >= earlier, "{}", span);
            }
        }

        #[test]
        fn a_share_lies_between_start_and_due(
            start in any_instant(), secs in 1..300_000i64, n in 1..20u32, shares in prop::array::uniform2(0.0..1.0f64),
            calendar in any_calendar(), civil in any_civil(),
        ) {
            let (less, more) = (shares[0].min(shares[1]), shares[0].max(shares[1]));
            for span in [Span::Elapsed { secs }, Span::Days(n), Span::BusinessTime { secs }, Span::BusinessDays(n)] {
                let due = calendar.due_after(start, span, &civil);
                let share_at = |share| calendar.share_at(start, due, span, share, &civil);
                prop_assert!(start <= share_at(less) && share_at(less) <= share_at(more) && share_at(more) <= due);
                prop_assert_eq!(share_at(1.0), due);
            }
        }

        #[test]
        fn a_pause_moves_nothing_when_empty_and_never_back(
            due in any_instant(), from in any_instant(), secs in 1..300_000i64,
            calendar in any_calendar(), civil in any_civil(),
        ) {
            let until = from + TimeDelta::seconds(secs);
            for span in [Span::Elapsed { secs }, Span::Days(1), Span::BusinessTime { secs }, Span::BusinessDays(1)] {
                prop_assert_eq!(calendar.after_pause(due, span, from, from, &civil), due);
                let moved = calendar.after_pause(due, span, from, until, &civil);
                match span {
                    Span::Elapsed { .. } | Span::Days(_) => prop_assert_eq!(moved - due, until - from),
                    Span::BusinessTime { .. } | Span::BusinessDays(_) => prop_assert_eq!(
                        calendar.open_secs(due, moved, &civil),
                        calendar.open_secs(from, until, &civil)
                    ),
                }
            }
        }
    }
}
