//! Who is away, and the days on which nobody works.
//!
//! Leave changes no watch: it shows as a problem until somebody is found who covers. Holidays
//! change watches only where a rule skips them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::change::Window;
use super::person::PersonId;
use crate::domain::calendar::instant_of;

/// Somebody is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// Who.
    pub person: PersonId,
    /// From when until when; instants.
    pub window: Window,
    /// Words; may be empty.
    pub note: String,
}

impl Leave {
    /// Leave over whole dates, the last one included, in civil time of a zone.
    ///
    /// Empty where `last` comes before `first`.
    pub fn days(person: PersonId, first: NaiveDate, last: NaiveDate, zone: Tz) -> Self {
        let midnight = |date: NaiveDate| instant_of(zone, date.and_hms_opt(0, 0, 0).unwrap_or_default());
        let from = midnight(first);
        let until = midnight(last.succ_opt().unwrap_or(last)).max(from);
        Self { person, window: Window::new(from, until), note: String::new() }
    }
}

/// The holidays, by date, with what they are called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    names: BTreeMap<NaiveDate, String>,
    dates: BTreeSet<NaiveDate>,
}

impl Holidays {
    /// One more; a date that is there already takes the new name.
    pub fn add(&mut self, date: NaiveDate, name: impl Into<String>) {
        self.names.insert(date, name.into());
        self.dates.insert(date);
    }

    /// The dates.
    pub const fn dates(&self) -> &BTreeSet<NaiveDate> {
        &self.dates
    }

    /// What a date is called, if it is a holiday.
    pub fn name(&self, date: NaiveDate) -> Option<&str> {
        self.names.get(&date).map(String::as_str)
    }
}

impl<Name: Into<String>> FromIterator<(NaiveDate, Name)> for Holidays {
    fn from_iter<I: IntoIterator<Item = (NaiveDate, Name)>>(dates: I) -> Self {
        let mut all = Self::default();
        for (date, name) in dates {
            all.add(date, name);
        }
        all
    }
}
