//! The window as a screen reader has it: every screen and every side is gone to by pressing what has a name, on each
//! everything that can be pressed says what it is, and a task is done blind.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::Path;

use bridgewatch::platform::{Clock, SystemClock};
use chrono::TimeDelta;
use serde_json::Value;

use super::atspi::{Extents, Hearing, Node, Reader, State, Tree};
use super::private_desktop::{Desktop, eventually};
use super::window::{Running, apply, bridgewatch, log, managed, of_kind, press};

/// The screens of the rail, and the sides that each one has.
const SCREENS: [(&str, &[&str]); 10] = [
    ("Board", &[]),
    ("Rota", &["Week", "People", "Handoff", "Month"]),
    ("Actions", &[]),
    ("Hotline", &[]),
    ("Post-mortems", &["Statement", "Record", "Papers", "Plan"]),
    ("Directory", &["Teams", "Agencies", "Services", "Lists", "Servers", "People"]),
    ("Reports", &["Service reviews", "Billing", "Scorecard"]),
    ("History", &[]),
    ("Help", &[]),
    ("Settings", &["Notifications", "Appearance", "Background", "Policies", "Data", "Desk"]),
];

/// The sides of an incident.
const SIDES: [&str; 6] = ["People", "Updates", "Tasks", "Hotline", "Intake", "Now"];

/// What stands below something else by more than this, in points, stands above what comes before it.
const SLACK: i32 = 2;

/// A window over a desk with the sample data, and whoever hears it.
struct Blind {
    reader: Reader,
    desktop: Desktop,
    data: std::path::PathBuf,
    _program: Running,
    _manager: Running,
    _folder: tempfile::TempDir,
}

impl Blind {
    fn start() -> Self {
        Self::by("auto")
    }

    /// Over a window that is drawn in one way.
    fn by(way: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("desk");
        assert!(bridgewatch(&data).arg("demo").output().unwrap().status.success());
        let (desktop, manager) = managed();
        let hearing = Hearing::on(&desktop);
        let (program, _) = super::window::open_window_by(&desktop, &data, way);
        let reader = hearing.reader();
        reader.wait("toggle button", "Board");
        Self { reader, desktop, data, _program: program, _manager: manager, _folder: folder }
    }

    fn go(&self, screen: &str) {
        self.reader.press("toggle button", screen);
        self.settled("toggle button", screen, State::Pressed);
    }

    fn turn(&self, role: &str, side: &str, state: State) {
        self.reader.press(role, side);
        self.settled(role, side, state);
    }

    /// Waits until that is the one that is shown, and two looks see the same.
    fn settled(&self, role: &str, name: &str, state: State) {
        let mut before = None;
        eventually(&format!("{role} “{name}” is the one that is shown"), || {
            let tree = self.reader.tree();
            let is_shown = tree.find(role, name).is_some_and(|node| node.is(state));
            let same = before.replace(tree.words()) == Some(tree.words());
            (is_shown && same).then_some(())
        });
    }
}

/// What is wrong with what is on the screen, each thing once.
#[derive(Default)]
struct Wrong(BTreeSet<String>);

impl Wrong {
    fn look(&mut self, reader: &Reader, place: &str) {
        let tree = reader.tree();
        let mut say = |words: String| {
            self.0.insert(format!("{place}: {words}"));
        };
        if tree.find("frame", "Bridgewatch").is_none() {
            say("the window has no name".to_owned());
        }
        if tree.focused().is_none() {
            say("nothing has the keyboard".to_owned());
        }
        for node in &tree.nodes {
            for words in of_one(node) {
                say(words);
            }
        }
        for group in groups(&tree) {
            for words in twice(&group) {
                say(words);
            }
            for words in out_of_order(reader, &group) {
                say(words);
            }
        }
    }

    fn none(self) {
        let all: Vec<String> = self.0.into_iter().collect();
        assert!(all.is_empty(), "{}", all.join("\n"));
    }
}

/// Whether somebody can do something with it. A scroll bar is for the pointer: the keyboard scrolls without it.
fn is_control(node: &Node) -> bool {
    let can = node.can_act() || node.is(State::Focusable);
    can && !["frame", "scroll bar"].contains(&node.role.as_str())
}

fn of_one(node: &Node) -> Vec<String> {
    let mut wrong = Vec::new();
    if is_control(node) && node.name.trim().is_empty() {
        wrong.push(format!("a {} has no name", node.role));
    }
    if node.can_act() && ["unknown", "label", "static", "section"].contains(&node.role.as_str()) {
        wrong.push(format!("{} can be pressed, and does not say as what", node.words()));
    }
    if node.role == "heading" && node.name.trim().is_empty() {
        wrong.push("a heading has no words".to_owned());
    }
    // The icons stand in the private use areas.
    let is_icon = |c: char| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10fffd}');
    if node.role != "static" && (node.name.contains(is_icon) || node.description.contains(is_icon)) {
        wrong.push(format!("{} is an icon that nobody can hear", node.words()));
    }
    if is_control(node) && node.name == node.description {
        wrong.push(format!("{} is said twice", node.words()));
    }
    wrong
}

