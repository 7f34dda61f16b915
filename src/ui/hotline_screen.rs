//! The screen over all incidents that owe the hotline a call, and below them those whose call was taken.
//!
//! What a row says is kept for a minute and for as long as the desk stays the same; only its countdown is
//! reckoned while it is painted.

use std::sync::Arc;

use chrono_tz::Tz;
use egui::accesskit::Role;
use egui::{
    Align, Align2, FontId, Frame, Id, Layout, Margin, Rect, RichText, Sense, Ui, UiBuilder, WidgetInfo, pos2,
    vec2,
};

use super::context::{Ask, Asks, Screen, Seen};
use super::countdown;
use super::forms::FormKind;
use super::icons::icon;
use super::incident::{Tab, mark};
use super::repaint::secs_left;
use super::scroll;
use super::strip::elided;
use super::theme::{Tokens, font, size, space};
use super::widgets::{self, focus_ring};
use crate::documents::hotline_sheet_of::{hotline_deadline, hotline_numbers, ready_facts};
use crate::documents::{sentence, when};
use crate::domain::board::{HotlineStanding, hotline};
use crate::domain::duty::Duty;
use crate::domain::event::IncidentId;
use crate::domain::hotline::HotlineCall;
use crate::domain::known::Known;
use crate::domain::schedule::Deadline;
use crate::domain::time::Instant;
use crate::domain::words::{CallOutcome, Priority};
use crate::domain::world::{Live, World};

/// The height of the row of an incident that owes a call.
const OWED: f32 = 88.0;
/// The height of the row of an incident whose call was taken.
const REACHED: f32 = 48.0;
/// Where the words begin, right of the countdown.
const WORDS_LEFT: f32 = 128.0;
/// The room of the button.
const BUTTON: f32 = 116.0;
/// From this width on, the number stands beside the title in large figures.
const WIDE: f32 = 700.0;
/// A countdown is due soon from here on, in seconds.
const SOON_SECS: i64 = 900;

/// An incident that owes a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedRow {
    /// The incident.
    pub id: IncidentId,
    /// What people say on the phone.
    pub reference: String,
    /// What is wrong, in a line.
    pub title: String,
    /// None while triage runs.
    pub priority: Option<Priority>,
    /// By when the call is owed, the soonest first.
    pub due: Option<Instant>,
    /// Whether somebody was reached already and a call back is what is owed.
    pub is_call_back: bool,
    /// The number that is called first.
    pub number: String,
    /// The last attempt, in words.
    pub last: String,
    /// The facts to have ready that are missing, by their labels.
    pub missing: Vec<String>,
}

impl OwedRow {
    /// The row as a line, for screen readers and tests.
    pub fn as_text(&self, now: Instant) -> String {
        let due = self.due.map_or_else(|| "owed".to_owned(), |due| countdown::spoken(secs_left(due, now)));
        let what = if self.is_call_back { "call back" } else { "call" };
        let missing = self.missing_words().map_or_else(String::new, |words| format!(", {words}"));
        format!("{} {}: {what} {due}, {}, {}{missing}", self.reference, self.title, self.number, self.last)
    }

    /// How many facts are missing, where there is no room for more.
    fn missing_count(&self) -> String {
        if self.missing.len() == 1 {
            "1 fact missing".to_owned()
        } else {
            format!("{} facts missing", self.missing.len())
        }
    }

    /// How many facts are missing and which, in words; none where all are known.
    fn missing_words(&self) -> Option<String> {
        let labels = self.missing.join(", ");
        (!self.missing.is_empty()).then(|| format!("{} missing: {labels}", self.missing.len()))
    }
}

/// An open incident whose call was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachedRow {
    /// The incident.
    pub id: IncidentId,
    /// What people say on the phone.
    pub reference: String,
    /// What is wrong, in a line.
    pub title: String,
    /// None while triage runs.
    pub priority: Option<Priority>,
    /// When somebody was reached, and whom.
    pub how: String,
}

/// Everything the screen lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HotlineData {
    /// Who owes a call, the soonest due first.
    pub owed: Vec<OwedRow>,
    /// Whose call was taken, the last first.
    pub reached: Vec<ReachedRow>,
}

