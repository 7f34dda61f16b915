//! From a command to the snapshot that shows it, by the real desk's thread.

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use bridgewatch::desk::{DeskOptions, DeskThread, Request};
use bridgewatch::domain::command::Wish;
use bridgewatch::domain::event::IncidentId;
use bridgewatch::platform::{Clock as _, RecordingNotifier, SystemClock};

use crate::cost::{Cost, Spread, ms, of_process, tell};
use crate::log::{Crowd, History};

/// How many commands are measured.
const TURNS: usize = 1500;

/// What one command writes to the disk before it syncs, about; bytes.
const WRITTEN: usize = 64 * 1024;

pub fn measure(history: &History) {
    let folder = history.with_open(Crowd::Twenty, SystemClock.now());
    let desk = DeskThread::start(Arc::new(SystemClock), |_| DeskOptions {
        folder: folder.path().to_path_buf(),
        zone: chrono_tz::America::Chicago,
        notifier: Box::new(RecordingNotifier::new().0),
    })
    .unwrap();
    let handle = desk.handle();
    let (wake, woken) = channel();
    handle.wake_by(Box::new(move || {
        wake.send(()).ok();
    }));
    let ids: Vec<IncidentId> = handle.snapshot().world.live.keys().copied().collect();
    let mut plain = File::create(folder.path().join("plain")).unwrap();
    let block = vec![7_u8; WRITTEN];

    let (mut commands, mut syncs): (Vec<Cost>, Vec<Cost>) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        syncs.push(
            of_process(|| {
                plain.write_all(&block).unwrap();
                plain.sync_data().unwrap();
            })
            .1,
        );
        let wish = Wish::Note { text: format!("Node {turn} answers again"), significant: false };
        let request = Request::about(ids[turn % ids.len()], wish);
        let command = || {
            let ticket = handle.submit(request);
            loop {
                if let Some(outcome) = handle.take_outcomes().into_iter().find(|one| one.ticket == ticket) {
                    break outcome;
                }
                woken.recv_timeout(Duration::from_secs(10)).unwrap();
            }
        };
        let (outcome, cost) = of_process(command);
        assert!(outcome.result.is_ok(), "{:?}", outcome.result);
        commands.push(cost);
    }
    let wall = |costs: &[Cost]| Spread::of(costs.iter().map(|cost| cost.wall));
    let (commands_wall, syncs_wall) = (wall(&commands), wall(&syncs));
    let cpu = Spread::of(commands.iter().map(|cost| cost.cpu));
    let said = |spread: &Spread| format!("p50 {}, p99 {}", ms(spread.median()), ms(spread.percent(99)));
    let measured = format!("{}; CPU {}", said(&commands_wall), said(&cpu));
    let goal = "p99 at most 10 ms over that of the sync";
    tell(
        "command to snapshot; beside it a write of 64 kB and its sync",
        &said(&syncs_wall),
        &measured,
        None,
        goal,
    );
}
