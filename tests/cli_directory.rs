//! The directory on the command line: a file looked at, brought in, written; what points at a record, and
//! doubles.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::process::{Command, Output};

fn run(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bridgewatch"));
    command.arg("--data").arg(data).args(arguments).output().unwrap()
}

fn bridgewatch(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

fn refused(data: &Path, arguments: &[&str]) -> (String, String) {
    let output = run(data, arguments);
    assert!(!output.status.success(), "{arguments:?} was not refused");
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

const FILE: &str = "kind,name,phones,contacts,email,from,until\n\
                    person,Sample One,317-555-0101,,one@example.org,,\n\
                    person,sample one ,317-555-0102,,,,\n\
                    person,Sample Two,+1 317 555 0103,,,,\n\
                    team,Sample Team,,Sample Two > Sample Three,,,\n\
                    leave,Sample Two,,,,2099-03-02,2099-03-06\n";

#[test]
fn a_directory_is_brought_in_looked_at_and_written_again() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("directory.csv");
    std::fs::write(&file, FILE).unwrap();
    let path = file.to_str().unwrap();
    let (_, why) = refused(data.path(), &["import", "directory", path]);
    assert!(why.contains("line 3: column name: the same person as in line 2"), "{why}");
    std::fs::write(&file, FILE.replace("sample one ", "Sample Óne")).unwrap();

    let dry = bridgewatch(data.path(), &["import", "directory", path, "--dry-run"]);
    assert!(dry.contains("5 rows: 5 new, 0 changed, 0 kept like that already; nothing was changed"), "{dry}");
    assert!(bridgewatch(data.path(), &["directory"]).contains("The directory is empty"));
    bridgewatch(data.path(), &["import", "directory", path]);
    let again = bridgewatch(data.path(), &["import", "directory", path, "--json"]);
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!((&again["same"], &again["new"], &again["applied"]), (&5.into(), &0.into(), &true.into()));

    let teams = bridgewatch(data.path(), &["directory", "--kind", "team"]);
    assert!(teams.contains("Sample Two / Sample Three") && !teams.contains("Sample One"), "{teams}");
    let uses = bridgewatch(data.path(), &["directory", "--uses", "sample two"]);
    assert!(uses.contains("Sample Team, contact 1") && uses.contains("Away"), "{uses}");
    let doubles = bridgewatch(data.path(), &["directory", "--doubles", "--json"]);
    let doubles: serde_json::Value = serde_json::from_str(&doubles).unwrap();
    assert_eq!(doubles[0]["signs"][0], "the same name", "{doubles}");

    let written = data.path().join("out.csv");
    bridgewatch(data.path(), &["directory", "--csv", written.to_str().unwrap()]);
    let text = std::fs::read_to_string(&written).unwrap();
    assert!(text.contains("person,Sample Two,,'+1 317 555 0103,"), "{text}");
    assert!(text.contains("leave,Sample Two,"), "{text}");
    let same = bridgewatch(data.path(), &["import", "directory", written.to_str().unwrap()]);
    assert!(same.contains("5 rows: 0 new, 0 changed, 5 kept like that already"), "{same}");

    let commands = data.path().join("merge.jsonl");
    let (one, other) = (&doubles[0]["one"]["id"], &doubles[0]["other"]["id"]);
    let merge = format!(
        "{{\"do\":\"merge_records\",\"kind\":\"person\",\"kept\":{one},\"gone\":{other}}}\n\
         {{\"do\":\"retire_record\",\"kind\":\"person\",\"name\":\"Sample Two\",\"why\":\"left\"}}\n"
    );
    std::fs::write(&commands, merge).unwrap();
    let applied = bridgewatch(data.path(), &["apply", commands.to_str().unwrap()]);
    assert!(
        applied.contains("Sample Two is retired, and still pointed at:\n  Sample Team, contact 1"),
        "{applied}"
    );
    let people = bridgewatch(data.path(), &["directory", "--kind", "person"]);
    assert!(people.contains("317-555-0101, 317-555-0102"), "both numbers: {people}");
    bridgewatch(data.path(), &["verify"]);
}

#[test]
fn a_file_that_is_wrong_changes_nothing_and_says_where() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("directory.csv");
    std::fs::write(&file, b"kind,name\nperson,M\xFCller\n").unwrap();
    let path = file.to_str().unwrap();
    let (_, why) = refused(data.path(), &["import", "directory", path]);
    assert!(why.contains("line 2: a character that is no UTF-8"), "{why}");
    bridgewatch(data.path(), &["import", "directory", path, "--encoding", "windows-1252"]);
    assert!(bridgewatch(data.path(), &["directory"]).contains("Müller"));
    std::fs::write(&file, "kind,name,email\nperson,a,nobody\nperson,b,b@example.org\n").unwrap();
    let (said, why) = refused(data.path(), &["import", "directory", path, "--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["refused"][0]["line"], 2);
    assert!(said["refused"][0]["reason"].as_str().unwrap().starts_with("column email: `nobody`"), "{said}");
    assert!(
        why.contains("nothing of") && !bridgewatch(data.path(), &["directory"]).contains("b@example.org")
    );
}
