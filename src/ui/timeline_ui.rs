//! The picture of an incident's course, painted: what [`TimelinePicture`] says, in the colours of the window.
//!
//! Never here: where a thing stands, which is the layout's.

use egui::accesskit::Role;
use egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Sense, Shape as Painted, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::strip::elided;
use super::theme::{Tokens, font, size, space};
use crate::documents::timeline_picture::{Bar, BarState, BreakKind, Lane, Mark, Shape, TimelinePicture};

/// What the titles of the lanes take.
const TITLES: f32 = 150.0;
/// The height of a row of marks, and of a lane of bars.
const ROW: f32 = 20.0;
/// The height of a bar.
const BAR: f32 = 16.0;
/// The height of the axis: days, times.
const AXIS: f32 = 38.0;
/// The air of a lane, above and below.
const PAD: f32 = 4.0;
/// About the width of a character of a label.
const CHAR: f32 = 6.3;

/// For how many characters a picture has room beside its titles, in that width.
pub fn room_chars(width: f32) -> f32 {
    ((width - TITLES) / CHAR).max(20.0)
}

/// Paints it over the width there is. What a pointer is over says its times.
pub fn timeline_ui(ui: &mut Ui, picture: &TimelinePicture) {
    let lanes_height: f32 = picture.lanes.iter().map(lane_height).sum();
    let wanted = vec2(ui.available_width(), AXIS + lanes_height + space::XS);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    let spoken = format!("{}: {}", picture.title, picture.description);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let tokens = Tokens::of(ui);
    let field = Rect::from_min_max(pos2(rect.left() + TITLES, rect.top()), rect.max);
    let painting = Painting { painter: ui.painter().clone(), tokens, field };
    painting.axis(picture, rect.bottom());
    let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|at| rect.contains(*at));
    let mut said: Option<String> = None;
    let mut top = rect.top() + AXIS;
    for (place, lane) in picture.lanes.iter().enumerate() {
        let height = lane_height(lane);
        let whole = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), height));
        if place % 2 == 0 {
            painting.painter.rect_filled(whole, 0, tokens.surface_sunken);
        }
        let title = elided(ui, &lane.title, font::small(), tokens.text_muted, TITLES - space::S);
        let title_y = if lane.bars.is_empty() { top + PAD + ROW / 2.0 } else { whole.center().y };
        let at = pos2(rect.left() + space::XS, title_y - title.size().y / 2.0);
        painting.painter.galley(at, title, tokens.text_muted);
        for mark in &lane.marks {
            let hit = painting.mark(mark, top + PAD + mark.row as f32 * ROW + ROW / 2.0);
            said = said.or_else(|| pointer.filter(|at| hit.contains(*at)).map(|_| mark.detail()));
        }
        for bar in &lane.bars {
            let hit = painting.bar(bar, whole.center().y);
            said = said.or_else(|| pointer.filter(|at| hit.contains(*at)).map(|_| bar.detail.clone()));
        }
        top += height;
    }
    if let Some(words) = said {
        response.on_hover_text_at_pointer(words);
    }
}

fn lane_height(lane: &Lane) -> f32 {
    let rows = if lane.bars.is_empty() { lane.rows as f32 * ROW } else { ROW };
    rows.max(ROW) + 2.0 * PAD
}

struct Painting<'a> {
    painter: Painter,
    tokens: &'a Tokens,
    field: Rect,
}

