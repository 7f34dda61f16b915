//! A report as a DOCX file (ECMA-376): real headings, so that the navigation works; tables whose head is
//! repeated on each page; page numbers in the footer.
//!
//! The parts are written here, the archive is `zip`'s. The same report makes the same bytes. Never here:
//! what a report says.

mod parts;
mod xml;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::report::Report;
use super::report::document::{Block, Cell, Document, Table, Tone, document_of};
use super::timeline_picture::TimelinePicture;
use xml::{Run, paragraph, run};

/// The width of the text, in twentieths of a point: Letter with margins of three quarters of an inch.
const TEXT_WIDTH: u32 = 10_080;

/// A cell longer than this may break over pages.
const LONG_CELL_BYTES: usize = 1_200;

/// The report as a file's bytes.
pub fn report_docx(report: &Report) -> Vec<u8> {
    document_docx(&document_of(report))
}

/// A document as a file's bytes.
pub fn document_docx(document: &Document) -> Vec<u8> {
    let parts: [(&str, String); 9] = [
        ("[Content_Types].xml", parts::CONTENT_TYPES.to_owned()),
        ("_rels/.rels", parts::RELATIONSHIPS.to_owned()),
        ("docProps/core.xml", parts::core(document)),
        ("word/_rels/document.xml.rels", parts::DOCUMENT_RELATIONSHIPS.to_owned()),
        ("word/document.xml", body(document)),
        ("word/styles.xml", parts::STYLES.to_owned()),
        ("word/numbering.xml", parts::NUMBERING.to_owned()),
        ("word/settings.xml", parts::SETTINGS.to_owned()),
        ("word/footer1.xml", parts::footer(document)),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The archive's own times are left at its beginning of time: the same report is the same file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, text) in parts {
        // Writing to memory cannot fail.
        if archive.start_file(name, options).is_ok() {
            archive.write_all(text.as_bytes()).unwrap_or_default();
        }
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// The main part.
fn body(document: &Document) -> String {
    let mut xml = format!("{}<w:document {}><w:body>", parts::HEAD, parts::NAMESPACES);
    paragraph(&mut xml, "Title", &document.title);
    for note in &document.notes {
        paragraph(&mut xml, "Subtitle", note);
    }
    for section in &document.sections {
        paragraph(&mut xml, "Heading1", &section.title);
        for block in &section.blocks {
            write_block(&mut xml, block);
        }
    }
    xml.push_str(parts::SECTION);
    xml.push_str("</w:body></w:document>");
    xml
}

fn write_block(xml: &mut String, block: &Block) {
    match block {
        Block::Heading(words) => paragraph(xml, "Heading2", words),
        Block::Paragraph(words) => paragraph(xml, "BodyText", words),
        Block::Quote(words) => paragraph(xml, "Quote", words),
        Block::Remark(words) => paragraph(xml, "Remark", words),
        Block::List(items) => {
            for item in items {
                paragraph(xml, "ListBullet", item);
            }
        }
        Block::Facts(facts) => write_facts(xml, facts),
        Block::Table(table) => write_table(xml, table),
        Block::Picture(picture) => write_picture(xml, picture),
    }
}

/// Labelled facts: a table without lines, the label beside its value.
fn write_facts(xml: &mut String, facts: &[(String, String)]) {
    const LABEL_WIDTH: u32 = TEXT_WIDTH * 30 / 100;
    const VALUE_WIDTH: u32 = TEXT_WIDTH - LABEL_WIDTH;
    open_table(xml, "ReportFacts", &[LABEL_WIDTH, VALUE_WIDTH]);
    for (label, value) in facts {
        xml.push_str("<w:tr>");
        let label = Run { text: label, color: Some("444444"), ..Run::default() };
        write_cell(xml, LABEL_WIDTH, "FactText", &label);
        write_cell(xml, VALUE_WIDTH, "FactText", &Run { text: value, ..Run::default() });
        xml.push_str("</w:tr>");
    }
    close_table(xml);
}

fn write_table(xml: &mut String, table: &Table) {
    // Hundredths of a percent of the text's width.
    let widths: Vec<u32> = table.widths().into_iter().map(|share| TEXT_WIDTH * share / 10_000).collect();
    open_table(xml, "ReportTable", &widths);
    xml.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (column, width) in table.columns.iter().zip(&widths) {
        write_cell(xml, *width, "TableHead", &Run { text: column.title, ..Run::default() });
    }
    xml.push_str("</w:tr>");
    for row in &table.rows {
        let is_long = row.iter().any(|cell| cell.text.len() > LONG_CELL_BYTES);
        xml.push_str(if is_long { "<w:tr>" } else { "<w:tr><w:trPr><w:cantSplit/></w:trPr>" });
        for (cell, width) in row.iter().zip(&widths) {
            write_cell(xml, *width, "TableText", &toned(cell));
        }
        xml.push_str("</w:tr>");
    }
    close_table(xml);
}

fn toned(cell: &Cell) -> Run<'_> {
    let plain = Run { text: &cell.text, ..Run::default() };
    match cell.tone {
        Tone::Plain => plain,
        Tone::Good => Run { is_bold: true, color: Some("1E6B3A"), ..plain },
        Tone::Bad => Run { is_bold: true, color: Some("A3201A"), ..plain },
        Tone::Struck => Run { is_struck: true, color: Some("444444"), ..plain },
    }
}

fn open_table(xml: &mut String, style: &str, widths: &[u32]) {
    let all: u32 = widths.iter().sum();
    xml.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/><w:tblW w:w=\"{all}\" w:type=\"dxa\"/>\
         <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0420\" w:firstRow=\"1\" w:lastRow=\"0\" \
         w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"0\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>"
    ));
    for width in widths {
        xml.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
    }
    xml.push_str("</w:tblGrid>");
}

/// A table is followed by a paragraph, so that two never become one.
fn close_table(xml: &mut String) {
    xml.push_str("</w:tbl><w:p><w:pPr><w:pStyle w:val=\"AfterTable\"/></w:pPr></w:p>");
}

fn write_cell(xml: &mut String, width: u32, style: &str, words: &Run<'_>) {
    xml.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"));
    run(xml, style, words);
    xml.push_str("</w:tc>");
}

/// The picture in words: what happened, in order.
fn write_picture(xml: &mut String, picture: &TimelinePicture) {
    let rows = picture.in_order().into_iter().map(|(lane, one)| {
        vec![Cell::plain(one.time.clone()), Cell::plain(lane), Cell::plain(one.label.clone())]
    });
    let table = Table { rows: rows.collect(), ..Table::new(&[("When", 24), ("Lane", 22), ("What", 54)]) };
    write_table(xml, &table);
    if !picture.not_shown.is_empty() {
        paragraph(xml, "Remark", &format!("Before or after: {}", picture.not_shown.join("; ")));
    }
}

/// The main part of a file that was written here.
#[cfg(test)]
pub(super) fn main_part(docx: &[u8]) -> String {
    tests::part(docx, "word/document.xml")
}

#[cfg(test)]
mod tests;
