//! The end of a record: it is retired, or merged into the one that it doubles; and that taken back.

use super::Keeping;
use crate::domain::decide::Refusal;
use crate::domain::decide::said::{optional_text, text};
use crate::domain::directory::filled;
use crate::domain::event::{EventId, Fact};

impl Keeping<'_> {
    pub(super) fn retire(&self, kind: &str, name: &str, why: Option<&String>) -> Result<Fact, Refusal> {
        let (_, id) = self.meant(kind, name)?;
        let kept = self.directory.record(id);
        let name = kept.map_or(name, |kept| kept.record.name());
        if kept.is_some_and(|kept| kept.is_retired) {
            return Err(Refusal::new(format!("{name} is retired already"), "there is nothing to change"));
        }
        Ok(Fact::DirectoryRetired { id, why: optional_text("the reason", why)? })
    }

    pub(super) fn merge(&self, kind: &str, kept: &str, gone: &str) -> Result<Vec<Fact>, Refusal> {
        let (kind, kept) = self.meant(kind, kept)?;
        let (_, gone) = self.meant(kind.word(), gone)?;
        let record = |id| self.directory.record(id).map(|kept| (&kept.record, kept.is_retired));
        let (Some((stays, is_retired)), Some((double, _))) = (record(kept), record(gone)) else {
            return Err(Refusal::new("there is no such record", "name two that there are"));
        };
        if kept == gone {
            return Err(Refusal::new(
                format!("both names mean {}", stays.name()),
                "name two records, by their ids where they are called the same",
            ));
        }
        if is_retired {
            return Err(Refusal::new(
                format!("{} is retired, so nothing can be merged into it", stays.name()),
                "keep the other one, or record it anew first",
            ));
        }
        let both = filled(stays, double);
        let taken = (both != *stays).then_some(Fact::DirectoryRecorded { id: kept, record: both });
        Ok(taken.into_iter().chain([Fact::DirectoryMerged { kept, gone }]).collect())
    }

    pub(super) fn part(&self, entry: EventId, why: &str) -> Result<Fact, Refusal> {
        if self.directory.merges().of_entry(entry).is_none() {
            return Err(Refusal::new(
                "there is no such merge that holds",
                "take the id of its entry from `bridgewatch log --json`",
            ));
        }
        Ok(Fact::EntryRetracted { entry, why: Some(text("the reason", why)?) })
    }
}
