//! What things cost, each beside its floor in the same run: `cargo bench`.
//!
//! The figures of one machine say little; the ratios say what follows history and what does not.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot set itself up has nothing to measure")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bridgewatch::desk::policies::BUILT_IN;
use bridgewatch::desk::{Desk, DeskOptions, Request, Snapshot};
use bridgewatch::domain::event::{
    DeviceId, Event, EventId, Fact, IncidentId, IncidentOpened, NewEvent, PolicyRef, Subject,
};
use bridgewatch::domain::incident::Incident;
use bridgewatch::domain::policy::Policy;
use bridgewatch::domain::policy_file;
use bridgewatch::domain::rota::change::Window;
use bridgewatch::domain::schedule::{DeadlineState, deadlines};
use bridgewatch::domain::settings::DeskSettings;
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::watch::wish::{Effect, WatchWish};
use bridgewatch::domain::words::{Environment, Kind, Priority};
use bridgewatch::domain::world::World;
use bridgewatch::domain::{alarm, board};
use bridgewatch::platform::RecordingNotifier;
use bridgewatch::store::Store;
use bridgewatch::ui::context::{Asks, Seen};
use bridgewatch::ui::forms::Forms;
use bridgewatch::ui::rota::{RotaState, rota_ui};
use chrono::{DateTime, TimeDelta};
use divan::{Bencher, black_box};
use tempfile::TempDir;
use uuid::Uuid;

fn main() {
    divan::main();
}

fn start() -> Instant {
    DateTime::parse_from_rfc3339("2026-03-02T10:00:00-06:00").unwrap().to_utc()
}

fn policy() -> Arc<Policy> {
    let (name, text) = BUILT_IN.first().unwrap();
    Arc::new(policy_file::read(name, text).unwrap())
}

fn policy_ref() -> PolicyRef {
    policy().id.clone()
}

/// The facts of one incident: opened, worked on with `count` entries in all, and closed if asked.
fn story(number: u32, count: usize, closed: bool, policy: &PolicyRef) -> Vec<NewEvent> {
    let id = IncidentId(Uuid::from_u128(u128::from(number) + 1));
    let opened_at = start() + TimeDelta::seconds(i64::from(number));
    let mut facts = vec![
        Fact::IncidentOpened(IncidentOpened {
            key: format!("k{number}"),
            reference: format!("MI-{number:04}"),
            title: "Payments API down".to_owned(),
            priority: Some(Priority::Critical),
            kind: Kind::Major,
            environment: Environment::Production,
            ticket: Some(format!("INC{number:07}")),
            policy: policy.clone(),
        }),
        Fact::Referred { to: Some("Network team".to_owned()) },
        Fact::Acknowledged { by: None },
    ];
    let turn = |at: usize| match at % 5 {
        0 => Fact::UpdateSent {
            audience: "customers".to_owned(),
            text: Some("How it stands".to_owned()),
            details: None,
        },
        1 => Fact::ResolverUpdateLogged { text: Some("Working on it".to_owned()) },
        _ => Fact::NoteLogged { text: "Failover to the second site started".to_owned(), significant: false },
    };
    facts.extend((0..count.saturating_sub(facts.len())).map(turn));
    if closed {
        facts.push(Fact::Restored { text: None });
        facts.push(Fact::Closed { why: Some("done".to_owned()), skipped: Vec::new() });
    }
    let event = |(at, fact): (usize, Fact)| NewEvent {
        subject: Subject::Incident(id),
        happened_at: opened_at + TimeDelta::seconds(i64::try_from(at).unwrap() * 240),
        actor: "Sample".to_owned(),
        fact,
    };
    facts.into_iter().enumerate().map(event).collect()
}

fn stored(new: Vec<NewEvent>) -> Vec<Event> {
    let event = |(at, new): (usize, NewEvent)| Event {
        device: DeviceId(Uuid::nil()),
        device_seq: u64::try_from(at).unwrap() + 1,
        id: EventId(Uuid::from_u128(u128::try_from(at).unwrap() + 1)),
        subject: new.subject,
        happened_at: new.happened_at,
        recorded_at: new.happened_at,
        actor: new.actor,
        fact: new.fact,
    };
    new.into_iter().enumerate().map(event).collect()
}

