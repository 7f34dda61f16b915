//! Where everything is kept.

use egui::{RichText, Ui};

use super::words::log_words;
use super::{ask, line};
use crate::desk::Outside;
use crate::desk::upkeep::DataSeen;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::settings::data::DataWish;
use crate::ui::settings::{fact, muted};
use crate::ui::theme::Tokens;
use crate::ui::widgets;

pub(super) fn folder_ui(
    ui: &mut Ui,
    seen: &Seen,
    data: Option<&Result<Box<DataSeen>, String>>,
    remarks: &[String],
    asks: &mut Asks,
) {
    let folder = &seen.snapshot.folder;
    fact(ui, "Folder", &folder.display().to_string());
    match data {
        None => fact(ui, "Log", "It is being looked at…"),
        Some(Ok(data)) => fact(ui, "Log", &log_words(data, seen.zone)),
        Some(Err(why)) => fact(ui, "Log", why),
    }
    let overdue = Tokens::of(ui).overdue;
    if let Some(trouble) = &seen.snapshot.trouble {
        line(ui, RichText::new(trouble).color(overdue));
    }
    for remark in seen.snapshot.remarks.iter().chain(remarks) {
        muted(ui, remark);
    }
    ui.horizontal_wrapped(|ui| {
        if widgets::quiet_button(ui, "Open the folder", None).clicked() {
            let said = "The data folder is opened".to_owned();
            asks.push(Ask::Outside(Outside::Path(folder.clone()), said));
        }
        if widgets::quiet_button(ui, "Copy the path", None).clicked() {
            asks.push(Ask::Copy(folder.display().to_string()));
        }
        if widgets::quiet_button(ui, "Look again", None).clicked() {
            ask(asks, DataWish::Look);
        }
    });
}
