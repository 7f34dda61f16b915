//! Opening a window in the first way to draw that works.
//!
//! Which ways there are, and what is remembered of them, is the platform's; here they are tried. Never here: what the
//! window shows.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use eframe::{App, NativeOptions, Renderer};
use egui::{Context, ViewportBuilder};

use crate::platform::{Anew, Drawing, DrawingMark, DrawingWay};

/// How a window is drawn, told to what stands in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    /// The way; none where there is no window.
    pub way: Option<DrawingWay>,
    /// Why it is not another one, in words.
    pub why: Vec<String>,
    /// What has ended the program before and is left out for it.
    pub left_out: Vec<DrawingWay>,
    /// Whether what a person chose has failed.
    pub has_chosen_failed: bool,
}

impl Drawn {
    fn by(way: DrawingWay, drawing: &Drawing) -> Self {
        Self {
            way: Some(way),
            why: drawing.why().to_vec(),
            left_out: drawing.left_out().to_vec(),
            has_chosen_failed: drawing.has_chosen_failed(),
        }
    }

    /// What is to be said of it in passing; none where all is as it should be.
    pub fn remark(&self) -> Option<String> {
        let way = self.way.filter(|_| !self.why.is_empty())?;
        Some(format!("The window is drawn by {}: {}", way.word(), self.why.join("; ")))
    }
}

/// What became of a window.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// It was there, and has gone.
    Shown,
    /// The program is to be started anew for it.
    Anew(Anew),
}

impl Opening {
    pub fn anew(self) -> Option<Anew> {
        match self {
            Self::Shown => None,
            Self::Anew(anew) => Some(anew),
        }
    }
}

/// How far a window has come: told by itself, before each pass.
#[derive(Debug, Clone)]
pub(super) struct Painted {
    passes: Rc<Cell<u32>>,
    mark: DrawingMark,
}

impl Painted {
    fn of(mark: DrawingMark) -> Self {
        Self { passes: Rc::default(), mark }
    }

    /// A pass begins. The second one is asked for: it says that the first one came to its end.
    pub fn pass(&self, ctx: &Context) {
        let passes = self.passes.get().saturating_add(1);
        self.passes.set(passes);
        match passes {
            1 => ctx.request_repaint(),
            2 => self.mark.settle(),
            _ => {}
        }
    }

    fn is_done(&self) -> bool {
        self.passes.get() > 1
    }
}

/// Opens a window in the first way that works, and returns when it has gone.
///
/// # Errors
/// When no way works, with what each one said; and where a window that was there ends badly.
pub(super) fn open_by(
    drawing: &mut Drawing,
    title: &str,
    viewport: &ViewportBuilder,
    app: impl FnOnce(&Context, &Drawn, Painted) -> Box<dyn App>,
) -> anyhow::Result<Opening> {
    let mut app = Some(app);
    loop {
        let way = match drawing.try_next() {
            Some(Ok(way)) => way,
            Some(Err(anew)) => return Ok(Opening::Anew(anew)),
            None => return Err(without(&drawing.why().join("; "))),
        };
        let drawn = Drawn::by(way, drawing);
        let painted = Painted::of(drawing.mark());
        let ended = catch_unwind(AssertUnwindSafe(|| {
            let (app, own) = (&mut app, painted.clone());
            let creator = move |cc: &eframe::CreationContext<'_>| {
                let app = app.take().ok_or("what stands in the window has gone")?;
                Ok(app(&cc.egui_ctx, &drawn, own))
            };
            eframe::run_native(title, options(way, viewport.clone()), Box::new(creator))
        }));
        // Where it panicked, or was made and went, this process is in no state to try the next one.
        let is_spent = match ended {
            Err(panic) if painted.is_done() => resume_unwind(panic),
            Err(panic) => {
                drawing.failed(panic_words(&*panic));
                true
            }
            Ok(Err(err)) if !painted.is_done() && !matches!(err, eframe::Error::WinitEventLoop(_)) => {
                drawing.failed(&err.to_string());
                app.is_none()
            }
            // Without a display, or without its event loop, no way to draw is any better.
            Ok(ended) => {
                drawing.mark().settle();
                return ended.map(|()| Opening::Shown).map_err(|err| without(&err.to_string()));
            }
        };
        if is_spent {
            let anew = drawing.anew().map(Opening::Anew);
            return anew.ok_or_else(|| without(&drawing.why().join("; ")));
        }
    }
}

/// What all ways share. Colours are not dithered: flat ones gain nothing by it, and where the processor draws it costs
/// every pixel.
fn common(viewport: ViewportBuilder, renderer: Renderer) -> NativeOptions {
    NativeOptions { viewport, renderer, dithering: false, ..NativeOptions::default() }
}

/// The options of a way.
#[cfg(not(windows))]
fn options(way: DrawingWay, viewport: ViewportBuilder) -> NativeOptions {
    let mut options = common(viewport, Renderer::Glow);
    // On Linux it is the environment that says so; what is marked as slow there is a part of what there is.
    if way == DrawingWay::Software && cfg!(target_os = "macos") {
        options.glow_options.hardware_acceleration = eframe::egui_glow::HardwareAcceleration::Off;
    }
    options
}

/// The options of a way. The second renderer is for where there is no OpenGL worth the name: over a remote desktop
/// Windows has version 1.1, and draws Direct3D by the processor.
#[cfg(windows)]
fn options(way: DrawingWay, viewport: ViewportBuilder) -> NativeOptions {
    use eframe::egui_wgpu::{WgpuSetup, WgpuSetupCreateNew};
    use wgpu::DeviceType;

    let renderer = if way == DrawingWay::Gl { Renderer::Glow } else { Renderer::Wgpu };
    let mut options = common(viewport, renderer);
    let mut setup = WgpuSetupCreateNew::without_display_handle();
    if way == DrawingWay::Software {
        setup.native_adapter_selector = Some(std::sync::Arc::new(|adapters, surface| {
            let by_processor = adapters.iter().find(|adapter| {
                let is_seen = surface.is_none_or(|surface| adapter.is_surface_supported(surface));
                adapter.get_info().device_type == DeviceType::Cpu && is_seen
            });
            by_processor
                .cloned()
                .ok_or_else(|| "Windows has no adapter that draws by the processor".to_owned())
        }));
    }
    options.wgpu_options.wgpu_setup = WgpuSetup::CreateNew(setup);
    options
}

fn without(why: &str) -> anyhow::Error {
    anyhow::anyhow!(
        "the window could not be opened: {why}; without one, `bridgewatch watch` tells the alarms"
    )
}

fn panic_words(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("it gave up without a word")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_it_should_be_is_not_remarked_upon() {
        let drawn = Drawn { way: Some(DrawingWay::Gl), ..Drawn::default() };
        assert_eq!(drawn.remark(), None);
        let why = vec!["OpenGL failed: no such driver".to_owned()];
        let other = Drawn { way: Some(DrawingWay::Software), why, ..Drawn::default() };
        let said = "The window is drawn by software: OpenGL failed: no such driver";
        assert_eq!(other.remark().as_deref(), Some(said));
        assert_eq!(Drawn { way: None, ..other }.remark(), None);
    }

    #[test]
    fn a_panic_is_told_in_its_own_words() {
        for (panic, words) in [
            (catch_unwind(|| panic!("plain")), "plain"),
            (catch_unwind(|| panic!("with {}", 1)), "with 1"),
            (catch_unwind(|| std::panic::panic_any(7)), "it gave up without a word"),
        ] {
            assert_eq!(panic_words(&*panic.unwrap_err()), words);
        }
    }
}
