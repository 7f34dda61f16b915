//! The merged schedule: shifts for any window, who is on watch now and next, and what changed.
//!
//! Shifts are given whole, also where they reach out of the window asked for. Never here: how a
//! seat is decided (`super::sheet`), or words.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::Rota;
use super::change::{Change, ChangeId, Window};
use super::person::{PersonId, Seat};
use super::sheet::Sheet;
use super::turns::Turns;
use crate::domain::time::Instant;

/// The longest window that is answered, in days: a century. What lies beyond is left out.
pub const LONGEST_WINDOW_DAYS: i64 = 36_525;
/// How far ahead the next shift is looked for, in days: near first, then two years and a bit.
const NEXT_DAYS: [i64; 3] = [8, 70, 800];

/// A turn of a rule, by where it stands in the rota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TurnRef {
    /// The track, by its place.
    pub track: usize,
    /// The rule, by its place in the track.
    pub version: usize,
    /// The turn, the anchor's being 0.
    pub number: i64,
}

/// Why somebody holds a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A rule says so.
    Rule {
        /// In which turn.
        turn: TurnRef,
    },
    /// An override, cover or swap says so.
    Change {
        /// Which.
        id: ChangeId,
        /// The turn in which it replaces somebody; none for an override.
        turn: Option<TurnRef>,
    },
}

/// One person's span in one seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// The seat.
    pub seat: Seat,
    /// Who holds it.
    pub person: PersonId,
    /// From when until when; instants.
    pub window: Window,
    /// Why.
    pub cause: Cause,
}

impl Shift {
    /// A name that stays the same when the end or the person changes: seat and begin.
    ///
    /// No other shift has it, since a seat has one holder at an instant.
    pub fn stem(&self) -> String {
        format!("{}-{}", self.seat, self.window.from.format("%Y%m%dT%H%M%SZ"))
    }
}

/// One seat at an instant: the shift that runs, and the one that follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NowNext {
    /// The seat.
    pub seat: Seat,
    /// The shift that runs, whole; none while nobody holds the seat.
    pub now: Option<Shift>,
    /// The next one to begin, within the coming 800 days.
    pub next: Option<Shift>,
}

/// What differs between two schedules of the same window.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// The shifts that are no longer there.
    pub gone: Vec<Shift>,
    /// The shifts that are new.
    pub come: Vec<Shift>,
}

impl Rota {
    /// The shifts that touch `[from, until)`, whole, by begin and then by seat.
    ///
    /// Nothing before the first anchor. Of a window over a century, the first century.
    pub fn shifts(&self, window: Window) -> Vec<Shift> {
        let window = limited(window);
        if window.from >= window.until {
            return Vec::new();
        }
        let mut runs = Runs::default();
        for (piece, held) in Sheet::over(self, self.widened(window)).pieces() {
            for one in held {
                if let Some((person, cause)) = one.holder {
                    runs.take(one.seat, person, piece, cause);
                }
            }
        }
        runs.shifts(window)
    }

    /// The shifts that run at an instant, whole, by seat.
    pub fn shifts_at(&self, at: Instant) -> Vec<Shift> {
        let mut shifts = self.shifts(moment(at));
        shifts.sort_by(|one, other| one.seat.cmp(&other.seat));
        shifts
    }

    /// For every seat that is held at an instant or later, who holds it and who is next.
    pub fn now_and_next(&self, at: Instant) -> Vec<NowNext> {
        let mut seats: BTreeMap<Seat, NowNext> = BTreeMap::new();
        for days in NEXT_DAYS {
            let ahead = at.checked_add_signed(TimeDelta::days(days)).unwrap_or(at);
            seats.clear();
            for shift in self.shifts(Window::new(at, ahead)) {
                let empty = NowNext { seat: shift.seat.clone(), now: None, next: None };
                let entry = seats.entry(shift.seat.clone()).or_insert(empty);
                if shift.window.from <= at {
                    entry.now = Some(shift);
                } else if entry.next.is_none() {
                    entry.next = Some(shift);
                }
            }
            if !seats.is_empty() && seats.values().all(|one| one.next.is_some()) {
                break;
            }
        }
        seats.into_values().collect()
    }

    /// The span with whatever shift it cuts at its two edges made whole.
    ///
    /// A shift lies within the turn, the override or the past shift that it comes from, and so the
    /// longest of those at either edge is enough.
    fn widened(&self, window: Window) -> Window {
        let last = window.until.checked_sub_signed(TimeDelta::nanoseconds(1)).unwrap_or(window.from);
        let from = self.spans_at(window.from).iter().map(|span| span.from).min();
        let until = self.spans_at(last).iter().map(|span| span.until).max();
        Window::new(
            from.map_or(window.from, |from| from.min(window.from)),
            until.map_or(window.until, |until| until.max(window.until)),
        )
    }