impl HotlineData {
    /// How all live incidents stand with the hotline.
    pub fn of(world: &World, now: Instant, zone: Tz) -> Self {
        let mut data = Self::default();
        let mut reached: Vec<(Instant, ReachedRow)> = Vec::new();
        for live in world.live.values().filter(|live| live.incident.phase.is_live()) {
            let incident = &live.incident;
            if let Some((due, is_call_back)) = owed(live) {
                let known = Known { live, desk: &world.settings, directory: &world.directory, now };
                data.owed.push(OwedRow {
                    id: incident.id,
                    reference: incident.reference.clone(),
                    title: incident.title.clone(),
                    priority: incident.traits.priority,
                    due,
                    is_call_back,
                    number: hotline_numbers(world, live)
                        .into_iter()
                        .next()
                        .map_or_else(|| "no number is known".to_owned(), |(_, number)| number),
                    last: incident
                        .hotline
                        .calls
                        .last()
                        .map_or_else(|| "nobody has called yet".to_owned(), |call| attempt(call, now, zone)),
                    missing: ready_facts(&known)
                        .into_iter()
                        .filter(|fact| fact.value.is_none())
                        .map(|fact| fact.label)
                        .collect(),
                });
            } else if let Some(call) =
                incident.hotline.calls.iter().rev().find(|call| call.outcome == CallOutcome::Reached)
            {
                let row = ReachedRow {
                    id: incident.id,
                    reference: incident.reference.clone(),
                    title: incident.title.clone(),
                    priority: incident.traits.priority,
                    how: attempt(call, now, zone),
                };
                reached.push((call.at, row));
            }
        }
        data.owed.sort_by_key(|row| (row.due.is_none(), row.due, row.id));
        reached.sort_by_key(|(at, row)| (std::cmp::Reverse(*at), row.id));
        data.reached = reached.into_iter().map(|(_, row)| row).collect();
        data
    }

    /// How many calls are overdue at `now`.
    pub fn overdue(&self, now: Instant) -> usize {
        self.owed.partition_point(|row| row.due.is_some_and(|due| secs_left(due, now) < 0))
    }
}

/// Whether a deadline is that of a call back which the hotline was promised or has promised.
fn is_call_back(live: &Live, deadline: &Deadline) -> bool {
    match Duty::of_clock(&deadline.clock) {
        Some(Duty::CallBack(entry)) => live.incident.hotline.calls.iter().any(|call| call.entry == entry),
        _ => false,
    }
}

/// By when an incident owes a call, and whether it is a call back after somebody was reached; none where
/// it owes none.
fn owed(live: &Live) -> Option<(Option<Instant>, bool)> {
    let is_owed = hotline(live) == HotlineStanding::Owed;
    let call_due = || hotline_deadline(live).filter(|one| one.is_owed()).map(|one| one.due);
    let back = live.deadlines.iter().filter(|one| one.is_owed() && is_call_back(live, one));
    let back = back.map(|one| one.due).min();
    match (is_owed, back) {
        (true, back) => Some((call_due().into_iter().chain(back).min(), false)),
        (false, Some(back)) => Some((Some(back), true)),
        (false, None) => None,
    }
}

/// One attempt in words.
fn attempt(call: &HotlineCall, now: Instant, zone: Tz) -> String {
    let mut words = format!("{} {}", sentence(call.outcome.word()), when(call.at, now, zone));
    if let Some(whom) = &call.spoke_with {
        words.push_str(&format!(", {whom}"));
    }
    if let Some(reference) = &call.reference {
        words.push_str(&format!(", reference {reference}"));
    }
    if let Some(by) = call.call_back_by {
        words.push_str(&format!(", call back by {}", when(by, now, zone)));
    }
    words
}

/// The dues that the screen shows, so that the window knows when it will read differently.
pub fn dues(world: &World) -> impl Iterator<Item = Instant> + '_ {
    let live = world.live.values().filter(|live| live.incident.phase.is_live());
    live.filter_map(|live| owed(live).and_then(|(due, _)| due))
}

/// The rows, made anew only when the desk or the minute is another.
fn view(ui: &Ui, seen: &Seen) -> Arc<HotlineData> {
    type Kept = (u64, i64, Arc<HotlineData>);
    let id = Id::unique("hotline screen data");
    let minute = seen.now.timestamp().div_euclid(60);
    let kept: Option<Kept> = ui.data(|data| data.get_temp(id));
    if let Some((revision, at, data)) = kept
        && revision == seen.snapshot.revision
        && at == minute
    {
        return data;
    }
    let data = Arc::new(HotlineData::of(&seen.snapshot.world, seen.now, seen.zone));
    ui.data_mut(|kept| kept.insert_temp(id, (seen.snapshot.revision, minute, Arc::clone(&data))));
    data
}

