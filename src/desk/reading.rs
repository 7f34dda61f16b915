//! Looking without writing: the world as the log has it, beside an open window.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;

use super::error::DeskError;
use crate::domain::policy::Policy;
use crate::domain::world::World;
use crate::store::Store;

/// Everything that ever was, folded: closed incidents too. The cost follows the log.
pub fn whole_world(
    store: &Store,
    zone: Tz,
    in_force: BTreeMap<String, Arc<Policy>>,
) -> Result<World, DeskError> {
    let mut world = World::new(zone, in_force);
    world.load(store.all_events()?);
    Ok(world)
}
