//! The rota on the command line: previews, shifts, reasons, files that leave and come back.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bridgewatch"))
        .arg("--data")
        .arg(folder)
        .args(arguments)
        .output()
        .unwrap()
}

/// What a command prints that has to work.
fn good_of(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a command says that has to be refused.
fn refusal_of(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(!output.status.success(), "{arguments:?} was not refused");
    String::from_utf8(output.stderr).unwrap()
}

/// A desk whose rota has two people, weekly.
fn with_rota(folder: &TempDir) {
    let rule = "time_zone = \"America/Chicago\"\nanchor = \"2026-03-02T09:00\"\nevery = \"1 week\"\n\
                participants = [\"Sample One\", \"Sample Two\"]\nbackup = \"offset 1\"\n";
    let line = serde_json::json!({ "do": "adopt_rule", "rule": rule, "at": "2026-02-20T10:00:00-06:00" });
    let file = folder.path().join("rota.jsonl");
    std::fs::write(&file, line.to_string()).unwrap();
    good_of(folder.path(), &["apply", file.to_str().unwrap()]);
}

const MARCH: [&str; 4] = ["--from", "2026-03-01T00:00:00-06:00", "--until", "2026-03-10T00:00:00-05:00"];

#[test]
fn a_rule_is_previewed_before_anyone_adopts_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rule.toml");
    std::fs::write(
        &file,
        "time_zone = \"America/Chicago\"\nanchor = \"2026-03-02T09:00\"        # local\nevery = \"1 week\"\n\
         participants = [\"First\", \"Second\", \"Third\"]\nbackup = \"offset 1\"\n",
    )
    .unwrap();
    let rule = file.to_str().unwrap();
    let mut preview = vec!["rota", "preview", rule, "--json"];
    preview.extend(MARCH);
    let shifts: Value = serde_json::from_str(&good_of(folder.path(), &preview)).unwrap();
    let expected = serde_json::json!([
        { "start": "2026-03-02T09:00:00-06:00", "end": "2026-03-09T09:00:00-05:00", "seat": "primary", "person": "First" },
        { "start": "2026-03-02T09:00:00-06:00", "end": "2026-03-09T09:00:00-05:00", "seat": "backup", "person": "Second" },
        { "start": "2026-03-09T09:00:00-05:00", "end": "2026-03-16T09:00:00-05:00", "seat": "primary", "person": "Second" },
        { "start": "2026-03-09T09:00:00-05:00", "end": "2026-03-16T09:00:00-05:00", "seat": "backup", "person": "Third" },
    ]);
    assert_eq!(shifts, expected, "whole, also where they reach out of the window");
    std::fs::write(&file, "every = \"weekly-ish\"\n").unwrap();
    let refused = refusal_of(folder.path(), &preview);
    assert!(refused.contains("line 1: “weekly-ish” is not a rhythm"), "{refused}");
    assert!(refused.contains("`participants` is missing"), "all at once: {refused}");
}

#[test]
fn who_is_on_watch_is_said_with_the_reason_and_leaves_as_files_that_read_back() {
    let folder = tempfile::tempdir().unwrap();
    with_rota(&folder);
    let on = good_of(folder.path(), &["rota", "on-watch", "--at", "2026-03-03T12:00:00-06:00"]);
    assert!(on.starts_with("Sample One is primary: rule “Main”, weekly from Mon 2 Mar"), "{on}");
    assert!(on.contains("next: Sample Two, from 2026-03-09 09:00 CDT"), "{on}");
    let mut shifts = vec!["rota", "shifts", "--json", "--seat", "primary"];
    shifts.extend(MARCH);
    let listed: Vec<Value> = serde_json::from_str(&good_of(folder.path(), &shifts)).unwrap();
    assert_eq!(listed.len(), 2);
    let [ics, csv, html] = ["rota.ics", "rota.csv", "rota.html"].map(|name| folder.path().join(name));
    let mut export = vec!["rota", "export"];
    let paths = [ics.to_str().unwrap(), csv.to_str().unwrap(), html.to_str().unwrap()];
    export.extend(["--ics", paths[0], "--csv", paths[1], "--html", paths[2]]);
    export.extend(MARCH);
    assert!(good_of(folder.path(), &export).contains("(4 watches)"));
    let calendar = std::fs::read_to_string(&ics).unwrap();
    assert!(calendar.contains("SUMMARY:Sample One\\, primary watch"), "{calendar}");
    assert!(calendar.contains("TZID=America/Chicago"), "{calendar}");
    assert!(std::fs::read_to_string(&html).unwrap().contains("Sample Two"));
    let other = tempfile::tempdir().unwrap();
    for file in [paths[0], paths[1]] {
        let dry = good_of(other.path(), &["rota", "import", file, "--dry-run", "--json"]);
        let lines: Vec<Value> = serde_json::from_str(&dry).unwrap();
        assert_eq!(lines.len(), 4);
        assert!(lines.iter().all(|line| line["standing"] == "past"), "{dry}");
    }
    let refused = refusal_of(folder.path(), &["rota", "export"]);
    assert!(refused.contains("--ics"), "{refused}");
}

#[test]
fn a_rota_is_imported_with_a_preview_and_again_without_doubling() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("team.csv");
    std::fs::write(
        &file,
        "start,end,seat,person\n2190-03-01 09:00,2190-03-08 09:00,primary,Sample One\n\
         2190-03-08 09:00,2190-03-15 09:00,primary,Sample Two\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let zone = ["--zone", "America/Chicago"];
    let dry = good_of(folder.path(), &["rota", "import", file, "--dry-run", zone[0], zone[1]]);
    assert!(dry.contains("2 watches would be put in; nothing was changed"), "{dry}");
    let done = good_of(folder.path(), &["rota", "import", file, zone[0], zone[1]]);
    assert!(done.contains("2 watches are put in"), "{done}");
    let again = good_of(folder.path(), &["rota", "import", file, zone[0], zone[1]]);
    assert!(again.contains("0 watches are put in") && again.contains("as it is"), "{again}");
    std::fs::write(folder.path().join("team.csv"), "start,end,seat,person\nsoon,later,primary,Sample One\n")
        .unwrap();
    let refused = refusal_of(folder.path(), &["rota", "import", file]);
    assert!(refused.contains("nothing of") && refused.contains("line 2"), "{refused}");
}
