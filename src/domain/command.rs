//! What somebody wants: the commands of the window, the command line and imported files.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::billing::wish::{BillAs, SetRate};
pub use super::directory::wish::{RecordList, RecordParty, RecordPerson, RecordServer, RecordService};
use super::duty::Duty;
use super::event::{EventId, IncidentId};
use super::policy::{Clock, Completion};
use super::report::figures::FigureWish;
use super::review::wish::ReviewWish;
use super::service_review::wish::ServiceReviewWish;
use super::settings::wish::DeskWish;
use super::time::Instant;
use super::timeline::CUSTOMERS;
use super::watch::wish::WatchWish;
use super::words::{CallOutcome, ChecklistState, Environment, Involvement, Kind, Priority};

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
    SendUpdate(SendUpdate),
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
        /// The number that was dialled.
        number: Option<String>,
        /// By when a call back is owed, from either side.
        call_back_by: Option<Instant>,
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
    /// Say which services are hit, all of them.
    NameServices {
        /// Their names; those of the directory are recognised.
        services: Vec<String>,
    },
    /// Answer fields of an intake form; an empty text clears one.
    FillIntake {
        /// The form's id in the policy; the one that fits the incident if left out.
        form: Option<String>,
        /// The answers by the ids of their fields.
        #[serde(default)]
        answers: BTreeMap<String, String>,
    },
    /// Put somebody on the incident.
    AddPerson {
        /// Who.
        whom: String,
        /// What they are to it; a subject matter expert if left out.
        role: Option<Involvement>,
        /// The reason.
        why: Option<String>,
    },
    /// Somebody is not needed any more.
    StandDown {
        /// Who.
        whom: String,
        /// The reason.
        why: Option<String>,
    },
    /// Somebody was called, or written to.
    AttemptContact {
        /// Who.
        whom: String,
        /// What they are to the incident; what they were, or a subject matter expert, if left out.
        role: Option<Involvement>,
        /// The number or channel.
        via: Option<String>,
        /// How it ended.
        outcome: CallOutcome,
        /// What was said.
        text: Option<String>,
        /// By when a call back is owed, from either side.
        call_back_by: Option<Instant>,
    },
    /// Somebody joined the crisis bridge.
    JoinBridge {
        /// Who.
        whom: String,
    },
    /// Somebody left the crisis bridge.
    LeaveBridge {
        /// Who.
        whom: String,
    },
    /// Somebody asks for information.
    AskInformation {
        /// Who asks.
        from: String,
        /// What they want to know.
        what: String,
        /// By when.
        due: Option<Instant>,
        /// Who answers.
        answerer: Option<String>,
    },
    /// Give a request to somebody, or another time.
    AssignRequest {
        /// The request.
        request: ItemName,
        /// Who answers.
        to: Option<String>,
        /// By when.
        due: Option<Instant>,
        /// The reason.
        why: Option<String>,
    },
    /// A request was answered.
    AnswerRequest {
        /// The request.
        request: ItemName,
        /// With what.
        text: String,
        /// By whom.
        by: Option<String>,
    },
    /// Nobody needs the answer any more.
    WithdrawRequest {
        /// The request.
        request: ItemName,
        /// The reason.
        why: String,
    },
    /// Delegate a task to a person.
    DelegateAction {
        /// Who does it.
        to: String,
        /// What is to be done.
        what: String,
        /// By when.
        due: Option<Instant>,
        /// Whether it comes out of the post-mortem, and lives on after the incident is closed.
        #[serde(default)]
        follow_up: bool,
    },
    /// Give a task to somebody else, or another time.
    RedelegateAction {
        /// The action.
        action: ItemName,
        /// Who does it.
        to: Option<String>,
        /// By when.
        due: Option<Instant>,
        /// The reason.
        why: Option<String>,
    },
    /// The person accepts the task.
    AcceptAction {
        /// The action.
        action: ItemName,
        /// Words.
        text: Option<String>,
    },
    /// The task is done.
    CompleteAction {
        /// The action.
        action: ItemName,
        /// Words.
        text: Option<String>,
    },
    /// The task will not be done.
    DropAction {
        /// The action.
        action: ItemName,
        /// The reason.
        why: String,
    },
    /// Mark an item of the hotline checklist.
    MarkChecklist {
        /// Its id in the policy.
        item: String,
        /// Its state.
        state: ChecklistState,
        /// Why it does not apply; needed for `not applicable`.
        why: Option<String>,
    },
    /// Say as what an incident is billed, also of one that is closed; what is left out stays.
    BillAs(BillAs),
    /// Set the flat rate of a category of billing in a year.
    SetRate(SetRate),
    /// Keep a person in the directory; what is left out stays, an empty text clears.
    RecordPerson(RecordPerson),
    /// Keep a team in the directory; what is left out stays, an empty text clears.
    RecordTeam(RecordParty),
    /// Keep a customer agency in the directory; what is left out stays, an empty text clears.
    RecordAgency(RecordParty),
    /// Keep a service in the directory; what is left out stays, an empty text clears.
    RecordService(RecordService),
    /// Keep a distribution list in the directory; what is left out stays, an empty text clears.
    RecordList(RecordList),
    /// Keep a server in the directory; what is left out stays, an empty text clears.
    RecordServer(RecordServer),
    /// Offer a record of the directory no more.
    RetireRecord {
        /// What it is: `person`, `team`, `agency`, `service`, `list`, `server`.
        kind: String,
        /// Its name, or its id.
        name: String,
        /// The reason.
        why: Option<String>,
    },
    /// Merge a double into the record that stays: what pointed at either means that one from now on.
    MergeRecords {
        /// What both are.
        kind: String,
        /// The record that stays: its name, or its id.
        kept: String,
        /// The double: its name, or its id.
        gone: String,
    },
    /// Take a merge of records back: the double is a record of its own again.
    PartRecords {
        /// The entry that merged them.
        entry: EventId,
        /// The reason.
        why: String,
    },
    /// Say where this machine keeps the notifications page; without a folder it keeps none.
    SetNotificationsPage {
        /// The folder, a whole path.
        folder: Option<String>,
        /// The audience whose updates it shows; `customers` if left out.
        audience: Option<String>,
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
    /// A wish about the post-mortem. Their words stand beside the others'.
    #[serde(skip)]
    Review(ReviewWish),
    /// A wish about the rota or the handoff. Their words stand beside the others'.
    #[serde(skip)]
    Watch(WatchWish),
    /// A wish about the reviews of service delivery. Their words stand beside the others'.
    #[serde(skip)]
    ServiceReview(ServiceReviewWish),
    /// A wish about figures that other systems measure. Their words stand beside the others'.
    #[serde(skip)]
    Figure(FigureWish),
    /// A wish about the desk's settings. Their words stand beside the others'.
    #[serde(skip)]
    Desk(DeskWish),
}

