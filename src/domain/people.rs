//! Who is on an incident: whom somebody tried to reach and how that went, who joined the crisis
//! bridge, who was stood down (R item 1).

use super::directory::{Callee, Directory, Named};
use super::event::{EventId, Fact};
use super::incident::Entry;
use super::time::Instant;
use super::words::{CallOutcome, Involvement};

/// One attempt to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its entry in the log.
    pub entry: EventId,
    /// When it was.
    pub at: Instant,
    /// The number or channel, if it was said.
    pub via: Option<String>,
    /// How it ended.
    pub outcome: CallOutcome,
    /// Words.
    pub text: Option<String>,
    /// By when a call back is owed, from either side.
    pub call_back_by: Option<Instant>,
}

/// Somebody on an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Who.
    pub whom: Named,
    /// What they are to it, as was said last.
    pub role: Involvement,
    /// Every attempt to reach them, older first.
    pub attempts: Vec<Attempt>,
    /// The spans on the crisis bridge; an open one has no end.
    pub bridge: Vec<(Instant, Option<Instant>)>,
    /// When they were stood down, if they are.
    pub stood_down_at: Option<Instant>,
}

impl Participant {
    /// Whether they were ever reached: by an attempt, or by joining the bridge.
    pub fn is_reached(&self) -> bool {
        !self.bridge.is_empty() || self.attempts.iter().any(|one| one.outcome == CallOutcome::Reached)
    }

    /// Since when they are on the bridge, if they are.
    pub fn on_bridge_since(&self) -> Option<Instant> {
        self.bridge.last().filter(|(_, left)| left.is_none()).map(|(joined, _)| *joined)
    }

    /// Whether somebody has tried to reach them.
    pub fn is_called(&self) -> bool {
        !self.attempts.is_empty() || !self.bridge.is_empty()
    }

    /// The last attempt, if there was one.
    pub fn last_attempt(&self) -> Option<&Attempt> {
        self.attempts.last()
    }
}

/// Everybody on an incident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// In the order in which they came to it.
    pub all: Vec<Participant>,
}

impl People {
    /// One more entry, in the order in which they happened.
    pub fn take(&mut self, entry: &Entry) {
        let at = entry.happened_at;
        match entry.fact() {
            Fact::PersonAdded { whom, role, .. } => {
                let one = self.one(whom, *role);
                one.role = *role;
                one.stood_down_at = None;
            }
            Fact::ContactAttempted { whom, role, via, outcome, text, call_back_by } => {
                let one = self.one(whom, *role);
                one.role = *role;
                one.stood_down_at = None;
                one.attempts.push(Attempt {
                    entry: entry.event.id,
                    at,
                    via: via.clone(),
                    outcome: *outcome,
                    text: text.clone(),
                    call_back_by: *call_back_by,
                });
            }
            Fact::BridgeJoined { whom } => {
                let one = self.one(whom, Involvement::Other);
                one.stood_down_at = None;
                if one.on_bridge_since().is_none() {
                    one.bridge.push((at, None));
                }
            }
            Fact::BridgeLeft { whom } => self.leave(whom, at),
            Fact::PersonStoodDown { whom, .. } => {
                self.leave(whom, at);
                if let Some(one) = self.all.iter_mut().find(|one| one.whom.is_same(whom)) {
                    one.stood_down_at = Some(at);
                }
            }
            _ => {}
        }
    }

