//! What bringing tickets in and finding them costs, each beside its floor in the same run.
//!
//! The figures of one machine say little. What is to be seen: importing grows with the tickets alone and stays
//! within a few times what reading them costs; a search costs what it finds, not what there is; a frame of the
//! history costs what is in sight. Beside the times stands what was allocated at most.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot set itself up has nothing to measure")]

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::LazyLock;

use bridgewatch::desk::{Desk, DeskOptions, Snapshot};
use bridgewatch::domain::time::Instant;
use bridgewatch::imports::civil_times::DateOrder;
use bridgewatch::imports::encoding::Encoding;
use bridgewatch::imports::incident_mapping::Mapping;
use bridgewatch::imports::incidents_csv::{ImportedIncidents, Reading, read};
use bridgewatch::platform::RecordingNotifier;
use bridgewatch::store::Store;
use bridgewatch::store::search::Search;
use bridgewatch::ui::context::{Ask, Asks, Seen};
use bridgewatch::ui::forms::Forms;
use bridgewatch::ui::history::{HistoryState, HowRead, Views, history_ui};
use chrono::DateTime;
use divan::{AllocProfiler, Bencher, black_box};
use egui::{Event, MouseWheelSource, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, vec2};
use tempfile::TempDir;

#[global_allocator]
static MEMORY: AllocProfiler = AllocProfiler::system();

/// How many incidents the searched log has.
const HISTORY: u32 = 25_000;

fn main() {
    divan::main();
}

fn now() -> Instant {
    DateTime::parse_from_rfc3339("2026-03-02T10:00:00-06:00").unwrap().to_utc()
}

/// Tickets of five revisions each, as an export has them.
fn export(tickets: u32) -> String {
    let mut text = String::from(
        "number,incident_state,sys_mod_count,opened_at,sys_updated_by,sys_updated_at,priority,assignment_group,\
         category,short_description,resolved_at,closed_at\n",
    );
    for number in 0..tickets {
        let (day, group) = (1 + number % 28, number % 50);
        for (revision, state) in ["New", "Active", "Awaiting Vendor", "Resolved", "Closed"].iter().enumerate()
        {
            writeln!(
                text,
                "INC{number:07},{state},{revision},{day:02}-02-2016 09:00,Sample {group},{day:02}-02-2016 1{revision}:00,\
                 3 - Moderate,Group {group},Category {group},Terminal {number} takes no card,\
                 {day:02}-02-2016 13:00,{day:02}-02-2016 14:00"
            )
            .unwrap();
        }
    }
    text
}

fn tickets(text: &str) -> ImportedIncidents {
    let reading = Reading {
        system: "ServiceNow",
        mapping: &Mapping::default(),
        zone: chrono_tz::America::Chicago,
        order: DateOrder::Dmy,
        encoding: Encoding::Utf8,
        latest: now(),
    };
    read(text.as_bytes(), &reading, &mut |_| ControlFlow::Continue(())).unwrap()
}

fn desk(folder: &Path) -> Desk {
    let notifier = Box::new(RecordingNotifier::new().0);
    let zone = chrono_tz::America::Chicago;
    Desk::open(DeskOptions { folder: folder.to_path_buf(), zone, notifier }, now()).unwrap()
}

fn import(desk: &mut Desk, tickets: &ImportedIncidents) {
    desk.import(tickets, now(), &mut |_, _| ControlFlow::Continue(())).unwrap();
}

/// The floor: the same tickets read and let go of again.
#[divan::bench(args = [100, 400])]
fn reading_tickets(bencher: Bencher, count: u32) {
    let text = export(count);
    bencher.bench(|| black_box(tickets(&text).tickets().count()));
}

#[divan::bench(args = [100, 400], sample_count = 10)]
fn importing_tickets(bencher: Bencher, count: u32) {
    let text = export(count);
    bencher
        .with_inputs(|| {
            let folder = tempfile::tempdir().unwrap();
            let desk = desk(folder.path());
            (folder, desk, tickets(&text))
        })
        .bench_refs(|(_folder, desk, tickets)| import(desk, tickets));
}

/// A file of the size that is promised, read, into a desk that has nothing yet: once, since it takes long.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn reading_25_000_tickets(bencher: Bencher) {
    let text = export(HISTORY);
    bencher.bench(|| black_box(tickets(&text).tickets().count()));
}

