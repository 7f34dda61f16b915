//! Words as `WordprocessingML`: paragraphs and runs with all that people typed escaped.

use crate::documents::plain_text::lines;

/// Words with their looks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Run<'a> {
    pub(super) text: &'a str,
    pub(super) is_bold: bool,
    pub(super) is_struck: bool,
    /// Red, green, blue in hexadecimal.
    pub(super) color: Option<&'static str>,
}

/// A paragraph, or several where blank lines part the text.
pub(super) fn paragraph(xml: &mut String, style: &str, text: &str) {
    run(xml, style, &Run { text, ..Run::default() });
}

/// The same with looks. At least one paragraph, since a cell must have one.
pub(super) fn run(xml: &mut String, style: &str, words: &Run<'_>) {
    let text = lines(words.text);
    let mut part: Vec<&str> = Vec::new();
    let mut is_written = false;
    for line in text.lines().chain(std::iter::once("")) {
        if !line.trim().is_empty() {
            part.push(line.trim_end());
        } else if !part.is_empty() {
            one(xml, style, &part, words);
            part.clear();
            is_written = true;
        }
    }
    if !is_written {
        one(xml, style, &[], words);
    }
}

fn one(xml: &mut String, style: &str, lines: &[&str], words: &Run<'_>) {
    // A paragraph reads from the side from which its first letter does.
    let is_rtl = lines.iter().find_map(|line| reads_from_the_right(line)).unwrap_or(false);
    xml.push_str(&format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>"));
    if is_rtl {
        xml.push_str("<w:bidi/>");
    }
    xml.push_str("</w:pPr>");
    if !lines.is_empty() {
        xml.push_str("<w:r>");
        looks(xml, words, is_rtl);
        for (place, line) in lines.iter().enumerate() {
            if place > 0 {
                xml.push_str("<w:br/>");
            }
            for (place, part) in line.split('\t').enumerate() {
                if place > 0 {
                    xml.push_str("<w:tab/>");
                }
                if !part.is_empty() {
                    xml.push_str(&format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(part)));
                }
            }
        }
        xml.push_str("</w:r>");
    }
    xml.push_str("</w:p>");
}

fn looks(xml: &mut String, words: &Run<'_>, is_rtl: bool) {
    let mut looks = String::new();
    // In the order of the schema.
    if words.is_bold {
        looks.push_str("<w:b/><w:bCs/>");
    }
    if words.is_struck {
        looks.push_str("<w:strike/>");
    }
    if let Some(color) = words.color {
        looks.push_str(&format!("<w:color w:val=\"{color}\"/>"));
    }
    if is_rtl {
        looks.push_str("<w:rtl/>");
    }
    if !looks.is_empty() {
        xml.push_str(&format!("<w:rPr>{looks}</w:rPr>"));
    }
}

/// Whether the first letter of a text is of a script that reads from the right; none without a letter.
fn reads_from_the_right(text: &str) -> Option<bool> {
    let letter = text.chars().find(|c| c.is_alphabetic())?;
    Some(
        matches!(u32::from(letter), 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF),
    )
}

/// A text as the content of an element or an attribute. What XML forbids is gone already.
pub(super) fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            _ => xml.push(c),
        }
    }
    xml
}
