//! Why is this person on watch? In plain words, for any instant.
//!
//! The words come from the same sheet that the shifts come from, and so they can't disagree with
//! the calendar. Never here: a decision, or a screen.

use chrono::{Datelike, NaiveDate, Offset, TimeZone};
use chrono_tz::{OffsetName, Tz};

use super::Rota;
use super::change::{Change, ChangeId, What, Window};
use super::consent::State;
use super::history::{Track, Version};
use super::person::{PersonId, Seat};
use super::rule::{Order, Rule};
use super::schedule::{Cause, TurnRef, moment};
use super::sheet::{Held, Ruled, Sheet};
use super::turns::Turns;
use crate::domain::calendar::{instant_of, local_of};
use crate::domain::time::Instant;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Where a turn stands in its rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The rule's name.
    pub rule: String,
    /// When the rule's first turn began.
    pub anchor: Instant,
    /// The turn, from 1.
    pub turn: i64,
    /// The round, from 1: in each, everybody is primary once.
    pub round: i64,
    /// The place in the round, from 1.
    pub place: i64,
    /// How many places a round has.
    pub places: i64,
    /// Whom the rule puts into the seat.
    pub person: PersonId,
}

/// Why a seat is held by whom it is at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The seat.
    pub seat: Seat,
    /// Who holds it; none where it is empty.
    pub person: Option<PersonId>,
    /// The whole shift; none where the seat is empty.
    pub window: Option<Window>,
    /// What the rule says; none where no rule speaks, or a kept fact does.
    pub standing: Option<Standing>,
    /// The changes that led to who holds it, in order.
    pub changes: Vec<ChangeId>,
    /// All of that in plain words.
    pub words: String,
}

impl Rota {
    /// Why each seat is held by whom it is at an instant, by seat; times in words are in `zone`,
    /// those of a rule in the rule's own zone.
    ///
    /// Primary is always among them, also when nobody is.
    pub fn explain(&self, at: Instant, zone: Tz) -> Vec<Explanation> {
        let shifts = self.shifts_at(at);
        let sheet = Sheet::over(self, moment(at));
        let held = sheet.pieces().next().map(|(_, held)| held).unwrap_or_default();
        let mut all: Vec<Explanation> = held
            .iter()
            .map(|one| {
                let shift = shifts.iter().find(|shift| shift.seat == *one.seat);
                Explanation {
                    seat: one.seat.clone(),
                    person: one.holder.as_ref().map(|(person, _)| (*person).clone()),
                    window: shift.map(|shift| shift.window),
                    standing: one.ruled.map(standing),
                    changes: one.through.iter().map(|change| change.id.clone()).collect(),
                    words: self.words(one, at, zone),
                }
            })
            .collect();
        if all.iter().all(|one| one.seat != Seat::Primary) {
            let words = format!("Nobody is primary: {}", self.why_nobody(at));
            let seat = Seat::Primary;
            let nobody =
                Explanation { seat, person: None, window: None, standing: None, changes: Vec::new(), words };
            all.insert(0, nobody);
        }
        all
    }

    /// A change in a sentence, with its spans in `zone`: “Sample Two covers primary for Sample One, …”.
    pub fn change_words(&self, change: &Change, zone: Tz) -> String {
        let span = |window: Window| {
            format!("{} to {}", said_at(window.from, zone, None), said_at(window.until, zone, None))
        };
        match &change.what {
            What::Override { seat, window, person } => {
                format!("{} is {seat}, {}", self.name(person), span(*window))
            }
            What::Cover { seat, window, absent, by } => {
                let seat = seat.as_ref().map_or(String::new(), |seat| format!(" {seat}"));
                format!("{} covers{seat} for {}, {}", self.name(by), self.name(absent), span(*window))
            }
            What::Swap { one, other } => format!(
                "{} gives {} {} and takes {} {} of {}",
                self.name(&one.person),
                one.seat,
                span(one.window),
                other.seat,
                span(other.window),
                self.name(&other.person)
            ),
        }
    }

