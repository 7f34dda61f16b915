//! Gathers a report from the facts of an incident. What its audience may not see is never taken up.

use super::names::Names;
use super::{
    ActionRow, Audience, Choice, ClockRow, EscalationRow, HotlineRow, LogRow, MilestoneRow, PersonRow,
    Report, RequestRow, Standing, Times, UpdateRow, review, summary,
};
use crate::documents::log_lines::{LogLine, log_lines};
use crate::documents::timeline_picture::{PictureChoice, timeline_picture};
use crate::documents::{plain, sentence};
use crate::domain::actions::{Action, ActionState};
use crate::domain::event::{EventId, Fact};
use crate::domain::incident::Entry;
use crate::domain::milestones::milestones;
use crate::domain::people::Participant;
use crate::domain::requests::{InformationRequest, RequestState};
use crate::domain::schedule::{Deadline, DeadlineState, Outcome};
use crate::domain::span;
use crate::domain::time::Instant;
use crate::domain::timeline::CUSTOMERS;
use crate::domain::update::SentUpdate;
use crate::domain::words::ChecklistState;
use crate::domain::world::{Live, World};

/// How many characters of a label fit across the picture on paper.
const PAPER_ROOM_CHARS: f32 = 88.0;

pub(super) fn report_of(live: &Live, world: &World, choice: Choice, now: Instant) -> Report {
    let is_outside = choice.audience == Audience::Outside;
    let names = if is_outside { Names::hidden(live, world) } else { Names::said() };
    let incident = &live.incident;
    let log = log(live, choice, &names);
    // Outside, only what happened is said, not when it was written down or was due.
    let happened = log.iter().map(|row| row.happened_at).chain([incident.opened_at]);
    let recorded = log.iter().map(|row| row.recorded_at);
    let due = live.deadlines.iter().filter(|one| one.is_shown(now)).map(|one| one.due);
    let inside = recorded.chain(due).filter(|_| !is_outside);
    let times = Times::of(choice.zone, happened.chain(inside));
    let gather = Gather { live, world, names: &names, times: &times, now, is_outside };
    let picture = PictureChoice { zone: choice.zone, room_chars: PAPER_ROOM_CHARS, is_outside };
    let milestones = gather.milestones();
    Report {
        choice,
        made_at: now,
        desk: world.settings.name.clone(),
        reference: incident.reference.clone(),
        title: names.text(&incident.title),
        facts: summary::facts(&gather),
        summary: summary::paragraphs(&gather),
        picture: timeline_picture(live, picture, now),
        spans: summary::spans(&milestones),
        milestones,
        updates: gather.updates(),
        clocks: gather.inside(Gather::clocks),
        escalations: gather.inside(Gather::escalations),
        people: gather.inside(|gather| incident.people.all.iter().map(|one| gather.person(one)).collect()),
        hotline: gather.inside(Gather::hotline),
        checklist: gather.inside(Gather::checklist),
        requests: gather
            .inside(|gather| incident.requests.all.iter().map(|one| gather.request(one)).collect()),
        actions: gather.inside(|gather| {
            let during = incident.actions.all.iter().filter(|one| !one.follow_up);
            during.map(|one| gather.action(one)).collect()
        }),
        review: review::review(&gather, choice.kind),
        log,
        times,
    }
}

/// What the parts of a report are gathered from.
pub(super) struct Gather<'a> {
    pub(super) live: &'a Live,
    pub(super) world: &'a World,
    pub(super) names: &'a Names,
    pub(super) times: &'a Times,
    pub(super) now: Instant,
    pub(super) is_outside: bool,
}

