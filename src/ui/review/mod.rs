//! The screen of the post-mortems: which there are and how each stands, and the planner of the one that is
//! chosen: its logistics, the problem statement, the record, the papers.
//!
//! The list stands at the left, the planner at the right; in a narrow room one above the other. Never here:
//! what is settled and what is missing, which the domain says.

mod data;
mod day;
mod forms;
mod list;
mod papers;
mod plan;
mod record;
mod statement;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::NaiveDate;
use egui::{Frame, Margin, Panel, RichText, Ui};

use self::data::ReviewData;
use self::papers::PapersData;
use super::choice::{Choice, choice_ui};
use super::context::{Ask, Asks, Seen};
use super::countdown;
use super::forms::{FormKind, Forms, ReviewForm};
use super::incident::parts::paragraph;
use super::repaint::secs_left;
use super::theme::{Tokens, font, space};
use super::{scroll, widgets};
use crate::domain::event::IncidentId;
use crate::domain::review::State;
use crate::domain::time::Instant;
use crate::domain::typed_time::understood;
use crate::domain::world::Live;

/// Below this width, in points, the list stands above the planner.
const NARROW: f32 = 760.0;
/// The width of the list.
const LIST: f32 = 280.0;
/// From this width on the planner has a column for the day, or for the form.
const TWO_COLUMNS: f32 = 660.0;
/// The width of that column.
const BESIDE: f32 = 340.0;

/// What of a post-mortem is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Side {
    /// The logistics, who is invited, and the day.
    #[default]
    Plan,
    /// The problem statement.
    Statement,
    /// What was said, who was there, what follows.
    Record,
    /// Pack, report and invitation, and how they read.
    Papers,
}

impl Side {
    const ALL: [Self; 4] = [Self::Plan, Self::Statement, Self::Record, Self::Papers];

    const fn word(self) -> &'static str {
        match self {
            Self::Plan => "Plan",
            Self::Statement => "Statement",
            Self::Record => "Record",
            Self::Papers => "Papers",
        }
    }

    /// The side on which a form belongs.
    const fn of_form(form: &ReviewForm) -> Self {
        match form {
            ReviewForm::Statement | ReviewForm::Agree => Self::Statement,
            ReviewForm::Hold | ReviewForm::Point(_) | ReviewForm::FollowUp => Self::Record,
            ReviewForm::Papers => Self::Papers,
            _ => Self::Plan,
        }
    }
}

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct ReviewState {
    selected: Option<IncidentId>,
    side: Side,
    /// The day that is shown; none means the one that is proposed.
    date: Option<NaiveDate>,
    data: ReviewData,
    papers: PapersData,
}

impl ReviewState {
    /// Shows the post-mortem of an incident, from its plan on.
    pub fn show(&mut self, incident: IncidentId) {
        if self.selected != Some(incident) {
            self.selected = Some(incident);
            self.side = Side::Plan;
            self.date = None;
        }
    }

    /// Shows the post-mortem that a form is about, on the side where the form stands.
    pub fn show_form(&mut self, incident: IncidentId, form: &ReviewForm) {
        self.show(incident);
        self.side = Side::of_form(form);
    }

    /// The one above or below in the list.
    pub fn step(&mut self, on: bool) {
        let rows = &self.data.rows;
        let at = rows.iter().position(|row| Some(row.id) == self.selected);
        let next = match (at, on) {
            (Some(at), true) => (at + 1).min(rows.len().saturating_sub(1)),
            (Some(at), false) => at.saturating_sub(1),
            (None, _) => 0,
        };
        if let Some(id) = rows.get(next).map(|row| row.id) {
            self.show(id);
        }
    }

    /// When something on the screen reads differently: the deadlines that are shown.
    pub fn dues(&self) -> impl Iterator<Item = Instant> + '_ {
        self.data.rows.iter().filter_map(|row| row.due)
    }
}

/// Paints the screen.
pub fn review_ui(ui: &mut Ui, seen: &Seen, state: &mut ReviewState, forms: &mut Forms, asks: &mut Asks) {
    state.data.refresh_rows(seen);
    let is_there = |id: &IncidentId| seen.snapshot.world.live.contains_key(id);
    state.selected = state.selected.filter(is_there).or_else(|| state.data.rows.first().map(|row| row.id));
    if state.selected.is_none() {
        empty_ui(ui);
        return;
    }
    if ui.available_width() < NARROW {
        scroll::show(ui, scroll::area("reviews narrow"), |ui| {
            list::list_ui(ui, seen, state);
            widgets::hairline(ui);
            planner_ui(ui, seen, state, forms, asks);
        });
        return;
    }
    let frame = Frame::new().fill(Tokens::of(ui).surface);
    Panel::left("reviews").exact_size(LIST).resizable(false).frame(frame).show(ui, |ui| {
        scroll::show(ui, scroll::area("review list"), |ui| list::list_ui(ui, seen, state));
    });
    scroll::show(ui, scroll::area("review planner"), |ui| planner_ui(ui, seen, state, forms, asks));
}

