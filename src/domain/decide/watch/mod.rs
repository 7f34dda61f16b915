//! The watch: what of it is wished for becomes facts, each kind in a file of its own; leave and notes here.

mod changes;
mod handoff;
mod kept;
mod rules;

pub use self::kept::kept_until;
use super::Refusal;
use super::said::{line, optional_text, text};
use crate::domain::command::ItemName;
use crate::domain::directory::{Named, Record, RecordKind};
use crate::domain::event::{EventId, Fact, Subject};
use crate::domain::rota::change::{Half, What, Window};
use crate::domain::rota::history::Track;
use crate::domain::rota::leave::Leave;
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::rule::Rule;
use crate::domain::time::{Instant, whole_second};
use crate::domain::typed_time::understood;
use crate::domain::watch::facts::Answer;
use crate::domain::watch::person_id;
use crate::domain::watch::wish::{SwapHalf, WatchWish};
use crate::domain::world::World;

/// The longest a leave can be, in days.
const LONGEST_LEAVE_DAYS: i64 = 732;

/// One command about the watch.
pub(super) struct Watching<'a> {
    pub world: &'a World,
    pub at: Instant,
    pub actor: &'a str,
}

/// The facts of a wish about the watch, and what each is about.
pub(super) fn facts(watching: &Watching<'_>, wish: &WatchWish) -> Result<Vec<(Subject, Fact)>, Refusal> {
    let one = |fact: Fact| vec![(Subject::Watch, fact)];
    let kept = |fact: Fact| {
        let past = kept_until(watching.world, watching.at);
        past.into_iter().chain([fact]).map(|fact| (Subject::Watch, fact)).collect()
    };
    match wish {
        WatchWish::AdoptRule { rule, track, takes_effect, from, why } => {
            let adopted = watching.adopt(rule, track.as_ref(), *takes_effect, *from, why.as_ref())?;
            Ok(kept(Fact::RotaRuleAdopted(Box::new(adopted))))
        }
        WatchWish::EndRule { track, takes_effect, from, why } => {
            let ended = watching.end(track.as_ref(), *takes_effect, *from, why.as_ref())?;
            Ok(kept(Fact::RotaRuleAdopted(Box::new(ended))))
        }
        WatchWish::OverrideWatch { seat, from, until, person, why } => {
            let mut people = Vec::new();
            let what = What::Override {
                seat: watching.seat(seat.as_ref())?,
                window: window(*from, *until),
                person: watching.named("who is on watch", person, &mut people)?,
            };
            watching.ask(what, people, why.as_ref(), None).map(kept)
        }
        WatchWish::CoverWatch { seat, from, until, absent, by, why, agreed } => {
            let mut people = Vec::new();
            let what = What::Cover {
                seat: seat.as_ref().map(|seat| watching.seat(Some(seat))).transpose()?,
                window: window(*from, *until),
                absent: watching.named("who is away", absent, &mut people)?,
                by: watching.named("who stands in", by, &mut people)?,
            };
            watching.ask(what, people, why.as_ref(), agreed.as_ref()).map(kept)
        }
        WatchWish::SwapWatch { one, other, why, agreed } => {
            let mut people = Vec::new();
            let mut half = |half: &SwapHalf| {
                Ok::<_, Refusal>(Half {
                    person: watching.named("whose watch it is", &half.person, &mut people)?,
                    seat: watching.seat(half.seat.as_ref())?,
                    window: window(half.from, half.until),
                })
            };
            let what = What::Swap { one: half(one)?, other: half(other)? };
            watching.ask(what, people, why.as_ref(), agreed.as_ref()).map(kept)
        }
        WatchWish::AcceptChange { change, of, why } => {
            watching.answer(*change, Answer::Accepted, of.as_ref(), why.as_ref()).map(kept)
        }
        WatchWish::DeclineChange { change, of, why } => {
            watching.answer(*change, Answer::Declined, of.as_ref(), why.as_ref()).map(one)
        }
        WatchWish::WithdrawChange { change, why } => {
            watching.answer(*change, Answer::Withdrawn, None, why.as_ref()).map(one)
        }
        WatchWish::UndoChange { change, why } => {
            watching.answer(*change, Answer::Undone, None, why.as_ref()).map(kept)
        }
        WatchWish::RecordLeave { .. } => watching.leave(wish).map(one),
        WatchWish::WithdrawLeave { leave, why } => {
            let (entry, _) = watching.absence(*leave)?;
            let why = optional_text("the reason", why.as_ref())?;
            Ok(one(Fact::LeaveWithdrawn { leave: entry, why }))
        }
        WatchWish::NoteWatch { text: words } => {
            Ok(one(Fact::WatchNoteLogged { text: text("the note", words)? }))
        }
        WatchWish::OfferHandoff { .. }
        | WatchWish::AcceptHandoffItem { .. }
        | WatchWish::AcceptHandoff { .. }
        | WatchWish::DeclineHandoff { .. }
        | WatchWish::WithdrawHandoff { .. } => handoff::facts(watching, wish),
    }
}

