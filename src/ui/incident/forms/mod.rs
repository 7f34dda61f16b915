//! The forms of the pane: one is open at a time, under the deadline it is about or above the list.
//!
//! A form changes nothing but its draft; what it wants leaves as one ask. Enter sends it from a
//! line, Ctrl Enter from anywhere in it; Esc closes it and keeps what is typed.

mod billing;
mod change;
mod deadline;
mod entry;
mod happened;
mod hotline;
mod intake;
mod people;
mod tasks;
#[cfg(test)]
mod tests;
mod turn;
mod update;

use egui::accesskit::Live as LiveRegion;
use egui::scroll_area::ScrollAreaOutput;
use egui::{Event, Key, Response, RichText, TextEdit, Ui};

use super::data::DeadlineData;
use super::parts::paragraph;
use crate::desk::Request;
use crate::documents::when;
use crate::domain::command::Wish;
use crate::domain::directory::RecordKind;
use crate::domain::time::Instant;
use crate::domain::typed_time::Leaning;
use crate::domain::world::Live;
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{Draft, FormKind, Forms};
use crate::ui::icons::icon;
use crate::ui::pick_field::pick_field;
use crate::ui::scroll;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::typed_field::{now_if_empty, typed_time_field};
use crate::ui::widgets;

pub use happened::offer_event;

/// The draft's field for when it happened.
const AT: &str = "at";
/// The draft's field for a reason.
const WHY: &str = "why";
/// The draft's field for words.
const WORDS: &str = "words";

/// The clock that a form is about, if it is about one.
pub fn clock_of(kind: &FormKind) -> Option<&str> {
    match kind {
        FormKind::Done { clock, .. }
        | FormKind::NotNeeded { clock, .. }
        | FormKind::Snooze { clock, .. }
        | FormKind::Pause { clock, .. } => Some(clock),
        _ => None,
    }
}

/// Whether this pane has that form.
pub fn is_ours(kind: &FormKind) -> bool {
    !matches!(
        kind,
        FormKind::NewIncident
            | FormKind::Desk
            | FormKind::Note(_)
            | FormKind::Record { .. }
            | FormKind::Directory(_)
            | FormKind::Watch(_)
            | FormKind::File(_)
            | FormKind::Tickets
            | FormKind::Billing(_)
            | FormKind::Review { .. }
            | FormKind::Service { .. }
            | FormKind::Score(_)
            | FormKind::Settings(_)
            | FormKind::Policy(_)
            | FormKind::Data(_)
    )
}

/// Whether Enter went down in this frame, and is not merely held since it opened the form.
fn is_enter_fresh(ui: &Ui) -> bool {
    let is_fresh =
        |event: &Event| matches!(event, Event::Key { key: Key::Enter, pressed: true, repeat: false, .. });
    ui.input(|input| input.modifiers.is_none() && input.events.iter().any(is_fresh))
}

/// Words to choose from, each kept as the word before it.
fn choices<'w>(words: &[(&'w str, &str)]) -> Vec<(&'w str, Choice)> {
    words.iter().map(|(value, words)| (*value, Choice::words(*words))).collect()
}

/// The edge of a field that is longer than its box: the field's own is out of sight then.
fn edge_ui(ui: &Ui, shown: &ScrollAreaOutput<Response>) {
    if shown.content_size.y > shown.inner_rect.height() + 0.5 {
        let visuals = ui.visuals();
        let stroke = if shown.inner.has_focus() {
            visuals.selection.stroke
        } else if shown.inner.hovered() {
            visuals.widgets.hovered.bg_stroke
        } else {
            visuals.widgets.inactive.bg_stroke
        };
        ui.painter().rect_stroke(shown.inner_rect, size::CORNER, stroke, egui::StrokeKind::Inside);
    }
}

/// A form while it is painted.
pub struct Form<'a> {
    seen: &'a Seen<'a>,
    live: &'a Live,
    kind: FormKind,
    draft: &'a mut Draft,
    asks: &'a mut Asks,
    /// The first field takes the keyboard.
    takes_focus: bool,
    /// Somebody pressed Enter in a line.
    is_sent: bool,
    /// The keyboard is in one of its fields.
    has_focus: bool,
    /// A time in it can't be read.
    has_bad_time: bool,
    /// Enter on a choice sends the form: where the choice is all that is needed.
    choice_sends: bool,
}

