//! What the screen of the rota shows, made of the world and kept until something in it reads
//! differently.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::Selection;
use crate::domain::calendar::{instant_of, local_of};
use crate::domain::event::EventId;
use crate::domain::rota::Rota;
use crate::domain::rota::change::Window;
use crate::domain::rota::explain::Explanation;
use crate::domain::rota::history::Track;
use crate::domain::rota::load::Counting;
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::problems::{Limits, Problem, USUAL_DAYS};
use crate::domain::rota::rule::Rule;
use crate::domain::rota::schedule::{Cause, Shift};
use crate::domain::time::Instant;
use crate::domain::watch::change_id;
use crate::domain::world::World;

/// The days of a quarter over which hours are counted.
const LOAD_DAYS: i64 = 91;

/// One bar of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The shift.
    pub shift: Shift,
    /// Who, as they are called.
    pub name: String,
    /// The colour, by its number.
    pub colour: usize,
    /// Whether somebody stands there by a change, not by the rule.
    pub is_change: bool,
}

/// A span in which something is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// In which seat.
    pub seat: Seat,
    /// When.
    pub window: Window,
    /// In a word or two.
    pub word: &'static str,
}

/// Somebody's absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// The entry that says so.
    pub entry: EventId,
    /// Who.
    pub person: PersonId,
    /// Who, as they are called.
    pub name: String,
    /// When.
    pub window: Window,
}

/// A change that waits for somebody, or holds and has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeLine {
    /// The entry that asked for it.
    pub entry: EventId,
    /// Whether it is in force.
    pub is_accepted: bool,
    /// What it is: override, cover, swap.
    pub word: &'static str,
    /// In a sentence.
    pub words: String,
    /// Who has still to agree.
    pub waits_for: Vec<String>,
}

/// What one person carries in the quarter ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadLine {
    /// Who, as they are called.
    pub name: String,
    /// The colour, by its number.
    pub colour: usize,
    /// Hours as primary and in other seats.
    pub hours: i64,
    /// Shifts.
    pub shifts: u32,
    /// Nights.
    pub nights: u32,
    /// Weekends.
    pub weekends: u32,
}

/// A rule that is in force or comes into force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    /// The line of rules.
    pub track: String,
    /// In a sentence.
    pub words: String,
    /// The rule.
    pub rule: Option<Rule>,
}

/// All of it.
#[derive(Debug, Default)]
pub struct RotaData {
    /// The seats, in order of precedence.
    pub seats: Vec<Seat>,
    /// The people, in the order of the rules.
    pub people: Vec<(PersonId, String)>,
    /// The bars of the days that are shown, by begin.
    pub bars: Vec<Bar>,
    /// Who is away in those days.
    pub away: Vec<Away>,
    /// What is wrong in the days ahead.
    pub problems: Vec<Problem>,
    /// The same, as spans.
    pub troubles: Vec<Trouble>,
    /// The changes that wait or hold.
    pub changes: Vec<ChangeLine>,
    /// What each person carries in the quarter ahead.
    pub loads: Vec<LoadLine>,
    /// Why each seat is held by whom it is now.
    pub now: Vec<Explanation>,
    /// The rules.
    pub rules: Vec<RuleLine>,
    made: Option<(usize, usize, Window, i64)>,
    reckoned: Option<(usize, i64)>,
    /// Why the shift that is chosen is held by whom it is.
    why: Option<(usize, Window, Seat, String)>,
}

