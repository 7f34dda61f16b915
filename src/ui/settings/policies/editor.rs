//! The editor of a policy of one's own: its whole text, checked beside the frames as one types.

use std::sync::Arc;

use egui::{Frame, Id, Margin, RichText, Ui};

use super::lines::{self, Lines};
use super::words::{how_many, not_saved, to_mend};
use super::{Checked, OPENED, PolicyWish, TEXT, review};
use crate::documents::sentence;
use crate::domain::policy_file::{PolicyProblem, version_of};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::refusal_ui;
use crate::ui::forms::{Draft, FormKind, Forms, PolicyForm};
use crate::ui::incident::parts::paragraph;
use crate::ui::scroll;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets;

/// What the editor keeps from frame to frame, beside what is typed.
#[derive(Debug, Default)]
pub struct EditorState {
    /// The policy that is edited; nothing while none is.
    pub name: String,
    /// Whether its file is being read.
    pub is_reading: bool,
    /// The file, if it is another than the one that was opened.
    pub theirs: Option<Theirs>,
    /// What is typed is compared with, where that is not the policy in force.
    against: Option<Arc<str>>,
    checked: Option<Checked>,
    is_checking: bool,
    /// Whether what saving changes is shown, or wanted as soon as the check is there.
    shows_changes: bool,
    wants_changes: bool,
    wants_keyboard: bool,
    go_to: Option<usize>,
}

/// What became of a file that somebody else changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Theirs {
    /// It has this text.
    Text(String),
    /// It is not there any more.
    Gone,
}

impl Theirs {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Gone => None,
        }
    }
}

impl From<Option<String>> for Theirs {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Gone, Self::Text)
    }
}

impl EditorState {
    /// What is typed was checked.
    pub fn take(&mut self, checked: Checked) {
        self.checked = Some(checked);
        self.is_checking = false;
    }

    /// From what saving changes back to the text. Whether that was shown.
    pub fn let_go(&mut self) -> bool {
        self.wants_changes = false;
        self.wants_keyboard |= self.shows_changes;
        std::mem::take(&mut self.shows_changes)
    }

    /// What was typed until a moment ago is saved, and typing goes on.
    pub fn go_on(&mut self) {
        self.let_go();
        self.against = None;
    }

    /// Nothing is edited any more; says what was.
    pub fn leave(&mut self) -> Option<String> {
        if self.name.is_empty() {
            return None;
        }
        Some(std::mem::take(self).name)
    }

    /// The check of what is typed now, if it is there.
    fn check_of(&self, text: &str) -> Option<&Checked> {
        self.checked.as_ref().filter(|checked| checked.text == text && checked.against == self.against)
    }
}

/// In less height than this, everything is one scroll.
const LEAST_HEIGHT: f32 = 360.0;
/// The least height of the text there.
const LEAST_TEXT: f32 = 110.0;

/// The field of the text.
fn text_id(name: &str) -> Id {
    Id::unique(("policy editor", name))
}

