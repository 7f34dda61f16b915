//! What will go wrong with the watch, before it does, each with what would mend it.
//!
//! Found over a window that lies ahead, from the same sheet as the shifts. Never here: a decision,
//! or the present instant: the caller names the window.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::Rota;
use super::change::{ChangeId, LONGEST_CHANGE_DAYS, Window};
use super::cure::{Cure, StandIns};
use super::explain::said_at;
use super::fairness::Measure;
use super::load::Counting;
use super::person::{PersonId, Seat};
use super::schedule::{Shift, limited};
use super::sheet::Sheet;
use super::turns::Turns;
use crate::domain::time::Instant;

/// How far ahead problems are usually looked for, in days.
pub const USUAL_DAYS: i64 = 90;

/// From where on something is a problem. All numbers are ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The most elapsed seconds in a row on watch, in the seats of `long_seats`.
    pub most_secs_in_a_row: i64,
    /// The seats that count for that.
    pub long_seats: BTreeSet<Seat>,
    /// By how many percent somebody may carry more than the mean of the participants.
    pub most_percent_over_mean: i64,
    /// The seats whose hours, nights and weekends are compared.
    pub fair_seats: BTreeSet<Seat>,
    /// The seats for which the manager learning has to be completed (R).
    pub learning_seats: BTreeSet<Seat>,
    /// How nights are counted, and the desk's zone.
    pub counting: Counting,
}

impl Limits {
    /// Eight days in a row as primary, so that a week over a daylight saving day passes; a quarter
    /// over the mean; the learning for primary and backup.
    pub fn usual(zone: Tz) -> Self {
        Self {
            most_secs_in_a_row: 8 * 86_400,
            long_seats: BTreeSet::from([Seat::Primary]),
            most_percent_over_mean: 25,
            fair_seats: BTreeSet::from([Seat::Primary]),
            learning_seats: BTreeSet::from([Seat::Primary, Seat::Backup]),
            counting: Counting::usual(zone),
        }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nobody holds a seat that a rule wants held.
    Gap,
    /// One person was to hold two seats; holds the change that did it, if one did.
    Twice(Option<ChangeId>),
    /// Somebody is on watch while on leave.
    OnLeave,
    /// Somebody is on watch for too long without a break.
    TooLong,
    /// Somebody carries much more than the others.
    UnfairShare(Measure),
    /// Somebody on watch has not completed the manager learning (R).
    NotLearned,
}

/// Something that will go wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub kind: Kind,
    /// In which seat.
    pub seat: Seat,
    /// For whom; nobody for a gap.
    pub person: Option<PersonId>,
    /// When; instants.
    pub window: Window,
    /// What is wrong, in plain words.
    pub what: String,
    /// What would mend it.
    pub cure: Cure,
    /// That in plain words.
    pub cure_words: String,
}

impl Rota {
    /// What will go wrong within a window, by begin.
    ///
    /// Gaps are cut to the window; shifts that reach out of it count whole for hours in a row and
    /// are cut to it for shares. Where there is no rule at all there is no gap.
    pub fn problems(&self, window: Window, limits: &Limits) -> Vec<Problem> {
        let window = limited(window);
        if window.from >= window.until {
            return Vec::new();
        }
        // Hours in a row, and who is free for a whole shift, reach out of the window.
        let reach = limits.most_secs_in_a_row.clamp(0, LONGEST_CHANGE_DAYS * 86_400) + 86_400;
        let reach = TimeDelta::try_seconds(reach).unwrap_or(TimeDelta::zero());
        let wide = self.shifts(Window::new(
            window.from.checked_sub_signed(reach).unwrap_or(window.from),
            window.until.checked_add_signed(reach).unwrap_or(window.until),
        ));
        let shifts: Vec<&Shift> = wide.iter().filter(|shift| shift.window.touches(window)).collect();
        let zone = limits.counting.zone;
        let mut stand_ins = StandIns::new(self, &wide, window, &limits.learning_seats, zone);
        let finder = Finder { rota: self, window, limits, shifts, wide: &wide };
        let mut found = finder.empty_and_double(&mut stand_ins);
        found.extend(finder.on_leave(&mut stand_ins));
        found.extend(finder.too_long(&mut stand_ins));
        found.extend(finder.not_learned(&stand_ins));
        found.extend(finder.unfair(&stand_ins));
        found.sort_by(|one, other| {
            let key = |problem: &Problem| (problem.window.from, problem.seat.clone());
            key(one).cmp(&key(other))
        });
        found
    }
}

