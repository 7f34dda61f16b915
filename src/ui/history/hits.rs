//! A line of what was found: the incident, what kind of entry it is, its words with the hit marked, and when.

use chrono_tz::Tz;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{FontId, Ui, pos2, vec2};

use super::list::Line;
use super::table::stamp;
use crate::desk::reading::{EntryState, Hit, Snippet};
use crate::documents::sentence;
use crate::domain::event::Subject;
use crate::ui::context::{Ask, Screen, Seen};
use crate::ui::incident::mark;
use crate::ui::settings::SettingsSide;
use crate::ui::strip::elided;
use crate::ui::theme::{Tokens, font, space};

/// The height of every line.
pub(super) const HEIGHT: f32 = 70.0;

/// What of the width the time takes at the right.
const TIME: f32 = 136.0;

/// What the entry is about.
fn about(hit: &Hit) -> String {
    match (&hit.incident, &hit.subject) {
        (Some(incident), _) => format!("{} {}", incident.reference, incident.title),
        (None, Subject::Incident(_)) => "An incident whose opening is not here".to_owned(),
        (None, Subject::Desk) => "The desk".to_owned(),
        (None, Subject::Directory) => "The directory".to_owned(),
        (None, Subject::Watch) => "The watch".to_owned(),
        (None, Subject::ServiceReviews) => "The service reviews".to_owned(),
        (None, Subject::Figures) => "The figures".to_owned(),
        (None, Subject::Other(name)) => name.clone(),
    }
}

/// What kind of entry it is and whose, and whether it still stands.
fn kind(hit: &Hit) -> String {
    let kind = sentence(&hit.kind.replace('_', " "));
    let phase = hit.incident.as_ref().map(|one| format!(" · incident {}", one.phase)).unwrap_or_default();
    let state = match hit.state {
        EntryState::Stands => "",
        EntryState::Corrected => " · corrected later",
        EntryState::TakenBack => " · taken back later",
    };
    format!("{kind} by {}{state}{phase}", hit.actor)
}

/// The line in words, for screen readers and tests.
pub(super) fn as_text(hit: &Hit, zone: Tz) -> String {
    format!("{}: {}, {}: {}", about(hit), kind(hit), stamp(hit.happened_at, zone), hit.snippet.text)
}

/// Where pressing it leads.
pub(super) fn opens(hit: &Hit) -> Ask {
    match &hit.subject {
        Subject::Incident(id) => Ask::Show(*id),
        Subject::Desk => Ask::GoSettings(SettingsSide::Desk),
        Subject::Directory => Ask::Go(Screen::Directory),
        Subject::Watch => Ask::Go(Screen::Rota),
        Subject::ServiceReviews | Subject::Figures => Ask::Go(Screen::Reports),
        Subject::Other(name) => {
            Ask::Say(format!("A newer Bridgewatch wrote this about “{name}”; that version shows it"))
        }
    }
}

/// The words of an entry with the hits marked: by weight, colour and ground.
fn marked(snippet: &Snippet, tokens: &Tokens, width: f32) -> LayoutJob {
    let plain = TextFormat::simple(font::body(), tokens.text);
    let hit =
        TextFormat { background: tokens.accent_tint, ..TextFormat::simple(font::strong(), tokens.accent) };
    let mut job = LayoutJob::default();
    let mut at = 0;
    for range in &snippet.hits {
        job.append(snippet.text.get(at..range.start).unwrap_or_default(), 0.0, plain.clone());
        job.append(snippet.text.get(range.clone()).unwrap_or_default(), 0.0, hit.clone());
        at = range.end;
    }
    job.append(snippet.text.get(at..).unwrap_or_default(), 0.0, plain);
    job.wrap = TextWrapping { max_width: width.max(1.0), max_rows: 2, ..TextWrapping::default() };
    job
}

/// One entry that was found. Whether it was pressed.
pub(super) fn hit_ui(ui: &Ui, seen: &Seen, line: &Line, hit: &Hit) -> bool {
    let tokens = Tokens::of(ui);
    let text = as_text(hit, seen.zone);
    let response = line.interact(ui, &text);
    let rect = line.rect;
    let painter = ui.painter().clone();
    let (left, right) = (rect.left() + space::S, rect.right() - space::S);
    let first = rect.top() + 15.0;
    let mut is_cut = false;
    let mut put = |words: &str, font: FontId, ink, at: egui::Pos2, most: f32| {
        let galley = elided(ui, words, font, ink, most);
        is_cut |= galley.elided;
        let width = galley.size().x;
        painter.galley(at - vec2(0.0, galley.size().y / 2.0), galley, ink);
        width
    };
    let words = left + space::XL;
    if let Some(incident) = &hit.incident {
        mark(incident.priority).paint(ui.painter(), pos2(left + space::S, first), tokens);
    }
    let time = right - TIME;
    put(&stamp(hit.happened_at, seen.zone), font::mono_small(), tokens.text_muted, pos2(time, first), TIME);
    let room = time - space::M - words;
    let width = put(&about(hit), font::strong(), tokens.text, pos2(words, first), room * 0.6);
    let at = pos2(words + width + space::M, first);
    put(&kind(hit), font::small(), tokens.text_muted, at, room - width - space::M);
    let galley = ui.painter().layout_job(marked(&hit.snippet, tokens, right - words));
    is_cut |= galley.elided;
    painter.galley(pos2(words, rect.top() + 30.0), galley, tokens.text);
    let is_pressed = response.clicked();
    if is_cut {
        response.on_hover_text(text);
    }
    is_pressed
}
