//! The hotline side of an incident: whom to call, what to have ready, what to say, what was tried.

use egui::{Label, RichText, Ui};

use super::parts::{copy_button, fact_ui, paragraph, word_button};
use crate::desk::{Outside, Request};
use crate::documents::hotline_sheet::hotline_sheet;
use crate::documents::hotline_sheet_of::{
    hotline_deadline, hotline_numbers, hotline_script, hotline_sheet_of, ready_facts,
};
use crate::documents::{sentence, when};
use crate::domain::board::{HotlineStanding, hotline};
use crate::domain::command::Wish;
use crate::domain::known::Known;
use crate::domain::schedule::DeadlineState;
use crate::domain::words::{CallOutcome, ChecklistState};
use crate::domain::world::{Live, World};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::countdown;
use crate::ui::forms::{FormKind, Forms};
use crate::ui::icons::icon;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets::{self, Tone};

/// How an incident stands with the hotline, in a sentence, and its tone.
pub fn standing(seen: &Seen<'_>, live: &Live) -> (String, Tone) {
    let said = |at| when(at, seen.now, seen.zone);
    match hotline(live) {
        HotlineStanding::NotAsked => (
            "No call is asked for: only high and critical major incidents are reported".to_owned(),
            Tone::Neutral,
        ),
        HotlineStanding::Done => {
            let call = live.incident.hotline.calls.iter().find(|call| call.outcome == CallOutcome::Reached);
            let words = call.map_or_else(
                || "Reached".to_owned(),
                |call| {
                    let whom = call.spoke_with.as_ref().map_or_else(String::new, |whom| format!(", {whom}"));
                    let reference =
                        call.reference.as_ref().map_or_else(String::new, |one| format!(", reference {one}"));
                    format!("Reached {}{whom}{reference}", said(call.at))
                },
            );
            (words, Tone::Met)
        }
        HotlineStanding::Owed => match hotline_deadline(live) {
            Some(deadline) => {
                let left = (deadline.due - seen.now).num_seconds();
                let figures = countdown::countdown(left);
                match deadline.state(seen.now) {
                    DeadlineState::Overdue => (
                        format!("{figures} overdue, call now; it was due {}", said(deadline.due)),
                        Tone::Overdue,
                    ),
                    _ => (format!("{figures} left, call by {}", said(deadline.due)), Tone::DueSoon),
                }
            }
            None => ("A call is owed".to_owned(), Tone::DueSoon),
        },
    }
}

/// Paints it.
pub fn hotline_ui(ui: &mut Ui, (seen, live): (&Seen<'_>, &Live), _forms: &mut Forms, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let world: &World = &seen.snapshot.world;
    let incident = &live.incident;
    let is_live = incident.phase.is_live();
    let known = Known { live, desk: &world.settings, directory: &world.directory, now: seen.now };
    let (words, tone) = standing(seen, live);
    paragraph(ui, &words, font::strong(), tone.ink(tokens));
    numbers_ui(ui, world, live, asks);
    ui.horizontal_wrapped(|ui| {
        if is_live && widgets::primary_button(ui, "Log a call…", None).clicked() {
            asks.push(Ask::Open(FormKind::HotlineCall(incident.id)));
        }
        if widgets::quiet_button(ui, "Print…", None).clicked() {
            let sheet = hotline_sheet_of(world, live, seen.now);
            let outside = Outside::File {
                name: format!("{}-hotline.html", incident.reference),
                bytes: hotline_sheet(&sheet).into_bytes(),
            };
            asks.push(Ask::Outside(outside, "The page is open; print it from there".to_owned()));
        }
    });
    let ready = ready_facts(&known);
    if !ready.is_empty() {
        ui.add_space(space::S);
        let missing = ready.iter().filter(|fact| fact.value.is_none()).count();
        let heading =
            if missing == 0 { "Have ready".to_owned() } else { format!("Have ready, {missing} missing") };
        widgets::section_heading(ui, &heading, None);
        for fact in &ready {
            fact_ui(ui, &fact.label, fact.value.as_deref());
        }
    }
    if let Some(script) = hotline_script(&known) {
        ui.add_space(space::S);
        widgets::section_heading(ui, "Say", None);
        ui.horizontal_top(|ui| {
            let room = ui.available_width() - 24.0 - space::S;
            ui.scope(|ui| {
                ui.set_width(room);
                paragraph(ui, &format!("“{script}”"), font::body(), tokens.text);
            });
            copy_button(ui, "Copy the script of the hotline call", &script, asks);
        });
    }
    attempts_ui(ui, seen, live);
    checklist_ui(ui, (seen, live), is_live, asks);
}

/// The first number large, the others beside it.
fn numbers_ui(ui: &mut Ui, world: &World, live: &Live, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    for (place, (who, number)) in hotline_numbers(world, live).iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            let figures = if place == 0 { font::display() } else { font::mono_strong() };
            ui.add(Label::new(RichText::new(number).font(figures).color(tokens.text)));
            copy_button(ui, &format!("Copy the number {number}"), number, asks);
            ui.add(Label::new(RichText::new(who).color(tokens.text_muted)));
        });
    }
}

