//! References that two desks gave at the same time, and how they are told apart.
//!
//! Each desk counts its own references, so two that were out of touch may both have opened an
//! `MI-0001`. What was given stays in the log; what is shown follows from all openings in the order of
//! the fold, so it is the same on every desk that has the same facts.

use std::collections::{BTreeMap, BTreeSet};

use super::event::{DeviceId, Event, Fact, IncidentId, Subject};
use super::time::Instant;

/// How an incident came into the log: what it was called, and its place in the order of the fold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The reference as it was given, which another desk may have given as well.
    pub reference: String,
    /// When the opening was written down.
    pub recorded_at: Instant,
    /// The desk that wrote it.
    pub device: DeviceId,
    /// Its number on that desk.
    pub device_seq: u64,
}

impl Opening {
    /// The opening in an event, if it is one.
    pub fn of(event: &Event) -> Option<Self> {
        let Fact::IncidentOpened(opened) = &event.fact else { return None };
        Some(Self {
            reference: opened.reference.clone(),
            recorded_at: event.recorded_at,
            device: event.device,
            device_seq: event.device_seq,
        })
    }

    /// Its place in the order of the fold.
    pub const fn place(&self) -> (Instant, DeviceId, u64) {
        (self.recorded_at, self.device, self.device_seq)
    }
}

/// The references that are shown otherwise than they were given. Of several with the same (without
/// regard to the case of ASCII letters), the first in the order of the fold keeps it, and the others
/// are `MI-0001-2`, `MI-0001-3`, … in that order. No two are shown alike.
pub fn told_apart<Id: Ord>(openings: impl IntoIterator<Item = (Id, Opening)>) -> BTreeMap<Id, String> {
    let mut all: Vec<(Id, Opening)> = openings.into_iter().collect();
    all.sort_by_key(|(_, one)| one.place());
    let mut taken = BTreeSet::new();
    let mut next: BTreeMap<String, u64> = BTreeMap::new();
    let mut told = BTreeMap::new();
    for (id, opening) in all {
        let given = opening.reference.to_ascii_lowercase();
        if taken.insert(given.clone()) {
            continue;
        }
        let number = next.entry(given).or_insert(2);
        let shown = free(&opening.reference, number, |name| taken.insert(name.to_ascii_lowercase()));
        told.insert(id, shown);
    }
    told
}

/// The same, from the facts themselves in the order of the log.
pub fn told_apart_in(events: &[Event]) -> BTreeMap<IncidentId, String> {
    let mut openings: BTreeMap<IncidentId, Opening> = BTreeMap::new();
    for event in events {
        if let (Subject::Incident(id), Some(opening)) = (&event.subject, Opening::of(event)) {
            openings.entry(*id).or_insert(opening);
        }
    }
    told_apart(openings)
}

/// The first of `given-2`, `given-3`, … that `is_free` takes.
pub(super) fn free(given: &str, number: &mut u64, mut is_free: impl FnMut(&str) -> bool) -> String {
    loop {
        let name = format!("{given}-{number}");
        *number = number.saturating_add(1);
        if is_free(&name) {
            return name;
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn shown(given: &[(u32, u128, &str)]) -> Vec<(usize, String)> {
        let opening = |(secs, device, reference): &(u32, u128, &str)| Opening {
            reference: (*reference).to_owned(),
            recorded_at: DateTime::from_timestamp(i64::from(*secs), 0).unwrap(),
            device: DeviceId(Uuid::from_u128(*device)),
            device_seq: 1,
        };
        told_apart(given.iter().map(opening).enumerate()).into_iter().collect()
    }

    #[test]
    fn the_first_keeps_it_and_the_others_count_in_the_order_of_the_fold() {
        assert_eq!(shown(&[(1, 1, "MI-0001"), (2, 1, "MI-0002")]), []);
        let three = [(3, 1, "MI-0001"), (2, 2, "mi-0001"), (2, 1, "MI-0001")];
        assert_eq!(shown(&three), [(0, "MI-0001-3".to_owned()), (1, "mi-0001-2".to_owned())]);
    }

    #[test]
    fn a_reference_that_looks_told_apart_already_is_never_shown_twice() {
        let odd = [(1, 1, "MI-1-2"), (2, 1, "MI-1"), (3, 1, "MI-1"), (4, 1, "MI-1-3")];
        assert_eq!(shown(&odd), [(2, "MI-1-3".to_owned()), (3, "MI-1-3-2".to_owned())]);
    }
}
