//! The forms: which there are, and what is typed in each. One is open at a time.
//!
//! What is typed outlives a switch of screen and a refusal here, and a crash by the drafts that the
//! desk keeps on disk.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::directory::RecordId;
use crate::domain::duty::Duty;
use crate::domain::event::{EventId, IncidentId};
use crate::domain::policy::{Clock, Completion};
use crate::domain::review::{ReviewRole, ReviewSection};
use crate::domain::service_review::facts::NoteSection;
use crate::domain::world::Live;

/// A form, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum FormKind {
    /// The short form for a new incident.
    NewIncident,
    /// The name, zone and hotline of the desk, at the first start and in Settings.
    Desk,
    /// The one-line note at the foot of the log.
    Note(IncidentId),
    /// A deadline was done, now or at another time, with optional words.
    Done { incident: IncidentId, clock: String },
    /// A deadline is not needed, because.
    NotNeeded { incident: IncidentId, clock: String },
    /// Quieten an alarm until.
    Snooze { incident: IncidentId, clock: String },
    /// Pause a clock, because.
    Pause { incident: IncidentId, clock: String },
    /// Choose a priority.
    Priority(IncidentId),
    /// Promote to major or demote to regular.
    Kind(IncidentId),
    /// Change title, ticket, environment.
    Amend(IncidentId),
    /// Log something that happened: referred, acknowledged, on-call contacted, escalated, ownership,
    /// hotline, resolver update, command.
    Event(IncidentId),
    /// Service is back.
    Restore(IncidentId),
    /// It is not over, because.
    Reopen(IncidentId),
    /// Close, with what is owed.
    Close(IncidentId),
    /// Correct an older entry.
    Correct { incident: IncidentId, entry: EventId },
    /// Take back an older entry, because.
    TakeBack { incident: IncidentId, entry: EventId },
    /// Draft an update to one audience, check it, and log it as sent.
    Draft { incident: IncidentId, audience: String },
    /// Log a call to somebody, or put them on the incident; an empty name is asked for.
    Call { incident: IncidentId, whom: String },
    /// Somebody is not needed any more.
    StandDown { incident: IncidentId, whom: String },
    /// Somebody asks for information.
    Request(IncidentId),
    /// Answer a request.
    Answer { incident: IncidentId, entry: EventId },
    /// Give a request to somebody, or another time.
    AssignRequest { incident: IncidentId, entry: EventId },
    /// A request is not needed any more, because.
    WithdrawRequest { incident: IncidentId, entry: EventId },
    /// Delegate an action.
    Delegate(IncidentId),
    /// An action is done, now or at another time, with optional words.
    ActionDone { incident: IncidentId, entry: EventId },
    /// Give an action to somebody else, or another time.
    Redelegate { incident: IncidentId, entry: EventId },
    /// An action will not be done, because.
    DropAction { incident: IncidentId, entry: EventId },
    /// Log a call to the hotline.
    HotlineCall(IncidentId),
    /// An item of the hotline checklist does not apply, because.
    ChecklistItem { incident: IncidentId, item: String },
    /// Fill in an intake form.
    Intake { incident: IncidentId, form: String },
    /// A record of the directory: its kind, and its name or id where there is one already.
    Record { kind: String, name: String },
    /// Another form of the directory.
    Directory(DirectoryForm),
    /// A form of the rota.
    Watch(WatchForm),
    /// A form about a file.
    File(FileForm),
    /// Bring in another system's tickets.
    Tickets,
    /// Say as what an incident is billed, beside the incident.
    Bill(IncidentId),
    /// A form of the monthly billing.
    Billing(BillingForm),
    /// A form of an incident's post-mortem.
    Review { incident: IncidentId, form: ReviewForm },
    /// A form about the service reviews with a department; no name where that is asked for.
    Service { department: String, form: ServiceForm },
    /// A form of the scorecard.
    Score(ScoreForm),
    /// A form of a side of Settings.
    Settings(SettingsForm),
    /// A form of the policies.
    Policy(PolicyForm),
    /// A form of the data, in Settings. Its fields are always there.
    Data(DataForm),
}

