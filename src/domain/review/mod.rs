//! The post-mortem of an incident: its meeting, who is invited, what was said, the problem statement
//! (R items 5 and 6). Folded from the facts of the incident.
//!
//! | file | is |
//! | --- | --- |
//! | `words`, `facts`, `wish` | the vocabularies, what is stored, what somebody wants |
//! | `statement` | the problem statement, as parts and as one text |
//! | `time`, `logistics` | what speaks against a time and when to meet; what is settled, what is missing |
//! | `language` | words in a statement that argue a cause |
//! | `agenda`, `people` | the policy's agenda fitted to a meeting; whom to invite, and why |

pub mod agenda;
pub mod facts;
pub mod language;
pub mod logistics;
pub mod people;
pub mod statement;
pub mod time;
pub mod wish;
pub mod words;

use self::facts::{AgendaItem, ProblemStatement};
pub use self::words::{ReviewAnswer, ReviewPart, ReviewRole, ReviewSection, State};
use super::directory::Named;
use super::event::{EventId, Fact, Recipient};
use super::incident::{Entry, Incident, Phase};
use super::policy::Clock;
use super::rota::change::Window;
use super::time::Instant;
use super::timeline::milestone;
use super::world::Live;
use chrono::TimeDelta;
use chrono_tz::Tz;

/// The meeting as it is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The entry that set it, or moved it last.
    pub entry: EventId,
    /// When it was set or moved.
    pub said_at: Instant,
    /// When it begins.
    pub starts_at: Instant,
    /// How long; minutes.
    pub minutes: u32,
    /// IANA name of the zone it is announced in; none means the desk's.
    pub zone: Option<String>,
}

impl Plan {
    /// When it is over.
    pub fn ends_at(&self) -> Instant {
        self.starts_at.checked_add_signed(TimeDelta::minutes(self.minutes.into())).unwrap_or(self.starts_at)
    }

    /// From when until when it is.
    pub fn window(&self) -> Window {
        Window::new(self.starts_at, self.ends_at())
    }

    /// The zone it is announced in.
    pub fn zone_or(&self, desk: Tz) -> Tz {
        self.zone.as_deref().and_then(|zone| zone.parse().ok()).unwrap_or(desk)
    }
}

/// That it is not scheduled any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalledOff {
    /// When it was said.
    pub at: Instant,
    /// The reason.
    pub why: String,
}

/// Somebody who is invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitee {
    /// Who.
    pub whom: Named,
    /// What they are to the post-mortem.
    pub part: ReviewPart,
    /// When they were put on the list.
    pub invited_at: Instant,
    /// What they answered to the time as it is now set.
    pub answer: Option<Answered>,
}

/// What somebody answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// When.
    pub at: Instant,
    /// What.
    pub answer: ReviewAnswer,
    /// Words.
    pub text: Option<String>,
}

/// Invitations that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationSent {
    /// The entry that says so.
    pub entry: EventId,
    /// When.
    pub at: Instant,
    /// To whom.
    pub recipients: Vec<Recipient>,
    /// Its number in the calendar's sense, from 0, rising with each change that was sent.
    pub sequence: u32,
    /// Whether it said that the meeting is called off.
    pub cancels: bool,
    /// The time it invited to.
    pub starts_at: Option<Instant>,
    /// The entry that had set that time, as the facts stand now.
    plan: Option<EventId>,
}

/// A pre-read that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreReadSent {
    /// The entry that says so.
    pub entry: EventId,
    /// When.
    pub at: Instant,
    /// To whom.
    pub recipients: Vec<Recipient>,
}

/// That a meeting was held: a post-mortem, a service review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The entry that says so.
    pub entry: EventId,
    /// When.
    pub at: Instant,
    /// Who was there; empty where nobody said.
    pub attended: Vec<Named>,
    /// Words.
    pub text: Option<String>,
}

/// One point of the meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The entry that says it.
    pub entry: EventId,
    /// When.
    pub at: Instant,
    /// Who wrote it down.
    pub by: String,
    /// Where it belongs.
    pub section: ReviewSection,
    /// The words.
    pub text: String,
}

/// One version of the problem statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementVersion {
    /// The entry that wrote it: its name for good.
    pub entry: EventId,
    /// Its number, from 1, in the order in which they were written down.
    pub number: usize,
    /// When it was written.
    pub at: Instant,
    /// Who wrote it.
    pub by: String,
    /// What it says.
    pub statement: ProblemStatement,
}

/// That the problem statement is agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// The entry that says so.
    pub entry: EventId,
    /// When.
    pub at: Instant,
    /// Which version; none where only the milestone was logged.
    pub version: Option<EventId>,
    /// By whom; empty where nobody said.
    pub by: Vec<Named>,
}

