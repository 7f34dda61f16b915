//! Files written beside the work: a folder on a network that has gone away must not hold up whoever
//! asks for a file there.
//!
//! Never here: what the bytes mean.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::write_atomically;

/// How long a writer that is dropped waits for what it has begun.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Default)]
struct State {
    /// What is to be written next; a newer one takes the place of an older.
    wanted: Option<(PathBuf, Vec<u8>)>,
    is_busy: bool,
    is_over: bool,
    outcome: Option<Result<(), String>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn locked(&self) -> MutexGuard<'_, State> {
        // Whoever panicked left whole values behind.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes files atomically on a thread of its own, one after the other, the newest last.
pub struct BackgroundFile {
    shared: Arc<Shared>,
}

impl BackgroundFile {
    /// A writer. Where no thread can be had, every write fails with the reason.
    pub fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let own = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("background file".to_owned()).spawn(move || run(&own));
        if let Err(err) = thread {
            let mut state = shared.locked();
            state.is_over = true;
            state.outcome = Some(Err(format!("no thread can be started: {err}")));
        }
        Self { shared }
    }

    /// Asks for a file; returns at once.
    pub fn write(&self, path: PathBuf, bytes: Vec<u8>) {
        let mut state = self.shared.locked();
        if !state.is_over {
            state.wanted = Some((path, bytes));
        }
        self.shared.changed.notify_all();
    }

    /// What became of the last write, once; none while nothing is new.
    pub fn outcome(&self) -> Option<Result<(), String>> {
        self.shared.locked().outcome.take()
    }

    /// Waits until nothing is being written, at most so long. Whether that is so.
    pub fn rest(&self, at_most: Duration) -> bool {
        let state = self.shared.locked();
        let is_busy = |state: &mut State| !state.is_over && (state.is_busy || state.wanted.is_some());
        let waited = self.shared.changed.wait_timeout_while(state, at_most, is_busy);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !is_busy(&mut state)
    }
}

impl Drop for BackgroundFile {
    fn drop(&mut self) {
        self.rest(PATIENCE);
        self.shared.locked().is_over = true;
        self.shared.changed.notify_all();
    }
}

fn run(shared: &Shared) {
    loop {
        let state = shared.locked();
        let is_idle = |state: &mut State| !state.is_over && state.wanted.is_none();
        let mut state = shared.changed.wait_while(state, is_idle).unwrap_or_else(PoisonError::into_inner);
        let Some((path, bytes)) = state.wanted.take() else { return };
        state.is_busy = true;
        drop(state);
        let outcome = write_atomically(&path, &bytes).map_err(|err| err.to_string());
        let mut state = shared.locked();
        state.is_busy = false;
        state.outcome = Some(outcome);
        drop(state);
        shared.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(30);

    #[test]
    fn the_newest_stands_and_a_failure_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.html");
        let writer = BackgroundFile::start();
        for text in ["one", "two", "three"] {
            writer.write(path.clone(), text.as_bytes().to_vec());
        }
        assert!(writer.rest(LONG));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "three");
        assert_eq!(writer.outcome(), Some(Ok(())));
        writer.write(folder.path().join("gone").join("page.html"), Vec::new());
        assert!(writer.rest(LONG));
        assert!(writer.outcome().unwrap().unwrap_err().contains("gone"));
        assert_eq!(writer.outcome(), None);
    }

    #[test]
    fn what_was_asked_for_is_written_before_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.html");
        let writer = BackgroundFile::start();
        writer.write(path.clone(), b"last".to_vec());
        drop(writer);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "last");
    }
}
