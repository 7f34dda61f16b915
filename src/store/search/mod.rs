//! Search over everything that was ever logged.
//!
//! A projection like the history: `found` has a line for each entry that has words, `found_words` their
//! full-text index (FTS5). The index holds no text of its own, so it stays small: what is shown of a hit is
//! made from the entry itself. Both are written in the transaction that writes the entry, and follow from
//! the log alone.
//!
//! | file | is |
//! | --- | --- |
//! | `words` | the words and the people of an entry |
//! | `query` | what was typed as a question that FTS5 takes, whatever was typed |
//! | `index` | writing the lines and the index, and holding them against the log |
//! | `snippet` | a piece of the text around a hit, with the hits marked |

pub(super) mod index;
mod query;
mod snippet;
mod words;

use std::collections::BTreeMap;

use rusqlite::{Row, named_params};

pub use self::snippet::Snippet;
use super::codec::{self, Stored};
use super::error::{StoreError, sqlite_at};
use super::{Store, read};
use crate::domain::event::{EventId, IncidentId, Subject};
use crate::domain::incident::Phase;
use crate::domain::time::Instant;
use crate::domain::words::Priority;

/// The most hits that are given at a time.
pub const MOST_HITS: usize = 500;

/// What is looked for. What is left out asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// As it was typed: words, all of which must be there; `pay*` for a beginning, quotes for words that stand
    /// together. Nothing finds all entries.
    pub words: String,
    /// Only what happened from here on.
    pub from: Option<Instant>,
    /// Only what happened before this.
    pub until: Option<Instant>,
    /// Only about incidents of one of these priorities; none asks for any.
    pub priorities: Vec<Priority>,
    /// Only about incidents that stand so.
    pub phase: Option<Phase>,
    /// Only about incidents that hit this service, by its name.
    pub service: Option<String>,
    /// Only what somebody of this name said, or that names them.
    pub person: Option<String>,
    /// Only entries of this kind, such as `note_logged`.
    pub kind: Option<String>,
    /// How many at the most; up to [`MOST_HITS`].
    pub limit: usize,
    /// How many to leave out, the first ones.
    pub offset: usize,
}

/// Whether an entry still says what it said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryState {
    /// As it was written.
    Stands,
    /// Another entry corrected it.
    Corrected,
    /// Another entry took it back.
    TakenBack,
}

impl EntryState {
    const ALL: [Self; 3] = [Self::Stands, Self::Corrected, Self::TakenBack];

    /// The word in files and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::Corrected => "corrected",
            Self::TakenBack => "taken_back",
        }
    }

    const fn number(self) -> i64 {
        match self {
            Self::Stands => 0,
            Self::Corrected => 1,
            Self::TakenBack => 2,
        }
    }

    fn of(number: i64) -> Self {
        Self::ALL.into_iter().find(|state| state.number() == number).unwrap_or(Self::Stands)
    }
}

/// One entry that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The entry.
    pub entry: EventId,
    /// The incident it is about; none where it is about the desk, the directory or the watch.
    pub incident: Option<HitIncident>,
    /// What the entry is about, as it is stored.
    pub subject: Subject,
    /// Its kind, such as `note_logged`.
    pub kind: String,
    /// When it happened, after corrections.
    pub happened_at: Instant,
    /// Who said it.
    pub actor: String,
    /// Whether it still stands.
    pub state: EntryState,
    /// Its band: 0 where an incident is named (title, number, service), 1 for what people wrote, 2 for what
    /// another program or the desk itself wrote. Within a band the newest comes first.
    pub rank: u8,
    /// The words around the hit.
    pub snippet: Snippet,
}

/// The incident of a hit, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitIncident {
    /// Its name for good.
    pub id: IncidentId,
    /// Its reference as it is shown.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Its priority; none while triage runs.
    pub priority: Option<Priority>,
    /// Where it stands, in a word.
    pub phase: String,
}

