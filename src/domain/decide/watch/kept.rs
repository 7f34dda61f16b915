//! What was, as facts: written before anything that could change it.

use chrono::TimeDelta;

use crate::domain::directory::{Named, RecordId};
use crate::domain::event::{EventId, Fact};
use crate::domain::rota::Rota;
use crate::domain::rota::change::{Change, ChangeId, Window};
use crate::domain::rota::person::PersonId;
use crate::domain::rota::schedule::{Cause, Shift, TurnRef};
use crate::domain::time::{Instant, whole_second};
use crate::domain::watch::change_id;
use crate::domain::watch::facts::{KeptShift, KeptTurn};
use crate::domain::world::World;

/// The most of the past that is kept as facts at once, in days.
const MOST_KEPT_DAYS: i64 = 100;

/// What was until an instant and is not kept yet, as a fact; none where there is nothing to keep.
///
/// Written before anything that could change it, so that past watches stay as they were.
pub fn kept_until(world: &World, until: Instant) -> Option<Fact> {
    if world.watch.is_empty() {
        return None;
    }
    let rota = world.rota();
    let until = whole_second(until);
    let begins = rota.tracks.iter().filter_map(|track| track.versions().first()).map(|first| first.from);
    let changes = rota.changes.iter().flat_map(Change::in_force).map(|window| window.from);
    let earliest = world.watch.kept_until().or_else(|| begins.chain(changes).min())?;
    let from = earliest.max(until - TimeDelta::days(MOST_KEPT_DAYS));
    if from >= until {
        return None;
    }
    let window = Window::new(from, until);
    let kept = |shift: Shift| {
        let span = shift.window.cut(window);
        let (turn, change) = match &shift.cause {
            Cause::Rule { turn } => (Some(*turn), None),
            Cause::Change { id, turn } => (*turn, Some(id)),
        };
        KeptShift {
            seat: shift.seat,
            person: named_of(world, rota, &shift.person),
            from: span.from,
            until: span.until,
            turn: turn.and_then(|turn| kept_turn(world, rota, turn)),
            change: change.and_then(|id| entry_of(world, id)),
        }
    };
    let shifts: Vec<KeptShift> = rota.shifts(window).into_iter().map(kept).collect();
    (!shifts.is_empty()).then_some(Fact::ShiftsKept { from, until, shifts })
}

/// A turn by the entry that adopted its rule.
fn kept_turn(world: &World, rota: &Rota, turn: TurnRef) -> Option<KeptTurn> {
    let track = rota.tracks.get(turn.track)?;
    let version = track.versions().get(turn.version)?;
    let adoption = world.watch.adopted_by(&track.name, version.from)?;
    Some(KeptTurn { adoption, number: turn.number })
}

/// Somebody of the rota, as a fact names them.
pub(super) fn named_of(world: &World, rota: &Rota, person: &PersonId) -> Named {
    let name = rota.name(person).to_owned();
    let record = uuid::Uuid::parse_str(&person.0).ok().map(RecordId);
    let record = record.filter(|id| world.directory.record(*id).is_some());
    Named { name, record }
}

fn entry_of(world: &World, id: &ChangeId) -> Option<EventId> {
    world.watch.changes.iter().map(|asked| asked.entry).find(|entry| change_id(*entry) == *id)
}
