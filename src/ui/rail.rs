//! The rail at the left: where one can go, each with its icon and its word.

use egui::accesskit::Role;
use egui::{Align2, FontId, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::commands::{UiCommand, hint};
use super::context::{Ask, Asks, Screen};
use super::icons::{filled, icon};
use super::scroll;
use super::theme::{Tokens, font, size, space};
use super::widgets::focus_ring;

/// One place of the rail.
struct Place {
    screen: Screen,
    icon: &'static str,
    open_icon: &'static str,
    command: UiCommand,
}

const BOARD: Place =
    Place { screen: Screen::Board, icon: icon::BOARD, open_icon: filled::BOARD, command: UiCommand::GoBoard };
const ROTA: Place =
    Place { screen: Screen::Rota, icon: icon::ROTA, open_icon: filled::ROTA, command: UiCommand::GoRota };
const ACTIONS: Place = Place {
    screen: Screen::Actions,
    icon: icon::CHECK_CIRCLE,
    open_icon: filled::CHECK_CIRCLE,
    command: UiCommand::GoActions,
};
const HOTLINE: Place = Place {
    screen: Screen::Hotline,
    icon: icon::HOTLINE,
    open_icon: filled::HOTLINE,
    command: UiCommand::GoHotline,
};
const REVIEWS: Place = Place {
    screen: Screen::Reviews,
    icon: icon::REVIEWS,
    open_icon: filled::REVIEWS,
    command: UiCommand::GoReviews,
};
const DIRECTORY: Place = Place {
    screen: Screen::Directory,
    icon: icon::DIRECTORY,
    open_icon: filled::DIRECTORY,
    command: UiCommand::GoDirectory,
};
const REPORTS: Place = Place {
    screen: Screen::Reports,
    icon: icon::REPORTS,
    open_icon: filled::REPORTS,
    command: UiCommand::GoReports,
};
const HISTORY: Place = Place {
    screen: Screen::History,
    icon: icon::HISTORY,
    open_icon: icon::HISTORY,
    command: UiCommand::GoHistory,
};
const HELP: Place =
    Place { screen: Screen::Help, icon: icon::HELP, open_icon: filled::HELP, command: UiCommand::GoHelp };
const SETTINGS: Place = Place {
    screen: Screen::Settings,
    icon: icon::SETTINGS,
    open_icon: filled::SETTINGS,
    command: UiCommand::GoSettings,
};

/// The height of one place, where there is room for all of them and where there is little.
const PLACE_HEIGHT: (f32, f32) = (44.0, 54.0);

/// How many places there are.
const PLACES: f32 = 10.0;

/// The height of one place: less in a low window, which has a large scale.
fn place_height(ui: &Ui) -> f32 {
    let room = ui.ctx().content_rect().height() - 2.0 * space::L;
    (room / PLACES - space::XS).floor().clamp(PLACE_HEIGHT.0, PLACE_HEIGHT.1)
}

/// How wide the rail is in a window of that width.
pub fn width(window: f32) -> f32 {
    if window < 700.0 { 90.0 } else { 94.0 }
}

/// Paints the rail.
pub fn rail_ui(ui: &mut Ui, open: Screen, asks: &mut Asks) {
    let builder = UiBuilder::new().accessibility_role(Role::Navigation).accessibility_label("Screens");
    ui.scope_builder(builder, |ui| {
        let foot = ui.max_rect().bottom() - 2.0 * place_height(ui) - space::XS;
        // Where the scale is large not all of it may have room.
        scroll::show(ui, scroll::area("rail"), |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            let top = ui.cursor().top();
            place_ui(ui, &BOARD, open, asks);
            place_ui(ui, &ROTA, open, asks);
            place_ui(ui, &ACTIONS, open, asks);
            place_ui(ui, &HOTLINE, open, asks);
            place_ui(ui, &REVIEWS, open, asks);
            place_ui(ui, &DIRECTORY, open, asks);
            place_ui(ui, &REPORTS, open, asks);
            place_ui(ui, &HISTORY, open, asks);
            // Reckoned from where the places begin, which a scroll moves.
            let rest = foot - (ui.cursor().top() - top + ui.clip_rect().top());
            ui.add_space(rest.max(0.0));
            place_ui(ui, &HELP, open, asks);
            place_ui(ui, &SETTINGS, open, asks);
        });
    });
}

fn place_ui(ui: &mut Ui, place: &Place, open: Screen, asks: &mut Asks) {
    let is_open = place.screen == open;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), place_height(ui)), Sense::click());
    response
        .widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), is_open, place.screen.word()));
    if ui.is_rect_visible(rect) {
        let tokens = Tokens::of(ui);
        let over = response.hovered() || response.has_focus();
        let ground = if is_open { Some(tokens.selection) } else { over.then_some(tokens.hover) };
        if let Some(ground) = ground {
            ui.painter().rect_filled(rect, size::CORNER, ground);
        }
        let ink = if is_open || over { tokens.text } else { tokens.text_muted };
        let glyph = if is_open { place.open_icon } else { place.icon };
        let glyph_at = pos2(rect.center().x, rect.top() + 0.37 * rect.height());
        ui.painter().text(glyph_at, Align2::CENTER_CENTER, glyph, FontId::proportional(size::HEADING), ink);
        let word_at = pos2(rect.center().x, rect.bottom() - 0.26 * rect.height());
        ui.painter().text(word_at, Align2::CENTER_CENTER, place.screen.word(), font::small(), ink);
        focus_ring(ui, rect.shrink(2.0), &response);
    }
    let keys = hint(place.command, ui.os().is_mac());
    if response.on_hover_text(keys).clicked() {
        asks.push(Ask::Go(place.screen));
    }
}
