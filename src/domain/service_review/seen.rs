//! What a review of service delivery needs to know of an incident, so that it works over all of history.

use super::department_key;
use crate::domain::directory::{Directory, Named};
use crate::domain::event::Fact;
use crate::domain::incident::Phase;
use crate::domain::schedule::DeadlineState;
use crate::domain::time::Instant;
use crate::domain::words::Priority;
use crate::domain::world::{Live, World};

/// One incident as a review sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenIncident {
    /// What people say on the phone.
    pub reference: String,
    /// What was wrong, in a line.
    pub title: String,
    /// When it was opened.
    pub opened_at: Instant,
    /// When service came back, if it did.
    pub restored_at: Option<Instant>,
    /// None while triage runs.
    pub priority: Option<Priority>,
    /// The services that were hit.
    pub services: Vec<Named>,
    /// The departments that are affected when these are down: the agencies of the services.
    pub departments: Vec<Named>,
    /// To whom it was escalated and when, older first.
    pub escalated: Vec<(Instant, String)>,
    /// How many of its deadlines were missed, those that are overdue included.
    pub missed: usize,
    /// How many of its deadlines were met.
    pub met: usize,
}

impl SeenIncident {
    /// What is to be seen of an incident at `now`; nothing of one that was opened in error or is the same
    /// as another.
    pub fn of(live: &Live, directory: &Directory, now: Instant) -> Option<Self> {
        let incident = &live.incident;
        if matches!(incident.phase, Phase::Cancelled | Phase::Duplicate) {
            return None;
        }
        let mut departments: Vec<Named> = Vec::new();
        for agency in
            incident.services.iter().filter_map(|one| directory.service(one)).flat_map(|one| &one.agencies)
        {
            if !departments.iter().any(|one| directory.same(one, agency)) {
                departments.push(agency.clone());
            }
        }
        let mut escalated: Vec<(Instant, String)> = incident
            .effective()
            .filter_map(|entry| match entry.fact() {
                Fact::Escalated { to, .. } => Some((entry.happened_at, to.clone())),
                _ => None,
            })
            .collect();
        escalated.sort_by_key(|(at, _)| *at);
        let count = |wanted: &[DeadlineState]| {
            let shown = live.deadlines.iter().filter(|one| one.is_shown(now));
            shown.filter(|one| wanted.contains(&one.state(now))).count()
        };
        Some(Self {
            reference: incident.reference.clone(),
            title: incident.title.clone(),
            opened_at: incident.opened_at,
            restored_at: incident.restored_at,
            priority: incident.traits.priority,
            services: incident.services.clone(),
            departments,
            escalated,
            missed: count(&[DeadlineState::Missed, DeadlineState::Overdue]),
            met: count(&[DeadlineState::Met]),
        })
    }

    /// Whether it hit a department.
    pub fn is_of(&self, department: &Named, directory: &Directory) -> bool {
        let wanted = department_key(department, directory);
        self.departments.iter().any(|one| department_key(one, directory) == wanted)
    }
}

/// All incidents of a world as a review sees them, in the order in which they were opened. What the world
/// does not hold is not seen: a review looks at the whole log.
pub fn seen(world: &World, now: Instant) -> Vec<SeenIncident> {
    let mut all: Vec<SeenIncident> =
        world.live.values().filter_map(|live| SeenIncident::of(live, &world.directory, now)).collect();
    all.sort_by(|one, two| (one.opened_at, &one.reference).cmp(&(two.opened_at, &two.reference)));
    all
}
