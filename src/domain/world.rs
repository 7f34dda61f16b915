//! Everything the desk knows at one moment: the fold of the log, handed out as a snapshot.
//!
//! Cheap to clone: incidents and policies are shared. A change copies the one incident it touches.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono_tz::Tz;

use super::billing::rates::Rates;
use super::billing::rules::BillingCategory;
use super::calendar::Civil;
use super::directory::{Directory, Named};
use super::draft;
use super::duty;
use super::event::{DeviceId, Event, Fact, IncidentId, PolicyRef, Subject};
use super::incident::Incident;
use super::policy::{Clock, HotlineRules, Policy, ReviewRules, ServiceReviewRules};
use super::policy_file;
use super::reference;
use super::report::figures::Figures;
use super::report::targets::Target;
use super::review::language::CauseRules;
use super::rota::Rota;
use super::rota::person::PersonId;
use super::schedule::{Deadline, deadlines};
use super::service_review::ServiceReviews;
use super::settings::quiet::QuietHours;
use super::settings::{CARE_POLICY, COORDINATION_POLICY, DeskSettings};
use super::standings::Standings;
use super::template::Template;
use super::time::Instant;
use super::watch::{self, Watch};
use super::words::Sounds;

/// One incident with the policy it runs under and the deadlines that follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    /// What its facts make it.
    pub incident: Incident,
    /// The policy it runs under.
    pub policy: Arc<Policy>,
    /// Set when its own version of the policy could not be read and another stands in: why.
    pub stand_in: Option<String>,
    /// Every deadline, past ones included: those of the policy's clocks, then those of its duties.
    pub deadlines: Vec<Deadline>,
    /// The clocks of its duties: actions, requests, calls back.
    pub duties: Vec<Clock>,
}

impl Live {
    /// A clock by its id: the policy's, or that of a duty.
    pub fn clock(&self, id: &str) -> Option<&Clock> {
        self.policy.clock(id).or_else(|| self.duties.iter().find(|clock| clock.id == id))
    }

    /// Reckons every deadline anew.
    fn reckon(&mut self, civil: &Civil) {
        self.deadlines = deadlines(&self.policy, &self.incident.timeline, civil);
        let (clocks, mut owed) = duty::duties(&self.incident, &self.policy.review);
        self.duties = clocks;
        self.deadlines.append(&mut owed);
    }

    /// The deadlines that press at `now`, the soonest first.
    pub fn pressing(&self, now: Instant) -> Vec<&Deadline> {
        let mut owed: Vec<&Deadline> = self.deadlines.iter().filter(|one| one.is_pressing(now)).collect();
        owed.sort_by_key(|one| one.due);
        owed
    }

    /// The deadline that is meant when somebody names a clock at `now`: the soonest that presses,
    /// otherwise the first that is owed.
    pub fn current_deadline(&self, clock: &str, now: Instant) -> Option<&Deadline> {
        let of_clock = || self.deadlines.iter().filter(|one| &*one.clock == clock);
        let pressing = of_clock().filter(|one| one.is_pressing(now)).min_by_key(|one| one.due);
        pressing.or_else(|| of_clock().find(|one| one.is_owed()))
    }

    /// By when an audience is to be told again, if it is told at `sent_at`; none if no clock asks for
    /// it. Reckoned by the clocks themselves, as if the update had been sent.
    pub fn next_update_after(&self, audience: &str, sent_at: Instant, civil: &Civil) -> Option<Instant> {
        draft::next_update_after(self, audience, sent_at, civil)
    }

    /// The deadlines that are still to be met before the incident may be closed without a word.
    pub fn owed_at_closing(&self) -> Vec<&Deadline> {
        let owed_clock = |one: &&Deadline| self.clock(&one.clock).is_some_and(|clock| clock.owed_at_closing);
        self.deadlines.iter().filter(|one| one.is_owed()).filter(owed_clock).collect()
    }
}

