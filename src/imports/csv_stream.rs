//! CSV (RFC 4180) of any length, a row at a time: what is held is one row, however long the file is.
//!
//! Unlike `csv_rows` it has no file in memory. What it refuses, it refuses at the line: a quote that never
//! closes, a cell or a row that is too long, bytes that are no text. Never here: what a column means.

use std::io::{ErrorKind, Read};

use super::Remark;

/// The longest cell that is read, in bytes.
pub const MAX_CELL_BYTES: usize = 1024 * 1024;
/// The longest row that is read, in bytes.
pub const MAX_ROW_BYTES: usize = 4 * MAX_CELL_BYTES;
/// The largest file that is read row by row, in bytes.
pub const MAX_STREAM_BYTES: u64 = 512 * 1024 * 1024;
/// The most cells of a row.
const MAX_CELLS: usize = 4096;
/// How much is asked for at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// One row.
#[derive(Debug, Default)]
pub(super) struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The line on which it begins, from 1.
    pub(super) line: usize,
}

impl Cells {
    /// How many cells it has.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of each cell.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(begin, end)| self.bytes.get(begin..*end).unwrap_or_default())
    }

    fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn end_cell(&mut self) {
        self.ends.push(self.bytes.len());
    }

    fn cell_bytes(&self) -> usize {
        self.bytes.len() - self.ends.last().copied().unwrap_or(0)
    }
}

/// Where in a row the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first byte of a cell.
    Begin,
    /// In a cell without quotes, or after its closing one.
    Plain,
    /// Between quotes.
    Quoted,
    /// After a quote that closes the cell, or is the first of two.
    Quote,
}

/// Rows out of bytes.
#[derive(Debug)]
pub(super) struct CsvStream<R> {
    input: R,
    piece: Vec<u8>,
    at: usize,
    /// Bytes that were read so far.
    pub(super) read_bytes: u64,
    most_bytes: u64,
    line: usize,
    after_return: bool,
    delimiter: u8,
    is_at_end: bool,
}

impl<R: Read> CsvStream<R> {
    /// Begins to read. Commas, semicolons or tabs part the cells, as the first line has them.
    pub(super) fn begin(input: R) -> Result<Self, Remark> {
        Self::within(input, MAX_STREAM_BYTES)
    }

    fn within(input: R, most_bytes: u64) -> Result<Self, Remark> {
        let mut stream = Self {
            input,
            piece: Vec::new(),
            at: 0,
            read_bytes: 0,
            most_bytes,
            line: 1,
            after_return: false,
            delimiter: b',',
            is_at_end: false,
        };
        stream.fill()?;
        if stream.piece.starts_with(&[0xFF, 0xFE]) || stream.piece.starts_with(&[0xFE, 0xFF]) {
            return Err(Remark::at(1, "the file is UTF-16; save it as UTF-8"));
        }
        if stream.piece.starts_with(b"\xEF\xBB\xBF") {
            stream.at = 3;
        }
        stream.delimiter = delimiter(stream.piece.get(stream.at..).unwrap_or_default());
        Ok(stream)
    }

