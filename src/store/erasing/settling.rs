//! The table of what is erased, and carrying facts of erasures out. Runs inside the transaction of whoever writes.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::known::{KIND, Known, Reading};
use crate::domain::erasing::Seeking;
use crate::domain::event::{Fact, Subject};
use crate::domain::incident::Incident;
use crate::store::codec::{self, Stored};
use crate::store::{projection, read, search};

const PUT: &str = "INSERT INTO erased (entry, fact) VALUES (?1, ?2) ON CONFLICT DO NOTHING";

const CHANGE: &str = "UPDATE event SET actor = ?2, body = ?3, salt = ?4 WHERE id = ?1";

/// Takes an entry that was written just now into the table, if it is a fact of an erasure.
pub(in crate::store) fn note(conn: &Connection, stored: &Stored) -> rusqlite::Result<()> {
    if stored.kind != KIND {
        return Ok(());
    }
    if let Ok(Fact::PersonErased(fact)) = codec::read_fact(&stored.kind, stored.version, &stored.body) {
        let mut put = conn.prepare_cached(PUT)?;
        for entry in &fact.entries {
            put.execute(params![entry.entry.0.as_bytes().as_slice(), stored.id])?;
        }
    }
    Ok(())
}

/// Lets each of these entries, as far as it is in the log, read as `after` asks for, and what follows from it too.
/// `before` is what it was last settled by. How many were changed.
pub(in crate::store) fn carry_out(
    conn: &Connection,
    before: &Known,
    after: &Known,
    entries: BTreeSet<Uuid>,
) -> rusqlite::Result<u64> {
    let mut subjects: BTreeSet<String> = BTreeSet::new();
    let mut changed = 0;
    for entry in entries {
        let Some(stored) = kept(conn, entry)? else { continue };
        // What does not read as it should goes altogether; that it did not is for `verify` to say beforehand.
        let now = after.read(before, &stored).entry;
        if now != stored {
            conn.prepare_cached(CHANGE)?.execute(params![now.id, now.actor, now.body, now.salt])?;
            subjects.insert(now.subject);
            changed += 1;
        }
    }
    for subject in &subjects {
        follow(conn, subject)?;
    }
    if subjects.iter().any(|one| matches!(codec::subject(one), Subject::Incident(_))) {
        projection::tell_apart(conn)?;
    }
    Ok(changed)
}

/// Writes anew what follows from the entries of a subject.
fn follow(conn: &Connection, subject: &str) -> rusqlite::Result<()> {
    search::index::refresh(conn, subject)?;
    if let Subject::Incident(id) = codec::subject(subject)
        && let Some(incident) = Incident::fold(read::of_incident(conn, id)?)
    {
        projection::upsert(conn, &incident.row())?;
    }
    Ok(())
}

/// Writes the table anew from the log, and carries out what was not: an older program may have taken in a fact that it
/// did not know.
pub(in crate::store) fn rebuild(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM erased", [])?;
    let known = Known::of_log(conn)?;
    if known.is_empty() {
        return Ok(());
    }
    let mut put = conn.prepare(PUT)?;
    for (entry, fact) in known.pairs() {
        put.execute(params![entry.as_bytes().as_slice(), fact.as_bytes().as_slice()])?;
    }
    let entries = known.changed_since(&Known::default());
    let mut owed = false;
    for entry in entries {
        let Some(stored) = kept(conn, entry)? else { continue };
        // One that does not read as it should is left as it is: it is for `verify` to say, not to be written over.
        let Reading { entry: now, fits: true } = known.read(&known, &stored) else { continue };
        if now != stored {
            conn.prepare_cached(CHANGE)?.execute(params![now.id, now.actor, now.body, now.salt])?;
            owed = true;
        }
    }
    // Whatever backups there are have the words.
    if owed { super::owe(conn, codec::instant(codec::LAST_MS)) } else { Ok(()) }
}

/// An entry by its name, if it is in the log.
fn kept(conn: &Connection, entry: Uuid) -> rusqlite::Result<Option<Stored>> {
    let mut found = None;
    read::each(conn, read::OF_ID, [entry.as_bytes().as_slice()], |one| {
        found = Some(one);
        Ok(())
    })?;
    Ok(found)
}

/// How many lines the table has; more with each erasure.
pub(in crate::store) fn count(conn: &Connection) -> rusqlite::Result<u64> {
    conn.query_row("SELECT count(*) FROM erased", [], |row| read::natural(row, 0))
}

/// Holds the table against the log: what differs, in words.
pub(in crate::store) fn differences(conn: &Connection, known: &Known) -> rusqlite::Result<Vec<String>> {
    let mut rows = conn.prepare("SELECT entry, fact FROM erased")?;
    let kept = rows.query_map([], |row| {
        Ok((codec::uuid(&row.get::<_, Vec<u8>>(0)?), codec::uuid(&row.get::<_, Vec<u8>>(1)?)))
    })?;
    let kept: BTreeSet<(Uuid, Uuid)> = kept.collect::<rusqlite::Result<_>>()?;
    let right = known.pairs();
    let extra = kept.difference(&right).map(|(entry, fact)| format!("no entry {fact} erases from {entry}"));
    let missing =
        right.difference(&kept).map(|(entry, fact)| format!("that {fact} erases from {entry} is not noted"));
    Ok(extra.chain(missing).collect())
}

/// What other desks call themselves is this desk's own knowledge: no entry says it.
pub(super) fn forget_peers(conn: &Connection, seeking: &Seeking, label: &str) -> rusqlite::Result<()> {
    let mut peers = conn.prepare("SELECT id, name FROM peer")?;
    let all = peers.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, read::text(row, 1)?)))?;
    let all: Vec<(Vec<u8>, String)> = all.collect::<rusqlite::Result<_>>()?;
    for (id, name) in all {
        let without = seeking.sought.without(&name, label);
        if without != name {
            conn.execute("UPDATE peer SET name = ?2 WHERE id = ?1", params![id, without])?;
        }
    }
    Ok(())
}
