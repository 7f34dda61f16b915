//! The course of an incident as a picture: lanes, marks, bars and a time axis, laid out but not drawn.
//!
//! Positions are shares of the width, 0 at the left and 1 at the right, so that the window and a file show
//! the same. Labels are laid out by how many characters fit across; where two would overlap, one goes to
//! another row, and where no row is left, several moments become one mark. Never here: colours, fonts, a
//! format.

mod axis;
mod clocks;
mod marks;

use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::domain::incident::Phase;
use crate::domain::milestones::milestones;
use crate::domain::rota::change::Window;
use crate::domain::time::Instant;
use crate::domain::world::Live;

use super::report::Times;

/// The shortest span that is shown; a picture of seconds says nothing.
const LEAST_SPAN: TimeDelta = TimeDelta::minutes(10);

/// How a picture is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PictureChoice {
    /// The zone of its axis.
    pub zone: Tz,
    /// How many characters of a label fit across the lanes.
    pub room_chars: f32,
    /// Whether it is for an audience outside: milestones and what was sent to customers alone.
    pub is_outside: bool,
}

/// The picture.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelinePicture {
    /// What it shows, for who does not see it.
    pub title: String,
    /// The same in a sentence or two.
    pub description: String,
    /// The span that is shown.
    pub from: Instant,
    /// Its end.
    pub until: Instant,
    /// The day at the left end, such as `Mon 2 Mar 2026`.
    pub first_day: String,
    /// The marks of the axis, from left to right.
    pub ticks: Vec<Tick>,
    /// Where a day begins and where the zone's clock changes.
    pub breaks: Vec<Break>,
    /// The lanes from top to bottom.
    pub lanes: Vec<Lane>,
    /// What happened before or after the span that is shown, in words.
    pub not_shown: Vec<String>,
}

/// A mark of the axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where.
    pub at: f32,
    /// What stands there, such as `14:30`.
    pub label: String,
}

/// What begins at a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakKind {
    /// Another day.
    Day,
    /// Another time of the zone: daylight saving begins or ends.
    Clock,
}

/// A line across all lanes.
#[derive(Debug, Clone, PartialEq)]
pub struct Break {
    /// Where.
    pub at: f32,
    /// What begins.
    pub kind: BreakKind,
    /// What begins, such as `Tue 3 Mar` or `CDT becomes CST`.
    pub label: String,
    /// Whether there is room for the label at its place.
    pub has_room: bool,
}

/// One lane.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// What it holds.
    pub title: String,
    /// How many rows its labels take; one at least.
    pub rows: usize,
    /// Its moments, from left to right.
    pub marks: Vec<Mark>,
    /// Its spans, from left to right.
    pub bars: Vec<Bar>,
}

/// The shape of a mark; its label says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A milestone.
    Diamond,
    /// Something that was sent.
    Square,
    /// Something that went up.
    Triangle,
    /// Somebody who was reached.
    FilledCircle,
    /// Somebody who was not.
    OpenCircle,
}

/// A moment, or several that stand too close to be told apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where the first of them is.
    pub at: f32,
    /// Where the last of them is.
    pub until: f32,
    /// Its shape: that of the first.
    pub shape: Shape,
    /// What stands beside it.
    pub label: String,
    /// Where the label begins, by the widths that were reckoned with.
    pub label_at: f32,
    /// Whether the label stands before the mark and ends at it; else it begins after it.
    pub is_label_before: bool,
    /// In which row of the lane it stands, from 0.
    pub row: usize,
    /// Each moment of it.
    pub members: Vec<Moment>,
}

/// One moment of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Instant,
    /// The same as a wall time, such as `Mon 2 Mar 10:04`.
    pub time: String,
    /// What.
    pub label: String,
}

impl Mark {
    /// Each moment with its time, in words.
    pub fn detail(&self) -> String {
        let said: Vec<String> =
            self.members.iter().map(|one| format!("{} {}", one.time, one.label)).collect();
        said.join("; ")
    }
}

impl TimelinePicture {
    /// Every moment with the title of its lane, in the order in which they happened.
    pub fn in_order(&self) -> Vec<(&str, &Moment)> {
        let mut all = Vec::new();
        for lane in &self.lanes {
            all.extend(
                lane.marks.iter().flat_map(|mark| &mark.members).map(|one| (lane.title.as_str(), one)),
            );
        }
        all.sort_by_key(|(_, one)| one.at);
        all
    }
}

/// What became of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarState {
    /// Met in time.
    Met,
    /// Missed, or overdue.
    Missed,
    /// Time is left.
    Running,
    /// Its clock is paused.
    Paused,
}

