//! A damaged log: told apart from an absent one, set aside whole, the newest good backup put back.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the helpers of a test fail by panicking, like the test"
)]

use std::fs;
use std::path::{Path, PathBuf};

use bridgewatch::domain::event::{Event, Fact, IncidentId, NewEvent, Subject};
use bridgewatch::domain::time::Instant;
use bridgewatch::store::{FILE_NAME, Store, StoreError, recovery};
use uuid::Uuid;

fn day(day: u32) -> Instant {
    format!("2026-11-{day:02}T08:00:00Z").parse().unwrap()
}

fn note(text: &str, at: Instant) -> NewEvent {
    NewEvent {
        subject: Subject::Incident(IncidentId(Uuid::from_u128(1))),
        happened_at: at,
        actor: "Zoë".to_owned(),
        fact: Fact::NoteLogged { text: text.to_owned(), significant: false },
    }
}

/// Opens the log on some day, and writes so many notes.
fn work(folder: &Path, on: u32, notes: usize) -> Vec<Event> {
    let mut store = Store::open(folder, day(on)).unwrap();
    assert_eq!(store.backup_failure(), None);
    let facts: Vec<NewEvent> =
        (0..notes).map(|n| note(&format!("day {on}, note {n} {}", "x".repeat(200)), day(on))).collect();
    store.append(&facts, day(on), |_| Vec::new()).unwrap()
}

fn log(folder: &Path) -> PathBuf {
    folder.join(FILE_NAME)
}

fn is_damaged(result: Result<Store, StoreError>) -> String {
    match result {
        Err(err @ StoreError::Damaged { .. }) => err.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn whatever_is_not_whole_is_damaged_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    work(folder.path(), 4, 50);
    let whole = fs::read(log(folder.path())).unwrap();
    let header_and_garbage = [&whole[..100], &[0xEE; 5000][..]].concat();
    let cases: [(&str, Vec<u8>); 6] = [
        ("empty", Vec::new()),
        ("garbage", vec![0xEE; 20_000]),
        ("short garbage", b"hello".to_vec()),
        ("cut in the first page", whole[..1000].to_vec()),
        ("cut in the middle", whole[..whole.len() / 2].to_vec()),
        ("header alone is right", header_and_garbage),
    ];
    for (name, bytes) in cases {
        fs::write(log(folder.path()), &bytes).unwrap();
        let message = is_damaged(Store::open(folder.path(), day(4)));
        assert!(message.contains(FILE_NAME) && message.contains("backup"), "{name}: {message}");
        is_damaged(Store::open_read_only(folder.path()));
        assert_eq!(fs::read(log(folder.path())).unwrap(), bytes, "{name}");
    }
}

#[test]
fn a_write_ahead_file_alone_is_damage_not_a_beginning() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(format!("{FILE_NAME}-wal")), "accepted facts").unwrap();
    is_damaged(Store::open(folder.path(), day(4)));
    is_damaged(Store::open_read_only(folder.path()));
    let aside = recovery::set_aside(folder.path(), day(4)).unwrap().unwrap();
    let wal = PathBuf::from(format!("{}-wal", aside.display()));
    assert_eq!(fs::read_to_string(wal).unwrap(), "accepted facts");
    Store::open(folder.path(), day(4)).unwrap();
}

#[test]
fn one_flipped_page_is_found_at_the_latest_by_the_days_backup() {
    let folder = tempfile::tempdir().unwrap();
    work(folder.path(), 4, 500);
    work(folder.path(), 5, 1);
    let good = recovery::newest_good_backup(folder.path()).unwrap();
    let mut bytes = fs::read(log(folder.path())).unwrap();
    let last_page = bytes.len() - 4096;
    bytes[last_page..last_page + 8].fill(0xEE);
    fs::write(log(folder.path()), &bytes).unwrap();
    is_damaged(Store::open(folder.path(), day(6)));
    assert_eq!(fs::read(log(folder.path())).unwrap(), bytes);
    assert_eq!(recovery::newest_good_backup(folder.path()), Some(good), "no damaged backup was kept");
    assert_eq!(recovery::backups(folder.path()).len(), 1);
    let leftovers = fs::read_dir(folder.path().join("backups")).unwrap().count();
    assert_eq!(leftovers, 1, "and no unfinished one");
}

#[test]
fn setting_aside_keeps_every_byte_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(recovery::set_aside(folder.path(), day(4)), Ok(None));
    let mut seen = Vec::new();
    for round in 0..3 {
        for tail in ["", "-wal", "-shm"] {
            fs::write(folder.path().join(format!("{FILE_NAME}{tail}")), format!("{round}{tail}")).unwrap();
        }
        let aside = recovery::set_aside(folder.path(), day(4)).unwrap().unwrap();
        assert!(!log(folder.path()).exists());
        seen.push(aside);
    }
    let names: Vec<_> = seen.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(
        names,
        ["damaged-20261104T080000Z.db", "damaged-20261104T080000Z-2.db", "damaged-20261104T080000Z-3.db"]
    );
    for (round, path) in seen.iter().enumerate() {
        for tail in ["", "-wal", "-shm"] {
            let kept = fs::read_to_string(format!("{}{tail}", path.display())).unwrap();
            assert_eq!(kept, format!("{round}{tail}"));
        }
    }
}

