//! The whole log out, as JSON lines or tables, and in again.

use egui::Ui;

use super::{DataState, DataWish, ask, form, one_field, reveal};
use crate::desk::exporting::LOG_ENDING;
use crate::desk::handoff::EXTENSION;
use crate::platform::FileAsk;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::files::{FileWish, typed_path};
use crate::ui::forms::{DataForm, Forms};
use crate::ui::rota::file_forms::brings_ui;
use crate::ui::settings::muted;
use crate::ui::theme::space;
use crate::ui::widgets;

pub(super) fn out_ui(ui: &mut Ui, seen: &Seen, forms: &mut Forms, asks: &mut Asks) {
    let day = seen.now.with_timezone(&seen.zone).format("%Y-%m-%d");
    muted(
        ui,
        "As JSON lines: every entry word for word with its hashes, below a line that says how many, so that a file \
         that was cut is noticed. The same log is always the same file, and it can be taken in again",
    );
    let file_ask = FileAsk {
        title: "The log as JSON lines".to_owned(),
        name: format!("bridgewatch-{day}.{LOG_ENDING}"),
        kind: "JSON lines".to_owned(),
        endings: vec![LOG_ENDING.to_owned()],
        is_to_be_written: true,
        ..FileAsk::default()
    };
    let kind = form(DataForm::ExportLog);
    let words = ("Write the log to this new file", "/media/stick/bridgewatch.jsonl");
    if one_field(ui, (forms, &kind), words, file_ask, "Write the log", asks) {
        let draft = forms.draft(&kind);
        match typed_path(draft, Some(LOG_ENDING)) {
            Ok(to) => ask(asks, DataWish::ExportLog { to }),
            Err(why) => draft.refusal = Some(why),
        }
    }
    ui.add_space(space::S);
    muted(
        ui,
        "As tables for a spreadsheet: entries, incidents, updates, tasks, people, directory, watches, effort, figures, \
         each a CSV in a new folder",
    );
    let file_ask = FileAsk { title: "Where the tables go".to_owned(), is_folder: true, ..FileAsk::default() };
    let kind = form(DataForm::ExportTables);
    let words = ("Put the folder of tables into this folder", "/media/stick");
    if one_field(ui, (forms, &kind), words, file_ask, "Write the tables", asks) {
        let draft = forms.draft(&kind);
        match typed_path(draft, None) {
            Ok(into) => ask(asks, DataWish::ExportTables { into: into.path }),
            Err(why) => draft.refusal = Some(why.replace("the file is", "the folder is")),
        }
    }
}

pub(super) fn in_ui(ui: &mut Ui, seen: &Seen, state: &mut DataState, forms: &mut Forms, asks: &mut Asks) {
    muted(
        ui,
        "A log as JSON lines, or a handoff file. First it is looked at; nothing changes until you take it in, and then \
         only what is lacking comes",
    );
    let file_ask = FileAsk {
        title: "A whole log".to_owned(),
        kind: "Log as JSON lines, or handoff file".to_owned(),
        endings: vec![LOG_ENDING.to_owned(), EXTENSION.to_owned()],
        ..FileAsk::default()
    };
    let kind = form(DataForm::ImportLog);
    let words = ("Take in this file", "/media/stick/bridgewatch.jsonl");
    let is_sent = one_field(ui, (forms, &kind), words, file_ask, "Look at the file", asks);
    let draft = forms.draft(&kind);
    let target = typed_path(draft, None);
    if is_sent {
        match &target {
            Ok(from) => {
                let path = from.path.clone();
                let wish = FileWish::LookAtHandoff { form: kind.clone(), path, passphrase: None };
                asks.push(Ask::Files(wish));
            }
            Err(why) => draft.refusal = Some(why.clone()),
        }
    }
    let looked = state.import.as_ref().filter(|one| target.as_ref().is_ok_and(|to| to.path == one.path));
    let Some((looked, brings)) = looked.and_then(|one| Some((one, one.brings.as_ref()?))) else { return };
    let is_out = draft.is_out;
    let card = ui.scope(|ui| {
        brings_ui(ui, seen, looked, brings);
        if brings.total() == 0 {
            return;
        }
        ui.horizontal(|ui| {
            ui.add_enabled_ui(!is_out, |ui| {
                if widgets::primary_button(ui, "Take it in", None).clicked() {
                    asks.push(Ask::Files(FileWish::MergeHandoff { form: kind.clone() }));
                }
            });
        });
    });
    reveal(&card.response, DataForm::ImportLog, &mut state.reveals);
}
