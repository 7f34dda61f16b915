//! Figures from a CSV file (C): a row a span of days, with the columns `measure`, `from`, `until` and
//! `value`; `source` may stand beside them.
//!
//! Never here: which figures are known already.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use csv::StringRecord;

use super::csv_rows::{Table, table};
use super::{ImportRefusal, Remark, quoted, told};
use crate::domain::decide::{figure_span, figure_target, figure_value};
use crate::domain::report::amount::Amount;
use crate::domain::report::figures::{FigureEntered, FigureWish, Figures};
use crate::domain::report::targets::Target;

/// The columns that are needed.
const COLUMNS: [&str; 4] = ["measure", "from", "until", "value"];
/// A column that may be there.
const SOURCE: &str = "source";
/// The most figures of one file.
const MOST_FIGURES: usize = 10_000;
/// The most characters of where a figure comes from.
const MOST_SOURCE_CHARS: usize = 300;

/// Reads the figures of a file, or refuses it with everything that is wrong: line, column, reason.
/// `today` is the last day that can be over.
pub fn read(bytes: &[u8], targets: &[Target], today: NaiveDate) -> Result<Vec<FigureEntered>, ImportRefusal> {
    let table = table(bytes, MOST_FIGURES)?;
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|column| !table.has(column)).collect();
    if !missing.is_empty() {
        let what = format!(
            "the first line names no column {}; it has to name {}",
            missing.join(", "),
            COLUMNS.join(", ")
        );
        return Err(ImportRefusal::of(Remark::at(table.header_line, what)));
    }
    let mut reading = Reading { table: &table, targets, today, problems: Vec::new() };
    for name in table.names().filter(|name| !COLUMNS.contains(name) && *name != SOURCE) {
        let what = format!("column {}: it is not known; take it out, or call it {SOURCE}", quoted(name));
        reading.problems.push(Remark::at(table.header_line, what));
    }
    let mut figures = Vec::new();
    let mut seen = BTreeMap::new();
    for (line, row) in &table.rows {
        let Some(figure) = reading.figure(*line, row) else { continue };
        let about = (figure.measure.clone(), figure.from, figure.until);
        if let Some(before) = seen.insert(about, *line) {
            let what = format!("measure, from, until: the same as on line {before}; let one of them stand");
            reading.problems.push(Remark::at(*line, what));
        }
        figures.push(figure);
    }
    if figures.is_empty() && reading.problems.is_empty() {
        let what = "there is no figure in the file; each row after the first line is one";
        return Err(ImportRefusal::of(Remark::whole(what)));
    }
    if reading.problems.is_empty() {
        Ok(figures)
    } else {
        Err(ImportRefusal { problems: told(reading.problems) })
    }
}

/// Those of the figures that the log has not, or has with another value: a file that is read twice brings
/// nothing. A row without a source says nothing against the one that is there.
pub fn new_figures(figures: Vec<FigureEntered>, known: &Figures) -> Vec<FigureEntered> {
    let is_new = |figure: &FigureEntered| {
        let there = known.of(&figure.measure, figure.from, figure.until);
        there.is_none_or(|there| {
            there.said.value != figure.value || figure.source.is_some() && there.said.source != figure.source
        })
    };
    figures.into_iter().filter(is_new).collect()
}

/// What enters a figure that was read.
pub fn wish_of(figure: &FigureEntered) -> FigureWish {
    FigureWish::EnterFigure {
        measure: figure.measure.clone(),
        first_day: figure.from,
        last_day: figure.until,
        value: figure.value,
        source: figure.source.clone(),
    }
}

struct Reading<'a> {
    table: &'a Table,
    targets: &'a [Target],
    today: NaiveDate,
    problems: Vec<Remark>,
}

