//! The first start: who sits here, in which zone, and the hotline's number; or a look around.

use egui::{Frame, Margin, RichText, Stroke, Ui};

use super::context::{Ask, Asks, Seen};
use super::desk_form;
use super::forms::Forms;
use super::theme::{Tokens, font, size, space};
use super::{scroll, widgets};

/// Whether nothing was ever said at this desk.
pub fn is_first_start(seen: &Seen) -> bool {
    let world = &seen.snapshot.world;
    !world.settings.is_set_up && world.live.is_empty()
}

/// Paints it over the whole window.
pub fn first_start_ui(ui: &mut Ui, seen: &Seen, forms: &mut Forms, is_looking: bool, asks: &mut Asks) {
    desk_form::prefill(forms, seen, seen.zone);
    let tokens = Tokens::of(ui);
    scroll::show(ui, scroll::area("first start"), |ui| {
        let width = ui.available_width().min(480.0);
        let side = ((ui.available_width() - width) / 2.0).max(0.0);
        let above = ((ui.available_height() - 560.0) / 2.0).clamp(space::L, 120.0);
        ui.add_space(above);
        ui.horizontal_top(|ui| {
            ui.add_space(side);
            ui.vertical(|ui| {
                ui.set_max_width(width - 2.0);
                Frame::new()
                    .fill(tokens.surface_raised)
                    .stroke(Stroke::new(size::HAIRLINE, tokens.hairline))
                    .corner_radius(size::CORNER)
                    .inner_margin(Margin::same(24))
                    .show(ui, |ui| {
                        ui.set_width(ui.available_width());
                        ui.label(RichText::new("Welcome to Bridgewatch").font(font::heading()));
                        let words = "The desk of the escalation manager: what is on fire, what comes next and by when. \
                                     Everything stays on this machine.";
                        ui.label(RichText::new(words).color(tokens.text_muted));
                        ui.add_space(space::M);
                        desk_form::desk_form_ui(ui, seen, forms, "Set up the desk", asks);
                        ui.add_space(space::M);
                        widgets::hairline(ui);
                        ui.add_space(space::M);
                        let words = "Or see it at work first, with made-up incidents. To start afresh later, \
                                     give another data folder.";
                        ui.label(RichText::new(words).color(tokens.text_muted));
                        ui.horizontal(|ui| {
                            ui.add_enabled_ui(!is_looking, |ui| {
                                if widgets::quiet_button(ui, "Look around with sample data", None).clicked() {
                                    asks.push(Ask::LookAround);
                                }
                            });
                        });
                    });
                ui.add_space(space::S);
                let where_at = format!("The log will be kept in {}", seen.snapshot.folder.display());
                ui.vertical_centered(|ui| {
                    ui.label(RichText::new(where_at).font(font::small()).color(tokens.text_muted));
                });
                ui.add_space(space::S);
            });
        });
    });
}