/// Paints the screen.
pub fn hotline_screen_ui(ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
    let data = view(ui, seen);
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 16, bottom: 0 }).show(ui, |ui| {
        let tokens = Tokens::of(ui);
        ui.horizontal(|ui| {
            ui.label(RichText::new("Hotline").font(font::heading()).color(tokens.text));
            let overdue = data.overdue(seen.now);
            let words = match (data.owed.len(), overdue) {
                // What it means is said below.
                (0, _) if data.reached.is_empty() => String::new(),
                (0, _) => "no call is owed".to_owned(),
                (owed, 0) => format!("{owed} owed, none overdue"),
                (owed, overdue) => format!("{owed} owed, {overdue} overdue"),
            };
            let ink = if overdue > 0 { tokens.overdue } else { tokens.text_muted };
            ui.label(RichText::new(words).color(ink));
        });
        ui.add_space(space::XS);
        widgets::hairline(ui);
        if data.owed.is_empty() && data.reached.is_empty() {
            empty_ui(ui, asks);
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        scroll::show(ui, scroll::area("hotline"), |ui| {
            for row in &data.owed {
                if let Some(rect) = room(ui, OWED) {
                    ui.push_id(row.id.0, |ui| owed_ui(ui, rect, (seen, row), asks));
                }
            }
            if data.owed.is_empty() {
                ui.add_space(space::L);
                ui.label(RichText::new("No incident owes the hotline a call").color(tokens.text_muted));
                ui.add_space(space::L);
            }
            if !data.reached.is_empty() {
                ui.add_space(space::M);
                widgets::section_heading(ui, "Reached", Some(data.reached.len()));
            }
            for row in &data.reached {
                if let Some(rect) = room(ui, REACHED) {
                    ui.push_id(row.id.0, |ui| reached_ui(ui, rect, row, asks));
                }
            }
            ui.add_space(space::L);
        });
    });
}

/// Takes the room of a row; none where it is far out of sight and needs no paint. The next row out of
/// sight is painted too, so that the Tab key reaches it.
fn room(ui: &mut Ui, height: f32) -> Option<Rect> {
    // Beside the scroll bar, not under it.
    let width = ui.available_width() - space::M;
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    ui.clip_rect().expand2(vec2(0.0, 1.5 * height)).intersects(rect).then_some(rect)
}

fn empty_ui(ui: &mut Ui, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.3).min(160.0));
        ui.set_max_width(ui.available_width().min(420.0));
        let glyph = RichText::new(icon::HOTLINE).font(FontId::proportional(size::DISPLAY));
        widgets::glyph(ui, glyph.color(tokens.text_muted));
        let words = "No call is owed: a high or critical major incident stands here until somebody at the \
                     hotline was reached, with the number to call";
        ui.label(RichText::new(words).color(tokens.text_muted));
        ui.add_space(space::S);
        if widgets::quiet_button(ui, "Go to the board", None).clicked() {
            asks.push(Ask::Go(Screen::Board));
        }
    });
}

/// The whole row as something to press, with a line below it.
fn pressed(ui: &Ui, rect: Rect, spoken: &str, id: IncidentId, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let response = ui.interact(rect, ui.scope_id().with("row"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken));
    if response.clicked() {
        asks.push(Ask::Select(Some(id)));
        asks.push(Ask::Turn(Tab::Hotline));
    }
    if response.hovered() {
        ui.painter().rect_filled(rect, size::CORNER, tokens.hover);
    }
    let line = Rect::from_min_max(pos2(rect.left(), rect.bottom() - size::HAIRLINE), rect.max);
    ui.painter().rect_filled(line, 0, tokens.hairline);
    focus_ring(ui, rect.shrink(3.0), &response);
}

