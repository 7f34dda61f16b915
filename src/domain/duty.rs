//! What an incident owes beside the clocks of its policy: actions, answers, calls back, and what the
//! meeting of its post-mortem asks for, each with a deadline that warns, alarms and is acknowledged like
//! any other.
//!
//! The clock of a duty is made from the fact that created it; its id carries that entry's name, so
//! that what was told about it stays true for good.

use std::sync::Arc;

use chrono::TimeDelta;
use uuid::Uuid;

use super::calendar::Calendar;
use super::event::EventId;
use super::incident::{Incident, Phase};
use super::policy::{Again, Clock, Conditions, Judged, PerPriority, ReviewRules, Rhythm};
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

/// The milestone that meets the pre-read of a post-mortem.
pub const PRE_READ_SENT: &str = "pre-read-sent";
/// The milestone that meets the invitations to a post-mortem.
pub const INVITATIONS_SENT: &str = "invitations-sent";

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
    /// The pre-read of a post-mortem, by what set its time.
    PreRead(EventId),
    /// The invitations to a post-mortem, by what set its time.
    Invitations(EventId),
    /// The post-mortem meeting itself, by what set its time.
    Meeting(EventId),
}

impl Duty {
    /// The id of its clock.
    pub fn clock_id(self) -> String {
        match self {
            Self::Action(entry) => format!("action:{}", entry.0),
            Self::Request(entry) => format!("request:{}", entry.0),
            Self::CallBack(entry) => format!("call-back:{}", entry.0),
            Self::PreRead(entry) => format!("pre-read:{}", entry.0),
            Self::Invitations(entry) => format!("invitations:{}", entry.0),
            Self::Meeting(entry) => format!("meeting:{}", entry.0),
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
            "pre-read" => Some(Self::PreRead(entry)),
            "invitations" => Some(Self::Invitations(entry)),
            "meeting" => Some(Self::Meeting(entry)),
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
    /// Whether it is named when the incident is closed with it undone.
    is_named_at_closing: bool,
    /// Whether closing the incident leaves it owed.
    lives_on: bool,
    /// When it is warned of, where that is not a share of the span.
    warn_at: Option<Instant>,
    /// From when on something else speaks for it.
    quiet_from: Option<Instant>,
}

/// The clocks of an incident's duties and the one deadline of each, in the order in which they came.
pub fn duties(incident: &Incident, rules: &ReviewRules) -> (Vec<Clock>, Vec<Deadline>) {
    let owed = actions(incident).chain(requests(incident)).chain(call_backs(incident));
    let owed = owed.chain(review(incident, rules));
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
            title: if action.follow_up {
                format!("Follow-up {} of {who}", action.number)
            } else {
                format!("Action {} of {who}", action.number)
            },
            action: format!("{what}: {who} is to have it done"),
            on_expiry: format!("{what}: ask {who} how it stands, or delegate it anew"),
            from: action.delegated_at,
            due: action.due?,
            outcome,
            met_by: ACTION_DONE,
            // What lives on hinders no closing.
            is_named_at_closing: !action.follow_up,
            lives_on: action.follow_up,
            warn_at: None,
            quiet_from: None,
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
            is_named_at_closing: true,
            lives_on: false,
            warn_at: None,
            quiet_from: None,
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
        is_named_at_closing: false,
        lives_on: false,
        warn_at: None,
        quiet_from: None,
    }
}

/// What the meeting of a post-mortem asks for: that it is announced, that it can be prepared, and that
/// somebody is there when it begins. Nothing once it was held; a time that was moved asks anew.
fn review(incident: &Incident, rules: &ReviewRules) -> impl Iterator<Item = Owed> {
    let review = &incident.review;
    let plan = review.plan.as_ref();
    let (said_at, starts_at) = plan.map_or_else(Default::default, |plan| (plan.said_at, plan.starts_at));
    let later = |at: Instant, secs: i64| at.checked_add_signed(TimeDelta::seconds(secs)).unwrap_or(at);
    let owed = |duty, title: &str, action: &str, on_expiry: &str, due, met: Option<Instant>, met_by| Owed {
        duty,
        title: title.to_owned(),
        action: action.to_owned(),
        on_expiry: on_expiry.to_owned(),
        from: said_at,
        due,
        outcome: match (met, &review.held) {
            (Some(at), _) => Outcome::Done { at },
            (None, Some(held)) => Outcome::Ended { at: held.at, why: "the post-mortem was held".to_owned() },
            (None, None) => Outcome::Open,
        },
        met_by,
        is_named_at_closing: false,
        lives_on: true,
        warn_at: None,
        quiet_from: None,
    };
    let invited = review.standing_invitation().filter(|sent| !sent.cancels).map(|sent| sent.at);
    let invitations = plan.map(|plan| {
        let due = later(said_at, rules.invitations_secs).min(starts_at).max(said_at);
        owed(
            Duty::Invitations(plan.entry),
            "Invitations to the post-mortem",
            "Send the invitations to the post-mortem",
            "Send the invitations to the post-mortem now",
            due,
            invited,
            INVITATIONS_SENT,
        )
    });
    let pre_read = plan.map(|plan| {
        let due = later(starts_at, -rules.pre_read_secs).max(said_at);
        owed(
            Duty::PreRead(plan.entry),
            "Pre-read of the post-mortem",
            "Send the pre-read: time log, notes, draft of the problem statement",
            "Send the pre-read now",
            due,
            review.pre_reads.first().map(|sent| sent.at),
            PRE_READ_SENT,
        )
    });
    let meeting = plan.map(|plan| {
        let mut one = owed(
            Duty::Meeting(plan.entry),
            "Post-mortem meeting",
            "Hold the post-mortem",
            "Log that it was held and who was there, or move it",
            starts_at,
            // It begins when it begins, whenever it is said to have been held.
            review.held.as_ref().map(|held| held.at.min(starts_at)),
            milestone::POST_MORTEM_HELD,
        );
        one.warn_at = Some(later(starts_at, -rules.begins_secs).max(said_at));
        // A reminder that it begins, and no more: that it has to be held is a clock of the policy.
        one.quiet_from = Some(starts_at);
        one
    });
    invitations.into_iter().chain(pre_read).chain(meeting)
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
        calendar_name: String::new(),
        warning_share: WARNING_SHARE,
        pausable: false,
        action: owed.action.clone(),
        on_expiry: owed.on_expiry.clone(),
        escalates_to: None,
        call: Vec::new(),
        say: None,
        owed_at_closing: owed.is_named_at_closing,
        next_step: None,
    }
}

