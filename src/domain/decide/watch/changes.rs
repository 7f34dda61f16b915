//! Overrides, cover and swaps: asked for, agreed, declined, taken back, undone.

use super::super::Refusal;
use super::super::said::optional_text;
use super::Watching;
use crate::domain::command::ItemName;
use crate::domain::directory::Named;
use crate::domain::event::{EventId, Fact};
use crate::domain::rota::Rota;
use crate::domain::rota::change::{Change, ChangeId, Half, What, Window};
use crate::domain::rota::consent::{Actor, ChangeRefusal, State};
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::schedule::Shift;
use crate::domain::watch::change_id;
use crate::domain::watch::facts::{Answer, ChangeAnswered, ChangeAsked};

impl Watching<'_> {
    /// The change that is asked for, if it makes sense and does what it says.
    pub(super) fn ask(
        &self,
        what: What,
        people: Vec<Named>,
        why: Option<&String>,
        agreed: Option<&String>,
    ) -> Result<Fact, Refusal> {
        let me = self.me();
        let how = optional_text("how they agreed", agreed)?;
        let why = optional_text("the reason", why)?;
        let id = |name: &PersonId| {
            let named = people.iter().find(|named| named.name == name.0);
            named.map_or_else(|| name.clone(), |named| self.id(named))
        };
        let known = with_people(&what, &id);
        let actor = Actor { person: self.id(&me), is_manager: true };
        let new = ChangeId("new".to_owned());
        let asked = Change::ask(new, known.clone(), &actor, why.clone().unwrap_or_default(), self.at)
            .map_err(|refusal| self.refused(&refusal))?;
        if known.windows().iter().all(|window| window.until <= self.at) {
            return Err(Refusal::new(
                "that time is past, and past watches are facts",
                "name a time that is still to come, or log a note of the watch",
            ));
        }
        self.does_what_it_says(&known)?;
        let waits: Vec<PersonId> = asked.waits_for().into_iter().cloned().collect();
        let agreed = match &how {
            None => Vec::new(),
            Some(_) => people.iter().filter(|named| waits.contains(&self.id(named))).cloned().collect(),
        };
        let how = how.filter(|_| !agreed.is_empty());
        Ok(Fact::WatchChangeAsked(Box::new(ChangeAsked { what, people, by: me, why, agreed, how })))
    }

    /// Refuses what would change nothing, or would give somebody two seats at once.
    fn does_what_it_says(&self, what: &What) -> Result<(), Refusal> {
        let rota = self.world.rota();
        let mut after = Rota::clone(rota);
        let state = State::Accepted { at: self.at, consents: Vec::new() };
        let me = self.id(&self.me());
        after.changes.push(Change {
            id: ChangeId("new".to_owned()),
            what: what.clone(),
            asked_by: me,
            why: String::new(),
            state,
        });
        let halves: Vec<(Option<&Seat>, Window, &PersonId, &PersonId)> = match what {
            What::Override { seat, window, person } => {
                let after_shifts = after.shifts(*window);
                let other = after_shifts.iter().find(|shift| {
                    shift.person == *person && shift.seat < *seat && shift.window.touches(*window)
                });
                if let Some(other) = other {
                    return Err(self.two_seats(person, other));
                }
                return Ok(());
            }
            What::Cover { seat, window, absent, by } => vec![(seat.as_ref(), *window, absent, by)],
            What::Swap { one, other } => vec![
                (Some(&one.seat), one.window, &one.person, &other.person),
                (Some(&other.seat), other.window, &other.person, &one.person),
            ],
        };
        for (seat, window, gives, takes) in halves {
            let window = Window::new(window.from.max(self.at), window.until);
            if window.from >= window.until {
                continue;
            }
            let is_theirs =
                |shift: &&Shift| shift.person == *gives && seat.is_none_or(|seat| *seat == shift.seat);
            let before = rota.shifts(window);
            let theirs: Vec<_> = before.iter().filter(is_theirs).collect();
            if theirs.is_empty() {
                let seat = seat.map_or_else(|| "on watch".to_owned(), ToString::to_string);
                return Err(Refusal::new(
                    format!(
                        "{} is not {seat} from {} to {}",
                        rota.name(gives),
                        self.said(window.from),
                        self.said(window.until)
                    ),
                    "name a time at which they are",
                ));
            }
            let then = after.shifts(window);
            for shift in &theirs {
                let span = shift.window.cut(window);
                let kept = then
                    .iter()
                    .find(|one| one.seat == shift.seat && one.person == *gives && one.window.touches(span));
                if kept.is_some() {
                    let other = then.iter().find(|one| {
                        one.person == *takes && one.seat != shift.seat && one.window.touches(span)
                    });
                    return Err(other.map_or_else(
                        || {
                            Refusal::new(
                                "a change that was made later stands above it",
                                "undo that one first",
                            )
                        },
                        |other| self.two_seats(takes, other),
                    ));
                }
            }
        }
        Ok(())
    }

    fn two_seats(&self, person: &PersonId, other: &Shift) -> Refusal {
        Refusal::new(
            format!(
                "{} is {} from {} to {}, and nobody holds two seats at once",
                self.world.rota().name(person),
                other.seat,
                self.said(other.window.from),
                self.said(other.window.until)
            ),
            "name somebody else, or change that watch first",
        )
    }

    pub(super) fn answer(
        &self,
        change: ItemName,
        answer: Answer,
        of: Option<&String>,
        why: Option<&String>,
    ) -> Result<Fact, Refusal> {
        let entry = self.change(change)?;
        let rota = self.world.rota();
        let id = change_id(entry);
        let known = rota.changes.iter().find(|one| one.id == id).ok_or_else(|| no_change(change))?;
        let me = self.me();
        let of = match of.filter(|of| !of.trim().is_empty()) {
            Some(of) => self.somebody("whose word it is", of)?,
            None => me.clone(),
        };
        let why = optional_text("the reason", why)?;
        let (whose, by) = (self.id(&of), Actor { person: self.id(&me), is_manager: true });
        let next = match answer {
            Answer::Accepted => known.accept(&whose, &by, self.at),
            Answer::Declined => known.decline(&whose, &by, self.at),
            Answer::Withdrawn => known.withdraw(&by, self.at),
            Answer::Undone => known.undo(&by, self.at),
        };
        let next = next.map_err(|refusal| self.refused(&refusal))?;
        if matches!(answer, Answer::Accepted | Answer::Declined) && whose != by.person && why.is_none() {
            return Err(Refusal::new(
                format!("{} does not say this themselves", of.name),
                "say how they said it, such as “by phone at 14:05”",
            ));
        }
        if matches!(next.state, State::Accepted { .. }) && matches!(answer, Answer::Accepted) {
            self.does_what_it_says(&known.what)?;
        }
        Ok(Fact::WatchChangeAnswered(Box::new(ChangeAnswered { change: entry, answer, of, by: me, why })))
    }

    fn change(&self, change: ItemName) -> Result<EventId, Refusal> {
        let all = &self.world.watch.changes;
        let found = match change {
            ItemName::Number(number) => number.checked_sub(1).and_then(|at| all.get(at)),
            ItemName::Entry(entry) => all.iter().find(|one| one.entry == entry),
        };
        found.map(|one| one.entry).ok_or_else(|| no_change(change))
    }

    /// A refusal of the rota, with people as they are called.
    fn refused(&self, refusal: &ChangeRefusal) -> Refusal {
        let mut said = refusal.to_string();
        for (id, person) in &self.world.rota().people {
            said = said.replace(&id.0, &person.name);
        }
        match said.split_once("; ") {
            Some((what, would_do)) => Refusal::new(what, would_do),
            None => Refusal::new(said, "see `bridgewatch apply --help`"),
        }
    }
}

fn no_change(change: ItemName) -> Refusal {
    let name = match change {
        ItemName::Number(number) => format!("number {number}"),
        ItemName::Entry(entry) => entry.0.to_string(),
    };
    Refusal::new(format!("there is no change {name}"), "the rota's screen lists them by number")
}

/// The change with who the names mean.
fn with_people(what: &What, id: &impl Fn(&PersonId) -> PersonId) -> What {
    let half = |half: &Half| Half { person: id(&half.person), ..half.clone() };
    match what {
        What::Override { seat, window, person } => {
            What::Override { seat: seat.clone(), window: *window, person: id(person) }
        }
        What::Cover { seat, window, absent, by } => {
            What::Cover { seat: seat.clone(), window: *window, absent: id(absent), by: id(by) }
        }
        What::Swap { one, other } => What::Swap { one: half(one), other: half(other) },
    }
}
