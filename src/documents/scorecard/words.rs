//! What the numbers of a scorecard are called.

use chrono::NaiveDate;

use crate::documents::sentence;
use crate::domain::report::compared::{Behind, Compared, Deadlines, What};
use crate::domain::report::period;
use crate::domain::report::scorecard::{PAIRS, Scorecard, pair_short};
use crate::domain::span;
use crate::domain::words::Priority;

/// The weekdays, Monday first.
pub const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A priority's word; there is none while triage runs.
pub fn priority(priority: Option<Priority>) -> String {
    priority.map_or_else(|| "No priority yet".to_owned(), |one| sentence(one.word()))
}

/// A service's name.
pub fn service(name: &str) -> &str {
    if name.is_empty() { "No service named" } else { name }
}

/// A weekday by its number, Monday is 0.
pub fn weekday(number: u32) -> &'static str {
    usize::try_from(number).ok().and_then(|place| WEEKDAYS.get(place)).copied().unwrap_or_default()
}

/// An hour of the day: `09:00 to 10:00`.
pub fn hour(number: u32) -> String {
    format!("{number:02}:00 to {:02}:00", (number + 1) % 24)
}

/// A clock by what its policy calls it, with its id where two are called alike; a duty by what it is.
pub fn clock(card: &Scorecard, other: &Scorecard, id: &str) -> String {
    let title = |id: &str| card.clock_titles.get(id).or_else(|| other.clock_titles.get(id));
    let Some(name) = title(id) else {
        return match id {
            "action" => "Actions".to_owned(),
            "request" => "Requests for information".to_owned(),
            "call-back" => "Calls back".to_owned(),
            other => sentence(&other.replace('-', " ")),
        };
    };
    let mut ids = card.clock_titles.keys().chain(other.clock_titles.keys());
    let is_shared = ids.any(|one| one != id && title(one) == Some(name));
    if is_shared { format!("{name} ({id})") } else { name.clone() }
}

/// A milestone as people say it.
fn milestone(name: &str) -> String {
    name.replace('-', " ")
}

/// A pair of milestones: `Opened to restored (MTTR)`.
pub fn pair((from, to): (&str, &str)) -> String {
    let words = format!("{} to {}", sentence(&milestone(from)), milestone(to));
    pair_short((from, to)).map_or_else(|| words.clone(), |short| format!("{words} ({short})"))
}

/// A share in whole percent, cut: what is not all never reads as all, and what is not none never as none.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    match u128::from(part) * 100 / u128::from(whole) {
        0 if part > 0 => "under 1 %".to_owned(),
        percent => format!("{percent} %"),
    }
}

/// A length of time of a spread.
pub fn secs(secs: f64) -> String {
    span::words(secs.round() as i64)
}

/// Hours with one place: `167.5 h`.
pub fn hours(secs: i64) -> String {
    format!("{:.1}", secs as f64 / 3_600.0)
}

/// A day, or the first and the last of several.
pub fn days(from: NaiveDate, until: NaiveDate) -> String {
    if from == until {
        from.format("%a %-d %b %Y").to_string()
    } else {
        format!("{} to {}", from.format("%-d %b %Y"), until.format("%-d %b %Y"))
    }
}

/// What a number is about, as a title over the incidents behind it.
pub fn behind(compared: &Compared, number: &Behind) -> String {
    let (card, other) = if number.is_before {
        (&compared.before, &compared.card)
    } else {
        (&compared.card, &compared.before)
    };
    let what = match &number.what {
        What::Incidents => "All incidents".to_owned(),
        What::Cancelled => "Opened in error".to_owned(),
        What::Duplicates => "Duplicates".to_owned(),
        What::Priority(one) => priority(*one),
        What::Service(name) => service(name).to_owned(),
        What::Hour(number) => format!("Opened {}", hour(*number)),
        What::Weekday(number) => format!("Opened on a {}", weekday(*number)),
        What::Days { from, until, priority: None } => format!("Opened {}", days(*from, *until)),
        What::Days { from, until, priority: Some(one) } => {
            format!("{}, opened {}", priority(*one), days(*from, *until))
        }
        What::Deadlines { of, is_met } => {
            let of = match of {
                Deadlines::All => "Deadlines".to_owned(),
                Deadlines::Clock(id) => clock(card, other, id),
                Deadlines::Priority(one) => format!("Deadlines, {}", priority(*one).to_lowercase()),
                Deadlines::Service(name) => format!("Deadlines, {}", service(name)),
                Deadlines::Updates => "Updates".to_owned(),
                Deadlines::Hotline => "Hotline calls".to_owned(),
            };
            format!("{of}: {}", if *is_met { "met" } else { "missed" })
        }
        What::ActionsOverdue => "Actions overdue".to_owned(),
        What::Pair(place) => PAIRS.get(*place).map(|one| pair(*one)).unwrap_or_default(),
        What::Backwards(place) => {
            let words = PAIRS.get(*place).map(|one| pair(*one)).unwrap_or_default();
            format!("{words}: the wrong way round")
        }
    };
    format!("{what}, {}", period::words(card.period, card.zone))
}
