//! Lengths of time in the words of a policy: "15 min", "2 days", "4 business hours".
//!
//! Never here: an instant, a zone or a calendar. What a span means on the time line is
//! [`super::calendar`]'s business.

use std::fmt;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Ten years with their leap days: nobody escalates later than that, and no sum overflows.
const LONGEST_DAYS: i64 = 3_653;
/// A refusal quotes what was typed, but never a whole page of it.
const QUOTED_CHARS: usize = 40;

/// A length of time as a policy says it.
///
/// Lengths are positive and at most ten years when they come from [`Span::parse`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// Elapsed time, whatever the wall clock does meanwhile.
    Elapsed {
        /// Length in seconds.
        secs: i64,
    },
    /// The same wall time this many dates later (civil).
    Days(u32),
    /// Time that runs only while the calendar is open.
    BusinessTime {
        /// Length in open seconds.
        secs: i64,
    },
    /// The same wall time on the n-th working day after (civil).
    BusinessDays(u32),
}

/// Why a text is no span, and what would do instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpanRefusal {
    /// Nothing was written.
    Empty,
    /// The text isn't numbers with units; holds its beginning.
    Unreadable(String),
    /// A number stands without its unit; holds the number.
    UnitMissing(String),
    /// The length is zero.
    Zero,
    /// The length is over ten years.
    TooLong,
    /// Days stand together with hours, or business time with plain time.
    Mixed,
}

impl fmt::Display for SpanRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                write!(f, "a length of time is missing; write one such as 15 min, 2 days or 4 business hours")
            }
            Self::Unreadable(text) => write!(
                f,
                "“{text}” is not a length of time; write whole numbers with units, such as 15 min, 1 h 30 min, 2 days or 4 business hours"
            ),
            Self::UnitMissing(number) => {
                write!(
                    f,
                    "“{number}” has no unit; write {number} s, {number} min, {number} h or {number} days"
                )
            }
            Self::Zero => write!(f, "a length of time must be more than nothing; write 1 min or more"),
            Self::TooLong => {
                write!(f, "a length of time can be ten years at most; write {LONGEST_DAYS} days or less")
            }
            Self::Mixed => write!(
                f,
                "days can’t be added to hours, nor business time to plain time, since they run differently; write one kind, such as 36 h or 2 days"
            ),
        }
    }
}

impl std::error::Error for SpanRefusal {}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Time,
    Days,
}

impl Span {
    /// Reads a span such as "15 min", "1 h 30 min", "2 days" or "4 business hours".
    ///
    /// Letter case and spaces don't matter. Units stand from the largest to the smallest, and a
    /// bare number after hours is minutes ("1h30"). Hours and minutes are elapsed time, days are
    /// civil, and "business" before a unit makes it business time.
    pub fn parse(text: &str) -> Result<Self, SpanRefusal> {
        let lower = text.to_lowercase();
        let pieces = pieces(&lower);
        if pieces.is_empty() {
            return Err(SpanRefusal::Empty);
        }
        let unreadable = || SpanRefusal::Unreadable(text.trim().chars().take(QUOTED_CHARS).collect());
        let mut rest = pieces.as_slice();
        let mut kind: Option<(Kind, bool)> = None;
        let mut smallest = i64::MAX;
        let mut total: i64 = 0;
        while let [number, after @ ..] = rest {
            if !number.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(unreadable());
            }
            let count: i64 = number.parse().unwrap_or(i64::MAX);
            let (part, secs_each, after) = match after {
                ["business", word, after @ ..] => {
                    let (part, each) = unit(word).ok_or_else(unreadable)?;
                    ((part, true), each, after)
                }
                [word, after @ ..] => {
                    let (part, each) = unit(word).ok_or_else(unreadable)?;
                    ((part, false), each, after)
                }
                [] if smallest == HOUR && count < 60 => (kind.unwrap_or((Kind::Time, false)), MINUTE, after),
                [] => {
                    return Err(SpanRefusal::UnitMissing(number.chars().take(QUOTED_CHARS).collect()));
                }
            };
            if kind.is_some_and(|earlier| earlier != part) {
                return Err(SpanRefusal::Mixed);
            }
            if secs_each >= smallest {
                return Err(unreadable());
            }
            (kind, smallest, rest) = (Some(part), secs_each, after);
            total = total.saturating_add(count.saturating_mul(secs_each));
        }
        if total == 0 {
            return Err(SpanRefusal::Zero);
        }
        if total > LONGEST_DAYS * DAY {
            return Err(SpanRefusal::TooLong);
        }
        let days = u32::try_from(total / DAY).unwrap_or(u32::MAX);
        match kind {
            Some((Kind::Time, false)) => Ok(Self::Elapsed { secs: total }),
            Some((Kind::Time, true)) => Ok(Self::BusinessTime { secs: total }),
            Some((Kind::Days, false)) => Ok(Self::Days(days)),
            Some((Kind::Days, true)) => Ok(Self::BusinessDays(days)),
            None => Err(SpanRefusal::Empty),
        }
    }
}

