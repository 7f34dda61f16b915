//! Formal communications (R item 2): what was sent to whom, what is due to whom by the plan of the
//! policy, and what must stand in an update before it may be called sent.

use super::event::{EventId, Fact, UpdateDetails};
use super::incident::Entry;
use super::policy::{Audience, Channel, Completion, PlanEntry};
use super::schedule::{Deadline, DeadlineState};
use super::time::Instant;
use super::timeline::CUSTOMERS;
use super::world::Live;

/// One update that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentUpdate {
    /// Its entry in the log.
    pub entry: EventId,
    /// When it went out.
    pub at: Instant,
    /// To which audience.
    pub audience: String,
    /// Its words, if they were logged.
    pub text: Option<String>,
    /// What it carried beside them.
    pub details: UpdateDetails,
}

/// The updates of an incident as its facts make them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Updates {
    /// Every update, older first.
    pub sent: Vec<SentUpdate>,
}

impl Updates {
    /// One more entry, in the order in which they happened.
    pub fn take(&mut self, entry: &Entry) {
        let Fact::UpdateSent { audience, text, details } = entry.fact() else { return };
        self.sent.push(SentUpdate {
            entry: entry.event.id,
            at: entry.happened_at,
            audience: audience.clone(),
            text: text.clone(),
            details: details.as_deref().cloned().unwrap_or_default(),
        });
    }

    /// The updates to one audience, older first.
    pub fn to<'a>(&'a self, audience: &'a str) -> impl DoubleEndedIterator<Item = &'a SentUpdate> {
        self.sent.iter().filter(move |one| one.audience.eq_ignore_ascii_case(audience))
    }

    /// What was last said to anybody of the impact, and of what is being done.
    pub fn last_words(&self) -> (Option<&str>, Option<&str>) {
        let last = |field: fn(&UpdateDetails) -> Option<&String>| {
            self.sent.iter().rev().find_map(|one| field(&one.details)).map(String::as_str)
        };
        (last(|one| one.impact.as_ref()), last(|one| one.doing.as_ref()))
    }
}

/// One line of the plan: an audience, and what is due to it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanLine {
    /// The audience's id.
    pub audience: String,
    /// What it is called on screen.
    pub title: String,
    /// How updates reach it.
    pub channel: Channel,
    /// The template they are drafted from.
    pub template: String,
    /// When it was last told.
    pub last_sent_at: Option<Instant>,
    /// The deadline that presses soonest, if a clock asks for one.
    pub due: Option<(Instant, DeadlineState)>,
    /// Where nobody has told them yet and no clock asks for it: by when the plan would have it.
    pub first_by: Option<Instant>,
    /// How often it is told, in words of the policy.
    pub cadence: String,
}

/// The plan of an incident at `now`, the soonest due first, and then what nobody has begun.
pub fn plan(live: &Live, now: Instant) -> Vec<PlanLine> {
    let traits = live.incident.traits;
    let mut lines: Vec<PlanLine> = Vec::new();
    for entry in live.policy.plan.iter().filter(|entry| entry.conditions.hold(traits)) {
        if !lines.iter().any(|line| line.audience == entry.audience) {
            lines.push(line(live, entry, now));
        }
    }
    // An audience that somebody has told, or that a clock asks for, without a line of its own.
    let told = live.incident.updates.sent.iter().map(|one| one.audience.as_str());
    let asked = live.pressing(now).into_iter().filter_map(|one| audience_of(live, one));
    let more: Vec<String> = told.chain(asked).map(str::to_lowercase).collect();
    for audience in more {
        if !lines.iter().any(|line| line.audience.eq_ignore_ascii_case(&audience)) {
            lines.push(line(live, &PlanEntry::bare(&audience), now));
        }
    }
    // A promise comes before a plan.
    lines.sort_by_key(|line| {
        let due = line.due.map(|(due, _)| due);
        (due.is_none(), due, line.first_by.is_none(), line.first_by)
    });
    lines
}

