//! The small parts that every screen is made of: buttons, marks, headings, fields, badges.
//!
//! Each follows egui's idiom: allocate, interact, say what it is to screen readers, paint,
//! return the response. None keeps a state of its own, reads a clock or knows an incident.
//!
//! Pressing works with the pointer, with Space or Enter on the focus, and through the
//! accessibility tree; [`Response::clicked`] tells of all three.

use crate::ui::theme::{Tokens, font, size, space};
use egui::accesskit::Role;
use egui::{
    Align2, Color32, FontId, Id, Painter, Pos2, Rect, Response, RichText, Sense, Shape, Stroke, StrokeKind,
    TextEdit, Ui, WidgetInfo, pos2, vec2,
};
use std::f32::consts::TAU;

/// What a badge or a banner is about. Each tone has its colours; the words are the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A plain fact.
    Neutral,
    /// Something to know or to do.
    Accent,
    /// A deadline has passed.
    Overdue,
    /// A deadline comes soon.
    DueSoon,
    /// Settled in time.
    Met,
    /// A clock is paused.
    Paused,
}

impl Tone {
    /// The colour of words in this tone.
    pub const fn ink(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Neutral => tokens.text_muted,
            Self::Accent => tokens.accent,
            Self::Overdue => tokens.overdue,
            Self::DueSoon => tokens.due_soon,
            Self::Met => tokens.met,
            Self::Paused => tokens.paused,
        }
    }

    /// The colour of the ground under them.
    pub const fn ground(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Neutral => tokens.surface_sunken,
            Self::Accent => tokens.accent_tint,
            Self::Overdue => tokens.overdue_tint,
            Self::DueSoon => tokens.due_soon_tint,
            Self::Met => tokens.met_tint,
            Self::Paused => tokens.paused_tint,
        }
    }
}

/// The mark of a priority: a shape of its own, so that it reads without colour.
///
/// A thing of the screen, apart from the domain's own priorities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriorityMark {
    /// ◆
    Critical,
    /// ▲
    High,
    /// ●
    Medium,
    /// ○
    Low,
    /// ◌, a broken ring: nobody has said yet.
    Unassigned,
}

impl PriorityMark {
    /// The marks from the most to the least urgent.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Unassigned];

    /// The word that belongs to the mark.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Critical => "Critical",
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
            Self::Unassigned => "Not assigned",
        }
    }

    /// The colour of the mark and of its word.
    pub const fn color(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Critical => tokens.critical,
            Self::High => tokens.high,
            Self::Medium => tokens.medium,
            Self::Low => tokens.low,
            Self::Unassigned => tokens.text_muted,
        }
    }

    /// Paints the shape around `center`, for rows that paint themselves. Says nothing to
    /// screen readers.
    pub fn paint(self, painter: &Painter, center: Pos2, tokens: &Tokens) {
        self.paint_sized(painter, center, 1.0, tokens);
    }

    /// The same so many times as large.
    pub fn paint_sized(self, painter: &Painter, center: Pos2, times: f32, tokens: &Tokens) {
        let color = self.color(tokens);
        // Radii that make the five look equally large.
        let corners =
            |corners: &[egui::Vec2]| corners.iter().map(|corner| center + *corner * times).collect();
        let stroke = Stroke::new(1.5 * times, color);
        let shape = match self {
            Self::Critical => {
                let r = 6.0;
                let corners = corners(&[vec2(0.0, -r), vec2(r, 0.0), vec2(0.0, r), vec2(-r, 0.0)]);
                Shape::convex_polygon(corners, color, Stroke::NONE)
            }
            Self::High => {
                let corners = corners(&[vec2(0.0, -5.5), vec2(6.0, 4.5), vec2(-6.0, 4.5)]);
                Shape::convex_polygon(corners, color, Stroke::NONE)
            }
            Self::Medium => Shape::circle_filled(center, 5.0 * times, color),
            Self::Low => Shape::circle_stroke(center, 4.25 * times, stroke),
            Self::Unassigned => Shape::Vec(dashed_ring(center, 4.25 * times, stroke)),
        };
        painter.add(shape);
    }
}

