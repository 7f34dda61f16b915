//! Settings of the notifications page: the folder in which this machine keeps it.

use egui::{RichText, Ui};

use super::{muted, section};
use crate::desk::Request;
use crate::domain::command::Wish;
use crate::ui::context::{Asks, Seen};
use crate::ui::desk_form::enter;
use crate::ui::theme::Tokens;
use crate::ui::widgets;

/// What is typed here.
#[derive(Debug, Default)]
pub struct PageState {
    /// Where the page is to stand; none until somebody types.
    folder: Option<String>,
}

/// Paints where this machine keeps the page for customers who look in (C).
pub fn page_ui(ui: &mut Ui, seen: &Seen, state: &mut PageState, asks: &mut Asks) {
    section(ui, "Notifications page");
    let place = seen.snapshot.page.as_ref();
    let trouble = seen.snapshot.page_trouble.as_ref();
    let words = place.map_or_else(
        || "Customers who look in rather than wait can be given a page: a file that is rewritten whenever an update is sent, with nothing internal on it".to_owned(),
        |place| {
            let verb = if trouble.is_some() { "To be kept" } else { "Kept" };
            format!("{verb} for {} as {} in {}", place.audience, crate::desk::PAGE_FILE, place.folder)
        },
    );
    muted(ui, &words);
    if let Some(why) = trouble.filter(|_| place.is_some()) {
        let words =
            format!("It cannot be written: {why}. Customers see the old one; it is tried again each minute");
        let said = ui.label(RichText::new(words).color(Tokens::of(ui).overdue));
        ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    }
    let standing = place.map_or_else(String::new, |place| place.folder.clone());
    let text = state.folder.get_or_insert(standing);
    let field = widgets::field(ui, "Folder of the page", text, "/srv/share/notifications");
    let mut is_asked = enter(ui, &field);
    let mut is_ended = false;
    ui.horizontal(|ui| {
        is_asked |= widgets::quiet_button(ui, "Keep the page there", None).clicked();
        is_ended = place.is_some() && widgets::quiet_button(ui, "Keep no page", None).clicked();
    });
    if is_asked || is_ended {
        let folder = (!is_ended).then(|| text.trim().to_owned()).filter(|text| !text.is_empty());
        let said =
            if folder.is_some() { "The folder of the page is set" } else { "No page is kept any more" };
        let wish = Wish::SetNotificationsPage { folder, audience: None };
        state.folder = None;
        asks.request(Request::of_desk(wish), said);
    }
}
