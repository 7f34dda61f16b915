//! The words that a problem statement is checked for: those built in, or a user's own in the data folder.

use std::path::Path;
use std::sync::Arc;

use super::policies::read_limited;
use crate::domain::review::language::{CauseRules, MAX_LANGUAGE_BYTES};

/// The built-in words.
pub const BUILT_IN: &str = include_str!("../../assets/language/cause.toml");

/// A user's own, inside the data folder: it takes the place of the built-in one.
pub const FILE: &str = "language/cause.toml";

/// The words in force, and what is wrong with a user's own: file, line, reason. Where it does not read,
/// the built-in ones stand.
pub fn load(data_folder: &Path) -> (Arc<CauseRules>, Vec<String>) {
    let mut problems = Vec::new();
    let mut read = |place: &str, text: &str| match CauseRules::read(text) {
        Ok(rules) => Some(rules),
        Err(wrong) => {
            problems.extend(wrong.iter().map(|problem| format!("{place}: {problem}")));
            None
        }
    };
    let path = data_folder.join(FILE);
    let place = path.display().to_string();
    let (own, unread) = match path.try_exists() {
        Ok(false) => (None, None),
        Ok(true) => match read_limited(&path, MAX_LANGUAGE_BYTES) {
            Ok(text) => (read(&place, &text), None),
            Err(why) => (None, Some(why)),
        },
        Err(err) => (None, Some(err.to_string())),
    };
    let rules = own.or_else(|| read("built-in words of a cause", BUILT_IN)).unwrap_or_default();
    problems.extend(unread.map(|why| format!("{place}: {why}")));
    (Arc::new(rules), problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_own(text: &[u8]) -> (Arc<CauseRules>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join(FILE);
        std::fs::create_dir(own.parent().unwrap()).unwrap();
        std::fs::write(own, text).unwrap();
        load(folder.path())
    }

    #[test]
    fn the_built_in_words_read_and_know_the_usual_ones() {
        let (rules, problems) = load(tempfile::tempdir().unwrap().path());
        assert_eq!(problems, Vec::<String>::new());
        for says in ["because", "caused by", "root cause", "due to", "as a result of", "led to"] {
            assert!(rules.words.iter().any(|word| word.says == says), "{says}");
        }
    }

    #[test]
    fn a_users_own_takes_the_place_and_a_bad_one_is_named_while_the_built_in_stands() {
        let (rules, problems) = with_own(b"[[word]]\nsays = \"bicoz\"\nhint = \"no\"\n");
        assert_eq!((rules.words.len(), problems.len()), (1, 0));
        let built_in = load(tempfile::tempdir().unwrap().path()).0;
        for (text, reason) in [
            (&b"[[word]]\nsays = 1\n"[..], "cause.toml: line 2: "),
            (&b"\xff\xfe"[..], "not UTF-8"),
            (&vec![b'#'; MAX_LANGUAGE_BYTES + 1][..], "are the most"),
        ] {
            let (rules, problems) = with_own(text);
            assert_eq!(rules, built_in);
            assert!(matches!(problems.as_slice(), [one] if one.contains(reason)), "{problems:?}");
        }
    }
}
