//! The reviews of service delivery with departments (I): which there are and how each stands, and of the
//! chosen one its reviews, what they speak about, actions, effort, and what is systemic.
//!
//! The list stands at the left, the department at the right; in a narrow room one above the other. What the
//! whole log has to be read for is read beside the frames (`past`). Never here: when a review is owed or
//! what is systemic, which the domain says.

mod actions;
mod agenda;
mod data;
mod effort;
mod forms;
mod list;
mod past;
mod reviews;
mod systemic;
#[cfg(test)]
mod tests;

use egui::{Frame, Label, Margin, Panel, RichText, Ui};

use self::data::{Detail, ServiceData};
use self::past::Reading;
pub use self::past::{Asked, Behind, Looked, Past, Systemic, look_through};
use super::choice::{Choice, choice_ui};
use super::context::{Ask, Asks, Seen};
use super::forms::{FormKind, Forms, ServiceForm};
use super::incident::parts::paragraph;
use super::theme::{Tokens, font, space};
use super::{scroll, widgets};
use crate::domain::directory::Named;
use crate::domain::time::Instant;

/// Below this width, in points, the list stands above the department.
const NARROW: f32 = 760.0;
/// The width of the list.
const LIST: f32 = 280.0;
/// From this width on the open form stands beside the department.
const TWO_COLUMNS: f32 = 660.0;
/// The width of the form.
const BESIDE: f32 = 340.0;
/// The widest that text runs, in points.
const WIDEST: f32 = 860.0;

/// What of a department is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    /// Its cycle and its reviews.
    #[default]
    Reviews,
    /// What the next one speaks about.
    Agenda,
    /// The actions that came out of them.
    Actions,
    /// What was spent.
    Effort,
    /// What comes again and again.
    Systemic,
}

impl Part {
    const ALL: [Self; 5] = [Self::Reviews, Self::Agenda, Self::Actions, Self::Effort, Self::Systemic];

    const fn word(self) -> &'static str {
        match self {
            Self::Reviews => "Reviews",
            Self::Agenda => "Agenda",
            Self::Actions => "Actions",
            Self::Effort => "Effort",
            Self::Systemic => "Systemic",
        }
    }

    /// The part to which a form belongs; none where it stands beside any.
    const fn of_form(form: &ServiceForm) -> Option<Self> {
        match form {
            ServiceForm::Note(_) => Some(Self::Agenda),
            ServiceForm::GiveAction | ServiceForm::DropAction { .. } => Some(Self::Actions),
            ServiceForm::Effort | ServiceForm::SaveEffort { .. } => Some(Self::Effort),
            ServiceForm::TakeBack { .. } => None,
            _ => Some(Self::Reviews),
        }
    }
}

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct ServiceState {
    selected: Option<String>,
    /// The department whose first cycle was asked for: it is shown once it is there.
    wanted: Option<String>,
    part: Part,
    /// The year whose effort is shown; none means this one.
    year: Option<i32>,
    data: ServiceData,
    reading: Reading,
}

impl ServiceState {
    /// Shows a department, by what it is called now.
    fn show(&mut self, department: &str) {
        if self.selected.as_deref() != Some(department) {
            self.selected = Some(department.to_owned());
            self.year = None;
        }
    }

    /// Shows the department that a form is about, with the part where the form stands.
    pub fn show_form(&mut self, department: &str, form: &ServiceForm) {
        if !department.is_empty() {
            self.show(department);
        }
        self.part = Part::of_form(form).unwrap_or(self.part);
    }

    /// The one above or below in the list.
    pub fn step(&mut self, on: bool) {
        let rows = &self.data.rows;
        let at = rows.iter().position(|row| Some(&row.department.name) == self.selected.as_ref());
        let next = match (at, on) {
            (Some(at), true) => (at + 1).min(rows.len().saturating_sub(1)),
            (Some(at), false) => at.saturating_sub(1),
            (None, _) => 0,
        };
        if let Some(name) = rows.get(next).map(|row| row.department.name.clone()) {
            self.show(&name);
        }
    }

    /// Takes in what the log says.
    pub fn take(&mut self, looked: Looked) {
        self.reading.take(looked);
    }