    fn words(&self, held: &Held<'_>, at: Instant, zone: Tz) -> String {
        let seat = held.seat;
        let is_past = self.past.as_ref().is_some_and(|past| past.window_at(at).is_some());
        let by_rule = held.ruled.map(|ruled| self.by_rule(seat, ruled, at));
        let mut said = match (&held.holder, held.through.last()) {
            (Some((person, _)), Some(change)) => {
                let mut said =
                    format!("{} is {seat}: {}", self.name(person), self.by_change(change, person, zone));
                for earlier in held.through.iter().rev().skip(1) {
                    said.push_str(&format!(", after the {} by {}", earlier.what.word(), self.asked(earlier)));
                }
                match (by_rule, held.ruled) {
                    (Some(by_rule), Some(ruled)) => {
                        said.push_str(&format!(
                            "; without it, {} would be {seat} by {by_rule}",
                            self.name(ruled.person)
                        ));
                    }
                    _ => said.push_str("; no rule names anybody then"),
                }
                said
            }
            (Some((person, cause)), None) => {
                let by = by_rule.unwrap_or_else(|| self.by_cause(seat, cause, at, zone));
                let fact = if is_past { "kept as a fact, " } else { "" };
                format!("{} is {seat}: {fact}{by}", self.name(person))
            }
            (None, _) => format!("Nobody is {seat}"),
        };
        if let Some((person, change)) = held.double {
            let why = match change {
                Some(change) => format!("by the {} by {}", change.what.word(), self.asked(change)),
                None => "by the rule".to_owned(),
            };
            let link = if held.holder.is_none() { ":" } else { ";" };
            said.push_str(&format!(
                "{link} {} was to be {seat} {why}, but holds another seat",
                self.name(person)
            ));
        }
        said
    }

    /// "rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 14 (round 7, place 2 of 2)".
    fn by_rule(&self, seat: &Seat, ruled: Ruled<'_>, at: Instant) -> String {
        let mut said = sentence(seat, ruled.rule, ruled.turn, at);
        if ruled.stepped {
            let first = ruled.rule.in_line(seat, ruled.turn.number).next();
            let first = first.map_or("", |first| self.name(first));
            said.push_str(&format!("; {first} was first in line but holds another seat"));
        }
        said
    }

    /// The reason that a fact was kept with.
    fn by_cause(&self, seat: &Seat, cause: &Cause, at: Instant, zone: Tz) -> String {
        match cause {
            Cause::Rule { turn } => {
                let version =
                    self.tracks.get(turn.track).and_then(|track| track.versions().get(turn.version));
                let rule = version.and_then(|version| version.rule.as_ref());
                rule.map_or_else(
                    || format!("turn {}", turn.number + 1),
                    |rule| sentence(seat, rule, *turn, at),
                )
            }
            Cause::Change { id, .. } => {
                let change = self.changes.iter().find(|change| change.id == *id);
                let person = change.and_then(|change| change.what.parties().first().copied());
                change.map_or_else(
                    || format!("change {}", id.0),
                    |change| self.by_change(change, person.unwrap_or(&change.asked_by), zone),
                )
            }
        }
    }

    fn asked<'a>(&'a self, change: &'a Change) -> &'a str {
        self.name(&change.asked_by)
    }

    fn by_change(&self, change: &Change, person: &PersonId, zone: Tz) -> String {
        let span = |window: Window| {
            format!("{} to {}", said_at(window.from, zone, None), said_at(window.until, zone, None))
        };
        let mut said = match &change.what {
            What::Override { window, .. } => {
                format!("override by {}, {}", self.asked(change), span(*window))
            }
            What::Cover { window, absent, .. } => {
                format!("covers for {}, {}", self.name(absent), span(*window))
            }
            What::Swap { one, other } => {
                let (theirs, with) =
                    if other.person == *person { (one, &one.person) } else { (other, &other.person) };
                format!("swap with {}, {}", self.name(with), span(theirs.window))
            }
        };
        if !change.why.trim().is_empty() {
            said.push_str(&format!(" (“{}”)", change.why.trim()));
        }
        if let State::Accepted { consents, .. } = &change.state {
            for consent in consents {
                if consent.of == consent.recorded_by {
                    said.push_str(&format!(", agreed by {}", self.name(&consent.of)));
                } else {
                    let (of, by) = (self.name(&consent.of), self.name(&consent.recorded_by));
                    said.push_str(&format!(", agreed by {of} (recorded by {by})"));
                }
            }
        }
        said
    }

