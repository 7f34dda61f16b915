//! The worker: takes requests one by one, watches what stands on the screen, keeps the health.
//!
//! It never blocks on the desktop. One call is under way at a time; while it is late, the
//! health says so, the queue waits, and the call is taken up again when the answer comes.
//! Never here: D-Bus or toasts, which are behind [`Service`].

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::bell::Bell;
use super::errand::Pending;
use super::queue::{Mailbox, Request};
use super::{HealthCallback, PressCallback};
use crate::platform::{Notice, NoticeAction, NoticePress, NotifierHealth, Urgency, monotonic_now};

/// Notices that are watched at once; the oldest of the least loud goes before one more.
///
/// Each costs a connection to the bus and its thread. An alarm digest keeps far below this.
const STANDING_LIMIT: usize = 16;

/// What the health says of a call that is late.
pub(super) const NO_ANSWER: &str = "the notification service doesn't answer";

/// The desktop's notification service, as the worker sees it.
pub(super) trait Service: 'static {
    /// Holds a shown notice; dropping it gives up its buttons, not the notice.
    type Handle: Clone + 'static;

    /// Shows a notice, in the place of an earlier one if given.
    fn show(
        &self,
        notice: &Notice,
        replaces: Option<&Self::Handle>,
    ) -> Pending<Result<Shown<Self::Handle>, Failure>>;

    /// Takes a notice off the screen, if it still is there.
    fn close(&self, handle: Self::Handle) -> Pending<()>;
}

/// A notice that the service took.
pub(super) struct Shown<H> {
    /// Who took it.
    pub(super) server: String,
    /// Whether it plays sounds.
    pub(super) plays_sounds: bool,
    /// By which it can be closed and replaced.
    pub(super) handle: H,
    /// Ends with a press, or when the notice is gone.
    pub(super) watch: Pending<Watched>,
    /// Whether earlier notices of its tag are gone by this.
    pub(super) replaces_earlier: bool,
}

/// How a watched notice ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Watched {
    /// Somebody pressed this.
    Pressed(NoticeAction),
    /// It went without a press.
    Gone,
    /// The service reported a failure only now.
    #[cfg_attr(
        all(unix, not(target_os = "macos"), not(test)),
        expect(dead_code, reason = "only macOS tells so late")
    )]
    Failed(String),
}

/// A notice that the service did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// Why, in plain words.
    pub(super) reason: String,
    /// Whether the service went away, and with it all it had shown.
    pub(super) service_gone: bool,
}

/// How long the worker waits for what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// After this, a call is late: the health says so.
    pub(super) late: Duration,
    /// After this, a late call is given up and the next one tried.
    pub(super) lost: Duration,
    /// How long what is queued may still take at the end.
    pub(super) farewell: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            late: Duration::from_secs(4),
            lost: Duration::from_mins(1),
            farewell: Duration::from_millis(500),
        }
    }
}

/// The health, shared with the desk's thread, and who wants to know of its changes.
pub(super) struct HealthBoard {
    health: Mutex<NotifierHealth>,
    on_change: HealthCallback,
}

impl HealthBoard {
    pub(super) fn new(on_change: HealthCallback) -> Self {
        Self { health: Mutex::new(NotifierHealth::Untried), on_change }
    }

