//! The palette: every command by its words, and every open incident by its name. One field, and a list
//! below it that the arrows move through.
//!
//! Never here: what a command does. What was chosen goes the way of its key.

use egui::accesskit::Role;
use egui::{
    Align2, Frame, Id, Key, Margin, Modal, Modifiers, RichText, ScrollArea, Sense, Ui, WidgetInfo, vec2,
};

use super::commands::{ALL, Entry, Situation, UiCommand, words_of};
use super::strip::elided;
use super::theme::{Tokens, font, size, space};
use super::widgets;
use crate::domain::event::IncidentId;
use crate::domain::world::World;

/// The height of a line, in points.
const LINE: f32 = 30.0;

/// The most lines that are offered: more words narrow them.
const MOST: usize = 60;

/// What can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// A command.
    Command(UiCommand),
    /// An incident that is at hand.
    Incident(IncidentId),
}

/// One line of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    choice: Choice,
    words: String,
    /// The keys that give the command, or what an incident is called.
    beside: String,
}

/// What came of a frame of the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It stays.
    Stays,
    /// It goes, and nothing was chosen.
    Goes,
    /// It goes, and this was chosen.
    Chose(Choice),
}

/// What the palette keeps while it is open.
#[derive(Debug, Default)]
pub struct Palette {
    typed: String,
    at: usize,
    has_begun: bool,
}

impl Palette {
    /// One frame over whatever is open. `situation` is what was going on when it was opened.
    pub fn ui(&mut self, ui: &Ui, world: &World, situation: Situation) -> Outcome {
        let is_mac = ui.os().is_mac();
        let lines = lines(&self.typed, world, situation, is_mac);
        let (steps, is_entered) = ui.input_mut(|input| {
            let downs = input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown);
            let ups = input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp);
            ((downs, ups), input.consume_key(Modifiers::NONE, Key::Enter))
        });
        let last = lines.len().saturating_sub(1);
        self.at = (self.at + steps.0).min(last).saturating_sub(steps.1);
        if let Some(line) = lines.get(self.at).filter(|_| is_entered) {
            return Outcome::Chose(line.choice);
        }
        let has_moved = steps != (0, 0);
        let room = ui.content_rect().size() - vec2(64.0, 96.0);
        let id = Id::unique("palette");
        let area = Modal::default_area(id)
            .role(Role::Dialog)
            .accessible_name("All commands")
            .default_size(room)
            .anchor(Align2::CENTER_TOP, vec2(0.0, 64.0_f32.min(room.y * 0.12)));
        let tokens = Tokens::of(ui);
        let frame = Frame::popup(&ui.global_style()).inner_margin(Margin::same(16));
        let shown = Modal::new(id).area(area).frame(frame).backdrop_color(tokens.backdrop).show(ui, |ui| {
            ui.set_width(room.x.min(620.0));
            let field = field_ui(ui, &mut self.typed);
            if !std::mem::replace(&mut self.has_begun, true) {
                field.request_focus();
            }
            if field.changed() {
                self.at = 0;
            }
            ui.add_space(space::S);
            let mut chosen = None;
            let height = (room.y - 72.0).clamp(LINE, LINE * 12.0);
            // An area keeps its height of the frame before, and fewer words find more lines.
            ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (place, line) in lines.iter().enumerate() {
                    if line_ui(ui, line, place == self.at, place == self.at && has_moved) {
                        chosen = Some(line.choice);
                    }
                }
            });
            if lines.is_empty() {
                let words = "No command and no open incident has these words";
                ui.label(RichText::new(words).color(tokens.text_muted));
            }
            chosen
        });
        match shown.inner {
            Some(choice) => Outcome::Chose(choice),
            None if shown.backdrop_response.clicked() => Outcome::Goes,
            None => Outcome::Stays,
        }
    }
}

fn field_ui(ui: &mut Ui, typed: &mut String) -> egui::Response {
    let hint = "What to do, or an open incident; arrows and Enter choose";
    widgets::field(ui, "Command", typed, hint)
}

