//! What leaves the desk, on a real log and a real folder: the notifications page, and the command line's
//! drafts and lists.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use bridgewatch::desk::{Desk, DeskOptions, Name, PAGE_FILE, Request};
use bridgewatch::domain::command::{SendUpdate, Wish};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{Kind, Priority};
use bridgewatch::platform::RecordingNotifier;
use support::{at, restore, secs};

fn noon() -> Instant {
    at("2026-03-02T12:00:00-06:00")
}

fn desk(folder: &Path, now: Instant) -> Desk {
    let notifier = Box::new(RecordingNotifier::new().0);
    let zone = chrono_tz::America::Chicago;
    Desk::open(DeskOptions { folder: folder.to_path_buf(), zone, notifier }, now).unwrap()
}

fn about(key: &str, wish: Wish) -> Request {
    Request { name: Some(Name::Called(key.to_owned())), at: None, actor: None, wish }
}

fn opened(title: &str) -> Wish {
    Wish::OpenIncident {
        title: title.to_owned(),
        priority: Some(Priority::Critical),
        kind: Some(Kind::Major),
        environment: None,
        ticket: Some("INC77".to_owned()),
        policy: None,
    }
}

fn sent(audience: &str, text: &str) -> Wish {
    Wish::SendUpdate(SendUpdate::words(Some(audience), Some(text)))
}

fn keep_page(folder: &Path) -> Request {
    let folder = Some(folder.to_str().unwrap().to_owned());
    Request::of_desk(Wish::SetNotificationsPage { folder, audience: None })
}

