//! What the pane says about an incident at one moment: rows and words, apart from paint.
//!
//! Pure functions of the incident, the desk's settings and the present. Never here: egui, a colour,
//! or what a person is typing.

use std::sync::Arc;

use chrono_tz::Tz;

use crate::documents::{hh_mm, sentence, when};
use crate::domain::alarm;
use crate::domain::calendar::local_of;
use crate::domain::call_list::call_list;
use crate::domain::command::{Wish, done};
use crate::domain::directory::Callee;
use crate::domain::event::Fact;
use crate::domain::incident::{AlarmTrack, Phase};
use crate::domain::intake::{form_of, missing};
use crate::domain::known::Known;
use crate::domain::policy::{Clock, Completion, Rhythm};
use crate::domain::schedule::{Deadline, DeadlineState, Outcome};
use crate::domain::script;
use crate::domain::time::{Instant, whole_second};
use crate::domain::timeline::milestone;
use crate::domain::update::{audience_of, most_wanted_audience};
use crate::domain::words::{Environment, Kind, Priority};
use crate::domain::world::{Live, World};
use crate::ui::countdown;
use crate::ui::forms::FormKind;

use super::rhythm::{every, listed, ordinal};

/// Everything above the log.
#[derive(Debug, Clone, PartialEq)]
pub struct PaneData {
    /// Who and what it is.
    pub header: HeaderData,
    /// What presses, the soonest first, and then what is paused.
    pub deadlines: Vec<DeadlineData>,
    /// What is owed later, or what to do where nothing is owed: a line each.
    pub rest: Vec<String>,
    /// What has been overtaken and is owed all the same.
    pub owed_still: Option<OwedStill>,
    /// What an escalation still has to say: the intake form and the labels of what is missing.
    pub missing: Option<(String, Vec<String>)>,
}

/// What has been overtaken by a later step or time, and is owed until it is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedStill {
    /// What, in words.
    pub words: String,
    /// The clock whose ownership somebody has to confirm, where that is what is owed.
    pub ownership: Option<Arc<str>>,
}

/// The head of the pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderData {
    /// What is wrong, in a line.
    pub title: String,
    /// None while triage runs.
    pub priority: Option<Priority>,
    /// The priority as the policy names it.
    pub priority_title: String,
    /// Regular or major.
    pub kind: Kind,
    /// Production or not.
    pub environment: Environment,
    /// What people say on the phone.
    pub reference: String,
    /// Number in the ticket system.
    pub ticket: Option<String>,
    /// Where it stands: one of the words of [`Phase`].
    pub phase: Phase,
    /// `opened 13:20 CST`, and when it was restored or closed.
    pub since: Vec<String>,
    /// Who has command, in words.
    pub command: String,
    /// Set where another policy stands in.
    pub stand_in: Option<String>,
    /// The audience that most wants to be told.
    pub update_to: String,
}

/// Somebody to call about a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactData {
    /// Who answers.
    pub name: String,
    /// What they are here, such as `Database team, contact 1`; empty where the name says it.
    pub part: String,
    /// The number; empty where none is known.
    pub phone: String,
    /// Numbers to try when nobody answers.
    pub alternates: Vec<String>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadlineData {
    /// The clock's id.
    pub clock: Arc<str>,
    /// What it is called.
    pub title: String,
    /// By when.
    pub due: Instant,
    /// How it stands.
    pub state: DeadlineState,
    /// The countdown; while paused, what was left at the pause.
    pub countdown: String,
    /// The countdown in spoken words, steady for a minute.
    pub spoken: String,
    /// What to do now, in plain words.
    pub action: String,
    /// When it is due, and how it repeats.
    pub detail: String,
    /// Whom to call.
    pub contacts: Vec<ContactData>,
    /// What to read out.
    pub script: Option<String>,
    /// What *done* writes down.
    pub completion: Completion,
    /// What *done* asks for; none where a priority has to be chosen.
    pub done: Option<Wish>,
    /// The form that finishes it, where *done* needs to know more first.
    pub finish: FormKind,
    /// The audience that is to be told, where *done* is an update.
    pub audience: Option<String>,
    /// Whom it escalates to once it has passed.
    pub escalates_to: Option<String>,
    /// Whether it is a step of a ladder: escalating takes the next step.
    pub is_step: bool,
    /// Whether to escalate is what is to be done: it has passed, its policy says so, and nobody has yet.
    pub wants_escalation: bool,
    /// Whether its clock yields one deadline after another.
    pub is_repeating: bool,
    /// Whether it may be paused.
    pub is_pausable: bool,
    /// Whether it was told and nobody has acknowledged or snoozed it.
    pub is_ringing: bool,
    /// Whether quiet hours hold its alarm.
    pub is_held: bool,
    /// Until when its alarm is quiet, in words.
    pub snoozed: Option<String>,
}

