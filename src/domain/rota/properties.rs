//! What holds for every rota: in real zones, over twenty years with all their changes.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::Rota;
use super::change::{Change, Window};
use super::history::Track;
use super::load::Counting;
use super::person::{PersonId, Seat};
use super::rhythm::{Rhythm, Unit};
use super::rule::{Hours, Order, Rule, RuleDraft, SeatOrder};
use super::samples::{at, cover, date, draft, local, manager, person, put, rota, swap, with_backup};
use super::schedule::{Difference, Shift, difference};
use super::turns::{Slot, Turns};
use crate::domain::calendar::{instant_of, local_of};
use crate::domain::time::Instant;

const ZONES: [Tz; 8] = [
    Tz::America__Chicago,
    Tz::Europe__Berlin,
    Tz::Asia__Kolkata,
    Tz::Australia__Lord_Howe,
    Tz::America__St_Johns,
    Tz::Africa__Casablanca,
    Tz::Pacific__Apia,
    Tz::UTC,
];

/// Wall times near the changes of the zones above: 2011-12-30 was skipped in Apia.
const ANCHORS: [&str; 12] = [
    "2011-12-29T09:00",
    "2011-12-30T00:00",
    "2011-12-30T12:00",
    "2010-03-14T02:30",
    "2010-11-07T01:30",
    "2009-11-01T00:00",
    "2012-08-19T03:00",
    "2014-10-05T02:15",
    "2015-01-31T23:59",
    "2016-02-29T02:00",
    "2018-03-25T02:00",
    "2020-10-25T02:30",
];

fn any_anchor() -> impl Strategy<Value = NaiveDateTime> {
    prop_oneof![
        prop::sample::select(ANCHORS.to_vec()).prop_map(local),
        (0..10 * 365_i64, prop::sample::select(vec![0, 60, 90, 120, 150, 180, 540, 1_439]))
            .prop_map(|(day, minute)| local("2008-01-01T00:00") + TimeDelta::minutes(day * 1_440 + minute)),
    ]
}

fn any_rhythm() -> impl Strategy<Value = Rhythm> {
    let some = |most: u32, unit| (1..=most).prop_map(move |every| Rhythm::new(every, unit).unwrap());
    prop_oneof![some(30, Unit::Hours), some(9, Unit::Days), some(4, Unit::Weeks), some(3, Unit::Months)]
}

fn any_hours() -> impl Strategy<Value = Hours> {
    let time = || {
        (0..24_u32, prop::sample::select(vec![0, 30_u32]))
            .prop_map(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).unwrap())
    };
    (time(), time()).prop_map(|(from, until)| Hours { from, until })
}

fn any_backup(people: usize) -> impl Strategy<Value = Option<Order>> {
    let own = prop::collection::btree_set(1..=8_usize, 2..6).prop_shuffle_set();
    prop_oneof![
        1 => Just(None),
        4 => (1..people.max(2)).prop_map(|offset| Some(Order::Offset(offset as u32))),
        3 => own.prop_map(|list| Some(Order::Own(list))),
    ]
}

/// A set of numbers as people in some order.
trait Shuffled {
    fn prop_shuffle_set(self) -> BoxedStrategy<Vec<PersonId>>;
}

impl<S: Strategy<Value = BTreeSet<usize>> + 'static> Shuffled for S {
    fn prop_shuffle_set(self) -> BoxedStrategy<Vec<PersonId>> {
        self.prop_map(|set| set.into_iter().collect::<Vec<_>>())
            .prop_shuffle()
            .prop_map(|list| list.into_iter().map(person).collect())
            .boxed()
    }
}

