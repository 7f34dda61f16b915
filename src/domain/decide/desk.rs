//! The desk's settings: quiet hours, sounds, seats, calendars, holidays.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveTime};

use super::said::{line, optional_line, optional_text};
use super::{Refusal, kept_until};
use crate::domain::calendar::{Calendar, OpeningHours};
use crate::domain::event::{DeskConfigured, Fact, Subject};
use crate::domain::policy_file::AROUND_THE_CLOCK;
use crate::domain::rota::person::Seat;
use crate::domain::settings::calendars::hours_words;
use crate::domain::settings::quiet::QuietHours;
use crate::domain::settings::seats;
use crate::domain::settings::wish::{DeskWish, HolidayDay};
use crate::domain::time::Instant;
use crate::domain::typed_time::time_of_day;
use crate::domain::weekdays;
use crate::domain::world::World;

/// The most seats beside primary and backup.
pub const MOST_FURTHER_SEATS: usize = 8;

/// The most holidays of a desk.
pub const MOST_HOLIDAYS: usize = 2_000;

/// The longest span of holidays that is added at once; days.
pub const LONGEST_HOLIDAY_DAYS: i64 = 62;

/// The facts of a wish about the desk's settings, each with what it is about.
pub(super) fn facts(world: &World, wish: &DeskWish, at: Instant) -> Result<Vec<(Subject, Fact)>, Refusal> {
    let fact = match wish {
        DeskWish::SetQuietHours { from, until, weekdays } => {
            let hours = quiet_hours(from.as_ref(), until.as_ref(), weekdays)?;
            let standing = world.here.and_then(|here| world.settings.quiet.get(&here)).copied();
            match hours {
                Some(hours) if standing == Some(hours) => {
                    return Err(nothing_to_change(format!("this machine is quiet from {hours} already")));
                }
                None if standing.is_none() && world.here.is_some() => {
                    return Err(nothing_to_change("this machine has no quiet hours"));
                }
                hours => Fact::QuietHoursSet { hours },
            }
        }
        DeskWish::SetSounds { sounds } => Fact::SoundsChosen { sounds: *sounds },
        DeskWish::AddSeat { seat } => Fact::SeatAdded { seat: new_seat(world, seat, at)? },
        DeskWish::PutSeatAside { seat, why } => {
            let why = optional_text("the reason", why.as_ref())?;
            Fact::SeatPutAside { seat: spare_seat(world, seat, at)?, why }
        }
        DeskWish::SetCalendar { calendar, open, close, weekdays } => {
            set_calendar(world, calendar, (open.as_ref(), close.as_ref()), weekdays)?
        }
        DeskWish::AddHolidays { days, first_day, last_day, name } => {
            let span = holiday_span(*first_day, *last_day, name.as_ref())?;
            return holidays_with(world, days.iter().cloned().chain(span).collect(), at);
        }
        DeskWish::RemoveHolidays { days } => return holidays_without(world, days, at),
    };
    Ok(vec![(Subject::Desk, fact)])
}

fn nothing_to_change(what: impl Into<String>) -> Refusal {
    Refusal::new(what, "there is nothing to change")
}

fn wall_time(what: &str, text: &str) -> Result<NaiveTime, Refusal> {
    time_of_day(text).ok_or_else(|| {
        let short: String = text.trim().chars().take(40).collect();
        Refusal::new(format!("{what}, `{short}`, is no time of day"), "write it like 22:00")
    })
}

fn days(words: &[String]) -> Result<[bool; 7], Refusal> {
    weekdays::read(words.iter().map(String::as_str)).map_err(|(what, would_do)| Refusal::new(what, would_do))
}

/// A text that says something.
fn said(text: Option<&String>) -> Option<&String> {
    text.filter(|text| !text.trim().is_empty())
}