impl From<DeskWish> for Wish {
    fn from(wish: DeskWish) -> Self {
        Self::Desk(wish)
    }
}

impl From<FigureWish> for Wish {
    fn from(wish: FigureWish) -> Self {
        Self::Figure(wish)
    }
}

impl From<ServiceReviewWish> for Wish {
    fn from(wish: ServiceReviewWish) -> Self {
        Self::ServiceReview(wish)
    }
}

impl From<WatchWish> for Wish {
    fn from(wish: WatchWish) -> Self {
        Self::Watch(wish)
    }
}

impl From<ReviewWish> for Wish {
    fn from(wish: ReviewWish) -> Self {
        Self::Review(wish)
    }
}

/// An update that was sent; see [`Wish::SendUpdate`].
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SendUpdate {
    /// To whom; `customers` if left out.
    pub audience: Option<String>,
    /// The words that were sent.
    pub text: Option<String>,
    /// The subject line.
    pub subject: Option<String>,
    /// Who got it: addresses, each with a name before it if it has one (`Sample One <one@example.org>`).
    pub to: Vec<String>,
    /// How it went out, such as `mail`.
    pub channel: Option<String>,
    /// What it says of the impact.
    pub impact: Option<String>,
    /// What it says is being done.
    pub doing: Option<String>,
    /// By when it promises the next one.
    pub next_update_by: Option<Instant>,
    /// Why it was sent although a check asked for more.
    pub unchecked: Option<String>,
}