fn window(from: Instant, until: Instant) -> Window {
    Window::new(whole_second(from), whole_second(until))
}

impl Watching<'_> {
    /// Somebody by their name, in the words that a fact uses; who they are is put beside.
    fn named(&self, what: &str, name: &str, people: &mut Vec<Named>) -> Result<PersonId, Refusal> {
        let named = self.somebody(what, name)?;
        let id = PersonId(named.name.clone());
        if !people.contains(&named) {
            people.push(named);
        }
        Ok(id)
    }

    /// Somebody by their name, called as the directory calls them.
    pub fn somebody(&self, what: &str, name: &str) -> Result<Named, Refusal> {
        let named = self.world.directory.named(&[RecordKind::Person], &line(what, name)?);
        let known = named.record.and_then(|id| self.world.directory.record(id));
        let called = known.map(|kept| kept.record.name().to_owned());
        Ok(Named { name: called.unwrap_or_else(|| named.name.clone()), ..named })
    }

    /// Who says so.
    pub fn me(&self) -> Named {
        let named = self.world.directory.named(&[RecordKind::Person], self.actor);
        Named { name: self.actor.to_owned(), ..named }
    }

    pub fn id(&self, named: &Named) -> PersonId {
        person_id(named, &self.world.directory)
    }

    fn seat(&self, seat: Option<&Seat>) -> Result<Seat, Refusal> {
        let Some(seat) = seat else { return Ok(Seat::Primary) };
        let rota = self.world.rota();
        let rules = rota.tracks.iter().flat_map(Track::versions).filter_map(|version| version.rule.as_ref());
        let mut known: Vec<&Seat> = rules.flat_map(Rule::seats).collect();
        known.sort_unstable();
        known.dedup();
        if known.contains(&seat) || matches!(seat, Seat::Primary | Seat::Backup) {
            return Ok(seat.clone());
        }
        let words: Vec<&str> = known.iter().map(|seat| seat.word()).collect();
        Err(Refusal::new(
            format!("there is no seat “{seat}”"),
            if words.is_empty() {
                "use primary or backup".to_owned()
            } else {
                format!("use {}", words.join(", "))
            },
        ))
    }

    fn absence(&self, leave: ItemName) -> Result<(EventId, &Named), Refusal> {
        let all = &self.world.watch.absences;
        let found = match leave {
            ItemName::Number(number) => number.checked_sub(1).and_then(|at| all.get(at)),
            ItemName::Entry(entry) => all.iter().find(|one| one.entry == entry),
        };
        let found = found.filter(|one| !one.is_withdrawn);
        found.map(|one| (one.entry, &one.person)).ok_or_else(|| {
            Refusal::new(
                "there is no such leave",
                "`bridgewatch rota problems` and the calendar show what there is",
            )
        })
    }

    fn leave(&self, wish: &WatchWish) -> Result<Fact, Refusal> {
        let WatchWish::RecordLeave { person, from, until, first_day, last_day, note } = wish else {
            return Err(Refusal::new("this is not leave", "use `record_leave`"));
        };
        let person = self.somebody("who is away", person)?;
        let window = match (from, until, first_day, last_day) {
            (Some(from), Some(until), None, None) => window(*from, *until),
            (None, None, Some(first), last) => {
                let id = self.id(&person);
                let zone = self.world.directory.by_person_id(&id.0).and_then(|record| match record {
                    Record::Person(person) => person.time_zone.as_ref()?.parse().ok(),
                    _ => None,
                });
                Leave::days(id, *first, last.unwrap_or(*first), zone.unwrap_or(self.world.settings.zone))
                    .window
            }
            _ => {
                return Err(Refusal::new(
                    "it is not clear when they are away",
                    "say `from` and `until`, or `first_day` and `last_day`",
                ));
            }
        };
        if window.from >= window.until {
            return Err(Refusal::new("the leave ends before it begins", "name an end that is later"));
        }
        if window.secs() > LONGEST_LEAVE_DAYS * 86_400 {
            return Err(Refusal::new(
                format!("the leave is longer than {LONGEST_LEAVE_DAYS} days"),
                "make it shorter, or take the person out of the rule",
            ));
        }
        let note = optional_text("the note", note.as_ref())?;
        Ok(Fact::LeaveRecorded { person, from: window.from, until: window.until, note })
    }

    pub fn said(&self, at: Instant) -> String {
        understood(at, self.world.settings.zone)
    }
}
