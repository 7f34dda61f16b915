use chrono::TimeDelta;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::Shell;
use crate::desk::Request;
use crate::domain::command::Wish;
use crate::domain::event::Fact;
use crate::domain::incident::Phase;
use crate::domain::words::{Environment, Kind, Priority};
use crate::ui::harness::{Trial, open, set_up, start};
use crate::ui::repaint;

const WIDE: [f32; 2] = [1280.0, 800.0];
const NARROW: [f32; 2] = [640.0, 700.0];

/// A critical one whose initial notification is overdue, a high one due in 5 minutes.
fn two(size: [f32; 2]) -> Trial {
    let mut trial = Trial::with(size, |handle, now| {
        set_up(handle, now);
        open(handle, "VPN drops sessions", Some(Priority::High), 10);
        open(handle, "Payments down", Some(Priority::Critical), 17);
    });
    trial.pass(TimeDelta::seconds(2));
    trial
}

/// The row of an incident.
fn has_row(trial: &Trial, title: &str) -> bool {
    trial
        .window
        .query_all_by_role(Role::ListBoxOption)
        .any(|row| row.accesskit_node().label().is_some_and(|label| label.contains(title)))
}

fn selected_title(trial: &Trial) -> Option<String> {
    let shell: &Shell = trial.window.state();
    shell.selected.and_then(|id| shell.snapshot.world.live.get(&id)).map(|live| live.incident.title.clone())
}

#[test]
fn an_incident_is_opened_by_the_keyboard_alone() {
    let mut trial = Trial::new();
    trial.key(Key::N);
    trial.type_text("Payments down");
    trial.key(Key::Tab);
    trial.key(Key::Num1);
    trial.key(Key::Tab);
    trial.key(Key::ArrowRight);
    trial.key(Key::Tab);
    trial.key(Key::Tab);
    trial.type_text("INC77");
    trial.key(Key::Tab);
    trial.type_text("-10m");
    trial.key(Key::Enter);
    let incident = trial.incident("Payments down");
    assert_eq!(incident.traits.priority, Some(Priority::Critical));
    assert_eq!((incident.traits.kind, incident.traits.environment), (Kind::Major, Environment::Production));
    assert_eq!(incident.ticket.as_deref(), Some("INC77"));
    assert_eq!(incident.opened_at, start() - TimeDelta::minutes(10));
    assert_eq!(incident.entries[0].event.actor, "Sample Manager");
    assert_eq!(selected_title(&trial).as_deref(), Some("Payments down"), "and it stands beside the board");
    assert!(trial.window.query_by_role(Role::Dialog).is_none(), "the form is gone");
    trial.key(Key::N);
    assert_eq!(
        trial.window.get_by_role_and_label(Role::TextInput, "Title").value().as_deref().unwrap_or(""),
        ""
    );
}

#[test]
fn a_title_is_enough_to_open_one() {
    let mut trial = Trial::new();
    trial.key(Key::N);
    trial.type_text("Printers offline");
    trial.key(Key::Enter);
    assert_eq!(trial.incident("Printers offline").traits.priority, None);
}

#[test]
fn a_refusal_stands_in_the_form_and_every_word_stays() {
    let mut trial = Trial::new();
    trial.key(Key::N);
    trial.key(Key::Enter);
    assert!(trial.says("the title is missing; say what is wrong, in a line"));
    let long = "x".repeat(301);
    trial.window.get_by_role_and_label(Role::TextInput, "Title").type_text(&long);
    trial.run();
    trial.key(Key::Enter);
    assert_eq!(trial.incidents(), 0);
    assert_eq!(
        trial.window.get_by_role_and_label(Role::TextInput, "Title").value().as_deref(),
        Some(long.as_str())
    );
    assert!(trial.says("301 characters"), "the desk's own words");
}

#[test]
fn escape_closes_the_form_and_keeps_what_is_typed() {
    let mut trial = Trial::new();
    trial.key(Key::N);
    trial.type_text("Half a tit");
    trial.key(Key::Escape);
    assert!(trial.window.query_by_role(Role::Dialog).is_none());
    trial.key(Key::N);
    trial.type_text("le");
    assert_eq!(
        trial.window.get_by_role_and_label(Role::TextInput, "Title").value().as_deref(),
        Some("Half a title")
    );
}

