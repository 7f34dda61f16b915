//! Erasing a person by the real program: looked at, refused, asked for, done, and gone from every file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/program.rs"]
mod program;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use program::{Watch, complaint, good, program};
use serde_json::Value;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// The program with something typed.
fn typing(folder: &Path, arguments: &[&str], typed: &str) -> Output {
    let mut child = program(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that asks for nothing has gone by then.
    child.stdin.take().unwrap().write_all(typed.as_bytes()).ok();
    child.wait_with_output().unwrap()
}

fn apply(folder: &Path, lines: &str) {
    good(typing(folder, &["apply", "-"], lines));
}

const STORY: &str = r#"{"do":"configure_desk","name":"Sample desk","manager":"Sample Manager"}
{"do":"record_person","name":"Kowalska Ann","role":"DBA","phones":["317-555-0101"],"email":"ann.k@example.org","note":"Left-handed"}
{"do":"record_person","name":"Kowalska Anna","phones":["317-555-0102"],"email":"anna.k@example.org"}
{"do":"record_team","name":"Sample Team","phone":"317-555-0199"}
{"do":"open_incident","key":"pay","title":"No payments, says kowalska ann","priority":"low","kind":"regular"}
{"do":"add_person","key":"pay","whom":"Kowalska Ann","role":"SME"}
{"do":"note","key":"pay","as":"Kowalska Ann","text":"KOWALSKA ÁNN: call me at +1 317 555 0101, not Kowalska Anna"}
{"do":"note","key":"pay","text":"annie.k is her account"}
"#;

const DONE: &str = r#"{"do":"stand_down","key":"pay","whom":"Kowalska Ann"}
{"do":"close","key":"pay","why":"a sample"}
"#;

fn files_with(folder: &Path, word: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, word));
        } else if std::fs::read(&path)
            .unwrap_or_default()
            .to_ascii_lowercase()
            .windows(word.len())
            .any(|part| part == word.as_bytes())
        {
            found.push(path);
        }
    }
    found
}

fn log(folder: &Path) -> String {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("log.jsonl");
    good(run(folder, &["export", "--jsonl", file.to_str().unwrap()]));
    std::fs::read_to_string(file).unwrap()
}

fn verified(folder: &Path) {
    let said = good(run(folder, &["verify"]));
    assert!(!said.to_lowercase().contains("finding"), "{said}");
}

