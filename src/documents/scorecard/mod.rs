//! The scorecard of a period as findings in words, and as tables whose numbers name the incidents behind
//! them. Documents, CSV and the window all say it from here, so that they say the same.
//!
//! | file | is |
//! | --- | --- |
//! | `findings` | a sentence a finding |
//! | `sheet` | a table of numbers, each with its unit and what is behind it |
//! | `sheets` | which tables there are |
//! | `words` | what clocks, pairs, shares and weekdays are called |

mod findings;
mod sheet;
mod sheets;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) mod trial;
pub mod words;

pub use findings::{Finding, Part, findings};
pub use sheet::{Cell, Head, Row, Sheet, Tone};
pub use sheets::{SheetId, sheets};

use std::sync::Arc;

use crate::domain::report::compared::Compared;
use crate::domain::report::figures::Figures;
use crate::domain::report::period::days;
use crate::domain::report::targets::{Measured, Target, measured};

/// The numbers of a period, with the targets it has.
#[derive(Debug, Clone, PartialEq)]
pub struct Scoring {
    /// The period beside the one before it.
    pub compared: Arc<Compared>,
    /// The targets, and what the period has of them.
    pub targets: Vec<Measured>,
    /// The same of the period before.
    pub targets_before: Vec<Measured>,
}

impl Scoring {
    /// The numbers of a period held against targets.
    pub fn new(compared: Arc<Compared>, targets: &[Target], figures: &Figures) -> Self {
        let of = |card: &crate::domain::report::scorecard::Scorecard| {
            days(card.period, card.zone).map(|days| measured(targets, figures, days)).unwrap_or_default()
        };
        Self { targets: of(&compared.card), targets_before: of(&compared.before), compared }
    }

    /// The figure of the period before for a target.
    pub fn before(&self, target: &Target) -> Option<&Measured> {
        self.targets_before.iter().find(|one| one.target.id == target.id)
    }
}
