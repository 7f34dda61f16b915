//! The flat rate of each category and year (C: determined annually), as the facts make it.

use std::collections::BTreeMap;

use super::facts::RateSet;
use super::money::Money;
use crate::domain::event::{Event, Fact};
use crate::domain::time::Instant;

/// A rate that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// For one incident or call.
    pub money: Money,
    /// Where it was determined, or other words.
    pub note: Option<String>,
    /// When that was said.
    pub set_at: Instant,
    /// By whom.
    pub set_by: String,
}

/// All rates. Of several for the same category and year the one that was said last stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates {
    all: BTreeMap<(i32, String), Rate>,
    /// The currency of the rate that was set last.
    currency: Option<String>,
}

impl Rates {
    /// One more fact; one that is about no rate changes nothing.
    pub fn evolve(&mut self, event: &Event) {
        let Fact::RateSet(set) = &event.fact else { return };
        let RateSet { category, year, cents, currency, note } = RateSet::clone(set);
        let money = Money { cents, currency: currency.clone() };
        let rate = Rate { money, note, set_at: event.happened_at, set_by: event.actor.clone() };
        self.all.insert((year, category), rate);
        self.currency = Some(currency);
    }

    /// The rate of a category in a year, if one was set.
    pub fn rate(&self, category: &str, year: i32) -> Option<&Rate> {
        self.all.get(&(year, category.to_owned()))
    }

    /// The rates of a year, by category.
    pub fn of_year(&self, year: i32) -> impl Iterator<Item = (&str, &Rate)> {
        let of_year = self.all.range((year, String::new())..).take_while(move |((one, _), _)| *one == year);
        of_year.map(|((_, category), rate)| (category.as_str(), rate))
    }

    /// The currency of the rate that was set last, if any was.
    pub fn currency(&self) -> Option<&str> {
        self.currency.as_deref()
    }
}
