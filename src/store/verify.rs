//! Walking the whole log to see whether it is what was written.
//!
//! Never here: repair. What follows from the log can be written anew
//! ([`Store::rebuild_projections`]); the log itself is restored from a backup or stays as it is.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _};

use super::codec::{self, Stored, Unread};
use super::erasing::{self, Known};
use super::error::{StoreError, sqlite_at};
use super::{Store, chain, projection, read, schema, search};
use crate::domain::event::DeviceId;
use crate::domain::reference::{self, Opening};

/// How many findings of `SQLite`'s own check are listed.
const INTEGRITY_FINDINGS: u32 = 20;

/// How many entries are walked between two words about how far it is.
const TELL_EVERY: u64 = 256;

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where: the file, an entry, a line of the history.
    pub where_: String,
    /// What is wrong there.
    pub what: String,
    /// What would do.
    pub cure: Cure,
}

/// What would do about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cure {
    /// The log is not what was written: a sound copy has it, or another desk that was given it.
    SoundCopy,
    /// What follows from the log is another thing than it says; it can be written anew from it.
    WriteAnew,
}

impl Cure {
    /// What to do, as a sentence without its end.
    pub const fn words(self) -> &'static str {
        match self {
            Self::SoundCopy => {
                "Keep the file, and restore a backup that is sound; what came after it is in the file that is set \
                 aside, and on desks that merged it"
            }
            Self::WriteAnew => {
                "The entries themselves are not touched by it: write the history anew, and it follows from them again"
            }
        }
    }
}

/// The newest entry of a device. Noted elsewhere, its hash vouches for all entries before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The device.
    pub device: DeviceId,
    /// Its newest entry's number.
    pub device_seq: u64,
    /// That entry's hash, in hexadecimal.
    pub hash: String,
}

/// What [`Store::verify`] saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Entries walked.
    pub events: u64,
    /// Incidents folded and compared with the history.
    pub incidents: u64,
    /// Entries that only a newer program reads. No fault.
    pub unknown_kinds: u64,
    /// The newest entry of each device.
    pub heads: Vec<Head>,
    /// What is wrong; nothing if the log is sound.
    pub findings: Vec<Finding>,
}

impl VerifyReport {
    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    /// What would do about the findings, each once.
    pub fn cures(&self) -> BTreeSet<Cure> {
        self.findings.iter().map(|finding| finding.cure).collect()
    }

    fn find(&mut self, where_: impl Into<String>, what: impl Into<String>) {
        self.findings.push(Finding { where_: where_.into(), what: what.into(), cure: Cure::SoundCopy });
    }

    /// The same of what only follows from the log.
    fn find_beside(&mut self, where_: impl Into<String>, what: impl Into<String>) {
        self.findings.push(Finding { where_: where_.into(), what: what.into(), cure: Cure::WriteAnew });
    }

    /// Damage that stops one part of the walk is a finding; the other parts go on.
    fn part(&mut self, store: &Store, done: rusqlite::Result<()>) -> Result<(), StoreError> {
        match done.map_err(sqlite_at(&store.file)) {
            Err(StoreError::Damaged { file, reason }) => self.find(file.display().to_string(), reason),
            Err(StoreError::Codec { where_, reason }) => self.find(where_, reason),
            done => done?,
        }
        Ok(())
    }
}

impl Store {
    /// Checks the file, the form of its tables, each device's numbers and chain, each entry, and the
    /// history against the log. Sees one moment of the log, also beside a window that writes on.
    ///
    /// # Errors
    /// Only what keeps it from looking; what it sees is in the report.
    pub fn verify(&self) -> Result<VerifyReport, StoreError> {
        self.verify_telling(&mut |_, _| {})
    }

    /// The same, telling how many entries were walked, of how many. Before the first and after the last the
    /// file and what follows from the log are looked at, which takes its time too.
    pub fn verify_telling(&self, tell: &mut dyn FnMut(u64, u64)) -> Result<VerifyReport, StoreError> {
        let tx = self.conn.unchecked_transaction().map_err(sqlite_at(&self.file))?;
        let mut report = VerifyReport::default();
        let file = self.file.display().to_string();
        let done = integrity(&tx, &file, &mut report);
        report.part(self, done)?;
        let done = form(&tx, &file, &mut report);
        report.part(self, done)?;
        let before = report.findings.len();
        let done = chains(&tx, &mut report, tell);
        report.part(self, done)?;
        let is_log_whole = report.findings.len() == before;
        let done = history(&tx, &mut report);
        report.part(self, done)?;
        if !is_log_whole {
            // Of an entry that is not what was written, the search cannot be either.
            return Ok(report);
        }
        let done = search::index::differences(&tx).map(|told| {
            for what in told {
                report.find_beside("search", what);
            }
        });
        report.part(self, done)?;
        Ok(report)
    }
}

