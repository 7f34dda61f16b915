//! What is reported: an incident, or the pack of its post-mortem, as a file; numbers over a period.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{anyhow, bail};
use chrono_tz::Tz;
use clap::{Args, Subcommand, ValueEnum};

use super::billing::{self, Billing};
use super::dossier::named;
use super::instant;
use super::reads::look;
use super::scorecard::{self, Period};
use crate::documents::report::{Audience, Choice, Kind, report_of};
use crate::documents::report_file::{self, report_file};
use crate::domain::time::Instant;
use crate::platform::write_atomically;

/// What is reported: an incident as a file, or what the subcommand names.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Reporting {
    /// The numbers of a period
    #[command(subcommand)]
    pub verb: Option<ReportVerb>,
    /// The report of an incident
    #[command(flatten)]
    pub paper: Option<Paper>,
}

/// The reports that are about no one incident.
#[derive(Debug, Subcommand)]
pub enum ReportVerb {
    /// Clocks met and missed, times between milestones, where incidents came from, load on watch
    #[command(
        after_long_help = "An incident belongs to the period in which it was opened, whenever the rest of it \
            happened; what was opened in error or is a duplicate is only counted as that. A deadline that has \
            passed and is owed still counts as missed. The median of an even number of spans lies half-way between \
            the two in the middle; the 90th percentile is nearest-rank: the smallest span that at least 90 of a \
            hundred do not exceed. Of an incident that follows an imported ticket, clocks that no ticket tells of \
            (updates, calls) are not counted as missed. It is \
            compared with the period right before: of a whole calendar month, quarter or year the one before, else \
            as many days, or as long. Figures of other systems are held against the targets of the policy: the mean \
            of those in the period, weighted by days; of two spans that have a day the shorter one counts."
    )]
    Scorecard(Period),
    /// The monthly billing detail: which incident is billed to which agency, at which rate, by which rule
    #[command(
        after_long_help = "An incident belongs to the month in which it was opened, in the desk's zone, and is \
            billed once. Its category is what `bill_as` said, or what the words of its ticket mean; who pays follows \
            from the rules of the policy (customer-care-sla, where an incident's own policy has none), what was said, \
            the services hit and the customer contacts. What cannot be billed is listed with what would do. What was \
            opened in error, is a duplicate, or was said not to be billed is listed as that. Rates are set with \
            `set_rate`."
    )]
    Billing(Billing),
}

/// How the report of an incident is asked for.
#[derive(Debug, Args)]
pub struct Paper {
    /// The incident, past or present: its key, reference or ticket number
    #[arg(long, value_name = "KEY")]
    pub incident: String,
    /// The format: Markdown, HTML for print, DOCX, or the whole time log as CSV
    #[arg(long, value_enum)]
    pub format: Format,
    /// The file; one of that name is replaced
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// The zone of its times, an IANA name such as America/Chicago; the desk's if left out
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// For whom: outside is without names and internal notes
    #[arg(long, value_enum, default_value_t = For::Internal)]
    pub audience: For,
    /// The post-mortem pack instead of the incident report
    #[arg(long)]
    pub pack: bool,
    /// As of this time, RFC 3339 with an offset: facts that happened later are left out
    #[arg(long, value_name = "T", value_parser = instant)]
    pub at: Option<Instant>,
}

/// The format of a report's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Markdown
    Md,
    /// HTML for print
    Html,
    /// DOCX
    Docx,
    /// The time log as CSV
    Csv,
}

impl From<Format> for report_file::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Md => Self::Markdown,
            Format::Html => Self::Html,
            Format::Docx => Self::Docx,
            Format::Csv => Self::Csv,
        }
    }
}

/// For whom a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum For {
    /// The desk and the crisis team
    Internal,
    /// Anybody else
    Outside,
}

/// A zone by its IANA name; the desk's where none is named.
pub(super) fn zone_named(name: Option<&str>, desk: Tz) -> anyhow::Result<Tz> {
    name.map_or(Ok(desk), |name| {
        name.parse()
            .map_err(|_err| anyhow!("`{name}` is not a time zone; use an IANA name such as America/Chicago"))
    })
}

/// Carries out `report`.
pub(super) fn report(
    data: Option<&PathBuf>,
    reporting: &Reporting,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    match (&reporting.verb, &reporting.paper) {
        (Some(ReportVerb::Scorecard(period)), _) => scorecard::print(data, period, now, out),
        (Some(ReportVerb::Billing(asked)), _) => billing::billed(data, asked, out),
        (None, Some(paper)) => write_paper(data, paper, now, out),
        (None, None) => bail!(
            "say of which incident, with --incident, --format and --out, or name a report: \
                               `bridgewatch report --help`"
        ),
    }
}

fn write_paper(
    data: Option<&PathBuf>,
    asked: &Paper,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let world = look(data, asked.at)?;
    let now = asked.at.unwrap_or(now);
    let live = named(&world, &asked.incident)?;
    let choice = Choice {
        zone: zone_named(asked.zone.as_deref(), world.settings.zone)?,
        audience: match asked.audience {
            For::Internal => Audience::Internal,
            For::Outside => Audience::Outside,
        },
        kind: if asked.pack { Kind::PostMortemPack } else { Kind::IncidentReport },
    };
    let made = report_of(live, &world, choice, now);
    write_atomically(&asked.out, &report_file(&made, asked.format.into()))?;
    let what = report_file::Format::from(asked.format).what(choice.kind);
    writeln!(out, "The {what} of {} is written to {}", live.incident.reference, asked.out.display())?;
    if choice.audience == Audience::Outside {
        writeln!(out, "Read it before it leaves: a nickname in a free text is not recognised as a name")?;
    }
    Ok(())
}
