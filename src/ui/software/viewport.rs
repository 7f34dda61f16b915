//! One window: where it stands with egui and the system, and when its next frame is due. Never here: what is painted.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{
    Context, DeferredViewportUiCallback, Event, RawInput, Vec2, ViewportBuilder, ViewportCommand, ViewportId,
    ViewportInfo, ViewportOutput, vec2,
};
use egui_winit::winit::event_loop::ActiveEventLoop;
use egui_winit::winit::window::{Window, WindowId};
use egui_winit::{ActionRequested, State, process_viewport_commands};

use super::Failure;
use super::face::{Display, Face};

/// Frames do not follow each other faster than eyes and screens do.
const BETWEEN_FRAMES: Duration = Duration::from_millis(16);

/// A window that cannot be seen looks no oftener than this whether it is to be shown again.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// A frame that failed is tried again after this.
pub(super) const AGAIN: Duration = Duration::from_millis(500);

/// How long the system may keep a frame waiting before what has to go on does so without one: Wayland asks for none
/// while a window is covered.
const WAITED: Duration = Duration::from_millis(250);

/// The largest side of a picture of letters. More than a window of letters needs, in a form that grows downwards.
const MAX_TEXTURE_SIDE: usize = 4096;

/// The window of a viewport, once the system has given it one.
pub(super) struct Shown {
    pub window: Arc<Window>,
    pub state: State,
    pub face: Face,
    /// Whether it has been painted and put on the screen.
    pub is_out: bool,
}

/// A viewport of egui's: the window of the program, or one beside it.
pub(super) struct Viewport {
    parent: ViewportId,
    builder: ViewportBuilder,
    /// What stands in it; none for the first one, whose content is the program's.
    pub content: Option<Arc<DeferredViewportUiCallback>>,
    pub info: ViewportInfo,
    pub actions: Vec<ActionRequested>,
    pub shown: Option<Shown>,
    /// What came while nothing was shown, for the next frame.
    pub kept_input: RawInput,
    commands: Vec<ViewportCommand>,
    due: Option<Instant>,
    asked_at: Option<Instant>,
    turned_at: Option<Instant>,
}

impl Viewport {
    pub fn new(
        parent: ViewportId,
        builder: ViewportBuilder,
        content: Option<Arc<DeferredViewportUiCallback>>,
    ) -> Self {
        Self {
            parent,
            builder,
            content,
            info: ViewportInfo::default(),
            actions: Vec::new(),
            shown: None,
            kept_input: RawInput::default(),
            commands: Vec::new(),
            due: None,
            asked_at: None,
            turned_at: None,
        }
    }

    pub const fn parent(&self) -> ViewportId {
        self.parent
    }

    pub const fn builder(&self) -> &ViewportBuilder {
        &self.builder
    }

    pub fn is_of(&self, window: WindowId) -> bool {
        self.shown.as_ref().is_some_and(|shown| shown.window.id() == window)
    }

    /// Takes what egui wants of it now.
    pub fn update(&mut self, ctx: &Context, output: ViewportOutput) {
        self.parent = output.parent;
        self.content = output.viewport_ui_cb;
        let (commands, is_another) = self.builder.patch(output.builder);
        if is_another {
            self.shown = None;
        }
        self.obey(ctx, commands.into_iter().chain(output.commands));
    }

    /// Carries out what egui wants of the window, as soon as there is one.
    pub fn obey(&mut self, ctx: &Context, commands: impl IntoIterator<Item = ViewportCommand>) {
        self.commands.extend(commands);
        if let Some(shown) = &self.shown {
            let commands = std::mem::take(&mut self.commands);
            process_viewport_commands(ctx, &mut self.info, commands, &shown.window, &mut self.actions);
        }
    }

    /// Gets its window from the system. It stays hidden until something is painted in it.
    pub fn open(
        &mut self,
        id: ViewportId,
        ctx: &Context,
        event_loop: &ActiveEventLoop,
        display: &Display,
    ) -> Result<(), Failure> {
        if self.shown.is_some() {
            return Ok(());
        }
        let mut builder = self.builder.clone().with_visible(false);
        // Larger than the screen it would not come on some systems.
        builder.inner_size = builder.inner_size.map(|size| size.min(largest_screen(ctx, event_loop)));
        let window = egui_winit::create_window(ctx, event_loop, &builder)
            .map_err(|err| Failure::Window(err.to_string()))?;
        #[cfg(windows)]
        set_taskbar_icon(&window, &builder);
        let window = Arc::new(window);
        let state = State::new(
            ctx.clone(),
            id,
            event_loop,
            Some(window.scale_factor() as f32),
            event_loop.system_theme(),
            Some(MAX_TEXTURE_SIDE),
        );
        egui_winit::update_viewport_info(&mut self.info, ctx, &window, true);
        let face =
            Face::new(display, Arc::clone(&window)).map_err(|err| Failure::Drawing(err.to_string()))?;
        self.shown = Some(Shown { window, state, face, is_out: false });
        self.due = Some(crate::platform::monotonic_now());
        Ok(())
    }

