//! Several desks that are told things by random people and give each other files, of which some are lost, some come
//! late and some twice.

use std::fmt;

use bridgewatch::desk::erasing::ErasePerson;
use bridgewatch::desk::{Desk, DeskError, DeskOptions, Exported, Name, Request};
use bridgewatch::domain::command::{ItemName, Wish};
use bridgewatch::domain::directory::wish::{RecordParty, RecordPerson, RecordService};
use bridgewatch::domain::event::{Event, EventId, Fact, Subject};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::watch::wish::{Effect, SwapHalf, WatchWish};
use bridgewatch::domain::words::{Environment, Kind, Priority};
use bridgewatch::platform::RecordingNotifier;
use bridgewatch::store::Store;
use bridgewatch::store::handoff::{self, Handoff, HandoffError};
use chrono::{Days, TimeDelta};
use tempfile::TempDir;

use crate::chance::Chance;
use crate::history::{ZONES, one_of, some_time, some_wish};
use crate::support::{at, mins, secs};

pub const PEOPLE: [&str; 4] = ["Sample One", "Sample Two", "Sample Three", "Sample Four"];
const THINGS: [&str; 4] = ["Payments", "Mail", "Network", "Sign-on"];

/// One step of a history of several desks. What a desk is told follows from a number and from what it knows.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    desk: usize,
    after_secs: i64,
    act: Act,
}

#[derive(Debug, Clone, Copy)]
enum Act {
    /// It is told something.
    Say(u64),
    /// Its alarms have their say.
    Tick,
    /// It makes a file, which is given to another or lost.
    Give { to: usize, is_lost: bool },
    /// It makes a file for a desk it knows, of what that one lacks.
    GiveRest { which: u64, is_lost: bool },
    /// It gets a file that was made before, once more or late.
    Get(u64),
    /// Somebody is erased there, or a word is.
    Erase(u64),
}

/// A history of several desks, from which some can be left out.
#[derive(Clone)]
pub struct Course {
    pub desks: usize,
    skews: Vec<i64>,
    steps: Vec<Step>,
}

impl fmt::Display for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} desks, clocks wrong by {:?} s", self.desks, self.skews)?;
        self.steps.iter().try_for_each(|step| writeln!(f, "  {step:?}"))
    }
}

impl Course {
    pub fn any(chance: &mut Chance) -> Self {
        let desks = 2 + chance.below(4) as usize;
        let skew = |chance: &mut Chance| one_of(chance, &[0, 0, 1, -1, 40, -300, 7_200]);
        let skews = (0..desks).map(|_| skew(chance)).collect();
        let step = |chance: &mut Chance| {
            let act = match chance.below(13) {
                0..=6 => Act::Say(chance.next()),
                7 => Act::Tick,
                8 => Act::Give { to: chance.below(desks as u64) as usize, is_lost: chance.below(3) == 0 },
                9 | 10 => Act::GiveRest { which: chance.next(), is_lost: chance.below(3) == 0 },
                11 => Act::Erase(chance.next()),
                _ => Act::Get(chance.next()),
            };
            let after_secs = some_time(chance).num_seconds() / 60;
            Step { desk: chance.below(desks as u64) as usize, after_secs, act }
        };
        let count = 10 + chance.below(50);
        Self { desks, skews, steps: (0..count).map(|_| step(chance)).collect() }
    }

    /// Without all that is not needed for it to fail still.
    pub fn shrunk(mut self, fails: impl Fn(&Self) -> bool) -> Self {
        loop {
            let mut smaller = (0..self.steps.len()).map(|place| {
                let mut one = self.clone();
                one.steps.remove(place);
                one
            });
            match smaller.find(&fails) {
                Some(one) => self = one,
                None => return self,
            }
        }
    }
}

/// A desk in a folder of its own, with its clock.
pub struct Seat {
    pub folder: TempDir,
    pub desk: Desk,
    skew: TimeDelta,
}

/// What a run has done, for the figures at its end.
#[derive(Debug, Default)]
pub struct Figures {
    pub facts: usize,
    pub refused: usize,
    pub erased: usize,
    pub files: usize,
    pub merged: usize,
    pub gaps: usize,
    pub logs: usize,
}

impl Figures {
    pub fn add(&mut self, other: &Self) {
        self.facts += other.facts;
        self.refused += other.refused;
        self.erased += other.erased;
        self.files += other.files;
        self.merged += other.merged;
        self.gaps += other.gaps;
        self.logs += other.logs;
    }
}

pub struct Party {
    pub seats: Vec<Seat>,
    pub now: Instant,
    files: Vec<Handoff>,
    pub figures: Figures,
}

