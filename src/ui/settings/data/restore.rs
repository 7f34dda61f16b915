//! Going back to a copy: what that would bring and lose stands here before anybody can press it.

use std::path::Path;

use egui::{RichText, Ui};

use super::words::{entries, holds_words, lost_words};
use super::{DataState, DataWish, ask, form, line, one_field, reveal, said};
use crate::desk::upkeep::Comparison;
use crate::platform::FileAsk;
use crate::ui::context::{Asks, Seen};
use crate::ui::files::typed_path;
use crate::ui::forms::{DataForm, Forms};
use crate::ui::settings::muted;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The most incidents that are listed; the rest is counted.
const MOST_LISTED: usize = 40;

pub(super) fn restore_ui(
    ui: &mut Ui,
    seen: &Seen,
    state: &mut DataState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    muted(
        ui,
        "First it is looked at; nothing changes until you restore it. The log that runs is set aside then, never deleted",
    );
    let kind = form(DataForm::Copy);
    let file_ask = FileAsk {
        title: "A copy of the log".to_owned(),
        kind: "Log".to_owned(),
        endings: vec!["db".to_owned()],
        ..FileAsk::default()
    };
    let words = ("One of the backups above, or another file", "/media/stick/bridgewatch.db");
    let is_sent = one_field(ui, (forms, &kind), words, file_ask, "Look at the copy", asks);
    let draft = forms.draft(&kind);
    if is_sent {
        match typed_path(draft, None) {
            Ok(from) => ask(asks, DataWish::LookAtCopy { path: from.path }),
            Err(why) => draft.refusal = Some(why),
        }
    }
    if let Some((path, compared)) = &state.compared {
        let is_out = draft.is_out;
        let card = ui.scope(|ui| compared_ui(ui, seen, (path, compared), is_out, asks)).response;
        reveal(&card, DataForm::Copy, &mut state.reveals);
    }
}

fn compared_ui(
    ui: &mut Ui,
    seen: &Seen,
    (path, compared): (&Path, &Comparison),
    is_out: bool,
    asks: &mut Asks,
) {
    let zone = seen.zone;
    ui.add_space(space::S);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    line(ui, RichText::new(name).font(font::strong()));
    said(ui, format!("It would bring back {}", holds_words(compared.copy, zone)));
    if compared.lost == 0 && compared.gained == 0 {
        line(ui, "The log that runs holds the same, so there is nothing to restore");
        return;
    }
    match lost_words(compared, zone) {
        Some(words) => {
            let due_soon = Tokens::of(ui).due_soon;
            line(ui, RichText::new(words).color(due_soon));
        }
        None => {
            line(ui, "The log that runs has nothing beyond it");
        }
    }
    for one in compared.incidents.iter().take(MOST_LISTED) {
        let whole = if one.is_whole { ", all of it" } else { "" };
        ui.horizontal_wrapped(|ui| {
            let name = if one.reference.is_empty() { "Without its opening" } else { &one.reference };
            ui.label(RichText::new(name).font(font::mono_strong()));
            line(ui, format!("{} ({}{whole})", one.title, entries(one.entries)));
        });
    }
    let rest = compared.incidents.len().saturating_sub(MOST_LISTED);
    if rest > 0 {
        muted(ui, &format!("and {rest} more incidents"));
    }
    if compared.lost_beside > 0 {
        let beside = entries(compared.lost_beside);
        muted(ui, &format!("Of them {beside} about the desk, the directory, the watch or reviews"));
    }
    if compared.gained > 0 {
        line(ui, format!("It holds {} that the log that runs lacks", entries(compared.gained)));
    }
    muted(
        ui,
        "Afterwards this desk writes as a new one, so that what is lost here can come back by a handoff file of a desk \
         that has it. What fell due by then is told once",
    );
    ui.horizontal(|ui| {
        ui.add_enabled_ui(!is_out, |ui| {
            if widgets::primary_button(ui, "Restore it", None).clicked() {
                ask(asks, DataWish::Restore { path: path.to_path_buf() });
            }
            if widgets::quiet_button(ui, "Leave it", None).clicked() {
                ask(asks, DataWish::LeaveCopy);
            }
        });
    });
}
