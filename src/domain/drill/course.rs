//! How far the script of a drill has come: what is to happen by now, and what has.
//!
//! Pure: the present is given, and what was done at the desk is read off the incident.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;

use super::script::{Script, Step, When};
use crate::domain::incident::{Incident, Phase};
use crate::domain::time::Instant;
use crate::domain::timeline::milestone;

/// The caller's own name for the incident of a drill.
pub const KEY: &str = "drill";

/// One thing that has happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: Instant,
    /// What.
    pub step: Step,
}

/// A script under way.
#[derive(Debug, Clone)]
pub struct Course {
    script: Arc<Script>,
    begun: Instant,
    told: BTreeSet<usize>,
    said: Vec<Said>,
}

impl Course {
    /// A script that begins now.
    pub fn new(script: Arc<Script>, begun: Instant) -> Self {
        Self { script, begun, told: BTreeSet::new(), said: Vec::new() }
    }

    /// The script.
    pub fn script(&self) -> &Arc<Script> {
        &self.script
    }

    /// When it began.
    pub const fn begun(&self) -> Instant {
        self.begun
    }

    /// What has happened, the first first.
    pub fn said(&self) -> &[Said] {
        &self.said
    }

    /// What happens by `now` and has not yet, in the order in which it happens. It counts as happened from
    /// here on. A step that answers to something happens no earlier than it is found out.
    pub fn take(&mut self, incident: Option<&Incident>, now: Instant) -> Vec<Said> {
        let script = Arc::clone(&self.script);
        let mut due: Vec<(usize, Instant)> = Vec::new();
        for (place, step) in script.steps.iter().enumerate() {
            let Some(at) = self.falls(place, step, incident) else { continue };
            if at <= now {
                let at = if matches!(step.when, When::After(..)) { now } else { at };
                due.push((place, at));
            }
        }
        due.sort_by_key(|(place, at)| (*at, *place));
        let mut taken = Vec::new();
        for (place, at) in due {
            self.told.insert(place);
            let Some(step) = script.steps.get(place) else { continue };
            taken.push(Said { at, step: step.clone() });
        }
        self.said.extend(taken.iter().cloned());
        taken
    }

    /// When the next thing happens, as far as that is known.
    pub fn next_at(&self, incident: Option<&Incident>) -> Option<Instant> {
        let steps = self.script.steps.iter().enumerate();
        steps.filter_map(|(place, step)| self.falls(place, step, incident)).min()
    }

    /// When it ends in any case.
    pub fn ends_at(&self) -> Instant {
        self.begun + TimeDelta::seconds(self.script.ends_secs)
    }

    /// Whether it is over: everything of the clock's own has happened and the incident is closed, or its time
    /// is up.
    pub fn is_over(&self, incident: Option<&Incident>, now: Instant) -> bool {
        let is_fixed = |step: &Step| matches!(step.when, When::At(_));
        let steps = self.script.steps.iter().enumerate();
        let has_said_all =
            steps.filter(|(_, step)| is_fixed(step)).all(|(place, _)| self.told.contains(&place));
        let is_closed = incident.is_some_and(|incident| !incident.phase.is_live());
        now >= self.ends_at() || (has_said_all && is_closed)
    }

    /// When a step happens that has not yet; none as long as nobody knows.
    fn falls(&self, place: usize, step: &Step, incident: Option<&Incident>) -> Option<Instant> {
        if self.told.contains(&place) {
            return None;
        }
        match &step.when {
            When::At(secs) => Some(self.begun + TimeDelta::seconds(*secs)),
            When::After(name, secs) => {
                let incident = incident?;
                // Nobody answers to what was asked before service was back.
                let is_too_late = incident.phase != Phase::Open && name != milestone::RESTORED;
                let reached = incident.timeline.first(name)?;
                (!is_too_late).then(|| reached + TimeDelta::seconds(*secs))
            }
        }
    }
}
