//! Looking without writing: the world as the log has it, beside an open window.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;

use crate::domain::event::Event;
use crate::domain::policy::Policy;
use crate::domain::reference;
use crate::domain::world::World;

/// Everything that ever was, folded: closed incidents too. The cost follows the log.
pub fn whole_world(events: Vec<Event>, zone: Tz, in_force: BTreeMap<String, Arc<Policy>>) -> World {
    let mut world = World::new(zone, in_force);
    world.told_apart = reference::told_apart_in(&events);
    world.load(events);
    world
}
