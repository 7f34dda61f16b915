//! Reading the log. Order is always that of the fold: recorded, device, sequence.
//!
//! Each question is one statement whose cost follows its answer, not the log; a test reads their
//! plans.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};

use super::codec::{self, KINDS, Stored};
use super::error::{StoreError, sqlite_at};
use super::{Store, schema};
use crate::domain::event::{DeviceId, Event, EventId, IncidentId, Subject};
use crate::domain::incident::{Incident, IncidentRow};
use crate::domain::time::Instant;

/// The columns of an event, in the order in which [`stored`] takes them.
macro_rules! columns {
    () => {
        "e.device, e.device_seq, e.id, e.subject, e.kind, e.version, e.happened_at, e.recorded_at, e.actor, \
         e.body, e.salt, e.content_hash, e.hash"
    };
}

pub(super) const ALL: &str =
    concat!("SELECT ", columns!(), " FROM event e ORDER BY e.recorded_at, e.device, e.device_seq");

pub(super) const BY_DEVICE: &str =
    concat!("SELECT ", columns!(), " FROM event e ORDER BY e.device, e.device_seq");

/// What follows a number of one device.
pub(super) const AFTER: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM event e WHERE e.device = ?1 AND e.device_seq > ?2 ORDER BY e.device_seq"
);

pub(super) const OF_SUBJECT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM event e WHERE e.subject = ?1 ORDER BY e.recorded_at, e.device, e.device_seq"
);

/// What is of one kind.
pub(super) const OF_KIND: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM event e WHERE e.kind = ?1 ORDER BY e.recorded_at, e.device, e.device_seq"
);

/// One entry by its name.
pub(super) const OF_ID: &str = concat!("SELECT ", columns!(), " FROM event e WHERE e.id = ?1");

/// All incidents one after the other: `;` is the character after `:`.
pub(super) const BY_INCIDENT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM event e WHERE e.subject >= 'incident:' AND e.subject < 'incident;'
     ORDER BY e.subject, e.recorded_at, e.device, e.device_seq"
);

/// What is open or restored, what is closed and still owes something, and what was touched lately: each once.
const LIVE: &str = "
SELECT subject FROM incident INDEXED BY incident_phase WHERE phase IN ('open', 'restored')
UNION ALL
SELECT subject FROM incident INDEXED BY incident_lives_on
WHERE lives_on = 1 AND phase NOT IN ('open', 'restored')
UNION ALL
SELECT subject FROM incident INDEXED BY incident_touched
WHERE touched_at >= ?1 AND phase NOT IN ('open', 'restored') AND lives_on = 0";

/// How much of the file is kept in memory while a start reads what is live; below zero, in KiB.
const START_CACHE: i64 = -1024;

/// The distinct kinds, by leaping through the index from one to the next.
const KINDS_THERE: &str = "
WITH RECURSIVE there (kind) AS (
    SELECT min(kind) FROM event
    UNION ALL
    SELECT (SELECT min(kind) FROM event WHERE kind > there.kind) FROM there WHERE there.kind IS NOT NULL
)
SELECT kind FROM there WHERE kind IS NOT NULL";

const NEWER_OF_KIND: &str = "SELECT count(*) FROM event WHERE kind = ?1 AND version > ?2";

const BY_KEY: &str = "SELECT subject FROM incident WHERE key = ?1
     ORDER BY opening_recorded_at, opening_device, opening_seq";
const BY_REFERENCE: &str = "SELECT subject FROM incident WHERE reference = ?1 COLLATE NOCASE
     ORDER BY opening_recorded_at, opening_device, opening_seq";
const BY_TICKET: &str = "SELECT subject FROM incident WHERE ticket = ?1 COLLATE NOCASE
     ORDER BY phase NOT IN ('open', 'restored'), opening_recorded_at, opening_device, opening_seq";

/// The incidents that were opened in a span, its end outside.
const OPENED_IN: &str =
    "SELECT subject FROM incident WHERE opened_at >= ?1 AND opened_at < ?2 ORDER BY opened_at, subject";