/// A ring of four short arcs, with gaps wide enough to tell it from a whole ring.
fn dashed_ring(center: Pos2, radius: f32, stroke: Stroke) -> Vec<Shape> {
    const DASHES: u8 = 4;
    let dash = TAU / f32::from(DASHES);
    (0..DASHES)
        .map(|i| {
            let start = f32::from(i) * dash;
            let points = (0..=4_u8)
                .map(|step| {
                    let angle = start + dash * (0.25 + 0.5 * f32::from(step) / 4.0);
                    center + radius * vec2(angle.cos(), angle.sin())
                })
                .collect();
            Shape::line(points, stroke)
        })
        .collect()
}

/// Paints the focus ring around `rect` if `response` has the focus.
///
/// The ring lies outside, with a gap of one point, so it shows on a filled button too. For
/// widgets that paint themselves; egui's own carry their ring in the theme.
pub fn focus_ring(ui: &Ui, rect: Rect, response: &Response) {
    if response.has_focus() {
        ui.painter().rect_stroke(
            rect.expand(1.0),
            size::CORNER + 1,
            Stroke::new(size::FOCUS_RING, Tokens::of(ui).accent),
            StrokeKind::Outside,
        );
    }
}

/// How a button is dressed.
struct ButtonLook {
    fill: Color32,
    stroke: Stroke,
    ink: Color32,
    hint_ink: Color32,
}

/// The one button of a place that does what is owed. At most one of a screen's parts has it.
///
/// `shortcut_hint` is shown behind the words and told to screen readers; the shortcut itself
/// is handled elsewhere.
pub fn primary_button(ui: &mut Ui, text: &str, shortcut_hint: Option<&str>) -> Response {
    text_button(ui, text, shortcut_hint, font::strong(), |response, tokens| {
        let over = response.hovered() || response.is_pointer_button_down_on();
        ButtonLook {
            fill: if over { tokens.accent_hover } else { tokens.accent },
            stroke: Stroke::NONE,
            ink: tokens.on_accent,
            hint_ink: tokens.on_accent,
        }
    })
}

/// Any other button: raised a little, with a hairline around it.
///
/// `shortcut_hint` as in [`primary_button`].
pub fn quiet_button(ui: &mut Ui, text: &str, shortcut_hint: Option<&str>) -> Response {
    text_button(ui, text, shortcut_hint, font::body(), |response, tokens| {
        let down = response.is_pointer_button_down_on();
        let over = response.hovered() || down;
        ButtonLook {
            fill: match (down, over) {
                (true, _) => tokens.selection,
                (_, true) => tokens.hover,
                _ => tokens.surface_raised,
            },
            stroke: Stroke::new(size::HAIRLINE, if over { tokens.outline } else { tokens.hairline }),
            ink: tokens.text,
            hint_ink: tokens.text_muted,
        }
    })
}

/// Lays out, allocates and paints a button of words.
fn text_button(
    ui: &mut Ui,
    text: &str,
    shortcut_hint: Option<&str>,
    font: FontId,
    look: impl FnOnce(&Response, &Tokens) -> ButtonLook,
) -> Response {
    let placeholder = Color32::PLACEHOLDER;
    let words = ui.painter().layout_no_wrap(text.to_owned(), font, placeholder);
    let hint = shortcut_hint
        .map(|hint| ui.painter().layout_no_wrap(hint.to_owned(), font::mono_small(), placeholder));

    let padding = ui.spacing().button_padding;
    let hint_width = hint.as_ref().map_or(0.0, |hint| space::S + hint.size().x);
    let width = words.size().x + hint_width + 2.0 * padding.x;
    let height = (words.size().y + 2.0 * padding.y).max(ui.spacing().interact_size.y);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());

    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    if let Some(hint) = shortcut_hint {
        ui.accesskit_node_builder(response.id, |node| node.set_keyboard_shortcut(hint));
    }

    if ui.is_rect_visible(rect) {
        let look = look(&response, Tokens::of(ui));
        let painter = ui.painter();
        painter.rect(rect, size::CORNER, look.fill, look.stroke, StrokeKind::Inside);
        let words_at = pos2(rect.left() + padding.x, rect.center().y - words.size().y / 2.0);
        if let Some(hint) = hint {
            let hint_at = pos2(words_at.x + words.size().x + space::S, rect.center().y - hint.size().y / 2.0);
            painter.galley(hint_at, hint, look.hint_ink);
        }
        painter.galley(words_at, words, look.ink);
        focus_ring(ui, rect, &response);
    }
    pointing_hand(ui, response)
}

