//! The screen over everything that ever was: each incident as a line of a table, and one field that searches
//! all that was logged. Either leads to the incident, however old it is.
//!
//! | file | is |
//! | --- | --- |
//! | `look` | one look into the log: what is asked, what it saw |
//! | `state` | what the screen keeps, and when it looks again |
//! | `views`, `views_ui` | views kept under a name, and the row of them |
//! | `list` | the lines in sight, and the keyboard among them |
//! | `import_form`, `tickets` | bringing in another system's tickets |
//! | `table`, `hits` | a line of the history, a line of what was found |
//!
//! Nothing here reads the log while it paints: looks go out as asks, and what they saw comes back to
//! [`HistoryState::take`].

mod hits;
mod import_form;
mod list;
mod look;
mod state;
mod table;
mod tickets;
mod views;
mod views_ui;

use egui::{Frame, Key, Label, Margin, Panel, RichText, Ui, vec2};

pub use self::import_form::{TicketsInHand, brought};
pub use self::look::{Column, Look, MOST_FOUND, Order, Sight};
pub(super) use self::state::period;
pub use self::state::{HistoryState, find_id};
use self::state::{KINDS, PHASES, PRIORITIES};
pub use self::tickets::{HowRead, TicketsFound, TicketsLook, TicketsLooked};
pub use self::views::Views;
use self::views_ui::Doing;
use super::choice::{Choice, choice_ui};
use super::context::{Ask, Asks, Seen};
use super::forms::{FormKind, Forms};
use super::pick_field::pick_field;
use super::theme::{Tokens, font, space};
use super::{scroll, typed_field, widgets};
use crate::documents::sentence;
use crate::domain::directory::RecordKind;
use crate::domain::words::counted;

/// In less height than this, head and list are one scroll.
const LEAST_HEIGHT: f32 = 420.0;

/// How much more the head needs for its further fields, and while a view gets a name.
const MORE_HEIGHT: f32 = 180.0;
const NAMING_HEIGHT: f32 = 110.0;

/// From this width on, field and period stand in one line, and so do the two choices.
const WIDE: f32 = 820.0;

/// The width of an end of the period, and of the choice of a priority.
const PERIOD: f32 = 190.0;
const OF_PRIORITIES: f32 = 500.0;

/// Paints the screen.
pub fn history_ui(
    ui: &mut Ui,
    seen: &Seen,
    (state, how, views): (&mut HistoryState, &HowRead, &Views),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    if forms.open == Some(FormKind::Tickets) {
        state.had_form = true;
        import_form::form_ui(ui, seen, (&state.tickets, how), forms, asks);
        return;
    }
    // A form that went gives the keyboard back.
    state.wants_find |= std::mem::take(&mut state.had_form);
    let more = if state.shows_more || state.wanted.has_more() { MORE_HEIGHT } else { 0.0 };
    let naming = if state.doing == Doing::Nothing { 0.0 } else { NAMING_HEIGHT };
    let is_short = ui.available_height() < LEAST_HEIGHT + more + naming;
    let margins = Margin { left: 24, right: 24, top: 14, bottom: 8 };
    if is_short {
        scroll::show(ui, scroll::area("history whole"), |ui| {
            Frame::new().inner_margin(margins).show(ui, |ui| {
                head_ui(ui, seen, (state, views), asks);
                list::body_ui(ui, seen, state, asks);
            });
        });
    } else {
        let frame = Frame::new().inner_margin(margins);
        Panel::top("history head").resizable(false).frame(frame).show(ui, |ui| {
            head_ui(ui, seen, (state, views), asks);
            table::heads_ui(ui, state);
        });
        widgets::hairline(ui);
        scroll::show(ui, scroll::area(("history lines", state.shows_hits())), |ui| {
            Frame::new().inner_margin(Margin { top: 0, ..margins }).show(ui, |ui| {
                list::body_ui(ui, seen, state, asks);
            });
        });
    }
    if let Some(look) = state.next_look(seen) {
        asks.push(Ask::Look(Box::new(look)));
    }
}

impl HistoryState {
    /// Whether what was found is shown, in place of the table.
    pub(super) fn shows_hits(&self) -> bool {
        matches!(self.sight, Some(Sight::Hits(_)))
    }

    /// How many there are, in words.
    fn count(&self) -> String {
        match &self.sight {
            None => "reading the log".to_owned(),
            Some(Sight::Rows { all, shown }) if all.len() == shown.len() => {
                counted(all.len() as u64, "incident", "incidents")
            }
            Some(Sight::Rows { all, shown }) => {
                format!("{} of {}", shown.len(), counted(all.len() as u64, "incident", "incidents"))
            }
            Some(Sight::Hits(hits)) if hits.len() == MOST_FOUND => {
                format!("the first {MOST_FOUND} entries that are like this; more words narrow them")
            }
            Some(Sight::Hits(hits)) => counted(hits.len() as u64, "entry found", "entries found"),
        }
    }
}