#[test]
fn what_is_typed_is_kept_on_disk_a_second_later_and_read_back() {
    let mut trial = Trial::new();
    trial.key(Key::N);
    trial.type_text("Not yet sent");
    trial.pass(TimeDelta::seconds(2));
    trial.pass(TimeDelta::seconds(1));
    let kept = crate::ui::preferences::Kept::read(trial.folder.path());
    let draft = kept.forms.typed(&crate::ui::forms::FormKind::NewIncident).unwrap();
    assert_eq!(draft.text("title"), "Not yet sent");
}

#[test]
fn shortcuts_are_silent_while_a_text_is_typed() {
    let mut trial = two(WIDE);
    let before = trial.facts("Payments down");
    trial.key(Key::Slash);
    trial.type_text("dsnaul");
    assert_eq!(
        trial.window.get_by_role_and_label(Role::TextInput, "Search the board").value().as_deref(),
        Some("dsnaul")
    );
    assert_eq!(trial.facts("Payments down"), before);
    assert!(trial.window.query_by_role(Role::Dialog).is_none());
}

#[test]
fn the_filter_finds_words_in_the_log() {
    let mut trial = two(WIDE);
    let id = trial.incident("VPN drops sessions").id;
    let note = Wish::Note { text: "Replaced the line card".to_owned(), significant: false };
    trial.handle.submit(Request::about(id, note));
    trial.pass(TimeDelta::seconds(1));
    trial.key(Key::Slash);
    trial.type_text("card vpn");
    assert!(has_row(&trial, "VPN drops sessions") && !has_row(&trial, "Payments down"));
    trial.key(Key::Escape);
    trial.key(Key::Escape);
    assert!(has_row(&trial, "Payments down"), "Escape leaves the field, and once more clears it");
    trial.key(Key::Slash);
    trial.type_text("zebra");
    assert!(trial.says("Nothing on the board matches"));
    trial.press("Show all");
    assert!(has_row(&trial, "Payments down"));
}

#[test]
fn done_is_said_of_the_loudest_which_then_is_another() {
    let mut trial = two(WIDE);
    assert!(trial.says("Send the initial notification now"), "critical and overdue is the loudest");
    assert!(trial.shows("Draft update…") && !trial.shows("Done"), "bar and pane say the same");
    trial.key(Key::D);
    assert!(trial.shows("Initial notification to customers"), "no update is logged without its words");
    assert_eq!(trial.facts("Payments down").len(), 1);
    trial.type_text("nobody can pay");
    trial.key(Key::Tab);
    trial.type_text("it is restarted");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    let sent = |facts: &[Fact]| facts.iter().filter(|fact| matches!(fact, Fact::UpdateSent { .. })).count();
    assert_eq!(sent(&trial.facts("Payments down")), 1);
    let loudest = trial.window.state().view.loudest.clone().unwrap();
    assert_ne!(&*loudest.next.clock, "initial-notification");
    trial.key(Key::D);
    assert!(trial.says("The top has just changed"), "a second press in the same moment confirms nothing");
    assert_eq!(trial.facts("Payments down").len(), 2);
    trial.pass(TimeDelta::seconds(2));
    trial.key(Key::D);
    let facts = trial.facts("Payments down").len() + trial.facts("VPN drops sessions").len();
    assert!(trial.window.state().forms.open.is_some() || facts == 4, "once it has stood there it is meant");
}

/// A critical incident that was referred, and whose resolver has not acknowledged it in time.
fn unacknowledged() -> Trial {
    let mut trial = Trial::with(WIDE, |handle, now| {
        set_up(handle, now);
        open(handle, "Payments down", Some(Priority::Critical), 17);
    });
    let id = trial.incident("Payments down").id;
    trial.handle.submit(Request::about(id, Wish::Refer { to: Some("Sample Team".to_owned()) }));
    let sent = crate::domain::command::SendUpdate::words(Some("customers"), Some("Payments are down"));
    trial.handle.submit(Request::about(id, Wish::SendUpdate(sent)));
    trial.pass(TimeDelta::seconds(1));
    trial.pass(TimeDelta::minutes(16));
    trial.pass(TimeDelta::seconds(2));
    trial
}

