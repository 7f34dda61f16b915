//! One policy: what it is and what can be done with it, what it says as people read it, and its text.

use egui::{RichText, Ui};

use super::data::{Origin, Shown};
use super::{PoliciesState, TEXT, lines, small_forms, table};
use crate::desk::Request;
use crate::documents::policy_words::{Part, PartKind};
use crate::domain::command::Wish;
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms, PolicyForm};
use crate::ui::incident::parts::paragraph;
use crate::ui::scroll;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets::{self, Tone};

pub(super) fn look_ui(
    ui: &mut Ui,
    seen: &Seen,
    state: &mut PoliciesState,
    open: Option<&PolicyForm>,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let Some(shown) = state.data.shown.take() else {
        let muted = Tokens::of(ui).text_muted;
        ui.label(RichText::new("The policy that you choose stands here").color(muted));
        return;
    };
    ui.spacing_mut().item_spacing.y = space::XS;
    head_ui(ui, &shown);
    ui.add_space(space::XS);
    buttons_ui(ui, &shown, forms, asks);
    match open {
        Some(PolicyForm::Copy { of }) if *of == shown.row.name => {
            small_forms::copy_ui(ui, seen, &shown, forms, asks);
        }
        Some(PolicyForm::PutAside { name }) if *name == shown.row.name => {
            small_forms::put_aside_ui(ui, &shown, forms, asks);
        }
        _ => {}
    }
    problems_ui(ui, &shown, state);
    ui.add_space(space::S);
    text_or_words_ui(ui, &shown, state);
    ui.add_space(2.0 * space::XXL);
    state.data.shown = Some(shown);
}

fn head_ui(ui: &mut Ui, shown: &Shown) {
    let (row, tokens) = (&shown.row, Tokens::of(ui));
    ui.horizontal_wrapped(|ui| {
        widgets::title(ui, &row.title, font::heading(), 2);
        if row.is_usual {
            widgets::badge(ui, "usual", Tone::Accent);
        }
        let tone = match row.origin {
            Origin::BuiltIn | Origin::Own | Origin::InPlace => Tone::Neutral,
            Origin::StandsIn | Origin::Unusable => Tone::Overdue,
        };
        widgets::badge(ui, row.origin.words(), tone);
    });
    if let Some(policy) = &shown.policy {
        if !policy.about.is_empty() {
            paragraph(ui, &policy.about, font::body(), tokens.text);
        }
        let mut words = row.second();
        if !policy.source.is_empty() {
            words.push_str(&format!("  from {}", policy.source));
        }
        paragraph(ui, &words, font::mono_small(), tokens.text_muted);
    }
    let used = if shown.used.is_empty() { "by no incident" } else { &shown.used };
    paragraph(ui, &format!("In use: {used}"), font::small(), tokens.text_muted);
    if let Some(file) = &shown.file {
        paragraph(ui, &file.path.display().to_string(), font::small(), tokens.text_muted);
    }
}

/// Whether something is typed in the editor that the file does not have.
fn has_draft(forms: &Forms, shown: &Shown) -> bool {
    let kind = FormKind::Policy(PolicyForm::Edit { name: shown.row.name.clone() });
    let is_another =
        |draft: &crate::ui::forms::Draft| draft.fields.contains_key(TEXT) && draft.text(TEXT) != shown.text();
    forms.typed(&kind).is_some_and(is_another)
}

fn buttons_ui(ui: &mut Ui, shown: &Shown, forms: &mut Forms, asks: &mut Asks) {
    let name = &shown.row.name;
    let has_draft = has_draft(forms, shown);
    if has_draft {
        let ink = Tokens::of(ui).due_soon;
        paragraph(ui, "What you typed is kept, and not saved yet", font::small(), ink);
    }
    ui.horizontal_wrapped(|ui| {
        let edit = FormKind::Policy(PolicyForm::Edit { name: name.clone() });
        if shown.row.origin.is_own() || has_draft {
            let words = if has_draft { "Go on editing…" } else { "Edit…" };
            if widgets::quiet_button(ui, words, None).clicked() {
                asks.push(Ask::Open(edit));
            }
            if widgets::quiet_button(ui, "Copy…", None).clicked() {
                small_forms::open_copy(forms, name, asks);
            }
        } else if widgets::quiet_button(ui, "Copy and edit…", None).clicked() {
            small_forms::open_copy(forms, name, asks);
        }
        if !shown.row.is_usual && shown.policy.is_some() {
            let button = widgets::quiet_button(ui, "Make it the usual one", None);
            if button.clicked() {
                asks.request(
                    make_usual(name),
                    format!("{name} is the usual policy, for incidents opened from now on"),
                );
            }
        }
        if shown.row.origin.is_own() && widgets::quiet_button(ui, "Put aside…", None).clicked() {
            asks.push(Ask::Open(FormKind::Policy(PolicyForm::PutAside { name: name.clone() })));
        }
    });
}

fn make_usual(name: &str) -> Request {
    Request::of_desk(Wish::ConfigureDesk {
        name: None,
        manager: None,
        time_zone: None,
        hotline: None,
        holidays: None,
        default_policy: Some(name.to_owned()),
    })
}

/// What is wrong in the file, each with a way to its line.
fn problems_ui(ui: &mut Ui, shown: &Shown, state: &mut PoliciesState) {
    let Some(file) = shown.file.as_ref().filter(|file| !file.problems.is_empty()) else { return };
    ui.add_space(space::S);
    widgets::section_heading(ui, "To mend before it is used", Some(file.problems.len()));
    if let Some(line) = lines::problem_list_ui(ui, &file.problems) {
        (state.shows_text, state.go_to) = (true, Some(line));
    }
}

fn text_or_words_ui(ui: &mut Ui, shown: &Shown, state: &mut PoliciesState) {
    let problems = shown.file.as_ref().map_or(&[] as &[_], |file| file.problems.as_slice());
    if shown.policy.is_some() {
        let options = [Choice::words("As people read it"), Choice::words("Its text")];
        let mut at = usize::from(state.shows_text);
        choice_ui(ui, "", &options, &mut at);
        state.shows_text = at == 1;
        ui.add_space(space::XS);
    }
    if state.shows_text || shown.policy.is_none() {
        let mut text = shown.text();
        let label = format!("Text of {}", shown.row.name);
        let id = egui::Id::unique(("text of a policy", &shown.row.name));
        let go_to = state.go_to.take();
        let height = (ui.clip_rect().height() - 2.0 * space::XL).max(240.0);
        // A scroll of its own: what is taller than the room is not brought to its top by a click into it.
        scroll::area(("text of a policy", &shown.row.name)).max_height(height).show(ui, |ui| {
            let lines = lines::Lines { id, label: &label, problems, go_to, least_rows: 1 };
            lines::lines_ui(ui, &mut text, &lines);
        });
        return;
    }
    // The head says what the policy itself is; the little that is left of that comes last.
    let (whole, rest): (Vec<&Part>, Vec<&Part>) =
        shown.parts.iter().partition(|part| part.kind == PartKind::Whole);
    for part in rest.into_iter().chain(whole) {
        table::part_ui(ui, part);
    }
}
