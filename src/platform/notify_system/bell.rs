//! How the worker sleeps, and what wakes it.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::Wake;
use std::time::{Duration, Instant};

use crate::platform::monotonic_now;

/// Wakes the worker: a new request, an answer from the desktop, a press.
///
/// It remembers one ring, so that a ring between two sleeps is not lost. A thread's own
/// `unpark` would not do: the channels of the standard library use that token too.
#[derive(Debug, Default)]
pub(super) struct Bell {
    rung: Mutex<bool>,
    condvar: Condvar,
}

impl Bell {
    pub(super) fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.condvar.notify_one();
    }

    /// Sleeps until the bell rings, or until `until`.
    pub(super) fn wait(&self, until: Option<Instant>) {
        let mut rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        while !*rung {
            let left = until.map(|until| until.saturating_duration_since(monotonic_now()));
            rung = match left {
                Some(Duration::ZERO) => break,
                Some(left) => self.condvar.wait_timeout(rung, left).unwrap_or_else(PoisonError::into_inner).0,
                None => self.condvar.wait(rung).unwrap_or_else(PoisonError::into_inner),
            };
        }
        *rung = false;
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.ring();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.ring();
    }
}

/// Rings when dropped, also in a panic.
pub(super) struct RingOnDrop(pub(super) Arc<Bell>);

impl Drop for RingOnDrop {
    fn drop(&mut self) {
        self.0.ring();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_before_the_wait_is_remembered_once() {
        let bell = Bell::default();
        bell.ring();
        bell.ring();
        let far = monotonic_now() + Duration::from_mins(1);
        bell.wait(Some(far));
        assert!(monotonic_now() < far, "the ring was lost");
        let near = monotonic_now() + Duration::from_millis(20);
        bell.wait(Some(near));
        assert!(monotonic_now() >= near, "one ring woke twice");
    }
}
