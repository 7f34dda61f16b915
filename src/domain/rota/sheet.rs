//! Rules and changes laid over each other: who holds each seat at each instant of a span.
//!
//! The span is cut wherever anything begins or ends; between two cuts nothing changes, and so each
//! piece is judged once, at its first instant. What is found depends on that instant alone.
//!
//! How one piece is judged: the rules put people in line for each seat, passing over who holds a
//! seat already. Then changes apply in the order in which they were made. Where a change leaves
//! one person with two seats, the seat that comes later in precedence loses them: the change is
//! passed over there, or, where the rule itself put them there, the seat stays empty. Nobody is
//! put on watch whom neither rule nor agreement names.

use chrono::TimeDelta;

use super::change::{Change, What, Window};
use super::person::{PersonId, Seat};
use super::rule::Rule;
use super::schedule::{Cause, Shift, TurnRef};
use super::turns::{Slot, Turns};
use super::{Past, Rota};
use crate::domain::time::Instant;

/// One seat in one piece of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held<'a> {
    /// The seat.
    pub seat: &'a Seat,
    /// Who holds it and why; nobody for an empty seat.
    pub holder: Option<(&'a PersonId, Cause)>,
    /// Whom the rule puts there, before any change.
    pub ruled: Option<Ruled<'a>>,
    /// The changes that led to the holder, in order.
    pub through: Vec<&'a Change>,
    /// Who was to hold it but holds a seat of higher precedence, and by which change, if by one.
    pub double: Option<(&'a PersonId, Option<&'a Change>)>,
}

/// Whom a rule puts into a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruled<'a> {
    /// Who.
    pub person: &'a PersonId,
    /// The rule.
    pub rule: &'a Rule,
    /// In which turn.
    pub turn: TurnRef,
    /// Whether somebody before them in line was passed over, as they hold another seat.
    pub stepped: bool,
}

/// A slot of a rule, cut to the span in which the rule governs.
struct Lane<'a> {
    rule: &'a Rule,
    version: usize,
    slot: Slot,
}

/// A change with the spans in which it is in force.
struct Layer<'a> {
    change: &'a Change,
    windows: Vec<Window>,
}

/// Rules and changes over one span.
pub struct Sheet<'a> {
    lanes: Vec<Vec<Lane<'a>>>,
    layers: Vec<Layer<'a>>,
    past: Facts<'a>,
    cuts: Vec<Instant>,
}

impl<'a> Sheet<'a> {
    /// The sheet of a rota over a span.
    pub fn over(rota: &'a Rota, span: Window) -> Self {
        let lanes: Vec<Vec<Lane<'a>>> = (0..rota.tracks.len()).map(|track| lane(rota, track, span)).collect();
        let layers: Vec<Layer<'a>> = rota
            .changes
            .iter()
            .map(|change| Layer { change, windows: change.in_force() })
            .filter(|layer| layer.windows.iter().any(|window| window.touches(span)))
            .collect();
        let mut cuts = vec![span.from, span.until];
        cuts.extend(lanes.iter().flatten().flat_map(|lane| [lane.slot.from, lane.slot.until]));
        cuts.extend(layers.iter().flat_map(|layer| &layer.windows).flat_map(|one| [one.from, one.until]));
        if let Some(past) = &rota.past {
            let shifts = past.shifts.iter().map(|shift| shift.window);
            cuts.extend(past.windows.iter().copied().chain(shifts).flat_map(|one| [one.from, one.until]));
        }
        let past = Facts::over(rota, span);
        cuts.retain(|at| span.from <= *at && *at <= span.until);
        cuts.sort_unstable();
        cuts.dedup();
        Self { lanes, layers, past, cuts }
    }

    /// The same sheet, cut at further instants.
    pub fn also_cut(mut self, at: impl IntoIterator<Item = Instant>) -> Self {
        if let (Some(first), Some(last)) = (self.cuts.first().copied(), self.cuts.last().copied()) {
            self.cuts.extend(at.into_iter().filter(|at| first < *at && *at < last));
            self.cuts.sort_unstable();
            self.cuts.dedup();
        }
        self
    }

    /// Each piece in order, with every seat that a rule or a change knows there.
    pub fn pieces(&self) -> impl Iterator<Item = (Window, Vec<Held<'a>>)> + '_ {
        let mut reached = vec![0; self.lanes.len()];
        let ends = self.cuts.iter().skip(1);
        self.cuts.iter().zip(ends).map(move |(from, until)| {
            let window = Window::new(*from, *until);
            for (lane, at) in self.lanes.iter().zip(&mut reached) {
                while lane.get(*at).is_some_and(|one| one.slot.until <= *from) {
                    *at += 1;
                }
            }
            (window, self.held(*from, &reached))
        })
    }

    fn held(&self, at: Instant, reached: &[usize]) -> Vec<Held<'a>> {
        if let Some(held) = self.past.held(at) {
            return held;
        }
        let rules: Vec<(usize, &Lane<'a>)> = self
            .lanes
            .iter()
            .zip(reached)
            .enumerate()
            .filter_map(|(track, (lane, at))| lane.get(*at).map(|one| (track, one)))
            .filter(|(_, one)| one.slot.from <= at)
            .collect();
        let layers: Vec<&'a Change> = self
            .layers
            .iter()
            .filter(|layer| layer.windows.iter().any(|window| window.contains(at)))
            .map(|layer| layer.change)
            .collect();
        let mut seats: Vec<&'a Seat> = rules.iter().flat_map(|(_, one)| one.rule.seats()).collect();
        seats.extend(layers.iter().filter_map(|change| match &change.what {
            What::Override { seat, .. } => Some(seat),
            What::Cover { .. } | What::Swap { .. } => None,
        }));
        seats.sort_unstable();
        seats.dedup();
        let mut in_rule: Vec<&PersonId> = Vec::with_capacity(seats.len());
        let mut on_watch: Vec<&PersonId> = Vec::with_capacity(seats.len());
        seats
            .into_iter()
            .map(|seat| {
                let ruled = ruled(&rules, seat, &in_rule);
                in_rule.extend(ruled.map(|ruled| ruled.person));
                let held = laid_over(seat, at, ruled, &layers, &on_watch);
                on_watch.extend(held.holder.as_ref().map(|(person, _)| *person));
                held
            })
            .collect()
    }
}

/// The past shifts that touch a span, by begin.
struct Facts<'a> {
    past: Option<&'a Past>,
    shifts: Vec<&'a Shift>,
    longest: TimeDelta,
}

