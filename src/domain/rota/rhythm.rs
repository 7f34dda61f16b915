//! How often the watch passes on: every n hours, days, weeks or months of the wall clock.
//!
//! Civil time only. Never here: a zone, an instant or a person.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// A refusal quotes what was typed, but never a whole page of it.
const QUOTED_CHARS: usize = 40;

/// What a rhythm counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours of the wall clock.
    Hours,
    /// Dates.
    Days,
    /// Seven dates.
    Weeks,
    /// Months; a day that a month lacks is its last.
    Months,
}

impl Unit {
    /// The most of them that one turn can take: two years.
    pub const fn most(self) -> u32 {
        match self {
            Self::Hours => 17_568,
            Self::Days => 732,
            Self::Weeks => 104,
            Self::Months => 24,
        }
    }

    const fn word(self, is_one: bool) -> &'static str {
        match (self, is_one) {
            (Self::Hours, true) => "hour",
            (Self::Hours, false) => "hours",
            (Self::Days, true) => "day",
            (Self::Days, false) => "days",
            (Self::Weeks, true) => "week",
            (Self::Weeks, false) => "weeks",
            (Self::Months, true) => "month",
            (Self::Months, false) => "months",
        }
    }
}

/// A handoff rhythm: every so many hours, days, weeks or months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rhythm {
    every: u32,
    unit: Unit,
}

/// Why a rhythm was refused, and what would do instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RhythmRefusal {
    /// The text is no number with a unit; holds its beginning.
    #[error(
        "“{0}” is not a rhythm; write a whole number and a unit, such as 12 hours, 1 day, 1 week or 2 months"
    )]
    Unreadable(String),
    /// A rhythm of nothing.
    #[error("a rhythm must be more than nothing; write 1 {} or more", .0.word(true))]
    Zero(Unit),
    /// More than two years.
    #[error("a turn can take two years at most; write {} {} or less", .0.most(), .0.word(false))]
    TooLong(Unit),
}

impl Rhythm {
    /// Every `every` of a unit; from one up to two years.
    pub const fn new(every: u32, unit: Unit) -> Result<Self, RhythmRefusal> {
        match every {
            0 => Err(RhythmRefusal::Zero(unit)),
            _ if every > unit.most() => Err(RhythmRefusal::TooLong(unit)),
            _ => Ok(Self { every, unit }),
        }
    }

    /// Reads a rhythm such as "1 week", "12 hours" or "daily"; letter case and spaces don't matter.
    pub fn parse(text: &str) -> Result<Self, RhythmRefusal> {
        let unreadable = || RhythmRefusal::Unreadable(text.trim().chars().take(QUOTED_CHARS).collect());
        let lower = text.trim().to_lowercase();
        let (count, word) = match lower.as_str() {
            "hourly" => ("1", "hour"),
            "daily" => ("1", "day"),
            "weekly" => ("1", "week"),
            "monthly" => ("1", "month"),
            other => other.split_at(other.find(|c: char| !c.is_ascii_digit()).unwrap_or(other.len())),
        };
        let unit = match word.trim() {
            "h" | "hour" | "hours" => Unit::Hours,
            "d" | "day" | "days" => Unit::Days,
            "w" | "week" | "weeks" => Unit::Weeks,
            "month" | "months" => Unit::Months,
            _ => return Err(unreadable()),
        };
        if count.is_empty() {
            return Err(unreadable());
        }
        Self::new(count.parse().unwrap_or(u32::MAX), unit)
    }

    /// How many units a turn takes.
    pub const fn every(self) -> u32 {
        self.every
    }

    /// What it counts in.
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// The wall time at which a turn begins, the anchor being turn 0 (civil).
    ///
    /// Months are always counted from the anchor, so that the 31st comes back after a shorter
    /// month. None past the end of the calendar.
    pub fn handoff(self, anchor: NaiveDateTime, turn: i64) -> Option<NaiveDateTime> {
        let steps = turn.checked_mul(self.every.into())?;
        match self.unit {
            Unit::Hours => anchor.checked_add_signed(TimeDelta::try_hours(steps)?),
            Unit::Days => add_days(anchor, steps),
            Unit::Weeks => add_days(anchor, steps.checked_mul(7)?),
            Unit::Months => {
                let months = Months::new(u32::try_from(steps.unsigned_abs()).ok()?);
                if steps < 0 { anchor.checked_sub_months(months) } else { anchor.checked_add_months(months) }
            }
        }
    }

    /// The last turn that begins at or before a wall time; negative before the anchor (civil).
    pub fn turn_of(self, anchor: NaiveDateTime, local: NaiveDateTime) -> i64 {
        let every = i64::from(self.every);
        let secs = |each: i64| (local - anchor).num_seconds().div_euclid(each * every);
        match self.unit {
            Unit::Hours => secs(3_600),
            Unit::Days => secs(86_400),
            Unit::Weeks => secs(7 * 86_400),
            Unit::Months => {
                let month = |at: NaiveDateTime| i64::from(at.year()) * 12 + i64::from(at.month());
                let turn = (month(local) - month(anchor)).div_euclid(every);
                let begun = self.handoff(anchor, turn).is_some_and(|handoff| handoff <= local);
                if begun { turn } else { turn - 1 }
            }
        }
    }

