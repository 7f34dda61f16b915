//! A form while it is filled in: its fields, painted and read the same way on every screen.
//!
//! Never here: what a form asks for.

use chrono::NaiveDate;
use egui::{Event, InputState, Key, RichText, TextEdit, Ui};

use super::choice::{Choice, choice_ui};
use super::context::{Ask, Asks, Seen};
use super::desk_form::{enter, refusal_ui};
use super::forms::Draft;
use super::pick_field::pick_field;
use super::theme::{Tokens, font, space};
use super::typed_field::{read, said};
use super::widgets;
use crate::domain::calendar::local_of;
use crate::domain::directory::RecordKind;
use crate::domain::review::facts::AgendaItem;
use crate::domain::time::Instant;
use crate::domain::typed_time::Leaning;

/// How an instant stands in a field, so that it reads back as it is.
pub const FIELD: &str = "%Y-%m-%d %H:%M";

/// An instant as it stands in a field.
pub fn typed(at: Instant, seen: &Seen) -> String {
    local_of(seen.zone, at).format(FIELD).to_string()
}

/// Whether Ctrl Enter went down. By what was held when it did: where frames are slow, Ctrl may be up again
/// before the one that sees it.
fn is_ctrl_enter(input: &InputState) -> bool {
    input.events.iter().any(|event| match event {
        Event::Key { key: Key::Enter, pressed: true, modifiers, .. } => modifiers.command,
        _ => false,
    })
}

/// A form on its way: what is painted, and what was asked for.
pub struct Filling<'a> {
    /// What is seen while it is painted.
    pub seen: &'a Seen<'a>,
    /// What is typed.
    pub draft: &'a mut Draft,
    /// Whether Enter or Ctrl Enter has sent it.
    pub is_sent: bool,
    /// Whether the first field takes the keyboard.
    pub wants_focus: bool,
}

