//! The directory from a CSV file: a row a record, or a leave; columns by name, in any order.
//!
//! A column that the file lacks says nothing, so what it is about stays; a cell that is empty clears. A row
//! that the file lacks changes nothing: nobody is retired by an import. Never here: what is kept already.

use std::collections::BTreeMap;

use csv::StringRecord;
use uuid::Uuid;

use super::csv_rows::{Table, of_text};
use super::encoding::Encoding;
use super::{ImportRefusal, Remark, decoded, opened_within, quoted, told};
use crate::domain::directory::sheet::{COLUMNS, ID, KIND, LEAVE, LEAVE_COLUMNS, NAME, columns_of};
use crate::domain::directory::{RecordId, RecordKind};

/// The largest file of a directory that is read, in bytes.
pub const MAX_DIRECTORY_BYTES: usize = 16 * 1024 * 1024;
/// The most rows of one.
pub const MOST_ROWS: usize = 20_000;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A record of that kind.
    Record(RecordKind),
    /// Somebody is away.
    Leave,
}

impl RowKind {
    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Record(kind) => kind.word(),
            Self::Leave => LEAVE,
        }
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRow {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// What it is.
    pub kind: RowKind,
    /// Its id, if it says one.
    pub id: Option<RecordId>,
    /// Its name; of a leave, who is away.
    pub name: String,
    /// The cells of the columns that the file has and that this kind knows.
    cells: Vec<(&'static str, String)>,
}

impl ImportedRow {
    /// The text of a column; none where the file lacks it.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(name, _)| *name == column).map(|(_, text)| text.as_str())
    }

    /// The columns that it says something of.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.cells.iter().map(|(column, _)| *column)
    }
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedDirectory {
    /// Its rows, in order.
    pub rows: Vec<ImportedRow>,
    /// What to know of it: columns that were passed over.
    pub notes: Vec<Remark>,
}

/// Reads a file, or refuses it with all that is wrong with it.
pub fn read(bytes: &[u8], encoding: Encoding) -> Result<ImportedDirectory, ImportRefusal> {
    let bytes = opened_within(bytes, MAX_DIRECTORY_BYTES, "split it by kinds")?;
    let text = match encoding {
        Encoding::Utf8 => decoded(bytes, 1).map_err(with_the_other_encoding)?.into(),
        Encoding::Windows1252 => encoding.text(bytes).unwrap_or_default(),
    };
    let table = of_text(&text, MOST_ROWS)?;
    let missing: Vec<&str> = [KIND, NAME].into_iter().filter(|column| !table.has(column)).collect();
    if !missing.is_empty() {
        let what = format!(
            "the first line names no column {}; of {} it has to name kind and name",
            missing.join(", "),
            COLUMNS.join(", ")
        );
        return Err(ImportRefusal::of(Remark::at(table.header_line, what)));
    }
    let unknown = table.names().filter(|name| !COLUMNS.contains(name));
    let passed_over =
        |name| Remark::at(table.header_line, format!("the column {} was passed over", quoted(name)));
    let notes = told(unknown.map(passed_over).collect());
    let mut reading = Reading { table: &table, rows: Vec::new(), problems: Vec::new() };
    for (line, row) in &table.rows {
        reading.row(*line, row);
    }
    reading.each_once();
    let Reading { rows, problems, .. } = reading;
    if !problems.is_empty() {
        return Err(ImportRefusal { problems: told(problems) });
    }
    if rows.is_empty() {
        let what = "there is no record in the file; each row after the first line is one";
        return Err(ImportRefusal::of(Remark::whole(what)));
    }
    Ok(ImportedDirectory { rows, notes })
}

fn with_the_other_encoding(mut refusal: ImportRefusal) -> ImportRefusal {
    for problem in &mut refusal.problems {
        problem.what.push_str(", or say that it is windows-1252");
    }
    refusal
}

/// A problem in one column.
pub(super) fn in_column(line: usize, column: &str, what: &str) -> Remark {
    Remark::at(line, format!("column {column}: {what}"))
}

struct Reading<'a> {
    table: &'a Table,
    rows: Vec<ImportedRow>,
    problems: Vec<Remark>,
}

