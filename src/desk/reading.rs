//! Looking without writing: the world as the log has it, beside an open window.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono_tz::Tz;

use super::error::DeskError;
use super::policies;
use crate::domain::event::Event;
use crate::domain::policy::Policy;
use crate::domain::reference;
use crate::domain::world::World;
use crate::store::{Store, StoreError};

/// Everything that ever was, folded: closed incidents too. The cost follows the log.
pub fn whole_world(events: Vec<Event>, zone: Tz, in_force: BTreeMap<String, Arc<Policy>>) -> World {
    let mut world = World::new(zone, in_force);
    world.told_apart = reference::told_apart_in(&events);
    world.load(events);
    world
}

/// The whole log of a folder, folded under the policies in force, without its lock: beside an open desk.
/// The world of a desk without a fact where there is no log yet, in `zone` as long as none is set.
pub fn look_whole(folder: &Path, zone: Tz) -> Result<World, DeskError> {
    let in_force = policies::load(folder).in_force;
    match Store::open_read_only(folder) {
        Ok(store) => Ok(whole_world(store.all_events()?, zone, in_force)),
        Err(StoreError::Absent { .. }) => Ok(World::new(zone, in_force)),
        Err(err) => Err(err.into()),
    }
}
