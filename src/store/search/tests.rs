//! What is found, and what is not.

use proptest::prelude::*;

use super::*;
use crate::domain::directory::Named;
use crate::domain::event::{DeviceId, Fact, NewEvent};
use crate::domain::words::Kind;
use crate::store::samples::{self, about, at, morning, note, opened};

fn asked(words: &str) -> Search {
    Search { words: words.to_owned(), limit: 50, ..Search::default() }
}

fn found(store: &Store, words: &str) -> Vec<String> {
    marked(store, &asked(words))
}

fn marked(store: &Store, search: &Search) -> Vec<String> {
    store.search(search).unwrap().iter().map(|hit| hit.snippet.marked("[", "]")).collect()
}

fn later(minutes: i64, new: NewEvent) -> NewEvent {
    NewEvent { happened_at: morning() + chrono::TimeDelta::minutes(minutes), ..new }
}

/// A folded line of each incident the events touch, from the whole log.
fn append(store: &mut Store, facts: &[NewEvent]) -> Vec<EventId> {
    let events = store.append(facts, morning(), |_| Vec::new()).unwrap();
    let subjects: std::collections::BTreeSet<_> = events.iter().map(|event| event.subject.clone()).collect();
    for subject in subjects {
        if let Subject::Incident(id) = subject {
            let incident = crate::domain::incident::Incident::fold(store.incident_events(id).unwrap());
            if let Some(incident) = incident {
                crate::store::projection::take(&store.conn, &incident.row()).unwrap();
            }
        }
    }
    events.into_iter().map(|event| event.id).collect()
}

#[test]
fn words_beginnings_and_phrases_find_what_has_them() {
    let (_folder, mut store) = samples::store();
    let facts = [
        about(1, opened(1)),
        about(1, note("The card terminal is down, café included")),
        about(1, note("Terminals take a card again")),
    ];
    append(&mut store, &facts);
    let terminal = "The [card terminal] is down, café included";
    assert_eq!(found(&store, "\"card terminal\""), [terminal]);
    assert_eq!(found(&store, "CARD again"), ["Terminals take a [card] [again]"]);
    assert_eq!(found(&store, "termin*").len(), 2);
    assert_eq!(found(&store, "cafe"), ["The card terminal is down, [café] included"]);
    assert_eq!(found(&store, "terminal gone"), [""; 0]);
    let opening = found(&store, "inc1 payments");
    assert!(opening[0].contains("[INC1]") && opening[0].contains("No [payments]"), "{opening:?}");
    assert_eq!(found(&store, "zoë").len(), 3, "who said it");
}

#[test]
fn the_named_come_first_and_the_newest_first_in_each_band() {
    let (_folder, mut store) = samples::store();
    let facts = [
        about(1, opened(1)),
        later(5, about(1, note("no payments at five"))),
        later(9, about(1, note("no payments at nine"))),
        later(1, about(2, opened(2))),
    ];
    append(&mut store, &facts);
    let hits = store.search(&asked("payments")).unwrap();
    let order: Vec<_> =
        hits.iter().map(|hit| (hit.rank, hit.incident.as_ref().unwrap().reference.as_str())).collect();
    assert_eq!(order, [(0, "MI-0002"), (0, "MI-0001"), (1, "MI-0001"), (1, "MI-0001")]);
    assert_eq!(hits[2].snippet.text, "no payments at nine");
    let page = |offset, limit| {
        let hits = store.search(&Search { limit, offset, ..asked("payments") }).unwrap();
        hits.into_iter().map(|hit| hit.entry).collect::<Vec<_>>()
    };
    assert_eq!([page(0, 2), page(2, 2)].concat(), page(0, 9));
    assert_eq!((page(4, 9).len(), page(0, 0).len()), (0, 0));
}

