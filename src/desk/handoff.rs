//! The handoff at the desk: files of another desk in, files for another desk out.
//!
//! Reading and checking a file needs no desk and may take a while: whoever has the file does it
//! ([`open_file`]) and hands the desk what was read. So does saving ([`save_file`]).

use std::io::ErrorKind;
use std::path::Path;

use chrono::TimeDelta;

use super::core::{AT_HAND_HOURS, Desk};
use super::error::DeskError;
use crate::domain::decide::Refusal;
use crate::domain::time::Instant;
use crate::domain::words::counted;
use crate::platform::{self, write_atomically};
use crate::store::Store;
use crate::store::handoff::{self, Peer};
pub use crate::store::handoff::{EXTENSION, Handoff, HandoffError, Manifest, MergeReport, preview_alone};

/// What a desk that never got a name is called in its files.
const NAMELESS: &str = "Bridgewatch";

/// A file for another desk, still in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// What it says of itself.
    pub manifest: Manifest,
    /// The file, not sealed.
    pub bytes: Vec<u8>,
}

/// What became of a handoff at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandoffDone {
    /// A file was merged.
    Merged(MergeReport),
    /// What a file would bring; nothing was changed.
    Previewed(MergeReport),
    /// A file was made.
    Exported(Box<Exported>),
}

/// Reads a handoff file, or a log as JSON lines, and checks the whole of it. `passphrase` is only asked of a sealed one, and
/// takes about half a second.
pub fn open_file(path: &Path, passphrase: Option<&str>) -> Result<Handoff, HandoffError> {
    let file = platform::open_file(path).map_err(|err| match err.kind() {
        // What it is instead, in words.
        ErrorKind::IsADirectory | ErrorKind::InvalidInput => HandoffError::Foreign { what: err.to_string() },
        _ => HandoffError::File { reason: err.to_string() },
    })?;
    handoff::read(file, passphrase)
}

/// Writes a file for another desk, sealed if there is a passphrase. What stood under that name before
/// stands until the new file is whole.
pub fn save_file(path: &Path, exported: &Exported, passphrase: Option<&str>) -> Result<(), DeskError> {
    match passphrase {
        None => Ok(write_atomically(path, &exported.bytes)?),
        Some(passphrase) => {
            let mut sealed = Vec::new();
            handoff::seal(&exported.bytes, passphrase, &mut sealed)?;
            Ok(write_atomically(path, &sealed)?)
        }
    }
}

/// Makes a file from a log: all of it, or what a desk that is known here lacks, by its name or device.
/// Also beside an open window.
pub fn export(store: &Store, for_desk: Option<&str>, now: Instant) -> Result<Exported, DeskError> {
    let peers = store.peers()?;
    let have = for_desk.map(|name| known_desk(&peers, name)).transpose()?.map(|peer| peer.holds.clone());
    let name = store.own_name()?.unwrap_or_else(|| NAMELESS.to_owned());
    let mut bytes = Vec::new();
    let manifest = store.handoff(&have.unwrap_or_default(), &name, now, &mut bytes)?;
    Ok(Exported { manifest, bytes })
}

/// The desk of that name, or of the device whose identifier begins so.
fn known_desk<'a>(peers: &'a [Peer], name: &str) -> Result<&'a Peer, Refusal> {
    let listed = |peers: &[&Peer]| {
        let one = |peer: &&Peer| format!("“{}” ({})", peer.name, peer.device.0);
        peers.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let is_meant = |peer: &&Peer| {
        peer.name.eq_ignore_ascii_case(name.trim())
            || (name.len() >= 8 && peer.device.0.to_string().starts_with(&name.to_ascii_lowercase()))
    };
    let meant: Vec<&Peer> = peers.iter().filter(is_meant).collect();
    match meant.as_slice() {
        [one] => Ok(one),
        [] if peers.is_empty() => Err(Refusal::new(
            format!("no desk is known here, so not what “{name}” lacks"),
            "merge a file of that desk first, or make a whole file",
        )),
        [] => Err(Refusal::new(
            format!("no desk “{name}” is known here"),
            format!("name one of {}, or make a whole file", listed(&peers.iter().collect::<Vec<_>>())),
        )),
        several => Err(Refusal::new(
            format!("{} desks are called “{name}”", several.len()),
            format!("name the device instead: {}", listed(several)),
        )),
    }
}

impl Desk {
    /// Takes in what this desk lacks of a file, and sees the world anew. What was told on the other desk
    /// counts as told.
    pub fn merge(&mut self, file: &Handoff, now: Instant) -> Result<MergeReport, DeskError> {
        // What was told here and is not written yet goes first: the world is about to be read from the log.
        self.write_what_is_owed(now)?;
        let report = self.store.merge(file, now)?;
        // Also where nothing came in: the file told of its desk.
        self.see_anew(now - TimeDelta::hours(AT_HAND_HOURS), now)?;
        if let Some(scoured) = self.scour_if_owed(now)? {
            self.remark(format!(
                "Another desk erased a person: their words are gone from the log here too, and so are {} that had them",
                counted(scoured.removed.len() as u64, "backup", "backups")
            ));
        }
        Ok(report)
    }

    /// What [`Self::merge`] would bring, or why it would be refused.
    pub fn preview(&self, file: &Handoff, now: Instant) -> Result<MergeReport, DeskError> {
        Ok(self.store.preview(file, now)?)
    }

    /// Makes a file for another desk: see [`export`].
    pub fn export(&self, for_desk: Option<&str>, now: Instant) -> Result<Exported, DeskError> {
        export(&self.store, for_desk, now)
    }

    /// The other desks that are known here.
    pub fn peers(&self) -> Result<Vec<Peer>, DeskError> {
        Ok(self.store.peers()?)
    }
}
