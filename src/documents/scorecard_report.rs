//! The report of a period as a document: what it says, its targets, and every table, beside the period
//! before. Rendered by the writers that render the report of an incident.

use super::report::document::{Block, Document, Section};
use super::report_docx::document_docx;
use super::report_file::Format;
use super::report_html::document_html;
use super::report_md::document_md;
use super::scorecard::{Scoring, Sheet, SheetId, findings, sheets};
use super::scorecard_csv::scorecard_csv;
use crate::domain::calendar::local_of;
use crate::domain::report::period;

/// The bytes of the file.
pub fn scorecard_file(scoring: &Scoring, format: Format) -> Vec<u8> {
    match format {
        Format::Html => document_html(&scorecard_document(scoring)).into_bytes(),
        Format::Docx => document_docx(&scorecard_document(scoring)),
        Format::Markdown => document_md(&scorecard_document(scoring)).into_bytes(),
        Format::Csv => scorecard_csv(scoring),
    }
}

/// What the format is called on a button.
pub const fn format_word(format: Format) -> &'static str {
    match format {
        Format::Csv => "All numbers, CSV",
        other => other.word(),
    }
}

/// The name that is proposed for the file: `Scorecard March 2026.docx`.
pub fn scorecard_file_name(scoring: &Scoring, format: Format) -> String {
    let card = &scoring.compared.card;
    format!("Scorecard {}.{}", file_words(&period::words(card.period, card.zone)), format.ending())
}

/// The name that is proposed for the file of one table.
pub fn sheet_file_name(scoring: &Scoring, id: SheetId) -> String {
    let card = &scoring.compared.card;
    format!("{} {}.csv", id.word(), file_words(&period::words(card.period, card.zone)))
}

/// Words that every disk takes as part of a name.
fn file_words(words: &str) -> String {
    words.chars().map(|c| if c.is_ascii_alphanumeric() || c == ' ' { c } else { '-' }).collect()
}

/// The report in sections.
pub fn scorecard_document(scoring: &Scoring) -> Document {
    let compared = &*scoring.compared;
    let (card, zone) = (&compared.card, compared.card.zone);
    let words = period::words(card.period, zone);
    let stamp = |at| local_of(zone, at).format("%Y-%m-%d %H:%M").to_string();
    let mut notes = vec![
        format!("{} until {}, {}", stamp(card.period.from), stamp(card.period.until), zone.name()),
        format!("Compared with {}", period::words(compared.before.period, zone)),
        format!("As of {}", stamp(card.as_of)),
    ];
    if !compared.is_over() {
        notes.push("The period is not over yet; the one before it is shown whole".to_owned());
    }
    let said = findings(scoring).iter().map(super::scorecard::Finding::text).collect();
    let mut sections = vec![Section {
        title: "What it says".to_owned(),
        blocks: vec![
            Block::List(said),
            Block::Remark("An incident belongs to the period in which it was opened".to_owned()),
        ],
    }];
    let sheets = sheets(scoring);
    for (title, ids) in [
        ("Targets", &[SheetId::Targets][..]),
        (
            "Incidents",
            &[SheetId::Priorities, SheetId::Services, SheetId::Weekdays, SheetId::Hours, SheetId::Days],
        ),
        ("Deadlines", &[SheetId::Clocks, SheetId::DeadlinesByPriority, SheetId::DeadlinesByService]),
        ("Times between milestones", &[SheetId::Times]),
        ("Load on watch", &[SheetId::Watch]),
    ] {
        let of_section: Vec<&Sheet> =
            ids.iter().filter_map(|id| sheets.iter().find(|sheet| sheet.id == *id)).collect();
        let mut blocks = Vec::new();
        for sheet in of_section {
            if ids.len() > 1 {
                blocks.push(Block::Heading(sheet.id.title().to_owned()));
            }
            blocks.push(Block::Table(sheet.table()));
            blocks.extend(sheet.remark.clone().map(Block::Remark));
        }
        if !blocks.is_empty() {
            sections.push(Section { title: title.to_owned(), blocks });
        }
    }
    if let Some(figures) = figures(scoring) {
        sections.push(figures);
    }
    Document {
        kind: "Scorecard".to_owned(),
        title: format!("Scorecard, {words}"),
        notes,
        sections,
        made_at: card.as_of,
        desk: compared.desk.clone(),
    }
}

/// Where the figures come from.
fn figures(scoring: &Scoring) -> Option<Section> {
    let mut lines = Vec::new();
    for found in &scoring.targets {
        for one in &found.counted {
            let said = &one.figure.said;
            let source = said.source.as_ref().map(|source| format!(", {source}")).unwrap_or_default();
            lines.push(format!(
                "{}, {} to {}: {}{source}; entered by {}",
                found.target.title,
                said.from,
                said.until,
                found.target.unit.said(said.value),
                one.figure.by,
            ));
        }
    }
    (!lines.is_empty()).then(|| Section {
        title: "Where the figures come from".to_owned(),
        blocks: vec![Block::List(lines)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::report_docx::main_part;
    use crate::documents::scorecard::trial::{HOSTILE, march};

    #[test]
    fn the_report_says_findings_targets_and_tables() {
        let md = document_md(&scorecard_document(&march()));
        for words in [
            "# Scorecard, March 2026",
            "3 incidents, 2 more than the 1 in February 2026",
            "## Targets",
            "| Answered within | at most 35 s | 35 s | **met** | 31 of 31 | no figure |",
            "| Critical | 2 | 0 |",
            "Answered within, 2026-03-01 to 2026-03-31: 35 s",
        ] {
            assert!(md.contains(words), "{words}\n{md}");
        }
    }

    #[test]
    fn what_people_typed_stays_text_in_every_format() {
        let scoring = march();
        let file = |format| scorecard_file(&scoring, format);
        let html = String::from_utf8(file(Format::Html)).unwrap();
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"), "{HOSTILE}");
        let md = String::from_utf8(file(Format::Markdown)).unwrap();
        assert!(md.contains("\\<script\\>") && !md.contains("<script>"));
        assert!(md.contains("\\| a"), "a pipe stays in its cell");
        let docx = main_part(&file(Format::Docx));
        assert!(docx.contains("&lt;script&gt;") && !docx.contains('\u{7}'));
    }

    #[test]
    fn names_of_files_hold_nothing_that_a_disk_refuses() {
        let scoring = march();
        assert_eq!(scorecard_file_name(&scoring, Format::Docx), "Scorecard March 2026.docx");
        assert_eq!(file_words("2026-03-02 08:00 to x/\u{202e}y"), "2026-03-02 08-00 to x--y");
        assert_eq!(sheet_file_name(&scoring, SheetId::Hours), "incidents-by-hour March 2026.csv");
    }
}
