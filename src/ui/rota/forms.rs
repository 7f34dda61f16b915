//! The forms of the rota: overrides, cover, swaps, leave, rules, answers. What is typed is kept until it
//! is accepted.

use chrono::TimeDelta;
use egui::{Key, RichText, TextEdit, Ui};

use super::RotaState;
use crate::desk::Request;
use crate::domain::calendar::local_of;
use crate::domain::command::ItemName;
use crate::domain::directory::RecordKind;
use crate::domain::rota::change::Window;
use crate::domain::rota::person::Seat;
use crate::domain::rota::rule::{Order, RuleDraft};
use crate::domain::rota::{Rota, rule_file};
use crate::domain::time::Instant;
use crate::domain::typed_time::{Leaning, understood};
use crate::domain::watch::wish::{Effect, SwapHalf, WatchWish};
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::{enter, refusal_ui};
use crate::ui::forms::{Draft, FormKind, Forms, WatchForm};
use crate::ui::pick_field::pick_field;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::typed_field::{read, said};
use crate::ui::widgets;

/// How an instant stands in a field, so that it reads back as it is.
const FIELD: &str = "%Y-%m-%d %H:%M";

const EFFECTS: [(Effect, &str); 3] = [
    (Effect::AtOnce, "At once"),
    (Effect::AfterShift, "After this shift"),
    (Effect::AfterRound, "After this round"),
];

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

/// A form on its way: what is painted, and what was asked for.
struct Filling<'a> {
    seen: &'a Seen<'a>,
    draft: &'a mut Draft,
    is_sent: bool,
    wants_focus: bool,
}