    pub(super) fn now(&self) -> NotifierHealth {
        self.health.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn refused(&self, reason: String) {
        self.set(NotifierHealth::Refused { reason });
    }

    fn set(&self, health: NotifierHealth) {
        {
            let mut known = self.health.lock().unwrap_or_else(PoisonError::into_inner);
            if *known == health {
                return;
            }
            known.clone_from(&health);
        }
        // Outside the lock: the callback may ask for the health.
        (self.on_change)(health);
    }
}

/// A notice on the screen.
struct Standing<H> {
    tag: String,
    urgency: Urgency,
    handle: H,
    watch: Pending<Watched>,
}

/// The one call under way.
struct Call<H> {
    work: Work<H>,
    begun: Instant,
    /// The health before the call was late; none while it is in time.
    health_before: Option<NotifierHealth>,
}

enum Work<H> {
    Show { tag: String, urgency: Urgency, pending: Pending<Result<Shown<H>, Failure>> },
    Close(Pending<()>),
}

/// See the module.
pub(super) struct Worker<S: Service> {
    service: S,
    bell: Arc<Bell>,
    mailbox: Arc<Mailbox>,
    health: Arc<HealthBoard>,
    on_press: PressCallback,
    patience: Patience,
    standing: Vec<Standing<S::Handle>>,
    /// The first notice since the screen was last empty of ours. GNOME ties all notices of
    /// a program to the connection of the first one, and clears them when it closes.
    anchor: Option<S::Handle>,
    to_close: VecDeque<S::Handle>,
    call: Option<Call<S::Handle>>,
}

impl<S: Service> Worker<S> {
    pub(super) fn new(
        service: S,
        bell: Arc<Bell>,
        mailbox: Arc<Mailbox>,
        health: Arc<HealthBoard>,
        on_press: PressCallback,
        patience: Patience,
    ) -> Self {
        Self {
            service,
            bell,
            mailbox,
            health,
            on_press,
            patience,
            standing: Vec::new(),
            anchor: None,
            to_close: VecDeque::new(),
            call: None,
        }
    }

    /// Works until the mailbox is closed, and for a short farewell after.
    pub(super) fn run(mut self) {
        let waker = Waker::from(Arc::clone(&self.bell));
        let mut leave_at: Option<Instant> = None;
        loop {
            let mut cx = Context::from_waker(&waker);
            self.poll_standing(&mut cx);
            if self.poll_call(&mut cx) || (self.call.is_none() && self.begin_next()) {
                // Something is new: it wakes us only once it has been polled.
                continue;
            }
            let now = monotonic_now();
            if self.mailbox.is_closed() {
                let until = *leave_at.get_or_insert(now + self.patience.farewell);
                let late = self.call.as_ref().is_some_and(|call| call.health_before.is_some());
                if self.call.is_none() || late || now >= until {
                    return;
                }
            }
            let call_due = self.call.as_ref().map(|call| self.due(call));
            self.bell.wait(call_due.into_iter().chain(leave_at).min());
        }
    }

    /// When the call under way turns late, or is lost.
    fn due(&self, call: &Call<S::Handle>) -> Instant {
        let patience = match call.health_before {
            None => self.patience.late,
            Some(_) => self.patience.lost,
        };
        call.begun + patience
    }

    /// Begins the next call; false when there is nothing to do.
    fn begin_next(&mut self) -> bool {
        if let Some(handle) = self.to_close.pop_front() {
            self.begin(Work::Close(self.service.close(handle)));
            return true;
        }
        let Some(request) = self.mailbox.take() else {
            return false;
        };
        match request {
            Request::Show(notice) => {
                let earlier = self.standing.iter().rev().find(|s| s.tag == notice.tag);
                let pending = self.service.show(&notice, earlier.map(|s| &s.handle));
                if earlier.is_none() {
                    self.make_room();
                }
                self.begin(Work::Show { tag: notice.tag, urgency: notice.urgency, pending });
            }
            Request::Withdraw(tag) => self.remove(|standing| standing.tag == tag, true),
        }
        true
    }

    fn begin(&mut self, work: Work<S::Handle>) {
        self.call = Some(Call { work, begun: monotonic_now(), health_before: None });
    }

    fn make_room(&mut self) {
        if self.standing.len() < STANDING_LIMIT {
            return;
        }
        let normal = |standing: &Standing<_>| standing.urgency == Urgency::Normal;
        let place = self.standing.iter().position(normal).unwrap_or(0);
        if place < self.standing.len() {
            let standing = self.standing.remove(place);
            self.to_close.push_back(standing.handle);
        }
    }

    /// Stops watching some notices, and closes them if wanted.
    fn remove(&mut self, which: impl Fn(&Standing<S::Handle>) -> bool, close: bool) {
        for standing in self.standing.extract_if(.., |standing| which(standing)) {
            if close {
                self.to_close.push_back(standing.handle);
            }
        }
        self.settle_anchor();
    }

