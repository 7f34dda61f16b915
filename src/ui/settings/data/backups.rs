//! The copies of the log, and one more.

use egui::{RichText, Ui};

use super::words::{copy_name, copy_words};
use super::{DataState, DataWish, ask, form, line, one_field};
use crate::desk::upkeep::{Copied, CopyState};
use crate::domain::words::counted;
use crate::platform::FileAsk;
use crate::ui::context::{Asks, Seen};
use crate::ui::files::typed_path;
use crate::ui::forms::{DataForm, Forms};
use crate::ui::settings::muted;
use crate::ui::theme::{Tokens, space};
use crate::ui::widgets;

/// The most copies that are listed.
const MOST_LISTED: usize = 40;

/// How wide the names of copies stand.
const NAMES: f32 = 268.0;

pub(super) fn backups_ui(ui: &mut Ui, seen: &Seen, state: &DataState, forms: &mut Forms, asks: &mut Asks) {
    muted(ui, "A copy is made on the first start of each day and before an upgrade; the last 14 are kept");
    match &state.seen {
        None => muted(ui, "The copies are being looked at…"),
        Some(Err(_)) => {}
        Some(Ok(data)) => match &data.copies {
            Err(why) => {
                let overdue = Tokens::of(ui).overdue;
                line(ui, RichText::new(format!("The copies cannot be listed: {why}")).color(overdue));
            }
            Ok(copies) if copies.is_empty() => muted(ui, "There is no copy yet"),
            Ok(copies) => {
                muted(ui, "Press one to see what going back to it would bring and lose");
                for copy in copies.iter().take(MOST_LISTED) {
                    copy_ui(ui, seen, copy, asks);
                }
                let rest = copies.len().saturating_sub(MOST_LISTED);
                if rest > 0 {
                    muted(ui, &format!("and {} in the data folder", counted(rest as u64, "more", "more")));
                }
            }
        },
    }
    ui.add_space(space::S);
    now_ui(ui, forms, asks);
}

fn copy_ui(ui: &mut Ui, seen: &Seen, copy: &Copied, asks: &mut Asks) {
    let overdue = Tokens::of(ui).overdue;
    ui.horizontal_top(|ui| {
        ui.allocate_ui(egui::vec2(NAMES, 24.0), |ui| {
            ui.set_min_width(NAMES);
            if widgets::quiet_button(ui, &copy_name(copy.kind, copy.at, seen.zone), None).clicked() {
                ask(asks, DataWish::LookAtCopy { path: copy.path.clone() });
            }
        });
        ui.vertical(|ui| {
            ui.add_space(space::XS);
            let words = RichText::new(copy_words(&copy.state, copy.bytes, seen.zone));
            let is_bad = matches!(copy.state, CopyState::Unusable(_));
            line(ui, if is_bad { words.color(overdue) } else { words });
        });
    });
}

fn now_ui(ui: &mut Ui, forms: &mut Forms, asks: &mut Asks) {
    let kind = form(DataForm::Backup);
    let file_ask = FileAsk {
        title: "Back up the log".to_owned(),
        name: "bridgewatch.db".to_owned(),
        kind: "Log".to_owned(),
        endings: vec!["db".to_owned()],
        is_to_be_written: true,
        ..FileAsk::default()
    };
    let words = ("Back up the log to this new file", "/media/stick/bridgewatch.db");
    if one_field(ui, (forms, &kind), words, file_ask, "Back up now", asks) {
        let draft = forms.draft(&kind);
        match typed_path(draft, Some("db")) {
            Ok(to) => ask(asks, DataWish::BackUp { to: to.path }),
            Err(why) => draft.refusal = Some(why),
        }
    }
}
