//! The forms of the rota: overrides, cover, swaps, leave, rules, answers. What is typed is kept until it
//! is accepted.

use std::sync::Arc;

use chrono::TimeDelta;
use egui::{Key, RichText, TextEdit, Ui};

use super::RotaState;
use super::rule_form::{EFFECTS, effect, fill_rule, rule_text, rule_ui};
use crate::desk::Request;
use crate::domain::calendar::local_of;
use crate::domain::command::ItemName;
use crate::domain::directory::RecordKind;
use crate::domain::rota::change::Window;
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::rule_file;
use crate::domain::time::Instant;
use crate::domain::typed_time::{Leaning, span};
use crate::domain::watch::wish::{SwapHalf, WatchWish};
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::{enter, refusal_ui};
use crate::ui::forms::{Draft, FormKind, Forms, WatchForm};
use crate::ui::pick_field::pick_field;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::typed_field::{read, said};
use crate::ui::widgets;

/// How an instant stands in a field, so that it reads back as it is.
pub(super) const FIELD: &str = "%Y-%m-%d %H:%M";

/// An instant as it stands in a field.
pub(super) fn typed(at: Instant, seen: &Seen) -> String {
    local_of(seen.zone, at).format(FIELD).to_string()
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

/// A form on its way: what is painted, and what was asked for.
pub(super) struct Filling<'a> {
    pub seen: &'a Seen<'a>,
    pub draft: &'a mut Draft,
    is_sent: bool,
    wants_focus: bool,
}

impl Filling<'_> {
    pub fn line(&mut self, ui: &mut Ui, name: &str, label: &str, hint: &str) {
        let response = widgets::field(ui, label, self.draft.field(name), hint);
        self.took(ui, &response);
    }

    fn person(&mut self, ui: &mut Ui, name: &str, label: &str) {
        let directory = &self.seen.snapshot.world.directory;
        let response =
            pick_field(ui, label, self.draft.field(name), "Their name", directory, &[RecordKind::Person]);
        self.took(ui, &response);
    }

    fn time(&mut self, ui: &mut Ui, name: &str, label: &str) {
        let response = widgets::field(ui, label, self.draft.field(name), "fri 9:00, 2026-03-02 10:00");
        self.took(ui, &response);
        let tokens = Tokens::of(ui);
        let (words, ink) = match self.read(name) {
            Ok(None) => return,
            Ok(Some(at)) => (said(at, self.seen.now, self.seen.zone), tokens.met),
            Err(why) => (why, tokens.overdue),
        };
        ui.add(egui::Label::new(RichText::new(words).font(font::small()).color(ink)).wrap());
    }

    pub fn lines(&mut self, ui: &mut Ui, name: &str, label: &str, hint: &str, rows: usize) {
        let muted = Tokens::of(ui).text_muted;
        let label_id = ui.label(RichText::new(label).font(font::small()).color(muted)).id;
        let edit = TextEdit::multiline(self.draft.field(name))
            .id_salt(label)
            .hint_text(hint)
            .desired_rows(rows)
            .desired_width(f32::INFINITY)
            .margin(egui::Margin::symmetric(12, 5));
        let response = ui.add(edit).labelled_by(label_id);
        if response.changed() {
            self.draft.refusal = None;
        }
        self.is_sent |= response.has_focus()
            && ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
    }

    fn took(&mut self, ui: &Ui, response: &egui::Response) {
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
        }
        if response.changed() {
            self.draft.refusal = None;
        }
        self.is_sent |= enter(ui, response);
    }

    /// One of a few, kept by its place.
    pub fn choice(&mut self, ui: &mut Ui, name: &str, label: &str, options: &[&str]) -> usize {
        let mut at = self.draft.text(name).parse().unwrap_or(0).min(options.len().saturating_sub(1));
        let choices: Vec<Choice> = options.iter().map(|words| Choice::words(*words)).collect();
        if choice_ui(ui, label, &choices, &mut at) {
            *self.draft.field(name) = at.to_string();
        }
        at
    }

    /// The time in a field; in the past or in the future, as it is typed.
    fn read(&self, name: &str) -> Result<Option<Instant>, String> {
        let (text, now, zone) = (self.draft.text(name), self.seen.now, self.seen.zone);
        read(text, now, zone, Leaning::Future)
            .or_else(|refusal| read(text, now, zone, Leaning::Past).map_err(|_past| refusal))
            .map_err(|refusal| refusal.to_string())
    }

    fn needed(&self, name: &str, what: &str) -> Result<Instant, String> {
        self.read(name)?.ok_or_else(|| format!("{what} is missing; type a day and a time, such as fri 9:00"))
    }

    pub fn text(&self, name: &str) -> Option<String> {
        Some(self.draft.text(name).trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn seat(&self) -> Option<Seat> {
        self.text("seat").map(|seat| Seat::from(seat.to_lowercase()))
    }
}

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
    ui.add_space(space::S);
    refusal_ui(ui, filling.draft);
    let mut is_closed = false;
    ui.horizontal_wrapped(|ui| {
        ui.add_enabled_ui(!filling.draft.is_out, |ui| {
            filling.is_sent |= widgets::primary_button(ui, words, Some("Ctrl Enter")).clicked();
        });
        is_closed = widgets::quiet_button(ui, "Close", Some("Esc")).clicked();
    });
    filling.is_sent |= ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
    if is_closed {
        asks.push(Ask::CloseForm);
    }
    if filling.is_sent && !filling.draft.is_out {
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
            filling.line(ui, "seat", "Seat", "primary");
            span_ui(ui, filling);
            filling.line(ui, "why", "Why", "Optional");
            "Put on watch"
        }
        WatchForm::Cover => {
            filling.person(ui, "absent", "Who is away");
            filling.person(ui, "by", "Who stands in");
            span_ui(ui, filling);
            terms_ui(ui, filling, "Whichever they hold");
            "Offer the cover"
        }
        WatchForm::Swap => {
            filling.person(ui, "one", "Who gives");
            span_ui(ui, filling);
            filling.person(ui, "other", "Who takes it");
            others_ui(ui, filling);
            filling.time(ui, "other from", "And gives, from");
            filling.time(ui, "other until", "Until when theirs ends");
            terms_ui(ui, filling, "primary");
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

/// The seat, the reason, and how both agreed.
fn terms_ui(ui: &mut Ui, filling: &mut Filling<'_>, seat: &str) {
    filling.line(ui, "seat", "Seat", seat);
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
    let seat = filling.seat().unwrap_or(Seat::Primary);
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
    let name = |field: &str, what: &str| filling.text(field).ok_or_else(|| format!("{what} is missing"));
    let why = filling.text("why");
    Ok(match form {
        WatchForm::Override => {
            let person = name("person", "who is on watch")?;
            let said = format!("{person} is put on watch");
            let (from, until) = (filling.needed("from", "the begin")?, filling.needed("until", "the end")?);
            (WatchWish::OverrideWatch { seat: filling.seat(), from, until, person, why }, said)
        }
        WatchForm::Cover => {
            let (from, until) = (filling.needed("from", "the begin")?, filling.needed("until", "the end")?);
            let agreed = filling.text("agreed");
            let said = if agreed.is_some() { "The cover holds" } else { "The cover is offered" };
            let wish = WatchWish::CoverWatch {
                seat: filling.seat(),
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
                    seat: filling.seat(),
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
