//! Calls of the operating system that block, as futures that don't.
//!
//! Some of `notify-rust` only blocks. Each such call runs on a thread of its own; how many
//! there may be at once is bounded, since a service that hangs holds them all.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::task::Poll;

use super::bell::{Bell, RingOnDrop};

/// A future that the worker polls on its own thread.
pub(super) type Pending<T> = Pin<Box<dyn Future<Output = T>>>;

/// How many errands of one kind may run at once.
#[derive(Debug, Clone)]
pub(super) struct Slots {
    taken: Arc<AtomicUsize>,
    limit: usize,
}

/// One taken slot; free again when dropped.
#[derive(Debug)]
pub(super) struct Slot(Arc<AtomicUsize>);

impl Slots {
    pub(super) fn new(limit: usize) -> Self {
        Self { taken: Arc::default(), limit }
    }

    pub(super) fn take(&self) -> Option<Slot> {
        self.taken
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |taken| {
                (taken < self.limit).then_some(taken + 1)
            })
            .ok()
            .map(|_| Slot(Arc::clone(&self.taken)))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Runs `work` on a thread that holds `slot` and rings `bell` when it ends, however it ends.
pub(super) fn spawn_errand(
    name: &str,
    slot: Slot,
    bell: Arc<Bell>,
    work: impl FnOnce() + Send + 'static,
) -> std::io::Result<()> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            // Dropped in reverse: what `work` sent is there, the slot is free, then it rings.
            let _ring = RingOnDrop(bell);
            let _slot = slot;
            work();
        })
        .map(|_| ())
}

/// What comes out of a channel, or none when its sender is gone; polled when the bell rings.
pub(super) fn received<T: 'static>(from: Receiver<T>) -> Pending<Option<T>> {
    Box::pin(poll_fn(move |_| match from.try_recv() {
        Ok(value) => Poll::Ready(Some(value)),
        Err(TryRecvError::Empty) => Poll::Pending,
        Err(TryRecvError::Disconnected) => Poll::Ready(None),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_bounded_and_come_back() {
        let slots = Slots::new(2);
        let first = slots.take().unwrap();
        let _second = slots.take().unwrap();
        assert!(slots.take().is_none());
        drop(first);
        assert!(slots.take().is_some());
    }
}
