//! Doubles that were merged: which record stands for which.
//!
//! Merges are taken in the order of the log, so that two desks that merged the same pair either way round
//! end the same: the first one says which record stands, and the other finds nothing left to merge. So
//! there is no circle.

use std::collections::BTreeMap;

use super::RecordId;
use crate::domain::event::EventId;
use crate::domain::time::Instant;

/// One merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// The entry that says so.
    pub entry: EventId,
    /// When it was said.
    pub at: Instant,
    /// The record that was to stay.
    pub kept: RecordId,
    /// The double.
    pub gone: RecordId,
}

/// All merges that were not taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merges {
    all: Vec<Merge>,
    /// What each record means that another stands for; that one stands for itself.
    meant: BTreeMap<RecordId, RecordId>,
}

impl Merges {
    /// The record that stands for one; itself where it was not merged.
    pub fn standing(&self, id: RecordId) -> RecordId {
        self.meant.get(&id).copied().unwrap_or(id)
    }

    /// The merges into a record or into what was merged into it, in the order of the log.
    pub fn into_record(&self, standing: RecordId) -> impl Iterator<Item = &Merge> {
        self.all.iter().filter(move |one| self.standing(one.gone) == standing)
    }

    /// A merge by its entry.
    pub fn of_entry(&self, entry: EventId) -> Option<&Merge> {
        self.all.iter().find(|one| one.entry == entry)
    }

    pub(super) fn add(&mut self, merge: Merge) {
        self.all.push(merge);
        self.apply(merge);
    }

    /// Takes a merge back; the records whose meaning may be another now.
    pub(super) fn take_back(&mut self, entry: EventId) -> Vec<RecordId> {
        if self.of_entry(entry).is_none() {
            return Vec::new();
        }
        let before = std::mem::take(&mut self.meant);
        self.all.retain(|one| one.entry != entry);
        for merge in self.all.clone() {
            self.apply(merge);
        }
        before.keys().chain(self.meant.keys()).copied().collect()
    }

    fn apply(&mut self, merge: Merge) {
        let (kept, gone) = (self.standing(merge.kept), self.standing(merge.gone));
        if kept == gone {
            return;
        }
        for meant in self.meant.values_mut().filter(|meant| **meant == gone) {
            *meant = kept;
        }
        self.meant.insert(gone, kept);
    }
}
