//! Painting the crowded board: the real window without a display, laid out and turned into triangles.

use std::sync::Arc;

use bridgewatch::desk::{DeskOptions, DeskThread};
use bridgewatch::platform::{ManualClock, RecordingNotifier};
use bridgewatch::ui::Shell;
use bridgewatch::ui::board::screen::filter_id;
use bridgewatch::ui::preferences::Kept;
use chrono::TimeDelta;
use egui::{Context, Event, Key, Modifiers, MouseWheelUnit, RawInput, Rect, Vec2, pos2, vec2};

use crate::cost::{Spread, ms, of_thread, ratio, tell};
use crate::log::{Crowd, History};

/// The window, in points.
const SIZE: Vec2 = vec2(1600.0, 1000.0);

/// How many frames of a kind.
const FRAMES: u32 = 600;

/// A window that is painted into the void.
struct Canvas {
    ctx: Context,
    frame: u32,
}

impl Canvas {
    fn new() -> Self {
        Self { ctx: Context::default(), frame: 0 }
    }

    /// One frame; the processor's time of it.
    fn paint(&mut self, events: Vec<Event>, mut ui: impl FnMut(&mut egui::Ui)) -> std::time::Duration {
        self.frame += 1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, SIZE)),
            time: Some(f64::from(self.frame) / 60.0),
            focused: true,
            events,
            ..RawInput::default()
        };
        let paint = || {
            let mut output = self.ctx.run_ui(input, &mut ui);
            output.textures_delta.clear();
            let shapes = std::mem::take(&mut output.shapes);
            std::hint::black_box(self.ctx.tessellate(shapes, output.pixels_per_point))
        };
        of_thread(paint).1.cpu
    }
}

pub fn measure(history: &History) {
    let now = history.made_at();
    let folder = history.with_open(Crowd::Rush, now);
    let clock = Arc::new(ManualClock::new(now));
    let desk = DeskThread::start(Arc::<ManualClock>::clone(&clock), |_| DeskOptions {
        folder: folder.path().to_path_buf(),
        zone: chrono_tz::America::Chicago,
        notifier: Box::new(RecordingNotifier::new().0),
    })
    .unwrap();
    let mut shell = Shell::new(desk.handle(), Arc::<ManualClock>::clone(&clock), Kept::read(folder.path()));
    let mut canvas = Canvas::new();
    shell.attach(&canvas.ctx);

    let mut empty = Canvas::new();
    bridgewatch::ui::fonts::install(&empty.ctx);
    bridgewatch::ui::theme::apply(&empty.ctx);
    let floor = Spread::of((0..FRAMES).map(|_| empty.paint(Vec::new(), |ui| drop(ui.label("On watch")))));

    // What the desk tells at first is written, fonts and texts are laid out.
    for _ in 0..120 {
        canvas.paint(Vec::new(), |ui| shell.ui(ui));
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let mut kinds: Vec<(&str, Spread)> = Vec::new();
    kinds
        .push(("as it stands", Spread::of((0..FRAMES).map(|_| canvas.paint(Vec::new(), |ui| shell.ui(ui))))));
    let tick = |_| {
        clock.advance(TimeDelta::seconds(1));
        canvas.paint(Vec::new(), |ui| shell.ui(ui))
    };
    kinds.push(("each a second later", Spread::of((0..FRAMES).map(tick))));
    let scroll = |frame: u32| {
        let down = if (frame / 150).is_multiple_of(2) { -60.0 } else { 60.0 };
        let events = vec![Event::PointerMoved(pos2(300.0, 500.0)), wheel(down)];
        canvas.paint(events, |ui| shell.ui(ui))
    };
    kinds.push(("while its wheel is turned", Spread::of((0..FRAMES).map(scroll))));
    canvas.ctx.memory_mut(|memory| memory.request_focus(filter_id()));
    canvas.paint(Vec::new(), |ui| shell.ui(ui));
    let text = "payments down ";
    let mut typed = text.chars().cycle();
    let type_on = |frame: u32| {
        // Typed, then taken back.
        let events = if (frame / 14).is_multiple_of(2) {
            vec![Event::Text(typed.next().unwrap().to_string())]
        } else {
            vec![key(true), key(false)]
        };
        canvas.paint(events, |ui| shell.ui(ui))
    };
    kinds.push(("while its search is typed into", Spread::of((0..FRAMES).map(type_on))));
    for (kind, spread) in kinds {
        let said = |spread: &Spread| format!("p50 {}, p99 {}", ms(spread.median()), ms(spread.percent(99)));
        let more = Some(ratio(spread.median(), floor.median()));
        let what = format!("a frame of 500 open incidents {kind}, CPU; beside it a window with one line");
        tell(&what, &said(&floor), &said(&spread), more, "p99 below 4 ms");
    }
}

fn wheel(down: f32) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, down),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    }
}

fn key(pressed: bool) -> Event {
    Event::Key { key: Key::Backspace, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE }
}
