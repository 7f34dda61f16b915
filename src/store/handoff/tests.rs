use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::domain::event::{Event, EventId, Fact, IncidentOpened, NewEvent};
use crate::domain::incident::IncidentRow;
use crate::store::chain::hex;
use crate::store::samples::{self, about, at, incident, morning, note, opened};
use crate::store::{Store, append};

/// Appends as a desk does: the lines of what it touches are folded from the whole log.
fn say(store: &mut Store, new: &[NewEvent], now: Instant) -> Vec<Event> {
    let before = store.all_events().unwrap();
    let rows = |events: &[Event]| -> Vec<IncidentRow> {
        let mut subjects: Vec<_> = events.iter().map(|event| event.subject.clone()).collect();
        subjects.sort();
        subjects.dedup();
        let of = |subject: &Subject| {
            let all = before.iter().chain(events).filter(|event| event.subject == *subject).cloned();
            Incident::fold(all).map(|incident| incident.row())
        };
        subjects.iter().filter_map(of).collect()
    };
    store.append(new, now, rows).unwrap()
}

fn made(store: &Store, have: &BTreeMap<DeviceId, u64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.handoff(have, "Sample desk", morning(), &mut bytes).unwrap();
    bytes
}

fn whole(store: &Store) -> Handoff {
    read(made(store, &BTreeMap::new()).as_slice(), None).unwrap()
}

/// A log of three entries, and its whole file.
fn small() -> (tempfile::TempDir, Store, Vec<u8>) {
    let (folder, mut store) = samples::store();
    say(&mut store, &[about(1, opened(1)), about(1, note("a")), about(1, note("b"))], morning());
    let bytes = made(&store, &BTreeMap::new());
    (folder, store, bytes)
}

fn refused(bytes: &[u8]) -> HandoffError {
    read(bytes, None).unwrap_err()
}

/// The same file with its manifest and its lines changed, and every sum reckoned anew.
fn forged(bytes: &[u8], change: impl FnOnce(&mut Manifest, &mut Vec<Stored>)) -> Vec<u8> {
    let mut file = read(bytes, None).unwrap();
    change(&mut file.manifest, &mut file.entries);
    let lines: Vec<u8> = file.entries.iter().flat_map(|entry| line::write(entry).unwrap()).collect();
    if file.manifest.bytes > 0 {
        (file.manifest.bytes, file.manifest.sha256) = (lines.len() as u64, hex(&Sha256::digest(&lines)));
    }
    let described = serde_json::to_string(&file.manifest).unwrap();
    with_manifest(&described, &lines)
}

fn with_manifest(described: &str, lines: &[u8]) -> Vec<u8> {
    let sum = hex(&Sha256::digest(described.as_bytes()));
    [format!("bridgewatch-handoff {sum}\n{described}\n").as_bytes(), lines].concat()
}

/// The same, and the chain reckoned anew from the entry at `from` on.
fn resealed(entries: &mut [Stored], from: usize) {
    for place in from..entries.len() {
        let previous = match place {
            0 => crate::store::chain::GENESIS.to_vec(),
            _ => entries[place - 1].hash.clone(),
        };
        let salt = entries[place].salt.clone();
        entries[place].seal(salt, &previous);
    }
}

#[test]
fn a_whole_file_makes_an_empty_desk_the_same_and_twice_changes_nothing() {
    let (_folder, store, bytes) = small();
    let (folder, mut other) = samples::store();
    let file = read(bytes.as_slice(), None).unwrap();
    let expected = MergeReport {
        new: BTreeMap::from([(store.device(), 3)]),
        had: 0,
        unknown_kinds: 0,
        incidents: vec![MergedIncident {
            id: incident(1),
            reference: "MI-0001".into(),
            title: "No payments".into(),
            is_new: true,
            entries: 3,
        }],
        waiting: 0,
        erased_people: 0,
        erased_entries: 0,
    };
    assert_eq!(other.preview(&file, morning()), Ok(expected.clone()));
    assert_eq!(other.event_count().unwrap(), 0, "looking changes nothing");
    assert_eq!(other.merge(&file, morning()), Ok(expected));
    assert_eq!(other.all_events().unwrap(), store.all_events().unwrap());
    assert_eq!(other.rows().unwrap(), store.rows().unwrap());
    assert_eq!(other.verify().unwrap().findings, []);
    other.conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let on_disk = std::fs::read(folder.path().join(crate::store::FILE_NAME)).unwrap();
    let again = other.merge(&file, morning()).unwrap();
    assert_eq!((again.total(), again.had, again.incidents), (0, 3, Vec::new()));
    other.conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    assert_eq!(std::fs::read(folder.path().join(crate::store::FILE_NAME)).unwrap(), on_disk);
}

