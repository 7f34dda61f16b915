//! The rota on the command line: preview a rule, list shifts, say who is on watch and why, problems.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::bail;
use chrono::TimeDelta;
use chrono_tz::Tz;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::json::time;
use super::place::Place;
use super::reads::{look, print_json};
use super::rota_files;
use super::{instant, text};
use crate::documents::rota_outside::USUAL_WEEKS;
use crate::domain::rota::Rota;
use crate::domain::rota::change::Window;
use crate::domain::rota::history::Track;
use crate::domain::rota::person::Seat;
use crate::domain::rota::problems::{Kind, Limits, USUAL_DAYS};
use crate::domain::rota::rule_file::{self, MAX_RULE_BYTES};
use crate::domain::rota::schedule::{Cause, Shift};
use crate::domain::time::Instant;
use crate::domain::world::World;
use crate::platform::read_at_most;

/// The most days that problems are looked for ahead.
const MOST_DAYS: i64 = 732;

/// What can be asked of the rota.
#[derive(Debug, Subcommand)]
pub enum RotaVerb {
    /// List the shifts of a rule file before anyone adopts it
    Preview {
        /// The rule, in TOML
        file: PathBuf,
        /// The begin of the window, RFC 3339 with an offset
        #[arg(long, value_name = "T", value_parser = instant)]
        from: Instant,
        /// The end of the window
        #[arg(long, value_name = "T", value_parser = instant)]
        until: Instant,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List the shifts that touch a window, whole
    Shifts {
        /// The begin of the window, RFC 3339 with an offset
        #[arg(long, value_name = "T", value_parser = instant)]
        from: Instant,
        /// The end of the window
        #[arg(long, value_name = "T", value_parser = instant)]
        until: Instant,
        /// Only this seat
        #[arg(long, value_name = "SEAT")]
        seat: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Say who is on watch and why
    OnWatch {
        /// At this time, RFC 3339 with an offset; now if left out
        #[arg(long, value_name = "T", value_parser = instant)]
        at: Option<Instant>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List what will go wrong with the watch, each with what would mend it
    Problems {
        /// How many days ahead
        #[arg(long, value_name = "N", default_value_t = USUAL_DAYS, value_parser = clap::value_parser!(i64).range(1..=MOST_DAYS))]
        days: i64,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write the rota as a calendar, as CSV or as a page for the rotation site
    Export(Exporting),
    /// Read a rota from .ics or .csv: what is new or differs becomes overrides, all of it or none
    Import {
        /// The file; its name ends in .ics or .csv
        file: PathBuf,
        /// Only say what would come of it
        #[arg(long)]
        dry_run: bool,
        /// IANA name of the zone of times that name none; the desk's if left out
        #[arg(long, value_name = "ZONE")]
        zone: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List changes and leave by their numbers
    Changes {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

/// What is exported, and how.
#[derive(Debug, Args)]
#[group(id = "form", required = true, multiple = true)]
pub struct Exporting {
    /// An iCalendar file; opened again it moves what is there
    #[arg(long, value_name = "FILE", group = "form")]
    pub ics: Option<PathBuf>,
    /// A CSV file
    #[arg(long, value_name = "FILE", group = "form")]
    pub csv: Option<PathBuf>,
    /// A page of HTML: who is on watch now, the coming weeks, hours
    #[arg(long, value_name = "FILE", group = "form")]
    pub html: Option<PathBuf>,
    /// Only this person's watches, in calendar and CSV
    #[arg(long, value_name = "NAME")]
    pub person: Option<String>,
    /// The begin of what is written; 31 days ago if left out
    #[arg(long, value_name = "T", value_parser = instant)]
    pub from: Option<Instant>,
    /// The end of what is written; a year from now if left out
    #[arg(long, value_name = "T", value_parser = instant)]
    pub until: Option<Instant>,
    /// Minutes before a watch at which the calendar program tells of it; several with commas
    #[arg(long, value_name = "MINUTES", value_delimiter = ',')]
    pub alarm: Vec<u32>,
    /// How many weeks the page shows
    #[arg(long, value_name = "N", default_value_t = USUAL_WEEKS, value_parser = clap::value_parser!(u32).range(1..=53))]
    pub weeks: u32,
}

pub(super) fn rota(place: &Place, verb: &RotaVerb, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let data = place.data();
    match verb {
        RotaVerb::Preview { file, from, until, json } => {
            let rule = read_rule(file)?;
            let zone = rule.rule.draft().zone;
            let rota = rule.rota();
            print_shifts(&rota, &rota.shifts(window(*from, *until)?), zone, *json, out)
        }
        RotaVerb::Shifts { from, until, seat, json } => {
            let world = look(data, None)?;
            let rota = world.rota();
            let wanted = seat.as_ref().map(|seat| Seat::from(seat.trim().to_lowercase()));
            let mut shifts = rota.shifts(window(*from, *until)?);
            shifts.retain(|shift| wanted.as_ref().is_none_or(|seat| shift.seat == *seat));
            print_shifts(rota, &shifts, zone_of(&world), *json, out)
        }
        RotaVerb::OnWatch { at, json } => on_watch(data, at.unwrap_or(now), *json, out),
        RotaVerb::Problems { days, json } => problems(data, *days, *json, now, out),
        RotaVerb::Export(exporting) => rota_files::export(data, exporting, now, out),
        RotaVerb::Import { file, dry_run, zone, json } => {
            rota_files::import(place, file, (*dry_run, zone.as_deref(), *json), now, out)
        }
        RotaVerb::Changes { json } => changes(data, *json, out),
    }
}

fn window(from: Instant, until: Instant) -> anyhow::Result<Window> {
    if until <= from {
        bail!("the window ends before it begins; give a later --until");
    }
    Ok(Window::new(from, until))
}

/// A rule file, or all that is wrong with it, a line each.
fn read_rule(file: &Path) -> anyhow::Result<rule_file::RuleFile> {
    let bytes = read_at_most(file, MAX_RULE_BYTES as u64)?;
    let Ok(text) = String::from_utf8(bytes) else {
        bail!("{}: the file is not UTF-8; save it as UTF-8", file.display());
    };
    rule_file::read(&text).map_err(|problems| {
        let all: Vec<String> = problems.iter().map(|one| format!("{}: {one}", file.display())).collect();
        anyhow::anyhow!(all.join("\n"))
    })
}

/// The zone in which shifts are told: that of the rules where they have one, else the desk's.
pub(super) fn zone_of(world: &World) -> Tz {
    let rota = world.rota();
    let mut zones = rota
        .tracks
        .iter()
        .flat_map(Track::versions)
        .filter_map(|version| version.rule.as_ref())
        .map(|rule| rule.draft().zone);
    let first = zones.next();
    first.filter(|first| zones.all(|zone| zone == *first)).unwrap_or(world.settings.zone)
}

fn by(rota: &Rota, cause: &Cause) -> &'static str {
    match cause {
        Cause::Rule { .. } => "rule",
        Cause::Change { id, .. } => {
            rota.changes.iter().find(|one| one.id == *id).map_or("change", |one| one.what.word())
        }
    }
}

fn print_shifts(
    rota: &Rota,
    shifts: &[Shift],
    zone: Tz,
    as_json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if as_json {
        let shape = |shift: &Shift| {
            json!({
                "start": time(shift.window.from, zone),
                "end": time(shift.window.until, zone),
                "seat": shift.seat.word(),
                "person": rota.name(&shift.person),
            })
        };
        return print_json(out, shifts.iter().map(shape).collect());
    }
    let mut table = text::Table::new(&["From", "Until", "Seat", "Person", "By"]);
    for shift in shifts {
        table.row(vec![
            text::time(shift.window.from, zone),
            text::time(shift.window.until, zone),
            shift.seat.to_string(),
            rota.name(&shift.person).to_owned(),
            by(rota, &shift.cause).to_owned(),
        ]);
    }
    if table.is_empty() {
        writeln!(out, "No shifts")?;
    } else {
        table.print(out)?;
    }
    Ok(())
}

fn on_watch(data: Option<&PathBuf>, at: Instant, as_json: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    let world = look(data, None)?;
    let (rota, zone) = (world.rota(), zone_of(&world));
    let next = rota.now_and_next(at);
    let mut values: Vec<Value> = Vec::new();
    for one in rota.explain(at, zone) {
        let person = one.person.as_ref().map(|person| rota.name(person));
        let follows = next.iter().find(|next| next.seat == one.seat).and_then(|next| next.next.as_ref());
        if as_json {
            values.push(json!({
                "seat": one.seat.word(),
                "person": person,
                "start": one.window.map(|window| time(window.from, zone)),
                "end": one.window.map(|window| time(window.until, zone)),
                "explanation": one.words,
                "next": follows.map(|shift| json!({
                    "person": rota.name(&shift.person),
                    "start": time(shift.window.from, zone),
                    "end": time(shift.window.until, zone),
                })),
            }));
            continue;
        }
        writeln!(out, "{}", one.words)?;
        if let Some(shift) = follows {
            let (who, from) = (rota.name(&shift.person), text::time(shift.window.from, zone));
            writeln!(out, "  next: {who}, from {from}")?;
        }
    }
    if as_json { print_json(out, values) } else { Ok(()) }
}

const fn kind_word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Gap => "gap",
        Kind::Twice(_) => "twice",
        Kind::OnLeave => "on_leave",
        Kind::TooLong => "too_long",
        Kind::UnfairShare(_) => "unfair_share",
        Kind::NotLearned => "not_learned",
    }
}

fn problems(
    data: Option<&PathBuf>,
    days: i64,
    as_json: bool,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let world = look(data, None)?;
    let (rota, zone) = (world.rota(), zone_of(&world));
    let window = Window::new(now, now + TimeDelta::days(days));
    let found = rota.problems(window, &Limits::usual(world.settings.zone));
    if as_json {
        let shape = |one: &crate::domain::rota::problems::Problem| {
            json!({
                "kind": kind_word(&one.kind),
                "seat": one.seat.word(),
                "person": one.person.as_ref().map(|person| rota.name(person)),
                "start": time(one.window.from, zone),
                "end": time(one.window.until, zone),
                "what": one.what,
                "cure": one.cure_words,
            })
        };
        return print_json(out, found.iter().map(shape).collect());
    }
    for one in &found {
        writeln!(out, "{}\n  {}", one.what, one.cure_words)?;
    }
    if found.is_empty() {
        writeln!(out, "No problems in the next {days} days")?;
    }
    Ok(())
}

fn changes(data: Option<&PathBuf>, as_json: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    let world = look(data, None)?;
    let (rota, zone) = (world.rota(), zone_of(&world));
    let mut values: Vec<Value> = Vec::new();
    let mut table = text::Table::new(&["", "State", "What"]);
    for (number, asked) in (1..).zip(&world.watch.changes) {
        let id = crate::domain::watch::change_id(asked.entry);
        let Some(change) = rota.changes.iter().find(|one| one.id == id) else { continue };
        let words = rota.change_words(change, zone);
        values.push(json!({
            "kind": change.what.word(),
            "number": number,
            "entry": asked.entry.0.to_string(),
            "state": change.state.word(),
            "waits_for": change.waits_for().iter().map(|one| rota.name(one)).collect::<Vec<_>>(),
            "what": words,
        }));
        let waits: Vec<&str> = change.waits_for().iter().map(|one| rota.name(one)).collect();
        let state = if waits.is_empty() {
            change.state.word().to_owned()
        } else {
            format!("waits for {}", waits.join(" and "))
        };
        table.row(vec![format!("change {number}"), state, words]);
    }
    for (number, leave) in (1..).zip(&world.watch.absences) {
        let state = if leave.is_withdrawn { "taken back" } else { "in force" };
        let words = format!(
            "{}, {} to {}",
            leave.person.name,
            text::time(leave.window.from, zone),
            text::time(leave.window.until, zone)
        );
        values.push(json!({
            "kind": "leave",
            "number": number,
            "entry": leave.entry.0.to_string(),
            "state": state,
            "waits_for": [],
            "what": words,
        }));
        table.row(vec![format!("leave {number}"), state.to_owned(), words]);
    }
    if as_json {
        return print_json(out, values);
    }
    if table.is_empty() {
        writeln!(out, "No changes and no leave")?;
    } else {
        table.print(out)?;
    }
    Ok(())
}
