//! The post-mortem in a report: the meeting, the problem statement, what was said, who was there, what
//! follows.

use super::gathered::Gather;
use super::{AttendeeRow, Kind, ReviewReport, StatementReport};
use crate::domain::directory::Named;
use crate::domain::policy::ReviewRules;
use crate::domain::review::agenda::default_agenda;
use crate::domain::review::facts::AgendaItem;
use crate::domain::review::people::time_words;
use crate::domain::review::{Review, ReviewRole, ReviewSection, StatementVersion, state};

/// The post-mortem as far as it belongs into the report; none where nothing of it does.
pub(super) fn review(gather: &Gather<'_>, kind: Kind) -> Option<ReviewReport> {
    let incident = &gather.live.incident;
    let review = &incident.review;
    let is_pack = kind == Kind::PostMortemPack;
    let for_pack = |section| {
        let points = review.points_of(section).map(|point| point.text.clone());
        if is_pack && !gather.is_outside { points.collect() } else { Vec::new() }
    };
    let made = ReviewReport {
        facts: if is_pack { facts(gather, review) } else { Vec::new() },
        statements: statements(gather, review, is_pack),
        agenda: if is_pack && !gather.is_outside { agenda(gather, review) } else { Vec::new() },
        went_well: for_pack(ReviewSection::WentWell),
        was_hard: for_pack(ReviewSection::WasHard),
        minutes: for_pack(ReviewSection::Minutes),
        attendance: if is_pack && !gather.is_outside { attendance(gather, review) } else { Vec::new() },
        follow_ups: gather
            .inside(|gather| incident.actions.follow_ups().map(|one| gather.action(one)).collect()),
    };
    let is_empty = made.facts.is_empty() && made.statements.is_empty() && made.follow_ups.is_empty();
    (!is_empty).then_some(made)
}

fn facts(gather: &Gather<'_>, review: &Review) -> Vec<(String, String)> {
    let times = gather.times;
    let name = |named: &Named| gather.world.directory.name_of(named).to_owned();
    let mut facts = vec![("State", Some(state(&gather.live.incident).word().to_owned()))];
    facts.push(("Held", review.held.as_ref().map(|held| times.full(held.at))));
    if !gather.is_outside {
        let zone = times.zone();
        let here = |plan: &crate::domain::review::Plan| {
            let said = time_words(plan, zone);
            // Announced in another zone, it is said in this one too.
            let is_same = plan.zone_or(gather.world.settings.zone) == zone;
            if is_same { said } else { format!("{said} ({})", times.full(plan.starts_at)) }
        };
        facts.extend([
            ("Set for", review.plan.as_ref().map(here)),
            (
                "Called off",
                review.called_off.as_ref().map(|one| format!("{}: {}", times.full(one.at), one.why)),
            ),
            ("Room or bridge", review.place.clone()),
            ("Facilitator", review.facilitator.as_ref().map(name)),
            ("Scribe", review.scribe.as_ref().map(name)),
            ("Pre-read sent", review.pre_reads.last().map(|one| times.full(one.at))),
            ("Words", review.held.as_ref().and_then(|held| held.text.clone())),
        ]);
    }
    facts.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value?))).collect()
}

/// The agreed statement, and inside also the draft that is not. Without either, the pack has none.
fn statements(gather: &Gather<'_>, review: &Review, is_pack: bool) -> Vec<StatementReport> {
    let times = gather.times;
    let agreed = review.agreed_statement().map(|version| {
        let agreed = review.agreed.as_ref();
        let at = agreed.map_or_else(String::new, |one| format!(" {}", times.full(one.at)));
        let names: Vec<&str> = agreed
            .map(|one| one.by.iter().map(|by| gather.world.directory.name_of(by)).collect())
            .unwrap_or_default();
        let by = if names.is_empty() || gather.is_outside {
            String::new()
        } else {
            format!(" by {}", names.join(", "))
        };
        statement(gather, version, format!("Agreed{at}{by}."))
    });
    let draft = review.draft_statement().filter(|_| is_pack && !gather.is_outside).map(|version| {
        let words = format!(
            "Version {}, a draft by {} of {}; not agreed.",
            version.number,
            version.by,
            times.full(version.at)
        );
        statement(gather, version, words)
    });
    agreed.into_iter().chain(draft).collect()
}

fn statement(gather: &Gather<'_>, version: &StatementVersion, standing: String) -> StatementReport {
    let parts = version.statement.parts();
    let said = parts.iter().filter(|(_, text)| !text.trim().is_empty());
    StatementReport {
        standing,
        reads_as: gather.names.text(&version.statement.reads_as()),
        parts: said.map(|(field, text)| (field.label.to_owned(), gather.names.text(text))).collect(),
        lacks: if gather.is_outside {
            Vec::new()
        } else {
            version.statement.lacks().into_iter().map(|field| field.label.to_owned()).collect()
        },
    }
}

/// The agenda that is set; before that, the policy's, fitted to the meeting.
pub(in crate::documents) fn agenda_of(review: &Review, rules: &ReviewRules) -> Vec<AgendaItem> {
    if !review.agenda.is_empty() {
        return review.agenda.clone();
    }
    let minutes = review.plan.as_ref().map_or(rules.minutes, |plan| plan.minutes);
    default_agenda(rules, minutes)
}

fn agenda(gather: &Gather<'_>, review: &Review) -> Vec<(String, u32)> {
    let items = agenda_of(review, &gather.live.policy.review);
    items.into_iter().map(|item| (item.title, item.minutes)).collect()
}

/// What somebody is to the meeting who is not on the list of who is invited.
fn part_of(review: &Review, whom: &Named) -> &'static str {
    let has = |role: &Option<Named>| role.as_ref().is_some_and(|one| one.is_same(whom));
    match (has(&review.facilitator), has(&review.scribe)) {
        (true, _) => ReviewRole::Facilitator.word(),
        (_, true) => ReviewRole::Scribe.word(),
        _ => "not invited",
    }
}

/// Who was invited and who was there.
fn attendance(gather: &Gather<'_>, review: &Review) -> Vec<AttendeeRow> {
    let directory = &gather.world.directory;
    let attended: &[Named] = review.held.as_ref().map_or(&[], |held| &held.attended);
    let there = |whom: &Named| attended.iter().any(|one| one.is_same(whom));
    // Where nobody said who was there, it is not said of anybody that they were not.
    let was_there = |whom: &Named| (!attended.is_empty()).then(|| there(whom));
    let mut rows: Vec<AttendeeRow> = review
        .invitees
        .iter()
        .map(|one| AttendeeRow {
            who: directory.name_of(&one.whom).to_owned(),
            part: one.part.word().to_owned(),
            answer: one.answer.as_ref().map_or_else(String::new, |answer| {
                let text = answer.text.as_ref().map_or_else(String::new, |text| format!(": {text}"));
                format!("{}{text}", answer.answer)
            }),
            was_there: was_there(&one.whom),
        })
        .collect();
    for one in attended.iter().filter(|one| review.invitee(one).is_none()) {
        rows.push(AttendeeRow {
            who: directory.name_of(one).to_owned(),
            part: part_of(review, one).to_owned(),
            answer: String::new(),
            was_there: Some(true),
        });
    }
    rows
}
