//! The directory's screen, worked through its accessibility tree.

use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::domain::command::{About, Command, Wish};
use crate::domain::decide::decide;
use crate::domain::event::{DeviceId, Event, EventId};
use crate::domain::words::Kind;
use crate::ui::incident::trial::{Trial, ZONE, at};
use crate::ui::{fonts, theme};
use uuid::Uuid;

/// The screen as the shell has it: forms are opened, sent and closed, and requests carried out.
struct Bench {
    trial: Trial,
    state: DirectoryState,
    forms: Forms,
    wishes: Vec<Wish>,
    number: u128,
}

impl Bench {
    fn ui(&mut self, ui: &mut Ui) {
        let mut asks = Asks::default();
        let seen = Seen { snapshot: &self.trial.snapshot, now: at("14:00"), zone: ZONE };
        directory_ui(ui, &seen, &mut self.state, &mut self.forms, &mut asks);
        for ask in asks.0 {
            match ask {
                Ask::Open(kind) => self.forms.open = Some(kind),
                Ask::CloseForm => self.forms.open = None,
                Ask::Do { request, form, .. } => self.carry_out(request.wish, form),
                _ => {}
            }
        }
    }

    fn carry_out(&mut self, wish: Wish, form: Option<FormKind>) {
        let now = at("14:00");
        let command = Command { about: About::Desk, at: None, actor: None, wish: wish.clone() };
        match decide(&self.trial.snapshot.world, &command, now) {
            Ok(facts) => {
                for new in facts {
                    self.number += 1;
                    Arc::make_mut(&mut self.trial.snapshot.world).evolve(Event {
                        device: DeviceId(Uuid::nil()),
                        device_seq: 1,
                        id: EventId(Uuid::from_u128(self.number)),
                        subject: new.subject,
                        happened_at: new.happened_at,
                        recorded_at: now,
                        actor: new.actor,
                        fact: new.fact,
                    });
                }
                self.wishes.push(wish);
                if let Some(form) = form {
                    self.forms.clear(&form);
                }
            }
            Err(refusal) => {
                if let Some(form) = form {
                    self.forms.draft(&form).refusal = Some(refusal.to_string());
                }
            }
        }
    }
}

fn harness() -> Harness<'static, Bench> {
    let trial = Trial::opened("Payments API down", None, Kind::Regular);
    let bench = Bench {
        trial,
        state: DirectoryState::default(),
        forms: Forms::default(),
        wishes: Vec::new(),
        number: 5_000,
    };
    let mut harness = Harness::builder()
        .with_size([900.0, 900.0])
        .with_max_steps(8)
        .with_context_setup(|ctx| {
            fonts::install(ctx);
            theme::apply(ctx);
        })
        .build_ui_state(|ui, bench: &mut Bench| bench.ui(ui), bench);
    harness.run();
    harness
}

fn type_into(harness: &mut Harness<'_, Bench>, label: &str, text: &str) {
    let role = if label.contains("one a line") { Role::MultilineTextInput } else { Role::TextInput };
    harness.get_by_role_and_label(role, label).focus();
    harness.run();
    harness.get_by_role_and_label(role, label).type_text(text);
    harness.run();
}

fn press(harness: &mut Harness<'_, Bench>, label: &str) {
    harness.get_by_role_and_label(Role::Button, label).click();
    harness.run();
}

#[test]
fn a_person_is_kept_shown_changed_and_retired() {
    let mut harness = harness();
    press(&mut harness, "New person…");
    press(&mut harness, "Keep");
    harness.get_by_label_contains("the name is empty");
    type_into(&mut harness, "Name", "Sample First");
    type_into(&mut harness, "Numbers, one a line", "317-555-0101");
    type_into(&mut harness, "Email", "nobody");
    press(&mut harness, "Keep");
    harness.get_by_label_contains("`nobody` is not an address for mail");
    type_into(&mut harness, "Email", "@example.org");
    press(&mut harness, "Keep");
    assert_eq!(harness.state().wishes.len(), 1);
    harness.get_by_role_and_label(Role::ListBoxOption, "Sample First").click();
    harness.run();
    harness.get_by_label("317-555-0101");
    harness.get_by_label("nobody@example.org");
    press(&mut harness, "Change…");
    type_into(&mut harness, "Role", "DBA");
    press(&mut harness, "Keep");
    harness.get_by_label("DBA");
    press(&mut harness, "Retire…");
    harness.get_by_label("Nothing that is open or ahead points at it");
    press(&mut harness, "Retire it");
    assert!(harness.query_by_role_and_label(Role::ListBoxOption, "Sample First").is_none());
}

