//! The incident beside the board: what to do now, the log, and the note line at its foot.
//!
//! View data is made apart from paint, in [`data`] and [`crate::documents`], and kept for as long
//! as the incident and the second stay the same. What a person does leaves as asks; nothing here
//! changes the desk.

pub mod data;
mod forms;
mod header;
pub(super) mod hotline_tab;
mod intake_tab;
mod log;
mod note_line;
mod now_list;
pub(super) mod parts;
mod people_data;
mod people_tab;
mod rhythm;
mod tabs;
pub(super) mod tasks_tab;
#[cfg(test)]
pub(in crate::ui) mod trial;
mod updates_tab;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono_tz::Tz;
use egui::{Frame, Id, Key, Margin, Modifiers, Panel, ScrollArea, Ui};

use self::data::{PaneData, pane_data};
use self::log::{LogHeights, LogState};
use super::context::{Ask, Asks, Seen};
use super::forms::{FormKind, Forms};
use super::theme::space;
use super::widgets;
use crate::documents::{LogLine, log_lines};
use crate::domain::calendar::local_of;
use crate::domain::event::IncidentId;
use crate::domain::time::whole_second;
use crate::domain::world::Live;

pub use self::header::mark;
pub use self::note_line::{NOTE_FIELD, note_field_id};
pub use self::tabs::{Tab, tab_id};

/// The margin of the pane, left and right.
const MARGIN: i8 = 20;

/// What is kept from frame to frame and is no fact: what is folded, and the heights of rows.
#[derive(Clone, Default)]
struct PaneState {
    form: Option<FormKind>,
    turned: BTreeSet<String>,
    log: LogState,
    heights: LogHeights,
}

/// View data of one incident at one second.
struct Kept {
    live: Arc<Live>,
    revision: u64,
    zone: Tz,
    second: i64,
    data: Arc<PaneData>,
    lines: Arc<Vec<Arc<LogLine>>>,
}

/// The pane of one incident. It brings its own margins and fills the room it is given.
pub fn pane_ui(ui: &mut Ui, seen: &Seen<'_>, live: &Arc<Live>, tab: Tab, forms: &mut Forms, asks: &mut Asks) {
    let id = live.incident.id;
    ui.push_id(("incident", id.0), |ui| {
        let state_id = Id::unique(("incident pane", id.0));
        let mut state: PaneState = ui.data(|data| data.get_temp(state_id)).unwrap_or_default();
        let (data, lines) = view(ui, seen, live);
        let open = forms.open.clone().filter(|kind| kind.incident() == Some(id) && forms::is_ours(kind));
        let is_new = open.is_some() && open != state.form;
        state.form.clone_from(&open);

        let margins = Margin { left: MARGIN, right: MARGIN, top: 16, bottom: 8 };
        Panel::top("incident header").resizable(false).frame(Frame::new().inner_margin(margins)).show(
            ui,
            |ui| {
                header::header_ui(ui, id, &data.header, asks);
                tabs::tabs_ui(ui, live, tab, seen.now, asks);
            },
        );
        let margins = Margin::symmetric(MARGIN, 10);
        Panel::bottom("incident note").resizable(false).frame(Frame::new().inner_margin(margins)).show(
            ui,
            |ui| {
                note_line::note_line_ui(ui, seen, live, forms, asks);
            },
        );
        let place = open.as_ref().map(|kind| (kind, is_new));
        if tab == Tab::Now {
            body_ui(ui, (seen, live), (&data, &lines), place, &mut state, forms, asks);
        } else {
            side_ui(ui, (seen, live), (&data, tab), place, forms, asks);
        }
        close_by_escape(ui, id, open.as_ref(), asks);
        ui.data_mut(|kept| kept.insert_temp(state_id, state));
    });
}

/// Everything between the header and the note line, in one scroll.
fn body_ui(
    ui: &mut Ui,
    (seen, live): (&Seen<'_>, &Arc<Live>),
    (data, lines): (&PaneData, &[Arc<LogLine>]),
    open: Option<(&FormKind, bool)>,
    state: &mut PaneState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let under = open.filter(|(kind, _)| {
        forms::clock_of(kind).is_some_and(|clock| data.deadlines.iter().any(|one| &*one.clock == clock))
    });
    ScrollArea::vertical().id_salt("incident body").auto_shrink([false, false]).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: MARGIN, right: MARGIN, top: 4, bottom: 16 }).show(
            ui,
            |ui| {
                if let Some((kind, is_new)) = open.filter(|_| under.is_none()) {
                    forms::form_ui(ui, (seen, live), &data.deadlines, (kind, is_new), forms, asks);
                    ui.add_space(space::S);
                }
                let (kind, is_new) = under.map_or((None, false), |(kind, is_new)| (Some(kind), is_new));
                now_list::now_list_ui(
                    ui,
                    (seen, live),
                    data,
                    ((kind, is_new), &mut state.turned),
                    forms,
                    asks,
                );
                ui.add_space(space::S);
                widgets::hairline(ui);
                let today = local_of(seen.zone, seen.now).format("%a %-d %b").to_string();
                log::log_ui(
                    ui,
                    live.incident.id,
                    (lines, &today),
                    (&mut state.log, &mut state.heights),
                    asks,
                );
            },
        );
    });
}

