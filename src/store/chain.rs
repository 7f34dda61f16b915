//! The chain of hashes that makes a changed or missing entry show.
//!
//! All hashes are SHA-256. `n:x` is the length of `x` in bytes as eight bytes, most significant
//! first, then `x`. `i(x)` is the integer as eight bytes, two's complement, most significant first.
//! Text is UTF-8, identifiers are their sixteen bytes, instants are milliseconds since
//! 1970-01-01T00:00:00Z. This layout is frozen:
//!
//! ```text
//! content_hash = H( n:salt  n:actor  n:body )
//! hash         = H( n:previous  n:device  i(device_seq)  n:id  n:subject  n:kind  i(version)
//!                   i(happened_at)  i(recorded_at)  n:content_hash )
//! ```
//!
//! `previous` is the hash of the same device's entry before, and 32 zero bytes for its first.
//!
//! The words of an entry go in only by their own hash, and that hash is salted with sixteen random
//! bytes kept beside them. So a person's data can be erased (actor, body and salt replaced, the erasure
//! itself a fact: see [`super::erasing`]) and the chain still holds, and nobody can find the erased
//! name by trying names against the hash. Of such an entry the salt says what it reads since then.
//!
//! What it shows: anything changed, lost, added or swapped by accident or by an editor of files.
//! What it cannot show: a log that somebody rewrote whole, with every hash reckoned anew. Against
//! that only a head noted elsewhere helps, such as the one in a handoff or a backup.

use sha2::{Digest as _, Sha256};

/// A SHA-256 hash.
pub(super) type Hash = [u8; 32];

/// What stands before the first entry of a device.
pub(super) const GENESIS: Hash = [0; 32];

/// The fields of an entry that its hash covers, as they are stored.
pub(super) struct Link<'a> {
    pub device: &'a [u8],
    pub device_seq: i64,
    pub id: &'a [u8],
    pub subject: &'a str,
    pub kind: &'a str,
    pub version: i64,
    pub happened_at: i64,
    pub recorded_at: i64,
    pub content_hash: &'a [u8],
}

/// The hash of what a person said: who, and the words.
pub(super) fn content_hash(salt: &[u8], actor: &str, body: &str) -> Hash {
    let mut hasher = Sha256::new();
    field(&mut hasher, salt);
    field(&mut hasher, actor.as_bytes());
    field(&mut hasher, body.as_bytes());
    hasher.finalize().into()
}

/// The hash of an entry that follows the one whose hash is `previous`.
pub(super) fn entry_hash(previous: &[u8], link: &Link<'_>) -> Hash {
    let mut hasher = Sha256::new();
    field(&mut hasher, previous);
    field(&mut hasher, link.device);
    integer(&mut hasher, link.device_seq);
    field(&mut hasher, link.id);
    field(&mut hasher, link.subject.as_bytes());
    field(&mut hasher, link.kind.as_bytes());
    integer(&mut hasher, link.version);
    integer(&mut hasher, link.happened_at);
    integer(&mut hasher, link.recorded_at);
    field(&mut hasher, link.content_hash);
    hasher.finalize().into()
}

/// How the salt of an entry begins that a person was erased from.
pub(super) const TOMBSTONE: [u8; 4] = [0; 4];

/// What stands as the salt of an entry that a person was erased from: [`TOMBSTONE`], and the first twelve bytes of
/// `H( n:"erased" n:actor n:body )`. A further change of such an entry by accident, or by an editor of files, shows.
pub(super) fn tombstone(actor: &str, body: &str) -> [u8; 16] {
    let mut hasher = Sha256::new();
    field(&mut hasher, b"erased");
    field(&mut hasher, actor.as_bytes());
    field(&mut hasher, body.as_bytes());
    let hash: Hash = hasher.finalize().into();
    let mut salt = [0; 16];
    for (place, byte) in salt.iter_mut().zip(TOMBSTONE.iter().chain(&hash)) {
        *place = *byte;
    }
    salt
}

/// A hash, or any bytes, in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

fn field(hasher: &mut Sha256, bytes: &[u8]) {
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}

fn integer(hasher: &mut Sha256, value: i64) {
    hasher.update(value.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICE: [u8; 16] = [1; 16];
    const ID: [u8; 16] = [2; 16];

    fn link(content_hash: &Hash) -> Link<'_> {
        Link {
            device: &DEVICE,
            device_seq: 7,
            id: &ID,
            subject: "desk",
            kind: "note_logged",
            version: 1,
            happened_at: 1_700_000_000_000,
            recorded_at: -5,
            content_hash,
        }
    }

    /// Reckoned by `hashlib` in Python from the layout above. If this fails, old logs no longer verify.
    #[test]
    fn the_layout_is_frozen() {
        let content = content_hash(&[3; 16], "Zoë", "{\"text\":\"x\"}");
        assert_eq!(hex(&content), "c6b56ac6bbe867ee56561ecc653faac9bfad02e4cca0d96a1ba73d354dd5fb6d");
        assert_eq!(
            hex(&entry_hash(&GENESIS, &link(&content))),
            "2e9c3868068f92048502ebda07154076e510ba2a5ec7847603d43feb5716a119"
        );
    }

    /// Reckoned as above.
    #[test]
    fn the_mark_of_an_erasure_is_frozen() {
        let mark = tombstone("Erased person 1", "{\"text\":\"x\"}");
        assert_eq!(hex(&mark), "00000000a3494e5ebe743e5957bf6200");
        assert_ne!(mark, tombstone("Erased person", " 1{\"text\":\"x\"}"));
    }

    #[test]
    fn a_letter_moved_over_the_border_of_two_fields_shows() {
        assert_ne!(content_hash(&[], "ab", "c"), content_hash(&[], "a", "bc"));
        let content = GENESIS;
        let one = Link { subject: "desk", kind: "x", ..link(&content) };
        let other = Link { subject: "des", kind: "kx", ..link(&content) };
        assert_ne!(entry_hash(&GENESIS, &one), entry_hash(&GENESIS, &other));
    }

    #[test]
    fn each_field_counts() {
        let (content, other) = (GENESIS, [9; 32]);
        let base = entry_hash(&GENESIS, &link(&content));
        let changed = [
            entry_hash(&other, &link(&content)),
            entry_hash(&GENESIS, &Link { device: &ID, ..link(&content) }),
            entry_hash(&GENESIS, &Link { device_seq: 8, ..link(&content) }),
            entry_hash(&GENESIS, &Link { id: &DEVICE, ..link(&content) }),
            entry_hash(&GENESIS, &Link { subject: "desk2", ..link(&content) }),
            entry_hash(&GENESIS, &Link { kind: "restored", ..link(&content) }),
            entry_hash(&GENESIS, &Link { version: 2, ..link(&content) }),
            entry_hash(&GENESIS, &Link { happened_at: 0, ..link(&content) }),
            entry_hash(&GENESIS, &Link { recorded_at: 5, ..link(&content) }),
            entry_hash(&GENESIS, &link(&other)),
        ];
        for (place, hash) in changed.iter().enumerate() {
            assert_ne!(*hash, base, "field {place}");
        }
    }
}