impl DeadlineData {
    /// Its state in a word, where a colour says it too.
    pub const fn state_word(&self) -> &'static str {
        match self.state {
            DeadlineState::Overdue => "overdue",
            DeadlineState::Warning => "due soon",
            DeadlineState::Paused => "paused",
            DeadlineState::Running
            | DeadlineState::Met
            | DeadlineState::Missed
            | DeadlineState::NotNeeded => "left",
        }
    }

    /// Whether its clock is paused.
    pub fn is_paused(&self) -> bool {
        self.state == DeadlineState::Paused
    }

    /// The word on the button that says it is done.
    pub const fn done_word(&self) -> &'static str {
        done_words(self.completion)
    }

    /// The word on the button that says when it was done.
    pub const fn done_at_word(&self) -> &'static str {
        done_at_words(self.completion)
    }

    /// The one line of a folded row: its rhythm where it has one, otherwise what to do.
    pub fn in_short(&self) -> &str {
        if self.is_repeating && !self.is_paused() { &self.detail } else { &self.action }
    }
}

/// The words on the button that says that a deadline was met: what is written down by it.
pub const fn done_words(completion: Completion) -> &'static str {
    match completion {
        Completion::Priority => "Assign priority…",
        Completion::CustomerUpdate
        | Completion::AudienceUpdate
        | Completion::PreRead
        | Completion::Invitations => "Sent",
        Completion::Refer => "Referred",
        Completion::Acknowledge => "Resolver acknowledged",
        Completion::ResolverUpdate => "Update received",
        Completion::Ownership => "Ownership confirmed",
        Completion::Hotline => "Hotline reached",
        Completion::Restore => "Service restored…",
        Completion::Command => "I stay",
        Completion::Answer => "Answer…",
        Completion::CallBack => "Log a call…",
        Completion::Action | Completion::Milestone => "Done",
    }
}

/// The words on the button that says when that was.
pub const fn done_at_words(completion: Completion) -> &'static str {
    match completion {
        Completion::CustomerUpdate
        | Completion::AudienceUpdate
        | Completion::PreRead
        | Completion::Invitations => "Sent at…",
        Completion::Refer => "Referred at…",
        Completion::Acknowledge => "Acknowledged at…",
        Completion::ResolverUpdate => "Received at…",
        Completion::Ownership => "Confirmed at…",
        Completion::Hotline => "Reached at…",
        Completion::Restore => "Restored at…",
        Completion::Command => "Stayed at…",
        _ => "Done at…",
    }
}

/// Whether there is a form that asks when a deadline was met; the others have one that asks for more.
pub const fn has_done_form(completion: Completion) -> bool {
    !matches!(completion, Completion::Priority | Completion::Answer | Completion::CallBack)
}

/// Whether an incident was escalated to that name since `at`.
pub fn is_escalated(live: &Live, to: &str, at: Instant) -> bool {
    live.incident.timeline.last(&milestone::escalated_to(to)).is_some_and(|when| when >= at)
}

/// What the pane says at `now`.
pub fn pane_data(live: &Live, world: &World, now: Instant, zone: Tz) -> PaneData {
    let asked = Asked { live, world, now: whole_second(now), zone };
    let pressing = live.pressing(now);
    // One row a clock: what is said about a clock is about the deadline that came first.
    let is_first = |one: &&Deadline| {
        pressing.iter().find(|other| other.clock == one.clock).is_none_or(|first| first.due == one.due)
    };
    let mut shown: Vec<&Deadline> = pressing.iter().copied().filter(is_first).collect();
    let mut paused: Vec<&Deadline> = live
        .deadlines
        .iter()
        .filter(|one| matches!(one.outcome, Outcome::Paused { .. }) && one.is_shown(now))
        .collect();
    paused.sort_by_key(|one| one.due);
    shown.extend(paused);
    PaneData {
        header: asked.header(),
        deadlines: shown.iter().map(|one| asked.deadline(one)).collect(),
        rest: asked.rest(&shown),
        owed_still: asked.owed_still(),
        missing: asked.missing(),
    }
}

