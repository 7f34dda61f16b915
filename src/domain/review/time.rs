//! When to meet: what speaks against a time, the slots of a day, and the times that are proposed.
//!
//! Civil time is the desk's, but for each person's own hours. Everything is reckoned from the rota, the
//! leave, the directory and the other post-mortems; nothing here decides.

use chrono::{Datelike, Days, NaiveDate, TimeDelta, Timelike, Weekday};
use chrono_tz::Tz;

use crate::domain::calendar::{Calendar, Civil, instant_of, local_of};
use crate::domain::directory::{Named, Record};
use crate::domain::policy::Clock;
use crate::domain::rota::Rota;
use crate::domain::rota::change::Window;
use crate::domain::rota::person::PersonId;
use crate::domain::rota::schedule::Shift;
use crate::domain::time::{Instant, whole_second};
use crate::domain::timeline::milestone;
use crate::domain::typed_time::understood;
use crate::domain::watch;
use crate::domain::world::{Live, World};

/// The length of a slot of the day; minutes.
pub const SLOT_MINUTES: i64 = 30;

/// How many dates ahead a time is looked for; where nothing is open until then, none is proposed.
const MOST_DATES: usize = 31;

/// How many days with a time in them are proposed at least.
const LEAST_DAYS: usize = 3;

/// Something that speaks against a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Whom it concerns.
    pub whom: Named,
    /// What it is.
    pub kind: ConflictKind,
    /// What it is in words, without the name: `on leave until Fri 6 Mar 09:00 CST`.
    pub words: String,
}

impl Conflict {
    /// Name and words.
    pub fn reads_as(&self) -> String {
        format!("{}: {}", self.whom.name, self.words)
    }
}

/// What speaks against a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConflictKind {
    /// They are away.
    Leave,
    /// They are at another post-mortem.
    Meeting,
    /// They are on watch.
    Watch,
    /// It is outside their hours, or their working week, in their own zone.
    Hours,
}

/// A slot of a day: a meeting that begins then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// From when until when the meeting would be.
    pub window: Window,
    /// What speaks against it.
    pub conflicts: Vec<Conflict>,
    /// Whether the policy's calendar is open all the while.
    pub is_open: bool,
    /// Whether it has begun at `now`.
    pub is_past: bool,
    /// Whether it would be over after the post-mortem is to be held.
    pub is_late: bool,
}

/// The open slots of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The date in the desk's zone.
    pub date: NaiveDate,
    /// Its slots that are open and still to come, in order.
    pub slots: Vec<Slot>,
}

/// When a meeting could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedTime {
    /// By when it is to be held, if a clock says so and it is still owed.
    pub due: Option<Instant>,
    /// The days with open slots, from now on until it is due, and three at least.
    pub days: Vec<Day>,
    /// Of the slots before it is due those with the fewest conflicts, and of these the earliest; where
    /// none is before it, of all.
    pub best: Option<Slot>,
}

/// By when the post-mortem is to be held, if a clock of the policy says so and it is still owed.
pub fn due(live: &Live) -> Option<Instant> {
    let owed = live.deadlines.iter().filter(|one| one.is_owed());
    owed.filter(|one| live.policy.clock(&one.clock).is_some_and(is_of_holding)).map(|one| one.due).min()
}

/// Whether a clock says by when the post-mortem is held.
pub(super) fn is_of_holding(clock: &Clock) -> bool {
    clock.met_by.iter().any(|one| one == milestone::POST_MORTEM_HELD)
}

/// The calendar in which a meeting is looked for: that of the clock by which it is held, or else the
/// first of the policy that has hours.
fn calendar(live: &Live) -> Calendar {
    let of_clock = live.policy.clocks.iter().find(|clock| is_of_holding(clock)).map(|clock| &clock.calendar);
    let with_hours = |calendar: &&Calendar| matches!(calendar, Calendar::Hours(_));
    let of_policy = || live.policy.calendars.values().find(with_hours);
    of_clock.filter(|one| with_hours(one)).or_else(of_policy).cloned().unwrap_or(Calendar::Always)
}

