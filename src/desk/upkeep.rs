//! Looking after the data: how it stands, whether the log is what was written, which copies there are, and going
//! back to one of them.
//!
//! Looking works beside the desk, on a thread of whoever looks, and so does preparing what is restored. The
//! change itself is the desk's, in place: whatever is asked of it meanwhile waits and is decided by the log as
//! it is then.

use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use super::alarms;
use super::core::{AT_HAND_HOURS, Desk, folded, made_here, peers, remarks};
use super::error::DeskError;
use super::import::Course;
use crate::documents::when;
use crate::domain::event::{DeskConfigured, DeviceId, Fact, NewEvent, Subject};
use crate::domain::settings::PagePlace;
use crate::domain::time::{Instant, whole_second};
use crate::domain::words::counted;
use crate::domain::world::World;
pub use crate::store::restoring::{
    Comparison, Copied, CopyKind, CopyState, Holds, Lost, Prepared, compare, prepare,
};
use crate::store::restoring::{Unreplaced, copies, running};
pub use crate::store::{Cure, Finding, VerifyReport};
use crate::store::{Store, StoreError};

/// How many bytes of copies are looked through at a time: what is beyond is listed all the same.
const MOST_LOOKED: u64 = 1024 * 1024 * 1024;

/// How the data stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataSeen {
    /// How far the log goes.
    pub log: Holds,
    /// How much room it takes on the disk, in bytes.
    pub bytes: u64,
    /// Its copies in the data folder, newest first, or why they cannot be listed.
    pub copies: Result<Vec<Copied>, StoreError>,
}

/// Looks how the data of a folder stands.
pub fn look_at_data(folder: &Path) -> Result<DataSeen, DeskError> {
    let (log, bytes) = running(folder)?;
    Ok(DataSeen { log, bytes, copies: copies(folder, MOST_LOOKED) })
}

/// Checks the log of a folder: see [`Store::verify`]. `course` says how far it is.
pub fn check(folder: &Path, course: &Course) -> Result<VerifyReport, DeskError> {
    let store = Store::open_read_only(folder)?;
    Ok(store.verify_telling(&mut |done, of| {
        // It is walked to its end: half a check says nothing.
        let _goes_on = course.told(done, of);
    })?)
}

/// The log was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the log lies that ran before.
    pub aside: PathBuf,
    /// How far the one goes that runs now.
    pub holds: Holds,
    /// From how many of its entries people were erased again that the log that ran had erased.
    pub erased_again: u64,
}

impl Desk {
    /// Goes on with the log that was prepared, and sees the world as it is in that. What fell due by then is
    /// told at the next tick, as at a start. The log that ran is set aside, and a remark says where.
    ///
    /// # Errors
    /// The log that ran goes on then, but for [`DeskError::LogClosed`].
    pub fn restore(&mut self, prepared: Prepared, now: Instant) -> Result<Restored, DeskError> {
        // What was told belongs to the log that ran; where that cannot be written, it ends with it.
        self.write_what_is_owed(now).ok();
        let own = Own {
            was: prepared.was,
            page: self.world().settings.pages.get(&self.store.device()).cloned(),
            is_same: prepared.was == self.store.device(),
        };
        let (holds, source) = (prepared.holds, prepared.source.clone());
        let touched_since = now - TimeDelta::hours(AT_HAND_HOURS);
        // Who was erased stays so, also in a copy that has not heard of it.
        let erasures = self.store.erasing_facts()?;
        let (mut world, zone, wanted) = (self.unfilled_world(), self.zone(), self.wanted().to_vec());
        let replaced = self.store.replace(prepared, now, |store| {
            if store.is_empty()? {
                store.append(&[made_here(zone, now)], now, |_| Vec::new())?;
            }
            own.say(store, now)?;
            let erased_again = store.erase_again(&erasures, alarms::ACTOR, now)?;
            world.here = Some(store.device());
            let mut world = folded(world, store, touched_since)?;
            for id in wanted {
                if !world.live.contains_key(&id) {
                    world.load(store.incident_events(id)?);
                }
            }
            Ok::<_, StoreError>((world, remarks(store)?, peers(store)?, erased_again))
        });
        match replaced {
            Ok((aside, (world, remarks, peers, erased_again))) => {
                self.take_up(world, remarks, peers, now);
                self.remark(remark(&aside, self.world(), now));
                self.scour_if_owed(now)?;
                if erased_again > 0 {
                    let entries = counted(erased_again, "entry", "entries");
                    self.remark(format!(
                        "The copy had people who were erased since: they were erased again from {entries}. The copy \
                         itself has them still: remove {} by hand",
                        source.display()
                    ));
                }
                Ok(Restored { aside, holds, erased_again })
            }
            Err(Unreplaced::Kept(err)) => Err(err.into()),
            Err(Unreplaced::Closed { why, aside }) => {
                self.close();
                Err(DeskError::LogClosed { why, aside })
            }
        }
    }

    /// Writes anew what follows from the log: its history and its search.
    pub fn write_history_anew(&mut self, now: Instant) -> Result<(), DeskError> {
        self.store.rebuild_projections()?;
        self.see_anew(now - TimeDelta::hours(AT_HAND_HOURS), now)
    }
}

/// Where the other log lies, and how to come back.
fn remark(aside: &Path, world: &World, now: Instant) -> String {
    let name = aside.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    format!(
        "The log was restored at {}. The one that ran until then is kept whole as {name} in the data folder: \
         restore that file to come back to it, or merge a handoff file of a desk that has its entries",
        when(whole_second(now), now, world.settings.zone)
    )
}

/// What a desk says of itself is by its device, and the log goes on as another one: it is said once more.
struct Own {
    /// The device that the copy was written by.
    was: DeviceId,
    /// Where this machine keeps its notifications page by now.
    page: Option<PagePlace>,
    /// Whether the copy was written by this machine as it is.
    is_same: bool,
}

impl Own {
    fn say(self, store: &mut Store, now: Instant) -> Result<(), StoreError> {
        let mut configured = DeskConfigured::default();
        let mut page = self.page.filter(|_| !self.is_same);
        for event in store.desk_events()?.iter().filter(|event| event.device == self.was) {
            match &event.fact {
                Fact::DeskConfigured(said) => {
                    configured.name = said.name.clone().or(configured.name);
                    configured.manager = said.manager.clone().or(configured.manager);
                }
                Fact::NotificationsPageSet { folder, audience } if self.is_same => {
                    page = folder.clone().map(|folder| PagePlace { folder, audience: audience.clone() });
                }
                _ => {}
            }
        }
        let mut facts = Vec::new();
        if configured != DeskConfigured::default() {
            facts.push(Fact::DeskConfigured(configured));
        }
        if let Some(PagePlace { folder, audience }) = page {
            facts.push(Fact::NotificationsPageSet { folder: Some(folder), audience });
        }
        let new: Vec<NewEvent> = facts
            .into_iter()
            .map(|fact| NewEvent {
                subject: Subject::Desk,
                happened_at: whole_second(now),
                actor: alarms::ACTOR.to_owned(),
                fact,
            })
            .collect();
        store.append(&new, now, |_| Vec::new())?;
        Ok(())
    }
}