/// A clock's title; its id where the policy has none.
pub fn clock_title(live: &Live, clock: &str) -> String {
    live.clock(clock).map_or_else(|| clock.to_owned(), |clock| clock.title.clone())
}

struct Asked<'a> {
    live: &'a Live,
    world: &'a World,
    now: Instant,
    zone: Tz,
}

impl Asked<'_> {
    fn when(&self, at: Instant) -> String {
        when(at, self.now, self.zone)
    }

    /// A wall time without its zone where the same line names the zone already.
    fn short(&self, at: Instant) -> String {
        let today = local_of(self.zone, at).date() == local_of(self.zone, self.now).date();
        if today { hh_mm(at, self.zone) } else { self.when(at) }
    }

    fn header(&self) -> HeaderData {
        let incident = &self.live.incident;
        let old = countdown::age((self.now - incident.opened_at).num_seconds());
        let mut since = vec![format!("opened {}", self.when(incident.opened_at))];
        match (incident.phase, incident.restored_at, incident.closed_at) {
            (Phase::Open, ..) => since.push(format!("{old} old")),
            (Phase::Restored, Some(at), _) => since.push(format!("restored {}", self.when(at))),
            (phase, _, Some(at)) => since.push(format!("{} {}", phase_words(phase), self.when(at))),
            (phase, ..) => since.push(phase_words(phase).to_owned()),
        }
        HeaderData {
            title: incident.title.clone(),
            priority: incident.traits.priority,
            priority_title: self.live.policy.priority_title(incident.traits.priority).to_owned(),
            kind: incident.traits.kind,
            environment: incident.traits.environment,
            reference: incident.reference.clone(),
            ticket: incident.ticket.clone(),
            phase: incident.phase,
            since,
            command: incident
                .command
                .as_ref()
                .map_or_else(|| "nobody has command".to_owned(), |who| format!("command {who}")),
            stand_in: self.live.stand_in.clone(),
            update_to: most_wanted_audience(self.live, self.now),
        }
    }

    fn deadline(&self, deadline: &Deadline) -> DeadlineData {
        let clock = self.live.clock(&deadline.clock);
        let state = deadline.state(self.now);
        let until = match deadline.outcome {
            Outcome::Paused { since } => since,
            _ => self.now,
        };
        let secs_left = (deadline.due - until).num_seconds();
        let track = self.track(deadline);
        let snoozed = track.snoozed_until.filter(|until| *until > self.now);
        let told = track.last_told_at.is_some() && track.acknowledged_at < track.last_told_at;
        DeadlineData {
            clock: Arc::clone(&deadline.clock),
            title: clock_title(self.live, &deadline.clock),
            due: deadline.due,
            state,
            countdown: countdown::countdown(secs_left),
            spoken: match state {
                DeadlineState::Paused => "paused".to_owned(),
                _ => countdown::spoken(secs_left),
            },
            action: clock.map_or_else(String::new, |clock| self.action(clock, deadline, state)),
            detail: clock.map_or_else(String::new, |clock| self.detail(clock, deadline, state)),
            contacts: clock.map_or_else(Vec::new, |clock| self.contacts(clock)),
            script: clock
                .and_then(|clock| clock.say.as_ref())
                .map(|say| script::render(say, &self.known(), Some(deadline))),
            completion: clock.map_or(Completion::Milestone, Clock::completion),
            done: clock.and_then(|clock| done(clock, None)),
            finish: FormKind::to_finish(self.live, &deadline.clock),
            audience: audience_of(self.live, deadline).map(str::to_owned),
            escalates_to: clock.and_then(|clock| clock.escalates_to.clone()),
            is_step: clock.is_some_and(|clock| clock.next_step.is_some()),
            wants_escalation: state == DeadlineState::Overdue
                && clock.is_some_and(|clock| {
                    let to = clock.escalates_to.as_deref().filter(|_| clock.next_step.is_none());
                    to.is_some_and(|to| !is_escalated(self.live, to, deadline.due))
                }),
            is_repeating: clock.is_some_and(|clock| !matches!(clock.rhythm, Rhythm::Once(_))),
            is_pausable: clock.is_some_and(|clock| clock.pausable),
            is_held: alarm::is_held_of(self.world, self.live, deadline, self.now),
            is_ringing: told && snoozed.is_none() && state != DeadlineState::Paused,
            snoozed: snoozed.map(|until| format!("snoozed until {}", self.when(until))),
        }
    }

    fn track(&self, deadline: &Deadline) -> AlarmTrack {
        self.live.incident.alarm(&deadline.clock, deadline.due, self.now)
    }

    fn action(&self, clock: &Clock, deadline: &Deadline, state: DeadlineState) -> String {
        match (&deadline.outcome, state) {
            (Outcome::Paused { since }, _) => {
                let why = self.live.incident.effective().rev().find_map(|entry| match entry.fact() {
                    Fact::ClockPaused { clock: id, why } if *id == clock.id => Some(why.as_str()),
                    _ => None,
                });
                let since = self.when(*since);
                why.map_or_else(
                    || format!("Paused since {since}"),
                    |why| format!("Paused since {since}: {why}"),
                )
            }
            (_, DeadlineState::Overdue) => clock.on_expiry.clone(),
            _ => clock.action.clone(),
        }
    }

    fn known(&self) -> Known<'_> {
        let World { settings: desk, directory, .. } = self.world;
        Known { live: self.live, desk, directory, now: self.now }
    }

    fn contacts(&self, clock: &Clock) -> Vec<ContactData> {
        let list = call_list(self.live, &self.world.settings, &self.world.directory, &clock.call);
        let data = |callee: Callee| {
            let mut phones = callee.phones.into_iter();
            ContactData {
                name: callee.whom.name,
                part: callee.part,
                phone: phones.next().unwrap_or_default(),
                alternates: phones.collect(),
            }
        };
        list.into_iter().map(data).collect()
    }

    /// When it is due, and the rhythm it belongs to.
    fn detail(&self, clock: &Clock, deadline: &Deadline, state: DeadlineState) -> String {
        let by = self.when(deadline.due);
        let verb = if clock.completion() == Completion::CustomerUpdate { "last sent" } else { "last" };
        let detail = match &clock.rhythm {
            _ if state == DeadlineState::Paused => format!("due {by} as it stood"),
            Rhythm::Once(_) => format!("due {by}"),
            Rhythm::Every(span) => {
                let every = every(*span);
                let since = self.short(deadline.starts);
                let sent = clock.completion() == Completion::CustomerUpdate;
                if deadline.nth > 1 || sent {
                    format!("{every}; {verb} {since}, next by {by}")
                } else {
                    format!("{every} from {since}, first by {by}")
                }
            }
            Rhythm::At(steps) => {
                let step = self.step(deadline);
                let last = if clock.completion() == Completion::CustomerUpdate {
                    self.live.incident.timeline.last(milestone::CUSTOMER_UPDATE)
                } else {
                    None
                };
                let last = last.map_or_else(String::new, |at| format!("{verb} {}, ", self.short(at)));
                format!("{} of {}; {last}next by {by}", ordinal(step), listed(steps))
            }
        };
        sentence(&detail)
    }

    /// What the intake still lacks, while the incident is open.
    fn missing(&self) -> Option<(String, Vec<String>)> {
        let incident = &self.live.incident;
        let form = form_of(&self.live.policy, incident.traits, &incident.intake)?;
        let known = self.known();
        let lacking = missing(form, |field| known.value(field.known_as()).is_some());
        let labels: Vec<String> = lacking.into_iter().map(|field| field.label.clone()).collect();
        (incident.phase == Phase::Open && !labels.is_empty()).then(|| (form.id.clone(), labels))
    }

    /// Which step of a fixed schedule a deadline is, from 1.
    fn step(&self, deadline: &Deadline) -> usize {
        let earlier = |one: &&Deadline| {
            one.clock == deadline.clock && one.starts == deadline.starts && one.due <= deadline.due
        };
        self.live.deadlines.iter().filter(earlier).count()
    }

    /// What comes later, and what to do where nothing is owed.
    fn rest(&self, shown: &[&Deadline]) -> Vec<String> {
        let mut rest = Vec::new();
        let is_there =
            |one: &Deadline| shown.iter().any(|other| other.clock == one.clock && other.due == one.due);
        if shown.is_empty() && !self.open().any(|one| self.is_overtaken(one)) {
            rest.push(
                match self.live.incident.phase {
                    Phase::Open => "Nothing is owed now; restore it when service is back",
                    Phase::Restored => "Nothing is owed now; close it when it is settled",
                    Phase::Closed | Phase::Cancelled | Phase::Duplicate => {
                        "Nothing is owed; reopen it if it is not over"
                    }
                }
                .to_owned(),
            );
        }
        if let Some(next) =
            self.open().filter(|one| !is_there(one) && !self.is_overtaken(one)).min_by_key(|one| one.due)
        {
            rest.push(format!("Then {}, by {}", self.name(next), self.when(next.due)));
        }
        rest
    }

    fn open(&self) -> impl Iterator<Item = &Deadline> {
        self.live.deadlines.iter().filter(|one| one.outcome == Outcome::Open)
    }

    fn is_overtaken(&self, deadline: &Deadline) -> bool {
        deadline.quiet_from.is_some_and(|at| at <= self.now)
    }

    /// A deadline's title, with its place where its clock has several at fixed times.
    fn name(&self, deadline: &Deadline) -> String {
        let title = clock_title(self.live, &deadline.clock);
        match self.live.clock(&deadline.clock).map(|clock| &clock.rhythm) {
            Some(Rhythm::At(steps)) => {
                format!("{title}, {} of {}", ordinal(self.step(deadline)), listed(steps))
            }
            _ => title,
        }
    }

    /// What has been overtaken, and whether somebody has to confirm ownership.
    fn owed_still(&self) -> Option<OwedStill> {
        let overtaken = || self.open().filter(|one| self.is_overtaken(one));
        let names: Vec<String> = overtaken().map(|one| self.name(one)).collect();
        let is_ownership = |one: &&Deadline| {
            self.live.clock(&one.clock).is_some_and(|clock| clock.completion() == Completion::Ownership)
        };
        (!names.is_empty()).then(|| OwedStill {
            words: format!("Owed still, and overtaken: {}", names.join("; ")),
            ownership: overtaken().find(is_ownership).map(|one| Arc::clone(&one.clock)),
        })
    }
}

