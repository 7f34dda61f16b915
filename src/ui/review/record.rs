//! The record of a post-mortem: that it was held and who was there, what went well, what was hard, the
//! minutes, and the actions that follow.

use egui::{Label, RichText, Ui};

use super::aside;
use super::plan::open;
use crate::desk::Request;
use crate::domain::actions::{Action, ActionState};
use crate::domain::command::{ItemName, Wish};
use crate::domain::event::IncidentId;
use crate::domain::review::ReviewSection;
use crate::domain::review::wish::ReviewWish;
use crate::domain::typed_time::understood;
use crate::domain::world::Live;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::countdown;
use crate::ui::desk_form::{enter, refusal_ui};
use crate::ui::forms::{FormKind, Forms, ReviewForm};
use crate::ui::repaint::secs_left;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets::{self, Tone};

pub(super) fn record_ui(ui: &mut Ui, seen: &Seen, live: &Live, forms: &mut Forms, asks: &mut Asks) {
    held_ui(ui, seen, live, forms, asks);
    let sections = [
        (ReviewSection::WentWell, "What went well"),
        (ReviewSection::WasHard, "What was hard"),
        (ReviewSection::Minutes, "Minutes"),
    ];
    for (section, title) in sections {
        points_ui(ui, seen, live, (section, title), forms, asks);
    }
    follow_ups_ui(ui, seen, live, forms, asks);
}

fn held_ui(ui: &mut Ui, seen: &Seen, live: &Live, forms: &mut Forms, asks: &mut Asks) {
    let review = &live.incident.review;
    widgets::section_heading(ui, "The meeting", None);
    match &review.held {
        Some(held) => {
            let names: Vec<&str> = held.attended.iter().map(|one| one.name.as_str()).collect();
            let head = format!("Held {}", understood(held.at, seen.zone));
            ui.label(RichText::new(head).font(font::strong()).color(Tokens::of(ui).met));
            let who =
                if names.is_empty() { "nobody said who was there".to_owned() } else { names.join(", ") };
            ui.add(Label::new(who).wrap());
            if let Some(words) = &held.text {
                aside(ui, words);
            }
        }
        None => aside(ui, "Not held yet"),
    }
    let words = if review.held.is_some() { "Say it anew…" } else { "It was held…" };
    let is_needed = review.held.is_none();
    ui.horizontal(|ui| {
        let pressed = if is_needed {
            widgets::primary_button(ui, words, None).clicked()
        } else {
            widgets::quiet_button(ui, words, None).clicked()
        };
        if pressed {
            let there: Vec<&str> = match &review.held {
                Some(held) => held.attended.iter().map(|one| one.name.as_str()).collect(),
                None => review.invitees.iter().map(|one| one.whom.name.as_str()).collect(),
            };
            open(forms, live.incident.id, ReviewForm::Hold, &[("attended", there.join("\n"))], asks);
        }
    });
    ui.add_space(space::S);
}

fn points_ui(
    ui: &mut Ui,
    seen: &Seen,
    live: &Live,
    (section, title): (ReviewSection, &str),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let id = live.incident.id;
    let review = &live.incident.review;
    widgets::section_heading(ui, title, Some(review.points_of(section).count()));
    for point in review.points_of(section) {
        ui.add(Label::new(&point.text).wrap());
        ui.horizontal_wrapped(|ui| {
            aside(ui, &format!("{}, {}", point.by, understood(point.at, seen.zone)));
            let button = widgets::quiet_button(ui, "Take back…", None);
            let button = button.accessible_name(format!("Take back… {}", point.text));
            if button.clicked() {
                asks.push(Ask::Open(FormKind::TakeBack { incident: id, entry: point.entry }));
            }
        });
    }
    let kind = FormKind::Review { incident: id, form: ReviewForm::Point(section) };
    let draft = forms.draft(&kind);
    let label = format!("One more: {}", title.to_lowercase());
    let field = widgets::field(ui, &label, draft.field("text"), "Enter logs it");
    if field.changed() {
        draft.refusal = None;
    }
    if enter(ui, &field) && !draft.is_out && !draft.text("text").trim().is_empty() {
        let text = draft.text("text").trim().to_owned();
        let request = Request::about(id, ReviewWish::LogReviewPoint { section, text }.into());
        asks.push(Ask::Do { request, form: Some(kind.clone()), said: None });
        field.request_focus();
    }
    refusal_ui(ui, draft);
    ui.add_space(space::S);
}

fn follow_ups_ui(ui: &mut Ui, seen: &Seen, live: &Live, forms: &mut Forms, asks: &mut Asks) {
    let id = live.incident.id;
    let follow_ups: Vec<&Action> = live.incident.actions.all.iter().filter(|one| one.follow_up).collect();
    widgets::section_heading(ui, "Follow-up actions", Some(follow_ups.len()));
    aside(ui, "They live on after the incident is closed, and are told when they are due");
    for action in follow_ups {
        follow_up_ui(ui, seen, id, action, asks);
    }
    ui.horizontal(|ui| {
        if widgets::quiet_button(ui, "Follow-up action…", None).clicked() {
            open(forms, id, ReviewForm::FollowUp, &[], asks);
        }
    });
}

fn follow_up_ui(ui: &mut Ui, seen: &Seen, id: IncidentId, action: &Action, asks: &mut Asks) {
    let named = || ItemName::Entry(action.entry);
    ui.horizontal_wrapped(|ui| {
        ui.add(Label::new(RichText::new(&action.what).font(font::strong())).wrap());
        let tone = match action.state {
            ActionState::Done { .. } => Tone::Met,
            ActionState::Dropped { .. } => Tone::Neutral,
            _ if action.is_overdue(seen.now) => Tone::Overdue,
            _ => Tone::Accent,
        };
        widgets::badge(ui, action.word(), tone);
    });
    let due = action.due.filter(|_| action.is_open()).map_or_else(String::new, |due| {
        format!(", {}, {}", countdown::spoken(secs_left(due, seen.now)), understood(due, seen.zone))
    });
    aside(ui, &format!("{}{due}", action.to.name));
    if action.is_open() {
        ui.horizontal_wrapped(|ui| {
            if matches!(action.state, ActionState::Delegated) {
                let button = widgets::quiet_button(ui, "Accepted", None);
                if button.clicked() {
                    let wish = Wish::AcceptAction { action: named(), text: None };
                    asks.request(Request::about(id, wish), format!("Accepted by {}", action.to.name));
                }
            }
            let button = widgets::quiet_button(ui, "Done", None);
            ui.accesskit_node_builder(button.id, |node| node.set_label(format!("Done: {}", action.what)));
            if button.clicked() {
                let wish = Wish::CompleteAction { action: named(), text: None };
                asks.request(Request::about(id, wish), "The follow-up is done");
            }
            if widgets::quiet_button(ui, "Give to somebody else…", None).clicked() {
                asks.push(Ask::Open(FormKind::Redelegate { incident: id, entry: action.entry }));
            }
            if widgets::quiet_button(ui, "Drop…", None).clicked() {
                asks.push(Ask::Open(FormKind::DropAction { incident: id, entry: action.entry }));
            }
        });
    }
    ui.add_space(space::XS);
}
