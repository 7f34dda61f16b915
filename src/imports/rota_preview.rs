//! Shifts of a file beside what is scheduled: what an import would put in, and what stands there now.
//!
//! Never here: a decision. Whoever applies it makes overrides of what is new or differs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::ImportedShift;
use crate::domain::rota::Rota;
use crate::domain::rota::change::{What, Window};
use crate::domain::rota::history::Track;
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::rule::Rule;
use crate::domain::rota::schedule::Shift;
use crate::domain::time::Instant;
use crate::domain::watch::wish::WatchWish;

/// How much of the schedule is reckoned at a time, in days.
const PIECE_DAYS: i64 = 366;

/// Whom a name of a file means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Exactly one person of the rota.
    Known(PersonId),
    /// Nobody of the rota; whoever applies it adds them or takes another name.
    Unknown,
    /// Several people have that name.
    Several(Vec<PersonId>),
}

/// How a shift of a file stands to what is scheduled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody is scheduled in its seat and span.
    New,
    /// The same person is scheduled in all of it.
    Same,
    /// Somebody else is, or only in a part of it: who is scheduled when, cut to the span, in order.
    Differs(Vec<(PersonId, Window)>),
}

/// One shift of a file with how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewLine<'a> {
    /// The shift.
    pub shift: &'a ImportedShift,
    /// Whom it names.
    pub who: Who,
    /// What is scheduled in its place.
    pub standing: Standing,
}

impl PreviewLine<'_> {
    /// Whether it is over at `now`: past watches are facts, and stay as they are.
    pub fn is_past(&self, now: Instant) -> bool {
        self.shift.window.until <= now
    }

    /// What puts the shift in; none where that is past or stands so already.
    pub fn wish(&self, why: Option<&str>, now: Instant) -> Option<WatchWish> {
        let is_new = self.standing != Standing::Same && !self.is_past(now);
        is_new.then(|| WatchWish::OverrideWatch {
            seat: Some(self.shift.seat.clone()),
            from: self.shift.window.from,
            until: self.shift.window.until,
            person: self.shift.person.clone(),
            why: why.map(str::to_owned),
        })
    }

    /// How it stands, in words.
    pub fn words(&self, rota: &Rota, now: Instant) -> String {
        match &self.standing {
            _ if self.is_past(now) => "past, left as it is".to_owned(),
            Standing::New => "new".to_owned(),
            Standing::Same => "as it is".to_owned(),
            Standing::Differs(held) => {
                let mut names: Vec<&str> = held.iter().map(|(person, _)| rota.name(person)).collect();
                names.dedup();
                format!("in place of {}", names.join(", "))
            }
        }
    }
}

/// Each shift beside what is scheduled, in the order in which they are given.
pub fn preview<'a>(shifts: &'a [ImportedShift], rota: &Rota) -> Vec<PreviewLine<'a>> {
    let names = Names::of(rota);
    let mut schedule = Schedule { rota, seats: BTreeMap::new(), window: None };
    let line = |shift: &'a ImportedShift| {
        let who = names.who(&shift.person);
        let standing = standing(schedule.over(&shift.seat, shift.window), shift, &who);
        PreviewLine { shift, who, standing }
    };
    shifts.iter().map(line).collect()
}

fn standing(scheduled: &[Shift], shift: &ImportedShift, who: &Who) -> Standing {
    let mut held: Vec<(PersonId, Window)> = Vec::new();
    for one in scheduled {
        let window = one.window.cut(shift.window);
        match held.last_mut() {
            Some((person, last)) if *person == one.person && last.until == window.from => {
                last.until = window.until;
            }
            _ => held.push((one.person.clone(), window)),
        }
    }
    match held.as_slice() {
        [] => Standing::New,
        [(person, window)] if *window == shift.window && *who == Who::Known(person.clone()) => Standing::Same,
        _ => Standing::Differs(held),
    }
}

/// The people of a rota by name, and by name in small letters.
struct Names {
    exact: BTreeMap<String, Vec<PersonId>>,
    folded: BTreeMap<String, Vec<PersonId>>,
}

impl Names {
    fn of(rota: &Rota) -> Self {
        let mut names = Self { exact: BTreeMap::new(), folded: BTreeMap::new() };
        // Who is in a rule or a change, but not among the people, is called by their id.
        let versions = rota.tracks.iter().flat_map(Track::versions);
        let ruled = versions.filter_map(|version| version.rule.as_ref()).flat_map(Rule::everybody);
        let changed = rota.changes.iter().flat_map(|change| match &change.what {
            What::Override { person, .. } => vec![person],
            other => other.parties(),
        });
        let everybody: BTreeSet<&PersonId> = rota.people.keys().chain(ruled).chain(changed).collect();
        for person in everybody {
            let name = super::one_line(rota.name(person));
            names.folded.entry(name.to_lowercase()).or_default().push(person.clone());
            names.exact.entry(name).or_default().push(person.clone());
        }
        names
    }

    fn who(&self, name: &str) -> Who {
        let found = self.exact.get(name).or_else(|| self.folded.get(&name.to_lowercase()));
        match found.map(Vec::as_slice) {
            None | Some([]) => Who::Unknown,
            Some([one]) => Who::Known(one.clone()),
            Some(several) => Who::Several(several.to_vec()),
        }
    }
}

/// The schedule, a piece at a time.
struct Schedule<'a> {
    rota: &'a Rota,
    /// The shifts by seat, each seat's by begin.
    seats: BTreeMap<Seat, Vec<Shift>>,
    window: Option<Window>,
}

