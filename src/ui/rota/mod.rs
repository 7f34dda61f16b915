//! The screen of the rota: who is on watch when, by month, by week and by person; problems ahead with
//! their cures; changes, leave and rules; the handoff.
//!
//! The calendar stands at the left, at the right what there is to know and to do about the span that is
//! chosen; in a narrow room one above the other. Never here: who is on watch, which the domain says.

mod calendar;
mod data;
pub mod file_forms;
#[cfg(test)]
mod file_tests;
mod forms;
mod handoff;
mod outside;
mod people;
mod rule_form;
mod side;
#[cfg(test)]
mod tests;
mod week;

use chrono::{Datelike, Days, Months, NaiveDate};
use egui::{Frame, Margin, Panel, Rect, RichText, Stroke, Ui, UiBuilder, pos2};

use self::data::{RotaData, monday};
use super::choice::{Choice, choice_ui};
use super::context::{Ask, Asks, Seen};
use super::forms::{FileForm, FormKind, Forms, WatchForm};
use super::incident::parts::paragraph;
use super::theme::{Tokens, font, size, space};
use super::{scroll, widgets};
use crate::domain::calendar::local_of;
use crate::domain::rota::change::Window;
use crate::domain::rota::person::{PersonId, Seat};

/// Below this width, in points, the side stands under the calendar.
const NARROW: f32 = 720.0;

/// The width of the side.
const SIDE: f32 = 300.0;

/// What the calendar shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Shows {
    /// A month of days.
    #[default]
    Month,
    /// A week of hours.
    Week,
    /// Four weeks, a line a person.
    People,
    /// The handoff.
    Handoff,
}

impl Shows {
    const ALL: [Self; 4] = [Self::Month, Self::Week, Self::People, Self::Handoff];

    const fn word(self) -> &'static str {
        match self {
            Self::Month => "Month",
            Self::Week => "Week",
            Self::People => "People",
            Self::Handoff => "Handoff",
        }
    }
}

/// The span that is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Selection {
    window: Window,
    /// The seat and who holds it, where a shift was chosen.
    shift: Option<(Seat, PersonId)>,
}

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct RotaState {
    shows: Shows,
    /// A date of the days that are shown; none means today's.
    shown: Option<NaiveDate>,
    /// The day that the keyboard is on.
    cursor: Option<NaiveDate>,
    /// Where a selection by keyboard or pointer began.
    anchor: Option<NaiveDate>,
    selection: Option<Selection>,
    /// Whether the day of the cursor takes the keyboard.
    focus_cursor: bool,
    /// What was read from files.
    pub in_hand: file_forms::InHand,
    data: RotaData,
}

impl RotaState {
    /// Shows the handoff.
    pub fn show_handoff(&mut self) {
        self.shows = Shows::Handoff;
    }

    /// The keyboard goes to the day that it was on last.
    pub fn take_keyboard(&mut self) {
        self.focus_cursor = true;
    }

    /// Whether a span is chosen; it is let go of.
    pub fn let_go(&mut self) -> bool {
        self.anchor = None;
        self.selection.take().is_some()
    }

    /// Whoever holds the chosen shift may be another since it was chosen; where its span has changed, the
    /// span alone stays chosen.
    fn settle_selection(&mut self) {
        let Some(Selection { window, shift: Some((seat, person)) }) = &mut self.selection else { return };
        let mut bars = self.data.within(*window).filter(|bar| bar.shift.seat == *seat);
        match (bars.next(), bars.next()) {
            (Some(bar), None) => bar.shift.person.clone_into(person),
            (None, _) => {}
            _ if self
                .data
                .within(*window)
                .any(|bar| bar.shift.seat == *seat && bar.shift.person == *person) => {}
            _ => self.selection = Some(Selection { window: *window, shift: None }),
        }
    }

