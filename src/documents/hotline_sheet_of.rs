//! What the printed page of the hotline call says: the facts of an incident in the words of the call.

use super::hotline_sheet::{AttemptLine, ChecklistLine, HotlineSheet, ReadyFact};
use super::{sentence, when};
use crate::domain::call_list::{HOTLINE_CONTACT, call_list};
use crate::domain::known::Known;
use crate::domain::policy::Completion;
use crate::domain::schedule::{Deadline, DeadlineState};
use crate::domain::script;
use crate::domain::settings::DeskSettings;
use crate::domain::time::Instant;
use crate::domain::words::ChecklistState;
use crate::domain::world::{Live, World};

/// The deadline of the hotline call, if one is owed or was met.
pub fn hotline_deadline(live: &Live) -> Option<&Deadline> {
    let of_hotline = |one: &&Deadline| {
        live.clock(&one.clock).is_some_and(|clock| clock.completion() == Completion::Hotline)
    };
    let all = || live.deadlines.iter().filter(of_hotline);
    all().find(|one| one.is_owed()).or_else(|| all().next_back())
}

/// Whom to call, each with a number, in the order in which they are tried: the desk's own hotline where
/// the policy says nothing.
pub fn hotline_numbers(world: &World, live: &Live) -> Vec<(String, String)> {
    let DeskSettings { hotline, .. } = &world.settings;
    let usual = [HOTLINE_CONTACT.to_owned()];
    let ids = if live.policy.hotline.call.is_empty() { &usual[..] } else { &live.policy.hotline.call };
    let list = call_list(live, &world.settings, &world.directory, ids);
    let numbers = |callee: crate::domain::directory::Callee| {
        let name = callee.whom.name;
        callee.phones.into_iter().map(move |phone| (name.clone(), phone))
    };
    let mut all: Vec<(String, String)> = list.into_iter().flat_map(numbers).collect();
    if all.is_empty() && !hotline.is_empty() {
        all.push(("Hotline".to_owned(), hotline.clone()));
    }
    all
}

/// What to have ready, in the order of the policy: the label, and what is known.
pub fn ready_facts(known: &Known<'_>) -> Vec<ReadyFact> {
    let ready = known.live.policy.hotline.ready.iter();
    ready.map(|(name, label)| ReadyFact { label: label.clone(), value: known.value(name) }).collect()
}

/// What to read out: the script of the clock that asks for the call.
pub fn hotline_script(known: &Known<'_>) -> Option<String> {
    let live = known.live;
    let clock = live.policy.clocks.iter().find(|clock| clock.completion() == Completion::Hotline)?;
    Some(script::render(clock.say.as_ref()?, known, hotline_deadline(live)))
}

/// The page, as it stands at `now`.
pub fn hotline_sheet_of(world: &World, live: &Live, now: Instant) -> HotlineSheet {
    let (incident, zone) = (&live.incident, world.settings.zone);
    let known = Known { live, desk: &world.settings, directory: &world.directory, now };
    let said = |at| when(at, now, zone);
    let deadline = hotline_deadline(live).map(|one| match one.state(now) {
        DeadlineState::Met | DeadlineState::Missed => {
            format!("Reached {}", one.met_at().map_or_else(String::new, said))
        }
        DeadlineState::Overdue => format!("Overdue: call now, it was due {}", said(one.due)),
        _ => format!("Call by {}", said(one.due)),
    });
    let checklist = live.policy.hotline.items.iter().map(|(id, text)| {
        let mark = incident.hotline.marks.get(id).filter(|mark| mark.state != ChecklistState::Open);
        ChecklistLine {
            state: incident.hotline.state(id),
            text: text.clone(),
            by: mark.map(|mark| format!("{} {} by {}", mark.state, said(mark.at), mark.by)),
            why: mark.and_then(|mark| mark.why.clone()),
        }
    });
    let attempts = incident.hotline.calls.iter().map(|call| AttemptLine {
        when: said(call.at),
        number: call.number.clone().unwrap_or_default(),
        outcome: sentence(call.outcome.word()),
        spoke_with: call.spoke_with.clone(),
        reference: call.reference.clone(),
        words: match (&call.text, call.call_back_by) {
            (text, None) => text.clone(),
            (None, Some(by)) => Some(format!("Call back by {}", said(by))),
            (Some(text), Some(by)) => Some(format!("{text}; call back by {}", said(by))),
        },
    });
    HotlineSheet {
        reference: incident.reference.clone(),
        title: incident.title.clone(),
        priority: live.policy.priority_title(incident.traits.priority).to_owned(),
        deadline,
        numbers: hotline_numbers(world, live),
        ready: ready_facts(&known),
        script: hotline_script(&known).unwrap_or_default(),
        attempts: attempts.collect(),
        checklist: checklist.collect(),
        printed: format!("{} by {}", said(now), known.said("manager")),
    }
}