impl<'a> Facts<'a> {
    fn over(rota: &'a Rota, span: Window) -> Self {
        let touches = |past: &&Past| past.windows.iter().any(|window| window.touches(span));
        let Some(past) = rota.past.as_ref().filter(touches) else {
            return Self { past: None, shifts: Vec::new(), longest: TimeDelta::zero() };
        };
        let mut shifts: Vec<&Shift> = past.shifts.iter().filter(|shift| shift.window.touches(span)).collect();
        shifts.sort_by_key(|shift| shift.window.from);
        let lengths = shifts.iter().map(|shift| shift.window.until - shift.window.from);
        let longest = lengths.max().unwrap_or_default();
        Self { past: Some(past), shifts, longest }
    }

    /// What the facts say of an instant; none where they don't reach.
    fn held(&self, at: Instant) -> Option<Vec<Held<'a>>> {
        self.past?.window_at(at)?;
        let begun = self.shifts.partition_point(|shift| shift.window.from <= at);
        let near = self.shifts.iter().take(begun).rev();
        let mut held: Vec<Held<'a>> = Vec::new();
        for shift in near.take_while(|shift| at - shift.window.from < self.longest) {
            // Facts from two desks may say a seat or a person twice: the later begun counts.
            let is_new = held.iter().all(|one| {
                *one.seat != shift.seat && one.holder.as_ref().is_none_or(|(who, _)| **who != shift.person)
            });
            if shift.window.contains(at) && is_new {
                let holder = Some((&shift.person, shift.cause.clone()));
                held.push(Held { seat: &shift.seat, holder, ruled: None, through: Vec::new(), double: None });
            }
        }
        held.sort_by_key(|one| one.seat);
        Some(held)
    }
}

/// The slots of one track over a span, each cut to where its rule governs.
fn lane(rota: &Rota, track: usize, span: Window) -> Vec<Lane<'_>> {
    let Some(track) = rota.tracks.get(track) else { return Vec::new() };
    let mut lanes = Vec::new();
    for (version, adopted) in track.versions().iter().enumerate() {
        let governs =
            Window::new(adopted.from, track.governs_until(version).unwrap_or(Instant::MAX_UTC)).cut(span);
        let Some(rule) = adopted.rule.as_ref().filter(|_| governs.from < governs.until) else { continue };
        let turns = Turns::new(rule, rota.holidays.dates());
        lanes.extend(turns.slots(governs.from, governs.until).into_iter().map(|slot| {
            let window = Window::new(slot.from, slot.until).cut(governs);
            Lane { rule, version, slot: Slot { from: window.from, until: window.until, ..slot } }
        }));
    }
    lanes
}

/// Whom the first track that has somebody for a seat puts there.
fn ruled<'a>(rules: &[(usize, &Lane<'a>)], seat: &Seat, taken: &[&PersonId]) -> Option<Ruled<'a>> {
    rules.iter().find_map(|(track, lane)| {
        let mut line = lane.rule.in_line(seat, lane.slot.turn).enumerate();
        let (place, person) = line.find(|(_, person)| !taken.contains(person))?;
        let turn = TurnRef { track: *track, version: lane.version, number: lane.slot.turn };
        Some(Ruled { person, rule: lane.rule, turn, stepped: place > 0 })
    })
}

/// A seat with the changes laid over the rule, but nobody who is on watch already.
fn laid_over<'a>(
    seat: &'a Seat,
    at: Instant,
    ruled: Option<Ruled<'a>>,
    layers: &[&'a Change],
    on_watch: &[&PersonId],
) -> Held<'a> {
    let mut stack: Vec<(&'a PersonId, Option<&'a Change>)> = Vec::new();
    stack.extend(ruled.map(|ruled| (ruled.person, None)));
    for change in layers {
        let before = stack.last().map(|(person, _)| *person);
        if let Some(person) = change.what.holder(seat, at, before) {
            stack.push((person, Some(change)));
        }
    }
    let mut double = None;
    while let Some((person, change)) = stack.last().copied().filter(|(one, _)| on_watch.contains(one)) {
        double = double.or(Some((person, change)));
        stack.pop();
    }
    let turn = ruled.map(|ruled| ruled.turn);
    let holder = stack.last().and_then(|(person, change)| {
        let cause = match (change, turn) {
            (Some(change), turn) => {
                // An override stands by itself; the others follow the turn in which they replace.
                let turn = turn.filter(|_| !matches!(change.what, What::Override { .. }));
                Cause::Change { id: change.id.clone(), turn }
            }
            (None, turn) => Cause::Rule { turn: turn? },
        };
        Some((*person, cause))
    });
    let through = stack.iter().filter_map(|(_, change)| *change).collect();
    Held { seat, holder, ruled, through, double }
}
