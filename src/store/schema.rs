//! The stored form: tables, indexes, triggers, its number, and the way from an older number.
//!
//! The form's number stands in the file's `user_version`, and [`APPLICATION_ID`] says that the file
//! is ours. A new form changes [`PLAN`]: its number, the form of a fresh file, and one more step for
//! the files that are already there; a test holds the two ways equal.
//!
//! Never here: how events are read or written.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior, params};

use super::error::{StoreError, sqlite_at};
use super::{codec, connection, files, projection};
use crate::domain::time::Instant;

/// Marks our files among all `SQLite` files: `BWLG`.
pub(super) const APPLICATION_ID: i32 = 0x4257_4C47;

/// Where `meta` keeps the identifier of the device that writes here.
pub(super) const DEVICE_KEY: &str = "device";

/// The first form that knows of erasures.
pub(super) const WITH_ERASING: u32 = 5;

/// Brings a file from one form to the next. Runs inside the upgrade's one transaction.
pub(super) type Step = fn(&Connection) -> rusqlite::Result<()>;

/// A form and the way to it.
pub(super) struct Plan {
    /// The number of the form.
    pub version: u32,
    /// The form of a fresh file.
    pub fresh: &'static str,
    /// The steps from form 1 to 2, from 2 to 3, …: one fewer than `version`.
    pub steps: &'static [Step],
}

/// The form of today.
pub(super) const PLAN: Plan =
    Plan { version: 5, fresh: FORM_5, steps: &[to_form_2, to_form_3, add_search, to_form_5] };

/// The tables of the log itself, in every form so far.
///
/// * `device` holds each device's newest entry, so that entries cut off at the end show as well.
/// * `event` is a table with row numbers: bodies can be long, and the indexes stay small.
/// * `event_order` is the order of the fold, and finds the newest recorded instant.
/// * The triggers keep the log growing only; `event_no_update` beside them is each form's own. REPLACE would delete without asking `event_no_delete`,
///   so `event_no_replace` looks before each insertion.
macro_rules! log {
    () => {
        "
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    head_seq INTEGER NOT NULL CHECK (head_seq >= 1),
    head_hash BLOB NOT NULL CHECK (length(head_hash) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    device BLOB NOT NULL REFERENCES device (id),
    device_seq INTEGER NOT NULL CHECK (device_seq >= 1),
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version BETWEEN 0 AND 4294967295),
    happened_at INTEGER NOT NULL CHECK (happened_at BETWEEN -62135596800000 AND 253402300799999),
    recorded_at INTEGER NOT NULL CHECK (recorded_at BETWEEN -62135596800000 AND 253402300799999),
    actor TEXT NOT NULL,
    body TEXT NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (device, device_seq)
) STRICT;

CREATE INDEX event_order ON event (recorded_at, device, device_seq);
CREATE INDEX event_subject ON event (subject, recorded_at, device, device_seq);
CREATE INDEX event_kind ON event (kind, version);

CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the log only grows: no entry is deleted'); END;

CREATE TRIGGER event_no_replace BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE device = NEW.device AND device_seq = NEW.device_seq)
    OR EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the log only grows: no entry is replaced'); END;

"
    };
}

#[cfg(test)]
macro_rules! no_update_1 {
    () => {
        "
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the log only grows: no entry is changed'); END;
"
    };
}

/// The log of the forms before erasures.
#[cfg(test)]
macro_rules! log_1 {
    () => {
        concat!(log!(), no_update_1!())
    };
}

