//! Settings of how the window looks: theme, scale and motion, and how it is drawn.

use egui::Ui;

use super::{muted, section};
use crate::platform::{DrawingChoice, DrawingWay};
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks};
use crate::ui::drawn::Drawn;
use crate::ui::preferences::{Preferences, scale_within};
use crate::ui::theme::ThemeChoice;

/// The scales that are offered, in percent.
const SCALES: [u8; 6] = [100, 115, 130, 150, 175, 200];

/// Paints the choices.
pub fn looks_ui(ui: &mut Ui, preferences: &Preferences, drawn: &Drawn, asks: &mut Asks) {
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
    let words = [Choice::words("As the system asks"), Choice::words("None")];
    let mut chosen = usize::from(preferences.is_still);
    if choice_ui(ui, "Motion", &words, &mut chosen) {
        asks.push(Ask::Still(chosen == 1));
    }
    drawing_ui(ui, preferences.drawing, drawn, asks);
}

fn drawing_ui(ui: &mut Ui, choice: DrawingChoice, drawn: &Drawn, asks: &mut Asks) {
    let words = DrawingChoice::ALL.map(|one| {
        Choice::words(match one {
            DrawingChoice::Auto => "What works",
            DrawingChoice::Gl => "OpenGL",
            DrawingChoice::Software => "Without the graphics card",
        })
    });
    let mut chosen = DrawingChoice::ALL.iter().position(|one| *one == choice).unwrap_or(0);
    if choice_ui(ui, "How it is drawn", &words, &mut chosen)
        && let Some(choice) = DrawingChoice::ALL.get(chosen)
    {
        asks.push(Ask::Drawing(*choice));
    }
    if let Some(way) = drawn.way {
        muted(ui, &format!("Now by {}; another choice counts from the next start", way.word()));
    }
    if !drawn.left_out.is_empty() {
        let ways: Vec<&str> = drawn.left_out.iter().copied().map(DrawingWay::word).collect();
        let words = format!(
            "{} ended the program while it opened its window, and is tried again only where you choose it",
            ways.join(" and ")
        );
        muted(ui, &words);
    }
}
