//! What waits for the worker: bounded, and at most one wish a tag.
//!
//! A queue, not a channel: a newer notice must be able to replace one that still waits.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::bell::Bell;
use crate::platform::{Notice, Urgency};

/// Waiting requests beyond this push out the least loud, oldest one.
const QUEUE_LIMIT: usize = 64;

/// What the worker is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Request {
    /// Show it.
    Show(Notice),
    /// Take the notice of this tag off the screen.
    Withdraw(String),
}

impl Request {
    fn tag(&self) -> &str {
        match self {
            Self::Show(notice) => &notice.tag,
            Self::Withdraw(tag) => tag,
        }
    }

    /// The lower, the sooner it is pushed out of a full queue.
    fn weight(&self) -> u8 {
        match self {
            Self::Show(notice) if notice.urgency == Urgency::Normal => 0,
            Self::Withdraw(_) => 1,
            Self::Show(_) => 2,
        }
    }
}

/// The waiting requests, without locks.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Request>,
}

impl Queue {
    /// Adds a notice, or puts it in the place of a waiting one with its tag.
    pub(super) fn show(&mut self, notice: Notice) {
        let same = self
            .waiting
            .iter_mut()
            .find(|request| matches!(request, Request::Show(waiting) if waiting.tag == notice.tag));
        match same {
            Some(request) => *request = Request::Show(notice),
            None => self.push(Request::Show(notice)),
        }
    }

    /// Forgets what waits for the tag, and asks for what may stand on the screen to go.
    pub(super) fn withdraw(&mut self, tag: &str) {
        self.waiting.retain(|request| request.tag() != tag);
        self.push(Request::Withdraw(tag.to_owned()));
    }

    pub(super) fn take(&mut self) -> Option<Request> {
        self.waiting.pop_front()
    }

    fn push(&mut self, request: Request) {
        self.waiting.push_back(request);
        if self.waiting.len() > QUEUE_LIMIT {
            // `min_by_key` gives the first of the lightest, hence the oldest.
            let lightest = self
                .waiting
                .iter()
                .enumerate()
                .min_by_key(|(_, request)| request.weight())
                .map(|(place, _)| place);
            if let Some(place) = lightest {
                self.waiting.remove(place);
            }
        }
    }
}

/// The queue between the desk's thread and the worker.
#[derive(Debug)]
pub(super) struct Mailbox {
    inside: Mutex<Inside>,
    bell: Arc<Bell>,
}

#[derive(Debug, Default)]
struct Inside {
    queue: Queue,
    closed: bool,
}

impl Mailbox {
    pub(super) fn new(bell: Arc<Bell>) -> Self {
        Self { inside: Mutex::default(), bell }
    }

    pub(super) fn show(&self, notice: Notice) {
        self.lock().queue.show(notice);
        self.bell.ring();
    }

    pub(super) fn withdraw(&self, tag: &str) {
        self.lock().queue.withdraw(tag);
        self.bell.ring();
    }

    pub(super) fn take(&self) -> Option<Request> {
        self.lock().queue.take()
    }

    /// Nothing more will come.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.bell.ring();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::Sound;

    fn notice(tag: &str, title: &str, urgency: Urgency) -> Notice {
        Notice {
            tag: tag.to_owned(),
            title: title.to_owned(),
            body: String::new(),
            urgency,
            actions: Vec::new(),
            sound: Sound::Silent,
        }
    }

    fn drain(queue: &mut Queue) -> Vec<String> {
        std::iter::from_fn(|| queue.take())
            .map(|request| match request {
                Request::Show(notice) => format!("show {} {}", notice.tag, notice.title),
                Request::Withdraw(tag) => format!("withdraw {tag}"),
            })
            .collect()
    }

    #[test]
    fn a_newer_notice_takes_the_place_of_a_waiting_one() {
        let mut queue = Queue::default();
        queue.show(notice("a", "1", Urgency::Normal));
        queue.show(notice("b", "1", Urgency::Normal));
        queue.show(notice("a", "2", Urgency::Critical));
        assert_eq!(drain(&mut queue), ["show a 2", "show b 1"]);
    }

    #[test]
    fn a_withdrawal_forgets_what_waits_and_keeps_its_order() {
        let mut queue = Queue::default();
        queue.show(notice("a", "1", Urgency::Normal));
        queue.withdraw("a");
        queue.show(notice("a", "2", Urgency::Normal));
        assert_eq!(drain(&mut queue), ["withdraw a", "show a 2"]);
        queue.withdraw("a");
        queue.show(notice("a", "3", Urgency::Normal));
        queue.withdraw("a");
        assert_eq!(drain(&mut queue), ["withdraw a"]);
    }

    #[test]
    fn a_full_queue_drops_the_oldest_of_the_least_loud() {
        let mut queue = Queue::default();
        queue.show(notice("critical", "", Urgency::Critical));
        queue.withdraw("gone");
        for number in 0..QUEUE_LIMIT {
            queue.show(notice(&format!("n{number}"), "", Urgency::Normal));
        }
        let left = drain(&mut queue);
        assert_eq!(left.len(), QUEUE_LIMIT);
        assert_eq!(left[..3], ["show critical ", "withdraw gone", "show n2 "]);

        for number in 0..=QUEUE_LIMIT {
            queue.show(notice(&format!("c{number}"), "", Urgency::Critical));
        }
        let left = drain(&mut queue);
        assert_eq!(left.len(), QUEUE_LIMIT);
        assert_eq!(left[0], "show c1 ");
    }
}