/// Folding one incident: in its facts linear.
#[divan::bench(args = [30, 300, 3000])]
fn fold_an_incident(bencher: Bencher<'_, '_>, count: usize) {
    let events = stored(story(1, count, false, &policy_ref()));
    bencher.with_inputs(|| events.clone()).bench_values(|events| black_box(Incident::fold(events)));
}

/// The deadlines of one incident of 300 entries, from its timeline.
#[divan::bench]
fn deadlines_of_an_incident_of_300(bencher: Bencher<'_, '_>) {
    let (policy, civil) = (policy(), DeskSettings::new(chrono_tz::America::Chicago).civil());
    let incident = Incident::fold(stored(story(1, 300, false, &policy.id))).unwrap();
    bencher.bench_local(|| black_box(deadlines(&policy, &incident.timeline, &civil)).len());
}

fn world(open: u32, entries: usize) -> World {
    let policy = policy();
    let in_force = BTreeMap::from([(policy.id.name.clone(), Arc::clone(&policy))]);
    let mut world = World::new(chrono_tz::America::Chicago, in_force);
    world.load((0..open).flat_map(|number| stored(story(number, entries, false, &policy.id))).collect());
    world
}

/// What a frame asks of 1,000 open incidents at most once a second: every deadline's state.
#[divan::bench(args = [10, 1000])]
fn states_of_all_deadlines(bencher: Bencher<'_, '_>, open: u32) {
    let (world, now) = (world(open, 20), start() + TimeDelta::hours(2));
    bencher.bench_local(|| {
        let states = world.live.values().flat_map(|live| &live.deadlines).map(|one| one.state(now));
        black_box(states.filter(|state| *state == DeadlineState::Overdue).count())
    });
}

/// The rows of the board, as the window builds them when something changes.
#[divan::bench(args = [10, 1000])]
fn rows_of_the_board(bencher: Bencher<'_, '_>, open: u32) {
    let (world, now) = (world(open, 20), start() + TimeDelta::hours(2));
    bencher.bench_local(|| black_box(board::rows(&world, now)).len());
}

/// When the next alarm falls, as the desk asks after each command.
#[divan::bench(args = [10, 1000])]
fn next_alarm(bencher: Bencher<'_, '_>, open: u32) {
    let (world, now) = (world(open, 20), start() + TimeDelta::hours(2));
    bencher.bench_local(|| black_box(alarm::next_at(&world, now)));
}

/// The floor of an append: a bare insert of the same bytes in the same transaction mode.
#[divan::bench]
fn append_floor_bare_sqlite_insert(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let conn = rusqlite::Connection::open(folder.path().join("bare.db")).unwrap();
    conn.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT) STRICT;")
        .unwrap();
    let body = "{\"text\":\"Failover to the second site started\",\"significant\":false}".repeat(4);
    bencher.bench_local(|| conn.execute("INSERT INTO bare (body) VALUES (?1)", [&body]).unwrap());
}

/// One note through the store: chain, projection and all.
#[divan::bench]
fn append_one_event(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), start()).unwrap();
    let events = store.append(&story(1, 3, false, &policy_ref()), start(), |_| Vec::new()).unwrap();
    let row = Incident::fold(events).unwrap().row();
    let note = story(1, 6, false, &policy_ref()).pop().unwrap();
    bencher
        .bench_local(|| store.append(std::slice::from_ref(&note), start(), |_| vec![row.clone()]).unwrap());
}

/// A data folder with so many closed and open incidents, ten entries each.
fn history(closed: u32, open: u32) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), start()).unwrap();
    let policy = policy();
    let recorded = Fact::PolicyRecorded { policy: policy.id.clone(), text: policy.text.clone() };
    let recorded =
        NewEvent { subject: Subject::Desk, happened_at: start(), actor: "Sample".to_owned(), fact: recorded };
    store.append(&[recorded], start(), |_| Vec::new()).unwrap();
    let numbers: Vec<u32> = (0..closed + open).collect();
    for some in numbers.chunks(500) {
        let new: Vec<NewEvent> =
            some.iter().flat_map(|number| story(*number, 8, *number < closed, &policy.id)).collect();
        store
            .append(&new, start(), |events| {
                let mut by_incident: BTreeMap<String, Vec<Event>> = BTreeMap::new();
                for event in events {
                    by_incident.entry(event.subject.to_string()).or_default().push(event.clone());
                }
                by_incident.into_values().filter_map(Incident::fold).map(|incident| incident.row()).collect()
            })
            .unwrap();
    }
    folder
}

