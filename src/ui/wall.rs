//! The wall view: the board in large type for a second screen or a projector, without controls. It is a
//! window of its own that reads the desk by itself, so that it ticks on while the other one is minimised.
//!
//! Never here: anything that can be pressed, and what is no business of a war room, such as names of
//! customers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use egui::accesskit::{Live, Role};
use egui::text::LayoutJob;
use egui::{Align2, CentralPanel, Context, Frame, Key, Pos2, Rect, Sense, Ui};
use egui::{ViewportBuilder, ViewportCommand, ViewportId, WidgetInfo, pos2, vec2};

use super::board::data::{RowData, RowLine};
use super::board::filter::Filter;
use super::board::row::ink_of;
use super::context::Seen;
use super::incident::mark;
use super::repaint::{self, Shown};
use super::strip::{elided, live};
use super::theme::{Tokens, font, size};
use super::view::{View, zoned};
use super::watch_strip::WatchStrip;
use crate::desk::DeskHandle;
use crate::domain::words::counted;
use crate::platform::Clock;

/// What its window is called, also to screen readers.
const TITLE: &str = "Bridgewatch: wall";

/// The window for which the sizes below are said, in points.
const DRAWN_FOR: (f32, f32) = (1920.0, 1080.0);

/// Heights and sizes of type, in points of that window.
const STRIP: f32 = 84.0;
const STRIP_TYPE: f32 = 40.0;
const LOUDEST: f32 = 236.0;
const LOUDEST_FIGURES: f32 = 128.0;
const LOUDEST_WORDS: f32 = 56.0;
const ROW: f32 = 122.0;
const ROW_WORDS: f32 = 50.0;
const ROW_BESIDE: f32 = 34.0;
const ROW_FIGURES: f32 = 58.0;
const MARGIN: f32 = 40.0;

/// The wall view, open or not.
pub struct Wall {
    handle: DeskHandle,
    clock: Arc<dyn Clock>,
    is_open: AtomicBool,
    fills: AtomicBool,
    seen: Mutex<Words>,
}

/// What it shows, in words, kept while it reads the same.
#[derive(Default)]
struct Words {
    view: View,
    watch: WatchStrip,
}

impl Wall {
    /// A wall view that is not open yet.
    pub fn new(handle: DeskHandle, clock: Arc<dyn Clock>) -> Self {
        let (is_open, fills) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { handle, clock, is_open, fills, seen: Mutex::default() }
    }

    /// Its window.
    fn id() -> ViewportId {
        ViewportId::from_hash_of("wall")
    }

    /// Opens it, or closes it.
    pub fn turn(&self, ctx: &Context) {
        self.is_open.fetch_xor(true, Ordering::Relaxed);
        ctx.request_repaint_of(ViewportId::ROOT);
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.is_open.load(Ordering::Relaxed)
    }

    /// Paints it anew: the desk has something new.
    pub fn wake(&self, ctx: &Context) {
        if self.is_open() {
            ctx.request_repaint_of(Self::id());
        }
    }

    /// Keeps its window there while it is open. In each frame of the other window.
    pub fn show(this: &Arc<Self>, ctx: &Context) {
        if !this.is_open() {
            return;
        }
        let window = ViewportBuilder::default()
            .with_title(TITLE)
            .with_app_id("bridgewatch")
            .with_inner_size([1280.0, 720.0])
            .with_min_inner_size([640.0, 360.0]);
        let wall = Arc::clone(this);
        ctx.show_viewport_deferred(Self::id(), window, move |ui, _| wall.ui(ui));
    }

    /// One frame of its own.
    fn ui(&self, ui: &mut Ui) {
        ui.accesskit_node_builder(egui::accesskit_root_id(), |node| node.set_label(TITLE));
        self.obey_keys(ui);
        let (snapshot, now) = (self.handle.snapshot(), self.clock.now());
        let seen = Seen { snapshot: &snapshot, now, zone: snapshot.world.settings.zone };
        // What a panic elsewhere left behind is made anew in the next frame.
        let mut words = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        words.view.refresh(&seen, &Filter::default());
        words.watch.refresh(&seen);
        let mut shown = Shown::default();
        let ground = Frame::new().fill(Tokens::of(ui).surface);
        CentralPanel::default().frame(ground).show(ui, |ui| words.ui(ui, &seen, &mut shown));
        shown.turns.extend(words.view.board.next_turn);
        shown.turns.extend(words.watch.turns_at());
        ui.request_repaint_after(repaint::wait(&shown, now));
    }

