//! Service reviews on the command line: how departments stand, what a review has to speak about, what is
//! systemic, effort.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::TimeDelta;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::json::time;
use super::reads::{look, print_json};
use super::text;
use crate::documents::effort_csv::effort_csv;
use crate::documents::invitation_eml::invitation_eml;
use crate::documents::invitation_ics::invitation_ics;
use crate::documents::service_invitation::service_invitation_of;
use crate::domain::directory::{Named, RecordKind};
use crate::domain::service_review::agenda::{Delivery, ReviewBrief, action_line, brief};
use crate::domain::service_review::effort::{hours_words, of_year};
use crate::domain::service_review::schedule::{Reckoning, Slot, Standing};
use crate::domain::service_review::seen::{SeenIncident, seen};
use crate::domain::service_review::systemic::{Finding, Subject, findings, is_systemic};
use crate::domain::service_review::{ActionState, ReviewAction, ReviewState, ServiceReview};
use crate::domain::settings::COORDINATION_POLICY;
use crate::domain::time::Instant;
use crate::domain::words::Priority;
use crate::domain::world::World;
use crate::platform::write_atomically;

/// The most days that are looked back.
const MOST_DAYS: u32 = 3_660;

/// How the departments stand, or more about one thing.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Reviews {
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// What is asked; how the departments stand if left out
    #[command(subcommand)]
    pub verb: Option<ReviewsVerb>,
}

