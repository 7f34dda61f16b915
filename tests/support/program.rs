//! The real program over a data folder, and a `watch` of it that runs until it is killed.

#![allow(dead_code, reason = "each test binary uses its own part of this")]
#![allow(clippy::allow_attributes, reason = "expect would fail in the binaries that use all of it")]

use std::borrow::Borrow;
use std::io::BufRead as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The program without a bus, so that it notifies nobody.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bridgewatch"));
    command.env("TZ", "America/Chicago").env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    command.arg("--data").arg(folder);
    command
}

/// What a command said that did its work.
pub fn good(output: impl Borrow<Output>) -> String {
    let output = output.borrow();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What a command said that refused.
pub fn complaint(output: impl Borrow<Output>) -> String {
    let output = output.borrow();
    assert!(!output.status.success(), "it succeeded: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A `watch` that has the folder, and takes commands, until it is dropped.
pub struct Watch(pub Child);

impl Watch {
    pub fn on(folder: &Path) -> Self {
        let mut child =
            program(folder).arg("watch").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = String::new();
        if let Some(out) = child.stdout.take() {
            std::io::BufReader::new(out).read_line(&mut said).unwrap();
        }
        assert!(said.starts_with("Watching "), "{said}");
        Self(child)
    }

    /// Kills it without warning, as a machine that loses power.
    pub fn kill(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.kill();
    }
}
