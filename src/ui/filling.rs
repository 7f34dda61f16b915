//! A form while it is filled in: its fields, painted and read the same way on every screen.
//!
//! Never here: what a form asks for.

use egui::{Key, RichText, TextEdit, Ui};

use super::choice::{Choice, choice_ui};
use super::context::Seen;
use super::desk_form::enter;
use super::forms::Draft;
use super::pick_field::pick_field;
use super::theme::{Tokens, font};
use super::typed_field::{read, said};
use super::widgets;
use crate::domain::calendar::local_of;
use crate::domain::directory::RecordKind;
use crate::domain::time::Instant;
use crate::domain::typed_time::Leaning;

/// How an instant stands in a field, so that it reads back as it is.
pub const FIELD: &str = "%Y-%m-%d %H:%M";

/// An instant as it stands in a field.
pub fn typed(at: Instant, seen: &Seen) -> String {
    local_of(seen.zone, at).format(FIELD).to_string()
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
        let directory = &self.seen.snapshot.world.directory;
        let response =
            pick_field(ui, label, self.draft.field(name), "Their name", directory, &[RecordKind::Person]);
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
        if response.changed() {
            self.draft.refusal = None;
        }
        self.is_sent |= response.has_focus()
            && ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
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
}
