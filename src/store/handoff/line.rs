//! One entry as a line of the file.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::event::Subject;
use crate::store::chain::hex;
use crate::store::codec::{self, FIRST_MS, LAST_MS, Stored};

/// The fields of a line. Flat on purpose: what is nested deeper does not read.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    device: Uuid,
    seq: i64,
    id: Uuid,
    subject: String,
    kind: String,
    version: u32,
    happened_at: i64,
    recorded_at: i64,
    actor: String,
    body: String,
    salt: String,
    content_hash: String,
    hash: String,
}

/// The line of an entry, with its line feed.
pub(super) fn write(entry: &Stored) -> Result<Vec<u8>, String> {
    let line = Line {
        device: codec::uuid(&entry.device),
        seq: entry.device_seq,
        id: codec::uuid(&entry.id),
        subject: entry.subject.clone(),
        kind: entry.kind.clone(),
        version: u32::try_from(entry.version).map_err(|err| err.to_string())?,
        happened_at: entry.happened_at,
        recorded_at: entry.recorded_at,
        actor: entry.actor.clone(),
        body: entry.body.clone(),
        salt: hex(&entry.salt),
        content_hash: hex(&entry.content_hash),
        hash: hex(&entry.hash),
    };
    let mut bytes = serde_json::to_vec(&line).map_err(|err| err.to_string())?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The entry of a line, if its columns fit the log; why not, otherwise.
pub(super) fn read(bytes: &[u8]) -> Result<Stored, String> {
    let line: Line = serde_json::from_slice(bytes).map_err(|err| format!("it is no entry: {err}"))?;
    if line.seq < 1 {
        return Err(format!("its number is {}", line.seq));
    }
    for (what, at) in [("happened", line.happened_at), ("was recorded", line.recorded_at)] {
        if !(FIRST_MS..=LAST_MS).contains(&at) {
            return Err(format!("it {what} outside the years 1 to 9999"));
        }
    }
    // Written otherwise than it is here, an incident would be two.
    if let subject @ Subject::Incident(_) = codec::subject(&line.subject)
        && subject.to_string() != line.subject
    {
        return Err("its subject is not written as it should be".to_owned());
    }
    Ok(Stored {
        device: line.device.as_bytes().to_vec(),
        device_seq: line.seq,
        id: line.id.as_bytes().to_vec(),
        subject: line.subject,
        kind: line.kind,
        version: i64::from(line.version),
        happened_at: line.happened_at,
        recorded_at: line.recorded_at,
        actor: line.actor,
        body: line.body,
        salt: unhex(&line.salt, 16).ok_or("its salt is not sixteen bytes in hexadecimal")?,
        content_hash: unhex(&line.content_hash, 32).ok_or("a hash is not 32 bytes in hexadecimal")?,
        hash: unhex(&line.hash, 32).ok_or("a hash is not 32 bytes in hexadecimal")?,
    })
}

/// Exactly `length` bytes from lowercase hexadecimal.
fn unhex(text: &str, length: usize) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() || pairs.len() != length {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}