const LAST_NUMBER: &str = "SELECT max(reference_number) FROM incident";

impl Store {
    /// What is about the desk itself, then about the directory, the watch, the service reviews, the figures.
    pub fn desk_events(&self) -> Result<Vec<Event>, StoreError> {
        let mut events = self.events(OF_SUBJECT, [Subject::Desk.to_string()])?;
        events.append(&mut self.events(OF_SUBJECT, [Subject::Directory.to_string()])?);
        events.append(&mut self.events(OF_SUBJECT, [Subject::Watch.to_string()])?);
        events.append(&mut self.events(OF_SUBJECT, [Subject::ServiceReviews.to_string()])?);
        events.append(&mut self.events(OF_SUBJECT, [Subject::Figures.to_string()])?);
        Ok(events)
    }

    /// Folds the incidents that are open or restored, that are closed and still owe something, or whose line was
    /// touched at or after `touched_since`, one at a time. The cost follows those alone.
    pub fn each_live(
        &self,
        touched_since: Instant,
        mut take: impl FnMut(Incident),
    ) -> Result<(), StoreError> {
        // What is read is in hand then, and its pages need not be kept beside it.
        let usual = self.set_cache(START_CACHE)?;
        let folded = self.fold_live(touched_since, &mut take).map_err(sqlite_at(&self.file));
        self.set_cache(usual)?;
        folded
    }

    fn fold_live(&self, touched_since: Instant, take: &mut impl FnMut(Incident)) -> rusqlite::Result<()> {
        let tx = self.conn.unchecked_transaction()?;
        let mut live = tx.prepare(LIVE)?;
        let mut subjects = live.query([codec::millis(touched_since)])?;
        while let Some(row) = subjects.next()? {
            let Subject::Incident(id) = codec::subject(&text(row, 0)?) else { continue };
            Incident::fold(of_incident(&tx, id)?).into_iter().for_each(&mut *take);
        }
        Ok(())
    }

    /// What is about one incident; nothing if there is none of that name.
    pub fn incident_events(&self, id: IncidentId) -> Result<Vec<Event>, StoreError> {
        of_incident(&self.conn, id).map_err(sqlite_at(&self.file))
    }

    /// Folds the incidents that were opened in a span, one at a time, by when they were opened: what is held
    /// is the one at hand. `take` may stop it. Sees one moment of the log, also beside a window that writes.
    pub fn each_opened(
        &self,
        from: Instant,
        until: Instant,
        mut take: impl FnMut(Incident) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let at = sqlite_at(&self.file);
        let tx = self.conn.unchecked_transaction().map_err(&at)?;
        let mut opened = tx.prepare(OPENED_IN).map_err(&at)?;
        let span = [codec::millis(from), codec::millis(until)];
        let mut subjects = opened.query(span).map_err(&at)?;
        while let Some(row) = subjects.next().map_err(&at)? {
            let Subject::Incident(id) = codec::subject(&text(row, 0).map_err(&at)?) else { continue };
            let incident = Incident::fold(of_incident(&tx, id).map_err(&at)?);
            if incident.is_some_and(|incident| take(incident).is_break()) {
                break;
            }
        }
        Ok(())
    }

    /// The whole log. For the command line, not for a start.
    pub fn all_events(&self) -> Result<Vec<Event>, StoreError> {
        self.events(ALL, [])
    }

    /// The history: a line for each incident that ever was, by when it was opened.
    pub fn rows(&self) -> Result<Vec<IncidentRow>, StoreError> {
        super::projection::rows(&self.conn).map_err(sqlite_at(&self.file))
    }

    /// The incidents of a name: those with exactly this key, else the one shown with this reference,
    /// else those with this ticket number, in the order in which their openings are folded; of a
    /// ticket's those that are open or restored first. References and ticket numbers are compared
    /// without regard to the case of ASCII letters.
    pub fn find_incidents(&self, name: &str) -> Result<Vec<IncidentId>, StoreError> {
        find(&self.conn, name).map_err(sqlite_at(&self.file))
    }

