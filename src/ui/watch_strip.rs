//! Who is on watch now and when it passes on, for the top of every screen; and what was told about the
//! watch of whoever sits here.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{Label, RichText, Ui};

use super::context::{Ask, Asks, Screen, Seen};
use super::countdown;
use super::icons::icon;
use super::theme::{Tokens, font, space};
use super::widgets;
use crate::domain::notice::Topic;
use crate::domain::rota::person::Seat;
use crate::domain::time::Instant;

/// The most seats that the strip names.
const MOST_SEATS: usize = 3;

/// Who is on watch, kept while it reads the same.
#[derive(Debug, Default)]
pub struct WatchStrip {
    made: Option<(usize, i64)>,
    /// The seats that are held, and by whom.
    on: Vec<(Seat, String)>,
    /// When primary passes on and to whom.
    next: Option<(Instant, String)>,
    /// Whether there is a rota at all.
    is_kept: bool,
    /// Whether nobody is primary although there is a rota.
    is_empty: bool,
}

impl WatchStrip {
    /// Asks the rota anew where it or the minute is another.
    pub fn refresh(&mut self, seen: &Seen) {
        let world = &seen.snapshot.world;
        let rota = world.rota();
        let key = (Arc::as_ptr(rota) as usize, seen.now.timestamp().div_euclid(60));
        if self.made == Some(key) {
            return;
        }
        self.made = Some(key);
        self.is_kept = !rota.tracks.is_empty() || !rota.changes.is_empty();
        (self.on, self.next) = (Vec::new(), None);
        if !self.is_kept {
            return;
        }
        for one in rota.now_and_next(seen.now).into_iter().take(MOST_SEATS) {
            if let Some(now) = &one.now {
                self.on.push((one.seat.clone(), rota.name(&now.person).to_owned()));
            }
            if one.seat == Seat::Primary
                && let Some(next) = &one.next
            {
                self.next = Some((next.window.from, rota.name(&next.person).to_owned()));
            }
        }
        self.is_empty = self.on.iter().all(|(seat, _)| *seat != Seat::Primary);
    }

    /// When the strip reads differently for another reason than the minute.
    pub fn turns_at(&self) -> Option<Instant> {
        self.next.as_ref().map(|(at, _)| *at)
    }

    /// Whether it says anything.
    pub const fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// All of it in words: who is on watch, and last when it passes on.
    pub fn words(&self, now: Instant) -> Vec<String> {
        let mut parts = Vec::new();
        if self.is_empty {
            parts.push("Nobody is on watch".to_owned());
        }
        parts.extend(self.on.iter().map(|(seat, name)| format!("{} {name}", seat_word(seat))));
        parts.extend(self.next.as_ref().map(|(at, to)| self.next_words(*at, to, now)));
        parts
    }

    fn next_words(&self, at: Instant, to: &str, now: Instant) -> String {
        // Minutes are enough here: a strip that ticks draws the eye.
        let minutes = (at.timestamp() - now.timestamp()).max(0).div_euclid(60);
        let left = if minutes < 60 { format!("{minutes} min") } else { countdown::countdown(minutes * 60) };
        let word = if self.is_empty { "next" } else { "handoff to" };
        format!("{word} {to} in {left}")
    }

    /// Paints it into the room that is left.
    pub fn ui(&self, ui: &mut Ui, seen: &Seen, room: f32, asks: &mut Asks) {
        let tokens = Tokens::of(ui);
        let muted = TextFormat::simple(font::body(), tokens.text_muted);
        let strong = TextFormat::simple(font::strong(), tokens.text);
        let mut job = LayoutJob::default();
        if self.is_empty {
            job.append("Nobody is on watch", 0.0, TextFormat::simple(font::strong(), tokens.due_soon));
        }
        for (at, (seat, name)) in self.on.iter().enumerate() {
            let gap = if at == 0 && !self.is_empty { 0.0 } else { space::M };
            job.append(&format!("{} ", seat_word(seat)), gap, muted.clone());
            job.append(name, 0.0, strong.clone());
        }
        if let Some((at, to)) = &self.next {
            job.append(&self.next_words(*at, to, seen.now), space::M, muted);
        }
        let spoken = self.words(seen.now).join(", ");
        let said = ui
            .scope(|ui| {
                ui.set_max_width(room);
                ui.add(Label::new(job).truncate().sense(egui::Sense::click()))
            })
            .inner;
        said.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &spoken));
        if said.on_hover_text("Show the rota").clicked() {
            asks.push(Ask::Go(Screen::Rota));
        }
    }
}

fn seat_word(seat: &Seat) -> String {
    if *seat == Seat::Primary { "On watch".to_owned() } else { seat.to_string() }
}

/// What was told about one's own watch or a service review, until it is read or is over.
pub fn notice_ui(ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
    let notices = &seen.snapshot.notices;
    let Some(notice) = notices.last() else { return };
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        widgets::glyph(ui, RichText::new(icon::BELL).color(tokens.due_soon));
        let said = ui.label(RichText::new(&notice.title).font(font::strong()));
        ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Assertive));
        let first = notice.body.lines().next().unwrap_or_default();
        ui.add(Label::new(RichText::new(first).color(tokens.text_muted)).wrap());
        if notices.len() > 1 {
            ui.label(RichText::new(format!("and {} more", notices.len() - 1)).color(tokens.text_muted));
        }
        let to_see = match notice.topic {
            Topic::Watch if notice.key.starts_with("handoff") => Some(("See the handoff", Ask::ShowHandoff)),
            Topic::Watch => Some(("See the rota", Ask::Go(Screen::Rota))),
            Topic::ServiceReviews => None,
        };
        if let Some((words, ask)) = to_see
            && widgets::quiet_button(ui, words, None).clicked()
        {
            asks.push(ask);
        }
        if widgets::quiet_button(ui, "I have read it", None).clicked() {
            asks.push(Ask::DismissNotice(notice.key.clone()));
        }
    });
}
