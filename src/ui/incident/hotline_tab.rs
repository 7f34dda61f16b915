//! The hotline side of an incident: whom to call, what to have ready, what to say, what was tried.

use chrono_tz::Tz;
use egui::accesskit::Role;
use egui::{Label, RichText, Ui, WidgetInfo, vec2};

use super::parts::{copy_button, fact_ui, paragraph, word_button};
use crate::desk::{Outside, Request};
use crate::documents::hotline_sheet::hotline_sheet;
use crate::documents::hotline_sheet_of::{
    hotline_deadline, hotline_numbers, hotline_script, hotline_sheet_of, ready_facts,
};
use crate::documents::{sentence, when};
use crate::domain::board::{HotlineStanding, hotline};
use crate::domain::command::Wish;
use crate::domain::hotline::HotlineCall;
use crate::domain::known::Known;
use crate::domain::policy::{Clock, Completion, Conditions};
use crate::domain::schedule::{DeadlineState, Outcome};
use crate::domain::time::Instant;
use crate::domain::words::{CallOutcome, ChecklistState};
use crate::domain::world::{Live, World};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::countdown;
use crate::ui::forms::{FormKind, Forms};
use crate::ui::icons::icon;
use crate::ui::repaint::secs_left;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets::{self, Tone};

/// The room of the mark before an item of the checklist.
const ITEM_GLYPH: f32 = 20.0;
/// The room of the buttons behind it.
const ITEM_BUTTONS: f32 = 172.0;

/// How an incident stands with the hotline: how long there is while a call is owed, the rest of the
/// sentence, and its tone.
pub fn standing(live: &Live, now: Instant, zone: Tz) -> (Option<String>, String, Tone) {
    let said = |at| when(at, now, zone);
    match hotline(live) {
        HotlineStanding::NotAsked => {
            (None, format!("No call is asked for: {}", why_not_asked(live)), Tone::Neutral)
        }
        HotlineStanding::Done => {
            let reached = |call: &&HotlineCall| call.outcome == CallOutcome::Reached;
            let words = live.incident.hotline.calls.iter().rev().find(reached).map_or_else(
                || "Reached".to_owned(),
                |call| {
                    let whom = call.spoke_with.as_ref().map_or_else(String::new, |whom| format!(", {whom}"));
                    let reference =
                        call.reference.as_ref().map_or_else(String::new, |one| format!(", reference {one}"));
                    format!("Reached {}{whom}{reference}", said(call.at))
                },
            );
            (None, words, Tone::Met)
        }
        HotlineStanding::Owed => match hotline_deadline(live) {
            Some(deadline) => {
                let figures = countdown::countdown(secs_left(deadline.due, now));
                match deadline.state(now) {
                    DeadlineState::Paused => {
                        (None, "A call is owed; its clock is paused".to_owned(), Tone::Paused)
                    }
                    DeadlineState::Overdue => (
                        Some(figures),
                        format!("overdue, call now; it was due {}", said(deadline.due)),
                        Tone::Overdue,
                    ),
                    DeadlineState::Warning => {
                        (Some(figures), format!("left, call by {}", said(deadline.due)), Tone::DueSoon)
                    }
                    _ => (Some(figures), format!("left, call by {}", said(deadline.due)), Tone::Neutral),
                }
            }
            None => (None, "A call is owed".to_owned(), Tone::DueSoon),
        },
    }
}