/// The fold of the log: what is open, what was touched lately, and the desk itself.
#[derive(Debug, Clone)]
pub struct World {
    /// The device this desk writes as, where it is known: its own name and manager come before those
    /// that another desk's facts brought.
    pub here: Option<DeviceId>,
    /// The desk.
    pub settings: DeskSettings,
    /// People, teams, agencies and services.
    pub directory: Arc<Directory>,
    /// The templates of updates, by name.
    pub templates: BTreeMap<String, Arc<Template>>,
    /// The words that a problem statement is checked for.
    pub cause_rules: Arc<CauseRules>,
    /// The policies in force, by name: what a new incident may run under.
    pub in_force: BTreeMap<String, Arc<Policy>>,
    /// Every version of a policy that the log has recorded and this program can read.
    pub recorded: BTreeMap<PolicyRef, Arc<Policy>>,
    /// Those of both that name a calendar for which the desk has hours of its own, with these.
    with_own_hours: BTreeMap<PolicyRef, Arc<Policy>>,
    /// The incidents that are open or were touched lately.
    pub live: BTreeMap<IncidentId, Arc<Live>>,
    /// The number of the next reference.
    pub next_reference: u32,
    /// The references that are shown otherwise than they were given, because two desks gave them:
    /// see [`reference::told_apart`]. Whoever loads facts sets it first.
    pub told_apart: BTreeMap<IncidentId, String>,
    /// The facts about the watch.
    pub watch: Arc<Watch>,
    /// The facts about the reviews of service delivery.
    pub service_reviews: Arc<ServiceReviews>,
    /// The flat rates of billing (C).
    pub rates: Arc<Rates>,
    /// The figures that other systems measure.
    pub figures: Arc<Figures>,
    /// Who is on watch, as it follows from them; made when it is first asked for.
    rota: OnceLock<Arc<Rota>>,
}

impl World {
    /// A desk without a fact, in `zone`, with the policies that are in force.
    pub fn new(zone: Tz, in_force: BTreeMap<String, Arc<Policy>>) -> Self {
        Self {
            here: None,
            settings: DeskSettings::new(zone),
            directory: Arc::default(),
            templates: BTreeMap::new(),
            cause_rules: Arc::default(),
            in_force,
            recorded: BTreeMap::new(),
            with_own_hours: BTreeMap::new(),
            live: BTreeMap::new(),
            next_reference: 1,
            told_apart: BTreeMap::new(),
            watch: Arc::default(),
            service_reviews: Arc::default(),
            rates: Arc::default(),
            figures: Arc::default(),
            rota: OnceLock::new(),
        }
    }

    /// Who is on watch when, by the facts about the watch, the directory and the desk's holidays.
    pub fn rota(&self) -> &Arc<Rota> {
        self.rota.get_or_init(|| Arc::new(self.watch.rota(&self.directory, &self.settings)))
    }

    /// Who sits at the desk, as the rota knows them.
    pub fn me(&self) -> PersonId {
        self.person_id(&self.settings.manager)
    }

    /// Who somebody is in the rota, by their name.
    pub fn person_id(&self, name: &str) -> PersonId {
        watch::person_id(&Named::plain(name), &self.directory)
    }

    /// One more fact about what the rota is made of.
    fn evolve_watch(&mut self, event: &Event) {
        match event.subject {
            Subject::Directory => Arc::make_mut(&mut self.directory).evolve(event),
            Subject::Desk => self.evolve_desk(event),
            _ => Arc::make_mut(&mut self.watch).evolve(event),
        }
        if !event.fact.is_alarm() {
            self.rota = OnceLock::new();
        }
    }

    /// The rules of service reviews: those of the policy of service coordination (I).
    pub fn service_review_rules(&self) -> ServiceReviewRules {
        self.in_force.get(COORDINATION_POLICY).map(|one| one.service_review.clone()).unwrap_or_default()
    }

    /// The rules by which an incident is billed (C): those of its own policy where that has any, otherwise
    /// those of the customer care policy in force.
    pub fn billing_rules<'a>(&'a self, live: &'a Live) -> &'a [BillingCategory] {
        if live.policy.billing.is_empty() { self.usual_billing_rules() } else { &live.policy.billing }
    }

    /// The rules by which an incident is billed whose policy says nothing of it.
    pub fn usual_billing_rules(&self) -> &[BillingCategory] {
        self.in_force.get(CARE_POLICY).map_or(&[], |policy| &policy.billing)
    }

