//! A table of numbers: what each says, what it is in a spreadsheet, and what is behind it.

use crate::documents::report::document;
pub use crate::documents::report::document::Tone;
use crate::domain::report::compared::Behind;

use super::SheetId;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its heading.
    pub title: &'static str,
    /// Its share of the width, against those of the others.
    pub share: u32,
    /// What its numbers are counted in; none where it holds words.
    pub unit: Option<&'static str>,
}

/// A cell beside the name of its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// The same as a number of its column's unit, for a spreadsheet; none where there is none.
    pub number: Option<String>,
    /// What is behind it.
    pub behind: Option<Behind>,
    /// How it speaks.
    pub tone: Tone,
}

impl Cell {
    /// Words.
    pub fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), number: None, behind: None, tone: Tone::Plain }
    }

    /// A count; what is behind it where it is not nothing.
    pub fn count(count: u64, behind: Behind) -> Self {
        let number = count.to_string();
        let behind = (count > 0).then_some(behind);
        Self { text: number.clone(), number: Some(number), behind, tone: Tone::Plain }
    }

    /// A number with its words.
    pub fn number(text: impl Into<String>, number: Option<String>) -> Self {
        Self { text: text.into(), number, behind: None, tone: Tone::Plain }
    }

    /// The same with what is behind it.
    #[must_use]
    pub fn with(self, behind: Option<Behind>) -> Self {
        Self { behind, ..self }
    }

    /// The same in another tone.
    #[must_use]
    pub fn toned(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is about.
    pub name: String,
    /// The cells after the first.
    pub cells: Vec<Cell>,
    /// Two shares from 0 to 1 for a bar: the good or nearer part, and the whole; none where there is none.
    pub bar: Option<(f64, f64)>,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Which one it is.
    pub id: SheetId,
    /// Its columns; the first one holds the names of the rows.
    pub heads: Vec<Head>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What is to be known about it.
    pub remark: Option<String>,
}

impl Sheet {
    /// The same as a table of a document.
    pub fn table(&self) -> document::Table {
        let columns: Vec<(&'static str, u32)> =
            self.heads.iter().map(|head| (head.title, head.share)).collect();
        let mut table = document::Table::new(&columns);
        table.rows = self
            .rows
            .iter()
            .map(|row| {
                let cells = row.cells.iter().map(|cell| document::Cell::of(cell.text.clone(), cell.tone));
                std::iter::once(document::Cell::plain(row.name.clone())).chain(cells).collect()
            })
            .collect();
        table
    }
}
