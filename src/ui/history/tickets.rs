//! A file of another system's tickets: how it is read, and what looking at it found. The looking is done on a
//! thread beside the frames; bringing in is the desk's.
//!
//! Never here: painting.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::desk::import::{Course, ImportReport};
use crate::desk::reading::Looker;
use crate::domain::decide::CLOCK_SKEW_SECS;
use crate::domain::time::Instant;
use crate::domain::world::World;
use crate::imports::civil_times::DateOrder;
use crate::imports::encoding::Encoding;
use crate::imports::incident_mapping::Mapping;
use crate::imports::incidents_csv::{self, Flaw, ImportedIncidents, Reading, Unread};
use crate::platform::open_file;

/// What the system is called in the log, as on the command line.
const SYSTEM: &str = "ServiceNow";

/// How a file is read. Kept with the window's preferences, so that the next export needs no saying again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HowRead {
    /// The zone of its times, an IANA name; the desk's, if none is said.
    pub zone: Option<String>,
    /// The order of its dates.
    pub order: DateOrder,
    /// Its encoding.
    pub encoding: Encoding,
    /// Columns with other names than usual.
    pub mapping: Mapping,
}

impl HowRead {
    /// The zone of its times.
    pub fn zone(&self, of_desk: Tz) -> Result<Tz, String> {
        let Some(name) = &self.zone else { return Ok(of_desk) };
        name.parse().map_err(|_unknown: chrono_tz::ParseError| {
            format!("“{name}” is not a time zone; type an IANA name such as America/Chicago, or nothing for the desk's")
        })
    }
}

/// What looking at a file found.
#[derive(Debug)]
pub struct TicketsLooked {
    /// Where it was read.
    pub path: PathBuf,
    /// How it was read.
    pub how: HowRead,
    /// The names of its columns.
    pub headers: Vec<String>,
    /// What it says.
    pub found: TicketsFound,
}

/// What a file says.
#[derive(Debug)]
pub enum TicketsFound {
    /// It was read whole.
    Read {
        /// Its tickets.
        file: Arc<ImportedIncidents>,
        /// What bringing them in would bring.
        brings: ImportReport,
    },
    /// It is refused, with every line that is wrong.
    Refused {
        /// Rows that were looked at.
        rows: usize,
        /// What is wrong.
        flaws: Vec<Flaw>,
    },
}

/// A file that is to be looked at, and beside what.
pub struct TicketsLook {
    /// Where it is.
    pub path: PathBuf,
    /// How it is read.
    pub how: HowRead,
    /// Where the log is.
    pub folder: PathBuf,
    /// The desk's settings and policies.
    pub world: Arc<World>,
    /// The present.
    pub now: Instant,
    /// How far it is.
    pub course: Arc<Course>,
}

impl TicketsLook {
    /// Reads the file, and holds it against the log. Takes as long as the disk does.
    pub fn into_file(self) -> Result<TicketsLooked, String> {
        let zone = self.how.zone(self.world.settings.zone)?;
        let headers = match incidents_csv::headers(opened(&self.path)?.0, self.how.encoding) {
            Ok(headers) => headers,
            Err(flaw) => {
                let found = TicketsFound::Refused { rows: 0, flaws: vec![flaw] };
                return Ok(TicketsLooked { path: self.path, how: self.how, headers: Vec::new(), found });
            }
        };
        let found = self.found(zone)?;
        Ok(TicketsLooked { path: self.path, how: self.how, headers, found })
    }

    fn found(&self, zone: Tz) -> Result<TicketsFound, String> {
        let (file, bytes) = opened(&self.path)?;
        let reading = Reading {
            system: SYSTEM,
            mapping: &self.how.mapping,
            zone,
            order: self.how.order,
            encoding: self.how.encoding,
            latest: self.now + TimeDelta::seconds(CLOCK_SKEW_SECS),
        };
        let file = match incidents_csv::read(file, &reading, &mut |done| self.course.told(done, bytes)) {
            Ok(file) => file,
            Err(Unread::Refused { rows, flaws }) => return Ok(TicketsFound::Refused { rows, flaws }),
            Err(err @ Unread::Stopped) => return Err(err.to_string()),
        };
        let mut told = |done: usize, of: usize| self.course.told(done as u64, of as u64);
        let brings = Looker::open(&self.folder)
            .and_then(|looker| looker.preview(&self.world, &file, &mut told))
            .map_err(|err| err.to_string())?;
        Ok(TicketsFound::Read { file: Arc::new(file), brings })
    }
}

/// The file, and how many bytes it has.
fn opened(path: &Path) -> Result<(File, u64), String> {
    let unread = |err: std::io::Error| {
        format!("{} cannot be read: {err}; name the CSV that was exported", path.display())
    };
    let file = open_file(path).map_err(unread)?;
    let bytes = file.metadata().map_err(unread)?.len();
    Ok((file, bytes))
}
