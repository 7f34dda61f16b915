//! Several desks that exchanged files in whatever order, with losses and repeats, have and show the same.
//!
//! The usual run is short. The long one:
//!
//! ```text
//! BRIDGEWATCH_MERGES=5000 cargo test --test merging -- --nocapture
//! ```
//!
//! `BRIDGEWATCH_SEED=N` has the same again, but for the names that desks and entries get by chance.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/chance.rs"]
mod chance;
#[path = "merging/desks.rs"]
mod desks;
#[expect(dead_code, reason = "what is told and how it is compared is of use here, whole histories are not")]
#[path = "simulation/history.rs"]
mod history;
#[expect(dead_code, reason = "the simulated desk asks for more of it")]
#[path = "simulation/reference.rs"]
mod reference;
mod support;
#[expect(dead_code, reason = "here it makes syncing cost nothing, and never fails")]
#[path = "faults/vfs.rs"]
mod vfs;

use bridgewatch::domain::board;
use bridgewatch::domain::event::Event;
use bridgewatch::domain::rota::change::Window;
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::world::World;
use bridgewatch::store::Store;
use bridgewatch::store::handoff::Handoff;
use chance::Chance;
use chrono::TimeDelta;
use desks::{Course, Figures, Party, Seat};
use history::compared;
use reference::Office;

/// The histories of the usual run.
const USUAL: u64 = 12;

#[test]
fn desks_that_exchanged_files_in_any_order_have_and_show_the_same() {
    let told = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let courses = told("BRIDGEWATCH_MERGES").unwrap_or(USUAL);
    let seed = told("BRIDGEWATCH_SEED").unwrap_or_else(chance::any_seed);
    println!("{courses} histories of several desks, BRIDGEWATCH_SEED={seed}");
    vfs::install();
    let mut chance = Chance::new(seed);
    let mut all = Figures::default();
    for number in 0..courses {
        let (course, ends) = (Course::any(&mut chance), chance.next());
        if let Ok(figures) = outcome(&course, ends) {
            all.add(&figures);
        } else {
            let least = course.shrunk(|one| outcome(one, ends).is_err());
            let why = outcome(&least, ends).err().unwrap_or_else(|| "not every time".to_owned());
            panic!("history {number} of BRIDGEWATCH_SEED={seed}\n{least}{why}");
        }
        if (number + 1) % 100 == 0 {
            println!("{} of {courses}, {all:?}", number + 1);
        }
    }
    println!("{courses} histories, {all:?}");
}

/// What a history did, or what is wrong at its end.
fn outcome(course: &Course, ends: u64) -> Result<Figures, String> {
    let mut chance = Chance::new(ends);
    let mut party = Party::play(course)?;
    let files = party.share_all()?;
    let now = party.now;
    let first = &party.seats[0];
    let log = first.log();
    for seat in &party.seats {
        same(first, seat, now)?;
        let report = Store::open_read_only(seat.folder.path()).unwrap().verify().unwrap();
        if !report.is_sound() {
            return Err(format!("{report:?}"));
        }
    }
    agrees_with_the_reckoning(&first.desk.world().clone())?;
    // Another that gets the files in another order has the same.
    party.seats.push(Seat::new(0, 0, now));
    let stranger = party.seats.len() - 1;
    let made_here = party.seats[stranger].log();
    for file in shuffled(&files, &mut chance) {
        party.merge(stranger, &file)?;
    }
    let mut got = party.seats[stranger].log();
    got.retain(|one| !made_here.contains(one));
    if got != log {
        return Err("another order of files made another log".to_owned());
    }
    folds_whatever_comes(&log, &mut chance)?;
    party.figures.logs = log.len();
    Ok(party.figures)
}

fn shuffled<T: Clone>(list: &[T], chance: &mut Chance) -> Vec<T> {
    let mut list = list.to_vec();
    for place in (1..list.len()).rev() {
        list.swap(place, chance.below(place as u64 + 1) as usize);
    }
    list
}

