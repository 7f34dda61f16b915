//! The forms of the scorecard: the report saved, a table saved, a figure entered, taken back, figures read
//! from a file.

use std::sync::Arc;

use egui::{Frame, Margin, RichText, Ui};

use super::state::{BehindList, Data, ScoreState};
use crate::desk::Request;
use crate::documents::report_file::Format;
use crate::documents::scorecard::Sheet;
use crate::documents::scorecard_csv::{behind_csv, sheet_csv};
use crate::documents::scorecard_report::{format_word, scorecard_file_name, sheet_file_name};
use crate::domain::calendar::local_of;
use crate::domain::event::EventId;
use crate::domain::report::figures::FigureWish;
use crate::domain::report::period;
use crate::domain::typed_time::Leaning;
use crate::domain::words::counted;
use crate::imports::figures_csv::new_figures;
use crate::platform::FileAsk;
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::files::{FileWish, path_field, typed_path};
use crate::ui::filling::Filling;
use crate::ui::forms::{Draft, FormKind, Forms, ScoreForm};
use crate::ui::incident::parts::paragraph;
use crate::ui::scroll;
use crate::ui::theme::{Tokens, font, size, space};

/// The widest a form is.
const FORM: f32 = 560.0;
/// The most lines of a preview.
const MOST_LINES: usize = 20;

/// Whether a form of the scorecard is open.
pub(super) fn is_open(forms: &Forms, form: &ScoreForm) -> bool {
    matches!(&forms.open, Some(FormKind::Score(open)) if open == form)
}

/// A form in a frame of its own, in the run of the page; one that was asked for just now comes into sight.
fn framed(ui: &mut Ui, is_fresh: bool, contents: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    ui.add_space(space::XS);
    let frame = Frame::new()
        .fill(tokens.surface_raised)
        .stroke(egui::Stroke::new(size::HAIRLINE, tokens.hairline))
        .corner_radius(size::CORNER)
        .inner_margin(Margin::same(12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width().min(FORM));
            ui.spacing_mut().item_spacing.y = space::XS;
            contents(ui);
        });
    if is_fresh {
        scroll::align_top(ui, frame.response.rect);
    }
    ui.add_space(space::S);
}

fn aside(ui: &mut Ui, words: &str) {
    let ink = Tokens::of(ui).text_muted;
    paragraph(ui, words, font::small(), ink);
}

/// The report of the period in every format.
pub(super) fn save_ui(ui: &mut Ui, seen: &Seen, data: &Data, forms: &mut Forms, asks: &mut Asks) {
    let kind = FormKind::Score(ScoreForm::Save);
    let is_fresh = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    framed(ui, is_fresh, |ui| {
        ui.label(RichText::new("Save the report").font(font::heading()));
        let options = Format::ALL.map(|format| Choice::words(format_word(format)));
        let mut at = draft.text("format").parse().unwrap_or(0).min(Format::ALL.len() - 1);
        if choice_ui(ui, "Format", &options, &mut at) {
            *draft.field("format") = at.to_string();
        }
        let format = Format::ALL.get(at).copied().unwrap_or(Format::Html);
        let ask = FileAsk {
            title: "Save the scorecard".to_owned(),
            name: scorecard_file_name(&data.scoring, format),
            kind: format_word(format).to_owned(),
            endings: vec![format.ending().to_owned()],
            is_to_be_written: true,
            ..FileAsk::default()
        };
        let wish = |form: FormKind, to| {
            let scoring = Arc::clone(&data.scoring);
            FileWish::SaveScorecard { form, to, scoring, format }
        };
        saved_ui(ui, (seen, &kind, is_fresh), draft, ask, wish, asks);
    });
}

/// One table as CSV.
pub(super) fn save_table_ui(
    ui: &mut Ui,
    seen: &Seen,
    (data, sheet): (&Data, &Sheet),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let kind = FormKind::Score(ScoreForm::SaveTable(sheet.id.word().to_owned()));
    let is_fresh = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    framed(ui, is_fresh, |ui| {
        let title = sheet.id.title();
        ui.label(RichText::new(format!("Save the table: {}", title.to_lowercase())).font(font::strong()));
        let ask = FileAsk {
            title: format!("Save the table: {}", title.to_lowercase()),
            name: sheet_file_name(&data.scoring, sheet.id),
            kind: "CSV".to_owned(),
            endings: vec!["csv".to_owned()],
            is_to_be_written: true,
            ..FileAsk::default()
        };
        let wish = |form: FormKind, to| FileWish::Save {
            form,
            to,
            bytes: sheet_csv(sheet).into(),
            what: title.to_owned(),
        };
        saved_ui(ui, (seen, &kind, is_fresh), draft, ask, wish, asks);
    });
}

