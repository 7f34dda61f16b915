//! What is said of an incident afterwards: the incident report and the post-mortem pack (R items 5 and 6),
//! as plain data that every format is written from.
//!
//! [`report_of`] gathers the facts, [`document::document_of`] puts them into sections, and a writer for each
//! format renders the sections, so that nothing is said twice. Never here: the form of one format, and what
//! an audience outside the desk may not see: for it, names and internal notes are never gathered.

pub mod document;
mod gathered;
mod names;
pub(super) mod review;
mod sections;
mod summary;
#[cfg(test)]
mod tests;
mod times;
#[cfg(test)]
pub(super) mod trial;

use chrono_tz::Tz;

pub use times::Times;

use super::timeline_picture::TimelinePicture;
use crate::domain::event::EventId;
use crate::domain::schedule::DeadlineState;
use crate::domain::time::Instant;
use crate::domain::world::{Live, World};

/// For whom a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The desk, the crisis team and their management: everything, with names.
    Internal,
    /// Anybody else: milestones, what was sent to customers, and the problem statement, without names.
    Outside,
}

/// What a report is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What happened, as it stands now.
    IncidentReport,
    /// What the post-mortem needs and yields, before what happened.
    PostMortemPack,
}

impl Kind {
    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::IncidentReport => "Incident report",
            Self::PostMortemPack => "Post-mortem pack",
        }
    }
}

/// How a report is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The zone of its wall times.
    pub zone: Tz,
    /// For whom it is.
    pub audience: Audience,
    /// What it is for.
    pub kind: Kind,
}

/// A report as plain data. What its audience may not see is not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What was asked for.
    pub choice: Choice,
    /// As of when it speaks; also when it was made.
    pub made_at: Instant,
    /// The desk that made it.
    pub desk: String,
    /// The incident's reference.
    pub reference: String,
    /// What the incident is about.
    pub title: String,
    /// How its times are said.
    pub times: Times,
    /// What it is, as label and value.
    pub facts: Vec<(String, String)>,
    /// What happened in a few sentences, a paragraph each.
    pub summary: Vec<String>,
    /// The picture of its course.
    pub picture: TimelinePicture,
    /// The named moments that were reached, in the order they were.
    pub milestones: Vec<MilestoneRow>,
    /// How long it took from one moment to another.
    pub spans: Vec<(String, i64)>,
    /// Every deadline that was met, missed or is owed.
    pub clocks: Vec<ClockRow>,
    /// What was sent.
    pub updates: Vec<UpdateRow>,
    /// To whom it was escalated.
    pub escalations: Vec<EscalationRow>,
    /// Who was on it.
    pub people: Vec<PersonRow>,
    /// The calls to the hotline.
    pub hotline: Vec<HotlineRow>,
    /// The hotline's checklist: item, and how it stands.
    pub checklist: Vec<(String, String)>,
    /// The requests for information.
    pub requests: Vec<RequestRow>,
    /// What was delegated while it lasted.
    pub actions: Vec<ActionRow>,
    /// The post-mortem, as far as it belongs into this report.
    pub review: Option<ReviewReport>,
    /// The log, older first.
    pub log: Vec<LogRow>,
}

/// The post-mortem in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewReport {
    /// The meeting, as label and value.
    pub facts: Vec<(String, String)>,
    /// The problem statement: the agreed one, then the draft.
    pub statements: Vec<StatementReport>,
    /// The agenda: what, and how many minutes.
    pub agenda: Vec<(String, u32)>,
    /// What went well.
    pub went_well: Vec<String>,
    /// What was hard.
    pub was_hard: Vec<String>,
    /// What else was said.
    pub minutes: Vec<String>,
    /// Who was invited and who was there.
    pub attendance: Vec<AttendeeRow>,
    /// The actions that come out of it.
    pub follow_ups: Vec<ActionRow>,
}

/// A version of the problem statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementReport {
    /// Whether it is agreed, when and by whom.
    pub standing: String,
    /// The whole as one text.
    pub reads_as: String,
    /// Its parts that were said, as label and text.
    pub parts: Vec<(String, String)>,
    /// The labels of the parts that were not.
    pub lacks: Vec<String>,
}

