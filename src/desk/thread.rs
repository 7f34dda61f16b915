//! The desk on a thread of its own. It waits for a command until the next alarm: the wait is the
//! timer, so an alarm needs no frame and no visible window.

use std::collections::BTreeSet;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::core::{Desk, DeskOptions};
use super::erasing::ErasePerson;
use super::error::DeskError;
use super::handoff::HandoffDone;
use super::import::{Course, ImportDone, Importing};
use super::outside::{Outside, hand_over};
use super::request::Request;
use super::snapshot::{Snapshot, ToShow};
use super::upkeep::Prepared;
use crate::domain::event::{EventId, IncidentId};
use crate::domain::time::Instant;
use crate::imports::incidents_csv::ImportedIncidents;
use crate::platform::{Clock, NoticePress};
use crate::store::handoff::Handoff;
use crate::store::{Store, StoreError};

/// Names one request to the desk until its outcome is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What became of a request.
#[derive(Debug, Clone)]
pub struct OutcomeOf {
    /// The request.
    pub ticket: Ticket,
    /// The entries it made, or why it was not done, in words.
    pub result: Result<Vec<EventId>, String>,
    /// The incident it was about or opened.
    pub incident: Option<IncidentId>,
    /// What a handoff brought, or the file that was made.
    pub handoff: Option<HandoffDone>,
    /// What an import brought.
    pub imported: Option<ImportDone>,
}

enum Message {
    Do(Ticket, Box<Request>),
    DoAll(Ticket, Vec<Request>),
    Pressed(NoticePress),
    HealthChanged,
    TestNotification,
    DismissNotice(String),
    ReloadPolicies,
    Backup(Ticket, PathBuf),
    Outside(Ticket, Outside),
    BringIn(Ticket, IncidentId),
    Merge(Ticket, Box<Handoff>),
    Preview(Ticket, Box<Handoff>),
    Import(Ticket, Importing),
    Export(Ticket, Option<String>),
    Restore(Ticket, Box<Prepared>),
    WriteAnew(Ticket),
    Erase(Ticket, ErasePerson),
    Keep(&'static str, String),
    With(Work),
    Quit,
}

/// What has the desk for itself for as long as it takes, and how it says then that it is done.
type Work = Box<dyn FnOnce(&mut Desk, Instant) -> Box<dyn FnOnce() + Send> + Send>;

struct Shared {
    snapshot: Mutex<Arc<Snapshot>>,
    outcomes: Mutex<Vec<OutcomeOf>>,
    /// What was asked for and has no outcome yet.
    outstanding: Mutex<BTreeSet<Ticket>>,
    open: Mutex<Option<ToShow>>,
    next_ticket: AtomicU64,
    waker: Mutex<Option<Box<dyn Fn() + Send>>>,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A thread that panicked with the lock held left whole values behind: they are replaced, never
    // changed in place.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A way to the desk: cheap to clone, never waits for a disk.
#[derive(Clone)]
pub struct DeskHandle {
    sender: Sender<Message>,
    shared: Arc<Shared>,
}

impl DeskHandle {
    /// The desk as it last was.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&locked(&self.shared.snapshot))
    }

    /// Asks for something. The outcome comes by [`Self::take_outcomes`].
    pub fn submit(&self, request: Request) -> Ticket {
        self.send_with_ticket(|ticket| Message::Do(ticket, Box::new(request)))
    }

    /// Asks for several things, all of them or none. A refusal says which one it is about, from 1.
    pub fn submit_all(&self, requests: Vec<Request>) -> Ticket {
        self.send_with_ticket(|ticket| Message::DoAll(ticket, requests))
    }

    /// Asks for a copy of the log in a file that is not there yet.
    pub fn backup_to(&self, file: PathBuf) -> Ticket {
        self.send_with_ticket(|ticket| Message::Backup(ticket, file))
    }

    /// Hands something to another program.
    pub fn outside(&self, outside: Outside) -> Ticket {
        self.send_with_ticket(|ticket| Message::Outside(ticket, outside))
    }

    /// Brings an incident of any age to hand, so that it can be shown: see [`Desk::bring_to_hand`].
    pub fn bring_in(&self, id: IncidentId) -> Ticket {
        self.send_with_ticket(|ticket| Message::BringIn(ticket, id))
    }

    /// Merges a file that was read and checked already: see [`super::handoff::open_file`].
    pub fn merge(&self, file: Handoff) -> Ticket {
        self.send_with_ticket(|ticket| Message::Merge(ticket, Box::new(file)))
    }

