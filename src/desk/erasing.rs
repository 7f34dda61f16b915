//! Erasing a person at the desk: what it would change and leave, and the erasure itself.
//!
//! It is no command like others, since it is not about what happens from now on: the store looks through all that was
//! ever logged, by the words that [`crate::domain::decide::erasing`] allows. So a file of commands cannot ask for it,
//! and it cannot be taken back.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use super::DRAFTS_FILE;
use super::core::{AT_HAND_HOURS, Desk};
use super::error::DeskError;
use crate::domain::decide::{self, Refusal};
pub use crate::domain::erasing::ErasePerson;
use crate::domain::erasing::{Seeking, placeholder};
use crate::domain::event::{Event, EventId, Fact, NewEvent, Subject};
use crate::domain::time::{Instant, whole_second};
use crate::domain::world::World;
use crate::platform::{read_at_most, write_atomically};
pub use crate::store::erasing::{ErasureSeen, Place, Scoured, SeenText};
use crate::store::restoring::{CopyKind, copies};
use crate::store::{Store, StoreError};

/// What the window keeps for itself beside the log, which goes too.
const KEPT_FILES: [&str; 2] = [DRAFTS_FILE, "window.json"];

/// The largest file beside the log that is looked into, in bytes.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// The most files beside the log that are looked into.
const MOST_FILES: usize = 2_000;

/// What erasing a person would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureLook {
    /// Whom.
    pub wish: ErasePerson,
    /// What is looked for.
    pub seeking: Seeking,
    /// What stands in their place then.
    pub placeholder: String,
    /// What changes in the log.
    pub seen: ErasureSeen,
    /// The backups that are removed, once a new one is made.
    pub backups: Vec<PathBuf>,
    /// Files that have the person and are left: by hand.
    pub by_hand: Vec<PathBuf>,
}

/// A person was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// What stands in their place.
    pub placeholder: String,
    /// The entries that say so.
    pub entries: Vec<EventId>,
    /// What was changed.
    pub seen: ErasureSeen,
    /// What became of the file's old pages and the backups; where that failed, the next start tries it again.
    pub scoured: Result<Scoured, StoreError>,
    /// Files that have the person still: by hand.
    pub by_hand: Vec<PathBuf>,
}

/// Looks what erasing a person would do. `world` has what is open, and needs nothing else at hand. Changes nothing.
///
/// # Errors
/// A refusal where it would be refused.
pub fn look(
    store: &Store,
    world: &World,
    wish: &ErasePerson,
    now: Instant,
) -> Result<ErasureLook, DeskError> {
    let seeking = seeking(store, world, wish, now)?;
    let seen = store.look_for(&seeking)?;
    let folder = store.file().parent().unwrap_or_else(|| Path::new("."));
    let copies = copies(folder, 0)?;
    let backups = copies.into_iter().filter(|one| one.kind == CopyKind::Backup).map(|one| one.path).collect();
    let next = store.erasures()?.keys().next_back().copied().unwrap_or_default().saturating_add(1);
    let by_hand = by_hand(folder, &seeking)?;
    Ok(ErasureLook { wish: wish.clone(), seeking, placeholder: placeholder(next), seen, backups, by_hand })
}

fn seeking(store: &Store, world: &World, wish: &ErasePerson, now: Instant) -> Result<Seeking, DeskError> {
    let mut recorded = store.desk_events()?;
    recorded.retain(|event| event.subject == Subject::Directory);
    Ok(decide::erasing(world, &recorded, wish, now)?)
}

/// The files of a data folder that have the person and that nobody changes by themselves: logs that were set aside,
/// and texts of people's own.
fn by_hand(folder: &Path, seeking: &Seeking) -> Result<Vec<PathBuf>, DeskError> {
    let aside = copies(folder, 0)?.into_iter().filter(|one| one.kind != CopyKind::Backup).map(|one| one.path);
    let mut found: Vec<PathBuf> = aside.collect();
    let mut left = MOST_FILES;
    texts_with(folder, seeking, &mut left, &mut found);
    found.sort();
    Ok(found)
}

