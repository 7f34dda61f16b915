//! From a wish to facts, or to a refusal that says why and what would do. All rules are here.

mod billing;
mod communication;
mod desk;
mod directory;
mod erasing;
mod figures;
mod meeting;
mod people;
mod review;
mod said;
mod service_review;
mod tasks;
mod ticket;
mod watch;

pub use self::desk::quiet_hours;
pub use self::erasing::{LEAST_LETTERS, erasing};
pub use self::figures::{LONGEST_FIGURE_DAYS, figure_span, figure_target, figure_value};
pub use self::said::{MAX_LINE_CHARS, MAX_TEXT_CHARS};
use self::said::{line, optional_line, optional_text, text};
pub use self::ticket::{AboutTicket, ticket_facts};
pub use self::watch::kept_until;
use crate::domain::command::{About, Command, Wish};
use crate::domain::duty::Duty;
use crate::domain::event::{DeskConfigured, EventId, Fact, IncidentOpened, NewEvent, Subject};
use crate::domain::incident::{Entry, Phase};
use crate::domain::policy::Clock;
use crate::domain::schedule::{Deadline, DeadlineState, Outcome};
use crate::domain::span;
use crate::domain::time::{Instant, whole_second};
use crate::domain::timeline::milestone;
use crate::domain::typed_time;
use crate::domain::words::{Environment, Kind};
use crate::domain::world::{Live, World};

/// A command that is not carried out: what is wrong, and what would do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {would_do}")]
pub struct Refusal {
    /// What is wrong.
    pub what: String,
    /// What would do.
    pub would_do: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(what: impl Into<String>, would_do: impl Into<String>) -> Self {
        Self { what: what.into(), would_do: would_do.into() }
    }
}

/// How far ahead of this machine's clock another's may be; seconds. A fact further in the future
/// is a slip of the finger.
pub const CLOCK_SKEW_SECS: i64 = 60;

/// Decides one command at `now`. Pure: the same world, command and instant give the same facts.
pub fn decide(world: &World, command: &Command, now: Instant) -> Result<Vec<NewEvent>, Refusal> {
    let at = happened(command.at, now)?;
    let actor = actor(world, command)?;
    let new =
        |subject: Subject, fact: Fact| NewEvent { subject, happened_at: at, actor: actor.clone(), fact };
    match (&command.about, &command.wish) {
        (About::New { id, key }, Wish::OpenIncident { .. }) => {
            let (opened, policy_text) = open(world, key.as_deref(), &command.wish)?;
            let recorded = policy_text
                .map(|text| new(Subject::Desk, Fact::PolicyRecorded { policy: opened.policy.clone(), text }));
            let opened = new(Subject::Incident(*id), Fact::IncidentOpened(opened));
            Ok(recorded.into_iter().chain([opened]).collect())
        }
        (About::Desk, Wish::ConfigureDesk { holidays, .. }) => {
            // Holidays can move turns: what was stays as it was.
            let kept = holidays.as_ref().and_then(|_| kept_until(world, at));
            let kept = kept.map(|fact| new(Subject::Watch, fact));
            let configured = new(Subject::Desk, Fact::DeskConfigured(configure(world, &command.wish)?));
            Ok(kept.into_iter().chain([configured]).collect())
        }
        (About::Desk, Wish::Desk(wish)) => {
            let facts = desk::facts(world, wish, at)?;
            Ok(facts.into_iter().map(|(subject, fact)| new(subject, fact)).collect())
        }
        (About::Desk, Wish::Watch(wish)) => {
            let watching = watch::Watching { world, at, actor: &actor };
            let facts = watch::facts(&watching, wish)?;
            Ok(facts.into_iter().map(|(subject, fact)| new(subject, fact)).collect())
        }
        (About::Desk, Wish::ServiceReview(wish)) => {
            let fact = service_review::Reviewing { world, at, actor: &actor }.fact(wish)?;
            Ok(vec![new(Subject::ServiceReviews, fact)])
        }
        (About::Desk, Wish::Figure(wish)) => Ok(vec![new(Subject::Figures, figures::fact(world, wish, at)?)]),
        (About::Desk, wish) if wish.is_of_desk() => {
            let (subject, facts) = directory::facts(world, wish, at)?;
            Ok(facts.into_iter().map(|fact| new(subject.clone(), fact)).collect())
        }
        (About::Incident(id), wish) => {
            let live = world.live.get(id).ok_or_else(|| {
                Refusal::new("there is no such incident", "name one by its key, reference or ticket number")
            })?;
            let facts = Deciding { world, live, at, now, actor: &actor }.facts(wish)?;
            Ok(facts.into_iter().map(|fact| new(Subject::Incident(*id), fact)).collect())
        }
        (About::New { .. } | About::Desk, _) => {
            Err(Refusal::new("this command is about an incident, and none is named", "say which with `key`"))
        }
    }
}

