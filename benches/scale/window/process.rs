//! A window as a process, looked at from outside.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use bridgewatch::platform::monotonic_now;
use bridgewatch::ui::preferences::{Preferences, WINDOW_FILE};

use super::SIZE;
use super::desktop::Desktop;
use super::empty;
use crate::cost::Cost;

/// Longer than any start takes.
const PATIENCE: Duration = Duration::from_mins(2);

/// Whose window it is.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// The empty one's.
    Empty,
    /// The program's, over a data folder.
    Program(&'a Path),
}

/// A window that was opened, and is closed with this value.
pub struct Window {
    child: Child,
    /// From its start to its first painted frame.
    pub start: Cost,
}

impl Window {
    /// Opens it and waits until its first frame is painted. Both windows say so by the same means: a file that is
    /// there until then.
    pub fn open(whose: Whose<'_>, desktop: &Desktop) -> Self {
        let (mut command, mark) = match whose {
            Whose::Empty => {
                let mark = desktop.folder().join("mark");
                let mut command = Command::new(std::env::current_exe().unwrap());
                command.env(empty::MARK, &mark);
                (command, mark)
            }
            Whose::Program(folder) => {
                let looks = Preferences { size: SIZE, ..Preferences::default() };
                fs::write(folder.join(WINDOW_FILE), looks.to_text()).unwrap();
                let mut command = Command::new(env!("CARGO_BIN_EXE_bridgewatch"));
                command.arg("--data").arg(folder);
                (command, folder.join("drawing.json"))
            }
        };
        desktop.on_it(&mut command);
        fs::remove_file(&mark).ok();
        let begun = monotonic_now();
        let mut child = command.spawn().unwrap();
        let wait = |child: &mut Child, is_there: bool| {
            while mark.exists() != is_there {
                assert!(child.try_wait().unwrap().is_none(), "the window has gone");
                assert!(begun.elapsed() < PATIENCE, "no frame was painted");
                std::thread::sleep(Duration::from_millis(1));
            }
        };
        wait(&mut child, true);
        wait(&mut child, false);
        let wall = begun.elapsed();
        let start = Cost { wall, cpu: cpu(&child) };
        Self { child, start }
    }

    /// The processor's time since its start.
    pub fn cpu(&self) -> Duration {
        cpu(&self.child)
    }

    /// Its share of the memory that is in use, in bytes: what it has alone, and its part of what several have.
    pub fn memory(&self) -> u64 {
        let text = fs::read_to_string(proc_file(&self.child, "smaps_rollup")).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn proc_file(child: &Child, name: &str) -> PathBuf {
    PathBuf::from(format!("/proc/{}/{name}", child.id()))
}

/// User and system time, which the kernel counts in hundredths of a second.
fn cpu(child: &Child) -> Duration {
    let text = fs::read_to_string(proc_file(child, "stat")).unwrap();
    // After the name, which stands in brackets.
    let fields: Vec<&str> = text.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: u64 = fields[11..13].iter().map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}