impl Painting<'_> {
    fn x(&self, share: f32) -> f32 {
        egui::lerp(self.field.left()..=self.field.right() - space::S, share)
    }

    fn words(&self, at: Pos2, anchor: Align2, words: &str, face: FontId, ink: Color32) -> Rect {
        self.painter.text(at, anchor, words, face, ink)
    }

    fn axis(&self, picture: &TimelinePicture, end: f32) {
        let (tokens, top) = (self.tokens, self.field.top());
        let day = pos2(self.x(0.0), top + 8.0);
        self.words(day, Align2::LEFT_CENTER, &picture.first_day, font::small_strong(), tokens.text);
        for tick in &picture.ticks {
            let at = self.x(tick.at);
            let line = Stroke::new(size::HAIRLINE, tokens.hairline);
            self.painter.vline(at, top + AXIS - 6.0..=end, line);
            let anchor = match tick.at {
                at if at < 0.03 => Align2::LEFT_CENTER,
                at if at > 0.97 => Align2::RIGHT_CENTER,
                _ => Align2::CENTER_CENTER,
            };
            self.words(pos2(at, top + 24.0), anchor, &tick.label, font::mono_small(), tokens.text_muted);
        }
        for one in &picture.breaks {
            let at = self.x(one.at);
            let ink = Stroke::new(1.0, tokens.outline);
            if one.kind == BreakKind::Clock {
                let ends = [pos2(at, top + 2.0), pos2(at, end)];
                self.painter.extend(Painted::dashed_line(&ends, ink, 4.0, 3.0));
            } else {
                self.painter.vline(at, top + 2.0..=end, ink);
            }
            let beside = pos2(at + 3.0, top + 8.0);
            self.words(beside, Align2::LEFT_CENTER, &one.label, font::small_strong(), tokens.text);
        }
        self.painter.hline(self.field.x_range(), top + AXIS, Stroke::new(size::HAIRLINE, tokens.outline));
    }

    /// Paints a mark; where it can be pointed at.
    fn mark(&self, mark: &Mark, y: f32) -> Rect {
        let (at, until) = (self.x(mark.at), self.x(mark.until));
        let ink = self.tokens.text;
        if until - at > 1.0 {
            self.painter.hline(at..=until, y, Stroke::new(2.0, ink));
            self.shape(mark.shape, pos2(until, y));
        }
        self.shape(mark.shape, pos2(at, y));
        let label_at = pos2(self.x(mark.label_at), y);
        let label = self.words(label_at, Align2::LEFT_CENTER, &mark.label, font::small(), ink);
        label.union(Rect::from_center_size(pos2(at, y), vec2(12.0, 12.0)))
    }

    fn shape(&self, shape: Shape, at: Pos2) {
        let (tokens, ink) = (self.tokens, self.tokens.text);
        let polygon = |points: Vec<Pos2>| Painted::convex_polygon(points, ink, Stroke::NONE);
        let beside = |x: f32, y: f32| at + vec2(x, y);
        self.painter.add(match shape {
            Shape::Diamond => {
                polygon(vec![beside(0.0, -5.0), beside(5.0, 0.0), beside(0.0, 5.0), beside(-5.0, 0.0)])
            }
            Shape::Square => Painted::rect_filled(Rect::from_center_size(at, vec2(8.0, 8.0)), 0, ink),
            Shape::Triangle => polygon(vec![beside(0.0, -5.0), beside(5.2, 4.0), beside(-5.2, 4.0)]),
            Shape::FilledCircle => Painted::circle_filled(at, 4.2, ink),
            Shape::OpenCircle => {
                self.painter.circle_filled(at, 4.0, tokens.surface);
                Painted::circle_stroke(at, 3.6, Stroke::new(1.5, ink))
            }
        });
    }

    /// Paints a bar; where it can be pointed at.
    fn bar(&self, bar: &Bar, y: f32) -> Rect {
        let tokens = self.tokens;
        let (from, until) = (self.x(bar.from), self.x(bar.until));
        let rect = Rect::from_min_max(pos2(from, y - BAR / 2.0), pos2(until.max(from + 3.0), y + BAR / 2.0));
        let (fill, edge, sign) = match bar.state {
            BarState::Met => (tokens.met_tint, tokens.met, "met "),
            BarState::Missed => (tokens.overdue_tint, tokens.overdue, "missed "),
            BarState::Running => (tokens.surface_raised, tokens.outline, ""),
            BarState::Paused => (tokens.paused_tint, tokens.paused, "paused "),
        };
        let corner = if bar.state == BarState::Met { size::CORNER } else { 0 };
        self.painter.rect(rect, corner, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
        if bar.state == BarState::Missed {
            self.hatch(rect, edge);
        }
        if let Some(due) = bar.due {
            let due = self.x(due);
            self.painter.vline(due, rect.top() - 3.0..=rect.bottom() + 3.0, Stroke::new(2.0, tokens.text));
        }
        if let Some(at) = bar.words_at {
            let x = if bar.is_inside { rect.left() + space::XS } else { self.x(at) };
            let words = pos2(x, y);
            if bar.is_inside && bar.state == BarState::Missed {
                // The words stand on a ground of their own, so that no hatching runs through them.
                let galley = self.painter.layout_no_wrap(bar.words.clone(), font::small(), tokens.text);
                let ground = Rect::from_min_size(
                    pos2(x - 2.0, y - galley.size().y / 2.0),
                    galley.size() + vec2(4.0, 0.0),
                );
                self.painter.rect_filled(ground.intersect(rect), 0, tokens.surface);
            }
            let said = if bar.words.is_empty() { sign.trim() } else { &bar.words };
            self.words(words, Align2::LEFT_CENTER, said, font::small(), tokens.text);
        }
        rect.expand(4.0)
    }

    fn hatch(&self, rect: Rect, ink: Color32) {
        let painter = self.painter.with_clip_rect(rect.intersect(self.painter.clip_rect()));
        let mut x = rect.left() - rect.height();
        while x < rect.right() {
            let ends = [pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())];
            painter.line_segment(ends, Stroke::new(1.5, ink.gamma_multiply(0.6)));
            x += 6.0;
        }
    }
}
