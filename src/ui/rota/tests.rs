//! The rota's screen, worked through its accessibility tree over a real desk.

use chrono::TimeDelta;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::desk::{DeskHandle, Request};
use crate::domain::command::{RecordPerson, Wish};
use crate::domain::rota::change::Window;
use crate::domain::rota::person::Seat;
use crate::domain::time::Instant;
use crate::domain::watch::wish::{Effect, WatchWish};
use crate::domain::words::{Kind, Priority};
use crate::ui::harness::{Trial, set_up, start};

const RULE: &str = r#"
name = "Main"
time_zone = "America/Chicago"
anchor = "2026-02-16T09:00"
every = "1 week"
participants = ["Sample Two", "Sample Three", "Sample Manager"]
backup = "offset 1"
"#;

fn people(handle: &DeskHandle) {
    for name in ["Sample Manager", "Sample Two", "Sample Three", "Sample Four"] {
        let person = RecordPerson {
            name: name.to_owned(),
            learned_on: Some("2026-01-05".to_owned()),
            ..RecordPerson::default()
        };
        handle.submit(Request::of_desk(Wish::RecordPerson(person)));
    }
}

fn with_rule(handle: &DeskHandle, now: Instant) {
    set_up(handle, now);
    people(handle);
    let wish = WatchWish::AdoptRule {
        rule: RULE.to_owned(),
        track: None,
        takes_effect: Effect::AtOnce,
        from: None,
        why: None,
    };
    handle.submit(Request::of_desk(wish.into()));
}

fn go(trial: &mut Trial) {
    trial.key(Key::G);
    trial.key(Key::R);
}

fn fill(trial: &mut Trial, label: &str, text: &str) {
    let field = |trial: &Trial| {
        let multi = trial.window.query_by_role_and_label(Role::MultilineTextInput, label).is_some();
        if multi { Role::MultilineTextInput } else { Role::TextInput }
    };
    let role = field(trial);
    trial.window.get_by_role_and_label(role, label).focus();
    trial.run();
    trial.key_with(Modifiers::COMMAND, Key::A);
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            trial.key(Key::Enter);
        }
        trial.type_text(line);
    }
}

fn primary(trial: &Trial, at: Instant) -> Option<String> {
    let snapshot = trial.handle.snapshot();
    let rota = snapshot.world.rota();
    let shifts = rota.shifts(Window::new(at, at + TimeDelta::seconds(1)));
    let shift = shifts.into_iter().find(|shift| shift.seat == Seat::Primary)?;
    Some(rota.name(&shift.person).to_owned())
}

#[test]
fn the_first_rule_is_written_in_its_form_and_stands_in_the_calendar() {
    let mut trial = Trial::with([1280.0, 800.0], |handle, now| {
        set_up(handle, now);
        people(handle);
    });
    go(&mut trial);
    assert!(trial.says("Nobody is on watch yet"));
    trial.press("Write the first rule…");
    fill(&mut trial, "Name", "Main");
    fill(&mut trial, "Participants in order, one a line", "Sample Manager\nSample Two");
    fill(&mut trial, "First handoff, on the wall clock", "2026-03-02 09:00");
    assert!(trial.says("Mon 2 Mar 09:00 CST Sample Manager, primary"), "the preview");
    fill(&mut trial, "The watch passes on every", "fortnightly");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert!(trial.says("“fortnightly” is not a rhythm"), "refused in the form, and what was typed stays");
    fill(&mut trial, "The watch passes on every", "1 week");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert!(!trial.shows("Adopt the rule"), "the form is done");
    assert_eq!(primary(&trial, start()).as_deref(), Some("Sample Manager"));
    assert!(trial.says("Mon 2 March: Sample Manager primary, Sample Two backup"));
    assert!(trial.says("On watch Sample Manager"), "the strip says the same");
}

