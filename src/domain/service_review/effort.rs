//! The effort that service coordination took, summed by department and calendar year: what the next
//! year's cost is estimated from (I).

use std::collections::BTreeMap;

use chrono::Datelike;

use super::{Effort, ServiceReviews, department_key, known};
use crate::domain::directory::{Directory, Named};

/// What was spent for one department in one calendar year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearEffort<'a> {
    /// The department, as it is called now.
    pub department: Named,
    /// The year, by the days on which it was spent.
    pub year: i32,
    /// The sum; minutes.
    pub minutes: u64,
    /// What it is the sum of, by day.
    pub entries: Vec<&'a Effort>,
}

/// What was spent in a year, by department, in the order of their names.
pub fn of_year<'a>(reviews: &'a ServiceReviews, directory: &Directory, year: i32) -> Vec<YearEffort<'a>> {
    let mut sums: BTreeMap<String, YearEffort<'a>> = BTreeMap::new();
    for effort in reviews.efforts.iter().filter(|one| one.spent.on.year() == year) {
        let department = &effort.spent.department;
        let sum = sums.entry(department_key(department, directory)).or_insert_with(|| YearEffort {
            department: known(department, directory),
            year,
            minutes: 0,
            entries: Vec::new(),
        });
        sum.minutes = sum.minutes.saturating_add(u64::from(effort.spent.minutes));
        sum.entries.push(effort);
    }
    let mut sums: Vec<YearEffort<'a>> = sums.into_values().collect();
    for sum in &mut sums {
        sum.entries.sort_by_key(|one| one.spent.on);
    }
    sums.sort_by_cached_key(|sum| (sum.department.name.to_lowercase(), sum.department.clone()));
    sums
}

/// Minutes as hours in people's words: `1 h 30 min`.
pub fn hours_words(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The minutes that a person typed: `45`, `45 min`, `1 h 30`, `1.5 h`, `1:30`. Otherwise what would do.
pub fn typed_minutes(text: &str) -> Result<u32, String> {
    let refusal = || {
        let said: String = text.trim().chars().take(40).collect();
        format!("“{said}” is no length of time; write minutes or hours, such as 45, 1 h 30 or 1.5 h")
    };
    let lower = text.trim().to_lowercase().replace(',', ".");
    if let Some((hours, minutes)) = lower.split_once(':') {
        let (hours, minutes): (u32, u32) = match (hours.trim().parse(), minutes.trim().parse()) {
            (Ok(hours), Ok(minutes)) if minutes < 60 => (hours, minutes),
            _ => return Err(refusal()),
        };
        return hours.checked_mul(60).and_then(|all| all.checked_add(minutes)).ok_or_else(refusal);
    }
    let mut rest = lower.as_str();
    let mut sum: u32 = 0;
    let mut has_hours = false;
    let mut has_minutes = false;
    while !rest.is_empty() {
        let ends = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(ends);
        let after = after.trim_start();
        let ends = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(ends);
        let minutes = match unit {
            "h" | "hr" | "hrs" | "hour" | "hours" if !has_hours && !has_minutes => {
                has_hours = true;
                of_hours(number)
            }
            "" | "m" | "min" | "mins" | "minute" | "minutes" if !has_minutes => {
                has_minutes = true;
                number.parse().ok()
            }
            _ => None,
        };
        sum = minutes.and_then(|minutes| sum.checked_add(minutes)).ok_or_else(refusal)?;
        rest = after.trim_start();
    }
    if has_hours || has_minutes { Ok(sum) } else { Err(refusal()) }
}

/// The minutes of a number of hours, with at most two places after the point.
fn of_hours(number: &str) -> Option<u32> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let whole: u32 = whole.parse().ok()?;
    let scale = 10_u32.checked_pow(u32::try_from(part.len()).ok()?).filter(|scale| *scale <= 100)?;
    let part: u32 = if part.is_empty() { 0 } else { part.parse().ok()? };
    whole.checked_mul(60)?.checked_add(part * 60 / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_read_as_people_write_them() {
        for (typed, minutes) in [
            ("45", 45),
            (" 45 min ", 45),
            ("1 h", 60),
            ("1h30", 90),
            ("1 h 30", 90),
            ("1 h 30 min", 90),
            ("2 hours", 120),
            ("1.5 h", 90),
            ("0,25 h", 15),
            ("1:30", 90),
            ("0:05", 5),
        ] {
            assert_eq!(typed_minutes(typed), Ok(minutes), "{typed}");
        }
        for typed in [
            "",
            "h",
            "soon",
            "1:60",
            "1.5",
            "30 30",
            "30 min 1 h",
            "1 h 2 h",
            "-5",
            "5 d",
            "1.234 h",
            "99999999999",
            "99999999 h",
        ] {
            assert!(typed_minutes(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn what_is_shown_reads_back() {
        for minutes in [1, 59, 60, 61, 90, 1_440] {
            assert_eq!(typed_minutes(&hours_words(u64::from(minutes))), Ok(minutes));
        }
    }
}