fn loudest_clock(trial: &Trial) -> String {
    trial.window.state().view.loudest.as_ref().map(|one| one.next.clock.to_string()).unwrap_or_default()
}

#[test]
fn what_an_overdue_deadline_asks_for_is_what_its_key_logs() {
    let mut trial = unacknowledged();
    assert_eq!(loudest_clock(&trial), "resolver-acknowledgement");
    assert!(
        trial.shows("Escalated to Resolver's contacts…")
            && trial.shows("Resolver acknowledged: Resolver acknowledges")
    );
    let before = trial.facts("Payments down");
    trial.key(Key::D);
    assert!(trial.shows("Log what happened"));
    assert_eq!(
        trial.window.get_by_role_and_label(Role::TextInput, "To whom").value().as_deref(),
        Some("Resolver's contacts")
    );
    assert_eq!(trial.facts("Payments down"), before, "nothing is logged before it is said");
    trial.key(Key::Enter);
    let facts = trial.facts("Payments down");
    assert!(matches!(facts.last(), Some(Fact::Escalated { .. })), "{facts:?}");
    assert!(!facts.iter().any(|fact| matches!(fact, Fact::Acknowledged { .. })), "{facts:?}");
    let act = trial.window.state().view.loudest.clone().unwrap().act;
    assert_eq!(act.words, "Resolver acknowledged", "once that is done its own name stands there");
}

#[test]
fn an_acknowledged_overdue_deadline_stays_the_loudest_without_noise() {
    let mut trial = unacknowledged();
    trial.key(Key::A);
    assert_eq!(trial.window.state().view.counts.alarms, 0);
    assert_eq!(loudest_clock(&trial), "resolver-acknowledgement");
    let loudest = trial.window.state().view.loudest.clone().unwrap();
    assert!(loudest.next.is_quiet && !loudest.rings, "{loudest:?}");
    assert!(trial.window.state().view.counts.overdue > 0, "the strip and the bar say the same");
}

#[test]
fn the_last_entry_is_taken_back_by_its_key() {
    let mut trial = two(WIDE);
    trial.key(Key::L);
    trial.type_text("Half of it");
    trial.key(Key::Enter);
    trial.key(Key::Escape);
    assert!(trial.shows("Undo"));
    trial.key_with(Modifiers::COMMAND, Key::Z);
    let facts = trial.facts("Payments down");
    assert!(matches!(facts.last(), Some(Fact::EntryRetracted { .. })), "{facts:?}");
    assert!(!trial.shows("Undo"), "a taking back is not taken back");
}

#[test]
fn an_alarm_is_acknowledged_and_its_deadline_stays() {
    let mut trial = two(WIDE);
    assert!(trial.window.state().view.counts.alarms > 0);
    for _ in 0..4 {
        trial.key(Key::A);
    }
    assert_eq!(trial.window.state().view.counts.alarms, 0);
    assert!(trial.facts("Payments down").iter().any(|fact| matches!(fact, Fact::AlarmAcknowledged { .. })));
    assert!(trial.window.state().view.counts.overdue > 0);
    trial.key(Key::A);
    assert!(trial.says("No alarm rings"));
}

#[test]
fn several_alarms_at_one_moment_are_one_digest_that_is_acknowledged_at_once() {
    let mut trial = Trial::with(WIDE, |handle, now| {
        set_up(handle, now);
        open(handle, "Payments down", Some(Priority::Critical), 40);
    });
    assert!(trial.shows("Acknowledge all"), "referral and notification fell due together");
    assert!(!trial.shows("Acknowledge"), "one loudest thing takes the key");
    trial.key(Key::A);
    assert!(!trial.shows("Acknowledge all"));
    assert_eq!(trial.window.state().view.counts.alarms, 0);
}

