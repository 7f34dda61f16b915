//! Looking without writing: the world as the log has it, beside an open window.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;

use super::error::DeskError;
use crate::domain::event::{Event, Subject};
use crate::domain::policy::Policy;
use crate::domain::time::Instant;
use crate::domain::world::World;
use crate::store::Store;

/// Everything that ever was, folded: closed incidents too. The cost follows the log.
///
/// With `as_of`, facts about incidents that happened after that instant are left out. What the desk
/// is (zone, holidays) and the recorded policies are taken as they are now: they decide how the
/// past is read.
pub fn whole_world(
    store: &Store,
    zone: Tz,
    in_force: BTreeMap<String, Arc<Policy>>,
    as_of: Option<Instant>,
) -> Result<World, DeskError> {
    let mut world = World::new(zone, in_force);
    let happened = |event: &Event| {
        as_of.is_none_or(|at| event.happened_at <= at) || !matches!(event.subject, Subject::Incident(_))
    };
    world.load(store.all_events()?.into_iter().filter(happened).collect());
    Ok(world)
}
