//! The log: newest first, only the rows in sight laid out. A row unfolds to what can be mended.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat};
use egui::{
    Color32, Galley, Key, Rect, Response, RichText, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::parts::word_button;
use crate::documents::{LogLine, LogTone};
use crate::domain::event::{EventId, IncidentId};
use crate::ui::context::{Ask, Asks};
use crate::ui::forms::FormKind;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets;

/// Where the columns begin.
const WHAT_AT: f32 = 60.0;
/// Where the words begin.
const WORDS_AT: f32 = 176.0;
/// Above and below the words of a row.
const PADDING: f32 = 3.0;
/// The height of the heading of a day.
const DAY_HEIGHT: f32 = 24.0;
/// What an unfolded row adds: who said so, and its buttons.
const UNFOLDED_HEIGHT: f32 = 20.0 + size::CONTROL + space::S;
/// More characters than this are shown only when asked for.
const MOST_CHARS: usize = 600;
/// More lines than this too.
const MOST_LINES: usize = 8;
/// Rows this far out of sight are laid out too, so that Tab reaches them.
const MARGIN: f32 = 160.0;

/// What a person did with the log's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogState {
    /// The row that is unfolded.
    pub unfolded: Option<EventId>,
    /// Whether all of its words are shown.
    pub shows_all: bool,
    /// Whether the reminders of alarms are shown.
    pub shows_alarms: bool,
}

/// The heights of rows at one width, kept from frame to frame.
#[derive(Debug, Clone, Default)]
pub struct LogHeights {
    width: f32,
    of: BTreeMap<EventId, (Arc<LogLine>, f32)>,
}

/// The words as they are shown while not all are: whether something was left out.
pub(super) fn shortened(words: &str) -> (String, bool) {
    let mut chars = 0;
    let mut lines = 1;
    for (at, c) in words.char_indices() {
        chars += 1;
        lines += usize::from(c == '\n');
        if chars > MOST_CHARS || lines > MOST_LINES {
            let head = words.get(..at).unwrap_or(words).trim_end();
            return (format!("{head}…"), true);
        }
    }
    (words.to_owned(), false)
}

/// The colour of the kind of a line.
fn ink_of(tone: LogTone, tokens: &Tokens) -> Color32 {
    match tone {
        LogTone::Plain | LogTone::Faint => tokens.text_muted,
        LogTone::Escalated => tokens.critical,
        LogTone::Met => tokens.met,
        LogTone::Changed => tokens.accent,
        LogTone::Paused => tokens.paused,
    }
}

/// One thing in the list: the heading of a day, or a line.
enum Item {
    Day(String),
    Line(Arc<LogLine>),
}

/// The log of an incident under its heading.
pub fn log_ui(
    ui: &mut Ui,
    incident: IncidentId,
    (lines, today): (&[Arc<LogLine>], &str),
    (state, heights): (&mut LogState, &mut LogHeights),
    asks: &mut Asks,
) {
    let folded = lines.iter().filter(|line| line.is_folded).count();
    ui.horizontal(|ui| {
        let button = if folded > 0 { 170.0 } else { 0.0 };
        ui.scope(|ui| {
            ui.set_width((ui.available_width() - button).max(60.0));
            widgets::section_heading(ui, "Log", None);
        });
        if folded > 0 {
            let plural = if folded == 1 { "" } else { "s" };
            let words = if state.shows_alarms {
                "Hide reminders".to_owned()
            } else {
                format!("Show {folded} reminder{plural}")
            };
            if word_button(ui, &words, None).clicked() {
                state.shows_alarms = !state.shows_alarms;
            }
        }
    });
    let mut painter = Painting { incident, state, asks, width: ui.available_width().floor() };
    if (heights.width - painter.width).abs() > 0.5 {
        heights.of.clear();
        heights.width = painter.width;
    }
    let mut items: Vec<(f32, f32, Item)> = Vec::new();
    let mut top = 0.0;
    let mut day = today;
    let mut fresh = BTreeMap::new();
    for line in lines.iter().filter(|line| !line.is_folded || painter.state.shows_alarms) {
        if line.day != day {
            items.push((top, DAY_HEIGHT, Item::Day(line.day.clone())));
            top += DAY_HEIGHT;
            day = &line.day;
        }
        let known = heights.of.get(&line.entry).filter(|(one, _)| one == line).map(|(_, height)| *height);
        let folded = known.unwrap_or_else(|| painter.galley(ui, line, false).size().y + 2.0 * PADDING);
        fresh.insert(line.entry, (Arc::clone(line), folded));
        let height = if painter.state.unfolded == Some(line.entry) {
            painter.galley(ui, line, painter.state.shows_all).size().y + 2.0 * PADDING + UNFOLDED_HEIGHT
        } else {
            folded
        };
        items.push((top, height, Item::Line(Arc::clone(line))));
        top += height;
    }
    heights.of = fresh;
    let (_, area) = ui.allocate_space(vec2(painter.width, top));
    let sight = ui.clip_rect().expand2(vec2(0.0, MARGIN));
    let first = items.partition_point(|(at, height, _)| area.top() + at + height < sight.top());
    for (at, height, item) in items.iter().skip(first) {
        let rect = Rect::from_min_size(pos2(area.left(), area.top() + at), vec2(painter.width, *height));
        if rect.top() > sight.bottom() {
            break;
        }
        match item {
            Item::Day(day) => day_ui(ui, rect, day),
            Item::Line(line) => painter.row_ui(ui, rect, line),
        }
    }
}

