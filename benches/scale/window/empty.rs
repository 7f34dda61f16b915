//! The floor: a window with one line in it that changes once a second, and nothing else.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use bridgewatch::platform::{Clock as _, SystemClock};
use eframe::{App, Frame, NativeOptions, Renderer};
use egui::{Context, Ui, ViewportBuilder};

/// Names the file that is there until the first frame is painted, for the process that is to be this window.
pub const MARK: &str = "BRIDGEWATCH_BENCH_EMPTY";

struct Empty {
    mark: PathBuf,
    passes: u32,
}

impl App for Empty {
    /// As the program's own window: the second pass says that the first one came to its end.
    fn logic(&mut self, ctx: &Context, _: &mut Frame) {
        self.passes += 1;
        match self.passes {
            1 => ctx.request_repaint(),
            2 => fs::remove_file(&self.mark).unwrap(),
            _ => {}
        }
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut Frame) {
        let now = SystemClock.now();
        ui.label(now.format("%H:%M:%S").to_string());
        let into = Duration::from_millis(u64::from(now.timestamp_subsec_millis().min(999)));
        ui.request_repaint_after(Duration::from_millis(1005).saturating_sub(into));
    }
}

/// Is this window until it is killed.
pub fn run(mark: PathBuf) {
    fs::write(&mark, "").unwrap();
    let viewport = ViewportBuilder::default().with_title("Empty").with_inner_size(super::SIZE);
    let options = NativeOptions { viewport, renderer: Renderer::Glow, ..NativeOptions::default() };
    let app = |cc: &eframe::CreationContext<'_>| -> Result<Box<dyn App>, _> {
        // No font comes with egui as it is built here.
        bridgewatch::ui::fonts::install(&cc.egui_ctx);
        Ok(Box::new(Empty { mark, passes: 0 }))
    };
    eframe::run_native("Empty", options, Box::new(app)).unwrap();
}