    /// F11 and a double press fill the screen, Escape gives it back and then closes.
    fn obey_keys(&self, ui: &Ui) {
        let (fills, goes, closes) = ui.input(|input| {
            let double = input.pointer.button_double_clicked(egui::PointerButton::Primary);
            let fills = input.key_pressed(Key::F11) || input.key_pressed(Key::F) || double;
            let goes = input.key_pressed(Key::Escape);
            (fills, goes, input.viewport().close_requested() || input.key_pressed(Key::W))
        });
        let filled = self.fills.load(Ordering::Relaxed);
        if fills || (goes && filled) {
            self.fills.store(!filled, Ordering::Relaxed);
            ui.send_viewport_cmd(ViewportCommand::Fullscreen(!filled));
        } else if goes || closes {
            self.is_open.store(false, Ordering::Relaxed);
            self.fills.store(false, Ordering::Relaxed);
            // At once, also where the other window is minimised and paints nothing.
            ui.send_viewport_cmd(ViewportCommand::Visible(false));
            ui.request_repaint_of(ViewportId::ROOT);
        }
    }
}

impl Words {
    fn ui(&self, ui: &mut Ui, seen: &Seen, shown: &mut Shown) {
        let whole = ui.max_rect();
        let times = (whole.width() / DRAWN_FOR.0).min(whole.height() / DRAWN_FOR.1).max(0.1);
        let mut top = whole.top();
        let mut next = |height: f32| {
            let rect = Rect::from_min_size(pos2(whole.left(), top), vec2(whole.width(), height * times));
            top = rect.bottom();
            rect
        };
        self.strip_ui(ui, next(STRIP), times, seen);
        if let Some(trouble) = &seen.snapshot.trouble {
            trouble_ui(ui, next(STRIP), times, trouble, seen.snapshot.is_stopped);
        }
        self.loudest_ui(ui, next(LOUDEST), times, shown);
        let rows: Vec<&RowLine> = self.view.board.rows().collect();
        let room = (whole.bottom() - top) / times;
        let fit = (room / ROW).floor().max(0.0) as usize;
        // Where not all fit, the last line says how many more there are.
        let count = if rows.len() > fit { fit.saturating_sub(1) } else { rows.len() };
        for row in rows.iter().take(count) {
            let rect = Rect::from_min_size(pos2(whole.left(), top), vec2(whole.width(), ROW * times));
            top = rect.bottom();
            row_ui(ui, rect, times, row.data(), shown);
        }
        let rest = rows.len().saturating_sub(count);
        if rest > 0 {
            let words = counted(rest as u64, "more incident", "more incidents");
            let rect = Rect::from_min_size(pos2(whole.left(), top), vec2(whole.width(), ROW * times));
            rest_ui(ui, rect, times, &words);
        }
    }

