//! Shifts as a file says them, and what makes them make no sense together.
//!
//! Never here: a format. Everything wrong is gathered, so that a file is refused with all of it at
//! once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::Datelike;
use chrono_tz::Tz;

use super::{ImportRefusal, Remark, one_line, quoted, told};
use crate::domain::rota::change::{LONGEST_CHANGE_DAYS, Window};
use crate::domain::rota::person::Seat;
use crate::domain::time::whole_second;
use crate::domain::typed_time::understood;

/// The most shifts of one file.
pub const MOST_SHIFTS: usize = 20_000;
/// The first and the last year of a shift, as of a rule's anchor.
const YEARS: RangeInclusive<i32> = 1970..=2199;
/// The longest name of a person that is read, in characters.
pub const LONGEST_PERSON_CHARS: usize = 500;

/// One shift of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedShift {
    /// The seat.
    pub seat: Seat,
    /// Who holds it, as the file names them.
    pub person: String,
    /// From when until when; instants, whole seconds.
    pub window: Window,
    /// Where it stands in the file, from 1.
    pub line: usize,
}

/// A file that was read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRota {
    /// The shifts by begin and then by seat; no two of one seat, or of one person, overlap.
    pub shifts: Vec<ImportedShift>,
    /// What was read otherwise than it might have been meant, by line.
    pub warnings: Vec<Remark>,
}

/// What is read of a file, as it is read.
pub(super) struct Gathering {
    zone: Tz,
    shifts: Vec<ImportedShift>,
    problems: Vec<Remark>,
    warnings: Vec<Remark>,
    other_seats: BTreeSet<String>,
}

impl Gathering {
    /// Nothing yet; times are told in a zone.
    pub(super) const fn new(zone: Tz) -> Self {
        Self {
            zone,
            shifts: Vec::new(),
            problems: Vec::new(),
            warnings: Vec::new(),
            other_seats: BTreeSet::new(),
        }
    }

    pub(super) fn problem(&mut self, line: usize, what: impl Into<String>) {
        self.problems.push(Remark::at(line, what));
    }

    pub(super) fn warning(&mut self, line: usize, what: impl Into<String>) {
        self.warnings.push(Remark::at(line, what));
    }

    /// The seat of a word, `primary` and `backup` in whatever letters; a problem where it can be none.
    pub(super) fn seat(&mut self, line: usize, word: &str) -> Option<Seat> {
        let word = one_line(word);
        let seat = Seat::from(word.to_ascii_lowercase());
        if !Seat::is_word(seat.word()) {
            let what = if word.is_empty() {
                "the seat is missing; write primary or backup".to_owned()
            } else {
                format!(
                    "{} is no seat; write primary, backup, or one word in letters, digits and dashes",
                    quoted(&word)
                )
            };
            self.problem(line, what);
            return None;
        }
        if let Seat::Other(other) = &seat
            && self.other_seats.insert(other.clone())
        {
            self.warning(line, format!("{} was read as a further seat", quoted(other)));
        }
        Some(seat)
    }

    /// Takes a shift, or notes what is wrong with it.
    pub(super) fn shift(&mut self, line: usize, seat: Seat, person: &str, window: Window) {
        let person = one_line(person);
        let window = Window::new(whole_second(window.from), whole_second(window.until));
        let chars = person.chars().count();
        if person.is_empty() {
            self.problem(line, "nobody is named; write who is on watch");
        } else if chars > LONGEST_PERSON_CHARS {
            let what = format!(
                "the name {} has {chars} characters; at most {LONGEST_PERSON_CHARS} will do",
                quoted(&person)
            );
            self.problem(line, what);
        }
        if [window.from, window.until].iter().any(|at| !YEARS.contains(&at.year())) {
            let (first, last) = (YEARS.start(), YEARS.end());
            self.problem(line, format!("the shift has to lie between {first} and {last}"));
            return;
        }
        if window.from >= window.until {
            let (from, until) = (self.said(window.from), self.said(window.until));
            self.problem(line, format!("the shift ends {until}, and that isn’t after its begin {from}"));
        } else if window.secs() > LONGEST_CHANGE_DAYS * 86_400 {
            let days = window.secs() / 86_400;
            self.problem(line, format!("the shift lasts {days} days; at most {LONGEST_CHANGE_DAYS} will do"));
        }
        self.shifts.push(ImportedShift { seat, person, window, line });
    }

