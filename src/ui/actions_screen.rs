//! The screen over all open actions of all live incidents, and below them the open requests for
//! information.
//!
//! What a row says is kept for as long as the desk stays the same; only its countdown is reckoned while
//! it is painted, and only rows in sight are.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{
    Align, Align2, FontId, Frame, Id, Layout, Margin, Rect, RichText, Sense, Ui, UiBuilder, WidgetInfo, pos2,
    vec2,
};

use super::context::{Ask, Asks, Seen};
use super::countdown;
use super::forms::FormKind;
use super::icons::icon;
use super::incident::Tab;
use super::repaint::secs_left;
use super::scroll;
use super::strip::elided;
use super::theme::{Tokens, font, size, space};
use super::widgets::{self, focus_ring};
use crate::desk::Request;
use crate::documents::when;
use crate::domain::actions::{Action, ActionState};
use crate::domain::command::{ItemName, Wish};
use crate::domain::directory::Named;
use crate::domain::event::{EventId, IncidentId};
use crate::domain::time::Instant;
use crate::domain::world::{Live, World};

/// The height of every line, so that only those in sight have to be painted.
const LINE: f32 = 52.0;
/// Where the words begin, right of the countdown.
const WORDS_LEFT: f32 = 112.0;
/// The room of the buttons; in a row narrower than this there is only the first, and the words have the
/// rest.
const BUTTONS: f32 = 164.0;
const ONE_BUTTON: f32 = 84.0;
const LEAST_FOR_TWO: f32 = 480.0;
/// From this width on, who and how it stands have columns of their own.
const WIDE: f32 = 960.0;
/// What of a row the column of who takes, and its bounds.
const WHO_SHARE: f32 = 0.2;
const WHO_BOUNDS: (f32, f32) = (150.0, 300.0);
/// The width of the column of how it stands.
const STATE: f32 = 140.0;
/// A countdown is due soon from here on, in seconds.
const SOON_SECS: i64 = 900;

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskKind {
    /// An action, and whether whoever has it has accepted it.
    Action {
        /// Whether it was accepted.
        is_accepted: bool,
    },
    /// A request for information.
    Request,
}

/// One open action or request of any incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// Its incident.
    pub incident: IncidentId,
    /// The entry that made it.
    pub entry: EventId,
    /// What it is.
    pub kind: TaskKind,
    /// Its number on the incident.
    pub number: usize,
    /// By when.
    pub due: Option<Instant>,
    /// Who does it, or who answers.
    pub who: String,
    /// What is to be done, or what is asked, in one line.
    pub what: String,
    /// The incident's reference and title.
    pub about: String,
    /// Its state in a word or two.
    pub state: String,
}

impl TaskRow {
    /// The row as a line, for screen readers and tests.
    pub fn as_text(&self, now: Instant) -> String {
        let due =
            self.due.map_or_else(|| "no time set".to_owned(), |due| countdown::spoken(secs_left(due, now)));
        format!("{due}, {}: {}, {}, {}", self.who, self.what, self.about, self.state)
    }

    /// What its buttons say they are about.
    fn name(&self) -> String {
        let reference = self.about.split(' ').next().unwrap_or_default();
        match self.kind {
            TaskKind::Action { .. } => format!("{reference} action {} of {}", self.number, self.who),
            TaskKind::Request => format!("{reference} request {}", self.number),
        }
    }
}

/// Everything the screen lists. Overdue ones come first because the soonest due do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionsData {
    /// The open actions.
    pub actions: Vec<TaskRow>,
    /// The open requests.
    pub requests: Vec<TaskRow>,
}

