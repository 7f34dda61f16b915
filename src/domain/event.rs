//! The facts: what is written to the log, and the envelope each one travels in.
//!
//! A fact is in the past tense and says only what happened. Nothing derived is ever a fact:
//! no deadline, no state, no count.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::billing::facts::{BilledAs, RateSet};
use super::calendar::OpeningHours;
use super::directory::{Named, Record, RecordId};
use super::erasing::PersonErased;
use super::report::figures::FigureEntered;
use super::review::facts::{AgendaItem, ProblemStatement};
use super::review::words::{ReviewAnswer, ReviewPart, ReviewRole, ReviewSection};
use super::rota::person::Seat;
use super::service_review::facts::{ActionGiven, EffortSpent, NoteSection, ReviewCycle, ReviewTime};
use super::settings::quiet::QuietHours;
use super::ticket::TicketRead;
use super::time::Instant;
use super::watch::facts::{ChangeAnswered, ChangeAsked, HandoffOffered, KeptShift, RuleAdopted};
use super::words::{CallOutcome, ChecklistState, Environment, Involvement, Kind, Priority, Sounds};

/// An incident, for good: its UUID of version 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IncidentId(pub Uuid);

/// One entry of the log, for good: its UUID of version 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub Uuid);

/// The desk that wrote an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(pub Uuid);

/// What an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The desk itself: its name, zone, holidays, recorded policies.
    Desk,
    /// The directory: people, teams, agencies, services, distribution lists, servers.
    Directory,
    /// The watch: rules, changes, leave, handoffs.
    Watch,
    /// The reviews of service delivery with the departments (I).
    ServiceReviews,
    /// The figures that other systems measure (C).
    Figures,
    /// One incident.
    Incident(IncidentId),
    /// A subject of a newer program, kept word for word.
    Other(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Desk => f.write_str("desk"),
            Self::Directory => f.write_str("directory"),
            Self::Watch => f.write_str("watch"),
            Self::ServiceReviews => f.write_str("service-reviews"),
            Self::Figures => f.write_str("figures"),
            Self::Incident(id) => write!(f, "incident:{}", id.0),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl FromStr for Subject {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "desk" => Self::Desk,
            "directory" => Self::Directory,
            "watch" => Self::Watch,
            "service-reviews" => Self::ServiceReviews,
            "figures" => Self::Figures,
            _ => text
                .strip_prefix("incident:")
                .and_then(|id| Uuid::parse_str(id).ok())
                .map_or_else(|| Self::Other(text.to_owned()), |id| Self::Incident(IncidentId(id))),
        })
    }
}

/// A fact that has been decided but not yet written: the store adds device, sequence and hash.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// What it is about.
    pub subject: Subject,
    /// When it happened; a whole second.
    pub happened_at: Instant,
    /// Who says so.
    pub actor: String,
    /// What happened.
    pub fact: Fact,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The desk that wrote it.
    pub device: DeviceId,
    /// Its number on that desk, from 1, without gaps.
    pub device_seq: u64,
    /// Its name for good.
    pub id: EventId,
    /// What it is about.
    pub subject: Subject,
    /// When it happened; a whole second.
    pub happened_at: Instant,
    /// When it was written down; milliseconds, never running backwards on a desk.
    pub recorded_at: Instant,
    /// Who said so.
    pub actor: String,
    /// What happened.
    pub fact: Fact,
}

/// A policy and the version of it, by content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PolicyRef {
    /// The policy's name, such as `major-incident`.
    pub name: String,
    /// SHA-256 of the policy file's text, in hexadecimal.
    pub version: String,
}

/// How far an alarm has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmStage {
    /// The warning share of the span has run.
    Warning,
    /// The deadline itself.
    Due,
    /// Still not done and not acknowledged.
    Reminder,
}

