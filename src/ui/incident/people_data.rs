//! What the people side says, in words: who is on the incident, and whom to call next.

use crate::documents::when;
use crate::domain::call_list::resolver_order;
use crate::domain::directory::{Callee, Named, RecordKind};
use crate::domain::people::{Offered, Participant, offered};
use crate::domain::time::Instant;
use crate::domain::world::{Live, World};

/// So many are named where it says who is on the bridge.
const MOST_ON_BRIDGE: usize = 4;

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
    /// Who is on the crisis bridge, by name.
    pub bridge: String,
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
    let next = people.next_of(&order, &world.directory).cloned();
    let (engaged, called) = people.engaged_of_called();
    let names: Vec<&str> = people.on_bridge().map(|one| world.directory.name_of(&one.whom)).collect();
    let on_bridge = names.len();
    let bridge = if names.is_empty() {
        "Nobody is on the crisis bridge".to_owned()
    } else {
        let more = match names.len().saturating_sub(MOST_ON_BRIDGE) {
            0 => String::new(),
            more => format!(" and {more} more, below"),
        };
        let first = names.get(..MOST_ON_BRIDGE).unwrap_or(&names);
        format!("On the crisis bridge: {}{more}", first.join(", "))
    };
    let mut all: Vec<PersonData> = people.all.iter().map(|one| person(world, one, now)).collect();
    all.sort_by_key(|one| one.is_stood_down);
    let is_next = |whom: &Named| next.as_ref().is_some_and(|next| world.directory.same(&next.whom, whom));
    let offered = offered_to(world, live)
        .into_iter()
        .map(|one| one.callee)
        .filter(|callee| people.find(&callee.whom, &world.directory).is_none() && !is_next(&callee.whom))
        .collect();
    PeopleData {
        summary: format!("SMEs {engaged} engaged of {called} called · {on_bridge} on the bridge"),
        command: live.incident.command.clone(),
        bridge,
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

#[cfg(test)]
pub mod tests {
    use std::sync::Arc;

    use uuid::Uuid;

    use super::*;
    use crate::domain::command::Wish;
    use crate::domain::directory::{Party, Person, Record, RecordId, Rung, Service};
    use crate::domain::event::{DeviceId, Event, EventId, Fact, Subject};
    use crate::domain::words::{CallOutcome, Kind, Priority};
    use crate::ui::incident::trial::{Trial, at};

    fn record(trial: &mut Trial, number: u128, record: Record) -> Named {
        let id = RecordId(Uuid::from_u128(number));
        let named = Named { name: record.name().to_owned(), record: Some(id) };
        Arc::make_mut(&mut trial.snapshot.world).evolve(Event {
            device: DeviceId(Uuid::nil()),
            device_seq: 1,
            id: EventId(Uuid::from_u128(number)),
            subject: Subject::Directory,
            happened_at: at("13:00"),
            recorded_at: at("13:00"),
            actor: "Sample".to_owned(),
            fact: Fact::DirectoryRecorded { id, record },
        });
        named
    }

    /// An incident whose service has a resolver team: a contact with an alternate, then another
    /// contact.
    pub fn with_team() -> Trial {
        let mut trial = Trial::built_in("Payments API down", Some(Priority::Critical), Kind::Major);
        let people = ["First", "Alternate", "Second"];
        let mut contacts = Vec::new();
        for (number, name) in (1_u128..).zip(people) {
            let person = Person {
                name: format!("Sample {name}"),
                phones: vec![format!("317-555-010{number}")],
                ..Person::default()
            };
            contacts.push(record(&mut trial, 9_000 + number, Record::Person(person)));
        }
        let [first, alternate, second] = <[Named; 3]>::try_from(contacts).expect("three");
        let contacts = vec![
            Rung { contact: first, alternates: vec![alternate] },
            Rung { contact: second, alternates: Vec::new() },
        ];
        let team = Party { name: "Sample Team".to_owned(), contacts, ..Party::default() };
        let resolver = Some(record(&mut trial, 9_010, Record::Team(team)));
        let service = Service { name: "Payments".to_owned(), resolver, ..Service::default() };
        record(&mut trial, 9_020, Record::Service(Box::new(service)));
        trial.with("13:21", Wish::NameServices { services: vec!["Payments".to_owned()] })
    }

    /// A call to somebody that ended so.
    pub fn call(whom: &str, outcome: CallOutcome) -> Wish {
        Wish::AttemptContact {
            whom: whom.to_owned(),
            role: None,
            via: None,
            outcome,
            text: None,
            call_back_by: None,
        }
    }

    fn data(trial: &Trial) -> PeopleData {
        people_data(&trial.snapshot.world, trial.live(), at("13:40"))
    }

    fn next(trial: &Trial) -> Option<String> {
        data(trial).next.map(|next| next.whom.name)
    }

    #[test]
    fn the_next_to_try_goes_down_the_order_and_begins_anew() {
        let mut trial = with_team();
        for (wall, whom, then) in [
            ("13:22", "Sample First", "Sample Alternate"),
            ("13:24", "Sample Alternate", "Sample Second"),
            ("13:26", "Sample Second", "Sample First"),
        ] {
            trial = trial.with(wall, call(whom, CallOutcome::NoAnswer));
            assert_eq!(next(&trial).as_deref(), Some(then), "after {whom}");
        }
        let trial = trial.with("13:28", call("Sample First", CallOutcome::Reached));
        assert_eq!(next(&trial), None, "somebody of the team was reached");
    }

    #[test]
    fn whoever_is_offered_stands_there_once() {
        let trial = with_team();
        let names = |data: &PeopleData| -> Vec<String> {
            data.offered.iter().map(|callee| callee.whom.name.clone()).collect()
        };
        assert_eq!(next(&trial).as_deref(), Some("Sample First"));
        assert_eq!(names(&data(&trial)), ["Sample Alternate", "Sample Second"]);
        let trial = trial.with("13:22", call("Sample First", CallOutcome::NoAnswer));
        assert_eq!(names(&data(&trial)), ["Sample Second"]);
    }

    #[test]
    fn the_bridge_is_told_by_name() {
        let join = |whom: &str| Wish::JoinBridge { whom: whom.to_owned() };
        let trial = with_team();
        assert_eq!(data(&trial).bridge, "Nobody is on the crisis bridge");
        let trial = trial.with("13:30", join("Sample Second")).with("13:31", join("Sample New"));
        assert_eq!(data(&trial).bridge, "On the crisis bridge: Sample Second, Sample New");
        let left = Wish::LeaveBridge { whom: "Sample Second".to_owned() };
        let mut trial = trial.with("13:35", left);
        assert_eq!(data(&trial).bridge, "On the crisis bridge: Sample New");
        for number in 1..=5 {
            trial = trial.with("13:36", join(&format!("Sample {number}")));
        }
        let told = data(&trial).bridge;
        assert!(told.ends_with("and 2 more, below"), "{told}");
        assert_eq!(told.matches("Sample").count(), 4, "{told}");
    }
}