    /// The references that are shown otherwise than they were given, because two desks gave them. The
    /// cost follows these alone.
    pub fn told_apart(&self) -> Result<BTreeMap<IncidentId, String>, StoreError> {
        super::projection::told_apart(&self.conn).map_err(sqlite_at(&self.file))
    }

    /// The greatest N of all references that were given of the form `MI-N`; 0 if there is none.
    pub fn last_reference_number(&self) -> Result<u32, StoreError> {
        self.conn
            .query_row(LAST_NUMBER, [], |row| row.get::<_, Option<u32>>(0))
            .map(Option::unwrap_or_default)
            .map_err(sqlite_at(&self.file))
    }

    /// Whether nothing was ever logged. Unlike a count, its cost does not follow the log.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        is_empty(&self.conn).map_err(sqlite_at(&self.file))
    }

    /// How many entries the log has.
    pub fn event_count(&self) -> Result<u64, StoreError> {
        count(&self.conn).map_err(sqlite_at(&self.file))
    }

    /// How many entries are of a kind, or of a version of a kind, that only a newer program reads.
    pub fn unknown_kinds(&self) -> Result<u64, StoreError> {
        unknown(&self.conn).map_err(sqlite_at(&self.file))
    }

    fn events(&self, statement: &str, parameters: impl Params) -> Result<Vec<Event>, StoreError> {
        events(&self.conn, statement, parameters).map_err(sqlite_at(&self.file))
    }
}

/// What is about one incident.
pub(super) fn of_incident(conn: &Connection, id: IncidentId) -> rusqlite::Result<Vec<Event>> {
    events(conn, OF_SUBJECT, [Subject::Incident(id).to_string()])
}

fn events(conn: &Connection, statement: &str, parameters: impl Params) -> rusqlite::Result<Vec<Event>> {
    let mut events = Vec::new();
    each_row(conn, statement, parameters, |row| {
        events.push(event(row)?);
        Ok(())
    })?;
    Ok(events)
}

