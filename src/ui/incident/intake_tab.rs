//! The intake and the milestones of an incident: what an escalation has to say, and when what happened.

use egui::{Label, RichText, Ui, vec2};

use super::forms::offer_event;
use super::parts::{copy_button, fact_ui, number_ui, paragraph, word_button};
use crate::documents::when;
use crate::domain::call_list::call_list;
use crate::domain::intake::form_of;
use crate::domain::known::Known;
use crate::domain::milestones::{Milestone, milestones};
use crate::domain::policy::IntakeForm;
use crate::domain::script;
use crate::domain::span;
use crate::domain::world::{Live, World};
use crate::ui::billing::forms as billing;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// Paints it.
pub fn intake_ui(ui: &mut Ui, (seen, live): (&Seen<'_>, &Live), forms: &mut Forms, asks: &mut Asks) {
    let incident = &live.incident;
    let is_live = incident.phase.is_live();
    let form = form_of(&live.policy, incident.traits, &incident.intake);
    if let Some(form) = form {
        form_ui(ui, (seen, live), form, asks);
    } else {
        widgets::section_heading(ui, "Intake", None);
        let words = "Nothing has to be said for an escalation of this kind; choose a form if it is escalated";
        paragraph(ui, words, font::body(), Tokens::of(ui).text_muted);
    }
    let others = live.policy.intake.iter().filter(|one| form.is_none_or(|form| form.id != one.id));
    if is_live {
        ui.horizontal_wrapped(|ui| {
            for other in others {
                if word_button(ui, &format!("{}…", other.title), None).clicked() {
                    asks.push(Ask::Open(FormKind::Intake { incident: incident.id, form: other.id.clone() }));
                }
            }
        });
    }
    ui.add_space(space::M);
    billing_ui(ui, (seen, live), asks);
    ui.add_space(space::M);
    milestones_ui(ui, (seen, live), forms, asks);
}

/// As what it is billed (C), in a line.
fn billing_ui(ui: &mut Ui, (seen, live): (&Seen<'_>, &Live), asks: &mut Asks) {
    let world = &seen.snapshot.world;
    let rules = world.billing_rules(live);
    if rules.is_empty() {
        return;
    }
    widgets::section_heading(ui, "Billing", None);
    ui.horizontal_wrapped(|ui| {
        let said = live.incident.billed_as.as_ref();
        let words = said.map(|said| billing::words(said, rules, &world.directory));
        let words = words.filter(|words| !words.is_empty());
        let words =
            words.as_deref().unwrap_or("Nothing is said; it follows from ticket, services and people");
        ui.add(Label::new(RichText::new(words).color(Tokens::of(ui).text_muted)).wrap());
        if word_button(ui, "Bill as…", None).clicked() {
            asks.push(Ask::Open(FormKind::Bill(live.incident.id)));
        }
    });
}

fn form_ui(ui: &mut Ui, (seen, live): (&Seen<'_>, &Live), form: &IntakeForm, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let World { settings, directory, .. } = &*seen.snapshot.world;
    let known = Known { live, desk: settings, directory, now: seen.now };
    let lacking = form
        .fields
        .iter()
        .filter(|field| field.is_required && known.value(field.known_as()).is_none())
        .count();
    widgets::section_heading(ui, &form.title, None);
    let words = match lacking {
        0 => format!("All is known that has to be said. {}", form.source),
        1 => format!("1 answer is missing; it blocks nothing. {}", form.source),
        several => format!("{several} answers are missing; they block nothing. {}", form.source),
    };
    paragraph(ui, &words, font::small(), tokens.text_muted);
    for callee in call_list(live, settings, directory, &form.call) {
        ui.horizontal_wrapped(|ui| {
            let name = &callee.whom.name;
            ui.add(Label::new(RichText::new(format!("Call {name}")).color(tokens.text)));
            for phone in &callee.phones {
                let copies = format!("Copy the number {phone} of {name}");
                number_ui(ui, phone, (font::mono_strong(), tokens.text), &copies, asks);
            }
        });
    }
    if let Some(say) = &form.say {
        let words = script::render(say, &known, None);
        ui.horizontal_top(|ui| {
            let room = ui.available_width() - 24.0 - space::S;
            ui.scope(|ui| {
                ui.set_width(room);
                paragraph(ui, &words, font::body(), tokens.text);
            });
            copy_button(ui, "Copy the words to say on the call", &words, asks);
        });
    }
    if live.incident.phase.is_live() {
        ui.horizontal_wrapped(|ui| {
            if widgets::primary_button(ui, "Fill in…", None).clicked() {
                let kind = FormKind::Intake { incident: live.incident.id, form: form.id.clone() };
                asks.push(Ask::Open(kind));
            }
        });
    }
    ui.add_space(space::XS);
    for field in &form.fields {
        let value = known.value(field.known_as());
        let value = value.as_deref().or((!field.is_required).then_some("not said"));
        fact_ui(ui, &field.label, value);
    }
}

fn milestones_ui(ui: &mut Ui, (seen, live): (&Seen<'_>, &Live), forms: &mut Forms, asks: &mut Asks) {
    widgets::section_heading(ui, "Milestones", None);
    for milestone in milestones(live) {
        ui.push_id(milestone.name, |ui| milestone_ui(ui, (seen, live), &milestone, forms, asks));
    }
}

fn milestone_ui(
    ui: &mut Ui,
    (seen, live): (&Seen<'_>, &Live),
    milestone: &Milestone,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let tokens = Tokens::of(ui);
    let incident = &live.incident;
    ui.horizontal_wrapped(|ui| {
        let width = (ui.available_width() * 0.36).clamp(120.0, 190.0);
        ui.allocate_ui(vec2(width, 28.0), |ui| {
            ui.set_width(width);
            ui.set_min_height(28.0);
            ui.add(Label::new(RichText::new(milestone.title).color(tokens.text_muted)));
        });
        let Some(reached) = milestone.reached else {
            ui.add(Label::new(RichText::new("not yet").color(tokens.text_muted)));
            if matches!(milestone.name, "detected" | "mitigated")
                && incident.phase.is_live()
                && word_button(ui, "Log…", None)
                    .accessible_name(format!("Log {}…", milestone.title))
                    .clicked()
            {
                offer_event(forms, asks, incident.id, "milestone", "");
            }
            return;
        };
        let at = when(reached.at, seen.now, seen.zone);
        ui.add(Label::new(RichText::new(at).font(font::mono()).color(tokens.text)));
        let secs = (reached.at - incident.opened_at).num_seconds();
        if secs != 0 {
            let apart = span::words(secs);
            let words = if secs > 0 { format!("after {apart}") } else { format!("{apart} before") };
            ui.add(Label::new(RichText::new(words).font(font::small()).color(tokens.text_muted)));
        }
        if let Some(was) = reached.was {
            let words = format!("was {}", when(was, seen.now, seen.zone));
            ui.add(Label::new(RichText::new(words).font(font::small()).color(tokens.text_muted)));
        }
        let correct = word_button(ui, "Correct…", None);
        if correct.accessible_name(format!("Correct {}…", milestone.title)).clicked() {
            asks.push(Ask::Open(FormKind::Correct { incident: incident.id, entry: reached.entry }));
        }
    });
}
