//! What something costs: time on the wall, time of the processor, and how both are told.
//!
//! The machine is shared and noisy. So a figure stands beside its floor from the same run, both taken in turns,
//! and the processor's time counts where nothing has to be waited for.

use std::time::Duration;

use bridgewatch::platform::monotonic_now;
use rustix::time::{ClockId, clock_gettime};

/// What one turn cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// On the wall.
    pub wall: Duration,
    /// Of the processor.
    pub cpu: Duration,
}

impl std::ops::Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { wall: self.wall + other.wall, cpu: self.cpu + other.cpu }
    }
}

/// The processor's time of this thread alone.
pub fn of_thread<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    measured(ClockId::ThreadCPUTime, work)
}

/// The processor's time of the whole process.
pub fn of_process<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    measured(ClockId::ProcessCPUTime, work)
}

fn measured<T>(clock: ClockId, work: impl FnOnce() -> T) -> (T, Cost) {
    let (wall, cpu) = (monotonic_now(), read(clock));
    let done = work();
    (done, Cost { cpu: read(clock).saturating_sub(cpu), wall: wall.elapsed() })
}

fn read(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Many figures of the same thing, sorted.
pub struct Spread(Vec<Duration>);

impl Spread {
    /// Of these figures.
    pub fn of(figures: impl IntoIterator<Item = Duration>) -> Self {
        let mut all: Vec<Duration> = figures.into_iter().collect();
        all.sort_unstable();
        Self(all)
    }

    /// What so many of a hundred stay below.
    pub fn percent(&self, share: usize) -> Duration {
        let at = (self.0.len() * share).div_ceil(100).max(1) - 1;
        self.0.get(at).copied().unwrap_or_default()
    }

    /// All of them, by how many there are.
    pub fn mean(&self) -> Duration {
        self.0.iter().sum::<Duration>() / u32::try_from(self.0.len()).unwrap_or(u32::MAX).max(1)
    }

    /// The one in the middle.
    pub fn median(&self) -> Duration {
        self.percent(50)
    }
}

/// How many times as long one is as the other.
pub fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64().max(1e-9)
}

/// A line of the results.
pub fn tell(what: &str, floor: &str, measured: &str, ratio: Option<f64>, goal: &str) {
    let ratio = ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"));
    println!("| {what} | {floor} | {measured} | {ratio} | {goal} |");
}

/// What stands above the lines.
pub fn tell_heading() {
    println!("load: {}", std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
    println!("| what | floor | measured | ratio | goal |");
    println!("| --- | --- | --- | --- | --- |");
}

/// A duration in milliseconds.
pub fn ms(duration: Duration) -> String {
    let ms = duration.as_secs_f64() * 1000.0;
    if ms < 0.1 {
        format!("{:.1} µs", ms * 1000.0)
    } else if ms < 10.0 {
        format!("{ms:.2} ms")
    } else {
        format!("{ms:.0} ms")
    }
}