    /// Takes in a file of tickets, a part at a time, so that no alarm waits for it. `course` says how far it
    /// is, and can stop it.
    pub fn import(&self, file: Arc<ImportedIncidents>, course: Arc<Course>) -> Ticket {
        self.send_with_ticket(|ticket| Message::Import(ticket, Importing::new(file, course)))
    }

    /// Asks what merging a file would bring.
    pub fn preview(&self, file: Handoff) -> Ticket {
        self.send_with_ticket(|ticket| Message::Preview(ticket, Box::new(file)))
    }

    /// Asks for a file for another desk: all of the log, or what a desk that is known by name or device
    /// lacks. It comes with the outcome, and is saved by [`super::handoff::save_file`].
    pub fn export(&self, for_desk: Option<String>) -> Ticket {
        self.send_with_ticket(|ticket| Message::Export(ticket, for_desk))
    }

    /// Goes on with the log that was prepared: see [`Desk::restore`]. What is asked meanwhile waits. Refused while
    /// tickets are brought in.
    pub fn restore(&self, prepared: Prepared) -> Ticket {
        self.send_with_ticket(|ticket| Message::Restore(ticket, Box::new(prepared)))
    }

    /// Writes anew what follows from the log: see [`Desk::write_history_anew`].
    pub fn write_history_anew(&self) -> Ticket {
        self.send_with_ticket(Message::WriteAnew)
    }

    /// Erases a person: see [`Desk::erase`]. What is asked meanwhile waits.
    pub fn erase(&self, person: ErasePerson) -> Ticket {
        self.send_with_ticket(|ticket| Message::Erase(ticket, person))
    }

    fn send_with_ticket(&self, message: impl FnOnce(Ticket) -> Message) -> Ticket {
        let ticket = Ticket(self.shared.next_ticket.fetch_add(1, Ordering::Relaxed));
        locked(&self.shared.outstanding).insert(ticket);
        if self.sender.send(message(ticket)).is_err() {
            self.shared.answer(ticket, Err(DeskError::Stopped.to_string()), None);
        }
        ticket
    }

    /// The outcomes that have come in since the last call.
    pub fn take_outcomes(&self) -> Vec<OutcomeOf> {
        std::mem::take(&mut *locked(&self.shared.outcomes))
    }

    /// What somebody asked to see by a notification, the tray or a second start, once.
    pub fn take_open_request(&self) -> Option<ToShow> {
        locked(&self.shared.open).take()
    }

    /// Shows a notification that asks for nothing.
    pub fn test_notification(&self) {
        self.post(Message::TestNotification);
    }

    /// Somebody has read what they were told about their watch, by its key.
    pub fn dismiss_notice(&self, key: String) {
        self.post(Message::DismissNotice(key));
    }

    /// Reads the policy files again.
    pub fn reload_policies(&self) {
        self.post(Message::ReloadPolicies);
    }

    /// Keeps a text of the window's own, such as what is being typed, so that a crash does not lose
    /// it. Not a fact: it stands in a file of that name beside the log.
    pub fn keep(&self, file: &'static str, text: String) {
        self.post(Message::Keep(file, text));
    }

    /// Lets `work` have the desk itself, on the desk's thread with its present, and waits for what comes of it:
    /// how another process writes here. What takes long is given in parts, so that no alarm waits for it.
    ///
    /// # Errors
    /// When the desk has stopped.
    pub fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Desk, Instant) -> T + Send + 'static,
    ) -> Result<T, DeskError> {
        let (sender, receiver) = sync_channel(1);
        let message = Message::With(Box::new(move |desk, now| {
            let done = work(desk, now);
            // Whoever asked may have gone; what was done stays done.
            Box::new(move || drop(sender.send(done)))
        }));
        self.sender.send(message).map_err(|_err| DeskError::Stopped)?;
        receiver.recv().map_err(|_err| DeskError::Stopped)
    }

    /// Takes in a file of tickets as [`Self::import`] does, and waits until it is in.
    ///
    /// # Errors
    /// As [`Desk::import`]; parts that are in already stay.
    pub fn import_and_wait(&self, file: Arc<ImportedIncidents>) -> Result<ImportDone, DeskError> {
        let mut importing = Importing::new(file, Arc::default());
        loop {
            let (rest, over) = self.with(move |desk, now| {
                let over = importing.go_on(desk, now);
                (importing, over)
            })?;
            importing = rest;
            if let Some(done) = over {
                return done;
            }
        }
    }

    /// Something that the person should know, as long as the desk runs.
    pub fn remark(&self, words: String) {
        self.post(Message::With(Box::new(move |desk, _| {
            desk.remark(words);
            Box::new(|| {})
        })));
    }

    /// Asks whoever shows the desk to a person for something, as a press on a notification does.
    pub fn ask_to_show(&self, what: ToShow) {
        *locked(&self.shared.open) = Some(what);
        self.shared.wake();
    }

    /// Lets whoever shows the desk look again.
    pub fn wake(&self) {
        self.shared.wake();
    }

    /// Whether what was asked for by [`Self::ask_to_show`] is still to be taken.
    pub fn is_asked_to_show(&self) -> bool {
        locked(&self.shared.open).is_some()
    }

    /// Called, from the desk's thread, whenever there is something new to see.
    pub fn wake_by(&self, waker: Box<dyn Fn() + Send>) {
        *locked(&self.shared.waker) = Some(waker);
    }

    fn post(&self, message: Message) {
        if self.sender.send(message).is_err() {
            // The desk has stopped; the window learns it from the next submit.
            self.shared.wake();
        }
    }
}

