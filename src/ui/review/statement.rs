//! The problem statement: guided fields, how they read as one, words that argue a cause marked, versions,
//! and the agreement.

use egui::text::{LayoutJob, TextFormat};
use egui::{Label, RichText, Stroke, Ui};

use super::aside;
use super::plan::open;
use crate::desk::Request;
use crate::domain::event::IncidentId;
use crate::domain::review::Review;
use crate::domain::review::facts::ProblemStatement;
use crate::domain::review::language::{Marked, cause_language};
use crate::domain::review::statement::FIELDS;
use crate::domain::review::wish::{ReviewWish, WriteStatement};
use crate::domain::typed_time::understood;
use crate::domain::world::Live;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::refusal_ui;
use crate::ui::filling::Filling;
use crate::ui::forms::{Draft, FormKind, Forms, ReviewForm};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The field that says with which version the others were filled.
const FILLED: &str = "filled";

pub(super) fn statement_ui(ui: &mut Ui, seen: &Seen, live: &Live, forms: &mut Forms, asks: &mut Asks) {
    let review = &live.incident.review;
    let id = live.incident.id;
    let kind = FormKind::Review { incident: id, form: ReviewForm::Statement };
    let newest = review.newest_statement();
    let draft = forms.draft(&kind);
    refill(draft, review);
    aside(
        ui,
        "What deviated from what is expected: not why. The cause is looked for elsewhere, with this in hand.",
    );
    let mut filling = Filling { seen, draft, is_sent: false, wants_focus: false };
    for field in &FIELDS {
        let rows = if field.id == "deviated" { 3 } else { 2 };
        filling.lines(ui, field.id, field.label, field.hint, rows);
    }
    let typed = typed(filling.draft);
    reads_ui(ui, seen, &typed);
    refusal_ui(ui, filling.draft);
    let is_new = newest.is_none_or(|version| version.statement != typed) && !typed.is_empty();
    let is_out = filling.draft.is_out;
    let is_sent = filling.is_sent;
    ui.horizontal_wrapped(|ui| {
        let mut wants = is_sent;
        ui.add_enabled_ui(is_new && !is_out, |ui| {
            let words = format!("Keep as version {}", review.statements.len() + 1);
            wants |= widgets::primary_button(ui, &words, Some("Ctrl Enter")).clicked();
        });
        if wants && is_new && !is_out {
            asks.push(Ask::Do {
                request: Request::about(id, ReviewWish::WriteStatement(wish(&typed)).into()),
                form: Some(kind.clone()),
                said: Some("The statement is kept; earlier versions stay readable".to_owned()),
            });
        }
        if let Some(version) = newest
            && review.agreed.as_ref().is_none_or(|agreed| agreed.version != Some(version.entry))
            && widgets::quiet_button(ui, &format!("Version {} is agreed…", version.number), None).clicked()
        {
            let by: Vec<&str> = review.invitees.iter().map(|one| one.whom.name.as_str()).collect();
            open(forms, id, ReviewForm::Agree, &[("by", by.join("\n"))], asks);
        }
    });
    versions_ui(ui, seen, live, forms, id);
}

/// Puts the newest version into fields that nobody has touched since an older one was put there.
fn refill(draft: &mut Draft, review: &Review) {
    let newest = review.newest_statement();
    let number = newest.map_or_else(String::new, |version| version.number.to_string());
    if draft.text(FILLED) == number {
        return;
    }
    let older = review.statements.iter().find(|version| version.number.to_string() == draft.text(FILLED));
    let untouched = older.map_or_else(ProblemStatement::default, |version| version.statement.clone());
    if typed(draft) == untouched
        && let Some(version) = newest
    {
        fill(draft, &version.statement);
        *draft.field(FILLED) = number;
    }
}

/// Puts a statement into the fields.
fn fill(draft: &mut Draft, statement: &ProblemStatement) {
    for (field, text) in statement.parts() {
        text.clone_into(draft.field(field.id));
    }
}