/// What can be asked about service reviews.
#[derive(Debug, Subcommand)]
pub enum ReviewsVerb {
    /// Print what a review with a department has to speak about, from facts
    Agenda {
        /// The department
        #[arg(long, value_name = "NAME")]
        department: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write the invitation to the review that is planned with a department; where it was called off, the
    /// cancellation
    Invitation(Inviting),
    /// List what is systemic: the same service, department or symptom again and again
    Systemic(Asking),
    /// Sum the effort of a calendar year by department
    Effort {
        /// The year
        #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1..=9_999))]
        year: i32,
        /// Write every entry to this CSV file
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

/// How an invitation is asked for.
#[derive(Debug, Args)]
pub struct Inviting {
    /// The department
    #[arg(long, value_name = "NAME")]
    pub department: String,
    /// Write a calendar file
    #[arg(long, value_name = "FILE", required_unless_present = "eml")]
    pub ics: Option<PathBuf>,
    /// Write a mail draft with the calendar file
    #[arg(long, value_name = "FILE")]
    pub eml: Option<PathBuf>,
    /// Let the calendar tell of it so many minutes before
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(0..=10_080))]
    pub alarm: Option<u32>,
}

/// What is looked for among the incidents.
#[derive(Debug, Args)]
pub struct Asking {
    /// How many days back; as many as make it systemic by the policy if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_DAYS)))]
    pub days: Option<u32>,
    /// Say whether a ticket about this service is systemic
    #[arg(long, value_name = "NAME", group = "subject")]
    pub service: Option<String>,
    /// Say whether a ticket of this department is systemic
    #[arg(long, value_name = "NAME", group = "subject")]
    pub department: Option<String>,
    /// Say whether a ticket of this title is systemic
    #[arg(long, value_name = "TEXT", group = "subject")]
    pub title: Option<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

pub(super) fn reviews(
    data: Option<&PathBuf>,
    asked: &Reviews,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let world = look(data, None)?;
    match &asked.verb {
        None => departments(&world, asked.json, now, out),
        Some(ReviewsVerb::Agenda { department, json }) => agenda(&world, department, *json, now, out),
        Some(ReviewsVerb::Invitation(inviting)) => invitation(&world, inviting, now, out),
        Some(ReviewsVerb::Systemic(asking)) => systemic(&world, asking, now, out),
        Some(ReviewsVerb::Effort { year, csv, json }) => effort(&world, (*year, csv.as_deref()), *json, out),
    }
}

fn departments(world: &World, as_json: bool, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let (reviews, directory, zone) = (&world.service_reviews, &world.directory, world.settings.zone);
    let reckoning = Reckoning::of(world);
    let all = reviews.departments(directory);
    if as_json {
        return print_json(
            out,
            all.iter().map(|one| department_shape(world, &reckoning, one, now)).collect(),
        );
    }
    if all.is_empty() {
        return Ok(writeln!(
            out,
            "No department has service reviews; see `set_review_cycle` of `apply --help`"
        )?);
    }
    let mut table = text::Table::new(&[
        "Department",
        "Coordinator",
        "A year",
        "Last held",
        "Next review",
        "Owed by",
        "Open actions",
    ]);
    for department in &all {
        let cycle = reviews.cycle(department, directory).map(|one| &one.cycle);
        let stands = reckoning.standing(reviews, department, now);
        let at = |one: Option<&ServiceReview>| {
            one.map_or_else(String::new, |one| format!("{}. {}", one.number, text::time(one.time.at, zone)))
        };
        let actions = reviews.open_actions(department, directory);
        let overdue = actions.iter().filter(|one| one.is_overdue(now)).count();
        let late = if overdue > 0 { format!(" ({overdue} overdue)") } else { String::new() };
        table.row(vec![
            department.name.clone(),
            cycle.map_or_else(String::new, |one| directory.name_of(&one.coordinator).to_owned()),
            cycle.map_or_else(String::new, |one| one.per_year.to_string()),
            at(stands.last_held),
            at(stands.next),
            owed_words(&stands, world),
            format!("{}{late}", actions.len()),
        ]);
    }
    table.print(out)?;
    let mut open: Vec<&ReviewAction> = reviews.actions.iter().filter(|one| one.is_open()).collect();
    open.sort_by_key(|one| (one.given.due.is_none(), one.given.due, one.number));
    if !open.is_empty() {
        writeln!(out, "\nOpen actions")?;
        for one in open {
            let department = directory.name_of(&one.given.department);
            say(out, &format!("{} ({department})", action_line(one, directory, zone, now)))?;
        }
    }
    Ok(())
}

fn owed_words(stands: &Standing<'_>, world: &World) -> String {
    let said = |slot: Slot| text::time(slot.at, world.settings.zone);
    match (stands.owed, stands.open) {
        (Some(slot), _) => format!("{}, overdue", said(slot)),
        (None, Some(slot)) => said(slot),
        (None, None) => String::new(),
    }
}

fn department_shape(world: &World, reckoning: &Reckoning<'_>, department: &Named, now: Instant) -> Value {
    let (reviews, directory, zone) = (&world.service_reviews, &world.directory, world.settings.zone);
    let cycle = reviews.cycle(department, directory).map(|one| &one.cycle);
    let stands = reckoning.standing(reviews, department, now);
    let name = |named: &Named| directory.name_of(named).to_owned();
    let slot = |slot: Option<Slot>| slot.map(|slot| time(slot.at, zone));
    json!({
        "department": department.name,
        "coordinator": cycle.map(|one| name(&one.coordinator)),
        "liaison": cycle.and_then(|one| one.liaison.as_ref()).map(name),
        "attendees": cycle.map(|one| one.attendees.iter().map(name).collect::<Vec<_>>()),
        "per_year": cycle.map(|one| one.per_year),
        "first": cycle.map(|one| one.first.to_string()),
        "time": cycle.map(|one| one.time.format("%H:%M").to_string()),
        "minutes": cycle.map(|one| one.minutes),
        "place": cycle.and_then(|one| one.place.as_deref()),
        "next_review": stands.next.map(|one| one.number),
        "last_held": stands.last_held.map(|one| one.number),
        "overdue_since": slot(stands.owed),
        "owed_by": slot(stands.owed_by()),
        "reviews": reviews.of_department(department, directory).iter().map(|one| json!({
            "review": one.number,
            "entry": one.entry.0.to_string(),
            "state": one.state().word(),
            "starts_at": time(one.time.at, zone),
            "minutes": one.time.minutes,
            "place": one.time.place,
            "agenda": one.agenda,
            "why": one.called_off,
            "invitations": one.invitations.len(),
            "attended": one.held().map(|held| held.attended.iter().map(name).collect::<Vec<_>>()),
            "minutes_text": one.held().and_then(|held| held.text.as_deref()),
        })).collect::<Vec<_>>(),
        "open_actions": reviews.open_actions(department, directory).iter()
            .map(|one| action_shape(world, one, now)).collect::<Vec<_>>(),
    })
}

fn action_shape(world: &World, action: &ReviewAction, now: Instant) -> Value {
    let zone = world.settings.zone;
    let ended = match action.state() {
        ActionState::Open => None,
        ActionState::Done { at, .. } | ActionState::Dropped { at, .. } => Some(time(*at, zone)),
    };
    json!({
        "action": action.number,
        "entry": action.entry.0.to_string(),
        "what": action.given.what,
        "owner": world.directory.name_of(&action.given.owner),
        "due": action.given.due.map(|due| time(due, zone)),
        "state": action.state().word(),
        "overdue": action.is_overdue(now),
        "ended_at": ended,
    })
}

fn agenda(world: &World, name: &str, as_json: bool, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let (reviews, zone) = (&world.service_reviews, world.settings.zone);
    let reckoning = Reckoning::of(world);
    let department = known_department(world, name)?;
    let seen = seen(world, now);
    let rules = world.service_review_rules();
    let brief = brief(reviews, &seen, &department, &reckoning, rules.systemic, now);
    if as_json {
        return print_json(out, vec![brief_shape(world, &brief)]);
    }
    let since = if brief.is_since_a_review { "since the last review" } else { "no review was held before" };
    let from = text::time(brief.from, zone);
    say(out, &format!("{}: from {from}, {since}", brief.department.name))?;
    for section in brief.sections(&world.directory, zone) {
        writeln!(out, "\n{}", section.title)?;
        for line in &section.lines {
            say(out, &format!("  {line}"))?;
        }
    }
    Ok(())
}

/// The invitation to the earliest review that is planned, or the word that the last one is called off.
fn invitation(world: &World, inviting: &Inviting, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let department = known_department(world, &inviting.department)?;
    let all = world.service_reviews.of_department(&department, &world.directory);
    let planned = all.iter().find(|one| one.state() == ReviewState::Planned);
    let called_off =
        || all.iter().filter(|one| one.state() == ReviewState::CalledOff).max_by_key(|one| one.number);
    let Some(review) = planned.or_else(called_off) else {
        bail!("no review with {} is planned; see `plan_service_review` of `apply --help`", department.name);
    };
    let invitation = service_invitation_of(review, world, now)?;
    let what = if invitation.cancels { "cancellation" } else { "invitation" };
    if let Some(file) = &inviting.ics {
        let bytes = invitation_ics(&invitation, inviting.alarm);
        write_atomically(file, &bytes).with_context(|| file.display().to_string())?;
        writeln!(out, "The {what} to review {} is written to {}", review.number, file.display())?;
    }
    if let Some(file) = &inviting.eml {
        let mail = invitation_eml(&invitation, inviting.alarm, None, world.settings.zone);
        write_atomically(file, &mail).with_context(|| file.display().to_string())?;
        writeln!(out, "The {what} to review {} is drafted in {}", review.number, file.display())?;
    }
    for lack in invitation.lacks() {
        say(out, &format!("Note: {lack}"))?;
    }
    Ok(())
}

/// A department of which something was said, or that the directory knows.
fn known_department(world: &World, name: &str) -> anyhow::Result<Named> {
    let department = world.directory.named(&[RecordKind::Agency], name.trim());
    let all = world.service_reviews.departments(&world.directory);
    if department.record.is_none() && !all.iter().any(|one| one.is_same(&department)) {
        let known: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
        let known = if known.is_empty() { "none yet".to_owned() } else { known.join(", ") };
        bail!("no department is called `{name}`; there are {known}");
    }
    Ok(department)
}

/// A line with words that may be another desk's: what would steer a terminal becomes a space.
fn say(out: &mut dyn Write, line: &str) -> std::io::Result<()> {
    writeln!(out, "{}", line.replace(char::is_control, " "))
}

fn brief_shape(world: &World, brief: &ReviewBrief<'_>) -> Value {
    let zone = world.settings.zone;
    json!({
        "department": brief.department.name,
        "from": time(brief.from, zone),
        "until": time(brief.until, zone),
        "since_a_review": brief.is_since_a_review,
        "delivery": delivery_shape(&brief.delivery),
        "before": delivery_shape(&brief.before),
        "systemic": brief.findings.iter().map(finding_shape).collect::<Vec<_>>(),
        "escalations": brief.escalations.iter().map(|(at, one, to)| json!({
            "incident": one.reference,
            "to": to,
            "at": time(*at, zone),
        })).collect::<Vec<_>>(),
        "open_actions": brief.actions.iter().map(|one| action_shape(world, one, brief.until)).collect::<Vec<_>>(),
        "notes": brief.notes.iter().map(|one| json!({
            "entry": one.entry.0.to_string(),
            "section": one.section.word(),
            "text": one.text,
            "by": one.by,
            "at": time(one.at, zone),
        })).collect::<Vec<_>>(),
    })
}

fn delivery_shape(delivery: &Delivery<'_>) -> Value {
    json!({
        "incidents": delivery.incidents.iter().map(|one| one.reference.as_str()).collect::<Vec<_>>(),
        "by_priority": delivery.by_priority.iter().map(|(priority, count)| json!({
            "priority": priority.map(Priority::word),
            "incidents": count,
        })).collect::<Vec<_>>(),
        "deadlines_met": delivery.met,
        "deadlines_missed": delivery.missed,
        "restored": delivery.restored,
        "mean_restore_secs": delivery.mean_restore_secs,
    })
}

fn finding_shape(finding: &Finding<'_>) -> Value {
    json!({
        "kind": finding.pattern.kind(),
        "name": finding.pattern.name(),
        "words": finding.words(),
        "within_days": finding.within_days,
        "incidents": finding.incidents.iter().map(|one| one.reference.as_str()).collect::<Vec<_>>(),
    })
}

fn systemic(world: &World, asking: &Asking, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let rules = world.service_review_rules().systemic;
    let seen: Vec<SeenIncident> = seen(world, now);
    let days = asking.days.unwrap_or(rules.within_days);
    // The end is outside, and what was opened this second counts.
    let span = (now - TimeDelta::days(i64::from(days)), now + TimeDelta::seconds(1));
    let subject = [
        asking.service.clone().map(Subject::Service),
        asking.department.clone().map(Subject::Department),
        asking.title.clone().map(Subject::Title),
    ];
    if let Some(subject) = subject.into_iter().flatten().next() {
        let found = is_systemic(&subject, &seen, &world.directory, rules, span);
        return verdict(world, found.as_ref(), asking.json, out);
    }
    let found = findings(&seen, &world.directory, rules, span);
    if asking.json {
        return print_json(out, found.iter().map(finding_shape).collect());
    }
    if found.is_empty() {
        let (least, within) = (rules.at_least, rules.within_days);
        writeln!(out, "Nothing is systemic: nothing came {least} times within {within} days")?;
        return Ok(());
    }
    let mut table = text::Table::new(&["What", "Name", "Incidents", "Which"]);
    for finding in &found {
        let which: Vec<&str> = finding.incidents.iter().map(|one| one.reference.as_str()).collect();
        table.row(vec![
            finding.pattern.kind().to_owned(),
            finding.pattern.name(),
            finding.incidents.len().to_string(),
            which.join(", "),
        ]);
    }
    table.print(out)?;
    Ok(())
}

/// Whether a ticket goes to the service coordinator, or stays with the help desk (I).
fn verdict(
    world: &World,
    found: Option<&Finding<'_>>,
    as_json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if as_json {
        let shape = json!({ "systemic": found.is_some(), "finding": found.map(finding_shape) });
        return print_json(out, vec![shape]);
    }
    let line = if let Some(finding) = found {
        format!("Systemic, and so for the service coordinator: {}", finding.words())
    } else {
        let desk = world.in_force.get(COORDINATION_POLICY).and_then(|one| one.contacts.get("help-desk"));
        let desk = desk.map_or_else(String::new, |one| format!(": {}, {}", one.name, one.phone));
        format!("Not systemic, and so for the help desk{desk}")
    };
    Ok(say(out, &line)?)
}

fn effort(
    world: &World,
    (year, csv): (i32, Option<&Path>),
    as_json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let directory = &world.directory;
    let sums = of_year(&world.service_reviews, directory, year);
    if let Some(file) = csv {
        write_atomically(file, &effort_csv(&sums, directory)).with_context(|| file.display().to_string())?;
    }
    if as_json {
        let shape = |sum: &crate::domain::service_review::effort::YearEffort<'_>| {
            json!({
                "department": sum.department.name,
                "year": sum.year,
                "minutes": sum.minutes,
                "entries": sum.entries.iter().map(|one| json!({
                    "entry": one.entry.0.to_string(),
                    "on": one.spent.on.to_string(),
                    "minutes": one.spent.minutes,
                    "by": directory.name_of(&one.spent.by),
                    "what": one.spent.what,
                })).collect::<Vec<_>>(),
            })
        };
        return print_json(out, sums.iter().map(shape).collect());
    }
    if sums.is_empty() {
        writeln!(out, "No effort is logged for {year}")?;
    } else {
        let mut table = text::Table::new(&["Department", "Year", "Effort", "Entries"]);
        for sum in &sums {
            table.row(vec![
                sum.department.name.clone(),
                year.to_string(),
                hours_words(sum.minutes),
                sum.entries.len().to_string(),
            ]);
        }
        table.print(out)?;
    }
    if let Some(file) = csv {
        writeln!(out, "{} is written", file.display())?;
    }
    Ok(())
}
