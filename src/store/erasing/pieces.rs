//! The texts of a stored body, one by one: whatever is between two quotes, names of fields included. All else of the
//! body stays byte for byte when texts are replaced. A body that is no JSON is one text, all of it.
//!
//! Never here: what is looked for in them.

use serde::de::IgnoredAny;

/// One text of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The field that it stands in, or whose name it is; of several in a list all the same.
    pub field: String,
    /// What it says.
    pub text: String,
    /// Where it stands in the body, in bytes, with its quotes.
    span: (usize, usize),
}

/// The texts of a body.
pub(super) struct Pieces<'a> {
    body: &'a str,
    pub all: Vec<Piece>,
    is_json: bool,
}

impl<'a> Pieces<'a> {
    /// Takes a body apart.
    pub fn of(body: &'a str) -> Self {
        let is_json = serde_json::from_str::<IgnoredAny>(body).is_ok();
        let all = if is_json {
            quoted(body)
        } else {
            vec![Piece { field: String::new(), text: body.to_owned(), span: (0, body.len()) }]
        };
        Self { body, all, is_json }
    }

    /// The body with other texts where `with` gives one, by the place of the text.
    pub fn replaced(&self, mut with: impl FnMut(u32, &Piece) -> Option<String>) -> String {
        let mut body = String::with_capacity(self.body.len());
        let mut done = 0;
        for (place, piece) in (0_u32..).zip(&self.all) {
            let Some(text) = with(place, piece).filter(|text| *text != piece.text) else { continue };
            body.push_str(self.body.get(done..piece.span.0).unwrap_or_default());
            if self.is_json {
                body.push_str(&serde_json::Value::from(text).to_string());
            } else {
                body.push_str(&text);
            }
            done = piece.span.1;
        }
        body.push_str(self.body.get(done..).unwrap_or_default());
        body
    }
}

/// The texts of a body that is JSON.
fn quoted(body: &str) -> Vec<Piece> {
    let bytes = body.as_bytes();
    let mut all: Vec<Piece> = Vec::new();
    let mut field = String::new();
    let mut place = 0;
    while let Some(byte) = bytes.get(place) {
        if *byte != b'"' {
            place += 1;
            continue;
        }
        let from = place;
        place += 1;
        while let Some(byte) = bytes.get(place).filter(|byte| **byte != b'"') {
            place += if *byte == b'\\' { 2 } else { 1 };
        }
        place += 1;
        let token = body.get(from..place).unwrap_or_default();
        let text: String = serde_json::from_str(token).unwrap_or_default();
        let rest = body.get(place..).unwrap_or_default();
        if rest.trim_start_matches([' ', '\t', '\n', '\r']).starts_with(':') {
            field.clone_from(&text);
        }
        all.push(Piece { field: field.clone(), text, span: (from, place) });
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(body: &str) -> Vec<(String, String)> {
        Pieces::of(body).all.into_iter().map(|one| (one.field, one.text)).collect()
    }

    #[test]
    fn each_text_has_its_field_and_what_is_no_json_is_one_text() {
        let pair = |field: &str, text: &str| (field.to_owned(), text.to_owned());
        assert_eq!(
            texts(r#"{"a" : "x\"\\", "b":[1.10,"y",{"c":"\u00e9:"}]}"#),
            [
                pair("a", "a"),
                pair("a", "x\"\\"),
                pair("b", "b"),
                pair("b", "y"),
                pair("c", "c"),
                pair("c", "é:")
            ]
        );
        assert_eq!(texts("{half \"x"), [pair("", "{half \"x")]);
        assert_eq!(texts(""), [pair("", "")]);
        assert_eq!(texts("null"), []);
    }

    #[test]
    fn all_else_of_a_body_stays_as_it_was_written() {
        let body = r#"{"n":123456789012345678901234567890, "f":1.10,"s":"\u0041nn","t":"\u0042","s":null}"#;
        let replaced =
            Pieces::of(body).replaced(|_, piece| (piece.text == "Ann").then(|| "\"x\"\n".to_owned()));
        assert_eq!(replaced, body.replace(r#""\u0041nn""#, r#""\"x\"\n""#));
        assert_eq!(Pieces::of("half {").replaced(|_, _| Some("x".to_owned())), "x");
    }

    proptest! {
        #[test]
        fn a_body_without_change_is_the_same(texts in proptest::collection::vec(".{0,9}", 0..5)) {
            let body = serde_json::json!({"a": texts, "b": {"c": texts.len()}}).to_string();
            let pieces = Pieces::of(&body);
            prop_assert_eq!(pieces.all.len(), texts.len() + 3);
            prop_assert_eq!(pieces.replaced(|_, piece| Some(piece.text.clone())), body.clone());
            let other = pieces.replaced(|place, _| (place == 1 && !texts.is_empty()).then(|| "other".to_owned()));
            let read: serde_json::Value = serde_json::from_str(&other).unwrap();
            prop_assert_eq!(read["a"][0] == "other", !texts.is_empty());
        }
    }
}
