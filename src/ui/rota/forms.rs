//! The forms of the rota: overrides, cover, swaps, leave, rules, answers. What is typed is kept until it
//! is accepted.

use std::sync::Arc;

use chrono::TimeDelta;
use egui::{RichText, Ui};

use super::RotaState;
use super::rule_form::{EFFECTS, effect, fill_rule, rule_text, rule_ui};
use crate::desk::Request;
use crate::domain::command::ItemName;
use crate::domain::rota::change::Window;
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::rule_file;
use crate::domain::settings::seats::seats;
use crate::domain::typed_time::span;
use crate::domain::watch::wish::{SwapHalf, WatchWish};
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::filling::{Filling, typed};
use crate::ui::forms::{FormKind, Forms, WatchForm};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The seat that is typed.
fn seat(filling: &Filling<'_>) -> Option<Seat> {
    filling.text("seat").map(|seat| Seat::from(seat.to_lowercase()))
}

/// Opens a form with some fields filled in.
pub(super) fn open(forms: &mut Forms, form: WatchForm, fields: &[(&str, String)], asks: &mut Asks) {
    let kind = FormKind::Watch(form);
    let draft = forms.draft(&kind);
    for (field, text) in fields {
        draft.field(field).clone_from(text);
    }
    draft.refusal = None;
    asks.push(Ask::Open(kind));
}

/// Of which rota, whom and which seat some watches are, and in which hour they were looked for.
type WatchesOf = (usize, PersonId, Seat, i64);

/// Paints the open form of this screen.
pub(super) fn form_ui(
    ui: &mut Ui,
    seen: &Seen,
    form: &WatchForm,
    state: &RotaState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let kind = FormKind::Watch(form.clone());
    let is_new = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    if let WatchForm::Rule { track } = form
        && !draft.fields.contains_key("filled")
    {
        fill_rule(draft, state, track, seen);
    }
    let mut filling = Filling { seen, draft, is_sent: false, wants_focus: is_new };
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.label(RichText::new(title(form)).font(font::heading()));
    ui.add_space(space::XS);
    let words = fields_ui(ui, form, state, &mut filling);
    if filling.foot_ui(ui, words, asks) {
        match wish(form, &filling) {
            Ok((wish, said)) => asks.push(Ask::Do {
                request: Request::of_desk(wish.into()),
                form: Some(kind),
                said: Some(said),
            }),
            Err(why) => filling.draft.refusal = Some(why),
        }
    }
}

fn title(form: &WatchForm) -> String {
    match form {
        WatchForm::Override => "Put somebody on watch".to_owned(),
        WatchForm::Cover => "Cover".to_owned(),
        WatchForm::Swap => "Swap".to_owned(),
        WatchForm::Leave => "Leave".to_owned(),
        WatchForm::Rule { track } if track.is_empty() => "New rule".to_owned(),
        WatchForm::Rule { track } => format!("Change “{track}”"),
        WatchForm::EndRule { track } => format!("End “{track}”"),
        WatchForm::Accept { .. } => "Who agrees".to_owned(),
        WatchForm::Decline { .. } => "Who declines".to_owned(),
        WatchForm::Note => "Note for the next watch".to_owned(),
        WatchForm::Offer => "Offer the watch".to_owned(),
        WatchForm::DeclineHandoff => "Decline the handoff".to_owned(),
    }
}

