//! The rota: rules that are adopted, changes with consent, leave.

use chrono::TimeDelta;

use super::said::{line, optional_text, text};
use super::{Refusal, handoff};
use crate::domain::command::ItemName;
use crate::domain::directory::{Named, RecordKind};
use crate::domain::event::{EventId, Fact, Subject};
use crate::domain::rota::change::{Change, ChangeId, Half, What, Window};
use crate::domain::rota::consent::{Actor, ChangeRefusal, State};
use crate::domain::rota::history::{TakesEffect, Track};
use crate::domain::rota::leave::Leave;
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::rule::Rule;
use crate::domain::rota::schedule::Cause;
use crate::domain::rota::{Rota, rule_file};
use crate::domain::time::{Instant, whole_second};
use crate::domain::typed_time::understood;
use crate::domain::watch::facts::{Answer, ChangeAnswered, ChangeAsked, KeptShift, KeptTurn, RuleAdopted};
use crate::domain::watch::wish::{Effect, SwapHalf, WatchWish};
use crate::domain::watch::{change_id, person_id};
use crate::domain::world::World;

/// The most of the past that is kept as facts at once, in days.
const MOST_KEPT_DAYS: i64 = 100;
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

/// What was until an instant and is not kept yet, as a fact; none where there is nothing to keep.
///
/// Written before anything that could change it, so that past watches stay as they were.
pub fn kept_until(world: &World, until: Instant) -> Option<Fact> {
    if world.watch.is_empty() {
        return None;
    }
    let rota = world.rota();
    let until = whole_second(until);
    let begins = rota.tracks.iter().filter_map(|track| track.versions().first()).map(|first| first.from);
    let changes = rota.changes.iter().flat_map(Change::in_force).map(|window| window.from);
    let earliest = world.watch.kept_until().or_else(|| begins.chain(changes).min())?;
    let from = earliest.max(until - TimeDelta::days(MOST_KEPT_DAYS));
    if from >= until {
        return None;
    }
    let window = Window::new(from, until);
    let kept = |shift: crate::domain::rota::schedule::Shift| {
        let span = shift.window.cut(window);
        let (turn, change) = match &shift.cause {
            Cause::Rule { turn } => (Some(*turn), None),
            Cause::Change { id, turn } => (*turn, Some(id)),
        };
        KeptShift {
            seat: shift.seat,
            person: named_of(world, rota, &shift.person),
            from: span.from,
            until: span.until,
            turn: turn.and_then(|turn| {
                let track = rota.tracks.get(turn.track)?;
                let version = track.versions().get(turn.version)?;
                let adoption = world.watch.adoptions.iter().rev().find(|one| {
                    one.adopted.track == track.name
                        && one.adopted.from.max(one.at) >= version.from
                        && one.adopted.from <= version.from
                })?;
                Some(KeptTurn { adoption: adoption.entry, number: turn.number })
            }),
            change: change.and_then(|id| entry_of(world, id)),
        }
    };
    let shifts: Vec<KeptShift> = rota.shifts(window).into_iter().map(kept).collect();
    (!shifts.is_empty()).then_some(Fact::ShiftsKept { from, until, shifts })
}

/// Somebody of the rota, as a fact names them.
pub(super) fn named_of(world: &World, rota: &Rota, person: &PersonId) -> Named {
    let name = rota.name(person).to_owned();
    let record = uuid::Uuid::parse_str(&person.0).ok().map(crate::domain::directory::RecordId);
    let record = record.filter(|id| world.directory.record(*id).is_some());
    Named { name, record }
}