/// What form 5 has of erasures: see [`super::erasing`].
///
/// * `erased` says which entry a person was erased from, and by which entry. It follows from the log.
/// * `event_no_update` lets words go of an entry that is named there, and nothing else: all that the chain covers
///   stays, and the salt becomes the mark.
macro_rules! erasing_5 {
    () => {
        "
CREATE TABLE erased (
    entry BLOB NOT NULL CHECK (length(entry) = 16),
    fact BLOB NOT NULL CHECK (length(fact) = 16),
    PRIMARY KEY (entry, fact)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_no_update BEFORE UPDATE ON event
WHEN NOT (
    NEW.device = OLD.device AND NEW.device_seq = OLD.device_seq AND NEW.id = OLD.id
    AND NEW.subject = OLD.subject AND NEW.kind = OLD.kind AND NEW.version = OLD.version
    AND NEW.happened_at = OLD.happened_at AND NEW.recorded_at = OLD.recorded_at
    AND NEW.content_hash = OLD.content_hash AND NEW.hash = OLD.hash
    AND substr(NEW.salt, 1, 4) = x'00000000'
    AND EXISTS (
        SELECT 1 FROM erased JOIN event AS fact ON fact.id = erased.fact
        WHERE erased.entry = OLD.id AND fact.kind = 'person_erased'
    )
)
BEGIN SELECT RAISE(ABORT, 'the log only grows: no entry is changed'); END;
"
    };
}

/// Form 1, frozen once released. `incident` is a projection: all of it follows from the log.
#[cfg(test)]
pub(super) const FORM_1: &str = concat!(
    log_1!(),
    "CREATE TABLE incident (
    subject TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    reference TEXT NOT NULL,
    reference_number INTEGER,
    title TEXT NOT NULL,
    ticket TEXT,
    priority TEXT,
    kind TEXT NOT NULL,
    environment TEXT NOT NULL,
    phase TEXT NOT NULL,
    policy_name TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    restored_at INTEGER,
    closed_at INTEGER,
    touched_at INTEGER NOT NULL
) STRICT;

CREATE INDEX incident_phase ON incident (phase);
CREATE INDEX incident_touched ON incident (touched_at);
CREATE INDEX incident_opened ON incident (opened_at, subject);
CREATE INDEX incident_key ON incident (key);
CREATE INDEX incident_reference ON incident (reference COLLATE NOCASE);
CREATE INDEX incident_ticket ON incident (ticket COLLATE NOCASE);
CREATE INDEX incident_number ON incident (reference_number);
"
);

macro_rules! columns_2 {
    () => {
        "
    subject TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    reference TEXT NOT NULL,
    given_reference TEXT NOT NULL,
    reference_number INTEGER,
    title TEXT NOT NULL,
    ticket TEXT,
    priority TEXT,
    kind TEXT NOT NULL,
    environment TEXT NOT NULL,
    phase TEXT NOT NULL,
    policy_name TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    restored_at INTEGER,
    closed_at INTEGER,
    touched_at INTEGER NOT NULL,
    opening_recorded_at INTEGER NOT NULL,
    opening_device BLOB NOT NULL,
    opening_seq INTEGER NOT NULL"
    };
}

macro_rules! indexes_2 {
    () => {
        "
CREATE INDEX incident_phase ON incident (phase);
CREATE INDEX incident_touched ON incident (touched_at);
CREATE INDEX incident_opened ON incident (opened_at, subject);
CREATE INDEX incident_key ON incident (key);
CREATE INDEX incident_reference ON incident (reference COLLATE NOCASE);
CREATE INDEX incident_ticket ON incident (ticket COLLATE NOCASE);
CREATE INDEX incident_number ON incident (reference_number);
CREATE INDEX incident_told_apart ON incident (subject) WHERE reference <> given_reference;
"
    };
}

macro_rules! peers_2 {
    () => {
        "
CREATE TABLE peer (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    told_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE peer_holds (
    peer BLOB NOT NULL REFERENCES peer (id),
    device BLOB NOT NULL CHECK (length(device) = 16),
    seq INTEGER NOT NULL CHECK (seq >= 1),
    PRIMARY KEY (peer, device)
) STRICT, WITHOUT ROWID;
"
    };
}

/// What form 2 had instead of, or beside, the tables of form 1.
///
/// * `incident.reference` is as it is shown, `given_reference` as it stands in the log: two desks may
///   have given the same. `opening_…` is the place of the opening in the order of the fold.
/// * `peer` and `peer_holds` are this desk's own knowledge of other desks, as their files told it; no
///   part of the log, and no other desk's business.
macro_rules! tables_2 {
    () => {
        concat!("CREATE TABLE incident (", columns_2!(), ") STRICT;", indexes_2!(), peers_2!())
    };
}

/// The history of form 3: `lives_on` says that a closed incident still owes something, a follow-up of its
/// post-mortem or the meeting itself, and so is folded at every start.
macro_rules! incident_3 {
    () => {
        concat!(
            "CREATE TABLE incident (",
            columns_2!(),
            ",
    lives_on INTEGER NOT NULL CHECK (lives_on IN (0, 1))
) STRICT;",
            indexes_2!(),
            "CREATE INDEX incident_lives_on ON incident (lives_on) WHERE lives_on = 1;"
        )
    };
}

/// Form 2, frozen once released.
#[cfg(test)]
pub(super) const FORM_2: &str = concat!(log_1!(), tables_2!());

