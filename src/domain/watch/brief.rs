//! The brief of a handoff: what whoever takes over has to know in two minutes, made of facts (R item 3).

use chrono::TimeDelta;

use super::facts::{BriefItem, BriefSection};
use crate::domain::board::{HotlineStanding, hotline};
use crate::domain::directory::Named;
use crate::domain::draft::minute_words;
use crate::domain::incident::Phase;
use crate::domain::rota::change::Window;
use crate::domain::schedule::DeadlineState;
use crate::domain::time::Instant;
use crate::domain::update::plan;
use crate::domain::words::Kind;
use crate::domain::world::{Live, World};

/// How far ahead deadlines are listed, in hours.
const AHEAD_HOURS: i64 = 12;
/// How far back notes are told where no handoff was accepted before, in days.
const NOTES_DAYS: i64 = 7;
/// The most lines under one heading; the rest is counted.
const MOST_LINES: usize = 40;
/// How much of a title a line quotes, in characters.
const TITLE_CHARS: usize = 80;

/// A brief.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brief {
    /// The open incidents, the most urgent first.
    pub items: Vec<BriefItem>,
    /// What is about no single incident; headings without a line are left out.
    pub sections: Vec<BriefSection>,
}

/// The brief at `now` from somebody who hands the watch over.
pub fn brief(world: &World, from: &Named, now: Instant) -> Brief {
    let mut live: Vec<&Live> = world
        .live
        .values()
        .map(std::convert::AsRef::as_ref)
        .filter(|live| live.incident.phase.is_live())
        .collect();
    live.sort_by_key(|live| {
        let next = live.pressing(now).first().map(|deadline| deadline.due);
        (live.incident.phase != Phase::Open, next.is_none(), next, live.incident.opened_at)
    });
    let items = live.iter().map(|live| item(world, live, from, now)).collect();
    Brief { items, sections: sections(world, &live, now) }
}

/// Whether somebody has command of an incident.
pub fn has_command(world: &World, live: &Live, who: &Named) -> bool {
    let command = live.incident.command.as_ref();
    command.is_some_and(|name| world.person_id(name) == super::person_id(who, &world.directory))
}

fn item(world: &World, live: &Live, from: &Named, now: Instant) -> BriefItem {
    let incident = &live.incident;
    let zone = world.settings.zone;
    let at = |at: Instant| minute_words(at, zone);
    let mut lines = Vec::new();
    let priority = incident.traits.priority.map_or("no priority yet", |one| one.word());
    let kind = incident.traits.kind.word();
    let state = match incident.phase {
        Phase::Open => format!("open since {}", at(incident.opened_at)),
        _ => incident
            .restored_at
            .map_or_else(|| "restored".to_owned(), |back| format!("restored {}", at(back))),
    };
    lines.push(format!("{priority}, {kind}, {state}"));
    lines.push(match &incident.command {
        Some(who) => format!("Command: {who}"),
        None => "Nobody has command".to_owned(),
    });
    let mut next = live.pressing(now);
    next.truncate(3);
    for deadline in next {
        let Some(clock) = live.clock(&deadline.clock) else { continue };
        let late = deadline.state(now) == DeadlineState::Overdue;
        let word = if late { "Overdue since" } else { "Next by" };
        lines.push(format!("{word} {}: {}", at(deadline.due), clock.action));
    }
    let (impact, doing) = incident.updates.last_words();
    lines.extend(impact.map(|words| format!("Impact: {words}")));
    lines.extend(doing.map(|words| format!("Being done: {words}")));
    for one in incident
        .people
        .all
        .iter()
        .filter(|one| one.stood_down_at.is_none() && one.is_called() && !one.is_reached())
    {
        let last = one
            .last_attempt()
            .map_or(String::new(), |last| format!(", {} {}", last.outcome.word(), at(last.at)));
        lines.push(format!("Not reached: {}{last}", one.whom.name));
    }
    for request in incident.requests.all.iter().filter(|one| one.is_open()) {
        let due = request.due.map_or(String::new(), |due| format!(", by {}", at(due)));
        lines.push(format!("Owed to {}: {}{due}", request.from.name, request.what));
    }
    for action in incident.actions.all.iter().filter(|one| one.is_open()) {
        let due = action.due.map_or(String::new(), |due| format!(", by {}", at(due)));
        lines.push(format!("{} does: {}{due} ({})", action.to.name, action.what, action.word()));
    }
    if hotline(live) == HotlineStanding::Owed {
        lines.push(format!("The hotline was not reached yet: {}", world.settings.hotline));
    }
    BriefItem {
        incident: incident.id,
        reference: incident.reference.clone(),
        title: incident.title.clone(),
        is_major: incident.traits.kind == Kind::Major,
        has_command: has_command(world, live, from),
        lines: cut(lines),
    }
}

