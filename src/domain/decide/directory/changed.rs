//! Fields as they are said: what is left out stays, an empty text clears.

use chrono::NaiveDate;

use super::not_too_many;
use crate::domain::decide::Refusal;
use crate::domain::decide::said::{line, optional_text};
use crate::domain::directory::is_address;

/// What is left out stays; an empty text clears.
pub(super) fn changed_line(
    what: &str,
    said: Option<&String>,
    old: Option<String>,
) -> Result<Option<String>, Refusal> {
    match said {
        None => Ok(old),
        Some(said) if said.trim().is_empty() => Ok(None),
        Some(said) => line(what, said).map(Some),
    }
}

pub(super) fn changed_text(
    what: &str,
    said: Option<&String>,
    old: Option<String>,
) -> Result<Option<String>, Refusal> {
    said.map_or(Ok(old), |said| optional_text(what, Some(said)))
}

pub(super) fn changed_lines(
    what: &str,
    said: Option<&Vec<String>>,
    old: Vec<String>,
) -> Result<Vec<String>, Refusal> {
    let Some(said) = said else { return Ok(old) };
    not_too_many("of them", said.len())?;
    said.iter().filter(|one| !one.trim().is_empty()).map(|one| line(what, one)).collect()
}

pub(super) fn changed_zone(said: Option<&String>, old: Option<String>) -> Result<Option<String>, Refusal> {
    let zone = changed_line("the time zone", said, old)?;
    match zone.as_ref().filter(|zone| zone.parse::<chrono_tz::Tz>().is_err()) {
        None => Ok(zone),
        Some(bad) => Err(Refusal::new(
            format!("`{bad}` is not a time zone that is known here"),
            "use an IANA name such as America/Chicago",
        )),
    }
}

pub(super) fn changed_date(
    said: Option<&String>,
    old: Option<NaiveDate>,
) -> Result<Option<NaiveDate>, Refusal> {
    match said.map(|said| said.trim()) {
        None => Ok(old),
        Some("") => Ok(None),
        Some(said) => NaiveDate::parse_from_str(said, "%Y-%m-%d")
            .ok()
            .map(Some)
            .ok_or_else(|| Refusal::new(format!("`{said}` is not a date"), "write the date like 2026-03-02")),
    }
}

pub(super) fn changed_address(said: Option<&String>, old: Option<String>) -> Result<Option<String>, Refusal> {
    let address = changed_line("the address", said, old)?;
    match address.as_ref().filter(|address| !is_address(address)) {
        None => Ok(address),
        Some(bad) => {
            Err(Refusal::new(format!("`{bad}` is not an address for mail"), "write it like one@example.org"))
        }
    }
}
