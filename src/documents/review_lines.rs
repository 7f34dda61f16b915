//! The lines of a log about the post-mortem, in plain words.

use chrono_tz::Tz;

use super::log_lines::LogTone::{self, Changed, Met, Plain};
use super::log_lines::because;
use crate::domain::directory::Named;
use crate::domain::event::{Fact, Recipient};
use crate::domain::typed_time::understood;

/// What kind of thing a fact about the post-mortem is, and its words; none for any other fact.
pub(super) fn told(fact: &Fact, desk: Tz) -> Option<(&'static str, String, LogTone)> {
    Some(match fact {
        Fact::ReviewScheduled { at, minutes, zone, why } => {
            let zone = zone.as_deref().and_then(|zone| zone.parse().ok()).unwrap_or(desk);
            let words = format!("{}, {minutes} min", understood(*at, zone));
            let what = if why.is_some() { "Post-mortem moved" } else { "Post-mortem set" };
            (what, because(&words, why.as_deref()), Changed)
        }
        Fact::ReviewCalledOff { why } => {
            ("Post-mortem", because("not scheduled any more", Some(why)), Changed)
        }
        Fact::ReviewPlaceSet { place } if place.is_empty() => {
            ("Post-mortem", "without a room or bridge".to_owned(), Plain)
        }
        Fact::ReviewPlaceSet { place } => ("Post-mortem", format!("in {place}"), Plain),
        Fact::ReviewRoleGiven { role, to } => {
            let to = to.as_ref().map_or("nobody", |to| to.name.as_str());
            ("Post-mortem", format!("{role}: {to}"), Plain)
        }
        Fact::ReviewInvited { whom, part } => ("Invited", format!("{}, {part}", whom.name), Plain),
        Fact::ReviewUninvited { whom, why } => {
            ("Invited", because(&format!("{} no more", whom.name), why.as_deref()), Plain)
        }
        Fact::ReviewAnswered { whom, answer, text } => {
            ("Invitation", because(&format!("{}, {answer}", whom.name), text.as_deref()), Plain)
        }
        Fact::ReviewAgendaSet { items } => {
            let words: Vec<String> =
                items.iter().map(|item| format!("{} {} min", item.title, item.minutes)).collect();
            ("Agenda", words.join(", "), Plain)
        }
        Fact::ReviewInvitationSent { recipients, sequence, cancels, starts_at } => {
            let head = match (cancels, starts_at) {
                (true, _) => "post-mortem called off".to_owned(),
                (false, Some(at)) => format!("post-mortem {}", understood(*at, desk)),
                (false, None) => "post-mortem".to_owned(),
            };
            let change = if *sequence > 0 { format!(", change {sequence}") } else { String::new() };
            ("Invitation sent", format!("{head}{change}{}", sent_to(recipients)), Met)
        }
        Fact::ReviewPreReadSent { recipients } => {
            ("Pre-read sent", format!("post-mortem{}", sent_to(recipients)), Met)
        }
        Fact::ReviewHeld { attended, text } => {
            let there = if attended.is_empty() {
                "held".to_owned()
            } else {
                format!("held with {}", names(attended))
            };
            ("Post-mortem", because(&there, text.as_deref()), Met)
        }
        Fact::ReviewPointLogged { section, text } => ("Point", format!("{section}: {text}"), Plain),
        Fact::ProblemStatementWritten(statement) => ("Statement", statement.reads_as(), Changed),
        Fact::ProblemStatementAgreed { by, .. } => ("Statement agreed", format!("by {}", names(by)), Met),
        _ => return None,
    })
}