/// One line. Whether it was pressed.
fn line_ui(ui: &mut Ui, line: &Line, is_chosen: bool, comes_into_sight: bool) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::CLICK);
    let beside = if line.beside.is_empty() { String::new() } else { format!(", {}", line.beside) };
    let spoken = format!("{}{beside}", line.words);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, &spoken));
    widgets::chosen(ui, &response, is_chosen);
    if comes_into_sight {
        ui.scroll_to_rect(rect, None);
    }
    if ui.is_rect_visible(rect) {
        let painter = ui.painter_at(rect);
        if is_chosen || response.hovered() {
            let fill = if is_chosen { tokens.selection } else { tokens.hover };
            painter.rect_filled(rect, size::CORNER, fill);
        }
        if is_chosen {
            let bar = egui::Rect::from_min_size(rect.min, vec2(3.0, LINE));
            painter.rect_filled(bar, 0, tokens.accent);
        }
        let beside = painter.layout_no_wrap(line.beside.clone(), font::mono_small(), tokens.text_muted);
        let room = rect.width() - beside.size().x - space::M - 2.0 * space::M;
        let words = elided(ui, &line.words, font::body(), tokens.text, room);
        let middle = |height: f32| -height / 2.0;
        let left = rect.left_center() + vec2(space::M, middle(words.size().y));
        painter.galley(left, words, tokens.text);
        let right = rect.right_center() - vec2(space::M + beside.size().x, -middle(beside.size().y));
        painter.galley(right, beside, tokens.text_muted);
    }
    response.clicked()
}

