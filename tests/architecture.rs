//! The rooms of the house: who may import whom. Read off the sources, so that the map in
//! ARCHITECTURE.md stays true.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each room and the rooms it may use. `main` is the binary.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("documents", &["domain"]),
    ("imports", &["domain"]),
    ("platform", &[]),
    ("store", &["domain"]),
    ("desk", &["domain", "store", "platform", "documents", "imports"]),
    // The window reads documents, imports and domain, and talks to the desk; the clock and the folder's lock
    // are the platform's.
    ("ui", &["domain", "documents", "imports", "desk", "platform", "store"]),
    ("cli", &["domain", "documents", "imports", "desk", "platform", "store"]),
];

/// What a room must never name, whatever it imports.
const NEVER: &[(&str, &[&str])] = &[
    (
        "domain",
        &[
            "std::fs",
            "std::net",
            "std::thread",
            "SystemTime",
            "rusqlite",
            "egui",
            "HashMap",
            "HashSet",
            "Utc::now",
            "Local::now",
        ],
    ),
    ("documents", &["std::fs", "rusqlite", "egui", "Utc::now", "Local::now"]),
    ("imports", &["std::fs", "rusqlite", "egui", "Utc::now", "Local::now"]),
    ("desk", &["rusqlite", "egui", "SystemTime", "Utc::now"]),
    ("platform", &["rusqlite", "egui"]),
    ("store", &["egui", "SystemTime", "Utc::now"]),
    ("ui", &["rusqlite", "SystemTime::now", "Utc::now"]),
    ("cli", &["rusqlite", "egui", "SystemTime::now", "Utc::now"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A file's code: comments and what is only compiled for tests left out.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let without_tests = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
    without_tests.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn rooms() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files
        .into_iter()
        .filter_map(|file| {
            let relative = file.strip_prefix(&root).ok()?.to_path_buf();
            let room = relative.components().next()?.as_os_str().to_str()?.to_owned();
            (!room.contains('.')).then_some((room, file))
        })
        .collect()
}

#[test]
fn rooms_import_only_what_stands_below_them() {
    let mut wrong = Vec::new();
    for (room, file) in rooms() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{}: the room `{room}` is not on the map", file.display()));
            continue;
        };
        let code = code(&file);
        for (other, _) in MAY_USE.iter().filter(|(other, _)| *other != room && !allowed.contains(other)) {
            if code.contains(&format!("crate::{other}")) {
                wrong.push(format!("{}: uses `crate::{other}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rooms_name_nothing_that_is_not_theirs() {
    let mut wrong = Vec::new();
    for (room, file) in rooms() {
        let code = code(&file);
        for word in NEVER.iter().filter(|(name, _)| *name == room).flat_map(|(_, words)| words.iter()) {
            if code.contains(word) {
                wrong.push(format!("{}: names `{word}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_of_the_map_is_there() {
    let rooms = rooms();
    for (name, _) in MAY_USE {
        assert!(rooms.iter().any(|(room, _)| room == name), "`{name}` has no file");
    }
}
