//! The desk itself, without a thread.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use uuid::{NoContext, Timestamp, Uuid};

use super::alarms::{self, Alarms};
use super::erasing::Forgotten;
use super::error::DeskError;
use super::notices::{Notices, Steady, keep_if_due};
use super::page::Page;
use super::policies::PolicyFile;
use super::request::{Name, Request};
use super::snapshot::{Snapshot, ToShow};
use super::{language, policies, templates};
use crate::domain::alarm;
use crate::domain::command::{About, Command, Wish};
use crate::domain::decide::{Refusal, decide};
use crate::domain::event::{DeskConfigured, Event, EventId, Fact, IncidentId, NewEvent, Subject};
use crate::domain::incident::IncidentRow;
use crate::domain::policy::Policy;
use crate::domain::review::language::CauseRules;
use crate::domain::template::Template;
use crate::domain::time::{Instant, whole_second};
use crate::domain::world::World;
use crate::platform::{NoticePress, Notifier, write_private};
use crate::store::{PATIENCE, Store, StoreError};

/// The longest the desk waits without looking at the wall clock, so that a suspend or a changed
/// clock is noticed.
pub const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Where what is being typed is kept, inside the data folder.
pub const DRAFTS_FILE: &str = "drafts.json";

/// How long an alarm waits for another writer of the file before it is told unwritten.
const ALARM_PATIENCE: Duration = Duration::from_millis(200);

/// How long what is closed stays at hand after it was last touched.
pub(super) const AT_HAND_HOURS: i64 = 48;

/// How many incidents that somebody looked up stay at hand beside what is open.
const MOST_WANTED: usize = 20;

/// What a desk needs to open.
pub struct DeskOptions {
    /// The data folder; the caller holds its lock.
    pub folder: PathBuf,
    /// The zone of a desk that nobody has set up.
    pub zone: chrono_tz::Tz,
    /// Who shows notifications.
    pub notifier: Box<dyn Notifier>,
}

/// The one writer of a data folder.
pub struct Desk {
    pub(super) store: Store,
    world: Arc<World>,
    alarms: Alarms,
    notices: Notices,
    page: Page,
    steady: Steady,
    /// Told, but not yet written because the log could not be.
    unwritten: Vec<(EventId, NewEvent)>,
    /// The zone of a desk that nobody has set up.
    zone: chrono_tz::Tz,
    folder: PathBuf,
    /// What somebody looked up, the newest last.
    wanted: Vec<IncidentId>,
    peers: Arc<[String]>,
    /// Who was erased since it was opened.
    forgotten: Arc<[Forgotten]>,
    policy_problems: Vec<String>,
    policy_files: Arc<[PolicyFile]>,
    remarks: Vec<String>,
    /// What does not follow from the log.
    lasting_remarks: Vec<String>,
    trouble: Option<String>,
    /// Whether the log could not be opened again.
    is_closed: bool,
    /// Why what is typed could not be kept beside the log, if it could not.
    unkept: Option<String>,
    revision: u64,
    /// Whether the log began with this start.
    is_new: bool,
}

impl Desk {
    /// Opens the log in a folder, or makes it, and folds what is open or was touched lately.
    pub fn open(options: DeskOptions, now: Instant) -> Result<Self, DeskError> {
        let store = Store::open(&options.folder, now)?;
        Self::on(store, options, now)
    }

    /// The same without the day's backup: whoever opens it so has it made beside the desk, by
    /// [`Store::make_daily_backup`].
    pub(super) fn open_at_once(options: DeskOptions, now: Instant) -> Result<Self, DeskError> {
        let store = Store::open_at_once(&options.folder, now)?;
        Self::on(store, options, now)
    }