fn happened(at: Option<Instant>, now: Instant) -> Result<Instant, Refusal> {
    let at = whole_second(at.unwrap_or(now));
    if (at - now).num_seconds() > CLOCK_SKEW_SECS {
        return Err(Refusal::new(
            format!("{} is in the future", at.to_rfc3339()),
            "say when it happened, or leave the time out for now",
        ));
    }
    Ok(at)
}

fn actor(world: &World, command: &Command) -> Result<String, Refusal> {
    command.actor.as_ref().map_or_else(|| Ok(usual_actor(world)), |actor| line("the actor", actor))
}

/// Who says what nobody else is named for: whoever sits at the desk.
pub fn usual_actor(world: &World) -> String {
    if world.settings.manager.is_empty() {
        return "escalation manager".to_owned();
    }
    world.settings.manager.clone()
}

/// The opening, and the text of its policy where the log has not recorded that version yet.
fn open(world: &World, key: Option<&str>, wish: &Wish) -> Result<(IncidentOpened, Option<String>), Refusal> {
    let Wish::OpenIncident { title, priority, kind, environment, ticket, policy } = wish else {
        return Err(Refusal::new("this is not an opening", "use `open_incident`"));
    };
    let name = policy.as_ref().unwrap_or(&world.settings.default_policy);
    let policy = world.in_force.get(name).ok_or_else(|| {
        let known = world.in_force.keys().cloned().collect::<Vec<_>>().join(", ");
        Refusal::new(format!("there is no policy `{name}`"), format!("there are {known}"))
    })?;
    let reference = format!("MI-{:04}", world.next_reference);
    let opened = IncidentOpened {
        key: key.map(|key| line("the key", key)).transpose()?.unwrap_or_else(|| reference.clone()),
        reference,
        title: line("the title", title)?,
        priority: *priority,
        kind: kind.unwrap_or(Kind::Regular),
        environment: environment.unwrap_or(Environment::Production),
        ticket: optional_line("the ticket number", ticket.as_ref())?,
        policy: policy.id.clone(),
    };
    let unrecorded = !world.recorded.contains_key(&policy.id);
    Ok((opened, unrecorded.then(|| policy.text.clone())))
}

fn configure(world: &World, wish: &Wish) -> Result<DeskConfigured, Refusal> {
    let Wish::ConfigureDesk { name, manager, time_zone, hotline, holidays, default_policy } = wish else {
        return Err(Refusal::new("this does not set up a desk", "use `configure_desk`"));
    };
    if let Some(zone) = time_zone
        && zone.parse::<chrono_tz::Tz>().is_err()
    {
        return Err(Refusal::new(
            format!("`{zone}` is not a time zone that is known here"),
            "use an IANA name such as America/Chicago",
        ));
    }
    if let Some(policy) = default_policy
        && !world.in_force.contains_key(policy)
    {
        let known = world.in_force.keys().cloned().collect::<Vec<_>>().join(", ");
        return Err(Refusal::new(format!("there is no policy `{policy}`"), format!("there are {known}")));
    }
    Ok(DeskConfigured {
        name: name.as_ref().map(|one| line("the desk's name", one)).transpose()?,
        manager: manager.as_ref().map(|one| line("the manager's name", one)).transpose()?,
        time_zone: time_zone.clone(),
        hotline: hotline.as_ref().map(|one| line("the hotline's number", one)).transpose()?,
        holidays: holidays.clone(),
        holiday_names: None,
        default_policy: default_policy.clone(),
    })
}

/// One command about one incident.
struct Deciding<'a> {
    world: &'a World,
    live: &'a Live,
    at: Instant,
    now: Instant,
    actor: &'a str,
}

