//! Whether the system asks for less motion on the screen.
//!
//! Asked once a window, beside the frames: the answer may take a service its time. A system that does not tell is
//! taken to ask for nothing.

/// Whether whoever sits here has told the system to leave out animations. Waits for the system.
pub fn asks_for_less_motion() -> bool {
    asked().unwrap_or(false)
}

#[cfg(target_os = "linux")]
fn asked() -> Option<bool> {
    pollster::block_on(async {
        let bus = zbus::Connection::session().await.ok()?;
        portal_asks_for_less_motion(&bus).await
    })
}

/// What the desktop portal of a bus says, which GNOME, KDE and others answer: its own key first, then GNOME's. None
/// where it says neither, or nobody answers.
#[cfg(target_os = "linux")]
pub async fn portal_asks_for_less_motion(bus: &zbus::Connection) -> Option<bool> {
    let wanted = portal_setting(bus, "org.freedesktop.appearance", "reduced-motion").await;
    if let Some(wanted) = wanted.and_then(|value| u32::try_from(value).ok()) {
        return Some(wanted == 1);
    }
    let animated = portal_setting(bus, "org.gnome.desktop.interface", "enable-animations").await;
    animated.and_then(|value| bool::try_from(value).ok()).map(|animated| !animated)
}

/// A setting by the method that every portal has. It is the older of two, and wraps its answer twice.
#[cfg(target_os = "linux")]
async fn portal_setting(
    bus: &zbus::Connection,
    namespace: &str,
    key: &str,
) -> Option<zbus::zvariant::Value<'static>> {
    use zbus::zvariant::{OwnedValue, Value};

    let answer = bus
        .call_method(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            Some("org.freedesktop.portal.Settings"),
            "Read",
            &(namespace, key),
        )
        .await
        .ok()?;
    let mut value = Value::from(answer.body().deserialize::<OwnedValue>().ok()?);
    while let Value::Value(inner) = value {
        value = *inner;
    }
    Some(value)
}

/// `SPI_GETCLIENTAREAANIMATION` as it stands in the user's own settings.
#[cfg(windows)]
fn asked() -> Option<bool> {
    let desktop = windows_registry::CURRENT_USER.open(r"Control Panel\Desktop").ok()?;
    let mask = desktop.get_value("UserPreferencesMask").ok()?;
    is_still(&mask)
}

/// The bit of the mask that lets what is inside windows move: the second of the fifth byte.
#[cfg(any(windows, test))]
fn is_still(mask: &[u8]) -> Option<bool> {
    mask.get(4).map(|byte| byte & 0x02 == 0)
}

#[cfg(target_os = "macos")]
fn asked() -> Option<bool> {
    let read = std::process::Command::new("/usr/bin/defaults")
        .args(["read", "com.apple.universalaccess", "reduceMotion"])
        .output()
        .ok()?;
    Some(String::from_utf8_lossy(&read.stdout).trim() == "1")
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn asked() -> Option<bool> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_of_windows_tells_whether_things_move_inside_windows() {
        assert_eq!(is_still(&[0x9E, 0x1E, 0x07, 0x80, 0x12, 0, 0, 0]), Some(false));
        assert_eq!(is_still(&[0x90, 0x12, 0x03, 0x80, 0x10, 0, 0, 0]), Some(true));
        assert_eq!(is_still(&[0x90]), None);
    }
}
