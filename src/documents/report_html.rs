//! A report as a page for paper: self-contained, black on white, with the picture of its course.
//!
//! Never here: what a report says.

use super::html::{ColorScheme, Page, isolated, page, paragraphs, text};
use super::report::Report;
use super::report::document::{Block, Cell, Document, Table, Tone, document_of};
use super::timeline_picture::TimelinePicture;
use super::timeline_svg::timeline_svg;

/// For paper first: points and millimetres, ink on white; the sheet is the printer's, A4 or Letter.
const STYLE: &str = "\
@page { margin: 14mm 13mm 16mm; @bottom-right { content: counter(page) \" of \" counter(pages); font: 8pt \
system-ui, sans-serif; color: #444444 } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.2rem 1rem 2rem; max-width: 190mm; background: #ffffff; color: #000000; \
font: 10pt/1.4 system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", sans-serif; overflow-wrap: anywhere }
h1 { margin: 0 0 1.5mm; font-size: 18pt; line-height: 1.2 }
h2 { margin: 8mm 0 2.5mm; padding-bottom: .8mm; font-size: 13pt; line-height: 1.25; border-bottom: .4mm solid \
#000000; break-after: avoid }
h3 { margin: 5mm 0 1.2mm; font-size: 10.5pt; line-height: 1.3; break-after: avoid }
p { margin: 0 0 2mm }
header p { margin: 0; color: #444444 }
.remark, footer { margin: 1.5mm 0 0; font-size: 8.5pt; color: #444444 }
nav ol { margin: 3mm 0 0; padding: 0; columns: 3; list-style: none; font-size: 9pt }
nav a { color: #000000 }
dl { display: grid; grid-template-columns: minmax(28mm, max-content) 1fr; gap: .8mm 4mm; margin: 0 0 3mm }
dt { color: #444444 }
dd { margin: 0 }
dd p { margin: 0 }
blockquote { margin: 1mm 0 2mm; padding: .5mm 0 .5mm 4mm; border-left: .8mm solid #8a9098 }
blockquote p:last-child { margin-bottom: 0 }
ul { margin: 0 0 2mm; padding-left: 5mm }
.table { overflow-x: auto; margin: 0 0 3mm }
table { width: 100%; border-collapse: collapse; font-size: 9pt; line-height: 1.35; table-layout: fixed }
th, td { padding: .9mm 2mm .9mm 0; text-align: left; vertical-align: top }
th { font-weight: 700; border-bottom: .35mm solid #000000; overflow-wrap: normal }
td { border-bottom: .2mm solid #b4b8bd }
td p { margin: 0 0 1mm }
td p:last-child { margin-bottom: 0 }
thead { display: table-header-group }
tr { break-inside: avoid }
.good { color: #1e6b3a; font-weight: 700 }
.bad { color: #a3201a; font-weight: 700 }
.struck { color: #444444; text-decoration: line-through }
figure { margin: 0 0 3mm; break-inside: avoid }
figure svg { display: block; width: 100%; height: auto }
figcaption { margin-top: 1mm; font-size: 8.5pt; color: #444444 }
footer { margin-top: 8mm; padding-top: 2mm; border-top: .2mm solid #8a9098 }
@media print { body { max-width: none; padding: 0 } .table { overflow: visible } nav { display: none } }
@media screen and (max-width: 40rem) { table { min-width: 40rem } nav ol { columns: 1 } }
";

/// A long cell may break over pages; a row of it would otherwise leave half a page empty.
const LONG_CELL_CHARS: usize = 1_200;

/// The report as HTML.
pub fn report_html(report: &Report) -> String {
    document_html(&document_of(report))
}

/// A document as HTML.
pub fn document_html(document: &Document) -> String {
    let mut body = format!("<header>\n<h1 dir=\"auto\">{}</h1>\n", text(&document.title));
    for note in &document.notes {
        body.push_str(&format!("<p dir=\"auto\">{}</p>\n", text(note)));
    }
    body.push_str("</header>\n");
    contents(&mut body, document);
    body.push_str("<main>\n");
    for (place, section) in document.sections.iter().enumerate() {
        let id = place + 1;
        body.push_str(&format!(
            "<section aria-labelledby=\"s{id}\">\n<h2 id=\"s{id}\">{}</h2>\n",
            text(&section.title)
        ));
        for block in &section.blocks {
            write_block(&mut body, block);
        }
        body.push_str("</section>\n");
    }
    let made = document.made_at.format("%Y-%m-%dT%H:%M:%SZ");
    body.push_str(&format!(
        "</main>\n<footer>{}, made by the desk {} at <time datetime=\"{made}\">{made}</time></footer>\n",
        text(&document.kind),
        isolated(&document.desk)
    ));
    page(&Page {
        title: &document.title,
        style: STYLE,
        color_scheme: ColorScheme::Light,
        refresh_secs: None,
        body: &body,
    })
}

fn contents(body: &mut String, document: &Document) {
    body.push_str("<nav aria-label=\"Contents\">\n<ol>\n");
    for (place, section) in document.sections.iter().enumerate() {
        body.push_str(&format!("<li><a href=\"#s{}\">{}</a></li>\n", place + 1, text(&section.title)));
    }
    body.push_str("</ol>\n</nav>\n");
}

fn write_block(body: &mut String, block: &Block) {
    match block {
        Block::Heading(words) => body.push_str(&format!("<h3 dir=\"auto\">{}</h3>\n", text(words))),
        Block::Paragraph(words) => body.push_str(&paragraphs(words)),
        Block::Quote(words) => {
            body.push_str(&format!("<blockquote>\n{}</blockquote>\n", paragraphs(words)));
        }
        Block::Remark(words) => {
            body.push_str(&format!("<p class=\"remark\" dir=\"auto\">{}</p>\n", text(words)));
        }
        Block::Facts(facts) => {
            body.push_str("<dl>\n");
            for (label, value) in facts {
                body.push_str(&format!("<dt>{}</dt><dd>{}</dd>\n", isolated(label), paragraphs(value)));
            }
            body.push_str("</dl>\n");
        }
        Block::List(items) => {
            body.push_str("<ul>\n");
            for item in items {
                body.push_str(&format!("<li>{}</li>\n", paragraphs(item)));
            }
            body.push_str("</ul>\n");
        }
        Block::Table(table) => write_table(body, table),
        Block::Picture(picture) => write_picture(body, picture),
    }
}

fn write_table(body: &mut String, table: &Table) {
    body.push_str("<div class=\"table\">\n<table>\n<colgroup>");
    for width in table.widths() {
        body.push_str(&format!("<col style=\"width: {}.{:02}%\">", width / 100, width % 100));
    }
    body.push_str("</colgroup>\n<thead><tr>");
    for column in &table.columns {
        body.push_str(&format!("<th scope=\"col\">{}</th>", text(column.title)));
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        let is_long = row.iter().any(|cell| cell.text.len() > LONG_CELL_CHARS);
        body.push_str(if is_long { "<tr style=\"break-inside: auto\">" } else { "<tr>" });
        for cell in row {
            write_cell(body, cell);
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</tbody>\n</table>\n</div>\n");
}

fn write_cell(body: &mut String, cell: &Cell) {
    let class = match cell.tone {
        Tone::Plain => "",
        Tone::Good => " class=\"good\"",
        Tone::Bad => " class=\"bad\"",
        Tone::Struck => " class=\"struck\"",
    };
    body.push_str(&format!("<td{class}>{}</td>", paragraphs(&cell.text).trim_end()));
}

fn write_picture(body: &mut String, picture: &TimelinePicture) {
    body.push_str(&format!("<figure>\n{}", timeline_svg(picture)));
    if !picture.not_shown.is_empty() {
        body.push_str(&format!(
            "<figcaption dir=\"auto\">Outside the picture: {}</figcaption>\n",
            text(&picture.not_shown.join("; "))
        ));
    }
    body.push_str("</figure>\n");
}
