//! The rota and the handoff.

use crate::ui::context::Screen;
use crate::ui::help::topics::{Goal, Link, More, Topic};

const fn topic(
    id: &'static str,
    title: &'static str,
    text: &'static [&'static str],
    links: &'static [Link],
) -> Topic {
    Topic { id, title, screen: Some(Screen::Rota), text, links, more: More::Nothing }
}

const ROTA: Link = Link { words: "Go to the rota", to: Goal::Screen(Screen::Rota) };
const HANDOFF: Link = Link { words: "Go to the handoff", to: Goal::Handoff };

/// The topics.
pub const TOPICS: &[Topic] = &[
    topic(
        "rota",
        "The rota: who is on watch",
        &[
            "The rota says who is on watch, now and next, in the strip on top of every screen. Go there by {GoRota}: the \
             arrows move over the days, Shift chooses several, Enter takes a day and then its shifts, Tab leads to cover, \
             swap, override and leave.",
            "A swap and a cover hold once both have agreed; a manager can record that for somebody. Past watches are facts \
             and never change.",
            "Ask why somebody is on watch, and rule, turn and change answer. The same person never holds primary and \
             backup at once.",
        ],
        &[ROTA],
    ),
    topic(
        "rota-rule",
        "A rule for the rota, and its problems",
        &[
            "A rule has participants in order, a rhythm (hourly, daily, weekly, monthly), a begin in a time zone, and if \
             wanted weekdays and hours. It takes effect at once, after the shift, or after the round.",
            "Gaps, leave while on watch, too many hours in a row, an unfair share and a learning that is not completed are \
             shown 90 days ahead, each with a cure.",
        ],
        &[ROTA],
    ),
    topic(
        "rota-files",
        "The rota outside: calendar, CSV, page",
        &[
            "Save the rota as a calendar for everybody or one person, as CSV, or as a page for the rotation site. A rota \
             that others keep comes in from .ics or .csv: it is looked at first, and nothing is put in before you say so.",
        ],
        &[ROTA],
    ),
    topic(
        "handoff",
        "The handoff",
        &[
            "The handoff makes a brief of what the log knows and of your words. Whoever takes over accepts it, each major \
             incident by itself; command of what you had goes over with it.",
            "Until it is accepted it is told again. Declining it asks why.",
        ],
        &[HANDOFF],
    ),
    topic(
        "handoff-file",
        "The watch as a file for another desk",
        &[
            "As a file, the watch goes to another desk: save one on the handoff's page, with a passphrase if you like. The \
             other desk opens it there, sees what it would bring, and merges it; twice changes nothing.",
            "Dropping such a file onto the window does the same, and a rota's .ics or .csv is imported beside the calendar.",
        ],
        &[HANDOFF],
    ),
];
