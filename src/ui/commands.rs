//! Every command that a key can give: its words, its keys, when it may fire. One table feeds the
//! shortcuts, the hints on buttons and the sheet of keys.

use chrono::TimeDelta;
use egui::{Event, Key, Modifiers};

use super::settings::SettingsSide;
use crate::domain::time::Instant;

/// How long the second key of a pair is waited for, in milliseconds.
const PAIR_MILLIS: i64 = 1_500;

/// What a key can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UiCommand {
    /// Open the short form for a new incident.
    NewIncident,
    /// Put the keyboard into the filter of the board.
    Search,
    /// The row below.
    Next,
    /// The row above.
    Previous,
    /// Go into the selected incident.
    OpenIncident,
    /// Say that the loudest deadline is done now.
    Done,
    /// Say that it was done at another time.
    DoneAt,
    /// Quieten its alarm for a while.
    Snooze,
    /// Take notice of the alarms that ring.
    Acknowledge,
    /// Send an update about the selected incident.
    Update,
    /// Put the keyboard into the note of the selected incident.
    Note,
    /// Log a call to somebody about the selected incident.
    LogCall,
    /// Log a call to the hotline about the selected incident.
    LogHotlineCall,
    /// Delegate an action of the selected incident.
    Delegate,
    /// Fill in the intake of the selected incident.
    FillIntake,
    /// Copy the words to say: of the intake or the hotline where that side is shown, else of what is
    /// most urgent.
    CopyWords,
    /// Take back one's own last entry.
    Undo,
    /// Go to the board.
    GoBoard,
    /// Go to the rota.
    GoRota,
    /// Go to the open actions.
    GoActions,
    /// Go to the hotline calls.
    GoHotline,
    /// Go to the post-mortems.
    GoReviews,
    /// Go to the directory.
    GoDirectory,
    /// Go to the reports.
    GoReports,
    /// Go to the history.
    GoHistory,
    /// What to do now and the log of the selected incident.
    TabNow,
    /// Its people.
    TabPeople,
    /// Its updates.
    TabUpdates,
    /// Its requests and actions.
    TabTasks,
    /// Its hotline call.
    TabHotline,
    /// Its intake.
    TabIntake,
    /// Go to Settings.
    GoSettings,
    /// Go to a side of Settings. It has no keys: the palette leads there.
    GoSide(SettingsSide),
    /// Go to the handoff. By the palette alone, as the ones that follow.
    GoHandoff,
    /// Save a file for another desk.
    SaveHandoff,
    /// Open a file of another desk.
    OpenHandoff,
    /// Bring in a rota.
    ImportRota,
    /// Bring in another system's tickets.
    ImportTickets,
    /// Erase the person that is chosen in the directory.
    ErasePerson,
    /// Go to Help.
    GoHelp,
    /// Show or put away the palette of all commands.
    Palette,
    /// Open or close the wall view.
    Wall,
    /// Show or put away the sheet of keys.
    Keys,
    /// Close what is open, or go back.
    Back,
    /// A larger scale.
    Larger,
    /// A smaller scale.
    Smaller,
    /// The usual scale.
    UsualSize,
    /// End the program.
    Quit,
}

/// The keys that give a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// One key, with modifiers.
    One(Modifiers, Key),
    /// One key and then another.
    Pair(Key, Key),
}

/// When a command may fire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Whatever is going on.
    Always,
    /// Unless a text is being typed or a dialog is open.
    NotTyping,
    /// Nor while a form is open: what writes a fact never fires by a key that was meant for a form.
    NoForm,
    /// Only while the keyboard is with the list, or with nothing.
    OnList,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The command.
    pub command: UiCommand,
    /// What it does, in words.
    pub words: &'static str,
    /// Its keys; the first one is shown on buttons. None for what the palette alone gives.
    pub keys: &'static [Keys],
    /// When it may fire.
    pub when: When,
    /// Whether a key that is held down gives it again and again.
    pub repeats: bool,
}

const fn plain(key: Key) -> Keys {
    Keys::One(Modifiers::NONE, key)
}