#[test]
fn only_what_is_lacking_goes_back_and_forth() {
    let (_folder, mut store, _) = small();
    let (_other_folder, mut other) = samples::store();
    say(&mut other, &[about(2, opened(2))], morning());
    other.merge(&whole(&store), morning()).unwrap();
    let peers = other.peers().unwrap();
    assert_eq!(peers.len(), 1);
    assert_eq!((peers[0].device, peers[0].name.as_str()), (store.device(), "Sample desk"));
    assert_eq!(peers[0].holds, BTreeMap::from([(store.device(), 3)]));
    let answer = read(made(&other, &peers[0].holds).as_slice(), None).unwrap();
    assert_eq!(answer.manifest().desks, [Carried { device: other.device(), first: 1, last: 1, count: 1 }]);
    assert_eq!(answer.manifest().holds, other.holds().unwrap());
    assert_eq!(store.merge(&answer, morning()).unwrap().total(), 1);
    assert_eq!(store.all_events().unwrap(), other.all_events().unwrap());
    say(&mut store, &[about(2, note("c"))], morning());
    let partial = read(made(&store, &other.holds().unwrap()).as_slice(), None).unwrap();
    assert_eq!(partial.manifest().desks, [Carried { device: store.device(), first: 4, last: 4, count: 1 }]);
    assert_eq!(partial.incidents(), [SpokenOf { id: incident(2), opened: None, entries: 1 }]);
    let report = other.merge(&partial, morning()).unwrap();
    assert_eq!((report.total(), report.incidents[0].is_new), (1, false));
    assert_eq!(other.verify().unwrap().findings, []);
    let nothing = read(made(&other, &other.holds().unwrap()).as_slice(), None).unwrap();
    assert_eq!((nothing.manifest().events, store.merge(&nothing, morning()).unwrap().total()), (0, 0));
}

#[test]
fn what_a_peer_is_known_to_hold_is_what_its_newest_file_said() {
    let (_folder, mut store, first) = small();
    say(&mut store, &[about(1, note("c"))], morning());
    let mut later = Vec::new();
    store
        .handoff(&BTreeMap::new(), "Renamed\u{1b}[31m desk\n", at("2026-11-04T09:00:00Z"), &mut later)
        .unwrap();
    let (_other_folder, mut other) = samples::store();
    for bytes in [&later, &first] {
        other.merge(&read(bytes.as_slice(), None).unwrap(), morning()).unwrap();
        let peers = other.peers().unwrap();
        assert_eq!((peers[0].name.as_str(), peers[0].holds[&store.device()]), ("Renamed [31m desk", 4));
    }
    other.merge(&whole(&other), morning()).unwrap();
    assert_eq!(other.peers().unwrap().len(), 1, "a desk is no peer of its own");
}

#[test]
fn every_flipped_byte_is_refused() {
    let (_folder, _store, mut bytes) = small();
    for place in 0..bytes.len() {
        for mask in [0x01, 0x20, 0x80] {
            bytes[place] ^= mask;
            assert!(read(bytes.as_slice(), None).is_err(), "byte {place}, {mask:#x}");
            bytes[place] ^= mask;
        }
    }
    assert!(read(bytes.as_slice(), None).is_ok());
}

