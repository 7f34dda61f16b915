//! Bringing tickets in, reporting on them and finding them, by the real program.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/program.rs"]
mod program;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use program::{complaint, good};
use serde_json::Value;

const REAL: &str = "tests/data/servicenow_incident_event_log.csv";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bridgewatch"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("TZ", "America/Chicago")
        .arg("--data")
        .arg(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&good(run(folder, arguments))).unwrap()
}

fn counts(report: &Value) -> [u64; 5] {
    ["rows", "incidents", "new", "changed", "known"].map(|name| report[name].as_u64().unwrap())
}

fn file(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("tickets.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_real_export_comes_in_once_and_is_reported_and_found() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("desk");
    let import = ["import", "servicenow", REAL, "--zone", "America/Chicago", "--json"];
    let dry = json(&data, &[&import[..], &["--dry-run"]].concat());
    assert_eq!((counts(&dry), dry["applied"].as_bool()), ([2040, 300, 300, 0, 0], Some(false)));
    assert!(!data.join("bridgewatch.db").exists(), "a dry run makes no log");
    assert_eq!(counts(&json(&data, &import)), [2040, 300, 300, 0, 0]);
    let again = json(&data, &import);
    assert_eq!((counts(&again), again["entries"].as_u64()), ([2040, 300, 0, 0, 300], Some(0)));
    assert!(good(run(&data, &["verify"])).starts_with("Sound"));

    let period = ["--from", "2016-01-01T00:00:00-06:00", "--until", "2017-01-01T00:00:00-06:00", "--json"];
    let card = json(&data, &[&["report", "scorecard"][..], &period].concat());
    assert_eq!(card["by_priority"]["critical"]["count"], 7);
    assert_eq!(card["clocks"]["referral"]["met"], 265);
    let pairs = card["pairs"].as_array().unwrap();
    let mttr = pairs.iter().find(|pair| pair["short"] == "MTTR").unwrap();
    assert_eq!((mttr["n"].as_u64(), mttr["p90_secs"].as_i64()), (Some(300), Some(1_911_000)));
    assert_eq!(mttr["incidents"].as_array().unwrap().len(), 300);
    let said = good(run(&data, &["report", "scorecard", period[0], period[1], period[2], period[3]]));
    assert!(said.contains("300 incidents were opened") && said.contains("MTTR"), "{said}");

    let hits = json(&data, &["search", "INC0000294", "--limit", "1", "--json"]);
    assert_eq!((hits[0]["incident"].as_str(), hits[0]["rank"].as_u64()), (Some("INC0000294"), Some(0)));
    assert!(hits[0]["marked"].as_str().unwrap().contains("«INC0000294»"));
    let critical = json(&data, &["search", "categ*", "--priority", "critical", "--limit", "500", "--json"]);
    let critical = critical.as_array().unwrap();
    assert!(!critical.is_empty() && critical.iter().all(|hit| hit["priority"] == "critical"));
    assert_eq!(good(run(&data, &["search", "\"unclosed (("])), "Nothing has these words\n");
    assert_eq!(json(&data, &["search", "INC0000294", "--state", "open", "--json"]), Value::Array(Vec::new()));
}

#[test]
fn a_file_with_one_bad_line_changes_nothing_and_says_which() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("desk");
    let text = "number,state,opened,updated,summary\nINC1,New,2016-02-01 09:00,2016-02-01 09:10,No mail\n\
                INC2,New,2016-02-31 09:00,2016-02-01 09:10,No web\n";
    let bad = file(folder.path(), text);
    let bad = bad.to_str().unwrap();
    let arguments = ["import", "servicenow", bad, "--date-order", "ymd", "--map", "title=Summary", "--json"];
    let output = run(&data, &arguments);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let refused = &report["refused"][0];
    assert_eq!((refused["line"].as_u64(), refused["column"].as_str()), (Some(3), Some("opened")));
    assert!(refused["reason"].as_str().unwrap().contains("there is no day"));
    assert!(complaint(&output).contains("line 3, column “opened”: there is no day"));
    assert!(!data.join("bridgewatch.db").exists());

    let mended = file(folder.path(), &text.replace("02-31", "02-03"));
    let mended = mended.to_str().unwrap();
    let arguments = ["import", "servicenow", mended, "--date-order", "ymd", "--map", "title=Summary"];
    let said = good(run(&data, &arguments));
    assert!(said.starts_with("2 rows, 2 incidents: 2 new, 0 changed, 0 known already"), "{said}");
    assert!(said.contains("ring no bell"), "{said}");
    assert!(good(run(&data, &["incidents"])).contains("No mail"));

    for (arguments, expected) in [
        (&["--map", "colour=x"][..], "no field of a ticket"),
        (&["--map", "title=Nowhere"], "there is no column “Nowhere”"),
        (&["--zone", "Mars/Base"], "not a time zone"),
        (&["--date-order", "ydm"], "write dmy, mdy or ymd"),
    ] {
        let said = complaint(run(&data, &[&["import", "servicenow", mended], arguments].concat()));
        assert!(said.contains(expected), "{said}");
    }
    let said = complaint(run(
        &data,
        &["report", "scorecard", "--from", "2016-01-02T00:00:00Z", "--until", "2016-01-01T00:00:00Z"],
    ));
    assert!(said.contains("ends before it begins"), "{said}");
}
