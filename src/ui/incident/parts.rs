//! Small parts that only this pane uses.

use egui::accesskit::Role;
use egui::{
    Align, Color32, CursorIcon, FontId, Label, Layout, Response, RichText, Sense, Ui, WidgetInfo, vec2,
};

use crate::domain::time::{Instant, whole_second};
use crate::ui::context::{Ask, Asks};
use crate::ui::countdown;
use crate::ui::icons::icon;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets;

/// A paragraph that wraps.
pub fn paragraph(ui: &mut Ui, words: &str, font: FontId, ink: Color32) -> Response {
    ui.add(Label::new(RichText::new(words).font(font).color(ink)).wrap())
}

/// A button of words alone, for rows of many. `keys` as in [`widgets::quiet_button`].
pub fn word_button(ui: &mut Ui, words: &str, keys: Option<&str>) -> Response {
    word_button_in(ui, words, keys, font::body())
}

/// The same in another face.
pub fn word_button_in(ui: &mut Ui, words: &str, keys: Option<&str>, face: FontId) -> Response {
    let tokens = Tokens::of(ui);
    let galley = ui.painter().layout_no_wrap(words.to_owned(), face, Color32::PLACEHOLDER);
    let wanted = vec2(galley.size().x + 2.0 * space::XS, size::CONTROL);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), words));
    if let Some(keys) = keys {
        ui.accesskit_node_builder(response.id, |node| node.set_keyboard_shortcut(keys));
    }
    if ui.is_rect_visible(rect) {
        let over = response.hovered() || response.is_pointer_button_down_on();
        if over {
            ui.painter().rect_filled(rect, size::CORNER, tokens.hover);
        }
        let ink = if over || response.has_focus() { tokens.text } else { tokens.text_muted };
        ui.painter().galley(rect.center() - galley.size() / 2.0, galley, ink);
        widgets::focus_ring(ui, rect, &response);
    }
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    match keys {
        Some(keys) => response.on_hover_text(format!("{words} {keys}")),
        None => response,
    }
}

/// The side of the icon that copies.
const COPY_SIDE: f32 = 24.0;

/// A small icon that copies a text.
pub fn copy_button(ui: &mut Ui, name: &str, text: &str, asks: &mut Asks) {
    // Not in a scope of its own, which would not go to the next line with the rest.
    let usual = std::mem::replace(&mut ui.spacing_mut().interact_size.y, COPY_SIDE);
    let pressed = widgets::icon_button(ui, icon::COPY, name).clicked();
    ui.spacing_mut().interact_size.y = usual;
    if pressed {
        asks.push(Ask::Copy(text.to_owned()));
    }
}

/// A number to call with the icon that copies it, which goes to the next line with it.
pub fn number_ui(ui: &mut Ui, number: &str, (face, ink): (FontId, Color32), copies: &str, asks: &mut Asks) {
    let words = ui.painter().layout_no_wrap(number.to_owned(), face.clone(), ink).size();
    let size = vec2(words.x + ui.spacing().item_spacing.x + COPY_SIDE, words.y.max(COPY_SIDE));
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.add(Label::new(RichText::new(number).font(face).color(ink)).extend());
        copy_button(ui, copies, number, asks);
    });
}

/// The width of the figures of a due time.
pub const DUE_WIDTH: f32 = 92.0;

/// The figures of a due time with the word of how it stands, as one column. `None` paints an empty one.
pub fn due_ui(ui: &mut Ui, due: Option<Instant>, now: Instant, about: &str) {
    due_or_ui(ui, due, "no time set", now, about);
}

/// The same with other words where there is no due time.
pub fn due_or_ui(ui: &mut Ui, due: Option<Instant>, otherwise: &str, now: Instant, about: &str) {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(DUE_WIDTH, 40.0), Sense::hover());
    let Some(due) = due else {
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{about}: {otherwise}")));
        let at = rect.left_top() + vec2(0.0, 4.0);
        ui.painter().text(at, egui::Align2::LEFT_TOP, otherwise, font::small(), tokens.text_muted);
        return;
    };
    let left = (whole_second(due) - whole_second(now)).num_seconds();
    let (ink, word) = match left {
        ..0 => (tokens.overdue, "overdue"),
        0..900 => (tokens.due_soon, "due soon"),
        _ => (tokens.text, "left"),
    };
    let spoken = countdown::spoken(left);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{about}: {spoken}")));
    if ui.is_rect_visible(rect) {
        let painter = ui.painter();
        let top = egui::Align2::LEFT_TOP;
        let figures = countdown::countdown(left);
        painter.text(rect.left_top() + vec2(0.0, 2.0), top, figures, font::mono_strong(), ink);
        let word_ink = if left < 900 { ink } else { tokens.text_muted };
        painter.text(rect.left_top() + vec2(0.0, 22.0), top, word, font::small(), word_ink);
    }
}

/// A name and what is known of it, side by side; what is missing says so.
pub fn fact_ui(ui: &mut Ui, name: &str, value: Option<&str>) {
    let tokens = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        let width = (ui.available_width() * 0.36).clamp(120.0, 190.0);
        ui.allocate_ui(vec2(width, 20.0), |ui| {
            ui.set_width(width);
            paragraph(ui, name, font::body(), tokens.text_muted);
        });
        ui.vertical(|ui| {
            match value {
                Some(value) => paragraph(ui, value, font::body(), tokens.text),
                None => paragraph(ui, "missing", font::strong(), tokens.due_soon),
            };
        });
    });
}
