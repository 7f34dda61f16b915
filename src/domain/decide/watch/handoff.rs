//! The handoff: offered with its brief, accepted, declined, taken back.

use chrono::TimeDelta;

use super::super::Refusal;
use super::super::said::{optional_text, text};
use super::Watching;
use super::kept::named_of;
use crate::domain::directory::Named;
use crate::domain::event::{EventId, Fact, Subject};
use crate::domain::rota::person::Seat;
use crate::domain::time::{Instant, whole_second};
use crate::domain::watch::brief::{brief, has_command};
use crate::domain::watch::facts::HandoffOffered;
use crate::domain::watch::handoff::Handoff;
use crate::domain::watch::wish::WatchWish;

/// By when a handoff is to be accepted where nobody says, in minutes (ours).
const ACCEPT_MINUTES: i64 = 30;

pub(super) fn facts(watching: &Watching<'_>, wish: &WatchWish) -> Result<Vec<(Subject, Fact)>, Refusal> {
    let one = |fact: Fact| vec![(Subject::Watch, fact)];
    match wish {
        WatchWish::OfferHandoff { to, words, accept_by } => {
            let offered = offer(watching, to.as_ref(), words.as_ref(), *accept_by)?;
            Ok(one(Fact::HandoffOffered(Box::new(offered))))
        }
        WatchWish::AcceptHandoffItem { handoff, item } => {
            let handoff = offered(watching, *handoff)?;
            let number = u32::try_from(*item).unwrap_or(u32::MAX);
            let Some((_, found)) = handoff.numbered().find(|(one, _)| *one == number) else {
                return Err(Refusal::new(
                    format!("the brief has no item {item}"),
                    format!("name one from 1 to {}", handoff.offered.items.len()),
                ));
            };
            if handoff.items.contains(&number) {
                return Err(Refusal::new(
                    format!("{} is accepted already", found.reference),
                    "accept what is left",
                ));
            }
            Ok(one(Fact::HandoffItemAccepted { handoff: handoff.entry, item: number }))
        }
        WatchWish::AcceptHandoff { handoff } => accept(watching, offered(watching, *handoff)?),
        WatchWish::DeclineHandoff { handoff, why } => {
            let handoff = offered(watching, *handoff)?.entry;
            Ok(one(Fact::HandoffDeclined { handoff, why: text("the reason", why)? }))
        }
        WatchWish::WithdrawHandoff { handoff, why } => {
            let handoff = offered(watching, *handoff)?.entry;
            Ok(one(Fact::HandoffWithdrawn { handoff, why: optional_text("the reason", why.as_ref())? }))
        }
        _ => Err(Refusal::new("this is not about a handoff", "see `bridgewatch apply --help`")),
    }
}

fn offer(
    watching: &Watching<'_>,
    to: Option<&String>,
    words: Option<&String>,
    accept_by: Option<Instant>,
) -> Result<HandoffOffered, Refusal> {
    let world = watching.world;
    let from = watching.me();
    let to = match to.filter(|to| !to.trim().is_empty()) {
        Some(to) => watching.somebody("who takes over", to)?,
        None => next_primary(watching, &from)
            .ok_or_else(|| Refusal::new("the rota names nobody who is primary next", "say who takes over"))?,
    };
    if watching.id(&to) == watching.id(&from) {
        return Err(Refusal::new(
            format!("{} can’t hand the watch over to themselves", from.name),
            "name who takes over",
        ));
    }
    let accept_by = whole_second(accept_by.unwrap_or(watching.at + TimeDelta::minutes(ACCEPT_MINUTES)));
    if accept_by <= watching.at {
        return Err(Refusal::new(
            format!("{} is past", watching.said(accept_by)),
            "name a later time by which it is to be accepted",
        ));
    }
    let words = optional_text("the words", words)?;
    let brief = brief(world, &from, watching.at);
    Ok(HandoffOffered { from, to, accept_by, words, items: brief.items, sections: brief.sections })
}

/// Who is primary after whoever is now, or now, if that is somebody else.
fn next_primary(watching: &Watching<'_>, from: &Named) -> Option<Named> {
    let rota = watching.world.rota();
    let me = watching.id(from);
    let primary = rota.now_and_next(watching.at).into_iter().find(|one| one.seat == Seat::Primary)?;
    let shifts = [primary.now, primary.next].into_iter().flatten();
    let other = shifts.map(|shift| shift.person).find(|person| *person != me)?;
    Some(named_of(watching.world, rota, &other))
}

fn offered<'a>(watching: &'a Watching<'_>, handoff: Option<EventId>) -> Result<&'a Handoff, Refusal> {
    let watch = &watching.world.watch;
    match handoff {
        None => watch
            .offered()
            .ok_or_else(|| Refusal::new("no handoff waits for an answer", "offer one with `offer_handoff`")),
        Some(id) => {
            let found = watch.handoffs.iter().find(|one| one.entry == id);
            let found =
                found.ok_or_else(|| Refusal::new("there is no such handoff", "name one that there is"))?;
            if !found.is_offered() {
                return Err(Refusal::new("that handoff was answered already", "offer a new one"));
            }
            Ok(found)
        }
    }
}

/// The watch is taken over, and with it command of the open incidents that the other one had.
fn accept(watching: &Watching<'_>, handoff: &Handoff) -> Result<Vec<(Subject, Fact)>, Refusal> {
    let open: Vec<String> =
        handoff.open_items().map(|(number, item)| format!("{number} ({})", item.reference)).collect();
    if !open.is_empty() {
        return Err(Refusal::new(
            format!("major incidents are accepted one by one, and these are not: {}", open.join(", ")),
            "accept each with `accept_handoff_item`, then the handoff",
        ));
    }
    let world = watching.world;
    let (from, to) = (&handoff.offered.from, &handoff.offered.to);
    let mut facts = vec![(Subject::Watch, Fact::HandoffAccepted { handoff: handoff.entry })];
    for live in world.live.values() {
        if live.incident.phase.is_live() && has_command(world, live, from) {
            let fact = Fact::CommandHandedOver { to: to.name.clone() };
            facts.push((Subject::Incident(live.incident.id), fact));
        }
    }
    Ok(facts)
}
