//! One day, half hour by half hour: which of them hinder whom. A press takes the time into the form.

use chrono::{Days, NaiveTime};
use egui::accesskit::Role;
use egui::{RichText, Sense, Ui, WidgetInfo, pos2, vec2};

use super::plan::open;
use super::{ReviewState, aside};
use crate::domain::calendar::local_of;
use crate::domain::review::time::{Conflict, Slot};
use crate::domain::typed_time::span;
use crate::domain::world::Live;
use crate::ui::context::{Asks, Seen};
use crate::ui::filling::typed;
use crate::ui::forms::{Forms, ReviewForm};
use crate::ui::strip::elided;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets::{self, focus_ring};

/// The height of a half hour.
const ROW: f32 = 24.0;
/// The room of its time.
const TIME: f32 = 52.0;
/// The wall times between which the day is always shown; others only where they are open.
const SHOWN: (u32, u32) = (7, 19);

pub(super) fn day_ui(
    ui: &mut Ui,
    seen: &Seen,
    live: &Live,
    state: &mut ReviewState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    if live.incident.review.held.is_some() {
        return;
    }
    let Some(date) = state.data.date else { return };
    let id = live.incident.id;
    widgets::section_heading(ui, "When", None);
    if let Some(best) = &state.data.best {
        let hindered = match best.conflicts.len() {
            0 => "nobody is hindered".to_owned(),
            _ => in_words(best),
        };
        ui.horizontal_wrapped(|ui| {
            let words = format!("Best: {}", span(best.window.from, best.window.until, seen.zone));
            if widgets::quiet_button(ui, &words, None).clicked() {
                state.date = Some(local_of(seen.zone, best.window.from).date());
                open(forms, id, ReviewForm::Schedule, &[("at", typed(best.window.from, seen))], asks);
            }
        });
        aside(ui, &hindered);
    }
    ui.horizontal(|ui| {
        if widgets::sign_button(ui, "‹", "The day before").clicked() {
            state.date = date.checked_sub_days(Days::new(1));
        }
        if widgets::sign_button(ui, "›", "The day after").clicked() {
            state.date = date.checked_add_days(Days::new(1));
        }
        let words = ui.label(RichText::new(date.format("%A %-d %B").to_string()).font(font::strong()));
        ui.accesskit_node_builder(words.id, |node| node.set_live(egui::accesskit::Live::Polite));
    });
    aside(ui, &format!("A meeting of {} minutes that begins then", state.data.minutes));
    let planned = live.incident.review.plan.as_ref().map(|plan| plan.starts_at);
    ui.spacing_mut().item_spacing.y = 2.0;
    let slots = std::sync::Arc::clone(&state.data.slots);
    for slot in slots.iter().filter(|slot| is_shown(slot, seen)) {
        if slot_ui(ui, seen, slot, planned == Some(slot.window.from)) {
            open(forms, id, ReviewForm::Schedule, &[("at", typed(slot.window.from, seen))], asks);
        }
    }
}

fn is_shown(slot: &Slot, seen: &Seen) -> bool {
    let time = local_of(seen.zone, slot.window.from).time();
    let wall = |hour: u32| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
    slot.is_open || (wall(SHOWN.0) <= time && time < wall(SHOWN.1))
}

/// What speaks against a slot, in a line.
fn in_words(slot: &Slot) -> String {
    let Some(first) = slot.conflicts.first() else { return "nobody is hindered".to_owned() };
    match slot.conflicts.len() {
        1 => first.reads_as(),
        count => format!("{}, and {} more", first.reads_as(), count - 1),
    }
}

/// Paints one slot; whether it was pressed.
fn slot_ui(ui: &mut Ui, seen: &Seen, slot: &Slot, is_planned: bool) -> bool {
    let tokens = Tokens::of(ui);
    let time = local_of(seen.zone, slot.window.from).format("%H:%M").to_string();
    let words = if is_planned {
        "the post-mortem".to_owned()
    } else if slot.is_past {
        "past".to_owned()
    } else if !slot.conflicts.is_empty() {
        in_words(slot)
    } else if slot.is_late {
        "free, after it is due".to_owned()
    } else if slot.is_open {
        "free".to_owned()
    } else {
        "free, outside business hours".to_owned()
    };
    let sense = if slot.is_past { Sense::hover() } else { Sense::click() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), sense);
    response.widget_info(|| {
        WidgetInfo::selected(Role::Button, !slot.is_past, is_planned, format!("{time}: {words}"))
    });
    if ui.is_rect_visible(rect) {
        let (ground, ink) = if is_planned {
            (tokens.accent_tint, tokens.text)
        } else if slot.is_past || !slot.is_open {
            (tokens.surface_sunken, tokens.text_muted)
        } else if !slot.conflicts.is_empty() {
            (tokens.due_soon_tint, tokens.text)
        } else {
            (tokens.met_tint, tokens.text)
        };
        let mut bar = rect;
        bar.min.x += TIME;
        ui.painter().rect_filled(bar, size::CORNER, ground);
        if response.hovered() || is_planned {
            let edge =
                egui::Stroke::new(size::HAIRLINE, if is_planned { tokens.accent } else { tokens.outline });
            ui.painter().rect_stroke(bar, size::CORNER, edge, egui::StrokeKind::Inside);
        }
        let galley = ui.painter().layout_no_wrap(time, font::mono_small(), tokens.text_muted);
        ui.painter().galley(pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, ink);
        let said = elided(ui, &words, font::small(), ink, bar.width() - 2.0 * space::S);
        ui.painter().galley(pos2(bar.left() + space::S, rect.center().y - said.size().y / 2.0), said, ink);
        focus_ring(ui, rect, &response);
    }
    let all: Vec<String> = slot.conflicts.iter().map(Conflict::reads_as).collect();
    let response = if all.len() > 1 { response.on_hover_text(all.join("\n")) } else { response };
    response.clicked()
}
