//! The list of the post-mortems.

use egui::accesskit::Role;
use egui::{Sense, Ui, WidgetInfo, pos2, vec2};

use super::ReviewState;
use super::data::Row;
use crate::ui::context::Seen;
use crate::ui::countdown;
use crate::ui::repaint::secs_left;
use crate::ui::strip::elided;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets::{self, focus_ring};

/// The height of a row.
const ROW: f32 = 58.0;

pub(super) fn list_ui(ui: &mut Ui, seen: &Seen, state: &mut ReviewState) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(space::S);
    egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 0)).show(ui, |ui| {
        widgets::section_heading(ui, "Post-mortems", Some(state.data.rows.len()));
    });
    let mut chosen = None;
    for row in &state.data.rows {
        if row_ui(ui, seen, row, state.selected == Some(row.id)) {
            chosen = Some(row.id);
        }
    }
    if let Some(id) = chosen {
        state.show(id);
    }
}

fn row_ui(ui: &mut Ui, seen: &Seen, row: &Row, is_chosen: bool) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let left = row.due.map(|due| secs_left(due, seen.now));
    let owed = match (&row.owed, left) {
        (Some(owed), Some(left)) => format!("{owed} {}", countdown::spoken(left)),
        _ => row.state.word().to_owned(),
    };
    let spoken = format!("{} {}, {}, {owed}", row.reference, row.title, row.state);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), is_chosen, &spoken));
    widgets::chosen(ui, &response, is_chosen);
    if ui.is_rect_visible(rect) {
        widgets::row_ground(ui, &response, is_chosen);
        let (x, room) = (rect.left() + space::L, rect.width() - 2.0 * space::L);
        let title = elided(ui, &row.title, font::strong(), tokens.text, room);
        ui.painter().galley(pos2(x, rect.top() + space::S), title, tokens.text);
        let is_late = left.is_some_and(|left| left < 0);
        let ink = if is_late { tokens.overdue } else { tokens.text_muted };
        let figures = left.map_or_else(String::new, countdown::countdown);
        let figures = ui.painter().layout_no_wrap(figures, font::mono_small(), ink);
        let room = room - figures.size().x - space::S;
        ui.painter().galley(
            pos2(rect.right() - space::L - figures.size().x, rect.top() + 32.0),
            figures,
            ink,
        );
        let words = format!("{} · {}", row.reference, row.state);
        let words = elided(ui, &words, font::small(), tokens.text_muted, room);
        ui.painter().galley(pos2(x, rect.top() + 32.0), words, tokens.text_muted);
        let line = egui::Stroke::new(size::HAIRLINE, tokens.hairline);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
        focus_ring(ui, rect.shrink(2.0), &response);
    }
    response.clicked()
}
