//! The words of an entry, read off its stored body: whatever a kind says in texts is found, also that of a
//! kind that only a newer program knows.
//!
//! Never here: names of entries, instants, hashes. Nobody looks for those.

use serde_json::Value;

use crate::store::codec::Stored;

/// Kinds without words of anybody: what the desk tells by itself, and the text of policies.
const SILENT: &[&str] = &[
    "alarm_raised",
    "alarm_acknowledged",
    "alarm_snoozed",
    "watch_told",
    "shifts_kept",
    "policy_recorded",
    "handoff_item_accepted",
    "clock_resumed",
];

/// Kinds that name an incident: what they say is looked for first.
const NAMING: &[&str] = &["incident_opened", "incident_amended", "services_named"];

/// Kinds that another program wrote.
const OF_PROGRAMS: &[&str] = &["ticket_read"];

/// Fields that hold somebody's name.
const PEOPLE: &[&str] = &["by", "to", "whom", "spoke_with", "manager", "person"];

/// Fields that hold no word of a person's: names for machines, and words that every incident has.
const NO_WORDS: &[&str] = &["record", "id", "version", "clock", "device", "policy", "kind", "environment"];

/// What of an entry is looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// What it says.
    pub(super) words: String,
    /// Who said it, and whom it names.
    pub(super) people: String,
}

/// Whether a text is an instant of ours, which nobody looks for.
fn is_instant(text: &str) -> bool {
    chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

impl Words {
    fn add(text: &mut String, more: &str) {
        // Marks of our own hits have no place in a text.
        if !text.is_empty() && !more.is_empty() {
            text.push_str(" · ");
        }
        text.extend(more.chars().filter(|c| !super::snippet::MARKS.contains(c)));
    }

    fn take(&mut self, field: &str, value: &Value) {
        match value {
            // Which policy an incident runs under is no word of anybody's.
            Value::Object(_) | Value::Array(_) if field == "policy" => {}
            Value::String(text) if text.is_empty() || NO_WORDS.contains(&field) => {}
            Value::String(text) if uuid::Uuid::parse_str(text).is_ok() || is_instant(text) => {}
            Value::String(text) if PEOPLE.contains(&field) => Self::add(&mut self.people, text),
            Value::String(text) => Self::add(&mut self.words, text),
            Value::Array(all) => all.iter().for_each(|one| self.take(field, one)),
            Value::Object(fields) => {
                // Somebody or something with a record beside the name.
                let is_named = fields.contains_key("name") && fields.contains_key("record");
                let of_service = matches!(field, "services" | "record");
                for (name, one) in fields {
                    let field = if is_named && name == "name" && !of_service { "person" } else { name };
                    self.take(field, one);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// The words of an entry; no words at all where nobody looks for it.
pub(super) fn of(stored: &Stored) -> Words {
    let mut words = Words::default();
    if SILENT.contains(&stored.kind.as_str()) {
        return words;
    }
    match serde_json::from_str::<Value>(&stored.body) {
        Ok(body) => words.take("", &body),
        // A body that cannot be read is still there to be found.
        Err(_broken) => Words::add(&mut words.words, &stored.body),
    }
    if !words.words.is_empty() || !words.people.is_empty() {
        let said = std::mem::take(&mut words.people);
        Words::add(&mut words.people, &stored.actor);
        Words::add(&mut words.people, &said);
    }
    words
}

/// The band of a kind: see [`super::Hit::rank`].
pub(super) fn band(kind: &str) -> u8 {
    match kind {
        kind if NAMING.contains(&kind) => 0,
        kind if OF_PROGRAMS.contains(&kind) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::Fact;
    use crate::store::samples;

    #[test]
    fn every_kind_says_its_words_and_no_names_of_entries() {
        for (place, fact) in samples::facts().into_iter().enumerate() {
            let event = samples::event(place as u64 + 1, fact.clone());
            let stored = Stored::of(&event).unwrap();
            let words = of(&stored);
            let said = format!("{} {}", words.words, words.people);
            assert!(!said.contains("00000000-"), "{said}");
            assert!(!said.contains("2026-11-04T"), "{said}");
            if let Some(typed) = fact.words()
                && !SILENT.contains(&stored.kind.as_str())
            {
                assert!(said.contains(typed), "{typed} is not in {said}");
            }
        }
    }

    #[test]
    fn people_and_words_are_told_apart() {
        let stored = |fact| Stored::of(&samples::event(1, fact)).unwrap();
        let referred = of(&stored(Fact::Referred { to: Some("Database team".into()) }));
        assert_eq!((referred.words.as_str(), referred.people.as_str()), ("", "Zoë · Database team"));
        let opened = of(&stored(samples::opened(7)));
        assert_eq!(opened.words, "key-7 · MI-0007 · INC7 · No payments");
        let note = of(&stored(samples::note("a \u{e000}b\u{e001}")));
        assert_eq!(note.words, "a b");
        let silent = Fact::AlarmAcknowledged { clock: "x".into(), due: samples::morning() };
        assert_eq!(of(&stored(silent)), Words::default());
        let mut broken = stored(samples::note("x"));
        broken.body = "{\"text\": half".into();
        assert!(of(&broken).words.contains("half"));
    }
}
