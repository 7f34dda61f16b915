//! The people side of an incident: who is on it, and whom to call next.

use egui::{Label, RichText, Ui};

use super::forms::offer_event;
use super::parts::{number_ui, paragraph, word_button};
use super::people_data::{PersonData, people_data};
use crate::desk::Request;
use crate::documents::when;
use crate::domain::command::Wish;
use crate::domain::directory::Callee;
use crate::domain::event::IncidentId;
use crate::domain::world::Live;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets::{self, Tone};

/// Paints it.
pub fn people_ui(ui: &mut Ui, (seen, live): (&Seen<'_>, &Live), forms: &mut Forms, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let data = people_data(&seen.snapshot.world, live, seen.now);
    let id = live.incident.id;
    let is_live = live.incident.phase.is_live();
    let moment = when(seen.now, seen.now, seen.zone);
    paragraph(ui, &data.summary, font::body(), tokens.text_muted);
    paragraph(ui, &data.bridge, font::body(), tokens.text_muted);
    ui.horizontal_wrapped(|ui| {
        let command = data
            .command
            .as_ref()
            .map_or_else(|| "Nobody has command".to_owned(), |who| format!("Command: {who}"));
        ui.label(RichText::new(command).font(font::strong()).color(tokens.text));
        if is_live {
            let words = if data.command.is_none() { "Take command" } else { "Hand over or stay…" };
            if word_button(ui, words, None).clicked() {
                if data.command.is_none() {
                    let request = Request::about(id, Wish::TakeCommand { by: None });
                    asks.request(request, format!("Command taken, {moment}"));
                } else {
                    offer_event(forms, asks, id, "command", "");
                }
            }
        }
    });
    if is_live {
        ui.horizontal_wrapped(|ui| {
            let button = if data.next.is_some() { widgets::quiet_button } else { widgets::primary_button };
            if button(ui, "Log a call…", None).clicked() {
                asks.push(Ask::Open(FormKind::Call { incident: id, whom: String::new() }));
            }
        });
    }
    if let Some(next) = data.next.as_ref().filter(|_| is_live) {
        ui.add_space(space::S);
        widgets::section_heading(ui, "Whom to call next", None);
        callee_ui(ui, id, next, true, asks);
    }
    ui.add_space(space::S);
    let here = data.people.iter().filter(|one| !one.is_stood_down).count();
    widgets::section_heading(ui, "On the incident", (here > 0).then_some(here));
    if data.people.is_empty() {
        let words =
            "Whoever was called, joined the bridge or works on it stands here; log the first call above";
        paragraph(ui, words, font::body(), tokens.text_muted);
    }
    for (place, person) in data.people.iter().enumerate() {
        if place > 0 {
            widgets::hairline(ui);
        }
        ui.push_id(("person", &person.callee.whom.name), |ui| {
            person_ui(ui, id, person, (is_live, &moment), asks);
        });
    }
    if !data.offered.is_empty() && is_live {
        ui.add_space(space::S);
        widgets::section_heading(ui, "Also in the directory", Some(data.offered.len()));
        for callee in &data.offered {
            ui.push_id(("offered", &callee.whom.name), |ui| callee_ui(ui, id, callee, false, asks));
        }
    }
    if live.incident.services.is_empty() && is_live {
        ui.add_space(space::S);
        let words = "Name the services that are hit (Intake), and their contacts are offered here";
        paragraph(ui, words, font::small(), tokens.text_muted);
    }
}

/// Somebody to call, with the number in figures; the one to try next in large ones.
fn callee_ui(ui: &mut Ui, id: IncidentId, callee: &Callee, is_next: bool, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let name = &callee.whom.name;
    ui.horizontal_wrapped(|ui| {
        ui.add(Label::new(RichText::new(name).font(font::strong()).color(tokens.text)));
        if !callee.part.is_empty() {
            ui.add(Label::new(RichText::new(&callee.part).font(font::small()).color(tokens.text_muted)));
        }
        let figures = if is_next { font::countdown() } else { font::mono() };
        match callee.phones.first() {
            Some(phone) => {
                let copies = format!("Copy the number of {name}");
                number_ui(ui, phone, (figures, tokens.text), &copies, asks);
            }
            None => {
                ui.add(Label::new(RichText::new("no number is known").color(tokens.text_muted)));
            }
        }
        let call = if is_next {
            widgets::primary_button(ui, "Log this call…", None)
        } else {
            word_button(ui, "Log a call…", None)
        };
        if call.accessible_name(format!("Log a call to {name}…")).clicked() {
            asks.push(Ask::Open(FormKind::Call { incident: id, whom: name.clone() }));
        }
    });
}

fn person_ui(
    ui: &mut Ui,
    id: IncidentId,
    person: &PersonData,
    (is_live, moment): (bool, &str),
    asks: &mut Asks,
) {
    let tokens = Tokens::of(ui);
    let name = &person.callee.whom.name;
    ui.horizontal_wrapped(|ui| {
        ui.add(Label::new(RichText::new(name).font(font::strong()).color(tokens.text)));
        widgets::badge(ui, person.role, Tone::Neutral);
        let tone = match (person.is_engaged, person.is_missed) {
            (true, _) => Tone::Met,
            (_, true) => Tone::DueSoon,
            _ => Tone::Neutral,
        };
        widgets::badge(ui, person.standing, tone);
        for phone in person.callee.phones.iter().take(2) {
            let copies = format!("Copy the number {phone} of {name}");
            number_ui(ui, phone, (font::mono(), tokens.text_muted), &copies, asks);
        }
    });
    for line in &person.details {
        paragraph(ui, line, font::small(), tokens.text_muted);
    }
    if !is_live {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let named = |words: &str| format!("{words}: {name}");
        if word_button(ui, "Log a call…", None).accessible_name(named("Log a call…")).clicked() {
            asks.push(Ask::Open(FormKind::Call { incident: id, whom: name.clone() }));
        }
        let bridge = if person.is_on_bridge { "Left the bridge" } else { "Joined the bridge" };
        if word_button(ui, bridge, None).accessible_name(named(bridge)).clicked() {
            let whom = name.clone();
            let wish =
                if person.is_on_bridge { Wish::LeaveBridge { whom } } else { Wish::JoinBridge { whom } };
            let verb = if person.is_on_bridge { "left" } else { "joined" };
            asks.request(Request::about(id, wish), format!("{name} {verb} the bridge, {moment}"));
        }
        if !person.is_stood_down
            && word_button(ui, "Stand down…", None).accessible_name(named("Stand down…")).clicked()
        {
            asks.push(Ask::Open(FormKind::StandDown { incident: id, whom: name.clone() }));
        }
    });
}