#[test]
fn a_priority_that_has_to_be_chosen_opens_its_form() {
    let mut trial = Trial::with(WIDE, |handle, now| {
        set_up(handle, now);
        open(handle, "Badge readers", None, 5);
    });
    assert!(trial.shows("Assign priority…"));
    trial.key(Key::D);
    let id = trial.incident("Badge readers").id;
    assert_eq!(trial.window.state().forms.open, Some(crate::ui::forms::FormKind::Priority(id)));
    assert_eq!(trial.facts("Badge readers").len(), 1);
}

#[test]
fn rows_are_walked_by_letters_and_by_arrows() {
    let mut trial = two(WIDE);
    assert_eq!(selected_title(&trial).as_deref(), Some("Payments down"), "the most urgent from the start");
    for (key, title) in [
        (Key::J, "VPN drops sessions"),
        (Key::J, "VPN drops sessions"),
        (Key::K, "Payments down"),
        (Key::ArrowDown, "VPN drops sessions"),
        (Key::ArrowUp, "Payments down"),
        (Key::ArrowUp, "Payments down"),
    ] {
        trial.key(key);
        assert_eq!(selected_title(&trial).as_deref(), Some(title), "{key:?}");
        let focused = trial.window.get_by(|node| node.is_focused() && node.role() == Role::ListBoxOption);
        assert!(
            focused.accesskit_node().label().is_some_and(|label| label.contains(title)),
            "the row has the keyboard"
        );
    }
}

#[test]
fn in_a_narrow_window_the_incident_takes_the_place_of_the_list() {
    let mut trial = two(NARROW);
    assert!(has_row(&trial, "Payments down") && !trial.shows("Back to the board"));
    trial.key(Key::J);
    assert!(has_row(&trial, "Payments down"), "walking the list opens nothing");
    trial.key(Key::Enter);
    assert!(trial.shows("Back to the board") && !has_row(&trial, "Payments down"));
    trial.key(Key::Escape);
    assert!(has_row(&trial, "Payments down"));
    trial.key(Key::Enter);
    trial.press("Back to the board");
    assert!(has_row(&trial, "Payments down"));
}

#[test]
fn an_empty_board_offers_the_one_next_step() {
    let mut trial = Trial::new();
    assert!(trial.says("No incident is open"));
    assert!(trial.says("Nothing is owed"));
    trial.press("Open an incident…");
    assert!(trial.window.query_by_role(Role::Dialog).is_some());
}

#[test]
fn a_crowded_board_paints_only_what_is_in_sight() {
    let mut trial = Trial::with(WIDE, |handle, now| {
        set_up(handle, now);
        for number in 0..300 {
            open(handle, &format!("Sample {number:03}"), Some(Priority::Low), 600 + number);
        }
    });
    assert_eq!(trial.window.state().view.board.order().count(), 300);
    let painted = trial.window.state().board.rows_painted;
    assert!((5..=20).contains(&painted), "{painted}");
    let made = trial.window.state().view.times_made;
    trial.window.run_steps(5);
    assert_eq!(trial.window.state().view.times_made, made, "what reads the same is not made anew");
    for _ in 0..30 {
        trial.window.key_press(Key::J);
    }
    trial.run();
    let title = selected_title(&trial).unwrap();
    assert!(has_row(&trial, &title), "{title} is scrolled into sight");
    assert!(trial.window.state().board.rows_painted <= 20);
}

#[test]
fn the_next_frame_is_asked_for_when_something_will_read_differently() {
    let trial = two(WIDE);
    let wait = repaint::wait(&trial.window.state().shown(), start() + TimeDelta::milliseconds(2_250));
    assert_eq!(wait.as_millis(), 755, "within the hour it ticks");
    let trial = Trial::new();
    let wait = repaint::wait(&trial.window.state().shown(), start() + TimeDelta::seconds(15));
    assert_eq!(wait.as_millis(), 45_005, "nothing but the clock is in sight");
    let delay = trial.window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert_eq!(delay.as_millis(), 60_005);
}

