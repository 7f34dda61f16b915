//! Text for the screen: without control characters, not endless, and never read as markup.

/// Characters a title may have.
const TITLE_LIMIT: usize = 200;
/// Characters a body may have.
const BODY_LIMIT: usize = 2_000;

/// One line of at most 200 characters.
pub(super) fn title_text(title: &str) -> String {
    let line = clean(title).replace('\n', " ");
    capped(line.trim(), TITLE_LIMIT)
}

/// Plain text of at most 2,000 characters; line breaks stay.
pub(super) fn body_text(body: &str) -> String {
    capped(clean(body).trim(), BODY_LIMIT)
}

/// The same text for a server that reads markup.
///
/// `&apos;` and not `&#39;`: GNOME knows only the five names.
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Keeps line breaks, makes tabs blanks, and drops every other control character.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter_map(|letter| match letter {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            letter if letter.is_control() => None,
            letter => Some(letter),
        })
        .collect()
}

fn capped(text: &str, limit: usize) -> String {
    if text.chars().nth(limit).is_none() {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(limit.saturating_sub(1)).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn markup_is_escaped() {
        assert_eq!(escaped("<b>&\"x\" it's</b>"), "&lt;b&gt;&amp;&quot;x&quot; it&apos;s&lt;/b&gt;");
    }

    #[test]
    fn control_characters_go_and_line_breaks_stay_in_bodies() {
        assert_eq!(body_text("a\0b\u{1b}[31m\r\nc\td\u{85}"), "ab[31m\nc d");
        assert_eq!(title_text(" two\nlines\u{7} "), "two lines");
    }

    #[test]
    fn long_text_is_capped_by_characters_not_bytes() {
        for (limit, cap) in [(TITLE_LIMIT, title_text as fn(&str) -> String), (BODY_LIMIT, body_text)] {
            let whole = "ü".repeat(limit);
            assert_eq!(cap(&whole), whole);
            let long = cap(&"ü".repeat(limit + 1));
            assert_eq!(long.chars().count(), limit);
            assert!(long.ends_with("ü…"));
        }
    }
}