impl Reading<'_> {
    fn problem(&mut self, line: usize, column: &str, what: &str) {
        self.problems.push(in_column(line, column, what));
    }

    fn row(&mut self, line: usize, row: &StringRecord) {
        let table = self.table;
        let cell = |column: &str| table.cell(row, column).unwrap_or_default();
        let said = cell(KIND);
        let Some(kind) = row_kind(said) else {
            let known = RecordKind::ALL.map(RecordKind::word).join(", ");
            let what =
                if said.is_empty() { "is empty".to_owned() } else { format!("{} is none", quoted(said)) };
            self.problem(line, KIND, &format!("{what}; write {known} or {LEAVE}"));
            return;
        };
        let name = cell(NAME).to_owned();
        if name.trim().is_empty() {
            self.problem(line, NAME, "is empty; each row needs one");
        }
        let id = cell(ID);
        let read_id = Uuid::parse_str(id).ok().map(RecordId);
        if !id.is_empty() && read_id.is_none() {
            self.problem(line, ID, &format!("{} is no id; leave it empty for a new record", quoted(id)));
        }
        let columns: &[&'static str] = match kind {
            RowKind::Record(kind) => columns_of(kind),
            RowKind::Leave => &LEAVE_COLUMNS,
        };
        for column in COLUMNS {
            let is_own = columns.contains(&column) || [KIND, NAME, ID].contains(&column);
            if !is_own && !cell(column).is_empty() {
                let what = format!("a row of kind {} has none; empty the cell", kind.word());
                self.problem(line, column, &what);
            }
        }
        if row.len() > table.width() && row.iter().skip(table.width()).any(|cell| !cell.trim().is_empty()) {
            let what =
                "the row has more cells than the first line has columns; put a cell with a comma in quotes";
            self.problems.push(Remark::at(line, what));
        }
        // A row that is too short says nothing of the columns it lacks.
        let cells = columns.iter().filter_map(|column| Some((*column, table.cell(row, column)?.to_owned())));
        self.rows.push(ImportedRow { line, kind, id: read_id, name, cells: cells.collect() });
    }

    /// Two rows may not be the same record: by their id, or by name where one has none.
    fn each_once(&mut self) {
        let mut by_id: BTreeMap<RecordId, usize> = BTreeMap::new();
        let mut by_name: BTreeMap<(&str, String), (usize, bool)> = BTreeMap::new();
        let mut problems = Vec::new();
        for row in self.rows.iter().filter(|row| row.kind != RowKind::Leave) {
            let twice =
                |first: usize| format!("the same {} as in line {first}; keep one row", row.kind.word());
            if let Some(first) = row.id.and_then(|id| by_id.insert(id, row.line)) {
                problems.push(in_column(row.line, ID, &twice(first)));
                continue;
            }
            let key = (row.kind.word(), super::one_line(&row.name).to_lowercase());
            let standing = by_name.entry(key).or_insert((row.line, row.id.is_some()));
            if standing.0 != row.line && (row.id.is_none() || !standing.1) {
                problems.push(in_column(row.line, NAME, &twice(standing.0)));
            }
        }
        self.problems.append(&mut problems);
    }
}

fn row_kind(word: &str) -> Option<RowKind> {
    if word.trim().eq_ignore_ascii_case(LEAVE) {
        return Some(RowKind::Leave);
    }
    RecordKind::of_word(word).map(RowKind::Record)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        read(text.as_bytes(), Encoding::Utf8).unwrap_err().to_string()
    }

    #[test]
    fn columns_stand_in_any_order_and_others_are_told() {
        let file = "shoe size;Name;KIND;phones\n43;Sample One;Person;317 1; 317 2\n";
        assert!(refused(file).contains("more cells than the first line has columns"), "{}", refused(file));
        let file = "shoe size;Name;KIND;phones\n43;Sample One;Person;\"317 1; 317 2\"\n";
        let read = read(file.as_bytes(), Encoding::Utf8).unwrap();
        assert_eq!(read.rows[0].cell("phones"), Some("317 1; 317 2"));
        assert_eq!(read.rows[0].cell("email"), None, "a column that is not there says nothing");
        assert_eq!(read.notes[0].to_string(), "line 1: the column “shoe size” was passed over");
    }

    #[test]
    fn what_is_wrong_is_told_with_line_and_column() {
        for (file, said) in [
            ("name,email\n", "line 1: the first line names no column kind"),
            ("kind,name\n", "there is no record in the file"),
            ("kind,name\nanimal,x\n", "line 2: column kind: “animal” is none; write person, team"),
            ("kind,name\n,x\n", "line 2: column kind: is empty"),
            ("kind,name\nperson,\n", "line 2: column name: is empty"),
            ("kind,name,id\nperson,x,7\n", "line 2: column id: “7” is no id"),
            ("kind,name,phones\nserver,x,1\n", "line 2: column phones: a row of kind server has none"),
            (
                "kind,name\nperson,Sample One\nteam,x\nperson,sample  one\n",
                "line 4: column name: the same person as in line 2",
            ),
            (
                "kind,name,id\nperson,x,00000000-0000-0000-0000-000000000001\n\
                 person,y,00000000-0000-0000-0000-000000000001\n",
                "line 3: column id: the same person as in line 2",
            ),
            ("kind,name\n\"person,x\n", "line 2: a quote opens here and never closes"),
        ] {
            assert!(refused(file).contains(said), "{file}: {}", refused(file));
        }
        let two = "kind,name,id\nperson,x,00000000-0000-0000-0000-000000000001\n\
                   person,x,00000000-0000-0000-0000-000000000002\n";
        assert!(read(two.as_bytes(), Encoding::Utf8).is_ok(), "ids tell two of one name apart");
        let leave = "kind,name,from,until\nleave,x,2026-03-02,2026-03-03\nleave,x,2026-04-02,2026-04-03\n";
        assert_eq!(read(leave.as_bytes(), Encoding::Utf8).unwrap().rows.len(), 2);
    }

    #[test]
    fn an_encoding_that_is_not_utf_8_is_refused_or_said() {
        let file = b"kind,name\nperson,M\xFCller\n";
        let why = read(file, Encoding::Utf8).unwrap_err().to_string();
        assert!(
            why.starts_with("line 2: a character that is no UTF-8") && why.contains("windows-1252"),
            "{why}"
        );
        assert_eq!(read(file, Encoding::Windows1252).unwrap().rows[0].name, "Müller");
        let marked = "\u{FEFF}kind,name\nperson,Müller\n";
        assert_eq!(read(marked.as_bytes(), Encoding::Utf8).unwrap().rows[0].name, "Müller");
    }
}
