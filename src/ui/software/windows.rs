//! The windows of the program and the system's events for them. Never here: what is painted.

use std::sync::Mutex;
use std::time::Instant;

use egui::{
    Context, FullOutput, LogicOutput, OrderedViewportIdMap, PlatformOutput, RawInput, TexturesDelta,
    ViewportBuilder, ViewportCommand, ViewportEvent, ViewportId, ViewportOutput,
};
use egui_winit::accesskit_winit::{Event as AccessEvent, WindowEvent as Access};
use egui_winit::winit::application::ApplicationHandler;
use egui_winit::winit::event::{DeviceEvent, DeviceId, WindowEvent};
use egui_winit::winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoopProxy};
use egui_winit::winit::window::WindowId;

use super::Failure;
use super::face::{Display, Seen};
use super::textures::Textures;
use super::viewport::{Step, Viewport};
use crate::platform::monotonic_now;
use crate::ui::drawn::Content;

/// What comes to the loop from elsewhere.
#[derive(Debug)]
pub(super) enum Told {
    /// egui wants a frame.
    Frame { viewport: ViewportId, when: Instant, pass: u64 },
    /// A screen reader comes, goes or does something.
    Access(AccessEvent),
}

impl From<AccessEvent> for Told {
    fn from(event: AccessEvent) -> Self {
        Self::Access(event)
    }
}

/// Makes what stands in the window.
pub(super) type Maker<'a> = Box<dyn FnOnce(&Context) -> Option<Box<dyn Content>> + 'a>;

/// All windows, their content and what they are painted with.
pub(super) struct Windows<'a> {
    ctx: Context,
    proxy: EventLoopProxy<Told>,
    maker: Option<Maker<'a>>,
    content: Option<Box<dyn Content>>,
    display: Option<Display>,
    viewports: OrderedViewportIdMap<Viewport>,
    textures: Textures,
    delta: TexturesDelta,
    /// Counts up with each picture, other than letters, that has changed.
    pictures: u64,
    began_at: Instant,
    is_closing: bool,
    outcome: Result<(), Failure>,
}

impl<'a> Windows<'a> {
    /// The first one, as it is to be made once the loop runs.
    pub fn new(builder: ViewportBuilder, proxy: EventLoopProxy<Told>, maker: Maker<'a>) -> Self {
        let first = Viewport::new(ViewportId::ROOT, builder, None);
        Self {
            ctx: Context::default(),
            proxy,
            maker: Some(maker),
            content: None,
            display: None,
            viewports: OrderedViewportIdMap::from([(ViewportId::ROOT, first)]),
            textures: Textures::default(),
            delta: TexturesDelta::default(),
            pictures: 0,
            began_at: monotonic_now(),
            is_closing: false,
            outcome: Ok(()),
        }
    }

    /// How it ended.
    pub fn outcome(mut self) -> Result<(), Failure> {
        std::mem::replace(&mut self.outcome, Ok(()))
    }

    fn begin(&mut self, event_loop: &ActiveEventLoop) -> Result<(), Failure> {
        let display = Display::new(event_loop.owned_display_handle());
        let display = display.map_err(|err| Failure::Drawing(err.to_string()))?;
        self.ctx.set_embed_viewports(false);
        if let Some(passes) = std::num::NonZeroUsize::new(2) {
            self.ctx.options_mut(|options| options.max_passes = passes);
        }
        let first = self
            .viewports
            .entry(ViewportId::ROOT)
            .or_insert_with(|| Viewport::new(ViewportId::ROOT, ViewportBuilder::default(), None));
        first.open(ViewportId::ROOT, &self.ctx, event_loop, &display)?;
        if let Some(shown) = &mut first.shown {
            shown.state.init_accesskit(event_loop, &shown.window, self.proxy.clone());
            // The content is made by the size of the window's points.
            let (info, ratio) = (first.info.clone(), egui_winit::pixels_per_point(&self.ctx, &shown.window));
            self.ctx.input_mut(|input| {
                input.raw.viewports.insert(ViewportId::ROOT, info);
                input.pixels_per_point = ratio;
            });
        }
        self.display = Some(display);
        let proxy = Mutex::new(self.proxy.clone());
        self.ctx.set_request_repaint_callback(move |info| {
            let Some(when) = monotonic_now().checked_add(info.delay) else { return };
            let told =
                Told::Frame { viewport: info.viewport_id, when, pass: info.current_cumulative_pass_nr };
            if let Ok(proxy) = proxy.lock() {
                // Where the loop has ended there is nothing to paint.
                proxy.send_event(told).ok();
            }
        });
        self.content = self.maker.take().and_then(|maker| maker(&self.ctx));
        self.frame(event_loop, ViewportId::ROOT);
        Ok(())
    }