/// The span of a deadline, from its start to when it was done or ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Where it begins.
    pub from: f32,
    /// Where it ends.
    pub until: f32,
    /// Where the deadline is, where the picture reaches that far.
    pub due: Option<f32>,
    /// What became of it.
    pub state: BarState,
    /// The same in a few words, such as `missed, 12 min late`.
    pub words: String,
    /// Where these words begin; none where there is no room for them.
    pub words_at: Option<f32>,
    /// Whether they stand on the bar itself.
    pub is_inside: bool,
    /// Whether it goes on beyond the right end.
    pub is_cut: bool,
    /// All of it in words, with its times.
    pub detail: String,
}

/// The picture of an incident as it stands at `now`.
pub fn timeline_picture(live: &Live, choice: PictureChoice, now: Instant) -> TimelinePicture {
    let span = shown(live, now);
    let times = Times::of(choice.zone, [span.from, span.until]);
    let frame = Frame { span, times: &times, room: choice.room_chars.max(20.0) };
    let mut not_shown = Vec::new();
    let mut lanes = marks::lanes(live, &frame, choice.is_outside, &mut not_shown);
    if !choice.is_outside {
        lanes.extend(clocks::lanes(live, &frame, now));
    }
    let reference = &live.incident.reference;
    TimelinePicture {
        title: format!("The course of {reference}"),
        description: description(&lanes, &frame),
        from: span.from,
        until: span.until,
        first_day: axis::day(choice.zone, span.from, true),
        ticks: axis::ticks(&frame),
        breaks: axis::breaks(&frame),
        lanes,
        not_shown,
    }
}

/// What the positions of a picture are reckoned from.
struct Frame<'a> {
    span: Window,
    times: &'a Times,
    room: f32,
}

impl Frame<'_> {
    /// Where an instant is; within 0 and 1 whatever it is.
    fn place(&self, at: Instant) -> f32 {
        let all = self.span.secs().max(1) as f32;
        ((at - self.span.from).num_seconds() as f32 / all).clamp(0.0, 1.0)
    }

    fn holds(&self, at: Instant) -> bool {
        self.span.from <= at && at <= self.span.until
    }

    /// The share of the width that a label takes, with a gap after it.
    fn width(&self, label: &str) -> f32 {
        chars_wide(label) / self.room
    }
}

/// About how wide a text is, in characters of usual width.
pub fn chars_wide(text: &str) -> f32 {
    let wide = |c: char| {
        let code = u32::from(c);
        matches!(code, 0x1100..=0x115F | 0x2E80..=0xD7A3 | 0xF900..=0xFAFF | 0xFF00..=0xFF60)
            || matches!(code, 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
    };
    text.chars().map(|c| if wide(c) { 2.0 } else { 1.0 }).sum()
}

/// A text of at most so many characters, its end cut where it is longer.
fn cut(text: &str, most: usize) -> String {
    let text = super::plain_text::one_line(text);
    if text.chars().count() <= most {
        return text;
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// The span that is shown: from what was first known to the restoration, or to what came last before it;
/// with a margin. A review that was held days later does not press the outage together.
fn shown(live: &Live, now: Instant) -> Window {
    let incident = &live.incident;
    let now = now.max(incident.opened_at);
    let ended = match incident.phase {
        Phase::Open => None,
        _ => incident.restored_at.or(incident.closed_at),
    };
    let core_until = ended.unwrap_or(now).max(incident.opened_at + LEAST_SPAN);
    let core = core_until - incident.opened_at;
    let reach = (core / 3).max(TimeDelta::minutes(20));
    // What stands close to the core belongs to it: the detection, the last words to customers.
    let milestones = milestones(live).into_iter().filter_map(|one| Some(one.reached?.at));
    let told = incident.updates.sent.iter().map(|one| one.at);
    let close: Vec<Instant> = milestones
        .chain(told)
        .filter(|at| {
            *at >= incident.opened_at - reach && *at <= (core_until + reach).min(now.max(core_until))
        })
        .collect();
    let from = close.iter().copied().min().unwrap_or(incident.opened_at).min(incident.opened_at);
    let until = close.iter().copied().max().unwrap_or(core_until).max(core_until);
    let margin = (until - from) / 40;
    Window::new(from - margin, until + margin)
}

fn description(lanes: &[Lane], frame: &Frame<'_>) -> String {
    let times = frame.times;
    let mut parts =
        vec![format!("From {} to {}.", times.full(frame.span.from), times.full(frame.span.until))];
    for lane in lanes {
        let marks = lane.marks.iter().map(Mark::detail);
        let bars = lane.bars.iter().map(|bar| bar.detail.clone());
        let said: Vec<String> = marks.chain(bars).collect();
        if !said.is_empty() {
            parts.push(format!("{}: {}.", lane.title, said.join("; ")));
        }
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests;
