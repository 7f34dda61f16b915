//! A policy: the clocks, ladders, numbers and scripts that incidents run under.
//!
//! Every number is data in a policy file. Reading the file is `policy_file`'s business.

use std::collections::BTreeMap;

use chrono::NaiveTime;

use super::billing::rules::BillingCategory;
use super::calendar::{Calendar, OpeningHours};
use super::event::PolicyRef;
use super::report::targets::Target;
use super::review::facts::AgendaItem;
use super::span::Span;
use super::timeline::{Traits, milestone};
use super::words::{Environment, Kind, Priority};

/// The contact that a policy need not list: the resolver team's contacts in the directory.
pub const RESOLVER_TEAM: &str = "resolver-team";

/// A policy as read from its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Name and version by content.
    pub id: PolicyRef,
    /// What it is called on screen.
    pub title: String,
    /// What it is for, in a sentence.
    pub about: String,
    /// Where its rules come from.
    pub source: String,
    /// How priorities are named on screen where the plain words are not used (C: severity 1, 2, 3).
    pub priority_names: BTreeMap<Priority, String>,
    /// Its calendars by name; `24x7` is always there.
    pub calendars: BTreeMap<String, Calendar>,
    /// Whom to call, by id.
    pub contacts: BTreeMap<String, Contact>,
    /// Seconds between reminders of an alarm that nobody has acknowledged.
    pub reminder_secs: i64,
    /// Its clocks in the order of the file; the steps of ladders and the plan's clocks are among them.
    pub clocks: Vec<Clock>,
    /// Whom updates go to, in the order of the file.
    pub audiences: Vec<Audience>,
    /// Who is told how often, in the order of the file.
    pub plan: Vec<PlanEntry>,
    /// What an escalation has to say, form by form.
    pub intake: Vec<IntakeForm>,
    /// The hotline call, if the policy asks for one.
    pub hotline: HotlineRules,
    /// The post-mortem meeting.
    pub review: ReviewRules,
    /// The reviews of service delivery.
    pub service_review: ServiceReviewRules,
    /// The categories that are billed (C), in the order of the file; none where the policy has none.
    pub billing: Vec<BillingCategory>,
    /// What is wanted of figures that other systems measure.
    pub targets: Vec<Target>,
    /// The text of the file, word for word.
    pub text: String,
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Who answers.
    pub name: String,
    /// The number, as it is dialled.
    pub phone: String,
    /// Numbers to try when that one is not answered.
    pub alternates: Vec<String>,
}

/// Whom updates go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// Its id, such as `customers`.
    pub id: String,
    /// What it is called on screen.
    pub title: String,
    /// The longest text that fits it; characters.
    pub most_chars: usize,
    /// Addresses that always get its updates.
    pub recipients: Vec<String>,
}

/// How an update goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// By mail.
    Mail,
    /// Read out on a call.
    Call,
    /// By a chat that it is copied into.
    Chat,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mail, Self::Call, Self::Chat];

    /// The word in policies and in the log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Call => "call",
            Self::Chat => "chat",
        }
    }
}

/// One audience of the plan, for incidents of some traits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanEntry {
    /// The audience's id.
    pub audience: String,
    /// Which incidents it is for.
    pub conditions: Conditions,
    /// Seconds after the opening by which they are told first; a plan, no alarm.
    pub first_secs: Option<i64>,
    /// How often they are told, in words; empty where the policy's clocks say it.
    pub cadence: String,
    /// How it goes out.
    pub channel: Channel,
    /// The template it is drafted from.
    pub template: String,
}

impl PlanEntry {
    /// An entry for an audience that the plan does not know.
    pub fn bare(audience: &str) -> Self {
        Self {
            audience: audience.to_owned(),
            conditions: Conditions::default(),
            first_secs: None,
            cadence: String::new(),
            channel: Channel::Mail,
            template: super::template::USUAL.to_owned(),
        }
    }
}