/// Who is to be there: who is invited, whatever they answered, with facilitator and scribe.
pub fn expected(live: &Live) -> Vec<Named> {
    let review = &live.incident.review;
    let mut all: Vec<Named> = review.invitees.iter().map(|one| one.whom.clone()).collect();
    for one in review.facilitator.iter().chain(&review.scribe) {
        if !all.iter().any(|other| other.is_same(one)) {
            all.push(one.clone());
        }
    }
    all
}

/// What speaks against a meeting of these people in a span, those in the order given and for each the
/// weightiest first. Other post-mortems count, the incident's own does not.
pub fn conflicts(world: &World, live: &Live, people: &[Named], window: Window) -> Vec<Conflict> {
    Checker::new(world, live, people, window).conflicts(window)
}

/// The slots of a date in the desk's zone, every half hour from midnight to midnight, each as a meeting of
/// so many minutes.
pub fn day_slots(
    world: &World,
    live: &Live,
    people: &[Named],
    date: NaiveDate,
    minutes: u32,
    now: Instant,
) -> Vec<Slot> {
    let span = window_of(date, world.settings.zone);
    let length = TimeDelta::minutes(minutes.into());
    let checker = Checker::new(world, live, people, Window::new(span.from, later(span.until, length)));
    checker.slots(date, length, now)
}

/// When the people could meet for so many minutes.
pub fn proposed_time(
    world: &World,
    live: &Live,
    people: &[Named],
    minutes: u32,
    now: Instant,
) -> ProposedTime {
    let (zone, due) = (world.settings.zone, due(live));
    let today = local_of(zone, now).date();
    let length = TimeDelta::minutes(minutes.into());
    let last = today.checked_add_days(Days::new(MOST_DATES as u64)).unwrap_or(today);
    let all = Window::new(now, later(window_of(last, zone).until, length));
    let checker = Checker::new(world, live, people, all);
    let mut days: Vec<Day> = Vec::new();
    for date in today.iter_days().take(MOST_DATES) {
        let is_due_later = due.is_some_and(|due| window_of(date, zone).from < due);
        if days.len() >= LEAST_DAYS && !is_due_later {
            break;
        }
        let slots: Vec<Slot> = checker
            .slots(date, length, now)
            .into_iter()
            .filter(|slot| slot.is_open && !slot.is_past)
            .collect();
        if !slots.is_empty() {
            days.push(Day { date, slots });
        }
    }
    let slots = || days.iter().flat_map(|day| &day.slots);
    let rank = |slot: &&Slot| (slot.conflicts.len(), slot.window.from);
    let best = slots().filter(|slot| !slot.is_late).min_by_key(rank).or_else(|| slots().min_by_key(rank));
    ProposedTime { due, best: best.cloned(), days }
}

/// A date from its midnight to the next.
fn window_of(date: NaiveDate, zone: Tz) -> Window {
    let midnight = |date: NaiveDate| instant_of(zone, date.and_time(chrono::NaiveTime::MIN));
    Window::new(midnight(date), midnight(date.succ_opt().unwrap_or(date)))
}

fn later(at: Instant, by: TimeDelta) -> Instant {
    at.checked_add_signed(by).unwrap_or(at)
}

/// One of the people, as the rota and the directory know them.
struct Person {
    whom: Named,
    id: PersonId,
    zone: Option<Tz>,
    meetings: Vec<(Window, String)>,
}

/// What is needed to judge any window inside a span, gathered once.
struct Checker<'a> {
    live: &'a Live,
    rota: &'a Rota,
    desk: Tz,
    civil: Civil,
    calendar: Calendar,
    due: Option<Instant>,
    people: Vec<Person>,
    shifts: Vec<Shift>,
}