fn any_draft(restricted: bool) -> impl Strategy<Value = RuleDraft> {
    let free = prop::option::of(any::<[bool; 7]>().prop_filter("some day", |days| days.contains(&true)));
    let base = (prop::sample::select(ZONES.to_vec()), any_anchor(), any_rhythm(), 2..6_usize);
    (base, free, prop::option::of(any_hours()), any::<bool>()).prop_flat_map(
        move |((zone, anchor, rhythm, people), weekdays, hours, skips_holidays)| {
            any_backup(people).prop_map(move |backup| RuleDraft {
                name: "Main".to_owned(),
                participants: (1..=people).map(person).collect(),
                rhythm,
                anchor,
                zone,
                weekdays: weekdays.filter(|_| restricted),
                hours: hours.filter(|_| restricted),
                skips_holidays: restricted && skips_holidays,
                seats: backup.map(|order| SeatOrder { seat: Seat::Backup, order }).into_iter().collect(),
            })
        },
    )
}

fn any_rule(restricted: bool) -> impl Strategy<Value = Rule> {
    any_draft(restricted).prop_filter_map("an hourly turn outlasts the day", |draft| Rule::new(draft).ok())
}

fn any_holidays() -> impl Strategy<Value = BTreeSet<NaiveDate>> {
    let day = |n| date("2008-01-01") + chrono::Days::new(n);
    prop::collection::btree_set((0..7_300_u64).prop_map(day), 0..60)
}

/// A window within the twenty years, often at a change of the wall clock, not too long for hourly
/// turns.
fn any_window() -> impl Strategy<Value = Window> {
    let hours = |from: Instant, hours| Window::new(from, from + TimeDelta::hours(hours));
    let far = (0..20 * 365 * 24_i64, 1..60 * 24_i64);
    let near = (prop::sample::select(ANCHORS.to_vec()), prop::sample::select(ZONES.to_vec()), -96..96_i64);
    prop_oneof![
        far.prop_map(move |(from, length)| hours(at("2008-01-01T00:00Z") + TimeDelta::hours(from), length)),
        (near, 1..72_i64).prop_map(move |((wall, zone, quarters), length)| {
            hours(instant_of(zone, local(wall)) + TimeDelta::minutes(15 * quarters), length)
        }),
    ]
}

fn any_changes(window: Window) -> impl Strategy<Value = Vec<Change>> {
    let secs = window.secs();
    let part = (0..secs, 1..secs.max(2)).prop_map(move |(after, length)| {
        let from = window.from + TimeDelta::seconds(after);
        Window::new(from, from + TimeDelta::seconds(length))
    });
    let seat = prop::sample::select(vec![Seat::Primary, Seat::Backup, Seat::Other("shadow".to_owned())]);
    let one = (0..3_u8, seat, part.clone(), part, 1..8_usize, 1..7_usize);
    prop::collection::vec(one, 0..6).prop_map(|list| {
        let made =
            list.into_iter().enumerate().filter_map(|(number, (kind, seat, one, other, who, step))| {
                let id = number.to_string();
                let with = (who + step - 1) % 8 + 1;
                match kind {
                    0 => Some(put(&id, seat, one, who)),
                    1 if who != with => Some(cover(&id, one, who, with)),
                    2 if who != with && !one.touches(other) => {
                        Some(swap(&id, (who, seat.clone(), one), (with, seat, other)))
                    }
                    _ => None,
                }
            });
        made.collect()
    })
}

fn any_rota() -> impl Strategy<Value = (Rota, Window)> {
    let rules = prop_oneof![any_rule(false), any_rule(true)];
    let second = prop::option::of(any_rule(true));
    (rules, second, any_holidays(), any_window()).prop_flat_map(|(rule, second, holidays, window)| {
        any_changes(window).prop_map(move |changes| {
            let rota = Rota {
                tracks: std::iter::once(rule.clone()).chain(second.clone()).map(Track::of).collect(),
                changes,
                holidays: holidays.iter().map(|date| (*date, "a holiday")).collect(),
                ..Rota::default()
            };
            (rota, window)
        })
    })
}