/// The unit a word names, and its length in seconds.
fn unit(word: &str) -> Option<(Kind, i64)> {
    match word {
        "s" | "sec" | "secs" | "second" | "seconds" => Some((Kind::Time, 1)),
        "m" | "min" | "mins" | "minute" | "minutes" => Some((Kind::Time, MINUTE)),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some((Kind::Time, HOUR)),
        "d" | "day" | "days" => Some((Kind::Days, DAY)),
        _ => None,
    }
}

/// Cuts a text at spaces and wherever digits meet anything else.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for mut word in text.split_whitespace() {
        while let Some(first) = word.chars().next() {
            let digits = first.is_ascii_digit();
            let end = word.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(word.len());
            let (piece, after) = word.split_at(end);
            found.push(piece);
            word = after;
        }
    }
    found
}

/// The span in the words that [`Span::parse`] reads.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |n: i64| if n == 1 { "" } else { "s" };
        match *self {
            Self::Elapsed { secs } if secs < 2 * MINUTE && secs % MINUTE != 0 => {
                write!(f, "{secs} s")
            }
            Self::Elapsed { secs } => f.write_str(&joined(&[
                (secs / HOUR, "h"),
                (secs % HOUR / MINUTE, "min"),
                (secs % MINUTE, "s"),
            ])),
            Self::Days(n) => write!(f, "{n} day{}", plural(n.into())),
            Self::BusinessTime { secs } if secs % HOUR == 0 => {
                write!(f, "{} business hour{}", secs / HOUR, plural(secs / HOUR))
            }
            Self::BusinessTime { secs } if secs % MINUTE == 0 => {
                write!(f, "{} business min", secs / MINUTE)
            }
            Self::BusinessTime { secs } => write!(f, "{secs} business s"),
            Self::BusinessDays(n) => write!(f, "{n} business day{}", plural(n.into())),
        }
    }
}

/// Words for a plain duration, for text in scripts and lateness: "45 s", "12 min",
/// "1 h 20 min", "2 d 4 h".
///
/// Takes seconds, and cuts what is too fine to say: seconds from a minute on, minutes from a
/// day on. A negative length reads as its size, since the sentence around it says which way.
pub fn words(secs: i64) -> String {
    let secs = i64::try_from(secs.unsigned_abs()).unwrap_or(i64::MAX);
    if secs < MINUTE {
        return format!("{secs} s");
    }
    if secs < DAY {
        return joined(&[(secs / HOUR, "h"), (secs % HOUR / MINUTE, "min")]);
    }
    joined(&[(secs / DAY, "d"), (secs % DAY / HOUR, "h")])
}

