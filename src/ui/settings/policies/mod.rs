//! Settings of policies: which are in force, what they say, and the editor of one's own.
//!
//! The list stands at the left, the chosen policy at the right; in a narrow room one in the place of the
//! other, and the editor in the place of both. Never here: reading or writing a file, which the shell does
//! beside the frames.
//!
//! | file | is |
//! | --- | --- |
//! | `data` | what is shown, made when it is another |
//! | `words` | what is said of policies |
//! | `list` | the policies |
//! | `look` | one policy as people read it, and its text |
//! | `table` | its clocks as a table, its other parts |
//! | `small_forms` | copying, putting aside |
//! | `editor` | the text of one's own, checked as one types |
//! | `lines` | a text with the numbers of its lines, and what is wrong at them |
//! | `review` | what saving changes |

mod data;
mod editor;
mod lines;
mod list;
mod look;
mod review;
mod small_forms;
mod table;
pub mod words;

use std::sync::Arc;

use egui::{Frame, Margin, Panel, Ui};

use self::data::PoliciesData;
use self::editor::EditorState;
use crate::desk::policies::own::NotSaved;
use crate::documents::policy_words::{Change, changes};
use crate::domain::policy::Policy;
use crate::domain::policy_file::{self, PolicyProblem};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms, PolicyForm};
use crate::ui::scroll;
use crate::ui::widgets;

/// The field of the editor that holds what is typed.
pub const TEXT: &str = "text";
/// The field of the editor that holds the version of the text with which the file was opened; empty where there
/// was no file.
pub const OPENED: &str = "opened";
/// The field of the form that copies.
pub const NAME: &str = "name";

/// What the side asks the shell for. What is typed is in the forms already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyWish {
    /// Read the file of one's own policy, for the editor.
    Open { name: String },
    /// Say what is wrong in what is typed, and what it changes: of the policy in force, or of another text.
    Check { name: String, against: Option<Arc<str>> },
    /// Copy a policy under the name that is typed.
    Copy { of: String },
    /// Save what is typed.
    Save { name: String },
    /// Put one's own policy aside.
    PutAside { name: String },
}

/// What came of it.
#[derive(Debug)]
pub enum PolicyDone {
    /// A file was read: its text, none if there is no file, or why not.
    Opened { name: String, text: Result<Option<String>, String> },
    /// What is typed was checked.
    Checked { name: String, checked: Checked },
    /// A policy was copied: its name, or why not.
    Copied { of: String, copied: Result<String, String> },
    /// A text was saved: its version, or why not.
    Saved { name: String, text: String, saved: Result<String, NotSaved> },
    /// A file was renamed: what it is called now, or why not.
    PutAside { name: String, aside: Result<std::path::PathBuf, String> },
}

/// What is wrong in a text, or what it changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The text that was checked.
    pub text: String,
    /// What is wrong in it, by line.
    pub problems: Vec<PolicyProblem>,
    /// The text that it was compared with; none where that is the policy in force.
    pub against: Option<Arc<str>>,
    /// What it changes; none where nothing that can be used is there to compare with.
    pub changes: Option<Vec<Change>>,
    /// How many clocks it has.
    pub clocks: usize,
}

impl Checked {
    /// Checks a text under a name, beside the frames. It is compared with the text `against`, or where there is
    /// none with what is `in_force` under the name.
    pub fn of(name: &str, text: String, against: Option<Arc<str>>, in_force: Option<&Policy>) -> Self {
        let policy = match policy_file::read(name, &text) {
            Ok(policy) => policy,
            Err(problems) => return Self { text, problems, against, changes: None, clocks: 0 },
        };
        let theirs = against.as_deref().map(|theirs| policy_file::read(name, theirs).ok());
        let before = match &theirs {
            Some(theirs) => theirs.as_ref(),
            None => in_force,
        };
        Self {
            text,
            problems: Vec::new(),
            against,
            changes: before.map(|before| changes(before, &policy)),
            clocks: policy.clocks.len(),
        }
    }
}

/// What the side keeps from frame to frame.
#[derive(Debug, Default)]
pub struct PoliciesState {
    /// The policy that is shown, by its name.
    chosen: Option<String>,
    /// The policy of the list that has the keyboard, where none is shown.
    at: Option<String>,
    /// Whether its text is shown rather than what it says.
    shows_text: bool,
    /// The line of the shown text that is to come into sight.
    go_to: Option<usize>,
    /// The list takes the keyboard with the next frame.
    wants_list: bool,
    /// Whether a form of this side was open in the frame before.
    had_form: bool,
    data: PoliciesData,
    /// The text that is edited.
    pub editor: EditorState,
}

