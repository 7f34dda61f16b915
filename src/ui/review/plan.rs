//! The logistics of a post-mortem: what is settled turns green, what is missing says what to do. Below them
//! who is invited, and whom else to invite.

use egui::{Align, Align2, FontId, Label, Layout, RichText, Sense, Ui, vec2};

use super::data::{PersonRow, Standing};
use super::{ReviewState, aside};
use crate::desk::Request;
use crate::domain::event::IncidentId;
use crate::domain::review::logistics::Logistic;
use crate::domain::review::wish::ReviewWish;
use crate::domain::review::{ReviewAnswer, ReviewRole};
use crate::domain::world::Live;
use crate::ui::context::{Ask, Asks};
use crate::ui::forms::{FormKind, Forms, ReviewForm};
use crate::ui::icons::{filled, icon};
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets::{self, Tone};

/// The most people that are listed in a group; the rest is counted.
const MOST_PEOPLE: usize = 60;

pub(super) fn plan_ui(ui: &mut Ui, live: &Live, state: &ReviewState, forms: &mut Forms, asks: &mut Asks) {
    let settled = state.data.logistics.iter().filter(|one| one.is_done()).count();
    let title = format!("Logistics: {settled} of {} settled", state.data.logistics.len());
    let said = widgets::section_heading(ui, &title, None);
    ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    for one in &state.data.logistics {
        logistic_ui(ui, live, one, forms, asks);
    }
    people_ui(ui, live, state, asks);
}

/// A person opens a form of the post-mortem.
pub(super) fn open(
    forms: &mut Forms,
    incident: IncidentId,
    form: ReviewForm,
    fields: &[(&str, String)],
    asks: &mut Asks,
) {
    let kind = FormKind::Review { incident, form };
    let draft = forms.draft(&kind);
    for (field, text) in fields {
        draft.field(field).clone_from(text);
    }
    draft.refusal = None;
    asks.push(Ask::Open(kind));
}

fn logistic_ui(ui: &mut Ui, live: &Live, one: &Logistic, forms: &mut Forms, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let (mark, response) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::hover());
        let (glyph, ink, word) = if one.is_done() {
            (filled::CHECK_CIRCLE, tokens.met, "settled")
        } else {
            (icon::CIRCLE, tokens.text_muted, "open")
        };
        let face = FontId::proportional(18.0);
        ui.painter().text(mark.center(), Align2::CENTER_CENTER, glyph, face, ink);
        response.widget_info(|| {
            let name = format!("{}: {word}", one.title);
            egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, name)
        });
        ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
            buttons_ui(ui, live, one, forms, asks);
            ui.with_layout(Layout::top_down(Align::LEFT), |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.label(RichText::new(one.title).font(font::strong()));
                if let Some(words) = &one.settled {
                    paragraph(ui, words, font::body(), tokens.text);
                }
                if let Some(words) = &one.missing {
                    let ink = if one.settled.is_some() { tokens.text_muted } else { tokens.due_soon };
                    paragraph(ui, &crate::documents::sentence(words), font::small(), ink);
                }
                ui.add_space(space::XS);
            });
        });
    });
}

fn buttons_ui(ui: &mut Ui, live: &Live, one: &Logistic, forms: &mut Forms, asks: &mut Asks) {
    let id = live.incident.id;
    let review = &live.incident.review;
    let mut button = |ui: &mut Ui, words: &str, form: ReviewForm, fields: &[(&str, String)]| {
        let response = widgets::quiet_button(ui, words, None);
        if words.ends_with("somebody…") {
            // Several lines have such a button.
            ui.accesskit_node_builder(response.id, |node| node.set_label(format!("{words} {}", one.title)));
        }
        if response.clicked() {
            open(forms, id, form, fields, asks);
        }
    };
    let named = |whom: Option<&crate::domain::directory::Named>| {
        vec![("to", whom.map_or_else(String::new, |whom| whom.name.clone()))]
    };
    match one.id {
        "time" => {
            if review.held.is_some() {
                return;
            }
            if review.plan.is_some() {
                button(ui, "Move…", ReviewForm::Schedule, &[]);
                button(ui, "Call off…", ReviewForm::CallOff, &[]);
            } else {
                button(ui, "Set the time…", ReviewForm::Schedule, &[]);
            }
        }
        "place" => {
            let place = review.place.clone().unwrap_or_default();
            button(ui, "Say where…", ReviewForm::Place, &[("place", place)]);
        }
        "facilitator" => {
            let fields = named(review.facilitator.as_ref());
            button(ui, "Name somebody…", ReviewForm::Role(ReviewRole::Facilitator), &fields);
        }
        "scribe" => {
            let fields = named(review.scribe.as_ref());
            button(ui, "Name somebody…", ReviewForm::Role(ReviewRole::Scribe), &fields);
        }
        "crisis-team" | "problem-managers" => button(ui, "Invite somebody…", ReviewForm::Invite, &[]),
        "agenda" => {
            button(ui, "Set the agenda…", ReviewForm::Agenda, &[]);
            if review.agenda.is_empty() && widgets::quiet_button(ui, "Take the policy’s", None).clicked() {
                let wish = ReviewWish::SetReviewAgenda { items: None };
                asks.request(Request::about(id, wish.into()), "The agenda is set");
            }
        }
        "invitations"
            if !review.invitees.is_empty() && (review.plan.is_some() || review.owes_cancellation()) =>
        {
            button(ui, "Log as sent…", ReviewForm::InvitationSent, &[]);
        }
        "pre-read" if review.plan.is_some() => {
            button(ui, "Log as sent…", ReviewForm::PreReadSent, &[]);
        }
        _ => {}
    }
}

