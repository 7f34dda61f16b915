//! How a change comes about: offered, accepted, declined, withdrawn, undone, and by whom.
//!
//! Nobody's watch is changed without their word: a cover or a swap holds once everybody in it has
//! agreed, and a manager can record that on their behalf. An override is a manager's alone. Pure:
//! each step gives the new state or a refusal that says what would do.

use serde::{Deserialize, Serialize};

use super::change::{Change, ChangeId, LONGEST_CHANGE_DAYS, What};
use super::person::PersonId;
use crate::domain::time::Instant;

/// Who does something, and whether as a manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Who.
    pub person: PersonId,
    /// Whether they may speak for others.
    pub is_manager: bool,
}

/// Somebody's word, and who recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Whose word it is.
    pub of: PersonId,
    /// Who recorded it: they themselves, or a manager on their behalf.
    pub recorded_by: PersonId,
    /// When they agreed; an instant.
    pub at: Instant,
}

/// How far a change has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Asked for; not everybody has agreed.
    Offered {
        /// Who has.
        consents: Vec<Consent>,
    },
    /// Agreed, and in force from `at` on.
    Accepted {
        /// Since when.
        at: Instant,
        /// Who agreed; nobody has to for an override.
        consents: Vec<Consent>,
    },
    /// Refused by one of the two.
    Declined {
        /// When.
        at: Instant,
        /// Whose word it is.
        of: PersonId,
        /// Who recorded it.
        recorded_by: PersonId,
    },
    /// Taken back before it was agreed.
    Withdrawn {
        /// When.
        at: Instant,
        /// Who took it back.
        by: PersonId,
    },
    /// Agreed, and then no longer in force from `at` on.
    Undone {
        /// Since when it was in force.
        accepted_at: Instant,
        /// From when it no longer was.
        at: Instant,
        /// Who undid it.
        by: PersonId,
    },
}

impl State {
    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Offered { .. } => "offered",
            Self::Accepted { .. } => "accepted",
            Self::Declined { .. } => "declined",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Undone { .. } => "undone",
        }
    }
}