impl Schedule<'_> {
    /// The shifts of a seat that touch a span, by begin.
    fn over(&mut self, seat: &Seat, span: Window) -> &[Shift] {
        let is_known =
            self.window.is_some_and(|window| window.from <= span.from && span.until <= window.until);
        if !is_known {
            let ahead = span.from.checked_add_signed(TimeDelta::days(PIECE_DAYS)).unwrap_or(Instant::MAX_UTC);
            let window = Window::new(span.from, span.until.max(ahead));
            self.seats.clear();
            for shift in self.rota.shifts(window) {
                self.seats.entry(shift.seat.clone()).or_default().push(shift);
            }
            self.window = Some(window);
        }
        let all = self.seats.get(seat).map(Vec::as_slice).unwrap_or_default();
        // A seat has one holder at an instant, and so its shifts also end in order.
        let first = all.partition_point(|shift| shift.window.until <= span.from);
        let last = all.partition_point(|shift| shift.window.from < span.until);
        all.get(first..last).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::person::Person;
    use crate::domain::rota::samples::{draft, person, put, rota, span, with_backup};
    use chrono_tz::America::Chicago;

    fn imported(seat: Seat, person: &str, from: &str, until: &str) -> ImportedShift {
        ImportedShift { seat, person: person.to_owned(), window: span(from, until), line: 2 }
    }

    fn stands(rota: &Rota, shift: &ImportedShift) -> (Who, Standing) {
        let lines = preview(std::slice::from_ref(shift), rota);
        (lines[0].who.clone(), lines[0].standing.clone())
    }

    #[test]
    fn a_shift_is_new_the_same_or_differs() {
        let rota = rota(with_backup(draft(Chicago, "2026-03-02T09:00", "1 week", 3), 1));
        let (monday, thursday, next) = ("2026-03-02T15:00Z", "2026-03-05T15:00Z", "2026-03-09T14:00Z");
        let one = Who::Known(person(1));
        for (shift, said) in [
            (imported(Seat::Primary, "Sample One", monday, next), (one.clone(), Standing::Same)),
            (imported(Seat::Primary, "sample one", monday, thursday), (one.clone(), Standing::Same)),
            (
                imported(Seat::Backup, "Sample One", monday, next),
                (one.clone(), Standing::Differs(vec![(person(2), span(monday, next))])),
            ),
            (
                imported(Seat::Other("shadow".to_owned()), "Sample One", monday, next),
                (one.clone(), Standing::New),
            ),
            (
                imported(Seat::Primary, "Sample One", "2026-02-02T15:00Z", monday),
                (one.clone(), Standing::New),
            ),
            (
                imported(Seat::Primary, "Sample One", "2026-03-01T15:00Z", thursday),
                (one.clone(), Standing::Differs(vec![(person(1), span(monday, thursday))])),
            ),
            (
                imported(Seat::Primary, "Sample One", thursday, "2026-03-10T14:00Z"),
                (
                    one,
                    Standing::Differs(vec![
                        (person(1), span(thursday, next)),
                        (person(2), span(next, "2026-03-10T14:00Z")),
                    ]),
                ),
            ),
            (
                imported(Seat::Primary, "Somebody", monday, next),
                (Who::Unknown, Standing::Differs(vec![(person(1), span(monday, next))])),
            ),
        ] {
            assert_eq!(stands(&rota, &shift), said, "{shift:?}");
        }
    }

    #[test]
    fn what_an_import_put_in_is_the_same_afterwards() {
        let mut rota = rota(draft(Chicago, "2026-03-02T09:00", "12 hours", 3));
        let shift = imported(Seat::Primary, "Sample Three", "2026-03-04T15:00Z", "2026-03-06T15:00Z");
        assert!(matches!(stands(&rota, &shift).1, Standing::Differs(held) if held.len() > 2));
        rota.changes.push(put("x", Seat::Primary, shift.window, 3));
        assert_eq!(stands(&rota, &shift).1, Standing::Same);
    }

    #[test]
    fn a_name_that_two_people_have_is_told() {
        let mut rota = rota(draft(Chicago, "2026-03-02T09:00", "1 week", 3));
        rota.people.insert(person(2), Person::named("Sample One"));
        let shift = imported(Seat::Primary, "Sample One", "2026-03-02T15:00Z", "2026-03-09T14:00Z");
        let (who, standing) = stands(&rota, &shift);
        assert_eq!(who, Who::Several(vec![person(1), person(2)]));
        assert_eq!(standing, Standing::Differs(vec![(person(1), shift.window)]));
        rota.people.remove(&person(3));
        let shift = imported(Seat::Primary, "Sample Three", "2026-03-16T14:00Z", "2026-03-23T14:00Z");
        assert_eq!(stands(&rota, &shift), (Who::Known(person(3)), Standing::Same));
    }

    #[test]
    fn the_pieces_of_a_long_import_fit_together() {
        let rota = rota(draft(Chicago, "2026-03-02T09:00", "1 day", 5));
        let whole = rota.shifts(span("2026-03-02T15:00Z", "2029-03-02T15:00Z"));
        let shifts: Vec<ImportedShift> = whole
            .iter()
            .enumerate()
            .map(|(line, shift)| ImportedShift {
                seat: shift.seat.clone(),
                person: shift.person.0.clone(),
                window: shift.window,
                line,
            })
            .collect();
        assert!(shifts.len() > 1_000);
        assert!(preview(&shifts, &rota).iter().all(|line| line.standing == Standing::Same));
    }
}