#[test]
fn a_team_has_contacts_in_order_with_alternates() {
    let mut harness = harness();
    harness.get_by_label("Teams 0").click();
    harness.run();
    press(&mut harness, "New team…");
    type_into(&mut harness, "Name", "Sample Team");
    type_into(
        &mut harness,
        "Escalation contacts in order, one a line",
        "Sample First / Sample Alternate\nSample Second",
    );
    press(&mut harness, "Keep");
    let Some(Wish::RecordTeam(team)) = harness.state().wishes.last() else { panic!("a team") };
    let wanted = vec![
        vec!["Sample First".to_owned(), "Sample Alternate".to_owned()],
        vec!["Sample Second".to_owned()],
    ];
    assert_eq!(team.contacts, Some(wanted));
    harness.get_by_role_and_label(Role::ListBoxOption, "Sample Team").click();
    harness.run();
    harness.get_by_label("Sample Alternate");
    assert_eq!(harness.query_all_by_label("no number is known").count(), 3, "what is missing says so");
}

#[test]
fn an_empty_list_says_the_next_step_and_so_does_a_search_that_finds_nothing() {
    let mut harness = harness();
    for kind in RecordKind::ALL {
        harness.get_by_label(&format!("{} 0", kind.plural())).click();
        harness.run();
        harness.get_by_label_contains(&format!("New {}… above keeps the first", kind.word()));
    }
    type_into(&mut harness, "Find", "zebra");
    harness.get_by_label("Nothing here matches; try fewer letters, or another kind above");
}

/// A desk that keeps these people, each with a number.
fn with_people(harness: &mut Harness<'_, Bench>, people: &[(&str, &str)]) {
    for (name, phone) in people {
        let person = crate::domain::command::RecordPerson {
            name: (*name).to_owned(),
            phones: Some(vec![(*phone).to_owned()]),
            ..crate::domain::command::RecordPerson::default()
        };
        harness.state_mut().carry_out(Wish::RecordPerson(person), None);
    }
    harness.run();
}

fn choose(harness: &mut Harness<'_, Bench>, name: &str) {
    harness.get_by_role_and_label(Role::ListBoxOption, name).click();
    harness.run();
}

#[test]
fn what_points_at_a_record_is_seen_before_it_is_retired_and_the_reason_is_asked_for() {
    let mut harness = harness();
    with_people(&mut harness, &[("Sample First", "317-555-0101")]);
    let team = crate::domain::command::RecordParty {
        name: "Sample Team".to_owned(),
        contacts: Some(vec![vec!["Sample First".to_owned()]]),
        ..crate::domain::command::RecordParty::default()
    };
    harness.state_mut().carry_out(Wish::RecordTeam(team), None);
    harness.run();
    choose(&mut harness, "Sample First");
    harness.get_by_label("Sample Team, contact 1");
    press(&mut harness, "Retire…");
    harness.get_by_label("Retire Sample First");
    harness.get_by_role_and_label(Role::Heading, "Still pointed at by");
    press(&mut harness, "Retire it");
    harness.get_by_label_contains("say why Sample First is retired although it is still pointed at");
    type_into(&mut harness, "Why", "left");
    press(&mut harness, "Retire it");
    let Some(Wish::RetireRecord { why, .. }) = harness.state().wishes.last() else { panic!("retired") };
    assert_eq!(why.as_deref(), Some("left"));
    assert!(harness.query_by_role_and_label(Role::ListBoxOption, "Sample First").is_none());
}

#[test]
fn doubles_are_looked_at_merged_and_parted_again() {
    let mut harness = harness();
    with_people(
        &mut harness,
        &[("Sample First", "317-555-0101"), ("sample  FIRST", "317-555-0199"), ("Other", "317-555-0300")],
    );
    assert!(harness.query_by_label("People 2").is_some(), "the same name without regard to case is the same");
    with_people(&mut harness, &[("Sámple First", "(317) 555 0199")]);
    press(&mut harness, "1 likely double…");
    press(&mut harness, "Sample First and Sámple First…");
    harness.get_by_label("317-555-0199");
    press(&mut harness, "Merge them");
    harness.get_by_label("People 2");
    choose(&mut harness, "Sample First");
    harness.get_by_role_and_label(Role::Heading, "Merged into it");
    harness.get_by_label("Sámple First");
    press(&mut harness, "Take back…");
    press(&mut harness, "Take it back");
    harness.get_by_label_contains("the reason is missing");
    type_into(&mut harness, "Why", "two people");
    press(&mut harness, "Take it back");
    harness.get_by_label("People 3");
    press(&mut harness, "1 likely double…");
}

