//! Opening the window: the folder is taken, the desk is started, and where either cannot be had, a
//! window says why and what can be done about it. The same for the window of a drill.

use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::cli::{self, Drilling, Serving};
use crate::desk::drill::{self, Drill, DrillHandle};
use crate::desk::{DeskError, DeskHandle, DeskOptions, DeskThread, ToShow};
use crate::documents::sentence;
use crate::domain::time::whole_second;
use crate::domain::typed_time::understood;
use crate::platform::{
    Anew, Clock, Drawing, FastClock, FolderHeld, FolderLock, MarkedNotifier, Notifier, SilentNotifier,
    SystemClock, default_data_folder, make_private_folder, system_zone, when_told_to_end,
};
use crate::store::{StoreError, recovery};
use crate::ui::Opened;
use crate::ui::recovery::{Recovery, Way};

/// What must live as long as the window: the folder's lock, the desk's thread, and the ear for commands.
struct Held {
    // Dropped in this order: first nobody can ask any more, and the desk ends before the folder is free.
    _serving: Option<Serving>,
    _thread: DeskThread,
    _lock: FolderLock,
}

type Keeper = Arc<Mutex<Option<Held>>>;

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
    if let Some(code) = anew_at_once(&mut drawing) {
        return Ok(code);
    }
    match open_desk(&folder, opened, &mut drawing)? {
        Some(anew) => Ok(anew.start()?),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// Starts the program anew before anything is taken, where the first way to draw wants that.
fn anew_at_once(drawing: &mut Drawing) -> Option<ExitCode> {
    let refused = drawing.anew_at_once()?.start();
    // Refused, the window goes another way.
    refused.map_err(|why| drawing.failed(&why.to_string())).ok()
}

fn open_desk(folder: &Path, opened: &Opened, drawing: &mut Drawing) -> anyhow::Result<Option<Anew>> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let keeper: Keeper = Arc::default();
    match start(folder, &clock, &keeper) {
        Ok(handle) => crate::ui::run(handle, clock, opened, drawing),
        // At a login two programs may be started; the first one is enough.
        Err(Why::Held(FolderHeld::Held { .. })) if opened.is_hidden => Ok(None),
        // The one that runs comes forward instead of a second one.
        Err(Why::Held(FolderHeld::Held { .. })) if cli::bring_forward(folder) => Ok(None),
        Err(why @ Why::Desk(DeskError::Store(StoreError::Damaged { .. }))) => {
            let recovery = damaged(folder, &clock, &keeper, sentence(&why.to_string()));
            recovery.run(clock, opened, drawing)
        }
        Err(why) => {
            let recovery = Recovery {
                title: why.title().to_owned(),
                reason: sentence(&why.to_string()),
                folder: folder.to_path_buf(),
                ways: vec![try_again(folder, &clock, &keeper)],
                refusal: None,
            };
            recovery.run(clock, opened, drawing)
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
    if let Some(code) = anew_at_once(&mut drawing) {
        return Ok(code);
    }
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

fn start(folder: &Path, clock: &Arc<dyn Clock>, keeper: &Keeper) -> Result<DeskHandle, Why> {
    make_private_folder(folder)?;
    let lock = FolderLock::take(folder, "window", clock.now())?;
    let folder = folder.to_path_buf();
    let options = |late| cli::open_desk_options(folder.clone(), late);
    let thread = DeskThread::start(Arc::clone(clock), options)?;
    let handle = thread.handle();
    let serving = cli::serve(&folder, handle.clone(), Arc::clone(clock), true);
    // Without it the desk works; the command line says then that the folder is in use.
    let serving = serving.map_err(|why| handle.remark(sentence(&why.to_string()))).ok();
    end_when_told(&handle);
    let held = Held { _serving: serving, _thread: thread, _lock: lock };
    *keeper.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
    Ok(handle)
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

fn try_again(folder: &Path, clock: &Arc<dyn Clock>, keeper: &Keeper) -> Way {
    let (folder, clock, keeper) = (folder.to_path_buf(), Arc::clone(clock), Arc::clone(keeper));
    Way {
        words: "Try again".to_owned(),
        explains: "Once what is named above is mended".to_owned(),
        go: Box::new(move || start(&folder, &clock, &keeper).map_err(|err| err.to_string())),
    }
}

/// The log is damaged: the newest good backup, or a new log. What is there is set aside, never
/// deleted.
fn damaged(folder: &Path, clock: &Arc<dyn Clock>, keeper: &Keeper, reason: String) -> Recovery {
    let mut ways = Vec::new();
    if let Some(backup) = recovery::newest_good_backup(folder) {
        let taken = understood(whole_second(backup.taken_at), system_zone());
        let (folder, clock, keeper) = (folder.to_path_buf(), Arc::clone(clock), Arc::clone(keeper));
        ways.push(Way {
            words: "Restore the newest good backup".to_owned(),
            explains: format!("Taken {taken}, {} entries. The damaged file is kept beside it", backup.events),
            go: Box::new(move || {
                with_lock(&folder, &clock, |now| recovery::restore(&folder, &backup, now).map(drop))?;
                start(&folder, &clock, &keeper).map_err(|err| err.to_string())
            }),
        });
    }
    let (own, again, kept) = (folder.to_path_buf(), Arc::clone(clock), Arc::clone(keeper));
    ways.push(Way {
        words: "Start a new log".to_owned(),
        explains: "The damaged file is kept; nothing of it is shown until it is restored".to_owned(),
        go: Box::new(move || {
            with_lock(&own, &again, |now| recovery::set_aside(&own, now).map(drop))?;
            start(&own, &again, &kept).map_err(|err| err.to_string())
        }),
    });
    Recovery {
        title: "The log is damaged".to_owned(),
        reason,
        folder: folder.to_path_buf(),
        ways,
        refusal: None,
    }
}

/// Does something to the folder's files while nobody else has it.
fn with_lock(
    folder: &Path,
    clock: &Arc<dyn Clock>,
    work: impl FnOnce(crate::domain::time::Instant) -> Result<(), StoreError>,
) -> Result<(), String> {
    let now = clock.now();
    let lock = FolderLock::take(folder, "recovery", now).map_err(|err| err.to_string())?;
    let done = work(now).map_err(|err| err.to_string());
    drop(lock);
    done
}
