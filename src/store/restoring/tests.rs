//! Going back to a copy, and what is left wherever that fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::replacing::Step;
use super::*;
use crate::domain::event::Event;
use crate::store::samples::{self, about, at, morning, note, opened};
use crate::store::{FILE_NAME, Store, StoreError, handoff, schema};

/// A log of two incidents and its copy; then more of the first, and a third incident.
fn log() -> (tempfile::TempDir, Store, PathBuf, Vec<Event>) {
    let (folder, mut store) = samples::store();
    let facts = [about(1, opened(1)), about(1, note("a")), about(2, opened(2))];
    let then = store.append(&facts, morning(), samples::rows).unwrap();
    let copy = folder.path().join("copy.db");
    store.backup_to(&copy).unwrap();
    let later = at("2026-11-04T10:00:00Z");
    store.append(&[about(1, note("b"))], later, |_| Vec::new()).unwrap();
    store
        .append(&[about(3, opened(3)), about(3, note("c"))], at("2026-11-04T11:00:00Z"), samples::rows)
        .unwrap();
    store.rebuild_projections().unwrap();
    (folder, store, copy, then)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with("-shm") && !name.ends_with("-wal") && name != "backups")
        .collect();
    names.sort();
    names
}

fn noon() -> crate::domain::time::Instant {
    at("2026-11-04T12:00:00Z")
}

type Kept = Unreplaced<StoreError>;

#[test]
fn what_would_come_back_and_what_would_be_lost_is_told() {
    let (folder, _store, copy, _) = log();
    let told = compare(folder.path(), &copy).unwrap();
    assert_eq!((told.copy.events, told.copy.last_at), (3, Some(morning())));
    assert_eq!((told.log.events, told.log.last_at), (6, Some(at("2026-11-04T11:00:00Z"))));
    assert_eq!((told.lost, told.lost_from), (3, Some(at("2026-11-04T10:00:00Z"))));
    assert_eq!((told.lost_beside, told.gained), (0, 0));
    let lost: Vec<_> = told
        .incidents
        .iter()
        .map(|one| (one.reference.as_str(), one.title.as_str(), one.entries, one.is_whole))
        .collect();
    let third = samples::rows(&[samples::event(1, opened(3))]);
    assert_eq!(lost.len(), 2);
    assert_eq!(lost[0], (third[0].reference.as_str(), "No payments", 2, true));
    assert_eq!((lost[1].2, lost[1].3), (1, false));
    // A copy of the log as it is loses nothing.
    let now = folder.path().join("now.db");
    Store::open_read_only(folder.path()).unwrap().backup_to(&now).unwrap();
    let told = compare(folder.path(), &now).unwrap();
    assert_eq!((told.lost, told.gained, told.incidents), (0, 0, Vec::new()));
}

#[test]
fn a_copy_that_went_another_way_is_told_from_the_entry_on_where_they_part() {
    let (folder, store, copy, _) = log();
    let other = tempfile::tempdir().unwrap();
    fs::copy(&copy, other.path().join(FILE_NAME)).unwrap();
    let mut elsewhere = Store::open(other.path(), morning()).unwrap();
    elsewhere
        .append(&[about(2, note("x")), about(2, note("y")), about(2, note("z"))], noon(), |_| Vec::new())
        .unwrap();
    let further = folder.path().join("further.db");
    elsewhere.backup_to(&further).unwrap();
    let told = compare(folder.path(), &further).unwrap();
    assert_eq!((told.lost, told.gained), (3, 3), "the first three are the same");
    assert_eq!(store.event_count().unwrap(), 6);
}

