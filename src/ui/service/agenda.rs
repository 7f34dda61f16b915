//! What the next review speaks about: facts from the whole log, and notes for next time.

use egui::{Label, RichText, Ui};

use super::data::Detail;
use super::list::date;
use super::past::{Past, Reading};
use super::{aside, open};
use crate::desk::Request;
use crate::domain::service_review::facts::NoteSection;
use crate::domain::service_review::wish::ServiceReviewWish;
use crate::domain::typed_time::understood;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::{enter, refusal_ui};
use crate::ui::forms::{FormKind, Forms, ServiceForm};
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The most lines of a section that are shown; all of them stand in `bridgewatch reviews agenda`.
const MOST_LINES: usize = 60;

/// The fields for next time.
const FIELDS: [(NoteSection, &str); 3] = [
    (NoteSection::Delivery, "One more: service delivery"),
    (NoteSection::Trends, "One more: trends"),
    (NoteSection::Needs, "One more: future needs"),
];

pub(super) fn agenda_ui(
    ui: &mut Ui,
    seen: &Seen,
    detail: &Detail,
    reading: &mut Reading,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    notes_ui(ui, seen, detail, forms, asks);
    ui.add_space(space::S);
    widgets::section_heading(ui, "What there is to speak about", None);
    let Some(past) = reading_ui(ui, seen, detail, reading) else { return };
    let since = if past.is_since_a_review { "the last review" } else { "no review was held before" };
    aside(ui, &format!("Since {}: {since}", date(past.from, seen.zone)));
    for section in &past.sections {
        ui.add_space(space::XS);
        ui.label(RichText::new(section.title).font(font::strong()));
        for line in section.lines.iter().take(MOST_LINES) {
            ui.add(Label::new(line).wrap());
        }
        if section.lines.len() > MOST_LINES {
            aside(ui, &format!("and {} more", section.lines.len() - MOST_LINES));
        }
    }
}

/// When the log was read, the way to read it again, and what it says.
pub(super) fn reading_ui(
    ui: &mut Ui,
    seen: &Seen,
    detail: &Detail,
    reading: &mut Reading,
) -> Option<std::sync::Arc<Past>> {
    let read = reading.of(&detail.department).cloned();
    let words = match &read {
        _ if reading.is_out() => "Looking through the log…".to_owned(),
        Some(Ok(past)) => format!("As the log was {}", understood(past.read_at, seen.zone)),
        Some(Err(_)) => "The log could not be read".to_owned(),
        None => "Looking through the log…".to_owned(),
    };
    ui.horizontal_wrapped(|ui| {
        let said = ui.label(RichText::new(words).font(font::small()).color(Tokens::of(ui).text_muted));
        ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
        if widgets::quiet_button(ui, "Read again", None).clicked() {
            reading.again();
        }
    });
    match read? {
        Ok(past) => Some(past),
        Err(why) => {
            let ink = Tokens::of(ui).overdue;
            paragraph(ui, &format!("{why}; press “Read again”"), font::body(), ink);
            None
        }
    }
}

fn notes_ui(ui: &mut Ui, seen: &Seen, detail: &Detail, forms: &mut Forms, asks: &mut Asks) {
    let name = &detail.department.name;
    widgets::section_heading(ui, "Notes for next time", Some(detail.notes.len()));
    for note in &detail.notes {
        ui.add(Label::new(&note.text).wrap());
        ui.horizontal_wrapped(|ui| {
            aside(ui, &format!("{}, {}, {}", note.section, note.by, understood(note.at, seen.zone)));
            let button = widgets::quiet_button(ui, "Take back…", None);
            let said = format!("Take back: {}", note.text.chars().take(80).collect::<String>());
            ui.accesskit_node_builder(button.id, |node| node.set_label(said));
            if button.clicked() {
                open(forms, name, ServiceForm::TakeBack { entry: note.entry }, &[], asks);
            }
        });
    }
    for (section, label) in FIELDS {
        let kind = FormKind::Service { department: name.clone(), form: ServiceForm::Note(section) };
        let draft = forms.draft(&kind);
        let field = widgets::field(ui, label, draft.field("text"), "Enter keeps it");
        if field.changed() {
            draft.refusal = None;
        }
        if enter(ui, &field) && !draft.is_out && !draft.text("text").trim().is_empty() {
            let wish = ServiceReviewWish::NoteServiceReview {
                review: None,
                department: Some(name.clone()),
                section,
                text: draft.text("text").trim().to_owned(),
            };
            let request = Request::of_desk(wish.into());
            asks.push(Ask::Do { request, form: Some(kind.clone()), said: None });
            field.request_focus();
        }
        refusal_ui(ui, draft);
    }
}