#[test]
fn every_truncation_is_refused_and_so_is_anything_after_the_end() {
    let (_folder, _store, bytes) = small();
    for length in 0..bytes.len() {
        let err = refused(&bytes[..length]);
        let expected = length == 0 || matches!(err, HandoffError::Truncated { .. });
        assert!(expected, "{length} bytes: {err}");
    }
    assert!(matches!(refused(&[&bytes[..], b"\n"].concat()), HandoffError::Damaged { .. }));
}

#[test]
fn what_is_no_handoff_file_is_told() {
    for bytes in [
        &b""[..],
        b"PK\x03\x04",
        b"SQLite format 3\0",
        b"{\"format\":1}",
        b"bridgewatch-handover x\n",
        &[0; 4096],
    ] {
        assert!(matches!(refused(bytes), HandoffError::Foreign { .. }), "{:?}", refused(bytes));
    }
}

#[test]
fn a_newer_format_is_told_whatever_else_stands_in_it() {
    let newer = with_manifest("{\"format\":2,\"colour\":[[\"blue\"]]}", b"who knows");
    assert_eq!(refused(&newer), HandoffError::Newer { format: 2, known: 1 });
    assert!(matches!(refused(&with_manifest("{\"format\":0}", b"")), HandoffError::Damaged { .. }));
    assert!(matches!(refused(&with_manifest("{\"format\":1}", b"")), HandoffError::Damaged { .. }));
    let deep = format!("{{\"format\":1,\"desk\":{}", "[".repeat(500_000));
    assert!(matches!(refused(&with_manifest(&deep, b"")), HandoffError::Damaged { .. }));
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    let (_folder, _store, bytes) = small();
    let mut described = read(bytes.as_slice(), None).unwrap().manifest().clone();
    described.bytes = MAX_BYTES + 1;
    let huge = with_manifest(&serde_json::to_string(&described).unwrap(), b"");
    assert!(matches!(refused(&huge), HandoffError::Oversized { .. }));
    described.bytes = MAX_BYTES;
    let mut endless = with_manifest(&serde_json::to_string(&described).unwrap(), b"");
    endless.resize(endless.len() + usize::try_from(MAX_LINE).unwrap() + 2, b'x');
    assert!(matches!(refused(&endless), HandoffError::Oversized { .. }));
    let manifest = with_manifest(&" ".repeat(usize::try_from(MAX_MANIFEST).unwrap() + 1), b"");
    assert!(matches!(refused(&manifest), HandoffError::Oversized { .. }));
}

#[test]
fn a_manifest_that_lies_is_refused() {
    let (_folder, store, bytes) = small();
    let device = store.device();
    let lies: [fn(&mut Manifest, DeviceId); 6] = [
        |manifest, _| manifest.events = 2,
        |manifest, _| manifest.desks[0].count = 2,
        |manifest, _| manifest.desks[0].last = 4,
        |manifest, _| manifest.desks.clear(),
        |manifest, device| manifest.desks.push(Carried { device, first: 1, last: 1, count: 1 }),
        |manifest, device| {
            manifest.holds.insert(device, 2);
        },
    ];
    for (number, lie) in lies.into_iter().enumerate() {
        let err = refused(&forged(&bytes, |manifest, _| lie(manifest, device)));
        assert!(matches!(err, HandoffError::Damaged { .. }), "{number}: {err}");
    }
    let short = forged(&bytes, |manifest, _| manifest.bytes = 0);
    assert!(matches!(refused(&short), HandoffError::Damaged { .. }));
}

#[test]
fn a_name_with_a_path_is_only_a_name() {
    let (_folder, _store, bytes) = small();
    let odd = forged(&bytes, |manifest, _| manifest.desk = "../../etc/passwd\u{7}".into());
    let (folder, mut other) = samples::store();
    other.merge(&read(odd.as_slice(), None).unwrap(), morning()).unwrap();
    assert_eq!(other.peers().unwrap()[0].name, "../../etc/passwd");
    let there: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(there.iter().all(|name| name.to_string_lossy().starts_with("bridgewatch.db")), "{there:?}");
}