impl ActionsData {
    /// What is open on all live incidents; with `mine`, only what somebody of that name does or answers.
    pub fn of(world: &World, mine: Option<&str>) -> Self {
        let me = mine.map(|name| Named::plain(name.trim()));
        let name_of = |named: &Named| world.directory.name_of(named).to_owned();
        let is_meant = |whom: Option<&Named>| {
            me.as_ref().is_none_or(|me| {
                whom.is_some_and(|whom| me.is_same(&Named::plain(world.directory.name_of(whom))))
            })
        };
        let mut data = Self::default();
        for live in world.live.values().filter(|live| has_tasks(live)) {
            let incident = &live.incident;
            let about = format!("{} {}", incident.reference, incident.title);
            let is_live = incident.phase.is_live();
            let is_owed =
                |one: &&Action| one.is_open() && (is_live || one.follow_up) && is_meant(Some(&one.to));
            for one in incident.actions.all.iter().filter(is_owed) {
                let is_accepted = matches!(one.state, ActionState::Accepted { .. });
                data.actions.push(TaskRow {
                    incident: incident.id,
                    entry: one.entry,
                    kind: TaskKind::Action { is_accepted },
                    number: one.number,
                    due: one.due,
                    who: name_of(&one.to),
                    what: in_a_line(&one.what),
                    about: about.clone(),
                    state: one.word().to_owned(),
                });
            }
            let open = incident.requests.all.iter().filter(|one| one.is_open() && is_live);
            for one in open.filter(|one| is_meant(one.answerer.as_ref())) {
                data.requests.push(TaskRow {
                    incident: incident.id,
                    entry: one.entry,
                    kind: TaskKind::Request,
                    number: one.number,
                    due: one.due,
                    who: one.answerer.as_ref().map_or_else(|| "nobody yet".to_owned(), name_of),
                    what: in_a_line(&one.what),
                    about: about.clone(),
                    state: format!("for {}", name_of(&one.from)),
                });
            }
        }
        for rows in [&mut data.actions, &mut data.requests] {
            rows.sort_by_key(|row| (row.due.is_none(), row.due, row.incident, row.number));
        }
        data
    }

    /// How many of these rows are overdue at `now`.
    pub fn overdue(rows: &[TaskRow], now: Instant) -> usize {
        // Sorted by due: the overdue ones are the first.
        rows.partition_point(|row| row.due.is_some_and(|due| secs_left(due, now) < 0))
    }
}

/// Whether what is open of an incident is still to be done: it is live, or a follow-up outlives it.
fn has_tasks(live: &Live) -> bool {
    live.incident.phase.is_live() || live.incident.lives_on()
}

/// The dues that the screen shows, so that the window knows when it will read differently.
pub fn dues(world: &World) -> impl Iterator<Item = Instant> + '_ {
    world.live.values().filter(|live| has_tasks(live)).flat_map(|live| {
        let is_live = live.incident.phase.is_live();
        let is_owed = move |one: &&Action| one.is_open() && (is_live || one.follow_up);
        let actions = live.incident.actions.all.iter().filter(is_owed).filter_map(|one| one.due);
        let requests = live
            .incident
            .requests
            .all
            .iter()
            .filter(move |one| one.is_open() && is_live)
            .filter_map(|one| one.due);
        actions.chain(requests)
    })
}

/// Words of several lines as one.
fn in_a_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `1 overdue`, or nothing where none is.
fn overdue_words(open: usize, overdue: usize) -> String {
    match (open, overdue) {
        (0, _) => "nothing is open".to_owned(),
        (open, 0) => format!("{open} open, none overdue"),
        (open, overdue) => format!("{open} open, {overdue} overdue"),
    }
}

/// One line of the screen.
enum Line<'a> {
    Heading(&'static str, usize, usize),
    Row(&'a TaskRow),
    Empty(&'static str),
}

/// The list, made anew only when the desk or the filter is another.
fn view(ui: &Ui, seen: &Seen, is_mine: bool) -> Arc<ActionsData> {
    type Kept = (u64, bool, Arc<ActionsData>);
    let id = Id::unique("actions screen data");
    let kept: Option<Kept> = ui.data(|data| data.get_temp(id));
    if let Some((revision, mine, data)) = kept
        && revision == seen.snapshot.revision
        && mine == is_mine
    {
        return data;
    }
    let world = &seen.snapshot.world;
    let data = Arc::new(ActionsData::of(world, is_mine.then_some(world.settings.manager.as_str())));
    ui.data_mut(|kept| kept.insert_temp(id, (seen.snapshot.revision, is_mine, Arc::clone(&data))));
    data
}

/// Paints the screen.
pub fn actions_screen_ui(ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
    let mine_id = Id::unique("actions screen shows mine");
    let mut is_mine: bool = ui.data(|data| data.get_temp(mine_id)).unwrap_or_default();
    let data = view(ui, seen, is_mine);
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 16, bottom: 0 }).show(ui, |ui| {
        if head_ui(ui, seen, &data, is_mine) {
            is_mine = !is_mine;
            ui.data_mut(|kept| kept.insert_temp(mine_id, is_mine));
        }
        if data.actions.is_empty() && data.requests.is_empty() {
            empty_ui(ui, is_mine, asks);
        } else {
            lines_ui(ui, seen, &data, asks);
        }
    });
}