/// What happened. The names and shapes of variants are the stored kinds: once released they
/// are frozen, and a changed shape is a new version with an upcaster in the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum Fact {
    /// The desk was given a name, zone or number; what is `None` stayed as it was.
    DeskConfigured(DeskConfigured),
    /// The text of a policy, kept so that an incident can always be read under its own version.
    PolicyRecorded { policy: PolicyRef, text: String },
    /// An incident was opened.
    IncidentOpened(IncidentOpened),
    /// Title, ticket or environment of an incident were changed; what is `None` stayed.
    IncidentAmended { title: Option<String>, ticket: Option<String>, environment: Option<Environment> },
    /// A priority was assigned, for the first time or anew.
    PriorityAssigned { priority: Priority, why: Option<String> },
    /// Promoted to major or demoted to regular.
    KindChanged { kind: Kind, why: Option<String> },
    /// Referred to a resolver.
    Referred { to: Option<String> },
    /// The resolver acknowledged.
    Acknowledged { by: Option<String> },
    /// An update went out to one audience.
    UpdateSent { audience: String, text: Option<String>, details: Option<Box<UpdateDetails>> },
    /// The resolver said how it stands.
    ResolverUpdateLogged { text: Option<String> },
    /// The on-call was contacted.
    OnCallContacted { whom: Option<String> },
    /// Escalated to the next step.
    Escalated { to: String, text: Option<String> },
    /// Somebody confirmed that they own the issue.
    OwnershipConfirmed { by: Option<String> },
    /// A call to the hotline, with its outcome.
    HotlineCalled {
        outcome: CallOutcome,
        spoke_with: Option<String>,
        reference: Option<String>,
        text: Option<String>,
        /// The number that was dialled.
        number: Option<String>,
        /// By when a call back is owed, from either side.
        call_back_by: Option<Instant>,
    },
    /// A pausable clock was paused.
    ClockPaused { clock: String, why: String },
    /// It runs again.
    ClockResumed { clock: String },
    /// An alarm was quietened until an instant; the deadline stays.
    AlarmSnoozed { clock: String, due: Instant, until: Instant },
    /// Somebody has taken notice of an alarm.
    AlarmAcknowledged { clock: String, due: Instant },
    /// Somebody was told about a deadline.
    AlarmRaised {
        clock: String,
        due: Instant,
        stage: AlarmStage,
        /// How late it was told, against when it should have been; seconds.
        late_secs: i64,
        /// Whether it was told in a digest of several.
        digest: bool,
    },
    /// A deadline was declared not needed.
    DeadlineNotNeeded { clock: String, due: Instant, why: String },
    /// A named moment that has no fact of its own, such as `post-mortem-held`.
    MilestoneReached { milestone: String, text: Option<String> },
    /// Somebody took command of the incident.
    CommandTaken { by: String },
    /// Command went over to somebody else.
    CommandHandedOver { to: String },
    /// Who has command stays.
    CommandKept { text: Option<String> },
    /// A note.
    NoteLogged { text: String, significant: bool },
    /// Service is back, for good or by a temporary fix.
    Restored { text: Option<String> },
    /// It is not over after all.
    Reopened { why: String },
    /// Closed, with the clocks that were skipped.
    Closed { why: Option<String>, skipped: Vec<String> },
    /// Opened in error.
    Cancelled { why: String },
    /// The same as another incident.
    MarkedDuplicate { of: String, why: Option<String> },
    /// The services that are hit, all of them.
    ServicesNamed { services: Vec<Named> },
    /// Answers to the fields of an intake form; an empty text clears one.
    IntakeFilled { form: String, answers: BTreeMap<String, String> },
    /// Somebody belongs to the incident.
    PersonAdded { whom: Named, role: Involvement, why: Option<String> },
    /// Somebody is not needed any more.
    PersonStoodDown { whom: Named, why: Option<String> },
    /// An attempt to reach somebody.
    ContactAttempted {
        whom: Named,
        role: Involvement,
        /// The number that was dialled, or the channel.
        via: Option<String>,
        outcome: CallOutcome,
        text: Option<String>,
        /// By when a call back is owed, from either side.
        call_back_by: Option<Instant>,
    },
    /// Somebody joined the crisis bridge.
    BridgeJoined { whom: Named },
    /// Somebody left the crisis bridge.
    BridgeLeft { whom: Named },
    /// Somebody asked for information.
    InformationRequested { from: Named, what: String, due: Option<Instant>, answerer: Option<Named> },
    /// A request was given to somebody, or got another time; what is `None` stayed.
    RequestAssigned { request: EventId, to: Option<Named>, due: Option<Instant>, why: Option<String> },
    /// A request was answered.
    RequestAnswered { request: EventId, text: String, by: Option<Named> },
    /// Nobody needs the answer any more.
    RequestWithdrawn { request: EventId, why: String },
    /// A task was delegated to a person.
    ActionDelegated {
        to: Named,
        what: String,
        due: Option<Instant>,
        /// Whether it comes out of the post-mortem, and lives on after the incident is closed.
        follow_up: bool,
    },
    /// A task went to somebody else, or got another time; what is `None` stayed.
    ActionRedelegated { action: EventId, to: Option<Named>, due: Option<Instant>, why: Option<String> },
    /// The person accepted the task.
    ActionAccepted { action: EventId, text: Option<String> },
    /// The task is done.
    ActionDone { action: EventId, text: Option<String> },
    /// The task will not be done.
    ActionDropped { action: EventId, why: String },
    /// An item of the hotline checklist was marked.
    ChecklistMarked { item: String, state: ChecklistState, why: Option<String> },
    /// Date and time of the post-mortem were set, or moved.
    ReviewScheduled {
        /// When the meeting begins.
        at: Instant,
        minutes: u32,
        /// IANA name of the zone it is announced in; none means the desk's.
        zone: Option<String>,
        why: Option<String>,
    },
    /// The post-mortem is not scheduled any more.
    ReviewCalledOff { why: String },
    /// The room or bridge of the post-mortem; an empty text is none.
    ReviewPlaceSet { place: String },
    /// Somebody has a role at the post-mortem; none has it no more.
    ReviewRoleGiven { role: ReviewRole, to: Option<Named> },
    /// Somebody is to be at the post-mortem.
    ReviewInvited { whom: Named, part: ReviewPart },
    /// They need not be there after all.
    ReviewUninvited { whom: Named, why: Option<String> },
    /// Somebody answered the invitation.
    ReviewAnswered { whom: Named, answer: ReviewAnswer, text: Option<String> },
    /// The agenda of the post-mortem, all of it.
    ReviewAgendaSet { items: Vec<AgendaItem> },
    /// Invitations to the post-mortem went out, or the word that it is called off.
    ReviewInvitationSent {
        recipients: Vec<Recipient>,
        /// The number of the invitation in the calendar's sense, from 0.
        sequence: u32,
        cancels: bool,
        /// The time it invited to.
        starts_at: Option<Instant>,
    },
    /// The pre-read of the post-mortem went out.
    ReviewPreReadSent { recipients: Vec<Recipient> },
    /// The post-mortem was held.
    ReviewHeld { attended: Vec<Named>, text: Option<String> },
    /// A point was made at the post-mortem.
    ReviewPointLogged { section: ReviewSection, text: String },
    /// The problem statement was written; each writing is a version of it.
    ProblemStatementWritten(Box<ProblemStatement>),
    /// A version of the problem statement was agreed.
    ProblemStatementAgreed { version: EventId, by: Vec<Named> },
    /// A record of the directory was made or changed; the whole of it.
    DirectoryRecorded { id: RecordId, record: Record },
    /// A record of the directory is not offered any more.
    DirectoryRetired { id: RecordId, why: Option<String> },
    /// A double was merged into another record: what means it means that one from then on.
    DirectoryMerged { kept: RecordId, gone: RecordId },
    /// Where this desk keeps the notifications page, and for which audience; none ends it.
    NotificationsPageSet { folder: Option<String>, audience: String },
    /// A rule of the rota was adopted, or a line of rules ended.
    RotaRuleAdopted(Box<RuleAdopted>),
    /// A change of the watch was asked for: override, cover, swap. Its entry is its name.
    WatchChangeAsked(Box<ChangeAsked>),
    /// Somebody agreed to a change, refused it, took it back or undid it.
    WatchChangeAnswered(Box<ChangeAnswered>),
    /// Somebody is away. Its entry is its name.
    LeaveRecorded { person: Named, from: Instant, until: Instant, note: Option<String> },
    /// They are not away after all.
    LeaveWithdrawn { leave: EventId, why: Option<String> },
    /// The shifts of a span that is past, so that nothing decided later changes them.
    ShiftsKept { from: Instant, until: Instant, shifts: Vec<KeptShift> },
    /// A note for whoever has the watch next.
    WatchNoteLogged { text: String },
    /// The watch was offered to somebody, with its brief. Its entry is its name.
    HandoffOffered(Box<HandoffOffered>),
    /// One incident of a handoff was accepted, by its number from 1.
    HandoffItemAccepted { handoff: EventId, item: u32 },
    /// The watch was taken over.
    HandoffAccepted { handoff: EventId },
    /// The watch was not taken over.
    HandoffDeclined { handoff: EventId, why: String },
    /// The offer was taken back.
    HandoffWithdrawn { handoff: EventId, why: Option<String> },
    /// Somebody was told about their watch.
    WatchTold {
        /// What, once: `begins/primary-20260302T150000Z/…`.
        what: String,
        /// How late it was told, against when it should have been; seconds.
        late_secs: i64,
    },
    /// How a department is looked after: by whom, and when its reviews of service delivery are (I).
    ReviewCycleSet(Box<ReviewCycle>),
    /// A review with a department was planned. Its entry is its name.
    ServiceReviewPlanned { department: Named, time: ReviewTime, why: Option<String> },
    /// A review was moved.
    ServiceReviewMoved { review: EventId, time: ReviewTime, why: String },
    /// A review is not planned any more.
    ServiceReviewCalledOff { review: EventId, why: String },
    /// The agenda of a review, all of it.
    ServiceReviewAgendaSet { review: EventId, items: Vec<AgendaItem> },
    /// Invitations to a review went out, or the word that it is called off.
    ServiceReviewInvitationSent {
        review: EventId,
        recipients: Vec<Recipient>,
        /// The number of the invitation in the calendar's sense, from 0.
        sequence: u32,
        cancels: bool,
        /// The time it was about.
        starts_at: Instant,
    },
    /// A review was held; the text is its minutes.
    ServiceReviewHeld { review: EventId, attended: Vec<Named>, text: Option<String> },
    /// Something was noted about a department, for its next review or at one.
    ServiceReviewNoted { department: Named, review: Option<EventId>, section: NoteSection, text: String },
    /// Somebody got a task out of a review. Its entry is its name.
    ServiceReviewActionGiven(Box<ActionGiven>),
    /// The task is done.
    ServiceReviewActionDone { action: EventId, text: Option<String> },
    /// The task will not be done.
    ServiceReviewActionDropped { action: EventId, why: String },
    /// Time was spent for a department (I).
    EffortLogged(Box<EffortSpent>),
    /// Somebody was told about a review or what came out of one.
    ServiceReviewTold {
        /// What, once: `action-due/…`.
        what: String,
        /// How late it was told, against when it should have been; seconds.
        late_secs: i64,
    },
    /// A figure that another system measured was entered for a span of days (C); a newer one of the same
    /// measure and span corrects it.
    FigureEntered(Box<FigureEntered>),
    /// An entry was taken back; it stays readable.
    EntryRetracted { entry: EventId, why: Option<String> },
    /// An entry's time or words were corrected; the old stay readable.
    EntryCorrected { entry: EventId, at: Option<Instant>, text: Option<String>, why: String },
    /// The flat rate of a category of billing in a year (C).
    RateSet(Box<RateSet>),
    /// All that was said of an incident's billing so far (C).
    BilledAs(Box<BilledAs>),
    /// In which hours a machine holds the notifications that may wait; none ends them.
    QuietHoursSet { hours: Option<QuietHours> },
    /// Which notifications of a machine sound.
    SoundsChosen { sounds: Sounds },
    /// A further seat of the watch is offered.
    SeatAdded { seat: Seat },
    /// A further seat of the watch is not offered any more.
    SeatPutAside { seat: Seat, why: Option<String> },
    /// The desk's own hours for a calendar that policies name; none takes them back.
    CalendarSet { calendar: String, hours: Option<OpeningHours> },
    /// A ticket system said how a ticket stands, at one revision of it.
    TicketRead(Box<TicketRead>),
    /// A person was erased from entries of the log, at the places that it names. It holds no word of theirs.
    PersonErased(Box<PersonErased>),
    /// A kind that a newer program wrote: kept word for word, counted, without effect.
    #[serde(skip)]
    Unknown { kind: String, version: u32, body: String },
}

