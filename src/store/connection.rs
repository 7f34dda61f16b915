//! Opening `SQLite` connections, and every setting with its reason.
//!
//! Never here: what is in the tables.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::{StoreError, sqlite_at};
use super::{files, schema};

/// How long a connection waits for another one. A backup or a checkpoint of another process ends
/// well before; longer, and the window would seem dead.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// How many pages wait in the write-ahead file at most, unless a reader keeps them there: 32 MiB.
const PAGES_AT_MOST: u32 = 8192;

/// How much of the file a writer keeps in memory; below zero, it is in KiB.
const CACHE: i64 = -8 * 1024;

/// How many statements are kept prepared: more than writing an entry takes.
const STATEMENTS: usize = 48;

/// A connection to a log that is ours, and the form it was found in.
#[derive(Debug)]
pub(super) struct Opened {
    pub conn: Connection,
    pub form: u32,
}

/// Opens an existing log for writing. What is newer or not ours is refused and left as it was,
/// byte for byte.
pub(super) fn writing(file: &Path, known: u32) -> Result<Opened, StoreError> {
    let at = sqlite_at(file);
    let conn = open(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // The last connection to close writes the write-ahead file into the database. Until the file
    // is known to be ours to change, that must not happen.
    let waiting = files::has_wal(file)?;
    keep_wal(&conn, waiting).map_err(&at)?;
    let form = identify(&conn, file, known)?;
    keep_wal(&conn, false).map_err(&at)?;
    make_durable(&conn, file)?;
    Ok(Opened { conn, form })
}

/// Opens an existing log for reading, beside whoever writes it.
pub(super) fn reading(file: &Path, known: u32) -> Result<Opened, StoreError> {
    let conn = open(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    // A second lock on the same door: no statement writes, whatever it says.
    conn.pragma_update(None, "query_only", true).map_err(sqlite_at(file))?;
    let form = identify(&conn, file, known)?;
    Ok(Opened { conn, form })
}

/// Makes a database that nobody else knows yet.
pub(super) fn creating(file: &Path) -> Result<Connection, StoreError> {
    files::make_for_owner(file)?;
    let conn = open(file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    make_synchronous(&conn).map_err(sqlite_at(file))?;
    Ok(conn)
}

/// Closes, and tells what went wrong in it.
pub(super) fn close(conn: Connection, file: &Path) -> Result<(), StoreError> {
    conn.close().map_err(|(_conn, err)| StoreError::sqlite(file, &err))
}

/// What `SQLite` finds wrong with pages and records, without looking into indexes; `None` if nothing.
pub(super) fn quick_check(conn: &Connection, file: &Path) -> Result<Option<String>, StoreError> {
    let found: String =
        conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(sqlite_at(file))?;
    Ok(Some(found).filter(|found| found != "ok"))
}

fn open(file: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    // `SQLite` would wait for the other end of a pipe.
    files::size(file)?;
    let at = sqlite_at(file);
    // Without a mutex of its own: Rust sees to it that one thread at a time holds a connection.
    let conn = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(&at)?;
    guard(&conn).map_err(&at)?;
    Ok(conn)
}

/// Settings against a file that was damaged or made to do harm.
fn guard(conn: &Connection) -> rusqlite::Result<()> {
    // A backup or a checkpoint of another process is waited for.
    conn.busy_timeout(PATIENCE)?;
    // A schema that was tampered with calls no function with side effects.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // No statement of ours can break the file's own structure.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // A broken page is noticed when it is read, not when it has done harm.
    conn.pragma_update(None, "cell_size_check", true)?;
    // A failing disk gives an error, not a signal that ends the program.
    conn.execute_batch("PRAGMA mmap_size = 0")?;
    // An entry needs its device's head.
    conn.pragma_update(None, "foreign_keys", true)
}

/// Settings that make "accepted" mean "on the disk".
fn make_durable(conn: &Connection, file: &Path) -> Result<(), StoreError> {
    let at = sqlite_at(file);
    // Write-ahead: readers work beside the writer, and a commit is one write to one file.
    let mode: String =
        conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0)).map_err(&at)?;
    // Settled by whoever writes while it rests (`Store::settle`), not in the midst of a write that somebody waits
    // for. This is for a writer that never rests.
    conn.pragma_update(None, "wal_autocheckpoint", PAGES_AT_MOST).map_err(&at)?;
    // The pages that each entry touches stay in memory, also in a log of a million.
    conn.pragma_update(None, "cache_size", CACHE).map_err(&at)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    if mode != "wal" {
        return Err(StoreError::Io {
            file: file.to_owned(),
            reason: "its folder allows no write-ahead file; a data folder on a local disk does".to_owned(),
        });
    }
    make_synchronous(conn).map_err(&at)
}

fn make_synchronous(conn: &Connection) -> rusqlite::Result<()> {
    // FULL: each commit waits for the disk. NORMAL could lose the last ones in a power cut.
    conn.pragma_update(None, "synchronous", "FULL")?;
    // macOS: an ordinary sync ends in the drive's cache; this one goes through. Elsewhere without effect.
    conn.pragma_update(None, "fullfsync", true)?;
    conn.pragma_update(None, "checkpoint_fullfsync", true)
}

fn keep_wal(conn: &Connection, keep: bool) -> rusqlite::Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep).map(|_| ())
}

