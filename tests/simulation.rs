//! Clocks and the watch beside a second, slow reckoning, and a desk that lives through random years.
//!
//! The usual run is short. The long ones:
//!
//! ```text
//! BRIDGEWATCH_CASES=100000 cargo test --test simulation -- --nocapture reckoning
//! BRIDGEWATCH_YEARS=10000 cargo test --test simulation -- --nocapture desk
//! ```
//!
//! `BRIDGEWATCH_SEED=N` has the same again.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and the long run says how far it is"
)]

#[path = "support/chance.rs"]
mod chance;
#[path = "simulation/desk.rs"]
mod desk;
#[path = "simulation/history.rs"]
mod history;
#[path = "simulation/reference.rs"]
mod reference;
#[path = "simulation/reference_rota.rs"]
mod reference_rota;
#[path = "simulation/rota.rs"]
mod rota;
mod support;
#[expect(dead_code, reason = "here it makes syncing cost nothing, and never fails")]
#[path = "faults/vfs.rs"]
mod vfs;

use std::collections::{BTreeMap, BTreeSet};

use chance::Chance;
use desk::{Figures, Simulation};
use history::{History, compared, seen};
use reference::State;
use reference_rota::Said;

fn told(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

#[test]
fn the_clocks_of_the_table_agree_with_a_second_reckoning() {
    let cases = told("BRIDGEWATCH_CASES").unwrap_or(300);
    let seed = told("BRIDGEWATCH_SEED").unwrap_or_else(chance::any_seed);
    println!("{cases} histories, BRIDGEWATCH_SEED={seed}");
    let mut chance = Chance::new(seed);
    let (mut count, mut met) = (0, BTreeMap::new());
    for case in 0..cases {
        let history = History::any(&mut chance);
        let story = history.play();
        if let Ok(more) = compared(story.live(), &history.office()) {
            count += more;
        } else {
            let fails = |one: &History| compared(one.play().live(), &one.office()).is_err();
            let least = history.shrunk(fails);
            let why = compared(least.play().live(), &least.office()).unwrap_err();
            panic!("case {case} of BRIDGEWATCH_SEED={seed}\n{least}{why}");
        }
        seen(&story, &history.office(), &mut met);
    }
    println!("{cases} histories, {count} deadlines at an instant compared; {met:?}");
    // Of many cases each clock was met, missed and given up.
    for (clock, state) in reference::clocks()
        .flat_map(|clock| [State::Met, State::Missed, State::NotNeeded].map(|state| (clock, state)))
    {
        assert!(cases < 3_000 || met.contains_key(&(clock, state)), "{clock} was never {state:?}");
    }
}

#[test]
fn a_desk_tells_all_that_is_due_once_and_in_time_through_random_years() {
    let years = told("BRIDGEWATCH_YEARS").unwrap_or(20);
    let seed = told("BRIDGEWATCH_SEED").unwrap_or_else(chance::any_seed);
    println!("{years} incident-years, BRIDGEWATCH_SEED={seed}");
    vfs::install();
    let mut chance = Chance::new(seed);
    let mut all = Figures::default();
    let mut folders = 0;
    while all.years < years as f64 {
        let of_folder = chance.next();
        if let Some(figures) = lived(of_folder, &BTreeSet::new()) {
            all.add(figures);
        } else {
            let without = least(of_folder);
            println!("BRIDGEWATCH_SEED={seed}, folder {folders}, without the incidents {without:?}:");
            Simulation::new(of_folder, &without, true).live();
            panic!("it went wrong, and not again");
        }
        folders += 1;
        if folders % 10 == 0 {
            println!("{folders} folders, {} incidents, {:.0} years", all.incidents, all.years);
        }
    }
    println!("{folders} folders, {all:?}");
}

/// What a folder has seen; nothing where something went wrong.
fn lived(of_folder: u64, without: &BTreeSet<usize>) -> Option<Figures> {
    std::panic::catch_unwind(|| Simulation::new(of_folder, without, false).live()).ok()
}

/// The incidents without which it goes wrong still, left out by halves, then by quarters, and so on.
fn least(of_folder: u64) -> BTreeSet<usize> {
    let mut without = BTreeSet::new();
    let mut size = desk::INCIDENTS_A_FOLDER / 2;
    while size > 0 {
        for from in (1..=desk::INCIDENTS_A_FOLDER).step_by(size) {
            let fewer: BTreeSet<usize> = without.iter().copied().chain(from..from + size).collect();
            if fewer != without && lived(of_folder, &fewer).is_none() {
                without = fewer;
            }
        }
        size /= 2;
    }
    without
}

#[test]
fn the_shifts_of_a_rule_agree_with_a_second_reckoning() {
    let cases = told("BRIDGEWATCH_CASES").unwrap_or(500);
    let seed = told("BRIDGEWATCH_SEED").unwrap_or_else(chance::any_seed);
    println!("{cases} rules, BRIDGEWATCH_SEED={seed}");
    let mut chance = Chance::new(seed);
    let mut count = 0;
    for case in 0..cases {
        let said = Said::any(&mut chance);
        for _ in 0..3 {
            let (from, until) = said.some_span(&mut chance);
            match rota::compared(&said, from, until) {
                Ok(more) => count += more,
                Err(why) => panic!("case {case} of BRIDGEWATCH_SEED={seed}\n{why}"),
            }
        }
    }
    println!("{cases} rules, {count} shifts compared");
    assert!(count as u64 > cases, "there was something to compare");
}
