//! The shapes of what the command line prints as JSON. Times carry the desk zone's offset.

use chrono::SecondsFormat;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::domain::board::{self, HotlineStanding};
use crate::domain::incident::Entry;
use crate::domain::schedule::{Deadline, Outcome};
use crate::domain::time::Instant;
use crate::domain::words::Priority;
use crate::domain::world::Live;

/// An instant as RFC 3339 with the offset of `zone`.
pub fn time(at: Instant, zone: Tz) -> String {
    let form = if at.timestamp_subsec_millis() == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
    at.with_timezone(&zone).to_rfc3339_opts(form, false)
}

fn maybe(at: Option<Instant>, zone: Tz) -> Value {
    at.map_or(Value::Null, |at| time(at, zone).into())
}

/// One incident.
pub fn incident(live: &Live, now: Instant, zone: Tz) -> Value {
    let row = board::row(live, now);
    let incident = &live.incident;
    json!({
        "key": incident.key,
        "reference": incident.reference,
        "ticket": incident.ticket,
        "title": incident.title,
        "priority": incident.traits.priority.map(Priority::word),
        "kind": incident.traits.kind.word(),
        "environment": incident.traits.environment.word(),
        "state": incident.phase.word(),
        "policy": incident.policy.name,
        "policy_version": incident.policy.version,
        "opened_at": time(incident.opened_at, zone),
        "restored_at": maybe(incident.restored_at, zone),
        "closed_at": maybe(incident.closed_at, zone),
        "command": incident.command,
        "overdue": row.overdue,
        "next_deadline": row.next.map(|next| json!({
            "clock": &*next.clock,
            "due": time(next.due, zone),
            "state": next.state.word(),
            "action": next.action,
        })),
        "last_update_at": maybe(row.last_update_at, zone),
        "next_update_due": maybe(row.next_update_due, zone),
        "hotline": match row.hotline {
            HotlineStanding::NotAsked => "not asked",
            HotlineStanding::Owed => "owed",
            HotlineStanding::Done => "done",
        },
        "services": incident.services.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
        "smes_engaged": row.smes.0,
        "smes_called": row.smes.1,
        "actions_open": row.actions.0,
        "actions_overdue": row.actions.1,
        "requests_open": row.requests.0,
        "requests_overdue": row.requests.1,
    })
}

/// One deadline.
pub fn deadline(live: &Live, deadline: &Deadline, now: Instant, zone: Tz) -> Value {
    let clock = live.clock(&deadline.clock);
    let (ended_at, why) = match &deadline.outcome {
        Outcome::Ended { at, why } | Outcome::NotNeeded { at, why } => (Some(*at), Some(why.as_str())),
        _ => (None, None),
    };
    let paused_since = match deadline.outcome {
        Outcome::Paused { since } => Some(since),
        _ => None,
    };
    json!({
        "key": live.incident.key,
        "incident": live.incident.reference,
        "clock": &*deadline.clock,
        "title": clock.map(|clock| clock.title.as_str()),
        "nth": deadline.nth,
        "starts": time(deadline.starts, zone),
        "due": time(deadline.due, zone),
        "warn_at": maybe(deadline.warn_at, zone),
        "state": deadline.state(now).word(),
        "met_at": maybe(deadline.met_at(), zone),
        "ended_at": maybe(ended_at, zone),
        "paused_since": maybe(paused_since, zone),
        "why": why,
        "action": clock.map(|clock| clock.action.as_str()),
        "on_expiry": clock.map(|clock| clock.on_expiry.as_str()),
        "escalates_to": clock.and_then(|clock| clock.escalates_to.as_deref()),
    })
}

/// One entry of the log. `about` is the incident's key and reference, if it is about one.
pub fn entry(entry: &Entry, about: Option<(&str, &str)>, words: &str, zone: Tz) -> Value {
    let event = &entry.event;
    let mut fact = serde_json::to_value(&event.fact).unwrap_or(Value::Null);
    if let crate::domain::event::Fact::Unknown { kind, version, body } = &event.fact {
        fact = json!({"kind": kind, "version": version, "body": body});
    }
    json!({
        "id": event.id.0.to_string(),
        "device": event.device.0.to_string(),
        "seq": event.device_seq,
        "key": about.map(|(key, _)| key),
        "incident": about.map(|(_, reference)| reference),
        "kind": fact.get("kind"),
        "body": fact.get("body"),
        "text": words,
        "happened_at": time(entry.happened_at, zone),
        "recorded_at": time(event.recorded_at, zone),
        "actor": event.actor,
        "retracted_by": entry.retracted_by.map(|id| id.0.to_string()),
        "corrected_by": entry.corrected_by.map(|id| id.0.to_string()),
        "first_happened_at": (entry.happened_at != event.happened_at).then(|| time(event.happened_at, zone)),
    })
}