impl RotaData {
    /// Makes it anew for the days that are shown, if it would read differently.
    pub fn refresh(&mut self, world: &World, days: Window, now: Instant) {
        let rota = world.rota();
        let zone = world.settings.zone;
        let pointer = Arc::as_ptr(rota) as usize;
        let watch = Arc::as_ptr(&world.watch) as usize;
        let today = i64::from(local_of(zone, now).date().num_days_from_ce());
        // Problems and hours look far ahead: they are reckoned once a day and with each change.
        if self.reckoned != Some((pointer, today)) {
            self.people = people(rota);
            self.reckon(world, now);
            self.reckoned = Some((pointer, today));
        }
        let minute = now.timestamp().div_euclid(60);
        if self.made == Some((pointer, watch, days, minute)) {
            return;
        }
        self.made = Some((pointer, watch, days, minute));
        let colours: BTreeMap<&PersonId, usize> =
            self.people.iter().enumerate().map(|(at, (id, _))| (id, at)).collect();
        self.bars = rota
            .shifts(days)
            .into_iter()
            .map(|shift| Bar {
                name: rota.name(&shift.person).to_owned(),
                colour: colours.get(&shift.person).copied().unwrap_or(0),
                is_change: matches!(shift.cause, Cause::Change { .. }),
                shift,
            })
            .collect();
        self.seats = seats(rota, &self.bars);
        let away = world.watch.absences.iter().filter(|one| !one.is_withdrawn && one.window.touches(days));
        self.away = away
            .map(|one| {
                let person = crate::domain::watch::person_id(&one.person, &world.directory);
                let name = rota.name(&person).to_owned();
                Away { entry: one.entry, person, name, window: one.window }
            })
            .collect();
        self.now = rota.explain(now, zone);
        self.changes = changes(world, rota, zone, now);
        self.rules = rules(rota, now, zone);
    }

    fn reckon(&mut self, world: &World, now: Instant) {
        let rota = world.rota();
        let zone = world.settings.zone;
        let ahead = Window::new(now, now + TimeDelta::days(USUAL_DAYS));
        self.problems = if rota.tracks.is_empty() && rota.changes.is_empty() {
            Vec::new()
        } else {
            rota.problems(ahead, &Limits::usual(zone))
        };
        self.troubles = self
            .problems
            .iter()
            .filter_map(|one| {
                use crate::domain::rota::problems::Kind;
                let word = match one.kind {
                    Kind::Gap => "nobody",
                    Kind::Twice(_) => "two seats",
                    Kind::OnLeave => "on leave",
                    Kind::TooLong | Kind::UnfairShare(_) | Kind::NotLearned => return None,
                };
                Some(Trouble { seat: one.seat.clone(), window: one.window, word })
            })
            .collect();
        let quarter = Window::new(now, now + TimeDelta::days(LOAD_DAYS));
        let loads = rota.loads(quarter, Counting::usual(zone));
        self.loads = self
            .people
            .iter()
            .enumerate()
            .map(|(colour, (id, name))| {
                let mut line =
                    LoadLine { name: name.clone(), colour, hours: 0, shifts: 0, nights: 0, weekends: 0 };
                let primary = loads.get(&(id.clone(), Seat::Primary));
                if let Some(load) = primary {
                    line.hours = load.secs / 3_600;
                    line.shifts = load.shifts;
                    line.nights = load.nights;
                    line.weekends = load.weekends;
                }
                line
            })
            .collect();
    }

    /// Finds out why the shift that is chosen is held by whom it is, where that is another than before.
    pub fn explain(&mut self, world: &World, selection: Option<&Selection>, now: Instant) {
        let Some((window, (seat, _))) = selection.and_then(|one| Some((one.window, one.shift.as_ref()?)))
        else {
            self.why = None;
            return;
        };
        let rota = world.rota();
        let pointer = Arc::as_ptr(rota) as usize;
        let is_same = |(of, span, of_seat, _): &(usize, Window, Seat, String)| {
            *of == pointer && *span == window && of_seat == seat
        };
        if self.why.as_ref().is_some_and(is_same) {
            return;
        }
        let at = window.from.max(now).min(window.until - TimeDelta::seconds(1));
        let found = rota.explain(at, world.settings.zone).into_iter().find(|one| one.seat == *seat);
        self.why = found.map(|one| (pointer, window, seat.clone(), one.words));
    }

    /// Why the shift that is chosen is held by whom it is, in words.
    pub fn why(&self) -> Option<&str> {
        self.why.as_ref().map(|(.., words)| words.as_str())
    }

    /// The number of somebody's colour.
    pub fn colour(&self, person: &PersonId) -> usize {
        self.people.iter().position(|(id, _)| id == person).unwrap_or(0)
    }

