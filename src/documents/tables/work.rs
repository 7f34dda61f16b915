//! What was done on incidents: updates that went out, tasks, and every attempt to reach somebody.

use super::incidents::by_opening;
use super::{Sheet, at, maybe_at, maybe_typed, typed};
use crate::domain::actions::{Action, ActionState};
use crate::domain::requests::{InformationRequest, RequestState};
use crate::domain::time::Instant;
use crate::domain::world::World;

const UPDATES: [&str; 12] = [
    "incident",
    "sent",
    "audience",
    "subject",
    "recipients",
    "channel",
    "impact",
    "doing",
    "next_update_by",
    "text",
    "unchecked",
    "entry",
];

pub(super) fn updates(world: &World) -> Vec<u8> {
    let zone = world.settings.zone;
    let mut sheet = Sheet::new(&UPDATES);
    for live in by_opening(world) {
        for sent in &live.incident.updates.sent {
            let details = &sent.details;
            let recipients: Vec<String> =
                details.recipients.iter().map(|one| format!("{} <{}>", one.name, one.address)).collect();
            sheet.row(&[
                typed(&live.incident.reference),
                at(sent.at, zone),
                typed(&sent.audience),
                maybe_typed(details.subject.as_deref()),
                typed(recipients.join("; ").trim_start()),
                maybe_typed(details.channel.as_deref()),
                maybe_typed(details.impact.as_deref()),
                maybe_typed(details.doing.as_deref()),
                maybe_at(details.next_update_by, zone),
                maybe_typed(sent.text.as_deref()),
                maybe_typed(details.unchecked.as_deref()),
                sent.entry.0.to_string(),
            ]);
        }
    }
    sheet.bytes()
}

/// `from` is who asked, of a request; `who` does the action, or answers.
const TASKS: [&str; 12] =
    ["incident", "task", "number", "what", "from", "who", "given", "due", "state", "ended", "words", "entry"];

pub(super) fn tasks(world: &World) -> Vec<u8> {
    let zone = world.settings.zone;
    let mut sheet = Sheet::new(&TASKS);
    for live in by_opening(world) {
        let reference = typed(&live.incident.reference);
        for action in &live.incident.actions.all {
            let (ended, words) = end_of_action(action);
            let task = if action.follow_up { "follow-up action" } else { "action" };
            sheet.row(&[
                reference.clone(),
                task.to_owned(),
                action.number.to_string(),
                typed(&action.what),
                String::new(),
                typed(&action.to.name),
                at(action.delegated_at, zone),
                maybe_at(action.due, zone),
                action.word().to_owned(),
                maybe_at(ended, zone),
                maybe_typed(words),
                action.entry.0.to_string(),
            ]);
        }
        for request in &live.incident.requests.all {
            let (state, ended, words) = end_of_request(request);
            sheet.row(&[
                reference.clone(),
                "request".to_owned(),
                request.number.to_string(),
                typed(&request.what),
                typed(&request.from.name),
                maybe_typed(request.answerer.as_ref().map(|named| named.name.as_str())),
                at(request.asked_at, zone),
                maybe_at(request.due, zone),
                state.to_owned(),
                maybe_at(ended, zone),
                maybe_typed(words),
                request.entry.0.to_string(),
            ]);
        }
    }
    sheet.bytes()
}

fn end_of_action(action: &Action) -> (Option<Instant>, Option<&str>) {
    match &action.state {
        ActionState::Delegated | ActionState::Accepted { .. } => (None, None),
        ActionState::Done { at, text } => (Some(*at), text.as_deref()),
        ActionState::Dropped { at, why } => (Some(*at), Some(why)),
    }
}

fn end_of_request(request: &InformationRequest) -> (&'static str, Option<Instant>, Option<&str>) {
    match &request.state {
        RequestState::Open => ("open", None, None),
        RequestState::Answered { at, text, .. } => ("answered", Some(*at), Some(text)),
        RequestState::Withdrawn { at, why } => ("withdrawn", Some(*at), Some(why)),
    }
}

const PEOPLE: [&str; 10] =
    ["incident", "who", "role", "reached", "stood_down", "tried", "via", "outcome", "words", "entry"];

/// A row for each attempt, and one for whoever nobody has tried to reach.
pub(super) fn people(world: &World) -> Vec<u8> {
    let zone = world.settings.zone;
    let mut sheet = Sheet::new(&PEOPLE);
    for live in by_opening(world) {
        for person in &live.incident.people.all {
            let who = [
                typed(&live.incident.reference),
                typed(&person.whom.name),
                person.role.to_string(),
                if person.is_reached() { "yes" } else { "no" }.to_owned(),
                maybe_at(person.stood_down_at, zone),
            ];
            if person.attempts.is_empty() {
                sheet.row(&[who.to_vec(), vec![String::new(); 5]].concat());
            }
            for attempt in &person.attempts {
                let tried = vec![
                    at(attempt.at, zone),
                    maybe_typed(attempt.via.as_deref()),
                    attempt.outcome.to_string(),
                    maybe_typed(attempt.text.as_deref()),
                    attempt.entry.0.to_string(),
                ];
                sheet.row(&[who.to_vec(), tried].concat());
            }
        }
    }
    sheet.bytes()
}
