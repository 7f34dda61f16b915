//! One of a few, side by side: a radio group of segments. The arrows move within it, Tab goes past
//! it, and a digit picks where the options carry one.

use egui::accesskit::Role;
use egui::{
    EventFilter, Id, Key, Rect, Response, RichText, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::theme::{Tokens, font, size, space};
use super::widgets::{PriorityMark, focus_ring};

/// One option.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its words.
    pub words: String,
    /// The mark before them, for a priority.
    pub mark: Option<PriorityMark>,
    /// The digit that picks it.
    pub key: Option<Key>,
}

impl Choice {
    /// An option of words alone.
    pub fn words(words: impl Into<String>) -> Self {
        Self { words: words.into(), mark: None, key: None }
    }
}

/// Shows the options under their label, if they have one, wrapped where there is too little room. Whether the choice
/// changed.
pub fn choice_ui(ui: &mut Ui, label: &str, options: &[Choice], chosen: &mut usize) -> bool {
    if !label.is_empty() {
        ui.label(RichText::new(label).font(font::small()).color(Tokens::of(ui).text_muted));
    }
    let group = ui.make_persistent_id(("choice", label));
    let before = *chosen;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        for (at, option) in options.iter().enumerate() {
            let response = option_ui(ui, group.with(at), label, option, at == before);
            if response.clicked() {
                *chosen = at;
            }
            if response.has_focus()
                && let Some(wanted) = by_key(ui, response.id, options, before)
            {
                *chosen = wanted;
            }
        }
    });
    if *chosen != before {
        ui.memory_mut(|memory| memory.request_focus(group.with(*chosen)));
    }
    *chosen != before
}

/// Where the keys of this frame lead from the chosen option.
fn by_key(ui: &Ui, focused: Id, options: &[Choice], chosen: usize) -> Option<usize> {
    let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(focused, arrows));
    ui.input(|input| {
        let last = options.len().saturating_sub(1);
        if input.key_pressed(Key::ArrowRight) || input.key_pressed(Key::ArrowDown) {
            return Some((chosen + 1).min(last));
        }
        if input.key_pressed(Key::ArrowLeft) || input.key_pressed(Key::ArrowUp) {
            return Some(chosen.saturating_sub(1));
        }
        options.iter().position(|option| option.key.is_some_and(|key| input.key_pressed(key)))
    })
}

fn option_ui(ui: &mut Ui, id: Id, label: &str, option: &Choice, is_chosen: bool) -> Response {
    let tokens = Tokens::of(ui);
    let words_font = if is_chosen { font::strong() } else { font::body() };
    let words = ui.painter().layout_no_wrap(option.words.clone(), words_font, tokens.text);
    let key = option
        .key
        .map(|key| ui.painter().layout_no_wrap(key.name().to_owned(), font::mono_small(), tokens.text_muted));
    let mark_width = if option.mark.is_some() { space::L + space::XS } else { 0.0 };
    let key_width = key.as_ref().map_or(0.0, |key| space::S + key.size().x);
    let wanted = vec2(mark_width + words.size().x + key_width + 2.0 * space::M, size::CONTROL);
    let rect = Rect::from_min_size(ui.allocate_space(wanted).1.min, wanted);
    // Only the chosen one stops the Tab key: the arrows lead to the others.
    let sense = if is_chosen { Sense::click() } else { Sense::CLICK };
    let response = ui.interact(rect, id, sense);
    response
        .widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_chosen, &option.words));
    ui.accesskit_node_builder(id, |node| node.set_description(label));
    if ui.is_rect_visible(rect) {
        let fill = if is_chosen {
            tokens.selection
        } else if response.hovered() {
            tokens.hover
        } else {
            tokens.surface_sunken
        };
        let edge = if is_chosen {
            Stroke::new(1.5, tokens.accent)
        } else {
            Stroke::new(size::HAIRLINE, tokens.outline)
        };
        ui.painter().rect(rect, size::CORNER, fill, edge, StrokeKind::Inside);
        let mut x = rect.left() + space::M;
        if let Some(mark) = option.mark {
            mark.paint(ui.painter(), pos2(x + space::S, rect.center().y), tokens);
            x += mark_width;
        }
        let words_width = words.size().x;
        ui.painter().galley(pos2(x, rect.center().y - words.size().y / 2.0), words, tokens.text);
        if let Some(key) = key {
            let at = pos2(x + words_width + space::S, rect.center().y - key.size().y / 2.0);
            ui.painter().galley(at, key, tokens.text_muted);
        }
        focus_ring(ui, rect, &response);
    }
    match ui.visuals().interact_cursor {
        Some(cursor) => response.on_hover_cursor(cursor),
        None => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{fonts, theme};
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    fn harness<'a>() -> Harness<'a, usize> {
        Harness::builder()
            .with_size([600.0, 200.0])
            .with_context_setup(|ctx| {
                fonts::install(ctx);
                theme::apply(ctx);
            })
            .build_ui_state(
                |ui, chosen: &mut usize| {
                    let mark = |words: &str, key| Choice { key: Some(key), ..Choice::words(words) };
                    let options =
                        [Choice::words("Not yet"), mark("Critical", Key::Num1), mark("High", Key::Num2)];
                    choice_ui(ui, "Priority", &options, chosen);
                    ui.button("After").on_hover_text("What comes after");
                },
                0,
            )
    }

    #[test]
    fn arrows_move_the_choice_and_stop_at_the_ends() {
        let mut harness = harness();
        harness.key_press(Key::Tab);
        harness.run();
        for (key, wanted) in [
            (Key::ArrowRight, 1),
            (Key::ArrowDown, 2),
            (Key::ArrowRight, 2),
            (Key::ArrowLeft, 1),
            (Key::ArrowUp, 0),
            (Key::ArrowUp, 0),
        ] {
            harness.key_press(key);
            harness.run();
            assert_eq!(*harness.state(), wanted, "{key:?}");
        }
    }

    #[test]
    fn a_digit_picks_and_tab_goes_past_the_group() {
        let mut harness = harness();
        harness.key_press(Key::Tab);
        harness.run();
        harness.key_press(Key::Num2);
        harness.run();
        assert_eq!(*harness.state(), 2);
        assert!(harness.get_by_label("High").is_focused(), "the focus goes with the choice");
        harness.key_press(Key::Tab);
        harness.run();
        assert!(harness.get_by_label("After").is_focused());
    }

    #[test]
    fn the_pointer_and_a_screen_reader_pick_too() {
        let mut harness = harness();
        harness.get_by_label("Critical").click();
        harness.run();
        assert_eq!(*harness.state(), 1);
        harness.get_by_label("High").click_accesskit();
        harness.run();
        assert_eq!(*harness.state(), 2);
    }
}
