//! What a person is told about their own watch: it begins, it ends, it was changed, somebody waits for
//! their word.
//!
//! What is to be told follows from the facts, and what was told is a fact, by a key that says what and
//! to whom. So a restart neither repeats nor drops one.

use chrono::TimeDelta;

use super::handoff::{Handoff, HandoffState};
use super::{Asked, Watch};
use crate::domain::directory::Named;
use crate::domain::notice::{DeskNotice, Topic};
use crate::domain::rota::Rota;
use crate::domain::rota::change::Window;
use crate::domain::rota::consent::State;
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::schedule::{Shift, difference};
use crate::domain::span;
use crate::domain::time::Instant;
use crate::domain::typed_time::understood;
use crate::domain::world::World;

/// How long before a watch begins it is told, in hours, the first first.
const BEGINS_HOURS: [i64; 2] = [24, 1];
/// How long before a watch ends it is told, in minutes; shorter watches say it halfway (ours).
const ENDS_MINUTES: i64 = 60;
/// How far back a change is looked for that nobody was told of, in days.
const CHANGED_DAYS: i64 = 14;
/// How far ahead a new rule is compared with the one before it, in days.
const COMPARED_DAYS: i64 = 90;
/// How long an answer to a handoff is news, in hours.
const ANSWER_HOURS: i64 = 24;
/// How often it is told that a handoff is not accepted, in seconds (ours).
const REMINDER_SECS: i64 = 300;

/// What will be told about the watches of whoever sits at the desk and about handoffs, told or not;
/// looks a day ahead. `changes` is what [`changes`] found.
pub fn notices(world: &World, changes: &[DeskNotice], now: Instant) -> Vec<DeskNotice> {
    if world.settings.manager.is_empty() {
        return Vec::new();
    }
    let mut found = standing(world, changes, now);
    found.retain(|notice| !world.watch.told.has(&notice.key, now));
    found.sort_by_key(|notice| notice.planned_at);
    found
}

/// The same, what was told already included: what is still so.
pub fn standing(world: &World, changes: &[DeskNotice], now: Instant) -> Vec<DeskNotice> {
    let me = world.me();
    let mut found = shifts(world, &me, now);
    found.extend(world.watch.handoffs.iter().flat_map(|handoff| of_handoff(world, handoff, &me, now)));
    found.extend(changes.iter().cloned());
    found.retain(|notice| notice.lapses_at > now);
    found
}

fn shifts(world: &World, me: &PersonId, now: Instant) -> Vec<DeskNotice> {
    let zone = world.settings.zone;
    let rota = world.rota();
    let ahead = now + TimeDelta::hours(26);
    // Back to what stands before the watch that runs: one that goes on does not begin.
    let begun = rota.shifts_at(now).into_iter().filter(|shift| shift.person == *me);
    let first = begun.map(|shift| shift.window.from).min().unwrap_or(now);
    let all = rota.shifts(Window::new(first - TimeDelta::seconds(1), ahead));
    let is_mine = |one: &Shift, seat: &Seat| one.person == *me && one.seat == *seat;
    let mut found = Vec::new();
    for shift in all.iter().filter(|shift| shift.person == *me && shift.window.until > now) {
        let (from, until) = (shift.window.from, shift.window.until);
        let key = |what: &str| format!("{what}/{}/{me}", shift.stem());
        let span = format!("{}, {} to {}", shift.seat, understood(from, zone), understood(until, zone));
        let goes_on_before = all.iter().any(|one| is_mine(one, &shift.seat) && one.window.until == from);
        let goes_on_after = all.iter().any(|one| is_mine(one, &shift.seat) && one.window.from == until);
        let others = all.iter().filter(|other| other.seat == shift.seat && other.person != *me);
        let before = others.clone().find(|other| other.window.until == from);
        let after = others.clone().find(|other| other.window.from == until);
        if !goes_on_before {
            let before =
                before.map_or(String::new(), |one| format!("\nBefore you: {}", rota.name(&one.person)));
            let steps = BEGINS_HOURS.iter().zip(BEGINS_HOURS.iter().skip(1).copied().chain([0]));
            for (hours, next) in steps {
                found.push(DeskNotice {
                    topic: Topic::Watch,
                    key: key(&format!("begins-{hours}h")),
                    planned_at: from - TimeDelta::hours(*hours),
                    lapses_at: from - TimeDelta::hours(next),
                    asks: false,
                    may_wait: true,
                    title: format!(
                        "Your watch begins in {}",
                        hours_ahead((from - now).num_seconds().clamp(60, hours * 3_600))
                    ),
                    body: format!("{span}{before}"),
                });
            }
            let late = (now - from).num_seconds();
            let title = if late < 60 {
                "Your watch begins now".to_owned()
            } else {
                format!("Your watch began {} ago", span::words(late))
            };
            found.push(DeskNotice {
                topic: Topic::Watch,
                key: key("begins"),
                planned_at: from,
                lapses_at: until,
                asks: false,
                may_wait: false,
                title,
                body: format!("{span}{before}"),
            });
        }
        if !goes_on_after {
            let lead = (shift.window.secs() / 2).min(ENDS_MINUTES * 60);
            let after = after.map_or_else(
                || "\nNobody is on watch after you".to_owned(),
                |one| format!("\nAfter you: {}. Offer them the handoff.", rota.name(&one.person)),
            );
            found.push(DeskNotice {
                topic: Topic::Watch,
                key: key("ends"),
                planned_at: until - TimeDelta::seconds(lead),
                lapses_at: until,
                asks: false,
                may_wait: true,
                title: format!(
                    "Your watch ends in {}",
                    span::words((until - now).num_seconds().clamp(60, lead.max(60)))
                ),
                body: format!("{span}{after}"),
            });
        }
    }
    found
}