    /// When something on the screen reads differently: reviews that begin, actions that are due.
    pub fn dues(&self) -> impl Iterator<Item = Instant> + '_ {
        let detail = self.data.detail.iter();
        detail.flat_map(|detail| detail.open.iter().filter_map(|one| one.given.due))
    }

    fn settle_selection(&mut self) {
        let rows = &self.data.rows;
        if let Some(wanted) = self.wanted.clone()
            && let Some(row) = rows.iter().find(|row| row.department.name.eq_ignore_ascii_case(&wanted))
        {
            self.wanted = None;
            let name = row.department.name.clone();
            self.show(&name);
            return;
        }
        let is_there = |name: &String| rows.iter().any(|row| row.department.name == *name);
        self.selected = self
            .selected
            .take()
            .filter(is_there)
            .or_else(|| rows.first().map(|row| row.department.name.clone()));
    }

    fn chosen(&self) -> Option<Named> {
        let is_chosen = |row: &&data::Row| Some(&row.department.name) == self.selected.as_ref();
        self.data.rows.iter().find(is_chosen).map(|row| row.department.clone())
    }
}

/// Paints the screen.
pub fn service_ui(ui: &mut Ui, seen: &Seen, state: &mut ServiceState, forms: &mut Forms, asks: &mut Asks) {
    state.data.refresh_rows(seen);
    state.settle_selection();
    let Some(department) = state.chosen() else {
        scroll::show(ui, scroll::area("no service reviews"), |ui| empty_ui(ui, seen, state, forms, asks));
        return;
    };
    state.data.refresh_detail(seen, &department, state.year);
    if ui.available_width() < NARROW {
        scroll::show(ui, scroll::area("service narrow"), |ui| {
            list::list_ui(ui, seen, state, forms, asks);
            widgets::hairline(ui);
            department_ui(ui, seen, state, forms, asks);
        });
        return;
    }
    let frame = Frame::new().fill(Tokens::of(ui).surface);
    Panel::left("departments").exact_size(LIST).resizable(false).frame(frame).show(ui, |ui| {
        scroll::show(ui, scroll::area("department list"), |ui| list::list_ui(ui, seen, state, forms, asks));
    });
    scroll::show(ui, scroll::area("department"), |ui| department_ui(ui, seen, state, forms, asks));
}

fn empty_ui(ui: &mut Ui, seen: &Seen, state: &mut ServiceState, forms: &mut Forms, asks: &mut Asks) {
    let open = open_form(forms, "");
    ui.vertical_centered(|ui| {
        ui.add_space(if open.is_some() { space::L } else { 120.0_f32.min(ui.available_height() * 0.25) });
        ui.set_max_width(ui.available_width().min(460.0));
        ui.label(RichText::new("No department has service reviews yet").font(font::heading()));
        ui.add_space(space::S);
        let words = "A service coordinator meets each department 2 to 4 times a year: how services were \
                     delivered, trends, what it will need. Set its cycle, and the dates, what is owed and \
                     what there is to speak about follow.";
        ui.add(Label::new(RichText::new(words).color(Tokens::of(ui).text_muted)).wrap());
        ui.add_space(space::M);
        if open.is_none() && widgets::primary_button(ui, "Set a cycle…", None).clicked() {
            open_new(forms, asks);
        }
    });
    if let Some(form) = open {
        let whole = ui.available_width();
        let width = whole.min(420.0);
        ui.horizontal_top(|ui| {
            ui.add_space((whole - width) / 2.0);
            ui.vertical(|ui| {
                ui.set_width(width);
                forms::form_ui(ui, seen, ("", &form), (None, &mut state.wanted), forms, asks);
                ui.add_space(space::L);
            });
        });
    }
}

/// Opens the form of a department that has no cycle yet.
fn open_new(forms: &mut Forms, asks: &mut Asks) {
    open(forms, "", ServiceForm::Cycle, &[], asks);
}

/// A person opens a form about a department.
fn open(forms: &mut Forms, department: &str, form: ServiceForm, fields: &[(&str, String)], asks: &mut Asks) {
    let kind = FormKind::Service { department: department.to_owned(), form };
    let draft = forms.draft(&kind);
    for (field, text) in fields {
        draft.field(field).clone_from(text);
    }
    draft.refusal = None;
    asks.push(Ask::Open(kind));
}