/// Something done to the entries of a file.
type Deed = fn(&mut Vec<Stored>);

#[test]
fn a_broken_chain_is_told_with_device_and_number() {
    let (_folder, store, bytes) = small();
    let device = store.device();
    let broken: [(u64, Deed); 5] = [
        (2, |entries| entries[1].body = "{\"text\":\"x\",\"significant\":false}".into()),
        (3, |entries| entries[2].happened_at += 1000),
        (3, |entries| drop(entries.remove(1))),
        (2, |entries| {
            entries[1].recorded_at -= 1;
            resealed(entries, 1);
        }),
        (2, |entries| entries[0].hash = vec![7; 32]),
    ];
    for (number, (seq, deed)) in broken.into_iter().enumerate() {
        let expected = if number == 4 { 1 } else { seq };
        match refused(&forged(&bytes, |_, entries| deed(entries))) {
            HandoffError::ChainBroken { device: found, seq, .. } => {
                assert_eq!((found, seq), (device, expected), "{number}");
            }
            other => panic!("{number}: {other}"),
        }
    }
    let twice = forged(&bytes, |_, entries| {
        entries[2].id = entries[0].id.clone();
        resealed(entries, 2);
    });
    assert_eq!(refused(&twice), HandoffError::NameTaken { device, seq: 3 });
}

#[test]
fn lines_that_do_not_fit_the_log_are_told_with_their_number() {
    let (_folder, _store, bytes) = small();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let manifest = read(bytes.as_slice(), None).unwrap().manifest().clone();
    let upper = format!("incident:{}", incident(1).0).to_uppercase().replace("INCIDENT", "incident");
    let lower = format!("incident:{}", incident(1).0);
    for (what, instead, with) in [
        ("nested", "\"version\":1", "\"version\":[1]"),
        ("more", "\"version\":1", "\"version\":1,\"more\":2"),
        ("negative", "\"version\":1", "\"version\":-1"),
        ("number", "\"seq\":2", "\"seq\":0"),
        ("short salt", "\"salt\":\"", "\"salt\":\"0"),
        ("subject", lower.as_str(), &upper.replace("00000001", "0000000A")),
        ("year", "\"recorded_at\":1", "\"recorded_at\":999991"),
    ] {
        let line = lines[3].replacen(instead, with, 1);
        assert_ne!(line, lines[3], "{what}");
        let rest = format!("{}\n{line}\n{}\n", lines[2], lines[4]);
        let mut manifest = manifest.clone();
        (manifest.bytes, manifest.sha256) = (rest.len() as u64, hex(&Sha256::digest(rest.as_bytes())));
        let forged = with_manifest(&serde_json::to_string(&manifest).unwrap(), rest.as_bytes());
        match refused(&forged) {
            HandoffError::Damaged { where_, .. } => assert_eq!(where_, "line 4", "{what}"),
            other => panic!("{what}: {other}"),
        }
    }
}

#[test]
fn a_file_that_begins_in_the_middle_says_what_it_needs() {
    let (_folder, store, _) = small();
    let partial = made(&store, &BTreeMap::from([(store.device(), 2)]));
    let (_other_folder, mut other) = samples::store();
    let err = other.merge(&read(partial.as_slice(), None).unwrap(), morning()).unwrap_err();
    assert_eq!(err, HandoffError::LacksBefore { device: store.device(), first: 3, held: 0 });
    assert!(err.to_string().contains("ask for a whole file"), "{err}");
    assert_eq!((other.event_count().unwrap(), other.peers().unwrap()), (0, Vec::new()));
}

