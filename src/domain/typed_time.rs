//! Times typed as people say them: `14:05`, `-10m`, `yesterday 22:30`, `fri 9:00`.
//!
//! Never here: the present instant, which the caller hands in, a form, or a guess that the
//! person can't see: what was understood is said back before it is accepted.

use super::calendar::{instant_of, local_of};
use super::span::{Span, SpanRefusal};
use super::time::{Instant, whole_second};
use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone,
};
use chrono_tz::Tz;
use std::fmt;

/// Longer than any time that people type; what is longer was pasted by mistake.
const LONGEST_CHARS: usize = 64;
const WEEKDAYS: &str = "monday tuesday wednesday thursday friday saturday sunday";
const MONTHS: &str = "january february march april may june july august september october november december";

/// Which way an ambiguous time points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaning {
    /// To what happened, up to now.
    Past,
    /// To what is to come, after now.
    Future,
}

/// Why a typed time was refused, and what would do instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedTimeRefusal {
    /// Nothing was typed.
    Empty,
    /// The text is over 64 characters.
    TooLong,
    /// The text is no time; holds it.
    Unreadable(String),
    /// A span of time was meant, and can't be read.
    Length(SpanRefusal),
    /// A day stands without its time of day; holds the text.
    TimeMissing(String),
    /// The date is in no calendar; holds the text.
    NoSuchDate(String),
    /// The zone's clock skips that wall time (civil).
    Skipped {
        /// The wall time that was typed.
        typed: NaiveDateTime,
        /// The wall time from which the clock skips.
        begin: NaiveDateTime,
        /// The wall time to which it skips.
        end: NaiveDateTime,
    },
    /// Something that happened can't be later than now; holds what was understood.
    InTheFuture(String),
    /// Something to come can't be now or earlier; holds what was understood.
    InThePast(String),
}

impl fmt::Display for TypedTimeRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                write!(f, "a time is missing; type one such as 14:05, -10m, in 20 min or yesterday 22:30")
            }
            Self::TooLong => write!(
                f,
                "that is over {LONGEST_CHARS} characters; type only the time, such as 14:05, -10m or 2026-03-02 10:00"
            ),
            Self::Unreadable(text) => write!(
                f,
                "“{text}” is not a time; type one such as 14:05, 2:30 pm, -10m, in 20 min, fri 9:00 or 2026-03-02 10:00"
            ),
            Self::Length(refusal) => refusal.fmt(f),
            Self::TimeMissing(text) => {
                write!(f, "“{text}” names a day but no time of day; type both, such as fri 9:00")
            }
            Self::NoSuchDate(text) => {
                write!(f, "“{text}” names a date that does not exist; type one such as 2026-03-02 10:00")
            }
            Self::Skipped { typed, begin, end } => write!(
                f,
                "{} does not exist on {}, when the clock skips from {} to {}; type a time before or after that",
                typed.format("%H:%M"),
                typed.format("%a %-d %b"),
                begin.format("%H:%M"),
                end.format("%H:%M"),
            ),
            Self::InTheFuture(understood) => {
                write!(
                    f,
                    "that is in the future ({understood}); type when it happened, such as -10m or yesterday 22:30"
                )
            }
            Self::InThePast(understood) => {
                write!(
                    f,
                    "that is not after now ({understood}); type a time to come, such as in 20 min or tomorrow 8:00"
                )
            }
        }
    }
}

impl std::error::Error for TypedTimeRefusal {}

/// Reads a typed time, to the whole second.
///
/// `now` is the present instant and `zone` the one whose wall clock the person reads. Understands
/// `14:05`, `14.05`, `1405`, `9am`, `2:30 pm`, `-10m`, `-1h30`, `+15m`, `10m ago`, `in 20 min`,
/// `now`, `yesterday 22:30`, `fri 9`, `2026-03-02 10:00`, `02 mar 10:00`, and RFC 3339.
///
/// A wall time or weekday without a date is the latest up to now or the first after now, as
/// `leaning` says; so is one that occurs twice. A date without a year is the nearest such date.
/// What points the other way is refused, and so is a wall time that the zone skips.
pub fn parse(text: &str, now: Instant, zone: Tz, leaning: Leaning) -> Result<Instant, TypedTimeRefusal> {
    if text.chars().nth(LONGEST_CHARS).is_some() {
        return Err(TypedTimeRefusal::TooLong);
    }
    // The true minus and the dash come with text copied from a screen, even from ours.
    let lower = text.to_lowercase().replace(['−', '–'], "-");
    let words: Vec<&str> = lower.split_whitespace().collect();
    if words.is_empty() {
        return Err(TypedTimeRefusal::Empty);
    }
    let now = whole_second(now);
    let reader = Reader { now, today: local_of(zone, now).date(), zone, leaning, typed: text.trim() };
    let at = reader.read(&words)?;
    if reader.suits(at) { Ok(at) } else { Err(reader.wrong_way(at)) }
}