/// What is offered for what was typed: commands first, in the order of the sheet, then the incidents.
fn lines(typed: &str, world: &World, situation: Situation, is_mac: bool) -> Vec<Line> {
    let wanted: Vec<String> = typed.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let fits = |words: &str| {
        let words = words.to_lowercase();
        wanted.iter().all(|one| words.contains(one.as_str()))
    };
    let may = |entry: &&Entry| {
        // What walks through lists, closes, or opens the palette itself means nothing here.
        use UiCommand::{Back, Next, OpenIncident, Palette, Previous};
        !matches!(entry.command, Back | Next | OpenIncident | Palette | Previous)
            && situation.allows(entry.when)
    };
    let commands = ALL.iter().filter(may).map(|entry| Line {
        choice: Choice::Command(entry.command),
        words: entry.words.to_owned(),
        beside: entry.keys.first().map(|keys| words_of(*keys, is_mac)).unwrap_or_default(),
    });
    let incidents = world.live.values().filter(|live| live.incident.phase.is_live()).map(|live| {
        let incident = &live.incident;
        let ticket = incident.ticket.as_ref().map(|ticket| format!(" · {ticket}")).unwrap_or_default();
        Line {
            choice: Choice::Incident(incident.id),
            words: format!("Open {}", incident.title),
            beside: format!("{}{ticket}", incident.reference),
        }
    });
    // With nothing typed only the commands are of use: the board lists the incidents already.
    let incidents = incidents.filter(|_| !wanted.is_empty());
    let all = commands.chain(incidents).filter(|line| fits(&format!("{} {}", line.words, line.beside)));
    all.take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use egui::accesskit::Role;
    use egui::{Key, Modifiers};
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    use crate::domain::words::Priority;
    use crate::ui::harness::{Trial, open, set_up};

    fn two() -> Trial {
        Trial::with([1280.0, 800.0], |handle, now| {
            set_up(handle, now);
            open(handle, "VPN drops sessions", Some(Priority::High), 10);
            open(handle, "Payments down", Some(Priority::Critical), 17);
        })
    }

    fn offered(trial: &Trial) -> Vec<String> {
        let dialog = trial.window.get_by_role_and_label(Role::Dialog, "All commands");
        let lines =
            dialog.children_recursive().filter(|node| node.accesskit_node().role() == Role::ListBoxOption);
        lines.filter_map(|node| node.accesskit_node().label()).collect()
    }

    #[test]
    fn a_command_is_found_by_its_words_and_done_by_enter() {
        let mut trial = two();
        trial.key_with(Modifiers::COMMAND, Key::K);
        assert!(offered(&trial).iter().any(|line| line == "New incident, N"), "{:?}", offered(&trial));
        assert!(
            !offered(&trial).iter().any(|line| line.starts_with("Open ")),
            "the board lists them already"
        );
        trial.type_text("incident new");
        assert_eq!(offered(&trial), ["New incident, N"]);
        trial.key(Key::Enter);
        assert!(!trial.shows("All commands"));
        assert!(trial.shows("Title"), "the form is open");
    }

    #[test]
    fn what_has_no_keys_is_found_by_its_words() {
        for (typed, shown) in [
            ("handoff watch", "Save a file for another desk…"),
            ("save handoff", "A file for another desk"),
            ("import incidents", "Import from a ticket system"),
        ] {
            let mut trial = two();
            trial.key_with(Modifiers::COMMAND, Key::K);
            trial.type_text(typed);
            assert_eq!(offered(&trial).len(), 1, "{typed}: {:?}", offered(&trial));
            trial.key(Key::Enter);
            assert!(trial.says(shown), "{typed}");
        }
    }

    #[test]
    fn an_incident_is_found_by_any_of_its_names() {
        let mut trial = two();
        trial.key_with(Modifiers::COMMAND, Key::K);
        trial.type_text("pay down");
        assert_eq!(offered(&trial).len(), 1, "{:?}", offered(&trial));
        trial.key(Key::Enter);
        assert!(trial.window.query_by_role_and_label(Role::Group, "MI-0002 Payments down").is_some());
    }

    #[test]
    fn what_few_words_find_has_its_room_again_after_many_words_found_little() {
        let mut trial = two();
        trial.key_with(Modifiers::COMMAND, Key::K);
        let height = |trial: &Trial| {
            trial.window.ctx.memory(|memory| memory.area_rect(egui::Id::unique("palette"))).unwrap().height()
        };
        let at_first = height(&trial);
        assert!(at_first > 12.0 * super::LINE, "{at_first}");
        trial.type_text("settings");
        trial.run();
        for _ in 0.."settings".len() {
            trial.key(Key::Backspace);
        }
        trial.run();
        assert!((height(&trial) - at_first).abs() < 1.0, "{} after {at_first}", height(&trial));
    }

    #[test]
    fn arrows_choose_and_escape_leaves_everything_as_it_was() {
        let mut trial = two();
        trial.key_with(Modifiers::COMMAND, Key::K);
        trial.type_text("directory");
        trial.key(Key::ArrowDown);
        trial.key(Key::ArrowUp);
        trial.key(Key::Escape);
        assert!(!trial.shows("All commands"));
        assert!(trial.shows("VPN drops sessions") || trial.says("VPN drops sessions"), "still on the board");
        trial.key_with(Modifiers::COMMAND, Key::K);
        trial.type_text("no such thing at all");
        assert!(trial.says("No command and no open incident has these words"));
        trial.key(Key::Enter);
        assert!(trial.shows("All commands"), "nothing was chosen");
    }

    #[test]
    fn each_side_of_settings_is_reached_by_its_words() {
        for side in crate::ui::settings::SettingsSide::ALL {
            let mut trial = two();
            trial.key_with(Modifiers::COMMAND, Key::K);
            trial.type_text(&format!("settings {}", side.word().to_lowercase()));
            assert_eq!(offered(&trial).len(), 1, "{side:?}: {:?}", offered(&trial));
            trial.key(Key::Enter);
            let option = trial.window.get_by_role_and_label(Role::RadioButton, side.word());
            let is_chosen = option.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
                || option.accesskit_node().is_selected() == Some(true);
            assert!(is_chosen, "{side:?}");
        }
    }

    #[test]
    fn what_a_form_forbids_is_not_offered_over_it() {
        let mut trial = two();
        trial.key(Key::T);
        trial.key_with(Modifiers::COMMAND, Key::K);
        let lines = offered(&trial);
        assert!(!lines.iter().any(|line| line.starts_with("Done now")), "{lines:?}");
        assert!(lines.iter().any(|line| line.starts_with("Rota")), "{lines:?}");
        assert!(trial.incident("Payments down").actions.all.is_empty());
    }
}
