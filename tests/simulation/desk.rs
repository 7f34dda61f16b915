//! A desk that lives through random years, and what it should have told by the second reckoning.
//!
//! The desk is driven as its thread drives it: it is asked how long it would wait, and ticked then; or when by
//! the reckoning somebody has to be told, whichever is earlier. What it tells is taken from the log and from what
//! the notifier was shown, and never from what the program reckons.

use std::collections::{BTreeMap, BTreeSet};

use bridgewatch::desk::{Desk, DeskOptions, Name, Request};
use bridgewatch::domain::alarm;
use bridgewatch::domain::command::Wish;
use bridgewatch::domain::event::{AlarmStage, Event, Fact, IncidentId, Subject};
use bridgewatch::domain::standings::Standings;
use bridgewatch::domain::time::{Instant, whole_second};
use bridgewatch::domain::words::{Environment, Kind, Priority};
use bridgewatch::platform::{NotifierRecord, RecordingNotifier};
use bridgewatch::store::Store;
use chrono::TimeDelta;
use tempfile::TempDir;

use crate::chance::Chance;
use crate::history::{ZONES, one_of, some_wish};
use crate::reference::{self, Office, Owed};
use crate::support::{at, mins, secs};

/// How many incidents a folder has before another takes its place: reading all of it again grows with it.
pub const INCIDENTS_A_FOLDER: usize = 120;

/// How long after one incident the next is opened, at most: so that some dozens are open at once.
const APART_SECS: u64 = 50 * 86_400;

/// What has been told, quietened and noticed about one deadline.
#[derive(Debug, Clone, Copy, Default)]
struct Track {
    warned_at: Option<Instant>,
    /// When it was told as due.
    told_at: Option<Instant>,
    /// When anybody was last told of it.
    rung_at: Option<Instant>,
    noticed_at: Option<Instant>,
    /// When somebody put it off, and until when.
    quiet: Option<(Instant, Instant)>,
}

impl Track {
    /// Without what a clock that ran ahead put into what is now the future; a minute is no matter. Whoever took
    /// notice of something that was told in time has done so.
    fn believed_at(self, now: Instant) -> Self {
        let past = |at: Option<Instant>| at.filter(|at| *at - now <= mins(1));
        let told_at = past(self.told_at);
        Self {
            warned_at: past(self.warned_at),
            told_at,
            rung_at: past(self.rung_at),
            noticed_at: if told_at.is_some() { self.noticed_at } else { past(self.noticed_at) },
            quiet: self.quiet.filter(|(at, _)| *at - now <= mins(1)),
        }
    }

    fn take(&mut self, stage: AlarmStage, at: Instant) {
        self.rung_at = Some(at);
        if stage == AlarmStage::Warning {
            // Warned again, it is by a clock that was set back: what the one before told and heard is over.
            self.warned_at = Some(at);
            self.told_at = self.told_at.filter(|told| *told - at <= mins(1));
            self.noticed_at = self.noticed_at.filter(|noticed| *noticed - at <= mins(1));
        }
        if stage == AlarmStage::Due {
            self.told_at = Some(at);
            self.noticed_at = self.noticed_at.filter(|noticed| *noticed <= at);
        }
        self.quiet = self.quiet.filter(|(put_off, _)| *put_off <= at);
    }
}

