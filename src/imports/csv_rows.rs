//! CSV (RFC 4180) as rows with their lines, by the names of the columns.
//!
//! Reading is the `csv` crate's; what it lets pass, a quote that never closes, is refused here. Never
//! here: what a column means.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};

use super::{ImportRefusal, Remark, decoded, opened, quoted};

/// A file as a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// The columns by name, in small letters, with their places.
    columns: BTreeMap<String, usize>,
    width: usize,
    /// The line of the header.
    pub(super) header_line: usize,
    /// The rows after the header, each with the line on which it begins, from 1.
    pub(super) rows: Vec<(usize, StringRecord)>,
}

impl Table {
    /// Whether there is such a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// The names of all columns.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }

    /// How many cells the header has.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// A cell of a row, without white space around it and without the mark that keeps a spreadsheet from
    /// running it; none where the row is too short.
    pub(super) fn cell<'a>(&self, row: &'a StringRecord, column: &str) -> Option<&'a str> {
        let cell = row.get(*self.columns.get(column)?)?.trim_matches(' ');
        Some(plain(cell))
    }
}

/// A file as a table; commas, semicolons or tabs part its cells, as its header does.
pub(super) fn table(bytes: &[u8], most_rows: usize) -> Result<Table, ImportRefusal> {
    of_text(decoded(opened(bytes)?, 1)?, most_rows)
}

/// The same of a text, whatever its encoding was.
pub(super) fn of_text(text: &str, most_rows: usize) -> Result<Table, ImportRefusal> {
    let delimiter = delimiter(text);
    if let Some(line) = open_quote(text, delimiter) {
        let what = "a quote opens here and never closes; close it, or write it twice within quotes";
        return Err(ImportRefusal::of(Remark::at(line, what)));
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    let mut header: Option<(usize, StringRecord)> = None;
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    loop {
        let at = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let more = reader
            .read_record(&mut record)
            .map_err(|err| ImportRefusal::of(Remark::at(lines.of(at), err.to_string())))?;
        if !more {
            break;
        }
        let line = lines.of(at);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if header.is_none() {
            header = Some((line, record.clone()));
        } else if rows.len() == most_rows {
            let what = format!("there are over {most_rows} rows; export a shorter span");
            return Err(ImportRefusal::of(Remark::at(line, what)));
        } else {
            rows.push((line, record.clone()));
        }
    }
    let Some((header_line, header)) = header else {
        return Err(ImportRefusal::of(Remark::whole("the file is empty; its first line names the columns")));
    };
    Ok(Table { columns: columns(header_line, &header)?, width: header.len(), header_line, rows })
}

fn columns(line: usize, header: &StringRecord) -> Result<BTreeMap<String, usize>, ImportRefusal> {
    let mut columns = BTreeMap::new();
    for (place, name) in header.iter().enumerate() {
        let name = name.trim().to_lowercase();
        if name.is_empty() {
            continue;
        }
        if columns.insert(name.clone(), place).is_some() {
            let what = format!("the column {} is there twice; name each once", quoted(&name));
            return Err(ImportRefusal::of(Remark::at(line, what)));
        }
    }
    Ok(columns)
}

/// What parts the cells of the first line that is not blank.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |mark: char| header.matches(mark).count();
    let marks = [(b',', count(',')), (b';', count(';')), (b'\t', count('\t'))];
    // The first of those that come most often.
    marks.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| mark)
}

/// The line on which a quote opens that never closes.
fn open_quote(text: &str, delimiter: u8) -> Option<usize> {
    let mut line = 1;
    let mut open = None;
    let mut at_begin = true;
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'\n' {
            line += 1;
        }
        match (byte, open) {
            (b'"', None) if at_begin => open = Some(line),
            // Two in a row are one that is meant.
            (b'"', Some(_)) if bytes.next_if_eq(&b'"').is_none() => open = None,
            _ => {}
        }
        at_begin = open.is_none() && (byte == delimiter || byte == b'\n' || byte == b'\r');
    }
    open
}

/// Counts lines up to ever later places.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the first byte at or after a place that is no line end.
    fn of(&mut self, place: usize) -> usize {
        while let Some(byte) = self.text.get(self.at) {
            if self.at >= place && *byte != b'\n' && *byte != b'\r' {
                break;
            }
            self.line += usize::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// A cell without the apostrophe that was put before it so that no spreadsheet runs it.
fn plain(cell: &str) -> &str {
    let runs = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').trim_start_matches(' ').starts_with(runs) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Table, String> {
        table(text.as_bytes(), 3).map_err(|refusal| refusal.to_string())
    }

    fn cells(text: &str) -> Vec<(usize, String, String)> {
        let table = read(text).expect("read");
        let said = |row: &StringRecord, column| table.cell(row, column).unwrap_or("none").to_owned();
        table.rows.iter().map(|(line, row)| (*line, said(row, "a"), said(row, "b"))).collect()
    }

    #[test]
    fn rows_know_their_lines_however_they_end() {
        let row = |line, a: &str, b: &str| (line, a.to_owned(), b.to_owned());
        for (text, said) in [
            ("a,b\n1,2\n3,4\n", vec![row(2, "1", "2"), row(3, "3", "4")]),
            ("a,b\r\n1,2\r\n3,4", vec![row(2, "1", "2"), row(3, "3", "4")]),
            ("\n\r\nB,A\n\n2,1\n\n\r\n4,3\n", vec![row(5, "1", "2"), row(8, "3", "4")]),
            ("a,b\n\"1\n1\",2\n,\n3,4\n", vec![row(2, "1\n1", "2"), row(5, "3", "4")]),
            ("\u{FEFF}a;b\n1;2,5\n", vec![row(2, "1", "2,5")]),
            ("a\tb\n1\t2\n", vec![row(2, "1", "2")]),
            (" A , b ,c\n 1 , 2 \n", vec![row(2, "1", "2")]),
            ("a,b\n1\n", vec![row(2, "1", "none")]),
            ("a,b\n\"say \"\"x\"\"\",y\"z\n", vec![row(2, "say \"x\"", "y\"z")]),
            ("a,b\n'=1,''=1\n", vec![row(2, "=1", "'=1")]),
            ("a,b\n'n Sample,'\n", vec![row(2, "'n Sample", "'")]),
        ] {
            assert_eq!(cells(text), said, "{text:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, said) in [
            ("", "the file is empty; its first line names the columns"),
            (" \r\n,,\n", "the file is empty; its first line names the columns"),
            ("a,A\n", "line 1: the column “a” is there twice; name each once"),
            (
                "a,b\n1,\"2\n3,4\n",
                "line 2: a quote opens here and never closes; close it, or write it twice within quotes",
            ),
            (
                "a,b\n1,\"2\"\"\n",
                "line 2: a quote opens here and never closes; close it, or write it twice within quotes",
            ),
            ("a\n1\n2\n3\n4\n", "line 5: there are over 3 rows; export a shorter span"),
        ] {
            assert_eq!(read(text).expect_err("refused"), said, "{text:?}");
        }
        assert!(read("a\n1\n2\n3\n").is_ok());
    }
}
