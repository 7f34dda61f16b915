//! The worker with a notification service that the test holds in its hands.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::errand::Pending;
use super::worker::{Failure, NO_ANSWER, Service, Shown, Watched};
use super::*;
use crate::platform::{NoticeAction, Sound, Urgency, monotonic_now};

/// Longer than anything here takes, also on a busy machine.
const FAR: Duration = Duration::from_secs(30);

#[derive(Default)]
struct Desktop {
    log: Mutex<Vec<String>>,
    hangs: AtomicBool,
    /// Calls that were begun.
    calls: AtomicUsize,
    refusal: Mutex<Option<Failure>>,
    ids: AtomicUsize,
    /// Ids whose watch is to end, and how; none panics inside the watch.
    ends: Mutex<Vec<(usize, Option<Watched>)>>,
    /// Who waits; as with a real service, only what was polled is ever woken.
    wakers: Mutex<Vec<Waker>>,
}

impl Desktop {
    fn log(&self) -> Vec<String> {
        lock(&self.log).clone()
    }

    fn note(&self, line: String) {
        lock(&self.log).push(line);
    }

    fn wake(&self) {
        for waker in std::mem::take(&mut *lock(&self.wakers)) {
            waker.wake();
        }
    }

    fn begun(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// Before a look at what is waited for, so that no change falls in between.
    fn register(&self, cx: &Context<'_>) {
        lock(&self.wakers).push(cx.waker().clone());
    }

    fn hang(&self, hangs: bool) {
        self.hangs.store(hangs, Ordering::SeqCst);
        self.wake();
    }

    fn end(&self, id: usize, watched: Option<Watched>) {
        lock(&self.ends).push((id, watched));
        self.wake();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct FakeService(Arc<Desktop>);

impl FakeService {
    fn answer(&self) -> Pending<()> {
        let desktop = Arc::clone(&self.0);
        desktop.calls.fetch_add(1, Ordering::SeqCst);
        Box::pin(poll_fn(move |cx| {
            desktop.register(cx);
            if desktop.hangs.load(Ordering::SeqCst) { Poll::Pending } else { Poll::Ready(()) }
        }))
    }
}

impl Service for FakeService {
    type Handle = usize;

    fn show(&self, notice: &Notice, replaces: Option<&usize>) -> Pending<Result<Shown<usize>, Failure>> {
        let desktop = Arc::clone(&self.0);
        let replaces = replaces.copied();
        let title = notice.title.clone();
        let answer = self.answer();
        Box::pin(async move {
            answer.await;
            if let Some(failure) = lock(&desktop.refusal).clone() {
                return Err(failure);
            }
            let id = replaces.unwrap_or_else(|| desktop.ids.fetch_add(1, Ordering::SeqCst) + 1);
            desktop.note(match replaces {
                None => format!("show {id} {title}"),
                Some(_) => format!("replace {id} {title}"),
            });
            let watched = Arc::clone(&desktop);
            Ok(Shown {
                server: "fake".to_owned(),
                plays_sounds: true,
                handle: id,
                watch: Box::pin(poll_fn(move |cx| {
                    watched.register(cx);
                    let mut ends = lock(&watched.ends);
                    match ends.iter().position(|(ended, _)| *ended == id) {
                        None => Poll::Pending,
                        Some(place) => Poll::Ready(ends.remove(place).1.expect("a broken bus")),
                    }
                })),
                replaces_earlier: true,
            })
        })
    }

    fn close(&self, id: usize) -> Pending<()> {
        let desktop = Arc::clone(&self.0);
        let answer = self.answer();
        Box::pin(async move {
            answer.await;
            desktop.note(format!("close {id}"));
        })
    }
}

struct Bench {
    desktop: Arc<Desktop>,
    notifier: SystemNotifier,
    presses: Arc<Mutex<Vec<NoticePress>>>,
    healths: Arc<Mutex<Vec<NotifierHealth>>>,
}

impl Bench {
    fn new() -> Self {
        Self::with(Patience { late: FAR * 2, lost: FAR * 4, farewell: FAR })
    }

    fn with(patience: Patience) -> Self {
        let desktop = Arc::new(Desktop::default());
        let presses = Arc::new(Mutex::new(Vec::new()));
        let healths = Arc::new(Mutex::new(Vec::new()));
        let notifier = SystemNotifier::start_with(
            {
                let desktop = Arc::clone(&desktop);
                move |_| FakeService(desktop)
            },
            patience,
            {
                let presses = Arc::clone(&presses);
                Box::new(move |press| lock(&presses).push(press))
            },
            {
                let healths = Arc::clone(&healths);
                Box::new(move |health| lock(&healths).push(health))
            },
        );
        Self { desktop, notifier, presses, healths }
    }

    fn show(&mut self, tag: &str, title: &str) {
        self.notifier.show(notice(tag, title, Urgency::Normal));
    }
}

fn notice(tag: &str, title: &str, urgency: Urgency) -> Notice {
    Notice {
        tag: tag.to_owned(),
        title: title.to_owned(),
        body: String::new(),
        urgency,
        actions: vec![NoticeAction::Acknowledge],
        sound: Sound::Silent,
    }
}

fn working() -> NotifierHealth {
    NotifierHealth::Working { server: "fake".to_owned(), plays_sounds: true }
}

fn refused(reason: &str) -> NotifierHealth {
    NotifierHealth::Refused { reason: reason.to_owned() }
}

#[track_caller]
fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = monotonic_now() + FAR;
    while !holds() {
        assert!(monotonic_now() < deadline, "never came true: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn the_same_tag_replaces_and_withdraw_closes() {
    let mut bench = Bench::new();
    assert_eq!(bench.notifier.health(), NotifierHealth::Untried);
    bench.show("a", "one");
    eventually("shown", || bench.desktop.log().len() == 1);
    bench.show("a", "two");
    eventually("replaced", || bench.desktop.log().len() == 2);
    bench.show("b", "three");
    bench.notifier.withdraw("a");
    bench.notifier.withdraw("unknown");
    eventually("closed", || bench.desktop.log().len() == 4);
    bench.show("a", "four");
    eventually("shown anew", || bench.desktop.log().len() == 5);
    assert_eq!(
        bench.desktop.log(),
        ["show 1 one", "replace 1 two", "show 2 three", "close 1", "show 3 four"]
    );
    eventually("healthy", || bench.notifier.health() == working());
    assert_eq!(*lock(&bench.healths), [working()], "told once, not each time");
}

#[test]
fn a_press_is_told_once_with_its_tag() {
    let mut bench = Bench::new();
    bench.show("a", "one");
    bench.show("b", "two");
    eventually("shown", || bench.desktop.log().len() == 2);
    let pressed = Watched::Pressed(NoticeAction::Acknowledge);
    bench.desktop.end(1, Some(Watched::Gone));
    bench.desktop.end(2, Some(pressed));
    eventually("pressed", || !lock(&bench.presses).is_empty());
    assert_eq!(
        *lock(&bench.presses),
        [NoticePress { tag: "b".to_owned(), action: NoticeAction::Acknowledge }]
    );
    // Both are gone, the pressed one taken away by us: nothing is left to replace.
    bench.show("b", "three");
    eventually("shown anew", || bench.desktop.log().len() == 4);
    assert_eq!(bench.desktop.log()[2..], ["close 2", "show 3 three"]);
}

#[test]
fn a_press_during_a_replacement_does_not_close_the_new_notice() {
    let mut bench = Bench::new();
    bench.show("a", "one");
    eventually("healthy", || bench.notifier.health() == working());
    bench.desktop.hang(true);
    bench.show("a", "two");
    eventually("under way", || bench.desktop.begun() == 2);
    let pressed = Watched::Pressed(NoticeAction::Open);
    bench.desktop.end(1, Some(pressed));
    eventually("pressed", || !lock(&bench.presses).is_empty());
    bench.desktop.hang(false);
    bench.show("b", "three");
    eventually("all shown", || bench.desktop.log().len() == 3);
    assert_eq!(bench.desktop.log(), ["show 1 one", "replace 1 two", "show 2 three"]);
}

#[test]
fn a_service_that_hangs_is_told_and_taken_up_again() {
    let mut bench = Bench::with(Patience { late: Duration::from_millis(50), lost: FAR * 4, farewell: FAR });
    bench.desktop.hang(true);
    bench.show("a", "one");
    eventually("late", || bench.notifier.health() == refused(NO_ANSWER));
    for number in 0..1_000 {
        bench.show(&format!("q{}", number % 3), &format!("{number}"));
    }
    bench.notifier.withdraw("q0");
    assert!(bench.desktop.log().is_empty());

    bench.desktop.hang(false);
    eventually("all shown", || bench.desktop.log().len() == 3);
    assert_eq!(
        bench.desktop.log(),
        ["show 1 one", "show 2 997", "show 3 998"],
        "what hung is shown, of the queue the newest of each tag"
    );
    eventually("healthy", || bench.notifier.health() == working());

    bench.desktop.hang(true);
    bench.notifier.withdraw("a");
    eventually("late", || bench.notifier.health() == refused(NO_ANSWER));
    bench.desktop.hang(false);
    eventually("healthy", || bench.notifier.health() == working());
    assert_eq!(bench.desktop.log()[3], "close 1");
}

#[test]
fn a_call_without_any_answer_is_given_up() {
    let mut bench = Bench::with(Patience {
        late: Duration::from_millis(20),
        lost: Duration::from_millis(60),
        farewell: FAR,
    });
    bench.desktop.hang(true);
    bench.show("a", "one");
    eventually("late", || bench.notifier.health() == refused(NO_ANSWER));
    // Past `lost` the first is dropped, and the second is what waits.
    let lost_by = monotonic_now() + Duration::from_millis(200);
    eventually("lost", || monotonic_now() > lost_by);
    bench.desktop.hang(false);
    bench.show("b", "two");
    eventually("shown", || !bench.desktop.log().is_empty());
    assert_eq!(bench.desktop.log(), ["show 1 two"]);
}

#[test]
fn a_service_that_went_takes_its_notices_along() {
    let mut bench = Bench::new();
    bench.show("a", "one");
    eventually("shown", || bench.desktop.log().len() == 1);
    let gone = |service_gone| Some(Failure { reason: "gone".to_owned(), service_gone });
    *lock(&bench.desktop.refusal) = gone(false);
    bench.show("b", "refused");
    eventually("refused", || bench.notifier.health() == refused("gone"));
    *lock(&bench.desktop.refusal) = None;
    bench.show("a", "two");
    eventually("replaced", || bench.desktop.log().len() == 2);

    *lock(&bench.desktop.refusal) = gone(true);
    bench.show("b", "refused");
    eventually("refused", || bench.notifier.health() == refused("gone"));
    *lock(&bench.desktop.refusal) = None;
    bench.show("a", "three");
    eventually("shown", || bench.desktop.log().len() == 3);
    assert_eq!(bench.desktop.log(), ["show 1 one", "replace 1 two", "show 2 three"]);
    eventually("healthy", || bench.notifier.health() == working());
    assert_eq!(*lock(&bench.healths), [working(), refused("gone"), working(), refused("gone"), working()]);
}

#[test]
fn the_screen_is_never_flooded() {
    let mut bench = Bench::new();
    bench.notifier.show(notice("loud", "0", Urgency::Critical));
    for number in 1..=16 {
        bench.show(&format!("n{number}"), &number.to_string());
    }
    eventually("all shown", || bench.desktop.log().len() == 18);
    let log = bench.desktop.log();
    let closed: Vec<_> = log.iter().filter(|line| line.starts_with("close")).collect();
    assert_eq!(closed, ["close 2"], "the oldest that isn't critical");
}

#[test]
fn a_broken_conversation_costs_only_its_notice() {
    let mut bench = Bench::new();
    bench.show("a", "one");
    eventually("shown", || bench.desktop.log().len() == 1);
    bench.desktop.end(1, None);
    eventually("broken", || lock(&bench.desktop.ends).is_empty());
    bench.show("a", "two");
    eventually("shown anew", || bench.desktop.log().len() == 2);
    assert_eq!(bench.desktop.log()[1], "show 2 two");
}

#[test]
fn a_failure_told_only_afterwards_shows_in_the_health() {
    let mut bench = Bench::new();
    bench.show("a", "one");
    eventually("healthy", || bench.notifier.health() == working());
    let failed = Watched::Failed("no bundle".to_owned());
    bench.desktop.end(1, Some(failed));
    eventually("told", || bench.notifier.health() == refused("no bundle"));
}

#[test]
fn a_callback_that_panics_shows_in_the_health() {
    let mut bench = Bench::new();
    bench.notifier = {
        let desktop = Arc::clone(&bench.desktop);
        SystemNotifier::start_with(
            move |_| FakeService(desktop),
            Patience::default(),
            Box::new(|_| panic!("a bad window")),
            Box::new(|_| {}),
        )
    };
    bench.show("a", "one");
    eventually("shown", || bench.desktop.log().len() == 1);
    let pressed = Watched::Pressed(NoticeAction::Open);
    bench.desktop.end(1, Some(pressed));
    eventually(
        "told",
        || matches!(bench.notifier.health(), NotifierHealth::Refused { reason } if reason.contains("thread")),
    );
    bench.show("a", "two");
}

#[test]
fn dropping_sends_what_is_queued() {
    let mut bench = Bench::new();
    bench.show("a", "one");
    eventually("shown", || bench.desktop.log().len() == 1);
    bench.show("b", "two");
    bench.notifier.withdraw("a");
    let desktop = Arc::clone(&bench.desktop);
    drop(bench);
    assert_eq!(desktop.log(), ["show 1 one", "show 2 two", "close 1"]);
    let ended = || Arc::strong_count(&desktop) == 1;
    eventually("the worker and its notices are gone", ended);
}

#[test]
fn dropping_does_not_wait_for_a_service_that_hangs() {
    for (late, what) in [(Duration::from_millis(20), "known to hang"), (FAR * 2, "not known to hang")] {
        let mut bench = Bench::with(Patience { late, lost: FAR * 4, farewell: Duration::from_millis(100) });
        bench.desktop.hang(true);
        bench.show("a", "one");
        bench.show("b", "two");
        let desktop = Arc::clone(&bench.desktop);
        let begun = monotonic_now();
        drop(bench);
        assert!(begun.elapsed() < Duration::from_secs(10), "{what}");
        let ended = || Arc::strong_count(&desktop) == 1;
        eventually("the worker and its calls are gone", ended);
    }
}
