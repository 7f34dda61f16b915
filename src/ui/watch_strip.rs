//! Who is on watch now and when it passes on, for the top of every screen; and what was told about the
//! watch of whoever sits here.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Label, RichText, Ui};

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

/// The least that is left of a name where room is short, in points.
const LEAST_NAME: f32 = 56.0;

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

    /// How many parts it has: each seat, and the handoff.
    fn parts(&self) -> usize {
        self.on.len() + usize::from(self.next.is_some())
    }

    /// Its first parts in one line; with so much of each name as the room leaves, if a most is given.
    fn line(&self, ui: &Ui, now: Instant, parts: usize, most: Option<f32>) -> LayoutJob {
        let tokens = Tokens::of(ui);
        let muted = TextFormat::simple(font::body(), tokens.text_muted);
        let strong = TextFormat::simple(font::strong(), tokens.text);
        let cut = |name: &str, face: FontId| match most {
            Some(most) => cut_to(ui, name, &face, most),
            None => name.to_owned(),
        };
        let mut job = LayoutJob::default();
        if self.is_empty {
            job.append("Nobody is on watch", 0.0, TextFormat::simple(font::strong(), tokens.due_soon));
        }
        for (at, (seat, name)) in self.on.iter().take(parts).enumerate() {
            let gap = if at == 0 && !self.is_empty { 0.0 } else { space::M };
            job.append(&format!("{} ", seat_word(seat)), gap, muted.clone());
            job.append(&cut(name, font::strong()), 0.0, strong.clone());
        }
        if let Some((at, to)) = self.next.as_ref().filter(|_| parts > self.on.len()) {
            job.append(&self.next_words(*at, &cut(to, font::body()), now), space::M, muted);
        }
        job
    }

    /// The line as it fits: where it is too long, the long names are cut, all to the same length; where that is not
    /// enough, the last parts are left away, and whoever is on watch stays.
    fn fitting(&self, ui: &Ui, now: Instant, room: f32) -> LayoutJob {
        let mut parts = self.parts();
        loop {
            let line = self.cut(ui, now, parts, room);
            if parts <= 1 || width(ui, &line) <= room {
                return line;
            }
            parts -= 1;
        }
    }

    /// Its first parts, with the long names cut as the room asks, but none to less than can be told apart.
    fn cut(&self, ui: &Ui, now: Instant, parts: usize, room: f32) -> LayoutJob {
        let whole = self.line(ui, now, parts, None);
        let mut over = width(ui, &whole) - room;
        if over <= 0.0 {
            return whole;
        }
        let names = self.on.iter().map(|(_, name)| (name, font::strong()));
        let names = names.chain(self.next.iter().map(|(_, name)| (name, font::body()))).take(parts);
        let of_name = |(name, face): (&String, FontId)| {
            ui.painter().layout_no_wrap(name.clone(), face, Color32::PLACEHOLDER).size().x
        };
        let mut widths: Vec<f32> = names.map(of_name).collect();
        widths.sort_by(|a, b| b.total_cmp(a));
        // The longest comes down to the next one's length, then both to the third's, until enough is saved.
        let mut most = widths.first().copied().unwrap_or(0.0);
        for (count, next) in (1_u8..).zip(widths.iter().copied().skip(1).chain([LEAST_NAME])) {
            let can_save = (most - next) * f32::from(count);
            if can_save >= over {
                most -= over / f32::from(count);
                break;
            }
            over -= can_save.max(0.0);
            most = most.min(next);
        }
        self.line(ui, now, parts, Some(most.max(LEAST_NAME).floor()))
    }

    /// Paints it into the room that is left.
    pub fn ui(&self, ui: &mut Ui, seen: &Seen, room: f32, asks: &mut Asks) {
        let spoken = self.words(seen.now).join(", ");
        let job = self.fitting(ui, seen.now, room);
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

fn width(ui: &Ui, job: &LayoutJob) -> f32 {
    ui.painter().layout_job(job.clone()).size().x
}

/// As much of a name as a width holds, with an ellipsis where something is missing.
fn cut_to(ui: &Ui, name: &str, face: &FontId, most: f32) -> String {
    ui.ctx().fonts_mut(|fonts| {
        let mut width_of = |c: char| fonts.glyph_width(face, c);
        if name.chars().map(&mut width_of).sum::<f32>() <= most {
            return name.to_owned();
        }
        let mut left = most - width_of('…');
        let kept = name.chars().take_while(|c| {
            left -= width_of(*c);
            left >= 0.0
        });
        let kept: String = kept.collect();
        format!("{}…", kept.trim_end())
    })
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

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone as _, Utc};

    use super::*;
    use crate::ui::{fonts, theme};

    #[test]
    fn long_names_share_the_room_so_that_every_seat_and_the_handoff_are_read() {
        let now = Utc.with_ymd_and_hms(2026, 3, 2, 16, 0, 0).unwrap();
        let long = |who: &str| format!("Sample {who} of a Family With a Name that Never Ends on One Line");
        let names = [long("First"), "Sample Two".to_owned(), long("Third")];
        let strip = WatchStrip {
            on: vec![(Seat::Primary, names[0].clone()), (Seat::Backup, names[1].clone())],
            next: Some((now + TimeDelta::minutes(208), names[2].clone())),
            is_kept: true,
            ..WatchStrip::default()
        };
        let ctx = egui::Context::default();
        fonts::install(&ctx);
        theme::apply(&ctx);
        let mut lines = Vec::new();
        for _ in 0..2 {
            // The fonts are there from the second frame on.
            lines.clear();
            let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
                for room in [2000.0, 720.0, 560.0, 300.0, 160.0] {
                    let job = strip.fitting(ui, now, room);
                    lines.push((room, job.text.clone(), ui.painter().layout_job(job).size().x));
                }
            });
            output.textures_delta.clear();
        }
        assert_eq!(
            lines[0].1,
            format!("On watch {}backup {}handoff to {} in 3 h 28", names[0], names[1], names[2])
        );
        for (room, line, width) in &lines[1..3] {
            assert!(width <= room, "{line} takes {width} of {room}");
            assert!(line.starts_with("On watch Sample First"), "{line}");
            assert!(line.contains("backup Sample Two"), "a short name stays whole: {line}");
            assert!(line.contains("handoff to Sample Third") && line.ends_with("… in 3 h 28"), "{line}");
        }
        for (room, line, width) in &lines[3..] {
            assert!(width <= room, "{line} takes {width} of {room}");
            assert!(line.starts_with("On watch Sample F"), "{line}");
            assert!(!line.contains("handoff"), "the last part goes before anybody’s name does: {line}");
        }
        assert!(strip.words(now).concat().contains(&names[2]), "what is spoken is not cut");
    }
}
