//! Actions, the hotline, post-mortems and the directory.

use crate::ui::context::Screen;
use crate::ui::help::topics::{Goal, Link, More, Topic};
use crate::ui::settings::SettingsSide;

/// The topics.
pub const TOPICS: &[Topic] = &[
    Topic {
        id: "actions",
        title: "Actions of all incidents",
        screen: Some(Screen::Actions),
        text: &[
            "Every action and request that is open, over all incidents, the soonest due first. Go there by {GoActions}.",
            "An action is accepted, done, given to somebody else or dropped with a reason. Follow-up actions of a \
             post-mortem stay here after their incident is closed.",
        ],
        links: &[Link { words: "Go to the actions", to: Goal::Screen(Screen::Actions) }],
        more: More::Nothing,
    },
    Topic {
        id: "hotline",
        title: "The hotline: who is owed a call",
        screen: Some(Screen::Hotline),
        text: &[
            "Every incident that owes the hotline a call, and those that called. Go there by {GoHotline}. High and \
             critical major incidents owe one within 15 minutes; voicemail and no answer do not satisfy it.",
            "The number is the desk's own from Settings, with the policy's alternates.",
        ],
        links: &[
            Link { words: "Go to the hotline", to: Goal::Screen(Screen::Hotline) },
            Link { words: "Go to Settings", to: Goal::Settings(SettingsSide::Desk) },
        ],
        more: More::Nothing,
    },
    Topic {
        id: "reviews",
        title: "Post-mortems",
        screen: Some(Screen::Reviews),
        text: &[
            "Post-mortems, by {GoReviews}: the logistics of each turn green as they are settled, the day shows who is \
             hindered when, and the problem statement marks words that argue a cause.",
            "The problem statement says what deviated from what is expected, where, since when, how far and for whom, and \
             what it is not. It is not the root cause. A marked word can stay.",
            "Papers shows pack and report, and saves or opens them; invitation and pre-read are mail drafts that you send \
             and log. Follow-up actions outlive the incident.",
        ],
        links: &[Link { words: "Go to the post-mortems", to: Goal::Screen(Screen::Reviews) }],
        more: More::Nothing,
    },
    Topic {
        id: "directory",
        title: "The directory",
        screen: Some(Screen::Directory),
        text: &[
            "People, teams with contacts in order and alternates, agencies, services with owner, resolver team, Second Level \
             Business Partner and servers, distribution lists, servers. An agency with a service coordinator is a \
             department. Go there by {GoDirectory}; {Search} finds by a few letters.",
            "Likely doubles are listed and merged: whatever pointed at the one means the other from then on. Before a record \
             is retired, what still points at it is shown. Import… and Export… read and write all of it as one CSV.",
            "Wherever somebody is asked for, the directory offers who fits. A name that it does not have is kept as it was \
             typed. A record that is retired is offered no more and stays in the log.",
        ],
        links: &[Link { words: "Go to the directory", to: Goal::Screen(Screen::Directory) }],
        more: More::Nothing,
    },
    Topic {
        id: "privacy",
        title: "Personal data, and erasing a person",
        screen: Some(Screen::Directory),
        text: &[
            "What is kept of people: in the log their names, as who said something and whom it was said of, what was written \
             about them, their addresses, numbers and notes in the directory, their watches and leave. All of it stands \
             once more in the index of the search and in the backups. What is being typed is in `drafts.json`, kept views \
             of the history in `window.json`, mails that were drafted in `outbox`, contacts of your own policies in \
             `policies`. Nothing of it leaves the desk by itself.",
            "Somebody who asks to be forgotten is erased: choose the person, then Erase…, or use {ErasePerson} of the palette. \
             You see first what would change, then you type the name. Their name becomes “Erased person 1”, addresses and \
             numbers become “[erased]”, also those that only stand beside the name in a mail or a call; the rest of each \
             text stays, and so do times, counts and roles. The log still verifies, and an entry says what was done \
             without a word of what is gone. It cannot be undone.",
            "A name is found whole, without regard to case and accents. Add what else means them: a nickname, an account, the \
             first name alone where nobody else has it. What only looks like the name is left and listed; what others are \
             reached by too is left. Of two people with exactly one name rename who stays first.",
            "Search, history, drafts, old pages of the log's file and older backups lose the words in the same go; a fresh \
             backup takes their place. Files that have the person and are your own are listed for you to see to. What has \
             left the desk is not reached: mails, notifications that the system keeps, what was copied or handed to the \
             mail program, handoff files, exports, printed pages, copies elsewhere. Other desks take it over with the next \
             handoff file, also where their files still have the words, and so does a copy that is restored. What another desk wrote of the \
             person and this one had not seen is another matter: once it is here, erase again.",
            "Nobody is erased who sits at this desk, is on the rota, has a part in an open incident or a task, or is named by a \
             record: give that to somebody else first. On the command line it is `bridgewatch erase-person`, with \
             `--look` for the look alone; there a name that has no record can be erased too.",
        ],
        links: &[Link { words: "Go to the directory", to: Goal::Screen(Screen::Directory) }],
        more: More::Nothing,
    },
];