impl Deciding<'_> {
    fn facts(&self, wish: &Wish) -> Result<Vec<Fact>, Refusal> {
        match wish {
            Wish::FillIntake { form, answers } => {
                self.still_live()?;
                self.fill_intake(form.as_deref(), answers)
            }
            other => Ok(vec![self.fact(other)?]),
        }
    }

    fn fact(&self, wish: &Wish) -> Result<Fact, Refusal> {
        if !matches!(
            wish,
            Wish::Note { .. }
                | Wish::BillAs(_)
                | Wish::Reopen { .. }
                | Wish::Undo {}
                | Wish::RetractEntry { .. }
                | Wish::CorrectEntry { .. }
        ) && !self.lives_on(wish)
        {
            self.still_live()?;
        }
        match wish {
            Wish::OpenIncident { .. } => Err(Refusal::new(
                format!(
                    "the key `{}` names {} already",
                    self.live.incident.key, self.live.incident.reference
                ),
                "give the new incident another key",
            )),
            wish if wish.is_of_desk() => {
                Err(Refusal::new("desk and directory are about no incident", "leave `key` out"))
            }
            Wish::AmendIncident { title, ticket, environment } => {
                if title.is_none() && ticket.is_none() && environment.is_none() {
                    return Err(Refusal::new(
                        "nothing is to be changed",
                        "give a title, ticket or environment",
                    ));
                }
                Ok(Fact::IncidentAmended {
                    title: title.as_ref().map(|one| line("the title", one)).transpose()?,
                    ticket: ticket.as_ref().map(|one| line("the ticket number", one)).transpose()?,
                    environment: *environment,
                })
            }
            Wish::AssignPriority { priority, why } => {
                if self.live.incident.traits.priority == Some(*priority) {
                    return Err(Refusal::new(
                        format!("the priority is {priority} already"),
                        "choose another, or leave it",
                    ));
                }
                Ok(Fact::PriorityAssigned {
                    priority: *priority,
                    why: optional_text("the reason", why.as_ref())?,
                })
            }
            Wish::Promote { why } => self.kind(Kind::Major, optional_text("the reason", why.as_ref())?),
            Wish::Demote { why } => self.kind(Kind::Regular, Some(text("the reason", why)?)),
            Wish::Refer { to } => Ok(Fact::Referred { to: optional_line("the resolver", to.as_ref())? }),
            Wish::Acknowledge { by } => {
                Ok(Fact::Acknowledged { by: optional_line("who acknowledged", by.as_ref())? })
            }
            Wish::SendUpdate(update) => communication::send_update(update),
            Wish::LogResolverUpdate { text } => Ok(Fact::ResolverUpdateLogged {
                text: optional_text("the resolver's update", text.as_ref())?,
            }),
            Wish::ContactOnCall { whom } => {
                Ok(Fact::OnCallContacted { whom: optional_line("the on-call", whom.as_ref())? })
            }
            Wish::Escalate { to, text } => Ok(Fact::Escalated {
                to: line("whom it goes to", to)?,
                text: optional_text("the words", text.as_ref())?,
            }),
            Wish::ConfirmOwnership { by } => {
                Ok(Fact::OwnershipConfirmed { by: optional_line("the owner", by.as_ref())? })
            }
            Wish::NotifyHotline { outcome, spoke_with, reference, text, number, call_back_by } => {
                Ok(Fact::HotlineCalled {
                    outcome: *outcome,
                    spoke_with: optional_line("whom one spoke with", spoke_with.as_ref())?,
                    reference: optional_line("the hotline's reference", reference.as_ref())?,
                    text: optional_text("the words", text.as_ref())?,
                    number: optional_line("the number", number.as_ref())?,
                    call_back_by: self.later("the call back", *call_back_by)?,
                })
            }
            Wish::MarkChecklist { item, state, why } => self.mark_checklist(item, *state, why.as_ref()),
            Wish::NameServices { services } => self.name_services(services),
            Wish::AddPerson { .. }
            | Wish::StandDown { .. }
            | Wish::AttemptContact { .. }
            | Wish::JoinBridge { .. }
            | Wish::LeaveBridge { .. } => self.about_people(wish),
            Wish::AskInformation { .. }
            | Wish::AssignRequest { .. }
            | Wish::AnswerRequest { .. }
            | Wish::WithdrawRequest { .. } => self.about_requests(wish),
            Wish::DelegateAction { .. }
            | Wish::RedelegateAction { .. }
            | Wish::AcceptAction { .. }
            | Wish::CompleteAction { .. }
            | Wish::DropAction { .. } => self.about_actions(wish),
            Wish::Review(wish) => self.about_review(wish),
            Wish::BillAs(said) => self.bill_as(said),
            Wish::PauseClock { clock, why } => self.pause(clock, why),
            Wish::ResumeClock { clock } => self.resume(clock),
            Wish::Snooze { clock, until } => self.snooze(clock, *until),
            Wish::AcknowledgeAlarm { clock } => {
                let due = self.current(clock)?.due;
                Ok(Fact::AlarmAcknowledged { clock: clock.clone(), due })
            }
            Wish::NotNeeded { clock, why } => {
                let due = self.current(clock)?.due;
                let why = text("the reason", why)?;
                Ok(match Duty::of_clock(clock) {
                    Some(Duty::Action(action)) => Fact::ActionDropped { action, why },
                    Some(Duty::Request(request)) => Fact::RequestWithdrawn { request, why },
                    Some(Duty::CallBack(_) | Duty::PreRead(_) | Duty::Invitations(_) | Duty::Meeting(_))
                    | None => Fact::DeadlineNotNeeded { clock: clock.clone(), due, why },
                })
            }
            Wish::ReachMilestone { milestone, text } => self.milestone(milestone, text.as_ref()),
            Wish::TakeCommand { by } => Ok(Fact::CommandTaken {
                by: optional_line("who takes command", by.as_ref())?.unwrap_or_else(|| self.actor.to_owned()),
            }),
            Wish::HandOverCommand { to } => Ok(Fact::CommandHandedOver { to: line("who takes over", to)? }),
            Wish::KeepCommand { text } => {
                if self.live.incident.command.is_none() {
                    return Err(Refusal::new("nobody has command yet", "take command first"));
                }
                Ok(Fact::CommandKept { text: optional_text("the words", text.as_ref())? })
            }
            Wish::Note { text: words, significant } => {
                Ok(Fact::NoteLogged { text: text("the note", words)?, significant: *significant })
            }
            Wish::Restore { text } => {
                self.after_the_last_turn()?;
                match self.live.incident.restored_at {
                    None => Ok(Fact::Restored { text: optional_text("the words", text.as_ref())? }),
                    Some(at) => Err(Refusal::new(
                        format!("{} was restored {}", self.live.incident.reference, self.local(at)),
                        "correct that entry if its time is wrong",
                    )),
                }
            }
            Wish::Reopen { why } => {
                if self.live.incident.phase == Phase::Open {
                    return Err(Refusal::new(
                        format!("{} is open", self.live.incident.reference),
                        "there is nothing to reopen",
                    ));
                }
                self.after_the_last_turn()?;
                Ok(Fact::Reopened { why: text("the reason", why)? })
            }
            Wish::Close { why } => self.close(why.as_ref()),
            Wish::Cancel { why } => {
                self.after_the_last_turn()?;
                Ok(Fact::Cancelled { why: text("the reason", why)? })
            }
            Wish::MarkDuplicate { of, why } => {
                self.after_the_last_turn()?;
                let incident = &self.live.incident;
                if of.trim().eq_ignore_ascii_case(&incident.reference) || of.trim() == incident.key {
                    return Err(Refusal::new(
                        format!("{} cannot be a duplicate of itself", incident.reference),
                        "name the other incident by its reference",
                    ));
                }
                Ok(Fact::MarkedDuplicate {
                    of: line("the other incident", of)?,
                    why: optional_text("the reason", why.as_ref())?,
                })
            }
            Wish::Undo {} => {
                let entry = self.live.incident.undoable_by(self.actor).ok_or_else(|| {
                    Refusal::new(
                        format!("{} has no entry to take back here", self.actor),
                        "correct an older entry in the log",
                    )
                })?;
                Ok(Fact::EntryRetracted { entry: entry.event.id, why: None })
            }
            Wish::RetractEntry { entry, why } => {
                let entry = self.standing(*entry)?;
                if matches!(entry.fact(), Fact::IncidentOpened(_)) {
                    return Err(Refusal::new(
                        "the opening cannot be taken back",
                        "cancel the incident, with a reason",
                    ));
                }
                Ok(Fact::EntryRetracted { entry: entry.event.id, why: Some(text("the reason", why)?) })
            }
            Wish::CorrectEntry { entry, to_at, text: words, why } => {
                self.correct(*entry, *to_at, words.as_ref(), why)
            }
            Wish::FillIntake { .. }
            | Wish::ConfigureDesk { .. }
            | Wish::RecordPerson(_)
            | Wish::RecordTeam(_)
            | Wish::RecordAgency(_)
            | Wish::RecordService(_)
            | Wish::RecordList(_)
            | Wish::RecordServer(_)
            | Wish::RetireRecord { .. }
            | Wish::MergeRecords { .. }
            | Wish::PartRecords { .. }
            | Wish::SetNotificationsPage { .. }
            | Wish::SetRate(_)
            | Wish::Watch(_)
            | Wish::ServiceReview(_)
            | Wish::Figure(_)
            | Wish::Desk(_) => {
                Err(Refusal::new("this is not a command about an incident", "leave `key` out"))
            }
        }
    }

    fn local(&self, at: Instant) -> String {
        typed_time::understood(at, self.world.settings.zone)
    }

    fn still_live(&self) -> Result<(), Refusal> {
        let incident = &self.live.incident;
        if incident.phase.is_live() {
            return Ok(());
        }
        let when = incident.closed_at.map_or_else(String::new, |at| format!(" {}", self.local(at)));
        Err(Refusal::new(
            format!("{} is {}{when}", incident.reference, incident.phase.word()),
            "reopen it first, or log a note",
        ))
    }

    /// A turn in the life of an incident cannot come before the turn it follows.
    fn after_the_last_turn(&self) -> Result<(), Refusal> {
        let turns = [milestone::OPENED, milestone::RESTORED, milestone::REOPENED, milestone::CLOSED];
        let timeline = &self.live.incident.timeline;
        let last = turns.iter().filter_map(|name| timeline.last(name).map(|at| (at, *name))).max();
        match last {
            Some((at, name)) if self.at < at => Err(Refusal::new(
                format!("{} comes before the incident was {name}, {}", self.local(self.at), self.local(at)),
                "say a later time",
            )),
            _ => Ok(()),
        }
    }

    fn kind(&self, kind: Kind, why: Option<String>) -> Result<Fact, Refusal> {
        if self.live.incident.traits.kind == kind {
            return Err(Refusal::new(
                format!("the incident is {kind} already"),
                "there is nothing to change",
            ));
        }
        Ok(Fact::KindChanged { kind, why })
    }

    /// An instant that has to come after what happened.
    fn later(&self, what: &str, until: Option<Instant>) -> Result<Option<Instant>, Refusal> {
        let until = until.map(whole_second);
        match until.filter(|until| *until <= self.at) {
            None => Ok(until),
            Some(until) => Err(Refusal::new(
                format!("{what} is due {}, before it was asked for", self.local(until)),
                "say a later time",
            )),
        }
    }

    fn clock(&self, id: &str) -> Result<&Clock, Refusal> {
        self.live.clock(id).ok_or_else(|| {
            let known =
                self.live.policy.clocks.iter().map(|clock| clock.id.as_str()).collect::<Vec<_>>().join(", ");
            Refusal::new(
                format!("the policy `{}` has no clock `{id}`", self.live.policy.id.name),
                format!("there are {known}"),
            )
        })
    }

    fn current(&self, clock: &str) -> Result<&Deadline, Refusal> {
        self.clock(clock)?;
        self.live.current_deadline(clock, self.at).ok_or_else(|| {
            Refusal::new(format!("the clock `{clock}` owes nothing now"), "see `deadlines` for what is owed")
        })
    }

    fn pause(&self, id: &str, why: &str) -> Result<Fact, Refusal> {
        let clock = self.clock(id)?;
        if !clock.pausable {
            let pausable: Vec<&str> = self
                .live
                .policy
                .clocks
                .iter()
                .filter(|clock| clock.pausable)
                .map(|clock| clock.id.as_str())
                .collect();
            return Err(Refusal::new(
                format!("the policy does not let `{id}` be paused"),
                if pausable.is_empty() {
                    "it lets none; snooze the alarm instead".to_owned()
                } else {
                    format!("it lets {}", pausable.join(", "))
                },
            ));
        }
        let deadline = self.current(id)?;
        if matches!(deadline.outcome, Outcome::Paused { .. }) {
            return Err(Refusal::new(format!("the clock `{id}` is paused already"), "resume it"));
        }
        if deadline.state(self.at) == DeadlineState::Overdue {
            return Err(Refusal::new(
                format!("the deadline of `{id}` has passed"),
                "do it, or say why it is not needed",
            ));
        }
        Ok(Fact::ClockPaused { clock: id.to_owned(), why: text("the reason", why)? })
    }

    fn resume(&self, id: &str) -> Result<Fact, Refusal> {
        self.clock(id)?;
        let paused = self.live.current_deadline(id, self.at).map(|deadline| &deadline.outcome);
        match paused {
            Some(Outcome::Paused { since }) if self.at < *since => Err(Refusal::new(
                format!("{} comes before the pause, {}", self.local(self.at), self.local(*since)),
                "say a later time",
            )),
            Some(Outcome::Paused { .. }) => Ok(Fact::ClockResumed { clock: id.to_owned() }),
            _ => Err(Refusal::new(format!("the clock `{id}` is not paused"), "there is nothing to resume")),
        }
    }

    fn snooze(&self, clock: &str, until: Instant) -> Result<Fact, Refusal> {
        let due = self.current(clock)?.due;
        let until = whole_second(until);
        if until <= self.at {
            return Err(Refusal::new(format!("{} has passed", self.local(until)), "say a later time"));
        }
        if (until - self.at).num_hours() > 24 {
            return Err(Refusal::new(
                format!("{} is quiet", span::words((until - self.at).num_seconds())),
                "24 h is the longest; say why it is not needed if it is not",
            ));
        }
        Ok(Fact::AlarmSnoozed { clock: clock.to_owned(), due, until })
    }

    fn milestone(&self, name: &str, words: Option<&String>) -> Result<Fact, Refusal> {
        if milestone::KNOWN.contains(&name) {
            return Err(Refusal::new(
                format!("`{name}` has a command of its own"),
                "see `bridgewatch apply --help`",
            ));
        }
        let asked_for = |clock: &Clock| {
            [&clock.starts, &clock.met_by, &clock.until].iter().any(|list| list.iter().any(|one| one == name))
        };
        if name != "detected" && name != "mitigated" && !self.live.policy.clocks.iter().any(asked_for) {
            return Err(Refusal::new(
                format!("no clock of the policy `{}` knows the milestone `{name}`", self.live.policy.id.name),
                "log it as a note",
            ));
        }
        Ok(Fact::MilestoneReached { milestone: name.to_owned(), text: optional_text("the words", words)? })
    }

    fn close(&self, why: Option<&String>) -> Result<Fact, Refusal> {
        self.after_the_last_turn()?;
        let owed = self.live.owed_at_closing();
        let why = optional_text("the reason", why)?;
        if why.is_none() && !owed.is_empty() {
            let names: Vec<&str> = owed
                .iter()
                .map(|one| self.live.clock(&one.clock).map_or(&*one.clock, |clock| clock.title.as_str()))
                .collect();
            return Err(Refusal::new(
                format!("still owed: {}", names.join(", ")),
                "do it, or say why it is skipped",
            ));
        }
        Ok(Fact::Closed { why, skipped: owed.iter().map(|one| one.clock.to_string()).collect() })
    }

    fn standing(&self, id: EventId) -> Result<&Entry, Refusal> {
        let entry = self.live.incident.entry(id).ok_or_else(|| {
            Refusal::new("there is no such entry in this incident's log", "take the id from `log --json`")
        })?;
        if entry.retracted_by.is_some() {
            return Err(Refusal::new("that entry was taken back", "log it anew"));
        }
        if entry.fact().is_alarm() || matches!(entry.fact(), Fact::Unknown { .. }) {
            return Err(Refusal::new("that entry is not one a person wrote", "log a note about it"));
        }
        Ok(entry)
    }

    fn correct(
        &self,
        id: EventId,
        at: Option<Instant>,
        words: Option<&String>,
        why: &str,
    ) -> Result<Fact, Refusal> {
        let entry = self.standing(id)?;
        if matches!(entry.fact(), Fact::EntryRetracted { .. } | Fact::EntryCorrected { .. }) {
            return Err(Refusal::new(
                "a correction cannot be corrected",
                "correct the entry itself once more",
            ));
        }
        let at = at.map(|at| happened(Some(at), self.now)).transpose()?;
        let words = words.map(|words| text("the words", words)).transpose()?;
        if at.is_none() && words.is_none() {
            return Err(Refusal::new("nothing is to be corrected", "give another time or other words"));
        }
        if words.is_some() && !entry.fact().takes_words() {
            return Err(Refusal::new(
                "that entry has no words to correct",
                "correct its time, or take it back",
            ));
        }
        Ok(Fact::EntryCorrected { entry: id, at, text: words, why: text("the reason", why)? })
    }
}
