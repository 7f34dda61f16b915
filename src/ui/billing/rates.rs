//! The flat rates of a year, category by category.

use egui::{Label, RichText, Ui};

use super::{aside, open};
use crate::ui::context::{Asks, Seen};
use crate::ui::forms::{BillingForm, Forms};
use crate::ui::theme::{Tokens, font};
use crate::ui::widgets;

pub(super) fn rates_ui(ui: &mut Ui, seen: &Seen, year: i32, forms: &mut Forms, asks: &mut Asks) {
    let world = &seen.snapshot.world;
    let categories = world.billing_categories();
    widgets::section_heading(ui, &format!("Rates of {year}"), None);
    if categories.is_empty() {
        aside(ui, "No policy has a category; add [[billing]] to customer-care-sla");
    }
    for category in categories {
        ui.push_id(&category.id, |ui| {
            ui.horizontal_wrapped(|ui| {
                let rate = world.rates.rate(&category.id, year);
                ui.label(RichText::new(&category.title).font(font::strong()));
                match rate {
                    Some(rate) => {
                        ui.label(RichText::new(rate.money.to_string()).font(font::mono()));
                    }
                    None => {
                        ui.label(RichText::new("no rate").color(Tokens::of(ui).due_soon));
                    }
                }
                aside(ui, &format!("for each {}", category.unit.word()));
                let button = widgets::quiet_button(ui, "Set…", None);
                let said = format!("Set the rate of {}", category.title);
                ui.accesskit_node_builder(button.id, |node| node.set_label(said));
                if button.clicked() {
                    open(forms, BillingForm::Rate { category: category.id.clone(), year }, asks);
                }
                if let Some(note) = rate.and_then(|rate| rate.note.as_ref()) {
                    ui.add(Label::new(RichText::new(note).font(font::small())).wrap());
                }
            });
        });
    }
}
