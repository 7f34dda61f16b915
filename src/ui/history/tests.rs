//! The history, worked through its accessibility tree over a real desk: what was closed long ago is found by
//! a word, sorted, narrowed and opened.

use chrono::TimeDelta;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::desk::{DeskHandle, Name, Request};
use crate::domain::command::Wish;
use crate::domain::incident::Phase;
use crate::domain::time::Instant;
use crate::domain::words::{Kind, Priority};
use crate::ui::harness::{Trial, open, set_up, start};

const OLD: &str = "Sample printers are silent";

fn of_old(wish: Wish, minutes_ago: i64) -> Request {
    let name = Some(Name::Called("old".to_owned()));
    Request { name, ..Request::of_desk(wish).at(Some(start() - TimeDelta::minutes(minutes_ago))) }
}

/// One incident that was closed with a note on it, and two that are open.
fn filled(handle: &DeskHandle, now: Instant) {
    set_up(handle, now);
    let opened = Wish::OpenIncident {
        title: OLD.to_owned(),
        priority: Some(Priority::Low),
        kind: Some(Kind::Regular),
        environment: None,
        ticket: Some("INC0099".to_owned()),
        policy: None,
    };
    handle.submit(of_old(opened, 300));
    let text = "A drum called Zanzibar was worn out".to_owned();
    handle.submit(of_old(Wish::Note { text, significant: false }, 290));
    handle.submit(of_old(Wish::Restore { text: None }, 280));
    handle.submit(of_old(Wish::Close { why: Some("all told".to_owned()) }, 270));
    open(handle, "Alpha gateway drops calls", Some(Priority::Critical), 60);
    open(handle, "Mail is slow", Some(Priority::High), 30);
}

/// The same three days later, when the desk has let go of what was closed.
fn trial(size: [f32; 2]) -> Trial {
    let mut trial = Trial::with(size, filled);
    trial.pass(TimeDelta::days(3));
    trial.handle.submit(Request::of_desk(Wish::ConfigureDesk {
        name: Some("Sample desk".to_owned()),
        manager: None,
        time_zone: None,
        hotline: None,
        holidays: None,
        default_policy: None,
    }));
    trial.pass(TimeDelta::seconds(1));
    assert_eq!(trial.incidents(), 2, "what was closed is not at hand any more");
    trial.key(Key::G);
    trial.key(Key::I);
    trial
}

const WINDOW: [f32; 2] = [1280.0, 800.0];

/// The lines of the list from the top, by their first words.
fn lines(trial: &Trial) -> Vec<String> {
    let all = [OLD, "Alpha gateway", "Mail is slow"];
    let mut found: Vec<(f64, String)> = trial
        .window
        .query_all_by_role(Role::Button)
        .filter_map(|node| {
            let label = node.accesskit_node().label()?;
            let title = all.iter().find(|title| label.contains(*title))?;
            label.contains(", opened ").then(|| (f64::from(node.rect().top()), (*title).to_owned()))
        })
        .collect();
    found.sort_by(|one, other| one.0.total_cmp(&other.0));
    found.into_iter().map(|(_, title)| title).collect()
}

fn fill(trial: &mut Trial, label: &str, text: &str) {
    trial.window.get_by_role_and_label(Role::TextInput, label).focus();
    trial.run();
    trial.key_with(egui::Modifiers::COMMAND, Key::A);
    trial.type_text(text);
}

#[test]
fn a_closed_old_incident_is_found_by_a_word_of_a_note_and_opened() {
    for size in [WINDOW, [620.0, 700.0], [512.0, 380.0]] {
        let mut trial = trial(size);
        // The field has the keyboard at once, and half a word is enough.
        trial.type_text("zanzi");
        assert!(trial.says("1 entry found"), "{size:?}");
        assert!(trial.says("A drum called Zanzibar was worn out"), "{size:?}");
        trial.key(Key::Enter);
        trial.key(Key::Enter);
        assert_eq!(trial.incidents(), 3, "it was brought in");
        assert_eq!(trial.incident(OLD).phase, Phase::Closed);
        assert!(!trial.shows("Search everything"), "the board is shown");
        assert!(
            trial.says(&format!("{} {OLD}", trial.incident(OLD).reference)),
            "and the incident: {size:?}"
        );

        trial.pass(TimeDelta::days(3));
        open(&trial.handle, "One more", Some(Priority::Low), 0);
        trial.pass(TimeDelta::seconds(1));
        assert_eq!(trial.incident(OLD).phase, Phase::Closed, "it stays while it may be looked at");
    }
}

