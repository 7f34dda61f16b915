//! The cycle of a department, its dates, the next review and those that were.

use egui::{Label, RichText, Ui};

use super::data::{DateState, Detail};
use super::list::date;
use super::{aside, open};
use crate::desk::Outside;
use crate::documents::invitation::Invitation;
use crate::documents::invitation_eml::invitation_eml;
use crate::documents::invitation_ics::invitation_ics;
use crate::documents::plain_text::one_line;
use crate::documents::sentence;
use crate::domain::service_review::facts::ReviewCycle;
use crate::domain::service_review::{ReviewState, ServiceReview};
use crate::domain::typed_time::{span, understood};
use crate::domain::words::counted;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::filling::typed;
use crate::ui::forms::{Forms, ServiceForm};
use crate::ui::incident::parts::{fact_ui, paragraph};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets::{self, Tone};

/// How long before the review a calendar program tells of it, in minutes.
const REMIND_MINUTES: u32 = 15;
/// The most reviews of the past that are listed.
const MOST_PAST: usize = 20;
/// The most characters of minutes that stand in the list.
const MOST_CHARS: usize = 600;

pub(super) fn reviews_ui(ui: &mut Ui, seen: &Seen, detail: &Detail, forms: &mut Forms, asks: &mut Asks) {
    next_ui(ui, seen, detail, forms, asks);
    ui.add_space(space::S);
    cycle_ui(ui, detail, forms, asks);
    ui.add_space(space::S);
    dates_ui(ui, seen, detail);
    past_ui(ui, seen, detail, forms, asks);
}

fn cycle_ui(ui: &mut Ui, detail: &Detail, forms: &mut Forms, asks: &mut Asks) {
    widgets::section_heading(ui, "Cycle", None);
    if let Some(cycle) = &detail.cycle {
        let attendees: Vec<&str> = cycle.attendees.iter().map(|one| one.name.as_str()).collect();
        let when = format!(
            "{} a year, the first {} at {}, {} minutes",
            cycle.per_year,
            cycle.first.format("%-d %b %Y"),
            cycle.time.format("%H:%M"),
            cycle.minutes
        );
        let liaison = cycle.liaison.as_ref().map_or("nobody yet", |one| one.name.as_str());
        let key_people = if attendees.is_empty() { "nobody yet".to_owned() } else { attendees.join(", ") };
        let place = cycle.place.as_deref().unwrap_or("not said");
        for (name, words) in [
            ("Coordinator", cycle.coordinator.name.as_str()),
            ("Liaison", liaison),
            ("Key people", &key_people),
            ("How often", &when),
            ("Place", place),
        ] {
            fact_ui(ui, name, Some(words));
        }
    } else {
        aside(ui, "Nobody said yet who coordinates, and how often they meet");
    }
    ui.horizontal(|ui| {
        let words = if detail.cycle.is_some() { "Change…" } else { "Set its cycle…" };
        if widgets::quiet_button(ui, words, None).clicked() {
            let fields = detail.cycle.as_ref().map(fields_of).unwrap_or_default();
            open(forms, &detail.department.name, ServiceForm::Cycle, &fields, asks);
        }
    });
}

/// A cycle as it stands in the fields of its form.
fn fields_of(cycle: &ReviewCycle) -> Vec<(&'static str, String)> {
    let attendees: Vec<&str> = cycle.attendees.iter().map(|one| one.name.as_str()).collect();
    vec![
        ("coordinator", cycle.coordinator.name.clone()),
        ("liaison", cycle.liaison.as_ref().map_or_else(String::new, |one| one.name.clone())),
        ("attendees", attendees.join("\n")),
        ("per_year", cycle.per_year.saturating_sub(2).to_string()),
        ("first", cycle.first.to_string()),
        ("time", cycle.time.format("%H:%M").to_string()),
        ("minutes", cycle.minutes.to_string()),
        ("place", cycle.place.clone().unwrap_or_default()),
    ]
}

fn dates_ui(ui: &mut Ui, seen: &Seen, detail: &Detail) {
    if detail.dates.is_empty() {
        return;
    }
    widgets::section_heading(ui, "Dates of this year and the next", Some(detail.dates.len()));
    for row in &detail.dates {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(row.date.format("%a %-d %b %Y").to_string()).font(font::body()));
            let tone = match row.state {
                DateState::Held => Tone::Met,
                DateState::Planned => Tone::Accent,
                DateState::Owed => Tone::Overdue,
                DateState::Passed | DateState::ToCome => Tone::Neutral,
            };
            widgets::badge(ui, row.state.word(), tone);
            if let Some(at) = row.review_at {
                aside(ui, &understood(at, seen.zone));
            }
        });
    }
}