/// See [`Fact::DeskConfigured`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskConfigured {
    /// What the desk is called.
    pub name: Option<String>,
    /// Who sits at it: the actor of what is done in the window.
    pub manager: Option<String>,
    /// IANA name of the desk's time zone.
    pub time_zone: Option<String>,
    /// The hotline's number.
    pub hotline: Option<String>,
    /// All holidays of the desk's calendars, civil dates.
    pub holidays: Option<Vec<NaiveDate>>,
    /// What holidays are called, all that have a name; none where nobody said anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holiday_names: Option<BTreeMap<NaiveDate, String>>,
    /// The policy of an incident that names none.
    pub default_policy: Option<String>,
}

/// See [`Fact::IncidentOpened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentOpened {
    /// The caller's own name for it; the reference where none was given.
    pub key: String,
    /// What people say on the phone, such as `MI-0412`.
    pub reference: String,
    /// What is wrong, in a line.
    pub title: String,
    /// Left open while triage runs.
    pub priority: Option<Priority>,
    /// Regular or major.
    pub kind: Kind,
    /// Production or not.
    pub environment: Environment,
    /// Number in the ticket system.
    pub ticket: Option<String>,
    /// The policy it runs under.
    pub policy: PolicyRef,
}

/// What an update carried beside its words; see [`Fact::UpdateSent`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateDetails {
    /// Its subject line.
    pub subject: Option<String>,
    /// Who got it, as they were then.
    pub recipients: Vec<Recipient>,
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