/// A form of a side of Settings, beside that of the desk itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum SettingsForm {
    /// The quiet hours of this machine.
    Quiet,
    /// A further seat of the watch.
    Seat,
    /// The desk's own hours for a calendar.
    Calendar { name: String },
    /// Days that become holidays.
    Holidays,
    /// Holidays from a calendar's file.
    ImportHolidays,
}

/// A form of the policies, in Settings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum PolicyForm {
    /// The text of one's own policy.
    Edit { name: String },
    /// Copy a policy under a name.
    Copy { of: String },
    /// Put one's own policy aside.
    PutAside { name: String },
}

impl PolicyForm {
    /// The policy it is about.
    pub fn policy(&self) -> &str {
        match self {
            Self::Edit { name } | Self::PutAside { name } => name,
            Self::Copy { of } => of,
        }
    }
}

/// A form of the data, in Settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DataForm {
    /// Where the log is copied to.
    Backup,
    /// The copy that is looked at.
    Copy,
    /// Where the log goes as JSON lines.
    ExportLog,
    /// Where the tables go.
    ExportTables,
    /// The log that is looked at and taken in.
    ImportLog,
}

/// A form of the scorecard.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum ScoreForm {
    /// The report of the period as a file.
    Save,
    /// One table as a file, by its word.
    SaveTable(String),
    /// The incidents behind a number as a file.
    SaveBehind,
    /// A figure that another system measured.
    EnterFigure,
    /// A figure is taken back, because.
    TakeBackFigure { entry: EventId },
    /// Figures from a file.
    ImportFigures,
}

/// A form of the directory, beside that of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum DirectoryForm {
    /// Offer a record no more, because, with what points at it.
    Retire { id: RecordId },
    /// Erase a person, after a look at what that changes.
    Erase { id: RecordId },
    /// The records that are likely the same.
    Doubles,
    /// Name the double of a record.
    NameDouble { of: RecordId },
    /// Look at two records, and merge them.
    Merge { one: RecordId, other: RecordId },
    /// Take a merge back, because.
    Part { entry: EventId },
    /// Who coordinates the services of a department, and how often its reviews are.
    Coordinator { id: RecordId },
    /// Look at a file, and bring in what it says.
    Import,
    /// Write the directory to a file.
    Export,
}

/// A form of the monthly billing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum BillingForm {
    /// Say as what an incident that cannot be billed is billed.
    BillAs { incident: IncidentId },
    /// Set the rate of a category in a year.
    Rate { category: String, year: i32 },
    /// Where the detail of a month is saved.
    SaveAll { month: String },
    /// In which folder the file of each agency is saved.
    SaveAgencies { month: String },
}

impl BillingForm {
    /// Whether its fields are always there.
    pub const fn is_always_there(&self) -> bool {
        matches!(self, Self::SaveAll { .. } | Self::SaveAgencies { .. })
    }
}

/// A form about the service reviews with a department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum ServiceForm {
    /// Who looks after a department, and when its reviews are.
    Cycle,
    /// Plan a review.
    Plan,
    /// Move a review.
    Move { review: EventId },
    /// Call a review off, because.
    CallOff { review: EventId },
    /// Set the agenda of a review.
    Agenda { review: EventId },
    /// Invitations to a review went out.
    InvitationSent { review: EventId },
    /// A review was held.
    Hold { review: EventId },
    /// Something to speak about next time.
    Note(NoteSection),
    /// Give somebody a task.
    GiveAction,
    /// A task will not be done, because.
    DropAction { action: EventId },
    /// Time that was spent.
    Effort,
    /// Where the effort of a year is saved.
    SaveEffort { year: i32 },
    /// Take an entry back, because.
    TakeBack { entry: EventId },
}

impl ServiceForm {
    /// Whether its fields are always there, as the note is at the foot of a log.
    pub const fn is_always_there(&self) -> bool {
        matches!(self, Self::Note(_) | Self::Effort | Self::SaveEffort { .. })
    }
}

