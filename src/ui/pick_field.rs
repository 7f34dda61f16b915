//! A field for somebody or something of the directory, found by typing a few letters.
//!
//! What matches stands below the field while it has the keyboard: the arrows choose, Enter or a press
//! takes. A name that is not in the directory is used as it is typed. An open list counts as a popup, so
//! that whoever acts on Escape can leave it to the list. Never here: what a name is for.

use egui::accesskit::Role;
use egui::{EventFilter, Id, Key, Modifiers, Response, RichText, Sense, Ui, WidgetInfo, vec2};

use super::theme::{Tokens, font, size, space};
use super::widgets;
use crate::domain::directory::{Directory, Record, RecordKind};

/// The most that is offered at once.
const MOST: usize = 6;

/// What the list keeps from frame to frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Picking {
    /// The one that the arrows chose.
    chosen: Option<usize>,
    /// The text for which the list was put away, or from which a name was taken.
    put_away: Option<String>,
}

/// One match: its name and what tells it from others.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Match {
    name: String,
    more: String,
}

/// The part of a text that is being typed: after the last comma, where several can be named.
fn typed_part(text: &str, several: bool) -> &str {
    if several { text.rsplit([',', ';']).next().unwrap_or_default().trim_start() } else { text }
}

/// The text with the part that is being typed replaced by a name.
fn with_name(text: &str, name: &str, several: bool) -> String {
    let before = text.len() - typed_part(text, several).len();
    let before = text.get(..before).unwrap_or_default();
    format!("{before}{name}")
}

fn matches(directory: &Directory, kinds: &[RecordKind], typed: &str) -> Vec<Match> {
    if typed.trim().is_empty() {
        return Vec::new();
    }
    let found = directory.matching(kinds, typed, MOST);
    let all: Vec<Match> = found
        .into_iter()
        .map(|(_, record)| Match { name: record.name().to_owned(), more: more(record) })
        .collect();
    // What is typed in full needs no list.
    if matches!(all.as_slice(), [only] if only.name.eq_ignore_ascii_case(typed.trim())) {
        return Vec::new();
    }
    all
}

fn more(record: &Record) -> String {
    match record {
        Record::Person(person) => {
            let parts = person.role.iter().chain(person.phones.first()).chain(&person.email);
            parts.cloned().collect::<Vec<_>>().join(", ")
        }
        Record::List(list) => list.address.clone(),
        Record::Server(server) => {
            server.hosts.iter().chain(&server.place).cloned().collect::<Vec<_>>().join(", ")
        }
        Record::Team(_) | Record::Agency(_) | Record::Service(_) => record.kind().word().to_owned(),
    }
}

/// A field under its label that offers what the directory has; a name that is not in it does as well.
/// Where services, servers or distribution lists are asked for, several can be named with commas. Like [`widgets::field`], it is
/// identified by its label within its [`Ui`].
pub fn pick_field(
    ui: &mut Ui,
    label: &str,
    text: &mut String,
    hint: &str,
    directory: &Directory,
    kinds: &[RecordKind],
) -> Response {
    let several = matches!(kinds, [RecordKind::Service | RecordKind::Server | RecordKind::List]);
    let state_id: Id = ui.make_persistent_id(("pick", label));
    let mut picking: Picking = ui.data(|data| data.get_temp(state_id)).unwrap_or_default();
    let was_focused: bool = ui.data(|data| data.get_temp(state_id.with("focus"))).unwrap_or_default();
    let mut offered = if was_focused && picking.put_away.as_deref() != Some(text.as_str()) {
        matches(directory, kinds, typed_part(text, several))
    } else {
        Vec::new()
    };
    let mut taken = None;
    if !offered.is_empty() {
        taken = by_key(ui, &mut picking, &offered, text);
    }
    let mut response = widgets::field(ui, label, text, hint);
    if response.changed() {
        picking = Picking::default();
        offered = matches(directory, kinds, typed_part(text, several));
    }
    if picking.put_away.as_deref() == Some(text.as_str()) {
        offered.clear();
    }
    if response.has_focus() {
        // While the list is open the arrows and Escape are its own.
        let keys = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: !offered.is_empty(),
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, keys));
    }
    // A press on the list takes the keyboard from the field for a moment: the list stays for it.
    let is_open = response.has_focus() || (was_focused && ui.input(|input| input.pointer.any_down()));
    if is_open && !offered.is_empty() {
        // Said anew each frame, and forgotten by egui in the first one without it.
        egui::Popup::open_id(ui, state_id);
        taken = taken.or(list_ui(ui, state_id, &picking, &offered));
    }
    if let Some(name) = taken {
        *text = with_name(text, &name, several);
        picking = Picking { chosen: None, put_away: Some(text.clone()) };
        response.mark_changed();
        response.request_focus();
        let end = egui::text::CCursor::new(text.chars().count());
        if let Some(mut edit) = egui::text_edit::TextEditState::load(ui, response.id) {
            edit.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
            edit.store(ui, response.id);
        }
    }
    let stays = response.has_focus() || is_open;
    ui.data_mut(|data| {
        data.insert_temp(state_id, picking);
        data.insert_temp(state_id.with("focus"), stays);
    });
    response
}