/// The heading with what it comes to, and the filter. Whether the filter is to be turned.
fn head_ui(ui: &mut Ui, seen: &Seen, data: &ActionsData, is_mine: bool) -> bool {
    let tokens = Tokens::of(ui);
    let mut turned = false;
    ui.horizontal(|ui| {
        ui.label(RichText::new("Actions").font(font::heading()).color(tokens.text));
        let overdue = ActionsData::overdue(&data.actions, seen.now);
        let ink = if overdue > 0 { tokens.overdue } else { tokens.text_muted };
        ui.label(RichText::new(overdue_words(data.actions.len(), overdue)).color(ink));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = if is_mine { "Show everybody's" } else { "Show mine" };
            turned = widgets::quiet_button(ui, words, None).clicked();
        });
    });
    ui.add_space(space::XS);
    widgets::hairline(ui);
    turned
}

fn empty_ui(ui: &mut Ui, is_mine: bool, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let words = if is_mine {
        "None of the open actions is yours"
    } else {
        "Nothing is delegated: an action that is given to somebody on an incident stands here until it is \
         done, and a request for information until it is answered"
    };
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.3).min(160.0));
        ui.set_max_width(ui.available_width().min(420.0));
        let glyph = RichText::new(icon::CHECK_CIRCLE).font(FontId::proportional(size::DISPLAY));
        widgets::glyph(ui, glyph.color(tokens.text_muted));
        ui.label(RichText::new(words).color(tokens.text_muted));
        ui.add_space(space::S);
        if !is_mine && widgets::quiet_button(ui, "Go to the board", None).clicked() {
            asks.push(Ask::Go(super::context::Screen::Board));
        }
    });
}

fn lines_ui(ui: &mut Ui, seen: &Seen, data: &ActionsData, asks: &mut Asks) {
    let mut lines: Vec<Line<'_>> = Vec::with_capacity(data.actions.len() + data.requests.len() + 3);
    if data.actions.is_empty() {
        lines.push(Line::Empty("No action is open"));
    }
    lines.extend(data.actions.iter().map(Line::Row));
    let overdue = ActionsData::overdue(&data.requests, seen.now);
    lines.push(Line::Heading("Requests for information", data.requests.len(), overdue));
    if data.requests.is_empty() {
        lines.push(Line::Empty("Nobody waits for an answer"));
    }
    lines.extend(data.requests.iter().map(Line::Row));
    ui.spacing_mut().item_spacing.y = 0.0;
    scroll::show(ui, scroll::area("actions"), |ui| {
        // Beside the scroll bar, not under it.
        let width = ui.available_width() - space::M;
        let (_, whole) = ui.allocate_space(vec2(width, LINE * lines.len() as f32));
        // A row out of sight is painted too, so that the Tab key reaches it.
        let sight = ui.clip_rect().expand2(vec2(0.0, 1.5 * LINE));
        for (place, line) in lines.iter().enumerate() {
            let top = whole.top() + LINE * place as f32;
            let rect = Rect::from_min_size(pos2(whole.left(), top), vec2(whole.width(), LINE));
            if sight.intersects(rect) {
                let inside = UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::LEFT));
                ui.scope_builder(inside, |ui| match line {
                    Line::Heading(words, open, overdue) => {
                        ui.add_space(LINE - size::CONTROL - space::XS);
                        let count = (*open > 0).then_some(*open);
                        let words = match overdue {
                            0 => (*words).to_owned(),
                            overdue => format!("{words}, {overdue} overdue"),
                        };
                        widgets::section_heading(ui, &words, count);
                    }
                    Line::Empty(words) => {
                        let muted = Tokens::of(ui).text_muted;
                        ui.add_space(space::L);
                        ui.label(RichText::new(*words).color(muted));
                    }
                    Line::Row(row) => {
                        ui.push_id(row.entry.0, |ui| row_ui(ui, rect, (seen, row), asks));
                    }
                });
            }
        }
    });
}