    /// The first day that is shown and how many days.
    fn period(&self, today: NaiveDate) -> (NaiveDate, u64) {
        let shown = self.shown.unwrap_or(today);
        match self.shows {
            Shows::Month => {
                let first = shown.with_day(1).unwrap_or(shown);
                let last = first + Months::new(1);
                let begin = monday(first);
                let weeks = u64::try_from((last - begin).num_days()).unwrap_or(35).div_ceil(7);
                (begin, weeks * 7)
            }
            Shows::Week => (monday(shown), 7),
            Shows::People | Shows::Handoff => (monday(shown), 28),
        }
    }

    /// One period on, or back.
    fn turn(&mut self, today: NaiveDate, on: bool) {
        let shown = self.shown.unwrap_or(today);
        let days = Days::new(if self.shows == Shows::People { 28 } else { 7 });
        let next = match (self.shows, on) {
            (Shows::Month, true) => shown.checked_add_months(Months::new(1)),
            (Shows::Month, false) => shown.checked_sub_months(Months::new(1)),
            (_, true) => shown.checked_add_days(days),
            (_, false) => shown.checked_sub_days(days),
        };
        self.shown = next.or(self.shown);
    }

    fn title(&self, today: NaiveDate) -> String {
        let (first, count) = self.period(today);
        match self.shows {
            Shows::Month => self.shown.unwrap_or(today).format("%B %Y").to_string(),
            Shows::Handoff => "Handoff".to_owned(),
            Shows::Week | Shows::People => {
                let last = first + Days::new(count - 1);
                let begin = if first.month() == last.month() { "%-d" } else { "%-d %B" };
                format!("{} – {}", first.format(begin), last.format("%-d %B %Y"))
            }
        }
    }
}

/// Paints the screen.
pub fn rota_ui(ui: &mut Ui, seen: &Seen, state: &mut RotaState, forms: &mut Forms, asks: &mut Asks) {
    let today = local_of(seen.zone, seen.now).date();
    let (first, count) = state.period(today);
    let last = first + Days::new(count.saturating_sub(1));
    state.data.refresh(&seen.snapshot.world, data::days(first, last, seen.zone), seen.now);
    state.settle_selection();
    state.data.explain(&seen.snapshot.world, state.selection.as_ref(), seen.now);
    let margins = Margin { left: 20, right: 16, top: 10, bottom: 10 };
    Panel::top("rota head").resizable(false).frame(Frame::new().inner_margin(margins)).show(ui, |ui| {
        head_ui(ui, seen, state, today, asks);
    });
    widgets::hairline(ui);
    let is_empty = seen.snapshot.world.watch.is_empty() && state.data.bars.is_empty();
    let has_form = matches!(forms.open, Some(FormKind::Watch(_) | FormKind::File(_)));
    if is_empty && !has_form && state.shows != Shows::Handoff {
        empty_ui(ui, forms, asks);
        return;
    }
    let side_frame = Frame::new().inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 12 });
    if ui.available_width() < NARROW {
        scroll::show(ui, scroll::area("rota narrow"), |ui| {
            if !has_form {
                main_ui(ui, seen, state, (first, count), forms, asks);
            }
            side_frame.show(ui, |ui| side::side_ui(ui, seen, state, forms, asks));
        });
        return;
    }
    let side = if has_form { SIDE + 60.0 } else { SIDE };
    // The calendar first: from a day that was chosen, Tab leads to what can be done about it.
    let whole = ui.available_rect_before_wrap();
    let split = whole.right() - side;
    let calendar = Rect::from_min_max(whole.min, pos2(split - 1.0, whole.bottom()));
    let beside = Rect::from_min_max(pos2(split, whole.top()), whole.max);
    ui.scope_builder(UiBuilder::new().max_rect(calendar), |ui| {
        ui.set_clip_rect(calendar.intersect(ui.clip_rect()));
        scroll::show(ui, scroll::area("rota main"), |ui| {
            main_ui(ui, seen, state, (first, count), forms, asks);
        });
    });
    let line = Stroke::new(size::HAIRLINE, Tokens::of(ui).hairline);
    ui.painter().vline(split - 0.5, whole.y_range(), line);
    ui.scope_builder(UiBuilder::new().max_rect(beside), |ui| {
        ui.set_clip_rect(beside.intersect(ui.clip_rect()));
        scroll::show(ui, scroll::area("rota side"), |ui| {
            side_frame.show(ui, |ui| side::side_ui(ui, seen, state, forms, asks));
        });
    });
}