    fn why_nobody(&self, at: Instant) -> String {
        if self.past.as_ref().is_some_and(|past| past.window_at(at).is_some()) {
            return "the kept facts name nobody then".to_owned();
        }
        let governing = self.tracks.iter().find_map(|track| track.rule_at(at));
        let coming = self.tracks.iter().flat_map(Track::versions).filter(|version| version.from > at);
        let coming = coming.filter(|version| version.rule.is_some()).min_by_key(|version| version.from);
        let rule = match (governing, coming) {
            (Some(rule), _) => rule,
            (None, Some(Version { rule: Some(rule), from })) => {
                let zone = rule.draft().zone;
                return format!(
                    "rule “{}” governs from {}",
                    rule.draft().name,
                    said_at(*from, zone, Some(at))
                );
            }
            (None, _) => {
                return "no rule governs then; adopt one, or put somebody on watch with an override"
                    .to_owned();
            }
        };
        let draft = rule.draft();
        let begins = Turns::new(rule, self.holidays.dates()).begin();
        if at < begins {
            let anchor = said_at(begins, draft.zone, Some(at));
            return format!("rule “{}” begins {anchor}", draft.name);
        }
        let today = local_of(draft.zone, at).date();
        match self.holidays.name(today).filter(|_| draft.skips_holidays) {
            Some(name) => format!("rule “{}” skips holidays, and {} is {name}", draft.name, day(today)),
            None => format!("rule “{}” is {}", draft.name, rhythm_words(rule)),
        }
    }
}

fn standing(ruled: Ruled<'_>) -> Standing {
    let (turn, places) = (ruled.turn.number, ruled.rule.turns_in_round());
    let draft = ruled.rule.draft();
    Standing {
        rule: draft.name.clone(),
        anchor: instant_of(draft.zone, draft.anchor),
        turn: turn + 1,
        round: turn.div_euclid(places) + 1,
        place: turn.rem_euclid(places) + 1,
        places,
        person: ruled.person.clone(),
    }
}

fn sentence(seat: &Seat, rule: &Rule, turn: TurnRef, at: Instant) -> String {
    let draft = rule.draft();
    let places = rule.turns_in_round();
    let anchor = said_at(instant_of(draft.zone, draft.anchor), draft.zone, Some(at));
    let (number, round) = (turn.number + 1, turn.number.div_euclid(places) + 1);
    let place = turn.number.rem_euclid(places) + 1;
    let order = draft.seats.iter().find(|one| one.seat == *seat).map(|one| &one.order);
    let order = match order {
        Some(Order::Offset(1)) => ", 1 place after primary".to_owned(),
        Some(Order::Offset(offset)) => format!(", {offset} places after primary"),
        Some(Order::Own(_)) => format!(", {seat} in its own order"),
        None => String::new(),
    };
    format!(
        "rule “{}”, {} from {anchor}, turn {number} (round {round}, place {place} of {places}){order}",
        draft.name,
        rhythm_words(rule)
    )
}

/// "weekly on Mon, Tue, 09:00-17:00, not on holidays".
fn rhythm_words(rule: &Rule) -> String {
    let draft = rule.draft();
    let mut said = draft.rhythm.words();
    if let Some(weekdays) = draft.weekdays {
        let named: Vec<&str> =
            DAYS.iter().zip(weekdays).filter(|(_, on)| *on).map(|(name, _)| *name).collect();
        said.push_str(&format!(" on {}", named.join(", ")));
    }
    if let Some(hours) = draft.hours {
        said.push_str(&format!(", {hours}"));
    }
    if draft.skips_holidays {
        said.push_str(", not on holidays");
    }
    said
}

fn day(date: NaiveDate) -> String {
    date.format("%a %-d %b").to_string()
}