/// See [`Store::find_incidents`].
pub(super) fn find(conn: &Connection, name: &str) -> rusqlite::Result<Vec<IncidentId>> {
    for statement in [BY_KEY, BY_REFERENCE, BY_TICKET] {
        let found = incidents(conn, statement, name)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Hands each entry that `statement` finds to `take`, as it is stored.
pub(super) fn each(
    conn: &Connection,
    statement: &str,
    parameters: impl Params,
    mut take: impl FnMut(Stored) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    each_row(conn, statement, parameters, |row| take(stored(row)?))
}

fn each_row(
    conn: &Connection,
    statement: &str,
    parameters: impl Params,
    mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(statement)?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

/// Whether nothing was ever logged.
pub(super) fn is_empty(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row("SELECT NOT EXISTS (SELECT 1 FROM event)", [], |row| row.get(0))
}

/// How many entries there are.
pub(super) fn count(conn: &Connection) -> rusqlite::Result<u64> {
    conn.query_row("SELECT count(*) FROM event", [], |row| natural(row, 0))
}

/// The device that the log's own entries are written as.
pub(super) fn device(conn: &Connection, file: &Path) -> Result<DeviceId, StoreError> {
    let found: Option<Vec<u8>> = conn
        .query_row("SELECT value FROM meta WHERE key = ?1", [schema::DEVICE_KEY], |row| row.get(0))
        .optional()
        .map_err(sqlite_at(file))?;
    found.and_then(|bytes| uuid::Uuid::from_slice(&bytes).ok()).map(DeviceId).ok_or_else(|| {
        StoreError::Damaged {
            file: file.to_owned(),
            reason: "it does not name the device it belongs to".to_owned(),
        }
    })
}

fn unknown(conn: &Connection) -> rusqlite::Result<u64> {
    let mut kinds = conn.prepare(KINDS_THERE)?;
    let kinds: Vec<String> = kinds.query_map([], |row| text(row, 0))?.collect::<rusqlite::Result<_>>()?;
    let mut newer = conn.prepare(NEWER_OF_KIND)?;
    let mut total = 0;
    for kind in kinds {
        let known =
            KINDS.iter().find(|(known, _)| *known == kind).map_or(-1, |(_, version)| i64::from(*version));
        total += newer.query_row(params![kind, known], |row| natural(row, 0))?;
    }
    Ok(total)
}

fn incidents(conn: &Connection, statement: &str, name: &str) -> rusqlite::Result<Vec<IncidentId>> {
    let mut statement = conn.prepare_cached(statement)?;
    let subjects = statement.query_map([name], |row| text(row, 0))?;
    let mut found = Vec::new();
    for subject in subjects {
        if let Subject::Incident(id) = codec::subject(&subject?) {
            found.push(id);
        }
    }
    Ok(found)
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    stored_from(row, 0)
}

/// An entry whose columns begin at the one of that number.
pub(super) fn stored_from(row: &Row<'_>, first: usize) -> rusqlite::Result<Stored> {
    Ok(Stored {
        device: bytes(row, first)?,
        device_seq: row.get(first + 1)?,
        id: bytes(row, first + 2)?,
        subject: text(row, first + 3)?,
        kind: text(row, first + 4)?,
        version: row.get(first + 5)?,
        happened_at: row.get(first + 6)?,
        recorded_at: row.get(first + 7)?,
        actor: text(row, first + 8)?,
        body: text(row, first + 9)?,
        salt: bytes(row, first + 10)?,
        content_hash: bytes(row, first + 11)?,
        hash: bytes(row, first + 12)?,
    })
}

/// An entry as the desk reads it, without salt and hashes: at a start there are thousands.
fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    let id = |column| blob(row, column).map(codec::uuid);
    Ok(Event {
        device: DeviceId(id(0)?),
        device_seq: u64::try_from(row.get::<_, i64>(1)?).unwrap_or_default(),
        id: EventId(id(2)?),
        subject: codec::subject(&words(row, 3)?),
        happened_at: codec::instant(row.get(6)?),
        recorded_at: codec::instant(row.get(7)?),
        actor: text(row, 8)?,
        fact: codec::fact(&words(row, 4)?, row.get(5)?, &words(row, 9)?),
    })
}

/// Text that may have been damaged: what is not UTF-8 in it is replaced, and its hash then tells.
pub(super) fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    words(row, column).map(Cow::into_owned)
}

fn words<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<Cow<'a, str>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_damaged) => String::from_utf8_lossy(bytes),
        },
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => {
            Cow::Owned(row.get(column)?)
        }
    })
}

