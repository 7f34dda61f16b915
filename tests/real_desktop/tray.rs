//! The icon in the tray, against a place for such icons that the test makes on a private bus.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![expect(clippy::unused_self, reason = "the bus asks an object for them")]

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use pollster::block_on;
use zbus::connection::Builder;
use zbus::zvariant::{DynamicType, OwnedValue, Structure, Value};
use zbus::{Connection, Message};

use bridgewatch::platform::{Clock, SystemClock};

use super::private_desktop::{Desktop, eventually};
use super::window::{Running, apply, bridgewatch, on, open_window, set_up, xdotool};

/// Where items say that they are there.
#[derive(Clone, Default)]
struct Watcher {
    items: Arc<Mutex<Vec<String>>>,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        self.items.lock().unwrap().push(service);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// A place for icons, gone when it is dropped.
pub struct Place {
    connection: Connection,
    watcher: Watcher,
}

impl Place {
    pub fn on(desktop: &Desktop) -> Option<Self> {
        let watcher = Watcher::default();
        let made = async {
            Builder::address(desktop.bus.address.as_str())?
                .serve_at("/StatusNotifierWatcher", watcher.clone())?
                .name("org.kde.StatusNotifierWatcher")?
                .build()
                .await
        };
        Some(Self { connection: block_on(made).ok()?, watcher })
    }

    pub fn wait_item(&self) -> String {
        eventually("the icon is in the tray", || self.watcher.items.lock().unwrap().last().cloned())
    }

    fn call(
        &self,
        (service, path, interface): (&str, &str, &str),
        method: &str,
        body: &(impl serde::Serialize + DynamicType),
    ) -> Option<Message> {
        block_on(self.connection.call_method(Some(service), path, Some(interface), method, body)).ok()
    }

    fn title(&self, service: &str) -> Option<String> {
        let item = (service, "/StatusNotifierItem", "org.freedesktop.DBus.Properties");
        let reply = self.call(item, "Get", &("org.kde.StatusNotifierItem", "Title"))?;
        let got: OwnedValue = reply.body().deserialize().ok()?;
        String::try_from(got).ok()
    }

    /// The lines of the menu: number and words.
    fn menu(&self, service: &str) -> Vec<(i32, String)> {
        let names: Vec<&str> = Vec::new();
        let menu = (service, "/MenuBar", "com.canonical.dbusmenu");
        let mut lines = Vec::new();
        if let Some(reply) = self.call(menu, "GetLayout", &(0_i32, -1_i32, names)) {
            let body = reply.body();
            let layout: Structure<'_> = body.deserialize().unwrap();
            layout.fields().iter().for_each(|field| gather(field, &mut lines));
        }
        lines
    }

    fn press(&self, service: &str, words: &str) {
        let lines = self.menu(service);
        let found = lines.iter().find(|(_, line)| line.starts_with(words));
        let (id, _) = found.unwrap_or_else(|| panic!("no line {words} in {lines:?}"));
        let menu = (service, "/MenuBar", "com.canonical.dbusmenu");
        self.call(menu, "Event", &(*id, "clicked", Value::from(0_i32), 0_u32));
    }