#[test]
fn every_incident_stands_in_the_table_the_newest_first_and_a_head_sorts_it() {
    let mut trial = trial(WINDOW);
    assert!(trial.shows("3 incidents"));
    assert_eq!(lines(&trial), ["Mail is slow", "Alpha gateway", OLD]);
    trial.press("Sorted by opened, from the end");
    assert_eq!(lines(&trial), [OLD, "Alpha gateway", "Mail is slow"]);
    trial.press("Sort by title");
    assert_eq!(lines(&trial), ["Alpha gateway", "Mail is slow", OLD]);
    trial.press("Sort by priority");
    assert_eq!(lines(&trial), ["Alpha gateway", "Mail is slow", OLD]);
    trial.press("Sorted by priority, from the beginning");
    assert_eq!(lines(&trial), [OLD, "Mail is slow", "Alpha gateway"]);
    trial.press("Sort by restored");
    assert_eq!(lines(&trial), [OLD, "Mail is slow", "Alpha gateway"], "what is not restored is last");
}

#[test]
fn priority_state_and_period_narrow_the_table_and_the_search() {
    let mut trial = trial(WINDOW);
    trial.press("Closed");
    assert_eq!(lines(&trial), [OLD]);
    assert!(trial.shows("1 of 3 incidents"));
    trial.press("Show everything");
    assert_eq!(lines(&trial).len(), 3);
    trial.press("Critical");
    assert_eq!(lines(&trial), ["Alpha gateway"]);
    trial.press("Any priority");
    fill(&mut trial, "From", "2026-03-02 13:15");
    assert_eq!(lines(&trial), ["Mail is slow"]);
    fill(&mut trial, "From", "2026-03-02");
    fill(&mut trial, "Before", "2026-03-02 13:00");
    assert_eq!(lines(&trial), [OLD], "what was opened at that very time is outside");
    fill(&mut trial, "Before", "whenever");
    assert!(trial.says("is not a time"));
    assert_eq!(lines(&trial), [OLD], "as it was");
    trial.press("Show everything");
    trial.press("High");
    fill(&mut trial, "Search everything", "zanzibar");
    assert!(trial.says("Nothing has all of these words"));
    trial.press("Show every incident");
    assert_eq!(lines(&trial).len(), 3);
}

#[test]
fn the_arrows_lead_through_the_lines_and_escape_out_of_the_field() {
    let mut trial = trial(WINDOW);
    trial.key(Key::ArrowDown);
    let has_keyboard = |trial: &Trial, title: &str| {
        let focused = trial.window.query_all_by_role(Role::Button).find(egui_kittest::Node::is_focused);
        focused.and_then(|node| node.accesskit_node().label()).is_some_and(|label| label.contains(title))
    };
    assert!(has_keyboard(&trial, "Mail is slow"));
    trial.key(Key::ArrowDown);
    trial.key(Key::J);
    assert!(has_keyboard(&trial, OLD));
    trial.key(Key::Home);
    assert!(has_keyboard(&trial, "Mail is slow"));
    trial.key(Key::Slash);
    trial.type_text("gateway");
    trial.key(Key::Escape);
    assert!(has_keyboard(&trial, "Alpha gateway"), "from the field into what was found");
    assert!(trial.says("1 entry found"), "what was typed stays");
    trial.key(Key::Escape);
    assert!(!trial.shows("Search everything"), "and then to the board");
}

#[test]
fn what_comes_into_the_log_comes_into_the_table() {
    let mut trial = trial(WINDOW);
    assert!(trial.shows("3 incidents"));
    open(&trial.handle, "Sample newcomer", Some(Priority::Low), 0);
    trial.pass(TimeDelta::seconds(1));
    assert!(trial.shows("4 incidents"));
    assert!(trial.says("Sample newcomer, low, open"));
}

#[test]
fn of_thousands_only_those_in_sight_are_painted() {
    let mut trial = Trial::with(WINDOW, |handle, now| {
        set_up(handle, now);
        for number in 0..300 {
            open(handle, &format!("Sample {number}"), Some(Priority::Low), 300 - number);
        }
    });
    trial.key(Key::G);
    trial.key(Key::I);
    assert!(trial.shows("300 incidents"));
    let count = |trial: &Trial| trial.window.query_all_by_label_contains(", opened ").count();
    assert!((8..40).contains(&count(&trial)), "{}", count(&trial));
    trial.key(Key::ArrowDown);
    trial.key(Key::End);
    assert!(trial.says("Sample 0, low"), "the last of them is in sight");
    assert!((8..41).contains(&count(&trial)), "{}", count(&trial));
}

#[test]
fn an_empty_history_says_what_belongs_there() {
    let mut trial = Trial::new();
    trial.key(Key::G);
    trial.key(Key::I);
    assert!(trial.says("No incident was ever opened here"));
}