/// Says what was understood, to show before it is accepted: "Mon 2 Mar 14:05 CST".
///
/// Civil time in `zone`; seconds only where there are any.
pub fn understood(at: Instant, zone: Tz) -> String {
    let local = local_of(zone, at);
    let pattern = if at.timestamp() % 60 == 0 { "%a %-d %b %H:%M" } else { "%a %-d %b %H:%M:%S" };
    format!("{} {}", local.format(pattern), zone.offset_from_utc_datetime(&at.naive_utc()))
}

/// Says a span: "Mon 2 Mar 14:05 – Tue 3 Mar 09:00 CST", with both zones where they differ, and the day
/// once where it is one: "Mon 2 Mar 14:05 – 15:05 CST".
///
/// Civil time in `zone`.
pub fn span(from: Instant, until: Instant, zone: Tz) -> String {
    let day = |at: Instant| local_of(zone, at).format("%a %-d %b ").to_string();
    let is_one_day = local_of(zone, from).date() == local_of(zone, until).date();
    let that_day = day(until);
    let (from, until) = (understood(from, zone), understood(until, zone));
    let end = if is_one_day { until.strip_prefix(&that_day).unwrap_or(&until) } else { &until };
    let zone_of = |words: &str| words.rsplit_once(' ').map(|(_, zone)| zone.to_owned());
    match from.rsplit_once(' ') {
        Some((begin, zone)) if zone_of(&until).as_deref() == Some(zone) => format!("{begin} – {end}"),
        _ => format!("{from} – {end}"),
    }
}

/// What a text is read against.
struct Reader<'a> {
    now: Instant,
    today: NaiveDate,
    zone: Tz,
    leaning: Leaning,
    typed: &'a str,
}

impl Reader<'_> {
    fn read(&self, words: &[&str]) -> Result<Instant, TypedTimeRefusal> {
        let joined = words.join(" ");
        if joined == "now" {
            return Ok(self.now);
        }
        if let Ok(at) = DateTime::parse_from_rfc3339(&joined.to_uppercase()) {
            return Ok(whole_second(at.to_utc()));
        }
        if let Some((back, length)) = relative(&joined) {
            return self.shifted(back, length);
        }
        match words {
            ["today", time @ ..] => self.on(Some(self.today), time),
            ["yesterday", time @ ..] => self.on(self.today.pred_opt(), time),
            ["tomorrow", time @ ..] => self.on(self.today.succ_opt(), time),
            [first, time @ ..] => {
                if let Some(weekday) = place(first, WEEKDAYS) {
                    return self.nearest(Some(weekday), self.time(time)?);
                }
                if let Some((date, glued)) = iso_date(first) {
                    let glued: Vec<&str> = glued.into_iter().chain(time.iter().copied()).collect();
                    return self.on(date, &glued);
                }
                if let Some((day, month, time)) = day_and_month(words) {
                    return self.on_day_of_month(day, month, time);
                }
                self.nearest(None, wall_time(words, false).ok_or_else(|| self.unreadable())?)
            }
            [] => Err(TypedTimeRefusal::Empty),
        }
    }

    /// So long before or after now; days keep the wall time.
    fn shifted(&self, back: bool, length: &str) -> Result<Instant, TypedTimeRefusal> {
        match Span::parse(length).map_err(TypedTimeRefusal::Length)? {
            Span::Elapsed { secs } => TimeDelta::try_seconds(if back { -secs } else { secs })
                .and_then(|run| self.now.checked_add_signed(run))
                .ok_or_else(|| self.unreadable()),
            Span::Days(n) => {
                let days = Days::new(n.into());
                let date =
                    if back { self.today.checked_sub_days(days) } else { self.today.checked_add_days(days) };
                self.at(date.ok_or_else(|| self.unreadable())?, local_of(self.zone, self.now).time())
            }
            Span::BusinessTime { .. } | Span::BusinessDays(_) => Err(self.unreadable()),
        }
    }

    /// A time of day on a date; none is a date that doesn't exist.
    fn on(&self, date: Option<NaiveDate>, time: &[&str]) -> Result<Instant, TypedTimeRefusal> {
        let time = self.time(time)?;
        self.at(date.ok_or_else(|| TypedTimeRefusal::NoSuchDate(self.typed.to_owned()))?, time)
    }

    /// Without a year, the nearest such date: further off, a slip of the finger would go
    /// unseen, since what is said back names no year.
    fn on_day_of_month(&self, day: u32, month: u32, time: &[&str]) -> Result<Instant, TypedTimeRefusal> {
        let this_year = self.today.year();
        if let [year, time @ ..] = time
            && let Some(year) = digits(year, 4).and_then(|year| i32::try_from(year).ok())
            && (!time.is_empty() || (year - this_year).abs() <= 1)
        {
            return self.on(NaiveDate::from_ymd_opt(year, month, day), time);
        }
        let nearest = (-1..=1)
            .filter_map(|step| NaiveDate::from_ymd_opt(this_year + step, month, day))
            .min_by_key(|date| (*date - self.today).num_days().abs());
        self.on(nearest, time)
    }

    /// The latest such wall time up to now, or the first after now, on that weekday if any.
    fn nearest(&self, weekday: Option<usize>, time: NaiveTime) -> Result<Instant, TypedTimeRefusal> {
        // From one day on the other side, for a zone whose clock changes at midnight.
        for step in -1..=7 {
            let days = TimeDelta::days(if self.leaning == Leaning::Past { -step } else { step });
            let Some(date) = self.today.checked_add_signed(days) else {
                continue;
            };
            if weekday.is_some_and(|wanted| date.weekday().num_days_from_monday() as usize != wanted) {
                continue;
            }
            // A skipped hour counts as the instant of the skip, to know which day was meant.
            let found = self.at(date, time);
            let place = found.as_ref().map_or_else(|_| instant_of(self.zone, date.and_time(time)), |at| *at);
            if self.suits(place) {
                return found;
            }
        }
        Err(self.unreadable())
    }

    /// A wall time on a date: of two, the one that suits, else the one nearer to now.
    fn at(&self, date: NaiveDate, time: NaiveTime) -> Result<Instant, TypedTimeRefusal> {
        let typed = date.and_time(time);
        match self.zone.from_local_datetime(&typed) {
            LocalResult::Single(at) => Ok(at.to_utc()),
            LocalResult::Ambiguous(first, second) => {
                let (first, second) = (first.to_utc(), second.to_utc());
                let (better, other) = match self.leaning {
                    Leaning::Past => (second, first),
                    Leaning::Future => (first, second),
                };
                Ok(if self.suits(better) { better } else { other })
            }
            LocalResult::None => {
                let resumed = instant_of(self.zone, typed);
                let second = TimeDelta::seconds(1);
                let last = resumed.checked_sub_signed(second).unwrap_or(resumed);
                let begin = local_of(self.zone, last).checked_add_signed(second).unwrap_or(typed);
                Err(TypedTimeRefusal::Skipped { typed, begin, end: local_of(self.zone, resumed) })
            }
        }
    }

    fn time(&self, words: &[&str]) -> Result<NaiveTime, TypedTimeRefusal> {
        let words = if let ["at", time @ ..] = words { time } else { words };
        if words.is_empty() {
            return Err(TypedTimeRefusal::TimeMissing(self.typed.to_owned()));
        }
        wall_time(words, true).ok_or_else(|| self.unreadable())
    }

    fn suits(&self, at: Instant) -> bool {
        (at > self.now) == (self.leaning == Leaning::Future)
    }

    fn wrong_way(&self, at: Instant) -> TypedTimeRefusal {
        let understood = understood(at, self.zone);
        match self.leaning {
            Leaning::Past => TypedTimeRefusal::InTheFuture(understood),
            Leaning::Future => TypedTimeRefusal::InThePast(understood),
        }
    }

    fn unreadable(&self) -> TypedTimeRefusal {
        TypedTimeRefusal::Unreadable(self.typed.to_owned())
    }
}