fn day_ui(ui: &mut Ui, rect: Rect, day: &str) {
    let response = ui.interact(rect, ui.scope_id().with(("day", day)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, day));
    let ink = Tokens::of(ui).text_muted;
    ui.painter().text(rect.left_center(), egui::Align2::LEFT_CENTER, day, font::small_strong(), ink);
}

struct Painting<'a> {
    incident: IncidentId,
    state: &'a mut LogState,
    asks: &'a mut Asks,
    width: f32,
}

impl Painting<'_> {
    /// The words of a row with what belongs to them, laid out at the width of their column.
    fn galley(&self, ui: &Ui, line: &LogLine, all: bool) -> Arc<Galley> {
        let tokens = Tokens::of(ui);
        let is_back = line.taken_back.is_some();
        let ink = match (is_back, line.tone) {
            (true, _) | (_, LogTone::Faint) => tokens.text_muted,
            _ => tokens.text,
        };
        let strike = if is_back { Stroke::new(1.0, tokens.text_muted) } else { Stroke::NONE };
        let format = TextFormat { strikethrough: strike, ..TextFormat::simple(font::body(), ink) };
        let small = TextFormat::simple(font::small(), tokens.text_muted);
        let mut job = LayoutJob::default();
        job.wrap.max_width = (self.width - WORDS_AT).max(80.0);
        let (words, is_cut) = if all { (line.words.clone(), false) } else { shortened(&line.words) };
        job.append(&words, 0.0, format);
        if is_cut {
            job.append(&format!(" {} characters", line.words.chars().count()), space::XS, small.clone());
        }
        for more in [&line.was, &line.recorded, &line.taken_back].into_iter().flatten() {
            // Kept together where it is short, so that "recorded 14:16" stays one word.
            let more = if more.len() < 24 { more.replace(' ', "\u{a0}") } else { shortened(more).0 };
            job.append(" ", space::XS, small.clone());
            job.append(&more, 0.0, small.clone());
        }
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    }

    fn row_ui(&mut self, ui: &mut Ui, rect: Rect, line: &LogLine) {
        let tokens = Tokens::of(ui);
        let is_unfolded = self.state.unfolded == Some(line.entry);
        let galley = self.galley(ui, line, is_unfolded && self.state.shows_all);
        let head = Rect::from_min_size(rect.min, vec2(rect.width(), galley.size().y + 2.0 * PADDING));
        let id = ui.scope_id().with(("entry", line.entry.0));
        let response = ui.interact(head, id, Sense::click());
        let (spoken, _) = shortened(&line.as_text());
        response.widget_info(|| {
            WidgetInfo::selected(Role::Button, true, is_unfolded, format!("{} {spoken}", line.day))
        });
        ui.accesskit_node_builder(id, |node| node.set_expanded(is_unfolded));
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            if response.hovered() || is_unfolded {
                painter.rect_filled(rect.expand2(vec2(space::S, 0.0)), size::CORNER, tokens.surface_raised);
            }
            let top = head.top() + PADDING;
            let left = egui::Align2::LEFT_TOP;
            painter.text(pos2(rect.left(), top), left, &line.time, font::mono(), tokens.text_muted);
            let what_ink = ink_of(line.tone, tokens);
            painter.text(pos2(rect.left() + WHAT_AT, top), left, line.what, font::body(), what_ink);
            painter.galley(pos2(rect.left() + WORDS_AT, top), galley, tokens.text);
            widgets::focus_ring(ui, head.expand2(vec2(space::XS, 0.0)), &response);
        }
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
        let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
        if response.clicked() {
            self.state.unfolded = (!is_unfolded).then_some(line.entry);
            self.state.shows_all = false;
        }
        if is_unfolded {
            self.unfolded_ui(
                ui,
                Rect::from_min_max(pos2(rect.left() + WORDS_AT, head.bottom()), rect.max),
                line,
                &response,
            );
        }
    }

    /// Who said so, and what can be done about it.
    fn unfolded_ui(&mut self, ui: &mut Ui, rect: Rect, line: &LogLine, row: &Response) {
        let muted = Tokens::of(ui).text_muted;
        let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(("unfolded", line.entry.0)));
        ui.spacing_mut().item_spacing.y = 0.0;
        let said = format!("by {}", line.actor);
        ui.add(egui::Label::new(RichText::new(said).font(font::small()).color(muted)).truncate());
        ui.horizontal(|ui| {
            ui.add_space(-space::XS);
            let (incident, entry) = (self.incident, line.entry);
            let about = format!("{} {}", line.time, line.what);
            let named = |ui: &mut Ui, words: &str| {
                word_button(ui, words, None).accessible_name(format!("{words} {about}")).clicked()
            };
            if line.can_mend && named(ui, "Correct…") {
                self.asks.push(Ask::Open(FormKind::Correct { incident, entry }));
            }
            if line.can_mend && line.what != "Opened" && named(ui, "Take back…") {
                self.asks.push(Ask::Open(FormKind::TakeBack { incident, entry }));
            }
            if named(ui, "Copy") {
                self.asks.push(Ask::Copy(line.words.clone()));
            }
            if shortened(&line.words).1 {
                let words = if self.state.shows_all { "Show less" } else { "Show all" };
                if named(ui, words) {
                    self.state.shows_all = !self.state.shows_all;
                }
            }
        });
        if row.has_focus()
            && ui.input(|input| input.key_pressed(Key::Delete))
            && line.can_mend
            && line.what != "Opened"
        {
            let (incident, entry) = (self.incident, line.entry);
            self.asks.push(Ask::Open(FormKind::TakeBack { incident, entry }));
        }
    }
}

