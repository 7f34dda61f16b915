//! The drill in the shell: its banner and scorecard are painted, and what is wished of it is passed on.

use egui::{Context, Frame, Margin, Panel, Ui, ViewportCommand};

use super::Shell;
use crate::desk::drill::DrillHandle;
use crate::ui::context::{Asks, Seen};
use crate::ui::drill::{DrillView, DrillWish, banner_ui, card_ui};
use crate::ui::help::Around;
use crate::ui::theme::Tokens;

impl Shell {
    /// The same over the desk of a drill.
    #[must_use]
    pub fn with_drill(self, handle: DrillHandle) -> Self {
        Self { drill: Some(DrillView::new(handle)), ..self }
    }

    /// The same in a window that stands already.
    #[cfg(test)]
    pub(in crate::ui) fn show_drill(&mut self, handle: DrillHandle) {
        self.drill = Some(DrillView::new(handle));
    }

    /// What Help has to know of what is around it.
    pub(super) fn around(&self) -> Around {
        Around { has_incident: self.selected.is_some(), is_drill: self.drill.is_some() }
    }

    /// Time runs as it does while somebody writes.
    pub(super) fn hold_the_drill(&self, ctx: &Context) {
        if let Some(drill) = &self.drill {
            drill.handle.hold(self.forms.open.is_some() || ctx.text_edit_focused());
        }
    }

    /// The banner on top of everything, where this is a drill.
    pub(super) fn drill_banner_ui(&self, ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
        let Some(drill) = &self.drill else { return };
        let now = drill.at(&seen.snapshot.world, seen.now);
        let frame = Frame::new().fill(Tokens::of(ui).due_soon_tint).inner_margin(Margin::symmetric(16, 6));
        Panel::top("drill").resizable(false).frame(frame).show(ui, |ui| {
            banner_ui(ui, drill, &now, asks);
        });
    }

    /// The scorecard in the place of the screen; whether there is one.
    pub(super) fn drill_card_ui(&mut self, ui: &mut Ui, seen: &Seen, asks: &mut Asks) -> bool {
        let snapshot = seen.snapshot;
        let Some(drill) = self.drill.as_mut().filter(|drill| drill.shows_card) else { return false };
        let title = drill.at(&snapshot.world, seen.now).title;
        let Some(card) = drill.card(&snapshot.world, snapshot.revision) else { return false };
        let ground = Frame::new().fill(Tokens::of(ui).surface);
        egui::CentralPanel::default().frame(ground).show(ui, |ui| {
            card_ui(ui, card, &title, seen.zone, asks);
        });
        true
    }

    pub(super) fn drill_wish(&mut self, wish: DrillWish, ctx: &Context) {
        let Some(drill) = &mut self.drill else { return };
        match wish {
            DrillWish::Pause => drill.handle.pause(true),
            DrillWish::GoOn => drill.handle.pause(false),
            DrillWish::Faster => drill.handle.change_speed(true),
            DrillWish::Slower => drill.handle.change_speed(false),
            DrillWish::End => drill.handle.end(),
            DrillWish::ShowCard(shows) => drill.shows_card = shows,
            DrillWish::ListAll(all) => drill.lists_all = all,
            DrillWish::Close => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
    }
}
