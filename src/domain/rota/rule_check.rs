//! What makes a rule make no sense, all of it at once.
//!
//! Never here: what a rule means.

use std::collections::BTreeSet;

use chrono::Datelike;

use super::person::{PersonId, Seat};
use super::rhythm::Unit;
use super::rule::{
    Field, Hours, LONGEST_NAME_CHARS, MOST_PARTICIPANTS, MOST_SEATS, Order, RuleDraft, RuleRefusal, SeatOrder,
};

/// The first and the last year in which a rule can be anchored.
const ANCHOR_YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

/// Everything that is wrong with a draft; nothing where it is a rule.
pub(super) fn refusals(draft: &RuleDraft) -> Vec<RuleRefusal> {
    let mut found = Vec::new();
    let mut refuse = |field: Field, what: String| found.push(RuleRefusal { field, what });
    let name = draft.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME_CHARS || name.chars().any(char::is_control) {
        refuse(
            Field::Name,
            format!(
                "a rule needs a name of at most {LONGEST_NAME_CHARS} characters on one line; write one such as Main"
            ),
        );
    }
    if !ANCHOR_YEARS.contains(&draft.anchor.year()) {
        let (first, last) = (ANCHOR_YEARS.start(), ANCHOR_YEARS.end());
        refuse(Field::Anchor, format!("the anchor has to lie between {first} and {last}"));
    }
    for (place, what) in wrong_in_list(&draft.participants, "participant") {
        refuse(Field::Participants(place), what);
    }
    if draft.weekdays == Some([false; 7]) {
        refuse(Field::Weekdays, "no weekday is named; name at least one, or leave them out".to_owned());
    }
    let restricted = draft.weekdays.is_some() || draft.hours.is_some() || draft.skips_holidays;
    if restricted && draft.rhythm.unit() == Unit::Hours && i64::from(draft.rhythm.every()) > longest(draft) {
        let what = "with weekdays, hours or holidays an hourly rhythm begins anew each day, and so a turn can’t outlast it; count in days instead";
        refuse(Field::Rhythm, what.to_owned());
    }
    if draft.seats.len() > MOST_SEATS {
        refuse(Field::Seat(MOST_SEATS, None), format!("there are over {MOST_SEATS} seats beside primary"));
    }
    let mut offsets = BTreeSet::from([0]);
    let mut seats = BTreeSet::from([&Seat::Primary]);
    for (at, SeatOrder { seat, order }) in draft.seats.iter().enumerate() {
        let whole = Field::Seat(at, None);
        if !seats.insert(seat) || !Seat::is_word(seat.word()) {
            let what = format!(
                "“{seat}” can’t be a further seat; name each seat once, in small letters, digits and dashes"
            );
            refuse(whole, what);
            continue;
        }
        match order {
            Order::Offset(offset) => {
                let size = u32::try_from(draft.participants.len()).unwrap_or(u32::MAX).max(1);
                if !offsets.insert(offset % size) {
                    refuse(whole, same_seat_twice(seat, *offset, size));
                }
            }
            Order::Own(list) => {
                let who = format!("{seat} ");
                for (place, what) in wrong_in_list(list, who.trim_end()) {
                    refuse(Field::Seat(at, place), what);
                }
                if let [only] = list.as_slice()
                    && draft.participants.contains(only)
                {
                    let what = format!(
                        "{only} would be {seat} and primary at once; name a second person for {seat}, or somebody who is no participant"
                    );
                    refuse(whole, what);
                }
            }
        }
    }
    found
}

/// The longest watch of one day, in hours of the wall clock, begun hours counted whole.
fn longest(draft: &RuleDraft) -> i64 {
    let Some(Hours { from, until }) = draft.hours else { return 24 };
    let secs = (until - from).num_seconds();
    let secs = if secs > 0 { secs } else { secs + 86_400 };
    (secs + 3_599) / 3_600
}

fn same_seat_twice(seat: &Seat, offset: u32, size: u32) -> String {
    if size < 2 {
        return format!("one participant can’t hold primary and {seat} at once; add a second participant");
    }
    format!(
        "offset {offset} of {size} participants gives {seat} to somebody who holds another seat; use an offset from 1 to {} that no other seat has",
        size - 1
    )
}

/// What is wrong in a list of people, with the place where it is about one.
fn wrong_in_list(list: &[PersonId], who: &str) -> Vec<(Option<usize>, String)> {
    let mut found = Vec::new();
    if list.is_empty() {
        found.push((None, format!("there is no {who}; name at least one")));
    }
    if list.len() > MOST_PARTICIPANTS {
        found.push((None, format!("there are {} of {who}; at most {MOST_PARTICIPANTS} will do", list.len())));
    }
    let mut seen = BTreeSet::new();
    for (place, person) in list.iter().enumerate() {
        if person.0.trim().is_empty() {
            found.push((Some(place), format!("a {who} has no name; write one")));
        } else if !seen.insert(person) {
            found.push((Some(place), format!("{person} is there twice; each {who} stands once")));
        }
    }
    found
}