/// Why nobody has to call, in the words of whoever said so or of the policy.
fn why_not_asked(live: &Live) -> String {
    if let Some(Outcome::NotNeeded { why, .. }) = hotline_deadline(live).map(|one| &one.outcome) {
        return format!("it is not needed, {why}");
    }
    let is_hotline = |clock: &&Clock| clock.completion() == Completion::Hotline;
    let Some(clock) = live.policy.clocks.iter().find(is_hotline) else {
        return "its policy has no clock for it".to_owned();
    };
    let Conditions { priorities, kinds, environments } = &clock.conditions;
    let priorities: Vec<String> =
        priorities.iter().map(|one| live.policy.priority_title(Some(*one)).to_lowercase()).collect();
    let mut whom: Vec<String> = vec![priorities.join(" and ")];
    whom.extend(kinds.iter().map(|one| one.word().to_owned()));
    whom.extend(environments.iter().map(|one| one.word().to_owned()));
    whom.retain(|word| !word.is_empty());
    if whom.is_empty() {
        "nothing started its clock yet".to_owned()
    } else {
        format!("only {} incidents are reported", whom.join(" "))
    }
}

/// Paints it.
pub fn hotline_ui(ui: &mut Ui, (seen, live): (&Seen<'_>, &Live), _forms: &mut Forms, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let world: &World = &seen.snapshot.world;
    let incident = &live.incident;
    let is_live = incident.phase.is_live();
    let known = Known { live, desk: &world.settings, directory: &world.directory, now: seen.now };
    let (figures, words, tone) = standing(live, seen.now, seen.zone);
    let ink = if figures.is_some() && tone == Tone::Neutral { tokens.text } else { tone.ink(tokens) };
    ui.horizontal_wrapped(|ui| {
        if let Some(figures) = figures {
            ui.add(Label::new(RichText::new(figures).font(font::countdown()).color(ink)).extend());
        }
        ui.add(Label::new(RichText::new(words).font(font::strong()).color(ink)).wrap());
    });
    numbers_ui(ui, world, live, asks);
    ui.horizontal_wrapped(|ui| {
        if is_live && widgets::primary_button(ui, "Log a call…", None).clicked() {
            asks.push(Ask::Open(FormKind::HotlineCall(incident.id)));
        }
        if widgets::quiet_button(ui, "Print…", None).clicked() {
            let sheet = hotline_sheet_of(world, live, seen.now);
            let outside = Outside::File {
                name: format!("{}-hotline.html", incident.reference),
                bytes: hotline_sheet(&sheet).into_bytes(),
            };
            asks.push(Ask::Outside(
                outside,
                "Handed to your browser, and kept in the outbox; print it from there".to_owned(),
            ));
        }
    });
    let ready = ready_facts(&known);
    if !ready.is_empty() {
        ui.add_space(space::S);
        let missing = ready.iter().filter(|fact| fact.value.is_none()).count();
        let heading =
            if missing == 0 { "Have ready".to_owned() } else { format!("Have ready, {missing} missing") };
        widgets::section_heading(ui, &heading, None);
        for fact in &ready {
            fact_ui(ui, &fact.label, fact.value.as_deref());
        }
    }
    if let Some(script) = hotline_script(&known) {
        ui.add_space(space::S);
        widgets::section_heading(ui, "Say", None);
        ui.horizontal_top(|ui| {
            let room = ui.available_width() - 24.0 - space::S;
            ui.scope(|ui| {
                ui.set_width(room);
                paragraph(ui, &format!("“{script}”"), font::body(), tokens.text);
            });
            copy_button(ui, "Copy the script of the hotline call", &script, asks);
        });
    }
    attempts_ui(ui, seen, live);
    checklist_ui(ui, (seen, live), is_live, asks);
}

/// The first number large, the others beside it.
fn numbers_ui(ui: &mut Ui, world: &World, live: &Live, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    for (place, (who, number)) in hotline_numbers(world, live).iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            let figures = if place == 0 { font::display() } else { font::mono_strong() };
            ui.add(Label::new(RichText::new(number).font(figures).color(tokens.text)));
            copy_button(ui, &format!("Copy the number {number}"), number, asks);
            ui.add(Label::new(RichText::new(who).color(tokens.text_muted)));
        });
    }
}