/// One incident, as the simulation knows it.
struct Case {
    /// What people and clocks said of it, in the order of the log.
    log: Vec<Event>,
    /// How many entries of its log were looked at.
    seen: usize,
    owed: Vec<Owed>,
    tracks: BTreeMap<(&'static str, Instant), Track>,
    is_open: bool,
    acts_left: u64,
    /// What follows of it, whatever others there are.
    chance: Chance,
}

/// What comes at an instant.
#[derive(Debug, Clone)]
enum Turn {
    Open,
    Act(IncidentId),
    /// Somebody looks at an alarm.
    Look(IncidentId, &'static str),
    Restart,
    Suspend,
    ClockBack,
    ClockForward,
    /// A month ahead, and set right after a while.
    ClockAstray,
    Move,
}

/// What a run has seen, for the figures at its end.
#[derive(Debug, Default)]
pub struct Figures {
    pub years: f64,
    pub incidents: usize,
    pub facts: usize,
    pub told: BTreeMap<(&'static str, AlarmStage), usize>,
    pub digests: usize,
    pub turns: BTreeMap<String, usize>,
}

impl Figures {
    pub fn add(&mut self, other: Self) {
        self.years += other.years;
        self.incidents += other.incidents;
        self.facts += other.facts;
        self.digests += other.digests;
        for (key, count) in other.told {
            *self.told.entry(key).or_default() += count;
        }
        for (key, count) in other.turns {
            *self.turns.entry(key).or_default() += count;
        }
    }
}

/// All that is asked of where the incidents stand.
fn told_of(standings: &Standings) -> impl PartialEq + std::fmt::Debug {
    let places = standings.in_order().into_iter();
    let places: Vec<_> =
        places.map(|(live, one)| (live.incident.id, one.group, one.due, one.overdue)).collect();
    (places, standings.loudest(), standings.counts(), standings.ringing())
}

pub struct Simulation {
    seed: u64,
    /// The incidents that are left out, by their number.
    without: BTreeSet<usize>,
    /// Whether it prints what happened before it goes wrong.
    is_told: bool,
    /// When the desk sleeps, starts again, is moved; and when incidents are opened.
    chance: Chance,
    folder: TempDir,
    desk: Option<Desk>,
    record: NotifierRecord,
    now: Instant,
    /// When the desk last had its say.
    awake_at: Instant,
    office: Office,
    cases: BTreeMap<IncidentId, Case>,
    turns: BTreeMap<(Instant, u64), Turn>,
    next_turn: u64,
    opened: usize,
    /// Where the incidents stand, kept from one look to the next.
    standings: Standings,
    /// The last things that happened, for whoever reads why it failed.
    lately: Vec<String>,
    pub figures: Figures,
}

impl Simulation {
    pub fn new(seed: u64, without: &BTreeSet<usize>, is_told: bool) -> Self {
        let mut chance = Chance::new(seed);
        let now = at("2026-01-05T15:00:00Z") + secs(chance.below(4 * 31_557_600).cast_signed());
        let zone = one_of(&mut chance, &ZONES).parse().unwrap();
        let mut simulation = Self {
            seed,
            without: without.clone(),
            is_told,
            chance,
            folder: tempfile::tempdir().unwrap(),
            desk: None,
            record: RecordingNotifier::new().1,
            now,
            awake_at: now,
            office: Office { zone, holidays: Vec::new() },
            cases: BTreeMap::new(),
            turns: BTreeMap::new(),
            next_turn: 0,
            opened: 0,
            standings: Standings::default(),
            lately: Vec::new(),
            figures: Figures::default(),
        };
        simulation.start();
        simulation.plan(TimeDelta::zero(), Turn::Open);
        for turn in
            [Turn::Restart, Turn::Suspend, Turn::ClockBack, Turn::ClockForward, Turn::ClockAstray, Turn::Move]
        {
            simulation.plan_again(turn);
        }
        simulation
    }

    /// Lives until the folder is full and all in it is closed.
    pub fn live(mut self) -> Figures {
        while self.opened < INCIDENTS_A_FOLDER || self.cases.values().any(|case| case.is_open) {
            let Some((&(when, number), _)) = self.turns.first_key_value() else { break };
            self.run_until(when);
            // Somebody who was told meanwhile may look at it first.
            if self.turns.first_key_value().is_some_and(|(first, _)| *first < (when, number)) {
                continue;
            }
            let turn = self.turns.remove(&(when, number)).unwrap();
            *self
                .figures
                .turns
                .entry(format!("{turn:?}").split('(').next().unwrap().to_owned())
                .or_default() += 1;
            self.take(turn);
        }
        self.settle();
        self.figures
    }

    fn plan(&mut self, after: TimeDelta, turn: Turn) {
        self.next_turn += 1;
        self.turns.insert((self.now + after, self.next_turn), turn);
    }

    /// What comes again and again, some weeks apart.
    fn plan_again(&mut self, turn: Turn) {
        let after = secs(self.chance.below(6 * 7 * 86_400).cast_signed());
        self.plan(after, turn);
    }

    fn start(&mut self) {
        self.desk = None;
        let (notifier, record) = RecordingNotifier::new();
        self.record = record;
        let options = DeskOptions {
            folder: self.folder.path().to_path_buf(),
            zone: self.office.zone,
            notifier: Box::new(notifier),
        };
        self.desk = Some(Desk::open(options, self.now).unwrap());
        self.tick();
    }