/// The heading, the field that searches, and what narrows.
fn head_ui(ui: &mut Ui, seen: &Seen, (state, views): (&mut HistoryState, &Views), asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("History").font(font::heading()).color(tokens.text));
        let count = ui.label(RichText::new(state.count()).color(tokens.text_muted));
        ui.accesskit_node_builder(count.id, |node| node.set_live(egui::accesskit::Live::Polite));
        if state.wanted.is_narrow() && widgets::quiet_button(ui, "Show everything", None).clicked() {
            state.wanted = state.wanted.cleared();
        }
        views_ui::buttons_ui(ui, views, state);
        let has_more = state.wanted.has_more();
        let words = if state.shows_more || has_more { "Fewer fields" } else { "More fields" };
        ui.add_enabled_ui(!has_more, |ui| {
            if widgets::quiet_button(ui, words, None).clicked() {
                state.shows_more = !state.shows_more;
            }
        });
        if widgets::quiet_button(ui, "Import from a ticket system…", None).clicked() {
            asks.push(Ask::Open(FormKind::Tickets));
        }
    });
    views_ui::views_ui(ui, views, state, asks);
    let is_wide = ui.available_width() >= WIDE;
    if is_wide {
        let words = ui.available_width() - 2.0 * (PERIOD + space::M);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            in_width(ui, words, |ui| find_ui(ui, state));
            in_width(ui, PERIOD, |ui| period_ui(ui, seen, "From", &mut state.wanted.from, "the beginning"));
            in_width(ui, PERIOD, |ui| period_ui(ui, seen, "Before", &mut state.wanted.before, "until now"));
        });
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            in_width(ui, OF_PRIORITIES, |ui| priority_ui(ui, state));
            let rest = ui.available_width();
            in_width(ui, rest, |ui| phase_ui(ui, state));
        });
    } else {
        find_ui(ui, state);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            let half = ((ui.available_width() - space::M) / 2.0).max(1.0);
            in_width(ui, half, |ui| period_ui(ui, seen, "From", &mut state.wanted.from, "the beginning"));
            in_width(ui, half, |ui| period_ui(ui, seen, "Before", &mut state.wanted.before, "until now"));
        });
        priority_ui(ui, state);
        phase_ui(ui, state);
    }
    if state.shows_more || state.wanted.has_more() {
        more_ui(ui, seen, is_wide, state);
    }
    if let Some(why) = state.refusal.clone() {
        ui.horizontal_wrapped(|ui| {
            let words = format!("{}; what was read before is shown", sentence(&why));
            ui.label(RichText::new(words).color(tokens.overdue));
            if widgets::quiet_button(ui, "Read it again", None).clicked() {
                state.look_again();
            }
        });
    }
}

fn in_width(ui: &mut Ui, width: f32, contents: impl FnOnce(&mut Ui)) {
    ui.allocate_ui(vec2(width.max(1.0), 0.0), |ui| {
        ui.vertical(|ui| {
            ui.set_width(width.max(1.0));
            contents(ui);
        });
    });
}

/// The field that searches all that was logged. Enter and the arrow down lead into what was found.
fn find_ui(ui: &mut Ui, state: &mut HistoryState) {
    let hint = "Words of anything that was ever logged; \"in quotes\" for words that stand together  /";
    let response = widgets::field_with_id(ui, find_id(), "Search everything", &mut state.wanted.words, hint);
    if std::mem::take(&mut state.wants_find) {
        response.request_focus();
    }
    let has_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let goes_down = response.has_focus() && ui.input(|input| input.key_pressed(Key::ArrowDown));
    if has_entered || goes_down {
        state.at = 0;
        state.take_list();
    }
}

/// One end of the period, with what was understood below it.
fn period_ui(ui: &mut Ui, seen: &Seen, label: &str, text: &mut String, empty_means: &str) {
    let tokens = Tokens::of(ui);
    let response = widgets::field(ui, label, text, "2026-03-02, mon 8:00");
    let (words, ink) = match period(text, seen.now, seen.zone) {
        Ok(None) => (empty_means.to_owned(), tokens.text_muted),
        Ok(Some(at)) => (typed_field::said(at, seen.now, seen.zone), tokens.met),
        Err(refusal) => (refusal.to_string(), tokens.overdue),
    };
    ui.add(Label::new(RichText::new(&words).font(font::small()).color(ink)).wrap());
    ui.accesskit_node_builder(response.id, |node| node.set_description(words));
}

/// What narrows further: a service, a person, the kind of entry.
fn more_ui(ui: &mut Ui, seen: &Seen, is_wide: bool, state: &mut HistoryState) {
    let directory = &seen.snapshot.world.directory;
    let wanted = &mut state.wanted;
    let field = |ui: &mut Ui, label: &str, text: &mut String, hint: &str, kind: RecordKind| {
        pick_field(ui, label, text, hint, directory, &[kind]);
    };
    let hints = ("The whole name of a service that is hit", "Who said it, or is named in it");
    if is_wide {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            let half = ((ui.available_width() - space::M) / 2.0).max(1.0);
            in_width(ui, half, |ui| field(ui, "Service", &mut wanted.service, hints.0, RecordKind::Service));
            in_width(ui, half, |ui| field(ui, "Person", &mut wanted.person, hints.1, RecordKind::Person));
        });
    } else {
        field(ui, "Service", &mut wanted.service, hints.0, RecordKind::Service);
        field(ui, "Person", &mut wanted.person, hints.1, RecordKind::Person);
    }
    let words = KINDS.iter().map(|(_, words)| Choice::words(*words));
    let options: Vec<Choice> = std::iter::once(Choice::words("Any entry")).chain(words).collect();
    choice_ui(ui, "Kind of entry", &options, &mut wanted.kind);
}

fn priority_ui(ui: &mut Ui, state: &mut HistoryState) {
    let words = PRIORITIES.iter().map(|one| Choice::words(one.title));
    let options: Vec<Choice> = std::iter::once(Choice::words("Any priority")).chain(words).collect();
    choice_ui(ui, "Priority", &options, &mut state.wanted.priority);
}

fn phase_ui(ui: &mut Ui, state: &mut HistoryState) {
    let words = PHASES.iter().map(|phase| Choice::words(sentence(phase.word())));
    let options: Vec<Choice> = std::iter::once(Choice::words("Any state")).chain(words).collect();
    choice_ui(ui, "State", &options, &mut state.wanted.phase);
}

#[cfg(test)]
mod tests;