/// The post-mortem as its facts make it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// The meeting, while one is set.
    pub plan: Option<Plan>,
    /// When it was said to be scheduled, with a time or by the milestone alone; none once it is called
    /// off.
    pub scheduled_at: Option<Instant>,
    /// That it was called off, if it was and has not been set again.
    pub called_off: Option<CalledOff>,
    /// Room or bridge.
    pub place: Option<String>,
    /// Who leads it.
    pub facilitator: Option<Named>,
    /// Who writes down what is said.
    pub scribe: Option<Named>,
    /// Who is invited, in the order in which they were.
    pub invitees: Vec<Invitee>,
    /// Who was taken off the list, and is not proposed again.
    pub left_out: Vec<Named>,
    /// The agenda, once it was set.
    pub agenda: Vec<AgendaItem>,
    /// The invitations that went out, older first.
    pub invitations: Vec<InvitationSent>,
    /// The pre-reads that went out, older first.
    pub pre_reads: Vec<PreReadSent>,
    /// That it was held; of several the last that says so.
    pub held: Option<Held>,
    /// What was said, in order.
    pub points: Vec<Point>,
    /// All versions of the problem statement, in the order in which they were written.
    pub statements: Vec<StatementVersion>,
    /// That it is agreed; the last that says so.
    pub agreed: Option<Agreed>,
    /// How many times a sent invitation was overtaken.
    overtaken: u32,
}

impl Review {
    /// One more entry, in the order in which they happened; `number` is that of the statement it writes.
    pub fn take(&mut self, entry: &Entry, number: usize) {
        let (id, at) = (entry.event.id, entry.happened_at);
        match entry.fact() {
            Fact::ReviewScheduled { at: starts_at, minutes, zone, .. } => {
                self.overtake();
                if self.plan.as_ref().is_none_or(|plan| plan.starts_at != *starts_at) {
                    self.invitees.iter_mut().for_each(|one| one.answer = None);
                }
                self.plan = Some(Plan {
                    entry: id,
                    said_at: at,
                    starts_at: *starts_at,
                    minutes: *minutes,
                    zone: zone.clone(),
                });
                self.scheduled_at = Some(at);
                self.called_off = None;
            }
            Fact::ReviewCalledOff { why } => {
                self.overtake();
                self.plan = None;
                self.scheduled_at = None;
                self.called_off = Some(CalledOff { at, why: why.clone() });
                self.invitees.iter_mut().for_each(|one| one.answer = None);
            }
            Fact::ReviewPlaceSet { place } => {
                self.place = Some(place.clone()).filter(|place| !place.is_empty());
            }
            Fact::ReviewRoleGiven { role: ReviewRole::Facilitator, to } => self.facilitator.clone_from(to),
            Fact::ReviewRoleGiven { role: ReviewRole::Scribe, to } => self.scribe.clone_from(to),
            Fact::ReviewInvited { whom, part } => self.invite(whom, *part, at),
            Fact::ReviewUninvited { whom, .. } => {
                self.invitees.retain(|one| !one.whom.is_same(whom));
                self.left_out.push(whom.clone());
            }
            Fact::ReviewAnswered { whom, answer, text } => {
                if let Some(one) = self.invitees.iter_mut().find(|one| one.whom.is_same(whom)) {
                    one.answer = Some(Answered { at, answer: *answer, text: text.clone() });
                }
            }
            Fact::ReviewAgendaSet { items } => self.agenda.clone_from(items),
            Fact::ReviewInvitationSent { recipients, sequence, cancels, starts_at } => {
                self.invitations.push(InvitationSent {
                    entry: id,
                    at,
                    recipients: recipients.clone(),
                    sequence: *sequence,
                    cancels: *cancels,
                    starts_at: *starts_at,
                    plan: self.plan.as_ref().map(|plan| plan.entry),
                });
                self.overtaken = 0;
            }
            Fact::ReviewPreReadSent { recipients } => {
                self.pre_reads.push(PreReadSent { entry: id, at, recipients: recipients.clone() });
            }
            Fact::ReviewHeld { attended, text } => {
                self.held = Some(Held { entry: id, at, attended: attended.clone(), text: text.clone() });
            }
            Fact::ReviewPointLogged { section, text } => self.points.push(Point {
                entry: id,
                at,
                by: entry.event.actor.clone(),
                section: *section,
                text: text.clone(),
            }),
            Fact::ProblemStatementWritten(statement) => self.statements.push(StatementVersion {
                entry: id,
                number,
                at,
                by: entry.event.actor.clone(),
                statement: statement.as_ref().clone(),
            }),
            Fact::ProblemStatementAgreed { version, by } => {
                self.agreed = Some(Agreed { entry: id, at, version: Some(*version), by: by.clone() });
            }
            Fact::MilestoneReached { milestone, text } => self.milestone(milestone, text.as_ref(), id, at),
            _ => {}
        }
    }

