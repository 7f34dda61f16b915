//! From the start to the first painted frame, and the memory that is in use then.

use std::time::Duration;

use bridgewatch::platform::{Clock as _, SystemClock};

use super::asked;
use super::desktop::Desktop;
use super::process::{Whose, Window};
use crate::cost::{Spread, ms, ratio, tell};
use crate::log::{Crowd, History};

/// How long a window is left alone before its memory is looked at.
const SETTLED: Duration = Duration::from_secs(4);

pub fn measure(history: &History, desktop: &Desktop) {
    let starts = asked("BRIDGEWATCH_BENCH_STARTS", 7);
    let folder = history.with_open(Crowd::Twenty, SystemClock.now());
    let program = Whose::Program(folder.path());
    // What the disk has to read at first, both have read.
    drop((Window::open(Whose::Empty, desktop), Window::open(program, desktop)));
    let (mut floor, mut ours) = (Vec::new(), Vec::new());
    let (mut floor_memory, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..starts {
        for (whose, starts, memory) in
            [(Whose::Empty, &mut floor, &mut floor_memory), (program, &mut ours, &mut memory)]
        {
            let window = Window::open(whose, desktop);
            starts.push(window.start);
            std::thread::sleep(SETTLED);
            memory.push(Duration::from_nanos(window.memory()));
        }
    }
    let wall = |costs: &[crate::cost::Cost]| Spread::of(costs.iter().map(|cost| cost.wall)).median();
    let cpu = |costs: &[crate::cost::Cost]| Spread::of(costs.iter().map(|cost| cost.cpu)).median();
    let (what, goal) = ("start to the first painted frame", "at most 1.3");
    tell(what, &ms(wall(&floor)), &ms(wall(&ours)), Some(ratio(wall(&ours), wall(&floor))), goal);
    tell(
        &format!("{what}, CPU"),
        &ms(cpu(&floor)),
        &ms(cpu(&ours)),
        Some(ratio(cpu(&ours), cpu(&floor))),
        goal,
    );
    let mut first = Vec::new();
    for _ in 0..starts.div_ceil(2) {
        std::fs::remove_dir_all(folder.path().join("backups")).ok();
        first.push(Window::open(program, desktop).start);
    }
    let more = ratio(wall(&first), wall(&floor));
    tell("the same, the day's first start", &ms(wall(&floor)), &ms(wall(&first)), Some(more), goal);
    let (floor, ours) = (Spread::of(floor_memory).median(), Spread::of(memory).median());
    let mb = |memory: Duration| format!("{:.0} MB", memory.as_nanos() as f64 / 1e6);
    tell("memory (Pss)", &mb(floor), &mb(ours), Some(ratio(ours, floor)), "at most 1.5");
}