    fn settle_anchor(&mut self) {
        if self.standing.is_empty() {
            self.anchor = None;
        }
    }

    fn poll_standing(&mut self, cx: &mut Context<'_>) {
        let mut ended = Vec::new();
        self.standing.retain_mut(|standing| match poll_calmly(&mut standing.watch, cx) {
            Poll::Pending => true,
            Poll::Ready(watched) => {
                let tag = std::mem::take(&mut standing.tag);
                ended.push((tag, standing.handle.clone(), watched));
                false
            }
        });
        self.settle_anchor();
        for (tag, handle, watched) in ended {
            match watched {
                // A panic inside a watch: the connection to the bus broke.
                None | Some(Watched::Gone) => {}
                Some(Watched::Pressed(action)) => {
                    // Not every server takes a pressed notice away. One that is being
                    // replaced stays: the new one has its id.
                    if !self.is_being_shown(&tag) {
                        self.to_close.push_back(handle);
                    }
                    (self.on_press)(NoticePress { tag, action });
                }
                Some(Watched::Failed(reason)) => self.health.refused(reason),
            }
        }
    }

    fn is_being_shown(&self, wanted: &str) -> bool {
        self.call.as_ref().is_some_and(|call| matches!(&call.work, Work::Show { tag, .. } if tag == wanted))
    }

    /// Moves the call under way on; true when it is over, one way or the other.
    fn poll_call(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(mut call) = self.call.take() else {
            return false;
        };
        let over = match &mut call.work {
            Work::Close(pending) => {
                let over = poll_calmly(pending, cx).is_ready();
                if over && let Some(before) = call.health_before.take() {
                    self.health.set(before);
                }
                over
            }
            Work::Show { tag, urgency, pending } => match poll_calmly(pending, cx) {
                Poll::Pending => false,
                Poll::Ready(result) => {
                    let tag = std::mem::take(tag);
                    let urgency = *urgency;
                    self.shown(tag, urgency, result);
                    true
                }
            },
        };
        if over || self.patience_is_lost(&mut call) {
            return true;
        }
        self.call = Some(call);
        false
    }

    fn shown(&mut self, tag: String, urgency: Urgency, result: Option<Result<Shown<S::Handle>, Failure>>) {
        match result {
            Some(Ok(shown)) => {
                if shown.replaces_earlier {
                    self.standing.retain(|standing| standing.tag != tag);
                }
                if self.anchor.is_none() {
                    self.anchor = Some(shown.handle.clone());
                }
                self.standing.push(Standing { tag, urgency, handle: shown.handle, watch: shown.watch });
                self.health
                    .set(NotifierHealth::Working { server: shown.server, plays_sounds: shown.plays_sounds });
            }
            Some(Err(failure)) => {
                if failure.service_gone {
                    self.remove(|_| true, false);
                }
                self.health.refused(failure.reason);
            }
            None => self.health.refused("showing a notice failed inside the program".to_owned()),
        }
    }

    /// Says in the health when a call is late, and whether it is to be given up.
    fn patience_is_lost(&self, call: &mut Call<S::Handle>) -> bool {
        if monotonic_now() < self.due(call) {
            return false;
        }
        if call.health_before.is_some() {
            return true;
        }
        call.health_before = Some(self.health.now());
        self.health.refused(NO_ANSWER.to_owned());
        false
    }
}

/// Polls; none stands for a panic inside, after which the future must not be polled again.
///
/// `notify-rust` unwraps where a connection breaks in the middle of a conversation.
fn poll_calmly<T>(pending: &mut Pending<T>, cx: &mut Context<'_>) -> Poll<Option<T>> {
    match catch_unwind(AssertUnwindSafe(|| pending.as_mut().poll(cx))) {
        Ok(Poll::Ready(value)) => Poll::Ready(Some(value)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(_) => Poll::Ready(None),
    }
}
