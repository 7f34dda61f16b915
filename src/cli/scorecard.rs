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
use super::text;
use crate::desk::report::{Scored, scorecard};
use crate::domain::event::IncidentId;
use crate::domain::report::scorecard::pair_short;
use crate::domain::report::spread::Spread;
use crate::domain::report::tally::{Score, Tally};
use crate::domain::rota::change::Window;
use crate::domain::rota::load::Counting;
use crate::domain::span;
use crate::domain::time::Instant;
use crate::domain::words::Priority;
use crate::domain::world::World;

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
    #[arg(long)]
    pub json: bool,
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
    if period.json {
        serde_json::to_writer_pretty(&mut *out, &shape(&scored, &world))?;
        writeln!(out)?;
        return Ok(());
    }
    say(out, &scored, &world)
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn weekday(day: u32) -> &'static str {
    WEEKDAYS.get(day as usize).copied().unwrap_or_default()
}

fn priority_word(priority: Option<Priority>) -> &'static str {
    priority.map_or("open", Priority::word)
}

impl Scored {
    fn named(&self, ids: &[IncidentId]) -> Vec<&str> {
        ids.iter().filter_map(|id| self.references.get(id)).map(String::as_str).collect()
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
        let incident =
            |(id, secs): (IncidentId, i64)| json!({ "incident": self.references.get(&id), "secs": secs });
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

fn shape(scored: &Scored, world: &World) -> Value {
    let card = &scored.card;
    let rota = world.rota();
    let loads = rota.loads(card.period, Counting::usual(card.zone));
    let loads: Vec<Value> = loads
        .iter()
        .map(|((person, seat), load)| {
            json!({
                "person": rota.name(person),
                "seat": seat.word(),
                "shifts": load.shifts,
                "secs": load.secs,
                "night_secs": load.night_secs,
                "weekend_secs": load.weekend_secs,
                "holiday_secs": load.holiday_secs,
            })
        })
        .collect();
    let tally = |tally: &Tally| scored.tally(tally);
    let score = |score: &Score| scored.score(score);
    let by_priority = |key: &Option<Priority>| priority_word(*key).to_owned();
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
        "clocks": keyed(&card.clocks, String::clone, score),
        "clocks_by_priority": keyed(&card.clocks_by_priority, by_priority, score),
        "clocks_by_service": keyed(&card.clocks_by_service, String::clone, score),
        "updates": scored.score(&card.updates),
        "hotline": scored.score(&card.hotline),
        "actions_overdue": scored.tally(&card.actions_overdue),
        "pairs": card.spreads.iter().map(|(pair, spread)| scored.pair(*pair, spread)).collect::<Vec<_>>(),
        "load": loads,
    })
}

fn say(out: &mut dyn Write, scored: &Scored, world: &World) -> anyhow::Result<()> {
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
    let rota = world.rota();
    let mut load = text::Table::new(&["On watch", "Seat", "Shifts", "Hours"]);
    for ((person, seat), one) in rota.loads(card.period, Counting::usual(card.zone)) {
        load.row(vec![
            rota.name(&person).to_owned(),
            seat.word().to_owned(),
            one.shifts.to_string(),
            format!("{:.1}", one.secs as f64 / 3600.0),
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