#[test]
fn keys_lead_to_the_screens_and_back() {
    let mut trial = Trial::new();
    trial.key(Key::G);
    trial.key(Key::S);
    assert!(trial.says("Your name"), "the desk comes first");
    trial.press("Notifications");
    assert!(trial.says("Send a test notification"));
    trial.key(Key::Escape);
    assert!(trial.says("No incident is open"));
    trial.key(Key::Questionmark);
    assert!(trial.window.query_by_role(Role::Dialog).is_some());
    trial.key(Key::Questionmark);
    assert!(trial.window.query_by_role(Role::Dialog).is_none());
    trial.key(Key::G);
    trial.key(Key::Questionmark);
    assert!(trial.says("the most urgent first"), "Help, with the board's topic first");
}

#[test]
fn the_first_start_asks_for_a_name_and_then_shows_the_board() {
    let mut trial = Trial::unset(WIDE);
    assert!(trial.says("Welcome to Bridgewatch"));
    trial.press("Set up the desk");
    assert!(trial.says("your name is missing"), "nothing is set up without a name");
    trial.window.get_by_role_and_label(Role::TextInput, "Your name").focus();
    trial.run();
    trial.type_text("Robin");
    trial.key(Key::Enter);
    let settings = trial.handle.snapshot().world.settings.clone();
    assert_eq!((settings.manager.as_str(), settings.zone), ("Robin", chrono_tz::Tz::America__Chicago));
    assert!(trial.says("No incident is open"));
}

#[test]
fn a_look_around_fills_the_board_with_sample_data() {
    let mut trial = Trial::unset(WIDE);
    trial.press("Look around with sample data");
    assert!(trial.incidents() > 2);
    assert!(trial.window.query_all_by_role(Role::ListBoxOption).count() > 2);
    assert!(trial.says("All of this is made up"));
}

#[test]
fn the_loudest_deadline_is_a_live_region_that_is_steady_for_a_minute() {
    let mut trial = two(WIDE);
    let spoken = trial.window.state().view.loudest.clone().unwrap().spoken;
    let live = trial.window.get_by_label(&spoken).accesskit_node().live();
    assert_ne!(live, egui::accesskit::Live::Off);
    trial.pass(TimeDelta::seconds(20));
    assert_eq!(trial.window.state().view.loudest.clone().unwrap().spoken, spoken);
}

#[test]
fn what_was_closed_lately_is_shown_when_asked_for() {
    let mut trial = two(WIDE);
    let id = trial.incident("VPN drops sessions").id;
    trial.handle.submit(Request::about(id, Wish::Cancel { why: "a drill".to_owned() }));
    trial.pass(TimeDelta::seconds(1));
    assert_eq!(trial.incident("VPN drops sessions").phase, Phase::Cancelled);
    assert!(!has_row(&trial, "VPN drops sessions"));
    trial.press("Show closed");
    assert!(has_row(&trial, "VPN drops sessions"));
}

#[test]
fn the_scale_goes_by_keys_within_bounds_and_is_kept() {
    let mut trial = Trial::new();
    for _ in 0..12 {
        trial.key_with(Modifiers::COMMAND, Key::Plus);
    }
    trial.pass(TimeDelta::seconds(2));
    trial.pass(TimeDelta::seconds(1));
    let kept = crate::ui::preferences::Kept::read(trial.folder.path()).preferences;
    assert!((kept.scale - 2.0).abs() < f32::EPSILON, "{kept:?}");
    trial.key_with(Modifiers::COMMAND, Key::Num0);
    assert!((trial.window.ctx.zoom_factor() - 1.0).abs() < f32::EPSILON);
}

#[test]
fn entering_a_row_puts_the_keyboard_into_the_incident() {
    let mut trial = two(WIDE);
    trial.key(Key::J);
    trial.key(Key::Enter);
    let inside = trial.window.get_by(|node| node.is_focused() && node.role() == Role::Group);
    assert!(inside.accesskit_node().label().is_some_and(|label| label.contains("VPN drops sessions")));
}

