//! What is heard with a notice, against a notification service that the test makes on a private bus.

#![expect(clippy::used_underscore_binding, reason = "the interface's macro passes on what is not looked at")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::unused_self, clippy::too_many_arguments, reason = "the bus asks an object for them")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use pollster::block_on;
use zbus::Connection;
use zbus::connection::Builder;
use zbus::zvariant::OwnedValue;

use super::private_desktop::{Bus, Desktop, Puppet, eventually};

/// What came of one notice: its title, the sound that was named, whether it was to be silent.
type Heard = (String, Option<String>, Option<bool>);

/// A service that plays sounds, or says that it does not.
#[derive(Clone)]
struct Service {
    plays_sounds: bool,
    heard: Arc<Mutex<Vec<Heard>>>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    fn get_capabilities(&self) -> Vec<String> {
        let all = ["body", "actions"].into_iter().chain(self.plays_sounds.then_some("sound"));
        all.map(str::to_owned).collect()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        let text = |text: &str| text.to_owned();
        (text("Sample service"), text("nobody"), text("1"), text("1.2"))
    }

    fn notify(
        &self,
        _app_name: String,
        _replaces: u32,
        _icon: String,
        summary: String,
        _body: String,
        _actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let named = hints.get("sound-name").and_then(|name| String::try_from(name.clone()).ok());
        let silent = hints.get("suppress-sound").and_then(|silent| bool::try_from(silent.clone()).ok());
        let mut heard = self.heard.lock().unwrap();
        heard.push((summary, named, silent));
        u32::try_from(heard.len()).unwrap()
    }

    fn close_notification(&self, _id: u32) {}
}

/// A service on a bus of its own, gone when it is dropped.
fn served(bus: &Bus, plays_sounds: bool) -> (Connection, Service) {
    let service = Service { plays_sounds, heard: Arc::default() };
    let made = async {
        Builder::address(bus.address.as_str())?
            .serve_at("/org/freedesktop/Notifications", service.clone())?
            .name("org.freedesktop.Notifications")?
            .build()
            .await
    };
    (block_on(made).unwrap(), service)
}

#[test]
fn a_service_that_plays_sounds_is_told_which_or_none() {
    let bus = Bus::start();
    let (_connection, service) = served(&bus, true);
    let mut puppet = Puppet::start(Some(&bus.address));
    for tag in ["alarm", "warning", "message", "calm"] {
        puppet.show("normal", tag, tag, "");
    }
    eventually("all are shown", || (service.heard.lock().unwrap().len() == 4).then_some(()));
    let named = |title: &str, name: &str| (title.to_owned(), Some(name.to_owned()), None);
    assert_eq!(
        *service.heard.lock().unwrap(),
        [
            named("alarm", "alarm-clock-elapsed"),
            named("warning", "dialog-warning"),
            named("message", "message-new-instant"),
            ("calm".to_owned(), None, Some(true)),
        ]
    );
    puppet.wait_health("plays_sounds: true");
}

#[test]
fn a_service_without_sounds_is_asked_for_none_and_that_is_known() {
    let bus = Bus::start();
    let (_connection, service) = served(&bus, false);
    let mut puppet = Puppet::start(Some(&bus.address));
    puppet.show("critical", "alarm", "Due now", "");
    eventually("it is shown", || (!service.heard.lock().unwrap().is_empty()).then_some(()));
    assert_eq!(*service.heard.lock().unwrap(), [("Due now".to_owned(), None, None)]);
    puppet.wait_health("plays_sounds: false");
}

#[test]
fn dunst_says_that_it_plays_none() {
    let mut desktop = Desktop::start();
    desktop.puppet().show("critical", "alarm", "Due now", "");
    desktop.wait_displayed(1);
    desktop.puppet().wait_health("plays_sounds: false");
}
