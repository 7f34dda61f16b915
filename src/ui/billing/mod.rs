//! The monthly billing detail (C): what each agency pays for a month, what cannot be billed and what would do,
//! the rates of the year, and the files.
//!
//! | file | is |
//! | --- | --- |
//! | `reading` | the detail, made beside the frames and kept until it may read differently |
//! | `sums` | what agencies pay, by category |
//! | `exceptions` | what cannot be billed, and what is not |
//! | `rates` | the flat rates of the year |
//! | `save` | the month as a file, and a file for each agency |
//! | `forms` | as what an incident is billed, and a rate |
//!
//! Never here: who pays, which the domain says.

mod exceptions;
pub mod forms;
mod rates;
mod reading;
mod save;
mod sums;
#[cfg(test)]
mod tests;

use egui::{Frame, Label, Margin, Panel, RichText, Ui};

use self::reading::Reading;
pub use self::reading::{Asked, Billed, bill};
use super::context::{Ask, Asks, Seen};
use super::desk_form::enter;
use super::forms::{BillingForm, FormKind, Forms};
use super::incident::parts::paragraph;
use super::theme::{Tokens, font, space};
use super::{scroll, widgets};
use crate::domain::billing::month::Month;

/// From this width on the open form stands beside the detail.
const TWO_COLUMNS: f32 = 820.0;
/// The width of the form with its margins.
const BESIDE: f32 = 372.0;
/// The width of the field for a month.
const MONTH: f32 = 160.0;
/// The widest that text runs, in points.
const WIDEST: f32 = 860.0;

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct BillingState {
    /// The month that is shown; none means the one that runs.
    month: Option<Month>,
    /// A month that is typed, to go far back.
    typed: String,
    reading: Reading,
    /// Whether all exceptions are listed, not only the first.
    shows_all: bool,
    /// Whether one of its forms was open in the frame before.
    had_form: bool,
}

impl BillingState {
    /// Takes in what the log says.
    pub fn take(&mut self, billed: Billed) {
        self.reading.take(billed);
    }
}

/// Words beside something else, in a small face.
fn aside(ui: &mut Ui, words: &str) {
    let ink = Tokens::of(ui).text_muted;
    paragraph(ui, words, font::small(), ink);
}

/// The form that is open here, if it is one that opens.
fn open_form(forms: &Forms) -> Option<BillingForm> {
    match &forms.open {
        Some(FormKind::Billing(form)) if !form.is_always_there() => Some(form.clone()),
        _ => None,
    }
}

/// Paints the screen.
pub fn billing_ui(ui: &mut Ui, seen: &Seen, state: &mut BillingState, forms: &mut Forms, asks: &mut Asks) {
    let running = Month::of(seen.now, seen.zone);
    let month = state.month.unwrap_or(running).min(running);
    let open = open_form(forms);
    if std::mem::replace(&mut state.had_form, open.is_some()) && open.is_none() {
        // What was said may have cleared an exception.
        state.reading.again();
    }
    state.reading.refresh(Asked::of(month, seen), seen.now, asks);
    let is_wide = ui.available_width() >= TWO_COLUMNS;
    if let Some(form) = open.as_ref().filter(|_| is_wide) {
        let frame = Frame::new().fill(Tokens::of(ui).surface).inner_margin(Margin::symmetric(16, 10));
        Panel::right("billing form").exact_size(BESIDE).resizable(false).frame(frame).show(ui, |ui| {
            scroll::show(ui, scroll::area("billing form"), |ui| {
                forms::form_ui(ui, seen, form, state.reading.of(month), forms, asks);
            });
        });
    }
    scroll::show(ui, scroll::area("billing"), |ui| {
        Frame::new().inner_margin(Margin { left: 20, right: 16, top: 10, bottom: 16 }).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            head_ui(ui, (month, running), state, asks);
            if let Some(form) = open.as_ref().filter(|_| !is_wide) {
                forms::form_ui(ui, seen, form, state.reading.of(month), forms, asks);
                ui.add_space(space::M);
            }
            ui.set_max_width(ui.available_width().min(WIDEST));
            detail_ui(ui, seen, (month, running), state, forms, asks);
        });
    });
}

/// The month, and the way to the others.
fn head_ui(ui: &mut Ui, (month, running): (Month, Month), state: &mut BillingState, asks: &mut Asks) {
    ui.horizontal(|ui| {
        if widgets::sign_button(ui, "‹", "The month before").clicked() {
            state.month = Some(month.before());
        }
        ui.add_enabled_ui(month < running, |ui| {
            if widgets::sign_button(ui, "›", "The month after").clicked() {
                state.month = Some(month.after());
            }
        });
        let words = if month == running { format!("{}, so far", month.words()) } else { month.words() };
        let said = ui.label(RichText::new(words).font(font::heading()));
        ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    });
    ui.scope(|ui| {
        ui.set_max_width(MONTH);
        let response = widgets::field(ui, "Go to the month", &mut state.typed, "2026-03");
        if enter(ui, &response) {
            match state.typed.parse::<Month>() {
                Ok(wanted) => {
                    state.month = Some(wanted);
                    state.typed.clear();
                }
                Err(why) => asks.push(Ask::Say(crate::documents::sentence(&why))),
            }
        }
    });
}

fn detail_ui(
    ui: &mut Ui,
    seen: &Seen,
    (month, running): (Month, Month),
    state: &mut BillingState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    match state.reading.of(month) {
        None => aside(ui, "The log is being read"),
        Some(Err(why)) => {
            let words = crate::documents::sentence(why);
            let ink = Tokens::of(ui).overdue;
            ui.add(Label::new(RichText::new(words).color(ink)).wrap());
            if widgets::quiet_button(ui, "Read it again", None).clicked() {
                state.reading.again();
            }
        }
        Some(Ok(detail)) => {
            let detail = std::sync::Arc::clone(detail);
            sums::sums_ui(ui, &detail, month == running);
            ui.add_space(space::S);
            exceptions::exceptions_ui(ui, seen, (&detail, &mut state.shows_all), forms, asks);
            ui.add_space(space::S);
            rates::rates_ui(ui, seen, month.year(), forms, asks);
            ui.add_space(space::S);
            save::save_ui(ui, seen, &detail, forms, asks);
        }
    }
}

/// A person opens a form of the billing.
fn open(forms: &mut Forms, form: BillingForm, asks: &mut Asks) {
    let kind = FormKind::Billing(form);
    forms.draft(&kind).refusal = None;
    asks.push(Ask::Open(kind));
}