/// Somebody who got an update.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Recipient {
    /// Their name; empty where only the address is known.
    pub name: String,
    /// Their address.
    pub address: String,
}

impl Fact {
    /// The words a person typed into it, if it carries any that can be corrected.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::UpdateSent { text, .. }
            | Self::ResolverUpdateLogged { text }
            | Self::Escalated { text, .. }
            | Self::HotlineCalled { text, .. }
            | Self::MilestoneReached { text, .. }
            | Self::CommandKept { text }
            | Self::Restored { text }
            | Self::ContactAttempted { text, .. }
            | Self::ActionAccepted { text, .. }
            | Self::ActionDone { text, .. }
            | Self::ReviewAnswered { text, .. }
            | Self::ReviewHeld { text, .. } => text.as_deref(),
            Self::NoteLogged { text, .. }
            | Self::RequestAnswered { text, .. }
            | Self::ReviewPointLogged { text, .. } => Some(text),
            Self::ReviewPlaceSet { place } => Some(place),
            Self::InformationRequested { what, .. } | Self::ActionDelegated { what, .. } => Some(what),
            Self::Referred { to } => to.as_deref(),
            Self::Acknowledged { by } | Self::OwnershipConfirmed { by } => by.as_deref(),
            Self::OnCallContacted { whom } => whom.as_deref(),
            Self::CommandTaken { by } => Some(by),
            Self::CommandHandedOver { to } => Some(to),
            Self::Reopened { why }
            | Self::Cancelled { why }
            | Self::RequestWithdrawn { why, .. }
            | Self::ActionDropped { why, .. }
            | Self::ReviewCalledOff { why } => Some(why),
            Self::PriorityAssigned { why, .. }
            | Self::KindChanged { why, .. }
            | Self::Closed { why, .. }
            | Self::PersonAdded { why, .. }
            | Self::PersonStoodDown { why, .. }
            | Self::ChecklistMarked { why, .. }
            | Self::ReviewScheduled { why, .. }
            | Self::ReviewUninvited { why, .. } => why.as_deref(),
            _ => None,
        }
    }

    /// The same fact with other words; unchanged where it carries none.
    #[must_use]
    pub fn with_words(&self, words: &str) -> Self {
        let mut fact = self.clone();
        match &mut fact {
            Self::UpdateSent { text, .. }
            | Self::ResolverUpdateLogged { text }
            | Self::Escalated { text, .. }
            | Self::HotlineCalled { text, .. }
            | Self::MilestoneReached { text, .. }
            | Self::CommandKept { text }
            | Self::Restored { text }
            | Self::ContactAttempted { text, .. }
            | Self::ActionAccepted { text, .. }
            | Self::ActionDone { text, .. }
            | Self::ReviewAnswered { text, .. }
            | Self::ReviewHeld { text, .. } => *text = Some(words.to_owned()),
            Self::Referred { to: slot }
            | Self::Acknowledged { by: slot }
            | Self::OwnershipConfirmed { by: slot }
            | Self::OnCallContacted { whom: slot }
            | Self::PriorityAssigned { why: slot, .. }
            | Self::KindChanged { why: slot, .. }
            | Self::Closed { why: slot, .. }
            | Self::PersonAdded { why: slot, .. }
            | Self::PersonStoodDown { why: slot, .. }
            | Self::ChecklistMarked { why: slot, .. }
            | Self::ReviewScheduled { why: slot, .. }
            | Self::ReviewUninvited { why: slot, .. } => *slot = Some(words.to_owned()),
            Self::NoteLogged { text: slot, .. }
            | Self::RequestAnswered { text: slot, .. }
            | Self::InformationRequested { what: slot, .. }
            | Self::ActionDelegated { what: slot, .. }
            | Self::RequestWithdrawn { why: slot, .. }
            | Self::ActionDropped { why: slot, .. }
            | Self::ReviewPointLogged { text: slot, .. }
            | Self::ReviewPlaceSet { place: slot }
            | Self::ReviewCalledOff { why: slot }
            | Self::CommandTaken { by: slot }
            | Self::CommandHandedOver { to: slot }
            | Self::Reopened { why: slot }
            | Self::Cancelled { why: slot } => words.clone_into(slot),
            _ => {}
        }
        fact
    }

    /// Whether words can be put into it by a correction.
    pub fn takes_words(&self) -> bool {
        self.with_words("\u{1}").words() == Some("\u{1}")
    }

    /// Whether it is about the post-mortem.
    pub fn is_of_review(&self) -> bool {
        matches!(
            self,
            Self::ReviewScheduled { .. }
                | Self::ReviewCalledOff { .. }
                | Self::ReviewPlaceSet { .. }
                | Self::ReviewRoleGiven { .. }
                | Self::ReviewInvited { .. }
                | Self::ReviewUninvited { .. }
                | Self::ReviewAnswered { .. }
                | Self::ReviewAgendaSet { .. }
                | Self::ReviewInvitationSent { .. }
                | Self::ReviewPreReadSent { .. }
                | Self::ReviewHeld { .. }
                | Self::ReviewPointLogged { .. }
                | Self::ProblemStatementWritten(_)
                | Self::ProblemStatementAgreed { .. }
        )
    }

    /// Whether the desk wrote it by itself, about alarms.
    pub fn is_alarm(&self) -> bool {
        matches!(
            self,
            Self::AlarmRaised { .. }
                | Self::AlarmAcknowledged { .. }
                | Self::AlarmSnoozed { .. }
                | Self::WatchTold { .. }
                | Self::ServiceReviewTold { .. }
        )
    }
}
