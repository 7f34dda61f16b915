//! Fades, or none: as the system asks, or as somebody chose.

use egui::Context;

use super::theme::set_reduced_motion;
use crate::platform::asks_for_less_motion;

/// Takes the fades out of a window, if `is_still`; else asks the system beside the frames.
pub fn apply(ctx: &Context, is_still: bool) {
    set_reduced_motion(ctx, is_still);
    if is_still {
        return;
    }
    let window = ctx.clone();
    let asking = std::thread::Builder::new().name("motion".to_owned()).spawn(move || {
        if asks_for_less_motion() {
            set_reduced_motion(&window, true);
            window.request_repaint();
        }
    });
    // Without a thread nobody is asked, and what fades does so in an eighth of a second.
    drop(asking);
}
