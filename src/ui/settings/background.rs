//! Settings of the watch without a window: what closing does, the start with the session, the tray, the end.

use egui::{RichText, Ui};

use super::{muted, section};
use crate::platform::TrayHealth;
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::closing::{Closing, way_back};
use crate::ui::commands::{UiCommand, hint};
use crate::ui::context::{Ask, Asks};
use crate::ui::preferences::Preferences;
use crate::ui::theme::Tokens;
use crate::ui::widgets;

/// What the system says of all this.
#[derive(Debug, Default)]
pub struct BackgroundState {
    /// How the tray fares.
    pub tray: Option<TrayHealth>,
    /// Whether the program starts with the session, or why the system does not say; none until it has.
    pub starts_at_login: Option<Result<bool, String>>,
    /// Why the last change was not taken.
    pub refusal: Option<String>,
}

/// What closing can do, in the order in which it is offered.
const CLOSINGS: [(Option<Closing>, &str); 3] = [
    (None, "Asks"),
    (Some(Closing::KeepsWatching), "Keeps watching in the background"),
    (Some(Closing::Quits), "Stops watching and quits"),
];

pub(super) fn background_ui(
    ui: &mut Ui,
    preferences: &Preferences,
    state: &BackgroundState,
    asks: &mut Asks,
) {
    section(ui, "In the background");
    let words = CLOSINGS.map(|(_, words)| Choice::words(words));
    let mut chosen = CLOSINGS.iter().position(|(one, _)| *one == preferences.closing).unwrap_or(0);
    if choice_ui(ui, "Closing the window while something runs", &words, &mut chosen)
        && let Some((closing, _)) = CLOSINGS.get(chosen)
    {
        asks.push(Ask::Closing(*closing));
    }
    start_ui(ui, state, asks);
    let tray = state.tray.clone().unwrap_or(TrayHealth::Untried);
    match &tray {
        TrayHealth::Missing { reason } => {
            let words = format!("There is no icon in the tray: {reason}. Everything else works");
            let said = ui.label(RichText::new(words).color(Tokens::of(ui).due_soon));
            ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
        }
        TrayHealth::Shown => muted(ui, "The icon in the tray shows how many are open and what is next"),
        TrayHealth::Untried => {}
    }
    muted(ui, way_back(&tray));
    let keys = hint(UiCommand::Quit, ui.ctx().os().is_mac());
    ui.horizontal(|ui| {
        if widgets::quiet_button(ui, "Quit Bridgewatch", Some(&keys)).clicked() {
            asks.push(Ask::Quit);
        }
    });
}

fn start_ui(ui: &mut Ui, state: &BackgroundState, asks: &mut Asks) {
    let overdue = Tokens::of(ui).overdue;
    match &state.starts_at_login {
        None => muted(ui, "Start at login: the system is being asked"),
        Some(Ok(is_on)) => {
            let words = [Choice::words("Off"), Choice::words("On, without a window")];
            let mut chosen = usize::from(*is_on);
            if choice_ui(ui, "Start at login", &words, &mut chosen) {
                asks.push(Ask::StartAtLogin(chosen == 1));
            }
        }
        Some(Err(why)) => {
            let words = format!("Whether it starts at login cannot be told: {why}");
            ui.label(RichText::new(words).color(overdue));
        }
    }
    if let Some(why) = &state.refusal {
        let said = ui.label(RichText::new(crate::documents::sentence(why)).color(overdue));
        ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    }
}
