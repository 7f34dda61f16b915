//! Wall times of other programs: day, month and year in the order that somebody chose, made instants.
//!
//! Never here: a guess at the order. `03/02` is one day in one country and another in the next.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::quoted;
use crate::domain::calendar::instant_of;
use crate::domain::time::Instant;

/// In which order day, month and year are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 29-02-2016.
    #[default]
    Dmy,
    /// 02/29/2016.
    Mdy,
    /// 2016-02-29.
    Ymd,
}

impl DateOrder {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Dmy, Self::Mdy, Self::Ymd];

    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
            Self::Ymd => "ymd",
        }
    }

    const fn example(self) -> &'static str {
        match self {
            Self::Dmy => "29-02-2016 13:05",
            Self::Mdy => "02/29/2016 13:05",
            Self::Ymd => "2016-02-29 13:05",
        }
    }
}

/// How a wall time stands to its zone's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WallTime {
    /// It comes once.
    Once,
    /// The clock skips it; the first instant that exists after it was taken.
    Skipped,
    /// It comes twice; the first was taken.
    Twice,
}

/// The instant of a text: a wall time of `zone`, or one with its own offset.
pub(super) fn instant(text: &str, order: DateOrder, zone: Tz) -> Result<(Instant, WallTime), String> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok((at.to_utc(), WallTime::Once));
    }
    let local = wall_time(text, order)?;
    let standing = match zone.from_local_datetime(&local) {
        LocalResult::Single(_) => WallTime::Once,
        LocalResult::Ambiguous(..) => WallTime::Twice,
        LocalResult::None => WallTime::Skipped,
    };
    Ok((instant_of(zone, local), standing))
}

fn wall_time(text: &str, order: DateOrder) -> Result<NaiveDateTime, String> {
    let unreadable =
        || format!("{} is no time in the order {}; write {}", quoted(text), order.word(), order.example());
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let (year, month, day) = match (order, parts.as_slice()) {
        (DateOrder::Dmy, [day, month, year])
        | (DateOrder::Mdy, [month, day, year])
        | (DateOrder::Ymd, [year, month, day]) => (*year, *month, *day),
        _ => return Err(unreadable()),
    };
    let number = |digits: &str, most: usize| {
        let fits =
            !digits.is_empty() && digits.len() <= most && digits.bytes().all(|one| one.is_ascii_digit());
        if fits { digits.parse::<u32>().map_err(|_err| unreadable()) } else { Err(unreadable()) }
    };
    if year.len() != 4 {
        return Err(format!("{}, and a year has four digits", unreadable()));
    }
    let year = i32::try_from(number(year, 4)?).map_err(|_err| unreadable())?;
    let (month, day) = (number(month, 2)?, number(day, 2)?);
    let date = NaiveDate::from_ymd_opt(year, month, day)
        .filter(|_| year > 0)
        .ok_or_else(|| format!("there is no day {} in the order {}", quoted(date), order.word()))?;
    let time = clock_time(time.trim())
        .ok_or_else(|| format!("{} is no time of day; write 13:05, 13:05:00 or 1:05 PM", quoted(time)))?;
    Ok(date.and_time(time))
}

fn clock_time(text: &str) -> Option<NaiveTime> {
    let forms = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p"];
    // Seconds up to 59: a leap second is no wall time that a ticket has.
    let whole = |time: &NaiveTime| chrono::Timelike::nanosecond(time) < 1_000_000_000;
    forms.iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok()).filter(whole)
}

#[cfg(test)]
mod tests {
    use chrono_tz::America::Chicago;

    use super::*;

    fn read(text: &str, order: DateOrder) -> Result<(String, WallTime), String> {
        instant(text, order, Chicago).map(|(at, standing)| (at.to_rfc3339(), standing))
    }

    #[test]
    fn each_order_reads_its_own_and_no_other() {
        let expected = Ok(("2016-02-03T19:05:00+00:00".to_owned(), WallTime::Once));
        for (text, order) in [
            ("03-02-2016 13:05", DateOrder::Dmy),
            ("3.2.2016 13:05:00", DateOrder::Dmy),
            ("02/03/2016 01:05 PM", DateOrder::Mdy),
            ("2016-02-03T13:05", DateOrder::Ymd),
            ("2016-02-03T13:05:00-06:00", DateOrder::Dmy),
        ] {
            assert_eq!(read(text, order), expected, "{text}");
        }
        assert!(
            read("2016-02-03 13:05", DateOrder::Dmy).unwrap_err().contains("order dmy; write 29-02-2016")
        );
        assert!(
            read("02/29/2016 13:05", DateOrder::Dmy).unwrap_err().starts_with("there is no day “02/29/2016”")
        );
        assert!(read("29-02-2015 13:05", DateOrder::Dmy).unwrap_err().starts_with("there is no day"));
        assert!(read("29-02-16 13:05", DateOrder::Dmy).unwrap_err().contains("four digits"));
        assert!(read("29-02-2016 25:05", DateOrder::Dmy).unwrap_err().contains("no time of day"));
        assert!(read("29-02-2016 23:59:60", DateOrder::Dmy).unwrap_err().contains("no time of day"));
        for text in ["", "?", "yesterday", "+9-02-2016 10:00", "29-02-0000 10:00", "29--2016 10:00"] {
            assert!(read(text, DateOrder::Dmy).is_err(), "{text}");
        }
    }

    #[test]
    fn a_skipped_time_is_the_first_after_it_and_a_doubled_one_the_first() {
        let gap = |text| read(text, DateOrder::Dmy).unwrap();
        assert_eq!(gap("13-03-2016 01:59"), ("2016-03-13T07:59:00+00:00".to_owned(), WallTime::Once));
        assert_eq!(gap("13-03-2016 02:00"), ("2016-03-13T08:00:00+00:00".to_owned(), WallTime::Skipped));
        assert_eq!(gap("13-03-2016 02:59"), ("2016-03-13T08:00:00+00:00".to_owned(), WallTime::Skipped));
        assert_eq!(gap("13-03-2016 03:00"), ("2016-03-13T08:00:00+00:00".to_owned(), WallTime::Once));
        assert_eq!(gap("06-11-2016 01:30"), ("2016-11-06T06:30:00+00:00".to_owned(), WallTime::Twice));
        assert_eq!(gap("06-11-2016 02:00"), ("2016-11-06T08:00:00+00:00".to_owned(), WallTime::Once));
    }
}
