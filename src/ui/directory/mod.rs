//! The screen that keeps the directory: people, teams, agencies and services.
//!
//! The list stands at the left, the chosen record or its form at the right; in a narrow room one above
//! the other. Never here: what a record means to an incident.

mod form;
mod record;

use egui::{EventFilter, Frame, Id, Key, Margin, Panel, RichText, Sense, Ui, WidgetInfo, vec2};

use super::choice::{Choice, choice_ui};
use super::context::{Ask, Asks, Seen};
use super::forms::{FormKind, Forms};
use super::theme::{Tokens, font, size, space};
use super::{scroll, widgets};
use crate::domain::directory::{Directory, Record, RecordId, RecordKind};

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct DirectoryState {
    kind: usize,
    words: String,
    chosen: Option<RecordId>,
    /// The record that a second press retires.
    retiring: Option<RecordId>,
    /// The record of the list that has the keyboard, or had it last.
    at: Option<RecordId>,
    /// The list takes the keyboard with the next frame.
    wants_list: bool,
    /// Whether a form of this screen was open in the frame before.
    had_form: bool,
    /// The button of a new record, which takes the keyboard where the list is empty.
    new_button: Option<Id>,
}

impl DirectoryState {
    /// Puts the keyboard into the list; where that is empty, onto the button of a new record.
    pub fn take_focus(&mut self) {
        self.wants_list = true;
    }
}

/// The field that searches the directory.
pub fn find_id() -> Id {
    Id::unique("directory find")
}

/// What is focused when a record of the list has the keyboard.
fn row_id(id: RecordId) -> Id {
    Id::unique(("directory record", id.0))
}

/// The most records that are listed at once; a search narrows them.
const MOST: usize = 300;

/// In less height than this, head and list are one scroll.
const LEAST_HEIGHT: f32 = 400.0;

/// The kind of a record's form.
fn kind_of(word: &str) -> RecordKind {
    RecordKind::ALL.into_iter().find(|kind| kind.word() == word).unwrap_or(RecordKind::Person)
}

/// Paints the screen.
pub fn directory_ui(
    ui: &mut Ui,
    seen: &Seen,
    state: &mut DirectoryState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let open = match &forms.open {
        Some(FormKind::Record { kind, name }) => Some((kind_of(kind), name.clone())),
        _ => None,
    };
    // A form that went gives the keyboard back.
    state.wants_list |= state.had_form && open.is_none();
    state.had_form = open.is_some();
    let is_short = ui.available_height() < LEAST_HEIGHT;
    let is_narrow = ui.available_width() < 620.0 || is_short;
    let frame = Frame::new().inner_margin(Margin::symmetric(16, 8));
    let shows_side = open.is_some() || state.chosen.is_some();
    if !is_short {
        let margins = Margin::symmetric(20, 14);
        Panel::top("directory head").resizable(false).frame(Frame::new().inner_margin(margins)).show(
            ui,
            |ui| {
                head_ui(ui, state, asks);
            },
        );
        widgets::hairline(ui);
    }
    if is_narrow {
        let area = scroll::area(("directory narrow", shows_side));
        scroll::show(ui, area, |ui| {
            frame.show(ui, |ui| {
                if !shows_side {
                    if is_short {
                        head_ui(ui, state, asks);
                        ui.add_space(space::S);
                    }
                    list_ui(ui, seen, state, false);
                    return;
                }
                if open.is_none() {
                    let back = widgets::quiet_button(ui, "Back to the list", None);
                    if std::mem::take(&mut state.wants_list) {
                        back.request_focus();
                    }
                    if back.clicked() {
                        state.chosen = None;
                        state.take_focus();
                    }
                }
                side_ui(ui, seen, state, open.as_ref(), forms, asks);
            });
        });
        return;
    }
    let width = (ui.available_width() * 0.4).clamp(240.0, 380.0);
    Panel::left("directory list").exact_size(width).resizable(false).frame(Frame::new()).show(ui, |ui| {
        scroll::show(ui, scroll::area("directory rows"), |ui| {
            frame.show(ui, |ui| list_ui(ui, seen, state, true))
        });
    });
    scroll::show(ui, scroll::area("directory side"), |ui| {
        frame.show(ui, |ui| side_ui(ui, seen, state, open.as_ref(), forms, asks));
    });
}