impl Filling<'_> {
    fn line(&mut self, ui: &mut Ui, name: &str, label: &str, hint: &str) {
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

    fn lines(&mut self, ui: &mut Ui, name: &str, label: &str, hint: &str, rows: usize) {
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
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
        if response.changed() {
            self.draft.refusal = None;
        }
        self.is_sent |= enter(ui, response);
    }

    /// One of a few, kept by its place.
    fn choice(&mut self, ui: &mut Ui, name: &str, label: &str, options: &[&str]) -> usize {
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

    fn text(&self, name: &str) -> Option<String> {
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
    let draft = forms.draft(&kind);
    let shown = ui.scope_id().with(("watch form", form.clone()));
    let pass = ui.cumulative_pass_nr();
    let last: Option<u64> = ui.data(|data| data.get_temp(shown));
    ui.data_mut(|data| data.insert_temp(shown, pass));
    let is_new = last.is_none_or(|last| last + 1 < pass);
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
            let button = widgets::primary_button(ui, words, Some("Ctrl Enter"));
            if button.gained_focus() {
                button.scroll_to_me(None);
            }
            filling.is_sent |= button.clicked();
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
            filling.line(ui, "seat", "Seat", "Whichever they hold");
            filling.line(ui, "why", "Why", "Optional");
            filling.line(
                ui,
                "agreed",
                "How both agreed, if they have",
                "on the phone; else it waits for their word",
            );
            "Offer the cover"
        }
        WatchForm::Swap => {
            filling.person(ui, "one", "Who gives");
            span_ui(ui, filling);
            filling.person(ui, "other", "Who takes it");
            others_ui(ui, filling);
            filling.time(ui, "other from", "And gives, from");
            filling.time(ui, "other until", "Until when theirs ends");
            filling.line(ui, "seat", "Seat", "primary");
            filling.line(ui, "why", "Why", "Optional");
            filling.line(
                ui,
                "agreed",
                "How both agreed, if they have",
                "on the phone; else it waits for their word",
            );
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

/// The next watches of whoever takes, to be picked.
fn others_ui(ui: &mut Ui, filling: &mut Filling<'_>) {
    let Some(name) = filling.text("other") else { return };
    let world = &filling.seen.snapshot.world;
    let (rota, zone, now) = (world.rota(), filling.seen.zone, filling.seen.now);
    let person = world.person_id(&name);
    let seat = filling.seat().unwrap_or(Seat::Primary);
    let shifts: Vec<Window> = rota
        .shifts(Window::new(now, now + TimeDelta::days(120)))
        .into_iter()
        .filter(|shift| shift.person == person && shift.seat == seat)
        .map(|shift| shift.window)
        .take(4)
        .collect();
    if shifts.is_empty() {
        let words = format!("{name} has no watch as {seat} in the next 120 days");
        ui.label(RichText::new(words).font(font::small()).color(Tokens::of(ui).due_soon));
    }
    for window in shifts {
        let words = format!("{} – {}", understood(window.from, zone), understood(window.until, zone));
        if widgets::quiet_button(ui, &words, None).clicked() {
            *filling.draft.field("other from") = typed(window.from, filling.seen);
            *filling.draft.field("other until") = typed(window.until, filling.seen);
        }
    }
}

fn rule_ui(ui: &mut Ui, filling: &mut Filling<'_>) -> &'static str {
    filling.line(ui, "name", "Name", "Main");
    filling.lines(ui, "participants", "Participants in order, one a line", "Sample One\nSample Two", 5);
    filling.line(ui, "every", "The watch passes on every", "1 week, 12 hours, 1 day, 2 months");
    filling.line(ui, "anchor", "First handoff, on the wall clock", "2026-03-02 09:00");
    filling.line(ui, "zone", "Time zone", "America/Chicago");
    filling.line(ui, "backup", "Backup", "offset 1 for who is primary next, names with commas, or empty");
    filling.line(ui, "weekdays", "Only on", "mon tue wed thu fri; empty for all");
    filling.line(ui, "hours", "Only in the hours", "09:00-17:00; empty for around the clock");
    filling.choice(ui, "holidays", "On the desk’s holidays", &["As usual", "Nobody"]);
    filling.choice(ui, "effect", "Takes effect", &EFFECTS.map(|(_, words)| words));
    filling.line(ui, "why", "Why", "Optional");
    preview_ui(ui, filling);
    "Adopt the rule"
}

/// The first shifts of the rule as it is typed, or what is wrong with it.
fn preview_ui(ui: &mut Ui, filling: &Filling<'_>) {
    let tokens = Tokens::of(ui);
    let text = rule_text(filling);
    let key = ui.scope_id().with("rule preview");
    let kept: Option<(String, Result<Vec<String>, String>)> = ui.data(|data| data.get_temp(key));
    let lines = if let Some((_, lines)) = kept.filter(|(of, _)| *of == text) {
        lines
    } else {
        let lines = preview(&text, filling.seen);
        ui.data_mut(|data| data.insert_temp(key, (text, lines.clone())));
        lines
    };
    ui.add_space(space::XS);
    match lines {
        Ok(lines) => {
            ui.label(RichText::new("Its next watches").font(font::small_strong()).color(tokens.text_muted));
            for line in lines {
                ui.label(RichText::new(line).font(font::small()));
            }
        }
        Err(why) => {
            ui.label(RichText::new(why).font(font::small()).color(tokens.due_soon));
        }
    }
}

fn preview(text: &str, seen: &Seen) -> Result<Vec<String>, String> {
    let file = rule_file::read(text)
        .map_err(|problems| problems.first().map_or_else(String::new, |one| one.what.clone()))?;
    let rota: Rota = file.rota();
    let begins = crate::domain::rota::turns::Turns::new(&file.rule, rota.holidays.dates()).begin();
    let from = begins.max(seen.now);
    let shifts =
        [8, 120, 800].into_iter().map(|days| rota.shifts(Window::new(from, from + TimeDelta::days(days))));
    let mut shifts = shifts.into_iter();
    let mut found = shifts.next().unwrap_or_default();
    for more in shifts {
        if found.len() >= 6 {
            break;
        }
        found = more;
    }
    let zone = file.rule.draft().zone;
    let line = |shift: &crate::domain::rota::schedule::Shift| {
        format!("{} {}, {}", understood(shift.window.from, zone), rota.name(&shift.person), shift.seat)
    };
    Ok(found.iter().take(8).map(line).collect())
}

/// The rule as a file would say it.
fn rule_text(filling: &Filling<'_>) -> String {
    // A JSON string is a TOML string as well.
    let quoted = |text: &str| serde_json::Value::String(text.trim().to_owned()).to_string();
    let list = |items: Vec<&str>| {
        let items: Vec<String> = items.into_iter().filter(|one| !one.trim().is_empty()).map(quoted).collect();
        format!("[{}]", items.join(", "))
    };
    let mut text = String::new();
    let mut put = |key: &str, value: String| text.push_str(&format!("{key} = {value}\n"));
    if let Some(name) = filling.text("name") {
        put("name", quoted(&name));
    }
    if let Some(zone) = filling.text("zone") {
        put("time_zone", quoted(&zone));
    }
    if let Some(anchor) = filling.text("anchor") {
        put("anchor", quoted(&anchor.replacen(' ', "T", 1)));
    }
    if let Some(every) = filling.text("every") {
        put("every", quoted(&every));
    }
    put("participants", list(filling.draft.text("participants").lines().collect()));
    if let Some(backup) = filling.text("backup") {
        let value =
            if backup.starts_with("offset") { quoted(&backup) } else { list(backup.split(',').collect()) };
        put("backup", value);
    }
    if let Some(days) = filling.text("weekdays") {
        put("weekdays", list(days.split([' ', ',']).collect()));
    }
    if let Some(hours) = filling.text("hours") {
        put("hours", quoted(&hours));
    }
    if filling.draft.text("holidays") == "1" {
        put("skip_holidays", "true".to_owned());
    }
    text
}

fn fill_rule(draft: &mut Draft, state: &RotaState, track: &str, seen: &Seen) {
    "yes".clone_into(draft.field("filled"));
    let line = state.data.rules.iter().rev().find(|one| one.track == track);
    let Some(rule) = line.and_then(|one| one.rule.as_ref()) else {
        seen.zone.name().clone_into(draft.field("zone"));
        "1 week".clone_into(draft.field("every"));
        "offset 1".clone_into(draft.field("backup"));
        let monday = super::data::monday(local_of(seen.zone, seen.now).date());
        *draft.field("anchor") = format!("{monday} 09:00");
        return;
    };
    let rota = seen.snapshot.world.rota();
    let known: &RuleDraft = rule.draft();
    let name = |id: &crate::domain::rota::person::PersonId| rota.name(id).to_owned();
    let mut put = |field: &str, text: String| *draft.field(field) = text;
    put("name", known.name.clone());
    put("zone", known.zone.name().to_owned());
    put("every", known.rhythm.to_string());
    put("anchor", known.anchor.format(FIELD).to_string());
    put("participants", known.participants.iter().map(name).collect::<Vec<_>>().join("\n"));
    let backup = known.seats.iter().find(|one| one.seat == Seat::Backup);
    put(
        "backup",
        match backup.map(|one| &one.order) {
            Some(Order::Offset(offset)) => format!("offset {offset}"),
            Some(Order::Own(names)) => names.iter().map(name).collect::<Vec<_>>().join(", "),
            None => String::new(),
        },
    );
    if let Some(days) = known.weekdays {
        let words = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let on = words.into_iter().zip(days).filter(|(_, on)| *on).map(|(word, _)| word);
        put("weekdays", on.collect::<Vec<_>>().join(" "));
    }
    put("hours", known.hours.map_or_else(String::new, |hours| hours.to_string()));
    put("holidays", if known.skips_holidays { "1".to_owned() } else { "0".to_owned() });
    put("effect", "1".to_owned());
}

fn effect(filling: &Filling<'_>) -> Effect {
    let at: usize = filling.draft.text("effect").parse().unwrap_or(0);
    EFFECTS.get(at).map_or(Effect::AtOnce, |(effect, _)| *effect)
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
