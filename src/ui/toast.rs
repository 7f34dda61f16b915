//! What is said in passing at the foot of the window: what was done, with its way back, and what
//! was refused.

use chrono::TimeDelta;
use egui::{Align2, Area, Frame, Id, Margin, Order, RichText, Stroke};

use super::context::{Ask, Asks};
use super::theme::{Tokens, font, size, space};
use super::widgets::{self, Tone};
use crate::desk::Request;
use crate::domain::command::Wish;
use crate::domain::event::IncidentId;
use crate::domain::time::Instant;

/// How long something done stands, and something refused, in seconds.
const DONE_SECS: i64 = 8;
const REFUSED_SECS: i64 = 20;

/// So long it stands in any case, in milliseconds.
const READ_MILLIS: i64 = 1_200;

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// At the foot of the list of that width, right of the rail.
    List(f32),
    /// Above the note line of the incident that has the whole window.
    AboveNote,
    /// At the foot of a screen, at the right, where its fields are not.
    Screen,
}

/// One message at the foot of the window.
#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    /// What is said.
    pub words: String,
    /// What it is about.
    pub tone: Tone,
    /// Since when it is said.
    pub since: Instant,
    /// When it goes.
    pub until: Instant,
    /// Whose last entry can be taken back by it.
    pub undo: Option<IncidentId>,
}

impl Toast {
    /// Something was done.
    pub fn done(words: impl Into<String>, now: Instant) -> Self {
        let until = now + TimeDelta::seconds(DONE_SECS);
        Self { words: words.into(), tone: Tone::Met, since: now, until, undo: None }
    }

    /// Something to know.
    pub fn note(words: impl Into<String>, now: Instant) -> Self {
        Self { tone: Tone::Neutral, ..Self::done(words, now) }
    }

    /// Something was not done, and why.
    pub fn refused(words: impl Into<String>, now: Instant) -> Self {
        let until = now + TimeDelta::seconds(REFUSED_SECS);
        Self { words: words.into(), tone: Tone::Overdue, since: now, until, undo: None }
    }

    /// Whether a key that is pressed at `now` lets it go: it was there to be read, and says no refusal.
    pub fn goes_with_a_key(&self, now: Instant) -> bool {
        self.tone != Tone::Overdue && now - self.since >= TimeDelta::milliseconds(READ_MILLIS)
    }

    /// Paints it. Whether a person has put it away.
    pub fn ui(&self, ctx: &egui::Context, undo_hint: &str, place: Place, asks: &mut Asks) -> bool {
        let tokens = Tokens::of(ctx);
        let mut away = false;
        let width = ctx.content_rect().width();
        let rail = super::rail::width(width);
        let room = width - rail - 2.0 * space::L;
        let (corner, offset, room) = match place {
            // In the middle of the list, where it hides neither the note line nor the log.
            Place::List(list) => {
                let aside = rail + list / 2.0 - width / 2.0;
                (Align2::CENTER_BOTTOM, [aside, -space::L], list - 2.0 * space::L)
            }
            Place::AboveNote => (Align2::CENTER_BOTTOM, [rail / 2.0, -space::XXL - space::XL], room),
            Place::Screen => (Align2::RIGHT_BOTTOM, [-space::L, -space::L], room),
        };
        // With the margins of its frame it stays within that.
        let most = (room - 2.0 * space::L).min(560.0);
        Area::new(Id::unique("toast")).order(Order::Foreground).anchor(corner, offset).fade_in(false).show(
            ctx,
            |ui| {
                Frame::new()
                    .fill(tokens.surface_raised)
                    .stroke(Stroke::new(size::HAIRLINE, tokens.outline))
                    .corner_radius(size::CORNER)
                    .shadow(tokens.float_shadow())
                    .inner_margin(Margin::symmetric(16, 8))
                    .show(ui, |ui| {
                        ui.set_max_width(most);
                        ui.horizontal(|ui| {
                            ui.spacing_mut().item_spacing.x = space::M;
                            let room = most - 180.0;
                            let words = RichText::new(&self.words).font(font::body()).color(self.ink(tokens));
                            let width = words_width(ui, &self.words).min(room);
                            let said = ui
                                .allocate_ui_with_layout(
                                    egui::vec2(width, size::CONTROL),
                                    egui::Layout::left_to_right(egui::Align::Center).with_main_wrap(true),
                                    |ui| ui.label(words),
                                )
                                .inner;
                            ui.accesskit_node_builder(said.id, |node| {
                                node.set_live(egui::accesskit::Live::Polite);
                                node.set_live_atomic();
                            });
                            if let Some(id) = self.undo
                                && widgets::quiet_button(ui, "Undo", Some(undo_hint)).clicked()
                            {
                                asks.push(Ask::Do {
                                    request: Request::about(id, Wish::Undo {}),
                                    form: None,
                                    said: Some("Taken back; the entry stays readable in the log".to_owned()),
                                });
                            }
                            if widgets::icon_button(ui, super::icons::icon::X, "Put this message away")
                                .clicked()
                            {
                                away = true;
                            }
                        });
                    });
            },
        );
        away
    }

    fn ink(&self, tokens: &Tokens) -> egui::Color32 {
        if self.tone == Tone::Overdue { tokens.overdue } else { tokens.text }
    }
}

/// How wide words are on one line, with a little to spare for rounding.
fn words_width(ui: &egui::Ui, words: &str) -> f32 {
    let ink = Tokens::of(ui).text;
    ui.painter().layout_no_wrap(words.to_owned(), font::body(), ink).size().x.ceil() + 2.0
}
