//! When the turns of a rule fall: from an instant to its turn and back, at any distance.
//!
//! A turn is computed from the civil distance to the anchor and set right by a step or two where
//! the wall clock changes. Nothing is counted from the anchor on, so that the answer for an instant
//! costs the same after twenty years and is the same whatever else was asked. Never here: who is
//! on watch, or the present.
//!
//! Weekdays, hours and holidays cut the time into *watches*, one a named day. A rhythm in hours or
//! days then counts watches, so that a skipped day costs nobody a turn, and hourly turns begin anew
//! with each watch. A rhythm in weeks or months goes on by the calendar.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};

use super::rhythm::Unit;
use super::rule::Rule;
use crate::domain::calendar::{instant_of, local_of};
use crate::domain::time::Instant;

/// How many dates before an instant a watch that still touches it can begin.
const DATES_BACK: u64 = 2;

/// A span of one turn without a break; from and until are instants, until outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The turn, the anchor's being 0.
    pub turn: i64,
    /// When it begins.
    pub from: Instant,
    /// When it is over.
    pub until: Instant,
}

/// The turns of one rule, with the holidays that it may skip.
#[derive(Debug, Clone)]
pub struct Turns<'a> {
    rule: &'a Rule,
    holidays: &'a BTreeSet<NaiveDate>,
    /// The instant of the anchor: before it there is nothing.
    begin: Instant,
    /// The date of the first watch, where watches are counted.
    first: Option<NaiveDate>,
    /// The hourly turns of the first watch that were over before the anchor.
    spent: i64,
}

impl<'a> Turns<'a> {
    /// The turns of a rule; `holidays` count only where the rule skips them.
    pub fn new(rule: &'a Rule, holidays: &'a BTreeSet<NaiveDate>) -> Self {
        let draft = rule.draft();
        let begin = instant_of(draft.zone, draft.anchor);
        let mut turns = Self { rule, holidays, begin, first: None, spent: 0 };
        if rule.is_restricted() {
            let eve = draft.anchor.date().pred_opt().unwrap_or(draft.anchor.date());
            // A year beyond what the holidays can fill is never reached: some weekday is named.
            let most = 7 * (holidays.len() + 2) + 366;
            turns.first = eve
                .iter_days()
                .take(most)
                .find(|date| turns.watch(*date).is_some_and(|(_, until)| turns.instant(until) > begin));
            if let Some(first) = turns.first {
                let cells = turns.cells(first);
                let over = cells.iter().filter(|(_, until)| turns.instant(*until) <= begin).count();
                turns.spent = i64::try_from(over).unwrap_or(0);
            }
        }
        turns
    }

    /// When the first turn begins; with weekdays or hours, not before this.
    pub const fn begin(&self) -> Instant {
        self.begin
    }

    /// The slots that touch `[from, until)`, whole and in order.
    pub fn slots(&self, from: Instant, until: Instant) -> Vec<Slot> {
        let from = from.max(self.begin);
        if from >= until {
            return Vec::new();
        }
        let mut found = Vec::new();
        if !self.rule.is_restricted() {
            let mut turn = self.calendar_turn(from).max(0);
            let mut start = self.handoff(turn);
            while let Some(begin) = start.filter(|begin| *begin < until) {
                let Some(end) = self.handoff(turn + 1) else { break };
                // A turn that lies in a skipped hour is empty.
                if end > begin && end > from {
                    found.push(Slot { turn, from: begin, until: end });
                }
                turn += 1;
                start = Some(end);
            }
            return found;
        }
        for date in self.dates(from, until) {
            let touches = |slot: &Slot| slot.until > from && slot.from < until;
            found.extend(self.slots_of(date).into_iter().filter(touches));
        }
        found
    }

    /// The turn in whose time an instant lies, also between its watches; none before the first.
    pub fn turn_at(&self, at: Instant) -> Option<i64> {
        if at < self.begin {
            return None;
        }
        if !self.counts_watches() {
            return Some(self.calendar_turn(at)).filter(|turn| *turn >= 0);
        }
        let first = self.first?;
        let today = self.local(at).date();
        // Tomorrow too: a clock set back over midnight shows yesterday's date again.
        let latest = today.succ_opt().unwrap_or(today);
        let back = std::iter::successors(Some(latest), NaiveDate::pred_opt).take_while(|date| *date >= first);
        let mut begun =
            back.filter_map(|date| self.slots_of(date).into_iter().rev().find(|slot| slot.from <= at));
        let mut turn = begun.next()?.turn;
        // A watch that lies wholly in a day that the clock skips has no slot, and its turn has begun all the same.
        while self.begins(turn.saturating_add(1)).is_some_and(|next| next <= at) {
            turn = turn.saturating_add(1);
        }
        Some(turn)
    }