/// Spans in order, those that touch or follow each other made one.
fn joined(mut spans: Vec<Window>) -> Vec<Window> {
    spans.sort_unstable();
    let mut whole: Vec<Window> = Vec::with_capacity(spans.len());
    for span in spans {
        match whole.last_mut().filter(|last| last.until >= span.from) {
            Some(last) => last.until = last.until.max(span.until),
            None => whole.push(span),
        }
    }
    whole
}

/// A length in hours and minutes, since a day in words hides up to a day: "192 h 1 min".
pub(super) fn hours(secs: i64) -> String {
    match (secs / 3_600, secs % 3_600 / 60) {
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// What problems are looked for in.
pub(super) struct Finder<'a> {
    pub(super) rota: &'a Rota,
    pub(super) window: Window,
    pub(super) limits: &'a Limits,
    /// The shifts that touch the window.
    pub(super) shifts: Vec<&'a Shift>,
    /// Those, and what lies as far around as watches in a row can reach.
    wide: &'a [Shift],
}

/// An empty or doubly named seat, as long as it lasts.
#[derive(PartialEq, Eq)]
struct Trouble<'a> {
    seat: &'a Seat,
    /// Who was to hold it, and by which change.
    double: Option<(&'a PersonId, Option<&'a ChangeId>)>,
    is_empty: bool,
}

