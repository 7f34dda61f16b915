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
use egui::{Frame, Id, Key, Margin, Modifiers, Panel, Rect, Ui};

use self::data::{PaneData, pane_data};
use self::log::{LogHeights, LogState};
use super::context::{Ask, Asks, Seen};
use super::forms::{FormKind, Forms};
use super::strip::SHORT_WINDOW;
use super::theme::space;
use super::{scroll, widgets};
use crate::documents::{LogLine, log_lines};
use crate::domain::calendar::local_of;
use crate::domain::event::IncidentId;
use crate::domain::time::whole_second;
use crate::domain::world::Live;

pub use self::forms::offer_event;
pub use self::header::mark;
pub use self::note_line::{NOTE_FIELD, note_field_id};
pub use self::tabs::{Tab, tab_id};

/// The margin of the pane, left and right.
const MARGIN: i8 = 20;

/// The least room for the content of a side under a head that stays; where there is less, the head
/// scrolls with it.
const LEAST_CONTENT: f32 = 260.0;

/// What the note line takes, and the least room above it; where there is less, it scrolls too.
const NOTE_HEIGHT: f32 = 50.0;
const LEAST_ABOVE_NOTE: f32 = 110.0;

/// Below this width the head is dense.
const DENSE: f32 = 480.0;

/// What is kept from frame to frame and is no fact: what is folded, and the heights of rows.
#[derive(Clone, Default)]
struct PaneState {
    form: Option<FormKind>,
    turned: BTreeSet<String>,
    log: LogState,
    heights: LogHeights,
    /// How high the head with the tabs was when it was last painted.
    head_height: f32,
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

/// Where a side is shown from its top on, once.
fn top_wanted_id() -> Id {
    Id::unique("incident side from its top")
}

/// The side that is shown next begins at its top.
pub fn show_from_top(ctx: &egui::Context) {
    ctx.data_mut(|data| data.insert_temp(top_wanted_id(), true));
}

/// One pane while it is painted.
struct Pane<'a> {
    seen: &'a Seen<'a>,
    live: &'a Arc<Live>,
    data: &'a PaneData,
    lines: &'a [Arc<LogLine>],
    tab: Tab,
    /// The keys of the way back to the board, where the pane stands in its place.
    way_back: Option<&'a str>,
    /// The open form, and whether it was opened just now.
    open: Option<(&'a FormKind, bool)>,
    state: &'a mut PaneState,
    forms: &'a mut Forms,
    asks: &'a mut Asks,
}

/// The pane of one incident. It brings its own margins and fills the room it is given. `way_back` are the
/// keys that lead back to the board, where the pane stands in its place.
pub fn pane_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    (live, tab, way_back): (&Arc<Live>, Tab, Option<&str>),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let id = live.incident.id;
    ui.push_id(("incident", id.0), |ui| {
        let state_id = Id::unique(("incident pane", id.0));
        let mut state: PaneState = ui.data(|data| data.get_temp(state_id)).unwrap_or_default();
        let (data, lines) = view(ui, seen, live);
        let open = forms.open.clone().filter(|kind| kind.incident() == Some(id) && forms::is_ours(kind));
        let is_new = open.is_some() && (open != state.form || std::mem::take(&mut forms.is_fresh));
        state.form.clone_from(&open);
        let place = open.as_ref().map(|kind| (kind, is_new));
        let (data, lines) = (&*data, lines.as_slice());
        let state_ref = &mut state;
        Pane { seen, live, data, lines, tab, way_back, open: place, state: state_ref, forms, asks }.ui(ui);
        close_by_escape(ui, id, open.as_ref(), asks);
        ui.data_mut(|kept| kept.insert_temp(state_id, state));
    });
}

