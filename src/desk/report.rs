//! Reports over the whole history, made beside whoever writes: off the window's thread, an incident at a
//! time.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::error::DeskError;
use crate::domain::event::IncidentId;
use crate::domain::report::scorecard::Scorecard;
use crate::domain::rota::change::Window;
use crate::domain::time::Instant;
use crate::domain::world::World;
use crate::store::Store;

/// A scorecard, and what the incidents in it are called.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The numbers.
    pub card: Scorecard,
    /// The reference of each incident of the period, as it is shown.
    pub references: BTreeMap<IncidentId, String>,
}

/// The scorecard of a period, as of `now`. `world` is the desk; the incidents come from the log.
/// `progress` is told how many were taken, and may stop it: there is none then.
pub fn scorecard(
    store: Option<&Store>,
    world: &World,
    period: Window,
    now: Instant,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Option<Scored>, DeskError> {
    let card = Scorecard::new(period, now, world.settings.zone);
    let mut scored = Scored { card, references: BTreeMap::new() };
    let (mut taken, mut is_stopped) = (0, false);
    let Some(store) = store else { return Ok(Some(scored)) };
    store.each_opened(period.from, period.until, |incident| {
        let live = world.live(incident);
        scored.references.insert(live.incident.id, live.incident.reference.clone());
        scored.card.take(&live);
        taken += 1;
        let on = progress(taken);
        is_stopped = on.is_break();
        on
    })?;
    Ok((!is_stopped).then_some(scored))
}