impl Gather<'_> {
    /// A part that is for inside alone.
    pub(super) fn inside<T>(&self, part: impl FnOnce(&Self) -> Vec<T>) -> Vec<T> {
        if self.is_outside { Vec::new() } else { part(self) }
    }

    fn milestones(&self) -> Vec<MilestoneRow> {
        let opened_at = self.live.incident.opened_at;
        let mut rows: Vec<MilestoneRow> = milestones(self.live)
            .into_iter()
            .filter_map(|one| {
                let reached = one.reached?;
                Some(MilestoneRow {
                    title: one.title.to_owned(),
                    at: reached.at,
                    since_opened_secs: (reached.at - opened_at).num_seconds(),
                    was: reached.was.filter(|_| !self.is_outside),
                })
            })
            .collect();
        rows.sort_by_key(|row| row.at);
        rows
    }

    /// The updates that the audience may see: outside, those to customers alone.
    pub(super) fn sent(&self) -> impl Iterator<Item = &SentUpdate> {
        let sent = self.live.incident.updates.sent.iter();
        sent.filter(|one| !self.is_outside || one.audience.eq_ignore_ascii_case(CUSTOMERS))
    }

    fn updates(&self) -> Vec<UpdateRow> {
        let row = |one: &SentUpdate| {
            let details = &one.details;
            let recipient = |to: &crate::domain::event::Recipient| {
                if to.name.is_empty() { to.address.clone() } else { format!("{} <{}>", to.name, to.address) }
            };
            UpdateRow {
                at: one.at,
                audience: self.live.policy.audience_title(&one.audience),
                subject: details.subject.as_ref().map(|text| self.names.text(text)),
                text: one.text.as_ref().map(|text| self.names.text(text)),
                channel: details.channel.clone().filter(|_| !self.is_outside),
                recipients: self.inside(|_| details.recipients.iter().map(recipient).collect()),
                next_update_by: details.next_update_by,
                unchecked: details.unchecked.clone().filter(|_| !self.is_outside),
            }
        };
        self.sent().map(row).collect()
    }

    fn clocks(&self) -> Vec<ClockRow> {
        let now = self.now;
        let mut shown: Vec<&Deadline> = self.live.deadlines.iter().filter(|one| one.is_shown(now)).collect();
        shown.sort_by_key(|one| one.due);
        shown.into_iter().map(|one| self.clock(one)).collect()
    }

    fn clock(&self, deadline: &Deadline) -> ClockRow {
        let clock = self.live.clock(&deadline.clock);
        let state = deadline.state(self.now);
        let (at, mut words) = match &deadline.outcome {
            Outcome::Done { at } => (Some(*at), String::new()),
            Outcome::Ended { at, why } | Outcome::NotNeeded { at, why } => (Some(*at), why.clone()),
            Outcome::Paused { since } => (Some(*since), format!("since {}", self.times.short(*since))),
            Outcome::Open => (None, String::new()),
        };
        let late = |from: Instant| span::words((from - deadline.due).num_seconds());
        match (state, at) {
            (DeadlineState::Missed, Some(at)) if deadline.met_at().is_some() => {
                words = format!("{} late", late(at));
            }
            (DeadlineState::Missed, Some(_)) => words = format!("not done when {words}"),
            (DeadlineState::Overdue, _) => words = format!("by {}", late(self.now)),
            _ => {}
        }
        ClockRow {
            title: clock.map_or_else(|| sentence(&plain(&deadline.clock)), |clock| clock.title.clone()),
            due: deadline.due,
            state,
            at,
            words,
        }
    }

    fn escalations(&self) -> Vec<EscalationRow> {
        let mut entries: Vec<&Entry> = self.live.incident.effective().collect();
        entries.sort_by_key(|entry| entry.happened_at);
        let row = |entry: &&Entry| {
            let or = |who: &Option<String>, other: &str| who.clone().unwrap_or_else(|| other.to_owned());
            let (what, whom, words) = match entry.fact() {
                Fact::Escalated { to, text } => ("Escalated to", to.clone(), text.clone()),
                Fact::OnCallContacted { whom } => ("On-call contacted", or(whom, "the on-call"), None),
                Fact::OwnershipConfirmed { by } => ("Ownership confirmed by", or(by, "the owner"), None),
                Fact::Referred { to } => ("Referred to", or(to, "a resolver"), None),
                Fact::Acknowledged { by } => ("Acknowledged by", or(by, "the resolver"), None),
                Fact::CommandTaken { by } => ("Command taken by", by.clone(), None),
                Fact::CommandHandedOver { to } => ("Command handed over to", to.clone(), None),
                _ => return None,
            };
            let words = words.unwrap_or_default();
            Some(EscalationRow { at: entry.happened_at, what: what.to_owned(), whom, words })
        };
        entries.iter().filter_map(row).collect()
    }

    fn person(&self, one: &Participant) -> PersonRow {
        let attempts = one.attempts.iter().map(|attempt| {
            let via = attempt.via.as_ref().map_or_else(String::new, |via| format!(" on {via}"));
            let mut said = format!("{} {}{via}", self.times.short(attempt.at), attempt.outcome);
            if let Some(text) = &attempt.text {
                said = format!("{said}, {text}");
            }
            said
        });
        let attempts: Vec<String> = attempts.collect();
        let reached = match (one.is_reached(), attempts.is_empty()) {
            (true, true) => "on the bridge".to_owned(),
            (_, false) => attempts.join("\n"),
            (false, true) => "nobody called".to_owned(),
        };
        PersonRow {
            who: self.world.directory.name_of(&one.whom).to_owned(),
            role: one.role.word().to_owned(),
            reached,
            bridge: one.bridge.clone(),
            stood_down_at: one.stood_down_at,
        }
    }

    fn hotline(&self) -> Vec<HotlineRow> {
        let calls = self.live.incident.hotline.calls.iter();
        calls
            .map(|call| HotlineRow {
                at: call.at,
                number: call.number.clone().unwrap_or_default(),
                outcome: call.outcome.word().to_owned(),
                spoke_with: call.spoke_with.clone().unwrap_or_default(),
                reference: call.reference.clone().unwrap_or_default(),
                words: call.text.clone().unwrap_or_default(),
            })
            .collect()
    }

    /// The items of the checklist; nothing where nobody has marked one.
    fn checklist(&self) -> Vec<(String, String)> {
        let hotline = &self.live.incident.hotline;
        if hotline.marks.is_empty() {
            return Vec::new();
        }
        let items = self.live.policy.hotline.items.iter();
        let said = |id: &str| match hotline.marks.get(id).filter(|mark| mark.state != ChecklistState::Open) {
            None => ChecklistState::Open.word().to_owned(),
            Some(mark) => {
                let why = mark.why.as_ref().map_or_else(String::new, |why| format!(": {why}"));
                format!("{}, {} by {}{why}", mark.state, self.times.short(mark.at), mark.by)
            }
        };
        items.map(|(id, text)| (text.clone(), said(id))).collect()
    }

    fn request(&self, one: &InformationRequest) -> RequestRow {
        let who = |named: &Option<crate::domain::directory::Named>| {
            named
                .as_ref()
                .map_or_else(String::new, |named| format!(" by {}", self.world.directory.name_of(named)))
        };
        let state = match &one.state {
            RequestState::Open if one.is_overdue(self.now) => "overdue, no answer yet".to_owned(),
            RequestState::Open => "open".to_owned(),
            RequestState::Answered { at, text, by } => {
                format!("answered {}{}: {text}", self.times.short(*at), who(by))
            }
            RequestState::Withdrawn { at, why } => format!("withdrawn {}: {why}", self.times.short(*at)),
        };
        RequestRow {
            number: one.number,
            asked_at: one.asked_at,
            from: self.world.directory.name_of(&one.from).to_owned(),
            what: one.what.clone(),
            due: one.due,
            state,
        }
    }

    /// An action as a row.
    pub(super) fn action(&self, one: &Action) -> ActionRow {
        let state = match &one.state {
            ActionState::Delegated => one.word().to_owned(),
            ActionState::Accepted { at } => format!("accepted {}", self.times.short(*at)),
            ActionState::Done { at, text: None } => format!("done {}", self.times.short(*at)),
            ActionState::Done { at, text: Some(text) } => format!("done {}: {text}", self.times.short(*at)),
            ActionState::Dropped { at, why } => format!("dropped {}: {why}", self.times.short(*at)),
        };
        let is_overdue = one.is_overdue(self.now);
        ActionRow {
            number: one.number,
            what: one.what.clone(),
            to: self.world.directory.name_of(&one.to).to_owned(),
            due: one.due,
            state: if is_overdue { format!("overdue, {state}") } else { state },
            is_overdue,
        }
    }
}