/// One attempt in words, without its time.
fn attempt_words(call: &HotlineCall, now: Instant, zone: Tz) -> String {
    let mut words = sentence(call.outcome.word());
    for more in [&call.number, &call.spoke_with, &call.text].into_iter().flatten() {
        words.push_str(&format!(", {more}"));
    }
    if let Some(reference) = &call.reference {
        words.push_str(&format!(", reference {reference}"));
    }
    if let Some(by) = call.call_back_by {
        words.push_str(&format!(", call back by {}", when(by, now, zone)));
    }
    words
}

fn attempts_ui(ui: &mut Ui, seen: &Seen<'_>, live: &Live) {
    let tokens = Tokens::of(ui);
    let calls = &live.incident.hotline.calls;
    if calls.is_empty() {
        return;
    }
    ui.add_space(space::S);
    widgets::section_heading(ui, "Attempts", Some(calls.len()));
    for call in calls.iter().rev() {
        let words = attempt_words(call, seen.now, seen.zone);
        ui.horizontal_top(|ui| {
            let at = when(call.at, seen.now, seen.zone);
            ui.add(Label::new(RichText::new(at).font(font::mono_small()).color(tokens.text_muted)).extend());
            paragraph(ui, &words, font::body(), tokens.text);
        });
    }
}

