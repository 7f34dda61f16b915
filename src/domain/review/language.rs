//! A gentle check of a problem statement: words that argue a cause (R item 5). It marks, and refuses
//! nothing.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use crate::domain::policy_file::{PolicyProblem, line_of};

/// The largest file of such words that is read, in bytes.
pub const MAX_LANGUAGE_BYTES: usize = 64 * 1024;

/// The most words of a file.
const MOST_WORDS: usize = 500;

/// The longest words, and the longest hint; characters.
const MOST_CHARS: usize = 200;

/// Words that argue a cause, and what would do in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseWord {
    /// The words, in small letters, with single spaces.
    pub says: String,
    /// What would do.
    pub hint: String,
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CauseRules {
    /// In the order of the file.
    pub words: Vec<CauseWord>,
}

/// One place in a text that argues a cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Where: bytes of the text, at the borders of characters.
    pub range: Range<usize>,
    /// The words as they stand in the text.
    pub word: String,
    /// What would do.
    pub hint: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    word: Vec<WordShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordShape {
    says: Spanned<String>,
    hint: Spanned<String>,
}

impl CauseRules {
    /// Reads a file of such words, whole or refused with all that is wrong with it.
    pub fn read(text: &str) -> Result<Self, Vec<PolicyProblem>> {
        let file: File = toml::from_str(text).map_err(|err| {
            let line = err.span().map(|span| line_of(text, span.start));
            vec![PolicyProblem { line, what: err.message().to_owned() }]
        })?;
        let mut problems = Vec::new();
        let mut refuse = |at: &Spanned<String>, what: String| {
            problems.push(PolicyProblem { line: Some(line_of(text, at.span().start)), what });
        };
        let mut words: Vec<CauseWord> = Vec::new();
        for (place, shape) in file.word.iter().enumerate() {
            let says = shape.says.get_ref().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            let hint = shape.hint.get_ref().trim().to_owned();
            if place == MOST_WORDS {
                refuse(
                    &shape.says,
                    format!("there are {} words; {MOST_WORDS} are the most", file.word.len()),
                );
            }
            if !says.starts_with(char::is_alphanumeric) || !says.ends_with(char::is_alphanumeric) {
                refuse(&shape.says, format!("`{says}` does not begin and end with a letter or a digit"));
            }
            for (at, what) in [(&shape.says, &says), (&shape.hint, &hint)] {
                if what.chars().count() > MOST_CHARS || what.chars().any(char::is_control) {
                    refuse(at, format!("this is no line of at most {MOST_CHARS} characters"));
                }
            }
            if words.iter().any(|one| one.says == says) {
                refuse(&shape.says, format!("`{says}` is there twice; each stands once"));
            }
            words.push(CauseWord { says, hint });
        }
        if problems.is_empty() { Ok(Self { words }) } else { Err(problems) }
    }
}

/// The places of a text that argue a cause, in order and apart. Whole words, without regard to case, and
/// of several that begin at one place the longest.
pub fn cause_language(text: &str, rules: &CauseRules) -> Vec<Marked> {
    let mut found = Vec::new();
    let mut before: Option<char> = None;
    let mut free_from = 0;
    for (at, c) in text.char_indices() {
        let begins_word = c.is_alphanumeric() && !before.is_some_and(char::is_alphanumeric);
        before = Some(c);
        if !begins_word || at < free_from {
            continue;
        }
        let Some(rest) = text.get(at..) else { continue };
        let matching = rules.words.iter().filter_map(|rule| Some((length_of(rest, &rule.says)?, rule)));
        // Of equal length the first of the file.
        let longest = matching.reduce(|best, one| if one.0 > best.0 { one } else { best });
        if let Some((length, rule)) = longest {
            let range = at..at + length;
            free_from = range.end;
            found.push(Marked {
                word: text.get(range.clone()).unwrap_or_default().to_owned(),
                range,
                hint: rule.hint.clone(),
            });
        }
    }
    found
}

/// How many bytes of `text` say these words, if it begins with them and no letter follows.
fn length_of(text: &str, says: &str) -> Option<usize> {
    let mut there = text.char_indices().peekable();
    let mut end = 0;
    for wanted in says.chars() {
        if wanted == ' ' {
            let mut is_spaced = false;
            while let Some((at, c)) = there.next_if(|(_, c)| c.is_whitespace()) {
                is_spaced = true;
                end = at + c.len_utf8();
            }
            if !is_spaced {
                return None;
            }
            continue;
        }
        let (at, c) = there.next()?;
        if c != wanted && !c.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
        end = at + c.len_utf8();
    }
    let is_whole = there.peek().is_none_or(|(_, next)| !next.is_alphanumeric());
    is_whole.then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules(says: &[&str]) -> CauseRules {
        let word = |says: &&str| CauseWord { says: (*says).to_owned(), hint: format!("not {says}") };
        CauseRules { words: says.iter().map(word).collect() }
    }

    fn marked(text: &str) -> Vec<String> {
        let rules = rules(&["because", "because of", "root cause", "due to", "led to"]);
        cause_language(text, &rules)
            .iter()
            .map(|one| {
                assert_eq!(&text[one.range.clone()], one.word);
                one.word.clone()
            })
            .collect()
    }

    #[test]
    fn whole_words_are_marked_without_regard_to_case_and_the_longest_wins() {
        for (text, expected) in [
            ("It failed because the disk was full", vec!["because"]),
            ("BECAUSE OF the disk. Because?", vec!["BECAUSE OF", "Because"]),
            ("the Root  \n cause", vec!["Root  \n cause"]),
            ("(due to) »led to«", vec!["due to", "led to"]),
            ("root causes, undue to, led too, becausé, pre-because", vec!["because"]),
            ("Ünübecause because", vec!["because"]),
            ("due", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(marked(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_of_any_length_and_script_is_read_through() {
        let text = format!("\u{202e}{}\u{0} because", "İstanbul ".repeat(10_000));
        assert_eq!(marked(&text), ["because"]);
    }

    #[test]
    fn a_file_is_read_whole_or_refused_by_line() {
        let read = CauseRules::read("[[word]]\nsays = \"Due  To\"\nhint = \" no \"\n").unwrap();
        assert_eq!(read.words, [CauseWord { says: "due to".to_owned(), hint: "no".to_owned() }]);
        let bad = "[[word]]\nsays = \" -x\"\nhint = \"a\\nb\"\n[[word]]\nsays = \"y\"\nhint = \"\"\n[[word]]\nsays = \"Y\"\nhint = \"\"\n";
        let problems: Vec<String> =
            CauseRules::read(bad).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            [
                "line 2: `-x` does not begin and end with a letter or a digit",
                "line 3: this is no line of at most 200 characters",
                "line 8: `y` is there twice; each stands once",
            ]
        );
        assert_eq!(CauseRules::read("[[word]]\nsay = \"x\"\n").unwrap_err()[0].line, Some(2));
        assert_eq!(CauseRules::read("").unwrap(), CauseRules::default(), "who wants none has none");
    }

    proptest! {
        #[test]
        fn what_is_marked_lies_in_order_apart_and_on_the_borders_of_characters(
            text in "(?s)(because( of)?|DUE  TO|root\tcause|[ .,]|.){0,60}",
        ) {
            let rules = rules(&["because", "because of", "root cause", "due to"]);
            let mut free_from = 0;
            for one in cause_language(&text, &rules) {
                prop_assert!(one.range.start >= free_from && one.range.start < one.range.end);
                prop_assert_eq!(text.get(one.range.clone()), Some(one.word.as_str()));
                free_from = one.range.end;
            }
        }
    }
}