/// What one kind of escalation has to say (S).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeForm {
    /// Its id, such as `emergency`.
    pub id: String,
    /// What it is called on screen.
    pub title: String,
    /// Where it comes from.
    pub source: String,
    /// Which incidents are asked for it.
    pub conditions: Conditions,
    /// Whether it is only for incidents for which somebody chooses it.
    pub is_on_request: bool,
    /// Whom to call with it: ids of the policy's contacts.
    pub call: Vec<String>,
    /// What to say on the call, a template.
    pub say: Option<String>,
    /// Its fields in order.
    pub fields: Vec<IntakeField>,
}

/// What a field of an intake form holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A line.
    Line,
    /// Several lines.
    Text,
    /// Yes or no.
    YesNo,
    /// An address for mail.
    Email,
    /// The services that are hit: kept with the incident itself.
    Services,
    /// The ticket number: kept with the incident itself.
    Ticket,
}

/// One field of an intake form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeField {
    /// Its id, such as `servers`.
    pub id: String,
    /// What it is called on screen.
    pub label: String,
    /// What belongs there, in a few words.
    pub hint: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it is owed until it is answered.
    pub is_required: bool,
}

impl IntakeField {
    /// The name under which its answer is known (see [`super::known`]): for what the incident itself
    /// keeps, that of the incident.
    pub fn known_as(&self) -> &str {
        match self.kind {
            FieldKind::Services => "services",
            FieldKind::Ticket => "ticket",
            FieldKind::Line | FieldKind::Text | FieldKind::YesNo | FieldKind::Email => &self.id,
        }
    }
}

/// The hotline call as a policy has it (R item 4).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HotlineRules {
    /// Whom to call, in order: ids of the policy's contacts.
    pub call: Vec<String>,
    /// What to have ready: the name of a known fact and its label.
    pub ready: Vec<(String, String)>,
    /// The items of the checklist: id and words.
    pub items: Vec<(String, String)>,
}

/// The post-mortem meeting as a policy has it (R items 5 and 6; the numbers are ours).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRules {
    /// How long it is where nobody says; minutes.
    pub minutes: u32,
    /// How long before it the pre-read is sent; seconds.
    pub pre_read_secs: i64,
    /// Within which time after it was set or moved the invitations go out; seconds.
    pub invitations_secs: i64,
    /// How long before it begins somebody is told; seconds.
    pub begins_secs: i64,
    /// The wall times between which somebody is expected at a meeting, in their own zone.
    pub hours: (NaiveTime, NaiveTime),
    /// The agenda that is proposed.
    pub agenda: Vec<AgendaItem>,
}

impl Default for ReviewRules {
    fn default() -> Self {
        Self {
            minutes: 60,
            pre_read_secs: 86_400,
            invitations_secs: 3_600,
            begins_secs: 900,
            hours: (
                NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default(),
                NaiveTime::from_hms_opt(17, 0, 0).unwrap_or_default(),
            ),
            agenda: Vec::new(),
        }
    }
}

/// The reviews of service delivery as a policy has them (I; the numbers are ours).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceReviewRules {
    /// How long one is where nobody says; minutes.
    pub minutes: u32,
    /// The agenda that is proposed.
    pub agenda: Vec<AgendaItem>,
    /// What is systemic.
    pub systemic: SystemicRules,
}

impl Default for ServiceReviewRules {
    fn default() -> Self {
        Self { minutes: 60, agenda: Vec::new(), systemic: SystemicRules::default() }
    }
}

/// From when on the same thing again and again is systemic (I; the numbers are ours).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemicRules {
    /// How many incidents at least.
    pub at_least: u32,
    /// Within how many days.
    pub within_days: u32,
}

impl Default for SystemicRules {
    fn default() -> Self {
        Self { at_least: 3, within_days: 90 }
    }
}

