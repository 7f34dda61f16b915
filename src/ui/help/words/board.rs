//! The board, the bar at the top, and an incident with its six sides.

use crate::ui::context::Screen;
use crate::ui::help::topics::{Goal, Link, More, Topic};
use crate::ui::incident::Tab;
use crate::ui::settings::SettingsSide;

const fn topic(
    id: &'static str,
    title: &'static str,
    text: &'static [&'static str],
    links: &'static [Link],
) -> Topic {
    Topic { id, title, screen: Some(Screen::Board), text, links, more: More::Nothing }
}

const fn side(words: &'static str, tab: Tab) -> Link {
    Link { words, to: Goal::Side(tab) }
}

const GO: Link = Link { words: "Go to the board", to: Goal::Screen(Screen::Board) };

/// The topics.
pub const TOPICS: &[Topic] = &[
    topic(
        "board",
        "The board",
        &[
            "The board lists all open incidents, the most urgent first. Beside it stands the selected one: what to do \
             now, with the words to say and whom to call, and below it its log.",
            "{Next} and {Previous} go down and up the list, {OpenIncident} goes into the incident, {Back} leads back. \
             {Search} searches the board, in everything that was ever logged of what is on it.",
            "Rows stand in groups: now, next hour, later, and what is restored and not closed. In a narrow window the \
             incident takes the place of the list.",
        ],
        &[GO],
    ),
    topic(
        "new-incident",
        "Open an incident",
        &[
            "{NewIncident} opens the short form from any screen. A title starts the clocks; the rest can follow.",
            "Leave the priority open if you do not know it: triage then runs, 15 minutes by the built-in policies. If it \
             began earlier, type when: all clocks count from there.",
            "Make it major when its impact is high and it needs more than the ordinary answer. Then the hotline is owed a \
             call, and a post-mortem follows.",
        ],
        &[Link { words: "New incident…", to: Goal::NewIncident }, GO],
    ),
    topic(
        "loudest",
        "The bar at the top: the loudest deadline",
        &[
            "The bar at the top shows the one deadline that speaks loudest, over all incidents, on every screen. \
             {Done}, {DoneAt}, {Snooze} and {Acknowledge} act on it.",
            "{Done} says that it is done now; {DoneAt} asks when it was. Where words or a name are needed first, the form \
             opens. Just after the top has changed a key confirms nothing, so that you never confirm the wrong thing.",
            "What is not needed is said with a reason, in the incident. Exactly on time is met.",
        ],
        &[side("Show what to do now", Tab::Now)],
    ),
    topic(
        "alarms",
        "Alarms: warning, due, reminder",
        &[
            "A deadline warns before it is due, rings when it is, and reminds every five minutes until somebody \
             acknowledges it or does the thing. The policy sets the numbers.",
            "{Acknowledge} says that you have seen it: the reminders stop, the deadline stays. {Snooze} quietens it for a \
             while and never moves a deadline. Several alarms at one moment are told as one digest.",
            "Alarms ring while the window is hidden too. After a restart or a suspend, what fell due meanwhile is told once, \
             with how late that is. Settings sends a test notification, and chooses what sounds.",
            "In quiet hours, which Settings sets for each machine, what may wait is held, and told as one digest when they \
             end; what is done or acknowledged meanwhile is not. What is due on a critical incident, or on one without a \
             priority yet, rings all the same; so do the start of your own watch and a handoff that was offered.",
        ],
        &[Link { words: "Go to Settings", to: Goal::Settings(SettingsSide::Notifications) }],
    ),
    topic(
        "sides",
        "An incident has six sides",
        &[
            "An incident has six sides: what to do now with its log ({TabNow}); the people on it, and whom to call next \
             ({TabPeople}); the updates that are due to whom ({TabUpdates}); requests and actions ({TabTasks}); the \
             hotline call ({TabHotline}); the intake and the milestones ({TabIntake}).",
            "{LogCall}, {Update}, {Delegate} and {LogHotlineCall} log a call, draft an update, delegate an action, and \
             log a call to the hotline. {Note} puts the keyboard into the note. {CopyWords} copies the words to say.",
        ],
        &[side("Show what to do now", Tab::Now)],
    ),
    topic(
        "side-now",
        "Side 1: what to do now, and the log",
        &[
            "Each deadline says what to do, whom to call with the number, and what to read out. Done, done at another \
             time, not needed because, snooze: each is a fact in the log.",
            "The log is everything that happened, in order, with who and when. Write a note in the line below it; mark it \
             as significant where customers have to be told.",
            "Take command, refer, acknowledge, restore, reopen, close, promote and demote are under what happened. \
             Closing names what is still owed and asks why it is left.",
            "{Undo} takes back your last entry. Any entry can be corrected; what was there stays readable.",
        ],
        &[side("Show the first side", Tab::Now)],
    ),
    topic(
        "side-people",
        "Side 2: people",
        &[
            "Who is on the incident: subject matter experts, resolvers, contacts of customers, with each attempt to reach \
             them. {LogCall} logs a call: reached, voicemail, no answer, busy, refused.",
            "Where somebody was not reached the next contact or alternate is offered. A call back that is owed is a \
             deadline. Who is on the crisis bridge stands there too.",
        ],
        &[side("Show the people", Tab::People)],
    ),
    topic(
        "side-updates",
        "Side 3: updates",
        &[
            "The plan says which audience hears how often. {Update} drafts what is most wanted, from the template, with \
             the facts filled in. Impact, what is being done and the next update are checked for.",
            "Updates, mails and printed pages are drafted here and sent by you: nothing leaves by itself. What was sent is \
             logged with its words and recipients as they were.",
        ],
        &[side("Show the updates", Tab::Updates)],
    ),
    topic(
        "side-tasks",
        "Side 4: requests and actions",
        &[
            "A request is a question that somebody asked and that is owed an answer. Give it to somebody, answer it, or \
             withdraw it with a reason.",
            "An action is a task for a person, with a due time. {Delegate} delegates one. Both warn and ring like any \
             deadline.",
        ],
        &[
            side("Show requests and actions", Tab::Tasks),
            Link { words: "Show all actions", to: Goal::Screen(Screen::Actions) },
        ],
    ),
    topic(
        "side-hotline",
        "Side 5: the hotline call",
        &[
            "For each high or critical major incident: the number, what to have ready with gaps marked, the script, each \
             attempt, the checklist. {LogHotlineCall} logs a call.",
            "The deadline stands until somebody was reached. Print the page: the network may be down when you need it.",
        ],
        &[
            side("Show the hotline call", Tab::Hotline),
            Link { words: "Show all hotline calls", to: Goal::Screen(Screen::Hotline) },
        ],
    ),
    topic(
        "side-intake",
        "Side 6: intake and milestones",
        &[
            "What an emergency or a standard escalation has to say. {FillIntake} fills it in. What is missing is listed as \
             owed and stops nothing. The words for the call stand above the fields.",
            "Below are the milestones: each named moment with the entry that reached it, so that a time can be corrected.",
        ],
        &[side("Show the intake", Tab::Intake)],
    ),
    topic(
        "wall",
        "The wall view",
        &[
            "{Wall} opens the board in large type in a window of its own, for a second screen or a projector. F11 lets it fill \
           the screen, Escape gives it back and then closes it. It ticks on while this window is minimised.",
        ],
        &[GO],
    ),
];
