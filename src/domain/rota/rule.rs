//! A rota rule: who takes turns, in which order, how often, from when, on which days and hours.
//!
//! A [`Rule`] exists only when it makes sense: [`RuleDraft`] is what somebody wrote, and
//! [`Rule::new`] is the one way from there, refusing with everything that is wrong at once. Never
//! here: an instant; when turns fall is [`super::turns`]' business.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::person::{PersonId, Seat};
use super::rhythm::Rhythm;

/// The most participants of a rule, and of a seat's own order.
pub const MOST_PARTICIPANTS: usize = 200;
/// The most seats of a rule beside primary.
pub const MOST_SEATS: usize = 8;
/// The longest name of a rule, a seat or a person in a rule file, in characters.
pub const LONGEST_NAME_CHARS: usize = 120;

/// The hours of a day in which somebody is on watch, in civil time.
///
/// Where `until` isn't later than `from` it is the next day's; equal means around the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The wall time at which the watch of a day begins.
    pub from: NaiveTime,
    /// The wall time at which it ends.
    pub until: NaiveTime,
}

impl Hours {
    /// The watch of one date, from and until (civil); none at the end of the calendar.
    pub fn on(self, date: NaiveDate) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let ends = if self.until > self.from { date } else { date.succ_opt()? };
        Some((date.and_time(self.from), ends.and_time(self.until)))
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from.format("%H:%M"), self.until.format("%H:%M"))
    }
}

/// Who holds a seat in a turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The participant so many places after the primary; 1 is who is primary next.
    Offset(u32),
    /// An order of its own, one place a turn.
    Own(Vec<PersonId>),
}

/// A seat beside primary, and who holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatOrder {
    /// The seat.
    pub seat: Seat,
    /// Who holds it.
    pub order: Order,
}

/// A rule as somebody wrote it, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDraft {
    /// What the rule is called.
    pub name: String,
    /// Who takes turns as primary, in order.
    pub participants: Vec<PersonId>,
    /// How often the watch passes on.
    pub rhythm: Rhythm,
    /// When the first turn begins, on the wall clock of `zone` (civil).
    pub anchor: NaiveDateTime,
    /// The zone of every wall time of this rule.
    #[serde(with = "zone_word")]
    pub zone: Tz,
    /// The weekdays on which a watch begins, Monday first; none means all.
    #[serde(default)]
    pub weekdays: Option<[bool; 7]>,
    /// The hours of each day's watch; none means from the anchor's wall time for a whole day.
    #[serde(default)]
    pub hours: Option<Hours>,
    /// Whether nobody is on watch on holidays by this rule.
    #[serde(default)]
    pub skips_holidays: bool,
    /// The seats beside primary.
    #[serde(default)]
    pub seats: Vec<SeatOrder>,
}

/// The part of a rule that a refusal is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The name.
    Name,
    /// The participants; with the place in the list, from 0, where it is about one.
    Participants(Option<usize>),
    /// The anchor.
    Anchor,
    /// The rhythm.
    Rhythm,
    /// The weekdays.
    Weekdays,
    /// The seat at that place of the draft, from 0; with the place in its own order, where it is
    /// about one.
    Seat(usize, Option<usize>),
}

/// Why a rule was refused, and what would do instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct RuleRefusal {
    /// The part that it is about.
    pub field: Field,
    /// What is wrong and what would do.
    pub what: String,
}

/// A rota rule that makes sense. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RuleDraft", into = "RuleDraft")]
pub struct Rule(Arc<RuleDraft>);

impl Rule {
    /// The rule of a draft, or everything that is wrong with it.
    pub fn new(mut draft: RuleDraft) -> Result<Self, Vec<RuleRefusal>> {
        let refusals = super::rule_check::refusals(&draft);
        draft.seats.sort_by(|one, other| one.seat.cmp(&other.seat));
        if refusals.is_empty() { Ok(Self(Arc::new(draft))) } else { Err(refusals) }
    }

    /// What was written.
    pub fn draft(&self) -> &RuleDraft {
        &self.0
    }

    /// The number of turns in a round: everybody was primary once.
    pub fn turns_in_round(&self) -> i64 {
        i64::try_from(self.0.participants.len()).unwrap_or(1).max(1)
    }

    /// Whether weekdays, hours or holidays leave times at which the rule puts nobody on watch.
    pub fn is_restricted(&self) -> bool {
        self.0.weekdays.is_some() || self.0.hours.is_some() || self.0.skips_holidays
    }

    /// The hours of a day's watch: the rule's own, or a whole day from the anchor's wall time.
    pub fn hours(&self) -> Hours {
        let begin = self.0.anchor.time();
        self.0.hours.unwrap_or(Hours { from: begin, until: begin })
    }

    /// Whether a watch begins on that weekday.
    pub fn is_on(&self, date: NaiveDate) -> bool {
        let at = date.weekday().num_days_from_monday() as usize;
        self.0.weekdays.is_none_or(|days| days.get(at).is_some_and(|on| *on))
    }

    /// All seats of the rule in order of precedence, primary first.
    pub fn seats(&self) -> impl Iterator<Item = &Seat> {
        std::iter::once(&Seat::Primary).chain(self.0.seats.iter().map(|one| &one.seat))
    }

    /// Who could hold a seat in a turn, the first in line first; nobody for a seat it has not.
    ///
    /// Who holds another seat already is passed over, and so nobody holds two.
    pub fn in_line(&self, seat: &Seat, turn: i64) -> impl Iterator<Item = &PersonId> {
        let rule = &*self.0;
        let (list, offset): (&[PersonId], i64) = if *seat == Seat::Primary {
            (&rule.participants, 0)
        } else {
            match rule.seats.iter().find(|one| one.seat == *seat).map(|one| &one.order) {
                Some(Order::Offset(offset)) => (&rule.participants, i64::from(*offset)),
                Some(Order::Own(list)) => (list, 0),
                None => (&[], 0),
            }
        };
        let size = i64::try_from(list.len()).unwrap_or(1).max(1);
        let first = usize::try_from(turn.saturating_add(offset).rem_euclid(size)).unwrap_or(0);
        list.iter().cycle().skip(first).take(list.len())
    }

    /// Everybody whom the rule names, each once, in order.
    pub fn everybody(&self) -> Vec<&PersonId> {
        let own = self.0.seats.iter().filter_map(|one| match &one.order {
            Order::Own(list) => Some(list),
            Order::Offset(_) => None,
        });
        let mut seen = BTreeSet::new();
        self.0.participants.iter().chain(own.flatten()).filter(|one| seen.insert(*one)).collect()
    }
}

impl TryFrom<RuleDraft> for Rule {
    type Error = RuleRefusal;

    /// The rule of a draft, or the first thing that is wrong with it.
    fn try_from(draft: RuleDraft) -> Result<Self, Self::Error> {
        Self::new(draft).map_err(|refusals| {
            let nothing = || RuleRefusal { field: Field::Name, what: "the rule makes no sense".to_owned() };
            refusals.into_iter().next().unwrap_or_else(nothing)
        })
    }
}

impl From<Rule> for RuleDraft {
    fn from(rule: Rule) -> Self {
        Arc::unwrap_or_clone(rule.0)
    }
}

/// A zone as its IANA name.
mod zone_word {
    use chrono_tz::Tz;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
    pub fn serialize<S: Serializer>(zone: &Tz, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(zone.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(|err| serde::de::Error::custom(format!("“{name}”: {err}")))
    }
}
