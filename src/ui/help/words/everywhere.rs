//! Help itself, Settings, and what is so on every screen.

use crate::ui::context::Screen;
use crate::ui::help::topics::{Goal, Link, More, Topic};
use crate::ui::settings::SettingsSide;

const SETTINGS: &[Link] = &[Link { words: "Go to Settings", to: Goal::Settings(SettingsSide::Desk) }];
const POLICIES: &[Link] = &[Link { words: "Go to the policies", to: Goal::Settings(SettingsSide::Policies) }];
const DATA: &[Link] = &[Link { words: "Go to the data", to: Goal::Settings(SettingsSide::Data) }];
const BACKGROUND: &[Link] = &[Link { words: "Go to Settings", to: Goal::Settings(SettingsSide::Background) }];

/// The topics.
pub const TOPICS: &[Topic] = &[
    Topic {
        id: "first-hour",
        title: "Your first hour: six duties",
        screen: Some(Screen::Help),
        text: &[
            "The escalation manager has six duties. Each stands here in the words of the role, with what it means at this \
             desk and a way to where it is done. A duty counts as seen once you went there.",
        ],
        links: &[],
        more: More::FirstHour,
    },
    Topic {
        id: "drill",
        title: "The drill: a scripted incident, sped up",
        screen: Some(Screen::Help),
        text: &[
            "The drill opens a second window over a desk of its own, in a folder of its own. Nothing of it reaches your log, \
             and your desk goes on, also its alarms.",
            "An incident runs by a script, 30 times as fast as the wall: an hour in two minutes. People report, ask and \
             answer; you do what you would do. While you write, time runs as it really does, so that writing costs what \
             it costs. Pause it, make it faster or slower, end it at any time.",
            "At the end stands a scorecard: each clock met or missed, how long alarms waited, and what to do better. \
             Alarms of a drill ring in its window alone, so that nobody takes them for real ones.",
            "The next drill clears away the last. On the command line it is `bridgewatch drill`, with `--speed` and with \
             `--script` for a script of your own.",
        ],
        links: &[],
        more: More::Drill,
    },
    Topic {
        id: "keyboard",
        title: "Help and the keyboard",
        screen: Some(Screen::Help),
        text: &[
            "{GoHelp} comes here from any screen, with that screen's topics first. {Search} puts the keyboard into the \
             field; every word must fit, and it searches the keys below too. Arrows go through the topics, Enter unfolds \
             one, Escape leads back.",
            "{Keys} shows all keys over whatever is open. Letters work wherever nothing is being typed. Tab goes through \
             everything that can be pressed.",
        ],
        links: &[Link { words: "Go to the board", to: Goal::Screen(Screen::Board) }],
        more: More::Nothing,
    },
    Topic {
        id: "settings",
        title: "Settings",
        screen: Some(Screen::Settings),
        text: &[
            "Settings stand on sides; go there by {GoSettings}. Desk has your name, the time zone, the hotline's number and \
             the name of the desk, the seats of the watch, the calendars and the holidays. A seat beside primary and \
             backup, such as shadow, is offered by the forms of the rota once it is added.",
            "A calendar is a name in the policies, such as business, with its hours. The desk can say its own, which then \
             stand for that name in every policy; the form says which open deadlines move before it is saved. Holidays \
             are added by a day or a span, or brought in from an `.ics` file, which is looked at first.",
            "Notifications has the test, what sounds, and the quiet hours, all for this machine alone. Appearance, \
             Background, Policies and Data have what their names say.",
            "{Larger}, {Smaller} and {UsualSize} change the scale on any screen.",
            "The notifications page is one file for customers who look in: open incidents, last words, next update. It is \
             written anew whenever what it shows changes, into the folder that you choose.",
        ],
        links: SETTINGS,
        more: More::Nothing,
    },
    Topic {
        id: "policies",
        title: "Policies and templates",
        screen: Some(Screen::Settings),
        text: &[
            "A policy has the clocks, ladders, scripts, checklists and plans that an incident runs under. Four are built \
             in. Settings shows each as people read it: every clock with its start, its due time and what stops it, \
             audiences, intake, targets; and its text.",
            "Copy one under a name of your own, or under the name of a built-in one to take its place, and edit the copy \
             there. It is checked as you type: each thing to mend stands at its line, and the list below leads to it. Tab \
             leads out of the text, Escape closes it, and what you typed is kept, also over a crash.",
            "Before it is saved you see what changes in words, clock by clock. A text with something to mend is not put in \
             force, and a file that somebody else changed meanwhile is not written over. A saved policy is for incidents \
             opened from then on; those that are open stay under the version they have.",
            "Make one the usual policy, or put your own aside: its file is renamed, never deleted.",
            "Your own are TOML files in `policies` in the data folder, templates of updates are text files in \
             `templates`, and the words that argue a cause are in `language/cause.toml`. What is wrong in a file is named \
             with its line, in Settings and by `bridgewatch policy check`; one bad file stops nothing. Read them again \
             after you changed one with another program.",
        ],
        links: POLICIES,
        more: More::Nothing,
    },
    Topic {
        id: "files",
        title: "Files and backups",
        screen: Some(Screen::Settings),
        text: &[
            "All data is in one folder that Settings names: the log, what is being typed, drafts for mail in `outbox`. A \
             copy of the log is made on the first start of each day and before an upgrade; the last 14 stay in `backups`. \
             Settings lists them, and copies the log to a file that you name, never over another.",
            "Press a copy, or name another file, and you see what going back to it would bring and lose. Restore it, and \
             the desk goes on with it at once; the log that ran is set aside whole, and is restored the same way. What \
             was lost comes back by a handoff file of a desk that has it.",
            "Check the log reads every entry with its hashes, and says where something is wrong and what would do. A \
             damaged log is set aside at a start, never deleted, and the newest good copy is offered.",
            "The whole log goes out as JSON lines, word for word, or as tables for a spreadsheet. JSON lines are taken in \
             again: looked at first, then only what is lacking comes. One program at a time has the folder.",
        ],
        links: DATA,
        more: More::Nothing,
    },
    Topic {
        id: "background",
        title: "Closing the window, the tray, and starting by itself",
        screen: Some(Screen::Settings),
        text: &[
            "While an incident is open or a watch of yours is ahead, closing the window can keep the watch: it asks once, and \
             Settings changes the answer. Alarms go on, and buttons of notifications work. An icon in the tray counts \
             what is open and says what is next.",
            "The window comes back by the tray, by a notification's Open, or by starting Bridgewatch once more. {Quit}, \
             or Quit in the tray's menu, ends the watch. Settings lets it start with your session, without a window at first.",
            "Commands such as `bridgewatch apply` are handed to the desk that runs.",
        ],
        links: BACKGROUND,
        more: More::Nothing,
    },
    Topic {
        id: "palette",
        title: "Any command by its words",
        screen: None,
        text: &[
            "{Palette} finds any command and any open incident by a few letters of its words; arrows and Enter choose. Each \
             command shows its own keys there; a few, such as the sides of Settings, have none and are reached there alone.",
        ],
        links: &[],
        more: More::Nothing,
    },
    Topic {
        id: "log",
        title: "What is logged stays",
        screen: None,
        text: &[
            "Nothing is ever deleted. What you take back or correct stays readable in the log, with who did it and when. The \
             one exception is a person who is erased: their words go, and an entry says that they went.",
            "Each entry says when it happened and when it was written down. Log a call afterwards with the time it had.",
        ],
        links: &[],
        more: More::Nothing,
    },
    Topic {
        id: "times",
        title: "Times as you type them",
        screen: None,
        text: &[
            "Times are typed as people say them: 14:05, -10m, yesterday 22:30, fri 9:00. What was understood is shown before \
             you accept it.",
            "They are in the desk's zone. A wall time that the change of clocks skips is refused in words; one that occurs \
             twice is shown as it was understood.",
        ],
        links: &[],
        more: More::Nothing,
    },
    Topic {
        id: "offline",
        title: "Without a network",
        screen: None,
        text: &[
            "Everything works without a network. Facts are on the disk before the window says so, and what could not be \
             saved stays in its form with the reason.",
            "What leaves the desk leaves as a file, a copied text, a mail draft, or a call that a person makes.",
        ],
        links: &[],
        more: More::Nothing,
    },
    Topic {
        id: "command-line",
        title: "The command line",
        screen: None,
        text: &[
            "The same desk works without a window: `bridgewatch --help` lists what it can do, `bridgewatch apply --help` \
             every command. Both work beside an open window: what writes is handed to the desk that runs.",
            "`bridgewatch watch` tells alarms without a window. `--data DIR` names another data folder. `verify` checks the \
             log, `backup` copies it, `restore` goes back to a copy, `recover` mends a damaged one, `export` writes all of \
             it, `import log` takes it in.",
            "Without a graphics card the processor draws the window, and only what has changed. Where a driver fails, so it \
             does too, and the window says so; `--renderer software` asks for it at once, as does Settings, Appearance.",
        ],
        links: &[],
        more: More::Nothing,
    },
];