/// The first tickets of the sample file, as they were published, in a file of its own.
fn first_tickets(folder: &std::path::Path, rows: usize) -> std::path::PathBuf {
    let whole =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/servicenow_incident_event_log.csv");
    let text = std::fs::read_to_string(whole).unwrap();
    let path = folder.join("tickets.csv");
    std::fs::write(&path, text.split_inclusive('\n').take(rows + 1).collect::<String>()).unwrap();
    path
}

/// Goes to a button by keyboard, which brings it into sight, and presses it.
fn press(trial: &mut Trial, name: &str) {
    trial.window.get_by_label(name).focus();
    trial.run();
    trial.key(Key::Enter);
}

/// Picks one of a few, in sight or not.
fn choose(trial: &mut Trial, name: &str) {
    trial.window.get_by_label(name).click_accesskit();
    trial.run();
}

fn to_form(trial: &mut Trial) {
    trial.key(Key::Escape);
    trial.key(Key::G);
    trial.key(Key::I);
    trial.press("Import from a ticket system…");
}

#[test]
fn tickets_are_looked_at_then_brought_in_and_the_same_file_again_brings_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = first_tickets(folder.path(), 20);
    let mut trial = Trial::new();
    to_form(&mut trial);
    press(&mut trial, "Look at it");
    assert!(trial.says("the file is missing"));
    fill(&mut trial, "File", &path.display().to_string());
    press(&mut trial, "Look at it");
    assert!(trial.says("20 rows, 3 incidents: 3 new, 0 changed, 0 known already"));
    assert_eq!(trial.incidents(), 0, "nothing has changed yet");
    press(&mut trial, "Bring them in");
    assert!(trial.says("3 incidents: 3 new, 0 changed, 0 known already"));
    assert!(trial.shows("3 incidents"), "the table has them: {:?}", trial.incidents());
    assert!(trial.says("INC0000045"));

    trial.press("Import from a ticket system…");
    fill(&mut trial, "File", &path.display().to_string());
    press(&mut trial, "Look at it");
    assert!(trial.says("0 new, 0 changed, 3 known already; it would bring 0 entries"));
    press(&mut trial, "Bring them in");
    assert!(trial.says("nothing in it is new here"));
}

