//! The history table: a line for each incident, kept beside the log and always to be had from it.

use std::collections::BTreeMap;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};

use super::codec::{self, Stored};
use super::error::{StoreError, sqlite_at};
use super::{Store, erasing, read, search};
use crate::domain::event::{DeviceId, Event, IncidentId, PolicyRef, Subject};
use crate::domain::incident::{Incident, IncidentRow, Phase};
use crate::domain::reference::{self, Opening};
use crate::domain::time::Instant;
use crate::domain::words::Priority;

/// `reference` is not written over: what is shown is settled by [`tell_apart`].
const UPSERT: &str = "
INSERT INTO incident (subject, key, reference, reference_number, title, ticket, priority, kind, environment,
                      phase, policy_name, policy_version, opened_at, restored_at, closed_at, touched_at,
                      given_reference, opening_recorded_at, opening_device, opening_seq, lives_on)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?3, ?17, ?18, ?19, ?20)
ON CONFLICT (subject) DO UPDATE SET
    key = excluded.key, reference_number = excluded.reference_number,
    title = excluded.title, ticket = excluded.ticket, priority = excluded.priority, kind = excluded.kind,
    environment = excluded.environment, phase = excluded.phase, policy_name = excluded.policy_name,
    policy_version = excluded.policy_version, opened_at = excluded.opened_at,
    restored_at = excluded.restored_at, closed_at = excluded.closed_at, touched_at = excluded.touched_at,
    given_reference = excluded.given_reference, opening_recorded_at = excluded.opening_recorded_at,
    opening_device = excluded.opening_device, opening_seq = excluded.opening_seq,
    lives_on = excluded.lives_on";

/// Most entries change nothing of a line but when it was touched: written so, the other indexes are left alone. The
/// parameters are those of [`UPSERT`].
pub(super) const TOUCH: &str = "
UPDATE incident SET touched_at = ?16
WHERE subject = ?1 AND key IS ?2 AND given_reference IS ?3 AND reference_number IS ?4 AND title IS ?5
    AND ticket IS ?6 AND priority IS ?7 AND kind IS ?8 AND environment IS ?9 AND phase IS ?10
    AND policy_name IS ?11 AND policy_version IS ?12 AND opened_at IS ?13 AND restored_at IS ?14
    AND closed_at IS ?15 AND opening_recorded_at IS ?17 AND opening_device IS ?18 AND opening_seq IS ?19
    AND lives_on IS ?20";

macro_rules! columns {
    () => {
        "SELECT subject, key, reference, title, ticket, priority, kind, environment, phase, policy_name, \
         policy_version, opened_at, restored_at, closed_at, touched_at, given_reference, \
         opening_recorded_at, opening_device, opening_seq, reference_number, lives_on FROM incident "
    };
}

pub(super) const ROWS: &str = concat!(columns!(), "ORDER BY opened_at, subject");
const ROW: &str = concat!(columns!(), "WHERE subject = ?1");

const IS_THERE: &str = "SELECT EXISTS (SELECT 1 FROM incident WHERE subject = ?1)";

pub(super) const IS_SHOWN: &str =
    "SELECT EXISTS (SELECT 1 FROM incident WHERE reference = ?1 COLLATE NOCASE AND subject <> ?2)";

pub(super) const TOLD_APART: &str =
    "SELECT subject, reference FROM incident WHERE reference <> given_reference ORDER BY subject";

/// The words of the phases as they are stored.
const PHASES: [Phase; 5] = [Phase::Open, Phase::Restored, Phase::Closed, Phase::Cancelled, Phase::Duplicate];

impl Store {
    /// Writes the history anew from the log, in one transaction.
    pub fn rebuild_projections(&mut self) -> Result<(), StoreError> {
        let at = sqlite_at(&self.file);
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&at)?;
        rebuild(&tx).map_err(&at)?;
        tx.commit().map_err(&at)
    }
}

/// Writes the whole history anew from the log.
pub(super) fn rebuild(conn: &Connection) -> rusqlite::Result<()> {
    // First, for what follows is of the entries as they read then.
    erasing::rebuild(conn)?;
    conn.execute("DELETE FROM incident", [])?;
    each_incident(conn, |_, incident| incident.map_or(Ok(()), |incident| upsert(conn, &incident.row())))?;
    tell_apart(conn)?;
    search::index::rebuild(conn)
}