#[test]
fn the_log_goes_back_in_place_and_the_other_is_kept_whole() {
    let (folder, mut store, copy, then) = log();
    let before = store.all_events().unwrap();
    let device = store.device();
    let prepared = prepare(folder.path(), &copy, noon()).unwrap();
    assert_eq!((prepared.holds.events, prepared.was), (3, device));
    assert_eq!(store.all_events().unwrap(), before, "nothing is touched by that");
    // Somebody still reads the log that was.
    let reader = Store::open_read_only(folder.path()).unwrap();
    assert_eq!(reader.event_count().unwrap(), 6);
    let (aside, ()) = store.replace(prepared, noon(), |_| Ok::<_, StoreError>(())).unwrap();
    assert_eq!(aside.file_name().unwrap(), "set-aside-20261104T120000Z.db");
    assert_eq!(store.all_events().unwrap(), then);
    assert_ne!(store.device(), device);
    assert_eq!(reader.event_count().unwrap(), 6, "who reads goes on with what they opened");
    drop(reader);
    let own = store.append(&[about(2, note("after"))], noon(), |_| Vec::new()).unwrap();
    assert_eq!(own[0].device_seq, 1);
    store.rebuild_projections().unwrap();
    assert_eq!(store.verify().unwrap().findings, []);
    assert_eq!(Store::open_read_only(folder.path()).unwrap().event_count().unwrap(), 4);
    assert_eq!(names(folder.path()), ["bridgewatch.db", "copy.db", "set-aside-20261104T120000Z.db"]);
    // And back again, by the same way.
    let told = compare(folder.path(), &aside).unwrap();
    assert_eq!((told.lost, told.gained), (1, 3));
    let prepared = prepare(folder.path(), &aside, noon()).unwrap();
    store.replace(prepared, noon(), |_| Ok::<_, StoreError>(())).unwrap();
    assert_eq!(store.all_events().unwrap(), before);
    assert_eq!(store.verify().unwrap().findings, []);
    assert_eq!(names(folder.path()).iter().filter(|name| name.starts_with("set-aside-")).count(), 2);
}

#[test]
fn wherever_it_fails_the_log_that_was_runs_on() {
    let steps =
        [Step::Settle, Step::SetAside, Step::Close, Step::MoveTails, Step::Rename, Step::Open, Step::Use];
    for failing in steps {
        let (folder, mut store, copy, _) = log();
        let (before, device) = (store.all_events().unwrap(), store.device());
        let reader = Store::open_read_only(folder.path()).unwrap();
        reader.event_count().unwrap();
        let prepared = prepare(folder.path(), &copy, noon()).unwrap();
        let full = || StoreError::Full { file: folder.path().to_path_buf() };
        let failed: Result<_, Kept> = store.replace_watched(prepared, noon(), |_| Ok(()), &mut |step| {
            if step == failing { Err(full()) } else { Ok(()) }
        });
        assert_eq!(failed.unwrap_err(), Unreplaced::Kept(full()), "{failing:?}");
        assert_eq!((store.all_events().unwrap(), store.device()), (before, device), "{failing:?}");
        assert_eq!(names(folder.path()), ["bridgewatch.db", "copy.db"], "{failing:?}");
        store.append(&[about(1, note("on"))], noon(), |_| Vec::new()).unwrap();
        store.rebuild_projections().unwrap();
        assert_eq!(store.verify().unwrap().findings, [], "{failing:?}");
        assert_eq!(reader.event_count().unwrap(), 7, "{failing:?}: who reads sees it go on");
        drop(store);
        assert_eq!(Store::open(folder.path(), noon()).unwrap().event_count().unwrap(), 7, "{failing:?}");
    }
}

#[test]
fn what_cannot_be_made_of_the_new_log_brings_the_old_one_back() {
    let (folder, mut store, copy, _) = log();
    let before = store.all_events().unwrap();
    let prepared = prepare(folder.path(), &copy, noon()).unwrap();
    let refused: Result<(PathBuf, ()), Kept> = store.replace(prepared, noon(), |new| {
        new.append(&[about(1, note("never seen"))], noon(), |_| Vec::new())?;
        Err(StoreError::Busy { file: new.file().to_path_buf() })
    });
    assert!(matches!(refused, Err(Unreplaced::Kept(StoreError::Busy { .. }))));
    assert_eq!(store.all_events().unwrap(), before);
    assert_eq!(names(folder.path()), ["bridgewatch.db", "copy.db"]);
}