    fn on(mut store: Store, options: DeskOptions, now: Instant) -> Result<Self, DeskError> {
        let is_new = store.is_empty()?;
        if is_new {
            store.append(&[made_here(options.zone, now)], now, |_| Vec::new())?;
        }
        let Rules { in_force, policy_files, templates, cause, problems } = rules(&options.folder);
        let mut world = World::new(options.zone, in_force);
        (world.templates, world.cause_rules) = (templates, cause);
        world.here = Some(store.device());
        let world = folded(world, &store, now - TimeDelta::hours(AT_HAND_HOURS))?;
        let remarks = remarks(&store)?;
        let peers = peers(&store)?;
        let mut page = Page::default();
        page.settle(&world, store.device(), now);
        Ok(Self {
            store,
            world: Arc::new(world),
            page,
            steady: Steady::default(),
            alarms: Alarms::new(options.notifier),
            notices: Notices::default(),
            unwritten: Vec::new(),
            zone: options.zone,
            folder: options.folder,
            wanted: Vec::new(),
            peers,
            forgotten: Arc::default(),
            policy_problems: problems,
            policy_files,
            remarks,
            lasting_remarks: Vec::new(),
            trouble: None,
            is_closed: false,
            unkept: None,
            revision: 1,
            is_new,
        })
    }

    /// Whether the log began with this start: there is nothing to keep a copy of yet.
    pub(super) const fn is_new(&self) -> bool {
        self.is_new
    }

    /// Whether an incident was ever opened here.
    pub fn has_history(&self) -> Result<bool, DeskError> {
        Ok(self.store.last_reference_number()? > 0 || !self.world.live.is_empty())
    }