impl Finder<'_> {
    pub(super) fn problem(
        &self,
        kind: Kind,
        seat: &Seat,
        person: Option<&PersonId>,
        window: Window,
        what: String,
        cure: Cure,
    ) -> Problem {
        let cure_words = cure.words(self.rota, self.limits.counting.zone);
        Problem { kind, seat: seat.clone(), person: person.cloned(), window, what, cure, cure_words }
    }

    fn span(&self, window: Window) -> String {
        let zone = self.limits.counting.zone;
        format!("from {} to {}", said_at(window.from, zone, None), said_at(window.until, zone, None))
    }

    fn empty_and_double(&self, stand_ins: &mut StandIns<'_>) -> Vec<Problem> {
        let wanted = self.wanted();
        let edges = wanted.values().flatten().flat_map(|span| [span.from, span.until]);
        let sheet = Sheet::over(self.rota, self.window).also_cut(edges);
        let mut troubles: Vec<(Trouble<'_>, Window)> = Vec::new();
        let mut last: BTreeMap<&Seat, usize> = BTreeMap::new();
        for (piece, held) in sheet.pieces() {
            let doubles = held.iter().filter_map(|one| {
                let (person, change) = one.double?;
                let double = Some((person, change.map(|change| &change.id)));
                Some(Trouble { seat: one.seat, double, is_empty: one.holder.is_none() })
            });
            let gaps = wanted.iter().filter_map(|(seat, spans)| {
                let known = held.iter().find(|one| one.seat == *seat);
                let is_empty = known.is_none_or(|one| one.holder.is_none() && one.double.is_none());
                let after = spans.get(spans.partition_point(|span| span.until <= piece.from));
                let is_wanted = after.is_some_and(|span| span.from <= piece.from);
                (is_empty && is_wanted).then_some(Trouble { seat, double: None, is_empty })
            });
            for trouble in doubles.chain(gaps) {
                let open = last.get(trouble.seat).and_then(|at| troubles.get_mut(*at));
                let open = open.filter(|(before, window)| *before == trouble && window.until == piece.from);
                if let Some((_, window)) = open {
                    window.until = piece.until;
                } else {
                    last.insert(trouble.seat, troubles.len());
                    troubles.push((trouble, piece));
                }
            }
        }
        troubles.into_iter().map(|(trouble, window)| self.trouble(&trouble, window, stand_ins)).collect()
    }

    fn trouble(&self, trouble: &Trouble<'_>, window: Window, stand_ins: &mut StandIns<'_>) -> Problem {
        let Trouble { seat, double, is_empty } = trouble;
        let (seat, span) = (*seat, self.span(window));
        let Some((person, change)) = *double else {
            let cure = stand_ins.assign(seat, window);
            return self.problem(Kind::Gap, seat, None, window, format!("Nobody is {seat} {span}"), cure);
        };
        let cure = match (is_empty, change) {
            (false, Some(change)) => Cure::Undo { change: change.clone() },
            _ => stand_ins.assign(seat, window),
        };
        let left = if *is_empty { format!(", and so {seat} is empty") } else { String::new() };
        let name = self.rota.name(person);
        let what = format!("{name} was to be {seat} but holds another seat {span}{left}");
        self.problem(Kind::Twice(change.cloned()), seat, Some(person), window, what, cure)
    }

    /// The spans in which a rule that governs wants each of its seats held, as though it had begun.
    fn wanted(&self) -> BTreeMap<&Seat, Vec<Window>> {
        let mut wanted: BTreeMap<&Seat, Vec<Window>> = BTreeMap::new();
        for track in &self.rota.tracks {
            for (at, version) in track.versions().iter().enumerate() {
                let until = track.governs_until(at).unwrap_or(Instant::MAX_UTC);
                let governs = Window::new(version.from, until).cut(self.window);
                let Some(rule) = version.rule.as_ref().filter(|_| governs.from < governs.until) else {
                    continue;
                };
                let turns = Turns::new(rule, self.rota.holidays.dates());
                let spans = turns.wanted(governs.from, governs.until);
                for seat in rule.seats() {
                    let own = spans.iter().map(|(from, until)| Window::new(*from, *until));
                    wanted.entry(seat).or_default().extend(own);
                }
            }
        }
        for spans in wanted.values_mut() {
            *spans = joined(std::mem::take(spans));
        }
        wanted
    }

    fn on_leave(&self, stand_ins: &mut StandIns<'_>) -> Vec<Problem> {
        let mut found = Vec::new();
        for shift in &self.shifts {
            for leave in self.rota.leave.iter().filter(|leave| leave.person == shift.person) {
                let window = leave.window.cut(shift.window).cut(self.window);
                if window.from < window.until {
                    let (person, seat) = (&shift.person, &shift.seat);
                    let name = self.rota.name(person);
                    let what = format!("{name} is {seat} while on leave {}", self.span(window));
                    let cure = stand_ins.cover(person, seat, window);
                    found.push(self.problem(Kind::OnLeave, seat, Some(person), window, what, cure));
                }
            }
        }
        found
    }

    /// Watches of one person that follow each other without a break, in any of the seats that count.
    fn too_long(&self, stand_ins: &mut StandIns<'_>) -> Vec<Problem> {
        let most = self.limits.most_secs_in_a_row;
        let mut runs: BTreeMap<&PersonId, Vec<(Window, &Seat)>> = BTreeMap::new();
        let counted = |shift: &&Shift| self.limits.long_seats.contains(&shift.seat);
        for shift in self.wide.iter().filter(counted) {
            let own = runs.entry(&shift.person).or_default();
            match own.last_mut().filter(|(run, _)| run.until >= shift.window.from) {
                Some((run, seat)) => {
                    run.until = run.until.max(shift.window.until);
                    *seat = &shift.seat;
                }
                None => own.push((shift.window, &shift.seat)),
            }
        }
        let mut found = Vec::new();
        for (person, own) in runs {
            for (run, seat) in own.into_iter().filter(|(run, _)| run.touches(self.window)) {
                if run.secs() <= most {
                    continue;
                }
                let limit = TimeDelta::try_seconds(most).and_then(|most| run.from.checked_add_signed(most));
                let over = Window::new(limit.unwrap_or(run.from), run.until);
                let what = format!(
                    "{} is on watch for {} in a row {}; the most is {}",
                    self.rota.name(person),
                    hours(run.secs()),
                    self.span(run),
                    hours(most)
                );
                let cure = stand_ins.cover(person, seat, over);
                found.push(self.problem(Kind::TooLong, seat, Some(person), run, what, cure));
            }
        }
        found
    }

    /// One problem a person, at their first watch without the learning.
    fn not_learned(&self, stand_ins: &StandIns<'_>) -> Vec<Problem> {
        let mut told: BTreeSet<&PersonId> = BTreeSet::new();
        let lacking = self.shifts.iter().filter(|shift| {
            !stand_ins.may_hold(&shift.person, &shift.seat, shift.window) && told.insert(&shift.person)
        });
        lacking
            .map(|shift| {
                let (person, seat, before) = (&shift.person, &shift.seat, shift.window);
                let what = format!(
                    "{} is {seat} {} and has not completed the manager learning",
                    self.rota.name(person),
                    self.span(before)
                );
                let cure = Cure::Learn { person: person.clone(), before };
                self.problem(Kind::NotLearned, seat, Some(person), before, what, cure)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::leave::Leave;
    use crate::domain::rota::samples::{at, cover, date, draft, local, person, put, rota, span, with_backup};
    use chrono_tz::America::Chicago;

    fn check(rota: &Rota, window: Window, limits: &Limits, expected: &[&str]) {
        let found = rota.problems(window, limits);
        let said: Vec<String> =
            found.iter().map(|one| format!("{}. {}.", one.what, one.cure_words)).collect();
        assert_eq!(said, expected);
    }

    fn weekly(people: usize) -> Rota {
        rota(with_backup(draft(Chicago, "2026-03-02T09:00", "1 week", people), 1))
    }

    fn march() -> Window {
        span("2026-03-02T09:00-06:00", "2026-03-30T09:00-05:00")
    }

    fn usual() -> Limits {
        Limits::usual(Chicago)
    }

    #[test]
    fn a_rota_in_order_has_none() {
        for people in [2, 3, 4, 8] {
            let ahead = Window::new(march().from, march().from + TimeDelta::days(USUAL_DAYS));
            assert_eq!(weekly(people).problems(ahead, &usual()), []);
        }
        assert_eq!(Rota::default().problems(march(), &usual()), []);
        assert_eq!(weekly(3).problems(Window::new(march().until, march().from), &usual()), []);
    }

    #[test]
    fn leave_on_watch_is_seen_and_who_is_free_proposed() {
        let mut rota = weekly(4);
        rota.leave.push(Leave::days(person(2), date("2026-03-14"), date("2026-03-15"), Chicago));
        check(
            &rota,
            march(),
            &usual(),
            &[
                "Sample Two is primary while on leave from Sat 14 Mar 00:00 CDT to Mon 16 Mar 00:00 CDT. Ask Sample One to cover primary for Sample Two from Sat 14 Mar 00:00 CDT to Mon 16 Mar 00:00 CDT.",
            ],
        );
        let what = rota.problems(march(), &usual()).remove(0).cure.change().unwrap();
        // What is proposed mends it.
        assert_eq!(what.parties(), [&person(2), &person(1)]);
        rota.changes.push(cover("a", what.windows()[0], 2, 1));
        assert_eq!(rota.problems(march(), &usual()), []);
        // Covered by somebody who is away too.
        rota.leave.push(Leave::days(person(4), date("2026-03-15"), date("2026-03-15"), Chicago));
        rota.leave.push(Leave::days(person(1), date("2026-03-15"), date("2026-03-15"), Chicago));
        check(
            &rota,
            march(),
            &usual(),
            &[
                "Sample One is primary while on leave from Sun 15 Mar 00:00 CDT to Mon 16 Mar 00:00 CDT. Nobody of the rota is free: find somebody for primary from Sun 15 Mar 00:00 CDT to Mon 16 Mar 00:00 CDT.",
            ],
        );
    }

    #[test]
    fn gaps_are_seen_where_a_rule_wants_somebody() {
        let mut rota = weekly(3);
        // A new rule that begins a week after it takes effect leaves a week empty.
        let late = crate::domain::rota::rule::RuleDraft {
            anchor: local("2026-03-23T09:00"),
            ..with_backup(draft(Chicago, "2026-03-02T09:00", "1 week", 3), 1)
        };
        let rule = crate::domain::rota::rule::Rule::new(late).unwrap();
        let effective = at("2026-03-16T09:00-05:00");
        rota.tracks[0].adopt(Some(rule), effective, effective);
        check(
            &rota,
            march(),
            &usual(),
            &[
                "Nobody is primary from Mon 16 Mar 09:00 CDT to Mon 23 Mar 09:00 CDT. Put Sample Three on primary from Mon 16 Mar 09:00 CDT to Mon 23 Mar 09:00 CDT.",
                "Nobody is backup from Mon 16 Mar 09:00 CDT to Mon 23 Mar 09:00 CDT. Put Sample One on backup from Mon 16 Mar 09:00 CDT to Mon 23 Mar 09:00 CDT.",
            ],
        );
        // Hours that nobody is wanted in are no gap.
        let mut days = draft(Chicago, "2026-03-02T09:00", "1 day", 3);
        days.weekdays = Some([true, true, true, true, true, false, false]);
        assert_eq!(crate::domain::rota::samples::rota(days).problems(march(), &usual()), []);
    }

    #[test]
    fn one_person_in_two_seats_is_seen() {
        let mut rota = weekly(4);
        let day = span("2026-03-10T00:00-05:00", "2026-03-11T00:00-05:00");
        rota.changes.push(put("a", Seat::Primary, day, 3));
        check(
            &rota,
            march(),
            &usual(),
            &[
                "Sample Three was to be backup but holds another seat from Tue 10 Mar 00:00 CDT to Wed 11 Mar 00:00 CDT, and so backup is empty. Put Sample Two on backup from Tue 10 Mar 00:00 CDT to Wed 11 Mar 00:00 CDT.",
            ],
        );
        rota.changes = vec![put("b", Seat::Backup, day, 2)];
        check(
            &rota,
            march(),
            &usual(),
            &[
                "Sample Two was to be backup but holds another seat from Tue 10 Mar 00:00 CDT to Wed 11 Mar 00:00 CDT. Undo the override that Sample Chief made, or name somebody else.",
            ],
        );
    }

    #[test]
    fn too_many_hours_in_a_row_are_seen_to_the_second() {
        let mut rota = weekly(3);
        // Sample One covers the first day of Sample Two: eight days, less the skipped hour.
        rota.changes.push(cover("a", span("2026-03-09T09:00-05:00", "2026-03-10T10:00-05:00"), 2, 1));
        assert_eq!(rota.problems(march(), &usual()), []);
        rota.changes = vec![cover("a", span("2026-03-09T09:00-05:00", "2026-03-10T10:01-05:00"), 2, 1)];
        check(
            &rota,
            march(),
            &usual(),
            &[
                "Sample One is on watch for 192 h 1 min in a row from Mon 2 Mar 09:00 CST to Tue 10 Mar 10:01 CDT; the most is 192 h. Ask Sample Two to cover primary for Sample One from Tue 10 Mar 10:00 CDT to Tue 10 Mar 10:01 CDT.",
            ],
        );
        // Also where the watch began before the window.
        let late = span("2026-03-10T00:00-05:00", "2026-03-12T00:00-05:00");
        let found = rota.problems(late, &usual());
        assert_eq!(found.iter().filter(|one| one.kind == Kind::TooLong).count(), 1);
    }

    #[test]
    fn who_has_not_learned_the_role_is_told_once() {
        let mut rota = weekly(3);
        rota.people.get_mut(&person(2)).unwrap().learned_on = None;
        rota.people.get_mut(&person(3)).unwrap().learned_on = Some(date("2026-03-09"));
        check(
            &rota,
            march(),
            &usual(),
            &[
                "Sample Two is backup from Mon 2 Mar 09:00 CST to Mon 9 Mar 09:00 CDT and has not completed the manager learning. Sample Two completes the manager learning before Mon 2 Mar 09:00 CST, or hands the watch over.",
            ],
        );
        rota.people.get_mut(&person(3)).unwrap().learned_on = Some(date("2026-03-10"));
        assert_eq!(rota.problems(march(), &usual()).len(), 2);
    }

    #[test]
    fn an_unfair_share_is_seen_by_hours_nights_and_weekends() {
        let mut rota = weekly(4);
        let ahead = Window::new(march().from, march().from + TimeDelta::days(USUAL_DAYS));
        // Sample One carries what Sample Two and Sample Three would.
        rota.changes.push(cover("a", ahead, 2, 1));
        rota.changes.push(cover("b", ahead, 3, 1));
        let limits = Limits { most_secs_in_a_row: i64::MAX, ..usual() };
        let found = rota.problems(ahead, &limits);
        let unfair: Vec<_> =
            found.iter().filter(|one| matches!(one.kind, Kind::UnfairShare(_))).cloned().collect();
        let said: Vec<String> =
            unfair.iter().map(|one| format!("{}. {}.", one.what, one.cure_words)).collect();
        assert_eq!(
            said,
            [
                "Sample One is on watch for 1656 h; the mean is 540 h. Ask Sample Three to cover primary for Sample One from Mon 25 May 09:00 CDT to Mon 1 Jun 09:00 CDT.",
                "Sample One is on watch at night for 551 h; the mean is 179 h 45 min. Ask Sample Three to cover primary for Sample One from Mon 25 May 09:00 CDT to Mon 1 Jun 09:00 CDT.",
                "Sample One is on watch on weekends for 465 h; the mean is 152 h 15 min. Ask Sample Three to cover primary for Sample One from Mon 25 May 09:00 CDT to Mon 1 Jun 09:00 CDT."
            ]
        );
    }
}