fn owed_ui(ui: &mut Ui, rect: Rect, (seen, row): (&Seen, &OwedRow), asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    pressed(ui, rect, &row.as_text(seen.now), row.id, asks);
    let painter = ui.painter().clone();
    let top = rect.top();
    let figures_at = rect.left() + WORDS_LEFT - space::L;
    if let Some(due) = row.due {
        let left = secs_left(due, seen.now);
        let (ink, word) = match left {
            ..0 => (tokens.overdue, "overdue"),
            0..SOON_SECS => (tokens.due_soon, "due soon"),
            _ => (tokens.text, "left"),
        };
        let align = Align2::RIGHT_CENTER;
        painter.text(pos2(figures_at, top + 22.0), align, countdown::countdown(left), font::countdown(), ink);
        let word = if row.is_call_back { format!("call back {word}") } else { word.to_owned() };
        painter.text(pos2(figures_at, top + 44.0), align, word, font::small(), ink);
    }
    let left = rect.left() + WORDS_LEFT;
    let right = rect.right() - BUTTON - space::S;
    let put = |words: &str, font: FontId, ink, at: egui::Pos2, most: f32| {
        let galley = elided(ui, words, font, ink, most);
        painter.galley(at - vec2(0.0, galley.size().y / 2.0), galley, ink);
    };
    mark(row.priority).paint(&painter, pos2(left + space::S, top + 20.0), tokens);
    let title_at = left + space::XL;
    let title = format!("{} {}", row.reference, row.title);
    put(&title, font::strong(), tokens.text, pos2(title_at, top + 20.0), right - title_at);
    let is_wide = rect.width() >= WIDE;
    let figures = if is_wide { font::display() } else { font::mono_strong() };
    let number = elided(ui, &row.number, figures, tokens.text, right - left);
    let beside = left + number.size().x + space::L;
    painter.galley(pos2(left, top + 56.0 - number.size().y / 2.0), number, tokens.text);
    put(&row.last, font::small(), tokens.text_muted, pos2(beside, top + 50.0), right - beside);
    if let Some(missing) = row.missing_words() {
        let room = right - beside;
        let whole = elided(ui, &missing, font::small(), tokens.due_soon, room);
        let count = || elided(ui, &row.missing_count(), font::small(), tokens.due_soon, room);
        let words = if whole.elided { count() } else { whole };
        painter.galley(pos2(beside, top + 68.0 - words.size().y / 2.0), words, tokens.due_soon);
    }
    let room = Rect::from_min_max(pos2(rect.right() - BUTTON, rect.top()), rect.max);
    let builder = UiBuilder::new().max_rect(room.shrink2(vec2(space::XS, 0.0)));
    ui.scope_builder(builder.layout(Layout::right_to_left(Align::Center)), |ui| {
        let words = "Log a call…";
        let button = widgets::quiet_button(ui, words, None);
        if button.accessible_name(format!("{words}: {}", row.reference)).clicked() {
            asks.push(Ask::Select(Some(row.id)));
            asks.push(Ask::Open(FormKind::HotlineCall(row.id)));
        }
    });
}

