//! The screen that keeps the directory: people, teams, agencies, services, distribution lists, servers.
//!
//! The list stands at the left, the chosen record or a form at the right; in a narrow room one above the
//! other. Never here: what a record means to an incident.
//!
//! | file | is |
//! | --- | --- |
//! | `data` | what is shown, made when it is another |
//! | `list` | the records that match, and the keyboard among them |
//! | `record` | one record, with what points at it |
//! | `form` | the form of a record |
//! | `erase` | erasing a person: what it would change, and the name typed |
//! | `ends` | retiring, merging doubles, parting; a department's coordinator |
//! | `file_forms` | a file looked at and brought in, or written |

mod data;
mod ends;
mod erase;
pub mod file_forms;
mod form;
mod list;
mod record;

use egui::{Frame, Id, Margin, Panel, RichText, Ui};

use self::data::{DirectoryData, Wanted};
pub use self::erase::ErasingWish;
use self::file_forms::DirectoryLooked;
use super::choice::{Choice, choice_ui};
use super::context::{Ask, Asks, Seen};
use super::forms::{DirectoryForm, FormKind, Forms};
use super::theme::{Tokens, font, space};
use super::{scroll, widgets};
use crate::desk::erasing::ErasureLook;
use crate::domain::directory::{RecordId, RecordKind};

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct DirectoryState {
    kind: usize,
    words: String,
    chosen: Option<RecordId>,
    /// The record of the list that has the keyboard, or had it last.
    at: Option<RecordId>,
    /// The list takes the keyboard with the next frame.
    wants_list: bool,
    /// Whether a form of this screen was open in the frame before.
    had_form: bool,
    /// The button of a new record, which takes the keyboard where the list is empty.
    new_button: Option<Id>,
    data: DirectoryData,
    /// A file that was looked at.
    pub in_hand: Option<Box<DirectoryLooked>>,
    /// What erasing somebody would change, as it was looked at last.
    pub erasure: Option<Box<ErasureLook>>,
    /// The field for the name of whom it erases wants the keyboard: the look has just come.
    pub wants_name: bool,
}

impl DirectoryState {
    /// Puts the keyboard into the list; where that is empty, onto the button of a new record.
    pub fn take_focus(&mut self) {
        self.wants_list = true;
    }

    /// The person that is chosen, if one is.
    pub fn chosen_person(&self) -> Option<RecordId> {
        self.chosen.filter(|_| self.kind() == RecordKind::Person)
    }

    fn kind(&self) -> RecordKind {
        RecordKind::ALL.get(self.kind).copied().unwrap_or(RecordKind::Person)
    }

    /// Shows a record, and the kind it is of.
    fn show(&mut self, kind: RecordKind, id: RecordId) {
        self.kind = RecordKind::ALL.iter().position(|one| *one == kind).unwrap_or_default();
        (self.chosen, self.at) = (Some(id), Some(id));
    }
}

/// The field that searches the directory.
pub fn find_id() -> Id {
    Id::unique("directory find")
}

/// In less height than this, head and list are one scroll.
const LEAST_HEIGHT: f32 = 400.0;

/// The kind of a record's form.
fn kind_of(word: &str) -> RecordKind {
    RecordKind::of_word(word).unwrap_or(RecordKind::Person)
}

/// Paints the screen.
pub fn directory_ui(
    ui: &mut Ui,
    seen: &Seen,
    state: &mut DirectoryState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let open =
        forms.open.clone().filter(|kind| matches!(kind, FormKind::Record { .. } | FormKind::Directory(_)));
    // A form that went gives the keyboard back.
    state.wants_list |= state.had_form && open.is_none();
    state.had_form = open.is_some();
    let world = &seen.snapshot.world;
    // Who was merged is shown as who stands for them.
    state.chosen = state.chosen.map(|id| world.directory.standing(id));
    let wanted = Wanted { kind: state.kind(), words: state.words.clone(), chosen: state.chosen };
    state.data.refresh(world, &wanted, seen.now);
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
                    list::list_ui(ui, state, false);
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
            frame.show(ui, |ui| list::list_ui(ui, state, true))
        });
    });
    scroll::show(ui, scroll::area(("directory side", open.clone(), state.chosen)), |ui| {
        frame.show(ui, |ui| side_ui(ui, seen, state, open.as_ref(), forms, asks));
    });
}

fn head_ui(ui: &mut Ui, state: &mut DirectoryState, asks: &mut Asks) {
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Directory").font(font::heading()));
        ui.add_space(space::M);
        let kind = state.kind();
        let new = widgets::primary_button(ui, &format!("New {}…", kind.word()), None);
        state.new_button = Some(new.id);
        if new.clicked() {
            asks.push(Ask::Open(FormKind::Record { kind: kind.word().to_owned(), name: String::new() }));
        }
        let mut opens = |ui: &mut Ui, words: &str, form: DirectoryForm| {
            if widgets::quiet_button(ui, words, None).clicked() {
                asks.push(Ask::Open(FormKind::Directory(form)));
            }
        };
        opens(ui, "Import…", DirectoryForm::Import);
        opens(ui, "Export…", DirectoryForm::Export);
        match state.data.doubles.len() {
            0 => {}
            1 => opens(ui, "1 likely double…", DirectoryForm::Doubles),
            count => opens(ui, &format!("{count} likely doubles…"), DirectoryForm::Doubles),
        }
    });
    let count = |at: usize| state.data.counts.get(at).copied().unwrap_or_default();
    let kinds: Vec<Choice> = (0..)
        .zip(RecordKind::ALL)
        .map(|(at, kind)| Choice::words(format!("{} {}", kind.plural(), count(at))))
        .collect();
    if choice_ui(ui, "What", &kinds, &mut state.kind) {
        state.chosen = None;
    }
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(420.0));
        let hint = "A few letters of a name, role, number, address or server  /";
        widgets::field_with_id(ui, find_id(), "Find", &mut state.words, hint);
    });
}

fn side_ui(
    ui: &mut Ui,
    seen: &Seen,
    state: &mut DirectoryState,
    open: Option<&FormKind>,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    ui.set_width(ui.available_width().min(560.0));
    let directory = &seen.snapshot.world.directory;
    match open {
        Some(FormKind::Record { kind, name }) => {
            form::form_ui(ui, seen, (kind_of(kind), name), forms, asks);
            return;
        }
        Some(FormKind::Directory(form)) => {
            match form {
                DirectoryForm::Import | DirectoryForm::Export => {
                    file_forms::file_form_ui(ui, seen, form, state.in_hand.as_deref(), forms, asks);
                }
                DirectoryForm::Doubles => {
                    ends::doubles_ui(ui, directory, &state.data.doubles, &mut forms.is_fresh, asks);
                }
                DirectoryForm::Erase { id } => erase::erase_ui(ui, seen, *id, state, forms, asks),
                other => ends::form_ui(ui, seen, other, state, forms, asks),
            }
            return;
        }
        _ => {}
    }
    let chosen = state.chosen.and_then(|id| directory.record(id).map(|kept| (id, kept)));
    let Some((id, kept)) = chosen.filter(|(_, kept)| !kept.is_retired) else {
        let muted = Tokens::of(ui).text_muted;
        ui.label(RichText::new("The record that you choose stands here").color(muted));
        return;
    };
    record::record_ui(ui, directory, &kept.record, asks);
    ui.add_space(space::S);
    record::buttons_ui(ui, id, kept.record.kind(), asks);
    record::detail_ui(ui, seen, (id, &kept.record), &state.data.detail, asks);
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod erase_tests;