    /// The instant at which a turn begins; none past the end of the calendar.
    ///
    /// A turn that lies wholly in a skipped hour begins where the hour after it does.
    pub fn begins(&self, turn: i64) -> Option<Instant> {
        if turn <= 0 {
            return Some(self.first.map_or(self.begin, |first| {
                self.watch(first).map_or(self.begin, |(from, _)| self.instant(from).max(self.begin))
            }));
        }
        if !self.counts_watches() {
            return self.handoff(turn);
        }
        if self.rule.draft().rhythm.unit() == Unit::Hours {
            let (a_day, cell) = (self.cells_a_day(), turn.checked_add(self.spent)?);
            let date = self.date_of(cell.div_euclid(a_day))?;
            let cells = self.cells(date);
            let (from, _) = cells.get(usize::try_from(cell.rem_euclid(a_day)).ok()?)?;
            return Some(self.instant(*from));
        }
        let date = self.date_of(turn.checked_mul(self.rule.draft().rhythm.every().into())?)?;
        self.watch(date).map(|(from, _)| self.instant(from))
    }

    /// The spans within `[from, until)` in which the rule wants somebody on watch, as though it had
    /// no anchor.
    pub fn wanted(&self, from: Instant, until: Instant) -> Vec<(Instant, Instant)> {
        if !self.rule.is_restricted() {
            return vec![(from, until)];
        }
        let watches = self.dates(from, until).filter_map(|date| self.watch(date));
        let spans = watches.map(|(a, b)| (self.instant(a).max(from), self.instant(b).min(until)));
        spans.filter(|(a, b)| a < b).collect()
    }

    /// Whether weekdays, hours or holidays make turns count watches rather than time.
    fn counts_watches(&self) -> bool {
        self.rule.is_restricted() && matches!(self.rule.draft().rhythm.unit(), Unit::Hours | Unit::Days)
    }

    fn instant(&self, local: NaiveDateTime) -> Instant {
        instant_of(self.rule.draft().zone, local)
    }

    fn local(&self, at: Instant) -> NaiveDateTime {
        local_of(self.rule.draft().zone, at)
    }

    /// The dates whose watches can touch a span.
    fn dates(&self, from: Instant, until: Instant) -> impl Iterator<Item = NaiveDate> + use<> {
        let begin = self.local(from).date();
        let begin = begin.checked_sub_days(Days::new(DATES_BACK)).unwrap_or(begin);
        let end = self.local(until).date();
        let end = end.succ_opt().unwrap_or(end);
        begin.iter_days().take_while(move |date| *date <= end)
    }

    /// The instant of a handoff by the calendar.
    fn handoff(&self, turn: i64) -> Option<Instant> {
        let draft = self.rule.draft();
        draft.rhythm.handoff(draft.anchor, turn).map(|local| self.instant(local))
    }

    /// The last turn that has begun by the calendar, weekdays and hours aside; -1 before the first.
    fn calendar_turn(&self, at: Instant) -> i64 {
        let draft = self.rule.draft();
        let mut turn = draft.rhythm.turn_of(draft.anchor, self.local(at)).max(-1);
        // The wall clock can show a time again that was passed on at, or skip one.
        while self.handoff(turn + 1).is_some_and(|next| next <= at) {
            turn += 1;
        }
        while turn >= 0 && self.handoff(turn).is_none_or(|begun| begun > at) {
            turn -= 1;
        }
        turn
    }

    /// Whether a watch begins on that date.
    fn is_on(&self, date: NaiveDate) -> bool {
        self.rule.is_on(date) && !(self.rule.draft().skips_holidays && self.holidays.contains(&date))
    }

    /// The watch of a date (civil); none on a day that is skipped.
    fn watch(&self, date: NaiveDate) -> Option<(NaiveDateTime, NaiveDateTime)> {
        if self.is_on(date) { self.rule.hours().on(date) } else { None }
    }