/// The texts in a folder, and in those within it, that have the person.
fn texts_with(folder: &Path, seeking: &Seeking, left: &mut usize, found: &mut Vec<PathBuf>) {
    // What cannot be read is not ours to tell of here.
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            texts_with(&path, seeking, left, found);
            continue;
        }
        let is_kept = path.file_name().is_some_and(|name| KEPT_FILES.iter().any(|kept| name == *kept));
        if !kind.is_file() || is_kept || *left == 0 {
            continue;
        }
        *left -= 1;
        let named = path.file_name().is_some_and(|name| has(seeking, &name.to_string_lossy()));
        let bytes = read_at_most(&path, MOST_BYTES).unwrap_or_default();
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        if named || has(seeking, text) {
            found.push(path);
        }
    }
}

fn has(seeking: &Seeking, text: &str) -> bool {
    !seeking.sought.find(text).is_empty()
}

impl Desk {
    /// Erases a person from the log and from what is kept beside it. What was said of everything else stays. It cannot
    /// be taken back. Takes as long as a copy of the log does.
    ///
    /// # Errors
    /// A refusal, or a log that cannot be written: nothing is changed then.
    pub fn erase(&mut self, wish: &ErasePerson, now: Instant) -> Result<Erased, DeskError> {
        self.write_what_is_owed(now)?;
        let seeking = seeking(&self.store, self.world(), wish, now)?;
        let actor = decide::usual_actor(self.world());
        let retired = self.retired(&seeking, &actor, now);
        let done = self.store.erase(&seeking, &retired, &actor, now)?.ok_or_else(|| {
            Refusal::new(
                format!("nothing in the log means {}", wish.name),
                "say the name as the log has it, or further words with --also",
            )
        })?;
        self.forget_kept(&seeking, &done.placeholder);
        let scoured = self.store.scour(now);
        self.see_anew(now - TimeDelta::hours(AT_HAND_HOURS), now)?;
        if let Err(why) = &scoured {
            self.remark(unscoured(why));
        }
        let by_hand = by_hand(self.folder(), &seeking)?;
        let entries = done.events.iter().map(|event: &Event| event.id).collect();
        Ok(Erased { placeholder: done.placeholder, entries, seen: done.seen, scoured, by_hand })
    }

    /// The person's records are not offered any more: they reach nobody.
    fn retired(&self, seeking: &Seeking, actor: &str, now: Instant) -> Vec<NewEvent> {
        let directory = &self.world().directory;
        let is_offered = |id: &&crate::domain::directory::RecordId| {
            directory.standing(**id) == **id && directory.record(**id).is_some_and(|kept| !kept.is_retired)
        };
        let retire = |id: &crate::domain::directory::RecordId| NewEvent {
            subject: Subject::Directory,
            happened_at: whole_second(now),
            actor: actor.to_owned(),
            fact: Fact::DirectoryRetired { id: *id, why: None },
        };
        seeking.records.iter().filter(is_offered).map(retire).collect()
    }

    /// What is kept beside the log of what is being typed.
    fn forget_kept(&mut self, seeking: &Seeking, name: &str) {
        for file in KEPT_FILES {
            let path = self.folder().join(file);
            let Ok(bytes) = read_at_most(&path, MOST_BYTES) else { continue };
            let Ok(text) = std::str::from_utf8(&bytes) else { continue };
            let without = crate::store::erasing::without(text, seeking, name);
            if without != text
                && let Err(err) = write_atomically(&path, without.as_bytes())
            {
                self.remark(format!("{file} has words that were erased, and could not be written: {err}"));
            }
        }
    }

    /// After facts of erasures came in: what is left of the words in the file and its backups goes. A remark says
    /// where that fails; it is tried again at the next start.
    pub(super) fn scour_if_owed(&mut self, now: Instant) -> Result<Option<Scoured>, DeskError> {
        if !self.store.owes_scouring()? {
            return Ok(None);
        }
        match self.store.scour(now) {
            Ok(scoured) => Ok(Some(scoured)),
            Err(why) => {
                self.remark(unscoured(&why));
                Ok(None)
            }
        }
    }
}

/// What a person is told where old pages and backups could not be seen to.
pub(super) fn unscoured(why: &StoreError) -> String {
    format!(
        "words that were erased may still be in old pages of the log's file and in its backups ({why}); the next start \
         tries it again"
    )
}