    fn spans_at(&self, at: Instant) -> Vec<Window> {
        let mut spans: Vec<Window> = Vec::new();
        for rule in self.tracks.iter().filter_map(|track| track.rule_at(at)) {
            let turns = Turns::new(rule, self.holidays.dates());
            if let Some(turn) = turns.turn_at(at)
                && let (Some(from), Some(until)) = (turns.begins(turn), turns.begins(turn + 1))
            {
                spans.push(Window::new(from, until));
            }
        }
        spans.extend(self.changes.iter().flat_map(Change::in_force));
        spans.extend(self.past.iter().flat_map(|past| &past.shifts).map(|shift| shift.window));
        spans.retain(|span| span.contains(at));
        spans
    }
}

/// What differs between two schedules of the same window, by begin and seat.
pub fn difference(before: &[Shift], after: &[Shift]) -> Difference {
    let lacking = |these: &[Shift], those: &[Shift]| {
        let known: BTreeMap<String, &Shift> = those.iter().map(|shift| (shift.stem(), shift)).collect();
        let same = |shift: &Shift| {
            known
                .get(&shift.stem())
                .is_some_and(|other| other.person == shift.person && other.window == shift.window)
        };
        these.iter().filter(|shift| !same(shift)).cloned().collect()
    };
    Difference { gone: lacking(before, after), come: lacking(after, before) }
}

/// The shortest span that holds an instant.
pub(super) fn moment(at: Instant) -> Window {
    Window::new(at, at.checked_add_signed(TimeDelta::nanoseconds(1)).unwrap_or(at))
}

/// The first century of a window.
pub(super) fn limited(window: Window) -> Window {
    let most = window.from.checked_add_signed(TimeDelta::days(LONGEST_WINDOW_DAYS));
    Window::new(window.from, window.until.min(most.unwrap_or(window.until)))
}

/// Pieces that follow each other with the same holder for the same reason are one shift.
#[derive(Default)]
struct Runs<'a> {
    open: BTreeMap<&'a Seat, (&'a PersonId, Window, Cause)>,
    done: Vec<Shift>,
}

impl<'a> Runs<'a> {
    fn take(&mut self, seat: &'a Seat, person: &'a PersonId, piece: Window, cause: Cause) {
        if let Some((same, window, why)) = self.open.get_mut(seat)
            && *same == person
            && *why == cause
            && window.until == piece.from
        {
            window.until = piece.until;
            return;
        }
        if let Some(over) = self.open.insert(seat, (person, piece, cause)) {
            self.done.push(shift(seat, over));
        }
    }

    fn shifts(mut self, window: Window) -> Vec<Shift> {
        let last = std::mem::take(&mut self.open);
        self.done.extend(last.into_iter().map(|(seat, run)| shift(seat, run)));
        self.done.retain(|shift| shift.window.touches(window));
        self.done.sort_by(|one, other| (one.window.from, &one.seat).cmp(&(other.window.from, &other.seat)));
        self.done
    }
}