/// A number that is never below zero: a count, or a place in a sequence.
pub(super) fn natural(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_negative| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

fn bytes(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<u8>> {
    row.get(column)
}

fn blob<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<&'a [u8]> {
    Ok(row.get_ref(column)?.as_blob()?)
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::domain::event::{Fact, NewEvent};
    use crate::store::samples::{self, about, at, morning, note, opened};

    /// Opens and closes the incidents of these numbers.
    fn close_many(store: &mut Store, numbers: std::ops::Range<u128>) {
        let facts: Vec<NewEvent> = numbers
            .flat_map(|n| [about(n, opened(n)), about(n, Fact::Closed { why: None, skipped: Vec::new() })])
            .collect();
        store.append(&facts, morning(), samples::rows).unwrap();
    }

    /// What is said of the incidents that are live, in the order of the fold.
    fn live_events(store: &Store, touched_since: Instant) -> Vec<Event> {
        let mut events = Vec::new();
        let take = |incident: Incident| events.extend(incident.entries.into_iter().map(|entry| entry.event));
        store.each_live(touched_since, take).unwrap();
        events.sort_by_key(|event| (event.recorded_at, event.device, event.device_seq));
        events
    }

    fn plan(store: &Store, statement: &str) -> String {
        let mut plan = store.conn.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
        let arguments = vec![rusqlite::types::Null; plan.parameter_count()];
        let lines = plan
            .query_map(rusqlite::params_from_iter(arguments), |row| row.get::<_, String>(3))
            .unwrap()
            .map(Result::unwrap);
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn each_question_goes_through_an_index() {
        let (_folder, store) = samples::store();
        for (statement, expected) in [
            (LIVE, "SEARCH incident USING INDEX incident_phase (phase=?)"),
            (LIVE, "SEARCH incident USING INDEX incident_touched (touched_at>?)"),
            (LIVE, "SEARCH incident USING INDEX incident_lives_on (lives_on=?)"),
            (OF_SUBJECT, "SEARCH e USING INDEX event_subject (subject=?)"),
            (ALL, "SCAN e USING INDEX event_order"),
            (OF_KIND, "SEARCH e USING INDEX event_kind (kind=?)"),
            (OF_ID, "SEARCH e USING INDEX sqlite_autoindex_event_1 (id=?)"),
            (BY_INCIDENT, "SEARCH e USING INDEX event_subject (subject>? AND subject<?)"),
            (BY_KEY, "SEARCH incident USING INDEX incident_key (key=?)"),
            (BY_REFERENCE, "SEARCH incident USING INDEX incident_reference (reference=?)"),
            (BY_TICKET, "SEARCH incident USING INDEX incident_ticket (ticket=?)"),
            (
                super::super::projection::IS_SHOWN,
                "SEARCH incident USING INDEX incident_reference (reference=?)",
            ),
            (
                super::super::projection::TOUCH,
                "SEARCH incident USING INDEX sqlite_autoindex_incident_1 (subject=?)",
            ),
            (super::super::projection::TOLD_APART, "SCAN incident USING INDEX incident_told_apart"),
            (LAST_NUMBER, "SEARCH incident USING COVERING INDEX incident_number"),
            (NEWER_OF_KIND, "SEARCH event USING COVERING INDEX event_kind (kind=? AND version>?)"),
            (KINDS_THERE, "SEARCH event USING COVERING INDEX event_kind (kind>?)"),
            (super::super::projection::ROWS, "SCAN incident USING INDEX incident_opened"),
            ("SELECT max(recorded_at) FROM event", "SEARCH event USING COVERING INDEX event_order"),
        ] {
            let plan = plan(&store, statement);
            assert!(plan.contains(expected), "{statement}\n{plan}");
        }
        for statement in [ALL, OF_SUBJECT, BY_INCIDENT, BY_DEVICE] {
            let plan = plan(&store, statement);
            assert!(!plan.contains("TEMP B-TREE"), "sorts: {statement}\n{plan}");
        }
        let live = plan(&store, LIVE);
        assert!(!live.contains("SCAN incident"), "{live}");
    }

    #[test]
    fn reading_what_is_live_costs_the_same_beside_thousands_of_closed_ones() {
        let (_folder, mut store) = samples::store();
        let later = at("2026-11-05T08:00:00Z");
        let steps = |store: &Store| {
            let mut statement = store.conn.prepare(LIVE).unwrap();
            let found = statement.query_map([codec::millis(later)], |_| Ok(())).unwrap().count();
            (found, statement.get_status(StatementStatus::VmStep))
        };
        close_many(&mut store, 1..11);
        store.append(&[about(5000, opened(5000))], morning(), samples::rows).unwrap();
        let few = steps(&store);
        close_many(&mut store, 11..4000);
        assert_eq!(steps(&store), few);
        assert_eq!(few.0, 1);
    }

    #[test]
    fn live_are_the_open_the_restored_and_those_touched_since() {
        let (_folder, mut store) = samples::store();
        close_many(&mut store, 1..3);
        let noon = at("2026-11-04T12:00:00Z");
        store.append(&[about(3, opened(3))], morning(), samples::rows).unwrap();
        let back = [about(4, opened(4)), about(4, Fact::Restored { text: None })];
        store.append(&back, morning(), samples::rows).unwrap();
        let done = [about(5, opened(5)), about(5, Fact::Cancelled { why: "x".into() })];
        store.append(&done, noon, samples::rows).unwrap();
        let live = |since: &str| -> Vec<String> {
            let events = live_events(&store, at(since));
            let opened = events.into_iter().filter_map(|event| match event.fact {
                Fact::IncidentOpened(opened) => Some(opened.reference),
                _ => None,
            });
            opened.collect()
        };
        assert_eq!(live("2026-11-04T12:00:00.001Z"), ["MI-0003", "MI-0004"]);
        assert_eq!(live("2026-11-04T12:00:00Z"), ["MI-0003", "MI-0004", "MI-0005"]);
        assert_eq!(live("2026-11-04T08:00:00Z").len(), 5);
        assert_eq!(live_events(&store, noon).len(), 5, "all events of each");
    }

    #[test]
    fn a_closed_incident_that_still_owes_a_follow_up_is_read_however_long_ago_it_was() {
        let (_folder, mut store) = samples::store();
        close_many(&mut store, 1..3);
        let follow_up = Fact::ActionDelegated {
            to: crate::domain::directory::Named::plain("Ann"),
            what: "Restart it".into(),
            due: None,
            follow_up: true,
        };
        let closed = || Fact::Closed { why: None, skipped: Vec::new() };
        let owing = [about(3, opened(3)), about(3, follow_up), about(3, closed())];
        let events = store.append(&owing, morning(), samples::rows).unwrap();
        let years_later = at("2030-01-01T08:00:00Z");
        assert_eq!(live_events(&store, years_later), events);
        let done = Fact::ActionDone { action: events[1].id, text: None };
        let all =
            [&events[..], &store.append(&[about(3, done)], morning(), |_| Vec::new()).unwrap()].concat();
        store.rebuild_projections().unwrap();
        assert_eq!(live_events(&store, years_later), []);
        assert_eq!(live_events(&store, morning()).len(), all.len() + 4, "each once");
    }

    #[test]
    fn the_order_is_recorded_then_device_then_sequence() {
        let (_folder, mut store) = samples::store();
        let head = samples::append_foreign(&mut store, 1, morning(), &super::super::chain::GENESIS);
        store.append(&[about(1, note("own"))], morning(), |_| Vec::new()).unwrap();
        let same = at("2026-11-04T08:00:00.001Z");
        samples::append_foreign(&mut store, 2, same, &head);
        let order: Vec<_> = store
            .all_events()
            .unwrap()
            .iter()
            .map(|one| (one.recorded_at, one.device, one.device_seq))
            .collect();
        assert!(order.is_sorted(), "{order:?}");
        assert_eq!(order.iter().map(|(_, _, seq)| *seq).collect::<Vec<_>>(), [1, 2, 1], "{order:?}");
        assert_eq!(store.incident_events(samples::incident(1)).unwrap(), store.all_events().unwrap());
    }

    #[test]
    fn a_subject_has_its_own_events_alone() {
        let (_folder, mut store) = samples::store();
        let desk = |subject| NewEvent { subject, ..about(1, note("x")) };
        let other = Subject::Other("rota:1".into());
        let facts = [desk(Subject::Desk), about(1, opened(1)), about(2, opened(2)), desk(other.clone())];
        let events = store.append(&facts, morning(), samples::rows).unwrap();
        assert_eq!(store.desk_events().unwrap(), events[..1]);
        assert_eq!(store.incident_events(samples::incident(2)).unwrap(), events[2..3]);
        assert_eq!(store.incident_events(samples::incident(3)).unwrap(), []);
        assert_eq!(store.all_events().unwrap()[3].subject, other);
        assert_eq!(store.verify().unwrap().findings, []);
    }

    #[test]
    fn a_name_is_a_key_before_it_is_a_reference_or_a_ticket() {
        let (_folder, mut store) = samples::store();
        let named = |key: &str, reference: &str, ticket: Option<&str>| {
            let Fact::IncidentOpened(mut opening) = opened(1) else { unreachable!() };
            (opening.key, opening.reference) = (key.into(), reference.into());
            opening.ticket = ticket.map(str::to_owned);
            Fact::IncidentOpened(opening)
        };
        let facts = [
            about(1, named("MI-0002", "MI-0001", Some("INC7"))),
            about(2, named("b", "MI-0002", Some("INC7"))),
            about(3, named("B", "MI-0003", Some("MI-0001"))),
            about(4, named("d", "x", None)),
        ];
        store.append(&facts, morning(), samples::rows).unwrap();
        for (name, expected) in [
            ("MI-0002", vec![1]),
            ("mi-0002", vec![2]),
            ("b", vec![2]),
            ("B", vec![3]),
            ("MI-0001", vec![1]),
            ("inc7", vec![1, 2]),
            ("nothing", vec![]),
            ("", vec![]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(samples::incident).collect();
            assert_eq!(store.find_incidents(name).unwrap(), expected, "{name}");
        }
    }

    #[test]
    fn the_last_reference_number_is_the_greatest_not_the_latest() {
        let (_folder, mut store) = samples::store();
        assert_eq!(store.last_reference_number().unwrap(), 0);
        for (n, reference, last) in [
            (1, "MI-0412", 412),
            (2, "MI-7", 412),
            (3, "INC-9999", 412),
            (4, "MI-1000 (copy)", 412),
            (5, "MI-", 412),
            (6, "MI-99999999999", 412),
            (7, "MI-+500", 412),
            (8, "MI-10000", 10_000),
        ] {
            let Fact::IncidentOpened(mut opening) = opened(n) else { unreachable!() };
            opening.reference = reference.into();
            store.append(&[about(n, Fact::IncidentOpened(opening))], morning(), samples::rows).unwrap();
            assert_eq!(store.last_reference_number().unwrap(), last, "{reference}");
        }
    }

    #[test]
    fn unknown_kinds_are_counted_and_broken_bodies_are_not() {
        let (_folder, mut store) = samples::store();
        let unknown = |kind: &str, version, body: &str| {
            about(1, Fact::Unknown { kind: kind.into(), version, body: body.into() })
        };
        assert_eq!(store.unknown_kinds().unwrap(), 0);
        let facts = [
            about(1, opened(1)),
            unknown("moon_phase", 1, "{}"),
            unknown("moon_phase", 3, "{}"),
            unknown("aaa", 0, ""),
            unknown("note_logged", 2, "{}"),
            unknown("note_logged", 1, "broken"),
        ];
        let events = store.append(&facts, morning(), samples::rows).unwrap();
        assert_eq!((store.unknown_kinds().unwrap(), store.event_count().unwrap()), (4, 6));
        assert_eq!(store.all_events().unwrap(), events);
        assert_eq!(store.verify().unwrap().unknown_kinds, 4);
    }

    #[test]
    fn one_unreadable_entry_does_not_keep_the_others() {
        let (folder, mut store) = samples::store();
        let facts = [about(1, opened(1)), about(1, note("a")), about(1, note("b")), about(1, note("c"))];
        let before = store.append(&facts, morning(), samples::rows).unwrap();
        drop(store);
        samples::tamper(folder.path(), |conn| {
            conn.execute("UPDATE event SET body = '{' WHERE device_seq = 2", []).unwrap();
            conn.execute("UPDATE event SET body = CAST(x'7bff' AS TEXT) WHERE device_seq = 3", []).unwrap();
        });
        let store = Store::open(folder.path(), morning()).unwrap();
        let after = live_events(&store, morning());
        let broken = |body: &str| Fact::Unknown { kind: "note_logged".into(), version: 1, body: body.into() };
        assert_eq!(after[1].fact, broken("{"));
        assert_eq!(after[2].fact, broken("{\u{fffd}"));
        assert_eq!((&after[0], &after[3]), (&before[0], &before[3]));
    }
}
