//! Settings of the data: its folder, its copies.

use std::path::PathBuf;

use egui::{RichText, Ui};

use super::{fact, muted, section};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::enter;
use crate::ui::theme::Tokens;
use crate::ui::widgets;

/// What is typed here.
#[derive(Debug, Default)]
pub struct DataState {
    backup_path: String,
    backup_refusal: Option<String>,
}

/// Paints the folder and the copy.
pub fn data_ui(ui: &mut Ui, seen: &Seen, state: &mut DataState, remarks: &[String], asks: &mut Asks) {
    section(ui, "Data");
    fact(ui, "Folder", &seen.snapshot.folder.display().to_string());
    let tokens = Tokens::of(ui);
    if let Some(trouble) = &seen.snapshot.trouble {
        ui.label(RichText::new(trouble).color(tokens.overdue));
    }
    for remark in seen.snapshot.remarks.iter().chain(remarks) {
        muted(ui, remark);
    }
    let field = widgets::field(
        ui,
        "Back up the log to this file",
        &mut state.backup_path,
        "/media/stick/bridgewatch.db",
    );
    if field.changed() {
        state.backup_refusal = None;
    }
    let mut is_asked = enter(ui, &field);
    ui.horizontal(|ui| is_asked |= widgets::quiet_button(ui, "Back up now", None).clicked());
    if is_asked {
        let path = PathBuf::from(state.backup_path.trim());
        if path.is_absolute() {
            state.backup_refusal = None;
            asks.push(Ask::Backup(path));
        } else {
            state.backup_refusal =
                Some("type the whole path of a new file, from the root of the disk".to_owned());
        }
    }
    if let Some(why) = &state.backup_refusal {
        ui.label(RichText::new(why).color(tokens.overdue));
    }
}