    /// What the plain milestones say: less than the facts of their own, and never more.
    fn milestone(&mut self, name: &str, text: Option<&String>, entry: EventId, at: Instant) {
        match name {
            milestone::POST_MORTEM_SCHEDULED => {
                self.scheduled_at = self.scheduled_at.or(Some(at));
                self.called_off = None;
            }
            milestone::POST_MORTEM_HELD if self.held.is_none() => {
                self.held = Some(Held { entry, at, attended: Vec::new(), text: text.cloned() });
            }
            milestone::PROBLEM_STATEMENT_AGREED if self.agreed.is_none() => {
                self.agreed = Some(Agreed { entry, at, version: None, by: Vec::new() });
            }
            _ => {}
        }
    }

    /// The time is another one: what was sent before does not say it.
    fn overtake(&mut self) {
        if !self.invitations.is_empty() {
            self.overtaken = self.overtaken.saturating_add(1);
        }
    }

    fn invite(&mut self, whom: &Named, part: ReviewPart, at: Instant) {
        self.left_out.retain(|one| !one.is_same(whom));
        match self.invitees.iter_mut().find(|one| one.whom.is_same(whom)) {
            Some(one) => one.part = part,
            None => self.invitees.push(Invitee { whom: whom.clone(), part, invited_at: at, answer: None }),
        }
    }

    /// Somebody who is invited.
    pub fn invitee(&self, whom: &Named) -> Option<&Invitee> {
        self.invitees.iter().find(|one| one.whom.is_same(whom))
    }

    /// The invitation that says what is now set: the time, or that it is called off. None where what was
    /// sent last says something else.
    pub fn standing_invitation(&self) -> Option<&InvitationSent> {
        let last = self.invitations.last()?;
        let stands = match &self.plan {
            Some(plan) => {
                !last.cancels && last.plan == Some(plan.entry) && last.starts_at == Some(plan.starts_at)
            }
            None => last.cancels,
        };
        stands.then_some(last)
    }

    /// Whether people hold an invitation to a meeting that was called off.
    pub fn owes_cancellation(&self) -> bool {
        self.plan.is_none() && self.invitations.last().is_some_and(|last| !last.cancels)
    }

    /// The sequence of an invitation that is made now (RFC 5545): 0 at first, and one more with each move
    /// or calling-off after one was sent.
    pub fn next_sequence(&self) -> u32 {
        match (self.invitations.iter().map(|one| one.sequence).max(), self.standing_invitation()) {
            (None, _) => 0,
            (Some(highest), Some(standing)) => highest.max(standing.sequence),
            // Also where taking back a move brought back an earlier time.
            (Some(highest), None) => highest.saturating_add(self.overtaken.max(1)),
        }
    }

    /// The newest version of the problem statement.
    pub fn newest_statement(&self) -> Option<&StatementVersion> {
        self.statements.last()
    }

    /// A version of the problem statement by its entry.
    pub fn statement(&self, entry: EventId) -> Option<&StatementVersion> {
        self.statements.iter().find(|one| one.entry == entry)
    }

    /// The version that is agreed.
    pub fn agreed_statement(&self) -> Option<&StatementVersion> {
        self.statement(self.agreed.as_ref()?.version?)
    }

    /// The version that is written and not agreed: the newest, if another or none is agreed.
    pub fn draft_statement(&self) -> Option<&StatementVersion> {
        let agreed = self.agreed.as_ref().and_then(|agreed| agreed.version);
        self.newest_statement().filter(|newest| agreed != Some(newest.entry))
    }

    /// The points of a section, in order.
    pub fn points_of(&self, section: ReviewSection) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(move |point| point.section == section)
    }

    /// Whether a time is set for it and it was not held yet.
    pub const fn is_ahead(&self) -> bool {
        self.plan.is_some() && self.held.is_none()
    }

    /// Whether anything was ever said about it.
    pub fn is_begun(&self) -> bool {
        *self != Self::default()
    }
}

/// Whether an incident is asked for a post-mortem: a clock of its policy says by when it is held, or
/// something was said about it already.
pub fn is_asked_for(live: &Live) -> bool {
    let traits = live.incident.traits;
    let asks = |clock: &Clock| time::is_of_holding(clock) && clock.conditions.hold(traits);
    live.incident.review.is_begun() || live.policy.clocks.iter().any(asks)
}

/// How the post-mortem of an incident stands.
pub fn state(incident: &Incident) -> State {
    let review = &incident.review;
    let is_closed = !matches!(incident.phase, Phase::Open | Phase::Restored);
    if review.agreed.is_some() {
        let is_done = is_closed && !incident.actions.has_open_follow_up();
        return if is_done { State::Closed } else { State::StatementAgreed };
    }
    match (&review.held, review.scheduled_at) {
        (Some(_), _) => State::Held,
        (None, Some(_)) => State::Scheduled,
        // Nobody has to set a meeting for what was closed without one.
        (None, None) if is_closed => State::Closed,
        (None, None) => State::ToSchedule,
    }
}
