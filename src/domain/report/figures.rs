//! Figures that other systems measure (C): how fast calls are answered, how satisfied people are. Each is
//! a fact about a span of days.
//!
//! Never here: what a figure is held against ([`super::targets`]).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::amount::Amount;
use crate::domain::event::{Event, EventId, Fact};
use crate::domain::time::Instant;

/// A figure as it is written to the log. See [`crate::domain::event::Fact::FigureEntered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureEntered {
    /// What was measured: the id of a target.
    pub measure: String,
    /// The first day it speaks about, in civil time of the desk.
    pub from: NaiveDate,
    /// The last day it speaks about; it belongs to it.
    pub until: NaiveDate,
    /// The figure, in the unit of its target.
    pub value: Amount,
    /// Where it comes from.
    pub source: Option<String>,
}

/// One entry of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The entry.
    pub entry: EventId,
    /// When it was entered.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// What it says.
    pub said: FigureEntered,
}

impl Figure {
    /// What and when it is about: a newer entry of the same corrects it.
    fn about(&self) -> (&str, NaiveDate, NaiveDate) {
        (&self.said.measure, self.said.from, self.said.until)
    }
}

/// All figures, as the log tells them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Every entry, in the order of the log.
    all: Vec<Figure>,
    /// What was taken back, and by which entry.
    taken_back: BTreeMap<EventId, EventId>,
}

impl Figures {
    /// One more fact. What is not about figures changes nothing.
    pub fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::FigureEntered(said) => self.all.push(Figure {
                entry: event.id,
                at: event.happened_at,
                by: event.actor.clone(),
                said: (**said).clone(),
            }),
            Fact::EntryRetracted { entry, .. } if self.stands(*entry) => {
                self.taken_back.insert(*entry, event.id);
            }
            _ => {}
        }
    }

    /// Whether an entry is a figure that was not taken back.
    pub fn stands(&self, entry: EventId) -> bool {
        !self.taken_back.contains_key(&entry) && self.all.iter().any(|one| one.entry == entry)
    }

    /// The entry that took one back, if it was.
    pub fn taken_back_by(&self, entry: EventId) -> Option<EventId> {
        self.taken_back.get(&entry).copied()
    }

    /// The figures that count: of each measure and span the one that was entered last, without those that
    /// were taken back; in the order of their spans. Each with its place among all entries.
    pub fn standing(&self) -> Vec<(usize, &Figure)> {
        let mut newest = BTreeMap::new();
        for (place, figure) in self.all.iter().enumerate() {
            if !self.taken_back.contains_key(&figure.entry) {
                newest.insert(figure.about(), (place, figure));
            }
        }
        newest.into_values().collect()
    }

    /// The figure that counts of a measure and span.
    pub fn of(&self, measure: &str, from: NaiveDate, until: NaiveDate) -> Option<&Figure> {
        let is_same = |one: &&Figure| {
            one.about() == (measure, from, until) && !self.taken_back.contains_key(&one.entry)
        };
        self.all.iter().rev().find(is_same)
    }
}

/// What somebody wants of figures: commands about no incident. On the command line and in files the
/// variant's name in snake case stands under `do`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FigureWish {
    /// Enter a figure for a span of days; one that is there for the same span is corrected by it.
    EnterFigure {
        /// The id of the target it is held against.
        measure: String,
        /// The first day.
        first_day: NaiveDate,
        /// The last day.
        last_day: NaiveDate,
        /// The figure.
        value: Amount,
        /// Where it comes from.
        source: Option<String>,
    },
    /// Take a figure back.
    TakeBackFigure {
        /// Its entry.
        entry: EventId,
        /// The reason.
        why: String,
    },
}

impl FigureWish {
    /// The words that stand under `do`, in order.
    pub const VERBS: [&'static str; 2] = ["enter_figure", "take_back_figure"];
}
