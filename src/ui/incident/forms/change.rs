//! Forms that change what an incident is: priority, kind, title, ticket, environment.

use egui::{Key, Ui};

use super::{Form, WHY};
use crate::domain::command::Wish;
use crate::domain::words::{Environment, Kind, Priority};
use crate::ui::choice::Choice;
use crate::ui::incident::header::mark;

pub fn priority_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let current = form.live.incident.traits.priority;
    form.head(ui, if current.is_none() { "Assign a priority" } else { "Change the priority" });
    let policy = &form.live.policy;
    let options: Vec<_> = Priority::ALL
        .iter()
        .zip([Key::Num1, Key::Num2, Key::Num3, Key::Num4])
        .map(|(one, key)| {
            let words = policy.priority_title(Some(*one)).to_owned();
            (one.word(), Choice { words, mark: Some(mark(Some(*one))), key: Some(key) })
        })
        .collect();
    let usual = current.unwrap_or(Priority::Critical).word();
    let chosen = form.choose(ui, "Priority", "priority", usual, &options);
    form.line(ui, "Why", WHY, "Optional");
    let at = form.at(ui);
    let Ok(priority) = chosen.parse::<Priority>() else { return };
    let title = form.live.policy.priority_title(Some(priority)).to_owned();
    if form.foot(ui, &format!("Assign {title}")) {
        form.send(Wish::AssignPriority { priority, why: form.said(WHY) }, at, &format!("Priority {title}"));
    }
}

pub fn kind_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let is_major = form.live.incident.traits.kind == Kind::Major;
    let reference = form.live.incident.reference.clone();
    if is_major {
        form.head(ui, "Demote to a regular incident");
        form.line(ui, "Why", WHY, "A demotion needs its reason");
    } else {
        form.head(ui, "Promote to a major incident");
        form.line(ui, "Why", WHY, "Optional");
    }
    let at = form.at(ui);
    if is_major && form.foot(ui, "Demote") {
        form.send(Wish::Demote { why: form.typed(WHY) }, at, &format!("{reference} demoted to regular"));
    } else if !is_major && form.foot(ui, "Promote") {
        form.send(Wish::Promote { why: form.said(WHY) }, at, &format!("{reference} promoted to major"));
    }
}

pub fn amend_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let (title, ticket, environment) = {
        let incident = &form.live.incident;
        (incident.title.clone(), incident.ticket.clone().unwrap_or_default(), incident.traits.environment)
    };
    form.head(ui, "Edit title, ticket, environment");
    form.prefill("title", &title);
    form.prefill("ticket", &ticket);
    form.line(ui, "Title", "title", "What is wrong, in a line");
    form.line(ui, "Ticket", "ticket", "The number in the ticket system");
    let options: Vec<_> =
        Environment::ALL.iter().map(|one| (one.word(), Choice::words(one.word()))).collect();
    let chosen = form.choose(ui, "Environment", "environment", environment.word(), &options);
    if form.foot(ui, "Save changes") {
        let changed = |typed: String, standing: &str| Some(typed).filter(|typed| typed != standing);
        let wish = Wish::AmendIncident {
            title: changed(form.typed("title"), &title),
            ticket: changed(form.typed("ticket"), &ticket),
            environment: chosen.parse().ok().filter(|one| *one != environment),
        };
        let said = format!("{} edited", form.live.incident.reference);
        form.send_saying(wish, None, said);
    }
}
