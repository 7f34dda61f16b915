//! The clocks at work: from milestones to deadlines.
//!
//! Each clock of a policy runs over one incident's timeline: what happened becomes signals, and the
//! signals start, settle and end its deadlines. Pure; the present is not asked.

use std::sync::Arc;

use super::calendar::Civil;
use super::policy::{Again, Clock, Judged, Policy, Rhythm};
use super::schedule::{Deadline, Outcome};
use super::span::Span;
use super::time::Instant;
use super::timeline::{Moment, Timeline, Traits, milestone};

/// All deadlines that the clocks of `policy` yield over `timeline`, by clock in the order of the
/// policy, then by time.
pub fn deadlines(policy: &Policy, timeline: &Timeline, civil: &Civil) -> Vec<Deadline> {
    policy.clocks.iter().flat_map(|clock| deadlines_of(clock, timeline, civil)).collect()
}

/// The deadlines that one clock yields over `timeline`, by time.
pub fn deadlines_of(clock: &Clock, timeline: &Timeline, civil: &Civil) -> Vec<Deadline> {
    Run::of(clock, timeline, civil).yielded()
}

/// What a clock reacts to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Signal {
    Start,
    Done,
    End { why: String, comes_back: bool },
    Reopened,
    Paused,
    Resumed,
    NextStep,
    NotNeeded { due: Instant, why: String },
}

/// A start that has not come to its end.
struct Running {
    start: Instant,
    /// From where the next span of a repeating clock counts.
    base: Instant,
    /// The step of a fixed schedule that is next.
    step: usize,
    /// Pauses since the base; an open one has no end.
    pauses: Vec<(Instant, Option<Instant>)>,
    /// When the next step of the ladder was taken.
    quiet_from: Option<Instant>,
}

impl Running {
    /// As it is when something stops it: a pause that lasts has lasted until then.
    fn stopped(&self, at: Instant) -> Self {
        let ended = |(begin, end): &(Instant, Option<Instant>)| (*begin, end.or(Some(at)));
        Self { pauses: self.pauses.iter().map(ended).collect(), ..*self }
    }

    /// The next span of a repeating clock counts from here; a pause that lasts goes on.
    fn begin_next(&mut self, base: Instant) {
        self.base = base;
        self.pauses.retain_mut(|(begin, end)| {
            *begin = base;
            end.is_none()
        });
    }
}

/// One clock at work on one timeline.
struct Run<'a> {
    clock: &'a Clock,
    civil: &'a Civil,
    name: Arc<str>,
    traits: Traits,
    signals: Vec<(Instant, Signal)>,
    running: Option<Running>,
    /// Done while it did not run, where it starts with the opening itself: it need not be done again.
    done_early: Option<Instant>,
    met_once: bool,
    /// Whether it was ended by restoring or closing, so that reopening takes it up.
    comes_back: bool,
    yielded: Vec<Deadline>,
}

impl<'a> Run<'a> {
    fn of(clock: &'a Clock, timeline: &Timeline, civil: &'a Civil) -> Self {
        Self {
            clock,
            civil,
            name: Arc::from(clock.id.as_str()),
            traits: last_fitting_traits(clock, timeline),
            signals: signals(clock, timeline),
            running: None,
            done_early: None,
            met_once: false,
            comes_back: false,
            yielded: Vec::new(),
        }
    }

    fn yielded(mut self) -> Vec<Deadline> {
        for (at, signal) in std::mem::take(&mut self.signals) {
            self.react(at, signal);
        }
        if let Some(running) = self.running.take() {
            self.leave_open(&running);
        }
        self.yielded
    }

    fn react(&mut self, at: Instant, signal: Signal) {
        match signal {
            Signal::Start => self.start(at),
            Signal::Done => self.done(at),
            Signal::End { why, comes_back } => self.end(at, &why, comes_back),
            Signal::Reopened => {
                if self.comes_back && self.running.is_none() && !self.once_and_met() {
                    self.begin(at);
                }
                self.comes_back = false;
            }
            Signal::Paused => {
                if let Some(running) = &mut self.running
                    && running.pauses.last().is_none_or(|(_, end)| end.is_some())
                {
                    running.pauses.push((at, None));
                }
            }
            Signal::Resumed => {
                if let Some((_, end @ None)) =
                    self.running.as_mut().and_then(|running| running.pauses.last_mut())
                {
                    *end = Some(at);
                }
            }
            Signal::NextStep => {
                if let Some(running) = &mut self.running {
                    running.quiet_from = running.quiet_from.or(Some(at));
                }
            }
            Signal::NotNeeded { due, why } => self.not_needed(at, due, why),
        }
    }

