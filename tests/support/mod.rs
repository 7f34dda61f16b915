//! A desk in the head: commands decided and folded without a disk, at times that the test sets.

#![allow(dead_code, reason = "each test binary uses its own part of this")]
#![allow(clippy::allow_attributes, reason = "expect would fail in the binaries that use all of it")]

use std::collections::BTreeMap;
use std::sync::Arc;

use bridgewatch::desk::policies::BUILT_IN;
use bridgewatch::domain::command::{About, Command, SendUpdate, Wish};
use bridgewatch::domain::decide::{Refusal, decide};
use bridgewatch::domain::event::{DeviceId, Event, EventId, IncidentId};
use bridgewatch::domain::policy::Policy;
use bridgewatch::domain::policy_file;
use bridgewatch::domain::schedule::{Deadline, DeadlineState};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{Environment, Kind, Priority};
use bridgewatch::domain::world::{Live, World};
use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

/// The built-in policies, read.
pub fn built_in() -> BTreeMap<String, Arc<Policy>> {
    BUILT_IN
        .iter()
        .map(|(name, text)| {
            let policy =
                policy_file::read(name, text).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
            ((*name).to_owned(), Arc::new(policy))
        })
        .collect()
}

/// An instant written with its offset.
pub fn at(text: &str) -> Instant {
    DateTime::parse_from_rfc3339(text).unwrap_or_else(|err| panic!("{text}: {err}")).to_utc()
}

pub fn secs(count: i64) -> TimeDelta {
    TimeDelta::seconds(count)
}

pub fn mins(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

/// One desk and one incident on it, told step by step.
pub struct Story {
    pub world: World,
    pub id: IncidentId,
    next: u128,
}

/// Long after every story: what is recorded then, happened before.
pub fn afterwards() -> Instant {
    at("2030-01-01T00:00:00Z")
}

impl Story {
    pub fn new(zone: &str) -> Self {
        Self::with_policies(zone, built_in())
    }

    pub fn with_policies(zone: &str, policies: BTreeMap<String, Arc<Policy>>) -> Self {
        let world = World::new(zone.parse().unwrap_or_else(|err| panic!("{zone}: {err}")), policies);
        Self { world, id: IncidentId(Uuid::from_u128(1)), next: 100 }
    }

    /// Decides and folds; the facts' names, or the refusal.
    pub fn try_tell(&mut self, about: About, happened: Instant, wish: Wish) -> Result<Vec<EventId>, Refusal> {
        let command = Command { about, at: Some(happened), actor: Some("Sample".to_owned()), wish };
        let mut made = Vec::new();
        for new in decide(&self.world, &command, afterwards())? {
            self.next += 1;
            let id = EventId(Uuid::from_u128(self.next));
            made.push(id);
            self.world.evolve(Event {
                device: DeviceId(Uuid::nil()),
                device_seq: u64::try_from(self.next).unwrap(),
                id,
                subject: new.subject,
                happened_at: new.happened_at,
                recorded_at: afterwards() + TimeDelta::milliseconds(i64::try_from(self.next).unwrap()),
                actor: new.actor,
                fact: new.fact,
            });
        }
        Ok(made)
    }

    pub fn tell(&mut self, happened: Instant, wish: Wish) -> EventId {
        let made =
            self.try_tell(About::Incident(self.id), happened, wish).unwrap_or_else(|err| panic!("{err}"));
        made[0]
    }

    pub fn refusal(&mut self, happened: Instant, wish: Wish) -> String {
        match self.try_tell(About::Incident(self.id), happened, wish.clone()) {
            Ok(_) => panic!("not refused: {wish:?}"),
            Err(refusal) => refusal.to_string(),
        }
    }

    pub fn open(
        &mut self,
        happened: Instant,
        policy: &str,
        priority: Option<Priority>,
        kind: Kind,
        environment: Environment,
    ) {
        self.id = IncidentId(Uuid::from_u128(u128::from(self.world.next_reference)));
        let wish = Wish::OpenIncident {
            title: "Payments API down".to_owned(),
            priority,
            kind: Some(kind),
            environment: Some(environment),
            ticket: Some("INC0012345".to_owned()),
            policy: Some(policy.to_owned()),
        };
        let about = About::New { id: self.id, key: None };
        self.try_tell(about, happened, wish).unwrap_or_else(|err| panic!("{err}"));
    }

    pub fn live(&self) -> &Live {
        &self.world.live[&self.id]
    }

    /// The deadlines of one clock that are there at `now`.
    pub fn deadlines(&self, clock: &str, now: Instant) -> Vec<&Deadline> {
        self.live().deadlines.iter().filter(|one| &*one.clock == clock && one.is_shown(now)).collect()
    }

    /// State and due instant of each.
    pub fn states(&self, clock: &str, now: Instant) -> Vec<(DeadlineState, Instant)> {
        self.deadlines(clock, now).iter().map(|one| (one.state(now), one.due)).collect()
    }
}

pub fn update() -> Wish {
    Wish::SendUpdate(SendUpdate::words(None, Some("How it stands")))
}

pub fn refer() -> Wish {
    Wish::Refer { to: Some("Network team".to_owned()) }
}

pub fn acknowledge() -> Wish {
    Wish::Acknowledge { by: Some("Sample Resolver".to_owned()) }
}

pub fn resolver() -> Wish {
    Wish::LogResolverUpdate { text: Some("Working on it".to_owned()) }
}

pub fn restore() -> Wish {
    Wish::Restore { text: None }
}

pub fn priority(priority: Priority) -> Wish {
    Wish::AssignPriority { priority, why: Some("because it is".to_owned()) }
}

pub fn milestone(name: &str) -> Wish {
    Wish::ReachMilestone { milestone: name.to_owned(), text: None }
}

pub fn hotline() -> Wish {
    use bridgewatch::domain::words::CallOutcome;
    Wish::NotifyHotline {
        outcome: CallOutcome::Reached,
        spoke_with: None,
        reference: None,
        text: None,
        number: None,
        call_back_by: None,
    }
}

pub fn escalate(to: &str) -> Wish {
    Wish::Escalate { to: to.to_owned(), text: None }
}
