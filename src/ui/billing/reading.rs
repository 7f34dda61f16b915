//! The billing detail of a month as the log has it: made beside the frames, and kept until something in it may
//! read differently.

use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;

use crate::desk::reading::Looker;
use crate::domain::billing::detail::BillingDetail;
use crate::domain::billing::month::Month;
use crate::domain::time::Instant;
use crate::domain::world::World;
use crate::ui::context::{Ask, Asks, Seen};

/// How long a detail stands, whatever is written about incidents meanwhile.
const REST: TimeDelta = TimeDelta::seconds(20);

/// Of what the log is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The month.
    month: Month,
    /// The desk's revision.
    revision: u64,
    /// Where rates, directory and the policies' rules are in memory: the same places, the same facts.
    places: (usize, usize, usize),
}

impl Asked {
    /// What is to be known of a month now.
    pub fn of(month: Month, seen: &Seen) -> Self {
        let world = &seen.snapshot.world;
        let rules = world.usual_billing_rules().as_ptr() as usize;
        let places = (Arc::as_ptr(&world.rates) as usize, Arc::as_ptr(&world.directory) as usize, rules);
        Self { month, revision: seen.snapshot.revision, places }
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Billed {
    asked: Asked,
    read: Result<Arc<BillingDetail>, String>,
}

/// Makes the detail from the log of a folder. Takes as long as the month is full: not for a frame.
pub fn bill(folder: &Path, world: &World, asked: Asked) -> Billed {
    let read = Looker::open(folder).and_then(|looker| looker.billing(world, asked.month));
    Billed { asked, read: read.map(Arc::new).map_err(|err| err.to_string()) }
}

/// What was read last, and what is being asked.
#[derive(Debug, Default)]
pub(super) struct Reading {
    asked: Option<Asked>,
    asked_at: Option<Instant>,
    is_out: bool,
    last: Option<Billed>,
}

impl Reading {
    /// Asks anew where the answer may be another; one at a time, and where only incidents may have changed no
    /// sooner than a rest after the last.
    pub fn refresh(&mut self, asked: Asked, now: Instant, asks: &mut Asks) {
        if self.is_out || self.asked.as_ref() == Some(&asked) {
            return;
        }
        let is_same = |last: &Asked| last.month == asked.month && last.places == asked.places;
        let is_resting = self.asked_at.is_some_and(|last| (now - last).abs() < REST);
        if self.asked.as_ref().is_some_and(is_same) && is_resting {
            return;
        }
        self.is_out = true;
        self.asked_at = Some(now);
        self.asked = Some(asked.clone());
        asks.push(Ask::Bill(asked));
    }

    /// Asks again with the next frame, whatever was asked before.
    pub fn again(&mut self) {
        self.asked = None;
    }

    /// Takes in what came.
    pub fn take(&mut self, billed: Billed) {
        self.is_out = false;
        self.last = Some(billed);
    }

    /// What was read last of a month.
    pub fn of(&self, month: Month) -> Option<&Result<Arc<BillingDetail>, String>> {
        let last = self.last.as_ref().filter(|last| last.asked.month == month)?;
        Some(&last.read)
    }
}