fn typed(draft: &Draft) -> ProblemStatement {
    let text = |name: &str| draft.text(name).trim().to_owned();
    ProblemStatement {
        deviated: text("deviated"),
        place: text("place"),
        since: text("since"),
        extent: text("extent"),
        affected: text("affected"),
        is_not: text("is_not"),
    }
}

fn wish(typed: &ProblemStatement) -> WriteStatement {
    let some = |text: &String| Some(text.clone());
    WriteStatement {
        deviated: some(&typed.deviated),
        place: some(&typed.place),
        since: some(&typed.since),
        extent: some(&typed.extent),
        affected: some(&typed.affected),
        is_not: some(&typed.is_not),
    }
}

/// How it reads, with the words that argue a cause underlined.
fn reads_ui(ui: &mut Ui, seen: &Seen, typed: &ProblemStatement) {
    let text = typed.reads_as();
    if text.is_empty() {
        return;
    }
    ui.add_space(space::XS);
    widgets::section_heading(ui, "It reads", None);
    let marked = cause_language(&text, &seen.snapshot.world.cause_rules);
    let said = ui.add(Label::new(marked_job(ui, &text, &marked)).wrap());
    ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    let mut told: Vec<&str> = Vec::new();
    for one in &marked {
        let said = one.word.as_str();
        if told.contains(&said) {
            continue;
        }
        told.push(said);
        let ink = Tokens::of(ui).due_soon;
        let words = format!("“{said}” argues a cause. {}", one.hint);
        ui.add(Label::new(RichText::new(words).font(font::small()).color(ink)).wrap());
    }
    let lacks: Vec<&str> = typed.lacks().iter().map(|field| field.label).collect();
    if !lacks.is_empty() {
        aside(ui, &format!("Not said yet: {}", lacks.join(", ").to_lowercase()));
    }
    ui.add_space(space::XS);
}

fn marked_job(ui: &Ui, text: &str, marked: &[Marked]) -> LayoutJob {
    let tokens = Tokens::of(ui);
    let plain = TextFormat { font_id: font::body(), color: tokens.text, ..TextFormat::default() };
    let argued =
        TextFormat { color: tokens.due_soon, underline: Stroke::new(1.0, tokens.due_soon), ..plain.clone() };
    let mut job = LayoutJob::default();
    let mut at = 0;
    for one in marked {
        job.append(text.get(at..one.range.start).unwrap_or_default(), 0.0, plain.clone());
        job.append(text.get(one.range.clone()).unwrap_or_default(), 0.0, argued.clone());
        at = one.range.end;
    }
    job.append(text.get(at..).unwrap_or_default(), 0.0, plain);
    job
}

fn versions_ui(ui: &mut Ui, seen: &Seen, live: &Live, forms: &mut Forms, id: IncidentId) {
    let review = &live.incident.review;
    if review.statements.is_empty() && review.agreed.is_none() {
        return;
    }
    ui.add_space(space::S);
    widgets::section_heading(ui, "Versions", Some(review.statements.len()));
    if let Some(agreed) = &review.agreed {
        let names: Vec<&str> = agreed.by.iter().map(|one| one.name.as_str()).collect();
        let by = if names.is_empty() { String::new() } else { format!(" by {}", names.join(", ")) };
        let which = agreed.version.and_then(|entry| review.statement(entry));
        let which = which.map_or_else(|| "The statement".to_owned(), |one| format!("Version {}", one.number));
        let words = format!("{which} is agreed{by}, {}", understood(agreed.at, seen.zone));
        ui.add(Label::new(RichText::new(words).color(Tokens::of(ui).met)).wrap());
    }
    for version in review.statements.iter().rev() {
        let head =
            format!("Version {}, {}, {}", version.number, version.by, understood(version.at, seen.zone));
        ui.label(RichText::new(head).font(font::small_strong()));
        aside(ui, &version.statement.reads_as());
        let is_newest = review.newest_statement().is_some_and(|newest| newest.entry == version.entry);
        if !is_newest
            && widgets::quiet_button(ui, &format!("Take version {} into the fields", version.number), None)
                .clicked()
        {
            let kind = FormKind::Review { incident: id, form: ReviewForm::Statement };
            fill(forms.draft(&kind), &version.statement);
        }
    }
}
