//! From the facts about the watch to the rota that follows from them.
//!
//! People become those of the directory: the record that was meant, else the one record of that name,
//! else the name alone. So a person who is recorded later, or renamed, is the same one everywhere.

use std::collections::BTreeMap;

use super::facts::{Answer, KeptShift};
use super::{Asked, Watch};
use crate::domain::directory::{Directory, Named, Record, RecordKind};
use crate::domain::event::EventId;
use crate::domain::rota::change::{Change, ChangeId, Half, What, Window};
use crate::domain::rota::consent::Actor;
use crate::domain::rota::history::Track;
use crate::domain::rota::leave::{Holidays, Leave};
use crate::domain::rota::person::{Person, PersonId};
use crate::domain::rota::rule::{Order, Rule, RuleDraft, SeatOrder};
use crate::domain::rota::schedule::{Cause, Shift, TurnRef};
use crate::domain::rota::{Past, Rota};
use crate::domain::settings::DeskSettings;
use crate::domain::time::Instant;

/// What a holiday is called that has no name.
const HOLIDAY: &str = "holiday";

/// Who somebody is in the rota.
pub fn person_id(named: &Named, directory: &Directory) -> PersonId {
    match directory.meant(&[RecordKind::Person], named) {
        Some(id) => PersonId(id.0.to_string()),
        None => PersonId(named.name.clone()),
    }
}

/// The name of a change in the rota.
pub fn change_id(entry: EventId) -> ChangeId {
    ChangeId(entry.0.to_string())
}

impl Watch {
    /// The rota that follows from the facts, with the people of the directory and the holidays of the
    /// desk.
    pub fn rota(&self, directory: &Directory, settings: &DeskSettings) -> Rota {
        let mut made = Making { directory, people: BTreeMap::new() };
        let mut rota = Rota {
            holidays: settings
                .holidays
                .iter()
                .map(|date| (*date, settings.holiday_names.get(date).map_or(HOLIDAY, String::as_str)))
                .collect::<Holidays>(),
            ..Rota::default()
        };
        let mut places: BTreeMap<EventId, (usize, Instant)> = BTreeMap::new();
        for adoption in &self.adoptions {
            let adopted = &adoption.adopted;
            let place =
                rota.tracks.iter().position(|track| track.name == adopted.track).unwrap_or_else(|| {
                    rota.tracks.push(Track::new(adopted.track.clone()));
                    rota.tracks.len() - 1
                });
            let rule = adopted.rule.as_ref().and_then(|draft| made.rule(draft, &adopted.people));
            if let Some(track) = rota.tracks.get_mut(place) {
                let from = track.adopt(rule, adopted.from, adoption.at);
                places.insert(adoption.entry, (place, from));
            }
        }
        rota.changes = self.changes.iter().filter_map(|asked| made.change(asked)).collect();
        for absence in self.absences.iter().filter(|absence| !absence.is_withdrawn) {
            rota.leave.push(Leave {
                person: made.id(&absence.person),
                window: absence.window,
                note: absence.note.clone().unwrap_or_default(),
            });
        }
        rota.past = self.past(&mut made, &rota.tracks, &places);
        rota.people = made.people;
        rota
    }

    /// The entry that adopted what governs a line of rules from an instant on.
    pub fn adopted_by(&self, track: &str, from: Instant) -> Option<EventId> {
        let mut line = Track::new(track);
        let of_line = self.adoptions.iter().filter(|one| one.adopted.track == track);
        let governs = of_line.map(|one| (line.adopt(None, one.adopted.from, one.at), one.entry));
        governs.filter(|(governs, _)| *governs == from).last().map(|(_, entry)| entry)
    }

    /// The shifts that were. Of two facts about the same instant, the first that was written counts.
    fn past(
        &self,
        made: &mut Making<'_>,
        tracks: &[Track],
        places: &BTreeMap<EventId, (usize, Instant)>,
    ) -> Option<Past> {
        let mut past = Past::default();
        for kept in &self.kept {
            for free in free_of(&past.windows, kept.window) {
                for shift in &kept.shifts {
                    let window = Window::new(shift.from, shift.until).cut(free);
                    if window.from < window.until {
                        let cause = cause_of(shift, tracks, places);
                        let person = made.id(&shift.person);
                        past.shifts.push(Shift { seat: shift.seat.clone(), person, window, cause });
                    }
                }
                past.windows.push(free);
            }
            past.windows.sort_unstable();
        }
        past.shifts.sort_by(|one, other| (one.window.from, &one.seat).cmp(&(other.window.from, &other.seat)));
        (!past.windows.is_empty()).then_some(past)
    }
}