fn checklist_ui(ui: &mut Ui, (seen, live): (&Seen<'_>, &Live), is_live: bool, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let (id, items) = (live.incident.id, &live.policy.hotline.items);
    if items.is_empty() {
        return;
    }
    ui.add_space(space::S);
    let open = items.iter().filter(|(item, _)| live.incident.hotline.state(item) == ChecklistState::Open);
    let open = open.count();
    widgets::section_heading(ui, "Checklist", (open > 0).then_some(open));
    for (item, text) in items {
        let state = live.incident.hotline.state(item);
        let mark = live.incident.hotline.marks.get(item).filter(|_| state != ChecklistState::Open);
        let (glyph, ink) = match state {
            ChecklistState::Open => (icon::CIRCLE, tokens.text_muted),
            ChecklistState::Done => (icon::CHECK_CIRCLE, tokens.met),
            ChecklistState::NotApplicable => (icon::PROHIBIT, tokens.text_muted),
        };
        ui.push_id(item, |ui| {
            ui.horizontal_top(|ui| {
                let room = ui.available_width() - ITEM_GLYPH - ITEM_BUTTONS - 2.0 * space::S;
                ui.allocate_ui(vec2(ITEM_GLYPH, size::CONTROL), |ui| {
                    ui.set_min_width(ITEM_GLYPH);
                    let mark = Label::new(RichText::new(glyph).font(font::title()).color(ink)).extend();
                    ui.add(mark).widget_info(|| WidgetInfo::labeled(Role::Image, true, state.to_string()));
                });
                ui.vertical(|ui| {
                    ui.set_width(room.max(0.0));
                    ui.spacing_mut().item_spacing.y = 2.0;
                    paragraph(ui, text, font::body(), tokens.text);
                    if let Some(mark) = mark {
                        let why = mark.why.as_ref().map_or_else(String::new, |why| format!(": {why}"));
                        let at = when(mark.at, seen.now, seen.zone);
                        let words = format!("{state} {at} by {}{why}", mark.by);
                        paragraph(ui, &words, font::small(), tokens.text_muted);
                    }
                });
                if !is_live {
                    return;
                }
                let mut ask = |state: ChecklistState, said: &str| {
                    let wish = Wish::MarkChecklist { item: item.clone(), state, why: None };
                    asks.request(Request::about(id, wish), format!("{text}: {said}"));
                };
                let named = |words: &str| format!("{words}: {text}");
                if state == ChecklistState::Open {
                    if word_button(ui, "Done", None).accessible_name(named("Done")).clicked() {
                        ask(ChecklistState::Done, "done");
                    }
                    let words = "Not applicable…";
                    if word_button(ui, words, None).accessible_name(named(words)).clicked() {
                        asks.push(Ask::Open(FormKind::ChecklistItem { incident: id, item: item.clone() }));
                    }
                } else if word_button(ui, "Open again", None).accessible_name(named("Open again")).clicked() {
                    ask(ChecklistState::Open, "open again");
                }
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::domain::words::{Kind, Priority};
    use crate::ui::incident::Tab;
    use crate::ui::incident::trial::{Bench, Trial, ZONE, at, harness};

    fn critical() -> Trial {
        Trial::opened("Payments API down", Some(Priority::Critical), Kind::Major).with_checklist()
    }

    fn call(outcome: CallOutcome, reference: Option<&str>) -> Wish {
        Wish::NotifyHotline {
            outcome,
            spoke_with: Some("Sample Agent".to_owned()),
            reference: reference.map(str::to_owned),
            text: None,
            number: None,
            call_back_by: None,
        }
    }

    fn hotline_side(trial: Trial, wall: &str) -> Harness<'static, Bench> {
        let mut harness = harness(trial, wall);
        harness.state_mut().tab = Tab::Hotline;
        harness.set_size(egui::vec2(552.0, 1400.0));
        harness.run();
        harness
    }

    fn press(harness: &mut Harness<'_, Bench>, label: &str) {
        harness.get_by_label(label).click();
        harness.run();
    }

    fn type_in(harness: &mut Harness<'_, Bench>, label: &str, text: &str) {
        harness.get_by_label(label).focus();
        harness.run();
        harness.get_by_label(label).type_text(text);
        harness.run();
    }

    #[test]
    fn the_standing_says_what_is_owed_to_the_second() {
        let said = |trial: &Trial, wall: &str| {
            let (figures, words, tone) = standing(trial.live(), at(wall), ZONE);
            (figures.map_or_else(|| words.clone(), |figures| format!("{figures} {words}")), tone)
        };
        let trial = critical();
        for (wall, words, tone) in [
            ("13:30", "05:00 left, call by 13:35 CST", Tone::Neutral),
            ("13:34:59", "00:01 left, call by 13:35 CST", Tone::DueSoon),
            ("13:35", "00:00 left, call by 13:35 CST", Tone::DueSoon),
            ("13:35:01", "−00:01 overdue, call now; it was due 13:35 CST", Tone::Overdue),
        ] {
            assert_eq!(said(&trial, wall), (words.to_owned(), tone), "{wall}");
        }
        let trial = trial.with("13:31", call(CallOutcome::Voicemail, None));
        assert_eq!(said(&trial, "13:32").0, "03:00 left, call by 13:35 CST", "it stands until reached");
        let trial = trial.with("13:33", call(CallOutcome::Reached, Some("88-1207")));
        let reached = "Reached 13:33 CST, Sample Agent, reference 88-1207";
        assert_eq!(said(&trial, "13:40"), (reached.to_owned(), Tone::Met));
    }

    #[test]
    fn where_no_call_is_asked_for_it_says_why() {
        let regular = Trial::opened("Label printers offline", Some(Priority::Critical), Kind::Regular);
        let words = "No call is asked for: only critical and high major incidents are reported";
        assert_eq!(standing(regular.live(), at("13:30"), ZONE), (None, words.to_owned(), Tone::Neutral));
        let drill = critical()
            .with("13:25", Wish::NotNeeded { clock: "hotline".to_owned(), why: "a drill".to_owned() });
        let words = "No call is asked for: it is not needed, a drill";
        assert_eq!(standing(drill.live(), at("13:30"), ZONE).1, words);
    }

    #[test]
    fn the_number_the_missing_facts_and_the_script_are_in_sight_and_can_be_copied() {
        let mut harness = hotline_side(critical(), "13:30");
        harness.get_by_label("(916) 356-8910");
        assert_eq!(harness.query_all_by_label("INC0012345").count(), 2, "in the head and among the facts");
        harness.get_by_label("missing");
        harness.get_by_role_and_label(Role::Heading, "Have ready, 1 missing");
        press(&mut harness, "Copy the number (916) 356-8910");
        press(&mut harness, "Copy the script of the hotline call");
        let script = "This is Sample One. I report a Critical major incident: Payments API down.";
        let copied = [Ask::Copy("(916) 356-8910".to_owned()), Ask::Copy(script.to_owned())];
        assert_eq!(harness.state().asked, copied);
    }

    #[test]
    fn a_call_is_logged_and_the_deadline_stands_until_somebody_was_reached() {
        let mut harness = hotline_side(critical(), "13:30");
        press(&mut harness, "Log a call…");
        harness.get_by_role_and_label(Role::RadioButton, "voicemail").click();
        harness.run();
        type_in(&mut harness, "Words", "asked for a call back");
        type_in(&mut harness, "Call back by", "13:50");
        harness.key_press(Key::Enter);
        harness.run();
        let wish = Wish::NotifyHotline {
            outcome: CallOutcome::Voicemail,
            spoke_with: None,
            reference: None,
            text: Some("asked for a call back".to_owned()),
            number: Some("(916) 356-8910".to_owned()),
            call_back_by: Some(at("13:50")),
        };
        let form = FormKind::HotlineCall(harness.state().trial.id);
        assert_eq!(harness.state().requests(), [(wish, None, Some(form))]);
        harness.get_by_label("Voicemail, (916) 356-8910, asked for a call back, call back by 13:50 CST");
        harness.get_by_label("05:00");
        harness.get_by_label("left, call by 13:35 CST");
        press(&mut harness, "Log a call…");
        type_in(&mut harness, "Whom you spoke with", "Sample Agent");
        type_in(&mut harness, "Reference that was given", "88-1207");
        harness.key_press(Key::Enter);
        harness.run();
        harness.get_by_label("Reached 13:30 CST, Sample Agent, reference 88-1207");
    }

    #[test]
    fn an_item_that_does_not_apply_needs_its_reason() {
        let mut harness = hotline_side(critical(), "13:30");
        press(&mut harness, "Done: Said that it is major");
        harness.get_by_label("done 13:30 CST by Sample One");
        press(&mut harness, "Not applicable…: Gave the bridge");
        assert!(harness.get_by_label("Why it does not apply").is_focused());
        harness.key_press(Key::Enter);
        harness.run();
        harness.get_by_label("Not done: an item that does not apply needs its reason; say why");
        type_in(&mut harness, "Why it does not apply", "no bridge yet");
        harness.key_press(Key::Enter);
        harness.run();
        harness.get_by_label("not applicable 13:30 CST by Sample One: no bridge yet");
        press(&mut harness, "Open again: Gave the bridge");
        let (wish, _, _) = harness.state().requests().pop().expect("a request");
        let item = "bridge".to_owned();
        assert_eq!(wish, Wish::MarkChecklist { item, state: ChecklistState::Open, why: None });
        harness.get_by_label("Not applicable…: Gave the bridge");
    }

    #[test]
    fn the_page_to_print_says_what_the_side_says() {
        let trial = critical().with("13:25", call(CallOutcome::Busy, None));
        let mut harness = hotline_side(trial, "13:30");
        press(&mut harness, "Print…");
        let [Ask::Outside(Outside::File { name, bytes }, _)] = harness.state().asked.as_slice() else {
            panic!("{:?}", harness.state().asked);
        };
        assert_eq!(name, "MI-0001-hotline.html");
        let html = String::from_utf8(bytes.clone()).expect("text");
        for words in ["Payments API down", "(916) 356-8910", "missing", "Sample Agent", "Gave the bridge"] {
            assert!(html.contains(words), "{words}");
        }
    }

    #[test]
    fn a_closed_incident_takes_no_more_calls() {
        let trial = critical().with("13:25", Wish::Close { why: Some("a drill".to_owned()) });
        let harness = hotline_side(trial, "13:30");
        assert!(harness.query_by_label("Log a call…").is_none());
        assert!(harness.query_by_label("Done: Gave the bridge").is_none());
        harness.get_by_label("Print…");
    }
}