/// The form that is open about a department, if it is one that opens.
fn open_form(forms: &Forms, department: &str) -> Option<ServiceForm> {
    match &forms.open {
        Some(FormKind::Service { department: about, form })
            if about == department && !form.is_always_there() =>
        {
            Some(form.clone())
        }
        _ => None,
    }
}

/// Words beside something else, in a small face.
fn aside(ui: &mut Ui, words: &str) {
    let ink = Tokens::of(ui).text_muted;
    paragraph(ui, words, font::small(), ink);
}

fn department_ui(ui: &mut Ui, seen: &Seen, state: &mut ServiceState, forms: &mut Forms, asks: &mut Asks) {
    let Some(detail) = state.data.detail.take() else { return };
    Frame::new().inner_margin(Margin { left: 20, right: 16, top: 10, bottom: 16 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        head_ui(ui, seen, &detail, state);
        ui.add_space(space::S);
        let name = detail.department.name.clone();
        // A form for a new department stands beside the one that is chosen.
        let open = open_form(forms, &name)
            .map(|form| (name, form))
            .or_else(|| Some((String::new(), open_form(forms, "")?)));
        let whole = ui.available_width();
        if let Some((about, form)) = &open
            && whole < TWO_COLUMNS
        {
            let beside = (Some(&detail), &mut state.wanted);
            forms::form_ui(ui, seen, (about, form), beside, forms, asks);
            ui.add_space(space::M);
        }
        if open.is_none() || whole < TWO_COLUMNS {
            ui.scope(|ui| {
                ui.set_max_width(whole.min(WIDEST));
                part_ui(ui, seen, &detail, state, forms, asks);
            });
            return;
        }
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XL;
            ui.vertical(|ui| {
                ui.set_width(whole - BESIDE - space::XL);
                ui.spacing_mut().item_spacing.x = space::S;
                part_ui(ui, seen, &detail, state, forms, asks);
            });
            ui.vertical(|ui| {
                ui.set_width(BESIDE);
                ui.spacing_mut().item_spacing.x = space::S;
                if let Some((about, form)) = &open {
                    let beside = (Some(&detail), &mut state.wanted);
                    forms::form_ui(ui, seen, (about, form), beside, forms, asks);
                }
            });
        });
    });
    state.data.detail = Some(detail);
}

fn head_ui(ui: &mut Ui, seen: &Seen, detail: &Detail, state: &mut ServiceState) {
    let title = ui.add(Label::new(RichText::new(&detail.department.name).font(font::heading())).wrap());
    ui.accesskit_node_builder(title.id, |node| node.set_live(egui::accesskit::Live::Polite));
    let chosen = state.data.rows.iter().find(|row| row.department == detail.department);
    if let Some(row) = chosen {
        aside(ui, &list::stands_words(row.stands, seen.zone));
    }
    ui.add_space(space::XS);
    let options = Part::ALL.map(|part| Choice::words(part.word()));
    let mut at = Part::ALL.iter().position(|part| *part == state.part).unwrap_or(0);
    if choice_ui(ui, "", &options, &mut at) {
        state.part = Part::ALL.get(at).copied().unwrap_or_default();
    }
}

fn part_ui(
    ui: &mut Ui,
    seen: &Seen,
    detail: &Detail,
    state: &mut ServiceState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    if matches!(state.part, Part::Agenda | Part::Systemic) {
        let snapshot = seen.snapshot;
        let asked = Asked {
            department: detail.department.clone(),
            revision: snapshot.revision,
            reviews: std::sync::Arc::as_ptr(&snapshot.world.service_reviews) as usize,
        };
        state.reading.refresh(asked, seen.now, asks);
    }
    match state.part {
        Part::Reviews => reviews::reviews_ui(ui, seen, detail, forms, asks),
        Part::Agenda => agenda::agenda_ui(ui, seen, detail, &mut state.reading, forms, asks),
        Part::Actions => actions::actions_ui(ui, seen, detail, forms, asks),
        Part::Effort => effort::effort_ui(ui, seen, detail, &mut state.year, forms, asks),
        Part::Systemic => systemic::systemic_ui(ui, seen, detail, &mut state.reading, asks),
    }
}