    /// Whether it is a clock that is done for good once it was met.
    fn once_and_met(&self) -> bool {
        self.met_once && matches!(self.clock.rhythm, Rhythm::Once(_))
    }

    fn start(&mut self, at: Instant) {
        if self.running.is_some() {
            if self.clock.again == Again::Always {
                self.end(at, "it was started anew", false);
            } else {
                return;
            }
        } else if self.clock.again == Again::Never && self.met_once {
            return;
        }
        self.begin(at);
    }

    fn begin(&mut self, at: Instant) {
        self.comes_back = false;
        self.running = Some(Running { start: at, base: at, step: 0, pauses: Vec::new(), quiet_from: None });
        if let Some(early) = self.done_early.take() {
            self.done(early);
        }
    }

    fn done(&mut self, at: Instant) {
        let Some(mut running) = self.running.take() else {
            if !self.met_once && starts_with_the_opening(self.clock) {
                self.done_early = self.done_early.or(Some(at));
            }
            return;
        };
        match &self.clock.rhythm {
            Rhythm::Once(_) => {
                self.settle(&running.stopped(at), Outcome::Done { at });
                self.met_once = true;
            }
            Rhythm::Every(_) => {
                if at > running.base {
                    self.settle(&running.stopped(at), Outcome::Done { at });
                    self.met_once = true;
                    running.begin_next(at);
                }
                self.running = Some(running);
            }
            Rhythm::At(steps) => {
                // An update after the previous due instant and up to this one meets this one; a
                // late one meets it late, and may meet the next in time.
                while running.step < steps.len() && at > self.previous_due(&running) {
                    self.settle(&running.stopped(at), Outcome::Done { at });
                    self.met_once = true;
                    running.step += 1;
                }
                self.running = Some(running);
            }
        }
    }

    fn end(&mut self, at: Instant, why: &str, comes_back: bool) {
        let Some(running) = self.running.take() else { return };
        let mut running = running.stopped(at);
        if let Rhythm::At(steps) = &self.clock.rhythm {
            while running.step < steps.len() {
                let passed = self.due(&running).0 < at;
                self.settle(&running, Outcome::Ended { at, why: why.to_owned() });
                if !passed {
                    break;
                }
                running.step += 1;
            }
        } else {
            self.settle(&running, Outcome::Ended { at, why: why.to_owned() });
        }
        self.comes_back = comes_back;
    }

    fn not_needed(&mut self, at: Instant, due: Instant, why: String) {
        let Some(mut running) = self.running.take() else { return };
        let (current, _) = self.due(&running);
        match &self.clock.rhythm {
            Rhythm::Once(_) if current == due => {
                self.settle(&running, Outcome::NotNeeded { at, why });
                self.met_once = true;
                return;
            }
            Rhythm::Every(_) if current == due => {
                self.settle(&running, Outcome::NotNeeded { at, why });
                running.begin_next(current.max(at));
            }
            Rhythm::At(steps) => {
                // What is said of a step is said of the earlier ones that it speaks for.
                while running.step < steps.len() && self.due(&running).0 <= due {
                    self.settle(&running, Outcome::NotNeeded { at, why: why.clone() });
                    running.step += 1;
                }
            }
            // Another deadline was meant, one that a correction has moved since.
            Rhythm::Once(_) | Rhythm::Every(_) => {}
        }
        self.running = Some(running);
    }

