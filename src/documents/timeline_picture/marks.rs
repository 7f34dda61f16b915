//! The lanes of moments: milestones, updates, escalations, calls.

use super::{Frame, Lane, Mark, Moment, Shape, cut};
use crate::domain::event::Fact;
use crate::domain::milestones::milestones;
use crate::domain::time::Instant;
use crate::domain::timeline::{self, CUSTOMERS, milestone};
use crate::domain::words::CallOutcome;
use crate::domain::world::Live;

/// The most rows of labels in a lane.
const MOST_ROWS: usize = 6;

/// The longest label of one moment, and of several; characters.
const MOST_LABEL_CHARS: usize = 34;

/// A moment before it is laid out, or several that become one mark.
struct Group {
    at: Instant,
    last: Instant,
    shape: Shape,
    labels: Vec<String>,
    members: Vec<Moment>,
}

/// One moment: when, its shape, what it is called.
type One = (Instant, Shape, String);

/// The lanes that have something in them.
pub(super) fn lanes(
    live: &Live,
    frame: &Frame<'_>,
    is_outside: bool,
    not_shown: &mut Vec<String>,
) -> Vec<Lane> {
    let mut lanes = vec![
        ("Milestones", "milestones", of_milestones(live)),
        ("Updates", "updates", updates(live, is_outside)),
    ];
    if !is_outside {
        lanes.push(("Escalations", "steps", escalations(live)));
        lanes.push(("Calls", "calls", calls(live)));
    }
    let mut made = Vec::new();
    for (title, several, moments) in lanes {
        let (shown, hidden): (Vec<One>, Vec<One>) =
            moments.into_iter().partition(|(at, ..)| frame.holds(*at));
        not_shown
            .extend(hidden.into_iter().map(|(at, _, label)| format!("{label} {}", frame.times.full(at))));
        if !shown.is_empty() {
            made.push(lane(title, several, shown, frame));
        }
    }
    made
}

fn of_milestones(live: &Live) -> Vec<One> {
    let reached = milestones(live).into_iter().filter_map(|one| {
        let at = one.reached?.at;
        Some((at, Shape::Diamond, one.title.to_owned()))
    });
    let reopened = live.incident.timeline.moments.iter().filter_map(|(at, moment)| match moment {
        timeline::Moment::Reached(name) if name == milestone::REOPENED => {
            Some((*at, Shape::Triangle, "Reopened".to_owned()))
        }
        _ => None,
    });
    reached.chain(reopened).collect()
}

fn updates(live: &Live, is_outside: bool) -> Vec<One> {
    let sent = live.incident.updates.sent.iter();
    let seen = sent.filter(|one| !is_outside || one.audience.eq_ignore_ascii_case(CUSTOMERS));
    seen.map(|one| (one.at, Shape::Square, live.policy.audience_title(&one.audience))).collect()
}

fn escalations(live: &Live) -> Vec<One> {
    let told = live.incident.effective().filter_map(|entry| {
        let (shape, label) = match entry.fact() {
            Fact::Escalated { to, .. } => (Shape::Triangle, format!("to {to}")),
            Fact::OnCallContacted { whom } => (
                Shape::Triangle,
                whom.as_ref().map_or("On-call".to_owned(), |whom| format!("on-call {whom}")),
            ),
            Fact::OwnershipConfirmed { by } => {
                let by = by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
                (Shape::Diamond, format!("owned{by}"))
            }
            _ => return None,
        };
        Some((entry.happened_at, shape, label))
    });
    told.collect()
}

fn calls(live: &Live) -> Vec<One> {
    let shape = |outcome| {
        if outcome == CallOutcome::Reached { Shape::FilledCircle } else { Shape::OpenCircle }
    };
    let hotline = live.incident.hotline.calls.iter();
    let hotline = hotline.map(|call| (call.at, shape(call.outcome), format!("Hotline {}", call.outcome)));
    let people = live.incident.people.all.iter().flat_map(|one| {
        let label = move |outcome| format!("{} {outcome}", one.whom.name);
        one.attempts.iter().map(move |attempt| (attempt.at, shape(attempt.outcome), label(attempt.outcome)))
    });
    hotline.chain(people).collect()
}

fn lane(title: &str, several: &str, mut moments: Vec<One>, frame: &Frame<'_>) -> Lane {
    moments.sort_by_key(|(at, ..)| *at);
    let mut groups: Vec<Group> = Vec::new();
    for (at, shape, label) in moments {
        let member = Moment { at, time: frame.times.short(at), label: label.clone() };
        // Marks that would cover each other are one from the start.
        let is_close = |group: &&mut Group| frame.place(at) - frame.place(group.last) < 1.0 / frame.room;
        match groups.last_mut().filter(is_close) {
            Some(group) => {
                group.last = at;
                group.labels.push(label);
                group.members.push(member);
            }
            None => groups.push(Group { at, last: at, shape, labels: vec![label], members: vec![member] }),
        }
    }
    let marks = loop {
        match laid_out(&groups, several, frame) {
            Ok(marks) => break marks,
            Err(without_room) => join_before(&mut groups, without_room),
        }
    };
    let rows = marks.iter().map(|mark| mark.row + 1).max().unwrap_or(1);
    Lane { title: title.to_owned(), rows, marks, bars: Vec::new() }
}

/// Puts the group at `place` into the one before it.
fn join_before(groups: &mut Vec<Group>, place: usize) {
    let joined = groups.remove(place.max(1));
    if let Some(group) = groups.get_mut(place.max(1) - 1) {
        group.last = joined.last;
        group.labels.extend(joined.labels);
        group.members.extend(joined.members);
    }
}

/// Each group as a mark with its label in the first row that has room: after the mark, else before it. Or
/// the place of the first group that finds none.
fn laid_out(groups: &[Group], several: &str, frame: &Frame<'_>) -> Result<Vec<Mark>, usize> {
    let gap = 1.5 / frame.room;
    let mut ends = [0.0_f32; MOST_ROWS];
    let mut marks = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        let (at, until) = (frame.place(group.at), frame.place(group.last));
        let label = label(group, several, frame);
        let width = frame.width(&label);
        let fits = |from: f32| ends.iter().position(|end| *end <= from);
        let after = until + gap;
        let before = (at - gap - width).max(0.0);
        let found = if after + width <= 1.0 { fits(at - gap / 2.0).map(|row| (row, false)) } else { None };
        let found = found.or_else(|| fits(before).map(|row| (row, true)));
        let Some((row, is_before)) = found.or((place == 0).then_some((0, false))) else { return Err(place) };
        if let Some(end) = ends.get_mut(row) {
            *end = if is_before { until + 2.0 * gap } else { after + width + gap };
        }
        marks.push(Mark {
            at,
            until,
            shape: group.shape,
            label,
            label_at: if is_before { before } else { after },
            is_label_before: is_before,
            row,
            members: group.members.clone(),
        });
    }
    Ok(marks)
}

fn label(group: &Group, several: &str, frame: &Frame<'_>) -> String {
    let time = frame.times.clock(group.at);
    let mut names: Vec<&str> = Vec::new();
    for name in &group.labels {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let all = names.join(", ");
    if group.labels.len() == 1
        || (names.len() == group.labels.len() && all.chars().count() <= MOST_LABEL_CHARS)
    {
        return format!("{time} {}", cut(&all, MOST_LABEL_CHARS));
    }
    let until = frame.times.clock(group.last);
    let span = if until == time { time } else { format!("{time}–{until}") };
    format!("{span} {} {several}", group.labels.len())
}
