//! The post-mortem of an incident on the command line: how it stands, what is settled and what is not,
//! the problem statement, the times that would do.

use std::io::Write;
use std::path::PathBuf;

use chrono_tz::Tz;
use clap::Args;
use serde_json::{Value, json};

use super::dossier::named;
use super::invitation::{self, Inviting};
use super::reads::look;
use super::{json as shapes, text};
use crate::documents::hh_mm;
use crate::domain::actions::Action;
use crate::domain::incident::Phase;
use crate::domain::review::agenda::{default_agenda, minutes_of};
use crate::domain::review::facts::AgendaItem;
use crate::domain::review::language::cause_language;
use crate::domain::review::logistics::logistics;
use crate::domain::review::people::{Proposed, proposed_people};
use crate::domain::review::time::{Conflict, ProposedTime, Slot, expected, proposed_time};
use crate::domain::review::{self, Review, StatementVersion};
use crate::domain::time::Instant;
use crate::domain::world::{Live, World};

/// What is asked about a post-mortem.
#[derive(Debug, Args)]
pub struct Asking {
    /// The incident: its key, reference or ticket number
    #[arg(long, value_name = "KEY")]
    pub incident: String,
    /// How long the meeting would be; as it is set, or as the policy has it, if left out
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(5..=1440))]
    pub minutes: Option<u32>,
    /// As JSON
    #[arg(long, conflicts_with_all = ["ics", "eml"])]
    pub json: bool,
    /// The invitation as a file.
    #[command(flatten)]
    pub inviting: Inviting,
}

/// A post-mortem with what is looked up for it.
struct Seen<'a> {
    world: &'a World,
    live: &'a Live,
    minutes: u32,
    people: Vec<Proposed>,
    times: Option<ProposedTime>,
    now: Instant,
}

pub fn postmortem(
    data: Option<&PathBuf>,
    asking: &Asking,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let world = look(data, None)?;
    let live = named(&world, &asking.incident)?;
    if asking.inviting.is_asked() {
        return invitation::write(&asking.inviting, (&world, live), now, out);
    }
    let seen = Seen::of(&world, live, asking.minutes, now);
    if asking.json {
        serde_json::to_writer_pretty(&mut *out, &seen.json())?;
        writeln!(out)?;
        return Ok(());
    }
    seen.print(out)
}

impl<'a> Seen<'a> {
    fn of(world: &'a World, live: &'a Live, minutes: Option<u32>, now: Instant) -> Self {
        let review = &live.incident.review;
        let set = review.plan.as_ref().map(|plan| plan.minutes);
        let minutes = minutes.or(set).unwrap_or(live.policy.review.minutes);
        let people = proposed_people(live, world);
        // Who is invited is asked; before anybody is, whoever would be.
        let mut asked = expected(live);
        if review.invitees.is_empty() {
            for one in &people {
                if !asked.iter().any(|other| other.is_same(&one.whom)) {
                    asked.push(one.whom.clone());
                }
            }
        }
        let is_over =
            review.held.is_some() || matches!(live.incident.phase, Phase::Cancelled | Phase::Duplicate);
        let times = (!is_over).then(|| proposed_time(world, live, &asked, minutes, now));
        Self { world, live, minutes, people, times, now }
    }

    const fn zone(&self) -> Tz {
        self.world.settings.zone
    }

    const fn review(&self) -> &Review {
        &self.live.incident.review
    }

    fn agenda(&self) -> Vec<AgendaItem> {
        let set = &self.review().agenda;
        if set.is_empty() { default_agenda(&self.live.policy.review, self.minutes) } else { set.clone() }
    }

    /// The words of a statement that argue a cause, with what would do.
    fn marks(&self, version: &StatementVersion) -> Vec<(String, String)> {
        let marked = cause_language(&version.statement.reads_as(), &self.world.cause_rules);
        marked.into_iter().map(|one| (one.word, one.hint)).collect()
    }