fn next_ui(ui: &mut Ui, seen: &Seen, detail: &Detail, forms: &mut Forms, asks: &mut Asks) {
    let name = &detail.department.name;
    widgets::section_heading(ui, "Next review", None);
    if let Some(review) = &detail.to_cancel {
        let words = format!(
            "The review of {} is called off, and who was invited does not know yet",
            understood(review.time.at, seen.zone)
        );
        paragraph(ui, &words, font::small(), Tokens::of(ui).due_soon);
        invitation_ui(ui, seen, (detail, review), forms, asks);
        ui.add_space(space::S);
    }
    let Some(review) = &detail.next else {
        if let Some(at) = detail.proposed {
            aside(ui, &format!("By the cycle it is {}", understood(at, seen.zone)));
        }
        ui.horizontal(|ui| {
            if widgets::primary_button(ui, "Plan the next…", None).clicked() {
                let at = detail.proposed.map_or_else(String::new, |at| typed(at, seen));
                let cycle = detail.cycle.as_ref();
                let minutes = cycle.map_or_else(String::new, |one| one.minutes.to_string());
                let place = cycle.and_then(|one| one.place.clone()).unwrap_or_default();
                let fields = [("at", at), ("minutes", minutes), ("place", place)];
                open(forms, name, ServiceForm::Plan, &fields, asks);
            }
        });
        return;
    };
    planned_ui(ui, seen, (detail, review), forms, asks);
}

fn planned_ui(
    ui: &mut Ui,
    seen: &Seen,
    (detail, review): (&Detail, &ServiceReview),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let (name, entry) = (&detail.department.name, review.entry);
    ui.add(Label::new(RichText::new(when(review, seen)).font(font::strong())).wrap());
    if let Some(place) = &review.time.place {
        aside(ui, place);
    }
    for item in &review.agenda {
        ui.add(Label::new(format!("{} min  {}", item.minutes, item.title)).wrap());
    }
    if review.agenda.is_empty() {
        aside(ui, "No agenda is set: the invitation carries the policy’s");
    }
    let has_begun = review.time.at <= seen.now;
    ui.horizontal_wrapped(|ui| {
        let held = if has_begun {
            widgets::primary_button(ui, "It was held…", None)
        } else {
            widgets::quiet_button(ui, "It was held…", None)
        };
        if held.clicked() {
            open(forms, name, ServiceForm::Hold { review: entry }, &[], asks);
        }
        if widgets::quiet_button(ui, "Move…", None).clicked() {
            let fields = [
                ("at", typed(review.time.at, seen)),
                ("minutes", review.time.minutes.to_string()),
                ("place", review.time.place.clone().unwrap_or_default()),
            ];
            open(forms, name, ServiceForm::Move { review: entry }, &fields, asks);
        }
        if widgets::quiet_button(ui, "Set the agenda…", None).clicked() {
            open(forms, name, ServiceForm::Agenda { review: entry }, &[], asks);
        }
        if widgets::quiet_button(ui, "Call off…", None).clicked() {
            open(forms, name, ServiceForm::CallOff { review: entry }, &[], asks);
        }
    });
    if detail.to_cancel.is_none() {
        ui.add_space(space::XS);
        invitation_ui(ui, seen, (detail, review), forms, asks);
    }
}

/// When a review is.
fn when(review: &ServiceReview, seen: &Seen) -> String {
    let until = review.time.at.checked_add_signed(chrono::TimeDelta::minutes(review.time.minutes.into()));
    format!("{}. {}", review.number, span(review.time.at, until.unwrap_or(review.time.at), seen.zone))
}

