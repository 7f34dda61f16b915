//! Settings of the desk: who sits at it, its zone, its hotline, its name.

use egui::Ui;

use super::{fact, section};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form;
use crate::ui::forms::{FormKind, Forms};
use crate::ui::widgets;

/// Paints what the desk is, or the form that changes it.
pub fn desk_ui(ui: &mut Ui, seen: &Seen, forms: &mut Forms, asks: &mut Asks) {
    section(ui, "Desk");
    if forms.open == Some(FormKind::Desk) {
        desk_form::prefill(forms, seen, seen.zone);
        desk_form::desk_form_ui(ui, seen, forms, "Save", asks);
        if widgets::quiet_button(ui, "Leave as it was", Some("Esc")).clicked() {
            forms.clear(&FormKind::Desk);
        }
        return;
    }
    let settings = &seen.snapshot.world.settings;
    fact(ui, "Your name", &settings.manager);
    fact(ui, "Time zone", settings.zone.name());
    fact(ui, "Hotline", &settings.hotline);
    fact(ui, "Name of the desk", &settings.name);
    ui.horizontal(|ui| {
        if widgets::quiet_button(ui, "Change…", None).clicked() {
            asks.push(Ask::Open(FormKind::Desk));
        }
    });
}