/// Whether two desks have and show the same.
fn same(one: &Seat, other: &Seat, now: Instant) -> Result<(), String> {
    let different = |what: &str| Err(format!("{what} of two desks differ"));
    if one.log() != other.log() {
        return different("the logs");
    }
    let rows = |seat: &Seat| Store::open_read_only(seat.folder.path()).unwrap().rows().unwrap();
    if rows(one) != rows(other) {
        return different("the histories");
    }
    let (mine, others) = (one.desk.world(), other.desk.world());
    for later in [TimeDelta::zero(), TimeDelta::minutes(20), TimeDelta::days(3)] {
        if board::rows(mine, now + later) != board::rows(others, now + later) {
            return different("the boards");
        }
    }
    if mine.live.keys().ne(others.live.keys()) {
        return different("the incidents at hand");
    }
    for (id, live) in &mine.live {
        let theirs = &others.live[id];
        if live.deadlines != theirs.deadlines {
            return different("the deadlines");
        }
        if live.incident != theirs.incident {
            return different("the incidents");
        }
    }
    for (mine, others, what) in [
        (format!("{:?}", mine.directory), format!("{:?}", others.directory), "the directories"),
        (format!("{:?}", mine.watch), format!("{:?}", others.watch), "the watches"),
        (
            format!("{:?}", (mine.settings.zone, &mine.settings.holidays, &mine.settings.hotline)),
            format!("{:?}", (others.settings.zone, &others.settings.holidays, &others.settings.hotline)),
            "the settings",
        ),
    ] {
        if mine != others {
            return Err(format!("{what} of two desks differ:\n{mine}\n{others}"));
        }
    }
    let window = Window::new(now - TimeDelta::days(20), now + TimeDelta::days(40));
    if mine.rota().shifts(window) != others.rota().shifts(window) {
        return different("the shifts");
    }
    Ok(())
}

/// The clocks of merged histories too are as a second reckoning says, which knows nothing of merging.
fn agrees_with_the_reckoning(world: &World) -> Result<(), String> {
    let civil = world.settings.civil();
    let office = Office { zone: civil.zone, holidays: civil.holidays.iter().copied().collect() };
    for live in world.live.values() {
        compared(live, &office)?;
    }
    Ok(())
}

/// Folding is total: any beginning, in one go and one by one; and in any order, without an end in words.
fn folds_whatever_comes(log: &[Event], chance: &mut Chance) -> Result<(), String> {
    let fresh = || World::new(chrono_tz::America::Chicago, support::built_in());
    let length = chance.below(log.len() as u64 + 1) as usize;
    let (mut loaded, mut evolved) = (fresh(), fresh());
    loaded.load(log[..length].to_vec());
    for event in &log[..length] {
        evolved.evolve(event.clone());
    }
    for (id, live) in &loaded.live {
        let other = &evolved.live[id];
        if (&live.deadlines, &live.incident.timeline) != (&other.deadlines, &other.incident.timeline) {
            return Err(format!("the first {length} entries are another world one by one"));
        }
    }
    let (watch, others) = (format!("{:?}", loaded.watch), format!("{:?}", evolved.watch));
    if watch != others || format!("{:?}", loaded.directory) != format!("{:?}", evolved.directory) {
        return Err(format!("the first {length} entries are another watch one by one"));
    }
    // Without some of its entries a log is one whose files have not come yet.
    let mut some = fresh();
    for event in shuffled(log, chance).into_iter().filter(|_| chance.below(4) > 0) {
        some.evolve(event);
    }
    let window = Window::new(chrono::DateTime::UNIX_EPOCH, chrono::DateTime::UNIX_EPOCH + TimeDelta::days(1));
    drop(some.rota().shifts(window));
    Ok(())
}

/// Several files that were made for one desk after another, where none was lost.
#[test]
fn a_desk_that_only_got_the_rest_each_time_has_all() {
    vfs::install();
    let mut chance = Chance::new(7);
    let course = Course::any(&mut chance);
    let mut party = Party::play(&course).unwrap();
    let files: Vec<Handoff> = party.share_all().unwrap();
    assert_eq!(files.len(), course.desks);
    for from in 0..course.desks {
        for to in 0..course.desks {
            let device = party.seats[to].desk.world().here.unwrap().0.to_string();
            if from == to {
                continue;
            }
            let rest = party.seats[from].desk.export(Some(&device), party.now).unwrap();
            assert!(party.merge(to, &desks::read(&rest)).unwrap());
        }
    }
    same(&party.seats[0], &party.seats[course.desks - 1], party.now).unwrap();
}
