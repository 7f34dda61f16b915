//! The two short forms: copying a policy, and putting one's own aside.

use egui::{RichText, Ui};

use super::data::Shown;
use super::{NAME, PolicyWish};
use crate::desk::policies::is_built_in;
use crate::desk::policies::own::path_of;
use crate::domain::policy_name::meant;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::{enter, refusal_ui};
use crate::ui::forms::{FormKind, Forms, PolicyForm};
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// Opens the form that copies. A built-in's own name is proposed: a copy under it takes its place.
pub(super) fn open_copy(forms: &mut Forms, name: &str, asks: &mut Asks) {
    let kind = FormKind::Policy(PolicyForm::Copy { of: name.to_owned() });
    let draft = forms.draft(&kind);
    if draft.is_empty() {
        *draft.field(NAME) = if is_built_in(name) { name.to_owned() } else { format!("{name}-2") };
    }
    asks.push(Ask::Open(kind));
}

/// The form that copies a policy.
pub(super) fn copy_ui(ui: &mut Ui, seen: &Seen, shown: &Shown, forms: &mut Forms, asks: &mut Asks) {
    let of = shown.row.name.clone();
    let kind = FormKind::Policy(PolicyForm::Copy { of: of.clone() });
    let is_fresh = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    let tokens = Tokens::of(ui);
    widgets::section_heading(ui, &format!("Copy {}", shown.row.title), None);
    let field = widgets::field(ui, "Name of the copy", draft.field(NAME), "night-desk");
    if is_fresh {
        field.request_focus();
    }
    if field.changed() {
        draft.refusal = None;
    }
    let words = match meant(draft.text(NAME)) {
        Err(_) => "The name is the name of its file".to_owned(),
        Ok(name) if is_built_in(&name) => format!(
            "Under this name your copy takes the place of the built-in “{name}”, for incidents opened from then on. \
             Put it aside, and the built-in one is in force again"
        ),
        Ok(name) => format!(
            "It becomes {}; the policies that are there stay as they are",
            path_of(&seen.snapshot.folder, &name).display()
        ),
    };
    paragraph(ui, &words, font::small(), tokens.text_muted);
    refusal_ui(ui, draft);
    ui.add_space(space::XS);
    let (mut is_sent, mut is_closed) = (enter(ui, &field), false);
    ui.horizontal(|ui| {
        is_sent |= widgets::primary_button(ui, "Copy and edit", None).clicked();
        is_closed |= widgets::quiet_button(ui, "Leave it", Some("Esc")).clicked();
    });
    if is_sent && !draft.is_out {
        asks.push(Ask::Policies(PolicyWish::Copy { of }));
    }
    if is_closed {
        asks.push(Ask::CloseForm);
    }
}

/// The form that puts one's own policy aside.
pub(super) fn put_aside_ui(ui: &mut Ui, shown: &Shown, forms: &mut Forms, asks: &mut Asks) {
    let name = shown.row.name.clone();
    let kind = FormKind::Policy(PolicyForm::PutAside { name: name.clone() });
    let is_fresh = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    widgets::section_heading(ui, &format!("Put {name} aside"), None);
    let mut words =
        format!("Its file is renamed to {name}.toml.aside and not read any more; nothing is deleted.");
    if is_built_in(&name) {
        words.push_str(" The built-in one of that name takes over.");
    }
    if !shown.used.is_empty() {
        words.push_str(&format!(" In use: {}. What is open stays under the version it has.", shown.used));
    }
    ui.add(egui::Label::new(RichText::new(words)).wrap());
    refusal_ui(ui, draft);
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        let button = widgets::primary_button(ui, "Put it aside", None);
        if is_fresh {
            button.request_focus();
        }
        if button.clicked() && !draft.is_out {
            asks.push(Ask::Policies(PolicyWish::PutAside { name }));
        }
        if widgets::quiet_button(ui, "Leave it", Some("Esc")).clicked() {
            asks.push(Ask::CloseForm);
        }
    });
}