impl Filling<'_> {
    /// A text that nobody is to read over one's shoulder.
    pub fn secret(&mut self, ui: &mut Ui, name: &str, label: &str, hint: &str) {
        let muted = Tokens::of(ui).text_muted;
        let label_id = ui.label(RichText::new(label).font(font::small()).color(muted)).id;
        let edit = TextEdit::singleline(self.draft.field(name))
            .id_salt(label)
            .password(true)
            .hint_text(hint)
            .desired_width(f32::INFINITY)
            .margin(egui::Margin::symmetric(12, 5));
        let response = ui.add(edit).labelled_by(label_id);
        self.took(ui, &response);
    }

    /// The foot of a form: why it was refused, the button that sends it, and the one that closes it. Whether it
    /// is sent now.
    pub fn foot_ui(&mut self, ui: &mut Ui, words: &str, asks: &mut Asks) -> bool {
        ui.add_space(space::S);
        refusal_ui(ui, self.draft);
        let mut is_closed = false;
        ui.horizontal_wrapped(|ui| {
            ui.add_enabled_ui(!self.draft.is_out, |ui| {
                self.is_sent |= widgets::primary_button(ui, words, Some("Ctrl Enter")).clicked();
            });
            is_closed = widgets::quiet_button(ui, "Close", Some("Esc")).clicked();
        });
        self.is_sent |= ui.input(is_ctrl_enter);
        if is_closed {
            asks.push(Ask::CloseForm);
        }
        self.is_sent && !self.draft.is_out
    }

    /// Somebody of the directory may be meant, who is called so.
    pub fn name(&self, field: &str, what: &str) -> Result<String, String> {
        self.text(field).ok_or_else(|| format!("{what} is missing"))
    }

    /// A line of text.
    pub fn line(&mut self, ui: &mut Ui, name: &str, label: &str, hint: &str) {
        let response = widgets::field(ui, label, self.draft.field(name), hint);
        self.took(ui, &response);
    }

    /// A person, found by a few letters.
    pub fn person(&mut self, ui: &mut Ui, name: &str, label: &str) {
        self.recorded(ui, name, (label, "Their name"), RecordKind::Person);
    }

    /// Something that the directory may know, found by a few letters.
    pub fn recorded(&mut self, ui: &mut Ui, name: &str, (label, hint): (&str, &str), kind: RecordKind) {
        let directory = &self.seen.snapshot.world.directory;
        let response = pick_field(ui, label, self.draft.field(name), hint, directory, &[kind]);
        self.took(ui, &response);
    }

    /// A time, and how it was understood.
    pub fn time(&mut self, ui: &mut Ui, name: &str, label: &str) {
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

    /// Several lines of text.
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
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
        }
        if response.changed() {
            self.draft.refusal = None;
        }
        self.is_sent |= response.has_focus() && ui.input(is_ctrl_enter);
    }

    /// Takes in what happened in a field.
    pub fn took(&mut self, ui: &Ui, response: &egui::Response) {
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
    pub fn read(&self, name: &str) -> Result<Option<Instant>, String> {
        let (text, now, zone) = (self.draft.text(name), self.seen.now, self.seen.zone);
        read(text, now, zone, Leaning::Future)
            .or_else(|refusal| read(text, now, zone, Leaning::Past).map_err(|_past| refusal))
            .map_err(|refusal| refusal.to_string())
    }

    /// The time in a field that may not be empty.
    pub fn needed(&self, name: &str, what: &str) -> Result<Instant, String> {
        self.read(name)?.ok_or_else(|| format!("{what} is missing; type a day and a time, such as fri 9:00"))
    }

    /// What is typed in a field, without the blanks around it; none if it is empty.
    pub fn text(&self, name: &str) -> Option<String> {
        Some(self.draft.text(name).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A number of minutes.
    pub fn minutes(&self, name: &str) -> Result<u32, String> {
        let text = self.name(name, "how long it is")?;
        text.parse().map_err(|_err| format!("“{text}” is no number of minutes; write one such as 60"))
    }

    /// The items of an agenda as they are typed, one a line: minutes, a space, the title.
    pub fn agenda(&self, name: &str) -> Result<Vec<AgendaItem>, String> {
        let text = self.text(name).ok_or_else(|| "the agenda is empty; write one item a line".to_owned())?;
        let item = |(number, line): (usize, &str)| {
            let line = line.trim();
            let (minutes, title) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            match minutes.parse::<u32>() {
                Ok(minutes) if !title.trim().is_empty() => {
                    Ok(AgendaItem { title: title.trim().to_owned(), minutes })
                }
                _ => Err(format!(
                    "line {number} is no item; write minutes and title, such as “10 What happened”"
                )),
            }
        };
        (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).map(item).collect()
    }

    /// The lines of a field, without the empty ones.
    pub fn names(&self, name: &str) -> Vec<String> {
        let lines = self.draft.text(name).lines().map(str::trim);
        lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// The day in a field; none if it is empty. `leaning` says which one is meant where no year is typed.
    pub fn day(&self, name: &str, leaning: Leaning) -> Result<Option<NaiveDate>, String> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let (now, zone) = (self.seen.now, self.seen.zone);
        if text.eq_ignore_ascii_case("today") {
            return Ok(Some(local_of(zone, now).date()));
        }
        if let Ok(day) = text.parse() {
            return Ok(Some(day));
        }
        // A day ends with its last minute and begins with its first: so that today counts both ways.
        let time = if leaning == Leaning::Future { "23:59" } else { "0:00" };
        let at = read(&format!("{text} {time}"), now, zone, leaning);
        let why = |_err| format!("“{text}” is no day; type one such as 2026-03-02, fri or yesterday");
        Ok(at.map_err(why)?.map(|at| local_of(zone, at).date()))
    }

    /// A day, and how it was understood.
    pub fn day_line(&mut self, ui: &mut Ui, (name, label): (&str, &str), leaning: Leaning) {
        let response = widgets::field(ui, label, self.draft.field(name), "2026-03-02, fri");
        self.took(ui, &response);
        let tokens = Tokens::of(ui);
        let (words, ink) = match self.day(name, leaning) {
            Ok(None) => return,
            Ok(Some(day)) => (day.format("%A %-d %B %Y").to_string(), tokens.met),
            Err(why) => (why, tokens.overdue),
        };
        ui.add(egui::Label::new(RichText::new(words).font(font::small()).color(ink)).wrap());
    }
}