fn head_ui(ui: &mut Ui, state: &mut DirectoryState, asks: &mut Asks) {
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Directory").font(font::heading()));
        ui.add_space(space::M);
        let kind = RecordKind::ALL.get(state.kind).copied().unwrap_or(RecordKind::Person);
        let new = widgets::primary_button(ui, &format!("New {}…", kind.word()), None);
        state.new_button = Some(new.id);
        if new.clicked() {
            asks.push(Ask::Open(FormKind::Record { kind: kind.word().to_owned(), name: String::new() }));
        }
    });
    let kinds = RecordKind::ALL.map(|kind| Choice::words(kind.plural()));
    if choice_ui(ui, "What", &kinds, &mut state.kind) {
        state.chosen = None;
        state.retiring = None;
    }
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(420.0));
        let hint = "A few letters of a name, role, number or server  /";
        widgets::field_with_id(ui, find_id(), "Find", &mut state.words, hint);
    });
}

/// The records that match. With `is_beside` the record under the keyboard is shown beside the list.
fn list_ui(ui: &mut Ui, seen: &Seen, state: &mut DirectoryState, is_beside: bool) {
    let tokens = Tokens::of(ui);
    let directory = &seen.snapshot.world.directory;
    let kind = RecordKind::ALL.get(state.kind).copied().unwrap_or(RecordKind::Person);
    let all: Vec<(RecordId, &Record)> = if state.words.trim().is_empty() {
        directory.all(kind)
    } else {
        directory.matching(&[kind], &state.words, MOST)
    };
    if all.is_empty() {
        let words = if state.words.trim().is_empty() {
            match kind {
                RecordKind::Person => {
                    "Nobody is kept yet; New person… above keeps the first. People with their numbers are found here, and offered wherever somebody is asked for"
                }
                RecordKind::Team => {
                    "No team is kept yet; New team… above keeps the first. A team has its escalation contacts in order, each with alternates"
                }
                RecordKind::Agency => {
                    "No agency is kept yet; New agency… above keeps the first. An agency has contacts and an address that updates go to"
                }
                RecordKind::Service => {
                    "No service is kept yet; New service… above keeps the first. A service names its resolver team, its Second Level Business Partner and the agencies it affects"
                }
                RecordKind::List => {
                    "No distribution list is kept yet; New list… above keeps the first. A list gets the updates of its audience, and of the services that name it"
                }
                RecordKind::Server => {
                    "No server is kept yet; New server… above keeps the first. A service names the servers that host it, and an escalation asks for them"
                }
            }
        } else {
            "Nothing here matches; try fewer letters, or another kind above"
        };
        ui.label(RichText::new(words).color(tokens.text_muted));
        if std::mem::take(&mut state.wants_list)
            && let Some(button) = state.new_button
        {
            ui.memory_mut(|memory| memory.request_focus(button));
        }
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let shown: Vec<RecordId> = all.iter().take(MOST).map(|(id, _)| *id).collect();
    let stop = by_keys(ui, &shown, state, is_beside);
    for (id, record) in all.iter().take(MOST) {
        let aside = aside(directory, record);
        row_ui(ui, (*id, record, &aside), stop == Some(*id), state);
    }
    if all.len() > MOST {
        let words = format!("and {} more; a few letters in Find narrow them", all.len() - MOST);
        ui.label(RichText::new(words).font(font::small()).color(tokens.text_muted));
    }
}

/// Where the keys lead in the list, and the one record at which the Tab key stops.
fn by_keys(ui: &Ui, shown: &[RecordId], state: &mut DirectoryState, is_beside: bool) -> Option<RecordId> {
    let known = [state.at, state.chosen].into_iter().flatten().find(|id| shown.contains(id));
    let stop = known.or(shown.first().copied())?;
    if std::mem::take(&mut state.wants_list) {
        state.at = Some(stop);
        ui.memory_mut(|memory| memory.request_focus(row_id(stop)));
    }
    if ui.memory(egui::Memory::focused) != Some(row_id(stop)) {
        return Some(stop);
    }
    let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(row_id(stop), arrows));
    let (down, up) = ui.input(|input| (input.key_pressed(Key::ArrowDown), input.key_pressed(Key::ArrowUp)));
    let place = shown.iter().position(|id| *id == stop)?;
    let next = match (down, up) {
        (true, _) => shown.get(place + 1).copied(),
        (_, true) => place.checked_sub(1).and_then(|place| shown.get(place)).copied(),
        _ => None,
    };
    let Some(next) = next else { return Some(stop) };
    state.at = Some(next);
    if is_beside {
        state.chosen = Some(next);
        state.retiring = None;
    }
    ui.memory_mut(|memory| memory.request_focus(row_id(next)));
    Some(next)
}

