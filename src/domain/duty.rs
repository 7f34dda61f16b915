//! What an incident owes beside the clocks of its policy: actions, answers and calls back, each with a
//! deadline that warns, alarms and is acknowledged like any other.
//!
//! The clock of a duty is made from the fact that created it; its id carries that entry's name, so
//! that what was told about it stays true for good.

use std::sync::Arc;

use chrono::TimeDelta;
use uuid::Uuid;

use super::calendar::Calendar;
use super::event::EventId;
use super::incident::Incident;
use super::policy::{Again, Clock, Conditions, Judged, PerPriority, Rhythm};
use super::requests::RequestState;
use super::schedule::{Deadline, Outcome};
use super::span::Span;
use super::time::Instant;
use super::timeline::{Moment, milestone};
use super::words::CallOutcome;
use crate::domain::actions::ActionState;

/// The milestone that meets an action.
pub const ACTION_DONE: &str = "action-done";
/// The milestone that meets a request for information.
pub const REQUEST_ANSWERED: &str = "request-answered";
/// The milestone that meets a call back.
pub const CALLED_BACK: &str = "called-back";

/// The share of a duty's span after which a warning is given.
const WARNING_SHARE: f64 = 0.75;

/// A duty, by what created it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// An action.
    Action(EventId),
    /// A request for information.
    Request(EventId),
    /// A call back that was promised in a call to the hotline or to a person.
    CallBack(EventId),
}

impl Duty {
    /// The id of its clock.
    pub fn clock_id(self) -> String {
        match self {
            Self::Action(entry) => format!("action:{}", entry.0),
            Self::Request(entry) => format!("request:{}", entry.0),
            Self::CallBack(entry) => format!("call-back:{}", entry.0),
        }
    }

    /// The duty of a clock's id; none where the clock is the policy's.
    pub fn of_clock(id: &str) -> Option<Self> {
        let (kind, entry) = id.split_once(':')?;
        let entry = EventId(Uuid::parse_str(entry).ok()?);
        match kind {
            "action" => Some(Self::Action(entry)),
            "request" => Some(Self::Request(entry)),
            "call-back" => Some(Self::CallBack(entry)),
            _ => None,
        }
    }
}

/// One duty with its clock and its deadline.
struct Owed {
    duty: Duty,
    title: String,
    action: String,
    on_expiry: String,
    from: Instant,
    due: Instant,
    outcome: Outcome,
    met_by: &'static str,
}

/// The clocks of an incident's duties and the one deadline of each, in the order in which they came.
pub fn duties(incident: &Incident) -> (Vec<Clock>, Vec<Deadline>) {
    let owed = actions(incident).chain(requests(incident)).chain(call_backs(incident));
    owed.map(|one| (clock(&one), deadline(incident, &one))).unzip()
}

fn actions(incident: &Incident) -> impl Iterator<Item = Owed> + '_ {
    incident.actions.all.iter().filter_map(|action| {
        let who = &action.to.name;
        let what = first_line(&action.what);
        let outcome = match &action.state {
            ActionState::Delegated | ActionState::Accepted { .. } => Outcome::Open,
            ActionState::Done { at, .. } => Outcome::Done { at: *at },
            ActionState::Dropped { at, why } => Outcome::NotNeeded { at: *at, why: why.clone() },
        };
        Some(Owed {
            duty: Duty::Action(action.entry),
            title: format!("Action {} of {who}", action.number),
            action: format!("{what}: {who} is to have it done"),
            on_expiry: format!("{what}: ask {who} how it stands, or delegate it anew"),
            from: action.delegated_at,
            due: action.due?,
            outcome,
            met_by: ACTION_DONE,
        })
    })
}

fn requests(incident: &Incident) -> impl Iterator<Item = Owed> + '_ {
    incident.requests.all.iter().filter_map(|request| {
        let (from, what) = (&request.from.name, first_line(&request.what));
        let who = request.answerer.as_ref().map_or("somebody", |named| named.name.as_str());
        let outcome = match &request.state {
            RequestState::Open => Outcome::Open,
            RequestState::Answered { at, .. } => Outcome::Done { at: *at },
            RequestState::Withdrawn { at, why } => Outcome::NotNeeded { at: *at, why: why.clone() },
        };
        Some(Owed {
            duty: Duty::Request(request.entry),
            title: format!("Answer to {from}"),
            action: format!("{what}: {who} answers {from}"),
            on_expiry: format!("{what}: answer {from} now, or say when the answer comes"),
            from: request.asked_at,
            due: request.due?,
            outcome,
            met_by: REQUEST_ANSWERED,
        })
    })
}