const fn entry(command: UiCommand, words: &'static str, keys: &'static [Keys], when: When) -> Entry {
    Entry { command, words, keys, when, repeats: false }
}

const fn by_palette(command: UiCommand, words: &'static str) -> Entry {
    entry(command, words, &[], When::NotTyping)
}

/// The table, in the order of the sheet.
pub const ALL: &[Entry] = &[
    entry(UiCommand::NewIncident, "New incident", &[plain(Key::N)], When::NotTyping),
    entry(UiCommand::Search, "Search the board", &[plain(Key::Slash)], When::NotTyping),
    Entry {
        repeats: true,
        ..entry(UiCommand::Next, "Next incident", &[plain(Key::J), plain(Key::ArrowDown)], When::NotTyping)
    },
    Entry {
        repeats: true,
        ..entry(
            UiCommand::Previous,
            "Previous incident",
            &[plain(Key::K), plain(Key::ArrowUp)],
            When::NotTyping,
        )
    },
    entry(UiCommand::OpenIncident, "Go into the selected incident", &[plain(Key::Enter)], When::OnList),
    entry(UiCommand::Done, "Done now: what stands at the top", &[plain(Key::D)], When::NoForm),
    entry(UiCommand::DoneAt, "Done at another time…", &[Keys::One(Modifiers::SHIFT, Key::D)], When::NoForm),
    entry(UiCommand::Snooze, "Snooze its alarm…", &[plain(Key::S)], When::NoForm),
    entry(UiCommand::Acknowledge, "Acknowledge the alarms that ring", &[plain(Key::A)], When::NotTyping),
    entry(UiCommand::Update, "Send an update about the selected incident…", &[plain(Key::U)], When::NoForm),
    entry(UiCommand::Note, "Log a note on the selected incident", &[plain(Key::L)], When::NotTyping),
    entry(UiCommand::LogCall, "Log a call on the selected incident…", &[plain(Key::C)], When::NoForm),
    entry(UiCommand::LogHotlineCall, "Log a call to the hotline…", &[plain(Key::H)], When::NoForm),
    entry(UiCommand::FillIntake, "Fill in the intake…", &[plain(Key::I)], When::NoForm),
    entry(UiCommand::CopyWords, "Copy the words to say", &[plain(Key::Y)], When::NotTyping),
    entry(UiCommand::Delegate, "Delegate an action (task)…", &[plain(Key::T)], When::NoForm),
    entry(
        UiCommand::Undo,
        "Take back your last entry",
        &[Keys::One(Modifiers::COMMAND, Key::Z)],
        When::NotTyping,
    ),
    entry(UiCommand::GoBoard, "Board", &[Keys::Pair(Key::G, Key::B)], When::NotTyping),
    entry(UiCommand::GoRota, "Rota", &[Keys::Pair(Key::G, Key::R)], When::NotTyping),
    entry(UiCommand::GoActions, "Actions", &[Keys::Pair(Key::G, Key::A)], When::NotTyping),
    entry(UiCommand::GoHotline, "Hotline", &[Keys::Pair(Key::G, Key::H)], When::NotTyping),
    entry(UiCommand::GoReviews, "Post-mortems", &[Keys::Pair(Key::G, Key::P)], When::NotTyping),
    entry(UiCommand::GoDirectory, "Directory", &[Keys::Pair(Key::G, Key::D)], When::NotTyping),
    entry(UiCommand::GoReports, "Reports", &[Keys::Pair(Key::G, Key::E)], When::NotTyping),
    entry(UiCommand::GoHistory, "History", &[Keys::Pair(Key::G, Key::I)], When::NotTyping),
    entry(UiCommand::TabNow, "Incident: what to do now, and its log", &[plain(Key::Num1)], When::NoForm),
    entry(UiCommand::TabPeople, "Incident: people", &[plain(Key::Num2)], When::NoForm),
    entry(UiCommand::TabUpdates, "Incident: updates", &[plain(Key::Num3)], When::NoForm),
    entry(UiCommand::TabTasks, "Incident: requests and actions", &[plain(Key::Num4)], When::NoForm),
    entry(UiCommand::TabHotline, "Incident: hotline", &[plain(Key::Num5)], When::NoForm),
    entry(UiCommand::TabIntake, "Incident: intake and milestones", &[plain(Key::Num6)], When::NoForm),
    entry(UiCommand::GoSettings, "Settings", &[Keys::Pair(Key::G, Key::S)], When::NotTyping),
    by_palette(UiCommand::GoSide(SettingsSide::Desk), "Settings: the desk"),
    by_palette(UiCommand::GoSide(SettingsSide::Notifications), "Settings: notifications"),
    by_palette(UiCommand::GoSide(SettingsSide::Appearance), "Settings: appearance"),
    by_palette(UiCommand::GoSide(SettingsSide::Background), "Settings: background"),
    by_palette(UiCommand::GoSide(SettingsSide::Policies), "Settings: policies"),
    by_palette(UiCommand::GoSide(SettingsSide::Data), "Settings: data"),
    by_palette(UiCommand::GoHandoff, "Handoff of the watch"),
    by_palette(UiCommand::SaveHandoff, "Save a handoff file for another desk…"),
    by_palette(UiCommand::OpenHandoff, "Look at a handoff file of another desk…"),
    by_palette(UiCommand::ImportRota, "Import a rota from a calendar or CSV…"),
    by_palette(UiCommand::ImportTickets, "Import incidents from a ticket system…"),
    by_palette(UiCommand::ErasePerson, "Erase a person (privacy)…"),
    entry(UiCommand::GoHelp, "Help", &[Keys::Pair(Key::G, Key::Questionmark)], When::NotTyping),
    entry(
        UiCommand::Palette,
        "Any command, or any open incident, by its words…",
        &[Keys::One(Modifiers::COMMAND, Key::K)],
        When::Always,
    ),
    entry(UiCommand::Wall, "Wall view for a second screen", &[plain(Key::W)], When::NotTyping),
    entry(UiCommand::Keys, "All keys", &[plain(Key::Questionmark)], When::NotTyping),
    entry(UiCommand::Back, "Close, or go back; what is typed stays", &[plain(Key::Escape)], When::Always),
    entry(
        UiCommand::Larger,
        "Larger",
        &[Keys::One(Modifiers::COMMAND, Key::Plus), Keys::One(Modifiers::COMMAND, Key::Equals)],
        When::Always,
    ),
    entry(UiCommand::Smaller, "Smaller", &[Keys::One(Modifiers::COMMAND, Key::Minus)], When::Always),
    entry(UiCommand::UsualSize, "Usual size", &[Keys::One(Modifiers::COMMAND, Key::Num0)], When::Always),
    entry(UiCommand::Quit, "Quit Bridgewatch", &[Keys::One(Modifiers::COMMAND, Key::Q)], When::Always),
];