/// The invitation, or the word that it is called off, as a calendar and as a mail draft. They leave by a
/// person's hand, who then logs them as sent.
fn invitation_ui(
    ui: &mut Ui,
    seen: &Seen,
    (detail, review): (&Detail, &ServiceReview),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let Some(invitation) = &detail.invitation else { return };
    let what = if invitation.cancels { "cancellation" } else { "invitation" };
    let sent = review.invitations.last();
    let words = match (review.standing_invitation(), sent) {
        (Some(sent), _) => format!("The {what} was sent {}", understood(sent.at, seen.zone)),
        (None, Some(sent)) => {
            format!("What was sent {} does not hold any more: send it anew", understood(sent.at, seen.zone))
        }
        (None, None) => {
            let count = invitation.attendees.len() as u64;
            format!("The {what} goes to {}", counted(count, "address", "addresses"))
        }
    };
    aside(ui, &words);
    if !invitation.without_address.is_empty() {
        let words = format!("No address is known of {}", invitation.without_address.join(", "));
        paragraph(ui, &words, font::small(), Tokens::of(ui).due_soon);
    }
    ui.horizontal_wrapped(|ui| {
        if widgets::quiet_button(ui, &format!("Mail draft of the {what}"), None).clicked() {
            let bytes = invitation_eml(invitation, Some(REMIND_MINUTES), None, seen.zone);
            hand_out(invitation, "eml", bytes, asks);
        }
        if widgets::quiet_button(ui, &format!("{} for the calendar", sentence(what)), None).clicked() {
            hand_out(invitation, "ics", invitation_ics(invitation, Some(REMIND_MINUTES)), asks);
        }
        if widgets::quiet_button(ui, &format!("Log {what} as sent…"), None).clicked() {
            let to: Vec<String> = invitation
                .attendees
                .iter()
                .map(|one| match one.who.name.as_str() {
                    "" => one.who.address.clone(),
                    name => format!("{name} <{}>", one.who.address),
                })
                .collect();
            let form = ServiceForm::InvitationSent { review: review.entry };
            open(forms, &detail.department.name, form, &[("to", to.join("\n"))], asks);
        }
    });
}

fn hand_out(invitation: &Invitation, ending: &str, bytes: Vec<u8>, asks: &mut Asks) {
    let what = if invitation.cancels { "cancellation" } else { "invitation" };
    // A department's name is not the name of a file.
    let of = one_line(&invitation.reference).replace(|c: char| !c.is_alphanumeric() && c != ' ', "-");
    let name = format!("{} service review {what}.{ending}", of.chars().take(60).collect::<String>());
    let said = format!("{name} is written and opened; log it once it is sent");
    asks.push(Ask::Outside(Outside::File { name, bytes }, said));
}

fn past_ui(ui: &mut Ui, seen: &Seen, detail: &Detail, forms: &mut Forms, asks: &mut Asks) {
    if detail.past.is_empty() {
        return;
    }
    ui.add_space(space::S);
    widgets::section_heading(ui, "Before", Some(detail.past.len()));
    for review in detail.past.iter().take(MOST_PAST) {
        one_past_ui(ui, seen, (detail, review), forms, asks);
    }
    if detail.past.len() > MOST_PAST {
        aside(ui, &format!("and {} more", detail.past.len() - MOST_PAST));
    }
}

fn one_past_ui(
    ui: &mut Ui,
    seen: &Seen,
    (detail, review): (&Detail, &ServiceReview),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let directory = &seen.snapshot.world.directory;
    ui.horizontal_wrapped(|ui| {
        ui.label(
            RichText::new(format!("{}. {}", review.number, date(review.time.at, seen.zone)))
                .font(font::strong()),
        );
        let tone = if review.state() == ReviewState::Held { Tone::Met } else { Tone::Neutral };
        widgets::badge(ui, review.state().word(), tone);
    });
    if let Some(held) = review.held() {
        let names: Vec<&str> = held.attended.iter().map(|one| directory.name_of(one)).collect();
        let who = if names.is_empty() { "nobody said who was there".to_owned() } else { names.join(", ") };
        aside(ui, &who);
        if let Some(minutes) = &held.text {
            ui.add(Label::new(cut(minutes)).wrap());
        }
        ui.horizontal(|ui| {
            let button = widgets::quiet_button(ui, "It was not held…", None);
            let said = format!("It was not held: {}", date(review.time.at, seen.zone));
            ui.accesskit_node_builder(button.id, |node| node.set_label(said));
            if button.clicked() {
                let form = ServiceForm::TakeBack { entry: held.entry };
                open(forms, &detail.department.name, form, &[], asks);
            }
        });
    } else if let Some(why) = &review.called_off {
        aside(ui, &cut(why));
    }
    ui.add_space(space::XS);
}

/// As much of a text as the list shows.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARS) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
    }
}
