//! The sides of an incident, one shown at a time: a row of tabs below its head.

use egui::accesskit::Role;
use egui::{Color32, EventFilter, Id, Key, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::domain::event::IncidentId;
use crate::domain::time::Instant;
use crate::domain::world::Live;
use crate::ui::context::{Ask, Asks};
use crate::ui::forms::FormKind;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets::{self, focus_ring};

/// A side of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tab {
    /// What to do now, and the log.
    Now,
    /// Who is on it.
    People,
    /// What is due to whom, and what was sent.
    Updates,
    /// Requests for information and actions.
    Tasks,
    /// The hotline call and its checklist.
    Hotline,
    /// What an escalation has to say, and the milestones.
    Intake,
}

impl Tab {
    /// All of them, in order; their keys are 1 to 6.
    pub const ALL: [Self; 6] =
        [Self::Now, Self::People, Self::Updates, Self::Tasks, Self::Hotline, Self::Intake];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Now => "Now",
            Self::People => "People",
            Self::Updates => "Updates",
            Self::Tasks => "Tasks",
            Self::Hotline => "Hotline",
            Self::Intake => "Intake",
        }
    }

    /// The side on which a form belongs.
    pub const fn of_form(form: &FormKind) -> Self {
        match form {
            FormKind::Call { .. } | FormKind::StandDown { .. } => Self::People,
            FormKind::Draft { .. } => Self::Updates,
            FormKind::Request(_)
            | FormKind::Answer { .. }
            | FormKind::AssignRequest { .. }
            | FormKind::WithdrawRequest { .. }
            | FormKind::Delegate(_)
            | FormKind::ActionDone { .. }
            | FormKind::Redelegate { .. }
            | FormKind::DropAction { .. } => Self::Tasks,
            FormKind::HotlineCall(_) | FormKind::ChecklistItem { .. } => Self::Hotline,
            FormKind::Intake { .. } | FormKind::Bill(_) => Self::Intake,
            _ => Self::Now,
        }
    }
}

/// What is focused when a tab has the keyboard.
pub fn tab_id(incident: IncidentId, tab: Tab) -> Id {
    Id::unique(("incident tab", incident.0, tab))
}

/// How many things of a side are open, where that is worth saying.
fn count(live: &Live, tab: Tab, now: Instant) -> Option<usize> {
    let incident = &live.incident;
    let count = match tab {
        Tab::Now => live.pressing(now).len(),
        Tab::People => incident.people.all.iter().filter(|one| one.stood_down_at.is_none()).count(),
        Tab::Tasks => incident.requests.open_count() + incident.actions.open_count(),
        Tab::Updates | Tab::Hotline | Tab::Intake => 0,
    };
    (count > 0).then_some(count)
}

/// Where the arrows lead from a tab.
fn neighbour(tab: Tab, input: &egui::InputState) -> Option<Tab> {
    let at = Tab::ALL.iter().position(|one| *one == tab)?;
    if input.key_pressed(Key::ArrowRight) {
        Tab::ALL.get(at + 1).copied()
    } else if input.key_pressed(Key::ArrowLeft) {
        at.checked_sub(1).and_then(|at| Tab::ALL.get(at).copied())
    } else {
        None
    }
}

/// The room that the words of all tabs take, without the air around them.
fn words_width(ui: &Ui, live: &Live, now: Instant) -> f32 {
    let width = |words: String, face| ui.painter().layout_no_wrap(words, face, Color32::PLACEHOLDER).size().x;
    let of_tab = |tab: Tab| {
        let figure = count(live, tab, now)
            .map_or(0.0, |count| space::XS + width(count.to_string(), font::mono_small()));
        width(tab.word().to_owned(), font::strong()) + figure
    };
    Tab::ALL.into_iter().map(of_tab).sum()
}