/// What of a span no other span has, in order. The others are in order and apart.
fn free_of(taken: &[Window], span: Window) -> Vec<Window> {
    let mut free = Vec::new();
    let mut from = span.from;
    for one in taken.iter().filter(|one| one.touches(span)) {
        if from < one.from {
            free.push(Window::new(from, one.from));
        }
        from = from.max(one.until);
    }
    if from < span.until {
        free.push(Window::new(from, span.until));
    }
    free
}

/// Why somebody held a seat, by where the rule now stands in the rota.
fn cause_of(shift: &KeptShift, tracks: &[Track], places: &BTreeMap<EventId, (usize, Instant)>) -> Cause {
    let turn = shift.turn.and_then(|turn| {
        let (track, from) = places.get(&turn.adoption)?;
        let versions = tracks.get(*track)?.versions();
        let version = versions.iter().position(|version| version.from == *from)?;
        Some(TurnRef { track: *track, version, number: turn.number })
    });
    match (shift.change, turn) {
        (Some(change), turn) => Cause::Change { id: change_id(change), turn },
        (None, Some(turn)) => Cause::Rule { turn },
        (None, None) => Cause::Rule {
            turn: TurnRef { track: usize::MAX, version: 0, number: shift.turn.map_or(0, |turn| turn.number) },
        },
    }
}

struct Making<'a> {
    directory: &'a Directory,
    people: BTreeMap<PersonId, Person>,
}

impl Making<'_> {
    /// Who is meant by a name that a stored fact uses.
    fn said(&mut self, name: &PersonId, people: &[Named]) -> PersonId {
        match people.iter().find(|named| named.name == name.0) {
            Some(named) => self.id(named),
            None => self.id(&Named::plain(name.0.clone())),
        }
    }

    fn id(&mut self, named: &Named) -> PersonId {
        let id = person_id(named, self.directory);
        if !self.people.contains_key(&id) {
            let record = self.directory.by_person_id(&id.0);
            let person = match record {
                Some(Record::Person(person)) => Person {
                    name: person.name.clone(),
                    zone: person.time_zone.as_ref().and_then(|zone| zone.parse().ok()),
                    learned_on: person.learned_on,
                },
                _ => Person::named(named.name.clone()),
            };
            self.people.insert(id.clone(), person);
        }
        id
    }

    /// The rule with its people. Where the directory makes one person of two participants, the names
    /// stand as they were: a rule that was adopted is never lost.
    fn rule(&mut self, draft: &RuleDraft, people: &[Named]) -> Option<Rule> {
        let mut list = |names: &[PersonId]| names.iter().map(|name| self.said(name, people)).collect();
        let known = RuleDraft {
            participants: list(&draft.participants),
            seats: draft
                .seats
                .iter()
                .map(|one| SeatOrder {
                    seat: one.seat.clone(),
                    order: match &one.order {
                        Order::Offset(offset) => Order::Offset(*offset),
                        Order::Own(names) => Order::Own(list(names)),
                    },
                })
                .collect(),
            ..draft.clone()
        };
        Rule::new(known).or_else(|_| Rule::new(draft.clone())).ok()
    }

    fn what(&mut self, what: &What, people: &[Named]) -> What {
        let mut half = |half: &Half| Half { person: self.said(&half.person, people), ..half.clone() };
        match what {
            What::Swap { one, other } => What::Swap { one: half(one), other: half(other) },
            What::Override { seat, window, person } => {
                What::Override { seat: seat.clone(), window: *window, person: self.said(person, people) }
            }
            What::Cover { seat, window, absent, by } => What::Cover {
                seat: seat.clone(),
                window: *window,
                absent: self.said(absent, people),
                by: self.said(by, people),
            },
        }
    }

    /// The change as far as it has come. What does not apply any more changes nothing.
    fn change(&mut self, asked: &Asked) -> Option<Change> {
        let said = &asked.asked;
        let what = self.what(&said.what, &said.people);
        let by = Actor { person: self.id(&said.by), is_manager: true };
        let why = said.why.clone().unwrap_or_default();
        let mut change = Change::ask(change_id(asked.entry), what, &by, why, asked.at).ok()?;
        for of in &said.agreed {
            if let Ok(next) = change.accept(&self.id(of), &by, asked.at) {
                change = next;
            }
        }
        for (at, answer) in &asked.answers {
            let (of, by) = (self.id(&answer.of), Actor { person: self.id(&answer.by), is_manager: true });
            let next = match answer.answer {
                Answer::Accepted => change.accept(&of, &by, *at),
                Answer::Declined => change.decline(&of, &by, *at),
                Answer::Withdrawn => change.withdraw(&by, *at),
                Answer::Undone => change.undo(&by, *at),
            };
            if let Ok(next) = next {
                change = next;
            }
        }
        Some(change)
    }
}
