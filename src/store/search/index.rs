//! Writing what is searched, and holding it against the log.
//!
//! A line says of its entry what is filtered by; the index has the words under the line's number. Whether an
//! entry was corrected or taken back, and when it happened after corrections, follows from the fold of its
//! incident: where an entry mends another, the lines of its incident are written anew.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::EntryState;
use super::words::{self, Words};
use crate::domain::event::{Event, Fact, IncidentId, Subject};
use crate::domain::incident::{Entry, Incident};
use crate::store::codec::{self, Stored};
use crate::store::{projection, read};

/// How FTS5 takes texts apart: by the words of any writing, without regard to case and accents.
pub(super) const TOKENIZER: &str = "unicode61 remove_diacritics 2";

const INSERT: &str = "
INSERT INTO found (entry, subject, kind, happened_at, band, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

const INSERT_WORDS: &str = "INSERT INTO found_words (rowid, words, people) VALUES (?1, ?2, ?3)";

/// The kinds that change how another entry stands.
const MENDING: &[&str] = &["entry_retracted", "entry_corrected"];

/// Takes an entry that was written just now. The incident's lines are settled with it where it mends another.
pub(in crate::store) fn take(conn: &Connection, stored: &Stored) -> rusqlite::Result<()> {
    if MENDING.contains(&stored.kind.as_str()) {
        return refresh(conn, &stored.subject);
    }
    insert(conn, stored, stored.happened_at, EntryState::Stands)?;
    if stored.kind == "services_named" {
        let event = stored.clone().event();
        let at = codec::millis(event.happened_at);
        let newer = "SELECT EXISTS (SELECT 1 FROM found_service WHERE subject = ?1 AND happened_at > ?2)";
        let is_newer: bool =
            conn.prepare_cached(newer)?.query_row(params![stored.subject, at], |row| row.get(0))?;
        if !is_newer {
            put_services(conn, &stored.subject, Some(&event.fact), at)?;
        }
    }
    Ok(())
}

/// Writes the lines of one subject anew from the log: what an entry that mends, or one that came in later
/// from another desk, makes of the others. What is not in the log any more is gone from the search.
pub(in crate::store) fn refresh(conn: &Connection, subject: &str) -> rusqlite::Result<()> {
    let mut all: Vec<Stored> = Vec::new();
    read::each(conn, read::OF_SUBJECT, [subject], |stored| {
        all.push(stored);
        Ok(())
    })?;
    for stored in &all {
        forget(conn, &stored.id)?;
    }
    let incident = Incident::fold(all.iter().cloned().map(Stored::event));
    for stored in &all {
        let entry = incident.as_ref().and_then(|one| entry_of(one, &stored.id));
        let (happened_at, state) = standing(stored, entry);
        insert(conn, stored, happened_at, state)?;
    }
    settle_services((conn, conn), subject, incident.as_ref())
}

/// Takes one entry out of the search. Its words are gone from the index with it.
fn forget(conn: &Connection, entry: &[u8]) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM found_words WHERE rowid = (SELECT id FROM found WHERE entry = ?1)")?
        .execute([entry])?;
    conn.prepare_cached("DELETE FROM found WHERE entry = ?1")?.execute([entry])?;
    Ok(())
}

/// Writes all of it anew from the log.
pub(in crate::store) fn rebuild(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "DELETE FROM found; DELETE FROM found_service;
         INSERT INTO found_words (found_words) VALUES ('delete-all');",
    )?;
    fill(conn, conn)
}

/// Writes what follows from the log of `source` into the empty tables of `target`.
pub(in crate::store) fn fill(source: &Connection, target: &Connection) -> rusqlite::Result<()> {
    read::each(source, read::ALL, [], |stored| {
        insert(target, &stored, stored.happened_at, EntryState::Stands)
    })?;
    let mut settle = target.prepare("UPDATE found SET happened_at = ?2, state = ?3 WHERE entry = ?1")?;
    projection::each_incident(source, |subject, incident| {
        let Some(incident) = incident else { return settle_services((source, target), subject, None) };
        for entry in &incident.entries {
            let state = state(entry);
            if state != EntryState::Stands || entry.happened_at != entry.event.happened_at {
                let id = entry.event.id.0;
                settle.execute(params![
                    id.as_bytes().as_slice(),
                    codec::millis(entry.happened_at),
                    state.number()
                ])?;
            }
        }
        settle_services((source, target), subject, Some(&incident))
    })
}

