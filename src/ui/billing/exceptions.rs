//! What cannot be billed yet with what would do, and what is not billed.

use egui::{Label, RichText, Ui};

use super::{aside, open};
use crate::documents::sentence;
use crate::domain::billing::detail::{About, BillingDetail, Exception};
use crate::domain::calendar::local_of;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{BillingForm, Forms};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// How many are listed at first, so that what stands below is near.
const FIRST: usize = 8;
/// The most that are listed of each; all of them stand in the file.
const MOST: usize = 200;

pub(super) fn exceptions_ui(
    ui: &mut Ui,
    seen: &Seen,
    (detail, shows_all): (&BillingDetail, &mut bool),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    widgets::section_heading(ui, "Exceptions", Some(detail.exceptions.len()));
    if detail.exceptions.is_empty() {
        aside(ui, "Everything that is to be billed can be");
    }
    let most = if *shows_all { MOST } else { FIRST };
    for one in detail.exceptions.iter().take(most) {
        ui.push_id(one.about.id, |ui| exception_ui(ui, seen, one, forms, asks));
    }
    more_ui(ui, detail.exceptions.len(), "exceptions", shows_all);
    if detail.unbilled.is_empty() {
        return;
    }
    ui.add_space(space::S);
    widgets::section_heading(ui, "Not billed", Some(detail.unbilled.len()));
    for one in detail.unbilled.iter().take(most) {
        ui.push_id(one.about.id, |ui| {
            ui.horizontal_wrapped(|ui| {
                head_ui(ui, seen, &one.about, asks);
                ui.add(Label::new(&one.about.title).wrap());
                aside(ui, &sentence(&one.why));
            });
        });
    }
    more_ui(ui, detail.unbilled.len(), "that are not billed", shows_all);
}

fn more_ui(ui: &mut Ui, count: usize, what: &str, shows_all: &mut bool) {
    if !*shows_all && count > FIRST {
        *shows_all = widgets::quiet_button(ui, &format!("Show all {count} {what}"), None).clicked();
    } else if count > MOST {
        aside(ui, &format!("and {} more in the file", count - MOST));
    }
}

/// Which incident it is, and the way to it.
fn head_ui(ui: &mut Ui, seen: &Seen, about: &About, asks: &mut Asks) {
    ui.label(RichText::new(&about.reference).font(font::strong()));
    ui.label(RichText::new(day(about, seen)).font(font::mono_small()).color(Tokens::of(ui).text_muted));
    let button = widgets::quiet_button(ui, "Open", None);
    let said = format!("Open {}", about.reference);
    ui.accesskit_node_builder(button.id, |node| node.set_label(said));
    if button.clicked() {
        asks.push(Ask::Show(about.id));
    }
}

fn day(about: &About, seen: &Seen) -> String {
    local_of(seen.zone, about.opened_at).format("%-d %b %H:%M").to_string()
}

fn exception_ui(ui: &mut Ui, seen: &Seen, one: &Exception, forms: &mut Forms, asks: &mut Asks) {
    ui.horizontal_wrapped(|ui| {
        head_ui(ui, seen, &one.about, asks);
        let button = widgets::quiet_button(ui, "Bill as…", None);
        let said = format!("Bill {} as…", one.about.reference);
        ui.accesskit_node_builder(button.id, |node| node.set_label(said));
        if button.clicked() {
            open(forms, BillingForm::BillAs { incident: one.about.id }, asks);
        }
        ui.add(Label::new(&one.about.title).wrap());
        if let Some(title) = &one.title {
            aside(ui, title);
        }
    });
    ui.horizontal_wrapped(|ui| {
        let ink = Tokens::of(ui).due_soon;
        ui.add(Label::new(RichText::new(sentence(&one.what)).color(ink)).wrap());
        aside(ui, &sentence(&one.would_do));
    });
    ui.add_space(space::XS);
}
