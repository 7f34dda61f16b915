//! Opening the window: the folder is taken, the desk is started while the window comes, and where either cannot be
//! had, the window says why and what can be done about it. The same for the window of a drill.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::cli::{self, Drilling, Serving};
use crate::desk::drill::{self, Drill, DrillHandle};
use crate::desk::{DeskError, DeskHandle, DeskOptions, DeskThread, ToShow};
use crate::documents::sentence;
use crate::domain::time::{Instant, whole_second};
use crate::domain::typed_time::understood;
use crate::platform::{
    Anew, Clock, Drawing, FastClock, FolderHeld, FolderLock, MarkedNotifier, Notifier, SilentNotifier,
    SystemClock, default_data_folder, make_private_folder, system_zone, when_told_to_end,
};
use crate::store::{StoreError, recovery};
use crate::ui::recovery::{Recovery, Way};
use crate::ui::{ComingDesk, Opened};

/// What must live as long as the window: the folder's lock, the desk's thread, and the ear for commands. The latter two
/// come once the desk is open.
struct Held {
    // Dropped in this order: first nobody can ask any more, and the desk ends before the folder is free.
    serving: Option<Serving>,
    thread: Option<DeskThread>,
    _lock: FolderLock,
}

type Keeper = Arc<Mutex<Option<Held>>>;

fn held(keeper: &Keeper) -> std::sync::MutexGuard<'_, Option<Held>> {
    keeper.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens the window on a data folder; the usual one if none is named. Returns when the program is to end.
///
/// A second start over the same folder brings the first one's window forward; a hidden one leaves it as it is. Where
/// another process has to draw the window, this one ends its desk first and starts that one.
pub fn open_window(opened: &Opened) -> anyhow::Result<ExitCode> {
    let folder = match &opened.data {
        Some(folder) => folder.clone(),
        None => default_data_folder()?,
    };
    let mut drawing = opened.drawing(&folder);
    match open_desk(&folder, opened, &mut drawing)? {
        Some(anew) => Ok(anew.start()?),
        None => Ok(ExitCode::SUCCESS),
    }
}

fn open_desk(folder: &Path, opened: &Opened, drawing: &mut Drawing) -> anyhow::Result<Option<Anew>> {
    let (clock, keeper): (Arc<dyn Clock>, _) = (Arc::new(SystemClock), Keeper::default());
    let folder_kept = folder.to_path_buf();
    let place = Place { folder: folder_kept, clock: Arc::clone(&clock), keeper: Arc::clone(&keeper) };
    let coming: ComingDesk = match place.take() {
        Ok(()) => {
            let mut opening = BeingOpened::beside(place);
            Box::new(move |patience| opening.wait(patience))
        }
        // At a login two programs may be started; the first one is enough.
        Err(Why::Held(FolderHeld::Held { .. })) if opened.is_hidden => return Ok(None),
        // The one that runs comes forward instead of a second one.
        Err(Why::Held(FolderHeld::Held { .. })) if cli::bring_forward(folder) => return Ok(None),
        Err(why) => Box::new(move |_| Some(Err(place.recovery(&why)))),
    };
    let shown = crate::ui::run(coming, folder, clock, opened, drawing);
    // Whoever waited for the desk is gone by now; it lives as long as its window, and longer where none is wanted.
    drop(keeper);
    shown
}

/// A desk that is being opened on a thread of its own, while the window comes. Nobody leaves it half open.
struct BeingOpened {
    place: Place,
    opened: Receiver<Result<DeskHandle, Recovery>>,
    thread: Option<JoinHandle<()>>,
}

impl BeingOpened {
    fn beside(place: Place) -> Self {
        let (tell, opened) = channel();
        let own = place.clone();
        let thread = std::thread::Builder::new().name("opening".to_owned());
        // Without a thread it is opened by whoever waits for it. Where nobody waits any more it goes with the keeper.
        // The ways on are found here too: to look through the backups takes time.
        let open = move || drop(tell.send(own.open().map_err(|why| own.recovery(&why))));
        Self { place, opened, thread: thread.spawn(open).ok() }
    }

    /// What has come of it, should it do so within that time.
    fn wait(&mut self, patience: Duration) -> Option<Result<DeskHandle, Recovery>> {
        match self.opened.recv_timeout(patience) {
            Ok(opened) => Some(opened),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => {
                Some(self.place.start().map_err(|why| self.place.recovery(&why)))
            }
        }
    }
}

impl Drop for BeingOpened {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            // Should it have panicked, whoever waits has opened the desk again or heard why not.
            thread.join().ok();
        }
    }
}

/// Opens the window on a drill: a folder of its own, made anew, a clock that runs faster, and a script.
/// Returns when it was closed.
pub fn open_drill(opened: &Opened, asked: &Drilling) -> anyhow::Result<ExitCode> {
    let folder = match &opened.data {
        Some(folder) => folder.clone(),
        None => drill::folder::beside(&default_data_folder()?),
    };
    let mut drawing = opened.drawing(&folder);
    match play(&folder, asked, &mut drawing)? {
        Some(anew) => Ok(anew.start()?),
        None => Ok(ExitCode::SUCCESS),
    }
}