/// The incidents behind a number as CSV.
pub(super) fn save_behind_ui(
    ui: &mut Ui,
    seen: &Seen,
    list: &BehindList,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let kind = FormKind::Score(ScoreForm::SaveBehind);
    let is_fresh = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    framed(ui, is_fresh, |ui| {
        let ask = FileAsk {
            title: format!("Save the incidents: {}", list.title),
            name: "incidents.csv".to_owned(),
            kind: "CSV".to_owned(),
            endings: vec!["csv".to_owned()],
            is_to_be_written: true,
            ..FileAsk::default()
        };
        let wish = |form: FormKind, to| FileWish::Save {
            form,
            to,
            bytes: behind_csv(&list.compared, &list.lines).into(),
            what: list.title.clone(),
        };
        saved_ui(ui, (seen, &kind, is_fresh), draft, ask, wish, asks);
    });
}

/// The field for the path, and the foot of the form.
fn saved_ui(
    ui: &mut Ui,
    (seen, kind, is_fresh): (&Seen, &FormKind, bool),
    draft: &mut Draft,
    ask: FileAsk,
    wish: impl FnOnce(FormKind, crate::ui::files::Target) -> FileWish,
    asks: &mut Asks,
) {
    let ending = ask.endings.first().cloned();
    let hint = format!("/media/stick/{}", ask.name);
    let mut filling = Filling { seen, draft, is_sent: false, wants_focus: is_fresh };
    let response = path_field(ui, kind, filling.draft, ("Save it as", &hint), ask, asks, |_| {});
    filling.took(ui, &response);
    if filling.foot_ui(ui, "Save it", asks) {
        match typed_path(filling.draft, ending.as_deref()) {
            Ok(to) => asks.push(Ask::Files(wish(kind.clone(), to))),
            Err(why) => filling.draft.refusal = Some(why),
        }
    }
}

/// A figure for a span of days.
pub(super) fn enter_ui(ui: &mut Ui, seen: &Seen, data: &Data, forms: &mut Forms, asks: &mut Asks) {
    let kind = FormKind::Score(ScoreForm::EnterFigure);
    let is_fresh = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    if is_fresh {
        fill(draft, seen, data);
    }
    framed(ui, is_fresh, |ui| {
        ui.label(RichText::new("Enter a figure").font(font::heading()));
        aside(
            ui,
            "What another system measured, for a span of days. A newer one for the same days corrects it",
        );
        let mut filling = Filling { seen, draft, is_sent: false, wants_focus: is_fresh };
        let titles: Vec<&str> = data.scoring.targets.iter().map(|one| one.target.title.as_str()).collect();
        let at = filling.choice(ui, "measure", "What was measured", &titles);
        let Some(target) = data.scoring.targets.get(at).map(|one| &one.target) else { return };
        let label = format!("Figure, in {}; wanted {}", target.unit.word(), target.wanted());
        let hint = target.value.to_string();
        let response = crate::ui::widgets::field_with_id(
            ui,
            egui::Id::unique("scorecard figure"),
            &label,
            filling.draft.field("value"),
            &hint,
        );
        filling.took(ui, &response);
        filling.day_line(ui, ("first", "First day"), Leaning::Past);
        filling.day_line(ui, ("last", "Last day; it belongs to it"), Leaning::Past);
        filling.line(ui, "source", "Where it comes from", "Optional");
        if filling.foot_ui(ui, "Enter it", asks) {
            match wish(&filling, &target.id) {
                Ok(wish) => {
                    let said = format!("{} is entered", target.title);
                    let request = Request::of_desk(wish.into());
                    asks.push(Ask::Do { request, form: Some(kind.clone()), said: Some(said) });
                }
                Err(why) => filling.draft.refusal = Some(why),
            }
        }
    });
}

/// The days of the period, as far as they are over, where nothing is typed yet.
fn fill(draft: &mut Draft, seen: &Seen, data: &Data) {
    let card = &data.scoring.compared.card;
    let Some((first, last)) = period::days(card.period, card.zone) else { return };
    let today = local_of(seen.zone, seen.now).date();
    for (field, day) in [("first", first.min(today)), ("last", last.min(today))] {
        let there = draft.field(field);
        if there.is_empty() {
            *there = day.to_string();
        }
    }
}