impl<'a> Checker<'a> {
    fn new(world: &'a World, live: &'a Live, people: &[Named], span: Window) -> Self {
        let rota = world.rota().as_ref();
        let others: Vec<(&Live, Window)> = world
            .live
            .values()
            .filter(|other| other.incident.id != live.incident.id && other.incident.review.is_ahead())
            .filter_map(|other| Some((other.as_ref(), other.incident.review.plan.as_ref()?.window())))
            .filter(|(_, window)| window.touches(span))
            .collect();
        let person = |whom: &Named| {
            let id = watch::person_id(whom, &world.directory);
            let zone = match world.directory.by_person_id(&id.0) {
                Some(Record::Person(person)) => person.time_zone.as_ref().and_then(|zone| zone.parse().ok()),
                _ => None,
            };
            let is_there = |other: &Live| {
                expected(other).iter().any(|one| watch::person_id(one, &world.directory) == id)
            };
            let meetings = others
                .iter()
                .filter(|(other, _)| is_there(other))
                .map(|(other, window)| (*window, other.incident.reference.clone()))
                .collect();
            let name = world.directory.name_of(whom).to_owned();
            Person { whom: Named { name, record: whom.record }, id, zone, meetings }
        };
        Self {
            live,
            rota,
            desk: world.settings.zone,
            civil: world.settings.civil(),
            calendar: calendar(live),
            due: due(live),
            people: people.iter().map(person).collect(),
            shifts: if people.is_empty() { Vec::new() } else { rota.shifts(span) },
        }
    }

    fn slots(&self, date: NaiveDate, length: TimeDelta, now: Instant) -> Vec<Slot> {
        let day = window_of(date, self.desk);
        let mut slots = Vec::new();
        let mut begins = day.from;
        while begins < day.until {
            let window = Window::new(begins, later(begins, length));
            let is_open = self.calendar.open_secs(window.from, window.until, &self.civil) == window.secs();
            slots.push(Slot {
                window,
                conflicts: self.conflicts(window),
                is_open,
                is_past: begins <= whole_second(now),
                is_late: self.due.is_some_and(|due| window.until > due),
            });
            begins = later(begins, TimeDelta::minutes(SLOT_MINUTES));
            if window.from == begins {
                break;
            }
        }
        slots
    }

    fn conflicts(&self, window: Window) -> Vec<Conflict> {
        self.people.iter().flat_map(|person| self.conflicts_of(person, window)).collect()
    }

    fn conflicts_of(&self, person: &Person, window: Window) -> Vec<Conflict> {
        let said = |at: Instant| understood(at, self.desk);
        let mut all: Vec<(ConflictKind, String)> = Vec::new();
        for leave in &self.rota.leave {
            if leave.person == person.id && leave.window.touches(window) {
                let note = if leave.note.is_empty() { String::new() } else { format!(", {}", leave.note) };
                all.push((ConflictKind::Leave, format!("on leave until {}{note}", said(leave.window.until))));
            }
        }
        for (other, reference) in &person.meetings {
            if other.touches(window) {
                let words = format!("at the post-mortem of {reference} until {}", said(other.until));
                all.push((ConflictKind::Meeting, words));
            }
        }
        for shift in &self.shifts {
            if shift.person == person.id && shift.window.touches(window) {
                let words = format!("on watch as {} until {}", shift.seat, said(shift.window.until));
                all.push((ConflictKind::Watch, words));
            }
        }
        if let Some(zone) = person.zone
            && let Some(words) = self.outside_hours(zone, window)
        {
            all.push((ConflictKind::Hours, words));
        }
        all.into_iter().map(|(kind, words)| Conflict { whom: person.whom.clone(), kind, words }).collect()
    }

    /// What a window is to somebody who lives in a zone, where it is outside their hours.
    fn outside_hours(&self, zone: Tz, window: Window) -> Option<String> {
        let (from, until) = (local_of(zone, window.from), local_of(zone, window.until));
        let (opens, closes) = self.live.policy.review.hours;
        let when = understood(window.from, zone);
        if matches!(from.weekday(), Weekday::Sat | Weekday::Sun) {
            return Some(format!("it is {when} for them, a weekend"));
        }
        let is_inside = from.date() == until.date() && opens <= from.time() && until.time() <= closes;
        let hour = |time: chrono::NaiveTime| {
            if time.minute() == 0 { time.hour().to_string() } else { time.format("%H:%M").to_string() }
        };
        (!is_inside).then(|| format!("it is {when} for them, outside {} to {}", hour(opens), hour(closes)))
    }
}
