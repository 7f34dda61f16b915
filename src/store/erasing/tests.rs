//! Erasing from a log: what goes, what stays, and that it goes wherever the entries go.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;
use crate::domain::directory::{Named, Person, Record, RecordId};
use crate::domain::event::{DeviceId, EventId, NewEvent, Recipient, UpdateDetails};
use crate::domain::incident::{Incident, IncidentRow};
use crate::domain::words::{CallOutcome, Involvement};
use crate::store::chain;
use crate::store::handoff::{self, Handoff, HandoffError};
use crate::store::samples::{self, about, at, morning, note, opened};
use crate::store::schema::{self, Plan};
use crate::store::search::Search;
use crate::store::{Cure, StoreError, backup, restoring};

const ANN: &str = "Sample Ann";

fn seeking(names: &[&str], ways: &[&str]) -> Seeking {
    let mut seeking = Seeking::default();
    for name in names {
        seeking.sought.add_name(name);
    }
    for way in ways {
        seeking.add_way(way);
    }
    seeking
}

fn by(actor: &str, fact: Fact) -> NewEvent {
    NewEvent { actor: actor.to_owned(), ..about(1, fact) }
}

/// Appends as a desk does: the lines of what it touches are folded from the whole log.
fn say(store: &mut Store, new: &[NewEvent], now: Instant) -> Vec<Event> {
    let before = store.all_events().unwrap();
    let rows = |events: &[Event]| -> Vec<IncidentRow> {
        let mut all: Vec<Event> = before.iter().chain(events).cloned().collect();
        all.retain(|event| matches!(event.subject, Subject::Incident(_)));
        all.sort_by_key(|event| (event.subject.clone(), event.recorded_at, event.device, event.device_seq));
        all.chunk_by(|one, other| one.subject == other.subject)
            .filter_map(|of_one| Incident::fold(of_one.iter().cloned()).map(|incident| incident.row()))
            .collect()
    };
    store.append(new, now, rows).unwrap()
}

fn titled(number: u128, title: &str) -> Fact {
    let Fact::IncidentOpened(mut opening) = opened(number) else { unreachable!() };
    opening.title = title.to_owned();
    Fact::IncidentOpened(opening)
}

fn ann() -> Named {
    Named::plain(ANN)
}

/// A log that has Ann in every way, and its folder.
fn log() -> (tempfile::TempDir, Store) {
    let (folder, mut store) = samples::store();
    let recipients = vec![
        Recipient { name: ANN.into(), address: "ann@example.org".into() },
        Recipient { name: "Sample Bob".into(), address: "bob@example.org".into() },
    ];
    let details = UpdateDetails { recipients, ..UpdateDetails::default() };
    let sent = Fact::UpdateSent {
        audience: "customers".into(),
        text: Some("Sample Ann and Sample Bob look into it".into()),
        details: Some(Box::new(details)),
    };
    let called = Fact::ContactAttempted {
        whom: ann(),
        role: Involvement::Sme,
        via: Some("+48 601 234 567".into()),
        outcome: CallOutcome::Reached,
        text: Some("SAMPLE ANN says: ask ann@example.org or 601-234-567".into()),
        call_back_by: None,
    };
    let facts = [
        about(1, titled(1, "No payments, says Sample Ann")),
        by(ANN, note("mine")),
        by("Sample Bob", note("Sample Anna is not Sample Ann-Smith; Bob is")),
        about(1, sent),
        about(1, called),
        about(2, opened(2)),
        about(2, Fact::CommandTaken { by: ANN.into() }),
    ];
    say(&mut store, &facts, morning());
    (folder, store)
}

fn noon() -> Instant {
    at("2026-11-04T12:00:00Z")
}

fn erase(store: &mut Store, names: &[&str]) -> ErasureDone {
    store.erase(&seeking(names, &[]), &[], "Sample Manager", noon()).unwrap().unwrap()
}

fn hits(store: &Store, words: &str) -> usize {
    let search = Search { words: words.to_owned(), limit: 99, ..Search::default() };
    store.search(&search).unwrap().len()
}