/// A rule that starts at a milestone, runs in a calendar, and yields deadlines until it stops.
#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    /// Its id, such as `initial-notification`.
    pub id: String,
    /// What it is called on screen.
    pub title: String,
    /// The document and place it comes from, or that it is ours.
    pub source: String,
    /// Which incidents have it.
    pub conditions: Conditions,
    /// When the conditions are judged.
    pub judged: Judged,
    /// The milestones that start it.
    pub starts: Vec<String>,
    /// What another start does.
    pub again: Again,
    /// When its deadlines fall.
    pub rhythm: Rhythm,
    /// The milestones that meet a deadline.
    pub met_by: Vec<String>,
    /// The milestones that end it without meeting anything.
    pub until: Vec<String>,
    /// The calendar it runs in.
    pub calendar: Calendar,
    /// The name of that calendar in the policy; empty where the clock names none.
    pub calendar_name: String,
    /// The share of the span after which a warning is given; 1 or more gives none.
    pub warning_share: f64,
    /// Whether it can be paused with a reason.
    pub pausable: bool,
    /// What to do, in plain words.
    pub action: String,
    /// What to do once it has passed.
    pub on_expiry: String,
    /// Whom it escalates to when it passes.
    pub escalates_to: Option<String>,
    /// Whom to call: ids of the policy's contacts.
    pub call: Vec<String>,
    /// What to read out, a template.
    pub say: Option<String>,
    /// What meeting it owes at closing: named when an incident is closed with it unmet.
    pub owed_at_closing: bool,
    /// For a step of a ladder: the milestone of the next step, after which this one is quiet.
    pub next_step: Option<String>,
}

/// Which incidents a clock is for; an empty list is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Only these priorities.
    pub priorities: Vec<Priority>,
    /// Only these kinds.
    pub kinds: Vec<Kind>,
    /// Only these environments.
    pub environments: Vec<Environment>,
}

impl Conditions {
    /// Whether an incident of these traits has the clock. A priority left open satisfies only a
    /// clock that asks for none.
    pub fn hold(&self, traits: Traits) -> bool {
        let priority_fits = self.priorities.is_empty()
            || traits.priority.is_some_and(|priority| self.priorities.contains(&priority));
        priority_fits
            && (self.kinds.is_empty() || self.kinds.contains(&traits.kind))
            && (self.environments.is_empty() || self.environments.contains(&traits.environment))
    }
}

/// When a clock's conditions are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// By the incident as it is now, with the original milestones (product.md, Rules of time).
    Now,
    /// Once, at the start, by the incident before or after the change that starts it: what C asks
    /// of the significant update.
    AtStart,
}

/// What another start of a clock does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Nothing, once it was met; a deadline that was ended unmet starts anew.
    Never,
    /// It starts anew after it was met; while it runs, the first start counts.
    AfterMet,
    /// It always starts anew and ends what ran.
    Always,
}

/// When the deadlines of a clock fall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rhythm {
    /// Once, after a span.
    Once(PerPriority),
    /// Again and again, a span after the last time it was done.
    Every(Span),
    /// On a fixed schedule, each span counted from the start, rising.
    At(Vec<Span>),
}

/// A span that may differ by priority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerPriority {
    /// Where no other is given.
    pub usual: Option<Span>,
    /// By priority.
    pub by_priority: BTreeMap<Priority, Span>,
}

impl PerPriority {
    /// The span for a priority, if there is one.
    pub fn span(&self, priority: Option<Priority>) -> Option<Span> {
        priority.and_then(|priority| self.by_priority.get(&priority).copied()).or(self.usual)
    }
}

impl Policy {
    /// Whether it names one of these calendars.
    pub fn names_any(&self, hours: &BTreeMap<String, OpeningHours>) -> bool {
        hours.keys().any(|name| self.calendars.contains_key(name))
    }