/// The parts that aren't zero, side by side; "0 s" when all are.
fn joined(parts: &[(i64, &str)]) -> String {
    let said: Vec<String> =
        parts.iter().filter(|(n, _)| *n != 0).map(|(n, unit)| format!("{n} {unit}")).collect();
    if said.is_empty() { "0 s".to_owned() } else { said.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn elapsed(secs: i64) -> Span {
        Span::Elapsed { secs }
    }

    const fn business(secs: i64) -> Span {
        Span::BusinessTime { secs }
    }

    #[test]
    fn reads_what_a_policy_says() {
        for (text, span) in [
            ("15 min", elapsed(900)),
            ("1 h", elapsed(3_600)),
            ("90 s", elapsed(90)),
            ("1 h 30 min", elapsed(5_400)),
            ("1h30", elapsed(5_400)),
            ("1h 5", elapsed(3_900)),
            ("  15  MIN ", elapsed(900)),
            ("2 hours 1 minute 1 second", elapsed(7_261)),
            ("10m", elapsed(600)),
            ("1 day", Span::Days(1)),
            ("2 days", Span::Days(2)),
            ("2d", Span::Days(2)),
            ("1 business day", Span::BusinessDays(1)),
            ("5 business days", Span::BusinessDays(5)),
            ("4 business hours", business(14_400)),
            ("30 business min", business(1_800)),
            ("1 business h 30 business min", business(5_400)),
            ("3653 days", Span::Days(3_653)),
            ("87672 h", elapsed(3_653 * DAY)),
        ] {
            assert_eq!(Span::parse(text), Ok(span), "{text}");
        }
    }

    #[test]
    fn says_the_same_words_back() {
        for text in [
            "15 min",
            "1 h",
            "90 s",
            "45 s",
            "1 min",
            "2 min",
            "2 min 5 s",
            "1 h 30 min",
            "24 h",
            "1 day",
            "2 days",
            "1 business day",
            "5 business days",
            "1 business hour",
            "4 business hours",
            "30 business min",
            "61 business s",
        ] {
            assert_eq!(Span::parse(text).map(|span| span.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn refuses_and_says_why() {
        let unreadable = |text: &str| SpanRefusal::Unreadable(text.to_owned());
        for (text, refusal) in [
            ("", SpanRefusal::Empty),
            (" \t", SpanRefusal::Empty),
            ("soon", unreadable("soon")),
            ("min 15", unreadable("min 15")),
            ("-15 min", unreadable("-15 min")),
            ("1.5 h", unreadable("1.5 h")),
            ("2 fortnights", unreadable("2 fortnights")),
            ("business day", unreadable("business day")),
            ("3 business", unreadable("3 business")),
            ("15 min 1 h", unreadable("15 min 1 h")),
            ("5 min 5 min", unreadable("5 min 5 min")),
            ("١٥ min", unreadable("١٥ min")),
            ("15", SpanRefusal::UnitMissing("15".to_owned())),
            ("1h60", SpanRefusal::UnitMissing("60".to_owned())),
            ("2 days 5", SpanRefusal::UnitMissing("5".to_owned())),
            ("0 min", SpanRefusal::Zero),
            ("0 h 0 min", SpanRefusal::Zero),
            ("3654 days", SpanRefusal::TooLong),
            ("87672 h 1 s", SpanRefusal::TooLong),
            ("3654 business days", SpanRefusal::TooLong),
            ("99999999999999999999999 s", SpanRefusal::TooLong),
            ("9223372036854775807 h 9223372036854775807 min", SpanRefusal::TooLong),
            ("1 day 2 h", SpanRefusal::Mixed),
            ("1 h 30 business min", SpanRefusal::Mixed),
            ("1 business h 30 min", SpanRefusal::Mixed),
        ] {
            assert_eq!(Span::parse(text), Err(refusal), "{text}");
        }
    }

    #[test]
    fn each_refusal_says_what_would_do() {
        for text in ["", "soon", "7", "0 s", "9999 days", "1 day 2 h"] {
            let said = Span::parse(text).unwrap_err().to_string();
            assert!(said.contains("; write "), "{text}: {said}");
        }
        let long = Span::parse(&"x".repeat(10_000)).unwrap_err().to_string();
        assert!(long.chars().count() < 200, "{long}");
    }

    #[test]
    fn words_at_the_boundaries() {
        for (secs, said) in [
            (0, "0 s"),
            (45, "45 s"),
            (59, "59 s"),
            (60, "1 min"),
            (719, "11 min"),
            (720, "12 min"),
            (HOUR - 1, "59 min"),
            (HOUR, "1 h"),
            (4_800, "1 h 20 min"),
            (DAY - 1, "23 h 59 min"),
            (DAY, "1 d"),
            (DAY + HOUR - 1, "1 d"),
            (2 * DAY + 4 * HOUR, "2 d 4 h"),
            (-130, "2 min"),
        ] {
            assert_eq!(words(secs), said, "{secs}");
        }
        assert_eq!(words(i64::MIN), words(i64::MAX));
    }

    fn any_span() -> impl Strategy<Value = Span> {
        let secs = 1..=LONGEST_DAYS * DAY;
        let days = 1..=3_653u32;
        prop_oneof![
            secs.clone().prop_map(elapsed),
            (1..400i64).prop_map(elapsed),
            secs.prop_map(business),
            (1..9_000i64).prop_map(|n| business(n * MINUTE)),
            days.clone().prop_map(Span::Days),
            days.prop_map(Span::BusinessDays),
        ]
    }

    proptest! {
        #[test]
        fn what_is_said_reads_back(span in any_span()) {
            prop_assert_eq!(Span::parse(&span.to_string()), Ok(span));
        }

        #[test]
        fn what_is_read_is_positive_and_capped(text in "[0-9]{1,9} ?(business )?(s|min|h|days?)( ?[0-9]{1,4} ?(s|min))?") {
            if let Ok(span) = Span::parse(&text) {
                let (length, most) = match span {
                    Span::Elapsed { secs } | Span::BusinessTime { secs } => (secs, LONGEST_DAYS * DAY),
                    Span::Days(n) | Span::BusinessDays(n) => (n.into(), LONGEST_DAYS),
                };
                prop_assert!((1..=most).contains(&length));
            }
        }

        #[test]
        fn no_text_breaks_it(text in any::<String>()) {
            let refused_or_read = Span::parse(&text);
            prop_assert!(refused_or_read.is_ok() || !refused_or_read.unwrap_err().to_string().is_empty());
        }
    }
}