/// The fields of a form; the words on its button.
fn fields_ui(ui: &mut Ui, form: &WatchForm, state: &RotaState, filling: &mut Filling<'_>) -> &'static str {
    match form {
        WatchForm::Override => {
            filling.person(ui, "person", "Who is on watch");
            seat_ui(ui, filling, None);
            span_ui(ui, filling);
            filling.line(ui, "why", "Why", "Optional");
            "Put on watch"
        }
        WatchForm::Cover => {
            filling.person(ui, "absent", "Who is away");
            filling.person(ui, "by", "Who stands in");
            span_ui(ui, filling);
            terms_ui(ui, filling, Some("Whichever they hold"));
            "Offer the cover"
        }
        WatchForm::Swap => {
            filling.person(ui, "one", "Who gives");
            span_ui(ui, filling);
            filling.person(ui, "other", "Who takes it");
            others_ui(ui, filling);
            filling.time(ui, "other from", "And gives, from");
            filling.time(ui, "other until", "Until when theirs ends");
            terms_ui(ui, filling, None);
            "Offer the swap"
        }
        WatchForm::Leave => {
            filling.person(ui, "person", "Who is away");
            span_ui(ui, filling);
            filling.line(ui, "note", "Note", "Optional");
            "Log the leave"
        }
        WatchForm::Rule { .. } => rule_ui(ui, filling),
        WatchForm::EndRule { .. } => {
            filling.choice(ui, "effect", "When", &EFFECTS.map(|(_, words)| words));
            filling.line(ui, "why", "Why", "Optional");
            "End the rule"
        }
        WatchForm::Accept { change } | WatchForm::Decline { change } => {
            if let Some(line) = state.data.changes.iter().find(|one| one.entry == *change) {
                ui.label(RichText::new(&line.words).color(Tokens::of(ui).text_muted));
                let names: Vec<&str> = line.waits_for.iter().map(String::as_str).collect();
                let at = filling.choice(ui, "of", "Whose word", &names);
                if let Some(name) = names.get(at) {
                    (*name).clone_into(filling.draft.field("name"));
                }
            }
            filling.line(ui, "why", "How they said it, if not themselves here", "by phone at 14:05");
            if matches!(form, WatchForm::Accept { .. }) { "Agreed" } else { "Declined" }
        }
        WatchForm::Note => {
            filling.lines(ui, "text", "Note", "What whoever is on watch next should know", 4);
            "Log the note"
        }
        WatchForm::Offer => {
            filling.person(ui, "to", "Who takes over; empty for who is primary next");
            filling.lines(ui, "words", "Words beside the brief", "What the facts don’t say", 5);
            filling.time(ui, "accept by", "To be accepted by; empty for 30 minutes from now");
            "Offer the watch"
        }
        WatchForm::DeclineHandoff => {
            filling.line(ui, "why", "Why", "Needed");
            "Decline"
        }
    }
}

fn span_ui(ui: &mut Ui, filling: &mut Filling<'_>) {
    filling.time(ui, "from", "From");
    filling.time(ui, "until", "Until");
}

/// One of the seats that there are; `any` is offered first where none need be named. Kept by its word, so that a
/// seat that is put aside later reads as it was chosen.
fn seat_ui(ui: &mut Ui, filling: &mut Filling<'_>, any: Option<&str>) {
    let there = seats(&filling.seen.snapshot.world, filling.seen.now);
    let mut words: Vec<String> = there.iter().map(|seat| seat.word().to_owned()).collect();
    let typed = filling.text("seat").map(|seat| seat.to_lowercase());
    if let Some(typed) = typed.as_ref().filter(|typed| !words.contains(typed)) {
        words.push(typed.clone());
    }
    let labels = any.map(str::to_owned).into_iter().chain(words.iter().cloned());
    let options: Vec<Choice> = labels.map(Choice::words).collect();
    let first = usize::from(any.is_some());
    let mut at =
        typed.and_then(|typed| words.iter().position(|word| *word == typed)).map_or(0, |at| at + first);
    if choice_ui(ui, "Seat", &options, &mut at) {
        let word = at.checked_sub(first).and_then(|at| words.get(at)).cloned();
        *filling.draft.field("seat") = word.unwrap_or_default();
        filling.draft.refusal = None;
    }
}

/// The seat, the reason, and how both agreed.
fn terms_ui(ui: &mut Ui, filling: &mut Filling<'_>, any: Option<&str>) {
    seat_ui(ui, filling, any);
    filling.line(ui, "why", "Why", "Optional");
    let hint = "on the phone; else it waits for their word";
    filling.line(ui, "agreed", "How both agreed, if they have", hint);
}

/// The next watches of whoever takes, to be picked.
fn others_ui(ui: &mut Ui, filling: &mut Filling<'_>) {
    let Some(name) = filling.text("other") else { return };
    let world = &filling.seen.snapshot.world;
    let (rota, zone, now) = (world.rota(), filling.seen.zone, filling.seen.now);
    let person = world.person_id(&name);
    let seat = seat(filling).unwrap_or(Seat::Primary);
    // Looked for anew where who, the seat, the rota or the hour is another.
    let key = ui.scope_id().with("watches of the other");
    let of = (Arc::as_ptr(rota) as usize, person.clone(), seat.clone(), now.timestamp().div_euclid(3_600));
    let kept: Option<(WatchesOf, Vec<Window>)> = ui.data(|data| data.get_temp(key));
    let shifts = if let Some((_, shifts)) = kept.filter(|(kept, _)| *kept == of) {
        shifts
    } else {
        let ahead = rota.shifts(Window::new(now, now + TimeDelta::days(120))).into_iter();
        let theirs = ahead.filter(|shift| shift.person == person && shift.seat == seat);
        let shifts: Vec<Window> = theirs.map(|shift| shift.window).take(4).collect();
        ui.data_mut(|data| data.insert_temp(key, (of, shifts.clone())));
        shifts
    };
    if shifts.is_empty() {
        let words = format!("{name} has no watch as {seat} in the next 120 days");
        ui.label(RichText::new(words).font(font::small()).color(Tokens::of(ui).due_soon));
    }
    for window in shifts {
        let words = span(window.from, window.until, zone);
        if widgets::quiet_button(ui, &words, None).clicked() {
            *filling.draft.field("other from") = typed(window.from, filling.seen);
            *filling.draft.field("other until") = typed(window.until, filling.seen);
        }
    }
}

/// What a form asks for, and what is said once it is accepted.
fn wish(form: &WatchForm, filling: &Filling<'_>) -> Result<(WatchWish, String), String> {
    let name = |field: &str, what: &str| filling.name(field, what);
    let why = filling.text("why");
    Ok(match form {
        WatchForm::Override => {
            let person = name("person", "who is on watch")?;
            let said = format!("{person} is put on watch");
            let (from, until) = (filling.needed("from", "the begin")?, filling.needed("until", "the end")?);
            (WatchWish::OverrideWatch { seat: seat(filling), from, until, person, why }, said)
        }
        WatchForm::Cover => {
            let (from, until) = (filling.needed("from", "the begin")?, filling.needed("until", "the end")?);
            let agreed = filling.text("agreed");
            let said = if agreed.is_some() { "The cover holds" } else { "The cover is offered" };
            let wish = WatchWish::CoverWatch {
                seat: seat(filling),
                from,
                until,
                absent: name("absent", "who is away")?,
                by: name("by", "who stands in")?,
                why,
                agreed,
            };
            (wish, said.to_owned())
        }
        WatchForm::Swap => {
            let half = |who: &str, from: &str, until: &str| {
                Ok::<_, String>(SwapHalf {
                    person: name(who, "a name")?,
                    seat: seat(filling),
                    from: filling.needed(from, "the begin")?,
                    until: filling.needed(until, "the end")?,
                })
            };
            let agreed = filling.text("agreed");
            let said = if agreed.is_some() { "The swap holds" } else { "The swap is offered" };
            let (one, other) = (half("one", "from", "until")?, half("other", "other from", "other until")?);
            (WatchWish::SwapWatch { one, other, why, agreed }, said.to_owned())
        }
        WatchForm::Leave => {
            let person = name("person", "who is away")?;
            let said = format!("Leave of {person} is logged");
            let wish = WatchWish::RecordLeave {
                person,
                from: Some(filling.needed("from", "the begin")?),
                until: Some(filling.needed("until", "the end")?),
                first_day: None,
                last_day: None,
                note: filling.text("note"),
            };
            (wish, said)
        }
        WatchForm::Rule { track } => {
            let text = rule_text(filling);
            rule_file::read(&text).map_err(|problems| {
                problems.iter().map(|one| one.what.clone()).collect::<Vec<_>>().join("; ")
            })?;
            let track = Some(track.clone()).filter(|track| !track.is_empty());
            let wish =
                WatchWish::AdoptRule { rule: text, track, takes_effect: effect(filling), from: None, why };
            (wish, "The rule is adopted".to_owned())
        }
        WatchForm::EndRule { track } => {
            let wish = WatchWish::EndRule {
                track: Some(track.clone()),
                takes_effect: effect(filling),
                from: None,
                why,
            };
            (wish, format!("“{track}” ends"))
        }
        WatchForm::Accept { change } => {
            let wish =
                WatchWish::AcceptChange { change: ItemName::Entry(*change), of: filling.text("name"), why };
            (wish, "Agreed".to_owned())
        }
        WatchForm::Decline { change } => {
            let wish =
                WatchWish::DeclineChange { change: ItemName::Entry(*change), of: filling.text("name"), why };
            (wish, "Declined".to_owned())
        }
        WatchForm::Note => {
            (WatchWish::NoteWatch { text: name("text", "the note")? }, "The note is logged".to_owned())
        }
        WatchForm::Offer => {
            let wish = WatchWish::OfferHandoff {
                to: filling.text("to"),
                words: filling.text("words"),
                accept_by: filling.read("accept by")?,
            };
            (wish, "The watch is offered".to_owned())
        }
        WatchForm::DeclineHandoff => {
            let wish = WatchWish::DeclineHandoff { handoff: None, why: name("why", "the reason")? };
            (wish, "The handoff is declined".to_owned())
        }
    })
}