    /// The time, who is on watch, and the counts.
    fn strip_ui(&self, ui: &Ui, rect: Rect, times: f32, seen: &Seen) {
        let tokens = Tokens::of(ui);
        let painter = ui.painter();
        painter.rect_filled(rect, 0, tokens.surface_sunken);
        let (left, right) = (rect.left() + MARGIN * times, rect.right() - MARGIN * times);
        let type_size = STRIP_TYPE * times;
        let clock = painter.text(
            pos2(left, rect.center().y),
            Align2::LEFT_CENTER,
            zoned(seen.now, seen),
            font::wall_figures(type_size),
            tokens.text,
        );
        let counts = self.view.counts;
        let mut said = counted(counts.open as u64, "open", "open");
        let mut ink = tokens.text_muted;
        if counts.overdue > 0 {
            said = format!("{said} · {} overdue", counts.overdue);
            ink = tokens.overdue;
        }
        let at = pos2(right, rect.center().y);
        let counts = painter.text(at, Align2::RIGHT_CENTER, &said, font::wall(type_size), ink);
        let watch = self.watch.words(seen.now);
        let from = clock.right() + MARGIN * times;
        let room = counts.left() - MARGIN * times - from;
        // As much as fits whole, the handoff first to go.
        let lay = |count: usize| {
            let words = watch.get(..count).unwrap_or_default().join(" · ");
            painter.layout_no_wrap(words, font::wall_beside(type_size), tokens.text_muted)
        };
        if let Some(galley) = (1..=watch.len()).rev().map(lay).find(|galley| galley.size().x <= room) {
            let at = pos2(from, rect.center().y - galley.size().y / 2.0);
            painter.galley(at, galley, tokens.text_muted);
        }
        label(ui, rect, "strip", &format!("{}, {}, {said}", zoned(seen.now, seen), watch.join(", ")));
    }

    /// The one loudest deadline.
    fn loudest_ui(&self, ui: &Ui, rect: Rect, times: f32, shown: &mut Shown) {
        let tokens = Tokens::of(ui);
        let painter = ui.painter();
        let left = rect.left() + MARGIN * times;
        let Some(loudest) = self.view.loudest.as_ref().filter(|one| one.is_within_hour) else {
            let words = match &self.view.loudest {
                Some(next) => format!("Nothing is owed in the next hour. Next: {}", next.due),
                None => "Nothing is owed".to_owned(),
            };
            let room = rect.width() - 2.0 * MARGIN * times;
            let galley = elided(ui, &words, font::wall(LOUDEST_WORDS * times), tokens.met, room);
            painter.galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, tokens.met);
            live(ui, label(ui, rect, "loudest", &words), Live::Polite);
            return;
        };
        shown.dues.push(loudest.next.due);
        let is_overdue = loudest.figures.starts_with('−');
        let (ground, ink) = if is_overdue {
            (tokens.overdue_tint, tokens.overdue)
        } else {
            (tokens.surface_raised, tokens.text)
        };
        painter.rect_filled(rect, 0, ground);
        let figures = font::wall_figures(LOUDEST_FIGURES * times);
        // As wide as the widest that ticks, so that the words beside it never move.
        let widest = painter.layout_no_wrap("−00:00".to_owned(), figures.clone(), ink).size().x;
        let said =
            painter.text(pos2(left, rect.center().y), Align2::LEFT_CENTER, &loudest.figures, figures, ink);
        let from = left + widest.max(said.width()) + MARGIN * times;
        let room = rect.right() - MARGIN * times - from;
        // What to do is never cut where two lines hold it.
        let face = font::wall(LOUDEST_WORDS * times);
        let mut job = LayoutJob::simple(loudest.next.action.clone(), face, tokens.text, room.max(1.0));
        job.wrap.max_rows = 2;
        let action = painter.layout_job(job);
        let about =
            elided(ui, &loudest.about, font::wall_beside(ROW_BESIDE * 1.15 * times), tokens.text_muted, room);
        let height = action.size().y + about.size().y + 8.0 * times;
        let first = rect.center().y - height / 2.0;
        let second = first + action.size().y + 8.0 * times;
        painter.galley(pos2(from, first), action, tokens.text);
        painter.galley(pos2(from, second), about, tokens.text_muted);
        live(ui, label(ui, rect, "loudest", &loudest.spoken), Live::Assertive);
    }
}