#[cfg(test)]
mod tests {
    use egui::accesskit::Role;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    use super::*;
    use crate::domain::command::Wish;
    use crate::domain::event::Fact;
    use crate::domain::words::{Kind, Priority};
    use crate::ui::incident::trial::{Trial, at, harness};

    fn incident() -> Trial {
        // Referred and acknowledged, so that little stands above the log.
        Trial::opened("VPN drops", Some(Priority::Low), Kind::Regular)
    }

    fn note(text: &str) -> Wish {
        Wish::Note { text: text.to_owned(), significant: false }
    }

    fn is_note(fact: &Fact) -> bool {
        matches!(fact, Fact::NoteLogged { .. })
    }

    #[test]
    fn the_log_runs_from_the_newest_to_the_oldest_with_what_was_recorded_later() {
        let trial = incident().with("13:25", note("first")).late("13:22", "13:40", note("told late"));
        let harness = harness(trial, "13:45");
        let top = |name: &str| harness.get_by_role_and_label(Role::Button, name).rect().top();
        let first = top("Mon 2 Mar 13:25 Note first");
        let late = top("Mon 2 Mar 13:22 Note told late, recorded 13:40");
        let opened = harness.get_by_label_contains("13:20 Opened").rect().top();
        assert!(first < late && late < opened);
    }

    #[test]
    fn an_entry_is_corrected_by_the_keyboard() {
        let trial = incident().with("13:25", note("frist"));
        let entry = trial.entry(is_note);
        let mut harness = harness(trial, "13:45");
        harness.get_by_label("Mon 2 Mar 13:25 Note frist").focus();
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        harness.get_by_label("by Sample One");
        harness.get_by_label("Correct… 13:25 Note").focus();
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        assert!(harness.get_by_label("It really happened").is_focused());
        harness.get_by_label("13:25 CST stays, if left empty");
        harness.get_by_label("It really happened").type_text("13:23");
        harness.run();
        assert_eq!(harness.get_by_label("It really said").value().as_deref(), Some("frist"));
        harness.get_by_label("Why it is corrected").focus();
        harness.run();
        harness.get_by_label("Why it is corrected").type_text("slip");
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        let form = FormKind::Correct { incident: harness.state().trial.id, entry };
        let wish = Wish::CorrectEntry { entry, to_at: Some(at("13:23")), text: None, why: "slip".into() };
        assert_eq!(harness.state().requests(), [(wish, None, Some(form))]);
        harness.get_by_label("Mon 2 Mar 13:23 Note frist, was 13:25, recorded 13:25");
        harness.get_by_label("Mon 2 Mar 13:45 Corrected 13:25 Note frist; it happened 13:23: slip");
    }