    /// The rhythm within a sentence: "weekly", "every 2 weeks".
    pub fn words(self) -> String {
        match (self.every, self.unit) {
            (1, Unit::Hours) => "hourly".to_owned(),
            (1, Unit::Days) => "daily".to_owned(),
            (1, Unit::Weeks) => "weekly".to_owned(),
            (1, Unit::Months) => "monthly".to_owned(),
            _ => format!("every {self}"),
        }
    }
}

fn add_days(at: NaiveDateTime, days: i64) -> Option<NaiveDateTime> {
    let size = Days::new(days.unsigned_abs());
    if days < 0 { at.checked_sub_days(size) } else { at.checked_add_days(size) }
}

/// The rhythm in the words that [`Rhythm::parse`] reads: "1 week".
impl fmt::Display for Rhythm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.every, self.unit.word(self.every == 1))
    }
}

impl TryFrom<String> for Rhythm {
    type Error = RhythmRefusal;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Rhythm> for String {
    fn from(rhythm: Rhythm) -> Self {
        rhythm.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn local(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn reads_what_people_write_and_says_it_back() {
        for (text, said, words) in [
            ("1 week", "1 week", "weekly"),
            ("2 weeks", "2 weeks", "every 2 weeks"),
            (" 12 HOURS ", "12 hours", "every 12 hours"),
            ("1 hours", "1 hour", "hourly"),
            ("3days", "3 days", "every 3 days"),
            ("daily", "1 day", "daily"),
            ("1 month", "1 month", "monthly"),
        ] {
            let rhythm = Rhythm::parse(text).unwrap();
            assert_eq!((rhythm.to_string(), rhythm.words()), (said.to_owned(), words.to_owned()), "{text}");
        }
    }

    #[test]
    fn refuses_and_says_what_would_do() {
        for text in ["", "week", "1", "1.5 weeks", "-1 day", "1 fortnight", "١ day", "one week"] {
            let refusal = Rhythm::parse(text).unwrap_err();
            assert!(matches!(refusal, RhythmRefusal::Unreadable(_)), "{text}");
            assert!(refusal.to_string().contains("; write "), "{refusal}");
        }
        assert_eq!(Rhythm::parse("0 days"), Err(RhythmRefusal::Zero(Unit::Days)));
        assert_eq!(Rhythm::parse("105 weeks"), Err(RhythmRefusal::TooLong(Unit::Weeks)));
        assert_eq!(Rhythm::parse("99999999999 hours"), Err(RhythmRefusal::TooLong(Unit::Hours)));
    }

    #[test]
    fn the_31st_comes_back_after_shorter_months() {
        let monthly = Rhythm::parse("1 month").unwrap();
        let anchor = local("2027-12-31 09:00");
        let days: Vec<String> = (0..6)
            .map(|turn| monthly.handoff(anchor, turn).unwrap().format("%m-%d %H:%M").to_string())
            .collect();
        assert_eq!(
            days,
            ["12-31 09:00", "01-31 09:00", "02-29 09:00", "03-31 09:00", "04-30 09:00", "05-31 09:00"]
        );
        assert_eq!(monthly.turn_of(anchor, local("2028-02-29 08:59")), 1);
        assert_eq!(monthly.turn_of(anchor, local("2028-02-29 09:00")), 2);
        assert_eq!(monthly.turn_of(anchor, local("2028-03-30 23:59")), 2);
        assert_eq!(monthly.turn_of(anchor, local("2027-12-31 08:59")), -1);
    }

    proptest! {
        #[test]
        fn a_wall_time_lies_in_its_turn(
            every in 1..25_u32,
            unit in prop::sample::select(vec![Unit::Hours, Unit::Days, Unit::Weeks, Unit::Months]),
            anchor in 0..20_000_000_i64,
            after in -5_000_000..20_000_000_i64,
        ) {
            let base = local("2010-01-01 00:00");
            let anchor = base + TimeDelta::minutes(anchor);
            let at = anchor + TimeDelta::minutes(after);
            let rhythm = Rhythm::new(every, unit).unwrap();
            let turn = rhythm.turn_of(anchor, at);
            prop_assert!(rhythm.handoff(anchor, turn).unwrap() <= at);
            prop_assert!(rhythm.handoff(anchor, turn + 1).unwrap() > at);
        }

        #[test]
        fn no_text_breaks_it(text in any::<String>()) {
            if let Ok(rhythm) = Rhythm::parse(&text) {
                prop_assert_eq!(Rhythm::parse(&rhythm.to_string()), Ok(rhythm));
            }
        }
    }
}