    fn print(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let (incident, zone) = (&self.live.incident, self.zone());
        writeln!(out, "{} {}", incident.reference, incident.title)?;
        writeln!(out, "Post-mortem: {}", review::state(incident).word())?;
        if let Some(due) = review::time::due(self.live) {
            writeln!(out, "To be held by {}", text::time(due, zone))?;
        }
        writeln!(out)?;
        let mut table = text::Table::new(&["Item", "Settled", "To do"]);
        for one in logistics(self.live, self.world, self.now) {
            let cell = |words: Option<String>| words.unwrap_or_default().replace('\n', " ");
            table.row(vec![one.title.to_owned(), cell(one.settled), cell(one.missing)]);
        }
        table.print(out)?;
        writeln!(out)?;
        let agenda = self.agenda();
        let whose = if self.review().agenda.is_empty() { "Agenda as proposed" } else { "Agenda" };
        writeln!(out, "{whose}, {} min", minutes_of(&agenda))?;
        for item in &agenda {
            writeln!(out, "  {:>3} min  {}", item.minutes, item.title)?;
        }
        writeln!(out)?;
        self.print_statement(out)?;
        self.print_actions(out)?;
        self.print_people(out)?;
        self.print_times(out)
    }

    fn print_statement(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let review = self.review();
        let Some(version) = review.newest_statement() else {
            writeln!(out, "Problem statement: none is written yet")?;
            return Ok(());
        };
        let draft = if review.draft_statement().is_some() { "draft" } else { "agreed" };
        writeln!(out, "Problem statement, version {}, {draft}", version.number)?;
        for line in version.statement.reads_as().lines() {
            writeln!(out, "  {line}")?;
        }
        for (word, hint) in self.marks(version) {
            writeln!(out, "  “{}” argues a cause: {hint}", word.replace('\n', " "))?;
        }
        if let Some(agreed) = review.agreed_statement().filter(|agreed| agreed.entry != version.entry) {
            writeln!(out, "Version {} is agreed", agreed.number)?;
        }
        Ok(())
    }

    fn print_actions(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let mut table = text::Table::new(&["Follow-up", "Who", "State", "Due", "What"]);
        for one in self.live.incident.actions.follow_ups() {
            table.row(vec![
                one.number.to_string(),
                one.to.name.clone(),
                if one.is_overdue(self.now) { "overdue".to_owned() } else { one.word().to_owned() },
                one.due.map_or_else(String::new, |due| text::time(due, self.zone())),
                one.what.replace('\n', " "),
            ]);
        }
        if !table.is_empty() {
            writeln!(out)?;
            table.print(out)?;
        }
        Ok(())
    }

    fn print_people(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let mut table = text::Table::new(&["Invited", "Part", "Answer", "Why"]);
        let directory = &self.world.directory;
        let why = |whom: &crate::domain::directory::Named| {
            let found = self.people.iter().find(|one| one.whom.is_same(whom));
            found.map_or_else(String::new, |one| one.why.clone())
        };
        for one in &self.review().invitees {
            let answer = one.answer.as_ref().map_or("", |answered| answered.answer.word());
            let name = directory.name_of(&one.whom).to_owned();
            table.row(vec![name, one.part.to_string(), answer.to_owned(), why(&one.whom)]);
        }
        for one in self.people.iter().filter(|one| self.review().invitee(&one.whom).is_none()) {
            let name = format!("({})", one.whom.name);
            table.row(vec![name, one.part.to_string(), String::new(), one.why.clone()]);
        }
        if !table.is_empty() {
            writeln!(out)?;
            table.print(out)?;
            writeln!(out, "In brackets: proposed, not invited")?;
        }
        Ok(())
    }

    fn print_times(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let Some(times) = &self.times else { return Ok(()) };
        let Some(best) = &times.best else {
            writeln!(out, "\nNo time is open in the next month")?;
            return Ok(());
        };
        writeln!(out, "\nA time for {} min: {}", self.minutes, self.slot_words(best))?;
        let mut table = text::Table::new(&["Day", "Free of conflicts", "Fewest conflicts"]);
        for day in &times.days {
            let free: Vec<String> = day
                .slots
                .iter()
                .filter(|slot| slot.conflicts.is_empty())
                .map(|slot| hh_mm(slot.window.from, self.zone()))
                .collect();
            let least = day.slots.iter().min_by_key(|slot| (slot.conflicts.len(), slot.window.from));
            let least = least.map_or_else(String::new, |slot| self.slot_words(slot));
            table.row(vec![day.date.format("%a %-d %b").to_string(), free.join(" "), least]);
        }
        table.print(out)?;
        Ok(())
    }