    #[test]
    fn an_entry_is_taken_back_with_a_reason_and_stays_readable() {
        let trial = incident().with("13:25", note("wrong incident"));
        let entry = trial.entry(is_note);
        let mut harness = harness(trial, "13:45");
        harness.get_by_label("Mon 2 Mar 13:25 Note wrong incident").click();
        harness.run();
        harness.get_by_label("Take back… 13:25 Note").click();
        harness.run();
        assert!(harness.get_by_label("Why it is taken back").is_focused());
        harness.get_by_label("Why it is taken back").type_text("meant for MI-0002");
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        let form = FormKind::TakeBack { incident: harness.state().trial.id, entry };
        let wish = Wish::RetractEntry { entry, why: "meant for MI-0002".into() };
        assert_eq!(harness.state().requests(), [(wish, None, Some(form))]);
        harness.get_by_label("Mon 2 Mar 13:25 Note wrong incident, taken back");
    }

    #[test]
    fn the_opening_cannot_be_taken_back_and_alarms_cannot_be_mended() {
        let mut harness =
            harness(incident().with("13:21", Wish::TakeCommand { by: None }).told("15:40"), "15:45");
        harness.get_by_label_contains("13:20 Opened").click();
        harness.run();
        harness.get_by_label("Correct… 13:20 Opened");
        assert!(harness.query_by_label("Take back… 13:20 Opened").is_none());
        harness.get_by_label_contains("15:40 Alarm warned").click();
        harness.run();
        assert!(harness.query_by_label("Correct… 15:40 Alarm").is_none());
    }

    #[test]
    fn reminders_are_folded_until_somebody_asks_for_them() {
        let trial = incident()
            .with("13:44", Wish::ContactOnCall { whom: None })
            .told("14:08")
            .told("14:15")
            .told("14:20")
            .told("14:25");
        let mut harness = harness(trial, "14:26");
        harness.set_size(vec2(552.0, 900.0));
        harness.run();
        harness.get_by_label_contains("Alarm told: On-call responds");
        assert!(harness.query_by_label_contains("Alarm reminded").is_none());
        harness.get_by_label("Show 3 reminders").click();
        harness.run();
        assert_eq!(harness.get_all_by_label_contains("Alarm reminded").count(), 2);
        harness.get_by_label("Hide reminders");
    }

    #[test]
    fn a_huge_note_is_cut_short_until_somebody_asks_for_all_of_it() {
        let text = format!("{} end", "pasted output ".repeat(7_000));
        let mut harness = harness(incident().with("13:25", note(&text)), "13:45");
        let row = |harness: &egui_kittest::Harness<'_, crate::ui::incident::trial::Bench>| {
            harness.get_by_label_contains("13:25 Note pasted").rect().height()
        };
        let short = row(&harness);
        assert!(short < 400.0, "{short}");
        harness.get_by_label_contains("13:25 Note pasted").click();
        harness.run();
        harness.get_by_label_contains("13:25 Note pasted").scroll_to_me();
        harness.run();
        harness.get_by_label("Show all 13:25 Note").click();
        harness.run();
        assert!(row(&harness) > 10_000.0);
    }

    #[test]
    fn only_the_rows_in_sight_are_laid_out() {
        let mut trial = incident();
        for place in 0..500 {
            trial = trial.with("13:30", note(&format!("note {place}")));
        }
        let harness = harness(trial, "13:45");
        let rows = harness.get_all_by_label_contains("Note note").count();
        assert!((5..60).contains(&rows), "{rows}");
        let head = harness.get_by_label("Mon 2 Mar 13:30 Note note 499");
        assert_eq!(head.accesskit_node().role(), Role::Button);
    }

    #[test]
    fn words_are_cut_by_characters_and_by_lines() {
        assert_eq!(shortened("short"), ("short".to_owned(), false));
        let exact = "x".repeat(MOST_CHARS);
        assert_eq!(shortened(&exact), (exact.clone(), false));
        let (cut, was_cut) = shortened(&format!("{exact}y"));
        assert!(was_cut && cut.chars().count() == MOST_CHARS + 1);
        let (cut, was_cut) = shortened(&"é\n".repeat(20));
        assert!(was_cut && cut.lines().count() == MOST_LINES);
    }
}
