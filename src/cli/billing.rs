//! The billing detail of a month on the command line (C).

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::{anyhow, bail};
use clap::Args;
use serde_json::{Value, json};

use super::json::time;
use super::reads::{desk_alone, folder};
use super::text;
use crate::desk::billing::{billing, write_agency_files};
use crate::documents::billing_csv::billing_csv;
use crate::domain::billing::detail::{About, BillingDetail, Sum};
use crate::domain::billing::money::amount;
use crate::domain::billing::month::Month;
use crate::domain::words::counted;
use crate::domain::world::World;
use crate::platform::write_atomically;

/// A month, and where its detail goes.
#[derive(Debug, Args)]
pub struct Billing {
    /// The month, such as 2026-03, in the desk's zone
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Month,
    /// Write every incident of the month to this file: what is billed, what cannot be, what is not
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Write a file for each agency that pays into this folder
    #[arg(long, value_name = "FOLDER")]
    pub per_agency: Option<PathBuf>,
    /// Replace files of these names that are there already
    #[arg(long)]
    pub replace: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints or writes the detail of a month.
pub(super) fn billed(data: Option<&PathBuf>, asked: &Billing, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(file) = asked.csv.as_ref().filter(|file| !asked.replace && file.exists()) {
        bail!("{} is there already; name another file, or say --replace", file.display());
    }
    let (store, world) = desk_alone(&folder(data)?)?;
    let made = billing(store.as_ref(), &world, asked.month, &mut |_| ControlFlow::Continue(()))?;
    let Some(detail) = made else { bail!("the report was stopped") };
    let mut written = Vec::new();
    if let Some(folder) = &asked.per_agency {
        let paths = write_agency_files(&detail, folder, asked.replace)
            .map_err(|why| anyhow!(why.replace("say that they may be replaced", "say --replace")))?;
        written.extend(paths);
    }
    if let Some(file) = &asked.csv {
        write_atomically(file, &billing_csv(&detail))?;
        written.push(file.clone());
    }
    if asked.json {
        serde_json::to_writer_pretty(&mut *out, &shape(&detail, &world))?;
        writeln!(out)?;
        return Ok(());
    }
    say(out, &detail)?;
    for path in written {
        writeln!(out, "{} is written", path.display())?;
    }
    Ok(())
}

fn about(about: &About, detail: &BillingDetail) -> Value {
    json!({
        "incident": about.reference,
        "ticket": about.ticket,
        "title": about.title,
        "opened_at": time(about.opened_at, detail.zone),
    })
}

fn with(mut value: Value, more: Value) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut value, more) {
        fields.extend(more);
    }
    value
}

fn sum(sum: &Sum) -> Value {
    let amounts: Vec<Value> = sum
        .amounts
        .all()
        .map(|one| json!({ "cents": one.cents, "amount": amount(one.cents), "currency": one.currency }))
        .collect();
    json!({ "lines": sum.lines, "amounts": amounts })
}

fn shape(detail: &BillingDetail, world: &World) -> Value {
    let year = detail.month.year();
    let window = detail.month.window(detail.zone);
    let lines = detail.lines.iter().map(|line| {
        let more = json!({
            "category": line.category,
            "unit": line.unit.word(),
            "cents": line.rate.cents,
            "amount": amount(line.rate.cents),
            "currency": line.rate.currency,
            "agency": line.agency_name,
            "rule": line.rule.word(),
            "why": line.why,
        });
        with(about(&line.about, detail), more)
    });
    let exceptions = detail.exceptions.iter().map(|one| {
        let more = json!({
            "trouble": one.trouble.word(),
            "category": one.title,
            "what": one.what,
            "would_do": one.would_do,
        });
        with(about(&one.about, detail), more)
    });
    let unbilled =
        detail.unbilled.iter().map(|one| with(about(&one.about, detail), json!({ "why": one.why })));
    let agencies = detail.agencies().into_iter().map(|one| {
        let categories: serde_json::Map<String, Value> =
            one.categories.iter().map(|(title, of)| (title.clone(), sum(of))).collect();
        with(sum(&one.whole), json!({ "agency": one.name, "categories": categories }))
    });
    let rates = world.rates.of_year(year).map(|(category, rate)| {
        json!({
            "category": category,
            "cents": rate.money.cents,
            "amount": amount(rate.money.cents),
            "currency": rate.money.currency,
        })
    });
    json!({
        "month": detail.month.to_string(),
        "zone": detail.zone.name(),
        "from": time(window.from, detail.zone),
        "until": time(window.until, detail.zone),
        "belongs": "opened in the month",
        "incidents": detail.incidents(),
        "billed": sum(&detail.whole()),
        "lines": lines.collect::<Vec<_>>(),
        "exceptions": exceptions.collect::<Vec<_>>(),
        "not_billed": unbilled.collect::<Vec<_>>(),
        "agencies": agencies.collect::<Vec<_>>(),
        "rates": rates.collect::<Vec<_>>(),
    })
}

fn say(out: &mut dyn Write, detail: &BillingDetail) -> anyhow::Result<()> {
    let whole = detail.whole();
    writeln!(
        out,
        "{}: {} opened, {} billed for {}, {} to be cleared, {} not billed",
        detail.month.words(),
        counted(detail.incidents() as u64, "incident was", "incidents were"),
        whole.lines,
        whole.amounts,
        counted(detail.exceptions.len() as u64, "exception", "exceptions"),
        detail.unbilled.len()
    )?;
    let mut agencies = text::Table::new(&["Agency", "Category", "Count", "Amount"]);
    for agency in detail.agencies() {
        for (title, of) in &agency.categories {
            let cells = [&agency.name, title, &of.lines.to_string(), &of.amounts.to_string()];
            agencies.row(cells.map(Clone::clone).to_vec());
        }
    }
    if !agencies.is_empty() {
        writeln!(out)?;
        agencies.print(out)?;
    }
    let mut exceptions = text::Table::new(&["Cannot be billed", "Why", "What would do"]);
    for one in &detail.exceptions {
        exceptions.row(vec![one.about.reference.clone(), one.what.clone(), one.would_do.clone()]);
    }
    if !exceptions.is_empty() {
        writeln!(out)?;
        exceptions.print(out)?;
    }
    let mut unbilled = text::Table::new(&["Not billed", "Why"]);
    for one in &detail.unbilled {
        unbilled.row(vec![one.about.reference.clone(), one.why.clone()]);
    }
    if !unbilled.is_empty() {
        writeln!(out)?;
        unbilled.print(out)?;
    }
    Ok(())
}