impl SendUpdate {
    /// Words to an audience, and nothing more.
    pub fn words(audience: Option<&str>, text: Option<&str>) -> Self {
        let (audience, text) = (audience.map(str::to_owned), text.map(str::to_owned));
        Self { audience, text, ..Self::default() }
    }
}

/// A request or an action as it is named: by its number on the incident, or by the entry that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum ItemName {
    /// Its number on the incident, from 1.
    Number(usize),
    /// The id of the entry that made it.
    Entry(EventId),
}

impl Wish {
    /// Whether it is about the desk or the directory, and so about no incident.
    pub const fn is_of_desk(&self) -> bool {
        matches!(
            self,
            Self::ConfigureDesk { .. }
                | Self::RecordPerson(_)
                | Self::RecordTeam(_)
                | Self::RecordAgency(_)
                | Self::RecordService(_)
                | Self::RecordList(_)
                | Self::RecordServer(_)
                | Self::RetireRecord { .. }
                | Self::MergeRecords { .. }
                | Self::PartRecords { .. }
                | Self::SetNotificationsPage { .. }
                | Self::SetRate(_)
                | Self::Watch(_)
                | Self::ServiceReview(_)
                | Self::Figure(_)
                | Self::Desk(_)
        )
    }
}

/// What saying *done* about a deadline of `clock` asks for. `None` where more has to be known
/// first: a priority to choose, an answer to give, a call to log.
pub fn done(clock: &Clock, words: Option<String>) -> Option<Wish> {
    let sent = |audience: &str, text| {
        Wish::SendUpdate(SendUpdate { text, ..SendUpdate::words(Some(audience), None) })
    };
    Some(match clock.completion() {
        Completion::Priority | Completion::CallBack => return None,
        Completion::CustomerUpdate => sent(CUSTOMERS, words),
        Completion::AudienceUpdate => sent(clock.update_audience().unwrap_or_default(), words),
        Completion::Refer => Wish::Refer { to: words },
        Completion::Acknowledge => Wish::Acknowledge { by: words },
        Completion::ResolverUpdate => Wish::LogResolverUpdate { text: words },
        Completion::Ownership => Wish::ConfirmOwnership { by: words },
        Completion::Hotline => Wish::NotifyHotline {
            outcome: CallOutcome::Reached,
            spoke_with: words,
            reference: None,
            text: None,
            number: None,
            call_back_by: None,
        },
        Completion::Restore => Wish::Restore { text: words },
        Completion::Command => Wish::KeepCommand { text: words },
        Completion::Milestone => {
            Wish::ReachMilestone { milestone: clock.met_by.first().cloned().unwrap_or_default(), text: words }
        }
        Completion::PreRead => ReviewWish::LogPreReadSent { to: Vec::new() }.into(),
        Completion::Invitations => ReviewWish::LogInvitationSent { to: Vec::new(), cancels: false }.into(),
        Completion::Action => {
            let Some(Duty::Action(entry)) = Duty::of_clock(&clock.id) else { return None };
            Wish::CompleteAction { action: ItemName::Entry(entry), text: words }
        }
        Completion::Answer => {
            let Some(Duty::Request(entry)) = Duty::of_clock(&clock.id) else { return None };
            Wish::AnswerRequest { request: ItemName::Entry(entry), text: words?, by: None }
        }
    })
}
