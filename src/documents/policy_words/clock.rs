//! A clock in words.

use super::{Item, any_of, calls, for_whom, label, milestone_words};
use crate::domain::calendar::{Calendar, OpeningHours};
use crate::domain::policy::{Again, Clock, Judged, PerPriority, Policy, Rhythm};

/// The share of the span at which a warning is given where nobody says otherwise.
const USUAL_WARNING: f64 = 0.75;

pub(super) fn item(policy: &Policy, clock: &Clock) -> Item {
    let moments = |names: &[String]| {
        let words: Vec<String> = names.iter().map(|name| milestone_words(policy, name)).collect();
        any_of(&words)
    };
    let again = match clock.again {
        Again::Never => "",
        Again::AfterMet => "starts anew after it was met",
        Again::Always => "always starts anew",
    };
    let judged = match clock.judged {
        Judged::Now => "",
        Judged::AtStart => "by the incident as it was at the start",
    };
    let warning = if clock.warning_share >= 1.0 {
        "none".to_owned()
    } else if (clock.warning_share - USUAL_WARNING).abs() < 1e-9 {
        String::new()
    } else {
        format!("at {} % of the time", (clock.warning_share * 100.0 * 100.0).round() / 100.0)
    };
    let next = clock.next_step.as_ref().map(|name| milestone_words(policy, name));
    Item::new(clock.id.clone(), clock.title.clone())
        .say(label::FOR, for_whom(policy, &clock.conditions))
        .say(label::STARTS, moments(&clock.starts))
        .say(label::DUE, rhythm_words(policy, &clock.rhythm))
        .say(label::MET, moments(&clock.met_by))
        .say(label::ENDS, moments(&clock.until))
        .say(label::CALENDAR, calendar_words(policy, &clock.calendar))
        .say("What to do", clock.action.clone())
        .say(label::EXPIRY, clock.on_expiry.clone())
        .say("Escalates to", clock.escalates_to.clone().unwrap_or_default())
        .say("Quiet once", next.unwrap_or_default())
        .say("Call", calls(policy, &clock.call))
        .say("Say", clock.say.clone().unwrap_or_default())
        .say("Another start", again)
        .say("Judged", judged)
        .say("Warning", warning)
        .say("Pause", if clock.pausable { "can be paused with a reason" } else { "" })
        .say("At closing", if clock.owed_at_closing { "named as owed" } else { "" })
        .say(label::SOURCE, clock.source.clone())
}

fn rhythm_words(policy: &Policy, rhythm: &Rhythm) -> String {
    match rhythm {
        Rhythm::Once(spans) => once_words(policy, spans),
        Rhythm::Every(span) => format!("every {span} after the last"),
        Rhythm::At(spans) => {
            let spans: Vec<String> = spans.iter().map(ToString::to_string).collect();
            format!("{} after the start", super::all_of(&spans))
        }
    }
}

fn once_words(policy: &Policy, spans: &PerPriority) -> String {
    let mut all: Vec<String> = spans
        .by_priority
        .iter()
        .map(|(priority, span)| format!("{} {span}", policy.priority_title(Some(*priority))))
        .collect();
    match (spans.usual, all.is_empty()) {
        (Some(span), true) => format!("after {span}"),
        (Some(span), false) => {
            all.push(format!("others {span}"));
            all.join(", ")
        }
        (None, _) => all.join(", "),
    }
}

/// A calendar by the name it has in the policy, and when it is open.
pub fn calendar_words(policy: &Policy, calendar: &Calendar) -> String {
    let Calendar::Hours(hours) = calendar else { return "around the clock".to_owned() };
    let name = policy.calendars.iter().find(|(_, one)| *one == calendar).map(|(name, _)| name);
    match name {
        Some(name) => format!("{name}: {}", hours_words(hours)),
        None => hours_words(hours),
    }
}

/// `Mon to Fri, 09:00 to 16:00`.
pub(super) fn hours_words(hours: &OpeningHours) -> String {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let open: Vec<(usize, &str)> =
        NAMES.into_iter().enumerate().filter(|(at, _)| hours.days.get(*at) == Some(&true)).collect();
    let days = match open.as_slice() {
        [(first, from), .., (last, to)] if open.len() > 2 && last - first + 1 == open.len() => {
            format!("{from} to {to}")
        }
        _ => super::all_of(&open.iter().map(|(_, name)| *name).collect::<Vec<_>>()),
    };
    format!("{days}, {} to {}", hours.open.format("%H:%M"), hours.close.format("%H:%M"))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::*;

    #[test]
    fn days_that_follow_each_other_are_said_as_a_span() {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        for (days, words) in [
            ([true, true, true, true, true, false, false], "Mon to Fri, 09:00 to 16:00"),
            ([true, false, true, false, false, false, false], "Mon and Wed, 09:00 to 16:00"),
            ([false, false, false, false, false, true, true], "Sat and Sun, 09:00 to 16:00"),
            ([true, false, true, true, false, false, false], "Mon, Wed and Thu, 09:00 to 16:00"),
            ([true; 7], "Mon to Sun, 09:00 to 16:00"),
        ] {
            assert_eq!(hours_words(&OpeningHours { days, open: at(9), close: at(16) }), words);
        }
    }
}
