//! The lines of a log about the reviews of service delivery, in plain words.

use chrono_tz::Tz;

use super::log_lines::LogTone::{self, Changed, Escalated, Faint, Met, Plain};
use super::log_lines::because;
use super::review_lines::{names, sent_to};
use crate::domain::event::Fact;
use crate::domain::service_review::effort::hours_words;
use crate::domain::service_review::facts::{ActionGiven, EffortSpent, ReviewCycle, ReviewTime};
use crate::domain::typed_time::understood;

/// What kind of thing a fact about service reviews is, and its words; none for any other fact. Times are
/// wall times of `zone`.
pub(super) fn told(fact: &Fact, zone: Tz) -> Option<(&'static str, String, LogTone)> {
    Some(match fact {
        Fact::ReviewCycleSet(cycle) => ("Service reviews", cycle_words(cycle), Changed),
        Fact::ServiceReviewPlanned { department, time, why } => {
            let words = format!("with {}, {}", department.name, time_words(time, zone));
            ("Service review planned", because(&words, why.as_deref()), Changed)
        }
        Fact::ServiceReviewMoved { time, why, .. } => {
            ("Service review moved", because(&format!("to {}", time_words(time, zone)), Some(why)), Changed)
        }
        Fact::ServiceReviewCalledOff { why, .. } => ("Service review called off", why.clone(), Escalated),
        Fact::ServiceReviewAgendaSet { items, .. } => {
            let words: Vec<String> =
                items.iter().map(|item| format!("{} {} min", item.title, item.minutes)).collect();
            ("Agenda", words.join(", "), Plain)
        }
        Fact::ServiceReviewInvitationSent { recipients, sequence, cancels, starts_at, .. } => {
            let at = understood(*starts_at, zone);
            let head = if *cancels {
                format!("service review {at} called off")
            } else {
                format!("service review {at}")
            };
            let change = if *sequence > 0 { format!(", change {sequence}") } else { String::new() };
            ("Invitation sent", format!("{head}{change}{}", sent_to(recipients)), Met)
        }
        Fact::ServiceReviewHeld { attended, text, .. } => {
            let there = if attended.is_empty() {
                "held".to_owned()
            } else {
                format!("held with {}", names(attended))
            };
            ("Service review", because(&there, text.as_deref()), Met)
        }
        Fact::ServiceReviewNoted { department, section, text, .. } => {
            ("Service review", format!("{}, {section}: {text}", department.name), Plain)
        }
        Fact::ServiceReviewActionGiven(given) => ("Action", action_words(given, zone), Changed),
        Fact::ServiceReviewActionDone { text, .. } => {
            ("Action done", because("of a service review", text.as_deref()), Met)
        }
        Fact::ServiceReviewActionDropped { why, .. } => {
            ("Dropped", because("an action of a service review", Some(why)), Plain)
        }
        Fact::EffortLogged(spent) => ("Effort", effort_words(spent), Plain),
        Fact::ServiceReviewTold { what, .. } => ("Told", what_was_told(what), Faint),
        _ => return None,
    })
}

fn time_words(time: &ReviewTime, zone: Tz) -> String {
    let place = time.place.as_ref().map_or_else(String::new, |place| format!(", {place}"));
    format!("{}, {} min{place}", understood(time.at, zone), time.minutes)
}

fn cycle_words(cycle: &ReviewCycle) -> String {
    let mut words = format!(
        "with {}: {} a year from {} at {}, coordinator {}",
        cycle.department.name,
        cycle.per_year,
        cycle.first.format("%Y-%m-%d"),
        cycle.time.format("%H:%M"),
        cycle.coordinator.name
    );
    if let Some(liaison) = &cycle.liaison {
        words.push_str(&format!(", liaison {}", liaison.name));
    }
    if !cycle.attendees.is_empty() {
        words.push_str(&format!(", with {}", names(&cycle.attendees)));
    }
    words
}

fn action_words(given: &ActionGiven, zone: Tz) -> String {
    let due = given.due.map_or_else(String::new, |due| format!(", by {}", understood(due, zone)));
    format!("{} for {}: {}{due}", given.owner.name, given.department.name, given.what)
}

fn effort_words(spent: &EffortSpent) -> String {
    let head = format!(
        "{} for {} on {} by {}",
        hours_words(u64::from(spent.minutes)),
        spent.department.name,
        spent.on.format("%Y-%m-%d"),
        spent.by.name
    );
    because(&head, spent.what.as_deref())
}

/// The first part of the key under which something was told.
fn what_was_told(key: &str) -> String {
    let first = key.split('/').next().unwrap_or(key);
    match first {
        "action-warning" => "an action of a service review is due soon".to_owned(),
        "action-due" => "an action of a service review is due".to_owned(),
        "action-late" => "an action of a service review is late".to_owned(),
        "review-owed" => "a service review is owed".to_owned(),
        _ => first.replace('-', " "),
    }
}