    /// A frame is wanted, then or earlier.
    pub fn want(&mut self, when: Instant) {
        self.due = Some(self.due.map_or(when, |due| due.min(when)));
    }

    /// A frame is made now, asked for or not.
    pub fn turn(&mut self, now: Instant) {
        self.due = None;
        self.turned_at = Some(now);
    }

    /// The system lets it paint; whether it was asked to.
    pub fn answered(&mut self) -> bool {
        self.asked_at.take().is_some()
    }

    /// Whether its window is on the screen as far as the system says.
    pub fn is_seen(&self) -> bool {
        let is_hidden =
            |window: &Window| window.is_visible() == Some(false) || window.is_minimized() == Some(true);
        self.shown.as_ref().is_some_and(|shown| !is_hidden(&shown.window))
    }

    /// When something is to be done for it next.
    pub fn next(&self) -> Option<Instant> {
        self.due.map(|due| self.not_too_soon(due)).into_iter().chain(self.given_up_at()).min()
    }

    fn not_too_soon(&self, due: Instant) -> Instant {
        let between = if self.is_seen() { BETWEEN_FRAMES } else { BETWEEN_LOOKS };
        self.turned_at.map_or(due, |turned| due.max(turned + between))
    }

    fn given_up_at(&self) -> Option<Instant> {
        self.asked_at.map(|asked| asked + WAITED)
    }

    /// What is to be done for it now.
    pub fn step(&mut self, now: Instant) -> Step {
        let is_due = self.due.is_some_and(|due| self.not_too_soon(due) <= now);
        if is_due && !self.is_seen() {
            // The system asks for no frame of what nobody sees.
            return Step::Frame;
        }
        if is_due {
            self.due = None;
            self.asked_at.get_or_insert(now);
            if let Some(shown) = &self.shown {
                shown.window.request_redraw();
            }
        }
        if self.given_up_at().is_some_and(|at| at <= now) {
            self.asked_at = None;
            return Step::Logic;
        }
        Step::None
    }

    /// Does what was asked for of the clipboard, and hands over pictures of the window.
    pub fn act(&mut self) {
        let Some(shown) = &mut self.shown else { return };
        for action in self.actions.drain(..) {
            match action {
                ActionRequested::Screenshot(callback) => callback.complete(Arc::new(shown.face.image())),
                ActionRequested::PaintWhileHidden => {}
                ActionRequested::Cut => shown.state.egui_input_mut().events.push(Event::Cut),
                ActionRequested::Copy => shown.state.egui_input_mut().events.push(Event::Copy),
                ActionRequested::Paste => {
                    if let Some(text) = shown.state.clipboard_text().filter(|text| !text.is_empty()) {
                        shown.state.egui_input_mut().events.push(Event::Paste(text.replace("\r\n", "\n")));
                    }
                }
            }
        }
    }
}

/// What is to be done for a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    None,
    /// A frame, without being asked by the system.
    Frame,
    /// Whatever goes on without a frame.
    Logic,
}

/// Windows has one icon for the title, which goes with the window, and a larger one for the taskbar.
#[cfg(windows)]
fn set_taskbar_icon(window: &Window, builder: &ViewportBuilder) {
    use egui_winit::winit::platform::windows::WindowExtWindows as _;
    use egui_winit::winit::window::Icon;

    let icon = builder.icon.as_ref();
    window.set_taskbar_icon(
        icon.and_then(|icon| Icon::from_rgba(icon.rgba.clone(), icon.width, icon.height).ok()),
    );
}

/// The largest screen there is, in points.
fn largest_screen(ctx: &Context, event_loop: &ActiveEventLoop) -> Vec2 {
    let sizes = event_loop.available_monitors().map(|monitor| {
        let size = monitor.size().to_logical::<f32>(f64::from(ctx.zoom_factor()) * monitor.scale_factor());
        vec2(size.width, size.height)
    });
    sizes.reduce(Vec2::max).filter(|size| size.x > 0.0 && size.y > 0.0).unwrap_or(Vec2::INFINITY)
}
