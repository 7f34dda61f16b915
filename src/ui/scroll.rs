//! The scroll areas of the window. Each follows the keyboard: whatever gains the focus comes into
//! sight, and none is painted over what stands below it.
//!
//! Never here: what is scrolled.

use egui::{Align, AsIdSalt, Id, Rect, ScrollArea, Ui, vec2};

use super::theme::space;

/// The air that is kept above and below what comes into sight: room for a label and the focus ring.
const AIR: f32 = space::XL;

/// A scroll over all the room there is, however little that is.
pub fn area(salt: impl AsIdSalt) -> ScrollArea {
    // egui keeps 64 points by default, which then cover what stands below.
    // Animated, even in no time, it would come to rest a frame later than what follows it reckons with.
    ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]).min_scrolled_height(0.0).animated(false)
}

/// Shows what is scrolled, and brings what gained the keyboard into sight.
pub fn show<R>(ui: &mut Ui, area: ScrollArea, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let shown = area.show(ui, |ui| {
        let inner = contents(ui);
        follow_focus(ui);
        inner
    });
    shown.inner
}

/// Puts the top of `rect` to the top of the scroll area around it: the head of what was opened just now.
/// The focus that it takes is followed from the next pass on, should it stand below.
pub fn align_top(ui: &Ui, rect: Rect) {
    ui.scroll_to_rect(rect, Some(Align::TOP));
    let pass = ui.cumulative_pass_nr();
    ui.data_mut(|data| data.insert_temp(aligned_id(), pass));
}

/// In which pass something was put to the top.
fn aligned_id() -> Id {
    Id::unique("aligned to the top")
}

/// Brings the widget that gained the keyboard into sight, if it is one of this scroll area. Called after
/// everything in it was painted.
pub fn follow_focus(ui: &Ui) {
    let kept = ui.scope_id().with("focus that was followed");
    let focused = ui.memory(egui::Memory::focused);
    let followed: Option<Id> = ui.data(|data| data.get_temp(kept)).flatten();
    let aligned: Option<u64> = ui.data(|data| data.get_temp(aligned_id()));
    if followed == focused || aligned == Some(ui.cumulative_pass_nr()) {
        return;
    }
    let widget = focused.and_then(|id| ui.read_response(id));
    if focused.is_some() && widget.is_none() {
        // It is painted with the next pass.
        return;
    }
    ui.data_mut(|data| data.insert_temp(kept, focused));
    let Some(widget) = widget else { return };
    let is_here = widget.layer_id == ui.layer_id() && ui.min_rect().contains_rect(widget.rect.shrink(1.0));
    let clip = ui.clip_rect();
    // What is seen in full needs nothing, and what stands outside of the area is.
    let is_cut = widget.interact_rect.height() + 1.0 < widget.rect.height();
    if !is_here || !is_cut {
        return;
    }
    let wanted = widget.rect.expand2(vec2(0.0, AIR));
    let align = (wanted.height() > clip.height()).then_some(Align::TOP);
    let rect = if wanted.height() > clip.height() { widget.rect } else { wanted };
    ui.scroll_to_rect(rect, align);
}
