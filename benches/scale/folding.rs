//! Reckoning deadlines, and starting a desk.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bridgewatch::desk::policies::BUILT_IN;
use bridgewatch::desk::{Desk, DeskOptions, DeskThread};
use bridgewatch::domain::incident::Incident;
use bridgewatch::domain::policy_file;
use bridgewatch::domain::schedule::deadlines as deadlines_of;
use bridgewatch::domain::settings::DeskSettings;
use bridgewatch::platform::{ManualClock, RecordingNotifier};
use bridgewatch::store::Store;
use chrono::TimeDelta;

use crate::cost::{Cost, Spread, ms, of_thread, ratio, tell};
use crate::log::{Crowd, History};

/// How many deadlines are reckoned.
const DEADLINES: usize = 10_000;

/// All deadlines of open incidents anew, as after a change of the desk's holidays.
pub fn deadlines(history: &History) {
    let now = history.made_at();
    let folder = history.with_open(Crowd::Rush, now);
    let store = Store::open(folder.path(), now).unwrap();
    let mut open: Vec<Incident> = Vec::new();
    store.each_live(now, |incident| open.push(incident)).unwrap();
    let (name, text) = BUILT_IN.first().unwrap();
    let (policy, civil) =
        (policy_file::read(name, text).unwrap(), DeskSettings::new(chrono_tz::America::Chicago).civil());
    let mut costs = Vec::new();
    let mut incidents = 0;
    for _ in 0..50 {
        let (mut reckoned, mut taken) = (0, 0);
        let reckon = || {
            for incident in open.iter().cycle() {
                if reckoned >= DEADLINES {
                    break;
                }
                reckoned += std::hint::black_box(deadlines_of(&policy, &incident.timeline, &civil)).len();
                taken += 1;
            }
        };
        costs.push(of_thread(reckon).1.cpu);
        incidents = taken;
    }
    let spread = Spread::of(costs);
    let what = format!("10,000 deadlines reckoned ({incidents} incidents of 40 entries)");
    let measured = format!("p50 {}, p99 {} of CPU", ms(spread.median()), ms(spread.percent(99)));
    tell(&what, "-", &measured, None, "10 ms");
}

fn options(folder: &Path) -> DeskOptions {
    DeskOptions {
        folder: folder.to_path_buf(),
        zone: chrono_tz::America::Chicago,
        notifier: Box::new(RecordingNotifier::new().0),
    }
}

/// The start of the desk without its window, as the window does it; then on a day's first start, when there is a
/// backup to be made.
pub fn start(history: &History) {
    let now = history.made_at();
    let (empty, folder) = (tempfile::tempdir().unwrap(), history.with_open(Crowd::Twenty, now));
    let open = |folder: &Path, now| {
        let clock = Arc::new(ManualClock::new(now));
        of_thread(|| DeskThread::start(clock, |_| options(folder)).unwrap())
    };
    drop((Desk::open(options(empty.path()), now), Desk::open(options(folder.path()), now)));
    let (mut floor, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..15 {
        floor.push(open(empty.path(), now).1);
        ours.push(open(folder.path(), now).1);
    }
    told("start of the desk", &floor, &ours);
    let (mut floor, mut ours) = (Vec::new(), Vec::new());
    for day in 1..=3 {
        let tomorrow = now + TimeDelta::days(day);
        floor.push(open(empty.path(), tomorrow).1);
        let (desk, cost) = open(folder.path(), tomorrow);
        ours.push(cost);
        // The next one begins when the copy is made.
        while copies(folder.path()) < day as usize + 1 {
            std::thread::sleep(Duration::from_millis(50));
        }
        drop(desk);
    }
    told("first start of the desk on a day", &floor, &ours);
}

/// How many backups are whole.
fn copies(folder: &Path) -> usize {
    let Ok(found) = std::fs::read_dir(folder.join("backups")) else { return 0 };
    found.flatten().filter(|one| one.path().extension().is_some_and(|end| end == "db")).count()
}

fn told(what: &str, floor: &[Cost], ours: &[Cost]) {
    let wall = |costs: &[Cost]| Spread::of(costs.iter().map(|cost| cost.wall)).median();
    let cpu = |costs: &[Cost]| Spread::of(costs.iter().map(|cost| cost.cpu)).median();
    let both = |costs: &[Cost]| format!("{} ({} of CPU)", ms(wall(costs)), ms(cpu(costs)));
    let more = Some(ratio(cpu(ours), cpu(floor)));
    tell(
        &format!("{what}, beside an empty folder"),
        &both(floor),
        &both(ours),
        more,
        "see the window's start",
    );
}