fn shift(seat: &Seat, (person, window, cause): (&PersonId, Window, Cause)) -> Shift {
    Shift { seat: seat.clone(), person: person.clone(), window, cause }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::Past;
    use crate::domain::rota::history::Track;
    use crate::domain::rota::rule::{Order, Rule, RuleDraft, SeatOrder};
    use crate::domain::rota::samples::{
        at, cover, draft, lines, manager, person, put, rota, span, swap, with_backup,
    };
    use chrono_tz::America::Chicago;

    /// Three people by the week from Monday 2 March, the next one as backup.
    fn weekly() -> Rota {
        rota(with_backup(draft(Chicago, "2026-03-02T09:00", "1 week", 3), 1))
    }

    fn week(first: u32) -> Window {
        let offset = if first < 8 { "-06:00" } else { "-05:00" };
        span(&format!("2026-03-{first:02}T09:00{offset}"), &format!("2026-03-{:02}T09:00-05:00", first + 7))
    }

    #[test]
    fn shifts_that_touch_the_window_are_whole_and_before_the_anchor_there_are_none() {
        let moment = span("2026-03-10T00:00-05:00", "2026-03-10T00:01-05:00");
        assert_eq!(
            lines(&weekly(), moment, Chicago),
            [
                "primary Sample Two 03-09 09:00-05 03-16 09:00-05",
                "backup Sample Three 03-09 09:00-05 03-16 09:00-05",
            ]
        );
        let first = span("2020-01-01T00:00-06:00", "2026-03-02T09:00-06:00");
        assert_eq!(lines(&weekly(), first, Chicago), Vec::<String>::new());
        assert_eq!(lines(&weekly(), Window::new(first.until, first.until), Chicago), Vec::<String>::new());
        assert_eq!(lines(&weekly(), Window::new(first.until, first.from), Chicago), Vec::<String>::new());
    }

    #[test]
    fn an_override_cuts_what_it_covers_and_nothing_else() {
        let mut rota = weekly();
        let part = span("2026-03-10T18:00-05:00", "2026-03-17T18:00-05:00");
        rota.changes.push(put("a", Seat::Primary, part, 4));
        assert_eq!(
            lines(&rota, span("2026-03-09T12:00-05:00", "2026-03-18T00:00-05:00"), Chicago),
            [
                "primary Sample Two 03-09 09:00-05 03-10 18:00-05",
                "backup Sample Three 03-09 09:00-05 03-16 09:00-05",
                "primary Sample Four 03-10 18:00-05 03-17 18:00-05",
                "backup Sample One 03-16 09:00-05 03-23 09:00-05",
                "primary Sample Three 03-17 18:00-05 03-23 09:00-05",
            ]
        );
        // A later one lies on top, and goes away without a trace.
        let before = rota.shifts(week(9));
        rota.changes.push(put(
            "b",
            Seat::Primary,
            span("2026-03-11T00:00-05:00", "2026-03-12T00:00-05:00"),
            5,
        ));
        assert_eq!(rota.shifts_at(at("2026-03-11T12:00-05:00"))[0].person, person(5));
        rota.changes[1] = rota.changes[1].undo(&manager(8), at("2000-01-01T00:00Z")).unwrap();
        assert_eq!(rota.shifts(week(9)), before);
    }

    #[test]
    fn cover_replaces_only_who_is_away_in_whatever_seat() {
        let mut rota = weekly();
        // Sample Three is backup in the week of the 9th, and primary in that of the 16th.
        rota.changes.push(cover("a", span("2026-03-14T00:00-05:00", "2026-03-18T00:00-05:00"), 3, 4));
        assert_eq!(
            lines(&rota, span("2026-03-14T00:00-05:00", "2026-03-18T00:00-05:00"), Chicago),
            [
                "primary Sample Two 03-09 09:00-05 03-16 09:00-05",
                "backup Sample Four 03-14 00:00-05 03-16 09:00-05",
                "primary Sample Four 03-16 09:00-05 03-18 00:00-05",
                "backup Sample One 03-16 09:00-05 03-23 09:00-05",
            ]
        );
    }

    #[test]
    fn a_swap_exchanges_two_watches() {
        let mut rota = weekly();
        rota.changes.push(swap("a", (2, Seat::Primary, week(9)), (4, Seat::Backup, week(9))));
        // Sample Four holds nothing then: only the first half changes anything.
        assert_eq!(rota.shifts_at(week(9).from)[0].person, person(4));
        rota.changes[0] = swap("a", (2, Seat::Primary, week(9)), (3, Seat::Backup, week(9)));
        let held: Vec<_> = rota.shifts_at(week(9).from).into_iter().map(|shift| shift.person).collect();
        assert_eq!(held, [person(3), person(2)]);
        rota.changes[0] = swap("a", (2, Seat::Primary, week(9)), (1, Seat::Primary, week(23)));
        let primary: Vec<_> =
            [2, 9, 16, 23].map(|day| rota.shifts_at(week(day).from)[0].person.clone()).to_vec();
        assert_eq!(primary, [1, 1, 3, 2].map(person));
    }

    #[test]
    fn who_is_made_primary_leaves_the_backup_seat_empty_rather_than_hold_both() {
        let mut rota = weekly();
        let part = span("2026-03-10T00:00-05:00", "2026-03-11T00:00-05:00");
        rota.changes.push(put("a", Seat::Primary, part, 3));
        assert_eq!(
            lines(&rota, week(9), Chicago),
            [
                "primary Sample Two 03-09 09:00-05 03-10 00:00-05",
                "backup Sample Three 03-09 09:00-05 03-10 00:00-05",
                "primary Sample Three 03-10 00:00-05 03-11 00:00-05",
                "primary Sample Two 03-11 00:00-05 03-16 09:00-05",
                "backup Sample Three 03-11 00:00-05 03-16 09:00-05",
            ]
        );
        // Somebody named for the empty seat fills it.
        rota.changes.push(put("b", Seat::Backup, part, 2));
        assert_eq!(rota.shifts_at(part.from)[1].person, person(2));
        // A change that would put the primary there is passed over.
        rota.changes = vec![put("c", Seat::Backup, part, 2)];
        assert_eq!(rota.shifts_at(part.from)[1].person, person(3));
    }

    #[test]
    fn an_order_of_its_own_passes_over_who_is_primary() {
        let mut rule = draft(Chicago, "2026-03-02T09:00", "1 week", 3);
        let own = Order::Own(vec![person(2), person(1)]);
        rule.seats.push(SeatOrder { seat: Seat::Backup, order: own });
        let rota = rota(rule);
        let backups: Vec<_> = [2, 9, 16].map(|day| rota.shifts_at(week(day).from)[1].person.clone()).to_vec();
        // In the third turn Sample Two is in line again; in the sixth Sample One, who is not primary.
        assert_eq!(backups, [2, 1, 2].map(person));
        let mut collide = draft(Chicago, "2026-03-02T09:00", "1 week", 2);
        let own = Order::Own(vec![person(1), person(2), person(3)]);
        collide.seats.push(SeatOrder { seat: Seat::Backup, order: own });
        let rota = super::super::samples::rota(collide);
        let held = rota.shifts_at(week(2).from);
        assert_eq!((&held[0].person, &held[1].person), (&person(1), &person(2)));
    }

    #[test]
    fn a_second_track_fills_in_where_the_first_leaves_time() {
        let mut days = draft(Chicago, "2026-03-02T09:00", "1 week", 2);
        days.weekdays = Some([true, true, true, true, true, false, false]);
        let mut rota = rota(days);
        let rest = RuleDraft {
            name: "Rest".to_owned(),
            participants: vec![person(3)],
            ..draft(Chicago, "2026-03-02T09:00", "1 week", 1)
        };
        rota.tracks.push(Track::of(Rule::new(rest).unwrap()));
        assert_eq!(
            lines(&rota, week(2), Chicago),
            [
                "primary Sample One 03-02 09:00-06 03-07 09:00-06",
                "primary Sample Three 03-07 09:00-06 03-09 09:00-05",
            ]
        );
    }

    #[test]
    fn what_was_is_kept_whatever_is_decided_later() {
        let mut rota = weekly();
        rota.changes.push(put(
            "a",
            Seat::Primary,
            span("2026-03-10T00:00-05:00", "2026-03-11T00:00-05:00"),
            4,
        ));
        let now = at("2026-03-18T12:00-05:00");
        let window = span("2026-03-02T09:00-06:00", "2026-03-30T09:00-05:00");
        let before = rota.shifts(window);
        let kept = Window::new(window.from, now);
        rota.past = Some(Past::of(kept, rota.shifts(kept)));
        assert_eq!(rota.shifts(window), before);
        // Even a decision that would reach back does not.
        rota.changes.clear();
        let other = Rule::new(draft(Chicago, "2026-03-02T09:00", "1 day", 1)).unwrap();
        rota.tracks = vec![Track::of(other)];
        let after = rota.shifts(window);
        let ended = |shifts: &[Shift]| -> Vec<Shift> {
            shifts.iter().filter(|shift| shift.window.until <= now).cloned().collect()
        };
        assert_eq!(ended(&before).len(), 6);
        assert_eq!(ended(&after)[..6], ended(&before)[..]);
        assert_eq!(rota.shifts_at(at("2026-03-18T11:59-05:00"))[0].person, person(3));
        assert_eq!(rota.shifts_at(now)[0].person, person(1));
    }

    #[test]
    fn now_and_next_read_like_the_strip() {
        let found = weekly().now_and_next(at("2026-03-15T12:00-05:00"));
        let said: Vec<_> = found
            .iter()
            .map(|one| {
                let name = |shift: &Option<Shift>| shift.as_ref().map(|shift| shift.person.0.clone());
                (one.seat.word(), name(&one.now), name(&one.next))
            })
            .collect();
        let some = |name: &str| Some(name.to_owned());
        assert_eq!(
            said,
            [
                ("primary", some("Sample Two"), some("Sample Three")),
                ("backup", some("Sample Three"), some("Sample One")),
            ]
        );
        let before = weekly().now_and_next(at("2026-02-28T12:00-06:00"));
        assert!(before.iter().all(|one| one.now.is_none() && one.next.is_some()));
        assert_eq!(Rota::default().now_and_next(at("2026-03-15T12:00-05:00")), []);
    }

    #[test]
    fn a_change_to_come_shows_as_what_goes_and_what_comes() {
        let before = weekly();
        let mut after = before.clone();
        after.changes.push(put(
            "a",
            Seat::Primary,
            span("2026-03-15T00:00-05:00", "2026-03-16T09:00-05:00"),
            4,
        ));
        let found = difference(&before.shifts(week(9)), &after.shifts(week(9)));
        let said = |shifts: &[Shift]| -> Vec<String> {
            shifts.iter().map(|shift| format!("{} {}", shift.stem(), shift.person)).collect()
        };
        assert_eq!(said(&found.gone), ["primary-20260309T140000Z Sample Two"]);
        assert_eq!(
            said(&found.come),
            ["primary-20260309T140000Z Sample Two", "primary-20260315T050000Z Sample Four"]
        );
    }
}
