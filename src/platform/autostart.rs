//! Starting with the session of the user: asked of the system each time, never remembered here.
//!
//! Never here: when it is asked, and what the program does when it was started so.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::PlatformError;

#[cfg(all(unix, not(target_os = "macos")))]
#[path = "autostart/xdg.rs"]
mod system;
#[cfg(windows)]
#[path = "autostart/run_key.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "autostart/launch_agent.rs"]
mod system;

/// What is started with the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartedProgram {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
}

/// Whether the program starts with the session, and making it so.
pub trait Autostart: Send + Sync {
    /// Whether it does, as the system has it now.
    ///
    /// # Errors
    /// When the system does not say.
    fn is_on(&self) -> Result<bool, PlatformError>;
    /// Lets it start with the session, or not any more.
    ///
    /// # Errors
    /// When the system does not take it; then all is as it was.
    fn set(&self, is_on: bool) -> Result<(), PlatformError>;
}

/// The system's own list of what starts with the session.
#[derive(Debug, Clone)]
pub struct SystemAutostart {
    started: Result<StartedProgram, String>,
}

impl SystemAutostart {
    /// This program, hidden, over a data folder; over the usual one if none is named.
    pub fn of(data: Option<&std::path::Path>) -> Self {
        let started = std::env::current_exe().map_err(|err| err.to_string()).and_then(|program| {
            let mut arguments = vec!["--hidden".to_owned()];
            if let Some(data) = data {
                let whole = std::path::absolute(data).map_err(|err| err.to_string())?;
                let Some(text) = whole.to_str() else {
                    return Err("the path of the data folder is not UTF-8; rename it".to_owned());
                };
                arguments.extend(["--data".to_owned(), text.to_owned()]);
            }
            Ok(StartedProgram { program, arguments })
        });
        Self { started }
    }
}

impl Autostart for SystemAutostart {
    fn is_on(&self) -> Result<bool, PlatformError> {
        system::is_on()
    }

    fn set(&self, is_on: bool) -> Result<(), PlatformError> {
        if !is_on {
            return system::take_out();
        }
        match &self.started {
            Ok(started) => system::put_in(started),
            Err(reason) => Err(PlatformError::Autostart { reason: reason.clone() }),
        }
    }
}

/// A list that only remembers, for tests.
#[derive(Debug, Clone, Default)]
pub struct RememberedAutostart {
    state: Arc<Mutex<(bool, Option<String>)>>,
}

impl RememberedAutostart {
    fn locked(&self) -> MutexGuard<'_, (bool, Option<String>)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what the system says, as another program would.
    pub fn say(&self, is_on: bool) {
        self.locked().0 = is_on;
    }

    /// From now on nothing is taken, for this reason.
    pub fn refuse(&self, reason: &str) {
        self.locked().1 = Some(reason.to_owned());
    }
}

impl Autostart for RememberedAutostart {
    fn is_on(&self) -> Result<bool, PlatformError> {
        Ok(self.locked().0)
    }

    fn set(&self, is_on: bool) -> Result<(), PlatformError> {
        let mut state = self.locked();
        if let Some(reason) = &state.1 {
            return Err(PlatformError::Autostart { reason: reason.clone() });
        }
        state.0 = is_on;
        Ok(())
    }
}
