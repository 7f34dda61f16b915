//! The list of the policies, and the button that reads them again.

use egui::accesskit::Role;
use egui::{Frame, Id, Margin, Sense, Ui, WidgetInfo, pos2, vec2};

use super::PoliciesState;
use super::data::{Origin, Row};
use crate::desk::policies::FOLDER;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms, PolicyForm};
use crate::ui::incident::parts::paragraph;
use crate::ui::strip::elided;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets::{self, focus_ring};

/// The height of a line.
const ROW: f32 = 68.0;

/// What is focused when a policy of the list has the keyboard.
fn row_id(name: &str) -> Id {
    Id::unique(("policy", name))
}

pub(super) fn list_ui(ui: &mut Ui, seen: &Seen, state: &mut PoliciesState, forms: &Forms, asks: &mut Asks) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let frame = Frame::new().inner_margin(Margin::symmetric(16, 0));
    frame.show(ui, |ui| {
        ui.add_space(space::S);
        widgets::section_heading(ui, "Policies", Some(state.data.rows.len()));
    });
    let mut chosen = None;
    for row in &state.data.rows {
        if row_ui(ui, row, state.chosen.as_ref() == Some(&row.name)) {
            chosen = Some(row.name.clone());
        }
    }
    if std::mem::take(&mut state.wants_list)
        && let Some(name) = state.chosen.as_ref().or(state.at.as_ref())
    {
        ui.memory_mut(|memory| memory.request_focus(row_id(name)));
    }
    if let Some(name) = chosen {
        if state.chosen.as_ref() != Some(&name) {
            if state.had_form {
                asks.push(Ask::CloseForm);
            }
            (state.shows_text, state.go_to) = (false, None);
        }
        state.chosen = Some(name);
    }
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.add_space(space::M);
        let tokens = Tokens::of(ui);
        orphans_ui(ui, state, forms, asks);
        // Templates and words are read with them, and have no line of their own above.
        let policies = seen.snapshot.policy_files.iter().map(|file| file.path.display().to_string());
        let policies: Vec<String> = policies.collect();
        let is_other = |problem: &&String| !policies.iter().any(|path| problem.starts_with(path.as_str()));
        for problem in seen.snapshot.policy_problems.iter().filter(is_other) {
            paragraph(ui, problem, font::small(), tokens.overdue);
        }
        if widgets::quiet_button(ui, "Read them again", None).clicked() {
            asks.push(Ask::ReloadPolicies);
        }
        let folder = seen.snapshot.folder.join(FOLDER);
        let words = format!("Your own are TOML files in {}", folder.display());
        paragraph(ui, &words, font::small(), tokens.text_muted);
        ui.add_space(space::XXL);
    });
}

/// What is typed for a policy whose file is gone.
fn orphans_ui(ui: &mut Ui, state: &PoliciesState, forms: &Forms, asks: &mut Asks) {
    for kind in forms.all_typed() {
        let FormKind::Policy(PolicyForm::Edit { name }) = kind else { continue };
        if state.data.rows.iter().any(|row| row.name == *name) {
            continue;
        }
        let words = format!("What you typed for {name} is kept; its file is gone");
        paragraph(ui, &words, font::small(), Tokens::of(ui).due_soon);
        if widgets::quiet_button(ui, &format!("Go on editing {name}…"), None).clicked() {
            asks.push(Ask::Open(kind.clone()));
        }
    }
}

fn row_ui(ui: &mut Ui, row: &Row, is_chosen: bool) -> bool {
    let tokens = Tokens::of(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), ROW));
    let response = ui.interact(rect, row_id(&row.name), Sense::click());
    let spoken = row.spoken();
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), is_chosen, &spoken));
    widgets::chosen(ui, &response, is_chosen);
    let mut is_cut = false;
    if ui.is_rect_visible(rect) {
        widgets::row_ground(ui, &response, is_chosen);
        let (x, room) = (rect.left() + space::L, rect.width() - 2.0 * space::L);
        let usual = row
            .is_usual
            .then(|| ui.painter().layout_no_wrap("usual".to_owned(), font::small_strong(), tokens.accent));
        let beside = usual.as_ref().map_or(0.0, |galley| galley.size().x + space::S);
        let title = elided(ui, &row.title, font::strong(), tokens.text, room - beside);
        if let Some(usual) = usual {
            let left = rect.right() - space::L - usual.size().x;
            ui.painter().galley(pos2(left, rect.top() + 9.0), usual, tokens.accent);
        }
        let second = elided(ui, &row.second(), font::mono_small(), tokens.text_muted, room);
        let is_wrong = matches!(row.origin, Origin::Unusable | Origin::StandsIn);
        let ink = if is_wrong { tokens.overdue } else { tokens.text_muted };
        let third = elided(ui, &row.third(), font::small(), ink, room);
        is_cut = title.elided || second.elided || third.elided;
        ui.painter().galley(pos2(x, rect.top() + 7.0), title, tokens.text);
        ui.painter().galley(pos2(x, rect.top() + 27.0), second, tokens.text_muted);
        ui.painter().galley(pos2(x, rect.top() + 45.0), third, ink);
        let line = egui::Stroke::new(size::HAIRLINE, tokens.hairline);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
        focus_ring(ui, rect.shrink(2.0), &response);
    }
    let response = if is_cut { response.on_hover_text(&spoken) } else { response };
    response.clicked()
}