/// One row: pressed, it opens the incident's tasks.
fn row_ui(ui: &mut Ui, rect: Rect, (seen, row): (&Seen, &TaskRow), asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let response = ui.interact(rect, ui.scope_id().with("row"), Sense::click());
    let spoken = row.as_text(seen.now);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if response.clicked() {
        asks.push(Ask::Select(Some(row.incident)));
        asks.push(Ask::Turn(Tab::Tasks));
    }
    let painter = ui.painter().clone();
    if response.hovered() {
        painter.rect_filled(rect, size::CORNER, tokens.hover);
    }
    let (first, second) = (rect.top() + 16.0, rect.top() + 36.0);
    let middle = rect.center().y;
    due_paint(ui, pos2(rect.left() + WORDS_LEFT - space::L, first), second, seen.now, row.due);
    let left = rect.left() + WORDS_LEFT;
    let has_two = rect.width() >= LEAST_FOR_TWO;
    let buttons = if has_two { BUTTONS } else { ONE_BUTTON };
    let right = rect.right() - buttons - space::S;
    let is_wide = rect.width() >= WIDE;
    let mut is_cut = false;
    let mut put = |words: &str, font: FontId, ink, at: egui::Pos2, most: f32| {
        let galley = elided(ui, words, font, ink, most);
        is_cut |= galley.elided;
        painter.galley(at - vec2(0.0, galley.size().y / 2.0), galley, ink);
    };
    if is_wide {
        let who = (rect.width() * WHO_SHARE).clamp(WHO_BOUNDS.0, WHO_BOUNDS.1);
        let what = left + who + space::M;
        let state = right - STATE;
        put(&row.who, font::body(), tokens.text, pos2(left, middle), who);
        put(&row.what, font::strong(), tokens.text, pos2(what, first), state - space::M - what);
        put(&row.about, font::small(), tokens.text_muted, pos2(what, second), state - space::M - what);
        put(&row.state, font::small(), tokens.text_muted, pos2(state, middle), STATE);
    } else {
        // Who and about what before how it stands, which its buttons say too.
        let second_line = format!("{} · {} · {}", row.who, row.about, row.state);
        put(&row.what, font::strong(), tokens.text, pos2(left, first), right - left);
        put(&second_line, font::small(), tokens.text_muted, pos2(left, second), right - left);
    }
    let line = Rect::from_min_max(pos2(rect.left(), rect.bottom() - size::HAIRLINE), rect.max);
    painter.rect_filled(line, 0, tokens.hairline);
    focus_ring(ui, rect.shrink(3.0), &response);
    let room = Rect::from_min_max(pos2(rect.right() - buttons, rect.top()), rect.max);
    let room = room.shrink2(vec2(space::XS, 0.0));
    let builder = UiBuilder::new().max_rect(room).layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| buttons_ui(ui, (seen, has_two), row, asks));
    // What had to be cut is said in full, and when it is due in any case.
    let whole = is_cut.then(|| format!("{}: {}\n{}, {}", row.who, row.what, row.about, row.state));
    let due = row.due.map(|due| format!("due {}", when(due, seen.now, seen.zone)));
    let more: Vec<String> = whole.into_iter().chain(due).collect();
    if !more.is_empty() {
        response.on_hover_text(more.join("\n"));
    }
}

/// The countdown with its word below it, right-aligned in figures that keep their places.
fn due_paint(ui: &Ui, right_top: egui::Pos2, second: f32, now: Instant, due: Option<Instant>) {
    let tokens = Tokens::of(ui);
    let painter = ui.painter();
    let align = Align2::RIGHT_CENTER;
    let Some(due) = due else {
        let middle = pos2(right_top.x, f32::midpoint(right_top.y, second));
        painter.text(middle, align, "no time set", font::small(), tokens.text_muted);
        return;
    };
    let left = secs_left(due, now);
    let (ink, word_ink, word) = match left {
        ..0 => (tokens.overdue, tokens.overdue, "overdue"),
        0..SOON_SECS => (tokens.due_soon, tokens.due_soon, "due soon"),
        _ => (tokens.text, tokens.text_muted, "left"),
    };
    painter.text(right_top, align, countdown::countdown(left), font::countdown(), ink);
    painter.text(pos2(right_top.x, second), align, word, font::small(), word_ink);
}