/// Every turn from the anchor on, stepped one by one as a person with a paper calendar would.
fn stepped(rule: &Rule, holidays: &BTreeSet<NaiveDate>, until: Instant) -> Vec<Slot> {
    let draft = rule.draft();
    let instant = |local| instant_of(draft.zone, local);
    let begin = instant(draft.anchor);
    let mut slots = Vec::new();
    if !rule.is_restricted() {
        for turn in 0.. {
            let from = instant(draft.rhythm.handoff(draft.anchor, turn).unwrap());
            if from >= until {
                return slots;
            }
            slots.push(Slot {
                turn,
                from,
                until: instant(draft.rhythm.handoff(draft.anchor, turn + 1).unwrap()),
            });
        }
    }
    let (mut turn, mut watches, mut seen) = (0, 0, false);
    for day in draft.anchor.date().pred_opt().unwrap().iter_days() {
        if instant(day.and_time(NaiveTime::MIN)) > until {
            return slots;
        }
        let skipped = draft.skips_holidays && holidays.contains(&day);
        if !rule.is_on(day) || skipped {
            continue;
        }
        let (from, end) = rule.hours().on(day).unwrap();
        if !seen && instant(end) <= begin {
            continue;
        }
        seen = true;
        match draft.rhythm.unit() {
            Unit::Hours => {
                let mut cell = from;
                while cell < end {
                    let next = (cell + TimeDelta::hours(draft.rhythm.every().into())).min(end);
                    // What was over before the anchor is no turn.
                    if instant(next) > begin || turn > 0 {
                        slots.push(Slot { turn, from: instant(cell), until: instant(next) });
                        turn += 1;
                    }
                    cell = next;
                }
            }
            Unit::Days => {
                let turn = watches / i64::from(draft.rhythm.every());
                slots.push(Slot { turn, from: instant(from), until: instant(end) });
                watches += 1;
            }
            Unit::Weeks | Unit::Months => {
                let (mut from, end) = (instant(from).max(begin), instant(end));
                let handoff = |turn| instant(draft.rhythm.handoff(draft.anchor, turn).unwrap());
                while from < end {
                    while handoff(turn + 1) <= from {
                        turn += 1;
                    }
                    let until = handoff(turn + 1).min(end);
                    slots.push(Slot { turn, from, until });
                    from = until;
                }
            }
        }
    }
    slots
}

fn in_window(slots: Vec<Slot>, begin: Instant, window: Window) -> Vec<Slot> {
    let cut = slots.into_iter().map(|slot| Slot { from: slot.from.max(begin), ..slot });
    cut.filter(|slot| slot.from < slot.until && window.touches(Window::new(slot.from, slot.until))).collect()
}

fn check_no_overlap(shifts: &[Shift]) -> Result<(), TestCaseError> {
    for (one, other) in shifts.iter().zip(shifts.iter().skip(1)) {
        prop_assert!((one.window.from, &one.seat) < (other.window.from, &other.seat), "{one:?} {other:?}");
    }
    for (number, one) in shifts.iter().enumerate() {
        prop_assert!(one.window.from < one.window.until, "{one:?}");
        for other in shifts.iter().skip(number + 1) {
            if other.window.from >= one.window.until {
                break;
            }
            let collide = one.seat == other.seat || one.person == other.person;
            prop_assert!(!(collide && one.window.touches(other.window)), "{one:?} {other:?}");
        }
    }
    Ok(())
}

/// Who holds what at some instants of a window, the very first among them.
fn holders(rota: &Rota, window: Window, keep: impl Fn(Instant) -> bool) -> Vec<Vec<(Seat, PersonId)>> {
    let step = window.secs() / 12 + 1;
    let steps = (0..12).map(|n| window.from + TimeDelta::seconds(n * step));
    steps
        .filter(|at| window.contains(*at) && keep(*at))
        .map(|at| rota.shifts_at(at).into_iter().map(|shift| (shift.seat, shift.person)).collect())
        .collect()
}