    /// Clicks on the icon itself.
    fn click(&self, service: &str) {
        let item = (service, "/StatusNotifierItem", "org.kde.StatusNotifierItem");
        self.call(item, "Activate", &(0_i32, 0_i32));
    }
}

/// Walks through a layout: number, properties, children.
fn gather(value: &Value<'_>, lines: &mut Vec<(i32, String)>) {
    match value {
        Value::Value(inner) => gather(inner, lines),
        Value::Array(all) => all.iter().for_each(|one| gather(one, lines)),
        Value::Structure(one) => {
            let fields = one.fields();
            if let (Some(Value::I32(id)), Some(Value::Dict(properties))) = (fields.first(), fields.get(1))
                && let Ok(Some(label)) = properties.get::<&str, String>(&"label")
            {
                lines.push((*id, label));
            }
            fields.iter().skip(2).for_each(|field| gather(field, lines));
        }
        _ => {}
    }
}

fn hidden(desktop: &Desktop, data: &std::path::Path) -> Running {
    let mut command = bridgewatch(data);
    command.arg("--hidden");
    let running = on(desktop, command);
    eventually("it takes commands", || data.join("socket/desk").exists().then_some(()));
    running
}

fn has_window(desktop: &Desktop) -> bool {
    xdotool(desktop, &["search", "--onlyvisible", "--name", "Bridgewatch"]).is_some()
}

#[test]
fn the_icon_counts_says_what_is_next_and_its_menu_works() {
    let (_folder, data, desktop, _manager) = set_up();
    let place = Place::on(&desktop).unwrap();
    let mut program = hidden(&desktop, &data);
    let item = place.wait_item();
    eventually("it says that nothing is open", || {
        place.title(&item).filter(|title| title == "Bridgewatch: nothing open")
    });

    // Something is opened from outside, and is overdue.
    let opened = SystemClock.now() - TimeDelta::minutes(40);
    let line = format!(
        r#"{{"do":"open_incident","key":"pay","at":"{}","title":"Payments","priority":"low","kind":"regular"}}"#,
        opened.to_rfc3339()
    );
    apply(&data, &line);
    let title = eventually("it says what is overdue", || {
        place.title(&item).filter(|title| title.contains("1 open, overdue: "))
    });
    assert!(title.contains("MI-0001") && title.contains("by 25 min"), "{title}");
    let lines: Vec<String> = place.menu(&item).into_iter().map(|(_, line)| line).collect();
    assert!(lines[0].starts_with("MI-0001: ") && lines[0].contains("overdue by"), "{lines:?}");
    assert_eq!(&lines[1..3], ["New incident…", "Show the window"]);
    assert_eq!(lines[3], "Quit, though 1 incident is open");
    assert!(!has_window(&desktop));

    place.press(&item, "MI-0001");
    eventually("the window is on the screen", || has_window(&desktop).then_some(()));
    eventually("the menu offers to hide it", || {
        place.menu(&item).iter().any(|(_, line)| line == "Hide the window").then_some(())
    });
    place.press(&item, "Hide the window");
    eventually("the window has gone", || (!has_window(&desktop)).then_some(()));
    place.click(&item);
    eventually("a click brings it back", || has_window(&desktop).then_some(()));

    place.press(&item, "Quit");
    let status = eventually("the program ends", || program.0.try_wait().unwrap());
    assert!(status.success(), "{status}");
}

#[test]
fn a_place_that_comes_later_or_comes_again_gets_the_icon() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("desk");
    apply(&data, r#"{"do":"configure_desk","manager":"Sample Manager","time_zone":"America/Chicago"}"#);
    let desktop = Desktop::bare("full", "800x600x24");
    let mut program = hidden(&desktop, &data);
    // Long enough that it was looked for in vain.
    std::thread::sleep(std::time::Duration::from_secs(1));
    let first = Place::on(&desktop).unwrap();
    first.wait_item();
    drop(first);
    let second = eventually("the name is free again", || Place::on(&desktop));
    let item = second.wait_item();
    assert_eq!(second.title(&item).as_deref(), Some("Bridgewatch: nothing open"));
    second.press(&item, "Quit Bridgewatch");
    let status = eventually("the program ends", || program.0.try_wait().unwrap());
    assert!(status.success(), "{status}");
}

#[test]
fn a_bus_that_dies_takes_the_icon_alone_and_one_that_comes_again_has_it() {
    let (_folder, data, mut desktop, _manager) = set_up();
    let place = Place::on(&desktop).unwrap();
    let (mut program, _) = open_window(&desktop, &data);
    place.wait_item();
    desktop.bus.kill();

    // It goes on, and rests: what asks a dead bus again and again takes a whole processor.
    std::thread::sleep(std::time::Duration::from_secs(2));
    let before = processor_ticks(&program);
    std::thread::sleep(std::time::Duration::from_secs(3));
    let taken = processor_ticks(&program) - before;
    assert!(taken < 100, "{taken} hundredths of a second in three seconds");
    apply(&data, r#"{"do":"open_incident","key":"one","title":"Sample","priority":"low"}"#);
    assert!(has_window(&desktop));

    desktop.bus.revive();
    let again = eventually("a place on the bus that came again", || Place::on(&desktop));
    // Something new to show makes it look for its place.
    apply(&data, r#"{"do":"open_incident","key":"two","title":"Sample","priority":"low"}"#);
    let item = again.wait_item();
    eventually("it says what is open", || again.title(&item).filter(|title| title.contains("2 open")));
    again.press(&item, "Quit");
    let status = eventually("the program ends", || program.0.try_wait().unwrap());
    assert!(status.success(), "{status}");
}

/// What the program has taken of the processor so far, in ticks of a hundredth of a second.
fn processor_ticks(program: &Running) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", program.0.id())).unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let ticks = |place: usize| fields.split_whitespace().nth(place).unwrap().parse::<u64>().unwrap();
    ticks(11) + ticks(12)
}
