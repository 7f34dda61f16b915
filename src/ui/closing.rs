//! What closing the window means, and the question about it.

use egui::accesskit::Role;
use egui::{Context, Frame, Id, Key, Margin, Modal, RichText, vec2};

use super::theme::{Tokens, font, space};
use super::widgets;
use crate::platform::TrayHealth;

/// What closing the window does while something runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// The window goes, and the watch goes on.
    KeepsWatching,
    /// The watch ends with the window.
    Quits,
}

impl Closing {
    /// The word in the file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::KeepsWatching => "keep",
            Self::Quits => "quit",
        }
    }

    /// What a word in the file means.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::KeepsWatching, Self::Quits].into_iter().find(|one| one.key() == key)
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The window is being closed for the first time while something runs.
    Closing,
    /// The end is asked for while something runs.
    Quitting,
}

/// What somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The watch goes on without a window.
    KeepWatching,
    /// The program ends.
    Quit,
    /// Nothing happens.
    GoBack,
}

/// How the window comes back once it is away.
pub fn way_back(tray: &TrayHealth) -> &'static str {
    match tray {
        TrayHealth::Missing { .. } => {
            "The window comes back when you start Bridgewatch again, and by Open on a notification"
        }
        _ => {
            "The window comes back by its icon in the tray, when you start Bridgewatch again, and by Open on \
              a notification"
        }
    }
}

/// Paints the question over the window. `runs` says what still runs; `is_fresh` puts the keyboard onto the
/// first answer.
pub fn question_ui(
    ctx: &Context,
    question: Question,
    runs: &str,
    tray: &TrayHealth,
    is_fresh: bool,
) -> Option<Answer> {
    let id = Id::unique("closing");
    let title = match question {
        Question::Closing => "Keep watching in the background?",
        Question::Quitting => "Quit while something runs?",
    };
    let area = Modal::default_area(id).role(Role::AlertDialog).accessible_name(title);
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(24));
    let mut answer = None;
    let tokens = Tokens::of(ctx);
    let backdrop = tokens.backdrop;
    let shown = Modal::new(id).area(area).frame(frame).backdrop_color(backdrop).show(ctx, |ui| {
        ui.set_width((ctx.content_rect().width() - 2.0 * space::XXL).min(672.0));
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        ui.label(RichText::new(title).font(font::heading()));
        let capital: String = crate::documents::sentence(runs);
        ui.label(RichText::new(capital).font(font::strong()));
        let quiet = "Once it has quit nobody is told an alarm until it is started again; nothing is lost";
        ui.label(quiet);
        ui.label(RichText::new(way_back(tray)).color(tokens.text_muted));
        if question == Question::Closing {
            let later = "Your answer is remembered, and can be changed in Settings";
            ui.label(RichText::new(later).color(tokens.text_muted));
        }
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            let keep = widgets::primary_button(ui, "Keep watching in the background", Some("Enter"));
            if is_fresh {
                keep.request_focus();
            }
            let words = match question {
                Question::Closing => "Stop watching and quit",
                Question::Quitting => "Quit",
            };
            let keys = super::commands::hint(super::commands::UiCommand::Quit, ctx.os().is_mac());
            let quit = widgets::quiet_button(ui, words, Some(&keys));
            let back = widgets::quiet_button(ui, "Back", Some("Esc"));
            answer = [(keep, Answer::KeepWatching), (quit, Answer::Quit), (back, Answer::GoBack)]
                .into_iter()
                .find_map(|(button, answer)| button.clicked().then_some(answer));
        });
    });
    if ctx.input(|input| input.key_pressed(Key::Escape)) || shown.backdrop_response.clicked() {
        answer = answer.or(Some(Answer::GoBack));
    }
    answer
}
