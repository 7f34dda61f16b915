//! Help: topics by screen with one field that searches them, the first hour, the drill, and the keys.
//!
//! | file | is |
//! | --- | --- |
//! | `topics` | what a topic is, the search |
//! | `words` | the words themselves, by screen |
//! | `first_hour` | the six duties, and the offer of them |
//! | `keys` | the sheet of keys |
//!
//! Never here: what the screens do.

mod first_hour;
mod keys;
mod topics;
mod words;

use egui::{EventFilter, Frame, Id, Key, Margin, Rect, RichText, Sense, Ui, WidgetInfo, pos2, vec2};

pub use self::first_hour::{FirstHour, Offer, offer_ui};
pub use self::keys::sheet_ui;
use self::topics::{Goal, Link, More, Part, Topic, found, words_of_search};
use super::context::{Ask, Asks, Screen};
use super::forms::FormKind;
use super::icons::icon;
use super::theme::{Tokens, font, size, space};
use super::widgets::{self, focus_ring};
use super::{drill, scroll};
use crate::desk::Outside;

/// The topic of the six duties.
pub const FIRST_HOUR: &str = "first-hour";

/// The height of the line of a topic.
const LINE: f32 = 32.0;

/// The widest a text is set, in points.
const TEXT_WIDTH: f32 = 720.0;

/// What Help has to know of what is around it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around {
    /// Whether an incident is selected.
    pub has_incident: bool,
    /// Whether this window shows a drill.
    pub is_drill: bool,
}

/// What the screen keeps from frame to frame.
#[derive(Debug)]
pub struct HelpState {
    /// What is searched for.
    typed: String,
    /// The screen one came from: its topics stand first.
    from: Screen,
    /// The topic that is unfolded.
    open: Option<&'static str>,
    /// The topic that has the keyboard.
    at: usize,
    wants_find: bool,
    wants_list: bool,
    /// Whether what is unfolded is brought into sight.
    wants_open: bool,
    /// Whether Enter was pressed in the field just now: the topic that gets the keyboard by it is not pressed
    /// by the same key.
    has_entered: bool,
    /// What was found, and for which words from which screen: looked for once, not each frame.
    found: Option<((String, Screen), Vec<Part>)>,
}

impl Default for HelpState {
    fn default() -> Self {
        Self {
            typed: String::new(),
            from: Screen::Board,
            open: None,
            at: 0,
            wants_find: false,
            wants_list: false,
            wants_open: false,
            has_entered: false,
            found: None,
        }
    }
}

/// What is focused when the field has the keyboard.
pub fn find_id() -> Id {
    Id::unique("search help")
}

fn line_id(topic: &Topic) -> Id {
    Id::unique(("help topic", topic.id))
}

impl HelpState {
    /// Somebody comes from a screen: its first topic is unfolded.
    pub fn come(&mut self, from: Screen) {
        *self = Self { from, wants_list: true, ..Self::default() };
        let parts = found("", from, false);
        self.open = parts.first().and_then(|part| part.topics.first()).map(|topic| topic.id);
    }

    /// Shows one topic.
    pub fn show(&mut self, id: &'static str) {
        self.typed.clear();
        self.open = Some(id);
        let order: Vec<&Topic> =
            found("", self.from, false).into_iter().flat_map(|part| part.topics).collect();
        self.at = order.iter().position(|topic| topic.id == id).unwrap_or(0);
        (self.wants_list, self.wants_open) = (true, true);
    }

    /// Puts the keyboard into the field.
    pub fn take_keyboard(&mut self) {
        self.wants_find = true;
    }

    /// Puts the keyboard onto the topics.
    pub fn take_list(&mut self) {
        self.wants_list = true;
    }

    /// To the topic below or above.
    pub fn step(&mut self, down: bool) {
        self.at = if down { self.at.saturating_add(1) } else { self.at.saturating_sub(1) };
        self.wants_list = true;
    }
}

