//! The lines of the log about the desk's settings: quiet hours, sounds, seats, calendars, holidays.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::log_lines::LogTone;
use crate::domain::event::Fact;
use crate::domain::settings::calendars::hours_words;
use crate::domain::words::Sounds;

/// Kind, words and tone of a fact about settings; none of any other.
pub(super) fn told(fact: &Fact) -> Option<(&'static str, String, LogTone)> {
    let words = match fact {
        Fact::QuietHoursSet { hours: Some(hours) } => format!("this machine is quiet from {hours}"),
        Fact::QuietHoursSet { hours: None } => "this machine has no quiet hours".to_owned(),
        Fact::SoundsChosen { sounds } => match sounds {
            Sounds::None => "no notification sounds on this machine".to_owned(),
            Sounds::Due => "only what is due sounds on this machine".to_owned(),
            Sounds::All => "every notification sounds on this machine".to_owned(),
        },
        Fact::SeatAdded { seat } => format!("the watch has a seat {seat}"),
        Fact::SeatPutAside { seat, why } => {
            let why = why.as_ref().map_or_else(String::new, |why| format!(": {why}"));
            format!("the seat {seat} is put aside{why}")
        }
        Fact::CalendarSet { calendar, hours: Some(hours) } => {
            format!("the calendar {calendar} is {}", hours_words(hours))
        }
        Fact::CalendarSet { calendar, hours: None } => {
            format!("the calendar {calendar} has the hours of the policies again")
        }
        _ => return None,
    };
    Some(("Desk set up", words, LogTone::Plain))
}

/// How many holidays there are, and how many of them have a name.
pub(super) fn holidays(days: &[NaiveDate], names: Option<&BTreeMap<NaiveDate, String>>) -> String {
    let noun = if days.len() == 1 { "holiday" } else { "holidays" };
    let named = names.map_or(0, BTreeMap::len);
    if named == 0 {
        format!("{} {noun}", days.len())
    } else {
        format!("{} {noun}, {named} with a name", days.len())
    }
}