/// A form of a post-mortem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ReviewForm {
    /// Set date and time, or move it.
    Schedule,
    /// Call it off, because.
    CallOff,
    /// Say where it is.
    Place,
    /// Give somebody a role at it.
    Role(ReviewRole),
    /// Invite somebody.
    Invite,
    /// Set the agenda.
    Agenda,
    /// The invitations went out.
    InvitationSent,
    /// The pre-read went out.
    PreReadSent,
    /// It was held.
    Hold,
    /// The one-line field for a point of the meeting.
    Point(ReviewSection),
    /// The fields of the problem statement.
    Statement,
    /// The statement is agreed.
    Agree,
    /// Give somebody a follow-up action.
    FollowUp,
    /// Which papers are shown and saved, for whom and where.
    Papers,
}

impl ReviewForm {
    /// Whether its fields are always there, as the note is at the foot of a log.
    pub const fn is_always_there(&self) -> bool {
        matches!(self, Self::Point(_) | Self::Statement | Self::Papers)
    }
}

/// A form about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FileForm {
    /// Save a file for another desk.
    SaveHandoff,
    /// Look at a file of another desk, and merge it.
    OpenHandoff,
    /// Look at a rota's file, and put its watches in.
    ImportRota,
}

/// A form of the rota, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum WatchForm {
    /// Put somebody on watch.
    Override,
    /// Somebody stands in for another.
    Cover,
    /// Two exchange watches.
    Swap,
    /// Somebody is away.
    Leave,
    /// A rule: a new one, or that of a line of rules.
    Rule { track: String },
    /// A line of rules ends.
    EndRule { track: String },
    /// Somebody agrees to a change.
    Accept { change: EventId },
    /// Somebody declines a change.
    Decline { change: EventId },
    /// A note for the next watch.
    Note,
    /// Offer the watch.
    Offer,
    /// Decline the handoff that is offered.
    DeclineHandoff,
}

impl FormKind {
    /// Whether it stands beside the handoff.
    pub fn is_of_the_handoff(&self) -> bool {
        matches!(
            self,
            Self::Watch(WatchForm::Offer | WatchForm::DeclineHandoff)
                | Self::File(FileForm::SaveHandoff | FileForm::OpenHandoff)
        )
    }
}

impl FormKind {
    /// The form that finishes a deadline for which *done* alone says too little: an answer, a call back,
    /// a restoration, a priority.
    pub fn to_finish(live: &Live, clock: &str) -> Self {
        let incident = live.incident.id;
        match Duty::of_clock(clock) {
            Some(Duty::Request(entry)) => Self::Answer { incident, entry },
            Some(Duty::Action(entry)) => Self::ActionDone { incident, entry },
            Some(Duty::CallBack(entry)) => {
                let of_entry = |one: &&crate::domain::people::Participant| {
                    one.attempts.iter().any(|attempt| attempt.entry == entry)
                };
                let person = live.incident.people.all.iter().find(of_entry);
                person.map_or(Self::HotlineCall(incident), |one| Self::Call {
                    incident,
                    whom: one.whom.name.clone(),
                })
            }
            Some(Duty::PreRead(_) | Duty::Invitations(_) | Duty::Meeting(_)) | None => {
                match live.clock(clock).map(Clock::completion) {
                    Some(Completion::Restore) => Self::Restore(incident),
                    _ => Self::Priority(incident),
                }
            }
        }
    }

    /// The incident it is about, if it is about one.
    pub fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::NewIncident
            | Self::Desk
            | Self::Record { .. }
            | Self::Directory(_)
            | Self::Watch(_)
            | Self::File(_)
            | Self::Tickets
            | Self::Billing(_)
            | Self::Service { .. }
            | Self::Score(_)
            | Self::Settings(_)
            | Self::Policy(_)
            | Self::Data(_) => None,
            Self::Note(id)
            | Self::Priority(id)
            | Self::Kind(id)
            | Self::Amend(id)
            | Self::Event(id)
            | Self::Restore(id)
            | Self::Reopen(id)
            | Self::Close(id)
            | Self::Request(id)
            | Self::Delegate(id)
            | Self::HotlineCall(id)
            | Self::Bill(id) => Some(*id),
            Self::Done { incident, .. }
            | Self::NotNeeded { incident, .. }
            | Self::Snooze { incident, .. }
            | Self::Pause { incident, .. }
            | Self::Correct { incident, .. }
            | Self::TakeBack { incident, .. }
            | Self::Draft { incident, .. }
            | Self::Call { incident, .. }
            | Self::StandDown { incident, .. }
            | Self::Answer { incident, .. }
            | Self::AssignRequest { incident, .. }
            | Self::WithdrawRequest { incident, .. }
            | Self::ActionDone { incident, .. }
            | Self::Redelegate { incident, .. }
            | Self::DropAction { incident, .. }
            | Self::ChecklistItem { incident, .. }
            | Self::Intake { incident, .. }
            | Self::Review { incident, .. } => Some(*incident),
        }
    }
}

