//! What is looked at over weeks and years: reports and service reviews, the history and what is imported.

use crate::ui::context::Screen;
use crate::ui::help::topics::{Goal, Link, More, Topic};

const REPORTS: &[Link] = &[Link { words: "Go to the reports", to: Goal::Screen(Screen::Reports) }];
const HISTORY: &[Link] = &[Link { words: "Go to the history", to: Goal::Screen(Screen::History) }];

/// The topics.
pub const TOPICS: &[Topic] = &[
    Topic {
        id: "reports",
        title: "Reports",
        screen: Some(Screen::Reports),
        text: &[
            "What is looked at over weeks and months. Go there by {GoReports}.",
            "The report of one incident is under its post-mortem's papers. On the command line, `report` and its \
             subcommands give numbers over a period: clocks met and missed, how long things took, the load of the watch.",
        ],
        links: REPORTS,
        more: More::Nothing,
    },
    Topic {
        id: "service-reviews",
        title: "Service reviews with departments",
        screen: Some(Screen::Reports),
        text: &[
            "Service reviews, under Reports by {GoReports}: each department with its coordinator, the next review or since \
             when one is owed, and its open actions.",
            "Set a cycle of 2 to 4 a year and the dates follow; Agenda and Systemic read the whole log, so that the review \
             speaks from facts; time spent is logged by calendar year and saved as CSV.",
            "Tickets of the help desk do not belong here unless an issue is systemic: the same service or department again \
             and again.",
        ],
        links: REPORTS,
        more: More::Nothing,
    },
    Topic {
        id: "history",
        title: "The history, and searching everything",
        screen: Some(Screen::History),
        text: &[
            "The history, by {GoHistory}, has every incident that ever was. One field searches all that was logged: half a \
             word is enough, quotes hold words together.",
            "{Search} puts the keyboard into the field. Enter leads into the list and opens the incident, however long it \
             is closed; a column's head sorts, and priority, state and period narrow both.",
        ],
        links: HISTORY,
        more: More::Nothing,
    },
    Topic {
        id: "import",
        title: "Import from a ticket system",
        screen: Some(Screen::History),
        text: &[
            "Import from a ticket system brings in a CSV: it is looked at first, a second press brings it in, and Stop keeps \
             what is in already. The same file again adds only what is new.",
            "What does not read is named by line, column and reason. Choose the columns and the time zone of the file; they \
             are remembered. Deadlines that are past already ring no bell.",
        ],
        links: HISTORY,
        more: More::Nothing,
    },
];