    /// Everything that was read, or everything that is wrong with it.
    pub(super) fn finished(mut self, empty: &str) -> Result<ImportedRota, ImportRefusal> {
        if self.shifts.is_empty() && self.problems.is_empty() {
            return Err(ImportRefusal::of(Remark::whole(empty)));
        }
        self.shifts.sort_by(|one, other| {
            (one.window, &one.seat, one.line).cmp(&(other.window, &other.seat, other.line))
        });
        self.refuse_overlaps();
        if !self.problems.is_empty() {
            return Err(ImportRefusal { problems: told(self.problems) });
        }
        self.shifts.sort_by(|one, other| (one.window.from, &one.seat).cmp(&(other.window.from, &other.seat)));
        Ok(ImportedRota { shifts: self.shifts, warnings: told(self.warnings) })
    }

    /// Of the shifts before one in its seat, or of its person, the one that ends last is enough to look
    /// at: if any reaches into it, that one does.
    fn refuse_overlaps(&mut self) {
        let mut seats: BTreeMap<&Seat, &ImportedShift> = BTreeMap::new();
        let mut people: BTreeMap<String, &ImportedShift> = BTreeMap::new();
        let mut found = Vec::new();
        for shift in self.shifts.iter().filter(|shift| shift.window.from < shift.window.until) {
            let in_seat = seats.entry(&shift.seat).or_insert(shift);
            if in_seat.line != shift.line && in_seat.window.touches(shift.window) {
                let what = format!(
                    "{} is {} from {} on, while {} still is by line {}; let one end before the other begins",
                    quoted(&shift.person),
                    shift.seat,
                    self.said(shift.window.from),
                    quoted(&in_seat.person),
                    in_seat.line,
                );
                found.push(Remark::at(shift.line, what));
            }
            if in_seat.window.until < shift.window.until {
                *in_seat = shift;
            }
            let of_person = people.entry(shift.person.to_lowercase()).or_insert(shift);
            if of_person.seat != shift.seat && of_person.window.touches(shift.window) {
                let what = format!(
                    "{} would be {} from {} on, and {} at the same time by line {}; nobody holds two seats at once",
                    quoted(&shift.person),
                    shift.seat,
                    self.said(shift.window.from.max(of_person.window.from)),
                    of_person.seat,
                    of_person.line,
                );
                found.push(Remark::at(shift.line, what));
            }
            if of_person.window.until < shift.window.until {
                *of_person = shift;
            }
        }
        self.problems.extend(found);
    }

