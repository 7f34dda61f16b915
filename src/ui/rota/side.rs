//! What stands beside the calendar: the span that is chosen, what waits, problems with their cures, why
//! somebody is on watch, hours, rules. Or the form that is open.

use egui::{Label, RichText, Ui};

use super::calendar::swatch;
use super::file_forms::file_form_ui;
use super::forms::{form_ui, open};
use super::{RotaState, Selection, aside, outside};
use crate::desk::Request;
use crate::domain::command::ItemName;
use crate::domain::rota::change::{What, Window};
use crate::domain::rota::cure::Cure;
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::problems::Problem;
use crate::domain::typed_time::{self, understood};
use crate::domain::watch::wish::WatchWish;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::filling::typed;
use crate::ui::forms::{FormKind, Forms, WatchForm};
use crate::ui::icons::filled;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The most problems that are listed; the rest is counted.
const MOST_PROBLEMS: usize = 12;

pub(super) fn side_ui(ui: &mut Ui, seen: &Seen, state: &mut RotaState, forms: &mut Forms, asks: &mut Asks) {
    match forms.open.clone() {
        Some(FormKind::Watch(form)) => return form_ui(ui, seen, &form, state, forms, asks),
        Some(FormKind::File(form)) => {
            return file_form_ui(ui, seen, form, &mut state.in_hand, forms, asks);
        }
        _ => {}
    }
    ui.spacing_mut().item_spacing.y = space::XS;
    if let Some(selection) = state.selection.clone() {
        selection_ui(ui, seen, state, &selection, forms, asks);
        ui.add_space(space::S);
        widgets::hairline(ui);
    }
    waiting_ui(ui, state, forms, asks);
    problems_ui(ui, seen, state, forms, asks);
    why_ui(ui, state);
    ui.scope(|ui| hours_ui(ui, state));
    holds_ui(ui, state, asks);
    away_ui(ui, seen, state, asks);
    rules_ui(ui, state, forms, asks);
    outside::outside_ui(ui, seen, asks);
    widgets::section_heading(ui, "For the next watch", None);
    if widgets::quiet_button(ui, "Note for the next watch…", None).clicked() {
        asks.push(Ask::Open(FormKind::Watch(WatchForm::Note)));
    }
    ui.add_space(space::L);
}

fn selection_ui(
    ui: &mut Ui,
    seen: &Seen,
    state: &mut RotaState,
    selection: &Selection,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let rota = seen.snapshot.world.rota();
    let zone = seen.zone;
    let span = selection.window;
    let title = match &selection.shift {
        Some((seat, person)) => format!("{}, {seat}", rota.name(person)),
        None => "The span you chose".to_owned(),
    };
    ui.horizontal_wrapped(|ui| {
        if let Some((_, person)) = &selection.shift {
            swatch(ui, Tokens::of(ui).person(state.data.colour(person)));
        }
        let said = ui.add(Label::new(RichText::new(title).font(font::title())).wrap());
        ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    });
    aside(ui, &typed_time::span(span.from, span.until, zone));
    if selection.shift.is_none() {
        for bar in state.data.within(span).take(6) {
            aside(
                ui,
                &format!(
                    "{}, {}, from {}",
                    bar.name,
                    bar.shift.seat,
                    understood(bar.shift.window.from, zone)
                ),
            );
        }
    } else if let Some(why) = state.data.why() {
        aside(ui, why);
    }
    let (from, until) = (typed(span.from.max(seen.now), seen), typed(span.until, seen));
    let holder = selection.shift.clone().or_else(|| {
        let bar = state.data.within(span).find(|bar| bar.shift.seat == Seat::Primary)?;
        Some((bar.shift.seat.clone(), bar.shift.person.clone()))
    });
    let is_past = span.until <= seen.now;
    if is_past {
        aside(ui, "This is past; past watches are facts");
    }
    ui.horizontal_wrapped(|ui| {
        if !is_past {
            if let Some((seat, person)) = &holder {
                let name = rota.name(person).to_owned();
                if widgets::quiet_button(ui, "Cover…", None).clicked() {
                    let fields = [
                        ("absent", name.clone()),
                        ("from", from.clone()),
                        ("until", until.clone()),
                        ("seat", seat.to_string()),
                    ];
                    open(forms, WatchForm::Cover, &fields, asks);
                }
                if widgets::quiet_button(ui, "Swap…", None).clicked() {
                    let fields = [
                        ("one", name),
                        ("from", from.clone()),
                        ("until", until.clone()),
                        ("seat", seat.to_string()),
                    ];
                    open(forms, WatchForm::Swap, &fields, asks);
                }
            }
            if widgets::quiet_button(ui, "Put somebody on…", None).clicked() {
                let seat = holder.as_ref().map_or_else(|| "primary".to_owned(), |(seat, _)| seat.to_string());
                let fields = [("from", from.clone()), ("until", until.clone()), ("seat", seat)];
                open(forms, WatchForm::Override, &fields, asks);
            }
        }
        if widgets::quiet_button(ui, "Leave…", None).clicked() {
            let person =
                selection.shift.as_ref().map_or_else(String::new, |(_, one)| rota.name(one).to_owned());
            let fields = [("person", person), ("from", typed(span.from, seen)), ("until", until)];
            open(forms, WatchForm::Leave, &fields, asks);
        }
        if widgets::quiet_button(ui, "Let go", Some("Esc")).clicked() {
            state.selection = None;
        }
    });
}

