//! The actions that came out of a department's reviews.

use egui::{Label, RichText, Ui};

use super::data::Detail;
use super::{aside, open};
use crate::desk::Request;
use crate::domain::command::ItemName;
use crate::domain::service_review::wish::ServiceReviewWish;
use crate::domain::service_review::{ActionState, ReviewAction};
use crate::domain::typed_time::understood;
use crate::ui::context::{Asks, Seen};
use crate::ui::countdown;
use crate::ui::forms::{Forms, ServiceForm};
use crate::ui::repaint::secs_left;
use crate::ui::theme::{font, space};
use crate::ui::widgets::{self, Tone};

/// The most actions that ended that are listed.
const MOST_ENDED: usize = 30;

pub(super) fn actions_ui(ui: &mut Ui, seen: &Seen, detail: &Detail, forms: &mut Forms, asks: &mut Asks) {
    let name = &detail.department.name;
    widgets::section_heading(ui, "To be done", Some(detail.open.len()));
    if detail.open.is_empty() {
        aside(ui, "Nothing is open. What a review agrees on stands here, and is told when it is due");
    }
    for action in &detail.open {
        open_ui(ui, seen, (name, action), forms, asks);
    }
    ui.horizontal(|ui| {
        if widgets::quiet_button(ui, "Give an action…", None).clicked() {
            open(forms, name, ServiceForm::GiveAction, &[], asks);
        }
    });
    if detail.ended.is_empty() {
        return;
    }
    ui.add_space(space::S);
    widgets::section_heading(ui, "Ended", Some(detail.ended.len()));
    for action in detail.ended.iter().take(MOST_ENDED) {
        let (at, words, tone) = match action.state() {
            ActionState::Done { at, text } => (*at, text.clone(), Tone::Met),
            ActionState::Dropped { at, why } => (*at, Some(why.clone()), Tone::Neutral),
            ActionState::Open => continue,
        };
        head_ui(ui, action, action.state().word(), tone);
        let words = words.map_or_else(String::new, |words| format!(": {words}"));
        aside(ui, &format!("{}, {}{words}", owner(seen, action), understood(at, seen.zone)));
    }
    if detail.ended.len() > MOST_ENDED {
        aside(ui, &format!("and {} more", detail.ended.len() - MOST_ENDED));
    }
}

fn owner<'a>(seen: &'a Seen, action: &'a ReviewAction) -> &'a str {
    seen.snapshot.world.directory.name_of(&action.given.owner)
}

fn head_ui(ui: &mut Ui, action: &ReviewAction, word: &str, tone: Tone) {
    ui.horizontal_wrapped(|ui| {
        let what = format!("{}. {}", action.number, action.given.what);
        ui.add(Label::new(RichText::new(what).font(font::strong())).wrap());
        widgets::badge(ui, word, tone);
    });
}

fn open_ui(
    ui: &mut Ui,
    seen: &Seen,
    (name, action): (&str, &ReviewAction),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let is_late = action.is_overdue(seen.now);
    let (word, tone) = if is_late { ("overdue", Tone::Overdue) } else { ("open", Tone::Accent) };
    head_ui(ui, action, word, tone);
    let due = action.given.due.map_or_else(
        || ", no time set".to_owned(),
        |due| format!(", {}, {}", countdown::spoken(secs_left(due, seen.now)), understood(due, seen.zone)),
    );
    aside(ui, &format!("{}{due}", owner(seen, action)));
    ui.horizontal_wrapped(|ui| {
        let button = widgets::quiet_button(ui, "Done", None);
        ui.accesskit_node_builder(button.id, |node| node.set_label(format!("Done: {}", action.given.what)));
        if button.clicked() {
            let wish = ServiceReviewWish::FinishServiceReviewAction {
                action: ItemName::Entry(action.entry),
                text: None,
            };
            asks.request(Request::of_desk(wish.into()), format!("Action {} is done", action.number));
        }
        let button = widgets::quiet_button(ui, "Drop…", None);
        ui.accesskit_node_builder(button.id, |node| node.set_label(format!("Drop: {}", action.given.what)));
        if button.clicked() {
            open(forms, name, ServiceForm::DropAction { action: action.entry }, &[], asks);
        }
    });
    ui.add_space(space::XS);
}
