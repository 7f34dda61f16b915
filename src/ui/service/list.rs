//! The list of the departments.

use chrono_tz::Tz;
use egui::accesskit::Role;
use egui::{Sense, Ui, WidgetInfo, pos2, vec2};

use super::data::{Row, Stands};
use super::{ServiceState, open_new};
use crate::domain::calendar::local_of;
use crate::domain::time::Instant;
use crate::domain::words::counted;
use crate::ui::context::{Asks, Seen};
use crate::ui::forms::Forms;
use crate::ui::strip::elided;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets::{self, focus_ring};

/// The height of a row.
const ROW: f32 = 76.0;

/// A date with its year.
pub(super) fn date(at: Instant, zone: Tz) -> String {
    local_of(zone, at).format("%-d %b %Y").to_string()
}

/// How a department stands, in a line.
pub(super) fn stands_words(stands: Stands, zone: Tz) -> String {
    match stands {
        Stands::Owed(at) => format!("A review is owed since {}", date(at, zone)),
        Stands::Planned(at) => format!("Next review {}", date(at, zone)),
        Stands::Passed(at) => format!("Review of {}: was it held?", date(at, zone)),
        Stands::By(at) => format!("To be planned by {}", date(at, zone)),
        Stands::NoCycle => "No cycle is set".to_owned(),
    }
}

/// How many actions are open, in words.
fn actions_words(row: &Row) -> String {
    let open = counted(row.open as u64, "open action", "open actions");
    match row.overdue {
        0 => open,
        overdue => format!("{open}, {overdue} overdue"),
    }
}

pub(super) fn list_ui(
    ui: &mut Ui,
    seen: &Seen,
    state: &mut ServiceState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(space::S);
    egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 0)).show(ui, |ui| {
        widgets::section_heading(ui, "Departments", Some(state.data.rows.len()));
        if widgets::quiet_button(ui, "Set a cycle…", None).on_hover_text("For a new department").clicked() {
            open_new(forms, asks);
        }
        ui.add_space(space::S);
    });
    let mut chosen = None;
    for row in &state.data.rows {
        if row_ui(ui, seen, row, state.selected.as_ref() == Some(&row.department.name)) {
            chosen = Some(row.department.name.clone());
        }
    }
    if let Some(name) = chosen {
        state.show(&name);
    }
}

fn row_ui(ui: &mut Ui, seen: &Seen, row: &Row, is_chosen: bool) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let (stands, actions) = (stands_words(row.stands, seen.zone), actions_words(row));
    let coordinator = row.coordinator.as_deref().unwrap_or("no coordinator");
    let spoken = format!("{}, {coordinator}, {stands}, {actions}", row.department.name);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), is_chosen, &spoken));
    widgets::chosen(ui, &response, is_chosen);
    if ui.is_rect_visible(rect) {
        widgets::row_ground(ui, &response, is_chosen);
        let (x, room) = (rect.left() + space::L, rect.width() - 2.0 * space::L);
        let title = elided(ui, &row.department.name, font::strong(), tokens.text, room);
        ui.painter().galley(pos2(x, rect.top() + space::S), title, tokens.text);
        let ink = match row.stands {
            Stands::Owed(_) => tokens.overdue,
            Stands::Passed(_) => tokens.due_soon,
            _ => tokens.text_muted,
        };
        let words = elided(ui, &stands, font::small(), ink, room);
        ui.painter().galley(pos2(x, rect.top() + 31.0), words, ink);
        let ink = if row.overdue > 0 { tokens.overdue } else { tokens.text_muted };
        let words = elided(ui, &format!("{coordinator} · {actions}"), font::small(), ink, room);
        ui.painter().galley(pos2(x, rect.top() + 50.0), words, ink);
        let line = egui::Stroke::new(size::HAIRLINE, tokens.hairline);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
        focus_ring(ui, rect.shrink(2.0), &response);
    }
    response.clicked()
}
