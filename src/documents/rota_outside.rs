//! What a rota that is documented outside (R item 3) is called, and how far it reaches where nobody says.

use chrono::TimeDelta;

use crate::domain::rota::change::Window;
use crate::domain::time::Instant;

/// How many weeks the page for the rotation site shows.
pub const USUAL_WEEKS: u32 = 13;

/// How far back a file reaches, in days.
const USUAL_BACK_DAYS: i64 = 31;

/// How far ahead, in days.
const USUAL_AHEAD_DAYS: i64 = 366;

/// The span of a file: from a month before `now` to a year after it.
pub fn usual_span(now: Instant) -> Window {
    Window::new(now - TimeDelta::days(USUAL_BACK_DAYS), now + TimeDelta::days(USUAL_AHEAD_DAYS))
}

/// What it is called: one person's watch, or everybody's.
pub fn title(only: Option<&str>) -> String {
    match only {
        Some(name) => format!("Watch of {name}"),
        None => "Watch of the escalation managers".to_owned(),
    }
}