#[test]
fn the_screens_over_all_incidents_tick_for_what_they_list() {
    let mut trial = Trial::with(WIDE, |handle, now| {
        set_up(handle, now);
        open(handle, "Label printers offline", Some(Priority::Low), 10);
    });
    let id = trial.incident("Label printers offline").id;
    let due = start() + TimeDelta::minutes(30);
    let (to, what) = ("Sample Two".to_owned(), "Restart the queue".to_owned());
    let wish = Wish::DelegateAction { to, what, due: Some(due), follow_up: false };
    trial.handle.submit(Request::about(id, wish));
    trial.pass(TimeDelta::seconds(1));
    trial.key(Key::G);
    trial.key(Key::A);
    assert!(trial.says("1 open, none overdue"));
    assert!(trial.window.state().shown().dues.contains(&due));
    let row =
        "due in 29 minutes, Sample Two: Restart the queue, MI-0001 Label printers offline, not accepted yet";
    trial.press(row);
    assert!(trial.shows("Delegate an action…"), "the row leads to the tasks of its incident");
    trial.key(Key::G);
    trial.key(Key::A);
    trial.press("Done: MI-0001 action 1 of Sample Two");
    assert!(trial.says("nothing is open"));
    assert!(!trial.window.state().shown().dues.contains(&due));
}

#[test]
fn the_sides_and_forms_of_an_incident_open_by_their_keys() {
    let mut trial = two(WIDE);
    for (key, heading) in [
        (Key::C, "Log a call"),
        (Key::H, "Log a call to the hotline"),
        (Key::T, "Delegate an action"),
        (Key::U, "Initial notification to customers"),
        (Key::I, "Emergency escalation"),
    ] {
        trial.key(key);
        assert!(trial.window.query_all_by_label(heading).next().is_some(), "{key:?}: {heading}");
        trial.key(Key::Escape);
    }
    for (key, tab) in [(Key::Num2, "People"), (Key::Num4, "Tasks"), (Key::Num1, "Now")] {
        trial.key(key);
        let is_open = |node: &egui_kittest::Node<'_>| {
            node.accesskit_node().label().is_some_and(|label| label.starts_with(tab))
        };
        let tabs = trial.window.query_all_by_role(Role::Tab);
        let open = tabs.filter(is_open).any(|node| node.is_focused());
        assert!(open, "{key:?}: {tab}");
    }
    trial.key(Key::Y);
    trial.window.get_by_label("Copied");
    trial.key(Key::Num6);
    trial.key(Key::Y);
    trial.window.get_by_label("There are no words to say here");
}

/// Where the widget stands that has the keyboard, and what it is called.
fn focused(trial: &Trial) -> Option<(egui::Rect, String)> {
    let node = trial
        .window
        .query_all(
            egui_kittest::kittest::By::new()
                .predicate(|node| node.is_focused() && node.role() != Role::Window),
        )
        .next()?;
    Some((node.rect(), node.accesskit_node().label().unwrap_or_default()))
}

#[test]
fn whatever_has_the_keyboard_is_in_sight_at_every_scale() {
    for size in [[1024.0, 700.0], [682.0, 466.0], [640.0, 400.0], [512.0, 350.0]] {
        let mut trial = two(size);
        for key in [Key::C, Key::U, Key::I, Key::Num1, Key::Num2, Key::Num5] {
            trial.key(key);
            for step in 0..24 {
                let Some((rect, name)) = focused(&trial) else { continue };
                let window = egui::Rect::from_min_size(egui::Pos2::ZERO, size.into());
                let note = trial.window.get_by_label("Note").rect();
                let is_seen = rect.top() >= 0.0 && rect.bottom() <= window.bottom() + 0.5
                    // A box of many lines has its own scroll.
                    || rect.height() > 120.0 && window.contains(rect.left_top());
                assert!(is_seen, "{size:?} {key:?} {step}: {name} at {rect:?}");
                assert!(
                    name == "Note" || rect.height() > 120.0 || !note.shrink(1.0).intersects(rect),
                    "{size:?} {key:?} {step}: {name} at {rect:?} under the note at {note:?}"
                );
                trial.key(Key::Tab);
            }
            trial.key(Key::Escape);
            trial.key(Key::Escape);
        }
    }
}