/// Puts a line of a growing log into the history. A new one is at the end of the fold: only where what it
/// was given is shown already, which is what this returns, is there anything to tell apart.
pub(super) fn take(conn: &Connection, row: &IncidentRow) -> rusqlite::Result<bool> {
    if put(conn, TOUCH, row)? == 1 {
        return Ok(false);
    }
    let subject = Subject::Incident(row.id).to_string();
    let parameters = params![row.opening.reference, subject];
    let is_new = !conn.prepare_cached(IS_THERE)?.query_row([&subject], |found| found.get::<_, bool>(0))?;
    let is_doubled =
        is_new && conn.prepare_cached(IS_SHOWN)?.query_row(parameters, |found| found.get::<_, bool>(0))?;
    upsert(conn, row)?;
    Ok(is_doubled)
}

/// Settles the reference that each incident is shown with: see [`reference::told_apart`].
pub(super) fn tell_apart(conn: &Connection) -> rusqlite::Result<()> {
    let mut told = reference::told_apart(openings(conn)?);
    let mut shown = conn.prepare("SELECT subject, reference, given_reference FROM incident")?;
    let mut rows = shown.query([])?;
    let mut wrong: Vec<(String, String)> = Vec::new();
    while let Some(row) = rows.next()? {
        let subject = read::text(row, 0)?;
        let right = told.remove(&subject).map_or_else(|| read::text(row, 2), Ok)?;
        if read::text(row, 1)? != right {
            wrong.push((subject, right));
        }
    }
    let mut put = conn.prepare("UPDATE incident SET reference = ?2 WHERE subject = ?1")?;
    for (subject, right) in wrong {
        put.execute(params![subject, right])?;
    }
    Ok(())
}

/// How each incident of the history came into the log, by subject.
pub(super) fn openings(conn: &Connection) -> rusqlite::Result<Vec<(String, Opening)>> {
    let mut openings = conn.prepare(
        "SELECT subject, given_reference, opening_recorded_at, opening_device, opening_seq FROM incident",
    )?;
    openings.query_map([], |row| Ok((read::text(row, 0)?, opening(row, 1)?)))?.collect()
}

fn opening(row: &Row<'_>, first: usize) -> rusqlite::Result<Opening> {
    Ok(Opening {
        reference: read::text(row, first)?,
        recorded_at: codec::instant(row.get(first + 1)?),
        device: DeviceId(codec::uuid(&row.get::<_, Vec<u8>>(first + 2)?)),
        device_seq: read::natural(row, first + 3)?,
    })
}

/// The references that are shown otherwise than they were given.
pub(super) fn told_apart(conn: &Connection) -> rusqlite::Result<BTreeMap<IncidentId, String>> {
    let mut told = conn.prepare(TOLD_APART)?;
    let rows = told.query_map([], |row| Ok((read::text(row, 0)?, read::text(row, 1)?)))?;
    let mut found = BTreeMap::new();
    for row in rows {
        let (subject, shown) = row?;
        if let Subject::Incident(id) = codec::subject(&subject) {
            found.insert(id, shown);
        }
    }
    Ok(found)
}

