//! The window itself: around the shell, or around what is said until there is a desk.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use egui::{Context, IconData, Ui, ViewportBuilder};

use super::app::Shell;
use super::app::away::{GOES_BY_CLOSING, Parting};
use super::coming::{Coming, ComingDesk};
use super::drawn::{Content, Drawn, Opening, Painted, open_by};
use super::preferences::{Kept, LEAST_SIZE};
use super::recovery::Recovery;
use super::theme::Tokens;
use super::tray::TrayKeeper;
use crate::desk::drill::DrillHandle;
use crate::desk::{DeskHandle, ToShow};
use crate::platform::{Anew, Clock, Drawing, DrawingChoice, SessionDisplay, SystemAutostart};

/// The name of the program, of its window and of its desktop file.
const TITLE: &str = "Bridgewatch";
const DRILL_TITLE: &str = "Drill · Bridgewatch";
const APP_ID: &str = "bridgewatch";

/// How the program was started.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// Without a window at first.
    pub is_hidden: bool,
    /// The data folder that was named; none for the usual one.
    pub data: Option<PathBuf>,
    /// How the window is to be drawn; as the preferences say if none.
    pub renderer: Option<DrawingChoice>,
}

impl Opened {
    /// The ways to draw a window over a data folder, by what was asked for and what the preferences say.
    pub fn drawing(&self, folder: &Path) -> Drawing {
        let choice = self.renderer.unwrap_or_else(|| Kept::read(folder).preferences.drawing);
        Drawing::of(folder, choice)
    }
}

/// How often the session is looked at while there is no window.
const LOOK: Duration = Duration::from_secs(15);

/// A shell that outlives its windows.
type Lasting = Rc<RefCell<Shell>>;

/// The shell and its desk, once there is one.
type Made = Rc<RefCell<Option<(Lasting, DeskHandle)>>>;

/// Opens the window on a desk, and returns when the program is to end: where the watch goes on without a window, it
/// waits until one is wanted. Where there is no desk the window says why and what can be done, and becomes the desk's
/// once a way has led to one. With an [`Anew`] where the program is to be started anew, for another way to draw.
///
/// The desk is waited for when the window is about to paint; should that take longer than a moment, the window says so.
///
/// # Errors
/// When the system gives no window or no graphics.
pub fn run(
    coming: ComingDesk,
    folder: &Path,
    clock: Arc<dyn Clock>,
    opened: &Opened,
    drawing: &mut Drawing,
) -> anyhow::Result<Option<Anew>> {
    let maker = Maker { clock, kept: Kept::read(folder), opened: opened.clone(), made: Made::default() };
    let mut coming = Coming::new(coming, folder);
    if opened.is_hidden
        && GOES_BY_CLOSING
        && let Ok(handle) = coming.wait()
    {
        let shell = maker.shell_on(&handle);
        if !is_wanted(&shell, &handle, &*maker.clock) {
            return Ok(None);
        }
    }
    let made = maker.made.borrow().clone();
    let mut opening = match made {
        Some((shell, _)) => open_again(drawing, shell)?,
        None => open(drawing, TITLE, maker.kept.preferences.size, |ctx, drawn| {
            let is_hidden = opened.is_hidden && !GOES_BY_CLOSING;
            let found = coming.wait_a_moment();
            let mut until =
                Until { maker: maker.clone(), drawn: drawn.clone(), is_hidden, shows: Shows::Coming(coming) };
            match found.and_then(|found| until.take(found, ctx)) {
                Some(shell) => Stage::Desk(shell),
                None => Stage::Until(Box::new(until.dressed(ctx))),
            }
        })?,
    };
    loop {
        if let Opening::Anew(anew) = opening {
            return Ok(Some(anew));
        }
        let Some((shell, handle)) = maker.made.borrow().clone() else { return Ok(None) };
        if !goes_on(&shell, &handle, &*maker.clock) {
            return Ok(None);
        }
        opening = open_again(drawing, shell)?;
    }
}

