//! The note at the foot of the log: one line, logged with the time it was begun.
//!
//! While a note is on its way to the disk its words stand in the hint, and the next one can be
//! typed already; if it is refused the words come back with the reason.

use egui::{Id, Key, Modifiers, RichText, TextEdit, Ui};

use super::parts::paragraph;
use crate::desk::Request;
use crate::documents::when;
use crate::domain::command::Wish;
use crate::domain::event::IncidentId;
use crate::domain::words::Priority;
use crate::domain::world::Live;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms};
use crate::ui::theme::{Tokens, font};

/// The draft's field that holds the note.
pub const NOTE_FIELD: &str = "text";

/// The id of the note field, for whoever puts the keyboard there.
pub fn note_field_id(incident: IncidentId) -> Id {
    Id::unique(("note line", incident.0))
}

/// The line itself. `Enter` logs it, `Ctrl Enter` logs it as significant where that owes customers
/// an update.
pub fn note_line_ui(ui: &mut Ui, seen: &Seen<'_>, live: &Live, forms: &mut Forms, asks: &mut Asks) {
    let incident = &live.incident;
    let kind = FormKind::Note(incident.id);
    let id = note_field_id(incident.id);
    let tokens = Tokens::of(ui);
    let next_id = id.with("next");
    let draft = forms.draft(&kind);
    let mut next: String = ui.data(|data| data.get_temp(next_id)).unwrap_or_default();
    if !draft.is_out && !next.is_empty() {
        // What was typed while the last note was on its way.
        let text = draft.field(NOTE_FIELD);
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&next);
        draft.begun_at = draft.begun_at.or(Some(seen.now));
        next.clear();
    }
    if let Some(refusal) = &draft.refusal {
        let said = paragraph(ui, &format!("Not logged: {refusal}"), font::small(), tokens.overdue);
        ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Assertive));
    }
    let significant_matters = matches!(incident.traits.priority, Some(Priority::Critical | Priority::High));
    let hint = if draft.is_out {
        let begun: String = draft.text(NOTE_FIELD).chars().take(60).collect();
        format!("Saving “{begun}”")
    } else {
        "Log a note, Enter to save with the time you began  L".to_owned()
    };
    let is_out = draft.is_out;
    let begun_at = draft.begun_at;
    let text = if is_out { &mut next } else { draft.field(NOTE_FIELD) };
    let beside = match begun_at.filter(|_| !is_out && !text.is_empty()) {
        Some(at) if significant_matters => {
            format!("{} · Ctrl Enter: significant", when(at, seen.now, seen.zone))
        }
        Some(at) => when(at, seen.now, seen.zone),
        None => String::new(),
    };
    let edit = TextEdit::singleline(text)
        .id(id)
        .hint_text(hint)
        .margin(egui::Margin::symmetric(12, 5))
        .suffix(RichText::new(beside).font(font::small()).color(tokens.text_muted))
        .desired_width(f32::INFINITY);
    let response = ui.add(edit).accessible_name("Note");
    let response = response.on_hover_text(if significant_matters {
        "Enter logs the note with the time you began; Ctrl Enter logs it as significant, and an updated notification is owed"
    } else {
        "Enter logs the note with the time you began"
    });
    ui.data_mut(|data| data.insert_temp(next_id, next));
    if is_out {
        return;
    }
    let draft = forms.draft(&kind);
    if response.changed() {
        draft.refusal = None;
        draft.begun_at =
            if draft.text(NOTE_FIELD).trim().is_empty() { None } else { draft.begun_at.or(Some(seen.now)) };
    }
    let enter = ui.input(|input| input.key_pressed(Key::Enter));
    let held = ui.input(|input| input.modifiers);
    let plain = response.lost_focus() && enter && held.matches_logically(Modifiers::NONE);
    let loud = response.has_focus() && enter && held.command && significant_matters;
    if plain {
        response.request_focus();
    }
    if (plain || loud) && !draft.text(NOTE_FIELD).trim().is_empty() {
        let at = draft.begun_at.unwrap_or(seen.now);
        let wish = Wish::Note { text: draft.text(NOTE_FIELD).to_owned(), significant: loud };
        let what = if loud { "Significant note logged" } else { "Note logged" };
        asks.push(Ask::Do {
            request: Request::about(incident.id, wish).at(Some(at)),
            form: Some(kind),
            said: Some(format!("{what}, {}", when(at, seen.now, seen.zone))),
        });
    }
}

