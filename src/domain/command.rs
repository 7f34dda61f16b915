//! What somebody wants: the commands of the window, the command line and imported files.

use chrono::NaiveDate;
use serde::Deserialize;

use super::event::{EventId, IncidentId};
use super::policy::{Clock, Completion};
use super::time::Instant;
use super::timeline::CUSTOMERS;
use super::words::{CallOutcome, Environment, Kind, Priority};

/// A wish, about something, by somebody, at some time.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// What it is about.
    pub about: About,
    /// When it happened; now, if nobody says.
    pub at: Option<Instant>,
    /// Who says so; the desk's manager, if nobody says.
    pub actor: Option<String>,
    /// What is wanted.
    pub wish: Wish,
}

/// What a command is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// The desk itself.
    Desk,
    /// An incident that is to be opened, under the caller's own name for it.
    New {
        /// Its name for good.
        id: IncidentId,
        /// The caller's own name; the reference, if none.
        key: Option<String>,
    },
    /// An incident that there is.
    Incident(IncidentId),
}

/// What is wanted. On the command line and in files the variant's name in snake case stands under
/// `do`, the fields beside it; `key`, `at` and `as` belong to every one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Wish {
    /// Open an incident; only the title is needed.
    OpenIncident {
        /// What is wrong, in a line.
        title: String,
        /// Left out while triage runs.
        priority: Option<Priority>,
        /// Regular if left out.
        kind: Option<Kind>,
        /// Production if left out.
        environment: Option<Environment>,
        /// Number in the ticket system.
        ticket: Option<String>,
        /// Name of the policy; the desk's default if left out.
        policy: Option<String>,
    },
    /// Change title, ticket or environment.
    AmendIncident {
        /// The new title.
        title: Option<String>,
        /// The new ticket number.
        ticket: Option<String>,
        /// The new environment.
        environment: Option<Environment>,
    },
    /// Assign or change the priority.
    AssignPriority {
        /// The priority.
        priority: Priority,
        /// The reason.
        why: Option<String>,
    },
    /// Make it a major incident.
    Promote {
        /// The reason.
        why: Option<String>,
    },
    /// Make it a regular incident; asks why.
    Demote {
        /// The reason.
        why: String,
    },
    /// Refer it to a resolver.
    Refer {
        /// Team or person.
        to: Option<String>,
    },
    /// The resolver acknowledges.
    Acknowledge {
        /// Who.
        by: Option<String>,
    },
    /// An update was sent.
    SendUpdate {
        /// To whom; `customers` if left out.
        audience: Option<String>,
        /// The words that were sent.
        text: Option<String>,
    },
    /// The resolver said how it stands.
    LogResolverUpdate {
        /// What was said.
        text: Option<String>,
    },
    /// The on-call was contacted.
    ContactOnCall {
        /// Whom.
        whom: Option<String>,
    },
    /// Escalated to the next step.
    Escalate {
        /// Whom the step reaches, such as `Incident Manager`.
        to: String,
        /// What was said.
        text: Option<String>,
    },
    /// Somebody confirms ownership.
    ConfirmOwnership {
        /// Who.
        by: Option<String>,
    },
    /// The hotline was called.
    NotifyHotline {
        /// How the call ended; only `reached` satisfies the deadline.
        outcome: CallOutcome,
        /// Whom one spoke with.
        spoke_with: Option<String>,
        /// The reference that was given.
        reference: Option<String>,
        /// What was said.
        text: Option<String>,
    },
    /// Pause a pausable clock.
    PauseClock {
        /// The clock's id.
        clock: String,
        /// The reason.
        why: String,
    },
    /// Let it run again.
    ResumeClock {
        /// The clock's id.
        clock: String,
    },
    /// Quieten the alarm of a clock's deadline; the deadline stays.
    Snooze {
        /// The clock's id.
        clock: String,
        /// Until when.
        until: Instant,
    },
    /// Take notice of the alarm of a clock's deadline: no more reminders.
    AcknowledgeAlarm {
        /// The clock's id.
        clock: String,
    },
    /// A clock's deadline does not have to be met.
    NotNeeded {
        /// The clock's id.
        clock: String,
        /// The reason.
        why: String,
    },
    /// A milestone without a command of its own was reached, such as `post-mortem-held`.
    ReachMilestone {
        /// Its name.
        milestone: String,
        /// Words.
        text: Option<String>,
    },
    /// Take command of the incident.
    TakeCommand {
        /// Who; the actor if left out.
        by: Option<String>,
    },
    /// Hand command over.
    HandOverCommand {
        /// To whom.
        to: String,
    },
    /// Stay in command.
    KeepCommand {
        /// Words.
        text: Option<String>,
    },
    /// Log a note.
    Note {
        /// The words.
        text: String,
        /// Whether customers have to be told (C: significant update).
        #[serde(default)]
        significant: bool,
    },
    /// Service is back.
    Restore {
        /// Words.
        text: Option<String>,
    },
    /// It is not over.
    Reopen {
        /// The reason.
        why: String,
    },
    /// Close it; asks why while something is owed.
    Close {
        /// The reason.
        why: Option<String>,
    },
    /// It was opened in error.
    Cancel {
        /// The reason.
        why: String,
    },
    /// It is the same as another one.
    MarkDuplicate {
        /// The other's reference.
        of: String,
        /// The reason.
        why: Option<String>,
    },
    /// Take back the actor's own last entry.
    Undo {},
    /// Take back an entry.
    RetractEntry {
        /// The entry's id.
        entry: EventId,
        /// The reason.
        why: String,
    },
    /// Correct an entry's time or words.
    CorrectEntry {
        /// The entry's id.
        entry: EventId,
        /// When it really happened.
        to_at: Option<Instant>,
        /// What it really said.
        text: Option<String>,
        /// The reason.
        why: String,
    },
    /// Set up the desk; what is left out stays.
    ConfigureDesk {
        /// What it is called.
        name: Option<String>,
        /// Who sits at it.
        manager: Option<String>,
        /// IANA name of its zone.
        time_zone: Option<String>,
        /// The hotline's number.
        hotline: Option<String>,
        /// All holidays.
        holidays: Option<Vec<NaiveDate>>,
        /// The policy of an incident that names none.
        default_policy: Option<String>,
    },
}

/// What saying *done* about a deadline of `clock` asks for. `None` where more has to be known
/// first: a priority to choose.
pub fn done(clock: &Clock, words: Option<String>) -> Option<Wish> {
    Some(match clock.completion() {
        Completion::Priority => return None,
        Completion::CustomerUpdate => Wish::SendUpdate { audience: Some(CUSTOMERS.to_owned()), text: words },
        Completion::Refer => Wish::Refer { to: words },
        Completion::Acknowledge => Wish::Acknowledge { by: words },
        Completion::ResolverUpdate => Wish::LogResolverUpdate { text: words },
        Completion::Ownership => Wish::ConfirmOwnership { by: words },
        Completion::Hotline => Wish::NotifyHotline {
            outcome: CallOutcome::Reached,
            spoke_with: words,
            reference: None,
            text: None,
        },
        Completion::Restore => Wish::Restore { text: words },
        Completion::Command => Wish::KeepCommand { text: words },
        Completion::Milestone => {
            Wish::ReachMilestone { milestone: clock.met_by.first().cloned().unwrap_or_default(), text: words }
        }
    })
}
