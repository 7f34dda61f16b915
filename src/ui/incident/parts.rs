//! Small parts that only this pane uses.

use egui::accesskit::Role;
use egui::{Color32, CursorIcon, FontId, Label, Response, RichText, Sense, Ui, WidgetInfo, vec2};

use crate::ui::context::{Ask, Asks};
use crate::ui::icons::icon;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets;

/// A paragraph that wraps.
pub fn paragraph(ui: &mut Ui, words: &str, font: FontId, ink: Color32) -> Response {
    ui.add(Label::new(RichText::new(words).font(font).color(ink)).wrap())
}

/// A button of words alone, for rows of many. `keys` as in [`widgets::quiet_button`].
pub fn word_button(ui: &mut Ui, words: &str, keys: Option<&str>) -> Response {
    let tokens = Tokens::of(ui);
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font::body(), Color32::PLACEHOLDER);
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

/// A small icon that copies a text.
pub fn copy_button(ui: &mut Ui, name: &str, text: &str, asks: &mut Asks) {
    // Not in a scope of its own, which would not go to the next line with the rest.
    let usual = std::mem::replace(&mut ui.spacing_mut().interact_size.y, 24.0);
    let pressed = widgets::icon_button(ui, icon::COPY, name).clicked();
    ui.spacing_mut().interact_size.y = usual;
    if pressed {
        asks.push(Ask::Copy(text.to_owned()));
    }
}
