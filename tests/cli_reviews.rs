//! Service reviews on the command line: how departments stand, an agenda, what is systemic, effort.

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

/// The same, read as JSON.
fn json_of(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&good_of(folder, &[arguments, &["--json"]].concat())).unwrap()
}

/// What a command says that has to be refused.
fn refusal_of(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(!output.status.success(), "{arguments:?} was not refused");
    String::from_utf8(output.stderr).unwrap()
}

/// Three incidents of the portal that Revenue uses, a cycle, a review, an action and effort.
const LINES: &str = r#"{"do":"configure_desk","manager":"Sample Manager","time_zone":"America/Chicago"}
{"do":"record_agency","name":"Revenue"}
{"do":"record_service","name":"Sample Portal","agencies":["Revenue"]}
{"do":"set_review_cycle","department":"Revenue","coordinator":"Sample Coordinator","liaison":"Sample Liaison","per_year":2,"first":"2026-01-15","time":"09:30"}
{"do":"plan_service_review","department":"Revenue","starts_at":"2026-03-02T09:30:00-06:00","at":"2026-03-01T08:00:00-06:00"}
{"do":"hold_service_review","review":1,"attended":["Sample Director"],"text":"All well","at":"2026-03-02T10:30:00-06:00"}
{"do":"plan_service_review","department":"Revenue","starts_at":"2026-06-10T09:30:00-05:00","at":"2026-03-02T11:00:00-06:00"}
{"do":"give_service_review_action","review":1,"what":"Ask the vendor","owner":"Sample One","at":"2026-03-02T10:30:00-06:00"}
{"do":"log_effort","department":"Revenue","minutes":95,"on":"2026-03-02","by":"Sample Coordinator","what":"=1+1","at":"2026-03-02T11:00:00-06:00"}
{"do":"open_incident","key":"a","title":"Portal slow","priority":"high","at":"2026-03-03T10:00:00-06:00"}
{"do":"name_services","key":"a","services":["Sample Portal"],"at":"2026-03-03T10:00:00-06:00"}
{"do":"open_incident","key":"b","title":"The portal is slow again","priority":"low","at":"2026-03-10T10:00:00-05:00"}
{"do":"name_services","key":"b","services":["Sample Portal"],"at":"2026-03-10T10:00:00-05:00"}
{"do":"open_incident","key":"c","title":"Portal: slow","priority":"low","at":"2026-03-20T10:00:00-05:00"}
{"do":"name_services","key":"c","services":["Sample Portal"],"at":"2026-03-20T10:00:00-05:00"}
"#;

fn with_reviews(folder: &TempDir) {
    let file = folder.path().join("lines.jsonl");
    std::fs::write(&file, LINES).unwrap();
    good_of(folder.path(), &["apply", file.to_str().unwrap()]);
}

#[test]
fn departments_stand_with_their_reviews_and_actions() {
    let folder = tempfile::tempdir().unwrap();
    assert!(good_of(folder.path(), &["reviews"]).contains("No department has service reviews"));
    with_reviews(&folder);
    let text = good_of(folder.path(), &["reviews"]);
    assert!(text.contains("Revenue") && text.contains("Sample Coordinator"), "{text}");
    assert!(text.contains("1. 2026-03-02 09:30 CST") && text.contains("2. 2026-06-10 09:30 CDT"), "{text}");
    assert!(text.contains("1. Ask the vendor: Sample One (Revenue)"), "{text}");
    let all = json_of(folder.path(), &["reviews"]);
    let revenue = &all[0];
    assert_eq!(revenue["liaison"], "Sample Liaison");
    assert_eq!(revenue["time"], "09:30");
    assert_eq!(revenue["reviews"][0]["state"], "held");
    assert_eq!(revenue["reviews"][0]["minutes_text"], "All well");
    assert_eq!(revenue["open_actions"][0]["what"], "Ask the vendor");
    assert_eq!(revenue["open_actions"][0]["state"], "open");
}