    /// How many hourly turns a watch has.
    fn cells_a_day(&self) -> i64 {
        let each = i64::from(self.rule.draft().rhythm.every()) * 3_600;
        let watch = self.rule.hours().on(self.rule.draft().anchor.date());
        let secs = watch.map_or(86_400, |(from, until)| (until - from).num_seconds());
        ((secs + each - 1) / each).max(1)
    }

    /// The hourly turns of a date's watch (civil); none for another rhythm.
    fn cells(&self, date: NaiveDate) -> Vec<(NaiveDateTime, NaiveDateTime)> {
        let rhythm = self.rule.draft().rhythm;
        let Some((begin, end)) = self.watch(date).filter(|_| rhythm.unit() == Unit::Hours) else {
            return Vec::new();
        };
        let each = TimeDelta::hours(rhythm.every().into());
        let starts = std::iter::successors(Some(begin), |at| at.checked_add_signed(each));
        starts
            .take_while(|at| *at < end)
            .map(|at| (at, at.checked_add_signed(each).map_or(end, |next| next.min(end))))
            .collect()
    }

    /// The slots of one date's watch, none of them empty or before the anchor.
    fn slots_of(&self, date: NaiveDate) -> Vec<Slot> {
        let Some((begin, end)) = self.watch(date).filter(|_| self.first.is_some_and(|first| date >= first))
        else {
            return Vec::new();
        };
        let (begin, end) = (self.instant(begin), self.instant(end));
        let slots = match self.rule.draft().rhythm.unit() {
            Unit::Hours => {
                let before = self.watches_before(date) * self.cells_a_day() - self.spent;
                let cells = self.cells(date).into_iter().zip(before..);
                cells
                    .map(|((from, until), turn)| Slot {
                        turn,
                        from: self.instant(from),
                        until: self.instant(until),
                    })
                    .collect()
            }
            Unit::Days => {
                let every = i64::from(self.rule.draft().rhythm.every());
                vec![Slot { turn: self.watches_before(date).div_euclid(every), from: begin, until: end }]
            }
            Unit::Weeks | Unit::Months => self.cut_by_calendar(begin, end),
        };
        let after_anchor = slots.into_iter().map(|slot| Slot { from: slot.from.max(self.begin), ..slot });
        after_anchor.filter(|slot| slot.from < slot.until).collect()
    }

    /// A watch, cut where the calendar passes it on.
    fn cut_by_calendar(&self, begin: Instant, end: Instant) -> Vec<Slot> {
        let mut turn = self.calendar_turn(begin.max(self.begin)).max(0);
        let mut found = Vec::new();
        let mut from = begin;
        while from < end {
            let until = self.handoff(turn + 1).map_or(end, |next| next.min(end));
            if until > from {
                found.push(Slot { turn, from, until });
            }
            from = from.max(until);
            turn += 1;
        }
        found
    }

    /// How many watches begin from the first one on and before that date.
    fn watches_before(&self, date: NaiveDate) -> i64 {
        let Some(first) = self.first.filter(|first| *first < date) else { return 0 };
        let days = (date - first).num_days();
        let part = first.iter_days().take(usize::try_from(days % 7).unwrap_or(0));
        let named = days / 7 * self.watches_a_week() + count(part.filter(|day| self.rule.is_on(*day)));
        let skipped = if self.rule.draft().skips_holidays {
            count(self.holidays.range(first..date).filter(|day| self.rule.is_on(**day)))
        } else {
            0
        };
        named - skipped
    }

    fn watches_a_week(&self) -> i64 {
        self.rule.draft().weekdays.map_or(7, |days| count(days.iter().filter(|on| **on)))
    }

    /// The date of the watch with that number, the first being 0.
    fn date_of(&self, number: i64) -> Option<NaiveDate> {
        let first = self.first?;
        let weeks = u64::try_from(number / self.watches_a_week().max(1)).ok()?;
        // Holidays only move it later, so that this is not past it.
        let near = first.checked_add_days(Days::new(weeks.checked_mul(7)?))?;
        let mut lacking = number - self.watches_before(near);
        let most = 7 * (self.holidays.len() + 2);
        near.iter_days().take(most).find(|date| {
            let found = self.is_on(*date) && lacking == 0;
            lacking -= i64::from(self.is_on(*date));
            found
        })
    }
}