fn open_desk(folder: &Path) -> Desk {
    let options = DeskOptions {
        folder: folder.to_path_buf(),
        zone: chrono_tz::America::Chicago,
        notifier: Box::new(RecordingNotifier::new().0),
    };
    // A day later than all of it, so that nothing closed is still at hand.
    Desk::open(options, start() + TimeDelta::days(30)).unwrap()
}

/// Starting on history: what is open counts, what is closed does not.
#[divan::bench(args = [(0, 0), (0, 200), (25_000, 200)], sample_count = 20, sample_size = 1)]
fn start_of_a_desk(bencher: Bencher<'_, '_>, (closed, open): (u32, u32)) {
    let folder = history(closed, open);
    drop(open_desk(folder.path()));
    bencher.bench_local(|| drop(black_box(open_desk(folder.path()))));
}

/// A desk whose watch passes on by this rhythm among eight people.
fn on_watch(every: &str) -> Snapshot {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = open_desk(folder.path());
    let names: Vec<String> = (1..=8).map(|number| format!("\"Sample {number}\"")).collect();
    let rule = format!(
        "name = \"Main\"\ntime_zone = \"America/Chicago\"\nanchor = \"2026-03-02T09:00\"\nevery = \"{every}\"\n\
         participants = [{}]\nbackup = \"offset 1\"\n",
        names.join(", ")
    );
    let wish =
        WatchWish::AdoptRule { rule, track: None, takes_effect: Effect::AtOnce, from: None, why: None };
    let request = Request::of_desk(wish.into()).at(Some(start()));
    desk.handle(request, start() + TimeDelta::days(30)).unwrap();
    desk.snapshot()
}

/// The shifts of one month, a year after the rule was adopted.
#[divan::bench(args = ["1 week", "2 hours"])]
fn shifts_of_a_month(bencher: Bencher<'_, '_>, every: &str) {
    let snapshot = on_watch(every);
    let from = start() + TimeDelta::days(365);
    let month = Window::new(from, from + TimeDelta::days(31));
    bencher.bench_local(|| black_box(snapshot.world.rota().shifts(month)));
}

/// One frame of a window of 1280 by 800, laid out and turned into triangles.
fn frame(bencher: Bencher<'_, '_>, mut paint: impl FnMut(&mut egui::Ui)) {
    let ctx = egui::Context::default();
    bridgewatch::ui::fonts::install(&ctx);
    bridgewatch::ui::theme::apply(&ctx);
    let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0));
    let mut once = || {
        let input = egui::RawInput { screen_rect: Some(screen), ..egui::RawInput::default() };
        let mut output = ctx.run_ui(input, &mut paint);
        // Nobody keeps them: there is no screen.
        output.textures_delta.clear();
        let shapes = std::mem::take(&mut output.shapes);
        black_box(ctx.tessellate(shapes, 1.0))
    };
    // Fonts and galleys are there after the first frames.
    for _ in 0..3 {
        once();
    }
    bencher.bench_local(once);
}

/// The floor: a window with one line in it.
#[divan::bench]
fn frame_floor_one_line(bencher: Bencher<'_, '_>) {
    frame(bencher, |ui| drop(ui.label("On watch")));
}

/// The month of the rota: some ten bars, or some seven hundred.
#[divan::bench(args = ["1 week", "2 hours"])]
fn frame_of_the_rota(bencher: Bencher<'_, '_>, every: &str) {
    let snapshot = on_watch(every);
    let seen =
        Seen { snapshot: &snapshot, now: start() + TimeDelta::days(30), zone: snapshot.world.settings.zone };
    let (mut state, mut forms) = (RotaState::default(), Forms::default());
    frame(bencher, |ui| rota_ui(ui, &seen, &mut state, &mut forms, &mut Asks::default()));
}