    fn desk(&mut self) -> &mut Desk {
        self.desk.as_mut().unwrap()
    }

    fn note(&mut self, words: String) {
        if self.lately.len() > 60 {
            self.lately.drain(..20);
        }
        self.lately.push(format!("{} {words}", self.now));
    }

    fn wrong(&self, why: &str) -> ! {
        for line in self.lately.iter().filter(|_| self.is_told) {
            println!("{line}");
        }
        panic!("{} in {}: {why}", self.now, self.office.zone);
    }

    /// Time goes by; what is to be told is told.
    fn run_until(&mut self, until: Instant) {
        while self.now < until {
            let expected = self.next_telling();
            let now = self.now;
            let waits = TimeDelta::from_std(self.desk().wait(now)).unwrap();
            if let Some(expected) = expected
                && now + waits > expected.max(now) + secs(1)
            {
                self.wrong(&format!("it would sleep for {waits} beyond what is told at {expected}"));
            }
            let by_program = alarm::next_at(self.desk().world(), now);
            if by_program.is_some_and(|at| at <= now) {
                self.wrong("it would never sleep");
            }
            let next = by_program.into_iter().chain(expected).min().unwrap_or(until);
            self.pass_to(next.min(until).max(now));
            if next <= until {
                self.tick();
            }
            if self.turns.first_key_value().is_some_and(|((first, _), _)| *first < until) {
                return;
            }
        }
    }

    fn pass_to(&mut self, later: Instant) {
        let open = self.cases.values().filter(|case| case.is_open).count();
        self.figures.years += (later - self.now).num_seconds() as f64 / 31_557_600.0 * open as f64;
        self.now = later;
    }

    /// The next instant at which somebody is to be told something, by the reckoning.
    fn next_telling(&self) -> Option<Instant> {
        let of_case = |case: &Case| {
            let next = case.owed.iter().filter_map(|one| case.expected(one, self.now)).map(|(_, at)| at);
            next.min()
        };
        self.cases.values().filter(|case| case.is_open).filter_map(of_case).min()
    }

    /// The desk has its say, and what it says is looked at.
    fn tick(&mut self) {
        let (now, awake_at) = (self.now, self.awake_at);
        let shown_before = self.record.shown().len();
        self.desk().tick(now).unwrap();
        let told = self.told();
        let mut lines: Vec<String> = Vec::new();
        let mut keys = BTreeSet::new();
        for (id, clock, due, stage, late_secs, digest) in &told {
            let clock = reference::clocks().find(|one| *one == clock).unwrap_or_else(|| self.wrong(clock));
            lines.push(format!("told {clock} due {due} {stage:?} {late_secs} s late"));
            let case = &self.cases[id];
            let Some(one) =
                case.owed.iter().find(|one| one.clock == clock && one.due == *due && one.is_open())
            else {
                self.wrong(&format!("{clock} of {due} was told, and nobody owes it"));
            };
            let Some((expected, planned)) = case.expected(one, now).filter(|(_, at)| *at <= now) else {
                self.wrong(&format!("{clock} of {due} was told as {stage:?} before its instant, or twice"));
            };
            if expected != *stage {
                self.wrong(&format!("{clock} of {due} was told as {stage:?} and not as {expected:?}"));
            }
            let late = (now - planned).num_seconds();
            if late != *late_secs {
                self.wrong(&format!("{clock} of {due} is {late} s late, and it says {late_secs}"));
            }
            if now - planned.max(awake_at) > secs(1) {
                self.wrong(&format!("{clock} of {due} is told {} too late", now - planned.max(awake_at)));
            }
            if *digest != (told.len() > 1) {
                self.wrong("a digest is of several");
            }
            if !keys.insert((*id, clock, *due)) {
                self.wrong(&format!("{clock} of {due} was told twice at once"));
            }
            *self.figures.told.entry((clock, *stage)).or_default() += 1;
        }
        let shown = self.record.shown().split_off(shown_before);
        self.record.forget_calls();
        if shown.len() != usize::from(!told.is_empty()) {
            self.wrong(&format!("{} alarms are {} notices", told.len(), shown.len()));
        }
        if told.len() > 1 {
            self.figures.digests += 1;
            let due = told.iter().filter(|one| one.3 != AlarmStage::Warning).count();
            let counts = [due.to_string(), (told.len() - due).to_string()];
            let all_said = counts.iter().all(|count| count == "0" || shown[0].title.contains(count.as_str()));
            if !all_said {
                self.wrong(&format!("“{}” for {due} of {}", shown[0].title, told.len()));
            }
        }
        for (id, clock, due, stage, ..) in &told {
            let clock = reference::clocks().find(|one| *one == clock).unwrap();
            let track = self.cases.get_mut(id).unwrap().tracks.entry((clock, *due)).or_default();
            track.take(*stage, whole_second(now));
            // Somebody looks at it, sooner or later; who does not is reminded.
            let chance = self.chance_of(*id);
            let most = one_of(chance, &[1, 120, 900, 1_500]);
            let after = secs(chance.below(most).cast_signed());
            self.plan(after, Turn::Look(*id, clock));
        }
        for line in lines {
            self.note(line);
        }
        self.nothing_is_missing();
        self.what_is_kept_stands();
        self.awake_at = now;
    }