/// What tells a record from others, beside its name.
fn aside(directory: &Directory, record: &Record) -> String {
    match record {
        Record::Person(person) => person.role.iter().chain(person.phones.first()).next().cloned(),
        Record::Team(party) | Record::Agency(party) => {
            party.phone.clone().or_else(|| match party.contacts.len() {
                0 => None,
                1 => Some("1 contact".to_owned()),
                count => Some(format!("{count} contacts")),
            })
        }
        Record::Service(service) => service.resolver.as_ref().map(|team| directory.name_of(team).to_owned()),
        Record::List(list) => Some(list.address.clone()),
        Record::Server(server) => server.hosts.iter().chain(&server.place).next().cloned(),
    }
    .unwrap_or_default()
}

/// One record of the list. Painted only where it is in sight.
fn row_ui(
    ui: &mut Ui,
    (id, record, aside): (RecordId, &Record, &str),
    is_stop: bool,
    state: &mut DirectoryState,
) {
    let tokens = Tokens::of(ui);
    let is_chosen = state.chosen == Some(id);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL));
    // The Tab key stops at one record alone: the arrows lead to the others.
    let sense = if is_stop { Sense::click() } else { Sense::CLICK };
    let response = ui.interact(rect, row_id(id), sense);
    response.widget_info(|| {
        WidgetInfo::selected(egui::accesskit::Role::ListBoxOption, true, is_chosen, record.name())
    });
    if !aside.is_empty() {
        ui.accesskit_node_builder(response.id, |node| node.set_description(aside));
    }
    if response.clicked() {
        state.at = Some(id);
        state.chosen = Some(id);
        state.retiring = None;
    }
    if ui.is_rect_visible(rect) {
        let painter = ui.painter_at(rect);
        if is_chosen || response.hovered() {
            let fill = if is_chosen { tokens.selection } else { tokens.hover };
            painter.rect_filled(rect, size::CORNER, fill);
        }
        let at = rect.left_center() + vec2(space::S, 0.0);
        let left = egui::Align2::LEFT_CENTER;
        let name = painter.text(at, left, record.name(), font::body(), tokens.text);
        let at = egui::pos2(name.right() + space::M, rect.center().y);
        painter.text(at, left, aside, font::small(), tokens.text_muted);
        widgets::focus_ring(ui, rect.shrink(2.0), &response);
    }
}

fn side_ui(
    ui: &mut Ui,
    seen: &Seen,
    state: &mut DirectoryState,
    open: Option<&(RecordKind, String)>,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    ui.set_width(ui.available_width().min(560.0));
    if let Some((kind, name)) = open {
        form::form_ui(ui, seen, (*kind, name), forms, asks);
        return;
    }
    let directory = &seen.snapshot.world.directory;
    let chosen = state.chosen.and_then(|id| directory.record(id).map(|kept| (id, kept)));
    let Some((id, kept)) = chosen.filter(|(_, kept)| !kept.is_retired) else {
        let muted = Tokens::of(ui).text_muted;
        ui.label(RichText::new("The record that you choose stands here").color(muted));
        return;
    };
    record::record_ui(ui, directory, &kept.record, asks);
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        let kind = kept.record.kind().word().to_owned();
        let name = kept.record.name().to_owned();
        if widgets::quiet_button(ui, "Change…", None).clicked() {
            asks.push(Ask::Open(FormKind::Record { kind: kind.clone(), name: id.0.to_string() }));
        }
        let is_sure = state.retiring == Some(id);
        let words = if is_sure { "Press again to retire it" } else { "Retire…" };
        if widgets::quiet_button(ui, words, None).clicked() {
            if is_sure {
                let wish = crate::domain::command::Wish::RetireRecord { kind, name: name.clone(), why: None };
                let request = crate::desk::Request::of_desk(wish);
                asks.request(request, format!("{name} is not offered any more; the log still names it"));
                state.chosen = None;
                state.retiring = None;
            } else {
                state.retiring = Some(id);
            }
        }
    });
}

#[cfg(test)]
mod tests;
