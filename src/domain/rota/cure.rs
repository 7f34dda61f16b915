//! What would mend a problem of the rota, as data that becomes a change and as words.
//!
//! A cure is a proposal: nobody is put on watch by it. Whom it names is free then, has learnt the
//! role where the seat asks for it, and carries least in the window that was looked at.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::Rota;
use super::change::{ChangeId, What, Window};
use super::explain::said_at;
use super::person::{PersonId, Seat};
use super::schedule::Shift;

/// What would mend a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cure {
    /// An override that puts somebody on watch.
    Assign {
        /// In which seat.
        seat: Seat,
        /// In which span.
        window: Window,
        /// Who.
        person: PersonId,
    },
    /// A cover, for which both have to agree.
    Cover {
        /// In which seat.
        seat: Seat,
        /// In which span.
        window: Window,
        /// Who hands the watch over.
        absent: PersonId,
        /// Who could take it.
        by: PersonId,
    },
    /// Nobody of the rota is free: somebody from outside is wanted.
    Find {
        /// In which seat.
        seat: Seat,
        /// In which span.
        window: Window,
    },
    /// A change is undone.
    Undo {
        /// Which.
        change: ChangeId,
    },
    /// Somebody completes the manager learning (R) before their watch begins.
    Learn {
        /// Who.
        person: PersonId,
        /// Their first watch without it.
        before: Window,
    },
}

impl Cure {
    /// The change that this cure proposes, to be asked for; none where something else is to be done.
    pub fn change(&self) -> Option<What> {
        match self {
            Self::Assign { seat, window, person } => {
                Some(What::Override { seat: seat.clone(), window: *window, person: person.clone() })
            }
            Self::Cover { seat, window, absent, by } => Some(What::Cover {
                seat: Some(seat.clone()),
                window: *window,
                absent: absent.clone(),
                by: by.clone(),
            }),
            Self::Find { .. } | Self::Undo { .. } | Self::Learn { .. } => None,
        }
    }

    /// The cure in plain words, as what to do.
    pub fn words(&self, rota: &Rota, zone: Tz) -> String {
        let span = |window: &Window| {
            format!("from {} to {}", said_at(window.from, zone, None), said_at(window.until, zone, None))
        };
        match self {
            Self::Assign { seat, window, person } => {
                format!("Put {} on {seat} {}", rota.name(person), span(window))
            }
            Self::Cover { seat, window, absent, by } => {
                format!("Ask {} to cover {seat} for {} {}", rota.name(by), rota.name(absent), span(window))
            }
            Self::Find { seat, window } => {
                format!("Nobody of the rota is free: find somebody for {seat} {}", span(window))
            }
            Self::Undo { change } => {
                let what = rota.changes.iter().find(|one| one.id == *change);
                let word = what.map_or("change", |one| one.what.word());
                let by = what.map_or(String::new(), |one| format!(" that {} made", rota.name(&one.asked_by)));
                format!("Undo the {word}{by}, or name somebody else")
            }
            Self::Learn { person, before } => format!(
                "{} completes the manager learning before {}, or hands the watch over",
                rota.name(person),
                said_at(before.from, zone, None)
            ),
        }
    }
}

/// Who could stand in, from one schedule.
pub(super) struct StandIns<'a> {
    rota: &'a Rota,
    /// The spans in which each person is on watch, in order; they never overlap.
    on_watch: BTreeMap<&'a PersonId, Vec<Window>>,
    /// The seats for which the manager learning is asked.
    learning: &'a BTreeSet<Seat>,
    zone: Tz,
    carried: BTreeMap<&'a PersonId, i64>,
    /// Who was proposed for when, so that all cures together hold.
    proposed: Vec<(&'a PersonId, Window)>,
    pool: Vec<&'a PersonId>,
}