impl Shared {
    /// The desk's thread has panicked. A watch that ended must not look like a quiet one.
    fn say_it_stopped(&self) {
        let mut snapshot = Snapshot::clone(&locked(&self.snapshot));
        snapshot.revision += 1;
        snapshot.is_stopped = true;
        snapshot.trouble = Some("the desk has stopped by a fault of the program".to_owned());
        *locked(&self.snapshot) = Arc::new(snapshot);
        let left: Vec<Ticket> = locked(&self.outstanding).iter().copied().collect();
        for ticket in left {
            self.answer(ticket, Err(DeskError::Stopped.to_string()), None);
        }
        self.wake();
    }

    /// Gives a request its outcome, once.
    fn answer(&self, ticket: Ticket, result: Result<Vec<EventId>, String>, incident: Option<IncidentId>) {
        self.tell(OutcomeOf { ticket, result, incident, handoff: None, imported: None });
    }

    fn answer_handoff(&self, ticket: Ticket, done: Result<HandoffDone, DeskError>) {
        let (result, handoff) = match done {
            Ok(done) => (Ok(Vec::new()), Some(done)),
            Err(err) => (Err(err.to_string()), None),
        };
        self.tell(OutcomeOf { ticket, result, incident: None, handoff, imported: None });
    }

    fn answer_import(&self, ticket: Ticket, done: Result<ImportDone, DeskError>) {
        let (result, imported) = match done {
            Ok(done) => (Ok(Vec::new()), Some(done)),
            Err(err) => (Err(err.to_string()), None),
        };
        self.tell(OutcomeOf { ticket, result, incident: None, handoff: None, imported });
    }

    fn tell(&self, outcome: OutcomeOf) {
        if locked(&self.outstanding).remove(&outcome.ticket) {
            locked(&self.outcomes).push(outcome);
            self.wake();
        }
    }

    fn wake(&self) {
        if let Some(waker) = &*locked(&self.waker) {
            waker();
        }
    }
}

/// The running desk. Dropping it lets the desk finish what it has and ends it.
pub struct DeskThread {
    handle: DeskHandle,
    thread: Option<JoinHandle<()>>,
}

impl DeskThread {
    /// Opens the desk and starts its thread. `options` is given a handle, so that a notifier can
    /// report presses to the desk it serves.
    pub fn start(
        clock: Arc<dyn Clock>,
        options: impl FnOnce(LateHandle) -> DeskOptions,
    ) -> Result<Self, DeskError> {
        let (sender, receiver) = channel();
        let late = LateHandle { sender: sender.clone() };
        let now = clock.now();
        let desk = Desk::open_at_once(options(late), now)?;
        if !desk.is_new() {
            back_up_beside(desk.folder().to_path_buf(), now, &sender);
        }
        let shared = Arc::new(Shared {
            snapshot: Mutex::new(Arc::new(desk.snapshot())),
            outcomes: Mutex::new(Vec::new()),
            outstanding: Mutex::new(BTreeSet::new()),
            open: Mutex::new(None),
            next_ticket: AtomicU64::new(1),
            waker: Mutex::new(None),
        });
        let handle = DeskHandle { sender, shared: Arc::clone(&shared) };
        let thread = std::thread::Builder::new()
            .name("desk".to_owned())
            .spawn(move || {
                let work = AssertUnwindSafe(|| run(desk, &receiver, &shared, &*clock));
                if !matches!(catch_unwind(work), Ok(false)) {
                    // First nobody can ask any more, then everybody who asked is answered.
                    drop(receiver);
                    shared.say_it_stopped();
                }
            })
            .map_err(|err| {
                DeskError::Refused(crate::domain::decide::Refusal::new(
                    format!("the desk's thread could not be started: {err}"),
                    "close other programs and start again",
                ))
            })?;
        Ok(Self { handle, thread: Some(thread) })
    }