#[test]
fn the_newest_good_backup_is_found_behind_damaged_ones() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(recovery::newest_good_backup(folder.path()), None);
    for on in 4..=9 {
        work(folder.path(), on, 10);
    }
    let all: Vec<_> = recovery::backups(folder.path()).into_iter().map(Result::unwrap).collect();
    let counts: Vec<_> = all.iter().map(|backup| (backup.taken_at, backup.events)).collect();
    assert_eq!(counts, [(day(9), 50), (day(8), 40), (day(7), 30), (day(6), 20), (day(5), 10)]);
    fs::write(&all[0].path, "").unwrap();
    let mut bytes = fs::read(&all[1].path).unwrap();
    let last_page = bytes.len() - 4096;
    bytes[last_page..last_page + 8].fill(0xEE);
    fs::write(&all[1].path, bytes).unwrap();
    rusqlite::Connection::open(&all[2].path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert_eq!(recovery::newest_good_backup(folder.path()), Some(all[3].clone()));
    let told: Vec<_> =
        recovery::backups(folder.path()).into_iter().map(|one| one.map(|good| good.events)).collect();
    assert!(matches!(told[0], Err(StoreError::Damaged { .. })), "{told:?}");
    assert!(matches!(told[1], Err(StoreError::Damaged { .. })), "{told:?}");
    assert!(matches!(told[2], Err(StoreError::Newer { file_version: 99, .. })), "{told:?}");
    assert_eq!((&told[3], &told[4]), (&Ok(20), &Ok(10)));
}

#[test]
fn restoring_sets_the_damaged_log_aside_and_goes_on_as_a_new_device() {
    let folder = tempfile::tempdir().unwrap();
    let first = work(folder.path(), 4, 10);
    let lost = work(folder.path(), 5, 10);
    let device = first[0].device;
    let garbage = vec![0xEE; 9000];
    fs::write(log(folder.path()), &garbage).unwrap();
    is_damaged(Store::open(folder.path(), day(6)));

    let backup = recovery::newest_good_backup(folder.path()).unwrap();
    let before = fs::read(&backup.path).unwrap();
    let aside = recovery::restore(folder.path(), &backup, day(6)).unwrap().unwrap();
    assert_eq!(fs::read(aside).unwrap(), garbage);
    assert_eq!(fs::read(&backup.path).unwrap(), before, "the backup stays as it is");

    let mut store = Store::open(folder.path(), day(6)).unwrap();
    assert_eq!(store.all_events().unwrap(), first);
    assert_ne!(store.device(), device);
    let next = store.append(&[note("after", day(6))], day(6), |_| Vec::new()).unwrap();
    assert_eq!(next[0].device_seq, 1);
    assert!(
        lost.iter().all(|event| (event.device, event.device_seq) != (next[0].device, next[0].device_seq))
    );
    assert_eq!(store.verify().unwrap().findings, []);
}

#[test]
fn restoring_into_an_empty_folder_sets_nothing_aside() {
    let folder = tempfile::tempdir().unwrap();
    let first = work(folder.path(), 4, 10);
    work(folder.path(), 5, 0);
    let backup = recovery::newest_good_backup(folder.path()).unwrap();
    let new = tempfile::tempdir().unwrap();
    assert_eq!(recovery::restore(new.path(), &backup, day(6)), Ok(None));
    assert_eq!(Store::open(new.path(), day(6)).unwrap().all_events().unwrap(), first);
}

#[test]
fn a_log_named_as_a_backup_brings_what_waits_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), day(4)).unwrap();
    let events = store.append(&[note("not yet in the file itself", day(4))], day(4), |_| Vec::new()).unwrap();
    let crashed = tempfile::tempdir().unwrap();
    for tail in ["", "-wal"] {
        let name = format!("{FILE_NAME}{tail}");
        fs::copy(folder.path().join(&name), crashed.path().join(&name)).unwrap();
    }
    let backup = recovery::inspect(log(crashed.path()), day(4)).unwrap();
    assert_eq!(backup.events, 1);
    let new = tempfile::tempdir().unwrap();
    recovery::restore(new.path(), &backup, day(5)).unwrap();
    assert_eq!(Store::open(new.path(), day(5)).unwrap().all_events().unwrap(), events);
    // And the log itself, named as its own backup, is set aside like any other.
    let own = recovery::inspect(log(new.path()), day(5)).unwrap();
    let aside = recovery::restore(new.path(), &own, day(5)).unwrap().unwrap();
    assert!(aside.exists());
    assert_eq!(Store::open(new.path(), day(5)).unwrap().all_events().unwrap(), events);
}

#[test]
fn a_backup_that_is_not_good_any_more_moves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    work(folder.path(), 4, 10);
    work(folder.path(), 5, 1);
    let backup = recovery::newest_good_backup(folder.path()).unwrap();
    fs::write(&backup.path, "gone bad").unwrap();
    let bytes = fs::read(log(folder.path())).unwrap();
    assert!(matches!(recovery::restore(folder.path(), &backup, day(6)), Err(StoreError::Damaged { .. })));
    assert_eq!(fs::read(log(folder.path())).unwrap(), bytes);
}