/// A time ahead, at most a day, in hours and minutes: “24 h” is clearer than “1 d”.
fn hours_ahead(secs: i64) -> String {
    if secs < 86_400 { span::words(secs) } else { format!("{} h", secs / 3_600) }
}

fn of_handoff(world: &World, handoff: &Handoff, me: &PersonId, now: Instant) -> Vec<DeskNotice> {
    let zone = world.settings.zone;
    let id = |named: &Named| super::person_id(named, &world.directory);
    let (from, to) = (&handoff.offered.from, &handoff.offered.to);
    let (is_from, is_to) = (id(from) == *me, id(to) == *me);
    if !is_from && !is_to {
        return Vec::new();
    }
    let entry = handoff.entry.0;
    let ever = now + TimeDelta::days(1);
    match &handoff.state {
        HandoffState::Offered => {
            let by = handoff.offered.accept_by;
            let late = (now - by).num_seconds();
            let mut found = Vec::new();
            if is_to {
                found.push(DeskNotice {
                    topic: Topic::Watch,
                    key: format!("handoff/{entry}/{me}"),
                    planned_at: handoff.at,
                    lapses_at: ever.min(by),
                    asks: true,
                    may_wait: false,
                    title: format!("{} hands the watch over to you", from.name),
                    body: format!("Read the brief and accept it by {}", understood(by, zone)),
                });
            }
            // The one of now and the one after it, so that the desk waits for that.
            let now_is = late.max(0) / REMINDER_SECS;
            found.extend([now_is, now_is + 1].map(|nth| DeskNotice {
                topic: Topic::Watch,
                key: format!("handoff-late/{entry}/{nth}/{me}"),
                planned_at: by + TimeDelta::seconds(nth * REMINDER_SECS),
                lapses_at: ever.max(by + TimeDelta::days(1)),
                asks: true,
                may_wait: false,
                title: format!("Handoff to {} is not accepted", to.name),
                body: format!(
                    "It was to be accepted by {}. {}",
                    understood(by, zone),
                    if is_to { "Read the brief and accept it, or decline it." } else { "Call them." }
                ),
            }));
            found
        }
        HandoffState::Accepted { at, by } | HandoffState::Declined { at, by, .. }
            if is_from && world.person_id(by) != *me =>
        {
            let (word, why) = match &handoff.state {
                HandoffState::Declined { why, .. } => ("declined", why.clone()),
                _ => ("accepted", String::new()),
            };
            vec![DeskNotice {
                topic: Topic::Watch,
                key: format!("handoff-{word}/{entry}/{me}"),
                planned_at: *at,
                lapses_at: *at + TimeDelta::hours(ANSWER_HOURS),
                asks: false,
                may_wait: true,
                title: format!("{} {word} the handoff", to.name),
                body: why,
            }]
        }
        _ => Vec::new(),
    }
}

