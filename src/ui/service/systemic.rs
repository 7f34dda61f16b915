//! What comes again and again, over all departments, with the incidents behind each.

use egui::{Label, RichText, Ui};

use super::agenda::reading_ui;
use super::aside;
use super::data::Detail;
use super::list::date;
use super::past::{Reading, Systemic};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::theme::{font, space};
use crate::ui::widgets;

/// The most incidents behind a finding that are shown.
const MOST_BEHIND: usize = 30;

pub(super) fn systemic_ui(ui: &mut Ui, seen: &Seen, detail: &Detail, reading: &mut Reading, asks: &mut Asks) {
    let Some(past) = reading_ui(ui, seen, detail, reading) else { return };
    aside(
        ui,
        &format!(
            "The same service, department or words of a title at least {} times within {} days. What is systemic \
             is the service coordinator’s; the rest stays with the help desk",
            past.at_least, past.within_days
        ),
    );
    let (own, others): (Vec<&Systemic>, Vec<&Systemic>) = past.findings.iter().partition(|one| one.is_own);
    let title = format!("With {}", detail.department.name);
    for (title, all) in [(title.as_str(), own), ("With others", others)] {
        ui.add_space(space::S);
        widgets::section_heading(ui, title, Some(all.len()));
        if all.is_empty() {
            aside(ui, "Nothing is systemic");
        }
        for finding in all {
            finding_ui(ui, seen, finding, asks);
        }
    }
}

fn finding_ui(ui: &mut Ui, seen: &Seen, finding: &Systemic, asks: &mut Asks) {
    let words = crate::documents::sentence(&finding.words);
    ui.add(Label::new(RichText::new(words).font(font::strong())).wrap());
    for one in finding.incidents.iter().rev().take(MOST_BEHIND) {
        ui.horizontal_wrapped(|ui| {
            let button = widgets::quiet_button(ui, &one.reference, None);
            if button.on_hover_text("Show the incident").clicked() {
                asks.push(Ask::Select(Some(one.id)));
            }
            ui.add(Label::new(&one.title).wrap());
            aside(ui, &date(one.opened_at, seen.zone));
        });
    }
    if finding.incidents.len() > MOST_BEHIND {
        aside(ui, &format!("and {} more", finding.incidents.len() - MOST_BEHIND));
    }
    ui.add_space(space::XS);
}