#[cfg(test)]
mod tests {
    use egui::{Key, Modifiers};
    use egui_kittest::Harness;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    use super::*;
    use crate::domain::words::Kind;
    use crate::ui::incident::trial::{Bench, Trial, at, harness};

    fn note(text: &str, significant: bool) -> Wish {
        Wish::Note { text: text.to_owned(), significant }
    }

    fn type_note(harness: &mut Harness<'_, Bench>, text: &str) {
        harness.get_by_label("Note").focus();
        harness.run();
        harness.get_by_label("Note").type_text(text);
        harness.run();
    }

    fn incident(priority: Priority) -> Trial {
        Trial::opened("Payments API down", Some(priority), Kind::Regular)
    }

    #[test]
    fn a_note_is_logged_with_the_time_it_was_begun_and_the_next_can_follow() {
        let mut harness = harness(incident(Priority::Low), "13:30");
        type_note(&mut harness, "vendor");
        harness.state_mut().now = at("13:34");
        harness.get_by_label("Note").type_text(" called");
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        let kind = FormKind::Note(harness.state().trial.id);
        let logged = (note("vendor called", false), Some(at("13:30")), Some(kind));
        assert_eq!(harness.state().requests(), [logged]);
        assert_eq!(harness.state().said(), ["Note logged, 13:30 CST"]);
        let field = harness.get_by_label("Note");
        assert_eq!(field.value().unwrap_or_default(), "");
        assert!(field.is_focused());
        harness.get_by_label("Mon 2 Mar 13:30 Note vendor called, recorded 13:34");
    }

    #[test]
    fn ctrl_enter_logs_it_as_significant_only_where_that_owes_an_update() {
        for (priority, sent) in [(Priority::Critical, 1), (Priority::High, 1), (Priority::Medium, 0)] {
            let mut harness = harness(incident(priority), "13:30");
            type_note(&mut harness, "all sites down");
            harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
            harness.run();
            let requests = harness.state().requests();
            assert_eq!(requests.len(), sent, "{priority}");
            assert!(requests.iter().all(|(wish, ..)| *wish == note("all sites down", true)));
        }
    }

    #[test]
    fn nothing_is_logged_from_an_empty_line_and_a_cleared_one_forgets_its_time() {
        let mut harness = harness(incident(Priority::Low), "13:30");
        type_note(&mut harness, " ");
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(harness.state().requests(), []);
        let kind = FormKind::Note(harness.state().trial.id);
        assert_eq!(harness.state_mut().forms.draft(&kind).begun_at, None);
    }

    #[test]
    fn words_stay_while_they_are_out_and_the_next_note_can_be_begun() {
        let mut harness = harness(incident(Priority::Low), "13:30");
        harness.state_mut().answers = false;
        type_note(&mut harness, "first");
        harness.key_press(Key::Enter);
        harness.run();
        harness.get_by_label("Note").type_text("second");
        harness.run();
        let kind = FormKind::Note(harness.state().trial.id);
        assert_eq!(harness.state_mut().forms.draft(&kind).text(NOTE_FIELD), "first", "it may come back");
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(harness.state().requests().len(), 1);
        // Accepted: the shell clears the draft, and what was typed meanwhile takes its place.
        harness.state_mut().forms.clear(&kind);
        harness.run();
        assert_eq!(harness.get_by_label("Note").value().as_deref(), Some("second"));
    }

    #[test]
    fn a_refused_note_comes_back_with_the_reason_and_what_was_typed_since() {
        let mut harness = harness(incident(Priority::Low), "13:30");
        harness.state_mut().answers = false;
        type_note(&mut harness, "first");
        harness.key_press(Key::Enter);
        harness.run();
        harness.get_by_label("Note").type_text("second");
        harness.run();
        let kind = FormKind::Note(harness.state().trial.id);
        let draft = harness.state_mut().forms.draft(&kind);
        draft.is_out = false;
        draft.refusal = Some("the disk is full; make room".to_owned());
        harness.run();
        let said = harness.get_by_label("Not logged: the disk is full; make room");
        assert!(said.accesskit_node().data().live().is_some());
        assert_eq!(harness.get_by_label("Note").value().as_deref(), Some("first second"));
    }

    #[test]
    fn a_closed_incident_still_takes_a_note() {
        let trial = incident(Priority::Low).with("13:25", Wish::Close { why: None });
        let mut harness = harness(trial, "13:30");
        type_note(&mut harness, "afterthought");
        harness.key_press(Key::Enter);
        harness.run();
        harness.get_by_label("Mon 2 Mar 13:30 Note afterthought");
    }
}