fn count(items: impl Iterator) -> i64 {
    i64::try_from(items.count()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::rule::{Hours, RuleDraft};
    use crate::domain::rota::samples::{at, date, draft};
    use chrono::{NaiveTime, Offset, TimeZone};
    use chrono_tz::Tz;

    /// The slots that touch a span as "turn begin end", in local time with the offset in hours.
    fn lines(draft: RuleDraft, holidays: &[&str], from: &str, until: &str) -> Vec<String> {
        let rule = Rule::new(draft).unwrap();
        let holidays = holidays.iter().map(|day| date(day)).collect();
        let zone = rule.draft().zone;
        let said = |at: Instant| {
            let offset = zone.offset_from_utc_datetime(&at.naive_utc()).fix().to_string();
            format!("{}{}", local_of(zone, at).format("%m-%d %H:%M"), offset.trim_end_matches(":00"))
        };
        let slots = Turns::new(&rule, &holidays).slots(at(from), at(until));
        slots.iter().map(|slot| format!("{} {} {}", slot.turn, said(slot.from), said(slot.until))).collect()
    }

    /// The rows of a table, spaces aside.
    fn rows(table: &str) -> Vec<String> {
        table.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    fn chicago(anchor: &str, every: &str) -> RuleDraft {
        draft(Tz::America__Chicago, anchor, every, 3)
    }

    fn on(mut draft: RuleDraft, days: &str, hours: Option<(&str, &str)>) -> RuleDraft {
        let mut weekdays = [false; 7];
        for (day, mark) in weekdays.iter_mut().zip(days.chars()) {
            *day = mark != '-';
        }
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        draft.weekdays = Some(weekdays).filter(|days| *days != [true; 7]);
        draft.hours = hours.map(|(from, until)| Hours { from: time(from), until: time(until) });
        draft
    }

    #[test]
    fn given_an_hour_is_skipped_then_no_handoff_is_missed_or_doubled() {
        // 2026-03-08: 02:00 to 03:00 is not there. The turn that would lie in it is empty, and
        // from 03:00 on everybody has the hour that they would have had.
        let hourly = lines(
            chicago("2026-03-08T00:00", "1 hour"),
            &[],
            "2026-03-08T00:00-06:00",
            "2026-03-08T05:00-05:00",
        );
        assert_eq!(
            hourly,
            rows(
                "0 03-08 00:00-06 03-08 01:00-06
                1 03-08 01:00-06 03-08 03:00-05
                3 03-08 03:00-05 03-08 04:00-05
                4 03-08 04:00-05 03-08 05:00-05"
            )
        );
        let half_past = lines(
            chicago("2026-03-08T00:30", "1 hour"),
            &[],
            "2026-03-08T01:00-06:00",
            "2026-03-08T04:00-05:00",
        );
        assert_eq!(
            half_past,
            rows(
                "0 03-08 00:30-06 03-08 01:30-06
                1 03-08 01:30-06 03-08 03:00-05
                2 03-08 03:00-05 03-08 03:30-05
                3 03-08 03:30-05 03-08 04:30-05"
            )
        );
        let every_12 = lines(
            chicago("2026-03-07T02:00", "12 hours"),
            &[],
            "2026-03-07T02:00-06:00",
            "2026-03-09T02:00-05:00",
        );
        assert_eq!(
            every_12,
            rows(
                "0 03-07 02:00-06 03-07 14:00-06
                1 03-07 14:00-06 03-08 03:00-05
                2 03-08 03:00-05 03-08 14:00-05
                3 03-08 14:00-05 03-09 02:00-05"
            )
        );
    }

    #[test]
    fn given_an_hour_is_repeated_then_the_handoff_is_at_the_first() {
        // 2026-11-01: 01:00 to 02:00 is there twice.
        let hourly = lines(
            chicago("2026-11-01T00:00", "1 hour"),
            &[],
            "2026-11-01T00:00-05:00",
            "2026-11-01T03:00-06:00",
        );
        assert_eq!(
            hourly,
            rows(
                "0 11-01 00:00-05 11-01 01:00-05
                1 11-01 01:00-05 11-01 02:00-06
                2 11-01 02:00-06 11-01 03:00-06"
            )
        );
        let half_past = lines(
            chicago("2026-10-31T01:30", "1 day"),
            &[],
            "2026-10-31T12:00-05:00",
            "2026-11-02T12:00-06:00",
        );
        assert_eq!(
            half_past,
            rows(
                "0 10-31 01:30-05 11-01 01:30-05
                1 11-01 01:30-05 11-02 01:30-06
                2 11-02 01:30-06 11-03 01:30-06"
            )
        );
        // Between the two passes of 01:30 the new turn runs already.
        let rule = Rule::new(chicago("2026-10-31T01:30", "1 day")).unwrap();
        let none = BTreeSet::new();
        let turns = Turns::new(&rule, &none);
        for (instant, turn) in [
            ("2026-11-01T01:29-05:00", Some(0)),
            ("2026-11-01T01:30-05:00", Some(1)),
            ("2026-11-01T01:29-06:00", Some(1)),
            ("2026-11-01T01:30-06:00", Some(1)),
            ("2026-10-31T01:29-05:00", None),
        ] {
            assert_eq!(turns.turn_at(at(instant)), turn, "{instant}");
        }
    }

    #[test]
    fn a_weekly_handoff_keeps_its_wall_time_over_both_changes() {
        let spring = lines(
            chicago("2026-03-02T09:00", "1 week"),
            &[],
            "2026-03-03T00:00-06:00",
            "2026-03-10T00:00-05:00",
        );
        assert_eq!(
            spring,
            rows(
                "0 03-02 09:00-06 03-09 09:00-05
                1 03-09 09:00-05 03-16 09:00-05"
            )
        );
        let fall = lines(
            chicago("2026-03-02T09:00", "1 week"),
            &[],
            "2026-10-27T00:00-05:00",
            "2026-11-02T15:00-06:00",
        );
        assert_eq!(
            fall,
            rows(
                "34 10-26 09:00-05 11-02 09:00-06
                35 11-02 09:00-06 11-09 09:00-06"
            )
        );
    }

    #[test]
    fn half_an_hour_and_a_whole_day_can_be_skipped_too() {
        let lord_howe = draft(Tz::Australia__Lord_Howe, "2026-10-04T00:15", "1 hour", 3);
        assert_eq!(
            lines(lord_howe, &[], "2026-10-04T01:15+10:30", "2026-10-04T04:00+11:00"),
            rows(
                "1 10-04 01:15+10:30 10-04 02:30+11
                2 10-04 02:30+11 10-04 03:15+11
                3 10-04 03:15+11 10-04 04:15+11"
            )
        );
        let apia = |anchor| draft(Tz::Pacific__Apia, anchor, "1 day", 3);
        assert_eq!(
            lines(apia("2011-12-28T09:00"), &[], "2011-12-29T00:00-10:00", "2012-01-01T09:00+14:00"),
            rows(
                "0 12-28 09:00-10 12-29 09:00-10
                1 12-29 09:00-10 12-31 00:00+14
                2 12-31 00:00+14 12-31 09:00+14
                3 12-31 09:00+14 01-01 09:00+14"
            )
        );
        assert_eq!(
            lines(apia("2011-12-29T00:00"), &[], "2011-12-29T00:00-10:00", "2012-01-01T00:00+14:00"),
            rows(
                "0 12-29 00:00-10 12-31 00:00+14
                2 12-31 00:00+14 01-01 00:00+14"
            )
        );
    }

    #[test]
    fn a_month_from_the_31st_ends_on_the_last_day_and_comes_back() {
        assert_eq!(
            lines(
                chicago("2026-01-31T09:00", "1 month"),
                &[],
                "2026-02-01T00:00-06:00",
                "2026-05-01T00:00-05:00"
            ),
            rows(
                "0 01-31 09:00-06 02-28 09:00-06
                1 02-28 09:00-06 03-31 09:00-05
                2 03-31 09:00-05 04-30 09:00-05
                3 04-30 09:00-05 05-31 09:00-05"
            )
        );
    }

    #[test]
    fn a_day_that_is_skipped_costs_nobody_a_turn() {
        // From Thursday; Monday is a holiday, and skipped only where the rule says so.
        let daily = on(chicago("2026-03-05T09:00", "1 day"), "mtwtf--", None);
        let span = ("2026-03-05T00:00-06:00", "2026-03-11T00:00-05:00");
        let weekdays = rows(
            "0 03-05 09:00-06 03-06 09:00-06
            1 03-06 09:00-06 03-07 09:00-06
            2 03-09 09:00-05 03-10 09:00-05
            3 03-10 09:00-05 03-11 09:00-05",
        );
        assert_eq!(lines(daily.clone(), &["2026-03-09"], span.0, span.1), weekdays);
        let skipping = RuleDraft { skips_holidays: true, ..daily };
        assert_eq!(
            lines(skipping, &["2026-03-09"], span.0, span.1),
            rows(
                "0 03-05 09:00-06 03-06 09:00-06
                1 03-06 09:00-06 03-07 09:00-06
                2 03-10 09:00-05 03-11 09:00-05"
            )
        );
    }

    #[test]
    fn hours_cut_the_day_and_hourly_turns_begin_anew_in_it() {
        let shifts = on(chicago("2026-03-06T08:00", "4 hours"), "mtwtf--", Some(("08:00", "18:00")));
        assert_eq!(
            lines(shifts, &[], "2026-03-06T00:00-06:00", "2026-03-09T13:00-05:00"),
            rows(
                "0 03-06 08:00-06 03-06 12:00-06
                1 03-06 12:00-06 03-06 16:00-06
                2 03-06 16:00-06 03-06 18:00-06
                3 03-09 08:00-05 03-09 12:00-05
                4 03-09 12:00-05 03-09 16:00-05"
            )
        );
        // Anchored within a turn: that one is the first, and begins there.
        let late = on(chicago("2026-03-06T13:00", "4 hours"), "mtwtf--", Some(("08:00", "18:00")));
        assert_eq!(
            lines(late, &[], "2026-03-06T00:00-06:00", "2026-03-09T09:00-05:00"),
            rows(
                "0 03-06 13:00-06 03-06 16:00-06
                1 03-06 16:00-06 03-06 18:00-06
                2 03-09 08:00-05 03-09 12:00-05"
            )
        );
        // Nights belong to the day on which they begin; the one over the change has an hour less.
        let nights = on(chicago("2026-03-06T17:00", "1 day"), "----fs-", Some(("22:00", "06:00")));
        assert_eq!(
            lines(nights, &[], "2026-03-06T00:00-06:00", "2026-03-14T00:00-05:00"),
            rows(
                "0 03-06 22:00-06 03-07 06:00-06
                1 03-07 22:00-06 03-08 06:00-05
                2 03-13 22:00-05 03-14 06:00-05"
            )
        );
    }

    #[test]
    fn weeks_go_on_by_the_calendar_and_cut_a_watch_at_the_handoff() {
        let weekly = on(chicago("2026-03-02T12:00", "1 week"), "m---f--", Some(("09:00", "17:00")));
        assert_eq!(
            lines(weekly, &[], "2026-03-02T00:00-06:00", "2026-03-10T00:00-05:00"),
            rows(
                "0 03-02 12:00-06 03-02 17:00-06
                0 03-06 09:00-06 03-06 17:00-06
                0 03-09 09:00-05 03-09 12:00-05
                1 03-09 12:00-05 03-09 17:00-05"
            )
        );
    }

    #[test]
    fn far_away_answers_are_the_same_and_the_ends_of_time_break_nothing() {
        let rule = Rule::new(chicago("1990-01-01T00:00", "1 hour")).unwrap();
        let none = BTreeSet::new();
        let turns = Turns::new(&rule, &none);
        let far = at("2089-06-15T12:30-05:00");
        let hours = (local_of(Tz::America__Chicago, far) - rule.draft().anchor).num_hours();
        assert_eq!(turns.turn_at(far), Some(hours));
        assert_eq!(turns.turn_at(at("1989-12-31T23:59-06:00")), None);
        for draft in [
            chicago("2026-03-02T09:00", "1 month"),
            on(chicago("2026-03-02T09:00", "2 days"), "mtwtf--", None),
            on(chicago("2026-03-02T09:00", "5 hours"), "mtwtf--", None),
        ] {
            let rule = Rule::new(draft).unwrap();
            let turns = Turns::new(&rule, &none);
            for end in [Instant::MIN_UTC, Instant::MAX_UTC] {
                let near =
                    end.checked_add_signed(TimeDelta::days(3)).unwrap_or_else(|| end - TimeDelta::days(3));
                let turn = turns.turn_at(end);
                assert_eq!(turn.is_some(), end == Instant::MAX_UTC);
                assert!(turns.slots(end.min(near), end.max(near)).len() < 9);
            }
            for turn in [i64::MIN, -1, i64::MAX] {
                assert_eq!(turns.begins(turn).is_some(), turn < 0);
            }
        }
    }
}
