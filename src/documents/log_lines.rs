//! The lines of a log: every fact in plain words of the trade, for the window and the command line.
//!
//! A line keeps what was first said: a corrected entry says what it was, one that was taken back
//! says so and stays readable.

use chrono_tz::Tz;

use super::{billing_lines, review_lines, service_review_lines, settings_lines, watch_lines};
use crate::domain::calendar::local_of;
use crate::domain::directory::Named;
use crate::domain::erasing::placeholder;
use crate::domain::event::{AlarmStage, DeskConfigured, EventId, Fact, IncidentOpened, UpdateDetails};
use crate::domain::incident::Entry;
use crate::domain::span;
use crate::domain::ticket::{FIELD_STATE, TicketRead};
use crate::domain::time::Instant;
use crate::domain::typed_time::understood;
use crate::domain::words::{CallOutcome, Kind, counted};
use crate::domain::world::{Live, short};

/// Recorded later than this after it happened, an entry says when it was recorded; seconds.
const RECORDED_WORTH_SAYING_SECS: i64 = 60;

/// How loudly the kind of a line speaks. The word beside it says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogTone {
    /// Like most.
    Plain,
    /// Something went up: escalated, reopened.
    Escalated,
    /// Something owed was done: an update, the hotline, the restoration.
    Met,
    /// Something changed what is owed: priority, significant news.
    Changed,
    /// A clock was paused.
    Paused,
    /// Bookkeeping: alarms, corrections.
    Faint,
}

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// The entry it shows.
    pub entry: EventId,
    /// When it happened, after corrections.
    pub happened_at: Instant,
    /// The same as a wall time, `14:05`.
    pub time: String,
    /// Its day, such as `Mon 2 Mar`.
    pub day: String,
    /// What kind of thing it was, in a word or two.
    pub what: &'static str,
    /// What happened, in plain words.
    pub words: String,
    /// How loudly `what` speaks.
    pub tone: LogTone,
    /// `recorded 14:16`, where that is a minute or more from when it happened.
    pub recorded: Option<String>,
    /// Who said so.
    pub actor: String,
    /// What stood there before it was corrected: `was 14:02`, `was “…”`.
    pub was: Option<String>,
    /// `taken back`, where it was.
    pub taken_back: Option<String>,
    /// Whether it is about an alarm that the desk told by itself.
    pub is_alarm: bool,
    /// Whether a shorter log leaves it out: a reminder of an alarm that has a line already.
    pub is_folded: bool,
    /// Whether a person may correct or take back the entry.
    pub can_mend: bool,
}

impl LogLine {
    /// The whole line as text, in one zone's wall time.
    pub fn as_text(&self) -> String {
        let mut text = format!("{} {} {}", self.time, self.what, self.words);
        for more in [&self.was, &self.recorded, &self.taken_back].into_iter().flatten() {
            text.push_str(", ");
            text.push_str(more);
        }
        text
    }
}

/// The wall time of an instant, `14:05`.
pub fn hh_mm(at: Instant, zone: Tz) -> String {
    local_of(zone, at).format("%H:%M").to_string()
}

/// An instant as it is said on the day of `now`: `14:05 CST`, or with its date on another day.
pub fn when(at: Instant, now: Instant, zone: Tz) -> String {
    let whole = at.timestamp() - at.timestamp().rem_euclid(60);
    let words = understood(chrono::DateTime::from_timestamp(whole, 0).unwrap_or(at), zone);
    if local_of(zone, at).date() == local_of(zone, now).date() {
        // "Mon 2 Mar 14:05 CST" without its date.
        words.splitn(4, ' ').nth(3).map_or_else(|| words.clone(), str::to_owned)
    } else {
        words
    }
}

/// One entry as a line, by itself: clocks are named by their ids in words. [`log_lines`] knows more.
pub fn log_line(entry: &Entry, zone: Tz) -> LogLine {
    Writer { zone, live: None }.line(entry)
}

/// The whole log of an incident, what happened last first, with the names that its policy gives.
pub fn log_lines(live: &Live, zone: Tz) -> Vec<LogLine> {
    let writer = Writer { zone, live: Some(live) };
    let mut lines: Vec<LogLine> = live.incident.entries.iter().map(|entry| writer.line(entry)).collect();
    fold_alarms(&live.incident.entries, &mut lines);
    lines.reverse();
    lines.sort_by_key(|line| std::cmp::Reverse(line.happened_at));
    lines
}

/// Of the tellings of one deadline one line stays: the first that said it was due, or else the
/// first at all.
fn fold_alarms(entries: &[Entry], lines: &mut [LogLine]) {
    let mut spoken: std::collections::BTreeMap<(&str, Instant), (bool, usize)> =
        std::collections::BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let Fact::AlarmRaised { clock, due, stage, .. } = entry.fact() else { continue };
        let is_due = *stage == AlarmStage::Due;
        let slot = spoken.entry((clock, *due)).or_insert((is_due, at));
        if is_due && !slot.0 {
            *slot = (true, at);
        }
    }
    for (at, (entry, line)) in entries.iter().zip(lines.iter_mut()).enumerate() {
        if let Fact::AlarmRaised { clock, due, .. } = entry.fact() {
            line.is_folded = spoken.get(&(clock.as_str(), *due)).is_none_or(|(_, speaker)| *speaker != at);
        }
    }
}

