//! What this desk knows of other desks, as their files told it: their names, and how far their logs
//! went. This desk's own knowledge, no part of the log.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Manifest, plain_name};
use crate::domain::event::{DeviceId, Event, Fact};
use crate::domain::time::Instant;
use crate::store::error::sqlite_at;
use crate::store::{Store, StoreError, codec, read};

/// Another desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Its device.
    pub device: DeviceId,
    /// What it called itself last.
    pub name: String,
    /// When the file that told this was made.
    pub told_at: Instant,
    /// How far its log went then, for each device.
    pub holds: BTreeMap<DeviceId, u64>,
}

impl Store {
    /// The other desks whose files were merged here, by device.
    pub fn peers(&self) -> Result<Vec<Peer>, StoreError> {
        peers(&self.conn).map_err(sqlite_at(&self.file))
    }

    /// What this desk calls itself: the newest name that was set on this device. The name in force may
    /// be another desk's, once two have merged. None if none was ever set here.
    pub fn own_name(&self) -> Result<Option<String>, StoreError> {
        Ok(own_name(&self.desk_events()?, self.device))
    }
}

fn peers(conn: &Connection) -> rusqlite::Result<Vec<Peer>> {
    let mut all = conn.prepare("SELECT id, name, told_at FROM peer ORDER BY id")?;
    let mut rows = all.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let device = DeviceId(codec::uuid(&row.get::<_, Vec<u8>>(0)?));
        found.push(Peer {
            device,
            name: read::text(row, 1)?,
            told_at: codec::instant(row.get(2)?),
            holds: holds(conn, device)?,
        });
    }
    Ok(found)
}

fn holds(conn: &Connection, peer: DeviceId) -> rusqlite::Result<BTreeMap<DeviceId, u64>> {
    let mut all = conn.prepare("SELECT device, seq FROM peer_holds WHERE peer = ?1 ORDER BY device")?;
    let rows = all.query_map([peer.0.as_bytes().as_slice()], |row| {
        Ok((DeviceId(codec::uuid(&row.get::<_, Vec<u8>>(0)?)), read::natural(row, 1)?))
    })?;
    rows.collect()
}

/// Notes what a file says of the desk that made it; whether anything changed. A file that was made
/// before the newest one says nothing new. No file counts as made after `latest_ms`: a clock that was
/// far ahead once does not keep out what its desk says later.
pub(super) fn note(conn: &Connection, manifest: &Manifest, latest_ms: i64) -> rusqlite::Result<bool> {
    let id = manifest.device.0.as_bytes().as_slice();
    let told_at = codec::millis(manifest.made_at).min(latest_ms);
    let known: Option<(String, i64)> = conn
        .query_row("SELECT name, told_at FROM peer WHERE id = ?1", [id], |row| {
            Ok((read::text(row, 0)?, row.get(1)?))
        })
        .optional()?;
    let name = plain_name(&manifest.desk);
    if let Some((known_name, known_at)) = known
        && (known_at > told_at || (known_name == name && holds(conn, manifest.device)? == manifest.holds))
    {
        return Ok(false);
    }
    conn.execute(
        "INSERT INTO peer (id, name, told_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, told_at = excluded.told_at",
        params![id, name, told_at],
    )?;
    conn.execute("DELETE FROM peer_holds WHERE peer = ?1", [id])?;
    let mut put = conn.prepare("INSERT INTO peer_holds (peer, device, seq) VALUES (?1, ?2, ?3)")?;
    for (device, seq) in &manifest.holds {
        let Some(seq) = i64::try_from(*seq).ok().filter(|seq| *seq > 0) else { continue };
        put.execute(params![id, device.0.as_bytes().as_slice(), seq])?;
    }
    Ok(true)
}

/// What a device calls itself, by its own facts in the order of the fold; none if it never said.
fn own_name(events: &[Event], device: DeviceId) -> Option<String> {
    events.iter().rev().filter(|event| event.device == device).find_map(|event| match &event.fact {
        Fact::DeskConfigured(configured) => configured.name.clone(),
        _ => None,
    })
}