fn sections(world: &World, live: &[&Live], now: Instant) -> Vec<BriefSection> {
    let zone = world.settings.zone;
    let until = now + TimeDelta::hours(AHEAD_HOURS);
    let mut deadlines: Vec<(Instant, String)> = Vec::new();
    let mut updates: Vec<(Instant, String)> = Vec::new();
    let living_on: Vec<&Live> =
        world.live.values().map(AsRef::as_ref).filter(|live| live.incident.lives_on()).collect();
    for one in living_on.iter().chain(live) {
        for deadline in one.pressing(now).into_iter().filter(|deadline| deadline.due <= until) {
            let Some(clock) = one.clock(&deadline.clock) else { continue };
            let late = if deadline.state(now) == DeadlineState::Overdue { " (overdue)" } else { "" };
            let words = format!(
                "{} {} {}{late}",
                minute_words(deadline.due, zone),
                one.incident.reference,
                clock.title
            );
            deadlines.push((deadline.due, words));
        }
        for line in plan(one, now).into_iter().filter(|_| one.incident.phase.is_live()) {
            if let Some((due, _)) = line.due {
                let title = one.incident.title.chars().take(TITLE_CHARS).collect::<String>();
                let words = format!(
                    "{} {} to {} ({title})",
                    minute_words(due, zone),
                    one.incident.reference,
                    line.title
                );
                updates.push((due, words));
            }
        }
    }
    let since = world
        .watch
        .accepted()
        .and_then(super::handoff::Handoff::accepted_at)
        .unwrap_or(now - TimeDelta::days(NOTES_DAYS));
    let notes = world.watch.notes.iter().filter(|note| note.at >= since);
    let notes = notes.map(|note| format!("{} {}: {}", minute_words(note.at, zone), note.actor, note.text));
    let watch = world.rota().shifts(Window::new(now, until));
    let watch = watch.iter().filter(|shift| shift.window.from > now).map(|shift| {
        let name = world.rota().name(&shift.person);
        format!("{} {name} becomes {}", minute_words(shift.window.from, zone), shift.seat)
    });
    let in_order = |mut lines: Vec<(Instant, String)>| {
        lines.sort();
        lines.into_iter().map(|(_, words)| words).collect::<Vec<_>>()
    };
    [
        (format!("Deadlines in the next {AHEAD_HOURS} hours"), in_order(deadlines)),
        ("Updates owed".to_owned(), in_order(updates)),
        ("Follow-ups of closed incidents".to_owned(), follow_ups(&living_on, zone)),
        ("Notes of the watch".to_owned(), notes.collect()),
        ("The watch itself".to_owned(), watch.collect()),
    ]
    .into_iter()
    .filter(|(_, lines)| !lines.is_empty())
    .map(|(title, lines)| BriefSection { title, lines: cut(lines) })
    .collect()
}

/// What the post-mortems of closed incidents left to be done, the soonest due first.
fn follow_ups(living_on: &[&Live], zone: chrono_tz::Tz) -> Vec<String> {
    let mut lines: Vec<(Option<Instant>, String)> = Vec::new();
    for live in living_on {
        for one in live.incident.actions.follow_ups().filter(|one| one.is_open()) {
            let due = one.due.map_or(String::new(), |due| format!(", by {}", minute_words(due, zone)));
            let (reference, who) = (&live.incident.reference, &one.to.name);
            lines.push((one.due, format!("{reference} {who} does: {}{due} ({})", one.what, one.word())));
        }
    }
    lines.sort_by(|one, other| (one.0.is_none(), one).cmp(&(other.0.is_none(), other)));
    lines.into_iter().map(|(_, words)| words).collect()
}

/// The first lines, and how many more there are.
fn cut(mut lines: Vec<String>) -> Vec<String> {
    let more = lines.len().saturating_sub(MOST_LINES);
    if more > 0 {
        lines.truncate(MOST_LINES);
        lines.push(format!("and {more} more on the board"));
    }
    lines
}
