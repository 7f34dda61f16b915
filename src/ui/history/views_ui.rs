//! The row of views above the history: each a press or an arrow away, and what is shown now kept under a name.

use egui::{Key, Label, RichText, Ui};

use super::state::HistoryState;
use super::views::{View, Views, built_in};
use crate::documents::sentence;
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// What is done to a view.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Naming {
    /// The view that gets another name; none where what is shown gets one.
    of: Option<String>,
    name: String,
    refusal: Option<String>,
    wants_focus: bool,
}

/// What is being done to the views.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Doing {
    /// Nothing.
    #[default]
    Nothing,
    /// A name is typed.
    Naming(Naming),
    /// A view is about to go.
    Removing(String),
}

/// Paints the row.
pub(super) fn views_ui(ui: &mut Ui, views: &Views, state: &mut HistoryState, asks: &mut Asks) {
    let built_in = built_in();
    let all: Vec<&View> = built_in.iter().chain(views.own()).collect();
    let is_narrow = state.wanted.is_narrow();
    let now = all.iter().position(|view| view.wanted.asks_the_same(&state.wanted));
    let mut options = vec![Choice::words("Everything")];
    options.extend(all.iter().map(|view| Choice::words(view.name.clone())));
    let mut at = match now {
        Some(place) => place + 1,
        None if is_narrow => {
            options.push(Choice::words("Not kept"));
            options.len() - 1
        }
        None => 0,
    };
    if choice_ui(ui, "View", &options, &mut at) {
        state.doing = Doing::Nothing;
        match at.checked_sub(1).map(|place| all.get(place)) {
            None => state.wanted = state.wanted.cleared(),
            Some(Some(view)) => state.wanted = view.wanted.clone(),
            Some(None) => {}
        }
    }
    match std::mem::take(&mut state.doing) {
        Doing::Nothing => {}
        Doing::Naming(naming) => naming_ui(ui, views, naming, state, asks),
        Doing::Removing(name) => removing_ui(ui, views, name, state, asks),
    }
    if views.unread() > 0 {
        let words = match views.unread() {
            1 => "1 view cannot be read by this version; it is kept as it is".to_owned(),
            several => format!("{several} views cannot be read by this version; they are kept as they are"),
        };
        let muted = Tokens::of(ui).text_muted;
        ui.add(Label::new(RichText::new(words).font(font::small()).color(muted)).wrap());
    }
}

/// What can be done to the view that is shown: kept, where it is none yet; renamed and removed, where it is
/// one's own.
pub(super) fn buttons_ui(ui: &mut Ui, views: &Views, state: &mut HistoryState) {
    if state.doing != Doing::Nothing {
        return;
    }
    if let Some(view) = views.own().find(|view| view.wanted.asks_the_same(&state.wanted)) {
        if widgets::quiet_button(ui, "Rename…", None).on_hover_text("Rename the view").clicked() {
            let of = Some(view.name.clone());
            let naming = Naming { of, name: view.name.clone(), wants_focus: true, ..Naming::default() };
            state.doing = Doing::Naming(naming);
        }
        if widgets::quiet_button(ui, "Remove…", None).on_hover_text("Remove the view").clicked() {
            state.doing = Doing::Removing(view.name.clone());
        }
    } else if state.wanted.is_narrow()
        && !built_in().iter().any(|view| view.wanted.asks_the_same(&state.wanted))
        && widgets::quiet_button(ui, "Keep this view…", None).clicked()
    {
        state.doing = Doing::Naming(Naming { wants_focus: true, ..Naming::default() });
    }
}

fn naming_ui(ui: &mut Ui, views: &Views, mut naming: Naming, state: &mut HistoryState, asks: &mut Asks) {
    let (mut is_sent, mut is_closed) = (false, false);
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(420.0));
        let label = if naming.of.is_some() { "New name of the view" } else { "Name of the view" };
        let response = widgets::field(ui, label, &mut naming.name, "Such as Payments, this week");
        // A press elsewhere takes the keyboard from every field in its own frame: then with the next one.
        if naming.wants_focus && ui.input(|input| input.pointer.any_click()) {
            ui.request_repaint();
        } else if std::mem::take(&mut naming.wants_focus) {
            response.request_focus();
        }
        if response.changed() {
            naming.refusal = None;
        }
        is_sent |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if let Some(why) = &naming.refusal {
            let ink = Tokens::of(ui).overdue;
            ui.add(Label::new(RichText::new(sentence(why)).color(ink)).wrap());
        }
        ui.horizontal_wrapped(|ui| {
            is_sent |= widgets::primary_button(ui, "Keep it", None).clicked();
            is_closed |= widgets::quiet_button(ui, "Leave it", None).clicked();
        });
        ui.add_space(space::XS);
    });
    if is_closed {
        return;
    }
    if !is_sent {
        state.doing = Doing::Naming(naming);
        return;
    }
    let mut changed = views.clone();
    let done = match &naming.of {
        Some(old) => changed.rename(old, &naming.name),
        None => changed.add(&naming.name, &state.wanted),
    };
    match done {
        Ok(()) => asks.push(Ask::KeepViews(changed)),
        Err(why) => {
            state.doing = Doing::Naming(Naming { refusal: Some(why), wants_focus: true, ..naming });
        }
    }
}

fn removing_ui(ui: &mut Ui, views: &Views, name: String, state: &mut HistoryState, asks: &mut Asks) {
    ui.horizontal_wrapped(|ui| {
        ui.label(format!("Remove the view {name}? No incident goes with it"));
        if widgets::quiet_button(ui, "Remove it", None).clicked() {
            let mut changed = views.clone();
            changed.remove(&name);
            asks.push(Ask::KeepViews(changed));
        } else if !widgets::quiet_button(ui, "Leave it", None).clicked() {
            state.doing = Doing::Removing(name.clone());
        }
    });
}
