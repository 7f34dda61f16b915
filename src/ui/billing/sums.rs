//! What a month comes to: in words first, then by agency and category.

use egui::{Align, FontId, Label, Layout, RichText, Ui, vec2};

use super::aside;
use crate::domain::billing::detail::BillingDetail;
use crate::domain::words::counted;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The width of a count, and of an amount.
const COUNT: f32 = 64.0;
const AMOUNT: f32 = 150.0;

pub(super) fn sums_ui(ui: &mut Ui, detail: &BillingDetail, is_running: bool) {
    let whole = detail.whole();
    let words = if detail.incidents() == 0 {
        "No incident was opened in this month".to_owned()
    } else {
        format!("{} for {}", counted(whole.lines, "line is billed", "lines are billed"), whole.amounts)
    };
    let said = ui.add(Label::new(RichText::new(words).font(font::strong())).wrap());
    ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    let exceptions = counted(detail.exceptions.len() as u64, "exception", "exceptions");
    let until = if is_running { ", until now" } else { "" };
    aside(
        ui,
        &format!(
            "{} opened in it{until}: {} billed, {exceptions}, {} not billed. An incident belongs to the month in \
             which it was opened",
            counted(detail.incidents() as u64, "incident was", "incidents were"),
            whole.lines,
            detail.unbilled.len()
        ),
    );
    let agencies = detail.agencies();
    if agencies.is_empty() {
        return;
    }
    ui.add_space(space::S);
    widgets::section_heading(ui, "Agencies", Some(agencies.len()));
    for agency in &agencies {
        let sum = (agency.whole.lines, agency.whole.amounts.to_string());
        row_ui(ui, &agency.name, &sum, true);
        for (title, of) in &agency.categories {
            row_ui(ui, title, &(of.lines, of.amounts.to_string()), false);
        }
        ui.add_space(space::XS);
    }
    if agencies.len() > 1 {
        widgets::hairline(ui);
        row_ui(ui, "All agencies", &(whole.lines, whole.amounts.to_string()), true);
    }
}

/// A name with its count and its amount, as three columns.
fn row_ui(ui: &mut Ui, name: &str, (count, amount): &(u64, String), is_head: bool) {
    let tokens = *Tokens::of(ui);
    let (face, figures): (FontId, FontId) =
        if is_head { (font::strong(), font::mono_strong()) } else { (font::body(), font::mono()) };
    let ink = if is_head { tokens.text } else { tokens.text_muted };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let indent = if is_head { 0.0 } else { space::L };
        ui.add_space(indent);
        let room = (ui.available_width() - COUNT - AMOUNT - 2.0 * space::S).max(80.0);
        ui.allocate_ui(vec2(room, 0.0), |ui| {
            ui.set_width(room);
            ui.add(Label::new(RichText::new(name).font(face).color(ink)).wrap());
        });
        for (width, text) in [(COUNT, count.to_string()), (AMOUNT, amount.clone())] {
            ui.allocate_ui_with_layout(vec2(width, 20.0), Layout::right_to_left(Align::TOP), |ui| {
                ui.set_min_width(width);
                ui.add(Label::new(RichText::new(text).font(figures.clone()).color(ink)));
            });
        }
    });
}
