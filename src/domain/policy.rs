//! A policy: the clocks, ladders, numbers and scripts that incidents run under.
//!
//! Every number is data in a policy file. Reading the file is `policy_file`'s business.

use std::collections::BTreeMap;

use super::calendar::Calendar;
use super::event::PolicyRef;
use super::span::Span;
use super::timeline::{Traits, milestone};
use super::words::{Environment, Kind, Priority};

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
    /// Its clocks in the order of the file; the steps of ladders are among them.
    pub clocks: Vec<Clock>,
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
    /// A clock by its id.
    pub fn clock(&self, id: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.id == id)
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
    /// A milestone without a fact of its own.
    Milestone,
}

impl Clock {
    /// What saying *done* writes down.
    pub fn completion(&self) -> Completion {
        let first = self.met_by.first().map_or("", String::as_str);
        match first {
            milestone::TRIAGED => Completion::Priority,
            milestone::INITIAL_NOTIFICATION
            | milestone::CUSTOMER_UPDATE
            | milestone::UPDATED_NOTIFICATION
            | milestone::RESTORED_NOTIFICATION => Completion::CustomerUpdate,
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
