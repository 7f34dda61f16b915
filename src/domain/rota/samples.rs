//! Sample rotas and short hands for the tests of this room.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::Rota;
use super::change::{Change, ChangeId, Half, What, Window};
use super::consent::Actor;
use super::history::Track;
use super::person::{Person, PersonId, Seat};
use super::rule::{Order, Rule, RuleDraft, SeatOrder};
use crate::domain::calendar::local_of;
use crate::domain::time::Instant;

pub const NAMES: [&str; 8] = [
    "Sample One",
    "Sample Two",
    "Sample Three",
    "Sample Four",
    "Sample Five",
    "Sample Six",
    "Sample Seven",
    "Sample Eight",
];

/// An instant as RFC 3339, seconds left out.
pub fn at(text: &str) -> Instant {
    let (time, offset) = text.split_at(16);
    DateTime::parse_from_rfc3339(&format!("{time}:00{offset}")).unwrap().to_utc()
}

pub fn span(from: &str, until: &str) -> Window {
    Window::new(at(from), at(until))
}

pub fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// "Sample Three" for 3.
pub fn person(number: usize) -> PersonId {
    PersonId::new(NAMES[number - 1])
}

pub fn draft(zone: Tz, anchor: &str, every: &str, people: usize) -> RuleDraft {
    RuleDraft {
        name: "Main".to_owned(),
        participants: (1..=people).map(person).collect(),
        rhythm: super::rhythm::Rhythm::parse(every).unwrap(),
        anchor: local(anchor),
        zone,
        weekdays: None,
        hours: None,
        skips_holidays: false,
        seats: Vec::new(),
    }
}

pub fn with_backup(mut draft: RuleDraft, offset: u32) -> RuleDraft {
    draft.seats.push(SeatOrder { seat: Seat::Backup, order: Order::Offset(offset) });
    draft
}

/// A rota of one rule, everybody having completed the learning.
pub fn rota(draft: RuleDraft) -> Rota {
    let learned_on = Some(date("2020-01-01"));
    let known = |number| (person(number), Person { learned_on, ..Person::named(NAMES[number - 1]) });
    Rota {
        people: (1..=NAMES.len()).map(known).collect(),
        tracks: vec![Track::of(Rule::new(draft).unwrap())],
        ..Rota::default()
    }
}

pub fn manager(number: usize) -> Actor {
    Actor { person: person(number), is_manager: true }
}

pub fn plain(number: usize) -> Actor {
    Actor { person: person(number), is_manager: false }
}

/// A manager who is no part of any watch.
fn chief() -> Actor {
    Actor { person: PersonId::new("Sample Chief"), is_manager: true }
}

/// An override that holds since long ago.
pub fn put(id: &str, seat: Seat, window: Window, who: usize) -> Change {
    let what = What::Override { seat, window, person: person(who) };
    Change::ask(ChangeId(id.to_owned()), what, &chief(), "", at("2000-01-01T00:00Z")).unwrap()
}

/// A cover in whichever seat, agreed since long ago.
pub fn cover(id: &str, window: Window, absent: usize, by: usize) -> Change {
    let what = What::Cover { seat: None, window, absent: person(absent), by: person(by) };
    agreed(id, what)
}

/// A swap of two watches, agreed since long ago.
pub fn swap(id: &str, one: (usize, Seat, Window), other: (usize, Seat, Window)) -> Change {
    let half = |(who, seat, window)| Half { person: person(who), seat, window };
    agreed(id, What::Swap { one: half(one), other: half(other) })
}

fn agreed(id: &str, what: What) -> Change {
    let long_ago = at("2000-01-01T00:00Z");
    let parties: Vec<PersonId> = what.parties().into_iter().cloned().collect();
    let asked = Change::ask(ChangeId(id.to_owned()), what, &chief(), "", long_ago).unwrap();
    let say = |change: Change, who: &PersonId| change.accept(who, &chief(), long_ago).unwrap();
    parties.iter().fold(asked, say)
}

/// The shifts of a window as lines, in local time of `zone`: "primary Sample One 03-02 09:00 03-09 09:00".
pub fn lines(rota: &Rota, window: Window, zone: Tz) -> Vec<String> {
    let said = |at| {
        let offset = chrono::TimeZone::offset_from_utc_datetime(&zone, &DateTime::naive_utc(&at));
        let offset = chrono::Offset::fix(&offset).to_string();
        format!("{}{}", local_of(zone, at).format("%m-%d %H:%M"), offset.trim_end_matches(":00"))
    };
    let line = |shift: &super::schedule::Shift| {
        format!("{} {} {} {}", shift.seat, shift.person, said(shift.window.from), said(shift.window.until))
    };
    rota.shifts(window).iter().map(line).collect()
}