/// What is going on when a key is pressed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Situation {
    /// A text is being typed, or a list to pick from is open.
    pub is_typing: bool,
    /// A dialog takes all keys.
    pub in_dialog: bool,
    /// A form is open beside the board.
    pub in_form: bool,
    /// The keyboard is with the list of incidents, or with nothing.
    pub is_on_list: bool,
}

impl Situation {
    /// Whether a command of that kind may fire.
    pub fn allows(self, when: When) -> bool {
        let free = !self.is_typing && !self.in_dialog;
        match when {
            When::Always => true,
            When::NotTyping => free,
            When::NoForm => free && !self.in_form,
            When::OnList => free && self.is_on_list,
        }
    }
}

/// The first key of a pair, while its second is waited for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pending(Option<(Key, Instant)>);

impl Pending {
    /// Until when the second key is waited for, if one is.
    pub fn until(&self) -> Option<Instant> {
        self.0.map(|(_, until)| until)
    }
}

/// The commands that this frame's keys give. The keys are taken out of the frame, and so are the
/// characters they would type into a field that a command puts the keyboard into.
pub fn pressed(
    input: &mut egui::InputState,
    situation: Situation,
    pending: &mut Pending,
    now: Instant,
) -> Vec<UiCommand> {
    pending.0 = pending.0.filter(|(_, until)| *until > now && situation.allows(When::NotTyping));
    let mut given = Vec::new();
    let mut took = false;
    input.events.retain(|event| {
        let Event::Key { key, pressed: true, repeat, modifiers, .. } = event else { return true };
        let first = pending.0.map(|(first, _)| first);
        match found(*key, *modifiers, first, situation) {
            Found::Command(entry) => {
                pending.0 = None;
                if !*repeat || entry.repeats {
                    given.push(entry.command);
                }
                took = true;
                // Escape stays in the frame for what closes by it.
                *key == Key::Escape
            }
            Found::First => {
                pending.0 = Some((*key, now + TimeDelta::milliseconds(PAIR_MILLIS)));
                took = true;
                false
            }
            Found::Nothing => {
                // Shift alone, on the way to a sign, is no other key.
                if !is_modifier(*key) {
                    pending.0 = None;
                }
                true
            }
        }
    });
    if took && situation.allows(When::NotTyping) {
        input.events.retain(|event| !matches!(event, Event::Text(_)));
    }
    given
}

