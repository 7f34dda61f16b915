//! The updates side of an incident: what is due to whom by the plan, and what was sent.

use egui::{Label, RichText, Ui, vec2};

use super::parts::{copy_button, due_or_ui, paragraph};
use crate::documents::when;
use crate::domain::event::IncidentId;
use crate::domain::update::{PlanLine, SentUpdate, plan};
use crate::domain::world::Live;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The longest text of a sent update that is shown whole; characters.
const SHOWN_CHARS: usize = 500;

/// How many sent updates are shown.
const SENT_SHOWN: usize = 20;

/// Paints it.
pub fn updates_ui(ui: &mut Ui, (seen, live): (&Seen<'_>, &Live), _forms: &mut Forms, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let lines = plan(live, seen.now);
    widgets::section_heading(ui, "Due to whom", None);
    if lines.is_empty() {
        let words =
            "The plan names no audience for an incident of this priority; an update can be sent all the same";
        paragraph(ui, words, font::body(), tokens.text_muted);
        let kind = FormKind::Draft { incident: live.incident.id, audience: "customers".to_owned() };
        if live.incident.phase.is_live() && widgets::quiet_button(ui, "Draft for customers…", None).clicked()
        {
            asks.push(Ask::Open(kind));
        }
    }
    for (place, line) in lines.iter().enumerate() {
        if place > 0 {
            widgets::hairline(ui);
        }
        ui.push_id(("plan", &line.audience), |ui| {
            line_ui(ui, seen, (live.incident.id, live.incident.phase.is_live()), line, place == 0, asks);
        });
    }
    ui.add_space(space::M);
    let sent = &live.incident.updates.sent;
    widgets::section_heading(ui, "Sent", (!sent.is_empty()).then_some(sent.len()));
    if sent.is_empty() {
        let words = "Nobody was told yet; what is sent stands here with its words and who got it";
        paragraph(ui, words, font::body(), tokens.text_muted);
    }
    for one in sent.iter().rev().take(SENT_SHOWN) {
        ui.push_id(("sent", one.entry.0), |ui| sent_ui(ui, seen, live, one, asks));
    }
    if sent.len() > SENT_SHOWN {
        let words = format!("{} earlier ones stand in the log", sent.len() - SENT_SHOWN);
        paragraph(ui, &words, font::small(), tokens.text_muted);
    }
}

fn line_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    (incident, is_live): (IncidentId, bool),
    line: &PlanLine,
    is_first: bool,
    asks: &mut Asks,
) {
    let tokens = Tokens::of(ui);
    let said = |at| when(at, seen.now, seen.zone);
    ui.horizontal_top(|ui| {
        let otherwise = if line.last_sent_at.is_some() { "none due" } else { "not begun" };
        due_or_ui(ui, line.due.map(|(due, _)| due), otherwise, seen.now, &line.title);
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
            ui.horizontal_wrapped(|ui| {
                ui.add(Label::new(RichText::new(&line.title).font(font::strong()).color(tokens.text)));
                if is_live {
                    let button = if is_first && line.due.is_some() {
                        widgets::primary_button
                    } else {
                        widgets::quiet_button
                    };
                    let draft = button(ui, "Draft…", None);
                    if draft.accessible_name(format!("Draft for {}…", line.title)).clicked() {
                        asks.push(Ask::Open(FormKind::Draft { incident, audience: line.audience.clone() }));
                    }
                }
            });
            let mut parts: Vec<String> = Vec::new();
            match (line.due, line.first_by, line.last_sent_at) {
                (Some((due, _)), _, _) => parts.push(format!("by {}", said(due))),
                (None, Some(first), _) => {
                    parts.push(format!("not told yet; first by {} by the plan", said(first)));
                }
                (None, None, None) => parts.push("not told yet".to_owned()),
                (None, None, Some(_)) => {}
            }
            parts.extend(line.last_sent_at.map(|at| format!("last told {}", said(at))));
            parts.push(format!("by {}", line.channel.word()));
            if !line.cadence.is_empty() {
                parts.push(line.cadence.clone());
            }
            paragraph(ui, &parts.join(" · "), font::small(), tokens.text_muted);
        });
    });
}

fn sent_ui(ui: &mut Ui, seen: &Seen<'_>, live: &Live, one: &SentUpdate, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        let at = when(one.at, seen.now, seen.zone);
        ui.add(Label::new(RichText::new(at).font(font::mono()).color(tokens.text_muted)));
        let title = live.policy.audience_title(&one.audience);
        ui.add(Label::new(RichText::new(&title).font(font::strong()).color(tokens.text)));
        if let Some(text) = &one.text {
            copy_button(ui, &format!("Copy what was sent to {title}"), text, asks);
        }
    });
    if let Some(subject) = &one.details.subject {
        paragraph(ui, subject, font::body(), tokens.text);
    }
    if let Some(text) = &one.text {
        let is_long = text.chars().count() > SHOWN_CHARS;
        let shown: String = text.chars().take(SHOWN_CHARS).collect();
        paragraph(ui, &if is_long { format!("{shown}…") } else { shown }, font::body(), tokens.text_muted);
    }
    let mut parts: Vec<String> = Vec::new();
    match one.details.recipients.as_slice() {
        [] => {}
        [only] => parts.push(format!("to {}", only.address)),
        several => parts.push(format!("to {} addresses", several.len())),
    }
    parts.extend(
        one.details
            .next_update_by
            .map(|at| format!("promised the next by {}", when(at, seen.now, seen.zone))),
    );
    parts.extend(one.details.unchecked.as_ref().map(|why| format!("sent as it was: {why}")));
    if !parts.is_empty() {
        paragraph(ui, &parts.join(" · "), font::small(), tokens.text_muted);
    }
    ui.add_space(space::S);
}