fn waiting_ui(ui: &mut Ui, state: &RotaState, forms: &mut Forms, asks: &mut Asks) {
    let waiting: Vec<_> = state.data.changes.iter().filter(|one| !one.waits_for.is_empty()).collect();
    if waiting.is_empty() {
        return;
    }
    widgets::section_heading(ui, "Waits for an answer", Some(waiting.len()));
    for line in waiting {
        let title = format!("A {} waits for {}", line.word, line.waits_for.join(" and "));
        ui.add(Label::new(RichText::new(title).font(font::strong())).wrap());
        aside(ui, &line.words);
        ui.horizontal_wrapped(|ui| {
            let agrees = widgets::quiet_button(ui, "Agrees…", None);
            if agrees.accessible_name(format!("Agrees… to the {}: {}", line.word, line.words)).clicked() {
                open(forms, WatchForm::Accept { change: line.entry }, &[], asks);
            }
            let declines = widgets::quiet_button(ui, "Declines…", None);
            if declines.accessible_name(format!("Declines… the {}: {}", line.word, line.words)).clicked() {
                open(forms, WatchForm::Decline { change: line.entry }, &[], asks);
            }
            let take_back = widgets::quiet_button(ui, "Take back", None);
            if take_back.accessible_name(format!("Take back the {}: {}", line.word, line.words)).clicked() {
                let wish = WatchWish::WithdrawChange { change: ItemName::Entry(line.entry), why: None };
                asks.request(Request::of_desk(wish.into()), format!("The {} is taken back", line.word));
            }
        });
        ui.add_space(space::XS);
    }
}

fn problems_ui(ui: &mut Ui, seen: &Seen, state: &RotaState, forms: &mut Forms, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let all = &state.data.problems;
    widgets::section_heading(ui, "Problems ahead", Some(all.len()));
    if all.is_empty() {
        aside(ui, "None in the next 90 days");
    }
    for problem in all.iter().take(MOST_PROBLEMS) {
        ui.horizontal_top(|ui| {
            widgets::glyph(ui, RichText::new(filled::WARNING).color(tokens.due_soon));
            ui.vertical(|ui| {
                ui.add(Label::new(RichText::new(&problem.what).font(font::body())).wrap());
                cure_ui(ui, seen, problem, forms, asks);
            });
        });
        ui.add_space(space::XS);
    }
    if all.len() > MOST_PROBLEMS {
        aside(ui, &format!("and {} more later", all.len() - MOST_PROBLEMS));
    }
}

fn cure_ui(ui: &mut Ui, seen: &Seen, problem: &Problem, forms: &mut Forms, asks: &mut Asks) {
    let rota = seen.snapshot.world.rota();
    let fields = |absent: Option<&PersonId>, person: &PersonId, window: &Window, seat: Option<&Seat>| {
        let mut fields = vec![
            ("from", typed(window.from, seen)),
            ("until", typed(window.until, seen)),
            ("seat", seat.map_or_else(String::new, ToString::to_string)),
        ];
        match absent {
            Some(absent) => {
                fields.push(("absent", rota.name(absent).to_owned()));
                fields.push(("by", rota.name(person).to_owned()));
            }
            None => fields.push(("person", rota.name(person).to_owned())),
        }
        fields
    };
    match problem.cure.change() {
        Some(What::Cover { seat, window, absent, by }) => {
            if widgets::quiet_button(ui, &format!("Cover by {}…", rota.name(&by)), None).clicked() {
                open(forms, WatchForm::Cover, &fields(Some(&absent), &by, &window, seat.as_ref()), asks);
            }
            return;
        }
        Some(What::Override { seat, window, person }) => {
            if widgets::quiet_button(ui, &format!("Put {} on…", rota.name(&person)), None).clicked() {
                open(forms, WatchForm::Override, &fields(None, &person, &window, Some(&seat)), asks);
            }
            return;
        }
        Some(What::Swap { .. }) | None => {}
    }
    match &problem.cure {
        Cure::Find { seat, window } => {
            aside(ui, &problem.cure_words);
            if widgets::quiet_button(ui, "Put somebody on…", None).clicked() {
                let fields = [
                    ("from", typed(window.from, seen)),
                    ("until", typed(window.until, seen)),
                    ("seat", seat.to_string()),
                ];
                open(forms, WatchForm::Override, &fields, asks);
            }
        }
        Cure::Learn { person, .. } => {
            aside(ui, &problem.cure_words);
            if widgets::quiet_button(ui, "Log when they completed it…", None).clicked() {
                let name = rota.name(person).to_owned();
                let is_known = seen.snapshot.world.directory.by_person_id(&person.0).is_some();
                let kept = if is_known { name.clone() } else { String::new() };
                let form = FormKind::Record { kind: "person".to_owned(), name: kept };
                if !is_known {
                    forms.draft(&form).field("name").clone_from(&name);
                }
                asks.push(Ask::Open(form));
            }
        }
        _ => aside(ui, &problem.cure_words),
    }
}