/// A square button with an icon of [`icon`](crate::ui::icons::icon) alone.
///
/// `name` is what screen readers say, and the tooltip.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str) -> Response {
    let side = ui.spacing().interact_size.y;
    let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));

    if ui.is_rect_visible(rect) {
        let tokens = Tokens::of(ui);
        let over = response.hovered() || response.is_pointer_button_down_on();
        if over {
            ui.painter().rect_filled(rect, size::CORNER, tokens.hover);
        }
        let ink = if over || response.has_focus() { tokens.text } else { tokens.text_muted };
        let icon_font = FontId::proportional(size::TITLE);
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, icon_font, ink);
        focus_ring(ui, rect, &response);
    }
    let response = pointing_hand(ui, response).on_hover_text(name);
    said_once(ui, response)
}

/// A button with one sign on it that is no word, as an arrow. `name` is what screen readers say, and the tooltip.
pub fn sign_button(ui: &mut Ui, sign: &str, name: &str) -> Response {
    let response = quiet_button(ui, sign, None);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    said_once(ui, response.on_hover_text(name))
}

/// A tooltip that says the name says nothing more to screen readers.
fn said_once(ui: &Ui, response: Response) -> Response {
    ui.accesskit_node_builder(response.id, egui::accesskit::Node::clear_description);
    response
}

/// An icon beside the words that say the same: for the eye alone.
pub fn glyph(ui: &mut Ui, glyph: RichText) -> Response {
    let response = ui.label(glyph);
    ui.accesskit_node_builder(response.id, egui::accesskit::Node::set_hidden);
    response
}

/// A title as a heading of that level, also to screen readers.
pub fn title(ui: &mut Ui, words: &str, font: FontId, level: usize) -> Response {
    let response = ui.label(RichText::new(words).font(font));
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, words));
    ui.accesskit_node_builder(response.id, |node| node.set_level(level));
    response
}

/// Says to screen readers that one of several is chosen: for rows, tabs and cells, which are no boxes to tick.
pub fn chosen(ui: &Ui, response: &Response, is_chosen: bool) {
    ui.accesskit_node_builder(response.id, |node| {
        node.clear_toggled();
        node.set_selected(is_chosen);
    });
}

/// Shows the hand over something that can be pressed.
fn pointing_hand(ui: &Ui, response: Response) -> Response {
    match ui.visuals().interact_cursor {
        Some(cursor) => response.on_hover_cursor(cursor),
        None => response,
    }
}

/// The mark of a priority alone. Screen readers hear its word, and so does the pointer.
///
/// Where the word stands beside it, use [`priority_label`], which says it once.
pub fn priority_mark(ui: &mut Ui, mark: PriorityMark) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(space::L, space::L), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, ui.is_enabled(), mark.word()));
    if ui.is_rect_visible(rect) {
        mark.paint(ui.painter(), rect.center(), Tokens::of(ui));
    }
    response.on_hover_text(mark.word())
}

/// The mark of a priority with its word.
pub fn priority_label(ui: &mut Ui, mark: PriorityMark) -> Response {
    let tokens = Tokens::of(ui);
    let color = mark.color(tokens);
    let word = ui.painter().layout_no_wrap(mark.word().to_owned(), font::body(), color);
    let wanted = vec2(space::L + space::XS + word.size().x, word.size().y.max(space::L));
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), mark.word()));
    if ui.is_rect_visible(rect) {
        mark.paint(ui.painter(), rect.left_center() + vec2(space::S, 0.0), tokens);
        let word_at = pos2(rect.left() + space::L + space::XS, rect.center().y - word.size().y / 2.0);
        ui.painter().galley(word_at, word, color);
    }
    response
}

/// The keys of a shortcut, drawn as a key: `N`, `Shift D`, `Ctrl K`.
pub fn key_hint(ui: &mut Ui, keys: &str) -> Response {
    let tokens = Tokens::of(ui);
    let look = Pill {
        font: font::mono_small(),
        ink: tokens.text_muted,
        fill: tokens.surface_sunken,
        stroke: Stroke::new(size::HAIRLINE, tokens.hairline),
    };
    pill(ui, keys, look)
}

/// A word or two set apart, such as `major` or `paused`.
pub fn badge(ui: &mut Ui, text: &str, tone: Tone) -> Response {
    let tokens = Tokens::of(ui);
    let look =
        Pill { font: font::small(), ink: tone.ink(tokens), fill: tone.ground(tokens), stroke: Stroke::NONE };
    pill(ui, text, look)
}