    /// The same policy with other hours for the calendars that it names. Its text and version stay: those are
    /// what was written.
    #[must_use]
    pub fn with_hours(&self, hours: &BTreeMap<String, OpeningHours>) -> Self {
        let mut policy = self.clone();
        for (name, calendar) in &mut policy.calendars {
            if let Some(hours) = hours.get(name) {
                *calendar = Calendar::Hours(hours.clone());
            }
        }
        for clock in &mut policy.clocks {
            if let Some(hours) = hours.get(&clock.calendar_name) {
                clock.calendar = Calendar::Hours(hours.clone());
            }
        }
        policy
    }

    /// A clock by its id.
    pub fn clock(&self, id: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.id == id)
    }

    /// An audience by its id.
    pub fn audience(&self, id: &str) -> Option<&Audience> {
        self.audiences.iter().find(|one| one.id.eq_ignore_ascii_case(id))
    }

    /// What an audience is called on screen.
    pub fn audience_title(&self, id: &str) -> String {
        self.audience(id).map_or_else(
            || {
                let mut chars = id.chars();
                chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
            },
            |audience| audience.title.clone(),
        )
    }

    /// How a priority is shown under this policy.
    pub fn priority_title(&self, priority: Option<Priority>) -> &str {
        match priority {
            None => "Unassigned",
            Some(priority) => {
                self.priority_names.get(&priority).map_or_else(|| priority.title(), String::as_str)
            }
        }
    }
}

/// What saying *done* about a deadline writes down, by the milestone that meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// A priority has to be chosen.
    Priority,
    /// Words are sent to customers.
    CustomerUpdate,
    /// Words are sent to another audience.
    AudienceUpdate,
    /// To whom it was referred.
    Refer,
    /// Who acknowledged.
    Acknowledge,
    /// What the resolver said.
    ResolverUpdate,
    /// Who owns it.
    Ownership,
    /// Who was spoken with at the hotline.
    Hotline,
    /// Service is back.
    Restore,
    /// Whether to stay or to hand over.
    Command,
    /// A delegated action is done.
    Action,
    /// A request for information is answered.
    Answer,
    /// Somebody was called back.
    CallBack,
    /// The pre-read of the post-mortem went out.
    PreRead,
    /// The invitations to the post-mortem went out.
    Invitations,
    /// A milestone without a fact of its own.
    Milestone,
}

impl Clock {
    /// The audience whose update meets it, where it asks for one other than customers.
    pub fn update_audience(&self) -> Option<&str> {
        self.met_by.first()?.strip_prefix(milestone::UPDATE_TO)
    }

    /// What saying *done* writes down.
    pub fn completion(&self) -> Completion {
        let first = self.met_by.first().map_or("", String::as_str);
        match first {
            milestone::TRIAGED => Completion::Priority,
            milestone::INITIAL_NOTIFICATION
            | milestone::CUSTOMER_UPDATE
            | milestone::UPDATED_NOTIFICATION
            | milestone::ESCALATED_NOTIFICATION
            | milestone::RESTORED_NOTIFICATION => Completion::CustomerUpdate,
            _ if self.update_audience().is_some() => Completion::AudienceUpdate,
            super::duty::ACTION_DONE => Completion::Action,
            super::duty::REQUEST_ANSWERED => Completion::Answer,
            super::duty::CALLED_BACK => Completion::CallBack,
            super::duty::PRE_READ_SENT => Completion::PreRead,
            super::duty::INVITATIONS_SENT => Completion::Invitations,
            milestone::REFERRED => Completion::Refer,
            milestone::ACKNOWLEDGED => Completion::Acknowledge,
            milestone::RESOLVER_UPDATE => Completion::ResolverUpdate,
            milestone::OWNERSHIP_CONFIRMED => Completion::Ownership,
            milestone::HOTLINE_NOTIFIED => Completion::Hotline,
            milestone::RESTORED => Completion::Restore,
            milestone::COMMAND_KEPT | milestone::COMMAND_HANDED_OVER => Completion::Command,
            _ => Completion::Milestone,
        }
    }
}