/// Folds each incident of the log, one at a time. The text is its subject; there is no incident
/// where the opening has not arrived.
pub(super) fn each_incident(
    conn: &Connection,
    mut take: impl FnMut(&str, Option<Incident>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut subject = String::new();
    let mut events: Vec<Event> = Vec::new();
    read::each(conn, read::BY_INCIDENT, [], |stored: Stored| {
        if stored.subject != subject {
            if !events.is_empty() {
                take(&subject, Incident::fold(std::mem::take(&mut events)))?;
            }
            subject.clone_from(&stored.subject);
        }
        events.push(stored.event());
        Ok(())
    })?;
    if events.is_empty() { Ok(()) } else { take(&subject, Incident::fold(events)) }
}

/// Puts a line into the history, in place of the one before. The reference shown stays what it was;
/// that of a new line is what was given.
pub(super) fn upsert(conn: &Connection, row: &IncidentRow) -> rusqlite::Result<()> {
    put(conn, UPSERT, row).map(drop)
}

fn put(conn: &Connection, statement: &str, row: &IncidentRow) -> rusqlite::Result<usize> {
    conn.prepare_cached(statement)?.execute(params![
        Subject::Incident(row.id).to_string(),
        row.key,
        row.opening.reference,
        reference_number(&row.opening.reference),
        row.title,
        row.ticket,
        row.priority.map(Priority::word),
        row.kind.word(),
        row.environment.word(),
        row.phase.word(),
        row.policy.name,
        row.policy.version,
        codec::millis(row.opened_at),
        row.restored_at.map(codec::millis),
        row.closed_at.map(codec::millis),
        codec::millis(row.touched_at),
        codec::millis(row.opening.recorded_at),
        row.opening.device.0.as_bytes().as_slice(),
        i64::try_from(row.opening.device_seq).unwrap_or(i64::MAX),
        row.lives_on,
    ])
}

/// The N of a reference of the form `MI-N`.
fn reference_number(reference: &str) -> Option<u32> {
    let digits = reference.strip_prefix("MI-")?;
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// All lines, by when the incident was opened.
pub(super) fn rows(conn: &Connection) -> rusqlite::Result<Vec<IncidentRow>> {
    conn.prepare(ROWS)?.query_map([], incident_row)?.collect()
}

/// What is kept of one incident: whether it is what would be kept now, but for the reference shown,
/// which is a matter of all incidents.
pub(super) fn is_kept(conn: &Connection, row: &IncidentRow) -> rusqlite::Result<Option<bool>> {
    conn.query_row(ROW, [Subject::Incident(row.id).to_string()], |kept| {
        let number: Option<u32> = kept.get(19)?;
        let kept = IncidentRow { reference: row.reference.clone(), ..incident_row(kept)? };
        Ok(kept == in_whole_millis(row) && number == reference_number(&row.opening.reference))
    })
    .optional()
}

/// The reference that is kept as the one shown.
pub(super) fn shown(conn: &Connection, subject: &str) -> rusqlite::Result<Option<String>> {
    conn.query_row("SELECT reference FROM incident WHERE subject = ?1", [subject], |row| read::text(row, 0))
        .optional()
}

/// The line as it comes back from the table.
fn in_whole_millis(row: &IncidentRow) -> IncidentRow {
    let cut = |at: Instant| codec::instant(codec::millis(at));
    IncidentRow {
        opened_at: cut(row.opened_at),
        restored_at: row.restored_at.map(cut),
        closed_at: row.closed_at.map(cut),
        touched_at: cut(row.touched_at),
        opening: Opening { recorded_at: cut(row.opening.recorded_at), ..row.opening.clone() },
        ..row.clone()
    }
}

fn incident_row(row: &Row<'_>) -> rusqlite::Result<IncidentRow> {
    let instant = |column: usize| row.get(column).map(codec::instant);
    let maybe = |column: usize| row.get::<_, Option<i64>>(column).map(|ms| ms.map(codec::instant));
    let Subject::Incident(id) = codec::subject(&read::text(row, 0)?) else {
        return Err(unreadable(0, "no incident's name"));
    };
    Ok(IncidentRow {
        id,
        key: read::text(row, 1)?,
        reference: read::text(row, 2)?,
        title: read::text(row, 3)?,
        ticket: row.get(4)?,
        priority: row.get::<_, Option<String>>(5)?.map(|text| word(5, &text)).transpose()?,
        kind: word(6, &read::text(row, 6)?)?,
        environment: word(7, &read::text(row, 7)?)?,
        phase: phase(&read::text(row, 8)?)?,
        policy: PolicyRef { name: read::text(row, 9)?, version: read::text(row, 10)? },
        opened_at: instant(11)?,
        restored_at: maybe(12)?,
        closed_at: maybe(13)?,
        touched_at: instant(14)?,
        opening: opening(row, 15)?,
        lives_on: row.get(20)?,
    })
}

fn word<T: std::str::FromStr>(column: usize, text: &str) -> rusqlite::Result<T>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|err: T::Err| unreadable(column, &err.to_string()))
}

fn phase(text: &str) -> rusqlite::Result<Phase> {
    PHASES
        .into_iter()
        .find(|phase| phase.word() == text)
        .ok_or_else(|| unreadable(8, &format!("`{text}` is no phase")))
}