#[test]
fn a_person_is_looked_for_refused_asked_for_and_erased() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    apply(folder, STORY);
    let why = complaint(run(folder, &["erase-person", "Kowalska Ann", "--yes"]));
    assert!(why.contains("Kowalska Ann is still needed: MI-0001: SME") && why.contains("first"), "{why}");
    apply(folder, DONE);
    let why = complaint(run(folder, &["erase-person", "sample manager", "--look"]));
    assert!(why.contains("change the manager first"), "{why}");
    for name in ["", "  ", "K", "K.", "(.*)"] {
        let why = complaint(run(folder, &["erase-person", name, "--yes"]));
        assert!(why.contains("is empty") || why.contains("fewer than 2 letters"), "{name}: {why}");
    }
    let why = complaint(run(folder, &["erase-person", "Nobody.*", "--yes"]));
    assert!(why.contains("nothing in the log means Nobody.*"), "{why}");

    std::fs::create_dir_all(folder.join("policies")).unwrap();
    std::fs::write(folder.join("policies").join("mine.toml"), "# ask Kowalska Ann").unwrap();
    std::fs::write(folder.join("drafts.json"), r#"{"x":{"text":"tell Kowalska Ann"}}"#).unwrap();
    let before = log(folder);
    let also = ["--also", "annie.k"];
    let look = good(run(folder, &[&["erase-person", "Kowalska Ann", "--look"], &also[..]].concat()));
    for words in [
        "Looked for 317-555-0101; Kowalska Ann; ann.k@example.org; annie.k",
        "“Erased person 1” would stand in 6 entries about 1 incident and the directory",
        "No payments, says Erased person 1",
        "Erased person 1: call me at [erased], not Kowalska Anna",
        "mine.toml",
        "cannot be undone",
    ] {
        assert!(look.contains(words), "{words}\n{look}");
    }
    let asked = typing(folder, &[&["erase-person", "Kowalska Ann"], &also[..]].concat(), "Kowalska\n");
    assert!(complaint(asked).contains("nothing was changed"));
    assert_eq!(log(folder), before);

    let done =
        good(typing(folder, &[&["erase-person", "Kowalska Ann"], &also[..]].concat(), "Kowalska Ann\n"));
    assert!(done.contains("Erased: “Erased person 1” stands in 6 entries"), "{done}");
    let after = log(folder);
    for word in ["ann.k@", "555-0101", "555 0101", "annie", "Left-handed", "ÁNN", "says kowalska"] {
        assert!(before.contains(word) && !after.contains(word), "{word}");
    }
    assert!(after.contains("Kowalska Anna") && after.contains("anna.k@example.org"));
    verified(folder);
    for word in ["ann.k@", "annie.k", "left-handed", "kowalska ann\"", "kowalska ann:", "says kowalska"] {
        assert_eq!(files_with(folder, word), Vec::<PathBuf>::new(), "{word}");
    }
    assert_eq!(
        std::fs::read_to_string(folder.join("drafts.json")).unwrap(),
        r#"{"x":{"text":"tell Erased person 1"}}"#
    );
    assert!(
        !good(run(folder, &["directory"])).contains("Erased person"),
        "the record is not offered any more"
    );
    assert!(good(run(folder, &["log", "--incident", "pay"])).contains("Erased person 1: call me"));
    assert!(good(run(folder, &["log"])).contains("Erased person 1 was erased from 6 entries"));
    let why = complaint(run(folder, &["erase-person", "Erased person 1", "--yes"]));
    assert!(why.contains("erased already"), "{why}");
}

#[test]
fn the_desk_that_runs_erases_and_other_desks_and_older_copies_take_it_over() {
    let place = tempfile::tempdir().unwrap();
    let (here, there) = (place.path().join("here"), place.path().join("there"));
    apply(&here, STORY);
    apply(&here, DONE);
    let (copy, file) = (place.path().join("copy.db"), place.path().join("a.bridgewatch"));
    let (copy, file) = (copy.to_str().unwrap(), file.to_str().unwrap());
    good(run(&here, &["backup", copy]));
    good(run(&here, &["handoff", "export", file]));
    good(run(&there, &["handoff", "merge", file]));
    assert!(!files_with(&there, "ann.k@").is_empty());

    let watch = Watch::on(&here);
    let done: Value =
        serde_json::from_str(&good(run(&here, &["erase-person", "Kowalska Ann", "--yes", "--json"])))
            .unwrap();
    assert_eq!(
        (&done["placeholder"], &done["seen"]["entries"]),
        (&"Erased person 1".into(), &5.into()),
        "{done}"
    );
    assert_eq!(files_with(&here, "ann.k@"), Vec::<PathBuf>::new());
    good(run(&here, &["handoff", "export", file]));
    drop(watch);

    let said = good(run(&there, &["handoff", "merge", file, "--dry-run"]));
    assert!(said.contains("1 person erased there: the words go from 5 entries here"), "{said}");
    good(run(&there, &["handoff", "merge", file]));
    assert_eq!(files_with(&there, "ann.k@"), Vec::<PathBuf>::new());
    verified(&there);

    let said = good(run(&here, &["restore", copy]));
    assert!(said.contains("erased again, from 5 entries; the copy itself has them still"), "{said}");
    verified(&here);
    assert!(!log(&here).contains("ann.k@"));
    assert_eq!(files_with(&here, "ann.k@"), Vec::<PathBuf>::new());
}