#[test]
fn while_somebody_holds_the_log_nothing_is_changed() {
    let (folder, mut store, copy, _) = log();
    let prepared = prepare(folder.path(), &copy, noon()).unwrap();
    let raw = samples::raw(folder.path());
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let busy: Result<_, Kept> = store
        .with_patience(std::time::Duration::ZERO, |store| Ok(store.replace(prepared, noon(), |_| Ok(()))))
        .unwrap();
    assert!(matches!(busy, Err(Unreplaced::Kept(StoreError::Busy { .. }))), "{busy:?}");
    raw.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.event_count().unwrap(), 6);
}

#[test]
fn a_copy_that_is_not_sound_is_refused_before_anything_is_touched() {
    let (folder, store, copy, _) = log();
    let spoilt = |deed: &str| {
        let path = folder.path().join("spoilt.db");
        fs::copy(&copy, &path).unwrap();
        let other = tempfile::tempdir().unwrap();
        fs::rename(&path, other.path().join(FILE_NAME)).unwrap();
        samples::tamper(other.path(), |conn| conn.execute_batch(deed).unwrap());
        prepare(folder.path(), &other.path().join(FILE_NAME), noon()).map(drop)
    };
    let changed = spoilt("UPDATE event SET actor = 'Eve' WHERE device_seq = 2").unwrap_err();
    assert!(changed.to_string().contains("entry 2"), "{changed}");
    assert!(matches!(changed, StoreError::Damaged { .. }));
    // What only follows from the log is written anew.
    spoilt("UPDATE incident SET title = 'Other'").unwrap();
    for (bytes, expected) in [("", "empty"), ("gone bad", "damaged")] {
        let path = folder.path().join("bad.db");
        fs::write(&path, bytes).unwrap();
        let err = prepare(folder.path(), &path, noon()).unwrap_err().to_string();
        assert!(err.contains(expected) || err.contains("not a Bridgewatch log"), "{err}");
        assert!(compare(folder.path(), &path).is_err());
        fs::remove_file(path).unwrap();
    }
    assert!(prepare(folder.path(), &folder.path().join("none.db"), noon()).is_err());
    assert_eq!(names(folder.path()), ["bridgewatch.db", "copy.db"], "no draft is left");
    assert_eq!(store.event_count().unwrap(), 6);
}

#[test]
fn a_copy_of_an_older_form_is_brought_to_that_of_today() {
    let (folder, mut store, ..) = log();
    let old = tempfile::tempdir().unwrap();
    let plan = schema::Plan { version: 1, fresh: schema::FORM_1, steps: &[] };
    let bare = Store::open_as(old.path(), morning(), &plan).unwrap();
    samples::append_bare(&bare, &[opened(1), note("a")]);
    drop(bare);
    let path = old.path().join(FILE_NAME);
    let told = compare(folder.path(), &path).unwrap();
    assert_eq!((told.gained, told.lost), (2, 6));
    let prepared = prepare(folder.path(), &path, noon()).unwrap();
    store.replace(prepared, noon(), |_| Ok::<_, StoreError>(())).unwrap();
    assert_eq!((store.event_count().unwrap(), store.rows().unwrap().len()), (2, 1));
    assert_eq!(store.verify().unwrap().findings, []);
}