#[test]
fn a_log_that_went_two_ways_is_refused_however_it_is_seen() {
    let (_folder, mut store, before) = small();
    let device = store.device();
    let forked = forged(&before, |_, entries| {
        entries[2].happened_at += 1000;
        resealed(entries, 2);
    });
    let err = store.merge(&read(forked.as_slice(), None).unwrap(), morning()).unwrap_err();
    assert_eq!(err, HandoffError::Forked { device, seq: 3 });
    // A file that begins right after the entry at which the two part.
    say(&mut store, &[about(1, note("c"))], morning());
    let (_other_folder, mut other) = samples::store();
    other.merge(&read(forked.as_slice(), None).unwrap(), morning()).unwrap();
    let next = made(&store, &BTreeMap::from([(device, 3)]));
    let err = other.merge(&read(next.as_slice(), None).unwrap(), morning()).unwrap_err();
    assert_eq!(err, HandoffError::Forked { device, seq: 3 });
    assert!(err.to_string().contains("went two ways"), "{err}");
    assert_eq!(other.event_count().unwrap(), 3);
}

#[test]
fn entries_from_too_far_ahead_wait() {
    let (_folder, _store, bytes) = small();
    let file = read(bytes.as_slice(), None).unwrap();
    let (_other_folder, mut other) = samples::store();
    let early = at("2026-11-03T07:59:59.999Z");
    assert!(matches!(other.merge(&file, early), Err(HandoffError::AheadOfTime { seq: 1, .. })));
    assert!(other.is_empty().unwrap());
    assert_eq!(other.merge(&file, at("2026-11-03T08:00:00Z")).unwrap().total(), 3);
    let ours = say(&mut other, &[about(1, note("ours"))], at("2026-11-03T08:00:00Z"));
    assert_eq!(ours[0].recorded_at, at("2026-11-04T08:00:00.001Z"), "after all that came in");
}

#[test]
fn a_name_that_another_entry_bears_here_is_refused() {
    let (_folder, store, bytes) = small();
    let (_other_folder, mut other) = samples::store();
    let taken = store.all_events().unwrap()[1].id;
    other.append_named(&[(EventId(taken.0), about(2, opened(2)))], morning(), samples::rows).unwrap();
    let err = other.merge(&read(bytes.as_slice(), None).unwrap(), morning()).unwrap_err();
    assert_eq!(err, HandoffError::NameTaken { device: store.device(), seq: 2 });
    assert_eq!(other.verify().unwrap().findings, []);
}

#[test]
fn what_a_newer_program_wrote_travels_word_for_word() {
    let (_folder, mut store, _) = small();
    let unknown = Fact::Unknown { kind: "moon_phase".into(), version: 3, body: "{ \"odd\":  1e2 }".into() };
    let elsewhere = NewEvent { subject: Subject::Other("moon".into()), ..about(1, unknown.clone()) };
    say(
        &mut store,
        &[elsewhere, about(1, unknown), about(9, note("its opening has not arrived"))],
        morning(),
    );
    let (_other_folder, mut other) = samples::store();
    let report = other.merge(&whole(&store), morning()).unwrap();
    assert_eq!((report.unknown_kinds, report.waiting, report.incidents.len()), (2, 1, 1));
    assert_eq!(other.all_events().unwrap(), store.all_events().unwrap());
    assert_eq!(made(&other, &BTreeMap::new()).len(), made(&store, &BTreeMap::new()).len());
}

#[test]
fn a_sealed_file_opens_with_its_passphrase_alone() {
    let (_folder, _store, bytes) = small();
    let mut sealed = Vec::new();
    seal::seal_with(&bytes, "Sample words", 2, &mut sealed).unwrap();
    assert!(sealed.starts_with(seal::HEADER));
    let file = read(sealed.as_slice(), Some("Sample words")).unwrap();
    assert!(file.is_sealed());
    assert_eq!(file.entries, read(bytes.as_slice(), Some("not asked")).unwrap().entries);
    assert_eq!(read(sealed.as_slice(), None), Err(HandoffError::Sealed));
    for wrong in ["sample words", "", "Sample words "] {
        assert_eq!(read(sealed.as_slice(), Some(wrong)), Err(HandoffError::WrongPassphrase), "{wrong}");
    }
    assert_eq!(seal(&bytes, "", &mut Vec::new()), Err(HandoffError::EmptyPassphrase));
    for length in 0..sealed.len() {
        assert!(read(&sealed[..length], Some("Sample words")).is_err(), "{length} bytes");
    }
    for place in (0..sealed.len()).filter(|place| *place < 250 || place % 7 == 0) {
        sealed[place] ^= 0x10;
        assert!(read(sealed.as_slice(), Some("Sample words")).is_err(), "byte {place}");
        sealed[place] ^= 0x10;
    }
}