/// One incident.
fn row_ui(ui: &Ui, rect: Rect, times: f32, row: &RowData, shown: &mut Shown) {
    let tokens = Tokens::of(ui);
    let painter = ui.painter();
    let line = rect.bottom();
    let hairline = egui::Stroke::new(size::HAIRLINE, tokens.hairline);
    painter.hline(rect.x_range().shrink(MARGIN * times), line, hairline);
    let (left, right) = (rect.left() + MARGIN * times, rect.right() - MARGIN * times);
    let mark_at = pos2(left + 22.0 * times, rect.center().y);
    mark(row.priority).paint_sized(painter, mark_at, 3.4 * times, tokens);
    let mut until = right;
    if let Some(countdown) = &row.countdown {
        shown.dues.push(countdown.due);
        let ink = ink_of(countdown.loudness, tokens);
        let figures = font::wall_figures(ROW_FIGURES * times);
        let at = pos2(right, rect.center().y);
        until = painter.text(at, Align2::RIGHT_CENTER, &countdown.figures, figures, ink).left();
    }
    let from = left + 68.0 * times;
    let room = until - MARGIN * times - from;
    let title = elided(ui, &row.title, font::wall(ROW_WORDS * times), tokens.text, room);
    let mut beside = format!("{} · {}", mark(row.priority).word(), row.reference);
    if row.is_restored {
        beside = format!("{beside} · {}", row.age);
    }
    if let Some(what) = row.details.first() {
        beside = format!("{beside} · {what}");
    }
    let beside = elided(ui, &beside, font::wall_beside(ROW_BESIDE * times), tokens.text_muted, room);
    let height = title.size().y + beside.size().y;
    let first = rect.center().y - height / 2.0;
    let second = first + title.size().y;
    painter.galley(pos2(from, first), title, tokens.text);
    painter.galley(pos2(from, second), beside, tokens.text_muted);
    label(ui, rect, row.id, &row.spoken);
}

fn rest_ui(ui: &Ui, rect: Rect, times: f32, words: &str) {
    let tokens = Tokens::of(ui);
    let at = pos2(rect.left() + (MARGIN + 68.0) * times, rect.center().y);
    let type_size = ROW_BESIDE * 1.15 * times;
    ui.painter().text(at, Align2::LEFT_CENTER, words, font::wall(type_size), tokens.text_muted);
    label(ui, rect, "rest", words);
}

fn trouble_ui(ui: &Ui, rect: Rect, times: f32, trouble: &str, is_stopped: bool) {
    let tokens = Tokens::of(ui);
    let painter = ui.painter();
    painter.rect_filled(rect, 0, tokens.overdue_tint);
    let words = format!("{}: {trouble}", if is_stopped { "No alarm" } else { "Not saved" });
    let at = Pos2::new(rect.left() + MARGIN * times, rect.center().y);
    let galley = elided(
        ui,
        &words,
        font::wall(STRIP_TYPE * times),
        tokens.overdue,
        rect.width() - 2.0 * MARGIN * times,
    );
    painter.galley(at - vec2(0.0, galley.size().y / 2.0), galley, tokens.overdue);
    live(ui, label(ui, rect, "trouble", &words), Live::Assertive);
}

/// Says to screen readers what is painted there.
fn label(ui: &Ui, rect: Rect, salt: impl egui::AsIdSalt, words: &str) -> egui::Id {
    let response = ui.interact(rect, ui.scope_id().with(("wall", salt)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    response.id
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use egui::Key;

    use crate::domain::words::Priority;
    use crate::ui::harness::{Trial, open, set_up};

    fn wall(count: usize) -> Trial {
        let mut trial = Trial::with([1400.0, 900.0], |handle, now| {
            set_up(handle, now);
            for number in 1..=count {
                open(handle, &format!("Sample outage {number:02}"), Some(Priority::Critical), 17);
            }
        });
        trial.key(Key::W);
        trial
    }

    #[test]
    fn the_wall_shows_what_is_loudest_and_says_how_many_more_there_are() {
        let trial = wall(12);
        let labels = |words: &str| {
            use egui_kittest::kittest::Queryable as _;
            trial.window.query_all_by_label_contains(words).count()
        };
        assert!(trial.shows("Bridgewatch: wall"));
        assert_eq!(labels("12 open ·"), 2, "in the strip of either window");
        assert_eq!(labels("more incidents"), 1);
    }

    #[test]
    fn it_goes_by_the_key_that_brought_it() {
        let mut trial = wall(0);
        assert!(trial.says("Nothing is owed"));
        trial.key(Key::W);
        trial.pass(TimeDelta::seconds(1));
        assert!(!trial.shows("Bridgewatch: wall"));
    }
}