/// Paints the editor in all the room there is.
pub(super) fn editor_ui(
    ui: &mut Ui,
    seen: &Seen,
    name: &str,
    state: &mut EditorState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    if std::mem::take(&mut forms.is_fresh) || state.name != name {
        *state = EditorState {
            name: name.to_owned(),
            is_reading: true,
            wants_keyboard: true,
            ..EditorState::default()
        };
        asks.push(Ask::Policies(PolicyWish::Open { name: name.to_owned() }));
    }
    let draft = forms.draft(&FormKind::Policy(PolicyForm::Edit { name: name.to_owned() }));
    Frame::new().inner_margin(Margin::symmetric(16, 8)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        if !draft.fields.contains_key(TEXT) {
            unread_ui(ui, name, state, draft, asks);
            return;
        }
        check(name, draft, state, asks);
        if state.shows_changes {
            review::review_ui(ui, seen, name, state.checked.as_ref(), draft, &mut state.shows_changes, asks);
            state.wants_keyboard |= !state.shows_changes;
            return;
        }
        if ui.available_height() < LEAST_HEIGHT {
            scroll::show(ui, scroll::area(("policy editor, short", name)), |ui| {
                head_ui(ui, name, state, draft);
                let height = (ui.clip_rect().height() - space::XL).max(LEAST_TEXT);
                let area = scroll::area(("policy editor", name)).max_height(height);
                area.show(ui, |ui| text_ui(ui, name, state, draft));
                foot_ui(ui, state, draft, asks);
            });
            return;
        }
        head_ui(ui, name, state, draft);
        let foot = ui.data(|data| data.get_temp::<f32>(foot_id())).unwrap_or(80.0);
        let height = (ui.available_height() - foot - space::S).max(120.0);
        let area = scroll::area(("policy editor", name)).max_height(height);
        area.show(ui, |ui| text_ui(ui, name, state, draft));
        let top = ui.cursor().top();
        foot_ui(ui, state, draft, asks);
        let taken = ui.cursor().top() - top;
        if (taken - foot).abs() > 0.5 {
            // How much room the foot takes is known once it was painted.
            ui.data_mut(|data| data.insert_temp(foot_id(), taken));
            ui.request_repaint();
        }
    });
}

fn foot_id() -> Id {
    Id::unique("foot of the policy editor")
}

/// The file is not here yet, or cannot be read.
fn unread_ui(ui: &mut Ui, name: &str, state: &EditorState, draft: &Draft, asks: &mut Asks) {
    ui.label(RichText::new(format!("Editing {name}")).font(font::title()));
    if state.is_reading {
        ui.label("The file is being read");
    }
    refusal_ui(ui, draft);
    if widgets::quiet_button(ui, "Close", Some("Esc")).clicked() {
        asks.push(Ask::CloseForm);
    }
}

/// Has what is typed checked where it is another than what was; shows what it changes where that is waited for.
fn check(name: &str, draft: &mut Draft, state: &mut EditorState, asks: &mut Asks) {
    match state.check_of(draft.text(TEXT)) {
        None if !state.is_checking => {
            state.is_checking = true;
            asks.push(Ask::Policies(PolicyWish::Check {
                name: name.to_owned(),
                against: state.against.clone(),
            }));
        }
        Some(checked) if state.wants_changes => {
            match checked.problems.first() {
                None => state.shows_changes = true,
                Some(first) => {
                    draft.refusal = Some(sentence(&not_saved(&checked.problems)));
                    state.go_to = first.line;
                }
            }
            state.wants_changes = false;
        }
        _ => {}
    }
}

fn head_ui(ui: &mut Ui, name: &str, state: &mut EditorState, draft: &mut Draft) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(format!("Editing {name}")).font(font::title()));
        let (words, ink) = match state.check_of(draft.text(TEXT)) {
            None => ("Checking".to_owned(), tokens.text_muted),
            Some(checked) if checked.problems.is_empty() => ("Nothing to mend".to_owned(), tokens.met),
            Some(checked) => (sentence(&how_many(&checked.problems)), tokens.overdue),
        };
        let said = ui.label(RichText::new(words).color(ink));
        ui.accesskit_node_builder(said.id, |node| {
            node.set_live(egui::accesskit::Live::Polite);
            if let Some(checked) =
                state.check_of(draft.text(TEXT)).filter(|checked| !checked.problems.is_empty())
            {
                // Whoever does not see the line is told what is wrong there.
                node.set_value(sentence(&to_mend(&checked.problems)));
            }
        });
    });
    theirs_ui(ui, state, draft);
}

/// What is said where the file is another.
const CHANGED: &str = "Somebody else changed the file since it was opened here. Nothing is written over it until \
                       you choose";
/// What is said where it is gone.
const GONE: &str = "The file is gone since it was opened here: put aside or renamed by somebody else. It does not \
                    come back until you choose";