fn insert(conn: &Connection, stored: &Stored, happened_at: i64, state: EntryState) -> rusqlite::Result<()> {
    let Words { words, people } = words::of(stored);
    if words.is_empty() && people.is_empty() {
        return Ok(());
    }
    let band = words::band(&stored.kind);
    let line = params![stored.id, stored.subject, stored.kind, happened_at, band, state.number()];
    conn.prepare_cached(INSERT)?.execute(line)?;
    conn.prepare_cached(INSERT_WORDS)?.execute(params![conn.last_insert_rowid(), words, people])?;
    Ok(())
}

fn entry_of<'a>(incident: &'a Incident, id: &[u8]) -> Option<&'a Entry> {
    incident.entries.iter().find(|entry| entry.event.id.0.as_bytes().as_slice() == id)
}

fn standing(stored: &Stored, entry: Option<&Entry>) -> (i64, EntryState) {
    entry.map_or((stored.happened_at, EntryState::Stands), |entry| {
        (codec::millis(entry.happened_at), state(entry))
    })
}

fn state(entry: &Entry) -> EntryState {
    match (entry.retracted_by, entry.corrected_by) {
        (Some(_), _) => EntryState::TakenBack,
        (None, Some(_)) => EntryState::Corrected,
        (None, None) => EntryState::Stands,
    }
}

/// The services of an incident are those that were named last and not taken back; where the opening has not
/// arrived, those of the last entry that names any.
fn settle_services(
    (source, target): (&Connection, &Connection),
    subject: &str,
    incident: Option<&Incident>,
) -> rusqlite::Result<()> {
    let named = |event: &Event| matches!(event.fact, Fact::ServicesNamed { .. });
    let Some(incident) = incident else {
        let mut last: Option<Event> = None;
        read::each(source, read::OF_SUBJECT, [subject], |stored| {
            let event = stored.event();
            if named(&event) && last.as_ref().is_none_or(|last| last.happened_at <= event.happened_at) {
                last = Some(event);
            }
            Ok(())
        })?;
        let at = last.as_ref().map_or(0, |last| codec::millis(last.happened_at));
        return put_services(target, subject, last.as_ref().map(|last| &last.fact), at);
    };
    let of_services = incident.effective().filter(|entry| named(&entry.event));
    // Of several at the same instant the one that was written down last.
    let last = of_services.max_by_key(|entry| entry.happened_at);
    let at = last.map_or(0, |last| codec::millis(last.happened_at));
    put_services(target, subject, last.map(Entry::fact), at)
}

fn put_services(conn: &Connection, subject: &str, fact: Option<&Fact>, at: i64) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM found_service WHERE subject = ?1")?.execute([subject])?;
    let Some(Fact::ServicesNamed { services }) = fact else { return Ok(()) };
    let mut put = conn.prepare_cached(
        "INSERT INTO found_service (subject, name, happened_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?;
    for service in services {
        put.execute(params![subject, service.name, at])?;
    }
    Ok(())
}

/// How many differences are told one by one.
const MOST_TOLD: usize = 20;

