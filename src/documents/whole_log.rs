//! Every entry of a log with its line, in the order in which they were written down: those of incidents by
//! the names their policies give, all others by themselves.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::log_lines::{LogLine, log_line, log_lines};
use crate::domain::event::{Event, EventId, IncidentId, Subject};
use crate::domain::incident::Entry;
use crate::domain::world::{Live, World};

/// An entry of the log.
#[derive(Debug)]
pub struct Logged<'a> {
    /// The incident it is about, where that is at hand.
    pub live: Option<&'a Arc<Live>>,
    /// The entry, with what corrected it or took it back.
    pub entry: Entry,
    /// Its line.
    pub line: LogLine,
}

impl Logged<'_> {
    /// What it is and its words, on as many lines as were written.
    pub fn words(&self) -> String {
        if self.line.words.is_empty() {
            self.line.what.to_owned()
        } else {
            format!("{}: {}", self.line.what, self.line.words)
        }
    }
}

/// The entries of a log in the order in which they are given; of one incident alone, if `only` names it.
/// `world` holds all of them.
pub fn whole_log(
    world: &World,
    events: impl IntoIterator<Item = Event>,
    only: Option<IncidentId>,
) -> impl Iterator<Item = Logged<'_>> {
    let zone = world.settings.zone;
    let mut lines: BTreeMap<EventId, LogLine> = world
        .live
        .values()
        .filter(|live| only.is_none_or(|id| id == live.incident.id))
        .flat_map(|live| log_lines(live, zone))
        .map(|line| (line.entry, line))
        .collect();
    events.into_iter().filter_map(move |event| {
        let live = match &event.subject {
            Subject::Incident(id) => world.live.get(id),
            _ => None,
        };
        if only.is_some() && only != live.map(|live| live.incident.id) {
            return None;
        }
        let of_incident = live.and_then(|live| live.incident.entry(event.id)).cloned();
        let retracted_by = world.service_reviews.taken_back.get(&event.id).copied();
        let retracted_by = retracted_by.or_else(|| world.figures.taken_back_by(event.id));
        // One of no incident at hand: the desk's own, or one whose opening is not here.
        let entry = of_incident.unwrap_or_else(|| {
            let mut entry = Entry::from(event);
            entry.retracted_by = retracted_by;
            entry
        });
        let line = lines.remove(&entry.event.id).unwrap_or_else(|| log_line(&entry, zone));
        Some(Logged { live, entry, line })
    })
}