enum Found {
    Command(&'static Entry),
    First,
    Nothing,
}

fn found(key: Key, modifiers: Modifiers, first: Option<Key>, situation: Situation) -> Found {
    let allowed = || ALL.iter().filter(|entry| situation.allows(entry.when));
    let is_bare = !modifiers.command && !modifiers.ctrl && !modifiers.alt;
    if let Some(first) = first {
        let second = |keys: &Keys| *keys == Keys::Pair(first, key);
        return match allowed().find(|entry| is_bare && entry.keys.iter().any(second)) {
            Some(entry) => Found::Command(entry),
            None => Found::Nothing,
        };
    }
    // Arrows belong to the list only while it has the keyboard: elsewhere they choose in a form.
    let is_kept = matches!(key, Key::ArrowDown | Key::ArrowUp) && !situation.is_on_list;
    let one = |keys: &Keys| {
        !is_kept && matches!(keys, Keys::One(wanted, which) if *which == key && fits(*wanted, modifiers, key))
    };
    if let Some(entry) = allowed().find(|entry| entry.keys.iter().any(one)) {
        return Found::Command(entry);
    }
    let begins = |keys: &Keys| matches!(keys, Keys::Pair(first, _) if *first == key);
    if is_bare && !modifiers.shift && allowed().any(|entry| entry.keys.iter().any(begins)) {
        return Found::First;
    }
    Found::Nothing
}

/// Whether it is pressed only together with others.
fn is_modifier(key: Key) -> bool {
    use Key::{AltLeft, AltRight, ControlLeft, ControlRight, ShiftLeft, ShiftRight, SuperLeft, SuperRight};
    matches!(
        key,
        ShiftLeft | ShiftRight | ControlLeft | ControlRight | AltLeft | AltRight | SuperLeft | SuperRight
    )
}

/// Whether the modifiers are those. Shift doesn't count for signs, since where they need it is the
/// keyboard's business.
fn fits(wanted: Modifiers, modifiers: Modifiers, key: Key) -> bool {
    let is_sign = matches!(key, Key::Slash | Key::Questionmark | Key::Plus | Key::Equals | Key::Minus);
    wanted.command == modifiers.command
        && (wanted.command || !modifiers.ctrl)
        && (is_sign || wanted.shift == modifiers.shift)
        && !modifiers.alt
}

/// The keys of a command as people write them: `N`, `Shift D`, `Ctrl Z`, `G then B`.
pub fn hint(command: UiCommand, is_mac: bool) -> String {
    let keys = ALL.iter().find(|entry| entry.command == command).and_then(|entry| entry.keys.first());
    keys.map(|keys| words_of(*keys, is_mac)).unwrap_or_default()
}

/// Keys in words.
pub fn words_of(keys: Keys, is_mac: bool) -> String {
    match keys {
        Keys::One(modifiers, key) => {
            let mut words = String::new();
            if modifiers.command {
                words.push_str(if is_mac { "⌘ " } else { "Ctrl " });
            }
            if modifiers.shift {
                words.push_str("Shift ");
            }
            words.push_str(name_of(key));
            words
        }
        Keys::Pair(first, second) => format!("{} then {}", name_of(first), name_of(second)),
    }
}

fn name_of(key: Key) -> &'static str {
    match key {
        Key::ArrowDown => "↓",
        Key::ArrowUp => "↑",
        Key::Escape => "Esc",
        Key::Slash => "/",
        Key::Questionmark => "?",
        Key::Plus => "+",
        Key::Equals => "=",
        Key::Minus => "−",
        other => other.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn now() -> Instant {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn press(
        key: Key,
        modifiers: Modifiers,
        situation: Situation,
        pending: &mut Pending,
        at: Instant,
    ) -> Vec<UiCommand> {
        let mut input = egui::InputState::default();
        input.events = vec![
            Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers },
            Event::Text("x".to_owned()),
        ];
        pressed(&mut input, situation, pending, at)
    }

    const FREE: Situation =
        Situation { is_typing: false, in_dialog: false, in_form: false, is_on_list: true };

    #[test]
    fn no_two_commands_share_keys() {
        let all: Vec<(UiCommand, Keys)> =
            ALL.iter().flat_map(|entry| entry.keys.iter().map(|keys| (entry.command, *keys))).collect();
        for (at, (command, keys)) in all.iter().enumerate() {
            for (other, their_keys) in all.iter().skip(at + 1) {
                assert_ne!(keys, their_keys, "{command:?} and {other:?}");
                if let (Keys::Pair(first, _), Keys::One(modifiers, key))
                | (Keys::One(modifiers, key), Keys::Pair(first, _)) = (keys, their_keys)
                {
                    assert!(*modifiers != Modifiers::NONE || first != key, "{command:?} hides {other:?}");
                }
            }
        }
    }

    #[test]
    fn each_command_stands_in_the_table_once_and_has_keys_and_words() {
        for (at, entry) in ALL.iter().enumerate() {
            let is_of_palette = matches!(
                entry.command,
                UiCommand::GoSide(_)
                    | UiCommand::GoHandoff
                    | UiCommand::SaveHandoff
                    | UiCommand::OpenHandoff
                    | UiCommand::ImportRota
                    | UiCommand::ImportTickets
                    | UiCommand::ErasePerson
            );
            assert_eq!(entry.keys.is_empty(), is_of_palette, "{:?}", entry.command);
            assert!(!entry.words.is_empty(), "{:?}", entry.command);
            assert!(
                ALL.iter().skip(at + 1).all(|other| other.command != entry.command),
                "{:?}",
                entry.command
            );
        }
    }

    #[test]
    fn each_side_of_settings_has_a_command() {
        for side in SettingsSide::ALL {
            let entry = ALL.iter().find(|entry| entry.command == UiCommand::GoSide(side));
            let words = entry.map(|entry| entry.words.to_lowercase()).unwrap_or_default();
            assert!(words.contains(&side.word().to_lowercase()), "{side:?}: {words}");
        }
    }

    #[test]
    fn letters_fire_only_where_nothing_is_typed() {
        let typing = Situation { is_typing: true, is_on_list: false, ..FREE };
        let dialog = Situation { in_dialog: true, ..FREE };
        let form = Situation { in_form: true, ..FREE };
        for (key, modifiers, command, in_form) in [
            (Key::N, Modifiers::NONE, UiCommand::NewIncident, true),
            (Key::D, Modifiers::NONE, UiCommand::Done, false),
            (Key::D, Modifiers::SHIFT, UiCommand::DoneAt, false),
            (Key::S, Modifiers::NONE, UiCommand::Snooze, false),
            (Key::A, Modifiers::NONE, UiCommand::Acknowledge, true),
            (Key::Z, Modifiers::COMMAND, UiCommand::Undo, true),
            (Key::Slash, Modifiers::SHIFT, UiCommand::Search, true),
        ] {
            let mut none = Pending::default();
            assert_eq!(press(key, modifiers, FREE, &mut none, now()), [command]);
            assert_eq!(press(key, modifiers, typing, &mut none, now()), [], "{command:?}");
            assert_eq!(press(key, modifiers, dialog, &mut none, now()), [], "{command:?}");
            assert_eq!(
                press(key, modifiers, form, &mut none, now()).len(),
                usize::from(in_form),
                "{command:?}"
            );
        }
        for situation in [FREE, typing, dialog, form] {
            let mut none = Pending::default();
            assert_eq!(press(Key::Escape, Modifiers::NONE, situation, &mut none, now()), [UiCommand::Back]);
            assert_eq!(
                press(Key::Plus, Modifiers::COMMAND, situation, &mut none, now()),
                [UiCommand::Larger]
            );
        }
    }

    #[test]
    fn other_modifiers_than_the_wanted_give_nothing() {
        let mut none = Pending::default();
        assert_eq!(press(Key::N, Modifiers::COMMAND, FREE, &mut none, now()), []);
        assert_eq!(press(Key::N, Modifiers::SHIFT, FREE, &mut none, now()), []);
        assert_eq!(press(Key::D, Modifiers::ALT, FREE, &mut none, now()), []);
    }

    #[test]
    fn a_pair_is_given_by_its_second_key_in_time() {
        let mut pending = Pending::default();
        assert_eq!(press(Key::G, Modifiers::NONE, FREE, &mut pending, now()), []);
        assert!(pending.until().is_some());
        assert_eq!(
            press(Key::S, Modifiers::NONE, FREE, &mut pending, now()),
            [UiCommand::GoSettings],
            "not Snooze"
        );
        assert_eq!(press(Key::G, Modifiers::NONE, FREE, &mut pending, now()), []);
        let later = now() + TimeDelta::milliseconds(PAIR_MILLIS);
        assert_eq!(
            press(Key::S, Modifiers::NONE, FREE, &mut pending, later),
            [UiCommand::Snooze],
            "too late for a pair"
        );
        assert_eq!(press(Key::G, Modifiers::NONE, FREE, &mut pending, now()), []);
        assert_eq!(
            press(Key::U, Modifiers::NONE, FREE, &mut pending, now()),
            [],
            "no such pair, and no fact by it"
        );
        assert!(pending.until().is_none());
    }

    #[test]
    fn shift_on_the_way_to_a_sign_does_not_end_a_pair() {
        let mut pending = Pending::default();
        assert_eq!(press(Key::G, Modifiers::NONE, FREE, &mut pending, now()), []);
        assert_eq!(press(Key::ShiftLeft, Modifiers::SHIFT, FREE, &mut pending, now()), []);
        let help = press(Key::Questionmark, Modifiers::SHIFT, FREE, &mut pending, now());
        assert_eq!(help, [UiCommand::GoHelp]);
    }

    #[test]
    fn what_a_shortcut_took_types_nothing() {
        let mut input = egui::InputState::default();
        input.events = vec![
            Event::Key {
                key: Key::N,
                physical_key: None,
                pressed: true,
                repeat: false,
                modifiers: Modifiers::NONE,
            },
            Event::Text("n".to_owned()),
        ];
        pressed(&mut input, FREE, &mut Pending::default(), now());
        assert!(input.events.is_empty(), "{:?}", input.events);
    }

    #[test]
    fn a_held_key_moves_the_list_and_writes_no_second_fact() {
        let held = |key| {
            let mut input = egui::InputState::default();
            input.events = vec![Event::Key {
                key,
                physical_key: None,
                pressed: true,
                repeat: true,
                modifiers: Modifiers::NONE,
            }];
            pressed(&mut input, FREE, &mut Pending::default(), now())
        };
        assert_eq!(held(Key::J), [UiCommand::Next]);
        assert_eq!(held(Key::D), []);
    }

    #[test]
    fn hints_read_as_people_write_them() {
        for (command, words) in [
            (UiCommand::NewIncident, "N"),
            (UiCommand::DoneAt, "Shift D"),
            (UiCommand::Undo, "Ctrl Z"),
            (UiCommand::GoHelp, "G then ?"),
            (UiCommand::Search, "/"),
        ] {
            assert_eq!(hint(command, false), words);
        }
        assert_eq!(hint(UiCommand::Undo, true), "⌘ Z");
    }
}
