//! What the whole log says, also of incidents that are not at hand: what a department's review speaks
//! about, and what is systemic. Read beside the frames, and kept until something in it may read
//! differently.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::desk::reading::look_whole;
use crate::domain::directory::Named;
use crate::domain::event::IncidentId;
use crate::domain::service_review::agenda::{BriefSection, brief};
use crate::domain::service_review::schedule::Reckoning;
use crate::domain::service_review::seen::{SeenIncident, seen};
use crate::domain::service_review::systemic::{Finding, findings};
use crate::domain::time::Instant;
use crate::domain::world::World;
use crate::ui::context::{Ask, Asks};

/// How long what was read of a department stands, whatever is written about incidents meanwhile.
const REST: TimeDelta = TimeDelta::seconds(60);

/// Of what the log is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The department.
    pub department: Named,
    /// The desk's revision.
    pub revision: u64,
    /// Where the facts about service reviews are in memory: the same place, the same facts.
    pub reviews: usize,
}

/// An incident behind a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The incident.
    pub id: IncidentId,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// When it was opened.
    pub opened_at: Instant,
}

/// Something systemic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Systemic {
    /// What it says in a line.
    pub words: String,
    /// Whether it is about the department that was asked for.
    pub is_own: bool,
    /// The incidents behind it, in the order in which they were opened.
    pub incidents: Vec<Behind>,
}

/// What the log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// When it was read.
    pub read_at: Instant,
    /// Since when there is something to speak about.
    pub from: Instant,
    /// Whether a review was held then.
    pub is_since_a_review: bool,
    /// What there is to speak about.
    pub sections: Vec<BriefSection>,
    /// What is systemic, with every department.
    pub findings: Vec<Systemic>,
    /// How many incidents make something systemic.
    pub at_least: u32,
    /// Within how many days.
    pub within_days: u32,
}

/// What came of looking through the log.
#[derive(Debug)]
pub struct Looked {
    /// What was asked.
    pub asked: Asked,
    /// What it says, or why it could not be read.
    pub read: Result<Arc<Past>, String>,
}

/// Looks through the log of a folder. Takes as long as the log is long: not for a frame.
pub fn look_through(folder: &Path, zone: Tz, asked: Asked, now: Instant) -> Looked {
    let world = look_whole(folder, zone).map_err(|err| err.to_string());
    let read = world.map(|world| Arc::new(past(&world, &asked.department, now)));
    Looked { asked, read }
}

fn past(world: &World, department: &Named, now: Instant) -> Past {
    let seen: Vec<SeenIncident> = seen(world, now);
    let rules = world.service_review_rules().systemic;
    let reckoning = Reckoning::of(world);
    let brief = brief(&world.service_reviews, &seen, department, &reckoning, rules, now);
    // The end is outside, and what was opened this second counts.
    let span = (now - TimeDelta::days(i64::from(rules.within_days)), now + TimeDelta::seconds(1));
    let ids: BTreeMap<&str, IncidentId> =
        world.live.values().map(|live| (live.incident.reference.as_str(), live.incident.id)).collect();
    let systemic = |finding: &Finding<'_>| Systemic {
        words: finding.words(),
        is_own: finding.is_of(department, &world.directory),
        incidents: finding.incidents.iter().filter_map(|one| behind(one, &ids)).collect(),
    };
    Past {
        read_at: now,
        from: brief.from,
        is_since_a_review: brief.is_since_a_review,
        sections: brief.sections(&world.directory, world.settings.zone),
        findings: findings(&seen, &world.directory, rules, span).iter().map(systemic).collect(),
        at_least: rules.at_least,
        within_days: rules.within_days,
    }
}

fn behind(one: &SeenIncident, ids: &BTreeMap<&str, IncidentId>) -> Option<Behind> {
    Some(Behind {
        id: *ids.get(one.reference.as_str())?,
        reference: one.reference.clone(),
        title: one.title.clone(),
        opened_at: one.opened_at,
    })
}

/// What was read last, and what is being asked.
#[derive(Debug, Default)]
pub(super) struct Reading {
    asked: Option<Asked>,
    asked_at: Option<Instant>,
    is_out: bool,
    last: Option<Looked>,
}

impl Reading {
    /// Asks anew where the answer may be another; one at a time, and for the same department with the same
    /// reviews no sooner than a rest after the last: a busy desk writes every few seconds, and each look costs what the log costs.
    pub(super) fn refresh(&mut self, asked: Asked, now: Instant, asks: &mut Asks) {
        if self.is_out || self.asked.as_ref() == Some(&asked) {
            return;
        }
        let last = self.asked.as_ref();
        let is_same = |last: &Asked| last.department == asked.department && last.reviews == asked.reviews;
        if last.is_some_and(is_same) && self.asked_at.is_some_and(|last| (now - last).abs() < REST) {
            return;
        }
        self.is_out = true;
        self.asked_at = Some(now);
        self.asked = Some(asked.clone());
        asks.push(Ask::LookThrough(asked));
    }

    /// Asks again with the next frame, whatever was asked before.
    pub(super) fn again(&mut self) {
        self.asked = None;
    }

    /// Takes in what came.
    pub(super) fn take(&mut self, looked: Looked) {
        self.is_out = false;
        self.last = Some(looked);
    }

    /// Whether an answer is to come.
    pub(super) const fn is_out(&self) -> bool {
        self.is_out
    }

    /// What was read last of a department.
    pub(super) fn of(&self, department: &Named) -> Option<&Result<Arc<Past>, String>> {
        let last = self.last.as_ref().filter(|last| last.asked.department == *department)?;
        Some(&last.read)
    }
}