#[test]
fn a_draft_that_a_crash_left_is_removed_by_the_next_try_and_nothing_else_is() {
    let (folder, _store, copy, _) = log();
    for name in
        ["restoring-20261104T110000Z.db", "restoring-20261104T110000Z.db-journal", "restoring-mine.db"]
    {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    let prepared = prepare(folder.path(), &copy, noon()).unwrap();
    let there = names(folder.path());
    assert!(there.contains(&"restoring-mine.db".to_owned()), "{there:?}");
    assert!(!there.contains(&"restoring-20261104T110000Z.db".to_owned()), "{there:?}");
    drop(prepared);
    assert!(!names(folder.path()).contains(&"restoring-20261104T120000Z.db".to_owned()));
}

/// Restore, log on, exchange files with a desk that has the lost entries: nothing clashes, and they come back.
#[test]
fn after_a_restore_nothing_clashes_with_a_desk_that_has_what_was_lost_and_it_comes_back() {
    let (folder, mut store, copy, _) = log();
    let lost = store.all_events().unwrap();
    let (_other_folder, mut other) = samples::store();
    let file_of = |store: &Store| {
        let mut bytes = Vec::new();
        store.handoff(&BTreeMap::new(), "Sample desk", noon(), &mut bytes).unwrap();
        handoff::read(bytes.as_slice(), None).unwrap()
    };
    other.merge(&file_of(&store), noon()).unwrap();
    let prepared = prepare(folder.path(), &copy, noon()).unwrap();
    store.replace(prepared, noon(), |_| Ok::<_, StoreError>(())).unwrap();
    let own = store.append(&[about(4, opened(4)), about(1, note("after"))], noon(), samples::rows).unwrap();
    store.rebuild_projections().unwrap();
    for _ in 0..2 {
        other.merge(&file_of(&store), noon()).unwrap();
        store.merge(&file_of(&other), noon()).unwrap();
    }
    let all = store.all_events().unwrap();
    assert_eq!(all, other.all_events().unwrap());
    assert_eq!(store.rows().unwrap(), other.rows().unwrap());
    assert!(lost.iter().chain(&own).all(|event| all.contains(event)), "nothing is missing");
    assert_eq!(all.len(), lost.len() + own.len(), "and nothing is there twice");
    for store in [&store, &other] {
        assert_eq!(store.verify().unwrap().findings, []);
    }
}

#[test]
fn the_copies_are_listed_newest_first_with_how_they_are() {
    let (folder, mut store, copy, _) = log();
    assert_eq!(copies(folder.path(), 1).unwrap(), []);
    drop(store);
    for day in [5, 6, 7] {
        drop(Store::open(folder.path(), at(&format!("2026-11-{day:02}T08:00:00Z"))).unwrap());
    }
    let backups = folder.path().join("backups");
    fs::write(backups.join("bridgewatch-20261106T080000Z.db"), "gone bad").unwrap();
    store = Store::open(folder.path(), at("2026-11-07T09:00:00Z")).unwrap();
    let prepared = prepare(folder.path(), &copy, at("2026-11-07T10:00:00Z")).unwrap();
    store.replace(prepared, at("2026-11-07T10:00:00Z"), |_| Ok::<_, StoreError>(())).unwrap();
    let all = copies(folder.path(), u64::MAX).unwrap();
    let told: Vec<_> = all.iter().map(|one| (one.kind, one.at.to_rfc3339())).collect();
    assert_eq!(
        told,
        [
            (CopyKind::SetAside, "2026-11-07T10:00:00+00:00".to_owned()),
            (CopyKind::Backup, "2026-11-07T08:00:00+00:00".to_owned()),
            (CopyKind::Backup, "2026-11-06T08:00:00+00:00".to_owned()),
            (CopyKind::Backup, "2026-11-05T08:00:00+00:00".to_owned()),
        ]
    );
    let last_at = Some(at("2026-11-04T11:00:00Z"));
    assert_eq!(all[0].state, CopyState::Sound(Holds { events: 6, last_at }));
    assert!(matches!(all[2].state, CopyState::Unusable(_)), "{:?}", all[2]);
    assert_eq!(all[3].state, CopyState::Sound(Holds { events: 6, last_at }));
    let few = copies(folder.path(), 1).unwrap();
    assert!(matches!(few[0].state, CopyState::Sound(_)));
    assert!(few[1..].iter().all(|one| one.state == CopyState::NotLooked), "{few:?}");
    let (running, bytes) = running(folder.path()).unwrap();
    assert_eq!(running.events, 3);
    assert!(bytes > 4096);
}
