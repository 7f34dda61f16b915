//! Paints the board: the filter above, the groups of rows below. Only rows in sight are painted.

use egui::accesskit::Role;
use egui::{
    Align, EventFilter, Id, Key, Layout, Rect, RichText, ScrollArea, Sense, TextEdit, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use super::data::{BoardData, Line, RowData};
use super::filter::Filter;
use super::row::paint_row;
use crate::domain::event::IncidentId;
use crate::domain::time::Instant;
use crate::ui::commands::{UiCommand, hint};
use crate::ui::context::{Ask, Asks};
use crate::ui::forms::FormKind;
use crate::ui::icons::icon;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets;

/// The height of a row.
const ROW_HEIGHT: f32 = 54.0;

/// The height of a heading, with the air above it.
const HEADING_HEIGHT: f32 = 32.0;

/// What the board keeps from frame to frame.
#[derive(Debug, Default)]
pub struct BoardState {
    /// What is to be shown.
    pub filter: Filter,
    /// The row to bring into sight and to give the keyboard to.
    pub reveal: Option<IncidentId>,
    /// The deadlines whose countdowns were in sight when it was last painted.
    pub dues_in_sight: Vec<Instant>,
    /// How many rows were painted last.
    pub rows_painted: usize,
}

/// The field that filters the board.
pub fn filter_id() -> Id {
    Id::unique("board filter")
}

/// What is focused when a row has the keyboard.
pub fn row_id(id: IncidentId) -> Id {
    Id::unique(("board row", id.0))
}

/// Paints the board.
pub fn board_ui(
    ui: &mut Ui,
    data: &BoardData,
    state: &mut BoardState,
    selected: Option<IncidentId>,
    asks: &mut Asks,
) {
    top_ui(ui, state, asks);
    widgets::hairline(ui);
    state.dues_in_sight.clear();
    state.rows_painted = 0;
    if data.lines.is_empty() {
        state.reveal = None;
        empty_ui(ui, data, state, asks);
    } else {
        lines_ui(ui, data, state, selected, asks);
    }
}

fn top_ui(ui: &mut Ui, state: &mut BoardState, asks: &mut Asks) {
    let height = 50.0;
    let rect = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), height));
    let inside = rect.shrink2(vec2(space::L, 0.0));
    let builder = UiBuilder::new().max_rect(inside).layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| {
        let is_mac = ui.os().is_mac();
        let new = widgets::primary_button(ui, "New incident", Some(&hint(UiCommand::NewIncident, is_mac)));
        if new.clicked() {
            asks.push(Ask::Open(FormKind::NewIncident));
        }
        let words = if state.filter.with_closed { "Hide closed" } else { "Show closed" };
        let toggle = widgets::quiet_button(ui, words, None);
        let toggle = toggle.on_hover_text("What was closed in the last two days");
        if toggle.clicked() {
            state.filter.with_closed = !state.filter.with_closed;
        }
        if !state.filter.words.is_empty() && widgets::icon_button(ui, icon::X, "Clear the search").clicked() {
            state.filter.words.clear();
        }
        let search = TextEdit::singleline(&mut state.filter.words)
            .id(filter_id())
            .hint_text(format!("Search the board  {}", hint(UiCommand::Search, is_mac)))
            .desired_width(f32::INFINITY)
            .margin(egui::Margin::symmetric(10, 5))
            .char_limit(200);
        let field = ui.add(search).accessible_name("Search the board");
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            asks.push(Ask::FocusList);
        }
    });
    ui.advance_cursor_after_rect(rect);
}