/// What the keys do to the open list: the name that was taken.
fn by_key(ui: &Ui, picking: &mut Picking, offered: &[Match], text: &str) -> Option<String> {
    let last = offered.len().saturating_sub(1);
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            picking.chosen = Some(picking.chosen.map_or(0, |at| (at + 1).min(last)));
        }
        if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            picking.chosen = picking.chosen.and_then(|at| at.checked_sub(1));
        }
        if input.consume_key(Modifiers::NONE, Key::Escape) {
            *picking = Picking { chosen: None, put_away: Some(text.to_owned()) };
            return None;
        }
        // Enter sends the form unless something of the list was chosen.
        let chosen = picking.chosen.and_then(|at| offered.get(at))?;
        input.consume_key(Modifiers::NONE, Key::Enter).then(|| chosen.name.clone())
    })
}

fn list_ui(ui: &mut Ui, id: Id, picking: &Picking, offered: &[Match]) -> Option<String> {
    let tokens = Tokens::of(ui);
    let mut taken = None;
    let frame = egui::Frame::new()
        .fill(tokens.surface_sunken)
        .stroke(egui::Stroke::new(size::HAIRLINE, tokens.hairline))
        .corner_radius(size::CORNER)
        .inner_margin(egui::Margin::same(4));
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.set_width(ui.available_width());
        for (place, one) in offered.iter().enumerate() {
            let is_chosen = picking.chosen == Some(place);
            let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 28.0));
            let response = ui.interact(rect, id.with(("match", place)), Sense::CLICK);
            let spoken =
                if one.more.is_empty() { one.name.clone() } else { format!("{}, {}", one.name, one.more) };
            response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, &spoken));
            widgets::chosen(ui, &response, is_chosen);
            if ui.is_rect_visible(rect) {
                let painter = ui.painter_at(rect);
                if is_chosen || response.hovered() {
                    let fill = if is_chosen { tokens.selection } else { tokens.hover };
                    painter.rect_filled(rect, size::CORNER, fill);
                }
                let name = painter.layout_no_wrap(one.name.clone(), font::body(), tokens.text);
                let at = rect.left_center() + vec2(space::S, -name.size().y / 2.0);
                let width = name.size().x;
                painter.galley(at, name, tokens.text);
                let at = rect.left_center() + vec2(space::S + width + space::S, 0.0);
                let muted = tokens.text_muted;
                painter.text(at, egui::Align2::LEFT_CENTER, &one.more, font::small(), muted);
            }
            // Taken as the button goes down: the field keeps the keyboard.
            if response.clicked() || response.is_pointer_button_down_on() {
                taken = Some(one.name.clone());
            }
        }
        let words = "Arrows and Enter take a name; any other name can be used as it is typed";
        ui.label(RichText::new(words).font(font::small()).color(tokens.text_muted));
    });
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::directory::{Person, RecordId, Service};
    use crate::domain::event::{DeviceId, Event, EventId, Fact, Subject};
    use crate::ui::{fonts, theme};
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;
    use uuid::Uuid;

    fn directory() -> Directory {
        let mut directory = Directory::default();
        let people = ["Sample First", "Sample Second", "Other Third"].map(|name| {
            let phones = vec!["317-555-0100".to_owned()];
            Record::Person(Person { name: name.to_owned(), phones, ..Person::default() })
        });
        let service =
            Record::Service(Box::new(Service { name: "Payments".to_owned(), ..Service::default() }));
        for (number, record) in (1..).zip(people.into_iter().chain([service])) {
            directory.evolve(&Event {
                device: DeviceId(Uuid::nil()),
                device_seq: 1,
                id: EventId(Uuid::from_u128(number)),
                subject: Subject::Directory,
                happened_at: chrono::DateTime::UNIX_EPOCH,
                recorded_at: chrono::DateTime::UNIX_EPOCH,
                actor: "Sample".to_owned(),
                fact: Fact::DirectoryRecorded { id: RecordId(Uuid::from_u128(number)), record },
            });
        }
        directory
    }

    fn harness(kinds: &'static [RecordKind]) -> Harness<'static, String> {
        let directory = directory();
        let mut harness = Harness::builder()
            .with_size([420.0, 360.0])
            .with_context_setup(|ctx| {
                fonts::install(ctx);
                theme::apply(ctx);
            })
            .build_ui_state(
                move |ui, text: &mut String| {
                    pick_field(ui, "Whom", text, "A few letters", &directory, kinds);
                },
                String::new(),
            );
        harness.key_press(Key::Tab);
        harness.run();
        harness
    }

    fn type_text(harness: &mut Harness<'_, String>, text: &str) {
        harness.get_by_role_and_label(Role::TextInput, "Whom").type_text(text);
        harness.run();
    }

    const PEOPLE: &[RecordKind] = &[RecordKind::Person];

    #[test]
    fn a_few_letters_and_the_arrows_find_somebody() {
        let mut harness = harness(PEOPLE);
        type_text(&mut harness, "sam");
        harness.get_by_label("Sample First, 317-555-0100");
        harness.get_by_label("Sample Second, 317-555-0100");
        assert!(harness.query_by_label("Other Third, 317-555-0100").is_none());
        harness.key_press(Key::ArrowDown);
        harness.run();
        harness.key_press(Key::ArrowDown);
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(harness.state(), "Sample Second");
        assert!(harness.query_by_label("Sample First, 317-555-0100").is_none(), "the list is put away");
        assert!(harness.get_by_role_and_label(Role::TextInput, "Whom").is_focused());
    }

    #[test]
    fn another_name_is_used_as_it_is_typed_and_escape_puts_the_list_away() {
        let mut harness = harness(PEOPLE);
        type_text(&mut harness, "Sample");
        harness.key_press(Key::Escape);
        harness.run();
        assert!(harness.query_by_label("Sample First, 317-555-0100").is_none());
        assert_eq!(harness.state(), "Sample");
        type_text(&mut harness, " Fresh");
        assert_eq!(harness.state(), "Sample Fresh");
    }

    #[test]
    fn an_open_list_is_a_popup_to_whoever_asks() {
        let mut harness = harness(PEOPLE);
        assert!(!egui::Popup::is_any_open(&harness.ctx), "nothing is typed yet");
        type_text(&mut harness, "Sample");
        assert!(egui::Popup::is_any_open(&harness.ctx));
        harness.key_press(Key::Escape);
        harness.run();
        harness.step();
        assert!(!egui::Popup::is_any_open(&harness.ctx), "the list is put away");
    }

    #[test]
    fn a_press_takes_too() {
        let mut harness = harness(PEOPLE);
        type_text(&mut harness, "fir");
        harness.get_by_label("Sample First, 317-555-0100").click();
        harness.run();
        assert_eq!(harness.state(), "Sample First");
    }

    #[test]
    fn several_services_are_named_with_commas() {
        assert_eq!(with_name("Mail, pay", "Payments", true), "Mail, Payments");
        assert_eq!(with_name("pay", "Payments", true), "Payments");
        assert_eq!(with_name("a, b", "Sample", false), "Sample");
        let mut harness = harness(&[RecordKind::Service]);
        type_text(&mut harness, "Mail, pay");
        harness.key_press(Key::ArrowDown);
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(harness.state(), "Mail, Payments");
    }
}