fn main_ui(
    ui: &mut Ui,
    seen: &Seen,
    state: &mut RotaState,
    period: (NaiveDate, u64),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    match state.shows {
        Shows::Month => calendar::month_ui(ui, seen, state, period),
        Shows::Week => week::week_ui(ui, seen, state, period.0),
        Shows::People => people::people_ui(ui, seen, state, period),
        Shows::Handoff => {
            Frame::new().inner_margin(Margin::symmetric(20, 12)).show(ui, |ui| {
                handoff::handoff_ui(ui, seen, forms, asks);
            });
        }
    }
}

/// Words beside something else, in a small face.
fn aside(ui: &mut Ui, words: &str) {
    let ink = Tokens::of(ui).text_muted;
    paragraph(ui, words, font::small(), ink);
}

fn head_ui(ui: &mut Ui, seen: &Seen, state: &mut RotaState, today: NaiveDate, asks: &mut Asks) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let title = ui.label(RichText::new(state.title(today)).font(font::heading()));
        ui.accesskit_node_builder(title.id, |node| node.set_live(egui::accesskit::Live::Polite));
        if state.shows != Shows::Handoff {
            if widgets::sign_button(ui, "‹", "Earlier").clicked() {
                state.turn(today, false);
            }
            if widgets::quiet_button(ui, "Today", None).clicked() {
                state.shown = None;
                state.cursor = None;
                state.focus_cursor = true;
            }
            if widgets::sign_button(ui, "›", "Later").clicked() {
                state.turn(today, true);
            }
        }
        ui.add_space(space::S);
        let options = Shows::ALL.map(|one| Choice::words(one.word()));
        let mut at = Shows::ALL.iter().position(|one| *one == state.shows).unwrap_or(0);
        ui.scope(|ui| {
            if choice_ui(ui, "", &options, &mut at) {
                state.shows = Shows::ALL.get(at).copied().unwrap_or_default();
            }
        });
        ui.add_space(space::S);
        let watch = &seen.snapshot.world.watch;
        if watch.offered().is_some() {
            if widgets::primary_button(ui, "See the handoff", None).clicked() {
                state.show_handoff();
            }
        } else if state.shows != Shows::Handoff
            && widgets::primary_button(ui, "Start handoff…", None).clicked()
        {
            state.show_handoff();
            asks.push(Ask::Open(FormKind::Watch(WatchForm::Offer)));
        }
    });
}

fn empty_ui(ui: &mut Ui, forms: &mut Forms, asks: &mut Asks) {
    ui.vertical_centered(|ui| {
        ui.add_space(120.0_f32.min(ui.available_height() * 0.25));
        ui.set_max_width(ui.available_width().min(440.0));
        ui.label(RichText::new("Nobody is on watch yet").font(font::heading()));
        ui.add_space(space::S);
        let words = "A rule says who takes turns as primary and backup, how often the watch passes on, and \
                     from when. Overrides, cover, swaps and leave come on top of it and change nothing else.";
        ui.label(RichText::new(words).color(Tokens::of(ui).text_muted));
        ui.add_space(space::L);
        if widgets::primary_button(ui, "Write the first rule…", None).clicked() {
            let form = WatchForm::Rule { track: String::new() };
            let _draft = forms.draft(&FormKind::Watch(form.clone()));
            asks.push(Ask::Open(FormKind::Watch(form)));
        }
        ui.add_space(space::S);
        if widgets::quiet_button(ui, "Import a rota…", None).clicked() {
            asks.push(Ask::Open(FormKind::File(FileForm::ImportRota)));
        }
    });
}