fn people_ui(ui: &mut Ui, live: &Live, state: &ReviewState, asks: &mut Asks) {
    let id = live.incident.id;
    let (invited, proposed): (Vec<&PersonRow>, Vec<&PersonRow>) =
        state.data.people.iter().partition(|one| one.standing != Standing::Proposed);
    ui.add_space(space::S);
    widgets::section_heading(ui, "Invited", Some(invited.len()));
    if invited.is_empty() {
        aside(ui, "Nobody is invited yet");
    }
    for one in invited.iter().take(MOST_PEOPLE) {
        invited_ui(ui, id, one, asks);
    }
    rest_ui(ui, invited.len());
    if proposed.is_empty() {
        return;
    }
    ui.add_space(space::S);
    widgets::section_heading(ui, "Proposed from the log and the services", Some(proposed.len()));
    if proposed.len() > 1 {
        ui.horizontal(|ui| {
            if widgets::quiet_button(ui, "Invite them all", None).clicked() {
                let invite = |one: &&PersonRow| {
                    let wish =
                        ReviewWish::InviteToReview { whom: one.whom.name.clone(), part: Some(one.part) };
                    Request::about(id, wish.into())
                };
                let requests = proposed.iter().map(invite).collect();
                asks.push(Ask::DoAll { requests, said: "They are invited; send the invitations".to_owned() });
            }
        });
    }
    for one in proposed.iter().take(MOST_PEOPLE) {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(&one.whom.name).font(font::strong()));
            aside(ui, &format!("{}; {}", one.part, one.why));
            let button = widgets::quiet_button(ui, "Invite", None);
            ui.accesskit_node_builder(button.id, |node| node.set_label(format!("Invite {}", one.whom.name)));
            if button.clicked() {
                let wish = ReviewWish::InviteToReview { whom: one.whom.name.clone(), part: Some(one.part) };
                asks.request(Request::about(id, wish.into()), format!("{} is invited", one.whom.name));
            }
        });
    }
    rest_ui(ui, proposed.len());
}

fn rest_ui(ui: &mut Ui, count: usize) {
    if count > MOST_PEOPLE {
        aside(ui, &format!("and {} more", count - MOST_PEOPLE));
    }
}

fn invited_ui(ui: &mut Ui, id: IncidentId, one: &PersonRow, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let name = &one.whom.name;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(name).font(font::strong()));
        aside(ui, one.part.word());
        let (words, tone) = match one.standing {
            Standing::Answered(ReviewAnswer::Accepted) => ("accepted", Tone::Met),
            Standing::Answered(ReviewAnswer::Tentative) => ("tentative", Tone::DueSoon),
            Standing::Answered(ReviewAnswer::Declined) => ("declined", Tone::Overdue),
            Standing::Invited | Standing::Proposed => ("no answer yet", Tone::Neutral),
        };
        widgets::badge(ui, words, tone);
    });
    for words in &one.hindered {
        let spoken = crate::documents::sentence(words);
        let words = format!("{} {spoken}", icon::WARNING);
        let said = ui.add(Label::new(RichText::new(words).font(font::small()).color(tokens.due_soon)).wrap());
        said.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &spoken));
    }
    ui.horizontal_wrapped(|ui| {
        for answer in ReviewAnswer::ALL {
            if one.standing == Standing::Answered(*answer) {
                continue;
            }
            let button = widgets::quiet_button(ui, &crate::documents::sentence(answer.word()), None);
            ui.accesskit_node_builder(button.id, |node| node.set_label(format!("{name} {answer}")));
            if button.clicked() {
                let wish = ReviewWish::AnswerReview { whom: name.clone(), answer: *answer, text: None };
                asks.request(Request::about(id, wish.into()), format!("{name} {answer}"));
            }
        }
        let button = widgets::quiet_button(ui, "Leave out", None);
        ui.accesskit_node_builder(button.id, |node| node.set_label(format!("Leave {name} out")));
        if button.clicked() {
            let wish = ReviewWish::UninviteFromReview { whom: name.clone(), why: None };
            asks.request(Request::about(id, wish.into()), format!("{name} is invited no more"));
        }
    });
    ui.add_space(space::XS);
}