impl Seat {
    pub fn new(number: usize, skew_secs: i64, now: Instant) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let skew = secs(skew_secs);
        let options = DeskOptions {
            folder: folder.path().to_path_buf(),
            zone: ZONES[number % ZONES.len()].parse().unwrap(),
            notifier: Box::new(RecordingNotifier::new().0),
        };
        Self { desk: Desk::open(options, now + skew).unwrap(), folder, skew }
    }

    pub fn log(&self) -> Vec<Event> {
        Store::open_read_only(self.folder.path()).unwrap().all_events().unwrap()
    }
}

/// A file as it is read from the disk.
pub fn read(exported: &Exported) -> Handoff {
    handoff::read(exported.bytes.as_slice(), None).unwrap()
}

impl Party {
    pub fn play(course: &Course) -> Result<Self, String> {
        let now = at("2026-03-06T15:00:00Z");
        let seats =
            course.skews.iter().enumerate().map(|(number, skew)| Seat::new(number, *skew, now)).collect();
        let mut party = Self { seats, now, files: Vec::new(), figures: Figures::default() };
        for step in &course.steps {
            party.now += secs(step.after_secs);
            party.take(step)?;
        }
        Ok(party)
    }

    fn take(&mut self, step: &Step) -> Result<(), String> {
        let seat = &mut self.seats[step.desk];
        let now = self.now + seat.skew;
        match step.act {
            Act::Say(seed) => {
                let request = something(&mut Chance::new(seed), seat, now);
                match seat.desk.handle(request, now) {
                    Ok(events) => self.figures.facts += events.len(),
                    Err(DeskError::Refused(_)) => self.figures.refused += 1,
                    Err(err) => return Err(format!("{step:?}: {err}")),
                }
            }
            Act::Erase(seed) => {
                let mut chance = Chance::new(seed);
                let words = [&PEOPLE[..], &THINGS[..], &["One", "down", "Other words", "slip"]].concat();
                let also = (chance.below(2) == 0).then(|| called(one_of(&mut chance, &words)));
                let person = ErasePerson {
                    name: called(one_of(&mut chance, &words)),
                    also: also.into_iter().collect(),
                };
                match seat.desk.erase(&person, now) {
                    Ok(_) => self.figures.erased += 1,
                    Err(DeskError::Refused(_)) => self.figures.refused += 1,
                    Err(err) => return Err(format!("{step:?}: {err}")),
                }
            }
            Act::Tick => seat.desk.tick(now).map_err(|err| err.to_string())?,
            Act::Give { to, is_lost } => {
                let file = read(&seat.desk.export(None, now).map_err(|err| err.to_string())?);
                self.figures.files += 1;
                self.files.push(file.clone());
                if !is_lost {
                    self.merge(to, &file)?;
                }
            }
            Act::GiveRest { which, is_lost } => {
                let peers = seat.desk.peers().map_err(|err| err.to_string())?;
                let Some(peer) = peers.get(which as usize % peers.len().max(1)) else { return Ok(()) };
                let device = peer.device;
                let exported = seat.desk.export(Some(&device.0.to_string()), now);
                let file = read(&exported.map_err(|err| err.to_string())?);
                self.figures.files += 1;
                self.files.push(file.clone());
                let to = self.seats.iter().position(|one| one.desk.world().here == Some(device));
                let to = to.ok_or_else(|| format!("the desk {device:?} is none of these"))?;
                if !is_lost && !self.merge(to, &file)? {
                    return Err(format!("{step:?}: the desk lacks what its own file said it had"));
                }
            }
            Act::Get(which) => {
                if let Some(file) = self.files.get(which as usize % self.files.len().max(1)).cloned() {
                    self.merge(step.desk, &file)?;
                }
            }
        }
        Ok(())
    }

    /// Merges a file; whether it was taken. One that begins too late is refused, and then nothing is there of it.
    pub fn merge(&mut self, to: usize, file: &Handoff) -> Result<bool, String> {
        let seat = &mut self.seats[to];
        let now = self.now + seat.skew;
        let before = seat.desk.snapshot().revision;
        let expected = seat.desk.preview(file, now);
        match seat.desk.merge(file, now) {
            Ok(report) => {
                if expected.as_ref().ok() != Some(&report) {
                    return Err(format!("{report:?} and not as it was previewed, {expected:?}"));
                }
                self.figures.merged += 1;
                let again = seat.desk.merge(file, now).map_err(|err| err.to_string())?;
                if again.total() != 0 {
                    return Err(format!("the same file brought {} entries the second time", again.total()));
                }
                Ok(true)
            }
            Err(DeskError::Handoff(HandoffError::LacksBefore { .. })) => {
                self.figures.gaps += 1;
                if expected.is_ok() || seat.desk.snapshot().revision != before {
                    return Err("a refused file changed something".to_owned());
                }
                Ok(false)
            }
            Err(err) => Err(err.to_string()),
        }
    }

