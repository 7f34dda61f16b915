//! What was typed, as a question that FTS5 takes. Every term is quoted here, so that no sign that is typed
//! means anything to FTS5 but the two that are meant: a star at the end, and quotes around words.

/// The most terms that count; a pasted page is no question.
const MOST_TERMS: usize = 32;
/// The most characters of a term that count.
const MOST_CHARS: usize = 200;

/// One word, or words that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    text: String,
    is_beginning: bool,
}

/// The terms of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    terms: Vec<Term>,
    /// Whether anything but white space was typed.
    is_asked: bool,
}

impl Typed {
    /// Takes apart what was typed. A quote that is not closed goes to the end.
    pub(super) fn of(typed: &str) -> Self {
        let mut terms = Vec::new();
        let mut rest = typed.trim_start();
        while let Some(first) = rest.chars().next() {
            if terms.len() == MOST_TERMS {
                break;
            }
            let (text, after) = if first == '"' {
                let inner = rest.get(1..).unwrap_or_default();
                inner.split_once('"').unwrap_or((inner, ""))
            } else {
                let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
                rest.split_at(end)
            };
            let (is_starred, after) = match after.strip_prefix('*') {
                Some(after) if first == '"' => (true, after),
                _ => (false, after),
            };
            let is_beginning = is_starred || text.ends_with('*');
            let text: String = text.chars().filter(|c| *c != '\0').take(MOST_CHARS).collect();
            if text.chars().any(char::is_alphanumeric) {
                terms.push(Term { text, is_beginning });
            }
            rest = after.trim_start();
        }
        Self { terms, is_asked: !typed.trim().is_empty() }
    }

    /// Whether signs were typed and no word: nothing has that.
    pub(super) fn finds_nothing(&self) -> bool {
        self.is_asked && self.terms.is_empty()
    }

    /// The question, with a person who must be named in it; none if nothing is asked.
    pub(super) fn expression(&self, person: Option<&str>) -> Option<String> {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let term = |term: &Term| {
            let star = if term.is_beginning { " *" } else { "" };
            format!("{}{star}", quoted(&term.text))
        };
        let person = person.filter(|name| name.chars().any(char::is_alphanumeric)).map(|name| {
            let name: String = name.chars().filter(|c| *c != '\0').take(MOST_CHARS).collect();
            format!("people : {}", quoted(&name))
        });
        let all: Vec<String> = self.terms.iter().map(term).chain(person).collect();
        (!all.is_empty()).then(|| all.join(" AND "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(typed: &str) -> Option<String> {
        Typed::of(typed).expression(None)
    }

    #[test]
    fn words_beginnings_and_phrases_are_taken_as_typed() {
        let expected = "\"pay*\" * AND \"card terminal\" AND \"down\"";
        assert_eq!(expression("  pay* \"card terminal\"\tdown ").as_deref(), Some(expected));
        assert_eq!(expression("\"card term\"*").as_deref(), Some("\"card term\" *"));
        assert_eq!(expression("\"never closed").as_deref(), Some("\"never closed\""));
        assert_eq!(expression(" "), None);
        assert!(!Typed::of(" ").finds_nothing() && Typed::of("***").finds_nothing());
    }

    #[test]
    fn no_sign_means_anything_of_its_own() {
        assert_eq!(expression("a OR b").as_deref(), Some("\"a\" AND \"OR\" AND \"b\""));
        assert_eq!(expression("people:x ^y (z").as_deref(), Some("\"people:x\" AND \"^y\" AND \"(z\""));
        assert_eq!(expression("x\0y").as_deref(), Some("\"xy\""));
        let person = Typed::of("a").expression(Some("Zoë \"Z\" Sample"));
        assert_eq!(person.as_deref(), Some("\"a\" AND people : \"Zoë \"\"Z\"\" Sample\""));
        assert_eq!(Typed::of("").expression(Some("--")), None);
        let page = "word ".repeat(10_000);
        assert_eq!(expression(&page).unwrap().matches("word").count(), MOST_TERMS);
    }
}
