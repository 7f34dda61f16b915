//! What stands in the window until its desk is open, should that take longer than a moment: the log of an older version
//! is brought up to date, or the disk is slow.

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::accesskit::Live;
use egui::{RichText, Ui};

use super::recovery::Recovery;
use super::theme::{Tokens, font, space};
use crate::desk::DeskHandle;

/// A desk that is being opened while the window comes: waits for it so long and no longer, and gives it, or what stands
/// in the window instead. Asked once more after that, it tries to open the desk again.
pub type ComingDesk = Box<dyn FnMut(Duration) -> Option<Result<DeskHandle, Recovery>>>;

/// How long the window waits before it says what it waits for. Most desks are open by then.
const MOMENT: Duration = Duration::from_millis(400);

/// How often it looks after that.
const LOOK: Duration = Duration::from_millis(100);

/// A desk that is being opened, and where.
pub struct Coming {
    desk: ComingDesk,
    folder: PathBuf,
}

impl Coming {
    /// The desk of a folder.
    pub fn new(desk: ComingDesk, folder: &Path) -> Self {
        Self { desk, folder: folder.to_path_buf() }
    }

    /// Waits for a moment; none where it takes longer.
    pub fn wait_a_moment(&mut self) -> Option<Result<DeskHandle, Recovery>> {
        (self.desk)(MOMENT)
    }

    /// Waits as long as it takes.
    pub fn wait(&mut self) -> Result<DeskHandle, Recovery> {
        loop {
            if let Some(desk) = (self.desk)(Duration::from_mins(1)) {
                return desk;
            }
        }
    }

    /// Says what is waited for. What has come of it, as soon as something has.
    pub fn ui(&mut self, ui: &mut Ui) -> Option<Result<DeskHandle, Recovery>> {
        let tokens = Tokens::of(ui);
        ui.painter().rect_filled(ui.max_rect(), 0, tokens.surface);
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() * 0.4).max(space::L));
            ui.set_max_width(ui.available_width().min(480.0));
            ui.spacing_mut().item_spacing.y = space::S;
            let said = ui.label(RichText::new("Reading the log").font(font::heading()));
            ui.accesskit_node_builder(said.id, |node| node.set_live(Live::Polite));
            ui.label(
                "No alarm is told before it is read. One of an older version is brought up to date first.",
            );
            let place = format!("Data folder: {}", self.folder.display());
            ui.label(RichText::new(place).font(font::small()).color(tokens.text_muted));
        });
        let come = (self.desk)(Duration::ZERO);
        ui.request_repaint_after(if come.is_some() { Duration::ZERO } else { LOOK });
        come
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::ui::harness::Trial;
    use crate::ui::{fonts, theme};

    #[test]
    fn what_is_waited_for_is_said_until_it_has_come() {
        let trial = Trial::new();
        let handle = trial.handle.clone();
        let (is_open, mut is_first) = (Rc::new(Cell::new(false)), true);
        let open = Rc::clone(&is_open);
        let desk = move |patience: Duration| {
            assert!(patience.is_zero() || std::mem::take(&mut is_first), "no frame waits");
            open.get().then(|| Ok(handle.clone()))
        };
        let mut coming = Coming::new(Box::new(desk), Path::new("/data"));
        assert!(coming.wait_a_moment().is_none());
        let mut window = Harness::builder()
            .with_size([900.0, 600.0])
            .with_context_setup(|ctx| {
                fonts::install(ctx);
                theme::apply(ctx);
            })
            .build_ui_state(
                |ui, (coming, has_come): &mut (Coming, bool)| *has_come |= coming.ui(ui).is_some(),
                (coming, false),
            );
        window.step();
        assert!(!window.state().1);
        assert!(window.query_by_label("Reading the log").is_some());
        assert!(window.query_by_label_contains("No alarm is told before").is_some());
        assert!(window.query_by_label("Data folder: /data").is_some());
        is_open.set(true);
        window.step();
        assert!(window.state().1);
    }
}