    fn fail(&mut self, event_loop: &ActiveEventLoop, failure: Failure) {
        self.outcome = Err(failure);
        self.end();
        event_loop.exit();
    }

    /// The content leaves, and the windows go while the loop still runs.
    fn end(&mut self) {
        if let Some(mut content) = self.content.take() {
            self.ctx.on_exit();
            content.leave();
        }
        self.viewports.clear();
        self.display = None;
        self.delta.clear();
    }

    fn id_of(&self, window: WindowId) -> Option<ViewportId> {
        self.viewports.iter().find(|(_, viewport)| viewport.is_of(window)).map(|(id, _)| *id)
    }

    fn want(&mut self, id: ViewportId, when: Instant) {
        if let Some(viewport) = self.viewports.get_mut(&id) {
            viewport.want(when);
        }
    }

    /// The input for a frame of a window; none where there is no window.
    fn input(&mut self, id: ViewportId) -> Option<RawInput> {
        let viewport = self.viewports.get_mut(&id)?;
        viewport.turn(monotonic_now());
        let shown = viewport.shown.as_mut()?;
        egui_winit::update_viewport_info(&mut viewport.info, &self.ctx, &shown.window, false);
        let mut input = std::mem::take(&mut viewport.kept_input);
        input.append(shown.state.take_egui_input(&shown.window));
        input.time = Some(self.began_at.elapsed().as_secs_f64());
        input.viewports = self.viewports.iter().map(|(id, viewport)| (*id, viewport.info.clone())).collect();
        Some(input)
    }

    /// Whether a window is to be painted: it may be seen, or has never been.
    fn is_painted(viewport: &Viewport) -> bool {
        viewport.info.visible().unwrap_or(true)
            || viewport.actions.iter().any(egui_winit::ActionRequested::wants_paint)
            || viewport.shown.as_ref().is_some_and(|shown| !shown.is_out)
    }

    /// One frame of a window, or where nobody sees any only what goes on without.
    fn frame(&mut self, event_loop: &ActiveEventLoop, id: ViewportId) {
        let Some(viewport) = self.viewports.get(&id) else { return };
        let is_painted = Self::is_painted(viewport);
        // Those beside the first one are shown by its frames.
        if is_painted || (id == ViewportId::ROOT && self.viewports.values().any(Self::is_painted)) {
            self.full_frame(event_loop, id, is_painted);
        } else {
            self.logic(event_loop, id);
        }
    }

    fn full_frame(&mut self, event_loop: &ActiveEventLoop, id: ViewportId, is_painted: bool) {
        let Some(input) = self.input(id) else { return };
        let child = self.viewports.get(&id).and_then(|viewport| viewport.content.clone());
        let is_asked_to_close = child.is_none() && input.viewport().close_requested();
        let Some(content) = &mut self.content else { return };
        let output = self.ctx.run_ui(input, |ui| {
            if let Some(child) = &child {
                child(ui);
            } else {
                content.logic(ui.ctx());
                content.ui(ui);
            }
        });
        let FullOutput { platform_output, textures_delta, shapes, pixels_per_point, viewport_output } =
            output;
        self.delta.append(textures_delta);
        if is_asked_to_close {
            self.is_closing =
                is_let_close(viewport_output.get(&ViewportId::ROOT).map(|output| &output.commands));
        }
        self.viewports.retain(|id, _| viewport_output.contains_key(id));
        self.hand_over(event_loop, id, platform_output);
        if is_painted {
            let ground = self.ctx.global_style().visuals.panel_fill;
            let has_changed = self.textures.take(&mut self.delta);
            self.pictures += u64::from(has_changed);
            let seen = Seen { shapes, pixels_per_point, ground, pictures: self.pictures };
            if let Err(failure) = self.show(id, seen) {
                self.fail(event_loop, failure);
                return;
            }
            self.textures.let_go(&mut self.delta);
        }
        self.follow(event_loop, viewport_output);
        self.close_if_asked(event_loop);
    }