struct Writer<'a> {
    zone: Tz,
    live: Option<&'a Live>,
}

impl Writer<'_> {
    fn line(&self, entry: &Entry) -> LogLine {
        let (what, words, tone) = self.told(entry.fact(), entry.happened_at);
        let recorded_at = entry.event.recorded_at;
        let apart = (recorded_at - entry.happened_at).num_seconds().abs();
        let mended = matches!(
            entry.fact(),
            Fact::EntryRetracted { .. } | Fact::EntryCorrected { .. } | Fact::Unknown { .. }
        );
        LogLine {
            entry: entry.event.id,
            happened_at: entry.happened_at,
            time: hh_mm(entry.happened_at, self.zone),
            day: local_of(self.zone, entry.happened_at).format("%a %-d %b").to_string(),
            what,
            words,
            tone,
            recorded: (apart >= RECORDED_WORTH_SAYING_SECS)
                .then(|| format!("recorded {}", self.clock_time(recorded_at, entry.happened_at))),
            actor: entry.event.actor.clone(),
            was: self.was(entry),
            taken_back: entry.retracted_by.map(|_| "taken back".to_owned()),
            is_alarm: matches!(entry.fact(), Fact::AlarmRaised { .. }),
            is_folded: false,
            can_mend: entry.retracted_by.is_none() && !entry.fact().is_alarm() && !mended,
        }
    }

    /// What stood there before it was corrected.
    fn was(&self, entry: &Entry) -> Option<String> {
        entry.corrected_by?;
        let mut before = Vec::new();
        if entry.event.happened_at != entry.happened_at {
            before.push(self.clock_time(entry.event.happened_at, entry.happened_at));
        }
        if entry.event.fact != *entry.fact() {
            before.push(entry.event.fact.words().map_or_else(|| "without words".to_owned(), quoted));
        }
        if before.is_empty() {
            Some("corrected".to_owned())
        } else {
            Some(format!("was {}", before.join(", ")))
        }
    }

    /// A wall time, with its date where that is not the date of `beside`.
    fn clock_time(&self, at: Instant, beside: Instant) -> String {
        let (local, day) = (local_of(self.zone, at), local_of(self.zone, beside).date());
        let pattern = if local.date() == day { "%H:%M" } else { "%a %-d %b %H:%M" };
        local.format(pattern).to_string()
    }

    fn clock(&self, id: &str) -> String {
        let clock = self.live.and_then(|live| live.clock(id));
        clock.map_or_else(|| sentence(&plain(id)), |clock| clock.title.clone())
    }

    fn of_deadline(&self, clock: &str, due: Instant, at: Instant) -> String {
        format!("{}, due {}", self.clock(clock), self.clock_time(due, at))
    }

    /// Another entry, named by its time, its kind and the first of its words.
    fn other(&self, id: EventId, at: Instant) -> String {
        let entry = self.live.and_then(|live| live.incident.entry(id));
        entry.map_or_else(
            || "an earlier entry".to_owned(),
            |entry| {
                let time = self.clock_time(entry.event.happened_at, at);
                let (what, words, _) = self.told(&entry.event.fact, entry.event.happened_at);
                match entry.event.fact {
                    Fact::EntryRetracted { .. } | Fact::EntryCorrected { .. } => format!("{time} {what}"),
                    _ => format!("{time} {what} {}", first_words(&words)),
                }
            },
        )
    }

    fn told(&self, fact: &Fact, at: Instant) -> (&'static str, String, LogTone) {
        use LogTone::{Changed, Escalated, Faint, Met, Paused, Plain};
        match fact {
            Fact::DeskConfigured(desk) => ("Desk set up", configured(desk), Plain),
            Fact::PolicyRecorded { policy, .. } => {
                ("Policy", format!("{}, version {}, recorded", policy.name, short(&policy.version)), Faint)
            }
            Fact::IncidentOpened(opened) => ("Opened", self.opened(opened), Plain),
            Fact::IncidentAmended { title, ticket, environment } => {
                let parts = [
                    title.as_ref().map(|title| format!("title {}", quoted(title))),
                    ticket.as_ref().map(|ticket| format!("ticket {ticket}")),
                    environment.map(|environment| environment.word().to_owned()),
                ];
                ("Edited", parts.into_iter().flatten().collect::<Vec<_>>().join(", "), Plain)
            }
            Fact::PriorityAssigned { priority, why } => {
                let title = self
                    .live
                    .map_or_else(|| priority.title(), |live| live.policy.priority_title(Some(*priority)));
                ("Priority", because(title, why.as_deref()), Changed)
            }
            Fact::KindChanged { kind: Kind::Major, why } => {
                ("Promoted", because("to major", why.as_deref()), Changed)
            }
            Fact::KindChanged { kind: Kind::Regular, why } => {
                ("Demoted", because("to regular", why.as_deref()), Changed)
            }
            Fact::Referred { to } => {
                ("Referred", format!("to {}", to.as_deref().unwrap_or("a resolver")), Plain)
            }
            Fact::Acknowledged { by } => {
                ("Acknowledged", format!("by {}", by.as_deref().unwrap_or("the resolver")), Plain)
            }
            Fact::UpdateSent { audience, text, details } => {
                let mut words = with_quote(audience, text.as_deref());
                if let Some(details) = details {
                    words.push_str(&sending(details));
                }
                ("Update sent", words, Met)
            }
            Fact::ResolverUpdateLogged { text } => {
                ("Resolver update", text.clone().unwrap_or_else(|| "given".to_owned()), Plain)
            }
            Fact::OnCallContacted { whom } => (
                "On-call",
                whom.as_ref().map_or_else(|| "contacted".to_owned(), |whom| format!("contacted, {whom}")),
                Plain,
            ),
            Fact::Escalated { to, text } => {
                ("Escalated", with(&format!("to {to}"), text.as_deref()), Escalated)
            }
            Fact::OwnershipConfirmed { by } => (
                "Ownership",
                by.as_ref().map_or_else(|| "confirmed".to_owned(), |by| format!("confirmed by {by}")),
                Met,
            ),
            Fact::HotlineCalled { outcome, spoke_with, reference, text, number, call_back_by } => {
                let mut words = outcome.word().to_owned();
                if let Some(number) = number {
                    words = format!("{words} on {number}");
                }
                if let Some(whom) = spoke_with {
                    words = format!("{words}, {whom}");
                }
                if let Some(reference) = reference {
                    words = format!("{words}, reference {reference}");
                }
                let tone = if *outcome == CallOutcome::Reached { Met } else { Plain };
                let words = with(&words, text.as_deref());
                ("Hotline", self.with_call_back(words, *call_back_by, at), tone)
            }
            Fact::ServicesNamed { services } if services.is_empty() => {
                ("Services", "none is named any more".to_owned(), Plain)
            }
            Fact::ServicesNamed { services } => ("Services", names(services), Plain),
            Fact::IntakeFilled { form, answers } => ("Intake", self.answers(form, answers), Plain),
            Fact::PersonAdded { whom, role, why } => {
                ("Person", because(&format!("{}, {role}", whom.name), why.as_deref()), Plain)
            }
            Fact::PersonStoodDown { whom, why } => ("Stood down", because(&whom.name, why.as_deref()), Plain),
            Fact::ContactAttempted { whom, role, via, outcome, text, call_back_by } => {
                let via = via.as_ref().map_or_else(String::new, |via| format!(" on {via}"));
                let words = with(&format!("{}, {role}: {outcome}{via}", whom.name), text.as_deref());
                let tone = if *outcome == CallOutcome::Reached { Met } else { Plain };
                ("Called", self.with_call_back(words, *call_back_by, at), tone)
            }
            Fact::BridgeJoined { whom } => ("Bridge", format!("{} joined", whom.name), Plain),
            Fact::BridgeLeft { whom } => ("Bridge", format!("{} left", whom.name), Plain),
            Fact::InformationRequested { from, what, due, answerer } => {
                let mut words = format!("{} asks {}", from.name, quoted(what));
                if let Some(due) = due {
                    words = format!("{words}, by {}", self.clock_time(*due, at));
                }
                if let Some(answerer) = answerer {
                    words = format!("{words}, {} answers", answerer.name);
                }
                ("Asked", words, Changed)
            }
            Fact::RequestAssigned { request, to, due, why } => {
                let words = self.moved(&self.request(*request), to.as_ref(), *due, at);
                ("Request", because(&words, why.as_deref()), Plain)
            }
            Fact::RequestAnswered { request, text, by } => {
                let by = by.as_ref().map_or_else(String::new, |by| format!(" by {}", by.name));
                ("Answered", format!("{}{by}, {}", self.request(*request), quoted(text)), Met)
            }
            Fact::RequestWithdrawn { request, why } => {
                ("Withdrawn", because(&self.request(*request), Some(why)), Plain)
            }
            Fact::ActionDelegated { to, what, due, follow_up } => {
                let mut words = format!("to {}, {}", to.name, quoted(what));
                if let Some(due) = due {
                    words = format!("{words}, by {}", self.clock_time(*due, at));
                }
                (if *follow_up { "Follow-up" } else { "Delegated" }, words, Changed)
            }
            Fact::ActionRedelegated { action, to, due, why } => {
                let words = self.moved(&self.action(*action), to.as_ref(), *due, at);
                ("Action", because(&words, why.as_deref()), Plain)
            }
            Fact::ActionAccepted { action, text } => {
                ("Accepted", with(&self.action(*action), text.as_deref()), Plain)
            }
            Fact::ActionDone { action, text } => {
                ("Action done", with(&self.action(*action), text.as_deref()), Met)
            }
            Fact::ActionDropped { action, why } => {
                ("Dropped", because(&self.action(*action), Some(why)), Plain)
            }
            Fact::ChecklistMarked { item, state, why } => {
                let words = format!("{}, {state}", self.item(item));
                ("Checklist", because(&words, why.as_deref()), Plain)
            }
            Fact::DirectoryRecorded { record, .. } => {
                ("Directory", format!("{} {} kept", record.kind().word(), record.name()), Faint)
            }
            Fact::DirectoryRetired { why, .. } => {
                ("Directory", because("a record is not offered any more", why.as_deref()), Faint)
            }
            Fact::DirectoryMerged { .. } => {
                ("Directory", "a double was merged into another record".to_owned(), Faint)
            }
            Fact::NotificationsPageSet { folder, audience } => {
                let words = folder.as_ref().map_or_else(
                    || "no notifications page is kept".to_owned(),
                    |folder| format!("notifications page for {audience} in {folder}"),
                );
                ("Desk set up", words, Plain)
            }
            Fact::QuietHoursSet { .. }
            | Fact::SoundsChosen { .. }
            | Fact::SeatAdded { .. }
            | Fact::SeatPutAside { .. }
            | Fact::CalendarSet { .. } => {
                settings_lines::told(fact).unwrap_or(("Desk set up", String::new(), Plain))
            }
            Fact::ReviewScheduled { .. }
            | Fact::ReviewCalledOff { .. }
            | Fact::ReviewPlaceSet { .. }
            | Fact::ReviewRoleGiven { .. }
            | Fact::ReviewInvited { .. }
            | Fact::ReviewUninvited { .. }
            | Fact::ReviewAnswered { .. }
            | Fact::ReviewAgendaSet { .. }
            | Fact::ReviewInvitationSent { .. }
            | Fact::ReviewPreReadSent { .. }
            | Fact::ReviewHeld { .. }
            | Fact::ReviewPointLogged { .. }
            | Fact::ProblemStatementWritten(_)
            | Fact::ProblemStatementAgreed { .. } => {
                review_lines::told(fact, self.zone).unwrap_or(("Post-mortem", String::new(), Plain))
            }
            Fact::RotaRuleAdopted(_)
            | Fact::WatchChangeAsked(_)
            | Fact::WatchChangeAnswered(_)
            | Fact::LeaveRecorded { .. }
            | Fact::LeaveWithdrawn { .. }
            | Fact::ShiftsKept { .. }
            | Fact::WatchNoteLogged { .. }
            | Fact::HandoffOffered(_)
            | Fact::HandoffItemAccepted { .. }
            | Fact::HandoffAccepted { .. }
            | Fact::HandoffDeclined { .. }
            | Fact::HandoffWithdrawn { .. }
            | Fact::WatchTold { .. } => {
                watch_lines::told(fact, self.zone).unwrap_or(("Watch", String::new(), Faint))
            }
            Fact::ReviewCycleSet(_)
            | Fact::ServiceReviewPlanned { .. }
            | Fact::ServiceReviewMoved { .. }
            | Fact::ServiceReviewCalledOff { .. }
            | Fact::ServiceReviewAgendaSet { .. }
            | Fact::ServiceReviewInvitationSent { .. }
            | Fact::ServiceReviewHeld { .. }
            | Fact::ServiceReviewNoted { .. }
            | Fact::ServiceReviewActionGiven(_)
            | Fact::ServiceReviewActionDone { .. }
            | Fact::ServiceReviewActionDropped { .. }
            | Fact::EffortLogged(_)
            | Fact::ServiceReviewTold { .. } => service_review_lines::told(fact, self.zone).unwrap_or((
                "Service reviews",
                String::new(),
                Faint,
            )),
            Fact::FigureEntered(figure) => {
                let source = figure.source.as_deref();
                let words =
                    format!("{}, {} to {}: {}", figure.measure, figure.from, figure.until, figure.value);
                ("Figure", because(&words, source), Plain)
            }
            Fact::ClockPaused { clock, why } => ("Paused", because(&self.clock(clock), Some(why)), Paused),
            Fact::ClockResumed { clock } => ("Resumed", self.clock(clock), Plain),
            Fact::AlarmSnoozed { clock, due, until } => {
                let until = self.clock_time(*until, at);
                ("Snoozed", format!("until {until}: {}", self.of_deadline(clock, *due, at)), Faint)
            }
            Fact::AlarmAcknowledged { clock, due } => {
                ("Alarm", format!("acknowledged: {}", self.of_deadline(clock, *due, at)), Faint)
            }
            Fact::AlarmRaised { clock, due, stage, late_secs, digest } => {
                let verb = match stage {
                    AlarmStage::Warning => "warned",
                    AlarmStage::Due => "told",
                    AlarmStage::Reminder => "reminded",
                };
                let mut words = format!("{verb}: {}", self.of_deadline(clock, *due, at));
                if *late_secs > crate::domain::alarm::LATENESS_WORTH_SAYING_SECS {
                    words = format!("{words}, {} late", span::words(*late_secs));
                }
                if *digest {
                    words.push_str(", with others");
                }
                ("Alarm", words, Faint)
            }
            Fact::DeadlineNotNeeded { clock, due, why } => {
                ("Not needed", because(&self.of_deadline(clock, *due, at), Some(why)), Plain)
            }
            Fact::MilestoneReached { milestone, text } => {
                ("Milestone", with(&sentence(&plain(milestone)), text.as_deref()), Met)
            }
            Fact::CommandTaken { by } => ("Command", format!("taken by {by}"), Plain),
            Fact::CommandHandedOver { to } => ("Command", format!("handed over to {to}"), Plain),
            Fact::CommandKept { text } => ("Command", with("stays where it is", text.as_deref()), Plain),
            Fact::NoteLogged { text, significant: false } => ("Note", text.clone(), Plain),
            Fact::NoteLogged { text, significant: true } => ("Significant", text.clone(), Changed),
            Fact::Restored { text } => {
                ("Restored", text.clone().unwrap_or_else(|| "service is back".to_owned()), Met)
            }
            Fact::Reopened { why } => ("Reopened", because("it is not over", Some(why)), Escalated),
            Fact::Closed { why, skipped } => ("Closed", self.closed(why.as_deref(), skipped), Plain),
            Fact::Cancelled { why } => ("Cancelled", because("opened in error", Some(why)), Plain),
            Fact::MarkedDuplicate { of, why } => {
                ("Duplicate", because(&format!("of {of}"), why.as_deref()), Plain)
            }
            Fact::EntryRetracted { entry, why } => {
                ("Taken back", because(&self.other(*entry, at), why.as_deref()), Faint)
            }
            Fact::EntryCorrected { entry, at: to_at, text, why } => {
                let mut words = self.other(*entry, at);
                if let Some(to_at) = to_at {
                    words = format!("{words}; it happened {}", self.clock_time(*to_at, at));
                }
                if let Some(text) = text {
                    words = format!("{words}; it says {}", quoted(text));
                }
                ("Corrected", because(&words, Some(why)), Faint)
            }
            Fact::TicketRead(read) => ("Ticket", ticket_words(read), Faint),
            Fact::PersonErased(erased) => {
                let entries = counted(erased.entries.len() as u64, "entry", "entries");
                let words = format!("{} was erased from {entries}", placeholder(erased.number));
                ("Person erased", words, Changed)
            }
            Fact::RateSet(set) => ("Rate", billing_lines::rate_words(set), Changed),
            Fact::BilledAs(said) => ("Billing", billing_lines::billed_words(said), Plain),
            Fact::Unknown { kind, version, .. } => {
                ("Unknown", format!("`{kind}`, version {version}, of a newer program; kept as it is"), Faint)
            }
        }
    }

    fn with_call_back(&self, words: String, by: Option<Instant>, at: Instant) -> String {
        match by {
            Some(by) => format!("{words}, call back by {}", self.clock_time(by, at)),
            None => words,
        }
    }

    /// The answers of an intake by the labels that the policy gives their fields.
    fn answers(&self, form: &str, answers: &std::collections::BTreeMap<String, String>) -> String {
        let fields = self.live.and_then(|live| live.policy.intake.iter().find(|one| one.id == form));
        let label = |id: &str| {
            let field = fields.and_then(|form| form.fields.iter().find(|field| field.id == id));
            field.map_or_else(|| id.replace('_', " "), |field| field.label.clone())
        };
        let answer = |(id, text): (&String, &String)| {
            if text.is_empty() { format!("{} cleared", label(id)) } else { format!("{}: {text}", label(id)) }
        };
        let parts: Vec<String> = answers.iter().map(answer).collect();
        if parts.is_empty() { format!("{form} chosen") } else { parts.join("; ") }
    }

    /// A request by its number and its first words.
    fn request(&self, entry: EventId) -> String {
        let found = self.live.and_then(|live| live.incident.requests.find(entry));
        found.map_or_else(
            || "a request".to_owned(),
            |one| format!("request {}, {}", one.number, first_words(&one.what)),
        )
    }

    /// An action by its number and its first words.
    fn action(&self, entry: EventId) -> String {
        let found = self.live.and_then(|live| live.incident.actions.find(entry));
        found.map_or_else(
            || "an action".to_owned(),
            |one| format!("action {}, {}", one.number, first_words(&one.what)),
        )
    }

    fn moved(&self, what: &str, to: Option<&Named>, due: Option<Instant>, at: Instant) -> String {
        let to = to.map(|to| format!("to {}", to.name));
        let due = due.map(|due| format!("by {}", self.clock_time(due, at)));
        let parts: Vec<String> = to.into_iter().chain(due).collect();
        format!("{what} goes {}", parts.join(", "))
    }

    /// An item of the checklist in the words of the policy.
    fn item(&self, id: &str) -> String {
        let items = self.live.map(|live| live.policy.hotline.items.iter());
        let found = items.into_iter().flatten().find(|(one, _)| one == id);
        found.map_or_else(|| plain(id), |(_, text)| text.clone())
    }

    fn opened(&self, opened: &IncidentOpened) -> String {
        let priority = opened.priority.map_or("priority left open", |priority| {
            self.live.map_or_else(|| priority.title(), |live| live.policy.priority_title(Some(priority)))
        });
        let mut words = format!(
            "{} {}, {}, {}, {}",
            opened.reference,
            quoted(&opened.title),
            priority,
            opened.kind.word(),
            opened.environment.word()
        );
        if let Some(ticket) = &opened.ticket {
            words = format!("{words}, ticket {ticket}");
        }
        words
    }

    fn closed(&self, why: Option<&str>, skipped: &[String]) -> String {
        let mut words = why.map_or_else(|| "nothing was owed".to_owned(), str::to_owned);
        if !skipped.is_empty() {
            let names: Vec<String> = skipped.iter().map(|id| self.clock(id)).collect();
            words = format!("{words}; skipped {}", names.join(", "));
        }
        words
    }
}

