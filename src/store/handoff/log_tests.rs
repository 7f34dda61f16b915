//! The log as JSON lines, out and in again.

use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::domain::event::{Fact, NewEvent};
use crate::store::Store;
use crate::store::chain::{GENESIS, hex};
use crate::store::samples::{self, about, at, morning, note, opened};

fn exported(store: &Store) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.export_log(&mut bytes).unwrap();
    bytes
}

/// A log of two devices and of kinds that only a newer program reads, closed again.
fn log() -> (tempfile::TempDir, Store) {
    let (folder, mut store) = samples::store();
    let unknown = Fact::Unknown { kind: "moon_phase".into(), version: 3, body: "{\"new\": [1, 2 ]}".into() };
    let facts = [about(1, opened(1)), about(1, note("a\u{202E}\u{7}\n=1+1")), about(1, unknown)];
    store.append(&facts, morning(), samples::rows).unwrap();
    let head = samples::append_foreign(&mut store, 1, at("2026-11-04T08:00:01Z"), &GENESIS);
    samples::append_foreign(&mut store, 2, at("2026-11-04T08:00:02Z"), &head);
    store.rebuild_projections().unwrap();
    (folder, store)
}

fn lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8(bytes.to_vec()).unwrap().lines().map(str::to_owned).collect()
}

