//! The rota documented outside (R item 3): as a calendar, as CSV and as a page, opened in the program that
//! the system has for it.

use egui::Ui;

use crate::desk::Outside;
use crate::documents::rota_csv::rota_csv;
use crate::documents::rota_html::{RotaPage, rota_page};
use crate::documents::rota_ics::{RotaCalendar, rota_ics};
use crate::documents::rota_outside::{USUAL_WEEKS, title, usual_span};
use crate::domain::rota::load::Counting;
use crate::domain::rota::person::PersonId;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FileForm, FormKind};
use crate::ui::widgets;

/// How long before a watch the calendar program tells of it, in minutes.
const ALARMS: [u32; 2] = [1_440, 60];

/// Paints the buttons; a file is made when one is pressed.
pub(super) fn outside_ui(ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
    widgets::section_heading(ui, "Documented outside", None);
    let words =
        "Opened in the program your system has for it; the file stands in the outbox of the data folder";
    super::aside(ui, words);
    let world = &seen.snapshot.world;
    let rota = world.rota();
    let span = usual_span(seen.now);
    let calendar = |only: Option<&PersonId>| {
        let title = title(only.map(|person| rota.name(person)));
        let calendar = RotaCalendar {
            name: &title,
            zone: seen.zone,
            only,
            alarm_minutes: if only.is_some() { &ALARMS } else { &[] },
            stamp: seen.now,
        };
        rota_ics(rota, &rota.shifts(span), &calendar)
    };
    let mut hand = |name: &str, bytes: Vec<u8>| {
        let file = Outside::File { name: name.to_owned(), bytes };
        asks.push(Ask::Outside(file, format!("{name} is written and opened")));
    };
    let mut wants_import = false;
    ui.horizontal_wrapped(|ui| {
        if widgets::quiet_button(ui, "Calendar of all", None).clicked() {
            hand("rota.ics", calendar(None));
        }
        let me = world.me();
        if rota.people.contains_key(&me) && widgets::quiet_button(ui, "My calendar", None).clicked() {
            hand("my-watch.ics", calendar(Some(&me)));
        }
        if widgets::quiet_button(ui, "CSV", None).clicked() {
            hand("rota.csv", rota_csv(rota, &rota.shifts(span), seen.zone));
        }
        if widgets::quiet_button(ui, "Page", None).clicked() {
            let page = RotaPage {
                rota,
                title: &title(None),
                desk: &world.settings.name,
                made_at: seen.now,
                weeks: USUAL_WEEKS,
                counting: Counting::usual(seen.zone),
            };
            hand("rota.html", rota_page(&page).into_bytes());
        }
        if widgets::quiet_button(ui, "Import a rota…", None).clicked() {
            wants_import = true;
        }
    });
    if wants_import {
        asks.push(Ask::Open(FormKind::File(FileForm::ImportRota)));
    }
}
