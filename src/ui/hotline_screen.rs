//! The screen over all incidents that owe the hotline a call, and those it was told of.

use std::sync::Arc;

use egui::{Frame, Label, Margin, RichText, ScrollArea, Ui};

use super::context::{Ask, Asks, Seen};
use super::forms::FormKind;
use super::incident::parts::{copy_button, paragraph, word_button};
use super::incident::{Tab, hotline_tab, mark};
use super::theme::{Tokens, font, size, space};
use super::widgets;
use crate::documents::hotline_sheet_of::{hotline_deadline, hotline_numbers, ready_facts};
use crate::domain::board::{HotlineStanding, hotline};
use crate::domain::known::Known;
use crate::domain::time::Instant;
use crate::domain::world::{Live, World};

/// The incidents that owe a call, the soonest due first.
pub fn owing(world: &World) -> Vec<&Arc<Live>> {
    let mut all: Vec<&Arc<Live>> =
        world.live.values().filter(|live| hotline(live) == HotlineStanding::Owed).collect();
    let due = |live: &Arc<Live>| hotline_deadline(live).map(|one| one.due);
    all.sort_by_key(|live| (due(live).is_none(), due(live)));
    all
}

/// The live incidents that the hotline was told of, the newest first.
fn told(world: &World) -> Vec<&Arc<Live>> {
    let is_told = |live: &&Arc<Live>| live.incident.phase.is_live() && hotline(live) == HotlineStanding::Done;
    let mut all: Vec<&Arc<Live>> = world.live.values().filter(is_told).collect();
    let last = |live: &Arc<Live>| live.incident.hotline.calls.last().map(|call| call.at);
    all.sort_by_key(|live| std::cmp::Reverse(last(live)));
    all
}

/// The due times on the screen.
pub fn dues(world: &World) -> impl Iterator<Item = Instant> + '_ {
    owing(world).into_iter().filter_map(|live| hotline_deadline(live).map(|one| one.due))
}

/// Paints the screen.
pub fn hotline_screen_ui(ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let world = &seen.snapshot.world;
    let (owing, told) = (owing(world), told(world));
    ScrollArea::vertical().id_salt("hotline").auto_shrink([false, false]).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(24, 16)).show(ui, |ui| {
            ui.set_width(ui.available_width().min(820.0));
            ui.label(RichText::new("Hotline").font(font::heading()));
            ui.horizontal_wrapped(|ui| {
                let number = &world.settings.hotline;
                ui.add(Label::new(RichText::new(number).font(font::display()).color(tokens.text)));
                copy_button(ui, "Copy the hotline's number", number, asks);
            });
            let words = match owing.len() {
                0 => {
                    "No call is owed. High and critical major incidents stand here until somebody was reached"
                }
                1 => "1 incident has to be reported; the call counts once somebody was reached",
                _ => "These incidents have to be reported; a call counts once somebody was reached",
            };
            paragraph(ui, words, font::body(), tokens.text_muted);
            for live in &owing {
                ui.add_space(space::S);
                widgets::hairline(ui);
                ui.push_id(live.incident.id.0, |ui| incident_ui(ui, seen, live, true, asks));
            }
            if !told.is_empty() {
                ui.add_space(space::L);
                widgets::section_heading(ui, "Reported", Some(told.len()));
            }
            for live in &told {
                ui.push_id(live.incident.id.0, |ui| incident_ui(ui, seen, live, false, asks));
            }
        });
    });
}

fn incident_ui(ui: &mut Ui, seen: &Seen, live: &Live, is_owed: bool, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let incident = &live.incident;
    let world = &seen.snapshot.world;
    ui.horizontal_wrapped(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(space::L, size::CONTROL), egui::Sense::hover());
        mark(incident.traits.priority).paint(ui.painter(), rect.center(), tokens);
        let priority = live.policy.priority_title(incident.traits.priority);
        ui.add(Label::new(RichText::new(priority).color(mark(incident.traits.priority).color(tokens))));
        ui.add(Label::new(
            RichText::new(&incident.reference).font(font::mono_small()).color(tokens.text_muted),
        ));
        let title: String = incident.title.chars().take(80).collect();
        ui.add(Label::new(RichText::new(&title).font(font::strong()).color(tokens.text)));
    });
    let (words, tone) = hotline_tab::standing(seen, live);
    paragraph(ui, &words, font::body(), tone.ink(tokens));
    if is_owed {
        let numbers = hotline_numbers(world, live);
        let line =
            numbers.iter().map(|(who, number)| format!("{number} {who}")).collect::<Vec<_>>().join(" · ");
        paragraph(ui, &line, font::mono(), tokens.text);
        let known = Known { live, desk: &world.settings, directory: &world.directory, now: seen.now };
        let missing: Vec<String> = ready_facts(&known)
            .into_iter()
            .filter(|fact| fact.value.is_none())
            .map(|fact| fact.label)
            .collect();
        if !missing.is_empty() {
            let words = format!("Missing: {}", missing.join(", "));
            paragraph(ui, &words, font::small(), tokens.due_soon);
        }
        if let Some(last) = incident.hotline.calls.last() {
            let words = format!("{} attempts, the last {}", incident.hotline.calls.len(), last.outcome);
            paragraph(ui, &words, font::small(), tokens.text_muted);
        }
    }
    ui.horizontal_wrapped(|ui| {
        let named = |words: &str| format!("{words}: {}", incident.reference);
        let log = "Log a call…";
        if is_owed && widgets::quiet_button(ui, log, None).accessible_name(named(log)).clicked() {
            asks.push(Ask::Open(FormKind::HotlineCall(incident.id)));
        }
        let open = "Open its call";
        if word_button(ui, open, None).accessible_name(named(open)).clicked() {
            asks.push(Ask::Select(Some(incident.id)));
            asks.push(Ask::Turn(Tab::Hotline));
        }
    });
}