fn unreadable(column: usize, reason: &str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, reason.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::Fact;
    use crate::store::samples::{self, about, morning, note, opened};

    #[test]
    fn the_phases_read_as_live_are_those_that_the_domain_calls_so() {
        for phase in PHASES {
            // Fails to compile when a phase is new: PHASES and the statement of what is live must know it.
            match phase {
                Phase::Open | Phase::Restored | Phase::Closed | Phase::Cancelled | Phase::Duplicate => {}
            }
            assert_eq!(phase.is_live(), ["open", "restored"].contains(&phase.word()));
        }
    }

    #[test]
    fn a_line_reads_back_as_it_was_in_every_phase() {
        let (_folder, mut store) = samples::store();
        let opening = samples::event(1, opened(412));
        let mut row = Incident::fold([opening]).unwrap().row();
        for (number, phase) in (1..).zip(PHASES) {
            row.id = samples::incident(number);
            row.phase = phase;
            row.priority = Priority::ALL.get(usize::try_from(number).unwrap()).copied();
            row.ticket = row.priority.map(|_| "INC1".to_owned());
            row.restored_at = row.priority.map(|_| morning());
            row.closed_at = row.restored_at;
            row.lives_on = phase == Phase::Closed;
            upsert(&store.conn, &row).unwrap();
            assert_eq!(store.rows().unwrap().last(), Some(&row));
            assert_eq!(is_kept(&store.conn, &row).unwrap(), Some(true));
        }
        assert_eq!(store.rows().unwrap().len(), PHASES.len());
        row.opened_at = samples::at("2026-11-03T08:00:00Z");
        upsert(&store.conn, &row).unwrap();
        assert_eq!(store.rows().unwrap().first(), Some(&row), "by when it was opened");
        assert_eq!(store.rows().unwrap().len(), PHASES.len(), "in place of the one before");
        store.rebuild_projections().unwrap();
        assert_eq!(store.rows().unwrap(), [], "what has no opening in the log has no line");
    }

    #[test]
    fn only_a_line_that_is_otherwise_the_same_is_just_touched() {
        let (_folder, store) = samples::store();
        let row = Incident::fold([samples::event(1, opened(412))]).unwrap().row();
        assert_eq!(put(&store.conn, TOUCH, &row).unwrap(), 0, "it is not there yet");
        upsert(&store.conn, &row).unwrap();
        let later = IncidentRow { touched_at: samples::at("2026-11-03T08:00:00Z"), ..row.clone() };
        assert_eq!(put(&store.conn, TOUCH, &later).unwrap(), 1);
        assert_eq!(store.rows().unwrap(), [later]);
        let others = [
            IncidentRow { key: "another".to_owned(), ..row.clone() },
            IncidentRow { title: "Another".to_owned(), ..row.clone() },
            IncidentRow { ticket: Some("INC7".to_owned()), ..row.clone() },
            IncidentRow { priority: Some(Priority::Critical), ..row.clone() },
            IncidentRow { phase: Phase::Restored, ..row.clone() },
            IncidentRow { opened_at: samples::at("2026-11-03T08:00:00Z"), ..row.clone() },
            IncidentRow { restored_at: Some(morning()), ..row.clone() },
            IncidentRow { closed_at: Some(morning()), ..row.clone() },
            IncidentRow { lives_on: !row.lives_on, ..row.clone() },
        ];
        for other in others {
            assert_ne!(other, row);
            assert_eq!(put(&store.conn, TOUCH, &other).unwrap(), 0);
            take(&store.conn, &other).unwrap();
            assert_eq!(store.rows().unwrap(), [other]);
            take(&store.conn, &row).unwrap();
        }
    }

    #[test]
    fn the_rebuilt_history_is_the_kept_one() {
        let (folder, mut store) = samples::store();
        for number in 1..4 {
            let facts = [about(number, opened(number)), about(number, Fact::Restored { text: None })];
            store.append(&facts, morning(), samples::rows).unwrap();
        }
        store.append(&[about(9, note("its opening has not arrived"))], morning(), samples::rows).unwrap();
        let kept = store.rows().unwrap();
        assert_eq!(kept.len(), 3);
        samples::raw(folder.path())
            .execute_batch("UPDATE incident SET phase = 'melted', title = ''")
            .unwrap();
        assert!(matches!(store.rows(), Err(StoreError::Codec { .. })));
        store.rebuild_projections().unwrap();
        assert_eq!(store.rows().unwrap(), kept);
    }
}
