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
            "What is looked at over weeks and months. Go there by {GoReports}. The report of one incident is under its \
             post-mortem's papers.",
        ],
        links: REPORTS,
        more: More::Nothing,
    },
    Topic {
        id: "scorecard",
        title: "The scorecard of a period",
        screen: Some(Screen::Reports),
        text: &[
            "Choose a period: what was met and missed, how long things took, what came in when, updates on time, the \
             hotline, the load on watch, beside the period before. An incident belongs to the period in which it was \
             opened. Press a number to see the incidents behind it; Enter opens one.",
            "What other systems measure, such as how fast calls are answered, is held against the targets of the policy. \
             Enter a figure for a span of days, or import a CSV with measure, from, until and value.",
            "The report is saved as HTML, DOCX, Markdown or CSV, and each table as CSV; `bridgewatch report scorecard` \
             does the same.",
        ],
        links: REPORTS,
        more: More::Nothing,
    },
    Topic {
        id: "billing",
        title: "Monthly billing",
        screen: Some(Screen::Reports),
        text: &[
            "What each agency pays for the incidents of a month, at the flat rates of the year, by the rules of the policy: \
             the account's owner, the user's agency, the application's owner, the device's owner.",
            "What cannot be billed is an exception that says what would do: say as what it is billed, set the rate, or name \
             the agency. Nothing is billed twice. The files are one for all, or one for each agency.",
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
             is closed; a column's head sorts, and priority, state and period narrow both; More fields has service, person \
             and kind of entry.",
            "What you look for again and again is kept as a view under a name. A period such as -30d goes on with the days.",
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
