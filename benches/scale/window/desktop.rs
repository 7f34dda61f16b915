//! A display and a session bus for the windows, both of our own.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

const BUS: &str = "<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN' \
    'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'><busconfig><type>session</type>\
    <listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth><policy context='default'>\
    <allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/></policy></busconfig>";

/// Where windows are opened.
pub struct Desktop {
    display: String,
    bus: Option<String>,
    runtime: TempDir,
    started: Vec<Child>,
}

impl Desktop {
    /// Starts both; the display that is there where there is no `Xvfb`, none without either.
    pub fn start() -> Option<Self> {
        let runtime = tempfile::tempdir().unwrap();
        let mut started = Vec::new();
        let display = match first_line(Command::new("Xvfb").args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1680x1400x24",
            "-nolisten",
            "tcp",
        ])) {
            Some((child, number)) => {
                started.push(child);
                format!(":{number}")
            }
            None => std::env::var("DISPLAY").ok()?,
        };
        let config = runtime.path().join("bus.conf");
        fs::write(&config, BUS).unwrap();
        // Without a bus both windows go without one.
        let bus = first_line(
            Command::new("dbus-daemon").arg(format!("--config-file={}", config.display())).args([
                "--nofork",
                "--nopidfile",
                "--print-address=1",
            ]),
        );
        let bus = bus.map(|(child, address)| {
            started.push(child);
            address
        });
        Some(Self { display, bus, runtime, started })
    }

    /// Has a program open its window here.
    pub fn on_it(&self, command: &mut Command) {
        let gone = self.runtime.path().join("no-bus");
        let bus = self.bus.clone().unwrap_or_else(|| format!("unix:path={}", gone.display()));
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", bus)
            .env("XDG_RUNTIME_DIR", self.runtime.path())
            .env_remove("WAYLAND_DISPLAY")
            .env("TZ", "America/Chicago")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
    }

    /// Where sockets and the like may be put.
    pub fn folder(&self) -> &Path {
        self.runtime.path()
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for child in &mut self.started {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

/// Starts something that says in its first line where it can be found.
fn first_line(command: &mut Command) -> Option<(Child, String)> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take()?).read_line(&mut line).ok()?;
    if line.trim().is_empty() {
        child.kill().ok();
        child.wait().ok();
        return None;
    }
    Some((child, line.trim().to_owned()))
}