impl Reading<'_> {
    fn wrong(&mut self, line: usize, column: &str, what: &str) {
        self.problems.push(Remark::at(line, format!("{column}: {what}")));
    }

    fn figure(&mut self, line: usize, row: &StringRecord) -> Option<FigureEntered> {
        let target = self.cell(line, row, "measure").and_then(|name| {
            let found = figure_target(self.targets, name);
            found.map_err(|(what, would_do)| self.wrong(line, "measure", &format!("{what}; {would_do}"))).ok()
        });
        let (from, until) = (self.day(line, row, "from"), self.day(line, row, "until"));
        let value = self.cell(line, row, "value").and_then(|text| {
            let read = text.parse::<Amount>();
            read.map_err(|why| self.wrong(line, "value", &format!("{} is none: {why}", quoted(text)))).ok()
        });
        let source = self.table.cell(row, SOURCE).map(super::one_line).filter(|text| !text.is_empty());
        if source.as_ref().is_some_and(|text| text.chars().count() > MOST_SOURCE_CHARS) {
            self.wrong(line, SOURCE, &format!("over {MOST_SOURCE_CHARS} characters; say it shorter"));
        }
        let (target, from, until, value) = (target?, from?, until?, value?);
        if let Err((what, would_do)) = figure_span(from, until, self.today) {
            self.wrong(line, "until", &format!("{what}; {would_do}"));
        }
        if let Err((what, would_do)) = figure_value(target, value) {
            self.wrong(line, "value", &format!("{what}; {would_do}"));
        }
        Some(FigureEntered { measure: target.id.clone(), from, until, value, source })
    }

    fn cell<'a>(&mut self, line: usize, row: &'a StringRecord, column: &str) -> Option<&'a str> {
        let cell = self.table.cell(row, column);
        if cell.is_none() {
            self.wrong(line, column, "the row ends before it");
        }
        cell
    }

    fn day(&mut self, line: usize, row: &StringRecord, column: &str) -> Option<NaiveDate> {
        let text = self.cell(line, row, column)?;
        let read = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        if read.is_none() {
            self.wrong(line, column, &format!("{} is no date; write one such as 2026-03-31", quoted(text)));
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::report::targets::{Bound, Unit};

    fn targets() -> Vec<Target> {
        let target = |id: &str, unit, bound, value: &str| Target {
            id: id.to_owned(),
            title: format!("Title of {id}"),
            unit,
            bound,
            value: value.parse().unwrap(),
            source: "C".to_owned(),
        };
        vec![
            target("answered", Unit::Seconds, Bound::AtMost, "35"),
            target("satisfaction", Unit::OfFive, Bound::AtLeast, "4.1"),
        ]
    }

    fn read(text: &str) -> Result<Vec<FigureEntered>, String> {
        super::read(text.as_bytes(), &targets(), "2026-04-15".parse().unwrap())
            .map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn rows_are_figures_in_whatever_order_the_columns_stand() {
        let read = read(
            "Value;from;until;measure;source\n34,5;2026-03-01;2026-03-31;answered;'=phone\n\
             4.2;2026-01-01;2026-04-15;title of Satisfaction;\n",
        )
        .unwrap();
        let said: Vec<(&str, String, Option<&str>)> = read
            .iter()
            .map(|one| (one.measure.as_str(), one.value.to_string(), one.source.as_deref()))
            .collect();
        assert_eq!(
            said,
            [("answered", "34.5".to_owned(), Some("=phone")), ("satisfaction", "4.2".to_owned(), None)]
        );
    }

    #[test]
    fn everything_wrong_is_told_with_line_column_and_reason() {
        let said = read(
            "measure,from,until,value,mood\nanswered,2026-03-01,2026-03-31,30\nspeed,2026-03-01,2026-03-31,30\n\
             answered,March,2026-03-31,a lot\nanswered,2026-03-02,2026-03-01,1\nanswered,2026-04-01,2026-04-16,1\n\
             satisfaction,2026-03-01,2026-03-31,5.001\nanswered,2026-03-01,2026-03-31,31\nanswered,2026-03-01\n",
        )
        .unwrap_err();
        assert_eq!(
            said,
            "line 1: column “mood”: it is not known; take it out, or call it source\n\
             line 3: measure: there is no target “speed”; there are answered, satisfaction\n\
             line 4: from: “March” is no date; write one such as 2026-03-31\n\
             line 4: value: “a lot” is none: a number is meant, such as 35, 5.8 or 4.1, with at most three places \
             after the point\n\
             line 5: until: 2026-03-01 is before 2026-03-02; write the last day after the first\n\
             line 6: until: 2026-04-16 is in the future; enter a figure once its days are over\n\
             line 7: value: 5.001 is more than 5 of 5; Title of satisfaction is counted in of five\n\
             line 8: measure, from, until: the same as on line 2; let one of them stand\n\
             line 9: until: the row ends before it\n\
             line 9: value: the row ends before it"
        );
        assert_eq!(
            read("measure,from,until\n").unwrap_err(),
            "line 1: the first line names no column value; it has to name measure, from, until, value"
        );
        assert!(
            read("measure,from,until,value\n").unwrap_err().starts_with("there is no figure in the file")
        );
    }
}
