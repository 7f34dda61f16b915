//! Which rule governs when: a rule that is adopted never changes what was before.
//!
//! A rota has one or more tracks, such as "Weekdays" and "Nights"; each track has one rule at any
//! instant, the last that was adopted to take effect by then. Never here: the present instant,
//! which the caller hands in.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::rule::Rule;
use super::turns::Turns;
use crate::domain::time::Instant;

/// When a new rule takes over from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakesEffect {
    /// At once.
    AtOnce,
    /// When the turn that runs now passes on.
    AfterShift,
    /// When everybody of the present rule was primary in this round.
    AfterRound,
}

/// A rule from an instant on; without a rule, nobody is on watch by this track from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The rule, or none where the track ends.
    pub rule: Option<Rule>,
    /// From when it governs.
    pub from: Instant,
}

/// One line of rules that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// What the track is called, such as `main`.
    pub name: String,
    versions: Vec<Version>,
}

impl Track {
    /// A track without a rule.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), versions: Vec::new() }
    }

    /// A track with one rule that governs since its own anchor.
    pub fn of(rule: Rule) -> Self {
        let from = Turns::new(&rule, &BTreeSet::new()).begin();
        let name = rule.draft().name.clone();
        Self { name, versions: vec![Version { rule: Some(rule), from }] }
    }

    /// The rules in the order in which they govern, none of them at the same instant.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The rules that govern at `now` or later.
    pub fn from_now_on(&self, now: Instant) -> impl Iterator<Item = &Version> {
        let governing = self.versions.iter().rposition(|version| version.from <= now).unwrap_or(0);
        self.versions.iter().skip(governing)
    }

    /// Takes a rule from an instant on; none ends the track there.
    ///
    /// `decided_at` is when this was decided: what was before it is past, and stays as it was, even
    /// if `from` lies earlier. Rules that were to begin later than `from` are given up. Only the
    /// first rule of a track may begin in the past, since it changes nothing that was.
    ///
    /// Returns from when it governs.
    pub fn adopt(&mut self, rule: Option<Rule>, from: Instant, decided_at: Instant) -> Instant {
        let from = if self.versions.is_empty() { from } else { from.max(decided_at) };
        self.versions.retain(|version| version.from < from);
        self.versions.push(Version { rule, from });
        from
    }

    /// The place in [`Self::versions`] of what governs at an instant; none before the first.
    pub fn governing(&self, at: Instant) -> Option<usize> {
        self.versions.partition_point(|version| version.from <= at).checked_sub(1)
    }

    /// The rule that governs at an instant.
    pub fn rule_at(&self, at: Instant) -> Option<&Rule> {
        self.versions.get(self.governing(at)?)?.rule.as_ref()
    }

    /// Until when a version governs; none where no end is set.
    pub fn governs_until(&self, version: usize) -> Option<Instant> {
        self.versions.get(version + 1).map(|next| next.from)
    }

    /// The instant from which a rule adopted at `at` governs.
    ///
    /// That is `at` itself where nobody's turn runs then. With weekdays or hours, a turn runs until
    /// the next one begins.
    pub fn takes_effect(&self, when: TakesEffect, at: Instant, holidays: &BTreeSet<NaiveDate>) -> Instant {
        let turns = self.rule_at(at).map(|rule| (rule, Turns::new(rule, holidays)));
        let Some((rule, turns, turn)) =
            turns.and_then(|(rule, turns)| turns.turn_at(at).map(|turn| (rule, turns, turn)))
        else {
            return at;
        };
        let next = match when {
            TakesEffect::AtOnce => return at,
            TakesEffect::AfterShift => turn + 1,
            TakesEffect::AfterRound => (turn / rule.turns_in_round() + 1) * rule.turns_in_round(),
        };
        // An empty turn begins where the one before ended, which may be `at` itself.
        turns.begins(next).map_or(at, |begins| begins.max(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::person::PersonId;
    use crate::domain::rota::rule::RuleDraft;
    use crate::domain::rota::samples::{at, draft, lines, person, rota, span};
    use chrono_tz::America::Chicago;

    /// Three people by the week from Monday 2 March.
    fn weekly() -> Rule {
        Rule::new(draft(Chicago, "2026-03-02T09:00", "1 week", 3)).unwrap()
    }

    fn daily() -> Rule {
        let participants: Vec<PersonId> = [4, 5].map(person).to_vec();
        let days = draft(Chicago, "2026-03-01T09:00", "1 day", 1);
        Rule::new(RuleDraft { name: "Days".to_owned(), participants, ..days }).unwrap()
    }

    #[test]
    fn a_rule_takes_effect_at_once_after_the_shift_or_after_the_round() {
        let track = Track::of(weekly());
        for (when, instant, from) in [
            (TakesEffect::AtOnce, "2026-03-11T12:00-05:00", "2026-03-11T12:00-05:00"),
            (TakesEffect::AfterShift, "2026-03-11T12:00-05:00", "2026-03-16T09:00-05:00"),
            (TakesEffect::AfterRound, "2026-03-11T12:00-05:00", "2026-03-23T09:00-05:00"),
            // At a handoff the new turn has begun.
            (TakesEffect::AfterShift, "2026-03-16T09:00-05:00", "2026-03-23T09:00-05:00"),
            (TakesEffect::AfterRound, "2026-03-22T09:00-05:00", "2026-03-23T09:00-05:00"),
            (TakesEffect::AfterRound, "2026-03-23T09:00-05:00", "2026-04-13T09:00-05:00"),
            // Nobody's turn runs before the anchor.
            (TakesEffect::AfterRound, "2026-03-02T08:59-06:00", "2026-03-02T08:59-06:00"),
        ] {
            let found = track.takes_effect(when, at(instant), &BTreeSet::new());
            assert_eq!(found, at(from), "{when:?} {instant}");
        }
        let none = Track::new("Empty");
        let now = at("2026-03-11T12:00-05:00");
        assert_eq!(none.takes_effect(TakesEffect::AfterRound, now, &BTreeSet::new()), now);
    }

    #[test]
    fn given_a_new_rule_when_it_is_adopted_then_what_was_before_stays() {
        let mut rota = rota(draft(Chicago, "2026-03-02T09:00", "1 week", 3));
        rota.tracks[0].adopt(Some(daily()), at("2026-03-05T00:00-06:00"), at("2026-03-11T12:00-05:00"));
        assert_eq!(
            lines(&rota, span("2026-03-03T00:00-06:00", "2026-03-12T12:00-05:00"), Chicago),
            [
                "primary Sample One 03-02 09:00-06 03-09 09:00-05",
                "primary Sample Two 03-09 09:00-05 03-11 12:00-05",
                "primary Sample Four 03-11 12:00-05 03-12 09:00-05",
                "primary Sample Five 03-12 09:00-05 03-13 09:00-05",
            ]
        );
    }

    #[test]
    fn a_rule_that_was_to_begin_later_is_given_up_and_a_track_can_end() {
        let mut track = Track::of(weekly());
        let decided = at("2026-03-03T00:00-06:00");
        track.adopt(Some(daily()), at("2026-05-01T00:00-05:00"), decided);
        track.adopt(None, at("2026-04-01T00:00-05:00"), decided);
        let names: Vec<Option<&str>> = track
            .versions()
            .iter()
            .map(|version| version.rule.as_ref().map(|rule| rule.draft().name.as_str()))
            .collect();
        assert_eq!(names, [Some("Main"), None]);
        assert!(track.rule_at(at("2026-03-31T23:59-05:00")).is_some());
        assert!(track.rule_at(at("2026-04-01T00:00-05:00")).is_none());
        assert!(track.rule_at(at("2026-03-02T08:59-06:00")).is_none());
    }
}
