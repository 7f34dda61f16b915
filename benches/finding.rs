//! What bringing tickets in and finding them costs, each beside its floor in the same run.
//!
//! The figures of one machine say little. What is to be seen: importing grows with the tickets alone and stays
//! within a few times what reading them costs; a search costs what it finds, not what there is.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot set itself up has nothing to measure")]

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::LazyLock;

use bridgewatch::desk::{Desk, DeskOptions};
use bridgewatch::domain::time::Instant;
use bridgewatch::imports::civil_times::DateOrder;
use bridgewatch::imports::encoding::Encoding;
use bridgewatch::imports::incident_mapping::Mapping;
use bridgewatch::imports::incidents_csv::{ImportedIncidents, Reading, read};
use bridgewatch::platform::RecordingNotifier;
use bridgewatch::store::Store;
use bridgewatch::store::search::Search;
use chrono::DateTime;
use divan::{Bencher, black_box};
use tempfile::TempDir;

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