/// The same taken in.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn importing_25_000_tickets(bencher: Bencher) {
    let text = export(HISTORY);
    bencher
        .with_inputs(|| {
            let folder = tempfile::tempdir().unwrap();
            let desk = desk(folder.path());
            (folder, desk, tickets(&text))
        })
        .bench_refs(|(_folder, desk, tickets)| import(desk, tickets));
}

/// A log of many incidents, made once.
static LOG: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    import(&mut desk(folder.path()), &tickets(&export(HISTORY)));
    folder
});

fn search(bencher: Bencher, words: &str) {
    let store = Store::open_read_only(LOG.path()).unwrap();
    let asked = Search { words: words.to_owned(), limit: 50, ..Search::default() };
    bencher.bench_local(|| store.search(&asked).unwrap().len());
}

/// The floor: one incident by its number.
#[divan::bench]
fn finding_a_number(bencher: Bencher) {
    let store = Store::open_read_only(LOG.path()).unwrap();
    bencher.bench_local(|| store.find_incidents("INC0012345").unwrap().len());
}

#[divan::bench]
fn searching_what_one_has(bencher: Bencher) {
    search(bencher, "INC0012345");
}

#[divan::bench]
fn searching_what_500_have(bencher: Bencher) {
    search(bencher, "\"group 7\"");
}

#[divan::bench]
fn searching_what_all_have(bencher: Bencher) {
    search(bencher, "card");
}

/// The floor of a start: a desk that has nothing.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn starting_on_nothing(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    drop(desk(folder.path()));
    bencher.bench_local(|| drop(black_box(desk(folder.path()))));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn starting_on_25_000_closed(bencher: Bencher) {
    drop(desk(LOG.path()));
    bencher.bench_local(|| drop(black_box(desk(LOG.path()))));
}

/// A log of few incidents.
static FEW: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    import(&mut desk(folder.path()), &tickets(&export(25)));
    folder
});

/// One frame of the history while its wheel is turned, of a window of 1280 by 800, laid out and turned into
/// triangles; what it looked up stands in it already.
fn scroll(bencher: Bencher, folder: &Path) {
    let snapshot: Snapshot = desk(folder).snapshot();
    let seen = Seen { snapshot: &snapshot, now: now(), zone: snapshot.world.settings.zone };
    let (mut state, mut forms) = (HistoryState::default(), Forms::default());
    let (how, views) = (HowRead::default(), Views::default());
    let ctx = egui::Context::default();
    bridgewatch::ui::fonts::install(&ctx);
    bridgewatch::ui::theme::apply(&ctx);
    let screen = Rect::from_min_size(Pos2::ZERO, vec2(1280.0, 800.0));
    let mut turns = 0_u32;
    let mut once = || {
        turns += 1;
        // Down for a while and up again, so that there is always something to scroll.
        let down = if (turns / 200).is_multiple_of(2) { -60.0 } else { 60.0 };
        let wheel = Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, down),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Unknown,
            modifiers: egui::Modifiers::NONE,
        };
        let input = RawInput {
            screen_rect: Some(screen),
            time: Some(f64::from(turns) / 60.0),
            events: vec![Event::PointerMoved(screen.center()), wheel],
            ..RawInput::default()
        };
        let mut asks = Asks::default();
        let mut output =
            ctx.run_ui(input, |ui| history_ui(ui, &seen, (&mut state, &how, &views), &mut forms, &mut asks));
        for ask in asks.0 {
            if let Ask::Look(look) = ask {
                let number = look.number;
                state.take(number, look.into_log(folder));
            }
        }
        output.textures_delta.clear();
        let shapes = std::mem::take(&mut output.shapes);
        black_box(ctx.tessellate(shapes, 1.0))
    };
    for _ in 0..5 {
        once();
    }
    bencher.bench_local(once);
}

#[divan::bench]
fn scrolling_25_incidents(bencher: Bencher) {
    scroll(bencher, FEW.path());
}

#[divan::bench]
fn scrolling_25_000_incidents(bencher: Bencher) {
    scroll(bencher, LOG.path());
}

/// What a look into the history costs, beside the frames: read, narrowed and sorted.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn reading_the_table_of_25_000(bencher: Bencher) {
    let look = || bridgewatch::ui::history::Look::default().into_log(LOG.path()).unwrap().len();
    bencher.bench_local(look);
}
