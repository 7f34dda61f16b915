//! What the board is asked to show, and what of an incident is searched.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::event::IncidentId;
use crate::domain::words::Priority;
use crate::domain::world::Live;

/// What a board is asked to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Every word must stand somewhere in the incident or its log.
    pub words: String,
    /// Whether what was closed lately is shown as well.
    pub with_closed: bool,
}

impl Filter {
    /// The words in small letters.
    pub(super) fn terms(&self) -> Vec<String> {
        self.words.split_whitespace().map(str::to_lowercase).collect()
    }
}

/// What can be searched in each incident, kept as long as the incident stays the same.
#[derive(Debug, Default)]
pub struct Haystacks(BTreeMap<IncidentId, (Arc<Live>, String)>);

impl Haystacks {
    /// Whether each term stands somewhere in the incident.
    pub(super) fn holds_all(&mut self, live: &Arc<Live>, terms: &[String]) -> bool {
        if terms.is_empty() {
            return true;
        }
        let kept = self.0.entry(live.incident.id).or_insert_with(|| (Arc::clone(live), haystack(live)));
        if !Arc::ptr_eq(&kept.0, live) {
            *kept = (Arc::clone(live), haystack(live));
        }
        terms.iter().all(|term| kept.1.contains(term.as_str()))
    }
}

fn haystack(live: &Live) -> String {
    let incident = &live.incident;
    let mut text = vec![
        incident.title.as_str(),
        &incident.reference,
        &incident.key,
        incident.ticket.as_deref().unwrap_or_default(),
        incident.command.as_deref().unwrap_or_default(),
        incident.traits.priority.map_or("unassigned", Priority::word),
        live.policy.priority_title(incident.traits.priority),
        incident.traits.kind.word(),
        incident.traits.environment.word(),
        incident.phase.word(),
    ];
    text.extend(incident.entries.iter().filter_map(|entry| entry.fact().words()));
    text.join("\n").to_lowercase()
}
