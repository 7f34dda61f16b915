//! The scorecard in the window: a period, what it says in words, its charts, and every number with the
//! incidents behind it.
//!
//! Reading the log is done on a thread beside the frames and kept until the period or the log is another.
//! Never here: what the numbers are or say.
//!
//! | file | is |
//! | --- | --- |
//! | `look` | one reading of the log |
//! | `state` | what is wanted, read, and open |
//! | `parts`, `sheet_ui`, `charts` | numbers, tables, bars |
//! | `targets_ui` | figures of other systems against targets |
//! | `behind_list` | the incidents behind a number |
//! | `forms` | files and figures |

mod behind_list;
mod charts;
mod forms;
mod look;
mod parts;
mod sheet_ui;
mod state;
mod targets_ui;
#[cfg(test)]
mod tests;

use std::time::Duration;

use egui::{CentralPanel, Frame, Label, Margin, Panel, RichText, Ui};

pub use self::look::{ScoreLook, Scored};
use self::parts::{ink, number_ui};
use self::state::Data;
pub use self::state::{FiguresRead, ScoreState};
use crate::documents::scorecard::{Finding, Sheet, SheetId, Tone};
use crate::domain::report::period;
use crate::domain::rota::change::Window;
use crate::domain::words::counted;
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms, ScoreForm};
use crate::ui::icons::icon;
use crate::ui::incident::parts::{paragraph, word_button_in};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::{history, scroll, typed_field, widgets};

/// From this width on the incidents behind a number stand beside it.
const WITH_LIST: f32 = 980.0;
/// The width of their list.
const LIST: f32 = 380.0;
/// The widest the numbers are.
const WIDEST: f32 = 1_180.0;
/// From this width on two charts stand beside each other.
const TWO_CHARTS: f32 = 700.0;
/// How often the window looks how far a reading is.
const LOOKS_AGAIN: Duration = Duration::from_millis(200);

/// Paints the screen.
pub fn score_ui(ui: &mut Ui, seen: &Seen, state: &mut ScoreState, forms: &mut Forms, asks: &mut Asks) {
    let window = state.window(seen);
    if let Ok(window) = &window {
        state.refresh(seen, *window, asks);
        state.refresh_data(seen, *window);
    } else {
        state.data = None;
    }
    if state.behind.as_ref().is_some_and(|list| !behind_list::is_of(list, state)) {
        state.behind = None;
    }
    let frame = Frame::new().inner_margin(Margin::symmetric(16, 8));
    let is_wide = ui.available_width() >= WITH_LIST;
    if state.behind.is_some() && is_wide {
        let frame = frame.fill(Tokens::of(ui).surface_raised);
        Panel::right("behind").exact_size(LIST).resizable(false).frame(frame).show(ui, |ui| {
            behind_list::behind_ui(ui, seen, state, forms, asks);
        });
    } else if state.behind.is_some() {
        CentralPanel::default()
            .frame(frame)
            .show(ui, |ui| behind_list::behind_ui(ui, seen, state, forms, asks));
        return;
    }
    CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
        scroll::show(ui, scroll::area("scorecard"), |ui| {
            frame.show(ui, |ui| {
                ui.set_width(ui.available_width().min(WIDEST));
                ui.spacing_mut().item_spacing.y = space::XS;
                period_ui(ui, seen, state);
                let window = match window {
                    Ok(window) => window,
                    Err(why) => {
                        paragraph(ui, &why, font::body(), Tokens::of(ui).text_muted);
                        return;
                    }
                };
                status_ui(ui, seen, state, window, asks);
                let Some(data) = state.data.take() else { return };
                numbers_ui(ui, seen, &data, state, forms, asks);
                state.data = Some(data);
            });
        });
    });
}

