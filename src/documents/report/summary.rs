//! What a report says at its top: the facts by their labels, what happened in a few sentences, and how long
//! it took from one moment to another.

use super::MilestoneRow;
use super::gathered::Gather;
use crate::domain::incident::Phase;
use crate::domain::known::Known;
use crate::domain::schedule::DeadlineState;
use crate::domain::span;
use crate::domain::time::Instant;

/// The facts at the top, each with its label; what is not known is left out.
pub(super) fn facts(gather: &Gather<'_>) -> Vec<(String, String)> {
    let incident = &gather.live.incident;
    let times = gather.times;
    let known = known(gather);
    let ended = |at: Option<Instant>| at.map(|at| times.full(at));
    let services = known.value("services");
    let state = match (incident.phase, incident.restored_at) {
        (Phase::Open, _) => {
            format!("open, {} old", span::words((gather.now - incident.opened_at).num_seconds()))
        }
        (phase, _) => phase.word().to_owned(),
    };
    let priority = gather.live.policy.priority_title(incident.traits.priority);
    let kind = format!("{}, {}", incident.traits.kind, incident.traits.environment);
    let mut facts: Vec<(&str, Option<String>)> = vec![
        ("Reference", Some(incident.reference.clone())),
        ("Ticket", incident.ticket.clone()),
        ("State", Some(state)),
        ("Priority", Some(priority.to_owned())),
        ("Kind", Some(kind)),
        ("Services", services),
        ("Opened", Some(times.full(incident.opened_at))),
        ("Restored", ended(incident.restored_at)),
        ("Lasted", incident.restored_at.map(|at| span::words((at - incident.opened_at).num_seconds()))),
        ("Closed", ended(incident.closed_at)),
    ];
    if !gather.is_outside {
        facts.extend([
            ("Command", incident.command.clone()),
            ("Referred to", incident.referred_to.clone()),
            ("Escalated to", incident.escalated_to.clone()),
            ("Policy", Some(policy(gather))),
        ]);
    }
    let filled = |(label, value): (&str, Option<String>)| Some((label.to_owned(), value?));
    facts.into_iter().filter_map(filled).filter(|(_, value)| !value.trim().is_empty()).collect()
}

fn policy(gather: &Gather<'_>) -> String {
    let live = gather.live;
    let version = crate::domain::world::short(&live.incident.policy.version);
    let said = format!("{}, version {version}", live.policy.title);
    live.stand_in.as_ref().map_or(said.clone(), |why| format!("{said}; {why}"))
}

fn known<'a>(gather: &'a Gather<'_>) -> Known<'a> {
    Known {
        live: gather.live,
        desk: &gather.world.settings,
        directory: &gather.world.directory,
        now: gather.now,
    }
}

/// The impact as it was said last while it lasted; before the first update, what the intake says of it.
/// Outside, as customers were told it.
fn impact(gather: &Gather<'_>) -> Option<String> {
    let incident = &gather.live.incident;
    let lasted = |at: Instant| incident.restored_at.is_none_or(|restored| at <= restored);
    let told =
        gather.sent().filter(|one| lasted(one.at)).filter_map(|one| one.details.impact.as_deref()).last();
    let told = told.map(|text| gather.names.text(text));
    let has_said = incident.updates.last_words().0.is_some();
    told.or_else(|| known(gather).value("impact").filter(|_| !gather.is_outside && !has_said))
}

/// What happened, in a few sentences.
pub(super) fn paragraphs(gather: &Gather<'_>) -> Vec<String> {
    let (live, times) = (gather.live, gather.times);
    let incident = &live.incident;
    let priority = incident.traits.priority.map_or_else(
        || "no priority assigned".to_owned(),
        |one| format!("priority {}", live.policy.priority_title(Some(one))),
    );
    let mut first = format!(
        "{} is a {} {} incident, {priority}. It was opened {}.",
        incident.reference,
        incident.traits.kind,
        incident.traits.environment,
        times.full(incident.opened_at),
    );
    first.push_str(&how_it_ended(gather));
    let mut paragraphs = vec![first];
    if let Some(impact) = impact(gather) {
        paragraphs.push(format!("Impact: {}", impact.trim()));
    }
    let mut told = Vec::new();
    let sent = gather.sent().count();
    let whom = if gather.is_outside { " to customers" } else { "" };
    told.push(match sent {
        0 => format!("No update was sent{whom}."),
        1 => format!("One update was sent{whom}."),
        more => format!("{more} updates were sent{whom}."),
    });
    if !gather.is_outside {
        told.push(deadlines(gather));
    }
    paragraphs.push(told.join(" "));
    paragraphs
}

fn how_it_ended(gather: &Gather<'_>) -> String {
    let (incident, times) = (&gather.live.incident, gather.times);
    let mut said = match (incident.phase, incident.restored_at) {
        (Phase::Open, _) => format!(
            " It is open, {} after that.",
            span::words((gather.now - incident.opened_at).num_seconds())
        ),
        (Phase::Cancelled, _) => " It was cancelled: it had been opened in error.".to_owned(),
        (Phase::Duplicate, _) => " It was marked as the duplicate of another.".to_owned(),
        (_, Some(at)) => format!(
            " Service was restored {}, {} after the opening.",
            times.full(at),
            span::words((at - incident.opened_at).num_seconds())
        ),
        (_, None) => String::new(),
    };
    if let (Phase::Closed, Some(at)) = (incident.phase, incident.closed_at) {
        said.push_str(&format!(" It was closed {}.", times.full(at)));
    }
    said
}

const fn is_or_are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// How many deadlines were met and missed.
fn deadlines(gather: &Gather<'_>) -> String {
    let count = |wanted: &[DeadlineState]| {
        let shown = gather.live.deadlines.iter().filter(|one| one.is_shown(gather.now));
        shown.filter(|one| wanted.contains(&one.state(gather.now))).count()
    };
    let (met, missed) = (count(&[DeadlineState::Met]), count(&[DeadlineState::Missed]));
    let (overdue, open) = (
        count(&[DeadlineState::Overdue]),
        count(&[DeadlineState::Running, DeadlineState::Warning, DeadlineState::Paused]),
    );
    let were = if met == 1 { "was" } else { "were" };
    let mut said = format!("Of its deadlines {met} {were} met and {missed} missed");
    if overdue > 0 {
        said.push_str(&format!("; {overdue} {} overdue", is_or_are(overdue)));
    }
    if open > 0 {
        said.push_str(&format!("; {open} {} still to come", is_or_are(open)));
    }
    said.push('.');
    said
}

/// How long it took from one milestone to another, where both were reached in that order.
pub(super) fn spans(milestones: &[MilestoneRow]) -> Vec<(String, i64)> {
    const PAIRS: [(&str, &str); 8] = [
        ("Detected", "Opened"),
        ("Opened", "Triaged"),
        ("Opened", "Initial notification"),
        ("Opened", "Hotline notified"),
        ("Referred", "Acknowledged"),
        ("Opened", "Mitigated"),
        ("Opened", "Restored"),
        ("Restored", "Closed"),
    ];
    let at = |title: &str| milestones.iter().find(|one| one.title == title).map(|one| one.at);
    let span = |(from, until): (&str, &str)| {
        let secs = (at(until)? - at(from)?).num_seconds();
        (secs >= 0).then(|| (format!("{from} to {}", until.to_lowercase()), secs))
    };
    PAIRS.into_iter().filter_map(span).collect()
}