fn integrity(conn: &Connection, file: &str, report: &mut VerifyReport) -> rusqlite::Result<()> {
    let mut check = conn.prepare(&format!("PRAGMA integrity_check({INTEGRITY_FINDINGS})"))?;
    for found in check.query_map([], |row| read::text(row, 0))? {
        let found = found?;
        if found != "ok" {
            report.find(file, found);
        }
    }
    let mut orphans = conn.prepare("SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1")?;
    for found in orphans.query_map([], |row| Ok((read::text(row, 0)?, read::natural(row, 1)?)))? {
        let (table, count) = found?;
        report.find(file, format!("{count} rows of `{table}` point to something that is not there"));
    }
    Ok(())
}

fn form(conn: &Connection, file: &str, report: &mut VerifyReport) -> rusqlite::Result<()> {
    let (found, expected) = (schema::describe(conn)?, schema::described(&schema::PLAN)?);
    for line in expected.iter().filter(|line| !found.contains(line)) {
        report.find(file, format!("missing or changed: {line}"));
    }
    for line in found.iter().filter(|line| !expected.contains(line)) {
        report.find(file, format!("not of this form: {line}"));
    }
    Ok(())
}

/// The walk along one device's entries.
struct Walk {
    device: Vec<u8>,
    last_seq: i64,
    /// The hash of the entry before; `None` after a gap, where nothing can be said of the link.
    previous: Option<Vec<u8>>,
    last_hash: Vec<u8>,
    last_recorded: i64,
}

impl Walk {
    fn of(device: &[u8]) -> Self {
        Self {
            device: device.to_vec(),
            last_seq: 0,
            previous: Some(chain::GENESIS.to_vec()),
            last_hash: Vec::new(),
            last_recorded: i64::MIN,
        }
    }

    fn step(&mut self, entry: Stored, known: &Known, report: &mut VerifyReport) {
        let where_ = entry_name(&entry);
        if entry.device_seq != self.last_seq.saturating_add(1) {
            let missing = numbers(self.last_seq.saturating_add(1), entry.device_seq.saturating_sub(1));
            report.find(&where_, format!("{missing} before it missing"));
            self.previous = None;
        }
        if let Some(what) = words_of(&entry, known) {
            report.find(&where_, what);
        }
        if let Some(previous) = &self.previous
            && entry.expected_hash(previous).as_slice() != entry.hash
        {
            report.find(&where_, "it was changed, or does not follow the entry before it");
        }
        if entry.recorded_at < self.last_recorded {
            report.find(&where_, "it was recorded before the entry that it follows");
        }
        if entry.id.len() != 16 {
            report.find(&where_, "its identifier is not sixteen bytes long");
        }
        match codec::read_fact(&entry.kind, entry.version, &entry.body) {
            Ok(_) => {}
            Err(Unread::Newer) => report.unknown_kinds += 1,
            Err(Unread::Broken(reason)) => {
                report.find(&where_, format!("its body cannot be read as `{}`: {reason}", entry.kind));
            }
        }
        report.events += 1;
        self.last_seq = entry.device_seq;
        self.last_recorded = entry.recorded_at;
        self.last_hash.clone_from(&entry.hash);
        self.previous = Some(entry.hash);
    }