    /// Everybody gets all that anybody has.
    pub fn share_all(&mut self) -> Result<Vec<Handoff>, String> {
        self.now += mins(1);
        let mut files = Vec::new();
        for seat in &self.seats {
            let made = seat.desk.export(None, self.now + seat.skew).map_err(|err| err.to_string())?;
            files.push(read(&made));
        }
        for to in 0..self.seats.len() {
            for (from, file) in files.iter().enumerate() {
                if from != to && !self.merge(to, file)? {
                    return Err("a whole file was refused".to_owned());
                }
            }
        }
        Ok(files)
    }
}

fn called(name: &str) -> String {
    name.to_owned()
}

/// Something that somebody tells a desk, given what it knows.
fn something(chance: &mut Chance, seat: &Seat, now: Instant) -> Request {
    let world = seat.desk.world();
    let ids: Vec<_> = world.live.keys().copied().collect();
    let some_entry = |chance: &mut Chance, subject: &dyn Fn(&Subject) -> bool| -> EventId {
        let of_subject: Vec<EventId> =
            seat.log().into_iter().filter(|one| subject(&one.subject)).map(|one| one.id).collect();
        if of_subject.is_empty() { EventId(uuid::Uuid::nil()) } else { one_of(chance, &of_subject) }
    };
    let kind = chance.below(12);
    let (name, wish) = match kind {
        0 | 1 => (Some(Name::Called(one_of(chance, &THINGS).to_lowercase())), opening(chance)),
        2..=5 if !ids.is_empty() => (Some(Name::Id(one_of(chance, &ids))), some_wish(chance)),
        6 if !ids.is_empty() => {
            let id = one_of(chance, &ids);
            let entry = some_entry(chance, &|subject| *subject == Subject::Incident(id));
            let why = called("A slip");
            let wish = match chance.below(3) {
                0 => Wish::CorrectEntry {
                    entry,
                    to_at: Some(now - some_time(chance)),
                    text: (chance.below(2) == 0).then(|| called("Other words")),
                    why,
                },
                1 => Wish::Undo {},
                _ => Wish::RetractEntry { entry, why },
            };
            (Some(Name::Id(id)), wish)
        }
        7 => {
            let entry = some_entry(chance, &|subject| *subject == Subject::Directory);
            (None, of_directory(chance, entry))
        }
        8 | 9 => {
            let log = seat.log();
            (None, Wish::Watch(of_rota(chance, &log, now)))
        }
        10 => (None, Wish::Watch(of_handoff(chance))),
        _ => (None, of_desk(chance, now)),
    };
    // Some things are written down afterwards.
    let at = (chance.below(4) == 0).then(|| now - some_time(chance));
    Request { name, at, actor: Some(called(one_of(chance, &PEOPLE))), wish }
}

fn opening(chance: &mut Chance) -> Wish {
    Wish::OpenIncident {
        title: format!("{} is down", one_of(chance, &THINGS)),
        priority: (chance.below(5) > 0).then(|| one_of(chance, Priority::ALL)),
        kind: Some(one_of(chance, Kind::ALL)),
        environment: Some(one_of(chance, Environment::ALL)),
        ticket: (chance.below(2) == 0).then(|| format!("INC{}", chance.below(4))),
        policy: None,
    }
}

fn of_directory(chance: &mut Chance, entry: EventId) -> Wish {
    let name = called(one_of(chance, &THINGS));
    let person = called(one_of(chance, &PEOPLE));
    let kind = called(one_of(chance, &["person", "team", "service", "agency"]));
    let phone = format!("555-010{}", chance.below(10));
    match chance.below(8) {
        0 | 1 => Wish::RecordPerson(RecordPerson {
            name: person,
            phones: Some(vec![phone]),
            rename_to: (chance.below(5) == 0).then(|| called("Sample Five")),
            learned_on: Some(called("2026-01-05")),
            ..RecordPerson::default()
        }),
        2 => Wish::RecordTeam(RecordParty {
            name,
            contacts: Some(vec![vec![person, called("Sample Two")]]),
            ..RecordParty::default()
        }),
        3 => Wish::RecordAgency(RecordParty { name, phone: Some(phone), ..RecordParty::default() }),
        4 => Wish::RecordService(RecordService {
            name: name.clone(),
            resolver: Some(name),
            owner: Some(person),
            ..RecordService::default()
        }),
        5 => Wish::RetireRecord { kind, name: if chance.below(2) == 0 { name } else { person }, why: None },
        6 => {
            let (kept, gone) = (called(one_of(chance, &PEOPLE)), called(one_of(chance, &PEOPLE)));
            Wish::MergeRecords { kind: called("person"), kept, gone }
        }
        _ => Wish::PartRecords { entry, why: called("They are two") },
    }
}

