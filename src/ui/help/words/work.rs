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
];