    /// Where the incidents stand is kept from look to look, and is what it would be if it were reckoned anew: now, and
    /// at the looks that follow.
    fn what_is_kept_stands(&mut self) {
        let (now, world) = (self.now, self.desk().world().clone());
        self.standings.refresh(&world, now);
        let mut kept = self.standings.clone();
        for millis in [0, 1, 999, 1_000, 59_999, 300_000, 301_000, 3_600_000, 3_601_001, 90_000_000] {
            let later = now + TimeDelta::milliseconds(millis);
            kept.refresh(&world, later);
            let anew = Standings::of(&world, later);
            if told_of(&kept) != told_of(&anew) {
                self.wrong(&format!("at {later} {:?} is kept, not {:?}", told_of(&kept), told_of(&anew)));
            }
        }
    }

    fn nothing_is_missing(&self) {
        for case in self.cases.values().filter(|case| case.is_open) {
            for one in &case.owed {
                if let Some((stage, planned)) = case.expected(one, self.now).filter(|(_, at)| *at <= self.now)
                {
                    let track = case.tracks.get(&(one.clock, one.due));
                    self.wrong(&format!("nobody was told {one:?} as {stage:?} of {planned}, {track:?}"));
                }
            }
        }
    }

    /// What the log says was told since it was last looked at.
    fn told(&mut self) -> Vec<(IncidentId, String, Instant, AlarmStage, i64, bool)> {
        let world = self.desk.as_ref().unwrap().world();
        let mut told = Vec::new();
        for (id, case) in self.cases.iter_mut().filter(|(_, case)| case.is_open) {
            let entries = &world.live[id].incident.entries;
            for entry in &entries[case.seen..] {
                if let Fact::AlarmRaised { clock, due, stage, late_secs, digest } = &entry.event.fact {
                    told.push((*id, clock.clone(), *due, *stage, *late_secs, *digest));
                }
            }
            case.seen = entries.len();
        }
        told
    }

    /// Somebody tells the desk something, and it has its say on it.
    fn say(&mut self, name: Option<Name>, happened: Option<Instant>, wish: Wish) -> Vec<Event> {
        let now = self.now;
        let words = format!("{wish:?} of {happened:?}");
        let Ok(events) = self.desk().handle(Request { name, at: happened, actor: None, wish }, now) else {
            return Vec::new();
        };
        self.note(words);
        self.figures.facts += events.len();
        for event in &events {
            self.take_in(event);
        }
        self.awake_at = now;
        self.tick();
        events
    }

    fn take_in(&mut self, event: &Event) {
        if let Fact::DeskConfigured(configured) = &event.fact
            && let Some(zone) = &configured.time_zone
        {
            self.office.zone = zone.parse().unwrap();
            for case in self.cases.values_mut() {
                case.reckon(&self.office);
            }
        }
        let Subject::Incident(id) = &event.subject else { return };
        let case = self.cases.entry(*id).or_insert_with(|| Case {
            log: Vec::new(),
            seen: 0,
            owed: Vec::new(),
            tracks: BTreeMap::new(),
            is_open: true,
            acts_left: 0,
            chance: Chance::new(0),
        });
        case.seen += 1;
        let track =
            |clock: &String, due: &Instant| (reference::clocks().find(|one| one == clock).unwrap(), *due);
        match &event.fact {
            Fact::AlarmAcknowledged { clock, due } => {
                let track = case.tracks.entry(track(clock, due)).or_default();
                track.noticed_at = Some(event.happened_at);
            }
            Fact::AlarmSnoozed { clock, due, until } => {
                let track = case.tracks.entry(track(clock, due)).or_default();
                track.quiet = Some((event.happened_at, *until));
            }
            _ => {
                case.log.push(event.clone());
                case.reckon(&self.office);
            }
        }
    }