/// How a [`pill`] is dressed.
struct Pill {
    font: FontId,
    ink: Color32,
    fill: Color32,
    stroke: Stroke,
}

/// Words in a small rounded box, which can't be pressed.
fn pill(ui: &mut Ui, text: &str, look: Pill) -> Response {
    let words = ui.painter().layout_no_wrap(text.to_owned(), look.font, look.ink);
    let width = (words.size().x + 2.0 * 6.0).max(20.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), text));
    if ui.is_rect_visible(rect) {
        let painter = ui.painter();
        painter.rect(rect, space::XS, look.fill, look.stroke, StrokeKind::Inside);
        painter.galley(rect.center() - words.size() / 2.0, words, look.ink);
    }
    response
}

/// The ground of a row in a list: chosen, with an edge, or under the pointer.
pub fn row_ground(ui: &Ui, row: &Response, is_chosen: bool) {
    let (tokens, rect) = (Tokens::of(ui), row.rect);
    if is_chosen {
        ui.painter().rect_filled(rect, 0, tokens.selection);
        let edge = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(edge, 0, tokens.accent);
    } else if row.hovered() {
        ui.painter().rect_filled(rect, 0, tokens.hover);
    }
}

/// The heading of a section, over the whole width, with how many it holds at the right.
///
/// Screen readers get a heading named `text`, whose value is the count.
pub fn section_heading(ui: &mut Ui, text: &str, count: Option<usize>) -> Response {
    let ink = Tokens::of(ui).text_muted;
    let count = count.map(|count| count.to_string());
    let wanted = vec2(ui.available_width(), size::CONTROL);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| WidgetInfo {
        current_text_value: count.clone(),
        ..WidgetInfo::labeled(Role::Heading, ui.is_enabled(), text)
    });
    ui.accesskit_node_builder(response.id, |node| node.set_level(2));
    if ui.is_rect_visible(rect) {
        let painter = ui.painter_at(rect);
        painter.text(rect.left_center(), Align2::LEFT_CENTER, text, font::small_strong(), ink);
        if let Some(count) = count {
            let at = rect.right_center();
            painter.text(at, Align2::RIGHT_CENTER, count, font::small_strong(), ink);
        }
    }
    response
}

/// A line over the whole width. For the eye only; screen readers don't hear of it.
pub fn hairline(ui: &mut Ui) -> Response {
    let wanted = vec2(ui.available_width(), size::HAIRLINE);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    if ui.is_rect_visible(rect) {
        ui.painter().rect_filled(rect, 0, Tokens::of(ui).hairline);
    }
    response
}

/// A field for one line of text, under its label and as wide as there is room.
///
/// The label names the field to screen readers and identifies it within its [`Ui`], so two
/// fields of one `Ui` need two labels. Returns the response of the field: Enter takes the
/// focus away, which is `lost_focus()` with the key pressed.
pub fn field(ui: &mut Ui, label: &str, text: &mut String, hint: &str) -> Response {
    labelled(ui, label, TextEdit::singleline(text).id_salt(label).hint_text(hint))
}

/// The same with an id of its own, for whoever puts the keyboard there.
pub fn field_with_id(ui: &mut Ui, id: Id, label: &str, text: &mut String, hint: &str) -> Response {
    labelled(ui, label, TextEdit::singleline(text).id(id).hint_text(hint))
}

