//! The entries: one row each, in the order in which they were written down.

use super::{Sheet, at, typed};
use crate::documents::whole_log::whole_log;
use crate::domain::event::Event;
use crate::domain::world::World;

/// The names of the columns. `happened` is as it was corrected, `first_happened` what was said first where
/// that is another; `standing` is empty, `corrected` or `taken back`. `device` and `number` name the entry
/// on the desk that wrote it.
const COLUMNS: [&str; 13] = [
    "recorded",
    "happened",
    "first_happened",
    "incident",
    "about",
    "who",
    "what",
    "words",
    "standing",
    "was",
    "entry",
    "device",
    "number",
];

pub(super) fn entries(world: &World, events: &[Event]) -> Vec<u8> {
    let zone = world.settings.zone;
    let mut sheet = Sheet::new(&COLUMNS);
    for logged in whole_log(world, events.iter().cloned(), None) {
        let (entry, line) = (&logged.entry, &logged.line);
        let first = (entry.happened_at != entry.event.happened_at).then_some(entry.event.happened_at);
        let standing = match (entry.retracted_by, entry.corrected_by) {
            (Some(_), _) => "taken back",
            (None, Some(_)) => "corrected",
            (None, None) => "",
        };
        sheet.row(&[
            at(entry.event.recorded_at, zone),
            at(entry.happened_at, zone),
            super::maybe_at(first, zone),
            logged.live.map(|live| typed(&live.incident.reference)).unwrap_or_default(),
            typed(&entry.event.subject.to_string()),
            typed(&entry.event.actor),
            line.what.to_owned(),
            typed(&line.words),
            standing.to_owned(),
            super::maybe_typed(line.was.as_deref()),
            entry.event.id.0.to_string(),
            entry.event.device.0.to_string(),
            entry.event.device_seq.to_string(),
        ]);
    }
    sheet.bytes()
}