    /// Everything the desk knows.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Where the log is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The desk at this moment.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            revision: self.revision,
            world: Arc::clone(&self.world),
            banner: self.alarms.banner().cloned(),
            notices: self.notices.stands().to_vec(),
            notifier: self.alarms.health(),
            policy_problems: self.policy_problems.clone(),
            policy_files: Arc::clone(&self.policy_files),
            remarks: [self.remarks.as_slice(), self.lasting_remarks.as_slice()].concat(),
            trouble: self.trouble.clone().or_else(|| self.unkept.clone()),
            page_trouble: self.page.trouble().map(str::to_owned),
            is_stopped: false,
            folder: self.folder.clone(),
            peers: Arc::clone(&self.peers),
            forgotten: Arc::clone(&self.forgotten),
            page: self.world.settings.pages.get(&self.store.device()).cloned(),
        }
    }

    /// Carries out one request; when it returns, what happened is on disk.
    pub fn handle(&mut self, request: Request, now: Instant) -> Result<Vec<Event>, DeskError> {
        self.handle_all(vec![request], now).map_err(|(_, err)| err)
    }

    /// Carries out all requests or none. A refusal names the place of the request it is about;
    /// each sees what those before it did.
    pub fn handle_all(
        &mut self,
        requests: Vec<Request>,
        now: Instant,
    ) -> Result<Vec<Event>, (usize, DeskError)> {
        let mut scratch = World::clone(&self.world);
        let mut decided: Vec<(EventId, NewEvent)> = Vec::new();
        let count = requests.len();
        for (place, request) in requests.into_iter().enumerate() {
            let command = self.resolve(&mut scratch, request, now).map_err(|err| (place, err))?;
            let facts = decide(&scratch, &command, now).map_err(|refusal| (place, refusal.into()))?;
            for new in facts {
                let id = EventId(fresh_id(now));
                scratch.evolve(provisional(&new, id, now));
                decided.push((id, new));
            }
        }
        let written =
            self.write(decided, &scratch, now, PATIENCE).map_err(|err| (count.saturating_sub(1), err))?;
        self.alarms.settle(&self.world, now);
        self.notices.settle(&self.world, self.alarms.notifier(), now);
        Ok(written)
    }

    /// Finds what a request is about. An incident that is not at hand is brought in from the log.
    fn resolve(&self, scratch: &mut World, request: Request, now: Instant) -> Result<Command, DeskError> {
        let opening = matches!(request.wish, Wish::OpenIncident { .. });
        let about = match request.name {
            None if opening => About::New { id: IncidentId(fresh_id(now)), key: None },
            None => About::Desk,
            Some(Name::Id(id)) => {
                self.bring_in(scratch, id)?;
                About::Incident(id)
            }
            Some(Name::Called(name)) => match self.find(scratch, &name, opening)? {
                Some(id) => About::Incident(id),
                None if opening => About::New { id: IncidentId(fresh_id(now)), key: Some(name) },
                None => {
                    let what = format!("no incident is called `{name}`");
                    return Err(Refusal::new(
                        what,
                        "open it first, or use its key, reference or ticket number",
                    )
                    .into());
                }
            },
        };
        Ok(Command { about, at: request.at, actor: request.actor, wish: request.wish })
    }

    fn find(
        &self,
        scratch: &mut World,
        name: &str,
        by_key_alone: bool,
    ) -> Result<Option<IncidentId>, DeskError> {
        // Also where one is at hand: of two with the same key, the one that is meant may not be.
        for id in self.store.find_incidents(name)? {
            self.bring_in(scratch, id)?;
        }
        let here = if by_key_alone { scratch.of_key(name) } else { scratch.find(name) };
        Ok(here.map(|live| live.incident.id))
    }

    fn bring_in(&self, scratch: &mut World, id: IncidentId) -> Result<(), DeskError> {
        if !scratch.live.contains_key(&id) {
            scratch.load(self.store.incident_events(id)?);
        }
        Ok(())
    }

    /// Brings an incident of any age to hand, to be looked at: it stays until twenty others were
    /// looked up after it.
    pub fn bring_to_hand(&mut self, id: IncidentId) -> Result<(), DeskError> {
        let mut world = World::clone(&self.world);
        self.bring_in(&mut world, id)?;
        if !world.live.contains_key(&id) {
            let why = "the entry that opened this incident is not in the log here";
            return Err(Refusal::new(why, "merge a handoff file of the desk that opened it").into());
        }
        self.wanted.retain(|one| *one != id);
        self.wanted.push(id);
        let over = self.wanted.len().saturating_sub(MOST_WANTED);
        self.wanted.drain(..over);
        if !self.world.live.contains_key(&id) {
            self.world = Arc::new(world);
            self.revision += 1;
        }
        Ok(())
    }

    /// Puts what somebody looked up into a world that was made anew.
    pub(super) fn hold_wanted(&self, world: &mut World) -> Result<(), DeskError> {
        self.wanted.iter().try_for_each(|id| self.bring_in(world, *id))
    }

    /// One transaction. `scratch` is the world as it will be, but for what the store adds.
    fn write(
        &mut self,
        mut decided: Vec<(EventId, NewEvent)>,
        scratch: &World,
        now: Instant,
        patience: Duration,
    ) -> Result<Vec<Event>, DeskError> {
        if decided.is_empty() {
            return Ok(Vec::new());
        }
        let owed = self.unwritten.len();
        if owed > 0 {
            decided.splice(0..0, self.unwritten.iter().cloned());
        }
        let mut world = World::clone(&self.world);
        for id in decided.iter().filter_map(|(_, new)| incident_of(&new.subject)) {
            if !world.live.contains_key(&id) && scratch.live.contains_key(&id) {
                world.load(self.store.incident_events(id)?);
            }
        }
        let evolved = |events: &[Event]| {
            for event in events.iter().skip(owed) {
                world.evolve(event.clone());
            }
            rows(&world, events)
        };
        let result = self.store.with_patience(patience, |store| store.append_named(&decided, now, evolved));
        let written = match result {
            Ok(written) => written,
            Err(err) => {
                self.trouble = Some(err.to_string());
                self.revision += 1;
                return Err(err.into());
            }
        };
        self.trouble = None;
        self.unwritten.clear();
        world.forget_untouched(now - TimeDelta::hours(AT_HAND_HOURS), &self.wanted);
        self.world = Arc::new(world);
        self.revision += 1;
        if decided.iter().any(|(_, new)| !new.fact.is_alarm()) {
            self.page.settle(&self.world, self.store.device(), now);
        }
        Ok(written.into_iter().skip(owed).collect())
    }

    /// Tells what is to be told by `now`. What was told is written first; if the log cannot be
    /// written the person is told all the same, and the fact is written as soon as it can be.
    pub fn tick(&mut self, now: Instant) -> Result<(), DeskError> {
        if self.page.look(&self.world, self.store.device(), now) {
            self.revision += 1;
        }
        let alarms = alarm::pending(&self.world, now);
        let (noticed, held) = self.notices.pending(&self.world, now);
        if self.alarms.settle(&self.world, now)
            | self.alarms.hold(&self.world, &alarm::held(&self.world, now), now)
            | self.notices.settle(&self.world, self.alarms.notifier(), now)
            | self.notices.hold(held)
        {
            self.revision += 1;
        }
        let mut facts = Alarms::facts(&alarms, now);
        facts.append(&mut Notices::facts(&noticed, now));
        if self.steady.look(now) {
            facts.extend(keep_if_due(&self.world, now));
        }
        if facts.is_empty() {
            return self.write_what_is_owed(now);
        }
        let decided: Vec<(EventId, NewEvent)> =
            facts.into_iter().map(|new| (EventId(fresh_id(now)), new)).collect();
        let telling = alarm::telling(&self.world, &alarms, now);
        let scratch = Arc::clone(&self.world);
        let result = self.write(decided.clone(), &scratch, now, ALARM_PATIENCE);
        if result.is_err() {
            let mut world = World::clone(&self.world);
            for (id, new) in &decided {
                world.evolve(provisional(new, *id, now));
            }
            self.world = Arc::new(world);
            self.unwritten.extend(decided);
        }
        if let Some(telling) = telling {
            self.alarms.tell(telling, &alarms, self.world.sounds(), now);
        }
        self.notices.tell(noticed, self.alarms.notifier(), self.world.sounds(), now);
        self.revision += 1;
        result.map(|_| ())
    }

    pub(super) fn write_what_is_owed(&mut self, now: Instant) -> Result<(), DeskError> {
        if self.unwritten.is_empty() {
            if self.trouble.is_some() && self.store.try_write().is_ok() {
                self.trouble = None;
                self.revision += 1;
            }
            return Ok(());
        }
        let world = Arc::clone(&self.world);
        let owed = std::mem::take(&mut self.unwritten);
        let result = self.store.with_patience(ALARM_PATIENCE, |store| {
            store.append_named(&owed, now, |events| rows(&world, events))
        });
        self.revision += 1;
        match result {
            Ok(_) => {
                self.trouble = None;
                Ok(())
            }
            Err(err) => {
                self.unwritten = owed;
                self.trouble = Some(err.to_string());
                Err(err.into())
            }
        }
    }

    /// A world without a fact, under the policies and templates of this one.
    pub(super) fn unfilled_world(&self) -> World {
        let mut world = World::new(self.zone, self.world.in_force.clone());
        world.templates.clone_from(&self.world.templates);
        world.cause_rules = Arc::clone(&self.world.cause_rules);
        world.here = self.world.here;
        world
    }

    /// The zone of a desk that nobody has set up.
    pub(super) fn zone(&self) -> chrono_tz::Tz {
        self.zone
    }

    /// What somebody looked up, the newest last.
    pub(super) fn wanted(&self) -> &[IncidentId] {
        &self.wanted
    }

    /// Goes on with another log, whose world this is. What could not be written into the one before ends with
    /// that.
    pub(super) fn take_up(&mut self, world: World, remarks: Vec<String>, peers: Arc<[String]>, now: Instant) {
        self.unwritten.clear();
        self.wanted.retain(|id| world.live.contains_key(id));
        (self.remarks, self.peers, self.trouble) = (remarks, peers, None);
        self.see(world, now);
    }

    /// Somebody was erased: what is shown and typed elsewhere is to forget them.
    pub(super) fn forget(&mut self, whom: Forgotten) {
        self.alarms.forget(&|text| whom.of_text(text));
        self.notices.forget(&|text| whom.of_text(text));
        self.forgotten = self.forgotten.iter().cloned().chain([whom]).collect();
        self.revision += 1;
    }

    /// There is no log to work on any more.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
    }

    /// Whether the log could not be opened again after a change that failed: nothing can be done any more.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Folds the world anew from the log, after facts came in that this desk did not write. Policies and
    /// templates stay.
    pub(super) fn see_anew(&mut self, touched_since: Instant, now: Instant) -> Result<(), DeskError> {
        let mut world = folded(self.unfilled_world(), &self.store, touched_since)?;
        self.hold_wanted(&mut world)?;
        self.remarks = remarks(&self.store)?;
        self.peers = peers(&self.store)?;
        self.see(world, now);
        Ok(())
    }

    /// Takes a world that holds what the log holds.
    pub(super) fn see(&mut self, world: World, now: Instant) {
        self.world = Arc::new(world);
        self.revision += 1;
        self.alarms.settle(&self.world, now);
        self.notices.settle(&self.world, self.alarms.notifier(), now);
        self.page.settle(&self.world, self.store.device(), now);
    }

    /// Whether there is something to be done while nobody waits for the desk: see [`Self::rest`].
    pub(super) fn has_work_for_rest(&self) -> bool {
        self.store.is_unsettled()
    }

    /// Nobody waits: the write-ahead file is settled. Where that fails nothing is lost, and it is tried again after
    /// the next entries.
    pub(super) fn rest(&mut self) {
        self.store.settle().ok();
    }

    /// How long to wait for the next alarm; 15 seconds at most, so that a suspend or a changed clock is
    /// noticed.
    pub fn wait(&mut self, now: Instant) -> Duration {
        let next = alarm::next_at(&self.world, now).into_iter().chain(self.page.look_at(now));
        let next = next.chain(self.notices.next_at(&self.world, now)).min();
        let until = next.map_or(LONGEST_WAIT, |at| (at - now).to_std().unwrap_or(Duration::ZERO));
        until.min(LONGEST_WAIT)
    }

    /// Somebody pressed a button of a notification: what to show, if that is what they asked for.
    pub fn pressed(&mut self, press: &NoticePress, now: Instant) -> Result<Option<ToShow>, DeskError> {
        let (requests, open) = self.alarms.pressed(press);
        for request in requests {
            // One that is done meanwhile needs no acknowledging.
            match self.handle(request, now) {
                Ok(_) | Err(DeskError::Refused(_)) => {}
                Err(err) => return Err(err),
            }
        }
        Ok(open)
    }

    /// Shows a notification that asks for nothing, so that a person sees whether they arrive.
    pub fn test_notification(&mut self) {
        self.alarms.test(self.world.sounds());
        self.revision += 1;
    }

    /// Somebody has read what they were told beside the deadlines of incidents. What quiet hours hold counts as
    /// told then; if that cannot be written it stays.
    pub fn dismiss_notice(&mut self, key: &str, now: Instant) {
        if let Some(read) = self.notices.read_while_held(key, &self.world, now) {
            let scratch = Arc::clone(&self.world);
            // Where it fails the reason stands in the snapshot as trouble, and the notice stays.
            if self.write(vec![(EventId(fresh_id(now)), read)], &scratch, now, PATIENCE).is_err() {
                return;
            }
        }
        self.notices.dismiss(key, self.alarms.notifier());
        self.revision += 1;
    }

    /// Notes that the notifier's health may have changed.
    pub fn note_health(&mut self) {
        self.revision += 1;
    }

    /// Reads the policy files again, which are in force for incidents opened from now on, the templates,
    /// and the words that a problem statement is checked for.
    pub fn reload_policies(&mut self) {
        let Rules { in_force, policy_files, templates, cause, problems } = rules(&self.folder);
        let mut world = World::clone(&self.world);
        (world.in_force, world.templates, world.cause_rules) = (in_force, templates, cause);
        self.world = Arc::new(world);
        (self.policy_problems, self.policy_files) = (problems, policy_files);
        self.revision += 1;
    }

    /// Something else that the person should know, as long as the desk runs.
    pub(super) fn remark(&mut self, words: String) {
        self.lasting_remarks.push(words);
        self.revision += 1;
    }

    /// Keeps a text of the window's own in a file beside the log; a failure is shown as trouble.
    pub fn keep(&mut self, file: &str, text: &str) {
        let unkept = write_private(&self.folder.join(file), text.as_bytes())
            .err()
            .map(|err| format!("{file} could not be written: {err}"));
        if unkept != self.unkept {
            self.unkept = unkept;
            self.revision += 1;
        }
    }

    /// Copies the log to a file by `SQLite`'s online backup; never over a file that is there.
    pub fn backup_to(&self, file: &Path) -> Result<(), DeskError> {
        Ok(self.store.backup_to(file)?)
    }
}

