//! The month as a file of everything in it, and a file for each agency that pays.

use std::sync::Arc;

use egui::Ui;

use super::aside;
use crate::documents::billing_csv::billing_csv;
use crate::domain::billing::detail::BillingDetail;
use crate::platform::FileAsk;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::{enter, refusal_ui};
use crate::ui::files::{FileWish, SaveCsv, path_field, save_csv_ui, typed_path};
use crate::ui::filling::Filling;
use crate::ui::forms::{BillingForm, FormKind, Forms};
use crate::ui::theme::space;
use crate::ui::widgets;

/// The widest the fields are, in points.
const FIELDS: f32 = 480.0;

pub(super) fn save_ui(
    ui: &mut Ui,
    seen: &Seen,
    detail: &Arc<BillingDetail>,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(FIELDS));
        all_ui(ui, detail, forms, asks);
        ui.add_space(space::S);
        agencies_ui(ui, seen, detail, forms, asks);
    });
}

/// Every incident of the month in one file.
fn all_ui(ui: &mut Ui, detail: &Arc<BillingDetail>, forms: &mut Forms, asks: &mut Asks) {
    let (month, words) = (detail.month, detail.month.words());
    let offered = SaveCsv {
        form: FormKind::Billing(BillingForm::SaveAll { month: month.to_string() }),
        heading: &format!("All of {words} as CSV"),
        title: format!("Save the billing of {words}"),
        name: &format!("billing {month}"),
        what: format!("The billing of {words}"),
    };
    save_csv_ui(ui, offered, forms, asks, || billing_csv(detail));
}

/// A file for each agency, in a folder.
fn agencies_ui(ui: &mut Ui, seen: &Seen, detail: &Arc<BillingDetail>, forms: &mut Forms, asks: &mut Asks) {
    let count = detail.agencies().len();
    if count == 0 {
        return;
    }
    let form = FormKind::Billing(BillingForm::SaveAgencies { month: detail.month.to_string() });
    let draft = forms.draft(&form);
    widgets::section_heading(ui, "A file for each agency", Some(count));
    let title = format!("A folder for the billing of {}", detail.month.words());
    let ask = FileAsk { title, is_folder: true, ..FileAsk::default() };
    let (is_out, mut is_sent) = (draft.is_out, false);
    let field = path_field(ui, &form, draft, ("Folder", "/media/stick"), ask, asks, |ui| {
        ui.add_enabled_ui(!is_out, |ui| {
            is_sent |= widgets::quiet_button(ui, "Save them", None).clicked();
        });
    });
    is_sent |= enter(ui, &field);
    if field.changed() {
        draft.refusal = None;
    }
    let mut filling = Filling { seen, draft, is_sent: false, wants_focus: false };
    let options = ["Are kept, and nothing is written", "Are replaced"];
    let may_replace = filling.choice(ui, "replace", "Files that are there already", &options) == 1;
    aside(ui, "Each has the lines that the agency pays, and is named after it");
    refusal_ui(ui, draft);
    if !is_sent || draft.is_out {
        return;
    }
    match typed_path(draft, None) {
        Ok(to) => {
            let (folder, detail) = (to.path, Arc::clone(detail));
            let wish = FileWish::SaveAgencies { form: form.clone(), folder, detail, may_replace };
            asks.push(Ask::Files(wish));
        }
        Err(why) => draft.refusal = Some(why),
    }
}