fn play(folder: &Path, asked: &Drilling, drawing: &mut Drawing) -> anyhow::Result<Option<Anew>> {
    let script = drill::read_script(asked.script.as_deref()).map_err(|why| anyhow::anyhow!(why))?;
    let start = SystemClock.now();
    let _lock = drill::folder::make_anew(folder, start)?;
    drill::set_up(folder, system_zone(), start)?;
    let clock = Arc::new(FastClock::new(SystemClock.now(), asked.speed));
    let notifies = asked.notify;
    let desk = DeskThread::start(Arc::<FastClock>::clone(&clock), |late| {
        let options = cli::open_desk_options(folder.to_path_buf(), late);
        // Silent unless somebody asks: what rings for a drill must not be taken for the real desk's.
        let notifier: Box<dyn Notifier> = if notifies {
            Box::new(MarkedNotifier::new("Drill: ", options.notifier))
        } else {
            Box::new(SilentNotifier)
        };
        DeskOptions { notifier, ..options }
    })?;
    let handle = DrillHandle::new(Arc::new(script), Arc::clone(&clock));
    let playing = Drill::start(handle, desk.handle()).map_err(|why| anyhow::anyhow!(why))?;
    let closed = crate::ui::run_drill(desk.handle(), clock, playing.handle(), drawing);
    // In this order: the script ends before the desk, and the desk before the folder is free.
    drop(playing);
    drop(desk);
    closed
}

/// Why there is no desk.
#[derive(Debug, thiserror::Error)]
enum Why {
    #[error(transparent)]
    Platform(#[from] crate::platform::PlatformError),
    #[error(transparent)]
    Held(#[from] FolderHeld),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl Why {
    const fn title(&self) -> &'static str {
        match self {
            Self::Held(FolderHeld::Held { .. }) => "Bridgewatch is open already",
            Self::Desk(DeskError::Store(StoreError::Newer { .. })) => "This log is from a newer Bridgewatch",
            _ => "The desk could not be opened",
        }
    }
}

/// A data folder, and who keeps what was taken of it.
#[derive(Clone)]
struct Place {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    keeper: Keeper,
}

impl Place {
    /// Takes the folder, and lets go of what was taken of it before.
    fn take(&self) -> Result<(), Why> {
        drop(held(&self.keeper).take());
        make_private_folder(&self.folder)?;
        let lock = FolderLock::take(&self.folder, "window", self.clock.now())?;
        *held(&self.keeper) = Some(Held { serving: None, thread: None, _lock: lock });
        Ok(())
    }

    /// Opens the desk over the folder that was taken. Where that fails the folder is free again.
    fn open(&self) -> Result<DeskHandle, Why> {
        let options = |late| cli::open_desk_options(self.folder.clone(), late);
        let started = DeskThread::start(Arc::clone(&self.clock), options);
        let thread = started.inspect_err(|_| drop(held(&self.keeper).take()))?;
        let handle = thread.handle();
        let serving = cli::serve(&self.folder, handle.clone(), Arc::clone(&self.clock), true);
        // Without it the desk works; the command line says then that the folder is in use.
        let serving = serving.map_err(|why| handle.remark(sentence(&why.to_string()))).ok();
        end_when_told(&handle);
        if let Some(held) = held(&self.keeper).as_mut() {
            (held.serving, held.thread) = (serving, Some(thread));
        }
        Ok(handle)
    }

    fn start(&self) -> Result<DeskHandle, Why> {
        self.take().and_then(|()| self.open())
    }

    /// What stands in the window where there is no desk.
    fn recovery(&self, why: &Why) -> Recovery {
        let reason = sentence(&why.to_string());
        let (title, ways) = match why {
            Why::Desk(DeskError::Store(StoreError::Damaged { .. })) => ("The log is damaged", self.ways_on()),
            why => (why.title(), vec![self.try_again()]),
        };
        Recovery { title: title.to_owned(), reason, folder: self.folder.clone(), ways, refusal: None }
    }

    fn try_again(&self) -> Way {
        let place = self.clone();
        Way {
            words: "Try again".to_owned(),
            explains: "Once what is named above is mended".to_owned(),
            go: Box::new(move || place.start().map_err(|why| why.to_string())),
        }
    }

    /// The ways on from a damaged log: the newest good backup, or a new log. What is there is set aside, never
    /// deleted.
    fn ways_on(&self) -> Vec<Way> {
        let mut ways = Vec::new();
        if let Some(backup) = recovery::newest_good_backup(&self.folder) {
            let taken = understood(whole_second(backup.taken_at), system_zone());
            let place = self.clone();
            ways.push(Way {
                words: "Restore the newest good backup".to_owned(),
                explains: format!(
                    "Taken {taken}, {} entries. The damaged file is kept beside it",
                    backup.events
                ),
                go: Box::new(move || {
                    place.with_lock(|now| recovery::restore(&place.folder, &backup, now).map(drop))?;
                    place.start().map_err(|why| why.to_string())
                }),
            });
        }
        let place = self.clone();
        ways.push(Way {
            words: "Start a new log".to_owned(),
            explains: "The damaged file is kept; nothing of it is shown until it is restored".to_owned(),
            go: Box::new(move || {
                place.with_lock(|now| recovery::set_aside(&place.folder, now).map(drop))?;
                place.start().map_err(|why| why.to_string())
            }),
        });
        ways
    }

    /// Does something to the folder's files while nobody else has it.
    fn with_lock(&self, work: impl FnOnce(Instant) -> Result<(), StoreError>) -> Result<(), String> {
        let now = self.clock.now();
        let lock = FolderLock::take(&self.folder, "recovery", now).map_err(|err| err.to_string())?;
        let done = work(now).map_err(|err| err.to_string());
        drop(lock);
        done
    }
}

/// How long the window may take to end in its own way.
const FAREWELL: Duration = Duration::from_secs(3);

/// Ends at once and without a question when the system says so, as at a logout.
fn end_when_told(handle: &DeskHandle) {
    let handle = handle.clone();
    when_told_to_end(move || {
        handle.ask_to_show(ToShow::End);
        // A window that hangs does not keep the session from ending; what was accepted is on disk.
        let last = std::thread::Builder::new().name("farewell".to_owned());
        last.spawn(|| {
            std::thread::sleep(FAREWELL);
            std::process::exit(0);
        })
        .ok();
    });
}
