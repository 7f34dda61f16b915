//! Text from people and from files, made harmless before it is written into any format: without control
//! characters, and without the characters that turn the reading direction about.
//!
//! Never here: the escaping of one format.

/// Whether a character never leaves the desk: a control character, one that no XML or HTML may hold, or
/// one that overrides or embeds the direction of its surroundings.
///
/// Right-to-left words need none of these: their direction is their own. Marks such as U+200F, and the
/// joiners that emoji and some scripts need, stay.
pub fn is_unfit(c: char) -> bool {
    let is_direction = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let is_noncharacter = (u32::from(c) & 0xFFFE) == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}');
    c.is_control() || is_direction || is_noncharacter || c == '\u{FEFF}'
}

/// Whether a character ends a line in some program or other.
fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A text as one line: each run of white space and of control characters is one space, none at the ends.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !is_unfit(c) {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// A text with its lines, each ended by `\n` whatever ended it before; tabs stay, all else that is unfit
/// goes.
pub fn lines(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_line_end(c) {
            if c == '\r' {
                chars.next_if_eq(&'\n');
            }
            kept.push('\n');
        } else if c == '\t' || !is_unfit(c) {
            kept.push(c);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_has_no_line_ends_controls_or_turns_of_direction() {
        for (text, said) in [
            ("", ""),
            (" \r\n\t ", ""),
            ("Sample One", "Sample One"),
            ("  Sample\r\n  One\u{0} ", "Sample One"),
            ("a\u{0}b\u{7f}c\u{85}d\u{2028}e", "a b c d e"),
            ("up\u{202E}side\u{202C} \u{2066}down\u{2069}", "upside down"),
            ("\u{FEFF}a\u{FFFF}b\u{FDD0}", "ab"),
            ("\u{202E}", ""),
            ("a \u{202E}", "a"),
            ("山田 太郎", "山田 太郎"),
            ("שלום \u{200F}עולם", "שלום \u{200F}עולם"),
            ("👩\u{200D}🚒 on fire", "👩\u{200D}🚒 on fire"),
        ] {
            assert_eq!(one_line(text), said, "{text:?}");
        }
    }

    #[test]
    fn lines_stay_lines_however_they_ended() {
        for (text, said) in [
            ("a\nb", "a\nb"),
            ("a\r\nb\rc\n\rd", "a\nb\nc\n\nd"),
            ("a\u{B}b\u{C}c\u{85}d\u{2028}e\u{2029}f", "a\nb\nc\nd\ne\nf"),
            ("\ta\u{0}b\u{1b}[31m", "\tab[31m"),
            ("\u{202E}a\u{2069}", "a"),
            (" two  spaces ", " two  spaces "),
        ] {
            assert_eq!(lines(text), said, "{text:?}");
        }
    }

    #[test]
    fn nothing_unfit_is_left_of_any_character() {
        let all: String = (0..=0x10_FFFF).filter_map(char::from_u32).collect();
        assert!(!one_line(&all).chars().any(is_unfit));
        assert!(!lines(&all).chars().any(|c| is_unfit(c) && c != '\n' && c != '\t'));
        // What is fit stays: all but 65 controls, 9 turns, 66 noncharacters and the byte order mark.
        assert_eq!(all.chars().filter(|c| is_unfit(*c)).count(), 65 + 9 + 66 + 1);
    }
}
