//! Commands as lines of JSON: read whole, with the line and the reason of what does not read.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::desk::{Name, Request};
use crate::domain::command::Wish;
use crate::domain::report::figures::FigureWish;
use crate::domain::review::wish::ReviewWish;
use crate::domain::service_review::wish::ServiceReviewWish;
use crate::domain::settings::wish::DeskWish;
use crate::domain::time::Instant;
use crate::domain::watch::wish::WatchWish;

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// The longest line that is read, in bytes.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;

/// The commands that need no incident: about the desk and the directory, and opening one.
const WITHOUT_KEY: [&str; 13] = [
    "open_incident",
    "configure_desk",
    "record_person",
    "record_team",
    "record_agency",
    "record_service",
    "record_list",
    "record_server",
    "retire_record",
    "merge_records",
    "part_records",
    "set_notifications_page",
    "set_rate",
];

/// The fields that are instants wherever they stand.
const INSTANTS: [&str; 6] = ["until", "to_at", "due", "call_back_by", "next_update_by", "starts_at"];

/// A line that does not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct BadLine {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what would do.
    pub what: String,
}

/// Reads all commands of a file, each with its line. Empty lines are passed over.
pub fn read(text: &str) -> Result<Vec<(usize, Request)>, BadLine> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut requests = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let line_number = at + 1;
        requests.push((line_number, request(line).map_err(|what| BadLine { line: line_number, what })?));
    }
    Ok(requests)
}

fn request(line: &str) -> Result<Request, String> {
    if line.len() > MAX_LINE_BYTES {
        return Err(format!("the line has {} bytes; {MAX_LINE_BYTES} are the most", line.len()));
    }
    let value: Value = serde_json::from_str(line)
        .map_err(|err| format!("this is not JSON: {err}; write one object a line"))?;
    let Value::Object(mut fields) = value else {
        return Err("this is not an object; write one object a line, such as {\"do\":\"note\",…}".to_owned());
    };
    let Some(verb) = take_text(&mut fields, "do")? else {
        return Err("`do` is missing; it says what to do, such as \"note\"".to_owned());
    };
    let name = take_text(&mut fields, "key")?.map(Name::Called);
    let at = take_instant(&mut fields, "at")?;
    let actor = take_text(&mut fields, "as")?;
    let is_desk = DeskWish::VERBS.contains(&verb.as_str());
    // What a wish about the desk's settings says are wall times.
    let instants = if is_desk { &[][..] } else { &INSTANTS[..] };
    for field in instants.iter().copied() {
        if let Some(value) = fields.get_mut(field) {
            let at = instant_of(value, field)?;
            *value = Value::String(at.to_rfc3339());
        }
    }
    let is_watch = WatchWish::VERBS.contains(&verb.as_str());
    if is_watch {
        for field in ["from", "accept_by"] {
            if let Some(value) = fields.get_mut(field).filter(|value| !value.is_null()) {
                let at = instant_of(value, field)?;
                *value = Value::String(at.to_rfc3339());
            }
        }
    }
    let is_service_review = ServiceReviewWish::VERBS.contains(&verb.as_str());
    let is_figure = FigureWish::VERBS.contains(&verb.as_str());
    if name.is_none()
        && !is_watch
        && !is_service_review
        && !is_figure
        && !is_desk
        && !WITHOUT_KEY.contains(&verb.as_str())
    {
        return Err("`key` is missing; it says which incident".to_owned());
    }
    let wish = if is_watch {
        Wish::Watch(tagged(&verb, fields)?)
    } else if is_service_review {
        Wish::ServiceReview(tagged(&verb, fields)?)
    } else if is_figure {
        Wish::Figure(tagged(&verb, fields)?)
    } else if is_desk {
        Wish::Desk(tagged(&verb, fields)?)
    } else if ReviewWish::VERBS.contains(&verb.as_str()) {
        Wish::Review(tagged(&verb, fields)?)
    } else {
        tagged(&verb, fields)?
    };
    Ok(Request { name, at, actor, wish })
}

fn tagged<T: DeserializeOwned>(verb: &str, fields: Map<String, Value>) -> Result<T, String> {
    let mut tagged = Map::new();
    tagged.insert(verb.to_owned(), Value::Object(fields));
    serde_json::from_value(Value::Object(tagged)).map_err(|err| {
        let what = err.to_string();
        match what.strip_prefix("unknown variant ") {
            Some(rest) if rest.starts_with(&format!("`{verb}`")) => {
                let more = [
                    &WatchWish::VERBS[..],
                    &ReviewWish::VERBS[..],
                    &ServiceReviewWish::VERBS[..],
                    &FigureWish::VERBS[..],
                    &DeskWish::VERBS[..],
                ]
                .concat();
                format!("unknown command {rest}, `{}`", more.join("`, `"))
            }
            _ => format!("`{verb}`: {what}"),
        }
    })
}

fn take_text(fields: &mut Map<String, Value>, field: &str) -> Result<Option<String>, String> {
    match fields.remove(field) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(format!("`{field}` is {}, not a text", shape(&other))),
    }
}

fn take_instant(fields: &mut Map<String, Value>, field: &str) -> Result<Option<Instant>, String> {
    fields.remove(field).map(|value| instant_of(&value, field)).transpose()
}