#[test]
fn a_day_is_chosen_by_keyboard_and_covered_and_the_other_agrees() {
    let mut trial = Trial::with([1280.0, 800.0], with_rule);
    go(&mut trial);
    let day = |trial: &Trial, label: &str| trial.window.query_by_label_contains(label).is_some();
    assert!(day(&trial, "Mon 9 March: Sample Manager primary"));
    trial.window.get_by_label_contains("Mon 2 March:").focus();
    trial.run();
    trial.key(Key::ArrowDown);
    trial.key(Key::ArrowUp);
    trial.key(Key::ArrowRight);
    trial.key_with(Modifiers::SHIFT, Key::ArrowRight);
    assert!(trial.says("Tue 3 Mar 00:00 – Thu 5 Mar 00:00 CST"), "two days");
    trial.press("Cover…");
    fill(&mut trial, "Who stands in", "Sample Four");
    trial.press("Offer the cover");
    assert!(trial.says("A cover waits for Sample Four"), "asked by Sample Manager, whose watch it is");
    let tuesday = start() + TimeDelta::days(1);
    assert_eq!(primary(&trial, tuesday).as_deref(), Some("Sample Manager"));
    trial.window.get_by_label_contains("Agrees… to the ").click();
    trial.run();
    trial.press("Agreed");
    assert!(trial.says("say how they said it"), "another’s word needs to say how");
    fill(&mut trial, "How they said it, if not themselves here", "by phone");
    trial.press("Agreed");
    assert_eq!(primary(&trial, tuesday).as_deref(), Some("Sample Four"));
    assert!(day(&trial, "Tue 3 March: Sample Two backup, Sample Four primary"));
    trial.window.get_by_label_contains("Undo the cover").focus();
    trial.run();
    trial.key(Key::Enter);
    assert_eq!(primary(&trial, tuesday).as_deref(), Some("Sample Manager"));
}

#[test]
fn a_problem_offers_its_cure_with_the_fields_filled_in() {
    let mut trial = Trial::with([1280.0, 800.0], |handle, now| {
        with_rule(handle, now);
        let leave = WatchWish::RecordLeave {
            person: "Sample Two".to_owned(),
            from: None,
            until: None,
            first_day: "2026-03-10".parse().ok(),
            last_day: "2026-03-11".parse().ok(),
            note: None,
        };
        handle.submit(Request::of_desk(leave.into()));
    });
    go(&mut trial);
    assert!(trial.says("Sample Two is primary while on leave"));
    assert!(trial.says("problem: on leave, primary"));
    trial.press("Cover by Sample Manager…");
    fill(&mut trial, "How both agreed, if they have", "on the bridge");
    trial.press("Offer the cover");
    assert_eq!(
        primary(&trial, start() + TimeDelta::days(8)).as_deref(),
        Some("Sample Manager"),
        "agreed at once, and it holds"
    );
    assert!(!trial.says("is primary while on leave"));
}

#[test]
fn own_watch_is_told_in_the_window_until_it_is_read() {
    let mut trial = Trial::with([1280.0, 800.0], with_rule);
    trial.pass(TimeDelta::seconds(1));
    assert!(trial.says("Your watch began 5 h ago"), "as primary since nine");
    trial.press("I have read it");
    trial.pass(TimeDelta::seconds(1));
    assert!(!trial.shows("I have read it"));
    trial.pass(TimeDelta::minutes(5));
    assert!(!trial.shows("I have read it"), "once");
}

#[test]
fn the_watch_is_offered_and_accepted_item_by_item() {
    let mut trial = Trial::with([1280.0, 800.0], |handle, now| {
        with_rule(handle, now);
        let wish = Wish::OpenIncident {
            title: "No payments".to_owned(),
            priority: Some(Priority::Critical),
            kind: Some(Kind::Major),
            environment: None,
            ticket: None,
            policy: None,
        };
        handle.submit(Request::of_desk(wish).at(Some(now - TimeDelta::minutes(20))));
    });
    go(&mut trial);
    trial.press("Start handoff…");
    assert!(trial.says("The brief as it stands"));
    assert!(trial.says("No payments"));
    fill(&mut trial, "Words beside the brief", "Watch the payments");
    trial.window.get_by_role_and_label(Role::Button, "Offer the watch").click();
    trial.run();
    assert!(trial.says("Sample Manager hands the watch over to Sample Two"));
    assert!(trial.says("First each major incident by itself"));
    trial.press("Sample Two accepts it: MI-0001");
    trial.press("Sample Two accepts the watch");
    assert!(trial.handle.snapshot().world.watch.accepted().is_some());
    assert!(trial.says("Earlier handoffs"));
    let offered = &trial.handle.snapshot().world.watch.handoffs[0];
    assert_eq!(offered.offered.words.as_deref(), Some("Watch the payments"));
}

#[test]
fn week_and_people_show_the_same_watches_at_every_size() {
    for size in [[1280.0, 800.0], [700.0, 700.0]] {
        let mut trial = Trial::with(size, with_rule);
        go(&mut trial);
        for view in ["Week", "People", "Month"] {
            trial.press(view);
            let found = if view == "People" {
                trial.says("Sample Two: backup from Mon 2 March")
            } else {
                trial.says("Sample Manager primary, Sample Two backup")
            };
            assert!(found, "{view} at {size:?}");
        }
    }
}