/// What others changed about the future watches of whoever sits at the desk, and the changes that wait
/// for their word. Asked anew when the facts change, not with the clock.
pub fn changes(world: &World, now: Instant) -> Vec<DeskNotice> {
    if world.settings.manager.is_empty() || world.watch.is_empty() {
        return Vec::new();
    }
    let me = world.me();
    let since = now - TimeDelta::days(CHANGED_DAYS);
    let mut found: Vec<DeskNotice> =
        world.watch.changes.iter().filter_map(|asked| of_change(world, asked, &me, since, now)).collect();
    for (place, adoption) in world.watch.adoptions.iter().enumerate() {
        let key = format!("rule/{}/{me}", adoption.entry.0);
        let is_news = adoption.at >= since && world.person_id(&adoption.actor) != me;
        if !is_news || world.watch.told.has(&key, now) {
            continue;
        }
        let mut without = Watch::clone(&world.watch);
        without.adoptions.remove(place);
        let before = without.rota(&world.directory, &world.settings);
        let window = Window::new(now, now + TimeDelta::days(COMPARED_DAYS));
        if let Some(body) = mine(world, &before, window, &me) {
            let title = match &adoption.adopted.rule {
                Some(rule) => format!("{} adopted the rule “{}”", adoption.actor, rule.name),
                None => format!("{} ended the rule “{}”", adoption.actor, adoption.adopted.track),
            };
            let lapses_at = adoption.at + TimeDelta::days(CHANGED_DAYS);
            found.push(DeskNotice {
                topic: Topic::Watch,
                key,
                planned_at: adoption.at,
                lapses_at,
                asks: false,
                may_wait: true,
                title,
                body,
            });
        }
    }
    found
}

fn of_change(
    world: &World,
    asked: &Asked,
    me: &PersonId,
    since: Instant,
    now: Instant,
) -> Option<DeskNotice> {
    let id = super::change_id(asked.entry);
    let rota = world.rota();
    let change = rota.changes.iter().find(|change| change.id == id)?;
    let windows = change.what.windows();
    let ends = windows.iter().map(|window| window.until).max().filter(|ends| *ends > now)?;
    let word = change.what.word();
    let last = asked.answers.last();
    let (at, actor) = last.map_or_else(
        || (asked.at, world.person_id(&asked.actor)),
        |(at, answer)| (*at, super::person_id(&answer.by, &world.directory)),
    );
    if change.waits_for().contains(&me) {
        return Some(DeskNotice {
            topic: Topic::Watch,
            key: format!("asks/{}/{me}", asked.entry.0),
            planned_at: asked.at,
            lapses_at: ends,
            asks: true,
            may_wait: true,
            title: format!("A {word} waits for your word"),
            body: rota.change_words(change, world.settings.zone),
        });
    }
    if actor == *me || at < since {
        return None;
    }
    if !matches!(change.state, State::Accepted { .. } | State::Undone { .. }) {
        return None;
    }
    let mut before = Rota::clone(rota);
    before.changes.retain(|one| one.id != id);
    if matches!(change.state, State::Undone { .. }) {
        // What was undone is compared with what it was while it held.
        let accepted = State::Accepted { at: now, consents: Vec::new() };
        before.changes.push(crate::domain::rota::change::Change { state: accepted, ..change.clone() });
    }
    let from = windows.iter().map(|window| window.from).min().unwrap_or(now).max(now);
    let body = mine(world, &before, Window::new(from, ends), me)?;
    Some(DeskNotice {
        topic: Topic::Watch,
        key: format!("changed/{}/{}/{me}", asked.entry.0, change.state.word()),
        planned_at: at,
        lapses_at: ends,
        asks: false,
        may_wait: true,
        title: format!("Your watch was changed: {word} {}", change.state.word()),
        body,
    })
}

/// How somebody's shifts differ from another rota, in lines; none where they don't.
fn mine(world: &World, before: &Rota, window: Window, me: &PersonId) -> Option<String> {
    let zone = world.settings.zone;
    let own = |rota: &Rota| -> Vec<Shift> {
        rota.shifts(window).into_iter().filter(|shift| shift.person == *me).collect()
    };
    let differs = difference(&own(before), &own(world.rota()));
    let line = |word: &str, shift: &Shift| {
        let (from, until) = (understood(shift.window.from, zone), understood(shift.window.until, zone));
        format!("{word}: {}, {from} to {until}", shift.seat)
    };
    let mut lines: Vec<String> = differs.come.iter().map(|shift| line("Yours now", shift)).collect();
    lines.extend(differs.gone.iter().map(|shift| line("No longer yours", shift)));
    let more = lines.len().saturating_sub(4);
    lines.truncate(4);
    if more > 0 {
        lines.push(format!("and {more} more in the rota"));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}
