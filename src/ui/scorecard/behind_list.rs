//! The incidents behind a number: what each is called, how urgent it is, when it was opened, and its span
//! where the number is one of spans. Pressing one shows it.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Id, Rect, RichText, Sense, Ui, WidgetInfo, pos2, vec2};

use super::forms::{self, is_open};
use super::state::{BehindList, ScoreState};
use crate::domain::calendar::local_of;
use crate::domain::event::IncidentId;
use crate::domain::report::compared::Named;
use crate::domain::span;
use crate::domain::words::{Priority, counted};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms, ScoreForm};
use crate::ui::incident::mark;
use crate::ui::incident::parts::word_button_in;
use crate::ui::strip::elided;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::{scroll, widgets};

/// The height of a line.
const LINE: f32 = 48.0;

fn line_id(id: IncidentId) -> Id {
    Id::unique(("scorecard incident", id.0))
}

/// What a line says, for screen readers and tests.
fn as_text(named: &Named, secs: Option<i64>, opened: &str) -> String {
    let priority = named.priority.map_or("no priority yet", Priority::word);
    let span = secs.map(|secs| format!(", {}", span::words(secs))).unwrap_or_default();
    format!("{} {}, {priority}, opened {opened}{span}", named.reference, named.title)
}

/// Paints the list that is open.
pub(super) fn behind_ui(
    ui: &mut Ui,
    seen: &Seen,
    state: &mut ScoreState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let Some(list) = &state.behind else { return };
    let (title, lines) = (list.title.clone(), Arc::clone(&list.lines));
    let compared = Arc::clone(&list.compared);
    ui.add_space(space::S);
    let mut is_closed = false;
    ui.horizontal_wrapped(|ui| {
        is_closed = widgets::quiet_button(ui, "Back to the numbers", None).clicked();
        let button = word_button_in(ui, "CSV…", None, font::small());
        ui.accesskit_node_builder(button.id, |node| node.set_label("Save these incidents as CSV…"));
        if button.clicked() {
            asks.push(Ask::Open(FormKind::Score(ScoreForm::SaveBehind)));
        }
    });
    if is_open(forms, &ScoreForm::SaveBehind) {
        forms::save_behind_ui(ui, seen, list, forms, asks);
    }
    let heading = ui.add(egui::Label::new(RichText::new(&title).font(font::title())).wrap());
    ui.accesskit_node_builder(heading.id, |node| node.set_live(egui::accesskit::Live::Polite));
    let has_spans = lines.iter().any(|(_, secs)| secs.is_some());
    let order = if has_spans { ", the longest first" } else { "" };
    let count = format!("{}{order}", counted(lines.len() as u64, "incident", "incidents"));
    ui.label(RichText::new(count).font(font::small()).color(Tokens::of(ui).text_muted));
    if is_closed {
        if let Some(from) = state.close() {
            asks.push(Ask::Focus(from));
        }
        return;
    }
    widgets::hairline(ui);
    let wants_list = std::mem::take(&mut state.wants_list);
    scroll::show(ui, scroll::area("behind a number"), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = (ui.available_width() - space::M).max(1.0);
        let (_, whole) = ui.allocate_space(vec2(width, LINE * lines.len() as f32));
        let in_sight = ui.clip_rect();
        let first = ((in_sight.top() - whole.top()) / LINE - 1.0).floor().max(0.0) as usize;
        let end = ((in_sight.bottom() - whole.top()) / LINE + 1.0).ceil().max(0.0) as usize;
        let (first, end) = (first.min(lines.len()), end.min(lines.len()));
        // That of the keyboard is painted wherever it stands, so that it keeps it.
        let kept = Some(state.at).filter(|at| !(first..end).contains(at));
        for place in (first..end).chain(kept) {
            let Some((id, secs)) = lines.get(place) else { continue };
            let Some(named) = compared.incidents.get(id) else { continue };
            let top = whole.top() + LINE * place as f32;
            let rect = Rect::from_min_size(pos2(whole.left(), top), vec2(whole.width(), LINE));
            let is_stop = place == state.at;
            let response = line_ui(ui, seen, (rect, is_stop), (*id, *secs, named));
            if wants_list && is_stop {
                response.request_focus();
                ui.scroll_to_rect(rect, None);
            }
            if response.clicked() {
                asks.push(Ask::Show(*id));
            }
        }
    });
}

fn line_ui(
    ui: &Ui,
    seen: &Seen,
    (rect, is_stop): (Rect, bool),
    (id, secs, named): (IncidentId, Option<i64>, &Named),
) -> egui::Response {
    let tokens = Tokens::of(ui);
    let opened = local_of(seen.zone, named.opened_at).format("%Y-%m-%d %H:%M").to_string();
    let text = as_text(named, secs, &opened);
    // The Tab key stops at one line alone: the arrows lead to the others.
    let sense = if is_stop { Sense::click() } else { Sense::CLICK };
    let response = ui.interact(rect, line_id(id), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &text));
    if response.hovered() {
        ui.painter().rect_filled(rect, size::CORNER, tokens.hover);
    }
    let (left, right) = (rect.left() + space::S, rect.right() - space::S);
    let (first, second) = (rect.top() + 15.0, rect.top() + 33.0);
    let priority = mark(named.priority);
    priority.paint(ui.painter(), pos2(left + space::S, first), tokens);
    let span_width = secs.map_or(0.0, |secs| {
        let galley = ui.painter().layout_no_wrap(span::words(secs), font::mono_strong(), tokens.text);
        let width = galley.size().x;
        ui.painter().galley(pos2(right - width, first - galley.size().y / 2.0), galley, tokens.text);
        width + space::S
    });
    let words = left + space::XL;
    let title = elided(ui, &named.title, font::strong(), tokens.text, right - words - span_width);
    ui.painter().galley(pos2(words, first - title.size().y / 2.0), title, tokens.text);
    let below = format!("{} · {} · {opened}", named.reference, priority.word());
    let below = elided(ui, &below, font::small(), tokens.text_muted, right - words);
    ui.painter().galley(pos2(words, second - below.size().y / 2.0), below, tokens.text_muted);
    let line = egui::Stroke::new(size::HAIRLINE, tokens.hairline);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
    widgets::focus_ring(ui, rect.shrink(2.0), &response);
    response
}

/// Whether a list that is open still belongs to the numbers that are shown.
pub(super) fn is_of(list: &BehindList, state: &ScoreState) -> bool {
    state.data.as_ref().is_some_and(|data| Arc::ptr_eq(&data.scoring.compared, &list.compared))
}
