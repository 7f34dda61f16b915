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
