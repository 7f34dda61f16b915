//! A report as a small tree of sections that every format renders: headings, paragraphs, tables, lists,
//! labelled facts, the picture of its course.
//!
//! Texts in it are plain; each writer escapes them for its own format.

use super::super::timeline_picture::TimelinePicture;
use super::Report;
use crate::domain::time::Instant;

/// A whole document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What kind of document it is, such as `Incident report`.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// A line or two under the title: of when it is, for whom, which times.
    pub notes: Vec<String>,
    /// Its sections in order.
    pub sections: Vec<Section>,
    /// When it was made.
    pub made_at: Instant,
    /// Who made it.
    pub desk: String,
}

/// One section under a heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading within the section.
    Heading(String),
    /// Words, with their line ends.
    Paragraph(String),
    /// Words that were said or sent, set apart as they were.
    Quote(String),
    /// A remark about what is shown, smaller.
    Remark(String),
    /// Labelled facts.
    Facts(Vec<(String, String)>),
    /// A list.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// The picture of the incident's course.
    Picture(Box<TimelinePicture>),
}

/// A table with a row of headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: &'static str,
    /// Its share of the width, against those of the others.
    pub share: u32,
}

/// How a cell speaks; its words say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Like most.
    Plain,
    /// Done, met.
    Good,
    /// Missed, overdue.
    Bad,
    /// Not in force any more.
    Struck,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its words.
    pub text: String,
    /// How it speaks.
    pub tone: Tone,
}

impl Cell {
    /// A cell like most.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Plain }
    }

    /// A cell that speaks.
    pub fn of(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

impl Table {
    /// A table with these columns: heading and share of the width.
    pub fn new(columns: &[(&'static str, u32)]) -> Self {
        let columns = columns.iter().map(|(title, share)| Column { title, share: (*share).max(1) }).collect();
        Self { columns, rows: Vec::new() }
    }

    /// The widths of the columns in hundredths of a percent: 10,000 in all.
    pub fn widths(&self) -> Vec<u32> {
        let all: u32 = self.columns.iter().map(|one| one.share).sum::<u32>().max(1);
        let mut widths: Vec<u32> = self.columns.iter().map(|one| one.share * 10_000 / all).collect();
        let rest = 10_000_u32.saturating_sub(widths.iter().sum());
        if let Some(last) = widths.last_mut() {
            *last += rest;
        }
        widths
    }
}

/// A report in sections.
pub fn document_of(report: &Report) -> Document {
    super::sections::document_of(report)
}