fn wish(filling: &Filling<'_>, measure: &str) -> Result<FigureWish, String> {
    let value = filling.name("value", "the figure")?;
    let value = value.parse().map_err(|why| format!("“{value}” is no figure: {why}"))?;
    let day = |name: &str, what: &str| {
        let day = filling.day(name, Leaning::Past)?;
        day.ok_or_else(|| format!("{what} is missing; type one such as 2026-03-02"))
    };
    Ok(FigureWish::EnterFigure {
        measure: measure.to_owned(),
        first_day: day("first", "the first day")?,
        last_day: day("last", "the last day")?,
        value,
        source: filling.text("source"),
    })
}

/// A figure taken back.
pub(super) fn take_back_ui(ui: &mut Ui, seen: &Seen, entry: EventId, forms: &mut Forms, asks: &mut Asks) {
    let kind = FormKind::Score(ScoreForm::TakeBackFigure { entry });
    let is_fresh = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    framed(ui, is_fresh, |ui| {
        aside(ui, "It stays readable in the log, with who took it back and why");
        let mut filling = Filling { seen, draft, is_sent: false, wants_focus: is_fresh };
        filling.line(ui, "why", "Why", "Needed");
        if filling.foot_ui(ui, "Take it back", asks) {
            match filling.name("why", "the reason") {
                Ok(why) => {
                    let request = Request::of_desk(FigureWish::TakeBackFigure { entry, why }.into());
                    let said = Some("The figure is taken back".to_owned());
                    asks.push(Ask::Do { request, form: Some(kind.clone()), said });
                }
                Err(why) => filling.draft.refusal = Some(why),
            }
        }
    });
}

/// Figures from a file: looked at first, put in by a second press.
pub(super) fn import_ui(ui: &mut Ui, seen: &Seen, state: &ScoreState, forms: &mut Forms, asks: &mut Asks) {
    let kind = FormKind::Score(ScoreForm::ImportFigures);
    let is_fresh = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    framed(ui, is_fresh, |ui| {
        ui.label(RichText::new("Import figures").font(font::heading()));
        aside(ui, "A CSV with the columns measure, from, until and value; all of it is put in or none");
        let ask = FileAsk {
            title: "Import figures".to_owned(),
            kind: "CSV".to_owned(),
            endings: vec!["csv".to_owned()],
            ..FileAsk::default()
        };
        let mut filling = Filling { seen, draft, is_sent: false, wants_focus: is_fresh };
        let words = ("File", "/media/stick/figures.csv");
        let response = path_field(ui, &kind, filling.draft, words, ask, asks, |_| {});
        filling.took(ui, &response);
        let target = typed_path(filling.draft, None);
        let read = state.figures.as_ref();
        let read = read.filter(|one| target.as_ref().is_ok_and(|target| target.path == one.path));
        let form = kind.clone();
        let (words, wish) = match read {
            None => ("Look at it", target.map(|to| FileWish::ReadFigures { form, path: to.path })),
            Some(read) => {
                let world = &seen.snapshot.world;
                let new = new_figures(read.figures.clone(), &world.figures);
                let head = format!(
                    "{} in it; {} would be entered or corrected",
                    counted(read.figures.len() as u64, "figure", "figures"),
                    new.len()
                );
                let said = ui.label(RichText::new(head).font(font::strong()));
                ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
                for figure in new.iter().take(MOST_LINES) {
                    let title = world.targets().iter().find(|target| target.id == figure.measure);
                    let words = title.map_or_else(
                        || figure.value.to_string(),
                        |target| format!("{}: {}", target.title, target.unit.said(figure.value)),
                    );
                    aside(ui, &format!("{} to {}, {words}", figure.from, figure.until));
                }
                if new.len() > MOST_LINES {
                    aside(ui, &format!("and {} more", new.len() - MOST_LINES));
                }
                if new.is_empty() {
                    (
                        "Done",
                        Err("every figure in it is here already, so there is nothing to enter".to_owned()),
                    )
                } else {
                    ("Put them in", Ok(FileWish::PutFiguresIn { form }))
                }
            }
        };
        if filling.foot_ui(ui, words, asks) {
            match wish {
                Ok(wish) => {
                    filling.draft.refusal = None;
                    asks.push(Ask::Files(wish));
                }
                Err(why) => filling.draft.refusal = Some(why),
            }
        }
    });
}
