//! The real window on a real desktop: worked by keyboard, its alarm seen by the notification
//! service, killed without warning and started again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::private_desktop::{Desktop, eventually};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use tempfile::TempDir;

/// A program that ends with this value.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Killed without warning, as a machine that loses power.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

pub fn bridgewatch(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bridgewatch"));
    command.env("TZ", "America/Chicago").arg("--data").arg(data);
    command
}

pub fn on(desktop: &Desktop, mut command: Command) -> Running {
    desktop.on_it(&mut command);
    // What a program complains of stands among the test's own words.
    Running(command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap())
}

pub fn xdotool(desktop: &Desktop, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("xdotool");
    desktop.on_it(&mut command);
    let output = command.args(arguments).output().unwrap();
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

pub fn apply(data: &Path, lines: &str) {
    let file = data.with_extension("jsonl");
    std::fs::write(&file, lines).unwrap();
    let output = bridgewatch(data).arg("apply").arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

pub fn log(data: &Path) -> Vec<Value> {
    let output = bridgewatch(data).args(["log", "--json"]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_default()
}

pub fn of_kind(log: &[Value], kind: &str) -> Vec<Value> {
    log.iter().filter(|entry| entry["kind"] == kind).cloned().collect()
}

pub fn time(value: &Value) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap().to_utc()
}

/// A desktop with a window manager.
pub fn managed() -> (Desktop, Running) {
    let desktop = Desktop::bare("full", "1280x800x24");
    let manager = on(&desktop, Command::new("openbox"));
    // A window that is mapped while the manager is still starting may never be shown.
    eventually("the window manager answers", || xdotool(&desktop, &["get_num_desktops"]));
    (desktop, manager)
}

/// A desk that is set up, in a folder that goes away, and a desktop for it.
pub fn set_up() -> (TempDir, PathBuf, Desktop, Running) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("desk");
    apply(&data, r#"{"do":"configure_desk","manager":"Sample Manager","time_zone":"America/Chicago"}"#);
    let (desktop, manager) = managed();
    (folder, data, desktop, manager)
}

/// Both ways to draw a window.
pub const WAYS: [&str; 2] = ["gl", "software"];

/// A window on the desktop, shown and with the keyboard.
pub fn open_window(desktop: &Desktop, data: &Path) -> (Running, String) {
    open_window_by(desktop, data, "auto")
}

/// The same, drawn in one way.
pub fn open_window_by(desktop: &Desktop, data: &Path, way: &str) -> (Running, String) {
    let mut command = bridgewatch(data);
    command.args(["--renderer", way]);
    let mut program = on(desktop, command);
    let window = eventually("the window is on the screen", || {
        let ended = program.0.try_wait().unwrap();
        assert!(ended.is_none(), "the program has ended: {ended:?}");
        let found = xdotool(desktop, &["search", "--onlyvisible", "--name", "Bridgewatch"])?;
        found.lines().last().map(str::to_owned)
    });
    eventually("the window has the keyboard", || {
        xdotool(desktop, &["windowactivate", "--sync", &window])?;
        xdotool(desktop, &["getwindowfocus"]).filter(|focused| *focused == window)
    });
    (program, window)
}

/// Presses keys one after the other, as a person does.
pub fn press(desktop: &Desktop, keys: &[&str]) {
    for key in keys {
        std::thread::sleep(Duration::from_millis(60));
        xdotool(desktop, &["key", key]).unwrap();
    }
}

pub fn write(desktop: &Desktop, text: &str) {
    std::thread::sleep(Duration::from_millis(60));
    xdotool(desktop, &["type", "--delay", "25", "--", text]).unwrap();
}

#[test]
fn the_wall_is_a_window_of_its_own_and_gives_the_screen_back() {
    for way in WAYS {
        let (_folder, data, desktop, _manager) = set_up();
        let (_program, window) = open_window_by(&desktop, &data, way);
        let wall = || xdotool(&desktop, &["search", "--onlyvisible", "--name", "Bridgewatch: wall"]);
        press(&desktop, &["w"]);
        let other = eventually(&format!("the wall is there by {way}"), wall);
        assert_ne!(other, window);
        eventually("it has the keyboard", || {
            xdotool(&desktop, &["windowactivate", "--sync", &other])?;
            xdotool(&desktop, &["getwindowfocus"]).filter(|focused| *focused == other)
        });
        press(&desktop, &["F11"]);
        eventually("it fills the screen", || {
            let place = xdotool(&desktop, &["getwindowgeometry", &other])?;
            place.contains("1280x800").then_some(())
        });
        press(&desktop, &["Escape"]);
        eventually("it gives the screen back", || {
            let place = xdotool(&desktop, &["getwindowgeometry", &other])?;
            (!place.contains("1280x800")).then_some(())
        });
        press(&desktop, &["Escape"]);
        eventually("it has gone", || wall().is_none().then_some(()));
        assert_eq!(xdotool(&desktop, &["search", "--onlyvisible", "--name", "^Bridgewatch$"]), Some(window));
    }
}

#[test]
fn an_incident_opened_by_keyboard_alarms_at_its_deadline_and_a_kill_repeats_nothing() {
    let (_folder, data, desktop, _manager) = set_up();
    let (program, window) = open_window(&desktop, &data);

    // A low incident, opened as having happened so long ago that its referral is due in a while.
    // The form is there once its first words are; until then the keys are pressed again.
    eventually("an incident is opened by keyboard", || {
        press(&desktop, &["Escape", "n"]);
        std::thread::sleep(Duration::from_millis(400));
        press(&desktop, &["ctrl+a"]);
        write(&desktop, "Label printers offline");
        press(&desktop, &["Tab", "4", "Tab", "Tab", "Tab"]);
        write(&desktop, "INC0012390");
        press(&desktop, &["Tab", "ctrl+a"]);
        write(&desktop, "-885s");
        press(&desktop, &["Return"]);
        std::thread::sleep(Duration::from_millis(600));
        of_kind(&log(&data), "incident_opened").first().cloned()
    });
    let opened = of_kind(&log(&data), "incident_opened").remove(0);
    assert_eq!(opened["body"]["title"], "Label printers offline");
    assert_eq!(opened["body"]["priority"], "low");
    assert_eq!(opened["body"]["ticket"], "INC0012390");
    assert_eq!(opened["actor"], "Sample Manager");
    let happened = time(&opened["happened_at"]);
    let earlier = (time(&opened["recorded_at"]) - happened).num_seconds();
    assert!((885..=900).contains(&earlier), "happened {earlier} s before it was recorded");

    // Its referral falls due 15 minutes after it happened, while the window is minimised; the
    // notification service has it.
    xdotool(&desktop, &["windowminimize", &window]).unwrap();
    let due = happened + TimeDelta::minutes(15);
    let told = eventually("the deadline is told", || {
        of_kind(&log(&data), "alarm_raised").into_iter().find(|entry| entry["body"]["stage"] == "due")
    });
    assert_eq!(time(&told["body"]["due"]), due);
    let late = (time(&told["recorded_at"]) - due).num_milliseconds();
    assert!((0..10_000).contains(&late), "told {late} ms after it was due");
    eventually("the notification is on the screen", || desktop.displayed().filter(|count| *count > 0));

    // Killed and started again: the same board, and nothing told twice.
    let told_before = of_kind(&log(&data), "alarm_raised");
    drop(program);
    let (program, _) = open_window(&desktop, &data);
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(of_kind(&log(&data), "alarm_raised"), told_before, "a restart told something again");

    // What falls due while nobody is there is one digest, with its lateness.
    drop(program);
    let past =
        bridgewatch::platform::Clock::now(&bridgewatch::platform::SystemClock) - TimeDelta::minutes(40);
    let line = format!(
        r#"{{"do":"open_incident","key":"late","at":"{}","title":"Late","priority":"critical"}}"#,
        past.to_rfc3339()
    );
    apply(&data, &line);
    let (_program, _) = open_window(&desktop, &data);
    let digest = eventually("what was missed is told", || {
        let told: Vec<Value> =
            of_kind(&log(&data), "alarm_raised").into_iter().filter(|entry| entry["key"] == "late").collect();
        (!told.is_empty()).then_some(told)
    });
    assert_eq!(digest.len(), 2, "initial notification and referral");
    for entry in digest {
        assert_eq!(entry["body"]["digest"], true);
        assert!(entry["body"]["late_secs"].as_i64().unwrap() >= 25 * 60);
    }
}
