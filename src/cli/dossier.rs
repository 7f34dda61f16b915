//! What is known on an incident beside its clocks, and the directory: looked at, drafted, printed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use serde_json::{Value, json};

use super::reads::{look, print_json};
use super::{json as shapes, text};
use crate::documents::eml::{Address, MailDraft, eml};
use crate::documents::hotline_sheet::hotline_sheet;
use crate::documents::hotline_sheet_of::hotline_sheet_of;
use crate::domain::actions::{Action, ActionState};
use crate::domain::directory::{Record, RecordKind};
use crate::domain::draft::{self, Said};
use crate::domain::known::Known;
use crate::domain::people::Participant;
use crate::domain::requests::{InformationRequest, RequestState};
use crate::domain::time::Instant;
use crate::domain::world::{Live, World};
use crate::platform::write_atomically;

/// What an update is drafted from.
#[derive(Debug, Args)]
pub struct Drafting {
    /// The incident: its key, reference or ticket number
    #[arg(long, value_name = "KEY")]
    pub incident: String,
    /// The audience, such as customers or executives
    #[arg(long, default_value = "customers")]
    pub audience: String,
    /// The impact; what was said last, if left out
    #[arg(long, value_name = "TEXT")]
    pub impact: Option<String>,
    /// What is being done; what was said last, if left out
    #[arg(long, value_name = "TEXT")]
    pub doing: Option<String>,
    /// Write a mail draft (.eml) with recipients, subject and text to this file
    #[arg(long, value_name = "FILE")]
    pub eml: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// The incident of that name.
pub(super) fn named<'a>(world: &'a World, name: &str) -> anyhow::Result<&'a Arc<Live>> {
    world.find(name).with_context(|| format!("no incident is called `{name}`; see `bridgewatch incidents`"))
}

pub fn people(data: Option<&PathBuf>, name: &str, as_json: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    let world = look(data, None)?;
    let (live, zone) = (named(&world, name)?, world.settings.zone);
    let all = &live.incident.people.all;
    if as_json {
        let attempts = |one: &Participant| {
            let shape = |attempt: &crate::domain::people::Attempt| {
                json!({
                    "entry": attempt.entry.0.to_string(),
                    "at": shapes::time(attempt.at, zone),
                    "via": attempt.via,
                    "outcome": attempt.outcome.word(),
                    "text": attempt.text,
                    "call_back_by": attempt.call_back_by.map(|at| shapes::time(at, zone)),
                })
            };
            one.attempts.iter().map(shape).collect::<Vec<_>>()
        };
        let shape = |one: &Participant| {
            json!({
                "name": one.whom.name,
                "role": one.role.word(),
                "reached": one.is_reached(),
                "on_bridge_since": one.on_bridge_since().map(|at| shapes::time(at, zone)),
                "stood_down_at": one.stood_down_at.map(|at| shapes::time(at, zone)),
                "attempts": attempts(one),
            })
        };
        return print_json(out, all.iter().map(shape).collect());
    }
    let mut table = text::Table::new(&["Who", "Role", "Reached", "Bridge", "Last attempt"]);
    for one in all {
        let last = one.last_attempt().map_or_else(String::new, |attempt| {
            let via = attempt.via.as_ref().map_or_else(String::new, |via| format!(" on {via}"));
            format!("{} {}{via}", text::time(attempt.at, zone), attempt.outcome)
        });
        let reached = match (one.stood_down_at, one.is_reached()) {
            (Some(_), _) => "stood down",
            (None, true) => "yes",
            (None, false) => "no",
        };
        let bridge =
            one.on_bridge_since().map_or_else(String::new, |at| format!("since {}", text::time(at, zone)));
        table.row(vec![one.whom.name.clone(), one.role.to_string(), reached.to_owned(), bridge, last]);
    }
    finish(out, &table, "Nobody is on it yet")
}

fn finish(out: &mut dyn Write, table: &text::Table, nothing: &str) -> anyhow::Result<()> {
    if table.is_empty() {
        writeln!(out, "{nothing}")?;
    } else {
        table.print(out)?;
    }
    Ok(())
}