fn empty_ui(ui: &mut Ui, data: &BoardData, state: &mut BoardState, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let is_filtered = !state.filter.words.trim().is_empty();
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.3).min(160.0));
        ui.set_max_width(ui.available_width().min(360.0));
        ui.spacing_mut().item_spacing.y = space::S;
        let glyph = if is_filtered { icon::SEARCH } else { icon::BOARD };
        let picture =
            RichText::new(glyph).font(egui::FontId::proportional(size::DISPLAY)).color(tokens.text_muted);
        ui.add(egui::Label::new(picture)).widget_info(|| WidgetInfo::labeled(Role::Image, true, "Board"));
        if is_filtered {
            ui.label(RichText::new("Nothing on the board matches").font(font::title()));
            let words = format!(
                "No incident of {} has all of “{}” in its title, numbers, people or log",
                data.live,
                state.filter.words.trim()
            );
            ui.label(RichText::new(words).color(tokens.text_muted));
            ui.add_space(space::S);
            if widgets::quiet_button(ui, "Show all", None).clicked() {
                state.filter.words.clear();
            }
        } else {
            ui.label(RichText::new("No incident is open").font(font::title()));
            let words =
                "Open incidents stand here, the most urgent first, each with what to do next and by when";
            ui.label(RichText::new(words).color(tokens.text_muted));
            ui.add_space(space::S);
            let keys = hint(UiCommand::NewIncident, ui.os().is_mac());
            if widgets::quiet_button(ui, "Open an incident…", Some(&keys)).clicked() {
                asks.push(Ask::Open(FormKind::NewIncident));
            }
        }
    });
}

fn height_of(line: &Line) -> f32 {
    match line {
        Line::Heading(..) => HEADING_HEIGHT,
        Line::Row(_) => ROW_HEIGHT,
    }
}

fn lines_ui(
    ui: &mut Ui,
    data: &BoardData,
    state: &mut BoardState,
    selected: Option<IncidentId>,
    asks: &mut Asks,
) {
    let reveal = state.reveal.take();
    let whole: f32 = data.lines.iter().map(height_of).sum::<f32>() + space::S;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("board rows").auto_shrink([false, false]).show_viewport(
        ui,
        |ui, viewport| {
            let top_left = ui.max_rect().min;
            let width = ui.available_width();
            ui.set_height(whole);
            let mut y = 0.0;
            for line in &data.lines {
                let height = height_of(line);
                let rect = Rect::from_min_size(top_left + vec2(0.0, y), vec2(width, height));
                y += height;
                let is_in_sight = y >= viewport.top() && y - height <= viewport.bottom();
                match line {
                    Line::Heading(title, count) if is_in_sight => {
                        let inside = rect.shrink2(vec2(space::L, 0.0));
                        let inside =
                            Rect::from_min_max(pos2(inside.left(), inside.top() + space::XS), inside.max);
                        ui.scope_builder(UiBuilder::new().max_rect(inside), |ui| {
                            widgets::section_heading(ui, title, Some(*count));
                        });
                    }
                    Line::Heading(..) => {}
                    Line::Row(row) => {
                        if reveal == Some(row.id()) {
                            // With the heading above it, where it is the first of its group.
                            let with_heading =
                                Rect::from_min_max(rect.min - vec2(0.0, HEADING_HEIGHT), rect.max);
                            ui.scroll_to_rect(with_heading, None);
                            ui.memory_mut(|memory| memory.request_focus(row_id(row.id())));
                        }
                        if is_in_sight || reveal == Some(row.id()) {
                            let row = row.data();
                            state.rows_painted += 1;
                            state.dues_in_sight.extend(row.countdown.as_ref().map(|countdown| countdown.due));
                            row_ui(ui, rect, row, selected == Some(row.id), asks);
                        }
                    }
                }
            }
        },
    );
}

fn row_ui(ui: &mut Ui, rect: Rect, row: &RowData, is_selected: bool, asks: &mut Asks) {
    // The Tab key stops at the selected row alone; the arrows lead to the others.
    let sense = if is_selected { Sense::click() } else { Sense::CLICK };
    let response = ui.interact(rect, row_id(row.id), sense);
    response
        .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), is_selected, &row.spoken));
    widgets::chosen(ui, &response, is_selected);
    if response.has_focus() {
        let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    }
    if response.clicked() {
        asks.push(Ask::Select(Some(row.id)));
    }
    if ui.is_rect_visible(rect) {
        let is_cut = paint_row(ui, rect, row, is_selected, &response);
        if is_cut {
            response.on_hover_text(format!("{}\n{}", row.title, row.details.join(" · ")));
        }
    }
}