/// Paints the screen.
pub fn help_ui(ui: &mut Ui, state: &mut HelpState, hour: &FirstHour, around: Around, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let is_mac = ui.os().is_mac();
    scroll::show(ui, scroll::area("help"), |ui| {
        Frame::new().inner_margin(Margin::symmetric(24, 16)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new("Help").font(font::heading()));
            ui.add_space(space::S);
            ui.scope(|ui| {
                ui.set_max_width(ui.available_width().min(TEXT_WIDTH));
                find_ui(ui, state);
                ui.add_space(space::S);
                let of = (state.typed.clone(), state.from);
                let parts = match state.found.take() {
                    Some((same, parts)) if same == of => parts,
                    _ => found(&state.typed, state.from, is_mac),
                };
                topics_ui(ui, state, &parts, hour, around, asks);
                state.found = Some((of, parts));
                state.has_entered = false;
            });
            ui.add_space(space::S);
            widgets::section_heading(ui, "Keys", None);
            let fitting = keys::fitting(&words_of_search(&state.typed), is_mac);
            if fitting.is_empty() {
                ui.label(RichText::new("No key has all of these words").color(tokens.text_muted));
            }
            keys::keys_ui(ui, "help", &fitting);
            ui.add_space(space::M);
            let version = format!("Bridgewatch {}", env!("CARGO_PKG_VERSION"));
            ui.label(RichText::new(version).font(font::small()).color(tokens.text_muted));
        });
    });
}

/// The field that searches. Enter and the arrow down lead into what was found.
fn find_ui(ui: &mut Ui, state: &mut HelpState) {
    let hint = "Words of a topic or a key; every word must fit  /";
    let before = state.typed.clone();
    let response = widgets::field_with_id(ui, find_id(), "Search help", &mut state.typed, hint);
    if std::mem::take(&mut state.wants_find) {
        response.request_focus();
    }
    if state.typed != before {
        state.at = 0;
    }
    let has_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let goes_down = response.has_focus() && ui.input(|input| input.key_pressed(Key::ArrowDown));
    if has_entered || goes_down {
        state.at = 0;
        state.take_list();
        state.has_entered = has_entered;
        if has_entered {
            let first = found(&state.typed, state.from, ui.os().is_mac()).first().cloned();
            state.open = first.and_then(|part| part.topics.first().map(|topic| topic.id)).or(state.open);
        }
    }
}

fn topics_ui(
    ui: &mut Ui,
    state: &mut HelpState,
    parts: &[Part],
    hour: &FirstHour,
    around: Around,
    asks: &mut Asks,
) {
    let order: Vec<&Topic> = parts.iter().flat_map(|part| part.topics.iter().copied()).collect();
    by_keys(ui, state, &order);
    if order.is_empty() {
        let words = "No topic has all of these words; fewer of them, or only their beginnings, find more";
        ui.label(RichText::new(words).color(Tokens::of(ui).text_muted));
        if widgets::quiet_button(ui, "Show all topics", None).clicked() {
            state.typed.clear();
        }
        return;
    }
    let mut place = 0;
    for part in parts {
        widgets::section_heading(ui, part.title, None);
        for topic in &part.topics {
            topic_ui(ui, state, (place, topic), hour, around, asks);
            place += 1;
        }
        ui.add_space(space::S);
    }
}

/// The line of a topic, and its words where it is unfolded.
fn topic_ui(
    ui: &mut Ui,
    state: &mut HelpState,
    (place, topic): (usize, &'static Topic),
    hour: &FirstHour,
    around: Around,
    asks: &mut Asks,
) {
    let tokens = Tokens::of(ui);
    let is_open = state.open == Some(topic.id);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), LINE));
    // The Tab key stops at one line alone: the arrows lead to the others.
    let sense = if place == state.at { Sense::click() } else { Sense::CLICK };
    let response = ui.interact(rect, line_id(topic), sense);
    response.widget_info(|| WidgetInfo::selected(egui::accesskit::Role::Button, true, is_open, topic.title));
    if ui.is_rect_visible(rect) {
        if response.hovered() {
            ui.painter().rect_filled(rect, size::CORNER, tokens.hover);
        }
        let glyph = if is_open { icon::CARET_DOWN } else { icon::CARET_RIGHT };
        let glyph_at = pos2(rect.left() + space::S, rect.center().y);
        let glyph_font = egui::FontId::proportional(size::BODY);
        ui.painter().text(glyph_at, egui::Align2::LEFT_CENTER, glyph, glyph_font, tokens.text_muted);
        let face = if is_open { font::strong() } else { font::body() };
        let words = super::strip::elided(ui, topic.title, face, tokens.text, rect.width() - 40.0);
        let words_at = pos2(rect.left() + 28.0, rect.center().y - words.size().y / 2.0);
        ui.painter().galley(words_at, words, tokens.text);
        focus_ring(ui, rect.shrink(3.0), &response);
    }
    if response.clicked() && !state.has_entered {
        state.at = place;
        state.open = (!is_open).then_some(topic.id);
    }
    if is_open {
        let body = Frame::new().inner_margin(Margin { left: 28, right: 4, top: 2, bottom: 10 });
        let is_mac = ui.os().is_mac();
        body.show(ui, |ui| {
            ui.set_width(ui.available_width());
            for part in topic.text {
                ui.label(RichText::new(topics::filled(part, is_mac)).color(tokens.text));
                ui.add_space(space::XS);
            }
            links_ui(ui, topic.links, around, asks);
            match topic.more {
                More::Nothing => {}
                More::FirstHour => first_hour::first_hour_ui(ui, hour, around, asks),
                More::Drill => start_drill_ui(ui, around, asks),
            }
        });
        if std::mem::take(&mut state.wants_open) {
            let whole = Rect::from_min_max(rect.min, pos2(rect.right(), ui.min_rect().bottom()));
            scroll::align_top(ui, whole);
        }
    }
}