/// Form 3, frozen once released.
#[cfg(test)]
pub(super) const FORM_3: &str = concat!(log_1!(), incident_3!(), peers_2!());

/// What the search has: see [`super::search`]. All of it follows from the log.
///
/// * `found.id` is the number of the line in the index, which holds no text of its own: whatever is taken
///   out of `found` is taken out there by that number.
macro_rules! search_tables {
    () => {
        "
CREATE TABLE found (
    id INTEGER NOT NULL PRIMARY KEY,
    entry BLOB NOT NULL UNIQUE CHECK (length(entry) = 16),
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    band INTEGER NOT NULL,
    state INTEGER NOT NULL
) STRICT;

CREATE INDEX found_order ON found (band, happened_at DESC, id DESC);

CREATE VIRTUAL TABLE found_words USING fts5 (
    words, people, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE found_service (
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    PRIMARY KEY (subject, name)
) STRICT, WITHOUT ROWID;
"
    };
}

/// The tables of the search by themselves.
pub(super) const SEARCH_TABLES: &str = search_tables!();

/// Form 4, frozen once released.
#[cfg(test)]
pub(super) const FORM_4: &str = concat!(log_1!(), incident_3!(), peers_2!(), search_tables!());

/// Form 5, frozen once released.
pub(super) const FORM_5: &str = concat!(log!(), erasing_5!(), incident_3!(), peers_2!(), search_tables!());

/// The search is new, and is written when all steps are done.
fn add_search(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(SEARCH_TABLES)
}

/// The history gets new columns, and is written anew when all steps are done.
fn to_form_2(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(concat!("DROP TABLE incident;", tables_2!()))
}

/// The same once more.
fn to_form_3(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(concat!("DROP TABLE incident;", incident_3!()))
}

/// Words may go where a person is erased.
fn to_form_5(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(concat!("DROP TRIGGER event_no_update;", erasing_5!()))
}

/// Puts the form of `plan` into an empty database, for a device of its own.
pub(super) fn lay_out(conn: &mut Connection, plan: &Plan, now: Instant) -> rusqlite::Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(plan.fresh)?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", plan.version)?;
    name_device(&tx, now)?;
    tx.commit()
}

/// Gives the database a new device to write as.
pub(super) fn name_device(conn: &Connection, now: Instant) -> rusqlite::Result<()> {
    let device = codec::new_uuid(codec::millis(now));
    conn.execute(
        "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        params![DEVICE_KEY, device.as_bytes().as_slice()],
    )?;
    Ok(())
}

/// Makes a log. It comes to be under another name and gets its own when it is whole, so that no
/// crash leaves half a log. What is left of an earlier try holds no fact and is removed.
pub(super) fn create(file: &Path, plan: &Plan, now: Instant) -> Result<(), StoreError> {
    let draft = files::with_tail(file, ".new");
    files::remove_draft(&draft)?;
    let mut conn = connection::creating(&draft)?;
    lay_out(&mut conn, plan, now).map_err(sqlite_at(&draft))?;
    connection::close(conn, &draft)?;
    files::rename(&draft, file)
}

/// Brings the database from form `from` to that of `plan`, in one transaction. What follows from the
/// log is written anew.
pub(super) fn upgrade(conn: &mut Connection, plan: &Plan, from: u32) -> rusqlite::Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = usize::try_from(from).unwrap_or(usize::MAX).saturating_sub(1);
    for step in plan.steps.iter().skip(done) {
        step(&tx)?;
    }
    projection::rebuild(&tx)?;
    tx.pragma_update(None, "user_version", plan.version)?;
    tx.commit()
}

/// The form that a database really has: one line each for its tables' columns, its indexes and
/// its triggers, in order.
pub(super) fn describe(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut columns = conn.prepare(
        "SELECT t.name, t.wr, t.strict, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk
         FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c
         WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         ORDER BY t.name, c.cid",
    )?;
    let mut rows = columns.query([])?;
    while let Some(row) = rows.next()? {
        lines.push(format!(
            "table {} (rowless {}, strict {}): {} {}, not null {}, default {}, key {}",
            row.get::<_, String>(0)?,
            row.get::<_, i64>(1)?,
            row.get::<_, i64>(2)?,
            row.get::<_, String>(3)?,
            row.get::<_, String>(4)?,
            row.get::<_, i64>(5)?,
            row.get::<_, Option<String>>(6)?.unwrap_or_default(),
            row.get::<_, i64>(7)?,
        ));
    }
    // Of a virtual table, what it is made with says what it is; its own tables are its own business.
    let mut others = conn.prepare(
        "SELECT type, name, sql FROM sqlite_schema
         WHERE (type <> 'table' OR sql LIKE 'CREATE VIRTUAL %') AND sql IS NOT NULL ORDER BY type, name",
    )?;
    let mut rows = others.query([])?;
    while let Some(row) = rows.next()? {
        let sql: String = row.get(2)?;
        let words: Vec<&str> = sql.split_whitespace().collect();
        lines.push(format!("{} {}: {}", row.get::<_, String>(0)?, row.get::<_, String>(1)?, words.join(" ")));
    }
    Ok(lines)
}

