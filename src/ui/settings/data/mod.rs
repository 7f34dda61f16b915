//! Settings of the data: where it is, whether it is sound, its copies and going back to one, the whole log out
//! and in again.
//!
//! Never here: a disk. What a person presses is done beside the frames, and what came of it is kept here.

mod backups;
mod check;
mod folder;
mod out_and_in;
mod restore;
#[cfg(test)]
mod tests;
mod words;

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Label, RichText, Ui};

use super::{muted, section};
use crate::desk::import::Course;
use crate::desk::upkeep::{Comparison, DataSeen, Prepared, VerifyReport};
use crate::domain::time::Instant;
use crate::platform::FileAsk;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::{enter, refusal_ui};
use crate::ui::files::{Target, path_field};
use crate::ui::forms::{DataForm, FormKind, Forms};
use crate::ui::rota::file_forms::LookedAt;
use crate::ui::widgets;

/// What a person asks for about the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataWish {
    /// Look how it stands.
    Look,
    /// Check the log.
    Check,
    /// Write anew what follows from the log.
    WriteAnew,
    /// Copy the log to a new file.
    BackUp { to: PathBuf },
    /// Hold a copy against the log.
    LookAtCopy { path: PathBuf },
    /// Leave the copy that was looked at.
    LeaveCopy,
    /// Go back to the copy that was looked at.
    Restore { path: PathBuf },
    /// Write the whole log as JSON lines.
    ExportLog { to: Target },
    /// Write the whole log as tables, into a new folder of that folder.
    ExportTables { into: PathBuf },
}

/// What came of it.
#[derive(Debug)]
pub enum DataDone {
    /// How the data stands.
    Seen(Result<Box<DataSeen>, String>),
    /// The log was checked.
    Checked(Result<Box<VerifyReport>, String>),
    /// A copy was held against the log.
    Compared(PathBuf, Result<Box<Comparison>, String>),
    /// A copy is ready to take the log's place.
    Prepared(Result<Box<Prepared>, String>),
}

/// A check of the log.
#[derive(Debug)]
pub struct Check {
    /// How far it is.
    pub course: Arc<Course>,
    /// What it found, and when; none while it runs.
    pub found: Option<(Instant, Result<Box<VerifyReport>, String>)>,
}

/// What is known of the data, and what waits for a decision.
#[derive(Debug, Default)]
pub struct DataState {
    /// Whether somebody was asked how it stands since it came into sight, or may have changed.
    is_asked: bool,
    seen: Option<Result<Box<DataSeen>, String>>,
    /// The check that runs or was made last.
    pub check: Option<Check>,
    /// The copy that was looked at.
    pub compared: Option<(PathBuf, Box<Comparison>)>,
    /// A log as JSON lines, or a handoff file, that was looked at.
    pub import: Option<LookedAt>,
    /// What was looked at just now, and comes into sight where it is first painted.
    pub reveals: Option<DataForm>,
}

impl DataState {
    /// How it stands may be another by now.
    pub fn look_again(&mut self) {
        self.is_asked = false;
    }

    /// Takes in how it stands.
    pub fn take(&mut self, seen: Result<Box<DataSeen>, String>) {
        self.seen = Some(seen);
    }

    /// The log is another one: what was found of the one before says nothing of it.
    pub fn is_another_log(&mut self) {
        *self = Self { seen: self.seen.take(), ..Self::default() };
    }
}

fn form(form: DataForm) -> FormKind {
    FormKind::Data(form)
}

fn ask(asks: &mut Asks, wish: DataWish) {
    asks.push(Ask::Data(wish));
}

/// Words over as many lines as they take.
fn line(ui: &mut Ui, words: impl Into<RichText>) -> egui::Response {
    ui.add(Label::new(words.into()).wrap())
}

/// The same, told to whoever cannot see it once it is there.
fn said(ui: &mut Ui, words: impl Into<RichText>) {
    let response = line(ui, words);
    ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
}

/// Paints the side.
pub fn data_ui(
    ui: &mut Ui,
    seen: &Seen,
    state: &mut DataState,
    remarks: &[String],
    forms: &mut Forms,
    asks: &mut Asks,
) {
    if !state.is_asked {
        state.is_asked = true;
        ask(asks, DataWish::Look);
    }
    section(ui, "Where everything is");
    folder::folder_ui(ui, seen, state.seen.as_ref(), remarks, asks);
    section(ui, "Is the log what was written?");
    check::check_ui(ui, seen, state.check.as_ref(), asks);
    section(ui, "Backups");
    backups::backups_ui(ui, seen, state, forms, asks);
    section(ui, "Go back to a copy");
    restore::restore_ui(ui, seen, state, forms, asks);
    section(ui, "The whole log out");
    out_and_in::out_ui(ui, seen, forms, asks);
    section(ui, "A whole log in");
    out_and_in::in_ui(ui, seen, state, forms, asks);
    muted(ui, "On the command line: `bridgewatch verify`, `backup`, `restore`, `export`, `import log`");
}

/// Brings what was looked at just now into sight, once.
fn reveal(card: &egui::Response, form: DataForm, reveals: &mut Option<DataForm>) {
    if *reveals == Some(form) {
        *reveals = None;
        card.scroll_to_me(None);
    }
}

/// A path, the system's dialog and one button; whether the button was pressed.
fn one_field(
    ui: &mut Ui,
    (forms, kind): (&mut Forms, &FormKind),
    words: (&str, &str),
    file_ask: FileAsk,
    button: &str,
    asks: &mut Asks,
) -> bool {
    let draft = forms.draft(kind);
    let (is_out, mut is_sent) = (draft.is_out, false);
    let field = path_field(ui, kind, draft, words, file_ask, asks, |ui| {
        ui.add_enabled_ui(!is_out, |ui| is_sent |= widgets::quiet_button(ui, button, None).clicked());
    });
    is_sent |= enter(ui, &field);
    if field.changed() {
        draft.refusal = None;
    }
    refusal_ui(ui, draft);
    if is_out {
        muted(ui, "Working on it…");
    }
    is_sent && !is_out
}