/// Which period: named, or typed.
fn period_ui(ui: &mut Ui, seen: &Seen, state: &mut ScoreState) {
    let mut options: Vec<Choice> =
        period::Named::ALL.iter().map(|named| Choice::words(named.word())).collect();
    options.push(Choice::words("From – until…"));
    choice_ui(ui, "Period", &options, &mut state.choice);
    if state.choice < period::Named::ALL.len() {
        return;
    }
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        for (label, hint, text) in [
            ("From", "2026-03-01", &mut state.from),
            ("Until, which does not belong to it", "2026-04-01", &mut state.until),
        ] {
            ui.vertical(|ui| {
                ui.set_width(240.0);
                widgets::field(ui, label, text, hint);
                let tokens = Tokens::of(ui);
                let (words, ink) = match history::period(text, seen.now, seen.zone) {
                    Ok(None) => return,
                    Ok(Some(at)) => (typed_field::said(at, seen.now, seen.zone), tokens.met),
                    Err(why) => (why.to_string(), tokens.overdue),
                };
                paragraph(ui, &words, font::small(), ink);
            });
        }
    });
}

/// Which period is shown, how old its numbers are, and how far a reading is.
fn status_ui(ui: &mut Ui, seen: &Seen, state: &mut ScoreState, window: Window, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let before = period::before(window, seen.zone);
    let words = |window| period::words(window, seen.zone);
    ui.add_space(space::XS);
    ui.add(Label::new(RichText::new(words(window)).font(font::heading())).wrap());
    ui.horizontal_wrapped(|ui| {
        let mut said = format!("Compared with {}", words(before));
        if let Some(at) = state.read_at(window) {
            let minutes = (seen.now - at).num_minutes();
            let age = match minutes {
                ..=0 => "just now".to_owned(),
                minutes => format!("{minutes} min ago"),
            };
            said.push_str(&format!(" · read {age}"));
        }
        paragraph(ui, &said, font::small(), tokens.text_muted);
        if let Some(taken) = state.so_far() {
            ui.ctx().request_repaint_after(LOOKS_AGAIN);
            // Before the count, which grows: a button that moves cannot be pressed.
            if word_button_in(ui, "Stop", None, font::small()).clicked() {
                state.stop();
            }
            let words = format!("reading {}…", counted(taken, "incident", "incidents"));
            ui.label(RichText::new(words).font(font::small_strong()));
        } else if word_button_in(ui, "Read again", None, font::small()).clicked() {
            state.ask(seen, window, asks);
        }
        if state.data.is_some() && word_button_in(ui, "Save as…", None, font::small()).clicked() {
            asks.push(Ask::Open(FormKind::Score(ScoreForm::Save)));
        }
    });
    if state.is_stopped(window) {
        paragraph(ui, "The reading was stopped. “Read again” begins anew", font::body(), tokens.due_soon);
    }
    if let Some(why) = state.refusal(window) {
        let words = format!("The log could not be read: {why}. “Read again” tries once more");
        paragraph(ui, &words, font::body(), tokens.overdue);
    }
}

fn sheet(data: &Data, id: SheetId) -> Option<&Sheet> {
    data.sheets.iter().find(|sheet| sheet.id == id)
}

fn numbers_ui(
    ui: &mut Ui,
    seen: &Seen,
    data: &Data,
    state: &mut ScoreState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    if forms::is_open(forms, &ScoreForm::Save) {
        forms::save_ui(ui, seen, data, forms, asks);
    }
    ui.add_space(space::S);
    ui.scope(|ui| {
        // A line is as high as its words, not as a button.
        ui.spacing_mut().interact_size.y = 20.0;
        for (place, finding) in data.findings.iter().enumerate() {
            finding_ui(ui, data, (place, finding), state);
        }
    });
    if !data.scoring.compared.is_over() {
        let words = "The period is not over yet; the one before it is shown whole";
        paragraph(ui, words, font::small(), Tokens::of(ui).text_muted);
    }
    ui.add_space(space::M);
    targets_ui::targets_ui(ui, seen, data, state, forms, asks);
    if data.scoring.compared.incidents.is_empty() {
        ui.add_space(space::M);
        let words = "Once incidents are opened, here stands when they came, what was met and missed, and how long \
                     things took. Another period may have some";
        paragraph(ui, words, font::body(), Tokens::of(ui).text_muted);
    } else {
        charts_ui(ui, seen, data, state, forms, asks);
    }
    for id in [
        SheetId::Priorities,
        SheetId::Services,
        SheetId::Clocks,
        SheetId::DeadlinesByPriority,
        SheetId::DeadlinesByService,
        SheetId::Times,
        SheetId::Watch,
    ] {
        if let Some(sheet) = sheet(data, id) {
            ui.add_space(space::L);
            sheet_ui::sheet_ui(ui, seen, (data, sheet), state, forms, asks);
        }
    }
    ui.add_space(space::XL);
}