impl Pane<'_> {
    /// The head above, the note line below, the side between them; where there is too little room for
    /// that, all of it in one scroll.
    fn ui(mut self, ui: &mut Ui) {
        let room = ui.available_height();
        let is_short = room - self.state.head_height - NOTE_HEIGHT < LEAST_CONTENT;
        let is_note_apart = !is_short || room - NOTE_HEIGHT >= LEAST_ABOVE_NOTE;
        let is_known = self.state.head_height > 0.0;
        if !is_short {
            Panel::top("incident header")
                .resizable(false)
                .show_separator_line(true)
                .frame(Frame::new())
                .show(ui, |ui| self.head_ui(ui));
        }
        if is_note_apart {
            let margins = Margin::symmetric(MARGIN, 10);
            Panel::bottom("incident note")
                .resizable(false)
                .frame(Frame::new().inner_margin(margins))
                .show(ui, |ui| note_line::note_line_ui(ui, self.seen, self.live, self.forms, self.asks));
        }
        let to_top = ui.data_mut(|data| data.remove_temp::<bool>(top_wanted_id())).is_some();
        let mut area = scroll::area(("incident side", self.tab));
        if to_top && !is_short {
            area = area.vertical_scroll_offset(0.0);
        }
        scroll::show(ui, area, |ui| {
            if is_short {
                let tabs = self.head_ui(ui);
                widgets::hairline(ui);
                if to_top {
                    scroll::align_top(ui, tabs);
                }
            }
            let margins = Margin { left: MARGIN, right: MARGIN, top: 4, bottom: 16 };
            Frame::new().inner_margin(margins).show(ui, |ui| {
                if !is_note_apart {
                    ui.add_space(space::XS);
                    note_line::note_line_ui(ui, self.seen, self.live, self.forms, self.asks);
                    ui.add_space(space::S);
                }
                if self.tab == Tab::Now { self.now_ui(ui) } else { self.side_ui(ui) }
            });
        });
        let is_short_after = room - self.state.head_height - NOTE_HEIGHT < LEAST_CONTENT;
        if !is_known && is_short_after != is_short {
            ui.request_discard("the head of the incident is measured");
        }
    }

    /// What it is, what can be done with it, and the tabs; where the tabs stand.
    fn head_ui(&mut self, ui: &mut Ui) -> Rect {
        let is_dense = ui.available_width() < DENSE || ui.ctx().content_rect().height() < SHORT_WINDOW;
        let margins = Margin {
            left: MARGIN,
            right: MARGIN,
            top: if is_dense || self.way_back.is_some() { 8 } else { 16 },
            bottom: if is_dense { 4 } else { 8 },
        };
        let shown = Frame::new().inner_margin(margins).show(ui, |ui| {
            if let Some(keys) = self.way_back
                && widgets::quiet_button(ui, "Back to the board", Some(keys)).clicked()
            {
                self.asks.push(Ask::Select(None));
            }
            if is_dense {
                ui.spacing_mut().item_spacing.y = 2.0;
            }
            header::header_ui(ui, self.live.incident.id, &self.data.header, is_dense, self.asks);
            tabs::tabs_ui(ui, self.live, self.tab, self.seen.now, self.asks)
        });
        self.state.head_height = shown.response.rect.height();
        shown.inner
    }

    /// What to do now, and the log.
    fn now_ui(&mut self, ui: &mut Ui) {
        let (seen, live, data) = (self.seen, self.live, self.data);
        let under = self.open.filter(|(kind, _)| {
            forms::clock_of(kind).is_some_and(|clock| data.deadlines.iter().any(|one| &*one.clock == clock))
        });
        if let Some((kind, is_new)) = self.open.filter(|_| under.is_none()) {
            forms::form_ui(ui, (seen, live), &data.deadlines, (kind, is_new), self.forms, self.asks);
            ui.add_space(space::S);
        }
        let (kind, is_new) = under.map_or((None, false), |(kind, is_new)| (Some(kind), is_new));
        now_list::now_list_ui(
            ui,
            (seen, live),
            data,
            ((kind, is_new), &mut self.state.turned),
            self.forms,
            self.asks,
        );
        ui.add_space(space::S);
        widgets::hairline(ui);
        let today = local_of(seen.zone, seen.now).format("%a %-d %b").to_string();
        let (log, heights) = (&mut self.state.log, &mut self.state.heights);
        log::log_ui(ui, live.incident.id, (self.lines, &today), (log, heights), self.asks);
    }

    /// Another side than what to do now: its open form first.
    fn side_ui(&mut self, ui: &mut Ui) {
        let (seen, live) = (self.seen, self.live);
        if let Some((kind, is_new)) = self.open {
            forms::form_ui(ui, (seen, live), &self.data.deadlines, (kind, is_new), self.forms, self.asks);
            ui.add_space(space::S);
        }
        let (forms, asks) = (&mut *self.forms, &mut *self.asks);
        match self.tab {
            Tab::Now => {}
            Tab::People => people_tab::people_ui(ui, (seen, live), forms, asks),
            Tab::Updates => updates_tab::updates_ui(ui, (seen, live), forms, asks),
            Tab::Tasks => tasks_tab::tasks_ui(ui, (seen, live), forms, asks),
            Tab::Hotline => hotline_tab::hotline_ui(ui, (seen, live), forms, asks),
            Tab::Intake => intake_tab::intake_ui(ui, (seen, live), forms, asks),
        }
    }
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
