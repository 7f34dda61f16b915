//! Whether the display that this process was started on is still there.
//!
//! A program without a window holds on to nothing of a session that has ended, and would outlive it with the
//! data folder in its hands. Never here: what follows from it.

use std::path::PathBuf;

/// The display of the session.
#[derive(Debug, Clone, Default)]
pub struct SessionDisplay {
    /// Its socket; none where there is none, or none that answered at first.
    socket: Option<PathBuf>,
}

impl SessionDisplay {
    /// The one that the environment names.
    pub fn of_environment() -> Self {
        let var = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self::at(socket_of(var("WAYLAND_DISPLAY"), var("XDG_RUNTIME_DIR"), var("DISPLAY")))
    }

    fn at(socket: Option<PathBuf>) -> Self {
        let one = Self { socket };
        // What never answered says nothing when it does not answer later.
        if one.answers() { one } else { Self::default() }
    }

    /// Whether it was there and is not any more.
    pub fn is_gone(&self) -> bool {
        self.socket.is_some() && !self.answers()
    }

    #[cfg(unix)]
    fn answers(&self) -> bool {
        let socket = self.socket.as_ref();
        socket.is_some_and(|path| std::os::unix::net::UnixStream::connect(path).is_ok())
    }

    #[cfg(not(unix))]
    fn answers(&self) -> bool {
        false
    }
}

/// Where the display listens: Wayland before X, as windows are opened; none for one on another machine.
fn socket_of(wayland: Option<String>, running: Option<String>, x: Option<String>) -> Option<PathBuf> {
    if let Some(name) = wayland {
        let name = PathBuf::from(name);
        return if name.is_absolute() {
            Some(name)
        } else {
            running.map(|folder| PathBuf::from(folder).join(name))
        };
    }
    let x = x?;
    let display = x.strip_prefix("unix:").or(x.strip_prefix(':'))?;
    let number: u32 = display.split('.').next()?.parse().ok()?;
    Some(PathBuf::from(format!("/tmp/.X11-unix/X{number}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_names_the_socket_of_the_display() {
        let own = |text: &str| Some(text.to_owned());
        for (wayland, running, x, socket) in [
            (own("wayland-0"), own("/run/user/1"), own(":0"), Some("/run/user/1/wayland-0")),
            (own("/run/w"), None, None, Some("/run/w")),
            (own("wayland-0"), None, own(":0"), None),
            (None, None, own(":12.0"), Some("/tmp/.X11-unix/X12")),
            (None, None, own("unix:3"), Some("/tmp/.X11-unix/X3")),
            (None, None, own("far:0"), None),
            (None, None, own(":x"), None),
            (None, None, None, None),
        ] {
            assert_eq!(socket_of(wayland, running, x), socket.map(PathBuf::from));
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_what_was_there_can_be_gone() {
        let dir = tempfile::tempdir().unwrap();
        let socket = dir.path().join("X0");
        assert!(!SessionDisplay::at(Some(socket.clone())).is_gone(), "it never was there");
        let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let display = SessionDisplay::at(Some(socket));
        assert!(!display.is_gone());
        drop(listener);
        assert!(display.is_gone());
        assert!(!SessionDisplay::default().is_gone());
    }
}