fn entry_of(world: &World, id: &ChangeId) -> Option<EventId> {
    world.watch.changes.iter().map(|asked| asked.entry).find(|entry| change_id(*entry) == *id)
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

    fn adopt(
        &self,
        rule: &str,
        track: Option<&String>,
        effect: Effect,
        from: Option<Instant>,
        why: Option<&String>,
    ) -> Result<RuleAdopted, Refusal> {
        let file = rule_file::read(rule).map_err(|problems| {
            let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Refusal::new(format!("the rule does not read: {}", all.join("; ")), "mend the rule")
        })?;
        let draft = file.rule.draft().clone();
        let track = match track.filter(|track| !track.trim().is_empty()) {
            Some(track) => line("the line of rules", track)?,
            None => draft.name.clone(),
        };
        let unknown = file.holidays.dates().difference(&self.world.settings.holidays).next();
        if let Some(date) = unknown {
            return Err(Refusal::new(
                format!("{date} is no holiday of this desk"),
                "set the desk's holidays with `configure_desk`, and leave them out of the rule",
            ));
        }
        let mut people: Vec<Named> = Vec::new();
        for person in file.rule.everybody() {
            let named = self.world.directory.named(&[RecordKind::Person], &person.0);
            if let Some(other) = people.iter().find(|other| self.id(other) == self.id(&named)) {
                return Err(Refusal::new(
                    format!("{} and {} are the same person", other.name, named.name),
                    "name each participant once",
                ));
            }
            people.push(named);
        }
        let rota = self.world.rota();
        let known = rota.tracks.iter().find(|one| one.name == track);
        let from = match known {
            // The first rule of a line may begin in the past: it changes nothing that was.
            None => from.map_or_else(
                || crate::domain::rota::turns::Turns::new(&file.rule, rota.holidays.dates()).begin(),
                whole_second,
            ),
            Some(known) => self.takes_effect(known, effect, from)?,
        };
        let same = known.and_then(|known| known.versions().last()).is_some_and(|last| {
            last.rule.as_ref().is_some_and(|rule| {
                let mine = self.world.watch.adoptions.iter().rev().find(|one| one.adopted.track == track);
                rule.draft().anchor == draft.anchor
                    && mine.is_some_and(|one| one.adopted.rule.as_ref() == Some(&draft))
            })
        });
        if same {
            return Err(Refusal::new(
                format!("“{track}” has that rule already"),
                "there is nothing to change",
            ));
        }
        Ok(RuleAdopted { track, rule: Some(draft), from, people, why: optional_text("the reason", why)? })
    }

    fn end(
        &self,
        track: Option<&String>,
        effect: Effect,
        from: Option<Instant>,
        why: Option<&String>,
    ) -> Result<RuleAdopted, Refusal> {
        let rota = self.world.rota();
        let names: Vec<&str> = rota.tracks.iter().map(|one| one.name.as_str()).collect();
        let found = match (track, rota.tracks.as_slice()) {
            (Some(track), tracks) => tracks.iter().find(|one| one.name == track.trim()),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        let Some(found) = found else {
            let would_do = if names.is_empty() {
                "there is none to end".to_owned()
            } else {
                format!("name one of {}", names.join(", "))
            };
            return Err(Refusal::new("no such rule is in force", would_do));
        };
        let from = self.takes_effect(found, effect, from)?;
        let why = optional_text("the reason", why)?;
        Ok(RuleAdopted { track: found.name.clone(), rule: None, from, people: Vec::new(), why })
    }

    fn takes_effect(&self, track: &Track, effect: Effect, from: Option<Instant>) -> Result<Instant, Refusal> {
        let from = whole_second(from.unwrap_or(self.at));
        if from < self.at {
            return Err(Refusal::new(
                format!("{} is past, and past watches are facts", self.said(from)),
                "let the rule take effect now or later",
            ));
        }
        let when = match effect {
            Effect::AtOnce => TakesEffect::AtOnce,
            Effect::AfterShift => TakesEffect::AfterShift,
            Effect::AfterRound => TakesEffect::AfterRound,
        };
        Ok(track.takes_effect(when, from, self.world.rota().holidays.dates()))
    }

    /// The change that is asked for, if it makes sense and does what it says.
    fn ask(
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
            let is_theirs = |shift: &&crate::domain::rota::schedule::Shift| {
                shift.person == *gives && seat.is_none_or(|seat| *seat == shift.seat)
            };
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

    fn two_seats(&self, person: &PersonId, other: &crate::domain::rota::schedule::Shift) -> Refusal {
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

    fn answer(
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
                    crate::domain::directory::Record::Person(person) => {
                        person.time_zone.as_ref()?.parse().ok()
                    }
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
