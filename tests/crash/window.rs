//! The real window of a desk that is killed, on a screen of its own.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bridgewatch::platform::reach;

use super::private_desktop::{Desktop, eventually};

/// A screen with a window manager and a notification service, for all the windows of a run.
pub struct Screen {
    desktop: Desktop,
    manager: Child,
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.manager.kill().ok();
        self.manager.wait().ok();
    }
}

impl Screen {
    pub fn new() -> Self {
        let desktop = Desktop::bare("full", "1280x800x24");
        let mut openbox = Command::new("openbox");
        desktop.on_it(&mut openbox);
        let manager = openbox.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let screen = Self { desktop, manager };
        eventually("the window manager answers", || screen.xdotool(&["get_num_desktops"]));
        screen
    }

    /// Starts the program with its window.
    pub fn open(&self, mut program: Command) -> Child {
        self.desktop.on_it(&mut program);
        program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Waits until the window takes keys, as far as it lives: what is typed into the first frames is taken at once, and
    /// not key by key.
    pub fn wait_typing(&self) -> Option<()> {
        let found = (0..60).find_map(|_| {
            std::thread::sleep(Duration::from_millis(50));
            self.xdotool(&["search", "--onlyvisible", "--name", "Bridgewatch"])
        })?;
        self.xdotool(&["windowactivate", "--sync", found.lines().last()?])?;
        std::thread::sleep(Duration::from_millis(900));
        Some(())
    }

    /// Opens an incident by keyboard, as far as the window lives.
    pub fn type_incident(&self, title: &str) -> Option<()> {
        // One leaves the field, one the form that was open when it was killed.
        self.press(&["Escape", "Escape", "n"])?;
        std::thread::sleep(Duration::from_millis(400));
        self.press(&["ctrl+a"])?;
        self.xdotool(&["type", "--delay", "8", "--", title])?;
        self.press(&["Tab", "4", "Tab", "Tab", "Tab", "Return"])?;
        std::thread::sleep(Duration::from_millis(100));
        Some(())
    }

    fn press(&self, keys: &[&str]) -> Option<()> {
        for key in keys {
            std::thread::sleep(Duration::from_millis(40));
            self.xdotool(&["key", key])?;
        }
        Some(())
    }

    fn xdotool(&self, arguments: &[&str]) -> Option<String> {
        // A window that is killed in between is never activated: it waits no longer than that.
        let mut command = Command::new("timeout");
        self.desktop.on_it(&mut command);
        let output = command.args(["3", "xdotool"]).args(arguments).stderr(Stdio::null()).output().unwrap();
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

/// Waits until the desk under the window takes commands.
pub fn wait_taking(folder: &Path, program: &mut Child) {
    eventually("the desk under the window takes commands", || {
        let ended = program.try_wait().unwrap();
        assert!(ended.is_none(), "the program has ended by itself: {ended:?}");
        reach(folder)
    });
}
