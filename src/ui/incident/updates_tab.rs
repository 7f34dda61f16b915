//! The updates side of an incident: what is due to whom by the plan, and what was sent.

use egui::{Label, RichText, Ui, vec2};

use super::log::shortened;
use super::parts::{copy_button, due_or_ui, paragraph, word_button};
use crate::documents::when;
use crate::domain::event::IncidentId;
use crate::domain::update::{PlanLine, SentUpdate, plan};
use crate::domain::world::Live;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

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
        let is_past = line.first_by.is_some_and(|first| first < seen.now);
        let otherwise = match (line.last_sent_at, is_past) {
            (Some(_), _) => "none due",
            (None, true) => "not told",
            (None, false) => "not begun",
        };
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
                (None, Some(first), _) if first < seen.now => {
                    parts.push(format!(
                        "not told yet; by the plan it was due {}, which has passed",
                        said(first)
                    ));
                }
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
    let at = when(one.at, seen.now, seen.zone);
    let title = live.policy.audience_title(&one.audience);
    ui.horizontal_wrapped(|ui| {
        ui.add(Label::new(RichText::new(&at).font(font::mono()).color(tokens.text_muted)));
        ui.add(Label::new(RichText::new(&title).font(font::strong()).color(tokens.text)));
        if let Some(text) = &one.text {
            copy_button(ui, &format!("Copy what was sent to {title}, {at}"), text, asks);
        }
    });
    if let Some(subject) = &one.details.subject {
        paragraph(ui, subject, font::body(), tokens.text);
    }
    if let Some(text) = &one.text {
        let about = format!("what was sent to {title}, {at}");
        sent_words_ui(ui, text, &about);
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

/// The words of a sent update: a long text is folded until it is asked for.
fn sent_words_ui(ui: &mut Ui, text: &str, about: &str) {
    let muted = Tokens::of(ui).text_muted;
    let (folded, is_long) = shortened(text);
    let id = ui.make_persistent_id("whole");
    let is_whole = is_long && ui.data(|data| data.get_temp(id)).unwrap_or(false);
    paragraph(ui, if is_whole { text } else { &folded }, font::body(), muted);
    if is_long {
        let words = if is_whole { "Less" } else { "More" };
        let button = word_button(ui, words, None).accessible_name(format!("{words} of {about}"));
        ui.accesskit_node_builder(button.id, |node| node.set_expanded(is_whole));
        if button.clicked() {
            ui.data_mut(|data| data.insert_temp(id, !is_whole));
        }
    }
}
