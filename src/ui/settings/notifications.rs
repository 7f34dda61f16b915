//! Settings of notifications: whether they arrive.

use egui::Ui;

use super::section;
use crate::platform::NotifierHealth;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::icons::icon;
use crate::ui::theme::{Tokens, space};
use crate::ui::widgets;

/// Paints how they fare, and the test.
pub fn notifications_ui(ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
    section(ui, "Notifications");
    let tokens = Tokens::of(ui);
    let (glyph, ink, words) = match &seen.snapshot.notifier {
        NotifierHealth::Untried => (
            icon::BELL,
            tokens.text_muted,
            "Nothing was shown yet; send a test to see whether they arrive".to_owned(),
        ),
        NotifierHealth::Working { server } => {
            (icon::CHECK_CIRCLE, tokens.met, format!("They work: the last one was taken by {server}"))
        }
        NotifierHealth::Refused { reason } => (
            icon::BELL_SLASH,
            tokens.overdue,
            format!("The last one was not shown: {reason}. Alarms still stand at the top of this window"),
        ),
    };
    ui.horizontal_wrapped(|ui| {
        let (mark, _) = ui.allocate_exact_size(egui::vec2(space::L, space::L), egui::Sense::hover());
        let glyph_font = egui::FontId::proportional(16.0);
        ui.painter().text(mark.center(), egui::Align2::CENTER_CENTER, glyph, glyph_font, ink);
        ui.label(words);
    });
    ui.horizontal(|ui| {
        if widgets::quiet_button(ui, "Send a test notification", None).clicked() {
            asks.push(Ask::TestNotification);
        }
    });
}