fn buttons_ui(ui: &mut Ui, (seen, has_two): (&Seen, bool), row: &TaskRow, asks: &mut Asks) {
    let moment = when(seen.now, seen.now, seen.zone);
    let name = row.name();
    let action = ItemName::Entry(row.entry);
    let mut pressed = |words: &str| {
        widgets::quiet_button(ui, words, None).accessible_name(format!("{words}: {name}")).clicked()
    };
    match row.kind {
        TaskKind::Action { is_accepted } => {
            // Laid out from the right: Done stands first, as on the incident's own side.
            if has_two && !is_accepted && pressed("Accepted") {
                let wish = Wish::AcceptAction { action, text: None };
                asks.request(Request::about(row.incident, wish), format!("{name}: accepted, {moment}"));
            }
            if pressed("Done") {
                let wish = Wish::CompleteAction { action, text: None };
                asks.request(Request::about(row.incident, wish), format!("{name}: done, {moment}"));
            }
        }
        TaskKind::Request => {
            if pressed("Answer…") {
                asks.push(Ask::Select(Some(row.incident)));
                asks.push(Ask::Open(FormKind::Answer { incident: row.incident, entry: row.entry }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    use super::*;
    use crate::domain::words::{Kind, Priority};
    use crate::ui::incident::trial::{Trial, ZONE, at};
    use crate::ui::{fonts, theme};

    fn delegate(to: &str, what: &str, due: Option<&str>) -> Wish {
        Wish::DelegateAction { to: to.to_owned(), what: what.to_owned(), due: due.map(at), follow_up: false }
    }

    /// Two incidents with three actions and a request.
    fn busy() -> Trial {
        let accepted = Wish::AcceptAction { action: ItemName::Number(1), text: None };
        let question = Wish::AskInformation {
            from: "Sample Agency".to_owned(),
            what: "Since when\nand where?".to_owned(),
            due: Some(at("14:30")),
            answerer: Some("Sample One".to_owned()),
        };
        Trial::opened("Payments API down", Some(Priority::Critical), Kind::Major)
            .with("13:21", delegate("Sample Two", "Find the owner", None))
            .with("13:22", delegate("Sample One", "Call the vendor", Some("14:20")))
            .beside("VPN drops", Some(Priority::High), Kind::Regular)
            .with("13:23", delegate("Sample Three", "Restart the gateway", Some("13:50")))
            .with("13:24", accepted)
            .with("13:25", question)
    }

    struct Bench {
        trial: Trial,
        now: Instant,
        asked: Vec<Ask>,
    }

    fn harness(trial: Trial, wall: &str, size: [f32; 2]) -> Harness<'static, Bench> {
        let bench = Bench { trial, now: at(wall), asked: Vec::new() };
        let mut harness = Harness::builder()
            .with_size(size)
            .with_theme(egui::Theme::Dark)
            .with_max_steps(8)
            .with_context_setup(|ctx| {
                fonts::install(ctx);
                theme::apply(ctx);
            })
            .build_ui_state(
                |ui, bench: &mut Bench| {
                    let mut asks = Asks::default();
                    let seen = Seen { snapshot: &bench.trial.snapshot, now: bench.now, zone: ZONE };
                    actions_screen_ui(ui, &seen, &mut asks);
                    bench.asked.extend(asks.0);
                },
                bench,
            );
        harness.run();
        harness
    }

    fn press(harness: &mut Harness<'_, Bench>, label: &str) {
        harness.get_by_label(label).click();
        harness.run();
    }

    const WIDE_WINDOW: [f32; 2] = [1200.0, 700.0];

    #[test]
    fn the_soonest_due_stands_first_whatever_its_incident_and_what_has_no_time_last() {
        let trial = busy();
        let data = ActionsData::of(&trial.snapshot.world, None);
        let now = at("14:00");
        let lines: Vec<String> =
            data.actions.iter().chain(&data.requests).map(|row| row.as_text(now)).collect();
        assert_eq!(
            lines,
            [
                "overdue by 10 minutes, Sample Three: Restart the gateway, MI-0002 VPN drops, accepted",
                "due in 20 minutes, Sample One: Call the vendor, MI-0001 Payments API down, not accepted yet",
                "no time set, Sample Two: Find the owner, MI-0001 Payments API down, not accepted yet",
                "due in 30 minutes, Sample One: Since when and where?, MI-0002 VPN drops, for Sample Agency",
            ]
        );
        for (wall, overdue) in [("13:50", 0), ("13:50:01", 1), ("14:20:01", 2), ("19:00", 2)] {
            assert_eq!(ActionsData::overdue(&data.actions, at(wall)), overdue, "{wall}");
        }
        let mut shown: Vec<Instant> = dues(&trial.snapshot.world).collect();
        shown.sort();
        assert_eq!(shown, [at("13:50"), at("14:20"), at("14:30")], "these tick");
    }

    #[test]
    fn only_live_incidents_and_open_tasks_are_listed_and_mine_are_the_managers() {
        let trial = busy();
        let mine = ActionsData::of(&trial.snapshot.world, Some("sample one"));
        let whats = |rows: &[TaskRow]| rows.iter().map(|row| row.what.clone()).collect::<Vec<_>>();
        assert_eq!(whats(&mine.actions), ["Call the vendor"]);
        assert_eq!(whats(&mine.requests), ["Since when and where?"]);
        let closed = trial.with("13:40", Wish::Close { why: Some("a drill".to_owned()) });
        let data = ActionsData::of(&closed.snapshot.world, None);
        assert_eq!(whats(&data.actions), ["Call the vendor", "Find the owner"]);
        assert_eq!(data.requests, []);
    }

    #[test]
    fn a_row_opens_its_incident_and_its_buttons_ask_at_once() {
        for size in [WIDE_WINDOW, [568.0, 700.0]] {
            let mut harness = harness(busy(), "14:00", size);
            harness.get_by_label("3 open, 1 overdue");
            let id = harness.state().trial.id;
            press(
                &mut harness,
                "overdue by 10 minutes, Sample Three: Restart the gateway, MI-0002 VPN drops, accepted",
            );
            assert_eq!(harness.state().asked, [Ask::Select(Some(id)), Ask::Turn(Tab::Tasks)]);
            harness.state_mut().asked.clear();
            press(&mut harness, "Done: MI-0002 action 1 of Sample Three");
            press(&mut harness, "Accepted: MI-0001 action 2 of Sample One");
            let said: Vec<String> = harness
                .state()
                .asked
                .iter()
                .filter_map(|ask| match ask {
                    Ask::Do { said, .. } => said.clone(),
                    _ => None,
                })
                .collect();
            assert_eq!(
                said,
                [
                    "MI-0002 action 1 of Sample Three: done, 14:00 CST",
                    "MI-0001 action 2 of Sample One: accepted, 14:00 CST",
                ]
            );
            assert!(harness.query_by_label("Accepted: MI-0002 action 1 of Sample Three").is_none());
        }
    }

    #[test]
    fn an_answer_is_given_in_its_form() {
        let mut harness = harness(busy(), "14:00", WIDE_WINDOW);
        press(&mut harness, "Answer…: MI-0002 request 1");
        let opens = |ask: &Ask| matches!(ask, Ask::Open(FormKind::Answer { .. }));
        assert!(harness.state().asked.iter().any(opens), "{:?}", harness.state().asked);
    }

    #[test]
    fn the_filter_shows_mine_and_everybodys() {
        let mut harness = harness(busy(), "14:00", WIDE_WINDOW);
        press(&mut harness, "Show mine");
        harness.get_by_label("1 open, none overdue");
        press(&mut harness, "Show everybody's");
        harness.get_by_label("3 open, 1 overdue");
    }

    #[test]
    fn an_empty_screen_says_what_belongs_there() {
        let trial = Trial::opened("VPN drops", Some(Priority::High), Kind::Regular);
        let mut harness = harness(trial, "14:00", WIDE_WINDOW);
        harness.get_by_label("nothing is open");
        harness.get_by_label_contains("Nothing is delegated");
        press(&mut harness, "Show mine");
        harness.get_by_label("None of the open actions is yours");
    }

    #[test]
    fn of_hundreds_only_those_in_sight_are_painted() {
        let mut trial = busy();
        for _ in 0..300 {
            trial = trial.with("13:30", delegate("Sample Two", "Check a site", None));
        }
        let harness = harness(trial, "14:00", WIDE_WINDOW);
        let rows = harness
            .query_all_by_label_contains("Done: ")
            .filter(|node| node.accesskit_node().label().is_some())
            .count();
        assert!((5..30).contains(&rows), "{rows}");
        harness.get_by_label("303 open, 1 overdue");
    }
}
