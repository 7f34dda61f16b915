use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::*;
use crate::documents::report::trial::{hostile, usual};
use crate::documents::report::{Audience, Kind};

/// A part of the file as text.
pub(super) fn part(docx: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(docx)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("UTF-8");
    text
}

/// Reads XML as strictly as a reader would: every element closed by its own name, no `<` or bare `&` in
/// words, no character that XML 1.0 forbids. Gives the words.
fn words_of(xml: &str) -> String {
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}');
    assert!(xml.chars().all(is_allowed), "a character that XML forbids");
    let xml = xml.split_once("?>").expect("a declaration").1;
    let (mut open, mut words): (Vec<&str>, String) = (Vec::new(), String::new());
    for piece in xml.trim_start().split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag that ends");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().expect("a name");
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == ':'), "{name:?} is no name");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "closed in order");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        for part in text.split('&').skip(1) {
            let known = ["amp;", "lt;", "gt;", "quot;"];
            assert!(known.iter().any(|one| part.starts_with(one)), "a bare & before {part:?}");
        }
        words.push_str(text);
    }
    assert_eq!(open, [] as [&str; 0]);
    words
}

#[test]
fn headings_are_real_and_tables_repeat_their_head() {
    let docx = report_docx(&usual().report(Audience::Internal, Kind::PostMortemPack));
    let body = part(&docx, "word/document.xml");
    for heading in ["Problem statement", "Summary", "Milestones", "Time log"] {
        let real =
            format!("<w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{heading}</w:t>");
        assert!(body.contains(&real), "{heading}");
    }
    let styles = part(&docx, "word/styles.xml");
    assert!(styles.contains("w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/>"));
    assert!(styles.contains("w:styleId=\"Heading2\"><w:name w:val=\"heading 2\"/>"));
    let tables = body.matches("<w:tblStyle w:val=\"ReportTable\"/>").count();
    assert!(tables >= 8);
    assert_eq!(body.matches("<w:tblHeader/>").count(), tables);
    let footer = part(&docx, "word/footer1.xml");
    assert!(footer.contains(" PAGE ") && footer.contains(" NUMPAGES "));
}

#[test]
fn properties_say_what_it_is_and_when_it_was_made() {
    let docx = report_docx(&usual().report(Audience::Internal, Kind::IncidentReport));
    let core = part(&docx, "docProps/core.xml");
    for said in [
        "<dc:title>MI-0001: Payments API down</dc:title>",
        "<dc:subject>Incident report</dc:subject>",
        "<dc:creator>Sample desk</dc:creator>",
        "<dcterms:created xsi:type=\"dcterms:W3CDTF\">2026-03-06T15:00:00Z</dcterms:created>",
    ] {
        assert!(core.contains(said), "{said}\n{core}");
    }
}

#[test]
fn every_part_of_a_hostile_report_is_good_xml() {
    for audience in [Audience::Internal, Audience::Outside] {
        let docx = report_docx(&hostile().report(audience, Kind::PostMortemPack));
        let archive = ZipArchive::new(Cursor::new(docx.as_slice())).expect("an archive");
        let names: Vec<String> =
            archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
        assert_eq!(names.len(), 9);
        for name in names {
            words_of(&part(&docx, &name));
        }
        let words = words_of(&part(&docx, "word/document.xml"));
        assert!(words.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(words.contains("BEGIN:VEVENT"));
    }
}

#[test]
fn line_ends_become_breaks_blank_lines_paragraphs_and_tabs_tabs() {
    let written = |text: &str| {
        let mut xml = String::new();
        paragraph(&mut xml, "BodyText", text);
        xml.replace("<w:pPr><w:pStyle w:val=\"BodyText\"/></w:pPr>", "")
            .replace(" xml:space=\"preserve\"", "")
    };
    assert_eq!(written("a\r\nb"), "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r></w:p>");
    assert_eq!(written("a\n\nb"), "<w:p><w:r><w:t>a</w:t></w:r></w:p><w:p><w:r><w:t>b</w:t></w:r></w:p>");
    assert_eq!(written("a\tb"), "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>");
    assert_eq!(written("\u{0}\u{FFFE}"), "<w:p></w:p>");
    assert!(written("שלום a").contains("<w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr>"));
    assert!(!written("a שלום").contains("<w:bidi/>"));
}