/// One sentence, its numbers pressable; the first one is the loudest.
fn finding_ui(ui: &mut Ui, data: &Data, (place, finding): (usize, &Finding), state: &mut ScoreState) {
    let tokens = Tokens::of(ui);
    let font = if place == 0 { font::title() } else { font::body() };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(0.0, 2.0);
        if place > 0 {
            let (glyph, ink) = match finding.tone {
                Tone::Good => (icon::CHECK, tokens.met),
                Tone::Bad => (icon::WARNING, tokens.overdue),
                Tone::Plain | Tone::Struck => ("·", tokens.text_muted),
            };
            let glyph = Label::new(RichText::new(glyph).font(font::body()).color(ink));
            let mark = ui.add_sized([20.0, 18.0], glyph);
            ui.accesskit_node_builder(mark.id, egui::accesskit::Node::set_hidden);
        }
        for part in &finding.parts {
            let Some(behind) = &part.behind else {
                ui.label(RichText::new(&part.words).font(font.clone()));
                continue;
            };
            let is_bad = part.words.ends_with("missed") || part.words.contains("overdue");
            let ink = if is_bad { ink(Tone::Bad, tokens) } else { tokens.accent };
            let response = number_ui(ui, &part.words, &part.words, font.clone(), ink);
            if response.clicked() {
                state.open(&data.scoring.compared, behind, response.id);
            }
        }
    });
}

fn charts_ui(
    ui: &mut Ui,
    seen: &Seen,
    data: &Data,
    state: &mut ScoreState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    if let Some(days) = sheet(data, SheetId::Days) {
        ui.add_space(space::L);
        sheet_ui::heading_ui(ui, days.id, asks);
        charts::chart_ui(ui, &charts::of_priorities(days));
        below_ui(ui, seen, (data, days), state, forms, asks);
    }
    let (weekdays, hours) = (sheet(data, SheetId::Weekdays), sheet(data, SheetId::Hours));
    let mut one = |ui: &mut Ui, sheet: &Sheet, columns: &charts::Columns<'_>| {
        sheet_ui::heading_ui(ui, sheet.id, asks);
        charts::chart_ui(ui, columns);
        below_ui(ui, seen, (data, sheet), state, forms, asks);
    };
    let by_weekday =
        weekdays.map(|sheet| (sheet, charts::of_counts(sheet, |_, name| name.chars().take(3).collect())));
    let by_hour = hours.map(|sheet| (sheet, charts::of_counts(sheet, |place, _| format!("{place:02}"))));
    let both: Vec<_> = by_weekday.into_iter().chain(by_hour).collect();
    ui.add_space(space::L);
    if ui.available_width() < TWO_CHARTS {
        for (sheet, columns) in &both {
            one(ui, sheet, columns);
        }
        return;
    }
    let width = (ui.available_width() - space::XL) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL;
        for (sheet, columns) in &both {
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.x = space::S;
                one(ui, sheet, columns);
            });
        }
    });
}

/// The table below a chart, shown where it is asked for, and the form that saves it.
fn below_ui(
    ui: &mut Ui,
    seen: &Seen,
    (data, sheet): (&Data, &Sheet),
    state: &mut ScoreState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    sheet_ui::save_form_ui(ui, seen, (data, sheet), forms, asks);
    let is_shown = state.shown.contains(&sheet.id);
    let words = if is_shown { "Hide the numbers" } else { "Show the numbers" };
    let button = word_button_in(ui, words, None, font::small());
    let spoken = format!("{words}, {}", sheet.id.title().to_lowercase());
    ui.accesskit_node_builder(button.id, |node| node.set_label(spoken));
    if button.clicked() {
        if is_shown {
            state.shown.remove(&sheet.id);
        } else {
            state.shown.insert(sheet.id);
        }
    }
    if is_shown {
        sheet_ui::rows_ui(ui, (data, sheet), state);
    }
}
