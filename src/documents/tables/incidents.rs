//! The incidents: one row each, by when they were opened.

use std::sync::Arc;

use super::{Sheet, at, maybe_at, maybe_typed, typed};
use crate::domain::words::Priority;
use crate::domain::world::{Live, World};

const COLUMNS: [&str; 19] = [
    "reference",
    "key",
    "ticket",
    "title",
    "priority",
    "kind",
    "environment",
    "state",
    "opened",
    "restored",
    "closed",
    "command",
    "services",
    "referred_to",
    "escalated_to",
    "policy",
    "policy_version",
    "entries",
    "id",
];

/// All incidents by when they were opened.
pub(super) fn by_opening(world: &World) -> Vec<&Arc<Live>> {
    let mut all: Vec<&Arc<Live>> = world.live.values().collect();
    all.sort_by_key(|live| (live.incident.opened_at, live.incident.id));
    all
}

pub(super) fn incidents(world: &World) -> Vec<u8> {
    let zone = world.settings.zone;
    let mut sheet = Sheet::new(&COLUMNS);
    for live in by_opening(world) {
        let one = &live.incident;
        let services: Vec<&str> = one.services.iter().map(|named| named.name.as_str()).collect();
        sheet.row(&[
            typed(&one.reference),
            typed(&one.key),
            maybe_typed(one.ticket.as_deref()),
            typed(&one.title),
            one.traits.priority.map(Priority::word).unwrap_or_default().to_owned(),
            one.traits.kind.word().to_owned(),
            one.traits.environment.word().to_owned(),
            one.phase.word().to_owned(),
            at(one.opened_at, zone),
            maybe_at(one.restored_at, zone),
            maybe_at(one.closed_at, zone),
            maybe_typed(one.command.as_deref()),
            typed(&services.join("; ")),
            maybe_typed(one.referred_to.as_deref()),
            maybe_typed(one.escalated_to.as_deref()),
            typed(&one.policy.name),
            one.policy.version.clone(),
            one.entries.len().to_string(),
            one.id.0.to_string(),
        ]);
    }
    sheet.bytes()
}
