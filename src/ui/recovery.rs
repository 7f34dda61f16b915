//! What stands in the window when the desk cannot be opened: why, and what can be done about it.
//! Nothing is deleted by any of it, and nothing is done before somebody asks.

use std::path::PathBuf;

use egui::accesskit::Live;
use egui::{Align2, FontId, Frame, Margin, RichText, ScrollArea, Sense, Stroke, Ui, vec2};

use super::icons::icon;
use super::theme::{Tokens, font, size, space};
use super::widgets;
use crate::desk::DeskHandle;

/// What one way does: it leads to a running desk, or says why it does not.
pub type Go = Box<dyn FnMut() -> Result<DeskHandle, String> + Send>;

/// One way on.
pub struct Way {
    /// The words on its button, such as "Restore the backup of Mon 2 Mar 14:05 CST".
    pub words: String,
    /// What it does and what it leaves, in a sentence.
    pub explains: String,
    /// Carries it out.
    pub go: Go,
}

/// Why there is no desk, and the ways on, the best first.
pub struct Recovery {
    /// What is so, in one short sentence.
    pub title: String,
    /// Why, in words.
    pub reason: String,
    /// The data folder.
    pub folder: PathBuf,
    /// The ways on; without one, the reason says what to do.
    pub ways: Vec<Way>,
    /// Why the way that was tried last did not lead on.
    pub refusal: Option<String>,
}

impl Recovery {
    /// Paints it. The desk, once a way has led to one.
    pub fn ui(&mut self, ui: &mut Ui) -> Option<DeskHandle> {
        let tokens = Tokens::of(ui);
        let mut opened = None;
        ui.painter().rect_filled(ui.max_rect(), 0, tokens.surface);
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            let width = ui.available_width().min(600.0);
            let side = ((ui.available_width() - width) / 2.0).max(0.0);
            ui.add_space(((ui.available_height() - 420.0) / 2.0).clamp(space::L, 160.0));
            ui.horizontal_top(|ui| {
                ui.add_space(side);
                ui.vertical(|ui| {
                    ui.set_max_width(width - 2.0);
                    Frame::new()
                        .fill(tokens.surface_raised)
                        .stroke(Stroke::new(size::HAIRLINE, tokens.hairline))
                        .corner_radius(size::CORNER)
                        .inner_margin(Margin::same(24))
                        .show(ui, |ui| {
                            ui.set_width(ui.available_width());
                            opened = self.card_ui(ui);
                        });
                });
            });
        });
        opened
    }

    fn card_ui(&mut self, ui: &mut Ui) -> Option<DeskHandle> {
        let tokens = Tokens::of(ui);
        ui.spacing_mut().item_spacing.y = space::S;
        ui.horizontal(|ui| {
            let (mark, _) = ui.allocate_exact_size(vec2(size::HEADING, size::HEADING), Sense::hover());
            let glyph_font = FontId::proportional(size::HEADING);
            ui.painter().text(
                mark.center(),
                Align2::CENTER_CENTER,
                icon::WARNING,
                glyph_font,
                tokens.due_soon,
            );
            ui.label(RichText::new(&self.title).font(font::heading()));
        });
        ui.label(&self.reason);
        let place = format!("Data folder: {}. Nothing in it is ever deleted", self.folder.display());
        ui.label(RichText::new(place).font(font::small()).color(tokens.text_muted));
        let mut opened = None;
        for (at, way) in self.ways.iter_mut().enumerate() {
            ui.add_space(space::S);
            widgets::hairline(ui);
            ui.add_space(space::XS);
            ui.label(RichText::new(&way.explains).color(tokens.text_muted));
            let pressed = ui
                .horizontal(|ui| {
                    if at == 0 {
                        widgets::primary_button(ui, &way.words, None).clicked()
                    } else {
                        widgets::quiet_button(ui, &way.words, None).clicked()
                    }
                })
                .inner;
            if pressed {
                match (way.go)() {
                    Ok(handle) => opened = Some(handle),
                    Err(why) => self.refusal = Some(why),
                }
            }
        }
        if let Some(why) = &self.refusal {
            ui.add_space(space::S);
            let said = ui.label(RichText::new(why).color(tokens.overdue));
            ui.accesskit_node_builder(said.id, |node| node.set_live(Live::Assertive));
        }
        opened
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::harness::Trial;
    use crate::ui::{fonts, theme};
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn a_way_that_fails_says_why_and_the_other_still_leads_to_a_desk() {
        let desk = Trial::new();
        let handle = desk.handle.clone();
        let way = |words: &str, go: Go| Way { words: words.to_owned(), explains: String::new(), go };
        let recovery = Recovery {
            title: "The log is damaged".to_owned(),
            reason: "page 12 is not what it was".to_owned(),
            folder: PathBuf::from("/data"),
            ways: vec![
                way(
                    "Restore the backup",
                    Box::new(|| Err("the disk is full; make room and try again".to_owned())),
                ),
                way("Start a new log", Box::new(move || Ok(handle.clone()))),
            ],
            refusal: None,
        };
        let mut window = Harness::builder()
            .with_size([1024.0, 700.0])
            .with_context_setup(|ctx| {
                fonts::install(ctx);
                theme::apply(ctx);
            })
            .build_ui_state(
                |ui, (recovery, opened): &mut (Recovery, bool)| *opened |= recovery.ui(ui).is_some(),
                (recovery, false),
            );
        window.get_by_label("Restore the backup").click();
        window.run();
        assert!(window.query_by_label_contains("the disk is full").is_some());
        assert!(!window.state().1);
        window.get_by_label("Start a new log").click();
        window.run();
        assert!(window.state().1);
    }
}