/// Where the keys lead among the topics.
fn by_keys(ui: &Ui, state: &mut HelpState, order: &[&'static Topic]) {
    let last = order.len().saturating_sub(1);
    state.at = state.at.min(last);
    let Some(topic) = order.get(state.at) else {
        state.wants_list = false;
        return;
    };
    if std::mem::take(&mut state.wants_list) {
        ui.memory_mut(|memory| memory.request_focus(line_id(topic)));
        return;
    }
    if ui.memory(egui::Memory::focused) != Some(line_id(topic)) {
        return;
    }
    let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(line_id(topic), arrows));
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    let next = if pressed(Key::ArrowDown) {
        state.at + 1
    } else if pressed(Key::ArrowUp) {
        state.at.saturating_sub(1)
    } else if pressed(Key::Home) {
        0
    } else if pressed(Key::End) {
        last
    } else {
        return;
    };
    state.at = next.min(last);
    if let Some(topic) = order.get(state.at) {
        ui.memory_mut(|memory| memory.request_focus(line_id(topic)));
    }
}

/// The ways to where something is done. Where it is done at an incident and there is none, what to do
/// instead. Whether one was gone.
fn links_ui(ui: &mut Ui, links: &[Link], around: Around, asks: &mut Asks) -> bool {
    let mut is_gone = false;
    let lacks = |link: &Link| matches!(link.to, Goal::Side(_)) && !around.has_incident;
    if links.iter().any(lacks) {
        let words = if around.is_drill {
            "No incident is open at the moment"
        } else {
            "No incident is open: open one, or start the drill, and look here again"
        };
        ui.label(RichText::new(words).color(Tokens::of(ui).due_soon));
        ui.horizontal_wrapped(|ui| {
            if widgets::quiet_button(ui, "New incident…", None).clicked() {
                asks.push(Ask::Open(FormKind::NewIncident));
            }
            start_drill_ui(ui, around, asks);
        });
    }
    if links.iter().all(lacks) {
        return false;
    }
    ui.horizontal_wrapped(|ui| {
        for link in links.iter().filter(|link| !lacks(link)) {
            if widgets::quiet_button(ui, link.words, None).clicked() {
                asks.push(ask_of(link.to));
                is_gone = true;
            }
        }
    });
    is_gone
}

/// What leads there.
fn ask_of(goal: Goal) -> Ask {
    match goal {
        Goal::Screen(screen) => Ask::Go(screen),
        Goal::Settings(side) => Ask::GoSettings(side),
        Goal::Side(tab) => Ask::Turn(tab),
        Goal::Handoff => Ask::ShowHandoff,
        Goal::NewIncident => Ask::Open(FormKind::NewIncident),
    }
}

/// The button that starts the drill, in a window of its own.
fn start_drill_ui(ui: &mut Ui, around: Around, asks: &mut Asks) {
    if around.is_drill {
        ui.label(RichText::new("This window shows a drill").color(Tokens::of(ui).text_muted));
    } else if widgets::quiet_button(ui, "Start the drill", None).clicked() {
        asks.push(Ask::Outside(Outside::Drill, drill::STARTED.to_owned()));
    }
}

#[cfg(test)]
mod tests;
