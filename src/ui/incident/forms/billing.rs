//! The form that says as what an incident is billed (C).

use egui::Ui;

use super::Form;
use crate::domain::billing::detail::category_now;
use crate::domain::billing::rules::BillingCategory;
use crate::domain::command::Wish;
use crate::ui::billing::forms::{bill_as, fields_ui, fill};
use crate::ui::filling::Filling;

pub fn bill_ui(ui: &mut Ui, form: &mut Form<'_>) {
    form.head(ui, "Bill as");
    let world = std::sync::Arc::clone(&form.seen.snapshot.world);
    let rules: &[BillingCategory] = world.billing_rules(form.live);
    if rules.is_empty() {
        Form::remark(ui, "No policy says what is billed; add [[billing]] to customer-care-sla");
        return;
    }
    let said = form.live.incident.billed_as.clone().unwrap_or_default();
    let known = category_now(form.live, &world).map(|one| one.id.as_str());
    fill(form.draft, (&said, known), rules, &world.directory);
    let wants_focus = std::mem::take(&mut form.takes_focus);
    let mut filling = Filling { seen: form.seen, draft: form.draft, is_sent: false, wants_focus };
    fields_ui(ui, &mut filling, rules);
    form.is_sent |= filling.is_sent;
    form.has_focus |= ui.input(|input| input.modifiers.command);
    if form.foot(ui, "Bill it so") {
        let wish = Wish::BillAs(bill_as(form.draft, rules));
        form.send(wish, None, "What it is billed as is logged");
    }
}
