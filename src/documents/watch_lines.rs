//! The facts about the watch in plain words: rules, changes, leave, handoffs.

use chrono_tz::Tz;

use super::log_lines::{LogTone, because};
use crate::domain::event::Fact;
use crate::domain::rota::change::What;
use crate::domain::time::Instant;
use crate::domain::typed_time::understood;
use crate::domain::watch::facts::{Answer, ChangeAsked};

/// What kind of thing it was, in which words, and how loudly; none for a fact that is not about the
/// watch. Times are wall times of `zone`.
pub fn told(fact: &Fact, zone: Tz) -> Option<(&'static str, String, LogTone)> {
    use LogTone::{Changed, Escalated, Faint, Met, Plain};
    let said = |at: Instant| understood(at, zone);
    Some(match fact {
        Fact::RotaRuleAdopted(adopted) => {
            let words = match &adopted.rule {
                Some(rule) => {
                    let people: Vec<&str> = rule.participants.iter().map(|one| one.0.as_str()).collect();
                    format!(
                        "“{}” from {}: {}, {}",
                        rule.name,
                        said(adopted.from),
                        rule.rhythm.words(),
                        people.join(", ")
                    )
                }
                None => format!("“{}” ends {}", adopted.track, said(adopted.from)),
            };
            ("Rota rule", because(&words, adopted.why.as_deref()), Changed)
        }
        Fact::WatchChangeAsked(asked) => (word(&asked.what), asked_words(asked, zone), Changed),
        Fact::WatchChangeAnswered(answer) => {
            let what = match answer.answer {
                Answer::Accepted => "Change agreed",
                Answer::Declined => "Change declined",
                Answer::Withdrawn => "Change taken back",
                Answer::Undone => "Change undone",
            };
            let words = if answer.of == answer.by {
                format!("by {}", answer.of.name)
            } else {
                format!("by {}, recorded by {}", answer.of.name, answer.by.name)
            };
            (what, because(&words, answer.why.as_deref()), Changed)
        }
        Fact::LeaveRecorded { person, from, until, note } => {
            let words = format!("{}, {} to {}", person.name, said(*from), said(*until));
            ("Leave", because(&words, note.as_deref()), Plain)
        }
        Fact::LeaveWithdrawn { why, .. } => ("Leave", because("taken back", why.as_deref()), Plain),
        Fact::ShiftsKept { from, until, shifts } => {
            let count = shifts.len();
            let noun = if count == 1 { "shift" } else { "shifts" };
            ("Rota", format!("{count} past {noun} kept, {} to {}", said(*from), said(*until)), Faint)
        }
        Fact::WatchNoteLogged { text } => ("Watch note", text.clone(), Plain),
        Fact::HandoffOffered(offered) => {
            let mut words = format!(
                "{} to {}, to be accepted by {}",
                offered.from.name,
                offered.to.name,
                said(offered.accept_by)
            );
            if let Some(said) = &offered.words {
                words.push_str(&format!(": “{said}”"));
            }
            ("Handoff offered", words, Changed)
        }
        Fact::HandoffItemAccepted { item, .. } => {
            ("Handoff", format!("item {item} of the brief accepted"), Plain)
        }
        Fact::HandoffAccepted { .. } => ("Handoff accepted", "the watch is taken over".to_owned(), Met),
        Fact::HandoffDeclined { why, .. } => ("Handoff declined", why.clone(), Escalated),
        Fact::HandoffWithdrawn { why, .. } => ("Handoff taken back", why.clone().unwrap_or_default(), Plain),
        Fact::WatchTold { what, .. } => ("Told", what_was_told(what), Faint),
        _ => return None,
    })
}

const fn word(what: &What) -> &'static str {
    match what {
        What::Override { .. } => "Override",
        What::Cover { .. } => "Cover",
        What::Swap { .. } => "Swap",
    }
}

fn asked_words(asked: &ChangeAsked, zone: Tz) -> String {
    let said = |at: Instant| understood(at, zone);
    let mut words = match &asked.what {
        What::Override { seat, window, person } => {
            format!("{person} is {seat}, {} to {}", said(window.from), said(window.until))
        }
        What::Cover { window, absent, by, .. } => {
            format!("{by} for {absent}, {} to {}", said(window.from), said(window.until))
        }
        What::Swap { one, other } => format!(
            "{} gives {} to {}, {} gives {} to {}",
            one.person,
            said(one.window.from),
            said(one.window.until),
            other.person,
            said(other.window.from),
            said(other.window.until)
        ),
    };
    if let Some(how) = &asked.how {
        let names: Vec<&str> = asked.agreed.iter().map(|one| one.name.as_str()).collect();
        words.push_str(&format!(", agreed by {} ({how})", names.join(" and ")));
    }
    because(&words, asked.why.as_deref())
}

/// The first part of the key under which something was told.
fn what_was_told(key: &str) -> String {
    let first = key.split('/').next().unwrap_or(key);
    match first {
        "begins" => "own watch begins".to_owned(),
        "begins-24h" => "own watch begins in 24 hours".to_owned(),
        "begins-1h" => "own watch begins in 1 hour".to_owned(),
        "ends" => "own watch ends soon".to_owned(),
        "asks" => "a change waits for an answer".to_owned(),
        "changed" | "rule" => "own watch was changed".to_owned(),
        "handoff" => "the watch is offered".to_owned(),
        "handoff-late" => "the handoff is not accepted".to_owned(),
        _ => first.replace('-', " "),
    }
}