/// "Mon 2 Mar 09:00 CST"; with the year where it isn't that of `beside`.
pub(super) fn said_at(at: Instant, zone: Tz, beside: Option<Instant>) -> String {
    let local = local_of(zone, at);
    let offset = zone.offset_from_utc_datetime(&at.naive_utc());
    let short = offset.abbreviation().map_or_else(|| offset.fix().to_string(), str::to_owned);
    let far = beside.is_some_and(|beside| local_of(zone, beside).year() != local.year());
    let date = local.format(if far { "%a %-d %b %Y %H:%M" } else { "%a %-d %b %H:%M" });
    format!("{date} {short}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::Past;
    use crate::domain::rota::consent::Actor;
    use crate::domain::rota::leave::Holidays;
    use crate::domain::rota::rule::SeatOrder;
    use crate::domain::rota::samples::{
        at, cover, date, draft, manager, person, plain, put, rota, span, swap, with_backup,
    };
    use chrono_tz::America::Chicago;

    fn check(rota: &Rota, instant: &str, expected: &[&str]) {
        let all = rota.explain(at(instant), Chicago);
        let words: Vec<&str> = all.iter().map(|one| one.words.as_str()).collect();
        assert_eq!(words, expected);
    }

    fn weekly(people: usize) -> Rota {
        rota(with_backup(draft(Chicago, "2026-03-02T09:00", "1 week", people), 1))
    }

    #[test]
    fn a_rule_says_its_anchor_turn_round_and_place() {
        check(
            &weekly(2),
            "2026-06-03T12:00-05:00",
            &[
                "Sample Two is primary: rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 14 (round 7, place 2 of 2)",
                "Sample One is backup: rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 14 (round 7, place 2 of 2), 1 place after primary",
            ],
        );
        check(
            &weekly(2),
            "2027-06-03T12:00-05:00",
            &[
                "Sample Two is primary: rule “Main”, weekly from Mon 2 Mar 2026 09:00 CST, turn 66 (round 33, place 2 of 2)",
                "Sample One is backup: rule “Main”, weekly from Mon 2 Mar 2026 09:00 CST, turn 66 (round 33, place 2 of 2), 1 place after primary",
            ],
        );
        let standing = weekly(2).explain(at("2026-06-03T12:00-05:00"), Chicago).remove(0).standing.unwrap();
        assert_eq!((standing.turn, standing.round, standing.place, standing.places), (14, 7, 2, 2));
    }

    #[test]
    fn an_override_a_cover_and_a_swap_say_who_agreed_and_what_would_be_without() {
        let day = span("2026-03-10T00:00-05:00", "2026-03-11T00:00-05:00");
        let mut rota = weekly(3);
        rota.changes.push(put("a", Seat::Primary, day, 4));
        check(
            &rota,
            "2026-03-10T12:00-05:00",
            &[
                "Sample Four is primary: override by Sample Chief, Tue 10 Mar 00:00 CDT to Wed 11 Mar 00:00 CDT; without it, Sample Two would be primary by rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 3)",
                "Sample Three is backup: rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 3), 1 place after primary",
            ],
        );
        rota.changes = vec![cover("b", day, 2, 4)];
        rota.changes[0].why = "dentist".to_owned();
        check(
            &rota,
            "2026-03-10T12:00-05:00",
            &[
                "Sample Four is primary: covers for Sample Two, Tue 10 Mar 00:00 CDT to Wed 11 Mar 00:00 CDT (“dentist”), agreed by Sample Two (recorded by Sample Chief), agreed by Sample Four (recorded by Sample Chief); without it, Sample Two would be primary by rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 3)",
                "Sample Three is backup: rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 3), 1 place after primary",
            ],
        );
        rota.changes = vec![swap("c", (2, Seat::Primary, day), (3, Seat::Backup, day))];
        check(
            &rota,
            "2026-03-10T12:00-05:00",
            &[
                "Sample Three is primary: swap with Sample Two, Tue 10 Mar 00:00 CDT to Wed 11 Mar 00:00 CDT, agreed by Sample Two (recorded by Sample Chief), agreed by Sample Three (recorded by Sample Chief); without it, Sample Two would be primary by rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 3)",
                "Sample Two is backup: swap with Sample Three, Tue 10 Mar 00:00 CDT to Wed 11 Mar 00:00 CDT, agreed by Sample Two (recorded by Sample Chief), agreed by Sample Three (recorded by Sample Chief); without it, Sample Three would be backup by rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 3), 1 place after primary",
            ],
        );
        let ask = |by: &Actor| {
            let what = What::Cover { seat: None, window: day, absent: person(2), by: person(4) };
            Change::ask(ChangeId("d".to_owned()), what, by, "", at("2026-03-01T00:00-06:00")).unwrap()
        };
        let agreed = ask(&plain(2)).accept(&person(4), &manager(8), at("2026-03-02T00:00-06:00")).unwrap();
        rota.changes = vec![agreed, put("e", Seat::Primary, day, 5)];
        check(
            &rota,
            "2026-03-10T12:00-05:00",
            &[
                "Sample Five is primary: override by Sample Chief, Tue 10 Mar 00:00 CDT to Wed 11 Mar 00:00 CDT, after the cover by Sample Two; without it, Sample Two would be primary by rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 3)",
                "Sample Three is backup: rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 3), 1 place after primary",
            ],
        );
    }

    #[test]
    fn who_was_to_hold_two_seats_is_named() {
        let day = span("2026-03-10T00:00-05:00", "2026-03-11T00:00-05:00");
        let mut rota = weekly(3);
        rota.changes.push(put("a", Seat::Primary, day, 3));
        check(
            &rota,
            "2026-03-10T12:00-05:00",
            &[
                "Sample Three is primary: override by Sample Chief, Tue 10 Mar 00:00 CDT to Wed 11 Mar 00:00 CDT; without it, Sample Two would be primary by rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 3)",
                "Nobody is backup: Sample Three was to be backup by the rule, but holds another seat",
            ],
        );
        rota.changes = vec![put("b", Seat::Backup, day, 2)];
        check(
            &rota,
            "2026-03-10T12:00-05:00",
            &[
                "Sample Two is primary: rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 3)",
                "Sample Three is backup: rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 3), 1 place after primary; Sample Two was to be backup by the override by Sample Chief, but holds another seat",
            ],
        );
        let mut own = draft(Chicago, "2026-03-02T09:00", "1 week", 2);
        let order = Order::Own(vec![person(1), person(2), person(3)]);
        own.seats.push(SeatOrder { seat: Seat::Backup, order });
        check(
            &crate::domain::rota::samples::rota(own),
            "2026-03-04T12:00-06:00",
            &[
                "Sample One is primary: rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 1 (round 1, place 1 of 2)",
                "Sample Two is backup: rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 1 (round 1, place 1 of 2), backup in its own order; Sample One was first in line but holds another seat",
            ],
        );
    }

    #[test]
    fn nobody_is_explained_too() {
        check(
            &Rota::default(),
            "2026-03-10T12:00-05:00",
            &[
                "Nobody is primary: no rule governs then; adopt one, or put somebody on watch with an override",
            ],
        );
        check(
            &weekly(2),
            "2026-03-02T08:59-06:00",
            &["Nobody is primary: rule “Main” governs from Mon 2 Mar 09:00 CST"],
        );
        let mut late = weekly(2);
        late.tracks[0].adopt(
            weekly(3).tracks[0].versions()[0].rule.clone().map(|rule| {
                let draft = crate::domain::rota::rule::RuleDraft {
                    anchor: crate::domain::rota::samples::local("2026-04-06T09:00"),
                    ..rule.into()
                };
                Rule::new(draft).unwrap()
            }),
            at("2026-03-30T09:00-05:00"),
            at("2026-03-30T09:00-05:00"),
        );
        check(
            &late,
            "2026-04-01T12:00-05:00",
            &["Nobody is primary: rule “Main” begins Mon 6 Apr 09:00 CDT"],
        );
        let mut days = draft(Chicago, "2026-03-02T09:00", "1 day", 2);
        days.weekdays = Some([true, true, true, true, true, false, false]);
        days.skips_holidays = true;
        let mut rota = crate::domain::rota::samples::rota(days);
        rota.holidays = Holidays::from_iter([(date("2026-03-10"), "Sample Day")]);
        check(
            &rota,
            "2026-03-08T12:00-05:00",
            &["Nobody is primary: rule “Main” is daily on Mon, Tue, Wed, Thu, Fri, not on holidays"],
        );
        check(
            &rota,
            "2026-03-10T12:00-05:00",
            &["Nobody is primary: rule “Main” skips holidays, and Tue 10 Mar is Sample Day"],
        );
        check(
            &rota,
            "2026-03-11T12:00-05:00",
            &[
                "Sample One is primary: rule “Main”, daily on Mon, Tue, Wed, Thu, Fri, not on holidays from Mon 2 Mar 09:00 CST, turn 7 (round 4, place 1 of 2)",
            ],
        );
    }

    #[test]
    fn a_kept_fact_says_so() {
        let mut rota = weekly(2);
        let window = span("2026-03-02T09:00-06:00", "2026-03-16T09:00-05:00");
        rota.past = Some(Past::of(window, rota.shifts(window)));
        rota.tracks[0].adopt(None, at("2026-03-10T00:00-05:00"), at("2026-03-10T00:00-05:00"));
        check(
            &rota,
            "2026-03-12T12:00-05:00",
            &[
                "Sample Two is primary: kept as a fact, rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 2)",
                "Sample One is backup: kept as a fact, rule “Main”, weekly from Mon 2 Mar 09:00 CST, turn 2 (round 1, place 2 of 2), 1 place after primary",
            ],
        );
    }
}