impl<'a> StandIns<'a> {
    pub(super) fn new(
        rota: &'a Rota,
        shifts: &'a [Shift],
        window: Window,
        learning: &'a BTreeSet<Seat>,
        zone: Tz,
    ) -> Self {
        let mut carried: BTreeMap<&PersonId, i64> = BTreeMap::new();
        let mut on_watch: BTreeMap<&PersonId, Vec<Window>> = BTreeMap::new();
        for shift in shifts {
            on_watch.entry(&shift.person).or_default().push(shift.window);
            *carried.entry(&shift.person).or_default() += shift.window.cut(window).secs();
        }
        let mut pool: Vec<&PersonId> = Vec::new();
        for person in pool_of(rota, window) {
            if !pool.contains(&person) {
                pool.push(person);
            }
        }
        Self { rota, on_watch, learning, zone, carried, proposed: Vec::new(), pool }
    }

    /// Everybody whom a rule names that governs within the window, each once.
    pub(super) fn pool(&self) -> &[&'a PersonId] {
        &self.pool
    }

    /// Who is free for a seat in a span and carries least; the order of the rule decides a tie.
    ///
    /// They are not free for what is asked later.
    fn propose(&mut self, seat: &Seat, window: Window) -> Option<&'a PersonId> {
        let free = self.pool.iter().copied().filter(|person| self.is_free(person, seat, window));
        let person = free.min_by_key(|person| self.carried.get(person).copied().unwrap_or(0))?;
        *self.carried.entry(person).or_default() += window.secs();
        self.proposed.push((person, window));
        Some(person)
    }

    /// Whether somebody could hold a seat in a span: not on watch, not away, and has learnt the role.
    pub(super) fn is_free(&self, person: &PersonId, seat: &Seat, window: Window) -> bool {
        let own = self.on_watch.get(person).map_or(&[][..], Vec::as_slice);
        let next = own.get(own.partition_point(|one| one.until <= window.from));
        !self.rota.is_away(person, window)
            && self.may_hold(person, seat, window)
            && next.is_none_or(|next| next.from >= window.until)
            && !self.proposed.iter().any(|(one, when)| *one == person && when.touches(window))
    }

    /// Whether somebody has learnt the role by the begin of a span, where the seat asks for it.
    pub(super) fn may_hold(&self, person: &PersonId, seat: &Seat, window: Window) -> bool {
        if !self.learning.contains(seat) {
            return true;
        }
        let begins = crate::domain::calendar::local_of(self.zone, window.from).date();
        let known = self.rota.people.get(person);
        known.and_then(|known| known.learned_on).is_some_and(|learned| learned <= begins)
    }

    /// An override for an empty seat, or the words that nobody is free.
    pub(super) fn assign(&mut self, seat: &Seat, window: Window) -> Cure {
        match self.propose(seat, window) {
            Some(person) => Cure::Assign { seat: seat.clone(), window, person: person.clone() },
            None => Cure::Find { seat: seat.clone(), window },
        }
    }

    /// A cover for somebody's watch, or the words that nobody is free.
    pub(super) fn cover(&mut self, absent: &PersonId, seat: &Seat, window: Window) -> Cure {
        match self.propose(seat, window) {
            Some(by) => Cure::Cover { seat: seat.clone(), window, absent: absent.clone(), by: by.clone() },
            None => Cure::Find { seat: seat.clone(), window },
        }
    }
}

impl Rota {
    /// Whether somebody is on leave in any part of a span.
    pub fn is_away(&self, person: &PersonId, window: Window) -> bool {
        self.leave.iter().any(|leave| leave.person == *person && leave.window.touches(window))
    }
}

/// Everybody whom a rule names that governs at some time of the window, in order, maybe twice.
fn pool_of(rota: &Rota, window: Window) -> impl Iterator<Item = &PersonId> {
    rota.tracks.iter().flat_map(move |track| {
        let governing = track.versions().iter().enumerate().filter(move |(at, version)| {
            version.from < window.until && track.governs_until(*at).is_none_or(|until| until > window.from)
        });
        governing.filter_map(|(_, version)| version.rule.as_ref()).flat_map(super::rule::Rule::everybody)
    })
}