/// The row of tabs, closer together where they would break otherwise. Where it stands.
pub fn tabs_ui(ui: &mut Ui, live: &Live, open: Tab, now: Instant, asks: &mut Asks) -> Rect {
    let tokens = Tokens::of(ui);
    let usual = words_width(ui, live, now) + Tab::ALL.len() as f32 * (2.0 * space::S + space::XS);
    let (air, gap) = if usual > ui.available_width() { (space::XS, 2.0) } else { (space::S, space::XS) };
    let row = ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = gap;
        // The words, not the room around them, begin where the title does.
        ui.add_space(-air);
        for tab in Tab::ALL {
            let count = count(live, tab, now);
            let is_open = tab == open;
            let ink = if is_open { tokens.text } else { tokens.text_muted };
            let word_font = if is_open { font::strong() } else { font::body() };
            let words = ui.painter().layout_no_wrap(tab.word().to_owned(), word_font, ink);
            let figure = count.map(|count| {
                ui.painter().layout_no_wrap(count.to_string(), font::mono_small(), tokens.text_muted)
            });
            let figure_width = figure.as_ref().map_or(0.0, |figure| space::XS + figure.size().x);
            // As wide as when it is open: the row does not move as one goes along it.
            let open_width = ui.painter().layout_no_wrap(tab.word().to_owned(), font::strong(), ink).size().x;
            let wanted = vec2(open_width + figure_width + 2.0 * air, size::CONTROL);
            let (_, rect) = ui.allocate_space(wanted);
            // The Tab key stops at the open one alone: the arrows lead to the others.
            let sense = if is_open { Sense::click() } else { Sense::CLICK };
            let response = ui.interact(rect, tab_id(live.incident.id, tab), sense);
            if response.has_focus() {
                let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
                ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
                let beside = ui.input(|input| neighbour(tab, input));
                asks.0.extend(beside.map(Ask::Turn));
            }
            let spoken =
                count.map_or_else(|| tab.word().to_owned(), |count| format!("{}, {count} open", tab.word()));
            response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), is_open, &spoken));
            widgets::chosen(ui, &response, is_open);
            if response.clicked() {
                asks.push(Ask::Turn(tab));
            }
            if ui.is_rect_visible(rect) {
                let painter = ui.painter();
                if response.hovered() {
                    painter.rect_filled(rect, size::CORNER, tokens.hover);
                }
                let at = pos2(rect.left() + air, rect.center().y - words.size().y / 2.0);
                let width = words.size().x;
                painter.galley(at, words, ink);
                if let Some(figure) = figure {
                    let at = pos2(at.x + width + space::XS, rect.center().y - figure.size().y / 2.0);
                    painter.galley(at, figure, tokens.text_muted);
                }
                if is_open {
                    let line = Rect::from_min_max(
                        pos2(rect.left() + air, rect.bottom() - 2.0),
                        pos2(rect.right() - air, rect.bottom()),
                    );
                    painter.rect_filled(line, 0, tokens.accent);
                }
                focus_ring(ui, rect, &response);
            }
        }
    });
    row.response.rect
}

#[cfg(test)]
mod tests {
    use egui::accesskit::Role;
    use egui_kittest::kittest::Queryable as _;

    use crate::domain::command::Wish;
    use crate::domain::words::{Kind, Priority};
    use crate::ui::incident::trial::{Trial, harness};

    #[test]
    fn the_tabs_stand_in_one_row_in_the_narrowest_pane() {
        let mut trial = Trial::opened("Payments API down", Some(Priority::Critical), Kind::Major);
        for number in 0..12 {
            let join = Wish::JoinBridge { whom: format!("Sample {number}") };
            let delegate = Wish::DelegateAction {
                to: "Sample".to_owned(),
                what: format!("Check {number}"),
                due: None,
                follow_up: false,
            };
            trial = trial.with("13:30", join).with("13:31", delegate);
        }
        let mut harness = harness(trial, "13:40");
        harness.set_size(egui::vec2(436.0, 560.0));
        harness.run();
        let rows: Vec<f32> = harness.get_all_by_role(Role::Tab).map(|tab| tab.rect().top()).collect();
        assert_eq!(rows.len(), 6);
        assert!(rows.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 1.0), "{rows:?}");
        let actions = ["Update…", "Log…", "Priority…", "Demote…", "Edit…", "Restore…", "Close…"];
        let rows = actions.map(|words| harness.get_by_label(words).rect().top());
        assert!(rows.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 1.0), "{rows:?}");
    }
}