/// `world` with what the log says of the desk, the directory, and all that is open or was touched since.
pub(super) fn folded(mut world: World, store: &Store, touched_since: Instant) -> Result<World, StoreError> {
    world.told_apart = store.told_apart()?;
    world.load(store.desk_events()?);
    store.each_live(touched_since, |incident| world.take_up(incident))?;
    world.next_reference = world.next_reference.max(store.last_reference_number()?.saturating_add(1));
    Ok(world)
}

/// What the person should know of the log beside its facts.
pub(super) fn remarks(store: &Store) -> Result<Vec<String>, StoreError> {
    let backup = store.backup_failure().map(|err| format!("the daily backup could not be made: {err}"));
    let unknown = store.unknown_kinds()?;
    let newer = (unknown > 0)
        .then(|| format!("{unknown} entries are of a kind that this version does not know; they are kept"));
    let unscoured = store.unscoured().map(super::erasing::unscoured);
    Ok(backup.into_iter().chain(newer).chain(unscoured).collect())
}

/// What the other desks are called that are known here.
pub(super) fn peers(store: &Store) -> Result<Arc<[String]>, StoreError> {
    Ok(store.peers()?.into_iter().map(|peer| peer.name).collect())
}

/// What a person may write for themselves: policies, templates, the words a statement is checked for.
struct Rules {
    in_force: BTreeMap<String, Arc<Policy>>,
    policy_files: Arc<[PolicyFile]>,
    templates: BTreeMap<String, Arc<Template>>,
    cause: Arc<CauseRules>,
    problems: Vec<String>,
}