#[test]
fn a_double_that_nothing_gives_away_is_named_and_merged() {
    let mut harness = harness();
    with_people(&mut harness, &[("Sample Robert", "317-555-0101"), ("Sample Bob", "317-555-0199")]);
    choose(&mut harness, "Sample Robert");
    press(&mut harness, "Merge a double…");
    press(&mut harness, "Look at the two");
    harness.get_by_label_contains("no other person is called that");
    type_into(&mut harness, "Its double", "Sample Bob");
    press(&mut harness, "Look at the two");
    harness.get_by_label("317-555-0101; 317-555-0199 (taken over)");
    press(&mut harness, "Merge them");
    harness.get_by_label("People 1");
    harness.get_by_label("317-555-0199");
}

#[test]
fn lists_servers_and_a_department_with_its_coordinator_are_kept() {
    let mut harness = harness();
    harness.get_by_label("Lists 0").click();
    harness.run();
    press(&mut harness, "New list…");
    type_into(&mut harness, "Name", "Sample Outages");
    press(&mut harness, "Keep");
    harness.get_by_label_contains("has no address");
    type_into(&mut harness, "Its address for mail", "outages@example.org");
    press(&mut harness, "Keep");
    harness.get_by_label("Servers 0").click();
    harness.run();
    press(&mut harness, "New server…");
    type_into(&mut harness, "Name", "sample-db1");
    type_into(&mut harness, "What it hosts", "Payments");
    press(&mut harness, "Keep");
    choose(&mut harness, "sample-db1");
    harness.get_by_label("Payments");
    harness.get_by_label("Agencies 0").click();
    harness.run();
    press(&mut harness, "New agency…");
    type_into(&mut harness, "Name", "Sample Department");
    press(&mut harness, "Keep");
    choose(&mut harness, "Sample Department");
    harness.get_by_label_contains("It has no service coordinator");
    press(&mut harness, "Coordinator…");
    type_into(&mut harness, "Service coordinator", "Sample Coordinator");
    type_into(&mut harness, "The first one is on", "2026-04-01");
    harness.get_by_label("4 a year").click();
    harness.run();
    press(&mut harness, "Keep");
    harness.get_by_label("Sample Coordinator");
    harness.get_by_label("4 reviews a year, the first on 2026-04-01");
}

#[test]
fn of_thousands_only_those_in_sight_are_painted_and_the_keys_reach_the_last() {
    let mut harness = harness();
    let names: Vec<(String, String)> =
        (0..3_000).map(|at| (format!("Sample {at:04}"), format!("317-555-{at:04}"))).collect();
    let people: Vec<(&str, &str)> =
        names.iter().map(|(name, phone)| (name.as_str(), phone.as_str())).collect();
    with_people(&mut harness, &people);
    let options = |harness: &Harness<'_, Bench>| harness.query_all_by_role(Role::ListBoxOption).count();
    assert!((10..60).contains(&options(&harness)), "{}", options(&harness));
    choose(&mut harness, "Sample 0001");
    harness.get_by_role_and_label(Role::ListBoxOption, "Sample 0001").focus();
    harness.run();
    harness.key_press(egui::Key::End);
    harness.run();
    assert!(harness.get_by_role_and_label(Role::ListBoxOption, "Sample 2999").is_focused());
    harness.get_by_label("317-555-2999");
    type_into(&mut harness, "Find", "5552998");
    harness.get_by_label("People 1");
    harness.get_by_role_and_label(Role::ListBoxOption, "Sample 2998");
}

#[test]
fn escape_closes_the_form_and_stays_on_the_screen_with_what_was_typed() {
    let mut trial = crate::ui::harness::Trial::new();
    trial.key(egui::Key::G);
    trial.key(egui::Key::D);
    trial.press("New person…");
    trial.type_text("Sample Half");
    trial.key(egui::Key::Escape);
    assert!(trial.shows("New person…") && !trial.shows("Keep"), "the form is closed, the screen stays");
    trial.press("New person…");
    let name = trial.window.get_by_role_and_label(Role::TextInput, "Name").value();
    assert_eq!(name.as_deref(), Some("Sample Half"));
    trial.key(egui::Key::Escape);
    trial.key(egui::Key::Escape);
    assert!(!trial.shows("New person…"), "the next Escape goes back to the board");
}

