//! The history table: a line for each incident, kept beside the log and always to be had from it.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};

use super::codec::{self, Stored};
use super::error::{StoreError, sqlite_at};
use super::{Store, read};
use crate::domain::event::{Event, PolicyRef, Subject};
use crate::domain::incident::{Incident, IncidentRow, Phase};
use crate::domain::time::Instant;
use crate::domain::words::Priority;

const UPSERT: &str = "
INSERT INTO incident (subject, key, reference, reference_number, title, ticket, priority, kind, environment,
                      phase, policy_name, policy_version, opened_at, restored_at, closed_at, touched_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
ON CONFLICT (subject) DO UPDATE SET
    key = excluded.key, reference = excluded.reference, reference_number = excluded.reference_number,
    title = excluded.title, ticket = excluded.ticket, priority = excluded.priority, kind = excluded.kind,
    environment = excluded.environment, phase = excluded.phase, policy_name = excluded.policy_name,
    policy_version = excluded.policy_version, opened_at = excluded.opened_at,
    restored_at = excluded.restored_at, closed_at = excluded.closed_at, touched_at = excluded.touched_at";

macro_rules! columns {
    () => {
        "SELECT subject, key, reference, title, ticket, priority, kind, environment, phase, policy_name, \
         policy_version, opened_at, restored_at, closed_at, touched_at, reference_number FROM incident "
    };
}

pub(super) const ROWS: &str = concat!(columns!(), "ORDER BY opened_at, subject");
const ROW: &str = concat!(columns!(), "WHERE subject = ?1");

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

fn rebuild(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM incident", [])?;
    each_incident(conn, |_, incident| incident.map_or(Ok(()), |incident| upsert(conn, &incident.row())))
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

/// Puts a line into the history, in place of the one before.
pub(super) fn upsert(conn: &Connection, row: &IncidentRow) -> rusqlite::Result<()> {
    conn.execute(
        UPSERT,
        params![
            Subject::Incident(row.id).to_string(),
            row.key,
            row.reference,
            reference_number(&row.reference),
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
        ],
    )?;
    Ok(())
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

/// What is kept of one incident: whether it is what would be kept now.
pub(super) fn is_kept(conn: &Connection, row: &IncidentRow) -> rusqlite::Result<Option<bool>> {
    conn.query_row(ROW, [Subject::Incident(row.id).to_string()], |kept| {
        let number: Option<u32> = kept.get(15)?;
        Ok(incident_row(kept)? == in_whole_millis(row) && number == reference_number(&row.reference))
    })
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
