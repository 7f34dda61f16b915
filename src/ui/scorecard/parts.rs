//! The small parts of the scorecard: a number that opens what is behind it, cells, bars.

use egui::accesskit::Role;
use egui::{
    Align, Color32, CursorIcon, FontId, Label, Layout, Rect, Response, RichText, Sense, Stroke, StrokeKind,
    Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::documents::scorecard::Tone;
use crate::ui::theme::{Tokens, size, space};
use crate::ui::widgets;

/// The height of a row of a table.
pub(super) const ROW: f32 = 24.0;

/// A number that can be pressed; `spoken` says what it is a number of.
pub(super) fn number_ui(ui: &mut Ui, words: &str, spoken: &str, font: FontId, ink: Color32) -> Response {
    let tokens = Tokens::of(ui);
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font, Color32::PLACEHOLDER);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), spoken));
    if ui.is_rect_visible(rect) {
        let is_over = response.hovered() || response.has_focus();
        if is_over {
            ui.painter().rect_filled(rect.expand(2.0), size::CORNER, tokens.hover);
        }
        ui.painter().galley(rect.min, galley, ink);
        let line = Stroke::new(size::HAIRLINE, if is_over { ink } else { tokens.outline });
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
        widgets::focus_ring(ui, rect.expand(1.0), &response);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// The colour of words in a tone.
pub(super) fn ink(tone: Tone, tokens: &Tokens) -> Color32 {
    match tone {
        Tone::Plain => tokens.text,
        Tone::Good => tokens.met,
        Tone::Bad => tokens.overdue,
        Tone::Struck => tokens.text_muted,
    }
}

/// Words in a place of their own, cut where there is too little room: then the whole of them shows when the
/// pointer is over them.
pub(super) fn cell_ui(ui: &mut Ui, rect: Rect, is_right: bool, words: RichText) {
    in_cell(ui, rect, is_right, |ui| {
        ui.add(Label::new(words).truncate());
    });
}

/// Something in a place of its own.
pub(super) fn in_cell(ui: &mut Ui, rect: Rect, is_right: bool, contents: impl FnOnce(&mut Ui)) {
    let layout =
        if is_right { Layout::right_to_left(Align::Center) } else { Layout::left_to_right(Align::Center) };
    ui.scope_builder(UiBuilder::new().max_rect(rect).layout(layout), contents);
}

/// A bar of two parts: from the left to `near`, and on to `far`, both shares of the width. For the eye only:
/// the numbers stand beside it.
pub(super) fn bar_ui(ui: &Ui, rect: Rect, (near, far): (f64, f64), (first, second): (Color32, Color32)) {
    let tokens = Tokens::of(ui);
    let rect = Rect::from_center_size(rect.center(), vec2(rect.width(), 8.0));
    let x = |share: f64| rect.left() + rect.width() * (share.clamp(0.0, 1.0) as f32);
    let part = |from: f32, to: f32| Rect::from_min_max(pos2(from, rect.top()), pos2(to, rect.bottom()));
    ui.painter().rect_filled(rect, 2, tokens.surface_sunken);
    ui.painter().rect_filled(part(rect.left(), x(near)), 2, first);
    if far > near {
        // The second part is an outline: told apart without its colour.
        let rest = part(x(near), x(far));
        ui.painter().rect(rest, 2, second.gamma_multiply(0.35), Stroke::new(1.0, second), StrokeKind::Inside);
    }
}

/// The places of columns in a row: shares of the width that is left after the gaps.
pub(super) fn places(whole: Rect, shares: &[u32]) -> Vec<Rect> {
    let gaps = space::M * shares.len().saturating_sub(1) as f32;
    let all: u32 = shares.iter().sum::<u32>().max(1);
    let width = (whole.width() - gaps).max(1.0);
    let mut left = whole.left();
    shares
        .iter()
        .map(|share| {
            let wide = width * *share as f32 / all as f32;
            let rect = Rect::from_min_size(pos2(left, whole.top()), vec2(wide, whole.height()));
            left += wide + space::M;
            rect
        })
        .collect()
}