/// The audience that most wants to be told: the one whose update is due soonest, customers where nobody
/// was told yet and none is.
pub fn most_wanted_audience(live: &Live, now: Instant) -> String {
    let lines = plan(live, now);
    let due = lines.iter().find(|line| line.due.is_some());
    let planned = || lines.iter().find(|line| line.first_by.is_some());
    let has_told_customers = live.incident.updates.to(CUSTOMERS).next().is_some();
    let wanted = due.or_else(|| planned().filter(|_| has_told_customers));
    wanted.map_or_else(|| CUSTOMERS.to_owned(), |line| line.audience.clone())
}

fn line(live: &Live, entry: &PlanEntry, now: Instant) -> PlanLine {
    let incident = &live.incident;
    let due = live
        .pressing(now)
        .into_iter()
        .find(|one| audience_of(live, one).is_some_and(|to| to.eq_ignore_ascii_case(&entry.audience)))
        .map(|one| (one.due, one.state(now)));
    let last_sent_at = incident.updates.to(&entry.audience).next_back().map(|one| one.at);
    let is_open = incident.phase == super::incident::Phase::Open;
    let first_by = entry
        .first_secs
        .filter(|_| last_sent_at.is_none() && due.is_none() && is_open)
        .map(|secs| incident.opened_at + chrono::TimeDelta::seconds(secs));
    PlanLine {
        audience: entry.audience.clone(),
        title: live.policy.audience_title(&entry.audience),
        channel: entry.channel,
        template: entry.template.clone(),
        last_sent_at,
        due,
        first_by,
        cadence: entry.cadence.clone(),
    }
}

/// The audience that a deadline asks to be told, if it asks for an update.
pub fn audience_of<'a>(live: &'a Live, deadline: &Deadline) -> Option<&'a str> {
    let clock = live.clock(&deadline.clock)?;
    match clock.completion() {
        Completion::CustomerUpdate => Some(CUSTOMERS),
        Completion::AudienceUpdate => clock.update_audience(),
        _ => None,
    }
}

/// Something that an update lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// What is wrong, in a short sentence.
    pub what: String,
}

/// An update as it is about to be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outgoing<'a> {
    /// Its words.
    pub text: &'a str,
    /// What it says of the impact.
    pub impact: &'a str,
    /// What it says is being done.
    pub doing: &'a str,
    /// The words of when the next one comes, such as `15:40 CST`; none where none is promised.
    pub next_update: Option<&'a str>,
    /// Whether service is back: nothing is being done any more.
    pub is_restored: bool,
    /// Whether it has to say that the incident was escalated, to whom (C, Referred 15 minutes).
    pub escalated_to: Option<&'a str>,
}

/// What must stand in an update to `audience` before it may be called sent: the impact, what is being
/// done, when the next one comes, that it was escalated where C asks for it, within a length that fits
/// the audience, and with no gap of its template left open.
pub fn check(update: &Outgoing<'_>, audience: Option<&Audience>) -> Vec<Lack> {
    let mut lacks = Vec::new();
    let mut lack = |what: String| lacks.push(Lack { what });
    let text = update.text.trim();
    if text.is_empty() {
        lack("the text is empty".to_owned());
        return lacks;
    }
    if update.impact.trim().is_empty() {
        lack("the impact is not said".to_owned());
    }
    if update.doing.trim().is_empty() && !update.is_restored {
        lack("it is not said what is being done".to_owned());
    }
    if let Some(next) = update.next_update.filter(|_| !update.is_restored) {
        // The time itself is what counts, however the sentence around it reads.
        let time = next.split_whitespace().find(|word| word.contains(':')).unwrap_or(next);
        if !text.contains(time) {
            lack(format!("the text does not say when the next update comes, {next}"));
        }
    }
    if let Some(to) = update.escalated_to
        && !text.to_lowercase().contains("escalat")
    {
        lack(format!("the text does not say that it was escalated to {to}"));
    }
    if text.contains("(not known yet)") || text.contains("{{") {
        lack("the text has a gap that is not filled in".to_owned());
    }
    let chars = text.chars().count();
    if let Some(audience) = audience.filter(|audience| chars > audience.most_chars) {
        lack(format!(
            "the text has {chars} characters; {} read at most {}",
            audience.title.to_lowercase(),
            audience.most_chars
        ));
    }
    lacks
}