/// The rules of a data folder, and what is wrong with them.
fn rules(folder: &Path) -> Rules {
    let found = policies::load(folder);
    let (templates, of_templates) = templates::load(folder);
    let (cause, of_language) = language::load(folder);
    let problems = [found.problems, of_templates, of_language].concat();
    let policy_files = found.files.into();
    Rules { in_force: found.in_force, policy_files, templates, cause, problems }
}

/// The first fact of a desk: the zone of the machine it was made on, so that it reads the same on
/// any other.
pub(super) fn made_here(zone: chrono_tz::Tz, now: Instant) -> NewEvent {
    let configured = DeskConfigured { time_zone: Some(zone.name().to_owned()), ..DeskConfigured::default() };
    NewEvent {
        subject: Subject::Desk,
        happened_at: whole_second(now),
        actor: alarms::ACTOR.to_owned(),
        fact: Fact::DeskConfigured(configured),
    }
}

/// A UUID of version 7 of that instant.
fn fresh_id(now: Instant) -> Uuid {
    let secs = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(NoContext, secs, now.timestamp_subsec_nanos()))
}

fn incident_of(subject: &Subject) -> Option<IncidentId> {
    match subject {
        Subject::Incident(id) => Some(*id),
        _ => None,
    }
}

/// An event before the store has numbered it: what deciding the next one goes by.
fn provisional(new: &NewEvent, id: EventId, now: Instant) -> Event {
    Event {
        device: crate::domain::event::DeviceId(Uuid::nil()),
        device_seq: 0,
        id,
        subject: new.subject.clone(),
        happened_at: new.happened_at,
        recorded_at: now,
        actor: new.actor.clone(),
        fact: new.fact.clone(),
    }
}

/// The lines of the history that events touch.
fn rows(world: &World, events: &[Event]) -> Vec<IncidentRow> {
    let mut ids: Vec<IncidentId> = events.iter().filter_map(|event| incident_of(&event.subject)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.iter().filter_map(|id| world.live.get(id)).map(|live| live.incident.row()).collect()
}
