//! What is done with bytes from outside, for each parser: whatever comes, it is read or refused in words, and what
//! was read is harmless further on. A panic, an endless run or a refusal without a word is the finding.
//!
//! Shared by the fuzz targets beside this and by the bounded run, `tests/hostile.rs`.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use bridgewatch::cli::jsonl;
use bridgewatch::desk::policies::BUILT_IN;
use bridgewatch::domain::alarm;
use bridgewatch::domain::event::{DeviceId, Event, EventId, Fact, IncidentId, Subject};
use bridgewatch::domain::policy::Policy;
use bridgewatch::domain::policy_file;
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::typed_time::{Leaning, parse, understood};
use bridgewatch::domain::world::World;
use bridgewatch::imports::civil_times::DateOrder;
use bridgewatch::imports::encoding::Encoding;
use bridgewatch::imports::incident_mapping::Mapping;
use bridgewatch::imports::{directory_csv, figures_csv, incidents_csv, rota_csv, rota_ics};
use bridgewatch::store::handoff;
use chrono::TimeDelta;
use chrono_tz::Tz;
use uuid::Uuid;

/// A parser by its name.
pub struct Entry {
    pub name: &'static str,
    pub takes: fn(&[u8]),
}

/// All parsers that take bytes from outside.
pub const ALL: [Entry; 9] = [
    Entry { name: "policy", takes: policy },
    Entry { name: "apply", takes: apply },
    Entry { name: "tickets", takes: tickets },
    Entry { name: "directory", takes: directory },
    Entry { name: "figures", takes: figures },
    Entry { name: "rota", takes: rota },
    Entry { name: "handoff", takes: handoff_file },
    Entry { name: "typed_time", takes: typed_time },
    Entry { name: "body", takes: body },
];

fn now() -> Instant {
    Instant::from_timestamp(1_772_467_200, 0).unwrap_or_default()
}

fn built_in() -> BTreeMap<String, Arc<Policy>> {
    let read = |(name, text): &(&str, &str)| {
        policy_file::read(name, text).ok().map(|policy| ((*name).to_owned(), Arc::new(policy)))
    };
    BUILT_IN.iter().filter_map(read).collect()
}

/// A policy that is good is run: an incident is opened under it and looked at for a week.
pub fn policy(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match policy_file::read("fuzz", text) {
        Ok(policy) => {
            let mut world = World::new(Tz::America__Chicago, BTreeMap::new());
            let id = policy.id.clone();
            world.evolve(event(
                1,
                Subject::Desk,
                Fact::PolicyRecorded { policy: id.clone(), text: text.to_owned() },
            ));
            let opening = serde_json::json!({ "kind": "incident_opened", "body": {
                "key": "fuzz", "reference": "MI-0001", "title": "Sample", "priority": "critical", "kind": "major",
                "environment": "production", "ticket": null, "policy": id } });
            if let Ok(opened) = serde_json::from_value::<Fact>(opening) {
                world.evolve(event(2, incident(), opened));
            }
            for days in 0..8 {
                look(&world, now() + TimeDelta::days(days));
            }
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            for problem in problems {
                assert!(!problem.what.is_empty(), "refused without a word");
                let lines = text.lines().count().max(1) + 1;
                assert!(
                    problem.line.is_none_or(|line| (1..=lines).contains(&line)),
                    "{problem} of {lines} lines"
                );
            }
        }
    }
}

/// Lines of commands.
pub fn apply(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(bad) = jsonl::read(text) {
        assert!(!bad.what.is_empty() && bad.line >= 1, "refused without a word");
    }
}

/// A ticket system's CSV.
pub fn tickets(bytes: &[u8]) {
    let mapping = Mapping::default();
    for (encoding, order) in [(Encoding::Utf8, DateOrder::Dmy), (Encoding::Windows1252, DateOrder::Mdy)] {
        let reading = incidents_csv::Reading {
            system: "ServiceNow",
            mapping: &mapping,
            zone: Tz::America__Chicago,
            order,
            encoding,
            latest: now(),
        };
        if let Err(why) = incidents_csv::read(bytes, &reading, &mut |_| ControlFlow::Continue(())) {
            assert!(!why.to_string().is_empty(), "refused without a word");
        }
    }
}

/// The directory as CSV.
pub fn directory(bytes: &[u8]) {
    for encoding in [Encoding::Utf8, Encoding::Windows1252] {
        if let Err(why) = directory_csv::read(bytes, encoding) {
            assert!(!why.to_string().is_empty(), "refused without a word");
        }
    }
}

/// Figures of other systems.
pub fn figures(bytes: &[u8]) {
    if let Err(why) = figures_csv::read(bytes, &[], now().date_naive()) {
        assert!(!why.to_string().is_empty(), "refused without a word");
    }
}

/// A rota, as a calendar and as CSV.
pub fn rota(bytes: &[u8]) {
    for read in [rota_ics::read, rota_csv::read] {
        if let Err(why) = read(bytes, Tz::America__Chicago) {
            assert!(!why.to_string().is_empty(), "refused without a word");
        }
    }
}

/// A file of another desk, open or sealed.
pub fn handoff_file(bytes: &[u8]) {
    for passphrase in [None, Some("sample")] {
        if let Err(why) = handoff::read(bytes, passphrase) {
            assert!(!why.to_string().is_empty(), "refused without a word");
        }
    }
}

/// A time as people type it. The first byte says where and which way.
pub fn typed_time(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let zone = match first % 4 {
        0 => Tz::UTC,
        1 => Tz::America__Chicago,
        2 => Tz::Asia__Kathmandu,
        _ => Tz::Australia__Lord_Howe,
    };
    let leaning = if first & 4 == 0 { Leaning::Past } else { Leaning::Future };
    match parse(text, now(), zone, leaning) {
        Ok(at) => assert!(!understood(at, zone).is_empty()),
        Err(why) => assert!(!why.to_string().is_empty(), "refused without a word"),
    }
}

fn incident() -> Subject {
    Subject::Incident(IncidentId(Uuid::from_u128(1)))
}

fn event(number: u64, subject: Subject, fact: Fact) -> Event {
    Event {
        device: DeviceId(Uuid::nil()),
        device_seq: number,
        id: EventId(Uuid::from_u128(number.into())),
        subject,
        happened_at: now(),
        recorded_at: now() + TimeDelta::milliseconds(number.cast_signed()),
        actor: "Sample".to_owned(),
        fact,
    }
}

/// Stored facts, one a line as `{"kind": …, "body": …}`: whatever a file claims, folding it never fails.
pub fn body(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut world = World::new(Tz::America__Chicago, built_in());
    for (number, line) in (1..).zip(text.lines().take(64)) {
        let Ok(fact) = serde_json::from_str::<Fact>(line) else { continue };
        for (place, subject) in [
            incident(),
            Subject::Desk,
            Subject::Directory,
            Subject::Watch,
            Subject::ServiceReviews,
            Subject::Figures,
        ]
        .into_iter()
        .enumerate()
        {
            world.evolve(event(number * 10 + place as u64, subject, fact.clone()));
        }
    }
    look(&world, now() + TimeDelta::hours(1));
}

/// What the desk makes of a world at an instant.
fn look(world: &World, at: Instant) {
    let told = alarm::pending(world, at);
    assert!(told.len() < 1_000_000);
}
