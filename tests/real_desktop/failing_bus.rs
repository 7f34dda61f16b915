//! Notifications that fail under a desk that runs: a service that hangs, one that dies and comes back, a bus that is
//! gone. No deadline waits for them, nothing is told twice, and the window says it once.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use bridgewatch::platform::{Clock, SystemClock, monotonic_now};
use chrono::TimeDelta;
use serde_json::Value;

use super::atspi::{Hearing, Reader};
use super::private_desktop::{Desktop, eventually};
use super::window::{Running, apply, log, of_kind, open_window, press, set_up, time};

/// What a command, or a look at the window, may take on a machine that is busy with other things. One that waited for
/// the service would wait for as long as that hangs.
const AT_ONCE: Duration = Duration::from_secs(10);

const SAID: &str = "Notifications do not arrive";

/// A window over a desk.
struct Bench {
    // Dropped in this order: nothing loses its screen.
    _program: Running,
    _manager: Running,
    desktop: Desktop,
    data: PathBuf,
    _folder: tempfile::TempDir,
}

impl Bench {
    fn start(before: impl FnOnce(&Desktop)) -> Self {
        let (folder, data, desktop, manager) = set_up();
        before(&desktop);
        let (program, _) = open_window(&desktop, &data);
        Self { desktop, data, _program: program, _manager: manager, _folder: folder }
    }

    /// Opens a low incident whose referral is due in so many seconds; how long the command took.
    fn open(&self, key: &str, secs: i64) -> Duration {
        let opened = SystemClock.now() - TimeDelta::minutes(15) + TimeDelta::seconds(secs);
        let line = format!(
            r#"{{"do":"open_incident","key":"{key}","at":"{}","title":"Sample {key}","priority":"low","kind":"regular"}}"#,
            opened.to_rfc3339()
        );
        let begun = monotonic_now();
        apply(&self.data, &line);
        begun.elapsed()
    }

    /// Waits until its deadline was told, in time and once.
    fn wait_told(&self, key: &str) {
        let told = eventually(&format!("{key} is told"), || {
            let told = told_due(&self.data, key);
            (!told.is_empty()).then_some(told)
        });
        assert_eq!(told.len(), 1, "{told:?}");
        let entry = told.first().unwrap();
        let late = (time(&entry["recorded_at"]) - time(&entry["body"]["due"])).num_milliseconds();
        assert!((0..10_000).contains(&late), "{key} was told {late} ms after it was due");
    }
}

fn told_due(data: &Path, key: &str) -> Vec<Value> {
    let is = |entry: &Value| entry["key"] == key && entry["body"]["stage"] == "due";
    of_kind(&log(data), "alarm_raised").into_iter().filter(is).collect()
}

/// Whether those words stand in the window, and how often.
fn standing(reader: &Reader, part: &str) -> usize {
    let tree = reader.tree();
    tree.nodes.iter().filter(|node| node.role != "static" && node.name.contains(part)).count()
}

#[test]
fn a_service_that_hangs_stalls_neither_desk_nor_window_and_is_said_once() {
    let mut hearing = None;
    let bench = Bench::start(|desktop| hearing = Some(Hearing::on(desktop)));
    let reader = hearing.unwrap().reader();
    reader.wait("toggle button", "Board");
    bench.desktop.freeze_dunst();
    bench.open("first", 2);
    bench.wait_told("first");
    eventually("the window says that nothing arrives", || {
        (standing(&reader, "Notifications do not arrive: the notification service doesn't answer") > 0)
            .then_some(())
    });
    // It is painted on and answers meanwhile; so does the desk.
    let begun = monotonic_now();
    reader.wait("list item", "Low, Sample first");
    assert!(begun.elapsed() < AT_ONCE, "the window took {:?}", begun.elapsed());
    let took = bench.open("second", 3);
    assert!(took < AT_ONCE, "a command took {took:?}");
    bench.wait_told("second");
    eventually("what was said goes", || (standing(&reader, SAID) == 0).then_some(()));
    bench.open("third", 1);
    bench.wait_told("third");
    // Longer than the worker waits before it says that an answer is late.
    std::thread::sleep(Duration::from_secs(7));
    assert_eq!(standing(&reader, SAID), 0, "it is said once");

    bench.desktop.thaw_dunst();
    eventually("what waited is on the screen", || bench.desktop.displayed().filter(|count| *count > 0));
    assert_eq!(told_due(&bench.data, "first").len(), 1, "nothing is told again for that");
}

#[test]
fn the_next_alarm_goes_to_a_service_that_was_killed_and_came_back() {
    let mut bench = Bench::start(|_| {});
    bench.open("first", 1);
    bench.wait_told("first");
    eventually("the first is on the screen", || bench.desktop.displayed().filter(|count| *count > 0));
    bench.desktop.kill_dunst();
    bench.open("second", 1);
    bench.wait_told("second");
    bench.desktop.start_dunst();
    assert_eq!(bench.desktop.displayed(), Some(0), "a new one knows nothing");
    bench.open("third", 1);
    bench.wait_told("third");
    eventually("the third is on the screen", || bench.desktop.displayed().filter(|count| *count > 0));
    for key in ["first", "second", "third"] {
        assert_eq!(told_due(&bench.data, key).len(), 1, "{key}");
    }
}

#[test]
fn without_a_bus_the_alarm_rings_in_the_window_and_is_acknowledged_there() {
    let mut bench = Bench::start(|_| {});
    bench.desktop.bus.kill();
    let took = bench.open("first", 2);
    assert!(took < AT_ONCE, "a command took {took:?}");
    bench.wait_told("first");
    // By keyboard: no screen reader is without a bus.
    eventually("it is acknowledged in the window", || {
        press(&bench.desktop, &["Escape", "a"]);
        std::thread::sleep(Duration::from_millis(500));
        of_kind(&log(&bench.data), "alarm_acknowledged").into_iter().find(|entry| entry["key"] == "first")
    });
    assert_eq!(told_due(&bench.data, "first").len(), 1);
}

#[test]
fn a_watch_without_a_bus_says_once_that_notifications_do_not_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("desk");
    apply(&data, r#"{"do":"configure_desk","manager":"Sample Manager","time_zone":"America/Chicago"}"#);
    let said = folder.path().join("said");
    let mut command = super::window::bridgewatch(&data);
    command.arg("watch").env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    command.stdout(std::fs::File::create(&said).unwrap());
    let _watch = Running(command.spawn().unwrap());
    eventually("it takes commands", || bridgewatch::platform::reach(&data));
    for key in ["first", "second"] {
        let opened = SystemClock.now() - TimeDelta::minutes(15) + TimeDelta::seconds(1);
        let line = format!(
            r#"{{"do":"open_incident","key":"{key}","at":"{}","title":"Sample {key}","priority":"low","kind":"regular"}}"#,
            opened.to_rfc3339()
        );
        apply(&data, &line);
        eventually(&format!("{key} is told"), || (!told_due(&data, key).is_empty()).then_some(()));
    }
    let words = eventually("both alarms stand there", || {
        let words = std::fs::read_to_string(&said).unwrap();
        (words.matches("Referral to a resolver").count() >= 2 && words.contains(SAID)).then_some(words)
    });
    assert_eq!(words.matches(SAID).count(), 1, "{words}");
}
