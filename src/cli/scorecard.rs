//! The scorecard on the command line: numbers over a period.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use serde_json::{Map, Value, json};

use super::json::time;
use super::reads::{desk_alone, folder};
use super::report::Format;
use super::text;
use crate::desk::report::scorecard;
use crate::documents::scorecard::{Scoring, findings};
use crate::documents::scorecard_report::scorecard_file;
use crate::domain::event::IncidentId;
use crate::domain::report::compared::Compared;
use crate::domain::report::period::days;
use crate::domain::report::scorecard::{Scorecard, pair_short};
use crate::domain::report::spread::Spread;
use crate::domain::report::tally::{Score, Tally};
use crate::domain::report::targets::{Measured, measured};
use crate::domain::rota::change::Window;
use crate::domain::rota::load::Load;
use crate::domain::span;
use crate::domain::time::Instant;
use crate::domain::words::Priority;
use crate::domain::world::World;
use crate::platform::write_atomically;

/// A period.
#[derive(Debug, Args)]
pub struct Period {
    /// Its begin, RFC 3339 with an offset
    #[arg(long, value_name = "T", value_parser = super::instant)]
    pub from: Instant,
    /// Its end, which does not belong to it
    #[arg(long, value_name = "T", value_parser = super::instant)]
    pub until: Instant,
    /// As JSON
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// As a document, or all its numbers as CSV
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// The file; one of that name is replaced. Without it, the document is printed
    #[arg(long, value_name = "FILE", requires = "format")]
    pub out: Option<PathBuf>,
}

/// Prints the scorecard of a period.
pub(super) fn print(
    data: Option<&PathBuf>,
    period: &Period,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if period.until <= period.from {
        bail!("the period ends before it begins; give a later --until");
    }
    let (store, world) = desk_alone(&folder(data)?)?;
    let window = Window::new(period.from, period.until);
    let scored = scorecard(store.as_ref(), &world, window, now, &mut |_| ControlFlow::Continue(()))?;
    let Some(scored) = scored else { bail!("the report was stopped") };
    if let Some(format) = period.format {
        let scoring = Scoring::new(scored.into(), world.targets(), &world.figures);
        return write_document(out, period, &scoring, format);
    }
    if period.json {
        serde_json::to_writer_pretty(&mut *out, &shape(&scored, &world))?;
        writeln!(out)?;
        return Ok(());
    }
    say(out, &Scoring::new(scored.into(), world.targets(), &world.figures))
}

fn write_document(
    out: &mut dyn Write,
    period: &Period,
    scoring: &Scoring,
    format: Format,
) -> anyhow::Result<()> {
    let bytes = scorecard_file(scoring, format.into());
    let Some(file) = &period.out else {
        if format == Format::Docx {
            bail!("a DOCX is no text to print; name a file with --out");
        }
        out.write_all(&bytes)?;
        return Ok(());
    };
    write_atomically(file, &bytes)?;
    writeln!(out, "The scorecard is written to {}", file.display())?;
    Ok(())
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn weekday(day: u32) -> &'static str {
    WEEKDAYS.get(day as usize).copied().unwrap_or_default()
}

fn priority_word(priority: Option<Priority>) -> &'static str {
    priority.map_or("open", Priority::word)
}

impl Compared {
    fn named(&self, ids: &[IncidentId]) -> Vec<&str> {
        ids.iter().filter_map(|id| self.incidents.get(id)).map(|one| one.reference.as_str()).collect()
    }

    fn tally(&self, tally: &Tally) -> Value {
        json!({ "count": tally.count, "incidents": self.named(&tally.incidents) })
    }

    fn score(&self, score: &Score) -> Value {
        json!({
            "met": score.met.count,
            "missed": score.missed.count,
            "share_met": score.share_met(),
            "met_incidents": self.named(&score.met.incidents),
            "missed_incidents": self.named(&score.missed.incidents),
        })
    }

