//! The watch that goes on without a window: closed, started hidden, brought forward, ended by the system.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use bridgewatch::platform::{Clock, SystemClock, monotonic_now};
use chrono::TimeDelta;
use serde_json::Value;

use super::private_desktop::{Desktop, eventually};
use super::window::{Running, apply, bridgewatch, log, managed, of_kind, on, open_window, press, xdotool};

/// A desk with a manager and a low incident whose referral is due in so many seconds.
fn desk_due_in(data: &Path, key: &str, secs: i64) {
    let opened = SystemClock.now() - TimeDelta::minutes(15) + TimeDelta::seconds(secs);
    let lines = [
        r#"{"do":"configure_desk","manager":"Sample Manager","time_zone":"America/Chicago"}"#.to_owned(),
        format!(
            r#"{{"do":"open_incident","key":"{key}","at":"{}","title":"Sample {key}","priority":"low","kind":"regular"}}"#,
            opened.to_rfc3339()
        ),
    ];
    apply(data, &lines.join("\n"));
}

fn window_of(desktop: &Desktop) -> Option<String> {
    let found = xdotool(desktop, &["search", "--onlyvisible", "--name", "Bridgewatch"])?;
    found.lines().last().map(str::to_owned)
}

fn wait_gone(desktop: &Desktop, program: &mut Running) {
    eventually("the window has gone", || window_of(desktop).is_none().then_some(()));
    assert!(program.0.try_wait().unwrap().is_none(), "and the program runs on");
}

fn told(data: &Path, key: &str) -> usize {
    let raised = of_kind(&log(data), "alarm_raised");
    let is = |entry: &Value, place: &str, word: &str| {
        entry.pointer(place).and_then(Value::as_str).is_some_and(|found| found == word)
    };
    raised.iter().filter(|entry| is(entry, "/key", key) && is(entry, "/body/stage", "due")).count()
}

/// Starts the program once more over the same folder; it must end by itself, and well.
fn start_again(desktop: &Desktop, data: &Path) {
    let mut command = bridgewatch(data);
    desktop.on_it(&mut command);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn end_by_the_system(program: &mut Running) {
    let begun = monotonic_now();
    let pid = program.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let status = eventually("the program ends", || program.0.try_wait().unwrap());
    assert!(status.success(), "{status}");
    assert!(begun.elapsed() < Duration::from_secs(10), "at once: {:?}", begun.elapsed());
}

#[test]
fn a_closed_window_keeps_the_watch_and_comes_back_by_a_second_start_and_by_a_notification() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("desk");
    desk_due_in(&data, "first", 40);
    let (desktop, _manager) = managed();
    let (mut program, _) = open_window(&desktop, &data);

    // Closed as a person does: it asks, and Enter keeps the watch.
    eventually("the question is answered", || {
        press(&desktop, &["alt+F4"]);
        std::thread::sleep(Duration::from_millis(700));
        press(&desktop, &["Return"]);
        std::thread::sleep(Duration::from_millis(700));
        window_of(&desktop).is_none().then_some(())
    });
    wait_gone(&desktop, &mut program);
    let kept = std::fs::read_to_string(data.join("window.json")).unwrap();
    assert!(kept.contains(r#""closing":"keep""#), "{kept}");

    // Its alarm comes, and a command works, without a window.
    eventually("the deadline is told", || (told(&data, "first") > 0).then_some(()));
    eventually("the notification is on the screen", || desktop.displayed().filter(|count| *count > 0));
    apply(&data, r#"{"do":"note","key":"first","text":"by the command line"}"#);

    // A second start brings it back, the next closing asks no more.
    start_again(&desktop, &data);
    let window = eventually("the window is back", || window_of(&desktop));
    eventually("the window has the keyboard", || {
        xdotool(&desktop, &["windowactivate", "--sync", &window])?;
        xdotool(&desktop, &["getwindowfocus"]).filter(|focused| *focused == window)
    });
    // Over a window that is there it does no harm.
    start_again(&desktop, &data);
    press(&desktop, &["alt+F4"]);
    wait_gone(&desktop, &mut program);

    // A press on the notification brings it back too.
    desktop.click_body();
    eventually("the window is back", || window_of(&desktop));
    end_by_the_system(&mut program);
    assert!(!data.join("socket/desk").exists(), "the socket is taken away");
}

#[test]
fn started_hidden_it_watches_takes_commands_and_shows_itself_when_it_is_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("desk");
    apply(&data, r#"{"do":"configure_desk","manager":"Sample Manager","time_zone":"America/Chicago"}"#);
    let (desktop, _manager) = managed();
    let mut command = bridgewatch(&data);
    command.arg("--hidden");
    let mut program = on(&desktop, command);
    eventually("it takes commands", || data.join("socket/desk").exists().then_some(()));
    desk_due_in(&data, "late", -60);
    eventually("the deadline is told", || (told(&data, "late") > 0).then_some(()));
    eventually("the notification is on the screen", || desktop.displayed().filter(|count| *count > 0));
    assert!(window_of(&desktop).is_none(), "nobody asked for a window");

    // A second hidden start, as by a login, leaves it so.
    let mut again = bridgewatch(&data);
    desktop.on_it(&mut again);
    assert!(again.arg("--hidden").status().unwrap().success());
    std::thread::sleep(Duration::from_millis(500));
    wait_gone(&desktop, &mut program);

    desktop.click_body();
    eventually("the window is on the screen", || window_of(&desktop));
    end_by_the_system(&mut program);
}

#[test]
fn a_hidden_watch_ends_by_the_system_too_and_what_was_accepted_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("desk");
    apply(&data, r#"{"do":"configure_desk","manager":"Sample Manager","time_zone":"America/Chicago"}"#);
    let desktop = Desktop::bare("full", "800x600x24");
    let mut command = bridgewatch(&data);
    command.arg("--hidden");
    let mut program = on(&desktop, command);
    eventually("it takes commands", || data.join("socket/desk").exists().then_some(()));
    desk_due_in(&data, "kept", 600);
    end_by_the_system(&mut program);
    assert_eq!(of_kind(&log(&data), "incident_opened").len(), 1);
    let output = bridgewatch(&data).arg("verify").output().unwrap();
    assert!(output.status.success());
}

#[test]
fn a_hidden_watch_does_not_outlive_its_session() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("desk");
    apply(&data, r#"{"do":"configure_desk","manager":"Sample Manager","time_zone":"America/Chicago"}"#);
    let mut desktop = Desktop::bare("full", "800x600x24");
    let mut command = bridgewatch(&data);
    command.arg("--hidden");
    let mut program = on(&desktop, command);
    eventually("it takes commands", || data.join("socket/desk").exists().then_some(()));
    desktop.end_screen();
    let status = eventually("the program ends", || program.0.try_wait().unwrap());
    assert!(status.success(), "{status}");
    apply(&data, r#"{"do":"open_incident","key":"next","title":"Sample","priority":"low"}"#);
}