#[test]
fn a_form_that_opens_shows_its_head_and_its_first_field_above_the_note() {
    for size in [[1024.0, 700.0], [682.0, 466.0], [640.0, 400.0], [512.0, 350.0]] {
        let mut trial = two(size);
        trial.key(Key::Num1);
        for _ in 0..30 {
            trial.key(Key::Tab);
        }
        for (key, heading) in [
            (Key::U, "Initial notification to customers"),
            (Key::C, "Log a call"),
            (Key::T, "Delegate an action"),
        ] {
            trial.key(key);
            let head = trial.window.get_by_label(heading).rect();
            let (field, name) = focused(&trial).unwrap();
            let note = trial.window.get_by_label("Note").rect();
            let foot = if note.top() > field.top() { note.top() } else { size[1] };
            assert!(head.top() > 60.0 && head.bottom() < foot, "{size:?} {heading}: {head:?} {note:?}");
            assert!(
                field.top() > head.top() && field.top() + 20.0 < foot,
                "{size:?} {heading}: {name} {field:?} {note:?}"
            );
            trial.key(Key::Escape);
        }
        trial.key(Key::Num1);
        let (tab, name) = focused(&trial).unwrap();
        let heading = trial.window.get_by_label("What to do now").rect();
        assert!(
            heading.top() > tab.bottom() - 1.0 && heading.bottom() < size[1],
            "{size:?} {name}: {tab:?} {heading:?}"
        );
    }
}

#[test]
fn a_page_that_cannot_be_written_is_said_in_its_own_words_and_place() {
    let mut trial = two(WIDE);
    let keep = |trial: &mut Trial, folder: &std::path::Path| {
        let folder = Some(folder.display().to_string());
        trial.handle.submit(Request::of_desk(Wish::SetNotificationsPage { folder, audience: None }));
    };
    let wait_for = |trial: &mut Trial, is_so: &dyn Fn(&crate::desk::Snapshot) -> bool| {
        for _ in 0..300 {
            if is_so(&trial.handle.snapshot()) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        trial.run();
    };
    let gone = trial.folder.path().join("gone");
    keep(&mut trial, &gone);
    wait_for(&mut trial, &|snapshot| snapshot.page_trouble.is_some());
    assert!(trial.says("The notifications page cannot be written: "));
    assert!(trial.says("Customers see the old one; choose another folder in Settings"));
    assert!(!trial.says("Not saved"), "the log is well");
    trial.key(Key::G);
    trial.key(Key::S);
    assert!(trial.says("The notifications page cannot be written: "), "on the desk's side too");
    trial.press("Notifications");
    assert!(!trial.says("The notifications page cannot be written: "), "it is said once");
    assert!(trial.says("It cannot be written: ") && trial.says("To be kept for customers"));
    let here = trial.folder.path().to_path_buf();
    keep(&mut trial, &here);
    wait_for(&mut trial, &|snapshot| snapshot.page_trouble.is_none());
    assert!(!trial.says("It cannot be written: ") && trial.says("Kept for customers"));
}

#[test]
fn a_message_that_was_read_goes_with_the_next_key_and_hides_nothing() {
    for size in [WIDE, [1024.0, 700.0], NARROW] {
        let mut trial = two(size);
        trial.key(Key::L);
        trial.type_text("Half of it");
        trial.key(Key::Enter);
        assert!(trial.shows("Undo"));
        let (undo, note) =
            (trial.window.get_by_label("Undo").rect(), trial.window.get_by_label("Note").rect());
        assert!(!undo.intersects(note), "{size:?}: {undo:?} over {note:?}");
        if size[0] > 900.0 {
            let away = trial.window.get_by_label("Put this message away").rect();
            assert!(away.right() < note.left(), "{size:?}: {away:?} beside {note:?}");
        }
        trial.key(Key::Escape);
        assert!(trial.shows("Undo"), "a key in the same moment leaves it");
        trial.pass(TimeDelta::seconds(2));
        trial.key(Key::Tab);
        assert!(trial.shows("Undo"), "the way to its button leaves it");
        trial.key(Key::J);
        assert!(!trial.shows("Undo"), "{size:?}");
    }
}
