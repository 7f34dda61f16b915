//! Where a command works: the data folder, and the desk that it writes to. That is one of its own for as
//! long as it takes, or the one that runs over the folder in this process.

use std::borrow::Cow;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use super::reads;
use crate::desk::import::{ImportReport, Progress};
use crate::desk::{Desk, DeskError, DeskHandle, DeskOptions};
use crate::domain::time::Instant;
use crate::imports::incidents_csv::ImportedIncidents;
use crate::platform::{FolderLock, SilentNotifier, make_private_folder, read_at_most, system_zone};

/// Where a command works.
#[derive(Clone, Default)]
pub struct Place {
    data: Option<PathBuf>,
    running: Option<DeskHandle>,
    /// What came on standard input, where it was read already.
    input: Option<Arc<[u8]>>,
}

impl Place {
    /// The data folder that was named, or the usual one, with a desk of the command's own.
    pub fn of(data: Option<&PathBuf>) -> Self {
        Self { data: data.cloned(), ..Self::default() }
    }

    /// The same, with what standard input held.
    #[must_use]
    pub(super) fn with_input(self, input: Arc<[u8]>) -> Self {
        Self { input: Some(input), ..self }
    }

    /// The running desk.
    pub(super) fn of_running(handle: DeskHandle, input: Vec<u8>) -> Self {
        let data = Some(handle.snapshot().folder.clone());
        Self { data, running: Some(handle), input: Some(input.into()) }
    }

    /// The data folder that was named; none for the usual one.
    pub(super) fn data(&self) -> Option<&PathBuf> {
        self.data.as_ref()
    }

    /// The data folder that is meant.
    pub(super) fn folder(&self) -> anyhow::Result<PathBuf> {
        reads::folder(self.data())
    }

    /// The bytes of a file, or of standard input for `-`: no more than one beyond the limit.
    pub(super) fn read_file(&self, file: &Path, limit: u64) -> anyhow::Result<Cow<'_, [u8]>> {
        if file != Path::new("-") {
            return Ok(read_at_most(file, limit)?.into());
        }
        match &self.input {
            Some(input) => Ok(Cow::Borrowed(input)),
            None => Ok(read_input(limit)?.into()),
        }
    }

    /// The desk to write to. One of the command's own holds the folder; `what` says to others who does.
    pub(super) fn desk(&self, what: &str, now: Instant) -> anyhow::Result<Writing> {
        if let Some(handle) = &self.running {
            return Ok(Writing(Writer::Running(handle.clone())));
        }
        let (folder, lock) = self.hold(what, now)?;
        let options = DeskOptions { folder, zone: system_zone(), notifier: Box::new(SilentNotifier) };
        let desk = Box::new(Desk::open(options, now)?);
        Ok(Writing(Writer::Own { desk, now, _lock: lock }))
    }

    /// Takes the data folder for writing.
    pub(super) fn hold(&self, what: &str, now: Instant) -> anyhow::Result<(PathBuf, FolderLock)> {
        let folder = self.folder()?;
        make_private_folder(&folder)?;
        let lock = FolderLock::take(&folder, what, now)?;
        Ok((folder, lock))
    }
}

/// Standard input, up to one byte beyond a limit.
pub(super) fn read_input(limit: u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).context("standard input")?;
    Ok(bytes)
}

enum Writer {
    // Dropped in this order: the desk ends before the folder is free.
    Own { desk: Box<Desk>, now: Instant, _lock: FolderLock },
    Running(DeskHandle),
}

/// A desk to write to.
pub(super) struct Writing(Writer);

impl Writing {
    /// Does something with the desk, at the present that it goes by.
    pub fn with<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Desk, Instant) -> T + Send + 'static,
    ) -> Result<T, DeskError> {
        match &mut self.0 {
            Writer::Own { desk, now, .. } => Ok(work(desk, *now)),
            Writer::Running(handle) => handle.with(work),
        }
    }

    /// Takes in a file of tickets: in one transaction where the desk is the command's own, and in parts, each
    /// whole, where it runs and has alarms to tell meanwhile. The same file again goes on where that ended.
    pub fn import(
        self,
        file: &Arc<ImportedIncidents>,
        progress: &mut Progress<'_>,
    ) -> Result<ImportReport, DeskError> {
        match self.0 {
            Writer::Own { mut desk, now, .. } => desk.import(file, now, progress),
            Writer::Running(handle) => Ok(handle.import_and_wait(Arc::clone(file))?.report),
        }
    }
}