/// The controls of each parent, in reading order.
fn groups(tree: &Tree) -> Vec<Vec<Node>> {
    let parents: BTreeSet<Option<usize>> = tree.nodes.iter().map(|node| node.parent).collect();
    let children = |parent| tree.nodes.iter().filter(move |node| node.parent == parent && is_control(node));
    parents.into_iter().map(|parent| children(parent).cloned().collect()).collect()
}

fn twice(group: &[Node]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let again =
        group.iter().filter(|node| node.can_act() && !seen.insert((node.role.clone(), node.name.clone())));
    again.map(|node| format!("{} stands there twice", node.words())).collect()
}

/// Reading goes on to the right, or further down; upwards only into another column to the right.
fn out_of_order(reader: &Reader, group: &[Node]) -> Vec<String> {
    let placed: Vec<(&Node, Extents)> = group
        .iter()
        .filter_map(|node| Some((node, reader.extents(node)?)))
        .filter(|(_, (_, _, width, height))| *width > 1 && *height > 1)
        .collect();
    let pairs = placed.iter().zip(placed.iter().skip(1));
    let jumps = pairs.filter(|((_, before), (_, after))| {
        let is_above = after.1 + after.3 <= before.1 + SLACK;
        let is_beside = after.0 >= before.0 + before.2 - SLACK;
        is_above && !is_beside
    });
    jumps
        .map(|((before, at), (after, to))| {
            format!("{} at {at:?} comes after {} at {to:?}", before.words(), after.words())
        })
        .collect()
}

#[test]
fn every_screen_and_side_is_reached_by_name_and_all_that_can_be_pressed_says_what_it_is() {
    let blind = Blind::start();
    let mut wrong = Wrong::default();
    for (screen, sides) in SCREENS {
        blind.go(screen);
        wrong.look(&blind.reader, screen);
        for side in sides {
            blind.turn("radio button", side, State::Checked);
            wrong.look(&blind.reader, &format!("{screen}, {side}"));
        }
    }
    blind.go("Board");
    for side in SIDES {
        blind.turn("page tab", side, State::Selected);
        wrong.look(&blind.reader, &format!("incident, {side}"));
    }
    wrong.none();
}

#[test]
fn the_tab_key_goes_on_in_the_order_of_the_screen() {
    let blind = Blind::start();
    for screen in ["Board", "Rota", "Settings", "History"] {
        blind.go(screen);
        let place = || {
            let tree = blind.reader.tree();
            tree.nodes.iter().position(|node| node.is(State::Focused) && node.role != "frame")
        };
        let mut places = Vec::new();
        for _ in 0..8 {
            let before = places.last().copied();
            press(&blind.desktop, &["Tab"]);
            places.push(eventually(&format!("Tab moves the keyboard on {screen}"), || {
                place().filter(|now| Some(*now) != before)
            }));
        }
        let backwards = places.windows(2).filter(|pair| pair[1] < pair[0]).count();
        assert!(backwards <= 1, "round at most once on {screen}: {places:?}");
    }
}

#[test]
fn an_incident_is_found_by_ear_a_note_is_logged_and_a_deadline_is_done() {
    for way in super::window::WAYS {
        let blind = Blind::by(way);
        let reader = &blind.reader;
        let low = "Low, Sample: slow search in the intranet";
        blind.turn("list item", low, State::Selected);
        reader.press("list item", "Critical, Sample: payments API down");
        blind.settled("list item", "Critical, Sample: payments API down", State::Selected);
        reader.wait("panel", "MI-0004 Sample: payments API down");

        reader.focus("entry", "Note");
        reader.write("Note", "Sample note, written by ear");
        press(&blind.desktop, &["Return"]);
        eventually("the note is in the log", || {
            logged(&blind.data, "note_logged", "Sample note, written by ear")
        });

        let updates = || of_kind(&log(&blind.data), "resolver_update_logged");
        let before = updates().len();
        reader.press("button", "Update received: Resolver's update");
        let last = eventually("the update is in the log", || updates().get(before).cloned());
        assert_eq!(last["incident"], "MI-0004", "{last}");
        assert_eq!(last["actor"], "Sample Manager", "{last}");
    }
}

#[test]
fn what_becomes_the_loudest_is_said_at_once() {
    let blind = Blind::start();
    let (said, rung) = (blind.reader.announcements(), blind.reader.announcements());
    let opened = SystemClock.now() - TimeDelta::minutes(70);
    let line = format!(
        r#"{{"do":"open_incident","key":"loud","at":"{}","title":"Sample: the pager is down","priority":"critical","kind":"major"}}"#,
        opened.to_rfc3339()
    );
    apply(&blind.data, &line);
    said.wait("Critical, MI-0006 Sample: the pager is down", false);
    // Its alarm rings, and that is said over whatever is being said.
    rung.wait("MI-0006", true);
}

fn logged(data: &Path, kind: &str, words: &str) -> Option<Value> {
    log(data).into_iter().rev().find(|entry| entry["kind"] == kind && entry.to_string().contains(words))
}