/// The quiet hours that are typed; none where no time is.
///
/// # Errors
/// What makes no sense, and what would do.
pub fn quiet_hours(
    from: Option<&String>,
    until: Option<&String>,
    weekdays: &[String],
) -> Result<Option<QuietHours>, Refusal> {
    let (from, until) = match (said(from), said(until)) {
        (None, None) => return Ok(None),
        (Some(from), Some(until)) => (from, until),
        (None, Some(_)) => return Err(Refusal::new("no begin is said", "say both, such as 22:00 and 06:00")),
        (Some(_), None) => return Err(Refusal::new("no end is said", "say both, such as 22:00 and 06:00")),
    };
    let (from, until) = (wall_time("the begin", from)?, wall_time("the end", until)?);
    if from == until {
        return Err(Refusal::new(
            "begin and end are the same",
            "let them differ; a desk that is never told anything has no watch",
        ));
    }
    Ok(Some(QuietHours { from, until, days: days(weekdays)? }))
}

/// The seat that a text names.
fn seat_word(text: &str) -> Result<Seat, Refusal> {
    let word = line("the seat", text)?.to_lowercase().replace(' ', "-");
    if !Seat::is_word(&word) {
        return Err(Refusal::new(
            "a seat is named in small letters, digits and dashes, up to 120",
            "name it such as shadow or second-backup",
        ));
    }
    Ok(Seat::from(word))
}

fn new_seat(world: &World, text: &str, at: Instant) -> Result<Seat, Refusal> {
    let seat = seat_word(text)?;
    let there = seats::seats(world, at);
    if there.contains(&seat) && (world.settings.seats.contains(&seat) || !matches!(seat, Seat::Other(_))) {
        return Err(Refusal::new(format!("the seat {seat} is there already"), "choose another name"));
    }
    if world.settings.seats.len() >= MOST_FURTHER_SEATS {
        return Err(Refusal::new(
            format!("there are {MOST_FURTHER_SEATS} seats beside primary and backup"),
            "that is the most; put one aside first",
        ));
    }
    Ok(seat)
}

fn spare_seat(world: &World, text: &str, at: Instant) -> Result<Seat, Refusal> {
    let seat = seat_word(text)?;
    if !matches!(seat, Seat::Other(_)) {
        return Err(Refusal::new(
            format!("{seat} stays: every watch has a primary and a backup"),
            "put aside a seat that was added",
        ));
    }
    if let Some(used) = seats::use_of(world, &seat, at) {
        return Err(Refusal::new(
            format!("{seat} is not free: {used}"),
            "change or end that first, then put the seat aside",
        ));
    }
    if !world.settings.seats.contains(&seat) {
        let known: Vec<&str> = world.settings.seats.iter().map(Seat::word).collect();
        let would_do = if known.is_empty() {
            "none was added".to_owned()
        } else {
            format!("there are {}", known.join(", "))
        };
        return Err(Refusal::new(format!("no seat is called {seat}"), would_do));
    }
    Ok(seat)
}

fn set_calendar(
    world: &World,
    name: &str,
    (open, close): (Option<&String>, Option<&String>),
    weekdays: &[String],
) -> Result<Fact, Refusal> {
    let calendar = line("the calendar", name)?;
    let own = world.settings.hours.get(&calendar);
    if calendar == AROUND_THE_CLOCK {
        return Err(Refusal::new(
            format!("`{AROUND_THE_CLOCK}` is around the clock, as its name says"),
            "let a policy of your own name another calendar where its clocks shall rest",
        ));
    }
    let hours = match (said(open), said(close)) {
        (None, None) => None,
        (Some(open), Some(close)) => {
            let (open, close) = (wall_time("the opening", open)?, wall_time("the closing", close)?);
            if open >= close {
                return Err(Refusal::new(
                    "closing does not come after opening",
                    "say hours within one day, such as 09:00 and 16:00",
                ));
            }
            Some(OpeningHours { days: days(weekdays)?, open, close })
        }
        _ => {
            return Err(Refusal::new(
                "only one time is said",
                "say opening and closing, such as 09:00 and 16:00",
            ));
        }
    };
    let known: BTreeSet<&String> = world
        .in_force
        .values()
        .flat_map(|policy| policy.calendars.keys())
        .filter(|one| *one != AROUND_THE_CLOCK)
        .collect();
    let of_policies: Vec<&Calendar> =
        world.in_force.values().filter_map(|policy| policy.calendars.get(&calendar)).collect();
    match &hours {
        Some(hours) if own == Some(hours) => {
            Err(nothing_to_change(format!("`{calendar}` is {} already", hours_words(hours))))
        }
        Some(_) if !known.contains(&calendar) => {
            let short: String = calendar.chars().take(40).collect();
            let names: Vec<&str> = known.into_iter().map(String::as_str).collect();
            let would_do = if names.is_empty() {
                "they name none with hours".to_owned()
            } else {
                format!("there are {}", names.join(", "))
            };
            Err(Refusal::new(format!("no policy in force names a calendar `{short}`"), would_do))
        }
        Some(hours)
            if own.is_none() && of_policies.iter().all(|one| **one == Calendar::Hours(hours.clone())) =>
        {
            let words = hours_words(hours);
            Err(nothing_to_change(format!("`{calendar}` has the hours of the policies, {words}")))
        }
        None if own.is_none() => {
            Err(nothing_to_change(format!("`{calendar}` has the hours of the policies")))
        }
        _ => Ok(Fact::CalendarSet { calendar, hours }),
    }
}