/// The lines, each ended.
fn ended(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// A file of these entries whose first line fits them, but for what `change` does to it.
fn file_of(entries: &[String], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let rest = ended(entries);
    let mut desks: Vec<Value> = Vec::new();
    for line in entries {
        let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
        let is_same = desks.last().is_some_and(|desk| desk["device"] == line["device"]);
        if !is_same {
            desks.push(json!({"device": line["device"], "first": line["seq"], "last": 0, "count": 0}));
        }
        let desk = desks.last_mut().unwrap();
        desk["last"] = line["seq"].clone();
        desk["count"] = json!(desk["count"].as_u64().unwrap() + 1);
    }
    let mut head = json!({
        "bridgewatch": "log", "format": 1, "events": entries.len(), "bytes": rest.len(),
        "sha256": hex(&Sha256::digest(rest.as_bytes())), "desks": desks,
    });
    change(&mut head);
    // In the order in which the program writes them.
    let ordered = |value: &Value, names: &[&str]| {
        names.iter().map(|name| format!("\"{name}\":{}", value[name])).collect::<Vec<_>>().join(",")
    };
    let desks: Vec<String> = head["desks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|desk| format!("{{{}}}", ordered(desk, &["device", "first", "last", "count"])))
        .collect();
    let fields = ordered(&head, &["bridgewatch", "format", "events", "bytes", "sha256"]);
    format!("{{{fields},\"desks\":[{}]}}\n{rest}", desks.join(",")).into_bytes()
}

#[test]
fn the_first_line_says_what_it_is_and_each_line_is_one_object() {
    let (_folder, store) = log();
    let bytes = exported(&store);
    let lines = lines(&bytes);
    let head: Value = serde_json::from_str(&lines[0]).unwrap();
    assert_eq!(
        (&head["bridgewatch"], &head["format"], &head["events"]),
        (&json!("log"), &json!(1), &json!(5))
    );
    assert_eq!(lines.len(), 6);
    assert!(lines[1..].iter().all(|line| serde_json::from_str::<Value>(line).unwrap().is_object()));
    let told = file_of(&lines[1..], |_| {});
    assert_eq!(String::from_utf8(told).unwrap(), String::from_utf8(bytes).unwrap(), "as the form is told");
    // The entries are those of a handoff file, byte for byte.
    let mut handoff = Vec::new();
    store.handoff(&BTreeMap::new(), "Sample desk", morning(), &mut handoff).unwrap();
    assert_eq!(super::log_tests::lines(&handoff)[2..], lines[1..]);
}

#[test]
fn the_same_log_is_the_same_bytes_whoever_writes_them() {
    let (folder, store) = log();
    let bytes = exported(&store);
    assert_eq!(exported(&Store::open_read_only(folder.path()).unwrap()), bytes);
    let (_other_folder, mut other) = samples::store();
    let file = read(bytes.as_slice(), None).unwrap();
    assert!(file.is_log() && !file.is_sealed());
    assert_eq!(file.manifest().made_at, at("2026-11-04T08:00:02Z"), "its newest entry's");
    let report = other.merge(&file, morning()).unwrap();
    assert_eq!((report.total(), report.had, report.unknown_kinds), (5, 0, 1));
    assert_eq!(exported(&other), bytes);
    assert_eq!(other.all_events().unwrap(), store.all_events().unwrap());
    assert_eq!(other.rows().unwrap(), store.rows().unwrap());
    assert_eq!(other.verify().unwrap().findings, []);
    assert_eq!(other.peers().unwrap(), [], "no desk speaks by it");
    let again = other.merge(&file, morning()).unwrap();
    assert_eq!((again.total(), again.had), (0, 5));
}

#[test]
fn an_empty_log_goes_out_and_in() {
    let (_folder, store) = samples::store();
    let bytes = exported(&store);
    assert_eq!(lines(&bytes).len(), 1);
    let (_other_folder, mut other) = samples::store();
    assert_eq!(other.merge(&read(bytes.as_slice(), None).unwrap(), morning()).unwrap().total(), 0);
}

#[test]
fn what_is_written_afterwards_comes_after_what_came_in() {
    let (_folder, store) = log();
    let (_other_folder, mut other) = samples::store();
    other.merge(&read(exported(&store).as_slice(), None).unwrap(), morning()).unwrap();
    let own = other.append(&[about(1, note("own"))], morning(), |_| Vec::new()).unwrap();
    assert_eq!((own[0].device, own[0].device_seq), (other.device(), 1));
    assert_eq!(other.all_events().unwrap().last(), own.last());
    other.rebuild_projections().unwrap();
    assert_eq!(other.verify().unwrap().findings, []);
}

#[test]
fn whatever_was_done_to_a_file_it_is_refused_whole_with_line_and_reason() {
    let (_folder, store) = log();
    let bytes = exported(&store);
    let all = lines(&bytes);
    let entries = &all[1..];
    let own = entries.iter().position(|line| line.contains("=1+1")).unwrap();
    let line_of = own + 2;
    let changed = |deed: &dyn Fn(&mut Vec<String>)| {
        let mut entries = entries.to_vec();
        deed(&mut entries);
        entries
    };
    let at_line = |reason: &str| format!("line {line_of}: {reason}");
    // Changed on its way: the first line still is what it was.
    let raw = |entries: &[String]| {
        let rest = ended(entries);
        format!("{}\n{rest}", all[0]).into_bytes()
    };
    let same_length = changed(&|all| all[own] = all[own].replace("=1+1", "=1+2"));
    let doubled = changed(&|all| all.insert(own, all[own].clone()));
    let deep = format!("{{\"device\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let nested = changed(&|all| all[own] = deep.clone());
    let one_less = changed(&|all| drop(all.remove(own)));
    let renamed = changed(&|all| all[own] = all[own].replace("\"kind\"", "\"kinds\""));
    let cases: Vec<(&str, Vec<u8>, String)> = vec![
        ("a changed body", raw(&same_length), at_line("the chain of the desk")),
        ("a changed body, summed anew", file_of(&same_length, |_| {}), at_line("the chain of the desk")),
        ("a doubled line", raw(&doubled), "goes beyond the end of the file".to_owned()),
        (
            "a doubled line, summed anew",
            file_of(&doubled, |_| {}),
            format!("line {}: the chain of the desk", line_of + 1),
        ),
        ("a line left out", file_of(&one_less, |_| {}), at_line("the chain of the desk")),
        ("another field", file_of(&renamed, |_| {}), format!("line {line_of}: it is no entry")),
        ("deep nesting", file_of(&nested, |_| {}), format!("line {line_of}: it is no entry")),
        (
            "a wrong count",
            file_of(entries, |head| head["events"] = json!(4)),
            "line 1: it lists other".to_owned(),
        ),
        (
            "a count of another desk",
            file_of(entries, |head| head["desks"][0]["count"] = json!(9)),
            "line 1".to_owned(),
        ),
        ("a wrong sum", file_of(entries, |head| head["sha256"] = json!("00")), "their checksum".to_owned()),
        ("too few bytes", file_of(entries, |head| head["bytes"] = json!(10)), "beyond the end".to_owned()),
        ("too many", file_of(entries, |head| head["bytes"] = json!(99_999_999)), "cut off".to_owned()),
        (
            "far too many",
            file_of(entries, |head| head["bytes"] = json!(u64::MAX)),
            "larger than the 2048".to_owned(),
        ),
        ("a newer format", file_of(entries, |head| head["format"] = json!(2)), "newer format 2".to_owned()),
        (
            "no format",
            file_of(entries, |head| head["format"] = json!(0)),
            "line 1: there is no format 0".to_owned(),
        ),
        (
            "something behind it",
            [bytes.clone(), b"{}\n".to_vec()].concat(),
            "something follows it".to_owned(),
        ),
        ("only its first bytes", bytes[..10].to_vec(), "cut off".to_owned()),
        ("only its first line", all[0].clone().into_bytes(), "ends within line 1".to_owned()),
        ("cut in an entry", bytes[..bytes.len() - 9].to_vec(), "ends within line 6".to_owned()),
        ("cut between two", raw(&entries[..3]), "ends within line 5".to_owned()),
    ];
    let (folder, mut other) = samples::store();
    for (name, bytes, expected) in cases {
        let err = read(bytes.as_slice(), None).unwrap_err().to_string();
        assert!(err.contains(&expected), "{name}: {err}");
    }
    assert_eq!(other.event_count().unwrap(), 0);
    let nested_head =
        format!("{{\"bridgewatch\":\"log\",\"format\":{}1{}}}\n", "[".repeat(90_000), "]".repeat(90_000));
    let err = read(nested_head.as_bytes(), None).unwrap_err().to_string();
    assert!(err.contains("line 1"), "{err}");
    other.append(&[about(1, opened(1))], morning(), samples::rows).unwrap();
    drop(folder);
}

#[test]
fn a_line_of_a_gigabyte_is_left_after_sixteen_mebibytes() {
    struct Endless {
        left: u64,
        read: std::rc::Rc<std::cell::Cell<u64>>,
    }
    impl std::io::Read for Endless {
        fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
            let many = bytes.len().min(usize::try_from(self.left).unwrap());
            bytes[..many].fill(b'x');
            self.left -= many as u64;
            self.read.set(self.read.get() + many as u64);
            Ok(many)
        }
    }
    let head = file_of(&[], |head| head["bytes"] = json!(1_u64 << 30));
    let read_so_far = std::rc::Rc::new(std::cell::Cell::new(0));
    let endless = Endless { left: 1 << 30, read: std::rc::Rc::clone(&read_so_far) };
    let file = std::io::Read::chain(head.as_slice(), endless);
    let err = read(file, None).unwrap_err();
    assert!(matches!(err, HandoffError::Oversized { limit_mib: 16, .. }), "{err}");
    assert!(read_so_far.get() < 20 * 1024 * 1024, "{}", read_so_far.get());
    // So is a first line without an end.
    let endless = Endless { left: 1 << 30, read: std::rc::Rc::clone(&read_so_far) };
    let file = std::io::Read::chain(&b"{\"bridgewatch\":\"log\","[..], endless);
    assert!(matches!(read(file, None), Err(HandoffError::Oversized { limit_mib: 1, .. })));
}

#[test]
fn a_log_that_is_not_what_was_written_is_not_exported_as_if_it_were() {
    let (folder, store) = log();
    drop(store);
    samples::tamper(folder.path(), |conn| {
        conn.execute("UPDATE event SET actor = 'Eve' WHERE device_seq = 2", []).unwrap();
    });
    let mut bytes = Vec::new();
    let err = Store::open_read_only(folder.path()).unwrap().export_log(&mut bytes).unwrap_err();
    assert!(matches!(err, HandoffError::Log(_)), "{err}");
    assert_eq!(bytes, b"", "not even the first line");
}

#[test]
fn a_log_that_went_another_way_is_refused() {
    let (folder, mut store) = log();
    let copy = tempfile::tempdir().unwrap();
    store.backup_to(&copy.path().join(crate::store::FILE_NAME)).unwrap();
    store.append(&[about(1, note("here"))], morning(), |_| Vec::new()).unwrap();
    let mut other = Store::open(copy.path(), morning()).unwrap();
    other.append(&[about(1, note("there"))], morning(), |_| Vec::new()).unwrap();
    let file = read(exported(&other).as_slice(), None).unwrap();
    assert!(matches!(store.merge(&file, morning()), Err(HandoffError::Forked { seq: 4, .. })));
    assert_eq!(store.event_count().unwrap(), 6);
    drop(folder);
}

fn facts() -> impl Strategy<Value = Vec<(u128, Option<String>)>> {
    // An incident of a small number, and words; without words it is opened.
    proptest::collection::vec((1_u128..4, proptest::option::of(any::<String>())), 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn out_and_in_again_is_the_same_log_byte_for_byte(told in facts(), foreign in 0_u64..3) {
        let (_folder, mut store) = samples::store();
        for (number, words) in told {
            let fact = words.map_or_else(|| opened(number), |words| note(&words));
            let new: NewEvent = about(number, fact);
            store.append(&[new], morning(), |_| Vec::new()).unwrap();
        }
        let mut head = GENESIS.to_vec();
        for seq in 1..=foreign {
            head = samples::append_foreign(&mut store, seq, at("2026-11-04T09:00:00Z"), &head);
        }
        store.rebuild_projections().unwrap();
        let bytes = exported(&store);
        let (_other_folder, mut other) = samples::store();
        other.merge(&read(bytes.as_slice(), None).unwrap(), morning()).unwrap();
        prop_assert_eq!(exported(&other), bytes);
        prop_assert_eq!(other.all_events().unwrap(), store.all_events().unwrap());
        prop_assert_eq!(other.rows().unwrap(), store.rows().unwrap());
        let (ours, theirs) = (store.verify().unwrap(), other.verify().unwrap());
        prop_assert_eq!(theirs.findings, []);
        prop_assert_eq!(theirs.heads, ours.heads);
    }
}