    fn one(&mut self, whom: &Named, role: Involvement) -> &mut Participant {
        let at = self.all.iter().position(|one| one.whom.is_same(whom)).unwrap_or_else(|| {
            self.all.push(Participant {
                whom: whom.clone(),
                role,
                attempts: Vec::new(),
                bridge: Vec::new(),
                stood_down_at: None,
            });
            self.all.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the index was found or made one line above")]
        &mut self.all[at]
    }

    fn leave(&mut self, whom: &Named, at: Instant) {
        let found = self.all.iter_mut().find(|one| one.whom.is_same(whom));
        if let Some((_, left @ None)) = found.and_then(|one| one.bridge.last_mut()) {
            *left = Some(at);
        }
    }

    /// Somebody who is on the incident.
    pub fn find(&self, whom: &Named, directory: &Directory) -> Option<&Participant> {
        self.all.iter().find(|one| directory.same(&one.whom, whom))
    }

    /// How many subject matter experts are engaged, of how many were called.
    pub fn engaged_of_called(&self) -> (usize, usize) {
        let called = || self.all.iter().filter(|one| one.role == Involvement::Sme && one.is_called());
        let engaged = called().filter(|one| one.is_reached() && one.stood_down_at.is_none()).count();
        (engaged, called().count())
    }

    /// Who is on the crisis bridge now.
    pub fn on_bridge(&self) -> impl Iterator<Item = &Participant> {
        self.all.iter().filter(|one| one.on_bridge_since().is_some())
    }

    /// Of the people in a call order, the next to try: the first whom nobody has tried since the last
    /// attempt to anybody of them; none once somebody was reached. Where all were tried, the order
    /// begins anew.
    pub fn next_of<'a>(&self, order: &'a [Callee], directory: &Directory) -> Option<&'a Callee> {
        let here = |callee: &Callee| self.find(&callee.whom, directory);
        let tried = |callee: &Callee| here(callee).and_then(Participant::last_attempt);
        let is_reached = |callee: &&Callee| here(callee).is_some_and(Participant::is_reached);
        if order.iter().any(|callee| is_reached(&callee)) {
            return None;
        }
        order.iter().find(|callee| tried(callee).is_none()).or_else(|| {
            let last = |callee: &&Callee| tried(callee).map(|attempt| attempt.at);
            order.iter().min_by_key(last)
        })
    }
}

/// Somebody to offer: who belongs to an incident by the services that are hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Who, and how they are reached.
    pub callee: Callee,
    /// What they would be to the incident.
    pub role: Involvement,
    /// The team or agency in whose order they stand, if they stand in one.
    pub of: Option<String>,
}

/// Whom the directory names for the services that are hit and the team it was referred to: the
/// resolver team's contacts in order, the Second Level Business Partner, the owner, and the contacts
/// of the affected agencies (R, C). Nobody twice.
pub fn offered(directory: &Directory, services: &[Named], referred_to: Option<&Named>) -> Vec<Offered> {
    let mut all: Vec<Offered> = Vec::new();
    let mut add = |callee: Callee, role: Involvement, of: Option<String>| {
        if !all.iter().any(|one| directory.same(&one.callee.whom, &callee.whom)) {
            all.push(Offered { callee, role, of });
        }
    };
    for team in resolver_teams(directory, services, referred_to) {
        for callee in directory.call_order(&team) {
            add(callee, Involvement::Resolver, Some(directory.name_of(&team).to_owned()));
        }
    }
    for service in services.iter().filter_map(|named| directory.service(named)) {
        let of = |part: &str| format!("{part}, {}", service.name);
        if let Some(partner) = &service.partner {
            let callee = directory.callee(partner, of("Second Level Business Partner"));
            add(callee, Involvement::Partner, None);
        }
        if let Some(owner) = &service.owner {
            add(directory.callee(owner, of("owner")), Involvement::Sme, None);
        }
        for agency in &service.agencies {
            for callee in directory.call_order(agency) {
                add(callee, Involvement::Customer, Some(directory.name_of(agency).to_owned()));
            }
        }
    }
    all
}

/// The teams that are to restore it: the one it was referred to, then those of the services.
pub fn resolver_teams(directory: &Directory, services: &[Named], referred_to: Option<&Named>) -> Vec<Named> {
    let mut teams: Vec<Named> = Vec::new();
    let of_services = services.iter().filter_map(|named| directory.service(named)?.resolver.as_ref());
    for team in referred_to.into_iter().chain(of_services) {
        if directory.party(team).is_some() && !teams.iter().any(|one| directory.same(one, team)) {
            teams.push(team.clone());
        }
    }
    teams
}