#[test]
fn a_log_that_is_not_sound_gives_no_file() {
    let (folder, store, _) = small();
    samples::tamper(folder.path(), |conn| {
        conn.execute_batch("UPDATE event SET actor = 'somebody' WHERE device_seq = 2").unwrap();
    });
    let err = store.handoff(&BTreeMap::new(), "x", morning(), &mut Vec::new()).unwrap_err();
    assert!(matches!(err, HandoffError::Log(_)), "{err}");
    assert!(store.handoff(&BTreeMap::from([(store.device(), 2)]), "x", morning(), &mut Vec::new()).is_ok());
}

/// An opening with a reference and a key that another desk may give as well.
fn opening(reference: u64) -> Fact {
    let Fact::IncidentOpened(opened) = opened(1) else { panic!() };
    let reference = format!("MI-{reference:04}");
    Fact::IncidentOpened(IncidentOpened { key: reference.clone(), reference, ..opened })
}

#[test]
fn a_reference_given_twice_is_told_apart_the_same_everywhere() {
    let later = at("2026-11-04T08:00:01Z");
    let (_a, mut one) = samples::store();
    let (_b, mut other) = samples::store();
    say(&mut one, &[about(1, opening(1))], later);
    say(&mut other, &[about(2, opening(1)), about(3, opening(2))], morning());
    one.merge(&whole(&other), later).unwrap();
    let report = other.merge(&whole(&one), later).unwrap();
    assert_eq!(report.incidents[0].reference, "MI-0001-2");
    for store in [&mut one, &mut other] {
        let shown = |store: &Store| -> Vec<(IncidentId, String)> {
            store.rows().unwrap().into_iter().map(|row| (row.id, row.reference)).collect()
        };
        let expected = [(1, "MI-0001-2"), (2, "MI-0001"), (3, "MI-0002")];
        assert_eq!(shown(store), expected.map(|(id, name)| (incident(id), name.to_owned())));
        assert_eq!(store.told_apart().unwrap(), BTreeMap::from([(incident(1), "MI-0001-2".to_owned())]));
        assert_eq!(store.find_incidents("mi-0001-2").unwrap(), [incident(1)]);
        assert_eq!(
            store.find_incidents("MI-0001").unwrap(),
            [incident(2), incident(1)],
            "by key, first first"
        );
        assert_eq!(store.last_reference_number().unwrap(), 2);
        assert_eq!(store.verify().unwrap().findings, []);
        let kept = store.rows().unwrap();
        store.rebuild_projections().unwrap();
        assert_eq!(store.rows().unwrap(), kept);
        say(store, &[about(1, note("c"))], later);
        assert_eq!(store.rows().unwrap()[0].reference, "MI-0001-2", "a later entry changes no reference");
        store
            .conn
            .execute_batch("UPDATE incident SET reference = 'MI-7' WHERE reference = 'MI-0002'")
            .unwrap();
        assert_eq!(store.verify().unwrap().findings.len(), 1);
        store.rebuild_projections().unwrap();
    }
    say(&mut one, &[about(4, opening(2))], later);
    assert_eq!(one.find_incidents("MI-0002-2").unwrap(), [incident(4)], "also in the log's own append");
}

/// What may happen on one of three desks.
#[derive(Debug, Clone)]
enum Turn {
    Open { desk: usize },
    Say { desk: usize, incident: usize, done: bool },
    Give { from: usize, to: usize, is_whole: bool },
}