/// An action or a request of an incident.
enum Task<'a> {
    Action(&'a Action),
    Request(&'a InformationRequest),
}

impl Task<'_> {
    const fn due(&self) -> Option<Instant> {
        match self {
            Self::Action(action) => action.due,
            Self::Request(request) => request.due,
        }
    }

    fn is_open(&self) -> bool {
        match self {
            Self::Action(action) => action.is_open(),
            Self::Request(request) => request.is_open(),
        }
    }

    fn is_overdue(&self, now: Instant) -> bool {
        match self {
            Self::Action(action) => action.is_overdue(now),
            Self::Request(request) => request.is_overdue(now),
        }
    }

    const fn word(&self) -> &'static str {
        match self {
            Self::Action(action) => action.word(),
            Self::Request(request) => match request.state {
                RequestState::Open => "open",
                RequestState::Answered { .. } => "answered",
                RequestState::Withdrawn { .. } => "withdrawn",
            },
        }
    }

    fn what(&self) -> &str {
        match self {
            Self::Action(action) => &action.what,
            Self::Request(request) => &request.what,
        }
    }

    fn who(&self) -> &str {
        match self {
            Self::Action(action) => &action.to.name,
            Self::Request(request) => request.answerer.as_ref().map_or("", |named| named.name.as_str()),
        }
    }
}

