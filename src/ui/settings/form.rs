//! A form on a side of Settings: in a frame of its own, sent to the desk, closed by Escape.

use egui::{Frame, Margin, RichText, Ui};

use crate::desk::Request;
use crate::domain::settings::wish::DeskWish;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::filling::Filling;
use crate::ui::forms::{FormKind, Forms, SettingsForm};
use crate::ui::scroll;
use crate::ui::theme::{Tokens, font, size, space};

/// What a form asks for and what is said once it is accepted, or why it cannot be asked for.
pub type Asked = Result<(DeskWish, String), String>;

/// Whether a form is open.
pub fn is_open(forms: &Forms, form: &SettingsForm) -> bool {
    forms.open.as_ref() == Some(&FormKind::Settings(form.clone()))
}

/// Paints a form. `fields` paints its fields, and gives what it asks for.
pub fn form_ui(
    ui: &mut Ui,
    seen: &Seen,
    form: &SettingsForm,
    (title, button): (&str, &str),
    forms: &mut Forms,
    asks: &mut Asks,
    fields: impl FnOnce(&mut Ui, &mut Filling<'_>) -> Asked,
) {
    let kind = FormKind::Settings(form.clone());
    let is_fresh = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    framed(ui, is_fresh, |ui| {
        ui.label(RichText::new(title).font(font::heading()));
        let mut filling = Filling { seen, draft, is_sent: false, wants_focus: is_fresh };
        let asked = fields(ui, &mut filling);
        if filling.foot_ui(ui, button, asks) {
            match asked {
                Ok((wish, said)) => asks.push(Ask::Do {
                    request: Request::of_desk(wish.into()),
                    form: Some(kind.clone()),
                    said: Some(said),
                }),
                Err(why) => filling.draft.refusal = Some(why),
            }
        }
    });
}

/// A frame in the run of the page; what was asked for just now comes into sight.
pub fn framed(ui: &mut Ui, is_fresh: bool, contents: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new()
        .fill(tokens.surface_raised)
        .stroke(egui::Stroke::new(size::HAIRLINE, tokens.hairline))
        .corner_radius(size::CORNER)
        .inner_margin(Margin::same(12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = space::XS;
            contents(ui);
        });
    if is_fresh {
        scroll::align_top(ui, frame.response.rect);
    }
}
