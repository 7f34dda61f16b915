//! What was spent for a department in a calendar year: the sum, what it is the sum of, one line more, and
//! the year as a file.

use chrono::Datelike;
use egui::{Label, RichText, Ui};

use super::data::Detail;
use super::{aside, open};
use crate::desk::Request;
use crate::documents::effort_csv::effort_csv;
use crate::domain::calendar::local_of;
use crate::domain::service_review::effort::{hours_words, of_year, typed_minutes};
use crate::domain::service_review::wish::ServiceReviewWish;
use crate::domain::typed_time::Leaning;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::refusal_ui;
use crate::ui::files::{SaveCsv, save_csv_ui};
use crate::ui::filling::Filling;
use crate::ui::forms::{FormKind, Forms, ServiceForm};
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The widest the fields are, in points.
const FIELDS: f32 = 480.0;
/// The most entries that are listed; all of them stand in the file.
const MOST_ENTRIES: usize = 60;

pub(super) fn effort_ui(
    ui: &mut Ui,
    seen: &Seen,
    detail: &Detail,
    year: &mut Option<i32>,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let this_year = local_of(seen.zone, seen.now).year();
    ui.horizontal(|ui| {
        if widgets::sign_button(ui, "‹", "The year before").clicked() {
            *year = Some(detail.year.saturating_sub(1));
        }
        ui.add_enabled_ui(detail.year < this_year, |ui| {
            if widgets::sign_button(ui, "›", "The year after").clicked() {
                *year = Some(detail.year.saturating_add(1));
            }
        });
        let words = if detail.efforts.is_empty() {
            format!("{}: nothing is logged", detail.year)
        } else {
            format!("{}: {}", detail.year, hours_words(detail.minutes))
        };
        let said = ui.label(RichText::new(words).font(font::heading()));
        ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    });
    log_ui(ui, seen, detail, forms, asks);
    ui.add_space(space::S);
    entries_ui(ui, seen, detail, forms, asks);
    ui.add_space(space::S);
    save_ui(ui, seen, detail, forms, asks);
}

fn entries_ui(ui: &mut Ui, seen: &Seen, detail: &Detail, forms: &mut Forms, asks: &mut Asks) {
    let directory = &seen.snapshot.world.directory;
    widgets::section_heading(ui, "Entries", Some(detail.efforts.len()));
    for one in detail.efforts.iter().rev().take(MOST_ENTRIES) {
        let spent = &one.spent;
        let length = hours_words(spent.minutes.into());
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(spent.on.format("%-d %b").to_string()).font(font::mono_small()));
            ui.label(RichText::new(&length).font(font::strong()));
            aside(ui, directory.name_of(&spent.by));
            let button = widgets::quiet_button(ui, "Take back…", None);
            let said = format!("Take back: {length} of {}", spent.on.format("%-d %b"));
            ui.accesskit_node_builder(button.id, |node| node.set_label(said));
            if button.clicked() {
                let form = ServiceForm::TakeBack { entry: one.entry };
                open(forms, &detail.department.name, form, &[], asks);
            }
        });
        if let Some(what) = &spent.what {
            ui.add(Label::new(what).wrap());
        }
    }
    if detail.efforts.len() > MOST_ENTRIES {
        aside(ui, &format!("and {} more in the file", detail.efforts.len() - MOST_ENTRIES));
    }
}

/// The line that logs time.
fn log_ui(ui: &mut Ui, seen: &Seen, detail: &Detail, forms: &mut Forms, asks: &mut Asks) {
    let name = &detail.department.name;
    let kind = FormKind::Service { department: name.clone(), form: ServiceForm::Effort };
    let draft = forms.draft(&kind);
    widgets::section_heading(ui, "Log time", None);
    let mut filling = Filling { seen, draft, is_sent: false, wants_focus: false };
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(FIELDS));
        filling.line(ui, "spent", "How long", "Minutes or hours: 45, 1 h 30");
        match filling.text("spent").map(|text| typed_minutes(&text)) {
            Some(Ok(minutes)) => aside(ui, &hours_words(minutes.into())),
            Some(Err(why)) => {
                let ink = Tokens::of(ui).overdue;
                paragraph(ui, &why, font::small(), ink);
            }
            None => {}
        }
        filling.day_line(ui, ("on", "Day; empty for today"), Leaning::Past);
        filling.person(ui, "by", "By whom; empty for you");
        filling.line(ui, "what", "For what", "Optional");
        refusal_ui(ui, filling.draft);
        ui.horizontal(|ui| {
            ui.add_enabled_ui(!filling.draft.is_out, |ui| {
                filling.is_sent |= widgets::quiet_button(ui, "Log it", None).clicked();
            });
        });
    });
    if !filling.is_sent || filling.draft.is_out || filling.draft.is_empty() {
        return;
    }
    match wish(name, &filling) {
        Ok(wish) => {
            let request = Request::of_desk(wish.into());
            asks.push(Ask::Do { request, form: Some(kind), said: Some("The time is logged".to_owned()) });
        }
        Err(why) => filling.draft.refusal = Some(why),
    }
}

fn wish(department: &str, filling: &Filling<'_>) -> Result<ServiceReviewWish, String> {
    Ok(ServiceReviewWish::LogEffort {
        department: department.to_owned(),
        minutes: typed_minutes(&filling.name("spent", "how long it took")?)?,
        on: filling.day("on", Leaning::Past)?,
        by: filling.text("by"),
        what: filling.text("what"),
    })
}

/// The year of all departments as a file: what the next year's cost is estimated from.
fn save_ui(ui: &mut Ui, seen: &Seen, detail: &Detail, forms: &mut Forms, asks: &mut Asks) {
    let year = detail.year;
    ui.set_max_width(ui.available_width().min(FIELDS));
    let offered = SaveCsv {
        form: FormKind::Service {
            department: detail.department.name.clone(),
            form: ServiceForm::SaveEffort { year },
        },
        heading: &format!("{year} of all departments, as CSV"),
        title: format!("Save the effort of {year}"),
        name: &format!("service effort {year}"),
        what: format!("Effort of {year}"),
    };
    let world = &seen.snapshot.world;
    save_csv_ui(ui, offered, forms, asks, || {
        effort_csv(&of_year(&world.service_reviews, &world.directory, year), &world.directory)
    });
}