    fn said(&self, at: crate::domain::time::Instant) -> String {
        understood(at, self.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::samples::span;

    fn gathered(shifts: &[(&str, &str, &str, &str)]) -> Result<ImportedRota, String> {
        let mut gathering = Gathering::new(Tz::UTC);
        for (place, (seat, person, from, until)) in shifts.iter().enumerate() {
            if let Some(seat) = gathering.seat(place + 1, seat) {
                gathering.shift(place + 1, seat, person, span(from, until));
            }
        }
        gathering.finished("nothing").map_err(|refusal| refusal.to_string())
    }

    const NINE: &str = "2026-03-02T09:00Z";
    const TEN: &str = "2026-03-02T10:00Z";
    const ELEVEN: &str = "2026-03-02T11:00Z";
    const NOON: &str = "2026-03-02T12:00Z";

    #[test]
    fn shifts_come_in_order_and_seats_in_small_letters() {
        let rota = gathered(&[
            ("Backup", " Sample\tTwo", NINE, TEN),
            ("shadow", "Sample Four", NINE, TEN),
            ("PRIMARY", "Sample One", NINE, TEN),
            ("shadow", "Sample Four", TEN, NOON),
            ("primary", "Sample Two", TEN, NOON),
        ])
        .expect("read");
        let lines: Vec<usize> = rota.shifts.iter().map(|shift| shift.line).collect();
        assert_eq!(lines, [3, 1, 2, 5, 4]);
        assert_eq!(rota.shifts[1].person, "Sample Two");
        let warnings: Vec<String> = rota.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, ["line 2: “shadow” was read as a further seat"]);
    }

    #[test]
    fn overlaps_are_refused_with_both_lines() {
        for (shifts, said) in [
            (
                &[("primary", "Sample One", NINE, NOON), ("primary", "Sample Two", TEN, ELEVEN)][..],
                "line 2: “Sample Two” is primary from Mon 2 Mar 10:00 UTC on, while “Sample One” still is by \
                 line 1; let one end before the other begins",
            ),
            (
                &[("primary", "Sample One", TEN, NOON), ("backup", "sample one", NINE, ELEVEN)],
                "line 1: “Sample One” would be primary from Mon 2 Mar 10:00 UTC on, and backup at the same \
                 time by line 2; nobody holds two seats at once",
            ),
            // The long one is not the one just before.
            (
                &[
                    ("primary", "Sample One", NINE, NOON),
                    ("backup", "Sample Two", NINE, TEN),
                    ("primary", "Sample Three", ELEVEN, NOON),
                    ("backup", "Sample Two", TEN, ELEVEN),
                ],
                "line 3: “Sample Three” is primary from Mon 2 Mar 11:00 UTC on, while “Sample One” still is \
                 by line 1; let one end before the other begins",
            ),
            // The same again.
            (
                &[("primary", "Sample One", NINE, TEN), ("primary", "Sample One", NINE, TEN)],
                "line 2: “Sample One” is primary from Mon 2 Mar 09:00 UTC on, while “Sample One” still is by \
                 line 1; let one end before the other begins",
            ),
        ] {
            assert_eq!(gathered(shifts).expect_err("refused"), said);
        }
        // What meets does not overlap.
        let meeting = [
            ("primary", "Sample One", NINE, TEN),
            ("backup", "Sample One", TEN, ELEVEN),
            ("primary", "Sample Two", TEN, ELEVEN),
        ];
        assert!(gathered(&meeting).is_ok());
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let long = "x".repeat(LONGEST_PERSON_CHARS + 1);
        let said = gathered(&[
            ("primary", " \t", NINE, TEN),
            ("", "Sample One", NINE, TEN),
            ("front row", "Sample One", NINE, TEN),
            ("primary", "Sample Two", TEN, TEN),
            ("primary", "Sample Three", "2026-03-03T09:00Z", "2028-03-04T10:00Z"),
            ("backup", &long, NINE, TEN),
            ("backup", "Sample Four", "1969-12-31T09:00Z", "1969-12-31T10:00Z"),
            ("backup", "Sample Four", "2199-12-31T09:00Z", "2200-01-01T10:00Z"),
        ])
        .expect_err("refused");
        assert_eq!(
            said,
            format!(
                "line 1: nobody is named; write who is on watch\n\
                 line 2: the seat is missing; write primary or backup\n\
                 line 3: “front row” is no seat; write primary, backup, or one word in letters, digits and dashes\n\
                 line 4: the shift ends Mon 2 Mar 10:00 UTC, and that isn’t after its begin Mon 2 Mar 10:00 UTC\n\
                 line 6: the name “{}…” has 501 characters; at most 500 will do\n\
                 line 7: the shift has to lie between 1970 and 2199\n\
                 line 8: the shift has to lie between 1970 and 2199",
                "x".repeat(40)
            )
            .replace(
                "line 6:",
                "line 5: the shift lasts 732 days; at most 732 will do\nline 6:"
            )
        );
        assert_eq!(gathered(&[]).expect_err("refused"), "nothing");
    }
}