/// The whole log, byte for byte.
fn bytes(store: &Store) -> String {
    let mut bytes = Vec::new();
    store.export_log(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn sound(store: &Store) {
    assert_eq!(store.verify().unwrap().findings, []);
}

fn texts(store: &Store) -> Vec<String> {
    let words = |event: Event| event.fact.words().map(str::to_owned);
    store.all_events().unwrap().into_iter().filter_map(words).collect()
}

#[test]
fn the_persons_words_go_and_all_else_stays_and_the_log_verifies() {
    let (_folder, mut store) = log();
    let before = store.all_events().unwrap();
    let look = store.look_for(&seeking(&[ANN], &[])).unwrap();
    assert_eq!(bytes(&store).matches("rased person").count(), 0, "looking changes nothing");
    let done = erase(&mut store, &[ANN]);
    assert_eq!((done.seen.clone(), done.placeholder.as_str()), (look, "Erased person 1"));
    assert_eq!((done.seen.entries, done.seen.incidents), (5, 2));
    assert_eq!(done.seen.about, BTreeMap::from([(Place::Incidents, 5)]));
    assert_eq!(done.seen.left, BTreeMap::from([("Sample Ann-Smith".to_owned(), 1)]));
    let beside: Vec<&str> = done.seen.beside.iter().map(String::as_str).collect();
    assert_eq!(beside, ["+48 601 234 567", "ann@example.org"]);
    assert_eq!(
        texts(&store),
        [
            "mine",
            "Sample Anna is not Sample Ann-Smith; Bob is",
            "Erased person 1 and Sample Bob look into it",
            "Erased person 1 says: ask [erased] or [erased]",
            "Erased person 1",
        ]
    );
    let after = store.all_events().unwrap();
    assert_eq!(after[1].actor, "Erased person 1");
    let Fact::UpdateSent { details: Some(details), .. } = &after[3].fact else { panic!("{:?}", after[3]) };
    let told: Vec<(&str, &str)> =
        details.recipients.iter().map(|one| (one.name.as_str(), one.address.as_str())).collect();
    assert_eq!(told, [("Erased person 1", "[erased]"), ("Sample Bob", "bob@example.org")]);
    assert_eq!(after[2], before[2], "what does not mean them is as it was");
    let place = |event: &Event| (event.id, event.device_seq, event.recorded_at, event.happened_at);
    assert_eq!(
        before.iter().map(place).collect::<Vec<_>>(),
        after[..7].iter().map(place).collect::<Vec<_>>()
    );
    assert_eq!(store.rows().unwrap()[0].title, "No payments, says Erased person 1");
    assert_eq!((hits(&store, "\"sample ann\""), hits(&store, "erased")), (1, 5), "Ann-Smith is left");
    sound(&store);
    let log = bytes(&store);
    for word in ["Sample Ann ", "Sample Ann\"", "SAMPLE ANN", "ann@example", "601 234", "601-234"] {
        assert!(!log.contains(word), "{word}");
    }
    store.rebuild_projections().unwrap();
    assert_eq!((bytes(&store), store.rows().unwrap().len()), (log, 2));
    sound(&store);
}

#[test]
fn nothing_to_erase_writes_nothing() {
    let (_folder, mut store) = log();
    let before = bytes(&store);
    let nobody = seeking(&["Sample Nobody"], &[]);
    assert!(store.erase(&nobody, &[by("x", note("y"))], "x", noon()).unwrap().is_none());
    assert_eq!((bytes(&store), store.owes_scouring().unwrap()), (before, false));
}

#[test]
fn a_name_that_is_a_word_of_the_trade_is_left_where_nothing_could_be_read_without_it() {
    let (_folder, mut store) = samples::store();
    let facts = [
        about(1, opened(1)),
        about(
            1,
            Fact::KindChanged { kind: crate::domain::words::Kind::Major, why: Some("says Major".into()) },
        ),
    ];
    say(&mut store, &facts, morning());
    erase(&mut store, &["Major"]);
    let events = store.all_events().unwrap();
    assert!(
        matches!(&events[1].fact, Fact::KindChanged { why: Some(why), .. } if why == "says Erased person 1")
    );
    assert!(events.iter().all(|event| !matches!(event.fact, Fact::Unknown { .. })));
    assert_eq!(store.rows().unwrap()[0].kind, crate::domain::words::Kind::Major);
    sound(&store);
}

#[test]
fn their_own_record_keeps_its_name_for_good_and_what_they_do() {
    let (_folder, mut store) = samples::store();
    let id = RecordId(Uuid::from_u128(5));
    let person = Person {
        name: ANN.into(),
        role: Some("Database on-call".into()),
        phones: vec!["4711".into(), "+48 601 234 567".into()],
        email: Some("ann@example.org".into()),
        note: Some("Allergic to nuts".into()),
        time_zone: Some("Europe/Warsaw".into()),
        learned_on: None,
    };
    let kept = Fact::DirectoryRecorded { id, record: Record::Person(person) };
    say(&mut store, &[NewEvent { subject: Subject::Directory, ..by("Bob", kept) }], morning());
    let mut seeking = seeking(&[ANN], &["ann@example.org"]);
    seeking.records.insert(id);
    store.erase(&seeking, &[], "Bob", noon()).unwrap().unwrap();
    let Fact::DirectoryRecorded { id: then, record: Record::Person(person) } =
        &store.all_events().unwrap()[0].fact
    else {
        panic!("it is still a record");
    };
    assert_eq!(
        (*then, person.name.as_str(), person.email.as_deref()),
        (id, "Erased person 1", Some("[erased]"))
    );
    assert_eq!(
        (person.phones.as_slice(), person.note.as_deref()),
        (&["[erased]".to_owned(), "[erased]".into()][..], Some("[erased]"))
    );
    assert_eq!(
        (person.role.as_deref(), person.time_zone.as_deref()),
        (Some("Database on-call"), Some("Europe/Warsaw"))
    );
    sound(&store);
    // Again there is nothing left of them.
    assert!(store.erase(&seeking, &[], "Bob", noon()).unwrap().is_none());
}

#[test]
fn a_second_person_is_erased_from_what_is_left_of_the_first() {
    let (_folder, mut store) = log();
    erase(&mut store, &[ANN]);
    let done = erase(&mut store, &["Sample Bob"]);
    assert_eq!(done.placeholder, "Erased person 2");
    assert_eq!(texts(&store)[2], "Erased person 1 and Erased person 2 look into it");
    assert_eq!(store.erasures().unwrap(), BTreeMap::from([(1, 5), (2, 2)]));
    sound(&store);
    // Whoever erased somebody can be erased, and the erasure holds.
    erase(&mut store, &["Sample Manager", "look"]);
    assert_eq!(texts(&store)[2], "Erased person 1 and Erased person 2 Erased person 3 into it");
    assert_eq!(
        bytes(&store).matches("\"actor\":\"Sample Manager\"").count(),
        1,
        "the last one says who did it"
    );
    sound(&store);
}

#[test]
fn a_large_erasure_is_several_entries_with_one_name() {
    let (_folder, mut store) = samples::store();
    let many = format!("{} {ANN}", format!("{ANN}, ").repeat(7_000));
    let facts: Vec<NewEvent> =
        [about(1, opened(1))].into_iter().chain((0..8).map(|_| about(1, note(&many)))).collect();
    say(&mut store, &facts, morning());
    let done = erase(&mut store, &[ANN]);
    let parts: Vec<usize> = done
        .events
        .iter()
        .map(|event| match &event.fact {
            Fact::PersonErased(erased) => erased.entries.len(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!((parts.iter().sum::<usize>(), parts.len()), (8, 3), "{parts:?}");
    assert_eq!(store.erasures().unwrap(), BTreeMap::from([(1, 8)]));
    assert!(!bytes(&store).contains(ANN));
    sound(&store);
}

#[test]
fn the_log_lets_go_of_words_that_an_entry_erases_and_of_nothing_else() {
    let (folder, mut store) = log();
    let refused = |statement: &str| {
        let err = samples::raw(folder.path()).execute(statement, []).unwrap_err().to_string();
        assert!(err.contains("the log only grows: no entry is changed"), "{statement}: {err}");
    };
    let mark = "salt = zeroblob(16)";
    refused(&format!("UPDATE event SET body = '{{}}', {mark} WHERE device_seq = 2"));
    erase(&mut store, &[ANN]);
    refused(&format!("UPDATE event SET body = '{{}}', {mark} WHERE device_seq = 3"));
    refused("UPDATE event SET body = '{}', salt = randomblob(16) WHERE device_seq = 2");
    for column in [
        "device_seq = 99",
        "kind = 'x'",
        "version = 2",
        "happened_at = 1",
        "recorded_at = 1",
        "subject = 'x'",
        "content_hash = zeroblob(32)",
        "hash = zeroblob(32)",
        "id = zeroblob(16)",
        "device = zeroblob(16)",
    ] {
        refused(&format!("UPDATE event SET {column}, {mark} WHERE device_seq = 2"));
        refused(&format!("UPDATE OR REPLACE event SET {column}, {mark} WHERE device_seq = 2"));
    }
    // A line of the table that no entry stands behind opens nothing.
    let raw = samples::raw(folder.path());
    raw.execute("INSERT INTO erased SELECT id, id FROM event WHERE device_seq = 3", []).unwrap();
    refused(&format!("UPDATE event SET body = '{{}}', {mark} WHERE device_seq = 3"));
    assert_eq!(store.verify().unwrap().cures().into_iter().collect::<Vec<_>>(), [Cure::WriteAnew]);
    store.rebuild_projections().unwrap();
    sound(&store);
}

#[test]
fn whatever_is_not_as_the_erasing_entry_says_is_found() {
    let (folder, mut store) = log();
    let id = store.all_events().unwrap()[2].id;
    let before: (String, String, Vec<u8>) = store
        .conn
        .query_row("SELECT actor, body, salt FROM event WHERE device_seq = 2", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    erase(&mut store, &[ANN]);
    drop(store);
    let found = |deed: &dyn Fn(&Connection)| -> Vec<String> {
        let other = tempfile::tempdir().unwrap();
        fs::copy(folder.path().join(crate::store::FILE_NAME), other.path().join(crate::store::FILE_NAME))
            .unwrap();
        samples::tamper(other.path(), deed);
        let report = Store::open_read_only(other.path()).unwrap().verify().unwrap();
        report.findings.into_iter().filter(|one| one.cure == Cure::SoundCopy).map(|one| one.what).collect()
    };
    let set = "UPDATE event SET actor = ?1, body = ?2, salt = ?3 WHERE device_seq = ?4";
    assert_eq!(
        found(&|conn| {
            conn.execute(set, rusqlite::params![before.0, before.1, before.2, 2]).unwrap();
        }),
        ["a person was erased from it by another entry, and it still has their words"]
    );
    let (actor, body) = ("Sample Eve", r#"{"significant":false,"text":"never said"}"#);
    let marked = |seq: i64, actor: &str| {
        let salt = chain::tombstone(actor, body).to_vec();
        let actor = actor.to_owned();
        found(&move |conn: &Connection| {
            conn.execute(set, rusqlite::params![actor, body, salt, seq]).unwrap();
        })
    };
    assert_eq!(marked(3, actor), ["it is marked as erased, and no entry of the log says so"], "{id:?}");
    assert_eq!(
        marked(2, actor),
        ["it is marked as erased, and does not read as the entries that erase ask for"]
    );
    assert_eq!(
        found(&|conn| {
            conn.execute("UPDATE event SET body = replace(body, 'mine', 'thine') WHERE device_seq = 2", [])
                .unwrap();
        }),
        ["actor or body is not what was written"]
    );
}

#[test]
fn a_log_of_the_form_before_gets_its_erasures_carried_out() {
    let folder = tempfile::tempdir().unwrap();
    let before = Plan { version: 4, fresh: schema::FORM_4, steps: &schema::PLAN.steps[..3] };
    let old = Store::open_as(folder.path(), morning(), &before).unwrap();
    // Its program kept a fact that it did not know.
    let passages = vec![crate::domain::erasing::Passage { text: Some(2), from: 5, chars: 3, contact: false }];
    let entry = EventId(Uuid::from_u128(2));
    let entries = vec![crate::domain::erasing::ErasedEntry { entry, passages }];
    let erased = PersonErased { erasure: Uuid::from_u128(1), number: 4, entries };
    samples::append_bare(&old, &[opened(1), note("told Ann"), Fact::PersonErased(Box::new(erased))]);
    drop(old);
    let store = Store::open(folder.path(), morning()).unwrap();
    assert_eq!(texts(&store), ["told Erased person 4"]);
    sound(&store);
    assert!(!store.owes_scouring().unwrap(), "the backup from before the upgrade had the name");
    assert_eq!(files_with(folder.path(), "told Ann"), Vec::<String>::new());
}

/// The files that have a word in their bytes, whatever the case.
fn files_with(folder: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, word));
            continue;
        }
        let bytes = fs::read(&path).unwrap().to_ascii_lowercase();
        if bytes.windows(word.len()).any(|part| part == word.to_ascii_lowercase().as_bytes()) {
            found.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
    }
    found.sort();
    found
}

#[test]
fn no_byte_of_the_name_is_left_in_any_file() {
    let (folder, mut store) = samples::store();
    // Long enough that the index of the search has it in parts of its own, and pages were given free.
    for number in 1..60 {
        let facts = [
            about(number, titled(number, &format!("Kowalczykowna {number} has no payments"))),
            by("Kowalczykowna", note(&format!("kowalczykowna says {}", "word ".repeat(200)))),
        ];
        say(&mut store, &facts, morning());
        if number == 40 {
            store.settle().unwrap();
        }
    }
    backup::now(&store.conn, &store.file, morning()).unwrap();
    let reader = Store::open_read_only(folder.path()).unwrap();
    assert_eq!(hits(&reader, "kowalczykowna"), 99);
    let everywhere = ["bridgewatch-20261104T080000Z.db", "bridgewatch.db", "bridgewatch.db-wal"];
    assert_eq!(files_with(folder.path(), "kowalczykowna"), everywhere);
    erase(&mut store, &["Kowalczykowna"]);
    assert!(!files_with(folder.path(), "kowalczykowna").is_empty(), "that is for the next step");
    let scoured = store.scour(noon()).unwrap();
    assert_eq!(files_with(folder.path(), "kowalcz"), Vec::<String>::new());
    assert_eq!(scoured.removed.len(), 1);
    assert_eq!(backup::named(folder.path()).unwrap()[0].path, scoured.made);
    assert!(!store.owes_scouring().unwrap());
    sound(&store);
    assert_eq!(hits(&reader, "kowalczykowna"), 0);
    drop((store, reader));
    assert_eq!(files_with(folder.path(), "kowalcz"), Vec::<String>::new());
}

#[test]
fn a_backup_that_was_being_made_meanwhile_is_not_left() {
    let (folder, mut store) = log();
    Store::make_daily_backup_and(folder.path(), morning(), || {
        assert_eq!(files_with(&folder.path().join("backups"), "sample ann").len(), 1);
        erase(&mut store, &[ANN]);
    })
    .unwrap();
    assert_eq!(backup::named(folder.path()).unwrap(), []);
    Store::make_daily_backup(folder.path(), morning()).unwrap();
    assert_eq!(backup::named(folder.path()).unwrap().len(), 1, "one that nothing came between stays");
}

#[test]
fn what_was_not_scoured_is_at_the_next_opening() {
    let (folder, mut store) = log();
    backup::now(&store.conn, &store.file, morning()).unwrap();
    erase(&mut store, &[ANN]);
    drop(store);
    assert!(!files_with(folder.path(), "601 234").is_empty());
    let store = Store::open(folder.path(), noon()).unwrap();
    assert_eq!((store.unscoured(), store.owes_scouring().unwrap()), (None, false));
    assert_eq!(files_with(folder.path(), "601 234"), Vec::<String>::new());
    sound(&store);
    drop(store);
    let backups = || backup::named(folder.path()).unwrap().len();
    assert_eq!(backups(), 1);
    drop(Store::open(folder.path(), noon()).unwrap());
    assert_eq!(backups(), 1, "once");
}

#[test]
fn a_copy_that_owes_it_costs_no_newer_backup() {
    let (folder, mut store) = log();
    erase(&mut store, &[ANN]);
    let made = store.scour(noon()).unwrap().made;
    let tomorrow = at("2026-11-05T12:00:00Z");
    let newer = backup::now(&store.conn, &store.file, tomorrow).unwrap();
    // By restoring it goes on without the debt; put into the log's place by hand it makes good what it owes alone.
    let prepared = restoring::prepare(folder.path(), &made, tomorrow).unwrap();
    store.replace(prepared, tomorrow, |_| Ok::<_, StoreError>(())).unwrap();
    assert!(newer.exists() && made.exists() && !store.owes_scouring().unwrap());
    drop(store);
    fs::copy(&made, folder.path().join(crate::store::FILE_NAME)).unwrap();
    let store = Store::open(folder.path(), tomorrow).unwrap();
    assert!(newer.exists() && !store.owes_scouring().unwrap());
    sound(&store);
}

fn file_of(store: &Store) -> Handoff {
    let mut bytes = Vec::new();
    store.handoff(&BTreeMap::new(), "Sample desk", noon(), &mut bytes).unwrap();
    handoff::read(bytes.as_slice(), None).unwrap()
}

/// Takes in a file, whose look says the same beforehand.
fn merge(store: &mut Store, file: &Handoff) -> handoff::MergeReport {
    let look = store.preview(file, noon()).unwrap();
    let report = store.merge(file, noon()).unwrap();
    assert_eq!(look, report);
    sound(store);
    report
}

/// Three desks that have the same log.
fn three() -> [(tempfile::TempDir, Store); 3] {
    let first = log();
    let file = file_of(&first.1);
    let (mut second, mut third) = (samples::store(), samples::store());
    merge(&mut second.1, &file);
    merge(&mut third.1, &file);
    [first, second, third]
}

#[test]
fn what_several_desks_erase_at_the_same_time_is_the_same_on_all_in_any_order() {
    let mut logs: Vec<String> = Vec::new();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut desks = three();
        // The same text, the same person twice, and one within the other's words.
        erase(&mut desks[0].1, &[ANN]);
        erase(&mut desks[1].1, &["Sample Bob", "Sample"]);
        erase(&mut desks[2].1, &[ANN, "Sample Bob look"]);
        say(&mut desks[2].1, &[about(1, note("Sample Ann again"))], noon());
        let files = [file_of(&desks[0].1), file_of(&desks[1].1), file_of(&desks[2].1)];
        let mut fourth = samples::store();
        for place in order {
            merge(&mut fourth.1, &files[place]);
            for desk in &mut desks {
                merge(&mut desk.1, &files[place]);
            }
        }
        let (log, found) = (bytes(&fourth.1), fourth.1.rows().unwrap());
        for desk in &desks {
            assert_eq!(bytes(&desk.1), log);
            assert_eq!(desk.1.rows().unwrap(), found);
            assert_eq!(hits(&desk.1, "ann"), 2, "what was written after the erasure, and Ann-Smith");
        }
        // By chance of their names the desks are others each time; what is left is not.
        logs.push(texts(&fourth.1).join("|"));
    }
    let is_left = |log: &String| {
        ["Ann and", "Bob look", "SAMPLE ANN", "Sample Bob"].iter().any(|word| log.contains(word))
    };
    assert!(!logs.iter().any(is_left), "{logs:#?}");
}

#[test]
fn an_entry_of_a_desk_that_has_not_heard_of_it_loses_its_words_on_the_way_in() {
    let [mut here, mut there, _] = three();
    erase(&mut here.1, &[ANN]);
    let erased = file_of(&here.1);
    // Somebody who has nothing yet gets the erasure first, then the file of a desk that has all the words.
    let mut late = samples::store();
    let report = merge(&mut late.1, &erased);
    assert_eq!((report.erased_people, report.erased_entries), (1, 0), "they came in without the words");
    say(&mut there.1, &[by("Sample Bob", note("more"))], noon());
    let unaware = file_of(&there.1);
    merge(&mut late.1, &unaware);
    merge(&mut here.1, &unaware);
    let report = merge(&mut there.1, &erased);
    assert_eq!((report.erased_people, report.erased_entries), (1, 5));
    assert!(there.1.owes_scouring().unwrap());
    assert_eq!((bytes(&here.1), bytes(&late.1)), (bytes(&there.1), bytes(&there.1)));
    assert!(!bytes(&there.1).contains("SAMPLE ANN"));
    assert_eq!(merge(&mut there.1, &erased).erased_people, 0, "once");
}

#[test]
fn an_entry_comes_in_without_its_words_where_the_fact_came_before_it() {
    // Of three desks the first knows the second's entries; it erases from them, and gives what is its own alone.
    let [mut first, mut second, mut third] = three();
    let written = say(&mut second.1, &[about(1, note("Sample Ann, later"))], noon());
    let of_second = file_of(&second.1);
    merge(&mut first.1, &of_second);
    erase(&mut first.1, &[ANN]);
    let have: BTreeMap<DeviceId, u64> = BTreeMap::from([(first.1.device(), 7), (written[0].device, 1)]);
    let mut rest = Vec::new();
    first.1.handoff(&have, "Sample desk", noon(), &mut rest).unwrap();
    merge(&mut third.1, &handoff::read(rest.as_slice(), None).unwrap());
    merge(&mut third.1, &of_second);
    assert!(texts(&third.1).contains(&"Erased person 1, later".to_owned()));
    merge(&mut second.1, &file_of(&first.1));
    assert_eq!(bytes(&third.1), bytes(&second.1));
}

#[test]
fn words_that_no_entry_erases_are_not_taken_for_erased() {
    let (_folder, mut store) = log();
    erase(&mut store, &[ANN]);
    let whole = bytes(&store);
    // The erasing entry cut off: what is left is marked, and nothing says why.
    let mut lines: Vec<&str> = whole.lines().skip(1).collect();
    lines.pop();
    let forged = as_log(&lines, store.device());
    let file = handoff::read(forged.as_bytes(), None).unwrap();
    let (_other, mut other) = samples::store();
    let err = other.merge(&file, noon()).unwrap_err();
    assert!(matches!(err, HandoffError::ChainBroken { seq: 1, .. }), "{err}");
    assert!(other.is_empty().unwrap());
    // And words put back under the mark do not read at all.
    let line = whole.lines().nth(2).unwrap().replace("Erased person 1", ANN);
    let mut lines: Vec<&str> = whole.lines().skip(1).collect();
    lines[1] = &line;
    let err = handoff::read(as_log(&lines, store.device()).as_bytes(), None).unwrap_err();
    assert!(err.to_string().contains("not what was written"), "{err}");
}

/// A log as JSON lines of one device.
fn as_log(lines: &[&str], device: DeviceId) -> String {
    use sha2::{Digest as _, Sha256};
    let body = format!("{}\n", lines.join("\n"));
    let head = handoff::LogHead {
        bridgewatch: "log".to_owned(),
        format: 1,
        events: lines.len() as u64,
        bytes: body.len() as u64,
        sha256: chain::hex(&Sha256::digest(body.as_bytes())),
        desks: vec![handoff::Carried {
            device,
            first: 1,
            last: lines.len() as u64,
            count: lines.len() as u64,
        }],
    };
    format!("{}\n{body}", serde_json::to_string(&head).unwrap())
}

#[test]
fn the_log_as_json_lines_is_the_same_on_another_desk() {
    let (_folder, mut store) = log();
    erase(&mut store, &[ANN]);
    let (_other, mut other) = samples::store();
    merge(&mut other, &handoff::read(bytes(&store).as_bytes(), None).unwrap());
    assert_eq!(bytes(&other), bytes(&store));
}

#[test]
fn who_was_erased_stays_so_in_an_older_copy() {
    let (folder, mut store) = log();
    let copy = folder.path().join("copy.db");
    store.backup_to(&copy).unwrap();
    erase(&mut store, &[ANN]);
    let facts = store.erasing_facts().unwrap();
    let prepared = restoring::prepare(folder.path(), &copy, noon()).unwrap();
    let (_, again) =
        store.replace(prepared, noon(), |store| store.erase_again(&facts, "Bridgewatch", noon())).unwrap();
    assert_eq!(again, 5);
    assert_eq!(texts(&store)[2], "Erased person 1 and Sample Bob look into it");
    sound(&store);
    assert_eq!(store.erase_again(&facts, "Bridgewatch", noon()).unwrap(), 0, "once");
    assert_eq!(store.erasing_facts().unwrap().len(), 1);
    // A desk that has both facts of the one erasure has the same.
    let (_other, mut other) = samples::store();
    merge(&mut other, &file_of(&store));
    assert_eq!(bytes(&other), bytes(&store));
}
