//! What the people side says, in words: who is on the incident, and whom to call next.

use crate::documents::when;
use crate::domain::call_list::resolver_order;
use crate::domain::directory::{Callee, Named, RecordKind};
use crate::domain::people::{Offered, Participant, offered};
use crate::domain::time::Instant;
use crate::domain::world::{Live, World};

/// Who belongs to an incident by its services and the team it was referred to.
pub fn offered_to(world: &World, live: &Live) -> Vec<Offered> {
    let referred = live.incident.referred_to.as_ref();
    let referred = referred.map(|name| world.directory.named(&[RecordKind::Team], name));
    offered(&world.directory, &live.incident.services, referred.as_ref())
}

/// Somebody on the incident, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonData {
    /// Who, with how they are reached.
    pub callee: Callee,
    /// What they are to it.
    pub role: &'static str,
    /// `reached`, `not reached`, `not called yet`, `stood down`.
    pub standing: &'static str,
    /// Whether somebody has spoken with them, and they were not stood down.
    pub is_engaged: bool,
    /// Whether they were called in vain so far.
    pub is_missed: bool,
    /// Whether they are on the crisis bridge.
    pub is_on_bridge: bool,
    /// Whether they were stood down.
    pub is_stood_down: bool,
    /// The last attempt and the bridge, in words.
    pub details: Vec<String>,
}

/// The people side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleData {
    /// `SMEs 1 engaged of 2 called · 2 on the bridge`.
    pub summary: String,
    /// Who has command, if somebody took it.
    pub command: Option<String>,
    /// Who is on it, those who are needed first.
    pub people: Vec<PersonData>,
    /// Whom to try next of the resolver team; none once somebody of them was reached.
    pub next: Option<Callee>,
    /// Whom else the directory names, and who is not on the incident yet.
    pub offered: Vec<Callee>,
}

/// What the side says at `now`.
pub fn people_data(world: &World, live: &Live, now: Instant) -> PeopleData {
    let people = &live.incident.people;
    let order = resolver_order(live, &world.directory);
    let next = people.next_of(&order).cloned();
    let (engaged, called) = people.engaged_of_called();
    let on_bridge = people.on_bridge().count();
    let mut all: Vec<PersonData> = people.all.iter().map(|one| person(world, one, now)).collect();
    all.sort_by_key(|one| one.is_stood_down);
    let is_next = |whom: &Named| next.as_ref().is_some_and(|next| next.whom.is_same(whom));
    let offered = offered_to(world, live)
        .into_iter()
        .map(|one| one.callee)
        .filter(|callee| people.find(&callee.whom).is_none() && !is_next(&callee.whom))
        .collect();
    PeopleData {
        summary: format!("SMEs {engaged} engaged of {called} called · {on_bridge} on the bridge"),
        command: live.incident.command.clone(),
        people: all,
        next,
        offered,
    }
}

fn person(world: &World, one: &Participant, now: Instant) -> PersonData {
    let zone = world.settings.zone;
    let said = |at| when(at, now, zone);
    let mut details = Vec::new();
    if let Some(since) = one.on_bridge_since() {
        details.push(format!("on the bridge since {}", said(since)));
    }
    if let Some(last) = one.last_attempt() {
        let via = last.via.as_ref().map_or_else(String::new, |via| format!(" on {via}"));
        let words = last.text.as_ref().map_or_else(String::new, |text| format!(": {text}"));
        let times = one.attempts.len();
        let times = if times > 1 { format!("{times} attempts, last ") } else { String::new() };
        details.push(format!("{times}{} {}{via}{words}", said(last.at), last.outcome));
        if let Some(by) = last.call_back_by {
            details.push(format!("call back by {}", said(by)));
        }
    }
    if let Some(at) = one.stood_down_at {
        details.push(format!("stood down {}", said(at)));
    }
    let is_stood_down = one.stood_down_at.is_some();
    let standing = match (is_stood_down, one.is_reached(), one.is_called()) {
        (true, ..) => "stood down",
        (_, true, _) => "reached",
        (_, _, true) => "not reached",
        _ => "not called yet",
    };
    PersonData {
        callee: world.directory.callee(&one.whom, ""),
        role: one.role.word(),
        standing,
        is_engaged: standing == "reached",
        is_missed: standing == "not reached",
        is_on_bridge: one.on_bridge_since().is_some(),
        is_stood_down,
        details,
    }
}