    /// The categories that can have a rate: those of the policies in force, each id once, the usual ones first.
    pub fn billing_categories(&self) -> Vec<&BillingCategory> {
        let others = self.in_force.values().flat_map(|policy| &policy.billing);
        let mut all: Vec<&BillingCategory> = Vec::new();
        for one in self.usual_billing_rules().iter().chain(others) {
            if !all.iter().any(|other| other.id == one.id) {
                all.push(one);
            }
        }
        all
    }

    /// What is wanted of figures that other systems measure: by the policy of the desk, or by that of the
    /// care center (C) where that one says nothing of it.
    pub fn targets(&self) -> &[Target] {
        let of = |name: &str| self.in_force.get(name).map(|policy| policy.targets.as_slice());
        let own = of(&self.settings.default_policy).filter(|targets| !targets.is_empty());
        own.or_else(|| of(CARE_POLICY)).unwrap_or_default()
    }

    /// Folds many facts at once, given in the order of the log.
    pub fn load(&mut self, events: Vec<Event>) {
        let mut by_incident: BTreeMap<IncidentId, Vec<Event>> = BTreeMap::new();
        for event in events {
            match event.subject {
                Subject::Desk | Subject::Directory | Subject::Watch => self.evolve_watch(&event),
                Subject::ServiceReviews => Arc::make_mut(&mut self.service_reviews).evolve(&event),
                Subject::Figures => Arc::make_mut(&mut self.figures).evolve(&event),
                Subject::Incident(id) => by_incident.entry(id).or_default().push(event),
                Subject::Other(_) => {}
            }
        }
        by_incident.into_values().filter_map(Incident::fold).for_each(|incident| self.take_up(incident));
    }

    /// Takes up an incident that was folded: it is at hand from now on.
    pub fn take_up(&mut self, incident: Incident) {
        self.note_reference(&incident.opening.reference);
        self.live.insert(incident.id, Arc::new(self.live(incident)));
    }

    /// One more fact. One about an incident that is not here and that it does not open changes
    /// nothing here.
    pub fn evolve(&mut self, event: Event) {
        match event.subject {
            Subject::Desk | Subject::Directory | Subject::Watch => self.evolve_watch(&event),
            Subject::ServiceReviews => Arc::make_mut(&mut self.service_reviews).evolve(&event),
            Subject::Figures => Arc::make_mut(&mut self.figures).evolve(&event),
            Subject::Incident(id) => self.evolve_incident(id, event),
            Subject::Other(_) => {}
        }
    }

    fn evolve_incident(&mut self, id: IncidentId, event: Event) {
        let alarm = event.fact.is_alarm();
        let Some(live) = self.live.get_mut(&id) else {
            if let Some(incident) = Incident::fold([event]) {
                self.note_reference(&incident.opening.reference);
                self.tell_apart(&incident);
                self.live.insert(id, Arc::new(self.live(incident)));
            }
            return;
        };
        let live = Arc::make_mut(live);
        live.incident.evolve(event);
        if !alarm {
            live.reckon(&self.settings.civil());
        }
    }

    fn evolve_desk(&mut self, event: &Event) {
        match &event.fact {
            Fact::DeskConfigured(configured) => {
                let before = self.settings.civil();
                let is_own = event.device_seq == 0 || self.here.is_none_or(|here| here == event.device);
                self.settings.evolve(configured, is_own, event.device_seq == 1);
                if self.settings.civil() != before {
                    self.reckon_again();
                }
            }
            Fact::PolicyRecorded { policy, text } => {
                if let Ok(read) = policy_file::read(&policy.name, text) {
                    let read = Arc::new(read);
                    if read.names_any(&self.settings.hours) {
                        let own = Arc::new(read.with_hours(&self.settings.hours));
                        self.with_own_hours.insert(policy.clone(), own);
                    }
                    self.recorded.insert(policy.clone(), read);
                }
            }
            Fact::RateSet(_) => Arc::make_mut(&mut self.rates).evolve(event),
            Fact::NotificationsPageSet { folder, audience } => {
                self.settings.set_page(event.device, folder.clone(), audience.clone());
            }
            Fact::QuietHoursSet { hours } => self.settings.set_quiet(self.machine_of(event), *hours),
            Fact::SoundsChosen { sounds } => {
                let machine = self.machine_of(event);
                self.settings.sounds.insert(machine, *sounds);
            }
            Fact::SeatAdded { seat } => {
                self.settings.seats.insert(seat.clone());
            }
            Fact::SeatPutAside { seat, .. } => {
                self.settings.seats.remove(seat);
            }
            Fact::CalendarSet { calendar, hours } => {
                self.settings.set_hours(calendar.clone(), hours.clone());
                self.take_own_hours();
            }
            _ => {}
        }
    }