/// Why a change, or a step of it, was refused, and what would do instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefusal {
    /// A span is empty or backwards.
    #[error("the span ends before it begins; name an end that is later than its begin")]
    EmptySpan,
    /// A span is over two years.
    #[error("the span is longer than {LONGEST_CHANGE_DAYS} days; make it shorter, or adopt a new rule")]
    LongSpan,
    /// Both sides are the same person.
    #[error("{0} can’t exchange a watch with themselves; name somebody else")]
    SamePerson(PersonId),
    /// The two spans of a swap share a seat and an instant.
    #[error("both sides of the swap name the same seat at the same time; name two different watches")]
    SameWatch,
    /// Only a manager may do this.
    #[error("only a manager can do this; offer a cover or a swap, or ask a manager to record it")]
    NeedsManager,
    /// Somebody who is no part of it.
    #[error("{0} is no part of this change; one of the two, or a manager, has to say it")]
    NoPart(PersonId),
    /// Somebody speaks for another.
    #[error("{by} can’t speak for {of}; {of} has to say it, or a manager records it on their behalf")]
    NotTheirs {
        /// Whose word is wanted.
        of: PersonId,
        /// Who spoke.
        by: PersonId,
    },
    /// Somebody has already agreed.
    #[error("{0} has already agreed; it waits for the other’s word")]
    AlreadyAgreed(PersonId),
    /// It has come further than that.
    #[error("the change is already {0}; make a new one")]
    Settled(&'static str),
    /// It is not in force.
    #[error("the change is {0} and not in force; only what was accepted can be undone")]
    NotInForce(&'static str),
}

impl Change {
    /// Asks for a change at an instant.
    ///
    /// Whoever is part of it agrees by asking. An override takes a manager and holds at once.
    pub fn ask(
        id: ChangeId,
        what: What,
        by: &Actor,
        why: impl Into<String>,
        at: Instant,
    ) -> Result<Self, ChangeRefusal> {
        check(&what)?;
        let is_party = what.parties().contains(&&by.person);
        if !is_party && !by.is_manager {
            return Err(if what.parties().is_empty() {
                ChangeRefusal::NeedsManager
            } else {
                ChangeRefusal::NoPart(by.person.clone())
            });
        }
        let own = Consent { of: by.person.clone(), recorded_by: by.person.clone(), at };
        let consents = if is_party { vec![own] } else { Vec::new() };
        let asked = Self {
            id,
            what,
            asked_by: by.person.clone(),
            why: why.into(),
            state: State::Offered { consents: consents.clone() },
        };
        Ok(asked.settled(consents, at))
    }

    /// Somebody agrees; a manager may record it on their behalf.
    pub fn accept(&self, of: &PersonId, by: &Actor, at: Instant) -> Result<Self, ChangeRefusal> {
        let State::Offered { consents } = &self.state else {
            return Err(ChangeRefusal::Settled(self.state.word()));
        };
        self.may_speak(of, by)?;
        if consents.iter().any(|one| one.of == *of) {
            return Err(ChangeRefusal::AlreadyAgreed(of.clone()));
        }
        let mut consents = consents.clone();
        consents.push(Consent { of: of.clone(), recorded_by: by.person.clone(), at });
        Ok(self.clone().settled(consents, at))
    }

    /// Somebody says no; a manager may record it on their behalf.
    pub fn decline(&self, of: &PersonId, by: &Actor, at: Instant) -> Result<Self, ChangeRefusal> {
        if !matches!(self.state, State::Offered { .. }) {
            return Err(ChangeRefusal::Settled(self.state.word()));
        }
        self.may_speak(of, by)?;
        let state = State::Declined { at, of: of.clone(), recorded_by: by.person.clone() };
        Ok(Self { state, ..self.clone() })
    }

    /// Whoever asked, or a manager, takes it back before it is agreed.
    pub fn withdraw(&self, by: &Actor, at: Instant) -> Result<Self, ChangeRefusal> {
        if !matches!(self.state, State::Offered { .. }) {
            return Err(ChangeRefusal::Settled(self.state.word()));
        }
        if by.person != self.asked_by && !by.is_manager {
            let (of, by) = (self.asked_by.clone(), by.person.clone());
            return Err(ChangeRefusal::NotTheirs { of, by });
        }
        Ok(Self { state: State::Withdrawn { at, by: by.person.clone() }, ..self.clone() })
    }

    /// A manager ends what was agreed, from `at` on; watches before that stay as they were.
    ///
    /// One of the two alone can't, since the other's watches would change without their word: they
    /// offer the watch back.
    pub fn undo(&self, by: &Actor, at: Instant) -> Result<Self, ChangeRefusal> {
        let State::Accepted { at: accepted_at, .. } = self.state else {
            return Err(ChangeRefusal::NotInForce(self.state.word()));
        };
        if !by.is_manager {
            return Err(ChangeRefusal::NeedsManager);
        }
        let state = State::Undone { accepted_at, at: at.max(accepted_at), by: by.person.clone() };
        Ok(Self { state, ..self.clone() })
    }

    /// Who still has to agree.
    pub fn waits_for(&self) -> Vec<&PersonId> {
        let State::Offered { consents } = &self.state else { return Vec::new() };
        let lacks = |party: &&PersonId| consents.iter().all(|one| one.of != **party);
        self.what.parties().into_iter().filter(lacks).collect()
    }

    fn may_speak(&self, of: &PersonId, by: &Actor) -> Result<(), ChangeRefusal> {
        if !self.what.parties().contains(&of) {
            return Err(ChangeRefusal::NoPart(of.clone()));
        }
        if by.person != *of && !by.is_manager {
            return Err(ChangeRefusal::NotTheirs { of: of.clone(), by: by.person.clone() });
        }
        Ok(())
    }

    /// With these consents: accepted once all are there.
    fn settled(self, consents: Vec<Consent>, at: Instant) -> Self {
        let agreed = self.what.parties().iter().all(|party| consents.iter().any(|one| one.of == **party));
        let state = if agreed { State::Accepted { at, consents } } else { State::Offered { consents } };
        Self { state, ..self }
    }
}

fn check(what: &What) -> Result<(), ChangeRefusal> {
    for window in what.windows() {
        if window.from >= window.until {
            return Err(ChangeRefusal::EmptySpan);
        }
        if window.secs() > LONGEST_CHANGE_DAYS * 86_400 {
            return Err(ChangeRefusal::LongSpan);
        }
    }
    if let [one, other] = what.parties().as_slice()
        && one == other
    {
        return Err(ChangeRefusal::SamePerson((*one).clone()));
    }
    if let What::Swap { one, other } = what
        && one.seat == other.seat
        && one.window.touches(other.window)
    {
        return Err(ChangeRefusal::SameWatch);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::change::{Half, Window};
    use crate::domain::rota::person::Seat;
    use crate::domain::rota::samples::{at, manager, person, plain, span};

    fn week(day: u32) -> Window {
        span(&format!("2026-03-{day:02}T09:00-05:00"), &format!("2026-03-{:02}T09:00-05:00", day + 7))
    }

    fn half(who: usize, day: u32) -> Half {
        Half { person: person(who), seat: Seat::Primary, window: week(day) }
    }

    /// Sample One and Sample Two swap their weeks.
    fn swap() -> What {
        What::Swap { one: half(1, 9), other: half(2, 16) }
    }

    fn id() -> ChangeId {
        ChangeId("a".to_owned())
    }

    fn now() -> Instant {
        at("2026-03-01T12:00-06:00")
    }

    fn asked(by: &Actor) -> Change {
        Change::ask(id(), swap(), by, "", now()).unwrap()
    }

    #[test]
    fn a_swap_holds_once_the_other_agreed() {
        let offered = asked(&plain(1));
        assert_eq!((offered.state.word(), offered.waits_for()), ("offered", vec![&person(2)]));
        assert_eq!(offered.in_force(), []);
        let later = at("2026-03-02T12:00-06:00");
        let accepted = offered.accept(&person(2), &plain(2), later).unwrap();
        assert_eq!(accepted.state.word(), "accepted");
        assert_eq!(accepted.in_force(), [week(9), week(16)]);
        assert_eq!(accepted.waits_for(), Vec::<&PersonId>::new());
    }

    #[test]
    fn a_manager_records_a_word_on_their_behalf_and_it_says_so() {
        let accepted = asked(&plain(1)).accept(&person(2), &manager(3), now()).unwrap();
        let State::Accepted { consents, .. } = &accepted.state else { panic!("{:?}", accepted.state) };
        assert_eq!((&consents[1].of, &consents[1].recorded_by), (&person(2), &person(3)));
        // A manager who asks for two others needs both words.
        let offered = asked(&manager(3));
        assert_eq!(offered.waits_for(), [&person(1), &person(2)]);
        let half = offered.accept(&person(1), &plain(1), now()).unwrap();
        assert_eq!(half.state.word(), "offered");
        assert_eq!(half.accept(&person(2), &plain(2), now()).unwrap().state.word(), "accepted");
    }

    #[test]
    fn every_step_is_refused_to_who_may_not_take_it() {
        let offered = asked(&plain(1));
        let accepted = offered.accept(&person(2), &plain(2), now()).unwrap();
        let declined = offered.decline(&person(2), &plain(2), now()).unwrap();
        let withdrawn = offered.withdraw(&plain(1), now()).unwrap();
        let undone = accepted.undo(&manager(3), now()).unwrap();
        let not_theirs = |by| ChangeRefusal::NotTheirs { of: person(2), by: person(by) };
        let refusals = [
            (offered.accept(&person(2), &plain(3), now()), not_theirs(3)),
            (offered.accept(&person(2), &plain(1), now()), not_theirs(1)),
            (offered.decline(&person(2), &plain(1), now()), not_theirs(1)),
            (offered.accept(&person(1), &plain(1), now()), ChangeRefusal::AlreadyAgreed(person(1))),
            (offered.accept(&person(3), &plain(3), now()), ChangeRefusal::NoPart(person(3))),
            (offered.withdraw(&plain(2), now()), ChangeRefusal::NotTheirs { of: person(1), by: person(2) }),
            (offered.undo(&manager(3), now()), ChangeRefusal::NotInForce("offered")),
            (accepted.undo(&plain(1), now()), ChangeRefusal::NeedsManager),
            (accepted.accept(&person(2), &plain(2), now()), ChangeRefusal::Settled("accepted")),
            (accepted.withdraw(&plain(1), now()), ChangeRefusal::Settled("accepted")),
            (declined.accept(&person(2), &plain(2), now()), ChangeRefusal::Settled("declined")),
            (withdrawn.decline(&person(2), &plain(2), now()), ChangeRefusal::Settled("withdrawn")),
            (undone.undo(&manager(3), now()), ChangeRefusal::NotInForce("undone")),
        ];
        for (found, refusal) in refusals {
            assert_eq!(found, Err(refusal));
        }
        for change in [&offered, &declined, &withdrawn] {
            assert_eq!(change.in_force(), []);
        }
    }

    #[test]
    fn what_is_asked_has_to_make_sense() {
        let backwards = Window::new(week(9).until, week(9).from);
        let long = span("2026-03-01T00:00-06:00", "2029-03-01T00:00-06:00");
        let put = |window| What::Override { seat: Seat::Primary, window, person: person(1) };
        let cover = What::Cover { seat: None, window: week(9), absent: person(1), by: person(1) };
        let same = What::Swap { one: half(1, 9), other: half(2, 12) };
        for (what, by, refusal) in [
            (put(backwards), manager(3), ChangeRefusal::EmptySpan),
            (put(long), manager(3), ChangeRefusal::LongSpan),
            (put(week(9)), plain(1), ChangeRefusal::NeedsManager),
            (cover, plain(1), ChangeRefusal::SamePerson(person(1))),
            (same, plain(1), ChangeRefusal::SameWatch),
            (swap(), plain(3), ChangeRefusal::NoPart(person(3))),
        ] {
            assert_eq!(Change::ask(id(), what, &by, "", now()), Err(refusal));
        }
    }

    #[test]
    fn an_agreement_reaches_neither_back_nor_past_its_end() {
        let put = What::Override { seat: Seat::Primary, window: week(9), person: person(1) };
        let middle = at("2026-03-11T12:00-05:00");
        let late = Change::ask(id(), put.clone(), &manager(3), "", middle).unwrap();
        assert_eq!(late.in_force(), [Window::new(middle, week(9).until)]);
        let early = Change::ask(id(), put, &manager(3), "", now()).unwrap();
        let undone = early.undo(&manager(3), middle).unwrap();
        assert_eq!(undone.in_force(), [Window::new(week(9).from, middle)]);
        assert_eq!(early.undo(&manager(3), now()).unwrap().in_force(), []);
    }

    #[test]
    fn a_change_is_the_same_after_it_was_written() {
        let accepted = asked(&plain(1)).accept(&person(2), &manager(3), now()).unwrap();
        let written = serde_json::to_string(&accepted).unwrap();
        assert_eq!(serde_json::from_str::<Change>(&written).unwrap(), accepted);
    }
}
