//! Work on files beside the frames: a named thread each, and what came of it by a channel.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use egui::Context;

use crate::desk::erasing::ErasureLook;
use crate::desk::handoff::Handoff;
use crate::domain::report::figures::FigureEntered;
use crate::domain::time::Instant;
use crate::imports::ImportedRota;
use crate::imports::holidays_ics::ImportedHolidays;
use crate::platform::{Dialogs, FileAsk, SystemDialogs};
use crate::ui::billing::Billed;
use crate::ui::directory::file_forms::DirectoryLooked;
use crate::ui::forms::FormKind;
use crate::ui::history::{Sight, TicketsLooked};
use crate::ui::scorecard::Scored;
use crate::ui::service::Looked;
use crate::ui::settings::{DataDone, PolicyDone};

/// What came of some work.
#[derive(Debug)]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum Done {
    /// A dialog was closed, with a path or without, and when it was asked for.
    Chosen { form: FormKind, path: Option<PathBuf>, asked_at: Instant },
    /// A handoff file was read and checked, or why not.
    Looked { form: FormKind, path: PathBuf, read: Result<Box<Handoff>, String> },
    /// A file was written: what to say, or why not.
    Saved { form: FormKind, said: Result<String, String> },
    /// The whole log was looked through.
    LookedThrough(Looked),
    /// The billing detail of a month was made.
    Billed(Billed),
    /// The history was looked into: which look it was, and what it saw, or why it could not.
    HistorySeen { number: u64, sight: Result<Sight, String> },
    /// A file of tickets was looked at, or why it could not be.
    TicketsLooked { looked: Result<Box<TicketsLooked>, String> },
    /// A file of the directory was looked at, or why it could not be.
    DirectoryRead { form: FormKind, read: Result<Box<DirectoryLooked>, String> },
    /// It was looked at what erasing a person would change, or why it is refused.
    ErasureSeen { form: FormKind, look: Result<Box<ErasureLook>, String> },
    /// The log was read for a scorecard.
    Scored(Scored),
    /// A file of figures was read, or why not.
    FiguresRead { form: FormKind, path: PathBuf, read: Result<Vec<FigureEntered>, String> },
    /// The system was asked whether the program starts with the session; why a change was not taken, if it was
    /// not.
    StartAtLogin { is_on: Result<bool, String>, refusal: Option<String> },
    /// The holidays of a calendar's file were read, or why not.
    HolidaysRead { form: FormKind, path: PathBuf, read: Result<ImportedHolidays, String> },
    /// Something was done with a policy of one's own.
    Policies(PolicyDone),
    /// What came of looking after the data.
    Data(DataDone),
    /// A rota's file was read, or why not.
    RotaRead { form: FormKind, path: PathBuf, read: Result<ImportedRota, String> },
}

/// The work that is out, and the way it comes back.
pub struct Beside {
    dialogs: Arc<dyn Dialogs>,
    sender: Sender<Done>,
    receiver: Receiver<Done>,
    out: usize,
}

impl Default for Beside {
    fn default() -> Self {
        let (sender, receiver) = channel();
        Self { dialogs: Arc::new(SystemDialogs), sender, receiver, out: 0 }
    }
}

impl Beside {
    /// The same with other dialogs than the system's.
    #[must_use]
    pub fn with_dialogs(self, dialogs: Arc<dyn Dialogs>) -> Self {
        Self { dialogs, ..self }
    }

    /// Asks a person for a file.
    pub fn choose(&mut self, form: FormKind, ask: FileAsk, asked_at: Instant, ctx: &Context) {
        self.out += 1;
        let (sender, waking) = (self.sender.clone(), ctx.clone());
        self.dialogs.ask(
            ask,
            Box::new(move |path| {
                // Where the window is gone, nobody waits for the answer.
                sender.send(Done::Chosen { form, path, asked_at }).ok();
                waking.request_repaint();
            }),
        );
    }

    /// Starts some work. Where no thread can be had it is done here and now, rather than not at all.
    pub fn start(&mut self, ctx: &Context, work: impl FnOnce() -> Done + Send + 'static) {
        self.out += 1;
        let (sender, waking) = (self.sender.clone(), ctx.clone());
        let work = std::sync::Mutex::new(Some(work));
        let work = Arc::new(move || {
            let mine = work.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
            if let Some(work) = mine {
                sender.send(work()).ok();
                waking.request_repaint();
            }
        });
        let own = Arc::clone(&work);
        if std::thread::Builder::new().name("files".to_owned()).spawn(move || own()).is_err() {
            work();
        }
    }

    /// What has come since the last call.
    pub fn take(&mut self) -> Vec<Done> {
        let done: Vec<Done> = self.receiver.try_iter().collect();
        self.out = self.out.saturating_sub(done.len());
        done
    }

    /// Whether any is out.
    pub fn is_busy(&self) -> bool {
        self.out > 0
    }
}