/// Opens the window of a shell that had one before, or went without until now.
fn open_again(drawing: &mut Drawing, shell: Lasting) -> anyhow::Result<Opening> {
    let size = shell.borrow().size();
    open(drawing, TITLE, size, |ctx, drawn| {
        show_in(&shell, ctx, drawn, false);
        Stage::Desk(shell)
    })
}

/// Makes the shell of a desk, however long the desk keeps it waiting.
#[derive(Clone)]
struct Maker {
    clock: Arc<dyn Clock>,
    kept: Kept,
    opened: Opened,
    made: Made,
}

impl Maker {
    fn shell_on(&self, handle: &DeskHandle) -> Lasting {
        let shell = lasting(handle.clone(), Arc::clone(&self.clock), self.kept.clone(), &self.opened);
        *self.made.borrow_mut() = Some((Rc::clone(&shell), handle.clone()));
        shell
    }
}

/// What stands in the window until there is a desk.
struct Until {
    maker: Maker,
    drawn: Drawn,
    is_hidden: bool,
    shows: Shows,
}

enum Shows {
    Coming(Coming),
    Recovery(Recovery),
}

impl Until {
    /// The looks of the window, which otherwise the shell gives it.
    fn dressed(self, ctx: &Context) -> Self {
        super::fonts::install(ctx);
        super::theme::apply(ctx);
        self.maker.kept.preferences.theme.set(ctx);
        ctx.set_zoom_factor(self.maker.kept.preferences.scale);
        self
    }

    /// Takes what has come of the desk; the shell that takes this place.
    fn take(&mut self, found: Result<DeskHandle, Recovery>, ctx: &Context) -> Option<Lasting> {
        match found {
            Ok(handle) => {
                let shell = self.maker.shell_on(&handle);
                show_in(&shell, ctx, &self.drawn, self.is_hidden);
                Some(shell)
            }
            Err(recovery) => {
                self.shows = Shows::Recovery(recovery);
                None
            }
        }
    }

    fn ui(&mut self, ui: &mut Ui) -> Option<Lasting> {
        let found = match &mut self.shows {
            Shows::Coming(coming) => coming.ui(ui),
            Shows::Recovery(recovery) => recovery.ui(ui).map(Ok),
        };
        found.and_then(|found| self.take(found, ui))
    }
}

fn lasting(handle: DeskHandle, clock: Arc<dyn Clock>, kept: Kept, opened: &Opened) -> Lasting {
    let tray = TrayKeeper::of_system(&handle, &clock);
    let autostart = Arc::new(SystemAutostart::of(opened.data.as_deref()));
    let mut shell = Shell::new(handle, clock, kept);
    shell.set_system(tray, autostart);
    shell.set_renderer_named(opened.renderer.is_some());
    Rc::new(RefCell::new(shell))
}

fn show_in(shell: &Lasting, ctx: &Context, drawn: &Drawn, is_hidden: bool) {
    let mut shell = shell.borrow_mut();
    shell.set_window(true);
    shell.attach(ctx);
    super::motion::apply(ctx, shell.is_still());
    shell.set_drawn(drawn);
    if is_hidden {
        shell.start_hidden(ctx);
    }
}

/// After a window has gone: whether another one is wanted, as soon as it is.
fn goes_on(shell: &Lasting, handle: &DeskHandle, clock: &dyn Clock) -> bool {
    let parting = shell.borrow().parting();
    parting == Some(Parting::Away) && is_wanted(shell, handle, clock)
}

/// Waits without a window until one is wanted; not, if the end is, or the session ends under it.
fn is_wanted(shell: &Lasting, handle: &DeskHandle, clock: &dyn Clock) -> bool {
    let (wake, woken) = channel();
    // Where nobody waits any more a window has taken over.
    handle.wake_by(Box::new(move || {
        wake.send(()).ok();
    }));
    shell.borrow_mut().set_window(false);
    let display = SessionDisplay::of_environment();
    loop {
        match handle.take_open_request() {
            Some(ToShow::End) => return false,
            // There is none already.
            Some(ToShow::Nothing) | None => {}
            Some(what) => {
                shell.borrow_mut().will_show(what);
                return true;
            }
        }
        let wait = shell.borrow_mut().keep_tray(clock.now());
        if woken.recv_timeout(wait.min(LOOK)) == Err(RecvTimeoutError::Disconnected) || display.is_gone() {
            return false;
        }
    }
}