    /// What a pass wants of the system: the pointer's shape, the clipboard, what a screen reader hears. The pass has
    /// heard what happened to the window.
    fn hand_over(&mut self, event_loop: &ActiveEventLoop, id: ViewportId, output: PlatformOutput) {
        let Some(viewport) = self.viewports.get_mut(&id) else { return };
        viewport.info.events.clear();
        if let Some(shown) = &mut viewport.shown {
            shown.state.handle_platform_output_with_event_loop(&shown.window, event_loop, output);
        }
    }

    fn show(&mut self, id: ViewportId, seen: Seen) -> Result<(), Failure> {
        let Some(viewport) = self.viewports.get_mut(&id) else { return Ok(()) };
        let wants_out = viewport.builder().visible != Some(false);
        let Some(shown) = &mut viewport.shown else { return Ok(()) };
        match shown.face.show(&self.ctx, &self.textures, &shown.window, seen) {
            Ok(()) if !shown.is_out => {
                shown.is_out = true;
                shown.window.set_visible(wants_out);
            }
            Ok(()) => {}
            Err(err) if !shown.is_out => return Err(Failure::Drawing(err.to_string())),
            // Once it was on the screen it is tried again: a window in an outage does not go for one frame.
            Err(_) => viewport.want(monotonic_now() + super::viewport::AGAIN),
        }
        viewport.act();
        Ok(())
    }

    /// Makes the windows what egui wants them to be.
    fn follow(&mut self, event_loop: &ActiveEventLoop, outputs: OrderedViewportIdMap<ViewportOutput>) {
        for (id, mut output) in outputs {
            let parent_icon =
                self.viewports.get(&output.parent).and_then(|parent| parent.builder().icon.clone());
            output.builder.icon = output.builder.icon.or(parent_icon);
            if let Some(viewport) = self.viewports.get_mut(&id) {
                viewport.update(&self.ctx, output);
            } else {
                let mut viewport = Viewport::new(output.parent, output.builder, output.viewport_ui_cb);
                viewport.obey(&self.ctx, output.commands);
                self.viewports.insert(id, viewport);
            }
            let (Some(viewport), Some(display)) = (self.viewports.get_mut(&id), &self.display) else {
                continue;
            };
            // A window beside the first one that does not come leaves the first one as it is.
            viewport.open(id, &self.ctx, event_loop, display).ok();
        }
    }

    /// What goes on while nobody sees the window.
    fn logic(&mut self, event_loop: &ActiveEventLoop, id: ViewportId) {
        let Some(input) = self.input(id) else { return };
        if id == ViewportId::ROOT
            && let Some(content) = &mut self.content
        {
            let is_asked_to_close = input.viewport().close_requested();
            let output = self.ctx.run_logic(&input, |ctx| content.logic(ctx));
            let LogicOutput { platform_output, mut viewport_commands } = output;
            if is_asked_to_close {
                self.is_closing = is_let_close(viewport_commands.get(&ViewportId::ROOT));
            }
            for (id, viewport) in &mut self.viewports {
                viewport.obey(&self.ctx, viewport_commands.remove(id).unwrap_or_default());
            }
            self.hand_over(event_loop, id, platform_output);
        }
        if let Some(viewport) = self.viewports.get_mut(&id) {
            viewport.kept_input = input;
        }
        self.close_if_asked(event_loop);
    }

    fn close_if_asked(&mut self, event_loop: &ActiveEventLoop) {
        if self.is_closing {
            self.end();
            event_loop.exit();
        }
    }

