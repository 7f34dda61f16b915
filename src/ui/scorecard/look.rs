//! One reading of the log for a scorecard: what is asked of it, how far it is, and what came of it. Done on a
//! thread beside the frames.
//!
//! Never here: painting.

use std::path::Path;
use std::sync::Arc;

use crate::desk::import::Course;
use crate::desk::report::look_scorecard;
use crate::domain::report::compared::Compared;
use crate::domain::rota::change::Window;
use crate::domain::time::Instant;
use crate::domain::world::World;

/// What is asked.
#[derive(Debug, Clone)]
pub struct ScoreLook {
    /// Which reading it is: a later one has a higher number.
    pub number: u64,
    /// The period.
    pub window: Window,
    /// How far it is, and whether it is to stop.
    pub course: Arc<Course>,
}

impl PartialEq for ScoreLook {
    fn eq(&self, other: &Self) -> bool {
        (self.number, self.window) == (other.number, other.window)
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Scored {
    /// Which reading it was.
    pub number: u64,
    /// The numbers, nothing where it was stopped, or why the log could not be read.
    pub read: Result<Option<Arc<Compared>>, String>,
}

impl ScoreLook {
    /// Reads the log of a folder. Takes as long as the period is full: not for a frame.
    pub fn into_log(self, folder: &Path, world: &World, now: Instant) -> Scored {
        let mut progress = |taken| self.course.told(taken, 0);
        let read = look_scorecard(folder, world, self.window, now, &mut progress);
        let read = read.map(|found| found.map(Arc::new)).map_err(|err| err.to_string());
        Scored { number: self.number, read }
    }
}
