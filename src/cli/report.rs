//! The report of an incident, and the pack of its post-mortem, as files.

use std::io::Write;
use std::path::PathBuf;

use anyhow::anyhow;
use chrono_tz::Tz;
use clap::{Args, ValueEnum};

use super::dossier::named;
use super::instant;
use super::reads::look;
use crate::documents::log_csv::log_csv;
use crate::documents::report::{self, Audience, Choice, Kind, report_of};
use crate::documents::report_docx::report_docx;
use crate::documents::report_html::report_html;
use crate::documents::report_md::report_md;
use crate::domain::time::Instant;
use crate::platform::write_atomically;

/// How a report is asked for.
#[derive(Debug, Args)]
pub struct Reporting {
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

/// Writes the report.
pub(super) fn report(
    data: Option<&PathBuf>,
    asked: &Reporting,
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
    write_atomically(&asked.out, &bytes(&made, asked.format))?;
    let what = match asked.format {
        Format::Csv => "time log",
        _ if asked.pack => "post-mortem pack",
        _ => "report",
    };
    writeln!(out, "The {what} of {} is written to {}", live.incident.reference, asked.out.display())?;
    if choice.audience == Audience::Outside {
        writeln!(out, "Read it before it leaves: a nickname in a free text is not recognised as a name")?;
    }
    Ok(())
}

fn bytes(made: &report::Report, format: Format) -> Vec<u8> {
    match format {
        Format::Md => report_md(made).into_bytes(),
        Format::Html => report_html(made).into_bytes(),
        Format::Docx => report_docx(made),
        Format::Csv => log_csv(made),
    }
}