/// Somebody at the post-mortem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendeeRow {
    /// Who.
    pub who: String,
    /// What they are to it.
    pub part: String,
    /// What they answered.
    pub answer: String,
    /// Whether they were there, where it is known.
    pub was_there: Option<bool>,
}

/// A milestone that was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneRow {
    /// What it is called.
    pub title: String,
    /// When it was reached, after corrections.
    pub at: Instant,
    /// Seconds since the opening; negative before it.
    pub since_opened_secs: i64,
    /// When it was first said to have been reached, where a correction has moved it.
    pub was: Option<Instant>,
}

/// A deadline and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRow {
    /// What its clock is called.
    pub title: String,
    /// By when it was to be done.
    pub due: Instant,
    /// How it stands.
    pub state: DeadlineState,
    /// When it was done or ended.
    pub at: Option<Instant>,
    /// How late, or why it was not needed, in words.
    pub words: String,
}

/// An update that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateRow {
    /// When.
    pub at: Instant,
    /// To which audience.
    pub audience: String,
    /// Its subject line.
    pub subject: Option<String>,
    /// Its words, if they were logged.
    pub text: Option<String>,
    /// How it went out.
    pub channel: Option<String>,
    /// Who got it.
    pub recipients: Vec<String>,
    /// By when it promised the next.
    pub next_update_by: Option<Instant>,
    /// Why it went out although a check asked for more.
    pub unchecked: Option<String>,
}

/// An escalation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscalationRow {
    /// When.
    pub at: Instant,
    /// What was done: escalated, on-call contacted, ownership confirmed.
    pub what: String,
    /// To whom, or by whom.
    pub whom: String,
    /// Words.
    pub words: String,
}

/// Somebody who was on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Who.
    pub who: String,
    /// What they were to it.
    pub role: String,
    /// How they were reached, in words.
    pub reached: String,
    /// Their spans on the bridge; one without end lasts.
    pub bridge: Vec<(Instant, Option<Instant>)>,
    /// When they were stood down.
    pub stood_down_at: Option<Instant>,
}

/// A call to the hotline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotlineRow {
    /// When.
    pub at: Instant,
    /// The number that was dialled.
    pub number: String,
    /// How it ended.
    pub outcome: String,
    /// Whom one spoke with.
    pub spoke_with: String,
    /// The reference that was given.
    pub reference: String,
    /// Words.
    pub words: String,
}

/// A request for information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    /// Its number on the incident.
    pub number: usize,
    /// When it was asked.
    pub asked_at: Instant,
    /// Who asked.
    pub from: String,
    /// What.
    pub what: String,
    /// By when it was wanted.
    pub due: Option<Instant>,
    /// How it stands, with the answer.
    pub state: String,
}

/// A task that was delegated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionRow {
    /// Its number on the incident.
    pub number: usize,
    /// What is to be done.
    pub what: String,
    /// Who does it.
    pub to: String,
    /// By when.
    pub due: Option<Instant>,
    /// How it stands.
    pub state: String,
    /// Whether it is still to be done and its time has passed.
    pub is_overdue: bool,
}

/// Whether an entry of the log stands as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As it was written.
    Stands,
    /// Its time or its words were corrected.
    Corrected,
    /// It was taken back.
    TakenBack,
}

impl Standing {
    /// The word in files; nothing for what stands.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stands => "",
            Self::Corrected => "corrected",
            Self::TakenBack => "taken back",
        }
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    /// The entry.
    pub entry: EventId,
    /// When it happened, after corrections.
    pub happened_at: Instant,
    /// When it was written down.
    pub recorded_at: Instant,
    /// Who said so.
    pub who: String,
    /// What kind of thing it was.
    pub what: String,
    /// What happened.
    pub words: String,
    /// What stood there before it was corrected.
    pub was: Option<String>,
    /// Whether it stands.
    pub standing: Standing,
    /// Whether it repeats an alarm that has a line already: a report leaves it out, the log as CSV does not.
    pub is_repeat: bool,
}

/// The report of an incident as it stands at `now`.
pub fn report_of(live: &Live, world: &World, choice: Choice, now: Instant) -> Report {
    gathered::report_of(live, world, choice, now)
}