fn reached_ui(ui: &mut Ui, rect: Rect, row: &ReachedRow, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let title = format!("{} {}", row.reference, row.title);
    pressed(ui, rect, &format!("{title}: {}", row.how), row.id, asks);
    let painter = ui.painter();
    mark(row.priority).paint(painter, pos2(rect.left() + space::S, rect.top() + 15.0), tokens);
    let left = rect.left() + space::XL;
    for (words, font, y) in [(&title, font::body(), 15.0), (&row.how, font::small(), 34.0)] {
        let galley = elided(ui, words, font, tokens.text_muted, rect.right() - left);
        let at = pos2(left, rect.top() + y - galley.size().y / 2.0);
        painter.galley(at, galley, tokens.text_muted);
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::domain::command::Wish;
    use crate::domain::words::Kind;
    use crate::ui::incident::trial::{Trial, ZONE, at};
    use crate::ui::{fonts, theme};

    fn call(outcome: CallOutcome, call_back_by: Option<&str>) -> Wish {
        Wish::NotifyHotline {
            outcome,
            spoke_with: Some("Sample Agent".to_owned()),
            reference: Some("88-1207".to_owned()),
            text: None,
            number: None,
            call_back_by: call_back_by.map(at),
        }
    }

    fn major(title: &str) -> Trial {
        Trial::opened(title, Some(Priority::Critical), Kind::Major).with_checklist()
    }

    fn lines(trial: &Trial, wall: &str) -> (Vec<String>, Vec<String>) {
        let data = HotlineData::of(&trial.snapshot.world, at(wall), ZONE);
        let owed = data.owed.iter().map(|row| row.as_text(at(wall))).collect();
        let reached = data.reached.iter().map(|row| format!("{} {}", row.reference, row.how)).collect();
        (owed, reached)
    }

    #[test]
    fn a_call_is_owed_until_somebody_was_reached_and_so_is_a_call_back() {
        let trial = major("Payments API down");
        let (owed, reached) = lines(&trial, "13:30");
        let line = "MI-0001 Payments API down: call due in 5 minutes, (916) 356-8910, nobody has called yet, \
                    1 missing: Impact";
        assert_eq!((owed, reached), (vec![line.to_owned()], vec![]));
        let trial = trial.with("13:31", call(CallOutcome::Voicemail, None));
        let (owed, _) = lines(&trial, "13:40");
        let line = "MI-0001 Payments API down: call overdue by 5 minutes, (916) 356-8910, \
                    Voicemail 13:31 CST, Sample Agent, reference 88-1207, 1 missing: Impact";
        assert_eq!(owed, [line]);
        let trial = trial.with("13:41", call(CallOutcome::Reached, Some("14:00")));
        let (owed, reached) = lines(&trial, "13:50");
        assert_eq!(owed.len(), 1, "{owed:?}");
        assert!(owed.iter().all(|line| line.contains("call back due in 10 minutes")), "{owed:?}");
        assert_eq!(reached, Vec::<String>::new());
        let trial = trial.with("13:55", call(CallOutcome::Reached, None));
        let (owed, reached) = lines(&trial, "13:56");
        assert_eq!(owed, Vec::<String>::new());
        assert_eq!(reached, ["MI-0001 Reached 13:55 CST, Sample Agent, reference 88-1207"]);
        assert_eq!(dues(&trial.snapshot.world).count(), 0, "nothing ticks");
    }

    #[test]
    fn only_incidents_that_have_to_be_reported_are_listed_the_soonest_due_first() {
        let trial = major("Payments API down")
            .beside("Label printers offline", Some(Priority::Low), Kind::Regular)
            .beside("VPN drops", Some(Priority::High), Kind::Major);
        let data = HotlineData::of(&trial.snapshot.world, at("13:30"), ZONE);
        let references: Vec<&str> = data.owed.iter().map(|row| row.reference.as_str()).collect();
        assert_eq!(references, ["MI-0001", "MI-0003"]);
        assert_eq!(data.overdue(at("13:35")), 0);
        assert_eq!(data.overdue(at("13:35:01")), 2);
        let trial = trial.with("13:31", Wish::Close { why: Some("a drill".to_owned()) });
        let data = HotlineData::of(&trial.snapshot.world, at("13:40"), ZONE);
        assert_eq!(data.owed.len(), 1, "a closed one owes nothing");
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
                    hotline_screen_ui(ui, &seen, &mut asks);
                    bench.asked.extend(asks.0);
                },
                bench,
            );
        harness.run();
        harness
    }

    #[test]
    fn a_row_opens_the_hotline_side_and_its_button_the_form() {
        for size in [[1200.0, 700.0], [568.0, 700.0]] {
            let trial = major("Payments API down");
            let id = trial.id;
            let mut harness = harness(trial, "13:30", size);
            harness.get_by_label("1 owed, none overdue");
            harness.get_by_label_contains("MI-0001 Payments API down: call due in 5 minutes").click();
            harness.run();
            assert_eq!(harness.state().asked, [Ask::Select(Some(id)), Ask::Turn(Tab::Hotline)]);
            harness.state_mut().asked.clear();
            harness.get_by_label("Log a call…: MI-0001").click();
            harness.run();
            assert_eq!(harness.state().asked, [Ask::Select(Some(id)), Ask::Open(FormKind::HotlineCall(id))]);
        }
    }

    #[test]
    fn an_empty_screen_says_what_belongs_there() {
        let trial = Trial::opened("VPN drops", Some(Priority::Low), Kind::Regular);
        let mut harness = harness(trial, "13:30", [1200.0, 700.0]);
        assert!(harness.query_by_label("no call is owed").is_none(), "it is said once");
        harness.get_by_label_contains("No call is owed: a high or critical major incident");
        harness.get_by_label("Go to the board").click();
        harness.run();
        assert_eq!(harness.state().asked, [Ask::Go(Screen::Board)]);
    }

    #[test]
    fn one_that_was_reached_stands_below() {
        let trial = major("Payments API down").with("13:25", call(CallOutcome::Reached, None));
        let harness = harness(trial, "13:30", [1200.0, 700.0]);
        harness.get_by_label("No incident owes the hotline a call");
        harness.get_by_label("MI-0001 Payments API down: Reached 13:25 CST, Sample Agent, reference 88-1207");
    }
}