    /// The bars that touch a span, by seat.
    pub fn within(&self, window: Window) -> impl Iterator<Item = &Bar> {
        self.bars.iter().filter(move |bar| bar.shift.window.touches(window))
    }
}

/// Everybody whom a rule names, in order, and then whoever else is known.
fn people(rota: &Rota) -> Vec<(PersonId, String)> {
    let mut all: Vec<&PersonId> = Vec::new();
    let rules = rota.tracks.iter().flat_map(|track| track.versions().iter().rev());
    for person in rules.filter_map(|version| version.rule.as_ref()).flat_map(Rule::everybody) {
        if !all.contains(&person) {
            all.push(person);
        }
    }
    for person in rota.people.keys() {
        if !all.contains(&person) {
            all.push(person);
        }
    }
    all.into_iter().map(|id| (id.clone(), rota.name(id).to_owned())).collect()
}

fn seats(rota: &Rota, bars: &[Bar]) -> Vec<Seat> {
    let rules = rota.tracks.iter().flat_map(Track::versions).filter_map(|one| one.rule.as_ref());
    let mut seats: Vec<Seat> = rules.flat_map(Rule::seats).cloned().collect();
    seats.extend(bars.iter().map(|bar| bar.shift.seat.clone()));
    seats.sort_unstable();
    seats.dedup();
    seats
}

fn changes(world: &World, rota: &Rota, zone: Tz, now: Instant) -> Vec<ChangeLine> {
    let open = world.watch.changes.iter().filter_map(|asked| {
        let id = change_id(asked.entry);
        let change = rota.changes.iter().find(|one| one.id == id)?;
        let ends = change.what.windows().iter().map(|window| window.until).max()?;
        let is_accepted = !change.in_force().is_empty() && change.state.word() == "accepted";
        let waits_for: Vec<String> =
            change.waits_for().iter().map(|person| rota.name(person).to_owned()).collect();
        (ends > now && (is_accepted || !waits_for.is_empty())).then(|| ChangeLine {
            entry: asked.entry,
            is_accepted,
            word: change.what.word(),
            words: rota.change_words(change, zone),
            waits_for,
        })
    });
    let mut all: Vec<ChangeLine> = open.collect();
    all.sort_by_key(|one| one.is_accepted);
    all
}

fn rules(rota: &Rota, now: Instant, zone: Tz) -> Vec<RuleLine> {
    let mut lines = Vec::new();
    for track in &rota.tracks {
        for (at, version) in track.versions().iter().enumerate() {
            let is_over = track.governs_until(at).is_some_and(|until| until <= now);
            if is_over {
                continue;
            }
            let from = if version.from > now {
                format!(", from {}", crate::domain::typed_time::understood(version.from, zone))
            } else {
                String::new()
            };
            let words = match &version.rule {
                Some(rule) => {
                    let names: Vec<&str> =
                        rule.draft().participants.iter().map(|one| rota.name(one)).collect();
                    let anchor = rule.draft().anchor.format("%a %H:%M");
                    format!(
                        "{}, {} ({anchor} {}){from}: {}",
                        rule.draft().name,
                        rule.draft().rhythm.words(),
                        rule.draft().zone.name(),
                        names.join(", ")
                    )
                }
                None => format!("{} ends{from}", track.name),
            };
            lines.push(RuleLine { track: track.name.clone(), words, rule: version.rule.clone() });
        }
    }
    lines
}

/// The begin of a day in a zone.
pub fn midnight(date: NaiveDate, zone: Tz) -> Instant {
    instant_of(zone, date.and_time(NaiveTime::MIN))
}

/// The span of some whole days, the last one included.
pub fn days(first: NaiveDate, last: NaiveDate, zone: Tz) -> Window {
    let (first, last) = (first.min(last), first.max(last));
    Window::new(midnight(first, zone), midnight(last.succ_opt().unwrap_or(last), zone))
}

/// The Monday on or before a date.
pub fn monday(date: NaiveDate) -> NaiveDate {
    date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday()))).unwrap_or(date)
}
