//! A report as a file, in whichever format was chosen.

use super::log_csv::log_csv;
use super::report::{Kind, Report};
use super::report_docx::report_docx;
use super::report_html::report_html;
use super::report_md::report_md;

/// The format of a report's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// HTML for a browser and for print.
    Html,
    /// DOCX.
    Docx,
    /// Markdown.
    Markdown,
    /// The time log alone, as CSV.
    Csv,
}

impl Format {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Html, Self::Docx, Self::Markdown, Self::Csv];

    /// The ending of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Markdown => "md",
            Self::Csv => "csv",
        }
    }

    /// What it is called on a button.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Html => "HTML for print",
            Self::Docx => "DOCX",
            Self::Markdown => "Markdown",
            Self::Csv => "Time log, CSV",
        }
    }

    /// What a file of it holds.
    pub const fn what(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Csv, _) => "time log",
            (_, Kind::PostMortemPack) => "post-mortem pack",
            (_, Kind::IncidentReport) => "incident report",
        }
    }
}

/// The bytes of the file.
pub fn report_file(report: &Report, format: Format) -> Vec<u8> {
    match format {
        Format::Html => report_html(report).into_bytes(),
        Format::Docx => report_docx(report),
        Format::Markdown => report_md(report).into_bytes(),
        Format::Csv => log_csv(report),
    }
}

/// The name that is proposed for the file.
pub fn file_name(report: &Report, format: Format) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' };
    let reference: String = report.reference.chars().map(plain).collect();
    format!("{reference} {}.{}", format.what(report.choice.kind), format.ending())
}