fn attempts_ui(ui: &mut Ui, seen: &Seen<'_>, live: &Live) {
    let tokens = Tokens::of(ui);
    let calls = &live.incident.hotline.calls;
    if calls.is_empty() {
        return;
    }
    ui.add_space(space::S);
    widgets::section_heading(ui, "Attempts", Some(calls.len()));
    for call in calls.iter().rev() {
        let mut words = sentence(call.outcome.word());
        for more in [&call.number, &call.spoke_with, &call.text].into_iter().flatten() {
            words.push_str(&format!(", {more}"));
        }
        if let Some(reference) = &call.reference {
            words.push_str(&format!(", reference {reference}"));
        }
        if let Some(by) = call.call_back_by {
            words.push_str(&format!(", call back by {}", when(by, seen.now, seen.zone)));
        }
        ui.horizontal_top(|ui| {
            let at = when(call.at, seen.now, seen.zone);
            ui.add(Label::new(RichText::new(at).font(font::mono_small()).color(tokens.text_muted)).extend());
            paragraph(ui, &words, font::body(), tokens.text);
        });
    }
}

fn checklist_ui(ui: &mut Ui, (seen, live): (&Seen<'_>, &Live), is_live: bool, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let (id, items) = (live.incident.id, &live.policy.hotline.items);
    if items.is_empty() {
        return;
    }
    ui.add_space(space::S);
    let open = items.iter().filter(|(item, _)| live.incident.hotline.state(item) == ChecklistState::Open);
    let open = open.count();
    widgets::section_heading(ui, "Checklist", (open > 0).then_some(open));
    for (item, text) in items {
        let state = live.incident.hotline.state(item);
        let mark = live.incident.hotline.marks.get(item).filter(|_| state != ChecklistState::Open);
        let (glyph, ink) = match state {
            ChecklistState::Open => (icon::CIRCLE, tokens.text_muted),
            ChecklistState::Done => (icon::CHECK_CIRCLE, tokens.met),
            ChecklistState::NotApplicable => (icon::PROHIBIT, tokens.text_muted),
        };
        ui.push_id(item, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.add(Label::new(RichText::new(glyph).font(font::title()).color(ink)).extend());
                ui.add(Label::new(RichText::new(text).color(tokens.text)));
                if let Some(mark) = mark {
                    let why = mark.why.as_ref().map_or_else(String::new, |why| format!(": {why}"));
                    let words = format!("{state} {} by {}{why}", when(mark.at, seen.now, seen.zone), mark.by);
                    ui.add(Label::new(RichText::new(words).font(font::small()).color(tokens.text_muted)));
                }
                if !is_live {
                    return;
                }
                let mut ask = |state: ChecklistState, said: &str| {
                    let wish = Wish::MarkChecklist { item: item.clone(), state, why: None };
                    asks.request(Request::about(id, wish), format!("{text}: {said}"));
                };
                let named = |words: &str| format!("{words}: {text}");
                if state == ChecklistState::Open {
                    if word_button(ui, "Done", None).accessible_name(named("Done")).clicked() {
                        ask(ChecklistState::Done, "done");
                    }
                    let words = "Not applicable…";
                    if word_button(ui, words, None).accessible_name(named(words)).clicked() {
                        asks.push(Ask::Open(FormKind::ChecklistItem { incident: id, item: item.clone() }));
                    }
                } else if word_button(ui, "Open again", None).accessible_name(named("Open again")).clicked() {
                    ask(ChecklistState::Open, "open again");
                }
            });
        });
    }
}