/// The page that is asked for is found by the lines of the search alone; only what stands on it is read from the
/// log. A word that nearly every entry has would otherwise read the whole log to show fifty of them. The filters
/// that both questions share come with it; one that is not asked for looks nothing up. A name that is asked for
/// is compared without regard to the case of ASCII letters.
macro_rules! filtered {
    ($from:literal, $where:literal) => {
        concat!(
            "WITH page (id) AS MATERIALIZED (SELECT f.id FROM ",
            $from,
            " WHERE ",
            $where,
            " AND (:from IS NULL OR f.happened_at >= :from) AND (:until IS NULL OR f.happened_at < :until)
              AND (:kind IS NULL OR f.kind = :kind)
              AND (:priorities IS NULL OR EXISTS (SELECT 1 FROM incident i WHERE i.subject = f.subject
                       AND instr(:priorities, ',' || i.priority || ',') > 0))
              AND (:phase IS NULL OR EXISTS (SELECT 1 FROM incident i WHERE i.subject = f.subject
                       AND i.phase = :phase))
              AND (:service IS NULL OR EXISTS (SELECT 1 FROM found_service s
                       WHERE s.subject = f.subject AND s.name = :service COLLATE NOCASE))
              ORDER BY f.band, f.happened_at DESC, f.id DESC LIMIT :limit OFFSET :offset)
             SELECT f.subject, f.happened_at, f.state, f.band, i.reference, i.title, i.priority, i.phase, ",
            "e.device, e.device_seq, e.id, e.subject, e.kind, e.version, e.happened_at, e.recorded_at, e.actor, ",
            "e.body, e.salt, e.content_hash, e.hash
             FROM page CROSS JOIN found f ON f.id = page.id CROSS JOIN event e ON e.id = f.entry
                 LEFT JOIN incident i ON i.subject = f.subject
             ORDER BY f.band, f.happened_at DESC, f.id DESC"
        )
    };
}

const MATCHING: &str =
    filtered!("found_words w CROSS JOIN found f ON f.id = w.rowid", "found_words MATCH :words");
const ALL: &str = filtered!("found f", ":words IS NULL");

impl Store {
    /// The entries that have all the words, the named first and the newest first in each band. Whatever is
    /// typed is a question; none is an error.
    pub fn search(&self, search: &Search) -> Result<Vec<Hit>, StoreError> {
        self.find_words(search).map_err(sqlite_at(&self.file))
    }

    /// The services that were hit, by incident, each by the alphabet. The cost follows the history.
    pub fn services(&self) -> Result<BTreeMap<IncidentId, Vec<String>>, StoreError> {
        index::services(&self.conn).map_err(sqlite_at(&self.file))
    }

    fn find_words(&self, search: &Search) -> rusqlite::Result<Vec<Hit>> {
        let typed = query::Typed::of(&search.words);
        if typed.finds_nothing() {
            return Ok(Vec::new());
        }
        let words = typed.expression(search.person.as_deref());
        let tx = self.conn.unchecked_transaction()?;
        let mut statement = tx.prepare(if words.is_some() { MATCHING } else { ALL })?;
        let limit = search.limit.min(MOST_HITS);
        let mut rows = statement.query(named_params! {
            ":words": words,
            ":from": search.from.map(codec::millis),
            ":until": search.until.map(codec::millis),
            ":priorities": listed(&search.priorities),
            ":phase": search.phase.map(Phase::word),
            ":kind": search.kind,
            ":service": search.service,
            ":limit": i64::try_from(limit).unwrap_or(i64::MAX),
            ":offset": i64::try_from(search.offset).unwrap_or(i64::MAX),
        })?;
        let mut hits = Vec::new();
        let mut texts = Vec::new();
        while let Some(row) = rows.next()? {
            let stored = read::stored_from(row, 8)?;
            texts.push(words::of(&stored));
            hits.push(hit(row, stored)?);
        }
        // Around the words that were typed: who is in it says less of an entry than what it says.
        let snippets = snippet::snippets(&texts, typed.expression(None).as_deref())?;
        for (hit, snippet) in hits.iter_mut().zip(snippets) {
            hit.snippet = snippet;
        }
        Ok(hits)
    }
}

/// Priorities as a text in which each stands between commas; none if there is none.
fn listed(priorities: &[Priority]) -> Option<String> {
    let words: Vec<&str> = priorities.iter().map(|one| one.word()).collect();
    (!words.is_empty()).then(|| format!(",{},", words.join(",")))
}

fn hit(row: &Row<'_>, stored: Stored) -> rusqlite::Result<Hit> {
    let subject = codec::subject(&read::text(row, 0)?);
    let reference: Option<String> = row.get(4)?;
    let incident = match (&subject, reference) {
        (Subject::Incident(id), Some(reference)) => Some(HitIncident {
            id: *id,
            reference,
            title: read::text(row, 5)?,
            priority: row.get::<_, Option<String>>(6)?.and_then(|word| word.parse().ok()),
            phase: read::text(row, 7)?,
        }),
        _ => None,
    };
    Ok(Hit {
        entry: EventId(codec::uuid(&stored.id)),
        incident,
        subject,
        kind: stored.kind,
        happened_at: codec::instant(row.get(1)?),
        actor: stored.actor,
        state: EntryState::of(row.get(2)?),
        rank: row.get(3)?,
        snippet: Snippet::default(),
    })
}

#[cfg(test)]
mod tests;