    /// The next row that is not blank, into `cells`; false at the end.
    pub(super) fn next(&mut self, cells: &mut Cells) -> Result<bool, Remark> {
        while self.row(cells)? {
            if !cells.is_blank() || cells.len() > 1 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn row(&mut self, cells: &mut Cells) -> Result<bool, Remark> {
        cells.clear();
        let mut place = Place::Begin;
        let mut quote_line = self.line;
        cells.line = self.line;
        let mut is_begun = false;
        while let Some(byte) = self.byte()? {
            if byte == b'\n' && self.after_return && place != Place::Quoted {
                // The second half of a line end.
                self.after_return = false;
                cells.line = self.line;
                continue;
            }
            self.after_return = false;
            if byte == 0 {
                return Err(Remark::at(
                    self.line,
                    "a zero byte: the file is UTF-16 or no text; save it as UTF-8",
                ));
            }
            is_begun = true;
            place = match (place, byte) {
                (Place::Begin, b'"') => {
                    quote_line = self.line;
                    Place::Quoted
                }
                (Place::Quoted, b'"') => Place::Quote,
                (Place::Quote, b'"') => {
                    cells.bytes.push(byte);
                    Place::Quoted
                }
                (Place::Quoted, _) => {
                    self.line += usize::from(byte == b'\n');
                    cells.bytes.push(byte);
                    Place::Quoted
                }
                (_, b'\n' | b'\r') => {
                    self.line += 1;
                    self.after_return = byte == b'\r';
                    cells.end_cell();
                    return Ok(true);
                }
                (_, byte) if byte == self.delimiter => {
                    cells.end_cell();
                    Place::Begin
                }
                (_, byte) => {
                    cells.bytes.push(byte);
                    Place::Plain
                }
            };
            within_limits(cells, if place == Place::Quoted { quote_line } else { self.line })?;
        }
        if place == Place::Quoted {
            let what = "a quote opens here and never closes; close it, or write it twice within quotes";
            return Err(Remark::at(quote_line, what));
        }
        if is_begun {
            cells.end_cell();
        }
        Ok(is_begun)
    }

    fn byte(&mut self) -> Result<Option<u8>, Remark> {
        if self.at >= self.piece.len() {
            self.fill()?;
        }
        let byte = self.piece.get(self.at).copied();
        self.at += 1;
        Ok(byte)
    }

    fn fill(&mut self) -> Result<(), Remark> {
        self.at = 0;
        self.piece.clear();
        if self.is_at_end {
            return Ok(());
        }
        self.piece.resize(PIECE_BYTES, 0);
        let mut filled = 0;
        while filled < PIECE_BYTES {
            match self.input.read(self.piece.get_mut(filled..).unwrap_or_default()) {
                Ok(0) => {
                    self.is_at_end = true;
                    break;
                }
                Ok(count) => filled += count,
                Err(err) if err.kind() == ErrorKind::Interrupted => {}
                Err(err) => {
                    return Err(Remark::at(self.line, format!("the file could not be read on: {err}")));
                }
            }
        }
        self.piece.truncate(filled);
        self.read_bytes += filled as u64;
        if self.read_bytes > self.most_bytes {
            let most = self.most_bytes / 1024 / 1024;
            return Err(Remark::whole(format!("the file is larger than {most} MiB; export a shorter span")));
        }
        Ok(())
    }
}

fn within_limits(cells: &Cells, line: usize) -> Result<(), Remark> {
    let too_long = |what: String| Err(Remark::at(line, what));
    if cells.cell_bytes() > MAX_CELL_BYTES {
        let most = MAX_CELL_BYTES / 1024 / 1024;
        return too_long(format!("a cell is longer than {most} MiB, or a quote before it never closes"));
    }
    if cells.bytes.len() > MAX_ROW_BYTES {
        return too_long(format!(
            "a row is longer than {} MiB; leave columns out",
            MAX_ROW_BYTES / 1024 / 1024
        ));
    }
    if cells.len() > MAX_CELLS {
        return too_long(format!("a row has over {MAX_CELLS} cells; leave columns out"));
    }
    Ok(())
}

/// What parts the cells of the first line that is not blank: the first of those that come most often.
fn delimiter(begin: &[u8]) -> u8 {
    let mut lines = begin.split(|byte| matches!(byte, b'\n' | b'\r'));
    let header = lines.find(|line| !line.iter().all(u8::is_ascii_whitespace)).unwrap_or_default();
    let count = |mark: u8| header.split(|byte| *byte == mark).count();
    b",;\t".iter().rev().copied().max_by_key(|mark| count(*mark)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use std::io;

    use proptest::prelude::*;

    use super::*;

    fn rows_of(input: impl Read) -> Result<Vec<(usize, Vec<String>)>, String> {
        let mut stream = CsvStream::begin(input).map_err(|remark| remark.to_string())?;
        let mut cells = Cells::default();
        let mut rows = Vec::new();
        while stream.next(&mut cells).map_err(|remark| remark.to_string())? {
            let texts = cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
            rows.push((cells.line, texts));
        }
        Ok(rows)
    }

    fn rows(text: &str) -> Result<Vec<(usize, Vec<String>)>, String> {
        rows_of(text.as_bytes())
    }

    fn row(line: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn rows_have_the_lines_they_begin_on() {
        let text = "\u{feff}a,b\r\n\r\n\"x, \"\"y\"\"\r\nz\",=1+1\r\n , \n\"\",last";
        let expected = [
            row(1, &["a", "b"]),
            row(3, &["x, \"y\"\r\nz", "=1+1"]),
            row(5, &[" ", " "]),
            row(6, &["", "last"]),
        ];
        assert_eq!(rows(text).unwrap(), expected);
        assert_eq!(rows("a;b\rc;d\r").unwrap(), [row(1, &["a", "b"]), row(2, &["c", "d"])]);
        assert_eq!(rows("a\tb,c\t\n").unwrap(), [row(1, &["a", "b,c", ""])]);
        assert_eq!(rows("").unwrap(), []);
        assert_eq!(rows("\n \r\n").unwrap(), []);
    }

    #[test]
    fn what_is_no_table_is_refused_at_its_line() {
        assert!(rows("a,b\nc,\"d\ne,f\n").unwrap_err().starts_with("line 2: a quote opens here"));
        assert!(rows("a,b\n\"x\ny\",\"z\n").unwrap_err().starts_with("line 3: a quote"));
        assert!(rows("a\n\0").unwrap_err().starts_with("line 2: a zero byte"));
        assert!(rows_of(&b"\xFF\xFEa\0"[..]).unwrap_err().contains("UTF-16"));
        let cell = "x".repeat(MAX_CELL_BYTES);
        assert_eq!(rows(&format!("a\n{cell}\n")).unwrap().len(), 2);
        assert!(
            rows(&format!("a\n{cell}x\n")).unwrap_err().starts_with("line 2: a cell is longer than 1 MiB")
        );
        let wide = [cell.as_str(); 5].join(",");
        assert!(rows(&format!("a\n{wide}\n")).unwrap_err().starts_with("line 2: a row is longer than 4 MiB"));
        assert!(rows(&",".repeat(5000)).unwrap_err().contains("4096 cells"));
    }

    #[test]
    fn a_line_without_end_is_refused_before_it_fills_the_memory() {
        // A gigabyte that is never held: the reading stops after one cell's worth.
        let endless = io::repeat(b'x').take(1 << 30);
        let mut stream = CsvStream::begin(endless).unwrap();
        let mut cells = Cells::default();
        assert!(stream.next(&mut cells).is_err());
        assert!(stream.read_bytes < 2 * MAX_CELL_BYTES as u64);
        assert!(cells.bytes.capacity() <= 4 * MAX_CELL_BYTES);
        let mut lines = CsvStream::within(io::repeat(b'\n'), 1 << 20).unwrap();
        assert!(lines.next(&mut cells).unwrap_err().to_string().contains("larger than 1 MiB"));
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_as_it_was(
            table in prop::collection::vec(prop::collection::vec("[a-c,;\"\r\n =é]{0,6}", 3), 1..6)
        ) {
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            writer.write_record(["one", "two", "three"]).unwrap();
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let read: Vec<Vec<String>> = rows_of(&bytes[..]).unwrap().into_iter().skip(1).map(|(_, row)| row).collect();
            prop_assert_eq!(read, table);
        }
    }
}