/// Whether a text points back from now, and by what length: `-10m`, `10m ago`, `+15m`, `in 20 min`.
fn relative(text: &str) -> Option<(bool, &str)> {
    let back = text.strip_prefix('-').or_else(|| text.strip_suffix("ago")).map(|length| (true, length));
    back.or_else(|| text.strip_prefix('+').or_else(|| text.strip_prefix("in ")).map(|length| (false, length)))
}

/// Reads `14:05`, `14.05`, `1405`, `14:05:30`, `9am` or `2:30 pm`; a bare hour only beside a day.
fn wall_time(words: &[&str], beside_day: bool) -> Option<NaiveTime> {
    let joined = match words {
        [time] => (*time).to_owned(),
        [time, half @ ("am" | "pm")] => format!("{time}{half}"),
        _ => return None,
    };
    let (clock, afternoon) = match (joined.strip_suffix("am"), joined.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(false)),
        (_, Some(clock)) => (clock, Some(true)),
        _ => (joined.as_str(), None),
    };
    let parts: Vec<&str> = clock.split([':', '.']).collect();
    let (hour, min, sec) = match parts.as_slice() {
        [hour] if hour.len() <= 2 && (beside_day || afternoon.is_some()) => (*hour, "00", "00"),
        [both] if (3..=4).contains(&both.len()) => {
            let (hour, min) = both.split_at_checked(both.len() - 2)?;
            (hour, min, "00")
        }
        [hour, min] => (*hour, *min, "00"),
        [hour, min, sec] => (*hour, *min, *sec),
        _ => return None,
    };
    let hour = digits(hour, 1).or_else(|| digits(hour, 2))?;
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
    };
    NaiveTime::from_hms_opt(hour, digits(min, 2)?, digits(sec, 2)?)
}

/// A time of day as people type it: `22:00`, `22`, `9 pm`, `1405`; none where it is no time of day.
pub fn time_of_day(text: &str) -> Option<NaiveTime> {
    let text = text.trim().to_lowercase();
    if text.chars().count() > LONGEST_CHARS {
        return None;
    }
    wall_time(&text.split_whitespace().collect::<Vec<_>>(), true)
}

/// A number of exactly so many digits.
fn digits(text: &str, count: usize) -> Option<u32> {
    let only_digits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if only_digits { text.parse().ok() } else { None }
}