/// The form that a fresh database of `plan` has.
pub(super) fn described(plan: &Plan) -> rusqlite::Result<Vec<String>> {
    let conn = Connection::open_in_memory()?;
    conn.execute_batch(plan.fresh)?;
    describe(&conn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples;

    const WIDER: &str = "ALTER TABLE incident ADD COLUMN severity TEXT;";

    fn wider(conn: &Connection) -> rusqlite::Result<()> {
        conn.execute_batch(WIDER)
    }

    fn faulty(conn: &Connection) -> rusqlite::Result<()> {
        conn.execute_batch("CREATE TABLE half (x) STRICT")
    }

    fn laid_out(plan: &Plan) -> Connection {
        let mut conn = Connection::open_in_memory().unwrap();
        lay_out(&mut conn, plan, samples::at("2026-11-04T08:00:00Z")).unwrap();
        conn
    }

    fn version(conn: &Connection) -> u32 {
        conn.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    }

    #[test]
    fn there_is_a_step_for_each_form_but_the_first() {
        assert_eq!(PLAN.steps.len() + 1, PLAN.version as usize);
    }

    #[test]
    fn every_older_form_upgraded_equals_a_fresh_one() {
        for (there, fresh) in [(1, FORM_1), (2, FORM_2), (3, FORM_3), (4, FORM_4)] {
            let mut old = laid_out(&Plan { version: there, fresh, steps: &[] });
            upgrade(&mut old, &PLAN, there).unwrap();
            assert_eq!(describe(&old).unwrap(), described(&PLAN).unwrap());
            assert_eq!(version(&old), PLAN.version);
        }
    }

    #[test]
    fn steps_run_from_the_form_that_is_there() {
        let fresh = Box::leak(
            format!("{}{WIDER} CREATE TABLE further (x TEXT) STRICT;", PLAN.fresh).into_boxed_str(),
        );
        let further: Step = |conn| conn.execute_batch("CREATE TABLE further (x TEXT) STRICT;");
        let steps: Vec<Step> = PLAN.steps.iter().copied().chain([wider as Step, further]).collect();
        let plan = Plan { version: PLAN.version + 2, fresh, steps: steps.leak() };
        let mut old = laid_out(&PLAN);
        assert_ne!(describe(&old).unwrap(), described(&plan).unwrap());
        upgrade(&mut old, &plan, PLAN.version).unwrap();
        assert_eq!(describe(&old).unwrap(), described(&plan).unwrap());
        let mut half_way = laid_out(&PLAN);
        wider(&half_way).unwrap();
        upgrade(&mut half_way, &plan, PLAN.version + 1).unwrap();
        assert_eq!(describe(&half_way).unwrap(), described(&plan).unwrap());
        assert_eq!(version(&half_way), PLAN.version + 2);
    }

    #[test]
    fn a_step_that_fails_leaves_the_old_form() {
        let steps: Vec<Step> = PLAN.steps.iter().copied().chain([wider as Step, faulty]).collect();
        let plan = Plan { version: PLAN.version + 2, fresh: "", steps: steps.leak() };
        let mut old = laid_out(&PLAN);
        let before = describe(&old).unwrap();
        assert!(upgrade(&mut old, &plan, PLAN.version).is_err());
        assert_eq!(describe(&old).unwrap(), before);
        assert_eq!(version(&old), PLAN.version);
    }

    #[test]
    fn a_dropped_trigger_shows_in_the_description() {
        let conn = laid_out(&PLAN);
        assert_eq!(describe(&conn).unwrap(), described(&PLAN).unwrap());
        conn.execute_batch("DROP TRIGGER event_no_delete").unwrap();
        assert_ne!(describe(&conn).unwrap(), described(&PLAN).unwrap());
    }
}
