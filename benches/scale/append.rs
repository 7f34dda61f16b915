//! Appending, beside bare inserts of the same bytes that are as durable.
//!
//! What it takes to settle the write-ahead file counts for both: the floor does it within its commits, as `SQLite` does
//! by itself, and ours where the desk would while it rests.

use bridgewatch::domain::event::{Event, Fact, IncidentId, NewEvent, Subject};
use bridgewatch::domain::incident::Incident;
use bridgewatch::store::Store;
use rusqlite::Connection;

use crate::cost::{Cost, Spread, ms, of_thread, ratio, tell};
use crate::log::{Crowd, History};

/// How often each is done.
const TURNS: usize = 600;

pub fn measure(history: &History) {
    let now = history.made_at();
    let folder = history.with_open(Crowd::Twenty, now);
    let mut store = Store::open(folder.path(), now).unwrap();
    let mut open: Vec<Incident> = Vec::new();
    store.each_live(now, |incident| open.push(incident)).unwrap();
    let row = open.first().unwrap().row();
    let id = row.id;
    let bare = bare(folder.path());

    let (mut floor, mut ours) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let note = note(id, turn, now);
        let body = body(&note);
        floor.push(of_thread(|| bare.execute("INSERT INTO bare (body) VALUES (?1)", [&body]).unwrap()).1);
        let append =
            || store.append(std::slice::from_ref(&note), now, |_: &[Event]| vec![row.clone()]).unwrap();
        let appended = of_thread(append).1;
        let settled =
            if store.is_unsettled() { of_thread(|| store.settle().unwrap()).1 } else { Cost::default() };
        ours.push(appended + settled);
    }
    told("one entry, on the disk each", &floor, &ours);

    let (mut floor, mut ours) = (Vec::new(), Vec::new());
    for turn in 0..10 {
        let notes: Vec<NewEvent> = (0..1000).map(|at| note(id, turn * 1000 + at, now)).collect();
        let bodies: Vec<String> = notes.iter().map(body).collect();
        let together = || {
            bare.execute_batch("BEGIN IMMEDIATE").unwrap();
            let mut insert = bare.prepare_cached("INSERT INTO bare (body) VALUES (?1)").unwrap();
            for body in &bodies {
                insert.execute([body]).unwrap();
            }
            bare.execute_batch("COMMIT").unwrap();
        };
        floor.push(of_thread(together).1);
        let appended = of_thread(|| store.append(&notes, now, |_| vec![row.clone()]).unwrap()).1;
        ours.push(appended + of_thread(|| store.settle().unwrap()).1);
    }
    told("1,000 entries in one transaction", &floor, &ours);
}

/// A database that is as durable, in the same folder on the same disk.
fn bare(folder: &std::path::Path) -> Connection {
    let conn = Connection::open(folder.join("bare.db")).unwrap();
    conn.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
         CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;",
    )
    .unwrap();
    conn
}

fn note(id: IncidentId, turn: usize, now: bridgewatch::domain::time::Instant) -> NewEvent {
    let text = format!(
        "Node {turn} of the database was restarted, the queue still grows and we wait for the vendor"
    );
    NewEvent {
        subject: Subject::Incident(id),
        happened_at: now,
        actor: "Sample Manager".to_owned(),
        fact: Fact::NoteLogged { text, significant: false },
    }
}

/// All that an entry holds, as one text: what a bare table would keep of it.
fn body(new: &NewEvent) -> String {
    let hashes = "0".repeat(112);
    format!("{}{}{}{:?}{hashes}", new.subject, new.happened_at, new.actor, new.fact)
}

fn told(what: &str, floor: &[Cost], ours: &[Cost]) {
    let wall = |costs: &[Cost]| Spread::of(costs.iter().map(|cost| cost.wall)).mean();
    let cpu = |costs: &[Cost]| Spread::of(costs.iter().map(|cost| cost.cpu)).mean();
    let both = |costs: &[Cost]| format!("{} ({} of CPU)", ms(wall(costs)), ms(cpu(costs)));
    let speed = ratio(wall(floor), wall(ours));
    tell(&format!("append: {what}"), &both(floor), &both(ours), Some(speed), "0.7 of the floor's speed");
}