/// Holds the lines and the index of `conn` against those that follow from its log: what differs, in words.
pub(in crate::store) fn differences(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    // A database without a name lies in a file of its own that is gone when it is closed.
    let right = Connection::open("")?;
    right.execute_batch(crate::store::schema::SEARCH_TABLES)?;
    right.execute_batch("BEGIN")?;
    fill(conn, &right)?;
    right.execute_batch("COMMIT")?;
    let mut told = Vec::new();
    let lines = "SELECT hex(entry), subject, kind, happened_at, band, state FROM found ORDER BY entry";
    compare(conn, &right, lines, "a line of the search", &mut told)?;
    let services = "SELECT subject, name, happened_at FROM found_service ORDER BY subject, name";
    compare(conn, &right, services, "a service of the search", &mut told)?;
    for each in [conn, &right] {
        with_writing(each, |each| {
            each.execute_batch(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, found_words, row)",
            )
        })?;
    }
    let words = "SELECT term, doc, cnt FROM temp.vocabulary ORDER BY term";
    compare(conn, &right, words, "a word of the search", &mut told)?;
    Ok(told)
}

/// The services of each incident of the history, by the alphabet.
pub(super) fn services(conn: &Connection) -> rusqlite::Result<BTreeMap<IncidentId, Vec<String>>> {
    let mut lines = conn.prepare("SELECT subject, name FROM found_service ORDER BY subject, name")?;
    let mut rows = lines.query([])?;
    let mut found: BTreeMap<IncidentId, Vec<String>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        if let Subject::Incident(id) = codec::subject(&read::text(row, 0)?) {
            found.entry(id).or_default().push(read::text(row, 1)?);
        }
    }
    Ok(found)
}

/// Lets a connection that only reads make a table of its own beside the file; the file is as closed to it as
/// before, which it was opened for reading alone.
fn with_writing(
    conn: &Connection,
    work: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let only_reads: bool = conn.pragma_query_value(None, "query_only", |row| row.get(0))?;
    conn.pragma_update(None, "query_only", false)?;
    let done = work(conn);
    conn.pragma_update(None, "query_only", only_reads)?;
    done
}

/// Walks two answers to the same question side by side. Both are in the order of their first columns.
fn compare(
    kept: &Connection,
    right: &Connection,
    question: &str,
    what: &str,
    told: &mut Vec<String>,
) -> rusqlite::Result<()> {
    let (mut kept, mut right) = (kept.prepare(question)?, right.prepare(question)?);
    let (mut kept, mut right) = (Answers::of(&mut kept)?, Answers::of(&mut right)?);
    let mut differing = 0;
    loop {
        let said = match (&kept.now, &right.now) {
            (None, None) => break,
            (Some(here), Some(there)) if here == there => {
                kept.step()?;
                right.step()?;
                continue;
            }
            (Some(here), there) if there.as_ref().is_none_or(|there| here < there) => {
                let said = format!("{what} does not follow from the log: {}", here.join(", "));
                kept.step()?;
                said
            }
            (_, there) => {
                let said = format!(
                    "{what} is missing: {}",
                    there.iter().flatten().cloned().collect::<Vec<_>>().join(", ")
                );
                right.step()?;
                said
            }
        };
        differing += 1;
        if differing <= MOST_TOLD {
            told.push(said);
        }
    }
    if differing > MOST_TOLD {
        told.push(format!("and {} more of the same: {what}", differing - MOST_TOLD));
    }
    Ok(())
}

/// The rows of an answer as texts, one at a time.
struct Answers<'a> {
    rows: rusqlite::Rows<'a>,
    columns: usize,
    now: Option<Vec<String>>,
}

impl<'a> Answers<'a> {
    fn of(statement: &'a mut rusqlite::Statement<'_>) -> rusqlite::Result<Self> {
        let columns = statement.column_count();
        let mut answers = Self { rows: statement.query([])?, columns, now: None };
        answers.step()?;
        Ok(answers)
    }

    fn step(&mut self) -> rusqlite::Result<()> {
        let columns = self.columns;
        let texts = |row: &rusqlite::Row<'_>| (0..columns).map(|column| cell(row, column)).collect();
        self.now = self.rows.next()?.map(texts).transpose()?;
        Ok(())
    }
}

/// A value as text; numbers of the same sign sort as they count.
fn cell(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(column)? {
        rusqlite::types::ValueRef::Integer(number) => number.to_string(),
        _ => read::text(row, column)?,
    })
}
