//! Reports and invitations by the real program: files out, words and exit codes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use program::{complaint, good};
use tempfile::TempDir;

const STORY: &str = r#"
{"do":"configure_desk","name":"Sample desk","manager":"Sample Manager","time_zone":"America/Chicago"}
{"do":"record_person","name":"Sample Manager","role":"Escalation manager","email":"manager@example.org"}
{"do":"record_person","name":"Sample Engineer","role":"Database engineer","email":"engineer@example.org"}
{"do":"open_incident","key":"pay","at":"2026-03-02T10:00:00-06:00","title":"Payments API down","priority":"critical","kind":"major","ticket":"INC0012345","policy":"major-incident"}
{"do":"send_update","key":"pay","at":"2026-03-02T10:12:00-06:00","text":"We know"}
{"do":"note","key":"pay","at":"2026-03-02T10:20:00-06:00","text":"Sample Engineer is asked"}
{"do":"restore","key":"pay","at":"2026-03-02T11:00:00-06:00","text":"failover"}
{"do":"schedule_review","key":"pay","at":"2026-03-02T12:00:00-06:00","starts_at":"2026-03-05T10:00:00-06:00","minutes":60}
{"do":"invite_to_review","key":"pay","at":"2026-03-02T12:01:00-06:00","whom":"Sample Engineer"}
"#;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bridgewatch"));
    command.env("TZ", "America/Chicago").arg("--data").arg(folder).args(arguments).output().unwrap()
}