    fn pair(&self, (from, to): (&str, &str), spread: &Spread) -> Value {
        let summary = spread.summary();
        let reference = |id: &IncidentId| self.incidents.get(id).map(|one| one.reference.as_str());
        let incident = |(id, secs): (IncidentId, i64)| json!({ "incident": reference(&id), "secs": secs });
        json!({
            "from": from,
            "to": to,
            "short": pair_short((from, to)),
            "n": summary.map_or(0, |one| one.n),
            "mean_secs": summary.map(|one| one.mean_secs),
            "median_secs": summary.map(|one| one.median_secs),
            "p90_secs": summary.map(|one| one.p90_secs),
            "longest_secs": summary.map(|one| one.longest_secs),
            "incidents": spread.incidents().into_iter().map(incident).collect::<Vec<_>>(),
            "backwards": self.named(&spread.backwards),
        })
    }
}

fn keyed<K, V>(map: &BTreeMap<K, V>, word: impl Fn(&K) -> String, value: impl Fn(&V) -> Value) -> Value {
    Value::Object(map.iter().map(|(key, one)| (word(key), value(one))).collect::<Map<_, _>>())
}

fn shape(scored: &Compared, world: &World) -> Value {
    let card = &scored.card;
    let load: Vec<Value> = scored
        .load
        .iter()
        .filter(|one| one.load != Load::default())
        .map(|one| {
            json!({
                "person": one.person,
                "seat": one.seat.word(),
                "shifts": one.load.shifts,
                "secs": one.load.secs,
                "night_secs": one.load.night_secs,
                "weekend_secs": one.load.weekend_secs,
                "holiday_secs": one.load.holiday_secs,
                "nights": one.load.nights,
                "weekends": one.load.weekends,
                "secs_before": one.before.secs,
            })
        })
        .collect();
    let mut shape = shape_of(scored, card);
    if let Value::Object(fields) = &mut shape {
        fields.insert("load".to_owned(), Value::Array(load));
        fields.insert("targets".to_owned(), targets_of(scored, world));
        fields.insert("before".to_owned(), shape_of(scored, &scored.before));
    }
    shape
}

/// The targets of a period: figure, met or missed.
fn targets_of(scored: &Compared, world: &World) -> Value {
    let of = |card: &Scorecard| {
        days(card.period, card.zone)
            .map(|days| measured(world.targets(), &world.figures, days))
            .unwrap_or_default()
    };
    let before = of(&scored.before);
    let one = |found: &Measured| {
        let earlier = before.iter().find(|one| one.target.id == found.target.id);
        json!({
            "measure": found.target.id,
            "title": found.target.title,
            "unit": found.target.unit.word(),
            "bound": found.target.bound.word(),
            "target": found.target.value,
            "source": found.target.source,
            "value": found.value,
            "is_met": found.is_met(),
            "days": found.days,
            "of_days": found.of_days,
            "before": earlier.and_then(|one| one.value),
        })
    };
    Value::Array(of(&scored.card).iter().map(one).collect())
}

fn shape_of(scored: &Compared, card: &Scorecard) -> Value {
    let tally = |tally: &Tally| scored.tally(tally);
    let score = |score: &Score| scored.score(score);
    let by_priority = |key: &Option<Priority>| priority_word(*key).to_owned();
    let by_day = |of_day: &BTreeMap<Option<Priority>, Tally>| {
        keyed(of_day, by_priority, |tally| Value::from(tally.count))
    };
    json!({
        "from": time(card.period.from, card.zone),
        "until": time(card.period.until, card.zone),
        "as_of": time(card.as_of, card.zone),
        "zone": card.zone.name(),
        "belongs": "opened in the period",
        "percentile": "nearest-rank",
        "incidents": scored.tally(&card.incidents),
        "cancelled": scored.tally(&card.cancelled),
        "duplicates": scored.tally(&card.duplicates),
        "by_priority": keyed(&card.by_priority, by_priority, tally),
        "by_service": keyed(&card.by_service, String::clone, tally),
        "by_hour": keyed(&card.by_hour, u32::to_string, tally),
        "by_weekday": keyed(&card.by_weekday, |key| weekday(*key).to_owned(), tally),
        "by_day": keyed(&card.by_day, ToString::to_string, by_day),
        "deadlines": scored.score(&card.deadlines),
        "clocks": keyed(&card.clocks, String::clone, score),
        "clocks_by_priority": keyed(&card.clocks_by_priority, by_priority, score),
        "clocks_by_service": keyed(&card.clocks_by_service, String::clone, score),
        "updates": scored.score(&card.updates),
        "hotline": scored.score(&card.hotline),
        "actions_overdue": scored.tally(&card.actions_overdue),
        "pairs": card.spreads.iter().map(|(pair, spread)| scored.pair(*pair, spread)).collect::<Vec<_>>(),
    })
}