#[test]
fn filters_leave_only_what_was_asked_for() {
    let (_folder, mut store) = samples::store();
    let services = |names: &[&str]| Fact::ServicesNamed {
        services: names.iter().map(|name| Named::plain(*name)).collect(),
    };
    let by = |actor: &str, new: NewEvent| NewEvent { actor: actor.to_owned(), ..new };
    let facts = [
        about(1, opened(1)),
        about(1, Fact::PriorityAssigned { priority: Priority::Critical, why: None }),
        about(1, services(&["Mail"])),
        later(3, about(1, services(&["Payments", "Web"]))),
        later(4, by("Sample Other", about(1, note("word")))),
        later(8, about(1, note("word"))),
        about(2, opened(2)),
        later(6, about(2, note("word"))),
        later(7, about(2, Fact::Cancelled { why: "word".to_owned() })),
    ];
    append(&mut store, &facts);
    let count = |search: Search| store.search(&search).unwrap().len();
    assert_eq!(count(asked("word")), 4);
    let of = |priorities: &[Priority]| Search { priorities: priorities.to_vec(), ..asked("word") };
    assert_eq!(count(of(&[Priority::Critical])), 2);
    assert_eq!(count(of(&[Priority::High, Priority::Critical])), 2 + count(of(&[Priority::High])));
    assert_eq!(count(of(&[])), count(asked("word")));
    assert_eq!(count(Search { phase: Some(Phase::Cancelled), ..asked("word") }), 2);
    assert_eq!(count(Search { service: Some("payments".to_owned()), ..asked("word") }), 2);
    assert_eq!(count(Search { service: Some("Mail".to_owned()), ..asked("word") }), 0, "it was named before");
    assert_eq!(count(Search { kind: Some("cancelled".to_owned()), ..asked("word") }), 1);
    assert_eq!(count(Search { person: Some("sample other".to_owned()), ..asked("word") }), 1);
    assert_eq!(count(Search { person: Some("Sample Other".to_owned()), ..asked("") }), 1);
    let from = Some(at("2026-11-04T08:04:00Z"));
    assert_eq!(count(Search { from, ..asked("word") }), 4);
    assert_eq!(count(Search { from, until: Some(at("2026-11-04T08:07:00Z")), ..asked("word") }), 2);
    assert_eq!(count(Search { kind: Some("note_logged".to_owned()), ..asked(" ") }), 3, "nothing typed");
}

#[test]
fn what_was_corrected_or_taken_back_is_found_with_its_state() {
    let (_folder, mut store) = samples::store();
    let entries = append(&mut store, &[about(1, opened(1)), about(1, note("wrong")), about(1, note("slip"))]);
    let correction = Fact::EntryCorrected {
        entry: entries[1],
        at: Some(at("2026-11-04T07:00:00Z")),
        text: Some("right".to_owned()),
        why: "typed".to_owned(),
    };
    let back = Fact::EntryRetracted { entry: entries[2], why: Some("other incident".to_owned()) };
    let mended = append(&mut store, &[about(1, correction), about(1, back)]);
    let state = |words: &str| {
        let hits = store.search(&asked(words)).unwrap();
        hits.iter().map(|hit| (hit.state, hit.entry, hit.happened_at)).collect::<Vec<_>>()
    };
    assert_eq!(state("wrong"), [(EntryState::Corrected, entries[1], at("2026-11-04T07:00:00Z"))]);
    assert_eq!(state("right"), [(EntryState::Stands, mended[0], morning())]);
    assert_eq!(state("slip"), [(EntryState::TakenBack, entries[2], morning())]);
    assert_eq!(store.verify().unwrap().findings, []);
    append(&mut store, &[about(1, Fact::EntryRetracted { entry: mended[1], why: None })]);
    assert_eq!(store.search(&asked("slip")).unwrap()[0].state, EntryState::Stands);
    assert_eq!(store.verify().unwrap().findings, []);
}