/// Says that the file is another by now, and offers what would do.
fn theirs_ui(ui: &mut Ui, state: &mut EditorState, draft: &mut Draft) {
    let Some(theirs) = state.theirs.take() else { return };
    let tokens = Tokens::of(ui);
    let mut is_settled = false;
    let frame = Frame::new().fill(tokens.due_soon_tint).inner_margin(Margin::symmetric(12, 8));
    frame.corner_radius(size::CORNER).show(ui, |ui| {
        let (words, keep) = match &theirs {
            Theirs::Text(_) => (CHANGED, "Keep mine, and see what it changes of theirs"),
            Theirs::Gone => (GONE, "Keep mine, as a new file"),
        };
        let said = paragraph(ui, words, font::body(), tokens.text);
        ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Assertive));
        ui.horizontal_wrapped(|ui| {
            if let Some(text) = theirs.text() {
                let take = widgets::quiet_button(ui, "Take theirs", None);
                if take.on_hover_text("Yours goes to the clipboard").clicked() {
                    ui.copy_text(draft.text(TEXT).to_owned());
                    *draft.field(OPENED) = version_of(text);
                    text.clone_into(draft.field(TEXT));
                    (draft.refusal, is_settled) = (None, true);
                }
            }
            if widgets::quiet_button(ui, keep, None).clicked() {
                *draft.field(OPENED) = theirs.text().map(version_of).unwrap_or_default();
                state.against = theirs.text().map(Arc::from);
                (draft.refusal, is_settled) = (None, true);
                state.wants_changes = true;
            }
        });
    });
    if !is_settled {
        state.theirs = Some(theirs);
    }
}

fn text_ui(ui: &mut Ui, name: &str, state: &mut EditorState, draft: &mut Draft) {
    let problems: &[PolicyProblem] = state.checked.as_ref().map_or(&[], |checked| &checked.problems);
    let label = format!("Text of {name}");
    let line_height = ui.fonts_mut(|fonts| fonts.row_height(&font::mono_small()));
    let least_rows = ((ui.clip_rect().height() - space::L) / line_height).floor().max(8.0) as usize;
    let shown = Lines { id: text_id(name), label: &label, problems, go_to: state.go_to.take(), least_rows };
    let field = lines::lines_ui(ui, draft.field(TEXT), &shown);
    if std::mem::take(&mut state.wants_keyboard) {
        field.request_focus();
    }
    if field.changed() {
        draft.refusal = None;
    }
}

/// What reading the file again does.
const READ_AGAIN: &str =
    "What is in the file takes the place of what you typed; undo in the text brings that back";

/// What is wrong as a list, and what can be done.
fn foot_ui(ui: &mut Ui, state: &mut EditorState, draft: &mut Draft, asks: &mut Asks) {
    ui.add_space(space::XS);
    let problems: &[PolicyProblem] = state.checked.as_ref().map_or(&[], |checked| &checked.problems);
    if !problems.is_empty() {
        let most = (ui.ctx().content_rect().height() * 0.18).clamp(64.0, 150.0);
        let area = scroll::area("policy problems").auto_shrink([false, true]).max_height(most);
        let wanted = scroll::show(ui, area, |ui| lines::problem_list_ui(ui, problems));
        state.go_to = wanted.or(state.go_to);
    }
    refusal_ui(ui, draft);
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        if widgets::primary_button(ui, "See what it changes…", None).clicked() && !draft.is_out {
            draft.refusal = None;
            state.wants_changes = true;
        }
        let again = widgets::quiet_button(ui, "Read the file again", None);
        if again.on_hover_text(READ_AGAIN).clicked() {
            // Nothing is kept from here: whatever the file says is shown.
            *draft.field(OPENED) = version_of(draft.text(TEXT));
            draft.refusal = None;
            (state.is_reading, state.theirs, state.against) = (true, None, None);
            asks.push(Ask::Policies(PolicyWish::Open { name: state.name.clone() }));
        }
        if widgets::quiet_button(ui, "Close; what is typed stays", Some("Esc")).clicked() {
            asks.push(Ask::CloseForm);
        }
        let words = "It is for incidents opened after it is saved";
        ui.label(RichText::new(words).font(font::small()).color(tokens.text_muted));
    });
}