fn empty_ui(ui: &mut Ui) {
    ui.vertical_centered(|ui| {
        ui.add_space(120.0_f32.min(ui.available_height() * 0.25));
        ui.set_max_width(ui.available_width().min(440.0));
        ui.label(RichText::new("No post-mortem is due").font(font::heading()));
        ui.add_space(space::S);
        let words = "Once a major incident is restored it stands here: the time, the people who were on its log, \
                     the agenda and the pack are proposed from what is known.";
        ui.label(RichText::new(words).color(Tokens::of(ui).text_muted));
    });
}

/// Words beside something else, in a small face.
fn aside(ui: &mut Ui, words: &str) {
    let ink = Tokens::of(ui).text_muted;
    paragraph(ui, words, font::small(), ink);
}

fn planner_ui(ui: &mut Ui, seen: &Seen, state: &mut ReviewState, forms: &mut Forms, asks: &mut Asks) {
    let Some(live) = state.selected.and_then(|id| seen.snapshot.world.live.get(&id)) else { return };
    state.data.refresh_plan(seen, live, &mut state.date);
    Frame::new().inner_margin(Margin { left: 20, right: 16, top: 10, bottom: 16 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        head_ui(ui, seen, live, state, asks);
        ui.add_space(space::S);
        let open = match &forms.open {
            Some(FormKind::Review { incident, form }) if *incident == live.incident.id => Some(form.clone()),
            _ => None,
        };
        let stands_beside = open.filter(|form| !form.is_always_there());
        if ui.available_width() < TWO_COLUMNS {
            if let Some(form) = stands_beside {
                forms::form_ui(ui, seen, live, (&form, state), forms, asks);
                ui.add_space(space::M);
            }
            side_ui(ui, seen, live, state, forms, asks);
            if state.side == Side::Plan {
                ui.add_space(space::M);
                day::day_ui(ui, seen, live, state, forms, asks);
            }
            return;
        }
        let whole = ui.available_width();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XL;
            let has_beside = stands_beside.is_some() || state.side == Side::Plan;
            let main = if has_beside { whole - BESIDE - space::XL } else { whole.min(860.0) };
            ui.vertical(|ui| {
                ui.set_width(main);
                ui.spacing_mut().item_spacing.x = space::S;
                side_ui(ui, seen, live, state, forms, asks);
            });
            if has_beside {
                ui.vertical(|ui| {
                    ui.set_width(BESIDE);
                    ui.spacing_mut().item_spacing.x = space::S;
                    if let Some(form) = stands_beside {
                        forms::form_ui(ui, seen, live, (&form, state), forms, asks);
                        ui.add_space(space::M);
                    }
                    if state.side == Side::Plan {
                        day::day_ui(ui, seen, live, state, forms, asks);
                    }
                });
            }
        });
    });
}

fn side_ui(
    ui: &mut Ui,
    seen: &Seen,
    live: &Arc<Live>,
    state: &mut ReviewState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    match state.side {
        Side::Plan => plan::plan_ui(ui, live, state, forms, asks),
        Side::Statement => statement::statement_ui(ui, seen, live, forms, asks),
        Side::Record => record::record_ui(ui, seen, live, forms, asks),
        Side::Papers => papers::papers_ui(ui, seen, live, &mut state.papers, forms, asks),
    }
}

fn head_ui(ui: &mut Ui, seen: &Seen, live: &Live, state: &mut ReviewState, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let incident = &live.incident;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&incident.reference).font(font::mono_strong()));
        let title = ui.add(egui::Label::new(RichText::new(&incident.title).font(font::heading())).wrap());
        ui.accesskit_node_builder(title.id, |node| node.set_live(egui::accesskit::Live::Polite));
        let standing = crate::domain::review::state(incident);
        let tone = match standing {
            State::StatementAgreed | State::Closed => widgets::Tone::Met,
            State::ToSchedule => widgets::Tone::DueSoon,
            State::Scheduled | State::Held => widgets::Tone::Accent,
        };
        widgets::badge(ui, standing.word(), tone);
        let button = widgets::quiet_button(ui, "The incident", None);
        if button.on_hover_text("Its log, people and updates").clicked() {
            asks.push(Ask::Select(Some(incident.id)));
        }
    });
    for owed in data::owed(live) {
        let left = secs_left(owed.due, seen.now);
        let ink = if left < 0 { tokens.overdue } else { tokens.text_muted };
        let words =
            format!("{}: {}, {}", owed.title, countdown::spoken(left), understood(owed.due, seen.zone));
        paragraph(ui, &words, font::small(), ink);
    }
    ui.add_space(space::XS);
    let options = Side::ALL.map(|side| Choice::words(side.word()));
    let mut at = Side::ALL.iter().position(|side| *side == state.side).unwrap_or(0);
    if choice_ui(ui, "", &options, &mut at) {
        state.side = Side::ALL.get(at).copied().unwrap_or_default();
    }
}