    /// A way to it.
    pub fn handle(&self) -> DeskHandle {
        self.handle.clone()
    }
}

impl Drop for DeskThread {
    fn drop(&mut self) {
        self.handle.post(Message::Quit);
        if let Some(thread) = self.thread.take() {
            // If it panicked, what was accepted is on disk, and there is nobody left to tell.
            thread.join().ok();
        }
    }
}

/// After how long without a request the desk does what nobody waits for.
const REST: Duration = Duration::from_millis(300);

/// Has the day's backup made on a thread of its own, so that no start waits until the whole log is copied. What
/// goes wrong is told by the desk.
fn back_up_beside(folder: PathBuf, now: Instant, sender: &Sender<Message>) {
    let to_desk = sender.clone();
    let tell = move |why: String| {
        let remark = Message::With(Box::new(move |desk, _| {
            desk.remark(why);
            Box::new(|| {})
        }));
        // Where the desk has ended nobody listens any more.
        to_desk.send(remark).ok();
    };
    let told = tell.clone();
    let thread = std::thread::Builder::new().name("backup".to_owned());
    let started = thread.spawn(move || match Store::make_daily_backup(&folder, now) {
        Ok(()) => {}
        Err(StoreError::Damaged { file, reason }) if file.parent() == Some(&folder) => told(format!(
            "the log is damaged: {reason}; close the window and start again, and the newest good copy is offered"
        )),
        Err(err) => told(format!("the daily backup could not be made: {err}")),
    });
    if let Err(err) = started {
        tell(format!("the daily backup could not be made: no thread can be started: {err}"));
    }
}

/// A way to report to a desk that is just being opened.
#[derive(Clone)]
pub struct LateHandle {
    sender: Sender<Message>,
}

impl LateHandle {
    /// A button of a notification was pressed.
    pub fn pressed(&self, press: NoticePress) {
        self.post(Message::Pressed(press));
    }

    /// How notifications fare has changed.
    pub fn health_changed(&self) {
        self.post(Message::HealthChanged);
    }

    fn post(&self, message: Message) {
        // Where the desk has ended nobody listens any more, and nothing is lost by it.
        self.sender.send(message).ok();
    }
}

/// The revision that everybody sees.
fn shared_revision(shared: &Shared) -> u64 {
    locked(&shared.snapshot).revision
}

/// Works until it is told to end; whether it ended because there is no log any more.
fn run(mut desk: Desk, receiver: &Receiver<Message>, shared: &Arc<Shared>, clock: &dyn Clock) -> bool {
    let mut imports: Imports = VecDeque::new();
    loop {
        // Where the log cannot be written the reason stands in the snapshot as trouble, and the person
        // was told all the same.
        desk.tick(clock.now()).ok();
        let snapshot = desk.snapshot();
        if snapshot.revision != shared_revision(shared) {
            *locked(&shared.snapshot) = Arc::new(snapshot);
            shared.wake();
        }
        let wait = if imports.is_empty() { clock.really(desk.wait(clock.now())) } else { Duration::ZERO };
        let rests = desk.has_work_for_rest() && imports.is_empty() && wait > REST;
        let wait = if rests { REST } else { wait };
        match receiver.recv_timeout(wait) {
            Ok(Message::Import(ticket, importing)) => imports.push_back((ticket, importing)),
            Ok(Message::Restore(ticket, _)) if !imports.is_empty() => {
                let why = "tickets are being brought in; wait until they are in, or stop that";
                shared.answer(ticket, Err(why.to_owned()), None);
            }
            Ok(message) => {
                if !obey(&mut desk, message, shared, clock) {
                    return false;
                }
            }
            Err(RecvTimeoutError::Timeout) if rests => desk.rest(),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return false,
        }
        if desk.is_closed() {
            return true;
        }
        import_on(&mut desk, &mut imports, shared, clock);
    }
}

/// The imports that are under way, and those that wait for them.
type Imports = VecDeque<(Ticket, Importing)>;

/// Does the next part of the first import, if there is one.
fn import_on(desk: &mut Desk, imports: &mut Imports, shared: &Shared, clock: &dyn Clock) {
    let Some((ticket, importing)) = imports.front_mut() else { return };
    let ticket = *ticket;
    let over = importing.go_on(desk, clock.now());
    *locked(&shared.snapshot) = Arc::new(desk.snapshot());
    if let Some(done) = over {
        imports.pop_front();
        shared.answer_import(ticket, done);
    }
    shared.wake();
}

