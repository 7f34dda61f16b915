//! Whether the system asks for less motion on the screen.
//!
//! Asked once a window, beside the frames: the answer may take a service its time. A system that does not tell is
//! taken to ask for nothing.

/// Whether whoever sits here has told the system to leave out animations. Waits for the system.
pub fn asks_for_less_motion() -> bool {
    asked().unwrap_or(false)
}

/// By the desktop portal, which GNOME, KDE and others answer: its own key first, then GNOME's.
#[cfg(target_os = "linux")]
fn asked() -> Option<bool> {
    use zbus::zvariant::OwnedValue;

    pollster::block_on(async {
        let bus = zbus::Connection::session().await.ok()?;
        let read = async |namespace: &str, key: &str| {
            let answer = bus
                .call_method(
                    Some("org.freedesktop.portal.Desktop"),
                    "/org/freedesktop/portal/desktop",
                    Some("org.freedesktop.portal.Settings"),
                    "ReadOne",
                    &(namespace, key),
                )
                .await
                .ok()?;
            answer.body().deserialize::<OwnedValue>().ok()
        };
        let wanted = read("org.freedesktop.appearance", "reduced-motion").await;
        if let Some(wanted) = wanted.and_then(|value| u32::try_from(value).ok()) {
            return Some(wanted == 1);
        }
        let animated = read("org.gnome.desktop.interface", "enable-animations").await;
        animated.and_then(|value| bool::try_from(value).ok()).map(|animated| !animated)
    })
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