/// Another side than what to do now, in one scroll: its open form first.
fn side_ui(
    ui: &mut Ui,
    (seen, live): (&Seen<'_>, &Arc<Live>),
    (data, tab): (&PaneData, Tab),
    open: Option<(&FormKind, bool)>,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    ScrollArea::vertical().id_salt(("incident side", tab)).auto_shrink([false, false]).show(ui, |ui| {
        let margins = Margin { left: MARGIN, right: MARGIN, top: 4, bottom: 16 };
        Frame::new().inner_margin(margins).show(ui, |ui| {
            if let Some((kind, is_new)) = open {
                forms::form_ui(ui, (seen, live), &data.deadlines, (kind, is_new), forms, asks);
                ui.add_space(space::S);
            }
            match tab {
                Tab::Now => {}
                Tab::People => people_tab::people_ui(ui, (seen, live), forms, asks),
                Tab::Updates => updates_tab::updates_ui(ui, (seen, live), forms, asks),
                Tab::Tasks => tasks_tab::tasks_ui(ui, (seen, live), forms, asks),
                Tab::Hotline => hotline_tab::hotline_ui(ui, (seen, live), forms, asks),
                Tab::Intake => intake_tab::intake_ui(ui, (seen, live), forms, asks),
            }
        });
    });
}

/// The view data, made anew only when the incident, the desk or the second is another.
fn view(ui: &Ui, seen: &Seen<'_>, live: &Arc<Live>) -> (Arc<PaneData>, Arc<Vec<Arc<LogLine>>>) {
    let id = Id::unique("incident pane data");
    let kept: Option<Arc<Kept>> = ui.data(|data| data.get_temp(id));
    let second = whole_second(seen.now).timestamp();
    let same = kept.filter(|kept| {
        Arc::ptr_eq(&kept.live, live) && kept.revision == seen.snapshot.revision && kept.zone == seen.zone
    });
    if let Some(kept) = same.as_ref().filter(|kept| kept.second == second) {
        return (Arc::clone(&kept.data), Arc::clone(&kept.lines));
    }
    let data = Arc::new(pane_data(live, &seen.snapshot.world, seen.now, seen.zone));
    let lines = same.map_or_else(
        || Arc::new(log_lines(live, seen.zone).into_iter().map(Arc::new).collect()),
        |kept| Arc::clone(&kept.lines),
    );
    let kept = Kept {
        live: Arc::clone(live),
        revision: seen.snapshot.revision,
        zone: seen.zone,
        second,
        data: Arc::clone(&data),
        lines: Arc::clone(&lines),
    };
    ui.data_mut(|data| data.insert_temp(id, Arc::new(kept)));
    (data, lines)
}

/// Esc closes the open form, unless something floats above it or the note line had the keyboard.
fn close_by_escape(ui: &Ui, id: IncidentId, open: Option<&FormKind>, asks: &mut Asks) {
    let floats = ui.any_popup_open() || ui.memory(|memory| memory.top_modal_layer().is_some());
    let of_note = ui.memory(|memory| memory.had_focus_last_frame(note_field_id(id)));
    if open.is_some()
        && !floats
        && !of_note
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
    {
        asks.push(Ask::CloseForm);
    }
}

#[cfg(test)]
mod tests {
    use egui::accesskit::Role;
    use egui_kittest::kittest::Queryable as _;

    use super::trial::{Trial, harness};
    use crate::domain::command::Wish;
    use crate::domain::words::{Kind, Priority};

    #[test]
    fn the_head_says_what_it_is_in_words() {
        let trial = Trial::opened("Payments API down", Some(Priority::Critical), Kind::Major);
        let harness = harness(trial, "14:32:07");
        harness.get_by_role_and_label(Role::Heading, "Payments API down");
        for words in
            ["Critical", "major", "production", "MI-0001", "INC0012345", "opened 13:20 CST", "1 h 12 min old"]
        {
            harness.get_by_label(words);
        }
        harness.get_by_label("nobody has command");
    }

    #[test]
    fn a_title_of_three_hundred_characters_wraps_within_the_pane() {
        let title = "Payments ".repeat(33);
        let harness = harness(Trial::opened(title.trim(), None, Kind::Regular), "13:30");
        let head = harness.get_by_role_and_label(Role::Heading, title.trim()).rect();
        assert!(head.right() <= 532.5, "{head:?}");
        assert!(head.height() > 60.0);
        harness.get_by_label("Assign priority…: Primary triage");
    }

    #[test]
    fn nothing_stands_beyond_the_pane_at_any_width() {
        for width in [400.0, 424.0, 552.0, 900.0] {
            let trial = Trial::opened("Payments API down", Some(Priority::Critical), Kind::Major)
                .with("13:22", Wish::ContactOnCall { whom: None })
                .with("13:25", Wish::Acknowledge { by: None })
                .told("14:00");
            let mut harness = harness(trial, "14:10");
            harness.set_size(egui::vec2(width, 2000.0));
            harness.run();
            for button in harness.get_all_by_role(Role::Button) {
                assert!(button.rect().right() <= width, "{:?} at {width}", button.rect());
            }
        }
    }

    #[test]
    fn an_incident_whose_policy_is_missing_says_that_another_stands_in() {
        let mut trial = Trial::opened("VPN drops", Some(Priority::Low), Kind::Regular);
        let world = std::sync::Arc::make_mut(&mut trial.snapshot.world);
        let live = world.live.get_mut(&trial.id).expect("the incident");
        std::sync::Arc::make_mut(live).stand_in = Some("its version cannot be read here".to_owned());
        let harness = harness(trial, "13:30");
        harness.get_by_label("Another policy stands in: its version cannot be read here");
    }
}