/// The word of a phase that has an instant after it.
const fn phase_words(phase: Phase) -> &'static str {
    match phase {
        Phase::Duplicate => "marked a duplicate",
        other => other.word(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::SendUpdate;
    use crate::domain::words::CallOutcome;
    use crate::ui::incident::trial::{Trial, ZONE, at};
    use expect_test::{Expect, expect};

    /// The pane's words at a wall time, as a person would read them down the page.
    fn check(trial: &Trial, wall: &str, expected: &Expect) {
        let data = pane_data(trial.live(), &trial.snapshot.world, at(wall), ZONE);
        let mut lines = vec![head(&data.header)];
        lines.extend(data.deadlines.iter().flat_map(row));
        lines.extend(data.rest);
        lines.extend(data.owed_still.map(|owed| owed.words));
        let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        expected.assert_eq(&(lines.join("\n") + "\n"));
    }

    fn head(head: &HeaderData) -> String {
        let (priority, kind, place) = (&head.priority_title, head.kind, head.environment);
        let (reference, ticket) = (&head.reference, head.ticket.as_deref().unwrap_or("-"));
        let (since, command) = (head.since.join(", "), &head.command);
        format!("{} | {priority} {kind} {place} | {reference} {ticket} | {since} | {command}", head.title)
    }

    fn row(one: &DeadlineData) -> Vec<String> {
        let flags = [(one.is_ringing, "rings"), (one.is_pausable, "pausable"), (one.is_step, "step")];
        let flags: Vec<&str> = flags.iter().filter(|(set, _)| *set).map(|(_, word)| *word).collect();
        let (state, flags) = (one.state_word(), flags.join(" "));
        let mut lines = vec![
            format!("{} {state} | {} [{}] {flags}", one.countdown, one.title, one.done_word()),
            format!("  {}", one.action),
            format!("  {}", one.detail),
        ];
        for contact in &one.contacts {
            lines.push(format!("  call {} {} {}", contact.name, contact.phone, contact.alternates.join(" ")));
        }
        let more = [&one.script, &one.snoozed, &one.escalates_to];
        lines.extend(more.into_iter().flatten().map(|more| format!("  > {more}")));
        lines
    }

    fn critical() -> Trial {
        Trial::opened("Payments API down", Some(Priority::Critical), Kind::Major)
    }

    fn sent() -> Wish {
        Wish::SendUpdate(SendUpdate::default())
    }

    #[test]
    fn a_new_major_incident_says_what_to_do_first() {
        check(
            &critical(),
            "13:30",
            &expect![[r"
                Payments API down | Critical major production | MI-0001 INC0012345 | opened 13:20 CST, 10 min old | nobody has command
                05:00 left | Initial notification [Sent]
                  Send the initial notification to customers
                  Due 13:35 CST
                  > Payments API down. We opened an incident at Mon 2 Mar 13:20 CST, ticket INC0012345.
                05:00 left | Hotline call [Hotline reached]
                  Call the hotline
                  Due 13:35 CST
                  call ITERP Hotline (916) 356-8910
                  > This is Sample One. I report a Critical major incident: Payments API down.
            "]],
        );
    }

    #[test]
    fn an_untriaged_incident_asks_for_a_priority() {
        let trial = Trial::opened("Label printers offline", None, Kind::Regular).told("13:40");
        check(
            &trial,
            "13:40",
            &expect![[r"
            Label printers offline | Unassigned regular production | MI-0001 INC0012345 | opened 13:20 CST, 20 min old | nobody has command
            −05:00 overdue | Primary triage [Assign priority…] rings
              Tell the supervisor that no priority is assigned
              Due 13:35 CST
              > Supervisor
        "]],
        );
    }

    #[test]
    fn a_repeating_clock_says_when_it_was_last_done_and_a_paused_one_why() {
        let trial = critical()
            .with("13:26", sent())
            .with("13:29", Wish::Acknowledge { by: None })
            .with(
                "13:31",
                Wish::NotifyHotline {
                    outcome: CallOutcome::Reached,
                    spoke_with: None,
                    reference: None,
                    text: None,
                    number: None,
                    call_back_by: None,
                },
            )
            .with("13:42", sent())
            .with(
                "14:00",
                Wish::PauseClock { clock: "resolver-update".into(), why: "they are on site".into() },
            );
        check(
            &trial,
            "14:32:07",
            &expect![[r"
                Payments API down | Critical major production | MI-0001 INC0012345 | opened 13:20 CST, 1 h 12 min old | nobody has command
                09:53 due soon | Update to customers [Sent]
                  Send an update to customers
                  Every hour; last sent 13:42, next by 14:42 CST
                29:00 paused | Resolver's update [Update received] pausable
                  Paused since 14:00 CST: they are on site
                  Due 14:29 CST as it stood
            "]],
        );
    }

    #[test]
    fn a_fixed_schedule_says_which_step_it_is_and_what_comes_then() {
        let trial = Trial::opened("VPN drops", Some(Priority::High), Kind::Regular).with("13:25", sent());
        check(
            &trial,
            "13:30",
            &expect![[r"
                VPN drops | High regular production | MI-0001 INC0012345 | opened 13:20 CST, 10 min old | nobody has command
                55:00 left | Update to customers [Sent]
                  Send an update to customers
                  First of 1, 4 and 8 h; last sent 13:25, next by 14:25 CST
                Then Update to customers, second of 1, 4 and 8 h, by 17:25 CST
            "]],
        );
        let trial = trial.with("14:20", sent());
        check(
            &trial,
            "14:40",
            &expect![[r"
                VPN drops | High regular production | MI-0001 INC0012345 | opened 13:20 CST, 1 h 20 min old | nobody has command
                2 h 45 left | Update to customers [Sent]
                  Send an update to customers
                  Second of 1, 4 and 8 h; last sent 14:20, next by 17:25 CST
                Then Update to customers, third of 1, 4 and 8 h, by 21:25 CST
            "]],
        );
        // Missed twice: the first is overtaken by the second.
        let trial = Trial::opened("VPN drops", Some(Priority::High), Kind::Regular).with("13:25", sent());
        check(
            &trial,
            "18:00",
            &expect![[r"
                VPN drops | High regular production | MI-0001 INC0012345 | opened 13:20 CST, 4 h 40 min old | nobody has command
                −35:00 overdue | Update to customers [Sent]
                  Send an update to customers now
                  Second of 1, 4 and 8 h; last sent 13:25, next by 17:25 CST
                Then Update to customers, third of 1, 4 and 8 h, by 21:25 CST
                Owed still, and overtaken: Update to customers, first of 1, 4 and 8 h
            "]],
        );
    }

    #[test]
    fn a_ladder_says_whom_it_reaches_next_and_a_snooze_until_when() {
        let trial = Trial::opened("VPN drops", Some(Priority::Low), Kind::Regular)
            .with("13:44", Wish::ContactOnCall { whom: None })
            .told("14:16")
            .with("14:17", Wish::Snooze { clock: "on-call-response".into(), until: at("14:27") });
        check(
            &trial,
            "14:20",
            &expect![[r"
            VPN drops | Low regular production | MI-0001 INC0012345 | opened 13:20 CST, 1 h 0 min old | nobody has command
            −06:00 overdue | On-call responds [Ownership confirmed] step
              Call customer service again and ask for an Incident Manager
              Due 14:14 CST
              call Customer Service 317-234-4357 1-800-382-1095
              > Ticket INC0012345, a production outage. The on-call has not answered since Mon 2 Mar 13:44 CST.
              > snoozed until 14:27 CST
              > Incident Manager
        "]],
        );
        let trial = trial.with("14:21", Wish::Escalate { to: "Incident Manager".into(), text: None });
        check(
            &trial,
            "14:22",
            &expect![[r"
            VPN drops | Low regular production | MI-0001 INC0012345 | opened 13:20 CST, 1 h 2 min old | nobody has command
            14:00 left | Incident Manager responds [Ownership confirmed] step
              Wait for the Incident Manager to confirm ownership
              Due 14:36 CST
              call Customer Service 317-234-4357 1-800-382-1095
              > Senior Leadership
            Owed still, and overtaken: On-call responds
        "]],
        );
    }

    #[test]
    fn after_the_last_step_ownership_is_still_asked_for() {
        let trial = Trial::opened("VPN drops", Some(Priority::Low), Kind::Regular)
            .with("13:44", Wish::ContactOnCall { whom: None })
            .with("14:21", Wish::Escalate { to: "Incident Manager".into(), text: None })
            .with("14:40", Wish::Escalate { to: "Senior Leadership".into(), text: None });
        let of = |trial: &Trial| pane_data(trial.live(), &trial.snapshot.world, at("14:41"), ZONE);
        let data = of(&trial);
        assert_eq!(data.deadlines, [], "nothing presses");
        assert_eq!(data.rest, [""; 0], "and nobody says that nothing is owed");
        let owed = data.owed_still.expect("it is owed");
        assert_eq!(owed.ownership.as_deref(), Some("on-call-response"));
        assert_eq!(owed.words, "Owed still, and overtaken: On-call responds; Incident Manager responds");
        let trial = trial.with("14:41", Wish::ConfirmOwnership { by: None });
        assert_eq!(of(&trial).owed_still, None);
    }

    #[test]
    fn a_restored_and_a_closed_incident_say_what_is_left() {
        let trial = Trial::opened("VPN drops", Some(Priority::Low), Kind::Regular)
            .with("14:00", Wish::Restore { text: None });
        check(
            &trial,
            "14:10",
            &expect![[r"
            VPN drops | Low regular production | MI-0001 INC0012345 | opened 13:20 CST, restored 14:00 CST | nobody has command
            Nothing is owed now; close it when it is settled
        "]],
        );
        let trial = trial.with("14:12", Wish::Close { why: None });
        check(
            &trial,
            "14:20",
            &expect![[r"
            VPN drops | Low regular production | MI-0001 INC0012345 | opened 13:20 CST, closed 14:12 CST | nobody has command
            Nothing is owed; reopen it if it is not over
        "]],
        );
    }

    #[test]
    fn another_day_is_said_with_its_date() {
        let trial = Trial::opened("VPN drops", Some(Priority::Low), Kind::Regular);
        let data =
            pane_data(trial.live(), &trial.snapshot.world, at("13:30") + chrono::TimeDelta::days(2), ZONE);
        assert_eq!(data.header.since, ["opened Mon 2 Mar 13:20 CST", "2 d 0 h old"]);
    }
}
