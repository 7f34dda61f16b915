//! The command line, by the real program: files in, words and exit codes out.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "support/program.rs"]
mod program;

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use bridgewatch::platform::{Clock, SystemClock};
use program::{Watch, complaint, good, program};
use serde_json::Value;
use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).args(arguments).output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn apply(folder: &Path, lines: &str) -> Output {
    let mut child = program(folder)
        .args(["apply", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn json(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    match serde_json::from_str(&good(run(folder, arguments))).unwrap() {
        Value::Array(all) => all,
        other => panic!("{other}"),
    }
}

const OPEN: &str = r#"{"do":"open_incident","key":"pay","at":"2026-03-02T10:00:00-06:00","as":"Sample Manager","title":"Payments API down","priority":"critical","kind":"major","environment":"production","ticket":"INC0012345","policy":"major-incident"}"#;

fn desk() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn an_outage_is_applied_from_a_file_and_read_back_as_of_any_time() {
    let folder = desk();
    let lines = [
        OPEN,
        r#"{"do":"refer","key":"pay","at":"2026-03-02T10:04:00-06:00","to":"Network team"}"#,
        r#"{"do":"acknowledge","key":"INC0012345","at":"2026-03-02T10:30:00-06:00","by":"Sample Resolver"}"#,
        r#"{"do":"send_update","key":"MI-0001","at":"2026-03-02T10:15:00-06:00","text":"We know"}"#,
    ];
    assert_eq!(good(apply(folder.path(), &lines.join("\n"))), "4 commands applied, 5 entries\n");
    let state = |at: &str, clock: &str| -> Vec<(String, String)> {
        json(folder.path(), &["deadlines", "--json", "--at", at])
            .iter()
            .filter(|one| one["clock"] == clock)
            .map(|one| (one["state"].as_str().unwrap().to_owned(), one["due"].as_str().unwrap().to_owned()))
            .collect()
    };
    let due = "2026-03-02T10:15:00-06:00";
    let owned = |state: &str, due: &str| (state.to_owned(), due.to_owned());
    assert_eq!(state("2026-03-02T10:11:14-06:00", "initial-notification"), [owned("running", due)]);
    assert_eq!(state("2026-03-02T10:11:15-06:00", "initial-notification"), [owned("warning", due)]);
    assert_eq!(state("2026-03-02T10:15:00-06:00", "initial-notification"), [owned("met", due)]);
    assert_eq!(state("2026-03-02T10:15:01-06:00", "hotline"), [owned("overdue", due)]);
    let acknowledged = "2026-03-02T10:19:00-06:00";
    assert_eq!(
        state("2026-03-02T10:20:00-06:00", "resolver-acknowledgement"),
        [owned("overdue", acknowledged)]
    );
    assert_eq!(
        state("2026-03-02T10:31:00-06:00", "resolver-acknowledgement"),
        [owned("missed", acknowledged)]
    );
    let incidents = json(folder.path(), &["incidents", "--json", "--at", "2026-03-02T10:20:00-06:00"]);
    assert_eq!(incidents.len(), 1);
    assert_eq!(incidents[0]["key"], "pay");
    assert_eq!(incidents[0]["reference"], "MI-0001");
    assert_eq!(incidents[0]["state"], "open");
    assert_eq!(incidents[0]["next_update_due"], "2026-03-02T11:15:00-06:00");
    assert!(json(folder.path(), &["incidents", "--json", "--at", "2026-03-02T09:59:59-06:00"]).is_empty());
    let log = json(folder.path(), &["log", "--json", "--incident", "pay"]);
    let kinds: Vec<&str> = log.iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["incident_opened", "referred", "acknowledged", "update_sent"]);
    assert_eq!(log[0]["happened_at"], "2026-03-02T10:00:00-06:00");
    assert_eq!(log[0]["actor"], "Sample Manager");
}

#[test]
fn one_bad_line_and_nothing_of_the_file_is_applied() {
    let folder = desk();
    good(apply(folder.path(), OPEN));
    for (lines, expected) in [
        (
            "{\"do\":\"note\",\"key\":\"pay\",\"text\":\"a\"}\n{\"do\":\"note\",\"key\":\"nope\",\"text\":\"b\"}",
            "line 2: no incident is called `nope`",
        ),
        ("{\"do\":\"note\",\"key\":\"pay\",\"text\":\"a\"}\n\nnot json", "line 3: this is not JSON"),
        (
            "{\"do\":\"note\",\"key\":\"pay\",\"text\":\"a\"}\n{\"do\":\"restore\",\"key\":\"pay\",\"at\":\"2026-03-02T09:00:00-06:00\"}",
            "line 2: Mon 2 Mar 09:00 CST comes before the incident was opened",
        ),
        (
            "{\"do\":\"note\",\"key\":\"pay\",\"text\":\"a\",\"at\":\"2026-03-02 10:00\"}",
            "line 1: `at` is `2026-03-02 10:00`, not a time with an offset",
        ),
        (
            "{\"do\":\"note\",\"key\":\"pay\",\"text\":\"a\",\"at\":\"2999-01-01T00:00:00Z\"}",
            "line 1: 2999-01-01T00:00:00+00:00 is in the future",
        ),
        ("", "there is no command in it"),
    ] {
        let complaint = complaint(apply(folder.path(), lines));
        assert!(complaint.contains(expected), "{complaint}");
    }
    assert_eq!(json(folder.path(), &["log", "--json", "--incident", "pay"]).len(), 1);
}

#[test]
fn a_file_that_does_not_read_makes_no_desk() {
    let folder = desk();
    let data = folder.path().join("new");
    complaint(apply(&data, "{\"do\":\"note\"}"));
    assert!(!data.exists());
    assert_eq!(words(&run(&data, &["incidents"])), "No incidents\n");
    assert_eq!(words(&run(&data, &["deadlines", "--json"])), "[]\n");
    assert!(!data.exists(), "looking makes nothing");
}

#[test]
fn what_reads_works_beside_a_watch_and_what_writes_is_done_by_it() {
    let folder = desk();
    good(apply(folder.path(), OPEN));
    let watch = Watch::on(folder.path());
    let pid = watch.0.id().to_string();
    for arguments in [&["incidents"][..], &["deadlines"], &["log"], &["verify"]] {
        good(run(folder.path(), arguments));
    }
    let note = r#"{"do":"note","key":"pay","text":"from outside"}"#;
    assert_eq!(good(apply(folder.path(), note)), "1 command applied, 1 entry\n");
    let log = json(folder.path(), &["log", "--json", "--incident", "pay"]);
    assert_eq!(log.last().unwrap()["body"]["text"], "from outside");
    for (refused, why) in [
        (apply(folder.path(), OPEN), "line 1: the key `pay` names MI-0001 already"),
        (run(folder.path(), &["demo"]), "this desk has incidents already"),
    ] {
        let complaint = complaint(&refused);
        assert!(complaint.contains(why), "{complaint}");
    }
    // A file is named as it is seen from where the command is called.
    std::fs::write(folder.path().join("more.jsonl"), note).unwrap();
    let output = program(folder.path()).args(["apply", "more.jsonl"]).current_dir(folder.path()).output();
    good(output.unwrap());

    // What needs the folder for itself says who has it.
    for refused in [run(folder.path(), &["watch"]), run(folder.path(), &["recover"])] {
        let complaint = complaint(&refused);
        assert!(complaint.contains("watch") && complaint.contains(&pid), "{complaint}");
    }
    drop(watch);
    let complaint = complaint(apply(folder.path(), OPEN));
    assert!(complaint.contains("the key `pay` names MI-0001 already"), "the kill released it: {complaint}");
}

#[cfg(unix)]
#[test]
fn a_desk_that_dies_while_it_is_asked_is_no_success() {
    let folder = desk();
    let listener = bridgewatch::platform::listen(folder.path()).unwrap();
    let dying = std::thread::Builder::new().name("dying".to_owned());
    let dying = dying.spawn(move || drop(listener.accept())).unwrap();
    // More than the socket holds, so that the end is noticed while it is written to.
    let note = r#"{"do":"note","key":"pay","text":"from outside"}"#;
    let complaint = complaint(apply(folder.path(), &format!("{note}\n").repeat(100_000)));
    assert!(complaint.contains("the running Bridgewatch gave no answer"), "{complaint}");
    dying.join().unwrap();
}

#[test]
fn what_is_applied_beside_a_watch_is_told_by_it_when_it_is_due() {
    let folder = desk();
    let watch = Watch::on(folder.path());
    let opened = SystemClock.now() - chrono::TimeDelta::minutes(20);
    let line = format!(
        r#"{{"do":"open_incident","key":"late","at":"{}","title":"Late","priority":"critical"}}"#,
        opened.to_rfc3339()
    );
    good(apply(folder.path(), &line));
    for _ in 0..600 {
        let log = json(folder.path(), &["log", "--json", "--incident", "late"]);
        if log.iter().filter(|entry| entry["kind"] == "alarm_raised").count() >= 2 {
            return drop(watch);
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("no alarm was told");
}

#[test]
fn merges_and_imports_are_done_by_the_watch_that_runs_and_name_files_from_where_they_are_called() {
    let (theirs, folder) = (desk(), desk());
    good(apply(theirs.path(), OPEN));
    std::fs::write(folder.path().join("secret"), "sample passphrase\n").unwrap();
    let file = folder.path().join("theirs.bridgewatch");
    let secret = folder.path().join("secret");
    let sealed = ["--passphrase-file", secret.to_str().unwrap()];
    good(run(theirs.path(), &["handoff", "export", file.to_str().unwrap(), sealed[0], sealed[1]]));
    std::fs::write(
        folder.path().join("team.csv"),
        "start,end,seat,person\n2190-03-01 09:00,2190-03-08 09:00,primary,Sample One\n",
    )
    .unwrap();
    let _watch = Watch::on(folder.path());
    let called = |place: &Path, arguments: &[&str]| {
        good(program(folder.path()).args(arguments).current_dir(place).output().unwrap())
    };
    let merge = ["handoff", "merge", "theirs.bridgewatch", "--passphrase-file", "secret"];
    let merged = called(folder.path(), &merge);
    assert!(merged.starts_with("Merged 3 new entries; 0 were here already"), "{merged}");
    assert!(called(folder.path(), &merge).starts_with("Merged 0 new entries; 3 were"), "and once");
    let rota = ["rota", "import", "team.csv", "--zone", "America/Chicago"];
    assert!(called(folder.path(), &rota).contains("1 watches are put in"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let import = ["import", "servicenow", "tests/data/servicenow_incident_event_log.csv", "--json"];
    let imported: Value = serde_json::from_str(&called(root, &import)).unwrap();
    assert_eq!((imported["new"].as_u64(), imported["applied"].as_bool()), (Some(300), Some(true)));
    let again: Value = serde_json::from_str(&called(root, &import)).unwrap();
    assert_eq!((again["known"].as_u64(), again["entries"].as_u64()), (Some(300), Some(0)));
    assert!(good(run(folder.path(), &["verify"])).starts_with("Sound: "));
    // What fails there says why here.
    let refused = complaint(run(folder.path(), &["handoff", "merge", "gone.bridgewatch"]));
    assert!(refused.contains("gone.bridgewatch"), "{refused}");
}

#[test]
fn a_kill_repeats_and_drops_no_alarm() {
    let folder = desk();
    let opened = SystemClock.now() - chrono::TimeDelta::minutes(20);
    let line = format!(
        r#"{{"do":"open_incident","key":"late","at":"{}","title":"Late","priority":"critical"}}"#,
        opened.to_rfc3339()
    );
    good(apply(folder.path(), &line));
    let told = || {
        let log = json(folder.path(), &["log", "--json", "--incident", "late"]);
        log.iter().filter(|entry| entry["kind"] == "alarm_raised").count()
    };
    for _ in 0..3 {
        let watch = Watch::on(folder.path());
        for _ in 0..600 {
            if told() >= 2 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        drop(watch);
        assert_eq!(told(), 2, "initial notification and referral, once");
    }
    let log = json(folder.path(), &["log", "--json", "--incident", "late"]);
    let raised: Vec<&Value> = log.iter().filter(|entry| entry["kind"] == "alarm_raised").collect();
    assert!(
        raised
            .iter()
            .all(|entry| entry["body"]["digest"] == true
                && entry["body"]["late_secs"].as_i64().unwrap() >= 300)
    );
}

#[test]
fn sample_data_fills_an_empty_desk_and_only_that() {
    let folder = desk();
    assert!(good(run(folder.path(), &["demo"])).starts_with("Sample data is in "));
    assert_eq!(json(folder.path(), &["incidents", "--json"]).len(), 5);
    let complaint = complaint(run(folder.path(), &["demo"]));
    assert!(complaint.contains("this desk has incidents already"), "{complaint}");
}

#[test]
fn a_backup_is_a_whole_log_and_never_writes_over_a_file() {
    let folder = desk();
    good(apply(folder.path(), OPEN));
    let copy = folder.path().join("copy.db");
    good(run(folder.path(), &["backup", copy.to_str().unwrap()]));
    assert!(complaint(run(folder.path(), &["backup", copy.to_str().unwrap()])).contains("copy.db"));
    let other = desk();
    std::fs::copy(&copy, other.path().join("bridgewatch.db")).unwrap();
    assert!(good(run(other.path(), &["verify"])).starts_with("Sound: "));
    assert_eq!(json(other.path(), &["log", "--json"]), json(folder.path(), &["log", "--json"]));
}

#[test]
fn a_damaged_log_is_set_aside_and_the_newest_good_backup_put_in_its_place() {
    let folder = desk();
    good(apply(folder.path(), OPEN));
    let copy = folder.path().join("copy.db");
    good(run(folder.path(), &["backup", copy.to_str().unwrap()]));
    let log = folder.path().join("bridgewatch.db");
    std::fs::write(&log, b"this is no database, and long enough to be looked at as one: ".repeat(40))
        .unwrap();
    for refused in
        [run(folder.path(), &["incidents"]), run(folder.path(), &["verify"]), apply(folder.path(), OPEN)]
    {
        let complaint = complaint(&refused);
        assert!(complaint.contains("bridgewatch.db"), "{complaint}");
    }
    assert!(log.exists(), "a refusal leaves the file as it was");
    let said = good(run(folder.path(), &["recover", "--backup", copy.to_str().unwrap()]));
    assert!(said.contains("What was there is kept as "), "{said}");
    assert_eq!(json(folder.path(), &["incidents", "--json"])[0]["key"], "pay");
    let kept = std::fs::read_dir(folder.path())
        .unwrap()
        .any(|one| one.unwrap().file_name().to_string_lossy().starts_with("damaged-"));
    assert!(kept);
}

#[test]
fn policies_are_listed_shown_and_checked_with_line_and_reason() {
    let folder = desk();
    let list = good(run(folder.path(), &["policy", "list"]));
    for name in ["major-incident", "agency-escalation", "customer-care-sla", "service-coordination"] {
        assert!(list.contains(name), "{list}");
        let text = good(run(folder.path(), &["policy", "show", name]));
        let file = folder.path().join(format!("{name}.toml"));
        std::fs::write(&file, text).unwrap();
        assert!(good(run(folder.path(), &["policy", "check", file.to_str().unwrap()])).contains("good, "));
    }
    let bad = folder.path().join("bad.toml");
    std::fs::write(&bad, "title = \"Bad\"\n\n[[clock]]\nid = \"one\"\ntitle = \"One\"\nsource = \"ours\"\nstarts = [\"opened\"]\ndue = \"soonish\"\nmet_by = [\"Done!\"]\ncalendar = \"lunar\"\naction = \"Do\"\non_expiry = \"Do\"\nsay = \"{{ nobody }}\"\n").unwrap();
    let output = run(folder.path(), &["policy", "check", bad.to_str().unwrap()]);
    let found = words(&output);
    for line in ["line 8: ", "line 9: ", "line 10: ", "line 13: "] {
        assert!(found.contains(line), "{found}");
    }
    assert!(complaint(&output).contains("4 things to mend"));
    assert!(
        complaint(run(folder.path(), &["policy", "show", "nope"]))
            .contains("there is no policy `nope`; there are agency-escalation")
    );
}

#[test]
fn every_command_is_documented() {
    let folder = desk();
    let help = good(run(folder.path(), &["apply", "--help"]));
    let unknown = complaint(apply(folder.path(), r#"{"do":"nothing_of_the_kind","key":"a"}"#));
    let known: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
    assert!(known.len() > 25, "{unknown}");
    for command in known {
        assert!(help.contains(&format!("    {command} ")), "`apply --help` does not say what `{command}` is");
    }
}

#[test]
fn times_are_given_with_an_offset_or_refused() {
    let folder = desk();
    let output = run(folder.path(), &["deadlines", "--at", "2026-03-02T10:00:00"]);
    assert!(complaint(&output).contains("write it like 2026-03-02T10:00:00-06:00"));
}

#[cfg(unix)]
#[test]
fn a_new_desk_can_be_read_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = desk();
    let data = folder.path().join("desk");
    good(apply(&data, OPEN));
    let watch = Watch::on(&data);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for entry in std::fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("bridgewatch.db") {
            assert_eq!(mode(&path), 0o600, "{name}");
        }
    }
    drop(watch);
}
