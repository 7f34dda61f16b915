//! HTML that holds whatever people typed: escaping, direction, and the shell of a page that runs nothing
//! and loads nothing.
//!
//! Never here: what a page says. Every text that is not the program's own passes through [`text`],
//! [`isolated`], [`attribute`] or [`paragraphs`].

use super::plain_text::{lines, one_line};

/// What a page may load and run: nothing but its own inline style.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// A text as the content of an element, on one line. Its direction can reach its surroundings: where it
/// stands beside other words, take [`isolated`].
pub fn text(text: &str) -> String {
    escaped(&one_line(text))
}

/// A text as the value of an attribute, without the quotes around it.
pub fn attribute(text: &str) -> String {
    escaped(&one_line(text))
}

/// A text on one line as an element of its own, whose direction ends where it ends.
pub fn isolated(text: &str) -> String {
    format!("<bdi>{}</bdi>", self::text(text))
}

/// A text of several lines: blank lines part paragraphs, other line ends are kept. Each paragraph takes
/// its direction from its own words. Nothing for a blank text.
pub fn paragraphs(text: &str) -> String {
    let text = lines(text);
    let mut html = String::with_capacity(text.len());
    let mut paragraph: Vec<&str> = Vec::new();
    for line in text.lines().chain(std::iter::once("")) {
        if !line.trim().is_empty() {
            paragraph.push(line.trim());
        } else if !paragraph.is_empty() {
            let written: Vec<String> = paragraph.drain(..).map(escaped).collect();
            html.push_str(&format!("<p dir=\"auto\">{}</p>\n", written.join("<br>\n")));
        }
    }
    html
}

/// The four characters of markup, and the apostrophe, as references.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
    html
}

/// In which colours a page can show itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorScheme {
    /// As the reader's system would have it; the style has both.
    LightAndDark,
    /// Black on white, such as what is made for paper.
    Light,
}

/// The shell of a page that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'a> {
    /// What the window or tab is called; plain text.
    pub title: &'a str,
    /// The style sheet, the program's own.
    pub style: &'a str,
    /// The colours that the style has.
    pub color_scheme: ColorScheme,
    /// After how many seconds a browser reads the page anew, if it should.
    pub refresh_secs: Option<u32>,
    /// What stands in the body; HTML, with all that people typed escaped.
    pub body: &'a str,
}

/// The whole page, in English, self-contained: no script runs in it and nothing is loaded by it.
pub fn page(page: &Page<'_>) -> String {
    let scheme = match page.color_scheme {
        ColorScheme::LightAndDark => "light dark",
        ColorScheme::Light => "only light",
    };
    let refresh = page
        .refresh_secs
        .map_or_else(String::new, |secs| format!("<meta http-equiv=\"refresh\" content=\"{secs}\">\n"));
    format!(
        "<!DOCTYPE html>\n\
         <html lang=\"en\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{CONTENT_SECURITY_POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"{scheme}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         {refresh}\
         <title>{}</title>\n\
         <style>\n{}</style>\n\
         </head>\n\
         <body>\n{}</body>\n\
         </html>\n",
        text(page.title),
        page.style,
        page.body
    )
}

/// The words of a piece of HTML: what a reader sees of it.
#[cfg(test)]
pub(super) fn without_markup(html: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => words.push(c),
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_and_never_run() {
        for (typed, said) in [
            ("Sample One", "Sample One"),
            ("<b>A & B</b>", "&lt;b&gt;A &amp; B&lt;/b&gt;"),
            ("\"quoted\" 'too'", "&quot;quoted&quot; &#39;too&#39;"),
            ("&amp;", "&amp;amp;"),
            ("two\nlines\u{0}", "two lines"),
            ("100 % 🔥", "100 % 🔥"),
        ] {
            assert_eq!(text(typed), said);
            assert_eq!(attribute(typed), said);
            assert_eq!(isolated(typed), format!("<bdi>{said}</bdi>"));
        }
    }

    #[test]
    fn blank_lines_part_paragraphs_and_line_ends_are_kept() {
        for (typed, said) in [
            ("", ""),
            (" \n\n\t\n", ""),
            ("one", "<p dir=\"auto\">one</p>\n"),
            ("one\r\ntwo", "<p dir=\"auto\">one<br>\ntwo</p>\n"),
            ("one\n \n\n two\n", "<p dir=\"auto\">one</p>\n<p dir=\"auto\">two</p>\n"),
            ("</p><script>\n&", "<p dir=\"auto\">&lt;/p&gt;&lt;script&gt;<br>\n&amp;</p>\n"),
            ("\u{202E}up\u{7}", "<p dir=\"auto\">up</p>\n"),
        ] {
            assert_eq!(paragraphs(typed), said, "{typed:?}");
        }
    }

    #[test]
    fn a_page_runs_nothing_and_says_what_it_is() {
        let shell = |refresh_secs, color_scheme| {
            page(&Page {
                title: "A</title><script>",
                style: "p { margin: 0 }\n",
                color_scheme,
                refresh_secs,
                body: "<p>words</p>\n",
            })
        };
        let html = shell(None, ColorScheme::Light);
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"));
        assert!(html.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
        assert!(html.contains("<title>A&lt;/title&gt;&lt;script&gt;</title>"));
        assert!(html.contains("content=\"only light\""));
        assert!(html.ends_with("<body>\n<p>words</p>\n</body>\n</html>\n"));
        assert!(!html.contains("<script") && !html.contains("refresh"));
        let html = shell(Some(60), ColorScheme::LightAndDark);
        assert!(html.contains("<meta http-equiv=\"refresh\" content=\"60\">"));
        assert!(html.contains("content=\"light dark\""));
    }

    #[test]
    fn a_very_long_text_is_whole() {
        let long = "<é>".repeat(40_000);
        assert_eq!(text(&long).matches("&lt;é&gt;").count(), 40_000);
        assert_eq!(paragraphs(&long).matches("&lt;é&gt;").count(), 40_000);
    }
}
