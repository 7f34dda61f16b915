//! The screen over all open actions and requests, the soonest due first.

use std::sync::Arc;

use egui::{Frame, Label, Margin, RichText, ScrollArea, Ui};

use super::context::{Ask, Asks, Seen};
use super::incident::Tab;
use super::incident::parts::{paragraph, word_button};
use super::incident::tasks_tab::{action_ui, request_ui};
use super::theme::{Tokens, font, space};
use super::widgets;
use crate::domain::actions::Action;
use crate::domain::requests::InformationRequest;
use crate::domain::time::Instant;
use crate::domain::world::{Live, World};

/// How many of each are painted; the rest is counted.
const MOST_SHOWN: usize = 200;

/// An open task with its incident.
type Open<'a, T> = (&'a Arc<Live>, &'a T);

fn open<'a, T: 'a>(
    world: &'a World,
    of: fn(&'a Live) -> &'a [T],
    is_open: fn(&T) -> bool,
    due: fn(&T) -> Option<Instant>,
) -> Vec<Open<'a, T>> {
    let live = world.live.values().filter(|live| live.incident.phase.is_live());
    let mut all: Vec<Open<'a, T>> = live
        .flat_map(|live| of(live).iter().filter(|one| is_open(one)).map(move |one| (live, one)))
        .collect();
    all.sort_by_key(|(_, one)| (due(one).is_none(), due(one)));
    all
}

/// The open actions of all live incidents, the soonest due first.
pub fn open_actions(world: &World) -> Vec<Open<'_, Action>> {
    open(world, |live| &live.incident.actions.all, Action::is_open, |one| one.due)
}

/// The open requests of all live incidents, the soonest due first.
pub fn open_requests(world: &World) -> Vec<Open<'_, InformationRequest>> {
    open(world, |live| &live.incident.requests.all, InformationRequest::is_open, |one| one.due)
}

/// Paints the screen.
pub fn actions_screen_ui(ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let world = &seen.snapshot.world;
    let (actions, requests) = (open_actions(world), open_requests(world));
    ScrollArea::vertical().id_salt("actions").auto_shrink([false, false]).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(24, 16)).show(ui, |ui| {
            ui.set_width(ui.available_width().min(820.0));
            ui.label(RichText::new("Actions and requests").font(font::heading()));
            let late = actions.iter().filter(|(_, one)| one.is_overdue(seen.now)).count()
                + requests.iter().filter(|(_, one)| one.is_overdue(seen.now)).count();
            let words = match (actions.len() + requests.len(), late) {
                (0, _) => "Nothing is owed by anybody. What is delegated or asked in an incident (its side Tasks) stands here, over all incidents".to_owned(),
                (open, 0) => format!("{open} open, none overdue"),
                (open, late) => format!("{open} open, {late} overdue"),
            };
            let ink = if late > 0 { tokens.overdue } else { tokens.text_muted };
            paragraph(ui, &words, font::body(), ink);
            if !actions.is_empty() {
                ui.add_space(space::M);
                widgets::section_heading(ui, "Actions", Some(actions.len()));
            }
            for (live, action) in actions.iter().take(MOST_SHOWN) {
                ui.push_id(("action", action.entry.0), |ui| {
                    incident_ui(ui, live, asks);
                    action_ui(ui, (seen, live), action, asks);
                });
                widgets::hairline(ui);
            }
            if !requests.is_empty() {
                ui.add_space(space::M);
                widgets::section_heading(ui, "Requests for information", Some(requests.len()));
            }
            for (live, request) in requests.iter().take(MOST_SHOWN) {
                ui.push_id(("request", request.entry.0), |ui| {
                    incident_ui(ui, live, asks);
                    request_ui(ui, (seen, live), request, asks);
                });
                widgets::hairline(ui);
            }
            let shown = actions.len().min(MOST_SHOWN) + requests.len().min(MOST_SHOWN);
            let more = actions.len() + requests.len() - shown;
            if more > 0 {
                paragraph(ui, &format!("{more} more stand in their incidents"), font::small(), tokens.text_muted);
            }
        });
    });
}

/// Which incident a task is of; pressing it opens its tasks.
fn incident_ui(ui: &mut Ui, live: &Live, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        let reference = &live.incident.reference;
        ui.add(Label::new(RichText::new(reference).font(font::mono_small()).color(tokens.text_muted)));
        let title: String = live.incident.title.chars().take(60).collect();
        if word_button(ui, &title, None).accessible_name(format!("Open {reference} {title}")).clicked() {
            asks.push(Ask::Select(Some(live.incident.id)));
            asks.push(Ask::Turn(Tab::Tasks));
        }
    });
}