    fn slot_words(&self, slot: &Slot) -> String {
        let mut words = text::time(slot.window.from, self.zone());
        if slot.is_late {
            words.push_str(", after it is due");
        }
        let conflicts: Vec<String> = slot.conflicts.iter().map(Conflict::reads_as).collect();
        if conflicts.is_empty() { words } else { format!("{words}; {}", conflicts.join("; ")) }
    }

    fn json(&self) -> Value {
        let (incident, review, zone) = (&self.live.incident, self.review(), self.zone());
        let time = |at: Instant| shapes::time(at, zone);
        let version = |one: &StatementVersion| {
            let parts: serde_json::Map<String, Value> = one
                .statement
                .parts()
                .into_iter()
                .map(|(field, text)| (field.id.to_owned(), Value::from(text)))
                .collect();
            json!({
                "entry": one.entry.0.to_string(),
                "number": one.number,
                "at": time(one.at),
                "by": one.by,
                "agreed": review.agreed_statement().is_some_and(|agreed| agreed.entry == one.entry),
                "parts": parts,
                "reads_as": one.statement.reads_as(),
                "marked": self.marks(one).into_iter().map(|(word, hint)| json!({"word": word, "hint": hint}))
                    .collect::<Vec<_>>(),
            })
        };
        let names = |all: &[crate::domain::directory::Named]| {
            all.iter().map(|one| one.name.clone()).collect::<Vec<_>>()
        };
        json!({
            "key": incident.key,
            "reference": incident.reference,
            "title": incident.title,
            "state": review::state(incident),
            "due": review::time::due(self.live).map(time),
            "meeting": review.plan.as_ref().map(|plan| json!({
                "starts_at": time(plan.starts_at),
                "minutes": plan.minutes,
                "zone": plan.zone_or(zone).name(),
            })),
            "place": review.place,
            "facilitator": review.facilitator.as_ref().map(|one| one.name.clone()),
            "scribe": review.scribe.as_ref().map(|one| one.name.clone()),
            "next_sequence": review.next_sequence(),
            "logistics": logistics(self.live, self.world, self.now).iter().map(|one| json!({
                "id": one.id, "title": one.title, "settled": one.settled, "missing": one.missing,
            })).collect::<Vec<_>>(),
            "agenda": self.agenda(),
            "invited": review.invitees.iter().map(|one| json!({
                "name": self.world.directory.name_of(&one.whom),
                "part": one.part,
                "answer": one.answer.as_ref().map(|answered| answered.answer),
            })).collect::<Vec<_>>(),
            "proposed": self.people.iter().map(|one| json!({
                "name": one.whom.name, "part": one.part, "why": one.why,
                "invited": review.invitee(&one.whom).is_some(),
            })).collect::<Vec<_>>(),
            "held": review.held.as_ref().map(|held| json!({
                "at": time(held.at), "attended": names(&held.attended), "text": held.text,
            })),
            "points": review.points.iter().map(|point| json!({
                "at": time(point.at), "section": point.section, "text": point.text, "by": point.by,
            })).collect::<Vec<_>>(),
            "statements": review.statements.iter().map(version).collect::<Vec<_>>(),
            "agreed": review.agreed.as_ref().map(|agreed| json!({
                "at": time(agreed.at), "by": names(&agreed.by),
            })),
            "follow_ups": incident.actions.follow_ups().map(|one| self.action(one)).collect::<Vec<_>>(),
            "times": self.times.as_ref().map(|times| json!({
                "minutes": self.minutes,
                "best": times.best.as_ref().map(|slot| self.slot(slot)),
                "days": times.days.iter().map(|day| json!({
                    "date": day.date,
                    "slots": day.slots.iter().map(|slot| self.slot(slot)).collect::<Vec<_>>(),
                })).collect::<Vec<_>>(),
            })),
        })
    }

    fn slot(&self, slot: &Slot) -> Value {
        json!({
            "from": shapes::time(slot.window.from, self.zone()),
            "until": shapes::time(slot.window.until, self.zone()),
            "late": slot.is_late,
            "conflicts": slot.conflicts.iter().map(|one| json!({
                "name": one.whom.name, "words": one.words,
            })).collect::<Vec<_>>(),
        })
    }

    fn action(&self, one: &Action) -> Value {
        json!({
            "entry": one.entry.0.to_string(),
            "number": one.number,
            "to": one.to.name,
            "what": one.what,
            "due": one.due.map(|due| shapes::time(due, self.zone())),
            "state": one.word(),
            "overdue": one.is_overdue(self.now),
        })
    }
}