fn of_rota(chance: &mut Chance, log: &[Event], now: Instant) -> WatchWish {
    let from = now + secs(chance.below(14 * 86_400).cast_signed());
    let until = from + secs(3_600 + chance.below(4 * 86_400).cast_signed());
    let who = |chance: &mut Chance| called(one_of(chance, &PEOPLE));
    let half = |chance: &mut Chance| SwapHalf { person: who(chance), seat: None, from, until };
    let is_change = |one: &&Event| matches!(one.fact, Fact::WatchChangeAsked(_));
    let is_leave = |one: &&Event| matches!(one.fact, Fact::LeaveRecorded { .. });
    let pick = |chance: &mut Chance, these: Vec<EventId>| {
        if these.is_empty() { ItemName::Number(1) } else { ItemName::Entry(one_of(chance, &these)) }
    };
    let change = pick(chance, log.iter().filter(is_change).map(|one| one.id).collect());
    let leave = pick(chance, log.iter().filter(is_leave).map(|one| one.id).collect());
    let (of, why) = ((chance.below(2) == 0).then(|| who(chance)), Some(called("By phone")));
    match chance.below(13) {
        0 | 1 => {
            let mut order: Vec<&str> = PEOPLE.to_vec();
            order.rotate_left(chance.below(4) as usize);
            let every = one_of(chance, &["1 week", "1 day", "12 hours", "1 month"]);
            let anchor = (now.date_naive() - Days::new(chance.below(9))).format("%Y-%m-%dT09:00");
            let zone = one_of(chance, &ZONES);
            WatchWish::AdoptRule {
                rule: format!(
                    "name = \"Main\"\ntime_zone = \"{zone}\"\nanchor = \"{anchor}\"\nevery = \"{every}\"\n\
                     participants = {order:?}\nbackup = \"offset 1\"\n"
                ),
                track: None,
                takes_effect: one_of(chance, &[Effect::AtOnce, Effect::AfterShift, Effect::AfterRound]),
                from: None,
                why: None,
            }
        }
        2 => WatchWish::EndRule { track: None, takes_effect: Effect::AfterShift, from: None, why: None },
        3 => WatchWish::OverrideWatch { seat: None, from, until, person: who(chance), why },
        4 => WatchWish::CoverWatch {
            seat: None,
            from,
            until,
            absent: who(chance),
            by: who(chance),
            why,
            agreed: (chance.below(2) == 0).then(|| called("By phone")),
        },
        5 => WatchWish::SwapWatch { one: half(chance), other: half(chance), why: None, agreed: why },
        6 => WatchWish::AcceptChange { change, of, why },
        7 => WatchWish::DeclineChange { change, of, why },
        8 => WatchWish::WithdrawChange { change, why },
        9 => WatchWish::UndoChange { change, why },
        10 => WatchWish::RecordLeave {
            person: who(chance),
            from: Some(from),
            until: Some(until),
            first_day: None,
            last_day: None,
            note: None,
        },
        11 => WatchWish::WithdrawLeave { leave, why },
        _ => WatchWish::NoteWatch { text: called("Look at the queue") },
    }
}

fn of_handoff(chance: &mut Chance) -> WatchWish {
    match chance.below(6) {
        0..=2 => WatchWish::OfferHandoff {
            to: Some(called(one_of(chance, &PEOPLE))),
            words: Some(called("All of it")),
            accept_by: None,
        },
        3 => WatchWish::AcceptHandoff { handoff: None },
        4 => WatchWish::AcceptHandoffItem { handoff: None, item: 1 + chance.below(3) as usize },
        _ => one_of(
            chance,
            &[
                WatchWish::DeclineHandoff { handoff: None, why: called("Not now") },
                WatchWish::WithdrawHandoff { handoff: None, why: None },
            ],
        ),
    }
}

fn of_desk(chance: &mut Chance, now: Instant) -> Wish {
    let is = |chance: &mut Chance| chance.below(2) == 0;
    Wish::ConfigureDesk {
        name: is(chance).then(|| format!("{} desk", one_of(chance, &THINGS))),
        manager: is(chance).then(|| called(one_of(chance, &PEOPLE))),
        time_zone: is(chance).then(|| called(one_of(chance, &ZONES))),
        hotline: is(chance).then(|| format!("555-020{}", chance.below(10))),
        holidays: is(chance).then(|| vec![now.date_naive() + Days::new(chance.below(6))]),
        default_policy: None,
    }
}