    fn take(&mut self, turn: Turn) {
        match turn {
            Turn::Open => self.open(),
            Turn::Act(id) => self.act(id),
            Turn::Look(id, clock) => self.look(id, clock),
            Turn::Restart => {
                self.note("restart".to_owned());
                self.start();
                self.plan_again(Turn::Restart);
            }
            Turn::Suspend => {
                let most = one_of(&mut self.chance, &[600, 7_200, 86_400, 21 * 86_400]);
                let asleep = secs(self.chance.below(most).cast_signed());
                self.pass_to(self.now + asleep);
                self.note(format!("awake after {asleep}"));
                self.awake_at = self.now;
                self.tick();
                self.plan_again(Turn::Suspend);
            }
            Turn::ClockBack => {
                self.now -= secs(3_600);
                self.note("the clock went back an hour".to_owned());
                self.awake_at = self.now;
                self.tick();
                self.plan_again(Turn::ClockBack);
            }
            Turn::ClockForward => {
                self.now += TimeDelta::days(31);
                self.note("the clock went forward a month".to_owned());
                self.awake_at = self.now;
                self.tick();
                self.plan_again(Turn::ClockForward);
            }
            Turn::ClockAstray => {
                let (right, astray) = (self.now, secs(self.chance.below(900).cast_signed()));
                self.now += TimeDelta::days(31);
                self.note("the clock went astray, a month ahead".to_owned());
                self.awake_at = self.now;
                self.tick();
                // Reminders come meanwhile; nobody is there.
                let until = self.now + astray;
                while self.now < until {
                    let next = self.next_telling().map_or(until, |at| at.clamp(self.now, until));
                    self.now = next.max(self.now + secs(1)).min(until);
                    self.tick();
                }
                self.now = right + astray;
                self.note("the clock was set right".to_owned());
                self.awake_at = self.now;
                self.tick();
                self.plan_again(Turn::ClockAstray);
            }
            Turn::Move => {
                let wish = Wish::ConfigureDesk {
                    name: None,
                    manager: None,
                    time_zone: Some(one_of(&mut self.chance, &ZONES).to_owned()),
                    hotline: None,
                    holidays: None,
                    default_policy: None,
                };
                self.say(None, None, wish);
                self.plan_again(Turn::Move);
            }
        }
    }

    fn open(&mut self) {
        self.opened += 1;
        let after = secs(self.chance.below(APART_SECS).cast_signed());
        if self.opened < INCIDENTS_A_FOLDER {
            self.plan(after, Turn::Open);
        }
        if self.without.contains(&self.opened) {
            return;
        }
        self.figures.incidents += 1;
        let mut chance = Chance::new(self.seed.wrapping_add((self.opened as u64).rotate_left(40)));
        let wish = Wish::OpenIncident {
            title: "Sample service down".to_owned(),
            priority: (chance.below(5) > 0).then(|| one_of(&mut chance, Priority::ALL)),
            kind: Some(one_of(&mut chance, Kind::ALL)),
            environment: Some(one_of(&mut chance, Environment::ALL)),
            ticket: None,
            policy: None,
        };
        let key = Name::Called(format!("case {}", self.opened));
        let events = self.say(Some(key), None, wish);
        let id = events.iter().find_map(|event| match event.subject {
            Subject::Incident(id) => Some(id),
            _ => None,
        });
        let id = id.unwrap();
        let case = self.cases.get_mut(&id).unwrap();
        case.acts_left = chance.below(30);
        case.chance = chance;
        let after = self.pace(id);
        self.plan(after, Turn::Act(id));
    }

    fn chance_of(&mut self, id: IncidentId) -> &mut Chance {
        &mut self.cases.get_mut(&id).unwrap().chance
    }

