//! The banner of a drill, on top of every screen.

use egui::accesskit::Live;
use egui::{Label, RichText, ScrollArea, Ui};

use super::words::{clock_words, course_words};
use super::{DrillView, DrillWish};
use crate::desk::drill::{DrillNow, SPEEDS};
use crate::domain::drill::course::Said;
use crate::ui::context::{Ask, Asks};
use crate::ui::strip::live;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// How high the list of all that was said may be.
const LIST_HEIGHT: f32 = 180.0;

/// Paints the banner.
pub fn banner_ui(ui: &mut Ui, view: &DrillView, drill: &DrillNow, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.label(RichText::new("Drill").font(font::strong()).color(tokens.due_soon));
        ui.label(RichText::new(course_words(drill)).color(tokens.text));
        let mut wish = |ui: &mut Ui, words: &str, wish: DrillWish| {
            if widgets::quiet_button(ui, words, None).clicked() {
                asks.push(Ask::Drill(wish));
            }
        };
        if drill.ended.is_some() {
            let words = if view.shows_card { "Show the desk" } else { "Show the scorecard" };
            wish(ui, words, DrillWish::ShowCard(!view.shows_card));
            wish(ui, "Close the drill", DrillWish::Close);
            return;
        }
        if drill.is_paused {
            wish(ui, "Go on", DrillWish::GoOn);
        } else {
            wish(ui, "Pause", DrillWish::Pause);
        }
        let (slowest, fastest) = (SPEEDS.first(), SPEEDS.last());
        ui.add_enabled_ui(slowest.is_some_and(|speed| drill.factor > *speed), |ui| {
            wish(ui, "Slower", DrillWish::Slower);
        });
        ui.add_enabled_ui(fastest.is_some_and(|speed| drill.factor < *speed), |ui| {
            wish(ui, "Faster", DrillWish::Faster);
        });
        wish(ui, "End the drill", DrillWish::End);
        if drill.said.len() > 1 {
            let words = if view.lists_all { "The last words alone" } else { "All that was said" };
            wish(ui, words, DrillWish::ListAll(!view.lists_all));
        }
    });
    let Some(last) = drill.said.last() else { return };
    if view.lists_all {
        ScrollArea::vertical().id_salt("drill said").max_height(LIST_HEIGHT).stick_to_bottom(true).show(
            ui,
            |ui| {
                ui.set_width(ui.available_width());
                for said in &drill.said {
                    said_ui(ui, drill, said);
                }
            },
        );
    } else {
        let id = said_ui(ui, drill, last);
        live(ui, id, Live::Assertive);
    }
}

/// Who said what, and below it what a good desk does now. The id of the words.
fn said_ui(ui: &mut Ui, drill: &DrillNow, said: &Said) -> egui::Id {
    let tokens = Tokens::of(ui);
    let began = drill.said.first().map_or(said.at, |first| first.at);
    let at = clock_words((said.at - began).num_seconds());
    let words = format!("{at}  {}: “{}”", said.step.who, said.step.says);
    let label = ui.add(Label::new(RichText::new(words).font(font::strong())).wrap());
    if !said.step.hint.is_empty() {
        let hint = RichText::new(format!("Now: {}", said.step.hint)).color(tokens.text_muted);
        ui.add(Label::new(hint).wrap());
    }
    label.id
}
