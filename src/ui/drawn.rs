//! Opening a window in the first way to draw that works.
//!
//! Which ways there are, and what is remembered of them, is the platform's; here they are tried. Never here: what the
//! window shows.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use eframe::{App, Frame, NativeOptions, Renderer};
use egui::{Context, Ui, ViewportBuilder, Visuals};

use super::software::{self, Failure};
use crate::platform::{Anew, Drawing, DrawingMark, DrawingWay};

/// What stands in a window, however that is drawn.
pub(super) trait Content {
    /// What goes on with each frame, also while nobody sees the window.
    fn logic(&mut self, ctx: &Context);

    /// One frame.
    fn ui(&mut self, ui: &mut Ui);

    /// The window goes.
    fn leave(&mut self);
}

/// The content of a window that eframe draws.
struct ByEframe(Box<dyn Content>);

impl App for ByEframe {
    fn logic(&mut self, ctx: &Context, _: &mut Frame) {
        self.0.logic(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut Frame) {
        self.0.ui(ui);
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        self.0.leave();
    }

    fn clear_color(&self, visuals: &Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

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
    content: impl FnOnce(&Context, &Drawn, Painted) -> Box<dyn Content>,
) -> anyhow::Result<Opening> {
    let mut content = Some(content);
    loop {
        let Some(way) = drawing.try_next() else { return Err(without(&drawing.why().join("; "))) };
        let drawn = Drawn::by(way, drawing);
        let painted = Painted::of(drawing.mark());
        let ended = catch_unwind(AssertUnwindSafe(|| {
            let (content, own) = (&mut content, painted.clone());
            let make = move |ctx: &Context| content.take().map(|content| content(ctx, &drawn, own));
            show(way, title, viewport.clone(), make)
        }));
        // Where it panicked, or was made and went, this process is in no state to try the next one.
        let is_spent = match ended {
            Err(panic) if painted.is_done() => resume_unwind(panic),
            Err(panic) => {
                drawing.failed(panic_words(&*panic));
                true
            }
            Ok(Err(NotShown { why, has_display: true })) if !painted.is_done() => {
                drawing.failed(&why);
                content.is_none()
            }
            // Without a display, or without its event loop, no way to draw is any better.
            Ok(ended) => {
                drawing.mark().settle();
                return ended.map(|()| Opening::Shown).map_err(|ended| without(&ended.why));
            }
        };
        // A process has one loop of events, eframe's or ours.
        let is_of_another_loop =
            (way == DrawingWay::Software) != (drawing.next() == Some(DrawingWay::Software));
        if is_spent || is_of_another_loop {
            let anew = drawing.anew().map(Opening::Anew);
            return anew.ok_or_else(|| without(&drawing.why().join("; ")));
        }
    }
}

/// Why a window did not come, or went as it should not.
struct NotShown {
    why: String,
    has_display: bool,
}

impl From<eframe::Error> for NotShown {
    fn from(err: eframe::Error) -> Self {
        Self { why: err.to_string(), has_display: !matches!(err, eframe::Error::WinitEventLoop(_)) }
    }
}

impl From<Failure> for NotShown {
    fn from(failure: Failure) -> Self {
        Self { why: failure.to_string(), has_display: !matches!(failure, Failure::Loop(_)) }
    }
}

/// Shows a window in one way, until it has gone.
fn show(
    way: DrawingWay,
    title: &str,
    viewport: ViewportBuilder,
    make: impl FnOnce(&Context) -> Option<Box<dyn Content>>,
) -> Result<(), NotShown> {
    if way == DrawingWay::Software {
        return Ok(software::run(viewport, make)?);
    }
    let creator = move |cc: &eframe::CreationContext<'_>| {
        let content = make(&cc.egui_ctx).ok_or("what stands in the window has gone")?;
        Ok(Box::new(ByEframe(content)) as Box<dyn App>)
    };
    Ok(eframe::run_native(title, options(viewport), Box::new(creator))?)
}

/// How OpenGL draws. Colours are not dithered: flat ones gain nothing by it, and where the processor draws it costs every
/// pixel.
fn options(viewport: ViewportBuilder) -> NativeOptions {
    NativeOptions { viewport, renderer: Renderer::Glow, dithering: false, ..NativeOptions::default() }
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
