//! The calendars that policies name, and the desk's own hours that stand for them.
//!
//! Never here: how open time is reckoned ([`crate::domain::calendar`]).

use uuid::Uuid;

use crate::domain::calendar::{Calendar, OpeningHours};
use crate::domain::command::{About, Command};
use crate::domain::decide::{Refusal, decide};
use crate::domain::event::{DeviceId, Event, EventId};
use crate::domain::policy_file::AROUND_THE_CLOCK;
use crate::domain::schedule::Deadline;
use crate::domain::settings::wish::DeskWish;
use crate::domain::span::Span;
use crate::domain::time::Instant;
use crate::domain::weekdays;
use crate::domain::world::World;

/// A calendar that policies in force name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCalendar {
    /// Its name in the policies.
    pub name: String,
    /// When it is open: by the desk's own hours where there are any, otherwise by the policies.
    pub calendar: Calendar,
    /// When it would be open without hours of the desk's own.
    pub of_policies: Calendar,
    /// The policies that say it so, by name.
    pub policies: Vec<String>,
    /// Whether the desk's own hours stand for it.
    pub is_own: bool,
}

impl NamedCalendar {
    /// Whether the desk can say its own hours for it: the name of the clock around says what it is.
    pub fn can_be_own(&self) -> bool {
        self.name != AROUND_THE_CLOCK
    }

    /// When one business day is over that begins at `now`.
    pub fn one_business_day(&self, world: &World, now: Instant) -> Instant {
        self.calendar.due_after(now, Span::BusinessDays(1), &world.settings.civil())
    }
}

/// The calendars that policies in force name, by name; several of one name where policies differ and the desk
/// says nothing of its own.
pub fn calendars(world: &World) -> Vec<NamedCalendar> {
    let mut all: Vec<NamedCalendar> = Vec::new();
    for policy in world.in_force.values() {
        for (name, of_policy) in &policy.calendars {
            let own = world.settings.hours.get(name);
            let same = all
                .iter_mut()
                .find(|one| one.name == *name && (own.is_some() || one.of_policies == *of_policy));
            if let Some(same) = same {
                same.policies.push(policy.id.name.clone());
                continue;
            }
            all.push(NamedCalendar {
                name: name.clone(),
                calendar: own.map_or_else(|| of_policy.clone(), |own| Calendar::Hours(own.clone())),
                of_policies: of_policy.clone(),
                policies: vec![policy.id.name.clone()],
                is_own: own.is_some(),
            });
        }
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// When a calendar is open, in words.
pub fn words(calendar: &Calendar) -> String {
    match calendar {
        Calendar::Always => "around the clock, holidays too".to_owned(),
        Calendar::Hours(hours) => hours_words(hours),
    }
}

/// Opening hours in words: `Mon to Fri, 09:00 to 16:00`.
pub fn hours_words(hours: &OpeningHours) -> String {
    let (open, close) = (hours.open.format("%H:%M"), hours.close.format("%H:%M"));
    format!("{}, {open} to {close}", weekdays::words(hours.days))
}

/// A deadline that is owed and would be due at another instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The incident, as people say it.
    pub reference: String,
    /// What is owed.
    pub title: String,
    /// When it is due.
    pub from: Instant,
    /// When it would be.
    pub to: Instant,
}

/// Which deadlines that are owed a wish about the desk's settings would move, the soonest first.
///
/// # Errors
/// Why the wish would be refused.
pub fn effect(world: &World, wish: &DeskWish, now: Instant) -> Result<Vec<Moved>, Refusal> {
    let command = Command { about: About::Desk, at: Some(now), actor: None, wish: wish.clone().into() };
    let mut after = world.clone();
    for new in decide(world, &command, now)? {
        after.evolve(Event {
            device: DeviceId(Uuid::nil()),
            device_seq: 0,
            id: EventId(Uuid::nil()),
            subject: new.subject,
            happened_at: new.happened_at,
            recorded_at: now,
            actor: new.actor,
            fact: new.fact,
        });
    }
    Ok(moved(world, &after))
}

/// The deadlines that are owed in both worlds and due at another instant in the other, the soonest first.
fn moved(before: &World, after: &World) -> Vec<Moved> {
    let mut all = Vec::new();
    for (id, live) in &before.live {
        let Some(then) = after.live.get(id) else { continue };
        for one in live.deadlines.iter().filter(|one| one.is_owed()) {
            let same = |other: &&Deadline| {
                other.clock == one.clock && other.nth == one.nth && other.starts == one.starts
            };
            let Some(to) = then.deadlines.iter().find(same).map(|other| other.due) else { continue };
            if to != one.due {
                let title = live.clock(&one.clock).map_or(&*one.clock, |clock| clock.title.as_str());
                all.push(Moved {
                    reference: live.incident.reference.clone(),
                    title: title.to_owned(),
                    from: one.due,
                    to,
                });
            }
        }
    }
    all.sort_by(|one, other| (one.from, &one.reference).cmp(&(other.from, &other.reference)));
    all
}