/// What is typed in one form: its fields by name, and what came back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The fields by name.
    pub fields: BTreeMap<String, String>,
    /// When typing began: the time a note is logged with.
    pub begun_at: Option<crate::domain::time::Instant>,
    /// Why it was refused, until it is changed.
    #[serde(skip)]
    pub refusal: Option<String>,
    /// Whether its request is out.
    #[serde(skip)]
    pub is_out: bool,
}

impl Draft {
    /// The field whose text is never kept on disk.
    pub const SECRET: &str = "passphrase";

    /// A field to type in; empty until somebody does.
    pub fn field(&mut self, name: &str) -> &mut String {
        self.fields.entry(name.to_owned()).or_default()
    }

    /// What is typed in a field.
    pub fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.fields.values().all(|text| text.trim().is_empty())
    }
}

/// All drafts, and which form is open.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Forms {
    /// The open form, if one is; notes are always open at the foot of their log.
    pub open: Option<FormKind>,
    /// Whether it was asked for just now, though it may have been open before: its first field takes the
    /// keyboard and its head comes to the top. Taken back by whoever paints it.
    #[serde(skip)]
    pub is_fresh: bool,
    drafts: Vec<(FormKind, Draft)>,
}

impl Forms {
    /// The draft of a form, made when it is first asked for.
    pub fn draft(&mut self, kind: &FormKind) -> &mut Draft {
        let at = self.drafts.iter().position(|(one, _)| one == kind).unwrap_or_else(|| {
            self.drafts.push((kind.clone(), Draft::default()));
            self.drafts.len() - 1
        });
        // The position was just found or made.
        #[expect(clippy::indexing_slicing, reason = "the index was found or made one line above")]
        &mut self.drafts[at].1
    }

    /// How long the longest text of a form is, in bytes.
    pub fn longest(&self) -> usize {
        let texts = self.drafts.iter().flat_map(|(_, draft)| draft.fields.values());
        texts.map(String::len).max().unwrap_or(0)
    }

    /// The draft of a form, if anything was typed in it.
    pub fn typed(&self, kind: &FormKind) -> Option<&Draft> {
        self.drafts.iter().find(|(one, draft)| one == kind && !draft.is_empty()).map(|(_, draft)| draft)
    }

    /// The forms in which anything is typed.
    pub fn all_typed(&self) -> impl Iterator<Item = &FormKind> {
        self.drafts.iter().filter(|(_, draft)| !draft.is_empty()).map(|(kind, _)| kind)
    }

    /// Forgets a form's draft, once what it asked for is done.
    pub fn clear(&mut self, kind: &FormKind) {
        self.drafts.retain(|(one, _)| one != kind);
        if self.open.as_ref() == Some(kind) {
            self.open = None;
        }
    }

    /// Lets every text be what `without` makes of it. A form about somebody who goes by that is forgotten.
    pub fn forget(&mut self, without: &dyn Fn(&str) -> String) {
        let is_about = |kind: &FormKind| serde_json::to_string(kind).is_ok_and(|text| without(&text) != text);
        self.drafts.retain(|(kind, _)| !is_about(kind));
        self.open = self.open.take().filter(|kind| !is_about(kind));
        for text in self.drafts.iter_mut().flat_map(|(_, draft)| draft.fields.values_mut()) {
            *text = without(text);
        }
    }

    /// What is worth keeping on disk.
    #[must_use]
    pub fn kept(&self) -> Self {
        let mut drafts = self.drafts.clone();
        for (_, draft) in &mut drafts {
            draft.fields.retain(|name, _| !name.starts_with(Draft::SECRET));
        }
        drafts.retain(|(_, draft)| !draft.is_empty());
        Self { open: self.open.clone(), is_fresh: false, drafts }
    }
}