#[test]
fn twenty_years_in_every_zone_have_neither_gap_nor_overlap() {
    let years = Window::new(at("2008-01-01T00:00Z"), at("2028-01-01T00:00Z"));
    for zone in ZONES {
        for (every, anchor) in [
            ("3 hours", "2007-12-31T02:30"),
            ("12 hours", "2007-12-31T02:00"),
            ("1 day", "2007-12-30T00:00"),
            ("1 day", "2007-12-30T02:15"),
            ("1 week", "2007-12-28T01:30"),
            ("1 month", "2007-12-31T02:30"),
        ] {
            let rota = rota(with_backup(draft(zone, anchor, every, 5), 2));
            let shifts = rota.shifts(years);
            check_no_overlap(&shifts).unwrap();
            for seat in [Seat::Primary, Seat::Backup] {
                let own: Vec<&Shift> = shifts.iter().filter(|shift| shift.seat == seat).collect();
                assert!(own[0].window.contains(years.from), "{zone} {every}");
                assert!(own[own.len() - 1].window.until >= years.until, "{zone} {every}");
                for pair in own.windows(2) {
                    assert_eq!(pair[0].window.until, pair[1].window.from, "{zone} {every}");
                }
            }
        }
    }
}

#[test]
fn at_every_change_of_twenty_years_each_hour_is_handed_over_once() {
    let none = BTreeSet::new();
    let days: Vec<Instant> = (0..7_305).map(|day| at("2008-01-01T00:00Z") + TimeDelta::days(day)).collect();
    let mut changes = 0;
    for zone in ZONES {
        let ahead = |at: Instant| local_of(zone, at) - at.naive_utc();
        for day in days.windows(2).filter(|pair| ahead(pair[0]) != ahead(pair[1])).map(|pair| pair[0]) {
            changes += 1;
            for (every, anchor) in [
                ("1 hour", "2007-12-31T00:00"),
                ("1 hour", "2007-12-31T00:30"),
                ("5 hours", "2007-12-31T02:15"),
            ] {
                let rule = Rule::new(draft(zone, anchor, every, 3)).unwrap();
                let turns = Turns::new(&rule, &none);
                let slots = turns.slots(day - TimeDelta::hours(6), day + TimeDelta::hours(30));
                for pair in slots.windows(2) {
                    assert_eq!(pair[0].until, pair[1].from, "{zone} {every} {day}");
                    assert!(pair[0].turn < pair[1].turn);
                }
                for slot in &slots {
                    assert!(slot.from < slot.until, "{zone} {every} {slot:?}");
                    let quarters = (0..).map(|n| slot.from + TimeDelta::minutes(15 * n));
                    for at in quarters.take_while(|at| *at < slot.until) {
                        assert_eq!(turns.turn_at(at), Some(slot.turn), "{zone} {every} {at}");
                    }
                }
            }
        }
    }
    assert!(changes > 200, "{changes}");
}

#[test]
fn a_turn_whose_first_day_the_calendar_skips_begins_where_the_next_day_does() {
    // Samoa had no 30 December 2011. The watches of five days each begin on it, and the first of them is not held.
    let rule = Rule::new(RuleDraft {
        hours: Some(Hours { from: "06:30:00".parse().unwrap(), until: "21:00:00".parse().unwrap() }),
        ..draft(chrono_tz::Pacific::Apia, "2011-12-25T00:00", "5 days", 2)
    });
    let (rule, none) = (rule.unwrap(), BTreeSet::new());
    let turns = Turns::new(&rule, &none);
    let begins = turns.begins(1).unwrap();
    assert_eq!(begins, at("2011-12-30T10:00Z"), "midnight of the 31st");
    assert_eq!(turns.turn_at(begins - TimeDelta::seconds(1)), Some(0));
    assert_eq!(turns.turn_at(begins), Some(1));
    assert_eq!(turns.turn_at(at("2011-12-30T17:00Z")), Some(1));
}

