//! What a window costs that nobody touches.

use std::time::Duration;

use bridgewatch::platform::{Clock as _, SystemClock, monotonic_now};

use super::asked;
use super::desktop::Desktop;
use super::process::{Whose, Window};
use crate::cost::{ms, ratio, tell};
use crate::log::{Crowd, History};

/// How long a window is left alone first.
const SETTLED: Duration = Duration::from_secs(8);

pub fn measure(history: &History, desktop: &Desktop) {
    let floor = idle(Whose::Empty, desktop);
    let with = |crowd| {
        let folder = history.with_open(crowd, SystemClock.now());
        idle(Whose::Program(folder.path()), desktop)
    };
    let twenty = with(Crowd::Twenty);
    let quiet = with(Crowd::Quiet);
    let again = idle(Whose::Empty, desktop);
    let floor = (floor + again) / 2;
    let said = |cpu: Duration| format!("{} of CPU in 60 s", ms(cpu));
    let what = "idle with 20 countdowns in sight, beside a window that ticks";
    tell(what, &said(floor), &said(twenty), Some(ratio(twenty, floor)), "at most 1.2");
    tell("idle with no deadline within the hour", "-", &said(quiet), None, "at most 0.1 s in 60 s");
}

/// The processor's time in a minute.
fn idle(whose: Whose<'_>, desktop: &Desktop) -> Duration {
    let window = Window::open(whose, desktop);
    std::thread::sleep(SETTLED);
    let (begun, before) = (monotonic_now(), window.cpu());
    std::thread::sleep(Duration::from_secs(asked("BRIDGEWATCH_BENCH_SECS", 60)));
    window.cpu().saturating_sub(before).mul_f64(60.0 / begun.elapsed().as_secs_f64())
}
