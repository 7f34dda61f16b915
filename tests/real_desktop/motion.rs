//! Whether the system asks for less motion, against portals that the test makes on a private bus.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use pollster::block_on;
use zbus::connection::Builder;
use zbus::fdo;
use zbus::zvariant::{OwnedValue, Value};

use bridgewatch::platform::portal_asks_for_less_motion;

use super::private_desktop::Bus;

/// A portal with one setting, which it wraps twice as all of them do.
struct Portal {
    namespace: &'static str,
    key: &'static str,
    value: Value<'static>,
}

#[zbus::interface(name = "org.freedesktop.portal.Settings")]
impl Portal {
    fn read(&self, namespace: &str, key: &str) -> fdo::Result<OwnedValue> {
        if (namespace, key) != (self.namespace, self.key) {
            return Err(fdo::Error::Failed("Requested setting not found".to_owned()));
        }
        let twice = Value::Value(Box::new(self.value.try_clone().unwrap()));
        Ok(OwnedValue::try_from(twice).unwrap())
    }
}

/// What is made of a portal that has this setting and no other.
fn asked(namespace: &'static str, key: &'static str, value: Value<'static>) -> Option<bool> {
    let bus = Bus::start();
    block_on(async {
        let portal = Builder::address(bus.address.as_str())
            .unwrap()
            .serve_at("/org/freedesktop/portal/desktop", Portal { namespace, key, value })
            .unwrap()
            .name("org.freedesktop.portal.Desktop")
            .unwrap()
            .build()
            .await
            .unwrap();
        let window = Builder::address(bus.address.as_str()).unwrap().build().await.unwrap();
        let answer = portal_asks_for_less_motion(&window).await;
        drop(portal);
        answer
    })
}

#[test]
fn less_motion_is_asked_for_in_the_words_of_old_and_new_desktops() {
    let own = |value: u32| asked("org.freedesktop.appearance", "reduced-motion", Value::from(value));
    assert_eq!(own(1), Some(true));
    assert_eq!(own(0), Some(false));
    let gnome = |value: bool| asked("org.gnome.desktop.interface", "enable-animations", Value::from(value));
    assert_eq!(gnome(false), Some(true));
    assert_eq!(gnome(true), Some(false));
}

#[test]
fn a_portal_that_says_neither_or_nonsense_asks_for_nothing_and_so_does_none() {
    assert_eq!(asked("org.freedesktop.appearance", "color-scheme", Value::from(1_u32)), None);
    assert_eq!(asked("org.gnome.desktop.interface", "enable-animations", Value::from("maybe")), None);
    let bus = Bus::start();
    let window = block_on(async { Builder::address(bus.address.as_str()).unwrap().build().await.unwrap() });
    assert_eq!(block_on(portal_asks_for_less_motion(&window)), None);
}