#[test]
fn a_file_that_is_refused_says_line_and_column_and_another_column_can_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = first_tickets(folder.path(), 20);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace(",incident_state,", ",Lage,")).unwrap();
    let mut trial = Trial::new();
    to_form(&mut trial);
    fill(&mut trial, "File", &path.display().to_string());
    press(&mut trial, "Look at it");
    assert!(trial.says("Nothing of it can be brought in"));
    assert!(trial.says("no column says the field state"));
    fill(&mut trial, "Column of state", "lage");
    choose(&mut trial, "Month day year, 02/29/2016");
    press(&mut trial, "Look at it");
    assert!(trial.says("column “opened_at”"), "the order of the dates is wrong, and it says where");
    choose(&mut trial, "Day month year, 29-02-2016");
    press(&mut trial, "Look at it");
    assert!(trial.says("3 incidents: 3 new"));
    press(&mut trial, "Bring them in");
    assert!(trial.shows("3 incidents"));

    // The next time it need not be said again.
    trial.press("Import from a ticket system…");
    fill(&mut trial, "File", &path.display().to_string());
    press(&mut trial, "Look at it");
    assert!(trial.says("3 known already"));
    trial.pass(TimeDelta::seconds(2));
    // Written by the desk, before what it is asked next.
    trial.pass(TimeDelta::seconds(2));
    let kept = std::fs::read_to_string(trial.folder.path().join("window.json")).unwrap();
    assert!(kept.contains(r#""state":"lage""#), "{kept}");
}

/// A view of the row, by its name.
fn view(trial: &mut Trial, name: &str) {
    trial.window.get_by_role_and_label(Role::RadioButton, name).click_accesskit();
    trial.run();
}

fn is_chosen(trial: &Trial, name: &str) -> bool {
    let node = trial.window.get_by_role_and_label(Role::RadioButton, name);
    node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
}

#[test]
fn everybody_has_views_that_are_one_press_away() {
    for size in [WINDOW, [1024.0, 700.0], [620.0, 700.0]] {
        let mut trial = trial(size);
        assert!(is_chosen(&trial, "Everything"), "{size:?}");
        view(&mut trial, "Open now");
        assert!(trial.shows("2 of 3 incidents"), "{size:?}");
        view(&mut trial, "Critical and high, last 30 days");
        assert!(trial.shows("2 of 3 incidents"), "{size:?}");
        assert!(is_chosen(&trial, "Critical or high"));
        trial.pass(TimeDelta::days(29));
        open(&trial.handle, "One more", Some(Priority::Low), 0);
        trial.pass(TimeDelta::seconds(1));
        assert!(trial.shows("0 of 4 incidents"), "the period goes on with the days");
        view(&mut trial, "Restored, not closed");
        assert!(trial.shows("0 of 4 incidents"));
        view(&mut trial, "Everything");
        assert!(trial.shows("4 incidents"));
    }
}

#[test]
fn the_arrows_lead_from_view_to_view() {
    let mut trial = trial(WINDOW);
    trial.window.get_by_role_and_label(Role::RadioButton, "Everything").focus();
    trial.run();
    trial.key(Key::ArrowRight);
    assert!(is_chosen(&trial, "Open now"));
    assert!(trial.shows("2 of 3 incidents"));
    trial.key(Key::ArrowRight);
    trial.key(Key::ArrowRight);
    assert!(is_chosen(&trial, "Restored, not closed"));
}

#[test]
fn a_view_is_kept_under_a_name_renamed_removed_and_there_again_after_a_start() {
    let mut trial = trial(WINDOW);
    assert!(!trial.shows("Keep this view…"), "everything is no view of its own");
    trial.press("Closed");
    fill(&mut trial, "From", "-40d");
    assert!(is_chosen(&trial, "Not kept"));
    press(&mut trial, "Keep this view…");
    trial.key(Key::Escape);
    assert!(!trial.shows("Name of the view") && trial.shows("Search everything"), "one thing at a time");
    // By the pointer too the name has the keyboard at once.
    trial.press("Keep this view…");
    trial.type_text("open now");
    press(&mut trial, "Keep it");
    assert!(trial.says("Another view is called open now already"), "refused, and the name stays");
    fill(&mut trial, "Name of the view", "Closed of late");
    trial.key(Key::Enter);
    assert!(is_chosen(&trial, "Closed of late"));
    trial.press("Sort by title");
    assert!(is_chosen(&trial, "Closed of late"), "however it is sorted");

    view(&mut trial, "Everything");
    view(&mut trial, "Closed of late");
    assert_eq!(lines(&trial), [OLD]);
    press(&mut trial, "Rename…");
    fill(&mut trial, "New name of the view", "Old ones");
    trial.key(Key::Enter);
    assert!(is_chosen(&trial, "Old ones"));

    // Written by the desk, before what it is asked next.
    trial.pass(TimeDelta::seconds(2));
    trial.pass(TimeDelta::seconds(2));
    let kept = crate::ui::preferences::Kept::read(trial.folder.path());
    let views: Vec<_> = kept.preferences.views.to_stored();
    assert_eq!((views.len(), &views[0]["name"], &views[0]["from"]), (1, &"Old ones".into(), &"-40d".into()));

    press(&mut trial, "Remove…");
    assert!(trial.says("Remove the view Old ones?"));
    press(&mut trial, "Leave it");
    assert!(trial.shows("Old ones"));
    press(&mut trial, "Remove…");
    press(&mut trial, "Remove it");
    assert!(!trial.shows("Old ones"));
    assert!(is_chosen(&trial, "Not kept"), "what was shown still is");
    assert_eq!(trial.window.state().views_kept(), 0);
}

#[test]
fn service_person_and_kind_narrow_too() {
    let mut trial = Trial::with(WINDOW, |handle, now| {
        filled(handle, now);
        let name = Some(Name::Called("MI-0002".to_owned()));
        let services = Wish::NameServices { services: vec!["Sample gateway".to_owned()] };
        handle.submit(Request { name: name.clone(), ..Request::of_desk(services) });
        let note = Wish::Note { text: "Restarted it twice".to_owned(), significant: false };
        let actor = Some("Sample Engineer".to_owned());
        handle.submit(Request { name, actor, ..Request::of_desk(note) });
    });
    trial.key(Key::G);
    trial.key(Key::I);
    press(&mut trial, "More fields");
    fill(&mut trial, "Service", "sample GATEWAY");
    assert_eq!(lines(&trial), ["Alpha gateway"]);
    fill(&mut trial, "Service", "");
    trial.key(Key::Backspace);
    fill(&mut trial, "Person", "Sample Engineer");
    assert!(trial.says("1 entry found"));
    assert!(trial.says("Restarted it twice"));
    fill(&mut trial, "Person", "");
    trial.key(Key::Backspace);
    choose(&mut trial, "Notes");
    assert!(trial.says("2 entries found"), "of every incident");
    choose(&mut trial, "Escalations");
    assert!(trial.says("No entry is like this"));
    press(&mut trial, "Show everything");
    assert!(trial.shows("3 incidents"));
}
