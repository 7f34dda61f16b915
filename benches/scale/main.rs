//! What the desk costs beside 25,000 incidents and a million entries, 500 incidents open:
//! `cargo bench --bench scale`, with names of parts after `--` for some of them.
//!
//! Each line stands beside its floor from the same run; the page of results is in ARCHITECTURE.md. Where
//! `BRIDGEWATCH_BENCH_LOG` names a folder the log is kept there between two runs.
//!
//! The parts that open windows need a display, and start one of their own where `Xvfb` is there.
//! `BRIDGEWATCH_BENCH_SECS` says how long idle ones are watched (60), `BRIDGEWATCH_BENCH_STARTS` how often each is
//! started (7).

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot set itself up has nothing to measure"
)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "its results are what it prints")]

mod append;
mod command;
mod cost;
mod crowd;
mod find;
mod folding;
mod log;
mod size;
mod window;

use log::History;
use window::Desktop;

/// A part of it, by name.
type Part = (&'static str, fn(&History));

const PARTS: [Part; 7] = [
    ("append", append::measure),
    ("command", command::measure),
    ("deadlines", folding::deadlines),
    ("desk", folding::start),
    ("paint", crowd::measure),
    ("size", size::measure),
    ("find", find::measure),
];

/// A part that opens windows.
type WindowPart = (&'static str, fn(&History, &Desktop));

const WINDOW_PARTS: [WindowPart; 2] = [("start", window::start), ("idle", window::idle)];

fn main() {
    if let Some(mark) = std::env::var_os(window::empty::MARK) {
        window::empty::run(mark.into());
        return;
    }
    // What cargo says to every benchmark names no part.
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|word| word == name);
    let history = History::at_hand();
    cost::tell_heading();
    for (_, measure) in PARTS.iter().filter(|(name, _)| is_asked(name)) {
        measure(&history);
    }
    let of_windows: Vec<&WindowPart> = WINDOW_PARTS.iter().filter(|(name, _)| is_asked(name)).collect();
    if of_windows.is_empty() {
        return;
    }
    let Some(desktop) = Desktop::start() else {
        eprintln!("what is left opens windows and needs a display, or Xvfb: apt-get install -y xvfb dbus");
        return;
    };
    for (_, measure) in of_windows {
        measure(&history, &desktop);
    }
}