/// What has the keyboard.
fn focused(trial: &crate::ui::harness::Trial) -> String {
    use egui_kittest::kittest::{By, NodeT as _};
    let by = By::new().predicate(|node| node.is_focused() && node.role() != Role::Window);
    let node = trial.window.query_all(by).next();
    node.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
}

#[test]
fn the_directory_is_worked_by_the_keyboard_alone() {
    use egui::Key;
    let mut trial = crate::ui::harness::Trial::new();
    trial.key(Key::G);
    trial.key(Key::D);
    assert_eq!(focused(&trial), "New person…", "an empty list gives the keyboard to its next step");
    for name in ["Sample First", "Sample Second"] {
        trial.press("New person…");
        trial.type_text(name);
        trial.key(Key::Enter);
        assert!(trial.shows(name));
    }
    assert_eq!(focused(&trial), "Sample First", "a form that was accepted gives it back to the list");
    trial.key(Key::ArrowDown);
    assert_eq!(focused(&trial), "Sample Second");
    assert!(trial.shows("Change…"), "and what is walked over stands beside it");
    trial.key(Key::ArrowDown);
    assert_eq!(focused(&trial), "Sample Second", "the list ends");
    trial.press("Change…");
    assert_eq!(focused(&trial), "Name");
    trial.key(Key::Escape);
    assert_eq!(focused(&trial), "Sample Second");
    trial.press("Change…");
    assert_eq!(focused(&trial), "Name", "a kept draft takes the keyboard too");
    trial.key(Key::Escape);
    trial.key(Key::Slash);
    assert_eq!(focused(&trial), "Find");
    trial.type_text("first");
    trial.key(Key::Escape);
    assert_eq!(focused(&trial), "Sample First", "Escape leaves the field for what was found");
    trial.key(Key::Escape);
    assert!(!trial.shows("New person…"), "and then the screen");
}

#[test]
fn a_file_is_looked_at_brought_in_and_written_again() {
    use egui::{Key, Modifiers};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("directory.csv");
    std::fs::write(&path, "kind,name,phones\nperson,Sample One,317-555-0101\nserver,db1,5\n").unwrap();
    let mut trial = crate::ui::harness::Trial::new();
    trial.key(Key::G);
    trial.key(Key::D);
    trial.press("Import…");
    trial.press("Look at it");
    assert!(trial.says("the file is missing"));
    trial.dialogs.will_choose(path.clone());
    trial.press("Choose…: File");
    trial.press("Look at it");
    assert!(
        trial.says("Line 3: column phones: a row of kind server has none"),
        "refused whole, with its place"
    );
    std::fs::write(
        &path,
        "kind,name,phones,shoe size\nperson,Sample One,317-555-0101,43\nteam,Sample Team,,\n",
    )
    .unwrap();
    trial.press("Look at it");
    assert!(trial.says("2 rows: 2 new, 0 changed, 0 kept like that already"));
    assert!(trial.says("the column “shoe size” was passed over"));
    assert!(trial.says("new: phones 317-555-0101"));
    trial.press("Bring it in");
    assert!(trial.shows("Sample One") && trial.shows("Teams 1"), "it is in");
    assert!(!trial.shows("Bring it in"), "the form is done");
    trial.press("Import…");
    trial.dialogs.will_choose(path.clone());
    trial.press("Choose…: File");
    trial.press("Look at it");
    assert!(trial.says("0 new, 0 changed, 2 kept like that already"));
    trial.press("Bring it in");
    assert!(trial.says("there is nothing to bring in"));
    trial.key(Key::Escape);

    let written = folder.path().join("out.csv");
    trial.press("Export…");
    trial.window.get_by_role_and_label(Role::TextInput, "File").focus();
    trial.run();
    trial.key_with(Modifiers::COMMAND, Key::A);
    trial.type_text(&written.display().to_string());
    trial.press("Write it");
    let text = std::fs::read_to_string(&written).unwrap();
    assert!(text.contains("person,Sample One,,317-555-0101,"), "{text}");
    assert!(trial.says("is written"));
}
