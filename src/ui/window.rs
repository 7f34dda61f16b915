//! The window itself: eframe around the shell, or around the recovery screen until there is a desk.

use std::path::Path;
use std::sync::Arc;

use eframe::{App, Frame, NativeOptions};
use egui::{Context, IconData, Ui, ViewportBuilder, Visuals};

use super::app::Shell;
use super::preferences::{Kept, LEAST_SIZE};
use super::recovery::Recovery;
use super::theme::Tokens;
use crate::desk::DeskHandle;
use crate::desk::drill::DrillHandle;
use crate::platform::Clock;

/// The name of the program, of its window and of its desktop file.
const TITLE: &str = "Bridgewatch";
const DRILL_TITLE: &str = "Drill · Bridgewatch";
const APP_ID: &str = "bridgewatch";

/// Opens the window on a running desk, and returns when it was closed.
///
/// # Errors
/// When the system gives no window or no graphics.
pub fn run(handle: DeskHandle, clock: Arc<dyn Clock>) -> anyhow::Result<()> {
    let kept = Kept::read(&handle.snapshot().folder);
    open(TITLE, kept.clone(), move |ctx| {
        let shell = Shell::new(handle, clock, kept);
        shell.attach(ctx);
        Stage::Desk(Box::new(shell))
    })
}

/// Opens the window on the desk of a drill, and returns when it was closed.
///
/// # Errors
/// When the system gives no window or no graphics.
pub fn run_drill(handle: DeskHandle, clock: Arc<dyn Clock>, drill: DrillHandle) -> anyhow::Result<()> {
    let kept = Kept::read(&handle.snapshot().folder);
    open(DRILL_TITLE, kept.clone(), move |ctx| {
        let shell = Shell::new(handle, clock, kept).with_drill(drill);
        shell.attach(ctx);
        Stage::Desk(Box::new(shell))
    })
}

/// Opens the window that says why there is no desk and what can be done; once a way leads to a
/// desk, the same window becomes the desk's.
pub(super) fn run_recovery(recovery: Recovery, clock: Arc<dyn Clock>, folder: &Path) -> anyhow::Result<()> {
    let kept = Kept::read(folder);
    open(TITLE, kept.clone(), move |ctx| {
        super::fonts::install(ctx);
        super::theme::apply(ctx);
        kept.preferences.theme.set(ctx);
        ctx.set_zoom_factor(kept.preferences.scale);
        Stage::Recovery(Box::new(Troubled { recovery, clock, kept }))
    })
}

fn open(title: &str, kept: Kept, stage: impl FnOnce(&Context) -> Stage) -> anyhow::Result<()> {
    let [width, height] = kept.preferences.size;
    let viewport = ViewportBuilder::default()
        .with_title(title)
        .with_app_id(APP_ID)
        .with_inner_size([width, height])
        .with_min_inner_size(LEAST_SIZE)
        .with_icon(icon());
    let options = NativeOptions { viewport, ..NativeOptions::default() };
    let window = eframe::run_native(
        title,
        options,
        Box::new(|cc| Ok(Box::new(Window { stage: stage(&cc.egui_ctx) }))),
    );
    window.map_err(|err| {
        anyhow::anyhow!(
            "the window could not be opened: {err}; without one, `bridgewatch watch` tells the alarms"
        )
    })
}

enum Stage {
    Desk(Box<Shell>),
    Recovery(Box<Troubled>),
}

/// What stands in the window until there is a desk.
struct Troubled {
    recovery: Recovery,
    clock: Arc<dyn Clock>,
    kept: Kept,
}

struct Window {
    stage: Stage,
}

impl App for Window {
    fn logic(&mut self, ctx: &Context, _: &mut Frame) {
        if let Stage::Desk(shell) = &mut self.stage {
            shell.hear(ctx);
        }
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut Frame) {
        let opened = match &mut self.stage {
            Stage::Desk(shell) => {
                shell.ui(ui);
                return;
            }
            Stage::Recovery(troubled) => troubled.recovery.ui(ui).map(|handle| {
                let shell = Shell::new(handle, Arc::clone(&troubled.clock), troubled.kept.clone());
                shell.attach(ui);
                shell
            }),
        };
        if let Some(shell) = opened {
            self.stage = Stage::Desk(Box::new(shell));
            ui.request_repaint();
        }
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        if let Stage::Desk(shell) = &mut self.stage {
            shell.leave();
        }
    }

    fn clear_color(&self, visuals: &Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
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
