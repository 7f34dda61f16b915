//! A field for the path of a file, with the system's dialog beside it. A path can always be typed: where
//! the system has no dialogs, nothing is out of reach.

use std::path::PathBuf;

use egui::{Response, Ui};

use super::{FileWish, Target};
use crate::platform::FileAsk;
use crate::ui::context::{Ask, Asks};
use crate::ui::forms::{Draft, FormKind};
use crate::ui::theme::space;
use crate::ui::widgets;

/// The field of a form that holds the path.
pub const FILE: &str = "file";
/// The field that holds the path as the dialog gave it.
pub const CHOSEN: &str = "chosen";

/// Paints the field and the button of the dialog, and beside it what else there is; the response is the
/// field's.
pub fn path_field(
    ui: &mut Ui,
    form: &FormKind,
    draft: &mut Draft,
    (label, hint): (&str, &str),
    ask: FileAsk,
    asks: &mut Asks,
    beside: impl FnOnce(&mut Ui),
) -> Response {
    let response = widgets::field(ui, label, draft.field(FILE), hint);
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        let choose = widgets::quiet_button(ui, "Choose…", None);
        // Several such fields may stand on one side: each says by its name what it chooses.
        if choose.accessible_name(format!("Choose…: {label}")).clicked() {
            asks.push(Ask::Files(FileWish::Choose { form: form.clone(), ask }));
        }
        beside(ui);
    });
    response
}

/// The path that is typed, with the ending put on where it has none.
pub fn typed_path(draft: &Draft, ending: Option<&str>) -> Result<Target, String> {
    let text = draft.text(FILE).trim();
    if text.is_empty() {
        return Err("the file is missing; choose one, or type its whole path".to_owned());
    }
    let mut path = PathBuf::from(text);
    if !path.is_absolute() {
        return Err(format!("{text} is no whole path; type it from the root of the disk"));
    }
    if let Some(ending) = ending
        && path.extension().is_none()
    {
        path.set_extension(ending);
    }
    Ok(Target { path, may_replace: draft.text(CHOSEN) == text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_whole_and_gets_its_ending_and_only_a_chosen_one_may_be_replaced() {
        let mut draft = Draft::default();
        assert!(typed_path(&draft, None).unwrap_err().contains("missing"));
        "watch.bridgewatch".clone_into(draft.field(FILE));
        assert!(typed_path(&draft, None).unwrap_err().contains("no whole path"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("watch");
        *draft.field(FILE) = format!(" {} ", path.display());
        let target = typed_path(&draft, Some("bridgewatch")).unwrap();
        assert_eq!(target, Target { path: path.with_extension("bridgewatch"), may_replace: false });
        assert_eq!(target.free(), Ok(()));
        std::fs::write(&target.path, "there").unwrap();
        assert!(target.free().unwrap_err().contains("is there already"));
        *draft.field(CHOSEN) = path.display().to_string();
        assert_eq!(typed_path(&draft, Some("bridgewatch")).unwrap().free(), Ok(()));
    }
}