/// A call back is owed until there was another call to, or from, the same: whatever its outcome for the
/// hotline's own promise, but reached for one's own.
fn call_backs(incident: &Incident) -> impl Iterator<Item = Owed> + '_ {
    let of_hotline = incident.hotline.calls.iter().enumerate().filter_map(|(at, call)| {
        let later = incident.hotline.calls.iter().skip(at + 1);
        let met = later.clone().find(|one| one.outcome == CallOutcome::Reached).map(|one| one.at);
        Some(call_back(call.entry, "the hotline", call.at, call.call_back_by?, met))
    });
    let of_people = incident.people.all.iter().flat_map(|person| {
        person.attempts.iter().enumerate().filter_map(move |(at, attempt)| {
            let later = person.attempts.iter().skip(at + 1).find(|one| one.outcome == CallOutcome::Reached);
            let joined = person.bridge.iter().map(|(joined, _)| *joined).find(|joined| *joined >= attempt.at);
            let met = later.map(|one| one.at).into_iter().chain(joined).min();
            Some(call_back(attempt.entry, &person.whom.name, attempt.at, attempt.call_back_by?, met))
        })
    });
    of_hotline.chain(of_people)
}

fn call_back(entry: EventId, whom: &str, from: Instant, due: Instant, met: Option<Instant>) -> Owed {
    Owed {
        duty: Duty::CallBack(entry),
        title: format!("Call back: {whom}"),
        action: format!("Speak with {whom} again"),
        on_expiry: format!("Call {whom} now; the call back is late"),
        from,
        due,
        outcome: met.map_or(Outcome::Open, |at| Outcome::Done { at }),
        met_by: CALLED_BACK,
    }
}

fn clock(owed: &Owed) -> Clock {
    let secs = (owed.due - owed.from).num_seconds().max(0);
    Clock {
        id: owed.duty.clock_id(),
        title: owed.title.clone(),
        source: "logged on the incident".to_owned(),
        conditions: Conditions::default(),
        judged: Judged::Now,
        starts: vec![milestone::OPENED.to_owned()],
        again: Again::Never,
        rhythm: Rhythm::Once(PerPriority {
            usual: Some(Span::Elapsed { secs }),
            by_priority: std::collections::BTreeMap::new(),
        }),
        met_by: vec![owed.met_by.to_owned()],
        until: Vec::new(),
        calendar: Calendar::Always,
        warning_share: WARNING_SHARE,
        pausable: false,
        action: owed.action.clone(),
        on_expiry: owed.on_expiry.clone(),
        escalates_to: None,
        call: Vec::new(),
        say: None,
        owed_at_closing: !matches!(owed.duty, Duty::CallBack(_)),
        next_step: None,
    }
}

fn deadline(incident: &Incident, owed: &Owed) -> Deadline {
    let id = owed.duty.clock_id();
    let mut outcome = owed.outcome.clone();
    if outcome == Outcome::Open {
        outcome = ended(incident, &id, owed.due).unwrap_or(Outcome::Open);
    }
    let span = (owed.due - owed.from).num_milliseconds().max(0);
    #[expect(clippy::cast_possible_truncation, reason = "three quarters of a span of milliseconds")]
    let share = (span as f64 * WARNING_SHARE) as i64;
    Deadline {
        clock: Arc::from(id.as_str()),
        nth: 1,
        starts: owed.from,
        due: owed.due,
        // A deadline set in the past, or for now, has no time to warn of it.
        warn_at: (span > 0).then(|| owed.from + TimeDelta::milliseconds(share)),
        outcome,
        shown_from: None,
        quiet_from: None,
    }
}

/// What ended a duty without its being done: somebody said that it is not needed, or the incident was
/// closed and not reopened.
fn ended(incident: &Incident, id: &str, due: Instant) -> Option<Outcome> {
    let not_needed = incident.timeline.moments.iter().rev().find_map(|(at, moment)| match moment {
        Moment::NotNeeded { clock, due: meant, why } if clock == id && *meant == due => {
            Some(Outcome::NotNeeded { at: *at, why: why.clone() })
        }
        _ => None,
    });
    not_needed.or_else(|| {
        let at = incident.closed_at?;
        Some(Outcome::Ended { at, why: format!("the incident was {}", incident.phase.word()) })
    })
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