fn configured(desk: &DeskConfigured) -> String {
    let parts = [
        desk.name.as_ref().map(|name| format!("called {name}")),
        desk.manager.as_ref().map(|manager| format!("manager {manager}")),
        desk.time_zone.as_ref().map(|zone| format!("zone {zone}")),
        desk.hotline.as_ref().map(|hotline| format!("hotline {hotline}")),
        desk.holidays.as_ref().map(|days| settings_lines::holidays(days, desk.holiday_names.as_ref())),
        desk.default_policy.as_ref().map(|policy| format!("policy {policy}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What went with the words of an update.
fn sending(details: &UpdateDetails) -> String {
    let mut parts = Vec::new();
    if !details.recipients.is_empty() {
        let to: Vec<&str> = details
            .recipients
            .iter()
            .map(|one| if one.name.is_empty() { one.address.as_str() } else { one.name.as_str() })
            .collect();
        parts.push(match to.as_slice() {
            [first, second, third, rest @ ..] if !rest.is_empty() => {
                format!("to {first}, {second}, {third} and {} more", rest.len())
            }
            all => format!("to {}", all.join(", ")),
        });
    }
    parts.extend(details.channel.as_ref().map(|channel| format!("by {channel}")));
    parts.extend(details.unchecked.as_ref().map(|why| format!("sent as it is: {why}")));
    parts.iter().flat_map(|part| ["; ", part.as_str()]).collect()
}

fn names(named: &[Named]) -> String {
    named.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn quoted(words: &str) -> String {
    format!("“{words}”")
}

fn with(head: &str, words: Option<&str>) -> String {
    words.map_or_else(|| head.to_owned(), |words| format!("{head}, {words}"))
}

fn with_quote(head: &str, words: Option<&str>) -> String {
    words.map_or_else(|| head.to_owned(), |words| format!("{head}, {}", quoted(words)))
}

/// What was done, and why if it was said.
pub(super) fn because(head: &str, why: Option<&str>) -> String {
    why.map_or_else(|| head.to_owned(), |why| format!("{head}: {why}"))
}

/// The id of a clock or a milestone as words: `post-mortem-held` is "post-mortem held".
pub fn plain(id: &str) -> String {
    let words = id.replace('-', " ");
    ["post-mortem", "on-call"]
        .iter()
        .fold(words, |words, whole| words.replace(&whole.replace('-', " "), whole))
}

/// With a capital first, as it stands at the head of a line on a screen.
pub fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The first few words of a line, where another line speaks of it.
fn first_words(words: &str) -> String {
    const MOST_CHARS: usize = 60;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST_CHARS {
        return line;
    }
    let cut: String = line.chars().take(MOST_CHARS).collect();
    format!("{}…", cut.trim_end())
}

/// What a ticket system said, the state first.
fn ticket_words(read: &TicketRead) -> String {
    let field = |(name, text): (&String, &String)| {
        let name = name.replace('_', " ");
        if text.is_empty() { format!("{name} cleared") } else { format!("{name} {text}") }
    };
    let is_state = |(name, _): &(&String, &String)| name.as_str() == FIELD_STATE;
    let (state, rest): (Vec<_>, Vec<_>) = read.fields.iter().partition(is_state);
    let said: Vec<String> = state.into_iter().chain(rest).map(field).collect();
    let said = if said.is_empty() { "nothing that shows".to_owned() } else { said.join("; ") };
    format!("{}, revision {}: {said}", read.system, read.revision)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{DeviceId, Event, IncidentId, PolicyRef, Subject};
    use crate::domain::words::{Environment, Priority};
    use expect_test::expect;
    use uuid::Uuid;

    const ZONE: Tz = chrono_tz::America::Chicago;

    fn at(wall: &str) -> Instant {
        format!("2026-03-02T{wall}:00-06:00").parse().expect("a wall time")
    }

    fn entry(fact: Fact, happened: &str, recorded: &str) -> Entry {
        let event = Event {
            device: DeviceId(Uuid::nil()),
            device_seq: 1,
            id: EventId(Uuid::from_u128(7)),
            subject: Subject::Incident(IncidentId(Uuid::from_u128(1))),
            happened_at: at(happened),
            recorded_at: at(recorded),
            actor: "Sample One".to_owned(),
            fact,
        };
        event.into()
    }

    /// One of each kind, with words and without.
    fn one_of_each() -> Vec<Fact> {
        let some = |text: &str| Some(text.to_owned());
        let policy = PolicyRef { name: "major-incident".to_owned(), version: "0123456789abcdef".to_owned() };
        let opened = IncidentOpened {
            key: "k".to_owned(),
            reference: "MI-0412".to_owned(),
            title: "Payments API down".to_owned(),
            priority: Some(Priority::Critical),
            kind: Kind::Major,
            environment: Environment::Production,
            ticket: some("INC0012345"),
            policy: policy.clone(),
        };
        let untriaged = IncidentOpened { priority: None, ticket: None, ..opened.clone() };
        let hotline = |outcome| Fact::HotlineCalled {
            outcome,
            spoke_with: None,
            reference: None,
            text: None,
            number: None,
            call_back_by: None,
        };
        let raised = |stage, late_secs, digest| Fact::AlarmRaised {
            clock: "customer-update".to_owned(),
            due: at("14:29"),
            stage,
            late_secs,
            digest,
        };
        vec![
            Fact::DeskConfigured(DeskConfigured {
                manager: some("Sample One"),
                time_zone: some("America/Chicago"),
                holidays: Some(Vec::new()),
                ..DeskConfigured::default()
            }),
            Fact::PolicyRecorded { policy, text: "x".to_owned() },
            Fact::IncidentOpened(opened),
            Fact::IncidentOpened(untriaged),
            Fact::IncidentAmended {
                title: some("Payments down"),
                ticket: some("INC1"),
                environment: Some(Environment::NonProduction),
            },
            Fact::PriorityAssigned { priority: Priority::High, why: some("half are back") },
            Fact::PriorityAssigned { priority: Priority::High, why: None },
            Fact::KindChanged { kind: Kind::Major, why: None },
            Fact::KindChanged { kind: Kind::Regular, why: some("one site") },
            Fact::Referred { to: some("Database team") },
            Fact::Referred { to: None },
            Fact::Acknowledged { by: some("Sample Resolver") },
            Fact::Acknowledged { by: None },
            Fact::UpdateSent {
                audience: "customers".to_owned(),
                text: some("Payments are unavailable"),
                details: None,
            },
            Fact::UpdateSent { audience: "executives".to_owned(), text: None, details: None },
            Fact::ResolverUpdateLogged { text: some("failing over") },
            Fact::ResolverUpdateLogged { text: None },
            Fact::OnCallContacted { whom: some("Sample On-call") },
            Fact::OnCallContacted { whom: None },
            Fact::Escalated { to: "Incident Manager".to_owned(), text: some("asked by phone") },
            Fact::OwnershipConfirmed { by: some("Sample Owner") },
            Fact::OwnershipConfirmed { by: None },
            Fact::HotlineCalled {
                outcome: CallOutcome::Reached,
                spoke_with: some("Sample Agent"),
                reference: some("88-1207"),
                text: some("they will join"),
                number: None,
                call_back_by: None,
            },
            hotline(CallOutcome::Voicemail),
            Fact::ClockPaused { clock: "resolver-update".to_owned(), why: "on site".to_owned() },
            Fact::ClockResumed { clock: "resolver-update".to_owned() },
            Fact::AlarmSnoozed { clock: "customer-update".to_owned(), due: at("14:29"), until: at("14:40") },
            Fact::AlarmAcknowledged { clock: "customer-update".to_owned(), due: at("14:29") },
            raised(AlarmStage::Warning, 0, false),
            raised(AlarmStage::Due, 200, true),
            raised(AlarmStage::Reminder, 30, false),
            Fact::DeadlineNotNeeded {
                clock: "hotline".to_owned(),
                due: at("14:29"),
                why: "a drill".to_owned(),
            },
            Fact::MilestoneReached { milestone: "post-mortem-held".to_owned(), text: some("room 4") },
            Fact::CommandTaken { by: "Sample One".to_owned() },
            Fact::CommandHandedOver { to: "Sample Two".to_owned() },
            Fact::CommandKept { text: None },
            Fact::NoteLogged { text: "vendor called".to_owned(), significant: false },
            Fact::NoteLogged { text: "all sites down".to_owned(), significant: true },
            Fact::Restored { text: None },
            Fact::Restored { text: some("failover") },
            Fact::Reopened { why: "down again".to_owned() },
            Fact::Closed { why: None, skipped: Vec::new() },
            Fact::Closed {
                why: some("a drill"),
                skipped: vec!["hotline".to_owned(), "post-mortem-held".to_owned()],
            },
            Fact::Cancelled { why: "a test".to_owned() },
            Fact::MarkedDuplicate { of: "MI-0411".to_owned(), why: None },
            Fact::EntryRetracted { entry: EventId(Uuid::from_u128(9)), why: some("wrong incident") },
            Fact::EntryCorrected {
                entry: EventId(Uuid::from_u128(9)),
                at: Some(at("14:02")),
                text: some("other words"),
                why: "slip".to_owned(),
            },
            Fact::TicketRead(Box::new(TicketRead {
                system: "ServiceNow".to_owned(),
                revision: 4,
                leads: true,
                fields: [
                    ("closed_code".to_owned(), "code 5".to_owned()),
                    ("state".to_owned(), "Closed".to_owned()),
                    ("vendor".to_owned(), String::new()),
                ]
                .into(),
            })),
            Fact::Unknown { kind: "bridge_opened".to_owned(), version: 2, body: "{}".to_owned() },
        ]
    }

    #[test]
    fn every_fact_reads_as_a_line_of_plain_words() {
        let lines: Vec<String> = one_of_each()
            .into_iter()
            .map(|fact| {
                let line = log_line(&entry(fact, "14:30", "14:30"), ZONE);
                format!("{:?} {}", line.tone, line.as_text())
            })
            .collect();
        expect![[r"
            Plain 14:30 Desk set up manager Sample One, zone America/Chicago, 0 holidays
            Faint 14:30 Policy major-incident, version 01234567, recorded
            Plain 14:30 Opened MI-0412 “Payments API down”, Critical, major, production, ticket INC0012345
            Plain 14:30 Opened MI-0412 “Payments API down”, priority left open, major, production
            Plain 14:30 Edited title “Payments down”, ticket INC1, non-production
            Changed 14:30 Priority High: half are back
            Changed 14:30 Priority High
            Changed 14:30 Promoted to major
            Changed 14:30 Demoted to regular: one site
            Plain 14:30 Referred to Database team
            Plain 14:30 Referred to a resolver
            Plain 14:30 Acknowledged by Sample Resolver
            Plain 14:30 Acknowledged by the resolver
            Met 14:30 Update sent customers, “Payments are unavailable”
            Met 14:30 Update sent executives
            Plain 14:30 Resolver update failing over
            Plain 14:30 Resolver update given
            Plain 14:30 On-call contacted, Sample On-call
            Plain 14:30 On-call contacted
            Escalated 14:30 Escalated to Incident Manager, asked by phone
            Met 14:30 Ownership confirmed by Sample Owner
            Met 14:30 Ownership confirmed
            Met 14:30 Hotline reached, Sample Agent, reference 88-1207, they will join
            Plain 14:30 Hotline voicemail
            Paused 14:30 Paused Resolver update: on site
            Plain 14:30 Resumed Resolver update
            Faint 14:30 Snoozed until 14:40: Customer update, due 14:29
            Faint 14:30 Alarm acknowledged: Customer update, due 14:29
            Faint 14:30 Alarm warned: Customer update, due 14:29
            Faint 14:30 Alarm told: Customer update, due 14:29, 3 min late, with others
            Faint 14:30 Alarm reminded: Customer update, due 14:29
            Plain 14:30 Not needed Hotline, due 14:29: a drill
            Met 14:30 Milestone Post-mortem held, room 4
            Plain 14:30 Command taken by Sample One
            Plain 14:30 Command handed over to Sample Two
            Plain 14:30 Command stays where it is
            Plain 14:30 Note vendor called
            Changed 14:30 Significant all sites down
            Met 14:30 Restored service is back
            Met 14:30 Restored failover
            Escalated 14:30 Reopened it is not over: down again
            Plain 14:30 Closed nothing was owed
            Plain 14:30 Closed a drill; skipped Hotline, Post-mortem held
            Plain 14:30 Cancelled opened in error: a test
            Plain 14:30 Duplicate of MI-0411
            Faint 14:30 Taken back an earlier entry: wrong incident
            Faint 14:30 Corrected an earlier entry; it happened 14:02; it says “other words”: slip
            Faint 14:30 Ticket ServiceNow, revision 4: state Closed; closed code code 5; vendor cleared
            Faint 14:30 Unknown `bridge_opened`, version 2, of a newer program; kept as it is
        "]]
        .assert_eq(&(lines.join("\n") + "\n"));
    }

    #[test]
    fn recorded_is_said_from_a_minute_apart() {
        let note = || Fact::NoteLogged { text: "x".to_owned(), significant: false };
        let mut one = entry(note(), "14:14", "14:14");
        one.event.recorded_at = one.happened_at + chrono::TimeDelta::seconds(59);
        assert_eq!(log_line(&one, ZONE).recorded, None);
        one.event.recorded_at = one.happened_at + chrono::TimeDelta::seconds(60);
        assert_eq!(log_line(&one, ZONE).recorded.as_deref(), Some("recorded 14:15"));
        one.event.recorded_at = one.happened_at + chrono::TimeDelta::days(1);
        assert_eq!(log_line(&one, ZONE).recorded.as_deref(), Some("recorded Tue 3 Mar 14:14"));
    }

    #[test]
    fn a_corrected_entry_says_what_it_was_and_one_taken_back_says_so() {
        let mut one =
            entry(Fact::NoteLogged { text: "old".to_owned(), significant: false }, "14:02", "14:02");
        one.corrected_by = Some(EventId(Uuid::from_u128(8)));
        one.happened_at = at("14:05");
        one.put_in_words("new");
        assert_eq!(log_line(&one, ZONE).as_text(), "14:05 Note new, was 14:02, “old”, recorded 14:02");
        assert!(log_line(&one, ZONE).can_mend);
        one.retracted_by = Some(EventId(Uuid::from_u128(8)));
        let line = log_line(&one, ZONE);
        assert_eq!(line.taken_back.as_deref(), Some("taken back"));
        assert!(!line.can_mend);
    }

    #[test]
    fn what_the_desk_wrote_about_alarms_cannot_be_mended() {
        for fact in one_of_each() {
            let own = fact.is_alarm()
                || matches!(
                    fact,
                    Fact::EntryRetracted { .. } | Fact::EntryCorrected { .. } | Fact::Unknown { .. }
                );
            assert_eq!(log_line(&entry(fact.clone(), "14:30", "14:30"), ZONE).can_mend, !own, "{fact:?}");
        }
    }

    #[test]
    fn of_the_tellings_of_one_deadline_the_first_that_it_is_due_stays() {
        use AlarmStage::{Due, Reminder, Warning};
        let raised = |stage| {
            let fact = Fact::AlarmRaised {
                clock: "hotline".to_owned(),
                due: at("14:29"),
                stage,
                late_secs: 0,
                digest: false,
            };
            entry(fact, "14:30", "14:30")
        };
        let folded = |stages: &[AlarmStage]| {
            let entries: Vec<Entry> = stages.iter().map(|stage| raised(*stage)).collect();
            let mut lines: Vec<LogLine> = entries.iter().map(|entry| log_line(entry, ZONE)).collect();
            fold_alarms(&entries, &mut lines);
            lines.iter().map(|line| line.is_folded).collect::<Vec<_>>()
        };
        assert_eq!(folded(&[Warning, Due, Reminder, Reminder]), [true, false, true, true]);
        assert_eq!(folded(&[Warning]), [false]);
        assert_eq!(folded(&[Reminder, Reminder]), [false, true]);
    }

    #[test]
    fn an_instant_is_said_with_its_date_only_on_another_day() {
        assert_eq!(when(at("14:05"), at("20:00"), ZONE), "14:05 CST");
        assert_eq!(when(at("14:05") + chrono::TimeDelta::seconds(30), at("20:00"), ZONE), "14:05 CST");
        assert_eq!(when(at("14:05"), at("20:00") + chrono::TimeDelta::days(1), ZONE), "Mon 2 Mar 14:05 CST");
    }
}