/// Opens the window on the desk of a drill, and returns when it was closed.
///
/// # Errors
/// When the system gives no window or no graphics.
pub fn run_drill(
    handle: DeskHandle,
    clock: Arc<dyn Clock>,
    drill: DrillHandle,
    drawing: &mut Drawing,
) -> anyhow::Result<Option<Anew>> {
    let kept = Kept::read(&handle.snapshot().folder);
    let opening = open(drawing, DRILL_TITLE, kept.preferences.size, move |ctx, drawn| {
        let mut shell = Shell::new(handle, clock, kept).with_drill(drill);
        shell.attach(ctx);
        shell.set_drawn(drawn);
        Stage::Desk(Rc::new(RefCell::new(shell)))
    })?;
    Ok(opening.anew())
}

fn open(
    drawing: &mut Drawing,
    title: &str,
    [width, height]: [f32; 2],
    stage: impl FnOnce(&Context, &Drawn) -> Stage,
) -> anyhow::Result<Opening> {
    let viewport = ViewportBuilder::default()
        .with_title(title)
        .with_app_id(APP_ID)
        .with_inner_size([width, height])
        .with_min_inner_size(LEAST_SIZE)
        .with_icon(icon());
    let title_shown = title.to_owned();
    open_by(drawing, title, &viewport, |ctx, drawn, painted| {
        Box::new(Window { stage: stage(ctx, drawn), title: title_shown, painted })
    })
}

enum Stage {
    Desk(Lasting),
    Until(Box<Until>),
}

struct Window {
    stage: Stage,
    /// What screen readers call it.
    title: String,
    painted: Painted,
}

impl Content for Window {
    fn logic(&mut self, ctx: &Context) {
        self.painted.pass(ctx);
        if let Stage::Desk(shell) = &self.stage {
            shell.borrow_mut().hear(ctx);
        }
    }

    fn ui(&mut self, ui: &mut Ui) {
        ui.accesskit_node_builder(egui::accesskit_root_id(), |node| node.set_label(self.title.as_str()));
        let opened = match &mut self.stage {
            Stage::Desk(shell) => {
                shell.borrow_mut().ui(ui);
                return;
            }
            Stage::Until(until) => until.ui(ui),
        };
        if let Some(shell) = opened {
            self.stage = Stage::Desk(shell);
            ui.request_repaint();
        }
    }

    fn leave(&mut self) {
        if let Stage::Desk(shell) = &self.stage {
            shell.borrow_mut().leave();
        }
    }
}

/// The icon of the window: the mark of what is critical, on the ground of the night watch.
fn icon() -> IconData {
    const SIDE: u32 = 64;
    const MIDDLE: f32 = 31.5;
    let tokens = Tokens::dark();
    let mut rgba = Vec::with_capacity(SIDE as usize * SIDE as usize * 4);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let (dx, dy) = ((x as f32 - MIDDLE).abs(), (y as f32 - MIDDLE).abs());
            // A square with round corners, and a diamond in it.
            let corner = (dx - 20.0).max(0.0).hypot((dy - 20.0).max(0.0));
            let color = match (corner, dx + dy) {
                (corner, _) if corner > 11.0 => egui::Color32::TRANSPARENT,
                (_, across) if across < 18.0 => tokens.critical,
                (_, across) if across < 21.0 => tokens.surface,
                (_, across) if across < 24.0 => tokens.due_soon,
                _ => tokens.surface,
            };
            rgba.extend(color.to_array());
        }
    }
    IconData { rgba, width: SIDE, height: SIDE }
}
