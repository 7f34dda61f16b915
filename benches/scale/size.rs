//! How large the file is, and what it is made of.

use rusqlite::Connection;

use crate::cost::tell;
use crate::log::{Crowd, History, size};

pub fn measure(history: &History) {
    let now = history.made_at();
    let folder = history.with_open(Crowd::Twenty, now);
    let conn = Connection::open(folder.path().join(bridgewatch::store::FILE_NAME)).unwrap();
    let (entries, bytes): (u32, u32) = conn
        .query_row(
            "SELECT count(*), sum(length(CAST(actor AS BLOB)) + length(CAST(body AS BLOB)) + length(CAST(subject AS BLOB)) + length(CAST(kind AS BLOB))
                 + length(device) + length(id) + length(salt) + length(content_hash) + length(hash) + 24) FROM event",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    // Settles the write-ahead file.
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let (entries, bytes) = (f64::from(entries), f64::from(bytes));
    let all = size(folder.path()) as f64;
    let floor = format!("{:.0} bytes, what the entry itself holds", bytes / entries);
    let measured = format!("{:.0} bytes of the file ({:.0} MB in all)", all / entries, all / 1e6);
    tell("size of the log, an entry", &floor, &measured, Some(all / bytes), "-");
    let mut parts =
        conn.prepare("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 14").unwrap();
    let parts = parts.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, f64>(1)?))).unwrap();
    let parts: Vec<String> =
        parts.map(Result::unwrap).map(|(name, bytes)| format!("{name} {:.0}", bytes / entries)).collect();
    println!("bytes an entry: {}", parts.join(", "));
}