fn apply(folder: &Path, lines: &str) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bridgewatch"))
        .env("TZ", "America/Chicago")
        .arg("--data")
        .arg(folder)
        .args(["apply", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    good(child.wait_with_output().unwrap());
}

/// A desk with the story, and a folder for what leaves it.
fn desk() -> (TempDir, TempDir) {
    let (data, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    apply(data.path(), STORY);
    (data, out)
}

fn report(data: &TempDir, out: &TempDir, format: &str, more: &[&str]) -> (PathBuf, Output) {
    let file = out.path().join(format!("report.{format}"));
    let base = ["report", "--incident", "pay", "--format", format, "--out", file.to_str().unwrap()];
    let output = run(data.path(), &[&base[..], more].concat());
    (file, output)
}

#[test]
fn a_report_of_an_incident_of_the_past_is_written_in_each_format() {
    let (data, out) = desk();
    apply(data.path(), r#"{"do":"close","key":"pay","at":"2026-03-06T10:00:00-06:00","why":"a drill"}"#);
    for (format, begin) in [
        ("md", &b"# MI-0001: Payments API down\n"[..]),
        ("html", b"<!DOCTYPE html>"),
        ("docx", b"PK\x03\x04"),
        ("csv", b"happened,recorded"),
    ] {
        let (file, output) = report(&data, &out, format, &[]);
        assert!(good(&output).contains("of MI-0001 is written to"));
        assert!(fs::read(file).unwrap().starts_with(begin), "{format}");
    }
}

#[test]
fn as_of_a_time_what_came_later_is_left_out_and_the_zone_is_the_one_asked_for() {
    let (data, out) = desk();
    let then = ["--at", "2026-03-02T10:30:00-06:00", "--zone", "Europe/Berlin"];
    let (file, output) = report(&data, &out, "md", &then);
    good(&output);
    let md = fs::read_to_string(file).unwrap();
    assert!(md.contains("It was opened Mon 2 Mar 2026, 17:00 CET. It is open, 30 min after that."), "{md}");
    assert!(!md.contains("failover"), "{md}");
}

#[test]
fn outside_is_without_names_and_notes_and_says_to_read_it() {
    let (data, out) = desk();
    let (file, output) = report(&data, &out, "html", &["--audience", "outside", "--pack"]);
    assert!(good(&output).contains("Read it before it leaves"));
    let html = fs::read_to_string(file).unwrap();
    assert!(
        !html.contains("Sample Engineer") && !html.contains("Sample Manager") && html.contains("We know")
    );
}

#[test]
fn what_cannot_be_is_refused_with_what_would_do_and_the_old_file_stands() {
    let (data, out) = desk();
    let (file, output) = report(&data, &out, "md", &[]);
    good(&output);
    let before = fs::read(&file).unwrap();
    let (_, output) = report(&data, &out, "md", &["--zone", "Mars/Base"]);
    assert!(complaint(&output).contains("`Mars/Base` is not a time zone; use an IANA name"));
    assert_eq!(fs::read(&file).unwrap(), before);
    let missing = out.path().join("no-such-folder").join("r.md");
    let arguments = ["report", "--incident", "pay", "--format", "md", "--out", missing.to_str().unwrap()];
    assert!(complaint(run(data.path(), &arguments)).contains("no-such-folder"));
    let arguments = ["report", "--incident", "other", "--format", "md", "--out", file.to_str().unwrap()];
    assert!(complaint(run(data.path(), &arguments)).contains("no incident is called `other`"));
}

#[test]
fn the_invitation_is_written_as_a_calendar_file_and_as_a_mail_and_called_off_again() {
    let (data, out) = desk();
    let (ics, eml) = (out.path().join("i.ics"), out.path().join("i.eml"));
    let files = ["--ics", ics.to_str().unwrap(), "--eml", eml.to_str().unwrap()];
    let arguments = [&["postmortem", "--incident", "pay", "--alarm", "15"][..], &files].concat();
    let said = good(run(data.path(), &arguments));
    assert!(said.contains("The invitation to the post-mortem of MI-0001 is written to"), "{said}");
    let text = fs::read_to_string(&ics).unwrap();
    assert!(text.contains("METHOD:REQUEST\r\n") && text.contains("TRIGGER:-PT15M"), "{text}");
    let mail = fs::read_to_string(&eml).unwrap();
    assert!(mail.contains("method=REQUEST") && mail.contains("post-mortem-pack.html"), "{mail}");
    let lines = [
        r#"{"do":"log_invitation_sent","key":"pay","at":"2026-03-02T12:05:00-06:00"}"#,
        r#"{"do":"call_off_review","key":"pay","at":"2026-03-02T12:10:00-06:00","why":"a drill"}"#,
    ];
    apply(data.path(), &lines.join("\n"));
    assert!(good(run(data.path(), &arguments)).contains("The cancellation of the post-mortem"));
    let text = fs::read_to_string(&ics).unwrap();
    assert!(text.contains("METHOD:CANCEL\r\n") && text.contains("SEQUENCE:1\r\n"), "{text}");
    assert!(!fs::read_to_string(&eml).unwrap().contains("pack.html"));
}

#[test]
fn without_a_time_no_invitation_is_written() {
    let (data, out) = desk();
    apply(
        data.path(),
        r#"{"do":"call_off_review","key":"pay","at":"2026-03-02T12:10:00-06:00","why":"a drill"}"#,
    );
    let file = out.path().join("i.ics");
    let output = run(data.path(), &["postmortem", "--incident", "pay", "--ics", file.to_str().unwrap()]);
    assert!(complaint(&output).contains("no date and time yet; set one with `schedule_review`"));
    assert!(!file.exists());
}

const BILLING: &str = r#"
{"do":"record_agency","name":"Sample Revenue"}
{"do":"record_agency","name":"Sample/Health"}
{"do":"record_service","name":"Payments","billed_to":"Sample Revenue"}
{"do":"set_rate","category":"application","year":2026,"amount":"42.17","currency":"USD"}
{"do":"set_rate","category":"security","year":2026,"amount":"12.50"}
{"do":"open_incident","key":"old","at":"2026-02-28T23:59:59-06:00","title":"Last month"}
{"do":"open_incident","key":"token","at":"2026-03-03T10:00:00-06:00","title":"=A token is locked"}
{"do":"bill_as","key":"token","at":"2026-03-03T10:01:00-06:00","category":"security","account":"rsa-token","owner":"sample/health"}
{"do":"bill_as","key":"pay","at":"2026-03-03T10:02:00-06:00","category":"application","application":"Payments"}
{"do":"open_incident","key":"what","at":"2026-03-04T10:00:00-06:00","title":"Who knows"}
"#;

#[test]
fn the_billing_detail_of_a_month_is_printed_and_written_whole_and_by_agency() {
    let (data, out) = desk();
    apply(data.path(), BILLING);
    let whole = out.path().join("march.csv");
    let folder = out.path().to_str().unwrap();
    let month = ["report", "billing", "--month", "2026-03"];
    let files = ["--csv", whole.to_str().unwrap(), "--per-agency", folder];
    let arguments = [&month[..], &files].concat();
    let said = good(run(data.path(), &arguments));
    assert!(
        said.contains(
            "March 2026: 3 incidents were opened, 2 billed for 54.67 USD, 1 exception to be cleared, 0 not billed"
        ),
        "{said}"
    );
    assert!(said.contains("MI-0004") && said.contains("nothing says as what it is billed"), "{said}");
    let text = fs::read_to_string(&whole).unwrap();
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(text.contains("2026-03,billed,Sample Revenue,Application support,incident,MI-0001,INC0012345,"));
    assert!(text.contains(",'=A token is locked,2026-03-03T10:00:00-06:00,12.50,USD,"), "{text}");
    let health = fs::read_to_string(out.path().join("billing 2026-03 Sample Health.csv")).unwrap();
    assert_eq!(health.lines().count(), 2, "{health}");

    let refused = complaint(run(data.path(), &arguments));
    assert!(refused.contains("march.csv is there already; name another file, or say --replace"), "{refused}");
    let by_agency = [&month[..], &["--per-agency", folder]].concat();
    let refused = complaint(run(data.path(), &by_agency));
    assert!(refused.contains("Sample Health.csv; name another folder, or say --replace"), "{refused}");
    good(run(data.path(), &[&arguments[..], &["--replace"]].concat()));
    let wrong = complaint(run(data.path(), &["report", "billing", "--month", "March"]));
    assert!(wrong.contains("`March` is no month; write it like 2026-03"), "{wrong}");

    let shape = good(run(data.path(), &[&month[..], &["--json"]].concat()));
    let shape: serde_json::Value = serde_json::from_str(&shape).unwrap();
    assert_eq!(shape["billed"]["amounts"][0]["cents"], 5467);
    assert_eq!(shape["lines"][1]["rule"], "account-owner");
    assert_eq!(shape["exceptions"][0]["trouble"], "no category");
    assert_eq!(shape["agencies"][1]["categories"]["Security support"]["amounts"][0]["amount"], "12.50");
    assert_eq!(
        (&shape["until"], &shape["rates"][0]["cents"]),
        (&"2026-04-01T00:00:00-05:00".into(), &4217.into())
    );
}

const MARCH: [&str; 6] =
    ["report", "scorecard", "--from", "2026-03-01T00:00:00-06:00", "--until", "2026-04-01T00:00:00-05:00"];

/// The scorecard of March.
fn march(data: &TempDir, more: &[&str]) -> Output {
    run(data.path(), &[&MARCH[..], more].concat())
}

fn figures(data: &TempDir, out: &TempDir, text: &str) -> Output {
    let file = out.path().join("figures.csv");
    fs::write(&file, text).unwrap();
    run(data.path(), &["import", "figures", file.to_str().unwrap()])
}

#[test]
fn the_scorecard_of_a_period_is_written_in_each_format_beside_the_period_before() {
    let (data, out) = desk();
    apply(
        data.path(),
        r#"{"do":"open_incident","key":"old","at":"2026-02-20T10:00:00-06:00","title":"Sample","priority":"low"}"#,
    );
    for (format, begin) in [
        ("md", &b"# Scorecard, March 2026\n"[..]),
        ("html", b"<!DOCTYPE html>"),
        ("docx", b"PK\x03\x04"),
        ("csv", b"section,name,measure,value,unit\r\n"),
    ] {
        let file = out.path().join(format!("march.{format}"));
        let said = good(march(&data, &["--format", format, "--out", file.to_str().unwrap()]));
        assert!(said.contains("The scorecard is written to"), "{said}");
        assert!(fs::read(file).unwrap().starts_with(begin), "{format}");
    }
    let printed = good(march(&data, &["--format", "md"]));
    assert!(printed.contains("1 incident, as many as the 1 in February 2026"), "{printed}");
    assert!(printed.contains("One was restored, within 1 h"), "{printed}");
    assert!(good(march(&data, &[])).contains("1 incident, as many as the 1 in February 2026"));
    let json: serde_json::Value = serde_json::from_str(&good(march(&data, &["--json"]))).unwrap();
    assert_eq!(json["before"]["incidents"]["incidents"][0], "MI-0002");
    assert_eq!(json["by_day"]["2026-03-02"]["critical"], 1);
    assert!(complaint(march(&data, &["--format", "docx"])).contains("name a file with --out"));
    assert!(complaint(march(&data, &["--out", "x.md"])).contains("--format"));
}

#[test]
fn figures_of_a_file_are_held_against_targets_and_the_same_file_again_changes_nothing() {
    let (data, out) = desk();
    let file = "measure,from,until,value,source\n\
        answered-within,2026-03-01,2026-03-31,35,telephone\n\
        abandoned,2026-03-01,2026-03-15,6\nabandoned,2026-03-16,2026-03-31,6.001\n\
        satisfaction,2026-01-01,2026-06-30,4.1\n";
    assert!(good(figures(&data, &out, file)).contains("4 figures in it; 4 are new or corrected"));
    assert!(good(figures(&data, &out, file)).contains("4 figures in it; 0 are new or corrected"));
    let targets = |data: &TempDir| {
        let json: serde_json::Value = serde_json::from_str(&good(march(data, &["--json"]))).unwrap();
        let one = |target: &serde_json::Value| {
            (target["value"].as_str().unwrap_or("none").to_owned(), target["is_met"].as_bool())
        };
        json["targets"].as_array().unwrap().iter().map(one).collect::<Vec<_>>()
    };
    let figure = |value: &str, is_met| (value.to_owned(), is_met);
    assert_eq!(
        targets(&data),
        [
            figure("35", Some(true)),
            figure("6.001", Some(false)),
            figure("none", None),
            figure("4.1", Some(true)),
        ],
        "exactly at the target is met; 6 for 15 days and 6.001 for 16 are over it"
    );
    let corrected = figures(&data, &out, "measure,from,until,value\nabandoned,2026-03-16,2026-03-31,6\n");
    assert!(good(&corrected).contains("1 figure in it; 1 is new or corrected"));
    assert_eq!(targets(&data)[1], figure("6", Some(true)));
    let csv = good(march(&data, &["--format", "csv"]));
    assert!(csv.contains("targets,abandoned,figure,6,percent\r\n"), "{csv}");

    // Refused whole.
    let bad = figures(
        &data,
        &out,
        "measure,from,until,value\nfirst-contact,2026-03-01,2026-03-31,70\nspeed,x,2026-03-31,-1\n",
    );
    let said = complaint(&bad);
    assert!(said.contains("line 3: measure: there is no target “speed”"), "{said}");
    assert!(
        said.contains("line 3: from: “x” is no date") && said.contains("line 3: value: “-1” is none"),
        "{said}"
    );
    assert_eq!(targets(&data)[2], figure("none", None));
}

#[test]
fn a_figure_is_entered_corrected_and_taken_back_by_commands() {
    let (data, _out) = desk();
    apply(
        data.path(),
        r#"{"do":"enter_figure","measure":"first-contact","first_day":"2026-03-01","last_day":"2026-03-31","value":69,"source":"ticket system"}"#,
    );
    let first_contact = || {
        let json: serde_json::Value = serde_json::from_str(&good(march(&data, &["--json"]))).unwrap();
        json["targets"][2].clone()
    };
    assert_eq!((&first_contact()["value"], &first_contact()["is_met"]), (&"69".into(), &true.into()));
    let log = good(run(data.path(), &["log", "--json"]));
    let entries: serde_json::Value = serde_json::from_str(&log).unwrap();
    let entry = entries.as_array().unwrap().iter().find(|one| one["kind"] == "figure_entered");
    let entry = entry.unwrap_or_else(|| entries.as_array().unwrap().last().unwrap());
    let id = entry["id"].as_str().unwrap().to_owned();
    let back = format!(r#"{{"do":"take_back_figure","entry":"{id}","why":"a slip"}}"#);
    apply(data.path(), &back);
    assert_eq!(first_contact()["value"], serde_json::Value::Null, "no figure stands");
    let log = good(run(data.path(), &["log"]));
    assert!(log.contains("first-contact, 2026-03-01 to 2026-03-31: 69"), "it stays readable: {log}");
    assert!(good(run(data.path(), &["verify"])).contains("entries"));
}
