//! What somebody wants of the desk's settings: quiet hours, sounds, seats, calendars, holidays. Commands about
//! no incident.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::words::Sounds;

/// A wish about the desk's settings. On the command line and in files the variant's name in snake case stands
/// under `do`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DeskWish {
    /// Say when this machine holds the notifications that may wait; without a time it has no quiet hours.
    SetQuietHours {
        /// The wall time at which they begin, such as `22:00`.
        from: Option<String>,
        /// The wall time at which they end; the next day's where it is not later.
        until: Option<String>,
        /// The weekdays on which they begin; all if left out.
        #[serde(default)]
        weekdays: Vec<String>,
    },
    /// Say which notifications of this machine sound.
    SetSounds {
        /// None, only what is due, or all.
        sounds: Sounds,
    },
    /// Offer a further seat of the watch.
    AddSeat {
        /// Its word, such as `shadow`.
        seat: String,
    },
    /// Offer a further seat no more.
    PutSeatAside {
        /// Its word.
        seat: String,
        /// The reason.
        why: Option<String>,
    },
    /// Say the desk's own hours for a calendar that policies name; without times they are taken back.
    SetCalendar {
        /// Its name in the policies, such as `business`.
        calendar: String,
        /// The wall time at which a working day opens, such as `09:00`.
        open: Option<String>,
        /// The wall time at which it closes, the same day.
        close: Option<String>,
        /// The weekdays that are worked; all if left out.
        #[serde(default)]
        weekdays: Vec<String>,
    },
    /// Add days to the desk's holidays, each by itself or from one to another. One that is there already gets the
    /// name, where one is said.
    AddHolidays {
        /// Single days.
        #[serde(default)]
        days: Vec<HolidayDay>,
        /// The first day of a span.
        first_day: Option<NaiveDate>,
        /// Its last day; the first if left out.
        last_day: Option<NaiveDate>,
        /// What the days of the span are called.
        name: Option<String>,
    },
    /// Take days out of the desk's holidays.
    RemoveHolidays {
        /// The days.
        days: Vec<NaiveDate>,
    },
}

/// One holiday as it is wished for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayDay {
    /// The day.
    pub date: NaiveDate,
    /// What it is called.
    pub name: Option<String>,
}

impl DeskWish {
    /// The words under `do`, in the order of the variants.
    pub const VERBS: [&'static str; 7] = [
        "set_quiet_hours",
        "set_sounds",
        "add_seat",
        "put_seat_aside",
        "set_calendar",
        "add_holidays",
        "remove_holidays",
    ];
}
