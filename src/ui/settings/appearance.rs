//! Settings of how the window looks: theme and scale.

use egui::Ui;

use super::section;
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks};
use crate::ui::preferences::{Preferences, scale_within};
use crate::ui::theme::ThemeChoice;

/// The scales that are offered, in percent.
const SCALES: [u8; 6] = [100, 115, 130, 150, 175, 200];

/// Paints the choices.
pub fn looks_ui(ui: &mut Ui, preferences: &Preferences, asks: &mut Asks) {
    section(ui, "Appearance");
    let themes = ThemeChoice::ALL.map(|choice| Choice::words(choice.label()));
    let mut chosen = ThemeChoice::ALL.iter().position(|one| *one == preferences.theme).unwrap_or(0);
    if choice_ui(ui, "Theme", &themes, &mut chosen)
        && let Some(theme) = ThemeChoice::ALL.get(chosen)
    {
        asks.push(Ask::Theme(*theme));
    }
    let scales = SCALES.map(|percent| Choice::words(format!("{percent} %")));
    let distance = |percent: &u8| (f32::from(*percent) / 100.0 - preferences.scale).abs();
    let nearest = SCALES.iter().enumerate().min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)));
    let mut chosen = nearest.map_or(0, |(at, _)| at);
    if choice_ui(ui, "Scale", &scales, &mut chosen)
        && let Some(percent) = SCALES.get(chosen)
    {
        asks.push(Ask::Scale(scale_within(f32::from(*percent) / 100.0)));
    }
}
