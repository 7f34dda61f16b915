//! Reports over the whole history, made beside whoever writes: off the window's thread, an incident at a
//! time.

use std::ops::ControlFlow;
use std::path::Path;

use super::error::DeskError;
use crate::domain::report::compared::Compared;
use crate::domain::rota::change::Window;
use crate::domain::time::Instant;
use crate::domain::world::World;
use crate::store::{Store, StoreError};

/// The scorecard of a period beside that of the period before, as of `now`. `world` is the desk; the
/// incidents come from the log, in one pass. `progress` is told how many were taken, and may stop it: there
/// is none then.
pub fn scorecard(
    store: Option<&Store>,
    world: &World,
    period: Window,
    now: Instant,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Option<Compared>, DeskError> {
    let mut compared = Compared::new(world, period, now);
    let (mut taken, mut is_stopped) = (0, false);
    let Some(store) = store else { return Ok(Some(compared)) };
    let span = compared.span();
    store.each_opened(span.from, span.until, |incident| {
        compared.take(&world.live(incident));
        taken += 1;
        let on = progress(taken);
        is_stopped = on.is_break();
        on
    })?;
    Ok((!is_stopped).then_some(compared))
}

/// The same from the log of a folder, without its lock: beside an open desk.
pub fn look_scorecard(
    folder: &Path,
    world: &World,
    period: Window,
    now: Instant,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Option<Compared>, DeskError> {
    match Store::open_read_only(folder) {
        Ok(store) => scorecard(Some(&store), world, period, now, progress),
        Err(StoreError::Absent { .. }) => scorecard(None, world, period, now, progress),
        Err(err) => Err(err.into()),
    }
}