    /// What is left at the end of the timeline.
    fn leave_open(&mut self, running: &Running) {
        let outcome = |due: Instant| match running.pauses.last() {
            Some((since, None)) if *since <= due => Outcome::Paused { since: *since },
            _ => Outcome::Open,
        };
        if let Rhythm::At(steps) = &self.clock.rhythm {
            let mut later = Running { pauses: running.pauses.clone(), ..*running };
            let first = later.step;
            while later.step < steps.len() {
                let (due, _) = self.due(&later);
                let previous = self.previous_due(&later);
                self.settle(&later, outcome(due));
                let shown_from = (later.step > first).then_some(previous);
                if let Some(deadline) = self.yielded.last_mut() {
                    deadline.shown_from = shown_from;
                }
                later.step += 1;
                // Once the next of the schedule has passed as well, it speaks for this one.
                let next_due = (later.step < steps.len()).then(|| self.due(&later).0);
                if let Some(deadline) = self.yielded.last_mut() {
                    deadline.quiet_from = next_due;
                }
            }
        } else {
            let (due, _) = self.due(running);
            self.settle(running, outcome(due));
        }
    }

    fn settle(&mut self, running: &Running, outcome: Outcome) {
        let (due, warn_at) = self.due(running);
        let nth = u32::try_from(self.yielded.len()).unwrap_or(u32::MAX).saturating_add(1);
        self.yielded.push(Deadline {
            clock: Arc::clone(&self.name),
            nth,
            starts: running.base,
            due,
            warn_at,
            outcome,
            shown_from: None,
            quiet_from: running.quiet_from,
        });
    }

    fn span(&self, step: usize) -> Span {
        match &self.clock.rhythm {
            // A priority for which the policy names no span has none of the clock's incidents
            // (the policy check sees to it); zero is never late to be noticed.
            Rhythm::Once(spans) => spans.span(self.traits.priority).unwrap_or(Span::Elapsed { secs: 0 }),
            Rhythm::Every(span) => *span,
            Rhythm::At(steps) => steps.get(step).copied().unwrap_or(Span::Elapsed { secs: 0 }),
        }
    }

    /// When the step before was due; for the first, the start.
    fn previous_due(&self, running: &Running) -> Instant {
        match running.step.checked_sub(1) {
            None => running.start,
            Some(step) => self.due(&Running { step, pauses: running.pauses.clone(), ..*running }).0,
        }
    }

    /// Due and warning instant, with the pauses so far.
    fn due(&self, running: &Running) -> (Instant, Option<Instant>) {
        let from = match self.clock.rhythm {
            Rhythm::Every(_) => running.base,
            Rhythm::Once(_) | Rhythm::At(_) => running.start,
        };
        let (calendar, span) = (&self.clock.calendar, self.span(running.step));
        let mut due = calendar.due_after(from, span, self.civil);
        let share = self.clock.warning_share;
        let mut warn_at = (share < 1.0).then(|| calendar.share_at(from, due, span, share, self.civil));
        for (begin, end) in &running.pauses {
            let Some(end) = end else { break };
            if *begin <= due {
                due = calendar.after_pause(due, span, *begin, *end, self.civil);
            }
            warn_at = warn_at.map(|at| {
                if *begin <= at { calendar.after_pause(at, span, *begin, *end, self.civil) } else { at }
            });
        }
        (due, warn_at)
    }
}

/// The traits by which a clock's span is chosen: the latest that satisfy its conditions.
fn last_fitting_traits(clock: &Clock, timeline: &Timeline) -> Traits {
    let fitting = timeline.traits.iter().rev().find(|(_, traits)| clock.conditions.hold(*traits));
    fitting.map_or_else(|| timeline.traits_now(), |(_, traits)| *traits)
}

/// Whether a clock starts with the opening itself, so that what was done before counts too.
fn starts_with_the_opening(clock: &Clock) -> bool {
    clock.starts.iter().any(|start| start == milestone::OPENED || start == milestone::QUALIFIED)
}