    /// How long until something is done about an incident again: minutes at first, and then it lies for months.
    fn pace(&mut self, id: IncidentId) -> TimeDelta {
        let chance = self.chance_of(id);
        let most = one_of(chance, &[300, 1_200, 1_200, 4_000, 40_000, 5_000_000, 20_000_000, 40_000_000]);
        TimeDelta::milliseconds(chance.below(most * 1_000).cast_signed())
    }

    fn act(&mut self, id: IncidentId) {
        let now = self.now;
        let case = self.cases.get_mut(&id).unwrap();
        case.acts_left = case.acts_left.saturating_sub(1);
        let (is_last, chance) = (case.acts_left == 0, &mut case.chance);
        let wish = match is_last {
            true => Wish::Close { why: Some("All of it is done".to_owned()) },
            false if chance.below(10) == 0 => Wish::Undo {},
            false => some_wish(chance),
        };
        // Some things are written down afterwards, as they happened.
        let most = one_of(chance, &[60, 900, 7_200]);
        let happened =
            (!is_last && chance.below(4) == 0).then(|| now - secs(chance.below(most).cast_signed()));
        self.say(Some(Name::Id(id)), happened, wish);
        if self.cases[&id].is_open {
            let after = self.pace(id);
            self.plan(after, Turn::Act(id));
        }
    }

    /// Somebody looks at an alarm: takes notice, puts it off, does the thing late, or lets it ring a while.
    fn look(&mut self, id: IncidentId, clock: &'static str) {
        if !self.cases[&id].is_open {
            return;
        }
        let clock = clock.to_owned();
        let now = self.now;
        let chance = self.chance_of(id);
        let wish = match chance.below(10) {
            0..=4 => Wish::AcknowledgeAlarm { clock },
            5 => {
                let minutes = one_of(chance, &[1, 4, 5, 10, 30, 120, 1_439]);
                Wish::Snooze { clock, until: now + mins(minutes) }
            }
            6 => Wish::NotNeeded { clock, why: "It is known".to_owned() },
            7 | 8 => crate::history::what_meets(&clock),
            _ => return,
        };
        self.say(Some(Name::Id(id)), None, wish);
    }

    /// At the end of a folder: the log is sound and has all that was said.
    fn settle(&mut self) {
        self.desk = None;
        let store = Store::open_read_only(self.folder.path()).unwrap();
        let report = store.verify().unwrap();
        assert!(report.is_sound(), "{report:?}");
        for (id, case) in &self.cases {
            let logged: Vec<Event> =
                store.incident_events(*id).unwrap().into_iter().filter(|one| !one.fact.is_alarm()).collect();
            assert_eq!(logged, case.log, "the log has what was said");
        }
    }
}

impl Case {
    fn reckon(&mut self, office: &Office) {
        self.owed = reference::deadlines(&self.log, office);
        self.is_open = !reference::is_closed(&self.log);
    }

    /// What is to be told next of a deadline and when, which may be past; nothing where somebody took notice of it
    /// once it was due, or where another speaks for it.
    fn expected(&self, one: &Owed, now: Instant) -> Option<(AlarmStage, Instant)> {
        let track = self.tracks.get(&(one.clock, one.due)).copied().unwrap_or_default().believed_at(now);
        let is_noticed = track.noticed_at.is_some_and(|at| at >= one.due);
        if !one.is_open() || is_noticed || one.quiet_from.is_some_and(|at| now >= at) {
            return None;
        }
        let quiet_until = track.quiet.map_or(Instant::MIN_UTC, |(_, until)| until);
        if track.told_at.is_some() {
            let Some(last) = track.rung_at else {
                return Some((AlarmStage::Reminder, one.due.max(now).max(quiet_until)));
            };
            // A snooze that was asked for since says when.
            let again = if quiet_until > last { quiet_until } else { last + mins(5) };
            return Some((AlarmStage::Reminder, again));
        }
        let there = one.there_after.unwrap_or(Instant::MIN_UTC);
        let warns = one.warn_at.max(there).max(quiet_until);
        if track.warned_at.is_none() && now < one.due && warns < one.due {
            return Some((AlarmStage::Warning, warns));
        }
        Some((AlarmStage::Due, one.due.max(there).max(quiet_until)))
    }
}
