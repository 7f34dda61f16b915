//! Windows that the processor draws, on any machine that has a screen.
//!
//! egui's frames on a loop of winit's, as eframe runs them, but for two things: what has not changed since the last
//! frame is not drawn again, and nothing of OpenGL is asked for. So a countdown costs the few pixels it turns.
//! Never here: what the windows show, or which way to draw is taken.

#![expect(clippy::disallowed_methods, reason = "colours are mixed here, not chosen")]
#![expect(clippy::float_cmp, reason = "what is the same is the very same, from frame to frame")]
#![expect(clippy::cast_possible_wrap, reason = "pixels of a screen")]

mod canvas;
mod changes;
mod face;
mod raster;
mod textures;
mod viewport;
mod windows;

use std::cell::RefCell;

use egui::{Context, ViewportBuilder};
use egui_winit::winit::error::EventLoopError;
use egui_winit::winit::event_loop::EventLoop;
use egui_winit::winit::platform::run_on_demand::EventLoopExtRunOnDemand as _;
use thiserror::Error;

use self::windows::{Told, Windows};
use super::drawn::Content;

/// Why there is no window.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// The system has no display for it, or no loop of events.
    #[error(transparent)]
    Loop(#[from] EventLoopError),
    /// The system gives no window.
    #[error("{0}")]
    Window(String),
    /// Nothing can be painted into it.
    #[error("{0}")]
    Drawing(String),
}

thread_local! {
    /// The loop of this thread. There can be one in a program, and windows come and go on it.
    static LOOP: RefCell<Option<EventLoop<Told>>> = const { RefCell::new(None) };
}

/// Opens a window and returns when it has gone.
///
/// # Errors
/// When the system gives no window, or nothing can be painted into it.
pub(super) fn run(
    viewport: ViewportBuilder,
    content: impl FnOnce(&Context) -> Option<Box<dyn Content>>,
) -> Result<(), Failure> {
    LOOP.with_borrow_mut(|kept| {
        let event_loop = match kept {
            Some(event_loop) => event_loop,
            None => kept.insert(EventLoop::with_user_event().build()?),
        };
        let mut windows = Windows::new(viewport, event_loop.create_proxy(), Box::new(content));
        event_loop.run_app_on_demand(&mut windows)?;
        windows.outcome()
    })
}
