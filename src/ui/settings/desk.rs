//! Settings of the desk: who sits at it, its zone, its hotline, its name; the seats of its watch, its calendars, its
//! holidays.

use std::sync::Arc;

use egui::Ui;

use super::calendars::{self, CalendarLine};
use super::holidays::{HolidayState, holidays_ui};
use super::seats::{self, SeatLine};
use super::{fact, section};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form;
use crate::ui::forms::{FormKind, Forms};
use crate::ui::widgets;

/// What the side keeps from frame to frame.
#[derive(Debug, Default)]
pub struct DeskState {
    /// Of which world and in which minute the lines were made.
    made: Option<(usize, i64)>,
    seats: Vec<SeatLine>,
    calendars: Vec<CalendarLine>,
    /// The holidays that are looked at.
    pub holidays: HolidayState,
}

impl DeskState {
    /// Makes the lines anew where the facts or the minute are others.
    fn refresh(&mut self, seen: &Seen) {
        let world = &seen.snapshot.world;
        let key = (Arc::as_ptr(world) as usize, seen.now.timestamp().div_euclid(60));
        if self.made != Some(key) {
            self.made = Some(key);
            self.seats = seats::lines(world, seen.now);
            self.calendars = calendars::lines(world, seen.now);
        }
    }
}

/// Paints the side.
pub fn desk_ui(ui: &mut Ui, seen: &Seen, state: &mut DeskState, forms: &mut Forms, asks: &mut Asks) {
    state.refresh(seen);
    itself_ui(ui, seen, forms, asks);
    seats::seats_ui(ui, seen, &state.seats, forms, asks);
    calendars::calendars_ui(ui, seen, &state.calendars, forms, asks);
    holidays_ui(ui, seen, &mut state.holidays, forms, asks);
}

/// Paints what the desk is, or the form that changes it.
fn itself_ui(ui: &mut Ui, seen: &Seen, forms: &mut Forms, asks: &mut Asks) {
    section(ui, "Desk");
    if forms.open == Some(FormKind::Desk) {
        desk_form::prefill(forms, seen, seen.zone);
        desk_form::desk_form_ui(ui, seen, forms, "Save", asks);
        if widgets::quiet_button(ui, "Leave as it was", Some("Esc")).clicked() {
            forms.clear(&FormKind::Desk);
        }
        return;
    }
    let settings = &seen.snapshot.world.settings;
    fact(ui, "Your name", &settings.manager);
    fact(ui, "Time zone", settings.zone.name());
    fact(ui, "Hotline", &settings.hotline);
    fact(ui, "Name of the desk", &settings.name);
    ui.horizontal(|ui| {
        if widgets::quiet_button(ui, "Change…", None).clicked() {
            asks.push(Ask::Open(FormKind::Desk));
        }
    });
}