/// The log, older first. For an audience outside: the milestones, and what was sent to customers.
fn log(live: &Live, choice: Choice, names: &Names) -> Vec<LogRow> {
    let is_outside = choice.audience == Audience::Outside;
    let reached: Vec<EventId> =
        milestones(live).into_iter().filter_map(|one| Some(one.reached?.entry)).collect();
    let to_customers = |entry: &Entry| matches!(entry.fact(), Fact::UpdateSent { audience, .. } if audience.eq_ignore_ascii_case(CUSTOMERS));
    let row = |line: LogLine| {
        let entry = live.incident.entry(line.entry)?;
        let standing = match (entry.retracted_by, entry.corrected_by) {
            (Some(_), _) => Standing::TakenBack,
            (None, Some(_)) => Standing::Corrected,
            (None, None) => Standing::Stands,
        };
        let is_told = to_customers(entry);
        if is_outside && (standing == Standing::TakenBack || !(is_told || reached.contains(&line.entry))) {
            return None;
        }
        let words = match entry.fact() {
            _ if !is_outside => line.words,
            Fact::UpdateSent { text, .. } if is_told => names.text(text.as_deref().unwrap_or_default()),
            _ => String::new(),
        };
        Some(LogRow {
            entry: line.entry,
            happened_at: entry.happened_at,
            recorded_at: crate::domain::time::whole_second(entry.event.recorded_at),
            who: names.person(&line.actor),
            what: line.what.to_owned(),
            words,
            was: line.was.filter(|_| !is_outside),
            standing,
            is_repeat: line.is_folded,
        })
    };
    let mut rows: Vec<LogRow> = log_lines(live, choice.zone).into_iter().filter_map(row).collect();
    rows.reverse();
    rows
}