/// The place of a name, in full or cut to three letters or more, in a list.
fn place(word: &str, names: &str) -> Option<usize> {
    let word = word.trim_end_matches(['.', ',']);
    let mut names = names.split(' ');
    if word.len() < 3 { None } else { names.position(|name| name.starts_with(word)) }
}

/// Reads `2026-03-02`, also with a time glued on by a `t`; the date is none where there is no such date.
fn iso_date(word: &str) -> Option<(Option<NaiveDate>, Option<&str>)> {
    let (date, time) = word.split_once('t').map_or((word, None), |(date, time)| (date, Some(time)));
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let short = |text: &str| digits(text, 1).or_else(|| digits(text, 2));
    let year = i32::try_from(digits(year, 4)?).ok()?;
    Some((NaiveDate::from_ymd_opt(year, short(month)?, short(day)?), time))
}

/// Reads `02 mar` or `march 2`, and gives the day, the month from 1, and the words after them.
fn day_and_month<'w, 't>(words: &'w [&'t str]) -> Option<(u32, u32, &'w [&'t str])> {
    let [first, second, rest @ ..] = words else {
        return None;
    };
    let (day, month) = match (place(second, MONTHS), place(first, MONTHS)) {
        (Some(month), _) => (first, month),
        (_, Some(month)) => (second, month),
        _ => return None,
    };
    let day = day.trim_end_matches(['.', ',']);
    Some((digits(day, 1).or_else(|| digits(day, 2))?, u32::try_from(month).ok()? + 1, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Utc;
    use chrono_tz::America::Chicago;
    use chrono_tz::Asia::Kolkata;
    use chrono_tz::Australia::{Adelaide, Lord_Howe};
    use proptest::prelude::*;

    /// An instant written with its offset, so that each row of a table can be read by itself.
    fn at(text: &str) -> Instant {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    /// A Monday afternoon in Chicago.
    const MONDAY: &str = "2026-03-02T14:05:30-06:00";

    #[track_caller]
    fn reads(leaning: Leaning, zone: Tz, now: &str, table: &[(&str, &str)]) {
        for (typed, instant) in table {
            assert_eq!(parse(typed, at(now), zone, leaning), Ok(at(instant)), "{typed:?} at {now}");
        }
    }

    fn refusal(leaning: Leaning, now: &str, typed: &str) -> TypedTimeRefusal {
        parse(typed, at(now), Chicago, leaning).unwrap_err()
    }

    #[test]
    fn a_span_says_its_zone_once_unless_it_changes() {
        let says = |from: &str, until: &str| span(at(from), at(until), Chicago);
        assert_eq!(
            says("2026-03-02T09:00:00-06:00", "2026-03-03T09:00:00-06:00"),
            "Mon 2 Mar 09:00 – Tue 3 Mar 09:00 CST"
        );
        assert_eq!(
            says("2026-03-07T09:00:00-06:00", "2026-03-09T09:00:00-05:00"),
            "Sat 7 Mar 09:00 CST – Mon 9 Mar 09:00 CDT"
        );
        assert_eq!(
            says("2026-03-02T09:00:00-06:00", "2026-03-02T10:30:00-06:00"),
            "Mon 2 Mar 09:00 – 10:30 CST"
        );
        assert_eq!(
            says("2026-03-08T01:00:00-06:00", "2026-03-08T04:00:00-05:00"),
            "Sun 8 Mar 01:00 CST – 04:00 CDT"
        );
    }

    #[test]
    fn the_past_as_people_say_it() {
        reads(
            Leaning::Past,
            Chicago,
            MONDAY,
            &[
                ("14:05", "2026-03-02T14:05:00-06:00"),
                ("14.05", "2026-03-02T14:05:00-06:00"),
                ("1405", "2026-03-02T14:05:00-06:00"),
                ("14:05:29", "2026-03-02T14:05:29-06:00"),
                ("905", "2026-03-02T09:05:00-06:00"),
                ("9:05", "2026-03-02T09:05:00-06:00"),
                ("-10m", "2026-03-02T13:55:30-06:00"),
                ("−10m", "2026-03-02T13:55:30-06:00"),
                ("-1h30", "2026-03-02T12:35:30-06:00"),
                ("-90 s", "2026-03-02T14:04:00-06:00"),
                ("- 90s", "2026-03-02T14:04:00-06:00"),
                ("10m ago", "2026-03-02T13:55:30-06:00"),
                ("1 h 30 min ago", "2026-03-02T12:35:30-06:00"),
                ("2 days ago", "2026-02-28T14:05:30-06:00"),
                ("now", "2026-03-02T14:05:30-06:00"),
                ("  NOW ", "2026-03-02T14:05:30-06:00"),
                ("yesterday 22:30", "2026-03-01T22:30:00-06:00"),
                ("Yesterday   at 22:30", "2026-03-01T22:30:00-06:00"),
                ("today 9:00", "2026-03-02T09:00:00-06:00"),
                ("fri 9:00", "2026-02-27T09:00:00-06:00"),
                ("friday 9", "2026-02-27T09:00:00-06:00"),
                ("Thurs 9pm", "2026-02-26T21:00:00-06:00"),
                ("2026-03-02 10:00", "2026-03-02T10:00:00-06:00"),
                ("2026-3-2 10", "2026-03-02T10:00:00-06:00"),
                ("2026-03-02T10:00", "2026-03-02T10:00:00-06:00"),
                ("02 mar 10:00", "2026-03-02T10:00:00-06:00"),
                ("2 March, 10am", "2026-03-02T10:00:00-06:00"),
                ("mar 2 1000", "2026-03-02T10:00:00-06:00"),
                ("28 dec 10:00", "2025-12-28T10:00:00-06:00"),
                ("2 mar 2025 10:00", "2025-03-02T10:00:00-06:00"),
                ("29 feb 2024 10:00", "2024-02-29T10:00:00-06:00"),
                ("9am", "2026-03-02T09:00:00-06:00"),
                ("2:30 pm", "2026-03-01T14:30:00-06:00"),
                ("12am", "2026-03-02T00:00:00-06:00"),
                ("12 PM", "2026-03-02T12:00:00-06:00"),
                ("2026-03-02T20:05:30Z", "2026-03-02T14:05:30-06:00"),
                ("2026-03-02t21:05:30.9+01:00", "2026-03-02T14:05:30-06:00"),
                ("1960-01-01T00:00:00.9Z", "1960-01-01T00:00:00Z"),
            ],
        );
    }

    #[test]
    fn the_future_as_people_say_it() {
        reads(
            Leaning::Future,
            Chicago,
            MONDAY,
            &[
                ("14:05", "2026-03-03T14:05:00-06:00"),
                ("14:06", "2026-03-02T14:06:00-06:00"),
                ("+15m", "2026-03-02T14:20:30-06:00"),
                ("in 20 min", "2026-03-02T14:25:30-06:00"),
                ("in 1 day", "2026-03-03T14:05:30-06:00"),
                ("+7 days", "2026-03-09T14:05:30-05:00"),
                ("tomorrow 8:00", "2026-03-03T08:00:00-06:00"),
                ("today 18:00", "2026-03-02T18:00:00-06:00"),
                ("fri 9:00", "2026-03-06T09:00:00-06:00"),
                ("mon 9:00", "2026-03-09T09:00:00-05:00"),
                ("mon 15:00", "2026-03-02T15:00:00-06:00"),
                ("9am", "2026-03-03T09:00:00-06:00"),
                ("1 apr 9:00", "2026-04-01T09:00:00-05:00"),
                ("1 dec 2026 9:00", "2026-12-01T09:00:00-06:00"),
            ],
        );
        reads(
            Leaning::Future,
            Chicago,
            "2026-12-30T10:00:00-06:00",
            &[("2 jan 9:00", "2027-01-02T09:00:00-06:00")],
        );
    }

    #[test]
    fn a_bare_time_turns_at_now() {
        for (now, past, future) in [
            ("2026-03-02T23:49:59-06:00", "2026-03-01T23:50:00-06:00", "2026-03-02T23:50:00-06:00"),
            ("2026-03-02T23:50:00-06:00", "2026-03-02T23:50:00-06:00", "2026-03-03T23:50:00-06:00"),
            ("2026-03-02T23:50:00.9-06:00", "2026-03-02T23:50:00-06:00", "2026-03-03T23:50:00-06:00"),
            ("2026-03-02T23:50:01-06:00", "2026-03-02T23:50:00-06:00", "2026-03-03T23:50:00-06:00"),
            ("2026-03-03T00:10:00-06:00", "2026-03-02T23:50:00-06:00", "2026-03-03T23:50:00-06:00"),
        ] {
            reads(Leaning::Past, Chicago, now, &[("23:50", past)]);
            reads(Leaning::Future, Chicago, now, &[("23:50", future)]);
        }
        for (now, past, future) in [
            ("2026-03-06T08:59:59-06:00", "2026-02-27T09:00:00-06:00", "2026-03-06T09:00:00-06:00"),
            ("2026-03-06T09:00:00-06:00", "2026-03-06T09:00:00-06:00", "2026-03-13T09:00:00-05:00"),
            ("2026-03-06T09:00:01-06:00", "2026-03-06T09:00:00-06:00", "2026-03-13T09:00:00-05:00"),
        ] {
            reads(Leaning::Past, Chicago, now, &[("fri 9:00", past)]);
            reads(Leaning::Future, Chicago, now, &[("fri 9:00", future)]);
        }
    }

    #[test]
    fn answers_are_whole_seconds_though_now_is_not() {
        let now = "2026-03-02T14:05:30.900-06:00";
        reads(
            Leaning::Past,
            Chicago,
            now,
            &[
                ("now", "2026-03-02T14:05:30-06:00"),
                ("-1s", "2026-03-02T14:05:29-06:00"),
                ("1 day ago", "2026-03-01T14:05:30-06:00"),
                ("2026-03-02T14:05:30.950-06:00", "2026-03-02T14:05:30-06:00"),
            ],
        );
        reads(
            Leaning::Future,
            Chicago,
            now,
            &[("+1s", "2026-03-02T14:05:31-06:00"), ("14:05:31", "2026-03-02T14:05:31-06:00")],
        );
    }

    #[test]
    fn a_clock_set_back_over_midnight_shows_a_date_again() {
        // St. John's set its clock back from 00:01 to 23:01 on 2009-11-01.
        let zone = chrono_tz::America::St_Johns;
        let second_2330 = "2009-10-31T23:30:00-03:30";
        reads(Leaning::Past, zone, second_2330, &[("00:00:30", "2009-11-01T00:00:30-02:30")]);
        let first_midnight = "2009-11-01T00:00:00-02:30";
        reads(Leaning::Future, zone, first_midnight, &[("23:30", second_2330)]);
    }

    #[test]
    fn every_zone_reads_its_own_wall_clock() {
        // The same instant: 01:35 on Tuesday in Kolkata, 06:35 in Adelaide, 07:05 on Lord Howe.
        let now = "2026-03-02T20:05:30Z";
        for (zone, instant, yesterday) in [
            (Kolkata, "2026-03-02T22:30:00+05:30", "2026-03-02T22:30:00+05:30"),
            (Adelaide, "2026-03-02T22:30:00+10:30", "2026-03-02T22:30:00+10:30"),
            (Lord_Howe, "2026-03-02T22:30:00+11:00", "2026-03-02T22:30:00+11:00"),
            (Chicago, "2026-03-01T22:30:00-06:00", "2026-03-01T22:30:00-06:00"),
        ] {
            reads(Leaning::Past, zone, now, &[("22:30", instant), ("yesterday 22:30", yesterday)]);
        }
    }

    #[test]
    fn a_time_that_occurs_twice_leans() {
        for (now, past, future) in [
            // Before, between and after the two passes of 01:30, and at each of them.
            ("2026-11-01T01:29:59-05:00", "2026-10-31T01:30:00-05:00", "2026-11-01T01:30:00-05:00"),
            ("2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-06:00"),
            ("2026-11-01T01:45:00-05:00", "2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-06:00"),
            ("2026-11-01T01:29:59-06:00", "2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-06:00"),
            ("2026-11-01T01:30:00-06:00", "2026-11-01T01:30:00-06:00", "2026-11-02T01:30:00-06:00"),
            ("2026-11-01T08:00:00-06:00", "2026-11-01T01:30:00-06:00", "2026-11-02T01:30:00-06:00"),
        ] {
            reads(Leaning::Past, Chicago, now, &[("1:30", past)]);
            reads(Leaning::Future, Chicago, now, &[("1:30", future)]);
        }
        reads(
            Leaning::Past,
            Chicago,
            "2026-11-02T08:00:00-06:00",
            &[
                ("yesterday 1:30", "2026-11-01T01:30:00-06:00"),
                ("sun 1:30", "2026-11-01T01:30:00-06:00"),
                ("2026-11-01 00:59:59", "2026-11-01T00:59:59-05:00"),
                ("2026-11-01 02:00", "2026-11-01T02:00:00-06:00"),
            ],
        );
        reads(
            Leaning::Future,
            Chicago,
            "2026-10-31T08:00:00-05:00",
            &[("tomorrow 1:30", "2026-11-01T01:30:00-05:00")],
        );
        reads(
            Leaning::Past,
            Lord_Howe,
            "2026-04-05T09:00:00+10:30",
            &[
                ("1:29:59", "2026-04-05T01:29:59+11:00"),
                ("1:30", "2026-04-05T01:30:00+10:30"),
                ("2:00", "2026-04-05T02:00:00+10:30"),
            ],
        );
    }

    #[test]
    fn a_time_that_the_zone_skips_is_refused() {
        let skipped = |zone, now: &str, leaning, typed: &str| match parse(typed, at(now), zone, leaning) {
            Err(TypedTimeRefusal::Skipped { typed, begin, end }) => {
                [typed, begin, end].map(|wall| wall.format("%d %H:%M").to_string()).join(", ")
            }
            other => format!("{other:?}"),
        };
        let sunday = "2026-03-08T10:00:00-05:00";
        let saturday = "2026-03-07T10:00:00-06:00";
        for (typed, now, leaning) in [
            ("2:30", sunday, Leaning::Past),
            ("today 2:30", sunday, Leaning::Past),
            ("sun 2:30", sunday, Leaning::Past),
            ("2026-03-08 02:30", sunday, Leaning::Past),
            ("8 mar 2:30", sunday, Leaning::Past),
            ("2:30", saturday, Leaning::Future),
            ("tomorrow 2:30", saturday, Leaning::Future),
            ("sun 2:30", saturday, Leaning::Future),
        ] {
            assert_eq!(skipped(Chicago, now, leaning, typed), "08 02:30, 08 02:00, 08 03:00", "{typed}");
        }
        let in_a_day = skipped(Chicago, "2026-03-07T02:30:00-06:00", Leaning::Future, "in 1 day");
        assert_eq!(in_a_day, "08 02:30, 08 02:00, 08 03:00");
        let island = skipped(Lord_Howe, "2026-10-04T10:00:00+11:00", Leaning::Past, "2:15");
        assert_eq!(island, "04 02:15, 04 02:00, 04 02:30");
        assert_eq!(
            refusal(Leaning::Past, sunday, "2:30").to_string(),
            "02:30 does not exist on Sun 8 Mar, when the clock skips from 02:00 to 03:00; type a time before or after that"
        );

        // Its neighbours exist, and other days have the hour.
        reads(
            Leaning::Past,
            Chicago,
            sunday,
            &[
                ("1:59:59", "2026-03-08T01:59:59-06:00"),
                ("3:00", "2026-03-08T03:00:00-05:00"),
                ("yesterday 2:30", "2026-03-07T02:30:00-06:00"),
            ],
        );
        reads(Leaning::Past, Chicago, "2026-03-08T01:59:59-06:00", &[("2:30", "2026-03-07T02:30:00-06:00")]);
        reads(
            Leaning::Future,
            Chicago,
            "2026-03-08T03:00:00-05:00",
            &[("2:30", "2026-03-09T02:30:00-05:00")],
        );
    }

    #[test]
    fn the_wrong_way_is_refused() {
        for typed in [
            "+1s",
            "in 20 min",
            "tomorrow 8:00",
            "today 14:06",
            "today 14:05:31",
            "2026-03-02 14:05:31",
            "2026-03-02T20:05:31Z",
            "3 mar 9:00",
            "1 dec 2026 9:00",
            "in 2 days",
        ] {
            let refused = refusal(Leaning::Past, MONDAY, typed);
            assert!(matches!(refused, TypedTimeRefusal::InTheFuture(_)), "{typed}: {refused:?}");
        }
        for typed in [
            "now",
            "-1s",
            "20 min ago",
            "yesterday 8:00",
            "today 14:05",
            "today 14:05:30",
            "2026-03-02T20:05:30Z",
            "1 mar 9:00",
            "2 days ago",
        ] {
            let refused = refusal(Leaning::Future, MONDAY, typed);
            assert!(matches!(refused, TypedTimeRefusal::InThePast(_)), "{typed}: {refused:?}");
        }
        assert_eq!(
            refusal(Leaning::Past, MONDAY, "tomorrow 8:00").to_string(),
            "that is in the future (Tue 3 Mar 08:00 CST); type when it happened, such as -10m or yesterday 22:30"
        );
        assert_eq!(
            refusal(Leaning::Future, MONDAY, "now").to_string(),
            "that is not after now (Mon 2 Mar 14:05:30 CST); type a time to come, such as in 20 min or tomorrow 8:00"
        );
    }

    #[test]
    fn what_is_no_time_is_refused_with_what_would_do() {
        use TypedTimeRefusal::{Empty, Length, NoSuchDate, TimeMissing, TooLong, Unreadable};
        let own = str::to_owned;
        for (typed, refused) in [
            ("", Empty),
            (" \u{a0}\t ", Empty),
            ("soon", Unreadable(own("soon"))),
            (" 25:00 ", Unreadable(own("25:00"))),
            ("24:00", Unreadable(own("24:00"))),
            ("14:60", Unreadable(own("14:60"))),
            ("14:05:60", Unreadable(own("14:05:60"))),
            ("14:5", Unreadable(own("14:5"))),
            ("9", Unreadable(own("9"))),
            ("13pm", Unreadable(own("13pm"))),
            ("0am", Unreadable(own("0am"))),
            ("9 am pm", Unreadable(own("9 am pm"))),
            ("14:05 CST", Unreadable(own("14:05 CST"))),
            ("fr 9:00", Unreadable(own("fr 9:00"))),
            ("fri nine", Unreadable(own("fri nine"))),
            ("1é5", Unreadable(own("1é5"))),
            ("é05", Unreadable(own("é05"))),
            ("-2 business days", Unreadable(own("-2 business days"))),
            ("-10", Length(SpanRefusal::UnitMissing(own("10")))),
            ("-", Length(SpanRefusal::Empty)),
            ("+0m", Length(SpanRefusal::Zero)),
            ("11 years ago", Length(SpanRefusal::Unreadable(own("11 years")))),
            ("4000 days ago", Length(SpanRefusal::TooLong)),
            ("yesterday", TimeMissing(own("yesterday"))),
            ("Fri at", TimeMissing(own("Fri at"))),
            ("2026-03-02", TimeMissing(own("2026-03-02"))),
            ("2 mar", TimeMissing(own("2 mar"))),
            // The year, and not 20:25 to 20:27.
            ("2 mar 2025", TimeMissing(own("2 mar 2025"))),
            ("mar 2 2027", TimeMissing(own("mar 2 2027"))),
            ("2 mar 2026", TimeMissing(own("2 mar 2026"))),
            ("2026-02-29 10:00", NoSuchDate(own("2026-02-29 10:00"))),
            ("2026-13-01 10:00", NoSuchDate(own("2026-13-01 10:00"))),
            ("30 feb 10:00", NoSuchDate(own("30 feb 10:00"))),
            ("0 mar 10:00", NoSuchDate(own("0 mar 10:00"))),
        ] {
            for leaning in [Leaning::Past, Leaning::Future] {
                assert_eq!(refusal(leaning, MONDAY, typed), refused, "{typed}");
            }
            let said = refused.to_string();
            assert!(said.contains("; type ") || said.contains("; write "), "{said}");
        }
        let padded = |chars: usize| format!("{:>chars$}", "14:05");
        assert_eq!(refusal(Leaning::Past, MONDAY, &padded(65)), TooLong);
        assert!(TooLong.to_string().contains("; type "));
        reads(Leaning::Past, Chicago, MONDAY, &[(&padded(64), "2026-03-02T14:05:00-06:00")]);
        // Characters are counted, not bytes.
        assert_eq!(refusal(Leaning::Past, MONDAY, &"é".repeat(64)), Unreadable("é".repeat(64)));
    }

    #[test]
    fn what_was_understood_is_said_with_its_zone() {
        for (instant, zone, said) in [
            ("2026-03-02T14:05:00-06:00", Chicago, "Mon 2 Mar 14:05 CST"),
            ("2026-03-02T14:05:09-06:00", Chicago, "Mon 2 Mar 14:05:09 CST"),
            ("2026-03-08T01:59:59-06:00", Chicago, "Sun 8 Mar 01:59:59 CST"),
            ("2026-03-08T08:00:00Z", Chicago, "Sun 8 Mar 03:00 CDT"),
            ("2026-11-01T06:30:00Z", Chicago, "Sun 1 Nov 01:30 CDT"),
            ("2026-11-01T07:30:00Z", Chicago, "Sun 1 Nov 01:30 CST"),
            ("2026-03-02T20:05:00Z", Kolkata, "Tue 3 Mar 01:35 IST"),
            ("2026-03-02T20:05:00Z", Adelaide, "Tue 3 Mar 06:35 ACDT"),
            ("1960-01-01T12:00:01Z", Tz::UTC, "Fri 1 Jan 12:00:01 UTC"),
        ] {
            assert_eq!(understood(at(instant), zone), said);
        }
    }

    fn any_now() -> impl Strategy<Value = Instant> {
        let edges = vec![DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
        prop_oneof![
            1 => prop::sample::select(edges),
            8 => (0..4_000_000_000i64, 0..1_000_000_000u32)
                .prop_map(|(secs, nanos)| DateTime::from_timestamp(secs, nanos).unwrap()),
        ]
    }

    fn any_zone() -> impl Strategy<Value = Tz> {
        prop::sample::select(vec![Chicago, Lord_Howe, Adelaide, Kolkata, Tz::UTC])
    }

    fn any_leaning() -> impl Strategy<Value = Leaning> {
        prop::sample::select(vec![Leaning::Past, Leaning::Future])
    }

    /// Texts made of the words of the grammar reach further than noise does.
    fn any_phrase() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            prop::sample::select(vec![
                "now",
                "today",
                "yesterday",
                "tomorrow",
                "at",
                "in",
                "ago",
                "am",
                "pm",
                "fri",
                "monday",
                "mar",
                "feb",
                "-",
                "+",
                "m",
                "h",
                "days",
                "business",
                ":",
                ".",
                "t",
                "z",
                "2026-03-08",
                "2026-11-01",
                "é",
                "−",
            ])
            .prop_map(str::to_owned),
            "[0-9]{1,4}",
            "[0-9]{1,2}:[0-9]{2}",
            "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        ];
        (prop::collection::vec(word, 0..6), any::<bool>())
            .prop_map(|(words, spaced)| words.join(if spaced { " " } else { "" }))
    }

    proptest! {
        #[test]
        fn no_text_breaks_it_and_each_answer_leans(
            text in prop_oneof![any::<String>(), any_phrase()],
            now in any_now(), zone in any_zone(), leaning in any_leaning(),
        ) {
            match parse(&text, now, zone, leaning) {
                Ok(found) => {
                    prop_assert_eq!(found, whole_second(found));
                    prop_assert_eq!(found > whole_second(now), leaning == Leaning::Future);
                    prop_assert!(!understood(found, zone).is_empty());
                }
                Err(refused) => prop_assert!(!refused.to_string().is_empty()),
            }
        }

        #[test]
        fn a_bare_time_is_the_closest_on_its_side(
            secs in 0..4_000_000_000i64, zone in any_zone(), leaning in any_leaning(),
            hour in 0..24u32, min in 0..60u32,
        ) {
            let now = DateTime::from_timestamp(secs, 0).unwrap();
            match parse(&format!("{hour}:{min:02}"), now, zone, leaning) {
                Ok(found) => {
                    let shown = local_of(zone, found).time();
                    prop_assert_eq!(Some(shown), NaiveTime::from_hms_opt(hour, min, 0));
                    // Only a day with a change of the clock is longer than 24 hours.
                    prop_assert!((found - now).num_seconds().abs() <= 25 * 3_600);
                    for minutes in 1..(found - now).num_minutes().abs() {
                        let step = TimeDelta::minutes(if leaning == Leaning::Past { minutes } else { -minutes });
                        prop_assert_ne!(local_of(zone, found + step).time(), shown);
                    }
                }
                Err(refused) => prop_assert!(matches!(refused, TypedTimeRefusal::Skipped { .. }), "{}", refused),
            }
        }
    }
}