fn turn() -> impl Strategy<Value = Turn> {
    let desk = || 0..3_usize;
    prop_oneof![
        2 => desk().prop_map(|desk| Turn::Open { desk }),
        4 => (desk(), any::<prop::sample::Index>(), prop::bool::weighted(0.2))
            .prop_map(|(desk, place, done)| Turn::Say { desk, incident: place.index(50), done }),
        4 => (desk(), desk(), any::<bool>()).prop_map(|(from, to, is_whole)| Turn::Give { from, to, is_whole }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn desks_that_have_exchanged_files_are_the_same(
        turns in proptest::collection::vec(turn(), 1..25),
        order in Just([(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)]).prop_shuffle(),
    ) {
        let mut desks: Vec<_> = (0..3).map(|_| samples::store()).collect();
        let mut given = [0; 3];
        let mut made_so_far = 0_u128;
        // Their clocks disagree by an hour.
        let now = |desk: usize, step: usize| {
            morning() + chrono::TimeDelta::minutes(i64::try_from(60 * desk + step).unwrap())
        };
        let noon = at("2026-11-04T12:00:00Z");
        let give = |desks: &mut Vec<(tempfile::TempDir, Store)>, from: usize, to: usize, is_whole: bool| {
            let have = if is_whole { BTreeMap::new() } else { desks[to].1.holds().unwrap() };
            let file = read(made(&desks[from].1, &have).as_slice(), None).unwrap();
            let expected = desks[to].1.preview(&file, noon).unwrap();
            assert_eq!(desks[to].1.merge(&file, noon).unwrap(), expected);
            assert_eq!(desks[to].1.merge(&file, noon).unwrap().total(), 0);
        };
        for (step, turn) in turns.into_iter().enumerate() {
            match turn {
                Turn::Open { desk } => {
                    given[desk] += 1;
                    made_so_far += 1;
                    say(&mut desks[desk].1, &[about(made_so_far, opening(given[desk]))], now(desk, step));
                }
                Turn::Say { desk, incident: place, done } => {
                    let rows = desks[desk].1.rows().unwrap();
                    let Some(row) = rows.get(place % rows.len().max(1)) else { continue };
                    let fact = if done { Fact::Restored { text: None } } else { note("x") };
                    say(&mut desks[desk].1, &[about(row.id.0.as_u128(), fact)], now(desk, step));
                }
                Turn::Give { from, to, is_whole } => give(&mut desks, from, to, is_whole),
            }
        }
        for _ in 0..2 {
            for (from, to) in order {
                give(&mut desks, from, to, from == 1);
            }
        }
        let all = desks[0].1.all_events().unwrap();
        let rows = desks[0].1.rows().unwrap();
        let mut shown: Vec<&str> = rows.iter().map(|row| row.reference.as_str()).collect();
        shown.sort_unstable();
        shown.dedup();
        prop_assert_eq!(shown.len(), rows.len(), "no two are shown alike");
        prop_assert_eq!(
            crate::domain::reference::told_apart_in(&all),
            desks[0].1.told_apart().unwrap(),
            "the domain says the same"
        );
        for (_, store) in &desks {
            prop_assert_eq!(store.all_events().unwrap(), all.clone());
            prop_assert_eq!(store.rows().unwrap(), rows.clone());
            prop_assert_eq!(store.verify().unwrap().findings, []);
            for name in ["MI-0001", "MI-0001-2", "INC1"] {
                prop_assert_eq!(store.find_incidents(name).unwrap(), desks[0].1.find_incidents(name).unwrap());
            }
        }
    }
}

#[test]
fn the_log_still_takes_no_change_after_a_merge() {
    let (_folder, store, _) = small();
    let (folder, mut other) = samples::store();
    other.merge(&whole(&store), morning()).unwrap();
    let raw = samples::raw(folder.path());
    assert!(raw.execute("UPDATE event SET body = '{}'", []).is_err());
    let tx = other.conn.transaction().unwrap();
    let entry = Stored::of(&samples::event(1, note("x"))).unwrap();
    assert!(append::insert(&tx, &entry).is_err(), "an entry that is not sealed does not get in");
}