    /// The machine that a fact about a machine speaks of. One that is not written yet is of this one.
    fn machine_of(&self, event: &Event) -> DeviceId {
        if event.device_seq == 0 { self.here.unwrap_or(event.device) } else { event.device }
    }

    /// The desk's own hours for calendars changed: every policy has them, and every deadline is reckoned again.
    fn take_own_hours(&mut self) {
        self.with_own_hours = BTreeMap::new();
        let hours = &self.settings.hours;
        for policy in self.recorded.values().chain(self.in_force.values()) {
            if policy.names_any(hours) && !self.with_own_hours.contains_key(&policy.id) {
                self.with_own_hours.insert(policy.id.clone(), Arc::new(policy.with_hours(hours)));
            }
        }
        let civil = self.settings.civil();
        let mut all = std::mem::take(&mut self.live);
        for live in all.values_mut() {
            let (policy, _) = self.policy_for(&live.incident.policy);
            let live = Arc::make_mut(live);
            live.policy = policy;
            live.reckon(&civil);
        }
        self.live = all;
    }

    /// A policy with the desk's own hours for the calendars that it names.
    pub fn own_hours(&self, policy: &Arc<Policy>) -> Arc<Policy> {
        if !policy.names_any(&self.settings.hours) {
            return Arc::clone(policy);
        }
        let made = self.with_own_hours.get(&policy.id).cloned();
        made.unwrap_or_else(|| Arc::new(policy.with_hours(&self.settings.hours)))
    }

    /// Until when notifications that may wait are held on this machine; none where no quiet hours run at `now`.
    pub fn quiet_until(&self, now: Instant) -> Option<Instant> {
        self.quiet_hours()?.ends_at(now, self.settings.zone)
    }

    /// The quiet hours of this machine.
    pub fn quiet_hours(&self) -> Option<QuietHours> {
        self.settings.quiet.get(&self.here?).copied()
    }

    /// Which notifications of this machine sound: what is due, until somebody says otherwise.
    pub fn sounds(&self) -> Sounds {
        self.here.and_then(|here| self.settings.sounds.get(&here)).copied().unwrap_or(Sounds::Due)
    }

    /// The zone or the holidays changed: every civil deadline is reckoned again.
    fn reckon_again(&mut self) {
        let civil = self.settings.civil();
        for live in self.live.values_mut() {
            let live = Arc::make_mut(live);
            live.reckon(&civil);
        }
    }

    /// An incident with its clocks, as this world would hold it: for looking at one that is not at hand.
    pub fn live(&self, mut incident: Incident) -> Live {
        if let Some(shown) = self.told_apart.get(&incident.id) {
            incident.reference.clone_from(shown);
        }
        let (policy, stand_in) = self.policy_for(&incident.policy);
        let mut live = Live { incident, policy, stand_in, deadlines: Vec::new(), duties: Vec::new() };
        live.reckon(&self.settings.civil());
        live
    }

    /// The policy of that name and version with the desk's own hours; where it cannot be had, another stands in
    /// and says so.
    fn policy_for(&self, id: &PolicyRef) -> (Arc<Policy>, Option<String>) {
        let (policy, stand_in) = self.policy_as_written(id);
        (self.own_hours(&policy), stand_in)
    }

    fn policy_as_written(&self, id: &PolicyRef) -> (Arc<Policy>, Option<String>) {
        if let Some(policy) = self.recorded.get(id) {
            return (Arc::clone(policy), None);
        }
        let same_name = self.in_force.get(&id.name);
        if let Some(policy) = same_name.filter(|policy| policy.id == *id) {
            return (Arc::clone(policy), None);
        }
        let stand_in = same_name.or_else(|| self.in_force.get(super::settings::USUAL_POLICY));
        let why =
            format!("its version {} of the policy `{}` cannot be read here", short(&id.version), id.name);
        stand_in.map_or_else(
            || (Arc::new(empty_policy(id)), Some(format!("{why}; no clock runs"))),
            |policy| {
                (
                    Arc::clone(policy),
                    Some(format!("{why}; the clocks of `{}` as it is now run instead", policy.id.name)),
                )
            },
        )
    }