#[cfg(test)]
mod in_the_window {
    use egui::Key;
    use egui::accesskit::Role;
    use egui_kittest::kittest::Queryable as _;

    use crate::desk::Request;
    use crate::domain::command::{RecordPerson, Wish};
    use crate::domain::words::Priority;
    use crate::ui::harness::{Trial, open, set_up};

    /// A window with one incident and somebody in the directory, whose call form asks for a name.
    fn asked_for_a_name() -> Trial {
        let mut trial = Trial::with([1280.0, 800.0], |handle, now| {
            set_up(handle, now);
            open(handle, "Payments down", Some(Priority::Critical), 17);
            let person = RecordPerson {
                name: "Sample First".to_owned(),
                phones: Some(vec!["317-555-0101".to_owned()]),
                ..RecordPerson::default()
            };
            handle.submit(Request::of_desk(Wish::RecordPerson(person)));
        });
        trial.key(Key::C);
        trial.type_text("sam");
        assert!(trial.shows("Sample First, 317-555-0101"));
        trial
    }

    fn whom(trial: &Trial) -> Option<String> {
        trial.window.get_by_role_and_label(Role::TextInput, "Whom").value()
    }

    #[test]
    fn escape_puts_away_the_list_first_and_the_form_with_the_next_press() {
        let mut trial = asked_for_a_name();
        trial.key(Key::Escape);
        assert!(!trial.shows("Sample First, 317-555-0101"), "the list is put away");
        assert_eq!(whom(&trial).as_deref(), Some("sam"), "the form stays with what is typed");
        trial.key(Key::Escape);
        assert!(!trial.shows("Log a call"), "the form is closed");
    }

    #[test]
    fn enter_on_a_name_takes_it_and_sends_nothing() {
        let mut trial = asked_for_a_name();
        let before = trial.facts("Payments down");
        trial.key(Key::ArrowDown);
        trial.key(Key::Enter);
        assert_eq!(whom(&trial).as_deref(), Some("Sample First"));
        assert_eq!(trial.facts("Payments down"), before, "the form was not sent");
        trial.key(Key::Enter);
        assert_ne!(trial.facts("Payments down"), before, "the next Enter is the form's");
    }
}