    /// At the last entry: whether it is the one that the device's head names.
    fn end(self, conn: &Connection, report: &mut VerifyReport) -> rusqlite::Result<()> {
        let where_ = device_name(&self.device);
        let head: Option<(i64, Vec<u8>)> = conn
            .query_row("SELECT head_seq, head_hash FROM device WHERE id = ?1", [&self.device], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        match head {
            None => report.find(&where_, "its newest entry is not noted"),
            Some((seq, _)) if seq > self.last_seq => {
                let missing = numbers(self.last_seq.saturating_add(1), seq);
                report.find(&where_, format!("{missing} at the end missing"));
            }
            Some((seq, hash)) if seq != self.last_seq || hash != self.last_hash => {
                report.find(
                    &where_,
                    format!("its newest entry {} is not the one noted ({seq})", self.last_seq),
                );
            }
            Some(_) => {}
        }
        report.heads.push(Head {
            device: DeviceId(codec::uuid(&self.device)),
            device_seq: u64::try_from(self.last_seq).unwrap_or_default(),
            hash: chain::hex(&self.last_hash),
        });
        Ok(())
    }
}

/// What is wrong with the words of an entry: they are what was written, or what erasures left of it.
fn words_of(entry: &Stored, known: &Known) -> Option<&'static str> {
    if known.fits(entry) {
        return None;
    }
    Some(match (entry.is_as_written(), entry.is_erased() && known.is_named(entry)) {
        (true, _) => "a person was erased from it by another entry, and it still has their words",
        (false, true) => "it is marked as erased, and does not read as the entries that erase ask for",
        (false, false) if entry.is_erased() => "it is marked as erased, and no entry of the log says so",
        (false, false) => "actor or body is not what was written",
    })
}

fn chains(
    conn: &Connection,
    report: &mut VerifyReport,
    tell: &mut dyn FnMut(u64, u64),
) -> rusqlite::Result<()> {
    let known = Known::of_log(conn)?;
    for what in erasing::differences(conn, &known)? {
        report.find_beside("erasures", what);
    }
    let mut walk: Option<Walk> = None;
    let all = read::count(conn)?;
    read::each(conn, read::BY_DEVICE, [], |entry| {
        if report.events.is_multiple_of(TELL_EVERY) {
            tell(report.events, all);
        }
        let mut here = match walk.take() {
            Some(here) if here.device == entry.device => here,
            before => {
                before.map_or(Ok(()), |before| before.end(conn, report))?;
                Walk::of(&entry.device)
            }
        };
        here.step(entry, &known, report);
        walk = Some(here);
        Ok(())
    })?;
    walk.map_or(Ok(()), |last| last.end(conn, report))?;
    tell(all, all);
    let mut silent = conn.prepare(
        "SELECT id, head_seq FROM device d WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.device = d.id)",
    )?;
    for found in silent.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?)))? {
        let (device, seq) = found?;
        report.find(device_name(&device), format!("{} missing", numbers(1, seq)));
    }
    Ok(())
}

fn history(conn: &Connection, report: &mut VerifyReport) -> rusqlite::Result<()> {
    let mut folded = BTreeSet::new();
    let mut openings: Vec<(String, Opening)> = Vec::new();
    projection::each_incident(conn, |subject, incident| {
        let Some(incident) = incident else { return Ok(()) };
        report.incidents += 1;
        let where_ = format!("history, {} ({subject})", incident.reference);
        match projection::is_kept(conn, &incident.row()) {
            Ok(Some(true)) => {}
            Ok(Some(false)) => report.find_beside(where_, "its line is not what the log says"),
            Ok(None) => report.find_beside(where_, "its line is missing"),
            Err(rusqlite::Error::FromSqlConversionFailure(_, _, reason)) => {
                report.find_beside(where_, format!("its line cannot be read: {reason}"));
            }
            Err(err) => return Err(err),
        }
        folded.insert(subject.to_owned());
        openings.push((subject.to_owned(), incident.opening));
        Ok(())
    })?;
    let told = reference::told_apart(openings.iter().cloned());
    for (subject, opening) in &openings {
        let right = told.get(subject).unwrap_or(&opening.reference);
        if let Some(shown) = projection::shown(conn, subject)?
            && shown != *right
        {
            report.find_beside(format!("history, {right} ({subject})"), format!("it is shown as “{shown}”"));
        }
    }
    let mut kept = conn.prepare("SELECT subject FROM incident ORDER BY subject")?;
    for subject in kept.query_map([], |row| read::text(row, 0))? {
        let subject = subject?;
        if !folded.contains(&subject) {
            report.find_beside(format!("history, {subject}"), "it has a line but no opening in the log");
        }
    }
    Ok(())
}

fn device_name(device: &[u8]) -> String {
    format!("device {}", codec::uuid(device))
}