/// Ticks at `now` until something is so; the page is written beside the desk.
fn tick_until(desk: &mut Desk, now: Instant, is_so: impl Fn(&Desk) -> bool) {
    for _ in 0..600 {
        desk.tick(now).unwrap();
        if is_so(desk) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("it never came to be");
}

#[test]
fn the_page_shows_what_its_audience_was_told_and_nothing_internal() {
    let (data, public) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut desk = desk(data.path(), noon());
    let page = public.path().join(PAGE_FILE);
    desk.handle(keep_page(public.path()), noon()).unwrap();
    desk.handle(about("pay", opened("Internal title")), noon()).unwrap();
    desk.handle(about("pay", Wish::Note { text: "internal note".into(), significant: false }), noon())
        .unwrap();
    desk.handle(about("pay", sent("executives", "for executives alone")), noon()).unwrap();
    tick_until(&mut desk, noon(), |_| page.exists());
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(!text.contains("Internal title"), "customers were not told of it yet");

    let update = Wish::SendUpdate(SendUpdate {
        subject: Some("Payments are unavailable".to_owned()),
        ..SendUpdate::words(None, Some("We are on it. <b>bold</b> & more"))
    });
    desk.handle(about("pay", update), noon() + secs(60)).unwrap();
    tick_until(&mut desk, noon() + secs(61), |_| {
        std::fs::read_to_string(&page).is_ok_and(|text| text.contains("Payments are unavailable"))
    });
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(text.contains("We are on it. &lt;b&gt;bold&lt;/b&gt; &amp; more"), "{text}");
    assert!(text.contains("13:01 CST"), "the next update is promised: {text}");
    for internal in ["internal note", "for executives alone", "Internal title"] {
        assert!(!text.contains(internal), "{internal}");
    }
    desk.handle(about("pay", restore()), noon() + secs(120)).unwrap();
    drop(desk);
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(text.contains("Restored 12:02 CST"), "written before the desk ends: {text}");
    assert_eq!(std::fs::read_dir(public.path()).unwrap().count(), 1, "nothing else is left there");
}

#[test]
fn a_folder_that_cannot_be_written_is_said_once_and_tried_again() {
    let (data, public) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let folder = public.path().join("share");
    let mut desk = desk(data.path(), noon());
    desk.handle(about("pay", opened("Payments API down")), noon()).unwrap();
    desk.handle(about("pay", sent("customers", "We are on it")), noon()).unwrap();
    desk.handle(keep_page(&folder), noon()).unwrap();
    tick_until(&mut desk, noon(), |desk| desk.snapshot().page_trouble.is_some());
    let trouble = desk.snapshot().page_trouble.unwrap();
    assert!(trouble.contains("its folder is not there: make it") && trouble.contains("share"), "{trouble}");
    assert_eq!(desk.snapshot().trouble, None, "the log itself is well");
    let revision = desk.snapshot().revision;
    desk.tick(noon() + secs(30)).unwrap();
    assert_eq!(desk.snapshot().revision, revision, "it is said once");
    assert!(desk.wait(noon() + secs(59)) <= Duration::from_secs(1), "it is tried again after a minute");
    std::fs::create_dir(&folder).unwrap();
    tick_until(&mut desk, noon() + secs(61), |desk| desk.snapshot().page_trouble.is_none());
    let text = std::fs::read_to_string(folder.join(PAGE_FILE)).unwrap();
    assert!(text.contains("We are on it"));
    // Another folder is written at once, and what was wrong with the one before is forgotten.
    std::fs::remove_dir_all(&folder).unwrap();
    desk.handle(about("pay", sent("customers", "Still on it")), noon() + secs(62)).unwrap();
    tick_until(&mut desk, noon() + secs(62), |desk| desk.snapshot().page_trouble.is_some());
    desk.handle(keep_page(public.path()), noon() + secs(63)).unwrap();
    assert_eq!(desk.snapshot().page_trouble, None);
    assert!(desk.wait(noon() + secs(63)) <= Duration::from_secs(1), "its outcome is looked for soon");
    tick_until(&mut desk, noon() + secs(63), |_| public.path().join(PAGE_FILE).exists());
    let bad = Wish::SetNotificationsPage { folder: Some("share".to_owned()), audience: None };
    let refusal = desk.handle(Request::of_desk(bad), noon()).unwrap_err().to_string();
    assert!(refusal.contains("is not a whole path"), "{refusal}");
}

fn bridgewatch(data: &Path, arguments: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_bridgewatch"))
        .arg("--data")
        .arg(data)
        .args(arguments)
        .env("TZ", "America/Chicago")
        .output()
        .unwrap();
    assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// One line of every command that the incident at full strength has.
const STORY: &str = r#"
{"do":"record_person","name":"Sample First","phones":["317-555-0101"],"email":"first@example.org","role":"DBA"}
{"do":"record_person","name":"Müller, Jörg","email":"joerg@example.org"}
{"do":"record_team","name":"Sample Team","contacts":[["Sample First","Sample Alternate"]]}
{"do":"record_agency","name":"Sample Agency","contacts":[["Müller, Jörg"]]}
{"do":"record_service","name":"Payments","resolver":"Sample Team","agencies":["Sample Agency"]}
{"do":"open_incident","key":"pay","at":"2026-03-02T10:00:00-06:00","title":"Payments API down","priority":"critical","kind":"major"}
{"do":"fill_intake","key":"pay","at":"2026-03-02T10:01:00-06:00","answers":{"applications":"Payments","servers":"db1","ticket":"INC77","contact_email":"contact@example.org"}}
{"do":"add_person","key":"pay","at":"2026-03-02T10:02:00-06:00","whom":"Sample First","role":"SME"}
{"do":"attempt_contact","key":"pay","at":"2026-03-02T10:03:00-06:00","whom":"Sample First","outcome":"reached","via":"317-555-0101","call_back_by":"2026-03-02T10:30:00-06:00"}
{"do":"join_bridge","key":"pay","at":"2026-03-02T10:04:00-06:00","whom":"Sample First"}
{"do":"leave_bridge","key":"pay","at":"2026-03-02T10:44:00-06:00","whom":"Sample First"}
{"do":"stand_down","key":"pay","at":"2026-03-02T10:45:00-06:00","whom":"Sample First","why":"done"}
{"do":"ask_information","key":"pay","at":"2026-03-02T10:05:00-06:00","from":"Sample CIO","what":"How long?","due":"2026-03-02T10:20:00-06:00"}
{"do":"assign_request","key":"pay","at":"2026-03-02T10:06:00-06:00","request":1,"to":"Sample First"}
{"do":"answer_request","key":"pay","at":"2026-03-02T10:19:00-06:00","request":1,"text":"An hour"}
{"do":"ask_information","key":"pay","at":"2026-03-02T10:05:00-06:00","from":"Sample CIO","what":"Which sites?"}
{"do":"withdraw_request","key":"pay","at":"2026-03-02T10:08:00-06:00","request":2,"why":"seen"}
{"do":"delegate_action","key":"pay","at":"2026-03-02T10:06:00-06:00","to":"Sample First","what":"=cmd|'fail over'","due":"2026-03-02T10:40:00-06:00"}
{"do":"accept_action","key":"pay","at":"2026-03-02T10:07:00-06:00","action":1}
{"do":"redelegate_action","key":"pay","at":"2026-03-02T10:08:00-06:00","action":1,"due":"2026-03-02T10:50:00-06:00","why":"the lock"}
{"do":"complete_action","key":"pay","at":"2026-03-02T10:49:00-06:00","action":1}
{"do":"delegate_action","key":"pay","at":"2026-03-02T10:09:00-06:00","to":"Sample Second","what":"Order a spare"}
{"do":"drop_action","key":"pay","at":"2026-03-02T10:10:00-06:00","action":2,"why":"not needed"}
{"do":"notify_hotline","key":"pay","at":"2026-03-02T10:11:00-06:00","outcome":"reached","number":"(916) 356-8910","reference":"88-1"}
{"do":"mark_checklist","key":"pay","at":"2026-03-02T10:12:00-06:00","item":"impact-stated","state":"done"}
{"do":"name_services","key":"pay","at":"2026-03-02T10:13:00-06:00","services":["Payments","Mail"]}
{"do":"send_update","key":"pay","at":"2026-03-02T10:14:00-06:00","text":"We are on it","subject":"Payments","to":["Müller, Jörg <joerg@example.org>"],"channel":"mail","impact":"nobody can pay","doing":"failing over","next_update_by":"2026-03-02T11:14:00-06:00"}
{"do":"retire_record","kind":"person","name":"Sample First"}
"#;

#[test]
fn every_command_is_taken_and_read_back() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("story.jsonl");
    std::fs::write(&file, STORY.trim()).unwrap();
    let applied = bridgewatch(data.path(), &["apply", file.to_str().unwrap()]);
    assert!(applied.starts_with("28 commands applied"), "{applied}");
    bridgewatch(data.path(), &["verify"]);

    let read = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&bridgewatch(data.path(), arguments)).unwrap()
    };
    let people = read(&["people", "--incident", "pay", "--json"]);
    assert_eq!(
        (&people[0]["name"], &people[0]["role"], &people[0]["reached"]),
        (&"Sample First".into(), &"SME".into(), &true.into())
    );
    assert_eq!(people[0]["attempts"][0]["call_back_by"], "2026-03-02T10:30:00-06:00");
    assert_eq!(people[0]["stood_down_at"], "2026-03-02T10:45:00-06:00");
    let tasks = read(&["tasks", "--json"]);
    let states: Vec<(&str, &str)> = tasks
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["what"].as_str().unwrap(), one["state"].as_str().unwrap()))
        .collect();
    assert_eq!(
        states,
        [
            ("How long?", "answered"),
            ("=cmd|'fail over'", "done"),
            ("Order a spare", "dropped"),
            ("Which sites?", "withdrawn")
        ]
    );
    let directory = read(&["directory", "--json"]);
    let names: Vec<&str> =
        directory.as_array().unwrap().iter().map(|one| one["record"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Müller, Jörg", "Sample Team", "Sample Agency", "Payments"]);
    let incident = &read(&["incidents", "--json"])[0];
    assert_eq!((&incident["smes_called"], &incident["ticket"]), (&1.into(), &"INC77".into()));
    assert_eq!(incident["services"][1], "Mail");
    let deadlines = read(&["deadlines", "--json"]);
    let of = |prefix: &str| {
        let mut all = deadlines.as_array().unwrap().iter();
        all.find(|one| one["clock"].as_str().unwrap().starts_with(prefix)).unwrap()["state"].clone()
    };
    assert_eq!((of("action:"), of("request:"), of("call-back:")), ("met".into(), "met".into(), "met".into()));
    let log = bridgewatch(data.path(), &["log", "--incident", "pay"]);
    for words in [
        "call back by 10:30",
        "request 1, How long?",
        "action 1, =cmd|'fail over'",
        "Stated the impact and since when, done",
        "to Müller, Jörg; by mail",
    ] {
        assert!(log.contains(words), "{words}: {log}");
    }
}

#[test]
fn a_draft_and_the_hotline_page_are_written_for_other_programs() {
    let data = tempfile::tempdir().unwrap();
    let story = data.path().join("story.jsonl");
    std::fs::write(&story, STORY.trim()).unwrap();
    bridgewatch(data.path(), &["apply", story.to_str().unwrap()]);
    let mail = data.path().join("draft.eml");
    let mut arguments = vec!["draft", "--incident", "INC77", "--eml", mail.to_str().unwrap(), "--json"];
    let draft: serde_json::Value = serde_json::from_str(&bridgewatch(data.path(), &arguments)).unwrap();
    assert_eq!(draft["occasion"], "update");
    assert_eq!(draft["lacks"], serde_json::json!([]), "{draft}");
    assert!(
        draft["text"].as_str().unwrap().contains("Impact: nobody can pay"),
        "what was said last stands in it"
    );
    assert_eq!(draft["recipients"][0]["address"], "joerg@example.org");
    let eml = String::from_utf8(std::fs::read(&mail).unwrap()).unwrap();
    assert!(eml.contains("X-Unsent: 1\r\n") && eml.contains("contact@example.org"), "{eml}");
    arguments.truncate(3);
    arguments.extend(["--audience", "executives", "--impact", "none", "--doing", ""]);
    let words = bridgewatch(data.path(), &arguments);
    assert!(
        words.contains("To: (nobody is known)") && words.contains("Lacks: it is not said what is being done"),
        "{words}"
    );

    let page = data.path().join("hotline.html");
    bridgewatch(data.path(), &["hotline", "--incident", "pay", "--html", page.to_str().unwrap()]);
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(
        html.contains("(916) 356-8910") && html.contains("88-1") && html.contains("Payments API down"),
        "{html}"
    );
    let plain = bridgewatch(data.path(), &["hotline", "--incident", "pay"]);
    assert!(plain.starts_with("(916) 356-8910  ITERP Hotline\n"), "{plain}");
    assert!(plain.contains("Crisis bridge: missing"), "{plain}");
}