#[test]
fn an_agenda_is_printed_from_what_was_logged() {
    let folder = tempfile::tempdir().unwrap();
    with_reviews(&folder);
    let text = good_of(folder.path(), &["reviews", "agenda", "--department", "revenue"]);
    for part in [
        "Revenue: from 2026-03-02 09:30 CST",
        "3 incidents: 1 high, 2 low",
        "Systemic: service",
        "Future needs",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let made = json_of(folder.path(), &["reviews", "agenda", "--department", "Revenue"]);
    assert_eq!(made[0]["delivery"]["incidents"].as_array().unwrap().len(), 3);
    assert_eq!(made[0]["before"]["incidents"].as_array().unwrap().len(), 0);
    let said = refusal_of(folder.path(), &["reviews", "agenda", "--department", "Treasury"]);
    assert!(said.contains("no department is called `Treasury`; there are Revenue"), "{said}");
}

#[test]
fn a_ticket_is_turned_away_unless_it_is_systemic() {
    let folder = tempfile::tempdir().unwrap();
    with_reviews(&folder);
    let ask = |subject: &[&str]| {
        good_of(folder.path(), &[&["reviews", "systemic", "--days", "3660"], subject].concat())
    };
    let all = json_of(folder.path(), &["reviews", "systemic", "--days", "3660"]);
    let names: Vec<&str> = all.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Sample Portal", "Revenue", "portal slow"]);
    assert_eq!(all[2]["incidents"], serde_json::json!(["MI-0001", "MI-0002", "MI-0003"]));
    assert!(ask(&["--service", "sample portal"]).contains("for the service coordinator"));
    assert!(ask(&["--title", "Portal slow for me"]).contains("for the service coordinator"));
    let turned_away = ask(&["--title", "No printer"]);
    assert!(turned_away.contains("for the help desk: ITS Help Desk, x1234"), "{turned_away}");
    assert!(refusal_of(folder.path(), &["reviews", "systemic", "--days", "0"]).contains("--days"));
}

#[test]
fn effort_is_summed_and_leaves_as_csv_that_runs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    with_reviews(&folder);
    let file = folder.path().join("effort.csv");
    let text =
        good_of(folder.path(), &["reviews", "effort", "--year", "2026", "--csv", file.to_str().unwrap()]);
    assert!(text.contains("1 h 35 min"), "{text}");
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        "department,year,date,by,what,minutes,department_minutes_in_year\r\n\
         Revenue,2026,2026-03-02,Sample Coordinator,'=1+1,95,95\r\n"
    );
    let sums = json_of(folder.path(), &["reviews", "effort", "--year", "2026"]);
    assert_eq!(sums[0]["minutes"], 95);
    assert!(good_of(folder.path(), &["reviews", "effort", "--year", "2025"]).contains("No effort is logged"));
}

#[test]
fn an_invitation_leaves_as_a_calendar_file_and_its_cancellation_too() {
    let folder = tempfile::tempdir().unwrap();
    with_reviews(&folder);
    let tell = |line: &str| {
        let file = folder.path().join("more.jsonl");
        std::fs::write(&file, line).unwrap();
        good_of(folder.path(), &["apply", file.to_str().unwrap()]);
    };
    tell(r#"{"do":"record_person","name":"Sample Coordinator","email":"coordinator@example.org"}"#);
    let file = folder.path().join("review.ics");
    let to = ["reviews", "invitation", "--department", "Revenue", "--ics", file.to_str().unwrap()];
    let said = good_of(folder.path(), &to);
    assert!(said.contains("no address is known of Sample Liaison"), "{said}");
    let lines = |file: &Path| std::fs::read_to_string(file).unwrap().replace("\r\n ", "");
    let made = lines(&file);
    for line in [
        "METHOD:REQUEST",
        "SEQUENCE:0",
        "DTSTART;TZID=America/Chicago:20260610T093000",
        "DTEND;TZID=America/Chicago:20260610T103000",
        "SUMMARY:Service review with Revenue",
        "CATEGORIES:Service review",
        "ORGANIZER;CN=\"Sample Coordinator\":mailto:coordinator@example.org",
    ] {
        assert!(made.lines().any(|one| one == line), "{line}\n{made}");
    }
    assert!(made.contains("09:30 Service delivery since the last review (15 min)"), "{made}");
    let uid = |text: &str| text.lines().find(|line| line.starts_with("UID:")).unwrap().to_owned();
    tell(r#"{"do":"log_service_review_invitation","review":2}"#);
    tell(r#"{"do":"call_off_service_review","review":2,"why":"Merged"}"#);
    good_of(folder.path(), &to);
    let cancelled = lines(&file);
    assert_eq!(uid(&cancelled), uid(&made));
    for line in ["METHOD:CANCEL", "SEQUENCE:1", "STATUS:CANCELLED"] {
        assert!(cancelled.lines().any(|one| one == line), "{line}\n{cancelled}");
    }
    assert!(cancelled.contains("mailto:coordinator@example.org"), "{cancelled}");
    let nowhere = refusal_of(folder.path(), &["reviews", "invitation", "--department", "Revenue"]);
    assert!(nowhere.contains("--ics"), "{nowhere}");
}

#[test]
fn the_log_says_what_was_done_and_what_was_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    with_reviews(&folder);
    let log = json_of(folder.path(), &["log"]);
    let words: Vec<&str> = log.as_array().unwrap().iter().filter_map(|one| one["text"].as_str()).collect();
    for line in [
        "Service reviews: with Revenue: 2 a year from 2026-01-15 at 09:30, coordinator Sample Coordinator, liaison Sample Liaison",
        "Service review: held with Sample Director: All well",
        "Action: Sample One for Revenue: Ask the vendor",
        "Effort: 1 h 35 min for Revenue on 2026-03-02 by Sample Coordinator: =1+1",
    ] {
        assert!(words.contains(&line), "{line}\n{words:#?}");
    }
    let effort = log.as_array().unwrap().iter().find(|one| one["kind"] == "effort_logged").unwrap();
    let back = serde_json::json!({ "do": "take_back_service_entry", "entry": effort["id"], "why": "Twice" });
    let file = folder.path().join("back.jsonl");
    std::fs::write(&file, back.to_string()).unwrap();
    good_of(folder.path(), &["apply", file.to_str().unwrap()]);
    let text = good_of(folder.path(), &["log"]);
    assert!(text.lines().any(|line| line.contains("Effort:") && line.ends_with("(taken back)")), "{text}");
    assert!(good_of(folder.path(), &["reviews", "effort", "--year", "2026"]).contains("No effort is logged"));
}