fn instant_of(value: &Value, field: &str) -> Result<Instant, String> {
    let Value::String(text) = value else {
        return Err(format!("`{field}` is {}, not a time", shape(value)));
    };
    chrono::DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|err| {
        format!("`{field}` is `{text}`, not a time with an offset ({err}); write it like 2026-03-02T10:00:00-06:00")
    })
}

const fn shape(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::words::Priority;

    fn refused(line: &str) -> String {
        match read(line) {
            Ok(requests) => panic!("read as {requests:?}"),
            Err(bad) => bad.to_string(),
        }
    }

    #[test]
    fn a_command_reads_with_its_key_time_and_actor() {
        let text = concat!(
            "\n",
            r#"{"do":"open_incident","key":"pay","at":"2026-03-02T10:00:00-06:00","as":"Sample","title":"Down","priority":"critical"}"#
        );
        let read = read(text).unwrap();
        let (line, request) = &read[0];
        assert_eq!(*line, 2);
        assert_eq!(request.name, Some(Name::Called("pay".to_owned())));
        assert_eq!(request.at.unwrap().to_rfc3339(), "2026-03-02T16:00:00+00:00");
        assert_eq!(request.actor.as_deref(), Some("Sample"));
        let Wish::OpenIncident { title, priority, kind, .. } = &request.wish else { panic!("{request:?}") };
        assert_eq!((title.as_str(), *priority, *kind), ("Down", Some(Priority::Critical), None));
    }

    #[test]
    fn every_word_of_the_watch_is_known_as_such() {
        let unknown = serde_json::from_str::<WatchWish>(r#"{"nothing":{}}"#).unwrap_err().to_string();
        let known: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
        assert_eq!(known, WatchWish::VERBS);
    }

    #[test]
    fn every_word_of_service_reviews_is_known_as_such() {
        let unknown = serde_json::from_str::<ServiceReviewWish>(r#"{"nothing":{}}"#).unwrap_err().to_string();
        let known: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
        assert_eq!(known, ServiceReviewWish::VERBS);
    }

    #[test]
    fn every_word_of_figures_is_known_as_such() {
        let unknown = serde_json::from_str::<FigureWish>(r#"{"nothing":{}}"#).unwrap_err().to_string();
        let known: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
        assert_eq!(known, FigureWish::VERBS);
    }

    #[test]
    fn every_word_of_the_desk_is_known_as_such() {
        let unknown = serde_json::from_str::<DeskWish>(r#"{"nothing":{}}"#).unwrap_err().to_string();
        let known: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
        assert_eq!(known, DeskWish::VERBS);
        for verb in DeskWish::VERBS {
            let said = format!("\n    {verb} ");
            assert!(crate::cli::apply_help::TEXT.contains(&said), "{verb} is not in the help");
        }
        let line = r#"{"do":"set_quiet_hours","from":"22:00","until":"06:00","weekdays":["fri"]}"#;
        let (_, request) = read(line).unwrap().remove(0);
        let wish = DeskWish::SetQuietHours {
            from: Some("22:00".to_owned()),
            until: Some("06:00".to_owned()),
            weekdays: vec!["fri".to_owned()],
        };
        assert_eq!((request.name, request.wish), (None, Wish::Desk(wish)));
    }

    #[test]
    fn every_word_of_the_post_mortem_is_known_as_such() {
        let unknown = serde_json::from_str::<ReviewWish>(r#"{"nothing":{}}"#).unwrap_err().to_string();
        let known: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
        assert_eq!(known, ReviewWish::VERBS);
    }

    #[test]
    fn what_does_not_read_is_refused_with_its_line_and_reason() {
        assert_eq!(
            refused("\n{"),
            "line 2: this is not JSON: EOF while parsing an object at line 1 column 1; write one object a line"
        );
        assert!(refused("[1]").starts_with("line 1: this is not an object"));
        assert!(refused(r#"{"key":"a"}"#).contains("`do` is missing"));
        assert!(refused(r#"{"do":"note","text":"x"}"#).contains("`key` is missing"));
        let unknown = refused(r#"{"do":"explode","key":"a"}"#);
        assert!(unknown.contains("unknown command `explode`, expected one of `open_incident`"), "{unknown}");
        let field = refused(r#"{"do":"note","key":"a","text":"x","colour":"red"}"#);
        assert!(field.contains("`note`: unknown field `colour`"), "{field}");
        assert!(
            refused(r#"{"do":"note","key":"a","text":5}"#)
                .contains("invalid type: integer `5`, expected a string")
        );
        assert!(refused(r#"{"do":"note","key":5,"text":"x"}"#).contains("`key` is a number, not a text"));
        assert!(
            refused(r#"{"do":"note","key":"a","text":"x","at":"2026-03-02T10:00:00"}"#)
                .contains("not a time with an offset")
        );
        assert!(
            refused(r#"{"do":"snooze","key":"a","clock":"triage","until":"noon"}"#)
                .contains("`until` is `noon`, not a time")
        );
        assert!(refused(r#"{"do":"note","key":"a"}"#).contains("missing field `text`"));
        assert!(
            refused(r#"{"do":"assign_priority","key":"a","priority":"urgent"}"#)
                .contains("unknown variant `urgent`")
        );
    }
}