    /// An incident that was opened just now is the last in the order of the fold: where its reference
    /// is shown already, it takes the next that is free.
    fn tell_apart(&mut self, new: &Incident) {
        let given = &new.opening.reference;
        let is_shown =
            |name: &str| self.live.values().any(|live| live.incident.reference.eq_ignore_ascii_case(name));
        if !self.told_apart.contains_key(&new.id) && is_shown(given) {
            let shown = reference::free(given, &mut 2, |name| !is_shown(name));
            self.told_apart.insert(new.id, shown);
        }
    }

    fn note_reference(&mut self, reference: &str) {
        if let Some(number) = reference.strip_prefix("MI-").and_then(|digits| digits.parse::<u32>().ok()) {
            self.next_reference = self.next_reference.max(number.saturating_add(1));
        }
    }

    /// The same desk as of an instant: see [`Incident::as_of`]. The desk's settings and the recorded
    /// policies are taken as they are now: they decide how the past is read.
    #[must_use]
    pub fn as_of(&self, at: Instant) -> Self {
        let mut world = Self { live: BTreeMap::new(), ..self.clone() };
        let then = self.live.values().filter_map(|live| live.incident.as_of(at));
        world.live = then.map(|incident| (incident.id, Arc::new(self.live(incident)))).collect();
        world
    }

    /// Drops what is done with and was not touched since `since`, so that what is kept follows
    /// what is open, not what ever was. What somebody `wanted` to see stays.
    pub fn forget_untouched(&mut self, since: Instant, wanted: &[IncidentId]) {
        self.live.retain(|id, live| {
            let incident = &live.incident;
            let is_owed = incident.phase.is_live() || incident.lives_on();
            is_owed || incident.touched_at >= since || wanted.contains(id)
        });
    }

    /// The live incident of that name here: key, else reference, else ticket. Of several with the same
    /// key it is the one that was opened first (two desks may have given it), of several with the same
    /// ticket one that is still open before one that is done with: the same on every desk.
    pub fn find(&self, name: &str) -> Option<&Arc<Live>> {
        let of_ticket = |live: &&Arc<Live>| {
            live.incident.ticket.as_deref().is_some_and(|one| one.eq_ignore_ascii_case(name))
        };
        self.of_key(name)
            .or_else(|| self.live.values().find(|live| live.incident.reference.eq_ignore_ascii_case(name)))
            .or_else(|| {
                self.live
                    .values()
                    .filter(of_ticket)
                    .min_by_key(|live| (!live.incident.phase.is_live(), live.incident.opening.place()))
            })
    }

    /// The incident of that key here; the first that was opened of several.
    pub fn of_key(&self, key: &str) -> Option<&Arc<Live>> {
        let of_key = self.live.values().filter(|live| live.incident.key == key);
        of_key.min_by_key(|live| live.incident.opening.place())
    }

    /// How many incidents are open and how many deadlines overdue at `now`.
    pub fn counts(&self, now: Instant) -> (usize, usize) {
        Standings::of(self, now).counts()
    }
}

/// The first eight characters of a policy's version: enough to tell two apart on a screen.
pub fn short(version: &str) -> &str {
    version.get(..8).unwrap_or(version)
}

fn empty_policy(id: &PolicyRef) -> Policy {
    Policy {
        id: id.clone(),
        title: id.name.clone(),
        about: String::new(),
        source: String::new(),
        priority_names: BTreeMap::new(),
        calendars: BTreeMap::new(),
        contacts: BTreeMap::new(),
        reminder_secs: 300,
        clocks: Vec::new(),
        audiences: Vec::new(),
        plan: Vec::new(),
        intake: Vec::new(),
        hotline: HotlineRules::default(),
        review: ReviewRules::default(),
        service_review: ServiceReviewRules::default(),
        billing: Vec::new(),
        targets: Vec::new(),
        text: String::new(),
    }
}