/// The open form, in its frame. `is_new` says that it was opened just now.
pub fn form_ui(
    ui: &mut Ui,
    (seen, live): (&Seen<'_>, &Live),
    deadlines: &[DeadlineData],
    (kind, is_new): (&FormKind, bool),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let tokens = Tokens::of(ui);
    let draft = forms.draft(kind);
    let mut form = Form {
        seen,
        live,
        kind: kind.clone(),
        draft,
        asks,
        takes_focus: is_new,
        is_sent: false,
        has_focus: false,
        has_bad_time: false,
        choice_sends: matches!(kind, FormKind::Priority(_)),
    };
    let shown = egui::Frame::new()
        .fill(tokens.surface_raised)
        .stroke(egui::Stroke::new(size::HAIRLINE, tokens.hairline))
        .corner_radius(size::CORNER)
        .inner_margin(egui::Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.push_id(kind, |ui| {
                ui.set_width(ui.available_width());
                form.body(ui, deadlines);
            });
        });
    if is_new {
        scroll::align_top(ui, shown.response.rect);
    }
}

impl Form<'_> {
    fn body(&mut self, ui: &mut Ui, deadlines: &[DeadlineData]) {
        let of_clock = |clock: &str| deadlines.iter().find(|one| &*one.clock == clock);
        match self.kind.clone() {
            FormKind::Done { clock, .. } => deadline::done_ui(ui, self, &clock),
            FormKind::NotNeeded { clock, .. } => deadline::not_needed_ui(ui, self, &clock),
            FormKind::Snooze { clock, .. } => deadline::snooze_ui(ui, self, &clock),
            FormKind::Pause { clock, .. } => deadline::pause_ui(ui, self, of_clock(&clock), &clock),
            FormKind::Priority(_) => change::priority_ui(ui, self),
            FormKind::Kind(_) => change::kind_ui(ui, self),
            FormKind::Amend(_) => change::amend_ui(ui, self),
            FormKind::Event(_) => happened::event_ui(ui, self, deadlines),
            FormKind::Restore(_) => turn::restore_ui(ui, self),
            FormKind::Reopen(_) => turn::reopen_ui(ui, self),
            FormKind::Close(_) => turn::close_ui(ui, self),
            FormKind::Correct { entry, .. } => entry::correct_ui(ui, self, entry),
            FormKind::TakeBack { entry, .. } => entry::take_back_ui(ui, self, entry),
            FormKind::Draft { audience, .. } => update::draft_ui(ui, self, &audience),
            FormKind::Call { whom, .. } => people::call_ui(ui, self, &whom),
            FormKind::StandDown { whom, .. } => people::stand_down_ui(ui, self, &whom),
            FormKind::Request(_) => tasks::request_ui(ui, self),
            FormKind::Answer { entry, .. } => tasks::answer_ui(ui, self, entry),
            FormKind::AssignRequest { entry, .. } => tasks::assign_ui(ui, self, entry),
            FormKind::WithdrawRequest { entry, .. } => tasks::withdraw_ui(ui, self, entry),
            FormKind::Delegate(_) => tasks::delegate_ui(ui, self),
            FormKind::ActionDone { entry, .. } => tasks::action_done_ui(ui, self, entry),
            FormKind::Redelegate { entry, .. } => tasks::redelegate_ui(ui, self, entry),
            FormKind::DropAction { entry, .. } => tasks::drop_ui(ui, self, entry),
            FormKind::HotlineCall(_) => hotline::call_ui(ui, self),
            FormKind::ChecklistItem { item, .. } => hotline::item_ui(ui, self, &item),
            FormKind::Intake { form, .. } => intake::intake_ui(ui, self, &form),
            FormKind::Bill(_) => billing::bill_ui(ui, self),
            FormKind::NewIncident
            | FormKind::Desk
            | FormKind::Note(_)
            | FormKind::Record { .. }
            | FormKind::Directory(_)
            | FormKind::Watch(_)
            | FormKind::File(_)
            | FormKind::Tickets
            | FormKind::Billing(_)
            | FormKind::Review { .. }
            | FormKind::Service { .. }
            | FormKind::Score(_)
            | FormKind::Settings(_)
            | FormKind::Policy(_)
            | FormKind::Data(_) => {}
        }
    }

    /// The form's title with the way out.
    fn head(&mut self, ui: &mut Ui, title: &str) {
        ui.horizontal(|ui| {
            let ink = Tokens::of(ui).text;
            let room = ui.available_width() - size::CONTROL - space::S;
            ui.scope(|ui| {
                ui.set_width(room);
                paragraph(ui, title, font::strong(), ink);
            });
            if widgets::icon_button(ui, icon::X, "Close this form, keeping what is typed").clicked() {
                self.asks.push(Ask::CloseForm);
            }
        });
    }

    /// What a field did: it may take the keyboard, and what is typed answers a refusal.
    fn note_field(&mut self, ui: &Ui, response: &Response) {
        if std::mem::take(&mut self.takes_focus) {
            response.request_focus();
        }
        if response.changed() {
            self.draft.refusal = None;
        }
        self.has_focus |= response.has_focus();
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            self.is_sent = true;
            self.has_focus = true;
            response.request_focus();
        }
    }

    /// Lets a widget change one field; while the form's request is out, nothing typed counts.
    fn edit<R>(&mut self, name: &str, edit: impl FnOnce(&mut String) -> R) -> R {
        if self.draft.is_out {
            let mut still = self.draft.text(name).to_owned();
            edit(&mut still)
        } else {
            edit(self.draft.field(name))
        }
    }

    /// One line.
    fn line(&mut self, ui: &mut Ui, label: &str, name: &str, hint: &str) {
        let response = self.edit(name, |text| widgets::field(ui, label, text, hint));
        self.note_field(ui, &response);
    }

    /// Somebody or something of the directory by a few letters; a name that is not in it does as well.
    fn pick(&mut self, ui: &mut Ui, label: &str, name: &str, hint: &str, kinds: &[RecordKind]) {
        let directory = std::sync::Arc::clone(&self.seen.snapshot.world.directory);
        let response = self.edit(name, |text| pick_field(ui, label, text, hint, &directory, kinds));
        self.note_field(ui, &response);
    }

    /// Several lines.
    fn lines(&mut self, ui: &mut Ui, label: &str, name: &str, hint: &str) {
        self.rows(ui, label, name, hint, 3);
    }

    /// So many lines at first; more are there as they are typed.
    fn rows(&mut self, ui: &mut Ui, label: &str, name: &str, hint: &str, rows: u8) {
        let muted = Tokens::of(ui).text_muted;
        let label_id = ui.label(RichText::new(label).font(font::small()).color(muted)).id;
        // Never higher than what is in sight at once, where the scale is large.
        let sight = (ui.clip_rect().height() - 2.0 * space::XL).max(64.0);
        let most = f32::from(rows).mul_add(18.0, 106.0).min(sight);
        let response = self.edit(name, |text| {
            let edit = TextEdit::multiline(text)
                .id_salt(label)
                .hint_text(hint)
                .desired_rows(rows.into())
                .desired_width(f32::INFINITY)
                .margin(egui::Margin::symmetric(12, 5));
            // As high as its words up to a bound, however little of the form is in sight.
            let area = egui::ScrollArea::vertical()
                .id_salt((label, "scroll"))
                .max_height(most)
                .min_scrolled_height(most);
            let shown = area.show(ui, |ui| ui.add(edit));
            edge_ui(ui, &shown);
            shown.inner.labelled_by(label_id)
        });
        if std::mem::take(&mut self.takes_focus) {
            response.request_focus();
        }
        if response.changed() {
            self.draft.refusal = None;
        }
        self.has_focus |= response.has_focus();
    }

    /// When it happened: none for now.
    fn at(&mut self, ui: &mut Ui) -> Option<Instant> {
        self.at_called(ui, "When it happened")
    }

    /// The same under another label.
    fn at_called(&mut self, ui: &mut Ui, label: &str) -> Option<Instant> {
        let empty = now_if_empty(self.seen.now, self.seen.zone);
        self.time(ui, label, AT, &empty, Leaning::Past)
    }

    /// A time under its label.
    fn time(
        &mut self,
        ui: &mut Ui,
        label: &str,
        name: &str,
        empty: &str,
        leaning: Leaning,
    ) -> Option<Instant> {
        let present = (self.seen.now, self.seen.zone);
        let typed = self.edit(name, |text| typed_time_field(ui, label, text, empty, leaning, present));
        self.note_field(ui, &typed.response);
        typed.at.unwrap_or_else(|_| {
            self.has_bad_time = true;
            None
        })
    }

    /// One of several words, kept in the field `name`.
    fn choose<'w>(
        &mut self,
        ui: &mut Ui,
        label: &str,
        name: &str,
        usual: &'w str,
        choices: &[(&'w str, Choice)],
    ) -> &'w str {
        let typed = self.draft.text(name);
        let place = |word: &str| choices.iter().position(|(value, _)| *value == word);
        let mut chosen = place(typed).or_else(|| place(usual)).unwrap_or(0);
        let options: Vec<Choice> = choices.iter().map(|(_, choice)| choice.clone()).collect();
        let group = ui.make_persistent_id(("choice", label));
        if std::mem::take(&mut self.takes_focus) {
            ui.memory_mut(|memory| memory.request_focus(group.with(chosen)));
        }
        let before = chosen;
        let focused = ui.memory(egui::Memory::focused);
        let has_focus = (0..options.len()).any(|at| focused == Some(group.with(at)));
        if choice_ui(ui, label, &options, &mut chosen) && !self.draft.is_out {
            if let Some((value, _)) = choices.get(chosen) {
                (*value).clone_into(self.draft.field(name));
            }
            self.draft.refusal = None;
        }
        self.has_focus |= has_focus;
        self.is_sent |= self.choice_sends && has_focus && chosen == before && is_enter_fresh(ui);
        choices.get(if self.draft.is_out { before } else { chosen }).map_or(usual, |(value, _)| *value)
    }

    /// A choice below another, which does not take the keyboard: what is typed next does.
    fn choose_quietly<'w>(
        &mut self,
        ui: &mut Ui,
        label: &str,
        name: &str,
        usual: &'w str,
        choices: &[(&'w str, Choice)],
    ) -> &'w str {
        let takes_focus = std::mem::take(&mut self.takes_focus);
        let chosen = self.choose(ui, label, name, usual, choices);
        self.takes_focus = takes_focus;
        chosen
    }

    /// Two lines beside each other: label, name and hint of each.
    fn two_lines(&mut self, ui: &mut Ui, left: (&str, &str, &str), right: (&str, &str, &str)) {
        ui.columns_const(|[first, second]| {
            self.line(first, left.0, left.1, left.2);
            self.line(second, right.0, right.1, right.2);
        });
    }

    /// What is typed in a field, trimmed; none where that is nothing.
    fn said(&self, name: &str) -> Option<String> {
        Some(self.draft.text(name).trim()).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// What is typed in a field, as it stands.
    fn typed(&self, name: &str) -> String {
        self.draft.text(name).trim().to_owned()
    }

    /// Why it was refused.
    fn refusal(&self, ui: &mut Ui) {
        if let Some(refusal) = &self.draft.refusal {
            let ink = Tokens::of(ui).overdue;
            let said = paragraph(ui, &format!("Not done: {refusal}"), font::body(), ink);
            ui.accesskit_node_builder(said.id, |node| node.set_live(LiveRegion::Assertive));
        }
    }

    /// The button that sends the form, and whether it is to be sent now.
    fn foot(&mut self, ui: &mut Ui, words: &str) -> bool {
        self.refusal(ui);
        let is_out = self.draft.is_out;
        let mut pressed = false;
        ui.add_space(space::XS);
        ui.horizontal_wrapped(|ui| {
            ui.add_enabled_ui(!is_out, |ui| pressed = widgets::primary_button(ui, words, None).clicked());
            if widgets::quiet_button(ui, "Cancel", Some("Esc")).clicked() {
                self.asks.push(Ask::CloseForm);
            }
            if is_out {
                let muted = Tokens::of(ui).text_muted;
                ui.label(RichText::new("Saving…").font(font::small()).color(muted));
            }
        });
        let by_keys =
            self.has_focus && ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
        (pressed || by_keys || self.is_sent) && !is_out && !self.has_bad_time
    }

    /// Asks for what the form wants. `said` is what is said once it is accepted, before its time.
    fn send(&mut self, wish: Wish, at: Option<Instant>, said: &str) {
        let moment = when(at.unwrap_or(self.seen.now), self.seen.now, self.seen.zone);
        self.send_saying(wish, at, format!("{said}, {moment}"));
    }

    /// The same with words that name no time.
    fn send_saying(&mut self, wish: Wish, at: Option<Instant>, said: String) {
        self.draft.refusal = None;
        self.asks.push(Ask::Do {
            request: Request::about(self.live.incident.id, wish).at(at),
            form: Some(self.kind.clone()),
            said: Some(said),
        });
    }

    /// Puts what stands now into a field that nobody has changed since it was last put there.
    fn prefill(&mut self, name: &str, standing: &str) {
        let was = format!("was_{name}");
        let untouched =
            !self.draft.fields.contains_key(name) || self.draft.text(name) == self.draft.text(&was);
        if untouched && self.draft.text(name) != standing && !self.draft.is_out {
            standing.clone_into(self.draft.field(name));
        }
        if untouched {
            standing.clone_into(self.draft.field(&was));
        }
    }

    /// A sentence in small letters.
    fn remark(ui: &mut Ui, words: &str) {
        let muted = Tokens::of(ui).text_muted;
        paragraph(ui, words, font::small(), muted);
    }
}
