//! The head of the pane: what the incident is, how it stands, and what can be done with it.

use egui::accesskit::Role;
use egui::{FontId, Label, RichText, Ui, WidgetInfo};

use super::data::HeaderData;
use super::parts::{copy_button, paragraph, word_button_in};
use crate::domain::event::IncidentId;
use crate::domain::incident::Phase;
use crate::domain::words::{Kind, Priority};
use crate::ui::context::{Ask, Asks};
use crate::ui::forms::FormKind;
use crate::ui::icons::filled;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets::{self, PriorityMark, Tone};

/// The mark of a priority.
pub const fn mark(priority: Option<Priority>) -> PriorityMark {
    match priority {
        Some(Priority::Critical) => PriorityMark::Critical,
        Some(Priority::High) => PriorityMark::High,
        Some(Priority::Medium) => PriorityMark::Medium,
        Some(Priority::Low) => PriorityMark::Low,
        None => PriorityMark::Unassigned,
    }
}

/// Title, facts and the row of what can be done; small and close together where there is little room.
pub fn header_ui(ui: &mut Ui, id: IncidentId, data: &HeaderData, is_dense: bool, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let face = if is_dense { font::title() } else { font::heading() };
    let title = paragraph(ui, &data.title, face, tokens.text);
    title.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &data.title));
    ui.accesskit_node_builder(title.id, |node| node.set_level(1));
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        ui.spacing_mut().item_spacing = egui::vec2(if is_dense { space::S } else { space::M }, 2.0);
        ui.horizontal_wrapped(|ui| facts_ui(ui, data, is_dense, asks));
    });
    if let Some(why) = &data.stand_in {
        ui.horizontal(|ui| {
            let ink = Tone::DueSoon.ink(tokens);
            widgets::glyph(ui, RichText::new(filled::WARNING).color(ink));
            paragraph(ui, &format!("Another policy stands in: {why}"), font::small(), ink);
        });
    }
    if !is_dense {
        ui.add_space(space::XS);
    }
    actions_ui(ui, id, data, is_dense, asks);
}

/// What is known of it, side by side.
fn facts_ui(ui: &mut Ui, data: &HeaderData, is_dense: bool, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let usual = || if is_dense { font::small() } else { font::body() };
    priority_ui(ui, data, usual());
    let muted =
        |words: &str| Label::new(RichText::new(words).font(usual()).color(tokens.text_muted)).extend();
    let mono = |words: &str| {
        Label::new(RichText::new(words).font(font::mono_small()).color(tokens.text_muted)).extend()
    };
    ui.add(muted(data.kind.word()));
    ui.add(muted(data.environment.word()));
    ui.add(mono(&data.reference)).on_hover_text("Reference");
    match &data.ticket {
        Some(ticket) if ticket.len() > 40 => ui.add(mono(ticket).wrap()).on_hover_text("Ticket"),
        Some(ticket) => ui.add(mono(ticket)).on_hover_text("Ticket"),
        None => ui.add(muted("no ticket yet")),
    };
    let spoken = data.ticket.as_ref().map_or_else(
        || format!("{} {}", data.reference, data.title),
        |ticket| format!("{} {ticket} {}", data.reference, data.title),
    );
    copy_button(ui, "Copy reference, ticket and title", &spoken, asks);
    for since in &data.since {
        ui.add(muted(since));
    }
    let command = muted(&data.command);
    ui.add(if data.command.len() > 60 { command.wrap() } else { command });
}

/// The mark with the policy's own name for the priority.
fn priority_ui(ui: &mut Ui, data: &HeaderData, face: FontId) {
    let tokens = Tokens::of(ui);
    let mark = mark(data.priority);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        let (rect, _) = ui.allocate_exact_size(egui::vec2(space::L, space::L), egui::Sense::hover());
        mark.paint(ui.painter(), rect.center(), tokens);
        let words = RichText::new(&data.priority_title).font(face).color(mark.color(tokens));
        ui.add(Label::new(words));
    });
}

fn actions_ui(ui: &mut Ui, id: IncidentId, data: &HeaderData, is_dense: bool, asks: &mut Asks) {
    let mut offered: Vec<(&str, Option<&str>, FormKind)> = Vec::new();
    if data.phase.is_live() {
        let audience = data.update_to.clone();
        offered.push(("Update…", Some("U"), FormKind::Draft { incident: id, audience }));
        offered.push(("Log…", None, FormKind::Event(id)));
        offered.push(("Priority…", None, FormKind::Priority(id)));
        let kind = if data.kind == Kind::Major { "Demote…" } else { "Promote…" };
        offered.push((kind, None, FormKind::Kind(id)));
        offered.push(("Edit…", None, FormKind::Amend(id)));
    }
    if data.phase == Phase::Open {
        offered.push(("Restore…", None, FormKind::Restore(id)));
    } else {
        offered.push(("Reopen…", None, FormKind::Reopen(id)));
    }
    if data.phase.is_live() {
        offered.push(("Close…", None, FormKind::Close(id)));
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = if is_dense { 2.0 } else { space::S };
        // The words, not the room around them, begin where the title does.
        ui.add_space(-space::XS);
        for (words, keys, form) in offered {
            let face = if is_dense { font::small() } else { font::body() };
            if word_button_in(ui, words, keys, face).clicked() {
                asks.push(Ask::Open(form));
            }
        }
    });
}