proptest! {
    #[test]
    fn turns_are_those_that_stepping_gives(
        rule in prop_oneof![any_rule(false), any_rule(true)],
        holidays in any_holidays(),
        window in any_window(),
    ) {
        let turns = Turns::new(&rule, &holidays);
        let expected = in_window(stepped(&rule, &holidays, window.until), turns.begin(), window);
        let found = turns.slots(window.from, window.until);
        prop_assert_eq!(&found, &expected);
        for slot in found {
            let parts = (0..8).map(|part| slot.from + (slot.until - slot.from) * part / 8);
            for at in parts.chain([slot.until - TimeDelta::seconds(1)]) {
                prop_assert_eq!(turns.turn_at(at), Some(slot.turn), "{}", at);
            }
            let begins = turns.begins(slot.turn).unwrap();
            prop_assert!(begins <= slot.from, "{} {:?}", begins, slot);
            prop_assert_eq!(turns.turn_at(begins), Some(slot.turn));
            prop_assert!(turns.begins(slot.turn + 1).unwrap() >= slot.until);
        }
    }

    #[test]
    fn without_hours_there_is_neither_gap_nor_overlap(rule in any_rule(false), window in any_window()) {
        let holidays = BTreeSet::new();
        let turns = Turns::new(&rule, &holidays);
        let rota = Rota { tracks: vec![Track::of(rule.clone())], ..Rota::default() };
        let shifts = rota.shifts(window);
        check_no_overlap(&shifts)?;
        let from = window.from.max(turns.begin());
        for seat in rule.seats() {
            let own: Vec<&Shift> = shifts.iter().filter(|shift| shift.seat == *seat).collect();
            if from >= window.until {
                prop_assert!(own.is_empty());
                continue;
            }
            prop_assert!(own[0].window.from <= from && own[own.len() - 1].window.until >= window.until);
            for pair in own.windows(2) {
                prop_assert_eq!(pair[0].window.until, pair[1].window.from);
            }
        }
    }

    #[test]
    fn every_handoff_is_at_its_wall_time_and_never_twice(rule in any_rule(false), window in any_window()) {
        let draft = rule.draft();
        let none = BTreeSet::new();
        for slot in Turns::new(&rule, &none).slots(window.from, window.until) {
            let wall = draft.rhythm.handoff(draft.anchor, slot.turn).unwrap();
            prop_assert_eq!(slot.from, instant_of(draft.zone, wall));
            // Where the wall time exists, that is what the clock shows; else a later one.
            let shown = local_of(draft.zone, slot.from);
            prop_assert!(shown == wall || (shown > wall && instant_of(draft.zone, shown) == slot.from));
        }
    }

    #[test]
    fn nobody_holds_two_seats_whatever_was_changed((rota, window) in any_rota()) {
        check_no_overlap(&rota.shifts(window))?;
    }

    #[test]
    fn the_window_asked_for_changes_nothing((rota, window) in any_rota(), a in 0..1_000_i64, b in 1..1_000_i64) {
        let all = rota.shifts(window);
        let secs = window.secs();
        let from = window.from + TimeDelta::seconds(secs * a / 1_000);
        let part = Window::new(from, (from + TimeDelta::seconds(1 + secs * b / 1_000)).min(window.until));
        let expected: Vec<Shift> = all.iter().filter(|shift| shift.window.touches(part)).cloned().collect();
        prop_assert_eq!(rota.shifts(part), expected);
        let around = Window::new(window.from - TimeDelta::days(40), window.until + TimeDelta::days(40));
        let wide: Vec<Shift> =
            rota.shifts(around).into_iter().filter(|shift| shift.window.touches(window)).collect();
        prop_assert_eq!(wide, all);
    }

    #[test]
    fn a_change_made_and_taken_away_leaves_what_was((rota, window) in any_rota(), undone in any::<bool>()) {
        let before = Rota { changes: Vec::new(), ..rota.clone() };
        let mut after = rota.clone();
        if undone {
            // Undone at the instant at which it was agreed: it never held.
            let undo = |one: &Change| one.undo(&manager(8), at("2000-01-01T00:00Z")).unwrap();
            after.changes = rota.changes.iter().map(undo).collect();
        } else {
            after.changes.clear();
        }
        prop_assert_eq!(before.shifts(window), after.shifts(window));
        prop_assert_eq!(difference(&before.shifts(window), &after.shifts(window)), Difference::default());
    }

    #[test]
    fn a_change_swallows_no_neighbour((rota, window) in any_rota()) {
        let before = Rota { changes: Vec::new(), ..rota.clone() };
        let changed: Vec<Window> = rota.changes.iter().flat_map(Change::in_force).collect();
        let outside = |at: Instant| !changed.iter().any(|one| one.contains(at));
        prop_assert_eq!(holders(&rota, window, outside), holders(&before, window, outside));
    }

    #[test]
    fn a_new_rule_leaves_the_past_alone(
        (rota, window) in any_rota(),
        rule in any_rule(true),
        share in 0..1_000_i64,
        back in 0..400_i64,
    ) {
        let decided = window.from + TimeDelta::seconds(window.secs() * share / 1_000);
        let mut after = rota.clone();
        // Even where it is asked to begin earlier.
        after.tracks[0].adopt(Some(rule), decided - TimeDelta::days(back), decided);
        let past = |at: Instant| at < decided;
        prop_assert_eq!(holders(&after, window, past), holders(&rota, window, past));
        check_no_overlap(&after.shifts(window))?;
        for pair in after.tracks[0].versions().windows(2) {
            prop_assert!(pair[0].from < pair[1].from);
        }
    }

    #[test]
    fn kept_facts_stand_whatever_comes_after((rota, window) in any_rota(), rule in any_rule(true)) {
        let kept = Rota {
            past: Some(super::Past::of(window, rota.shifts(window))),
            ..rota.clone()
        };
        // With the same rules nothing is cut at the edge of the facts.
        prop_assert_eq!(kept.shifts(window), rota.shifts(window));
        let other = Rota { tracks: vec![Track::of(rule)], changes: Vec::new(), ..kept };
        prop_assert_eq!(holders(&other, window, |_| true), holders(&rota, window, |_| true));
    }

    #[test]
    fn loads_add_up((rota, window) in any_rota(), share in 0..1_000_i64) {
        let counting = Counting::usual(Tz::America__Chicago);
        let middle = window.from + TimeDelta::seconds(window.secs() * share / 1_000);
        let sums = |period: Window| {
            let loads = rota.loads(period, counting);
            let sum = |pick: fn(&super::load::Load) -> i64| loads.values().map(pick).sum::<i64>();
            [
                sum(|load| load.secs),
                sum(|load| load.night_secs),
                sum(|load| load.weekend_secs),
                sum(|load| load.shifts.into()),
            ]
        };
        let (whole, one, other) =
            (sums(window), sums(Window::new(window.from, middle)), sums(Window::new(middle, window.until)));
        for ((whole, one), other) in whole.into_iter().zip(one).zip(other) {
            prop_assert_eq!(whole, one + other);
        }
        let held: i64 = rota.shifts(window).iter().map(|shift| shift.window.cut(window).secs()).sum();
        prop_assert_eq!(whole[0], held);
        prop_assert!(whole[1] <= whole[0] && whole[2] <= whole[0]);
    }

    #[test]
    fn whatever_is_asked_is_answered((rota, window) in any_rota()) {
        let zone = Tz::Europe__Berlin;
        for one in rota.problems(window, &super::problems::Limits::usual(zone)) {
            prop_assert!(!one.what.is_empty() && !one.cure_words.is_empty());
        }
        let shifts = rota.shifts_at(window.from);
        for why in rota.explain(window.from, zone) {
            let held = shifts.iter().find(|shift| shift.seat == why.seat);
            prop_assert_eq!(why.person, held.map(|shift| shift.person.clone()));
            prop_assert_eq!(why.window, held.map(|shift| shift.window));
        }
        for one in rota.now_and_next(window.from) {
            prop_assert!(one.now.is_none_or(|now| now.window.contains(window.from)));
            prop_assert!(one.next.is_none_or(|next| next.window.from > window.from));
        }
    }
}