fn entry_name(entry: &Stored) -> String {
    format!(
        "{}, entry {} ({}, {})",
        device_name(&entry.device),
        entry.device_seq,
        codec::uuid(&entry.id),
        entry.kind
    )
}

/// `entry 3 is` or `entries 3 to 5 are`.
fn numbers(first: i64, last: i64) -> String {
    if first == last { format!("entry {first} is") } else { format!("entries {first} to {last} are") }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::store::samples::{self, about, at, morning, note, opened};

    /// Five entries of our own (an opening and four notes) and two of device 9.
    fn log() -> tempfile::TempDir {
        let (folder, mut store) = samples::store();
        let facts = ["a", "b", "c", "d"].map(|text| about(1, note(text)));
        store.append(&[about(1, opened(1))], morning(), samples::rows).unwrap();
        store.append(&facts, morning(), |_| Vec::new()).unwrap();
        let head = samples::append_foreign(&mut store, 1, at("2026-11-04T08:00:01Z"), &chain::GENESIS);
        samples::append_foreign(&mut store, 2, at("2026-11-04T08:00:02Z"), &head);
        store.rebuild_projections().unwrap();
        folder
    }

    fn verified(folder: &Path) -> VerifyReport {
        super::super::Store::open_read_only(folder).unwrap().verify().unwrap()
    }

    #[test]
    fn a_sound_log_has_no_findings() {
        let folder = log();
        let report = verified(folder.path());
        assert_eq!(report.findings, []);
        assert!(report.is_sound());
        assert_eq!((report.events, report.incidents, report.unknown_kinds), (7, 1, 0));
        let numbers: Vec<_> = report.heads.iter().map(|head| head.device_seq).collect();
        assert_eq!(numbers, [2, 5]);
        assert!(report.heads.iter().all(|head| head.hash.len() == 64));
    }

    #[test]
    fn it_tells_how_far_it_is() {
        let (_folder, mut store) = samples::store();
        let facts: Vec<_> = (0..600).map(|_| about(1, note("a"))).collect();
        store.append(&facts, morning(), |_| Vec::new()).unwrap();
        let mut told = Vec::new();
        store.verify_telling(&mut |done, of| told.push((done, of))).unwrap();
        assert_eq!(told, [(0, 600), (256, 600), (512, 600), (600, 600)]);
    }

    #[test]
    fn what_is_written_anew_from_the_log_cures_what_only_follows_from_it() {
        let folder = log();
        samples::raw(folder.path()).execute_batch("UPDATE incident SET title = 'Payments'").unwrap();
        let mut store = super::super::Store::open(folder.path(), morning()).unwrap();
        let report = store.verify().unwrap();
        assert_eq!(report.cures(), BTreeSet::from([Cure::WriteAnew]));
        store.rebuild_projections().unwrap();
        assert_eq!(store.verify().unwrap().findings, []);
    }

    #[test]
    fn what_was_done_to_the_log_is_found_and_where() {
        const OWN: &str = "device = (SELECT value FROM meta)";
        let swap = |columns: [&str; 4]| {
            let [a, b, c, d] = columns;
            format!(
                "CREATE TABLE t AS SELECT device_seq s, {a} a, {b} b, {c} c, {d} d FROM event WHERE OWN;
                 UPDATE event SET ({a}, {b}, {c}, {d}) = (SELECT a, b, c, d FROM t WHERE s = 5 - device_seq)
                 WHERE OWN AND device_seq IN (2, 3); DROP TABLE t;"
            )
        };
        let cases: &[(&str, &[(&str, &str)])] = &[
            (
                "UPDATE event SET body = '{\"text\":\"x\",\"significant\":false}' WHERE OWN AND device_seq = 3",
                &[("entry 3 ", "not what was written")],
            ),
            (
                "UPDATE event SET actor = 'Eve' WHERE OWN AND device_seq = 3",
                &[("entry 3 ", "not what was written")],
            ),
            (
                "UPDATE event SET body = 'x' WHERE OWN AND device_seq = 3",
                &[("entry 3 ", "not what was written"), ("entry 3 ", "cannot be read as `note_logged`")],
            ),
            (
                "UPDATE event SET happened_at = 0 WHERE OWN AND device_seq = 3",
                &[("entry 3 ", "it was changed")],
            ),
            (
                "UPDATE event SET kind = 'restored' WHERE OWN AND device_seq = 3",
                &[("entry 3 ", "it was changed"), ("history, MI-0001 ", "not what the log says")],
            ),
            ("UPDATE event SET version = 2 WHERE OWN AND device_seq = 3", &[("entry 3 ", "it was changed")]),
            (
                "UPDATE event SET id = randomblob(16) WHERE OWN AND device_seq = 3",
                &[("entry 3 ", "it was changed")],
            ),
            (
                "UPDATE event SET content_hash = hash WHERE OWN AND device_seq = 3",
                &[("entry 3 ", "not what was written"), ("entry 3 ", "it was changed")],
            ),
            (
                "UPDATE event SET subject = 'desk' WHERE OWN AND device_seq = 3",
                &[("entry 3 ", "it was changed")],
            ),
            (
                "UPDATE event SET recorded_at = recorded_at - 1 WHERE OWN AND device_seq = 3",
                &[("entry 3 ", "it was changed"), ("entry 3 ", "before the entry that it follows")],
            ),
            (
                "UPDATE event SET hash = randomblob(32) WHERE OWN AND device_seq = 3",
                &[("entry 3 ", "it was changed"), ("entry 4 ", "does not follow")],
            ),
            (
                "DELETE FROM event WHERE OWN AND device_seq IN (2, 3)",
                &[("entry 4 ", "entries 2 to 3 are before it")],
            ),
            (
                "DELETE FROM event WHERE OWN AND device_seq = 5",
                &[("device", "entry 5 is at the end missing")],
            ),
            (
                "DELETE FROM event WHERE device_seq < 3 AND NOT OWN",
                &[("device", "entries 1 to 2 are missing"), ("history, MI-0001 ", "not what the log says")],
            ),
            (
                "DELETE FROM event WHERE OWN AND device_seq = 3;
                 UPDATE event SET device_seq = device_seq - 1 WHERE OWN AND device_seq > 3",
                &[
                    ("entry 3 ", "it was changed"),
                    ("entry 4 ", "it was changed"),
                    ("device", "entry 5 is at the end"),
                ],
            ),
            (
                &swap(["body", "salt", "actor", "content_hash"]),
                &[("entry 2 ", "it was changed"), ("entry 3 ", "it was changed")],
            ),
            (
                &swap(["body", "salt", "actor", "actor"]),
                &[("entry 2 ", "not what was written"), ("entry 3 ", "not what was written")],
            ),
            (
                "UPDATE event SET device_seq = device_seq + 100 WHERE OWN AND device_seq IN (2, 3);
                 UPDATE event SET device_seq = 105 - device_seq WHERE OWN AND device_seq > 100",
                &[
                    ("entry 2 ", "it was changed"),
                    ("entry 3 ", "it was changed"),
                    ("entry 4 ", "does not follow"),
                ],
            ),
            (
                "DELETE FROM device WHERE id IN (SELECT value FROM meta)",
                &[("bridgewatch.db", "5 rows of `event` point"), ("device", "newest entry is not noted")],
            ),
            (
                "UPDATE device SET head_hash = zeroblob(32) WHERE head_seq = 5",
                &[("device", "is not the one noted")],
            ),
            (
                "UPDATE device SET head_seq = 4 WHERE head_seq = 5",
                &[("device", "entry 5 is not the one noted (4)")],
            ),
            ("UPDATE incident SET title = 'Payments'", &[("history, MI-0001 ", "not what the log says")]),
            ("UPDATE incident SET reference_number = 2", &[("history, MI-0001 ", "not what the log says")]),
            ("UPDATE incident SET phase = 'melted'", &[("history, MI-0001 ", "`melted` is no phase")]),
            ("DELETE FROM incident", &[("history, MI-0001 ", "line is missing")]),
            (
                "UPDATE incident SET subject = 'incident:x'",
                &[("history, MI-0001 ", "line is missing"), ("history, incident:x", "no opening in the log")],
            ),
            ("DROP INDEX event_kind", &[("bridgewatch.db", "missing or changed: index event_kind")]),
            ("CREATE TABLE spare (x) STRICT", &[]),
            ("CREATE TABLE spare (x TEXT)", &[("bridgewatch.db", "not of this form: table spare")]),
        ];
        for (deed, expected) in cases {
            let folder = log();
            let sql = deed.replace("NOT OWN", &format!("NOT ({OWN})")).replace("OWN", OWN);
            let mut done = Ok(());
            samples::tamper(folder.path(), |conn| done = conn.execute_batch(&sql));
            if deed.ends_with("(x) STRICT") {
                assert!(done.is_err());
                continue;
            }
            done.unwrap();
            let found = verified(folder.path()).findings;
            assert_eq!(found.len(), expected.len(), "{deed}\n{found:#?}");
            for one in &found {
                let is_beside = one.where_.starts_with("history") || one.where_ == "search";
                let cure = if is_beside { Cure::WriteAnew } else { Cure::SoundCopy };
                assert_eq!(one.cure, cure, "{deed}: {one:?}");
            }
            for (where_, what) in *expected {
                let hit = found.iter().any(|one| one.where_.contains(where_) && one.what.contains(what));
                assert!(hit, "{deed}: {where_} {what}\n{found:#?}");
            }
        }
    }

    #[test]
    fn words_rewritten_with_their_own_hash_still_break_the_chain() {
        let folder = log();
        samples::tamper(folder.path(), |conn| {
            let salt = [0; 16];
            let hash = chain::content_hash(&salt, "Zoë", "{}");
            conn.execute(
                "UPDATE event SET salt = ?1, body = '{}', content_hash = ?2 WHERE kind = 'incident_opened'",
                rusqlite::params![salt, hash],
            )
            .unwrap();
        });
        let report = verified(folder.path());
        assert!(
            report.findings.iter().any(|one| one.where_.contains("entry 1 ") && one.what.contains("changed"))
        );
    }

    #[test]
    fn an_entry_slipped_in_after_the_head_shows() {
        let folder = log();
        samples::tamper(folder.path(), |conn| {
            conn.execute_batch(
                "INSERT INTO event SELECT device, 6, randomblob(16), subject, kind, version, happened_at, recorded_at,
                 actor, body, salt, content_hash, hash FROM event WHERE device_seq = 5",
            )
            .unwrap();
        });
        let found = verified(folder.path()).findings;
        assert!(
            found.iter().any(|one| one.where_.contains("entry 6 ") && one.what.contains("does not follow"))
        );
        assert!(
            found.iter().any(|one| one.what.contains("newest entry 6 is not the one noted (5)")),
            "{found:#?}"
        );
    }

    #[test]
    fn a_dropped_trigger_shows() {
        let folder = log();
        samples::raw(folder.path()).execute_batch("DROP TRIGGER event_no_update").unwrap();
        let found = verified(folder.path()).findings;
        assert_eq!(found.len(), 1);
        assert!(found[0].what.starts_with("missing or changed: trigger event_no_update"), "{found:#?}");
    }

    #[test]
    fn a_gap_does_not_hide_what_comes_after_it() {
        let folder = log();
        samples::tamper(folder.path(), |conn| {
            conn.execute_batch(
                "DELETE FROM event WHERE device_seq = 2 AND device = (SELECT value FROM meta);
                 UPDATE event SET actor = 'Eve' WHERE device_seq IN (3, 5)",
            )
            .unwrap();
        });
        let found: Vec<_> = verified(folder.path()).findings.into_iter().map(|one| one.what).collect();
        let words = "actor or body is not what was written";
        assert_eq!(found, ["entry 2 is before it missing", words, words]);
    }

    #[test]
    fn a_damaged_page_is_a_finding_and_the_rest_is_still_looked_at() {
        let folder = log();
        let root: u64 = {
            let conn = samples::raw(folder.path());
            conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
            conn.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'incident'", [], |row| {
                row.get::<_, u32>(0)
            })
            .unwrap()
            .into()
        };
        let file = folder.path().join(super::super::FILE_NAME);
        let mut bytes = std::fs::read(&file).unwrap();
        let start = usize::try_from((root - 1) * 4096).unwrap();
        bytes[start..start + 8].fill(0xEE);
        std::fs::write(&file, bytes).unwrap();
        let report = verified(folder.path());
        assert!(!report.is_sound());
        assert_eq!(report.events, 7, "{report:#?}");
        assert!(report.findings.iter().any(|one| one.where_.contains("bridgewatch.db")), "{report:#?}");
    }
}