#[test]
fn every_kind_is_searched_kept_and_rebuilt_alike() {
    let (folder, mut store) = samples::store();
    let facts: Vec<NewEvent> = samples::facts().into_iter().map(|fact| about(1, fact)).collect();
    append(&mut store, &[about(1, opened(1))]);
    append(&mut store, &facts);
    let unknown = Fact::Unknown { kind: "moon".into(), version: 1, body: r#"{"light":"waning"}"#.into() };
    append(
        &mut store,
        &[about(1, unknown), NewEvent { subject: Subject::Desk, ..about(1, note("of the desk")) }],
    );
    assert_eq!(found(&store, "waning"), ["[waning]"]);
    let hits = store.search(&asked("desk")).unwrap();
    assert!(hits.iter().any(|hit| hit.subject == Subject::Desk && hit.incident.is_none()));
    assert_eq!(store.verify().unwrap().findings, []);
    let before = store.search(&asked("words")).unwrap();
    assert!(!before.is_empty());
    for damage in [
        "DELETE FROM found_words WHERE rowid IN (SELECT id FROM found WHERE kind = 'note_logged')",
        "UPDATE found SET state = 2 WHERE kind = 'note_logged'",
        "DELETE FROM found",
        "INSERT INTO found_service VALUES ('incident:x', 'Ghost', 1)",
    ] {
        samples::raw(folder.path()).execute_batch(damage).unwrap();
        let findings = store.verify().unwrap().findings;
        assert!(findings.iter().any(|finding| finding.where_ == "search"), "{damage}: {findings:?}");
        store.rebuild_projections().unwrap();
        assert_eq!(store.verify().unwrap().findings, [], "{damage}");
        assert_eq!(store.search(&asked("words")).unwrap().len(), before.len());
    }
    let read_only = Store::open_read_only(folder.path()).unwrap();
    assert_eq!(read_only.verify().unwrap().findings, []);
    assert_eq!(read_only.search(&asked("words")).unwrap().len(), before.len());
}

#[test]
fn what_is_taken_out_of_the_log_is_gone_from_the_search() {
    let (folder, mut store) = samples::store();
    append(&mut store, &[about(1, opened(1)), about(1, note("secretive"))]);
    samples::tamper(folder.path(), |conn| {
        conn.execute(
            "UPDATE event SET body = '{\"text\":\"erased\",\"significant\":false}' WHERE device_seq = 2",
            [],
        )
        .unwrap();
    });
    index::refresh(&store.conn, &Subject::Incident(samples::incident(1)).to_string()).unwrap();
    assert_eq!(found(&store, "secretive"), [""; 0]);
    assert_eq!(found(&store, "erased"), ["[erased]"]);
    let left: i64 = store
        .conn
        .query_row("SELECT count(*) FROM found_words WHERE found_words MATCH 'secretive'", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn an_entry_that_arrives_after_what_takes_it_back_is_taken_back() {
    let (_folder, mut here) = samples::store();
    let (_other_folder, mut there) = samples::store();
    let entries = append(&mut here, &[about(1, opened(1)), about(1, note("slip"))]);
    let file = |store: &Store| {
        let mut bytes = Vec::new();
        store
            .handoff(&std::collections::BTreeMap::<DeviceId, u64>::new(), "Sample", morning(), &mut bytes)
            .unwrap();
        crate::store::handoff::read(&bytes[..], None).unwrap()
    };
    there.merge(&file(&here), morning()).unwrap();
    let back = about(1, Fact::EntryRetracted { entry: entries[1], why: None });
    append(&mut there, &[back, about(1, Fact::KindChanged { kind: Kind::Regular, why: None })]);
    let (_third_folder, mut third) = samples::store();
    for store in [&mut here, &mut third] {
        store.merge(&file(&there), morning()).unwrap();
        assert_eq!(store.search(&asked("slip")).unwrap()[0].state, EntryState::TakenBack);
        assert_eq!(store.verify().unwrap().findings, []);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_typed_is_an_error(
        typed in prop_oneof![any::<String>(), "[\"*():^{}+\\-a-z ORNEAD\u{0}]{0,40}"],
        person in any::<String>(),
    ) {
        let (_folder, mut store) = samples::store();
        append(&mut store, &[about(1, opened(1)), about(1, note(&typed))]);
        let hits = store.search(&asked(&typed));
        prop_assert!(hits.is_ok(), "{hits:?}");
        let with_person = store.search(&Search { person: Some(person), ..asked(&typed) });
        prop_assert!(with_person.is_ok(), "{with_person:?}");
    }
}
