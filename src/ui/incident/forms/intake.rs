//! The form that fills in an intake.

use std::collections::BTreeMap;

use egui::Ui;

use super::{Form, choices};
use crate::domain::command::Wish;
use crate::domain::directory::RecordKind;
use crate::domain::known::Known;
use crate::domain::policy::FieldKind;

pub fn intake_ui(ui: &mut Ui, form: &mut Form<'_>, form_id: &str) {
    let policy = std::sync::Arc::clone(&form.live.policy);
    let Some(asked) = policy.intake.iter().find(|one| one.id == form_id) else {
        form.head(ui, "Intake");
        Form::remark(ui, "The policy has no such form any more; log what is known as a note");
        return;
    };
    form.head(ui, &asked.title);
    let world = std::sync::Arc::clone(&form.seen.snapshot.world);
    let known =
        Known { live: form.live, desk: &world.settings, directory: &world.directory, now: form.seen.now };
    let mut answers: BTreeMap<String, String> = BTreeMap::new();
    for field in &asked.fields {
        let standing = known.value(field.known_as()).unwrap_or_default();
        let label = if field.is_required { format!("{} (needed)", field.label) } else { field.label.clone() };
        match field.kind {
            FieldKind::YesNo => {
                let ways = choices(&[("yes", "Yes"), ("no", "No"), ("", "Not known")]);
                form.prefill(&field.id, &standing);
                let chosen = form.choose_quietly(ui, &label, &field.id, "", &ways);
                if chosen != standing {
                    answers.insert(field.id.clone(), chosen.to_owned());
                }
                continue;
            }
            FieldKind::Text => {
                form.prefill(&field.id, &standing);
                form.lines(ui, &label, &field.id, &field.hint);
            }
            FieldKind::Services => {
                form.prefill(&field.id, &standing);
                form.pick(ui, &label, &field.id, &field.hint, &[RecordKind::Service]);
            }
            // What the directory keeps is offered; any other name does as well.
            FieldKind::Line if field.id == "servers" || field.id == "distribution_lists" => {
                let kind = if field.id == "servers" { RecordKind::Server } else { RecordKind::List };
                form.prefill(&field.id, &standing);
                form.pick(ui, &label, &field.id, &field.hint, &[kind]);
            }
            FieldKind::Line | FieldKind::Email | FieldKind::Ticket => {
                form.prefill(&field.id, &standing);
                form.line(ui, &label, &field.id, &field.hint);
            }
        }
        let typed = form.typed(&field.id);
        if typed != standing.trim() {
            answers.insert(field.id.clone(), typed);
        }
    }
    let at = form.at(ui);
    if form.foot(ui, "Log the answers") {
        let wish = Wish::FillIntake { form: Some(form_id.to_owned()), answers };
        form.send(wish, at, &format!("{} filled in", asked.title));
    }
}