/// The form of the file, if it is ours and not newer than `known`.
fn identify(conn: &Connection, file: &Path, known: u32) -> Result<u32, StoreError> {
    let number = |name: &str| -> Result<i64, StoreError> {
        conn.pragma_query_value(None, name, |row| row.get(0)).map_err(sqlite_at(file))
    };
    let application = number("application_id")?;
    if application != i64::from(schema::APPLICATION_ID) {
        return Err(StoreError::NotOurs {
            file: file.to_owned(),
            reason: "it is a database of another program".to_owned(),
        });
    }
    let form = number("user_version")?;
    match u32::try_from(form) {
        Ok(form) if form > known => {
            Err(StoreError::Newer { file: file.to_owned(), file_version: form, known_version: known })
        }
        Ok(form) if form > 0 => Ok(form),
        _ => Err(StoreError::Damaged {
            file: file.to_owned(),
            reason: format!("it claims to be of form {form}"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples;

    #[test]
    fn the_settings_take_effect() {
        let folder = tempfile::tempdir().unwrap();
        let file = files::log_in(folder.path());
        schema::create(&file, &schema::PLAN, samples::at("2026-11-04T08:00:00Z")).unwrap();
        let conn = writing(&file, schema::PLAN.version).unwrap().conn;
        let value = |name: &str| -> String {
            conn.pragma_query_value(None, name, |row| row.get_ref(0).map(|value| format!("{value:?}")))
                .unwrap()
        };
        for (name, expected) in [
            ("synchronous", "Integer(2)"),
            ("foreign_keys", "Integer(1)"),
            ("cell_size_check", "Integer(1)"),
            ("trusted_schema", "Integer(0)"),
            ("fullfsync", "Integer(1)"),
            ("checkpoint_fullfsync", "Integer(1)"),
            ("busy_timeout", "Integer(5000)"),
            ("mmap_size", "Integer(0)"),
            ("query_only", "Integer(0)"),
        ] {
            assert_eq!(value(name), expected, "{name}");
        }
        assert_eq!(
            conn.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0)).unwrap(),
            "wal"
        );
        assert!(!conn.db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE).unwrap());
        let reader = reading(&file, schema::PLAN.version).unwrap().conn;
        assert!(reader.execute("DELETE FROM meta", []).is_err());
        assert_eq!(reader.pragma_query_value(None, "query_only", |row| row.get::<_, i64>(0)).unwrap(), 1);
    }
}
