//! A CSV that is saved from where it is shown: a heading, a path by hand or by the system's dialog, and the
//! button.

use std::sync::Arc;

use egui::Ui;

use super::{FileWish, path_field, typed_path};
use crate::platform::FileAsk;
use crate::ui::context::{Ask, Asks};
use crate::ui::desk_form::{enter, refusal_ui};
use crate::ui::forms::{FormKind, Forms};
use crate::ui::widgets;

/// The ending of such a file.
const ENDING: &str = "csv";

/// What is offered.
pub struct SaveCsv<'a> {
    /// The form that keeps what was typed.
    pub form: FormKind,
    /// The heading above the field.
    pub heading: &'a str,
    /// The title of the system's dialog.
    pub title: String,
    /// The name that is proposed, without its ending.
    pub name: &'a str,
    /// What is said to be written then.
    pub what: String,
}

/// Paints it. The bytes are made once somebody saves.
pub fn save_csv_ui(
    ui: &mut Ui,
    offered: SaveCsv<'_>,
    forms: &mut Forms,
    asks: &mut Asks,
    bytes: impl FnOnce() -> Vec<u8>,
) {
    let SaveCsv { form, heading, title, name, what } = offered;
    let draft = forms.draft(&form);
    widgets::section_heading(ui, heading, None);
    let file_name = format!("{name}.{ENDING}");
    let ask = FileAsk {
        title,
        name: file_name.clone(),
        kind: "CSV".to_owned(),
        endings: vec![ENDING.to_owned()],
        is_to_be_written: true,
        ..FileAsk::default()
    };
    let hint = format!("/media/stick/{file_name}");
    let (is_out, mut is_sent) = (draft.is_out, false);
    let field = path_field(ui, &form, draft, ("Save it as", &hint), ask, asks, |ui| {
        ui.add_enabled_ui(!is_out, |ui| {
            is_sent |= widgets::quiet_button(ui, "Save it", None).clicked();
        });
    });
    is_sent |= enter(ui, &field);
    if field.changed() {
        draft.refusal = None;
    }
    refusal_ui(ui, draft);
    if !is_sent || draft.is_out {
        return;
    }
    match typed_path(draft, Some(ENDING)) {
        Ok(to) => {
            let bytes: Arc<[u8]> = bytes().into();
            asks.push(Ask::Files(FileWish::Save { form: form.clone(), to, bytes, what }));
        }
        Err(why) => draft.refusal = Some(why),
    }
}
