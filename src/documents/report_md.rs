//! A report as Markdown (`CommonMark` with tables), so escaped that what people typed stays text.
//!
//! Never here: what a report says.

use super::plain_text::{lines, one_line};
use super::report::Report;
use super::report::document::{Block, Cell, Document, Table, Tone, document_of};
use super::timeline_picture::{Mark, TimelinePicture};

/// The report as Markdown.
pub fn report_md(report: &Report) -> String {
    document_md(&document_of(report))
}

/// A document as Markdown.
pub fn document_md(document: &Document) -> String {
    let mut md = format!("# {}\n\n", inline(&document.title));
    for note in &document.notes {
        md.push_str(&format!("{}  \n", inline(note)));
    }
    for section in &document.sections {
        md.push_str(&format!("\n## {}\n", inline(&section.title)));
        for block in &section.blocks {
            md.push('\n');
            write_block(&mut md, block);
        }
    }
    md
}

fn write_block(md: &mut String, block: &Block) {
    match block {
        Block::Heading(words) => md.push_str(&format!("### {}\n", inline(words))),
        Block::Paragraph(words) => md.push_str(&format!("{}\n", several(words, ""))),
        Block::Quote(words) => md.push_str(&format!("> {}\n", several(words, "> "))),
        Block::Remark(words) => md.push_str(&format!("*{}*\n", inline(words))),
        Block::Facts(facts) => {
            for (label, value) in facts {
                md.push_str(&format!("- **{}**: {}\n", inline(label), several(value, "  ")));
            }
        }
        Block::List(items) => {
            for item in items {
                md.push_str(&format!("- {}\n", several(item, "  ")));
            }
        }
        Block::Table(table) => write_table(md, table),
        Block::Picture(picture) => write_picture(md, picture),
    }
}

fn write_table(md: &mut String, table: &Table) {
    let headings: Vec<&str> = table.columns.iter().map(|one| one.title).collect();
    md.push_str(&format!("| {} |\n|{}\n", headings.join(" | "), " --- |".repeat(headings.len())));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(cell).collect();
        md.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
}

/// A cell stands on one line; the lines of its text are parted by what every reader of tables takes for a
/// line end.
fn cell(cell: &Cell) -> String {
    let said: Vec<String> = lines(&cell.text).lines().map(inline).filter(|line| !line.is_empty()).collect();
    let said = said.join("<br>");
    match cell.tone {
        _ if said.is_empty() => said,
        Tone::Plain => said,
        Tone::Good | Tone::Bad => format!("**{said}**"),
        Tone::Struck => format!("~~{said}~~"),
    }
}

/// The picture in words, lane by lane.
fn write_picture(md: &mut String, picture: &TimelinePicture) {
    for lane in &picture.lanes {
        let marks = lane.marks.iter().map(Mark::detail);
        let bars = lane.bars.iter().map(|bar| bar.detail.clone());
        let said: Vec<String> = marks.chain(bars).map(|one| inline(&one)).collect();
        md.push_str(&format!("- **{}**: {}\n", inline(&lane.title), said.join("; ")));
    }
}

/// A text on one line, with every mark of Markdown and HTML escaped.
fn inline(text: &str) -> String {
    let line = one_line(text);
    let mut md = String::with_capacity(line.len() + 8);
    let mut is_number = true;
    for (place, c) in line.char_indices() {
        let is_mark = match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '^' => true,
            // Only at the begin of a line are these more than themselves.
            '#' | '+' | '-' | '=' | ':' => place == 0,
            // `1.` and `1)` begin a list.
            '.' | ')' => place > 0 && is_number,
            '!' => line.get(place + 1..).is_some_and(|rest| rest.starts_with('[')),
            _ => false,
        };
        is_number &= c.is_ascii_digit();
        if is_mark {
            md.push('\\');
        }
        md.push(c);
    }
    // A bare address of a page would become a link in many readers.
    md.replace("://", "\\://").replace("www.", "www\\.")
}

/// A text with its lines, each further one behind `indent`; blank lines part paragraphs.
fn several(text: &str, indent: &str) -> String {
    let text = lines(text);
    let mut md = String::with_capacity(text.len());
    let mut has_gap = false;
    for line in text.trim().lines() {
        let line = inline(line);
        if line.is_empty() {
            has_gap = !md.is_empty();
            continue;
        }
        if has_gap {
            md.push_str(&format!("\n{}\n{indent}", indent.trim_end()));
        } else if !md.is_empty() {
            md.push_str(&format!("  \n{indent}"));
        }
        has_gap = false;
        md.push_str(&line);
    }
    md
}