fn why_ui(ui: &mut Ui, state: &RotaState) {
    if state.data.now.is_empty() || state.data.rules.is_empty() {
        return;
    }
    widgets::section_heading(ui, "Why they are on watch now", None);
    for one in &state.data.now {
        aside(ui, &one.words);
    }
}

fn hours_ui(ui: &mut Ui, state: &RotaState) {
    let loads: Vec<_> = state.data.loads.iter().filter(|one| one.hours > 0 || one.shifts > 0).collect();
    if loads.is_empty() {
        return;
    }
    widgets::section_heading(ui, "Hours as primary, next 13 weeks", None);
    let noun =
        |count: u32, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
    // Two lines that belong together stand close.
    ui.spacing_mut().interact_size.y = space::L;
    for line in loads {
        ui.horizontal(|ui| {
            swatch(ui, Tokens::of(ui).person(line.colour));
            ui.add(Label::new(RichText::new(&line.name)).truncate());
        });
        let parts = [
            format!("{} h", line.hours),
            noun(line.shifts, "shift"),
            noun(line.nights, "night"),
            noun(line.weekends, "weekend"),
        ];
        ui.horizontal(|ui| {
            ui.add_space(space::XL);
            aside(ui, &parts.join(", "));
        });
    }
}

fn holds_ui(ui: &mut Ui, state: &RotaState, asks: &mut Asks) {
    let holds: Vec<_> = state.data.changes.iter().filter(|one| one.is_accepted).collect();
    if holds.is_empty() {
        return;
    }
    widgets::section_heading(ui, "Changes that hold", Some(holds.len()));
    for line in holds.into_iter().take(20) {
        ui.add(Label::new(RichText::new(&line.words).font(font::small())).wrap());
        let undo = widgets::quiet_button(ui, &format!("Undo the {}", line.word), None);
        if undo.accessible_name(format!("Undo the {}: {}", line.word, line.words)).clicked() {
            let wish = WatchWish::UndoChange { change: ItemName::Entry(line.entry), why: None };
            asks.request(Request::of_desk(wish.into()), format!("The {} is undone from now on", line.word));
        }
    }
}

fn away_ui(ui: &mut Ui, seen: &Seen, state: &RotaState, asks: &mut Asks) {
    if state.data.away.is_empty() {
        return;
    }
    widgets::section_heading(ui, "Away in these days", Some(state.data.away.len()));
    for away in state.data.away.iter().take(20) {
        let span = typed_time::span(away.window.from, away.window.until, seen.zone);
        let words = format!("{}, {span}", away.name);
        ui.add(Label::new(RichText::new(&words).font(font::small())).wrap());
        let take_back = widgets::quiet_button(ui, "Take back", None);
        if take_back.accessible_name(format!("Take back the leave: {words}")).clicked() {
            let wish = WatchWish::WithdrawLeave { leave: ItemName::Entry(away.entry), why: None };
            asks.request(Request::of_desk(wish.into()), format!("{} is not away after all", away.name));
        }
    }
}

fn rules_ui(ui: &mut Ui, state: &RotaState, forms: &mut Forms, asks: &mut Asks) {
    widgets::section_heading(ui, "Rules", Some(state.data.rules.len()));
    for line in &state.data.rules {
        aside(ui, &line.words);
        ui.horizontal_wrapped(|ui| {
            if widgets::quiet_button(ui, "Change…", None).clicked() {
                open(forms, WatchForm::Rule { track: line.track.clone() }, &[], asks);
            }
            if line.rule.is_some() && widgets::quiet_button(ui, "End…", None).clicked() {
                open(forms, WatchForm::EndRule { track: line.track.clone() }, &[], asks);
            }
        });
    }
    if widgets::quiet_button(ui, "Write another rule…", None).clicked() {
        open(forms, WatchForm::Rule { track: String::new() }, &[], asks);
    }
}