pub fn tasks(
    data: Option<&PathBuf>,
    (name, only_open): (Option<&str>, bool),
    as_json: bool,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let world = look(data, None)?;
    let zone = world.settings.zone;
    let lives: Vec<&Arc<Live>> = match name {
        Some(name) => vec![named(&world, name)?],
        None => world.live.values().collect(),
    };
    let mut all: Vec<(&Arc<Live>, Task<'_>)> = Vec::new();
    for live in lives {
        let actions = live.incident.actions.all.iter().map(Task::Action);
        let requests = live.incident.requests.all.iter().map(Task::Request);
        all.extend(actions.chain(requests).map(|task| (live, task)));
    }
    all.retain(|(_, task)| !only_open || task.is_open());
    all.sort_by_key(|(live, task)| (task.due().is_none(), task.due(), live.incident.opened_at));
    if as_json {
        let maybe = |at: Option<Instant>| at.map(|at| shapes::time(at, zone));
        let shape = |(live, task): &(&Arc<Live>, Task<'_>)| {
            let mut value = json!({
                "key": live.incident.key,
                "incident": live.incident.reference,
                "what": task.what(),
                "due": maybe(task.due()),
                "state": task.word(),
                "open": task.is_open(),
                "overdue": task.is_overdue(now),
            });
            let more = match task {
                Task::Action(action) => json!({
                    "kind": "action",
                    "number": action.number,
                    "entry": action.entry.0.to_string(),
                    "to": action.to.name,
                    "delegated_at": maybe(Some(action.delegated_at)),
                    "done_at": match &action.state {
                        ActionState::Done { at, .. } => maybe(Some(*at)),
                        _ => None,
                    },
                }),
                Task::Request(request) => json!({
                    "kind": "request",
                    "number": request.number,
                    "entry": request.entry.0.to_string(),
                    "from": request.from.name,
                    "answerer": request.answerer.as_ref().map(|named| named.name.as_str()),
                    "asked_at": maybe(Some(request.asked_at)),
                    "answer": match &request.state {
                        RequestState::Answered { text, .. } => Some(text.as_str()),
                        _ => None,
                    },
                }),
            };
            if let (Value::Object(value), Value::Object(mut more)) = (&mut value, more) {
                value.append(&mut more);
            }
            value
        };
        return print_json(out, all.iter().map(shape).collect());
    }
    let mut table = text::Table::new(&["Incident", "Task", "Due", "State", "Who", "What"]);
    for (live, task) in &all {
        let number = match task {
            Task::Action(action) => format!("action {}", action.number),
            Task::Request(request) => format!("request {}", request.number),
        };
        let state =
            if task.is_overdue(now) { format!("{}, overdue", task.word()) } else { task.word().to_owned() };
        let due = task.due().map_or_else(String::new, |at| text::time(at, zone));
        let what = task.what().split_whitespace().collect::<Vec<_>>().join(" ");
        table.row(vec![live.incident.reference.clone(), number, due, state, task.who().to_owned(), what]);
    }
    finish(out, &table, "No actions and no requests")
}

pub fn directory(data: Option<&PathBuf>, as_json: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    let world = look(data, None)?;
    let all = || RecordKind::ALL.into_iter().flat_map(|kind| world.directory.all(kind));
    if as_json {
        let shape = |(id, record): (crate::domain::directory::RecordId, &Record)| {
            let body = serde_json::to_value(record).unwrap_or(Value::Null);
            let fields = body.get(record.kind().word()).cloned().unwrap_or(Value::Null);
            json!({ "id": id.0.to_string(), "kind": record.kind().word(), "record": fields })
        };
        return print_json(out, all().map(shape).collect());
    }
    let mut table = text::Table::new(&["Kind", "Name", "How"]);
    for (_, record) in all() {
        let how = match record {
            Record::Person(person) => person.phones.iter().chain(&person.email).cloned().collect::<Vec<_>>(),
            Record::Team(party) | Record::Agency(party) => {
                let contacts = party.contacts.iter().map(|rung| {
                    let people = std::iter::once(&rung.contact).chain(&rung.alternates);
                    people.map(|one| world.directory.name_of(one)).collect::<Vec<_>>().join(" / ")
                });
                party.phone.iter().chain(&party.email).cloned().chain(contacts).collect()
            }
            Record::Service(service) => {
                let parts = [
                    ("resolver", &service.resolver),
                    ("owner", &service.owner),
                    ("partner", &service.partner),
                    ("billed to", &service.billed_to),
                ];
                let known = parts.into_iter().filter_map(|(part, named)| Some((part, named.as_ref()?)));
                known.map(|(part, named)| format!("{part} {}", world.directory.name_of(named))).collect()
            }
        };
        table.row(vec![record.kind().word().to_owned(), record.name().to_owned(), how.join(", ")]);
    }
    finish(out, &table, "The directory is empty; see `record_person` in `bridgewatch apply --help`")
}

pub fn draft(
    data: Option<&PathBuf>,
    drafting: &Drafting,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let world = look(data, None)?;
    let live = named(&world, &drafting.incident)?;
    let known = Known { live, desk: &world.settings, directory: &world.directory, now };
    let said_before = |name: &str| known.value(name).unwrap_or_default();
    let impact = drafting.impact.clone().unwrap_or_else(|| said_before("impact"));
    let doing = drafting.doing.clone().unwrap_or_else(|| said_before("doing"));
    let said = Said { audience: &drafting.audience, impact: &impact, doing: &doing };
    let made = draft::draft(&world, live, said, now);
    let lacks: Vec<String> = made.lacks(live, said, &made.text).into_iter().map(|one| one.what).collect();
    if let Some(file) = &drafting.eml {
        let to = made.recipients.iter();
        let mail = MailDraft {
            subject: made.subject.clone(),
            text: made.text.clone(),
            to: to.map(|one| Address { name: one.name.clone(), address: one.address.clone() }).collect(),
            cc: Vec::new(),
            bcc: Vec::new(),
            from: None,
            at: now,
            zone: world.settings.zone,
            message_id: None,
        };
        write_atomically(file, &eml(&mail))?;
    }
    if drafting.json {
        let value = json!({
            "incident": live.incident.reference,
            "audience": drafting.audience,
            "occasion": made.occasion.word(),
            "subject": made.subject,
            "text": made.text,
            "recipients": made.recipients.iter()
                .map(|one| json!({ "name": one.name, "address": one.address }))
                .collect::<Vec<_>>(),
            "next_update_by": made.next_update_by.map(|at| shapes::time(at, world.settings.zone)),
            "lacks": lacks,
        });
        serde_json::to_writer_pretty(&mut *out, &value)?;
        writeln!(out)?;
        return Ok(());
    }
    let to = made.recipients.iter().map(|one| one.address.as_str()).collect::<Vec<_>>().join(", ");
    writeln!(out, "To: {}", if to.is_empty() { "(nobody is known)" } else { &to })?;
    writeln!(out, "Subject: {}\n\n{}", made.subject, made.text)?;
    for lack in lacks {
        writeln!(out, "\nLacks: {lack}")?;
    }
    Ok(())
}

pub fn hotline(
    data: Option<&PathBuf>,
    name: &str,
    html: Option<&Path>,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let world = look(data, None)?;
    let live = named(&world, name)?;
    let sheet = hotline_sheet_of(&world, live, now);
    if let Some(file) = html {
        write_atomically(file, hotline_sheet(&sheet).as_bytes())?;
        writeln!(out, "The hotline call of {} is written to {}", live.incident.reference, file.display())?;
        return Ok(());
    }
    for (who, number) in &sheet.numbers {
        writeln!(out, "{number}  {who}")?;
    }
    if let Some(deadline) = &sheet.deadline {
        writeln!(out, "{deadline}")?;
    }
    writeln!(out)?;
    for fact in &sheet.ready {
        writeln!(out, "{}: {}", fact.label, fact.value.as_deref().unwrap_or("missing"))?;
    }
    writeln!(out, "\n{}", sheet.script)?;
    for attempt in &sheet.attempts {
        writeln!(out, "\n{} {} {}", attempt.when, attempt.number, attempt.outcome)?;
    }
    Ok(())
}