fn say(out: &mut dyn Write, scoring: &Scoring) -> anyhow::Result<()> {
    let scored = &*scoring.compared;
    let card = &scored.card;
    writeln!(
        out,
        "{} incidents were opened from {} until {}",
        card.incidents.count,
        text::time(card.period.from, card.zone),
        text::time(card.period.until, card.zone)
    )?;
    if card.cancelled.count + card.duplicates.count > 0 {
        writeln!(
            out,
            "Not counted: {} opened in error, {} duplicates",
            card.cancelled.count, card.duplicates.count
        )?;
    }
    writeln!(out)?;
    for finding in findings(scoring) {
        writeln!(out, "{}", finding.text())?;
    }
    writeln!(out)?;
    let mut targets = text::Table::new(&["Target", "Wanted", "Figure", "", "Before"]);
    for found in &scoring.targets {
        let verdict = found.is_met().map_or("", |is_met| if is_met { "met" } else { "missed" });
        targets.row(vec![
            found.target.title.clone(),
            found.target.wanted(),
            found.said(),
            verdict.to_owned(),
            scoring.before(&found.target).map(Measured::said).unwrap_or_default(),
        ]);
    }
    table(out, &targets)?;
    let mut pairs =
        text::Table::new(&["From", "To", "", "Incidents", "Mean", "Median", "90 of 100 within", "Longest"]);
    for ((from, to), spread) in &card.spreads {
        let Some(summary) = spread.summary() else { continue };
        pairs.row(vec![
            (*from).to_owned(),
            (*to).to_owned(),
            pair_short((from, to)).unwrap_or_default().to_owned(),
            summary.n.to_string(),
            span::words(summary.mean_secs.round() as i64),
            span::words(summary.median_secs.round() as i64),
            span::words(summary.p90_secs),
            span::words(summary.longest_secs),
        ]);
    }
    table(out, &pairs)?;
    let mut clocks = text::Table::new(&["Clock", "Met", "Missed", "Share"]);
    let named = card.clocks.iter().map(|(clock, score)| (clock.as_str(), score));
    for (name, score) in named.chain([("all updates", &card.updates), ("hotline calls", &card.hotline)]) {
        if let Some(share) = score.share_met() {
            clocks.row(vec![
                name.to_owned(),
                score.met.count.to_string(),
                score.missed.count.to_string(),
                format!("{:.0} %", share * 100.0),
            ]);
        }
    }
    table(out, &clocks)?;
    let mut from = text::Table::new(&["", "Incidents"]);
    for (priority, tally) in &card.by_priority {
        from.row(vec![priority_word(*priority).to_owned(), tally.count.to_string()]);
    }
    for (service, tally) in &card.by_service {
        let service = if service.is_empty() { "no service named" } else { service };
        from.row(vec![service.to_owned(), tally.count.to_string()]);
    }
    table(out, &from)?;
    let mut when = text::Table::new(&["Opened", "Incidents"]);
    for (day, tally) in &card.by_weekday {
        when.row(vec![weekday(*day).to_owned(), tally.count.to_string()]);
    }
    for (hour, tally) in &card.by_hour {
        when.row(vec![format!("{hour:02}:00"), tally.count.to_string()]);
    }
    table(out, &when)?;
    let mut load = text::Table::new(&["On watch", "Seat", "Shifts", "Hours", "Hours before"]);
    for one in &scored.load {
        load.row(vec![
            one.person.clone(),
            one.seat.word().to_owned(),
            one.load.shifts.to_string(),
            format!("{:.1}", one.load.secs as f64 / 3600.0),
            format!("{:.1}", one.before.secs as f64 / 3600.0),
        ]);
    }
    table(out, &load)?;
    if card.actions_overdue.count > 0 {
        let named = scored.named(&card.actions_overdue.incidents).join(", ");
        writeln!(out, "{} actions are overdue: {named}", card.actions_overdue.count)?;
    }
    Ok(())
}

fn table(out: &mut dyn Write, table: &text::Table) -> anyhow::Result<()> {
    if !table.is_empty() {
        table.print(out)?;
        writeln!(out)?;
    }
    Ok(())
}