fn deadline(incident: &Incident, owed: &Owed) -> Deadline {
    let id = owed.duty.clock_id();
    let mut outcome = owed.outcome.clone();
    if outcome == Outcome::Open {
        outcome = ended(incident, owed, &id).unwrap_or(Outcome::Open);
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
        warn_at: owed.warn_at.or_else(|| (span > 0).then(|| owed.from + TimeDelta::milliseconds(share))),
        outcome,
        shown_from: None,
        quiet_from: owed.quiet_from,
    }
}

/// What ended a duty without its being done: somebody said that it is not needed, or the incident was
/// closed and not reopened. A duty that lives on is ended only where the incident was none.
fn ended(incident: &Incident, owed: &Owed, id: &str) -> Option<Outcome> {
    let not_needed = incident.timeline.moments.iter().rev().find_map(|(at, moment)| match moment {
        Moment::NotNeeded { clock, due: meant, why } if clock == id && *meant == owed.due => {
            Some(Outcome::NotNeeded { at: *at, why: why.clone() })
        }
        _ => None,
    });
    not_needed.or_else(|| {
        if owed.lives_on && incident.phase == Phase::Closed {
            return None;
        }
        let at = incident.closed_at?;
        Some(Outcome::Ended { at, why: format!("the incident was {}", incident.phase.word()) })
    })
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
