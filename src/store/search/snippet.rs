//! A piece of an entry's text around what was looked for.
//!
//! The log's index holds no text, so the few hits of one page are put into an index in memory that does, and
//! FTS5 says itself what it hit there.

use std::ops::Range;

use rusqlite::{Connection, params};

use super::index;
use super::words::Words;

/// Begin and end of a hit within FTS5's own snippet: characters of no writing, which no text here has.
pub(super) const MARKS: [char; 2] = ['\u{e000}', '\u{e001}'];

/// How many words a snippet has at the most.
const SNIPPET_WORDS: i64 = 24;

/// How many characters a snippet has at the most: a word can be a page long.
const SNIPPET_CHARS: usize = 400;

/// A piece of text with its hits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The text, in one line; `…` where it was cut.
    pub text: String,
    /// Where the hits are in it, in bytes.
    pub hits: Vec<Range<usize>>,
}

impl Snippet {
    /// The text with a mark before and after each hit.
    pub fn marked(&self, before: &str, after: &str) -> String {
        let mut marked = String::with_capacity(self.text.len());
        let mut at = 0;
        for hit in &self.hits {
            marked.push_str(self.text.get(at..hit.start).unwrap_or_default());
            marked.push_str(before);
            marked.push_str(self.text.get(hit.clone()).unwrap_or_default());
            marked.push_str(after);
            at = hit.end;
        }
        marked.push_str(self.text.get(at..).unwrap_or_default());
        marked
    }

    fn of(marked: &str) -> Self {
        let mut snippet = Self::default();
        let mut begin = None;
        let mut was_space = true;
        for c in marked.chars().take(SNIPPET_CHARS) {
            match c {
                c if c == MARKS[0] => begin = Some(snippet.text.len()),
                c if c == MARKS[1] => {
                    snippet.hits.extend(begin.take().map(|begin| begin..snippet.text.len()));
                }
                c if c.is_whitespace() || c.is_control() => {
                    if !was_space {
                        snippet.text.push(' ');
                    }
                }
                c => snippet.text.push(c),
            }
            was_space = snippet.text.is_empty() || snippet.text.ends_with(' ');
        }
        // A hit that the cut went through ends with it.
        snippet.hits.extend(begin.map(|begin| begin..snippet.text.len()));
        if marked.chars().count() > SNIPPET_CHARS {
            snippet.text.push('…');
        }
        snippet
    }
}

/// A snippet of each text, in order. Where nothing was looked for, it is the beginning.
pub(super) fn snippets(texts: &[Words], expression: Option<&str>) -> rusqlite::Result<Vec<Snippet>> {
    let beginning =
        |words: &Words| Snippet::of(if words.words.is_empty() { &words.people } else { &words.words });
    let mut snippets: Vec<Snippet> = texts.iter().map(beginning).collect();
    let Some(expression) = expression else { return Ok(snippets) };
    let conn = Connection::open_in_memory()?;
    conn.execute_batch(&format!(
        "CREATE VIRTUAL TABLE shown USING fts5(words, people, tokenize = '{}')",
        index::TOKENIZER
    ))?;
    let mut insert = conn.prepare("INSERT INTO shown (rowid, words, people) VALUES (?1, ?2, ?3)")?;
    for (place, text) in (0_i64..).zip(texts) {
        insert.execute(params![place, text.words, text.people])?;
    }
    let mut around =
        conn.prepare("SELECT rowid, snippet(shown, -1, ?2, ?3, '…', ?4) FROM shown WHERE shown MATCH ?1")?;
    let [before, after] = MARKS.map(String::from);
    let mut rows = around.query(params![expression, before, after, SNIPPET_WORDS])?;
    while let Some(row) = rows.next()? {
        let place = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX);
        if let Some(snippet) = snippets.get_mut(place) {
            *snippet = Snippet::of(&row.get::<_, String>(1)?);
        }
    }
    Ok(snippets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &str) -> Words {
        Words { words: words.to_owned(), people: "Zoë".to_owned() }
    }

    #[test]
    fn the_hits_are_marked_where_they_are() {
        let long = format!("{} the card\r\nterminal is down {}", "before ".repeat(60), "after ".repeat(60));
        let texts = [words(&long), words("cards, and a Card Terminal")];
        let found = snippets(&texts, Some("\"card terminal\"")).unwrap();
        assert!(found[0].text.starts_with('…') && found[0].text.ends_with('…'), "{}", found[0].text);
        assert!(
            found[0].marked("[", "]").contains("the [card terminal] is"),
            "{}",
            found[0].marked("[", "]")
        );
        assert_eq!(found[1].marked("[", "]"), "cards, and a [Card Terminal]");
        let people = snippets(&[words("nothing here")], Some("\"zoe\"")).unwrap();
        assert_eq!(people[0].marked("<", ">"), "<Zoë>");
        assert_eq!(snippets(&[words(" a\tb ")], None).unwrap()[0].text, "a b ");
    }

    #[test]
    fn a_word_of_a_page_is_cut() {
        let found = snippets(&[words(&"x".repeat(100_000))], Some("\"x\" *")).unwrap();
        assert_eq!(found[0].text.chars().count(), SNIPPET_CHARS);
        assert_eq!(found[0].hits.len(), 1);
        assert!(found[0].text.ends_with('…'));
    }
}