fn labelled(ui: &mut Ui, label: &str, edit: TextEdit<'_>) -> Response {
    ui.vertical(|ui| {
        let muted = Tokens::of(ui).text_muted;
        let label_id = ui.label(RichText::new(label).font(font::small()).color(muted)).id;
        ui.add(edit.desired_width(f32::INFINITY)).labelled_by(label_id)
    })
    .inner
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::icons::icon;
    use crate::ui::{fonts, theme};
    use egui::{Key, Theme};
    use egui_kittest::Harness;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    /// A harness with our fonts and theme around some widgets and what they change.
    fn harness<'a, State>(state: State, widgets: impl FnMut(&mut Ui, &mut State) + 'a) -> Harness<'a, State> {
        Harness::builder()
            .with_size([480.0, 320.0])
            .with_theme(Theme::Dark)
            .with_context_setup(|ctx| {
                fonts::install(ctx);
                theme::apply(ctx);
            })
            .build_ui_state(widgets, state)
    }

    /// Each kind of button beside a count of its presses.
    type PressedButton = fn(&mut Ui) -> Response;

    const BUTTONS: [(&str, PressedButton); 3] = [
        ("Done", |ui| primary_button(ui, "Done", Some("D"))),
        ("Done at…", |ui| quiet_button(ui, "Done at…", Some("Shift D"))),
        ("Copy the number", |ui| icon_button(ui, icon::COPY, "Copy the number")),
    ];

    /// A harness with one button, counting its presses.
    fn pressed_by(name: &str, press: impl FnOnce(&mut Harness<'_, usize>)) -> usize {
        let (_, button) = BUTTONS.into_iter().find(|(known, _)| *known == name).expect(name);
        let mut harness = harness(0, |ui, presses| {
            if button(ui).clicked() {
                *presses += 1;
            }
        });
        press(&mut harness);
        harness.run();
        *harness.state()
    }

    #[test]
    fn a_button_is_pressed_by_the_pointer_once() {
        for (name, _) in BUTTONS {
            let presses = pressed_by(name, |harness| {
                harness.get_by_role_and_label(Role::Button, name).click();
            });
            assert_eq!(presses, 1, "{name}");
        }
    }

    #[test]
    fn a_button_is_pressed_by_enter_and_by_space_on_the_focus_once() {
        for (name, _) in BUTTONS {
            for key in [Key::Enter, Key::Space] {
                let presses = pressed_by(name, |harness| {
                    harness.key_press(Key::Tab);
                    harness.run();
                    assert!(harness.get_by_label(name).is_focused(), "{name} takes the focus");
                    harness.key_press(key);
                });
                assert_eq!(presses, 1, "{name} by {key:?}");
            }
        }
    }

    #[test]
    fn a_button_is_pressed_by_a_screen_reader_once() {
        for (name, _) in BUTTONS {
            let presses = pressed_by(name, |harness| harness.get_by_label(name).click_accesskit());
            assert_eq!(presses, 1, "{name}");
        }
    }

    #[test]
    fn a_button_without_the_focus_ignores_the_keys() {
        for (name, _) in BUTTONS {
            assert_eq!(pressed_by(name, |harness| harness.key_press(Key::Enter)), 0, "{name}");
        }
    }

    #[test]
    fn a_disabled_button_says_so_and_cannot_be_pressed() {
        for (name, button) in BUTTONS {
            let mut harness = harness(0, |ui, presses| {
                ui.add_enabled_ui(false, |ui| {
                    if button(ui).clicked() {
                        *presses += 1;
                    }
                });
            });
            harness.get_by_label(name).click();
            harness.run();
            harness.get_by_label(name).click_accesskit();
            harness.run();
            assert_eq!(*harness.state(), 0, "{name}");
            assert!(harness.get_by_label(name).accesskit_node().is_disabled(), "{name}");
        }
    }

    #[test]
    fn a_button_is_tall_enough_to_be_hit_and_tells_its_shortcut() {
        for (name, button) in BUTTONS {
            let mut harness = harness((), |ui, ()| {
                button(ui);
            });
            harness.run();
            let node = harness.get_by_label(name);
            assert!(node.rect().height() >= size::CONTROL, "{name}");
            assert!(node.rect().width() >= size::CONTROL, "{name}");
        }
        let mut harness = harness((), |ui, ()| {
            primary_button(ui, "Done", Some("D"));
        });
        harness.run();
        let node = harness.get_by_label("Done");
        assert_eq!(node.accesskit_node().data().keyboard_shortcut(), Some("D"));
    }

    #[test]
    fn the_focus_goes_through_the_buttons_in_order() {
        let mut harness = harness((), |ui, ()| {
            for (_, button) in BUTTONS {
                button(ui);
            }
        });
        for (name, _) in BUTTONS {
            harness.key_press(Key::Tab);
            harness.run();
            assert!(harness.get_by_label(name).is_focused(), "{name}");
        }
    }

    #[test]
    fn each_priority_has_its_word_with_and_without_a_label() {
        let mut harness = harness((), |ui, ()| {
            for mark in PriorityMark::ALL {
                ui.horizontal(|ui| {
                    priority_mark(ui, mark);
                    priority_label(ui, mark);
                });
            }
        });
        harness.run();
        for mark in PriorityMark::ALL {
            harness.get_by_role_and_label(Role::Image, mark.word());
            harness.get_by_role_and_label(Role::Label, mark.word());
        }
    }

    /// What a mark looks like where all priorities have the same colour.
    fn outline(mark: PriorityMark) -> String {
        let dark = *Tokens::dark();
        let grey = Tokens {
            critical: dark.text_muted,
            high: dark.text_muted,
            medium: dark.text_muted,
            low: dark.text_muted,
            ..dark
        };
        let mut harness = harness((), |ui, ()| {
            mark.paint(ui.painter(), pos2(50.0, 50.0), &grey);
        });
        harness.run();
        format!("{:?}", harness.output().shapes)
    }

    #[test]
    fn priorities_stay_apart_without_colour() {
        let outlines = PriorityMark::ALL.map(outline);
        for (i, a) in outlines.iter().enumerate() {
            assert_eq!(*a, outline(PriorityMark::ALL[i]), "painted the same each time");
            assert!(outlines.iter().skip(i + 1).all(|b| a != b), "{:?}", PriorityMark::ALL[i]);
        }
    }

    #[test]
    fn badges_and_key_hints_are_read_as_text() {
        let mut harness = harness((), |ui, ()| {
            key_hint(ui, "Shift D");
            badge(ui, "paused", Tone::Paused);
            badge(ui, "overdue", Tone::Overdue);
        });
        harness.run();
        for text in ["Shift D", "paused", "overdue"] {
            harness.get_by_role_and_label(Role::Label, text);
        }
    }

    #[test]
    fn a_section_heading_is_a_heading_with_its_count() {
        let mut harness = harness((), |ui, ()| {
            section_heading(ui, "Next hour", Some(2));
            hairline(ui);
            section_heading(ui, "Log", None);
        });
        harness.run();
        let counted = harness.get_by_role_and_label(Role::Heading, "Next hour");
        assert_eq!(counted.value().as_deref(), Some("2"));
        let plain = harness.get_by_role_and_label(Role::Heading, "Log");
        assert_eq!(plain.value().unwrap_or_default(), "");
    }

    #[test]
    fn a_field_is_found_by_its_label_and_takes_text() {
        let mut harness = harness(String::new(), |ui, title| {
            field(ui, "Title", title, "What is broken, in a few words");
        });
        harness.run();
        harness.get_by_role_and_label(Role::TextInput, "Title").focus();
        harness.run();
        harness.get_by_role_and_label(Role::TextInput, "Title").type_text("Payments API down");
        harness.run();
        assert_eq!(harness.state(), "Payments API down");
        assert!(harness.get_by_role(Role::TextInput).rect().height() >= size::CONTROL);
    }

    #[test]
    fn a_field_is_reached_by_tab_and_tells_when_enter_was_pressed() {
        let mut harness = harness((String::new(), false), |ui, (text, sent)| {
            let response = field(ui, "Note", text, "Log a note");
            if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                *sent = true;
            }
        });
        harness.key_press(Key::Tab);
        harness.run();
        harness.get_by_label("Note").type_text("asked again");
        harness.run();
        assert!(!harness.state().1);
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(harness.state(), &("asked again".to_owned(), true));
    }

    #[test]
    fn two_fields_under_each_other_keep_their_text_apart() {
        let mut harness = harness([String::new(), String::new()], |ui, [first, second]| {
            field(ui, "Title", first, "");
            field(ui, "Reference", second, "");
        });
        for (label, text) in [("Title", "Printers offline"), ("Reference", "INC0012390")] {
            harness.get_by_role_and_label(Role::TextInput, label).focus();
            harness.run();
            harness.get_by_role_and_label(Role::TextInput, label).type_text(text);
            harness.run();
        }
        assert_eq!(harness.state(), &["Printers offline".to_owned(), "INC0012390".to_owned()]);
    }

    #[test]
    fn nothing_here_asks_for_frames_when_nothing_changes() {
        let mut harness = harness(String::new(), |ui, text| {
            primary_button(ui, "Done", None);
            field(ui, "Note", text, "Log a note");
        });
        harness.get_by_label("Note").focus();
        harness.run();
        let after = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert_eq!(after, std::time::Duration::MAX);
    }
}
