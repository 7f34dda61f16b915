//! Reading a body straight into its shape. Kind and body stand in columns of their own; serde is shown them as the two
//! parts of one value, so that nothing is read into a tree first.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer as _, MapAccess, Visitor};
use serde_json::Error;

/// The value of a kind whose body is this JSON. One without fields has the body `null`.
pub(super) fn read<T: DeserializeOwned>(kind: &str, body: &str) -> Result<T, Error> {
    T::deserialize(Tagged { kind, body })
}

struct Tagged<'a> {
    kind: &'a str,
    body: &'a str,
}

impl<'de> Deserializer<'de> for Tagged<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Parts { of: self, next: Some(Part::Kind) })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[derive(Clone, Copy)]
enum Part {
    Kind,
    Body,
}

struct Parts<'a> {
    of: Tagged<'a>,
    next: Option<Part>,
}

impl<'de> MapAccess<'de> for Parts<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let name = match self.next {
            None => return Ok(None),
            Some(Part::Kind) => "kind",
            Some(Part::Body) => "body",
        };
        let name: StrDeserializer<'_, Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match self.next {
            Some(Part::Kind) => {
                self.next = Some(Part::Body).filter(|_| self.of.body != "null");
                let kind: StrDeserializer<'_, Error> = self.of.kind.into_deserializer();
                seed.deserialize(kind)
            }
            Some(Part::Body) | None => {
                self.next = None;
                let mut body = serde_json::Deserializer::from_str(self.of.body);
                let value = seed.deserialize(&mut body)?;
                body.end()?;
                Ok(value)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::Fact;

    #[test]
    fn kind_and_body_are_one_value() {
        let note = Fact::NoteLogged { text: "as \"it\" is".to_owned(), significant: true };
        let body = r#"{"significant":true,"text":"as \"it\" is"}"#;
        assert_eq!(read::<Fact>("note_logged", body).unwrap(), note);
        let late = r#"{"text":"b","significant":false,"of_a_newer_program":[1,{}]}"#;
        assert_eq!(read::<Fact>("note_logged", late).unwrap().words(), Some("b"));
    }

    #[test]
    fn what_is_no_such_value_is_refused() {
        for (kind, body) in [
            ("note_logged", "null"),
            ("note_logged", "{}"),
            ("note_logged", ""),
            ("note_logged", r#"{"text":"a","significant":false} "#.repeat(2).as_str()),
            ("note_logged", r#"{"text":1,"significant":false}"#),
            ("no_such_kind", r#"{"text":"a","significant":false}"#),
        ] {
            assert!(read::<Fact>(kind, body).is_err(), "{kind} {body}");
        }
    }
}