/// Hands something to another program on a thread of its own: that program may take its time, and no
/// alarm waits for it.
fn hand_over_beside(folder: PathBuf, outside: Outside, ticket: Ticket, shared: &Arc<Shared>) {
    let own = Arc::clone(shared);
    let thread = std::thread::Builder::new().name("outside".to_owned()).spawn(move || {
        let result = hand_over(&folder, &outside).map(|()| Vec::new());
        own.answer(ticket, result.map_err(|err| err.to_string()), None);
    });
    if let Err(err) = thread {
        shared.answer(ticket, Err(format!("no thread can be started: {err}; try again")), None);
    }
}

/// Whether to go on.
fn obey(desk: &mut Desk, message: Message, shared: &Arc<Shared>, clock: &dyn Clock) -> bool {
    match message {
        Message::Do(ticket, request) => {
            let result = desk.handle(*request, clock.now());
            let incident = result.as_ref().ok().and_then(|events| {
                events.iter().find_map(|event| match event.subject {
                    crate::domain::event::Subject::Incident(id) => Some(id),
                    _ => None,
                })
            });
            let result = result
                .map(|events| events.iter().map(|event| event.id).collect())
                .map_err(|err| err.to_string());
            // The snapshot first, so that whoever sees the outcome sees what it did.
            *locked(&shared.snapshot) = Arc::new(desk.snapshot());
            shared.answer(ticket, result, incident);
        }
        Message::DoAll(ticket, requests) => {
            let result = desk
                .handle_all(requests, clock.now())
                .map(|events| events.iter().map(|event| event.id).collect())
                .map_err(|(place, err)| format!("number {}: {err}", place + 1));
            *locked(&shared.snapshot) = Arc::new(desk.snapshot());
            shared.answer(ticket, result, None);
        }
        Message::Backup(ticket, file) => {
            let result = desk.backup_to(&file).map(|()| Vec::new()).map_err(|err| err.to_string());
            shared.answer(ticket, result, None);
        }
        Message::Merge(ticket, file) => {
            let done = desk.merge(&file, clock.now()).map(HandoffDone::Merged);
            *locked(&shared.snapshot) = Arc::new(desk.snapshot());
            shared.answer_handoff(ticket, done);
        }
        Message::Preview(ticket, file) => {
            let done = desk.preview(&file, clock.now()).map(HandoffDone::Previewed);
            shared.answer_handoff(ticket, done);
        }
        Message::Export(ticket, for_desk) => {
            let made = desk.export(for_desk.as_deref(), clock.now());
            shared.answer_handoff(ticket, made.map(|made| HandoffDone::Exported(Box::new(made))));
        }
        Message::Restore(ticket, prepared) => {
            let result =
                desk.restore(*prepared, clock.now()).map(|_| Vec::new()).map_err(|err| err.to_string());
            *locked(&shared.snapshot) = Arc::new(desk.snapshot());
            shared.answer(ticket, result, None);
        }
        Message::WriteAnew(ticket) => {
            let result = desk.write_history_anew(clock.now());
            *locked(&shared.snapshot) = Arc::new(desk.snapshot());
            shared.answer(ticket, result.map(|()| Vec::new()).map_err(|err| err.to_string()), None);
        }
        Message::Erase(ticket, person) => {
            let result = desk.erase(&person, clock.now());
            *locked(&shared.snapshot) = Arc::new(desk.snapshot());
            shared.answer(ticket, result.map(|done| done.entries).map_err(|err| err.to_string()), None);
        }
        Message::Outside(ticket, outside) => {
            hand_over_beside(desk.folder().to_path_buf(), outside, ticket, shared);
        }
        Message::BringIn(ticket, id) => {
            let result = desk.bring_to_hand(id).map(|()| Vec::new()).map_err(|err| err.to_string());
            *locked(&shared.snapshot) = Arc::new(desk.snapshot());
            shared.answer(ticket, result, Some(id));
        }
        Message::Pressed(press) => {
            if let Ok(Some(what)) = desk.pressed(&press, clock.now()) {
                *locked(&shared.open) = Some(what);
                shared.wake();
            }
        }
        Message::Keep(file, text) => desk.keep(file, &text),
        Message::HealthChanged => desk.note_health(),
        Message::TestNotification => desk.test_notification(),
        Message::DismissNotice(key) => desk.dismiss_notice(&key, clock.now()),
        Message::ReloadPolicies => desk.reload_policies(),
        Message::With(work) => {
            let tell = work(desk, clock.now());
            // The snapshot first here too.
            *locked(&shared.snapshot) = Arc::new(desk.snapshot());
            tell();
            shared.wake();
        }
        // Done by the loop itself, a part at a time.
        Message::Import(..) => {}
        Message::Quit => return false,
    }
    true
}
