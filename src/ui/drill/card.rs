//! The scorecard of a drill, in the place of the screens.

use chrono_tz::Tz;
use egui::{Frame, Grid, Label, Margin, RichText, Ui};

use super::DrillWish;
use super::words::{card_text, clock_words, done_words, sums};
use crate::documents::{hh_mm, sentence};
use crate::domain::drill::card::Card;
use crate::ui::context::{Ask, Asks};
use crate::ui::icons::{filled, icon};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::{scroll, widgets};

/// Paints the scorecard.
pub fn card_ui(ui: &mut Ui, card: &Card, title: &str, zone: Tz, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    scroll::show(ui, scroll::area("drill card"), |ui| {
        Frame::new().inner_margin(Margin::symmetric(24, 16)).show(ui, |ui| {
            ui.set_width(ui.available_width().min(860.0));
            ui.spacing_mut().item_spacing.y = space::S;
            ui.label(RichText::new("Scorecard of the drill").font(font::heading()));
            let after = clock_words((card.ended - card.begun).num_seconds());
            ui.label(RichText::new(format!("{title}, {after} of the script")).color(tokens.text_muted));
            for (name, words) in sums(card) {
                ui.horizontal_top(|ui| {
                    ui.allocate_ui(egui::vec2(140.0, 20.0), |ui| {
                        ui.set_min_width(140.0);
                        ui.label(RichText::new(name).color(tokens.text_muted));
                    });
                    ui.add(Label::new(words).wrap());
                });
            }
            ui.horizontal_wrapped(|ui| {
                if widgets::quiet_button(ui, "Copy the scorecard", None).clicked() {
                    asks.push(Ask::Copy(card_text(card, title, zone)));
                }
                if widgets::quiet_button(ui, "Look at the desk as it stands", None).clicked() {
                    asks.push(Ask::Drill(DrillWish::ShowCard(false)));
                }
            });
            widgets::section_heading(ui, "What to do better", Some(card.better.len()));
            if card.better.is_empty() {
                ui.label(RichText::new("Nothing was missed").color(tokens.met));
            }
            for words in &card.better {
                ui.horizontal_top(|ui| {
                    widgets::glyph(ui, RichText::new(icon::ARROW_RIGHT).color(tokens.due_soon));
                    ui.add(Label::new(sentence(words)).wrap());
                });
            }
            widgets::section_heading(ui, "Each clock", Some(card.lines.len()));
            Grid::new("drill clocks").num_columns(4).spacing([space::L, space::XS]).show(ui, |ui| {
                for line in &card.lines {
                    let (glyph, word, ink) = if line.is_met {
                        (filled::CHECK_CIRCLE, "met", tokens.met)
                    } else {
                        (filled::WARNING, "missed", tokens.overdue)
                    };
                    ui.label(RichText::new(format!("{glyph} {word}")).color(ink));
                    ui.label(&line.title);
                    ui.label(
                        RichText::new(format!("due {}", hh_mm(line.due, zone))).color(tokens.text_muted),
                    );
                    ui.label(RichText::new(done_words(line, zone)).color(tokens.text_muted));
                    ui.end_row();
                }
            });
        });
    });
}