impl PoliciesState {
    /// Shows a policy.
    pub fn choose(&mut self, name: &str) {
        self.chosen = Some(name.to_owned());
    }

    /// Puts the keyboard onto the policy that is chosen.
    pub fn take_list(&mut self) {
        self.wants_list = true;
    }

    /// What was typed in an editor was checked.
    pub fn take_checked(&mut self, name: &str, checked: Checked) {
        if self.editor.name == name {
            self.editor.take(checked);
        }
    }

    /// Lets go of what saving changes, if that is shown.
    pub fn let_go(&mut self) -> bool {
        self.editor.let_go()
    }
}

/// From this width on the list stands beside the policy.
const BESIDE: f32 = 700.0;

/// The policy form that is open, if one is.
fn open_form(forms: &Forms) -> Option<PolicyForm> {
    match &forms.open {
        Some(FormKind::Policy(form)) => Some(form.clone()),
        _ => None,
    }
}

/// Lets go of a draft that says what the file says.
fn forget_untouched(name: &str, seen: &Seen, forms: &mut Forms) {
    let kind = FormKind::Policy(PolicyForm::Edit { name: name.to_owned() });
    let file = seen.snapshot.policy_files.iter().find(|file| file.name == name);
    let text = file.and_then(|file| file.text.as_deref());
    let draft = forms.draft(&kind);
    let is_untouched = text.is_some_and(|text| draft.text(TEXT) == text) || !draft.fields.contains_key(TEXT);
    if is_untouched && !draft.is_out {
        forms.clear(&kind);
    }
}

/// Paints the side.
pub fn policies_ui(ui: &mut Ui, seen: &Seen, state: &mut PoliciesState, forms: &mut Forms, asks: &mut Asks) {
    let open = open_form(forms);
    if let Some(form) = &open {
        state.chosen = Some(form.policy().to_owned());
    }
    state.data.refresh(seen.snapshot, state.chosen.as_deref());
    if let Some(PolicyForm::Edit { name }) = &open {
        state.had_form = true;
        editor::editor_ui(ui, seen, name, &mut state.editor, forms, asks);
        return;
    }
    if let Some(name) = state.editor.leave() {
        forget_untouched(&name, seen, forms);
    }
    if open.is_none() && state.data.shown.is_none() {
        // It was put aside, or its file is gone.
        state.chosen = None;
    }
    // A form that went gives the keyboard back.
    state.wants_list |= state.had_form && open.is_none();
    state.had_form = open.is_some();
    let frame = Frame::new().inner_margin(Margin::symmetric(16, 8));
    if ui.available_width() < BESIDE {
        let shows_one = state.chosen.is_some();
        scroll::show(ui, scroll::area(("policies narrow", shows_one)), |ui| {
            frame.show(ui, |ui| {
                if !shows_one {
                    list::list_ui(ui, seen, state, forms, asks);
                    return;
                }
                let back = widgets::quiet_button(ui, "Back to the list", None);
                if std::mem::take(&mut state.wants_list) {
                    back.request_focus();
                }
                if back.clicked() {
                    state.wants_list = true;
                    if open.is_some() {
                        asks.push(Ask::CloseForm);
                    }
                    state.at = state.chosen.take();
                }
                look::look_ui(ui, seen, state, open.as_ref(), forms, asks);
            });
        });
        return;
    }
    if state.chosen.is_none() {
        state.chosen = Some(seen.snapshot.world.settings.default_policy.clone());
        state.data.refresh(seen.snapshot, state.chosen.as_deref());
    }
    let width = (ui.available_width() * 0.3).clamp(306.0, 340.0);
    Panel::left("policies list").exact_size(width).resizable(false).frame(Frame::new()).show(ui, |ui| {
        scroll::show(ui, scroll::area("policies rows"), |ui| list::list_ui(ui, seen, state, forms, asks));
    });
    scroll::show(ui, scroll::area(("policy", state.chosen.clone())), |ui| {
        frame.show(ui, |ui| look::look_ui(ui, seen, state, open.as_ref(), forms, asks));
    });
}

#[cfg(test)]
mod tests;