    fn heard(&mut self, event_loop: &ActiveEventLoop, id: ViewportId, event: &WindowEvent) {
        let now = monotonic_now();
        let Some(viewport) = self.viewports.get_mut(&id) else { return };
        match event {
            WindowEvent::Occluded(is_occluded) => viewport.info.occluded = Some(*is_occluded),
            WindowEvent::CloseRequested => {
                viewport.info.events.push(ViewportEvent::Close);
                let parent = viewport.parent();
                // Both may have to notice it.
                self.ctx.request_repaint_of(id);
                self.ctx.request_repaint_of(parent);
            }
            _ => {}
        }
        let Some(viewport) = self.viewports.get_mut(&id) else { return };
        let Some(shown) = &mut viewport.shown else { return };
        if matches!(
            event,
            WindowEvent::Resized(_) | WindowEvent::Occluded(false) | WindowEvent::Focused(true)
        ) {
            shown.face.set_stale();
        }
        let response = shown.state.on_window_event(&shown.window, event);
        if response.repaint {
            viewport.want(now);
        }
        // Windows waits for the frame of a new size within the event, and shows the old one stretched otherwise.
        if cfg!(windows) && matches!(event, WindowEvent::Resized(size) if size.width > 0 && size.height > 0) {
            self.frame(event_loop, id);
        }
    }
}

/// Whether a first window that was asked to close is let go by what it wants itself.
fn is_let_close(commands: Option<&Vec<ViewportCommand>>) -> bool {
    !commands.is_some_and(|commands| commands.contains(&ViewportCommand::CancelClose))
}

impl ApplicationHandler<Told> for Windows<'_> {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.display.is_none()
            && self.maker.is_some()
            && let Err(failure) = self.begin(event_loop)
        {
            self.fail(event_loop, failure);
        }
    }

    fn user_event(&mut self, event_loop: &ActiveEventLoop, told: Told) {
        match told {
            Told::Frame { viewport, when, pass } => {
                let done = self.ctx.cumulative_pass_nr_for(viewport);
                // An older wish was granted with a frame since.
                if done == pass || done == pass + 1 {
                    self.want(viewport, when);
                }
            }
            Told::Access(event) => {
                let Some(id) = self.id_of(event.window_id) else { return };
                match event.window_event {
                    Access::InitialTreeRequested => {
                        self.ctx.enable_accesskit();
                        // Until the first tree comes, some screen readers have to do with an empty one.
                        self.frame(event_loop, id);
                    }
                    Access::ActionRequested(request) => {
                        if let Some(viewport) = self.viewports.get_mut(&id)
                            && let Some(shown) = &mut viewport.shown
                        {
                            shown.state.on_accesskit_action_request(request);
                            viewport.want(monotonic_now());
                        }
                    }
                    Access::AccessibilityDeactivated => self.ctx.disable_accesskit(),
                }
            }
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, window: WindowId, event: WindowEvent) {
        let Some(id) = self.id_of(window) else { return };
        if event != WindowEvent::RedrawRequested {
            self.heard(event_loop, id, &event);
            return;
        }
        if let Some(viewport) = self.viewports.get_mut(&id) {
            let was_asked = viewport.answered();
            // The system wants what it has lost, unless it was asked to.
            if !was_asked && let Some(shown) = &mut viewport.shown {
                shown.face.set_stale();
            }
        }
        self.frame(event_loop, id);
    }

    fn device_event(&mut self, _: &ActiveEventLoop, _: DeviceId, event: DeviceEvent) {
        let DeviceEvent::MouseMotion { delta } = event else { return };
        let now = monotonic_now();
        for viewport in self.viewports.values_mut() {
            if viewport.shown.as_mut().is_some_and(|shown| shown.state.on_mouse_motion(delta)) {
                viewport.want(now);
                return;
            }
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        let ids: Vec<ViewportId> = self.viewports.keys().copied().collect();
        for id in ids {
            match self.viewports.get_mut(&id).map(|viewport| viewport.step(monotonic_now())) {
                Some(Step::Frame) => self.frame(event_loop, id),
                Some(Step::Logic) => self.logic(event_loop, id),
                Some(Step::None) | None => {}
            }
        }
        let next = self.viewports.values().filter_map(Viewport::next).min();
        event_loop.set_control_flow(next.map_or(ControlFlow::Wait, ControlFlow::WaitUntil));
    }

    fn exiting(&mut self, _: &ActiveEventLoop) {
        self.end();
    }
}

impl Drop for Windows<'_> {
    fn drop(&mut self) {
        // egui takes what was never handed over for a mistake.
        self.delta.clear();
    }
}
