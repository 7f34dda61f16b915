//! The seats of the watch: primary and backup, those that the desk offers beside them, and those that a rule or a
//! change uses.

use std::collections::BTreeSet;

use crate::domain::rota::change::{Change, What};
use crate::domain::rota::consent::State;
use crate::domain::rota::person::Seat;
use crate::domain::time::Instant;
use crate::domain::world::World;

/// The seats that there are at `now`, in order: what forms offer.
pub fn seats(world: &World, now: Instant) -> Vec<Seat> {
    let mut all = BTreeSet::from([Seat::Primary, Seat::Backup]);
    all.extend(world.settings.seats.iter().cloned());
    let rota = world.rota();
    for track in &rota.tracks {
        let from_now_on = track.from_now_on(now).filter_map(|version| version.rule.as_ref());
        all.extend(from_now_on.flat_map(|rule| rule.draft().seats.iter().map(|one| one.seat.clone())));
    }
    all.extend(rota.changes.iter().filter(|change| is_to_come(change, now)).flat_map(of_change).cloned());
    all.into_iter().collect()
}

/// What uses a seat from `now` on, in words; none if nothing does.
pub fn use_of(world: &World, seat: &Seat, now: Instant) -> Option<String> {
    let rota = world.rota();
    let of_rule = rota.tracks.iter().find_map(|track| {
        let mut rules = track.from_now_on(now).filter_map(|version| version.rule.as_ref());
        let uses = rules.any(|rule| rule.draft().seats.iter().any(|one| one.seat == *seat));
        uses.then(|| format!("the rule “{}” fills it", track.name))
    });
    of_rule.or_else(|| {
        let mut changes = rota.changes.iter().filter(|change| is_to_come(change, now));
        let change = changes.find(|change| of_change(change).any(|one| one == seat))?;
        let word = change.what.word();
        let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        Some(format!("{article} {word} that is still to come fills it"))
    })
}

/// Whether a change holds or may still hold at or after `now`.
fn is_to_come(change: &Change, now: Instant) -> bool {
    matches!(change.state, State::Accepted { .. } | State::Offered { .. })
        && change.what.windows().iter().any(|window| window.until > now)
}

fn of_change(change: &Change) -> impl Iterator<Item = &Seat> {
    let [one, other] = match &change.what {
        What::Override { seat, .. } => [Some(seat), None],
        What::Cover { seat, .. } => [seat.as_ref(), None],
        What::Swap { one, other } => [Some(&one.seat), Some(&other.seat)],
    };
    one.into_iter().chain(other)
}