fn holiday_span(
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
    name: Option<&String>,
) -> Result<Vec<HolidayDay>, Refusal> {
    let Some(first) = first else {
        return match last {
            None => Ok(Vec::new()),
            Some(_) => Err(Refusal::new("the first day is missing", "say it like 2026-12-24")),
        };
    };
    let last = last.unwrap_or(first);
    let count = (last - first).num_days() + 1;
    if count < 1 {
        return Err(Refusal::new(format!("{last} comes before {first}"), "say the earlier day first"));
    }
    if count > LONGEST_HOLIDAY_DAYS {
        return Err(Refusal::new(
            format!("{first} to {last} are {count} days"),
            format!("{LONGEST_HOLIDAY_DAYS} are the most at once; look at the year"),
        ));
    }
    let span = first.iter_days().take_while(|day| *day <= last);
    Ok(span.map(|date| HolidayDay { date, name: name.cloned() }).collect())
}

fn holidays_with(world: &World, new: Vec<HolidayDay>, at: Instant) -> Result<Vec<(Subject, Fact)>, Refusal> {
    if new.is_empty() {
        return Err(Refusal::new("no day is said", "say one like 2026-12-25"));
    }
    let settings = &world.settings;
    let (mut dates, mut names) = (settings.holidays.clone(), settings.holiday_names.clone());
    for day in new {
        dates.insert(day.date);
        if let Some(name) = optional_line("the holiday's name", day.name.as_ref())? {
            names.insert(day.date, name);
        }
    }
    if dates.len() > MOST_HOLIDAYS {
        return Err(Refusal::new(
            format!("that makes {} holidays", dates.len()),
            format!("{MOST_HOLIDAYS} are the most; remove those of years past"),
        ));
    }
    if dates == settings.holidays && names == settings.holiday_names {
        return Err(nothing_to_change("these days are holidays already"));
    }
    Ok(configured(world, dates, names, at))
}

fn holidays_without(world: &World, gone: &[NaiveDate], at: Instant) -> Result<Vec<(Subject, Fact)>, Refusal> {
    let settings = &world.settings;
    if gone.is_empty() {
        return Err(Refusal::new("no day is said", "say one like 2026-12-25"));
    }
    if let Some(none) = gone.iter().find(|day| !settings.holidays.contains(day)) {
        return Err(Refusal::new(format!("{none} is no holiday of this desk"), "name one that is"));
    }
    let (mut dates, mut names) = (settings.holidays.clone(), settings.holiday_names.clone());
    for day in gone {
        dates.remove(day);
        names.remove(day);
    }
    Ok(configured(world, dates, names, at))
}

/// The fact of all holidays. They can move turns: what was stays as it was.
fn configured(
    world: &World,
    dates: BTreeSet<NaiveDate>,
    names: BTreeMap<NaiveDate, String>,
    at: Instant,
) -> Vec<(Subject, Fact)> {
    let kept = kept_until(world, at).map(|fact| (Subject::Watch, fact));
    let configured = DeskConfigured {
        holidays: Some(dates.into_iter().collect()),
        holiday_names: Some(names),
        ..DeskConfigured::default()
    };
    kept.into_iter().chain([(Subject::Desk, Fact::DeskConfigured(configured))]).collect()
}