pub(super) fn names(named: &[Named]) -> String {
    named.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// To whom, the first three by name.
pub(super) fn sent_to(recipients: &[Recipient]) -> String {
    let names: Vec<&str> = recipients
        .iter()
        .map(|one| if one.name.is_empty() { one.address.as_str() } else { one.name.as_str() })
        .collect();
    match names.as_slice() {
        [] => String::new(),
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!(", to {first}, {second}, {third} and {} more", rest.len())
        }
        all => format!(", to {}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::EventId;
    use crate::domain::review::facts::{AgendaItem, ProblemStatement};
    use crate::domain::review::words::{ReviewAnswer, ReviewPart, ReviewRole, ReviewSection};
    use crate::domain::time::Instant;
    use expect_test::expect;
    use uuid::Uuid;

    #[test]
    fn every_fact_of_a_post_mortem_reads_as_a_line_of_plain_words() {
        let at: Instant = "2026-03-04T15:00:00Z".parse().unwrap();
        let one = || Named::plain("Sample One");
        let to = |count: usize| {
            (0..count)
                .map(|place| Recipient {
                    name: if place == 0 { String::new() } else { format!("Sample {place}") },
                    address: format!("{place}@example.org"),
                })
                .collect::<Vec<_>>()
        };
        let set = |zone: Option<&str>, why: Option<&str>| Fact::ReviewScheduled {
            at,
            minutes: 60,
            zone: zone.map(str::to_owned),
            why: why.map(str::to_owned),
        };
        let sent = |count, sequence, cancels| Fact::ReviewInvitationSent {
            recipients: to(count),
            sequence,
            cancels,
            starts_at: Some(at),
        };
        let facts = [
            set(None, None),
            set(Some("Europe/Warsaw"), Some("clash")),
            set(Some("Nowhere"), None),
            Fact::ReviewCalledOff { why: "a drill".into() },
            Fact::ReviewPlaceSet { place: "room 4".into() },
            Fact::ReviewPlaceSet { place: String::new() },
            Fact::ReviewRoleGiven { role: ReviewRole::Facilitator, to: Some(one()) },
            Fact::ReviewRoleGiven { role: ReviewRole::Scribe, to: None },
            Fact::ReviewInvited { whom: one(), part: ReviewPart::ServiceProblemManager },
            Fact::ReviewUninvited { whom: one(), why: None },
            Fact::ReviewAnswered { whom: one(), answer: ReviewAnswer::Declined, text: Some("away".into()) },
            Fact::ReviewAgendaSet { items: vec![AgendaItem { title: "Time line".into(), minutes: 15 }] },
            sent(0, 0, false),
            sent(5, 2, false),
            sent(1, 3, true),
            Fact::ReviewPreReadSent { recipients: to(2) },
            Fact::ReviewHeld { attended: Vec::new(), text: None },
            Fact::ReviewHeld {
                attended: vec![one(), Named::plain("Sample Two")],
                text: Some("short".into()),
            },
            Fact::ReviewPointLogged { section: ReviewSection::WasHard, text: "nobody had the number".into() },
            Fact::ProblemStatementWritten(Box::new(ProblemStatement {
                deviated: "Payments were refused".into(),
                since: "10:00".into(),
                ..ProblemStatement::default()
            })),
            Fact::ProblemStatementAgreed { version: EventId(Uuid::nil()), by: vec![one()] },
        ];
        let lines: Vec<String> = facts
            .iter()
            .map(|fact| {
                let (what, words, tone) = told(fact, chrono_tz::America::Chicago).unwrap();
                format!("{tone:?} {what} {words}")
            })
            .collect();
        expect![[r"
            Changed Post-mortem set Wed 4 Mar 09:00 CST, 60 min
            Changed Post-mortem moved Wed 4 Mar 16:00 CET, 60 min: clash
            Changed Post-mortem set Wed 4 Mar 09:00 CST, 60 min
            Changed Post-mortem not scheduled any more: a drill
            Plain Post-mortem in room 4
            Plain Post-mortem without a room or bridge
            Plain Post-mortem facilitator: Sample One
            Plain Post-mortem scribe: nobody
            Plain Invited Sample One, Service Problem Manager
            Plain Invited Sample One no more
            Plain Invitation Sample One, declined: away
            Plain Agenda Time line 15 min
            Met Invitation sent post-mortem Wed 4 Mar 09:00 CST
            Met Invitation sent post-mortem Wed 4 Mar 09:00 CST, change 2, to 0@example.org, Sample 1, Sample 2 and 2 more
            Met Invitation sent post-mortem called off, change 3, to 0@example.org
            Met Pre-read sent post-mortem, to 0@example.org, Sample 1
            Met Post-mortem held
            Met Post-mortem held with Sample One, Sample Two: short
            Plain Point was hard: nobody had the number
            Changed Statement Payments were refused. Since when: 10:00.
            Met Statement agreed by Sample One
        "]].assert_eq(&(lines.join("\n") + "\n"));
        assert_eq!(told(&Fact::ResolverUpdateLogged { text: None }, chrono_tz::UTC), None);
    }
}