/// The signals of one clock, in the order they happened.
fn signals(clock: &Clock, timeline: &Timeline) -> Vec<(Instant, Signal)> {
    let eligible = Eligibility::of(clock, timeline);
    if !eligible.ever {
        return Vec::new();
    }
    let mut signals: Vec<(Instant, Signal)> = Vec::new();
    // Nothing starts while the incident is closed.
    let mut closed: Option<Instant> = None;
    let mut restored = false;
    for (at, moment) in &timeline.moments {
        let at = *at;
        match moment {
            Moment::Reached(name) => {
                if clock.met_by.contains(name) {
                    signals.push((at, Signal::Done));
                }
                if clock.until.contains(name) || name == milestone::CLOSED {
                    signals.push((at, ended(clock, name)));
                }
                if name == milestone::CLOSED {
                    closed.get_or_insert(at);
                }
                if clock.starts.contains(name)
                    && closed.is_none()
                    && Eligibility::at_start(clock, timeline, at)
                {
                    signals.push((at, Signal::Start));
                    // What restoring stops is stopped where service is back already.
                    signals.extend(stopped_already(clock, restored).map(|stop| (at, stop)));
                }
                restored = name == milestone::RESTORED || (restored && name != milestone::REOPENED);
                if clock.next_step.as_ref() == Some(name) {
                    signals.push((at, Signal::NextStep));
                }
                if name == milestone::REOPENED {
                    closed = None;
                    signals.push((at, Signal::Reopened));
                }
            }
            Moment::Paused(id) if *id == clock.id => signals.push((at, Signal::Paused)),
            Moment::Resumed(id) if *id == clock.id => signals.push((at, Signal::Resumed)),
            Moment::NotNeeded { clock: id, due, why } if *id == clock.id => {
                signals.push((at, Signal::NotNeeded { due: *due, why: why.clone() }));
            }
            Moment::Paused(_) | Moment::Resumed(_) | Moment::NotNeeded { .. } => {}
        }
    }
    let qualified = clock.starts.iter().any(|start| start == milestone::QUALIFIED);
    for (begin, end) in &eligible.spans {
        if qualified && closed.is_none_or(|at| *begin < at) {
            signals.push((*begin, Signal::Start));
        }
        if let Some(end) = end
            && (qualified || eligible.lost_at == Some(*end))
        {
            let why = "the clock is not for this priority or kind any more".to_owned();
            signals.push((*end, Signal::End { why, comes_back: false }));
        }
    }
    signals.sort_by_key(|(at, _)| *at);
    if let Some(lost_at) = eligible.lost_at {
        signals.retain(|(at, _)| *at <= lost_at);
    }
    signals
}

/// What becomes of a clock that starts while service is back.
fn stopped_already(clock: &Clock, restored: bool) -> Option<Signal> {
    let is_one = |list: &[String]| restored && list.iter().any(|one| one == milestone::RESTORED);
    if is_one(&clock.met_by) {
        return Some(Signal::Done);
    }
    is_one(&clock.until).then(|| ended(clock, milestone::RESTORED))
}

/// A clock is ended by a milestone. Reopening takes up what restoring or closing had ended, but for what it ends
/// itself.
fn ended(clock: &Clock, by: &str) -> Signal {
    let comes_back = matches!(by, milestone::RESTORED | milestone::CLOSED)
        && !clock.until.iter().any(|one| one == milestone::REOPENED);
    Signal::End { why: format!("the incident was {by}"), comes_back }
}

/// Over which spans an incident had the traits that a clock asks for.
struct Eligibility {
    ever: bool,
    spans: Vec<(Instant, Option<Instant>)>,
    /// Where it has them no more: when it last lost them.
    lost_at: Option<Instant>,
}

impl Eligibility {
    fn of(clock: &Clock, timeline: &Timeline) -> Self {
        if clock.judged == Judged::AtStart {
            return Self { ever: true, spans: Vec::new(), lost_at: None };
        }
        let mut spans: Vec<(Instant, Option<Instant>)> = Vec::new();
        for (at, traits) in &timeline.traits {
            let holds = clock.conditions.hold(*traits);
            match spans.last_mut() {
                Some((_, end @ None)) if !holds => *end = Some(*at),
                Some((_, None)) => {}
                _ if holds => spans.push((*at, None)),
                _ => {}
            }
        }
        let lost_at = spans.last().and_then(|(_, end)| *end);
        Self { ever: !spans.is_empty(), spans, lost_at }
    }

    /// Whether a start at `at` counts.
    fn at_start(clock: &Clock, timeline: &Timeline, at: Instant) -> bool {
        if clock.judged == Judged::Now {
            return true;
        }
        // Before or after the change: the traits that held until `at`, or any that began at it.
        let mut before = timeline.traits.first();
        for step in &timeline.traits {
            if step.0 < at {
                before = Some(step);
            }
        }
        before
            .into_iter()
            .chain(timeline.traits.iter().filter(|(from, _)| *from == at))
            .any(|(_, traits)| clock.conditions.hold(*traits))
    }
}