#[cfg(test)]
mod tests {
    use egui::accesskit::Role;
    use egui_kittest::kittest::Queryable as _;

    use crate::domain::command::Wish;
    use crate::domain::words::{CallOutcome, Involvement};
    use crate::ui::context::Ask;
    use crate::ui::incident::Tab;
    use crate::ui::incident::people_data::tests::{call, with_team};
    use crate::ui::incident::trial::harness;

    #[test]
    fn when_nobody_answers_the_next_contact_is_called_with_one_form() {
        let trial = with_team().with("13:22", call("Sample First", CallOutcome::NoAnswer));
        let mut harness = harness(trial, "13:30");
        harness.set_size(egui::vec2(552.0, 2600.0));
        harness.state_mut().tab = Tab::People;
        harness.run();
        harness.get_by_label("Whom to call next");
        harness.get_by_label("Copy the number of Sample Alternate").click();
        harness.run();
        let is_copied = |ask: &Ask| matches!(ask, Ask::Copy(text) if text == "317-555-0102");
        assert!(harness.state().asked.iter().any(is_copied));
        harness.get_by_label("Log a call to Sample Alternate…").click();
        harness.run();
        let via = harness.get_by_role_and_label(Role::TextInput, "Number or channel").value();
        assert_eq!(via.as_deref(), Some("317-555-0102"), "the first number that is known");
        harness.get_by_label("Log the call").click();
        harness.run();
        let wanted = Wish::AttemptContact {
            whom: "Sample Alternate".to_owned(),
            role: Some(Involvement::Resolver),
            via: Some("317-555-0102".to_owned()),
            outcome: CallOutcome::Reached,
            text: None,
            call_back_by: None,
        };
        let (wish, at, _) = harness.state().requests().pop().expect("a request");
        assert_eq!((wish, at), (wanted, None));
        assert!(harness.query_by_label("Whom to call next").is_none(), "somebody was reached");
    }
}
